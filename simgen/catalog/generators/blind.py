"""Blinds in a window's reveal: a roller blind's cloth, or a venetian blind's slats, drawn up as far as `open` says.

Asset frame: that of the window. x = 0 is the middle of the hole, z = 0 its lower edge, y = 0 the wall's inner face; -y
looks into the room.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.generators.window import BOARD_THICKNESS_M
from simgen.catalog.meshing.boxes import box_hull, extrude_along_x
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import rotate, translate
from simgen.catalog.model import Model
from simgen.world import Mesh

STYLES = ("roller", "venetian")
# From the reveal's sides, above the sill board, and the middle's distance from the wall's inner face: before the
# window's handles, which reach to 0.04 m in a wall of 0.2 m.
SIDE_M, FOOT_M, DEEP_M = 0.006, BOARD_THICKNESS_M + 0.004, 0.02
ROLL_M, CLOTH_M, BAR_M = 0.016, 0.0008, 0.02
SLAT_M, PITCH_M, STACKED_M, RAIL_M = 0.025, 0.0205, 0.0032, 0.024


@dataclass(frozen=True)
class Parameters:
    """`width_m` and `height_m` are the hole's. `open`: 0 is all the way down, 1 all the way up.

    `slats_deg`: how far a venetian blind's slats are turned from level, their inner edges down; 80 shuts it.
    """

    style: str = "roller"
    width_m: float = 1.4
    height_m: float = 1.3
    open: float = 0.5
    slats_deg: float = 20.0

    def __post_init__(self) -> None:
        check_style(self.style, STYLES)
        if self.width_m < 0.2 or self.height_m < 0.2:
            raise ValueError(f"a hole of {self.width_m:g} x {self.height_m:g} m is too small for a blind")
        if not 0.0 <= self.open <= 1.0:
            raise ValueError(f"open is 0 to 1, got {self.open:g}")
        if not abs(self.slats_deg) <= 80.0:
            raise ValueError(f"slats_deg is -80 to 80, got {self.slats_deg:g}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The blind in the slots `cloth` or `slat`, `rail` and `cord`."""
    p = parameters
    blind = Assembly(rng)
    (_roller if p.style == "roller" else _venetian)(blind, p)
    return blind.model(grounded=False)


def _roller(blind: Assembly, p: Parameters) -> None:
    """A roll on two brackets, the cloth down its window side, a bar in the hem, and a loop of beads."""
    half, axis = p.width_m / 2 - SIDE_M, p.height_m - 0.006 - ROLL_M
    ends = np.array([(-half + 0.008, DEEP_M, axis), (half - 0.008, DEEP_M, axis)])
    across = 2 * half - 0.016
    blind.add(
        "rail",
        "cloth",
        tube(ends, ROLL_M, segments=24, ends="flat"),
        [box_hull((across, 0.02, 0.02), (0, DEEP_M, axis))],
    )
    for a in (-half, half - 0.006):
        blind.span(
            "rail", "rail", (a, DEEP_M - 0.017, axis - 0.017), (a + 0.006, DEEP_M + 0.017, axis + 0.02), radius=0.002
        )
    back = DEEP_M + ROLL_M
    foot = FOOT_M + p.open * (axis - ROLL_M - BAR_M - FOOT_M)
    wide = half - 0.012
    blind.span("cloth", "cloth", (-wide, back - CLOTH_M, foot + BAR_M / 2), (wide, back, axis), radius=0.0, grain="z")
    blind.span(
        "cloth", "rail", (-wide, back - 0.005, foot), (wide, back + 0.004, foot + BAR_M), radius=0.003, grain="x"
    )
    beads = max(FOOT_M + 0.1, axis - 0.6 * p.height_m)
    for y in (DEEP_M - 0.015, DEEP_M + 0.015):
        cord = np.array([(half - 0.003, y, axis), (half - 0.003, y, beads)])
        blind.add("rail", "cord", tube(cord, 0.0016, segments=6, ends="flat"))
    turn = np.linspace(0, math.pi, 7)
    loop = np.column_stack([np.full(7, half - 0.003), DEEP_M - 0.015 * np.cos(turn), beads - 0.015 * np.sin(turn)])
    blind.add("rail", "cord", tube(loop, 0.0016, segments=6, ends="flat"))


def _venetian(blind: Assembly, p: Parameters) -> None:
    """A head rail, slats on ladders of cord, a bottom rail with the slats that are drawn up stacked on it, a wand."""
    half, top = p.width_m / 2 - SIDE_M, p.height_m - 0.004
    head = top - RAIL_M
    blind.span("rail", "rail", (-half, DEEP_M - 0.014, head), (half, DEEP_M + 0.014, top), radius=0.002, grain="x")
    count = int((head - FOOT_M - 0.02) / PITCH_M)
    highest = head - 0.012 - STACKED_M * count
    foot = FOOT_M + p.open * (highest - FOOT_M)
    blind.span(
        "slats", "rail", (-half, DEEP_M - 0.012, foot), (half, DEEP_M + 0.012, foot + 0.012), radius=0.003, grain="x"
    )
    slat = _slat(2 * half - 0.004)
    turned = rotate(slat, (1.0, 0.0, 0.0), math.radians(p.slats_deg))
    slats: list[Mesh] = []
    for k in range(count):
        hanging, stacked = head - PITCH_M * (k + 0.7), foot + 0.014 + STACKED_M * (count - 1 - k)
        # A slat that meets the stack lies on it, level.
        free = hanging > stacked + 0.6 * SLAT_M * abs(math.sin(math.radians(p.slats_deg))) + STACKED_M
        slats.append(translate(turned if free else slat, (0.0, DEEP_M, hanging if free else stacked)))
    blind.add("slats", "slat", slats, [box_hull((2 * half, 0.024, head - foot), (0.0, DEEP_M, (head + foot) / 2))])
    reach = SLAT_M / 2 * math.cos(math.radians(p.slats_deg)) + 0.0006
    for x in (-0.7 * half, 0.7 * half, *([0.0] if half > 0.5 else [])):
        for y in (DEEP_M - reach, DEEP_M + reach):
            blind.span(
                "slats", "cord", (x - 0.0007, y - 0.0005, foot), (x + 0.0007, y + 0.0005, head), radius=0.0, solid=False
            )
    wand = np.array(
        [(-half + 0.05, DEEP_M - 0.018, head + 0.004), (-half + 0.05, DEEP_M - 0.02, head - 0.45 * p.height_m)]
    )
    blind.add("rail", "cord", tube(wand, 0.003, segments=8, ends="flat"))


def _slat(width: float) -> Mesh:
    """A strip of sheet metal, a little crowned, its middle at the origin."""
    y = np.linspace(-SLAT_M / 2, SLAT_M / 2, 5)
    crown = 0.0016 * (1.0 - (2 * y / SLAT_M) ** 2)
    over = np.column_stack([y, crown + 0.00015])
    under = np.column_stack([y, crown - 0.00015])
    return extrude_along_x(np.concatenate([under, over[::-1]]), width)
