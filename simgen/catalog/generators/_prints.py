"""Printed marks: lines of lettering, and what is printed on a label round a bottle or can."""

from __future__ import annotations

import numpy as np

from simgen.catalog.generators._letters import GAP, HEIGHT, WIDTH, phrase, strokes
from simgen.catalog.meshing.boxes import rounded_box
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.slabs import flat_quads
from simgen.catalog.meshing.transforms import merge, warp
from simgen.geometry import FloatArray
from simgen.world import Mesh

# Printed ink is drawn this thick, so that it lies on its ground without a doubt in single precision.
FILM_M = 0.00012
# Lettering below this height cannot be read across a table: each word is a bar.
READABLE_M = 0.0014
# What will be bent is cut into slices of this length.
_SLICE_M = 0.0015


def lettering(
    rng: np.random.Generator,
    width_m: float,
    height_m: float,
    lines: int,
    *,
    center: tuple[float, float, float],
    sliced: bool = False,
) -> Mesh:
    """Lines of words, centred on a level field of `width_m` (x) by `height_m` (y); closed.

    `center` is the field's middle, at the height of the ground; the first line is the title, in larger letters.
    `sliced`: it is cut across, to be bent.
    """
    pitch = height_m / (lines + 1.4)
    pieces = []
    bold, slender = float(rng.uniform(0.7, 1.25)), float(rng.uniform(0.75, 1.0))
    for line in range(lines):
        # Letters stay smaller than words are long, whatever the field's shape.
        tall = min(pitch * 1.15, 0.2 * width_m) if line == 0 else min(pitch * 0.44, 0.08 * width_m)
        y = height_m / 2 - (0.9 if line == 0 else line + 1.3) * pitch
        reach = width_m * (rng.uniform(0.75, 1.0) if line == 0 else rng.uniform(0.4, 0.85))
        text = ""
        if tall >= READABLE_M:
            text = phrase(rng, reach / (tall / HEIGHT * slender * (WIDTH + GAP)))
        if text:
            pieces.append(written(text, tall, slender, bold, (center[0], center[1] + y, center[2]), sliced))
        else:
            pieces += _bars(rng, reach, tall, (center[0], center[1] + y, center[2]), sliced)
    return merge(pieces)


def written(
    text: str,
    tall: float,
    slender: float,
    bold: float,
    middle: tuple[float, float, float],
    sliced: bool = False,
) -> Mesh:
    """A line of letters, `tall` metres high, about `middle`: each stroke a field with slopes down to a point below it.

    `slender` and `bold`: widths of letters and of strokes, 1 as they are designed; `sliced` as in `lettering`.
    """
    unit = tall / HEIGHT
    lines, wide = strokes(text)
    ends = (lines - [wide / 2, HEIGHT / 2]) * [unit * slender, unit] + middle[:2]
    if sliced:
        ends = np.concatenate([_cut(first, last) for first, last in ends])
    along = ends[:, 1] - ends[:, 0]
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    half = 0.5 * bold * unit
    across = half * np.stack([-along[:, 1], along[:, 0]], axis=1)
    first, last = ends[:, 0] - half * along, ends[:, 1] + half * along
    flat = np.stack([first - across, last - across, last + across, first + across], axis=1)
    top = np.concatenate([flat, np.full((len(flat), 4, 1), middle[2] + FILM_M)], axis=2)
    foot = np.concatenate([flat.mean(axis=1), np.full((len(flat), 1), middle[2])], axis=1)
    slopes = [np.stack([foot, top[:, (k + 1) % 4], top[:, k]], axis=1) for k in range(4)]
    triangles = np.concatenate([top[:, [0, 1, 2]], top[:, [0, 2, 3]], *slopes])
    # A quad whose last corners are one gives its triangle first.
    quads = flat_quads(np.concatenate([triangles, triangles[:, 2:]], axis=1))
    return Mesh(quads.vertices, quads.faces[0::2], quads.normals, quads.uvs)


def _cut(first: FloatArray, last: FloatArray) -> FloatArray:
    """(n, 2, 2) a stroke in parts that reach no further than _SLICE_M along x."""
    share = np.linspace(0, 1, 1 + max(1, int(np.ceil(abs(last[0] - first[0]) / _SLICE_M))))[:, None]
    points = first + share * (last - first)
    return np.stack([points[:-1], points[1:]], axis=1)


def _bars(
    rng: np.random.Generator, reach: float, tall: float, middle: tuple[float, float, float], sliced: bool
) -> list[Mesh]:
    """A line of words that cannot be read."""
    bars = []
    words = rng.uniform(0.6, 1.6, int(rng.integers(1, 4)))
    gap = 0.45 * tall
    lengths = words / words.sum() * (reach - gap * (len(words) - 1))
    x = -reach / 2
    for length in lengths:
        if length > 0.2 * tall:
            at = (middle[0] + x + length / 2, middle[1], middle[2] + FILM_M / 2)
            cuts = (max(1, int(np.ceil(length / _SLICE_M))) if sliced else 1, 1, 1)
            bars.append(rounded_box((float(length), tall, FILM_M), 0.0, 2, at, divisions=cuts, grain="x"))
        x += length + gap
    return bars


def round_print(rng: np.random.Generator, radius_m: float, low_m: float, high_m: float) -> Mesh:
    """Two rules and a title on the front (-y) of a label of that radius, between two heights."""
    tall = high_m - low_m
    ground = radius_m + 0.00003
    pieces = []
    rule = rng.uniform(0.015, 0.06) * tall
    for z in (low_m + 0.06 * tall, high_m - 0.06 * tall):
        a, b = z - rule / 2, z + rule / 2
        ring = [(ground - 8e-5, a), (ground + FILM_M, a), (ground + FILM_M, b), (ground - 8e-5, b)]
        pieces.append(lathe(np.array(ring), 48))
    lines = int(rng.integers(2, 5))
    flat = lettering(rng, 1.35 * radius_m, 0.55 * tall, lines, center=(0.0, 0.0, 0.0), sliced=True)

    def bent(points: FloatArray) -> FloatArray:
        angle = points[:, 0] / ground
        reach = ground + points[:, 2]
        up = (low_m + high_m) / 2 + points[:, 1]
        return np.stack([reach * np.sin(angle), -reach * np.cos(angle), up], axis=1)

    return merge([*pieces, warp(flat, bent)])
