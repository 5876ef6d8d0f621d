"""Plates and saucers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._vessels import check_style, disc, vessel, wall_curve
from simgen.catalog.model import Model
from simgen.world import Part, SupportSurface, Surface


@dataclass(frozen=True)
class Parameters:
    """`diameter_m` over the rim, `height_m` of the rim; `wall_m` is the thickness.

    `style`: rim (a sloping rim of `rim_m` around a well), coupe (one even curve) or straight (an upright edge).
    """

    style: str
    diameter_m: float
    height_m: float
    rim_m: float
    wall_m: float


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """A plate on a foot ring, in the slots `body` (below) and `inside` (above); things stand in its well."""
    p = parameters
    check_style(p.style, ("rim", "coupe", "straight"))
    radius, height = p.diameter_m / 2, p.height_m
    well = radius - p.rim_m if p.style == "rim" else 0.86 * radius
    foot = (0.74 if p.style == "rim" else 0.66) * well
    if p.style == "rim":
        rest = [(1.02 * well, 0.45 * height), (well + 0.2 * p.rim_m, 0.66 * height), (radius, height)]
    elif p.style == "coupe":
        rest = [(0.85 * radius, 0.44 * height), (0.95 * radius, 0.74 * height), (radius, height)]
    else:
        rest = [(0.965 * radius, 0.2 * height), (0.99 * radius, 0.42 * height), (radius, height)]
    low = 0.0035 if p.style == "straight" else 0.12 * height
    points = [(foot, 0.0), (foot + 0.0012, 0.0018), (0.88 * well, max(low, 0.0026)), *rest]
    form = vessel(
        wall_curve(points),
        wall_m=p.wall_m,
        floor_m=p.wall_m,
        foot_height_m=0.002,
        foot_width_m=0.004,
        corner_m=0.0015,
    )
    outside, inside, _ = form.split(form.mesh(64))
    part = Part("body", (Surface(outside, "body"), Surface(inside, "inside")), form.hulls())
    floor = float(form.inner[0, 1])
    edge = float(np.interp(floor + 0.0008, form.inner[:, 1], form.inner[:, 0]))
    return Model((part,), supports=(SupportSurface("well", disc(0.85 * edge), floor),))
