"""Brushes in their holders: toothbrushes in a tumbler, a toilet brush in its pot."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style, vessel, wall_curve
from simgen.catalog.meshing.blobs import blob
from simgen.catalog.meshing.boxes import rounded_box
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import lathe, squircle
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, move
from simgen.catalog.model import Model
from simgen.geometry import FloatArray, Pose, axis_angle

KINDS = ("tooth", "toilet")


@dataclass(frozen=True)
class Parameters:
    """`height_m`, `diameter_m` of the pot; `brushes` in it, each `brush_m` long ("toilet" has one)."""

    kind: str
    height_m: float
    diameter_m: float
    brushes: int
    brush_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.kind, KINDS, "kind")
        if not 0 <= self.brushes <= 3:
            raise ValueError(f"brushes is 0 to 3, got {self.brushes}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The pot with its brushes, in the slots `pot`, `grip`, `grip_2` and `bristle`."""
    p = parameters
    thing = Assembly(rng)
    r, h = p.diameter_m / 2, p.height_m
    curve = wall_curve([(0.88 * r, 0.0), (0.92 * r, 0.004), (0.96 * r, 0.5 * h), (r, h)])
    wall = 0.003
    form = vessel(curve, wall_m=wall, floor_m=0.004, corner_m=0.005)
    thing.add("body", "pot", form.mesh(48), form.hulls(12))
    hollow = form.cavity()
    thing.hollow("inside", hollow.mesh)
    if p.kind == "toilet":
        _toilet_brush(thing, p, r, rng)
        return thing.model()
    inner = float(form.inner[-1, 0])
    start = float(rng.uniform(0, 2 * math.pi))
    for k in range(p.brushes):
        angle = start + k * 2.3 + float(rng.normal(0, 0.2))
        _toothbrush(thing, p, inner, angle, k, rng)
    return thing.model()


def _toothbrush(thing: Assembly, p: Parameters, inner: float, angle: float, k: int, rng: np.random.Generator) -> None:
    """A brush that leans on the rim, its foot across the floor, its head up."""
    long = p.brush_m
    spine = smooth(
        [(0, 0, 0.0), (0, 0.0015, 0.3 * long), (0, -0.001, 0.62 * long), (0, 0.0, 0.8 * long), (0, 0.0, 0.985 * long)],
        24,
    )
    t = np.linspace(0, 1, 24)
    wide = np.interp(
        t, [0, 0.1, 0.35, 0.55, 0.72, 0.86, 0.92, 1.0], [0.0045, 0.0058, 0.0064, 0.0054, 0.0026, 0.0030, 0.0058, 0.0050]
    )
    deep = np.interp(t, [0, 0.3, 0.6, 0.75, 1.0], [0.0036, 0.0052, 0.0042, 0.0026, 0.0026])
    handle = tube(spine, np.column_stack([wide, deep]), section=squircle(14, 2.4), up=(0, 1, 0))
    tufts = [
        rounded_box((0.0022, 0.0105, 0.0022), 0.0006, 2, (x, 0.0070, z))
        for z in np.linspace(0.875, 0.985, 7) * long
        for x in (-0.0032, 0.0, 0.0032)
    ]
    # From the far edge of the floor to the rim.
    foot = -0.5 * inner
    lean = math.atan2(inner - 0.006 - foot, p.height_m - 0.004)
    turn = Pose((0.0, 0.0, 0.0), axis_angle((0, 0, 1), angle))
    tilt = Pose((foot, 0.0, 0.0085), axis_angle((0, 1, 0), lean))
    spin = Pose((0.0, 0.0, 0.0), axis_angle((0, 0, 1), float(rng.uniform(0, 2 * math.pi))))
    pose = turn @ tilt @ spin
    name = f"brush_{k + 1}"
    path = pose.apply(spine)
    thing.add(name, "grip" if k % 2 == 0 else "grip_2", move(handle, pose), tube_hulls(path, 0.004, 2))
    thing.add(name, "bristle", [move(m, pose) for m in tufts])


def _toilet_brush(thing: Assembly, p: Parameters, r: float, rng: np.random.Generator) -> None:
    """A handle with a knob out of the pot, on a lid; the brush's head is seen between."""
    h, long = p.height_m, p.brush_m
    lean = Pose((0, 0, 0), axis_angle((0, 1, 0), float(rng.uniform(-0.02, 0.02))))
    rod = tube([(0, 0, 0.1), (0, 0, long - 0.02)], 0.0055, segments=14)
    knob = lathe(
        fillet(
            [(0, long - 0.10), (0.008, long - 0.10), (0.0105, long - 0.04), (0.011, long - 0.004), (0, long)],
            [0, 0.002, 0.02, 0.005, 0],
            5,
        ),
        24,
    )
    lid = lathe(
        fillet(
            [
                (0, h + 0.0005),
                (r + 0.001, h + 0.0005),
                (r + 0.001, h + 0.006),
                (0.5 * r, h + 0.010),
                (0.008, h + 0.013),
                (0, h + 0.013),
            ],
            [0, 0.001, 0.003, 0.02, 0.003, 0],
            4,
        ),
        44,
    )
    head = blob((0.6 * r, 0.6 * r, 0.3 * h), cells=8, center=(0, 0, 0.38 * h))
    thing.add("brush", "grip", [move(m, lean) for m in (rod, knob, lid)], [hull_of(lid, 24), _column(h, long)])
    thing.add("brush", "bristle", head)


def _column(low: float, high: float) -> FloatArray:
    """The hull of the handle."""
    return np.array([(x, y, z) for x in (-0.008, 0.008) for y in (-0.008, 0.008) for z in (low, high - 0.004)])
