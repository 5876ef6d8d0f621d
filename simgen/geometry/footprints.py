"""Convex outlines seen from above: (k, 2) float64 metres, counter-clockwise."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from simgen.geometry.frames import FloatArray


def convex_outline(points: npt.ArrayLike) -> FloatArray:
    """The convex hull of (n, 2) points, by Andrew's monotone chain (1979); no three corners in a row on a line.

    Fewer than three points that are not on a line give what there is: an outline without area.
    """
    kept = _maybe_extreme(np.asarray(points, dtype=np.float64).reshape(-1, 2))
    rows = sorted({(float(x), float(y)) for x, y in kept})
    if len(rows) <= 2:
        return np.array(rows, dtype=np.float64).reshape(-1, 2)
    lower, upper = _chain(rows), _chain(rows[::-1])
    return np.array(lower[:-1] + upper[:-1], dtype=np.float64)


def _maybe_extreme(points: FloatArray) -> FloatArray:
    """Without most of those that are surely no corner: inside the polygon of extremes (Akl and Toussaint 1978)."""
    if len(points) <= 64:
        return points
    angles = np.arange(32) * (math.pi / 16)
    extremes = points[np.unique((points @ np.stack([np.cos(angles), np.sin(angles)])).argmax(axis=0))]
    polygon = convex_outline(extremes)
    if len(polygon) < 3:
        return points
    return points[depth_inside(polygon, points) <= 1e-12]


def _chain(rows: list[tuple[float, float]]) -> list[tuple[float, float]]:
    chain: list[tuple[float, float]] = []
    for x, y in rows:
        while len(chain) >= 2:
            (ax, ay), (bx, by) = chain[-2], chain[-1]
            if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 1e-15:
                break
            chain.pop()
        chain.append((x, y))
    return chain


def rectangle(x0: float, y0: float, x1: float, y1: float) -> FloatArray:
    """The axis-aligned rectangle between two corners."""
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], dtype=np.float64)


def turned(outline: FloatArray, angle_rad: float, about: npt.ArrayLike = (0.0, 0.0)) -> FloatArray:
    """The outline turned counter-clockwise about a point."""
    c, s = math.cos(angle_rad), math.sin(angle_rad)
    pivot = np.asarray(about, dtype=np.float64)
    result: FloatArray = (outline - pivot) @ np.array([[c, s], [-s, c]]) + pivot
    return result


def area_m2(outline: FloatArray) -> float:
    """Of a counter-clockwise outline, by the shoelace formula."""
    x, y = outline[:, 0], outline[:, 1]
    return float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)) / 2.0


def middle(outline: FloatArray) -> FloatArray:
    """(2,) middle of the outline's box."""
    result: FloatArray = (outline.min(axis=0) + outline.max(axis=0)) / 2.0
    return result


def _outward(outline: FloatArray) -> FloatArray:
    """(k, 2) unit normals of the edges."""
    edge = np.concatenate([outline[1:], outline[:1]]) - outline
    length = np.maximum(np.hypot(edge[:, 0], edge[:, 1]), 1e-300)
    return np.column_stack([edge[:, 1] / length, -edge[:, 0] / length])


def separation(a: FloatArray, b: FloatArray) -> float:
    """The gap between two convex outlines along their best separating edge; negative is the depth of their overlap.

    A positive gap is a lower bound of the distance (exact except corner to corner): the separating axis theorem.
    """
    return separation_of(a, edges_of(a), b, edges_of(b))


Edges = tuple[FloatArray, FloatArray]


def edges_of(outline: FloatArray) -> Edges:
    """(k, 2) outward unit normals of the edges, and (k,) how far from the origin each lies along its own."""
    normals = _outward(outline)
    return normals, np.sum(normals * outline, axis=1)


def separation_of(a: FloatArray, edges_a: Edges, b: FloatArray, edges_b: Edges) -> float:
    """`separation` for outlines whose edges are known."""
    one = ((edges_a[0] @ b.T).min(axis=1) - edges_a[1]).max()
    other = ((edges_b[0] @ a.T).min(axis=1) - edges_b[1]).max()
    return float(max(one, other))


def depth_inside(outline: FloatArray, points: npt.ArrayLike) -> FloatArray:
    """(n,) distance of each point from the nearest edge, positive inside the convex outline, negative outside."""
    normals = _outward(outline)
    reach = np.sum(normals * outline, axis=1)
    inside: FloatArray = (reach[None, :] - np.asarray(points, dtype=np.float64).reshape(-1, 2) @ normals.T).min(axis=1)
    return inside


def contains(outline: FloatArray, inner: FloatArray, margin_m: float = 0.0) -> bool:
    """Whether every corner of `inner` lies in the convex outline, at least `margin_m` from its edges."""
    return bool(depth_inside(outline, inner).min() >= margin_m)


def extent_along(outline: FloatArray, direction: npt.ArrayLike) -> tuple[float, float]:
    """The outline's least and greatest coordinate along a unit direction."""
    along = outline @ np.asarray(direction, dtype=np.float64)
    return float(along.min()), float(along.max())


def point_in(outline: FloatArray, rng: np.random.Generator) -> FloatArray:
    """(2,) a point of the convex outline, all as likely: a triangle of its fan by area, then a point in it."""
    a, b, c = outline[0], outline[1:-1], outline[2:]
    areas = np.abs((b[:, 0] - a[0]) * (c[:, 1] - a[1]) - (b[:, 1] - a[1]) * (c[:, 0] - a[0]))
    u, v, w = rng.random(3)
    k = min(int(np.searchsorted(np.cumsum(areas), u * areas.sum(), side="right")), len(areas) - 1)
    if v + w > 1.0:
        v, w = 1.0 - v, 1.0 - w
    result: FloatArray = a + v * (b[k] - a) + w * (c[k] - a)
    return result
