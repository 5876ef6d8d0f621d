"""Which pixel centres see which triangles, and how deep: exact, in float64, and the same for any number of threads.

The ray of a pixel centre has the direction d = (x, y, 1) in the camera frame. With a triangle's corners v0, v1, v2
(columns of V), d = V b has the solution b_k = e_k / det V, where e_k = d · (v_i × v_j) is the edge function of the
side opposite to corner k; the ray meets the triangle where all b_k >= 0, at planar depth 1 / (b_0 + b_1 + b_2)
(Olano and Greer 1997, triangle scan conversion in homogeneous coordinates). Nothing is divided by a corner's depth,
so triangles that pass behind the camera need no clipping.

Rather than ask every ray for its triangles, every triangle is asked for its rays: along one image row each edge
function is linear, so the covered pixels are one span. Two triangles that share a side compute the same crossing
from the same two corners, to the bit, so no ray slips between them.

Arrays are component first here, which NumPy works through fastest: points (3, n), corners (3, 3, m) by axis, corner
and triangle.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simgen.geometry import FloatArray, Intrinsics

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

# Bounds the memory of one step (about 100 bytes a pair); results do not depend on it.
PAIRS_PER_STEP = 1_000_000
# Widens the pixel box that decides which rows and columns are tried at all; the spans then decide exactly.
BOX_SLACK_PX = 1e-6
# A triangle is not seen from within its own plane: sine of the smallest angle between the plane and the line to it.
EDGE_ON = 1e-12


@dataclass(frozen=True, eq=False)
class Pairs:
    """Ray-triangle hits: `pixel` (k,) is row * width + column, `triangle` (k,), `inverse_depth` (k,) is 1/z in 1/m."""

    pixel: IntArray
    triangle: IntArray
    inverse_depth: FloatArray


@dataclass(frozen=True, eq=False)
class Picture:
    """Where a mesh's triangles fall in the image plane.

    low, high: (2,) x and y in pixels of what lies beyond the near plane, not clipped to the image; low > high where
    nothing does. candidates: (c,) triangles whose pixel box holds a pixel centre of the image, ascending, with their
    `first` and `last` column and row, (2, c) each. Most triangles of a dense mesh lie between pixel centres.
    """

    low: FloatArray
    high: FloatArray
    candidates: IntArray
    first: IntArray
    last: IntArray


def dot(a: FloatArray, b: FloatArray) -> FloatArray:
    """Scalar product over the first axis."""
    result: FloatArray = a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
    return result


def cross(a: FloatArray, b: FloatArray) -> FloatArray:
    """Vector product over the first axis. Swapped arguments negate it exactly, which shared sides rely on."""
    return np.stack([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]])


def turned(matrix: FloatArray, vectors: FloatArray) -> FloatArray:
    """(3, 3) times (3, n), summed in a fixed order, where a linear algebra library's depends on its threads."""
    x, y, z = vectors
    return np.stack([row[0] * x + row[1] * y + row[2] * z for row in matrix])


def sides(corners: FloatArray) -> FloatArray:
    """(3, 3, m) v_i × v_j of the side opposite to each corner of (3, 3, m) triangles."""
    return cross(corners[:, [1, 2, 0]], corners[:, [2, 0, 1]])


def plane(corners: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Of (3, 3, m) triangles: the unscaled normals (3, m), and (m,) their dot product with a corner.

    A ray along d meets the plane at depth `offset / (normal · d)`.
    """
    normal = cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    return normal, dot(normal, corners[:, 0])


def project(vertices: FloatArray, faces: npt.NDArray[np.int32], view: Intrinsics, near_m: float) -> Picture:
    """The picture of a mesh: vertices (3, n) in the camera frame, faces (m, 3)."""
    ahead = vertices[2] >= near_m
    points = _image_points(np.where(ahead, vertices, 1.0), view)
    first, last = _first_centre(points, view), _last_centre(points, view)
    begin = _of_corners(np.minimum, first, faces)
    end = _of_corners(np.maximum, last, faces)
    if not ahead.all():
        beyond = ahead[faces]
        end[:, ~beyond.any(axis=1)] = -1
        passing = np.flatnonzero(beyond.any(axis=1) & ~beyond.all(axis=1))
        spanning, counts = _visible_part(vertices[:, faces[passing].T], near_m)
        extra = _image_points(np.where(counts, spanning, 1.0), view)
        begin[:, passing] = np.where(counts, _first_centre(extra, view), np.iinfo(np.int32).max).min(axis=1)
        end[:, passing] = np.where(counts, _last_centre(extra, view), -1).max(axis=1)
        points = np.concatenate([points[:, ahead], extra[:, counts]], axis=1)
    candidates = np.flatnonzero((begin[0] <= end[0]) & (begin[1] <= end[1]))
    low, high = points.min(axis=1, initial=np.inf), points.max(axis=1, initial=-np.inf)
    return Picture(low, high, candidates, begin[:, candidates].astype(np.int64), end[:, candidates].astype(np.int64))


def _image_points(points: FloatArray, view: Intrinsics) -> FloatArray:
    """(3, ...) points with z > 0 to (2, ...) pixel coordinates."""
    return np.stack([points[0] / points[2] * view.fx + view.cx, points[1] / points[2] * view.fy + view.cy])


def _first_centre(points: FloatArray, view: Intrinsics) -> npt.NDArray[np.int32]:
    """(2, ...) the first column and row whose centre is not before the point; 0 to the image's size."""
    after = np.maximum(np.ceil(points - (0.5 + BOX_SLACK_PX)), 0.0)
    return np.stack([np.minimum(after[0], view.width), np.minimum(after[1], view.height)]).astype(np.int32)


def _last_centre(points: FloatArray, view: Intrinsics) -> npt.NDArray[np.int32]:
    """(2, ...) the last column and row whose centre is not after the point; -1 to the image's size less 1."""
    before = np.maximum(np.floor(points - (0.5 - BOX_SLACK_PX)), -1.0)
    return np.stack([np.minimum(before[0], view.width - 1), np.minimum(before[1], view.height - 1)]).astype(np.int32)


def _of_corners(
    extreme: np.ufunc, values: npt.NDArray[np.int32], faces: npt.NDArray[np.int32]
) -> npt.NDArray[np.int32]:
    """(2, m) smallest or largest of the (2, n) values over each triangle's corners."""
    a, b, c = (np.take(values, faces[:, k], axis=1) for k in range(3))
    result: npt.NDArray[np.int32] = extreme(extreme(a, b), c)
    return result


def _visible_part(corners: FloatArray, near_m: float) -> tuple[FloatArray, BoolArray]:
    """Points that span what lies beyond the near plane: corners beyond it, and where sides cross it.

    (3, 3, m) triangles to (3, 6, m) points in the camera frame and (6, m) bool that says which of them count.
    """
    following = np.roll(corners, -1, axis=1)
    beyond = corners[2] >= near_m
    crosses = beyond != (following[2] >= near_m)
    t = (near_m - corners[2]) / np.where(crosses, following[2] - corners[2], 1.0)
    cuts = corners + t * (following - corners)
    cuts[2] = near_m
    return np.concatenate([corners, cuts], axis=1), np.concatenate([beyond, crosses])


def cover(
    vertices: FloatArray, faces: npt.NDArray[np.int32], picture: Picture, view: Intrinsics, near_m: float
) -> Iterator[Pairs]:
    """Every (pixel centre, triangle) that meet at a depth of at least `near_m`, triangles ascending.

    vertices: (3, n) in the camera frame. faces: (m, 3). picture: of the same, from `project`.
    """
    for step in _steps(np.prod(picture.last - picture.first + 1, axis=0)):
        chosen = picture.candidates[step]
        corners = np.take(vertices, faces[chosen].T, axis=1)
        yield _cover_step(corners, chosen, picture.first[:, step], picture.last[:, step], view, near_m)


def _steps(sizes: IntArray) -> Iterator[slice]:
    """Ranges of consecutive items whose sizes sum to about PAIRS_PER_STEP (a single item may be larger)."""
    ends = np.cumsum(sizes)
    begin = 0
    while begin < len(sizes):
        done = ends[begin - 1] if begin else 0
        end = max(int(np.searchsorted(ends, done + PAIRS_PER_STEP, side="right")), begin + 1)
        yield slice(begin, end)
        begin = end


def _cover_step(
    corners: FloatArray, triangle: IntArray, low: IntArray, high: IntArray, view: Intrinsics, near_m: float
) -> Pairs:
    normal, offset = plane(corners)
    size = np.sqrt(dot(normal, normal) * dot(corners[:, 0], corners[:, 0]))
    faced = np.abs(offset) > EDGE_ON * size
    # An edge-on triangle gets no rows.
    owner, row = _ranges(low[1], np.where(faced, high[1] - low[1] + 1, 0))
    edges = np.take(sides(corners) * np.sign(offset), owner, axis=2)
    y = (row + 0.5 - view.cy) / view.fy
    slope, rest = edges[0], edges[1] * y + edges[2]
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = rest / -slope * view.fx + (view.cx - 0.5)
    first = np.where(slope > 0, np.ceil(crossing), low[0, owner]).max(axis=0)
    last = np.where(slope < 0, np.floor(crossing), high[0, owner]).min(axis=0)
    first = np.maximum(first, low[0, owner])
    last = np.minimum(last, high[0, owner])
    outside = ((slope == 0) & (rest < 0)).any(axis=0)
    count = np.where(outside, 0, np.maximum(last - first + 1, 0)).astype(np.int64)

    span, column = _ranges(first.astype(np.int64), count)
    # 1/z is linear along a row.
    n = np.take(normal / np.where(faced, offset, 1.0), owner, axis=1)
    start = n[1] * y + n[2]
    inverse_depth = n[0][span] * ((column + 0.5 - view.cx) / view.fx) + start[span]
    pixel = (row * view.width)[span] + column
    hit = triangle[owner][span]
    if (corners[2] < near_m).any():
        kept = inverse_depth <= 1 / near_m
        pixel, hit, inverse_depth = pixel[kept], hit[kept], inverse_depth[kept]
    return Pairs(pixel, hit, inverse_depth)


def _ranges(start: IntArray, count: IntArray) -> tuple[IntArray, IntArray]:
    """For each i the numbers start[i], …, start[i] + count[i] - 1, all in a row; with the i of each."""
    owner = np.repeat(np.arange(len(start)), count)
    before = np.cumsum(count) - count
    return owner, np.arange(len(owner)) + (start - before)[owner]
