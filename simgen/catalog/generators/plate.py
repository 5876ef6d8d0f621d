"""Plates and saucers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._vessels import vessel, wall_curve
from simgen.catalog.model import Model
from simgen.world import Part, Surface


@dataclass(frozen=True)
class Parameters:
    """`diameter_m` over the rim, `height_m` of the rim, `rim_m` its width; `wall_m` is the thickness."""

    diameter_m: float
    height_m: float
    rim_m: float
    wall_m: float


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """A plate on a foot ring; the well's edge rises, the rim slopes outwards."""
    p = parameters
    radius = p.diameter_m / 2
    well = radius - p.rim_m
    points = [
        (0.72 * well, 0.0),
        (0.78 * well, 0.0015),
        (0.95 * well, 0.28 * p.height_m),
        (well + 0.12 * p.rim_m, 0.62 * p.height_m),
        (well + 0.5 * p.rim_m, 0.82 * p.height_m),
        (radius, p.height_m),
    ]
    form = vessel(
        wall_curve(points, 30), wall_m=p.wall_m, floor_m=p.wall_m, foot_height_m=0.0018, foot_width_m=0.004, corner_m=0.01
    )
    outside, inside, _ = form.split(form.mesh(72))
    return Model((Part("body", (Surface(outside, "body"), Surface(inside, "inside")), form.hulls()),))
