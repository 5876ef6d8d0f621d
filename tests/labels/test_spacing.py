"""Distances, and what is beside, near, far, above and below."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import nnls

from simgen.geometry import FloatArray, Pose, axis_angle, yaw
from simgen.labels.distances import hull_distances, nearest_points
from simgen.labels.pieces import Pieces
from simgen.labels.relations import relations
from simgen.seeds import stream
from simgen.world import Camera, Scene
from tests.labels.untouched import CAMERA, LENS, found, holds, moved_camera, scaled, untouched
from tests.physics.make import asset, box, box_points, place

LOW = box((0.1, 0.1, 0.1))


def by_least_squares(a: FloatArray, b: FloatArray) -> float:
    """The distance of two hulls as a non-negative least-squares problem in the weights of their corners."""
    heavy = 1e4
    rows = np.zeros((5, len(a) + len(b)))
    rows[:3, : len(a)], rows[:3, len(a) :] = a.T, -b.T
    rows[3, : len(a)] = rows[4, len(a) :] = heavy
    weights, _ = nnls(rows, np.array([0, 0, 0, heavy, heavy]))
    return float(np.linalg.norm(rows[:3] @ weights))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_distances_of_hulls_agree_with_least_squares_and_lie_between_the_points(seed: int) -> None:
    rng = stream(seed, "hulls")
    a = [rng.normal(size=(rng.integers(4, 20), 3)) * 0.2 for _ in range(12)]
    b = [rng.normal(size=(rng.integers(4, 20), 3)) * 0.2 + rng.normal(size=3) * 0.7 for _ in range(12)]
    distance, on_a, on_b = hull_distances(a, b)
    expected = [by_least_squares(*pair) for pair in zip(a, b, strict=True)]
    assert distance == pytest.approx(expected, abs=2e-5)
    assert np.linalg.norm(on_a - on_b, axis=1) == pytest.approx(distance, abs=2e-6)


def test_boxes_on_a_grid_are_as_far_apart_as_their_faces_also_where_these_are_parallel() -> None:
    places = np.array([(x, y, z) for x in range(-3, 4) for y in range(-3, 4) for z in range(-3, 4)], dtype=float)
    distance, _, _ = hull_distances([box_points((1, 1, 1))] * len(places), [box_points((1, 1, 1), p) for p in places])
    assert distance == pytest.approx(np.linalg.norm(np.maximum(np.abs(places) - 1, 0), axis=1), abs=1e-6)


def test_the_nearest_of_many_hulls_is_found() -> None:
    rng = stream(3, "many")
    a, b = (
        Pieces(tuple(box_points(rng.uniform(0.05, 0.3, 3), rng.uniform(-1, 1, 3) + side) for _ in range(30)))
        for side in (0.0, 1.5)
    )
    every = hull_distances([x for x in a.hulls for _ in b.hulls], [y for _ in a.hulls for y in b.hulls])[0]
    (nearest,) = nearest_points([(a, b)])
    assert nearest.distance_m == pytest.approx(every.min(), abs=1e-6)


@pytest.mark.parametrize(
    ("gap", "lift", "expected"),
    [
        (0.0, 0.0, "true"),
        (0.05, 0.0, "true"),
        # The mean of the two widths is 4 · 0.1 / π = 0.127 m.
        (0.0637, 0.0, "ambiguous"),
        (0.08, 0.0, "false"),
        (0.02, 0.05, "true"),
        (0.02, 0.095, "ambiguous"),
        (0.02, 0.11, "false"),
    ],
)
def test_next_to_is_near_and_level(gap: float, lift: float, expected: str) -> None:
    scene = untouched(place("a", LOW, (0, 0, 0)), place("b", LOW, (0.1 + gap, 0, lift)))
    assert holds(scene, "next_to", "a", "b") == holds(scene, "next_to", "b", "a") == expected


@pytest.mark.parametrize(("aside", "expected"), [(0.0, "false"), (0.06, "true"), (0.3, "true")])
def test_what_stands_between_parts_two_neighbours(aside: float, expected: str) -> None:
    wall = box((0.01, 0.1, 0.2))
    scene = untouched(
        place("a", LOW, (-0.075, 0, 0)), place("b", LOW, (0.075, 0, 0)), place("wall", wall, (0, aside, 0))
    )
    # With 0.06 m to the side its edge still lies between the two, but on no line between their middles.
    told = holds(scene, "next_to", "a", "b")
    assert told == expected or (aside == 0.06 and told == "ambiguous")


def test_what_stands_on_a_tray_is_not_beside_it() -> None:
    tray = asset("tray", {"body": ([box_points((0.4, 0.3, 0.02), (0, 0, 0.01))], 1.0)})
    scene = untouched(place("tray", tray, (0, 0, 0)), place("cup", LOW, (0, 0, 0.0195)))
    assert holds(scene, "next_to", "cup", "tray") == "false"


@pytest.mark.parametrize(
    ("gap", "near", "far"),
    # Both are 0.127 m wide and 0.1 m high.
    [
        (0.05, "true", "false"),
        (0.127, "ambiguous", "false"),
        (0.2, "false", "false"),
        (0.3, "false", "false"),
        (0.38, "false", "ambiguous"),
        (0.5, "false", "true"),
    ],
)
def test_near_and_far_go_by_the_size_of_the_things(gap: float, near: str, far: str) -> None:
    scene = untouched(place("a", LOW, (-0.2, 0, 0)), place("b", LOW, (gap - 0.1, 0, 0)))
    assert (holds(scene, "near", "a", "b"), holds(scene, "far", "b", "a")) == (near, far)
    told = found(scene, "near", "a", "b") or found(scene, "far", "a", "b")
    assert told is not None
    assert told.measured["distance_m"] == pytest.approx(gap)
    assert told.measured["center_distance_m"] == pytest.approx(gap + 0.1)


def strewn(seed: int) -> Scene:
    rng = stream(seed, "strewn")
    things = []
    for i in range(6):
        size = rng.uniform(0.05, 0.4, 3)
        turn = Pose(rng.uniform((-0.7, -0.7, 0), (0.7, 0.7, 0.6)), yaw(rng.uniform(0, 6.3)))
        things.append(place(f"thing_{i}", box(size), (0, 0, 0), pose=turn))
    return untouched(*things)


scenes = st.integers(0, 10_000).map(strewn)


@settings(max_examples=15, deadline=None)
@given(scenes, st.floats(0.4, 2.5))
def test_everything_larger_relations_stay(scene: Scene, factor: float) -> None:
    # But for slacks of 2 mm, at which nothing of these scenes is.
    camera = Camera("far", CAMERA.world_from_camera, LENS)
    before = {(r.predicate, r.subject, r.object): r for r in relations(scene, camera)}
    after = {
        (r.predicate, r.subject, r.object): r for r in relations(scaled(scene, factor), moved_camera(camera, factor))
    }
    for key in before.keys() | after.keys():
        old, new = before.get(key), after.get(key)
        if old is not None and new is not None:
            unit = factor if old.unit == "m" else 1.0
            assert new.margin == pytest.approx(unit * old.margin, abs=0.02 * unit)
            assert old.holds == new.holds or abs(old.margin) < 0.15
        else:
            assert (old or new).holds != "true"  # type: ignore[union-attr]


@settings(max_examples=15, deadline=None)
@given(scenes)
def test_what_is_under_is_below_and_above_is_the_converse(scene: Scene) -> None:
    told = {(r.predicate, r.subject, r.object): r for r in relations(scene, CAMERA)}
    for (predicate, a, b), r in told.items():
        if predicate == "under" and r.holds == "true":
            assert told["below", a, b].holds == "true"
        if predicate == "above":
            assert told["below", b, a].margin == r.margin
            # Two slanted things may lie over each other in turn, upright boxes may not.
            assert ("above", b, a) not in told or "true" not in {r.holds} & {told["above", b, a].holds}


def test_a_shelf_is_above_the_cup_that_it_hangs_over_and_not_the_other_way_round() -> None:
    shelf = box((0.8, 0.3, 0.02))
    scene = untouched(place("shelf", shelf, (0, 0, 0.5)), place("cup", LOW, (0.2, 0, 0)))
    assert holds(scene, "above", "shelf", "cup") == holds(scene, "below", "cup", "shelf") == "true"
    assert holds(scene, "above", "cup", "shelf") == "false"
    told = found(scene, "above", "shelf", "cup")
    assert told is not None
    assert told.measured["height_m"] == pytest.approx(0.41)


def test_the_width_is_a_mean_over_all_directions() -> None:
    turned = Pose((0.3, 0.2, 0.1), axis_angle((0.2, 0.5, 0.9), 0.7)).apply(box_points((0.3, 0.2, 0.5)))
    directions = np.linspace(0, math.pi, 20_001)[:-1]
    along = turned[:, :2] @ np.stack([np.cos(directions), np.sin(directions)])
    assert Pieces((turned,)).width_m == pytest.approx(np.ptp(along, axis=0).mean(), rel=1e-4)


def test_a_segment_is_cut_by_the_length_that_lies_inside() -> None:
    piece = Pieces((box_points((0.2, 0.4, 0.6)),))
    assert piece.cut(np.array([-1.0, 0, 0]), np.array([1.0, 0, 0])) == pytest.approx(0.2)
    assert piece.cut(np.array([-1.0, 0, 0]), np.array([0.0, 0, 0])) == pytest.approx(0.1)
    assert piece.cut(np.array([-1.0, 0.21, 0]), np.array([1.0, 0.21, 0])) == 0
