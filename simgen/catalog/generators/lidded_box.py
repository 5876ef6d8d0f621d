"""Boxes with a hinged lid: plastic storage boxes, tool boxes with a handle, bread boxes of wood or metal."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style, vessel
from simgen.catalog.meshing.boxes import box_hull, extrude, extrude_along_x, rounded_box, rounded_rectangle
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.rings import ring_prism
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model
from simgen.world import Joint

STYLES = ("tub", "tool_box", "bread_box")


@dataclass(frozen=True)
class Parameters:
    """Outer sizes with the lid shut, without handles.

    `style`: tub (walls that lean out, a lid with a rim that grips over them), tool_box (a lid with a handle on top and
    two clasps) or bread_box (boards, a knob).
    """

    style: str
    width_m: float
    depth_m: float
    height_m: float
    wall_m: float

    def __post_init__(self) -> None:
        """Styles that exist."""
        check_style(self.style, STYLES)


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The box, in the slots `body`, `lid`, `clasp` and `foot`; it opens at the front about its upper rear edge."""
    p = parameters
    box = Assembly(rng)
    if p.style == "bread_box":
        _boards(box, p)
    else:
        _moulded(box, p)
    return box.model(has_front=True)


def _moulded(box: Assembly, p: Parameters) -> None:
    """A tapered tub under a lid with a skirt."""
    tool = p.style == "tool_box"
    w, d = p.width_m, p.depth_m
    lid = 0.32 * p.height_m if tool else 0.022
    h = p.height_m - lid + (0.0 if tool else 0.012)
    half = w / 2 - 0.005
    corner = 0.03 if not tool else 0.012
    outline = rounded_rectangle(2 * half, d - 0.01, corner, 8) / half
    base = 0.995 if tool else 0.88
    wall = [
        (base * half - 0.004, 0.0),
        (base * half, 0.005),
        (base * half + 0.9 * (1 - base) * half, 0.93 * h),
        (half, h),
    ]
    form = vessel(np.array(wall), wall_m=p.wall_m, floor_m=p.wall_m + 0.001, corner_m=0.008, outline=outline)
    box.add("body", "body", form.mesh(len(outline)), form.hulls(16))
    box.hollow("inside", form.cavity("inside", len(outline)).mesh)
    reach = (0.8 * base * half, 0.8 * base * (d / 2 - 0.005))
    box.support_box("inside", (-reach[0], -reach[1]), reach, p.wall_m + 0.001, h - p.wall_m, margin=0.0)
    if not tool:
        # A lip all round that stiffens the rim, which also is what one lifts by.
        lip = ring_prism(outline * (half + 0.004), outline * (half - 0.4 * p.wall_m), 0.004, 0.0012, 3)
        box.add("body", "body", translate(lip, (0.0, 0.0, h - 0.018)))
    low = h + 0.0006
    _shell_lid(box, p, low, p.height_m, tool)
    y = d / 2 - 0.001
    box.joints.append(Joint("lid", "revolute", (0.0, y, low), (-1.0, 0.0, 0.0), 0.0, math.radians(100.0)))
    clasps = (-0.3, 0.3) if tool else (0.0,)
    for x in clasps:
        size = (0.05, 0.008, 0.05) if tool else (0.09, 0.008, 0.03)
        at = (x * w, -d / 2 - 0.0022, low + (0.006 if tool else -0.004))
        box.add("lid", "clasp", rounded_box(size, 0.0025, 4, at), joint="lid")


def _shell_lid(box: Assembly, p: Parameters, low: float, top: float, tool: bool) -> None:
    """The lid as a hollow cap: a skirt and a plate."""
    w, d = p.width_m, p.depth_m
    outer = rounded_rectangle(w, d, 0.034 if not tool else 0.016, 8)
    inner = rounded_rectangle(w - 0.007, d - 0.007, 0.031 if not tool else 0.013, 8)
    start = low if tool else low - 0.012
    t = max(p.wall_m, 0.0022)
    skirt = ring_prism(outer, inner, top - start - t * 0.5, 0.0012, 3)
    box.add("lid", "lid", translate(skirt, (0.0, 0.0, start)), joint="lid")
    plate = extrude(outer, t + 0.001, min(0.0015, 0.4 * t), 3)
    slab = box_hull((w - 0.01, d - 0.01, t + 0.001), (0.0, 0.0, top - (t + 0.001) / 2))
    hulls = [slab]
    if tool:
        z = (low + top) / 2
        tall = top - low - 0.001
        for size, at in (
            ((w - 0.02, 0.004, tall), (0.0, -d / 2 + 0.002, z)),
            ((w - 0.02, 0.004, tall), (0.0, d / 2 - 0.002, z)),
            ((0.004, d - 0.02, tall), (-w / 2 + 0.002, 0.0, z)),
            ((0.004, d - 0.02, tall), (w / 2 - 0.002, 0.0, z)),
        ):
            hulls.append(box_hull(size, at))
    box.add("lid", "lid", translate(plate, (0.0, 0.0, top - t - 0.001)), hulls, joint="lid")
    raised = extrude(rounded_rectangle(0.8 * w, 0.72 * d, 0.02, 6), 0.0035, 0.0016, 3)
    box.add("lid", "lid", translate(raised, (0.0, 0.0, top - 0.0006)), joint="lid")
    box.support_box(
        "lid", (-0.4 * w, -0.36 * d), (0.4 * w, 0.36 * d), top + 0.0029, margin=0.01 if not tool else 0.2, joint="lid"
    )
    if tool:
        path = fillet([(-0.2 * w, 0.0), (-0.2 * w, 0.045), (0.2 * w, 0.045), (0.2 * w, 0.0)], 0.02, 5)
        points = np.column_stack([path[:, 0], np.zeros(len(path)), path[:, 1] + top])
        handle = tube(points, np.tile([0.012, 0.009], (len(points), 1)), segments=14, ends="flat")
        box.add("lid", "clasp", handle, tube_hulls(points, (0.012, 0.009), 5, up=(0.0, 1.0, 0.0)), joint="lid")
    else:
        box.add("lid", "lid", [], [box_hull((0.78 * w, 0.7 * d, 0.003), (0.0, 0.0, top + 0.0014))], joint="lid")


def _boards(box: Assembly, p: Parameters) -> None:
    """A box of boards whose front and top, in one, fold up: the front leans back."""
    w, d, h, t = p.width_m, p.depth_m, p.height_m, max(p.wall_m, 0.008)
    foot = 0.008
    box.span("body", "body", (-w / 2, -d / 2, foot), (w / 2, d / 2, foot + t), grain="x", radius=0.002)
    box.span("body", "body", (-w / 2 + t, d / 2 - t, foot + t), (w / 2 - t, d / 2, h), grain="x", radius=0.002)
    split = 0.55 * d
    outline = fillet(
        [
            (-d / 2 + 0.0015, foot + t),
            (d / 2, foot + t),
            (d / 2, h),
            (d / 2 - split, h),
            (-d / 2 + 0.0015, foot + t + 0.3 * h),
        ],
        [0.0, 0.0, 0.002, 0.02, 0.006],
        4,
        closed=True,
    )
    for a in (-w / 2, w / 2 - t):
        placed = translate(extrude_along_x(outline, t, 0.0015), (a + t / 2, 0.0, 0.0))
        box.add("body", "body", placed, [hull_of(placed, 28)])
    box.span(
        "body", "body", (-w / 2 + t, d / 2 - split + 0.002, h - t), (w / 2 - t, d / 2 - t, h), grain="x", radius=0.002
    )
    # The flap lies between the sides along the slope.
    foot_end, top_end = np.array([-d / 2 + 0.006, foot + t + 0.0075]), np.array([d / 2 - split - 0.006, h - 0.003])
    along = (top_end - foot_end) / np.linalg.norm(top_end - foot_end)
    inward = np.array([along[1], -along[0]])
    length = float(np.linalg.norm(top_end - foot_end))
    flap_t = 0.008
    size = (w - 2 * t - 0.003, length, flap_t)
    middle = (foot_end + top_end) / 2 + inward * flap_t / 2
    slab = rounded_box(size, 0.002, 2, grain="x")
    angle = math.atan2(along[1], along[0])
    leaf = translate(rotate(slab, (1, 0, 0), angle), (0.0, float(middle[0]), float(middle[1])))
    corners = box_hull(size)
    c, s = math.cos(angle), math.sin(angle)
    hull = np.column_stack(
        [
            corners[:, 0],
            c * corners[:, 1] - s * corners[:, 2] + middle[0],
            s * corners[:, 1] + c * corners[:, 2] + middle[1],
        ]
    )
    box.add("lid", "lid", leaf, [hull], joint="lid")
    box.joints.append(
        Joint("lid", "revolute", (0.0, float(top_end[0]), float(top_end[1])), (-1.0, 0.0, 0.0), 0.0, math.radians(75.0))
    )
    grip = foot_end + 0.2 * (top_end - foot_end) - inward * 0.004
    box.add(
        "lid", "clasp", rounded_box((0.1, 0.014, 0.014), 0.005, 4, (0.0, float(grip[0]), float(grip[1]))), joint="lid"
    )
    low, high = (-w / 2 + t, -d / 2 + 0.05, foot + t), (w / 2 - t, d / 2 - t, foot + t + 0.3 * h)
    box.cavity("inside", low, high)
    box.support_box("inside", low, high, foot + t, 0.3 * h, margin=0.02)
    box.support_box("top", (-w / 2, d / 2 - split), (w / 2, d / 2), h, margin=0.012)
    for sx in (-1.0, 1.0):
        for sy in (-1.0, 1.0):
            box.board(
                "body",
                "foot",
                (0.02, 0.02, foot + 0.001),
                (sx * (w / 2 - 0.025), sy * (d / 2 - 0.03), (foot + 0.001) / 2),
                radius=0.002,
            )
