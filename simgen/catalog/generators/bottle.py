"""Bottles: a solid of glass or plastic with a paper label and a closure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.meshing.hulls import turned_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.model import Model
from simgen.errors import did_you_mean
from simgen.world import Mesh, Part, Surface


@dataclass(frozen=True)
class Parameters:
    """Sizes of the whole bottle; `neck_m` is the neck's diameter, `label` the share of the body that it covers (0: none).

    `style`: bordeaux (high shoulders), burgundy (sloping), squat or carafe.
    """

    style: str
    height_m: float
    diameter_m: float
    neck_m: float
    label: float


# Where the shoulder begins and the neck ends it, as fractions of the height.
_SHOULDERS = {"bordeaux": (0.60, 0.70), "burgundy": (0.46, 0.72), "squat": (0.62, 0.74), "carafe": (0.40, 0.66)}


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The bottle, in the slots `glass`, `label` and `closure`."""
    p = parameters
    if p.style not in _SHOULDERS:
        raise ValueError(f"there is no style '{p.style}'. {did_you_mean(p.style, _SHOULDERS)}")
    radius, neck = p.diameter_m / 2, p.neck_m / 2
    shoulder, throat = (f * p.height_m for f in _SHOULDERS[p.style])
    lip = p.height_m - 0.014
    bend = 0.6 * (throat - shoulder)
    outline = np.array(
        [
            (0.0, 0.012),
            (0.6 * radius, 0.002),
            (0.72 * radius, 0.0),
            (radius, 0.0),
            (radius, shoulder),
            (neck, throat),
            (neck, lip - 0.012),
            (neck + 0.0018, lip - 0.010),
            (neck + 0.0018, lip - 0.002),
            (neck, lip),
            (0.0, lip),
        ]
    )
    radii = [0, 0.01, 0.002, 0.006, bend, bend, 0.001, 0.001, 0.001, 0.001, 0]
    profile = fillet(outline, radii, 8)
    surfaces = [Surface(lathe(profile, 56, crease_deg=50), "glass")]
    if p.label > 0:
        surfaces.append(Surface(_label(p, radius, shoulder), "label"))
    top = np.array([(0.0, lip - 0.002), (neck + 0.0025, lip - 0.002), (neck + 0.0025, p.height_m), (0.0, p.height_m)])
    surfaces.append(Surface(lathe(fillet(top, [0, 0.0006, 0.0015, 0], 4), 40), "closure"))
    rising = np.array([(radius, 0.0), (radius, shoulder), (neck, throat), (neck + 0.001, p.height_m)])
    return Model((Part("body", tuple(surfaces), turned_hulls(rising)),))


def _label(p: Parameters, radius: float, shoulder: float) -> Mesh:
    """A band of paper laid on the wall, closed so that it has an inside and an outside."""
    low, high = 0.22 * shoulder, (0.22 + 0.7 * p.label) * shoulder
    ring = np.array([(radius - 0.0005, low), (radius + 0.0003, low), (radius + 0.0003, high), (radius - 0.0005, high)])
    return lathe(ring, 56)
