"""Traffic cones: a hollow cone with reflecting sleeves on a heavy square base."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly, open_hulls
from simgen.catalog.meshing.boxes import rounded_box
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.lofts import rounded_ring
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.rings import ring_hulls, ring_prism
from simgen.catalog.meshing.transforms import translate
from simgen.catalog.model import Model

_WALL_M = 0.0035
_TIP_M = 0.026


@dataclass(frozen=True)
class Parameters:
    """`height_m` over all, `base_m` the edge of the square base, `bands` reflecting sleeves (0 to 3)."""

    height_m: float
    base_m: float
    bands: int

    def __post_init__(self) -> None:
        """Values that go together."""
        if not 0 <= self.bands <= 3:
            raise ValueError(f"bands are 0 to 3, got {self.bands}")
        if not 0.35 * self.height_m <= self.base_m <= self.height_m:
            raise ValueError(f"base_m lies between 0.35 and 1 of height_m, {self.height_m}, got {self.base_m}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The cone; slots `cone`, `band`, `base`."""
    p = parameters
    cone = Assembly(rng)
    thick = 0.028 + 0.012 * p.height_m
    foot = 0.36 * p.base_m
    wall, h = _WALL_M, p.height_m

    def reach(z: float) -> float:
        return foot + (_TIP_M - foot) * (z - thick) / (h - thick)

    # A skirt flares out over the base; the tip is open.
    outer = [
        (foot + 0.035, thick + 0.001),
        (foot + 0.030, thick + 0.007),
        (reach(thick + 0.03), thick + 0.03),
        (_TIP_M, h - 0.003),
        (_TIP_M - 0.0035, h),
    ]
    inner = [(_TIP_M - 0.007, h - 0.004), (reach(thick + 0.03) - wall, thick + 0.03), (foot + 0.026, thick + 0.001)]
    profile = fillet([*outer, *inner], [0.001, 0.003, 0.03, 0.003, 0.001, 0.002, 0.03, 0.001], 5, closed=True)
    low, high = np.array([reach(thick), thick]), np.array([_TIP_M, h])
    hulls = open_hulls(np.array([low, high]), np.array([low - [wall, 0], high - [wall, 0]]))
    cone.add("cone", "cone", lathe(profile, 64), hulls)
    spots = {0: (), 1: (0.62,), 2: (0.48, 0.74), 3: (0.36, 0.58, 0.79)}[p.bands]
    for k, share in enumerate(spots):
        wide = (0.075 if k == 0 else 0.06) * (0.55 + 0.6 * h)
        a, b = share * h - wide / 2, share * h + wide / 2
        film = 0.0007
        ring = [(reach(a) - 0.0005, a), (reach(a) + film, a), (reach(b) + film, b), (reach(b) - 0.0005, b)]
        cone.add("cone", "band", lathe(np.array(ring), 64))
    half = p.base_m / 2
    square = rounded_ring(half, half, 0.16 * p.base_m, points=48)
    hole = (foot - 0.012) * np.column_stack([np.cos(t := np.linspace(0, 2 * math.pi, 48, endpoint=False)), np.sin(t)])
    lift = 0.008
    slab = ring_prism(square, hole, thick - lift, 0.006, 3)
    blocks = [h + np.array([0.0, 0.0, lift]) for h in ring_hulls(square, hole, thick - lift, 8)]
    cone.add("cone", "base", translate(slab, (0, 0, lift)), blocks)
    for sx in (-1.0, 1.0):
        for sy in (-1.0, 1.0):
            size, place = (0.055, 0.055, lift + 0.002), (sx * (half - 0.062), sy * (half - 0.062), (lift + 0.002) / 2)
            cone.board("cone", "base", size, place, radius=0.003)
            rib = rounded_box((0.3 * p.base_m, 0.008, 0.003), 0.0012, 2, (0, sy * 0.9 * half, thick + 0.0005))
            if sx > 0:
                cone.add("cone", "base", rib)
    return cone.model()
