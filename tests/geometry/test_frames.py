from __future__ import annotations

import math

import numpy as np
import pytest
import trimesh.transformations as oracle
from hypothesis import given
from hypothesis import strategies as st

from simgen.geometry import (
    Bounds,
    Intrinsics,
    Pose,
    axis_angle,
    box_edges_clipped,
    cross,
    look_at,
    matrix_from_quaternion,
    multiply_quaternions,
    quaternion_from_matrix,
    yaw,
)
from tests.strategies import directions, intrinsics, numbers, poses, quaternions, vectors


def close(a: Pose, b: Pose) -> None:
    np.testing.assert_allclose(a.matrix, b.matrix, atol=1e-9)


@given(vectors, vectors)
def test_the_cross_product_is_numpys_to_the_last_bit(a: tuple[float, ...], b: tuple[float, ...]) -> None:
    one, other = np.array([a, b]), np.array([b, b])
    assert np.array_equal(cross(one, other), np.cross(one, other))


@given(poses, poses, poses)
def test_composition_is_associative(a: Pose, b: Pose, c: Pose) -> None:
    close((a @ b) @ c, a @ (b @ c))


@given(poses)
def test_the_inverse_undoes(a: Pose) -> None:
    close(a @ a.inverse, Pose())
    close(a.inverse @ a, Pose())


@given(poses, poses, vectors)
def test_composition_applies_the_right_one_first(a: Pose, b: Pose, p: tuple[float, float, float]) -> None:
    np.testing.assert_allclose((a @ b).apply(p), a.apply(b.apply(p)), atol=1e-9)
    np.testing.assert_allclose((a.matrix @ [*p, 1.0])[:3], a.apply(p), atol=1e-9)


@given(quaternions, quaternions)
def test_quaternions_multiply_as_an_independent_library_says(a: tuple[float, ...], b: tuple[float, ...]) -> None:
    p, q = Pose(quaternion=a), Pose(quaternion=b)  # type: ignore[arg-type]
    np.testing.assert_allclose(matrix_from_quaternion(p.quaternion), oracle.quaternion_matrix(a)[:3, :3], atol=1e-9)
    product = oracle.quaternion_multiply(p.quaternion, q.quaternion)
    ours = np.array(multiply_quaternions(p.quaternion, q.quaternion))
    assert min(np.abs(product - ours).max(), np.abs(product + ours).max()) < 1e-9


@given(quaternions)
def test_a_matrix_gives_its_quaternion_back(q: tuple[float, float, float, float]) -> None:
    rotation = Pose(quaternion=q).rotation
    np.testing.assert_allclose(matrix_from_quaternion(quaternion_from_matrix(rotation)), rotation, atol=1e-9)


@given(poses)
def test_a_pose_made_again_from_its_fields_is_bit_equal(a: Pose) -> None:
    again = Pose(a.position, a.quaternion)
    assert again == a and again.quaternion[0] >= 0
    assert math.isclose(math.hypot(*a.quaternion), 1.0, abs_tol=1e-12)


@pytest.mark.parametrize("quaternion", [(0, 0, 0, 0), (math.nan, 0, 0, 1), (math.inf, 0, 0, 0)])
def test_a_quaternion_without_direction_is_refused(quaternion: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="finite length above 0"):
        Pose(quaternion=quaternion)


@given(vectors, vectors, numbers(-3, 3))
def test_a_camera_looks_at_its_target(
    eye: tuple[float, float, float], target: tuple[float, float, float], roll: float
) -> None:
    if np.linalg.norm(np.subtract(eye, target)) < 1e-3:
        return
    seen = look_at(eye, target, roll).inverse.apply(target)
    np.testing.assert_allclose(seen, [0, 0, np.linalg.norm(np.subtract(eye, target))], atol=1e-6)


@given(vectors, directions)
def test_an_unrolled_camera_is_upright(eye: tuple[float, float, float], way: tuple[float, float, float]) -> None:
    pose = look_at(eye, np.add(eye, way))
    assert abs(pose.rotate([1, 0, 0])[2]) < 1e-6
    assert pose.rotate([0, 1, 0])[2] < 1e-6


def test_a_positive_roll_turns_the_camera_clockwise() -> None:
    rolled = look_at((0, 0, 0), (0, 1, 0), math.radians(90))
    np.testing.assert_allclose(rolled.rotate([1, 0, 0]), [0, 0, -1], atol=1e-12)


@given(intrinsics(), st.data())
def test_unprojection_undoes_projection(k: Intrinsics, data: st.DataObject) -> None:
    depth = np.full((k.height, k.width), data.draw(numbers(0.1, 20.0)))
    points = k.unproject(depth)
    u, v = np.meshgrid(np.arange(k.width) + 0.5, np.arange(k.height) + 0.5)
    np.testing.assert_allclose(k.project(points), np.stack([u, v], axis=-1), atol=1e-8)
    np.testing.assert_allclose(points[..., 2], depth)


def test_nothing_unprojects_to_infinity() -> None:
    k = Intrinsics.from_vertical_fov(4, 4, 60)
    assert np.isinf(k.unproject(np.full((4, 4), np.inf))).all()


@given(numbers(10, 150))
def test_the_field_of_view_comes_back(fov: float) -> None:
    assert math.isclose(Intrinsics.from_vertical_fov(640, 480, fov).vertical_fov_deg, fov, rel_tol=1e-12)


def test_yaw_is_counter_clockwise_from_above() -> None:
    np.testing.assert_allclose(Pose(quaternion=yaw(math.pi / 2)).rotate([1, 0, 0]), [0, 1, 0], atol=1e-12)


def test_axis_angle_follows_the_right_hand() -> None:
    turn = Pose(quaternion=axis_angle((2, 0, 0), math.pi / 2))
    np.testing.assert_allclose(turn.rotate([0, 1, 0]), [0, 0, 1], atol=1e-12)


def test_corners_follow_the_bits() -> None:
    corners = Bounds((0, 0, 0), (1, 2, 3)).corners
    np.testing.assert_array_equal(corners[0], [0, 0, 0])
    np.testing.assert_array_equal(corners[5], [1, 0, 3])
    np.testing.assert_array_equal(corners[7], [1, 2, 3])


@given(poses)
def test_a_clipped_box_lies_in_front_and_in_the_box(pose: Pose) -> None:
    corners = pose.apply(Bounds((-1, -1, -1), (1, 1, 1)).corners)
    points = box_edges_clipped(corners, 0.01)
    assert (points[:, 2] >= 0.01 - 1e-9).all()
    assert (np.abs(pose.inverse.apply(points)) <= 1 + 1e-6).all()
    if (corners[:, 2] >= 0.01).all():
        np.testing.assert_array_equal(points, corners)
