"""Skirting boards along the walls of a box room, mitred in the corners, with gaps at doors. Asset frame: the room's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators.room_wall import WALL_TURNS_DEG
from simgen.catalog.meshing.slabs import board
from simgen.catalog.meshing.transforms import merge, move
from simgen.catalog.model import Model
from simgen.errors import CatalogError
from simgen.geometry import FloatArray, Pose, yaw
from simgen.world import Mesh, Part, Surface


@dataclass(frozen=True)
class Parameters:
    """`width_m` (x) and `depth_m` (y) are the room's inner size; the board has `board_height_m` and `thickness_m`.

    `gaps` lists what stays free as ``"wall x width; …"``: the wall's name, the middle of the gap along it (x to the
    right, seen from inside) and its width, metres; or "none". `profile` is "square", "rounded" or "moulded".
    """

    width_m: float = 4.8
    depth_m: float = 4.2
    board_height_m: float = 0.09
    thickness_m: float = 0.015
    profile: str = "rounded"
    gaps: str = "none"


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """One part; a collision box for each run of board."""
    p = parameters
    outline = _outline(p)
    gaps = [] if p.gaps == "none" else [_gap(text) for text in p.gaps.split(";")]
    meshes: list[Mesh] = []
    hulls: list[FloatArray] = []
    for wall, turn_deg in WALL_TURNS_DEG.items():
        length, away = (p.width_m, p.depth_m) if wall in ("north", "south") else (p.depth_m, p.width_m)
        room_from_wall = Pose(quaternion=yaw(np.radians(turn_deg))) @ Pose((0.0, away / 2, 0.0))
        for x0, x1 in _runs(length, [(x, width) for name, x, width in gaps if name == wall]):
            ends = (x0 <= -length / 2, x1 >= length / 2)
            meshes.append(move(board(outline, x0, x1, mitre_start=ends[0], mitre_end=ends[1]), room_from_wall))
            box = board(_box(p), x0, x1, mitre_start=ends[0], mitre_end=ends[1]).vertices.astype(np.float64)
            hulls.append(room_from_wall.apply(np.unique(box, axis=0)))
    return Model(parts=(Part("boards", (Surface(merge(meshes), "surface"),), tuple(hulls)),))


def _box(p: Parameters) -> FloatArray:
    return np.array([[0.0, 0.0], [p.thickness_m, 0.0], [p.thickness_m, p.board_height_m], [0.0, p.board_height_m]])


def _outline(p: Parameters) -> FloatArray:
    """The board's section as (depth, z), counter-clockwise."""
    t, h = p.thickness_m, p.board_height_m
    if p.profile == "square":
        return _box(p)
    if p.profile == "rounded":
        angles = np.linspace(0.0, np.pi / 2, 6)
        r = 0.7 * t
        arc = np.array([t - r, h - r]) + r * np.stack([np.cos(angles), np.sin(angles)], axis=1)
        return np.concatenate([[[0.0, 0.0], [t, 0.0]], arc, [[0.0, h]]])
    if p.profile == "moulded":
        upper = [[t, h - 0.035], [0.8 * t, h - 0.03], [0.75 * t, h - 0.018], [0.55 * t, h - 0.008], [0.5 * t, h]]
        return np.array([[0.0, 0.0], [t, 0.0], *upper, [0.0, h]])
    raise ValueError(f"profile is 'square', 'rounded' or 'moulded', got '{p.profile}'")


def _gap(text: str) -> tuple[str, float, float]:
    words = text.split()
    try:
        wall, x, width = words[0], float(words[1]), float(words[2])
    except (IndexError, ValueError):
        raise CatalogError(
            f"skirting: gap '{text.strip()}' is not a wall and two numbers", remedy="Write 'north 0.4 1.1'."
        ) from None
    if wall not in WALL_TURNS_DEG:
        raise CatalogError(
            f"skirting: there is no wall '{wall}'", remedy=f"Choose one of: {', '.join(WALL_TURNS_DEG)}."
        )
    return wall, x, width


def _runs(length: float, gaps: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """What is left of a wall between its gaps, pieces shorter than 2 cm dropped."""
    start = -length / 2
    runs = []
    for x, width in sorted(gaps):
        runs.append((start, x - width / 2))
        start = max(start, x + width / 2)
    runs.append((start, length / 2))
    return [(a, b) for a, b in runs if b - a > 0.02]
