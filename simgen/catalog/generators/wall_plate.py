"""A light switch or a mains socket on a wall.

Asset frame: y = 0 is the wall, -y looks into the room, z = 0 is the lowest edge.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.meshing.boxes import box_hull, rounded_box
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.transforms import merge, rotate, translate
from simgen.catalog.model import Model
from simgen.world import Mesh, Part, Surface

EDGE_M = 0.082
THICKNESS_M = 0.009


@dataclass(frozen=True)
class Parameters:
    """`style` is "switch" or "socket"; `gangs` of them stand side by side."""

    style: str = "switch"
    gangs: int = 1

    def __post_init__(self) -> None:
        if self.style not in ("switch", "socket"):
            raise ValueError(f"style is 'switch' or 'socket', got '{self.style}'")
        if self.gangs < 1:
            raise ValueError(f"gangs is 1 or more, got {self.gangs}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """A plate with rockers, or with round wells that have two dark pin holes."""
    p = parameters
    width = EDGE_M + 0.071 * (p.gangs - 1)
    y, z = -THICKNESS_M / 2, EDGE_M / 2
    pieces = [rounded_box((width, THICKNESS_M, EDGE_M), 0.003, segments=4, center=(0.0, y, z))]
    holes: list[Mesh] = []
    for k in range(p.gangs):
        x = 0.071 * (k - (p.gangs - 1) / 2)
        if p.style == "switch":
            rocker = rounded_box((0.055, 0.008, 0.055), 0.002, center=(x, -THICKNESS_M - 0.001, z))
            # One end of a rocker is always pressed in.
            pieces.append(rotate(rocker, (1.0, 0.0, 0.0), math.radians(2.5), about=(x, -THICKNESS_M, z)))
        else:
            well = lathe(
                np.array([[0.0, 0.0], [0.0215, 0.0], [0.0225, 0.002], [0.0195, 0.002], [0.019, 0.0005], [0.0, 0.0005]]),
                40,
            )
            pin = lathe(np.array([[0.0, 0.0], [0.0028, 0.0], [0.0028, 0.0012], [0.0, 0.0012]]), 16)
            at = (x, -THICKNESS_M, z)
            pieces.append(translate(rotate(well, (1.0, 0.0, 0.0), math.pi / 2), at))
            turned = rotate(pin, (1.0, 0.0, 0.0), math.pi / 2)
            holes += [translate(turned, (x + side * 0.0095, -THICKNESS_M, z)) for side in (-1.0, 1.0)]
    surfaces = [Surface(merge(pieces), "plate")]
    if holes:
        surfaces.append(Surface(merge(holes), "holes"))
    hull = box_hull((width, THICKNESS_M, EDGE_M), (0.0, y, z))
    return Model(parts=(Part("plate", tuple(surfaces), (hull,)),), has_front=True)
