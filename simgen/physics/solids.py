"""Convex solids: volume, centre of mass, inertia and the erosion that makes room for a collision margin.

Pure geometry in whatever frame and unit of length the points come in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simgen.geometry import FloatArray, Pose, cross, quaternion_from_matrix


@dataclass(frozen=True, eq=False)
class Moments:
    """Of even density 1: volume; centre (3,); `second` (3, 3), the integral of x xᵀ about the frame's origin."""

    volume: float
    center: FloatArray
    second: FloatArray


@dataclass(frozen=True, eq=False)
class Inertia:
    """A rigid mass: `frame_from_principal` sits at the centre of mass along the principal axes of inertia.

    `diagonal` (3,) holds the principal moments, mass times length squared.
    """

    mass: float
    frame_from_principal: Pose
    diagonal: FloatArray


@dataclass(frozen=True, eq=False)
class Hull:
    """A convex hull of (k, 3) `points`: triangles `faces` (m, 3) on `planes` (m, 4), n · x + d = 0 with n outward."""

    points: FloatArray
    faces: npt.NDArray[np.int32]
    planes: FloatArray

    @property
    def triangles(self) -> FloatArray:
        """(m, 3, 3) corners, counter-clockwise seen from outside."""
        triangles = self.points[self.faces]
        normals = cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
        inward = np.einsum("ij,ij->i", normals, self.planes[:, :3]) < 0
        triangles[inward] = triangles[inward][:, ::-1]
        return triangles


def convex_hull(points: FloatArray) -> Hull:
    """The convex hull of (k, 3) points; ValueError where they span no volume."""
    from scipy.spatial import ConvexHull, QhullError

    if not np.isfinite(points).all():
        raise ValueError("a hull has points that are not finite")
    try:
        hull = ConvexHull(points)
    except QhullError as error:
        raise ValueError("the points of a hull span no volume") from error
    return Hull(points, hull.simplices, hull.equations)


def moments(triangles: FloatArray) -> Moments:
    """Of the solid inside closed outward (m, 3, 3) triangles, summed over the tetrahedra to its own middle."""
    middle = triangles.reshape(-1, 3).mean(axis=0)
    corners = triangles - middle
    volumes = np.linalg.det(corners) / 6.0
    volume = float(volumes.sum())
    first = np.einsum("i,ijk->k", volumes, corners) / 4.0
    total = corners.sum(axis=1)
    # The integral of x xᵀ over a tetrahedron with a corner at 0: V/20 (Σ cᵢ cᵢᵀ + s sᵀ), s = Σ cᵢ.
    second = np.einsum("i,ijk,ijl->kl", volumes, corners, corners) + np.einsum("i,ik,il->kl", volumes, total, total)
    second /= 20.0
    shift = np.outer(first, middle)
    return Moments(volume, middle + first / volume, second + shift + shift.T + volume * np.outer(middle, middle))


def inertia(masses: Sequence[float], solids: Sequence[Moments]) -> Inertia:
    """Of solids together, each with its mass spread evenly; where solids overlap, both count."""
    mass = float(sum(masses))
    center = sum((m * s.center for m, s in zip(masses, solids, strict=True)), np.zeros(3)) / mass
    second = sum((m / s.volume * s.second for m, s in zip(masses, solids, strict=True)), np.zeros((3, 3)))
    spread = second - mass * np.outer(center, center)
    tensor = np.trace(spread) * np.eye(3) - spread
    values, axes = np.linalg.eigh(tensor)
    if np.linalg.det(axes) < 0:
        axes[:, 2] = -axes[:, 2]
    # A tensor that is diagonal already keeps its axes, so that most bodies keep their own frame.
    if np.abs(tensor - np.diag(np.diag(tensor))).max() <= 1e-9 * np.abs(tensor).max():
        values, axes = np.diag(tensor), np.eye(3)
    frame = Pose((float(center[0]), float(center[1]), float(center[2])), quaternion_from_matrix(axes))
    return Inertia(mass, frame, np.asarray(values, dtype=np.float64))


def erode(hull: Hull, margin: float) -> FloatArray:
    """(k, 3) corners of the hull with every face moved in by `margin`.

    Grown by a ball of radius `margin` it has the old faces again, with rounded edges. A hull too thin for
    that loses at most half of its thickness.
    """
    size = _extent(hull.points)
    # Triangles of one flat face share a plane up to rounding; twins would make the intersection degenerate.
    first, plane_of = _distinct(hull.planes / [1, 1, 1, size])
    planes = hull.planes[first]
    used = np.unique(hull.faces)
    middle = hull.points[used].mean(axis=0)
    depth = -(planes[:, :3] @ middle + planes[:, 3]).max()
    planes[:, 3] += min(margin, depth / 2)
    meet = np.zeros((len(hull.points), len(planes)), dtype=np.bool_)
    meet[hull.faces, plane_of[:, None]] = True
    corners = _corners_of_three(planes, meet[used], 1e-9 * size)
    if corners is None:
        corners = _intersection(planes, middle)
    return corners[_distinct(corners / size)[0]]


def _corners_of_three(planes: FloatArray, meet: npt.NDArray[np.bool_], slack: float) -> FloatArray | None:
    """Where the planes that met in each old corner meet now; None where that is not the whole answer.

    It is where three planes meet in each corner, and no new corner lies beyond any plane: then faces have kept their
    neighbours.
    """
    if (meet.sum(axis=1) != 3).any():
        return None
    three = planes[np.nonzero(meet)[1].reshape(-1, 3)]
    corners = np.asarray(np.linalg.solve(three[..., :3], -three[..., 3:])[..., 0], dtype=np.float64)
    return corners if (corners @ planes[:, :3].T + planes[:, 3]).max() <= slack else None


def _intersection(planes: FloatArray, inside: FloatArray) -> FloatArray:
    from scipy.spatial import HalfspaceIntersection

    corners: FloatArray = HalfspaceIntersection(planes, inside).intersections
    return corners[np.isfinite(corners).all(axis=1)]


def _distinct(keys: FloatArray) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The first row of each kind, in order, and for each row the number of its kind in that order."""
    # Adding 0 makes -0 and 0 the same key.
    kinds: dict[bytes, int] = {}
    rounded = np.ascontiguousarray(np.round(keys, 9) + 0.0)
    kind = np.array([kinds.setdefault(row.tobytes(), len(kinds)) for row in rounded], dtype=np.intp)
    return np.unique(kind, return_index=True)[1], kind


def _extent(points: FloatArray) -> float:
    return float(np.ptp(points, axis=0).max())


def obj_text(hulls: Sequence[FloatArray]) -> str:
    """An OBJ file with one object for each hull of (k, 3) points: any triangles that name each corner once will do."""
    lines: list[str] = []
    first = 1
    for index, points in enumerate(hulls):
        lines.append(f"o {index}")
        lines += [f"v {x!r} {y!r} {z!r}" for x, y, z in points.tolist()]
        corners = list(range(len(points)))
        corners += [corners[-1]] * (-len(corners) % 3)
        lines += [f"f {a + first} {b + first} {c + first}" for a, b, c in np.reshape(corners, (-1, 3)).tolist()]
        first += len(points)
    return "\n".join(lines) + "\n"
