"""Chest freezers: a thick-walled tub of white sheet under a lid that is hinged at the back, with a wire basket."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._appliance import dial, rack_hull, rod, upright, wire_loop
from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._maker import maker
from simgen.catalog.generators._prints import written
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box, rounded_rectangle
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.rings import ring_prism
from simgen.catalog.meshing.slabs import Hole, pierced_slab
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import rotate, translate
from simgen.catalog.model import Model
from simgen.world import Joint

_WALL_M = 0.06
_FOOT_M = 0.022
_FLOOR_M = 0.09
_SEAL_M = 0.008
_LINER_M = 0.0015
# The compressor's hump inside, at the right.
_HUMP = (0.2, 0.22)


@dataclass(frozen=True)
class Parameters:
    """Outer sizes with the lid shut; `lid_m` its height. `baskets`: 0 to 2 of wire, at the left."""

    width_m: float
    depth_m: float
    height_m: float
    lid_m: float
    baskets: int
    lock: bool

    def __post_init__(self) -> None:
        """Values that go together."""
        if not 0 <= self.baskets <= 2 or self.baskets * 0.24 > self.width_m - 2 * _WALL_M - _HUMP[0] + 0.1:
            raise ValueError(f"{self.baskets} baskets do not fit a freezer {self.width_m} m wide")
        if self.height_m - self.lid_m < 0.55:
            raise ValueError(f"a lid of {self.lid_m} m leaves no tub in {self.height_m} m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The freezer; slots `case`, `liner`, `lid`, `seal`, `handle`, `grille`, `dark`, `lamp`, `wire`, `foot`, `print`.

    The joint `lid` opens to 80 degrees.
    """
    p = parameters
    freezer = Assembly(rng)
    x, y = p.width_m / 2, p.depth_m / 2
    rim = p.height_m - p.lid_m - _SEAL_M
    inner = (2 * x - 2 * _WALL_M, 2 * y - 2 * _WALL_M)
    _tub(freezer, (x, y), inner, rim)
    _lid(freezer, p, inner, rim)
    _front(freezer, p, rim)
    floor = _FLOOR_M + _LINER_M
    ix, iy = inner[0] / 2 - _LINER_M, inner[1] / 2 - _LINER_M
    freezer.cavity("inside", (-ix, -iy, floor), (ix - _HUMP[0], iy, rim))
    freezer.cavity("shelf", (ix - _HUMP[0], -iy, floor + _HUMP[1]), (ix, iy, rim))
    tall = rim - floor
    freezer.support_box("inside", (-ix, -iy), (ix - _HUMP[0], iy), floor, tall, behind=("lid",))
    freezer.support_box("shelf", (ix - _HUMP[0], -iy), (ix, iy), floor + _HUMP[1], tall - _HUMP[1], behind=("lid",))
    for k in range(p.baskets):
        a = -ix + 0.012 + 0.24 * k
        _basket(freezer, f"basket_{k + 1}", (a, a + 0.225), (-iy + 0.004, iy - 0.004), rim)
    freezer.joints.append(Joint("lid", "revolute", (0.0, y + 0.012, rim), (-1.0, 0.0, 0.0), 0.0, math.radians(80.0)))
    return freezer.model(has_front=True)


def _tub(freezer: Assembly, half: tuple[float, float], inner: tuple[float, float], rim: float) -> None:
    """Walls between two skins, a floor, the hump and the feet."""
    x, y = half
    outer = rounded_rectangle(2 * x, 2 * y, 0.022, 6)
    hole = rounded_rectangle(*inner, 0.03, 6)
    wall = translate(ring_prism(outer, hole, rim - _FOOT_M, 0.004, 4), (0, 0, _FOOT_M))
    slabs = []
    for low, high in (
        ((-x, -y, _FOOT_M), (x, -y + _WALL_M, rim)),
        ((-x, y - _WALL_M, _FOOT_M), (x, y, rim)),
        ((-x, -y + _WALL_M, _FOOT_M), (-x + _WALL_M, y - _WALL_M, rim)),
        ((x - _WALL_M, -y + _WALL_M, _FOOT_M), (x, y - _WALL_M, rim)),
        ((-x + _WALL_M, -y + _WALL_M, _FOOT_M), (x - _WALL_M, y - _WALL_M, _FLOOR_M)),
    ):
        slabs.append(box_hull(np.subtract(high, low).tolist(), (np.add(low, high) / 2).tolist()))
    freezer.add("body", "case", wall, slabs)
    freezer.add("body", "case", translate(extrude(hole * 1.001, _FLOOR_M - 0.03, 0.0), (0, 0, _FOOT_M + 0.004)))
    # The liner with a flat rim that covers the foam.
    skin = ring_prism(
        hole * 0.9995, rounded_rectangle(inner[0] - 2 * _LINER_M, inner[1] - 2 * _LINER_M, 0.028, 6), rim - _FLOOR_M
    )
    freezer.add("body", "liner", translate(skin, (0, 0, _FLOOR_M)))
    trim = ring_prism(
        rounded_rectangle(2 * x - 0.016, 2 * y - 0.016, 0.016, 6),
        rounded_rectangle(inner[0] - 2 * _LINER_M, inner[1] - 2 * _LINER_M, 0.028, 6),
        0.004,
        0.0012,
    )
    freezer.add("body", "liner", translate(trim, (0, 0, rim - 0.002)))
    bottom = extrude(rounded_rectangle(inner[0] - 0.001, inner[1] - 0.001, 0.028, 6), _LINER_M, 0.0)
    freezer.add("body", "liner", translate(bottom, (0, 0, _FLOOR_M)))
    hump_low = (inner[0] / 2 - _HUMP[0], -inner[1] / 2 + 0.0008, _FLOOR_M)
    hump_high = (inner[0] / 2 - 0.0008, inner[1] / 2 - 0.0008, _FLOOR_M + _HUMP[1])
    freezer.span("body", "liner", hump_low, hump_high, radius=0.02)
    foot = lathe(fillet([(0, 0), (0.02, 0), (0.017, 0.012), (0.014, _FOOT_M + 0.002), (0, _FOOT_M + 0.002)], 0.002), 24)
    for sx in (-1.0, 1.0):
        for sy in (-1.0, 1.0):
            at = (sx * (x - 0.05), sy * (y - 0.05), 0.0)
            hull = box_hull((0.034, 0.034, _FOOT_M), (at[0], at[1], _FOOT_M / 2))
            freezer.add("body", "foot", translate(foot, at), [hull])


def _lid(freezer: Assembly, p: Parameters, inner: tuple[float, float], rim: float) -> None:
    """A block of foam in sheet with a tray below, its seal, a handle, hinges and the maker's name."""
    x, y = p.width_m / 2, p.depth_m / 2
    low, thick = rim + _SEAL_M, p.lid_m
    shape = extrude(rounded_rectangle(2 * x + 0.006, 2 * y + 0.006, 0.026, 8), thick, min(0.02, 0.35 * thick), 6)
    hull = box_hull((2 * x + 0.004, 2 * y + 0.004, thick), (0, 0, low + thick / 2))
    freezer.add("lid", "lid", translate(shape, (0, 0, low)), [hull], joint="lid")
    tray = extrude(rounded_rectangle(inner[0] - 0.03, inner[1] - 0.03, 0.03, 6), 0.018, 0.006, 3)
    sunk = box_hull((inner[0] - 0.034, inner[1] - 0.034, 0.018), (0, 0, low - 0.0075))
    freezer.add("lid", "liner", translate(tray, (0, 0, low - 0.0165)), [sunk], joint="lid")
    ring = rounded_rectangle(2 * x - 0.05, 2 * y - 0.05, 0.02, 5)
    path = np.column_stack([ring, np.full(len(ring), low - 0.0035)])
    flat = tube(path, np.tile([0.009, 0.0055], (len(path), 1)), segments=8, closed=True)
    freezer.add("lid", "seal", flat, joint="lid")
    freezer.support_box("top", (-x, -y), (x, y), low + thick, joint="lid", margin=0.05)
    # A bow to pull at, in the middle of the front edge.
    z = low + 0.4 * thick
    line = fillet([(-0.1, 0.0), (-0.088, -0.036), (0.088, -0.036), (0.1, 0.0)], 0.016, 5)
    path = np.column_stack([line[:, 0], line[:, 1] - y, np.full(len(line), z)])
    bow = tube(path, np.tile([0.008, 0.011], (len(path), 1)), segments=14, ends="flat")
    freezer.add("lid", "handle", bow, tube_hulls(path, (0.008, 0.011), 5), joint="lid")
    for side in (-1.0, 1.0):
        at = (side * (x - 0.13), y + 0.009, rim - 0.02)
        freezer.add(
            "body", "handle", rounded_box((0.05, 0.014, 0.075), 0.004, 4, at), [box_hull((0.05, 0.014, 0.075), at)]
        )
        above = (at[0], at[1], low + 0.3 * thick)
        freezer.add("lid", "handle", rounded_box((0.046, 0.012, 0.04), 0.004, 4, above), joint="lid")
        pin = rod((at[0] - 0.03, y + 0.012, rim), (at[0] + 0.03, y + 0.012, rim), 0.006, 12)
        freezer.add("body", "handle", pin)
    if p.lock:
        spot = (0.0, -y - 0.0025, low + 0.4 * thick)
        lock = lathe(fillet([(0, 0), (0.009, 0), (0.008, 0.003), (0, 0.003)], [0, 0, 0.001, 0], 3), 24)
        freezer.add("lid", "handle", translate(upright(lock, 0.0), spot), joint="lid")


def _front(freezer: Assembly, p: Parameters, rim: float) -> None:
    """A grille over the compressor with a dial and three lamps, the drain's plug, and a name."""
    x, y = p.width_m / 2, p.depth_m / 2
    w, h = min(0.3, 0.36 * p.width_m), 0.15
    a, z = x - 0.045 - w, _FOOT_M + 0.035
    holes = []
    for k in range(7):
        low = z + 0.014 + 0.0175 * k
        holes.append(Hole(a + 0.085, low, a + 0.085 + (w - 0.105) * 0.48, low + 0.0085))
        holes.append(Hole(a + 0.085 + (w - 0.105) * 0.52, low, a + w - 0.02, low + 0.0085))
    slab, _ = pierced_slab((a, -y - 0.004, z), (a + w, -y - 0.0002, z + h), holes)
    freezer.add("body", "grille", slab)
    dark = (a + 0.08, -y - 0.0006, z + 0.008), (a + w - 0.012, -y + 0.001, z + h - 0.008)
    freezer.span("body", "dark", *dark, radius=0.0, solid=False)
    knob, mark = dial((a + 0.042, -y - 0.004, z + 0.052), 0.02, 0.014, float(freezer.rng.uniform(-1.2, 1.2)))
    freezer.add("body", "grille", knob)
    freezer.add("body", "print", mark)
    for k in range(3):
        lamp = (a + 0.024 + 0.018 * k, -y - 0.0045, z + 0.115)
        freezer.add("body", "lamp" if k == 0 else "dark", rounded_box((0.008, 0.003, 0.005), 0.001, 2, lamp))
    plug = lathe(fillet([(0, 0), (0.016, 0), (0.0145, 0.008), (0, 0.009)], [0, 0, 0.002, 0], 3), 28)
    freezer.add("body", "grille", translate(upright(plug, 0.0), (-x + 0.16, -y, _FOOT_M + 0.05)))
    text = written(maker(freezer.rng), 0.02, 0.95, 1.1, (0.0, 0.0, 0.0))
    badge = rotate(text, (1, 0, 0), math.pi / 2)
    freezer.add("body", "print", translate(badge, (-x + 0.13, -y, rim - 0.1)))


def _basket(freezer: Assembly, name: str, x: tuple[float, float], y: tuple[float, float], rim: float) -> None:
    """A wire basket that hangs by its bail from the rim."""
    top, low, g = rim - 0.012, rim - 0.2, 0.0025
    wires = [wire_loop(x, y, z, g) for z in (top, (top + low) / 2, low)]
    for a in np.linspace(x[0], x[1], 9)[1:-1]:
        path = [(a, y[0], top), (a, y[0], low), (a, y[1], low), (a, y[1], top)]
        wires.append(tube(path, 0.8 * g, segments=6, ends="flat", up=(1.0, 0.0, 0.0)))
    for b in np.linspace(y[0], y[1], 15)[1:-1]:
        path = [(x[0], b, top), (x[0], b, low), (x[1], b, low), (x[1], b, top)]
        wires.append(tube(path, 0.8 * g, segments=6, ends="flat", up=(0.0, 1.0, 0.0)))
    hulls = [rack_hull(x, y, low + g, g)]
    middle = ((x[0] + x[1]) / 2, (y[0] + y[1]) / 2, (top + low) / 2)
    for c in x:
        hulls.append(box_hull((2 * g, y[1] - y[0], top - low), (c, middle[1], middle[2])))
    for c in y:
        hulls.append(box_hull((x[1] - x[0], 2 * g, top - low), (middle[0], c, middle[2])))
    freezer.add(name, "wire", wires, hulls)
    freezer.cavity(name, (x[0] + g, y[0] + g, low + g), (x[1] - g, y[1] - g, top))
    freezer.support_box(name, (x[0], y[0]), (x[1], y[1]), low + g, top - low, margin=0.02, behind=("lid",))
