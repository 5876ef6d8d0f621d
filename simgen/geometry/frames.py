"""Poses, boxes and projection.

Frames and conventions, the same everywhere inside simgen:

- World: right-handed, metres, +z up.
- Body and asset: right-handed, +z up, +y is the *back*, so a thing with a front looks along -y;
  the origin is the centre of the footprint at the lowest point.
- Camera: OpenCV, +x right, +y down, +z forward.
- Image: pixel (0, 0) is the top-left one and its centre is (0.5, 0.5).
- Quaternions: wxyz, unit, w >= 0.
- A transform is called `a_from_b`: it takes coordinates in b and gives coordinates in a.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
Vector3 = tuple[float, float, float]
Quaternion = tuple[float, float, float, float]

IDENTITY_QUATERNION: Quaternion = (1.0, 0.0, 0.0, 0.0)


def cross(a: FloatArray, b: FloatArray) -> FloatArray:
    """(..., 3) cross products of (..., 3) vectors: numpy's, without what it spends on finding the axes."""
    result = np.empty(np.broadcast_shapes(a.shape, b.shape))
    for k, (i, j) in enumerate(((1, 2), (2, 0), (0, 1))):
        result[..., k] = a[..., i] * b[..., j] - a[..., j] * b[..., i]
    return result


@dataclass(frozen=True)
class Pose:
    """A rigid transform `a_from_b`: rotate by `quaternion` (wxyz), then move by `position` (metres)."""

    position: Vector3 = (0.0, 0.0, 0.0)
    quaternion: Quaternion = IDENTITY_QUATERNION

    def __post_init__(self) -> None:
        object.__setattr__(self, "position", _floats(self.position, 3))
        object.__setattr__(self, "quaternion", _unit_quaternion(self.quaternion))

    @staticmethod
    def from_matrix(matrix: npt.ArrayLike) -> Pose:
        """The pose of a (4, 4) or (3, 4) rigid matrix."""
        m = np.asarray(matrix, dtype=np.float64)
        return Pose(_floats(m[:3, 3], 3), quaternion_from_matrix(m[:3, :3]))

    @property
    def matrix(self) -> FloatArray:
        """(4, 4) homogeneous matrix."""
        m = np.eye(4)
        m[:3, :3] = self.rotation
        m[:3, 3] = self.position
        return m

    @property
    def rotation(self) -> FloatArray:
        """(3, 3) rotation matrix."""
        return matrix_from_quaternion(self.quaternion)

    def __matmul__(self, other: Pose) -> Pose:
        """`a_from_b @ b_from_c` is `a_from_c`."""
        return Pose(
            _floats(self.rotation @ np.asarray(other.position) + np.asarray(self.position), 3),
            multiply_quaternions(self.quaternion, other.quaternion),
        )

    @property
    def inverse(self) -> Pose:
        """`b_from_a`."""
        w, x, y, z = self.quaternion
        return Pose(_floats(-self.rotation.T @ np.asarray(self.position), 3), (w, -x, -y, -z))

    def apply(self, points: npt.ArrayLike) -> FloatArray:
        """(..., 3) points in b to (..., 3) points in a."""
        moved: FloatArray = np.asarray(points, dtype=np.float64) @ self.rotation.T + np.asarray(self.position)
        return moved

    def rotate(self, vectors: npt.ArrayLike) -> FloatArray:
        """(..., 3) directions in b to (..., 3) directions in a."""
        turned: FloatArray = np.asarray(vectors, dtype=np.float64) @ self.rotation.T
        return turned


def _floats(values: Sequence[float] | npt.NDArray[np.float64], count: int) -> Any:
    result = tuple(float(v) for v in values)
    if len(result) != count:
        raise ValueError(f"expected {count} numbers, got {len(result)}")
    return result


def _unit_quaternion(quaternion: Sequence[float]) -> Quaternion:
    q: Quaternion = _floats(quaternion, 4)
    norm = math.sqrt(sum(c * c for c in q))
    if not norm > 0 or not math.isfinite(norm):
        raise ValueError(f"a quaternion needs a finite length above 0, got {quaternion!r}")
    # A unit quaternion is kept to the last bit, so that a pose read back from JSON is the same pose.
    if abs(norm - 1.0) > 1e-12:
        q = (q[0] / norm, q[1] / norm, q[2] / norm, q[3] / norm)
    if q[0] < 0:
        q = (-q[0], -q[1], -q[2], -q[3])
    return q


def multiply_quaternions(a: Quaternion, b: Quaternion) -> Quaternion:
    """The Hamilton product: rotate by `b`, then by `a`."""
    aw, ax, ay, az = a
    bw, bx, by, bz = b
    return _unit_quaternion(
        (
            aw * bw - ax * bx - ay * by - az * bz,
            aw * bx + ax * bw + ay * bz - az * by,
            aw * by - ax * bz + ay * bw + az * bx,
            aw * bz + ax * by - ay * bx + az * bw,
        )
    )


def matrix_from_quaternion(quaternion: Quaternion) -> FloatArray:
    """(3, 3) rotation matrix of a wxyz unit quaternion."""
    w, x, y, z = quaternion
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )


def quaternion_from_matrix(rotation: npt.ArrayLike) -> Quaternion:
    """The quaternion of a (3, 3) rotation, by Shepperd's method (largest of the four squares first)."""
    r = np.asarray(rotation, dtype=np.float64)
    trace = r[0, 0] + r[1, 1] + r[2, 2]
    squares = np.array([trace, r[0, 0], r[1, 1], r[2, 2]])
    largest = int(np.argmax(squares))
    if largest == 0:
        q = np.array([1 + trace, r[2, 1] - r[1, 2], r[0, 2] - r[2, 0], r[1, 0] - r[0, 1]])
    else:
        i = largest - 1
        j, k = (i + 1) % 3, (i + 2) % 3
        q = np.zeros(4)
        q[0] = r[k, j] - r[j, k]
        q[1 + i] = 1 + r[i, i] - r[j, j] - r[k, k]
        q[1 + j] = r[j, i] + r[i, j]
        q[1 + k] = r[k, i] + r[i, k]
    return _unit_quaternion(_floats(q / np.linalg.norm(q), 4))


def axis_angle(axis: npt.ArrayLike, angle_rad: float) -> Quaternion:
    """Rotation by `angle_rad` about `axis` (right-handed; any length above 0)."""
    a = np.asarray(axis, dtype=np.float64)
    a = a / np.linalg.norm(a)
    s = math.sin(angle_rad / 2)
    return _unit_quaternion((math.cos(angle_rad / 2), s * a[0], s * a[1], s * a[2]))


def yaw(angle_rad: float) -> Quaternion:
    """Rotation about +z, counter-clockwise seen from above."""
    return axis_angle((0.0, 0.0, 1.0), angle_rad)


def look_at(eye: npt.ArrayLike, target: npt.ArrayLike, roll_rad: float = 0.0) -> Pose:
    """`world_from_camera` at `eye`, looking at `target`, upright but for `roll_rad` about the view axis.

    A positive roll turns the camera clockwise, seen from behind it. Straight up and straight down are
    allowed: the image's up is then world +y.
    """
    origin = np.asarray(eye, dtype=np.float64)
    forward = np.asarray(target, dtype=np.float64) - origin
    length = float(np.linalg.norm(forward))
    if not length > 0:
        raise ValueError("a camera cannot look at its own place")
    forward = forward / length
    up = np.array([0.0, 0.0, 1.0]) if abs(forward[2]) < 1 - 1e-9 else np.array([0.0, 1.0, 0.0])
    right = np.cross(forward, up)
    right = right / np.linalg.norm(right)
    down = np.cross(forward, right)
    rotation = np.stack([right, down, forward], axis=1)
    upright = Pose(_floats(origin, 3), quaternion_from_matrix(rotation))
    return upright @ Pose(quaternion=axis_angle((0.0, 0.0, 1.0), roll_rad))


@dataclass(frozen=True)
class Bounds:
    """An axis-aligned box, `low` <= `high`, in the frame that the owner names; metres."""

    low: Vector3
    high: Vector3

    @staticmethod
    def of(points: npt.ArrayLike) -> Bounds:
        """The smallest box that holds the (n, 3) points."""
        p = np.asarray(points, dtype=np.float64).reshape(-1, 3)
        if len(p) == 0:
            raise ValueError("no points to bound")
        return Bounds(_floats(p.min(axis=0), 3), _floats(p.max(axis=0), 3))

    @property
    def size(self) -> Vector3:
        """Edge lengths."""
        result: Vector3 = _floats(np.subtract(self.high, self.low), 3)
        return result

    @property
    def center(self) -> Vector3:
        """The middle."""
        result: Vector3 = _floats(np.add(self.high, self.low) / 2, 3)
        return result

    @property
    def corners(self) -> FloatArray:
        """(8, 3), corner k takes `high` on axis i where bit i of k is set."""
        choose = (np.arange(8)[:, None] >> np.arange(3)) & 1
        return np.where(choose == 1, np.asarray(self.high), np.asarray(self.low))


@dataclass(frozen=True)
class Intrinsics:
    """A pinhole: `u = fx * x / z + cx`, `v = fy * y / z + cy`, pixel centres at 0.5; all in pixels.

    A lens may bend the picture: `k1` is the first radial coefficient of Brown (1966), which moves a point at the
    radius r = |(x, y) / z| to r (1 + k1 r²). Below 0 straight lines bulge (barrel), above 0 they bend in (pincushion).
    """

    width: int
    height: int
    fx: float
    fy: float
    cx: float
    cy: float
    k1: float = 0.0

    @staticmethod
    def from_vertical_fov(width: int, height: int, vertical_fov_deg: float) -> Intrinsics:
        """Square pixels and the principal point in the middle."""
        f = height / 2 / math.tan(math.radians(vertical_fov_deg) / 2)
        return Intrinsics(width, height, f, f, width / 2, height / 2)

    @property
    def vertical_fov_deg(self) -> float:
        """Angle between the top and bottom edges, for a centred principal point."""
        return math.degrees(2 * math.atan(self.height / 2 / self.fy))

    def resized(self, width: int, height: int) -> Intrinsics:
        """The same view in another number of pixels."""
        sx, sy = width / self.width, height / self.height
        return Intrinsics(width, height, self.fx * sx, self.fy * sy, self.cx * sx, self.cy * sy, self.k1)

    def of_width(self, width: int) -> Intrinsics:
        """The same view so many pixels wide, its shape kept."""
        return self.resized(width, max(1, round(self.height * width / self.width)))

    @property
    def matrix(self) -> FloatArray:
        """(3, 3) K."""
        return np.array([[self.fx, 0, self.cx], [0, self.fy, self.cy], [0, 0, 1.0]])

    def project(self, points_camera: npt.ArrayLike) -> FloatArray:
        """(..., 3) points in the camera frame with z > 0 to (..., 2) pixel coordinates."""
        p = np.asarray(points_camera, dtype=np.float64)
        scale = np.array([self.fx, self.fy])
        seen = p[..., :2] / p[..., 2:]
        if self.k1:
            seen = seen * (1 + self.k1 * np.square(seen).sum(axis=-1, keepdims=True))
        pixels: FloatArray = seen * scale + np.array([self.cx, self.cy])
        return pixels

    def rays(self) -> FloatArray:
        """(height, width, 3) directions through the pixel centres in the camera frame, with z = 1."""
        u = (np.arange(self.width) + 0.5 - self.cx) / self.fx
        v = (np.arange(self.height) + 0.5 - self.cy) / self.fy
        x, y = np.meshgrid(u, v)
        if self.k1:
            stretch = self._unbent(np.hypot(x, y))
            x, y = x * stretch, y * stretch
        return np.stack([x, y, np.ones((self.height, self.width))], axis=-1)

    @property
    def fold_radius(self) -> float:
        """The radius before the lens from which on a barrel folds the picture back: r (1 + k1 r²) is greatest there."""
        return math.sqrt(-1 / (3 * self.k1)) if self.k1 < 0 else math.inf

    @property
    def is_bendable(self) -> bool:
        """Whether every pixel has a ray: a strong barrel folds the corners of a wide picture back."""
        x = max(self.cx, self.width - self.cx) / self.fx
        y = max(self.cy, self.height - self.cy) / self.fy
        # A little before it folds, rays lie too far apart to be seen.
        return math.hypot(x, y) <= 0.95 * 2 / 3 * self.fold_radius

    def straight(self) -> Intrinsics:
        """A pinhole with the same focal length that sees all that this lens sees; ValueError where no picture could."""
        if not self.is_bendable:
            raise ValueError(f"a lens with k1 = {self.k1:g} folds the corners of this picture back")
        rays = self.rays()
        left, top = (float(-rays[..., i].min()) for i in (0, 1))
        right, bottom = (float(rays[..., i].max()) for i in (0, 1))
        cx, cy = math.ceil(left * self.fx) + 1.0, math.ceil(top * self.fy) + 1.0
        width, height = math.ceil(right * self.fx + cx) + 1, math.ceil(bottom * self.fy + cy) + 1
        return Intrinsics(width, height, self.fx, self.fy, cx, cy)

    def _unbent(self, bent: FloatArray) -> FloatArray:
        """What radii in the picture are multiplied by for radii before the lens, by Newton's method."""
        radius = bent.copy()
        for _ in range(20):
            slope = np.maximum(1 + 3 * self.k1 * radius**2, 0.05)
            radius = radius - (radius * (1 + self.k1 * radius**2) - bent) / slope
        return np.where(bent > 0, radius / np.where(bent > 0, bent, 1.0), 1.0)

    def unproject(self, depth_m: npt.ArrayLike) -> FloatArray:
        """(height, width) planar depth to (height, width, 3) points in the camera frame; inf stays inf."""
        depth = np.asarray(depth_m, dtype=np.float64)[..., None]
        with np.errstate(invalid="ignore"):
            points = self.rays() * depth
        return np.where(np.isfinite(depth), points, np.inf)


def box_edges_clipped(corners_camera: npt.ArrayLike, near_m: float = 1e-3) -> FloatArray:
    """(k, 3) points of a box's (8, 3) corners and edges that lie beyond z = `near_m` (for projection).

    Corner order as in `Bounds.corners`; edges that cross the near plane are cut there.
    """
    c = np.asarray(corners_camera, dtype=np.float64)
    kept = [c[c[:, 2] >= near_m]]
    for a in range(8):
        for bit in (1, 2, 4):
            b = a | bit
            if b == a or (c[a, 2] >= near_m) == (c[b, 2] >= near_m):
                continue
            t = (near_m - c[a, 2]) / (c[b, 2] - c[a, 2])
            kept.append((c[a] + t * (c[b] - c[a]))[None])
    return np.concatenate(kept)
