"""Floor textiles: pile carpet, flat-woven bands, and a knotted ornament."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field as Limits

from simgen.catalog.materials.bake import Design
from simgen.catalog.materials.maps import ColorField, Maps, Rgb, even, finish, shade
from simgen.catalog.materials.noise import Field, Tile, cells, fractal, rows_noise, smoothstep


class Carpet(Design):
    """Cut pile: tufts that lean, trodden patches. `tuft_mm` is a tuft's width."""

    tuft_mm: Annotated[float, Limits(ge=0.5, le=20.0)] = 3.0

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        tufts = cells(tile, rng, self.tuft_mm / 1000, jitter=1.0)
        dome = smoothstep(0.8, 0.1, tufts.first)
        tone = tufts.pick(rng.standard_normal(tufts.count).astype(np.float32))
        trodden = fractal(tile, rng, 0.6, 0.05, slope=1.6)
        fibre = fractal(tile, rng, 0.003, 0.0008, slope=0.5)
        factor = 0.68 + 0.2 * dome + 0.04 * tone + 0.04 * np.tanh(trodden) + 0.03 * fibre
        height = np.float32(self.tuft_mm * 3e-4) * dome + np.float32(4e-5) * fibre
        rough = np.full_like(dome, 0.97)
        return finish(tile, shade(even(tile), np.clip(factor, 0.2, 1.0).astype(np.float32)), rough, height)


class Flatweave(Design):
    """Ribs of weft along u in bands of a few colours, with stepped diamonds in every other band.

    The tile is one field of the rug: bands repeat after `size_m`.
    """

    colors: tuple[Rgb, ...] = ((0.55, 0.48, 0.38), (0.30, 0.12, 0.08), (0.10, 0.13, 0.18), (0.62, 0.56, 0.46))
    band_m: Annotated[float, Limits(ge=0.01, le=1.0)] = 0.14
    rib_mm: Annotated[float, Limits(ge=0.5, le=20.0)] = 4.0

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo in the colours given."""
        bands = tile.repeats(self.band_m)
        v = tile.v_m * np.float32(bands / tile.size_m) * np.ones((1, tile.n), dtype=np.float32)
        u = tile.u_m * np.float32(tile.repeats(self.band_m) / tile.size_m) * np.ones((tile.n, 1), dtype=np.float32)
        number = np.floor(v).astype(int) % bands
        # A knot covers one step; diamonds rise by steps, as they must on a loom.
        steps = 12.0
        across = np.floor(np.abs(u - np.floor(u) - 0.5) * 2 * steps) / steps
        up = np.floor(np.abs(v - np.floor(v) - 0.5) * 2 * steps) / steps
        inside = (across + up < 0.72).astype(int) + (across + up < 0.36).astype(int)
        ground = rng.permutation(np.resize(np.arange(len(self.colors)), bands))
        figure = (ground + 1 + rng.integers(0, max(1, len(self.colors) - 1), bands)) % len(self.colors)
        plain = (np.arange(bands) % 2).astype(bool)
        index = np.where((inside == 1) & ~plain[number], figure[number], ground[number])
        return _knotted(tile, rng, np.asarray(self.colors, dtype=np.float32)[index], self.rib_mm)


class Persian(Design):
    """A field of rosettes and stars in mirror symmetry, framed by borders: the tile is the whole rug.

    `colors`: field, border, two figures, outline.
    """

    colors: tuple[Rgb, Rgb, Rgb, Rgb, Rgb] = (
        (0.24, 0.035, 0.03),
        (0.03, 0.045, 0.10),
        (0.50, 0.38, 0.22),
        (0.10, 0.16, 0.18),
        (0.04, 0.02, 0.015),
    )
    border: Annotated[float, Limits(ge=0.05, le=0.4)] = 0.16

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo in the colours given."""
        knots = 300.0
        q = np.floor((np.arange(tile.n) + 0.5) / tile.n * knots) / knots
        x = np.abs(q - 0.5)[None, :] * 2 * np.ones((tile.n, 1))
        y = np.abs(q - 0.5)[:, None] * 2 * np.ones((1, tile.n))
        out = np.maximum(x, y)
        radius, angle = np.hypot(x, y), np.arctan2(y, x)
        petals = int(rng.choice([8, 12, 16]))
        star = 0.42 + 0.06 * np.cos(petals * angle) + 0.03 * np.cos(2 * petals * angle)
        index = np.zeros((tile.n, tile.n), dtype=int)
        self._sprinkle(index, x, y, rng)
        for edge, color in ((1.0, 4), (0.97, 2), (0.72, 1), (0.69, 3), (0.42, 2), (0.3, 0), (0.16, 3)):
            index[radius < star * edge] = color
        inner = 1.0 - self.border * 2
        index[out > inner] = 4
        index[out > inner + 0.015] = 1
        along = np.where(x > y, y, x)
        wave = np.abs((along * rng.integers(5, 8) + 0.5) % 1.0 - 0.5) * 2
        depth = (out - inner) / (1.0 - inner)
        flower = np.hypot(wave - 0.0, (depth - 0.5) * 2.2)
        for edge, color in ((0.52, 2), (0.36, 0), (0.16, 2)):
            index[(out > inner + 0.015) & (flower < edge)] = color
        for low, high, color in ((0.88, 0.91, 2), (0.91, 0.955, 3), (0.955, 1.01, 0), (0.08, 0.12, 2)):
            index[(depth > low) & (depth <= high)] = color
        palette = np.asarray(self.colors, dtype=np.float32)
        return _knotted(tile, rng, palette[index], 2.4)

    def _sprinkle(self, index: np.ndarray, x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> None:
        """Small flowers all over the field, mirrored with it."""
        for _ in range(26):
            cx, cy = rng.uniform(0.02, 0.72, 2)
            size, petals = rng.uniform(0.03, 0.065), int(rng.choice([4, 5, 6, 8]))
            dx, dy = x - cx, y - cy
            reach = np.hypot(dx, dy) / (size * (0.75 + 0.25 * np.cos(petals * np.arctan2(dy, dx))))
            first, second = rng.permutation([1, 2, 3])[:2]
            index[reach < 1.0] = first
            index[reach < 0.55] = second


def _knotted(tile: Tile, rng: np.random.Generator, colors: ColorField, rib_mm: float) -> Maps:
    """Wool in the given colours: ribs along u, yarns of uneven dye, a little fuzz."""
    texel_mm = tile.texel_m * 1000
    ribs = tile.repeats(rib_mm / 1000)
    round_rib: Field = np.abs(np.sin(np.pi * ribs * tile.v_m / tile.size_m)).astype(np.float32)
    abrash = rows_noise(tile.n, tile.n, rng, 900 / texel_mm, 30 / texel_mm)
    fuzz = fractal(tile, rng, 0.004, 0.001, slope=0.5)
    cloud = fractal(tile, rng, 0.6, 0.05, slope=1.6)
    factor = (0.80 + 0.18 * round_rib) * (1.0 + 0.05 * abrash + 0.05 * fuzz + 0.04 * cloud)
    height = np.float32(rib_mm * 8e-5) * round_rib + np.float32(3e-5) * fuzz
    rough = np.full_like(fuzz, 0.96)
    return finish(tile, shade(colors, np.clip(factor, 0.2, 1.15).astype(np.float32)), rough, height)
