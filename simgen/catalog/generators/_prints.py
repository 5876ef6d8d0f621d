"""Printed marks: lines of lettering as small bars, and what is printed on a label round a bottle or can."""

from __future__ import annotations

import numpy as np

from simgen.catalog.meshing.boxes import rounded_box
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.transforms import merge, warp
from simgen.geometry import FloatArray
from simgen.world import Mesh

# Printed ink is drawn this thick, so that it lies on its ground without a doubt in single precision.
FILM_M = 0.00012


def lettering(
    rng: np.random.Generator, width_m: float, height_m: float, lines: int, *, center: tuple[float, float, float]
) -> Mesh:
    """Lines of words, each word a bar, centred on a level field of `width_m` (x) by `height_m` (y).

    `center` is the field's middle, at the height of the ground; the first line is the title, in larger letters.
    """
    pitch = height_m / (lines + 0.6)
    bars = []
    for line in range(lines):
        # Letters stay smaller than words are long, whatever the field's shape.
        tall = min(pitch * 0.62, 0.1 * width_m) if line == 0 else min(pitch * 0.34, 0.05 * width_m)
        y = height_m / 2 - (line + 0.8) * pitch
        reach = width_m * (rng.uniform(0.75, 1.0) if line == 0 else rng.uniform(0.4, 0.85))
        words = rng.uniform(0.6, 1.6, int(rng.integers(1, 4)))
        gap = 0.45 * tall
        lengths = words / words.sum() * (reach - gap * (len(words) - 1))
        x = -reach / 2
        for length in lengths:
            if length > 0.2 * tall:
                middle = (center[0] + x + length / 2, center[1] + y, center[2] + FILM_M / 2)
                bars.append(rounded_box((float(length), tall, FILM_M), 0.0, 2, middle, grain="x"))
            x += length + gap
    return merge(bars)


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
    flat = lettering(rng, 1.35 * radius_m, 0.55 * tall, int(rng.integers(2, 5)), center=(0.0, 0.0, 0.0))

    def bent(points: FloatArray) -> FloatArray:
        angle = points[:, 0] / ground
        reach = ground + points[:, 2]
        up = (low_m + high_m) / 2 + points[:, 1]
        return np.stack([reach * np.sin(angle), -reach * np.cos(angle), up], axis=1)

    return merge([*pieces, warp(_split(flat), bent)])


def _split(flat: Mesh) -> Mesh:
    """The bars again, cut across into slices short enough to bend."""
    points = flat.vertices.astype(np.float64).reshape(-1, 24, 3)
    bars = []
    for bar in points:
        low, high = bar.min(axis=0), bar.max(axis=0)
        size = high - low
        slices = max(1, int(np.ceil(size[0] / 0.003)))
        bars.append(
            rounded_box(size.tolist(), 0.0, 2, ((low + high) / 2).tolist(), divisions=(slices, 1, 1), grain="x")
        )
    return merge(bars)
