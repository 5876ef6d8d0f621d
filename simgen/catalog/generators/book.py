"""Books lying flat: two boards, a rounded spine, and the block of pages between."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box
from simgen.catalog.meshing.transforms import merge, rotate, translate
from simgen.catalog.model import Model
from simgen.world import Mesh, Part, SupportSurface, Surface


@dataclass(frozen=True)
class Parameters:
    """`width_m` from spine to edge (x), `length_m` along the spine (y), `thickness_m` of the whole (z).

    `board_m` is the covers' thickness: about 3 mm bound, under 1 mm paperback.
    """

    width_m: float
    length_m: float
    thickness_m: float
    board_m: float


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The book with its spine at -x, in the slots `cover` and `pages`."""
    p = parameters
    edge = min(0.0012, 0.4 * p.board_m)
    # Boards stand over the pages by the square, 3 mm on bound books.
    square = 0.003 if p.board_m > 0.0015 else 0.0
    cover = [
        rounded_box((p.width_m, p.length_m, p.board_m), edge, 2, (0, 0, z), grain="y")
        for z in (p.board_m / 2, p.thickness_m - p.board_m / 2)
    ]
    cover.append(_spine(p))
    inner = p.thickness_m - 2 * p.board_m
    block = (p.width_m - square - 0.002, p.length_m - 2 * square, inner + 0.0002)
    pages = rounded_box(block, 0.0004, 2, (-square / 2, 0, p.thickness_m / 2), grain="y")
    size = (p.width_m, p.length_m, p.thickness_m)
    hull = box_hull(size, (0, 0, p.thickness_m / 2), edge)
    x, y = p.width_m / 2 - 0.015, p.length_m / 2 - 0.015
    top = SupportSurface("top", ((-x, -y), (x, -y), (x, y), (-x, y)), p.thickness_m)
    part = Part("body", (Surface(merge(cover), "cover"), Surface(pages, "pages")), (hull,))
    return Model((part,), supports=(top,))


def _spine(p: Parameters) -> Mesh:
    """A strip along the back, a little rounded on the outside, inside the boards' outline."""
    half = p.thickness_m / 2 - 0.0004
    turn = np.linspace(-1.0, 1.0, 9)
    depth = min(0.004, 0.35 * p.thickness_m)
    outer = np.column_stack([0.0006 + depth * turn**2 * 0.5, turn * half])
    inner = outer[::-1] + [max(p.board_m, 0.0012) + 0.002, 0.0]
    outline = np.concatenate([outer, inner])[::-1]
    length = p.length_m - 0.0004
    strip = extrude(outline, length, 0.0003, 2, grain="up")
    # The outline is drawn in (x, z) and extruded along what becomes y.
    turned = rotate(strip, (1, 0, 0), np.pi / 2)
    return translate(turned, (-p.width_m / 2, length / 2, p.thickness_m / 2))
