"""Radios: a wooden case with a cloth front and knobs, or a portable one with a grille, a handle and an aerial."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._appliance import dial, rectangle, upright
from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._prints import written
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import lathe, squircle
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.rings import ring_prism
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import rotate, translate
from simgen.catalog.model import Model
from simgen.world import Mesh

STYLES = ("wooden", "portable")
_FOOT_M = 0.006


@dataclass(frozen=True)
class Parameters:
    """Sizes of the case on its feet, without handle and aerial; `corner_m`: how round it is, seen from the front.

    `grille` (0..1): the share of the front's width that the loudspeaker's grille takes. `aerial_deg`: how far the
    portable one's aerial leans from upright; 90 is folded down.
    """

    style: str
    width_m: float
    depth_m: float
    height_m: float
    corner_m: float
    grille: float
    aerial_deg: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)
        if not 0.4 <= self.grille <= 0.7:
            raise ValueError(f"grille is a share of 0.4 to 0.7, got {self.grille}")
        if not 0 <= self.aerial_deg <= 90:
            raise ValueError(f"aerial_deg is 0 to 90, got {self.aerial_deg}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The radio, its front to -y; slots `body`, `front`, `grille`, `knob`, `scale`, `mark`, `metal` and `handle`."""
    p = parameters
    radio = Assembly(rng)
    w, h, y = p.width_m, p.height_m, p.depth_m / 2
    low = _FOOT_M
    outer = rectangle((-w / 2, w / 2), (low, h), p.corner_m, 6)
    rim = 0.009
    hole = rectangle((-w / 2 + rim, w / 2 - rim), (low + rim, h - rim), max(p.corner_m - rim, 0.003), 6)
    middle = (0.0, (low + h) / 2)
    # A frame, 7 mm deep, stands around the sunken front.
    frame = upright(ring_prism(outer, hole, 0.014, 0.003, 3, center=middle), -y + 0.014)
    case = upright(extrude(outer, 2 * y - 0.0139, 0.003, 3), y)
    size = (w - 0.6 * p.corner_m, 2 * y, h - low)
    slim = (w, 2 * y, h - low - 0.6 * p.corner_m)
    hulls = [box_hull(s, (0.0, 0.0, (low + h) / 2)) for s in (size, slim)]
    radio.add("body", "body", [case, frame], hulls)
    face = -y + 0.007
    plate = upright(extrude(hole * [0.999, 1.0], 0.006, 0.0003), face + 0.006)
    radio.add("body", "front", plate)
    for sx in (-1.0, 1.0):
        for sy in (-1.0, 1.0):
            at = (sx * (w / 2 - 0.8 * p.corner_m - 0.012), sy * (y - 0.018), low / 2 + 0.001)
            foot = ((0.016, 0.016, low + 0.002), at)
            radio.add("body", "knob", rounded_box(foot[0], 0.001, 2, foot[1]), [box_hull(*foot)])
    inside = (-w / 2 + rim + 0.008, w / 2 - rim - 0.008)
    split = inside[0] + p.grille * (inside[1] - inside[0])
    span = (low + rim + 0.008, h - rim - 0.008)
    _grille(radio, p, (inside[0], split), span, face)
    _controls(radio, p, (split + 0.01, inside[1]), span, face, rng)
    if p.style == "portable":
        _handle(radio, p)
        _aerial(radio, p, y)
    return radio.model(has_front=True)


def _grille(radio: Assembly, p: Parameters, x: tuple[float, float], z: tuple[float, float], face: float) -> None:
    """Cloth behind bars of wood, or a dark round of bars in a metal ring."""
    if p.style == "wooden":
        cloth = upright(extrude(rectangle(x, z, 0.006, 3), 0.0012, 0.0003), face + 0.0004)
        radio.add("body", "grille", cloth)
        count = max(3, round((z[1] - z[0]) / 0.018))
        for k in range(count):
            at = z[0] + (k + 0.5) * (z[1] - z[0]) / count
            bar = rounded_box((x[1] - x[0], 0.006, 0.0055), 0.0016, 2, ((x[0] + x[1]) / 2, face - 0.002, at))
            radio.add("body", "body", bar)
        return
    r = min(x[1] - x[0], z[1] - z[0]) / 2
    middle = ((x[0] + x[1]) / 2, 0.0, (z[0] + z[1]) / 2)
    ring = lathe(
        fillet([(0.9 * r, 0), (r, 0), (r, 0.003), (0.93 * r, 0.006), (0.9 * r, 0.003)], 0.001, 2, closed=True), 48
    )
    cone = lathe(np.array([(0, 0), (0.91 * r, 0), (0.91 * r, 0.001), (0.3 * r, 0.0012), (0, 0.0012)]), 40)
    radio.add("body", "metal", translate(upright(ring, face), middle))
    radio.add("body", "grille", translate(upright(cone, face), middle))
    count = max(7, round(2 * r / 0.008))
    for k in range(count):
        z_k = (k + 0.5) / count * 2 - 1
        half = 0.91 * r * math.sqrt(1 - z_k**2)
        bar = rounded_box((2 * half, 0.002, 0.0034), 0.0, 2, (middle[0], face - 0.0028, middle[2] + 0.91 * r * z_k))
        radio.add("body", "metal", bar)


def _controls(
    radio: Assembly,
    p: Parameters,
    x: tuple[float, float],
    z: tuple[float, float],
    face: float,
    rng: np.random.Generator,
) -> None:
    """A tuning scale above, with its stations and a needle, and two knobs below it."""
    wide, tall = x[1] - x[0], z[1] - z[0]
    mid = (x[0] + x[1]) / 2
    if p.style == "wooden" and wide < 1.2 * tall:
        # A round scale with the tuning knob in its middle.
        r = min(wide / 2, 0.31 * tall)
        top = z[1] - r
        disc = [(0, 0), (r, 0), (r, 0.0025), (0.93 * r, 0.004), (0, 0.004)]
        plate = upright(lathe(fillet(disc, [0, 0, 0.0008, 0.0008, 0], 2), 48), face)
        radio.add("body", "scale", translate(plate, (mid, 0.0, top)))
        for k in range(21):
            angle = math.radians(-125 + 12.5 * k)
            long = 0.16 * r if k % 4 == 0 else 0.08 * r
            tick = rounded_box((0.0011, 0.0004, long), 0.0, 2, (0, face - 0.0041, 0.84 * r - long / 2))
            radio.add("body", "mark", translate(rotate(tick, (0, 1, 0), angle), (mid, 0.0, top)))
        body, mark = dial((mid, face - 0.003, top), 0.46 * r, 0.016, float(rng.uniform(-2, 2)))
        radio.add("body", "knob", body)
        radio.add("body", "mark", mark)
    else:
        high = 0.3 * tall
        window = rectangle(x, (z[1] - high, z[1]), 0.003, 3)
        radio.add("body", "scale", upright(extrude(window, 0.003, 0.0006), face + 0.0005))
        for row, numbers in ((0.7, ("88", "92", "96", "100", "104", "108")), (0.3, ("6", "8", "10", "12", "14", "16"))):
            level = z[1] - high + row * high
            for k, number in enumerate(numbers):
                at = x[0] + wide * (0.1 + 0.16 * k)
                figure = written(number, min(0.16 * high, 0.007), 0.8, 1.0, (at, level, 0.0))
                radio.add("body", "mark", upright(figure, face - 0.0026))
        needle = rounded_box(
            (0.0013, 0.0006, 0.86 * high),
            0.0,
            2,
            (x[0] + wide * float(rng.uniform(0.15, 0.85)), face - 0.0027, z[1] - high / 2),
        )
        radio.add("body", "handle", needle)
    radius = min(0.16 * wide, 0.13 * tall, 0.019)
    for side in (-1.0, 1.0):
        body, mark = dial(
            (mid + 0.25 * wide * side, face, z[0] + 1.3 * radius), radius, 0.015, float(rng.uniform(-2, 2))
        )
        radio.add("body", "knob", body)
        radio.add("body", "mark", mark)


def _handle(radio: Assembly, p: Parameters) -> None:
    """A bail that stands over the case, hinged at its sides."""
    x, h = p.width_m / 2 - 0.012, p.height_m
    rise = 0.045
    path = smooth([(-x, 0, h - 0.004), (-x + 0.004, 0, h + 0.7 * rise), (-x + 0.03, 0, h + rise), (0, 0, h + rise)], 14)
    both = np.concatenate([path, path[-2::-1] * [-1, 1, 1]])
    bail = tube(both, np.tile([0.0085, 0.0045], (len(both), 1)), section=squircle(14, 3.0), up=(0, 0, 1), ends="flat")
    radio.add("body", "handle", bail, tube_hulls(both, (0.0085, 0.0045), 6, up=(0, 0, 1)))


def _aerial(radio: Assembly, p: Parameters, y: float) -> None:
    """A telescope of three tubes at the back's right edge, with a bead at its tip."""
    length = min(1.25 * p.width_m, 0.36) if p.aerial_deg < 70 else 0.82 * p.width_m
    gauges = (0.0032, 0.0025, 0.0018)
    pieces: list[Mesh] = []
    start = 0.0
    for k, gauge in enumerate(gauges):
        end = length * (k + 1) / len(gauges)
        pieces.append(tube([(0, 0, start), (0, 0, end)], gauge, segments=8, ends="flat"))
        start = end - 0.002
    pieces.append(tube([(0, 0, length - 0.003), (0, 0, length + 0.005)], 0.0033, segments=10))
    lean = math.radians(-p.aerial_deg)
    at = (p.width_m / 2 - 0.02, y - 0.006, p.height_m + 0.0045)
    pivot = rounded_box((0.014, 0.009, 0.014), 0.002, 2, (at[0], at[1], p.height_m + 0.003))
    path = np.array([(0, 0, 0), (math.sin(lean) * length, 0, math.cos(lean) * length)]) + np.array(at)
    placed = [translate(rotate(m, (0, 1, 0), lean), at) for m in pieces]
    radio.add("body", "metal", [*placed, pivot], tube_hulls(path, 0.003, 1))
