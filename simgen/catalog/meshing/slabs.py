"""Flat building parts: axis-aligned boxes, slabs with rectangular holes, and straight profiled boards.

Faces are flat and corners sharp; texture coordinates are metres on the face, so that neighbouring slabs
of one wall continue each other's pattern.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simgen.catalog.meshing.boxes import triangulate
from simgen.catalog.meshing.transforms import merge
from simgen.geometry import Bounds, FloatArray, Vector3
from simgen.world import Mesh


@dataclass(frozen=True)
class Hole:
    """A rectangular opening in a slab, in the slab's own x and z, metres."""

    x0: float
    z0: float
    x1: float
    z1: float


def flat_quads(corners: npt.ArrayLike) -> Mesh:
    """A mesh of the (n, 4, 3) flat quads, corners counter-clockwise seen from outside.

    A face that looks mostly along x has its texture coordinates from (y, z), along y from (x, z), along z from (x, y).
    """
    quads = np.asarray(corners, dtype=np.float64).reshape(-1, 4, 3)
    normals = np.cross(quads[:, 2] - quads[:, 0], quads[:, 3] - quads[:, 1])
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    facing = np.abs(normals).argmax(axis=1)
    across = np.array([[1, 2], [0, 2], [0, 1]])[facing]
    uvs = np.take_along_axis(quads, across[:, None, :], axis=2)
    first = 4 * np.arange(len(quads))[:, None, None]
    faces = first + np.array([[0, 1, 2], [0, 2, 3]])
    return Mesh(
        quads.reshape(-1, 3).astype(np.float32),
        faces.reshape(-1, 3).astype(np.int32),
        np.repeat(normals, 4, axis=0).astype(np.float32),
        uvs.reshape(-1, 2).astype(np.float32),
    )


def box_quads(low: Vector3, high: Vector3) -> FloatArray:
    """(6, 4, 3) faces of the axis-aligned box, for `flat_quads`."""
    c = Bounds(low, high).corners
    order = [[0, 4, 6, 2], [1, 3, 7, 5], [0, 1, 5, 4], [2, 6, 7, 3], [0, 2, 3, 1], [4, 5, 7, 6]]
    faces: FloatArray = c[np.array(order)]
    return faces


def pierced_slab(low: Vector3, high: Vector3, holes: Sequence[Hole] = ()) -> tuple[Mesh, tuple[FloatArray, ...]]:
    """An upright slab, thin along y, with `holes` that go right through it, and its boxes for collision.

    A hole may reach past the slab's edge, which then is open there. The mesh is closed and has no edge that ends on
    another's middle. Holes may touch or overlap: what any of them covers is gone.
    """
    xs = _cuts(low[0], high[0], [v for h in holes for v in (h.x0, h.x1)])
    zs = _cuts(low[2], high[2], [v for h in holes for v in (h.z0, h.z1)])
    mid_x, mid_z = (xs[:-1] + xs[1:]) / 2, (zs[:-1] + zs[1:]) / 2
    solid = np.ones((len(mid_x), len(mid_z)), dtype=bool)
    for hole in holes:
        inside_x = (mid_x > hole.x0) & (mid_x < hole.x1)
        inside_z = (mid_z > hole.z0) & (mid_z < hole.z1)
        solid &= ~(inside_x[:, None] & inside_z[None, :])
    around = np.pad(solid, 1)
    y0, y1 = low[1], high[1]
    quads: list[FloatArray] = []
    for i, k in np.argwhere(solid):
        left, down, right, up = (
            not around[i, k + 1],
            not around[i + 1, k],
            not around[i + 2, k + 1],
            not around[i + 1, k + 2],
        )
        faces = box_quads((xs[i], y0, zs[k]), (xs[i + 1], y1, zs[k + 1]))
        quads.extend(faces[n] for n, open_side in enumerate((left, right, True, True, down, up)) if open_side)
    return flat_quads(np.array(quads)), _boxes(solid, xs, zs, y0, y1)


def _cuts(low: float, high: float, values: Sequence[float]) -> FloatArray:
    inner = sorted({float(v) for v in values if low < v < high})
    return np.array([low, *inner, high], dtype=np.float64)


def _boxes(
    solid: npt.NDArray[np.bool_], xs: FloatArray, zs: FloatArray, y0: float, y1: float
) -> tuple[FloatArray, ...]:
    """The solid cells as few boxes: runs up each column, and equal columns side by side as one."""
    boxes: list[FloatArray] = []
    start = 0
    for i in range(1, len(solid) + 1):
        if i < len(solid) and bool((solid[i] == solid[start]).all()):
            continue
        edges = np.diff(np.concatenate([[0], solid[start].astype(np.int8), [0]]))
        for k0, k1 in zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True):
            boxes.append(Bounds((xs[start], y0, zs[k0]), (xs[i], y1, zs[k1])).corners)
        start = i
    return tuple(boxes)


def board(profile: npt.ArrayLike, x0: float, x1: float, *, mitre_start: bool = False, mitre_end: bool = False) -> Mesh:
    """A straight board along x with the (k, 2) closed outline `profile` of (depth, z), its back at depth 0.

    Depth grows towards -y (out of the wall); the outline is counter-clockwise as seen along -x, that is with depth
    to the right and z up. A mitred end is cut at 45° so that it meets another board round an inner corner.
    """
    outline = np.asarray(profile, dtype=np.float64)
    depth, z = outline[:, 0], outline[:, 1]
    starts = np.stack([x0 + (depth if mitre_start else 0.0 * depth), -depth, z], axis=1)
    ends = np.stack([x1 - (depth if mitre_end else 0.0 * depth), -depth, z], axis=1)
    after = np.roll(np.arange(len(outline)), -1)
    sides = flat_quads(np.stack([starts, ends, ends[after], starts[after]], axis=1))
    return merge([sides, _flat(starts), _flat(ends[::-1])])


def casing(profile: npt.ArrayLike, width: float, height: float, *, open_below: bool = False) -> Mesh:
    """A mitred frame in the x-z plane, `width` x `height` outside, from x = -width/2 and z = 0.

    `profile` is the (k, 2) closed outline of (inset, y): how far inward from the outer edge, and where along y; it
    is counter-clockwise seen with the inset to the right and y up. With `open_below` only both uprights and the
    head are made, cut square at z = 0 (an architrave).
    """
    outline = np.asarray(profile, dtype=np.float64)
    inset, y = outline[:, 0], outline[:, 1]
    foot = 0.0 * inset if open_below else inset
    left, right, top = -width / 2 + inset, width / 2 - inset, height - inset
    rings = [
        np.stack([left, y, foot], axis=1),
        np.stack([left, y, top], axis=1),
        np.stack([right, y, top], axis=1),
        np.stack([right, y, foot], axis=1),
    ]
    after = np.roll(np.arange(len(outline)), -1)
    pairs = [(0, 1), (1, 2), (2, 3)] + ([] if open_below else [(3, 0)])
    pieces = [flat_quads(np.stack([rings[a], rings[a][after], rings[b][after], rings[b]], axis=1)) for a, b in pairs]
    if open_below:
        pieces += [_flat(rings[0][::-1]), _flat(rings[3])]
    return merge(pieces)


def _flat(ring: FloatArray) -> Mesh:
    """The flat face of a simple (k, 3) outline, counter-clockwise seen from outside."""
    area = np.cross(ring, np.roll(ring, -1, axis=0)).sum(axis=0)
    normal = area / np.linalg.norm(area)
    facing = int(np.abs(normal).argmax())
    # Seen along x, y or z the outline's plane keeps its sense with these two axes, or is mirrored.
    axes = np.array([[1, 2], [2, 0], [0, 1]])[facing]
    mirrored = normal[facing] < 0
    corners = triangulate((ring[::-1] if mirrored else ring)[:, axes])
    faces = (len(ring) - 1 - corners)[:, ::-1] if mirrored else corners
    return Mesh(
        ring.astype(np.float32),
        faces.astype(np.int32),
        np.tile(normal, (len(ring), 1)).astype(np.float32),
        ring[:, np.sort(axes)].astype(np.float32),
    )
