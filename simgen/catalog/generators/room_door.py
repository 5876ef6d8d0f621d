"""A door in its doorway: lining with a stop, architrave, a hinged leaf with panels, lever handles; or a mere doorway.

Asset frame: x = 0 is the middle of the doorway, z = 0 the floor, y = 0 the wall's inner face; -y looks into the room.
The leaf opens into the room.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.meshing.boxes import box_hull, rounded_box
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.slabs import Hole, casing, pierced_slab
from simgen.catalog.meshing.transforms import merge, mirror, rotate, translate, turn_uv
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Joint, Mesh, Part, Surface

BITE_M = 0.003
LINING_M = 0.03
STOP_M = 0.014
LEAF_FACE_M = 0.002
GAP_M = 0.003
FLOOR_GAP_M = 0.006
# The architrave leaves this much of the lining's edge bare.
REVEAL_M = 0.008
PANEL_DEPTH_M = 0.009
OPEN_DEG = 100.0


@dataclass(frozen=True)
class Parameters:
    """`width_m` and `height_m` are the hole's. `hinge` is the side of the hinges, seen from the room.

    `panel_rows` x `panel_columns` sunk panels; 0 of either makes a flush leaf. Without `leaf` it is a doorway that
    is always open. `both_sides`: the wall's other face, `wall_thickness_m` away, has an architrave too.
    """

    width_m: float = 0.92
    height_m: float = 2.08
    wall_thickness_m: float = 0.2
    hinge: str = "left"
    panel_rows: int = 2
    panel_columns: int = 1
    leaf_thickness_m: float = 0.04
    architrave_m: float = 0.07
    leaf: bool = True
    both_sides: bool = False

    def __post_init__(self) -> None:
        if self.hinge not in ("left", "right"):
            raise ValueError(f"hinge is 'left' or 'right', got '{self.hinge}'")
        if self.width_m < 0.5 or self.height_m < 1.5:
            raise ValueError(f"width_m {self.width_m:g} and height_m {self.height_m:g} are too small to walk through")
        if self.wall_thickness_m < self.leaf_thickness_m + 0.04:
            raise ValueError(f"wall_thickness_m {self.wall_thickness_m:g} cannot hold the leaf and its stop")

    @property
    def outer_width_m(self) -> float:
        """With the architrave."""
        return self.width_m - 2 * (LINING_M - REVEAL_M) + 2 * self.architrave_m


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The frame, and a leaf on the revolute joint "leaf" (0 closed, 100° open)."""
    p = parameters
    frame = Part("frame", (Surface(_frame(p), "frame"),), _frame_hulls(p))
    if not p.leaf:
        return Model(parts=(frame,), has_front=True)
    width, height = p.width_m - 2 * (LINING_M + GAP_M), p.height_m - LINING_M - GAP_M - FLOOR_GAP_M
    center = (0.0, LEAF_FACE_M + p.leaf_thickness_m / 2, FLOOR_GAP_M + height / 2)
    handle_side = 1.0 if p.hinge == "left" else -1.0
    leaf = Part(
        "leaf",
        (Surface(_leaf(p, width, height), "leaf"), Surface(_handles(p, handle_side, width), "handle")),
        (box_hull((width, p.leaf_thickness_m, height), center),),
        joint="leaf",
    )
    hinge = Joint(
        name="leaf",
        kind="revolute",
        origin=(-handle_side * (p.width_m / 2 - LINING_M), -0.004, 0.0),
        axis=(0.0, 0.0, -handle_side),
        lower=0.0,
        upper=math.radians(OPEN_DEG),
    )
    return Model(parts=(frame, leaf), joints=(hinge,), has_front=True)


def _frame(p: Parameters) -> Mesh:
    lining = _section(LINING_M + BITE_M, 0.0, p.wall_thickness_m)
    y = LEAF_FACE_M + p.leaf_thickness_m + 0.002
    stop = _section(STOP_M, y, y + 0.03)
    a = p.architrave_m
    trim = np.array(
        [[0.0, -0.018], [0.6 * a, -0.018], [0.75 * a, -0.013], [a - 0.004, -0.010], [a, -0.007], [a, 0.0], [0.0, 0.0]]
    )
    pieces = [casing(lining, p.width_m + 2 * BITE_M, p.height_m + BITE_M, open_below=True)]
    if p.leaf:
        pieces.append(casing(stop, p.width_m - 2 * LINING_M, p.height_m - LINING_M, open_below=True))
    architrave = casing(trim, p.outer_width_m, p.height_m - LINING_M + REVEAL_M + a, open_below=True)
    pieces.append(architrave)
    if p.both_sides:
        pieces.append(translate(mirror(architrave, 1), (0.0, p.wall_thickness_m, 0.0)))
    return merge(pieces)


def _section(width: float, near: float, far: float) -> FloatArray:
    return np.array([[0.0, near], [width, near], [width, far], [0.0, far]])


def _frame_hulls(p: Parameters) -> tuple[FloatArray, ...]:
    w, h, t, a = p.width_m, p.height_m, p.wall_thickness_m, p.architrave_m
    outer = p.outer_width_m
    top = h - LINING_M + REVEAL_M + a
    faces = (-0.008, t + 0.008) if p.both_sides else (-0.008,)
    return (
        box_hull((LINING_M, t, h), (-w / 2 + LINING_M / 2, t / 2, h / 2)),
        box_hull((LINING_M, t, h), (w / 2 - LINING_M / 2, t / 2, h / 2)),
        box_hull((w, t, LINING_M), (0.0, t / 2, h - LINING_M / 2)),
        *(box_hull((a, 0.016, top), (-outer / 2 + a / 2, y, top / 2)) for y in faces),
        *(box_hull((a, 0.016, top), (outer / 2 - a / 2, y, top / 2)) for y in faces),
        *(box_hull((outer, 0.016, a), (0.0, y, top - a / 2)) for y in faces),
    )


def _leaf(p: Parameters, width: float, height: float) -> Mesh:
    """Closed, in place. Panels are holes in a layer on each face of a core, with a sloping bead round each."""
    y0, y1 = LEAF_FACE_M, LEAF_FACE_M + p.leaf_thickness_m
    z0 = FLOOR_GAP_M
    x = width / 2
    if p.panel_rows < 1 or p.panel_columns < 1:
        return rounded_box((width, y1 - y0, height), 0.002, center=(0.0, (y0 + y1) / 2, z0 + height / 2), grain="z")
    d = PANEL_DEPTH_M
    panels = _panels(p, width, height)
    core, _ = pierced_slab((-x, y0 + d, z0), (x, y1 - d, z0 + height))
    front, _ = pierced_slab((-x, y0, z0), (x, y0 + d, z0 + height), panels)
    back, _ = pierced_slab((-x, y1 - d, z0), (x, y1, z0 + height), panels)
    pieces = [core, front, back]
    slope = np.array([[0.0, 0.002], [0.016, d], [0.0, d]])
    for panel in panels:
        bead = casing(slope, panel.x1 - panel.x0, panel.z1 - panel.z0)
        near = translate(bead, ((panel.x0 + panel.x1) / 2, 0.0, panel.z0))
        pieces += [translate(near, (0.0, y0, 0.0)), translate(mirror(near, 1), (0.0, y1, 0.0))]
    # The grain of stiles and panels runs up the door.
    return turn_uv(merge(pieces))


def _panels(p: Parameters, width: float, height: float) -> list[Hole]:
    """Equal columns; rows as on a classic door: the lock rail at hand height, the lower rail tall."""
    stile, bottom, top, rail = 0.11, 0.2, 0.12, 0.11
    clear_width = width - stile * (p.panel_columns + 1)
    clear_height = height - bottom - top - rail * (p.panel_rows - 1)
    # Lower panels are shorter, so that the first rail comes where the hand is.
    weights = np.linspace(0.85, 1.15, p.panel_rows) if p.panel_rows > 1 else np.ones(1)
    heights = clear_height * weights / weights.sum()
    holes = []
    for column in range(p.panel_columns):
        x0 = -width / 2 + stile + column * (clear_width / p.panel_columns + stile)
        z = FLOOR_GAP_M + bottom
        for tall in heights:
            holes.append(Hole(x0, z, x0 + clear_width / p.panel_columns, z + float(tall)))
            z += float(tall) + rail
    return holes


def _handles(p: Parameters, side: float, width: float) -> Mesh:
    """A round rose, a neck and a lever on both faces, at 1.03 m."""
    rose = lathe(np.array([[0.0, 0.0], [0.026, 0.0], [0.026, 0.005], [0.023, 0.008], [0.0, 0.008]]), 32)
    neck = lathe(np.array([[0.0, 0.004], [0.009, 0.004], [0.009, 0.052], [0.0, 0.052]]), 20)
    # Lathes stand along +z: turned so that this becomes -y, out of the leaf's face.
    standing = rotate(merge([rose, neck]), (1.0, 0.0, 0.0), math.pi / 2)
    bar = rounded_box((0.125, 0.014, 0.02), 0.006, segments=4, center=(-side * 0.053, -0.047, 0.0))
    near = merge([standing, bar])
    x, z = side * (width / 2 - 0.055), 1.03
    far = mirror(near, 1)
    return merge([translate(near, (x, LEAF_FACE_M, z)), translate(far, (x, LEAF_FACE_M + p.leaf_thickness_m, z))])
