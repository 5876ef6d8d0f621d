"""Upright pianos with the lid of the keys open: 88 keys, a music desk, pedals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.boxes import box_hull, rounded_box
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model

# DIN 8996: an octave of seven white keys is 165 mm wide; from A0 to C8 there are 52 of them.
_PITCH_M = 0.165 / 7
_WHITE = 52
_KEY_M = 0.15
_KEYS_HIGH_M = 0.715
_SIDE_M = 0.04
# The blocks at both ends of the keys.
_BLOCK_M = 0.06


@dataclass(frozen=True)
class Parameters:
    """`height_m` over all, `depth_m` from the wall to the keys' front; `case_m` the depth of the tall part."""

    height_m: float
    depth_m: float
    case_m: float
    legs: bool

    def __post_init__(self) -> None:
        """Values that go together."""
        if self.height_m < 1.0:
            raise ValueError(f"height_m {self.height_m} is no upright piano's: they are 1.05 to 1.35 m high")
        if self.depth_m < self.case_m + _KEY_M + 0.05:
            raise ValueError(f"depth_m {self.depth_m} leaves no room for keys before a case of {self.case_m} m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The piano, its back at +y; slots `case`, `white`, `black`, `felt` and `metal`. Things stand on its top."""
    p = parameters
    piano = Assembly(rng)
    half = _WHITE * _PITCH_M / 2 + _BLOCK_M + _SIDE_M
    back, front = p.depth_m / 2, -p.depth_m / 2
    wall = back - p.case_m
    bed = _KEYS_HIGH_M - 0.035
    for side in (-1.0, 1.0):
        low, high = sorted((side * half, side * (half - _SIDE_M)))
        piano.span("body", "case", (low, wall - 0.02, 0.02), (high, back, p.height_m - 0.02), radius=0.004, grain="z")
        piano.span("body", "case", (low, front + 0.012, bed - 0.06), (high, wall, _KEYS_HIGH_M + 0.075), radius=0.012)
        # The block at the end of the keys.
        end = sorted((side * (half - _SIDE_M + 0.001), side * (_WHITE * _PITCH_M / 2 + 0.001)))
        piano.span(
            "body", "case", (end[0], front + 0.02, bed), (end[1], wall - 0.03, _KEYS_HIGH_M + 0.02), radius=0.004
        )
        foot = sorted((side * half, side * (half - 0.06)))
        piano.span("body", "case", (foot[0], front + 0.02, 0.02), (foot[1], back - 0.01, 0.085), radius=0.008)
        if p.legs:
            leg = sorted((side * (half - 0.006), side * (half - 0.056)))
            piano.span("body", "case", (leg[0], front + 0.03, 0.08), (leg[1], front + 0.085, bed - 0.055), radius=0.008)
        for y in (front + 0.06, back - 0.08):
            wheel = lathe(
                fillet([(0, -0.012), (0.019, -0.012), (0.019, 0.012), (0, 0.012)], [0, 0.002, 0.002, 0], 2), 20
            )
            at = (side * (half - 0.03), y, 0.019)
            roll = translate(rotate(wheel, (0, 1, 0), np.pi / 2), at)
            piano.add("body", "metal", roll, [hull_of(roll, 20)])
    x = half - _SIDE_M + 0.002
    piano.span("body", "case", (-x, front + 0.001, bed - 0.05), (x, wall, bed), radius=0.004)
    piano.span("body", "case", (-x, front, bed - 0.052), (x, front + 0.022, _KEYS_HIGH_M - 0.012), radius=0.005)
    # Below the keys and above them: panels with a frame's step.
    piano.span("body", "case", (-x, wall + 0.01, 0.08), (x, back - 0.01, bed - 0.03), radius=0.003)
    piano.span("body", "case", (0.08 - x, wall + 0.002, 0.15), (x - 0.08, wall + 0.02, bed - 0.12), radius=0.004)
    piano.span("body", "case", (-x, wall - 0.002, 0.04), (x, wall + 0.02, 0.12), radius=0.004)
    top = p.height_m - 0.022
    piano.span("body", "case", (-x, wall, _KEYS_HIGH_M + 0.05), (x, back - 0.01, top), radius=0.004)
    piano.span("body", "case", (-half - 0.012, wall - 0.035, top), (half + 0.012, back, p.height_m), radius=0.006)
    piano.support_box("top", (-half - 0.012, wall - 0.035), (half + 0.012, back), p.height_m)
    _desk(piano, x, wall, top)
    _keys(piano, front + 0.022, wall)
    for k in (-1, 0, 1):
        at = (0.075 * k, wall - 0.045, 0.06)
        piano.add("body", "metal", rounded_box((0.022, 0.12, 0.009), 0.004, 2, at))
        piano.add("body", "metal", rounded_box((0.032, 0.035, 0.010), 0.0045, 4, (at[0], at[1] - 0.05, 0.0605)))
    return piano.model(has_front=True)


def _desk(piano: Assembly, x: float, wall: float, top: float) -> None:
    """The opened lid behind the keys with the ledge that sheets of music stand on."""
    low = _KEYS_HIGH_M + 0.012
    lid = rounded_box((2 * x - 0.006, 0.016, 0.13), 0.005, 2, (0, wall - 0.014, low + 0.075))
    piano.add("body", "case", rotate(lid, (1, 0, 0), -0.12, (0, wall, low)))
    z = _KEYS_HIGH_M + 0.16
    piano.span("body", "case", (-0.62 * x, wall - 0.045, z), (0.62 * x, wall + 0.002, z + 0.014), radius=0.004)
    if top - z > 0.2:
        sheet = rounded_box((1.2 * x, 0.012, min(0.24, top - z - 0.05)), 0.004, 2, (0, wall - 0.014, z + 0.13))
        piano.add("body", "case", rotate(sheet, (1, 0, 0), -0.10, (0, wall - 0.014, z)))


def _keys(piano: Assembly, front: float, wall: float) -> None:
    """White keys with the gaps between them, black ones over them, red felt where they end."""
    start = -_WHITE * _PITCH_M / 2
    top = _KEYS_HIGH_M
    white = rounded_box((_PITCH_M - 0.001, _KEY_M, 0.022), 0.001, 2, (0, front + _KEY_M / 2, top - 0.011))
    black = rounded_box((0.0105, 0.095, 0.018), 0.0018, 2, (0, front + _KEY_M - 0.0475, top + 0.003))
    places = start + (np.arange(_WHITE) + 0.5) * _PITCH_M
    piano.add("keys", "white", [translate(white, (float(x), 0, 0)) for x in places])
    # The lowest is an A; after B and E comes no black key.
    between = [x + _PITCH_M / 2 for k, x in enumerate(places[:-1]) if k % 7 not in (1, 4)]
    piano.add("keys", "black", [translate(black, (float(x), 0, 0)) for x in between])
    size = (_WHITE * _PITCH_M, _KEY_M, 0.03)
    piano.add("keys", "white", [], [box_hull(size, (0, front + _KEY_M / 2, top - 0.013), 0.001)])
    felt = rounded_box((_WHITE * _PITCH_M, 0.012, 0.006), 0.002, 2, (0, front + _KEY_M + 0.004, top + 0.002))
    piano.add("keys", "felt", felt)
    behind = front + _KEY_M + 0.008
    if wall - behind > 0.002:
        piano.span("body", "case", (start, behind, top - 0.03), (-start, wall + 0.002, top + 0.004), radius=0.002)
