from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial import ConvexHull
from shapely.geometry import Point, Polygon

from simgen.geometry.footprints import (
    area_m2,
    contains,
    convex_outline,
    depth_inside,
    middle,
    point_in,
    rectangle,
    separation,
    turned,
)
from simgen.seeds import stream


@st.composite
def outlines(draw: st.DrawFn) -> np.ndarray:
    rng = stream(draw(st.integers(0, 10_000)), "outline")
    count = draw(st.integers(3, 90))
    return convex_outline(rng.normal(size=(count, 2)) * rng.uniform(0.2, 2.0, 2) + rng.uniform(-2, 2, 2))


@given(st.integers(0, 10_000), st.integers(3, 300))
def test_the_convex_outline_is_the_hull_counter_clockwise(seed: int, count: int) -> None:
    points = stream(seed, "points").normal(size=(count, 2))
    outline = convex_outline(points)
    hull = ConvexHull(points)
    assert sorted(map(tuple, outline)) == sorted(map(tuple, points[hull.vertices]))
    assert area_m2(outline) == pytest.approx(hull.volume)


def test_points_on_a_line_have_an_outline_without_area() -> None:
    assert len(convex_outline([[0, 0], [1, 1], [2, 2], [1, 1]])) == 2


@given(outlines(), outlines())
def test_separation_is_negative_for_overlap_and_else_no_more_than_the_distance(a: np.ndarray, b: np.ndarray) -> None:
    gap, one, other = separation(a, b), Polygon(a), Polygon(b)
    assert gap == pytest.approx(separation(b, a))
    if one.intersects(other):
        assert gap <= 1e-9
    else:
        assert 0 < gap <= one.distance(other) + 1e-9


@given(outlines(), st.integers(0, 1000))
def test_depth_inside_is_the_distance_from_the_edge(outline: np.ndarray, seed: int) -> None:
    point = stream(seed, "p").uniform(-3, 3, 2)
    polygon = Polygon(outline)
    depth = float(depth_inside(outline, point)[0])
    if polygon.contains(Point(point)):
        assert depth == pytest.approx(polygon.exterior.distance(Point(point)))
    else:
        assert depth <= 1e-9


@given(outlines(), st.integers(0, 1000))
def test_a_drawn_point_lies_inside(outline: np.ndarray, seed: int) -> None:
    assert depth_inside(outline, point_in(outline, stream(seed, "inside")))[0] >= -1e-9


def test_drawn_points_cover_a_rectangle_evenly() -> None:
    rng = stream(0, "even")
    points = np.array([point_in(rectangle(0, 0, 2, 1), rng) for _ in range(2000)])
    counts, _, _ = np.histogram2d(points[:, 0], points[:, 1], bins=[4, 2], range=[[0, 2], [0, 1]])
    assert counts.min() > 200 and counts.max() < 300


def test_turning_is_counter_clockwise_about_the_point() -> None:
    box = turned(rectangle(0, 0, 2, 1), np.pi / 2, about=(0, 0))
    np.testing.assert_allclose(sorted(map(tuple, box)), [(-1, 0), (-1, 2), (0, 0), (0, 2)], atol=1e-12)
    np.testing.assert_allclose(middle(box), [-0.5, 1.0], atol=1e-12)


def test_contains_minds_the_margin() -> None:
    outer, inner = rectangle(0, 0, 1, 1), rectangle(0.1, 0.1, 0.9, 0.9)
    assert contains(outer, inner) and contains(outer, inner, 0.0999)
    assert not contains(outer, inner, 0.11) and not contains(inner, outer)
