"""Television sets: a flat screen on two feet or a pedestal."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._appliance import upright
from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._letters import WORDS
from simgen.catalog.generators._prints import written
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box, rounded_rectangle
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, spread_uv, translate
from simgen.catalog.model import Model
from simgen.world import LightSocket

STANDS = ("feet", "pedestal")


@dataclass(frozen=True)
class Parameters:
    """`diagonal_m` of a 16:9 screen, `bezel_m` around it; `lift_m` from the ground to the frame.

    `stand`: feet (two, near the ends) or pedestal (a plate in the middle).
    `flux_lm`: a bright 40-inch screen of 300 cd/m² gives about 400 lm.
    """

    diagonal_m: float
    bezel_m: float
    lift_m: float
    stand: str
    flux_lm: float


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The set, looking along -y, in the slots `body`, `screen` and `badge` (the maker's name)."""
    p = parameters
    check_style(p.stand, STANDS, "stand")
    tv = Assembly(rng)
    wide = p.diagonal_m * 16 / math.hypot(16, 9)
    tall = p.diagonal_m * 9 / math.hypot(16, 9)
    width, height = wide + 2 * p.bezel_m, tall + 3 * p.bezel_m
    z0 = p.lift_m
    # The frame surrounds the panel; the screen lies a millimetre behind its front.
    front, deep = -0.012, 0.012
    b = p.bezel_m
    for x in (-1.0, 1.0):
        tv.span(
            "body",
            "body",
            (min(x * width / 2, x * (width / 2 - b)), front, z0),
            (max(x * width / 2, x * (width / 2 - b)), deep, z0 + height),
            radius=0.0012,
        )
    tv.span("body", "body", (-width / 2 + b, front, z0), (width / 2 - b, deep, z0 + 2 * b), radius=0.0012)
    tv.span("body", "body", (-width / 2 + b, front, z0 + height - b), (width / 2 - b, deep, z0 + height), radius=0.0012)
    tv.span(
        "body", "body", (-wide / 2, front + 0.005, z0 + b), (wide / 2, deep + 0.001, z0 + height - b / 2), radius=0.0
    )
    size, middle = (wide + 0.002, 0.004, tall + 0.002), (0.0, front + 0.0032, z0 + 2 * b + tall / 2)
    panel = spread_uv(rounded_box(size, 0.0, 2, middle), (1, 0, 0), (0, 0, 1))
    tv.add("screen", "screen", panel, [box_hull(size, middle)], whole=True)
    tv.span(
        "body",
        "body",
        (-0.32 * wide, deep, z0 + 0.06 * tall),
        (0.32 * wide, deep + 0.035, z0 + 0.6 * tall),
        radius=0.008,
    )
    if p.stand == "feet":
        for x in (-0.36, 0.36):
            # Two splayed blades each, which meet under the frame.
            for y in (-0.12, 0.12):
                blade = tube([(x * wide, y, 0.005), (x * wide, 0.0, z0 + 0.004)], 0.006, segments=10, ends="flat")
                tv.add("body", "body", blade, [hull_of(blade, 12)])
            tv.span("body", "body", (x * wide - 0.008, -0.125, 0.0), (x * wide + 0.008, 0.125, 0.007), radius=0.003)
    else:
        plate = translate(extrude(rounded_rectangle(0.42 * wide, 0.24, 0.02, 6), 0.011, 0.003, 3), (0.0, 0.01, 0.0))
        tv.add("body", "body", plate, [hull_of(plate, 24)])
        tv.span("body", "body", (-0.05, 0.004, 0.009), (0.05, 0.024, z0 + 0.12), radius=0.004)
    name = WORDS[int(rng.integers(len(WORDS)))]
    badge = upright(written(name, min(0.012, 1.1 * b), 0.9, 1.2, (0.0, 0.0, 0.0)), 0.0)
    tv.add("body", "badge", translate(badge, (0.0, front, z0 + b)))
    tv.sockets.append(LightSocket("screen", "screen", "screen", p.flux_lm, 6500.0))
    return tv.model(has_front=True)
