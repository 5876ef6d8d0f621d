"""Pallets of wood: boards on nine blocks on runners, nailed together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._prints import written
from simgen.catalog.meshing.boxes import box_hull, rounded_box
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.transforms import rotate, translate
from simgen.catalog.model import Model

# EN 13698-1: a flat pallet of 800 x 1200 mm; boards 22 mm thick, blocks 78 mm high.
LENGTH_M, WIDTH_M, BOARD_M, BLOCK_M = 1.2, 0.8, 0.022, 0.078
_DECK = ((-0.3275, 0.145), (-0.164, 0.1), (0.0, 0.145), (0.164, 0.1), (0.3275, 0.145))
_RUNNERS = ((-0.35, 0.1), (0.0, 0.145), (0.35, 0.1))
_STRINGERS = (-0.5275, 0.0, 0.5275)


@dataclass(frozen=True)
class Parameters:
    """`wear`: how far boards lie askew, metres at their ends; `branded` has letters burnt into the corner blocks."""

    wear_m: float
    branded: bool

    def __post_init__(self) -> None:
        """Values that go together."""
        if not 0.0 <= self.wear_m <= 0.008:
            raise ValueError(f"wear_m lies between 0 and 0.008, got {self.wear_m}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The pallet, its long side to the front; slots `deck`, `block`, `nail`, `brand`."""
    p = parameters
    pallet = Assembly(rng)

    def board(
        part: str, slot: str, size: tuple[float, float, float], center: tuple[float, float, float], loose: float
    ) -> None:
        lean = float(rng.uniform(-1, 1)) * loose / max(size)
        slip = rng.uniform(-0.4, 0.4, 2) * loose
        place = (center[0] + float(slip[0]), center[1] + float(slip[1]), center[2])
        mesh = rotate(rounded_box(size, 0.0025, 2), (0, 0, 1), lean)
        pallet.add(part, slot, translate(mesh, place), [box_hull(size, center, 0.0025)])

    foot, block, stringer = BOARD_M / 2, BOARD_M + BLOCK_M / 2, BOARD_M * 1.5 + BLOCK_M
    deck = stringer + BOARD_M
    nail = lathe(fillet([(0, -0.0005), (0.0046, -0.0005), (0.0046, 0.0003), (0, 0.0006)], [0, 0, 0.0003, 0], 2), 12)
    for y, wide in _RUNNERS:
        board("base", "deck", (LENGTH_M, wide, BOARD_M), (0.0, y, foot), 0.4 * p.wear_m)
        for x in _STRINGERS:
            board("base", "block", (0.145, wide, BLOCK_M), (x, y, block), p.wear_m)
            if p.branded and x != 0.0 and y != 0.0:
                side = 1.0 if y > 0 else -1.0
                text = written("EUR" if x > 0 else "EPAL", 0.03, 0.7, 1.4, (0.0, 0.0, 0.0))
                stood = rotate(text, (1, 0, 0), np.pi / 2)
                if side > 0:
                    stood = rotate(stood, (0, 0, 1), np.pi)
                pallet.add(
                    "base", "brand", translate(stood, (x, side * (WIDTH_M / 2 + 0.4 * p.wear_m + 0.0002), block))
                )
    for x in _STRINGERS:
        board("base", "deck", (0.145, WIDTH_M, BOARD_M), (x, 0.0, stringer), 0.5 * p.wear_m)
    for y, wide in _DECK:
        board("deck", "deck", (LENGTH_M, wide, BOARD_M), (0.0, y, deck), p.wear_m)
        for x in _STRINGERS:
            for dx, dy in ((-0.045, -0.28), (0.0, 0.26), (0.045, -0.2)):
                spot = (x + dx + rng.uniform(-0.006, 0.006), y + dy * wide + rng.uniform(-0.005, 0.005))
                pallet.add("deck", "nail", translate(nail, (*spot, deck + BOARD_M / 2 - 0.0001)))
    pallet.support_box("top", (-LENGTH_M / 2, -WIDTH_M / 2), (LENGTH_M / 2, WIDTH_M / 2), deck + BOARD_M / 2)
    return pallet.model()
