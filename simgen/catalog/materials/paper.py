"""Paper, board and book cloth."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field as Limits

from simgen.catalog.materials.bake import Design
from simgen.catalog.materials.maps import Maps, even, finish, shade
from simgen.catalog.materials.noise import Tile, fractal, line_noise
from simgen.catalog.materials.timber import Share

Scale = Annotated[float, Limits(ge=0.0, le=10.0)]


class Paper(Design):
    """Felted fibres, and where `pages` is above 0 the lines of page edges along u, finer ones in gatherings."""

    fibre: Scale = 1.0
    pages: Share = 0.0

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        felt = fractal(tile, rng, 0.004, 0.0008, slope=0.8)
        cloud = fractal(tile, rng, 0.15, 0.01, slope=1.5)
        lines = rng.standard_normal((tile.n, 1)).astype(np.float32)
        factor = 0.975 + np.float32(0.008 * self.fibre) * felt + np.float32(0.008) * cloud
        if self.pages:
            gathered = line_noise(tile.n, rng, tile.n * 0.004 / tile.size_m, tile.n * 0.0008 / tile.size_m, slope=0.6)
            factor = factor + np.float32(0.1 * self.pages) * np.clip(gathered, -2.5, 0.3)[:, None]
        factor = factor + np.float32(0.16 * self.pages) * np.clip(lines, -2.0, 0.2)
        height = np.float32(5e-6 * self.fibre) * felt + np.float32(6e-5 * self.pages) * lines
        return finish(tile, shade(even(tile), np.clip(factor, 0, 1)), np.full_like(felt, 0.9), height)


class Cardboard(Design):
    """Kraft board: flutes that show through along v, fibres, scuffs."""

    flute_mm: Annotated[float, Limits(ge=1.0, le=20.0)] = 7.0

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        flutes = np.sin(2 * np.pi * tile.repeats(self.flute_mm / 1000) * tile.u_m / tile.size_m).astype(np.float32)
        fibre = fractal(tile, rng, 0.012, 0.001, slope=0.9, stretch_u=0.4)
        cloud = fractal(tile, rng, 0.3, 0.02, slope=1.5)
        factor = 0.92 + np.float32(0.012) * flutes + np.float32(0.03) * fibre + np.float32(0.02) * cloud
        height = np.float32(2.5e-5) * flutes + np.float32(8e-6) * fibre
        return finish(tile, shade(even(tile), np.clip(factor, 0, 1)), 0.85 + np.float32(0.03) * cloud, height)


class Bookcloth(Design):
    """Fine starched cloth over board, rubbed lighter in places."""

    thread_mm: Annotated[float, Limits(ge=0.2, le=3.0)] = 0.5
    rub: Share = 0.15

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        count = tile.repeats(self.thread_mm / 1000, 2)
        weave = np.sin(np.pi * count * tile.u_m / tile.size_m) * np.sin(np.pi * count * tile.v_m / tile.size_m)
        fibre = fractal(tile, rng, 0.006, 0.0008, slope=0.8)
        rubbed = np.maximum(0.0, fractal(tile, rng, 0.15, 0.005, slope=1.4))
        factor = 0.78 + 0.08 * weave + 0.03 * fibre + np.float32(self.rub * 0.35) * rubbed
        height = (1.2e-5 * weave + 6e-6 * fibre).astype(np.float32)
        return finish(
            tile, shade(even(tile), np.clip(factor, 0, 1).astype(np.float32)), 0.72 - np.float32(0.05) * rubbed, height
        )
