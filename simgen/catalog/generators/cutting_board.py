"""Cutting boards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.meshing.boxes import extrude, rounded_rectangle
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.transforms import hull_of
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Part, SupportSurface, Surface


@dataclass(frozen=True)
class Parameters:
    """`length_m` along x with the handle, `handle_m` its length (0: a plain board)."""

    length_m: float
    width_m: float
    thickness_m: float
    corner_m: float
    handle_m: float


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The board lying flat, its grain along x, in the slot `wood`."""
    p = parameters
    outline = _outline(p)
    mesh = extrude(outline, p.thickness_m, min(0.004, 0.3 * p.thickness_m), 4, crease_deg=50)
    hulls: list[FloatArray] = []
    body = p.length_m / 2 - p.handle_m
    for inside in (outline[:, 0] <= body + 0.001, outline[:, 0] >= body - 0.03):
        flat = outline[inside]
        if len(flat) >= 3 and (p.handle_m > 0 or inside.all() or not hulls):
            prism = np.concatenate([np.insert(flat, 2, z, axis=1) for z in (0.0, p.thickness_m)])
            hulls.append(hull_of(prism, 32))
    x0, x1, y = -p.length_m / 2 + 0.02, body - 0.02, p.width_m / 2 - 0.02
    top = SupportSurface("top", ((x0, -y), (x1, -y), (x1, y), (x0, y)), p.thickness_m)
    return Model((Part("body", (Surface(mesh, "wood"),), tuple(hulls)),), supports=(top,))


def _outline(p: Parameters) -> FloatArray:
    w = p.width_m / 2
    if p.handle_m <= 0:
        return rounded_rectangle(p.length_m, p.width_m, p.corner_m, 8)
    x0, x1, body = -p.length_m / 2, p.length_m / 2, p.length_m / 2 - p.handle_m
    grip = 0.018
    corners = [
        (x0, -w),
        (body, -w),
        (body + 0.03, -grip),
        (x1, -grip * 1.1),
        (x1, grip * 1.1),
        (body + 0.03, grip),
        (body, w),
        (x0, w),
    ]
    radii = [p.corner_m, p.corner_m, 0.03, 0.014, 0.014, 0.03, p.corner_m, p.corner_m]
    return fillet(corners, radii, 7, closed=True)
