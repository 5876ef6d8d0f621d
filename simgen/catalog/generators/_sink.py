"""Inset sinks of pressed steel: a rim on the worktop, a bowl through it, a drain, and a tap behind."""

from __future__ import annotations

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style, vessel
from simgen.catalog.meshing.boxes import rounded_box, rounded_rectangle
from simgen.catalog.meshing.hulls import tube_hulls, turned_hulls, vessel_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.rings import ring_prism
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import rotate, translate
from simgen.geometry import FloatArray

TAPS = ("swan", "square", "low")
RIM_M = 0.0025
_WALL_M = 0.0018
_CORNER_M = 0.06


def bowl_outline(width: float, depth: float, grow: float = 0.0) -> FloatArray:
    """(k, 2) outline of a bowl's mouth about its centre, `grow` metres larger all round."""
    return rounded_rectangle(width + 2 * grow, depth + 2 * grow, _CORNER_M + grow, 8)


def add_bowl(
    furniture: Assembly,
    part: str,
    center: tuple[float, float],
    size: tuple[float, float, float],
    top: float,
    *,
    name: str = "sink",
    flange_m: float = 0.022,
) -> None:
    """A bowl `size` (x, y at its mouth, and deep) whose rim lies on the level `top`; the cavity has `name`.

    Slots: `sink`, `drain`. The hole in what bears it is `bowl_outline` grown by 4 mm or less.
    """
    width, depth, deep = size
    half = width / 2
    outline = bowl_outline(width, depth) / half
    high = top + 0.4 * RIM_M
    z0 = high - deep
    wall = [
        (0.86 * half, 0.0),
        (0.93 * half, 0.02),
        (0.962 * half, 0.3 * deep),
        (0.992 * half, 0.94 * deep),
        (half, deep),
    ]
    form = vessel(np.array(wall), wall_m=_WALL_M, floor_m=0.002, corner_m=0.028, outline=outline)
    at = (center[0], center[1], z0)
    # Thin sheet: millimetres more on its outside harm nothing, and fewer pieces settle sooner.
    pieces = vessel_hulls(form.outer, form.inner, outline=outline, tolerance_m=0.005, max_wedges=10)
    furniture.add(part, "sink", translate(form.mesh(len(outline)), at), [h + np.asarray(at) for h in pieces])
    # The rim begins at the bowl's lip and covers the cut in the worktop.
    rim = ring_prism(
        rounded_rectangle(width + 2 * flange_m, depth + 2 * flange_m, _CORNER_M + 0.4 * flange_m, 8),
        bowl_outline(width, depth, -0.5 * _WALL_M),
        RIM_M,
        0.0011,
        3,
    )
    furniture.add(part, "sink", translate(rim, (center[0], center[1], top + 0.00005)))
    strainer = [
        (0.0, 0.0),
        (0.043, 0.0),
        (0.043, 0.0016),
        (0.037, 0.0032),
        (0.031, 0.0014),
        (0.012, 0.001),
        (0.0, 0.001),
    ]
    drain = lathe(fillet(strainer, [0, 0.0005, 0.0008, 0.001, 0.001, 0.001, 0], 3), 32)
    floor = z0 + 0.002
    furniture.add(part, "drain", translate(drain, (at[0], at[1], floor - 0.0002)))
    furniture.add(part, "drain", rounded_box((0.026, 0.003, 0.004), 0.001, center=(at[0], at[1], floor + 0.003)))
    hollow = form.cavity(name, len(outline))
    furniture.hollow(name, translate(hollow.mesh, at))
    reach = (0.78 * half, 0.78 * depth / 2)
    furniture.support_box(
        name, (at[0] - reach[0], at[1] - reach[1]), (at[0] + reach[0], at[1] + reach[1]), floor, margin=0.02
    )


def add_tap(
    furniture: Assembly, part: str, at: tuple[float, float, float], style: str, *, toward: float = 0.17
) -> None:
    """A mixer tap on the level of `at`, its mouth `toward` metres nearer to the front (-y); slot `tap`."""
    check_style(style, TAPS, "tap")
    x, y, z = at
    high = {"swan": 0.31, "square": 0.26, "low": 0.15}[style]
    r = 0.0115
    foot = [(0, 0), (0.026, 0), (0.026, 0.004), (0.0215, 0.008), (0.0205, 0.055), (0.0185, 0.06), (0, 0.06)]
    base = lathe(fillet(foot, [0, 0.001, 0.001, 0.004, 0.002, 0.002, 0], 3), 32)
    if style == "swan":
        turn = np.linspace(0.0, np.pi, 13)
        bend = toward / 2
        arch = np.stack([y - bend + bend * np.cos(turn), z + high - bend + bend * np.sin(turn)], axis=1)
        flat = np.concatenate([[(y, z + 0.05)], [(y, z + 0.12)], arch, [(y - toward, z + high - bend - 0.045)]])
        path = np.column_stack([np.full(len(flat), x), flat])
    else:
        flat = fillet(
            [(y, z + 0.05), (y, z + high), (y - toward, z + high - 0.012), (y - toward, z + high - 0.05)],
            [0, 0.018 if style == "square" else 0.05, 0.016, 0],
            6,
        )
        path = np.column_stack([np.full(len(flat), x), flat])
    spout = tube(path, r, segments=18, ends="flat", bevel_m=0.001)
    lever = smooth([(x + 0.016, y, z + 0.035), (x + 0.05, y - 0.004, z + 0.04), (x + 0.105, y - 0.01, z + 0.075)], 8)
    handle = tube(lever, np.linspace(0.0085, 0.0052, 8), segments=14, ends="round")
    hulls = [
        *(h + np.asarray(at) for h in turned_hulls([(0.026, 0), (0.0205, 0.01), (0.0185, 0.06)])),
        *tube_hulls(path, r, 6),
        *tube_hulls(lever, 0.006, 1),
    ]
    furniture.add(part, "tap", [translate(base, at), spout, handle], hulls)
    nozzle = translate(
        rotate(lathe(np.array([(0, 0), (0.0125, 0), (0.0125, 0.014), (0, 0.014)]), 20), (1, 0, 0), 0.0), path[-1]
    )
    furniture.add(part, "tap", translate(nozzle, (0.0, 0.0, -0.004)))
