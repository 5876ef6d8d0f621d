"""What is sewn onto the upper of a shoe: panels, seams, eyelets, a tongue and laces with a bow."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from simgen.catalog.meshing.cloth import padded
from simgen.catalog.meshing.lathe import squircle
from simgen.catalog.meshing.profiles import smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.geometry import FloatArray
from simgen.world import Mesh

# How far the inner rim of a panel lies in what it is sewn onto.
_SUNK_M = 0.0006
_FLAT = squircle(8, 3.0)


class Skin:
    """The outside of one upper, by the height over the sole and the length along the ring there.

    `ring(z)` gives the closed (k, 3) section at a height, counter-clockwise seen from above, from the middle in front.
    Lengths count from there, metres, positive counter-clockwise.
    """

    def __init__(self, ring: Callable[[float], FloatArray], top_m: float) -> None:
        self.top_m = top_m
        self._heights = np.linspace(0.0, top_m, 60)
        self._rings = []
        self._lengths = []
        for z in self._heights:
            points = ring(float(z))
            closed = np.concatenate([points, points[:1]])
            along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
            self._rings.append(np.concatenate([closed[:-1], closed]))
            self._lengths.append(np.concatenate([along[:-1] - along[-1], along]))

    def round_m(self, z: float) -> float:
        """The length of the ring at a height."""
        return float(np.interp(z, self._heights, [along[-1] for along in self._lengths]))

    def heel_m(self, z: npt.ArrayLike) -> FloatArray:
        """The lengths of the hindmost points at heights."""
        found = [
            float(along[len(points) // 2 :][int(np.argmax(points[len(points) // 2 :, 1]))])
            for points, along in zip(self._rings, self._lengths, strict=True)
        ]
        return np.interp(np.asarray(z, dtype=np.float64), self._heights, found)

    def at(self, z: npt.ArrayLike, length: npt.ArrayLike, out_m: float = 0.0) -> FloatArray:
        """(..., 3) points, `out_m` off the skin; above its top as the skin would go on."""
        z, length = np.broadcast_arrays(np.asarray(z, dtype=np.float64), np.asarray(length, dtype=np.float64))
        point = self._on(z, length)
        if out_m == 0:
            return point
        step = 0.002
        below = np.minimum(z, self.top_m - step)
        up = self._on(below + step, length) - self._on(below, length)
        around = self._on(z, length + step) - self._on(z, length - step)
        normal = np.cross(around, up)
        moved: FloatArray = point + out_m * normal / np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-12)
        return moved

    def _on(self, z: FloatArray, length: FloatArray) -> FloatArray:
        place = np.clip(z / self.top_m, 0, None) * (len(self._heights) - 1)
        low = np.minimum(place.astype(int), len(self._heights) - 2)
        result = np.zeros((*z.shape, 3))
        for index in np.ndindex(z.shape):
            k, here = int(low[index]), float(length[index])
            lower, upper = self._row(k, here), self._row(k + 1, here)
            result[index] = lower + (place[index] - k) * (upper - lower)
        return result

    def _row(self, k: int, length: float) -> FloatArray:
        return np.array([np.interp(length, self._lengths[k], self._rings[k][:, axis]) for axis in range(3)])


def panel(skin: Skin, z: npt.ArrayLike, length: npt.ArrayLike, thick_m: float) -> Mesh:
    """A piece sewn onto the skin: (rows, columns) heights and lengths, columns counter-clockwise, rows upwards."""
    middle = skin.at(z, length, thick_m / 2 - _SUNK_M)
    return padded(middle, thick_m, 0.8 * thick_m)


def band(skin: Skin, low: npt.ArrayLike, high: npt.ArrayLike, length: npt.ArrayLike, thick_m: float) -> Mesh:
    """A panel between two heights, each (k,), over the lengths (k,)."""
    share = np.linspace(0.0, 1.0, 13)[:, None]
    low, high = np.asarray(low), np.asarray(high)
    return panel(skin, low + share * (high - low), np.broadcast_to(np.asarray(length), (13, len(low))), thick_m)


def counter(skin: Skin, low: float, high: npt.ArrayLike, half_m: float, thick_m: float) -> Mesh:
    """A panel about the heel, from `low` up to heights (k,) given from its right end to its left one."""
    high = np.asarray(high, dtype=np.float64)
    z = low + np.linspace(0.0, 1.0, 13)[:, None] * (high - low)
    return panel(skin, z, skin.heel_m(z) + np.linspace(-half_m, half_m, len(high)), thick_m)


def seam(skin: Skin, z: npt.ArrayLike, length: npt.ArrayLike, radius_m: float = 0.0005) -> Mesh:
    """A line of stitches along points of the skin."""
    return tube(smooth(skin.at(z, length, 0.3 * radius_m), 20), radius_m, segments=5)


def facings(skin: Skin, low: float, high: float, inner_m: float, width_m: float, thick_m: float) -> list[Mesh]:
    """The two panels beside the throat that hold the eyelets; the throat opens a little upwards."""
    found = []
    z = np.linspace(low, high, 15)
    share = np.linspace(0.0, 1.0, 15)
    # Rounded where they begin.
    start = np.sqrt(np.clip(1 - (1 - share / 0.18).clip(0, 1) ** 2, 0, 1))
    near = inner_m * (1 + 0.35 * share) + 0.35 * width_m * (1 - start)
    far = inner_m * (1 + 0.35 * share) + width_m - 0.35 * width_m * (1 - start)
    for side in (1.0, -1.0):
        lengths = np.linspace(near, far, 7, axis=1) * side
        found.append(panel(skin, np.tile(z[:, None], (1, 7)), lengths if side > 0 else lengths[:, ::-1], thick_m))
    return found


def holes(low: float, high: float, inner_m: float, count: int) -> list[tuple[float, float]]:
    """(height, length) of the eyelets of one side, the lowest first."""
    share = np.linspace(0.10, 0.93, count)
    return [(low + s * (high - low), inner_m * (1 + 0.35 * s) + 0.0062) for s in share]


def eyelets(skin: Skin, places: Sequence[tuple[float, float]], out_m: float) -> list[Mesh]:
    """A ring about each hole, on both sides."""
    found = []
    turn = np.linspace(0, 2 * math.pi, 11, endpoint=False)
    for z, length in places:
        for side in (1.0, -1.0):
            middle, across, up, out = _frame(skin, z, side * length, out_m)
            ring = middle + 0.0027 * (np.cos(turn)[:, None] * across + np.sin(turn)[:, None] * up)
            found.append(tube(ring, 0.0008, segments=5, closed=True, up=out))
    return found


def tongue(skin: Skin, low: float, beyond_m: float, half_m: float, thick_m: float) -> Mesh:
    """What lies under the laces and looks out of the collar, `beyond_m` above it, curving away from the leg."""
    share = np.linspace(0.0, 1.0, 16)
    z = low + share * (skin.top_m + beyond_m - low)
    width = half_m * (0.75 + 0.25 * share) * np.where(share > 0.9, 1 - 0.25 * ((share - 0.9) / 0.1) ** 2, 1.0)
    lengths = np.linspace(-1, 1, 9)[None, :] * width[:, None]
    middle = skin.at(np.tile(z[:, None], (1, 9)), lengths, 0.0006 - thick_m / 2)
    over = np.clip((z - skin.top_m) / beyond_m, 0, 1)[:, None]
    middle[..., 1] -= 0.35 * beyond_m * over**2
    return padded(middle, thick_m, 0.5 * thick_m)


def laces(
    skin: Skin,
    places: Sequence[tuple[float, float]],
    out_m: float,
    girth: tuple[float, float],
    *,
    crossed: bool,
    rng: np.random.Generator,
) -> list[Mesh]:
    """From eyelet to eyelet, crossed or straight, and a bow above. `girth`: half of a lace's width and thickness."""
    found = []

    def over(a: tuple[float, float], b: tuple[float, float], lift: float) -> Mesh:
        share = np.linspace(0.0, 1.0, 9)
        z = a[0] + share * (b[0] - a[0])
        length = a[1] + share * (b[1] - a[1])
        height = out_m + girth[1] + (lift + 0.0006) * np.sin(math.pi * share) - 0.0025 * np.abs(2 * share - 1) ** 6
        path = np.array([skin.at(*at) for at in zip(z, length, height, strict=True)])
        up = _frame(skin, float(z[4]), 0.0, 0.0)[3]
        return tube(smooth(path, 9), np.array([girth]).repeat(9, axis=0), section=_FLAT, up=up)

    found.append(over((places[0][0], -places[0][1]), places[0], 0.0))
    for k, (a, b) in enumerate(itertools.pairwise(places)):
        if crossed:
            way = 1.0 if k % 2 else -1.0
            found.append(over((a[0], way * a[1]), (b[0], -way * b[1]), 0.0))
            found.append(over((a[0], -way * a[1]), (b[0], way * b[1]), 2.2 * girth[1]))
        else:
            found.append(over((b[0], -b[1]), b, 0.0))
    return [*found, *_bow(skin, places[-1][0], out_m, girth, rng)]


def _bow(skin: Skin, z: float, out_m: float, girth: tuple[float, float], rng: np.random.Generator) -> list[Mesh]:
    """A knot, two loops that hang to the sides and two ends."""
    middle, across, _, out = _frame(skin, z - 0.004, 0.0, out_m + 3 * girth[1])
    size = np.array(girth)
    meshes = [
        tube(
            [middle - 0.0045 * across, middle + 0.0045 * across],
            [size * [1.2, 2.0]] * 2,
            section=squircle(12, 2.4),
            up=out,
        )
    ]
    for side in (-1.0, 1.0):
        wide, droop, lean = (float(rng.uniform(a, b)) for a, b in ((0.85, 1.15), (0.8, 1.3), (-0.2, 0.2)))

        loop = [
            (0.003, 0.0, 0.004),
            (0.016 * wide, 0.004 * droop, 0.008),
            (0.031 * wide, 0.010 * droop, 0.007),
            (0.036 * wide, 0.015 * droop, 0.004),
            (0.028 * wide, 0.017 * droop, 0.0025),
            (0.014 * wide, 0.009 * droop, 0.0028),
            (0.003, 0.002, 0.0035),
        ]
        end = [
            (0.002, 0.001, 0.003),
            (0.010 + 0.004 * lean, 0.009, 0.0045),
            (0.017 + 0.008 * lean, 0.021 * droop, 0.0025),
            (0.026 + 0.012 * lean, 0.034 * droop, 0.0016),
        ]
        for path, rows in ((loop, 18), (end, 10)):
            # Laid on the skin: where that falls away, so does the bow.
            spots = [skin.at(max(z - 0.004 - down, 0.004), side * x, out_m + off) for x, down, off in path]
            curve = smooth(np.array(spots), rows)
            meshes.append(tube(curve, np.tile(size, (rows, 1)), section=_FLAT, up=out))
    return meshes


def _frame(skin: Skin, z: float, length: float, out_m: float) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """A point off the skin and unit vectors there: counter-clockwise, up along the skin, outwards."""
    middle = skin.at(z, length, out_m)
    across = skin.at(z, length + 0.002) - skin.at(z, length - 0.002)
    low = min(z, skin.top_m - 0.003)
    up = skin.at(low + 0.003, length) - skin.at(low, length)
    across = across / np.linalg.norm(across)
    up = up - (up @ across) * across
    up = up / np.linalg.norm(up)
    return middle, across, up, np.cross(across, up)
