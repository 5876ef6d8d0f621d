"""Kitchen wall units in a row, hung on the wall, and tall larder units: doors in front of shelves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._drawer import FRONT_M
from simgen.catalog.generators._handles import check_handle
from simgen.catalog.generators._kitchen_units import GAP_M, Counted, Look, add_unit
from simgen.catalog.model import Model
from simgen.geometry import Bounds

# Letters of `units`, and the width of each in metres.
_WIDTHS = {"d": 0.45, "D": 0.8, "g": 0.4}


@dataclass(frozen=True)
class Parameters:
    """Outer sizes without handles.

    `units` from the left: d a door, D two doors, g open shelves. `width_m` 0 leaves them at their usual widths. With a
    `plinth_m` above 0 the units stand on the floor, and doors above 1.5 m are parted at 0.7 of the height; else they
    hang, and handles are at the lower end. `glazed` framed doors have a pane. `shelves` per unit, -1 for one each
    0.34 m.
    """

    units: str
    width_m: float
    depth_m: float
    height_m: float
    plinth_m: float
    shelves: int
    handle: str
    framed: bool
    glazed: bool

    def __post_init__(self) -> None:
        """Values that go together."""
        check_handle(self.handle)
        unknown = sorted(set(self.units) - set(_WIDTHS))
        if not self.units or unknown:
            raise ValueError(f"units is made of the letters {' '.join(_WIDTHS)}, got '{self.units}'")
        if self.glazed and not self.framed:
            raise ValueError("glazed doors are framed ones")
        narrowest = min(self._widths)
        if narrowest < 0.24:
            raise ValueError(f"units of {narrowest:.2f} m in a width of {self.width_m} m are too narrow")

    @property
    def _widths(self) -> list[float]:
        usual = [_WIDTHS[u] for u in self.units]
        return usual if self.width_m <= 0 else [w * self.width_m / sum(usual) for w in usual]


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The row, its back at +y, in the slots `frame`, `front`, `inside`, `handle`, `pane` and `plinth`."""
    p = parameters
    row = Assembly(rng)
    widths = p._widths
    rear, x = p.depth_m / 2, -sum(widths) / 2
    carcass = -p.depth_m / 2 + FRONT_M + 0.0015
    hung = p.plinth_m <= 0
    look = Look(p.handle, p.framed, grip_below=hung, panel_slot="pane" if p.glazed else "front", shelves=p.shelves)
    names = Counted()
    tall = p.height_m - p.plinth_m > 1.5
    for unit, width in zip(p.units, widths, strict=True):
        a, b = x, x + width
        spans = [(p.plinth_m, p.height_m)]
        if tall:
            split = p.plinth_m + 0.62 * (p.height_m - p.plinth_m)
            spans = [(p.plinth_m, split), (split, p.height_m)]
        for low, high in spans:
            add_unit(
                row,
                unit,
                Bounds((a, carcass, low), (b, rear, high)),
                look,
                names,
                hinge_left=(a + b) / 2 < 1e-9,
                closed_top=True,
            )
        x = b
    half = sum(widths) / 2
    if not hung:
        top = p.plinth_m - 0.001
        row.span("body", "plinth", (-half, carcass + 0.05, 0.0), (half, carcass + 0.066, top), grain="x")
        row.span("body", "plinth", (-half, rear - 0.06, 0.0), (half, rear - 0.044, top), grain="x")
        for at in (-half, half - 0.016):
            row.span("body", "plinth", (at, carcass + 0.066, 0.0), (at + 0.016, rear - 0.06, top), grain="y")
    # Cheeks of the fronts' stuff close the row at both ends.
    for at in (-half - 0.0165, half + 0.0005):
        corner = (at, -p.depth_m / 2 + GAP_M, p.plinth_m if hung else 0.0)
        row.span("body", "front", corner, (at + 0.016, rear, p.height_m), grain="z")
    row.support_box("top", (-half, carcass), (half, rear), p.height_m)
    return row.model(has_front=True)
