"""A short stretch of hall behind a doorway, so that an open door shows a dim wall instead of nothing.

Asset frame: that of the door: x = 0 the middle of the doorway, z = 0 the floor, y = 0 the wall's inner face.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.meshing.slabs import box_quads, flat_quads
from simgen.catalog.model import Model
from simgen.geometry import Bounds
from simgen.world import Part, Surface

SHELL_M = 0.05


@dataclass(frozen=True)
class Parameters:
    """Inner sizes; `wall_thickness_m` is the thickness of the room's wall, behind which the hall begins."""

    width_m: float = 2.2
    depth_m: float = 1.3
    height_m: float = 2.4
    wall_thickness_m: float = 0.2


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """A floor, a ceiling and three walls, overlapping in the corners."""
    p = parameters
    x, y0, y1, s = p.width_m / 2, p.wall_thickness_m - 0.01, p.wall_thickness_m + p.depth_m, SHELL_M
    # The floor is a hair lower than the room's, whose slab reaches below the wall.
    floor = Bounds((-x - s, y0, -s), (x + s, y1 + s, -0.0005))
    walls = [
        Bounds((-x - s, y0, -0.001), (-x, y1 + s / 2, p.height_m + s / 2)),
        Bounds((x, y0, -0.001), (x + s, y1 + s / 2, p.height_m + s / 2)),
        Bounds((-x - s / 2, y1, -0.001), (x + s / 2, y1 + s, p.height_m + s / 2)),
        Bounds((-x - s, y0, p.height_m), (x + s, y1 + s, p.height_m + s)),
    ]
    shell = flat_quads(np.concatenate([box_quads(b.low, b.high) for b in walls]))
    ground = flat_quads(box_quads(floor.low, floor.high))
    return Model(
        parts=(
            Part("shell", (Surface(shell, "walls"),), tuple(b.corners for b in walls)),
            Part("ground", (Surface(ground, "floor"),), (floor.corners,)),
        )
    )
