"""Drinking glasses: one closed surface of glass, outside and inside; tumblers, and goblets on a stem."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._vessels import Vessel, check_style, vessel, wall_curve
from simgen.catalog.meshing.hulls import turned_hulls, vessel_hulls
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Part, Surface


@dataclass(frozen=True)
class Parameters:
    """Sizes of the whole glass; `floor_m` is the thickness below the drink.

    `style`: one of STYLES, the outside of the bowl. `stem_m` is the height of stem and foot together (0: a tumbler that
    stands on its floor), `foot_m` the foot's diameter.
    """

    style: str
    height_m: float
    diameter_m: float
    wall_m: float
    floor_m: float
    stem_m: float
    foot_m: float


# Radius and height, as fractions of the largest radius and of the height, from the floor to the lip.
STYLES: dict[str, list[tuple[float, float]]] = {
    "straight": [(0.93, 0.0), (0.98, 0.015), (1.0, 0.05), (1.0, 0.5), (1.0, 1.0)],
    "conical": [(0.68, 0.0), (0.72, 0.015), (0.74, 0.05), (0.87, 0.5), (1.0, 1.0)],
    "barrel": [(0.74, 0.0), (0.84, 0.04), (0.95, 0.22), (1.0, 0.48), (0.96, 0.78), (0.9, 1.0)],
    "red_wine": [(0.1, 0.0), (0.45, 0.05), (0.82, 0.2), (1.0, 0.42), (0.93, 0.7), (0.77, 1.0)],
    "white_wine": [(0.1, 0.0), (0.48, 0.06), (0.84, 0.23), (1.0, 0.46), (0.95, 0.72), (0.83, 1.0)],
    "flute": [(0.12, 0.0), (0.4, 0.06), (0.78, 0.25), (1.0, 0.55), (0.98, 0.78), (0.86, 1.0)],
}
_STEMMED = ("red_wine", "white_wine", "flute")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The glass, in the slot `glass`."""
    p = parameters
    check_style(p.style, STYLES)
    if (p.stem_m > 0) != (p.style in _STEMMED):
        raise ValueError(f"'{p.style}' has {'a' if p.style in _STEMMED else 'no'} stem, but stem_m is {p.stem_m}")
    radius = p.diameter_m / 2
    if p.stem_m == 0:
        body = wall_curve(np.array(STYLES[p.style]) * [radius, p.height_m])
        form = vessel(body, wall_m=p.wall_m, floor_m=p.floor_m, corner_m=0.16 * radius)
        hulls = form.hulls()
    else:
        form, hulls = _goblet(p)
    return Model((Part("body", (Surface(form.mesh(48), "glass"),), hulls),), cavities=(form.cavity(),))


def _goblet(p: Parameters) -> tuple[Vessel, tuple[FloatArray, ...]]:
    """The bowl set on a foot and a stem, and its hulls."""
    stem, foot = 0.0042, p.foot_m / 2
    lift = np.array([0.0, p.stem_m])
    points = np.array(STYLES[p.style]) * [p.diameter_m / 2, p.height_m - p.stem_m]
    points[0, 0] = stem
    bowl = vessel(wall_curve(points), wall_m=p.wall_m, floor_m=p.floor_m, corner_m=0.001)
    lifted = bowl.profile + lift
    # The bowl's profile runs from its underside's middle: what lies inside the stem is left out.
    wall = lifted[np.argmax(lifted[:, 1] > p.stem_m + 0.004) :]
    corners = [
        (0.0, 0.0028),
        (0.5 * foot, 0.0014),
        (0.93 * foot, 0.0),
        (foot, 0.0),
        (foot, 0.0022),
        (0.5 * foot, 0.0048),
        (stem * 0.95, 0.012),
        (stem * 0.85, 0.55 * p.stem_m),
        (stem, p.stem_m - 0.008),
        (float(wall[0, 0]), float(wall[0, 1])),
    ]
    radii = [0.0, 0.0, 0.0008, 0.001, 0.001, 0.02, 0.014, 0.05, 0.02, 0.0]
    below = fillet(corners, radii, 4)
    profile = np.concatenate([below[:-1], wall])
    inner = bowl.inner + lift
    outer = bowl.outer + lift
    form = Vessel(profile, outer, inner)
    base = turned_hulls([(foot, 0.0), (foot, 0.0022), (stem, 0.011)])
    rod = turned_hulls([(stem, 0.011), (stem, p.stem_m + 0.001)], segments=8)
    return form, (*base, *rod, *vessel_hulls(outer, inner))
