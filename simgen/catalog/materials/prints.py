"""What hangs framed on walls: photographs of hills and of the sea, abstract paintings, drawings of leaves.

The tile is the whole picture: its mesh lays uv 0 .. size_m once across each side, v upwards. Places in the drawing are
fractions of its sides.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from simgen.catalog.materials.bake import Design
from simgen.catalog.materials.maps import ColorField, Maps, even, finish, mix, shade
from simgen.catalog.materials.noise import Field, Tile, fractal, line_noise, smoothstep
from simgen.color import color_of_hex

# From far air to what is near, and a sky: moods of landscapes, each as sRGB.
_MOODS = (
    ("#dfe6ea", "#b9c9d2", "#243a45"),
    ("#f2dfcb", "#e2b9a0", "#3a2f3b"),
    ("#e8e8e4", "#c4c6c2", "#232527"),
    ("#e4e7d8", "#b4bf9f", "#28351f"),
    ("#f1e4c6", "#d9b88a", "#4a3524"),
)
_SEAS = (
    ("#8fb4cf", "#e6e4da", "#3f6d84", "#cfc0a2"),
    ("#b5a7b4", "#f0cfa8", "#4a5a70", "#8b7c72"),
    ("#a9b1b5", "#dfe1e0", "#5c6b70", "#a9a298"),
)
# Grounds and paints of abstract pictures.
_PAINTS = (
    ("#e9e1d3", "#b6532f", "#2f4858", "#d9a441", "#7f8c7a"),
    ("#efe9df", "#1f3b4d", "#8aa1a8", "#c9b79c", "#394b3f"),
    ("#e4dccf", "#6b3f3a", "#c88d6a", "#2c2b2b", "#a3a79b"),
    ("#f0ebe2", "#38502f", "#b7b48a", "#d98c5f", "#59605c"),
)
_LEAVES = ("#3d5139", "#6b7a58", "#2f3b3a", "#8a6b4a", "#51627a")


class Print(Design):
    """A picture of a `subject`, in one of a few moods by chance."""

    subject: Literal["hills", "sea", "abstract", "leaves"] = "hills"

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo as printed, matt as paper or canvas is."""
        picture = {"hills": hills, "sea": sea, "abstract": _abstract, "leaves": _leaves}[self.subject](tile, rng)
        grain = fractal(tile, rng, 0.006 * tile.size_m, 0.002 * tile.size_m, slope=0.4)
        picture = shade(picture, 1 + np.float32(0.018) * grain)
        # Ink on paper reflects between two and eighty per cent.
        return finish(tile, np.float32(0.02) + np.float32(0.78) * picture, np.full((tile.n, tile.n), 0.6, np.float32))


def _axes(tile: Tile) -> tuple[Field, Field]:
    """(1, n) and (n, 1): from left to right and from below upwards, 0 to 1."""
    place = ((np.arange(tile.n) + 0.5) / tile.n).astype(np.float32)
    return place[None, :], place[:, None]


def _full(tile: Tile, value: Field) -> Field:
    return np.broadcast_to(value, (tile.n, tile.n))


def hills(tile: Tile, rng: np.random.Generator) -> ColorField:
    """Ridges behind ridges, paler the farther, with trees on the near ones and mist between."""
    n = tile.n
    _, v = _axes(tile)
    sky, air, near = (color_of_hex(c) for c in _MOODS[int(rng.integers(len(_MOODS)))])
    cloud = fractal(tile, rng, 0.6 * tile.size_m, 0.05 * tile.size_m, slope=1.8, stretch_u=2.5)
    picture = mix(air, sky, np.clip(_full(tile, smoothstep(0.35, 1.0, v)) + np.float32(0.08) * cloud, 0, 1))
    layers = int(rng.integers(4, 7))
    for k in range(layers):
        t = k / (layers - 1)
        height = 0.62 - 0.5 * t**0.9 + (0.09 - 0.03 * t) * line_noise(n, rng, n / 1.2, n / 60, slope=1.6)
        if t > 0.45:
            # Firs: spikes of all sizes.
            spikes = np.abs(line_noise(n, rng, n / 10, n / 160, slope=0.4))
            height = height + (0.008 + 0.03 * (t - 0.45)) * spikes
        depth = np.asarray(height, np.float32)[None, :] - v
        inside = smoothstep(-0.002, 0.002, depth)
        tone = mix(air, near, _full(tile, np.full((1, 1), 0.12 + 0.88 * t**1.3, np.float32)))
        mist = np.clip(depth / np.float32(0.30 - 0.1 * t), 0, 1) * np.float32(0.62 * (1 - 0.75 * t))
        tone = mix(tone, mix(air, sky, _full(tile, np.full((1, 1), 0.4, np.float32))), mist)
        picture = mix(picture, tone, inside)
    return picture


def sea(tile: Tile, rng: np.random.Generator) -> ColorField:
    """A horizon: clouds above it, waves that grow nearer, a beach below."""
    _, v = _axes(tile)
    high, low, water, sand = (color_of_hex(c) for c in _SEAS[int(rng.integers(len(_SEAS)))])
    level = float(rng.uniform(0.36, 0.6))
    shore = float(rng.uniform(0.0, 0.2))
    s = tile.size_m
    clouds = fractal(tile, rng, 0.5 * s, 0.01 * s, slope=1.7, stretch_u=3.0)
    sky = mix(low, high, _full(tile, smoothstep(level, 1.0, v)))
    sky = mix(sky, (0.92, 0.90, 0.87), np.clip(np.float32(0.3) * clouds, 0, 0.65))
    waves = fractal(tile, rng, 0.12 * s, 0.006 * s, slope=0.9, stretch_u=7.0)
    fine = fractal(tile, rng, 0.03 * s, 0.003 * s, slope=0.6, stretch_u=9.0)
    nearness = np.clip((level - v) / np.float32(level), 0, 1)
    sea = mix(low, water, _full(tile, smoothstep(0.0, 0.35, nearness)))
    sea = shade(sea, np.clip(1 + (np.float32(0.08) + np.float32(0.14) * nearness) * (0.5 * waves + 0.5 * fine), 0.3, 2))
    picture = mix(sea, sky, _full(tile, smoothstep(level - 0.002, level + 0.002, v)))
    if shore > 0.05:
        edge = shore + 0.02 * line_noise(tile.n, rng, tile.n / 1.5, tile.n / 40, slope=1.5)[None, :]
        gap = np.asarray(edge, np.float32) - v
        picture = mix(picture, (0.86, 0.86, 0.84), smoothstep(-0.035, 0.0, gap) * np.float32(0.8))
        beach = shade(even(tile, sand), 1 + np.float32(0.05) * fine)
        picture = mix(picture, beach, smoothstep(0.0, 0.02, gap))
    return picture


def _abstract(tile: Tile, rng: np.random.Generator) -> ColorField:
    """Fields of paint with torn edges, laid on with a broad brush."""
    s = tile.size_m
    u, v = _axes(tile)
    paints = [color_of_hex(c) for c in _PAINTS[int(rng.integers(len(_PAINTS)))]]
    brush = fractal(tile, rng, 0.3 * s, 0.004 * s, slope=0.9, stretch_u=10.0)
    picture = shade(even(tile, paints[0]), 1 + np.float32(0.03) * brush)
    order = rng.permutation(len(paints) - 1)[: int(rng.integers(3, 5))]
    for k in order:
        torn = fractal(tile, rng, 0.25 * s, 0.01 * s, slope=1.8)
        x, y = rng.uniform(0.25, 0.75, 2)
        a, b = rng.uniform(0.1, 0.36), rng.uniform(0.1, 0.36)
        turn = float(rng.uniform(-0.4, 0.4))
        du, dv = (
            (u - x) * math.cos(turn) + (v - y) * math.sin(turn),
            (v - y) * math.cos(turn) - (u - x) * math.sin(turn),
        )
        power = float(rng.choice([2.0, 6.0]))
        reach = (np.abs(du / a) ** power + np.abs(dv / b) ** power) ** np.float32(1 / power)
        streak = fractal(tile, rng, 0.2 * s, 0.004 * s, slope=0.8, stretch_u=8.0)
        inside = smoothstep(0.0, 0.05, 1 - reach + np.float32(0.07) * torn) * np.clip(0.93 + 0.12 * streak, 0, 1)
        paint = shade(even(tile, paints[1 + int(k)]), np.clip(1 + np.float32(0.08) * streak, 0.5, 1.6))
        picture = mix(picture, paint, np.asarray(inside, np.float32))
    return picture


def _leaves(tile: Tile, rng: np.random.Generator) -> ColorField:
    """A branch or two in water colour on pale paper."""
    s = tile.size_m
    wash = fractal(tile, rng, 0.12 * s, 0.006 * s, slope=1.3)
    picture = shade(even(tile, color_of_hex("#efe9dc")), 1 + np.float32(0.008) * wash)
    u, v = _axes(tile)
    color = color_of_hex(_LEAVES[int(rng.integers(len(_LEAVES)))])
    for _ in range(int(rng.integers(1, 3))):
        foot, bend = float(rng.uniform(0.38, 0.62)), float(rng.uniform(-0.5, 0.5))
        slim, pairs = float(rng.uniform(0.18, 0.42)), int(rng.integers(5, 10))
        ink = np.zeros((tile.n, tile.n), np.float32)
        t = np.clip((v - 0.08) / 0.78, 0, 1)
        stem = smoothstep(0.0045, 0.002, np.abs(u - foot - bend * 0.25 * t**2)) * (t > 0) * (t < 1)
        ink = np.maximum(ink, np.asarray(stem, np.float32))
        for k in range(2 * pairs + 1):
            at = 0.12 + 0.88 * (k // 2 + 0.5 * (k % 2) * 0.4) / pairs
            at = min(at, 1.0)
            side = 0.0 if k == 2 * pairs else (1.0 if k % 2 else -1.0)
            x, y = foot + bend * 0.25 * at**2, 0.08 + 0.78 * at
            angle = math.pi / 2 - math.atan(0.5 * bend * at) - side * float(rng.uniform(0.65, 1.0))
            size = (
                0.24 * math.sin(math.pi * (0.18 + 0.75 * at)) * float(rng.uniform(0.8, 1.1)) * min(1.0, 6.5 / pairs)
                + 0.03
            )
            _leaf(ink, (x, y), size, angle, slim)
        tone = np.clip(0.72 + 0.16 * wash, 0.35, 1.0)
        picture = mix(picture, color, np.asarray(ink * tone, np.float32))
    return picture


def _leaf(ink: Field, foot: tuple[float, float], size: float, angle: float, slim: float) -> None:
    """Ink one pointed leaf, with a pale midrib, into `ink`."""
    n = len(ink)
    reach = size * 1.05
    i0, i1 = (int(np.clip((foot[1] + d) * n, 0, n)) for d in (-reach, reach))
    j0, j1 = (int(np.clip((foot[0] + d) * n, 0, n)) for d in (-reach, reach))
    if i1 <= i0 or j1 <= j0:
        return
    y = ((np.arange(i0, i1) + 0.5) / n - foot[1]).astype(np.float32)[:, None]
    x = ((np.arange(j0, j1) + 0.5) / n - foot[0]).astype(np.float32)[None, :]
    along = (x * math.cos(angle) + y * math.sin(angle)) / size
    across = (y * math.cos(angle) - x * math.sin(angle)) / size
    width = np.float32(slim) * np.clip(np.sin(np.pi * np.clip(along, 0, 1)), 0, 1) ** np.float32(0.85)
    inside = smoothstep(0.0, 0.02, width - np.abs(across)) * (along > 0) * (along < 1)
    rib = 1 - np.float32(0.35) * smoothstep(0.02, 0.008, np.abs(across))
    ink[i0:i1, j0:j1] = np.maximum(ink[i0:i1, j0:j1], np.asarray(inside * rib, np.float32))
