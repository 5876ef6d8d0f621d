"""Candles: pillars, in a glass, on a dish or in a candlestick."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._vessels import check_style, vessel, wall_curve
from simgen.catalog.meshing.hulls import turned_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import merge, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh, Part, Surface

HOLDERS = ("none", "dish", "glass", "stick")


@dataclass(frozen=True)
class Parameters:
    """The candle's own height and diameter; `burnt` (0..1) is how deep the pool at its wick has sunk.

    `holder` is one of HOLDERS; a candle in a glass fills it to two thirds, a stick wants a slender one.
    """

    height_m: float
    diameter_m: float
    burnt: float
    holder: str


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The candle, in the slots `wax`, `wick` and `holder`."""
    p = parameters
    check_style(p.holder, HOLDERS, "holder")
    radius = p.diameter_m / 2
    stand, holder, hulls = _holder(p.holder, radius, p.height_m)
    wax = translate(_wax(p, radius, rng), (0, 0, stand))
    pool = stand + p.height_m - 0.12 * p.diameter_m * p.burnt - 0.001
    bend = rng.normal(0.0, 0.002, 2)
    wick = tube(
        smooth([(0, 0, pool - 0.003), (0.2 * bend[0], 0.2 * bend[1], pool + 0.004), (*bend, pool + 0.0105)], 7),
        0.0008,
        segments=8,
    )
    surfaces = [Surface(wax, "wax"), Surface(wick, "wick")]
    if holder is not None:
        surfaces.append(Surface(holder, "holder"))
    body = turned_hulls([(radius, stand), (radius, stand + p.height_m)])
    return Model((Part("body", tuple(surfaces), (*hulls, *([] if p.holder == "glass" else body))),))


def _wax(p: Parameters, radius: float, rng: np.random.Generator) -> Mesh:
    """A cylinder with a round shoulder, sunk round the wick and a little slumped where it has burnt."""
    sink = 0.12 * p.diameter_m * p.burnt
    shoulder = min(0.004, 0.25 * radius)
    top = p.height_m
    corners = [
        (0.0, 0.0),
        (radius, 0.0),
        (radius, top),
        (radius * 0.8, top - 0.1 * sink),
        (radius * 0.55, top - sink),
        (0.0, top - sink),
    ]
    mesh = lathe(fillet(corners, [0, 0.0015, shoulder, 0.1 * radius, 0.3 * radius, 0], 5), 40)
    phase, slump = rng.uniform(0, 2 * np.pi, 2), 0.5 * sink * rng.uniform(0.2, 1.0)

    def slumped(points: FloatArray) -> FloatArray:
        around = np.arctan2(points[:, 1], points[:, 0])
        reach = np.minimum(np.hypot(points[:, 0], points[:, 1]) / radius, 1.0)
        high = np.clip((points[:, 2] - 0.7 * top) / (0.3 * top), 0.0, 1.0) ** 2
        wave = np.cos(around + phase[0]) + 0.5 * np.cos(2 * around + phase[1])
        drop = slump * high * reach**2 * wave
        return np.stack([points[:, 0], points[:, 1], points[:, 2] - drop], axis=1)

    return warp(mesh, slumped)


def _holder(kind: str, radius: float, height: float) -> tuple[float, Mesh | None, tuple[FloatArray, ...]]:
    """The height that the candle stands at, what holds it, and its hulls."""
    if kind == "none":
        return 0.0, None, ()
    if kind == "glass":
        wide = radius + 0.0035
        tall = 1.5 * height
        curve = wall_curve([(0.94 * wide, 0), (0.985 * wide, 0.003), (wide, 0.01), (wide, 0.5 * tall), (wide, tall)])
        form = vessel(curve, wall_m=0.003, floor_m=0.006, corner_m=0.002)
        filled = turned_hulls([(0.94 * wide, 0.0), (wide, 0.01), (wide, 0.006 + height)])
        return 0.0062, form.mesh(48), filled
    if kind == "dish":
        wide = radius + 0.022
        curve = wall_curve([(0.72 * wide, 0), (0.78 * wide, 0.001), (0.92 * wide, 0.004), (wide, 0.0125)])
        form = vessel(curve, wall_m=0.0022, floor_m=0.0022, corner_m=0.001)
        return 0.0022, form.mesh(48), form.hulls()
    foot, stem = max(0.042, 2.6 * radius), 0.006
    tall = 0.11
    corners = [
        (0.0, 0.0),
        (foot, 0.0),
        (foot, 0.004),
        (0.4 * foot, 0.012),
        (stem, 0.025),
        (stem, 0.045),
        (0.0135, 0.054),
        (stem, 0.063),
        (stem, tall - 0.025),
        (radius + 0.004, tall - 0.006),
        (radius + 0.007, tall),
        (radius + 0.0004, tall),
        (radius + 0.0004, tall - 0.018),
        (0.0, tall - 0.018),
    ]
    radii = [0, 0.0015, 0.0015, 0.02, 0.01, 0.004, 0.006, 0.004, 0.01, 0.006, 0.001, 0.0006, 0.0, 0]
    mesh = lathe(fillet(corners, radii, 5), 40)
    low = turned_hulls([(foot, 0.0), (foot, 0.004), (0.4 * foot, 0.012), (0.009, 0.025)])
    high = turned_hulls([(stem, 0.025), (stem, tall - 0.025), (radius + 0.006, tall)])
    return tall - 0.0179, merge([mesh]), (*low, *high)
