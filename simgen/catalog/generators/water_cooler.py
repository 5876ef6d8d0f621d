"""Water coolers: a slim case with taps over a drip tray and a cupboard below, and a large bottle upside down on top."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._appliance import add_case, upright
from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._maker import maker
from simgen.catalog.generators._prints import written
from simgen.catalog.meshing.boxes import box_hull, rounded_box
from simgen.catalog.meshing.hulls import turned_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet, parallel
from simgen.catalog.meshing.rings import ring_prism
from simgen.catalog.meshing.slabs import Hole, pierced_slab
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import rotate, translate
from simgen.catalog.model import Model
from simgen.geometry import Bounds, FloatArray
from simgen.world import Joint

_DOOR_M = 0.022
_SEGMENTS = 48


@dataclass(frozen=True)
class Parameters:
    """Outer sizes of the case; the bottle of `bottle_m` across stands out above by some 1.4 times that.

    `taps` 2 or 3; `full` (0.05..0.95) is the share of the bottle that is water.
    """

    width_m: float
    depth_m: float
    height_m: float
    bottle_m: float
    taps: int
    full: float
    hinge_left: bool

    def __post_init__(self) -> None:
        """Values that go together."""
        if self.bottle_m > self.width_m - 0.02:
            raise ValueError(f"a bottle of {self.bottle_m} m is too wide for a cooler of {self.width_m} m")
        if self.taps not in (2, 3):
            raise ValueError(f"a cooler has 2 or 3 taps, got {self.taps}")
        if not 0.05 <= self.full <= 0.95:
            raise ValueError(f"full is from 0.05 to 0.95, got {self.full}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The cooler; slots `case`, `lining`, `panel`, `trim`, `hot`, `cold`, `tray`, `bottle`, `water`, `foot`, `print`.

    The joint `door` opens the cupboard, a cavity.
    """
    p = parameters
    cooler = Assembly(rng)
    x, y, h = p.width_m / 2, p.depth_m / 2, p.height_m
    front = -y + _DOOR_M
    cupboard = Bounds((-x + 0.022, front, 0.085), (x - 0.022, y - 0.09, 0.46 * h))
    niche = Bounds((-x + 0.035, front, 0.6 * h), (x - 0.035, front + 0.13, 0.86 * h))
    outer = Bounds((-x, front, 0.03), (x, y, h))
    add_case(cooler, "body", outer, [cupboard, niche], slot="case", lining="lining", radius=0.014, chamber_radius=0.02)
    block = box_hull((2 * x - 0.06, y - front - 0.15, 0.94 * h - 0.5 * h), (0, (front + 0.15 + y) / 2, 0.72 * h))
    cooler.add("body", "case", [], [block])
    _front(cooler, p, front, niche)
    _taps(cooler, p, niche)
    cooler.cavity("cupboard", cupboard.low, (cupboard.high[0], cupboard.high[1], cupboard.high[2]))
    low, high = cupboard.low, cupboard.high
    cooler.support_box("cupboard", low, high, low[2], high[2] - low[2], margin=0.02, behind=("door",))
    for sx in (-1.0, 1.0):
        for sy in (-1.0, 1.0):
            at = (sx * (x - 0.04), (front + y) / 2 + sy * ((y - front) / 2 - 0.04), 0.016)
            cooler.board("body", "foot", (0.04, 0.04, 0.032), at, radius=0.004)
    _bottle(cooler, p, (0.0, (front + y) / 2, h))
    return cooler.model(has_front=True)


def _front(cooler: Assembly, p: Parameters, front: float, niche: Bounds) -> None:
    """The door, the frame round the niche, a head with lamps, and the drip tray."""
    x, h, face = p.width_m / 2, p.height_m, front - _DOOR_M
    split = (0.035, 0.515 * h)
    wide = (-x + 0.001, x - 0.001)
    cooler.span(
        "door", "panel", (wide[0], face, split[0]), (wide[1], front - 0.0015, split[1]), radius=0.01, joint="door"
    )
    sign = -1.0 if p.hinge_left else 1.0
    origin = (sign * (x - 0.004), face + 0.004, 0.25 * h)
    cooler.joints.append(Joint("door", "revolute", origin, (0.0, 0.0, sign), 0.0, math.radians(105.0)))
    grip = (-sign * (x - 0.03), face - 0.0085, split[1] - 0.11)
    cooler.board("door", "trim", (0.014, 0.02, 0.12), grip, radius=0.005, joint="door")
    low, high = split[1] + 0.004, h - 0.004
    outline = np.array([[wide[0], low], [wide[1], low], [wide[1], high], [wide[0], high]])
    middle = (0.0, (niche.low[2] + niche.high[2]) / 2)
    hole = np.array(
        [
            [niche.low[0], niche.low[2]],
            [niche.high[0], niche.low[2]],
            [niche.high[0], niche.high[2]],
            [niche.low[0], niche.high[2]],
        ]
    )
    frame = ring_prism(
        fillet(outline, 0.014, 4, closed=True),
        fillet(hole, 0.02, 4, closed=True),
        _DOOR_M - 0.002,
        0.006,
        3,
        center=middle,
    )
    bars = [
        ((wide[0], low), (niche.low[0], high)),
        ((niche.high[0], low), (wide[1], high)),
        ((niche.low[0], low), (niche.high[0], niche.low[2])),
        ((niche.low[0], niche.high[2]), (niche.high[0], high)),
    ]
    hulls = [
        box_hull((b[0] - a[0], _DOOR_M - 0.002, b[1] - a[1]), ((a[0] + b[0]) / 2, front - 0.012, (a[1] + b[1]) / 2))
        for a, b in bars
    ]
    cooler.add("body", "panel", upright(frame, front - 0.001), hulls)
    head = 0.93 * h
    for k, slot in enumerate(("hot", "cold", "foot")):
        lamp = lathe(fillet([(0, 0), (0.004, 0), (0.0032, 0.002), (0, 0.0024)], [0, 0, 0.0008, 0], 2), 16)
        cooler.add("body", slot, translate(upright(lamp, 0.0), ((k - 1) * 0.032, face + 0.0012, head)))
    mark = rotate(written(maker(cooler.rng), 0.017, 1.0, 1.1, (0.0, 0.0, 0.0)), (1, 0, 0), math.pi / 2)
    cooler.add("body", "print", translate(mark, (0.0, face + 0.0011, 0.9 * h)))
    _tray(cooler, (niche.low[0] + 0.012, niche.high[0] - 0.012), (face - 0.05, front + 0.11), niche.low[2])


def _tray(cooler: Assembly, x: tuple[float, float], y: tuple[float, float], z: float) -> None:
    """A shallow pan that stands out of the niche, under a grid."""
    low, high, deep = (x[0], y[0], z + 0.0005), (x[1], y[1], z + 0.026), 0.003
    floor = (high[0], high[1], low[2] + deep)
    cooler.span("body", "tray", low, floor, radius=0.001)
    for a, b in (
        ((x[0], y[0]), (x[1], y[0] + deep)),
        ((x[0], y[1] - deep), (x[1], y[1])),
        ((x[0], y[0] + deep), (x[0] + deep, y[1] - deep)),
        ((x[1] - deep, y[0] + deep), (x[1], y[1] - deep)),
    ):
        cooler.span("body", "tray", (*a, low[2]), (*b, high[2]), radius=0.0012)
    w, d = x[1] - x[0] - 2 * deep - 0.001, y[1] - y[0] - 2 * deep - 0.001
    count = 11
    pitch = (w - 0.016) / count
    holes = [
        Hole(-w / 2 + 0.008 + pitch * (k + 0.2), s * d - d / 2 + 0.008, -w / 2 + 0.008 + pitch * (k + 0.8), e)
        for k in range(count)
        for s, e in ((0.0, -0.006), (0.5, d / 2 - 0.012))
    ]
    grid, _ = pierced_slab((-w / 2, -0.0015, -d / 2), (w / 2, 0.0015, d / 2), holes)
    flat = translate(rotate(grid, (1, 0, 0), math.pi / 2), ((x[0] + x[1]) / 2, (y[0] + y[1]) / 2, high[2] - 0.003))
    deck = box_hull((w, d, 0.003), ((x[0] + x[1]) / 2, (y[0] + y[1]) / 2, high[2] - 0.003))
    cooler.add("body", "foot", flat, [deck])


def _taps(cooler: Assembly, p: Parameters, niche: Bounds) -> None:
    """Taps in a row on the niche's back: a spout that bends down, and a lever to press."""
    back, z = niche.high[1], niche.high[2] - 0.085
    for k in range(p.taps):
        x = (k - (p.taps - 1) / 2) * (0.5 if p.taps == 2 else 0.33) * (niche.high[0] - niche.low[0])
        rose = lathe(fillet([(0, 0), (0.02, 0), (0.018, 0.006), (0, 0.006)], [0, 0, 0.002, 0], 3), 28)
        line = fillet([(back, 0.0), (back - 0.06, 0.0), (back - 0.06, -0.045)], 0.014, 6)
        path = np.column_stack([np.full(len(line), x), line[:, 0], line[:, 1] + z])
        spout = tube(path, np.linspace(0.0125, 0.0105, len(path)), segments=18, ends="flat", bevel_m=0.001)
        hull = box_hull((0.026, 0.07, 0.026), (x, back - 0.035, z))
        cooler.add("body", "trim", [translate(upright(rose, 0.0), (x, back, z)), spout], [hull])
        slot = ("hot", "cold", "trim")[k if p.taps == 3 else k % 2]
        lever = rotate(rounded_box((0.02, 0.05, 0.008), 0.0035, 4, (0.0, -0.018, 0.0)), (1, 0, 0), 0.32)
        collar = rounded_box((0.018, 0.018, 0.014), 0.004, 4, (x, back - 0.055, z + 0.014))
        cooler.add("body", slot, [translate(lever, (x, back - 0.052, z + 0.024)), collar])


def _bottle(cooler: Assembly, p: Parameters, at: tuple[float, float, float]) -> None:
    """The bottle, its neck down in a collar: a wall with three grips, and the water that is left."""
    r = p.bottle_m / 2
    tall = 1.36 * p.bottle_m
    shoulder = 0.26 * tall
    rim = [(0, 0), (0.72 * r, 0), (0.66 * r, 0.022), (0.5 * r, 0.026), (0.4 * r, 0.012), (0, 0.012)]
    collar = lathe(fillet(rim, [0, 0.003, 0.008, 0.004, 0.003, 0], 4), _SEGMENTS)
    cooler.add(
        "body",
        "trim",
        translate(collar, at),
        [h + np.array(at) for h in turned_hulls([(0.7 * r, 0), (0.6 * r, 0.024)])],
    )
    neck = 0.022
    profile = [
        (neck, 0.004),
        (neck + 0.001, 0.02),
        (0.5 * r, 0.036),
        (0.93 * r, shoulder - 0.012),
        (r, shoulder + 0.012),
    ]
    for k in range(3):
        z = shoulder + (0.2 + 0.24 * k) * (tall - shoulder)
        profile += [(r, z), (0.965 * r, z + 0.012), (0.965 * r, z + 0.02), (r, z + 0.032)]
    profile += [(r, tall), (0.6 * r, tall - 0.004), (0.0, tall - 0.012)]
    bends = [0.0, 0.006, 0.03, 0.03, 0.02, *[0.006] * 12, 0.03, 0.05, 0.0]
    outside = fillet(profile, bends, 4)
    inside = parallel(outside, 0.0018)
    inside[-1] = (0.0, outside[-1, 1] - 0.0018)
    whole = lathe(np.concatenate([outside[::-1], inside]), _SEGMENTS)
    hulls = [
        h + np.array(at) for h in turned_hulls(np.array([(0.3 * r, 0.02), (0.93 * r, shoulder), (r, tall - 0.004)]))
    ]
    cooler.add("bottle", "bottle", translate(whole, at), hulls)
    level = shoulder * 0.3 + p.full * (0.97 * tall - 0.3 * shoulder)
    wall = inside[: int(np.argmax(inside[:, 1]))]
    below = wall[wall[:, 1] < level]
    edge = float(np.interp(level, wall[:, 1], wall[:, 0]))
    drink: FloatArray = np.concatenate([[[0.0, below[0, 1]]], below, [[edge, level], [0.0, level]]])
    # A hair inside the wall, so that the two surfaces never cut each other.
    drink[:, 0] = np.maximum(drink[:, 0] - 0.0004, 0.0)
    cooler.add("bottle", "water", translate(lathe(drink, _SEGMENTS), at))
