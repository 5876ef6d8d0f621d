"""An oven in its niche: control panel, chamber with racks, and a glass door that turns down about its lower edge."""

from __future__ import annotations

import math

from simgen.catalog.generators._appliance import (
    add_bar,
    add_case,
    dial,
    framed_plate,
    rack_hull,
    rod,
    seal,
    wire_rack,
)
from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.boxes import rounded_box
from simgen.geometry import Bounds
from simgen.world import Joint

DOOR_M = 0.034
PANEL_M = 0.095
_GAP_M = 0.003
_WIRE_M = 0.0035


def add_oven(
    furniture: Assembly,
    niche: Bounds,
    *,
    prefix: str = "",
    racks: int = 2,
    dials: int = 3,
    panel_m: float = PANEL_M,
    across: tuple[float, float] | None = None,
) -> None:
    """An oven whose case fills `niche`; panel and door stand before its front by `DOOR_M` and a gap.

    Panel and door span the x of `across`, or of the niche where that is None.

    Joints: `door` and `rack_1` …, the cavity `oven`, each with `prefix`. Slots: `case`, `lining`, `door`, `window`,
    `panel`, `display`, `print`, `dial`, `handle`, `wire`, `seal`.
    """
    (x0, y0, z0), (x1, y1, z1) = niche.low, niche.high
    base = prefix + "oven" if prefix else "body"
    split = z1 - panel_m
    chamber = Bounds((x0 + 0.05, y0, z0 + 0.07), (x1 - 0.05, y1 - 0.06, split - 0.055))
    if chamber.size[0] < 0.3 or chamber.size[2] < 0.2:
        raise ValueError(f"an oven needs a niche of at least 0.4 x 0.42 m, got {x1 - x0:.2f} x {z1 - z0:.2f} m")
    add_case(furniture, base, niche, [chamber], slot="case", lining="lining", radius=0.003)
    # Sheet and wool, and the door with two panes.
    furniture.masses |= {base: 26.0, prefix + "door": 5.5} if prefix else {}
    face = y0 - 0.004 - DOOR_M
    wide = across or (x0, x1)
    _controls(furniture, base, wide, (split + _GAP_M / 2, z1), (face, y0 - 0.0005), dials)
    _door(furniture, prefix + "door", wide, (z0 + 0.004, split - _GAP_M / 2), face, chamber)
    back, front = chamber.high[1] - 0.012, chamber.low[1] + 0.03
    tall = chamber.size[2]
    for k in range(racks):
        name = f"{prefix}rack_{k + 1}"
        level = chamber.low[2] + tall * (0.16 + 0.42 * k if racks > 1 else 0.35)
        x = (chamber.low[0] + 0.011, chamber.high[0] - 0.011)
        rack = wire_rack(x, (front, back), level, pitch=0.028, gauge=_WIRE_M)
        furniture.add(name, "wire", rack, [rack_hull(x, (front, back), level, _WIRE_M)], joint=name)
        travel = 0.7 * (back - front)
        furniture.joints.append(
            Joint(name, "prismatic", (0.0, front, level), (0.0, -1.0, 0.0), 0.0, travel, opens=False)
        )
        above = chamber.high[2] if k == racks - 1 else chamber.low[2] + tall * (0.16 + 0.42 * (k + 1)) - 0.01
        furniture.support_box(name, (x[0], front), (x[1], back), level, above - level, joint=name)
        for side, a in ((1.0, chamber.low[0]), (-1.0, chamber.high[0])):
            at = a + side * 0.0045
            runner = rod(
                (at, front, level - 2.2 * _WIRE_M - 0.0035), (at, back, level - 2.2 * _WIRE_M - 0.0035), 0.0035
            )
            furniture.add(base, "wire", runner)
    furniture.cavity(
        prefix + "oven" if prefix else "chamber", (chamber.low[0], y0 + 0.002, chamber.low[2]), chamber.high
    )
    below = (0.16 if racks > 1 else 0.35) * tall - 0.012
    furniture.support_box(prefix + "floor", chamber.low, chamber.high, chamber.low[2], below, behind=(prefix + "door",))


def _controls(
    furniture: Assembly,
    part: str,
    x: tuple[float, float],
    z: tuple[float, float],
    y: tuple[float, float],
    dials: int,
) -> None:
    """The panel above the door: a display in the middle, dials beside it."""
    furniture.span(part, "panel", (x[0], y[0], z[0]), (x[1], y[1], z[1]), radius=0.003)
    middle, level = (x[0] + x[1]) / 2, (z[0] + z[1]) / 2
    wide = 0.1 if x[1] - x[0] > 0.5 else 0.07
    glass = rounded_box((wide, 0.002, 0.4 * (z[1] - z[0])), 0.0008, center=(middle, y[0] - 0.0006, level))
    furniture.add(part, "display", glass)
    if dials <= 0:
        return
    left = (dials + 1) // 2
    for k in range(dials):
        side, n, count = (-1.0, k, left) if k < left else (1.0, k - left, dials - left)
        free = (x[1] - x[0]) / 2 - wide / 2
        at = middle + side * (wide / 2 + free * (n + 0.5) / count)
        knob, mark = dial(
            (at, y[0], level),
            min(0.021, 0.23 * (z[1] - z[0])),
            0.022,
            float(furniture.rng.choice([0.0, 0.0, 0.8, 2.2])),
        )
        furniture.add(part, "dial", knob)
        furniture.add(part, "print", mark)
        for tick in range(7):
            a = math.radians(-135 + 45 * tick)
            r = 0.031
            size = (0.0035, 0.0005, 0.0035)
            spot = (at + r * math.sin(a), y[0] - 0.0001, level + r * math.cos(a))
            furniture.add(part, "print", rounded_box(size, center=spot))


def _door(
    furniture: Assembly, name: str, x: tuple[float, float], z: tuple[float, float], face: float, chamber: Bounds
) -> None:
    """A frame with two panes, a bar across its upper edge, and the gasket on its back."""
    inset = 0.045
    hole_x = (chamber.low[0] + inset, chamber.high[0] - inset)
    hole_z = (z[0] + 0.075, z[1] - 0.105)
    frame, hulls = framed_plate(x, z, (face, face + DOOR_M), hole_x, hole_z, radius=0.005, hole_radius=0.014)
    furniture.add(name, "door", frame, hulls, joint=name)
    for y in (face + 0.0025, face + DOOR_M - 0.008):
        low, high = (hole_x[0] - 0.001, y, hole_z[0] - 0.001), (hole_x[1] + 0.001, y + 0.004, hole_z[1] + 0.001)
        furniture.span(name, "window", low, high, radius=0.0, solid=y < face + 0.01, joint=name)
    around = 0.014
    gasket = seal(
        (chamber.low[0] - around, chamber.high[0] + around),
        (max(chamber.low[2] - around, z[0] + 0.012), min(chamber.high[2] + around, z[1] - 0.012)),
        face + DOOR_M - 0.0004,
        0.0055,
    )
    furniture.add(name, "seal", gasket, joint=name)
    width = x[1] - x[0]
    at = ((x[0] + x[1]) / 2, face, z[1] - 0.042)
    add_bar(furniture, f"{name}.handle", at, 0.82 * width, upright=False, joint=name)
    furniture.joints.append(
        Joint(name, "revolute", ((x[0] + x[1]) / 2, face, z[0]), (1.0, 0.0, 0.0), 0.0, math.radians(90.0))
    )
