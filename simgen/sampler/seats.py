"""Where chairs go around a table."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.geometry import FloatArray
from simgen.geometry.footprints import area_m2, extent_along

# Elbow room of one person at a table, and what a chair leaves to the next.
PLACE_M = 0.6
BETWEEN_M = 0.08


@dataclass(frozen=True, eq=False)
class Seat:
    """A place at a table's edge, in the table's frame: `edge` (2,), the unit `outward` (2,), and the chair's turn."""

    edge: FloatArray
    outward: FloatArray

    @property
    def turn_rad(self) -> float:
        """The turn that makes a chair's front, -y, look inward."""
        return math.atan2(-float(self.outward[0]), float(self.outward[1]))


def around(outline: FloatArray, chair_width_m: float) -> list[Seat]:
    """Seats in the order in which they are filled: opposite each other in turn, the long sides first.

    `outline` is the table's, convex. Round tables get seats at even angles.
    """
    pitch = max(PLACE_M, chair_width_m + BETWEEN_M)
    size = np.ptp(outline, axis=0)
    if area_m2(outline) < 0.9 * size[0] * size[1]:
        return _round(outline, pitch)
    long_axis = 0 if size[0] >= size[1] else 1
    sides = [[_side(outline, axis, sign, pitch) for sign in (-1.0, 1.0)] for axis in (1 - long_axis, long_axis)]
    ordered = []
    for one, other in sides:
        for a, b in zip(one, other, strict=True):
            ordered += [a, b]
    return ordered


def _side(outline: FloatArray, axis: int, sign: float, pitch: float) -> list[Seat]:
    """Seats along the side whose outward direction is `sign` along `axis`."""
    outward = np.zeros(2)
    outward[axis] = sign
    _, reach = extent_along(outline, outward)
    low, high = outline[:, 1 - axis].min(), outline[:, 1 - axis].max()
    count = max(1, int((high - low + 0.05) / pitch))
    seats = []
    for k in range(count):
        edge = np.zeros(2)
        edge[axis] = sign * reach
        edge[1 - axis] = low + (high - low) * (k + 0.5) / count
        seats.append(Seat(edge, outward))
    return seats


def _round(outline: FloatArray, pitch: float) -> list[Seat]:
    """Seats at even angles, each opposite the one before it where the count is even."""
    center = (outline.min(axis=0) + outline.max(axis=0)) / 2
    radius = float(np.linalg.norm(outline - center, axis=1).mean())
    count = max(2, int(2 * math.pi * (radius + 0.15) / pitch))
    count -= count % 2
    order = [k + half for k in range(count // 2) for half in (0, count // 2)]
    seats = []
    for k in order:
        angle = -math.pi / 2 + 2 * math.pi * k / count
        outward = np.array([math.cos(angle), math.sin(angle)])
        # The outline's own reach, so that ovals are followed.
        _, reach = extent_along(outline - center, outward)
        seats.append(Seat(center + outward * reach, outward))
    return seats
