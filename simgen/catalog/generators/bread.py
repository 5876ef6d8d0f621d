"""Loaves and rolls of bread.

One tile of the crust's texture covers the whole loaf, its middle on the crest, so that what was nearest to the oven's
heat is brown and what it stood on is pale.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simgen.catalog.meshing.blobs import blob, lumps
from simgen.catalog.meshing.transforms import hull_of, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh, Part, Surface

# Squares along a side of the cube that a loaf is blown up from, with slashes and without.
_CELLS, _CELLS_PLAIN = 36, 24


@dataclass(frozen=True)
class Parameters:
    """Sizes of the whole loaf, its length along x; `cuts` slashes across the crust.

    `tile_m`: the edge of the crust's texture.
    """

    length_m: float
    width_m: float
    height_m: float
    cuts: int
    tile_m: float


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The loaf on its flat base, in the slots `crust` and `crumb`, which a slash shows."""
    p = parameters
    a, b = p.length_m / 2, p.width_m / 2
    slant = rng.uniform(0.25, 0.6) * (1 if rng.random() < 0.5 else -1)
    at = (np.arange(p.cuts) - (p.cuts - 1) / 2) * (1.5 * a / max(p.cuts, 1))
    at = at + rng.normal(0.0, 0.02 * a, p.cuts)
    deep = 0.09 * p.height_m
    half = 0.07 * b + 0.004

    def slashes(points: FloatArray) -> FloatArray:
        """(n, cuts) distance across each slash in half widths."""
        return np.asarray((points[:, :1] - at - slant * points[:, 1:2]) / half, dtype=np.float64)

    def shape(points: FloatArray) -> FloatArray:
        x, y, z = points[:, 0], points[:, 1], points[:, 2]
        # Round above, nearly flat below, as it lay on the stone.
        soft = 0.006
        up = soft * np.logaddexp(0.0, z / soft)
        top = 1 / (1 + np.exp(-(z - 0.35 * p.height_m) / (0.08 * p.height_m)))
        off = np.abs(slashes(points))
        # A slash opens: a shallow hollow between two lips that stand up.
        opened = np.exp(-((off / 1.1) ** 4)) - 0.4 * np.exp(-((off - 1.8) ** 2) / 0.4)
        return np.stack([x, y, up + 0.16 * (z - up) - deep * opened.sum(axis=1) * top], axis=1)

    cells = _CELLS if p.cuts else _CELLS_PLAIN
    swell = lumps(rng, 0.022, low=0.8, high=3.0)
    ball = blob((a, b, p.height_m * 0.9), exponent=2.3, cells=cells, swell=swell)
    mesh = warp(ball, shape)
    points = mesh.vertices.astype(np.float64)
    low, high = points.min(axis=0), points.max(axis=0)
    mesh = translate(mesh, (-(low[0] + high[0]) / 2, -(low[1] + high[1]) / 2, -low[2]))
    hull = hull_of(mesh, 32)
    # It rests on its middle: the hull's lowest points are made level.
    near = hull[:, 2] < 0.05 * p.height_m
    hull[near, 2] = 0.0
    middles = ball.vertices.astype(np.float64)[ball.faces].mean(axis=1)
    # A slash ends in a point on either flank.
    wide = np.clip((middles[:, 2:] - 0.3 * p.height_m) / (0.35 * p.height_m), 0, 1) ** 0.7
    torn = (np.abs(slashes(middles)) < wide).any(axis=1)
    crust = replace(mesh, faces=mesh.faces[~torn], uvs=_draped(mesh, p))
    surfaces = [Surface(crust, "crust")]
    if torn.any():
        surfaces.append(Surface(replace(mesh, faces=mesh.faces[torn]), "crumb"))
    return Model((Part("body", tuple(surfaces), (hull,)),))


def _draped(mesh: Mesh, p: Parameters) -> npt.NDArray[np.float32]:
    """(n, 2) texture coordinates in metres: the way over the crust from its crest, in that direction (an azimuthal
    equidistant map of an ellipsoid), from the middle of the tile.
    """
    x, y, z = mesh.vertices.astype(np.float64).T
    a, b, middle, c = p.length_m / 2, p.width_m / 2, 0.25 * p.height_m, 0.75 * p.height_m
    polar = np.arctan2(np.hypot(x / a, y / b), (z - middle) / c)
    level = np.maximum(np.hypot(x, y), 1e-9)
    direction = np.stack([x, y], axis=1) / level[:, None]
    radius = 1 / np.hypot(direction[:, 0] / a, direction[:, 1] / b)
    # A quarter of an ellipse is about as long as one of a circle with its mean square radius.
    way = polar * np.sqrt((radius**2 + c**2) / 2)
    uvs: npt.NDArray[np.float32] = (direction * way[:, None] + p.tile_m / 2).astype(np.float32)
    return uvs
