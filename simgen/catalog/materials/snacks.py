"""Baked, fried, minced and melted: the surfaces of snacks, and of vegetables cut for them."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field as Limits

from simgen.catalog.materials.bake import Design
from simgen.catalog.materials.ceramic import specks
from simgen.catalog.materials.maps import Maps, Rgb, even, finish, mix, shade
from simgen.catalog.materials.noise import Field, Tile, band, cells, fractal, smoothstep
from simgen.catalog.materials.timber import Share


class Baked(Design):
    """What an oven browned: brown where the tile's middle lies, paler away from it.

    `away` says from what: the tile's middle point, or the line v = middle. It is palest at `reach` of half a tile,
    `fall` less heated than in the middle. `layers` rolled up along u, each with a darker lip.
    """

    pale: Rgb = (0.70, 0.47, 0.22)
    golden: Rgb = (0.50, 0.235, 0.062)
    brown: Rgb = (0.20, 0.062, 0.016)
    away: Literal["point", "line"] = "point"
    reach: Annotated[float, Limits(gt=0.05, le=2.0)] = 0.8
    bake: Share = 0.5
    fall: Annotated[float, Limits(ge=0.0, le=2.0)] = 0.7
    mottle: Share = 0.25
    grain_mm: Annotated[float, Limits(ge=0.3, le=20.0)] = 1.5
    bump: Annotated[float, Limits(ge=0.0, le=10.0)] = 1.0
    gloss: Share = 0.4
    layers: Annotated[int, Limits(ge=0, le=30)] = 0

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo of the crust."""
        half = np.float32(tile.size_m / 2)
        aside = np.abs(tile.v_m - half) + 0 * tile.u_m
        off: Field = np.hypot(tile.u_m - half, aside) if self.away == "point" else aside
        broad = fractal(tile, rng, 0.25 * tile.size_m, 0.05 * tile.size_m, slope=1.6)
        fine = fractal(tile, rng, 0.012, 0.0015, slope=1.1)
        grain = fractal(tile, rng, self.grain_mm / 1000, self.grain_mm / 4000, slope=0.6)
        heat: Field = np.float32(0.3 + 0.75 * self.bake) - np.float32(self.fall) * smoothstep(
            0.15, self.reach, off / half
        )
        heat += np.float32(self.mottle) * (np.float32(0.55) * broad + np.float32(0.3) * fine)
        heat += np.float32(0.12 * self.mottle) * grain
        height = np.float32(1.0e-4) * fine + np.float32(3.5e-5) * grain
        if self.layers > 0:
            turn = tile.u_m * np.float32(self.layers / tile.size_m) + np.float32(0.06) * broad
            phase = turn - np.floor(turn)
            # The lip of a sheet stands out to the heat; what it lay on until it rose stayed pale.
            heat += np.float32(0.42) * smoothstep(0.15, 0.9, phase) - np.float32(0.4) * smoothstep(0.22, 0.02, phase)
            flakes = fractal(tile, rng, 0.02, 0.0015, slope=1.2, stretch_v=5.0)
            heat += np.float32(0.08) * flakes
            height += np.float32(1.2e-4) * flakes
        albedo = mix(self.pale, self.golden, smoothstep(-0.05, 0.5, heat))
        albedo = mix(albedo, self.brown, smoothstep(0.45, 1.25, heat))
        roughness = self.gloss + np.float32(0.25) * smoothstep(0.7, 0.0, heat) + np.float32(0.03) * grain
        return finish(tile, shade(albedo, 1.0 + np.float32(0.03) * grain), roughness, np.float32(self.bump) * height)


class Minced(Design):
    """Minced and seared meat: granules with dark gaps between, scorched on their tops, wet with fat."""

    raw: Rgb = (0.16, 0.062, 0.028)
    seared: Rgb = (0.045, 0.018, 0.009)
    granule_mm: Annotated[float, Limits(ge=0.5, le=20.0)] = 4.0
    sear: Share = 0.5
    gloss: Share = 0.42

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo of the meat."""
        warp = tuple(np.float32(0.35) * fractal(tile, rng, 0.01, 0.002, 1.0) for _ in range(2))
        coarse = cells(tile, rng, self.granule_mm / 1000, warp=(warp[0], warp[1]))
        small = cells(tile, rng, 0.4 * self.granule_mm / 1000, jitter=1.0)
        dome = smoothstep(0.0, 0.3, coarse.edge)
        tone = coarse.pick(rng.standard_normal(coarse.count).astype(np.float32))
        cloud = fractal(tile, rng, 0.05, 0.004, slope=1.5)
        scorch = smoothstep(
            -1.2, 1.6, np.float32(1.1) * cloud + np.float32(0.7) * tone + np.float32(3 * self.sear - 1.5)
        )
        albedo = mix(self.raw, self.seared, scorch)
        factor = np.float32(0.6) + np.float32(0.4) * dome + np.float32(0.16) * tone
        factor = factor + np.float32(0.2) * smoothstep(0.6, 0.1, small.first)
        fat = specks(tile, rng, 0.02, 0.0012)
        albedo = mix(shade(albedo, np.clip(factor, 0.3, 1.5)), (0.36, 0.22, 0.12), np.float32(0.6) * fat)
        height = np.float32(self.granule_mm * 9e-5) * dome + np.float32(self.granule_mm * 3e-5) * smoothstep(
            0.6, 0.0, small.first
        )
        return finish(tile, albedo, self.gloss + np.float32(0.12) * scorch, height)


class Marbled(Design):
    """Cured meat: fat in a lean ground, darker at the rim of a slice whose middle is the tile's and whose edge lies
    at `rim` of half a tile.
    """

    lean: Rgb = (0.36, 0.045, 0.022)
    fat: Rgb = (0.62, 0.27, 0.14)
    cover: Annotated[float, Limits(ge=0.0, le=0.5)] = 0.16
    size_mm: Annotated[float, Limits(ge=0.3, le=10.0)] = 1.5
    rim: Annotated[float, Limits(ge=0.0, le=2.0)] = 0.0
    gloss: Share = 0.3

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo of the slice."""
        half = np.float32(tile.size_m / 2)
        cloud = fractal(tile, rng, 0.02, 0.002, slope=1.4)
        fat = specks(tile, rng, self.cover, self.size_mm / 1000)
        fat = np.maximum(fat, np.float32(0.8) * specks(tile, rng, 0.5 * self.cover, self.size_mm / 2500))
        albedo = mix(shade(even(tile, self.lean), 1 + np.float32(0.14) * cloud), self.fat, np.float32(0.75) * fat)
        if self.rim > 0:
            off = np.hypot(tile.u_m - half, tile.v_m - half) / half / np.float32(self.rim)
            albedo = shade(albedo, 1 - np.float32(0.55) * smoothstep(0.72, 1.0, off + np.float32(0.03) * cloud))
        roughness = self.gloss + np.float32(0.12) * np.clip(cloud, -1.5, 1.5)
        return finish(tile, albedo, roughness, np.float32(1.2e-4) * fat + np.float32(6e-5) * cloud)


# Where a pizza's edge lies on its tile, in tiles from the middle, and what share of the way there its rim begins.
PIZZA_EDGE, PIZZA_BARE = 0.49, 0.74


class Pizza(Design):
    """The top of a whole pizza, its middle that of the tile and its edge at `PIZZA_EDGE`: sauce, molten cheese with
    browned blisters, a bare rim.

    `cover`: how much of the sauce the cheese hides. `pools`: cheese torn into pieces that melted where they fell.
    """

    sauce: Rgb = (0.40, 0.058, 0.012)
    cheese: Rgb = (0.82, 0.55, 0.19)
    cover: Share = 0.7
    pools: bool = False
    toast: Share = 0.4
    herbs: Share = 0.3

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo from above."""
        half = np.float32(tile.size_m / 2)
        broad = fractal(tile, rng, 0.09, 0.02, slope=2.0)
        soft = fractal(tile, rng, 0.03, 0.005, slope=1.9)
        fine = fractal(tile, rng, 0.008, 0.001, slope=1.1)
        rho = np.hypot(tile.u_m - half, tile.v_m - half) / np.float32(PIZZA_EDGE * tile.size_m)
        edge = rho / np.float32(PIZZA_BARE) + np.float32(0.02) * broad + np.float32(0.012) * soft
        melted = self._melted(tile, rng, broad, soft, edge)
        pulp = shade(even(tile, self.sauce), 1 + np.float32(0.12) * soft + np.float32(0.07) * fine)
        # Thin cheese lets the sauce through: it looks orange.
        thin = tuple(0.5 * c + 0.5 * s for c, s in zip(self.cheese, self.sauce, strict=True))
        albedo = mix(pulp, (thin[0], thin[1], thin[2]), smoothstep(0.0, 0.5, melted))
        tone = 1 + np.float32(0.05) * soft + np.float32(0.02) * fine
        albedo = mix(albedo, shade(even(tile, self.cheese), tone), smoothstep(0.35, 0.9, melted))
        blisters = self._blisters(tile, rng, broad) * smoothstep(0.3, 0.8, melted)
        albedo = mix(albedo, (0.56, 0.25, 0.06), np.float32(0.6) * smoothstep(0.0, 0.8, blisters))
        albedo = mix(albedo, (0.19, 0.06, 0.016), np.float32(0.8) * smoothstep(0.55, 1.0, blisters))
        green = specks(tile, rng, 0.012 * self.herbs, 0.0011)
        albedo = mix(albedo, (0.05, 0.08, 0.015), np.float32(0.8) * green)
        crust, charred = self._rim(tile, rng, fine, rho)
        bare = smoothstep(0.985, 1.02, edge)
        albedo = mix(albedo, crust, bare)
        roughness = np.float32(0.32) - np.float32(0.1) * melted + np.float32(0.05) * soft
        roughness = roughness + (np.float32(0.66) - roughness) * bare
        height = np.float32(7e-4) * melted * (1 - bare) + np.float32(3.2e-4) * soft + np.float32(3e-5) * fine
        return finish(tile, albedo, roughness, height + np.float32(1.5e-4) * np.maximum(blisters, charred))

    def _melted(self, tile: Tile, rng: np.random.Generator, broad: Field, soft: Field, edge: Field) -> Field:
        """0 for sauce alone to 1 for thick cheese, none at the rim."""
        if self.pools:
            warp = tuple(np.float32(0.22) * fractal(tile, rng, 0.05, 0.012, 2.0) for _ in range(2))
            lumps = cells(tile, rng, 0.06, jitter=0.8, warp=(warp[0], warp[1]))
            size = lumps.pick((0.24 + 0.22 * self.cover + 0.09 * rng.standard_normal(lumps.count)).astype(np.float32))
            field = smoothstep(-0.06, 0.13, size - lumps.first + np.float32(0.025) * soft)
        else:
            lie = np.float32(0.6) * broad + np.float32(0.75) * soft + np.float32(3.6 * self.cover - 1.4)
            field = smoothstep(-0.9, 1.0, lie)
        reached: Field = field * smoothstep(1.0, 0.9, edge)
        return reached

    def _blisters(self, tile: Tile, rng: np.random.Generator, broad: Field) -> Field:
        """0..1: rounds that rose to the heat, of several sizes, more of them where it was hotter."""
        spots = np.zeros_like(broad)
        for spacing in (0.022, 0.012):
            warp = tuple(np.float32(0.2) * fractal(tile, rng, 0.02, 0.004, 1.8) for _ in range(2))
            rounds = cells(tile, rng, spacing, jitter=1.0, warp=(warp[0], warp[1]))
            size = rounds.pick((rng.random(rounds.count) * 0.75 - 0.35 + 0.4 * self.toast).astype(np.float32))
            size = size + np.float32(0.1) * broad
            spots = np.maximum(spots, smoothstep(-0.06, 0.42, size - np.float32(0.75) * rounds.first))
        return spots

    def _rim(self, tile: Tile, rng: np.random.Generator, fine: Field, rho: Field) -> tuple[Field, Field]:
        """The colour of the bare rim, and where it charred."""
        broad = fractal(tile, rng, 0.06, 0.012, slope=1.7)
        heat = np.float32(0.42) + np.float32(0.24) * broad + np.float32(0.06) * fine + np.float32(0.3 * self.toast)
        heat = heat - np.float32(0.45) * smoothstep(0.92, 1.0, rho)
        crust = mix((0.68, 0.46, 0.21), (0.47, 0.22, 0.06), smoothstep(0.0, 0.55, heat))
        crust = mix(crust, (0.22, 0.075, 0.02), smoothstep(0.5, 1.1, heat))
        charred = smoothstep(0.5, 0.95, self._blisters(tile, rng, broad)) * smoothstep(0.3, 0.65, heat)
        crust = mix(crust, (0.05, 0.025, 0.014), np.float32(0.7) * charred)
        dust = smoothstep(1.0, 2.4, fractal(tile, rng, 0.04, 0.002, slope=1.0))
        return mix(crust, (0.72, 0.62, 0.48), np.float32(0.3) * dust), charred


class Crumb(Design):
    """The inside of bread: pores of all sizes with shadows in them. `toast` browns it in patches."""

    pore_mm: Annotated[float, Limits(ge=0.3, le=10.0)] = 2.2
    toast: Share = 0.0
    depth: Annotated[float, Limits(ge=0.0, le=4.0)] = 1.0

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        factor = np.full((tile.n, tile.n), 0.96, dtype=np.float32)
        height = np.zeros_like(factor)
        for size, share in ((1.0, 0.35), (0.5, 0.5), (0.25, 0.6)):
            warp = tuple(np.float32(0.3) * fractal(tile, rng, 0.006, 0.001, 1.0) for _ in range(2))
            pores = cells(tile, rng, size * self.pore_mm / 1000, jitter=1.0, warp=(warp[0], warp[1]))
            open_ = pores.pick((rng.random(pores.count) < share).astype(np.float32)) * smoothstep(
                0.45, 0.2, pores.first
            )
            factor -= np.float32(0.16 * size * self.depth) * open_
            height -= np.float32(1.6e-4 * size * self.depth) * open_
        cloud = fractal(tile, rng, 0.05, 0.005, slope=1.4)
        factor += np.float32(0.025) * cloud
        browned = np.float32(self.toast) * smoothstep(-1.0, 1.2, cloud + np.float32(3.0 * self.toast - 1.2))
        albedo = mix(shade(even(tile), factor), (0.55, 0.26, 0.08), browned)
        return finish(tile, albedo, np.full_like(factor, 0.9), height)


class Root(Design):
    """The skin of a carrot, u along it: rings part of the way round, some of them dark, and a drifting tone."""

    ring_mm: Annotated[float, Limits(ge=1.0, le=40.0)] = 6.0
    rings: Share = 0.5
    gloss: Share = 0.45

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        tone = fractal(tile, rng, 0.08, 0.008, slope=1.5)
        streaks = fractal(tile, rng, 0.02, 0.0012, slope=1.0, stretch_u=8.0)
        lines = fractal(tile, rng, self.ring_mm / 1000, 0.0006, slope=0.7, stretch_v=7.0)
        ring = smoothstep(1.35, 2.3, lines)
        factor = np.float32(0.9) + np.float32(0.045) * tone + np.float32(0.02) * streaks
        factor = factor + np.float32(0.03) * np.clip(lines, -2, 1)
        albedo = mix(shade(even(tile), np.clip(factor, 0.3, 1.0)), (0.42, 0.22, 0.12), np.float32(self.rings) * ring)
        height = np.float32(-2.5e-4) * ring + np.float32(4e-5) * streaks + np.float32(5e-5) * lines
        return finish(tile, albedo, self.gloss + np.float32(0.12) * ring, height)


class Buds(Design):
    """Flower buds packed over a floret: dark gaps, paler crowns, here and there a yellower one."""

    bud_mm: Annotated[float, Limits(ge=0.4, le=10.0)] = 1.7

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        warp = tuple(np.float32(0.25) * fractal(tile, rng, 0.008, 0.001, 1.0) for _ in range(2))
        buds = cells(tile, rng, self.bud_mm / 1000, jitter=0.9, warp=(warp[0], warp[1]))
        dome = smoothstep(0.75, 0.05, buds.first)
        tone = buds.pick(rng.standard_normal(buds.count).astype(np.float32))
        cloud = fractal(tile, rng, 0.03, 0.004, slope=1.5)
        factor = np.float32(0.22) + np.float32(0.6) * dome + np.float32(0.09) * tone + np.float32(0.07) * cloud
        albedo = shade(even(tile), np.clip(factor, 0.08, 1.0))
        albedo = mix(albedo, (0.9, 0.75, 0.4), np.float32(0.25) * smoothstep(1.1, 2.0, tone) * dome)
        return finish(tile, albedo, np.full_like(dome, 0.62), np.float32(self.bud_mm * 2.6e-4) * dome)


class Fish(Design):
    """A raw fillet: pale bands of fat that bend along the middle of v, wet."""

    flesh: Rgb = (0.72, 0.17, 0.05)
    fat: Rgb = (0.85, 0.55, 0.38)
    band_mm: Annotated[float, Limits(ge=1.0, le=40.0)] = 6.5
    stripes: Share = 0.8
    gloss: Share = 0.22

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo of the slice."""
        warp = fractal(tile, rng, 0.05, 0.008, slope=1.6)
        fine = fractal(tile, rng, 0.006, 0.0008, slope=1.0, stretch_u=3.0)
        count = tile.repeats(self.band_mm / 1000)
        lean = np.minimum(tile.v_m, np.float32(tile.size_m) - tile.v_m)
        phase = (tile.u_m + np.float32(0.7) * lean) * np.float32(count / tile.size_m) + np.float32(0.22) * warp
        wave = np.abs(phase - np.floor(phase) - np.float32(0.5))
        line = smoothstep(0.2, 0.05, wave + np.float32(0.02) * fine)
        albedo = shade(even(tile, self.flesh), 1 + np.float32(0.07) * warp + np.float32(0.05) * fine)
        albedo = mix(albedo, self.fat, np.float32(self.stripes) * line)
        return finish(
            tile, albedo, self.gloss + np.float32(0.05) * warp, np.float32(6e-5) * line + np.float32(2e-5) * fine
        )


class Rice(Design):
    """Cooked grains pressed together, each its own way round."""

    grain_mm: Annotated[float, Limits(ge=0.5, le=10.0)] = 2.6

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        warp = tuple(np.float32(0.6) * band(tile, rng, 0.009) for _ in range(2))
        long = self.grain_mm * 1.7 / 1000
        grains = cells(tile, rng, self.grain_mm / 1000, long, jitter=0.9, warp=(warp[0], warp[1]))
        dome = smoothstep(0.0, 0.32, grains.edge)
        tone = grains.pick(rng.standard_normal(grains.count).astype(np.float32))
        factor = np.float32(0.8) + np.float32(0.17) * dome + np.float32(0.02) * tone
        height = np.float32(self.grain_mm * 2.2e-4) * dome + np.float32(3e-5) * tone
        return finish(tile, shade(even(tile), np.clip(factor, 0.3, 1.0)), np.full_like(dome, 0.4), height)
