"""Leather: a grain of cells, creases between them, and wear on top."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field as Limits

from simgen.catalog.materials.bake import Design
from simgen.catalog.materials.maps import Maps, even, finish, shade
from simgen.catalog.materials.noise import Tile, cells, fractal, smoothstep
from simgen.catalog.materials.timber import Share


class Leather(Design):
    """Pebbled hide; `pebble_mm` is the mean width of a cell of the grain."""

    pebble_mm: Annotated[float, Limits(gt=0.3, le=10.0)] = 2.2
    wear: Share = 0.07
    gloss: Share = 0.5

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        warp = (
            np.float32(0.5) * fractal(tile, rng, 0.012, 0.003, slope=1.2),
            np.float32(0.5) * fractal(tile, rng, 0.012, 0.003, slope=1.2),
        )
        grain = cells(tile, rng, self.pebble_mm / 1000, warp=warp)
        pebble = smoothstep(0.0, 0.28, grain.edge)
        crease = smoothstep(0.10, 0.0, np.abs(fractal(tile, rng, 0.12, 0.006, slope=1.5, stretch_u=1.4)))
        cloud = fractal(tile, rng, 0.3, 0.01, slope=1.5)
        factor = 0.78 + np.float32(0.16) * pebble + np.float32(self.wear * 0.35) * cloud - np.float32(0.07) * crease
        height = np.float32(1.5e-4) * pebble - np.float32(1.0e-4) * crease
        roughness = self.gloss + np.float32(0.12) * (1 - pebble) + np.float32(0.04) * cloud
        return finish(tile, shade(even(tile), np.clip(factor, 0.3, 1.0)), roughness, height)
