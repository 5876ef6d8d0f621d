"""Step ladders: two rails with treads in front, a frame behind, a platform on top."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.boxes import box_hull, rounded_box
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import squircle
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.model import Model


@dataclass(frozen=True)
class Parameters:
    """`height_m` of the platform, `treads` counting it, `rail_m` how far a hand rail stands above it (0: none)."""

    width_m: float
    height_m: float
    treads: int
    rail_m: float

    def __post_init__(self) -> None:
        """Treads within a step's height."""
        if not 0.15 < self.height_m / max(self.treads, 1) < 0.32:
            raise ValueError(f"{self.treads} treads in {self.height_m} m are no steps")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The ladder, open and standing, climbed from the front, in the slots `frame`, `tread` and `foot`."""
    p = parameters
    ladder = Assembly(rng)
    h, half = p.height_m, p.width_m / 2
    slope, back = math.tan(math.radians(17.0)), math.tan(math.radians(15.0))
    top_y, spread = 0.0, 0.05
    section = squircle(16, 5.0)

    def front(z: float) -> tuple[float, float]:
        """Half width and y of the front rails at height z."""
        return half - spread * z / h, top_y - (h - z) * slope

    for side in (-1.0, 1.0):
        path = np.array([(side * front(z)[0], front(z)[1], z) for z in (0.012, h - 0.01)])
        size = np.tile([0.011, 0.0185], (2, 1))
        ladder.add(
            "body",
            "frame",
            tube(path, size, section=section, ends="flat", up=(0.0, 1.0, 0.0)),
            tube_hulls(path, (0.011, 0.018), 1, up=(0.0, 1.0, 0.0)),
        )
        rear = np.array(
            [
                (side * (half - 0.01), 0.2 + (h - 0.012) * back, 0.012),
                (side * (half - spread - 0.012), 0.2 + 0.03 * back, h - 0.03),
            ]
        )
        ladder.add(
            "body",
            "frame",
            tube(rear, np.tile([0.0095, 0.0125], (2, 1)), section=section, ends="flat"),
            tube_hulls(rear, (0.009, 0.012), 1),
        )
        for path_end in (path[0], rear[0]):
            low = (path_end[0], path_end[1], 0.0175)
            ladder.board("body", "foot", (0.03, 0.048, 0.035), low, radius=0.006)
    for share in (0.3, 0.7):
        a = 0.2 + (1 - share) * h * back
        across = half - 0.01 - spread * share
        bar = np.array([(-across, a, share * h), (across, a, share * h)])
        ladder.add("body", "frame", tube(bar, 0.0085, segments=12, ends="flat"), tube_hulls(bar, 0.008, 1))
    for k in range(p.treads - 1):
        z = h * (k + 1) / p.treads
        x, y = front(z)
        tread, at = (2 * x - 0.018, 0.085, 0.024), (0.0, y + 0.012, z - 0.012)
        ladder.add(
            "body",
            "tread",
            rounded_box(tread, 0.004, 4, at),
            [box_hull((tread[0], tread[1], 0.0251), (0.0, at[1], z - 0.01145), 0.0)],
        )
        ribs = [
            rounded_box((tread[0] - 0.03, 0.005, 0.0016), 0.0006, center=(0.0, at[1] + (j - 2) * 0.014, z + 0.0004))
            for j in range(5)
        ]
        ladder.add("body", "foot", ribs)
        ladder.support_box(f"tread_{k + 1}", (-x + 0.009, y - 0.03), (x - 0.009, y + 0.054), z + 0.0011, margin=0.012)
    x, _ = front(h)
    step, middle = (2 * x + 0.04, 0.25, 0.03), (0.0, 0.09, h - 0.015)
    ladder.add("body", "tread", rounded_box(step, 0.008, 4, middle), [box_hull(step, middle, 0.008)])
    ladder.support_box("platform", (-step[0] / 2, middle[1] - 0.125), (step[0] / 2, middle[1] + 0.125), h, margin=0.02)
    if p.rail_m > 0:
        bow = fillet(
            [(-x + 0.004, h - 0.02), (-x + 0.02, h + p.rail_m), (x - 0.02, h + p.rail_m), (x - 0.004, h - 0.02)],
            0.06,
            6,
        )
        depth = np.interp(bow[:, 1], [h - 0.02, h + p.rail_m], [0.2, 0.13])
        path = np.column_stack([bow[:, 0], depth, bow[:, 1]])
        ladder.add("body", "frame", tube(path, 0.0115, segments=14), tube_hulls(path, 0.011, 5))
    return ladder.model(has_front=True)
