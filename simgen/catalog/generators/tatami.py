"""Tatami: firm mats of woven rush with a band of cloth along both long sides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.boxes import box_hull, rounded_box
from simgen.catalog.model import Model


@dataclass(frozen=True)
class Parameters:
    """`width_m` (x, the long side), `depth_m` (y), `height_m` thick; `band_m`, the width of the cloth."""

    width_m: float
    depth_m: float
    height_m: float
    band_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        if not 0 < 4 * self.band_m < self.depth_m:
            raise ValueError(f"band_m {self.band_m} is too wide for a mat of {self.depth_m} m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The mat; slots `rush` and `band`."""
    p = parameters
    mat = Assembly(rng)
    size = (p.width_m, p.depth_m, p.height_m)
    mat.add(
        "mat", "rush", rounded_box(size, 0.005, 4, (0, 0, p.height_m / 2)), [box_hull(size, (0, 0, p.height_m / 2))]
    )
    for side in (-1.0, 1.0):
        band = (p.width_m + 0.001, p.band_m, p.height_m + 0.0016)
        at = (0, side * (p.depth_m / 2 - p.band_m / 2 + 0.0008), p.height_m / 2)
        mat.add("mat", "band", rounded_box(band, 0.0055, 4, at))
    mat.support_box("top", (-p.width_m / 2, -p.depth_m / 2), (p.width_m / 2, p.depth_m / 2), p.height_m, margin=0.06)
    return mat.model()
