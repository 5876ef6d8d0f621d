"""Bidets that stand on the floor: a low oval basin with a mixer tap behind it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._basins import Basin, add_basin
from simgen.catalog.generators._taps import TAPS
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.lofts import at_height, loft, oval, pole
from simgen.catalog.meshing.transforms import hull_of
from simgen.catalog.model import Model

_LEDGE_M = 0.10


@dataclass(frozen=True)
class Parameters:
    """`width_m`, `depth_m` over all; `rim_m` the rim's height (EN 35: 0.40 m); `waist` of the foot; `tap` of TAPS."""

    width_m: float
    depth_m: float
    rim_m: float
    waist: float
    tap: str

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.tap, TAPS, "tap")
        if not 0.4 <= self.waist <= 0.95:
            raise ValueError(f"waist {self.waist} is not between 0.4 and 0.95 of the width")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The bidet, its tap at +y; slots `ceramic` and `tap`."""
    p = parameters
    fixture = Assembly(rng)
    half_x, half_y = p.width_m / 2, p.depth_m / 2
    basin = Basin(
        half_x=half_x,
        half_y=half_y,
        bowl_x=half_x - 0.045,
        bowl_y=half_y - _LEDGE_M / 2 - 0.04,
        corner_m=0.47 * p.width_m,
        bowl="oval",
        depth_m=0.15,
        slab_m=0.05,
        ledge_m=_LEDGE_M,
        top_m=p.rim_m,
    )
    add_basin(fixture, basin, p.tap, rounded=True, under=False)
    # The foot swells up into the basin's underside; its back stands near the wall.
    rows = [
        (0.62 * p.waist + 0.2, 0.66, 0.93, 0.0),
        (0.62 * p.waist + 0.21, 0.67, 0.935, 0.005),
        (0.62 * p.waist + 0.2, 0.66, 0.93, 0.03),
        (p.waist, 0.60, 0.92, 0.45 * p.rim_m),
        (0.5 * p.waist + 0.42, 0.74, 0.935, 0.68 * p.rim_m),
        (0.93, 0.93, 0.955, p.rim_m - 0.065),
        (0.985, 0.985, 0.985, p.rim_m - 0.045),
    ]
    rings = [
        at_height(oval(x * half_x, front * half_y, back * half_y, squareness=(2.3, 3.6), points=64), z)
        for x, front, back, z in rows
    ]
    mesh = loft([pole(rings[0]), *rings, pole(rings[-1])], [1, len(rings)])
    fixture.add("body", "ceramic", mesh, [hull_of(np.concatenate([rings[0], rings[3]]), 28)])
    return fixture.model(has_front=True)
