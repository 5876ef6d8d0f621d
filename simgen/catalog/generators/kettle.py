"""Kettles: electric jugs on their base, and round ones for the hob."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from simgen.catalog.generators._vessels import Beak, check_style, vessel, wall_curve
from simgen.catalog.meshing.boxes import rounded_box
from simgen.catalog.meshing.hulls import tube_hulls, turned_hulls
from simgen.catalog.meshing.lathe import lathe, squircle
from simgen.catalog.meshing.profiles import fillet, smooth, thinned
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import merge, rotate, translate, volume_m3, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Cavity, Joint, Mesh, Part, Surface

STYLES = ("jug", "stovetop")
_BASE_M = 0.022


@dataclass(frozen=True)
class Parameters:
    """Height to the rim (with the base of a jug) and largest diameter of the body; handle and spout reach out."""

    style: str
    height_m: float
    diameter_m: float

    def __post_init__(self) -> None:
        """Styles that exist."""
        check_style(self.style, STYLES)


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The kettle, in the slots `body`, `inside`, `handle`, `lid`, `base` and `trim`; spout at -x, handle at +x."""
    return _jug(parameters) if parameters.style == "jug" else _stovetop(parameters)


def _jug(p: Parameters) -> Model:
    r, h = p.diameter_m / 2, p.height_m - _BASE_M
    top = 0.74 * r
    form = vessel(
        wall_curve([(0.97 * r, 0.0), (r, 0.006), (0.985 * r, 0.2 * h), (0.88 * r, 0.62 * h), (top, h)]),
        wall_m=0.0022,
        floor_m=0.006,
        corner_m=0.012,
    )
    pull = Beak(form.outer, h)
    outside, inside, _ = form.split(form.mesh(40))
    up = (0.0, 0.0, _BASE_M)
    hollow = translate(warp(form.cavity().mesh, pull), up)
    walls = [pull(hull) + np.array(up) for hull in form.hulls(10)]

    def wall(z: float) -> float:
        return float(np.interp(z, form.outer[:, 1], form.outer[:, 0]))

    # The handle goes down from a hood at the rim and comes back to the wall near the foot.
    path = smooth(
        [
            (wall(0.95 * h) - 0.012, 0.0, 0.965 * h),
            (wall(0.95 * h) + 0.03, 0.0, 0.985 * h),
            (wall(0.8 * h) + 0.052, 0.0, 0.86 * h),
            (wall(0.5 * h) + 0.048, 0.0, 0.5 * h),
            (wall(0.25 * h) + 0.03, 0.0, 0.22 * h),
            (wall(0.18 * h) - 0.001, 0.0, 0.14 * h),
        ],
        18,
    ) + np.array(up)
    girth = np.stack([np.full(18, 0.0135), np.full(18, 0.0095)], axis=1)
    girth[-5:] *= np.linspace(1.0, 0.55, 5)[:, None]
    handle = tube(path, girth, section=squircle(12, 3.0), up=(1.0, 0.0, 0.0))
    level = [
        (0.9 * r, 0.0),
        (r + 0.0015, 0.003),
        (r + 0.0015, 0.012),
        (0.99 * r, _BASE_M - 0.001),
        (0.7 * r, _BASE_M - 0.0006),
    ]
    plate = fillet([(0.0, 0.0), *level, (0.0, _BASE_M - 0.0006)], [0, 0.001, 0.002, 0.004, 0.002, 0.001, 0], 3)
    foot = lathe(thinned(plate), 40)
    gauge = rounded_box((0.004, 0.016, 0.42 * h), 0.0015, 4, (wall(0.5 * h) + 0.0004, 0.0, _BASE_M + 0.5 * h))
    lid, lid_hulls = _cap(top - 0.0015, p.height_m)
    parts = (
        Part(
            "body",
            (
                Surface(translate(warp(outside, pull), up), "body"),
                Surface(translate(warp(inside, pull), up), "inside"),
                Surface(handle, "handle"),
                Surface(gauge, "trim"),
            ),
            (
                *walls,
                *tube_hulls(path, (0.013, 0.009), 6, up=(1.0, 0.0, 0.0)),
                *turned_hulls([(r, 0.0), (r, _BASE_M - 0.001)]),
            ),
        ),
        Part("base", (Surface(foot, "base"),)),
        Part("lid", (Surface(lid, "lid"),), lid_hulls, "lid"),
    )
    hinge = Joint("lid", "revolute", (top - 0.004, 0.0, p.height_m + 0.002), (0.0, 1.0, 0.0), 0.0, math.radians(85.0))
    return Model(parts, joints=(hinge,), cavities=(Cavity("inside", hollow, volume_m3=volume_m3(hollow)),))


def _cap(radius: float, z: float) -> tuple[Mesh, tuple[FloatArray, ...]]:
    """A lid inside the rim, with a lug to lift it by."""
    shape = [
        (0.0, -0.006),
        (radius - 0.004, -0.006),
        (radius - 0.003, 0.0003),
        (radius, 0.0006),
        (radius, 0.004),
        (0.6 * radius, 0.009),
        (0.0, 0.0105),
    ]
    dome = translate(lathe(thinned(fillet(shape, [0, 0.001, 0.001, 0.0006, 0.002, 0.03, 0], 3)), 32), (0, 0, z))
    lug = rounded_box((0.03, 0.014, 0.01), 0.004, 4, (-0.55 * radius, 0.0, z + 0.0115))
    return merge([dome, lug]), turned_hulls([(radius, z + 0.0006), (radius, z + 0.004), (0.5 * radius, z + 0.0095)])


def _stovetop(p: Parameters) -> Model:
    r, h = p.diameter_m / 2, p.height_m
    mouth = 0.46 * r
    form = vessel(
        wall_curve(
            [(0.9 * r, 0.0), (0.97 * r, 0.008), (r, 0.26 * h), (0.93 * r, 0.56 * h), (0.72 * r, 0.86 * h), (mouth, h)]
        ),
        wall_m=0.0022,
        floor_m=0.004,
        corner_m=0.014,
    )
    form = replace(form, profile=thinned(form.profile))
    outside, inside, _ = form.split(form.mesh(40))

    def wall(z: float) -> float:
        return float(np.interp(z, form.outer[:, 1], form.outer[:, 0]))

    start, low = wall(0.62 * h), 0.62 * h
    spine = smooth(
        [
            (-start + 0.006, 0, low),
            (-start - 0.02, 0, low + 0.016),
            (-start - 0.05, 0, low + 0.055),
            (-start - 0.058, 0, low + 0.08),
        ],
        14,
    )
    girth = np.linspace(0.021, 0.0135, 14)
    spout = tube(spine, girth, segments=16, ends="flat", bevel_m=0.0015)
    whistle = rotate(
        lathe(
            fillet([(0, 0), (0.0155, 0), (0.0155, 0.018), (0.012, 0.022), (0, 0.022)], [0, 0.001, 0.003, 0.002, 0], 3),
            24,
        ),
        (0, 1, 0),
        -0.1,
    )
    cap = translate(whistle, (float(spine[-1, 0]), 0.0, float(spine[-1, 2]) - 0.004))
    rise = 0.62 * h + 0.05
    arch = smooth(
        [
            (0.8 * r, 0.0, 0.74 * h),
            (0.84 * r, 0.0, h + 0.3 * rise),
            (0.5 * r, 0.0, h + 0.86 * rise),
            (0.0, 0.0, h + rise),
            (-0.5 * r, 0.0, h + 0.86 * rise),
            (-0.84 * r, 0.0, h + 0.3 * rise),
            (-0.8 * r, 0.0, 0.74 * h),
        ],
        24,
    )
    bail = tube(arch, np.tile([0.0085, 0.0045], (24, 1)), section=squircle(10, 3.0), up=(1.0, 0.0, 0.0))
    grip = tube(arch[7:17], np.tile([0.012, 0.0095], (10, 1)), section=squircle(12, 2.6), up=(1.0, 0.0, 0.0))
    k = 0.014
    shape = [
        (0.0, -0.004), (mouth - 0.004, -0.004), (mouth - 0.003, 0.0003), (mouth + 0.003, 0.0003),
        (mouth + 0.002, 0.003),
        (0.4 * mouth, 0.011), (0.0, 0.013),
    ]  # fmt: skip
    cover = translate(
        lathe(thinned(fillet(shape, [0, 0.001, 0.0005, 0.0008, 0.002, 0.02, 0], 3)), 32), (0, 0, h + 0.0003)
    )
    knob_shape = [(0, 0.0115), (0.5 * k, 0.0115), (0.45 * k, 0.018), (k, 0.027), (0.7 * k, 0.035), (0, 0.036)]
    knob = translate(lathe(thinned(fillet(knob_shape, [0, 0.001, 0.003, 0.004, 0.004, 0], 4)), 24), (0, 0, h))
    lid_hulls = (
        *turned_hulls([(mouth, h + 0.0005), (0.5 * mouth, h + 0.011)]),
        *turned_hulls([(0.5 * k, h + 0.012), (k, h + 0.027), (0.6 * k, h + 0.035)]),
    )
    parts = (
        Part(
            "body",
            (
                Surface(merge([outside, spout, bail]), "body"),
                Surface(inside, "inside"),
                Surface(merge([grip]), "handle"),
                Surface(cap, "trim"),
            ),
            (*form.hulls(12), *tube_hulls(spine, 0.016, 2), *tube_hulls(arch, (0.009, 0.006), 8, up=(1.0, 0.0, 0.0))),
        ),
        Part("lid", (Surface(cover, "lid"), Surface(knob, "handle")), lid_hulls, "lid"),
    )
    lift = Joint("lid", "prismatic", (0.0, 0.0, h), (0.0, 0.0, 1.0), 0.0, 0.05)
    return Model(parts, joints=(lift,), cavities=(form.cavity(),))
