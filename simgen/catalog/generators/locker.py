"""Steel lockers side by side: a door each with vents, a number plate and a catch, a shelf and a rail inside."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.boxes import rounded_box
from simgen.catalog.meshing.transforms import merge
from simgen.catalog.model import Model
from simgen.world import Joint

_SHEET_M, _GAP_M, _FOOT_M = 0.006, 0.003, 0.08


@dataclass(frozen=True)
class Parameters:
    """`columns` lockers of `column_m`; `depth_m` and `height_m` of the whole."""

    columns: int
    column_m: float
    depth_m: float
    height_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        if not 1 <= self.columns <= 4:
            raise ValueError(f"columns is 1 to 4, got {self.columns}")
        if self.column_m < 0.25:
            raise ValueError(f"column_m {self.column_m} is too narrow for a locker; at least 0.25")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The lockers, doors at -y; slots `body`, `door`, `metal` and `plate`. A joint `door_1`, … opens each by 110°."""
    p = parameters
    row = Assembly(rng)
    half, y = p.columns * p.column_m / 2, p.depth_m / 2
    t, low, top = _SHEET_M, _FOOT_M, p.height_m
    front = -y + 0.016
    row.span("body", "body", (-half, front, low), (half, y, low + t), radius=0.001)
    row.span("body", "body", (-half, front, top - t), (half, y, top), radius=0.001)
    row.span("body", "body", (-half, y - t, low), (half, y, top), radius=0.001)
    for k in range(p.columns + 1):
        x = -half + k * p.column_m
        x = min(max(x, -half + t / 2), half - t / 2)
        row.span("body", "body", (x - t / 2, front, low), (x + t / 2, y, top), radius=0.001)
    for x in (-half + 0.03, half - 0.03):
        for at in (front + 0.04, y - 0.04):
            row.board("body", "metal", (0.04, 0.04, low + 0.001), (x, at, (low + 0.001) / 2), radius=0.002)
    row.support_box("top", (-half, front), (half, y), top)
    for k in range(p.columns):
        _one(row, p, k, front)
    return row.model(has_front=True)


def _one(row: Assembly, p: Parameters, k: int, front: float) -> None:
    half, y, t, low, top = p.columns * p.column_m / 2, p.depth_m / 2, _SHEET_M, _FOOT_M, p.height_m
    x0 = -half + k * p.column_m + t / 2 + _GAP_M
    x1 = x0 + p.column_m - t - 2 * _GAP_M
    name = f"door_{k + 1}"
    shelf = top - 0.32
    inner = (x0 + 0.002, x1 - 0.002)
    row.span(
        "body", "body", (inner[0] - 0.004, front + 0.02, shelf - t), (inner[1] + 0.004, y - t, shelf), radius=0.001
    )
    rail = rounded_box((inner[1] - inner[0] + 0.006, 0.016, 0.016), 0.0075, 4, ((x0 + x1) / 2, 0.02, shelf - 0.06))
    row.add("body", "metal", rail)
    behind = (name,)
    for label, bottom, ceiling in ((f"upper_{k + 1}", shelf, top - t), (f"lower_{k + 1}", low + t, shelf - t)):
        row.cavity(label, (inner[0], front + 0.006, bottom), (inner[1], y - t, ceiling))
        corners = ((inner[0], front + 0.02), (inner[1], y - t))
        clear = (shelf - 0.07 if bottom < shelf else ceiling) - bottom
        row.support_box(label, *corners, bottom, clear, margin=0.02, behind=behind)
    z0, z1 = low + t + _GAP_M, top - t - _GAP_M
    row.span(name, "door", (x0, front - 0.016, z0), (x1, front - 0.001, z1), radius=0.002, joint=name)
    middle = (x0 + x1) / 2
    wide = 0.5 * (x1 - x0)
    vents = [
        rounded_box((wide, 0.004, 0.006), 0.0015, 2, (middle, front - 0.0165, z))
        for base in (z0 + 0.12, z1 - 0.30)
        for z in base + np.arange(6) * 0.022
    ]
    row.add(name, "metal", merge(vents), joint=name)
    row.add(
        name, "plate", rounded_box((0.07, 0.0012, 0.028), 0.0004, 2, (middle, front - 0.0164, z1 - 0.10)), joint=name
    )
    catch = [
        rounded_box((0.026, 0.006, 0.11), 0.002, 4, (x1 - 0.045, front - 0.0185, 0.56 * top)),
        rounded_box((0.014, 0.016, 0.05), 0.004, 4, (x1 - 0.045, front - 0.025, 0.56 * top + 0.01)),
    ]
    row.add(name, "metal", catch, joint=name)
    origin = (x0, front - 0.016, (z0 + z1) / 2)
    row.joints.append(Joint(name, "revolute", origin, (0.0, 0.0, -1.0), 0.0, math.radians(110)))
