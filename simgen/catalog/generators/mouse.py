"""Computer mice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.meshing.blobs import blob
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, merge, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Part, Surface


@dataclass(frozen=True)
class Parameters:
    """A mouse is about 0.06 x 0.11 x 0.037; `arch` (0..1) moves its highest point to the back."""

    width_m: float
    length_m: float
    height_m: float
    arch: float


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The mouse, its buttons at +y (away from the hand), in the slots `body`, `wheel` and `base`."""
    p = parameters
    a, b, h = p.width_m / 2, p.length_m / 2, p.height_m

    def shape(points: FloatArray) -> FloatArray:
        x, y, z = points[:, 0], points[:, 1], points[:, 2]
        # Above the seam a dome, highest behind the middle, below it a shallow tub.
        soft = 0.0012
        up = soft * np.logaddexp(0.0, z / soft)
        down = z - up
        tall = 1 - 0.22 * (y / b + 0.35 * p.arch) ** 2 - 0.16 * p.arch * y / b
        waist = 1 - 0.07 * np.exp(-(((y / b - 0.1) / 0.4) ** 2)) * np.exp(-((z / (0.5 * h)) ** 2))
        return np.stack([x * waist, y, up * tall + down * 0.13], axis=1)

    body = warp(blob((a, b, h * 0.94), exponent=2.6, cells=20), shape)
    low = float(body.vertices[:, 2].min())
    y = 0.46 * b
    crest = float(body.vertices[np.hypot(body.vertices[:, 0], body.vertices[:, 1] - y) < 0.006, 2].max())
    turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    wheel = tube(
        np.stack([np.zeros(24), y + 0.0085 * np.cos(turn), crest - 0.0094 + 0.0085 * np.sin(turn)], axis=1),
        np.tile([0.0032, 0.0022], (24, 1)),
        closed=True,
        up=(0.0, 1.0, 0.0),
    )
    # The seam between the buttons, from behind the wheel to the front edge.
    turn = np.linspace(0.2, 1.45, 20)
    rim = (np.sin(turn) ** 2.6 + np.cos(turn) ** 2.6) ** (-1 / 2.6)
    line = np.stack([np.zeros(20), b * rim * np.sin(turn), 0.94 * h * rim * np.cos(turn)], axis=1)
    seam = tube(shape(line) - [0, 0, 0.0001], 0.00045, segments=6)
    sole = blob((0.8 * a, 0.86 * b, 0.0022), exponent=4, cells=8, center=(0, 0, low + 0.0008))
    wheel = merge([wheel, seam])
    meshes = [body, wheel, sole]
    lift = -float(min(m.vertices[:, 2].min() for m in meshes))
    body, wheel, sole = (translate(m, (0, 0, lift)) for m in meshes)
    hull = hull_of(merge([body, sole]), 32)
    return Model((Part("body", (Surface(body, "body"), Surface(wheel, "wheel"), Surface(sole, "base")), (hull,)),))
