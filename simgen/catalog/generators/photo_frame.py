"""Small framed pictures that lean back on a strut."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.boxes import rounded_box
from simgen.catalog.meshing.transforms import hull_of, merge, move, spread_uv
from simgen.catalog.model import Model
from simgen.geometry import Pose, axis_angle


@dataclass(frozen=True)
class Parameters:
    """`width_m` and `height_m` of the frame, `frame_m` the moulding's width, `mat_m` the mat's; `lean_deg` back."""

    width_m: float
    height_m: float
    frame_m: float
    mat_m: float
    lean_deg: float

    def __post_init__(self) -> None:
        """Values that go together."""
        if 2 * (self.frame_m + self.mat_m) > 0.8 * min(self.width_m, self.height_m):
            raise ValueError(f"frame_m {self.frame_m} and mat_m {self.mat_m} leave no picture")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The frame as it stands, its picture to -y; slots `frame`, `mat`, `print` and `back`."""
    p = parameters
    stand = Assembly(rng)
    lean = Pose(quaternion=axis_angle((1, 0, 0), -math.radians(p.lean_deg)))
    w, h, f, thick = p.width_m / 2, p.height_m, p.frame_m, 0.016
    bars = [rounded_box((p.width_m, thick, f), 0.002, 4, (0, 0, z), grain="x") for z in (f / 2, h - f / 2)]
    bars += [
        rounded_box((f, thick - 0.0004, h - 2 * f + 0.001), 0.002, 4, (s * (w - f / 2), 0, h / 2), grain="z")
        for s in (-1.0, 1.0)
    ]
    slab = move(rounded_box((p.width_m, thick, h), 0.002, 2, (0, 0, h / 2)), lean)
    stand.add("body", "frame", [move(bar, lean) for bar in bars], [hull_of(slab, 16)])
    back = rounded_box((p.width_m - f, 0.003, h - f), 0.0, 2, (0, 0.3 * thick, h / 2))
    stand.add("body", "back", move(back, lean))
    mat = rounded_box((p.width_m - 2 * f + 0.002, 0.002, h - 2 * f + 0.002), 0.0, 2, (0, -0.1 * thick, h / 2))
    stand.add("body", "mat", move(mat, lean))
    inner = (p.width_m - 2 * (f + p.mat_m), 0.0006, h - 2 * (f + p.mat_m))
    paper = spread_uv(rounded_box(inner, 0.0, 2, (0, -0.1 * thick - 0.0012, h / 2)), (1, 0, 0), (0, 0, 1))
    stand.add("body", "print", move(paper, lean), whole=True)
    # The strut reaches the table behind.
    top = lean.apply([0.0, thick / 2, 0.66 * h])
    foot = np.array([0.0, float(top[1]) + 0.22 * h, 0.0])
    along = foot - top
    size = (0.2 * p.width_m, 0.0025, float(np.linalg.norm(along)))
    turn = math.atan2(float(foot[1] - top[1]), float(top[2] - foot[2]))
    pose = Pose(tuple(((top + foot) / 2 + [0, 0, 0.0012]).tolist()), axis_angle((1, 0, 0), turn))
    strut = move(rounded_box(size, 0.0008, 2), pose)
    stand.add("body", "back", merge([strut]), [hull_of(strut, 8)])
    return stand.model(has_front=True)
