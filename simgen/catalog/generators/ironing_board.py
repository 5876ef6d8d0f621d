"""Ironing boards: a padded board that tapers to one end, on crossed legs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly, prism_hulls
from simgen.catalog.meshing.boxes import extrude, rounded_box
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.profiles import convex_loop, fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import translate
from simgen.catalog.model import Model

_PAD_M = 0.018


@dataclass(frozen=True)
class Parameters:
    """Length (x) and width (y) of the board, height of its upper side; `rest`: a rest for the iron at the broad end."""

    length_m: float
    width_m: float
    height_m: float
    rest: bool


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The board, its tip at -x, in the slots `cover`, `frame` and `foot`."""
    p = parameters
    table = Assembly(rng)
    length, half, h = p.length_m, p.width_m / 2, p.height_m
    x0, x1 = -length / 2, length / 2
    rest = 0.24 if p.rest else 0.0
    edge = smooth(
        [
            (x0, 0.0),
            (x0 + 0.02, 0.32 * half),
            (x0 + 0.12, 0.62 * half),
            (x0 + 0.35, 0.9 * half),
            (x0 + 0.6, half),
            (x1 - rest - 0.06, half),
        ],
        22,
    )
    corner = fillet([(x1 - rest - 0.05, half), (x1 - rest, half), (x1 - rest, 0.0)], [0, 0.03, 0], 5)
    side = np.concatenate([edge, corner[1:]])
    outline = np.concatenate([side, side[-2:0:-1] * [1.0, -1.0]])
    pad = translate(extrude(outline, _PAD_M, 0.0075, 4), (0.0, 0.0, h - _PAD_M))
    table.add("body", "cover", pad, prism_hulls(outline, h - _PAD_M, h))
    mesh = translate(extrude(outline * [0.985, 0.93], 0.004, 0.001), (0.0, 0.0, h - _PAD_M - 0.0035))
    table.add("body", "frame", mesh)
    inset = outline * [0.955, 0.82]
    support = [(float(x), float(y)) for x, y in inset[::2]]
    if sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(support, support[1:] + support[:1], strict=True)) < 0:
        support.reverse()
    table.support("board", convex_loop(support).tolist(), h)
    # Two bent tubes that cross below the board.
    spread, foot_a, foot_b = 0.36 * length, -0.3 * length, 0.34 * length
    under = h - _PAD_M - 0.012
    for top_x, foot_x, wide in ((0.5 * spread, foot_a, 0.1), (-0.5 * spread, foot_b, 0.13)):
        for s in (-1.0, 1.0):
            leg = np.array([(top_x, s * wide * 0.6, under), (foot_x, s * wide, 0.014)])
            table.add("body", "frame", tube(leg, 0.0105, segments=14, ends="flat"), tube_hulls(leg, 0.0105, 1))
        reach = wide + 0.07
        bar = np.array([(foot_x, -reach, 0.0125), (foot_x, reach, 0.0125)])
        table.add("body", "frame", tube(bar, 0.0105, segments=14, ends="flat"), tube_hulls(bar, 0.01, 1))
        for s in (-1.0, 1.0):
            table.board("body", "foot", (0.028, 0.04, 0.026), (foot_x, s * (reach - 0.012), 0.013), radius=0.008)
        cross = np.array([(top_x, -0.6 * wide - 0.012, under), (top_x, 0.6 * wide + 0.012, under)])
        table.add("body", "frame", tube(cross, 0.0085, segments=12, ends="flat"))
    for s in (-1.0, 1.0):
        rail = (length * 0.62, 0.012, 0.022)
        table.add("body", "frame", rounded_box(rail, 0.002, center=(0.02, s * 0.09, under + 0.001)))
    if p.rest:
        ring = fillet([(x1 - rest - 0.05, -0.1), (x1, -0.1), (x1, 0.1), (x1 - rest - 0.05, 0.1)], [0, 0.03, 0.03, 0], 6)
        path = np.column_stack([ring, np.full(len(ring), h - 0.012)])
        table.add("body", "frame", tube(path, 0.0065, segments=12), tube_hulls(path, 0.0065, 4))
        for y in (-0.05, 0.0, 0.05):
            wire = np.array([(x1 - rest - 0.04, y, h - 0.012), (x1, y, h - 0.012)])
            table.add("body", "frame", tube(wire, 0.0035, segments=8), tube_hulls(wire, 0.0035, 1))
    return table.model()
