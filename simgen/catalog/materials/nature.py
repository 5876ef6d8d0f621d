"""Leaves, soil, cork and basketwork."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field as Limits

from simgen.catalog.materials.bake import Design
from simgen.catalog.materials.maps import Maps, even, finish, mix, shade
from simgen.catalog.materials.noise import Tile, cells, fractal, smoothstep
from simgen.catalog.materials.timber import Share


class Leaf(Design):
    """A leaf's blade: a midrib along v = 0, side veins that leave it at 50 degrees, fine veins along u, a net of finer
    ones between, a tone that drifts.
    """

    rib_mm: Annotated[float, Limits(ge=0.0, le=6.0)] = 1.4
    side_mm: Annotated[float, Limits(ge=2.0, le=60.0)] = 9.0
    vein_mm: Annotated[float, Limits(ge=0.5, le=60.0)] = 3.0
    contrast: Share = 0.12
    gloss: Share = 0.42

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        sway = np.float32(0.5) * fractal(tile, rng, 0.12, 0.02, slope=1.6, stretch_u=4.0)
        rows = tile.repeats(self.vein_mm / 1000)
        phase = tile.v_m * np.float32(rows / tile.size_m) + sway
        vein = smoothstep(0.16, 0.0, np.abs(phase - np.floor(phase) - np.float32(0.5)))
        net = smoothstep(0.10, 0.0, cells(tile, rng, self.vein_mm / 2500, self.vein_mm / 5000, jitter=1.0).edge)
        cloud = fractal(tile, rng, 0.10, 0.006, slope=1.6, stretch_u=2.0)
        pores = fractal(tile, rng, 0.002, 0.0006, slope=0.5)
        # The tile's middle row is as far from the midrib as it gets, where the two halves' veins meet.
        aside = np.minimum(tile.v_m, np.float32(tile.size_m) - tile.v_m)
        rib = smoothstep(1.0, 0.55, aside / np.float32(self.rib_mm / 2000 + 1e-6)) * np.ones_like(sway)
        along = tile.repeats(self.side_mm / 1000) / tile.size_m * (tile.u_m - np.float32(0.8) * aside)
        phase = along + np.float32(0.25) * sway
        side = smoothstep(0.10, 0.03, np.abs(phase - np.floor(phase) - np.float32(0.5)))
        vein = np.maximum(np.float32(0.35) * vein, np.maximum(rib, np.float32(0.7) * side))
        lines = np.maximum(vein, np.float32(0.3) * net)
        factor = (
            np.float32(0.82) + np.float32(0.05) * cloud + np.float32(0.015) * pores + np.float32(self.contrast) * lines
        )
        height = np.float32(-3.5e-5) * vein + np.float32(3e-6) * pores + np.float32(4e-5) * cloud
        return finish(tile, shade(even(tile), np.clip(factor, 0.2, 1.0)), self.gloss + np.float32(0.05) * cloud, height)


class Soil(Design):
    """Potting soil: crumbs of all sizes, a few pale bits."""

    crumb_mm: Annotated[float, Limits(ge=0.5, le=20.0)] = 4.0

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        height = np.zeros((tile.n, tile.n), dtype=np.float32)
        factor = np.full_like(height, 0.5)
        for size in (1.0, 0.45, 0.2):
            crumbs = cells(tile, rng, size * self.crumb_mm / 1000, jitter=1.0)
            dome = smoothstep(0.7, 0.0, crumbs.first)
            height += np.float32(size * self.crumb_mm * 5e-4) * dome
            factor += np.float32(0.12 * size) * crumbs.pick(rng.standard_normal(crumbs.count).astype(np.float32)) * dome
        albedo = shade(even(tile), np.clip(factor + 60 * height, 0.15, 1.0))
        bits = cells(tile, rng, 2.2 * self.crumb_mm / 1000, jitter=1.0)
        pale = smoothstep(0.2, 0.12, bits.first) * bits.pick((rng.random(bits.count) < 0.25).astype(np.float32))
        return finish(tile, mix(albedo, (0.75, 0.72, 0.66), pale), np.full_like(height, 0.97), height)


class Cork(Design):
    """Pressed granules of cork, light and dark."""

    granule_mm: Annotated[float, Limits(ge=0.5, le=20.0)] = 2.6

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        warp = (
            np.float32(0.4) * fractal(tile, rng, 0.01, 0.002, 1.0),
            np.float32(0.4) * fractal(tile, rng, 0.01, 0.002, 1.0),
        )
        granules = cells(tile, rng, self.granule_mm / 1000, warp=warp)
        tone = granules.pick(rng.standard_normal(granules.count).astype(np.float32))
        dark = granules.pick((rng.random(granules.count) < 0.08).astype(np.float32))
        edge = smoothstep(0.0, 0.12, granules.edge)
        factor = 0.76 + 0.08 * tone - 0.4 * dark + 0.08 * edge
        albedo = shade(even(tile), np.clip(factor, 0.15, 1.0).astype(np.float32))
        return finish(tile, albedo, np.full_like(edge, 0.88), np.float32(6e-5) * edge)


class Wicker(Design):
    """Canes woven over and under upright stakes (along v)."""

    cane_mm: Annotated[float, Limits(ge=1.0, le=40.0)] = 6.0

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        rows = tile.repeats(self.cane_mm / 1000, 2)
        stakes = tile.repeats(self.cane_mm * 3.2 / 1000, 2)
        v = tile.v_m * np.float32(rows / tile.size_m) * np.ones((1, tile.n), dtype=np.float32)
        u = tile.u_m * np.float32(stakes / tile.size_m)
        row = np.floor(v).astype(int) % rows
        wave = np.sin(np.pi * (u + row % 2))
        dome = np.sqrt(np.maximum(0.0, 1.0 - (1.9 * (v - np.floor(v) - 0.5)) ** 2))
        over = smoothstep(-0.75, 0.1, wave.astype(np.float32))
        tone = rng.standard_normal(rows).astype(np.float32)[row]
        fibre = fractal(tile, rng, 0.01, 0.001, slope=0.8, stretch_u=12.0)
        factor = (0.38 + 0.5 * dome * (0.35 + 0.65 * over)) * (1.0 + 0.06 * tone + 0.05 * fibre)
        height = np.float32(self.cane_mm * 3.5e-4) * (dome * (0.3 + 0.7 * over)).astype(np.float32)
        rough = np.full_like(fibre, 0.6)
        return finish(tile, shade(even(tile), np.clip(factor, 0.1, 1.0).astype(np.float32)), rough, height)
