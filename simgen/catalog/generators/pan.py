"""Saucepans and frying pans with one long handle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._vessels import vessel, wall_curve
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import squircle
from simgen.catalog.meshing.profiles import smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import merge
from simgen.catalog.model import Model
from simgen.world import Part, Surface


@dataclass(frozen=True)
class Parameters:
    """`diameter_m` at the rim, `height_m` of the wall, `flare` of it: the base's diameter is (1 - flare) of the rim's.

    `handle_m`: its length.
    """

    diameter_m: float
    height_m: float
    flare: float
    wall_m: float
    handle_m: float


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The pan, in the slots `body`, `inside` and `handle`; the handle points to +x."""
    p = parameters
    radius, height = p.diameter_m / 2, p.height_m
    base = radius * (1 - p.flare)
    curve = wall_curve(
        [
            (base - 0.008, 0.0),
            (base - 0.002, 0.0022),
            (base + 0.12 * (radius - base) + 0.0015, 0.16 * height + 0.002),
            (base + 0.5 * (radius - base), 0.55 * height),
            (radius - 0.0015, 0.95 * height),
            (radius, height),
        ]
    )
    form = vessel(curve, wall_m=p.wall_m, floor_m=0.0045, corner_m=0.012)
    outside, inside, _ = form.split(form.mesh(44))
    high = 0.78 * height
    start = float(np.interp(high, form.outer[:, 1], form.outer[:, 0])) - 0.4 * p.wall_m
    rise = 0.012 + 0.08 * p.handle_m + rng.uniform(0.0, 0.01)
    path = smooth(
        [
            (start, 0, high),
            (start + 0.16 * p.handle_m, 0, high + 0.3 * rise),
            (start + 0.55 * p.handle_m, 0, high + rise),
            (start + p.handle_m, 0, high + 1.1 * rise),
        ],
        24,
    )
    t = np.linspace(0, 1, 24)
    steel = tube(path[:9], np.stack([0.0085 - 0.01 * t[:9], np.full(9, 0.0026)], axis=1), section=squircle(10, 3.0))
    girth = np.stack([0.0075 + 0.0035 * np.sin(np.pi * t[6:]) ** 2 + 0.003 * t[6:], 0.0055 + 0.002 * t[6:]], axis=1)
    wood = tube(path[6:], girth, section=squircle(14, 2.6))
    rivets = [
        tube([(start + 0.0035, y, high + z), (start - 1.4 * p.wall_m, y, high + z)], 0.003, segments=10, ends="round")
        for y, z in ((-0.005, 0.002), (0.005, 0.002))
    ]
    surfaces = (
        Surface(merge([outside, steel, *rivets]), "body"),
        Surface(inside, "inside"),
        Surface(wood, "handle"),
    )
    hulls = (*form.hulls(), *tube_hulls(path, (0.0085, 0.0055), 5))
    return Model((Part("body", surfaces, hulls),), cavities=(form.cavity(),))
