"""Metal surfaces: brushed, and polished or coated with the traces of use."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field as Limits

from simgen.catalog.materials.bake import Design
from simgen.catalog.materials.maps import Maps, even, finish, shade
from simgen.catalog.materials.noise import Tile, fractal, rows_noise
from simgen.catalog.materials.timber import Share


class Brushed(Design):
    """Fine scratches along u, as a belt leaves them; smudges change the gloss."""

    gloss: Share = 0.28
    depth: Annotated[float, Limits(ge=0.0, le=10.0)] = 1.0

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        texel_mm = tile.texel_m * 1000
        streaks = rows_noise(tile.n, tile.n, rng, 120 / texel_mm, 12 / texel_mm)
        smudge = fractal(tile, rng, 0.15, 0.01, slope=1.5)
        factor = 0.97 + np.float32(0.015) * np.clip(streaks, -2, 2)
        roughness = self.gloss + np.float32(0.03) * streaks + np.float32(0.03) * smudge
        return finish(tile, shade(even(tile), factor), roughness, np.float32(1.2e-6 * self.depth) * streaks)


class Worn(Design):
    """A smooth skin (polish, lacquer, moulded plastic) with smudges, a faint peel and hairline scratches."""

    gloss: Share = 0.15
    smudges: Share = 0.04
    peel: Annotated[float, Limits(ge=0.0, le=10.0)] = 1.0
    drift: Share = 0.01

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        smudge = np.abs(fractal(tile, rng, 0.12, 0.006, slope=1.3))
        tone = fractal(tile, rng, 0.3, 0.03, slope=1.6)
        peel = fractal(tile, rng, 0.006, 0.0012, slope=0.8)
        factor = np.minimum(1.0, 1.0 - self.drift + np.float32(0.5 * self.drift) * tone)
        return finish(
            tile,
            shade(even(tile), factor),
            self.gloss + np.float32(self.smudges) * smudge,
            np.float32(2.5e-6 * self.peel) * peel,
        )
