"""Laptops: a base with keys and a trackpad, and a lid on a hinge with a screen that can shine."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._keys import key_legends, keycaps
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_rectangle
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import spread_uv, translate
from simgen.catalog.model import Model
from simgen.world import Joint, LightSocket

_FEET_M, _GAP_M = 0.0012, 0.0016


@dataclass(frozen=True)
class Parameters:
    """Sizes closed; a 13-inch machine is 0.30 x 0.21, a 16-inch one 0.36 x 0.25.

    `base_m`, `lid_m`: thicknesses. `corner_m`: radius of the corners seen from above. `flux_lm`: of the white screen,
    about 50 for 300 cd/m².
    """

    width_m: float
    depth_m: float
    base_m: float
    lid_m: float
    corner_m: float
    flux_lm: float


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The laptop, closed, its front edge at -y; the joint `lid` opens to 135°."""
    p = parameters
    w, d = p.width_m, p.depth_m
    machine = Assembly(rng)
    deck = _FEET_M + p.base_m
    base = extrude(rounded_rectangle(w, d, p.corner_m, 8), p.base_m, min(0.0022, 0.3 * p.base_m), 4)
    hull = box_hull((w - 0.6 * p.corner_m, d - 0.6 * p.corner_m, deck), (0, 0, deck / 2))
    machine.add("base", "body", translate(base, (0, 0, _FEET_M)), [hull])
    foot = lathe(fillet([(0, 0), (0.0065, 0), (0.0065, 0.002), (0, 0.002)], 0.0004, 3), 20)
    spots = [(sx * (w / 2 - 0.03), sy * (d / 2 - 0.025), 0.0) for sx in (-1, 1) for sy in (-1, 1)]
    machine.add("base", "rubber", [translate(foot, s) for s in spots])

    field = (0.9 * w, min(0.46 * d, 0.112))
    y = 0.43 * d - field[1] / 2 - 0.006
    well = extrude(rounded_rectangle(field[0] + 0.004, field[1] + 0.004, 0.003, 4), 0.0003, 0.0001, 1)
    machine.add("base", "well", translate(well, (0, y, deck - 0.0001)))
    machine.add("base", "keys", translate(keycaps(*field, 0.0009), (0, y, deck + 0.0001)))
    machine.add("base", "legend", translate(key_legends(*field, 0.0009), (0, y, deck + 0.0001)))
    pad = extrude(rounded_rectangle(0.4 * w, 0.3 * d, 0.004, 5), 0.0004, 0.00015, 2)
    machine.add("base", "pad", translate(pad, (0, -0.31 * d, deck - 0.0002)))

    low = deck + _GAP_M
    lid = extrude(rounded_rectangle(w, d - 0.001, p.corner_m, 8), p.lid_m, min(0.0018, 0.35 * p.lid_m), 4)
    lid_hull = box_hull((w - 0.6 * p.corner_m, d - 0.6 * p.corner_m, p.lid_m), (0, 0, low + p.lid_m / 2))
    machine.add("lid", "body", translate(lid, (0, -0.0005, low)), [lid_hull], joint="lid")
    bezel = extrude(rounded_rectangle(w - 0.004, d - 0.012, 0.8 * p.corner_m, 6), 0.0006, 0.0002, 1)
    machine.add("lid", "bezel", translate(bezel, (0, -0.003, low - 0.0004)), joint="lid")
    panel = extrude(rounded_rectangle(w - 0.016, d - 0.036, 0.002, 3), 0.0004, 0.0)
    # Its top is away from the hinge.
    shown = spread_uv(translate(panel, (0, -0.005, low - 0.0005)), (1, 0, 0), (0, -1, 0))
    machine.add("lid", "screen", shown, joint="lid", whole=True)
    barrel = tube([(-0.36 * w, 0, 0), (0.36 * w, 0, 0)], 0.0033, segments=14, ends="flat", bevel_m=0.0005)
    hinge = (0.0, d / 2 - 0.0022, deck - 0.0002)
    machine.add("base", "well", translate(barrel, hinge))
    machine.joints.append(Joint("lid", "revolute", hinge, (-1.0, 0.0, 0.0), 0.0, math.radians(135.0)))
    machine.sockets.append(LightSocket("screen", "lid", "screen", p.flux_lm, 6500.0))
    return machine.model(has_front=True)
