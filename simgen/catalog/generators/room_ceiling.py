"""The ceiling slab of a box room, with an optional cove along the walls.

Asset frame: that of the room, moved up so that z = 0 is the ceiling's face.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators.room_wall import WALL_TURNS_DEG
from simgen.catalog.meshing.slabs import board, box_quads, flat_quads
from simgen.catalog.meshing.transforms import merge, move
from simgen.catalog.model import Model
from simgen.geometry import Bounds, Pose, yaw
from simgen.world import Mesh, Part, Surface


@dataclass(frozen=True)
class Parameters:
    """`width_m` (x) and `depth_m` (y) are the room's inner size; the slab reaches `overhang_m` over the walls.

    `cove_m` is the edge of a plaster cove in the corner of wall and ceiling; 0 leaves the corner plain.
    """

    width_m: float = 4.8
    depth_m: float = 4.2
    overhang_m: float = 0.2
    thickness_m: float = 0.2
    cove_m: float = 0.0


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """A slab, and four mitred coves where asked for."""
    p = parameters
    x, y = p.width_m / 2, p.depth_m / 2
    low, high = (-x - p.overhang_m, -y - p.overhang_m, 0.0), (x + p.overhang_m, y + p.overhang_m, p.thickness_m)
    parts = [Part("slab", (Surface(flat_quads(box_quads(low, high)), "surface"),), (Bounds(low, high).corners,))]
    if p.cove_m > 0.0:
        parts.append(Part("cove", (Surface(_coves(p), "surface"),)))
    return Model(parts=tuple(parts))


def _coves(p: Parameters) -> Mesh:
    """A hollow quarter round of radius `cove_m` along each wall, at z below 0."""
    angles = np.linspace(0.0, np.pi / 2, 9)
    # The arc's centre is the corner of the cove's square that is farthest from wall and ceiling.
    arc = p.cove_m * np.stack([1 - np.cos(angles), -1 + np.sin(angles)], axis=1)
    outline = np.concatenate([[[0.0, 0.0]], arc])
    runs = []
    for wall, turn_deg in WALL_TURNS_DEG.items():
        length, away = (p.width_m, p.depth_m) if wall in ("north", "south") else (p.depth_m, p.width_m)
        run = board(outline, -length / 2, length / 2, mitre_start=True, mitre_end=True)
        turn = Pose(quaternion=yaw(np.radians(turn_deg)))
        runs.append(move(run, turn @ Pose((0.0, away / 2, 0.0))))
    return merge(runs)
