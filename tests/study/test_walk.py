"""The way of a walk: free, smooth, through doors; distances to things by another way than its grid."""

from __future__ import annotations

import functools
from dataclasses import replace

import cv2
import numpy as np
import pytest

from simgen.errors import PlacementError
from simgen.geometry import Pose
from simgen.pipeline import Pipeline
from simgen.spec import load_spec
from simgen.study.axes.walk import route_through
from simgen.world import Scenario
from tests.study.tiny import scenario

EYE_M = 1.5
SHIPPED = [pytest.param(name, marks=pytest.mark.slow) for name in ("living_room", "bathroom", "home")]


@functools.cache
def scene(name: str) -> Scenario:
    """The first draw of a shipped spec at rest, or a tiny room."""
    if name.isdecimal():
        return scenario(int(name))
    settled, _ = Pipeline(load_spec(name), seed=4).settled_scene(0)
    return replace(settled.scenario, bodies=settled.bodies)


@pytest.mark.parametrize("name", ["0", "1", "2", *SHIPPED])
def test_a_walk_is_free_and_smooth(name: str) -> None:
    of = scene(name)
    route = route_through(of.bodies, of.rooms, EYE_M)
    outside = np.min(
        [
            np.maximum(0, np.abs(route.places - r.bounds.center[:2]) - np.array(r.bounds.size[:2]) / 2).max(axis=1)
            for r in of.rooms
        ],
        axis=0,
    )
    assert outside.max() < 0.2, "a doorway is no deeper than a wall"
    things = [h for b in of.bodies for h in b.world_hulls() if h[:, 2].max() > 0.06 and h[:, 2].min() < EYE_M]
    for hull in things:
        outline = cv2.convexHull(hull[:, :2].astype(np.float32))
        near = max(cv2.pointPolygonTest(outline, (float(x), float(y)), True) for x, y in route.places)
        assert near < -0.08
    steps = np.diff(route.places, axis=0)
    assert np.hypot(*steps.T).max() < 0.1
    assert np.abs(np.diff(route.headings)).max() < np.radians(15)
    ahead = route.places + 0.8 * np.stack([np.cos(route.headings), np.sin(route.headings)], axis=1)
    walls = [h for b in of.bodies for h in b.world_hulls() if b.role == "structure" and h[:, 2].max() > EYE_M]
    outlines = [cv2.convexHull(h[:, :2].astype(np.float32)) for h in walls if h[:, 2].min() < EYE_M]
    faced = [any(cv2.pointPolygonTest(o, (float(x), float(y)), False) > 0 for o in outlines) for x, y in ahead]
    assert np.mean(faced) < 0.1, "it does not look at the next wall"
    assert route.lengths[-1] > 2


@pytest.mark.slow
def test_a_walk_through_a_home_goes_through_its_doors() -> None:
    of = scene("home")
    route = route_through(of.bodies, of.rooms, EYE_M)
    seen = {of.room_of([x, y, 1.0]).name for x, y in route.places}
    assert len(seen) == len(of.rooms)


def test_who_finds_no_floor_is_told() -> None:
    of = scenario(0)
    floor = of.body("floor")
    raised = [b if b is not floor else replace(b, world_from_body=Pose((0.0, 0.0, 0.5))) for b in of.bodies]
    with pytest.raises(PlacementError, match="nowhere on the floor"):
        route_through(tuple(raised), of.rooms, EYE_M)
