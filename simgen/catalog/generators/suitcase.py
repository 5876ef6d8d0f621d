"""Trolley cases with a ribbed hard shell, standing on their wheels; the handle draws out."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.boxes import box_hull, rounded_box
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.lofts import rounded_ring
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Joint, Mesh

# Radius of all edges.
_EDGE_M = 0.045


@dataclass(frozen=True)
class Parameters:
    """`width_m`, `depth_m`, `height_m` with wheels and the handle in; `ribs` run down each side."""

    width_m: float
    depth_m: float
    height_m: float
    ribs: int


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The case; slots `shell`, `trim` and `metal`. The joint `handle` draws out upwards by 0.35 m."""
    p = parameters
    case = Assembly(rng)
    wheel = 0.048
    high = p.height_m - 0.022
    tall, half_y = high - wheel, p.depth_m / 2
    place = (0.0, 0.0, wheel + tall / 2)
    case.add(
        "body", "shell", translate(_shell(p, tall), place), [box_hull((p.width_m, p.depth_m, tall), place, _EDGE_M)]
    )
    # The zip between both halves.
    loop = rounded_ring(p.width_m / 2 - 0.0005, tall / 2 - 0.0005, _EDGE_M, points=64)
    path = np.column_stack([loop[:, 0], np.zeros(64), loop[:, 1] + wheel + tall / 2])
    case.add("body", "trim", tube(path, np.tile([0.0035, 0.008], (64, 1)), segments=10, closed=True, up=(0, 1, 0)))
    disk = lathe(
        fillet(
            [(0, -0.011), (0.021, -0.011), (0.0235, -0.004), (0.0235, 0.004), (0.021, 0.011), (0, 0.011)],
            [0, 0.002, 0.003, 0.003, 0.002, 0],
            3,
        ),
        28,
    )
    for sx in (-1.0, 1.0):
        for sy in (-1.0, 1.0):
            at = (sx * (p.width_m / 2 - 0.045), sy * (half_y - 0.042))
            turned = rotate(rotate(disk, (0, 1, 0), math.pi / 2), (0, 0, 1), float(rng.uniform(0, 3.1)))
            roll = translate(turned, (*at, 0.0235))
            case.add("body", "trim", roll, [hull_of(roll, 20)])
            case.span(
                "body",
                "trim",
                (at[0] - 0.02, at[1] - 0.02, 0.032),
                (at[0] + 0.02, at[1] + 0.02, wheel + 0.012),
                radius=0.006,
            )
    y = half_y - 0.028
    for side in (-1.0, 1.0):
        rod = tube([(side * 0.085, y, wheel + 0.06), (side * 0.085, y, high + 0.010)], 0.0075, segments=12, ends="flat")
        case.add("handle", "metal", rod, [hull_of(rod, 8)], joint="handle")
    case.board("handle", "trim", (0.215, 0.026, 0.024), (0, y, high + 0.010), radius=0.009, segments=6, joint="handle")
    case.board("body", "trim", (0.24, 0.036, 0.008), (0, y, high - 0.001), radius=0.003)
    # A strap to lift it by on top, and one on the side.
    arc = np.column_stack(
        [np.linspace(-0.075, 0.075, 15), np.full(15, -0.02), high - 0.004 + 0.022 * np.sin(np.linspace(0, math.pi, 15))]
    )
    case.add("body", "trim", tube(arc, np.tile([0.004, 0.011], (15, 1)), segments=12, up=(0, 1, 0)))
    lock = rounded_box((0.014, 0.04, 0.07), 0.004, 4, (p.width_m / 2 + 0.001, 0, wheel + 0.62 * tall))
    case.add("body", "metal", lock)
    case.joints.append(
        Joint("handle", "prismatic", (0.0, y, high), (0.0, 0.0, 1.0), 0.0, min(0.35, tall - 0.1), opens=False)
    )
    return case.model(has_front=True)


def _shell(p: Parameters, tall: float) -> Mesh:
    """Both halves about the origin, with grooves from head to foot that end before the edges."""
    box = rounded_box((p.width_m, p.depth_m, tall), _EDGE_M, 6, divisions=(16 * (p.ribs + 1), 1, 16))
    x, z = p.width_m / 2 - _EDGE_M, tall / 2 - _EDGE_M

    def press(points: FloatArray) -> FloatArray:
        phase = (points[:, 0] / x + 1) / 2 * (p.ribs + 1)
        away = np.abs(phase - np.round(phase)) * 2 * x / (p.ribs + 1)
        ends = np.clip((x - np.abs(points[:, 0])) / 0.02, 0, 1) * np.clip((z - np.abs(points[:, 2])) / 0.03, 0, 1)
        groove = 0.005 * np.clip(1 - (away / 0.012) ** 2, 0, 1) ** 2 * ends
        face = np.clip(np.abs(points[:, 1]) / (p.depth_m / 2) - 0.5, 0, 0.5) * 2
        return points - np.column_stack([0 * groove, np.sign(points[:, 1]) * groove * face, 0 * groove])

    return warp(box, press)
