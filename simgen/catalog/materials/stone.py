"""Stone and tiles."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field as Limits

from simgen.catalog.materials.bake import Design
from simgen.catalog.materials.maps import Maps, Palette, Rgb, even, finish, mix, shade
from simgen.catalog.materials.noise import Tile, cells, fractal, smoothstep
from simgen.catalog.materials.timber import Share


class Tiles(Design):
    """Tiles in grout, `tile_m` high and `aspect` times as wide; they differ in tone and lie a hair's breadth askew.

    `bond` shifts every other row by half a tile.
    """

    tile_m: Annotated[float, Limits(gt=0.01, le=2.0)] = 0.2
    aspect: Annotated[float, Limits(ge=0.25, le=4.0)] = 1.0
    bond: bool = False
    grout_mm: Annotated[float, Limits(ge=0.5, le=20.0)] = 3.0
    grout: Rgb = (0.42, 0.40, 0.37)
    spread: Share = 0.03
    cleft: Share = 0.0
    gloss: Share = 0.15

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1 on tiles, to be tinted by the material."""
        across, down = tile.repeats(self.tile_m * self.aspect), tile.repeats(self.tile_m, 2 if self.bond else 1)
        count = across * down
        v = tile.v_m * np.float32(down / tile.size_m)
        row = np.floor(v).astype(int) % down
        u = tile.u_m * np.float32(across / tile.size_m) + np.float32(0.5) * (row % 2) * np.float32(self.bond)
        number = row * across + np.floor(u).astype(int) % across
        fu, fv = u - np.floor(u) - 0.5, v - np.floor(v) - 0.5
        inward = np.minimum((0.5 - np.abs(fu)) / np.float32(across), (0.5 - np.abs(fv)) / np.float32(down))
        edge_mm = inward * np.float32(tile.size_m * 1000)
        face = smoothstep(self.grout_mm * 0.4, self.grout_mm * 0.75, edge_mm)
        tone = rng.normal(0.0, self.spread, count).astype(np.float32)[number]
        # Every tile is another piece of the quarry.
        shift = rng.integers(tile.n, size=(2, count))[:, number]
        index = np.arange(tile.n)
        piece = (index[:, None] + shift[0]) % tile.n * tile.n + (index[None, :] + shift[1]) % tile.n
        cloud = np.take(fractal(tile, rng, 0.25, 0.01, slope=1.5).reshape(-1), piece)
        cleft = np.take(fractal(tile, rng, 0.15, 0.004, slope=1.4).reshape(-1), piece)
        body = shade(even(tile), np.clip(0.95 + tone + np.float32(0.01 + 0.05 * self.cleft) * cloud, 0.3, 1.0))
        albedo = mix(self.grout, body, face)
        lean = rng.normal(0.0, 0.0006, (2, count)).astype(np.float32)
        height = np.float32(8e-4) * face + face * (lean[0][number] * fu + lean[1][number] * fv)
        height = height + np.float32(4e-4 * self.cleft) * cleft * face
        roughness = np.float32(0.9) + face * np.float32(self.gloss - 0.9) + np.float32(0.02) * cloud
        return finish(tile, albedo, roughness, height.astype(np.float32))


class Terrazzo(Design):
    """Chips of several stones in a pale binder, ground flat and polished; `share` of the surface is chips."""

    chips: Palette = (
        (0.36, 0.29, 0.23),
        (0.55, 0.50, 0.44),
        (0.13, 0.13, 0.14),
        (0.50, 0.35, 0.26),
        (0.70, 0.67, 0.61),
    )
    chip_mm: Annotated[float, Limits(ge=1.0, le=80.0)] = 14.0
    share: Share = 0.35
    gloss: Share = 0.2

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1 in the binder, to be tinted by the material."""
        albedo = shade(even(tile), np.float32(0.95) + np.float32(0.02) * fractal(tile, rng, 0.05, 0.002, slope=1.0))
        palette = np.asarray(self.chips, dtype=np.float32)
        for size in (1.0, 0.4):
            stones = cells(tile, rng, size * self.chip_mm / 1000, jitter=1.0)
            shown = stones.pick((rng.random(stones.count) < self.share).astype(np.float32))
            # A chip is a cell cut back from its neighbours by the binder, more or less.
            binder = stones.pick(rng.uniform(0.06, 0.26, stones.count).astype(np.float32))
            inside = smoothstep(0.0, 0.05, stones.edge - binder) * shown
            dye = rng.integers(len(palette), size=stones.count)
            tone = (1.0 + rng.normal(0, 0.12, stones.count)).astype(np.float32)
            albedo = mix(albedo, np.take(palette[dye] * tone[:, None], stones.owner, axis=0), inside)
        smear = fractal(tile, rng, 0.2, 0.01, slope=1.4)
        return finish(tile, albedo, self.gloss + np.float32(0.03) * smear)


class Marble(Design):
    """Long veins that wander one way through a milky ground, finer ones that branch across them.

    `strength`: how dark the veins are.
    """

    vein: Rgb = (0.30, 0.30, 0.31)
    strength: Share = 0.75
    gloss: Share = 0.12

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1 in the ground, to be tinted by the material."""
        cloud = fractal(tile, rng, 0.7, 0.02, slope=1.7)
        vein = np.zeros((tile.n, tile.n), dtype=np.float32)
        soft = np.zeros_like(vein)
        u, v = tile.u_m / np.float32(tile.size_m), tile.v_m / np.float32(tile.size_m)
        # Whole numbers of waves along both edges close on the torus; together they make a slant.
        for along, across, wander, width, amount in (
            (1, 2, 0.55, 0.030, 1.0),
            (2, 3, 0.45, 0.016, 0.7),
            (3, -2, 0.5, 0.012, 0.45),
            (5, 7, 0.5, 0.010, 0.3),
        ):
            bend = fractal(tile, rng, 0.8, 0.004, slope=2.0)
            phase = np.float32(2 * np.pi) * (along * u + across * v + np.float32(wander) * bend)
            ridge = np.abs(np.sin(np.float32(0.5) * phase))
            seen = smoothstep(-0.6, 1.2, fractal(tile, rng, 0.5, 0.03, slope=1.6))
            swell = np.float32(width) * (np.float32(0.4) + np.float32(1.6) * seen)
            vein = np.maximum(vein, np.float32(amount) * seen * np.exp(-ridge / swell))
            soft = np.maximum(soft, np.float32(amount) * seen * np.exp(-ridge / np.float32(14 * width)))
        ground = shade(even(tile), np.clip(np.float32(0.95) + np.float32(0.025) * cloud, 0.0, 1.0))
        amount_of = np.clip(np.float32(self.strength) * vein + np.float32(0.22 * self.strength) * soft, 0.0, 1.0)
        return finish(tile, mix(ground, self.vein, amount_of), self.gloss + np.float32(0.01) * cloud)
