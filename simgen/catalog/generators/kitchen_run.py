"""A run of kitchen base units under one worktop, on a plinth, with sink and hob set in."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._drawer import FRONT_M
from simgen.catalog.generators._handles import check_handle
from simgen.catalog.generators._hob import add_hob
from simgen.catalog.generators._kitchen_units import FIXED_WIDTH, UNITS, Counted, Look, add_unit
from simgen.catalog.generators._sink import add_bowl, add_tap, bowl_outline
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, rounded_rectangle
from simgen.catalog.meshing.rings import ring_prism
from simgen.catalog.meshing.transforms import translate
from simgen.catalog.model import Model
from simgen.geometry import Bounds

_TAP_ROOM_M = 0.085
_NOSE_M = 0.018


@dataclass(frozen=True)
class Parameters:
    """`units`: from the left, a letter of UNITS each (see `_kitchen_units`); `width_m` of the whole run.

    Units other than appliances share out what `width_m` leaves them, in proportion to their usual widths; with
    `width_m` 0 all have their usual width. `height_m` with the worktop, whose thickness is `worktop_m`; `depth_m` of
    the worktop. `hob` is glass or gas and lies over units h or, where there is none, o. `tap`: swan, square or low.
    `upstand_m`: the height of a strip of the worktop's stuff along the wall, 0 for none.
    """

    units: str
    width_m: float
    depth_m: float
    height_m: float
    plinth_m: float
    worktop_m: float
    drawers: int
    handle: str
    framed: bool
    hob: str
    tap: str
    upstand_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_handle(self.handle)
        check_style(self.hob, ("glass", "gas"), "hob")
        unknown = sorted(set(self.units) - set(UNITS))
        if not self.units or unknown:
            raise ValueError(f"units is made of the letters {' '.join(UNITS)}, got '{self.units}'")
        if self.drawers < 2:
            raise ValueError(f"drawers is 2 or more, got {self.drawers}")
        if self.height_m - self.plinth_m - self.worktop_m < 0.6:
            raise ValueError("plinth and worktop leave less than 0.6 m for the units")
        widths = unit_widths(self.units, self.width_m)
        for letter, width in zip(self.units, widths, strict=True):
            if not 0.28 <= width <= 1.25 or (letter == "s" and width < 0.5):
                raise ValueError(f"a run of {self.width_m} m makes its unit '{letter}' {width:.2f} m wide")


def unit_widths(units: str, width_m: float) -> list[float]:
    """The widths of a run's units, metres; `width_m` 0 leaves all at their usual ones."""
    usual = [UNITS[u][1] for u in units]
    if width_m <= 0:
        return usual
    fixed = sum(w for u, w in zip(units, usual, strict=True) if u in FIXED_WIDTH)
    free = sum(usual) - fixed
    if free <= 0:
        return usual
    share = (width_m - fixed) / free
    return [w if u in FIXED_WIDTH else w * share for u, w in zip(units, usual, strict=True)]


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The run, its back at +y; slots as `add_unit`, `add_oven`, `add_dishwasher`, `add_hob`, `add_bowl`, and more.

    Those are `worktop` and `plinth`.
    """
    p = parameters
    run = Assembly(rng)
    widths = unit_widths(p.units, p.width_m)
    total = sum(widths)
    rear = p.depth_m / 2
    # The worktop stands out a little before the fronts.
    carcass = -p.depth_m / 2 + _NOSE_M + FRONT_M + 0.0015
    low, high = p.plinth_m, p.height_m - p.worktop_m
    look, names = Look(p.handle, p.framed), Counted()
    edges = [-total / 2, *(-total / 2 + np.cumsum(widths)).tolist()]
    # A first part that stays: the worktop, over which the rest is found from above.
    sinks = [k for k, unit in enumerate(p.units) if unit == "s"]
    # A hob lies over the unit made for it, else over the ovens.
    hobs = [k for k, unit in enumerate(p.units) if unit == ("h" if "h" in p.units else "o")]
    bowls = {k: _bowl_size(widths[k], p.depth_m) for k in sinks}
    _worktop(run, p, edges, bowls)
    for unit, (a, b) in zip(p.units, itertools.pairwise(edges), strict=True):
        box = Bounds((a, carcass, low), (b, rear - 0.005, high))
        hinge_left = (a + b) / 2 < 0
        add_unit(
            run,
            unit,
            box,
            look,
            names,
            drawers=p.drawers,
            hinge_left=hinge_left,
            keep_free=0.21 if unit == "s" else 0.0,
        )
    _plinth(run, p, edges, carcass)
    for k in sinks:
        middle = ((edges[k] + edges[k + 1]) / 2, _bowl_y(p.depth_m))
        name = "sink" if len(sinks) == 1 else f"sink_{sinks.index(k) + 1}"
        add_bowl(run, "body", middle, (*bowls[k], 0.19), p.height_m, name=name)
        behind = middle[1] + bowls[k][1] / 2 + 0.022 + 0.04
        add_tap(run, "body", (middle[0], behind, p.height_m), p.tap, toward=min(0.2, 0.4 * bowls[k][1]))
    for k in hobs:
        middle_x = (edges[k] + edges[k + 1]) / 2
        add_hob(
            run, "body", (middle_x - 0.29, middle_x + 0.29), (-p.depth_m / 2 + 0.06, rear - 0.055), p.height_m, p.hob
        )
    _free_worktop(run, p, edges, sinks, hobs, bowls)
    return run.model(has_front=True)


def _bowl_size(unit: float, depth: float) -> tuple[float, float]:
    return min(0.52, unit - 0.12), min(0.4, depth - 0.2)


def _bowl_y(depth: float) -> float:
    """Nearer to the front, to leave room for the tap."""
    return -_TAP_ROOM_M / 2 + 0.012


def _worktop(run: Assembly, p: Parameters, edges: list[float], bowls: dict[int, tuple[float, float]]) -> None:
    """The slab, cut out for each bowl, in one piece for each side of a cut; and the strip along the wall."""
    y0, y1, z0, z1 = -p.depth_m / 2, p.depth_m / 2, p.height_m - p.worktop_m, p.height_m
    if not bowls:
        run.span("body", "worktop", (edges[0], y0, z0), (edges[-1], y1, z1), radius=0.0025, grain="x")
    cuts = [edges[0], *(edges[k + 1] for k in sorted(bowls)[:-1]), edges[-1]]
    for k, (a, b) in zip(sorted(bowls), itertools.pairwise(cuts), strict=False):
        center = ((edges[k] + edges[k + 1]) / 2, _bowl_y(p.depth_m))
        outer = rounded_rectangle(b - a, y1 - y0, 0.0) + np.array([(a + b) / 2, (y0 + y1) / 2])
        hole = bowl_outline(*bowls[k], 0.003) + np.asarray(center)
        slab = ring_prism(outer, hole, p.worktop_m, 0.0025, center=center)
        w, d = bowls[k][0] / 2 + 0.003, bowls[k][1] / 2 + 0.003
        bars = [
            ((a, y0), (center[0] - w, y1)),
            ((center[0] + w, y0), (b, y1)),
            ((center[0] - w, y0), (center[0] + w, center[1] - d)),
            ((center[0] - w, center[1] + d), (center[0] + w, y1)),
        ]
        hulls = [
            box_hull((q[0] - o[0], q[1] - o[1], z1 - z0), ((o[0] + q[0]) / 2, (o[1] + q[1]) / 2, (z0 + z1) / 2))
            for o, q in bars
        ]
        run.add("body", "worktop", translate(slab, (0.0, 0.0, z0)), hulls)
    if p.upstand_m > 0:
        strip = (edges[0], y1 - 0.016, z1 - 0.0005), (edges[-1], y1, z1 + p.upstand_m)
        run.span("body", "worktop", *strip, radius=0.002, grain="x")


def _plinth(run: Assembly, p: Parameters, edges: list[float], carcass: float) -> None:
    """A board along the front that stands back for the toes, one along the back, and feet where there are no boards."""
    top = p.plinth_m - 0.001
    stretches: list[tuple[float, float]] = []
    for unit, (a, b) in zip(p.units, itertools.pairwise(edges), strict=True):
        if unit == "b":
            continue
        if stretches and abs(stretches[-1][1] - a) < 1e-6:
            stretches[-1] = (stretches[-1][0], b)
        else:
            stretches.append((a, b))
    for a, b in stretches:
        run.span("body", "plinth", (a, carcass + 0.05, 0.0), (b, carcass + 0.066, top), grain="x")
        run.span("body", "plinth", (a, p.depth_m / 2 - 0.06, 0.0), (b, p.depth_m / 2 - 0.044, top), grain="x")
        for x in (a, b - 0.016):
            run.span("body", "plinth", (x, carcass + 0.066, 0.0), (x + 0.016, p.depth_m / 2 - 0.06, top), grain="y")


def _free_worktop(
    run: Assembly,
    p: Parameters,
    edges: list[float],
    sinks: list[int],
    hobs: list[int],
    bowls: dict[int, tuple[float, float]],
) -> None:
    """The stretches of worktop between what is set in, as supports, longest first."""
    taken = [
        (m - bowls[k][0] / 2 - 0.04, m + bowls[k][0] / 2 + 0.04) for k in sinks for m in [(edges[k] + edges[k + 1]) / 2]
    ]
    taken += [(m - 0.3, m + 0.3) for k in hobs for m in [(edges[k] + edges[k + 1]) / 2]]
    start, free = edges[0], []
    for a, b in sorted(taken):
        free.append((start, a))
        start = b
    free.append((start, edges[-1]))
    free = sorted((f for f in free if f[1] - f[0] > 0.12), key=lambda f: f[0] - f[1])
    back = p.depth_m / 2 - (0.016 if p.upstand_m > 0 else 0.0)
    for number, (a, b) in enumerate(free, start=1):
        name = "worktop" if number == 1 else f"worktop_{number}"
        run.support_box(name, (a, -p.depth_m / 2), (b, back), p.height_m, margin=0.025)
