"""A pair of curtains on a rod, drawn to the sides, hanging in folds."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.boxes import box_hull
from simgen.catalog.meshing.grids import grid_faces, smooth_normals
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import mesh_of
from simgen.catalog.model import Model
from simgen.world import Mesh


@dataclass(frozen=True)
class Parameters:
    """`width_m` of the rod, `height_m` from the hem to the rod; `panel_m` how wide each drawn panel hangs; `fold_m` deep."""

    width_m: float
    height_m: float
    panel_m: float
    fold_m: float


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The curtains with the wall at +y, in the slots `cloth` and `rod`."""
    p = parameters
    curtain = Assembly(rng)
    rod = np.array([(-p.width_m / 2, 0, p.height_m), (p.width_m / 2, 0, p.height_m)])
    curtain.add("rod", "rod", tube(rod, 0.011, segments=20), [box_hull((p.width_m, 0.02, 0.02), (0, 0, p.height_m))])
    reach = p.fold_m / 2 + 0.03
    for side in (-1.0, 1.0):
        end = np.array([(side * (p.width_m / 2 - 0.03), 0, p.height_m), (side * (p.width_m / 2 - 0.03), reach, p.height_m)])
        curtain.add("rod", "rod", tube(end, 0.008, segments=12, ends="flat"))
        middle = side * (p.width_m / 2 - 0.05 - p.panel_m / 2)
        mesh = _panel(p, middle, rng)
        size = (p.panel_m, p.fold_m, p.height_m - 0.03)
        curtain.add("cloth", "cloth", mesh, [box_hull(size, (middle, 0, size[2] / 2))])
    return curtain.model()


def _panel(p: Parameters, middle: float, rng: np.random.Generator) -> Mesh:
    """Pleats that are even at the rod and wander towards the hem; cloth 1.2 mm thick, closed."""
    folds = max(3, round(p.panel_m / (1.1 * p.fold_m)))
    columns, rows = folds * 14, 24
    s = np.linspace(0, 1, columns + 1)
    t = np.linspace(0, 1, rows + 1)
    top = p.height_m - 0.012
    phases = rng.uniform(0, 2 * math.pi, 4)
    drop = 1 - t[:, None]
    wander = 0.35 * drop * (np.sin(2 * math.pi * (1.3 * s[None] + 0.4 * t[:, None]) + phases[0]) + 0.5 * np.sin(2 * math.pi * (3.1 * s[None] - 0.7 * t[:, None]) + phases[1]))
    phase = 2 * math.pi * folds * s[None] + wander * 2.2
    depth = p.fold_m / 2 * (0.62 + 0.3 * drop * (0.8 + 0.2 * np.sin(2 * math.pi * (2 * s[None]) + phases[2])))
    y = np.sin(phase) * depth
    x = middle - p.panel_m / 2 + s[None] * p.panel_m + 0.25 * p.panel_m / folds * np.sin(2 * phase) * 0.3
    z = np.broadcast_to(t[:, None] * top, y.shape)
    front = np.stack([np.broadcast_to(x, y.shape), y, z], axis=-1)
    faces = grid_faces(rows + 1, columns + 1)
    flat = front.reshape(-1, 3)
    normals = smooth_normals(flat, faces)
    stretch = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(front[0, :, 0]), np.diff(front[0, :, 1])))])
    uv = np.stack([np.broadcast_to(stretch[None], y.shape), z], axis=-1).reshape(-1, 2)
    back = flat - 0.0012 * normals
    vertices = np.concatenate([flat, back])
    both = np.concatenate([faces, faces[:, ::-1] + len(flat), *_rim(rows, columns, len(flat))])
    return mesh_of(vertices, both, np.concatenate([normals, -normals]), np.concatenate([uv, uv]))


def _rim(rows: int, columns: int, count: int) -> list[np.ndarray]:
    """Triangles that close the edges between the front and the back grid."""
    index = np.arange(count).reshape(rows + 1, columns + 1)
    loop = np.concatenate([index[0, :-1], index[:-1, -1], index[-1, :0:-1], index[:0:-1, 0]])
    ahead = np.roll(loop, -1)
    return [np.column_stack([loop, loop + count, ahead + count]), np.column_stack([loop, ahead + count, ahead])]
