"""Water heaters that hang on a wall: round tanks, and flat cases of gas or electric ones, with pipes below."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._appliance import dial, upright
from simgen.catalog.generators._assembly import Assembly, prism_hulls
from simgen.catalog.generators._prints import written
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import extrude, rounded_box, rounded_rectangle
from simgen.catalog.meshing.hulls import tube_hulls, turned_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import rotate, translate
from simgen.catalog.model import Model

STYLES = ("tank", "case")
_PIPES_M = 0.13


@dataclass(frozen=True)
class Parameters:
    """`width_m` (a tank's diameter), `depth_m` of a case, `height_m` without the pipes, which are 13 cm."""

    style: str
    width_m: float
    depth_m: float
    height_m: float
    knobs: int

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)
        if not 1 <= self.knobs <= 3:
            raise ValueError(f"knobs is 1 to 3, got {self.knobs}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The heater, its back at +y; slots `body`, `panel`, `metal`, `knob`, `face`, `mark`, `hot` and `cold`."""
    p = parameters
    heater = Assembly(rng)
    front = _tank(heater, p) if p.style == "tank" else _case(heater, p)
    middle = -p.width_m / 2 if p.style == "tank" else -0.55 * p.depth_m
    _pipes(heater, p, middle)
    _controls(heater, p, front, rng)
    return heater.model(has_front=True)


def _tank(heater: Assembly, p: Parameters) -> float:
    """A cylinder with domed ends, seams of its cover, and two straps behind it; the y of its front."""
    r, h, low = p.width_m / 2, p.height_m, _PIPES_M
    dome = 0.14 * p.width_m
    side = [
        (0, low),
        (0.8 * r, low + 0.3 * dome),
        (r, low + dome),
        (r, low + h - dome),
        (0.8 * r, low + h - 0.3 * dome),
        (0, low + h),
    ]
    curve = fillet(side, [0, 0.6 * dome, 0.5 * dome, 0.5 * dome, 0.6 * dome, 0], 6)
    at = np.array([0.0, -r - 0.02, 0.0])
    hulls = [q + at for q in turned_hulls(curve)]
    heater.add("body", "body", translate(lathe(curve, 64, crease_deg=50), at.tolist()), hulls)
    for z in (low + dome, low + h - dome):
        seam = [(r - 0.002, z - 0.004), (r + 0.0016, z - 0.003), (r + 0.0016, z + 0.003), (r - 0.002, z + 0.004)]
        heater.add("body", "panel", translate(lathe(np.array(seam), 64), at.tolist()))
        heater.span("body", "metal", (-0.5 * r, -0.1 * r - 0.02, z - 0.02), (0.5 * r, 0.0, z + 0.02), radius=0.002)
    return float(at[1]) - r


def _case(heater: Assembly, p: Parameters) -> float:
    """A tall white box with round upright edges and a panel below; the y of its front."""
    w, d, h, low = p.width_m, p.depth_m, p.height_m, _PIPES_M
    outline = rounded_rectangle(w, d, 0.03, 6) + np.array([0.0, -d / 2])
    split = 0.17 * h
    upper = translate(extrude(outline, h - split - 0.003, 0.004, 3), (0, 0, low + split + 0.003))
    lower = translate(extrude(outline, split, 0.004, 3), (0, 0, low))
    heater.add("body", "body", upper, prism_hulls(outline[::2], low, low + h))
    heater.add("body", "panel", lower)
    core = translate(
        extrude(rounded_rectangle(w - 0.008, d - 0.008, 0.028, 4) + np.array([0.0, -d / 2]), h - 0.02),
        (0, 0, low + 0.01),
    )
    heater.add("body", "metal", core)
    return -d


def _pipes(heater: Assembly, p: Parameters, y: float) -> None:
    """Two for the water, with valves red and blue, that go down from the bottom; a case has two more for heating."""
    count = 2 if p.style == "tank" else 4
    for k in range(count):
        x = 0.5 * p.width_m * (k - (count - 1) / 2) / (count - 1) * 1.1
        top = _PIPES_M + 0.03
        path = np.array([(x, y, top), (x, y, 0.0)])
        heater.add("body", "metal", tube(path, 0.009, segments=16, ends="flat"), tube_hulls(path, 0.009, 1))
        nut = lathe(fillet([(0, -0.012), (0.015, -0.012), (0.015, 0.012), (0, 0.012)], [0, 0.002, 0.002, 0], 2), 6)
        heater.add("body", "metal", translate(nut, (x, y, 0.72 * _PIPES_M)))
        if k in (0, count - 1):
            slot = "hot" if k == 0 else "cold"
            stem = rounded_box((0.008, 0.03, 0.008), 0.001, 2, (x, y - 0.014, 0.35 * _PIPES_M))
            grip = rounded_box((0.042, 0.007, 0.013), 0.003, 4, (x, y - 0.03, 0.35 * _PIPES_M))
            heater.add("body", "metal", stem)
            heater.add("body", slot, grip)


def _controls(heater: Assembly, p: Parameters, front: float, rng: np.random.Generator) -> None:
    """A round gauge over a knob on a tank; knobs beside a gauge on the panel of a case; a name on either."""
    tank = p.style == "tank"
    r = 0.026
    if tank:
        plate_z = _PIPES_M + 0.3 * p.height_m
        plate = rounded_box((0.11, 0.02, 0.19), 0.006, 4, (0, front + 0.004, plate_z))
        heater.add("body", "panel", plate)
        face, gauge, knobs = front - 0.006, (0.0, plate_z + 0.042), [(0.0, plate_z - 0.045)]
    else:
        z = _PIPES_M + 0.085 * p.height_m
        face, gauge = front, (0.0, z)
        knobs = [(0.12 * p.width_m + 0.055 * (k + 1), z) for k in range(p.knobs)]
        knobs = [(-x, at) if k % 2 else (x, at) for k, (x, at) in enumerate(knobs)]
        knobs = [(x, at) for x, at in knobs if abs(x) < p.width_m / 2 - 0.045]
    rim = [(0.9 * r, -0.002), (r, -0.002), (r, 0.004), (0.94 * r, 0.005), (0.9 * r, 0.003)]
    at = (gauge[0], face, gauge[1])
    heater.add("body", "metal", translate(upright(lathe(fillet(rim, 0.0006, 2, closed=True), 40), 0.0), at))
    glass = lathe(np.array([(0, -0.002), (0.92 * r, -0.002), (0.92 * r, 0.0015), (0, 0.0015)]), 36)
    heater.add("body", "face", translate(upright(glass, 0.0), at))
    for k in range(9):
        tick = rounded_box((0.0012, 0.005, 0.0003), 0.0, 2, (0, 0.75 * r, 0.0016))
        turned = rotate(tick, (0, 0, 1), -math.radians(-120 + 30 * k))
        heater.add("body", "mark", translate(upright(turned, 0.0), at))
    needle = rounded_box((0.0016, 0.85 * r, 0.0008), 0.0003, 2, (0, 0.28 * r, 0.0022))
    heater.add("body", "hot", translate(upright(rotate(needle, (0, 0, 1), -float(rng.uniform(-0.6, 1.6))), 0.0), at))
    for x, z in knobs:
        body, mark = dial((x, face, z), 0.019, 0.016, float(rng.uniform(-1.5, 1.5)))
        heater.add("body", "knob", body)
        heater.add("body", "mark", mark)
    name = str(rng.choice(("AQUALUX", "TERMA", "BORA", "CALDA", "HYDROS")))
    if not tank:
        up = _PIPES_M + 0.3 * p.height_m
        heater.add("body", "mark", upright(written(name, 0.018, 1.1, 1.0, (0, up, 0.0)), face))
