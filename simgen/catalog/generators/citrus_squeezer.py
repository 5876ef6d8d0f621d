"""Citrus squeezers: a dish with a ribbed cone, of glass or ceramic or plastic, and electric ones with a spout."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._maker import maker, rubber_foot
from simgen.catalog.generators._prints import written
from simgen.catalog.generators._vessels import Beak, check_style, vessel, wall_curve
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box
from simgen.catalog.meshing.hulls import turned_hulls
from simgen.catalog.meshing.lathe import lathe, squircle
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.rings import ring_prism
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, merge, rotate, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh

STYLES = ("dish", "electric")


@dataclass(frozen=True)
class Parameters:
    """`diameter_m` of the bowl, without a handle or spout; `height_m` up to the cone's tip. `ribs` on the cone.

    `style`: dish (pressed in one piece, by hand) or electric (a motor below, a spout in front).
    """

    style: str
    diameter_m: float
    height_m: float
    ribs: int

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)
        if not 6 <= self.ribs <= 20:
            raise ValueError(f"a cone has 6 to 20 ribs, got {self.ribs}")
        if self.style == "electric" and self.height_m < 0.15:
            raise ValueError(f"an electric squeezer is at least 0.15 m high, got {self.height_m}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The squeezer; slots `dish`, `body`, `bowl`, `cone`, `trim`, `foot` and `print`. Juice runs to -x in a dish."""
    thing = Assembly(rng)
    (_dish if parameters.style == "dish" else _electric)(thing, parameters)
    return thing.model(has_front=parameters.style == "electric")


def _cone(radius: float, low: float, high: float, ribs: int) -> Mesh:
    """A ribbed cone with a round tip."""
    turn = np.linspace(0.0, 2 * math.pi, 8 * ribs, endpoint=False)
    # Sharp ridges between round hollows.
    wave = 1.0 - 0.17 * (1.0 - np.abs(np.cos(ribs * turn / 2)) ** 1.0)
    outline = wave[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
    tall = high - low
    curve = wall_curve(
        [
            (radius, low),
            (0.94 * radius, low + 0.16 * tall),
            (0.7 * radius, low + 0.52 * tall),
            (0.36 * radius, low + 0.84 * tall),
            (0.1 * radius, low + 0.98 * tall),
            (0.0, high),
        ]
    )
    return lathe(np.concatenate([[[0.0, low]], curve]), len(turn), outline=outline, crease_deg=60)


def _dish(thing: Assembly, p: Parameters) -> None:
    """A shallow bowl with a lip to pour from, a cone in its middle, teeth that hold pips back, and a lug."""
    r, tall = p.diameter_m / 2, 0.62 * p.height_m
    curve = wall_curve([(0.72 * r, 0.0), (0.78 * r, 0.004), (0.9 * r, 0.4 * tall), (0.97 * r, 0.8 * tall), (r, tall)])
    form = vessel(curve, wall_m=0.0035, floor_m=0.004, foot_height_m=0.002, corner_m=0.008)
    bowl = warp(form.mesh(64), Beak(form.outer, tall))
    hulls = form.hulls(14)
    points = bowl.vertices.astype(np.float64)
    lip = points[(points[:, 0] < -0.9 * r) & (np.hypot(points[:, 0], points[:, 1]) > 0.98 * r)]
    thing.add("body", "dish", bowl, [*hulls, hull_of(lip, 20)])
    # The hollow is a ring round the cone.
    wall = form.inner[form.inner[:, 0] > 0.7 * r]
    thing.hollow("inside", lathe(np.concatenate([[[0.52 * r, wall[0, 1]]], wall, [[0.4 * r, tall]]]), 48))
    cone = _cone(0.5 * r, 0.0045, p.height_m, p.ribs)
    thing.add(
        "body", "dish", cone, turned_hulls([(0.47 * r, 0.005), (0.34 * r, 0.55 * p.height_m), (0.06 * r, p.height_m)])
    )
    teeth = []
    for k in range(14):
        angle = 2 * math.pi * (k + 0.5) / 14
        tooth = rounded_box((0.0055, 0.004, 0.011), 0.0018, 4, (0.62 * r, 0.0, 0.0105))
        teeth.append(rotate(tooth, (0, 0, 1), angle))
    thing.add("body", "dish", teeth)
    # A lug opposite the lip.
    line = smooth([(0.94 * r, 0.0, 0.74 * tall), (r + 0.014, 0.0, 0.84 * tall), (r + 0.03, 0.0, 0.82 * tall)], 10)
    lug = tube(
        line,
        np.column_stack([np.linspace(0.02, 0.014, 10), np.full(10, 0.0042)]),
        section=squircle(18, 2.5),
        up=(0, 0, 1),
    )
    thing.add("body", "dish", lug, [hull_of(lug, 20)])


def _electric(thing: Assembly, p: Parameters) -> None:
    """A housing that narrows upwards, a bowl with a spout, a sieve and a cone that the motor turns."""
    r, h = p.diameter_m / 2, p.height_m
    low = 0.005
    brim = 0.56 * h
    waist = 0.8 * r
    body = [(0, low), (0.93 * r, low), (0.96 * r, low + 0.012), (waist, brim - 0.012), (waist, brim), (0, brim)]
    case = lathe(fillet(body, [0, 0.004, 0.01, 0.02, 0.002, 0], 5), 64)
    thing.add("body", "body", case, turned_hulls([(0.95 * r, low), (0.955 * r, low + 0.012), (waist, brim)]))
    ring = [(0.962 * r, low + 0.006), (0.972 * r, low + 0.008), (0.972 * r, low + 0.011), (0.955 * r, low + 0.013)]
    thing.add("body", "trim", lathe(np.array(ring), 64))
    deck = brim + 0.0015
    rise = 0.2 * h
    curve = wall_curve([(0.86 * r, 0.0), (0.93 * r, 0.006), (0.98 * r, 0.5 * rise), (r, rise)])
    form = vessel(curve, wall_m=0.0022, floor_m=0.003, corner_m=0.008)
    at = (0.0, 0.0, deck)
    thing.add("bowl", "bowl", translate(form.mesh(64), at), [q + np.array(at) for q in form.hulls(14)])
    thing.hollow("bowl", translate(form.cavity("bowl").mesh, at))
    _spout(thing, r, deck)
    _sieve(thing, r, deck + 0.42 * rise)
    base = deck + 0.42 * rise + 0.002
    cone = _cone(0.44 * r, base, h, p.ribs)
    flange = lathe(
        fillet(
            [(0, base - 0.001), (0.5 * r, base - 0.001), (0.49 * r, base + 0.003), (0, base + 0.003)],
            [0, 0, 0.001, 0],
            3,
        ),
        40,
    )
    thing.add(
        "cone",
        "cone",
        [cone, flange],
        turned_hulls([(0.43 * r, base), (0.3 * r, (base + h) / 2), (0.05 * r, h - 0.001)]),
    )
    text = rotate(written(maker(thing.rng), 0.009, 1.0, 1.0, (0.0, 0.0, 0.0)), (1, 0, 0), math.pi / 2)
    reach = 0.55 * 0.96 * r + 0.45 * waist
    lean = rotate(text, (1, 0, 0), math.atan2(-(0.96 * r - waist), brim))
    thing.add("body", "print", translate(lean, (0.0, -reach - 0.0004, 0.45 * brim)))
    foot = rubber_foot(0.008, low + 0.001)
    for k in range(4):
        angle = math.pi / 4 + math.pi / 2 * k
        spot = (0.72 * r * math.cos(angle), 0.72 * r * math.sin(angle), 0.0)
        thing.add("body", "foot", translate(foot, spot), [box_hull((0.011, 0.011, low), (spot[0], spot[1], low / 2))])


def _spout(thing: Assembly, r: float, deck: float) -> None:
    """A gutter through the front of the bowl that tips down to let the juice go."""
    section: FloatArray = fillet(
        [
            (-0.011, 0.011),
            (-0.011, -0.007),
            (0.011, -0.007),
            (0.011, 0.011),
            (0.0085, 0.011),
            (0.0085, -0.0045),
            (-0.0085, -0.0045),
            (-0.0085, 0.011),
        ],
        [0.001, 0.006, 0.006, 0.001, 0.001, 0.004, 0.004, 0.001],
        3,
        closed=True,
    )
    gutter = extrude(section, 0.042, 0.0008, 2)
    turned = rotate(gutter, (1, 0, 0), math.pi / 2 + 0.22)
    placed = translate(turned, (0.0, -0.86 * r, deck + 0.0125))
    thing.add("bowl", "trim", placed, [hull_of(placed, 24)])
    end = (0.0, -0.86 * r - 0.012, deck + 0.008)
    collar = rounded_box((0.03, 0.012, 0.03), 0.005, 4, (0.0, end[1], deck + 0.013))
    thing.add("bowl", "trim", collar)


def _sieve(thing: Assembly, r: float, z: float) -> None:
    """A disc with slots in two rings round the cone."""
    plates = []
    for inner, outer in ((0.5, 0.56), (0.71, 0.75), (0.9, 0.945)):
        turn = np.linspace(0, 2 * math.pi, 64, endpoint=False)
        circle = np.column_stack([np.cos(turn), np.sin(turn)])
        plates.append(ring_prism(circle * outer * r, circle * inner * r, 0.0016, 0.0004))
    for inner, outer, count in ((0.555, 0.715, 28), (0.745, 0.905, 40)):
        for k in range(count):
            bar = rounded_box(((outer - inner) * r, 0.0042, 0.0014), 0.0004, 2, ((inner + outer) / 2 * r, 0.0, 0.0008))
            plates.append(rotate(bar, (0, 0, 1), 2 * math.pi * k / count))
    disc = turned_hulls([(0.92 * r, z), (0.92 * r, z + 0.0016)], segments=16)
    thing.add("bowl", "bowl", translate(merge(plates), (0.0, 0.0, z)), disc)
