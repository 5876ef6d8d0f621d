"""Plates with one opening: an outline around another one, as a prism with rounded edges.

Both outlines are star-shaped about one centre, which lets a rectangle hold a round hole and a round plate a square one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from simgen.catalog.meshing.boxes import prism_wall
from simgen.catalog.meshing.transforms import merge, mesh_of, translate
from simgen.geometry import FloatArray
from simgen.world import Mesh

# Two directions that differ by less than this are one (their points would make slivers).
_SAME_RAD = 1e-5


def ring_prism(
    outer: npt.ArrayLike,
    inner: npt.ArrayLike,
    height: float,
    bevel: float = 0.0,
    segments: int = 2,
    *,
    center: Sequence[float] = (0.0, 0.0),
    crease_deg: float = 35.0,
) -> Mesh:
    """The plate from z = 0 to `height` between two counter-clockwise (k, 2) outlines; watertight.

    `inner` lies inside `outer`, and both are star-shaped about `center`. The edges at both faces are rounded by
    `bevel`. Texture: metres, as in `extrude`.
    """
    if not height > 0 or bevel < 0 or 2 * bevel > height:
        raise ValueError(f"a plate needs height above 0 and a bevel of at most half of it, got {height}, {bevel}")
    rims = matched(outer, inner, center)
    outside, low_out, high_out = prism_wall(rims[0], height, bevel, segments, 1, crease_deg, "around")
    hole, low_in, high_in = prism_wall(
        np.ascontiguousarray(rims[1][::-1]), height, bevel, segments, 1, crease_deg, "around"
    )
    count = len(rims[0])
    a = np.arange(count)
    b = (a + 1) % count
    band = np.concatenate([np.stack([a, b, count + b], axis=1), np.stack([a, count + b, count + a], axis=1)])
    pieces = [outside, hole]
    for out, inn, up in ((high_out, high_in[::-1], 1.0), (low_out, low_in[::-1], -1.0)):
        points = np.concatenate([out, inn])
        normals = np.tile([0.0, 0.0, up], (len(points), 1))
        pieces.append(mesh_of(points, band if up > 0 else band[:, ::-1], normals, points[:, :2] * [1.0, up]))
    return translate(merge(pieces), (float(center[0]), float(center[1]), 0.0))


def ring_hulls(
    outer: npt.ArrayLike, inner: npt.ArrayLike, height: float, pieces: int = 8, *, center: Sequence[float] = (0.0, 0.0)
) -> list[FloatArray]:
    """Convex pieces of that plate for convex outlines, cut wherever the hole has turned by 360 / `pieces` degrees."""
    rims = matched(outer, inner, center)
    cuts = _cuts(rims[1], 2 * math.pi / pieces)
    count = len(rims[0])
    hulls = []
    for start, end in zip(cuts, [*cuts[1:], cuts[0] + count], strict=True):
        run = [k % count for k in range(start, end + 1)]
        # Of a smooth hole only the ends count: its middle would stand out into the opening.
        flat = np.concatenate(
            [rims[0][run][:: math.ceil(len(run) / 11)], rims[0][run[-1:]], rims[1][[run[0], run[-1]]]]
        )
        flat = np.unique(flat, axis=0) + np.asarray(center, dtype=np.float64)
        hulls.append(np.concatenate([np.column_stack([flat, np.full(len(flat), z)]) for z in (0.0, height)]))
    return hulls


def matched(
    outer: npt.ArrayLike, inner: npt.ArrayLike, center: Sequence[float] = (0.0, 0.0)
) -> tuple[FloatArray, FloatArray]:
    """Both outlines about `center` as the origin, (k, 2) each, with a point in every direction that either has one."""
    outlines = [np.asarray(o, dtype=np.float64) - np.asarray(center, dtype=np.float64) for o in (outer, inner)]
    directions = np.sort(np.concatenate([np.arctan2(o[:, 1], o[:, 0]) for o in outlines]))
    kept = directions[np.concatenate([[True], np.diff(directions) > _SAME_RAD])]
    if kept[0] + 2 * math.pi - kept[-1] < _SAME_RAD:
        kept = kept[:-1]
    out, inn = (outline_towards(o, kept) for o in outlines)
    if not (np.linalg.norm(inn, axis=1) < np.linalg.norm(out, axis=1)).all():
        raise ValueError("the hole reaches beyond the plate's outline")
    return out, inn


def outline_towards(outline: FloatArray, directions: FloatArray) -> FloatArray:
    """(k, 2) points of a counter-clockwise outline around the origin in those directions, radians."""
    angle = np.arctan2(outline[:, 1], outline[:, 0])
    start = int(np.argmin(angle))
    ring = np.roll(outline, -start, axis=0)
    angle = np.unwrap(np.roll(angle, -start))
    if not (np.diff(angle) > 0).all():
        raise ValueError("an outline is not star-shaped, counter-clockwise, about the centre")
    turned = angle[0] + (directions - angle[0]) % (2 * math.pi)
    side = (np.searchsorted(angle, turned + _SAME_RAD / 2, side="right") - 1) % len(ring)
    a, b = ring[side], ring[(side + 1) % len(ring)]
    heading = np.stack([np.cos(directions), np.sin(directions)], axis=1)
    along = b - a
    reach = (a[:, 0] * along[:, 1] - a[:, 1] * along[:, 0]) / (
        heading[:, 0] * along[:, 1] - heading[:, 1] * along[:, 0]
    )
    result: FloatArray = reach[:, None] * heading
    return result


def _cuts(hole: FloatArray, most_rad: float) -> list[int]:
    """Indices of a convex counter-clockwise outline between which it turns by about `most_rad`, or at once by more."""
    step = np.roll(hole, -1, axis=0) - hole
    heading = np.arctan2(step[:, 1], step[:, 0])
    turn = np.maximum((heading - np.roll(heading, 1) + math.pi) % (2 * math.pi) - math.pi, 0.0)
    first = int(np.argmax(turn))
    cuts, turned = [first], 0.0
    for k in range(first + 1, first + len(hole)):
        turned += float(turn[k % len(hole)])
        if turned > most_rad - 1e-6:
            cuts.append(k)
            turned = 0.0
    return sorted(k % len(hole) for k in cuts)
