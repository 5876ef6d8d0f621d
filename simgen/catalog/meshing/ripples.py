"""Smooth noise that is exact everywhere: sums of plane waves, for surfaces that are not drawn with a ruler."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simgen.geometry import FloatArray


@dataclass(frozen=True, eq=False)
class Ripples:
    """A smooth scalar field over points of space with mean 0 and variance 1.

    waves: (n, 3) rad/m; phases: (n,) rad.
    """

    waves: FloatArray
    phases: FloatArray

    @staticmethod
    def draw(
        rng: np.random.Generator,
        shortest_m: float,
        longest_m: float,
        count: int = 14,
        stretch: tuple[float, float, float] = (1.0, 1.0, 1.0),
    ) -> Ripples:
        """Waves of random direction, with lengths log-uniform between the two.

        `stretch` lengthens them along x, y, z: folds run along the axis with the largest.
        """
        direction = rng.normal(size=(count, 3))
        direction /= np.linalg.norm(direction, axis=1, keepdims=True)
        length = np.exp(rng.uniform(math.log(shortest_m), math.log(longest_m), size=(count, 1)))
        phases = rng.uniform(0, 2 * math.pi, size=count)
        return Ripples(2 * math.pi / length * direction / np.asarray(stretch), phases)

    def __call__(self, points: npt.ArrayLike) -> FloatArray:
        """(...,) values at (..., 3) points, metres; about nine in ten within ±1.7."""
        p = np.asarray(points, dtype=np.float64)
        total = np.sin(p @ self.waves.T + self.phases).sum(axis=-1)
        result: FloatArray = total * math.sqrt(2 / len(self.phases))
        return result
