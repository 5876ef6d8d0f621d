"""Mirrors: a silvered sheet of glass in a frame, for the wall, or tilting on a stand."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import ellipse, extrude, rounded_rectangle
from simgen.catalog.meshing.lofts import at_height, loft
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Joint, Mesh

SHAPES = ("rectangle", "round", "arch")


@dataclass(frozen=True)
class Parameters:
    """`width_m`, `height_m` over the frame
    (a round one has the smaller as its diameter), `frame_m` its width, 0 for none.

    `tilt_m`: the height of a stand between whose posts the mirror tilts; 0 hangs it on the wall.
    """

    shape: str
    width_m: float
    height_m: float
    frame_m: float
    depth_m: float
    tilt_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.shape, SHAPES, "shape")
        if self.tilt_m and self.tilt_m < 0.52 * self.height_m + 0.03:
            raise ValueError(f"a mirror {self.height_m} m high does not turn on posts of {self.tilt_m} m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The mirror, looking along -y, in the slots `frame`, `silver` and `back`."""
    p = parameters
    mirror = Assembly(rng)
    part = "mirror" if p.tilt_m else "body"
    joint = "tilt" if p.tilt_m else None
    center = p.tilt_m if p.tilt_m else p.height_m / 2
    if p.tilt_m:
        _stand(mirror, p, center)
    outer = _outline(p.shape, p.width_m, p.height_m)

    def stand_up(mesh: Mesh, y: float) -> Mesh:
        # Drawn lying with its face up; it turns to look along -y, its lower face at `y`.
        return translate(rotate(mesh, (1, 0, 0), math.pi / 2), (0, y, center))

    back = p.depth_m / 2
    if p.frame_m > 0:
        inner = _outline(p.shape, p.width_m - 2 * p.frame_m, p.height_m - 2 * p.frame_m)
        frame = _moulding(outer, inner, p.depth_m)
        mirror.add(part, "frame", stand_up(frame, back), [], joint=joint)
        glass = _outline(p.shape, p.width_m - 1.4 * p.frame_m, p.height_m - 1.4 * p.frame_m)
        behind = extrude(glass, 0.4 * p.depth_m, 0.0)
        mirror.add(part, "back", stand_up(behind, back - 0.05 * p.depth_m), joint=joint)
        pane = extrude(glass, 0.004, 0.0004, 2)
        mirror.add(part, "silver", stand_up(pane, back - 0.45 * p.depth_m - 0.0002), joint=joint, whole=True)
    else:
        pane = extrude(outer, 0.005, 0.0012, 2)
        mirror.add(part, "silver", stand_up(pane, back - p.depth_m + 0.005), joint=joint, whole=True)
        behind = extrude(_outline(p.shape, 0.9 * p.width_m, 0.9 * p.height_m), p.depth_m - 0.0052, 0.0)
        mirror.add(part, "back", stand_up(behind, back), joint=joint)
    points = np.concatenate(
        [np.column_stack([outer[:, 0], np.full(len(outer), y), center + outer[:, 1]]) for y in (-back, back)]
    )
    mirror.add(part, "silver", [], [hull_of(points, 32)], joint=joint)
    if p.tilt_m:
        mirror.joints.append(
            Joint(
                "tilt",
                "revolute",
                (0.0, 0.0, center),
                (1.0, 0.0, 0.0),
                math.radians(-15),
                math.radians(25),
                opens=False,
            )
        )
    return mirror.model(has_front=True)


def _outline(shape: str, width: float, height: float) -> FloatArray:
    """(k, 2) about the middle, y up; an arch is a rectangle under a half circle."""
    if shape == "round":
        return ellipse(min(width, height), min(width, height), 96)
    if shape == "arch":
        turn = np.linspace(0.0, math.pi, 49)
        rise = height / 2 - width / 2
        arc = np.column_stack([width / 2 * np.cos(turn), rise + width / 2 * np.sin(turn)])
        return np.concatenate([arc, [[-width / 2, -height / 2], [width / 2, -height / 2]]])
    return rounded_rectangle(width, height, 0.004, 3)


def _moulding(outer: FloatArray, inner: FloatArray, depth: float) -> Mesh:
    """A frame with eased edges between two outlines, lying, from z 0 to `depth`."""
    e = min(0.0025, 0.2 * depth)
    step = inner - outer
    unit = step / np.linalg.norm(step, axis=1, keepdims=True)
    rows = [(outer, 0.0, 0.0), (outer, 0.0, depth - e), (outer, 0.3 * e, depth - 0.3 * e), (outer, e, depth),
            (inner, -e, depth - 0.0015), (inner, -0.3 * e, depth - 0.0015 - 0.3 * e), (inner, 0.0, depth - 0.0015 - e),
            (inner, 0.0, 0.0)]  # fmt: skip
    rings = [at_height(line + inset * unit, z) for line, inset, z in rows]
    return loft([*rings, rings[0]], [1, 3, 4, 6, 7])


def _stand(mirror: Assembly, p: Parameters, center: float) -> None:
    """Two posts on feet, joined below, with knobs that hold the mirror."""
    x, r = p.width_m / 2 + 0.024, 0.012
    reach = max(0.09, 0.24 * p.height_m)
    for side in (-1.0, 1.0):
        post = tube([(side * x, 0, 0.02), (side * x, 0, center + 0.04)], r, segments=18, ends="flat", bevel_m=0.002)
        foot = tube([(side * x, -reach, r), (side * x, reach, r)], r, segments=18, ends="flat", bevel_m=0.002)
        knob = tube(
            [(side * (x - 0.022), 0, center), (side * (x + 0.026), 0, center)],
            0.008,
            segments=16,
            ends="flat",
            bevel_m=0.001,
        )
        mirror.add("body", "frame", [post, foot, knob], [hull_of(post, 16), hull_of(foot, 16)])
    bar = tube([(-x, 0, 0.07), (x, 0, 0.07)], 0.8 * r, segments=16, ends="flat")
    mirror.add("body", "frame", bar, [hull_of(bar, 12)])
