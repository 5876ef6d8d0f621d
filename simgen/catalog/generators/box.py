"""Cardboard boxes, closed and taped."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.meshing.boxes import box_hull, rounded_box
from simgen.catalog.meshing.transforms import merge
from simgen.catalog.model import Model
from simgen.world import Part, SupportSurface, Surface


@dataclass(frozen=True)
class Parameters:
    """`width_m` (x), `depth_m` (y), `height_m` (z); `tape_m` is the tape's width, 0 for none."""

    width_m: float
    depth_m: float
    height_m: float
    tape_m: float


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """A box whose flaps meet in the middle, in the slots `board` and `tape`."""
    p = parameters
    wall = 0.0028
    # Two flaps with a slit between them lie on the body.
    body = rounded_box((p.width_m, p.depth_m, p.height_m - wall), 0.0018, 4, (0, 0, (p.height_m - wall) / 2))
    slit = 0.0012 + 0.001 * rng.random()
    flap = (p.depth_m - slit) / 2
    flaps = [
        rounded_box(
            (p.width_m - 0.001, flap - 0.0005, wall), 0.0011, 2, (0, s * (slit + flap) / 2, p.height_m - wall / 2)
        )
        for s in (-1.0, 1.0)
    ]
    surfaces = [Surface(merge([body, *flaps]), "board")]
    if p.tape_m > 0:
        strip = rounded_box((p.width_m + 0.0006, p.tape_m, 0.0003), 0.0, 2, (0, 0, p.height_m + 0.0001))
        drop = 0.18 * p.height_m
        ends = [
            rounded_box((0.0003, p.tape_m, drop), 0.0, 2, (s * (p.width_m / 2 + 0.0001), 0, p.height_m - drop / 2))
            for s in (-1.0, 1.0)
        ]
        surfaces.append(Surface(merge([strip, *ends]), "tape"))
    x, y = p.width_m / 2 - 0.02, p.depth_m / 2 - 0.02
    supports = ()
    if min(x, y) > 0.02:
        supports = (SupportSurface("top", ((-x, -y), (x, -y), (x, y), (-x, y)), p.height_m),)
    hull = box_hull((p.width_m, p.depth_m, p.height_m), (0, 0, p.height_m / 2), 0.0018)
    return Model((Part("body", tuple(surfaces), (hull,)),), supports=supports)
