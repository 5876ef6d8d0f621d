"""Urinals hung on the wall: a shield that bows to a lip, the drain, a flush pipe."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._taps import add_drain
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.lofts import loft, oval, pole, wall_hulls
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray

_POINTS = 64
_WALL_M = 0.022
# The back is thicker: the flush runs down behind it.
_BACK_M = 0.05
# Outside, from below: share of the way to the rim, of the width, of the depth.
_FORM = (
    (0.0, 0.40, 0.34), (0.01, 0.44, 0.38), (0.05, 0.52, 0.47), (0.16, 0.68, 0.66), (0.34, 0.84, 0.84),
    (0.56, 0.94, 0.95), (0.80, 0.99, 0.995), (0.95, 1.0, 1.0),
)  # fmt: skip


@dataclass(frozen=True)
class Parameters:
    """`width_m`, `depth_m`, `height_m` of the ceramic; `lip` the front lip's height as a share of it."""

    width_m: float
    depth_m: float
    height_m: float
    lip: float

    def __post_init__(self) -> None:
        """Values that go together."""
        if not 0.3 <= self.lip <= 0.6:
            raise ValueError(f"lip {self.lip} is not between 0.3 and 0.6 of the height")
        if self.depth_m < 0.2:
            raise ValueError(f"depth_m {self.depth_m} leaves no bowl; urinals are 0.25 to 0.4 m deep")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The urinal, its back at +y against the wall; slots `ceramic` and `tap`."""
    p = parameters
    fixture = Assembly(rng)
    outer = [_ring(p, share, width, depth, 0.0) for share, width, depth in _FORM]
    rim = [_ring(p, 1.0, 0.992, 0.992, 0.0), _ring(p, 1.004, 0.965, 0.965, 0.0), _ring(p, 1.0, 0.985, 0.985, 0.75)]
    inner = [_ring(p, share, width, depth, 1.0) for share, width, depth in reversed(_FORM[2:])]
    floor = inner[-1] * [0.45, 0.45, 1] + [0, 0.55 * inner[-1][:, 1].mean(), -0.006]
    skin = loft([pole(outer[0]), *outer, *rim, *inner, floor, pole(floor, -0.002)], [1])
    bands = [0, 3, 5, len(_FORM) - 1]
    hulls = wall_hulls([outer[max(n, 2)] for n in bands[1:]], [inner[len(_FORM) - 1 - n] for n in bands[1:]], 14)
    fixture.add("body", "ceramic", skin, [hull_of(np.concatenate([outer[0], outer[2], floor]), 28), *hulls])
    hollow = [floor, *inner[::-1]]
    fixture.hollow("bowl", loft([pole(hollow[0]), *hollow, pole(hollow[-1])], [len(hollow)]))
    middle = floor.mean(axis=0)
    add_drain(fixture, (0.0, float(middle[1]), float(middle[2]) + 0.0005), 0.03)
    _flush(fixture, p)
    return fixture.model(has_front=True)


def _rim(p: Parameters, y: FloatArray) -> FloatArray:
    """How high the rim is: the lip in front, the whole height from the middle of its sides back."""
    share = np.clip((y + p.depth_m / 2) / (0.86 * p.depth_m), 0, 1)
    up = share**2 * (3 - 2 * share)
    return np.asarray(p.height_m * (p.lip + (1 - p.lip) * up), dtype=np.float64)


def _ring(p: Parameters, share: float, width: float, depth: float, inside: float) -> FloatArray:
    """(k, 3) ring at a share of the way up to the rim, which is not level; on the inside by `inside` of the wall."""
    half, back = p.width_m / 2, p.depth_m / 2
    # The widest place lies in the rear third, the back is flat.
    center = back - 0.36 * p.depth_m
    x = half * width - inside * _WALL_M
    front = p.depth_m * depth - 0.36 * p.depth_m - inside * _WALL_M
    front = max(front, 0.02)
    rear = 0.36 * p.depth_m - inside * _BACK_M
    flat = oval(x, front, rear, squareness=(2.1, 6.0), points=_POINTS, center=(0, center))
    floor = 0.13 * p.height_m * inside
    z = floor + share * (_rim(p, flat[:, 1]) - floor)
    return np.column_stack([flat, z])


def _flush(fixture: Assembly, p: Parameters) -> None:
    """A valve with its button on the wall, a pipe down into the top."""
    back, top = p.depth_m / 2, p.height_m
    y = back - 0.042
    path = smooth(
        [(0, y, top - 0.02), (0, y, top + 0.05), (0, y, top + 0.13), (0, y + 0.012, top + 0.16), (0, back, top + 0.17)],
        20,
    )
    fixture.add("body", "tap", tube(path, 0.013, segments=20, ends="flat"), tube_hulls(path, 0.012, 4))
    collar = lathe(
        fillet([(0, 0), (0.026, 0), (0.026, 0.006), (0.016, 0.012), (0, 0.012)], [0, 0.001, 0.002, 0.002, 0], 3), 32
    )
    fixture.add("body", "tap", translate(collar, (0, y, top - 0.002)))
    button = lathe(
        fillet([(0, 0), (0.021, 0), (0.021, 0.03), (0.014, 0.034), (0, 0.035)], [0, 0, 0.004, 0.002, 0], 3), 32
    )
    fixture.add("body", "tap", translate(rotate(button, (1, 0, 0), math.pi / 2), (0, y + 0.012, top + 0.115)))
