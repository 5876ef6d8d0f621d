"""Hobs on their own, let into a worktop: what shows of them above it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._hob import HOBS, add_hob, hob_height_m
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.transforms import translate
from simgen.catalog.model import Model


@dataclass(frozen=True)
class Parameters:
    """`style` is one of HOBS; `width_m` and `depth_m` of the sheet."""

    style: str
    width_m: float
    depth_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, HOBS)
        if self.depth_m < 0.4:
            raise ValueError(f"depth_m {self.depth_m} leaves no room for two rows of zones; at least 0.4")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The hob, its front at -y; slots `hob` and `print`, or `plate`, `burner`, `iron` and `knob`."""
    p = parameters
    hob = Assembly(rng)
    x, y = p.width_m / 2, p.depth_m / 2
    gas = p.style == "gas"
    # Knobs of a gas hob stand before its grids.
    front = -y + (0.085 if gas else 0.0)
    add_hob(hob, "body", (-x, x), (front, y), 0.0, p.style)
    sheet = 0.009 if gas else hob_height_m(p.style)
    hob.add("body", "plate" if gas else "hob", [], [box_hull((p.width_m, p.depth_m, sheet), (0, 0, sheet / 2))])
    if gas:
        hob.span("body", "plate", (-x, -y, 0), (x, front + 0.004, sheet), radius=0.004, solid=False)
        shape = fillet(
            [(0, 0), (0.021, 0), (0.021, 0.003), (0.0165, 0.005), (0.0155, 0.024), (0, 0.025)],
            [0, 0.001, 0.001, 0.002, 0.003, 0],
            4,
        )
        for k in range(4):
            at = ((k - 1.5) * 0.062, -y + 0.045, sheet)
            knob = translate(lathe(np.array(shape), 32), at)
            hob.add("body", "knob", knob, [box_hull((0.036, 0.036, 0.025), (at[0], at[1], sheet + 0.0125), 0.006)])
            hob.board(
                "body", "iron", (0.0022, 0.014, 0.001), (at[0], at[1] + 0.006, sheet + 0.0252), radius=0.0, solid=False
            )
    return hob.model(has_front=True)
