"""Round fruit: apples, oranges, lemons, pears, tomatoes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.blobs import lumps
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, merge, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh, Part, Surface


@dataclass(frozen=True)
class Parameters:
    """`diameter_m` at the widest, `height_m` from end to end without the stem. `stem_m` 0 has none.

    `style` is one of STYLES: the shape of a half section. `lumpiness`: how uneven, a fraction of the radius.
    """

    style: str
    diameter_m: float
    height_m: float
    lumpiness: float
    stem_m: float


# Radius and height as fractions of half the diameter and of the height, from the lower pole to the upper.
STYLES: dict[str, list[tuple[float, float]]] = {
    "apple": [
        (0.0, 0.085),
        (0.12, 0.065),
        (0.26, 0.012),
        (0.42, 0.005),
        (0.68, 0.1),
        (0.91, 0.32),
        (1.0, 0.58),
        (0.93, 0.8),
        (0.7, 0.955),
        (0.45, 1.0),
        (0.25, 0.965),
        (0.1, 0.87),
        (0.0, 0.81),
    ],
    "orange": [
        (0.0, 0.012),
        (0.05, 0.006),
        (0.1, 0.001),
        (0.3, 0.02),
        (0.62, 0.11),
        (0.9, 0.29),
        (1.0, 0.5),
        (0.9, 0.71),
        (0.62, 0.89),
        (0.3, 0.982),
        (0.13, 0.988),
        (0.0, 0.966),
    ],
    "lemon": [
        (0.0, 0.0),
        (0.12, 0.012),
        (0.2, 0.06),
        (0.34, 0.12),
        (0.72, 0.25),
        (0.95, 0.4),
        (1.0, 0.52),
        (0.93, 0.66),
        (0.7, 0.81),
        (0.36, 0.925),
        (0.17, 0.965),
        (0.1, 0.985),
        (0.0, 0.98),
    ],
    "pear": [
        (0.0, 0.045),
        (0.12, 0.03),
        (0.28, 0.0),
        (0.55, 0.03),
        (0.86, 0.15),
        (1.0, 0.31),
        (0.92, 0.48),
        (0.66, 0.65),
        (0.46, 0.79),
        (0.38, 0.89),
        (0.26, 0.97),
        (0.1, 1.0),
        (0.0, 0.98),
    ],
    "tomato": [
        (0.0, 0.03),
        (0.2, 0.01),
        (0.45, 0.02),
        (0.8, 0.17),
        (1.0, 0.47),
        (0.94, 0.75),
        (0.7, 0.93),
        (0.4, 1.0),
        (0.16, 0.955),
        (0.0, 0.9),
    ],
}
_LOBES = {"apple": (5, 0.02), "orange": (9, 0.002), "lemon": (5, 0.012), "pear": (3, 0.02), "tomato": (6, 0.02)}


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The fruit, standing on its lower end or, if that is a tip, lying; in the slots `skin` and `stem`."""
    p = parameters
    check_style(p.style, STYLES)
    radius = p.diameter_m / 2
    skin = lathe(smooth(np.array(STYLES[p.style]) * [radius, p.height_m], 40), 48, crease_deg=80, caps=False)
    shape = _uneven(p, radius, rng)
    mesh = warp(skin, shape)
    surfaces = [mesh]
    if p.stem_m > 0:
        surfaces.append(_stem(p, rng, shape))
    if p.style == "lemon":
        # A lemon lies on its side.
        surfaces = [warp(m, lambda q: np.stack([q[:, 2], q[:, 1], -q[:, 0]], axis=1)) for m in surfaces]
    points = surfaces[0].vertices.astype(np.float64)
    low, high = points.min(axis=0), points.max(axis=0)
    offset = (-(low[0] + high[0]) / 2, -(low[1] + high[1]) / 2, -low[2])
    surfaces = [translate(m, offset) for m in surfaces]
    slots = [Surface(m, slot) for m, slot in zip(surfaces, ("skin", "stem"), strict=False)]
    return Model((Part("body", tuple(slots), (hull_of(surfaces[0], 32),)),))


class _uneven:  # noqa: N801
    """The map from a turned fruit to a grown one: lobes, a lean, and lumps that fade out at the poles."""

    def __init__(self, p: Parameters, radius: float, rng: np.random.Generator) -> None:
        self._radius, self._height = radius, p.height_m
        self._lumps = lumps(rng, p.lumpiness, low=0.8, high=2.5)
        self._lobes, self._depth = _LOBES[p.style]
        self._depth *= rng.uniform(0.4, 1.2)
        self._phase = rng.uniform(0, 2 * np.pi)
        self._lean = rng.normal(0.0, 0.03 if p.style != "pear" else 0.07, 2) * p.height_m
        self._squash = 1.0 + rng.normal(0.0, 0.015)

    def __call__(self, points: FloatArray) -> FloatArray:
        x, y, z = points[:, 0], points[:, 1], points[:, 2]
        t = z / self._height
        around = np.arctan2(y, x)
        reach = np.hypot(x, y) / self._radius
        # Lobes show at the lower end and fade to the axis, where the angle means nothing.
        below = np.clip(1.2 - t, 0.2, 1.0) * np.minimum(1.0, (reach / 0.35) ** 2)
        direction = np.stack([x / self._radius, y / self._radius, 2 * t - 1], axis=1)
        factor = self._lumps(direction) * (1 + self._depth * below * np.cos(self._lobes * around + self._phase))
        sway = (t * (1 - t) * 2 + 0.6 * t**2)[:, None] * self._lean
        flat = points[:, :2] * factor[:, None] * [self._squash, 1 / self._squash] + sway
        middle = self._height / 2
        return np.concatenate([flat, (middle + (z - middle) * factor)[:, None]], axis=1)


def _stem(p: Parameters, rng: np.random.Generator, shape: _uneven) -> Mesh:
    """A woody stalk from the upper pole, or the green star of a tomato; before the fruit is laid down."""
    pole = shape(np.array([[1e-6, 0.0, STYLES[p.style][-1][1] * p.height_m]]))[0]
    if p.style == "orange":
        # The button that the stalk broke off from: five blunt lobes about a paler scar.
        button = np.array([(0.0, -0.002), (0.003, -0.002), (0.0039, 0.0004), (0.0026, 0.0013), (0.0, 0.0005)])
        around = float(rng.uniform(0, 2 * np.pi))

        def lobed(points: FloatArray) -> FloatArray:
            wave = 1 + 0.16 * np.cos(5 * np.arctan2(points[:, 1], points[:, 0]) + around)
            return np.concatenate([points[:, :2] * wave[:, None], points[:, 2:]], axis=1)

        return translate(warp(lathe(smooth(button, 9), 20), lobed), pole.tolist())
    lean = rng.normal(0.0, 0.3, 2) * p.stem_m
    path = pole + np.array(
        [(0, 0, -0.004), (0, 0, 0.25 * p.stem_m), (*(0.4 * lean), 0.65 * p.stem_m), (*lean, p.stem_m)]
    )
    thick = np.interp(np.linspace(0, 1, 10), [0, 0.2, 0.8, 1.0], [0.0017, 0.0011, 0.0012, 0.0021])
    stalk = tube(smooth(path, 10), thick, segments=8, ends="flat", bevel_m=0.0003)
    if p.style != "tomato":
        return stalk
    leaves = []
    turn = rng.uniform(0, 2 * np.pi)
    for k in range(5):
        angle = turn + 2 * np.pi * (k + rng.normal(0, 0.08)) / 5
        out = np.array([np.cos(angle), np.sin(angle), 0.0])
        reach = p.diameter_m * rng.uniform(0.2, 0.28)
        spine = [
            pole + out * reach * s + [0, 0, 0.0035 + 0.35 * reach * (s - 1.4 * s * s)] for s in (0.0, 0.3, 0.65, 1.0)
        ]
        width = np.array([0.0015, 0.0024, 0.0016, 0.0004])
        leaves.append(tube(np.array(spine), np.stack([width, 0.3 * width], axis=1), segments=8))
    return merge([stalk, *leaves])
