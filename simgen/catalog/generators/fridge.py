"""Refrigerators, most with a freezer: insulated doors with bins, shelves of glass, drawers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._appliance import add_bar, add_case, add_tub, seal
from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._fridge_front import add_front
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import rounded_box
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.profiles import smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.model import Model
from simgen.geometry import Bounds
from simgen.world import Joint

STYLES = ("bottom_freezer", "top_freezer", "no_freezer")
HANDLES = ("rail", "grip", "recess")
PANELS = ("none", "display", "dispenser")
OPEN_RAD = math.radians(120.0)
_DOOR_M = 0.058
_WALL_M = 0.042
_GAP_M = 0.005
_FOOT_M = 0.035
_CRISPER_M = 0.2
_BIN_M = 0.095


@dataclass(frozen=True)
class Parameters:
    """Outer sizes with the doors and without their handles.

    `style`: where the freezer is; it takes `freezer` (0..1) of the height. `shelves` of glass in the upper part.
    `handle`: rail (a bar), grip (a broad bow) or recess (a strip let into the door's edge). `hinge_left`: doors open to
    the left. The larger door bears a `panel`, none, display (temperatures) or dispenser (of water), and so many
    `notes`, each under a magnet.
    """

    style: str
    width_m: float
    depth_m: float
    height_m: float
    freezer: float
    shelves: int
    handle: str
    hinge_left: bool
    panel: str
    notes: int

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)
        check_style(self.handle, HANDLES, "handle")
        check_style(self.panel, PANELS, "panel")
        if self.shelves < 1 or self.shelves > 6:
            raise ValueError(f"shelves is 1 to 6, got {self.shelves}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The refrigerator, its doors closed.

    Slots: `case`, `door`, `liner`, `shelf`, `trim`, `bin`, `seal`, `handle`, `foot`, `badge`, `screen` and `legend` of
    a panel, `note`, `ink` and `magnet`.
    """
    p = parameters
    fridge = Assembly(rng)
    x, rear = p.width_m / 2, p.depth_m / 2
    face = -p.depth_m / 2
    front = face + _DOOR_M + _GAP_M
    low, high = _FOOT_M, p.height_m
    inside = (-x + _WALL_M, x - _WALL_M)
    floor, ceiling = low + _WALL_M, high - _WALL_M
    freezer = p.freezer * (high - low) if p.style != "no_freezer" else 0.0
    back = rear - _WALL_M - 0.02

    def chamber(z0: float, z1: float) -> Bounds:
        return Bounds((inside[0], front, z0), (inside[1], back, z1))

    if p.style == "bottom_freezer":
        split = low + freezer
        cold, cool = chamber(floor, split - _WALL_M / 2), chamber(split + _WALL_M / 2, ceiling)
        chambers = [cold, cool]
    elif p.style == "top_freezer":
        split = high - freezer
        cold, cool = chamber(split + _WALL_M / 2, ceiling), chamber(floor, split - _WALL_M / 2)
        chambers = [cool, cold]
    else:
        split, cold, cool = low, None, chamber(floor, ceiling)
        chambers = [cool]
    if (cold is not None and cold.size[2] < 0.3) or cool.size[2] < 0.5:
        raise ValueError(f"a freezer of {p.freezer:.2f} of {p.height_m} m leaves a chamber that is too low")
    add_case(
        fridge,
        "body",
        Bounds((-x, front, low), (x, rear, high)),
        chambers,
        slot="case",
        lining="liner",
        chamber_radius=0.025,
    )
    crisper = cool.low[2] + _CRISPER_M
    _shelves(fridge, cool, crisper, p.shelves)
    _drawers(fridge, cool, (cool.low[2] + 0.006, crisper - 0.016), "crisper", 2 if p.width_m > 0.65 else 1, rows=1)
    heights = {"door": (low + 0.004, high)}
    if cold is not None:
        middle = split
        lower, upper = (low + 0.004, middle - 0.003), (middle + 0.003, high)
        heights = (
            {"door": upper, "freezer_door": lower} if cold is chambers[0] else {"door": lower, "freezer_door": upper}
        )
        rows = max(1, round(cold.size[2] / 0.22))
        _drawers(fridge, cold, (cold.low[2] + 0.008, cold.high[2] - 0.012), "freezer_drawer", 1, rows=rows)
    for name, z in heights.items():
        room = cool if name == "door" else cold
        assert room is not None
        # No bin hangs beside the drawers, which need the room when the door is open.
        bins = _bin_levels(crisper + 0.04, room.high[2] - 0.05) if name == "door" else []
        _door(fridge, p, name, z, face, room, bins)
    add_front(fridge, p.panel, p.notes, x, heights["door"], face, left=not p.hinge_left)
    # Caps over the upper hinge.
    hinge = (-1.0 if p.hinge_left else 1.0) * (x - 0.05)
    fridge.board("body", "foot", (0.07, 0.085, 0.016), (hinge, front + 0.012, high + 0.0075), radius=0.004)
    fridge.span("body", "foot", (-x + 0.01, front + 0.02, 0.006), (x - 0.01, front + 0.034, low - 0.001))
    for sx in (-1.0, 1.0):
        for y in (front + 0.07, rear - 0.06):
            fridge.board(
                "body", "foot", (0.045, 0.045, low - 0.0005), (sx * (x - 0.05), y, (low - 0.0005) / 2), radius=0.003
            )
    # Behind the hinge's caps.
    fridge.support_box("top", (-x, front + 0.03), (x, rear), high)
    return fridge.model(has_front=True)


def _shelves(fridge: Assembly, room: Bounds, first: float, count: int) -> None:
    """Sheets of glass with a trim in front, from `first` on; the spaces between are cavities."""
    depth = (room.low[1] + 0.135, room.high[1] - 0.004)
    x = (room.low[0] + 0.003, room.high[0] - 0.003)
    levels = [first + (room.high[2] - first) * k / count for k in range(count)]
    for k, z in enumerate(levels):
        fridge.span("body", "shelf", (x[0], depth[0] + 0.012, z - 0.005), (x[1], depth[1], z), radius=0.0008)
        fridge.span("body", "trim", (x[0], depth[0], z - 0.012), (x[1], depth[0] + 0.0115, z + 0.0008), radius=0.002)
        for a, side in ((room.low[0], 1.0), (room.high[0], -1.0)):
            size, at = (0.008, depth[1] - depth[0], 0.008), (a + side * 0.004, sum(depth) / 2, z - 0.0105)
            fridge.add("body", "liner", rounded_box(size, 0.002, center=at))
        top = (levels[k + 1] - 0.012 if k + 1 < count else room.high[2]) - 0.0005
        fridge.cavity(f"shelf_{k + 1}", (x[0], depth[0] + 0.012, z), (x[1], depth[1], top))
        fridge.support_box(
            f"shelf_{k + 1}", (x[0], depth[0] + 0.012), (x[1], depth[1]), z, top - z, margin=0.02, behind=("door",)
        )


def _drawers(fridge: Assembly, room: Bounds, z: tuple[float, float], kind: str, columns: int, *, rows: int) -> None:
    """Open boxes with a lipped front that slide out, side by side and one above the other."""
    wide = (room.size[0] - 0.012) / columns
    tall = (z[1] - z[0]) / rows
    depth = (room.low[1] + 0.02, room.high[1] - 0.02)
    total = columns * rows
    for row in range(rows):
        for column in range(columns):
            name = kind if total == 1 else f"{kind}_{row * columns + column + 1}"
            x0 = room.low[0] + 0.006 + wide * column + 0.004
            low, high = (
                (x0, depth[0] + 0.014, z[0] + tall * row),
                (x0 + wide - 0.008, depth[1], z[0] + tall * (row + 1) - 0.012),
            )
            body = (*low[:2], low[2] + 0.002), (*high[:2], high[2] - 0.022)
            hold = add_tub(fridge, name, "bin", *body, wall=0.003, radius=0.02, joint=name)
            fridge.span(
                name, "bin", (low[0], depth[0], low[2]), (high[0], depth[0] + 0.0135, high[2]), radius=0.004, joint=name
            )
            lip = (
                (low[0] + 0.2 * wide, depth[0] - 0.012, high[2] - 0.02),
                (high[0] - 0.2 * wide, depth[0] + 0.002, high[2] - 0.008),
            )
            fridge.span(name, "trim", *lip, radius=0.004, joint=name, solid=False)
            origin = ((low[0] + high[0]) / 2, depth[0], (low[2] + high[2]) / 2)
            fridge.joints.append(Joint(name, "prismatic", origin, (0.0, -1.0, 0.0), 0.0, 0.75 * (depth[1] - depth[0])))
            fridge.cavity(name, *hold, joint=name)
            fridge.support_box(name, hold[0], hold[1], hold[0][2], high[2] - hold[0][2], margin=0.02, joint=name)


def _bin_levels(low: float, high: float) -> list[float]:
    count = max(1, int((high - low) / 0.27))
    return [low + (high - low) * k / count for k in range(count)]


def _door(
    fridge: Assembly,
    p: Parameters,
    name: str,
    z: tuple[float, float],
    face: float,
    room: Bounds,
    bins: list[float],
) -> None:
    """A thick leaf, hinged at the outer edge of its face, with an inner skin, a gasket and bins."""
    x = p.width_m / 2
    fridge.span(name, "door", (-x, face, z[0]), (x, face + _DOOR_M - 0.004, z[1]), radius=0.012, joint=name)
    inner = face + _DOOR_M - 0.0045
    grow = 0.016
    skin_x, skin_z = (room.low[0] + 0.012, room.high[0] - 0.012), (room.low[2] + 0.012, room.high[2] - 0.012)
    panel = (room.low[0] - grow, inner, room.low[2] - grow), (room.high[0] + grow, face + _DOOR_M, room.high[2] + grow)
    fridge.span(name, "liner", *panel, radius=0.002, joint=name)
    # A shallow dish of the same skin reaches into the chamber.
    dish = (
        (skin_x[0] + 0.012, face + _DOOR_M - 0.0005, skin_z[0]),
        (skin_x[1] - 0.012, face + _DOOR_M + 0.011, skin_z[1]),
    )
    fridge.span(name, "liner", *dish, radius=0.008, joint=name)
    gasket = seal(
        (room.low[0] - 0.008, room.high[0] + 0.008),
        (room.low[2] - 0.008, room.high[2] + 0.008),
        face + _DOOR_M - 0.0004,
        0.007,
    )
    fridge.add(name, "seal", gasket, joint=name)
    start = face + _DOOR_M + 0.0105
    for k, level in enumerate(bins):
        # Clear of the chamber's wall as the door swings.
        low = (skin_x[0] + 0.016, start, level)
        high = (skin_x[1] - 0.016, start + _BIN_M, level + (0.075 if k else 0.1))
        hold = add_tub(fridge, name, "bin", low, high, wall=0.003, radius=0.02, joint=name)
        own = f"{name}_bin_{k + 1}"
        fridge.cavity(own, *hold, joint=name)
        above = bins[k + 1] if k + 1 < len(bins) else room.high[2]
        fridge.support_box(own, hold[0], hold[1], hold[0][2], above - level - 0.01, margin=0.008, joint=name)
    edge, sign = (-x, -1.0) if p.hinge_left else (x, 1.0)
    fridge.joints.append(Joint(name, "revolute", (edge, face, (z[0] + z[1]) / 2), (0.0, 0.0, sign), 0.0, OPEN_RAD))
    side = 1.0 if p.hinge_left else -1.0
    tall = z[1] - z[0]
    length = min(0.55, 0.6 * tall)
    # Where both doors are within reach of one hand: near the gap between them, or at breast height.
    middle = z[0] + 0.06 + length / 2 if z[0] > 0.9 else z[1] - 0.06 - length / 2
    if len(bins) and z[0] < 0.2:
        middle = min(1.05, z[1] - 0.3)
    if p.handle == "rail":
        at = (side * (x - 0.05), face, middle)
        add_bar(fridge, f"{name}.handle", at, length, upright=True, joint=name, radius=0.011, stand=0.05)
    elif p.handle == "grip":
        _grip(fridge, f"{name}.handle", (side * (x - 0.045), face, middle), 0.75 * length, joint=name)
    else:
        strip = (0.012, 0.05, length)
        at = (side * (x - 0.0045), face + 0.03, middle)
        fridge.add(name, "trim", rounded_box(strip, 0.004, 4, at), joint=name)


def _grip(fridge: Assembly, part: str, at: tuple[float, float, float], length: float, *, joint: str) -> None:
    """A broad upright bow of moulded plastic that a hand reaches behind."""
    x, y, z = at
    half, stand = length / 2, 0.045
    path = smooth(
        [
            (x, y + 0.002, z - half),
            (x, y - 0.8 * stand, z - 0.82 * half),
            (x, y - stand, z),
            (x, y - 0.8 * stand, z + 0.82 * half),
            (x, y + 0.002, z + half),
        ],
        28,
    )
    gauge = np.tile([0.016, 0.008], (len(path), 1))
    bow = tube(path, gauge, segments=14, ends="flat", up=(0.0, -1.0, 0.0))
    fridge.add(part, "trim", bow, tube_hulls(path[::9], 0.011, 3), joint=joint)
