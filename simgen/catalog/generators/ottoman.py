"""Ottomans and poufs: an upholstered block or drum to sit on or to rest one's feet on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._legs import check_leg_style, leg, leg_slot
from simgen.catalog.generators._upholstery import put_cushion, seat_cushion
from simgen.catalog.meshing.cushions import cushion, round_cushion
from simgen.catalog.model import Model


@dataclass(frozen=True)
class Parameters:
    """`width_m`, `depth_m` and `height_m` over all; a `round` one is `width_m` across. `leg_height_m` 0 for none.

    `pad_m` is the height of a loose cushion on top, 0 for none (never on a round one); `piping` draws cords in
    the seams.
    """

    round: bool
    width_m: float
    depth_m: float
    height_m: float
    pad_m: float
    legs: str
    leg_height_m: float
    piping: bool

    def __post_init__(self) -> None:
        """Values that go together."""
        check_leg_style(self.legs)
        if self.height_m - self.leg_height_m - self.pad_m < 0.1:
            raise ValueError(f"height_m {self.height_m} leaves no body above legs of {self.leg_height_m} m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The ottoman, in the slots `cover`, `frame` and `metal`."""
    p = parameters
    ottoman = Assembly(rng)
    cord = 0.004 if p.piping else 0.0
    low = p.leg_height_m
    x, y = p.width_m / 2, (p.width_m if p.round else p.depth_m) / 2
    if p.round:
        made = round_cushion(p.width_m, p.height_m - low, rng, crown_m=0.008, pucker_m=0.0015, piping_m=cord)
        put_cushion(ottoman, made, (0, 0, low), 2, 2)
        reach = 0.20 * p.width_m
        ottoman.support_box("seat", (-reach, -reach), (reach, reach), p.height_m - 0.0008, margin=0.0)
    else:
        body = p.height_m - low - p.pad_m
        base = cushion(
            (p.width_m, p.depth_m, body + (0.004 if p.pad_m else 0.0)),
            rng,
            radius=0.02,
            crown_m=0.002 if p.pad_m else 0.008,
            bulge_m=0.004,
            pucker_m=0.001,
            piping_m=0.0 if p.pad_m else cord,
            spacing_m=0.045,
        )
        put_cushion(ottoman, base, (0, 0, low), 2, 2)
        if p.pad_m > 0:
            size = (p.width_m + 0.006, p.depth_m + 0.006, p.pad_m)
            seat_cushion(ottoman, "seat", size, (0.0, 0.0), p.height_m, piping_m=cord)
        else:
            ottoman.support_box("seat", (-0.5 * x, -0.5 * y), (0.5 * x, 0.5 * y), p.height_m - 0.0008, margin=0.0)
    if low > 0:
        share = 0.62 if p.round else 1.0
        for sx in (-1.0, 1.0):
            for sy in (-1.0, 1.0):
                top = (sx * share * (x - 0.06), sy * share * (y - 0.06))
                one = leg(p.legs, top, low + 0.006, 0.036, (0.01 * sx, 0.01 * sy))
                ottoman.add("body", leg_slot(p.legs), one.meshes, one.hulls)
    return ottoman.model()
