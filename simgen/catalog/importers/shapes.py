"""Boxes, cylinders, spheres and the like, as robot descriptions name them; and their meshes, wherever these lie."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import numpy.typing as npt

from simgen.catalog.importers import gltf, meshes, obj
from simgen.catalog.importers.draft import Draft, Finish, Piece
from simgen.errors import CatalogError
from simgen.geometry import FloatArray

Triangles = tuple[FloatArray, npt.NDArray[np.int64]]
_READERS = {
    ".obj": obj.read,
    ".stl": meshes.read,
    ".ply": meshes.read,
    ".glb": gltf.read,
    ".gltf": gltf.read,
}
_SEGMENTS = 40


def box(size: FloatArray) -> Triangles:
    """Around the origin; `size` (3,) full edge lengths."""
    corners = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]) * np.asarray(size) / 2
    quads = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    faces = [f for a, b, c, d in quads for f in ((a, b, c), (a, c, d))]
    return corners, np.array(faces, np.int64)


def turned(profile: FloatArray) -> Triangles:
    """A closed body around z: `profile` (k, 2) of radius and z, from the lowest point to the highest on the axis."""
    angles = 2 * math.pi * np.arange(_SEGMENTS) / _SEGMENTS
    ring = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    rows = [np.column_stack([r * ring, np.full(_SEGMENTS, z)]) for r, z in profile[1:-1]]
    points = np.concatenate([[[0, 0, profile[0, 1]]], *rows, [[0, 0, profile[-1, 1]]]])
    faces: list[tuple[int, int, int]] = []
    last = len(points) - 1
    for k in range(_SEGMENTS):
        n = (k + 1) % _SEGMENTS
        faces.append((0, 1 + n, 1 + k))
        for row in range(len(rows) - 1):
            a, b = 1 + row * _SEGMENTS, 1 + (row + 1) * _SEGMENTS
            faces += [(a + k, a + n, b + n), (a + k, b + n, b + k)]
        top = 1 + (len(rows) - 1) * _SEGMENTS
        faces.append((top + k, top + n, last))
    return points, np.array(faces, np.int64)


def cylinder(radius: float, length: float) -> Triangles:
    """Along z, around the origin."""
    z = length / 2
    return turned(np.array([[0, -z], [radius, -z], [radius, z], [0, z]]))


def capsule(radius: float, length: float) -> Triangles:
    """Along z: a cylinder of `length` with half a ball at each end."""
    polar = np.linspace(-math.pi / 2, math.pi / 2, 18)
    shift = np.where(polar < 0, -length / 2, length / 2)
    profile = np.stack([radius * np.cos(polar), radius * np.sin(polar) + shift], axis=1)
    profile[[0, -1], 0] = 0.0
    return turned(profile)


def ellipsoid(radii: FloatArray) -> Triangles:
    """Around the origin; `radii` (3,) along x, y, z."""
    points, faces = capsule(1.0, 0.0)
    return points * np.asarray(radii), faces


def mesh_file(path: Path, *, by_group: bool = False) -> Draft:
    """The pieces of a mesh that a description names; CatalogError for formats that are not understood.

    With `by_group`, groups of an OBJ stay apart: tools for convex decomposition write one for each piece.
    """
    if by_group and path.suffix.lower() == ".obj":
        return obj.read(path, by_group=True)
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise CatalogError(
            f"the mesh '{path.name}' is in a format that is not understood.",
            where=str(path),
            remedy=f"Convert it to one of: {', '.join(_READERS)}.",
        )
    return reader(path)


def placed(
    pieces: tuple[Piece, ...], rotation: FloatArray, shift: FloatArray, scale: FloatArray, part: str, prefix: str
) -> list[Piece]:
    """Pieces scaled, turned and shifted into another frame, with their finishes' names under `prefix`."""
    result = []
    mirrored = bool(np.prod(scale) < 0)
    for piece in pieces:
        normals = piece.normals
        if normals is not None:
            normals = (normals / scale) @ rotation.T
        result.append(
            Piece(
                (piece.vertices * scale) @ rotation.T + shift,
                piece.faces[:, ::-1] if mirrored else piece.faces,
                f"{prefix}{piece.finish}",
                normals,
                piece.uvs,
                piece.colors,
                part,
            )
        )
    return result


def solid_piece(shape: Triangles, finish: str) -> Piece:
    """A shape as a piece, its normals still to be found."""
    return Piece(shape[0], shape[1], finish)


def rotation_of(matrix_rows: list[FloatArray]) -> FloatArray:
    """The product of rotations, first to last."""
    result = np.eye(3)
    for matrix in matrix_rows:
        result = result @ matrix
    return result


def about(axis: int, angle: float) -> FloatArray:
    """(3, 3) rotation by `angle` radians about x, y or z (0, 1, 2)."""
    c, s = math.cos(angle), math.sin(angle)
    a, b = (axis + 1) % 3, (axis + 2) % 3
    matrix = np.eye(3)
    matrix[a, a], matrix[a, b], matrix[b, a], matrix[b, b] = c, -s, s, c
    return matrix


def from_quaternion(wxyz: FloatArray) -> FloatArray:
    """(3, 3) rotation of a quaternion of any length but 0."""
    w, x, y, z = np.asarray(wxyz, np.float64) / np.linalg.norm(wxyz)
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )


PLAIN = Finish("plain")
