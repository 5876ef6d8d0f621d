"""Convex collision pieces of turned and swept shapes: few, and with their hollows left open."""

from __future__ import annotations

import itertools
import math

import numpy as np
import numpy.typing as npt

from simgen.catalog.meshing.lathe import unit_circle
from simgen.catalog.meshing.sweeps import frames_along
from simgen.geometry import FloatArray

# How far a chord of a hull may leave the curved surface that it stands for.
TOLERANCE_M = 0.0012
_THINNEST_M = 0.004


def vessel_hulls(
    outer: npt.ArrayLike,
    inner: npt.ArrayLike,
    *,
    outline: FloatArray | None = None,
    tolerance_m: float = TOLERANCE_M,
    max_wedges: int = 16,
) -> tuple[FloatArray, ...]:
    """The floor and the ring-wise wedges of the wall of an open vessel.

    `outer` and `inner`: (k, 2) radius and z with z not falling, `outer` from the foot, `inner` from the floor
    (its first point, at any radius), both up to the lip. `outline` as in `lathe`. The bottom is flat at the lowest z.
    """
    out, inn = _rising(outer), _rising(inner)
    floor, top = float(inn[0, 1]), float(min(out[-1, 1], inn[-1, 1]))
    ring = _wedge_corners(float(out[:, 0].max()), outline, tolerance_m, max_wedges)
    wall_out, wall_in = _between(out, floor, top), _between(inn, floor, top)
    foot = float(out[0, 1])
    pieces: list[FloatArray] = []
    # A ring, such as a lampshade, has no floor.
    if floor - foot > 1e-5:
        pieces += turned_hulls(_between(out, foot, floor), outline=outline, tolerance_m=tolerance_m)
    for low, high in itertools.pairwise(_levels([wall_out, wall_in], 1.5 * tolerance_m)):
        radius_out = [_radius_at(out, z, after=k == 0) for k, z in enumerate((low, high))]
        radius_in = [_radius_at(inn, z, after=k == 0) for k, z in enumerate((low, high))]
        bulge = _bulge(inn, low, high, radius_in)
        for first, middle, last, sagitta in ring:
            corners = np.stack([first, middle, last])
            points = []
            for z, r_out, r_in in zip((low, high), radius_out, radius_in, strict=True):
                # A flat piece of the inside would stand out into the hollow in its middle: give back half of that.
                wall = min(r_in * (1 + 0.5 * sagitta) + 0.5 * bulge, max(r_out - 0.0005, r_in))
                flat = np.concatenate([r_out * corners, wall * corners[[0, 2]]])
                points.append(np.concatenate([flat, np.full((len(flat), 1), z)], axis=1))
            pieces.append(np.concatenate(points))
    return tuple(pieces)


def turned_hulls(
    curve: npt.ArrayLike,
    *,
    outline: FloatArray | None = None,
    tolerance_m: float = TOLERANCE_M,
    segments: int = 16,
) -> tuple[FloatArray, ...]:
    """A stack of frusta inside the solid that a (k, 2) curve of radius and z, z not falling, turns to."""
    rising = _rising(curve)
    ring = _ring(segments, outline)
    pieces = []
    for low, high in itertools.pairwise(_levels([rising], tolerance_m)):
        rims = []
        for z, after in ((low, True), (high, False)):
            flat = _radius_at(rising, z, after=after) * ring
            rims.append(np.concatenate([flat, np.full((len(flat), 1), z)], axis=1))
        pieces.append(np.unique(np.concatenate(rims), axis=0))
    return tuple(pieces)


def tube_hulls(
    path: npt.ArrayLike, radius: float | tuple[float, float], pieces: int, *, up: npt.ArrayLike = (0.0, 0.0, 1.0)
) -> tuple[FloatArray, ...]:
    """`pieces` octagonal prisms along a (k, 3) path; `radius` across, or across and along the up axis as in `tube`."""
    points = np.asarray(path, dtype=np.float64)
    size = np.broadcast_to(np.asarray(radius, dtype=np.float64), (2,))
    _, across, upward = frames_along(points, up)
    ring = unit_circle(8) * size
    ends = np.unique(np.round(np.linspace(0, len(points) - 1, pieces + 1)).astype(int))
    rims = [points[k] + ring[:, :1] * across[k] + ring[:, 1:] * upward[k] for k in ends]
    return tuple(np.concatenate([a, b]) for a, b in itertools.pairwise(rims))


def _wedge_corners(
    widest: float, outline: FloatArray | None, tolerance_m: float, max_wedges: int
) -> list[tuple[FloatArray, FloatArray, FloatArray, float]]:
    """Start, middle and end of each wedge on the outline, and how high the arc stands over its chord (radius 1)."""
    if outline is None:
        # Chords of the inner faces lie as far inside the wall at their ends as they stand out in their middle.
        wedges = _facets(widest, 2 * tolerance_m, 8, max_wedges)
        points = unit_circle(2 * wedges)
        picked = list(range(0, 2 * wedges, 2))
    else:
        points = np.asarray(outline, dtype=np.float64)
        picked = _outline_corners(points, 2 * tolerance_m / widest)
    corners = []
    for start, end in itertools.pairwise([*picked, picked[0] + len(points)]):
        first, last = points[start], points[end % len(points)]
        middle = points[((start + end) // 2) % len(points)]
        reach = float(np.linalg.norm(middle))
        along = (last - first) / np.linalg.norm(last - first)
        sagitta = abs(float(along[0] * (middle - first)[1] - along[1] * (middle - first)[0])) / reach
        corners.append((first, middle, last, sagitta))
    return corners


def _outline_corners(points: FloatArray, tolerance: float) -> list[int]:
    """Indices of a closed outline between which its chords stay within the tolerance."""
    count = len(points)
    picked: list[int] = []
    for quarter in range(4):
        start, end = quarter * count // 4, (quarter + 1) * count // 4
        stretch = [start]
        while stretch[-1] < end:
            reach = end
            while reach - stretch[-1] > 1 and _chord_error(points, stretch[-1], reach) > tolerance:
                reach -= 1
            stretch.append(reach)
        picked += stretch[:-1]
    return picked


def _chord_error(points: FloatArray, start: int, end: int) -> float:
    """How far the outline between two indices leaves the straight line between them."""
    first, last = points[start], points[end % len(points)]
    along = (last - first) / np.linalg.norm(last - first)
    off = points[[k % len(points) for k in range(start, end + 1)]] - first
    return float(np.abs(along[0] * off[:, 1] - along[1] * off[:, 0]).max())


def _bulge(inner: FloatArray, low: float, high: float, ends: list[float]) -> float:
    """How far the straight line between two levels stands out of the inside wall into the hollow."""
    between = inner[(inner[:, 1] > low) & (inner[:, 1] < high)]
    if len(between) == 0:
        return 0.0
    chord = np.interp(between[:, 1], [low, high], ends)
    return max(0.0, float((between[:, 0] - chord).max()))


def _facets(radius: float, tolerance_m: float, low: int, high: int) -> int:
    """How many facets keep a circle's chords within the tolerance."""
    half = math.acos(max(0.0, 1 - tolerance_m / max(radius, 2 * tolerance_m)))
    return int(np.clip(math.ceil(math.pi / half), low, high))


def _ring(count: int, outline: FloatArray | None) -> FloatArray:
    if outline is None:
        return unit_circle(count)
    pick = np.round(np.arange(count) * len(outline) / count).astype(int)
    result: FloatArray = np.asarray(outline, dtype=np.float64)[pick]
    return result


def _rising(curve: npt.ArrayLike) -> FloatArray:
    """The curve with z never falling; of level stretches the ends stay."""
    points = np.asarray(curve, dtype=np.float64).copy()
    points[:, 1] = np.maximum.accumulate(points[:, 1])
    return points


def _radius_at(curve: FloatArray, z: float, *, after: bool) -> float:
    """The radius at height z; where the curve runs level there, the one that goes on above (`after`) or below."""
    heights = curve[:, 1]
    level = np.flatnonzero(np.abs(heights - z) < 1e-9)
    if len(level):
        return float(curve[level[-1 if after else 0], 0])
    return float(np.interp(z, heights, curve[:, 0]))


def _between(curve: FloatArray, low: float, high: float) -> FloatArray:
    inside = curve[(curve[:, 1] > low + 1e-9) & (curve[:, 1] < high - 1e-9)]
    first, last = _radius_at(curve, low, after=True), _radius_at(curve, high, after=False)
    return np.concatenate([[[first, low]], inside, [[last, high]]])


def _levels(curves: list[FloatArray], tolerance_m: float) -> list[float]:
    """The heights at which straight bands must meet to stay within the tolerance of all curves together."""
    low, high = float(curves[0][0, 1]), float(curves[0][-1, 1])
    inner = np.concatenate([c[:, 1] for c in curves])
    inner = np.unique(inner[(inner > low + _THINNEST_M / 2) & (inner < high - _THINNEST_M / 2)])
    heights = np.concatenate([[low], inner, [high]])
    radii = np.stack(
        [[_radius_at(c, float(z), after=k < len(heights) - 1) for k, z in enumerate(heights)] for c in curves]
    )
    levels = _split(heights, radii, tolerance_m, 0, len(heights) - 1)
    kept = [levels[0]]
    for k in levels[1:]:
        # A band thinner than this is a waste of a hull, and of the solver's time.
        if heights[k] - heights[kept[-1]] >= _THINNEST_M or len(kept) == 1:
            kept.append(k)
    if kept[-1] != levels[-1]:
        kept[-1 if len(kept) > 1 else len(kept) :] = [levels[-1]]
    return [float(heights[k]) for k in kept]


def _split(heights: FloatArray, radii: FloatArray, tolerance_m: float, first: int, last: int) -> list[int]:
    """Indices of the levels from `first` to `last`, splitting where a curve is farthest from its chord."""
    rise = heights[last] - heights[first]
    if last - first < 2 or rise <= 0:
        return [first, last]
    t = (heights[first : last + 1] - heights[first]) / rise
    ends = radii[:, [first, last]]
    chord = ends[:, :1] + t * (ends[:, 1:] - ends[:, :1])
    # Measured across the chord, not along the radius, which for a nearly level stretch says little.
    steepness = rise / np.hypot(rise, ends[:, 1] - ends[:, 0])
    off = np.max(np.abs(radii[:, first : last + 1] - chord) * steepness[:, None], axis=0)
    worst = int(np.argmax(off))
    if off[worst] <= tolerance_m or worst in (0, last - first):
        return [first, last]
    middle = first + worst
    return _split(heights, radii, tolerance_m, first, middle)[:-1] + _split(heights, radii, tolerance_m, middle, last)
