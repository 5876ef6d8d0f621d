"""Hollows that hold water, found in triangles of unknown origin: where it stays, up to the level at which it runs out.

Two methods that know nothing of each other must agree. Cells of a grid tell where water stays: each empty cell's level
is the lowest sill on any way out of it (Soille and Gratin 1994; a flood in order of height from outside). The mesh is
then measured: level slices of the real triangles, seen from a line that runs up through the cells.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import ndimage
from scipy.spatial import ConvexHull

from simgen.catalog.meshing.transforms import mesh_of
from simgen.geometry import FloatArray
from simgen.world import Cavity

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# Cells along the longest side, and the most in all.
CELLS, MOST_CELLS = 72, 200_000
# A hollow is worth its name from here: metres deep, cells deep, of its width, cubic metres, of the box around it.
LEAST_DEPTH_M, LEAST_DEPTH_CELLS, LEAST_DEPTH_SHARE = 0.008, 3, 0.08
LEAST_VOLUME_M3, LEAST_BOX_SHARE = 5e-6, 0.02
MOST_HOLLOWS = 8
# Slices and directions of a hollow's mesh.
LEVELS, DIRECTIONS = 24, 48
# Cells and slices may differ by this much of the volume, beside half a cell around it.
AGREEMENT = 0.1
# Physics' convex pieces may take this much of a hollow, or nothing could lie in it.
MOST_BLOCKED = 0.2


@dataclass(frozen=True, eq=False)
class _Grid:
    """Cubes of `cell` metres from `low`; `solid` is passed by no water. One layer on each side is outside."""

    low: FloatArray
    cell: float
    solid: Bools

    def height(self, k: Ints | int) -> FloatArray:
        return np.asarray(self.low[2] + (np.asarray(k) + 0.5) * self.cell)


def hollows_of(
    vertices: FloatArray, faces: Ints, hulls: tuple[FloatArray, ...], joint: str | None, notes: list[str]
) -> tuple[Cavity, ...]:
    """The hollows of a part, upright: closed meshes up to their brim, the largest first.

    `notes` tell of those that were found and left out: whose two measures differ, or which `hulls` fill.
    """
    box = float(np.prod(np.ptp(vertices, axis=0)))
    if not box > LEAST_VOLUME_M3:
        return ()
    corners = vertices[faces]
    grid = _grid(vertices, corners)
    level = _spill(grid)
    filled = np.isfinite(level) & ~grid.solid & (level > grid.height(np.arange(level.shape[2])) + 0.5 * grid.cell)
    # Cells of one pool have one level; pools that touch at a sill are two.
    found = []
    for brim in np.unique(level[filled]):
        label, count = ndimage.label(filled & (level == brim))
        sizes = np.bincount(label.ravel())[1:]
        found += [(int(sizes[k]), float(brim), label == k + 1) for k in range(count) if sizes[k] >= 8]
    result: list[Cavity] = []
    for size, brim, cells in sorted(found, key=lambda f: -f[0])[: 4 * MOST_HOLLOWS]:
        volume = size * grid.cell**3
        wide, deep, tall = ((np.ptp(np.nonzero(cells)[k]) + 1) * grid.cell for k in range(3))
        least = max(LEAST_DEPTH_M, LEAST_DEPTH_CELLS * grid.cell, LEAST_DEPTH_SHARE * min(wide, deep))
        if volume < max(LEAST_VOLUME_M3, LEAST_BOX_SHARE * box) or tall < least:
            continue
        name = "inside" if not result else f"inside_{len(result) + 1}"
        cavity = _measured(grid, cells, brim, corners, name, joint)
        skin = float((cells & ~ndimage.binary_erosion(cells)).sum()) * grid.cell**3
        if cavity is None or abs(cavity.volume_m3 - volume) > AGREEMENT * volume + 0.75 * skin:
            notes.append(f"a hollow of about {volume * 1e6:.0f} ml is too winding to be filled, and is left out")
        elif _blocked(cavity, hulls) > MOST_BLOCKED:
            notes.append(f"physics' shape fills a hollow of {cavity.volume_m3 * 1e6:.0f} ml, which is left out")
        else:
            result.append(cavity)
        if len(result) == MOST_HOLLOWS:
            break
    return tuple(result)


def _grid(vertices: FloatArray, corners: FloatArray) -> _Grid:
    low, size = vertices.min(axis=0), np.ptp(vertices, axis=0)
    cell = max(float(size.max()) / CELLS, float(np.prod(size) / MOST_CELLS) ** (1 / 3))
    shape = np.ceil(size / cell - 1e-9).astype(np.int64).clip(1) + 2
    low = low - cell
    solid = np.zeros(tuple(shape), np.bool_)
    # Points on every triangle, so close that none lies between two cells that share a face; along its shortest side and
    # another one, since most are slivers.
    lengths = np.linalg.norm(corners - np.roll(corners, -1, axis=1), axis=2)
    turned = (lengths.argmin(axis=1)[:, None] + np.arange(3)) % 3
    a, b, c = np.moveaxis(np.take_along_axis(corners, turned[:, :, None], axis=1), 1, 0)
    across, along = (np.ceil(np.linalg.norm(e - a, axis=1) / (0.45 * cell)).astype(np.int64).clip(1) for e in (b, c))
    for n, m in np.unique(np.stack([across, along], axis=1), axis=0):
        chosen = np.flatnonzero((across == n) & (along == m))
        i, j = np.meshgrid(np.arange(n + 1) / n, np.arange(m + 1) / m, indexing="ij")
        # Rows along the second side shrink to nothing where the third one meets the first.
        s, t = i.ravel(), (j * (1 - i)).ravel()
        for some in np.array_split(chosen, max(1, len(chosen) * len(s) // 1_000_000)):
            points = a[some, None] + s[:, None] * (b - a)[some, None] + t[:, None] * (c - a)[some, None]
            place = ((points.reshape(-1, 3) - low) / cell).astype(np.int64)
            solid[tuple(np.clip(place, 1, shape - 2).T)] = True
    return _Grid(low, cell, solid)


def _spill(grid: _Grid) -> FloatArray:
    """For each empty cell the lowest level at which water in it would run out; inf where it never could."""
    level = np.full(grid.solid.shape, np.inf)
    for k in range(grid.solid.shape[2]):
        # The outermost cells are empty, so the first one is outside, and so is all that it reaches no higher than k.
        label, _ = ndimage.label(~grid.solid[:, :, : k + 1])
        below = level[:, :, : k + 1]
        below[(label == label[0, 0, 0]) & np.isinf(below)] = grid.height(k)
    return level


def _measured(
    grid: _Grid, cells: Bools, brim_m: float, corners: FloatArray, name: str, joint: str | None
) -> Cavity | None:
    """The closed mesh of a hollow of which every level can be seen from one upright line; None without such a line."""
    layers = np.flatnonzero(cells.any(axis=(0, 1)))
    reach = np.min([ndimage.distance_transform_edt(np.pad(cells[:, :, k], 1))[1:-1, 1:-1] for k in layers], axis=0)
    if not reach.max() > 0:
        return None
    axis = grid.low[:2] + (np.array(np.unravel_index(reach.argmax(), reach.shape)) + 0.5) * grid.cell
    places = grid.low[:2] + (np.argwhere(cells.any(axis=2)) + 0.5) * grid.cell
    farthest = float(np.linalg.norm(places - axis, axis=1).max()) + 1.5 * grid.cell

    def radii(z: float) -> FloatArray:
        return _seen(corners, axis, z)

    floor = _ground(corners, axis, float(grid.height(int(layers[0]))) + 0.5 * grid.cell)
    low, high = brim_m - 2 * grid.cell, brim_m - 0.5 * grid.cell
    if floor is None or low <= floor or radii(low).max() > farthest:
        return None
    # The brim is the highest level that is walled all around.
    for _ in range(16):
        middle = (low + high) / 2
        low, high = (middle, high) if radii(middle).max() <= farthest else (low, middle)
    share = np.linspace(0, 1, LEVELS)
    # Closer near the floor, where hollows are round.
    heights = floor + (low - floor) * np.clip((share + share**2) / 2, 1e-3, 1.0)
    rings = np.minimum([radii(z) for z in heights], farthest)
    turn = 2 * np.pi * np.arange(DIRECTIONS) / DIRECTIONS
    around = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    flat = axis + rings[:, :, None] * around
    tall = np.broadcast_to(heights[:, None, None], (LEVELS, DIRECTIONS, 1))
    points = np.concatenate([flat, tall], axis=2).reshape(-1, 3)
    points = np.concatenate([points, [[*axis, floor], [*axis, low]]])
    here = np.arange(DIRECTIONS)
    after = (here + 1) % DIRECTIONS
    first = DIRECTIONS * np.arange(LEVELS - 1)[:, None]
    a, b, c, d = first + here, first + after, first + DIRECTIONS + here, first + DIRECTIONS + after
    ground, sky = np.full(DIRECTIONS, len(points) - 2), np.full(DIRECTIONS, len(points) - 1)
    top = DIRECTIONS * (LEVELS - 1)
    faces = np.concatenate(
        [
            np.stack([a, b, d], axis=2).reshape(-1, 3),
            np.stack([a, d, c], axis=2).reshape(-1, 3),
            np.stack([ground, after, here], axis=1),
            np.stack([sky, top + here, top + after], axis=1),
        ]
    )
    points = points.astype(np.float32).astype(np.float64)
    cross = np.cross(points[faces[:, 1]] - points[faces[:, 0]], points[faces[:, 2]] - points[faces[:, 0]])
    normals = np.zeros_like(points)
    for k in range(3):
        np.add.at(normals, faces[:, k], cross)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-300)
    volume = float(np.einsum("ij,ij->", points[faces[:, 0]] - points[-1], cross)) / 6
    return Cavity(name, mesh_of(points, faces, normals, np.zeros((len(points), 2))), joint, volume)


def _ground(corners: FloatArray, at: FloatArray, below: float) -> float | None:
    """The highest point of the triangles under (x, y), not above `below`."""
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    ab, ac, ap = b[:, :2] - a[:, :2], c[:, :2] - a[:, :2], at - a[:, :2]
    twice = ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        s = (ap[:, 0] * ac[:, 1] - ap[:, 1] * ac[:, 0]) / twice
        t = (ab[:, 0] * ap[:, 1] - ab[:, 1] * ap[:, 0]) / twice
        z = a[:, 2] + s * (b[:, 2] - a[:, 2]) + t * (c[:, 2] - a[:, 2])
        # Upright triangles give no number, and are not found.
        found = z[(s >= -1e-9) & (t >= -1e-9) & (s + t <= 1 + 1e-9) & (z <= below)]
    return float(found.max()) if len(found) else None


def _seen(corners: FloatArray, axis: FloatArray, z: float) -> FloatArray:
    """(DIRECTIONS,) how far one sees from the axis at height z until a triangle; inf where nothing is."""
    over = corners[:, :, 2] > z
    cut = corners[over.any(axis=1) & ~over.all(axis=1)]
    over = cut[:, :, 2] > z
    # Of each triangle, the corner that is alone on its side: the level crosses the two edges from there.
    alone = np.where(over.sum(axis=1) == 1, over.argmax(axis=1), (~over).argmax(axis=1))
    row = np.arange(len(cut))
    tip, one, two = (cut[row, (alone + k) % 3] for k in range(3))
    ends = [
        tip[:, :2] + ((z - tip[:, 2]) / (end[:, 2] - tip[:, 2]))[:, None] * (end - tip)[:, :2] - axis
        for end in (one, two)
    ]
    turn = 2 * np.pi * np.arange(DIRECTIONS) / DIRECTIONS
    ahead, aside = np.stack([np.cos(turn), np.sin(turn)]), np.stack([-np.sin(turn), np.cos(turn)])
    (p, q), (u, v) = ([end @ side for end in ends] for side in (aside, ahead))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = p / (p - q)
        far = np.where((p <= 0) == (q <= 0), np.inf, u + share * (v - u))
    far[~(far > 1e-9)] = np.inf
    result: FloatArray = far.min(axis=0, initial=np.inf)
    return result


def _blocked(cavity: Cavity, hulls: tuple[FloatArray, ...]) -> float:
    """The share of a hollow that the convex pieces take, at points between its axis and its wall."""
    points = cavity.mesh.vertices.astype(np.float64)
    rings, middle = points[:-2].reshape(LEVELS, DIRECTIONS, 3), points[-1]
    inner = np.sqrt((np.arange(4) + 0.5) / 4)[:, None, None, None]
    centre = np.stack([np.full(LEVELS, middle[0]), np.full(LEVELS, middle[1]), rings[:, 0, 2]], axis=1)[:, None]
    samples = (centre + inner * (rings - centre)).reshape(-1, 3)
    each = ((rings - centre) ** 2).sum(axis=2) * np.gradient(rings[:, 0, 2])[:, None]
    weights = np.broadcast_to(each, (4, *each.shape))
    taken = np.zeros(len(samples), np.bool_)
    for hull in hulls:
        planes = ConvexHull(hull).equations
        taken |= (samples @ planes[:, :3].T + planes[:, 3] <= -1e-6).all(axis=1)
    return float(weights.reshape(-1)[taken].sum() / weights.sum())
