"""Skins and crusts. Apples and bananas run from stem to tip along v."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field as Limits

from simgen.catalog.materials.bake import Design
from simgen.catalog.materials.ceramic import specks
from simgen.catalog.materials.maps import Maps, Rgb, even, finish, mix, shade
from simgen.catalog.materials.noise import Tile, cells, fractal, smoothstep
from simgen.catalog.materials.timber import Share


class Apple(Design):
    """A blush that thickens from streak to streak over the ground colour, pale lenticels, a waxy shine.

    `cover`: how much of the skin the blush takes.
    """

    ground: Rgb = (0.52, 0.40, 0.07)
    blush: Rgb = (0.33, 0.018, 0.022)
    cover: Share = 0.7
    gloss: Share = 0.28

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo of the skin."""
        side = fractal(tile, rng, 0.25, 0.05, slope=1.9)
        broad = fractal(tile, rng, 0.016, 0.003, slope=1.2, stretch_v=10.0)
        fine = fractal(tile, rng, 0.004, 0.0009, slope=0.9, stretch_v=14.0)
        depth = np.float32(0.9) * side + np.float32(0.45) * broad + np.float32(0.25) * fine
        depth += np.float32(5.0 * self.cover - 2.2)
        # Thin pigment over yellow looks orange, thick pigment red.
        amber = tuple(0.5 * (g + b) * w for g, b, w in zip(self.ground, self.blush, (1.12, 0.72, 0.8), strict=True))
        albedo = mix(self.ground, (amber[0], amber[1], amber[2]), smoothstep(-1.6, 0.4, depth))
        albedo = mix(albedo, self.blush, smoothstep(-0.4, 2.2, depth))
        dots = specks(tile, rng, 0.005, 0.0008)
        albedo = mix(albedo, (0.60, 0.46, 0.26), np.float32(0.45) * dots)
        albedo = shade(albedo, 1.0 + np.float32(0.04) * fine)
        smear = fractal(tile, rng, 0.03, 0.003, slope=1.3)
        return finish(tile, albedo, self.gloss + np.float32(0.04) * smear, np.float32(1e-5) * smear)


class Peel(Design):
    """Citrus peel: oil glands as small dimples; `pore_mm` apart."""

    pore_mm: Annotated[float, Limits(ge=0.3, le=5.0)] = 1.3
    depth: Annotated[float, Limits(ge=0.0, le=5.0)] = 1.0
    gloss: Share = 0.35

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        pores = cells(tile, rng, self.pore_mm / 1000, jitter=0.8)
        dimple = smoothstep(0.5, 0.1, pores.first)
        cloud = fractal(tile, rng, 0.06, 0.004, slope=1.6)
        # Glands that lie deeper are darker, as they shade themselves.
        gland = np.float32(0.06 + 0.04 * self.depth)
        factor = 0.93 - gland * dimple + np.float32(0.05) * np.clip(cloud, -2, 2)
        height = np.float32(-9e-5 * self.depth) * dimple + np.float32(4e-5) * cloud
        roughness = self.gloss + np.float32(0.08) * dimple
        return finish(tile, shade(even(tile), np.clip(factor, 0, 1)), roughness, height)


class Banana(Design):
    """Ripe skin: brown freckles, darker lines along its edges, a matt wax."""

    ripeness: Share = 0.4

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        freckles = specks(tile, rng, 0.002 + 0.05 * self.ripeness, 0.0016)
        bruises = smoothstep(2.6 - self.ripeness, 3.4 - self.ripeness, fractal(tile, rng, 0.03, 0.004, slope=1.3))
        tone = fractal(tile, rng, 0.1, 0.006, slope=1.5, stretch_v=4.0)
        albedo = shade(even(tile), np.clip(0.93 + np.float32(0.04) * tone, 0, 1))
        albedo = mix(albedo, (0.16, 0.08, 0.05), np.maximum(np.float32(0.8) * freckles, np.float32(0.7) * bruises))
        return finish(tile, albedo, 0.5 + np.float32(0.04) * tone, np.float32(2e-5) * tone)


# From the crest of a loaf to where its ends are widest, in tiles.
_CREST_TO_END = 0.35


class Bread(Design):
    """Crust of a whole loaf, its crest in the tile's middle: baked brown above, golden at the flanks, pale where it
    lay; blistered, and dusted with flour.

    `slim`: how much shorter the way from the crest to the flank is than to the ends.
    """

    flour: Share = 0.3
    bake: Share = 0.5
    slim: Annotated[float, Limits(ge=0.0, le=0.9)] = 0.0

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo of the crust."""
        reach = np.float32(_CREST_TO_END * tile.size_m)
        half = np.float32(tile.size_m / 2)
        # From the crest to where the loaf is widest it goes from 0 to about 0.5.
        away = np.float32(0.5) * np.hypot(tile.u_m - half, (tile.v_m - half) / np.float32(1 - self.slim)) / reach
        broad = fractal(tile, rng, 0.12, 0.02, slope=1.6)
        fine = fractal(tile, rng, 0.012, 0.0015, slope=1.1)
        grain = fractal(tile, rng, 0.004, 0.0008, slope=0.7)
        heat = np.float32(0.75 + 0.5 * self.bake) - np.float32(1.25) * away
        heat = heat + np.float32(0.09) * broad + np.float32(0.05) * fine
        albedo = mix((0.60, 0.40, 0.19), (0.47, 0.25, 0.085), smoothstep(-0.1, 0.45, heat))
        albedo = mix(albedo, (0.27, 0.115, 0.038), smoothstep(0.45, 1.3, heat))
        blisters = smoothstep(0.35, 0.1, cells(tile, rng, 0.005, jitter=1.0).first)
        albedo = mix(albedo, (0.56, 0.36, 0.16), np.float32(0.22) * blisters)
        lies = fractal(tile, rng, 0.05, 0.0012, slope=1.0) + np.float32(0.8) * (np.float32(0.5) - away)
        dust = smoothstep(2.2 - 2.0 * self.flour, 3.6 - 2.0 * self.flour, lies)
        albedo = mix(albedo, (0.76, 0.70, 0.60), np.float32(0.65) * dust)
        height = np.float32(1.2e-4) * fine + np.float32(1.5e-4) * blisters + np.float32(3e-5) * grain
        shine = np.float32(0.62) + np.float32(0.3) * smoothstep(0.0, 0.6, dust + away)
        return finish(tile, shade(albedo, 1.0 + np.float32(0.05) * grain), shine, height)
