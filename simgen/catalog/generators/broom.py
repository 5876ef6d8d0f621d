"""Brooms and mops: a long stick with a head, standing upright on the head or to be leant."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, rounded_box
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import merge, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh

STYLES = ("broom", "mop")


@dataclass(frozen=True)
class Parameters:
    """`height_m` of the whole, `head_m` the width of the head, `bristle_m` how long bristles or cords are."""

    style: str
    height_m: float
    head_m: float
    bristle_m: float

    def __post_init__(self) -> None:
        """Styles that exist."""
        check_style(self.style, STYLES)


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The broom, upright, in the slots `stick`, `head`, `bristle` and `cap`."""
    p = parameters
    broom = Assembly(rng)
    top = p.bristle_m
    if p.style == "broom":
        _broom_head(broom, p, rng)
        collar = top + 0.036
    else:
        _mop_head(broom, p, rng)
        collar = top + 0.02
    socket = [(0.0, collar - 0.01), (0.02, collar - 0.008), (0.0155, collar + 0.05), (0.0, collar + 0.05)]
    broom.add("body", "cap", lathe(fillet(socket, [0, 0.004, 0.002, 0], 3), 24))
    stick = np.array([(0.0, 0.0, collar + 0.02), (0.0, 0.0, p.height_m - 0.012)])
    broom.add("body", "stick", tube(stick, 0.0118, segments=18, ends="round"), tube_hulls(stick, 0.0115, 1))
    end = [
        (0.0, p.height_m - 0.05),
        (0.0132, p.height_m - 0.05),
        (0.0132, p.height_m - 0.01),
        (0.008, p.height_m),
        (0.0, p.height_m),
    ]
    broom.add("body", "cap", lathe(fillet(end, [0, 0.001, 0.006, 0.004, 0], 4), 20))
    return broom.model()


def _broom_head(broom: Assembly, p: Parameters, rng: np.random.Generator) -> None:
    w, d, low = p.head_m, 0.052, p.bristle_m
    block = rounded_box((w, d, 0.036), 0.012, 6, (0.0, 0.0, low + 0.018))
    broom.add("body", "head", block, [box_hull((w, d, 0.036), (0.0, 0.0, low + 0.018), 0.012)])
    tufts = []
    columns = max(8, round(w / 0.0135))
    for row in range(3):
        for k in range(columns):
            x = (-0.5 + (k + 0.5) / columns) * (w - 0.012)
            y = (row - 1) * 0.016
            spread = np.array([0.16 * x + rng.normal(0, 0.002), 0.9 * y + rng.normal(0, 0.002)])
            path = [
                (x, y, low + 0.004),
                (x + 0.45 * spread[0], y + 0.45 * spread[1], 0.45 * low),
                (x + spread[0], y + spread[1], 0.0),
            ]
            tufts.append(tube(path, np.array([0.0048, 0.0062, 0.0072]), segments=7, ends="flat"))
    broom.add("body", "bristle", _cut(merge(tufts)), [box_hull((1.1 * w, 0.078, low), (0.0, 0.0, low / 2))])


def _mop_head(broom: Assembly, p: Parameters, rng: np.random.Generator) -> None:
    low, r = p.bristle_m, p.head_m / 2
    cone = [(0.0, low + 0.02), (0.022, low + 0.018), (0.038, low - 0.012), (0.034, low - 0.02), (0.0, low - 0.02)]
    broom.add("body", "head", lathe(fillet(cone[::-1], [0, 0.003, 0.004, 0.006, 0], 3), 32))
    cords = []
    for k in range(54):
        angle = k * math.pi * (3 - math.sqrt(5))
        inner, outer = 0.008 + 0.022 * math.sqrt(k / 54), r * (0.35 + 0.6 * math.sqrt((k + 1) / 54))
        c, s = math.cos(angle), math.sin(angle)
        drift = rng.normal(0, 0.12)
        c2, s2 = math.cos(angle + drift), math.sin(angle + drift)
        path = smooth(
            [
                (inner * c, inner * s, low - 0.016),
                (0.55 * outer * c, 0.55 * outer * s, 0.66 * low),
                (0.9 * outer * c2, 0.9 * outer * s2, 0.25 * low),
                (outer * c2, outer * s2, 0.0045),
            ],
            8,
        )
        cords.append(tube(path, 0.0046, segments=7, ends="round"))
    broom.add("body", "bristle", _cut(merge(cords)), [_skirt(r, low)])


def _skirt(r: float, low: float) -> FloatArray:
    turn = np.linspace(0, 2 * math.pi, 13)[:-1]
    rings = [
        np.column_stack([a * np.cos(turn), a * np.sin(turn), np.full(12, z)])
        for a, z in ((0.78 * r, 0.0), (0.034, low))
    ]
    return np.concatenate(rings)


def _cut(mesh: Mesh) -> Mesh:
    """Ends that would stick out below the floor are pressed flat on it."""
    lowest = float(mesh.vertices[:, 2].min())

    def press(points: FloatArray) -> FloatArray:
        z = points[:, 2]
        lifted = np.where(z < 0.02, 0.02 - (0.02 - z) * 0.02 / (0.02 - min(lowest, 0.0)), z)
        return np.column_stack([points[:, :2], lifted])

    return warp(mesh, press)
