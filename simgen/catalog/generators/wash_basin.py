"""Wash basins of ceramic: on a pedestal, or hung on the wall with the trap to be seen below."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._basins import Basin, add_basin
from simgen.catalog.generators._taps import TAPS
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.lofts import at_height, loft, oval, pole
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, translate
from simgen.catalog.model import Model

STANDS = ("pedestal", "wall")


@dataclass(frozen=True)
class Parameters:
    """`width_m`, `depth_m` over all; `height_m` of a pedestal basin's rim, not used by one that hangs (`stand` "wall").

    `bowl`: "oval" or "box"; `depth_m` goes back to the wall; `bowl_m` is the bowl's depth. `tap` is one of TAPS.
    """

    stand: str
    bowl: str
    width_m: float
    depth_m: float
    height_m: float
    bowl_m: float
    corner_m: float
    tap: str

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.stand, STANDS, "stand")
        check_style(self.bowl, ("oval", "box"), "bowl")
        check_style(self.tap, TAPS, "tap")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The basin, its back at +y, in the slots `ceramic` and `tap`."""
    p = parameters
    fixture = Assembly(rng)
    ledge = 0.085
    basin = Basin(
        half_x=p.width_m / 2,
        half_y=p.depth_m / 2,
        bowl_x=p.width_m / 2 - 0.055,
        bowl_y=(p.depth_m - ledge) / 2 - 0.035,
        corner_m=p.corner_m,
        bowl=p.bowl,
        depth_m=p.bowl_m,
        slab_m=0.055,
        ledge_m=ledge,
        top_m=p.height_m,
    )
    add_basin(fixture, basin, p.tap, rounded=True, under=False)
    low = p.height_m - p.bowl_m - 0.012
    if p.stand == "pedestal":
        _pedestal(fixture, p, low)
    else:
        _trap(fixture, p, low)
    return fixture.model(has_front=True)


def _pedestal(fixture: Assembly, p: Parameters, low: float) -> None:
    """A hollow-backed column, drawn as a solid: narrow in the middle, its back to the wall."""
    y = 0.035
    rows = [
        (0.105, 0.115, 0.0),
        (0.108, 0.118, 0.004),
        (0.106, 0.117, 0.03),
        (0.088, 0.098, 0.16),
        (0.082, 0.092, 0.40),
        (0.090, 0.10, 0.60),
        (0.106, 0.115, low - 0.02),
        (0.115, 0.122, low + 0.02),
    ]
    rings = [at_height(oval(a, b, b * 0.95, squareness=(2.4, 4.0), points=48, center=(0, y)), z) for a, b, z in rows]
    mesh = loft([pole(rings[0]), *rings, pole(rings[-1])], [1, len(rings)])
    hulls = [
        hull_of(np.concatenate([rings[0], rings[2], rings[3]]), 28),
        hull_of(np.concatenate([rings[3], rings[4]]), 24),
    ]
    fixture.add("pedestal", "ceramic", mesh, [*hulls, hull_of(np.concatenate(rings[4:-1]), 28)])


def _trap(fixture: Assembly, p: Parameters, low: float) -> None:
    """A bottle trap and its pipe into the wall."""
    y, wall = -0.0425, p.depth_m / 2
    cup_low = low - 0.15
    pipe = tube([(0, y, low + 0.006), (0, y, cup_low + 0.09)], 0.016, segments=20, ends="flat")
    cup = [
        (0, cup_low),
        (0.028, cup_low),
        (0.031, cup_low + 0.012),
        (0.031, cup_low + 0.085),
        (0.018, cup_low + 0.095),
        (0, cup_low + 0.095),
    ]
    body = translate(lathe(fillet(cup, [0, 0.006, 0.004, 0.004, 0.003, 0], 4), 36, crease_deg=50), (0, y, 0))
    z = cup_low + 0.062
    path = smooth([(0, y + 0.02, z), (0, 0.5 * (y + wall), z), (0, wall - 0.002, z)], 10)
    arm = tube(path, 0.016, segments=20, ends="flat")
    rose = tube([(0, wall - 0.012, z), (0, wall - 0.003, z)], 0.031, segments=28, ends="flat", bevel_m=0.003)
    fixture.add(
        "trap", "tap", [pipe, body, arm, rose], [hull_of(body, 24), *tube_hulls(path, 0.015, 1), hull_of(pipe, 12)]
    )
