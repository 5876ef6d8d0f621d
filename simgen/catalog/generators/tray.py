"""Serving trays: a flat floor in a low wall, round or with round corners, with two handles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._vessels import check_style, vessel, wall_curve
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import squircle, unit_circle
from simgen.catalog.meshing.profiles import smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import merge
from simgen.catalog.model import Model
from simgen.world import Part, SupportSurface, Surface


@dataclass(frozen=True)
class Parameters:
    """`shape`: rectangle or round (`depth_m` is then not used). `handles`: metal bows at both ends."""

    shape: str
    width_m: float
    depth_m: float
    height_m: float
    handles: bool


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The tray, in the slots `body` and `handle`; its handles stand at ±x."""
    p = parameters
    check_style(p.shape, ("rectangle", "round"), "shape")
    half = p.width_m / 2
    aspect = p.depth_m / p.width_m if p.shape == "rectangle" else 1.0
    outline = squircle(96, 7.0, aspect) if p.shape == "rectangle" else unit_circle(72)
    h = p.height_m
    curve = wall_curve(
        [(half - 0.012, 0.0), (half - 0.009, 0.0012), (half - 0.0045, 0.25 * h), (half - 0.001, 0.8 * h), (half, h)]
    )
    form = vessel(curve, wall_m=0.005, floor_m=0.005, corner_m=0.004, outline=outline)
    surfaces = [Surface(form.mesh(), "body")]
    hulls = list(form.hulls())
    if p.handles:
        bows = []
        span = 0.3 * p.depth_m if p.shape == "rectangle" else 0.2 * p.width_m
        for side in (-1.0, 1.0):
            x = side * (half - 0.004)
            corners = [(x, -span / 2, 0.6 * h), (x, -0.46 * span, h + 0.024), (x, 0, h + 0.032)]
            corners += [(x, 0.46 * span, h + 0.024), (x, span / 2, 0.6 * h)]
            path = smooth(corners, 24)
            bows.append(tube(path, 0.004, segments=12, up=(1.0, 0.0, 0.0)))
            hulls += list(tube_hulls(path, 0.0038, 5, up=(1.0, 0.0, 0.0)))
        surfaces.append(Surface(merge(bows), "handle"))
    edge = 0.93 * float(form.inner[form.inner[:, 1] <= form.inner[0, 1] + 0.0005, 0].max())
    ring = outline[:: len(outline) // 24] * (edge * (0.94 if p.shape == "rectangle" else 1.0))
    floor = SupportSurface("floor", tuple((float(x), float(y)) for x, y in ring), float(form.inner[0, 1]))
    return Model((Part("body", tuple(surfaces), tuple(hulls)),), supports=(floor,))
