"""A casement window in its hole: frame, sashes with bevelled rails and glazing bars, handles, and a sill board.

Asset frame: x = 0 is the middle of the hole, z = 0 its lower edge, y = 0 the wall's inner face; -y looks into the room.
The panes are left open: what glows behind them is the scenario's window light.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from simgen.catalog.meshing.boxes import box_hull, rounded_box
from simgen.catalog.meshing.slabs import casing
from simgen.catalog.meshing.transforms import merge, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh, Part, SupportSurface, Surface

# The frame goes this far into the wall on all sides, so that no light comes between them.
BITE_M = 0.003
SETBACK_M = 0.03
FRAME_DEPTH_M = 0.07
SASH_DEPTH_M = 0.055
# Sashes stand out of the frame into the room and cover this much of it.
SASH_PROUD_M = 0.014
SASH_LAP_M = 0.01
BOARD_THICKNESS_M = 0.024


@dataclass(frozen=True)
class Parameters:
    """`width_m` and `height_m` are the hole's. `lights` sashes stand side by side.

    `bar_rows` and `bar_columns` are glazing bars in each sash; `sill_overhang_m` is how far the sill board comes out of
    the wall (0: no board).
    """

    width_m: float = 1.4
    height_m: float = 1.3
    wall_thickness_m: float = 0.2
    lights: int = 2
    frame_width_m: float = 0.055
    sash_width_m: float = 0.05
    bar_rows: int = 0
    bar_columns: int = 0
    sill_overhang_m: float = 0.04

    def __post_init__(self) -> None:
        clear = self.width_m / max(self.lights, 1) - 2 * (self.frame_width_m + self.sash_width_m)
        if self.lights < 1 or clear < 0.05 or self.height_m < 2 * (self.frame_width_m + self.sash_width_m) + 0.05:
            raise ValueError(
                f"width_m {self.width_m:g} and height_m {self.height_m:g} leave no glass in {self.lights} lights"
            )
        if self.wall_thickness_m < SETBACK_M + FRAME_DEPTH_M:
            raise ValueError(
                f"wall_thickness_m {self.wall_thickness_m:g} is less than the frame's {SETBACK_M + FRAME_DEPTH_M:g}"
            )


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """One part for the frame with its sashes, one for the handles, one for the sill board."""
    p = parameters
    y_out = p.wall_thickness_m - SETBACK_M
    y_in = y_out - FRAME_DEPTH_M
    inner_width = p.width_m - 2 * p.frame_width_m
    pitch = (inner_width + p.frame_width_m) / p.lights
    middles = [-inner_width / 2 - p.frame_width_m / 2 + pitch * (k + 0.5) for k in range(p.lights)]
    light_width = pitch - p.frame_width_m

    outer = casing(_rail(p.frame_width_m + BITE_M, y_in, y_out), p.width_m + 2 * BITE_M, p.height_m + 2 * BITE_M)
    pieces = [translate(outer, (0.0, 0.0, -BITE_M))]
    hulls = _frame_hulls(p, y_in, y_out)
    for a, b in itertools.pairwise(middles):
        size = (p.frame_width_m, FRAME_DEPTH_M, p.height_m - 2 * p.frame_width_m + 0.01)
        center = ((a + b) / 2, (y_in + y_out) / 2, p.height_m / 2)
        pieces.append(rounded_box(size, 0.003, center=center))
        hulls.append(box_hull(size, center))
    sash_y = y_in - SASH_PROUD_M
    sash_width = light_width + 2 * SASH_LAP_M
    sash_height = p.height_m - 2 * p.frame_width_m + 2 * SASH_LAP_M
    foot = p.frame_width_m - SASH_LAP_M
    for x in middles:
        sash = casing(_rail(p.sash_width_m, sash_y, sash_y + SASH_DEPTH_M, bevel=0.008), sash_width, sash_height)
        pieces.append(translate(sash, (x, 0.0, foot)))
        pieces += _bars(p, x, sash_width, sash_height, foot, sash_y)
    parts = [Part("frame", (Surface(merge(pieces), "frame"),), tuple(hulls))]
    parts.append(Part("handles", (Surface(merge(_handles(p, middles, sash_width, sash_y)), "handle"),)))
    if p.sill_overhang_m <= 0.0:
        return Model(parts=tuple(parts))
    board, board_hulls = _sill_board(p, y_in)
    parts.append(Part("sill_board", (Surface(board, "sill"),), board_hulls))
    near, far, side = -p.sill_overhang_m + 0.01, y_in - 0.01, p.width_m / 2 - 0.02
    outline = ((-side, near), (side, near), (side, far), (-side, far))
    sill = SupportSurface("sill", outline, BOARD_THICKNESS_M, clearance_m=p.height_m - BOARD_THICKNESS_M)
    return Model(parts=tuple(parts), supports=(sill,))


def _rail(width: float, near: float, far: float, bevel: float = 0.006) -> FloatArray:
    """A bar's section as (inset, y), bevelled on the opening's side towards the room."""
    return np.array([[0.0, near], [width - bevel, near], [width, near + bevel], [width, far], [0.0, far]])


def _bars(p: Parameters, x: float, width: float, height: float, foot: float, near: float) -> list[Mesh]:
    """Glazing bars of one sash, with blunt edges."""
    thick, deep = 0.022, SASH_DEPTH_M - 0.02
    y = near + 0.01 + deep / 2
    clear_width, clear_height = width - 2 * p.sash_width_m, height - 2 * p.sash_width_m
    bars = []
    for k in range(p.bar_rows):
        z = foot + p.sash_width_m + clear_height * (k + 1) / (p.bar_rows + 1)
        bars.append(rounded_box((clear_width + 0.01, deep, thick), 0.004, center=(x, y, z)))
    for k in range(p.bar_columns):
        at = x - clear_width / 2 + clear_width * (k + 1) / (p.bar_columns + 1)
        bars.append(rounded_box((thick, deep, clear_height + 0.01), 0.004, center=(at, y, foot + height / 2)))
    return bars


def _handles(p: Parameters, middles: list[float], sash_width: float, near: float) -> list[Mesh]:
    """A plate and a lever on each sash, on the stile towards the window's middle (the right one for a single sash)."""
    pieces = []
    for x in middles:
        side = -1.0 if x > 1e-9 else 1.0
        at = x + side * (sash_width / 2 - p.sash_width_m / 2)
        z = 0.45 * p.height_m
        pieces.append(rounded_box((0.026, 0.01, 0.066), 0.004, center=(at, near - 0.004, z)))
        pieces.append(rounded_box((0.014, 0.034, 0.014), 0.005, center=(at, near - 0.02, z)))
        pieces.append(rounded_box((0.018, 0.012, 0.115), 0.005, center=(at, near - 0.036, z - 0.045)))
    return pieces


def _frame_hulls(p: Parameters, y_in: float, y_out: float) -> list[FloatArray]:
    deep, y, w, h, f = y_out - y_in, (y_in + y_out) / 2, p.width_m, p.height_m, p.frame_width_m
    upright, level = (f, deep, h), (w, deep, f)
    return [
        box_hull(upright, (-w / 2 + f / 2, y, h / 2)),
        box_hull(upright, (w / 2 - f / 2, y, h / 2)),
        box_hull(level, (0.0, y, f / 2)),
        box_hull(level, (0.0, y, h - f / 2)),
    ]


def _sill_board(p: Parameters, y_in: float) -> tuple[Mesh, tuple[FloatArray, ...]]:
    """A board on the reveal's floor, and its nosing in front of the wall, a little wider than the hole."""
    t = BOARD_THICKNESS_M
    # The nosing's back lies on the wall and reaches a little into it, so that the two boxes look like one board.
    inside = ((p.width_m, y_in + 0.012, t), (0.0, y_in / 2 - 0.006, t / 2))
    nose = ((p.width_m + 0.08, p.sill_overhang_m, t), (0.0, -p.sill_overhang_m / 2, t / 2))
    board = merge(
        [rounded_box(inside[0], 0.0, center=inside[1]), rounded_box(nose[0], 0.006, segments=4, center=nose[1])]
    )
    return board, (box_hull((p.width_m, y_in, t), (0.0, y_in / 2, t / 2)), box_hull(*nose))
