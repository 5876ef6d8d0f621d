"""Firewood: split logs and a few round ones stacked in a steel rack."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box
from simgen.catalog.meshing.grids import face_centers, faces_where
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.ripples import Ripples
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh

_BAR_M = 0.011
_FOOT_M = 0.06
# Where the pattern of sawn ends has its pith, metres: the middle of its tile.
PITH_M = 0.3


@dataclass(frozen=True)
class Parameters:
    """Sizes of the rack (x and z), filled to `full` of its height; logs are `log_m` long (y), about `girth_m` thick."""

    width_m: float
    height_m: float
    log_m: float
    girth_m: float
    full: float

    def __post_init__(self) -> None:
        """Values that go together."""
        if not 0.2 <= self.full <= 1.0:
            raise ValueError(f"full lies between 0.2 and 1, got {self.full}")
        if self.girth_m > self.width_m / 3:
            raise ValueError(f"girth_m is at most a third of width_m, got {self.girth_m}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The rack and its logs, ends to the front; slots `steel`, `bark`, `split`, `end`."""
    p = parameters
    stack = Assembly(rng)
    _rack(stack, p)
    for cell in _cells(p, rng):
        _log(stack, p, cell, rng)
    return stack.model(has_front=True)


def _rack(stack: Assembly, p: Parameters) -> None:
    """Two frames of square bar, front and back, tied below and along the sides."""
    x, h, r = p.width_m / 2, p.height_m, _BAR_M
    section = r * np.array([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)])
    depth = 0.36 * p.log_m
    corner = fillet([(-x, h), (-x, _FOOT_M), (x, _FOOT_M), (x, h)], 0.03, 6)
    for y in (-depth, depth):
        path = np.column_stack([corner[:, 0], np.full(len(corner), y), corner[:, 1]])
        stack.add("rack", "steel", tube(path, 1.0, section=section, up=(0.0, 1.0, 0.0), ends="flat", bevel_m=0.001))
        for a, b in (((-x, h), (-x, _FOOT_M)), ((-x, _FOOT_M), (x, _FOOT_M)), ((x, _FOOT_M), (x, h))):
            stack.add("rack", "steel", [], tube_hulls([(a[0], y, a[1]), (b[0], y, b[1])], r, 1))
        for s in (-1.0, 1.0):
            size, place = (1.8 * r, 1.8 * r, _FOOT_M), (s * (x - 0.07), y, _FOOT_M / 2)
            stack.add("rack", "steel", rounded_box(size, 0.001, 2, place), [box_hull(size, place)])
            ball = lathe(fillet([(0, 0), (0.014, 0.003), (0.014, 0.02), (0, 0.024)], [0, 0.008, 0.008, 0], 4), 20)
            stack.add("rack", "steel", translate(ball, (s * x, y, h - 0.002)))
    for s in (-1.0, 1.0):
        for z in (h - 0.035, _FOOT_M + 0.35 * (h - _FOOT_M)):
            rod = [(s * x, -depth, z), (s * x, depth, z)]
            stack.add("rack", "steel", tube(rod, 0.8, section=section, ends="flat"), tube_hulls(rod, r, 1))
        rod = [(s * 0.45 * x, -depth, _FOOT_M), (s * 0.45 * x, depth, _FOOT_M)]
        stack.add("rack", "steel", tube(rod, 0.8, section=section, ends="flat"), tube_hulls(rod, r, 1))


def _cells(p: Parameters, rng: np.random.Generator) -> list[FloatArray]:
    """(k, 2) outlines in x and z of logs that lie close on one another: cells of evenly spread points."""
    from scipy.spatial import Voronoi

    x0, z0 = p.width_m / 2 - _BAR_M - 0.001, _FOOT_M + _BAR_M + 0.0005
    x1, z1 = -x0, z0 + p.full * (p.height_m - z0 - 0.02)
    low, high = np.array([x1, z0]), np.array([x0, z1])
    count = max(4, round((high - low).prod() / (0.8 * p.girth_m**2)))
    points = rng.uniform(low, high, (count, 2))
    cells: list[FloatArray] = []
    for _ in range(5):
        # Mirror images beyond the four sides make the sides borders of cells.
        images = [points]
        for axis in (0, 1):
            for bound in (low, high):
                image = points.copy()
                image[:, axis] = 2 * bound[axis] - image[:, axis]
                images.append(image)
        diagram = Voronoi(np.concatenate(images))
        cells = [diagram.vertices[diagram.regions[diagram.point_region[k]]] for k in range(count)]
        points = np.array([c.mean(axis=0) for c in cells])
    outlines = []
    for cell in cells:
        middle = cell.mean(axis=0)
        order = np.argsort(np.arctan2(cell[:, 1] - middle[1], cell[:, 0] - middle[0]))
        ring = cell[order]
        # Corners that nearly meet are one.
        near = np.linalg.norm(ring - np.roll(ring, 1, axis=0), axis=1) > 0.012
        ring = ring[near] if near.sum() >= 3 else ring
        on_top = ring[:, 1] > z1 - 0.001
        if on_top.any() and rng.random() < 0.3:
            continue
        ring = ring - np.column_stack([np.zeros(len(ring)), on_top * rng.uniform(0.0, 0.03)])
        outlines.append(middle + (ring - middle) * (1 - 0.0022 / p.girth_m * 2))
    return outlines


def _log(stack: Assembly, p: Parameters, cell: FloatArray, rng: np.random.Generator) -> None:
    """A prism with bark on the rounded side, split faces on the others, and rings about a pith on its sharp edge."""
    count = len(cell)
    middle = cell.mean(axis=0)
    whole = rng.random() < 0.16
    far = np.linalg.norm(cell - middle, axis=1)
    pith_corner = int(np.argmax(far + rng.uniform(0, 0.02, count)))
    pith = middle if whole else cell[pith_corner]
    # Bark lies opposite the pith.
    away = np.linalg.norm(cell - pith, axis=1)
    limit = 0.62 * away.max()
    barked = np.ones(count, bool) if whole else away >= limit
    radii = np.where(barked, 0.034 if not whole else 0.05, 0.0035)
    outline = fillet(cell, radii.tolist(), 5, closed=True)
    reach = np.linalg.norm(outline - pith, axis=1)
    turn = rng.uniform(0, 2 * math.pi)
    c, s = math.cos(turn), math.sin(turn)
    spin = np.array([[c, -s], [s, c]])
    drawn = (outline - pith) @ spin + PITH_M
    long = p.log_m * rng.uniform(0.94, 1.0)
    body = extrude(drawn, long, 0.0016, 2, divisions=8, crease_deg=28.0, grain="up")
    kinds = _kinds(body, drawn, reach, limit, whole, long)
    noise = Ripples.draw(rng, 0.03, 0.14, 8)
    start = rng.uniform(-0.5, 0.5) * 0.05 * p.log_m - long / 2

    def lay(q: FloatArray) -> FloatArray:
        # Split faces are not quite even: a millimetre or two, towards the log's own middle.
        flat = (q[:, :2] - PITH_M) @ spin.T + pith
        inward = 0.022 + 0.012 * noise(np.column_stack([q[:, :2], 0.35 * q[:, 2]]))
        flat = flat + (middle - flat) * np.clip(inward, 0.0, 0.08)[:, None]
        return np.column_stack([flat[:, 0], start + long - q[:, 2], flat[:, 1]])

    laid = warp(body, lay)
    if not kinds.any():
        return
    stack.add("logs", "end", faces_where(laid, kinds == 0), [hull_of(laid, 32)], whole=True)
    for k, slot in ((1, "bark"), (2, "split")):
        if (kinds == k).any():
            stack.add("logs", slot, faces_where(laid, kinds == k))


def _kinds(body: Mesh, outline: FloatArray, reach: FloatArray, limit: float, whole: bool, long: float) -> FloatArray:
    """(m,) 0 for faces of the sawn ends, 1 for bark, 2 for split wood."""
    centers = face_centers(body)
    corners = body.vertices[body.faces].astype(np.float64)
    facing = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    ends = np.abs(facing[:, 2]) > 0.72 * np.linalg.norm(facing, axis=1)
    # The side of the outline that each face stands on.
    start, way = outline, np.roll(outline, -1, axis=0) - outline
    along = ((centers[:, None, :2] - start) * way).sum(axis=2) / (way**2).sum(axis=1)
    foot = start + np.clip(along, 0, 1)[..., None] * way
    near = np.argmin(np.linalg.norm(centers[:, None, :2] - foot, axis=2), axis=1)
    after = (near + 1) % len(outline)
    edge = (reach[near] + reach[after]) / 2
    kinds: FloatArray = np.where(ends, 0, np.where(whole | (edge > 0.96 * limit), 1, 2))
    return kinds
