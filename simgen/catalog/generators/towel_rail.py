"""Towels hung over a rail on the wall, or the rail alone."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.cloth import padded
from simgen.catalog.meshing.grids import face_centers, faces_where
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.ripples import Ripples
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray

_BAR_M = 0.009
_STAND_OFF_M = 0.07


@dataclass(frozen=True)
class Parameters:
    """`width_m` of the rail; `towels` (0 to 3) side by side, of `towel_m` width, hanging down `drop_m` in front.

    `back_m` is how much shorter they hang behind; `cloth_m` their thickness, folded as they hang. `border`: a woven
    band near the hem.
    """

    width_m: float
    towels: int
    towel_m: float
    drop_m: float
    back_m: float
    cloth_m: float
    border: bool

    def __post_init__(self) -> None:
        """Values that go together."""
        if self.towels * self.towel_m > self.width_m - 0.04:
            raise ValueError(f"{self.towels} towels of {self.towel_m} m do not hang on {self.width_m} m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The rail with its back at +y, in the slots `metal`, `cloth` and `border`."""
    p = parameters
    rail = Assembly(rng)
    x = p.width_m / 2
    bar = tube([(-x + 0.002, 0, 0), (x - 0.002, 0, 0)], _BAR_M, segments=20, ends="flat", bevel_m=0.002)
    rail.add("body", "metal", bar, [hull_of(bar, 16)])
    for side in (-1.0, 1.0):
        at = side * (x - 0.018)
        post = tube([(at, -0.004, 0), (at, _STAND_OFF_M - 0.004, 0)], 0.008, segments=18, ends="flat", bevel_m=0.001)
        rose = lathe(
            fillet([(0, 0), (0.024, 0), (0.024, 0.006), (0.009, 0.010), (0, 0.010)], [0, 0.001, 0.002, 0.004, 0], 4), 32
        )
        plate = translate(rotate(rose, (1, 0, 0), math.pi / 2), (at, _STAND_OFF_M, 0))
        rail.add("body", "metal", [post, plate], [hull_of(post, 12), hull_of(plate, 16)])
    for k in range(p.towels):
        _towel(rail, p, k, rng)
    return rail.model(has_front=True)


def _towel(rail: Assembly, p: Parameters, k: int, rng: np.random.Generator) -> None:
    room = (p.width_m - 0.05) / p.towels
    middle = (k + 0.5) * room - (p.width_m - 0.05) / 2 + rng.uniform(-0.3, 0.3) * (room - p.towel_m)
    grid = _hanging(p, rng)
    grid[..., 0] += middle
    mesh = padded(grid, p.cloth_m, 0.6 * p.cloth_m)
    name = f"towel_{k + 1}"
    if p.border:
        # The woven band lies flat and shines more than the loops: two stripes near the front hem.
        center = face_centers(mesh)
        low = float(mesh.vertices[:, 2].min())
        front = center[:, 1] < 0.0
        height = center[:, 2] - low
        band = front & (height > 0.05) & (height < 0.085)
        rail.add(name, "cloth", faces_where(mesh, ~band))
        rail.add(name, "border", faces_where(mesh, band))
    else:
        rail.add(name, "cloth", mesh)
    for sign in (-1.0, 1.0):
        side = grid[sign * grid[..., 1] > 0]
        rail.add(name, "cloth", [], [hull_of(_thick(side, 0.4 * p.cloth_m), 24)])


def _thick(points: FloatArray, half: float) -> FloatArray:
    return np.concatenate([points - np.array([0, half, 0]), points + np.array([0, half, 0])])


def _hanging(p: Parameters, rng: np.random.Generator) -> FloatArray:
    """(rows, columns, 3) from the hem behind, over the bar, to the hem in front."""
    r = _BAR_M + p.cloth_m / 2 + 0.0005
    rear, front = p.drop_m - p.back_m, p.drop_m
    tilt = rng.normal(0.0, 0.006)
    up = np.linspace(-rear, 0.0, max(6, round(rear / 0.035)))
    turn = np.linspace(0.0, math.pi, 9)[1:-1]
    levels = np.unique(
        np.concatenate([np.linspace(0.0, front, max(8, round(front / 0.03))), [front - 0.05, front - 0.085]])
    )
    line = np.concatenate(
        [
            np.column_stack([np.full(len(up), r), up]),
            np.column_stack([r * np.cos(turn), r * np.sin(turn)]),
            np.column_stack([np.full(len(levels), -r), -levels]),
        ]
    )
    x = np.linspace(-p.towel_m / 2, p.towel_m / 2, 20)
    grid = np.empty((len(line), len(x), 3))
    grid[..., 0] = x
    grid[..., 1:] = line[:, None]
    depth = np.clip(-grid[..., 2], 0.0, None)
    share = depth / front
    # Folds run down the cloth, grow on the way and never let it pass through the wall or the other half.
    folds = Ripples.draw(rng, 0.09, 0.28, stretch=(1.0, 1.0, 9.0))
    wave = np.clip(folds(grid * [1, 0, 1]), -1.6, 1.6) + 1.6
    out = np.where(grid[..., 1] < 0, -1.0, 0.35)
    grid[..., 1] += out * (1 - np.exp(-depth / 0.12)) * (0.004 + 0.010 * share) * wave
    # Gravity draws the sides in where the folds take up width.
    grid[..., 0] *= 1 - 0.05 * share
    # One hem hangs lower than the other: the towel was not laid on quite straight.
    grid[..., 2] += tilt * grid[..., 0] / p.towel_m * np.where(grid[..., 2] < 0, 1.0, 0.0)
    return grid
