"""Stereo components: flat boxes with a metal front, an amplifier with its knobs or a player with its disc tray."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._appliance import dial, upright
from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._prints import written
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, rounded_box
from simgen.catalog.meshing.hulls import turned_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.transforms import rotate, translate
from simgen.catalog.model import Model

KINDS = ("amplifier", "player", "receiver")
MAKERS = ("NORDA", "ALTUS", "VERDI", "OKTAV", "HALDEN", "SONORA")
_FOOT_M, _FRONT_M = 0.012, 0.009


@dataclass(frozen=True)
class Parameters:
    """Outer sizes with feet and knobs. An amplifier has knobs, a player a tray and a display, a receiver both."""

    kind: str
    width_m: float
    depth_m: float
    height_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.kind, KINDS, "kind")
        if self.height_m < 0.06:
            raise ValueError(f"height_m is 0.06 or more, got {self.height_m}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The component, in the slots `case`, `front`, `knob`, `mark`, `display`, `digit`, `foot`; its front to -y."""
    p = parameters
    stereo = Assembly(rng)
    x, h, knob = p.width_m / 2, p.height_m, 0.02
    y0 = -p.depth_m / 2 + knob
    rear = p.depth_m / 2
    face = y0
    low, tall = _FOOT_M, h - _FOOT_M
    size = (p.width_m - 0.003, rear - y0 - _FRONT_M, tall - 0.002)
    middle = (0.0, (rear + y0 + _FRONT_M) / 2, low + tall / 2)
    stereo.add("body", "case", rounded_box(size, 0.002, 2, middle), [box_hull(size, middle)])
    panel = ((p.width_m, _FRONT_M - 0.0006, tall), (0.0, y0 + _FRONT_M / 2, low + tall / 2))
    stereo.add("body", "front", rounded_box(panel[0], 0.0022, 2, panel[1]), [box_hull(*panel)])
    # Slits in the lid let the heat out, over the rear half.
    for row in (-1.0, 1.0):
        for k in range(14):
            slit = (0.19 * p.width_m * row * 1.1 + (k - 6.5) * 0.0105, 0.2 * p.depth_m, h - 0.0012)
            stereo.add("body", "foot", rounded_box((0.004, 0.3 * p.depth_m, 0.0006), 0.0, 2, slit))
    pad = [(0, 0), (0.018, 0), (0.02, 0.003), (0.02, low + 0.002), (0, low + 0.002)]
    foot = lathe(fillet(pad, [0, 0.001, 0.001, 0, 0], 2), 24)
    for sx in (-1.0, 1.0):
        for at in (y0 + 0.045, rear - 0.04):
            where = (sx * (x - 0.045), at, 0.0)
            hulls = [q + np.array(where) for q in turned_hulls([(0.018, 0.0), (0.02, low)], segments=10)]
            stereo.add("body", "foot", translate(foot, where), hulls)
    # Sockets at the back: two rows of rings in pairs, as cables want them.
    plug = rotate(lathe(np.array([(0, 0), (0.0052, 0), (0.0052, 0.006), (0, 0.006)]), 14), (1, 0, 0), -math.pi / 2)
    for k in range(12):
        at_x, at_z = -x + 0.06 + 0.022 * (k % 6), low + (0.35 if k < 6 else 0.65) * tall
        stereo.add("body", "knob" if k % 2 else "digit", translate(plug, (at_x, rear - 0.002, at_z)))
    maker = str(rng.choice(MAKERS))
    stereo.add("body", "mark", upright(written(maker, 0.0085, 1.1, 1.0, (-x + 0.055, h - 0.016, 0.0)), face))
    {"amplifier": _amplifier, "player": _player, "receiver": _receiver}[p.kind](stereo, p, face, rng)
    stereo.support_box("top", (-x, y0), (x, rear), h - 0.001, margin=0.02)
    return stereo.model(has_front=True)


def _knob(stereo: Assembly, at: tuple[float, float, float], radius: float, deep: float, turn: float) -> None:
    body, mark = dial(at, radius, deep, turn)
    stereo.add("body", "knob", body)
    stereo.add("body", "mark", mark)


def _button(stereo: Assembly, x: float, z: float, face: float, size: tuple[float, float]) -> None:
    stereo.add("body", "knob", rounded_box((size[0], 0.005, size[1]), 0.001, 2, (x, face - 0.001, z)))


def _display(stereo: Assembly, x: tuple[float, float], z: tuple[float, float], face: float, text: str) -> None:
    """A dark window let into the front with what it shows."""
    wide, tall = x[1] - x[0], z[1] - z[0]
    middle = ((x[0] + x[1]) / 2, (z[0] + z[1]) / 2)
    pane = rounded_box((wide, 0.003, tall), 0.0008, 2, (middle[0], face + 0.0008, middle[1]))
    stereo.add("body", "display", pane)
    stereo.add("body", "digit", upright(written(text, 0.48 * tall, 1.0, 0.9, (*middle, 0.0)), face - 0.0007))


def _amplifier(stereo: Assembly, p: Parameters, face: float, rng: np.random.Generator) -> None:
    """One large knob for the volume, three small ones, a row of keys and a jack."""
    x, z = p.width_m / 2, _FOOT_M + 0.47 * (p.height_m - _FOOT_M)
    big = min(0.036, 0.34 * (p.height_m - _FOOT_M))
    _knob(stereo, (0.62 * x, face, z), big, 0.02, float(rng.uniform(-2.0, 0.3)))
    for k in range(3):
        _knob(stereo, (x * (-0.52 + 0.22 * k), face, z - 0.006), 0.0115, 0.015, float(rng.uniform(-0.7, 0.7)))
    for k in range(4):
        _button(stereo, x * (0.08 + 0.075 * k), z - 0.008, face, (0.009, 0.009))
    _button(stereo, -x + 0.034, z - 0.012, face, (0.022, 0.011))
    jack = lathe(np.array([(0.0032, 0), (0.0058, 0), (0.0058, 0.002), (0.0032, 0.002)]), 20)
    stereo.add("body", "knob", translate(upright(jack, face + 0.0004), (-0.72 * x, 0.0, z - 0.012)))
    for at_x, turn in ((0.62 * x, -2.4), (0.62 * x, 2.4)):
        tick = rounded_box((0.0012, 0.0004, 0.005), 0.0, 2, (0, face - 0.0001, 1.28 * big))
        stereo.add("body", "mark", translate(rotate(tick, (0, 1, 0), turn), (at_x, 0.0, z)))


def _player(stereo: Assembly, p: Parameters, face: float, rng: np.random.Generator) -> None:
    """The tray's front in its seam, a display below it, keys on the right."""
    x, low, tall = p.width_m / 2, _FOOT_M, p.height_m - _FOOT_M
    wide = 0.148
    seam = rounded_box((wide + 0.0024, 0.002, 0.0204), 0.0006, 2, (0, face + 0.0008, low + 0.72 * tall))
    tray = rounded_box((wide, 0.006, 0.018), 0.0012, 2, (0, face - 0.0004, low + 0.72 * tall))
    stereo.add("body", "foot", seam)
    stereo.add("body", "front", tray)
    shown = f"{int(rng.integers(1, 20)):02d}  {int(rng.integers(0, 60)):02d} {int(rng.integers(0, 60)):02d}"
    _display(stereo, (-wide / 2, wide / 2), (low + 0.12 * tall, low + 0.5 * tall), face, shown)
    for k in range(3):
        for row in range(2):
            _button(stereo, 0.5 * x + 0.026 * k, low + (0.3 + 0.38 * row) * tall, face, (0.02, 0.008))
    _knob(stereo, (x - 0.034, face, low + 0.48 * tall), 0.011, 0.014, float(rng.uniform(-1, 1)))
    _button(stereo, -x + 0.034, low + 0.35 * tall, face, (0.022, 0.011))


def _receiver(stereo: Assembly, p: Parameters, face: float, rng: np.random.Generator) -> None:
    """A broad display with its station between two large knobs, and a row of keys below."""
    x, low, tall = p.width_m / 2, _FOOT_M, p.height_m - _FOOT_M
    shown = f"FM {int(rng.integers(88, 108))} {int(rng.integers(0, 10))}"
    _display(stereo, (-0.5 * x, 0.5 * x), (low + 0.5 * tall, low + 0.82 * tall), face, shown)
    big = min(0.032, 0.3 * tall)
    for side in (-1.0, 1.0):
        _knob(stereo, (side * 0.76 * x, face, low + 0.5 * tall), big, 0.019, float(rng.uniform(-2, 2)))
    for k in range(9):
        _button(stereo, x * (k - 4) * 0.11, low + 0.24 * tall, face, (0.014, 0.008))
