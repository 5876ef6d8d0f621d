"""Bodies of a scenario: where they reach, what carries them, and the scenario without some."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace

import numpy as np

from simgen.geometry import FloatArray, Pose
from simgen.world import Body, Scenario, SurfaceLight


def points_of(body: Body) -> FloatArray:
    """(n, 3) world positions of everything visible of a body."""
    return np.concatenate([body.world_vertices(s.mesh, part.joint) for part in body.asset.parts for s in part.surfaces])


def lowest_of(body: Body) -> float:
    """Height of its lowest point, metres."""
    return float(points_of(body)[:, 2].min())


def height_of(body: Body) -> float:
    """From its lowest to its highest point, metres."""
    return float(np.ptp(points_of(body)[:, 2]))


def without(scenario: Scenario, names: Set[str]) -> Scenario:
    """The scenario without some bodies, and without their lights."""
    bodies = tuple(body for body in scenario.bodies if body.name not in names)
    ids = {body.instance_id for body in bodies}
    lights = tuple(x for x in scenario.lights if not isinstance(x, SurfaceLight) or x.instance_id in ids)
    return replace(scenario, bodies=bodies, lights=lights)


def standing_at(body: Body, height_m: float) -> Body:
    """The body moved straight up or down until its lowest point is at a height."""
    x, y, z = body.world_from_body.position
    return replace(body, world_from_body=Pose((x, y, z + height_m - lowest_of(body)), body.world_from_body.quaternion))


def supports_of(scenario: Scenario) -> dict[str, str | None]:
    """By name of a body, that of what it was placed on."""
    return {body.name: body.support for body in scenario.bodies}


def chain_of(name: str, supports: Mapping[str, str | None]) -> list[str]:
    """A body and what carries it, down to the floor."""
    chain = [name]
    while (below := supports.get(chain[-1])) is not None and below in supports and below not in chain:
        chain.append(below)
    return chain
