"""Round fruit: apples, oranges, lemons, pears."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.meshing.blobs import blob, lumps
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, merge, translate
from simgen.catalog.model import Model
from simgen.errors import did_you_mean
from simgen.geometry import FloatArray
from simgen.world import Part, Surface

STYLES = ("apple", "orange", "lemon", "pear")


@dataclass(frozen=True)
class Parameters:
    """`diameter_m` at the widest, `height_m` from end to end without the stem. `stem_m` 0 has none.

    `style` is one of STYLES: where it has dents, tips or a neck.
    """

    style: str
    diameter_m: float
    height_m: float
    lumpiness: float
    stem_m: float


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The fruit, standing on its lower end, in the slots `skin` and `stem`."""
    p = parameters
    if p.style not in STYLES:
        raise ValueError(f"there is no style '{p.style}'. {did_you_mean(p.style, STYLES)}")
    uneven = lumps(rng, p.lumpiness)
    lobes, phase = int(rng.integers(4, 6)), rng.uniform(0, 2 * np.pi)

    def swell(direction: FloatArray) -> FloatArray:
        up = direction[:, 2]
        around = np.arctan2(direction[:, 1], direction[:, 0])
        factor: FloatArray = uneven(direction)
        if p.style == "apple":
            # Dents round the stem and the calyx, five faint lobes below.
            factor = factor * (1 - 0.30 * np.exp(-((1 - up) / 0.06)) - 0.14 * np.exp(-((1 + up) / 0.05)))
            factor = factor * (1 + 0.012 * np.cos(lobes * around + phase) * np.clip(-up, 0, 1))
            factor = factor * (1 + 0.035 * np.clip(up, 0, 1) ** 2)
        elif p.style == "orange":
            factor = factor * (1 - 0.03 * np.exp(-((1 - np.abs(up)) / 0.012)))
        elif p.style == "lemon":
            factor = factor * (1 + 0.16 * np.exp(-((1 - np.abs(up)) / 0.03)))
        else:
            factor = factor * (1 - 0.10 * np.clip(up, 0, 1) + 0.05 * np.clip(-up, 0, 1))
        return factor

    mesh = blob((p.diameter_m / 2, p.diameter_m / 2, p.height_m / 2), cells=14, swell=swell)
    lowest = float(mesh.vertices[:, 2].min())
    mesh = translate(mesh, (0.0, 0.0, -lowest))
    points = mesh.vertices.astype(np.float64)
    middle = (points[:, :2].min(axis=0) + points[:, :2].max(axis=0)) / 2
    mesh = translate(mesh, (-float(middle[0]), -float(middle[1]), 0.0))
    surfaces = [Surface(mesh, "skin")]
    if p.stem_m > 0:
        near = np.hypot(points[:, 0], points[:, 1]) < 0.06 * p.diameter_m
        base = float(points[near & (points[:, 2] > points[:, 2].mean()), 2].min())
        lean = rng.normal(0.0, 0.25, 2) * p.stem_m
        path = [(0, 0, base - 0.002), (0.3 * lean[0], 0.3 * lean[1], base + 0.5 * p.stem_m), (*lean, base + p.stem_m)]
        thick = np.array([0.0012, 0.001, 0.0016])
        surfaces.append(Surface(merge([tube(np.array(path, dtype=float), thick, segments=8)]), "stem"))
    return Model((Part("body", tuple(surfaces), (hull_of(mesh, 32),)),))
