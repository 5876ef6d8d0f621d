"""Woven baskets: coils of cane one on another, a bound rim, and loops to carry them by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._vessels import check_style, vessel, wall_curve
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import lathe, squircle, unit_circle
from simgen.catalog.meshing.profiles import smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import merge
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Part, Surface


@dataclass(frozen=True)
class Parameters:
    """Sizes over the rim. `shape`: round, or square (with round corners, `depth_m` deep).

    `flare`: how much wider the rim is than the base, a fraction of the width. `coil_m`: the height of a coil.
    """

    shape: str
    width_m: float
    depth_m: float
    height_m: float
    flare: float
    coil_m: float
    handles: bool


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The basket, in the slot `cane`."""
    p = parameters
    check_style(p.shape, ("round", "square"), "shape")
    aspect = p.depth_m / p.width_m if p.shape == "square" else 1.0
    outline = squircle(64, 4.5, aspect) if p.shape == "square" else unit_circle(56)
    wall, h = 0.7 * p.coil_m, p.height_m
    top, base = p.width_m / 2 - 0.2 * p.coil_m, p.width_m / 2 * (1 - p.flare)
    belly = base + 0.72 * (top - base)
    curve = wall_curve([(base - 0.006, 0.0), (base, 0.006), (belly, 0.45 * h), (top, h)])
    form = vessel(curve, wall_m=wall, floor_m=wall, corner_m=0.008, outline=outline)
    canes = [lathe(_coiled(form.profile, form.outer, p.coil_m), outline=outline, crease_deg=70)]
    rim = float(form.outer[-1, 0]) - wall / 2
    ring = np.concatenate([outline * rim, np.full((len(outline), 1), h - 0.3 * wall)], axis=1)
    canes.append(tube(ring, (0.62 * wall + 0.0012), segments=10, closed=True))
    hulls = list(form.hulls(12))
    if p.handles:
        for side in (-1.0, 1.0):
            x, span, rise = side * rim, 0.11, 0.045
            path = smooth(
                [
                    (x, -span / 2, h - 0.03),
                    (x * 1.005, -0.46 * span, h + 0.5 * rise),
                    (x * 1.01, 0.0, h + rise),
                    (x * 1.005, 0.46 * span, h + 0.5 * rise),
                    (x, span / 2, h - 0.03),
                ],
                26,
            )
            canes.append(tube(path, 0.0058, segments=12, up=(1.0, 0.0, 0.0)))
            hulls += list(tube_hulls(path, 0.0055, 5, up=(1.0, 0.0, 0.0)))
    return Model((Part("body", (Surface(merge(canes), "cane"),), tuple(hulls)),), cavities=(form.cavity(),))


def _coiled(profile: FloatArray, outer: FloatArray, coil: float) -> FloatArray:
    """The vessel's profile with its outside wall drawn as a stack of round coils."""
    start, top = 0.006, float(outer[-1, 1])
    first = int(np.argmax((profile[:, 1] >= start) & (profile[:, 0] > 0.5 * outer[0, 0])))
    last = int(np.argmax(profile[:, 1]))
    count = max(3, round((top - start) / coil))
    bumps = []
    for z in start + (top - start) * (np.arange(count * 4) / (count * 4)):
        phase = (z - start) / (top - start) * count % 1.0
        radius = float(np.interp(z, outer[:, 1], outer[:, 0]))
        bumps.append((radius - 0.22 * coil * (1 - np.sin(np.pi * phase)), z))
    return np.concatenate([profile[:first], np.array(bumps), profile[last:]])
