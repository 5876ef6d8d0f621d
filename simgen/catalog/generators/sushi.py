"""Sushi on a lacquered board: fish on rice, rolls, ginger and wasabi."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly, prism_hulls
from simgen.catalog.generators._food import ruffled
from simgen.catalog.meshing.blobs import blob, lumps
from simgen.catalog.meshing.boxes import box_hull, ellipse, extrude, rounded_box, rounded_rectangle
from simgen.catalog.meshing.cloth import padded
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.ripples import Ripples
from simgen.catalog.meshing.transforms import hull_of, merge, rotate, translate, warp
from simgen.catalog.model import Model


@dataclass(frozen=True)
class Parameters:
    """`length_m` along x, `width_m` and `height_m` of the board; `pieces` in two rows on it."""

    length_m: float
    width_m: float
    height_m: float
    pieces: int

    def __post_init__(self) -> None:
        """Values that go together."""
        # A piece is about 33 mm wide and has its neighbours close by.
        if not 2 <= self.pieces <= 2 * self.length_m / 0.04:
            raise ValueError(f"pieces is 2 to {2 * self.length_m / 0.04:.0f} on this board, got {self.pieces}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """A board on two feet with a row of fish on rice, rolls before it, ginger and wasabi at the right."""
    p = parameters
    served = Assembly(rng)
    long, w, top = p.length_m, p.width_m, p.height_m
    plate = extrude(rounded_rectangle(long, w, 0.006, 6), 0.012, 0.0016, 3)
    served.add(
        "board", "board", translate(plate, (0, 0, top - 0.012)), [box_hull((long, w, 0.012), (0, 0, top - 0.006))]
    )
    for x in (-0.34 * long, 0.34 * long):
        size, center = (0.014, 0.86 * w, top - 0.0115), (x, 0.0, (top - 0.0115) / 2)
        served.add("board", "board", rounded_box(size, 0.0015, 2, center), [box_hull(size, center)])
    usable = 0.84 * long
    front = p.pieces // 2
    for k in range(p.pieces - front):
        x = -0.46 * long + 0.028 + (usable - 0.02) * (k + 0.5) / max(p.pieces - front, 1) * 0.98
        _nigiri(served, (x, 0.2 * w, top), "tuna" if k % 3 == 2 else "salmon", rng)
    for k in range(front):
        x = -0.46 * long + 0.022 + (usable - 0.02) * (k + 0.5) / max(front, 1)
        at = (x + float(rng.normal(0, 0.0015)), -0.25 * w + float(rng.normal(0, 0.002)), top)
        _maki(served, at, "filling" if k < (front + 1) // 2 else "cucumber", rng)
    x = 0.44 * long
    _ginger(served, (x - 0.006, 0.2 * w, top), rng)
    paste = blob(
        (0.0115, 0.0105, 0.011),
        cells=10,
        swell=lumps(rng, 0.05, low=2, high=5),
        center=(x - 0.006, -0.22 * w, top + 0.005),
    )
    flat = warp(
        paste, lambda q: np.column_stack([q[:, :2], np.maximum(q[:, 2], top - 0.0004 + 0.02 * (q[:, 2] - top))])
    )
    served.add("board", "wasabi", flat, [hull_of(flat, 24)])
    return served.model()


def _nigiri(served: Assembly, at: tuple[float, float, float], fish: str, rng: np.random.Generator) -> None:
    """An oblong of rice along y under a slice of fish that bends over both ends."""
    half_x, half_y, high = 0.0135, float(rng.uniform(0.026, 0.029)), 0.021
    soft = Ripples.draw(rng, 0.008, 0.03)
    rice = blob((half_x, half_y, high / 2), exponent=3.0, cells=14)
    rice = warp(rice, lambda q: q * (1 + 0.03 * soft(q)[:, None]) + [0, 0, high / 2 - 0.0012])
    count, n = 25, 13
    s, t = np.linspace(-1, 1, count)[:, None], np.linspace(-1, 1, n)[None, :]
    long, wide, thick = half_y * 1.16, half_x * 1.1, float(rng.uniform(0.0045, 0.0058))
    x = wide * t * (1 - 0.1 * s**4) + 0.0012 * s
    y = long * s + 0.002 * t
    sag = high - 0.0105 * np.abs(s) ** 3.2 - 0.006 * np.abs(t) ** 2.6 + 0.6 * thick - 0.001
    middle = np.stack(
        [x + 0 * y, y + 0 * x, sag + 0.0006 * soft(np.stack([x + 0 * y, y + 0 * x, 0 * x + 0 * y], axis=2))], axis=2
    )
    slab = padded(middle[::-1], thick, 0.0035)
    turn = float(rng.normal(0.0, 0.06))
    pieces = [translate(rotate(m, (0, 0, 1), turn), at) for m in (rice, slab)]
    served.add("board", "rice", pieces[0])
    served.add("board", fish, pieces[1], [hull_of(merge(pieces), 32)])


def _maki(served: Assembly, at: tuple[float, float, float], core: str, rng: np.random.Generator) -> None:
    """A cut roll standing on end: a band of seaweed, rice in it, a filling in the middle."""
    r, high = float(rng.uniform(0.0145, 0.0155)), float(rng.uniform(0.021, 0.024))
    turn = np.linspace(0, 2 * math.pi, 48, endpoint=False)
    loop = (
        np.column_stack([np.cos(turn), np.sin(turn)])
        * (1 + 0.03 * np.cos(2 * turn + rng.uniform(0, 6)) + 0.015 * np.cos(3 * turn))[:, None]
    )
    nori = lathe(
        np.array([(r - 0.0007, 0.0), (r, 0.0), (r, high), (r - 0.0007, high)]), 48, outline=loop, crease_deg=30
    )
    profile = [
        (0, 0.0006),
        (r - 0.0006, 0.0006),
        (r - 0.0006, high - 0.001),
        (0.8 * r, high + 0.0006),
        (0.4 * r, high),
        (0, high),
    ]
    rice = lathe(np.array([*profile[:2], *smooth(profile[2:], 9)]), 48, outline=loop, crease_deg=50)
    grain = Ripples.draw(rng, 0.004, 0.009)
    rice = warp(rice, lambda q: q + np.column_stack([0 * q[:, :2], 0.0004 * grain(q) * (q[:, 2] > 0.5 * high)]))
    middle = fillet(np.array([(-0.4, -0.3), (0.36, -0.36), (0.42, 0.3), (-0.3, 0.38)]) * r, 0.08 * r, 3, closed=True)
    inner = translate(extrude(middle, 0.002, 0.0004), (0, 0, high - 0.0008))
    spin = float(rng.uniform(0, 6))
    for slot, mesh in (("seaweed", nori), ("rice", rice), (core, inner)):
        served.add("board", slot, translate(rotate(mesh, (0, 0, 1), spin), at))
    served.add("board", "rice", [], [h + np.asarray(at) for h in prism_hulls(ellipse(2 * r, 2 * r, 14), 0.0, high)])


def _ginger(served: Assembly, at: tuple[float, float, float], rng: np.random.Generator) -> None:
    """Thin slices of pickled ginger, folded into a heap."""
    leaves = []
    for k in range(7):
        leaf = ruffled(
            rng, inner=0.002, outer=0.016 - 0.001 * k, start=float(rng.uniform(0, 6)), span=3.2, height_m=0.003,
            droop_m=0.003, columns=40, rows=7,
        )  # fmt: skip
        leaves.append(
            translate(leaf, (at[0] + rng.normal(0, 0.002), at[1] + rng.normal(0, 0.003), at[2] + 0.0048 + 0.0018 * k))
        )
    served.add("board", "ginger", leaves, [hull_of(merge(leaves), 24)])
