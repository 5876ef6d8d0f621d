"""How much light comes to a place after it has bounced, kept for the places that a picture's paths would ask.

Most noise of a path comes from its far end, which the eye sees least: what light does after two bounces reaches the
picture as a faint, even glow. So paths are followed in full to their second rough surface, whose light straight from
lamps and windows they still ask for, and there look up what has bounced before, as a mean over a small cell of space
and facing (final gathering, Reichert 1992; the cells are those of Binder, Fricke and Keller 2018, "Fast path space
filtering by jittered spatial hashing"). Near corners, in sharp reflections and where no cell was filled, a path goes
on.

The mean of a cell is noisy, but a pixel gathers from hundreds of them. What is lost is how bounced light varies within
a cell and by direction, as the second of three bounces.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import drjit as dr
import mitsuba as mi
import numpy as np
import numpy.typing as npt

from simgen.rendering.path_scene import opaque_vector, uploaded

Floats = npt.NDArray[np.floating[Any]]

# Cells along the diagonal of the box around most places: what is left out at either end, and the margin around it,
# beyond which a path goes on.
_CELLS_ACROSS = 48
_LEFT_OUT_PERCENT, _MARGIN = 2.0, 0.25
# Nearer than so many cells, a path goes on instead of looking a cell up.
_NEAR_CELLS = 2.0
# A surface faces one of the six ways along the axes, by the greatest of its normal's numbers.
_WAYS = 6


@dataclass(frozen=True, eq=False)
class Places:
    """Where the paths of a picture would look bounced light up. positions, normals (unit): (n, 3), world, metres."""

    positions: Floats
    normals: Floats


class LightCache:
    """Mean radiance of bounced light, by cell and light group. Empty, it holds no cell, and paths are followed."""

    def __init__(self, places: Places | None = None, radiance: list[Floats] | None = None) -> None:
        """`radiance`: by light group, (n, 3) mean incident radiance of the bounced light at each place, cd/m²."""
        low, cell, shape = np.zeros(3), 1.0, np.ones(3, np.int64)
        grid, means = np.zeros(_WAYS, np.uint32), np.zeros((1, 1, 4), np.float32)
        if places is not None and radiance is not None and len(places.positions) > 0:
            positions = places.positions.astype(np.float64)
            low, high = np.percentile(positions, (_LEFT_OUT_PERCENT, 100 - _LEFT_OUT_PERCENT), axis=0)
            size = float(np.linalg.norm(high - low))
            cell = max(size / _CELLS_ACROSS, 1e-6)
            low, high = low - _MARGIN * size, high + _MARGIN * size
            shape = np.floor((high - low) / cell).astype(np.int64) + 1
            inside = ((positions >= low) & (positions < high)).all(axis=1)
            at = np.floor((positions[inside] - low) / cell).astype(np.int64)
            key = ((at[:, 2] * shape[1] + at[:, 1]) * shape[0] + at[:, 0]) * _WAYS + _way(places.normals[inside])
            filled, index = np.unique(key, return_inverse=True)
            grid = np.zeros(int(shape.prod()) * _WAYS, np.uint32)
            grid[filled] = np.arange(1, len(filled) + 1)
            means = np.zeros((len(filled) + 1, len(radiance), 4), np.float32)
            count = np.bincount(index)
            for group, values in enumerate(radiance):
                for channel in range(3):
                    total = np.bincount(index, values[inside, channel].astype(np.float64))
                    means[1:, group, channel] = total / count
        self._low = opaque_vector(low)
        self._cell = dr.opaque(mi.Float, cell)
        self._shape = mi.Vector3i(*(dr.opaque(mi.Int32, int(n)) for n in shape))
        self._grid, self._means = uploaded(mi.UInt32, grid), uploaded(mi.Float, means)
        dr.eval(vars(self))

    def find(self, position: Any, normal: Any, came_from: Any, jitter: tuple[Any, Any, Any], active: Any) -> Any:
        """The number of the cell to look up at a place that a path has reached from `came_from`; 0 where it must go on.

        `jitter`: three numbers in [0, 1), which move the place along its surface by up to half a cell, so that cells
        have no borders.
        """
        moved = mi.Vector3f(*((number - 0.5) * self._cell for number in jitter))
        moved -= normal * dr.dot(moved, normal)
        at = mi.Vector3i(dr.floor((position + moved - self._low) / self._cell))
        inside = dr.all((at >= 0) & (at < self._shape))
        far = dr.squared_norm(position - came_from) > dr.square(_NEAR_CELLS * self._cell)
        x, y, z = dr.abs(normal.x), dr.abs(normal.y), dr.abs(normal.z)
        axis = dr.select((x >= y) & (x >= z), 0, dr.select(y >= z, 1, 2))
        along = dr.select(axis == 0, normal.x, dr.select(axis == 1, normal.y, normal.z))
        way = axis * 2 + dr.select(along < 0, 1, 0)
        key = ((at.z * self._shape.y + at.y) * self._shape.x + at.x) * _WAYS + way
        asks = active & inside & far
        return dr.select(asks, dr.gather(mi.UInt32, self._grid, mi.UInt32(key), asks), 0)

    def radiance(self, cell: Any, group: int, group_count: int, active: Any) -> Any:
        """Mean incident radiance of the bounced light of one of the cache's groups in cells that `find` found."""
        mean = dr.gather(mi.Vector4f, self._means, cell * group_count + group, active)
        return mi.Vector3f(mean.x, mean.y, mean.z)


def _way(normals: Floats) -> npt.NDArray[np.int64]:
    size = np.abs(normals)
    axis = np.argmax(size, axis=1)
    back = np.take_along_axis(normals, axis[:, None], axis=1)[:, 0] < 0
    return np.asarray(axis * 2 + back, dtype=np.int64)
