"""Bathtubs: built in behind a panel, or free-standing."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._taps import add_drain, add_overflow, add_tap
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.lofts import at_height, bowl_hulls, loft, pole, rounded_ring
from simgen.catalog.model import Model
from simgen.geometry import FloatArray

STYLES = ("built_in", "free")


@dataclass(frozen=True)
class Parameters:
    """`length_m` (x), `width_m` (y), `height_m` of the rim, `bath_m` the depth inside, `rim_m` the rim's width."""

    style: str
    length_m: float
    width_m: float
    height_m: float
    bath_m: float
    rim_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)
        if self.bath_m > self.height_m - 0.06:
            raise ValueError(f"a bath {self.bath_m} m deep does not fit under a rim at {self.height_m} m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The tub, one bathes with the head at -x; slots `enamel`, `tap` and `hole`."""
    p = parameters
    tub = Assembly(rng)
    hx, hy, h = p.length_m / 2, p.width_m / 2, p.height_m
    free = p.style == "free"
    corner = 0.96 * hy if free else 0.018

    def outside(share: float, z: float, inset: float = 0.0) -> FloatArray:
        x, y = hx * (0.5 + 0.5 * share if free else share) - inset, hy * share - inset
        return at_height(rounded_ring(x, y, max(corner * share - inset, 0.003), points=96), z)

    def inside(share: float, depth: float, shift: float = 0.0) -> FloatArray:
        x, y = hx - p.rim_m, hy - p.rim_m
        # The wall at the head slopes to lean against: the hollow gets shorter from that side.
        x_low, x_high = -x + shift, x - 0.35 * shift
        ring = rounded_ring((x_high - x_low) / 2 * share, y * share, (0.9 if free else 0.55) * y * share, points=96)
        return at_height(ring + np.array([(x_high + x_low) / 2, 0.0]), h - depth)

    if free:
        rows = [(0.74, 0.0), (0.755, 0.004), (0.77, 0.02), (0.82, 0.16), (0.89, 0.32), (0.96, 0.46), (0.99, 0.93)]
        outer = [outside(s, z if z < 0.05 else min(z, 0.95) * h / 0.95 * 0.93) for s, z in rows]
        outer[-1] = outside(1.0, h - 0.03)
    else:
        outer = [outside(1.0, 0.0, 0.022), outside(1.0, 0.004, 0.02), outside(1.0, h - 0.038, 0.02),
                 outside(1.0, h - 0.0375, 0.004), outside(1.0, h - 0.035, 0.0)]  # fmt: skip
    e = 0.012 if free else 0.005
    edge = [outside(1.0, h - e), outside(1.0, h - 0.3 * e, 0.3 * e), outside(1.0, h, e)]
    d = p.bath_m
    # Rings that shrink evenly in both ways, with a floor nearly level.
    inner = [
        inside(1.012, 0.0),
        inside(1.0, 0.004),
        inside(0.99, 0.016),
        inside(0.975, 0.3 * d, 0.05),
        inside(0.955, 0.6 * d, 0.12),
        inside(0.93, 0.84 * d, 0.19),
        inside(0.88, 0.94 * d, 0.23),
        inside(0.78, 0.985 * d, 0.25),
        inside(0.4, d, 0.27),
    ]
    stack = [pole(outer[0]), *outer, *edge, *inner, pole(inner[-1], -0.002)]
    creases = [1] if free else [1, 3, 4]
    floor = at_height(inner[7][:, :2], h - d)
    hulls = bowl_hulls([outer[0], *outer[2:], edge[-1]], [floor, inner[6], inner[5], inner[3], inner[0]], 14)
    tub.add("body", "enamel", loft(stack, creases), hulls)
    hollow = inner[::-1]
    tub.hollow("bath", loft([pole(hollow[0]), *hollow, pole(hollow[-1])], [len(hollow)]))
    foot = float(inner[6][:, 0].max())
    add_drain(tub, (foot - 0.16, 0.0, h - d - 0.0002), 0.03)
    if not free:
        add_tap(tub, "straight", (0.35 * hx, hy - 0.5 * p.rim_m, h - 0.001), reach_m=0.16, height_m=0.12)
    side = float(inner[3][:, 1].max())
    lean = math.atan2(float(inner[2][:, 1].max()) - side, float(inner[2][0, 2] - inner[3][0, 2]))
    share = 0.45
    y = side + (float(inner[2][:, 1].max()) - side) * share
    z = float(inner[3][0, 2] + (inner[2][0, 2] - inner[3][0, 2]) * share)
    add_overflow(tub, (0.35 * hx, y - 0.0005, z), -lean)
    return tub.model(has_front=True)
