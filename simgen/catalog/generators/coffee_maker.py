"""Filter coffee makers: a tank and a funnel over a glass jug on a hot plate."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import vessel, wall_curve
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box, rounded_rectangle
from simgen.catalog.meshing.hulls import tube_hulls, turned_hulls
from simgen.catalog.meshing.lathe import lathe, squircle
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import rotate, translate
from simgen.catalog.model import Model
from simgen.world import Joint

_PLATE_M = 0.035


@dataclass(frozen=True)
class Parameters:
    """Outer sizes; `jug_m` is the largest diameter of the jug, `fill` (0..1) how much coffee is in it."""

    width_m: float
    depth_m: float
    height_m: float
    jug_m: float
    fill: float

    def __post_init__(self) -> None:
        """The jug fits."""
        if self.jug_m > self.width_m - 0.02 or self.jug_m > self.depth_m - 0.08:
            raise ValueError(f"a jug of {self.jug_m} m does not fit a machine of {self.width_m} x {self.depth_m} m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The machine, in the slots `body`, `trim`, `plate`, `glass`, `coffee` and `handle`; the jug stays in it."""
    p = parameters
    maker = Assembly(rng)
    w, d, h = p.width_m, p.depth_m, p.height_m
    tank = d - p.jug_m - 0.02
    maker.add("body", "body", extrude(rounded_rectangle(w, d, 0.03, 6), _PLATE_M, 0.006, 4))
    maker.span(
        "body",
        "body",
        (-w / 2 + 0.001, d / 2 - tank, _PLATE_M - 0.002),
        (w / 2 - 0.001, d / 2 - 0.001, h - 0.03),
        radius=0.012,
    )
    head = h - 0.42 * (h - _PLATE_M)
    maker.add(
        "body",
        "body",
        translate(extrude(rounded_rectangle(w, d, 0.035, 6), h - 0.016 - head, 0.008, 4), (0.0, 0.0, head)),
    )
    maker.add(
        "body",
        "body",
        [],
        [
            box_hull((w - 0.01, d - 0.01, _PLATE_M), (0.0, 0.0, _PLATE_M / 2)),
            box_hull((w - 0.01, d - 0.01, h - 0.016 - head), (0.0, 0.0, (h - 0.016 + head) / 2)),
        ],
    )
    cover = translate(
        extrude(rounded_rectangle(w - 0.004, d - 0.004, 0.033, 6), 0.0155, 0.006, 4), (0.0, 0.0, h - 0.0155)
    )
    maker.add("lid", "trim", cover, [box_hull((w - 0.01, d - 0.01, 0.015), (0.0, 0.0, h - 0.0078))], joint="lid")
    maker.joints.append(
        Joint("lid", "revolute", (0.0, d / 2 - 0.006, h - 0.0155), (-1.0, 0.0, 0.0), 0.0, math.radians(85.0))
    )
    y = -d / 2 + 0.012 + p.jug_m / 2
    disc = [(0.0, 0.0), (0.46 * p.jug_m, 0.0), (0.46 * p.jug_m, 0.003), (0.0, 0.003)]
    maker.add("body", "plate", translate(lathe(fillet(disc, [0, 0, 0.001, 0], 3), 40), (0.0, y, _PLATE_M - 0.0005)))
    nozzle = lathe(
        fillet([(0, 0.0), (0.012, 0.0), (0.03, 0.02), (0.03, 0.03), (0, 0.03)], [0, 0.002, 0.004, 0, 0], 3), 28
    )
    maker.add("body", "trim", translate(nozzle, (0.0, y, head - 0.02)))
    switch = rounded_box((0.02, 0.006, 0.013), 0.002, 4, (0.28 * w, -d / 2 + 0.0005, 0.5 * _PLATE_M))
    maker.add("body", "trim", switch)
    gauge = rounded_box((0.003, 0.014, 0.3 * h), 0.001, center=(w / 2 - 0.0004, d / 2 - tank / 2, 0.4 * h))
    maker.add("body", "trim", gauge)
    _jug(maker, p, (0.0, y, _PLATE_M + 0.0028), head - 0.024 - _PLATE_M)
    return maker.model(has_front=True)


def _jug(maker: Assembly, p: Parameters, at: tuple[float, float, float], room: float) -> None:
    r, tall = p.jug_m / 2, 0.84 * room
    curve = wall_curve(
        [
            (0.8 * r, 0.0),
            (0.9 * r, 0.006),
            (r, 0.3 * tall),
            (0.95 * r, 0.6 * tall),
            (0.7 * r, 0.94 * tall),
            (0.71 * r, tall),
        ]
    )
    form = vessel(curve, wall_m=0.0024, floor_m=0.003, corner_m=0.012)
    maker.add("jug", "glass", translate(form.mesh(44), at), [q + np.asarray(at) for q in form.hulls(10)])
    maker.hollow("jug", translate(form.cavity("jug").mesh, at))
    if p.fill > 0:
        level = 0.0032 + 0.9 * p.fill * tall
        inside = form.inner[form.inner[:, 1] < level]
        edge = float(np.interp(level, form.inner[:, 1], form.inner[:, 0]))
        # Half a tenth of a millimetre inside the glass, so that the two surfaces never cut each other.
        drink = np.concatenate([inside, [[edge, level], [0.0, level]]])
        drink[:, 0] = np.maximum(drink[:, 0] - 0.00012, 0.0)
        drink[:, 1] = np.maximum(drink[:, 1], 0.00312)
        maker.add("jug", "coffee", translate(lathe(drink, 44), at))
    rim = 0.71 * r
    cap = [
        (0.0, tall + 0.001),
        (rim + 0.002, tall + 0.0006),
        (rim + 0.003, tall + 0.008),
        (0.5 * rim, tall + 0.0125),
        (0.0, tall + 0.013),
    ]
    maker.add("jug", "handle", translate(lathe(fillet(cap, [0, 0.001, 0.003, 0.01, 0], 3), 36), at))
    band = [
        (rim - 0.001, 0.9 * tall),
        (0.735 * r + 0.0035, 0.9 * tall),
        (rim + 0.004, 0.985 * tall),
        (rim - 0.001, 0.985 * tall),
    ]
    maker.add("jug", "handle", translate(lathe(np.array([(max(a, 0.7 * r + 0.0006), z) for a, z in band]), 36), at))
    path = smooth(
        [
            (0.0, -0.72 * r, 0.95 * tall),
            (0.0, -r - 0.02, 0.93 * tall),
            (0.0, -r - 0.03, 0.6 * tall),
            (0.0, -r - 0.02, 0.26 * tall),
        ],
        18,
    ) + np.asarray(at)
    turn = rotate(
        tube(path - np.asarray(at), np.tile([0.009, 0.006], (18, 1)), section=squircle(16, 3.0), up=(1.0, 0.0, 0.0)),
        (0, 0, 1),
        0.5,
    )
    c, s = math.cos(0.5), math.sin(0.5)
    flat = path - np.asarray(at)
    turned = np.column_stack(
        [c * flat[:, 0] - s * flat[:, 1], s * flat[:, 0] + c * flat[:, 1], flat[:, 2]]
    ) + np.asarray(at)
    maker.add("jug", "handle", translate(turn, at), tube_hulls(turned, (0.009, 0.006), 3, up=(1.0, 0.0, 0.0)))
    maker.add(
        "jug",
        "handle",
        [],
        [q + np.asarray(at) for q in turned_hulls([(rim, tall + 0.001), (0.6 * rim, tall + 0.012)])],
    )
