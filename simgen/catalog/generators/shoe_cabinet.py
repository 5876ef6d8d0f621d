"""Narrow shoe cabinets: flaps that tip out, each with a rack on which shoes stand."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._handles import add_handle, check_handle
from simgen.catalog.meshing.boxes import rounded_box
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model
from simgen.world import Joint

_BOARD_M = 0.016
_OPEN_RAD = math.radians(48.0)


@dataclass(frozen=True)
class Parameters:
    """Outer sizes; `flaps` one above another, `handle` of each; `leg_m` the height of the feet, 0 hangs it low."""

    width_m: float
    depth_m: float
    height_m: float
    flaps: int
    handle: str
    leg_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_handle(self.handle)
        if not 1 <= self.flaps <= 4 or (self.height_m - self.leg_m) / self.flaps < 0.3:
            raise ValueError(f"{self.flaps} flaps in {self.height_m} m: each takes 0.3 m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The cabinet, opening along -y; slots `frame`, `front`, `inside`, `handle`. Joints `flap_1` (lowest) and so on."""
    p = parameters
    cabinet = Assembly(rng)
    x, b = p.width_m / 2, _BOARD_M
    front, back = -p.depth_m / 2, p.depth_m / 2
    low, high = p.leg_m, p.height_m
    face = front + b + 0.0015
    for a in (-x, x - b):
        cabinet.span("body", "frame", (a, face, low), (a + b, back, high - b), grain="z")
    cabinet.span("body", "frame", (-x, front, high - b), (x, back, high), radius=0.002, grain="x")
    cabinet.span("body", "frame", (-x + b, face + 0.02, low), (x - b, back, low + b), grain="x")
    cabinet.span("body", "frame", (-x + b, back - 0.006, low + b), (x - b, back, high - b), radius=0.0, grain="z")
    if p.leg_m > 0:
        for sx in (-1.0, 1.0):
            for y in (face + 0.03, back - 0.03):
                cabinet.board(
                    "body", "handle", (0.024, 0.024, low + 0.002), (sx * (x - 0.05), y, (low + 0.002) / 2), radius=0.002
                )
    step = (high - b - low - 0.002) / p.flaps
    for k in range(p.flaps):
        z0 = low + k * step
        if k:
            cabinet.span(
                "body",
                "frame",
                (-x + b, back - 0.03, z0 - 0.006),
                (x - b, back - 0.006, z0 + 0.010),
                radius=0.001,
                grain="x",
            )
        _flap(cabinet, p, f"flap_{k + 1}", (front, z0 + 0.001, z0 + step - 0.0015))
    cabinet.support_box("top", (-x, front), (x, back), high, margin=0.01)
    return cabinet.model(has_front=True)


def _flap(cabinet: Assembly, p: Parameters, name: str, place: tuple[float, float, float]) -> None:
    """A front with two cheeks and two sloping racks behind it, hinged at its lower edge."""
    face, z0, z1 = place
    b, x = _BOARD_M, p.width_m / 2
    tall = z1 - z0
    cabinet.span(name, "front", (-x + 0.001, face, z0), (x - 0.001, face + b, z1), joint=name, grain="z")
    rear = face + b
    deep = p.depth_m - b - 0.03
    # Cheeks are cut round so that they pass the carcass: nothing lies farther from the hinge than its opening is high.
    inner = x - b - 0.004
    reach = 0.86 * tall
    for side in (-1.0, 1.0):
        edges = sorted((side * inner, side * (inner - 0.009)))
        mesh_low = (edges[0], rear, z0 + 0.012)
        cabinet.span(
            name, "inside", mesh_low, (edges[1], rear + 0.62 * deep, z0 + 0.62 * reach), radius=0.001, joint=name
        )
    lean = math.radians(28.0)
    for level, long in ((0.05, 0.9 * deep), (0.50, 0.70 * deep)):
        rack = rounded_box((2 * inner - 0.02, long, 0.006), 0.0015, 2, (0, long / 2, 0))
        placed = translate(rotate(rack, (1, 0, 0), lean), (0, rear + 0.001, z0 + 0.014 + level * tall))
        cabinet.add(name, "inside", placed, [hull_of(placed, 12)], joint=name)
    bay = (-inner + 0.010, rear + 0.004, z0 + 0.62 * tall), (inner - 0.010, rear + 0.55 * deep, z1 - 0.04)
    cabinet.cavity(name, *bay, joint=name)
    add_handle(
        cabinet,
        f"{name}.handle",
        p.handle,
        (0.0, face, z1 - (0.0015 if p.handle == "tab" else 0.05)),
        upright=False,
        length=min(0.14, 0.3 * p.width_m),
        joint=name,
    )
    hinge = (0.0, face + b, z0)
    cabinet.joints.append(Joint(name, "revolute", hinge, (1.0, 0.0, 0.0), 0.0, _OPEN_RAD))
