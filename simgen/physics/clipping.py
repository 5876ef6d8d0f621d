"""Closed meshes cut by a plane: how much lies below it, and what that looks like."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from simgen.geometry import FloatArray, Pose
from simgen.world import Mesh

WELD_M = 1e-6
# Bisections of a level: 2^-60 of the solid's height.
HALVINGS = 60
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Solid:
    """A closed mesh with one point at each place.

    points: (n, 3); faces: (m, 3) outward; normals: (m, 3, 3) for shading, one at each corner of each face.
    """

    points: FloatArray
    faces: IntArray
    normals: FloatArray

    @staticmethod
    def of(mesh: Mesh) -> Solid:
        """The solid inside a closed mesh."""
        keys = np.round(mesh.vertices.astype(np.float64) / WELD_M).astype(np.int64)
        _, first, index = np.unique(keys, axis=0, return_index=True, return_inverse=True)
        faces = index.reshape(-1)[mesh.faces]
        whole = (faces != np.roll(faces, 1, axis=1)).all(axis=1)
        points = mesh.vertices[first].astype(np.float64)
        return Solid(points, faces[whole].astype(np.int64), mesh.normals.astype(np.float64)[mesh.faces[whole]])

    def moved(self, pose: Pose) -> Solid:
        """The solid elsewhere."""
        return Solid(pose.apply(self.points), self.faces, pose.rotate(self.normals))

    def inset(self, by_m: float, moving: npt.NDArray[np.bool_]) -> Solid:
        """The solid with its points moved in, against the mean normal of the `moving` faces at each, by angle.

        Points of other faces alone stay. moving: (m,) bool.
        """
        corners = self.points[self.faces[moving]]
        edges = np.roll(corners, -1, axis=1) - corners
        unit = edges / np.maximum(np.linalg.norm(edges, axis=2, keepdims=True), 1e-300)
        angles = np.arccos(np.clip(-(unit * np.roll(unit, 1, axis=1)).sum(axis=2), -1.0, 1.0))
        normals = np.cross(edges[:, 0], edges[:, 1])
        normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-300)
        total = np.zeros_like(self.points)
        np.add.at(total, self.faces[moving], angles[:, :, None] * normals[:, None])
        total /= np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-300)
        return Solid(self.points - by_m * total, self.faces, self.normals)

    @cached_property
    def volume_m3(self) -> float:
        """All of it."""
        a, b, c = (self.points[self.faces[:, k]] - self.points[0] for k in range(3))
        return float(np.einsum("ij,ij->", a, np.cross(b, c))) / 6.0

    def volume_below_m3(self, up: FloatArray, level_m: float) -> float:
        """The volume where x·up < level: tetrahedra from a point of the plane, so that the cut itself adds none."""
        heights = self.points @ up - level_m
        below = heights[self.faces] < 0
        count = below.sum(axis=1)
        apex = level_m * up
        total = _volume(self.points[self.faces[count == 3]] - apex)
        for lone_below in (True, False):
            faces, crossings = _crossings(self.points, self.faces, heights, below, lone_below)
            if lone_below:
                total += _volume(np.stack([self.points[faces[:, 0]], *crossings], axis=1) - apex)
            else:
                b, c = self.points[faces[:, 1]], self.points[faces[:, 2]]
                total += _volume(np.stack([crossings[0], b, c], axis=1) - apex)
                total += _volume(np.stack([crossings[0], c, crossings[1]], axis=1) - apex)
        return total

    def level_of(self, up: FloatArray, volume_m3: float) -> float:
        """The height along `up` below which so much of the solid lies."""
        along = self.points @ up
        low, high = float(along.min()), float(along.max())
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            if self.volume_below_m3(up, middle) < volume_m3:
                low = middle
            else:
                high = middle
        return high

    def below(self, up: FloatArray, level_m: float) -> Mesh:
        """What lies below the plane x·up = level, closed by a flat face; ValueError where that face has a hole."""
        heights = self.points @ up - level_m
        below = heights[self.faces] < 0
        kept = below.all(axis=1)
        triangles = [self.points[self.faces[kept]]]
        normals = [self.normals[kept]]
        following: dict[tuple[int, int], tuple[int, int]] = {}
        places: dict[tuple[int, int], FloatArray] = {}
        for lone_below in (True, False):
            faces, (p, q) = _crossings(self.points, self.faces, heights, below, lone_below)
            own, (np_, nq) = _crossing_normals(self.faces, self.normals, heights, below, lone_below)
            a, b, c = (self.points[faces[:, k]] for k in range(3))
            if lone_below:
                triangles.append(np.stack([a, p, q], axis=1))
                normals.append(np.stack([own[:, 0], np_, nq], axis=1))
            else:
                triangles += [np.stack([p, b, c], axis=1), np.stack([p, c, q], axis=1)]
                normals += [np.stack([np_, own[:, 1], own[:, 2]], axis=1), np.stack([np_, own[:, 2], nq], axis=1)]
            for (i, j, k), at_p, at_q in zip(faces.tolist(), p, q, strict=True):
                one, other = (min(i, j), max(i, j)), (min(i, k), max(i, k))
                places[one], places[other] = at_p, at_q
                # The flat face runs along the cut the other way than the side does.
                start, end = (other, one) if lone_below else (one, other)
                following[start] = end
        for loop in _loops(following):
            flat = _triangulated(np.array([places[key] for key in loop]), up)
            triangles.append(flat)
            normals.append(np.broadcast_to(up, flat.shape))
        corners, shading = np.concatenate(triangles).reshape(-1, 3), np.concatenate(normals).reshape(-1, 3)
        rows = np.concatenate([corners, shading], axis=1).astype(np.float32)
        unique, index = np.unique(rows, axis=0, return_inverse=True)
        faces32 = index.reshape(-1, 3).astype(np.int32)
        faces32 = faces32[(faces32 != np.roll(faces32, 1, axis=1)).all(axis=1)]
        return Mesh(unique[:, :3].copy(), faces32, unique[:, 3:].copy(), np.zeros((len(unique), 2), dtype=np.float32))


def _volume(triangles: FloatArray) -> float:
    """Of the tetrahedra from the origin to (m, 3, 3) triangles."""
    return float(np.einsum("ij,ij->", triangles[:, 0], np.cross(triangles[:, 1], triangles[:, 2]))) / 6.0


def _lone_first(below: npt.NDArray[np.bool_], lone_below: bool) -> tuple[IntArray, IntArray]:
    """Rows of the cut triangles whose lone corner is below (or above), and (k, 3) their corners, the lone one first."""
    lone = below if lone_below else ~below
    rows = np.flatnonzero(lone.sum(axis=1) == 1)
    first = lone[rows].argmax(axis=1)
    return rows, (first[:, None] + np.arange(3)) % 3


def _crossings(
    points: FloatArray, faces: IntArray, heights: FloatArray, below: npt.NDArray[np.bool_], lone_below: bool
) -> tuple[IntArray, tuple[FloatArray, FloatArray]]:
    """Cut faces with their lone corner first, and where its two edges meet the plane."""
    rows, order = _lone_first(below, lone_below)
    turned = np.take_along_axis(faces[rows], order, axis=1)
    a, b, c = turned.T
    return turned, (
        _meet(points[a], points[b], heights[a], heights[b]),
        _meet(points[a], points[c], heights[a], heights[c]),
    )


def _crossing_normals(
    faces: IntArray, normals: FloatArray, heights: FloatArray, below: npt.NDArray[np.bool_], lone_below: bool
) -> tuple[FloatArray, tuple[FloatArray, FloatArray]]:
    """As `_crossings`, of the normals at the corners."""
    rows, order = _lone_first(below, lone_below)
    turned = np.take_along_axis(faces[rows], order, axis=1)
    own = np.take_along_axis(normals[rows], order[:, :, None], axis=1)
    a, b, c = (heights[turned[:, k]] for k in range(3))
    met = (_meet(own[:, 0], own[:, 1], a, b), _meet(own[:, 0], own[:, 2], a, c))
    p, q = (n / np.maximum(np.linalg.norm(n, axis=1, keepdims=True), 1e-300) for n in met)
    return own, (p, q)


def _meet(a: FloatArray, b: FloatArray, height_a: FloatArray, height_b: FloatArray) -> FloatArray:
    """Between rows of a and b, where the height is 0; the same from either end."""
    swap = height_a > height_b
    low, high = np.where(swap[:, None], b, a), np.where(swap[:, None], a, b)
    h_low, h_high = np.minimum(height_a, height_b), np.maximum(height_a, height_b)
    share = (-h_low / np.maximum(h_high - h_low, 1e-300))[:, None]
    result: FloatArray = low + share * (high - low)
    return result


def _loops(following: dict[tuple[int, int], tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Each circle of a map from one place to the next, from its first in order."""
    waiting = dict(sorted(following.items()))
    while waiting:
        start = next(iter(waiting))
        loop, here = [], start
        while here in waiting:
            loop.append(here)
            here = waiting.pop(here)
        yield loop


def _triangulated(ring: FloatArray, up: FloatArray) -> FloatArray:
    """(k, 3, 3) triangles of a flat ring that runs counter-clockwise about `up`, by cutting ears (Meisters 1975)."""
    tilt = _level(up)
    flat = (ring @ tilt.T)[:, :2]
    distinct = np.linalg.norm(flat - np.roll(flat, 1, axis=0), axis=1) > 1e-9
    ring, flat = ring[distinct], flat[distinct]
    if len(ring) < 3:
        return np.zeros((0, 3, 3))
    x, y = flat.T
    if np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y) < 0:
        raise ValueError("the cut has a hole")
    left = list(range(len(flat)))
    cut: list[tuple[int, int, int]] = []
    while len(left) > 3:
        ear = next((k for k in range(len(left)) if _is_ear(flat, left, k)), 0)
        cut.append((left[ear - 1], left[ear], left[(ear + 1) % len(left)]))
        left.pop(ear)
    cut.append((left[0], left[1], left[2]))
    result: FloatArray = ring[np.array(cut)]
    return result


def _is_ear(flat: FloatArray, left: list[int], k: int) -> bool:
    """Whether the corner sticks out and no other corner lies in its triangle."""
    a, b, c = flat[left[k - 1]], flat[left[k]], flat[left[(k + 1) % len(left)]]
    if _turn(a, b, c[None])[0] <= 0:
        return False
    others = flat[[i for i in left if i not in (left[k - 1], left[k], left[(k + 1) % len(left)])]]
    within = (_turn(a, b, others) > 0) & (_turn(b, c, others) > 0) & (_turn(c, a, others) > 0)
    return not within.any()


def _turn(a: FloatArray, b: FloatArray, points: FloatArray) -> FloatArray:
    result: FloatArray = (b[0] - a[0]) * (points[:, 1] - a[1]) - (b[1] - a[1]) * (points[:, 0] - a[0])
    return result


def _level(up: FloatArray) -> FloatArray:
    """(3, 3) a turn that takes the unit vector `up` to +z."""
    aside = np.eye(3)[int(np.abs(up).argmin())]
    x = np.cross(aside, up)
    x /= np.linalg.norm(x)
    return np.stack([x, np.cross(up, x), up])
