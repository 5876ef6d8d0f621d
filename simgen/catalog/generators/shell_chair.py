"""Chairs with a moulded shell for seat and back, on four legs of wood or steel."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._legs import check_leg_style, leg, leg_slot
from simgen.catalog.meshing.cloth import padded
from simgen.catalog.meshing.profiles import smooth
from simgen.catalog.meshing.transforms import hull_of
from simgen.catalog.model import Model
from simgen.geometry import FloatArray

_SHELL_M = 0.006
# Thinner than the shell, whose rim is round.
_HULL_M = 0.0036
# From the front lip over the seat and up the back: depth behind the lip and height above the seat, in metres of a
# chair 0.44 m deep with a back of 0.36 m; half width and the rise of its sides, as fractions of the full width.
_SPINE = np.array([
    (0.000, -0.030), (0.012, -0.008), (0.050, 0.004), (0.130, 0.001), (0.240, -0.004), (0.330, -0.002), (0.395, 0.020),
    (0.432, 0.075), (0.448, 0.150), (0.462, 0.230), (0.480, 0.310), (0.494, 0.360),
])  # fmt: skip
_HALF_WIDTH = np.array([0.40, 0.43, 0.46, 0.485, 0.50, 0.50, 0.485, 0.465, 0.455, 0.44, 0.40, 0.33])
_SIDE_RISE = np.array([0.00, 0.010, 0.030, 0.055, 0.090, 0.130, 0.160, 0.150, 0.120, 0.090, 0.060, 0.04])


@dataclass(frozen=True)
class Parameters:
    """`width_m` of the shell, `depth_m` over all, `seat_height_m` of the seat's middle, `height_m` of the back's edge.

    `bucket` is how far the sides curl up: 0 nearly flat, 1 deep.
    """

    width_m: float
    depth_m: float
    seat_height_m: float
    height_m: float
    bucket: float
    legs: str
    leg_width_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_leg_style(self.legs)
        if not 0.2 <= self.height_m - self.seat_height_m <= 0.6:
            raise ValueError(f"a back from {self.seat_height_m} to {self.height_m} m is none to lean on")
        if not 0 <= self.bucket <= 1:
            raise ValueError(f"bucket is between 0 and 1, got {self.bucket}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The chair, looking along -y, in the slots `shell`, `frame` and `metal`."""
    p = parameters
    chair = Assembly(rng)
    middle = _shell(p)
    mesh = padded(middle, _SHELL_M, 0.5 * _SHELL_M)
    chair.add("body", "shell", mesh, _patches(middle))
    # A round plate would do; two beams carry the load as well and show less.
    low = p.seat_height_m - 0.030
    y = -p.depth_m / 2
    front, rear = y + 0.09, y + 0.30
    x = 0.30 * p.width_m
    for beam in (front, rear):
        chair.span("body", "metal", (-x, beam - 0.014, low - 0.004), (x, beam + 0.014, low + 0.012), radius=0.002)
    for side in (-1.0, 1.0):
        chair.span(
            "body", "metal", (side * x - 0.012, front, low - 0.004), (side * x + 0.012, rear, low + 0.008), radius=0.002
        )
        for beam, lean in ((front, -0.07), (rear, 0.10)):
            one = leg(p.legs, (side * x, beam), low, p.leg_width_m, (0.065 * side, lean))
            chair.add("body", leg_slot(p.legs), one.meshes, one.hulls)
    return chair.model(has_front=True)


def _shell(p: Parameters) -> FloatArray:
    """(rows, columns, 3) middle of the shell, rows from the front lip to the upper edge of the back."""
    rows, columns = 44, 30
    scale = np.array([p.depth_m / 0.494, (p.height_m - p.seat_height_m) / 0.36])
    knots = _SPINE * [scale[0], 1.0]
    knots[:, 1] = np.where(knots[:, 1] > 0.01, knots[:, 1] * scale[1], knots[:, 1])
    # Rows lie closer near both ends, where the corners are round.
    even = np.linspace(0, 1, rows)
    along = 0.4 * even + 0.6 * (1 - np.cos(math.pi * even)) / 2
    fine = smooth(knots, 400)
    spine = np.column_stack([np.interp(along, np.linspace(0, 1, 400), fine[:, k]) for k in range(2)])
    place = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(knots, axis=0), axis=1))])
    place /= place[-1]
    half = np.interp(along, place, _HALF_WIDTH) * p.width_m
    rise = np.interp(along, place, _SIDE_RISE) * p.width_m * (0.25 + 0.75 * p.bucket)
    for values in (half, rise):
        values[1:-1] = (values[:-2] + 2 * values[1:-1] + values[2:]) / 4
    # Rounded corners at the lip and at the upper edge.
    length = along * float(np.linalg.norm(np.diff(fine, axis=0), axis=1).sum())
    for distance, radius in ((length, 0.05), (length[-1] - length, 0.075)):
        rest = np.clip(1 - distance / radius, 0, 1)
        half -= 0.9 * radius * (1 - np.sqrt(1 - rest**2))
    s = np.linspace(-1, 1, columns + 1)
    tangent = np.gradient(spine, along, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    # Towards the sitter: up from the seat, forward from the back.
    inward = np.column_stack([-tangent[:, 1], tangent[:, 0]])
    curl = np.abs(s) ** 2.6
    x = half[:, None] * s * (1 - 0.10 * rise[:, None] / p.width_m * curl)
    depth = spine[:, None, 0] + inward[:, None, 0] * rise[:, None] * curl
    height = spine[:, None, 1] + inward[:, None, 1] * rise[:, None] * curl
    result: FloatArray = np.stack([x, depth - p.depth_m / 2, height + p.seat_height_m], axis=-1)
    return result


def _patches(middle: FloatArray) -> list[FloatArray]:
    """Hulls of small patches of the shell."""
    rows, columns = middle.shape[:2]
    across, along = np.gradient(middle, axis=1), np.gradient(middle, axis=0)
    normal = np.cross(across, along)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    hulls = []
    row_cuts, column_cuts = (
        np.linspace(0, rows - 1, 9).round().astype(int),
        np.linspace(0, columns - 1, 6).round().astype(int),
    )
    for a, b in itertools.pairwise(row_cuts):
        for c, d in itertools.pairwise(column_cuts):
            cell, way = middle[a : b + 1, c : d + 1].reshape(-1, 3), normal[a : b + 1, c : d + 1].reshape(-1, 3)
            hulls.append(hull_of(np.concatenate([cell + _HULL_M / 2 * way, cell - _HULL_M / 2 * way]), 24))
    return hulls
