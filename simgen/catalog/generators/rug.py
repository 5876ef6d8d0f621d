"""Rugs: a thin slab of textile with a soft edge, not quite flat, with or without a fringe."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly, prism_hulls
from simgen.catalog.meshing.boxes import box_hull, ellipse, rounded_box
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.ripples import Ripples
from simgen.catalog.meshing.transforms import rotate, shift_uv, translate, warp
from simgen.catalog.model import Model
from simgen.errors import did_you_mean
from simgen.geometry import FloatArray
from simgen.world import Mesh

SHAPES = ("rectangle", "round")
_WAVE_M = 0.0007
# Pile is soft: under feet and things it is pressed down to this height, so that furniture may stand half on a rug.
PRESSED_M = 0.0015


@dataclass(frozen=True)
class Parameters:
    """Sizes over all but the fringe; a round rug is `width_m` across.

    `stretch` draws the pattern once over the whole rug: its tile has `tile_m` on the edge. `fringe_m` is the length
    of the threads at both short ends, 0 for none.
    """

    shape: str
    width_m: float
    depth_m: float
    thickness_m: float
    tile_m: float
    stretch: bool
    fringe_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        if self.shape not in SHAPES:
            raise ValueError(f"there is no shape '{self.shape}'. {did_you_mean(self.shape, SHAPES)}")
        if self.shape == "round" and self.fringe_m > 0:
            raise ValueError("a round rug has no fringe: set fringe_m to 0")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The rug, long along x, in the slots `pile` and `fringe`."""
    p = parameters
    rug = Assembly(rng)
    depth = p.width_m if p.shape == "round" else p.depth_m
    t = p.thickness_m
    if p.shape == "round":
        flat, outline = _disk(p.width_m, t), ellipse(p.width_m, p.width_m, 48)
        hulls = prism_hulls(outline, 0.0, PRESSED_M)
    else:
        cells = (max(2, round(p.width_m / 0.07)), max(2, round(depth / 0.07)), 1)
        flat = rounded_box((p.width_m, depth, t), 0.45 * t, 4, (0, 0, t / 2), divisions=cells)
        hulls = [box_hull((p.width_m, depth, PRESSED_M), (0, 0, PRESSED_M / 2))]
    waves = Ripples.draw(rng, 0.25, 0.8)

    def lie(q: FloatArray) -> FloatArray:
        """Waves of the upper side; the edges wander by a few millimetres."""
        rise = q[:, 2] + np.clip(q[:, 2] / t, 0, 1) ** 2 * _WAVE_M * waves(q * [1, 1, 0])
        rim = np.maximum(np.abs(q[:, 0]) / p.width_m, np.abs(q[:, 1]) / depth) * 2
        wander = 0.003 * np.clip(rim, 0, 1) ** 6 * waves(0.4 * q * [1, 1, 0] + 7.0)
        return np.column_stack([q[:, 0] * (1 + wander / p.width_m), q[:, 1] * (1 + wander / depth), rise])

    mesh = warp(flat, lie)
    scale = np.array([p.tile_m / p.width_m, p.tile_m / depth]) if p.stretch else np.ones(2)
    uv = flat.vertices[:, :2] * scale + (p.tile_m / 2 if p.stretch else 0.0)
    mesh = Mesh(mesh.vertices, mesh.faces, mesh.normals, uv.astype(np.float32))
    rug.add("body", "pile", mesh, hulls, whole=p.stretch)
    if p.fringe_m > 0:
        _fringe(rug, p, depth)
    margin = 0.1
    x, y = p.width_m / 2 - margin, depth / 2 - margin
    if p.shape == "round":
        rug.support("top", [(float(a), float(b)) for a, b in ellipse(2 * x, 2 * x, 24)], PRESSED_M)
    else:
        rug.support_box("top", (-x, -y), (x, y), PRESSED_M, margin=0.0)
    return rug.model()


def _disk(across: float, thickness: float) -> Mesh:
    """A flat disk with a round edge and rings of vertices all over."""
    r, edge = across / 2, 0.45 * thickness
    rings = np.linspace(0, r - edge, max(3, round(r / 0.07)))
    turn = np.linspace(-math.pi / 2, math.pi / 2, 9)
    lift = np.where(turn < 0, edge, thickness - edge)
    rim = np.column_stack([r - edge + edge * np.cos(turn), lift + edge * np.sin(turn)])
    under = np.column_stack([rings[:-1], 0 * rings[:-1]])
    over = np.column_stack([rings[:-1][::-1], np.full(len(rings) - 1, thickness)])
    return lathe(np.concatenate([under, rim, over]), 80, crease_deg=60)


def _fringe(rug: Assembly, p: Parameters, depth: float) -> None:
    """Knotted threads at both short ends, each lying a little its own way."""
    rng = rug.rng
    pitch, wide, thick = 0.014, 0.0075, 0.0026
    threads = []
    for side in (-1.0, 1.0):
        count = int((depth - 0.02) / pitch)
        for k in range(count):
            y = (k + 0.5) * pitch - count * pitch / 2
            length = p.fringe_m * rng.uniform(0.88, 1.08)
            thread = rounded_box((length, wide, thick), 0.0, center=(length / 2, 0, thick / 2), grain="x")
            turned = rotate(thread, (0, 0, 1), rng.normal(0, 0.10) + (math.pi if side < 0 else 0.0))
            threads.append(translate(turned, (side * (p.width_m / 2 - 0.006), y, 0.0)))
    rug.add("body", "fringe", [shift_uv(m, rng.uniform(0, 1, 2).tolist()) for m in threads])
