"""Umbrella stands with furled umbrellas."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import vessel, wall_curve
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lofts import at_height, loft, pole
from simgen.catalog.meshing.profiles import smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, move
from simgen.catalog.model import Model
from simgen.geometry import Pose, axis_angle


@dataclass(frozen=True)
class Parameters:
    """`height_m`, `diameter_m` of the stand; `umbrellas` (0 to 2) in it, `umbrella_m` long."""

    height_m: float
    diameter_m: float
    umbrellas: int
    umbrella_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        if not 0 <= self.umbrellas <= 2:
            raise ValueError(f"umbrellas is 0, 1 or 2, got {self.umbrellas}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The stand; slots `stand`, `cloth`, `cloth_2`, `grip` and `metal`."""
    p = parameters
    stand = Assembly(rng)
    r, h = p.diameter_m / 2, p.height_m
    form = vessel(
        wall_curve([(0.96 * r, 0.0), (0.97 * r, 0.006), (0.97 * r, 0.5 * h), (r, h)]),
        wall_m=0.004,
        floor_m=0.006,
        corner_m=0.006,
    )
    stand.add("body", "stand", form.mesh(64), form.hulls(14))
    stand.hollow("inside", form.cavity().mesh)
    inner = float(form.inner[-1, 0])
    start = float(rng.uniform(0, 2 * math.pi))
    for k in range(p.umbrellas):
        _umbrella(stand, p, inner, start + k * 2.6, k, rng)
    return stand.model()


def _umbrella(stand: Assembly, p: Parameters, inner: float, angle: float, k: int, rng: np.random.Generator) -> None:
    """Tip down, leaning on the rim: a ferrule, cloth wound round its ribs, a strap, a shaft and a crook."""
    long = p.umbrella_m * float(rng.uniform(0.93, 1.0))
    cloth_low, cloth_high = 0.07 * long, 0.74 * long
    turn = np.linspace(0, 2 * math.pi, 48, endpoint=False)
    rings = []
    for t in np.linspace(0.0, 1.0, 26):
        girth = np.interp(t, [0, 0.06, 0.35, 0.72, 0.92, 1.0], [0.007, 0.011, 0.021, 0.031, 0.034, 0.012])
        # Eight folds wound round the shaft; the strap at a third of the way draws them in.
        strap = 0.26 * math.exp(-(((t - 0.62) / 0.05) ** 2))
        fold = 1 + (0.10 + 0.05 * t) * np.cos(8 * turn + 5.0 * t) - strap
        ring = np.column_stack([np.cos(turn), np.sin(turn)]) * (girth * fold)[:, None]
        rings.append(at_height(ring, cloth_low + t * (cloth_high - cloth_low)))
    cloth = loft([pole(rings[0]), *rings, pole(rings[-1])])
    shaft = tube(
        [(0, 0, 0.0), (0, 0, 0.02), (0, 0, 0.86 * long)], np.array([0.003, 0.005, 0.005]), segments=12, ends="round"
    )
    crook = smooth(
        [
            (0, 0, 0.80 * long),
            (0, 0, 0.90 * long),
            (0.008, 0, 0.96 * long),
            (0.045, 0, 0.995 * long),
            (0.082, 0, 0.96 * long),
            (0.088, 0, 0.915 * long),
        ],
        28,
    )
    grip = tube(crook, 0.0105, segments=16)
    s = np.linspace(0, 2 * math.pi, 28, endpoint=False)
    z = cloth_low + 0.62 * (cloth_high - cloth_low)
    strap_path = np.column_stack([0.0225 * np.cos(s), 0.0225 * np.sin(s), np.full(28, z)])
    band = tube(strap_path, np.tile([0.0016, 0.010], (28, 1)), segments=8, closed=True, up=(0, 0, 1))
    foot = -0.55 * inner
    wide = 0.026
    lean = math.atan2(inner - wide - foot, p.height_m)
    place = (
        Pose((0, 0, 0), axis_angle((0, 0, 1), angle))
        @ Pose((foot, 0, 0.0105), axis_angle((0, 1, 0), lean))
        @ Pose((0, 0, 0), axis_angle((0, 0, 1), float(rng.uniform(0, 6.28))))
    )
    name = f"umbrella_{k + 1}"
    slot = "cloth" if k == 0 else "cloth_2"
    stand.add(name, slot, [move(cloth, place), move(band, place)], [place.apply(hull_of(np.concatenate(rings), 24))])
    stand.add(name, "metal", move(shaft, place))
    stand.add(name, "grip", move(grip, place), [place.apply(h) for h in tube_hulls(crook, 0.010, 4)])
