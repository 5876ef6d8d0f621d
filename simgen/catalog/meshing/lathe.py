"""Bodies turned on a lathe: vessels, fruit, legs, knobs, shades."""

from __future__ import annotations

import itertools
import math
from typing import Literal

import numpy as np

from simgen.catalog.meshing.grids import Chart, assemble
from simgen.geometry import FloatArray, cross
from simgen.world import Mesh

# Steeper than this against the horizontal, a surface is mapped around the axis, else from above.
_CAP_NORMAL_Z = math.cos(math.radians(60.0))


def lathe(
    profile: FloatArray,
    segments: int = 48,
    *,
    crease_deg: float = 40.0,
    outline: FloatArray | None = None,
    grain: Literal["around", "axis"] = "around",
    caps: bool = True,
) -> Mesh:
    """The closed body that a profile sweeps as it turns about +z.

    `profile`: (k, 2) of radius and z in metres, in either direction. It starts and ends on the axis (a
    solid or a vessel with its inside), or stays off it all along and is then a closed loop (a ring).
    Corners sharper than `crease_deg` stay sharp; gentler ones are shaded smooth, long sides first.
    `outline`: (segments, 2) replaces the unit circle by another star-shaped closed curve around the origin,
    counter-clockwise. Texture: u runs around and v up walls; flat ends are mapped from above, or with `caps` False
    the wall's mapping goes on to the poles. With `grain` "axis", u runs along the axis. Raises ValueError for a
    profile that touches the axis at one end only.
    """
    points, ring = _closed_profile(profile)
    around = unit_circle(segments) if outline is None else np.asarray(outline, dtype=np.float64)
    around_tangent = (np.roll(around, -1, axis=0) - np.roll(around, 1, axis=0)) / 2
    perimeter = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.roll(around, -1, axis=0) - around, axis=1))])
    wrap = np.arange(len(around) + 1) % len(around)
    around, around_tangent = around[wrap], around_tangent[wrap]

    step = np.roll(points, -1, axis=0) - points if ring else np.diff(points, axis=0)
    length = np.linalg.norm(step, axis=1)
    side = np.stack([step[:, 1], -step[:, 0]], axis=1) / length[:, None]
    charts = []
    for run in _runs(side, ring, math.cos(math.radians(crease_deg)), caps):
        index = [*run, (run[-1] + 1) % len(points)]
        row = points[index]
        normal = np.array(
            [_row_normal(k, run, side, length, ring, math.cos(math.radians(crease_deg))) for k in range(len(index))]
        )
        along = np.concatenate([[0.0], np.cumsum(length[run])])
        position = np.concatenate(
            [row[:, None, :1] * around[None], np.broadcast_to(row[:, None, 1:], (len(row), len(around), 1))], axis=2
        )
        # The normal is across the tangents around and along the profile: (d radius, d z) = (-nz, nr).
        along_tangent = np.concatenate(
            [
                -normal[:, None, 1:] * around[None],
                np.broadcast_to(normal[:, None, :1], (len(row), len(around), 1)),
            ],
            axis=2,
        )
        flat = np.concatenate([around_tangent, np.zeros((len(around), 1))], axis=1)
        direction = cross(np.broadcast_to(flat[None], along_tangent.shape), along_tangent)
        # On the axis a level surface has one normal, whatever the outline.
        polar = (row[:, 0] == 0) & (np.abs(normal[:, 1]) > 1 - 1e-9)
        direction[polar] = np.stack([np.zeros(polar.sum()), np.zeros(polar.sum()), normal[polar, 1]], axis=1)[:, None]
        level = abs(_mean_normal_z(side, length, run)) >= _CAP_NORMAL_Z or 0.0 in (row[0, 0], row[-1, 0])
        uvs = _chart_uvs(row, along, around, perimeter, cap=caps and level)
        if grain == "axis":
            uvs = np.stack([uvs[..., 1], -uvs[..., 0]], axis=2)
        charts.append(Chart(position, direction, uvs))
    return assemble(charts)


def unit_circle(segments: int) -> FloatArray:
    """(segments, 2) points, counter-clockwise from +x."""
    angle = np.arange(segments) * (2 * math.pi / segments)
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def squircle(segments: int, exponent: float, aspect: float = 1.0) -> FloatArray:
    """(segments, 2) superellipse |x|^e + |y / aspect|^e = 1, spaced evenly along its perimeter.

    Exponent 2 is an ellipse, 5 a square with round corners.
    """
    angle = np.linspace(0.0, 2 * math.pi, 64 * segments, endpoint=False)
    c, s = np.cos(angle), np.sin(angle)
    radius = (np.abs(c) ** exponent + np.abs(s) ** exponent) ** (-1 / exponent)
    dense = np.stack([radius * c, aspect * radius * s], axis=1)
    closed = np.concatenate([dense, dense[:1]])
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
    wanted = np.arange(segments) * (along[-1] / segments)
    return np.stack([np.interp(wanted, along, closed[:, k]) for k in range(2)], axis=1)


def _closed_profile(profile: FloatArray) -> tuple[FloatArray, bool]:
    """The profile counter-clockwise in (radius, z) without repeated points, and whether it is a ring."""
    points = np.asarray(profile, dtype=np.float64).copy()
    points[np.abs(points[:, 0]) < 1e-9, 0] = 0.0
    if np.any(points[:, 0] < 0):
        raise ValueError("a lathe's profile has a negative radius")
    on_axis = points[[0, -1], 0] == 0
    if on_axis[0] != on_axis[1]:
        raise ValueError("a lathe's profile starts and ends on the axis, or never touches it")
    ring = not on_axis[0]
    following = np.roll(points, -1, axis=0)
    gap = np.linalg.norm(following - points, axis=1)
    keep = gap > 1e-8
    if not ring:
        keep[-1] = True
    points = points[keep]
    following = np.roll(points, -1, axis=0)
    area = float(np.sum(points[:, 0] * following[:, 1] - following[:, 0] * points[:, 1])) / 2
    return (points if area > 0 else points[::-1].copy()), ring


def _runs(side: FloatArray, ring: bool, crease_cosine: float, caps: bool) -> list[list[int]]:
    """The profile's sides in stretches that have one texture mapping and no crease inside."""
    count = len(side)
    flat = np.abs(side[:, 1]) >= _CAP_NORMAL_Z
    cuts = []
    for k in range(0 if ring else 1, count):
        across = 1 if flat[k] else 0
        same_way = flat[k] == flat[k - 1] and (side[k, across] > 0) == (side[k - 1, across] > 0)
        if (caps and not same_way) or float(side[k] @ side[k - 1]) < crease_cosine:
            cuts.append(k)
    if not ring:
        bounds = [0, *cuts, count]
        return [list(range(a, b)) for a, b in itertools.pairwise(bounds)]
    cuts = cuts or [0]
    ends = [*cuts[1:], cuts[0] + count]
    return [[k % count for k in range(a, b)] for a, b in zip(cuts, ends, strict=True)]


def _row_normal(k: int, run: list[int], side: FloatArray, length: FloatArray, ring: bool, crease: float) -> FloatArray:
    """(2,) normal in (radius, z) of the k-th row of a run: of both its sides, weighted by their lengths."""
    count = len(side)
    before, after = run[k - 1] if k > 0 else run[0] - 1, run[k] if k < len(run) else run[-1] + 1
    if ring:
        before, after = before % count, after % count
    elif before < 0 or after >= count:
        # The axis: a surface that meets it level is smooth across it, a cone keeps its tip.
        end = side[0] if before < 0 else side[-1]
        return np.array([0.0, math.copysign(1.0, end[1])]) if abs(end[1]) >= crease else end
    if float(side[before] @ side[after]) < crease:
        return np.asarray(side[after] if k == 0 else side[before])
    total = side[before] * length[before] + side[after] * length[after]
    return np.asarray(total / np.linalg.norm(total))


def _mean_normal_z(side: FloatArray, length: FloatArray, run: list[int]) -> float:
    return float(np.sum(side[run, 1] * length[run]) / np.sum(length[run]))


def _chart_uvs(
    row: FloatArray, along: FloatArray, around: FloatArray, perimeter: FloatArray, *, cap: bool
) -> FloatArray:
    """(rows, columns, 2) metres: around and up for a wall, equidistant from the axis for a flat end."""
    if cap:
        outwards = row[-1, 0] >= row[0, 0]
        distance = row[0, 0] + along if outwards else row[-1, 0] + along[-1] - along
        # Going outwards the surface faces down, and is seen mirrored from above.
        seen = around * np.array([1.0, -1.0 if outwards else 1.0])
        return np.asarray(distance[:, None, None] * seen[None])
    weight = np.diff(along)
    radius = float(np.sum((row[1:, 0] + row[:-1, 0]) / 2 * weight) / np.sum(weight))
    sense = 1.0 if row[-1, 1] > row[0, 1] else -1.0
    u, v = np.meshgrid(sense * radius * perimeter, row[0, 1] + sense * along)
    return np.stack([u, v], axis=2)
