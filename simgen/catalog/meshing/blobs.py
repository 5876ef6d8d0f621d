"""Round bodies without an axis: superellipsoids and lumpy balls."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from simgen.catalog.meshing.grids import grid_faces, mesh_from, smooth_normals
from simgen.geometry import FloatArray
from simgen.world import Mesh

# Right, up and outward axis of each side of a cube.
_SIDES: tuple[tuple[tuple[float, float, float], ...], ...] = (
    ((1, 0, 0), (0, 0, 1), (0, -1, 0)),
    ((0, 1, 0), (0, 0, 1), (1, 0, 0)),
    ((-1, 0, 0), (0, 0, 1), (0, 1, 0)),
    ((0, -1, 0), (0, 0, 1), (-1, 0, 0)),
    ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    ((1, 0, 0), (0, -1, 0), (0, 0, -1)),
)


def blob(
    radii: npt.ArrayLike,
    *,
    exponent: float = 2.0,
    cells: int = 10,
    swell: Callable[[FloatArray], FloatArray] | None = None,
    center: npt.ArrayLike = (0.0, 0.0, 0.0),
) -> Mesh:
    """The superellipsoid |x/a|^e + |y/b|^e + |z/c|^e = 1 with radii (a, b, c): exponent 2 is an ellipsoid.

    `swell` maps (n, 3) unit directions to (n,) factors of the radius (about 1), for lumps and dents. The skin
    is a cube of `cells` x `cells` squares a side blown up, so no pole shows: 12 cells² triangles, six charts.
    """
    size = np.asarray(radii, dtype=np.float64)
    angle = np.linspace(-math.pi / 4, math.pi / 4, cells + 1)
    a, b = np.meshgrid(angle, angle)
    vertices, uvs, faces = [], [], []
    start = 0
    for right, up, out in _SIDES:
        direction = (
            np.tan(a)[..., None] * np.asarray(right) + np.tan(b)[..., None] * np.asarray(up) + np.asarray(out)
        ).reshape(-1, 3)
        # Rounded, so that sides meet in equal numbers and weld.
        direction = np.round(direction / np.linalg.norm(direction, axis=1, keepdims=True), 12)
        radial = np.sum(np.abs(direction) ** exponent, axis=1) ** (-1 / exponent)
        if swell is not None:
            radial = radial * swell(direction)
        vertices.append(direction * radial[:, None] * size)
        spread = [float((np.abs(axis) @ size + np.abs(np.asarray(out)) @ size) / 2) for axis in (right, up)]
        uvs.append(np.stack([a * spread[0], b * spread[1]], axis=-1).reshape(-1, 2))
        faces.append(start + grid_faces(cells + 1, cells + 1))
        start += (cells + 1) ** 2
    points, triangles = np.concatenate(vertices), np.concatenate(faces)
    normals = smooth_normals(points, triangles)
    return mesh_from(points + np.asarray(center, dtype=np.float64), triangles, normals, np.concatenate(uvs))


def lumps(rng: np.random.Generator, amplitude: float, *, waves: int = 8, low: float = 1.0, high: float = 4.0) -> _Lumps:
    """A smooth random `swell`: factors about 1 with standard deviation `amplitude`.

    The sum of `waves` plane waves over the unit sphere, each with `low` to `high` periods across its radius.
    """
    direction = rng.normal(size=(waves, 3))
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    frequency = rng.uniform(low, high, waves)
    return _Lumps(direction * frequency[:, None], rng.uniform(0.0, 2 * math.pi, waves), amplitude)


class _Lumps:
    """A sum of plane waves, callable as a swell."""

    def __init__(self, vectors: FloatArray, phases: FloatArray, amplitude: float) -> None:
        self._vectors, self._phases, self._amplitude = vectors, phases, amplitude

    def __call__(self, direction: FloatArray) -> FloatArray:
        waves = np.sin(direction @ self._vectors.T + self._phases)
        result: FloatArray = 1.0 + self._amplitude * math.sqrt(2 / len(self._phases)) * np.sum(waves, axis=1)
        return result


def hull_points(radii: Sequence[float], rings: int = 3, segments: int = 8) -> FloatArray:
    """(2 + rings · segments, 3) points on an ellipsoid, for its collision hull."""
    size = np.asarray(radii, dtype=np.float64)
    points = [np.array([0.0, 0.0, -1.0]), np.array([0.0, 0.0, 1.0])]
    for k in range(1, rings + 1):
        polar = math.pi * k / (rings + 1)
        for j in range(segments):
            turn = 2 * math.pi * (j + 0.5 * (k % 2)) / segments
            side = math.sin(polar)
            points.append(np.array([side * math.cos(turn), side * math.sin(turn), math.cos(polar)]))
    return np.stack(points) * size
