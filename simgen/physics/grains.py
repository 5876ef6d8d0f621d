"""What is filled with grains: rice, beans and the like, each piece resting on those below it.

Pieces are coarse ellipsoids. They fall one by one, each to the lowest of some places, straight down until it meets what
is there: what lies below is known as its height over a fine grid, so that no two pieces overlap by more than that grid
shows. Deep under the top, where nobody sees them, a solid takes their place.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from simgen.geometry import FloatArray, Pose, axis_angle, yaw
from simgen.physics.clipping import Solid
from simgen.world import GRAINS_MM, Mesh
from simgen.world.bodies import PACKED

# At most so many pieces are made; what would be below them is solid.
MOST_PIECES = 2600
# Of so many places, each piece takes the lowest.
PLACES = 6
# Ways that a piece may lie: turns about the vertical, each with a little tilt.
TURNS, TILT_DEG = 16, 18.0
# Cells of the grid in the least diameter of a piece.
FINENESS = 4.0


@dataclass(frozen=True, eq=False)
class Grains:
    """Pieces in a hollow: their surface, and the volume below their tops, which is what the fill counts."""

    mesh: Mesh
    volume_m3: float
    pieces: int
    core_level_m: float | None


@dataclass(frozen=True, eq=False)
class _Way:
    """A way that a piece lies: its turn, and how far it reaches below and above its middle over the cells around it."""

    turn: Pose
    below: FloatArray
    above: FloatArray
    on: np.ndarray[tuple[int, int], np.dtype[np.bool_]]


def poured_grains(hollow: Solid, of: str, level_m: float, volume_m3: float, rng: np.random.Generator) -> Grains:
    """Pieces of `of` up to the given volume of a hollow in a frame whose z is up; `level_m` is where a liquid of that
    volume would stand.
    """
    half = np.array(GRAINS_MM[of]) / 2000.0
    cell = 2 * float(half.min()) / FINENESS
    ground, roof, origin = columns_of(hollow, cell)
    open_ = np.isfinite(ground)
    floor = np.where(open_, ground, np.inf)
    area = cell * cell
    own_m3 = 4 / 3 * math.pi * float(np.prod(half))
    core: float | None = None
    if volume_m3 * PACKED / own_m3 > MOST_PIECES:
        core = _core(ground, open_, level_m, MOST_PIECES * own_m3 / PACKED, area)
        floor = np.where(open_, np.minimum(np.maximum(ground, core), roof), np.inf)
    top = floor.copy()
    filled = float((top - ground)[open_].sum()) * area
    ways = list(_ways(half, cell, rng))
    cells = np.argwhere(open_ & (ground <= level_m))
    laid: list[tuple[FloatArray, Pose]] = []
    misses = 0
    while filled < volume_m3 and len(laid) < 2 * MOST_PIECES and misses < 400 and len(cells):
        best: tuple[float, _Way, int, int] | None = None
        for k, w in zip(rng.integers(len(cells), size=PLACES), rng.integers(len(ways), size=PLACES), strict=True):
            way = ways[int(w)]
            r, c = (int(v) for v in cells[int(k)])
            height = _rest(top, roof, way, r, c)
            if height is not None and (best is None or height < best[0]):
                best = (height, way, r, c)
        if best is None or best[0] > level_m + 1.5 * float(half.max()):
            misses += 1
            continue
        height, way, r, c = best
        n = way.below.shape[0] // 2
        patch = np.s_[r - n : r + n + 1, c - n : c + n + 1]
        under = top[patch]
        raised = np.maximum(under[way.on], height + way.above[way.on])
        filled += float((raised - under[way.on]).sum()) * area
        under[way.on] = raised
        at = np.array([origin[0] + (c + 0.5) * cell, origin[1] + (r + 0.5) * cell, height])
        laid.append((at, way.turn))
    return Grains(_mesh(laid, half), filled, len(laid), core)


def columns_of(solid: Solid, cell_m: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Over a grid of vertical lines: where each enters and leaves the solid, or NaN; and the grid's corner.

    Lines are a cell apart, rows along y; a few cells more lie around.
    """
    low, high = solid.points.min(axis=0), solid.points.max(axis=0)
    margin = 12 * cell_m
    origin = low[:2] - margin
    columns, rows = (int(v) for v in np.ceil((high[:2] + margin - origin) / cell_m))
    bottom, top = np.full((rows, columns), np.inf), np.full((rows, columns), -np.inf)
    for triangle in solid.points[solid.faces]:
        flat = (triangle[:, :2] - origin) / cell_m - 0.5
        (c0, r0), (c1, r1) = np.ceil(flat.min(axis=0)).astype(int), np.floor(flat.max(axis=0)).astype(int)
        if c1 < c0 or r1 < r0:
            continue
        x, y = np.meshgrid(np.arange(c0, c1 + 1), np.arange(r0, r1 + 1))
        (ax, ay), (bx, by), (cx, cy) = flat
        turn = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if abs(turn) < 1e-12:
            continue
        u = ((x - ax) * (cy - ay) - (y - ay) * (cx - ax)) / turn
        v = ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / turn
        on = (u >= -1e-9) & (v >= -1e-9) & (u + v <= 1 + 1e-9)
        z = triangle[0, 2] + u * (triangle[1, 2] - triangle[0, 2]) + v * (triangle[2, 2] - triangle[0, 2])
        patch = np.s_[r0 : r1 + 1, c0 : c1 + 1]
        bottom[patch] = np.where(on, np.minimum(bottom[patch], z), bottom[patch])
        top[patch] = np.where(on, np.maximum(top[patch], z), top[patch])
    missed = ~np.isfinite(bottom)
    bottom[missed] = top[missed] = np.nan
    return bottom, top, origin


def _core(ground: FloatArray, open_: FloatArray, level_m: float, volume_m3: float, area_m2: float) -> float:
    """The height above which so much of the hollow lies below the level."""
    low, high = float(ground[open_].min()), level_m
    for _ in range(40):
        middle = (low + high) / 2
        above = np.clip(level_m - np.maximum(ground[open_], middle), 0.0, None).sum() * area_m2
        low, high = (middle, high) if above > volume_m3 else (low, middle)
    return high


def _ways(half: FloatArray, cell: float, rng: np.random.Generator) -> Iterator[_Way]:
    points, faces = _ball()
    reach = math.ceil(1.2 * float(half.max()) / cell) + 1
    x, y = np.meshgrid(np.arange(-reach, reach + 1) * cell, np.arange(-reach, reach + 1) * cell)
    for k in range(TURNS):
        about = math.radians(float(rng.normal(0.0, TILT_DEG)))
        level = Pose(quaternion=yaw(2 * math.pi * (k + float(rng.random())) / TURNS))
        turn = level @ Pose(quaternion=axis_angle((0.0, 1.0, 0.0), about))
        corners = turn.rotate(points * half)[faces]
        normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        reaches = np.einsum("ij,ij->i", normals, corners[:, 0])
        # Where a vertical line meets the plane of each face; a convex piece lies between the innermost of these.
        met = (reaches - x[..., None] * normals[:, 0] - y[..., None] * normals[:, 1]) / normals[:, 2]
        up = normals[:, 2] > 0
        below, above = met[..., ~up].max(axis=-1), met[..., up].min(axis=-1)
        yield _Way(turn, below, above, above > below)


def _rest(top: FloatArray, roof: FloatArray, way: _Way, r: int, c: int) -> float | None:
    """The height of a piece's middle let down over a cell; None where it does not fit in."""
    n = way.below.shape[0] // 2
    patch = np.s_[r - n : r + n + 1, c - n : c + n + 1]
    under = top[patch]
    if under.shape != way.below.shape:
        return None
    height = float((under - way.below)[way.on].max())
    if not math.isfinite(height) or (height + way.above > roof[patch])[way.on].any():
        return None
    return height


def _mesh(laid: list[tuple[FloatArray, Pose]], half: FloatArray) -> Mesh:
    """All pieces as one surface; long ones are drawn as slender as they are."""
    points, faces = _ball()
    normals = points / np.linalg.norm(points, axis=1, keepdims=True) / half
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    vertices = [turn.rotate(points * half) + at for at, turn in laid]
    shading = [turn.rotate(normals) for _, turn in laid]
    count = len(points)
    return Mesh(
        np.concatenate([np.zeros((0, 3)), *vertices]).astype(np.float32),
        (np.arange(len(laid))[:, None, None] * count + faces).reshape(-1, 3).astype(np.int32),
        np.concatenate([np.zeros((0, 3)), *shading]).astype(np.float32),
        np.zeros((count * len(laid), 2), dtype=np.float32),
    )


def _ball(around: int = 7, up: int = 4) -> tuple[FloatArray, np.ndarray[tuple[int, int], np.dtype[np.int64]]]:
    """A coarse ball as large as the unit ball, its poles on the x axis: (n, 3) points, (m, 3) outward triangles."""
    turns = np.arange(around) * 2 * math.pi / around
    rings = [
        np.column_stack([np.full(around, math.cos(t)), math.sin(t) * np.cos(turns), math.sin(t) * np.sin(turns)])
        for t in np.arange(1, up) * math.pi / up
    ]
    points = np.concatenate([[[1.0, 0.0, 0.0]], *rings, [[-1.0, 0.0, 0.0]]])
    last = len(points) - 1
    faces = []
    for a in range(around):
        b = (a + 1) % around
        faces.append((0, 1 + a, 1 + b))
        for k in range(up - 2):
            one, two = 1 + k * around, 1 + (k + 1) * around
            faces += [(one + a, two + a, two + b), (one + a, two + b, one + b)]
        faces.append((1 + (up - 2) * around + a, last, 1 + (up - 2) * around + b))
    volume = float(np.linalg.det(points[np.array(faces)]).sum()) / 6
    return points * (4 / 3 * math.pi / volume) ** (1 / 3), np.array(faces)
