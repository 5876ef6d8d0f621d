"""Spoons, forks and knives of sheet metal, lying on their backs."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.lathe import squircle
from simgen.catalog.meshing.profiles import smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, merge, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh, Part, Surface

KINDS = ("spoon", "fork", "knife")


@dataclass(frozen=True)
class Parameters:
    """`kind` is one of KINDS; `length_m` over all: about 0.2 for a table, 0.14 for coffee and cake.

    `handle_m` is the handle's greatest width. `wood`: the handle has the slot `handle`, else `metal`.
    """

    kind: str
    length_m: float
    handle_m: float
    wood: bool


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The piece along x, its handle at -x, in the slots `metal` and `handle`."""
    p = parameters
    check_style(p.kind, KINDS, "kind")
    head, split = {"spoon": _spoon, "fork": _fork, "knife": _knife}[p.kind](p)
    handle = _handle(p, split)
    whole = merge([head, handle])
    low = whole.vertices.min(axis=0).astype(np.float64)
    high = whole.vertices.max(axis=0).astype(np.float64)
    offset = (-(low[0] + high[0]) / 2, -(low[1] + high[1]) / 2, -low[2])
    head, handle = translate(head, offset), translate(handle, offset)
    pieces = [(head, "metal"), (handle, "handle")] if p.wood else [(merge([head, handle]), "metal")]
    surfaces = tuple(Surface(mesh, slot) for mesh, slot in pieces)
    return Model((Part("body", surfaces, _hulls(merge([head, handle]))),))


def _arch(p: Parameters, x: FloatArray) -> FloatArray:
    """(k,) height of the middle of the metal at x / length: up from the handle's end, down into the head."""
    heights = {
        "spoon": [(0.0, 0.0), (0.25, 0.005), (0.55, 0.0145), (0.68, 0.0155), (0.8, 0.0098), (0.9, 0.009), (1.0, 0.011)],
        "fork": [(0.0, 0.0), (0.25, 0.005), (0.55, 0.014), (0.7, 0.012), (0.82, 0.003), (0.92, 0.003), (1.0, 0.009)],
        "knife": [(0.0, 0.0), (1.0, 0.0)],
    }[p.kind]
    curve = smooth(np.array(heights) * [1.0, p.length_m / 0.2], 160)
    return np.interp(x, curve[:, 0], curve[:, 1])


def _bar(p: Parameters, start: float, end: float, sizes: list[tuple[float, float, float]], rows: int) -> Mesh:
    """A bar along the arch; `sizes`: (share of its length, half width, half thickness) in metres."""
    t = np.linspace(0.0, 1.0, rows)
    x = start + (end - start) * t
    path = np.stack([x * p.length_m, np.zeros(rows), _arch(p, x)], axis=1)
    knots = np.array(sizes)
    curve = smooth(knots, 200)
    girth = np.stack([np.interp(t, curve[:, 0], curve[:, k]) for k in (1, 2)], axis=1)
    return tube(path, np.maximum(girth, 2e-4), section=squircle(20, 2.6), up=(0.0, 0.0, 1.0))


def _handle(p: Parameters, end: float) -> Mesh:
    w = p.handle_m / 2
    thick = 0.0062 if p.wood else (0.0035 if p.kind == "knife" else 0.0014)
    neck = 0.0058 if p.kind == "knife" else 0.0028
    start = w / p.length_m * 0.3
    sizes = [(0.0, 0.72 * w, 0.8 * thick), (0.08, 0.95 * w, thick), (0.3, 0.9 * w, thick)]
    sizes += [(0.75, max(0.5 * w, neck), 0.9 * thick + 0.0002), (1.0, neck, max(0.75 * thick, 0.0013))]
    return _bar(p, start, end + 0.01, sizes, 26)


def _spoon(p: Parameters) -> tuple[Mesh, float]:
    """An egg-shaped bowl, hollowed by denting a flat one."""
    length, split = p.length_m, 0.64
    wide = 0.108 * length
    sizes = [(0.0, 0.0028, 0.0014), (0.12, 0.0034, 0.0013), (0.3, 0.62 * wide, 0.0009), (0.55, wide, 0.00075)]
    sizes += [(0.78, 0.86 * wide, 0.00075), (0.93, 0.5 * wide, 0.00075), (1.0, 0.12 * wide, 0.0007)]
    flat = _bar(p, split, 0.995, sizes, 40)
    middle, reach = 0.84 * length, 0.152 * length

    def dent(points: FloatArray) -> FloatArray:
        q = ((points[:, 0] - middle) / reach) ** 2 + (points[:, 1] / (1.08 * wide)) ** 2
        deep = 0.042 * length * np.maximum(0.0, 1.0 - q) ** 1.25
        return np.stack([points[:, 0], points[:, 1], points[:, 2] - deep], axis=1)

    return warp(flat, dent), split


def _fork(p: Parameters) -> tuple[Mesh, float]:
    """A shoulder and four tines."""
    length, split = p.length_m, 0.6
    wide = 0.062 * length
    sizes = [(0.0, 0.0028, 0.0014), (0.3, 0.0034, 0.0014), (0.68, 0.92 * wide, 0.0011), (1.0, wide, 0.001)]
    pieces = [_bar(p, split, 0.79, sizes, 18)]
    pitch = 2 * wide / 4
    for k in range(4):
        y = (k - 1.5) * pitch
        x = np.linspace(0.775, 0.995 - 0.004 * abs(k - 1.5), 16)
        path = np.stack([x * length, np.full(16, y) * (1 - 0.04 * np.linspace(0, 1, 16)), _arch(p, x)], axis=1)
        t = np.linspace(0.0, 1.0, 16)
        girth = np.stack([0.31 * pitch * (1 - 0.45 * t**2), 0.0009 * (1 - 0.25 * t)], axis=1)
        pieces.append(tube(path, girth, section=squircle(12, 2.6)))
    return merge(pieces), split


def _knife(p: Parameters) -> tuple[Mesh, float]:
    """A blade with a straight back and a curved edge, flat on the table's side."""
    length, split = p.length_m, 0.5
    t = np.linspace(0.0, 1.0, 30)
    x = (split - 0.01) + (0.995 - split + 0.01) * t
    back = 0.0085 - 0.0075 * np.clip((t - 0.86) / 0.14, 0, 1) ** 2
    edge = -0.0085 - 0.002 * np.sin(np.pi * np.clip(t, 0, 1)) + 0.0075 * np.clip((t - 0.78) / 0.22, 0, 1) ** 2.2
    edge = np.where(t < 0.05, -0.007 - 0.0015 * t / 0.05, edge)
    path = np.stack([x * length, (back + edge) / 2, np.zeros(30)], axis=1)
    girth = np.stack([np.maximum((back - edge) / 2, 4e-4), 0.0011 - 0.0004 * t], axis=1)
    return tube(path, girth, section=squircle(20, 2.0)), split


def _hulls(mesh: Mesh) -> tuple[FloatArray, ...]:
    """Five pieces along the length."""
    points = mesh.vertices.astype(np.float64)
    ends = np.quantile(points[:, 0], [0.0, 1.0])
    cuts = ends[0] + (ends[1] - ends[0]) * np.array([0.0, 0.25, 0.48, 0.66, 0.78, 1.0])
    pieces = []
    for a, b in itertools.pairwise(cuts):
        pad = 0.008 * (ends[1] - ends[0])
        inside = points[(points[:, 0] >= a - pad) & (points[:, 0] <= b + pad)]
        pieces.append(hull_of(inside, 28))
    return tuple(pieces)
