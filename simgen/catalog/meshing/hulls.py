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
    widest = float(out[:, 0].max())
    # Chords of the inner faces lie as far inside the wall at their ends as they stand out in their middle.
    wedges = _facets(widest, 2 * tolerance_m, 8, max_wedges)
    # A ring, such as a lampshade, has its floor at its foot: nothing lies between.
    solid = floor > float(out[0, 1]) + 1e-6
    base = _between(out, float(out[0, 1]), floor)
    hulls = turned_hulls(base, outline=outline, tolerance_m=tolerance_m) if solid else ()
    levels = _levels([_between(out, floor, top), _between(inn, floor, top)], 1.5 * tolerance_m)
    ring = _ring(2 * wedges, outline)
    retreat = 0.5 * (1 - math.cos(math.pi / wedges))
    pieces = list(hulls)
    for low, high in itertools.pairwise(levels):
        radius_out = [_radius_at(out, z, after=k == 0) for k, z in enumerate((low, high))]
        radius_in = [_radius_at(inn, z, after=k == 0) for k, z in enumerate((low, high))]
        for w in range(wedges):
            corners = ring[[2 * w, 2 * w + 1, (2 * w + 2) % len(ring)]]
            points = []
            for z, r_out, r_in in zip((low, high), radius_out, radius_in, strict=True):
                wall = min(r_in * (1 + retreat), max(r_out - 0.0005, r_in))
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
