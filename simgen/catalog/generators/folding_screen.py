"""Folding screens that stand in a zigzag: frames with paper and a lattice, woven cane, or stretched cloth."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import rounded_box
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.transforms import hull_of, move, translate
from simgen.catalog.model import Model
from simgen.geometry import Pose, yaw

STYLES = ("lattice", "plain")


@dataclass(frozen=True)
class Parameters:
    """`panels` of `panel_m` width and `height_m`; neighbours stand `fold_deg` to each other; `style` is of STYLES."""

    style: str
    panels: int
    panel_m: float
    height_m: float
    fold_deg: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)
        if not 2 <= self.panels <= 6:
            raise ValueError(f"panels is 2 to 6, got {self.panels}")
        if not 60 <= self.fold_deg <= 160:
            raise ValueError(f"fold_deg {self.fold_deg} does not let it stand; 60 to 160")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The screen; slots `frame`, `panel` and `metal`."""
    p = parameters
    screen = Assembly(rng)
    lean = math.radians((180 - p.fold_deg) / 2)
    bar, thick, gap = 0.028, 0.020, 0.004
    at = np.zeros(2)
    for k in range(p.panels):
        turn = lean if k % 2 == 0 else -lean
        along = np.array([math.cos(turn), math.sin(turn)])
        middle = at + along * p.panel_m / 2
        pose = Pose((float(middle[0]), float(middle[1]), 0.0), yaw(turn))
        w, h = p.panel_m - gap, p.height_m
        pieces = [rounded_box((bar, thick, h), 0.003, 4, (s * (w - bar) / 2, 0, h / 2), grain="z") for s in (-1.0, 1.0)]
        for z in (0.06, h - bar / 2 - 0.004):
            pieces.append(rounded_box((w - 2 * bar + 0.002, thick - 0.002, bar), 0.003, 4, (0, 0, z), grain="x"))
        inner_w, low, high = w - 2 * bar, 0.06 + bar / 2, h - bar - 0.004
        if p.style == "lattice":
            rows, columns = 6, 3
            for r in range(1, rows):
                z = low + (high - low) * r / rows
                pieces.append(rounded_box((inner_w + 0.002, 0.010, 0.010), 0.001, 2, (0, -0.002, z), grain="x"))
            for c in range(1, columns):
                x = -inner_w / 2 + inner_w * c / columns
                pieces.append(
                    rounded_box((0.010, 0.0102, high - low), 0.001, 2, (x, -0.002, (low + high) / 2), grain="z")
                )
        slab = rounded_box((w, thick, h - 0.03), 0.0, 2, (0, 0, 0.03 + (h - 0.03) / 2))
        feet = [rounded_box((bar, thick, 0.04), 0.0, 2, (s * (w - bar) / 2, 0, 0.02)) for s in (-1.0, 1.0)]
        hulls = [hull_of(move(mesh, pose)) for mesh in (slab, *feet)]
        screen.add("body", "frame", [move(piece, pose) for piece in pieces], hulls)
        sheet = rounded_box((inner_w + 0.004, 0.002, high - low + 0.004), 0.0, 2, (0, 0.003, (low + high) / 2))
        screen.add("body", "panel", move(sheet, pose))
        at = at + along * p.panel_m
        if k < p.panels - 1:
            knuckle = fillet([(0, -0.03), (0.005, -0.03), (0.005, 0.03), (0, 0.03)], [0, 0.001, 0.001, 0], 2)
            back = np.array([-along[1], along[0]]) * (thick / 2 + 0.002) * (1 if k % 2 else -1)
            for z in (0.18 * h, 0.82 * h):
                hinge = translate(lathe(np.array(knuckle), 14), (float(at[0] + back[0]), float(at[1] + back[1]), z))
                screen.add("body", "metal", hinge)
    return screen.model()
