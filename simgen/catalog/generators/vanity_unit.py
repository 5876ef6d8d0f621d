"""Vanity units: a chest with drawers under a basin with its tap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._basins import Basin, add_basin
from simgen.catalog.generators._drawer import FRONT_M, GAP_M, Bay, Front, add_drawer
from simgen.catalog.generators._handles import check_handle
from simgen.catalog.generators._taps import TAPS
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.model import Model

_BOARD_M = 0.018
_SLAB_M = 0.022


@dataclass(frozen=True)
class Parameters:
    """`width_m`, `depth_m` of the slab, whose rim is at `height_m`; `plinth_m` of toe space below `drawers` drawers."""

    width_m: float
    depth_m: float
    height_m: float
    plinth_m: float
    drawers: int
    bowl: str
    bowl_m: float
    handle: str
    tap: str

    def __post_init__(self) -> None:
        """Values that go together."""
        check_handle(self.handle)
        check_style(self.bowl, ("oval", "box"), "bowl")
        check_style(self.tap, TAPS, "tap")
        if not 1 <= self.drawers <= 3:
            raise ValueError(f"drawers is 1, 2 or 3, got {self.drawers}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The unit, opening along -y, in the slots `frame`, `front`, `inside`, `handle`, `ceramic` and `tap`."""
    p = parameters
    unit = Assembly(rng)
    x, back = p.width_m / 2 - 0.004, p.depth_m / 2
    face = -p.depth_m / 2 + 0.006
    start, b = face + FRONT_M + 0.001, _BOARD_M
    low, high = p.plinth_m, p.height_m - _SLAB_M
    for a in (-x, x - b):
        unit.span("body", "frame", (a, start, low), (a + b, back, high - 0.001), grain="z")
    unit.span("body", "frame", (-x + b, start, low), (x - b, back, low + b), grain="x")
    unit.span(
        "body", "frame", (-x + b, back - 0.012, low + b), (x - b, back - 0.004, high - 0.001), radius=0.0, grain="z"
    )
    unit.span("body", "frame", (-x + b, start, high - 0.08), (x - b, start + b, high - 0.001), grain="x")
    if p.plinth_m > 0:
        for y in (start + 0.04, back - 0.05):
            unit.span("body", "frame", (-x + 0.01, y, 0.0), (x - 0.01, y + 0.016, low - 0.0005), grain="x")
        for a in (-x + 0.01, x - 0.026):
            unit.span("body", "frame", (a, start + 0.056, 0.0), (a + 0.016, back - 0.05, low - 0.0005), grain="y")
    step = (high - 0.004 - low) / p.drawers
    hang = p.height_m - p.bowl_m - 0.016
    for k in range(p.drawers):
        z0, z1 = low + k * step, low + (k + 1) * step
        top = min(z1 - GAP_M, hang - 0.006) if k == p.drawers - 1 else z1 - 0.008
        # Drawers stop short of the back, where the pipes run.
        bay = Bay((-x + b, x - b), (start, back - 0.1), (max(z0, low + b) + 0.002, top))
        front = Front((-x + 0.001, x - 0.001), (z0 + GAP_M / 2, z1 - GAP_M / 2), face)
        add_drawer(unit, "drawer" if p.drawers == 1 else f"drawer_{k + 1}", bay, front, handle=p.handle)
    ledge = 0.09
    basin = Basin(
        half_x=p.width_m / 2,
        half_y=p.depth_m / 2,
        bowl_x=min(p.width_m / 2 - 0.06, 0.26),
        bowl_y=(p.depth_m - ledge) / 2 - 0.04,
        corner_m=0.008,
        bowl=p.bowl,
        depth_m=p.bowl_m,
        slab_m=_SLAB_M,
        ledge_m=ledge,
        top_m=p.height_m,
    )
    add_basin(unit, basin, p.tap, rounded=False)
    if p.width_m > 0.8:
        low_x = basin.bowl_x + 0.03
        y = p.depth_m / 2
        for side, name in ((-1.0, "left"), (1.0, "right")):
            edges = sorted((side * low_x, side * p.width_m / 2))
            unit.support_box(name, (edges[0], -y), (edges[1], y), p.height_m, margin=0.02)
    return unit.model(has_front=True)
