"""Moving, bending, joining and measuring meshes.

Every function is pure. Normals follow exactly (by the inverse transpose of the map's Jacobian), creases stay
creases, and triangles stay counter-clockwise seen from outside.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt

from simgen.catalog.meshing.grids import mesh_from
from simgen.geometry import FloatArray, Pose, axis_angle
from simgen.world import Mesh

_JACOBIAN_STEP_M = 2e-5


def mesh_of(vertices: npt.ArrayLike, faces: npt.ArrayLike, normals: npt.ArrayLike, uvs: npt.ArrayLike) -> Mesh:
    """`mesh_from` for arrays of any type and leading shape: (..., 3), (..., 3), (..., 3) and (..., 2)."""
    return mesh_from(
        np.asarray(vertices, dtype=np.float64).reshape(-1, 3),
        np.asarray(faces, dtype=np.int64).reshape(-1, 3),
        np.asarray(normals, dtype=np.float64).reshape(-1, 3),
        np.asarray(uvs, dtype=np.float64).reshape(-1, 2),
    )


def translate(mesh: Mesh, offset: Sequence[float]) -> Mesh:
    """The mesh moved by `offset` (x, y, z) metres."""
    moved = mesh.vertices.astype(np.float64) + np.asarray(offset, dtype=np.float64)
    return Mesh(moved.astype(np.float32), mesh.faces, mesh.normals, mesh.uvs)


def rotate(mesh: Mesh, axis: Sequence[float], angle_rad: float, about: Sequence[float] = (0.0, 0.0, 0.0)) -> Mesh:
    """The mesh turned by `angle_rad` (right-handed) about the line through `about` along `axis`."""
    turn = Pose(quaternion=axis_angle(axis, angle_rad))
    pivot = np.asarray(about, dtype=np.float64)
    vertices = turn.apply(mesh.vertices.astype(np.float64) - pivot) + pivot
    normals = turn.rotate(mesh.normals)
    return Mesh(vertices.astype(np.float32), mesh.faces, normals.astype(np.float32), mesh.uvs)


def move(mesh: Mesh, pose: Pose) -> Mesh:
    """The mesh of frame b in frame a, for `pose` = a_from_b."""
    vertices = pose.apply(mesh.vertices)
    return Mesh(vertices.astype(np.float32), mesh.faces, pose.rotate(mesh.normals).astype(np.float32), mesh.uvs)


def mirror(mesh: Mesh, axis: int) -> Mesh:
    """The mirror image across the plane through the origin across `axis` (0, 1, 2); the outside stays outside."""
    sign = np.ones(3, dtype=np.float32)
    sign[axis] = -1.0
    faces = np.ascontiguousarray(mesh.faces[:, ::-1])
    return Mesh(mesh.vertices * sign, faces, mesh.normals * sign, mesh.uvs)


def scale(mesh: Mesh, factors: float | Sequence[float]) -> Mesh:
    """The mesh stretched by positive factors along x, y, z (or one for all); texture coordinates are kept."""
    by = np.broadcast_to(np.asarray(factors, dtype=np.float64), (3,))
    if not (by > 0).all():
        raise ValueError(f"scale factors are above 0, got {factors!r}; use mirror to reflect")
    return mesh_of(mesh.vertices * by, mesh.faces, mesh.normals / by, mesh.uvs)


def warp(mesh: Mesh, bend: Callable[[FloatArray], FloatArray]) -> Mesh:
    """The mesh sent through a smooth map of space, `bend`: (n, 3) points to (n, 3) points, which must not fold.

    Normals go by the cofactor matrix of the Jacobian, found by central differences, so they are right to
    the map and not to the tessellation.
    """
    points = mesh.vertices.astype(np.float64)
    columns = []
    for axis in range(3):
        step = np.zeros(3)
        step[axis] = _JACOBIAN_STEP_M
        columns.append((bend(points + step) - bend(points - step)) / (2 * _JACOBIAN_STEP_M))
    dx, dy, dz = columns
    cofactor = np.stack([np.cross(dy, dz), np.cross(dz, dx), np.cross(dx, dy)], axis=-1)
    normals = np.einsum("nij,nj->ni", cofactor, mesh.normals.astype(np.float64))
    return mesh_of(bend(points), mesh.faces, normals, mesh.uvs)


def scale_uv(mesh: Mesh, factor: float) -> Mesh:
    """The mesh with its texture coordinates multiplied by `factor` (2 makes the pattern half as large)."""
    return Mesh(mesh.vertices, mesh.faces, mesh.normals, mesh.uvs * np.float32(factor))


def shift_uv(mesh: Mesh, offset: Sequence[float]) -> Mesh:
    """The mesh with its texture coordinates moved by `offset` (u, v) metres."""
    return Mesh(mesh.vertices, mesh.faces, mesh.normals, mesh.uvs + np.asarray(offset, dtype=np.float32))


def turn_uv(mesh: Mesh, angle_rad: float = math.pi / 2) -> Mesh:
    """The mesh with its texture turned by `angle_rad` counter-clockwise on the surface."""
    c, s = math.cos(angle_rad), math.sin(angle_rad)
    turned = mesh.uvs.astype(np.float64) @ np.array([[c, -s], [s, c]])
    return Mesh(mesh.vertices, mesh.faces, mesh.normals, turned.astype(np.float32))


def spread_uv(mesh: Mesh, u: Sequence[float], v: Sequence[float], tile_m: float = 1.0) -> Mesh:
    """The mesh with a texture of edge `tile_m` once across it: along the directions `u` and `v`, (3,) each.

    It ends a hair within the tile, whose far edge would show through at the border.
    """
    at = mesh.vertices @ np.array([u, v], np.float64).T
    low, high = at.min(axis=0), at.max(axis=0)
    within = ((at - (low + high) / 2) / (high - low) * 0.995 + 0.5) * tile_m
    return Mesh(mesh.vertices, mesh.faces, mesh.normals, within.astype(np.float32))


def merge(meshes: Iterable[Mesh]) -> Mesh:
    """One mesh with the triangles of all, in their order."""
    pieces = list(meshes)
    if not pieces:
        raise ValueError("no meshes to merge")
    starts = np.cumsum([0, *(len(m.vertices) for m in pieces[:-1])])
    return Mesh(
        np.concatenate([m.vertices for m in pieces]),
        np.concatenate([m.faces + np.int32(start) for m, start in zip(pieces, starts, strict=True)]).astype(np.int32),
        np.concatenate([m.normals for m in pieces]),
        np.concatenate([m.uvs for m in pieces]),
    )


def volume_m3(mesh: Mesh) -> float:
    """The volume inside a closed mesh, by the divergence theorem (signed: negative where it is inside out)."""
    middle = mesh.vertices.astype(np.float64).mean(axis=0)
    a, b, c = (mesh.vertices[mesh.faces[:, k]].astype(np.float64) - middle for k in range(3))
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)


def hull_of(mesh: Mesh | npt.ArrayLike, max_points: int = 32, tolerance_m: float = 2e-4) -> FloatArray:
    """(k, 3) float64 points of a convex hull inside the mesh's (or (n, 3) points') own, with k <= `max_points`.

    Starts with the extremes along the axes and diagonals and adds those that lie farthest outside, until all lie
    within `tolerance_m` or the points are used up; so it never sticks out of the true hull.
    """
    from scipy.spatial import ConvexHull

    points = np.asarray(mesh.vertices if isinstance(mesh, Mesh) else mesh, dtype=np.float64).reshape(-1, 3)
    points = np.unique(points, axis=0)
    corners = points[np.sort(ConvexHull(points).vertices)]
    if len(corners) <= 8:
        return corners
    chosen: list[int] = []
    directions = np.array(
        [[x, y, z] for x in (-1, 0, 1) for y in (-1, 0, 1) for z in (-1, 0, 1) if abs(x) + abs(y) + abs(z) in (1, 3)]
    )
    for direction in directions[:max_points]:
        k = int(np.argmax(np.round(corners @ direction, 9)))
        if k not in chosen:
            chosen.append(k)
    while len(chosen) < min(max_points, len(corners)):
        planes = ConvexHull(corners[chosen]).equations
        outside = corners @ planes[:, :3].T + planes[:, 3]
        farthest = outside.argmax(axis=0)
        distance = outside[farthest, np.arange(len(planes))]
        if distance.max() <= tolerance_m:
            break
        # A few at a time, of different facets, the farthest first: far fewer hulls to compute for the same result.
        best = list(dict.fromkeys(int(k) for k in farthest[np.argsort(-distance, kind="stable")[:6]]))
        room = min(4, max_points - len(chosen))
        chosen += [k for k in best if k not in chosen and outside[k].max() > tolerance_m][:room]
    return corners[sorted(chosen)]
