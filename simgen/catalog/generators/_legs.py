"""Legs of furniture, from the floor at z = 0 to where they meet what they bear."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simgen.catalog.meshing.boxes import box_hull, rounded_box
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import thinned
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, warp
from simgen.errors import did_you_mean
from simgen.geometry import FloatArray
from simgen.world import Mesh

LEG_STYLES = ("square", "square_tapered", "round_tapered", "turned", "metal_square", "metal_round", "hairpin")
METAL_LEGS = ("metal_square", "metal_round", "hairpin")


@dataclass(frozen=True, eq=False)
class Leg:
    """Its meshes and hulls."""

    meshes: tuple[Mesh, ...]
    hulls: tuple[FloatArray, ...]


def check_leg_style(style: str, extra: Sequence[str] = ()) -> None:
    """ValueError for a style that does not exist."""
    known = (*LEG_STYLES, *extra)
    if style not in known:
        raise ValueError(f"there is no leg style '{style}'. {did_you_mean(style, known)}")


def leg_slot(style: str) -> str:
    """The material slot of a leg of this style: "metal" or "frame"."""
    return "metal" if style in METAL_LEGS else "frame"


def leg(style: str, top: Sequence[float], height: float, width: float, lean: Sequence[float] = (0.0, 0.0)) -> Leg:
    """A leg of `width` whose upper end, at `height`, has its middle at `top` (x, y).

    `lean` (x, y) is how far the foot stands away from below the top; the cut at the floor stays level.
    """
    check_leg_style(style)
    meshes, hulls = _upright(style, height, width, lean)

    def shear(p: FloatArray) -> FloatArray:
        drop = (1 - p[:, 2] / height)[:, None]
        moved: FloatArray = p + np.column_stack([drop * np.asarray(lean) + np.asarray(top), np.zeros(len(p))])
        return moved

    return Leg(tuple(warp(m, shear) for m in meshes), tuple(shear(h) for h in hulls))


def _upright(style: str, height: float, width: float, lean: Sequence[float]) -> tuple[list[Mesh], list[FloatArray]]:
    half = width / 2
    center = (0.0, 0.0, height / 2)
    if style in ("square", "metal_square", "square_tapered"):
        radius = 0.002 if style == "metal_square" else min(0.004, 0.12 * width)
        narrow = 0.55 if style == "square_tapered" else 1.0
        box = rounded_box(
            (width, width, height), radius, 2 if radius < 0.003 else 4, center, divisions=(1, 1, 5), grain="z"
        )
        return [_taper(box, height, narrow)], [
            _tapered(box_hull((width, width, height), center, radius), height, narrow)
        ]
    if style in ("round_tapered", "metal_round"):
        foot = 0.55 if style == "round_tapered" else 0.9
        edge = 0.0025
        profile = [
            (0, 0),
            (foot * half - edge, 0),
            (foot * half, edge),
            (half, height - edge),
            (half - edge, height),
            (0, height),
        ]
        mesh = lathe(np.array(profile), 28, grain="axis")
        return [mesh], [hull_of(mesh)]
    if style == "turned":
        mesh = lathe(thinned(_turned_profile(height, half)), 20, grain="axis", crease_deg=50)
        return [mesh], [hull_of(mesh)]
    return _hairpin(height, width, lean)


def _taper(mesh: Mesh, height: float, narrow: float) -> Mesh:
    return mesh if narrow == 1.0 else warp(mesh, lambda p: _tapered(p, height, narrow))


def _tapered(points: FloatArray, height: float, narrow: float) -> FloatArray:
    """Full width in the upper quarter, narrowing evenly below, rounded where the two meet."""
    depth = np.clip(0.8 - points[:, 2] / height, 0, None)
    by = 1 - (1 - narrow) * depth / 0.8
    return np.column_stack([points[:, :2] * by[:, None], points[:, 2]])


def _turned_profile(height: float, half: float) -> FloatArray:
    """Foot, long swelling, ring, vase and collar, as fractions of the height."""
    shape = [
        (0.00, 0.52), (0.012, 0.62), (0.05, 0.66), (0.09, 0.60), (0.11, 0.48), (0.14, 0.46),
        (0.30, 0.62), (0.50, 0.80), (0.62, 0.86), (0.66, 0.80), (0.675, 0.62), (0.69, 0.60),
        (0.705, 0.78), (0.725, 0.86), (0.745, 0.78), (0.76, 0.62), (0.78, 0.64), (0.83, 0.92), (0.87, 1.00), (1.0, 1.0),
    ]  # fmt: skip
    heights, radii = np.array(shape).T
    fine = np.unique(np.concatenate([np.linspace(0, 1, 34), heights]))
    curve = np.interp(fine, heights, radii)
    soft = np.convolve(np.pad(curve, 1, mode="edge"), [0.25, 0.5, 0.25], mode="valid")
    body = np.column_stack([soft * half, fine * height])
    return np.concatenate([[[0.0, 0.0]], body, [[0.0, height]]])


def _hairpin(height: float, width: float, lean: Sequence[float]) -> tuple[list[Mesh], list[FloatArray]]:
    """Two rods of steel bent at the floor, spread along the diagonal away from the lean."""
    rod = 0.006
    plate = 0.004
    spread = max(2.4 * width, 0.09)
    direction = np.array([-lean[1], lean[0]]) if math.hypot(*lean) > 0 else np.array([1.0, 0.0])
    direction = direction / np.linalg.norm(direction)
    turn = np.linspace(0, math.pi, 9)
    bend = np.column_stack([-0.014 * np.cos(turn), 0.014 + rod - 0.014 * np.sin(turn)])
    path = np.concatenate([[[-spread / 2, height - plate / 2]], bend, [[spread / 2, height - plate / 2]]])
    points = np.column_stack([path[:, :1] * direction, path[:, 1]])
    mesh = tube(points, rod, segments=10, ends="flat")
    size = (0.64 * spread + 0.024, 0.64 * spread + 0.024, plate)
    flange = rounded_box(size, 0.001, center=(0, 0, height - plate / 2))
    lower = hull_of(mesh)
    return [mesh, flange], [lower]
