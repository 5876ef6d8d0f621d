"""Rugs: a thin slab of textile with a soft edge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.meshing.boxes import box_hull, ellipse, extrude, rounded_rectangle
from simgen.catalog.model import Model
from simgen.world import Mesh, Part, SupportSurface, Surface


@dataclass(frozen=True)
class Parameters:
    """`shape` is rectangle or round; `stretch` draws the pattern over the whole rug: its tile has `tile_m` on the edge."""

    shape: str
    width_m: float
    depth_m: float
    thickness_m: float
    tile_m: float
    stretch: bool


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The rug, long along x, in the slot `pile`."""
    p = parameters
    if p.shape not in ("rectangle", "round"):
        raise ValueError(f"shape is rectangle or round, got '{p.shape}'")
    depth = p.width_m if p.shape == "round" else p.depth_m
    outline = ellipse(p.width_m, depth, 96) if p.shape == "round" else rounded_rectangle(p.width_m, depth, 0.01, 4)
    mesh = extrude(outline, p.thickness_m, 0.45 * p.thickness_m, 3)
    points = mesh.vertices
    if p.stretch:
        # One tile is the whole design, borders included.
        uv = (points[:, :2] / [p.width_m, depth] + 0.5) * p.tile_m
        mesh = Mesh(mesh.vertices, mesh.faces, mesh.normals, uv.astype(np.float32))
    else:
        mesh = Mesh(mesh.vertices, mesh.faces, mesh.normals, points[:, :2].copy())
    if p.shape == "round":
        ring = outline[::4]
        hull = np.concatenate([np.column_stack([ring, np.full(len(ring), z)]) for z in (0.0, p.thickness_m)])
        hulls = (hull[: len(ring)], hull[len(ring) :])
        hulls = (np.concatenate([hulls[0][::2], hulls[1][::2]]),)
    else:
        hulls = (box_hull((p.width_m, depth, p.thickness_m), (0, 0, p.thickness_m / 2)),)
    inset = outline[:: max(1, len(outline) // 16)] * 0.9
    top = SupportSurface("top", tuple((float(x), float(y)) for x, y in inset), p.thickness_m)
    return Model((Part("body", (Surface(mesh, "pile"),), hulls),), supports=(top,))
