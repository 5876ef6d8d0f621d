"""Open turned vessels without a handle: bowls, vases, tumblers, plant pots."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._vessels import vessel, wall_curve
from simgen.catalog.meshing.hulls import turned_hulls
from simgen.catalog.model import Model
from simgen.errors import did_you_mean
from simgen.world import Part, Surface


@dataclass(frozen=True)
class Parameters:
    """Sizes of the whole vessel; `foot_m` is the height of its foot ring, 0 for a flat bottom.

    `style` is one of STYLES: the outside's profile.
    """

    style: str
    height_m: float
    diameter_m: float
    wall_m: float
    floor_m: float
    foot_m: float


# Radius and height, as fractions of the largest radius and of the height, from the foot to the lip.
STYLES: dict[str, list[tuple[float, float]]] = {
    "round": [(0.42, 0.0), (0.5, 0.05), (0.74, 0.24), (0.9, 0.5), (0.98, 0.8), (1.0, 1.0)],
    "deep": [(0.48, 0.0), (0.58, 0.05), (0.8, 0.28), (0.93, 0.6), (0.97, 0.85), (1.0, 1.0)],
    "flared": [(0.38, 0.0), (0.44, 0.06), (0.6, 0.35), (0.78, 0.7), (0.9, 0.9), (1.0, 1.0)],
    "low": [(0.6, 0.0), (0.7, 0.1), (0.88, 0.4), (0.96, 0.72), (1.0, 1.0)],
    "amphora": [(0.45, 0.0), (0.52, 0.04), (0.82, 0.25), (1.0, 0.48), (0.84, 0.7), (0.46, 0.86), (0.42, 0.93), (0.5, 1.0)],
    "gourd": [(0.62, 0.0), (0.82, 0.06), (1.0, 0.24), (0.86, 0.44), (0.5, 0.62), (0.36, 0.8), (0.38, 0.93), (0.44, 1.0)],
    "cylinder": [(0.96, 0.0), (0.985, 0.01), (1.0, 0.03), (1.0, 0.5), (1.0, 1.0)],
    "cone": [(0.62, 0.0), (0.66, 0.02), (0.7, 0.1), (0.82, 0.45), (0.92, 0.75), (1.0, 1.0)],
    "tulip": [(0.6, 0.0), (0.74, 0.05), (0.92, 0.22), (1.0, 0.42), (0.94, 0.7), (0.88, 1.0)],
}


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The vessel, in the slots `body` (outside) and `inside`."""
    p = parameters
    if p.style not in STYLES:
        raise ValueError(f"there is no style '{p.style}'. {did_you_mean(p.style, STYLES)}")
    profile = np.array(STYLES[p.style])
    # Hand-made vessels differ a little in belly and lip.
    profile[1:-1, 0] *= 1.0 + rng.normal(0.0, 0.012, len(profile) - 2)
    profile[:, 0] /= profile[:, 0].max()
    body = wall_curve(profile * [p.diameter_m / 2, p.height_m], 36)
    form = vessel(
        body,
        wall_m=p.wall_m,
        floor_m=p.floor_m,
        foot_height_m=p.foot_m,
        foot_width_m=0.006,
        corner_m=0.1 * p.diameter_m / 2 + 0.002,
    )
    outside, inside, _ = form.split(form.mesh(64))
    surfaces = (Surface(outside, "body"), Surface(inside, "inside"))
    # Nothing falls through a narrow neck, so such a vessel collides as if it were solid.
    narrow = float(form.inner[-1, 0]) < 0.8 * float(form.inner[:, 0].max())
    hulls = turned_hulls(form.outer) if narrow else form.hulls()
    return Model((Part("body", surfaces, hulls),), cavities=(form.cavity(),))
