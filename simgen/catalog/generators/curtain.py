"""A pair of curtains on a rod, drawn to the sides, hanging in folds."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.boxes import box_hull
from simgen.catalog.meshing.cloth import padded
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.ripples import Ripples
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import rotate, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh

_CLOTH_M = 0.0016
_ROD_M = 0.011


@dataclass(frozen=True)
class Parameters:
    """`width_m` of the rod, `height_m` from the hem to the rod's middle.

    `panel_m` is how wide each drawn panel hangs, `fold_m` how deep its folds are.
    """

    width_m: float
    height_m: float
    panel_m: float
    fold_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        if 2 * self.panel_m > self.width_m - 0.1:
            raise ValueError(f"two panels of {self.panel_m} m do not hang on a rod of {self.width_m} m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The curtains with the wall at +y, in the slots `cloth` and `rod`."""
    p = parameters
    curtain = Assembly(rng)
    half = p.width_m / 2
    rod = np.array([(-half, 0, p.height_m), (half, 0, p.height_m)])
    curtain.add(
        "rod",
        "rod",
        tube(rod, _ROD_M, segments=20, ends="flat"),
        [box_hull((p.width_m, 0.02, 0.02), (0, 0, p.height_m))],
    )
    # Far enough out to hang clear of a skirting board.
    reach = p.fold_m / 2 + 0.045
    for side in (-1.0, 1.0):
        knob = rotate(_finial(), (0, 1, 0), side * math.pi / 2)
        curtain.add("rod", "rod", translate(knob, (side * half, 0, p.height_m)))
        x = side * (half - 0.03)
        arm = np.array([(x, 0, p.height_m), (x, reach, p.height_m)])
        holder = box_hull((0.01, reach, 0.01), (x, reach / 2, p.height_m))
        curtain.add("rod", "rod", tube(arm, 0.007, segments=12, ends="flat"), [holder])
        plate = rotate(lathe(np.array([(0, 0), (0.024, 0), (0.024, 0.004), (0, 0.004)]), 24), (1, 0, 0), math.pi / 2)
        curtain.add("rod", "rod", translate(plate, (x, reach, p.height_m)))
        _panel(curtain, p, side * (half - 0.06 - p.panel_m / 2), side)
    return curtain.model()


def _finial() -> Mesh:
    """The rod's end: a collar and a ball, along +z."""
    outline = [
        (0.0, -0.004),
        (0.014, -0.004),
        (0.014, 0.004),
        (0.009, 0.007),
        (0.019, 0.022),
        (0.009, 0.038),
        (0.0, 0.041),
    ]
    return lathe(fillet(outline, [0, 0.002, 0.002, 0.003, 0.016, 0.012, 0], 5), 28, crease_deg=50)


def _panel(curtain: Assembly, p: Parameters, middle: float, side: float) -> None:
    """One panel: folds that are even at the rod and wander as they fall."""
    rng = curtain.rng
    folds = max(3, round(p.panel_m / (0.78 * p.fold_m)))
    columns, rows = folds * 14, 16
    s = np.linspace(0, 1, columns + 1)
    # Rows lie closer at the top, where the heading is gathered.
    t = np.linspace(0, 1, rows + 1)
    drop = 1 - (1 - t) ** 1.4
    place = np.stack(
        [np.broadcast_to(s, (rows + 1, columns + 1)), np.broadcast_to(drop[:, None], (rows + 1, columns + 1))]
    )
    points = np.stack([place[0], 0.5 * place[1], 0 * place[0]], axis=-1)
    wander, breath = Ripples.draw(rng, 0.45, 1.2), Ripples.draw(rng, 0.25, 0.8)
    phase = 2 * math.pi * folds * (place[0] + 0.030 * place[1] * wander(points))
    # A fold is a sine-generated curve, which is how a strip bends with the least effort (Langbein, Leopold 1966).
    bend = 1.45 * (1 - 0.25 * place[1] + 0.20 * np.sqrt(place[1]) * breath(points))
    heading = bend * np.cos(phase)
    step = np.ones_like(s) / columns
    x = np.cumsum(np.cos(heading) * step, axis=1)
    y = np.cumsum(np.sin(heading) * step, axis=1)
    x -= x[:, :1]
    length = p.panel_m * (1 + 0.05 * np.sin(math.pi * drop) + 0.07 * drop)
    x = x / x[:, -1:] * length[:, None]
    # The strip keeps its level: what the sum drifts by is taken back, and depths scaled to the fold's.
    y -= y[:, :1] + (y[:, -1:] - y[:, :1]) * place[0]
    y -= y.mean(axis=1, keepdims=True)
    y *= p.fold_m / max(float(np.ptp(y[0])), 1e-6)
    # Loose as it hangs, a panel also sways as a whole.
    sway = Ripples.draw(rng, 0.5, 1.1)
    y += 0.18 * p.fold_m * place[1] * sway(points)
    x += 0.10 * p.panel_m * np.sin(math.pi * place[0]) * place[1] * sway(points + 5.0)
    hem = 0.004 * Ripples.draw(rng, 0.2, 0.6)(points[-1])
    top = p.height_m - _ROD_M - 0.022
    z = top * (1 - drop)[:, None] + hem[None] * drop[:, None] + 0.006
    # The outer edge stays at the end of the rod; the rest is pushed to it.
    start = middle - p.panel_m / 2 if side < 0 else middle + p.panel_m / 2 - length
    x = x + np.asarray(start).reshape(-1, 1)
    sheet: FloatArray = np.stack([x, y, z], axis=-1)[::-1]
    mesh = padded(sheet, _CLOTH_M, _CLOTH_M)
    low, high = mesh.vertices.min(axis=0).astype(float), mesh.vertices.max(axis=0).astype(float)
    size, center = (high - low).tolist(), ((high + low) / 2).tolist()
    curtain.add("cloth", "cloth", mesh, [box_hull(size, center)])
    ring = 0.020
    turn = np.linspace(0, 2 * math.pi, 20, endpoint=False)
    loop = np.column_stack([0 * turn, ring * np.cos(turn), ring * np.sin(turn)])
    for k in range(2 * folds):
        # Where the cloth crosses the rod's line it hangs from a ring.
        column = round((k + 0.5) / (2 * folds) * columns)
        at = (float(sheet[-1, column, 0]), 0.0, p.height_m - ring + _ROD_M + 0.002)
        curtain.add("rod", "rod", translate(tube(loop, 0.0022, segments=6, closed=True), at))
