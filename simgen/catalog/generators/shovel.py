"""Shovels and spades that lie on the floor: a dished blade with a socket, a wooden shaft, a grip at its end."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.cloth import padded
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray

BLADES = ("round", "square", "spade")
GRIPS = ("d", "straight")
_SHAFT_M = 0.0185
_SHEET_M = 0.0022


@dataclass(frozen=True)
class Parameters:
    """`blade` is one of BLADES, `blade_m` wide and `dish_m` deep; `grip` is one of GRIPS; `length_m` over all."""

    blade: str
    grip: str
    length_m: float
    blade_m: float
    dish_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.blade, BLADES, "blade")
        check_style(self.grip, GRIPS, "grip")
        if self.length_m < 3.5 * self.blade_m:
            raise ValueError(f"length_m is at least 3.5 blade_m, {self.blade_m}, got {self.length_m}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """Along x, the blade at +x and hollow side up; slots `steel`, `wood`, `grip`."""
    p = parameters
    shovel = Assembly(rng)
    long = {"round": 1.25, "square": 1.12, "spade": 1.5}[p.blade] * p.blade_m
    heel = p.length_m / 2 - 0.985 * long
    height = _blade(shovel, p, heel, long)
    start = -p.length_m / 2
    end = heel - 0.02
    # The shaft sinks a little towards the blade in its socket.
    line = np.array(
        [(start + (0.075 if p.grip == "d" else 0.0), 0.0, height), (end - 0.25, 0.0, height), (end, 0.0, height)]
    )
    path = smooth(line, 30)
    girth = np.interp(path[:, 0], [start, end - 0.2, end], [_SHAFT_M * 0.92, _SHAFT_M, _SHAFT_M * 0.9])
    shovel.add("shaft", "wood", tube(path, girth, segments=24), tube_hulls(line[[0, 2]], 1.02 * _SHAFT_M, 1))
    # The socket narrows and runs out on the blade as its frog.
    knots = [
        (end - 0.2, height),
        (end - 0.04, height),
        (end + 0.02, height + 0.001),
        (end + 0.07, float(_surface(p, long, 0.05 / long, 0.0)) + 0.003),
        (end + 0.13, float(_surface(p, long, 0.11 / long, 0.0)) - 0.001),
    ]
    sleeve = smooth(np.array([(x, 0.0, z) for x, z in knots]), 32)
    spots = [knots[0][0], knots[1][0], knots[2][0], knots[3][0], knots[4][0]]
    across = np.interp(
        sleeve[:, 0], spots, [_SHAFT_M + 0.0018, _SHAFT_M + 0.0018, 1.08 * _SHAFT_M, 1.0 * _SHAFT_M, 0.2 * _SHAFT_M]
    )
    upward = np.interp(
        sleeve[:, 0], spots, [_SHAFT_M + 0.0018, _SHAFT_M + 0.0012, 0.8 * _SHAFT_M, 0.4 * _SHAFT_M, 0.05 * _SHAFT_M]
    )
    socket = tube(sleeve, np.column_stack([across, upward]), segments=28, ends="flat", bevel_m=0.0005)
    points = socket.vertices.astype(np.float64)
    shovel.add(
        "blade",
        "steel",
        socket,
        [hull_of(points[points[:, 0] < end - 0.03], 24), hull_of(points[points[:, 0] > end - 0.06], 24)],
    )
    rivet = lathe(fillet([(0, 0), (0.006, 0), (0.004, 0.002), (0, 0.0028)], [0, 0.0005, 0.001, 0], 3), 16)
    for x in (end - 0.17, end - 0.09):
        for s in (-1.0, 1.0):
            turned = rotate(rivet, (1, 0, 0), -s * math.pi / 2)
            shovel.add("blade", "steel", translate(turned, (x, s * (_SHAFT_M + 0.0012), height)))
    if p.grip == "d":
        _d_grip(shovel, start, height)
    else:
        cap = tube(
            [(start - 0.001, 0, height), (start + 0.14, 0, height)],
            np.array([1.06, 1.04]) * _SHAFT_M,
            segments=24,
            ends="round",
        )
        shovel.add("shaft", "grip", cap)
    return shovel.model()


def _outline(p: Parameters, s: FloatArray) -> FloatArray:
    """Half the blade's width along it, 0 at the heel and 1 at the tip."""
    shoulder = np.clip(s / 0.07, 0, 1) ** 0.5 * 0.36 + 0.64
    if p.blade == "round":
        point = np.where(s < 0.52, 1.0, np.sqrt(np.clip(1 - ((s - 0.52) / 0.482) ** 2, 0, 1)) ** 0.86)
        half: FloatArray = p.blade_m / 2 * np.minimum(shoulder, 1.0) * np.maximum(point, 0.02)
        return half
    taper = 1.0 - (0.14 * s if p.blade == "spade" else -0.02 * s)
    corner = np.where(s > 0.965, 1 - 0.10 * ((s - 0.965) / 0.035) ** 2, 1.0)
    straight: FloatArray = p.blade_m / 2 * shoulder * taper * corner
    return straight


def _surface(p: Parameters, long: float, along: npt.ArrayLike, y: npt.ArrayLike) -> FloatArray:
    """Height of the sheet's middle at shares of its length and distances from its axis."""
    s, aside = np.asarray(along, dtype=np.float64), np.abs(np.asarray(y, dtype=np.float64)) / (p.blade_m / 2)
    lift = math.radians(9.0 if p.blade == "spade" else 13.0)
    dish = p.dish_m * aside**2
    if p.blade == "square":
        # The sides of a square blade are turned up.
        dish = dish + 0.6 * p.dish_m * np.clip((aside - 0.8) / 0.2, 0, 1) ** 1.5
    ridge = 0.010 * np.exp(-((aside * p.blade_m / 0.042) ** 2)) * np.clip(1 - s / 0.5, 0, 1)
    back = 0.018 * np.clip(1 - s / 0.12, 0, 1) ** 2
    hollow = 0.0 if p.blade == "spade" else 0.018
    height: FloatArray = s * long * math.tan(lift) + dish + ridge + back - hollow * np.sin(s * math.pi)
    return height


def _blade(shovel: Assembly, p: Parameters, heel: float, long: float) -> float:
    """The sheet; gives the height of the shaft's axis."""
    rows, columns = 25, 34
    along, aside = np.meshgrid(np.linspace(0.0, 1.0, columns), np.linspace(-1.0, 1.0, rows))
    y = aside * _outline(p, along)
    x = heel + along * long
    z = _surface(p, long, along, y)
    middle = np.stack([x, y, z], axis=2)
    sheet = padded(middle, _SHEET_M, 0.003)
    points = sheet.vertices.astype(np.float64)
    hulls = []
    for k in range(3):
        for j in range(4):
            a, b = -1 + 2 * k / 3, -1 + 2 * (k + 1) / 3
            c, d = heel + long * j / 4, heel + long * (j + 1) / 4
            share = points[:, 1] / (p.blade_m / 2)
            near = (share >= a - 0.09) & (share <= b + 0.09) & (points[:, 0] >= c - 0.012) & (points[:, 0] <= d + 0.012)
            if near.sum() > 12:
                hulls.append(hull_of(points[near], 24))
    shovel.add("blade", "steel", sheet, hulls)
    # Treads: the upper edge folded over on both sides of the socket, round its shoulders.
    for side in (-1.0, 1.0):
        reach = np.linspace(0.03, 0.93 * p.blade_m / 2, 14)
        s = 0.07 * (np.clip(reach / (p.blade_m / 2) - 0.64, 0, 1) / 0.36) ** 2
        path = np.column_stack([heel + 0.004 + s * long, side * reach, _surface(p, long, s, reach) + 0.002])
        tread = tube(path, np.tile([0.0062, 0.0032], (14, 1)), segments=14)
        shovel.add("blade", "steel", tread, tube_hulls(path, 0.005, 2))
    return 0.026


def _d_grip(shovel: Assembly, start: float, height: float) -> None:
    """A handle like the letter D, lying level."""
    wide = 0.062
    for side in (-1.0, 1.0):
        arm = smooth(
            np.array(
                [
                    (start + 0.165, side * 0.004, height),
                    (start + 0.115, side * 0.012, height),
                    (start + 0.06, side * 0.047, height),
                    (start + 0.004, side * wide, height),
                ]
            ),
            22,
        )
        girth = np.interp(np.linspace(0, 1, 22), [0, 0.3, 1], [0.0195, 0.0165, 0.0115])
        mesh = tube(arm, np.column_stack([0.8 * girth, girth]), segments=18)
        shovel.add("shaft", "grip", mesh, tube_hulls(arm, 0.012, 3))
    bar = [(start, -wide - 0.004, height), (start, 0.0, height), (start, wide + 0.004, height)]
    shovel.add(
        "shaft",
        "grip",
        tube(bar, np.array([0.0135, 0.0165, 0.0135]), segments=22, ends="round"),
        tube_hulls(bar[::2], 0.0164, 1),
    )
