"""Walls: rolled paint, trowelled plaster, printed paper, cast concrete."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field as Limits

from simgen.catalog.materials.bake import Design
from simgen.catalog.materials.maps import Maps, Rgb, even, finish, mix, shade
from simgen.catalog.materials.noise import Tile, band, fractal, smoothstep
from simgen.catalog.materials.timber import Share

Scale = Annotated[float, Limits(ge=0.0, le=10.0)]


class Paint(Design):
    """Emulsion put on with a roller: a fine orange peel, and a tone that drifts by a percent or two."""

    peel: Scale = 1.0
    drift: Share = 0.012
    gloss: Share = 0.88

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        tone = fractal(tile, rng, 1.2, 0.08, slope=1.6)
        peel = band(tile, rng, 0.006, width=0.5) + 0.6 * fractal(tile, rng, 0.03, 0.004, slope=1.2)
        albedo = shade(even(tile), np.minimum(1.0, 1.0 - self.drift + np.float32(self.drift * 0.5) * tone))
        roughness = np.float32(self.gloss) + np.float32(0.02) * tone
        return finish(tile, albedo, roughness, np.float32(2.2e-5 * self.peel) * peel)


class Plaster(Design):
    """Mineral plaster smoothed by trowel: broad arcs of pressure, clouds of tone, fine grit."""

    clouds: Share = 0.06
    grit: Scale = 1.0

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        clouds = fractal(tile, rng, 0.7, 0.02, slope=1.7)
        strokes = fractal(tile, rng, 0.25, 0.02, slope=1.6, stretch_u=2.5)
        grit = fractal(tile, rng, 0.008, 0.0015, slope=0.6)
        factor = 1.0 - self.clouds + np.float32(self.clouds * 0.5) * np.clip(clouds, -2, 2)
        height = np.float32(2.5e-4) * strokes + np.float32(3e-5 * self.grit) * grit
        return finish(tile, shade(even(tile), np.minimum(factor, 1.0)), 0.9 + np.float32(0.03) * clouds, height)


class Wallpaper(Design):
    """Vertical stripes (along v) of two tones on embossed paper; `stripe_m` is one stripe's width."""

    stripe_m: Annotated[float, Limits(gt=0.005, le=1.0)] = 0.08
    first: Rgb = (0.72, 0.70, 0.64)
    second: Rgb = (0.58, 0.60, 0.56)

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo of both tones."""
        pairs = tile.repeats(2 * self.stripe_m)
        phase = np.sin(2 * np.pi * pairs * tile.u_m / tile.size_m)
        across = smoothstep(-0.06, 0.06, phase) * np.ones((tile.n, 1), dtype=np.float32)
        fibre = fractal(tile, rng, 0.01, 0.0015, slope=0.8)
        tone = fractal(tile, rng, 0.8, 0.05, slope=1.6)
        albedo = shade(mix(self.first, self.second, across), 1.0 + np.float32(0.012) * fibre + np.float32(0.01) * tone)
        return finish(tile, albedo, 0.82 + np.float32(0.06) * across, np.float32(2e-5) * fibre)


class Concrete(Design):
    """Cast concrete: clouds of moisture, pores left by air, fine sand."""

    pores: Share = 0.5

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        clouds = fractal(tile, rng, 0.9, 0.03, slope=1.5)
        sand = fractal(tile, rng, 0.006, 0.0015, slope=0.6)
        spots = smoothstep(2.7 - self.pores, 3.3 - self.pores, fractal(tile, rng, 0.006, 0.003, slope=0.5))
        factor = 0.9 + np.float32(0.05) * np.clip(clouds, -2, 2) + np.float32(0.02) * sand
        albedo = shade(even(tile), np.minimum(factor, 1.0) * (1.0 - np.float32(0.45) * spots))
        height = np.float32(2e-5) * sand - np.float32(6e-4) * spots
        return finish(tile, albedo, 0.75 + np.float32(0.05) * clouds, height)
