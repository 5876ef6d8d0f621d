"""Rows of keycaps and what is printed on them, for laptops and keyboards."""

from __future__ import annotations

import numpy as np

from simgen.catalog.generators._prints import FILM_M, written
from simgen.catalog.meshing.boxes import extrude, rounded_rectangle
from simgen.catalog.meshing.transforms import merge, translate, warp
from simgen.geometry import FloatArray
from simgen.world import Mesh

# Widths in key units, row by row from the back, as on an ISO keyboard; every row is 15 units wide.
_ROWS: tuple[tuple[float, ...], ...] = (
    (1.0,) * 15,
    (*((1.0,) * 13), 2.0),
    (1.5, *((1.0,) * 12), 1.5),
    (1.75, *((1.0,) * 11), 2.25),
    (1.25, *((1.0,) * 11), 2.75),
    (1.25, 1.25, 1.25, 6.25, 1.25, 1.25, 1.25, 1.25),
)
# The cursor keys and what stands above them, then the number pad: places in units from its left.
_PAD: tuple[tuple[float, ...], ...] = (
    (1.0, 1.0, 1.0),
    (1.0, 1.0, 1.0, 0.25, 1.0, 1.0, 1.0, 1.0),
    (1.0, 1.0, 1.0, 0.25, 1.0, 1.0, 1.0, 1.0),
    (-3.0, -0.25, 1.0, 1.0, 1.0, 1.0),
    (-1.0, 1.0, -1.0, -0.25, 1.0, 1.0, 1.0, 1.0),
    (1.0, 1.0, 1.0, 0.25, 2.0, 1.0, 1.0),
)
# What stands on the keys of those rows; "-" for a blank one.
_LEGENDS = (
    "ESC F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 F11 F12 INS DEL",
    "- 1 2 3 4 5 6 7 8 9 0 - - BACK",
    "TAB Q W E R T Y U I O P - - -",
    "CAPS A S D F G H J K L - - ENTER",
    "SHIFT - Z X C V B N M - - - SHIFT",
    "CTRL - ALT - ALT FN - CTRL",
)
_PAD_LEGENDS = ("PRT SCR BRK", "INS HOME UP NUM - - -", "DEL END DN 7 8 9 -", "4 5 6 -", "- 1 2 3 -", "- - - 0 - -")
# Caps of full travel taper by this share towards their top; flat ones do not.
_TAPER, _FLAT_M, _FULL_M = 0.2, 0.003, 0.006


def keycaps(width_m: float, depth_m: float, height_m: float, *, gap: float = 0.16, pad: bool = False) -> Mesh:
    """The caps of a keyboard of that field size, centred at the origin, standing on z = 0.

    `gap` is the space between caps in key units. `pad` adds cursor keys and a number pad at the right.
    """
    u, v = _unit(width_m, depth_m, pad=pad)
    caps: dict[float, Mesh] = {}
    placed = []
    for x, y, wide, _ in _keys(width_m, depth_m, pad=pad):
        if wide not in caps:
            caps[wide] = _cap((wide - gap) * u, v * (1 - gap), height_m)
        placed.append(translate(caps[wide], (x, y, 0.0)))
    return merge(placed)


def key_legends(width_m: float, depth_m: float, height_m: float, *, gap: float = 0.16, pad: bool = False) -> Mesh:
    """What is printed on those caps: letters in their upper left corners, words in small."""
    u, v = _unit(width_m, depth_m, pad=pad)
    narrow = 1 - _taper(height_m)
    printed = []
    for x, y, wide, text in _keys(width_m, depth_m, pad=pad):
        if text == "-":
            continue
        single = len(text) == 1
        tall = (0.3 if single else 0.15) * v
        # From the cap's left rim to the middle of the text, about as wide as it is long.
        left = narrow * (wide - gap) * u / 2 - (0.14 * u + 0.42 * tall * len(text))
        back = narrow * (1 - gap) * v / 2 - 0.14 * v - tall / 2
        at = (x - max(left, 0.0), y + back, height_m - FILM_M / 3)
        printed.append(written(text, tall, 0.8, 1.0, at))
    return merge(printed)


def _unit(width_m: float, depth_m: float, *, pad: bool) -> tuple[float, float]:
    """What a key unit measures across and a row in depth, metres."""
    return width_m / (22.5 if pad else 15.0), depth_m / len(_ROWS)


def _keys(width_m: float, depth_m: float, *, pad: bool) -> list[tuple[float, float, float, str]]:
    """(x, y of its middle, width in units, legend) of each key."""
    u, v = _unit(width_m, depth_m, pad=pad)
    keys = []
    for r, row in enumerate(_ROWS):
        y = depth_m / 2 - (r + 0.5) * v
        places = [*_places(row, 0.0, gaps=False), *(_places(_PAD[r], 15.25, gaps=True) if pad else [])]
        texts = [*_LEGENDS[r].split(), *(_PAD_LEGENDS[r].split() if pad else [])]
        for (left, wide), text in zip(places, texts, strict=True):
            keys.append((-width_m / 2 + (left + wide / 2) * u, y, wide, text))
    return keys


def _places(row: tuple[float, ...], start: float, *, gaps: bool) -> list[tuple[float, float]]:
    """(left edge, width) in units; with `gaps`, a negative width and a quarter are spaces."""
    places, left = [], start
    for wide in row:
        if not (gaps and (wide < 0 or wide == 0.25)):
            places.append((left, wide))
        left += abs(wide)
    return places


def _taper(height: float) -> float:
    return _TAPER * float(np.clip((height - _FLAT_M) / (_FULL_M - _FLAT_M), 0.0, 1.0))


def _cap(width: float, depth: float, height: float) -> Mesh:
    corner = 0.14 * min(width, depth)
    cap = extrude(rounded_rectangle(width, depth, corner, 2), height, min(0.3 * height, 0.0007), 1)
    # By as much on all sides as on the shorter ones.
    inset = _taper(height) * min(width, depth)
    if inset == 0:
        return cap

    def narrowed(points: FloatArray) -> FloatArray:
        share = np.clip(points[:, 2:] / height, 0.0, 1.0)
        factors: FloatArray = 1 - share * inset / np.array([width, depth])
        return np.concatenate([points[:, :2] * factors, points[:, 2:]], axis=1)

    return warp(cap, narrowed)
