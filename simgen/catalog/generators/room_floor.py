"""The floor slab of a box room. Asset frame: that of the room, so the floor's top is z = 0 around the origin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.meshing.slabs import box_quads, flat_quads
from simgen.catalog.model import Model
from simgen.geometry import Bounds
from simgen.world import Mesh, Part, SupportSurface, Surface


@dataclass(frozen=True)
class Parameters:
    """`width_m` (x) and `depth_m` (y) are the room's inner size; the slab reaches `overhang_m` below the walls.

    `boards_turn_deg` turns the floor's pattern: at 0 boards run along the texture's u axis, which is x.
    """

    width_m: float = 4.8
    depth_m: float = 4.2
    overhang_m: float = 0.2
    thickness_m: float = 0.2
    boards_turn_deg: float = 0.0


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """A slab with one support surface: the whole inner floor."""
    p = parameters
    x, y = p.width_m / 2, p.depth_m / 2
    low, high = (-x - p.overhang_m, -y - p.overhang_m, -p.thickness_m), (x + p.overhang_m, y + p.overhang_m, 0.0)
    mesh = flat_quads(box_quads(low, high))
    # A fresh origin in the pattern, so that two rooms do not show the same boards in the same places.
    shift = rng.uniform(0.0, 8.0, 2)
    turn = np.radians(p.boards_turn_deg)
    rotation = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    uvs = mesh.uvs.astype(np.float64) @ rotation.T + shift
    mesh = Mesh(mesh.vertices, mesh.faces, mesh.normals, uvs.astype(np.float32))
    outline = ((-x, -y), (x, -y), (x, y), (-x, y))
    return Model(
        parts=(Part("slab", (Surface(mesh, "surface"),), (Bounds(low, high).corners,)),),
        supports=(SupportSurface("floor", outline, 0.0),),
    )
