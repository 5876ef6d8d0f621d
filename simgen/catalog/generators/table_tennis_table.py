"""Table tennis tables: two halves with white lines on folding steel frames with wheels, and a net of real mesh."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.boxes import box_hull, rounded_box
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import merge, rotate, translate
from simgen.catalog.model import Model

# ITTF, Laws of Table Tennis 2.1 and 2.2: the table's sides, and the net, which is as high as it reaches beyond them.
LENGTH_M, WIDTH_M, NET_M = 2.74, 1.525, 0.1525
_LINE_M, _MIDDLE_M, _PAINT_M = 0.02, 0.003, 0.0003
_GAP_M = 0.004


@dataclass(frozen=True)
class Parameters:
    """`height_m` of the playing surface; `board_m` thick, over an `apron_m` deep frame; `mesh_m` between net cords."""

    height_m: float
    board_m: float
    apron_m: float
    mesh_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        if not 0.0075 <= self.mesh_m <= 0.015:
            raise ValueError(f"mesh_m lies between 0.0075 and 0.015, got {self.mesh_m}")
        if not 0.5 <= self.height_m <= 0.9:
            raise ValueError(f"height_m lies between 0.5 and 0.9, got {self.height_m}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The table along x; slots `top`, `line`, `frame`, `net`, `tape`, `wheel`."""
    p = parameters
    table = Assembly(rng)
    for side in (-1.0, 1.0):
        _half(table, p, side)
        _undercarriage(table, p, side)
        edge = LENGTH_M / 2
        low, high = (-edge, -0.03) if side < 0 else (0.03, edge)
        table.support_box("left" if side < 0 else "right", (low, -WIDTH_M / 2), (high, WIDTH_M / 2), p.height_m)
    _net(table, p)
    return table.model()


def _half(table: Assembly, p: Parameters, side: float) -> None:
    """A board with its painted lines and the steel apron below its edge."""
    y, top = WIDTH_M / 2, p.height_m
    a, b = sorted((side * _GAP_M / 2, side * LENGTH_M / 2))
    low = top - p.board_m
    table.span("tops", "top", (a, -y, low), (b, y, top), radius=0.0015)
    film = (top - 0.0001, top + _PAINT_M)

    def strip(x0: float, y0: float, x1: float, y1: float) -> None:
        size = (x1 - x0, y1 - y0, film[1] - film[0])
        table.add("tops", "line", rounded_box(size, 0.0, 2, ((x0 + x1) / 2, (y0 + y1) / 2, sum(film) / 2)))

    inset = 0.0012
    for s in (-1.0, 1.0):
        outer = s * (y - inset)
        strip(a + inset, min(outer, outer - s * _LINE_M), b - inset, max(outer, outer - s * _LINE_M))
    end = sorted((side * (LENGTH_M / 2 - inset), side * (LENGTH_M / 2 - _LINE_M)))
    strip(end[0], -y + _LINE_M, end[1], y - _LINE_M)
    strip(a + inset, -_MIDDLE_M / 2, b - inset, _MIDDLE_M / 2)
    t, foot, in_m = 0.0025, low - p.apron_m, 0.018
    x0, x1 = a + in_m, b - in_m
    for s in (-1.0, 1.0):
        edge = s * (y - in_m)
        table.span(
            "frame", "frame", (x0, min(edge, edge - s * 0.03), foot), (x1, max(edge, edge - s * 0.03), low), radius=t
        )
    for x in (x0, x1 - 0.03):
        table.span("frame", "frame", (x, -y + in_m + 0.0305, foot), (x + 0.03, y - in_m - 0.0305, low), radius=t)
    table.span("frame", "frame", (x0 + 0.031, -0.015, foot + 0.004), (x1 - 0.031, 0.015, low), radius=t, solid=False)


def _undercarriage(table: Assembly, p: Parameters, side: float) -> None:
    """Two pairs of legs a half: one near the end, one on wheels near the net, with their stretchers and stays."""
    y = WIDTH_M / 2 - 0.16
    top = p.height_m - p.board_m - 0.004
    tube_m = 0.02
    for place, wheels in ((LENGTH_M / 2 - 0.24, False), (0.20, True)):
        x = side * place
        foot = 0.05 if wheels else 0.016
        for s in (-1.0, 1.0):
            leg = rounded_box((2 * tube_m, 2 * tube_m, top - foot), 0.004, 4, (x, s * y, (top + foot) / 2), grain="z")
            table.add(
                "frame", "frame", leg, [box_hull((2 * tube_m, 2 * tube_m, top - foot), (x, s * y, (top + foot) / 2))]
            )
            if wheels:
                _wheel(table, x, s * y)
            else:
                pad = lathe(fillet([(0, 0), (0.026, 0), (0.026, 0.02), (0, 0.02)], [0, 0.003, 0.004, 0], 3), 24)
                table.add(
                    "frame",
                    "wheel",
                    translate(pad, (x, s * y, 0)),
                    tube_hulls([(x, s * y, 0), (x, s * y, 0.02)], 0.024, 1),
                )
        for z in (0.11, 0.48) if wheels else (0.30,):
            table.board("frame", "frame", (0.025, 2 * y - 2 * tube_m, 0.04), (x, 0.0, z), radius=0.004, grain="y")
    # A stay from the outer legs slants up to the frame.
    for s in (-1.0, 1.0):
        path = [(side * (LENGTH_M / 2 - 0.24), s * (y - 0.026), 0.30), (side * 0.62, s * (y - 0.026), top - 0.01)]
        table.add("frame", "frame", tube(path, 0.009, segments=12, ends="flat"), tube_hulls(path, 0.009, 1))
    low = (side * 0.22, side * 0.66)
    for s in (-1.0, 1.0):
        path = [(low[0], s * (y + 0.027), 0.11), (low[1], s * (y + 0.027), top - 0.01)]
        table.add("frame", "frame", tube(path, 0.009, segments=12, ends="flat"), tube_hulls(path, 0.009, 1))


def _wheel(table: Assembly, x: float, y: float) -> None:
    """A rubber wheel in a fork below a leg."""
    r, w = 0.045, 0.024
    tyre = lathe(fillet([(0.028, -w / 2), (r, -w / 2), (r, w / 2), (0.028, w / 2)], 0.007, 5, closed=True), 36)
    hub = lathe(
        fillet(
            [(0, -w / 2 + 0.003), (0.0295, -w / 2 + 0.003), (0.0295, w / 2 - 0.003), (0, w / 2 - 0.003)],
            [0, 0.002, 0.002, 0],
            3,
        ),
        32,
    )
    for slot, mesh in (("wheel", tyre), ("frame", hub)):
        table.add("frame", slot, translate(rotate(mesh, (1, 0, 0), math.pi / 2), (x, y, r)))
    table.add("frame", "wheel", [], tube_hulls([(x, y - w / 2, r), (x, y + w / 2, r)], r, 1, up=(1.0, 0.0, 0.0)))
    for s in (-1.0, 1.0):
        table.add("frame", "frame", rounded_box((0.026, 0.003, 0.062), 0.001, 2, (x, y + s * 0.0155, 0.062)))
    table.add("frame", "frame", rounded_box((0.04, 0.034, 0.004), 0.001, 2, (x, y, 0.094)))


def _net(table: Assembly, p: Parameters) -> None:
    """Cords between two posts that are clamped to the edges; a white tape along the top."""
    top, half = p.height_m, WIDTH_M / 2 + NET_M
    low, high = top + 0.004, top + NET_M
    cord = 0.0011
    count = round(2 * half / p.mesh_m)
    ys = np.linspace(-half + 0.012, half - 0.012, count)
    rows = np.arange(low + 0.002, high - 0.012, p.mesh_m)
    threads = [rounded_box((cord, cord, high - low - 0.008), 0.0, 2, (0, float(y), (low + high) / 2)) for y in ys]
    threads += [rounded_box((cord, 2 * half - 0.02, cord), 0.0, 2, (0.0002, 0, float(z))) for z in rows]
    table.add("net", "net", merge(threads))
    band = rounded_box((0.004, 2 * half - 0.02, 0.015), 0.0018, 4, (0, 0, high - 0.0075), grain="y")
    table.add("net", "tape", band, [box_hull((0.008, 2 * half - 0.02, high - low), (0, 0, (low + high) / 2))])
    for s in (-1.0, 1.0):
        sleeve = rounded_box((0.006, 0.012, high - low), 0.002, 2, (0, s * (half - 0.014), (low + high) / 2))
        table.add("net", "tape", sleeve)
        post = tube(
            [(0, s * half, top - 0.02), (0, s * half, high + 0.004)], 0.008, segments=20, ends="flat", bevel_m=0.002
        )
        table.add("net", "frame", post, tube_hulls([(0, s * half, top - 0.02), (0, s * half, high)], 0.008, 1))
        edge = WIDTH_M / 2
        arm = (0.026, NET_M + 0.05, 0.012)
        arm_y = s * (half - arm[1] / 2)
        table.board("net", "frame", arm, (0, arm_y, top + 0.006), radius=0.003)
        table.board(
            "net",
            "frame",
            (0.04, 0.008, p.board_m + 0.03),
            (0, s * (edge + 0.006), top - p.board_m / 2 - 0.009),
            radius=0.002,
        )
        table.board("net", "frame", (0.04, 0.07, 0.006), (0, s * (edge - 0.026), top - p.board_m - 0.020), radius=0.002)
        screw = [(0, s * (edge - 0.04), top - p.board_m - 0.075), (0, s * (edge - 0.04), top - p.board_m - 0.001)]
        table.add("net", "frame", tube(screw, 0.005, segments=14, ends="flat"), tube_hulls(screw, 0.005, 1))
        knob = lathe(fillet([(0, 0), (0.015, 0), (0.015, 0.016), (0, 0.016)], [0, 0.003, 0.003, 0], 3), 20)
        table.add("net", "wheel", translate(knob, (0, s * (edge - 0.04), top - p.board_m - 0.085)))
