"""Which pixel centres a triangle covers, where it is hardest to say: on its sides, and beside the near plane."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

from simgen.geometry import Intrinsics
from simgen.rendering.coverage import EDGE_ON, cover, cross, dot, project
from simgen.seeds import stream

# 16 pixels are 1 m at 1 m, so that pixel centres are exact in binary.
VIEW = Intrinsics(16, 16, 16.0, 16.0, 8.0, 8.0)


def covered(
    corners: npt.ArrayLike, faces: npt.ArrayLike, near_m: float = 0.01, view: Intrinsics = VIEW
) -> npt.NDArray[np.int64]:
    """(height, width) how many of the triangles each pixel centre meets."""
    vertices = np.ascontiguousarray(np.asarray(corners, dtype=np.float64).T)
    triangles = np.asarray(faces, dtype=np.int32)
    count = np.zeros(view.height * view.width, dtype=np.int64)
    for pairs in cover(vertices, triangles, project(vertices, triangles, view, near_m), view, near_m):
        np.add.at(count, pairs.pixel, 1)
    return count.reshape(view.height, view.width)


def at_pixel(x: float, y: float, z: float = 1.0) -> tuple[float, float, float]:
    """The point at image coordinates (x, y) and depth z."""
    return (x - 8) / 16 * z, (y - 8) / 16 * z, z


def test_centres_on_a_side_belong_to_both_triangles_that_share_it() -> None:
    square = [at_pixel(2.5, 2.5), at_pixel(10.5, 2.5), at_pixel(10.5, 10.5), at_pixel(2.5, 10.5)]
    count = covered(square, [(0, 1, 2), (0, 2, 3)])
    expected = np.zeros((16, 16), dtype=int)
    expected[2:11, 2:11] = 1
    expected[range(2, 11), range(2, 11)] = 2
    np.testing.assert_array_equal(count, expected)


def test_a_side_a_hair_beyond_the_centres_does_not_cover_them() -> None:
    hair = 1e-8
    square = [at_pixel(2.5 + hair, 2.5 + hair), at_pixel(9, 2.5 + hair), at_pixel(9, 9), at_pixel(2.5 + hair, 9)]
    rows, columns = np.nonzero(covered(square, [(0, 1, 2), (0, 2, 3)]))
    assert (rows.min(), columns.min()) == (3, 3)


def test_both_windings_cover_the_same() -> None:
    corners = [at_pixel(1.2, 3.7), at_pixel(14.1, 5.5), at_pixel(6.3, 12.8)]
    np.testing.assert_array_equal(covered(corners, [(0, 1, 2)]), covered(corners, [(2, 1, 0)]))


@given(st.integers(0, 100_000))
@settings(max_examples=150, deadline=None)
def test_a_fan_of_triangles_covers_its_polygon_without_a_gap(seed: int) -> None:
    rng = stream(seed, "fan")
    # A convex ring around the image, some of it behind the camera, and a centre somewhere in view.
    turns = np.sort(rng.uniform(0, 2 * np.pi, 12))
    # A wider gap would let a side of the ring cut through the image.
    if np.diff(turns, append=turns[0] + 2 * np.pi).max() > 2.0:
        return
    depth = rng.uniform(-0.2, 1.0, 12)
    ring = np.stack([3 * np.cos(turns), 3 * np.sin(turns), depth], axis=1)
    hub = np.array([*rng.uniform(-0.3, 0.3, 2), 1.0])
    if seed % 2:
        # On a pixel centre, where all twelve meet.
        hub[:2] = (np.floor(hub[:2] * 16) + 0.5) / 16
    count = covered([hub, *ring], [(0, 1 + i, 1 + (i + 1) % 12) for i in range(12)], near_m=1e-6)
    assert (count >= 1).all()


@given(st.integers(0, 100_000))
@settings(max_examples=100, deadline=None)
def test_coverage_is_the_ray_test_of_moeller_and_trumbore(seed: int) -> None:
    rng = stream(seed, "triangle")
    corners = rng.uniform(-1, 1, (3, 3)) + np.array([0, 0, rng.uniform(-0.3, 1.5)])
    near_m = 0.1
    rays = VIEW.rays().reshape(-1, 3)
    e1, e2 = corners[1] - corners[0], corners[2] - corners[0]
    p = np.cross(rays, e2)
    det = p @ e1
    s = -corners[0]
    u = p @ s / det
    q = np.cross(s, e1)
    v = rays @ q / det
    t = e2 @ q / det
    margin = np.minimum.reduce([u, v, 1 - u - v, t - near_m])
    count = covered(corners, [(0, 1, 2)], near_m).reshape(-1)
    clear = np.abs(margin) > 1e-9
    np.testing.assert_array_equal(count[clear] == 1, margin[clear] > 0)


def test_a_triangle_seen_edge_on_is_not_seen() -> None:
    corners = np.array([[0.1, 0.2, 1.0], [0.2, 0.4, 2.0], [0.15, 0.3, 3.0]])
    assert covered(corners, [(0, 1, 2)]).sum() == 0
    assert EDGE_ON < 1e-9


def test_a_triangle_without_area_is_not_seen() -> None:
    assert covered([at_pixel(2.5, 2.5)] * 3, [(0, 1, 2)]).sum() == 0


def test_swapping_the_arguments_negates_the_vector_product_to_the_bit() -> None:
    a, b = stream(0, "vectors").normal(size=(2, 3, 1000))
    np.testing.assert_array_equal(cross(a, b), -cross(b, a))
    np.testing.assert_allclose(cross(a, b).T, np.cross(a.T, b.T))
    np.testing.assert_allclose(dot(a, b), (a * b).sum(axis=0))
