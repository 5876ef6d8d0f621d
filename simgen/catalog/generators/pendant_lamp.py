"""Pendant lamps: a shade on a cord below a canopy on the ceiling.

Asset frame: origin below its middle, at its lowest point; its top is on the ceiling.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly, open_hulls
from simgen.catalog.meshing.blobs import blob, hull_points
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet, parallel, smooth, thinned
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, translate
from simgen.catalog.model import Model
from simgen.errors import did_you_mean
from simgen.geometry import FloatArray
from simgen.world import LightSocket

# Outer outlines from the rim up to the neck: radius over half the diameter, height over the shade's.
SHADES: dict[str, tuple[tuple[float, float], ...]] = {
    "dome": ((1.0, 0.0), (0.985, 0.18), (0.90, 0.45), (0.70, 0.72), (0.40, 0.90), (0.14, 1.0)),
    "bell": ((1.0, 0.0), (0.88, 0.10), (0.72, 0.30), (0.60, 0.55), (0.44, 0.78), (0.25, 0.92), (0.14, 1.0)),
    "cone": ((1.0, 0.0), (0.14, 1.0)),
    "drum": ((1.0, 0.0), (1.0, 1.0)),
}


@dataclass(frozen=True)
class Parameters:
    """`diameter_m` and `shade_height_m` of the shade, which is one of SHADES; `drop_m` from the ceiling to its rim.

    What comes through the shade is up to its material: nothing through metal.
    """

    style: str
    diameter_m: float
    shade_height_m: float
    drop_m: float
    flux_lm: float

    def __post_init__(self) -> None:
        """Values that go together."""
        if self.style not in SHADES:
            raise ValueError(f"there is no shade '{self.style}'. {did_you_mean(self.style, SHADES)}")
        if self.drop_m < self.shade_height_m + 0.1:
            raise ValueError(f"drop_m {self.drop_m} leaves no cord above a shade of {self.shade_height_m} m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The lamp, in the slots `shade` (metal or cloth), `metal`, `cord` and `bulb`."""
    p = parameters
    lamp = Assembly(rng)
    tall, r = p.shade_height_m, p.diameter_m / 2
    wall = 0.0016
    outer = thinned(_curve(p.style) * [r, tall])
    inner = parallel(outer, wall)
    inner[0, 1], inner[-1, 1] = outer[0, 1], outer[-1, 1]
    inner[:, 0] = np.maximum(inner[:, 0], 0.002)
    ring = np.concatenate([outer, inner[::-1]])
    lamp.add("shade", "shade", lathe(ring, 64, crease_deg=50), open_hulls(outer, inner))
    neck = float(outer[-1, 0])
    holder = tall - 0.02 if p.style != "drum" else 0.62 * tall
    # A lamp holder, and above it the cap that bears the shade.
    cup = [
        (0.0, holder - 0.045),
        (0.019, holder - 0.045),
        (0.019, holder),
        (0.007, holder + 0.016),
        (0.0, holder + 0.016),
    ]
    lamp.add("shade", "metal", lathe(fillet(cup, [0, 0.002, 0.005, 0.004, 0], 4), 32))
    if p.style == "drum":
        for k in range(3):
            angle = 2 * math.pi * k / 3 + 0.2
            end = (0.999 * r * math.cos(angle), 0.999 * r * math.sin(angle), holder)
            lamp.add("shade", "metal", tube(np.array([(0, 0, holder), end]), 0.0016, segments=8, ends="flat"))
    else:
        cap = [
            (0.0, tall - 0.006),
            (neck + 0.004, tall - 0.006),
            (neck + 0.004, tall + 0.004),
            (0.011, tall + 0.030),
            (0.0, tall + 0.030),
        ]
        mesh = lathe(fillet(cap, [0, 0.001, 0.004, 0.004, 0], 4), 32)
        lamp.add("shade", "metal", mesh, [hull_of(mesh, 24)])
    radius = min(0.036, 0.24 * r + 0.012)
    bulb_z = holder - 0.045 - 0.85 * radius
    bulb = translate(blob((radius, radius, 1.15 * radius), cells=8), (0, 0, bulb_z))
    lamp.add("bulb", "bulb", bulb, [hull_points((radius, radius, 1.15 * radius)) + np.array([0, 0, bulb_z])])
    top = p.drop_m
    start = holder + 0.014
    lamp.add("cord", "cord", tube([(0, 0, start), (0, 0, top - 0.02)], 0.0028, segments=10, ends="flat"))
    canopy = [
        (0.0, top),
        (0.05, top),
        (0.05, top - 0.006),
        (0.032, top - 0.022),
        (0.006, top - 0.028),
        (0.0, top - 0.028),
    ]
    mesh = lathe(fillet(canopy, [0, 0.001, 0.003, 0.012, 0.003, 0], 4), 40, crease_deg=50)
    lamp.add("cord", "metal", mesh, [hull_of(mesh, 24)])
    lamp.sockets.append(LightSocket("bulb", "bulb", "bulb", p.flux_lm))
    return lamp.model()


def _curve(style: str) -> FloatArray:
    """(k, 2) outline from the rim to the neck in unit sizes."""
    knots = np.array(SHADES[style])
    return knots if len(knots) == 2 else smooth(knots, 26)
