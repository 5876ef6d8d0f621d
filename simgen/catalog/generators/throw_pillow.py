"""Throw pillows and cushions that lie loose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.meshing.cushions import pillow
from simgen.catalog.meshing.transforms import hull_of
from simgen.catalog.model import Model
from simgen.world import Part, Surface


@dataclass(frozen=True)
class Parameters:
    """`width_m` (x), `depth_m` (y) sewn, `height_m` full; `piping` draws a cord round the seam."""

    width_m: float
    depth_m: float
    height_m: float
    piping: bool


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The pillow lying flat, in the slot `cover`."""
    p = parameters
    made = pillow(
        (p.width_m, p.depth_m, p.height_m), rng, fullness=0.52, wrinkle_m=0.0045, piping_m=0.0028 if p.piping else 0.0
    )
    surfaces = [Surface(made.cover, "cover")]
    if made.piping:
        surfaces.append(Surface(made.piping, "cover"))
    return Model((Part("body", tuple(surfaces), (hull_of(made.cover, 32, 1e-3),)),))
