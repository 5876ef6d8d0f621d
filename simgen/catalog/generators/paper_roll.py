"""Toilet paper: a roll standing or lying by itself, or on a holder on the wall with its end hanging down."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.cloth import padded
from simgen.catalog.meshing.hulls import vessel_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray

_CORE_M = 0.021


@dataclass(frozen=True)
class Parameters:
    """`diameter_m` and `length_m` of the roll, `tail_m` of paper hanging off it; `holder`: on the wall."""

    diameter_m: float
    length_m: float
    tail_m: float
    holder: bool


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The roll, upright without a holder; slots `paper`, `core` and `metal`."""
    p = parameters
    roll = Assembly(rng)
    r, half = p.diameter_m / 2, p.length_m / 2
    e = 0.0018
    paper = fillet([(_CORE_M, -half), (r, -half), (r, half), (_CORE_M, half)], [0.0005, e, e, 0.0005], 4, closed=True)
    core = np.array(
        [
            (_CORE_M - 0.0008, -half + 0.0004),
            (_CORE_M, -half + 0.0004),
            (_CORE_M, half - 0.0004),
            (_CORE_M - 0.0008, half - 0.0004),
        ]
    )
    meshes = [("paper", lathe(paper, 56)), ("core", lathe(core, 40))]
    outer, inner = np.array([(r, -half), (r, half)]), np.array([(_CORE_M, -half), (_CORE_M, half)])
    hulls = list(vessel_hulls(outer, inner, max_wedges=10))
    hulls = [h for h in hulls if np.ptp(h[:, 2]) > 1e-6]
    if not p.holder:
        for slot, mesh in meshes:
            roll.add("body", slot, mesh, hulls)
            hulls = []
        # The end of the paper lies on the roll with a loose corner.
        roll.add("body", "paper", padded(_wrap(r, half, 0.014, rng), 0.0007, 0.0007))
        return roll.model()
    # On its bar the roll hangs by the core, off centre.
    drop = _CORE_M - 0.0085
    for slot, mesh in meshes:
        lying = translate(rotate(mesh, (0, 1, 0), math.pi / 2), (0, 0, -drop))
        roll.add("body", slot, lying, [np.column_stack([h[:, 2], h[:, 1], -h[:, 0] - drop]) for h in hulls])
        hulls = []
    tail = _tail(p, r, drop, rng)
    roll.add("body", "paper", padded(tail, 0.0008, 0.0008))
    wall = r + 0.022
    bar = smooth(
        [
            (-half - 0.016, wall - 0.006, 0.0),
            (-half - 0.016, 0.5 * wall, 0.0),
            (-half - 0.016, 0.016, 0.0),
            (-half - 0.004, 0.0, 0.0),
            (0, 0, 0),
            (half + 0.012, 0, 0),
        ],
        30,
    )
    rod = tube(bar, 0.0055, segments=14)
    rose = lathe(
        fillet([(0, 0), (0.023, 0), (0.023, 0.006), (0.009, 0.010), (0, 0.010)], [0, 0.001, 0.002, 0.004, 0], 4), 32
    )
    plate = translate(rotate(rose, (1, 0, 0), math.pi / 2), (-half - 0.016, wall, 0))
    roll.add("holder", "metal", [rod, plate], [hull_of(plate, 16)])
    return roll.model(has_front=True)


def _wrap(r: float, half: float, loose: float, rng: np.random.Generator) -> FloatArray:
    """(rows, columns, 3) the outermost sheet of an upright roll, lifting at its end."""
    turn = np.linspace(0.0, 1.1, 12)
    z = np.linspace(-half + 0.001, half - 0.001, 8)
    lift = 0.0006 + loose * (turn / 1.1) ** 4
    grid = np.empty((8, 12, 3))
    skew = rng.uniform(0.3, 1.0)
    for k, level in enumerate(z):
        out = r + lift * (0.3 + 0.7 * skew * (k / 7))
        grid[k, :, 0], grid[k, :, 1], grid[k, :, 2] = out * np.cos(turn - 1.9), out * np.sin(turn - 1.9), level
    return grid


def _tail(p: Parameters, r: float, drop: float, rng: np.random.Generator) -> FloatArray:
    """(rows, columns, 3) paper that leaves a lying roll in front and hangs, curling back a little."""
    turn = np.linspace(math.radians(40), math.radians(180), 12)
    over = np.column_stack([(r + 0.0006) * np.cos(turn), (r + 0.0006) * np.sin(turn) - drop])
    down = np.linspace(0.0, p.tail_m, 14)[1:]
    curl = -r - 0.0006 + 0.16 * down**2 / max(p.tail_m, 0.02)
    line = np.concatenate([over, np.column_stack([curl, -drop - down])])
    x = np.linspace(-p.length_m / 2 + 0.0008, p.length_m / 2 - 0.0008, 6)
    grid = np.empty((len(line), len(x), 3))
    grid[..., 0] = x
    grid[..., 1:] = line[:, None]
    hang = np.clip(-grid[..., 2] - drop, 0, None)
    grid[..., 1] += 0.02 * hang * np.sin(2 * math.pi * x / p.length_m * 0.7 + rng.uniform(0, 6))
    return grid
