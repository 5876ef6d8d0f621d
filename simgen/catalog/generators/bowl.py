"""Open turned vessels without a handle: bowls, vases, plant pots, pen cups."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._vessels import Vessel, check_style, vessel, wall_curve
from simgen.catalog.meshing.lathe import unit_circle
from simgen.catalog.meshing.transforms import merge
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Part, Surface


@dataclass(frozen=True)
class Parameters:
    """Sizes of the whole vessel; `foot_m` is the height of its foot ring, 0 for a flat bottom.

    `style` is one of STYLES: the outside's profile. `flutes` waves of `flute_depth` (a fraction of the radius) run
    up the wall and turn by `twist_deg` on the way. The lowest `dip` (0..1) of the outside shows the slot `base`;
    the inside shows the slot `inside` if it is `lined`.
    """

    style: str
    height_m: float
    diameter_m: float
    wall_m: float
    floor_m: float
    foot_m: float
    flutes: int
    flute_depth: float
    twist_deg: float
    dip: float
    lined: bool


# Radius and height, as fractions of the largest radius and of the height, from the foot to the lip.
STYLES: dict[str, list[tuple[float, float]]] = {
    "round": [(0.42, 0.0), (0.5, 0.05), (0.74, 0.24), (0.9, 0.5), (0.98, 0.8), (1.0, 1.0)],
    "deep": [(0.48, 0.0), (0.58, 0.05), (0.8, 0.28), (0.93, 0.6), (0.97, 0.85), (1.0, 1.0)],
    "flared": [(0.38, 0.0), (0.44, 0.06), (0.6, 0.35), (0.78, 0.7), (0.9, 0.9), (1.0, 1.0)],
    "low": [(0.6, 0.0), (0.7, 0.1), (0.88, 0.4), (0.96, 0.72), (1.0, 1.0)],
    "amphora": [(0.45, 0.0), (0.52, 0.04), (0.82, 0.25), (1.0, 0.48), (0.84, 0.7), (0.5, 0.86), (0.42, 0.93), (0.5, 1)],
    "gourd": [(0.62, 0.0), (0.82, 0.06), (1.0, 0.24), (0.86, 0.44), (0.5, 0.62), (0.36, 0.8), (0.38, 0.93), (0.44, 1)],
    "ball": [(0.5, 0.0), (0.7, 0.07), (0.93, 0.26), (1.0, 0.46), (0.9, 0.69), (0.6, 0.86), (0.42, 0.93), (0.42, 1)],
    "solifleur": [(0.7, 0.0), (0.9, 0.05), (1.0, 0.16), (0.82, 0.32), (0.42, 0.46), (0.3, 0.6), (0.28, 0.9), (0.36, 1)],
    "trumpet": [(0.5, 0.0), (0.54, 0.03), (0.47, 0.15), (0.45, 0.38), (0.55, 0.65), (0.76, 0.88), (1.0, 1.0)],
    "cylinder": [(0.96, 0.0), (0.985, 0.01), (1.0, 0.03), (1.0, 0.5), (1.0, 1.0)],
    "cone": [(0.62, 0.0), (0.66, 0.02), (0.7, 0.1), (0.82, 0.45), (0.92, 0.75), (1.0, 1.0)],
    "tulip": [(0.6, 0.0), (0.74, 0.05), (0.92, 0.22), (1.0, 0.42), (0.94, 0.7), (0.88, 1.0)],
}


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The vessel, in the slots `body` (outside), `inside` and `base`."""
    form = turned_vessel(parameters, rng)
    segments = 56 if form.outline is None else len(form.outline)
    dip = parameters.dip * parameters.height_m
    twist = math.radians(parameters.twist_deg)
    outside, inside, base = (m and form.turned(twist, m) for m in form.split(form.mesh(segments), dip))
    assert outside is not None and inside is not None
    if parameters.lined:
        surfaces = [Surface(outside, "body"), Surface(inside, "inside")]
    else:
        surfaces = [Surface(merge([outside, inside]), "body")]
    if base is not None:
        surfaces.append(Surface(base, "base"))
    return Model(
        (Part("body", tuple(surfaces), form.hulls(12 if parameters.height_m > parameters.diameter_m else 16)),),
        cavities=(form.cavity(),),
    )


def turned_vessel(p: Parameters, rng: np.random.Generator) -> Vessel:
    """The vessel's wall, before its twist; ValueError for an unknown style."""
    check_style(p.style, STYLES)
    profile = np.array(STYLES[p.style])
    # Hand-made vessels differ a little in belly and lip.
    profile[1:-1, 0] *= 1.0 + rng.normal(0.0, 0.012, len(profile) - 2)
    profile[:, 0] /= profile[:, 0].max()
    radius = p.diameter_m / 2
    dip = p.dip * p.height_m
    return vessel(
        wall_curve(profile * [radius, p.height_m], 0.0002 if p.height_m > 0.15 else 0.00012),
        wall_m=p.wall_m,
        floor_m=p.floor_m,
        foot_height_m=p.foot_m,
        foot_width_m=0.06 * radius + 0.0025,
        corner_m=0.1 * radius + 0.002,
        outline=_fluted(p.flutes, p.flute_depth) if p.flutes > 0 and p.flute_depth > 0 else None,
        marks_m=(dip,) if p.dip > 0 else (),
    )


def _fluted(flutes: int, depth: float) -> FloatArray:
    """(k, 2) circle with waves, rounder outwards than inwards, nowhere beyond the unit circle."""
    circle = unit_circle(max(56, 6 * flutes))
    angle = np.arctan2(circle[:, 1], circle[:, 0])
    wave = np.abs(np.cos(flutes * angle / 2)) ** 0.9
    return circle * (1 - depth * (1 - wave))[:, None]
