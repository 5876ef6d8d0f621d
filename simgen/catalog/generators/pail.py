"""Pails and cans with a bow to carry: buckets, watering cans."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._vessels import check_style, vessel
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import lathe, unit_circle
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import merge, rotate, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh, Part, Surface

STYLES = ("bucket", "watering_can")


@dataclass(frozen=True)
class Parameters:
    """Diameter at the rim and height to it. `style`: bucket (a bow of wire) or watering_can (spout at -x, handle)."""

    style: str
    diameter_m: float
    height_m: float

    def __post_init__(self) -> None:
        """Styles that exist."""
        check_style(self.style, STYLES)


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The pail, in the slots `body`, `inside`, `wire` and `grip`."""
    p = parameters
    r, h = p.diameter_m / 2, p.height_m
    base = 0.74 * r if p.style == "bucket" else 0.98 * r
    wall = [(base - 0.004, 0.0), (base, 0.004), (base + 0.5 * (r - base), 0.5 * h), (r, h)]
    form = vessel(np.array(wall), wall_m=0.0024, floor_m=0.003, foot_height_m=0.004, foot_width_m=0.005, corner_m=0.008)
    outside, inside, _ = form.split(form.mesh(48))
    ring = np.column_stack([unit_circle(48) * (r - 0.0003), np.full(48, h - 0.003)])
    rim = tube(ring, 0.0032, segments=8, closed=True)
    hulls = list(form.hulls(12))
    if p.style == "bucket":
        bands = [_band(form.outer, z * h, 0.0016) for z in (0.8, 0.76)]
        wire, grip, more = _bow(r, h)
        surfaces = [Surface(merge([outside, rim, *bands]), "body"), Surface(inside, "inside")]
        surfaces += [Surface(wire, "wire"), Surface(grip, "grip")]
    else:
        pieces, more = _spout_and_handle(form.outer, r, h)
        surfaces = [Surface(merge([outside, rim, *pieces]), "body"), Surface(inside, "inside")]
    hulls += more
    return Model((Part("body", tuple(surfaces), tuple(hulls)),), cavities=(form.cavity(),))


def _band(outer: FloatArray, z: float, proud: float) -> Mesh:
    r = float(np.interp(z, outer[:, 1], outer[:, 0]))
    section = [(r - 0.0015, z - 0.003), (r + proud, z - 0.002), (r + proud, z + 0.002), (r - 0.0015, z + 0.003)]
    return lathe(np.array(section), 48)


def _bow(r: float, h: float) -> tuple[Mesh, Mesh, list[FloatArray]]:
    """A wire bow that hangs down at the front, with a roll to hold."""
    z, reach, drop = h - 0.024, r + 0.007, np.radians(14.0)
    turn = np.linspace(0.0, np.pi, 40)
    out = reach * np.sin(turn)
    path = np.column_stack([reach * np.cos(turn), -out * np.cos(drop), z - out * np.sin(drop)])
    wire = tube(path, 0.0026, segments=10)
    grip = tube(path[16:25], 0.0095, segments=14, ends="flat", bevel_m=0.001)
    ears = [
        rotate(lathe(np.array([(0, 0), (0.011, 0), (0.011, 0.009), (0, 0.009)]), 20), (0, 1, 0), s * np.pi / 2)
        for s in (-1.0, 1.0)
    ]
    placed = [translate(e, (s * (r - 0.004), 0.0, z)) for e, s in zip(ears, (-1.0, 1.0), strict=True)]
    return merge([wire, *placed]), grip, list(tube_hulls(path, 0.004, 8))


def _spout_and_handle(outer: FloatArray, r: float, h: float) -> tuple[list[Mesh], list[FloatArray]]:
    """A long spout with a rose, and a bow from the rim to the back."""
    start = np.array([-0.95 * r, 0.0, 0.22 * h])
    tip = np.array([-2.25 * r, 0.0, 1.12 * h])
    line = np.linspace(start, tip, 10)
    spout = tube(line, np.linspace(0.026, 0.013, 10), segments=20, ends="flat")
    along = (tip - start) / np.linalg.norm(tip - start)
    rose = lathe(fillet([(0, 0), (0.013, 0), (0.034, 0.03), (0.034, 0.036), (0, 0.04)], [0, 0, 0.004, 0.002, 0], 3), 32)
    tilt = float(np.arctan2(along[0], along[2]))
    head = translate(rotate(rose, (0, 1, 0), tilt), (tip - 0.004 * along).tolist())
    stay = tube([(-0.98 * r, 0, 0.94 * h), (start + 0.68 * (tip - start)).tolist()], 0.004, segments=10)
    arch = smooth(
        [
            (-0.82 * r, 0, h - 0.004),
            (-0.5 * r, 0, 1.22 * h),
            (0.35 * r, 0, 1.34 * h),
            (1.15 * r, 0, 1.1 * h),
            (1.42 * r, 0, 0.68 * h),
            (0.985 * r, 0, 0.3 * h),
        ],
        40,
    )
    bow = tube(arch, 0.0085, segments=14)
    hulls = [*tube_hulls(line, 0.018, 2), *tube_hulls(arch, 0.0085, 7)]
    return [spout, head, stay, bow], hulls
