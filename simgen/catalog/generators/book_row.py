"""Books standing in a row, as people keep them: of all sizes, spines to the front, the last one leaning."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from simgen.catalog.generators import book
from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.transforms import hull_of, move
from simgen.catalog.model import Model
from simgen.geometry import FloatArray, Pose

COVERS = ("first", "second", "third", "fourth", "fifth")
# A book of (x to its edge, y along its spine, z through it) stands up with its spine to -y and its foot down.
_STAND = Pose.from_matrix(np.array([[0.0, 0, 1, 0], [1, 0, 0, 0], [0, 1, 0, 0]]))
# Spines line up with the shelf's edge to so much (standard deviation), and books stand so far apart.
_PUSHED_M, _APART_M = 0.004, 0.0006


@dataclass(frozen=True)
class Parameters:
    """About `width_m` of books, `height_m` high and `depth_m` deep at most; `lying` more of them lie flat at the end.

    `lean_deg`: how far the last one leans on the others, 0 for upright.
    """

    width_m: float
    height_m: float
    depth_m: float
    lean_deg: float
    lying: int

    def __post_init__(self) -> None:
        """Values that go together."""
        if self.width_m < 0.05:
            raise ValueError(f"width_m is at least 0.05, got {self.width_m}")
        if not 0 <= self.lean_deg <= 20:
            raise ValueError(f"lean_deg is 0 to 20, got {self.lean_deg}")
        if not 0 <= self.lying <= 5:
            raise ValueError(f"lying is 0 to 5, got {self.lying}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The books; slots `first` to `fifth` (covers), `pages` and `lettering`."""
    p = parameters
    row = Assembly(rng)
    end, tall = 0.0, p.height_m
    while end < p.width_m:
        # Series stand together: a few volumes of one size and one cover.
        volumes = int(rng.choice([1, 1, 1, 2, 3]))
        tall = p.height_m * float(rng.uniform(0.68, 1.0))
        deep = min(p.depth_m, tall * float(rng.uniform(0.64, 0.76)))
        thick = float(rng.uniform(0.013, 0.042))
        bound, cover = bool(rng.random() < 0.6), COVERS[int(rng.integers(len(COVERS)))]
        for _ in range(volumes):
            if end >= p.width_m:
                break
            shape = book.Parameters(deep, tall, thick * float(rng.uniform(0.85, 1.15)), bound, "spine")
            last = end + shape.thickness_m >= p.width_m
            # Of the others nobody sees the front.
            shape = replace(shape, title="plain") if last else shape
            end = _upright(row, shape, cover, end, math.radians(p.lean_deg) if last else 0.0)
    if p.lying:
        _lie(row, p, end + 0.012)
    return row.model(has_front=True)


def _upright(row: Assembly, shape: book.Parameters, cover: str, at: float, lean: float) -> float:
    """One book with its left side at x = `at`; where the next one may begin."""
    made = book.build(shape, row.rng)
    push = float(row.rng.normal(0.0, _PUSHED_M))
    # A leaning one stands on its right lower edge, its upper left edge at the book before it.
    turn = Pose.from_matrix(
        np.array([[math.cos(lean), 0, -math.sin(lean), 0], [0, 1, 0, 0], [math.sin(lean), 0, math.cos(lean), 0]])
    )
    placed = turn @ Pose((-shape.thickness_m, 0.0, 0.0)) @ _STAND
    points = np.concatenate([placed.apply(s.mesh.vertices) for s in made.parts[0].surfaces])
    low = points.min(axis=0)
    # Spines are in line at y = 0, whatever the depth.
    offset = (at - float(low[0]), push - float(low[1]), -float(low[2]))
    _put(row, made, cover, Pose(offset) @ placed)
    return at + float(np.ptp(points[:, 0])) + _APART_M


def _lie(row: Assembly, p: Parameters, at: float) -> None:
    """A short pile, its spines to the front."""
    height = 0.0
    # Along the shelf: the spine, once -x, to -y.
    turned = Pose.from_matrix(np.array([[0.0, -1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0]]))
    longest = p.height_m * 0.95
    for k in range(p.lying):
        length = longest * float(row.rng.uniform(0.85, 1.0)) * (1 - 0.04 * k)
        shape = book.Parameters(
            min(p.depth_m, 0.7 * length),
            length,
            float(row.rng.uniform(0.015, 0.035)),
            bool(row.rng.random() < 0.6),
            "plain" if k == p.lying - 1 else "spine",
        )
        made = book.build(shape, row.rng)
        askew = Pose.from_matrix(_about_z(float(row.rng.normal(0.0, 0.05))))
        x, y = at + longest / 2 + float(row.rng.normal(0, 0.004)), shape.width_m / 2 + 0.004 * k
        _put(row, made, COVERS[int(row.rng.integers(len(COVERS)))], Pose((x, y, height)) @ askew @ turned)
        height += shape.thickness_m + 0.0002


def _about_z(angle: float) -> FloatArray:
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[c, -s, 0, 0], [s, c, 0, 0], [0, 0, 1, 0]])


def _put(row: Assembly, made: Model, cover: str, pose: Pose) -> None:
    """A book's surfaces and its hull, its cover in the slot `cover`."""
    for surface in made.parts[0].surfaces:
        row.add("books", cover if surface.material == "cover" else surface.material, move(surface.mesh, pose))
    row.add("books", "pages", [], [hull_of(pose.apply(np.concatenate(made.parts[0].hulls)), 8)])
