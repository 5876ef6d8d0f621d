"""Thick cloth that lies over things: duvets and throws with a soft edge, hanging down at the sides."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from simgen.catalog.meshing.boxes import grid_faces
from simgen.catalog.meshing.grids import smooth_normals
from simgen.catalog.meshing.transforms import mesh_of
from simgen.geometry import FloatArray
from simgen.world import Mesh


def padded(middle: FloatArray, thickness: npt.ArrayLike, rim_m: float) -> Mesh:
    """A closed padded sheet round a grid of (rows, columns, 3) points, which is its middle.

    `thickness` is one number or (rows, columns), full from `rim_m` inwards and round towards the edge. The outside
    is the side from which columns run to the right as rows run up. Texture: metres along the sheet.
    """
    full = np.broadcast_to(np.asarray(thickness, dtype=np.float64), middle.shape[:2])[..., None]
    sheet = _with_rim(np.concatenate([middle, full], axis=-1), rim_m)
    middle, full = sheet[..., :3], sheet[..., 3]
    rows, columns = middle.shape[:2]
    u, v = _metres(middle)
    edge = np.minimum(np.minimum(u, u[:, -1:] - u), np.minimum(v, v[-1:] - v))
    rise = np.sqrt(1 - (1 - np.clip(edge / rim_m, 0, 1)) ** 2)
    # Grids are stored row by row; their triangles face (row direction) × (column direction).
    faces = grid_faces(rows, columns, flip=True)
    flat = middle.reshape(-1, 3)
    normals = smooth_normals(flat, faces)
    half = (full / 2 * rise).reshape(-1, 1)
    vertices = np.concatenate([flat + half * normals, flat - half * normals])
    both = np.concatenate([_toward_corners(rows, columns, faces), faces[:, ::-1] + len(flat)])
    uv = np.stack([u, v], axis=-1).reshape(-1, 2)
    return mesh_of(vertices, both, smooth_normals(vertices, both), np.concatenate([uv, uv * [-1.0, 1.0]]))


def _with_rim(sheet: FloatArray, rim: float) -> FloatArray:
    """The (rows, columns, ...) grid with more lines along its edges, so that these can be round."""
    for axis in (0, 1):
        for end in (0, 1):
            ordered = np.moveaxis(sheet, axis, 0)
            ordered = ordered[::-1] if end else ordered
            first = np.linalg.norm((ordered[1] - ordered[0])[:, :3], axis=-1).mean()
            if first > 1.2 * rim:
                shares = rim / first * (1 - np.cos(np.radians([35.0, 65.0, 90.0])))
                lines = [ordered[0] + share * (ordered[1] - ordered[0]) for share in shares]
                ordered = np.concatenate([ordered[:1], np.stack(lines), ordered[1:]])
            ordered = ordered[::-1] if end else ordered
            sheet = np.moveaxis(ordered, 0, axis)
    return sheet


def _metres(middle: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(rows, columns) lengths along the rows and along the columns from their starts."""
    across = np.linalg.norm(np.diff(middle, axis=1), axis=-1)
    along = np.linalg.norm(np.diff(middle, axis=0), axis=-1)
    u = np.concatenate([np.zeros((len(middle), 1)), np.cumsum(across, axis=1)], axis=1)
    v = np.concatenate([np.zeros((1, middle.shape[1])), np.cumsum(along, axis=0)], axis=0)
    return u, v


def _toward_corners(rows: int, columns: int, faces: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The faces, with the other diagonal in two corners: a triangle with all its points on the rim would fold flat."""
    pairs = faces.reshape(-1, 2, 3).copy()
    for i, j in ((0, columns - 2), (rows - 2, 0)):
        a = i * columns + j
        b, c, d = a + columns, a + columns + 1, a + 1
        pairs[i * (columns - 1) + j] = [[a, d, b], [d, c, b]]
    return pairs.reshape(-1, 3)


def draped(
    half_width: float, foot: float, top: float, bend_m: float, folds: Callable[[FloatArray], FloatArray]
) -> Callable[[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]:
    """How a sheet lies on a bed: from cloth coordinates (u across, w along) to points and outward directions.

    The bed's top is |x| <= `half_width`, y >= `foot`, at height `top`; beyond, the cloth bends down with radius
    `bend_m` and hangs. Its corners at the foot fall in cones. `folds` gives the waves of what hangs, from points
    along its edge.
    """

    def lay(u: FloatArray, w: FloatArray) -> tuple[FloatArray, FloatArray]:
        a, b = np.clip(np.abs(u) - half_width, 0, None), np.clip(foot - w, 0, None)
        length = np.hypot(a, b)
        angle = np.arctan2(b, np.where(length > 0, a, 1.0))
        turn = np.minimum(length / bend_m, math.pi / 2)
        hang = np.clip(length - bend_m * math.pi / 2, 0, None)
        out = bend_m * np.sin(turn)
        corner = np.sin(2 * angle)
        cone = np.minimum(0.30 * hang, 0.10) * (1 - np.cos(8 * angle)) / 2 * (corner > 1e-6)
        x = np.minimum(np.abs(u), half_width)
        y = np.maximum(w, foot)
        share = 1 - np.exp(-hang / 0.12)
        wave = (
            share * folds(np.stack([np.where(b > 0, u, 0.0), np.where(a > 0, w, 0.0), 0 * u], axis=-1)) * (1 - corner)
        )
        reach = out + cone + wave
        side = np.where(u < 0, -1.0, 1.0)
        points = np.stack(
            [
                side * (x + reach * np.cos(angle) * (length > 0)),
                y - reach * np.sin(angle) * (length > 0),
                top - bend_m * (1 - np.cos(turn)) - hang,
            ],
            axis=-1,
        )
        outward = np.stack(
            [
                side * np.sin(turn) * np.cos(angle),
                -np.sin(turn) * np.sin(angle),
                np.cos(turn),
            ],
            axis=-1,
        )
        return points, outward

    return lay
