"""Hair dryers that lie on their sides: a barrel with nozzle and grille, a handle with switches, and the cord."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.boxes import rounded_box
from simgen.catalog.meshing.hulls import tube_hulls, turned_hulls
from simgen.catalog.meshing.lathe import lathe, squircle
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import merge, rotate, translate
from simgen.catalog.model import Model
from simgen.world import Mesh


@dataclass(frozen=True)
class Parameters:
    """`length_m` of the barrel with its nozzle, `barrel_m` its diameter, `handle_m` how far the handle stands off."""

    length_m: float
    barrel_m: float
    handle_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        if self.length_m < 2 * self.barrel_m:
            raise ValueError(f"length_m {self.length_m} is too short for a barrel of {self.barrel_m} m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The dryer on its side, blowing to +x, its handle to -y; slots `body`, `second`, `nozzle` and `cord`."""
    p = parameters
    dryer = Assembly(rng)
    r, long = p.barrel_m / 2, p.length_m
    back, front = -0.42 * long, 0.28 * long

    def along_x(mesh: Mesh) -> Mesh:
        return rotate(mesh, (0, 1, 0), math.pi / 2)

    curve = [(0.0, back + 0.004), (0.74 * r, back), (0.98 * r, back + 0.3 * r), (r, 0.0), (0.90 * r, 0.6 * front)]
    curve += [(0.72 * r, front), (0.62 * r, front), (0.62 * r, front - 0.02), (0.0, front - 0.02)]
    shell = fillet(curve, [0, 0.006, 0.02, 0.05, 0.03, 0.003, 0.001, 0, 0], 6)
    hull = [(0.74 * r, back), (0.98 * r, back + 0.3 * r), (r, 0.0), (0.90 * r, 0.6 * front), (0.72 * r, front)]
    hulls = [np.column_stack([h[:, 2], h[:, 1], -h[:, 0]]) for h in turned_hulls(np.array(hull), segments=14)]
    dryer.add("body", "body", along_x(lathe(np.array(shell), 48)), hulls)
    band = [(0.995 * r, -0.006), (1.012 * r, -0.005), (1.012 * r, 0.005), (0.995 * r, 0.006)]
    dryer.add("body", "second", along_x(lathe(np.array(band), 48)))
    # The grille at the back: rings and bars over the dark inside.
    bars = []
    for share in (0.16, 0.30, 0.44, 0.58):
        ring = [(share * r - 0.0012, back - 0.001), (share * r + 0.0012, back - 0.001)]
        bars.append(along_x(lathe(np.array([*ring, (ring[1][0], back + 0.006), (ring[0][0], back + 0.006)]), 36)))
    for k in range(3):
        bar = rounded_box((0.003, 1.34 * r, 0.0024), 0.0006, 2, (back + 0.0005, 0, 0))
        bars.append(rotate(bar, (1, 0, 0), k * math.pi / 3))
    dryer.add("body", "second", merge(bars))
    # A nozzle that flattens to a slot.
    rows = np.linspace(0.0, 1.0, 9)
    path = np.column_stack([front - 0.012 + (0.60 * long - front) * rows, np.zeros(9), np.zeros(9)])
    ease = rows**1.3
    girth = np.column_stack([0.74 * r + (0.90 * r - 0.74 * r) * ease, 0.74 * r + (0.17 * r - 0.74 * r) * ease])
    nozzle = tube(path, girth, section=squircle(36, 2.3), ends="flat", bevel_m=0.0015, up=(0, 0, 1))
    slot = rounded_box((0.0012, 1.45 * r, 0.16 * r), 0.0004, 2, (float(path[-1, 0]) + 0.0004, 0, 0))
    dryer.add(
        "body",
        "nozzle",
        nozzle,
        [hull for k in (0, 4) for hull in tube_hulls(path[[k, k + 4]], (0.8 * r, (0.72 - 0.1 * k) * r), 1)],
    )
    dryer.add("body", "second", slot)
    # The handle, a little forward, flatter than the barrel.
    lean = float(rng.uniform(0.05, 0.2))
    spots = np.linspace(0.0, 1.0, 8)
    # It lies on the barrel and on the handle's end.
    line = np.column_stack(
        [-0.05 * long + lean * p.handle_m * spots, -0.5 * r - (p.handle_m + 0.5 * r) * spots, -0.63 * r * spots**1.5]
    )
    wide = np.interp(spots, [0, 0.3, 0.7, 1.0], [0.52, 0.40, 0.38, 0.46]) * r * 1.0
    thick = np.interp(spots, [0, 0.3, 1.0], [0.46, 0.38, 0.36]) * r
    handle = tube(
        line, np.column_stack([wide, thick]), section=squircle(24, 2.6), ends="flat", bevel_m=0.004, up=(0, 0, 1)
    )
    dryer.add("body", "body", handle, tube_hulls(line[[1, 4, 7]], (0.40 * r, 0.36 * r), 2))
    for k, share in enumerate((0.38, 0.52)):
        at = line[0] + share * (line[-1] - line[0])
        dryer.add(
            "body",
            "second",
            rounded_box((0.010, 0.013, 0.005), 0.002, 4, (at[0] + 0.36 * r - 0.0012 * k, at[1], 0.002)),
        )
    end = line[-1]
    away = [(0, 0, 0), (0.01, -0.03, -0.2 * r), (0.05, -0.06, -0.82 * r), (0.13, -0.02, -0.92 * r)]
    away += [(0.15, 0.06, -0.92 * r), (0.07, 0.09, -0.92 * r), (0.05, 0.03, -0.92 * r + 0.007)]
    away.append((0.16, -0.05, -0.92 * r))
    cord = smooth(end + np.array(away), 70)
    cord[:, 2] = np.maximum(cord[:, 2], -r + 0.0036)
    dryer.add("body", "cord", tube(cord, 0.0034, segments=10))
    plug = translate(
        rotate(rounded_box((0.036, 0.026, 0.020), 0.006, 4), (0, 0, 1), -0.5),
        (float(cord[-1, 0]) + 0.014, float(cord[-1, 1]) - 0.01, -r + 0.0102),
    )
    dryer.add("body", "cord", plug)
    return dryer.model()
