"""Balls: plain, with a band round the middle, or with the seam of a tennis ball."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.blobs import blob
from simgen.catalog.meshing.grids import face_centers, faces_where
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import arc
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model
from simgen.world import Part, Surface


@dataclass(frozen=True)
class Parameters:
    """`style`: plain, band or tennis (6.7 cm)."""

    style: str
    diameter_m: float


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The ball, turned at random, in the slots `body` and `mark`."""
    p = parameters
    check_style(p.style, ("plain", "band", "tennis"))
    r = p.diameter_m / 2
    if p.style == "band":
        sphere = lathe(arc((0, 0), r, -90, 90, 36), 48)
        # Rings of the sphere are 5 degrees apart: the belt's edge lies on one of them.
        belt = np.abs(face_centers(sphere)[:, 2]) < math.sin(math.radians(20.0)) * r
        pieces = [(faces_where(sphere, ~belt), "body"), (faces_where(sphere, belt), "mark")]
    else:
        pieces = [(blob((r, r, r), cells=14), "body")]
    if p.style == "tennis":
        # A closed curve on the sphere with four lobes, after the usual parametrisation of such seams.
        t = np.linspace(0, 2 * math.pi, 96, endpoint=False)
        a, b = 0.75, 0.25
        curve = np.stack(
            [a * np.cos(t) + b * np.cos(3 * t), a * np.sin(t) - b * np.sin(3 * t), 2 * math.sqrt(a * b) * np.sin(2 * t)]
        )
        curve = curve.T / np.linalg.norm(curve.T, axis=1, keepdims=True) * (r - 0.0001)
        pieces.append(
            (tube(curve, np.tile([0.0016, 0.0005], (96, 1)), segments=8, closed=True, up=curve[0].tolist()), "mark")
        )
    axis = rng.normal(size=3)
    turn = rng.uniform(0.0, 2 * math.pi)
    turned = [(rotate(m, axis.tolist(), turn), slot) for m, slot in pieces]
    low = float(min(m.vertices[:, 2].min() for m, _ in turned))
    surfaces = tuple(Surface(translate(m, (0, 0, -low)), slot) for m, slot in turned)
    hull = hull_of(np.concatenate([s.mesh.vertices for s in surfaces]), 32)
    return Model((Part("body", surfaces, (hull,)),))
