"""Plane curves that lathes and sweeps follow: arcs, rounded corners, smooth curves, parallel curves."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from simgen.geometry import FloatArray


def arc(center: Sequence[float], radius: float, start_deg: float, end_deg: float, segments: int = 8) -> FloatArray:
    """(segments + 1, 2) points of a circle's arc, from one angle to the other, both ends included."""
    angle = np.radians(np.linspace(start_deg, end_deg, segments + 1))
    return np.asarray(center) + radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def fillet(
    points: npt.ArrayLike, radii: float | Sequence[float], segments: int = 5, *, closed: bool = False
) -> FloatArray:
    """A polyline of (k, 2) `points` with its corners rounded.

    `radii`: one for every corner, or one a point (the ends of an open polyline are not corners). A radius is cut to
    what half the shorter neighbouring side allows.
    """
    p = np.asarray(points, dtype=np.float64)
    count = len(p)
    radius = np.broadcast_to(np.asarray(radii, dtype=np.float64), count)
    result: list[FloatArray] = []
    for k in range(count):
        if (not closed and k in (0, count - 1)) or radius[k] <= 0:
            result.append(p[k : k + 1])
            continue
        to_before, to_after = p[k - 1] - p[k], p[(k + 1) % count] - p[k]
        before, after = float(np.linalg.norm(to_before)), float(np.linalg.norm(to_after))
        a, b = to_before / before, to_after / after
        cosine = float(np.clip(a @ b, -1.0, 1.0))
        if abs(cosine) > 1 - 1e-9:
            result.append(p[k : k + 1])
            continue
        half = math.acos(cosine) / 2
        # An end of an open polyline needs no room for a corner of its own.
        room_before = before if not closed and k == 1 else before / 2
        room_after = after if not closed and k == count - 2 else after / 2
        reach = min(radius[k] / math.tan(half), room_before, room_after)
        r = reach * math.tan(half)
        middle = p[k] + (a + b) / np.linalg.norm(a + b) * (r / math.sin(half))
        start, end = p[k] + a * reach - middle, p[k] + b * reach - middle
        turn = math.atan2(start[0] * end[1] - start[1] * end[0], float(start @ end))
        angle = math.atan2(start[1], start[0]) + np.linspace(0.0, turn, segments + 1)
        result.append(middle + r * np.stack([np.cos(angle), np.sin(angle)], axis=1))
    # Two roundings that use up the side between them end in one point.
    rounded = np.concatenate(result)
    previous = np.roll(rounded, 1, axis=0) if closed else np.concatenate([np.full((1, 2), np.inf), rounded[:-1]])
    return np.asarray(rounded[np.linalg.norm(rounded - previous, axis=1) > 1e-9])


def smooth(points: npt.ArrayLike, count: int, *, closed: bool = False) -> FloatArray:
    """(count, d) points of a smooth curve through (k, d) `points`, evenly spaced along it.

    A centripetal Catmull-Rom spline (Yuksel, Schaefer and Keyser 2011): it neither loops nor overshoots much.
    A closed curve does not repeat its first point.
    """
    p = np.asarray(points, dtype=np.float64)
    q = np.concatenate([p[-1:], p, p[:2]]) if closed else np.concatenate([2 * p[:1] - p[1:2], p, 2 * p[-1:] - p[-2:-1]])
    knot = np.concatenate([[0.0], np.cumsum(np.sqrt(np.linalg.norm(np.diff(q, axis=0), axis=1)))])
    pieces = []
    for k in range(1, len(q) - 2):
        t = np.linspace(knot[k], knot[k + 1], 33)[:-1, None]
        t0, t1, t2, t3 = knot[k - 1 : k + 3]
        a1 = (t1 - t) / (t1 - t0) * q[k - 1] + (t - t0) / (t1 - t0) * q[k]
        a2 = (t2 - t) / (t2 - t1) * q[k] + (t - t1) / (t2 - t1) * q[k + 1]
        a3 = (t3 - t) / (t3 - t2) * q[k + 1] + (t - t2) / (t3 - t2) * q[k + 2]
        b1 = (t2 - t) / (t2 - t0) * a1 + (t - t0) / (t2 - t0) * a2
        b2 = (t3 - t) / (t3 - t1) * a2 + (t - t1) / (t3 - t1) * a3
        pieces.append((t2 - t) / (t2 - t1) * b1 + (t - t1) / (t2 - t1) * b2)
    dense = np.concatenate([*pieces, q[-2:-1]])
    return resample(dense, count + 1)[:-1] if closed else resample(dense, count)


def resample(points: FloatArray, count: int) -> FloatArray:
    """(count, d) points evenly spaced along the open polyline (k, d); both ends are kept."""
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    wanted = np.linspace(0.0, along[-1], count)
    result = np.stack([np.interp(wanted, along, points[:, k]) for k in range(points.shape[1])], axis=1)
    result[0], result[-1] = points[0], points[-1]
    return result


def simplify(points: FloatArray, tolerance_m: float) -> FloatArray:
    """The (k, d) polyline with as few of its points as stay within the tolerance (Douglas and Peucker 1973)."""
    chord = points[-1] - points[0]
    square = float(chord @ chord)
    along = (points - points[0]) @ chord / square if square > 0 else np.zeros(len(points))
    off = np.linalg.norm(points - points[0] - np.clip(along, 0, 1)[:, None] * chord, axis=1)
    worst = int(np.argmax(off))
    if off[worst] <= tolerance_m or len(points) < 3:
        return points[[0, -1]]
    return np.concatenate([simplify(points[: worst + 1], tolerance_m)[:-1], simplify(points[worst:], tolerance_m)])


def thinned(points: npt.ArrayLike) -> FloatArray:
    """A lathe's (k, 2) profile without the points that its curve does not need, ends kept.

    No side is farther than 0.3 % of the greatest radius from what it stands for, nor does that turn by more than 15°,
    or 36° in a rounded edge that is small, which smooth shading hides. Not for a profile whose points mark something,
    or that is bent later.
    """
    p = np.asarray(points, dtype=np.float64)
    step = np.diff(p, axis=0)
    p = p[np.concatenate([[True], np.linalg.norm(step, axis=1) > 1e-8])]
    step = np.diff(p, axis=0)
    heading = np.arctan2(step[:, 1], step[:, 0])
    turn = np.abs((np.diff(heading) + math.pi) % (2 * math.pi) - math.pi)
    kept = [0]
    for end in range(2, len(p)):
        start = kept[-1]
        chord = p[end] - p[start]
        between = p[start + 1 : end] - p[start]
        length = float(np.hypot(*chord))
        off = np.abs(between[:, 0] * chord[1] - between[:, 1] * chord[0]).max() / max(length, 1e-12)
        widest = p[:, 0].max()
        most_turn_deg = 15.0 if length > 0.12 * widest else 36.0
        if off > 0.003 * widest or float(turn[start : end - 1].sum()) > math.radians(most_turn_deg):
            kept.append(end - 1)
    lean: FloatArray = p[[*kept, len(p) - 1]]
    return lean


def parallel(points: FloatArray, distance: float) -> FloatArray:
    """The (k, 2) polyline moved by `distance` to the left of its travel, each point along its mean normal."""
    step = np.diff(points, axis=0)
    step /= np.linalg.norm(step, axis=1, keepdims=True)
    left = np.stack([-step[:, 1], step[:, 0]], axis=1)
    ends = np.concatenate([left[:1], left, left[-1:]])
    mean = ends[:-1] + ends[1:]
    # Along the mean normal a corner's point moves farther, so that the sides move by `distance`.
    scale = 2.0 / np.maximum(np.sum(mean * mean, axis=1, keepdims=True), 1.0)
    result: FloatArray = points + distance * mean * scale
    return result


def convex_loop(points: npt.ArrayLike) -> FloatArray:
    """The corners of the convex hull of (n, 2) points, counter-clockwise."""
    from scipy.spatial import ConvexHull

    plane = np.asarray(points, dtype=np.float64)
    loop: FloatArray = plane[ConvexHull(plane).vertices]
    return loop
