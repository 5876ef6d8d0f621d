"""The common last step of shape functions: rectangular charts of vertices become one mesh."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simgen.geometry import FloatArray, cross
from simgen.world import Mesh


@dataclass(frozen=True, eq=False)
class Chart:
    """A grid of vertices with one continuous texture mapping.

    points, normals: (rows, columns, 3); uvs: (rows, columns, 2). Seen from outside, columns run to the
    right as rows run up. Neighbouring charts repeat their common vertices, in equal positions.
    """

    points: FloatArray
    normals: FloatArray
    uvs: FloatArray


def assemble(charts: Sequence[Chart]) -> Mesh:
    """One mesh of all charts; triangles that have collapsed (at a pole, say) are left out."""
    vertices, normals, uvs, faces = [], [], [], []
    start = 0
    for chart in charts:
        rows, columns = chart.points.shape[:2]
        vertices.append(chart.points.reshape(-1, 3))
        normals.append(chart.normals.reshape(-1, 3))
        uvs.append(chart.uvs.reshape(-1, 2))
        faces.append(start + grid_faces(rows, columns))
        start += rows * columns
    return mesh_from(np.concatenate(vertices), np.concatenate(faces), np.concatenate(normals), np.concatenate(uvs))


def grid_faces(rows: int, columns: int) -> npt.NDArray[np.int64]:
    """(2 (rows-1) (columns-1), 3) triangles of a row-major grid, counter-clockwise for columns right, rows up."""
    i, j = np.meshgrid(np.arange(rows - 1), np.arange(columns - 1), indexing="ij")
    a = (i * columns + j).reshape(-1)
    b, c, d = a + 1, a + columns + 1, a + columns
    return np.stack([a, b, c, a, c, d], axis=1).reshape(-1, 3)


def mesh_from(vertices: FloatArray, faces: npt.NDArray[np.int64], normals: FloatArray, uvs: FloatArray) -> Mesh:
    """A mesh of unit normals, without triangles that have no area and without vertices that no triangle uses.

    Raises ValueError where a number is not finite.
    """
    # A collapsed edge shows in single precision, which is what a mesh stores.
    points = vertices.astype(np.float32)
    corner = points[faces].astype(np.float64)
    edges = corner[:, [1, 2, 0]] - corner
    squares = (edges**2).sum(axis=2)
    doubled = (cross(edges[:, 0], edges[:, 1]) ** 2).sum(axis=1)
    kept = faces[(squares.min(axis=1) > 0) & (doubled > (2e-7 * squares.max(axis=1)) ** 2)]
    shown = np.zeros(len(vertices), dtype=np.bool_)
    shown[kept] = True
    used = np.flatnonzero(shown)
    renumbered = np.zeros(len(vertices), dtype=np.int64)
    renumbered[used] = np.arange(len(used))
    length = np.sqrt((normals[used] ** 2).sum(axis=1, keepdims=True))
    unit = normals[used] / np.maximum(length, 1e-12)
    mesh = Mesh(
        vertices=points[used],
        faces=renumbered[kept].astype(np.int32),
        normals=unit.astype(np.float32),
        uvs=uvs[used].astype(np.float32),
    )
    for array in (mesh.vertices, mesh.normals, mesh.uvs):
        if not np.all(np.isfinite(array)):
            raise ValueError("a mesh has numbers that are not finite")
    return mesh


def smooth_normals(vertices: FloatArray, faces: npt.NDArray[np.int64]) -> FloatArray:
    """(n, 3) unit normals, smooth over equal positions, weighted by the angle of each corner.

    The weighting is that of Thürrner and Wüthrich, "Computing Vertex Normals from Polygonal Facets" (1998).
    """
    weld = row_kinds(vertices.astype(np.float32) + np.float32(0))
    corner = vertices[faces]
    face_normal = cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    face_normal /= np.maximum(np.linalg.norm(face_normal, axis=1, keepdims=True), 1e-30)
    total = np.zeros((int(weld.max()) + 1, 3))
    for k in range(3):
        a = corner[:, (k + 1) % 3] - corner[:, k]
        b = corner[:, (k + 2) % 3] - corner[:, k]
        lengths = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
        cosine = np.einsum("ij,ij->i", a, b) / np.maximum(lengths, 1e-30)
        angle = np.arccos(np.clip(cosine, -1.0, 1.0))
        np.add.at(total, weld[faces[:, k]], face_normal * angle[:, None])
    total /= np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-30)
    result: FloatArray = total[weld]
    return result


def row_kinds(rows: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """(n,) a number for each of (n, k) rows, from 0 up, the same for equal rows: in lexical order of the rows."""
    index = np.zeros(len(rows), dtype=np.int64)
    for column in rows.T:
        # Column by column: sorting numbers is far faster than sorting rows.
        _, own = np.unique(column, return_inverse=True)
        _, index = np.unique(index * len(rows) + own, return_inverse=True)
    return index


def faces_where(mesh: Mesh, kept: npt.NDArray[np.bool_]) -> Mesh:
    """The part of a mesh whose faces are `kept`: (m,) bool."""
    used, faces = np.unique(mesh.faces[kept], return_inverse=True)
    return Mesh(mesh.vertices[used], faces.reshape(-1, 3).astype(np.int32), mesh.normals[used], mesh.uvs[used])


def face_centers(mesh: Mesh) -> FloatArray:
    """(m, 3) middles of the triangles."""
    result: FloatArray = mesh.vertices.astype(np.float64)[mesh.faces].mean(axis=1)
    return result
