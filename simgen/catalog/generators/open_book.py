"""Hardback books whose cover opens: boards, a spine, a block of pages, a title page inside."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._prints import lettering
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box
from simgen.catalog.meshing.transforms import rotate, translate
from simgen.catalog.model import Model
from simgen.world import Joint

_BOARD_M = 0.0026
_SQUARE_M = 0.003


@dataclass(frozen=True)
class Parameters:
    """`width_m` from spine to edge (x), `length_m` along the spine (y), `thickness_m` of the whole (z), shut."""

    width_m: float
    length_m: float
    thickness_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        if self.thickness_m < 4 * _BOARD_M:
            raise ValueError(f"thickness_m is at least {4 * _BOARD_M} m, got {self.thickness_m}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The book, its spine at -x, lying on its back; slots `cover`, `pages`, `ink`, `title`; joint `cover`."""
    p = parameters
    book = Assembly(rng)
    x, t, b = p.width_m / 2, p.thickness_m, _BOARD_M
    lower = rounded_box((p.width_m - 0.004, p.length_m, b), 0.0008, 2, (0.002, 0, b / 2), grain="y")
    book.add("body", "cover", lower)
    # The spine stands on the lower board; its upper edge is the hinge.
    turn = np.linspace(-1.0, 1.0, 9)
    bow = 0.004 * (1 - turn**2)
    middle = t / 2
    outside = np.column_stack([-x - bow + 0.004, middle + turn * (middle - 0.0004)])
    inside = np.column_stack([-x - bow[::-1] + 0.0056, middle + turn[::-1] * (middle - 0.0008)])
    spine = extrude(np.concatenate([outside, inside]), p.length_m, 0.0002, 2, crease_deg=50, grain="up")
    book.add("body", "cover", translate(rotate(spine, (1, 0, 0), math.pi / 2), (0, p.length_m / 2, 0)))
    low, high = b, t - b - 0.0004
    back, front = -x + 0.0058, x - _SQUARE_M
    page_front = front - 0.0025 * (1 - turn**2)
    level = (low + high) / 2 + turn * (high - low) / 2
    block = np.concatenate([np.column_stack([page_front, level]), [[back, high], [back, low]]])
    long = p.length_m - 2 * _SQUARE_M
    pages = extrude(block, long, 0.0001, 2, crease_deg=50, grain="up")
    book.add("body", "pages", translate(rotate(pages, (1, 0, 0), math.pi / 2), (0, long / 2, 0)))
    book.add("body", "pages", [], [box_hull((p.width_m, p.length_m, high), (0, 0, high / 2), 0.001)])
    center = (back + front) / 2
    book.add("body", "ink", lettering(rng, 0.62 * p.width_m, 0.1 * long, 2, center=(center, 0.2 * long, high)))
    book.add("body", "ink", lettering(rng, 0.36 * p.width_m, 0.03 * long, 1, center=(center, -0.36 * long, high)))
    book.support_box("page", (back, -long / 2), (front, long / 2), high, b, margin=0.02)
    upper = (p.width_m - 0.004, p.length_m, b)
    at = (0.002, 0.0, t - b / 2)
    book.add(
        "cover", "cover", rounded_box(upper, 0.0008, 2, at, grain="y"), [box_hull(upper, at, 0.0008)], joint="cover"
    )
    paper = rounded_box((p.width_m - 0.012, long, 0.0003), 0.0, 2, (0.003, 0, t - b - 0.0001))
    book.add("cover", "pages", paper, joint="cover")
    title = lettering(rng, 0.66 * p.width_m, 0.18 * long, 2, center=(0.002, 0.16 * long, t))
    author = lettering(rng, 0.4 * p.width_m, 0.04 * long, 1, center=(0.002, -0.3 * long, t))
    book.add("cover", "title", [title, author], joint="cover")
    book.support_box("cover", (-x + 0.004, -p.length_m / 2), (x, p.length_m / 2), t, margin=0.015, joint="cover")
    hinge = (-x + 0.004, 0.0, t - b / 2)
    book.joints.append(Joint("cover", "revolute", hinge, (0.0, -1.0, 0.0), 0.0, math.radians(172.0)))
    return book.model()
