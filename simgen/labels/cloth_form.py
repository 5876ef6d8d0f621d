"""How a cloth lies, by its geometry alone: how much of it is seen from above, how level it is, how far it hangs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simgen.geometry import FloatArray
from simgen.world import Body

# Lines a side of the grid that looks from above.
LINES = 160
# What leans by at most this lies level.
LEVEL_DEG = 35.0


@dataclass(frozen=True)
class ClothForm:
    """Shares of the cloth's area: `covered` seen from above, `level` leaning little; `drop`, top to bottom, of the
    shorter side of a cloth of this area that is as long as this one laid flat.
    """

    covered: float
    level: float
    drop: float


def form_of(body: Body) -> ClothForm:
    """Of a cloth where it lies. Its area is half that of its closed surface."""
    part = body.asset.parts[0]
    meshes = [(surface.mesh, body.world_vertices(surface.mesh, part.joint)) for surface in part.surfaces]
    triangles = np.concatenate([vertices[mesh.faces] for mesh, vertices in meshes])
    across = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
    double = np.linalg.norm(across, axis=1)
    area = float(double.sum()) / 4
    level = np.abs(across[:, 2]) >= math.cos(math.radians(LEVEL_DEG)) * double
    # The texture keeps the sides that the cloth has when it is flat.
    sides = np.ptp(np.concatenate([np.abs(mesh.uvs) for mesh, _ in meshes]), axis=0) * body.scale
    drop = float(np.ptp(triangles[..., 2])) / max(float(sides.min()), 1e-9)
    return ClothForm(shadow_m2(triangles[..., :2]) / area, float(double[level].sum() / double.sum()), drop)


def shadow_m2(triangles: FloatArray) -> float:
    """The area that (m, 3, 2) triangles cover together, on a grid of lines through the middles of its cells."""
    low = triangles.reshape(-1, 2).min(axis=0)
    cell = float(np.ptp(triangles.reshape(-1, 2), axis=0).max()) / LINES
    grid = (triangles - low) / cell - 0.5
    covered: npt.NDArray[np.bool_] = np.zeros((LINES + 2, LINES + 2), dtype=np.bool_)
    first, last = np.ceil(grid.min(axis=1)).astype(int), np.floor(grid.max(axis=1)).astype(int)
    span = last - first + 1
    a, b, c = grid[:, 0], grid[:, 1], grid[:, 2]
    turn = _cross(b - a, c - a)
    # All triangles at once, for each place of their boxes: they are small, so these are few.
    for dx in range(int(span[:, 0].max(initial=0))):
        for dy in range(int(span[:, 1].max(initial=0))):
            on = (dx < span[:, 0]) & (dy < span[:, 1]) & (np.abs(turn) > 1e-12)
            at = (first + np.array([dx, dy]))[on]
            sides = [_cross(q[on] - p[on], at - p[on]) * np.sign(turn[on]) for p, q in ((a, b), (b, c), (c, a))]
            hit = at[(np.stack(sides) >= 0).all(axis=0)]
            covered[hit[:, 0], hit[:, 1]] = True
    return float(covered.sum()) * cell * cell


def _cross(u: FloatArray, v: FloatArray) -> FloatArray:
    result: FloatArray = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
    return result
