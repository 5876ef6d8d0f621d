"""Hobs as slabs of their own that lie on a worktop: black glass with zones, or a tray with gas burners under grids."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._burners import add_burner, add_knob
from simgen.catalog.generators._maker import maker
from simgen.catalog.generators._prints import FILM_M, written
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box, rounded_rectangle
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.rings import ring_prism
from simgen.catalog.meshing.transforms import rotate, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh

STYLES = ("glass", "gas")
MARKS = ("rings", "corners", "crosses")
# Where zones are by their number: fractions of the half width and half depth, and the zone's diameter in metres.
ZONES: dict[int, tuple[tuple[float, float, float], ...]] = {
    2: ((0.0, -0.42, 0.145), (0.0, 0.44, 0.18)),
    4: ((-0.5, -0.38, 0.18), (0.5, -0.38, 0.145), (-0.5, 0.46, 0.145), (0.5, 0.46, 0.18)),
    5: ((-0.64, -0.42, 0.145), (0.64, -0.42, 0.145), (-0.64, 0.48, 0.145), (0.64, 0.48, 0.145), (0.0, 0.06, 0.22)),
}
_TRAY_M = 0.012
_GRID_M = 0.036
_BAR_M = 0.008


@dataclass(frozen=True)
class Parameters:
    """Outer sizes; `zones` 2, 4 or 5.

    `style`: glass (zones printed as `marks`: rings, corners or crosses; `framed` by a strip of metal) or gas (`knobs`
    in front, else at the right).
    """

    style: str
    width_m: float
    depth_m: float
    zones: int
    marks: str
    framed: bool
    knobs_in_front: bool

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)
        check_style(self.marks, MARKS, "print of zones")
        if self.zones not in ZONES:
            raise ValueError(f"a hob has 2, 4 or 5 zones, got {self.zones}")
        if self.width_m < (0.26, 0.26, 0.26, 0.5, 0.5, 0.66)[self.zones]:
            raise ValueError(f"{self.zones} zones do not fit a width of {self.width_m} m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The hob; slots `top`, `seal` (glass), `tray`, `burner`, `cap`, `iron`, `knob` (gas), `frame` and `print`."""
    hob = Assembly(rng)
    if parameters.style == "glass":
        _glass(hob, parameters)
    else:
        _gas(hob, parameters)
    return hob.model(has_front=True)


def _glass(hob: Assembly, p: Parameters) -> None:
    """A sheet of glass on its seal, with touch keys along the front."""
    w, d, seal, thick = p.width_m, p.depth_m, 0.002, 0.005
    top = seal + thick
    hob.add("body", "seal", extrude(rounded_rectangle(w - 0.008, d - 0.008, 0.004, 4), seal + 0.0005, 0.0004))
    inset = 0.004 if p.framed else 0.0
    outline = rounded_rectangle(w - 2 * inset, d - 2 * inset, 0.003 if p.framed else 0.008, 5)
    pane = translate(extrude(outline, thick, 0.0007 if p.framed else 0.0018, 3), (0, 0, seal))
    hob.add("body", "top", pane, [box_hull((w, d, top), (0, 0, top / 2))])
    if p.framed:
        rim = ring_prism(
            rounded_rectangle(w, d, 0.006, 5), rounded_rectangle(w - 0.011, d - 0.011, 0.002, 5), top + 0.0008, 0.0008
        )
        hob.add("body", "frame", rim)
    back = 0.0 if p.zones == 2 else 0.012
    for u, v, size in ZONES[p.zones]:
        at = (u * w / 2, v * (d / 2 - 0.02) + back, top)
        hob.add("body", "print", [translate(m, at) for m in _zone(p.marks, size / 2)])
    _keys(hob, p, top)
    hob.support_box("hob", (-w / 2, -d / 2 + 0.06), (w / 2, d / 2), top, margin=0.03)


def _zone(marks: str, radius: float) -> list[Mesh]:
    """What is printed where a pan belongs, about the origin."""
    stroke = 0.0011
    if marks == "rings":
        return [_ring(radius, stroke), _ring(0.55 * radius, stroke)]
    if marks == "crosses":
        bars = [(0.34 * radius, stroke), (stroke, 0.34 * radius)]
        cross = [rounded_box((a, b, 2 * FILM_M)) for a, b in bars]
        ticks = []
        for k in range(4):
            tick = rounded_box((0.16 * radius, stroke, 2 * FILM_M), center=(0.94 * radius, 0, 0))
            ticks.append(rotate(tick, (0, 0, 1), math.pi / 2 * k))
        return [*cross, *ticks]
    corner = []
    for k in range(4):
        half, arm = 0.95 * radius, 0.3 * radius
        legs = [
            rounded_box((arm, stroke, 2 * FILM_M), center=(half - arm / 2, half, 0)),
            rounded_box((stroke, arm, 2 * FILM_M), center=(half, half - arm / 2, 0)),
        ]
        corner += [rotate(m, (0, 0, 1), math.pi / 2 * k) for m in legs]
    return [*corner, rounded_box((0.2 * radius, stroke, 2 * FILM_M)), rounded_box((stroke, 0.2 * radius, 2 * FILM_M))]


def _ring(radius: float, stroke: float) -> Mesh:
    flat = [(radius - stroke, -FILM_M), (radius, -FILM_M), (radius, FILM_M), (radius - stroke, FILM_M)]
    return lathe(np.array(flat), 64)


def _keys(hob: Assembly, p: Parameters, top: float) -> None:
    """A row of numbers to slide along, signs at both ends, and the maker's name at the back of the front edge."""
    y, narrow = -p.depth_m / 2 + 0.03, p.zones == 2
    step = 0.017 if narrow else 0.021
    prints: list[Mesh] = []
    for k in range(10):
        x = (k - 4.5) * step
        prints.append(written(str(k), 0.0042, 0.85, 0.7, (x, y, top)))
        prints.append(rounded_box((0.62 * step, 0.0006, 2 * FILM_M), center=(x, y - 0.007, top)))
    ends = (-0.5 * p.width_m + 0.032, 0.5 * p.width_m - 0.032) if narrow else (-6.6 * step, 6.6 * step)
    for x in ends:
        prints.append(translate(_ring(0.0042, 0.0007), (x, y, top)))
        prints.append(rounded_box((0.0007, 0.0045, 2 * FILM_M), center=(x, y + 0.0035, top)))
    if not narrow:
        # A lock and a clock, as boxes and rings of lines.
        for x in (-8.4 * step, 8.4 * step):
            prints.append(rounded_box((0.0065, 0.0048, 2 * FILM_M), 0.0, center=(x, y - 0.001, top)))
            prints.append(translate(_ring(0.0026, 0.0006), (x, y + 0.002, top)))
        for u, v, _ in ZONES[4]:
            for side in (-1, 1):
                at = (side * 10.4 * step + 0.006 * u * 2, y + 0.004 * v * 2, top)
                prints.append(translate(_ring(0.0016, 0.0005), at))
    hob.add("body", "print", prints)
    mark = written(
        maker(hob.rng), 0.007, 0.9, 0.9, (0.0 if narrow else -0.42 * p.width_m + 0.012, p.depth_m / 2 - 0.022, top)
    )
    hob.add("body", "print", mark)


def _gas(hob: Assembly, p: Parameters) -> None:
    """A tray with a raised rim, burners, a grid over each pair of them, and knobs."""
    w, d = p.width_m, p.depth_m
    plate = rounded_rectangle(w, d, 0.012, 6)
    low = _TRAY_M - 0.004
    hob.add("body", "tray", extrude(plate * 0.998, low, 0.002, 2))
    rim = ring_prism(plate, rounded_rectangle(w - 0.022, d - 0.022, 0.01, 6), _TRAY_M, 0.0035, 4)
    hob.add("body", "tray", rim, [box_hull((w, d, low), (0, 0, low / 2))])
    # What the knobs leave to the burners.
    strip = 0.075
    right = 0.0 if p.knobs_in_front else strip
    x0, x1 = -w / 2 + 0.014, w / 2 - 0.014 - right
    y0, y1 = -d / 2 + 0.014 + (strip if p.knobs_in_front else 0.0), d / 2 - 0.014
    middle, half = ((x0 + x1) / 2, (y0 + y1) / 2), ((x1 - x0) / 2, (y1 - y0) / 2)
    places = []
    for u, v, size in ZONES[p.zones]:
        places.append((middle[0] + u * half[0], middle[1] + math.copysign(min(abs(v) + 0.05, 0.5), v) * half[1], size))
    for x, y, size in places:
        add_burner(hob, (x, y, low), 0.15 * size + 0.008)
    columns = 1 if p.zones == 2 else 2 if p.zones == 4 else 3
    for k in range(columns):
        a, b = (x0 + (x1 - x0) * s / columns for s in (k, k + 1))
        own = [(x, y) for x, y, _ in places if a < x < b]
        _grid(hob, (a + 0.002, b - 0.002), (y0, y1), own, low)
    deck = (2 * half[0] - 0.004, 2 * half[1], _GRID_M)
    hob.add("body", "iron", [], [box_hull(deck, (*middle, low + _GRID_M / 2))])
    count = len(places)
    for k in range(count):
        if p.knobs_in_front:
            pitch = min(0.085, (w - 0.06) / count)
            at = ((k - (count - 1) / 2) * pitch, -d / 2 + 0.014 + strip / 2, low)
        else:
            pitch = min(0.075, (d - 0.06) / count)
            at = (w / 2 - 0.014 - strip / 2, (k - (count - 1) / 2) * pitch, low)
        add_knob(hob, at)
    hob.support_box("hob", (x0, y0), (x1, y1), low + _GRID_M, margin=0.02)


def _grid(
    hob: Assembly, x: tuple[float, float], y: tuple[float, float], burners: list[tuple[float, float]], z: float
) -> None:
    """A frame of iron on rubber-tipped feet; fingers reach from its bars for the middle of each burner."""
    b, top = _BAR_M, z + _GRID_M
    bars: list[Mesh] = []

    def bar(a: tuple[float, float], c: tuple[float, float]) -> None:
        size = (abs(c[0] - a[0]) + b, abs(c[1] - a[1]) + b, 1.5 * b)
        bars.append(rounded_box(size, 0.0022, 4, ((a[0] + c[0]) / 2, (a[1] + c[1]) / 2, top - 0.004 - 0.75 * b)))

    x0, x1, y0, y1 = x[0] + b / 2, x[1] - b / 2, y[0] + b / 2, y[1] - b / 2
    for edge in (y0, y1):
        bar((x0, edge), (x1, edge))
    for edge in (x0, x1):
        bar((edge, y0), (edge, y1))
    cuts = [y0, y1] if len(burners) < 2 else [y0, (y0 + y1) / 2, y1]
    if len(burners) > 1:
        bar((x0, cuts[1]), (x1, cuts[1]))
    for cx, cy in burners:
        below, above = max(c for c in cuts if c < cy), min(c for c in cuts if c > cy)
        for start in ((x0, cy), (x1, cy), (cx, below), (cx, above)):
            away = np.array([start[0] - cx, start[1] - cy])
            length = float(np.linalg.norm(away))
            bars.append(translate(rotate(_finger(length), (0, 0, 1), math.atan2(away[1], away[0])), (cx, cy, top)))
    for fx in (x0, x1):
        for fy in cuts:
            foot = rounded_box((b, b, _GRID_M - 1.3 * b), 0.002, 4, (fx, fy, z + (_GRID_M - 1.3 * b) / 2))
            bars.append(foot)
    hob.add("body", "iron", bars)


def _finger(length: float) -> Mesh:
    """A bar along x from near the origin to `length`, its upper edge at z = 0 and cut away underneath at its tip."""
    tip = 0.024
    profile: FloatArray = fillet(
        [
            (tip, -0.006),
            (length, -0.004 - 1.5 * _BAR_M),
            (length, -0.004),
            (length - 0.012, 0.0),
            (tip + 0.002, 0.0),
        ],
        [0.002, 0.0, 0.0, 0.006, 0.003],
        3,
        closed=True,
    )
    plate = extrude(profile, 0.8 * _BAR_M, 0.0018, 3)
    return translate(rotate(plate, (1, 0, 0), math.pi / 2), (0, 0.4 * _BAR_M, 0))
