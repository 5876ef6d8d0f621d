"""Case furniture with doors and drawers: cabinets, sideboards, chests, nightstands, wardrobes, television stands."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._door import add_door
from simgen.catalog.generators._drawer import FRONT_M, GAP_M, Bay, Front, add_drawer
from simgen.catalog.generators._handles import check_handle
from simgen.catalog.generators._legs import check_leg_style, leg, leg_slot
from simgen.catalog.meshing.boxes import box_hull
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.model import Model

# What a letter of `columns` means, from the top down, and how many units wide the column is.
_COLUMNS: dict[str, tuple[tuple[str, ...], int]] = {
    "d": (("door",), 1),
    "D": (("doors",), 2),
    "r": (("door rail",), 1),
    "R": (("doors rail",), 2),
    "w": (("drawers",), 1),
    "o": (("open",), 1),
    "m": (("drawer", "door"), 1),
    "n": (("open", "drawers"), 1),
    "M": (("doors rail", "drawers"), 2),
}
_BACK_M = 0.006


@dataclass(frozen=True)
class Parameters:
    """Outer sizes with legs (the handles stand out further).

    `columns` from the left, a letter each: d a door, D a pair of doors, r and R the same before a clothes rail, w a
    stack of `drawers` drawers, o open shelves, m a drawer above a door, n open above `drawers` drawers, M a pair of
    doors before a clothes rail above `drawers` drawers. `legs` is a leg style or "plinth"; `leg_height_m` 0 stands
    the carcass on the floor. `inset` sets the fronts into the carcass, else they lie before it. `framed` doors have
    stiles and rails. `worktop_m` is the thickness of a slab on top, in a slot of its own; 0 for none.
    """

    width_m: float
    depth_m: float
    height_m: float
    columns: str
    drawers: int
    board_m: float
    handle: str
    legs: str
    leg_height_m: float
    inset: bool
    framed: bool
    worktop_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_leg_style(self.legs, ("plinth",))
        check_handle(self.handle)
        unknown = sorted(set(self.columns) - set(_COLUMNS))
        if not self.columns or unknown:
            raise ValueError(f"columns is made of the letters {' '.join(_COLUMNS)}, got '{self.columns}'")
        units = sum(_COLUMNS[letter][1] for letter in self.columns)
        if self.width_m / units < 0.22:
            raise ValueError(f"{units} columns in {self.width_m} m are too narrow")
        if self.drawers < 1:
            raise ValueError(f"drawers is 1 or more, got {self.drawers}")


@dataclass(frozen=True)
class _Cell:
    """One opening of the carcass and what fills it; `shown` is where an overlaid front would cover."""

    kind: str
    bay: Bay
    shown: tuple[tuple[float, float], tuple[float, float]]
    left_half: bool


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The piece, opening along -y, in the slots `frame`, `front`, `inside`, `handle`, `metal` and `worktop`."""
    p = parameters
    cabinet = Assembly(rng)
    cells = _carcass(cabinet, p)
    doors = sum({"door": 1, "doors": 2}.get(cell.kind.split()[0], 0) for cell in cells)
    drawers = sum(cell.kind == "drawer" for cell in cells)
    door_names = iter(["door"] if doors == 1 else [f"door_{k + 1}" for k in range(doors)])
    drawer_names = iter(["drawer"] if drawers == 1 else [f"drawer_{k + 1}" for k in range(drawers)])
    for number, cell in enumerate(cells, start=1):
        front = _front(p, cell)
        if cell.kind == "drawer":
            add_drawer(cabinet, next(drawer_names), cell.bay, front, handle=p.handle)
            continue
        wings = {"door": 1, "doors": 2}.get(cell.kind.split()[0], 0)
        names = tuple(itertools.islice(door_names, wings))
        _compartment(cabinet, p, cell, f"compartment_{number}", names)
        if wings == 2:
            middle = sum(front.across) / 2
            left = Front((front.across[0], middle - GAP_M / 2), front.heights, front.face)
            right = Front((middle + GAP_M / 2, front.across[1]), front.heights, front.face)
            add_door(cabinet, names[0], left, hinge_left=True, handle=p.handle, framed=p.framed)
            add_door(cabinet, names[1], right, hinge_left=False, handle=p.handle, framed=p.framed)
        elif wings == 1:
            add_door(cabinet, names[0], front, hinge_left=cell.left_half, handle=p.handle, framed=p.framed)
    _base(cabinet, p)
    x, y = p.width_m / 2, p.depth_m / 2
    if p.worktop_m > 0:
        slab = (-x, -y - 0.02, p.height_m - p.worktop_m), (x, y, p.height_m)
        cabinet.span("body", "worktop", *slab, radius=0.003, grain="x")
    cabinet.support_box("top", (-x, -y), (x, y), p.height_m, margin=0.035)
    return cabinet.model(has_front=True)


def _face(p: Parameters) -> float:
    """The y of the carcass's front edges; overlaid fronts lie a millimetre before it."""
    return -p.depth_m / 2 + (0.0 if p.inset else FRONT_M + 0.001)


def _front(p: Parameters, cell: _Cell) -> Front:
    if p.inset:
        return Front.inset(cell.bay)
    return Front(cell.shown[0], cell.shown[1], _face(p) - FRONT_M - 0.001)


def _carcass(cabinet: Assembly, p: Parameters) -> list[_Cell]:
    """Sides, top, bottom, back and partitions; the openings, column by column from the left, each from below."""
    x, b, low, high = p.width_m / 2, p.board_m, p.leg_height_m, p.height_m - p.worktop_m
    face, rear = _face(p), p.depth_m / 2
    for a in (-x, x - b):
        cabinet.span("body", "frame", (a, face, low), (a + b, rear, high - b), grain="z")
    cabinet.span("body", "frame", (-x, -p.depth_m / 2, high - b), (x, rear, high), radius=0.002, grain="x")
    cabinet.span("body", "frame", (-x + b, face, low), (x - b, rear, low + b), grain="x")
    back = rear - 0.004 - _BACK_M
    cabinet.span("body", "frame", (-x + b, back, low + b), (x - b, back + _BACK_M, high - b), radius=0.0, grain="z")
    units = [_COLUMNS[letter][1] for letter in p.columns]
    unit = (p.width_m - b * (sum(units) + 1)) / sum(units)
    cells: list[_Cell] = []
    left = -x + b
    for k, letter in enumerate(p.columns):
        width = units[k] * unit + (units[k] - 1) * b
        if k:
            cabinet.span("body", "frame", (left - b, face, low + b), (left, back, high - b), grain="z")
        first, last = k == 0, k == len(p.columns) - 1
        shown = (
            left - (b - 0.001 if first else b / 2 - GAP_M / 2),
            left + width + (b - 0.001 if last else b / 2 - GAP_M / 2),
        )
        middle = left + width / 2
        cells += _column(cabinet, p, letter, (left, left + width), shown, (face, back), middle < 0)
        left += width + b
    return cells


def _column(
    cabinet: Assembly,
    p: Parameters,
    letter: str,
    across: tuple[float, float],
    shown: tuple[float, float],
    along: tuple[float, float],
    left_half: bool,
) -> list[_Cell]:
    """The openings of one column from below, with the boards between them."""
    b = p.board_m
    low, high = p.leg_height_m + b, p.height_m - p.worktop_m - b
    stack = _COLUMNS[letter][0]
    kinds: list[str] = []
    for kind in reversed(stack):
        kinds += ["drawer"] * p.drawers if kind == "drawers" else [kind]
    drawer_count = kinds.count("drawer")
    others = len(kinds) - drawer_count
    free = high - low - b * (len(kinds) - 1)
    # Drawers beside something taller keep to the height of a folded stack.
    drawer = min(free / len(kinds), 0.2) if others else free / drawer_count
    rest = (free - drawer * drawer_count) / others if others else 0.0
    edges = [low]
    for kind in kinds:
        edges.append(edges[-1] + (drawer if kind == "drawer" else rest) + b)
    cells = []
    for k, (kind, (z0, following)) in enumerate(zip(kinds, itertools.pairwise(edges), strict=True)):
        z1 = following - b
        if k:
            # Between two drawers a rail is enough; else the board is a floor.
            deep = along[0] + 0.07 if kind == kinds[k - 1] == "drawer" else along[1]
            cabinet.span("body", "frame", (across[0], along[0], z0 - b), (across[1], deep, z0), grain="x")
        below = b - 0.001 if k == 0 else b / 2 - GAP_M / 2
        above = -GAP_M if k == len(kinds) - 1 else b / 2 - GAP_M / 2
        cells.append(_Cell(kind, Bay(across, along, (z0, z1)), (shown, (z0 - below, z1 + above)), left_half))
    return cells


def _compartment(cabinet: Assembly, p: Parameters, cell: _Cell, name: str, doors: tuple[str, ...]) -> None:
    """Shelves in an opening, or a clothes rail; each space is a cavity with a support, behind `doors` if any."""
    (x0, x1), (y0, y1), (z0, z1) = cell.bay.across, cell.bay.along, cell.bay.heights
    start = y0 + (FRONT_M + 0.004 if p.inset and cell.kind != "open" else 0.0)
    b = min(p.board_m, 0.018)
    if cell.kind.endswith("rail"):
        levels = [z0, z1 - 0.3] if z1 - z0 > 1.5 else [z0]
        bar = z1 - 0.06 if len(levels) == 1 else levels[1] - b - 0.06
        rail_low = bar - 0.0125
        depth = (start + y1) / 2
        path = np.array([(x0, depth, bar), (x1, depth, bar)])
        hull = box_hull((x1 - x0, 0.024, 0.024), ((x0 + x1) / 2, depth, bar))
        cabinet.add("body", "metal", tube(path, 0.0125, segments=18, ends="flat"), [hull])
    else:
        rail_low = z1
        shelves = max(0, round((z1 - z0) / 0.34) - 1)
        levels = [z0 + (z1 - z0) * k / (shelves + 1) for k in range(shelves + 1)]
    for k, z in enumerate(levels):
        top = levels[k + 1] - b if k + 1 < len(levels) else z1
        if k:
            cabinet.span("body", "inside", (x0, start + 0.012, z - b), (x1, y1, z), grain="x")
        own = name if len(levels) == 1 else f"{name}_{k + 1}"
        cabinet.cavity(own, (x0, start, z), (x1, y1, top))
        free = min(top, rail_low) - z if k == 0 else top - z
        cabinet.support_box(own, (x0, start + 0.012), (x1, y1), z, free, behind=doors)


def _base(cabinet: Assembly, p: Parameters) -> None:
    """Legs near the corners, or a plinth that stands back for the toes."""
    if p.leg_height_m <= 0:
        return
    x, face, rear, top = p.width_m / 2, _face(p), p.depth_m / 2, p.leg_height_m
    if p.legs == "plinth":
        for y in (face + 0.04, rear - 0.03):
            cabinet.span("body", "frame", (-x + 0.002, y, 0.0), (x - 0.002, y + 0.018, top - 0.0005), grain="x")
        for a in (-x + 0.002, x - 0.02):
            cabinet.span("body", "frame", (a, face + 0.058, 0.0), (a + 0.018, rear - 0.03, top - 0.0005), grain="y")
        return
    slot = leg_slot(p.legs)
    lean = 0.02 if p.legs in ("round_tapered", "metal_round") else 0.0
    count = 2 if p.width_m < 1.5 else 3
    for sx in np.linspace(-1.0, 1.0, count):
        for y, sy in ((face + 0.05, -1.0), (rear - 0.05, 1.0)):
            one = leg(p.legs, (sx * (x - 0.055), y), top - 0.0005, 0.036, (lean * sx, lean * sy))
            cabinet.add("body", slot, one.meshes, one.hulls)
