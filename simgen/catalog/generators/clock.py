"""Clocks with hands: for the wall, or on two feet."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import rounded_box
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model
from simgen.world import Mesh


@dataclass(frozen=True)
class Parameters:
    """`diameter_m` over the rim, `depth_m` of the case. `numerals`: bars, dots or quarters. `feet`: it stands."""

    diameter_m: float
    depth_m: float
    rim_m: float
    numerals: str
    feet: bool


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The clock, its face to -y and its back at +y, in the slots `case`, `face`, `marks` and `hands`."""
    p = parameters
    check_style(p.numerals, ("bars", "dots", "quarters"), "numerals")
    clock = Assembly(rng)
    r, deep, rim = p.diameter_m / 2, p.depth_m, p.rim_m
    dial = deep - min(0.4 * deep, 0.012)

    def stand(mesh: Mesh) -> Mesh:
        """What is drawn lying, face up, stands up with its face to -y."""
        return rotate(mesh, (1, 0, 0), math.pi / 2)

    case = [
        (0, 0),
        (r - 0.004, 0),
        (r, 0.5 * deep),
        (r - 0.15 * rim, deep),
        (r - rim, deep - 0.003),
        (r - rim - 0.001, dial - 0.001),
        (0, dial - 0.001),
    ]
    body = stand(lathe(fillet(case, [0, 0.002, 0.3 * deep, 0.4 * rim, 0.002, 0.0, 0.0], 4), 64))
    clock.add("body", "case", body, [hull_of(body, 32)])
    plate = lathe(np.array([(0, dial - 0.0008), (r - rim, dial - 0.0008), (r - rim, dial), (0, dial)]), 72)
    clock.add("body", "face", stand(plate))
    reach = 0.86 * (r - rim)
    for k in range(60 if p.numerals == "bars" else 12):
        hour = k % 5 == 0 if p.numerals == "bars" else True
        quarter = k % (15 if p.numerals == "bars" else 3) == 0
        angle = 2 * math.pi * k / (60 if p.numerals == "bars" else 12)
        if p.numerals == "quarters" and not quarter:
            continue
        if p.numerals == "dots":
            size = (0.045 if quarter else 0.028) * reach
            mark = lathe(fillet([(0, 0), (size, 0), (size, 0.0008), (0, 0.0008)], 0.0002, 2), 16)
            mark = translate(mark, (0, reach, dial - 0.0001))
        else:
            long = (0.2 if quarter else 0.12 if hour else 0.045) * reach
            broad = (0.035 if quarter else 0.022 if hour else 0.009) * reach
            mark = rounded_box(
                (broad, long, 0.0008), 0.0002 if hour else 0.0, 2, (0, reach - long / 2 + 0.02 * reach, dial + 0.0003)
            )
        clock.add("body", "marks", stand(rotate(mark, (0, 0, 1), -angle)))
    minutes = rng.uniform(0.0, 720.0)
    for turns, share, broad, level in ((minutes / 720, 0.52, 0.05, 0.0012), (minutes / 60, 0.84, 0.034, 0.0022)):
        long = share * reach
        spine = [(0, -0.16 * long, dial + level), (0, 0.3 * long, dial + level), (0, long, dial + level)]
        girth = np.stack([broad * reach * np.array([0.5, 0.5, 0.22]), np.full(3, 0.0004)], axis=1)
        hand = tube(np.array(spine), girth, segments=12)
        clock.add("body", "hands", stand(rotate(hand, (0, 0, 1), -2 * math.pi * turns)))
    hub = lathe(fillet([(0, 0), (0.045 * reach, 0), (0.045 * reach, 0.004), (0, 0.004)], 0.0008, 3), 20)
    clock.add("body", "hands", stand(translate(hub, (0, 0, dial))))
    if p.feet:
        for side in (-1.0, 1.0):
            lean = side * 0.62
            base = (1.06 * r * math.sin(lean), -deep / 2, -1.0 * r * math.cos(lean) - 0.018)
            top = (0.93 * r * math.sin(lean), -deep / 2, -0.93 * r * math.cos(lean))
            # Broad feet: on narrow ones it would tip over by itself, being high and heavy.
            leg = tube([top, base], [0.22 * deep, 0.34 * deep], segments=14, ends="flat", bevel_m=0.001, up=(0, 1, 0))
            clock.add("body", "case", leg, [hull_of(leg, 20)])
    return clock.model(has_front=True)
