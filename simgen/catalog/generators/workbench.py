"""Workbenches: a joiner's bench with a wooden vice, and a steel one with drawers and a cast vice on its top."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._drawer import Bay, Front, add_drawer
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.generators._vices import add_bench_vice, add_bolt, add_front_vice
from simgen.catalog.meshing.boxes import box_hull
from simgen.catalog.meshing.slabs import Hole, pierced_slab
from simgen.catalog.meshing.transforms import rotate, translate
from simgen.catalog.model import Model

STYLES = ("joiner", "steel")


@dataclass(frozen=True)
class Parameters:
    """Sizes of the top (x, y) and its height; `drawers` below it: 0 to 2 for a joiner, 2 to 4 of steel.

    `style` is one of STYLES. A joiner's top may have a `tray` along its back.
    """

    style: str
    width_m: float
    depth_m: float
    height_m: float
    drawers: int
    tray: bool

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)
        low, high = (0, 2) if self.style == "joiner" else (2, 4)
        if not low <= self.drawers <= high:
            raise ValueError(f"drawers of the style '{self.style}' are {low} to {high}, got {self.drawers}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """Slots `wood`, `frame`, `front`, `inside`, `handle`, `steel`, `cast`; joints `vice` and those of the drawers."""
    bench = Assembly(rng)
    {"joiner": _joiner, "steel": _steel}[parameters.style](bench, parameters, rng)
    return bench.model(has_front=True)


def _top(bench: Assembly, p: Parameters, thick: float, back: float) -> None:
    """Boards glued side by side, up to y = `back`; the first has a row of square holes."""
    x, y, low = p.width_m / 2, -p.depth_m / 2, p.height_m - thick
    first = 0.085
    side = 0.024
    holes = [
        Hole(float(u) - side / 2, 0.03, float(u) + side / 2, 0.03 + side) for u in np.arange(-x + 0.46, x - 0.06, 0.11)
    ]
    if p.style == "joiner":
        # The slab is made upright and laid on its back: its z becomes the bench's y.
        wall, hulls = pierced_slab((-x, -thick, 0.0), (x, 0.0, first), holes)
        laid = translate(rotate(wall, (1, 0, 0), -math.pi / 2), (0, y, low))
        turned = [np.column_stack([h[:, 0], h[:, 2] + y, low - h[:, 1]]) for h in hulls]
        bench.add("top", "wood", laid, turned)
        y += first
    count = max(2, round((back - y) / 0.09))
    edges = np.linspace(y, back, count + 1)
    for a, b in itertools.pairwise(edges):
        bench.span("top", "wood", (-x, float(a), low), (x, float(b), p.height_m), radius=0.0008, grain="x", solid=False)
    size = (p.width_m, back - y, thick)
    bench.add("top", "wood", [], [box_hull(size, (0, (back + y) / 2, p.height_m - thick / 2))])


def _joiner(bench: Assembly, p: Parameters, rng: np.random.Generator) -> None:
    x, y, top, thick = p.width_m / 2, p.depth_m / 2, p.height_m, 0.058
    back = y - (0.17 if p.tray else 0.0)
    _top(bench, p, thick, back)
    low = top - thick
    if p.tray:
        bench.span(
            "top", "wood", (-x + 0.03, back - 0.001, low), (x - 0.03, y - 0.0225, low + 0.012), grain="x", radius=0.001
        )
        bench.span("top", "wood", (-x, y - 0.022, low - 0.012), (x, y, top), grain="x", radius=0.002)
        for s in (-1.0, 1.0):
            bench.span(
                "top",
                "wood",
                (s * (x - 0.015) - 0.015, back + 0.0002, low),
                (s * (x - 0.015) + 0.015, y - 0.0222, top - 0.001),
                grain="y",
                radius=0.002,
            )
        bench.support_box("tray", (-x + 0.03, back), (x - 0.03, y - 0.022), low + 0.012, margin=0.01)
    post, inset = 0.078, min(0.26, 0.2 * p.width_m)
    for s in (-1.0, 1.0):
        leg_x = s * (x - inset)
        for t in (-1.0, 1.0):
            leg_y = t * (y - 0.06 - post / 2)
            bench.board(
                "frame",
                "frame",
                (post, post, low - 0.07),
                (leg_x, leg_y, 0.07 + (low - 0.07) / 2),
                radius=0.004,
                grain="z",
            )
            add_bolt(bench, "frame", "steel", (leg_x, leg_y - post / 2, 0.30), 0.0095, "-y") if t < 0 else None
        bench.board(
            "frame", "frame", (post + 0.006, 2 * y - 0.06, 0.068), (leg_x, 0.0, 0.0355), radius=0.005, grain="y"
        )
        bench.board(
            "frame", "frame", (0.05, 2 * y - 0.12 - 2 * post, 0.07), (leg_x, 0.0, low - 0.0355), radius=0.003, grain="y"
        )
    for t in (-1.0, 1.0):
        stretcher = (2 * (x - inset) - post, 0.036, 0.12)
        bench.board("frame", "frame", stretcher, (0, t * (y - 0.06 - post / 2), 0.24), radius=0.003, grain="x")
    shelf = 0.24 + 0.06
    deep = y - 0.06 - post / 2 + 0.018
    edges = np.linspace(-deep, deep, 5)
    for a, b in itertools.pairwise(edges):
        bench.span(
            "shelf",
            "frame",
            (-(x - inset) + post / 2 + 0.002, float(a) + 0.001, shelf),
            (x - inset - post / 2 - 0.002, float(b) - 0.001, shelf + 0.018),
            grain="x",
        )
    reach = x - inset - post / 2
    bench.support_box("shelf", (-reach, -deep), (reach, deep), shelf + 0.018, low - shelf - 0.25)
    if p.drawers:
        _drawer_case(bench, p, (-0.02, reach - 0.006), (-y + 0.075, y - 0.16), (low - 0.15, low), 1, "frame")
    bench.support_box("top", (-x, -y), (x, back), top)
    add_front_vice(bench, -x + 0.215, -y, top, 0.4, rng.uniform(-0.5, 0.5))


def _drawer_case(
    bench: Assembly,
    p: Parameters,
    across: tuple[float, float],
    along: tuple[float, float],
    heights: tuple[float, float],
    rows: int,
    slot: str,
) -> None:
    """A case of drawers that hangs between two heights; a joiner's are side by side, others in a stack."""
    t = 0.018 if p.style == "joiner" else 0.004
    (x0, x1), (y0, y1), (z0, z1) = across, along, heights
    columns = p.drawers if p.style == "joiner" else 1
    bench.span("case", slot, (x0, y0, z0), (x1, y1, z0 + t))
    bench.span("case", slot, (x0 + t, y1 - t, z0 + t), (x1 - t, y1, z1 - 0.0005))
    edges = np.linspace(x0, x1 - t, columns + 1)
    for e in edges:
        bench.span("case", slot, (float(e), y0, z0 + t), (float(e) + t, y1, z1 - 0.0005))
    if p.style == "steel":
        bench.span("case", slot, (x0 + t, y0, z1 - t - 0.0005), (x1 - t, y1 - t, z1 - 0.0005))
    heights_at = np.linspace(z0 + t, z1 - t if p.style == "steel" else z1, rows + 1)
    number = 0
    for a, b in itertools.pairwise(edges):
        for c, d in itertools.pairwise(heights_at):
            number += 1
            bay = Bay((float(a) + t, float(b)), (y0, y1 - t), (float(c), float(d)))
            name = "drawer" if columns * rows == 1 else f"drawer_{number}"
            add_drawer(
                bench, name, bay, Front.inset(bay), handle="knob" if p.style == "joiner" else "bar", front_slot="front"
            )


def _steel(bench: Assembly, p: Parameters, rng: np.random.Generator) -> None:
    x, y, top, thick = p.width_m / 2, p.depth_m / 2, p.height_m, 0.036
    _top(bench, p, thick, y)
    low, post = top - thick, 0.055
    ix, iy = x - 0.03, y - 0.02
    for s in (-1.0, 1.0):
        for t in (-1.0, 1.0):
            place = (s * (ix - post / 2), t * (iy - post / 2))
            bench.board(
                "frame",
                "frame",
                (post, post, low - 0.0265),
                (*place, 0.026 + (low - 0.0265) / 2),
                radius=0.003,
                segments=4,
            )
            bench.board("frame", "frame", (0.085, 0.085, 0.008), (*place, 0.0225), radius=0.002)
            bench.board("frame", "handle", (0.07, 0.07, 0.0185), (*place, 0.00925), radius=0.003)
            for h in (0.19, low - 0.035):
                add_bolt(bench, "frame", "steel", (place[0], place[1] - post / 2, h), 0.0075, "-y") if t < 0 else None
        bench.board(
            "frame", "frame", (0.04, 2 * (iy - post), 0.07), (s * (ix - post / 2), 0, low - 0.0355), radius=0.002
        )
        bench.board("frame", "frame", (0.03, 2 * (iy - post), 0.05), (s * (ix - post / 2), 0, 0.19), radius=0.002)
    for t in (-1.0, 1.0):
        bench.board(
            "frame", "frame", (2 * (ix - post), 0.04, 0.07), (0, t * (iy - post / 2), low - 0.0355), radius=0.002
        )
    reach = ix - post
    bench.span(
        "shelf",
        "frame",
        (-ix + post / 2 + 0.006, -iy + post + 0.002, 0.2),
        (ix - post / 2 - 0.006, iy - 0.002, 0.222),
        radius=0.003,
    )
    wide = min(0.5, 0.36 * p.width_m)
    case = (reach - wide, reach - 0.004)
    tall = min(0.115 * p.drawers + 0.02, low - 0.35)
    _drawer_case(bench, p, case, (-iy + 0.001, iy - 0.03), (low - tall, low), p.drawers, "frame")
    bench.support_box("shelf", (-reach, -iy + post), (case[0], iy), 0.222, low - 0.222)
    width = float(rng.uniform(0.115, 0.14))
    spot = -x + 0.14
    add_bench_vice(bench, (spot, -y + 0.03, top), width, rng.uniform(-0.6, 0.6))
    bench.support_box("top", (spot + 0.12, -y), (x, y), top)
