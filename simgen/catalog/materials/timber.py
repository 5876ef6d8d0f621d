"""Wood as a tree grows it: boards cut out of logs, with rings, pores, fibres, rays and knots.

A board is a plane through a log whose rings are nearly circles around a wandering pith. Where the plane passes near
the pith and the pith tilts, rings meet it in the arches of flat-sawn wood; far away, in the straight
lines of quarter-sawn wood. Grain runs along u.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict
from pydantic import Field as Limits

from simgen.catalog.materials.maps import ColorField, Rgb, mix, shade
from simgen.catalog.materials.noise import Field, Index, Tile, fractal, line_noise, rows_noise, smoothstep

Share = Annotated[float, Limits(ge=0.0, le=1.0)]


class Species(BaseModel):
    """How a species looks when planed and finished.

    `early`, `late`: colours of the wood of spring and of late summer; `vessel`: of open pores; `knot`: of knots.
    `ring_mm`: mean ring width. `ring_sharpness`: 0 a sine, 1 a sharp end of summer. `pores`: where vessels lie.
    `pore_mm`: length of a vessel's cut. `rays`: share of the lighter flecks of medullary rays. `knots_per_m2`.
    `tone`, `warmth`: spread of boards' lightness and of their hue.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    early: Rgb
    late: Rgb
    vessel: Rgb
    knot: Rgb
    ring_mm: Annotated[float, Limits(ge=0.5, le=20.0)]
    contrast: Share
    ring_sharpness: Share
    pores: Literal["ring", "diffuse", "none"]
    pore_mm: Annotated[float, Limits(ge=0.5, le=40.0)]
    pore_share: Share
    rays: Share
    fibre: Share
    knots_per_m2: Annotated[float, Limits(ge=0.0, le=40.0)]
    tone: Share
    warmth: Share


OAK = Species(
    early="#c6a077", late="#a97f55", vessel="#6f4c2e", knot="#4a2f1b", ring_mm=3.0, contrast=0.75, ring_sharpness=0.45,
    pores="ring", pore_mm=9.0, pore_share=0.5, rays=0.35, fibre=0.5, knots_per_m2=0.5, tone=0.1, warmth=0.03,
)  # fmt: skip
ASH = Species(
    early="#c9ab82", late="#e2cdab", vessel="#9a7a54", knot="#6d5238", ring_mm=3.4, contrast=0.9, ring_sharpness=0.5,
    pores="ring", pore_mm=8.0, pore_share=0.6, rays=0.0, fibre=0.4, knots_per_m2=0.2, tone=0.07, warmth=0.02,
)  # fmt: skip
WALNUT = Species(
    early="#7d5a40", late="#513625", vessel="#2b1a11", knot="#24150d", ring_mm=4.0, contrast=0.8, ring_sharpness=0.35,
    pores="diffuse", pore_mm=7.0, pore_share=0.4, rays=0.0, fibre=0.7, knots_per_m2=0.3, tone=0.16, warmth=0.05,
)  # fmt: skip
PINE = Species(
    early="#e3c290", late="#b97f45", vessel="#9c6532", knot="#6b3a1c", ring_mm=4.5, contrast=0.75, ring_sharpness=0.7,
    pores="none", pore_mm=4.0, pore_share=0.1, rays=0.0, fibre=0.5, knots_per_m2=6.0, tone=0.06, warmth=0.04,
)  # fmt: skip
BIRCH = Species(
    early="#dcc09a", late="#cba87c", vessel="#b08c62", knot="#7f5b3b", ring_mm=4.0, contrast=0.5, ring_sharpness=0.4,
    pores="diffuse", pore_mm=3.0, pore_share=0.2, rays=0.1, fibre=0.5, knots_per_m2=0.4, tone=0.05, warmth=0.02,
)  # fmt: skip

SPECIES = {"oak": OAK, "ash": ASH, "walnut": WALNUT, "pine": PINE, "birch": BIRCH}
SpeciesName = Literal["oak", "ash", "walnut", "pine", "birch"]


@dataclass(frozen=True)
class Board:
    """Rows `top` to `bottom` and the columns from `left` on (wrapping), all in texels."""

    top: int
    bottom: int
    left: int
    length: int


@dataclass(frozen=True)
class Grain:
    """What a tile of boards is made of, each (n, n) float32.

    late: 0 spring wood .. 1 late-summer wood. vessel: 0..1 cover by open pores. fibre: streaks, standard deviation 1.
    ray: 0..1 cover by flecks. knot: 0..1. tone, warmth: one value a board and a slow drift within it.
    """

    late: Field
    vessel: Field
    fibre: Field
    ray: Field
    knot: Field
    tone: Field
    warmth: Field


def grain(tile: Tile, rng: np.random.Generator, species: Species, boards: Sequence[Board]) -> Grain:
    """Grow a log for each board and cut it."""
    n, texel_mm = tile.n, tile.texel_m * 1000
    wander = fractal(tile, rng, 0.4, 0.03, slope=2.0, stretch_u=9.0)
    ragged = rows_noise(n, n, rng, 60 / texel_mm, 6 / texel_mm)
    late = np.zeros((n, n), dtype=np.float32)
    knot = np.zeros((n, n), dtype=np.float32)
    tone = np.zeros((n, n), dtype=np.float32)
    warmth = np.zeros((n, n), dtype=np.float32)
    for board in boards:
        rows = slice(board.top, board.bottom)
        columns = (np.arange(board.length) + board.left) % n
        wobble = wander[rows][:, columns]
        phase, heart, knots = _cut(tile, rng, species, board, wobble)
        phase += np.float32(0.05 * min(1.0, 3.0 / species.ring_mm)) * ragged[rows][:, columns]
        late[rows, columns] = _ring_profile(phase, species.ring_sharpness)
        knot[rows, columns] = knots
        # Heartwood: colour also drifts across years, the same along a ring.
        tone[rows, columns] = np.float32(rng.normal(0.0, species.tone)) + np.float32(0.35 * species.tone) * heart
        warmth[rows, columns] = np.float32(rng.normal(0.0, species.warmth))
    fibre = 0.6 * rows_noise(n, n, rng, 400 / texel_mm, 25 / texel_mm) + 0.8 * ragged
    return Grain(late, _vessels(tile, rng, species, late), fibre, _rays(tile, rng, species), knot, tone, warmth)


def _cut(
    tile: Tile, rng: np.random.Generator, species: Species, board: Board, wobble: Field
) -> tuple[Field, Field, Field]:
    """Ring phase (whole numbers are years' ends), a slow function of the year, and knots, for one board."""
    texel = tile.texel_m
    width = (board.bottom - board.top) * texel
    across = ((np.arange(board.bottom - board.top) + 0.5) * texel - width / 2).astype(np.float32)[:, None]
    along = ((np.arange(board.length) + 0.5) * texel).astype(np.float32)[None, :]
    ring = species.ring_mm / 1000 * rng.uniform(0.75, 1.3)
    # Flat-sawn boards show the pith's side, rift and quarter-sawn ones lie beside it.
    aside = rng.choice([rng.normal(0.0, 0.25), rng.uniform(0.5, 1.6) * rng.choice([-1.0, 1.0])], p=[0.6, 0.4]) * width
    depth = rng.uniform(6.0, 26.0) * ring
    turns = 2 * math.pi * along / np.float32(tile.size_m)
    tilt = sum(
        (rng.normal(0.0, 1.0) / k * np.sin(k * turns + rng.uniform(0, 2 * math.pi)) for k in (1, 2, 3)),
        start=np.zeros_like(along),
    )
    sway = sum(
        (rng.normal(0.0, 1.0) / k**1.5 * np.sin(k * turns + rng.uniform(0, 2 * math.pi)) for k in (1, 2, 3)),
        start=np.zeros_like(along),
    )
    y = across - np.float32(aside) + np.float32(0.06 * width) * sway.astype(np.float32)
    knots = np.zeros_like(wobble)
    count = rng.poisson(species.knots_per_m2 * width * board.length * texel)
    for _ in range(int(count)):
        y, knots = _add_knot(tile, rng, y, knots, across, along, width, board.length * texel)
    z = np.float32(depth) + np.float32(4.0 * ring) * tilt.astype(np.float32)
    radius = np.sqrt(y * y + z * z) / np.float32(ring)
    radius += np.float32(1.1) * wobble
    years = line_noise(512, rng, 64, 3, slope=0.7)
    heart = line_noise(512, rng, 256, 24, slope=1.0)
    at = np.clip(radius * np.float32(3.0), 0.0, 511.0)
    phase = radius + np.float32(0.22) * np.interp(at, np.arange(512), years).astype(np.float32)
    return phase, np.interp(at, np.arange(512), heart).astype(np.float32), knots


def _add_knot(
    tile: Tile,
    rng: np.random.Generator,
    y: Field,
    knots: Field,
    across: Field,
    along: Field,
    width: float,
    length: float,
) -> tuple[Field, Field]:
    """Lead the grain around a branch as a stream around a pillar, and mark the branch."""
    size = rng.uniform(0.004, 0.013)
    centre_v = np.float32(rng.uniform(-0.35, 0.35) * width)
    centre_u = np.float32(rng.uniform(0.1, 0.9) * length)
    dv, du = across - centre_v, (along - centre_u) / np.float32(1.6)
    if length >= tile.size_m * 0.999:
        du = (np.mod(along - centre_u + length / 2, length) - length / 2).astype(np.float32) / np.float32(1.6)
    d2 = dv * dv + du * du
    flow = np.float32((1.5 * size) ** 2) / np.maximum(d2, np.float32(size**2))
    mark = smoothstep(1.25, 0.75, np.sqrt(d2) / np.float32(size))
    # Inside, the branch's own rings: concentric, much finer.
    inside = smoothstep(1.05, 0.95, np.sqrt(d2) / np.float32(size))
    led = y - dv * np.minimum(flow, np.float32(0.98))
    branch = np.sqrt(d2) * np.float32(3.0)
    return led * (1 - inside) + (led * np.float32(0.2) + branch) * inside, np.maximum(knots, mark)


def _ring_profile(phase: Field, sharpness: float) -> Field:
    """Lateness within a year: a slow rise, then a fall that is the steeper the sharper the rings."""
    p = phase - np.floor(phase)
    rise = smoothstep(0.25 * sharpness, 0.9, p)
    fall_from = 0.78 + 0.17 * sharpness
    return rise * smoothstep(1.0, fall_from, p)


def _vessels(tile: Tile, rng: np.random.Generator, species: Species, late: Field) -> Field:
    if species.pore_share == 0:
        return np.zeros_like(late)
    # Vessels are thinner than a texel, so each row has its own and a texel holds their share of it.
    texel_mm = tile.texel_m * 1000
    streaks = rows_noise(tile.n, tile.n, rng, 2.2 * species.pore_mm / texel_mm, 0.45 * species.pore_mm / texel_mm)
    threshold = np.float32(2.6 - 2.2 * species.pore_share)
    if species.pores == "ring":
        threshold = threshold + np.float32(1.9) * smoothstep(0.05, 0.5, late)
    return smoothstep(0.0, 1.1, streaks - threshold)


def _rays(tile: Tile, rng: np.random.Generator, species: Species) -> Field:
    if species.rays == 0:
        return np.zeros((tile.n, tile.n), dtype=np.float32)
    texel_mm = tile.texel_m * 1000
    flecks = rows_noise(tile.n, tile.n, rng, 14 / texel_mm, 4 / texel_mm)
    patches = fractal(tile, rng, 0.3, 0.05, slope=1.5, stretch_u=3.0)
    return np.float32(species.rays) * smoothstep(1.4, 2.4, flecks + np.float32(0.5) * patches)


def colour(species: Species, g: Grain) -> ColorField:
    """The finished wood's albedo."""
    albedo = mix(species.early, species.late, np.float32(species.contrast) * g.late)
    albedo = mix(albedo, species.knot, np.float32(0.85) * g.knot)
    albedo = mix(albedo, species.vessel, np.float32(0.75) * g.vessel)
    factor = 1.0 + np.float32(0.05 * species.fibre) * g.fibre + np.float32(0.12) * g.ray + g.tone
    albedo = shade(albedo, np.clip(factor, 0.4, 1.6))
    albedo[..., 0] *= 1.0 + g.warmth
    albedo[..., 2] *= 1.0 - 1.5 * g.warmth
    return albedo


def relief_m(species: Species, g: Grain) -> Field:
    """Height under a thin finish, in metres: open pores and the fibres' trace."""
    height = np.float32(-35e-6) * g.vessel + np.float32(4e-6 * species.fibre) * g.fibre
    result: Field = height + np.float32(6e-6) * g.late - np.float32(20e-6) * g.knot
    return result


def pick_rows(boards: Sequence[Board]) -> Index:
    """The middle row of each board."""
    return np.array([(b.top + b.bottom) // 2 for b in boards], dtype=np.intp)
