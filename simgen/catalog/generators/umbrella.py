"""Furled stick umbrellas, lying on their side."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lofts import at_height, loft, pole
from simgen.catalog.meshing.profiles import smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray, Pose, axis_angle

GRIPS = ("crook", "knob")


@dataclass(frozen=True)
class Parameters:
    """`length_m` from tip to grip; `girth_m` the furled cloth's greatest radius; `grip` of GRIPS."""

    length_m: float
    girth_m: float
    grip: str

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.grip, GRIPS, "grip")
        if not 0.015 <= self.girth_m <= 0.08 * self.length_m:
            raise ValueError(
                f"girth_m {self.girth_m} does not suit {self.length_m} m: it is 0.015 m to a twelfth of it"
            )


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The umbrella along x, its grip at +x and its crook level; slots `cloth`, `grip` and `metal`."""
    p = parameters
    umbrella = Assembly(rng)
    long = p.length_m
    low, high = 0.08 * long, 0.76 * long
    rings = _cloth(p, low, high, float(rng.uniform(3.0, 6.5)), float(rng.uniform(0, 6.28)))
    turned = Pose((0.0, 0.0, 0.0), axis_angle((0, 1, 0), math.pi / 2))

    def lay(points: FloatArray) -> FloatArray:
        return turned.apply(np.asarray(points, dtype=np.float64))

    third = len(rings) // 3
    hulls = [hull_of(lay(np.concatenate(rings[a : a + third + 1])), 24) for a in range(0, len(rings) - 1, third)]
    umbrella.add("body", "cloth", loft([lay(r) for r in (pole(rings[0]), *rings, pole(rings[-1]))]), hulls)
    s = np.linspace(0, 2 * math.pi, 28, endpoint=False)
    waist = 0.80 * p.girth_m
    strap = np.column_stack([waist * np.cos(s), waist * np.sin(s), np.full(28, low + 0.62 * (high - low))])
    umbrella.add(
        "body", "cloth", tube(lay(strap), np.tile([0.0018, 0.011], (28, 1)), segments=8, closed=True, up=(1, 0, 0))
    )
    shaft = [(0, 0, 0.0), (0, 0, 0.02), (0, 0, 0.05), (0, 0, 0.86 * long)]
    metal = rotate(tube(shaft, np.array([0.0035, 0.005, 0.005, 0.005]), segments=12), (0, 1, 0), math.pi / 2)
    tip = lay(np.array(shaft)[:2])
    umbrella.add("body", "metal", metal, tube_hulls(np.array([tip[0], [low, 0, 0]]), 0.004, 1))
    neck = [(0, 0, 0.79 * long), (0, 0, 0.9 * long)]
    if p.grip == "crook":
        bow = 0.055
        arc = np.linspace(0, math.pi * 1.06, 9)[1:]
        hook = [(0, bow * (1 - math.cos(a)), 0.955 * long - 0.055 + bow * math.sin(a)) for a in arc]
        path = smooth([*neck, *hook, (0, 2 * bow - 0.004, 0.955 * long - 0.085)], 34)
        girth = np.full(34, 0.0105)
    else:
        path = smooth([*neck, (0, 0, 0.95 * long), (0, 0, long)], 20)
        girth = np.interp(np.linspace(0, 1, 20), [0, 0.5, 0.85, 1.0], [0.009, 0.012, 0.0165, 0.015])
    lying = lay(path)
    umbrella.add("body", "grip", tube(lying, girth, segments=16), tube_hulls(lying, 0.0098, 6))
    return umbrella.model()


def _cloth(p: Parameters, low: float, high: float, twist: float, start: float) -> list[FloatArray]:
    """Rings of eight folds wound round the shaft, upright; a strap at five eighths of the way draws them in."""
    turn = np.linspace(0, 2 * math.pi, 64, endpoint=False)
    rings = []
    for t in np.linspace(0.0, 1.0, 31):
        girth = p.girth_m * np.interp(t, [0, 0.05, 0.35, 0.72, 0.93, 1.0], [0.2, 0.34, 0.62, 0.9, 1.0, 0.3])
        drawn = 0.24 * math.exp(-(((t - 0.62) / 0.05) ** 2))
        # Each fold laps over the next: steep on one side, and wound.
        phase = 8 * turn + twist * t + start
        fold = 1 - 0.13 + (0.10 + 0.04 * t) * (np.cos(phase) + 0.3 * np.sin(2 * phase)) - drawn
        ring = np.column_stack([np.cos(turn), np.sin(turn)]) * (girth * fold)[:, None]
        rings.append(at_height(ring, low + t * (high - low)))
    return rings
