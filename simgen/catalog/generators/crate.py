"""Wooden crates of slats nailed to corner posts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.model import Model


@dataclass(frozen=True)
class Parameters:
    """Outside sizes; `slats` on each side, `slat_m` their thickness."""

    width_m: float
    depth_m: float
    height_m: float
    slats: int
    slat_m: float


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The open crate, in the slot `wood`."""
    p = parameters
    if p.slats < 1:
        raise ValueError(f"slats is at least 1, got {p.slats}")
    crate = Assembly(rng)
    w, d, h, t = p.width_m, p.depth_m, p.height_m, p.slat_m
    post = 2.2 * t
    low = t
    # The gaps are 0.22 of a board, and the uppermost board ends at the top.
    board = (h - low - 0.001) / (p.slats + 0.22 * (p.slats - 1))
    pitch = 1.22 * board
    for k in range(p.slats):
        z0 = low + k * pitch
        z1 = z0 + board
        for side in (-1.0, 1.0):
            jitter = rng.normal(0.0, 0.0006)
            ys = sorted((side * d / 2, side * (d / 2 - t)))
            crate.span(
                "body", "wood", (-w / 2, ys[0], z0 + jitter), (w / 2, ys[1], z1 + jitter), radius=0.0012, grain="x"
            )
            xs = sorted((side * (w / 2), side * (w / 2 - t)))
            inset = t + 0.0003
            crate.span(
                "body",
                "wood",
                (xs[0], -d / 2 + inset, z0 - jitter),
                (xs[1], d / 2 - inset, z1 - jitter),
                radius=0.0012,
                grain="y",
            )
    for sx in (-1.0, 1.0):
        for sy in (-1.0, 1.0):
            cx, cy = sx * (w / 2 - t - post / 2), sy * (d / 2 - t - post / 2)
            size = (post, post, h - low - 0.002)
            crate.board("body", "wood", size, (cx, cy, low + size[2] / 2), radius=0.0012, grain="z")
    boards = max(3, round(d / 0.075))
    step = d / boards
    for k in range(boards):
        y = -d / 2 + (k + 0.5) * step
        crate.board("body", "wood", (w, 0.9 * step, t), (0.0, y, t / 2), radius=0.0012, grain="x")
    crate.cavity("inside", (-w / 2 + t, -d / 2 + t, t), (w / 2 - t, d / 2 - t, h - 0.003))
    return crate.model()
