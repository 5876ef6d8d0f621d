"""Eyeglasses put down open: on the lower edges of their rims and the tips of their temples."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import squircle
from simgen.catalog.meshing.lofts import oval, rounded_ring
from simgen.catalog.meshing.profiles import smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import rotate, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray

FRAMES = ("acetate", "wire")
LENSES = ("round", "panto", "square")


@dataclass(frozen=True)
class Parameters:
    """`frame` of FRAMES, `lens` of LENSES; boxed sizes as ISO 8624 has them: `lens_m` wide, `bridge_m`, `temple_m`."""

    frame: str
    lens: str
    lens_m: float
    bridge_m: float
    temple_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.frame, FRAMES, "frame")
        check_style(self.lens, LENSES, "lens")
        if self.temple_m < 0.1:
            raise ValueError(f"temple_m {self.temple_m} does not reach an ear; temples are 0.13 to 0.15 m long")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The glasses, their front at -y; slots `acetate`, `wire` and `lens`."""
    p = parameters
    glasses = Assembly(rng)
    thick = (0.0021, 0.0019) if p.frame == "acetate" else (0.0009, 0.0008)
    slot = p.frame
    loop, half_z = _outline(p)
    middle = (p.lens_m + p.bridge_m) / 2
    high = half_z + thick[0]
    for side in (-1.0, 1.0):
        flat = loop * [side, 1.0]
        flat = flat if side > 0 else flat[::-1]
        # The front is bent a little round the face.
        lean = side * math.radians(4.0)
        at = (side * middle, 0.0, high)
        ring = np.column_stack([flat[:, 0], np.zeros(len(flat)), flat[:, 1]])
        ring[:, 1] = math.tan(lean) * ring[:, 0]
        rim = tube(ring + at, np.tile([thick[1], thick[0]], (len(ring), 1)), segments=10, closed=True, up=(1, 0, 0))
        size = (p.lens_m, 0.004, 2 * half_z)
        glasses.add("front", slot, rim, [box_hull(size, at, 0.0)])
        lens = rotate(translate(extrude(flat, 0.0016, 0.0003), (0, 0, -0.0008)), (1, 0, 0), math.pi / 2)
        glasses.add("front", "lens", translate(rotate(lens, (0, 0, 1), lean), at))
        _temple(glasses, p, slot, side, middle + p.lens_m / 2, high + 0.45 * half_z, math.tan(abs(lean)) * p.lens_m / 2)
        if p.frame == "wire":
            _pad(glasses, side, p.bridge_m, high)
    x = p.bridge_m / 2
    rise = high + (0.28 if p.frame == "acetate" else 0.34) * half_z
    path = smooth(
        [
            (-x - 0.001, 0, rise),
            (-0.5 * x, -0.001, rise + 0.0032),
            (0.5 * x, -0.001, rise + 0.0032),
            (x + 0.001, 0, rise),
        ],
        12,
    )
    girth = (0.0022, 0.0026) if p.frame == "acetate" else (0.001, 0.001)
    glasses.add("front", slot, tube(path, np.tile(girth, (12, 1)), segments=12))
    return glasses.model(has_front=True)


def _outline(p: Parameters) -> tuple[FloatArray, float]:
    """(k, 2) right lens in x and z, counter-clockwise, and half its height."""
    half = p.lens_m / 2
    if p.lens == "square":
        return rounded_ring(half, 0.36 * p.lens_m, 0.011, points=56), 0.36 * p.lens_m
    if p.lens == "panto":
        # Broad above, round below.
        return oval(half, 0.42 * p.lens_m, 0.42 * p.lens_m, squareness=(2.0, 2.9), points=56), 0.42 * p.lens_m
    return oval(half, 0.47 * p.lens_m, 0.47 * p.lens_m, squareness=(2.0, 2.0), points=56), 0.47 * p.lens_m


def _temple(glasses: Assembly, p: Parameters, slot: str, side: float, x: float, z: float, y: float) -> None:
    """From the hinge back over the ear, down to the table."""
    acetate = p.frame == "acetate"
    foot = 0.0022 if acetate else 0.0018
    bend = 0.68 * p.temple_m
    knots = [
        (side * (x - 0.001), y, z), (side * (x + 0.004), y + 0.003, z),
        (side * (x + 0.0045), 0.35 * p.temple_m, z - 0.004),
        (side * (x + 0.002), bend, z - 0.008), (side * (x - 0.002), 0.84 * p.temple_m, 0.55 * (z - 0.008)),
        (side * (x - 0.005), 0.95 * p.temple_m, foot + 0.001), (side * (x - 0.006), p.temple_m, foot),
    ]  # fmt: skip
    path = smooth(knots, 30)
    path[:, 2] = np.maximum(path[:, 2], foot)
    share = np.linspace(0, 1, 30)
    if acetate:
        size = np.column_stack(
            [np.full(30, 0.0017), np.interp(share, [0, 0.2, 0.65, 1.0], [0.0042, 0.0032, 0.0026, 0.0034])]
        )
        size[:, 1] = np.minimum(size[:, 1], np.maximum(path[:, 2], 0.0022))
        mesh = tube(path, size, section=squircle(16, 3.0))
    else:
        size = np.column_stack([np.interp(share, [0, 0.62, 0.7, 1.0], [0.0008, 0.0008, 0.0017, 0.0019])] * 2)
        mesh = tube(path, size, segments=12)
    glasses.add("front", slot, mesh, tube_hulls(path, 0.0016, 5))
    hinge = rounded_box((0.004, 0.005, 0.004), 0.001, 2, (side * (x + 0.0015), y + 0.003, z))
    glasses.add("front", "wire", hinge)


def _pad(glasses: Assembly, side: float, bridge: float, high: float) -> None:
    """A pad for the nose on its bent arm."""
    x = side * bridge / 2
    arm = smooth([(x, 0.0, high + 0.002), (0.9 * x, 0.005, high + 0.001), (0.75 * x, 0.008, high - 0.003)], 8)
    glasses.add("front", "wire", tube(arm, 0.0006, segments=8))
    glasses.add("front", "lens", rounded_box((0.0024, 0.006, 0.012), 0.0011, 4, (0.75 * x, 0.009, high - 0.004)))
