"""One wall of a box room, with holes for its windows and doors.

Asset frame: z = 0 is the floor, y = 0 the inner face, which looks along -y; x runs along the wall from its middle, to
the right as seen from inside the room. `WALL_TURNS_DEG` turns it into each of the four walls.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.meshing.slabs import Hole, pierced_slab
from simgen.catalog.model import Model
from simgen.errors import CatalogError
from simgen.world import Part, Surface

# The yaw of each wall's frame in the room, counter-clockwise from above.
WALL_TURNS_DEG = {"north": 0.0, "east": -90.0, "south": 180.0, "west": 90.0}
# How far the wall goes down into the floor slab and up into the ceiling slab, so that no light comes in between.
BITE_M = 0.05
# Walls overlap in the corner; this much less than their thickness, so that no outer faces coincide.
CORNER_PLAY_M = 0.002


@dataclass(frozen=True)
class Parameters:
    """`length_m` and `height_m` are inner sizes; `thickness_m` goes outward.

    `openings` lists the holes as ``"x z width height; …"`` in metres: the middle of the hole along the wall, its lower
    edge, and its size; "none" for a blank wall. A hole with z 0 is a doorway.
    """

    length_m: float = 4.8
    height_m: float = 2.6
    thickness_m: float = 0.2
    openings: str = "none"


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """A slab with holes; collision boxes around them."""
    p = parameters
    half = p.length_m / 2 + p.thickness_m - CORNER_PLAY_M
    holes = [] if p.openings == "none" else [_hole(text, p) for text in p.openings.split(";")]
    mesh, boxes = pierced_slab((-half, 0.0, -BITE_M), (half, p.thickness_m, p.height_m + BITE_M), holes)
    return Model(parts=(Part("wall", (Surface(mesh, "surface"),), boxes),))


def _hole(text: str, p: Parameters) -> Hole:
    try:
        x, z, width, height = (float(word) for word in text.split())
    except ValueError:
        raise CatalogError(
            f"room_wall: opening '{text.strip()}' is not four numbers",
            remedy="Write 'x z width height' in metres, e.g. '0.4 0.9 1.2 1.3', and ';' between two openings.",
        ) from None
    inside = abs(x) + width / 2 < p.length_m / 2 and z >= 0.0 and z + height < p.height_m and min(width, height) > 0.0
    if not inside:
        raise CatalogError(
            f"room_wall: opening '{text.strip()}' does not fit a wall of {p.length_m:g} x {p.height_m:g} m",
            remedy="Make it smaller or move it.",
        )
    # A doorway goes down through the wall's foot, so that the floor slab is its threshold.
    return Hole(x - width / 2, z if z > 0.0 else -1.0, x + width / 2, z + height)
