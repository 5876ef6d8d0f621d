"""Upright vacuum cleaners: a head on wheels, a column with a clear bin, a handle, and a ribbed hose behind."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._maker import CORD_M, cord, maker
from simgen.catalog.generators._prints import written
from simgen.catalog.meshing.boxes import box_hull, rounded_box, rounded_rectangle
from simgen.catalog.meshing.hulls import tube_hulls, turned_hulls
from simgen.catalog.meshing.lathe import lathe, squircle
from simgen.catalog.meshing.lofts import at_height, loft, pole, rounded_ring
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh


@dataclass(frozen=True)
class Parameters:
    """Outer sizes: `width_m` and `depth_m` of the head with its wheels, `height_m` up to the handle.

    `bin_m` is the clear bin's diameter; `dust` (0..1) how full it is.
    """

    width_m: float
    depth_m: float
    height_m: float
    bin_m: float
    dust: float

    def __post_init__(self) -> None:
        """Values that go together."""
        if not 0.1 <= self.bin_m <= 0.6 * self.width_m:
            raise ValueError(f"bin_m is from 0.1 to 0.6 of width_m {self.width_m}, got {self.bin_m}")
        if self.height_m < 0.9:
            raise ValueError(f"an upright cleaner is at least 0.9 m high, got {self.height_m}")
        if not 0.0 <= self.dust <= 1.0:
            raise ValueError(f"dust is from 0 to 1, got {self.dust}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The cleaner; slots `body`, `second`, `trim`, `bin`, `cyclone`, `dust`, `hose`, `metal`, `cord`, `print`."""
    p = parameters
    cleaner = Assembly(rng)
    back = p.depth_m / 2
    spine = back - 0.105
    _head(cleaner, p, spine)
    low, high = 0.3, 0.3 + 1.85 * p.bin_m
    _column(cleaner, p, spine, low, high)
    _bin(cleaner, p, (0.0, spine - 0.02, low + 0.004), high - low - 0.008)
    _handle(cleaner, p, spine, high)
    _hose(cleaner, p, spine, high)
    return cleaner.model(has_front=True)


def _head(cleaner: Assembly, p: Parameters, spine: float) -> None:
    """The floor head: a low wedge with a window over its brush, a bumper, and two large wheels behind."""
    x, front = p.width_m / 2, -p.depth_m / 2
    deep = 0.46 * p.depth_m
    middle = front + deep / 2

    def ring(grow: float, z: float, lean: float = 0.0) -> FloatArray:
        shape = rounded_ring(x + grow, deep / 2 + grow - lean / 2, 0.028, center=(0.0, middle + lean / 2))
        return at_height(shape, z)

    rings = [
        ring(-0.006, 0.004),
        ring(0.0, 0.01),
        ring(0.0, 0.026),
        ring(-0.004, 0.04, 0.012),
        ring(-0.014, 0.058, 0.03),
        ring(-0.034, 0.066, 0.05),
    ]
    shell = loft([pole(rings[0]), *rings, pole(rings[-1])], creases=[1])
    cleaner.add("body", "body", shell, [hull_of(shell, 32)])
    for side in (-1.0, 1.0):
        roller = rotate(
            lathe(fillet([(0, -0.006), (0.009, -0.006), (0.009, 0.006), (0, 0.006)], 0.0015, 3), 24),
            (0, 1, 0),
            math.pi / 2,
        )
        at = (side * 0.7 * x, front + 0.03, 0.009)
        cleaner.add("body", "trim", translate(roller, at), [box_hull((0.012, 0.008, 0.012), (at[0], at[1], 0.006))])
    bumper = tube(
        np.column_stack(
            [rounded_rectangle(2 * x + 0.002, deep + 0.002, 0.029, 6) + np.array([0.0, middle]), np.full(28, 0.018)]
        ),
        np.tile([0.0035, 0.0055], (28, 1)),
        segments=10,
        closed=True,
    )
    cleaner.add("body", "trim", bumper)
    pane = rotate(rounded_box((1.35 * x, 0.05, 0.006), 0.0025, 4), (1, 0, 0), 0.5)
    cleaner.add("body", "bin", translate(pane, (0.0, front + 0.04, 0.051)))
    mark = rotate(written(maker(cleaner.rng), 0.013, 1.1, 1.0, (0.0, 0.0, 0.0)), (1, 0, 0), 0.06)
    cleaner.add("body", "print", translate(mark, (0.0, middle + 0.03, 0.0663)))
    r = 0.058
    for side in (-1.0, 1.0):
        rim = [(0, -0.014), (0.78 * r, -0.014), (r, -0.011), (r, 0.011), (0.78 * r, 0.014), (0, 0.014)]
        tyre = rotate(lathe(fillet(rim, [0, 0.002, 0.004, 0.004, 0.002, 0], 3), 40), (0, 1, 0), math.pi / 2)
        at = (side * 0.3 * p.width_m, spine + 0.045, r)
        hull = hull_of(translate(tyre, at), 32)
        cleaner.add("body", "trim", translate(tyre, at), [hull])
        cap = rotate(
            lathe(fillet([(0, 0), (0.6 * r, 0), (0.5 * r, 0.004), (0, 0.006)], [0, 0, 0.002, 0], 3), 32),
            (0, 1, 0),
            math.pi / 2,
        )
        placed = cap if side > 0 else rotate(cap, (0, 0, 1), math.pi)
        cleaner.add("body", "second", translate(placed, (at[0] + side * 0.0135, at[1], r)))
    line = smooth(
        [(0.0, middle, 0.045), (0.0, spine - 0.06, 0.07), (0.0, spine + 0.01, 0.115), (0.0, spine + 0.01, 0.16)], 16
    )
    wide = np.column_stack(
        [np.interp(np.linspace(0, 1, 16), [0, 0.5, 1], [0.05, 0.055, 0.07]), np.linspace(0.022, 0.055, 16)]
    )
    neck = tube(line, wide, section=squircle(20, 2.8), up=(0, 0, 1), ends="flat", bevel_m=0.003)
    cleaner.add("body", "second", neck, [hull_of(neck, 28)])
    axle = rounded_box((0.52 * p.width_m, 0.05, 0.05), 0.018, 4, (0.0, spine + 0.045, r))
    cleaner.add("body", "body", axle, [hull_of(axle, 24)])


def _column(cleaner: Assembly, p: Parameters, spine: float, low: float, high: float) -> None:
    """The motor's housing below the bin, a back that runs up behind it, and a cap above."""
    r = p.bin_m / 2
    at = (0.0, spine - 0.02)
    motor = [(0, 0), (0.62 * r, 0), (0.95 * r, 0.035), (1.06 * r, 0.09), (1.06 * r, low - 0.135), (0, low - 0.135)]
    case = translate(lathe(fillet(motor, [0, 0.015, 0.03, 0.03, 0.004, 0], 5), 48), (*at, 0.135))
    hulls = [
        h + np.array([*at, 0.135])
        for h in turned_hulls([(0.64 * r, 0.002), (1.05 * r, 0.085), (1.06 * r, low - 0.136)])
    ]
    cleaner.add("body", "body", case, hulls)
    slits: list[Mesh] = []
    for k in range(-7, 8):
        slit = rounded_box((0.0026, 0.004, 0.034), 0.001, 2, (0.0, -1.06 * r + 0.0012, 0.115 + 0.135))
        slits.append(translate(rotate(slit, (0, 0, 1), 0.11 * k), (*at, 0.0)))
    cleaner.add("body", "trim", slits)
    post = rounded_box((0.075, 0.05, high - 0.12), 0.018, 4, (0.0, spine + 0.45 * r + 0.02, (high + 0.12) / 2 + 0.02))
    cleaner.add("body", "second", post, [hull_of(post, 24)])
    top = [(0, 0), (1.04 * r, 0), (1.05 * r, 0.02), (0.9 * r, 0.055), (0.4 * r, 0.075), (0, 0.078)]
    cap = translate(lathe(fillet(top, [0, 0.003, 0.01, 0.03, 0.02, 0], 5), 48), (*at, high))
    hulls = [h + np.array([*at, high]) for h in turned_hulls([(1.04 * r, 0.001), (0.92 * r, 0.05), (0.4 * r, 0.073)])]
    cleaner.add("body", "second", cap, hulls)
    grip = fillet(
        [(-r * 0.95, high + 0.03), (-r * 0.85, high + 0.1), (r * 0.85, high + 0.1), (r * 0.95, high + 0.03)], 0.02, 5
    )
    path = np.column_stack([grip[:, 0], np.full(len(grip), at[1]), grip[:, 1]])
    bow = tube(path, np.tile([0.012, 0.0085], (len(path), 1)), section=squircle(14, 2.6), up=(0, 1, 0), ends="flat")
    cleaner.add("body", "trim", bow, tube_hulls(path, (0.0085, 0.012), 5))
    button = rounded_box((0.026, 0.012, 0.02), 0.004, 4, (0.0, at[1] - 0.93 * r, high + 0.035))
    cleaner.add("body", "trim", button)


def _bin(cleaner: Assembly, p: Parameters, at: tuple[float, float, float], tall: float) -> None:
    """A clear drum, the cyclone's cone inside with its shroud, and what it has caught."""
    r, wall = p.bin_m / 2, 0.0025
    shell = [(0, 0), (r, 0), (r, tall), (r - wall, tall), (r - wall, wall), (0, wall)]
    drum = lathe(fillet(shell, [0, 0.003, 0.0006, 0.0006, 0.002, 0], 3), 48)
    hulls = [h + np.array(at) for h in turned_hulls([(r, 0.0), (r, tall)])]
    cleaner.add("bin", "bin", translate(drum, at), hulls)
    cone = [
        (0, 0.2 * tall),
        (0.26 * r, 0.2 * tall),
        (0.3 * r, 0.42 * tall),
        (0.55 * r, 0.5 * tall),
        (0.55 * r, 0.97 * tall),
        (0, 0.97 * tall),
    ]
    cleaner.add("bin", "cyclone", translate(lathe(fillet(cone, [0, 0.004, 0.01, 0.01, 0.003, 0], 4), 40), at))
    skirt = [(0.54 * r, 0.44 * tall), (0.74 * r, 0.38 * tall), (0.745 * r, 0.385 * tall), (0.55 * r, 0.46 * tall)]
    cleaner.add("bin", "cyclone", translate(lathe(np.array(skirt), 40), at))
    bars = [
        translate(
            rotate(
                rounded_box((0.0022, 0.0022, 0.4 * tall), 0.0008, 2, (0.555 * r, 0, 0.74 * tall)),
                (0, 0, 1),
                math.pi / 20 * k,
            ),
            at,
        )
        for k in range(40)
    ]
    cleaner.add("bin", "metal", bars)
    for z in (0.001, tall - 0.012):
        band = [(r + 0.0003, z), (r + 0.0028, z), (r + 0.0028, z + 0.011), (r + 0.0003, z + 0.011)]
        cleaner.add("bin", "trim", translate(lathe(np.array(band), 48), at))
    if p.dust > 0.02:
        level = wall + 0.001 + 0.3 * p.dust * tall
        edge = r - wall - 0.0012
        heap = [
            (0, wall + 0.0006),
            (edge, wall + 0.0006),
            (edge, level),
            (0.6 * r, 1.06 * level),
            (0.25 * r, 0.92 * level),
            (0, 0.9 * level),
        ]
        cleaner.add("bin", "dust", translate(lathe(fillet(heap, [0, 0.002, 0.004, 0.02, 0.02, 0], 3), 40), at))


def _handle(cleaner: Assembly, p: Parameters, spine: float, high: float) -> None:
    """A tube that goes up behind the bin and ends in a closed grip with a trigger; hooks for the cord behind it."""
    y = spine + 0.45 * (p.bin_m / 2) + 0.02
    top = p.height_m
    stop = top - 0.19
    wand = tube([(0.0, y, high - 0.05), (0.0, y, stop + 0.02)], 0.0165, segments=24, ends="flat")
    cleaner.add("body", "metal", wand, tube_hulls(np.array([(0, y, high - 0.05), (0, y, stop)]), 0.0165, 1))
    sleeve = lathe(
        fillet([(0, 0), (0.023, 0), (0.0255, 0.03), (0.021, 0.07), (0, 0.07)], [0, 0.002, 0.01, 0.003, 0], 3), 28
    )
    cleaner.add("body", "trim", [translate(sleeve, (0.0, y, z)) for z in (high + 0.02, stop - 0.04)])
    loop = [
        (y, stop),
        (y + 0.004, stop + 0.05),
        (y + 0.038, stop + 0.105),
        (y + 0.036, stop + 0.168),
        (y - 0.012, top - 0.0135),
        (y - 0.055, stop + 0.15),
        (y - 0.044, stop + 0.08),
        (y - 0.008, stop + 0.03),
    ]
    line = smooth(np.array(loop), 36)
    path = np.column_stack([np.zeros(36), line])
    thick = np.interp(np.linspace(0, 1, 36), [0, 0.1, 0.5, 1], [0.0165, 0.0155, 0.0135, 0.0125])
    bow = tube(path, np.column_stack([1.15 * thick, thick]), section=squircle(18, 2.5), up=(1, 0, 0), ends="round")
    cleaner.add("body", "second", bow, tube_hulls(path, 0.0145, 8))
    for z, turned in ((0.62 * high + 0.1, 1.0), (stop - 0.07, -1.0)):
        reach = fillet([(y + 0.01, z), (y + 0.05, z), (y + 0.05, z - turned * 0.035)], 0.012, 4)
        hook = np.column_stack([np.full(len(reach), 0.0), reach])
        bar = tube(
            hook,
            np.tile([0.012, 0.005], (len(hook), 1)),
            section=squircle(14, 3.0),
            up=(1, 0, 0),
            ends="flat",
            bevel_m=0.001,
        )
        cleaner.add("body", "trim", bar, [hull_of(bar, 20)])
    _wound(cleaner, y + 0.032, (0.62 * high + 0.095, stop - 0.065))


def _wound(cleaner: Assembly, y: float, heights: tuple[float, float]) -> None:
    """The cord, wound round both hooks."""
    low, high = heights
    points = []
    for k in range(5):
        wide, at = 0.013 + 0.0022 * (k % 2), y - 0.012 + 0.0068 * k
        for u, z in (
            (0.0, high),
            (wide, high - 0.018),
            (wide * 0.8, low + 0.02),
            (0.0, low),
            (-wide * 0.8, low + 0.02),
            (-wide, high - 0.018),
        ):
            points.append((u, at, z + (0.004 if z > (low + high) / 2 else -0.004)))
    cleaner.add("body", "cord", cord(points, 170, CORD_M))
    middle = (low + high) / 2
    cleaner.add("body", "cord", [], [box_hull((0.03, 0.04, high - low), (0.0, y, middle))])


def _hose(cleaner: Assembly, p: Parameters, spine: float, high: float) -> None:
    """A ribbed hose from the head up along one side to the cap."""
    r = p.bin_m / 2
    knots = [
        (0.034, spine + 0.06, 0.13),
        (0.075, spine + 0.085, 0.2),
        (1.0 * r + 0.025, spine + 0.07, 0.5 * high + 0.05),
        (1.0 * r + 0.015, spine + 0.06, high + 0.03),
        (0.65 * r, spine + 0.055, high + 0.13),
        (0.1 * r, spine + 0.05, high + 0.115),
        (0.0, spine + 0.03, high + 0.05),
    ]
    count = 300
    path = smooth(np.array(knots), count)
    ribbed = 0.0165 + 0.0022 * np.where(np.arange(count) % 4 < 2, 1.0, -1.0)
    ribbed[:4] = ribbed[-4:] = 0.019
    hose = tube(path, ribbed, segments=18, ends="flat")
    cleaner.add("body", "hose", hose, tube_hulls(path, 0.017, 9))
    for index in (2, count - 3):
        step = path[min(index + 3, count - 1)] - path[max(index - 3, 0)]
        step /= np.linalg.norm(step)
        cuff = tube(
            [path[index] - 0.022 * step, path[index] + 0.022 * step], 0.0215, segments=24, ends="flat", bevel_m=0.002
        )
        cleaner.add("body", "trim", cuff)
