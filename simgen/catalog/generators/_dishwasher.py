"""A dishwasher: a steel tub with two wire baskets on runners behind a door that turns down about its lower edge."""

from __future__ import annotations

import math

import numpy as np

from simgen.catalog.generators._appliance import add_bar, add_case, add_tub, rod, seal, wire_loop
from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._drawer import FRONT_M, Front
from simgen.catalog.generators._handles import add_handle
from simgen.catalog.meshing.boxes import box_hull, rounded_box
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.transforms import merge, translate
from simgen.geometry import Bounds
from simgen.world import Joint

# The door's inner pan, behind its front.
PAN_M = 0.036
_WIRE_M = 0.0022


def add_dishwasher(furniture: Assembly, box: Bounds, *, prefix: str, front: Front, handle: str) -> None:
    """A dishwasher in `box` (its front plane is where `front`, as thick as a door, has its back).

    Joints `door`, `basket_1` (the lower) and `basket_2`, and cavities of the baskets' names, each with `prefix`.
    Slots: `front`, `case`, `tub`, `wire`, `basket`, `seal`, `handle`, `display`, `print`.
    """
    (x0, y0, z0), (x1, y1, z1) = box.low, box.high
    base = prefix + "tub" if prefix else "body"
    start = y0 + PAN_M + 0.006
    outer = Bounds((x0, start, z0 + 0.03), (x1, y1, z1))
    chamber = Bounds((x0 + 0.03, start, z0 + 0.11), (x1 - 0.03, y1 - 0.045, z1 - 0.035))
    add_case(furniture, base, outer, [chamber], slot="case", lining="tub", radius=0.003, chamber_radius=0.03)
    furniture.masses |= {base: 30.0, prefix + "door": 6.0} if prefix else {}
    _door(
        furniture,
        prefix,
        front,
        (x0 + 0.006, x1 - 0.006),
        (z0 + 0.045, z1 - 0.006),
        (y0 + 0.001, y0 + PAN_M),
        chamber,
        handle,
    )
    depth = (chamber.low[1] + 0.012, chamber.high[1] - 0.02)
    across = (chamber.low[0] + 0.018, chamber.high[0] - 0.018)
    levels = (chamber.low[2] + 0.05, chamber.low[2] + 0.58 * chamber.size[2])
    for k, (level, tall) in enumerate(zip(levels, (0.15, 0.12), strict=True)):
        name = f"{prefix}basket_{k + 1}"
        _basket(furniture, name, across, depth, level, tall, tines=k == 0)
        travel = 0.85 * (depth[1] - depth[0])
        origin = ((across[0] + across[1]) / 2, depth[0], level)
        furniture.joints.append(Joint(name, "prismatic", origin, (0.0, -1.0, 0.0), 0.0, travel, opens=False))
        for side, a in ((1.0, chamber.low[0]), (-1.0, chamber.high[0])):
            at = (a + side * 0.005, level - 0.008)
            furniture.add(base, "tub", rod((at[0], depth[0], at[1]), (at[0], depth[1], at[1]), 0.005, 8))
    # The spray arm on its hub.
    middle = ((chamber.low[0] + chamber.high[0]) / 2, (chamber.low[1] + chamber.high[1]) / 2, chamber.low[2])
    hub = lathe(np.array([(0, 0), (0.03, 0), (0.024, 0.02), (0, 0.022)]), 24)
    arm = rounded_box((0.4, 0.034, 0.012), 0.005, 4, (0.0, 0.0, 0.026))
    furniture.add(base, "basket", [translate(hub, middle), translate(arm, middle)])


def _door(
    furniture: Assembly,
    prefix: str,
    front: Front,
    across: tuple[float, float],
    heights: tuple[float, float],
    along: tuple[float, float],
    chamber: Bounds,
    handle: str,
) -> None:
    """The front, a steel pan behind it with a tray for detergent, and the gasket."""
    name = prefix + "door"
    (left, right), (bottom, top), face = front.across, front.heights, front.face
    furniture.span(name, "front", (left, face, bottom), (right, face + FRONT_M, top), joint=name, grain="z")
    furniture.span(
        name, "tub", (across[0], along[0], heights[0]), (across[1], along[1], heights[1]), radius=0.004, joint=name
    )
    middle = (across[0] + across[1]) / 2
    tray = rounded_box((0.16, 0.012, 0.11), 0.005, 4, (middle + 0.03, along[1] + 0.003, heights[0] + 0.36))
    lid = rounded_box((0.075, 0.006, 0.06), 0.003, 4, (middle, along[1] + 0.0105, heights[0] + 0.36))
    furniture.add(name, "basket", [tray, lid], joint=name)
    grow = 0.012
    low = max(chamber.low[2] - grow, heights[0] + 0.01)
    gasket = seal(
        (chamber.low[0] - grow, chamber.high[0] + grow),
        (low, min(chamber.high[2] + grow, heights[1] - 0.01)),
        along[1] - 0.0005,
        0.006,
    )
    furniture.add(name, "seal", gasket, joint=name)
    furniture.joints.append(
        Joint(name, "revolute", ((left + right) / 2, face, bottom), (1.0, 0.0, 0.0), 0.0, math.radians(90.0))
    )
    if handle == "rail":
        at = ((left + right) / 2, face, top - 0.075)
        add_bar(furniture, f"{name}.handle", at, 0.8 * (right - left), upright=False, joint=name)
        return
    at = ((left + right) / 2, face, top - (0.0015 if handle == "tab" else 0.06))
    add_handle(furniture, f"{name}.handle", handle, at, upright=False, length=0.16, joint=name)


def _basket(
    furniture: Assembly,
    name: str,
    x: tuple[float, float],
    y: tuple[float, float],
    z: float,
    tall: float,
    *,
    tines: bool,
) -> None:
    """A wire basket whose floor is at `z`: loops, uprights, floor bars, tines for plates, a bin for cutlery."""
    g, high = _WIRE_M, z + tall
    wires = [wire_loop(x, y, z - g, 1.3 * g), wire_loop(x, y, high - g, 1.5 * g)]
    xs, ys = np.linspace(x[0] + 0.03, x[1] - 0.03, 9), np.linspace(y[0] + 0.03, y[1] - 0.03, 8)
    lane = rod((0.0, y[0], z - 1.2 * g), (0.0, y[1], z - 1.2 * g), 0.8 * g)
    cross = rod((x[0], 0.0, z - 2.8 * g), (x[1], 0.0, z - 2.8 * g), g)
    post = rod((0.0, 0.0, z - g), (0.0, 0.0, high - g), 0.8 * g)
    wires += [translate(lane, (a, 0.0, 0.0)) for a in xs.tolist()]
    wires += [translate(cross, (0.0, b, 0.0)) for b in ys[[1, 4, 6]].tolist()]
    posts = [(a, b) for a in xs[::2].tolist() for b in y] + [(a, b) for b in ys[1::2].tolist() for a in x]
    wires += [translate(post, (a, b, 0.0)) for a, b in posts]
    if tines:
        tine = rod((0.0, 0.0, z - g), (0.0, 0.012, z + 0.07), 0.8 * g)
        rows = (float(xs[0]) + 0.01, float(xs[3]) - 0.01)
        wires += [
            translate(tine, (a, b, 0.0)) for a in rows for b in np.linspace(y[0] + 0.05, y[1] - 0.05, 11).tolist()
        ]
    furniture.add(name, "wire", merge(wires), joint=name)
    t = 2.6 * g
    slabs = [
        ((x[1] - x[0], y[1] - y[0], t), ((x[0] + x[1]) / 2, (y[0] + y[1]) / 2, z - t / 2)),
        ((t, y[1] - y[0], tall), (x[0], (y[0] + y[1]) / 2, (z + high) / 2)),
        ((t, y[1] - y[0], tall), (x[1], (y[0] + y[1]) / 2, (z + high) / 2)),
        ((x[1] - x[0], t, tall), ((x[0] + x[1]) / 2, y[0], (z + high) / 2)),
        ((x[1] - x[0], t, tall), ((x[0] + x[1]) / 2, y[1], (z + high) / 2)),
    ]
    furniture.add(name, "wire", [], [box_hull(size, at) for size, at in slabs], joint=name)
    furniture.cavity(name, (x[0] + t, y[0] + t, z + 0.001), (x[1] - t, y[1] - t, high), joint=name)
    # Where there are no tines, cups stand.
    furniture.support_box(
        name, (xs[4] if tines else x[0], y[0]), (x[1] - (0.1 if tines else 0.0), y[1]), z, 0.16, margin=0.02, joint=name
    )
    if tines:
        low, size = (x[1] - 0.098, y[0] + 0.12, z + 0.001), (0.085, 0.22, 0.12)
        add_tub(furniture, name, "basket", low, np.add(low, size).tolist(), wall=0.002, radius=0.008, joint=name)
