"""Mixer taps of basins and tubs."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.geometry import FloatArray
from simgen.world import Mesh

TAPS = ("straight", "swan", "block")


def add_tap(fixture: Assembly, style: str, at: Sequence[float], *, reach_m: float, height_m: float) -> None:
    """A mixer that stands at `at` and pours `reach_m` in front of it (-y), in the slot "tap".

    "straight" has a level spout on a post, "swan" a high bent one, "block" a flat one. The lever lies on top.
    """
    check_style(style, TAPS, "tap")
    meshes: list[Mesh] = []
    hulls: list[FloatArray] = []
    r = 0.021
    post_top = height_m * (0.62 if style == "swan" else 0.9)
    corners = [(0, 0), (r + 0.006, 0), (r + 0.006, 0.005), (r, 0.008), (r, post_top), (0, post_top)]
    post = lathe(fillet(corners, [0, 0.001, 0.002, 0.002, 0.005, 0], 4), 32, crease_deg=50)
    meshes.append(post)
    hulls.append(hull_of(post, 24))
    if style == "swan":
        knots = [(0.0, post_top - 0.01), (0.0, 0.85 * height_m), (-0.35 * reach_m, 1.12 * height_m),
                 (-0.8 * reach_m, 0.98 * height_m), (-reach_m, 0.72 * height_m)]  # fmt: skip
        girth: FloatArray | float = 0.0115
    elif style == "block":
        knots = [(0.0, 0.62 * height_m), (-0.5 * reach_m, 0.66 * height_m), (-reach_m, 0.68 * height_m)]
        girth = np.tile([0.020, 0.0085], (14, 1))
    else:
        knots = [(0.0, 0.55 * height_m), (-0.5 * reach_m, 0.70 * height_m), (-0.9 * reach_m, 0.72 * height_m),
                 (-reach_m, 0.62 * height_m)]  # fmt: skip
        girth = np.linspace(0.0155, 0.0125, 14)
    flat = smooth(knots, 14)
    path = np.column_stack([np.zeros(len(flat)), flat])
    meshes.append(tube(path, girth, segments=20, ends="flat", bevel_m=0.0015))
    hulls += tube_hulls(path, 0.011, 3)
    lever = np.array([(0, 0.004, post_top + 0.010), (0, -0.03, post_top + 0.016), (0, -0.085, post_top + 0.034)])
    if style == "swan":
        # A tall spout has its lever at the side.
        lever = np.array(
            [(r - 0.004, 0, 0.7 * post_top), (r + 0.03, -0.01, 0.72 * post_top), (r + 0.075, -0.03, post_top)]
        )
    else:
        cap = lathe(
            fillet([(0, 0.0015), (r - 0.001, 0.0015), (r - 0.001, 0.014), (0, 0.017)], [0, 0.001, 0.006, 0], 4), 32
        )
        meshes.append(translate(cap, (0, 0, post_top)))
    handle = tube(lever, np.array([(0.009, 0.006), (0.008, 0.005), (0.0065, 0.0035)]), segments=14)
    meshes.append(handle)
    hulls.append(hull_of(handle, 16))
    fixture.add("tap", "tap", [translate(m, at) for m in meshes], [h + np.asarray(at) for h in hulls])


def add_drain(fixture: Assembly, at: Sequence[float], radius: float = 0.024) -> None:
    """A plug hole with a domed stopper, its rim flush with the floor at `at`, in the slot "tap"."""
    corners = [(0, -0.004), (radius, -0.004), (radius, 0.0018), (0.82 * radius, 0.0022), (0.78 * radius, 0.0006),
               (0.7 * radius, 0.0006), (0.66 * radius, 0.004), (0, 0.0055)]  # fmt: skip
    ring = lathe(fillet(corners, [0, 0, 0.0008, 0.0006, 0.0004, 0.0004, 0.001, 0], 3), 36, crease_deg=55)
    fixture.add("tap", "tap", translate(ring, at))


def add_overflow(fixture: Assembly, at: Sequence[float], lean_rad: float) -> None:
    """A chromed ring round a dark hole in a wall that looks along -y and leans back by `lean_rad`."""
    ring = [(0.009, 0), (0.015, 0), (0.015, 0.002), (0.010, 0.0035), (0.009, 0.0025)]
    hole = [(0, 0.0002), (0.0094, 0.0002), (0.0094, 0.0008), (0, 0.0008)]
    for slot, profile in (("tap", ring), ("hole", hole)):
        mesh = lathe(fillet(profile, 0.0004, 2, closed=True) if slot == "tap" else np.array(profile), 28)
        fixture.add("tap", slot, translate(rotate(mesh, (1, 0, 0), math.pi / 2 - lean_rad), at))
