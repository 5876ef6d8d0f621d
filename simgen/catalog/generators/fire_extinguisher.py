"""Fire extinguishers that stand: a powder cylinder with gauge and hose, or one of carbon dioxide with a horn."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._prints import lettering, written
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import rounded_box
from simgen.catalog.meshing.hulls import tube_hulls, turned_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import arc, fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, merge, rotate, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh

STYLES = ("powder", "carbon_dioxide")


@dataclass(frozen=True)
class Parameters:
    """`style` is one of STYLES; `body_m` the cylinder's height from the floor to its neck, `diameter_m` across it."""

    style: str
    body_m: float
    diameter_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)
        if self.body_m < 1.9 * self.diameter_m:
            raise ValueError(f"body_m is at least 1.9 diameter_m, {self.diameter_m}, got {self.body_m}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """Standing, its label to -y; slots `body`, `base`, `valve`, `lever`, `hose`, `label`, `ink`, `dial`, `pin`."""
    p = parameters
    thing = Assembly(rng)
    _cylinder(thing, p)
    _label(thing, p, rng)
    _valve(thing, p)
    if p.style == "powder":
        _gauge(thing, p)
        _hose(thing, p)
    else:
        _horn(thing, p)
    return thing.model(has_front=True)


def _cylinder(thing: Assembly, p: Parameters) -> None:
    r, h = p.diameter_m / 2, p.body_m
    dome = arc((0.0, h - 0.62 * r), 1.0, 0.0, 90.0, 14) * [r, 0.62 * r] + [0.0, (h - 0.62 * r) * (1 - 0.62 * r)]
    dome[-1] = (0.016, h)
    start = 0.004 if p.style == "carbon_dioxide" else 0.012
    wall = np.array([(0.0, start), (0.9 * r, start), (r, start + 0.1 * r), *dome[dome[:, 0] >= 0.016], (0.0, h)])
    thing.add("body", "body", lathe(wall, 56), turned_hulls(wall[1:-1]))
    # Weld seams stand a hair above the paint.
    for z in (0.16 * h, h - 0.64 * r):
        ring = [(r - 0.001, z - 0.003), (r + 0.0007, z), (r - 0.001, z + 0.003)]
        thing.add("body", "body", lathe(smooth(ring, 7, closed=True), 56))
    ring = [(0.88 * r, 0.0), (1.02 * r, 0.0), (1.02 * r, 0.05 + 0.1 * r), (0.99 * r, 0.055 + 0.1 * r), (0.88 * r, 0.05)]
    foot = lathe(fillet(ring, [0.002, 0.004, 0.002, 0.001, 0.002], 3, closed=True), 56)
    hull = turned_hulls([(0.96 * r, 0.0), (1.0 * r, 0.04)])
    thing.add("body", "base", foot, hull)
    collar = fillet([(0, h - 0.006), (0.022, h - 0.006), (0.022, h + 0.012), (0, h + 0.012)], [0, 0.002, 0.002, 0], 3)
    thing.add("body", "valve", lathe(collar, 36), tube_hulls([(0, 0, h - 0.006), (0, 0, h + 0.012)], 0.02, 1))


def _bent(mesh: Mesh, radius: float, up: float) -> Mesh:
    """What lies flat (x across, y up) laid round the front of the cylinder."""

    def bend(q: FloatArray) -> FloatArray:
        angle, reach = q[:, 0] / radius, radius + q[:, 2]
        return np.stack([reach * np.sin(angle), -reach * np.cos(angle), up + q[:, 1]], axis=1)

    return warp(mesh, bend)


def _label(thing: Assembly, p: Parameters, rng: np.random.Generator) -> None:
    """A printed sheet on the front: a title bar, small pictures of how to use it, and lines of text."""
    r = p.diameter_m / 2 + 0.0001
    low, high = 0.24 * p.body_m, p.body_m - 0.62 * p.diameter_m / 2 - 0.05 * p.body_m
    wide, tall, middle = 2.0 * r, high - low, (low + high) / 2
    sheet = rounded_box((wide, tall, 0.0003), 0.0, 2, divisions=(40, 1, 1))
    thing.add("body", "label", _bent(sheet, r, middle))
    ink = 0.00025

    def bar(width: float, height: float, x: float, y: float) -> Mesh:
        return rounded_box((width, height, 0.0002), 0.0, 2, (x, y, ink), divisions=(max(2, round(width / 0.003)), 1, 1))

    marks = [bar(0.94 * wide, 0.11 * tall, 0.0, 0.42 * tall)]
    thing.add("body", "body", _bent(merge(marks), r, middle), whole=True)
    title = {"powder": "ABC POWDER", "carbon_dioxide": "CO2"}[p.style]
    big = min(0.12 * wide if p.style == "powder" else 0.24 * wide, 0.1 * tall)
    parts = [written(title, big, 0.75, 1.1, (0.0, 0.30 * tall, ink), sliced=True)]
    step = 0.27 * wide
    for k in range(3):
        x, y = (k - 1) * 1.12 * step, 0.115 * tall
        frame = 0.0012
        parts += [bar(step, frame, x, y + s * 0.42 * step) for s in (-1.0, 1.0)]
        parts += [bar(frame, 0.84 * step, x + s * 0.5 * step, y) for s in (-1.0, 1.0)]
        # A stout cylinder and what it is aimed at, as on the picture.
        parts.append(bar(0.16 * step, 0.4 * step, x - 0.2 * step, y - 0.1 * step))
        parts.append(bar(0.1 * step, 0.12 * step, x - 0.2 * step, y + 0.18 * step))
        parts += [
            bar(0.05 * step, (0.2 + 0.12 * ((j + k) % 3)) * step, x + (0.08 + 0.11 * j) * step, y - 0.15 * step)
            for j in range(3)
        ]
    text = lettering(rng, 0.86 * wide, 0.34 * tall, 7, center=(0.0, -0.27 * tall, ink), sliced=True)
    thing.add("body", "ink", _bent(merge([*parts, text]), r, middle))


def _valve(thing: Assembly, p: Parameters) -> None:
    """The head, a lever above a carrying handle that reach to +x, and a pin with a ring."""
    z = p.body_m + 0.012
    head = fillet(
        [(0, 0), (0.017, 0), (0.017, 0.012), (0.0135, 0.016), (0.0135, 0.046), (0, 0.046)],
        [0, 0.001, 0.002, 0.002, 0.003, 0],
        3,
    )
    thing.add(
        "head", "valve", translate(lathe(head, 32), (0, 0, z)), tube_hulls([(0, 0, z), (0, 0, z + 0.046)], 0.0155, 1)
    )
    block = rounded_box((0.03, 0.024, 0.028), 0.003, 4, (0.006, 0, z + 0.032))
    thing.add("head", "valve", block)
    width = 0.026
    long = 0.135 if p.style == "powder" else 0.15

    def blade(points: list[tuple[float, float]], thick: float) -> tuple[Mesh, list[FloatArray]]:
        path = smooth(np.array(points), 24)
        line = np.column_stack([path[:, 0], np.zeros(24), path[:, 1]])
        half = np.array(
            [(-width / 2, -thick / 2), (width / 2, -thick / 2), (width / 2, thick / 2), (-width / 2, thick / 2)]
        )
        shape = fillet(half, 0.45 * thick, 3, closed=True)
        flanges = []
        for s in (-1.0, 1.0):
            edge = line + np.array([0.0, s * (width / 2 - 0.0008), -0.004])
            flanges.append(tube(edge, np.tile([0.0011, 0.0045], (24, 1)), segments=10, ends="flat"))
        mesh = merge([tube(line, 1.0, section=shape, ends="flat"), *flanges])
        return mesh, [
            hull_of(mesh.vertices[(mesh.vertices[:, 0] >= a) & (mesh.vertices[:, 0] <= b)], 24)
            for a, b in ((-1.0, 0.3 * long), (0.28 * long, 1.0))
        ]

    lower, hulls = blade([(-0.012, 0.028 + z), (0.03, 0.030 + z), (0.07, 0.024 + z), (long - 0.02, 0.002 + z)], 0.0022)
    thing.add("head", "lever", lower, hulls)
    upper, hulls = blade([(-0.006, 0.048 + z), (0.03, 0.060 + z), (0.075, 0.072 + z), (long, 0.066 + z)], 0.0022)
    thing.add("head", "lever", upper, hulls)
    for x, y in ((-0.002, 0.044), (0.004, 0.030)):
        rivet = [(x, -0.0155, z + y), (x, 0.0155, z + y)]
        thing.add("head", "valve", tube(rivet, 0.0032, segments=16, ends="flat", bevel_m=0.0008))
    axle = (0.016, z + 0.043)
    thing.add("head", "pin", tube([(axle[0], -0.022, axle[1]), (axle[0], 0.02, axle[1])], 0.0019, segments=12))
    turn = np.linspace(0, 2 * math.pi, 36, endpoint=False)
    ring = np.column_stack([0.012 * np.cos(turn), np.zeros(36), 0.012 * np.sin(turn)])
    loop = rotate(tube(ring, 0.0013, segments=10, closed=True), (1, 0, 0), 0.5)
    thing.add("head", "pin", translate(loop, (axle[0], -0.028, axle[1] - 0.008)))
    seal = rounded_box((0.010, 0.004, 0.006), 0.001, 2, (axle[0] + 0.004, 0.023, axle[1] - 0.006))
    thing.add("head", "dial", seal)


def _gauge(thing: Assembly, p: Parameters) -> None:
    """A small round gauge to the front: a dial with a green field and a needle."""
    z = p.body_m + 0.035
    case = fillet(
        [(0, 0), (0.0145, 0), (0.0165, 0.004), (0.0165, 0.011), (0.0145, 0.0125), (0.0145, 0.0105), (0, 0.0105)],
        [0, 0.001, 0.001, 0.001, 0.0006, 0, 0],
        3,
    )

    def face(mesh: Mesh) -> Mesh:
        return translate(rotate(mesh, (1, 0, 0), math.pi / 2), (0.0, -0.012, z))

    thing.add("head", "valve", face(lathe(case, 36)), [hull_of(face(lathe(case, 12)))])
    disc = lathe(np.array([(0, 0.0102), (0.0142, 0.0102), (0.0142, 0.0107), (0, 0.0107)]), 32)
    thing.add("head", "dial", face(disc))
    for slot, low, high in (("green", 55.0, 125.0), ("body", 128.0, 195.0), ("body", -15.0, 52.0)):
        band = arc((0.0, 0.0), 0.0095, low, high, 14)
        path = np.column_stack([band, np.full(len(band), 0.0108)])
        strip = tube(path, np.tile([0.0022, 0.00015], (len(band), 1)), segments=8, ends="flat")
        thing.add("head", slot, face(strip))
    needle = rotate(rounded_box((0.0011, 0.0145, 0.0004), 0.0, 2, (0, 0.0045, 0.0113)), (0, 0, 1), 0.1)
    hub = lathe(np.array([(0, 0.0105), (0.0018, 0.0105), (0.0015, 0.0118), (0, 0.012)]), 14)
    thing.add("head", "ink", [face(needle), face(hub)])


def _hose(thing: Assembly, p: Parameters) -> None:
    """A hose from the head to -x, down the side to its nozzle in a clip."""
    r, z = p.diameter_m / 2, p.body_m + 0.034
    side = -(r + 0.016)
    knots = [
        (-0.012, 0.0, z),
        (-0.03, 0.0, z + 0.003),
        (0.62 * side, 0.0, z + 0.004),
        (side - 0.022, 0.0, z - 0.05),
        (side - 0.012, 0.0, z - 0.14),
        (side, 0.0, 0.42 * p.body_m),
        (side, 0.0, 0.22 * p.body_m),
    ]
    path = smooth(np.array(knots), 60)
    thing.add("hose", "hose", tube(path, 0.0085, segments=18, ends="flat"), tube_hulls(path, 0.0085, 9))
    for k in (0, 59):
        a, b = (path[0], path[3]) if k == 0 else (path[-4], path[-1])
        ferrule = tube([a.tolist(), b.tolist()], 0.0105, segments=20, ends="flat", bevel_m=0.001)
        thing.add("hose", "valve", ferrule)
    low = 0.22 * p.body_m
    nozzle = fillet(
        [
            (0, low + 0.008),
            (0.010, low + 0.008),
            (0.012, low - 0.01),
            (0.0085, low - 0.05),
            (0.0075, low - 0.078),
            (0.005, low - 0.078),
            (0.005, low - 0.04),
            (0, low - 0.04),
        ],
        [0, 0.002, 0.004, 0.004, 0.001, 0.0, 0, 0],
        3,
    )
    turned = lathe(nozzle[::-1], 28)
    thing.add(
        "hose",
        "base",
        translate(turned, (side, 0, 0)),
        tube_hulls([(side, 0, low - 0.078), (side, 0, low + 0.008)], 0.0095, 1),
    )
    # A rubber strap holds the hose to the cylinder.
    height = 0.4 * p.body_m
    ring = [
        (r - 0.0005, height - 0.009),
        (r + 0.0016, height - 0.009),
        (r + 0.0016, height + 0.009),
        (r - 0.0005, height + 0.009),
    ]
    thing.add("hose", "hose", lathe(np.array(ring), 56))
    bow = fillet(
        [(0.0, -0.012), (side - 0.011 + r, -0.012), (side - 0.011 + r, 0.012), (0.0, 0.012)], [0, 0.008, 0.008, 0], 5
    )
    line = np.column_stack([bow[:, 0] - r + 0.001, bow[:, 1], np.full(len(bow), height)])
    thing.add("hose", "hose", tube(line, np.tile([0.0014, 0.009], (len(line), 1)), segments=10, ends="flat"))


def _horn(thing: Assembly, p: Parameters) -> None:
    """A swivelling arm from the head and a horn that hangs beside the cylinder."""
    r, z = p.diameter_m / 2, p.body_m + 0.034
    side = -(r + 0.034)
    path = smooth(
        np.array(
            [(-0.010, 0.0, z), (0.55 * side, 0.0, z + 0.002), (side + 0.006, 0, z - 0.012), (side, 0.0, z - 0.06)]
        ),
        24,
    )
    thing.add("hose", "pin", tube(path, 0.0075, segments=18, ends="flat"), tube_hulls(path, 0.0075, 3))
    top, long = z - 0.05, 0.62 * p.body_m
    wall = 0.003
    outer = [(0.010, 0), (0.0125, -0.02), (0.0125, -0.12), (0.018, -0.16), (0.032, -long)]
    inner = [(0.032 - wall, -long), (0.018 - wall, -0.16), (0.0, -0.14)]
    body = np.array([(0.0, 0.0), *outer, *inner]) + np.array([0.0, top])
    horn = lathe(fillet(body, [0, 0.002, 0.004, 0.02, 0.03, 0.001, 0.001, 0.01, 0], 3)[::-1], 36)
    points = horn.vertices.astype(np.float64) + np.array([side, 0.0, 0.0])
    cuts = [(top - 0.15, top + 1), (top - long, top - 0.14)]
    hulls = [hull_of(points[(points[:, 2] >= a - 1e-6) & (points[:, 2] <= b)], 32) for a, b in cuts]
    thing.add("hose", "hose", translate(horn, (side, 0, 0)), hulls)
    grip = [(0.0126, -0.03), (0.0165, -0.034), (0.0165, -0.115), (0.0126, -0.12)]
    thing.add(
        "hose",
        "base",
        translate(lathe(fillet(np.array(grip) + np.array([0.0, top]), 0.002, 3, closed=True)[::-1], 32), (side, 0, 0)),
    )
