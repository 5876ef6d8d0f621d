"""Folded towels and throws, one on another: each a thick cloth laid to and fro."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.cloth import padded
from simgen.catalog.meshing.ripples import Ripples
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray


@dataclass(frozen=True)
class Parameters:
    """`width_m` (x) and `depth_m` (y) of the folded thing, `cloth_m` the cloth's thickness, `layers` of it in each.

    `count` things lie one on another, in the slots `first`, `second` and `third` by turns.
    """

    width_m: float
    depth_m: float
    cloth_m: float
    layers: int
    count: int

    def __post_init__(self) -> None:
        """Values that go together."""
        if not 2 <= self.layers <= 8 or not 1 <= self.count <= 6:
            raise ValueError(f"layers is 2 to 8 and count 1 to 6, got {self.layers} and {self.count}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The stack, its round folds to -y."""
    p = parameters
    stack = Assembly(rng)
    level = 0.0
    for k in range(p.count):
        # What lies above has been pressed less and is not quite as large.
        width = p.width_m * rng.uniform(0.95, 1.0) * (1 - 0.012 * k)
        depth = p.depth_m * rng.uniform(0.95, 1.0) * (1 - 0.012 * k)
        mesh = padded(_folds(p, width, depth, rng), p.cloth_m, 0.6 * p.cloth_m)
        mesh = rotate(mesh, (0, 0, 1), float(rng.normal(0.0, 0.02)))
        low, high = float(mesh.vertices[:, 2].min()), float(mesh.vertices[:, 2].max())
        shift = (*(0.004 * rng.standard_normal(2)).tolist(), level - low)
        mesh = translate(mesh, shift)
        stack.add(f"piece_{k + 1}", ("first", "second", "third")[k % 3], mesh, [hull_of(mesh, 28)])
        # The next one sinks into this one a little, as soft things do.
        level += high - low - 0.12 * p.cloth_m
    top = level + 0.12 * p.cloth_m - 0.0015
    x, y = 0.36 * p.width_m, 0.34 * p.depth_m
    stack.support("top", [(-x, -y), (x, -y), (x, y), (-x, y)], top)
    return stack.model()


def _folds(p: Parameters, width: float, depth: float, rng: np.random.Generator) -> FloatArray:
    """(rows, columns, 3) middle of the cloth: layer on layer, turning round at alternate ends."""
    pitch = 1.05 * p.cloth_m
    half = depth / 2 - pitch
    path: list[FloatArray] = []
    turn = np.linspace(-math.pi / 2, math.pi / 2, 6)[1:-1]
    for k in range(p.layers):
        # The first and the last edge lie inside the bundle.
        sign = 1.0 if (p.layers - k) % 2 == 0 else -1.0
        short = 0.012 if k in (0, p.layers - 1) else 0.0
        start, end = -sign * half, sign * half
        if k == 0:
            start += sign * short
        if k == p.layers - 1:
            end -= sign * short
        y = np.linspace(start, end, 9)
        path.append(np.column_stack([y, np.full(9, k * pitch)]))
        if k < p.layers - 1:
            bend = np.column_stack(
                [sign * (half + 0.9 * pitch * np.cos(turn)), (k + 0.5) * pitch + 0.5 * pitch * np.sin(turn)]
            )
            path.append(bend)
    line = np.concatenate(path)
    x = np.linspace(-width / 2, width / 2, 10)
    grid = np.empty((len(line), len(x), 3))
    grid[..., 0] = x
    grid[..., 1:] = line[:, None]
    # The same waves in all layers, so that none cuts the next; more at the free upper ones.
    up = grid[..., 2] / (pitch * max(1, p.layers - 1))
    waves = Ripples.draw(rng, 0.12, 0.4)
    flat = grid * [1.0, 1.0, 0.0]
    grid[..., 2] += 0.18 * p.cloth_m * up * waves(flat)
    grid[..., 1] += 0.003 * Ripples.draw(rng, 0.08, 0.25)(grid * [1.0, 0.0, 2.0])
    # Sides of the layers do not lie exactly one on another.
    grid[..., 0] *= 1 - 0.012 * np.abs(Ripples.draw(rng, 0.02, 0.06)(grid * [0.0, 0.2, 1.0]))
    # The middle of the top is full, the rims hang.
    s, t = grid[..., 0] / (width / 2), grid[..., 1] / (depth / 2)
    grid[..., 2] -= 0.5 * p.cloth_m * up * (np.abs(s) ** 4 + 0.6 * np.abs(t) ** 4)
    return grid
