"""Wooden floors: planks laid in courses, and herringbone. Grain runs along u."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field as Limits

from simgen.catalog.materials.bake import Design
from simgen.catalog.materials.maps import Maps, Rgb, finish, mix
from simgen.catalog.materials.noise import Field, Tile, fractal, smoothstep
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
    gap_mm: Annotated[float, Limits(ge=0.0, le=10.0)] = 1.6

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo, roughness and relief with joints."""
        boards, edge = _courses(tile, rng, self.width_m, self.length_m)
        species = SPECIES[self.species]
        g = grain(tile, rng, species, boards)
        joint = smoothstep(0.5, 0.15, edge * np.float32(1000 / max(self.gap_mm, 1e-3)))
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
    for top, bottom in zip(rows[:-1], rows[1:], strict=True):
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
    """Short staves in a zigzag at right angles; `stave_m` is a stave's width, its length is `ratio` widths.

    The pattern is laid at 45° to the tile's edges when the mesh's uvs are turned; here staves run along u and v.
    """

    species: SpeciesName = "ash"
    stave_m: Length = 0.09
    ratio: Annotated[int, Limits(ge=2, le=10)] = 5
    stain: Rgb = (1.0, 1.0, 1.0)
    gloss: Share = 0.4
    gap_mm: Annotated[float, Limits(ge=0.0, le=10.0)] = 1.2

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo, roughness and relief with joints."""
        period = 2 * self.ratio
        # The zigzag closes on the torus only after a whole number of periods of 2 · ratio widths.
        count = tile.repeats(self.stave_m, period)
        u = np.floor((np.arange(tile.n) + 0.5) * count / tile.n).astype(int)
        x = ((np.arange(tile.n) + 0.5) * count / tile.n).astype(np.float32)
        i, j = u[None, :] % count, u[:, None] % count
        turn = (i - j) % period
        lying = turn < self.ratio
        # Cell (i, j) of a lying stave is its cell number `turn`; of a standing one, `period - 1 - turn`.
        start_i = np.where(lying, i - turn, i)
        start_j = np.where(lying, j, j - (period - 1 - turn))
        stave = (start_i % count) * count + (start_j % count)
        along = np.where(lying, x[None, :] - start_i, x[:, None] - start_j).astype(np.float32)
        across = np.where(lying, x[:, None] - start_j, x[None, :] - start_i).astype(np.float32)
        edge = np.minimum(np.minimum(along, self.ratio - along), np.minimum(across, 1 - across))
        albedo, roughness, relief = self._staves(tile, rng, stave, lying, along, across, count)
        width_m = tile.size_m / count
        joint = smoothstep(0.5, 0.15, edge * np.float32(width_m * 1000 / max(self.gap_mm, 1e-3)))
        albedo = mix(albedo, _GAP_COLOR, np.float32(0.8) * joint)
        return finish(tile, albedo, roughness + np.float32(0.3) * joint, relief - np.float32(3e-4) * joint)

    def _staves(
        self,
        tile: Tile,
        rng: np.random.Generator,
        stave: np.ndarray,
        lying: np.ndarray,
        along: Field,
        across: Field,
        count: int,
    ) -> tuple[np.ndarray, Field, Field]:
        """Each stave shows its own piece of one large panel of boards."""
        species = SPECIES[self.species]
        rows = np.round(np.linspace(0, tile.n, count + 1)).astype(int)
        boards = [Board(int(a), int(b), 0, tile.n) for a, b in zip(rows[:-1], rows[1:], strict=True)]
        g = grain(tile, rng, species, boards)
        panel = colour(species, g) * np.asarray(self.stain, dtype=np.float32)
        rough = (self.gloss + np.float32(0.08) * g.vessel).astype(np.float32)
        relief = relief_m(species, g)
        board = rng.integers(count, size=count * count)
        shift = rng.integers(tile.n, size=count * count)
        texels = tile.n / count
        v = np.clip(np.floor((board[stave] + across) * texels), 0, tile.n - 1).astype(np.intp)
        u = (np.floor(along * texels).astype(np.intp) + shift[stave]) % tile.n
        tone = (1.0 + rng.normal(0.0, 0.06, count * count)).astype(np.float32)[stave]
        return panel[v, u] * tone[..., None], rough[v, u], relief[v, u]
