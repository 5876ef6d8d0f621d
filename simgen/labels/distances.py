"""The least distance of bodies that are made of convex hulls, for many pairs at once.

E. G. Gilbert, D. W. Johnson and S. S. Keerthi, A fast procedure for computing the distance between complex objects in
three-dimensional space, IEEE J. Robotics and Automation 4(2), 1988. In place of Johnson's recursion, every edge and
face of the simplex is tried, which vectorises.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simgen.geometry import FloatArray
from simgen.labels.pieces import Pieces, box_gap

# Distances are exact up to this.
TOLERANCE_M = 1e-6
MAX_STEPS = 64
# Pairs of hulls in one batch.
BATCH = 4096


@dataclass(frozen=True, eq=False)
class Nearest:
    """Where two bodies are nearest: `distance_m` 0 where they overlap; (3,) points `on_a` and `on_b`."""

    distance_m: float
    on_a: FloatArray
    on_b: FloatArray


def nearest_points(pairs: Sequence[tuple[Pieces, Pieces]]) -> list[Nearest]:
    """The nearest points of each pair of bodies.

    Of all pairs of hulls, those whose boxes are nearest are measured first; only those that may still be nearer
    follow.
    """
    gaps = [box_gap(a.boxes[:, None], b.boxes[None]) for a, b in pairs]
    best: list[Nearest] = [Nearest(np.inf, np.zeros(3), np.zeros(3))] * len(pairs)

    def measure(chosen: Sequence[tuple[int, int, int]]) -> None:
        for start in range(0, len(chosen), BATCH):
            batch = chosen[start : start + BATCH]
            distance, on_a, on_b = hull_distances(
                [pairs[n][0].hulls[i] for n, i, _ in batch], [pairs[n][1].hulls[j] for n, _, j in batch]
            )
            for k, (n, _, _) in enumerate(batch):
                if distance[k] < best[n].distance_m:
                    best[n] = Nearest(float(distance[k]), on_a[k], on_b[k])

    first = [(n, *divmod(int(gap.argmin()), gap.shape[1])) for n, gap in enumerate(gaps)]
    measure(first)
    rest = []
    for n, gap in enumerate(gaps):
        nearer = gap < best[n].distance_m - TOLERANCE_M
        nearer[first[n][1:]] = False
        rest += [(n, int(i), int(j)) for i, j in np.argwhere(nearer)]
    # Those with the nearest boxes first, so that many of the others need not be measured.
    rest.sort(key=lambda item: float(gaps[item[0]][item[1:]]))
    while rest:
        measure(rest[:256])
        rest = [item for item in rest[256:] if gaps[item[0]][item[1:]] < best[item[0]].distance_m - TOLERANCE_M]
    return best


def hull_distances(a: Sequence[FloatArray], b: Sequence[FloatArray]) -> tuple[FloatArray, FloatArray, FloatArray]:
    """(n,) distances of pairs of hulls of (k, 3) points, 0 where they meet, and (n, 3) nearest points on each."""
    first, second = _padded(a), _padded(b)
    count = len(first)
    # The simplex of each pair: four corners on a and on b (some twice), and how much each weighs.
    on_a, on_b = np.repeat(first[:, :1], 4, axis=1), np.repeat(second[:, :1], 4, axis=1)
    weight = np.tile([1.0, 0.0, 0.0, 0.0], (count, 1))
    active = np.arange(count)
    for _ in range(MAX_STEPS):
        corners_a, corners_b = on_a[active], on_b[active]
        nearest = np.einsum("nk,nkd->nd", weight[active], corners_a - corners_b)
        squared = (nearest * nearest).sum(axis=1)
        rows = np.arange(len(active))
        new_a = first[active, np.einsum("nkd,nd->nk", first[active], nearest).argmin(axis=1)]
        new_b = second[active, np.einsum("nkd,nd->nk", second[active], nearest).argmax(axis=1)]
        # No point of the difference is nearer than this along the line to the nearest one so far.
        bound = np.einsum("nd,nd->n", new_a - new_b, nearest)
        going = squared - bound > TOLERANCE_M * np.sqrt(squared)
        if not going.any():
            break
        free = weight[active].argmin(axis=1)
        corners_a[rows, free], corners_b[rows, free] = new_a, new_b
        active, corners_a, corners_b = active[going], corners_a[going], corners_b[going]
        found = _weights(corners_a - corners_b)
        closer = np.einsum("nk,nkd->nd", found, corners_a - corners_b)
        # Rounding ends the descent.
        better = (closer * closer).sum(axis=1) < squared[going] * (1 - 1e-12)
        active = active[better]
        on_a[active], on_b[active], weight[active] = corners_a[better], corners_b[better], found[better]
        if len(active) == 0:
            break
    point_a, point_b = np.einsum("nk,nkd->nd", weight, on_a), np.einsum("nk,nkd->nd", weight, on_b)
    distance = np.linalg.norm(point_a - point_b, axis=1)
    return np.where(distance > TOLERANCE_M, distance, 0.0), point_a, point_b


def _padded(hulls: Sequence[FloatArray]) -> FloatArray:
    """(n, k, 3): the points of each hull, the first one repeated."""
    most = max(len(hull) for hull in hulls)
    return np.stack([np.concatenate([hull, np.repeat(hull[:1], most - len(hull), axis=0)]) for hull in hulls])


def _weights(corners: FloatArray) -> FloatArray:
    """(n, 4) weights of the point of each tetrahedron (n, 4, 3) that is nearest to 0; corners may coincide."""
    count = len(corners)
    candidates: list[FloatArray] = []
    for i, j in itertools.combinations(range(4), 2):
        edge = corners[:, j] - corners[:, i]
        length = (edge * edge).sum(axis=1)
        along = np.clip(-(corners[:, i] * edge).sum(axis=1) / np.where(length > 0, length, 1.0), 0.0, 1.0)
        weight = np.zeros((count, 4))
        weight[:, i], weight[:, j] = 1 - along, along
        candidates.append(weight)
    for i, j, k in itertools.combinations(range(4), 3):
        u, v, start = corners[:, j] - corners[:, i], corners[:, k] - corners[:, i], corners[:, i]
        normal = np.cross(u, v)
        area = (normal * normal).sum(axis=1)
        safe = np.where(area > 0, area, 1.0)
        # The foot of the perpendicular from 0, in terms of the two edges.
        s = -(np.cross(start, v) * normal).sum(axis=1) / safe
        t = -(np.cross(u, start) * normal).sum(axis=1) / safe
        weight = np.zeros((count, 4))
        weight[:, i], weight[:, j], weight[:, k] = 1 - s - t, s, t
        candidates.append(np.where(((area > 0) & (s >= 0) & (t >= 0) & (s + t <= 1))[:, None], weight, np.nan))
    volume = _det(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 0])
    whole = (
        np.stack(
            [
                _det(corners[:, 1], corners[:, 2], corners[:, 3]),
                -_det(corners[:, 0], corners[:, 2], corners[:, 3]),
                _det(corners[:, 0], corners[:, 1], corners[:, 3]),
                -_det(corners[:, 0], corners[:, 1], corners[:, 2]),
            ],
            axis=1,
        )
        / np.where(volume != 0, volume, 1.0)[:, None]
    )
    candidates.append(np.where(((volume != 0) & (whole >= 0).all(axis=1))[:, None], whole, np.nan))
    options = np.stack(candidates, axis=1)
    points = np.einsum("nck,nkd->ncd", options, corners)
    squared = np.nan_to_num((points * points).sum(axis=2), nan=np.inf)
    chosen: FloatArray = options[np.arange(count), squared.argmin(axis=1)]
    return chosen


def _det(a: FloatArray, b: FloatArray, c: FloatArray) -> npt.NDArray[np.float64]:
    volume: npt.NDArray[np.float64] = (a * np.cross(b, c)).sum(axis=1)
    return volume
