"""Mugs and cups with a handle."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._vessels import check_style, vessel, wall_curve
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import squircle
from simgen.catalog.meshing.profiles import smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import merge
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
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
    check_style(p.handle_style, ("ear", "ring"), "handle_style")
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
    path, girth = _handle_path(p, form.outer, rng)
    handle = tube(path, girth, section=squircle(16, 2.6), up=(1.0, 0.0, 0.0))
    surfaces = [Surface(merge([outside, handle]), "body"), Surface(inside, "inside")]
    if base is not None:
        surfaces.append(Surface(base, "base"))
    grip = tube_hulls(path, (float(girth[len(girth) // 2, 0]), float(girth[len(girth) // 2, 1])), 4, up=(1.0, 0.0, 0.0))
    return Model((Part("body", tuple(surfaces), (*form.hulls(), *grip)),), cavities=(form.cavity(),))


def _handle_path(p: Parameters, outer: FloatArray, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """(k, 3) centre line and (k, 2) half width and half thickness, from the upper joint to the lower."""
    upper = (0.86 if p.handle_style == "ear" else 0.8) + rng.uniform(-0.03, 0.02)
    lower = (0.2 if p.handle_style == "ear" else 0.3) + rng.uniform(-0.02, 0.04)
    high, low = upper * p.height_m, lower * p.height_m

    def wall(z: float) -> float:
        return float(np.interp(z, outer[:, 1], outer[:, 0]))

    # The ends sink into the wall without coming out inside.
    sink = 0.45 * p.wall_m
    tall = high - low
    reach = p.handle_reach_m
    if p.handle_style == "ring":
        middle = (high + low) / 2
        points = [(wall(high) - sink, high)]
        for angle in (58, 32, 0, -32, -58):
            a = math.radians(angle)
            points.append((wall(middle) + reach * (0.25 + 0.75 * math.cos(a)), middle + 0.6 * tall * math.sin(a)))
        points.append((wall(low) - sink, low))
    else:
        points = [
            (wall(high) - sink, high - 0.02 * tall),
            (wall(high) + 0.45 * reach, high + 0.035 * tall),
            (wall(high) + 0.88 * reach, high - 0.1 * tall),
            (wall(high) + reach, high - 0.35 * tall),
            (wall(low) + 0.78 * reach, low + 0.3 * tall),
            (wall(low) + 0.35 * reach, low + 0.07 * tall),
            (wall(low) - sink, low),
        ]
    flat = smooth(points, 22)
    path = np.stack([flat[:, 0], np.zeros(len(flat)), flat[:, 1]], axis=1)
    t = np.linspace(-1.0, 1.0, len(path))[:, None]
    # Broader where clay is pressed onto the wall.
    flare = 1.0 + 0.35 * np.abs(t) ** 6
    size = 0.10 * p.height_m * np.array([[0.62, 0.38]]) * flare
    return path, size
