"""Wooden building blocks and studded bricks."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, extrude
from simgen.catalog.meshing.hulls import turned_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray

SHAPES = ("cube", "plank", "cylinder", "roof", "arch", "brick")


@dataclass(frozen=True)
class Parameters:
    """`shape` is one of SHAPES; `unit_m` is the edge of a cube, or twice the stud pitch of a brick."""

    shape: str
    unit_m: float


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The block on its broad side, in the slot `body`."""
    p = parameters
    check_style(p.shape, SHAPES, "shape")
    block = Assembly(rng)
    a, edge = p.unit_m, 0.05 * p.unit_m
    if p.shape == "cube":
        block.board("body", "body", (a, a, a), (0, 0, a / 2), radius=edge, segments=4, grain="x")
    elif p.shape == "plank":
        block.board("body", "body", (2 * a, a, a / 2), (0, 0, a / 4), radius=edge, segments=4, grain="x")
    elif p.shape == "cylinder":
        mesh = lathe(fillet([(0, 0), (a / 2, 0), (a / 2, a), (0, a)], edge, 4), 40, grain="axis")
        block.add("body", "body", mesh, turned_hulls([(a / 2, 0.0), (a / 2, a)]))
    elif p.shape == "brick":
        _brick(block, a / 2)
    else:
        outline = _roof(a, edge) if p.shape == "roof" else _arch(a, edge)
        bar = extrude(outline, a, edge * 0.7, 3, crease_deg=50)
        mesh = translate(rotate(bar, (1, 0, 0), math.pi / 2), (0, a / 2, 0))
        points = mesh.vertices.astype(np.float64)
        if p.shape == "roof":
            hulls = [hull_of(points, 24)]
        else:
            # Two posts and the lintel; the passage stays open.
            hulls = [box_hull((0.5 * a, a, 0.55 * a), (s * 0.75 * a, 0, 0.275 * a)) for s in (-1, 1)]
            hulls += [box_hull((2 * a, a, 0.48 * a), (0, 0, 0.76 * a))]
        block.add("body", "body", mesh, hulls)
    return block.model()


def _roof(a: float, edge: float) -> FloatArray:
    return fillet([(-a, 0), (a, 0), (0, a)], edge, 4, closed=True)


def _arch(a: float, edge: float) -> FloatArray:
    turn = np.linspace(math.pi, 0.0, 17)
    hole = np.stack([0.5 * a * np.cos(turn), 0.52 * a * np.sin(turn)], axis=1)
    outer = fillet([(0.5 * a, 0), (a, 0), (a, a), (-a, a), (-a, 0), (-0.5 * a, 0)], edge, 4)
    return np.concatenate([outer, hole[1:-1]])


def _brick(block: Assembly, pitch: float) -> None:
    """Two by four studs; proportions of the common brick: pitch 8, height 9.6, stud 4.8 x 1.8 mm."""
    h = 1.2 * pitch
    size = (4 * pitch - 0.02 * pitch, 2 * pitch - 0.02 * pitch, h)
    block.board("body", "body", size, (0, 0, h / 2), radius=0.04 * pitch, grain="x")
    stud = lathe(
        fillet([(0, 0), (0.3 * pitch, 0), (0.3 * pitch, 0.24 * pitch), (0, 0.24 * pitch)], 0.03 * pitch, 2), 24
    )
    for i in range(4):
        for j in range(2):
            at = ((i - 1.5) * pitch, (j - 0.5) * pitch, h - 0.02 * pitch)
            block.add("body", "body", translate(stud, at))
