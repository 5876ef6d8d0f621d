"""Mugs and cups with a handle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._grips import GRIPS, grip
from simgen.catalog.generators._vessels import check_style, vessel, wall_curve
from simgen.catalog.meshing.transforms import merge
from simgen.catalog.model import Model
from simgen.world import Part, Surface


@dataclass(frozen=True)
class Parameters:
    """Sizes without the handle; a coffee mug is 80–105 mm high and 75–95 mm wide.

    `style`: straight, rounded, tapered or tulip. `handle_style`: ear or ring. The lowest `dip` (0..1) of the
    outside shows the slot `base`.
    """

    height_m: float
    diameter_m: float
    wall_m: float
    style: str
    handle_style: str
    handle_reach_m: float
    dip: float


_STYLES: dict[str, list[tuple[float, float]]] = {
    # Radius and height, as fractions of the largest radius and of the height, from the foot to the lip.
    "straight": [(0.88, 0.0), (0.965, 0.03), (1.0, 0.09), (1.0, 0.35), (1.0, 0.7), (1.0, 1.0)],
    "rounded": [(0.62, 0.0), (0.8, 0.07), (0.95, 0.24), (1.0, 0.45), (0.965, 0.75), (0.93, 1.0)],
    "tapered": [(0.68, 0.0), (0.735, 0.02), (0.76, 0.08), (0.84, 0.4), (0.92, 0.7), (1.0, 1.0)],
    "tulip": [(0.5, 0.0), (0.68, 0.06), (0.84, 0.24), (0.87, 0.5), (0.89, 0.75), (1.0, 1.0)],
}


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """A mug whose handle points along +x."""
    p = parameters
    check_style(p.style, _STYLES)
    check_style(p.handle_style, GRIPS, "handle_style")
    radius = p.diameter_m / 2
    body = wall_curve(np.array(_STYLES[p.style]) * [radius, p.height_m])
    dip = p.dip * p.height_m
    form = vessel(
        body,
        wall_m=p.wall_m,
        floor_m=1.3 * p.wall_m,
        foot_height_m=0.0022,
        foot_width_m=0.005,
        corner_m=0.12 * radius + 0.002,
        marks_m=(dip,) if p.dip > 0 else (),
    )
    outside, inside, base = form.split(form.mesh(48), dip)
    high = {"ear": 0.86, "ring": 0.8}[p.handle_style] + rng.uniform(-0.03, 0.02)
    low = {"ear": 0.2, "ring": 0.3}[p.handle_style] + rng.uniform(-0.02, 0.04)
    handle, hulls = grip(
        p.handle_style,
        form.outer,
        wall_m=p.wall_m,
        reach_m=p.handle_reach_m,
        thickness_m=0.076 * p.height_m,
        span=(low * p.height_m, high * p.height_m),
    )
    surfaces = [Surface(merge([outside, handle]), "body"), Surface(inside, "inside")]
    if base is not None:
        surfaces.append(Surface(base, "base"))
    return Model((Part("body", tuple(surfaces), (*form.hulls(), *hulls)),), cavities=(form.cavity(),))
