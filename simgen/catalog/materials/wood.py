"""Furniture timber: panels glued of staves, and painted wood."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field as Limits

from simgen.catalog.materials.bake import Design
from simgen.catalog.materials.maps import Maps, Rgb, even, finish, shade
from simgen.catalog.materials.noise import Field, Tile, fractal, rows_noise
from simgen.catalog.materials.timber import SPECIES, Board, Share, SpeciesName, colour, grain, relief_m


def staves(tile: Tile, rng: np.random.Generator, width_m: float) -> list[Board]:
    """Full-length boards side by side that fill the tile, of widths about `width_m`."""
    count = tile.repeats(width_m)
    ends = np.arange(count) + rng.uniform(-0.22, 0.22, count)
    ends[0] = 0.0
    rows = np.round(ends / count * tile.n).astype(int).tolist()
    return [Board(top, bottom, 0, tile.n) for top, bottom in zip(rows, [*rows[1:], tile.n], strict=True)]


class Wood(Design):
    """Clear-finished solid wood, grain along u, glued of staves about `stave_m` wide.

    `stain` multiplies the colour; `gloss` is the finish's roughness; `open_pores` how deep the relief stays.
    """

    species: SpeciesName = "oak"
    stave_m: Annotated[float, Limits(gt=0.01, le=2.0)] = 0.12
    stain: Rgb = (1.0, 1.0, 1.0)
    gloss: Share = 0.42
    open_pores: Annotated[float, Limits(ge=0.0, le=4.0)] = 1.0

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo, roughness and relief."""
        species = SPECIES[self.species]
        g = grain(tile, rng, species, staves(tile, rng, self.stave_m))
        albedo = colour(species, g) * np.asarray(self.stain, dtype=np.float32)
        roughness = np.float32(self.gloss) + np.float32(0.10) * g.vessel + np.float32(0.015) * g.fibre
        return finish(tile, albedo, roughness, np.float32(self.open_pores) * relief_m(species, g))


class PaintedWood(Design):
    """Brushed-on paint over close-grained wood: a trace of grain and brush strokes along u.

    `strokes` scales the relief; `grain` how much of the wood shows in the colour.
    """

    strokes: Annotated[float, Limits(ge=0.0, le=4.0)] = 1.0
    grain: Share = 0.02
    gloss: Share = 0.38

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        texel_mm = tile.texel_m * 1000
        brush: Field = rows_noise(tile.n, tile.n, rng, 300 / texel_mm, 40 / texel_mm)
        brush += np.roll(brush, 1, axis=0)
        peel = fractal(tile, rng, 0.02, 0.003, slope=1.0)
        tone = fractal(tile, rng, 0.5, 0.05, slope=1.6)
        factor = 0.985 + np.float32(self.grain * 0.5) * np.clip(brush, -2, 2) * 0.5 + np.float32(0.004) * tone
        height = np.float32(2.2e-6 * self.strokes) * brush + np.float32(5e-6 * self.strokes) * peel
        roughness = np.float32(self.gloss) + np.float32(0.015) * tone
        return finish(tile, shade(even(tile), np.minimum(factor, 1.0)), roughness, height)
