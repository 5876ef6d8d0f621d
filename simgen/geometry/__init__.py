"""Shapes and frames: poses, pinholes and boxes; outlines seen from above; what lies on what below it."""

from simgen.geometry.frames import (
    IDENTITY_QUATERNION,
    Bounds,
    FloatArray,
    Intrinsics,
    Pose,
    Quaternion,
    Vector3,
    axis_angle,
    box_edges_clipped,
    cross,
    look_at,
    matrix_from_quaternion,
    multiply_quaternions,
    quaternion_from_matrix,
    yaw,
)

__all__ = [
    "IDENTITY_QUATERNION",
    "Bounds",
    "FloatArray",
    "Intrinsics",
    "Pose",
    "Quaternion",
    "Vector3",
    "axis_angle",
    "box_edges_clipped",
    "cross",
    "look_at",
    "matrix_from_quaternion",
    "multiply_quaternions",
    "quaternion_from_matrix",
    "yaw",
]
