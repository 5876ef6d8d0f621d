"""What electric things share: an invented maker's name, a mains cord, small rubber feet."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.boxes import box_hull
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import merge, rotate, translate
from simgen.geometry import FloatArray
from simgen.world import Mesh

CORD_M = 0.0033
FOOT_M = 0.006


def maker(rng: np.random.Generator) -> str:
    """A name of five letters that can be spoken."""
    consonants, vowels = list("BDKLMNRTV"), list("AEIO")
    return "".join(str(rng.choice(consonants if k % 2 == 0 else vowels)) for k in range(5))


def cord(points: npt.ArrayLike, count: int = 60, radius_m: float = CORD_M) -> Mesh:
    """A cord through (k, 3) points, as a smooth curve."""
    return tube(smooth(points, count), radius_m, segments=8, ends="flat")


def bundle(center: Sequence[float], length_m: float, *, turns: int = 4, radius_m: float = CORD_M) -> FloatArray:
    """(k, 3) points of a cord laid on z = 0 in flat loops along x, one over another, from its left end.

    For `cord`; the loops are `length_m` long, tied in the middle.
    """
    x, y, _ = center
    points = []
    for k in range(turns):
        z = radius_m * (1.0 + 1.25 * (k % 2) + 0.9 * (k // 2))
        for angle in np.linspace(0.0, 2 * math.pi, 12, endpoint=False):
            waist = 0.45 + 0.55 * abs(math.cos(angle)) ** 0.7
            reach = length_m / 2 * (1.0 - 0.05 * k)
            across = 0.011 + 0.0045 * (k % 3)
            points.append((x - reach * math.cos(angle), y + across * waist * math.sin(angle) + 0.0015 * k, z))
    return np.array(points)


def plug(at: Sequence[float], turn_rad: float) -> tuple[Mesh, Mesh]:
    """A flat mains plug lying on z = at[2], its cord's end at `at`, pins pointing along `turn_rad`: body and pins."""
    body = tube(
        smooth([(0.0, 0.0, 0.0068), (0.012, 0.0, 0.0068), (0.024, 0.0, 0.007), (0.036, 0.0, 0.007)], 10),
        np.column_stack([np.interp(np.linspace(0, 1, 10), [0, 0.4, 1], [0.0045, 0.012, 0.0165]), np.full(10, 0.0066)]),
        segments=20,
        ends="flat",
        bevel_m=0.001,
    )
    pins = [
        tube([(0.035, s * 0.0095, 0.007), (0.0545, s * 0.0088, 0.007)], 0.002, segments=10, ends="flat", bevel_m=0.0006)
        for s in (-1.0, 1.0)
    ]
    placed = [translate(rotate(m, (0, 0, 1), turn_rad), at) for m in (body, *pins)]
    return placed[0], merge(placed[1:])


def rubber_foot(radius_m: float, height_m: float) -> Mesh:
    """A round foot from z = 0 up."""
    r, h = radius_m, height_m
    shape = [(0, 0), (0.85 * r, 0), (r, h), (0, h)]
    return lathe(fillet(shape, [0, 0.15 * r, 0, 0], 3), 20)


def add_feet(thing: Assembly, x: float, y: float) -> None:
    """Four rubber feet at (±x, ±y), FOOT_M high, in the slot `foot`."""
    foot = rubber_foot(0.009, FOOT_M + 0.002)
    for sx in (-1.0, 1.0):
        for sy in (-1.0, 1.0):
            at = (sx * x, sy * y, 0.0)
            hull = box_hull((0.012, 0.012, FOOT_M), (at[0], at[1], FOOT_M / 2))
            thing.add("body", "foot", translate(foot, at), [hull])
