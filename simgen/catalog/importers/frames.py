"""From a file's units and axes to the asset frame: metres, +z up, the front towards -y."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np

from simgen.catalog.importers.draft import Axis, Draft
from simgen.errors import CatalogError, did_you_mean
from simgen.geometry import FloatArray

UNITS_M = {"m": 1.0, "dm": 0.1, "cm": 0.01, "mm": 0.001, "inch": 0.0254, "foot": 0.3048}
# Without a word about the unit, the first of these in which a thing is no longer than this.
_LIKELY_UNITS = ("m", "cm", "mm")
_LIKELY_M = 3.0
_AXES: dict[str, FloatArray] = {
    f"{sign}{name}": (1.0 if sign == "+" else -1.0) * np.eye(3)[k] for k, name in enumerate("xyz") for sign in "+-"
}
_FRONT_OF_UP: dict[str, Axis] = {"+y": "+z", "-y": "+z", "+z": "-y", "-z": "-y", "+x": "-y", "-x": "-y"}


@dataclass(frozen=True)
class Measures:
    """What the user says of a thing's size and axes; None leaves it to the file.

    `unit`: one of UNITS_M or metres as a number. `up`, `front`: axes of the file. At most one of the
    lengths, in metres: `size_m` the longest side, `height_m` along up, `width_m` from side to side, `length_m` from
    front to back.
    """

    unit: str | float | None = None
    up: str | None = None
    front: str | None = None
    size_m: float | None = None
    height_m: float | None = None
    width_m: float | None = None
    length_m: float | None = None


@dataclass(frozen=True, eq=False)
class Frame:
    """From file coordinates to the asset frame: ``scale * (turn @ p) + shift``. `turn` (3, 3) is a rotation."""

    turn: FloatArray
    scale: float
    shift: FloatArray
    has_front: bool
    notes: tuple[str, ...]

    def points(self, points: FloatArray) -> FloatArray:
        """(n, 3) positions in the asset frame."""
        result: FloatArray = points @ self.turn.T * self.scale + self.shift
        return result

    def directions(self, vectors: FloatArray) -> FloatArray:
        """(n, 3) directions in the asset frame."""
        result: FloatArray = vectors @ self.turn.T
        return result


def frame_of(draft: Draft, wanted: Measures, where: str) -> Frame:
    """The frame of a draft, by what the user says, then the file, then what is usual.

    The origin is the centre of the footprint at the lowest point. CatalogError for a thing without extent, and
    for words that make no sense.
    """
    notes = []
    up: str = _axis(wanted.up, "--up", where) or draft.up or "+y"
    if wanted.up is None and draft.up is None:
        notes.append("the file does not say which way is up: took +y; say --up otherwise")
    usual = draft.front if draft.front and draft.front[1] != up[1] else _FRONT_OF_UP[up]
    front: str = _axis(wanted.front, "--front", where) or usual
    if front[1] == up[1]:
        raise CatalogError(
            f"the front {front} and up {up} are one axis.", where=where, remedy="Give --front another axis than --up."
        )
    u, f = _AXES[up], _AXES[front]
    turn = np.stack([np.cross(u, f), -f, u])
    points = np.concatenate([piece.vertices for piece in draft.pieces]) @ turn.T
    low, high = points.min(axis=0), points.max(axis=0)
    extent = high - low
    if not extent.max() > 0:
        raise CatalogError("it has no extent: all its points are one.", where=where, remedy="Export it again.")
    scale, said = _scale(draft, wanted, extent, where)
    notes += said
    middle = np.array([(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, low[2]])
    return Frame(turn, scale, -scale * middle, wanted.front is not None, tuple(notes))


def _axis(text: str | None, option: str, where: str) -> str | None:
    if text is None:
        return None
    axis = text.strip().lower()
    axis = axis if axis[:1] in ("+", "-") else f"+{axis}"
    if axis not in _AXES:
        raise CatalogError(
            f"{option} {text!r} is no axis.", where=where, remedy=f"Choose one of: {', '.join(get_args(Axis))}."
        )
    return axis


def _scale(draft: Draft, wanted: Measures, extent: FloatArray, where: str) -> tuple[float, list[str]]:
    """Metres for one unit of the file."""
    stated = {
        "--size-m": (wanted.size_m, float(extent.max())),
        "--width-m": (wanted.width_m, float(extent[0])),
        "--length-m": (wanted.length_m, float(extent[1])),
        "--height-m": (wanted.height_m, float(extent[2])),
    }
    given = {option: pair for option, pair in stated.items() if pair[0] is not None}
    if len(given) > 1:
        raise CatalogError(
            f"{' and '.join(given)} both say a size.", where=where, remedy="Give one: the shape is kept as it is."
        )
    for option, (length, now) in given.items():
        if not length or not 0 < length < 100:
            raise CatalogError(f"{option} {length} is no size.", where=where, remedy="Give metres above 0, below 100.")
        if not now > 1e-9 * extent.max():
            raise CatalogError(
                f"it has no extent along {option}.", where=where, remedy="State its size by another side."
            )
        return length / now, []
    if wanted.unit is not None:
        return unit_m(wanted.unit, where), []
    if draft.unit_m is not None:
        return draft.unit_m, []
    longest = float(extent.max())
    name = next((u for u in _LIKELY_UNITS if longest * UNITS_M[u] <= _LIKELY_M), "mm")
    told = f"the file does not say its unit: took {name}, so it is {longest * UNITS_M[name]:.3g} m long"
    return UNITS_M[name], [f"{told}; say --unit or --height-m otherwise"]


def unit_m(unit: str | float, where: str) -> float:
    """Metres of a unit's name or number."""
    if isinstance(unit, str) and unit in UNITS_M:
        return UNITS_M[unit]
    try:
        value = float(unit)
    except ValueError:
        raise CatalogError(
            f"there is no unit '{unit}'.", where=where, remedy=did_you_mean(str(unit), UNITS_M)
        ) from None
    if not 1e-9 < value < 1e9:
        raise CatalogError(f"a unit of {value:g} m makes no sense.", where=where, remedy="Use m, cm or mm.")
    return value
