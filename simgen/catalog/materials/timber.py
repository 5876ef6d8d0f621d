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

from simgen.catalog.materials.maps import ColorField, Rgb
from simgen.catalog.materials.noise import Field, Tile, fractal, line_noise, rows_noise, smoothstep

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


# In ring-porous oak and ash the spring wood is the darker band: its wide vessels hold the shade and the finish.
OAK = Species(
    early="#a97d52", late="#c79f72", vessel="#6b4527", knot="#3d2716", ring_mm=2.3, contrast=0.85, ring_sharpness=0.3,
    pores="ring", pore_mm=8.0, pore_share=0.62, rays=0.35, fibre=0.6, knots_per_m2=0.25, tone=0.065, warmth=0.014,
)  # fmt: skip
ASH = Species(
    early="#c3a078", late="#dcc39d", vessel="#93704a", knot="#5d452e", ring_mm=2.6, contrast=0.95, ring_sharpness=0.35,
    pores="ring", pore_mm=8.0, pore_share=0.62, rays=0.0, fibre=0.5, knots_per_m2=0.1, tone=0.045, warmth=0.012,
)  # fmt: skip
WALNUT = Species(
    early="#79563d", late="#4b3222", vessel="#2a1a11", knot="#20130c", ring_mm=3.1, contrast=0.55, ring_sharpness=0.15,
    pores="diffuse", pore_mm=7.0, pore_share=0.5, rays=0.0, fibre=0.9, knots_per_m2=0.2, tone=0.10, warmth=0.025,
)  # fmt: skip
PINE = Species(
    early="#e0c08f", late="#bd8448", vessel="#9c6532", knot="#6b3a1c", ring_mm=3.1, contrast=0.62, ring_sharpness=0.7,
    pores="none", pore_mm=4.0, pore_share=0.0, rays=0.0, fibre=0.6, knots_per_m2=4.5, tone=0.045, warmth=0.02,
)  # fmt: skip
BIRCH = Species(
    early="#d9bd98", late="#c6a377", vessel="#ab875e", knot="#74523a", ring_mm=3.6, contrast=0.45, ring_sharpness=0.4,
    pores="diffuse", pore_mm=3.0, pore_share=0.25, rays=0.15, fibre=0.6, knots_per_m2=0.3, tone=0.035, warmth=0.012,
)  # fmt: skip

SPECIES = {"oak": OAK, "ash": ASH, "walnut": WALNUT, "pine": PINE, "birch": BIRCH}
SpeciesName = Literal["oak", "ash", "walnut", "pine", "birch"]
_TABLE_PER_RING = 16


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
    wander = fractal(tile, rng, 0.4, 0.02, slope=1.9, stretch_u=9.0)
    ragged = rows_noise(n, n, rng, 60 / texel_mm, 6 / texel_mm)
    late = np.zeros((n, n), dtype=np.float32)
    knot = np.zeros((n, n), dtype=np.float32)
    tone = np.zeros((n, n), dtype=np.float32)
    warmth = np.zeros((n, n), dtype=np.float32)
    # Rows have fibres of their own; the less a ring's edge shifts with them, the wider the ring.
    ragged_rings = np.float32(0.16 * min(1.0, 0.8 / species.ring_mm)) * ragged
    for board in boards:
        rows = slice(board.top, board.bottom)
        columns = (np.arange(board.length) + board.left) % n
        phase, heart, knots = _cut(tile, rng, species, board, wander[rows][:, columns])
        phase += ragged_rings[rows][:, columns]
        late[rows, columns] = _ring_profile(phase, species.ring_sharpness)
        knot[rows, columns] = knots
        # Heartwood: colour also drifts across years, the same along a ring.
        tone[rows, columns] = np.float32(_bell(rng) * species.tone) + np.float32(0.5 * species.tone) * heart
        warmth[rows, columns] = np.float32(_bell(rng) * species.warmth)
    fibre = 0.7 * rows_noise(n, n, rng, 500 / texel_mm, 25 / texel_mm) + 0.7 * ragged
    return Grain(late, _vessels(tile, rng, species, late), fibre, _rays(tile, rng, species), knot, tone, warmth)


def _bell(rng: np.random.Generator) -> float:
    """A standard normal number without outliers: no carpenter lays the odd one out."""
    return float(np.clip(rng.standard_normal(), -1.6, 1.6))


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
    beside = float(rng.uniform(0.6, 2.2)) * (1.0 if rng.random() < 0.5 else -1.0)
    aside = width * (0.25 * _bell(rng) if rng.random() < 0.55 else beside)
    depth = rng.uniform(8.0, 40.0) * ring
    turns = along * np.float32(2 * math.pi / tile.size_m)
    z = np.float32(depth) + np.float32(4.5 * ring) * _sway(rng, turns)
    y = across - np.float32(aside) + np.float32(0.05 * width) * _sway(rng, turns)
    knots = np.zeros_like(wobble)
    for _ in range(int(rng.poisson(species.knots_per_m2 * width * board.length * texel))):
        y, knots = _add_knot(tile, rng, y, knots, across, along, width, board.length * texel)
    radius = np.sqrt(y * y + z * z) * np.float32(1 / ring)
    radius += np.float32(1.3) * wobble
    # Good and poor years: rings of uneven width, each as wide all around the tree.
    index = (np.clip(radius, 0.0, 255.0) * np.float32(_TABLE_PER_RING)).astype(np.int32)
    years = line_noise(256 * _TABLE_PER_RING, rng, 24 * _TABLE_PER_RING, 1.2 * _TABLE_PER_RING, slope=0.7)
    heart = line_noise(256 * _TABLE_PER_RING, rng, 96 * _TABLE_PER_RING, 8 * _TABLE_PER_RING, slope=1.0)
    return radius + np.take(np.float32(0.3) * years, index), np.take(heart, index), knots


def _sway(rng: np.random.Generator, turns: Field) -> Field:
    """A slow periodic curve along a board, of about unit size."""
    curve = np.zeros_like(turns)
    for k, size in ((1, 1.0), (2, 0.35), (3, 0.15)):
        curve += np.float32(size * _bell(rng)) * np.sin(np.float32(k) * turns + np.float32(rng.uniform(0, 6.2832)))
    return curve


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
    size = rng.uniform(0.003, 0.011)
    centre_v = rng.uniform(-0.38, 0.38) * width
    centre_u = rng.uniform(0.12, 0.88) * length
    dv, du = across - np.float32(centre_v), along - np.float32(centre_u)
    if length >= tile.size_m * 0.999:
        du = np.mod(du + np.float32(length / 2), np.float32(length)) - np.float32(length / 2)
    du = du * np.float32(1 / rng.uniform(1.1, 1.8))
    angle = np.arctan2(dv, du)
    uneven = 1.0 + np.float32(0.12) * np.sin(3 * angle + np.float32(rng.uniform(0, 6.2832)))
    uneven += np.float32(0.07) * np.sin(7 * angle + np.float32(rng.uniform(0, 6.2832)))
    d2 = dv * dv + du * du
    d = np.sqrt(d2) * np.float32(1 / size) * uneven
    flow = np.float32((1.6 * size) ** 2) / np.maximum(d2, np.float32(size**2))
    inside = smoothstep(1.1, 0.9, d)
    # A dark bark ring, a paler heart, and a stain in the wood around.
    rim = np.exp(-(((d - np.float32(0.92)) * np.float32(4.5)) ** 2))
    mark = np.maximum(np.maximum(rim, np.float32(0.55) * inside), np.float32(0.3) * smoothstep(2.6, 0.9, d))
    led = y - dv * np.minimum(flow, np.float32(0.98))
    branch = d * np.float32(2.2 * size)
    return led * (1 - inside) + (led * np.float32(0.15) + branch) * inside, np.maximum(knots, mark)


def _ring_profile(phase: Field, sharpness: float) -> Field:
    """Lateness within a year: a slow rise, then a fall that is the steeper the sharper the rings."""
    p = phase - np.floor(phase)
    rise = smoothstep(0.2 * sharpness, 0.85, p)
    rise *= smoothstep(1.0, 0.78 + 0.17 * sharpness, p)
    return rise


def _vessels(tile: Tile, rng: np.random.Generator, species: Species, late: Field) -> Field:
    if species.pore_share == 0:
        return np.zeros_like(late)
    # Vessels are thinner than a texel, so each row has its own and a texel holds their share of it.
    texel_mm = tile.texel_m * 1000
    streaks = rows_noise(tile.n, tile.n, rng, 2.5 * species.pore_mm / texel_mm, 0.8 * species.pore_mm / texel_mm)
    streaks -= np.float32(2.4 - 2.3 * species.pore_share)
    if species.pores == "ring":
        streaks -= np.float32(1.7) * smoothstep(0.02, 0.45, late)
    return smoothstep(0.0, 1.3, streaks)


def _rays(tile: Tile, rng: np.random.Generator, species: Species) -> Field:
    if species.rays == 0:
        return np.zeros((tile.n, tile.n), dtype=np.float32)
    texel_mm = tile.texel_m * 1000
    flecks = rows_noise(tile.n, tile.n, rng, 14 / texel_mm, 4 / texel_mm)
    return np.float32(species.rays) * smoothstep(1.5, 2.6, flecks)


def colour(species: Species, g: Grain) -> ColorField:
    """The finished wood's albedo."""
    factor = 1.0 + np.float32(0.05 * species.fibre) * g.fibre + np.float32(0.10) * g.ray + g.tone
    np.clip(factor, 0.5, 1.5, out=factor)
    late = np.float32(species.contrast) * g.late
    knot, vessel = np.float32(0.9) * g.knot, np.float32(0.7) * g.vessel
    tints = (1.0 + g.warmth, None, 1.0 - 1.5 * g.warmth)
    albedo = np.empty((*factor.shape, 3), dtype=np.float32)
    for c, tint in enumerate(tints):
        early, knot_color, vessel_color = (np.float32(v[c]) for v in (species.early, species.knot, species.vessel))
        channel = early + (np.float32(species.late[c]) - early) * late
        channel += (knot_color - channel) * knot
        channel += (vessel_color - channel) * vessel
        channel *= factor
        if tint is not None:
            channel *= tint
        albedo[..., c] = channel
    return albedo


def relief_m(species: Species, g: Grain) -> Field:
    """Height under a thin finish, in metres: open pores and the fibres' trace."""
    height = np.float32(-30e-6) * g.vessel
    height += np.float32(4e-6 * species.fibre) * g.fibre
    height += np.float32(6e-6) * g.late
    height -= np.float32(20e-6) * g.knot
    return height
