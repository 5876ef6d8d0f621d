"""Wooden floors: planks laid in courses, and herringbone. Grain runs along u."""

from __future__ import annotations

import itertools
import math
from typing import Annotated

import numpy as np
from pydantic import Field as Limits

from simgen.catalog.materials.bake import Design
from simgen.catalog.materials.maps import Maps, Rgb, finish, mix, shade
from simgen.catalog.materials.noise import Field, Index, Tile, fractal, smoothstep
from simgen.catalog.materials.timber import SPECIES, Board, Share, SpeciesName, colour, grain, relief_m

Length = Annotated[float, Limits(gt=0.02, le=4.0)]
_GAP_COLOR = (0.03, 0.022, 0.016)


class Planks(Design):
    """Planks side by side, joints staggered from course to course; `gap_mm` is the bevelled joint's width."""

    species: SpeciesName = "oak"
    width_m: Length = 0.14
    length_m: Length = 1.3
    stain: Rgb = (1.0, 1.0, 1.0)
    gloss: Share = 0.42
    gap_mm: Annotated[float, Limits(ge=0.0, le=10.0)] = 1.8

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo, roughness and relief with joints."""
        boards, edge = _courses(tile, rng, self.width_m, self.length_m)
        species = SPECIES[self.species]
        g = grain(tile, rng, species, boards)
        joint = smoothstep(0.7, 0.2, edge * np.float32(1000 / max(self.gap_mm, 1e-3)))
        wear = fractal(tile, rng, 0.7, 0.02, slope=1.4)
        albedo = colour(species, g) * np.asarray(self.stain, dtype=np.float32)
        albedo = mix(albedo, _GAP_COLOR, np.float32(0.85) * joint)
        roughness = self.gloss + np.float32(0.08) * g.vessel + np.float32(0.03) * wear + np.float32(0.3) * joint
        height = relief_m(species, g) - np.float32(4e-4) * joint
        return finish(tile, albedo, roughness, height)


def _courses(tile: Tile, rng: np.random.Generator, width_m: float, length_m: float) -> tuple[list[Board], Field]:
    """Boards that fill the tile, and (n, n) metres to the nearest joint."""
    rows = np.round(np.linspace(0, tile.n, tile.repeats(width_m) + 1)).astype(int)
    each = tile.repeats(length_m)
    boards = []
    edge = np.full((tile.n, tile.n), np.inf, dtype=np.float32)
    offset = 0.0
    for top, bottom in itertools.pairwise(rows):
        # Joints of neighbouring courses keep at least a fifth of a plank apart.
        offset = (offset + rng.uniform(0.2, 0.8)) % 1.0
        share = np.cumsum(rng.uniform(0.8, 1.2, each))
        starts = np.round((offset / each + np.concatenate([[0.0], share[:-1]]) / share[-1]) * tile.n).astype(int)
        height = (np.arange(bottom - top) + 0.5) * tile.texel_m
        across = np.minimum(height, height[::-1]).astype(np.float32)[:, None]
        for start, end in zip(starts, [*starts[1:], starts[0] + tile.n], strict=True):
            boards.append(Board(int(top), int(bottom), int(start) % tile.n, int(end - start)))
            along = (np.arange(end - start) + 0.5) * tile.texel_m
            columns = (np.arange(end - start) + start) % tile.n
            near = np.minimum(along, along[::-1]).astype(np.float32)[None, :]
            edge[top:bottom, columns] = np.minimum(across, near)
    return boards, edge


class Herringbone(Design):
    """Short staves in a zigzag, its spines along u, so that staves lie at 45° to the walls.

    `stave_m` is about a stave's width, its length is `ratio` widths.
    """

    species: SpeciesName = "ash"
    stave_m: Length = 0.08
    ratio: Annotated[int, Limits(ge=2, le=10)] = 6
    stain: Rgb = (1.0, 1.0, 1.0)
    gloss: Share = 0.4
    gap_mm: Annotated[float, Limits(ge=0.0, le=10.0)] = 1.2

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo, roughness and relief with joints."""
        stave, along, across, steps = _zigzag(tile, self.stave_m, self.ratio)
        edge = np.minimum(np.minimum(along, self.ratio - along), np.minimum(across, 1 - across))
        texels = tile.n / (steps * math.sqrt(2))
        boards = int(tile.n / texels)
        panel = self._panel(tile, rng, boards)
        numbers = 4 * steps * steps
        first_row = rng.integers(boards, size=numbers).astype(np.float32) * np.float32(tile.n / boards)
        first_column = rng.integers(tile.n, size=numbers).astype(np.float32)
        tone = (1.0 + rng.normal(0.0, 0.05, numbers)).astype(np.float32)
        v = np.clip(np.take(first_row, stave) + across * np.float32(texels), 0, tile.n - 1).astype(np.int32)
        u = (np.take(first_column, stave) + along * np.float32(texels)).astype(np.int32) % tile.n
        shown = np.take(panel, v * tile.n + u, axis=0)
        width_m = texels * tile.texel_m
        joint = smoothstep(0.6, 0.2, edge * np.float32(width_m * 1000 / max(self.gap_mm, 1e-3)))
        albedo = mix(shade(shown[..., :3], np.take(tone, stave)), _GAP_COLOR, np.float32(0.8) * joint)
        roughness = shown[..., 3] + np.float32(0.3) * joint
        return finish(tile, albedo, roughness, shown[..., 4] - np.float32(3e-4) * joint)

    def _panel(self, tile: Tile, rng: np.random.Generator, count: int) -> Field:
        """(n · n, 5): albedo, roughness and relief of `count` boards; each stave shows its own piece of one."""
        species = SPECIES[self.species]
        rows = np.round(np.linspace(0, tile.n, count + 1)).astype(int)
        boards = [Board(int(a), int(b), 0, tile.n) for a, b in itertools.pairwise(rows)]
        g = grain(tile, rng, species, boards)
        panel = np.empty((tile.n * tile.n, 5), dtype=np.float32)
        panel[:, :3] = (colour(species, g) * np.asarray(self.stain, dtype=np.float32)).reshape(-1, 3)
        panel[:, 3] = (self.gloss + np.float32(0.08) * g.vessel).reshape(-1)
        panel[:, 4] = relief_m(species, g).reshape(-1)
        return panel


def _zigzag(tile: Tile, stave_m: float, ratio: int) -> tuple[Index, Field, Field, int]:
    """(n, n) stave numbers below 4 · steps², the place along and across the stave in widths, and steps.

    In a frame turned by 45° staves lie on unit cells: a lying one covers `ratio` cells along x, a standing one
    along y. That pattern repeats by (1, 1) and by (ratio, -ratio), which in the tile's frame are steps along u
    and v, so it closes on the tile when the tile's edge is a whole number of both: `steps` times √2 widths.
    """
    steps = max(1, round(tile.size_m / (stave_m * ratio * math.sqrt(2)))) * ratio
    scale = np.float32(steps / tile.n)
    index = np.arange(tile.n, dtype=np.float32) + np.float32(0.5)
    u, v = index[None, :] * scale, index[:, None] * scale
    x, y = u + v, u - v
    i, j = np.floor(x).astype(np.int32), np.floor(y).astype(np.int32)
    turn = (i - j) % (2 * ratio)
    lying = turn < ratio
    # Cell (i, j) of a lying stave is its cell number `turn`; of a standing one, `2 · ratio - 1 - turn`.
    start_i = np.where(lying, i - turn, i)
    start_j = np.where(lying, j, j - (2 * ratio - 1 - turn))
    along = np.where(lying, x - start_i, y - start_j).astype(np.float32)
    across = np.where(lying, y - start_j, x - start_i).astype(np.float32)
    # Once around the tile along u adds `steps` to both, along v `steps` and `-steps`.
    around = 2 * steps
    stave = ((start_i + start_j) % around) * around + (start_i - start_j) % around
    return stave, along, across, steps
