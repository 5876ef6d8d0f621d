"""Toasters with two slots side by side, a lever that goes down, and a dial."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._appliance import rod
from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.boxes import extrude, rounded_box, rounded_rectangle
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.rings import ring_hulls, ring_prism
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model
from simgen.world import Joint

_FOOT_M = 0.008
_SLOT_M = 0.034


@dataclass(frozen=True)
class Parameters:
    """Outer sizes without the lever; `corner_m` is how round the body is seen from above, `edge_m` at the top."""

    width_m: float
    depth_m: float
    height_m: float
    corner_m: float
    edge_m: float

    def __post_init__(self) -> None:
        """Room for two slots."""
        if self.width_m < 0.2 or self.depth_m < 0.14:
            raise ValueError(f"two slots need 0.2 x 0.14 m, got {self.width_m:.2f} x {self.depth_m:.2f} m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The toaster, in the slots `body`, `plate`, `inside`, `wire`, `lever` and `foot`; the lever at +x."""
    p = parameters
    toaster = Assembly(rng)
    x, low, top = p.width_m / 2, _FOOT_M, p.height_m
    mouth = (0.145, 2 * _SLOT_M + 0.022)
    outer = rounded_rectangle(p.width_m, p.depth_m, p.corner_m, 8)
    hole = rounded_rectangle(mouth[0], mouth[1], 0.008, 3)
    shell = ring_prism(outer, hole, top - low, min(p.edge_m, 0.45 * (p.depth_m - mouth[1]) / 2 + 0.01), 5)
    hulls = [h + np.array([0.0, 0.0, low]) for h in ring_hulls(outer, hole, top - low, 6)]
    toaster.add("body", "body", translate(shell, (0.0, 0.0, low)), hulls)
    toaster.add(
        "body",
        "foot",
        extrude(outer * 0.94, low, 0.001),
        [hull_of(np.column_stack([np.tile(outer * 0.94, (2, 1)), np.repeat([0.0, low], len(outer))]), 32)],
    )
    toaster.span(
        "body",
        "inside",
        (-mouth[0] / 2 + 0.0003, -mouth[1] / 2 + 0.0003, low + 0.001),
        (mouth[0] / 2 - 0.0003, mouth[1] / 2 - 0.0003, low + 0.012),
        radius=0.0,
    )
    # A plate with two slots lies in the mouth: bars along and across.
    z0, z1 = top - 0.009, top - 0.0012
    u, v = mouth[0] / 2 - 0.0002, mouth[1] / 2 - 0.0002
    rim, middle = (2 * v - 2 * _SLOT_M - 0.012) / 2, 0.006
    for a, b in (
        ((-u, -v), (u, -v + rim)),
        ((-u, v - rim), (u, v)),
        ((-u, -middle), (u, middle)),
        ((-u, -v + rim), (-u + 0.004, -middle)),
        ((u - 0.004, -v + rim), (u, -middle)),
        ((-u, middle), (-u + 0.004, v - rim)),
        ((u - 0.004, middle), (u, v - rim)),
    ):
        toaster.span("body", "plate", (*a, z0), (*b, z1), radius=0.0012)
    toaster.span("body", "inside", (-u, -0.001, low + 0.012), (u, 0.001, z0 + 0.0005), radius=0.0)
    for number, side in ((1, -1.0), (2, 1.0)):
        centre = side * (middle + _SLOT_M / 2)
        for face in (-1.0, 1.0):
            at = centre + face * (_SLOT_M / 2 - 0.003)
            for a in np.linspace(-u + 0.012, u - 0.012, 7):
                toaster.add("body", "wire", rod((a, at, low + 0.014), (a, at, z0 - 0.002), 0.0011))
        clear = _SLOT_M / 2 - 0.0045
        toaster.cavity(f"slot_{number}", (-u + 0.005, centre - clear, low + 0.014), (u - 0.005, centre + clear, z1))
        toaster.span(
            "carriage",
            "wire",
            (-u + 0.008, centre - 0.006, top - 0.078),
            (u - 0.008, centre + 0.006, top - 0.075),
            joint="lever",
        )
    slit = (top - 0.115, top - 0.03)
    toaster.add(
        "body", "foot", rounded_box((0.0016, 0.006, slit[1] - slit[0]), 0.0006, center=(x - 0.0002, 0.0, sum(slit) / 2))
    )
    toaster.span(
        "lever", "lever", (x + 0.004, -0.02, slit[1] - 0.014), (x + 0.02, 0.02, slit[1]), radius=0.004, joint="lever"
    )
    toaster.span(
        "lever",
        "lever",
        (x - 0.004, -0.002, slit[1] - 0.009),
        (x + 0.006, 0.002, slit[1] - 0.005),
        solid=False,
        joint="lever",
    )
    toaster.joints.append(
        Joint(
            "lever",
            "prismatic",
            (x, 0.0, slit[1]),
            (0.0, 0.0, -1.0),
            0.0,
            min(0.06, slit[1] - slit[0] - 0.02),
            opens=False,
        )
    )
    knob = lathe(
        fillet([(0, 0), (0.015, 0), (0.0145, 0.008), (0.013, 0.0115), (0, 0.012)], [0, 0.001, 0.001, 0.002, 0], 3), 28
    )
    toaster.add(
        "body", "lever", translate(rotate(knob, (0, 1, 0), math.pi / 2), (x - 0.001, -0.3 * p.depth_m, low + 0.035))
    )
    for k in range(3):
        key = rounded_box((0.004, 0.014, 0.008), 0.0012, center=(x + 0.0005, 0.28 * p.depth_m, low + 0.03 + 0.016 * k))
        toaster.add("body", "lever", key)
    return toaster.model(has_front=True)
