"""Floor textiles without a picture: pile carpet, and flat weaves in bands."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field as Limits

from simgen.catalog.materials.bake import Design
from simgen.catalog.materials.maps import ColorField, Maps, Palette, even, finish, shade
from simgen.catalog.materials.noise import Field, Index, Tile, cells, fractal, rows_noise, smoothstep

Mask = npt.NDArray[np.bool_]


class Carpet(Design):
    """Cut pile: tufts that lean, trodden patches. `tuft_mm` is a tuft's width, `melange` how much their tone varies."""

    tuft_mm: Annotated[float, Limits(ge=0.5, le=20.0)] = 3.5
    melange: Annotated[float, Limits(ge=0.0, le=1.0)] = 0.12

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        tufts = cells(tile, rng, self.tuft_mm / 1000, jitter=1.0)
        dome = smoothstep(0.85, 0.05, tufts.first)
        tone = tufts.pick(rng.standard_normal(tufts.count).astype(np.float32))
        trodden = np.tanh(fractal(tile, rng, 0.35, 0.04, slope=1.5))
        fibre = fractal(tile, rng, 0.003, 0.0008, slope=0.5)
        factor = np.float32(0.62) + np.float32(0.24) * dome + np.float32(0.5 * self.melange) * tone
        factor += np.float32(0.025) * trodden + np.float32(0.04) * fibre
        height = np.float32(self.tuft_mm * 2.0e-4) * dome + np.float32(3e-5) * fibre
        return finish(tile, shade(even(tile), np.clip(factor, 0.2, 1.0)), np.full_like(dome, 0.97), height)


class BathMat(Design):
    """Tufted cotton, one design for the whole mat: rows of thick chenille, or loops with a flat woven frame.

    `row_mm` is the width of a chenille row; 0 makes loops and a frame, `frame_m` from the mat's edge.
    """

    row_mm: Annotated[float, Limits(ge=0.0, le=40.0)] = 18.0
    frame_m: Annotated[float, Limits(ge=0.02, le=0.3)] = 0.09

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        fuzz = fractal(tile, rng, 0.006, 0.0015, slope=0.6)
        trodden = np.tanh(fractal(tile, rng, 0.3, 0.04, slope=1.5))
        if self.row_mm > 0:
            height, tone = self._rows(tile, rng)
        else:
            height, tone = self._framed(tile, rng)
        factor = tone + np.float32(0.03) * trodden + np.float32(0.03) * fuzz
        relief = height + np.float32(1e-4) * fuzz
        return finish(tile, shade(even(tile), np.clip(factor, 0.2, 1.0)), np.full_like(fuzz, 0.97), relief)

    def _rows(self, tile: Tile, rng: np.random.Generator) -> tuple[Field, Field]:
        """Height in metres and tone of soft rolls along u, each a chain of tufts."""
        row_m = self.row_mm / 1000
        wander = fractal(tile, rng, 0.15, 0.02, slope=1.4)
        phase = tile.repeats(row_m) / tile.size_m * tile.v_m + np.float32(0.12) * wander
        roll = np.abs(np.sin(np.float32(np.pi) * phase)).astype(np.float32)
        tufts = smoothstep(0.9, 0.1, cells(tile, rng, 0.7 * row_m, 0.5 * row_m, jitter=1.0).first)
        swell = np.sqrt(roll) * (np.float32(0.75) + np.float32(0.25) * tufts)
        return np.float32(0.3 * row_m) * swell, np.float32(0.34) + np.float32(0.56) * swell

    def _framed(self, tile: Tile, rng: np.random.Generator) -> tuple[Field, Field]:
        """Height in metres and tone of terry loops, but for a band all round that is woven flat."""
        loops = smoothstep(0.95, 0.05, cells(tile, rng, 0.006, jitter=1.0).first)
        edge_u, edge_v = (np.minimum(at, tile.size_m - at) for at in (tile.u_m, tile.v_m))
        inwards = np.minimum(edge_u, edge_v) - np.float32(self.frame_m)
        off = np.abs(inwards).astype(np.float32)
        flat: Field = smoothstep(0.024, 0.018, off) - np.float32(0.9) * smoothstep(0.007, 0.003, off)
        weave: Field = np.abs(np.sin(np.float32(np.pi / 0.004) * (tile.u_m + tile.v_m))).astype(np.float32)
        pile: Field = (np.float32(1) - flat) * loops
        height: Field = np.float32(1.6e-3) * pile - np.float32(2e-3) * flat + np.float32(2e-4) * flat * weave
        tone: Field = np.float32(0.46) + np.float32(0.34) * pile + np.float32(0.4) * flat
        return height, tone


class Doormat(Design):
    """Ends of coir fibre, packed upright, with one design printed on the whole mat and trodden off again in places.

    `aspect` is the mat's width over its depth, `worn` the share of the print that is gone where most step.
    """

    design: Literal["plain", "frame", "frames", "stripes", "lattice", "half_moons"] = "frame"
    aspect: Annotated[float, Limits(ge=0.5, le=3.0)] = 1.55
    worn: Annotated[float, Limits(ge=0.0, le=1.0)] = 0.3

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo near 1, to be tinted by the material."""
        bristles = cells(tile, rng, 0.0045, jitter=1.0)
        dome = smoothstep(0.9, 0.1, bristles.first)
        tone = bristles.pick(rng.standard_normal(bristles.count).astype(np.float32))
        trodden = np.tanh(fractal(tile, rng, 0.3, 0.03, slope=1.6))
        fibre = fractal(tile, rng, 0.006, 0.0015, slope=0.4)
        factor = np.float32(0.40) + np.float32(0.30) * dome + np.float32(0.07) * tone
        factor += np.float32(0.04) * trodden + np.float32(0.05) * fibre
        u, v = (at / np.float32(tile.size_m) + np.float32(0.0015) * fibre for at in (tile.u_m, tile.v_m))
        middle = np.exp(-(((u - 0.5) / 0.28) ** 2) - ((v - 0.5) / 0.36) ** 2)
        gone = np.clip(np.float32(self.worn) * middle * (1.1 + trodden), 0, 1)
        # Dye takes to each fibre as it will.
        ink = self._ink(u, v) * np.clip(np.float32(0.92) + np.float32(0.10) * tone - gone, 0, 1)
        factor = factor * (np.float32(1) - np.float32(0.86) * ink)
        height = np.float32(1.5e-3) * dome + np.float32(3e-4) * fibre - np.float32(8e-4) * trodden
        return finish(tile, shade(even(tile), np.clip(factor, 0.03, 1.0)), np.full_like(dome, 0.97), height)

    def _ink(self, u: Field, v: Field) -> Field:
        """Where there is print, of shares across and up."""
        x, y = (u - 0.5) * self.aspect, v - 0.5
        edge = np.minimum(np.minimum(u, 1 - u) * self.aspect, np.minimum(v, 1 - v))
        inside = edge > 0.15
        frame = np.abs(edge - 0.085) < 0.035
        if self.design == "plain":
            found = np.zeros(u.shape, dtype=np.bool_)
        elif self.design == "frame":
            found = frame
        elif self.design == "frames":
            found = (np.abs(edge - 0.055) < 0.016) | (np.abs(edge - 0.115) < 0.007)
        elif self.design == "stripes":
            found = (np.abs((u * 9) % 1.0 - 0.5) < 0.22) & (edge > 0.03)
        elif self.design == "lattice":
            lines = [np.abs(((x + sign * y) * 5.0) % 1.0 - 0.5) > 0.40 for sign in (1, -1)]
            found = frame & (edge > 0.06) | (lines[0] | lines[1]) & inside
        else:
            rows = np.floor(y * 7.0 + 0.5)
            at = (x * 5.0 + 0.5 * (rows % 2)) % 1.0 - 0.5
            up = y * 7.0 + 0.5 - rows
            radius = np.hypot(at, 0.75 * (up - 0.12))
            found = (radius < 0.40) & (radius > 0.17) & (up > 0.12) & inside | frame & (edge > 0.095)
        return found.astype(np.float32)


class Flatweave(Design):
    """Ribs of weft along u in plain and figured bands of a few colours, woven from the middle out.

    `colors`: the ground first, then what bands and figures are dyed with. `band_m` is the mean width of a band.
    """

    colors: Palette = ((0.60, 0.54, 0.44), (0.33, 0.13, 0.08), (0.09, 0.11, 0.15), (0.42, 0.30, 0.16))
    band_m: Annotated[float, Limits(ge=0.01, le=1.0)] = 0.075
    rib_mm: Annotated[float, Limits(ge=0.5, le=20.0)] = 4.0

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo in the colours given."""
        # A loom has no finer step than a rib: the figure is drawn on ribs and carried to texels.
        ribs = tile.repeats(self.rib_mm / 1000, 2)
        half = self._half(ribs // 2, ribs, rng)
        drawing = np.concatenate([half[::-1], half])
        return woven(tile, rng, drawing, np.asarray(self.colors, dtype=np.float32), self.rib_mm, 0.3)

    def _half(self, rows: int, columns: int, rng: np.random.Generator) -> Index:
        """(rows, columns) colour numbers, the first row in the rug's middle."""
        drawing = np.zeros((rows, columns), dtype=np.int32)
        row, last = 0, 0
        across = np.arange(columns)
        while row < rows:
            thin = rng.random() < 0.35
            height = max(2, round(self.band_m * 1000 / self.rib_mm * rng.uniform(0.15, 0.35 if thin else 1.8)))
            dye = 0 if last != 0 and rng.random() < 0.6 else int(rng.integers(1, len(self.colors)))
            figure = 0 if dye != 0 else int(rng.integers(1, len(self.colors)))
            lines = np.arange(min(height, rows - row))[:, None]
            shape: Mask = np.zeros((len(lines), columns), dtype=np.bool_)
            if not thin and height >= 8 and rng.random() < 0.55:
                shape = _figure(rng, lines, across, height, columns)
            drawing[row : row + height] = np.where(shape, figure, dye)
            last, row = dye, row + height
        return drawing


def _figure(rng: np.random.Generator, lines: Index, across: Index, height: int, columns: int) -> Mask:
    """Stepped diamonds, zigzags or dashes in a band of `height` rows."""
    period = columns / max(1, round(columns / (height * float(rng.choice([1.0, 1.5, 2.0])))))
    phase = np.abs((across / period) % 1.0 - 0.5) * 2
    middle = np.abs((lines + 0.5) / height - 0.5) * 2
    kind = rng.integers(3)
    reach = phase[None, :] + middle
    shape: Mask = (middle < 0.4) & (phase[None, :] < 0.5)
    if kind == 0:
        shape = (reach < 0.8) & ~((reach < 0.5) & (reach > 0.25))
    elif kind == 1:
        shape = np.abs(phase[None, :] - (lines + 0.5) / height) < 0.16
    return shape


def woven(
    tile: Tile, rng: np.random.Generator, drawing: Index, palette: ColorField, rib_mm: float, unrest: float
) -> Maps:
    """Wool in the colours of a (rows, columns) drawing that fills the tile.

    Ribs run along u; dye lots differ from row to row, wool from knot to knot. `unrest`: how far, in knots, a
    hand's lines stray.
    """
    rows, columns = drawing.shape
    texel_mm = tile.texel_m * 1000
    stray = fractal(tile, rng, 0.25, 0.012, slope=1.4)
    index = (np.arange(tile.n, dtype=np.float32) + np.float32(0.5)) / np.float32(tile.n)
    i = (index[:, None] * np.float32(rows) + np.float32(unrest) * stray).astype(np.int32) % rows
    j = (index[None, :] * np.float32(columns) + np.float32(unrest) * np.roll(stray, tile.n // 3, axis=0)).astype(
        np.int32
    ) % columns
    knot = i * columns + j
    color = np.take(palette, np.take(drawing.reshape(-1), knot), axis=0)
    lots = rows_noise(1, rows, rng, rows / 2, 2.0)[0]
    wool = rng.standard_normal(rows * columns).astype(np.float32)
    phase = np.abs(np.sin(np.float32(np.pi * tile.repeats(rib_mm / 1000) / tile.size_m) * tile.v_m))
    rib: Field = np.broadcast_to(phase, (tile.n, tile.n)).astype(np.float32)
    across = rows_noise(tile.n, tile.n, rng, 40 / texel_mm, 2 / texel_mm)
    fuzz = fractal(tile, rng, 0.004, 0.001, slope=0.5)
    worn = fractal(tile, rng, 0.6, 0.05, slope=1.5)
    factor = (np.float32(0.78) + np.float32(0.2) * rib) * (
        1.0
        + np.float32(0.06) * np.take(lots, i)
        + np.float32(0.07) * np.take(wool, knot)
        + np.float32(0.03) * across
        + np.float32(0.05) * fuzz
        + np.float32(0.025) * worn
    )
    albedo = shade(color, np.clip(factor, 0.2, 1.2))
    # Wool fades and dust greys: no dye on a floor keeps its full strength.
    grey = albedo.mean(axis=2, dtype=np.float32)
    for c in range(3):
        albedo[..., c] += (grey + np.float32(0.02) - albedo[..., c]) * np.float32(0.10)
    height = np.float32(rib_mm * 7e-5) * rib + np.float32(2e-5) * fuzz + np.float32(1e-5) * across
    return finish(tile, albedo, np.full_like(fuzz, 0.96), height)
