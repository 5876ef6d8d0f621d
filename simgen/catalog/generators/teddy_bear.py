"""Sitting teddy bears."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.meshing.blobs import blob, lumps
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, merge, rotate, translate
from simgen.catalog.model import Model
from simgen.world import Mesh, Part, Surface


@dataclass(frozen=True)
class Parameters:
    """`height_m` sitting. `plump` (0..1) widens the belly, `slouch_deg` bows the head."""

    height_m: float
    plump: float
    slouch_deg: float


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The bear looks along -y, in the slots `fur`, `pads` and `eyes`."""
    p = parameters
    s = p.height_m / 0.3

    def stuffed(radii: tuple[float, float, float], center: tuple[float, float, float], cells: int = 9) -> Mesh:
        size = tuple(s * r for r in radii)
        return translate(
            blob(size, cells=cells, swell=lumps(rng, 0.02, low=0.7, high=2.0)), tuple(s * c for c in center)
        )

    wide = 0.068 + 0.014 * p.plump
    torso = stuffed((wide, 0.06 + 0.01 * p.plump, 0.088), (0, 0.01, 0.086), 12)
    fur, pads, eyes = [torso], [], []
    limbs = [torso]
    for side in (-1.0, 1.0):
        leg = stuffed((0.036, 0.068, 0.036), (0, -0.062, 0))
        leg = translate(rotate(leg, (0, 0, 1), side * 0.36), (side * s * 0.052, 0.0, s * 0.037))
        sole = blob((s * 0.026, s * 0.006, s * 0.028), cells=7, center=(0, -s * 0.126, 0))
        sole = translate(rotate(sole, (0, 0, 1), side * 0.36), (side * s * 0.052, 0.0, s * 0.037))
        arm = stuffed((0.029, 0.031, 0.07), (0, 0, -0.052))
        arm = rotate(
            rotate(arm, (1, 0, 0), -0.55 - 0.15 * rng.random()), (0, 1, 0), -side * (0.55 + 0.15 * rng.random())
        )
        arm = translate(arm, (side * s * 0.052, -s * 0.002, s * 0.142))
        fur += [leg, arm]
        limbs += [leg, arm]
        pads.append(sole)
    head = [stuffed((0.066, 0.058, 0.06), (0, 0, 0), 12)]
    for side in (-1.0, 1.0):
        head.append(stuffed((0.025, 0.013, 0.025), (side * 0.05, 0.006, 0.05)))
    snout = [blob((s * 0.031, s * 0.027, s * 0.024), cells=9, center=(0, -s * 0.05, -s * 0.016))]
    inner = [
        blob((s * 0.016, s * 0.006, s * 0.016), cells=6, center=(k * s * 0.051, -s * 0.006, s * 0.05)) for k in (-1, 1)
    ]
    dots = [
        blob((s * 0.0062, s * 0.005, s * 0.0062), cells=6, center=(k * s * 0.024, -s * 0.0515, s * 0.013))
        for k in (-1, 1)
    ]
    dots.append(blob((s * 0.0105, s * 0.006, s * 0.0075), cells=6, center=(0, -s * 0.0765, -s * 0.009), exponent=2.4))
    smile = np.array(
        [
            (-0.011, -0.0735, -0.026),
            (-0.005, -0.0765, -0.03),
            (0, -0.0775, -0.0265),
            (0.005, -0.0765, -0.03),
            (0.011, -0.0735, -0.026),
        ]
    )
    dots.append(tube(s * smile, 0.0011 * s, segments=8))

    def nod(meshes: list[Mesh]) -> list[Mesh]:
        bowed = [rotate(m, (1, 0, 0), math.radians(p.slouch_deg), (0, 0, -s * 0.06)) for m in meshes]
        return [translate(m, (0, -s * 0.004, s * 0.213)) for m in bowed]

    head, snout, dots = nod(head), nod(snout + inner), nod(dots)
    fur += head
    pads += snout
    eyes += dots
    low = float(min(m.vertices[:, 2].min() for m in fur))
    slots = [(merge(fur), "fur"), (merge(pads), "pads"), (merge(eyes), "eyes")]
    points = np.concatenate([m.vertices for m, _ in slots])
    middle = (points.min(axis=0) + points.max(axis=0)).astype(float) / 2
    home = (-float(middle[0]), -float(middle[1]), -low)
    surfaces = tuple(Surface(translate(m, home), slot) for m, slot in slots)
    hulls = [hull_of(translate(m, home), 28) for m in [*limbs, head[0]]]
    # Bear and legs sit flat: their lowest points are one level.
    hulls = [np.where(np.arange(3) == 2, np.maximum(h, 0.0), h) for h in hulls]
    return Model((Part("body", surfaces, tuple(hulls)),), has_front=True)
