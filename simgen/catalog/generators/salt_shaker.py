"""Salt and pepper shakers: a small body under a cap with holes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.hulls import turned_hulls
from simgen.catalog.meshing.lathe import lathe, unit_circle
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.transforms import translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray

# Facets of a turn.
_TURN = 48
STYLES = ("diner", "bulb", "tall")
# (share of the radius, share of the body's height) from the foot to the shoulder.
_SHAPES = {
    "diner": [(0.86, 0.0), (1.0, 0.10), (0.94, 0.55), (0.76, 1.0)],
    "bulb": [(0.68, 0.0), (0.98, 0.26), (0.94, 0.52), (0.58, 1.0)],
    "tall": [(1.0, 0.0), (0.93, 0.2), (0.72, 0.62), (0.62, 1.0)],
}


@dataclass(frozen=True)
class Parameters:
    """`height_m` over all, `diameter_m` at the widest; `facets`: 0 is round; `holes` round the cap's middle one.

    `clear`: the body is a glass shell (slot `body`) with what it holds (slot `filling`) to the share `full`; else
    it is solid (slot `ware`).
    """

    style: str
    height_m: float
    diameter_m: float
    facets: int
    holes: int
    clear: bool
    full: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)
        if self.facets and not 5 <= self.facets <= 16:
            raise ValueError(f"facets is 0 or 5 to 16, got {self.facets}")
        if not 1 <= self.holes <= 12:
            raise ValueError(f"holes is 1 to 12, got {self.holes}")
        if not 0.0 < self.full <= 1.0:
            raise ValueError(f"full is above 0 and at most 1, got {self.full}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The shaker upright, in the slots `body` or `ware`, `filling`, `cap` and `holes`."""
    p = parameters
    thing = Assembly(rng)
    r, shoulder = p.diameter_m / 2, 0.74 * p.height_m
    wall = smooth(np.array(_SHAPES[p.style]) * [r, shoulder], 22)
    outline = _polygon(p.facets) if p.facets else None
    neck = float(wall[-1, 0])
    if p.clear:
        inner = wall[wall[:, 1] > 0.004] - [0.0022, 0.0]
        floor = (0.0, float(inner[0, 1]))
        shell = np.array([(0.0, 0.0), *wall, *inner[::-1], floor])
        held = inner[inner[:, 1] <= floor[1] + p.full * 0.86 * (shoulder - floor[1])] - [0.00015, -0.0002]
        salt = np.array([(0.0, held[0, 1]), *held, (0.0, held[-1, 1] + 0.0015)])
        thing.add("body", "body", lathe(shell, _TURN, outline=outline), turned_hulls(wall))
        thing.add("body", "filling", lathe(salt, _TURN, outline=outline))
    else:
        solid = np.array([(0.0, 0.0), *wall, (0.0, shoulder)])
        thing.add("body", "ware", lathe(solid, _TURN, outline=outline), turned_hulls(wall))
    lip, top = neck + 0.0018, p.height_m
    low = shoulder - 0.0045
    crown = top - (0.0035 if p.style == "tall" else 0.42 * (top - low))
    shape = [(0.0, low), (lip, low), (lip, crown), (0.55 * lip, top - 0.0008), (0.0, top)]
    cap = fillet(shape, [0.0, 0.0012, 0.004, 0.008, 0.0], 5)
    thing.add("cap", "cap", lathe(cap, 36), turned_hulls([(lip, low), (lip, crown), (0.5 * lip, top - 0.001)]))
    if p.style == "diner":
        # The screw cap's knurls.
        ring = 1.0 + 0.012 * np.cos(24 * np.linspace(0.0, 2 * math.pi, 96, endpoint=False))
        band = fillet([(0.9 * lip, low + 0.001), (lip + 0.0006, low + 0.001), (lip + 0.0006, crown - 0.004)], 0.0005, 2)
        knurled = np.array([*band, (0.9 * lip, crown - 0.004)])
        thing.add("cap", "cap", lathe(knurled, 96, outline=ring[:, None] * unit_circle(96)))
    dome = cap[cap[:, 1] >= crown][::-1]
    spots = [(0.0, 0.0)]
    for k in range(p.holes):
        turn = 2 * math.pi * k / p.holes
        spots.append((0.36 * lip * math.cos(turn), 0.36 * lip * math.sin(turn)))
    for x, y in spots:
        away = math.hypot(x, y)
        level = float(np.interp(away, dome[:, 0], dome[:, 1]))
        hole = lathe(np.array([(0, -0.001), (0.0010, -0.001), (0.0010, 0.0004), (0, 0.0004)]), 10)
        thing.add("cap", "holes", translate(hole, (x, y, level)))
    return thing.model()


def _polygon(sides: int) -> FloatArray:
    """(_TURN, 2) points of a regular polygon with eased corners, about as large as the unit circle."""
    turn = 2 * math.pi * np.arange(_TURN) / _TURN
    within = (turn + math.pi / sides) % (2 * math.pi / sides) - math.pi / sides
    radius = np.minimum(math.cos(math.pi / sides) / np.cos(within), 0.985)
    return radius[:, None] * unit_circle(_TURN)
