"""Small devices on walls and ceilings: thermostats, intercoms, smoke detectors, cameras that watch.

Those of the wall have their back at +y; detectors and cameras hang with their top at the ceiling.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._appliance import upright
from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._prints import written
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box, rounded_rectangle
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model

STYLES = ("dial", "display", "intercom", "smoke_detector", "dome_camera")


@dataclass(frozen=True)
class Parameters:
    """`width_m` (the diameter of round ones), `height_m` on the wall, `depth_m` out of the wall or ceiling.

    "dial" and "display" are thermostats: a round one to turn, and one with keys.
    """

    style: str
    width_m: float
    height_m: float
    depth_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)
        if self.depth_m < 0.012:
            raise ValueError(f"depth_m is 0.012 or more, got {self.depth_m}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The device, in the slots `body`, `trim`, `screen`, `mark` and `dark`."""
    p = parameters
    device = Assembly(rng)
    made = {
        "dial": _dial,
        "display": _display,
        "intercom": _intercom,
        "smoke_detector": _smoke_detector,
        "dome_camera": _dome_camera,
    }
    made[p.style](device, p, rng)
    return device.model(has_front=p.style not in ("smoke_detector", "dome_camera"))


def _dial(device: Assembly, p: Parameters, rng: np.random.Generator) -> None:
    """A ring to turn around a round screen with the temperature."""
    r, deep = p.width_m / 2, p.depth_m
    base = lathe(fillet([(0, 0), (0.94 * r, 0), (0.96 * r, 0.3 * deep), (0, 0.3 * deep)], [0, 0.001, 0.001, 0], 2), 48)
    ring = [
        (0, 0.32 * deep),
        (r, 0.32 * deep),
        (r, 0.9 * deep),
        (0.9 * r, deep),
        (0.8 * r, deep - 0.001),
        (0, deep - 0.001),
    ]
    turned = lathe(fillet(ring, [0, 0.001, 0.003, 0.002, 0.0005, 0], 3), 56)
    glass = lathe(
        fillet(
            [(0, deep - 0.0015), (0.8 * r, deep - 0.0015), (0.79 * r, deep - 0.0004), (0, deep + 0.0006)], 0.0002, 2
        ),
        48,
    )
    device.add("body", "body", upright(base, 0.0), [hull_of(upright(base, 0.0), 24)])
    device.add("body", "trim", upright(turned, 0.0), [hull_of(upright(turned, 0.0), 28)])
    device.add("body", "screen", upright(glass, 0.0))
    degrees = str(int(rng.integers(17, 24)))
    device.add("body", "mark", upright(written(degrees, 0.5 * r, 1.0, 0.8, (0, 0, deep + 0.0006)), 0.0))
    heat = rng.uniform(-2.0, 2.0)
    for k in range(31):
        angle = math.radians(-150 + 10 * k)
        long = 0.14 * r if abs(angle - heat) < 0.09 else 0.08 * r
        tick = rounded_box((0.014 * r, long, 0.0004), 0.0, 2, (0, 0.72 * r - long / 2, deep - 0.0001))
        device.add("body", "mark", upright(rotate(tick, (0, 0, 1), -angle), 0.0))


def _case(device: Assembly, p: Parameters, corner: float) -> float:
    """A flat case with rounded edges, its middle at the origin; the y of its front."""
    deep = p.depth_m
    shape = upright(
        extrude(rounded_rectangle(p.width_m, p.height_m, corner, 6), deep, 0.35 * deep if deep < 0.02 else 0.006, 4),
        0.0,
    )
    device.add("body", "body", shape, [box_hull((p.width_m, deep, p.height_m), (0, -deep / 2, 0))])
    return -deep


def _display(device: Assembly, p: Parameters, rng: np.random.Generator) -> None:
    """A grey display with two numbers, keys below it and slits at the rim."""
    face = _case(device, p, 0.008)
    w, h = p.width_m, p.height_m
    device.add("body", "trim", rounded_box((0.78 * w, 0.002, 0.5 * h), 0.0008, 2, (0, face, 0.14 * h)))
    device.add("body", "screen", rounded_box((0.72 * w, 0.001, 0.44 * h), 0.0004, 2, (0, face - 0.0009, 0.14 * h)))
    degrees = str(int(rng.integers(17, 24)))
    device.add("body", "mark", upright(written(degrees, 0.24 * h, 1.0, 0.9, (-0.16 * w, 0.15 * h, 0)), face - 0.0015))
    for side, number in ((-1.0, rng.integers(10, 24)), (1.0, rng.integers(10, 60))):
        figures = written(str(number), 0.08 * h, 1.0, 0.9, (0.21 * w + side * 0.065 * w, 0.15 * h, 0))
        device.add("body", "mark", upright(figures, face - 0.0015))
        dot = rounded_box((0.008 * w, 0.0004, 0.012 * h), 0.0, 2, (0.21 * w, face - 0.0015, (0.15 + 0.02 * side) * h))
        device.add("body", "mark", dot)
    for k in range(4):
        key = rounded_box((0.15 * w, 0.003, 0.1 * h), 0.0012, 2, (0.2 * w * (k - 1.5), face - 0.0003, -0.28 * h))
        device.add("body", "trim", key)


def _intercom(device: Assembly, p: Parameters, rng: np.random.Generator) -> None:
    """A screen above, holes to speak through, and three keys, one of them with a mark."""
    face = _case(device, p, 0.012)
    w, h = p.width_m, p.height_m
    device.add("body", "screen", rounded_box((0.8 * w, 0.002, 0.42 * h), 0.0008, 2, (0, face, 0.2 * h)))
    hole = upright(lathe(np.array([(0, 0), (0.0014, 0), (0.0014, 0.0008), (0, 0.0008)]), 8), face + 0.0004)
    for row in range(4):
        for k in range(9):
            device.add("body", "dark", translate(hole, (0.006 * (k - 4), 0.0, -0.1 * h - 0.006 * row)))
    disc = [(0, -0.001), (0.0105, -0.001), (0.0105, 0.0015), (0, 0.002)]
    key = upright(lathe(fillet(disc, [0, 0, 0.001, 0], 2), 28), face)
    chosen = int(rng.integers(3))
    for k in range(3):
        at = (0.26 * w * (k - 1), 0.0, -0.37 * h)
        device.add("body", "trim", translate(key, at))
        size = (0.008, 0.0006, 0.0016) if k != chosen else (0.0045, 0.0006, 0.0045)
        device.add("body", "mark", rounded_box(size, 0.0, 2, (at[0], face - 0.002, at[2])))


def _smoke_detector(device: Assembly, p: Parameters, rng: np.random.Generator) -> None:
    """A round box with a ring of slits around its side, a key to test it, and a small lamp."""
    r, deep = p.width_m / 2, p.depth_m
    # From below: the grated chamber, a groove with the slits, the base at the ceiling.
    low = [(0, 0), (0.62 * r, 0), (0.76 * r, 0.1 * deep), (0.84 * r, 0.36 * deep), (0, 0.36 * deep)]
    base = [(0, 0.56 * deep), (0.93 * r, 0.56 * deep), (r, 0.68 * deep), (r, deep), (0, deep)]
    cap = lathe(fillet(low, [0, 0.006, 0.008, 0.002, 0], 4), 56, crease_deg=50)
    top = lathe(fillet(base, [0, 0.002, 0.006, 0.001, 0], 4), 56, crease_deg=50)
    core = lathe(np.array([(0, 0.35 * deep), (0.66 * r, 0.35 * deep), (0.66 * r, 0.57 * deep), (0, 0.57 * deep)]), 40)
    device.add("body", "body", [cap, top], [hull_of(cap, 28), hull_of(top, 28)])
    device.add("body", "dark", core)
    for k in range(24):
        post = rounded_box((0.0022, 0.014, 0.23 * deep), 0.0, 2, (0, 0.74 * r, 0.46 * deep))
        device.add("body", "body", rotate(post, (0, 0, 1), 2 * math.pi * k / 24))
    key = lathe(fillet([(0, 0.002), (0.2 * r, 0.002), (0.2 * r, -0.001), (0, -0.0015)], [0, 0, 0.0008, 0], 2), 32)
    device.add("body", "trim", key)
    groove = lathe(np.array([(0.2 * r, 0.001), (0.225 * r, 0.001), (0.225 * r, -0.0002), (0.2 * r, -0.0002)]), 32)
    device.add("body", "dark", groove)
    lamp = lathe(fillet([(0, 0.001), (0.0022, 0.001), (0.0022, -0.0008), (0, -0.0012)], [0, 0, 0.0005, 0], 2), 14)
    turn = rng.uniform(0, 2 * math.pi)
    device.add("body", "mark", translate(lamp, (0.45 * r * math.cos(turn), 0.45 * r * math.sin(turn), 0)))


def _dome_camera(device: Assembly, p: Parameters, rng: np.random.Generator) -> None:
    """A base at the ceiling with a dark half globe below it, through whose slot a lens looks out."""
    r, deep = p.width_m / 2, p.depth_m
    ball = 0.74 * r
    low = min(0.62 * deep, ball)
    ring = [(0, low), (0.8 * r, low), (0.95 * r, low + 0.12 * (deep - low)), (r, deep), (0, deep)]
    base = lathe(fillet(ring, [0, 0.002, 0.006, 0.001, 0], 4), 56, crease_deg=50)
    turn = np.linspace(0.0, 0.5 * math.pi, 12)
    globe = np.column_stack([ball * np.sin(turn), low + 0.003 - (low + 0.003) * np.cos(turn)])
    dome = lathe(np.concatenate([globe, [[0.0, low + 0.003]]]), 48)
    device.add("body", "body", base, [hull_of(base, 28)])
    device.add("body", "screen", dome, [hull_of(dome, 28)])
    collar = [(0.76 * r, low - 0.002), (0.86 * r, low - 0.001), (0.86 * r, low + 0.002), (0.76 * r, low + 0.002)]
    device.add("body", "trim", lathe(fillet(collar, 0.0006, 2, closed=True), 48))
    # Screws beside the dome.
    first = rng.uniform(0, 2 * math.pi)
    for k in range(3):
        angle = first + 2 * math.pi * k / 3
        screw = lathe(
            fillet([(0, low + 0.001), (0.0025, low + 0.001), (0.002, low - 0.001), (0, low - 0.0014)], 0.0003, 2), 12
        )
        device.add("body", "dark", translate(screw, (0.9 * r * math.cos(angle), 0.9 * r * math.sin(angle), 0.004)))
