"""Splashbacks: the tiles or the sheet on the wall behind a worktop, a stove or a basin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.model import Model


@dataclass(frozen=True)
class Parameters:
    """Sizes over all."""

    width_m: float
    height_m: float
    thickness_m: float


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The slab with its back at +y, in the slot `face`."""
    p = parameters
    board = Assembly(rng)
    size = (p.width_m, p.thickness_m, p.height_m)
    board.board("body", "face", size, (0.0, 0.0, p.height_m / 2), radius=min(0.0012, 0.2 * p.thickness_m))
    return board.model(has_front=True)
