"""Kitchen islands: base units on a plinth in the middle of a room, under a worktop that reaches beyond their back."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._drawer import FRONT_M
from simgen.catalog.generators._handles import check_handle
from simgen.catalog.generators._kitchen_units import UNITS, Counted, Look, add_unit
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull
from simgen.catalog.model import Model
from simgen.geometry import Bounds

BACKS = ("plain", "framed", "slats")
_KINDS = "dDmMwg"
_PANEL_M = 0.018
_NOSE_M = 0.02
_STILE_M = 0.07


@dataclass(frozen=True)
class Parameters:
    """Outer sizes with the worktop, whose thickness is `worktop_m`; `overhang_m`: how far it reaches beyond the back.

    `units`: letters of `_kitchen_units.UNITS` from the left (d, D, m, M, w, g), which share the width. `ends`: the
    worktop's stuff goes down to the floor at both ends. `back`: plain, framed or slats. `two_tone`: the panels are of
    their own stuff, else of the fronts'.
    """

    units: str
    width_m: float
    depth_m: float
    height_m: float
    worktop_m: float
    overhang_m: float
    plinth_m: float
    drawers: int
    handle: str
    framed: bool
    ends: bool
    back: str
    two_tone: bool

    def __post_init__(self) -> None:
        """Values that go together."""
        check_handle(self.handle)
        check_style(self.back, BACKS, "back")
        if not self.units or set(self.units) - set(_KINDS):
            raise ValueError(f"units of an island are of the letters {' '.join(_KINDS)}, got '{self.units}'")
        if self.depth_m - self.overhang_m < 0.45:
            raise ValueError(f"an overhang of {self.overhang_m} m leaves no units in {self.depth_m} m")
        if min(_shares(self)) < 0.28:
            raise ValueError(f"{len(self.units)} units do not fit a width of {self.width_m} m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The island, its doors at -y; slots `worktop`, `panel`, `plinth`, `front`, `frame`, `inside`, `handle`."""
    p = parameters
    island = Assembly(rng)
    x, y, top = p.width_m / 2, p.depth_m / 2, p.height_m - p.worktop_m
    slab = (-x, -y, top), (x, y, p.height_m)
    island.span("body", "worktop", *slab, radius=0.003, grain="x")
    island.support_box("worktop", (-x, -y), (x, y), p.height_m)
    if p.ends:
        for a in (-x, x - p.worktop_m):
            island.span("body", "worktop", (a, -y, 0.0), (a + p.worktop_m, y, top + 0.0005), radius=0.003, grain="z")
    slot = _panel_slot(p)
    front, rear = -y + _NOSE_M + FRONT_M, y - p.overhang_m
    side = x - _side_m(p)
    low = p.plinth_m
    edges = [-side, *(-side + np.cumsum(_shares(p))).tolist()]
    look, names = Look(p.handle, p.framed), Counted()
    for unit, (a, b) in zip(p.units, itertools.pairwise(edges), strict=True):
        box = Bounds((a, front, low), (b, rear - _PANEL_M - 0.001, top - 0.0005))
        add_unit(island, unit, box, look, names, drawers=p.drawers, hinge_left=(a + b) / 2 < 0)
    if not p.ends:
        for a in (-side - _PANEL_M, side):
            edge = (a, front - FRONT_M, 0.0), (a + _PANEL_M, rear, top - 0.0005)
            island.span("body", slot, *edge, radius=0.0015, grain="z")
            if p.framed:
                _stiles(island, slot, (a - 0.006 if a < 0 else a + _PANEL_M - 0.002, front - FRONT_M, rear), (0.0, top))
    _back(island, p, (-side, side), rear, top)
    foot = (-side, front + 0.05, 0.0), (side, front + 0.066, low - 0.001)
    island.span("body", "plinth", *foot, radius=0.001, grain="x")
    for a in edges[1:-1]:
        post = (a - 0.02, front + 0.08, 0.0), (a + 0.02, rear - 0.06, low - 0.0005)
        island.span("body", "plinth", *post, radius=0.001)
    return island.model(has_front=True)


def _side_m(p: Parameters) -> float:
    """From the worktop's end to the units."""
    return p.worktop_m + 0.001 if p.ends else _PANEL_M + 0.025


def _shares(p: Parameters) -> list[float]:
    """The units' widths."""
    usual = [UNITS[u][1] for u in p.units]
    free = p.width_m - 2 * _side_m(p)
    return [free * w / sum(usual) for w in usual]


def _panel_slot(p: Parameters) -> str:
    return "panel" if p.two_tone else "front"


def _stiles(island: Assembly, slot: str, at: tuple[float, float, float], heights: tuple[float, float]) -> None:
    """A frame laid on an end panel, `at` its outer x and both y."""
    a, y0, y1 = at
    b, t = a + 0.008, _STILE_M
    z0, z1 = heights[0] + 0.0005, heights[1] - 0.001
    for c in (y0 + 0.0005, y1 - t - 0.0005):
        island.span("body", slot, (a, c, z0), (b, c + t, z1), radius=0.0015, grain="z")
    for c in (z0, z1 - t):
        island.span("body", slot, (a, y0 + t, c), (b, y1 - t, c + t), radius=0.0015, grain="y")


def _back(island: Assembly, p: Parameters, across: tuple[float, float], rear: float, top: float) -> None:
    """What those on the stools see: a board, a frame of stiles and rails on it, or upright slats."""
    slot = _panel_slot(p)
    x0, x1 = across
    z0, z1 = 0.0, top - 0.0005
    island.span("body", slot, (x0, rear - _PANEL_M, z0), (x1, rear, z1), radius=0.0015, grain="x")
    y = (rear - 0.002, rear + 0.008)
    if p.back == "framed":
        t, fields = _STILE_M, max(2, round((x1 - x0) / 0.55))
        for z in (z0 + 0.0005, z1 - t - 0.0005):
            island.span("body", slot, (x0, y[0], z), (x1, y[1], z + t), radius=0.0015, grain="x")
        for k in range(fields + 1):
            a = x0 + (x1 - x0 - t) * k / fields
            island.span("body", slot, (a, y[0], z0 + t), (a + t, y[1], z1 - t), radius=0.0015, grain="z")
    elif p.back == "slats":
        count = round((x1 - x0) / 0.042)
        size = (x1 - x0, y[1] + 0.006 - y[0], z1 - z0)
        island.add("body", slot, [], [box_hull(size, ((x0 + x1) / 2, y[0] + size[1] / 2, (z0 + z1) / 2))])
        pitch = (x1 - x0) / count
        for k in range(count):
            a = x0 + pitch * k + 0.15 * pitch
            low, high = (a, y[0], z0 + 0.0005), (a + 0.7 * pitch, y[1] + 0.006, z1 - 0.0005)
            island.span("body", slot, low, high, radius=0.002, grain="z", solid=False)
