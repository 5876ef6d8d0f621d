"""Cloth at rest on what lies below it: a position-based solver on a grid, exact in its repetition.

Extended position-based dynamics with small steps (Macklin et al., "Small Steps in Physics Simulation", 2019): a sheet
is a grid of points that keep their distances, pushed out of convex pieces with Coulomb's friction, and out of itself as
balls do. Red and black pairs are solved in turn, so that the same input gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simgen.geometry import FloatArray
from simgen.physics.support import GRAVITY_M_S2

STEP_S = 1 / 500
STRETCH_PASSES = 2
# Shares of what is missing that one pass mends: of a cell's diagonals, and of straightness over two cells.
SHEAR, BEND = 0.22, 0.06
AIR_DRAG_PER_S = 1.2
FRICTION, OWN_FRICTION = 0.75, 0.5
# Two points of one sheet stay so far apart, in cells; less than a cell, so that neighbours are free, and more than
# half a diagonal, so that no point slips through between four others.
OWN_DISTANCE = 0.76
# Steps between two searches for what is near.
STRIDE = 10
AT_REST_M_S = 0.02


@dataclass(frozen=True, eq=False)
class Settled:
    """A sheet at rest: (rows, columns, 3) points and, of every obstacle, how its points touch it.

    `distances_m` is the least distance of a point to each obstacle; `speed_m_s` that of the fastest point at the end.
    """

    points: FloatArray
    distances_m: FloatArray
    touching: tuple[FloatArray, ...]
    normals: tuple[FloatArray, ...]
    speed_m_s: float


@dataclass(frozen=True, eq=False)
class Piece:
    """A convex piece: (k, 4) planes n·x + d, below 0 inside; its box; and which obstacle it is of."""

    planes: FloatArray
    low: FloatArray
    high: FloatArray
    obstacle: int

    @staticmethod
    def of(points: FloatArray, obstacle: int) -> Piece:
        """The hull of (k, 3) points."""
        from scipy.spatial import ConvexHull

        planes = ConvexHull(points).equations
        _, first = np.unique(np.round(planes, 9), axis=0, return_index=True)
        return Piece(planes[np.sort(first)], points.min(axis=0), points.max(axis=0), obstacle)

    def near(self, low: FloatArray, high: FloatArray, reach_m: float) -> bool:
        """Whether its box is within reach of another."""
        return bool((self.low - reach_m <= high).all() and (low <= self.high + reach_m).all())

    def depth(self, points: FloatArray) -> tuple[FloatArray, FloatArray]:
        """(n,) signed distances of points to its nearest plane, negative inside, and (n, 3) the normals of these."""
        along = points @ self.planes[:, :3].T + self.planes[:, 3]
        nearest = along.argmax(axis=1)
        return along[np.arange(len(points)), nearest], self.planes[nearest, :3]


@dataclass(frozen=True)
class Squeeze:
    """Hands that push a sheet together: from `start_m` to `end_m` about a vertical axis, then let go."""

    x: float
    y: float
    start_m: float
    end_m: float
    seconds: float


def settle_sheet(
    start: FloatArray,
    spacing_m: float,
    radius_m: float,
    obstacles: Sequence[Sequence[FloatArray]],
    *,
    seconds: float,
    most_s: float,
    pressed: bool = False,
    squeeze: Squeeze | None = None,
) -> Settled:
    """A (rows, columns, 3) sheet, whose points are `spacing_m` apart where it lies flat, let fall until it rests.

    `obstacles` are the convex pieces, each (k, 3) points, of each body; the sheet keeps `radius_m` from them. At least
    `seconds` and at most `most_s` are simulated. `pressed`: it keeps the folds that it starts with.
    """
    pieces = [Piece.of(hull, k) for k, hulls in enumerate(obstacles) for hull in hulls]
    points = np.array(start, dtype=np.float64)
    flat = points.reshape(-1, 3)
    speed = np.zeros_like(points)
    own_m = OWN_DISTANCE * spacing_m
    bends = _bends(points, spacing_m, pressed)
    most_m = 0.3 * own_m
    own: _Pairs = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    near: list[Piece] = []
    fastest = np.inf
    for step in range(round(most_s / STEP_S)):
        if step % STRIDE == 0:
            reach = STRIDE * most_m
            own = _near_pairs(flat, own_m + 0.5 * spacing_m, points.shape[1])
            low, high = flat.min(axis=0), flat.max(axis=0)
            near = [piece for piece in pieces if piece.near(low, high, radius_m + reach)]
        before = points.copy()
        speed[..., 2] -= GRAVITY_M_S2 * STEP_S
        speed *= 1 - AIR_DRAG_PER_S * STEP_S
        moved = speed * STEP_S
        length = np.linalg.norm(moved, axis=-1, keepdims=True)
        points += moved * np.minimum(1.0, most_m / np.maximum(length, 1e-12))
        if squeeze is not None and step * STEP_S < squeeze.seconds:
            _push_in(flat, squeeze, step * STEP_S)
        for _ in range(STRETCH_PASSES):
            _stretch(points, spacing_m)
        _soften(points, spacing_m, bends)
        _part(flat, before.reshape(-1, 3), own, own_m)
        _push_out(flat, before.reshape(-1, 3), near, radius_m)
        speed = (points - before) / STEP_S
        if step % STRIDE == 0 and step * STEP_S >= seconds:
            fastest = float(np.linalg.norm(speed, axis=-1).max())
            if float(np.quantile(np.linalg.norm(speed, axis=-1), 0.98)) <= AT_REST_M_S:
                break
    return _told(points, pieces, len(obstacles), radius_m, fastest)


_Pairs = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]
_Bends = tuple[FloatArray, FloatArray]


def _told(points: FloatArray, pieces: Sequence[Piece], count: int, radius_m: float, speed: float) -> Settled:
    flat = points.reshape(-1, 3)
    distances = np.full(count, np.inf)
    touching: list[list[FloatArray]] = [[] for _ in range(count)]
    normals: list[list[FloatArray]] = [[] for _ in range(count)]
    for piece in pieces:
        depth, normal = piece.depth(flat)
        k = piece.obstacle
        distances[k] = min(distances[k], float(depth.min()) - radius_m)
        on = depth <= radius_m + 1e-3
        touching[k].append(flat[on])
        normals[k].append(normal[on])
    return Settled(
        points,
        distances,
        tuple(np.concatenate([np.zeros((0, 3)), *found]) for found in touching),
        tuple(np.concatenate([np.zeros((0, 3)), *found]) for found in normals),
        speed,
    )


def _bends(points: FloatArray, spacing_m: float, pressed: bool) -> _Bends:
    """How far apart points two cells from each other want to be, along rows and along columns."""
    along, across = points[:, 2:] - points[:, :-2], points[2:] - points[:-2]
    full = 2 * spacing_m
    if not pressed:
        return np.full(along.shape[:2], full), np.full(across.shape[:2], full)
    one, two = (np.minimum(np.linalg.norm(edge, axis=-1), full) for edge in (along, across))
    return one, two


def _stretch(points: FloatArray, rest: float) -> None:
    """Points along rows, then along columns, keep their distance; every other pair first."""
    for grid in (points, points.swapaxes(0, 1)):
        for first in (0, 1):
            a, b = grid[:, first:-1:2], grid[:, first + 1 :: 2]
            edge = b - a
            length = np.sqrt(np.einsum("rci,rci->rc", edge, edge))
            edge *= (0.5 * (1 - rest / np.maximum(length, 1e-9)))[..., None]
            a += edge
            b -= edge


def _soften(points: FloatArray, spacing_m: float, bends: _Bends) -> None:
    """What resists shear, and a little what resists bending."""
    diagonal = spacing_m * np.sqrt(2.0)
    pull = np.zeros_like(points)
    for a, b, rest, share in (
        (np.s_[:-1, :-1], np.s_[1:, 1:], diagonal, SHEAR),
        (np.s_[:-1, 1:], np.s_[1:, :-1], diagonal, SHEAR),
        (np.s_[:, :-2], np.s_[:, 2:], bends[0], BEND),
        (np.s_[:-2], np.s_[2:], bends[1], BEND),
    ):
        edge = points[b] - points[a]
        length = np.sqrt(np.einsum("rci,rci->rc", edge, edge))
        edge *= (0.5 * share * (1 - rest / np.maximum(length, 1e-9)))[..., None]
        pull[a] += edge
        pull[b] -= edge
    points += pull


def _near_pairs(flat: FloatArray, reach_m: float, columns: int) -> _Pairs:
    """Pairs of points that may come near each other, in order, without neighbours in the grid."""
    from scipy.spatial import cKDTree

    pairs = cKDTree(flat).query_pairs(reach_m, output_type="ndarray")
    i, j = pairs.min(axis=1), pairs.max(axis=1)
    far = (np.abs(i // columns - j // columns) > 1) | (np.abs(i % columns - j % columns) > 1)
    order = np.lexsort((j[far], i[far]))
    return i[far][order], j[far][order]


def _part(flat: FloatArray, before: FloatArray, pairs: _Pairs, apart_m: float) -> None:
    """Points that are too near are pushed apart, and hold on to each other a little."""
    i, j = pairs
    between = flat[j] - flat[i]
    squared = np.einsum("ni,ni->n", between, between)
    close = squared < apart_m * apart_m
    if not close.any():
        return
    i, j, between = i[close], j[close], between[close]
    length = np.sqrt(np.maximum(squared[close], 1e-18))
    normal = between / length[:, None]
    push = 0.5 * (apart_m - length)
    # What moved along the other since the step began.
    slip = (flat[j] - before[j]) - (flat[i] - before[i])
    slip -= np.einsum("ni,ni->n", slip, normal)[:, None] * normal
    size = np.linalg.norm(slip, axis=1)
    held = 0.5 * slip * np.minimum(1.0, OWN_FRICTION * 2 * push / np.maximum(size, 1e-12))[:, None]
    # Of several pushes on one point, the mean: their sum would overshoot.
    count = np.bincount(np.concatenate([i, j]), minlength=len(flat))
    total = np.zeros_like(flat)
    np.add.at(total, i, held - push[:, None] * normal)
    np.add.at(total, j, push[:, None] * normal - held)
    flat += total / np.maximum(1.0, 0.5 * count)[:, None]


def _push_out(flat: FloatArray, before: FloatArray, near: Sequence[Piece], radius_m: float) -> None:
    """Points are pushed out of convex pieces, and stick there as far as friction goes."""
    for piece in near:
        close = np.flatnonzero(((flat > piece.low - radius_m) & (flat < piece.high + radius_m)).all(axis=1))
        if len(close) == 0:
            continue
        depth, normal = piece.depth(flat[close])
        inside = depth < radius_m
        at, normal, push = close[inside], normal[inside], radius_m - depth[inside]
        moved = flat[at] + push[:, None] * normal - before[at]
        slip = moved - np.einsum("ni,ni->n", moved, normal)[:, None] * normal
        size = np.linalg.norm(slip, axis=1)
        held = slip * np.minimum(1.0, FRICTION * push / np.maximum(size, 1e-12))[:, None]
        flat[at] += push[:, None] * normal - held


def _push_in(flat: FloatArray, squeeze: Squeeze, time_s: float) -> None:
    """Points outside the hands' circle go back to its rim."""
    share = time_s / squeeze.seconds
    reach = squeeze.start_m + (squeeze.end_m - squeeze.start_m) * share
    aside = flat[:, :2] - (squeeze.x, squeeze.y)
    length = np.linalg.norm(aside, axis=1)
    flat[:, :2] -= aside * np.clip(1 - reach / np.maximum(length, 1e-9), 0.0, None)[:, None]
