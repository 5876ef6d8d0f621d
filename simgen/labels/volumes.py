"""How much of one body lies inside a cavity or below another body, from convex hulls and closed meshes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from simgen.geometry import FloatArray
from simgen.world import Body, Cavity

# Sample points that a body's volume is measured with, at least.
VOLUME_POINTS = 400
# Columns along the longer side of a footprint.
COLUMNS = 16
# Floats that one step of the winding number may hold at once.
CHUNK = 2_000_000


def hull_planes(hull: FloatArray) -> FloatArray:
    """(m, 4) rows n, d of the faces n·x + d <= 0 of the convex hull of (k, 3) points."""
    from scipy.spatial import ConvexHull

    planes: FloatArray = ConvexHull(hull).equations
    return planes


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


def inside_mesh(points: FloatArray, vertices: FloatArray, faces: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """(n,) whether points lie inside a closed mesh: their winding number, a sum of solid angles, is not 0.

    Solid angle of a triangle: A. Van Oosterom and J. Strackee, IEEE Trans. Biomed. Eng. 30(2), 1983.
    """
    result = np.zeros(len(points), dtype=np.bool_)
    close = np.flatnonzero(((points >= vertices.min(axis=0)) & (points <= vertices.max(axis=0))).all(axis=1))
    triangles = vertices[faces]
    for chunk in np.array_split(close, max(1, len(close) * len(faces) * 9 // CHUNK)):
        a, b, c = (triangles[None, :, k] - points[chunk, None] for k in range(3))
        la, lb, lc = (np.linalg.norm(side, axis=2) for side in (a, b, c))
        volume = np.einsum("ijk,ijk->ij", a, np.cross(b, c))
        dots = (
            la * lb * lc
            + np.einsum("ijk,ijk->ij", a, b) * lc
            + np.einsum("ijk,ijk->ij", b, c) * la
            + np.einsum("ijk,ijk->ij", c, a) * lb
        )
        winding = np.arctan2(volume, dots).sum(axis=1) / (2 * np.pi)
        result[chunk] = np.abs(winding) > 0.5
    return result


def share_in_cavity(points: FloatArray, weights: FloatArray, holder: Body, cavity: Cavity) -> float:
    """The weight of the world points that lie in a cavity of `holder`, 0..1."""
    vertices = holder.world_vertices(cavity.mesh, cavity.joint)
    return float(weights[inside_mesh(points, vertices, cavity.mesh.faces)].sum())


@dataclass(frozen=True, eq=False)
class Pieces:
    """Convex hulls of one body in the world, with what is asked of them again and again."""

    hulls: tuple[FloatArray, ...]

    @cached_property
    def box(self) -> FloatArray:
        """(2, 3) least and greatest coordinates."""
        return box_of(np.concatenate(self.hulls))

    @cached_property
    def planes(self) -> tuple[FloatArray, ...]:
        """As `hull_planes`, of each hull."""
        return tuple(hull_planes(hull) for hull in self.hulls)

    @cached_property
    def samples(self) -> tuple[FloatArray, FloatArray]:
        """As `volume_samples`."""
        return volume_samples(self.hulls)

    @cached_property
    def _footprint(self) -> tuple[FloatArray, FloatArray]:
        low, high = self.box[:, :2]
        size = high - low
        counts = np.maximum(1, np.ceil(size / max(float(size.max()), 1e-9) * COLUMNS)).astype(int)
        axes = [low[k] + (np.arange(counts[k]) + 0.5) * size[k] / counts[k] for k in range(2)]
        lines = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 2)
        tops = np.max([column(planes, lines)[1] for planes in self.planes], axis=0)
        return lines[np.isfinite(tops)], tops[np.isfinite(tops)]

    @property
    def lines(self) -> FloatArray:
        """(n, 2) x and y of vertical lines that hit the body, spread evenly over its footprint."""
        return self._footprint[0]

    @property
    def tops(self) -> FloatArray:
        """(n,) the highest z of the body on each of `lines`."""
        return self._footprint[1]


def box_of(points: FloatArray) -> FloatArray:
    """(2, d) least and greatest coordinates of (n, d) points."""
    return np.stack([points.min(axis=0), points.max(axis=0)])


def box_gap(a: FloatArray, b: FloatArray) -> float:
    """The widest gap of two (2, d) boxes along an axis; negative where they overlap along all."""
    return float(np.maximum(a[0] - b[1], b[0] - a[1]).max())


def column(planes: FloatArray, lines: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(n,) lowest and highest z of a convex piece on vertical lines through (n, 2) points.

    inf and -inf where it is missed. A face n·(x, y, z) + d <= 0 bounds z from above where n_z > 0 and from below where
    n_z < 0.
    """
    rest = -(lines @ planes[:, :2].T + planes[:, 3])
    up, down = planes[:, 2] > 1e-9, planes[:, 2] < -1e-9
    high = (rest[:, up] / planes[up, 2]).min(axis=1)
    low = (rest[:, down] / planes[down, 2]).max(axis=1)
    missed = (low > high) | (rest[:, ~up & ~down] < 0).any(axis=1)
    return np.where(missed, np.inf, low), np.where(missed, -np.inf, high)


def share_below(lower: Pieces, upper: Pieces, slack_m: float) -> float:
    """The share of the footprint of `lower` that has some of `upper` over it, 0..1.

    On each vertical line through the footprint, `upper` counts where one of its pieces begins above the top of
    `lower`, less `slack_m`.
    """
    covered = np.zeros(len(lower.lines), dtype=np.bool_)
    if len(covered) == 0 or upper.box[1, 2] < lower.tops.min() - slack_m:
        return 0.0
    for hull, planes in zip(upper.hulls, upper.planes, strict=True):
        low, high = box_of(hull)
        over = ((lower.lines >= low[:2]) & (lower.lines <= high[:2])).all(axis=1) & (high[2] >= lower.tops - slack_m)
        if over.any():
            bottoms = column(planes, lower.lines[over])[0]
            covered[over] |= (bottoms >= lower.tops[over] - slack_m) & np.isfinite(bottoms)
    return float(covered.mean())
