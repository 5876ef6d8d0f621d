"""Boxes with rounded edges and extruded outlines: boards, legs, tops, bases.

Texture coordinates are metres along the surface, unrolled round the piece so that the grain runs through
its edges; every map is right-handed (u × v = normal), as normal maps need.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from simgen.catalog.meshing.transforms import merge, mesh_of
from simgen.geometry import FloatArray
from simgen.world import Mesh

Axis = Literal["x", "y", "z"]
_AXES: tuple[Axis, ...] = ("x", "y", "z")
# A hull may stick out of the mesh by 2 mm: a sharp corner over a round one of this radius does by 1.8 mm.
_SHARP_HULL_RADIUS_M = 0.0025
# Smaller steps between rings are lost in single precision.
_SHARP_BEVEL_M = 1e-5


def rounded_box(
    size: Sequence[float],
    radius: float = 0.0,
    segments: int = 2,
    center: Sequence[float] = (0.0, 0.0, 0.0),
    *,
    divisions: Sequence[int] = (1, 1, 1),
    grain: Axis | None = None,
    uv_offset: Sequence[float] = (0.0, 0.0),
) -> Mesh:
    """A box of `size` (x, y, z) metres whose edges and corners have `radius`; watertight.

    `segments` (even) is the number of facets of a quarter round; a `radius` of 0 gives sharp edges, and one
    too large for the box is cut to 49 % of its smallest edge. `divisions` splits the flat of the faces along
    x, y, z, for bending. u runs along the axis `grain` (the longest edge where None).
    """
    half = np.asarray(size, dtype=np.float64) / 2
    if not (half > 0).all() or segments < 2 or segments % 2:
        raise ValueError(f"a box needs positive edges and an even number of segments, got {size!r}, {segments}")
    r = min(float(radius), 0.98 * float(half.min()))
    if r < _SHARP_BEVEL_M:
        r = 0.0
    inner = half - r
    steps = segments // 2 if r > 0 else 0
    angles = [math.pi / 4 * j / steps for j in range(steps, 0, -1)]
    # The tangent of 45° is put in as exactly 1 so that adjoining faces meet bit for bit.
    tangents = [1.0 if j == 0 else math.tan(a) for j, a in enumerate(angles)]
    lines = []
    for axis in range(3):
        flat = np.linspace(-inner[axis], inner[axis], divisions[axis] + 1)
        core = np.concatenate([np.full(steps, -inner[axis]), flat, np.full(steps, inner[axis])])
        lean = np.concatenate([-np.array(tangents), np.zeros(len(flat)), np.array(tangents[::-1])])
        along = np.concatenate([-inner[axis] - r * np.array(angles), flat, inner[axis] + r * np.array(angles[::-1])])
        lines.append((core, lean, along))
    g = _AXES.index(grain) if grain else int(np.argmax(np.round(half, 9)))
    reach = inner + r * math.pi / 4
    pieces = [_box_face(axis, sign, inner, r, lines, g, reach) for axis in range(3) for sign in (1.0, -1.0)]
    points, corners, directions, texture = zip(*pieces, strict=True)
    starts = np.cumsum([0, *(len(p) for p in points[:-1])])
    return mesh_of(
        np.concatenate(points) + np.asarray(center, dtype=np.float64),
        np.concatenate([c + start for c, start in zip(corners, starts, strict=True)]),
        np.concatenate(directions),
        np.concatenate(texture) + np.asarray(uv_offset, dtype=np.float64),
    )


def _box_face(
    axis: int,
    sign: float,
    inner: FloatArray,
    radius: float,
    lines: list[tuple[FloatArray, FloatArray, FloatArray]],
    grain: int,
    reach: FloatArray,
) -> tuple[FloatArray, npt.NDArray[np.int64], FloatArray, FloatArray]:
    """(n, 3) vertices, (m, 3) faces, (n, 3) normals and (n, 2) texture coordinates of one side with its rounding."""
    b, c = (axis + 1) % 3, (axis + 2) % 3
    nb, nc = len(lines[b][0]), len(lines[c][0])
    core, lean, along = (np.empty((nb, nc, 3)) for _ in range(3))
    for target, line in ((core, 0), (lean, 1), (along, 2)):
        target[..., b] = lines[b][line][:, None]
        target[..., c] = lines[c][line][None, :]
    core[..., axis] = sign * inner[axis]
    lean[..., axis] = sign
    normals = lean / np.sqrt((lean**2).sum(axis=-1, keepdims=True))
    vertices = core + radius * normals
    p, q = (grain + 1) % 3, (grain + 2) % 3
    if axis == grain:
        u, v = sign * along[..., p], along[..., q]
    elif axis == q:
        u = along[..., grain]
        v = along[..., p] if sign > 0 else 2 * reach[p] + 2 * reach[q] - along[..., p]
    else:
        u = along[..., grain]
        v = reach[p] + reach[q] - along[..., q] if sign > 0 else along[..., q] - reach[q] - reach[p]
    return (
        vertices.reshape(-1, 3),
        grid_faces(nb, nc, flip=sign < 0),
        normals.reshape(-1, 3),
        np.stack([u, v], axis=-1).reshape(-1, 2),
    )


def grid_faces(rows: int, columns: int, *, flip: bool = False) -> npt.NDArray[np.int64]:
    """(2 (rows - 1) (columns - 1), 3) triangles of a grid of vertices stored row by row.

    Counter-clockwise seen from (row direction) × (column direction), or from behind with `flip`.
    """
    index = np.arange(rows * columns).reshape(rows, columns)
    a, b = index[:-1, :-1].ravel(), index[1:, :-1].ravel()
    c, d = index[1:, 1:].ravel(), index[:-1, 1:].ravel()
    faces = np.stack([np.stack([a, b, c], axis=1), np.stack([a, c, d], axis=1)], axis=1).reshape(-1, 3)
    return faces[:, ::-1] if flip else faces


def box_hull(size: Sequence[float], center: Sequence[float] = (0.0, 0.0, 0.0), radius: float = 0.0) -> FloatArray:
    """(8 or 24, 3) hull points of `rounded_box`: flat faces exact, never more than 2 mm outside it."""
    half = np.asarray(size, dtype=np.float64) / 2
    signs = ((np.arange(8)[:, None] >> np.arange(3)) & 1) * 2.0 - 1.0
    middle = np.asarray(center, dtype=np.float64)
    if radius <= _SHARP_HULL_RADIUS_M:
        return signs * half + middle
    r = min(float(radius), 0.98 * float(half.min()))
    corners = [signs * np.where(np.arange(3) == axis, half, half - r) for axis in range(3)]
    return np.concatenate(corners) + middle


def extrude(
    polygon: npt.ArrayLike,
    height: float,
    bevel: float = 0.0,
    segments: int = 2,
    *,
    divisions: int = 1,
    crease_deg: float = 35.0,
    grain: Literal["around", "up"] = "around",
    uv_offset: Sequence[float] = (0.0, 0.0),
) -> Mesh:
    """The prism over a simple outline, (k, 2) metres in either sense, from z = 0 to `height`; watertight.

    The edges of both caps are rounded by `bevel`, inwards, so the outline stays the widest section; it is cut to
    what short edges bear, and below 10 µm they are sharp. Corners of the outline that turn by more than
    `crease_deg` are creases. `divisions` splits the wall along z, for bending. On the wall u runs around the outline
    or, with `grain` "up", along z; on the caps u is x and v is y (mirrored below).
    """
    outline = _counter_clockwise(np.asarray(polygon, dtype=np.float64).reshape(-1, 2))
    if not height > 0 or bevel < 0 or 2 * bevel > height:
        raise ValueError(f"a prism needs height above 0 and a bevel of at most half of it, got {height}, {bevel}")
    wall, lower, upper = prism_wall(outline, height, bevel, segments, divisions, crease_deg, grain)
    pieces = [wall]
    for rim, up in ((upper, 1.0), (lower, -1.0)):
        cap = triangulate(rim[:, :2])
        normals = np.tile([0.0, 0.0, up], (len(rim), 1))
        pieces.append(mesh_of(rim, cap if up > 0 else cap[:, ::-1], normals, rim[:, :2] * [1.0, up]))
    prism = merge(pieces)
    return Mesh(prism.vertices, prism.faces, prism.normals, prism.uvs + np.asarray(uv_offset, dtype=np.float32))


def extrude_along_x(profile: npt.ArrayLike, width: float, bevel: float = 0.0, segments: int = 2) -> Mesh:
    """The prism of `extrude` with its axis along x, centred, over an outline of (y, z)."""
    prism = extrude(profile, width, bevel, segments)
    # A cyclic change of axes keeps the outside outside.
    points, normals = (a[:, [2, 0, 1]].astype(np.float64) for a in (prism.vertices, prism.normals))
    return mesh_of(points - np.array([width / 2, 0.0, 0.0]), prism.faces, normals, prism.uvs)


def prism_wall(
    outline: FloatArray,
    height: float,
    bevel: float,
    segments: int,
    divisions: int,
    crease_deg: float,
    grain: Literal["around", "up"],
) -> tuple[Mesh, FloatArray, FloatArray]:
    """The wall of `extrude` without its caps, and the (k, 3) rims that caps at z = 0 and at `height` fit.

    A counter-clockwise outline makes the wall of a solid, a clockwise one that of a hole.
    """
    before, after = _edge_normals(outline)
    miter = (before + after) / (1 + (before * after).sum(axis=1, keepdims=True))
    bevel = min(bevel, _largest_inset(outline, before, after))
    if bevel < _SHARP_BEVEL_M:
        bevel = 0.0
    smooth = (before * after).sum(axis=1) > math.cos(math.radians(crease_deg))
    quarter = np.linspace(0, math.pi / 2, segments + 1) if bevel > 0 else np.zeros(1)
    inset = bevel * (1 - np.cos(quarter))
    rise = height - bevel + bevel * np.sin(quarter)
    # Rings from the bottom cap's rim up to the top cap's.
    between = np.linspace(height - rise[0], rise[0], divisions + 1)[1:-1]
    insets = np.concatenate([inset[::-1], 0 * between, inset])
    heights = np.concatenate([(height - rise)[::-1], between, rise])
    tilt = np.concatenate([-quarter[::-1], 0 * between, quarter])
    rings = outline[None] - insets[:, None, None] * miter[None]

    columns: list[tuple[int, FloatArray, float]] = []
    lengths = np.linalg.norm(np.roll(outline, -1, axis=0) - outline, axis=1)
    around = np.concatenate([[0.0], np.cumsum(lengths)])
    faces: list[tuple[int, int]] = []
    for k in range(len(outline)):
        following = (k + 1) % len(outline)
        start = after[k] if not smooth[k] else _unit(before[k] + after[k])
        end = after[k] if not smooth[following] else _unit(after[k] + after[following])
        columns += [(k, start, around[k]), (following, end, around[k + 1])]
        faces.append((len(columns) - 2, len(columns) - 1))
    count = len(heights)
    which = np.array([c[0] for c in columns])
    flat = np.stack([c[1] for c in columns])
    position = np.array([c[2] for c in columns])
    vertices = np.concatenate(
        [rings[:, which], np.broadcast_to(heights[:, None, None], (count, len(which), 1))], axis=-1
    )
    normals = np.concatenate(
        [
            np.cos(tilt)[:, None, None] * flat[None],
            np.broadcast_to(np.sin(tilt)[:, None, None], (count, len(which), 1)),
        ],
        axis=-1,
    )
    climb = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(insets), np.diff(heights)))])
    u = np.broadcast_to(position[None], (count, len(which)))
    v = np.broadcast_to(climb[:, None], (count, len(which)))
    uvs = np.stack([u, v] if grain == "around" else [v, -u], axis=-1)
    left, right = np.array(faces).T
    rows = (np.arange(count - 1) * len(which))[:, None]
    a, b, c, d = rows + left, rows + right, rows + len(which) + right, rows + len(which) + left
    wall = np.concatenate([np.stack([a, b, c], axis=-1), np.stack([a, c, d], axis=-1)], axis=1).reshape(-1, 3)
    lower, upper = (np.concatenate([rings[r], np.full((len(outline), 1), heights[r])], axis=1) for r in (0, -1))
    return mesh_of(vertices, wall, normals, uvs), lower, upper


def rounded_rectangle(width: float, depth: float, radius: float, segments: int = 8) -> FloatArray:
    """(k, 2) outline, counter-clockwise, of a rectangle about the origin with rounded corners."""
    half = min(width, depth) / 2
    # A straight side of next to nothing is none: two corners meet in one point.
    r = half if radius > 0.98 * half else radius
    if r <= 0:
        x, y = width / 2, depth / 2
        return np.array([[x, -y], [x, y], [-x, y], [-x, -y]])
    turn = np.linspace(0, math.pi / 2, segments + 1)
    arc = r * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    corners: list[FloatArray] = []
    for k, (sx, sy) in enumerate(((1, 1), (-1, 1), (-1, -1), (1, -1))):
        c, s = [(1, 0), (0, 1), (-1, 0), (0, -1)][k]
        turned = arc @ np.array([[c, s], [-s, c]])
        corners.append(turned + np.array([sx * (width / 2 - r), sy * (depth / 2 - r)]))
    points: FloatArray = np.concatenate(corners)
    apart = np.linalg.norm(points - np.roll(points, 1, axis=0), axis=1) > 1e-9
    kept: FloatArray = points[apart]
    return kept


def ellipse(width: float, depth: float, segments: int = 48) -> FloatArray:
    """(segments, 2) outline, counter-clockwise, of an ellipse about the origin."""
    turn = np.arange(segments) * (2 * math.pi / segments)
    return np.stack([width / 2 * np.cos(turn), depth / 2 * np.sin(turn)], axis=1)


def triangulate(polygon: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """(k - 2, 3) triangles of a simple counter-clockwise polygon that use all its vertices, by ear clipping.

    Of the ears (Meisters 1975) the one with the largest smallest angle goes first, so points in a row on
    a straight edge give no triangles without area.
    """
    p = np.asarray(polygon, dtype=np.float64)
    if (_cross(p - np.roll(p, 1, axis=0), np.roll(p, -1, axis=0) - p) > 1e-12 * np.ptp(p, axis=0).max() ** 2).all():
        return _strip(len(p))
    points = [(float(x), float(y)) for x, y in p]
    left = list(range(len(points)))
    faces: list[tuple[int, int, int]] = []
    quality = {k: _ear_quality(points, left, j) for j, k in enumerate(left)}
    while len(left) > 3:
        best = max(left, key=lambda k: (quality[k], -k))
        j = left.index(best)
        faces.append((left[j - 1], best, left[(j + 1) % len(left)]))
        left.pop(j)
        # Removing an ear can only free others: those beside it change, and those it stood in the way of.
        for n, k in enumerate(left):
            if quality[k] <= 0 or n in ((j - 1) % len(left), j % len(left)):
                quality[k] = _ear_quality(points, left, n)
    faces.append((left[0], left[1], left[2]))
    return np.array(faces, dtype=np.int64)


def _strip(count: int) -> npt.NDArray[np.int64]:
    """The triangles of a convex polygon, zigzag between its two sides."""
    faces, low, high = [], 0, count - 1
    while high - low > 1:
        faces.append((low, low + 1, high))
        low += 1
        if high - low > 1:
            faces.append((low, high - 1, high))
            high -= 1
    return np.array(faces, dtype=np.int64)


Point = tuple[float, float]


def _ear_quality(points: Sequence[Point], left: list[int], j: int) -> float:
    """The sine of the ear's smallest angle, or -1 for what is no ear. In plain floats: it is called very often."""
    before, after = left[j - 1], left[(j + 1) % len(left)]
    a, b, c = points[before], points[left[j]], points[after]
    area = _turn(a, b, c)
    sides = sorted((math.dist(a, b), math.dist(b, c), math.dist(c, a)))
    if area <= 1e-12 * sides[2] ** 2:
        return -1.0
    for k in left:
        if k in (before, left[j], after):
            continue
        q = points[k]
        if _turn(a, b, q) >= 0 and _turn(b, c, q) >= 0 and _turn(c, a, q) >= 0:
            return -1.0
    return area / (sides[1] * sides[2])


def _turn(a: Point, b: Point, c: Point) -> float:
    """Twice the signed area of a triangle: above 0 where it turns left."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _cross(a: FloatArray, b: FloatArray) -> FloatArray:
    result: FloatArray = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    return result


def _counter_clockwise(outline: FloatArray) -> FloatArray:
    if len(outline) < 3:
        raise ValueError(f"an outline needs 3 points or more, got {len(outline)}")
    area = float(_cross(outline, np.roll(outline, -1, axis=0)).sum())
    return outline if area > 0 else np.ascontiguousarray(outline[::-1])


def _edge_normals(outline: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(k, 2) outward normals of the edges before and after each corner."""
    edge = np.roll(outline, -1, axis=0) - outline
    length = np.linalg.norm(edge, axis=1, keepdims=True)
    if not (length > 0).all():
        raise ValueError("an outline has the same point twice in a row")
    normal = np.stack([edge[:, 1], -edge[:, 0]], axis=1) / length
    return np.roll(normal, 1, axis=0), normal


def _largest_inset(outline: FloatArray, before: FloatArray, after: FloatArray) -> float:
    """How far the outline can be drawn in before an edge has shrunk by nine tenths."""
    turn = np.arctan2(_cross(before, after), (before * after).sum(axis=1))
    shrink = np.tan(turn / 2) + np.tan(np.roll(turn, -1) / 2)
    length = np.linalg.norm(np.roll(outline, -1, axis=0) - outline, axis=1)
    return float(0.9 * np.min(np.where(shrink > 1e-9, length / np.maximum(shrink, 1e-9), np.inf)))


def _unit(vector: FloatArray) -> FloatArray:
    result: FloatArray = vector / np.linalg.norm(vector)
    return result
