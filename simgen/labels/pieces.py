"""A body as convex pieces in the world, with what is asked of them again and again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from simgen.geometry import FloatArray

# Sample points that a body's volume is measured with, at least.
VOLUME_POINTS = 400
# Columns along the longer side of a footprint.
COLUMNS = 16


@dataclass(frozen=True, eq=False)
class Pieces:
    """Convex hulls of one body in the world, each (k, 3) points."""

    hulls: tuple[FloatArray, ...]

    @cached_property
    def points(self) -> FloatArray:
        """(n, 3) the points of all hulls."""
        return np.concatenate(self.hulls)

    @cached_property
    def box(self) -> FloatArray:
        """(2, 3) least and greatest coordinates."""
        return box_of(self.points)

    @cached_property
    def boxes(self) -> FloatArray:
        """(h, 2, 3) the boxes of the hulls."""
        return np.stack([box_of(hull) for hull in self.hulls])

    @property
    def center(self) -> FloatArray:
        """(3,) the middle of `box`."""
        middle: FloatArray = (self.box[0] + self.box[1]) / 2
        return middle

    @property
    def height_m(self) -> float:
        """From the lowest to the highest point."""
        return float(self.box[1, 2] - self.box[0, 2])

    @cached_property
    def width_m(self) -> float:
        """The width seen from the side, a mean over all sides: the outline's perimeter over π (Cauchy 1832)."""
        from scipy.spatial import ConvexHull

        perimeter: float = ConvexHull(self.points[:, :2]).area
        return perimeter / math.pi

    @property
    def size_m(self) -> float:
        """The greater of width and height: the same however the body is turned about the vertical."""
        return max(self.width_m, self.height_m)

    @cached_property
    def planes(self) -> tuple[FloatArray, ...]:
        """Of each hull, (m, 4) rows n, d of its faces n·x + d <= 0."""
        from scipy.spatial import ConvexHull

        return tuple(ConvexHull(hull).equations for hull in self.hulls)

    @cached_property
    def samples(self) -> tuple[FloatArray, FloatArray]:
        """As `volume_samples`."""
        return volume_samples(self.hulls)

    @cached_property
    def _footprint(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        low, high = self.box[:, :2]
        size = high - low
        counts = np.maximum(1, np.ceil(size / max(float(size.max()), 1e-9) * COLUMNS)).astype(int)
        axes = [low[k] + (np.arange(counts[k]) + 0.5) * size[k] / counts[k] for k in range(2)]
        lines = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 2)
        lows, highs = self.columns(lines)
        bottoms, tops = lows.min(axis=1), highs.max(axis=1)
        hit = np.isfinite(tops)
        return lines[hit], bottoms[hit], tops[hit]

    @property
    def lines(self) -> FloatArray:
        """(n, 2) x and y of vertical lines that hit the body, spread evenly over its footprint."""
        return self._footprint[0]

    @property
    def bottoms(self) -> FloatArray:
        """(n,) the lowest z of the body on each of `lines`."""
        return self._footprint[1]

    @property
    def tops(self) -> FloatArray:
        """(n,) the highest z of the body on each of `lines`."""
        return self._footprint[2]

    def columns(self, lines: FloatArray) -> tuple[FloatArray, FloatArray]:
        """(n, h) lowest and highest z of each hull on vertical lines through (n, 2) points.

        inf and -inf where it is missed. A face n·(x, y, z) + d <= 0 bounds z from above where n_z > 0 and from below
        where n_z < 0. Hulls that none of the lines meets are left out.
        """
        if len(lines) == 0:
            return np.full((0, 1), np.inf), np.full((0, 1), -np.inf)
        near = (self.boxes[:, 0, :2] <= lines.max(axis=0)) & (self.boxes[:, 1, :2] >= lines.min(axis=0))
        chosen = [self.planes[h] for h in np.flatnonzero(near.all(axis=1))]
        if not chosen:
            return np.full((len(lines), 1), np.inf), np.full((len(lines), 1), -np.inf)
        planes = np.concatenate(chosen)
        firsts = np.cumsum([0] + [len(own) for own in chosen[:-1]])
        rest = -(lines @ planes[:, :2].T + planes[:, 3])
        up, down = planes[:, 2] > 1e-9, planes[:, 2] < -1e-9
        heights = rest / np.where(up | down, planes[:, 2], 1.0)
        high = np.minimum.reduceat(np.where(up, heights, np.inf), firsts, axis=1)
        low = np.maximum.reduceat(np.where(down, heights, -np.inf), firsts, axis=1)
        outside = np.logical_or.reduceat(~(up | down) & (rest < 0), firsts, axis=1)
        missed = (low > high) | outside
        return np.where(missed, np.inf, low), np.where(missed, -np.inf, high)

    def cut(self, start: FloatArray, end: FloatArray) -> float:
        """The longest piece of the segment between two (3,) points that lies in one hull, metres."""
        longest = 0.0
        low, high = np.minimum(start, end), np.maximum(start, end)
        along = end - start
        for h in np.flatnonzero(((self.boxes[:, 0] <= high) & (self.boxes[:, 1] >= low)).all(axis=1)):
            slope = self.planes[h][:, :3] @ along
            value = self.planes[h][:, :3] @ start + self.planes[h][:, 3]
            if (value[np.abs(slope) < 1e-12] > 0).any():
                continue
            crossing = -value / np.where(np.abs(slope) < 1e-12, 1.0, slope)
            enter = max(0.0, crossing[slope <= -1e-12].max(initial=0.0))
            leave = min(1.0, crossing[slope >= 1e-12].min(initial=1.0))
            longest = max(longest, leave - enter)
        return longest * float(np.linalg.norm(along))


def box_of(points: FloatArray) -> FloatArray:
    """(2, d) least and greatest coordinates of (n, d) points."""
    return np.stack([points.min(axis=0), points.max(axis=0)])


def box_gap(a: FloatArray, b: FloatArray) -> npt.NDArray[np.float64]:
    """The distance of (…, 2, 3) boxes, 0 where they overlap."""
    apart = np.maximum(np.maximum(a[..., 0, :] - b[..., 1, :], b[..., 0, :] - a[..., 1, :]), 0.0)
    gap: npt.NDArray[np.float64] = np.sqrt((apart * apart).sum(axis=-1))
    return gap


def volume_samples(hulls: Sequence[FloatArray]) -> tuple[FloatArray, FloatArray]:
    """(n, 3) points spread evenly through convex hulls, and (n,) weights that add up to 1.

    Every hull is cut into tetrahedra about its middle, each of those into eight of equal volume as often as it
    takes; the points are their centroids.
    """
    from scipy.spatial import ConvexHull

    cells = []
    for hull in hulls:
        triangles = hull[ConvexHull(hull).simplices]
        middle = np.broadcast_to(hull.mean(axis=0), (len(triangles), 1, 3))
        cells.append(np.concatenate([middle, triangles], axis=1))
    tetrahedra = np.concatenate(cells)
    while len(tetrahedra) < VOLUME_POINTS:
        tetrahedra = _eighths(tetrahedra)
    volumes = np.abs(np.linalg.det(tetrahedra[:, 1:] - tetrahedra[:, :1]))
    return tetrahedra.mean(axis=1), volumes / volumes.sum()


def _eighths(t: FloatArray) -> FloatArray:
    """(8 n, 4, 3): each tetrahedron cut at the middles of its edges, four corners and four about a diagonal."""
    a, b, c, d = t[:, 0], t[:, 1], t[:, 2], t[:, 3]
    ab, ac, ad, bc, bd, cd = (a + b) / 2, (a + c) / 2, (a + d) / 2, (b + c) / 2, (b + d) / 2, (c + d) / 2
    corners = [(a, ab, ac, ad), (b, ab, bc, bd), (c, ac, bc, cd), (d, ad, bd, cd)]
    inner = [(ab, cd, ac, ad), (ab, cd, ad, bd), (ab, cd, bd, bc), (ab, cd, bc, ac)]
    return np.concatenate([np.stack(cell, axis=1) for cell in corners + inner])
