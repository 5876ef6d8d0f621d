"""Projectors: a flat case with a lens set off its middle, grilles for the air and keys on top."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._appliance import upright
from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._prints import written
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box, rounded_rectangle
from simgen.catalog.meshing.hulls import turned_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.transforms import hull_of, scale, translate
from simgen.catalog.model import Model

_FOOT_M = 0.011
MAKERS = ("LUXOR", "CINEO", "BEAMA", "OPTIKA", "VISTA")


@dataclass(frozen=True)
class Parameters:
    """Outer sizes without the lens, which stands out by 2 cm; `lens_m` its diameter.

    `off`: how far it is off the middle, in half widths; below 0 to the left as one faces it.
    """

    width_m: float
    depth_m: float
    height_m: float
    lens_m: float
    off: float
    corner_m: float

    def __post_init__(self) -> None:
        """A lens that fits the front."""
        if self.lens_m > 0.85 * (self.height_m - _FOOT_M):
            raise ValueError(f"a lens of {self.lens_m} m does not fit a case of {self.height_m} m height")
        if abs(self.off) > 0.6:
            raise ValueError(f"off is -0.6 to 0.6, got {self.off}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The projector, its lens to -y; slots `body`, `trim`, `dark`, `glass` and `mark`."""
    p = parameters
    made = Assembly(rng)
    w, d, h = p.width_m, p.depth_m, p.height_m
    x, y, low = w / 2, d / 2, _FOOT_M
    tall = h - low
    outline = rounded_rectangle(w, d, p.corner_m, 8)
    # A lower shell and a lid with a seam between them.
    split = 0.42 * tall
    made.add("body", "body", translate(extrude(outline, split, 0.006, 4), (0, 0, low)))
    upper = extrude(outline, tall - split - 0.001, 0.009, 4)
    made.add("body", "body", translate(upper, (0, 0, low + split + 0.001)))
    core = extrude(outline * 0.985, 0.02, 0.0)
    made.add("body", "dark", translate(core, (0, 0, low + split - 0.01)))
    size = (w - 0.6 * p.corner_m, d, tall)
    slim = (w, d - 0.6 * p.corner_m, tall)
    made.add("body", "body", [], [box_hull(s, (0, 0, low + tall / 2)) for s in (size, slim)])
    foot = lathe(fillet([(0, 0), (0.011, 0), (0.013, 0.002), (0.013, low + 0.004), (0, low + 0.004)], 0.0005, 2), 24)
    for sx, sy in ((-1.0, 1.0), (1.0, 1.0), (-1.0, -1.0), (1.0, -1.0)):
        at = (sx * (x - 0.045), sy * (y - 0.04), 0.0)
        hulls = [q + np.array(at) for q in turned_hulls([(0.011, 0.0), (0.013, low)], segments=10)]
        made.add("body", "dark", translate(foot, at), hulls)
    side = -math.copysign(1.0, p.off)
    _lens(made, p, (p.off * x, -y, low + 0.5 * tall))
    # Slits for the air: in front beside the lens, and along both flanks.
    count, first = 9, 0.12
    for k in range(count):
        at_x = side * (first + 0.058 * k * (0.8 - first) / 0.5) * x
        slit = (0.0055, 0.002, 0.5 * tall)
        made.add("body", "dark", rounded_box(slit, 0.0, 2, (at_x, -y - 0.0002 + 0.0008, low + 0.5 * tall)))
    for flank in (-1.0, 1.0):
        for k in range(12):
            slit = (0.002, 0.0055, 0.46 * tall)
            at_y = (k - 5.5) * 0.055 * d
            made.add("body", "dark", rounded_box(slit, 0.0, 2, (flank * (x - 0.0006), at_y, low + 0.5 * tall)))
    _keys(made, p, side)
    maker = str(rng.choice(MAKERS))
    made.add("body", "mark", written(maker, 0.013, 1.2, 1.1, (p.off * x, -0.62 * y, h)))
    made.support_box("top", (-x, -y), (x, y), h, margin=0.03)
    return made.model(has_front=True)


def _lens(made: Assembly, p: Parameters, at: tuple[float, float, float]) -> None:
    """A collar, a ring to focus with, and a domed glass sunk into it."""
    r = p.lens_m / 2
    collar = [(0.9 * r, -0.004), (1.12 * r, -0.004), (1.12 * r, 0.002), (1.02 * r, 0.006), (0.9 * r, 0.006)]
    made.add("body", "trim", translate(upright(lathe(fillet(collar, 0.001, 2, closed=True), 48), 0.0), at))
    ring = [(0.0, 0.0), (0.93 * r, 0.0), (0.93 * r, 0.019), (0.86 * r, 0.02), (0.72 * r, 0.009), (0.0, 0.009)]
    tube = translate(upright(lathe(fillet(ring, [0, 0, 0.001, 0.0006, 0, 0], 2), 48, crease_deg=50), 0.0), at)
    made.add("body", "dark", tube, [hull_of(tube, 24)])
    dome = np.linspace(0.0, 0.5 * math.pi, 8)
    cap = lathe(np.concatenate([[[0.0, 0.0]], np.column_stack([np.cos(dome), np.sin(dome)])]), 40)
    glass = translate(scale(cap, (0.71 * r, 0.71 * r, 0.007)), (0.0, 0.0, 0.0091))
    made.add("body", "glass", translate(upright(glass, 0.0), at))


def _keys(made: Assembly, p: Parameters, side: float) -> None:
    """A cross of keys with one in the middle, one to switch on, and two lamps, on the lid's other half."""
    x, h = p.width_m / 2, p.height_m
    middle = (side * 0.45 * x, 0.05 * p.depth_m)
    field = extrude(rounded_rectangle(0.084, 0.07, 0.012, 4), 0.0015, 0.0004)
    made.add("body", "trim", translate(field, (*middle, h - 0.0008)))
    for dx, dy in ((0, 0), (0.022, 0), (-0.022, 0), (0, 0.022), (0, -0.022)):
        key = rounded_box((0.014, 0.014, 0.004), 0.0015, 2, (middle[0] + dx, middle[1] + dy, h + 0.001))
        made.add("body", "body", key)
    on = lathe(fillet([(0, 0), (0.0075, 0), (0.0075, 0.0022), (0, 0.0026)], [0, 0, 0.0008, 0], 2), 24)
    made.add("body", "trim", translate(on, (middle[0], middle[1] + 0.056, h - 0.0005)))
    for k in (-1, 1):
        lamp = rounded_box((0.006, 0.002, 0.001), 0.0, 2, (middle[0] + 0.012 * k, middle[1] - 0.044, h + 0.0002))
        made.add("body", "mark", lamp)
