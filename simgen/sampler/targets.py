"""What cameras and spots point at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simgen.errors import PlacementError
from simgen.geometry import Bounds, Vector3
from simgen.world import Body, bodies_called


def target_body(bodies: Sequence[Body], name: str) -> Body:
    """The first body called `name`; PlacementError where none was drawn."""
    found = bodies_called(bodies, name)
    if not found:
        raise PlacementError(f"no_target:{name}", f"nothing called '{name}' was drawn to look at")
    return found[0]


def world_bounds(body: Body) -> Bounds:
    """The axis-aligned box of everything visible of a body, in the world."""
    return Bounds.of(
        np.concatenate([body.world_vertices(s.mesh, part.joint) for part in body.asset.parts for s in part.surfaces])
    )


def middle_of(body: Body) -> Vector3:
    """The middle of a body's box in the world."""
    return world_bounds(body).center
