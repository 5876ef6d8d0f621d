"""Trolley cases with a ribbed hard shell, standing on their wheels; the handle draws out."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.boxes import box_hull, rounded_box
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.lofts import at_height, loft, pole, rounded_ring
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, merge, rotate, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Joint, Mesh


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
    for side in (-1.0, 1.0):
        shell = _half(p, tall, side)
        case.add("body", "shell", translate(shell, (0, 0, wheel + tall / 2)))
    case.add("body", "shell", [], [box_hull((p.width_m, p.depth_m, tall), (0, 0, wheel + tall / 2), 0.03)])
    # The zip between both halves.
    loop = rounded_ring(p.width_m / 2 - 0.0005, tall / 2 - 0.0005, 0.055, points=64)
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
    case.joints.append(Joint("handle", "prismatic", (0.0, y, high), (0.0, 0.0, 1.0), 0.0, min(0.35, tall - 0.1)))
    return case.model(has_front=True)


def _half(p: Parameters, tall: float, side: float) -> Mesh:
    """One half shell, lying with its face up as it is lofted, then stood up to look along `side` * -y."""
    deep = p.depth_m / 2 - 0.0005
    x, z = p.width_m / 2, tall / 2

    def ring(inset: float, level: float) -> FloatArray:
        return at_height(rounded_ring(x - inset, z - inset, 0.055 - 0.6 * inset, points=96), level)

    rings = [
        ring(0.001, 0.0005),
        ring(0.0, 0.004),
        ring(0.0, deep - 0.045),
        ring(0.004, deep - 0.025),
        ring(0.014, deep - 0.009),
        ring(0.030, deep - 0.001),
        ring(0.045, deep),
    ]
    mesh = loft([pole(rings[0]), *rings], [1])
    # The face: a grid with grooves, its rim on the last ring.
    face = _face(rings[-1], p.ribs, x - 0.045)
    body = merge([mesh, face])
    upright = rotate(body, (1, 0, 0), math.pi / 2)
    return upright if side > 0 else rotate(upright, (0, 0, 1), math.pi)


def _face(rim: FloatArray, ribs: int, half: float) -> Mesh:
    """The flat of a shell with grooves across, drawn in towards its middle ring by ring."""
    rings = []
    center = rim.mean(axis=0)
    for share in np.linspace(1.0, 0.0, 30):
        ring = center + share * (rim - center)
        wave = np.abs(np.sin(math.pi * (ribs + 0.5) * ring[:, 0] / (2 * half) + math.pi / 2))
        # Grooves run from head to foot and end before the rim.
        edge = np.clip((1 - share) / 0.10, 0, 1) * np.clip(
            (1 - np.abs(ring[:, 1] - center[1]) / np.abs(rim[:, 1] - center[1]).max()) / 0.1, 0, 1
        )
        groove = 0.006 * np.clip(1 - wave / 0.45, 0, 1) ** 2 * edge
        rings.append(ring - np.array([0, 0, 1.0]) * groove[:, None])
    rings[0] = rim
    return loft(rings)
