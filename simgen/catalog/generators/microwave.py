"""Microwave ovens: a door hinged at the left with a window, a column of controls, a turntable."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._appliance import add_bar, add_case, dial, framed_plate
from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style, disc
from simgen.catalog.meshing.boxes import rounded_box
from simgen.catalog.meshing.hulls import turned_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.transforms import translate
from simgen.catalog.model import Model
from simgen.geometry import Bounds
from simgen.world import Joint

CONTROLS = ("dials", "keys")
OPEN_RAD = math.radians(110.0)
_DOOR_M = 0.026
_FOOT_M = 0.01


@dataclass(frozen=True)
class Parameters:
    """Outer sizes without the handle; `panel_m` is the width of the controls, `controls`: dials or keys.

    `handle`: a bar on the door, else a key below the controls opens it.
    """

    width_m: float
    depth_m: float
    height_m: float
    panel_m: float
    controls: str
    handle: bool

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.controls, CONTROLS, "controls")
        if self.width_m - self.panel_m < 0.28:
            raise ValueError(f"controls of {self.panel_m} m leave no door in a width of {self.width_m} m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The oven, in the slots `case`, `lining`, `door`, `window`, `panel`, `display`, `print`, `dial`, `handle`, more.

    Those are `glass` (the turntable) and `foot`.
    """
    p = parameters
    oven = Assembly(rng)
    x, rear, face = p.width_m / 2, p.depth_m / 2, -p.depth_m / 2
    low, high = _FOOT_M, p.height_m
    front = face + _DOOR_M + 0.002
    split = x - p.panel_m
    room = Bounds((-x + 0.03, front, low + 0.028), (split - 0.02, rear - 0.035, high - 0.03))
    add_case(
        oven,
        "body",
        Bounds((-x, front, low), (x, rear, high)),
        [room],
        slot="case",
        lining="lining",
        radius=0.01,
        chamber_radius=0.014,
    )
    oven.cavity("chamber", (room.low[0], front + 0.002, room.low[2]), room.high)
    _turntable(oven, room)
    _door(oven, p, (-x, split - 0.0015), (low, high), face, room)
    oven.span("body", "panel", (split + 0.0015, face, low), (x, front - 0.0005, high), radius=0.004)
    _controls(oven, p, (split, x), (low, high), face)
    for sx in (-1.0, 1.0):
        for y in (front + 0.05, rear - 0.05):
            foot = lathe(np.array([(0, 0), (0.012, 0), (0.014, low + 0.001), (0, low + 0.001)]), 20)
            hulls = [h + np.array([sx * (x - 0.05), y, 0.0]) for h in turned_hulls([(0.012, 0.0), (0.014, low)])]
            oven.add("body", "foot", translate(foot, (sx * (x - 0.05), y, 0.0)), hulls)
    oven.support_box("top", (-x, front), (x, rear), high)
    return oven.model(has_front=True)


def _turntable(oven: Assembly, room: Bounds) -> None:
    """A plate of glass with a raised rim on a hub."""
    radius = 0.46 * min(room.size[0], room.size[1])
    at = ((room.low[0] + room.high[0]) / 2, (room.low[1] + room.high[1]) / 2, room.low[2])
    shape = [
        (0, 0.009),
        (0.9 * radius, 0.009),
        (radius, 0.016),
        (radius - 0.002, 0.019),
        (0.89 * radius, 0.014),
        (0, 0.014),
    ]
    plate = lathe(fillet(shape, [0, 0.01, 0.0012, 0.0012, 0.008, 0], 3), 48)
    oven.add(
        "turntable",
        "glass",
        translate(plate, at),
        [h + np.asarray(at) for h in turned_hulls([(0.9 * radius, 0.009), (0.95 * radius, 0.014)])],
    )
    hub = lathe(np.array([(0, 0), (0.035, 0), (0.03, 0.0088), (0, 0.0088)]), 24)
    oven.add("body", "foot", translate(hub, at))
    outline = [(x + at[0], y + at[1]) for x, y in disc(0.8 * radius)]
    oven.support("turntable", outline, at[2] + 0.014, room.high[2] - at[2] - 0.014, behind=("door",))


def _door(
    oven: Assembly, p: Parameters, x: tuple[float, float], z: tuple[float, float], face: float, room: Bounds
) -> None:
    hole_x, hole_z = (x[0] + 0.05, x[1] - 0.06), (z[0] + 0.055, z[1] - 0.055)
    frame, hulls = framed_plate(x, z, (face, face + _DOOR_M), hole_x, hole_z, radius=0.008, hole_radius=0.012)
    oven.add("door", "door", frame, hulls, joint="door")
    for y in (face + 0.0015, face + _DOOR_M - 0.006):
        low, high = (hole_x[0] - 0.001, y, hole_z[0] - 0.001), (hole_x[1] + 0.001, y + 0.003, hole_z[1] + 0.001)
        oven.span("door", "window", low, high, radius=0.0, solid=y < face + 0.01, joint="door")
    # The choke: a black frame on the door's back that fills the mouth.
    choke, _ = framed_plate(
        (room.low[0] + 0.006, room.high[0] - 0.006),
        (room.low[2] + 0.006, room.high[2] - 0.006),
        (face + _DOOR_M - 0.0005, face + _DOOR_M + 0.008),
        hole_x,
        hole_z,
        radius=0.012,
        hole_radius=0.01,
    )
    oven.add("door", "choke", choke, joint="door")
    oven.joints.append(Joint("door", "revolute", (x[0], face, (z[0] + z[1]) / 2), (0.0, 0.0, -1.0), 0.0, OPEN_RAD))
    if p.handle:
        tall = z[1] - z[0]
        add_bar(
            oven,
            "door.handle",
            (x[1] - 0.028, face, (z[0] + z[1]) / 2),
            0.72 * tall,
            upright=True,
            joint="door",
            radius=0.0065,
            stand=0.032,
        )


def _controls(oven: Assembly, p: Parameters, x: tuple[float, float], z: tuple[float, float], face: float) -> None:
    middle, tall, wide = (x[0] + x[1]) / 2, z[1] - z[0], x[1] - x[0]
    glass = rounded_box((0.74 * wide, 0.002, 0.13 * tall), 0.0008, center=(middle, face - 0.0006, z[1] - 0.16 * tall))
    oven.add("body", "display", glass)
    if p.controls == "dials":
        for level in (0.56, 0.26):
            at = (middle, face, z[0] + level * tall)
            knob, mark = dial(at, min(0.022, 0.28 * wide), 0.018, float(oven.rng.uniform(-2.0, 2.0)))
            oven.add("body", "dial", knob)
            oven.add("body", "print", mark)
        return
    size = (0.2 * wide, 0.0014, 0.06 * tall)
    for row in range(5):
        for column in range(3):
            at = (middle + (column - 1) * 0.26 * wide, face - 0.0004, z[1] - (0.32 + 0.095 * row) * tall)
            oven.add("body", "dial", rounded_box(size, 0.0006, center=at))
            mark = rounded_box((0.35 * size[0], 0.0003, 0.25 * size[2]), center=(at[0], at[1] - 0.00075, at[2]))
            oven.add("body", "print", mark)
    if not p.handle:
        key = rounded_box((0.74 * wide, 0.006, 0.11 * tall), 0.002, center=(middle, face - 0.001, z[0] + 0.11 * tall))
        oven.add("body", "dial", key)
