"""Cloth at the scale of its threads."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field as Limits

from simgen.catalog.materials.bake import Design
from simgen.catalog.materials.maps import Maps, Rgb, even, finish, mix, shade
from simgen.catalog.materials.noise import Field, Tile, cells, fractal, rows_noise, smoothstep
from simgen.catalog.materials.timber import Share

Millimetres = Annotated[float, Limits(ge=0.2, le=60.0)]


# How many of four picks the warp (along v) lies on top; the step from pick to pick makes the diagonal of a twill.
_WARP_OVER = {"plain": (1, 2), "twill": (2, 4), "drill": (3, 4)}


def _yarn(tile: Tile, rng: np.random.Generator, count: int, slub: float) -> Field:
    """(n, n): the tone of the yarns along u, `count` of them, thick and thin along their way, standard deviation 1."""
    owner = np.minimum((np.arange(tile.n) * count) // tile.n, count - 1)
    texel_mm = tile.texel_m * 1000
    along = rows_noise(count, tile.n, rng, 60 / texel_mm, 4 / texel_mm)
    each = rng.standard_normal((count, 1)).astype(np.float32)
    result: Field = (np.float32(0.4) * each + np.float32(0.9 * slub) * along)[owner]
    return result


class Weave(Design):
    """Weft along u and warp along v, over and under.

    `thread_mm` is the spacing of threads; `melange` how much a yarn's tone varies, `slub` how uneven it is.
    `binding`: plain, twill (two over, two under) or drill (three over one, as denim). `warp` and `weft` are the
    yarns' colours, tinted by the material.
    """

    thread_mm: Millimetres = 1.0
    binding: Literal["plain", "twill", "drill"] = "plain"
    melange: Share = 0.10
    slub: Annotated[float, Limits(ge=0.0, le=3.0)] = 0.8
    depth: Annotated[float, Limits(ge=0.0, le=5.0)] = 1.0
    warp: Rgb = (1.0, 1.0, 1.0)
    weft: Rgb = (1.0, 1.0, 1.0)

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        over, period = _WARP_OVER[self.binding]
        count = tile.repeats(self.thread_mm / 1000, period)
        weft, warp = _yarn(tile, rng, count, self.slub), _yarn(tile, rng, count, self.slub).T
        sway = np.float32(0.14) * fractal(tile, rng, 0.06, 0.006, slope=1.2)
        x = (np.arange(tile.n, dtype=np.float32) + np.float32(0.5)) * np.float32(count / tile.n)
        u, v = x[None, :] + sway, x[:, None] + np.roll(sway.T, tile.n // 3, axis=0)
        iu, iv = np.floor(u), np.floor(v)
        turn = (iu + iv) % period
        on_top = turn < over
        fu, fv = u - iu, v - iv
        # A thread is round across, thicker where it is slubby, and dives at both ends of its float.
        across = np.where(on_top, fu, fv) - np.float32(0.5)
        along = np.where(on_top, (turn + fv) / over, (turn - over + fu) / (period - over)) - np.float32(0.5)
        tone = np.where(on_top, warp, weft)
        width = np.clip(np.float32(1.75) - np.float32(0.12 * self.slub) * tone, 1.3, 2.3)
        height = np.sqrt(np.maximum(np.float32(0.0), 1.0 - (width * across) ** 2))
        height *= 1.0 - np.float32(0.55) * (2 * along) ** 2
        fuzz = fractal(tile, rng, 0.004, 0.0008, slope=0.6)
        cloud = fractal(tile, rng, 0.12, 0.02, slope=1.2)
        factor = np.float32(0.66) + np.float32(0.28) * height + np.float32(0.5 * self.melange) * tone
        factor += np.float32(0.02) * fuzz + np.float32(0.008) * cloud
        albedo = shade(mix(self.weft, self.warp, on_top.astype(np.float32)), np.clip(factor, 0.25, 1.0))
        relief = np.float32(self.thread_mm * 1.1e-4 * self.depth) * height + np.float32(6e-6) * fuzz
        return finish(tile, albedo, np.full_like(fuzz, 0.92), relief)


class Knit(Design):
    """Columns of V-shaped stitches along v; `stitch_mm` is a stitch's width."""

    stitch_mm: Millimetres = 6.0

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        columns = tile.repeats(self.stitch_mm / 1000)
        rows = tile.repeats(0.75 * self.stitch_mm / 1000)
        sway = np.float32(0.10) * fractal(tile, rng, 0.08, 0.008, slope=1.3)
        u = tile.u_m * np.float32(columns / tile.size_m) + sway
        v = tile.v_m * np.float32(rows / tile.size_m) + np.roll(sway, tile.n // 2, axis=1)
        side = np.abs(u - np.floor(u) - np.float32(0.5)) * 2
        # Each leg of the V is a yarn that leans outwards, thickest half-way and tucked under at both ends.
        rise = v - np.float32(0.75) * side
        along = (rise - np.floor(rise) - np.float32(0.5)) * 2
        leg = np.sqrt(np.maximum(np.float32(0.0), 1.0 - ((side - np.float32(0.48)) * np.float32(2.05)) ** 2))
        body = np.sqrt(np.maximum(np.float32(0.0), 1.0 - (np.float32(0.98) * along) ** 2))
        bulge = leg * (np.float32(0.25) + np.float32(0.75) * body)
        ply = np.sin(np.float32(2 * np.pi) * (2 * along + np.float32(2.5) * side)) * bulge
        fuzz = fractal(tile, rng, 0.005, 0.0008, slope=0.7)
        tone = fractal(tile, rng, 0.03, 0.004, slope=1.0)
        factor = np.float32(0.42) + np.float32(0.5) * bulge + np.float32(0.035) * ply + np.float32(0.03) * fuzz
        factor += np.float32(0.02) * tone
        height = np.float32(self.stitch_mm * 1.5e-4) * (bulge + np.float32(0.08) * ply) + np.float32(2e-5) * fuzz
        return finish(tile, shade(even(tile), np.clip(factor, 0.15, 1)), np.full_like(fuzz, 0.95), height)


class Boucle(Design):
    """Curly loops packed close; `loop_mm` is a loop's width."""

    loop_mm: Millimetres = 4.5

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        loop_m = self.loop_mm / 1000
        warp = (
            np.float32(0.55) * fractal(tile, rng, 4 * loop_m, loop_m, 1.0),
            np.float32(0.55) * fractal(tile, rng, 4 * loop_m, loop_m, 1.0),
        )
        loops = cells(tile, rng, loop_m, jitter=1.0, warp=warp)
        dome = smoothstep(0.95, 0.0, loops.first)
        # A loop is a ring of yarn: a hole in its middle, another loop behind it.
        phase = loops.pick(rng.uniform(0, 6.28, loops.count).astype(np.float32))
        curl = np.float32(0.5) + np.float32(0.5) * np.sin(np.float32(15) * loops.first + phase)
        fuzz = fractal(tile, rng, 0.003, 0.0007, slope=0.6)
        tone = loops.pick(rng.standard_normal(loops.count).astype(np.float32))
        factor = np.float32(0.48) + np.float32(0.34) * dome + np.float32(0.14) * curl * dome
        factor += np.float32(0.03) * tone + np.float32(0.03) * fuzz
        height = np.float32(self.loop_mm * 1.6e-4) * (dome + np.float32(0.22) * curl * dome) + np.float32(2e-5) * fuzz
        return finish(tile, shade(even(tile), np.clip(factor, 0.15, 1.0)), np.full_like(fuzz, 0.96), height)


class Velvet(Design):
    """A short pile brushed this way and that: broad patches of lighter and darker lie."""

    brushing: Share = 0.16

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        lie = fractal(tile, rng, 0.25, 0.015, slope=1.7, stretch_v=1.8)
        strokes = fractal(tile, rng, 0.05, 0.004, slope=1.4, stretch_v=4.0)
        pile = fractal(tile, rng, 0.0025, 0.0006, slope=0.5)
        swept = np.tanh(lie + np.float32(0.35) * strokes)
        factor = np.float32(0.76) + np.float32(0.55 * self.brushing) * swept + np.float32(0.04) * pile
        height = np.float32(2.5e-4) * lie + np.float32(3e-5) * strokes + np.float32(1.5e-5) * pile
        return finish(tile, shade(even(tile), np.clip(factor, 0.2, 1.0)), np.full_like(pile, 0.85), height)
