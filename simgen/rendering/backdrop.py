"""The view outside a window: sky and clouds, hills, trees, houses, a garden, painted from a seed. Pure NumPy.

The picture is indexed by direction, as if far away, so it shifts behind the frame as the camera moves. It is soft, as
what lies outside is in a picture focused on a room, and bright things outside are as bright as daylight makes them,
so interior exposures clip them as a camera would.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from simgen.color import LUMINANCE, Color
from simgen.seeds import stream
from simgen.world import WindowLight

# Azimuth -90..90 degrees (left to right, seen from inside) by elevation 60..-60 degrees; further up and down repeats.
BACKDROP_WIDTH, BACKDROP_HEIGHT = 768, 384
BACKDROP_TOP_DEG = 60.0
# What lies outside is a little out of focus: the standard deviation of its blur.
SOFT_PX = 0.6

# All are float32.
Floats = npt.NDArray[Any]

# Reflectances under daylight.
_GRASS, _EARTH, _PAVING = (0.105, 0.13, 0.058), (0.16, 0.12, 0.085), (0.3, 0.28, 0.25)
_LEAVES = ((0.05, 0.075, 0.028), (0.075, 0.1, 0.038), (0.04, 0.06, 0.03), (0.11, 0.11, 0.042))
_WALLS = ((0.62, 0.57, 0.48), (0.42, 0.2, 0.13), (0.7, 0.68, 0.64), (0.5, 0.42, 0.28), (0.35, 0.37, 0.4))
_ROOFS = ((0.25, 0.09, 0.055), (0.1, 0.1, 0.11), (0.16, 0.1, 0.075))
# What far things fade to, and how.
_AIR = np.array([0.3, 0.33, 0.37], np.float32)
_BARK, _GLASS = (0.09, 0.07, 0.05), (0.05, 0.06, 0.07)
# A lawn's luminance is the light on it times this; the spec's ground luminance is read as a lawn's.
_GROUND_REFLECTANCE = 0.13


def paint_backdrop(window: WindowLight) -> npt.NDArray[np.float32]:
    """(384, 768, 3) float32 radiance in cd/m² per channel.

    Seen from the pane, the mean luminance above the horizon (weighted as the pane's light is, by the cosine) is
    `sky_luminance`, and below it `ground_luminance`.
    """
    # Windows of one wall share a view, those of another look elsewhere.
    into_room = window.world_from_pane.rotate([0.0, 0.0, 1.0])
    facing_deg = round(float(np.degrees(np.arctan2(-into_room[1], -into_room[0])))) % 360
    sky, things, cover = _painted(window.backdrop_seed, facing_deg)
    azimuth, elevation = _directions()
    light = window.ground_luminance / _GROUND_REFLECTANCE
    picture = sky * _scaled(window.sky_color, window.sky_luminance)
    picture = picture * (1 - cover) + things * (light * np.asarray(window.ground_color)) * cover
    weight = np.cos(elevation) ** 2 * np.cos(azimuth) * _row_span()
    luminance = picture @ LUMINANCE.astype(np.float32)
    # The two halves are brought to their means by factors that pass into each other around the horizon.
    above = np.clip(np.degrees(elevation) / 6 + 0.5, 0, 1)
    for _ in range(3):
        low, high = (
            wanted / mean if (mean := float((luminance * weight * half).sum() / (weight * half).sum())) > 0 else 0.0
            for half, wanted in ((elevation <= 0, window.ground_luminance), (elevation > 0, window.sky_luminance))
        )
        factor = low * (1 - above) + high * above
        picture, luminance = picture * factor[..., None], luminance * factor
    return np.asarray(picture, dtype=np.float32)


def _scaled(color: Color, luminance: float) -> Floats:
    return np.asarray(np.multiply(color, luminance), dtype=np.float32)


def _directions() -> tuple[Floats, Floats]:
    """(1, w) azimuths and (h, 1) elevations of the pixel centres, radians."""
    azimuth = ((np.arange(BACKDROP_WIDTH) + 0.5) / BACKDROP_WIDTH - 0.5) * np.pi
    elevation = np.radians(BACKDROP_TOP_DEG) * (1 - 2 * (np.arange(BACKDROP_HEIGHT) + 0.5) / BACKDROP_HEIGHT)
    return azimuth[None, :].astype(np.float32), elevation[:, None].astype(np.float32)


def _row_span() -> Floats:
    """(h, 1): the outermost rows stand for all that lies beyond them."""
    span = np.ones((BACKDROP_HEIGHT, 1))
    beyond = (90.0 - BACKDROP_TOP_DEG) / (2 * BACKDROP_TOP_DEG / BACKDROP_HEIGHT)
    span[0] = span[-1] = 1 + beyond * 0.1
    return span


@lru_cache(maxsize=16)
def _painted(seed: int, facing_deg: int) -> tuple[Floats, Floats, Floats]:
    """Relative sky (h, w, 3), reflected light of things (h, w, 3), and how much things cover (h, w, 1)."""
    rng = stream(seed, "backdrop", facing_deg)
    azimuth, elevation = (np.degrees(a) for a in _directions())
    azimuth, elevation = np.broadcast_arrays(azimuth, elevation)
    half = BACKDROP_HEIGHT // 2
    sky = np.repeat(np.ones((1, 1, 3), np.float32), BACKDROP_WIDTH, axis=1).repeat(BACKDROP_HEIGHT, axis=0)
    sky[:half] = _sky(rng, azimuth[:half], elevation[:half])
    canvas = _Canvas(azimuth, elevation)
    _ground(rng, canvas.box(-90, 90, -90, 1))
    _hills(rng, canvas.box(-90, 90, -2, 9))
    _wood(rng, canvas.box(-90, 90, -3, 14))
    for _ in range(int(rng.integers(2, 6))):
        _house(rng, canvas)
    for _ in range(int(rng.integers(5, 11))):
        _tree(rng, canvas, distance_haze=float(rng.uniform(0.06, 0.25)), size=float(rng.uniform(7, 18)))
    _hedge(rng, canvas.box(-90, 90, -8, 3))
    for _ in range(int(rng.integers(1, 4))):
        _tree(rng, canvas, distance_haze=0.0, size=float(rng.uniform(18, 42)))
    cover = _blurred(canvas.cover, SOFT_PX)
    return _blurred(sky, 3.0), _blurred(canvas.color * canvas.cover, SOFT_PX) / np.maximum(cover, 1e-6), cover


def _sky(rng: np.random.Generator, azimuth: Floats, elevation: Floats) -> Floats:
    """Brighter and whiter towards the horizon, with soft clouds; about 1 on average."""
    up = np.clip(elevation, 0, 90) / 90
    tint = 1 + (np.array([0.92, 1.0, 1.16]) - 1) * (up[..., None] ** 0.6) * 1.4
    brightness = 1.2 - 0.45 * np.sqrt(up)
    # Clouds lie in a sheet: they crowd towards the horizon.
    height = 1 / np.maximum(np.sin(np.radians(np.clip(elevation, 4, 90))), 0.07)
    clouds = _noise(rng, azimuth / 40 * (1 + 0.1 * height), height * 0.9, octaves=4)
    amount = np.clip((clouds - rng.uniform(0.35, 0.6)) * 2.5, 0, 1)[..., None] * np.clip(elevation / 6, 0, 1)[..., None]
    return np.asarray((tint * brightness[..., None]) * (1 - 0.7 * amount) + 1.35 * 0.7 * amount)


class _Canvas:
    """Reflected light (as reflectance times shade), painted back to front, of a rectangle of directions (degrees)."""

    def __init__(self, azimuth: Floats, elevation: Floats) -> None:
        self.azimuth, self.elevation = azimuth, elevation
        self.color = np.zeros((*azimuth.shape, 3), np.float32)
        self.cover = np.zeros((*azimuth.shape, 1), np.float32)

    def box(self, left: float, right: float, low: float, high: float) -> _Canvas:
        """The part between these angles, at least one pixel; painting it paints the whole."""
        columns = _between(self.azimuth[0], left, right)
        rows = _between(self.elevation[:, 0], low, high)
        part = _Canvas.__new__(_Canvas)
        part.azimuth, part.elevation = self.azimuth[rows, columns], self.elevation[rows, columns]
        part.color, part.cover = self.color[rows, columns], self.cover[rows, columns]
        return part

    def paint(self, mask: Floats, color: npt.ArrayLike, haze: float = 0.0) -> None:
        """Lay `color` where `mask` (h, w) in 0..1; `haze` 0..1 greys it towards far air."""
        tone = np.asarray(color, np.float32) * np.float32(1 - haze) + _AIR * np.float32(haze)
        m = mask[..., None].astype(np.float32)
        self.color *= 1 - m
        self.color += tone * m
        np.maximum(self.cover, m, out=self.cover)


def _between(angles: Floats, low: float, high: float) -> slice:
    inside = np.flatnonzero((angles >= low) & (angles <= high))
    return slice(int(inside[0]), int(inside[-1]) + 1) if len(inside) else slice(0, 1)


def _edge(value: Floats, softness_deg: float = 0.35) -> Floats:
    """0..1 as `value` (degrees inside an outline) goes from out to in."""
    return np.clip(value / softness_deg + 0.5, 0, 1)


def _ground(rng: np.random.Generator, canvas: _Canvas) -> None:
    """A lawn with worn places, sometimes a path, seen from a floor above the ground or two."""
    depth = 1 / np.maximum(np.tan(np.radians(np.clip(-canvas.elevation, 0.6, 75))), 0.01)
    eye = float(rng.uniform(1.5, 4.5))
    far, across = eye * depth, eye * depth * np.tan(np.radians(np.clip(canvas.azimuth, -80, 80)))
    worn = _noise(rng, across / 6, far / 6, octaves=3)
    blades = _noise(rng, across / 0.7, far / 0.7, octaves=3)
    blades = 0.5 + (blades - 0.5) * np.clip(25 / far, 0, 1)
    color = _mixed(_GRASS, _EARTH, np.clip((worn - 0.55) * 3, 0, 0.7)) * (0.65 + 0.7 * blades)[..., None]
    if rng.random() < 0.5:
        start, width = rng.uniform(-4, 4), rng.uniform(0.8, 2.0)
        bend = start + np.sin(far / rng.uniform(6, 14)) * 1.2
        path = np.clip((width / 2 - np.abs(across - bend)) * 4, 0, 1) * np.clip(60 / far, 0, 1)
        color = color * (1 - path[..., None]) + np.asarray(_PAVING) * path[..., None]
    haze = np.clip(far / 250, 0, 0.6)[..., None]
    color = color * (1 - haze) + np.array([0.2, 0.22, 0.22]) * haze
    canvas.paint(_edge(-canvas.elevation, 0.5), color)


def _hills(rng: np.random.Generator, canvas: _Canvas) -> None:
    """Two ranges of woods along the horizon."""
    zero = np.zeros_like(canvas.azimuth)
    for height, haze in ((4.5, 0.65), (2.6, 0.4)):
        ridge = height * (0.4 + 0.9 * _noise(rng, canvas.azimuth / 22, zero, octaves=2))
        ridge = ridge + 0.9 * _noise(rng, canvas.azimuth / 1.6, zero, octaves=3)
        shade = 0.7 + 0.6 * _noise(rng, canvas.azimuth / 1.4, canvas.elevation / 1.1, octaves=3)
        mask = _edge(ridge - canvas.elevation) * _edge(canvas.elevation + 0.6)
        canvas.paint(mask, np.asarray(_LEAVES[int(rng.integers(len(_LEAVES)))]) * shade[..., None], haze)


def _wood(rng: np.random.Generator, canvas: _Canvas) -> None:
    """The edge of a wood or of gardens, over most of the horizon, tree by tree in tone."""
    zero = np.zeros_like(canvas.azimuth)
    for height, haze in ((6.5, 0.34), (4.2, 0.2)):
        stand = height * (0.25 + 1.1 * _noise(rng, canvas.azimuth / 30, zero, octaves=2))
        crowns = np.abs(np.sin(canvas.azimuth / 2.6 + 3 * _noise(rng, canvas.azimuth / 6, zero, octaves=2)))
        top = stand * (0.75 + 0.25 * crowns) + 0.8 * _noise(rng, canvas.azimuth / 0.8, zero, octaves=2)
        tone = _noise(rng, canvas.azimuth / 4, zero, octaves=1)[..., None]
        leaves = np.asarray(_LEAVES[0]) * (1 - tone) + np.asarray(_LEAVES[int(rng.integers(1, len(_LEAVES)))]) * tone
        clumps = _noise(rng, canvas.azimuth / 1.1, canvas.elevation / 0.9, octaves=3)
        shade = (0.35 + 1.0 * clumps) * np.clip(0.7 + 0.3 * canvas.elevation / np.maximum(top, 1.0), 0.5, 1.1)
        mask = _edge(top - canvas.elevation, 0.5) * _edge(canvas.elevation + 1.2)
        canvas.paint(mask, leaves * shade[..., None], haze)


def _tree(rng: np.random.Generator, canvas: _Canvas, distance_haze: float, size: float) -> None:
    """A trunk and a crown of rounded clumps, lit from above; `size` is its height in degrees."""
    at = float(rng.uniform(-75, 75))
    foot = -min(size * float(rng.uniform(0.12, 0.22)), 7.0)
    canvas = canvas.box(at - size * 0.9, at + size * 0.9, foot - 1, foot + size * 1.5)
    trunk = _edge(size * 0.03 - np.abs(canvas.azimuth - at)) * _edge(canvas.elevation - foot)
    canvas.paint(trunk * _edge(foot + size * 0.6 - canvas.elevation), _BARK, distance_haze)
    leaves = np.asarray(_LEAVES[int(rng.integers(len(_LEAVES)))])
    ragged = _noise(rng, canvas.azimuth / (size * 0.06), canvas.elevation / (size * 0.06), octaves=3)
    middle, slim = foot + size * 0.62, rng.uniform(0.6, 1.0)
    for _ in range(int(rng.integers(9, 15))):
        dx, dy = rng.normal(0, 0.17, 2) * size
        radius = size * rng.uniform(0.14, 0.26)
        x, y = (canvas.azimuth - at - dx * slim) / radius, (canvas.elevation - middle - dy) / radius
        inside = 1 - np.sqrt(x * x + y * y) + (ragged - 0.5) * 0.55
        shade = np.clip(0.75 + 0.45 * y - 0.2 * x, 0.3, 1.5) * (0.45 + 1.1 * ragged)
        canvas.paint(_edge(inside * radius, 0.5), leaves * shade[..., None], distance_haze)


def _house(rng: np.random.Generator, canvas: _Canvas) -> None:
    """A gabled front with rows of windows."""
    at, width, height = rng.uniform(-65, 65), rng.uniform(9, 20), rng.uniform(4.5, 9)
    foot, roof = -rng.uniform(1.2, 2.5), rng.uniform(2.5, 5)
    canvas = canvas.box(at - width * 0.7, at + width * 0.7, foot - 1, foot + height + roof + 1)
    x, y = canvas.azimuth - at, canvas.elevation - foot
    haze = float(rng.uniform(0.08, 0.3))
    slope = height + roof * (1 - np.abs(x) / (width / 2 + 0.6))
    canvas.paint(_edge(slope - y) * _edge(y - height * 0.98), _ROOFS[int(rng.integers(len(_ROOFS)))], haze)
    wall = _edge(width / 2 - np.abs(x)) * _edge(height - y) * _edge(y)
    plaster = 0.9 + 0.2 * _noise(rng, canvas.azimuth / 3, canvas.elevation / 3, octaves=2)
    canvas.paint(wall, np.asarray(_WALLS[int(rng.integers(len(_WALLS)))]) * plaster[..., None], haze)
    columns, rows = int(rng.integers(3, 6)), int(rng.integers(1, 3))
    for column in range(columns):
        for row in range(rows):
            wx = x - width * ((column + 0.5) / columns - 0.5)
            wy = y - height * (row + 0.55) / rows
            pane = _edge(width / columns * 0.22 - np.abs(wx)) * _edge(height / rows * 0.24 - np.abs(wy))
            canvas.paint(pane, _GLASS, haze)


def _hedge(rng: np.random.Generator, canvas: _Canvas) -> None:
    """A hedge that closes the garden, over part of the view."""
    left, right = sorted(rng.uniform(-90, 90, 2))
    zero = np.zeros_like(canvas.azimuth)
    top = rng.uniform(-2.5, 0.5) + 0.7 * _noise(rng, canvas.azimuth / 2, zero, octaves=3)
    texture = _noise(rng, canvas.azimuth / 0.9, canvas.elevation / 0.9, octaves=3)
    mask = _edge(top - canvas.elevation) * _edge(canvas.elevation + rng.uniform(4.5, 6.5))
    mask = mask * _edge(canvas.azimuth - left, 1.0) * _edge(right - canvas.azimuth, 1.0)
    canvas.paint(mask, np.asarray(_LEAVES[0]) * (0.4 + 1.2 * texture)[..., None])


def _mixed(a: npt.ArrayLike, b: npt.ArrayLike, share: Floats) -> Floats:
    return np.asarray(np.multiply(a, 1 - share[..., None]) + np.multiply(b, share[..., None]), np.float32)


def _noise(rng: np.random.Generator, x: Floats, y: Floats, octaves: int) -> Floats:
    """Smooth value noise, about 0..1 with mean 0.5, at places in units of the coarsest cell."""
    total, weight = np.zeros(np.broadcast(x, y).shape, np.float32), 0.0
    for octave in range(octaves):
        table = rng.random((64, 64), dtype=np.float32)
        u, v = x * 2**octave + 17.3 * octave, y * 2**octave + 5.1 * octave
        i, j = np.floor(u).astype(np.int32), np.floor(v).astype(np.int32)
        fu, fv = u - i, v - j
        fu, fv = fu * fu * (3 - 2 * fu), fv * fv * (3 - 2 * fv)
        i0, j0, i1, j1 = i & 63, j & 63, (i + 1) & 63, (j + 1) & 63
        low = table[j0, i0] * (1 - fu) + table[j0, i1] * fu
        high = table[j1, i0] * (1 - fu) + table[j1, i1] * fu
        amount = 0.5**octave
        total, weight = total + (low * (1 - fv) + high * fv) * amount, weight + amount
    return total / weight


def _blurred(picture: Floats, sigma_px: float) -> Floats:
    """Gaussian blur of (h, w, c), edges repeated."""
    reach = int(np.ceil(3 * sigma_px))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma_px) ** 2)
    kernel /= kernel.sum()
    for axis in (0, 1):
        pad = [(reach, reach) if a == axis else (0, 0) for a in range(picture.ndim)]
        padded = np.pad(picture, pad, mode="edge")
        count = picture.shape[axis]
        picture = np.zeros_like(picture)
        for k, weight in enumerate(kernel.astype(np.float32)):
            picture += (padded[k : k + count] if axis == 0 else padded[:, k : k + count]) * weight
    return picture
