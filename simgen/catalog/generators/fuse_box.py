"""Fuse boxes on the wall: rows of breakers behind a door."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.boxes import rounded_box
from simgen.catalog.meshing.transforms import rotate, translate
from simgen.catalog.model import Model
from simgen.world import Joint


@dataclass(frozen=True)
class Parameters:
    """Sizes over all; `rows` of breakers, 18 mm a module, as many as fit."""

    width_m: float
    height_m: float
    depth_m: float
    rows: int

    def __post_init__(self) -> None:
        """Values that go together."""
        if self.rows * 0.11 > self.height_m - 0.06:
            raise ValueError(f"{self.rows} rows take {self.rows * 0.11 + 0.06:.2f} m, height_m is {self.height_m}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The box, opening along -y; slots `case`, `cover`, `breaker`, `lever`, `label`. The joint `door` opens to 110°."""
    p = parameters
    box = Assembly(rng)
    x, h, t = p.width_m / 2, p.height_m, 0.004
    rear, door = 0.0, 0.012
    front = -p.depth_m + door
    box.span("body", "case", (-x, -t, 0.0), (x, rear, h), radius=0.001)
    for x0, x1 in ((-x, -x + t), (x - t, x)):
        box.span("body", "case", (x0, front, 0.0), (x1, -t, h), radius=0.0015)
    for z0, z1 in ((0.0, t), (h - t, h)):
        box.span("body", "case", (-x + t, front, z0), (x - t, -t, z1), radius=0.0015)
    plate = front + 0.024
    box.span("body", "cover", (-x + t, plate, t), (x - t, plate + 0.003, h - t), radius=0.0005, solid=False)
    step = (h - 0.04) / p.rows
    for k in range(p.rows):
        z = 0.02 + (k + 0.5) * step
        count = int((p.width_m - 0.06) // 0.018)
        left = -count * 0.009
        at = left
        while at < -left - 0.001:
            wide = 0.0355 if rng.random() < 0.12 and at + 0.036 <= -left + 0.001 else 0.0175
            center = at + wide / 2
            box.add("body", "breaker", rounded_box((wide - 0.0006, 0.012, 0.046), 0.001, 2, (center, plate - 0.004, z)))
            box.add("body", "breaker", rounded_box((wide - 0.0006, 0.006, 0.082), 0.001, 2, (center, plate - 0.001, z)))
            lean = 0.5 if rng.random() < 0.93 else -0.5
            lever = rounded_box((min(wide - 0.004, 0.022), 0.016, 0.008), 0.0015, 2, (0, -0.006, 0))
            box.add("body", "lever", translate(rotate(lever, (1, 0, 0), -lean), (center, plate - 0.010, z)))
            at += wide + 0.0005
        box.add("body", "label", rounded_box((0.7 * p.width_m, 0.0004, 0.010), 0.0, 2, (0, plate - 0.0002, z - 0.050)))
    box.cavity("inside", (-x + t, front, t), (x - t, plate, h - t))
    y = front - 0.0008
    box.span("door", "case", (-x, y - door, 0.0), (x, y, h), radius=0.003, joint="door")
    box.span(
        "door",
        "lever",
        (x - 0.03, y - door - 0.004, 0.46 * h),
        (x - 0.015, y - door + 0.001, 0.54 * h),
        radius=0.0015,
        joint="door",
        solid=False,
    )
    box.joints.append(Joint("door", "revolute", (-x, y - door, h / 2), (0.0, 0.0, -1.0), 0.0, math.radians(110.0)))
    return box.model(has_front=True)
