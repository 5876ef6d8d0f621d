"""Loose cloth as it lies flat: towels, napkins, blankets. How it falls, physics says (`simgen.physics.draping`)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.meshing.boxes import box_hull
from simgen.catalog.meshing.cloth import padded
from simgen.catalog.model import Model
from simgen.world import Part, Surface


@dataclass(frozen=True)
class Parameters:
    """`width_m` (x) and `depth_m` (y) of the whole cloth, `cloth_m` its thickness."""

    width_m: float
    depth_m: float
    cloth_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        if not 0 < 20 * self.cloth_m <= min(self.width_m, self.depth_m):
            raise ValueError(f"cloth of {self.cloth_m:g} m is too thick for {self.width_m:g} x {self.depth_m:g} m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The sheet, in the slot `cloth`."""
    p = parameters
    x, y = np.meshgrid(np.linspace(-p.width_m / 2, p.width_m / 2, 12), np.linspace(-p.depth_m / 2, p.depth_m / 2, 12))
    middle = np.stack([x, y, np.full_like(x, p.cloth_m / 2)], axis=-1)
    mesh = padded(middle, p.cloth_m, p.cloth_m)
    hull = box_hull((p.width_m, p.depth_m, p.cloth_m), (0.0, 0.0, p.cloth_m / 2))
    return Model((Part("cloth", (Surface(mesh, "cloth"),), (hull,)),))
