"""Hamburgers: a bun, browned on its dome and cut across, with patties, cheese and salad between."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._food import (
    draped,
    draped_square,
    full_hull,
    ruffled,
    scattered,
    slice_of,
    strewn,
    uneven_ring,
)
from simgen.catalog.meshing.blobs import blob
from simgen.catalog.meshing.grids import face_centers, faces_where
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import smooth
from simgen.catalog.meshing.ripples import Ripples
from simgen.catalog.meshing.transforms import hull_of, merge, rotate, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh

_CRUST_TILE_M = 0.22
_CHEESE_M = 0.0026


@dataclass(frozen=True)
class Parameters:
    """`diameter_m` of the bun, `crown_m` the height of its upper half.

    `patties`, each with a slice of cheese where `cheese`; `tomatoes` slices; `seeds` on the crown.
    """

    diameter_m: float
    crown_m: float
    patties: int
    patty_m: float
    cheese: bool
    tomatoes: int
    seeds: int

    def __post_init__(self) -> None:
        """Values that go together."""
        if not 1 <= self.patties <= 3:
            raise ValueError(f"patties is 1 to 3, got {self.patties}")
        if not 0 <= self.tomatoes <= 3:
            raise ValueError(f"tomatoes is 0 to 3, got {self.tomatoes}")
        if not 0.25 <= self.crown_m / self.diameter_m <= 0.6:
            raise ValueError(f"crown_m {self.crown_m} is not 0.25 to 0.6 of the diameter {self.diameter_m}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The burger; slots `crust`, `crumb`, `patty`, `cheese`, `lettuce`, `tomato` and `seed`."""
    p = parameters
    r = p.diameter_m / 2
    burger = Assembly(rng)
    heel = 0.017
    _bread(burger, _heel(r, heel, rng), r, 0.4 * heel, below=True)
    z = heel - 0.0005
    for k in range(p.patties):
        wide = r * float(rng.uniform(0.97, 1.03))
        patty = slice_of(wide, p.patty_m, rng, edge_m=0.42 * p.patty_m, uneven=0.025, lumps_m=0.0009, segments=56)
        patty = _tilted(patty, rng, 0.02, z)
        burger.add("burger", "patty", patty, [hull_of(patty, 32)])
        z += p.patty_m
        if p.cheese:
            z = _cheese(burger, wide, z, 0.35 + k * 0.6 + float(rng.uniform(0, 0.5)), rng)
    z = _salad(burger, p, r, z, rng)
    crown = translate(_tilted(_crown(r, p.crown_m, rng), rng, 0.05, 0.0), (*rng.normal(0, 0.012 * r, 2), z - 0.002))
    outside = _bread(burger, crown, r, z + 0.3 * p.crown_m, below=False)
    if p.seeds:
        points, normals = scattered(outside, p.seeds, rng, 0.0034, 0.35)
        seed = warp(blob((0.0016, 0.001, 0.00062), cells=3), _teardrop)
        burger.add("burger", "seed", strewn(seed, points + 0.0002 * normals, normals, rng))
    return burger.model()


def _teardrop(points: FloatArray) -> FloatArray:
    taper = 1 - 0.28 * points[:, :1] / 0.0016
    return np.concatenate([points[:, :1], points[:, 1:] * taper], axis=1)


def _tilted(mesh: Mesh, rng: np.random.Generator, angle: float, z: float) -> Mesh:
    """The mesh leaning a little to any side, its middle at height z, turned about itself."""
    way = rng.uniform(0, 2 * math.pi)
    lean = rotate(mesh, (math.cos(way), math.sin(way), 0), float(rng.uniform(0.3, 1)) * angle)
    return translate(rotate(lean, (0, 0, 1), float(rng.uniform(0, 6))), (0, 0, z))


def _bun(profile: list[tuple[float, float]], rng: np.random.Generator) -> Mesh:
    count = 64
    turn = np.linspace(0, 2 * math.pi, count, endpoint=False)
    outline = np.column_stack([np.cos(turn), np.sin(turn)]) * uneven_ring(rng, 0.012, count)[:, None]
    mesh = lathe(smooth(profile, 52), count, crease_deg=80, outline=outline, caps=False)
    ripples = Ripples.draw(rng, 0.035, 0.12)
    return warp(mesh, lambda q: q * (1 + 0.012 * ripples(q)[:, None]))


def _crown(r: float, h: float, rng: np.random.Generator) -> Mesh:
    """The dome, drawn in again below its widest, its cut face hollowed a little by the knife."""
    rows = [
        (0, 0.03), (0.5, 0.025), (0.85, 0.0), (0.93, 0.005), (0.985, 0.1), (1.0, 0.24), (0.975, 0.4), (0.88, 0.62),
        (0.7, 0.82), (0.45, 0.95), (0.2, 0.995), (0, 1.0),
    ]  # fmt: skip
    return _bun([(1.06 * r * a, h * b) for a, b in rows], rng)


def _heel(r: float, h: float, rng: np.random.Generator) -> Mesh:
    rows = [
        (0, 0.0), (0.5, 0.0), (0.82, 0.02), (0.93, 0.16), (0.985, 0.45), (0.99, 0.75), (0.96, 0.97), (0.9, 1.0),
        (0.5, 1.0), (0, 1.0),
    ]  # fmt: skip
    return _bun([(1.02 * r * a, h * b) for a, b in rows], rng)


def _bread(burger: Assembly, bun: Mesh, r: float, middle: float, *, below: bool) -> Mesh:
    """A half of the bun: crust outside, crumb where it was cut. Gives the crust back."""
    corners = bun.vertices.astype(np.float64)[bun.faces]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    up = normal[:, 2] / np.linalg.norm(normal, axis=1) * (1 if below else -1)
    inside = np.hypot(*face_centers(bun)[:, :2].T) < 0.97 * r
    cut = (up > 0.6) & inside
    # The heel was baked standing: its crust goes on from that of the crown.
    quarter = 0.077 if not below else 0.062
    crust = draped(faces_where(bun, ~cut), (0, 0, middle), (quarter, quarter), _CRUST_TILE_M)
    burger.add("burger", "crust", crust, [full_hull(bun)], whole=True)
    burger.add("burger", "crumb", faces_where(bun, cut))
    return crust


def _cheese(burger: Assembly, r: float, z: float, turn: float, rng: np.random.Generator) -> float:
    """A slice that melts over the patty's edge; the height of what lies on it."""
    side = 2 * r * float(rng.uniform(0.86, 0.94))
    ripples = Ripples.draw(rng, 0.02, 0.06)

    def drop(at: FloatArray) -> FloatArray:
        over = np.maximum(np.hypot(at[:, 0], at[:, 1]) - 0.93 * r, 0)
        soft = 0.0007 * ripples(np.column_stack([at, np.zeros(len(at))]))
        # It bends over the edge within some millimetres and then hangs.
        return np.asarray(z + 0.0012 - 1.5 * over * over / (over + 0.006) + soft * (over > 0))

    slice_ = draped_square(side, _CHEESE_M, drop, turn=turn)
    burger.add("burger", "cheese", slice_, [hull_of(slice_, 32)])
    return z + _CHEESE_M - 0.0004


def _salad(burger: Assembly, p: Parameters, r: float, z: float, rng: np.random.Generator) -> float:
    """Slices of tomato and ruffled leaves; the height of the bread on them."""
    start = float(rng.uniform(0, 2 * math.pi))
    pieces = []
    for k in range(p.tomatoes):
        angle = start + 2 * math.pi * k / max(p.tomatoes, 1)
        wide = float(rng.uniform(0.56, 0.66)) * r
        round_ = slice_of(wide, 0.006, rng, edge_m=0.0012, uneven=0.02, segments=40)
        off = (r - wide) * float(rng.uniform(1.0, 1.25)) + 0.003
        pieces.append(
            translate(_tilted(round_, rng, 0.05, z - 0.0005), (off * math.cos(angle), off * math.sin(angle), 0))
        )
    if pieces:
        burger.add("burger", "tomato", pieces)
        z += 0.0055
    leaves = []
    for k in range(5):
        begin = start + 2 * math.pi * (k + float(rng.uniform(-0.15, 0.15))) / 5
        leaf = ruffled(
            rng, inner=0.45 * r, outer=r * float(rng.uniform(1.1, 1.24)), start=begin,
            span=float(rng.uniform(1.7, 2.1)), height_m=0.0058, droop_m=0.0045,
        )  # fmt: skip
        leaves.append(translate(leaf, (0, 0, z + 0.0016 + 0.0007 * (k % 3))))
    burger.add("burger", "lettuce", leaves, [hull_of(merge([*leaves, *pieces]), 32)])
    return z + 0.0045
