"""Showers: a low tray in a corner with panes of glass, a mixer on the wall side and a head above."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._taps import add_drain
from simgen.catalog.meshing.boxes import box_hull, rounded_box
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.lofts import at_height, loft, pole, rounded_ring, wall_hulls
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.slabs import box_quads, flat_quads
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Joint

_GLASS_M = 0.008


@dataclass(frozen=True)
class Parameters:
    """`width_m` (x) and `depth_m` (y) of the tray, `tray_m` its height, `height_m` of the panes.

    One pane stands at -x, with `door` a second one, hinged, closes the front; the wall is at +y, the free side at +x
    stands against another wall or stays open. `rain`: a wide head overhead beside the one on the hose.
    """

    width_m: float
    depth_m: float
    tray_m: float
    height_m: float
    door: bool
    rain: bool


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The shower, its wall at +y, open to -y; slots `enamel`, `glass`, `metal`, `tap`. Joint: `door`."""
    p = parameters
    shower = Assembly(rng)
    x, y = p.width_m / 2, p.depth_m / 2
    _tray(shower, p)
    inset = 0.024
    low, high = p.tray_m + 0.004, p.height_m
    _pane(shower, "pane", (-x + inset, -y + inset, low), (-x + inset + _GLASS_M, y - 0.012, high), None)
    shower.span(
        "frame",
        "metal",
        (-x + inset - 0.008, y - 0.016, low - 0.004),
        (-x + inset + _GLASS_M + 0.008, y, high),
        radius=0.002,
    )
    shower.span(
        "frame",
        "metal",
        (-x + inset - 0.005, -y + inset, low - 0.006),
        (-x + inset + 0.013, y - 0.016, low + 0.008),
        radius=0.002,
    )
    bar = tube(
        [(-x + inset + 0.004, -y + inset + 0.1, high + 0.004), (-x + inset + 0.30, y - 0.006, high + 0.004)],
        0.008,
        segments=14,
        ends="flat",
        bevel_m=0.001,
    )
    shower.add("frame", "metal", bar, [hull_of(bar, 12)])
    if p.door:
        y0 = -y + inset
        left, right = -x + inset + _GLASS_M + 0.006, x - 0.03
        _pane(shower, "door", (left, y0, low + 0.006), (right, y0 + _GLASS_M, high), "door")
        for z in (low + 0.25, high - 0.25):
            shower.span(
                "frame", "metal", (right + 0.001, y0 - 0.008, z - 0.035), (x, y0 + 0.016, z + 0.035), radius=0.003
            )
            shower.span(
                "door",
                "metal",
                (right - 0.05, y0 - 0.006, z - 0.03),
                (right, y0 + 0.014, z + 0.03),
                radius=0.003,
                joint="door",
                solid=False,
            )
        pull = fillet([(0, 0), (-0.045, 0), (-0.045, 0.3), (0, 0.3)], 0.018, 5)
        path = np.column_stack([np.full(len(pull), left + 0.07), y0 + pull[:, 0] - 0.0005, 1.0 + pull[:, 1]])
        handle = tube(path, 0.0085, segments=14, ends="flat")
        shower.add("door", "metal", handle, tube_hulls(path, 0.008, 3), joint="door")
        shower.joints.append(
            Joint("door", "revolute", (right + 0.004, y0, low), (0.0, 0.0, 1.0), 0.0, math.radians(95.0))
        )
    _fittings(shower, p, 0.1 * p.width_m, y)
    return shower.model(has_front=True)


def _tray(shower: Assembly, p: Parameters) -> None:
    """A slab with a flat hollow that falls to the drain."""
    x, y, h = p.width_m / 2, p.depth_m / 2, p.tray_m

    def ring(inset: float, z: float, radius: float) -> FloatArray:
        return at_height(rounded_ring(x - inset, y - inset, radius), z)

    outer = [
        ring(0.001, 0.0, 0.006),
        ring(0.0, 0.002, 0.006),
        ring(0.0, h - 0.006, 0.006),
        ring(0.002, h - 0.0015, 0.006),
        ring(0.006, h, 0.006),
    ]
    inner = [
        ring(0.045, h, 0.05),
        ring(0.052, h - 0.002, 0.05),
        ring(0.06, h - 0.010, 0.055),
        ring(0.075, h - 0.016, 0.06),
    ]
    floor = at_height(rounded_ring(0.08, 0.08, 0.08), h - 0.024)
    hulls = wall_hulls([outer[0], outer[-1]], [inner[-1] - np.array([0, 0, h - 0.03]), inner[0]], 12)
    hulls.append(box_hull((p.width_m - 0.05, p.depth_m - 0.05, h - 0.022), (0, 0, (h - 0.022) / 2)))
    shower.add("tray", "enamel", loft([pole(outer[0]), *outer, *inner, floor, pole(floor)], [1]), hulls)
    add_drain(shower, (0.0, 0.0, h - 0.0235), 0.045)
    shower.support_box("tray", (-x + 0.2, -y + 0.2), (-0.06, y - 0.2), h - 0.021, margin=0.0)


def _pane(
    shower: Assembly, part: str, low: tuple[float, float, float], high: tuple[float, float, float], joint: str | None
) -> None:
    """A sheet of safety glass."""
    size = np.subtract(high, low)
    center = (np.add(low, high) / 2).tolist()
    shower.add(part, "glass", flat_quads(box_quads(low, high)), [box_hull(size.tolist(), center)], joint=joint)


def _fittings(shower: Assembly, p: Parameters, x: float, wall: float) -> None:
    """A thermostat mixer, a riser rail with a hand shower on its hose, a rain head."""
    z = 1.05
    bar = tube(
        [(x - 0.13, wall - 0.055, z), (x + 0.13, wall - 0.055, z)], 0.021, segments=24, ends="flat", bevel_m=0.003
    )
    pieces = [bar]
    for side in (-1.0, 1.0):
        pieces.append(
            tube(
                [(x + side * 0.075, wall - 0.055, z), (x + side * 0.075, wall - 0.004, z)],
                0.014,
                segments=16,
                ends="flat",
            )
        )
        rose = lathe(
            fillet([(0, 0), (0.032, 0), (0.032, 0.005), (0.018, 0.012), (0, 0.012)], [0, 0.001, 0.003, 0.003, 0], 4), 32
        )
        pieces.append(translate(rotate(rose, (1, 0, 0), math.pi / 2), (x + side * 0.075, wall, z)))
        knob = tube(
            [(x + side * 0.137, wall - 0.055, z), (x + side * 0.185, wall - 0.055, z)],
            0.0225,
            segments=24,
            ends="flat",
            bevel_m=0.003,
        )
        pieces.append(knob)
    shower.add("mixer", "tap", pieces, [hull_of(np.concatenate([pieces[0].vertices, pieces[3].vertices]), 24)])
    top = min(p.height_m + 0.05, 2.1)
    high = top if p.rain else top - 0.25
    riser = tube([(x, wall - 0.05, z), (x, wall - 0.05, high)], 0.0105, segments=16, ends="flat")
    rail = [riser]
    for level in (z + 0.16, high - 0.06):
        rail.append(
            tube([(x, wall - 0.05, level), (x, wall - 0.0015, level)], 0.011, segments=14, ends="flat", bevel_m=0.001)
        )
    shower.add("rail", "tap", rail, [hull_of(riser, 12)])
    if p.rain:
        arm = smooth(
            [
                (x, wall - 0.05, high - 0.02),
                (x, wall - 0.09, high + 0.03),
                (x, wall - 0.25, high + 0.04),
                (x, wall - 0.40, high + 0.035),
            ],
            20,
        )
        disk = lathe(
            fillet(
                [(0, 0), (0.11, 0), (0.11, 0.006), (0.03, 0.014), (0.014, 0.03), (0, 0.03)],
                [0, 0.001, 0.003, 0.02, 0.003, 0],
                4,
            ),
            56,
        )
        head = translate(disk, (x, wall - 0.40, high + 0.002))
        shower.add(
            "rail", "tap", [tube(arm, 0.0105, segments=14), head], [hull_of(head, 24), *tube_hulls(arm, 0.01, 3)]
        )
    level = z + 0.75
    rose = lathe(
        fillet(
            [(0, 0), (0.045, 0), (0.05, 0.006), (0.042, 0.016), (0.015, 0.024), (0, 0.024)],
            [0, 0.002, 0.004, 0.008, 0.004, 0],
            4,
        ),
        40,
    )
    face = translate(rotate(rose, (1, 0, 0), math.radians(-38)), (x, wall - 0.125, level + 0.075))
    stem = smooth(
        [
            (x, wall - 0.082, level - 0.10),
            (x, wall - 0.09, level),
            (x, wall - 0.106, level + 0.075),
            (x, wall - 0.116, level + 0.09),
        ],
        14,
    )
    grip = tube(stem, np.linspace(0.010, 0.0135, 14), segments=16)
    clamp = rounded_box((0.036, 0.05, 0.034), 0.008, 4, (x, wall - 0.066, level - 0.01))
    hose = smooth(
        [
            (x, wall - 0.082, level - 0.10),
            (x + 0.03, wall - 0.10, level - 0.3),
            (x + 0.10, wall - 0.11, 0.62),
            (x + 0.05, wall - 0.10, 0.46),
            (x + 0.01, wall - 0.07, 0.62),
            (x, wall - 0.055, z - 0.018),
        ],
        44,
    )
    shower.add("hand_shower", "tap", [face, grip, clamp], [hull_of(face, 24), hull_of(grip, 12)])
    shower.add("hand_shower", "metal", tube(hose, 0.0065, segments=10))
