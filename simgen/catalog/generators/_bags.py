"""What bags share: soft cases that sag, zips along them, straps, handles and buckles."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.boxes import rounded_box
from simgen.catalog.meshing.cloth import padded
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import squircle
from simgen.catalog.meshing.lofts import rounded_ring
from simgen.catalog.meshing.profiles import smooth
from simgen.catalog.meshing.ripples import Ripples
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, warp
from simgen.geometry import FloatArray
from simgen.world import Mesh

_FLAT = squircle(16, 4.0)
Bend = Callable[[FloatArray], FloatArray]


@dataclass(frozen=True)
class Case:
    """A soft box on the floor, its back upright at y = +depth / 2: metres, and shares of width and depth at its top.

    `crown_m`: how far its top rises in the middle; `belly_m`: how far its front swells; `crease_m`: of its wrinkles.
    """

    width_m: float
    depth_m: float
    height_m: float
    radius_m: float
    top_width: float = 1.0
    top_depth: float = 1.0
    crown_m: float = 0.0
    belly_m: float = 0.0
    crease_m: float = 0.0

    def bend(self, rng: np.random.Generator) -> Bend:
        """The map of space that makes a plain box from z = 0 up this case; whatever is sewn onto it goes through."""
        wrinkles = Ripples.draw(rng, 0.07, 0.22)
        half_x, half_y = self.width_m / 2, self.depth_m / 2

        def soft(points: FloatArray) -> FloatArray:
            x, y, z = points.T
            up = np.clip(z / self.height_m, 0, 1)
            across = np.clip(1 - (x / half_x) ** 2, 0, 1)
            front = np.clip(0.5 - y / self.depth_m, 0, 1.2)
            uneven = self.crease_m * wrinkles(points) * np.clip(up / 0.15, 0, 1)
            x = x * (1 + (self.top_width - 1) * up) + 0.6 * uneven * x / half_x
            y = half_y + (y - half_y) * (1 + (self.top_depth - 1) * up)
            swell = self.belly_m * across * np.sin(math.pi * np.clip(up, 0, 1) ** 0.7)
            y = y - front * (swell + uneven)
            return np.column_stack([x, y, z + self.crown_m * across * up**3])

        return soft

    def mesh(self, soft: Bend) -> Mesh:
        """The case itself."""
        size = (self.width_m, self.depth_m, self.height_m)
        cells = [max(2, round((s - 2 * self.radius_m) / 0.028)) for s in size]
        plain = rounded_box(size, self.radius_m, 6, (0, 0, self.height_m / 2), divisions=cells)
        return warp(plain, soft)

    def loop(self, y: float, out_m: float = 0.0, points: int = 72) -> FloatArray:
        """(points, 3) round the plain box in the plane of `y`, from the middle of its right side over its top."""
        ring = rounded_ring(self.width_m / 2 + out_m, self.height_m / 2 + out_m, self.radius_m + out_m, points=points)
        return np.column_stack([ring[:, 0], np.full(points, y), ring[:, 1] + self.height_m / 2])


def zip_over(case: Case, soft: Bend, y: float, low: float) -> tuple[Mesh, FloatArray]:
    """The zip over the top of a case in the plane of `y`, down to `low` of its height; and where it ends, (3,)."""
    path = case.loop(y)
    path = path[path[:, 2] > low * case.height_m]
    # The loop starts in the middle of the right side: what lies below it comes last.
    turn = np.unwrap(np.arctan2(path[:, 2] - case.height_m / 2, path[:, 0]))
    turn = np.where(turn > math.pi * 1.5, turn - 2 * math.pi, turn)
    bent = smooth(soft(path[np.argsort(turn)]), 36)
    return tube(bent, np.tile([0.0032, 0.0065], (36, 1)), segments=8, up=(0, 1, 0)), bent[0]


def flap(case: Case, soft: Bend, low: float, *, thick_m: float = 0.004, width: float = 0.96) -> Mesh:
    """What lies over the top and hangs down in front to `low` of the height, with round corners; `width` as share."""
    x = np.linspace(-1.0, 1.0, 19)
    r, off = case.radius_m, 0.6 * thick_m
    half_y, top = case.depth_m / 2, case.height_m
    foot = low * top + 0.09 * top * np.abs(x) ** 5
    turn = np.linspace(0, math.pi / 2, 7)
    over = np.column_stack([np.linspace(0.42 * case.depth_m, r - half_y, 6)[:-1], np.full(5, top + off)])
    edge = np.column_stack([r - half_y - (r + off) * np.sin(turn), top - r + (r + off) * np.cos(turn)])
    head = np.concatenate([over, edge])
    rows = [np.column_stack([x * width * case.width_m / 2, *np.broadcast_to(h[:, None], (2, 19))]) for h in head]
    for share in np.linspace(0, 1, 9)[1:]:
        z = (top - r) + share * (foot - (top - r))
        rows.append(np.column_stack([x * width * case.width_m / 2, np.full(19, -half_y - off), z]))
    grid = np.stack(rows)
    # The case's corners are round towards its sides too.
    drop = r - np.sqrt(np.clip(r**2 - np.clip(np.abs(grid[..., 0]) - (case.width_m / 2 - r), 0, r) ** 2, 0, None))
    grid[..., 2] -= drop * np.clip((grid[..., 2] - (top - r)) / r, 0, 1)
    grid[..., 1] += drop * (grid[..., 1] < 0) * np.clip(-(grid[..., 1] + half_y - r) / r, 0, 1)
    return padded(soft(grid.reshape(-1, 3)).reshape(grid.shape), thick_m, 0.5 * thick_m)


def strap(path: npt.ArrayLike, half_m: float, thick_m: float, up: Sequence[float], count: int = 24) -> Mesh:
    """A flat band along a smooth path: half its width across, half its thickness along `up`."""
    return tube(smooth(np.asarray(path), count), np.tile([half_m, thick_m], (count, 1)), section=_FLAT, up=up)


def add_handle(
    bag: Assembly, slot: str, path: npt.ArrayLike, radius: tuple[float, float], *, up: Sequence[float] = (0, 1, 0)
) -> None:
    """A handle along a smooth path, `radius` across it and along `up`; things collide with it."""
    curve = smooth(np.asarray(path, dtype=np.float64), 26)
    mesh = tube(curve, np.tile(radius, (26, 1)), segments=12, up=up)
    inner = (0.8 * radius[0], 0.8 * radius[1])
    bag.add("body", slot, mesh, tube_hulls(curve, inner, 5, up=up))


def add_buckle(bag: Assembly, slot: str, at: Sequence[float], width_m: float, height_m: float) -> None:
    """A frame of wire with its tongue, upright and seen from -y."""
    ring = rounded_ring(width_m / 2, height_m / 2, 0.003, points=32)
    path = np.column_stack([ring[:, 0], np.zeros(32), ring[:, 1]]) + np.asarray(at)
    bag.add("body", slot, tube(path, 0.0017, segments=8, closed=True, up=(0, 1, 0)))
    x, y, z = at
    tongue = [(x, y - 0.001, z - height_m / 2), (x, y - 0.0025, z), (x, y - 0.001, z + height_m / 2)]
    bag.add("body", slot, tube(tongue, 0.0014, segments=8))


def add_case(bag: Assembly, slot: str, mesh: Mesh) -> None:
    """The case, with a hull for its lower and one for its upper half: one alone would lie too far within its swell."""
    heights = mesh.vertices[:, 2]
    low, high = float(heights.min()), float(heights.max())
    halves = heights < low + 0.55 * (high - low), heights > low + 0.45 * (high - low)
    bag.add("body", slot, mesh, [hull_of(mesh.vertices[half]) for half in halves])
