"""Safes: a thick steel box with a door that swings, bolts in its edge, and a dial or a keypad for the code."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._prints import written
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, rounded_box
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import merge, rotate, translate
from simgen.catalog.model import Model
from simgen.world import Joint, Mesh

LOCKS = ("dial", "keypad")


@dataclass(frozen=True)
class Parameters:
    """Sizes over all without what stands out of the door; `wall_m` thick; `lock` is one of LOCKS.

    With `shelf` there is one at half height; `feet_m` is the height of its feet.
    """

    lock: str
    width_m: float
    depth_m: float
    height_m: float
    wall_m: float
    feet_m: float
    shelf: bool

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.lock, LOCKS, "lock")
        if min(self.width_m, self.depth_m, self.height_m) < 0.14 + 2 * self.wall_m:
            raise ValueError(f"walls of {self.wall_m} m leave no room inside")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The safe, opening along -y; slots `body`, `inside`, `metal`, `dark`, `mark`, `foot`.

    The joint `door`, hinged on the left, opens to 115°; it closes the cavity `inside`.
    """
    p = parameters
    safe = Assembly(rng)
    _box(safe, p)
    _door(safe, p, rng)
    return safe.model(has_front=True)


def _box(safe: Assembly, p: Parameters) -> None:
    x, y, t = p.width_m / 2, p.depth_m / 2, p.wall_m
    z0, z1 = p.feet_m, p.height_m
    safe.span("body", "body", (-x, y - t, z0), (x, y, z1), radius=0.004)
    for s in (-1.0, 1.0):
        a, b = (x - t, x) if s > 0 else (-x, -x + t)
        safe.span("body", "body", (a, -y, z0), (b, y - t + 0.005, z1), radius=0.004)
    safe.span("body", "body", (-x + 0.001, -y, z0), (x - 0.001, y - 0.001, z0 + t), radius=0.004)
    safe.span("body", "body", (-x + 0.001, -y, z1 - t), (x - 0.001, y - 0.001, z1), radius=0.004)
    # The lining, of a lighter colour than the case.
    film, front = 0.003, -y + 0.07
    low, high = (-x + t, front, z0 + t), (x - t, y - t, z1 - t)
    inner = (low[0] + film, front, low[2] + film), (high[0] - film, high[1] - film, high[2] - film)
    for first, last in (
        ((low[0], front, low[2]), (inner[0][0], high[1], high[2])),
        ((inner[1][0], front, low[2]), high),
        ((inner[0][0], front, low[2]), (inner[1][0], high[1], inner[0][2])),
        ((inner[0][0], front, inner[1][2]), (inner[1][0], high[1], high[2])),
        ((inner[0][0], inner[1][1], inner[0][2]), (inner[1][0], high[1], inner[1][2])),
    ):
        safe.span("body", "inside", first, last, radius=0.0, solid=False)
    safe.cavity("inside", *inner)
    floor, roof = inner[0][2], inner[1][2]
    safe.support_box(
        "floor", inner[0], inner[1], floor, (roof - floor) / (2 if p.shelf else 1) - 0.02, margin=0.02, behind=("door",)
    )
    if p.shelf:
        level = (floor + roof) / 2
        safe.span(
            "body",
            "inside",
            (inner[0][0] + 0.001, front + 0.02, level - 0.003),
            (inner[1][0] - 0.001, inner[1][1], level),
            radius=0.0008,
        )
        safe.support_box(
            "shelf", (inner[0][0], front + 0.02), inner[1], level, roof - level, margin=0.02, behind=("door",)
        )
    for sx in (-1.0, 1.0):
        for sy in (-1.0, 1.0):
            place = (sx * (x - 0.045), sy * (y - 0.045))
            pad = lathe(fillet([(0, 0), (0.022, 0), (0.025, p.feet_m), (0, p.feet_m)], [0, 0.003, 0.001, 0], 3), 28)
            hull = tube_hulls([(*place, 0.0), (*place, p.feet_m + 0.002)], 0.021, 1)
            safe.add("body", "foot", translate(pad, (*place, 0)), hull)


def _door(safe: Assembly, p: Parameters, rng: np.random.Generator) -> None:
    """A slab set into the front, its bolts, and what locks it."""
    x, y, t, gap = p.width_m / 2, p.depth_m / 2, p.wall_m, 0.0018
    rim = 0.5 * t
    left, right = -x + rim + gap, x - rim - gap
    low, high = p.feet_m + rim + gap, p.height_m - rim - gap
    # The frame that the door sits in is narrower than the walls behind it.
    face = -y - 0.002
    back = -y - 0.0005

    def slab(slot: str, a: tuple[float, float, float], b: tuple[float, float, float], radius: float) -> None:
        safe.span("door", slot, a, b, radius=radius, joint="door")

    slab("body", (left, face - 0.012, low), (right, back, high), 0.004)
    edge = t - rim + 0.003
    inner = (left + edge, right - edge, low + edge, high - edge)
    slab("body", (inner[0], back - 0.001, inner[2]), (inner[1], -y + 0.048, inner[3]), 0.002)
    slab(
        "inside",
        (inner[0] + 0.015, -y + 0.047, inner[2] + 0.015),
        (inner[1] - 0.015, -y + 0.052, inner[3] - 0.015),
        0.002,
    )
    count = 3 if high - low > 0.45 else 2
    for z in np.linspace(low + 0.22 * (high - low), high - 0.22 * (high - low), count):
        ends = [(inner[1] - 0.02, -y + 0.026, float(z)), (inner[1] + 0.0035, -y + 0.026, float(z))]
        safe.add("door", "metal", tube(ends, 0.011, segments=24, ends="flat", bevel_m=0.002), joint="door")
    plate = face - 0.012
    inset = 0.022
    groove = [(left + inset, right - inset), (low + inset, high - inset)]
    for z in groove[1]:
        size = (groove[0][1] - groove[0][0], 0.0012, 0.0022)
        safe.add("door", "dark", rounded_box(size, 0.0, 2, (0, plate + 0.0003, z)), joint="door")
    for u in groove[0]:
        size = (0.0022, 0.0012, groove[1][1] - groove[1][0])
        safe.add("door", "dark", rounded_box(size, 0.0, 2, (u, plate + 0.0003, (low + high) / 2)), joint="door")
    hinge = left + 0.006
    for z in (low + 0.16 * (high - low), high - 0.16 * (high - low)):
        pin = lathe(fillet([(0, -0.03), (0.0085, -0.03), (0.0085, 0.03), (0, 0.03)], [0, 0.002, 0.002, 0], 3), 24)
        safe.add("body", "metal", translate(pin, (hinge - 0.012, face - 0.009, z)))
    if p.lock == "dial":
        _dial(safe, plate, (-0.15 * p.width_m, low + 0.60 * (high - low)), rng)
        _wheel(safe, plate, (0.2 * p.width_m, low + 0.60 * (high - low)), rng.uniform(0.0, 1.5), 0.055)
        badge = (0.0, low + 0.84 * (high - low))
    else:
        _keypad(safe, plate, (-0.1 * p.width_m, low + 0.56 * (high - low)))
        _lever(safe, plate, (0.24 * p.width_m, low + 0.56 * (high - low)))
        badge = (-0.1 * p.width_m, low + 0.86 * (high - low))
    size = (0.07, 0.0015, 0.018)
    safe.add("door", "metal", rounded_box(size, 0.0006, 2, (badge[0], plate - 0.0006, badge[1])), joint="door")
    safe.add("door", "dark", _text("SECURE", 0.008, (badge[0], plate - 0.0013, badge[1])), joint="door")
    origin = (hinge - 0.012, face - 0.009, (low + high) / 2)
    safe.joints.append(Joint("door", "revolute", origin, (0.0, 0.0, -1.0), 0.0, math.radians(115.0)))


def _text(words: str, tall: float, middle: tuple[float, float, float]) -> Mesh:
    """Lettering on an upright ground that looks along -y."""
    flat = written(words, tall, 0.9, 1.0, (0.0, 0.0, 0.0))
    return translate(rotate(flat, (1, 0, 0), math.pi / 2), middle)


def _facing(mesh: Mesh, at: tuple[float, float], y: float) -> Mesh:
    """A body about +z turned to look along -y, its foot on the plane at `y`."""
    return translate(rotate(mesh, (1, 0, 0), math.pi / 2), (at[0], y, at[1]))


def _dial(safe: Assembly, y: float, at: tuple[float, float], rng: np.random.Generator) -> None:
    """A ring with an index, and a dial with a hundred marks and a knurled knob."""
    ring = fillet([(0, 0), (0.049, 0), (0.049, 0.004), (0.044, 0.008), (0, 0.008)], [0, 0.001, 0.001, 0.001, 0], 3)
    disc = [(0, 0.0075), (0.0415, 0.0075), (0.0415, 0.011), (0.034, 0.015), (0.026, 0.016), (0, 0.016)]
    safe.add("door", "metal", _facing(lathe(ring, 64), at, y), joint="door")
    safe.add(
        "door", "dark", _facing(lathe(fillet(disc, [0, 0.001, 0.001, 0.001, 0.001, 0], 3), 64), at, y), joint="door"
    )
    turn = float(rng.uniform(0, 2 * math.pi))
    ticks = []
    for k in range(50):
        long = 0.006 if k % 5 == 0 else 0.0032
        tick = rounded_box((0.0007, long, 0.0006), 0.0, 2, (0, 0.0405 - long / 2, 0.0))
        slope = rotate(translate(tick, (0, -0.0405, 0)), (1, 0, 0), -0.49)
        ticks.append(rotate(translate(slope, (0, 0.0405, 0.0113)), (0, 0, 1), turn + k * math.pi / 25))
    safe.add("door", "mark", _facing(merge(ticks), at, y), joint="door")
    pointer = rounded_box((0.002, 0.007, 0.0006), 0.0, 2, (0, 0.0455, 0.0072))
    safe.add("door", "dark", _facing(pointer, at, y), joint="door")
    angle = np.linspace(0, 2 * math.pi, 96, endpoint=False)
    knurl = (1 + 0.025 * np.cos(24 * angle))[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    knob = fillet([(0, 0.015), (0.019, 0.015), (0.0175, 0.036), (0, 0.036)], [0, 0.002, 0.003, 0], 4)
    safe.add("door", "metal", _facing(lathe(knob, 96, outline=knurl), at, y), joint="door")
    x, z = at
    safe.add("door", "metal", [], tube_hulls([(x, y, z), (x, y - 0.012, z)], 0.046, 1, up=(1, 0, 0)), joint="door")
    safe.add(
        "door", "metal", [], tube_hulls([(x, y - 0.012, z), (x, y - 0.036, z)], 0.019, 1, up=(1, 0, 0)), joint="door"
    )


def _wheel(safe: Assembly, y: float, at: tuple[float, float], turn: float, reach: float) -> None:
    """A handle with three spokes that end in balls."""
    x, z = at
    hub = fillet(
        [(0, 0), (0.024, 0), (0.022, 0.012), (0.014, 0.03), (0.014, 0.042), (0, 0.044)],
        [0, 0.001, 0.003, 0.006, 0.003, 0],
        4,
    )
    safe.add(
        "door",
        "metal",
        _facing(lathe(hub, 40), at, y),
        tube_hulls([(x, y, z), (x, y - 0.043, z)], 0.017, 1, up=(1, 0, 0)),
        joint="door",
    )
    for k in range(3):
        a = turn + k * 2 * math.pi / 3
        way = np.array([math.cos(a), 0.0, math.sin(a)])
        start = np.array([x, y - 0.034, z])
        path = [(start + r * way).tolist() for r in (0.008, 0.5 * reach, reach)]
        girth = np.array([0.0058, 0.0046, 0.0052])
        safe.add("door", "metal", tube(path, girth, segments=16), tube_hulls(path[::2], 0.005, 1), joint="door")
        ball = lathe(
            fillet(
                [(0, -0.009), (0.007, -0.007), (0.009, 0), (0.007, 0.007), (0, 0.009)], [0, 0.004, 0.006, 0.004, 0], 4
            ),
            20,
        )
        safe.add("door", "metal", translate(ball, path[-1]), joint="door")


def _keypad(safe: Assembly, y: float, at: tuple[float, float]) -> None:
    """Twelve keys with their digits under a small window, on a raised panel."""
    x, z = at
    w, h, deep = 0.082, 0.126, 0.014
    case = rounded_box((w, deep, h), 0.005, 4, (x, y - deep / 2 + 0.001, z))
    safe.add("door", "dark", case, [box_hull((w, deep, h), (x, y - deep / 2 + 0.001, z), 0.005)], joint="door")
    front = y - deep + 0.001
    safe.add(
        "door", "inside", rounded_box((0.056, 0.0012, 0.017), 0.0005, 2, (x, front - 0.0004, z + 0.046)), joint="door"
    )
    lamp = lathe(fillet([(0, 0), (0.0025, 0), (0.0018, 0.0012), (0, 0.0016)], [0, 0.0003, 0.0005, 0], 2), 16)
    safe.add("door", "mark", [_facing(lamp, (x + u, z + 0.029), front) for u in (-0.02, 0.0, 0.02)], joint="door")
    for k, digit in enumerate("123456789A0B"):
        spot = (x + 0.0215 * (k % 3 - 1), z + 0.013 - 0.0195 * (k // 3))
        key = rounded_box((0.0172, 0.004, 0.0146), 0.0016, 4, (spot[0], front - 0.0012, spot[1]))
        safe.add("door", "metal", key, joint="door")
        safe.add("door", "dark", _text(digit, 0.0072, (spot[0], front - 0.0033, spot[1])), joint="door")


def _lever(safe: Assembly, y: float, at: tuple[float, float]) -> None:
    """A round knob with a bar across it to turn."""
    x, z = at
    rose = fillet([(0, 0), (0.031, 0), (0.031, 0.003), (0.026, 0.008), (0, 0.009)], [0, 0.001, 0.001, 0.002, 0], 3)
    knob = fillet(
        [(0, 0.008), (0.022, 0.008), (0.024, 0.018), (0.021, 0.024), (0, 0.025)], [0, 0.001, 0.004, 0.004, 0], 4
    )
    safe.add("door", "metal", [_facing(lathe(rose, 48), at, y), _facing(lathe(knob, 48), at, y)], joint="door")
    grip = rounded_box((0.013, 0.02, 0.042), 0.005, 4, (x, y - 0.030, z))
    hulls = tube_hulls([(x, y, z), (x, y - 0.025, z)], 0.024, 1, up=(1, 0, 0))
    safe.add("door", "metal", grip, [*hulls, box_hull((0.013, 0.02, 0.042), (x, y - 0.030, z), 0.005)], joint="door")
