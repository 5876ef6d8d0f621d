"""Kitchen units side by side: carcasses with doors, drawers, shelves, a sink, an oven or a dishwasher."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._dishwasher import add_dishwasher
from simgen.catalog.generators._door import add_door
from simgen.catalog.generators._drawer import FRONT_M, Bay, Front, add_drawer
from simgen.catalog.generators._oven import DOOR_M as OVEN_DOOR_M
from simgen.catalog.generators._oven import add_oven
from simgen.geometry import Bounds

# Between two fronts, as EN 1116 kitchens have it.
GAP_M = 0.003
# Fronts lie this far before the carcass, on buffers.
_LIFT_M = 0.0015
_BACK_M = 0.006
_BOARD_M = 0.016
# What a letter means, and the width of that unit in metres.
UNITS: dict[str, tuple[str, float]] = {
    "d": ("a door, shelves", 0.45),
    "D": ("two doors, shelves", 0.8),
    "m": ("a drawer above a door", 0.45),
    "M": ("a drawer above two doors", 0.8),
    "w": ("drawers", 0.6),
    "h": ("drawers below a hob", 0.6),
    "s": ("a sink above two doors", 0.8),
    "o": ("an oven", 0.6),
    "x": ("a dishwasher", 0.6),
    "g": ("open shelves", 0.4),
    "b": ("nothing: room for an appliance", 0.6),
}
# These have one width only.
FIXED_WIDTH = "ohxb"


@dataclass
class Counted:
    """Names of doors, drawers and compartments, counted through a whole run."""

    counts: Counter[str] = field(default_factory=Counter)

    def next(self, kind: str) -> str:
        """The next name: door_1, door_2 and so on."""
        self.counts[kind] += 1
        return f"{kind}_{self.counts[kind]}"


@dataclass(frozen=True)
class Look:
    """What the units of a kitchen have in common."""

    handle: str
    framed: bool
    grip_below: bool = False
    panel_slot: str = "front"
    shelves: int = -1


def add_unit(
    furniture: Assembly,
    kind: str,
    box: Bounds,
    look: Look,
    names: Counted,
    *,
    drawers: int = 3,
    hinge_left: bool = True,
    keep_free: float = 0.0,
    closed_top: bool = False,
) -> None:
    """One unit that fills `box`, with its fronts lying before y = `box.low.y` in steps of `GAP_M`.

    `kind` is a letter of UNITS. The slots are `frame`, `front`, `inside`, `handle`, and those of an oven or a
    dishwasher. `keep_free`: height below the top that a sink's bowl takes. `closed_top`: a board instead of stretchers.
    """
    (x0, y0, z0), (x1, y1, z1) = box.low, box.high
    shown = (x0 + GAP_M / 2, x1 - GAP_M / 2)
    face = y0 - _LIFT_M - FRONT_M
    bottom, top = z0 + GAP_M / 2, z1 - GAP_M / 2
    if kind == "b":
        return
    if kind == "o":
        _oven_unit(furniture, box, look, names)
        return
    if kind == "x":
        number = names.next("dishwasher")
        prefix = "dishwasher_" if number.endswith("_1") else f"{number}_"
        inner = Bounds((x0 + 0.002, y0 + 0.002, z0 + 0.002), (x1 - 0.002, y1 - 0.02, z1 - 0.002))
        add_dishwasher(furniture, inner, prefix=prefix, front=Front(shown, (bottom, top), face), handle=look.handle)
        return
    bay = _carcass(furniture, box, open_top=kind == "s", closed_top=closed_top)
    if kind in "wh":
        shares = [1.0] * drawers if drawers < 3 else [0.62, *[1.0] * (drawers - 1)]
        _drawers(furniture, bay, shown, (bottom, top), face, shares, look, names)
    elif kind in "mM":
        split = z1 - 0.165
        x = bay.across
        furniture.span("body", "frame", (x[0], y0, split - 0.009), (x[1], y0 + 0.08, split + 0.007), grain="x")
        _drawers(
            furniture,
            Bay(x, bay.along, (split + 0.007, bay.heights[1])),
            shown,
            (split + GAP_M / 2, top),
            face,
            [1.0],
            look,
            names,
        )
        below = Bay(x, bay.along, (bay.heights[0], split - 0.009))
        doors = _doors(furniture, kind == "M", shown, (bottom, split - GAP_M / 2), face, look, names, hinge_left)
        _shelves(furniture, below, names.next("compartment"), look, doors)
    else:
        free = Bay(bay.across, bay.along, (bay.heights[0], bay.heights[1] - keep_free))
        doors = ()
        if kind != "g":
            doors = _doors(furniture, kind in "Ds", shown, (bottom, top), face, look, names, hinge_left)
        _shelves(furniture, free, names.next("compartment"), look, doors, count=0 if kind == "s" else look.shelves)


def _carcass(furniture: Assembly, box: Bounds, *, open_top: bool, closed_top: bool) -> Bay:
    """Sides, bottom, back, and a top or two stretchers; the opening inside."""
    (x0, y0, z0), (x1, y1, z1) = box.low, box.high
    b = _BOARD_M
    for a in (x0 + 0.0002, x1 - b - 0.0002):
        furniture.span("body", "frame", (a, y0, z0), (a + b, y1, z1), radius=0.0008, grain="z")
    inner = (x0 + b, x1 - b)
    furniture.span("body", "frame", (inner[0], y0, z0), (inner[1], y1, z0 + b), radius=0.0008, grain="x")
    back = y1 - 0.012 - _BACK_M
    furniture.span("body", "inside", (inner[0], back, z0 + b), (inner[1], back + _BACK_M, z1), radius=0.0, grain="z")
    if closed_top:
        furniture.span("body", "frame", (inner[0], y0, z1 - b), (inner[1], y1, z1), radius=0.0008, grain="x")
    elif open_top:
        # A rail on edge, which the bowl hangs behind.
        furniture.span("body", "frame", (inner[0], y0, z1 - 0.07), (inner[1], y0 + b, z1), radius=0.0008, grain="x")
    else:
        for a, c in ((y0, y0 + 0.08), (back - 0.08, back)):
            furniture.span("body", "frame", (inner[0], a, z1 - b), (inner[1], c, z1), radius=0.0008, grain="x")
    return Bay(inner, (y0, back), (z0 + b, z1 - (0.0 if open_top else b)))


def _shelves(furniture: Assembly, bay: Bay, name: str, look: Look, doors: tuple[str, ...], count: int = -1) -> None:
    """Shelves at even heights; each space is a cavity with a support, shut off by `doors`."""
    (x0, x1), (y0, y1), (z0, z1) = bay.across, bay.along, bay.heights
    shelves = count if count >= 0 else max(0, round((z1 - z0) / 0.34) - 1)
    b = _BOARD_M
    levels = [z0 + (z1 - z0) * k / (shelves + 1) for k in range(shelves + 1)]
    for k, z in enumerate(levels):
        ceiling = levels[k + 1] - b if k < shelves else z1
        if k:
            furniture.span("body", "inside", (x0, y0 + 0.02, z - b), (x1, y1, z), radius=0.0008, grain="x")
        own = name if shelves == 0 else f"{name}_{'abcdefgh'[k]}"
        furniture.cavity(own, (x0, y0 + 0.002, z), (x1, y1, ceiling))
        furniture.support_box(own, (x0, y0 + 0.02), (x1, y1), z, ceiling - z, behind=doors)


def _doors(
    furniture: Assembly,
    pair: bool,
    across: tuple[float, float],
    heights: tuple[float, float],
    face: float,
    look: Look,
    names: Counted,
    hinge_left: bool,
) -> tuple[str, ...]:
    """One leaf or two; their names."""
    made = []
    middle = sum(across) / 2
    leaves = [(across, hinge_left)]
    if pair:
        leaves = [((across[0], middle - GAP_M / 2), True), ((middle + GAP_M / 2, across[1]), False)]
    for leaf, left in leaves:
        made.append(names.next("door"))
        add_door(
            furniture,
            made[-1],
            Front(leaf, heights, face),
            hinge_left=left,
            handle=look.handle,
            framed=look.framed,
            grip_below=look.grip_below,
            panel_slot=look.panel_slot,
        )
    return tuple(made)


def _drawers(
    furniture: Assembly,
    bay: Bay,
    across: tuple[float, float],
    heights: tuple[float, float],
    face: float,
    shares: list[float],
    look: Look,
    names: Counted,
) -> None:
    """Drawers one above the other, their heights as `shares` from the top."""
    low, high = heights
    free = high - low - GAP_M * (len(shares) - 1)
    top = high
    for share in shares:
        tall = free * share / sum(shares)
        bottom = top - tall
        room = (
            max(bay.heights[0], bottom - GAP_M / 2 + 0.004),
            min(bay.heights[1], top + GAP_M / 2 - 0.004),
        )
        front = Front(across, (bottom, top), face)
        add_drawer(furniture, names.next("drawer"), Bay(bay.across, bay.along, room), front, handle=look.handle)
        top = bottom - GAP_M


def _oven_unit(furniture: Assembly, box: Bounds, look: Look, names: Counted) -> None:
    """An oven in a carcass of sides and a floor, over a fixed board that closes what is left below."""
    (x0, y0, z0), (x1, y1, z1) = box.low, box.high
    number = names.next("oven")
    prefix = "oven_" if number.endswith("_1") else f"{number}_"
    b = _BOARD_M
    # The door is thicker than a unit's front, so the sides stand back.
    shift = y0 - _LIFT_M - FRONT_M + OVEN_DOOR_M + 0.004
    for a in (x0 + 0.0002, x1 - b - 0.0002):
        furniture.span("body", "frame", (a, shift, z0), (a + b, y1, z1), radius=0.0008, grain="z")
    tall = min(0.6, z1 - z0 - 0.02)
    floor = z1 - tall
    furniture.span(
        "body", "frame", (x0 + b, y0, floor - b), (x1 - b, y1 - 0.02, floor - 0.001), radius=0.0008, grain="x"
    )
    if floor - z0 > 0.05:
        face = y0 - _LIFT_M - FRONT_M
        low, high = (x0 + GAP_M / 2, face, z0 + GAP_M / 2), (x1 - GAP_M / 2, face + FRONT_M, floor - GAP_M / 2)
        furniture.span("body", "front", low, high, grain="x")
    wide = (x0 + GAP_M / 2, x1 - GAP_M / 2)
    niche = Bounds((x0 + b + 0.001, shift, floor), (x1 - b - 0.001, y1 - 0.03, z1 - 0.002))
    add_oven(furniture, niche, prefix=prefix, racks=2, dials=int(furniture.rng.choice([0, 2, 2, 4])), across=wide)
