"""Fired clay, glazed and bare."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field as Limits

from simgen.catalog.materials.bake import Design
from simgen.catalog.materials.maps import Maps, Rgb, even, finish, mix, shade
from simgen.catalog.materials.noise import Field, Tile, band, fractal, smoothstep
from simgen.catalog.materials.timber import Share


def specks(tile: Tile, rng: np.random.Generator, share: float, size_m: float) -> Field:
    """(n, n) 0..1: irregular specks of about `size_m` that cover about `share`."""
    from scipy.special import ndtri

    field = band(tile, rng, 2.2 * size_m, width=0.6)
    edge = float(ndtri(1.0 - min(max(share, 1e-5), 0.5)))
    return smoothstep(edge - 0.12, edge + 0.25, field)


class Glaze(Design):
    """Glaze that pooled a little before it set: slow waves, drifting gloss, and iron specks where there are any."""

    speckle: Annotated[float, Limits(ge=0.0, le=0.2)] = 0.0
    speck_color: Rgb = (0.10, 0.06, 0.04)
    speck_mm: Annotated[float, Limits(gt=0.1, le=10.0)] = 0.9
    drift: Share = 0.03
    gloss: Share = 0.1
    waves: Annotated[float, Limits(ge=0.0, le=10.0)] = 1.0

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        tone = fractal(tile, rng, 0.15, 0.01, slope=1.6)
        albedo = shade(even(tile), np.minimum(1.0, 1.0 - self.drift + np.float32(self.drift * 0.5) * tone))
        if self.speckle > 0:
            large = specks(tile, rng, self.speckle * 0.6, self.speck_mm / 1000)
            fine = specks(tile, rng, self.speckle * 0.8, self.speck_mm / 2500)
            albedo = mix(albedo, self.speck_color, np.maximum(large, np.float32(0.7) * fine))
        smear = fractal(tile, rng, 0.05, 0.004, slope=1.3)
        roughness = self.gloss * (1.0 + np.float32(0.2) * np.clip(smear, -2, 2))
        return finish(tile, albedo, roughness, np.float32(1.6e-5 * self.waves) * band(tile, rng, 0.02, width=0.5))


class Clay(Design):
    """Bare or matt-glazed clay: turning rings, grog, blushes of the fire."""

    blush: Share = 0.08
    grog: Share = 0.04
    gloss: Share = 0.75

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        cloud = fractal(tile, rng, 0.2, 0.01, slope=1.6)
        grit = fractal(tile, rng, 0.004, 0.0008, slope=0.5)
        rings = fractal(tile, rng, 0.012, 0.002, slope=1.0, stretch_u=20.0)
        factor = 1.0 - self.blush + np.float32(self.blush * 0.5) * np.clip(cloud, -2, 2) + np.float32(0.012) * grit
        albedo = mix(shade(even(tile), np.minimum(factor, 1.0)), (0.35, 0.3, 0.27), specks(tile, rng, self.grog, 0.001))
        height = np.float32(1.5e-5) * grit + np.float32(4e-5) * rings
        return finish(tile, albedo, self.gloss + np.float32(0.05) * cloud, height)
