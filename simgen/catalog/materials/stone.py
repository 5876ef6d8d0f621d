"""Stone and tiles."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field as Limits

from simgen.catalog.materials.bake import Design
from simgen.catalog.materials.maps import Maps, Rgb, even, finish, mix, shade
from simgen.catalog.materials.noise import Tile, cells, fractal, smoothstep
from simgen.catalog.materials.timber import Share


class Tiles(Design):
    """Square tiles in grout; tiles differ a little in tone and lie a hair's breadth askew."""

    tile_m: Annotated[float, Limits(gt=0.01, le=2.0)] = 0.2
    grout_mm: Annotated[float, Limits(ge=0.5, le=20.0)] = 3.0
    grout: Rgb = (0.42, 0.40, 0.37)
    spread: Share = 0.03
    cleft: Share = 0.0
    gloss: Share = 0.15

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1 on tiles, to be tinted by the material."""
        count = tile.repeats(self.tile_m)
        u = tile.u_m * np.float32(count / tile.size_m)
        v = tile.v_m * np.float32(count / tile.size_m)
        number = (np.floor(v).astype(int) % count) * count + np.floor(u).astype(int) % count
        fu, fv = u - np.floor(u) - 0.5, v - np.floor(v) - 0.5
        edge_mm = (0.5 - np.maximum(np.abs(fu), np.abs(fv))) * np.float32(tile.size_m / count * 1000)
        face = smoothstep(self.grout_mm * 0.4, self.grout_mm * 0.75, edge_mm)
        tone = rng.normal(0.0, self.spread, count * count).astype(np.float32)[number]
        cloud = fractal(tile, rng, 0.25, 0.01, slope=1.5)
        cleft = fractal(tile, rng, 0.15, 0.004, slope=1.4)
        body = even(tile) * np.clip(0.97 + tone + (0.01 + 0.12 * self.cleft) * cloud, 0.3, 1.0)[..., None]
        albedo = mix(self.grout, body.astype(np.float32), face)
        lean = rng.normal(0.0, 0.0006, (2, count * count)).astype(np.float32)
        height = np.float32(8e-4) * face + face * (lean[0][number] * fu + lean[1][number] * fv)
        height = height + np.float32(4e-4 * self.cleft) * cleft * face
        roughness = np.float32(0.9) + face * np.float32(self.gloss - 0.9) + np.float32(0.02) * cloud
        return finish(tile, albedo, roughness, height.astype(np.float32))


class Terrazzo(Design):
    """Chips of several stones in a pale binder, ground flat and polished."""

    chips: tuple[Rgb, ...] = ((0.32, 0.25, 0.2), (0.55, 0.5, 0.45), (0.12, 0.12, 0.13), (0.5, 0.33, 0.24))
    chip_mm: Annotated[float, Limits(ge=1.0, le=80.0)] = 11.0
    gloss: Share = 0.2

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1 in the binder, to be tinted by the material."""
        albedo = shade(even(tile), np.float32(0.95) + np.float32(0.02) * fractal(tile, rng, 0.05, 0.002, slope=1.0))
        palette = np.asarray(self.chips, dtype=np.float32)
        for size, share in ((1.0, 0.5), (0.5, 0.45), (0.25, 0.4)):
            stones = cells(tile, rng, size * self.chip_mm / 1000, jitter=1.0)
            shown = stones.pick((rng.random(stones.count) < share).astype(np.float32))
            inside = smoothstep(0.10, 0.16, stones.edge) * shown * smoothstep(0.75, 0.6, stones.first)
            pick = rng.integers(len(palette), size=stones.count)
            tone = (1.0 + rng.normal(0, 0.12, stones.count)).astype(np.float32)
            albedo = mix(albedo, (palette[pick] * tone[:, None])[stones.owner], inside)
        smear = fractal(tile, rng, 0.2, 0.01, slope=1.4)
        return finish(tile, albedo, self.gloss + np.float32(0.03) * smear)


class Marble(Design):
    """Veins where two fields of clouds meet, in a milky ground."""

    vein: Rgb = (0.30, 0.30, 0.31)
    strength: Share = 0.7
    gloss: Share = 0.12

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1 in the ground, to be tinted by the material."""
        cloud = fractal(tile, rng, 0.8, 0.01, slope=1.5)
        vein = np.zeros_like(cloud)
        for wavelength, width, amount in ((1.2, 0.05, 1.0), (0.6, 0.035, 0.6), (0.25, 0.03, 0.35)):
            field = np.abs(fractal(tile, rng, wavelength, 0.006, slope=1.9, stretch_u=1.6))
            vary = smoothstep(-0.5, 1.5, fractal(tile, rng, 0.5, 0.05, slope=1.5))
            vein = np.maximum(vein, np.float32(amount) * vary * smoothstep(width * 3, 0.0, field))
        ground = shade(even(tile), np.clip(0.95 + np.float32(0.04) * cloud, 0.0, 1.0))
        return finish(
            tile, mix(ground, self.vein, np.float32(self.strength) * vein), self.gloss + np.float32(0.01) * cloud
        )
