"""Bookcases and wall shelves: boards between sides, open in front."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.model import Model


@dataclass(frozen=True)
class Parameters:
    """Outer sizes; `bays` openings above one another in each of `columns`. `back` closes the rear, `plinth_m` lifts it."""

    width_m: float
    depth_m: float
    height_m: float
    board_m: float
    bays: int
    columns: int
    back: bool
    plinth_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        free = (self.height_m - self.plinth_m - self.board_m * (self.bays + 1)) / max(1, self.bays)
        if self.bays < 1 or free < 0.12:
            raise ValueError(f"{self.bays} bays leave {free:.2f} m for each; things need at least 0.12 m")
        if self.columns < 1 or self.width_m / self.columns < 0.2:
            raise ValueError(f"{self.columns} columns in {self.width_m} m are too narrow")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The shelf, open along -y, in the slot `frame`; each bay is a cavity with a support."""
    p = parameters
    shelf = Assembly(rng)
    x, y, b = p.width_m / 2, p.depth_m / 2, p.board_m
    for k in range(p.columns + 1):
        left = -x + k * (p.width_m - b) / p.columns
        outer = k in (0, p.columns)
        low = 0.0 if outer else p.plinth_m + b
        high = p.height_m - (0.0 if outer else b)
        shelf.span("body", "frame", (left, -y + (0.0 if outer else 0.004), low), (left + b, y, high), grain="z")
    if p.plinth_m > 0.01:
        shelf.span("body", "frame", (-x + b, -y + 0.02, 0.0), (x - b, -y + 0.02 + b, p.plinth_m), grain="x")
    rear = y
    if p.back:
        rear = y - 0.006
        shelf.span("body", "frame", (-x + b, rear, p.plinth_m), (x - b, y - 0.0005, p.height_m - 0.001), radius=0.0, grain="z")
    pitch = (p.height_m - p.plinth_m - b) / p.bays
    inner = (p.width_m - b) / p.columns - b
    # The lowest bays of bookcases are a little taller, for folios.
    shift = [0.0, *((0.06 * pitch * (1 - k / p.bays)) for k in range(1, p.bays)), 0.0]
    levels = [p.plinth_m + k * pitch + shift[k] for k in range(p.bays + 1)]
    for k, z in enumerate(levels):
        for c in range(p.columns):
            left = -x + b + c * (inner + b)
            whole = k in (0, p.bays)
            inset = 0.0005 if whole else 0.003
            shelf.span("body", "frame", (left, -y + inset, z), (left + inner, rear, z + b), grain="x")
            if k == p.bays:
                continue
            top = levels[k + 1]
            name = f"bay_{c + 1}_{k + 1}"
            shelf.cavity(name, (left, -y, z + b), (left + inner, rear, top))
            shelf.support_box(name, (left, -y), (left + inner, rear), z + b, top - z - b, margin=0.022)
    shelf.support_box("top", (-x, -y), (x, y), p.height_m, margin=0.03)
    return shelf.model(has_front=True)
