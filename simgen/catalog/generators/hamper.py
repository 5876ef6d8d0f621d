"""Bins and baskets of bathrooms and offices: open waste bins, hampers and baskets with a hinged lid."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.lofts import at_height, loft, pole, rounded_ring, wall_hulls
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Joint

WALLS = ("plain", "coiled")


@dataclass(frozen=True)
class Parameters:
    """`width_m`, `depth_m` over the rim, `height_m` without the lid; `corner_m` the radius seen from above.

    `taper`: the foot's size over the rim's. `wall`: "plain", or "coiled" of ropes of `coil_m`. `lid`: a hinged one.
    """

    width_m: float
    depth_m: float
    height_m: float
    corner_m: float
    taper: float
    wall: str
    coil_m: float
    lid: bool

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.wall, WALLS, "wall")
        if not 0.5 <= self.taper <= 1.05:
            raise ValueError(f"taper is from 0.5 to 1.05, got {self.taper}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The bin, a lid hinged at +y; slots `body` and `metal`. The joint `lid` opens to 100°."""
    p = parameters
    basket = Assembly(rng)
    h = p.height_m
    thick = 0.0028 if p.wall == "plain" else 0.5 * p.coil_m

    def ring(z: float, inset: float) -> FloatArray:
        by = p.taper + (1 - p.taper) * z / h
        return at_height(
            rounded_ring(p.width_m / 2 * by - inset, p.depth_m / 2 * by - inset, max(p.corner_m * by - inset, 0.004)), z
        )

    if p.wall == "coiled":
        count = max(6, round(h / p.coil_m))
        outer = []
        for k in range(count):
            for phase in (0.0, 0.25, 0.5, 0.75):
                z = (k + phase) * h / count
                outer.append(ring(z, 0.30 * p.coil_m * (1 - math.sin(math.pi * phase))))
        outer.append(ring(h, 0.15 * p.coil_m))
    else:
        outer = [
            ring(0.0, 0.003),
            ring(0.001, 0.001),
            ring(0.004, 0.0),
            ring(0.5 * h, 0.0),
            ring(h - 0.012, 0.0),
            ring(h - 0.011, -0.0025),
            ring(h - 0.001, -0.0025),
            ring(h, -0.0015),
        ]
    floor = 0.006
    inner = [
        ring(h, thick - 0.0005),
        ring(h - 0.001, thick),
        ring(0.5 * h, thick),
        ring(floor + 0.012, thick),
        ring(floor + 0.003, thick + 0.003),
        ring(floor, thick + 0.012),
    ]
    mesh = loft([pole(outer[0]), *outer, *inner, pole(inner[-1])], [1])
    hulls = wall_hulls([ring(0.0, 0.001), ring(h, 0.0)], [ring(floor, thick), inner[0]], 12)
    hulls.append(hull_of(np.concatenate([ring(0.0, 0.002), ring(floor, thick)]), 28))
    basket.add("body", "body", mesh, hulls)
    hollow = inner[::-1]
    basket.hollow("inside", loft([pole(hollow[0]), *hollow, pole(hollow[-1])], [len(hollow)]))
    if p.lid:
        _lid(basket, p, thick)
    return basket.model(has_front=p.lid)


def _lid(basket: Assembly, p: Parameters, thick: float) -> None:
    """A lid like the wall, with a knob of rope in front, on two loops behind."""
    h, low = p.height_m, p.height_m + 0.0015
    high = low + max(0.014, 1.2 * thick)

    def ring(inset: float, z: float) -> FloatArray:
        return at_height(
            rounded_ring(p.width_m / 2 + 0.002 - inset, p.depth_m / 2 + 0.002 - inset, max(p.corner_m - inset, 0.004)),
            z,
        )

    rings = [ring(0.012, low), ring(0.003, low), ring(0.0, low + 0.003), ring(0.0, high - 0.004), ring(0.004, high)]
    if p.wall == "coiled":
        # Coils run round the lid as they do round the wall, getting smaller.
        reach = min(p.width_m, p.depth_m) / 2 - 0.01
        for k in range(1, max(3, round(reach / p.coil_m))):
            for phase in (0.0, 0.5):
                rings.append(
                    ring((k + phase) * p.coil_m * 0.98, high + (0.12 * p.coil_m if phase else -0.12 * p.coil_m))
                )
    mesh = loft([pole(rings[0]), *rings, pole(rings[-1])], [1])
    basket.add("lid", "body", mesh, [hull_of(np.concatenate(rings[:5]), 32)], joint="lid")
    y = p.depth_m / 2
    turn = np.linspace(0.0, 2 * math.pi, 16, endpoint=False)
    ring_y, ring_z = -y - 0.010 + 0.016 * np.cos(turn), high - 0.004 + 0.004 * np.cos(turn)
    loop = np.column_stack([0.018 * np.sin(turn), ring_y, ring_z])
    basket.add("lid", "metal", tube(loop, 0.0035, segments=8, closed=True), joint="lid")
    hinge = (0.0, y + 0.004, low)
    for side in (-1.0, 1.0):
        x = side * 0.25 * p.width_m
        barrel = tube([(x - 0.02, hinge[1], h), (x + 0.02, hinge[1], h)], 0.0035, segments=12, ends="flat")
        basket.add("body", "metal", barrel)
    basket.joints.append(Joint("lid", "revolute", hinge, (-1.0, 0.0, 0.0), 0.0, math.radians(100.0)))
