"""Lever-arch files standing in a row, their spines to the front."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._prints import lettering
from simgen.catalog.meshing.boxes import rounded_box
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model
from simgen.world import Mesh


@dataclass(frozen=True)
class Parameters:
    """`count` files of `height_m`, `depth_m` deep, each `spine_m` thick; the last leans by `lean_deg` on the others."""

    count: int
    height_m: float
    depth_m: float
    spine_m: float
    lean_deg: float

    def __post_init__(self) -> None:
        """Values that go together."""
        if not 1 <= self.count <= 8:
            raise ValueError(f"count is 1 to 8, got {self.count}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The files; slots `first`, `second`, `third` (covers by turns), `pages`, `label`, `metal` and `print`."""
    p = parameters
    row = Assembly(rng)
    at = 0.0
    for k in range(p.count):
        wide = p.spine_m * (1.0 if rng.random() < 0.7 else 0.65)
        lean = math.radians(p.lean_deg) if k == p.count - 1 and p.count > 1 else 0.0
        cover = ("first", "second", "third")[int(rng.integers(3))]
        push = float(rng.normal(0.0, 0.004))
        pieces = _file(p, wide, rng)
        # A leaning file stands on its right edge and touches the one beside it with its upper left.
        foot = at + p.height_m * math.sin(lean) if lean else at
        for slot, mesh in pieces:
            placed = mesh if not lean else rotate(mesh, (0, 1, 0), -lean)
            placed = translate(placed, (foot, push, 0.0))
            row.add(f"file_{k + 1}", cover if slot == "cover" else slot, placed)
        points = np.concatenate([m.vertices for _, m in pieces])
        box = rounded_box(
            np.ptp(points, axis=0).tolist(), 0.0, 2, ((points.min(axis=0) + points.max(axis=0)) / 2).tolist()
        )
        hull = translate(box if not lean else rotate(box, (0, 1, 0), -lean), (foot, push, 0.0))
        row.add(f"file_{k + 1}", "pages", [], [hull_of(hull, 8)])
        at += wide + 0.0015
    return row.model(has_front=True)


def _file(p: Parameters, wide: float, rng: np.random.Generator) -> list[tuple[str, Mesh]]:
    """One file from x = 0 to `wide`, its spine at -y."""
    h, d, t = p.height_m, p.depth_m, 0.0024
    y = -d / 2
    pieces = [("cover", rounded_box((wide, t, h), 0.0009, 2, (wide / 2, y + t / 2, h / 2)))]
    for x in (t / 2, wide - t / 2):
        pieces.append(("cover", rounded_box((t, d - t, h), 0.0009, 2, (x, t / 2, h / 2))))
    low = 0.012
    pieces.append(
        (
            "pages",
            rounded_box(
                (0.62 * wide, 0.86 * d, h - 0.03), 0.0005, 2, (0.46 * wide, y + 0.012 + 0.43 * d, low + (h - 0.03) / 2)
            ),
        )
    )
    label = rounded_box((0.74 * wide, 0.0004, 0.42 * h), 0.0, 2, (wide / 2, y - 0.0001, 0.60 * h))
    pieces.append(("label", label))
    # Written across where the file is thick, else from the foot upwards.
    long, short = 0.36 * h, 0.66 * wide
    words = lettering(rng, short, 0.3 * long, 3, center=(0.0, 0.0, 0.0))
    if wide < 0.06:
        words = rotate(lettering(rng, long, short, 2, center=(0.0, 0.0, 0.0)), (0, 0, 1), math.pi / 2)
    pieces.append(
        (
            "print",
            translate(
                rotate(words, (1, 0, 0), math.pi / 2), (wide / 2, y - 0.0003, (0.7 if wide >= 0.06 else 0.6) * h)
            ),
        )
    )
    if wide > 0.04:
        ring = lathe(fillet([(0.0095, 0), (0.0125, 0), (0.0125, 0.0012), (0.0095, 0.0012)], 0.0004, 2, closed=True), 28)
        hole = lathe(np.array([(0, 0), (0.0097, 0), (0.0097, 0.0003), (0, 0.0003)]), 24)
        for slot, mesh in (("metal", ring), ("print", hole)):
            pieces.append((slot, translate(rotate(mesh, (1, 0, 0), math.pi / 2), (wide / 2, y, 0.2 * h))))
    return pieces
