"""How far a body can be let down, straight and without turning, before it meets what is below it.

Bodies count as what their convex pieces show from above and from below on a grid of vertical lines: so a bowl goes into
a bowl, and an apple between apples.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from simgen.geometry.footprints import area_m2, convex_outline, depth_inside
from simgen.geometry.frames import FloatArray

# Lines along the longer side of the body's outline.
LINES = 28


def lowest_rise(upper: Sequence[FloatArray], lower: Iterable[FloatArray]) -> float:
    """The least z to add to `upper` so that it lies on `lower` and nowhere in it; -inf where nothing is below it.

    Both are convex pieces, each (k, 3) points in the world. Exact on the lines; a peak between two lines may be missed
    by a little.
    """
    everything = np.concatenate(list(upper))
    low, high = everything[:, :2].min(axis=0), everything[:, :2].max(axis=0)
    step = max(float((high - low).max()) / LINES, 1e-6)
    axes = [
        np.arange(a + step / 2, b, step) if b - a > step else np.array([(a + b) / 2])
        for a, b in zip(low, high, strict=True)
    ]
    # Edges of the body decide where walls lean, so its corners have lines of their own.
    lines = np.concatenate([np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 2), everything[:, :2]])
    bottoms = np.full(len(lines), np.inf)
    for piece in upper:
        _, found, on = _column(piece, lines)
        bottoms[on] = np.minimum(bottoms[on], found)
    lines, bottoms = lines[np.isfinite(bottoms)], bottoms[np.isfinite(bottoms)]
    rise = -np.inf
    for piece in lower:
        if (piece[:, :2].max(axis=0) < low).any() or (piece[:, :2].min(axis=0) > high).any():
            continue
        tops, _, on = _column(piece, lines)
        if on.any():
            rise = max(rise, float((tops - bottoms[on]).max()))
    return rise


def _column(
    piece: FloatArray, lines: FloatArray
) -> tuple[FloatArray, FloatArray, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Highest and lowest z of a convex piece on those of (n, 2) vertical lines that hit it, and which do."""
    from scipy.spatial import ConvexHull

    outline = convex_outline(piece[:, :2])
    on = np.zeros(len(lines), dtype=np.bool_)
    if len(outline) < 3 or area_m2(outline) < 1e-12 or len(lines) == 0:
        return np.zeros(0), np.zeros(0), on
    on = depth_inside(outline, lines) > -1e-9
    planes = ConvexHull(piece).equations
    rest = -(lines[on] @ planes[:, :2].T + planes[:, 3])
    up, down = planes[:, 2] > 1e-9, planes[:, 2] < -1e-9
    tops = (rest[:, up] / planes[up, 2]).min(axis=1)
    return tops, (rest[:, down] / planes[down, 2]).max(axis=1), on
