"""Drinking glasses: one closed surface of glass, outside and inside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._vessels import vessel, wall_curve
from simgen.catalog.generators.bowl import STYLES
from simgen.catalog.model import Model
from simgen.errors import did_you_mean
from simgen.world import Part, Surface


@dataclass(frozen=True)
class Parameters:
    """Sizes of the whole glass; `floor_m` is the thick bottom. `style` is a profile of bowls and tumblers."""

    style: str
    height_m: float
    diameter_m: float
    wall_m: float
    floor_m: float


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The glass, in the slot `glass`."""
    p = parameters
    if p.style not in STYLES:
        raise ValueError(f"there is no style '{p.style}'. {did_you_mean(p.style, STYLES)}")
    body = wall_curve(np.array(STYLES[p.style]) * [p.diameter_m / 2, p.height_m], 30)
    form = vessel(body, wall_m=p.wall_m, floor_m=p.floor_m, corner_m=0.003)
    part = Part("body", (Surface(form.mesh(64), "glass"),), form.hulls())
    return Model((part,), cavities=(form.cavity(),))
