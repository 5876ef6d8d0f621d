"""Bookcases, open racks and wall shelves: boards above one another, open in front."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.boxes import box_hull, rounded_box
from simgen.catalog.meshing.transforms import warp
from simgen.catalog.model import Model
from simgen.errors import did_you_mean
from simgen.geometry import FloatArray

STYLES = ("case", "rack", "ladder")


@dataclass(frozen=True)
class Parameters:
    """Outer sizes; `bays` openings above one another in each of `columns`.

    `style` is "case" (boards between sides), "rack" (boards in a frame of steel posts; one column) or "ladder" (the
    posts of wood, the boards narrower upwards; one column). `back` closes a case's rear, `plinth_m` lifts it.
    """

    style: str
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
        if self.style not in STYLES:
            raise ValueError(f"there is no style '{self.style}'. {did_you_mean(self.style, STYLES)}")
        free = (self.height_m - self.plinth_m - self.board_m * (self.bays + 1)) / max(1, self.bays)
        if self.bays < 1 or free < 0.12:
            raise ValueError(f"{self.bays} bays leave {free:.2f} m for each; things need at least 0.12 m")
        if self.columns < 1 or self.width_m / self.columns < 0.2:
            raise ValueError(f"{self.columns} columns in {self.width_m} m are too narrow")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The shelf, open along -y, in the slots `frame` and `metal`; each bay is a cavity with a support."""
    shelf = Assembly(rng)
    if parameters.style == "case":
        _case(shelf, parameters)
    else:
        _rack(shelf, parameters)
    return shelf.model(has_front=True)


def _levels(p: Parameters, pitch: float) -> list[float]:
    """Undersides of all boards; the lowest bays are a little taller, for folios."""
    shift = [0.0, *((0.06 * pitch * (1 - k / p.bays)) for k in range(1, p.bays)), 0.0]
    return [p.plinth_m + k * pitch + shift[k] for k in range(p.bays + 1)]


def _case(shelf: Assembly, p: Parameters) -> None:
    x, y, b = p.width_m / 2, p.depth_m / 2, p.board_m
    rear = y - 0.009 if p.back else y
    levels = _levels(p, (p.height_m - p.plinth_m - b) / p.bays)
    for side in (-1.0, 1.0):
        edges = sorted((side * x, side * (x - b)))
        shelf.span("body", "frame", (edges[0], -y, 0.0), (edges[1], y, p.height_m), grain="z")
    for z in (levels[0], levels[-1]):
        shelf.span("body", "frame", (-x + b, -y + 0.0005, z), (x - b, y, z + b), grain="x")
    pitch = (p.width_m - b) / p.columns
    for c in range(1, p.columns):
        left = -x + c * pitch
        shelf.span("body", "frame", (left, -y + 0.003, levels[0] + b), (left + b, rear, levels[-1]), grain="z")
    if p.plinth_m > 0.01:
        shelf.span("body", "frame", (-x + b, -y + 0.02, 0.0), (x - b, -y + 0.02 + b, p.plinth_m), grain="x")
    if p.back:
        low, high = (-x + b, rear, levels[0] + b), (x - b, rear + 0.006, levels[-1])
        shelf.span("body", "frame", low, high, radius=0.0, grain="z")
    for k, z in enumerate(levels[:-1]):
        for c in range(p.columns):
            left = -x + b + c * pitch
            right = left + pitch - b
            if k:
                shelf.span("body", "frame", (left, -y + 0.004, z), (right, rear, z + b), grain="x")
            name = f"bay_{c + 1}_{k + 1}"
            shelf.cavity(name, (left, -y, z + b), (right, rear, levels[k + 1]))
            shelf.support_box(name, (left, -y + 0.004), (right, rear), z + b, levels[k + 1] - z - b, margin=0.022)
    shelf.support_box("top", (-x, -y), (x, y), p.height_m)


def _rack(shelf: Assembly, p: Parameters) -> None:
    """Four posts and boards on cross rails; a ladder's front posts lean back."""
    x, y, b = p.width_m / 2, p.depth_m / 2, p.board_m
    steel = p.style == "rack"
    slot, post = ("metal", 0.02) if steel else ("frame", 0.034)
    narrow = 1.0 if steel else 0.62
    tall = p.height_m

    def front(z: float) -> float:
        """Where the front posts' front edge lies at a height."""
        return y - 2 * y * (1 - (1 - narrow) * z / tall)

    for side in (-1.0, 1.0):
        edges = sorted((side * x, side * (x - post)))
        shelf.span("body", slot, (edges[0], y - post, 0.0), (edges[1], y, tall), radius=0.002, grain="z")
        _leaning_post(shelf, slot, (side * (x - post / 2), front(0.0) + post / 2), front(tall) + post / 2, post, tall)
    pitch = (tall - p.plinth_m - (0.0 if steel else 0.12)) / p.bays
    levels = [p.plinth_m + k * pitch for k in range(p.bays + (1 if steel else 0))]
    levels[-1] = min(levels[-1], tall - b) if steel else levels[-1]
    inner = x - post
    for k, z in enumerate(levels):
        low = front(z + b) + 0.004
        for side in (-1.0, 1.0):
            edges = sorted((side * (x - 0.002), side * (x - post + 0.002)))
            rail = 0.02 if steel else 0.035
            bar = (edges[0], low + post, z - rail + 0.001), (edges[1], y - post, z + 0.001)
            shelf.span("body", slot, *bar, radius=0.0015, grain="y")
        shelf.span("body", "frame", (-inner, low, z), (inner, y - 0.002, z + b), radius=0.002, grain="x")
        above = levels[k + 1] if k + 1 < len(levels) else None
        name = f"bay_1_{k + 1}" if above else "top"
        if above:
            shelf.cavity(name, (-inner, low, z + b), (inner, y, above))
        clear = above - z - b if above else float("inf")
        shelf.support_box(name, (-inner, low), (inner, y - post), z + b, clear, margin=0.025)
    if not steel:
        # A rung joins the posts above the last board.
        shelf.span("body", slot, (-inner, y - post, tall - 0.02), (inner, y - post + 0.012, tall - 0.001))


def _leaning_post(
    shelf: Assembly, slot: str, foot: tuple[float, float], top_y: float, width: float, height: float
) -> None:
    """A square post from `foot` (x, y) on the floor to y = `top_y` at the same x; its ends stay level."""
    size, center = (width, width, height), (0.0, 0.0, height / 2)

    def lean(points: FloatArray) -> FloatArray:
        share = points[:, 2] / height
        return np.column_stack(
            [points[:, 0] + foot[0], points[:, 1] + foot[1] + share * (top_y - foot[1]), points[:, 2]]
        )

    mesh = warp(rounded_box(size, 0.002, 2, center, grain="z"), lean)
    shelf.add("body", slot, mesh, [lean(box_hull(size, center))])
