"""Logs: bark, and the rings of a sawn end."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field as Limits

from simgen.catalog.materials.bake import Design
from simgen.catalog.materials.maps import Maps, Rgb, even, finish, mix, shade
from simgen.catalog.materials.noise import Tile, cells, fractal, smoothstep
from simgen.catalog.materials.timber import Share


class LogEnd(Design):
    """The sawn end of a log, its pith in the tile's middle: rings, rays, cracks from drying, marks of the saw."""

    ring_mm: Annotated[float, Limits(ge=0.5, le=20.0)] = 3.0
    pale: Rgb = (0.60, 0.45, 0.28)
    dark: Rgb = (0.40, 0.25, 0.13)
    cracks: Annotated[int, Limits(ge=0, le=24)] = 7

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo of the wood."""
        middle = np.float32(tile.size_m / 2)
        u, v = tile.u_m - middle, tile.v_m - middle
        angle = np.arctan2(v, u).astype(np.float32)
        reach = np.hypot(u, v).astype(np.float32)
        wobble = np.float32(0.0022) * fractal(tile, rng, 0.12, 0.02, slope=2.0)
        years = (reach + wobble) / np.float32(self.ring_mm / 1000)
        year = np.floor(years)
        part = years - year
        late = smoothstep(0.35, 0.92, part) * smoothstep(1.0, 0.96, part)
        tone = rng.standard_normal(4096).astype(np.float32)[np.clip(year, 0, 4095).astype(int)]
        heart = smoothstep(0.06, 0.02, reach + 3 * wobble)
        albedo = mix(self.pale, self.dark, np.clip(0.85 * late + 0.35 * heart + np.float32(0.06) * tone, 0, 1))
        rays = fractal(tile, rng, 0.02, 0.001, slope=0.8)
        saw = fractal(tile, rng, 0.006, 0.001, slope=0.6, stretch_u=16.0)
        stain = fractal(tile, rng, 0.15, 0.01, slope=1.6)
        albedo = shade(albedo, np.clip(0.9 + np.float32(0.05) * saw + np.float32(0.07) * stain, 0.3, 1.0))
        gap = np.zeros_like(reach)
        for _ in range(self.cracks):
            way, long, wide = rng.uniform(-np.pi, np.pi), rng.uniform(0.02, 0.09), rng.uniform(0.0004, 0.0012)
            aside = np.abs(np.sin(angle - np.float32(way)) * reach + np.float32(0.3) * wobble)
            ahead = np.cos(angle - np.float32(way)) > 0
            taper = np.clip(1 - reach / np.float32(long), 0, 1) * np.float32(wide)
            gap = np.maximum(gap, smoothstep(1.0, 0.4, aside / (taper + np.float32(1e-6))) * ahead * (taper > 0))
        albedo = mix(albedo, (0.07, 0.045, 0.03), np.float32(0.85) * gap)
        height = np.float32(-4e-4) * gap + np.float32(3e-5) * saw + np.float32(2e-5) * late
        return finish(tile, albedo, np.float32(0.82) + np.float32(0.02) * rays, height)


class Bark(Design):
    """Bark in long scales along u, with furrows between them and here and there lichen; `smooth` as of birch."""

    scale_mm: Annotated[float, Limits(ge=2.0, le=60.0)] = 14.0
    smooth: Share = 0.0
    lichen: Share = 0.15

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        wide = self.scale_mm / 1000
        sway = (
            np.float32(0.25) * fractal(tile, rng, 0.05, 0.006, slope=1.4),
            np.float32(0.5) * fractal(tile, rng, 0.05, 0.006, slope=1.4),
        )
        scales = cells(tile, rng, 3.4 * wide, wide, jitter=1.0, warp=sway)
        rough = np.float32(1.0 - self.smooth)
        plate = smoothstep(0.0, 0.22, scales.edge)
        fine = fractal(tile, rng, 0.02, 0.0012, slope=1.1, stretch_u=5.0)
        tone = scales.pick(rng.standard_normal(scales.count).astype(np.float32))
        factor = 0.72 + rough * (np.float32(0.34) * (plate - 1.0) + np.float32(0.07) * tone) + np.float32(0.08) * fine
        albedo = shade(even(tile), np.clip(factor, 0.06, 1.0).astype(np.float32))
        # Birch has dark dashes across the stem.
        dashes = cells(tile, rng, 0.012, 0.035, jitter=1.0)
        dash = smoothstep(0.32, 0.22, dashes.first) * dashes.pick((rng.random(dashes.count) < 0.3).astype(np.float32))
        albedo = mix(albedo, (0.10, 0.08, 0.07), np.float32(0.85 * self.smooth) * dash)
        patches = smoothstep(1.3, 1.9, fractal(tile, rng, 0.06, 0.004, slope=1.2))
        albedo = mix(albedo, (0.42, 0.46, 0.36), np.float32(self.lichen) * patches)
        height = rough * np.float32(1.6e-3) * plate + np.float32(1.2e-4) * fine
        return finish(tile, albedo, np.full_like(fine, 0.92), height.astype(np.float32))
