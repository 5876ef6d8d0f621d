"""Boxes with a hinged lid: for jewels and keepsakes, chests for blankets and toys."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.boxes import extrude, rounded_rectangle
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model
from simgen.world import Joint, Mesh

_GAP_M = 0.0012
_LINING_M = 0.0015


@dataclass(frozen=True)
class Parameters:
    """Outer sizes closed; `lid_m` the lid's height, `wall_m` the boards', `feet_m` round feet's (0: none).

    `tray`: low walls divide the bottom. `clasp`: a catch on the front. `handles`: loops at both ends.
    """

    width_m: float
    depth_m: float
    height_m: float
    lid_m: float
    wall_m: float
    feet_m: float
    tray: bool
    clasp: bool
    handles: bool

    def __post_init__(self) -> None:
        """Values that go together."""
        if self.height_m - self.lid_m - self.feet_m < 3 * self.wall_m:
            raise ValueError(f"a lid of {self.lid_m} m leaves no box in {self.height_m} m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The box, its lid hinged at +y; slots `body`, `lining` and `metal`. The joint `lid` opens to 105°."""
    p = parameters
    box = Assembly(rng)
    x, y, t = p.width_m / 2, p.depth_m / 2, p.wall_m
    low, rim = p.feet_m, p.height_m - p.lid_m
    r = min(0.003, 0.3 * t)
    _tub(box, "body", (x, y), low, rim - _GAP_M / 2, t, r, None)
    floor = low + t + _LINING_M
    lining = (x - t - _LINING_M, y - t - _LINING_M)
    _lining(box, "body", (x - t, y - t), low + t, rim - 0.25 * t, None)
    if p.tray:
        _dividers(box, lining, floor, min(0.45 * (rim - floor), 0.035))
    box.cavity("inside", (-lining[0], -lining[1], floor), (*lining, rim - _GAP_M))
    if not p.tray:
        box.support_box("inside", (-lining[0], -lining[1]), lining, floor, rim - floor, margin=0.012)
    _lid(box, p, rim, r)
    if p.feet_m > 0:
        foot = lathe(
            fillet(
                [(0, 0), (0.6 * p.feet_m, 0), (0.8 * p.feet_m, p.feet_m), (0, p.feet_m)], [0, 0.15 * p.feet_m, 0, 0], 4
            ),
            24,
        )
        for sx in (-1, 1):
            for sy in (-1, 1):
                mesh = translate(foot, (sx * (x - 1.1 * p.feet_m), sy * (y - 1.1 * p.feet_m), 0))
                box.add("body", "metal", mesh, [hull_of(mesh, 16)])
    hinge = (0.0, y + 0.0015, rim)
    for side in (-1.0, 1.0):
        at = side * 0.62 * x
        long = min(0.022, 0.2 * x) if x < 0.25 else 0.05
        barrel = tube(
            [(at - long, hinge[1], rim), (at + long, hinge[1], rim)], 0.0028, segments=14, ends="flat", bevel_m=0.0004
        )
        box.add("body", "metal", barrel)
    if p.handles:
        for side in (-1.0, 1.0):
            _loop(box, side * x, 0.65 * rim + 0.35 * low, side)
    box.joints.append(Joint("lid", "revolute", hinge, (-1.0, 0.0, 0.0), 0.0, math.radians(105.0)))
    return box.model(has_front=True)


def _tub(
    box: Assembly, part: str, half: tuple[float, float], low: float, high: float, t: float, r: float, joint: str | None
) -> None:
    """A floor between four walls, the front and the back running through."""
    x, y = half
    for y0, y1 in ((-y, -y + t), (y - t, y)):
        box.span(part, "body", (-x, y0, low), (x, y1, high), radius=r, grain="x", joint=joint)
    for x0, x1 in ((-x, -x + t), (x - t, x)):
        box.span(part, "body", (x0, -y + t, low), (x1, y - t, high), radius=0.5 * r, grain="y", joint=joint)
    box.span(part, "body", (-x + t, -y + t, low + 0.0005), (x - t, y - t, low + t), radius=0.0, grain="x", joint=joint)


def _lining(box: Assembly, part: str, half: tuple[float, float], low: float, high: float, joint: str | None) -> None:
    """Cloth on the floor and the walls of the hollow."""
    x, y = half
    c = _LINING_M
    box.span(part, "lining", (-x, -y, low), (x, y, low + c), radius=0.0, joint=joint, solid=False)
    for y0, y1 in ((-y, -y + c), (y - c, y)):
        box.span(part, "lining", (-x, y0, low + c), (x, y1, high), radius=0.0004, joint=joint, solid=False)
    for x0, x1 in ((-x, -x + c), (x - c, x)):
        box.span(part, "lining", (x0, -y + c, low + c), (x1, y - c, high), radius=0.0004, joint=joint, solid=False)


def _dividers(box: Assembly, half: tuple[float, float], low: float, tall: float) -> None:
    """Padded bars: one across, two along one half."""
    x, y = half
    box.span("body", "lining", (-x, -0.003, low), (x, 0.003, low + tall), radius=0.0025)
    for at in (-x / 3, x / 3):
        box.span("body", "lining", (at - 0.003, 0.003, low), (at + 0.003, y, low + tall), radius=0.0025)


def _lid(box: Assembly, p: Parameters, rim: float, r: float) -> None:
    """A shallow tub upside down, with a panel that stands out a little."""
    x, y, t = p.width_m / 2, p.depth_m / 2, p.wall_m
    low, high = rim + _GAP_M / 2, p.height_m
    top = high - t
    for y0, y1 in ((-y, -y + t), (y - t, y)):
        box.span("lid", "body", (-x, y0, low), (x, y1, top), radius=0.5 * r, grain="x", joint="lid")
    for x0, x1 in ((-x, -x + t), (x - t, x)):
        box.span("lid", "body", (x0, -y + t, low), (x1, y - t, top), radius=0.5 * r, grain="y", joint="lid")
    board = translate(
        extrude(rounded_rectangle(2 * x + 0.004, 2 * y + 0.002, 0.003, 4), t, min(0.4 * t, 0.004), 4), (0, -0.001, top)
    )
    box.add("lid", "body", board, [hull_of(board, 24)], joint="lid")
    c = _LINING_M
    box.span("lid", "lining", (-x + t, -y + t, top - c), (x - t, y - t, top), radius=0.0004, joint="lid", solid=False)
    box.support_box("lid", (-x, -y), (x, y), high, margin=0.02, joint="lid")
    if p.clasp:
        wide = 0.016 if x < 0.25 else 0.03
        box.span(
            "lid",
            "metal",
            (-wide / 2, -y - 0.0022, rim - 0.4 * wide),
            (wide / 2, -y - 0.0002, rim + 0.9 * wide),
            radius=0.0008,
            joint="lid",
            solid=False,
        )
        knob = lathe(fillet([(0, 0), (0.22 * wide, 0), (0.28 * wide, 0.005), (0, 0.006)], [0, 0, 0.001, 0], 3), 20)
        box.add("body", "metal", translate(rotate(knob, (1, 0, 0), math.pi / 2), (0, -y - 0.0002, rim - 0.72 * wide)))
        plate = (-wide / 2, -y - 0.0016, rim - 1.3 * wide), (wide / 2, -y - 0.0002, rim - 0.45 * wide)
        box.span("body", "metal", *plate, radius=0.0006, solid=False)


def _loop(box: Assembly, x: float, z: float, side: float) -> None:
    """A bent bar on two plates at an end."""
    line = fillet([(0.0, -0.055), (0.028, -0.055), (0.028, 0.055), (0.0, 0.055)], 0.014, 5)
    path = np.column_stack([x + side * line[:, 0], line[:, 1], np.full(len(line), z)])
    handle: Mesh = tube(path, 0.0045, segments=12, ends="flat")
    box.add("body", "metal", handle, [hull_of(handle, 20)])
