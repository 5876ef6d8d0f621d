"""Layer cakes on a plate, whole or with a piece cut out: sponge and cream between, icing over, dollops and berries."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.blobs import blob
from simgen.catalog.meshing.boxes import extrude
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.lofts import at_height, loft, pole
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.transforms import hull_of, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray

_ICING_M = 0.006
_PLATE_M = 0.007


@dataclass(frozen=True)
class Parameters:
    """`diameter_m`, `height_m` of the cake itself; `layers` of sponge; `cut_deg` missing (0: it is whole).

    `dollops` of cream stand round the top, each with a berry where `berries`.
    """

    diameter_m: float
    height_m: float
    layers: int
    cut_deg: float
    dollops: int
    berries: bool

    def __post_init__(self) -> None:
        """Values that go together."""
        if not 1 <= self.layers <= 5:
            raise ValueError(f"layers is 1 to 5, got {self.layers}")
        if not 0 <= self.cut_deg <= 180:
            raise ValueError(f"cut_deg {self.cut_deg} is not between 0 and 180")
        if self.dollops < 0:
            raise ValueError(f"dollops is 0 or more, got {self.dollops}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The cake, its gap towards -y; slots `plate`, `sponge`, `filling`, `icing`, `cream` and `berry`."""
    p = parameters
    cake = Assembly(rng)
    r = p.diameter_m / 2
    _plate(cake, r + 0.03)
    start = -math.pi / 2 + math.radians(p.cut_deg) / 2
    span = 2 * math.pi - math.radians(p.cut_deg)
    low, high = _PLATE_M, _PLATE_M + p.height_m
    cream = 0.006
    each = (p.height_m - _ICING_M - cream * (p.layers - 1)) / p.layers
    for k in range(p.layers):
        z = low + k * (each + cream)
        cake.add(
            "cake", "sponge", translate(extrude(_sector(r - 0.7 * _ICING_M, start, span), each, 0.0008), (0, 0, z))
        )
        if k + 1 < p.layers:
            inner = extrude(_sector(r - 0.75 * _ICING_M, start + 0.004, span - 0.008), cream + 0.001)
            cake.add("cake", "filling", translate(inner, (0, 0, z + each - 0.0005)))
    _icing(cake, p, r, start, span, low, high)
    pieces = max(3, math.ceil(span / math.radians(60)))
    for k in range(pieces):
        wedge = _sector(r, start + k * span / pieces, span / pieces, 6)
        flat = np.concatenate([wedge, [[0.0, 0.0]]]) if p.cut_deg == 0 else wedge
        solid = np.concatenate([np.column_stack([flat, np.full(len(flat), z)]) for z in (low, high)])
        cake.add("cake", "icing", [], [hull_of(solid, 24)])
    for k in range(p.dollops):
        angle = start + span * (k + 0.5) / p.dollops
        at = (0.78 * r * math.cos(angle), 0.78 * r * math.sin(angle), high - 0.001)
        _dollop(cake, at, 0.0125, float(rng.uniform(0, 2 * math.pi)))
        if p.berries:
            size = float(rng.uniform(0.0068, 0.0082))
            cake.add("cake", "berry", blob((size, size, 0.95 * size), cells=4, center=(at[0], at[1], high + 0.0155)))
    return cake.model(has_front=p.cut_deg > 0)


def _sector(radius: float, start: float, span: float, steps: int = 40) -> FloatArray:
    """(k, 2) outline of a round of `radius`, or of what is left of it, from the angle `start` over `span`."""
    if span >= 2 * math.pi - 1e-6:
        turn = np.linspace(0, 2 * math.pi, steps, endpoint=False)
        return radius * np.column_stack([np.cos(turn), np.sin(turn)])
    turn = start + np.linspace(0, span, steps)
    return np.concatenate([[[0.0, 0.0]], radius * np.column_stack([np.cos(turn), np.sin(turn)])])


def _icing(cake: Assembly, p: Parameters, r: float, start: float, span: float, low: float, high: float) -> None:
    """Spread over the top and round the side, as thick as where it was cut shows."""
    top = extrude(_sector(r - 0.0005, start, span), _ICING_M, 0.0022, 4)
    cake.add("cake", "icing", translate(top, (0, 0, high - _ICING_M)))
    side = high - low - 0.5 * _ICING_M
    if p.cut_deg == 0:
        wall = lathe(
            np.array([(0, low + 0.0004), (r, low + 0.0004), (r, low + side), (0, low + side)]), 64, crease_deg=30
        )
    else:
        turn = start + np.linspace(0, span, 41)
        arc = np.column_stack([np.cos(turn), np.sin(turn)])
        band = np.concatenate([r * arc, (r - _ICING_M) * arc[::-1]])
        wall = translate(extrude(band, side, 0.0008), (0, 0, low + 0.0004))
    cake.add("cake", "icing", wall)


def _dollop(cake: Assembly, at: tuple[float, float, float], radius: float, turn: float) -> None:
    """Cream piped through a star nozzle: ridges wound up to a point."""
    rows = [(1.0, 0.0), (1.06, 0.18), (0.98, 0.4), (0.80, 0.62), (0.55, 0.84), (0.28, 1.02), (0.10, 1.14)]
    around = np.linspace(0, 2 * math.pi, 21, endpoint=False)
    rings = []
    for wide, up in rows:
        ridge = 1 + 0.10 * np.cos(7 * around + 2.2 * up + turn)
        ring = np.column_stack([np.cos(around), np.sin(around)]) * (radius * wide * ridge)[:, None]
        rings.append(at_height(ring, radius * up) + np.array(at))
    cake.add("cake", "cream", loft([pole(rings[0]), *rings, pole(rings[-1], 0.001)], [1]))


def _plate(cake: Assembly, radius: float) -> None:
    """A flat plate with a low rim."""
    z = _PLATE_M
    outline = [
        (0, 0), (0.62 * radius, 0), (0.66 * radius, 0.002), (radius, z + 0.002), (radius, z + 0.0045),
        (0.93 * radius, z + 0.0005), (0.90 * radius, z), (0, z),
    ]  # fmt: skip
    plate = lathe(fillet(outline, [0, 0.001, 0.003, 0.0008, 0.0008, 0.004, 0.004, 0], 3), 64)
    low = [(0.62 * radius, 0.0), (radius, z + 0.002)]
    turn = np.linspace(0, 2 * math.pi, 14, endpoint=False)
    ring = np.column_stack([np.cos(turn), np.sin(turn)])
    hull = np.concatenate([np.column_stack([a * ring, np.full(14, b)]) for a, b in low])
    cake.add("plate", "plate", plate, [hull])
