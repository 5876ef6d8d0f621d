"""Small things of the basin and the sink: bars of soap, sponges, combs and hairbrushes."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.blobs import blob, lumps
from simgen.catalog.meshing.boxes import box_hull, ellipse, extrude, rounded_box, rounded_rectangle
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import squircle
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, merge, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh


@dataclass(frozen=True)
class Parameters:
    """`kind` is one of KINDS, `style` one of STYLES[kind]; `length_m` (x), `width_m` (y), `height_m` of the thing.

    A soap's sizes are the bar's: its dish is larger. A hairbrush's height is that of its back without bristles.
    """

    kind: str
    style: str
    length_m: float
    width_m: float
    height_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.kind, KINDS, "kind")
        check_style(self.style, STYLES[self.kind])


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The thing, long along x; slots `body`, `second`, `pins` and `dish`, as far as it has them."""
    thing = Assembly(rng)
    _MAKERS[parameters.kind](thing, parameters)
    return thing.model()


def _soap(thing: Assembly, p: Parameters) -> None:
    """A bar, worn round, with a pressed oval; "dish" has it on a ribbed dish."""
    x, y, h = p.length_m / 2, p.width_m / 2, p.height_m
    level = 0.0
    if p.style == "dish":
        level = 0.010
        path = smooth(ellipse(2 * x + 0.020, 2 * y + 0.020, 24), 56, closed=True)
        ring = np.column_stack([path, np.full(len(path), 0.0095)])
        base = extrude(ellipse(2 * x + 0.020, 2 * y + 0.020, 56), 0.0055, 0.002, 3)
        rim = tube(ring, np.tile([0.0036, 0.0080], (len(ring), 1)), section=squircle(14, 2.6), closed=True)
        ribs = [
            tube([(-span, at, 0.0068), (span, at, 0.0068)], 0.0034, segments=12)
            for at in np.linspace(-0.66, 0.66, 4) * y
            for span in [0.86 * x * math.sqrt(1 - (at / (1.15 * y)) ** 2)]
        ]
        points = rim.vertices.astype(np.float64)
        turn = (np.arctan2(points[:, 1], points[:, 0]) + math.pi) // (math.pi / 6)
        walls = [hull_of(points[turn == k], 14) for k in range(12) if (turn == k).sum() > 8]
        floor = hull_of(merge([base, *ribs]), 28)
        thing.add("dish", "dish", [base, rim, *ribs], [floor, *walls])
    power = 4.2 if p.style == "block" else 3.0
    bar = blob((x, y, h / 2), exponent=power, cells=14, swell=lumps(thing.rng, 0.006), center=(0, 0, level + h / 2))
    oval_x, oval_y = 0.62 * x, 0.56 * y
    sink = 0.0022

    def press(points: FloatArray) -> FloatArray:
        """The stamp's hollow in the upper side."""
        away = np.hypot(points[:, 0] / oval_x, points[:, 1] / oval_y)
        upper = np.clip((points[:, 2] - level - 0.5 * h) / (0.4 * h), 0.0, 1.0)
        deep = sink * upper / (1.0 + np.exp((away - 1.0) * 14.0))
        return np.stack([points[:, 0], points[:, 1], points[:, 2] - deep], axis=1)

    shaped = warp(bar, press)
    thing.add("bar", "body", shaped, [hull_of(bar, 32)])
    # What the stamp left standing: an oval line and three strokes of a name.
    top = level + h - sink - 0.0004
    loop = np.column_stack([0.70 * ellipse(2 * oval_x, 2 * oval_y, 40), np.full(40, top)])
    marks = [tube(loop, 0.0009, segments=8, closed=True)]
    for k in range(3):
        wide = float(thing.rng.uniform(0.25, 0.42)) * oval_x
        marks.append(rounded_box((wide, 0.0024, 0.0018), 0.0007, 2, (0.0, (k - 1) * 0.27 * oval_y, top)))
    thing.add("bar", "body", marks)


def _sponge(thing: Assembly, p: Parameters) -> None:
    """A block of foam, with a scouring pad glued on top unless it is "plain"; a "waisted" one has grips."""
    w, h = p.width_m, p.height_m
    outline = rounded_rectangle(p.length_m, w, 0.006, 4)
    if p.style == "waisted":
        dense = smooth(np.concatenate([outline, outline[:1]]), 72)[:-1]
        dip = 0.16 * np.exp(-((dense[:, 0] / (0.2 * p.length_m)) ** 2))
        outline = dense * np.column_stack([np.ones(len(dense)), 1.0 - dip])
    pad = 0.0 if p.style == "plain" else 0.0085
    foam = _kneaded(extrude(outline, h - pad, 0.0028, 4, divisions=3), h)
    thing.add("body", "body", foam, [box_hull((p.length_m, 0.96 * w, h), (0, 0, h / 2), 0.003)])
    if pad:
        scour = translate(extrude(outline * 0.995, pad + 0.0012, 0.0015, 3), (0, 0, h - pad - 0.0012))
        thing.add("body", "second", _kneaded(scour, h))


def _kneaded(mesh: Mesh, height: float) -> Mesh:
    """The mesh a little out of true, as foam is once it was used; every layer alike."""

    def bend(points: FloatArray) -> FloatArray:
        lift = 0.05 * height * np.cos(points[:, 0] / 0.03) * np.clip(points[:, 2] / height, 0, 1)
        return np.stack([points[:, 0], points[:, 1], points[:, 2] + lift], axis=1)

    return warp(mesh, bend)


def _comb(thing: Assembly, p: Parameters) -> None:
    """A back with teeth along -y: half of them coarse, half fine; a "tail" comb has a stem at -x."""
    x, y, t = p.length_m / 2, p.width_m / 2, p.height_m
    left = -x if p.style == "pocket" else -0.12 * p.length_m
    spine = 0.36 * p.width_m
    back = fillet(
        [(left, y - spine), (x, y - spine), (x, y - 0.1 * spine), (0.5 * (left + x), y), (left, y - 0.1 * spine)],
        [0.001, 0.001, 0.005, 0.2, 0.005],
        5,
        closed=True,
    )
    plate = translate(extrude(back, t, 0.001, 3), (0, 0, 0))
    thing.add("body", "body", plate, [hull_of(plate, 20)])
    cheeks = []
    for at in (left + 0.0032, x - 0.0032):
        cheeks.append(rounded_box((0.0064, 2 * y - 0.6 * spine, 0.92 * t), 0.0018, 4, (at, -0.3 * spine, t / 2)))
    teeth = []
    at, middle = left + 0.0092, 0.5 * (left + x)
    root, tip = y - spine + 0.002, -y
    while at < x - 0.0072:
        pitch = 0.0036 if at < middle else 0.0022
        girth = np.array([(0.30 * pitch, 0.36 * t), (0.26 * pitch, 0.30 * t), (0.12 * pitch, 0.12 * t)])
        prong = [(at, root, t / 2), (at, 0.4 * (root + tip), t / 2), (at, tip, t / 2)]
        teeth.append(tube(prong, girth, segments=8, section=squircle(8, 3.0), up=(0, 0, 1)))
        at += pitch
    row = box_hull((x - left, root - tip, 0.7 * t), ((left + x) / 2, (root + tip) / 2, t / 2), 0.001)
    thing.add("body", "body", [*cheeks, merge(teeth)], [row])
    if p.style == "tail":
        line = np.array([(left + 0.006, 0.6 * y, t / 2), (0.5 * (left - x), 0.62 * y, t / 2), (-x, 0.66 * y, t / 2)])
        girth = np.array([(0.3 * spine, 0.48 * t), (0.0030, 0.42 * t), (0.0012, 0.3 * t)])
        thing.add(
            "body",
            "body",
            tube(
                smooth(line, 14),
                np.column_stack([np.interp(np.linspace(0, 1, 14), [0, 0.5, 1], girth[:, k]) for k in (0, 1)]),
                segments=14,
            ),
            tube_hulls(line, 0.4 * t, 1),
        )


def _hairbrush(thing: Assembly, p: Parameters) -> None:
    """A back with a cushion of pins, bristles up; "paddle" is broad and square, "oval" round."""
    x, y, t = p.length_m / 2, p.width_m / 2, p.height_m
    split = 0.06 * p.length_m if p.style == "oval" else 0.0
    long = x - split
    middle = (x + split) / 2
    power = 2.4 if p.style == "oval" else 4.0
    head = blob((long / 2, y, t / 2), exponent=power, cells=12, center=(middle, 0, t / 2))
    spots = [(split + 0.02, 0.40 * y), (split - 0.012, 0.24 * y), (-0.35 * x, 0.27 * y), (-0.8 * x, 0.32 * y)]
    knots = np.array([*spots, (-0.96 * x, 0.26 * y), (-x, 0.12 * y)])
    curve = smooth(knots, 30)
    line = np.column_stack([curve[:, 0], np.zeros(30), np.full(30, t / 2)])
    thick = np.interp(np.linspace(0, 1, 30), [0, 0.2, 0.7, 1.0], [0.45, 0.42, 0.5, 0.3]) * t
    stem = tube(line, np.column_stack([curve[:, 1], thick]), section=squircle(18, 2.4))
    thing.add("body", "body", [head, stem], [hull_of(head, 28), hull_of(stem, 24)])
    bed_x, bed_y = 0.84 * long / 2, 0.80 * y
    pad = blob((bed_x, bed_y, 0.30 * t), exponent=power, cells=9, center=(middle, 0, 0.94 * t))
    thing.add("body", "second", pad)
    pin_long = 0.014
    pin = tube([(0, 0, 0), (0, 0, pin_long)], np.array([0.0007, 0.0005]), segments=6, ends="flat")
    knob = blob((0.0012, 0.0012, 0.0011), cells=2, center=(0, 0, pin_long))
    one = merge([pin, knob])
    step = 0.0066
    pins, spread = [], []
    for row, py in enumerate(np.arange(-int(bed_y / step), int(bed_y / step) + 1) * step):
        for px in np.arange(-int(bed_x / step), int(bed_x / step) + 1) * step + (row % 2) * step / 2:
            away = abs(px / bed_x) ** power + abs(py / bed_y) ** power
            if away < 0.82:
                foot = 0.94 * t + 0.28 * t * (1 - away) ** 0.5 - 0.0005
                pins.append(translate(one, (middle + px, py, foot)))
                spread.append((middle + px, py, foot + pin_long))
    tops = np.array(spread)
    block = np.concatenate([tops, tops * [1.0, 1.0, 0.0] + [0.0, 0.0, t]])
    thing.add("body", "pins", merge(pins), [hull_of(block, 28)])


_MAKERS: dict[str, Callable[[Assembly, Parameters], None]] = {
    "soap": _soap,
    "sponge": _sponge,
    "comb": _comb,
    "hairbrush": _hairbrush,
}
KINDS = tuple(_MAKERS)
STYLES = {
    "soap": ("oval", "block", "dish"),
    "sponge": ("plain", "scourer", "waisted"),
    "comb": ("pocket", "tail"),
    "hairbrush": ("oval", "paddle"),
}
