"""Cabinets with hinged doors and drawers: sideboards, chests, nightstands, television stands."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._drawer import DrawerBay, add_drawer
from simgen.catalog.generators._handles import add_handle, check_handle
from simgen.catalog.generators._legs import check_leg_style, leg, leg_slot
from simgen.catalog.model import Model
from simgen.world import Joint

DOOR_M = 0.018
GAP_M = 0.0025
OPEN_RAD = math.radians(110.0)


@dataclass(frozen=True)
class Parameters:
    """Outer sizes with legs; `columns` is read from the left: d a door, w a stack of `drawers` drawers, o open shelves.

    "dw" is a door beside drawers. `legs` is a leg style; `leg_height_m` 0 stands the carcass on the floor.
    """

    width_m: float
    depth_m: float
    height_m: float
    columns: str
    drawers: int
    board_m: float
    handle: str
    legs: str
    leg_height_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_leg_style(self.legs)
        check_handle(self.handle)
        if not self.columns or set(self.columns) - set("dwo"):
            raise ValueError(f"columns is made of d (door), w (drawers) and o (open), got '{self.columns}'")
        if self.width_m / len(self.columns) < 0.22:
            raise ValueError(f"{len(self.columns)} columns in {self.width_m} m are too narrow")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The cabinet, opening along -y, in the slots `frame`, `front`, `inside`, `handle` and `metal`."""
    p = parameters
    cabinet = Assembly(rng)
    x, b, low = p.width_m / 2, p.board_m, p.leg_height_m
    front, rear = -p.depth_m / 2, p.depth_m / 2
    # Doors and drawer fronts lie before the carcass.
    face = front + DOOR_M + 0.001
    for side in (-1.0, 1.0):
        inner = (side * x, side * (x - b))
        cabinet.span("body", "frame", (min(inner), face, low), (max(inner), rear, p.height_m - b), grain="z")
    cabinet.span("body", "frame", (-x - 0.003, front - 0.003, p.height_m - b), (x + 0.003, rear, p.height_m), grain="x")
    cabinet.span("body", "frame", (-x + b, face, low), (x - b, rear, low + b), grain="x")
    cabinet.span("body", "frame", (-x + b, rear - 0.007, low + b), (x - b, rear - 0.001, p.height_m - b), radius=0.0)
    count = len(p.columns)
    each = (p.width_m - b * (count + 1)) / count
    for k, kind in enumerate(p.columns):
        left = -x + b + k * (each + b)
        if k:
            cabinet.span("body", "frame", (left - b, face, low + b), (left, rear - 0.007, p.height_m - b), grain="z")
        bay = ((left, left + each), (face, rear - 0.007), (low + b, p.height_m - b))
        suffix = "" if p.columns.count(kind) == 1 else f"_{p.columns[: k + 1].count(kind)}"
        if kind == "w":
            _drawers(cabinet, p, bay, suffix)
        else:
            _compartment(cabinet, bay, f"compartment_{k + 1}", b)
            if kind == "d":
                _door(cabinet, p, bay, f"door{suffix}", hinge_left=k < count / 2, face=face)
    if low > 0:
        slot = leg_slot(p.legs)
        for sx in (-1.0, 1.0):
            for y in (face + 0.04, rear - 0.05):
                one = leg(p.legs, (sx * (x - 0.05), y), low + 0.001, 0.034, (0.015 * sx, 0.0))
                cabinet.add("body", slot, one.meshes, one.hulls)
    cabinet.support_box("top", (-x, front), (x, rear), p.height_m, margin=0.035)
    return cabinet.model(has_front=True)


Bay = tuple[tuple[float, float], tuple[float, float], tuple[float, float]]


def _drawers(cabinet: Assembly, p: Parameters, bay: Bay, suffix: str) -> None:
    across, along, (z0, z1) = bay
    rail = 0.012
    tall = (z1 - z0 - rail * (p.drawers - 1)) / p.drawers
    for k in range(p.drawers):
        low = z0 + k * (tall + rail)
        if k:
            cabinet.span("body", "inside", (across[0], along[0], low - rail), (across[1], along[0] + 0.06, low), grain="x")
        name = f"drawer{suffix}" if p.drawers == 1 else f"drawer{suffix}_{k + 1}"
        overlay = min(rail, p.board_m) / 2 - GAP_M / 2
        add_drawer(cabinet, name, DrawerBay(across, along, (low, low + tall)), overlay_m=overlay, handle=p.handle)


def _compartment(cabinet: Assembly, bay: Bay, name: str, board: float) -> None:
    """One or two shelves behind a door, or open."""
    (x0, x1), (y0, y1), (z0, z1) = bay
    shelves = max(0, round((z1 - z0) / 0.32) - 1)
    levels = [z0, *((z0 + (z1 - z0) * (k + 1) / (shelves + 1)) for k in range(shelves))]
    for k, z in enumerate(levels):
        top = levels[k + 1] - board if k + 1 < len(levels) else z1
        if k:
            cabinet.span("body", "inside", (x0, y0 + 0.02, z - board), (x1, y1, z), grain="x")
        own = name if not shelves else f"{name}_{k + 1}"
        cabinet.cavity(own, (x0, y0, z), (x1, y1, top))
        cabinet.support_box(own, (x0, y0 + 0.02), (x1, y1), z, top - z, margin=0.03)


def _door(cabinet: Assembly, p: Parameters, bay: Bay, name: str, *, hinge_left: bool, face: float) -> None:
    (x0, x1), _, (z0, z1) = bay
    over = p.board_m / 2 - GAP_M / 2
    low = (x0 - over, face - DOOR_M - 0.001, z0 - over)
    high = (x1 + over, face - 0.001, z1 - 0.001)
    cabinet.span(name, "front", low, high, joint=name, grain="z")
    edge = low[0] if hinge_left else high[0]
    # The pivot stands before the door's outer corner, so that it turns clear of its neighbour.
    sign = -1.0 if hinge_left else 1.0
    cabinet.joints.append(Joint(name, "revolute", (edge, low[1], (z0 + z1) / 2), (0.0, 0.0, sign), 0.0, OPEN_RAD))
    far = high[0] - 0.035 if hinge_left else low[0] + 0.035
    tall = z1 - z0
    upright = p.handle in ("bar", "bow")
    middle = (z0 + z1) / 2 + (0.18 * tall if tall > 0.5 else 0.0)
    if p.handle == "tab":
        middle, far = high[2] - 0.0015, (low[0] + high[0]) / 2
    add_handle(
        cabinet, f"{name}.handle", p.handle, (far, low[1], middle), upright=upright, length=min(0.16, 0.5 * tall), joint=name
    )
