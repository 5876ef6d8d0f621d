"""What food is put together from: grown skins, irregular slices, ruffled leaves, and small things strewn over large."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simgen.catalog.meshing.blobs import blob
from simgen.catalog.meshing.cloth import padded
from simgen.catalog.meshing.grids import Chart, assemble, grid_faces, smooth_normals
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.ripples import Ripples
from simgen.catalog.meshing.transforms import hull_of, warp
from simgen.geometry import FloatArray
from simgen.world import Mesh


def uneven_ring(rng: np.random.Generator, amount: float, count: int, waves: int = 6) -> FloatArray:
    """(count,) factors about 1, smooth and periodic, with a standard deviation of about `amount`."""
    turn = np.linspace(0, 2 * math.pi, count, endpoint=False)
    total = np.zeros(count)
    for k in range(2, 2 + waves):
        total += rng.normal(0, 1 / k) * np.cos(k * turn + rng.uniform(0, 2 * math.pi))
    result: FloatArray = 1 + amount * total / 0.55
    return result


def slice_of(
    radius: float,
    height: float,
    rng: np.random.Generator,
    *,
    edge_m: float,
    uneven: float = 0.03,
    lumps_m: float = 0.0,
    segments: int = 48,
) -> Mesh:
    """A round of about `radius`, its underside at z = 0, with an irregular outline and an edge rounded by `edge_m`.

    `lumps_m`: how far its faces rise and sink.
    """
    edge = min(edge_m, 0.49 * height)
    rows = [(0.0, 0.0), (0.5 * radius, 0.0), (radius, 0.0), (radius, height), (0.5 * radius, height), (0.0, height)]
    profile = fillet(rows, [0, 0, edge, edge, 0, 0], 5)
    # More rows across the faces, for the lumps to bend.
    inner = [0.85 * radius - edge, 0.7 * radius, 0.35 * radius]
    low = [(0.0, 0.0), *((r, 0.0) for r in inner[::-1] if r < radius - 1.5 * edge)]
    high = [(r, height) for r in inner if r < radius - 1.5 * edge] + [(0.0, height)]
    bend = [p for p in profile.tolist() if p[0] > radius - 1.01 * edge]
    around = np.linspace(0, 2 * math.pi, segments, endpoint=False)
    outline = np.column_stack([np.cos(around), np.sin(around)]) * uneven_ring(rng, uneven, segments)[:, None]
    mesh = lathe(np.array([*low, *bend, *high]), segments, crease_deg=70, outline=outline, caps=True)
    if lumps_m <= 0:
        return mesh
    ripples = Ripples.draw(rng, 0.25 * radius, 1.2 * radius)
    return warp(mesh, lambda q: q + lumps_m * ripples(q)[:, None] * [0.4, 0.4, 1.0])


def ruffled(
    rng: np.random.Generator,
    *,
    inner: float,
    outer: float,
    start: float,
    span: float,
    height_m: float,
    droop_m: float,
    thickness_m: float = 0.0009,
    rows: int = 9,
    columns: int = 110,
) -> Mesh:
    """A leaf of salad as a piece of a ring about the origin: flat within, its edge in waves up to `height_m`."""
    across = np.linspace(0, 1, rows)[:, None]
    along = np.linspace(0, 1, columns)[None, :]
    angle = start + span * along
    sway = np.zeros((1, columns))
    for k, size in ((5, 0.7), (10, 0.9), (17, 0.7)):
        # Waves about as long whatever the span.
        sway += size * np.sin(k * span * along / 1.6 + rng.uniform(0, 2 * math.pi) + rng.normal(0, 0.4) * along)
    reach = 1 + 0.12 * np.sin(3 * span * along + rng.uniform(0, 6)) + 0.05 * np.sin(17 * along + rng.uniform(0, 6))
    # A leaf ends in a point at either side.
    reach *= 0.35 + 0.65 * np.sin(math.pi * np.clip(along, 0.02, 0.98)) ** 0.45
    radius = inner + (outer - inner) * across * reach
    # Waves lean forwards and back as they rise.
    angle = angle + 0.05 * across**2 * np.roll(sway, columns // 12, axis=1)
    z = height_m * across**1.6 * sway / 1.6 - droop_m * across**2
    middle = np.stack([radius * np.cos(angle), radius * np.sin(angle), z * np.ones_like(radius)], axis=2)
    # Rows run outwards and columns to the left, so the upper side is the outside once the columns are turned.
    return padded(middle[:, ::-1], thickness_m, 0.002)


def draped_square(
    side: float, thickness: float, drop: Callable[[FloatArray], FloatArray], *, turn: float = 0.0, cells: int = 26
) -> Mesh:
    """A limp square slice about the z axis; `drop` gives its height at (n, 2) points."""
    at = np.linspace(-side / 2, side / 2, cells)
    x, y = np.meshgrid(at, at)
    # Blunt corners.
    pull = 1 - 0.07 * (np.abs(x) * np.abs(y) / (side / 2) ** 2) ** 3
    flat = np.stack([x * pull, y * pull], axis=2) @ np.array(
        [[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]]
    )
    z = drop(flat.reshape(-1, 2)).reshape(cells, cells)
    return padded(np.dstack([flat, z]), thickness, 0.6 * thickness)


def skin(points: FloatArray, uvs: FloatArray) -> Mesh:
    """The smooth skin over a grid of (rows, columns, 3) points, columns to the right as rows run up; (.., 2) `uvs`."""
    rows, columns = points.shape[:2]
    normals = smooth_normals(points.reshape(-1, 3), grid_faces(rows, columns)).reshape(points.shape)
    return assemble([Chart(points, normals, uvs)])


def draped(mesh: Mesh, middle: Sequence[float], quarter: tuple[float, float], tile_m: float) -> Mesh:
    """The mesh with one tile over it, the tile's middle on its crest above `middle`.

    `quarter`: how far from the crest the texture's metres lie at the level of `middle`, along x and y.
    """
    off = mesh.vertices.astype(np.float64) - np.asarray(middle)
    level = np.maximum(np.hypot(off[:, 0], off[:, 1]), 1e-9)
    polar = np.arctan2(level, off[:, 2]) / (math.pi / 2)
    uvs = off[:, :2] / level[:, None] * polar[:, None] * np.asarray(quarter) + tile_m / 2
    return replace(mesh, uvs=uvs.astype(np.float32))


@dataclass(frozen=True)
class Limb:
    """A body between two balls: (3,) centres and radii."""

    start: tuple[float, float, float]
    end: tuple[float, float, float]
    radii: tuple[float, float]


def grown(limbs: Sequence[Limb], blend_m: float, reach_m: float, cells: int) -> Mesh:
    """One skin around limbs that run into each other within `blend_m`, as seen from the origin, which is inside.

    What lies behind something, seen from there, is filled in.
    """

    def depth(points: FloatArray) -> FloatArray:
        """(n,) about how far outside of the limbs, with their joins filled (a smooth minimum)."""
        total = np.zeros(len(points))
        for limb in limbs:
            a, b = np.asarray(limb.start), np.asarray(limb.end)
            along = b - a
            t = np.clip((points - a) @ along / max(float(along @ along), 1e-12), 0, 1)
            away = np.linalg.norm(points - a - t[:, None] * along, axis=1)
            total += np.exp(-(away - limb.radii[0] - t * (limb.radii[1] - limb.radii[0])) / blend_m)
        result: FloatArray = -blend_m * np.log(np.maximum(total, 1e-300))
        return result

    def swell(direction: FloatArray) -> FloatArray:
        steps = 60
        outside = np.full(len(direction), reach_m)
        found = np.zeros(len(direction), dtype=np.bool_)
        for k in range(steps, 0, -1):
            here = np.full(len(direction), reach_m * k / steps)
            hit = ~found & (depth(direction * here[:, None]) < 0)
            found |= hit
            outside[~found] = reach_m * (k - 1) / steps
        low, high = outside - reach_m / steps, outside + reach_m / steps
        for _ in range(14):
            middle = (low + high) / 2
            within = depth(direction * middle[:, None]) < 0
            low, high = np.where(within, middle, low), np.where(within, high, middle)
        return np.maximum(low, 1e-3)

    return blob((1.0, 1.0, 1.0), cells=cells, swell=swell)


def full_hull(mesh: Mesh) -> FloatArray:
    """A convex hull of a bulging body: of few points, so drawn out until it reaches as far beyond as it falls short."""
    from scipy.spatial import ConvexHull

    points = hull_of(mesh, 32)
    planes = ConvexHull(points).equations
    short = float((mesh.vertices.astype(np.float64) @ planes[:, :3].T + planes[:, 3]).max())
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    out = points - middle
    grown = middle + out * (1 + 0.6 * short / np.linalg.norm(out, axis=1, keepdims=True))
    return np.asarray(np.clip(grown, points.min(axis=0), points.max(axis=0)))


def scattered(
    mesh: Mesh, count: int, rng: np.random.Generator, gap_m: float = 0.0, level: float = -1.0
) -> tuple[FloatArray, FloatArray]:
    """(k, 3) points on the mesh's skin and their (k, 3) normals; k <= `count`, even by area, at least `gap_m` apart.

    Only where the normal's z is above `level`.
    """
    corners = mesh.vertices.astype(np.float64)[mesh.faces]
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    area = np.linalg.norm(cross, axis=1)
    normal = cross / area[:, None]
    weight = area * (normal[:, 2] > level)
    if weight.sum() <= 0:
        return np.zeros((0, 3)), np.zeros((0, 3))
    tries = count if gap_m <= 0 else 6 * count
    face = rng.choice(len(area), size=tries, p=weight / weight.sum())
    s = np.sqrt(rng.random(tries))[:, None]
    t = rng.random(tries)[:, None]
    points = corners[face, 0] * (1 - s) + corners[face, 1] * (s * (1 - t)) + corners[face, 2] * (s * t)
    if gap_m <= 0:
        return points, normal[face]
    kept: list[int] = []
    for k in range(tries):
        if len(kept) == count:
            break
        if not kept or np.linalg.norm(points[kept] - points[k], axis=1).min() > gap_m:
            kept.append(k)
    return points[kept], normal[face[kept]]


def strewn(piece: Mesh, points: FloatArray, normals: FloatArray, rng: np.random.Generator, vary: float = 0.15) -> Mesh:
    """Copies of a small mesh at `points`, its z along `normals`, turned at random and varied in size by `vary`."""
    hint = rng.normal(size=points.shape)
    right = np.cross(hint, normals)
    right /= np.maximum(np.linalg.norm(right, axis=1, keepdims=True), 1e-9)
    up = np.cross(normals, right)
    turn = np.stack([right, up, normals], axis=2)
    size = np.clip(1 + vary * rng.standard_normal(len(points)), 0.6, 1.4)
    vertices = np.einsum("nij,mj->nmi", turn * size[:, None, None], piece.vertices.astype(np.float64))
    vertices += points[:, None]
    facing = np.einsum("nij,mj->nmi", turn, piece.normals.astype(np.float64))
    count, each = len(points), len(piece.vertices)
    faces = piece.faces[None] + (np.arange(count, dtype=np.int32) * each)[:, None, None]
    return Mesh(
        vertices.reshape(-1, 3).astype(np.float32),
        faces.reshape(-1, 3).astype(np.int32),
        facing.reshape(-1, 3).astype(np.float32),
        np.tile(piece.uvs, (count, 1)),
    )
