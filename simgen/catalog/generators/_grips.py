"""Handles of cups and pots: a loop on the wall at +x."""

from __future__ import annotations

import math

import numpy as np

from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import squircle
from simgen.catalog.meshing.profiles import smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import warp
from simgen.geometry import FloatArray
from simgen.world import Mesh

GRIPS = ("ear", "ring")


def grip(
    style: str,
    outer: FloatArray,
    *,
    wall_m: float,
    reach_m: float,
    thickness_m: float,
    span: tuple[float, float],
) -> tuple[Mesh, tuple[FloatArray, ...]]:
    """A loop from the upper to the lower of two heights, `span` (low, high), and its hulls.

    `outer`: (k, 2) radius and z of the wall. `thickness_m` is across the loop, seen from the side; it is a
    half broader from the front. The ends sink into the wall without coming out inside, and flare there.
    """
    check_style(style, GRIPS, "handle")
    low, high = span
    tall = high - low

    def wall(z: float) -> float:
        return float(np.interp(z, outer[:, 1], outer[:, 0]))

    sink = 0.45 * wall_m
    if style == "ring":
        middle = (high + low) / 2
        points = [(wall(high) - sink, high)]
        for angle in (58, 32, 0, -32, -58):
            a = math.radians(angle)
            points.append((wall(middle) + reach_m * (0.25 + 0.75 * math.cos(a)), middle + 0.6 * tall * math.sin(a)))
        points.append((wall(low) - sink, low))
    else:
        points = [
            (wall(high) - sink, high - 0.02 * tall),
            (wall(high) + 0.45 * reach_m, high + 0.035 * tall),
            (wall(high) + 0.88 * reach_m, high - 0.1 * tall),
            (wall(high) + reach_m, high - 0.35 * tall),
            # On a belly that is wider below, the loop still comes back all the way down.
            (min(wall(low) + 0.78 * reach_m, wall(high) + 0.86 * reach_m), low + 0.3 * tall),
            (wall(low) + 0.35 * reach_m, low + 0.07 * tall),
            (wall(low) - sink, low),
        ]
    flat = smooth(points, 22)
    path = np.stack([flat[:, 0], np.zeros(len(flat)), flat[:, 1]], axis=1)
    t = np.linspace(-1.0, 1.0, len(path))[:, None]
    # Broader where clay is pressed onto the wall.
    size = thickness_m / 2 * np.array([[1.6, 1.0]]) * (1.0 + 0.35 * np.abs(t) ** 6)
    up = (1.0, 0.0, 0.0)

    def kept_out(points: FloatArray) -> FloatArray:
        """What would come out inside is pressed within the wall, to a twelfth of its depth."""
        deepest = np.interp(points[:, 2], outer[:, 1], outer[:, 0]) - 0.75 * wall_m
        reach = np.hypot(points[:, 0], points[:, 1])
        soft = 0.1 * wall_m
        out = (reach - deepest) / soft
        pressed = deepest + soft * (np.logaddexp(0.0, out) - np.logaddexp(0.0, -out) / 12)
        return points * np.column_stack([pressed / reach, pressed / reach, np.ones(len(points))])

    mesh = warp(tube(path, size, section=squircle(16, 2.6), up=up), kept_out)
    return mesh, tube_hulls(path, (0.8 * thickness_m, 0.5 * thickness_m), 7, up=up)
