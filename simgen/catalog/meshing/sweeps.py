"""Bodies swept along a path: handles, legs, stems, cables, frames."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import numpy.typing as npt

from simgen.catalog.meshing.grids import Chart, assemble
from simgen.catalog.meshing.lathe import unit_circle
from simgen.catalog.meshing.transforms import warp
from simgen.geometry import FloatArray
from simgen.world import Mesh


def tube(
    path: npt.ArrayLike,
    radius: npt.ArrayLike,
    *,
    segments: int = 16,
    section: FloatArray | None = None,
    up: npt.ArrayLike = (0.0, 0.0, 1.0),
    ends: Literal["round", "flat"] = "round",
    bevel_m: float = 0.0,
    closed: bool = False,
) -> Mesh:
    """A closed solid along `path`: (k, 3) metres, k >= 2.

    `radius`: one number, (k,) along the path, or (k, 2) across and along the section's up axis. `section`:
    (s, 2) replaces the unit circle by another closed outline, counter-clockwise. Its second axis starts
    nearest to `up` and is then carried without twist. Ends are half-ellipsoids or flat with a rounded edge of
    `bevel_m`; `closed` joins the last point to the first instead. Texture: u along the path, v around.
    """
    points = np.asarray(path, dtype=np.float64)
    size = np.asarray(radius, dtype=np.float64)
    if size.ndim < 2:
        size = np.broadcast_to(size if size.ndim == 0 else size[:, None], (len(points), 2))
    if closed:
        points, size = np.concatenate([points, points[:1]]), np.concatenate([size, size[:1]])
    tangent, across, upward = frames_along(points, up, closed=closed)
    outline = unit_circle(segments) if section is None else np.asarray(section, dtype=np.float64)
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    growth = _slopes(size, along, closed)

    # One row of the skin: its centre, its axes, its size, and how far its normal leans to the tangent.
    rows = [(points[k], k, size[k], -growth[k], along[k]) for k in range(len(points))]
    if not closed:
        depth = size.mean(axis=1) if ends == "round" else np.full(len(points), bevel_m)
        if ends == "round" or bevel_m > 0:
            rows = [*_end_rows(points, tangent, size, along, depth, 0, ends), *rows]
            rows = [*rows, *_end_rows(points, tangent, size, along, depth, -1, ends)]
    charts = [_skin(rows, tangent, across, upward, outline)]
    if not closed and ends == "flat":
        for k in (0, -1):
            rim = rows[k]
            charts.append(_disc(rim[0], rim[2], tangent[k], across[k], upward[k], outline, k))
    return assemble(charts)


def frames_along(
    points: FloatArray, up: npt.ArrayLike, *, closed: bool = False
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """(k, 3) unit tangents and two unit normals of a path, carried without twist.

    The double reflection method of Wang, Jüttler, Zheng and Liu, "Computation of Rotation Minimizing Frames"
    (2008). tangent = across × upward; on a closed path the remaining twist is spread evenly.
    """
    step = np.diff(points, axis=0)
    step /= np.linalg.norm(step, axis=1, keepdims=True)
    if closed:
        tangent = np.concatenate([step, step[:1]]) + np.concatenate([step[-1:], step])
    else:
        tangent = np.concatenate([step, step[-1:]]) + np.concatenate([step[:1], step])
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    hint = np.asarray(up, dtype=np.float64)
    first = hint - (hint @ tangent[0]) * tangent[0]
    if np.linalg.norm(first) < 1e-6 * np.linalg.norm(hint):
        aside = np.array([0.0, 1.0, 0.0]) if abs(tangent[0, 1]) < 0.9 else np.array([1.0, 0.0, 0.0])
        first = aside - (aside @ tangent[0]) * tangent[0]
    upward = np.empty_like(points)
    upward[0] = first / np.linalg.norm(first)
    for k in range(len(points) - 1):
        chord = points[k + 1] - points[k]
        square = float(chord @ chord)
        mirrored = upward[k] - 2 / square * float(chord @ upward[k]) * chord
        ahead = tangent[k] - 2 / square * float(chord @ tangent[k]) * chord
        bend = tangent[k + 1] - ahead
        bend_square = float(bend @ bend)
        upward[k + 1] = mirrored if bend_square < 1e-18 else mirrored - 2 / bend_square * float(bend @ mirrored) * bend
    if closed:
        last, start = upward[-1], upward[0]
        twist = math.atan2(float(np.cross(last, start) @ tangent[0]), float(last @ start))
        angle = (twist * np.linspace(0.0, 1.0, len(points)))[:, None]
        upward = np.cos(angle) * upward + np.sin(angle) * np.cross(tangent, upward)
        upward[-1] = upward[0]
    return tangent, np.cross(upward, tangent), upward


def along_path(mesh: Mesh, path: npt.ArrayLike, up: npt.ArrayLike = (0.0, 0.0, 1.0)) -> Mesh:
    """The mesh bent so that its z axis follows a smooth (k, 3) path; z 0 is the path's start, metres along it.

    What lies beyond the path's ends goes straight on.
    """
    points = np.asarray(path, dtype=np.float64)
    tangent, across, upward = frames_along(points, up)
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])

    def bent(p: FloatArray) -> FloatArray:
        z = p[:, 2]
        at, ahead, right, top = (
            np.stack([np.interp(z, along, values[:, k]) for k in range(3)], axis=1)
            for values in (points, tangent, across, upward)
        )
        beyond = (z - np.clip(z, 0.0, along[-1]))[:, None]
        result: FloatArray = at + beyond * ahead + p[:, :1] * right + p[:, 1:2] * top
        return result

    return warp(mesh, bent)


_Row = tuple[FloatArray, int, FloatArray, FloatArray, float]


def _slopes(size: FloatArray, along: FloatArray, closed: bool) -> FloatArray:
    """(k, 2) growth of each radius per metre of path."""
    if len(size) == 2:
        slope = (size[1] - size[0]) / along[1]
        return np.stack([slope, slope])
    slopes = np.gradient(size, along, axis=0)
    if closed:
        slopes[0] = slopes[-1] = (size[1] - size[-2]) / (along[1] + along[-1] - along[-2])
    result: FloatArray = slopes
    return result


def _end_rows(
    points: FloatArray,
    tangent: FloatArray,
    size: FloatArray,
    along: FloatArray,
    depth: FloatArray,
    end: Literal[0, -1],
    ends: str,
) -> list[_Row]:
    """The rows that close an end: a dome, or the rounded edge of a flat end (which lies inside the length)."""
    steps = 6 if ends == "round" else 4
    d = float(depth[end])
    outward = -tangent[end] if end == 0 else tangent[end]
    rows: list[_Row] = []
    for k in range(1, steps + 1):
        turn = math.pi / 2 * k / steps
        if ends == "round":
            scale = size[end] * (math.cos(turn) if k < steps else 0.0)
        else:
            scale = size[end] - d * (1 - math.cos(turn))
        lean = np.full(2, math.tan(min(turn, math.pi / 2 - 1e-6)))
        if ends == "round":
            # The dome is as deep as the section is wide in the mean, so it leans less across the narrow side.
            lean = lean * size[end] / d
        sense = -1.0 if end == 0 else 1.0
        center = points[end] + outward * d * math.sin(turn)
        index = 0 if end == 0 else len(points) - 1
        position = float(along[end]) + sense * d * turn
        rows.append((center, index, scale, sense * lean, position))
    return rows[::-1] if end == 0 else rows


def _skin(rows: list[_Row], tangent: FloatArray, across: FloatArray, upward: FloatArray, outline: FloatArray) -> Chart:
    wrap = np.arange(len(outline) + 1) % len(outline)
    flow = ((np.roll(outline, -1, axis=0) - np.roll(outline, 1, axis=0)) / 2)[wrap]
    perimeter = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.roll(outline, -1, axis=0) - outline, axis=1))])
    ring = outline[wrap]
    girth = float(np.mean([row[2].mean() for row in rows if row[2].min() > 0]))
    points, normals, uvs = [], [], []
    reference = rows[len(rows) // 2][2]
    for center, k, size, lean, along in rows:
        points.append(center + ring[:, :1] * size[0] * across[k] + ring[:, 1:] * size[1] * upward[k])
        # Across the outline's direction, and leaning as the girth changes. A collapsed row keeps its shape's normal.
        shape = size if size.min() > 0 else reference
        out = np.stack([flow[:, 1] * shape[1], -flow[:, 0] * shape[0]], axis=1)
        out /= np.linalg.norm(out, axis=1, keepdims=True)
        slope = (out * ring) @ lean
        normals.append(out[:, :1] * across[k] + out[:, 1:] * upward[k] + slope[:, None] * tangent[k])
        uvs.append(np.stack([np.full(len(ring), along), perimeter * girth], axis=1))
    # Seen from outside with the path running up, the outline runs to the right.
    grid_uvs = np.stack(uvs) * np.array([1.0, -1.0])
    return Chart(np.stack(points), np.stack(normals), grid_uvs)


def _disc(
    center: FloatArray,
    size: FloatArray,
    tangent: FloatArray,
    across: FloatArray,
    upward: FloatArray,
    outline: FloatArray,
    end: int,
) -> Chart:
    """A flat end; seen from outside it turns the other way at the start of the path."""
    turn = outline if end == -1 else outline[::-1]
    wrap = np.arange(len(turn) + 1) % len(turn)
    flat = turn[wrap] * size
    rim = center + flat[:, :1] * across + flat[:, 1:] * upward
    normal = np.broadcast_to(tangent if end == -1 else -tangent, rim.shape)
    hub = np.broadcast_to(center, rim.shape)
    uv = flat * np.array([1.0, 1.0 if end == -1 else -1.0])
    return Chart(np.stack([rim, hub]), np.stack([normal, normal]), np.stack([uv, np.zeros_like(uv)]))
