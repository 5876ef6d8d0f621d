"""A knotted rug's ornament: medallion, corners, scrolling vines and borders, in fourfold mirror symmetry.

The tile is the whole rug, so its mesh lays uv 0 .. size_m once across each side. Distances in the drawing are in
half-widths of the rug's short side; x runs along the long side.
"""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np
import numpy.typing as npt
from pydantic import Field as Limits

from simgen.catalog.materials.bake import Design
from simgen.catalog.materials.maps import Maps, Palette
from simgen.catalog.materials.noise import Index, Tile
from simgen.catalog.materials.rugs import Mask, woven

Grid = npt.NDArray[np.float64]
FIELD, NAVY, IVORY, GOLD, BLUE, OLIVE, DARK, ROSE = range(8)


class Persian(Design):
    """`colors`: field, border, ivory, gold, light blue, olive, outline, rose. `aspect`: long side by short side.

    `knots` along the long side; `border`: share of the short side that each border takes.
    """

    colors: Palette = (
        (0.205, 0.033, 0.026),
        (0.020, 0.029, 0.062),
        (0.52, 0.42, 0.27),
        (0.36, 0.21, 0.07),
        (0.13, 0.20, 0.23),
        (0.10, 0.09, 0.035),
        (0.030, 0.017, 0.012),
        (0.38, 0.15, 0.10),
    )
    aspect: Annotated[float, Limits(ge=1.0, le=3.0)] = 1.42
    knots: Annotated[int, Limits(ge=64, le=1024)] = 512
    border: Annotated[float, Limits(ge=0.05, le=0.3)] = 0.13

    def paint(self, tile: Tile, rng: np.random.Generator) -> Maps:
        """Albedo in the colours given."""
        columns = self.knots // 2
        rows = max(8, round(columns / self.aspect))
        quarter = Quarter(rows, columns, self.aspect)
        draw_rug(quarter, rng, 2 * self.border)
        half = np.concatenate([quarter.index[:, ::-1], quarter.index], axis=1)
        drawing = np.concatenate([half[::-1], half])
        return woven(tile, rng, drawing, np.asarray(self.colors, dtype=np.float32), 2.6, 0.3)


class Quarter:
    """The quadrant x, y >= 0 of a drawing, on a grid of knots; what is drawn later covers what was there."""

    def __init__(self, rows: int, columns: int, aspect: float) -> None:
        self.index: Index = np.zeros((rows, columns), dtype=np.int32)
        self.aspect = aspect
        self.x: Grid = np.broadcast_to((np.arange(columns) + 0.5) / columns * aspect, (rows, columns))
        self.y: Grid = np.broadcast_to(((np.arange(rows) + 0.5) / rows)[:, None], (rows, columns))
        self.knot = aspect / columns

    def fill(self, where: Mask, color: int) -> None:
        """One colour."""
        self.index[where] = color

    def around(self, x: float, y: float, reach: float) -> tuple[slice, slice]:
        """The knots within `reach` of (x, y)."""
        j, i, r = x / self.knot, y / self.knot, reach / self.knot + 2
        return slice(max(0, int(i - r)), max(0, int(i + r) + 1)), slice(max(0, int(j - r)), max(0, int(j + r) + 1))

    def blossom(self, x: float, y: float, size: float, petals: int, colors: tuple[int, ...], inside: Mask) -> None:
        """A round flower: an outline, petals, a heart; `colors` from the outside in."""
        near = self.around(x, y, 1.3 * size)
        dx, dy = self.x[near] - x, self.y[near] - y
        petal = 0.80 + 0.20 * np.cos(petals * np.arctan2(dy, dx))
        reach = np.hypot(dx, dy) / (size * petal)
        index, inside = self.index[near], inside[near]
        index[inside & (reach < 1.0 + 1.1 * self.knot / size)] = DARK
        for k, color in enumerate(colors):
            index[inside & (reach < 1.0 - k / len(colors))] = color

    def leaf(self, x: float, y: float, size: float, angle: float, color: int, inside: Mask) -> None:
        """A pointed leaf from (x, y) towards `angle`."""
        near = self.around(x, y, size)
        dx, dy = self.x[near] - x, self.y[near] - y
        along = (dx * math.cos(angle) + dy * math.sin(angle)) / size
        across = (-dx * math.sin(angle) + dy * math.cos(angle)) / size
        width = 0.30 * np.sin(np.pi * np.clip(along, 0, 1)) ** 0.8
        self.index[near][inside[near] & (np.abs(across) < width)] = color

    def vine(self, points: Grid, thickness: float, color: int, inside: Mask) -> None:
        """A line through (k, 2) points, none further apart than a knot."""
        j = np.floor(points[:, 0] / self.knot).astype(int)
        i = np.floor(points[:, 1] / self.knot).astype(int)
        reach = max(0, round((thickness / self.knot - 1) / 2))
        for di in range(-reach, reach + 1):
            for dj in range(-reach, reach + 1):
                rows, columns = i + di, j + dj
                keep = (rows >= 0) & (rows < self.index.shape[0]) & (columns >= 0) & (columns < self.index.shape[1])
                rows, columns = rows[keep], columns[keep]
                shown = inside[rows, columns]
                self.index[rows[shown], columns[shown]] = color


def draw_rug(q: Quarter, rng: np.random.Generator, border: float) -> None:
    """Field, corners, medallion and borders; `border` is their breadth."""
    edge = np.minimum(q.aspect - q.x, 1.0 - q.y)
    field = edge > border
    q.fill(field, FIELD)
    _scrolls(q, rng, field, border)
    corner_x, corner_y = q.aspect - border, 1.0 - border
    lobes = int(rng.choice([12, 16, 20]))
    angle = np.arctan2(corner_y - q.y, corner_x - q.x)
    from_corner = np.hypot((corner_x - q.x) / 1.15, corner_y - q.y) / (1 + 0.07 * np.abs(np.sin(lobes * angle / 2)))
    corner = field & (from_corner < 0.46)
    for reach, color in ((0.46, DARK), (0.45, IVORY), (0.43, DARK), (0.42, NAVY)):
        q.fill(field & (from_corner < reach), color)
    _strew(q, rng, corner & (from_corner < 0.40), 0.085)
    for reach, color in ((0.16, DARK), (0.152, ROSE), (0.10, GOLD), (0.06, DARK)):
        q.fill(field & (from_corner < reach), color)
    _medallion(q, rng, field, lobes)
    _borders(q, rng, edge, border)


def _scrolls(q: Quarter, rng: np.random.Generator, field: Mask, border: float) -> None:
    """Spiral vines with leaves and palmettes, evenly over the field."""
    step = float(rng.uniform(0.22, 0.27))
    dyes = [(ROSE, GOLD, DARK), (BLUE, IVORY, NAVY), (IVORY, ROSE, NAVY), (GOLD, OLIVE, IVORY)]
    for row, y in enumerate(np.arange(step / 2, 1.0 - border + step / 2, step)):
        for x in np.arange(step / 2 * (1 + row % 2), q.aspect - border + step, step):
            cx, cy = float(x), float(y)
            turn = 1.0 if (row + round(x / step)) % 2 else -1.0
            t = np.linspace(0, 1, 400)
            angle = turn * (t * 2.2 * 2 * math.pi) + rng.uniform(0, 2 * math.pi)
            radius = step * (0.08 + 0.47 * t)
            points = np.column_stack([cx + radius * np.cos(angle), cy + radius * np.sin(angle)])
            q.vine(points, q.knot, (GOLD, OLIVE)[row % 2], field)
            for k in range(50, 400, 26):
                lean = float(angle[k]) + turn * (math.pi / 2 - 0.7)
                side = 1.0 if (k // 26) % 2 else -1.0
                q.leaf(
                    float(points[k, 0]),
                    float(points[k, 1]),
                    0.045,
                    lean + 0.9 * side,
                    (GOLD, BLUE, OLIVE, ROSE)[k // 26 % 4],
                    field,
                )
            petals = int(rng.choice([6, 8, 10]))
            q.blossom(cx, cy, step * 0.17, petals, dyes[int(rng.integers(len(dyes)))], field)
    for y in np.arange(step, 1.0 - border, step):
        for x in np.arange(step, q.aspect - border, step):
            q.blossom(float(x), float(y), step * 0.085, 5, (IVORY, ROSE), field)


def _strew(q: Quarter, rng: np.random.Generator, inside: Mask, step: float) -> None:
    """Small blossoms and leaves on a staggered grid."""
    for row, y in enumerate(np.arange(step / 2, 1.0, step)):
        for x in np.arange(step / 2 * (row % 2), q.aspect, step):
            color = (ROSE, GOLD, BLUE)[int(rng.integers(3))]
            q.leaf(float(x), float(y), step * 0.55, float(rng.uniform(0, 6.28)), OLIVE, inside)
            q.blossom(float(x), float(y), step * 0.24, 5, (color, IVORY), inside)


def _medallion(q: Quarter, rng: np.random.Generator, field: Mask, lobes: int) -> None:
    angle = np.arctan2(q.y, q.x)
    scale = 1 + 0.06 * np.abs(np.cos(lobes * angle / 2))
    radius = np.hypot(q.x / 1.18, q.y) / scale
    size = float(rng.uniform(0.40, 0.46))
    pendant = np.hypot((q.x - 1.18 * size * 1.32) / 1.7, q.y) / (0.075 * (1 + 0.12 * np.cos(8 * angle)))
    bar = (q.y < 0.012) & (q.x < 1.18 * size * 1.55)
    q.fill(field & bar, GOLD)
    for reach, color in ((1.25, DARK), (1.15, IVORY), (0.95, NAVY), (0.6, ROSE), (0.3, GOLD)):
        q.fill(field & (pendant < reach), color)
    for share, color in ((1.0, DARK), (0.98, IVORY), (0.94, DARK), (0.92, NAVY)):
        q.fill(field & (radius < size * share), color)
    _strew(q, rng, field & (radius < size * 0.88) & (radius > size * 0.62), 0.075)
    for share, color in ((0.62, DARK), (0.60, GOLD), (0.56, DARK), (0.545, FIELD)):
        q.fill(field & (radius < size * share), color)
    petals = int(rng.choice([8, 12, 16]))
    inside = field & (radius < size * 0.53)
    for k in range(petals + 1):
        a = 2 * math.pi * k / petals
        q.leaf(0.0, 0.0, size * 0.58, a, (BLUE, IVORY)[k % 2], inside)
        q.leaf(0.0, 0.0, size * 0.38, a + math.pi / petals, GOLD, inside)
    q.blossom(0.0, 0.0, size * 0.17, petals, (IVORY, ROSE, NAVY, GOLD), field)


def _borders(q: Quarter, rng: np.random.Generator, edge: Grid, border: float) -> None:
    """Guards and a main border with rosettes on a meander; corners are mitred and hold a rosette."""
    depth = edge / border
    upright = (q.aspect - q.x) < (1.0 - q.y)
    stripes = (
        (0.00, NAVY), (0.06, DARK), (0.075, IVORY), (0.09, ROSE), (0.185, IVORY), (0.20, DARK), (0.215, NAVY),
        (0.745, DARK), (0.76, IVORY), (0.775, GOLD), (0.87, IVORY), (0.885, DARK), (0.90, FIELD), (0.97, DARK),
    )  # fmt: skip
    for low, color in stripes:
        q.fill((depth >= low) & (depth < 1.0), color)
    main = _repeat(q, upright, edge, border, 0.48, 0.62)
    across = (depth - 0.48) / 0.265
    inside = (depth >= 0.225) & (depth < 0.735)
    swing = 0.62 * np.sin(2 * np.pi * main[0])
    q.fill(inside & (np.abs(across - swing) < 0.10), OLIVE)
    pitch = main[1] / (border * 0.265)
    for at, dyes, size in ((0.0, (IVORY, ROSE, FIELD, GOLD), 0.86), (0.5, (ROSE, GOLD, NAVY), 0.62)):
        along = (main[0] - at + 0.5) % 1.0 - 0.5
        petal = 0.84 + 0.16 * np.cos(8 * np.arctan2(across, along * pitch))
        reach = np.hypot(along * pitch, across) / (size * petal)
        q.fill(inside & (reach < 1.12), DARK)
        for k, color in enumerate(dyes):
            q.fill(inside & (reach < 1.0 - k / len(dyes)), color)
    for at in (0.25, 0.75):
        along = (main[0] - at + 0.5) % 1.0 - 0.5
        side = 1.0 if at < 0.5 else -1.0
        q.fill(inside & (np.hypot(along * pitch * 1.4, (across + 0.35 * side) * 2.2) < 0.42), BLUE)
    for middle, ground in ((0.137, IVORY), (0.822, NAVY)):
        guard = _repeat(q, upright, edge, border, middle, 0.16)
        along = ((guard[0] + 0.5) % 1.0 - 0.5) * guard[1] / (border * 0.05)
        reach = np.hypot(along, (depth - middle) / 0.05)
        q.fill((np.abs(depth - middle) < 0.046) & (reach < 0.85), ground)
        q.fill((np.abs(depth - middle) < 0.046) & (reach < 0.4), FIELD)


def _repeat(q: Quarter, upright: Mask, edge: Grid, border: float, middle: float, pitch: float) -> tuple[Grid, Grid]:
    """Place along a border in repeats (0 at the rug's axis and at the mitre's middle), and a repeat's length."""
    reach = border * middle
    lengths = [(1.0 - reach), (q.aspect - reach)]
    count = [max(1, round(length / (pitch * border))) for length in lengths]
    place = np.where(upright, q.y / lengths[0] * count[0], q.x / lengths[1] * count[1])
    return place, np.where(upright, lengths[0] / count[0], lengths[1] / count[1])
