"""Basins sunk into a slab of ceramic: shared by wash basins and vanity units."""

from __future__ import annotations

from dataclasses import dataclass

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._taps import add_drain, add_tap
from simgen.catalog.meshing.lofts import at_height, bowl_hulls, loft, oval, pole, rounded_ring
from simgen.geometry import FloatArray


@dataclass(frozen=True)
class Basin:
    """A basin seen from above, about the slab's middle: half sizes of slab and bowl, metres.

    `corner_m`: radius of the slab's corners; `bowl` "oval" or "box"; `depth_m` of the bowl below the rim at `top_m`;
    `slab_m` the slab's thickness at its edge; `ledge_m` how much wider the rim is behind the bowl, for the tap.
    """

    half_x: float
    half_y: float
    bowl_x: float
    bowl_y: float
    corner_m: float
    bowl: str
    depth_m: float
    slab_m: float
    ledge_m: float
    top_m: float


def add_basin(fixture: Assembly, basin: Basin, tap: str, *, rounded: bool, under: bool = True) -> None:
    """The basin with drain, overflow and tap; slots "ceramic", "tap". Its cavity is "basin".

    `rounded`: the underside follows the bowl, as of a basin that hangs free; else it is a slab with the bowl below it.
    `under`: there is an underside to see. Its rim is 2 mm higher than the ledge is low.
    """
    b = basin
    top, shift = b.top_m, -b.ledge_m / 2

    def slab(inset: float, z: float) -> FloatArray:
        ring = rounded_ring(b.half_x - inset, b.half_y - inset, max(b.corner_m - inset, 0.002))
        return at_height(ring, z)

    def bowl(grow: float, depth: float, share: float = 1.0) -> FloatArray:
        x, y = b.bowl_x * share + grow, b.bowl_y * share + grow
        if b.bowl == "oval":
            ring = oval(x, y, y, squareness=(2.2, 2.4), points=64, center=(0, shift))
        else:
            ring = rounded_ring(x, y, min(0.05, 0.4 * b.bowl_y) * (0.6 + 0.4 * share) + grow, center=(0, shift))
        return at_height(ring, top - depth)

    deep, wall = b.depth_m, 0.012
    inner = [
        bowl(0.012, 0.0),
        bowl(0.006, 0.0015),
        bowl(0.001, 0.006),
        bowl(-0.003, 0.016),
        bowl(0, 0.45 * deep, 0.95),
        bowl(0, 0.72 * deep, 0.87),
        bowl(0, 0.90 * deep, 0.72),
        bowl(0, 0.98 * deep, 0.50),
        bowl(0, deep, 0.25),
    ]
    if b.bowl == "box":
        inner[4:] = [bowl(0, 0.5 * deep, 0.97), bowl(0, 0.82 * deep, 0.945), bowl(0, 0.93 * deep, 0.90),
                     bowl(0, 0.975 * deep, 0.80), bowl(0, deep, 0.3)]  # fmt: skip
    e = 0.006
    if rounded:
        low = [slab(0, top - b.slab_m)]
        belly = [
            bowl(wall, deep + wall, 0.5),
            bowl(wall, 0.93 * deep + wall, 0.8),
            bowl(wall, 0.72 * deep + wall, 0.96),
        ]
        # Between the bowl's underside and the slab's edge the ceramic swells evenly.
        outer = [*belly, 0.5 * belly[-1] + 0.5 * low[0] - [0, 0, 0.012], slab(0.004, top - b.slab_m - 0.004), *low]
    else:
        belly = [bowl(wall, deep + wall, 0.6), bowl(wall, 0.9 * deep + wall, 0.92), bowl(wall, b.slab_m + 0.004, 1.0)]
        outer = [*belly, bowl(wall + 0.002, b.slab_m), slab(e, top - b.slab_m), slab(0.0, top - b.slab_m + 0.003)]
    edge = [slab(0.0, top - e), slab(0.3 * e, top - 0.3 * e), slab(e, top)]
    rings = [pole(outer[0]), *outer, *edge, *inner, pole(inner[-1], -0.001)]
    creases = [] if rounded else [4]
    floor = at_height(inner[-2][:, :2], top - deep)
    hulls = bowl_hulls([*outer, edge[0], edge[-1]], [floor, inner[-3], inner[-4], inner[3], inner[0]], 12)
    fixture.add("basin" if under else "body", "ceramic", loft(rings, creases), hulls)
    hollow = inner[::-1]
    fixture.hollow("basin", loft([pole(hollow[0]), *hollow, pole(hollow[-1])], [len(hollow)]))
    add_drain(fixture, (0.0, shift, top - deep - 0.0006))
    reach = b.ledge_m / 2 + 0.5 * b.bowl_y
    add_tap(
        fixture,
        tap,
        (0.0, b.half_y - 0.055, top - 0.001),
        reach_m=reach + 0.02,
        height_m=0.13 if tap != "swan" else 0.24,
    )
