"""Desk printers with a scanner: paper standing in the feed, a lid over the glass, a tray for what comes out."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box, rounded_rectangle
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model
from simgen.world import Joint


@dataclass(frozen=True)
class Parameters:
    """Sizes of the body with its lid shut; `feed`: paper stands in a slot behind, else it lies in a tray below."""

    width_m: float
    depth_m: float
    height_m: float
    feed: bool
    paper_out: bool


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The printer; slots `body`, `dark`, `glass`, `paper`, `display`, `rubber`. The joint `lid` opens the scanner."""
    p = parameters
    machine = Assembly(rng)
    w, d, h = p.width_m, p.depth_m, p.height_m
    lid_h, foot = 0.026, 0.005
    top = h - lid_h - 0.0015
    mouth = (0.27, 0.05)
    low = foot + 0.028
    # The body goes round the mouth that the paper leaves by.
    x, y = w / 2, d / 2
    back = -y + 0.10
    machine.span("body", "body", (-x, back, foot), (x, y, top), radius=0.008)
    machine.span("body", "body", (-x, -y, low + mouth[1]), (x, back + 0.012, top), radius=0.008)
    for side in (-1.0, 1.0):
        edges = sorted((side * x, side * mouth[0] / 2))
        machine.span(
            "body", "body", (edges[0], -y, foot), (edges[1], back + 0.012, low + mouth[1] + 0.008), radius=0.008
        )
    machine.span(
        "body",
        "body",
        (-mouth[0] / 2 - 0.008, -y + 0.002, foot),
        (mouth[0] / 2 + 0.008, back + 0.012, low),
        radius=0.004,
    )
    machine.span(
        "body",
        "dark",
        (-mouth[0] / 2, back - 0.003, low + 0.001),
        (mouth[0] / 2, back + 0.004, low + mouth[1] - 0.001),
        radius=0.0,
        solid=False,
    )
    tray = rounded_box((0.235, 0.15, 0.003), 0.0012, 2, (0, -y - 0.035, low + 0.006))
    tray = rotate(tray, (1, 0, 0), -0.05, (0, -y + 0.04, low + 0.006))
    machine.add("body", "dark", tray, [hull_of(tray, 12)])
    if p.paper_out:
        sheet = rotate(
            rounded_box((0.21, 0.2, 0.0012), 0.0, 2, (0, -y - 0.005, low + 0.0095)),
            (1, 0, 0),
            -0.05,
            (0, -y + 0.04, low + 0.006),
        )
        machine.add("body", "paper", sheet)
    for sx in (-1, 1):
        for sy in (-1, 1):
            at = (sx * (x - 0.04), sy * (y - 0.05))
            machine.span(
                "body",
                "rubber",
                (at[0] - 0.012, at[1] - 0.012, 0.0),
                (at[0] + 0.012, at[1] + 0.012, foot + 0.001),
                radius=0.0015,
            )
    # A panel that leans at the front edge: display and keys.
    panel = rounded_box((0.6 * w, 0.004, 0.034), 0.0015, 2, (0, 0, 0))
    front = (0.0, -y - 0.0012, low + mouth[1] + 0.5 * (top - low - mouth[1]))
    machine.add("body", "dark", translate(panel, front))
    machine.add(
        "body",
        "display",
        translate(rounded_box((0.062, 0.002, 0.026), 0.0004, 2), (front[0] - 0.02 * w, front[1] - 0.0022, front[2])),
    )
    for k in range(4):
        key = rounded_box((0.012, 0.003, 0.008), 0.001, 2, (0.06 + 0.02 * k, front[1] - 0.0022, front[2]))
        machine.add("body", "body", key)
    bed = extrude(rounded_rectangle(0.75 * w, 0.72 * d, 0.004, 3), 0.002, 0.0004, 2)
    machine.add("body", "glass", translate(bed, (0, 0, top - 0.0012)))
    lid = extrude(rounded_rectangle(w, d, 0.012, 6), lid_h, 0.005, 4)
    size = (w, d, lid_h)
    machine.add(
        "lid",
        "body",
        translate(lid, (0, 0, top + 0.0015)),
        [box_hull(size, (0, 0, top + 0.0015 + lid_h / 2), 0.0)],
        joint="lid",
    )
    mat = rounded_box((0.72 * w, 0.69 * d, 0.002), 0.0008, 2, (0, 0, top + 0.0017))
    machine.add("lid", "paper", mat, joint="lid")
    machine.support_box("top", (-x, -y), (x, y), h, margin=0.03, joint="lid")
    machine.joints.append(
        Joint("lid", "revolute", (0.0, y - 0.012, top + 0.0015), (-1.0, 0.0, 0.0), 0.0, math.radians(75.0))
    )
    if p.feed:
        rest = rounded_box((0.24, 0.004, 0.19), 0.0015, 2, (0, 0, 0.095))
        leant = translate(rotate(rest, (1, 0, 0), -0.42), (0, y + 0.004, top - 0.03))
        machine.add("body", "dark", leant, [hull_of(leant, 12)])
        block = rounded_box((0.21, 0.006, 0.235), 0.0, 2, (0, -0.0052, 0.118))
        machine.add("body", "paper", translate(rotate(block, (1, 0, 0), -0.42), (0, y + 0.004, top - 0.03)))
        machine.span("body", "body", (-0.13, y - 0.004, foot + 0.02), (0.13, y + 0.02, top - 0.02), radius=0.004)
    return machine.model(has_front=True)
