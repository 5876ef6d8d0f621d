"""Cloth at the scale of its threads."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field as Limits

from simgen.catalog.materials.bake import Design
from simgen.catalog.materials.maps import Maps, even, finish, shade
from simgen.catalog.materials.noise import Field, Tile, band, cells, fractal, rows_noise, smoothstep
from simgen.catalog.materials.timber import Share

Millimetres = Annotated[float, Limits(ge=0.2, le=60.0)]


def _yarn(tile: Tile, rng: np.random.Generator, count: int, slub: float) -> Field:
    """(n, n): the tone of the yarns along u, `count` of them, thick and thin along their way."""
    owner = np.minimum((np.arange(tile.n) * count) // tile.n, count - 1)
    texel_mm = tile.texel_m * 1000
    along = rows_noise(count, tile.n, rng, 200 / texel_mm, 6 / texel_mm)
    each = rng.standard_normal((count, 1)).astype(np.float32)
    return (0.7 * each + np.float32(slub) * along)[owner]


class Weave(Design):
    """Warp along v and weft along u, over and under.

    `thread_mm` is the spacing of threads; `melange` how much yarns differ in tone, `slub` how uneven each is.
    """

    thread_mm: Millimetres = 1.0
    binding: Literal["plain", "twill"] = "plain"
    melange: Share = 0.10
    slub: Annotated[float, Limits(ge=0.0, le=3.0)] = 0.8
    depth: Annotated[float, Limits(ge=0.0, le=5.0)] = 1.0

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        step = 4 if self.binding == "twill" else 2
        count = tile.repeats(self.thread_mm / 1000, step)
        sway = np.float32(0.12) * band(tile, rng, 0.02, width=0.6)
        x = (np.arange(tile.n, dtype=np.float32) + 0.5) * np.float32(count / tile.n)
        u, v = x[None, :] + sway, x[:, None] + sway.T
        iu, iv = np.floor(u), np.floor(v)
        over = ((iu + iv) % 2 == 0) if step == 2 else ((iu + iv) % 4 < 2)
        round_u, round_v = np.abs(u - iu - 0.5), np.abs(v - iv - 0.5)
        across = np.where(over, round_v, round_u)
        along = np.where(over, round_u, round_v)
        # A thread is round across, and dives at both ends of its float.
        height = np.sqrt(np.maximum(0.0, 1.0 - (1.75 * across) ** 2)) * (1.0 - np.float32(0.55) * (2 * along) ** 2)
        weft = _yarn(tile, rng, count, self.slub)
        warp = _yarn(tile, rng, count, self.slub).T
        tone = np.where(over, weft, warp)
        fuzz = fractal(tile, rng, 0.004, 0.0008, slope=0.6)
        cloud = fractal(tile, rng, 0.5, 0.04, slope=1.6)
        factor = 0.70 + 0.26 * height + self.melange * 0.5 * tone + 0.015 * fuzz + 0.012 * cloud
        relief = np.float32(self.thread_mm * 2.0e-4 * self.depth) * height.astype(np.float32) + np.float32(8e-6) * fuzz
        rough = np.full_like(fuzz, 0.92)
        return finish(tile, shade(even(tile), np.clip(factor, 0.2, 1.0).astype(np.float32)), rough, relief)


class Knit(Design):
    """Columns of V-shaped stitches."""

    stitch_mm: Millimetres = 6.0

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        columns = tile.repeats(self.stitch_mm / 1000)
        rows = tile.repeats(0.8 * self.stitch_mm / 1000)
        sway = np.float32(0.05) * band(tile, rng, 0.04, width=0.6)
        u = tile.u_m * np.float32(columns / tile.size_m) + sway
        v = tile.v_m * np.float32(rows / tile.size_m) + sway
        side = np.abs(u - np.floor(u) - 0.5) * 2
        rise = v + np.float32(0.55) * side
        along = np.abs(rise - np.floor(rise) - 0.5) * 2
        leg = 1.0 - (np.abs(side - 0.5) * 2) ** 2
        bulge = np.clip(leg, 0, 1) ** 0.6 * np.sqrt(np.maximum(0.0, 1.0 - (0.92 * along) ** 2))
        ply = np.sin(2 * np.pi * (3 * rise + 1.5 * side)) * bulge
        fuzz = fractal(tile, rng, 0.006, 0.0008, slope=0.7)
        factor = 0.55 + 0.38 * bulge + 0.03 * ply + 0.03 * fuzz
        height = np.float32(self.stitch_mm * 2.4e-4) * (bulge + np.float32(0.06) * ply) + np.float32(2e-5) * fuzz
        rough = np.full((tile.n, tile.n), 0.95, dtype=np.float32)
        return finish(tile, shade(even(tile), np.clip(factor, 0.15, 1).astype(np.float32)), rough, height)


class Boucle(Design):
    """Curly loops packed close; `loop_mm` is a loop's width."""

    loop_mm: Millimetres = 4.0

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        warp = (
            np.float32(0.8) * fractal(tile, rng, 0.02, 0.003, 1.2),
            np.float32(0.8) * fractal(tile, rng, 0.02, 0.003, 1.2),
        )
        loops = cells(tile, rng, self.loop_mm / 1000, jitter=1.0, warp=warp)
        curl = np.float32(0.5) + np.float32(0.5) * np.sin(12 * loops.first + 3 * warp[0])
        dome = smoothstep(0.85, 0.05, loops.first)
        fuzz = fractal(tile, rng, 0.003, 0.0007, slope=0.6)
        tone = loops.pick(rng.standard_normal(loops.count).astype(np.float32))
        factor = 0.6 + 0.24 * dome + 0.10 * curl + 0.025 * tone + 0.03 * fuzz
        height = np.float32(self.loop_mm * 2.6e-4) * (dome + np.float32(0.25) * curl) + np.float32(3e-5) * fuzz
        rough = np.full((tile.n, tile.n), 0.96, dtype=np.float32)
        return finish(tile, shade(even(tile), np.clip(factor, 0.15, 1.0).astype(np.float32)), rough, height)


class Velvet(Design):
    """A short pile brushed this way and that: broad patches of lighter and darker lie."""

    brushing: Share = 0.25

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        lie = fractal(tile, rng, 0.35, 0.03, slope=1.7, stretch_v=1.8)
        pile = fractal(tile, rng, 0.0025, 0.0006, slope=0.5)
        factor = 0.78 + np.float32(self.brushing * 0.4) * np.tanh(lie) + np.float32(0.04) * pile
        height = np.float32(3e-4) * lie + np.float32(2.5e-5) * pile
        rough = np.full_like(pile, 0.85)
        return finish(tile, shade(even(tile), np.clip(factor, 0.2, 1.0)), rough, height)
