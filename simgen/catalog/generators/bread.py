"""Loaves and rolls of bread."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.meshing.blobs import blob, lumps
from simgen.catalog.meshing.transforms import hull_of, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Part, Surface


@dataclass(frozen=True)
class Parameters:
    """Sizes of the whole loaf, its length along x; `cuts` slashes across the crust."""

    length_m: float
    width_m: float
    height_m: float
    cuts: int


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The loaf on its flat base, in the slot `crust`."""
    p = parameters
    a, b = p.length_m / 2, p.width_m / 2
    slant = rng.uniform(0.25, 0.6) * (1 if rng.random() < 0.5 else -1)
    at = (np.arange(p.cuts) - (p.cuts - 1) / 2) * (1.5 * a / max(p.cuts, 1))
    at = at + rng.normal(0.0, 0.02 * a, p.cuts)
    deep = 0.1 * p.height_m

    def shape(points: FloatArray) -> FloatArray:
        x, y, z = points[:, 0], points[:, 1], points[:, 2]
        # Round above, nearly flat below, as it lay on the stone.
        soft = 0.006
        up = soft * np.logaddexp(0.0, z / soft)
        cut = np.zeros(len(points))
        top = 1 / (1 + np.exp(-(z - 0.3 * p.height_m) / (0.1 * p.height_m)))
        for c in at:
            off = (x - c - slant * y) / (0.045 * 2 * b + 0.006)
            # A slash opens: a groove between two risen lips.
            cut += np.exp(-(off**2)) - 0.35 * np.exp(-((np.abs(off) - 1.9) ** 2))
        return np.stack([x, y, up + 0.16 * (z - up) - deep * cut * top], axis=1)

    ball = blob((a, b, p.height_m * 0.9), exponent=2.3, cells=28, swell=lumps(rng, 0.018, low=0.8, high=3.0))
    mesh = warp(ball, shape)
    points = mesh.vertices.astype(np.float64)
    low, high = points.min(axis=0), points.max(axis=0)
    mesh = translate(mesh, (-(low[0] + high[0]) / 2, -(low[1] + high[1]) / 2, -low[2]))
    hull = hull_of(mesh, 32)
    # It rests on its middle: the hull's lowest points are made level.
    near = hull[:, 2] < 0.05 * p.height_m
    hull[near, 2] = 0.0
    return Model((Part("body", (Surface(mesh, "crust"),), (hull,)),))
