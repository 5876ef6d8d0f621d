"""Laws of convex solids, against closed formulas."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import ConvexHull, HalfspaceIntersection

from simgen.geometry import FloatArray
from simgen.physics.solids import convex_hull, erode, inertia, moments
from simgen.seeds import stream
from tests.physics.make import ball_points, box_points

sizes = st.tuples(*[st.floats(0.01, 2.0)] * 3)
places = st.tuples(*[st.floats(-1.0, 1.0)] * 3)


@given(sizes, places)
def test_a_box_has_the_volume_centre_and_inertia_of_the_formula(
    size: tuple[float, float, float], center: tuple[float, float, float]
) -> None:
    solid = moments(convex_hull(box_points(size, center)).triangles)
    assert solid.volume == pytest.approx(np.prod(size))
    assert solid.center == pytest.approx(center, abs=1e-9)
    body = inertia([3.0], [solid])
    x, y, z = np.square(size)
    assert sorted(body.diagonal) == pytest.approx(
        sorted([3 / 12 * (y + z), 3 / 12 * (x + z), 3 / 12 * (x + y)]), rel=1e-5
    )


def test_a_fine_ball_has_the_inertia_of_a_sphere() -> None:
    solid = moments(convex_hull(ball_points(0.5, 4000)).triangles)
    assert solid.volume == pytest.approx(4 / 3 * np.pi * 0.125, rel=3e-3)
    assert inertia([2.0], [solid]).diagonal == pytest.approx([0.4 * 2 * 0.25] * 3, rel=3e-3)


def test_two_halves_are_as_the_whole() -> None:
    whole = inertia([2.0], [moments(convex_hull(box_points((0.4, 0.2, 0.1), (0.1, 0.2, 0.3))).triangles)])
    halves = [moments(convex_hull(box_points((0.2, 0.2, 0.1), (x, 0.2, 0.3))).triangles) for x in (0.0, 0.2)]
    both = inertia([1.0, 1.0], halves)
    assert both.frame_from_principal.position == pytest.approx(whole.frame_from_principal.position)
    assert sorted(both.diagonal) == pytest.approx(sorted(whole.diagonal))


def test_the_principal_frame_diagonalises_the_inertia_of_a_turned_dumbbell() -> None:
    ends = [box_points((0.1, 0.1, 0.1), center) for center in ((0.5, 0.5, 0), (-0.5, -0.5, 0))]
    body = inertia([1.0, 1.0], [moments(convex_hull(end).triangles) for end in ends])
    arm = body.frame_from_principal.rotation[:, int(np.argmin(body.diagonal))]
    assert np.abs(arm) == pytest.approx([np.sqrt(0.5), np.sqrt(0.5), 0], abs=1e-6)
    assert body.diagonal.min() == pytest.approx(2 * 0.01 / 6)
    assert body.diagonal.max() == pytest.approx(2 * 0.01 / 6 + 2 * 0.5)


def _support(points: FloatArray, directions: FloatArray) -> FloatArray:
    return (points @ directions.T).max(axis=0)


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.floats(0.0, 0.02))
def test_an_eroded_hull_grown_again_has_its_old_faces_and_stays_within_them(seed: int, margin: float) -> None:
    points = stream(seed, "hull").normal(size=(20, 3)) * [0.3, 0.2, 0.25]
    inner = erode(convex_hull(points), margin)
    planes = ConvexHull(points).equations
    grown = _support(inner, planes[:, :3]) + margin
    assert (grown <= -planes[:, 3] + 1e-9).all()
    # A face vanishes only where its neighbours close in over it, which needs a thin sliver.
    areas = ConvexHull(points).area
    triangles = points[ConvexHull(points).simplices]
    sizes = np.linalg.norm(np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0]), axis=1)
    large = sizes > 0.1 * areas
    assert grown[large] == pytest.approx(-planes[large, 3], abs=1e-9)


@settings(max_examples=20)
@given(st.integers(0, 10**6), st.integers(3, 9))
def test_an_eroded_prism_is_where_all_planes_moved_in_meet(seed: int, sides: int) -> None:
    rng = stream(seed, "prism")
    turn = np.sort(rng.uniform(0, 2 * np.pi, sides)) if sides > 6 else np.arange(sides) * 2 * np.pi / sides
    base = np.stack([0.2 * np.cos(turn), 0.1 * np.sin(turn), np.zeros(sides)], axis=1)
    points = np.concatenate([base, base * 0.8 + [0.01, 0.0, 0.15]])
    planes = np.unique(np.round(ConvexHull(points).equations, 9), axis=0)
    inset = min(0.002, -(planes[:, :3] @ points.mean(axis=0) + planes[:, 3]).max() / 2)
    wanted = HalfspaceIntersection(planes + np.array([0, 0, 0, inset]), points.mean(axis=0)).intersections
    inner, ways = erode(convex_hull(points), inset), rng.normal(size=(50, 3))
    assert _support(inner, ways) == pytest.approx(_support(wanted, ways), abs=1e-7)


def test_a_box_is_eroded_exactly() -> None:
    inner = erode(convex_hull(box_points((0.4, 0.2, 0.1))), 0.01)
    assert sorted(map(tuple, np.round(inner, 12))) == sorted(map(tuple, np.round(box_points((0.38, 0.18, 0.08)), 12)))


def test_a_sheet_thinner_than_the_margin_keeps_half_of_its_thickness() -> None:
    inner = erode(convex_hull(box_points((0.2, 0.2, 0.0001))), 0.001)
    assert np.ptp(inner[:, 2]) == pytest.approx(0.00005)


@pytest.mark.parametrize(
    ("points", "told"),
    [
        (np.zeros((8, 3)), "the points of a hull span no volume"),
        (np.full((8, 3), np.nan), "a hull has points that are not finite"),
    ],
)
def test_points_without_volume_are_refused(points: FloatArray, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        convex_hull(points)
