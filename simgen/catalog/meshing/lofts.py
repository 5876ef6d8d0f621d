"""Skins stretched over a stack of rings: sanitary ware, tubs, shoes, whatever changes its section on the way."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from simgen.catalog.meshing.grids import Chart, assemble, grid_faces, smooth_normals
from simgen.catalog.meshing.profiles import resample
from simgen.catalog.meshing.transforms import hull_of
from simgen.geometry import FloatArray
from simgen.world import Mesh


def oval(
    half_width: float,
    front: float,
    back: float,
    *,
    squareness: tuple[float, float] = (2.2, 2.6),
    points: int = 56,
    center: Sequence[float] = (0.0, 0.0),
) -> FloatArray:
    """(points, 2) outline, counter-clockwise from +x, that reaches `front` to -y and `back` to +y of its centre.

    Both halves are superellipses, |x/a|^e + |y/b|^e = 1 with the exponents `squareness` (front, back). `points` is a
    multiple of 4: each quarter has the same number, so that outlines of one stack correspond.
    """
    turn = np.linspace(0.0, math.pi / 2, 256)

    def quarter(depth: float, exponent: float) -> FloatArray:
        arc = np.stack([half_width * np.cos(turn) ** (2 / exponent), depth * np.sin(turn) ** (2 / exponent)], axis=1)
        arc[-1, 0] = 0.0
        return resample(arc, points // 4 + 1)

    loop = _of_quarters(quarter(back, squareness[1]), quarter(front, squareness[0]))
    moved: FloatArray = loop + np.asarray(center, dtype=np.float64)
    return moved


def rounded_ring(
    half_x: float, half_y: float, radius: float, *, points: int = 64, center: Sequence[float] = (0.0, 0.0)
) -> FloatArray:
    """(points, 2) rectangle with round corners, counter-clockwise from +x; most points lie in the corners.

    Outlines of any size and radius correspond point by point. `points` is a multiple of 4 and at least 32.
    """
    r = min(radius, half_x, half_y)
    bend = points // 4 - 4
    turn = np.linspace(0.0, math.pi / 2, bend + 1)
    arc = np.array([half_x - r, half_y - r]) + r * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    rise = np.stack([np.full(2, half_x), np.array([0.0, 0.5]) * (half_y - r)], axis=1)
    level = np.stack([np.array([0.5, 0.0]) * (half_x - r), np.full(2, half_y)], axis=1)
    quarter = np.concatenate([rise, arc, level])
    moved: FloatArray = _of_quarters(quarter, quarter) + np.asarray(center, dtype=np.float64)
    return moved


def _of_quarters(back: FloatArray, front: FloatArray) -> FloatArray:
    """A closed outline of two mirrored halves, each given by its quarter from (a, 0) to (0, b), both ends included."""
    return np.concatenate(
        [
            back[:-1],
            (back * [-1, 1])[::-1][:-1],
            (front * [-1, -1])[:-1],
            (front * [1, -1])[::-1][:-1],
        ]
    )


def at_height(outline: FloatArray, z: float) -> FloatArray:
    """(k, 3) ring: the (k, 2) outline at height z."""
    return np.column_stack([outline, np.full(len(outline), z)])


def pole(ring: FloatArray, rise: float = 0.0) -> FloatArray:
    """(k, 3) ring that has shrunk to the middle of another, `rise` above it: it closes a loft."""
    middle = ring.mean(axis=0) + np.array([0.0, 0.0, rise])
    result: FloatArray = np.broadcast_to(middle, ring.shape).copy()
    return result


def loft(rings: Sequence[npt.ArrayLike], creases: Sequence[int] = ()) -> Mesh:
    """The skin over a stack of (k, 3) rings with one number of points, each counter-clockwise seen from above.

    Going up the stack the outside is on the right-hand side of the rings' travel, so a vessel's stack runs from below
    its floor, over its lip, down to its floor. The skin is closed where both ends have shrunk to a `pole`, or where
    the last ring repeats the first (a ring such as a seat). At the rows `creases` the surface has an edge. Texture:
    metres, u around and v up.
    """
    stack = np.stack([np.asarray(r, dtype=np.float64) for r in rings])
    wrapped = np.concatenate([stack, stack[:, :1]], axis=1)
    cuts = [0, *sorted(creases), len(stack) - 1]
    charts = []
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(wrapped, axis=0), axis=2).mean(axis=1))])
    for first, last in itertools.pairwise(cuts):
        points = wrapped[first : last + 1]
        rows, columns = points.shape[:2]
        flat = points.reshape(-1, 3)
        normals = smooth_normals(flat, grid_faces(rows, columns)).reshape(points.shape)
        around = np.linalg.norm(np.diff(points, axis=1), axis=2)
        # As long as the longer rings are: a pole has no length of its own.
        around = around[around.sum(axis=1) >= 0.5 * around.sum(axis=1).max()].mean(axis=0)
        u = np.concatenate([[0.0], np.cumsum(around)])
        uvs = np.stack(np.meshgrid(u, along[first : last + 1]), axis=-1)
        charts.append(Chart(points, normals, uvs))
    return assemble(charts)


def wall_hulls(outer: Sequence[FloatArray], inner: Sequence[FloatArray], sectors: int = 12) -> list[FloatArray]:
    """Convex pieces of a wall between two stacks of (k, 3) rings, band by band: `sectors` pieces around each.

    `outer` and `inner` have the same number of rings, from below; ring n of one bounds the wall where ring n of the
    other does.
    """
    count = len(outer[0])
    ends = [round(k * count / sectors) for k in range(sectors + 1)]
    pieces = []
    for band in range(len(outer) - 1):
        for a, b in itertools.pairwise(ends):
            pick = np.array([a, (a + b) // 2, b % count])
            pieces.append(np.concatenate([ring[pick] for k in (band, band + 1) for ring in (outer[k], inner[k])]))
    return pieces


def bowl_hulls(outer: Sequence[FloatArray], inner: Sequence[FloatArray], sectors: int = 12) -> list[FloatArray]:
    """Convex pieces of a vessel that leave its hollow open: a floor, and wedges of the wall between level rings.

    `outer` and `inner` are stacks of level (k, 3) rings that rise; `inner` from the floor to the lip. Where a ring of
    `inner` lies, the outside is interpolated. The floor goes down to the first ring of `outer`.
    """
    stack = np.stack(outer)
    heights = stack[:, 0, 2]

    def outside(z: float) -> FloatArray:
        k = int(np.clip(np.searchsorted(heights, z), 1, len(stack) - 1))
        share = (z - heights[k - 1]) / (heights[k] - heights[k - 1])
        ring: FloatArray = stack[k - 1] + np.clip(share, 0.0, 1.0) * (stack[k] - stack[k - 1])
        return ring

    around = [outside(float(ring[0, 2])) for ring in inner]
    floor = np.concatenate([stack[0], inner[0]])
    return [hull_of(floor, 28), *wall_hulls(around, list(inner), sectors)]
