"""Noise on a torus: every field here repeats without a seam.

Fields are (n, n) float32 over a `Tile`; axis 0 is v, axis 1 is u.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Field = npt.NDArray[np.float32]
Index = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Tile:
    """A square of surface, `size_m` on the edge, in n x n texels; row 0 lies at v = 0, column 0 at u = 0."""

    n: int
    size_m: float

    @property
    def texel_m(self) -> float:
        """Edge of one texel."""
        return self.size_m / self.n

    @property
    def axis_m(self) -> Field:
        """(n,) texel centres along either axis."""
        return ((np.arange(self.n) + 0.5) * self.texel_m).astype(np.float32)

    @property
    def u_m(self) -> Field:
        """(1, n), to be broadcast."""
        return self.axis_m[None, :]

    @property
    def v_m(self) -> Field:
        """(n, 1), to be broadcast."""
        return self.axis_m[:, None]

    def repeats(self, spacing_m: float, multiple: int = 1) -> int:
        """How often something `spacing_m` apart fits the tile: a whole multiple of `multiple`, at least once."""
        return max(1, round(self.size_m / spacing_m / multiple)) * multiple


@functools.lru_cache(maxsize=8)
def _frequencies(n: int, size_m: float) -> tuple[Field, Field]:
    fv = np.fft.fftfreq(n, size_m / n).astype(np.float32)[:, None]
    fu = np.fft.rfftfreq(n, size_m / n).astype(np.float32)[None, :]
    return fu, fv


def fractal(
    tile: Tile,
    rng: np.random.Generator,
    largest_m: float,
    smallest_m: float,
    slope: float = 1.5,
    stretch_u: float = 1.0,
    stretch_v: float = 1.0,
) -> Field:
    """Gaussian noise of mean 0 and standard deviation 1 whose amplitude falls as frequency to the power -slope.

    Wavelengths run from `largest_m` to `smallest_m` (soft ends), `stretch_u` times longer along u. Slope 1 is
    pink (equal power in each octave), 2 is cloudy. Made in the frequency domain, hence periodic.
    """
    import scipy.fft

    fu, fv = _frequencies(tile.n, tile.size_m)
    f2 = (fu * stretch_u) ** 2 + (fv * stretch_v) ** 2
    f2[0, 0] = 1.0
    high = min(1.0 / smallest_m, 0.5 / tile.texel_m)
    low2 = np.float32(1.0 / largest_m**2)
    amplitude = f2 ** np.float32(-slope / 2) * np.exp(-0.5 * f2 / np.float32(high**2))
    # Below the lowest frequency the spectrum is cut softly, so that the tile has no preferred patch.
    amplitude *= f2 / (f2 + low2)
    amplitude[0, 0] = 0.0
    shape = amplitude.shape
    coefficients = rng.standard_normal((*shape, 2), dtype=np.float32).view(np.complex64)[..., 0]
    field: Field = scipy.fft.irfft2(coefficients * amplitude, s=(tile.n, tile.n), workers=1).astype(np.float32)
    return unit(field)


def band(
    tile: Tile, rng: np.random.Generator, wavelength_m: float, width: float = 0.35, stretch_u: float = 1.0
) -> Field:
    """Gaussian noise of mean 0 and standard deviation 1 around one wavelength (relative bandwidth `width`)."""
    import scipy.fft

    fu, fv = _frequencies(tile.n, tile.size_m)
    f = np.sqrt((fu * stretch_u) ** 2 + fv**2) * np.float32(wavelength_m)
    amplitude = np.exp(-0.5 * ((f - 1.0) / np.float32(width)) ** 2)
    amplitude[0, 0] = 0.0
    coefficients = rng.standard_normal((*amplitude.shape, 2), dtype=np.float32).view(np.complex64)[..., 0]
    field: Field = scipy.fft.irfft2(coefficients * amplitude, s=(tile.n, tile.n), workers=1).astype(np.float32)
    return unit(field)


def line_noise(n: int, rng: np.random.Generator, largest: float, smallest: float, slope: float = 1.0) -> Field:
    """(n,) periodic Gaussian noise of mean 0, standard deviation 1; wavelengths in samples."""
    f = np.fft.rfftfreq(n)
    f[0] = 1.0
    amplitude = f**-slope * np.exp(-0.5 * (f * smallest) ** 2) * f**2 / (f**2 + 1.0 / largest**2)
    amplitude[0] = 0.0
    coefficients = rng.standard_normal((len(f), 2)) @ np.array([1.0, 1.0j])
    return unit(np.fft.irfft(coefficients * amplitude, n).astype(np.float32))


def rows_noise(rows: int, n: int, rng: np.random.Generator, largest: float, smallest: float) -> Field:
    """(rows, n): an own periodic pink noise for each row, standard deviation 1; wavelengths in samples."""
    f = np.fft.rfftfreq(n).astype(np.float32)
    f[0] = 1.0
    amplitude = f ** np.float32(-0.5) * np.exp(-0.5 * (f * np.float32(smallest)) ** 2)
    amplitude *= f**2 / (f**2 + np.float32(1.0 / largest**2))
    amplitude[0] = 0.0
    coefficients = rng.standard_normal((rows, len(f), 2), dtype=np.float32).view(np.complex64)[..., 0]
    return unit(np.fft.irfft(coefficients * amplitude, n, axis=1).astype(np.float32))


@dataclass(frozen=True)
class Cells:
    """Distances to the nearest points of a jittered lattice, in lattice spacings, and the nearest point's number.

    first, second: (n, n) float32. owner: (n, n) int, 0 .. count - 1.
    """

    first: Field
    second: Field
    owner: Index
    count: int

    @property
    def edge(self) -> Field:
        """How far from the border between two cells: 0 on it (half the difference of the distances)."""
        return (self.second - self.first) * np.float32(0.5)

    def pick(self, values: npt.NDArray[np.float32]) -> Field:
        """(n, n): for each texel the value (count,) of its cell."""
        return np.take(values, self.owner)


def cells(
    tile: Tile,
    rng: np.random.Generator,
    spacing_m: float,
    spacing_v_m: float | None = None,
    jitter: float = 0.9,
    warp: tuple[Field, Field] | None = None,
) -> Cells:
    """Worley cells (Worley 1996) about one point in each square of a lattice of `spacing_m` (along v: `spacing_v_m`).

    `jitter` 0 puts points at the squares' centres, 1 anywhere in them. `warp` moves the texels, in spacings.
    """
    across = tile.repeats(spacing_m)
    down = tile.repeats(spacing_v_m or spacing_m)
    points = (0.5 + jitter * (rng.random((2, down, across), dtype=np.float32) - 0.5)).astype(np.float32)
    u = (np.arange(tile.n, dtype=np.float32) + 0.5) * np.float32(across / tile.n)
    v = (np.arange(tile.n, dtype=np.float32) + 0.5) * np.float32(down / tile.n)
    if warp is None:
        return _cells_on_grid(u, v, points)
    return _cells_anywhere(u[None, :] + warp[0], v[:, None] + warp[1], points)


def _cells_on_grid(u: Field, v: Field, points: Field) -> Cells:
    _, down, across = points.shape
    iu, iv = np.floor(u).astype(np.intp), np.floor(v).astype(np.intp)
    fu, fv = (u - iu)[None, :], (v - iv)[:, None]
    shape = (len(v), len(u))
    first = np.full(shape, np.inf, dtype=np.float32)
    second = np.full(shape, np.inf, dtype=np.float32)
    owner = np.zeros(shape, dtype=np.intp)
    for dv in (-1, 0, 1):
        rows = (iv + dv) % down
        for du in (-1, 0, 1):
            columns = (iu + du) % across
            pu = points[0][rows][:, columns] + np.float32(du)
            pv = points[1][rows][:, columns] + np.float32(dv)
            d = (pu - fu) ** 2 + (pv - fv) ** 2
            _keep_nearest(d, rows[:, None] * across + columns[None, :], first, second, owner)
    return Cells(np.sqrt(first), np.sqrt(second), owner, down * across)


def _cells_anywhere(u: Field, v: Field, points: Field) -> Cells:
    _, down, across = points.shape
    iu, iv = np.floor(u).astype(np.intp), np.floor(v).astype(np.intp)
    fu, fv = u - iu, v - iv
    first = np.full(u.shape, np.inf, dtype=np.float32)
    second = np.full(u.shape, np.inf, dtype=np.float32)
    owner = np.zeros(u.shape, dtype=np.intp)
    for dv in (-1, 0, 1):
        rows = (iv + dv) % down * across
        for du in (-1, 0, 1):
            index = rows + (iu + du) % across
            d = (np.take(points[0], index) + np.float32(du) - fu) ** 2
            d += (np.take(points[1], index) + np.float32(dv) - fv) ** 2
            _keep_nearest(d, index, first, second, owner)
    return Cells(np.sqrt(first), np.sqrt(second), owner, down * across)


def _keep_nearest(d: Field, index: Index, first: Field, second: Field, owner: Index) -> None:
    nearer = d < first
    np.minimum(second, np.maximum(first, d), out=second)
    np.copyto(owner, index, where=nearer)
    np.minimum(first, d, out=first)


def unit(field: Field) -> Field:
    """Mean 0 and standard deviation 1, as a sample of it measures them; a constant field becomes 0."""
    # Every so many texels: exact to a fraction of a percent, which is all that a texture needs.
    part = field.reshape(-1)[:: field.size // 2**18 | 1].astype(np.float64)
    mean, spread = float(part.mean()), float(part.std())
    result: Field = (field - np.float32(mean)) * np.float32(1.0 / spread if spread > 0 else 0.0)
    return result


def smoothstep(low: float, high: float, x: Field) -> Field:
    """0 below `low`, 1 above `high`, a smooth rise between (falls where `low` > `high`)."""
    t: Field = (x - np.float32(low)) * np.float32(1.0 / (high - low))
    np.clip(t, 0.0, 1.0, out=t)
    rise: Field = np.float32(3.0) - np.float32(2.0) * t
    rise *= t
    rise *= t
    return rise
