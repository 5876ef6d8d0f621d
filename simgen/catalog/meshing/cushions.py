"""Stuffed things: boxed cushions and mattresses, and pillows sewn of two panels; with seams and piping.

They are made lying flat, centred on the z axis with the lowest point at z = 0, at most `size` large, and are
uneven by a deterministic draw: crown, bulge, puckers along the seams.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simgen.catalog.meshing.boxes import ellipse, grid_faces, rounded_box
from simgen.catalog.meshing.grids import smooth_normals
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.ripples import Ripples
from simgen.catalog.meshing.transforms import hull_of, merge, mesh_of, translate, warp
from simgen.geometry import FloatArray
from simgen.world import Mesh

_TOP_FIRST = 6.0
Map = Callable[[FloatArray], FloatArray]


@dataclass(frozen=True, eq=False)
class Cushion:
    """A stuffed thing: its `cover`, and its `piping` (the cord in the seams; None where it has none)."""

    cover: Mesh
    piping: Mesh | None

    def through(self, change: Callable[[Mesh], Mesh]) -> Cushion:
        """Both meshes sent through `change`."""
        return Cushion(change(self.cover), change(self.piping) if self.piping else None)


def cushion(
    size: Sequence[float],
    rng: np.random.Generator,
    *,
    radius: float = 0.03,
    crown_m: float = 0.008,
    bulge_m: float = 0.008,
    pucker_m: float = 0.0012,
    piping_m: float = 0.004,
    spacing_m: float = 0.03,
) -> Cushion:
    """A boxed cushion of `size` (x, y, z): two panels joined by a band, with a cord in both seams.

    The top rises by `crown_m` from its seam to its middle, as a quartic, so that its middle half is flat to a
    sixth of that; the band bulges by `bulge_m`; the seams pucker by `pucker_m`. `piping_m` is the cord's radius, 0 for
    none. `spacing_m` is about the size of its facets.
    """
    outer = np.asarray(size, dtype=np.float64)
    half = np.array([outer[0] / 2 - bulge_m, outer[1] / 2 - bulge_m, (outer[2] - crown_m) / 2])
    if not (half > radius).all():
        raise ValueError(f"a cushion of size {tuple(size)} is too small for a radius of {radius}")
    divisions = [max(2, round(2 * (h - radius) / spacing_m)) for h in half]
    box = rounded_box((2 * half).tolist(), radius, 6, divisions=(divisions[0], divisions[1], max(2, divisions[2])))
    stuff = _stuffing(half, crown_m, bulge_m, pucker_m, rng)
    cover = warp(box, stuff)
    cords = []
    if piping_m > 0:
        for side in (1.0, -1.0):
            loop = _edge_loop(half, radius, side, 0.4 * piping_m, spacing_m)
            cords.append(cord(stuff(loop), piping_m))
    lift = (0.0, 0.0, half[2])
    return Cushion(translate(cover, lift), translate(merge(cords), lift) if cords else None)


def round_cushion(
    across: float,
    height: float,
    rng: np.random.Generator,
    *,
    crown_m: float = 0.006,
    pucker_m: float = 0.001,
    piping_m: float = 0.004,
) -> Cushion:
    """A round boxed cushion, `across` wide and `height` high with its crown; cords in both seams if `piping_m` > 0."""
    rim = height - crown_m
    bulge = 0.006
    radius, edge = across / 2 - bulge, min(0.35 * rim, 0.03)
    rings = np.linspace(0.0, radius - edge, 7)
    turn = np.linspace(0, math.pi / 2, 5)
    round_edge = np.column_stack([radius - edge + edge * np.sin(turn), edge * np.cos(turn)])
    profile = np.concatenate(
        [
            np.column_stack([rings[:-1], np.zeros(6)]),
            round_edge * [1, -1] + [0, edge],
            np.column_stack([np.full(2, radius), np.array([0.4, 0.6]) * rim]),
            round_edge[::-1] * [1, 1] + [0, rim - edge],
            np.column_stack([rings[:-1][::-1], np.full(6, rim)]),
        ]
    )
    slow, fast = Ripples.draw(rng, 0.14, 0.35), Ripples.draw(rng, 0.05, 0.09)

    def stuff(p: FloatArray) -> FloatArray:
        s = np.clip(np.hypot(p[:, 0], p[:, 1]) / radius, 0, 1.1)
        w = np.clip(p[:, 2] / rim, 0, 1)
        middle = np.clip(1 - s**4, 0, None)
        out = 1 + (bulge * 4 * w * (1 - w) + 0.5 * pucker_m * slow(p)) * s**2 / radius
        z = p[:, 2] + w**2 * (crown_m * middle + pucker_m * (1 - middle) * (fast(p) + slow(p)))
        return np.column_stack([p[:, 0] * out, p[:, 1] * out, z])

    cover = warp(lathe(profile, 64, crease_deg=60), stuff)
    cords = []
    if piping_m > 0:
        loop = ellipse(2 * (radius - 0.29 * edge), 2 * (radius - 0.29 * edge), 64)
        for z in (0.29 * edge, rim - 0.29 * edge):
            cords.append(cord(stuff(np.column_stack([loop, np.full(64, z)])), piping_m))
    return Cushion(cover, merge(cords) if cords else None)


def _stuffing(half: FloatArray, crown: float, bulge: float, pucker: float, rng: np.random.Generator) -> Map:
    """The map of a plain box about the origin to its stuffed shape."""
    slow = [Ripples.draw(rng, 0.14, 0.35) for _ in range(3)]
    fast = Ripples.draw(rng, 0.05, 0.09)

    def bend(p: FloatArray) -> FloatArray:
        s, t, w = (np.clip(p[:, k] / half[k], -1.2, 1.2) for k in range(3))
        across, along, up = 1 - s**4, 1 - t**4, 1 - w**2
        top = (1 + w) / 2
        middle = np.clip(across, 0, None) * np.clip(along, 0, None)
        near_seam = np.exp(-((1 - np.abs(w)) * half[2] / 0.03)) * (1 - middle)
        uneven = np.stack([r(p) for r in slow], axis=1) * (pucker * (1 - 0.75 * middle))[:, None]
        # The underside stays flat.
        uneven[:, 2] *= np.clip((1 + w) / 2, 0, 1) ** 2
        moved: FloatArray = p + uneven
        moved[:, 0] += bulge * up * along * s**3
        moved[:, 1] += bulge * up * across * t**3
        moved[:, 2] += crown * middle * top**2 + pucker * fast(p) * near_seam * top
        return moved

    return bend


def _edge_loop(half: FloatArray, radius: float, side: float, out: float, spacing: float) -> FloatArray:
    """(k, 3) closed path along the upper or lower seam of a rounded box, `out` metres outside it."""
    inner = half - radius
    slant = math.sqrt(0.5)
    corners = [(1, 1), (-1, 1), (-1, -1), (1, -1)]
    points = []
    for k, (sx, sy) in enumerate(corners):
        for angle in np.linspace(k * math.pi / 2, (k + 1) * math.pi / 2, 6):
            direction = np.array([math.cos(angle) * slant, math.sin(angle) * slant, side * slant])
            points.append(np.array([sx * inner[0], sy * inner[1], side * inner[2]]) + (radius + out) * direction)
        ahead = corners[(k + 1) % 4]
        start, end = points[-1], None
        angle = (k + 1) * math.pi / 2
        direction = np.array([math.cos(angle) * slant, math.sin(angle) * slant, side * slant])
        end = np.array([ahead[0] * inner[0], ahead[1] * inner[1], side * inner[2]]) + (radius + out) * direction
        steps = max(2, round(float(np.linalg.norm(end - start)) / spacing))
        points += [start + (end - start) * j / steps for j in range(1, steps)]
    return np.array(points)


def cord(path: npt.ArrayLike, radius: float, sides: int = 6) -> Mesh:
    """A closed loop of cord round the (k, 3) points of `path`, which lies roughly level; watertight."""
    p = np.asarray(path, dtype=np.float64)
    ahead = np.roll(p, -1, axis=0) - np.roll(p, 1, axis=0)
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    right = np.cross(ahead, [0.0, 0.0, 1.0])
    right /= np.linalg.norm(right, axis=1, keepdims=True)
    up = np.cross(right, ahead)
    turn = np.linspace(0, 2 * math.pi, sides + 1)
    turn[-1] = 0.0
    normals = right[:, None] * np.cos(turn)[None, :, None] + up[:, None] * np.sin(turn)[None, :, None]
    wrap = np.arange(len(p) + 1) % len(p)
    vertices, normals = (p[:, None] + radius * normals)[wrap], normals[wrap]
    length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.roll(p, -1, axis=0) - p, axis=1))])
    u, v = np.meshgrid(length, np.linspace(0, 2 * math.pi * radius, sides + 1), indexing="ij")
    faces = grid_faces(len(p) + 1, sides + 1)
    return mesh_of(vertices, faces, normals, np.stack([u, v], axis=-1))


def pillow(
    size: Sequence[float],
    rng: np.random.Generator,
    *,
    fullness: float = 0.55,
    ears: float = 0.06,
    flat_below: float = 0.35,
    wrinkle_m: float = 0.003,
    piping_m: float = 0.0,
    cells: int = 28,
) -> Cushion:
    """A pillow of `size` (x, y, z) sewn of two panels: full in the middle, thin at the seam, with pulled-out corners.

    `fullness` is the power of its profile (0.5 elliptic, larger slimmer edges), `ears` how far the middles of the
    seams are drawn in, as a fraction; the underside is pressed flat to `flat_below` of the upper side's height.
    Wrinkles of `wrinkle_m` run inwards from the seams. `cells` is the number of facets across each panel.
    """
    x_half, y_half, height = size[0] / 2, size[1] / 2, float(size[2])
    turn = np.linspace(-math.pi / 2, math.pi / 2, cells + 1)
    s, t = np.meshgrid(np.sin(turn), np.sin(turn), indexing="ij")
    # At the seam the cosine is put in as exactly 0, so that the panels meet bit for bit.
    cosine = np.cos(turn)
    cosine[[0, -1]] = 0.0
    dome = np.outer(cosine, cosine) ** (2 * fullness)
    x = x_half * s * (1 - ears * (1 - t**2) * s**2)
    y = y_half * t * (1 - ears * (1 - s**2) * t**2)
    flat = np.stack([x, y, np.zeros_like(x)], axis=-1)
    # Wrinkles stand across the seam: quick along it, slow away from it, and die out inwards.
    reach = 0.30
    by_x = np.exp(-(1 - np.abs(s)) / reach) * Ripples.draw(rng, 0.05, 0.11, stretch=(8.0, 1.0, 1.0))(flat)
    by_y = np.exp(-(1 - np.abs(t)) / reach) * Ripples.draw(rng, 0.05, 0.11, stretch=(1.0, 8.0, 1.0))(flat)
    lumps = Ripples.draw(rng, 0.15, 0.4)(flat)
    soft = np.minimum(1.0, dome / 0.25)
    upper_share = 1 / (1 + flat_below)
    upper = height * upper_share * dome * (1 + 0.03 * lumps) + wrinkle_m * soft * (by_x + by_y)
    low = height * flat_below * upper_share
    raw = 1.6 * height * upper_share * dome
    # A smooth minimum presses the underside flat.
    lower = low * raw / (raw**4 + low**4 + 1e-30) ** 0.25
    seam = 0.004 * Ripples.draw(rng, 0.12, 0.3)(flat) * (1 - np.clip(dome, 0, 1))
    top = np.stack([x, y, seam + np.maximum(upper, 0)], axis=-1)
    bottom = np.stack([x, y, seam - lower], axis=-1)
    top_faces = _corner_faces(cells)
    count = (cells + 1) ** 2
    vertices = np.concatenate([top.reshape(-1, 3), bottom.reshape(-1, 3)])
    faces = np.concatenate([top_faces, top_faces[:, ::-1] + count])
    uv = flat[..., :2].reshape(-1, 2)
    cover = mesh_of(vertices, faces, smooth_normals(vertices, faces), np.concatenate([uv, uv * [1.0, -1.0]]))
    lowest = float(vertices[:, 2].min())
    piping = None
    if piping_m > 0:
        ring = [*((k, 0) for k in range(cells)), *((cells, k) for k in range(cells))]
        ring += [*((k, cells) for k in range(cells, 0, -1)), *((0, k) for k in range(cells, 0, -1))]
        path = _spaced(np.array([top[a, b] for a, b in ring]), 2 * piping_m)
        lowest = min(lowest, float(path[:, 2].min()) - piping_m)
        piping = cord(path, piping_m)
    rise = (0.0, 0.0, -lowest)
    return Cushion(translate(cover, rise), translate(piping, rise) if piping else None)


def _spaced(path: FloatArray, distance: float) -> FloatArray:
    """The points of a closed path, but for those nearer than `distance` to the last one kept."""
    kept = [path[0]]
    for point in path[1:]:
        if np.linalg.norm(point - kept[-1]) >= distance and np.linalg.norm(point - path[0]) >= distance:
            kept.append(point)
    return np.array(kept)


def _corner_faces(cells: int) -> npt.NDArray[np.int64]:
    """Triangles of a square grid whose diagonals run to the corners, so that none has all its points on the seam."""
    index = np.arange((cells + 1) ** 2).reshape(cells + 1, cells + 1)
    a, b, c, d = (k.ravel() for k in (index[:-1, :-1], index[1:, :-1], index[1:, 1:], index[:-1, 1:]))
    i, j = np.divmod(np.arange(cells * cells), cells)
    along = ((2 * i < cells) == (2 * j < cells))[:, None, None]
    one = np.stack([np.stack([a, b, c], axis=1), np.stack([a, c, d], axis=1)], axis=1)
    other = np.stack([np.stack([a, b, d], axis=1), np.stack([b, c, d], axis=1)], axis=1)
    return np.where(along, one, other).reshape(-1, 3)


def patch_hulls(mesh: Mesh, rows: int, columns: int, max_points: int = 32) -> tuple[FloatArray, ...]:
    """Convex pieces that follow the top of a stuffed thing: one for each cell of a grid over its footprint.

    Each is the hull of the mesh's points in that cell, overlapping its neighbours by the facets on the border.
    """
    points = mesh.vertices.astype(np.float64)
    low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    step = (high - low) / [rows, columns]
    triangles = points[mesh.faces][..., :2]
    first, last = triangles.min(axis=1), triangles.max(axis=1)
    hulls = []
    for i in range(rows):
        for j in range(columns):
            start = low + step * [i, j]
            inside = ((last >= start) & (first <= start + step)).all(axis=1)
            cell = points[np.unique(mesh.faces[inside])]
            if len(cell) >= 4 and np.ptp(cell[:, 2]) > 1e-4:
                # Stretched upwards, so that the points go where they tell most about the height of the top.
                hulls.append(hull_of(cell * [1, 1, _TOP_FIRST], max_points) / [1, 1, _TOP_FIRST])
    return tuple(hulls)
