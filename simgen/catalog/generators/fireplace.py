"""Fireplaces with a mantel: a surround round a real firebox with logs on a grate, a hearth in front; unlit."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, move
from simgen.catalog.model import Model
from simgen.geometry import Pose, axis_angle

_SHELF_M = 0.05
_SLIP_M = 0.10
_HEARTH_M = 0.04


@dataclass(frozen=True)
class Parameters:
    """`width_m`, `depth_m`, `height_m` of the surround to the top of its shelf; the opening's size; `hearth_m` deep.

    `logs` lie in the firebox, which is as deep as the surround but for its back.
    """

    width_m: float
    depth_m: float
    height_m: float
    opening_m: float
    opening_high_m: float
    hearth_m: float
    logs: int

    def __post_init__(self) -> None:
        """Values that go together."""
        if self.width_m < self.opening_m + 2 * _SLIP_M + 0.2:
            raise ValueError(f"width_m {self.width_m} leaves no surround beside an opening of {self.opening_m} m")
        if self.height_m < self.opening_high_m + _SLIP_M + 0.2:
            raise ValueError(f"height_m {self.height_m} leaves no mantel over an opening {self.opening_high_m} m high")
        if self.depth_m < 0.25:
            raise ValueError(f"depth_m {self.depth_m} holds no fire; a firebox is at least 0.25 m deep")
        if not 0 <= self.logs <= 6:
            raise ValueError(f"logs is 0 to 6, got {self.logs}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The fireplace, its back at +y; slots `surround`, `slip`, `firebox`, `iron`, `bark` and `wood`."""
    p = parameters
    fire = Assembly(rng)
    half, back, front = p.width_m / 2, p.depth_m / 2, -p.depth_m / 2
    o, oh, top = p.opening_m / 2, p.opening_high_m, p.height_m - _SHELF_M
    inner = o + _SLIP_M
    # Masonry: two piers and what lies over the opening, set back behind the surround.
    for side in (-1.0, 1.0):
        x = sorted((side * o, side * (half - 0.03)))
        fire.span("body", "firebox", (x[0], front + 0.03, 0.0), (x[1], back, oh), radius=0.002)
        edge = sorted((side * (o - 0.002), side * inner))
        fire.span("body", "slip", (edge[0], front + 0.015, 0.0), (edge[1], front + 0.035, oh + _SLIP_M), radius=0.002)
        _pilaster(fire, p, side, inner)
    fire.span(
        "body", "firebox", (0.031 - half, front + 0.031, oh - 0.001), (half - 0.031, back - 0.001, top), radius=0.002
    )
    fire.span(
        "body", "slip", (0.002 - o, front + 0.016, oh - 0.002), (o - 0.002, front + 0.034, oh + _SLIP_M), radius=0.002
    )
    fire.span(
        "body", "firebox", (-o - 0.001, back - 0.03, 0.0005), (o + 0.001, back - 0.001, oh - 0.0005), radius=0.002
    )
    fire.span("body", "firebox", (-o, front + 0.02, 0.0), (o, back - 0.02, _HEARTH_M), radius=0.002)
    _mantel(fire, p, inner, top)
    y = front - p.hearth_m
    fire.span("hearth", "slip", (-half, y, 0.0), (half, front + 0.022, _HEARTH_M), radius=0.005)
    fire.cavity("firebox", (0.005 - o, front + 0.03, _HEARTH_M + 0.001), (o - 0.005, back - 0.035, oh - 0.005))
    if p.logs:
        _grate(fire, p)
    return fire.model(has_front=True)


def _pilaster(fire: Assembly, p: Parameters, side: float, inner: float) -> None:
    """A leg of the surround: a plinth, a shaft with a raised panel, and its return to the wall."""
    half, front, top = p.width_m / 2, -p.depth_m / 2, p.height_m - _SHELF_M
    x0, x1 = inner - 0.004, half - 0.02

    def span(a: float, b: float, y0: float, y1: float, z0: float, z1: float, radius: float) -> None:
        low, high = sorted((side * a, side * b))
        fire.span("body", "surround", (low, y0, z0), (high, y1, z1), radius=radius, grain="z")

    span(x0, x1, front, front + 0.05, 0.0, top, 0.003)
    span(x1 - 0.03, x1 - 0.001, front + 0.005, p.depth_m / 2, 0.0005, top - 0.0005, 0.003)
    span(x0 - 0.006, x1 + 0.012, front - 0.014, front + 0.04, _HEARTH_M, 0.17, 0.004)
    frieze = p.opening_high_m + _SLIP_M
    if x1 - x0 > 0.1:
        low, high = 0.22, frieze - 0.04
        for a, b, c, d in (
            (x0 + 0.025, x0 + 0.037, low, high), (x1 - 0.037, x1 - 0.025, low, high),
            (x0 + 0.026, x1 - 0.026, low + 0.001, low + 0.013), (x0 + 0.026, x1 - 0.026, high - 0.013, high - 0.001),
        ):  # fmt: skip
            span(a, b, front - 0.008, front + 0.004, c, d, 0.004)
    # The block where pilaster and frieze meet.
    span(x0 - 0.006, x1 + 0.012, front - 0.014, front + 0.04, frieze, top, 0.004)


def _mantel(fire: Assembly, p: Parameters, inner: float, top: float) -> None:
    """The frieze, mouldings that step out, and the shelf that things stand on."""
    half, front, back = p.width_m / 2, -p.depth_m / 2, p.depth_m / 2
    low = p.opening_high_m + _SLIP_M - 0.004
    fire.span("body", "surround", (-inner, front + 0.002, low), (inner, front + 0.05, top), radius=0.003)
    x = 0.55 * inner
    fire.span("body", "surround", (-x, front - 0.008, low + 0.04), (x, front + 0.01, top - 0.05), radius=0.004)
    for k, out in enumerate((0.020, 0.038, 0.056)):
        z = top - 0.036 + 0.012 * k
        low_at, high_at = (-half + 0.02 - out, front - out, z), (half - 0.02 + out, back, z + 0.014)
        fire.span("body", "surround", low_at, high_at, radius=0.0055)
    reach = 0.075
    fire.span("body", "surround", (-half - 0.05, front - reach, top), (half + 0.05, back, p.height_m), radius=0.006)
    fire.support_box("mantel", (-half - 0.05, front - reach), (half + 0.05, back), p.height_m)


def _grate(fire: Assembly, p: Parameters) -> None:
    """Bars on feet with two firedogs in front, and the logs crosswise on them."""
    back, front = p.depth_m / 2, -p.depth_m / 2
    wide, y0, y1 = 0.34 * p.opening_m, front + 0.06, back - 0.06
    z = _HEARTH_M + 0.075
    for x in np.linspace(-wide, wide, 6):
        bar = np.array([(x, y1, z), (x, y0, z), (x, y0 - 0.012, z + 0.012), (x, y0 - 0.014, z + 0.07)])
        fire.add("grate", "iron", tube(bar, 0.007, segments=10), tube_hulls(bar[:2], 0.006, 1))
    for y in (y0 + 0.03, y1 - 0.03):
        fire.add("grate", "iron", tube([(-wide - 0.02, y, z - 0.008), (wide + 0.02, y, z - 0.008)], 0.008, segments=10))
        for side in (-1.0, 1.0):
            leg = np.array([(side * wide, y, z - 0.008), (side * (wide + 0.006), y, _HEARTH_M)])
            fire.add("grate", "iron", tube(leg, 0.008, segments=10, ends="flat"), tube_hulls(leg, 0.007, 1))
    radii = fire.rng.uniform(0.036, 0.047, p.logs)
    pitch, deep = 0.096, y1 - y0
    rows = max(1, min(3, int(deep / pitch)))
    for k in range(p.logs):
        layer, column = (0, k) if k < rows else (1, k - rows) if k < 2 * rows - 1 else (2, 0)
        r = float(radii[k])
        y = (y0 + y1) / 2 + 0.01 + pitch * (column - (rows - 1 - layer) / 2)
        long = p.opening_m * float(fire.rng.uniform(0.58, 0.74))
        turn = Pose((0, 0, 0), axis_angle((0, 0, 1), float(fire.rng.normal(0, 0.05)))) @ Pose(
            (0, 0, 0), axis_angle((0, 1, 0), math.pi / 2)
        )
        place = Pose((float(fire.rng.normal(0, 0.012)), y, z + 0.046 + 0.083 * layer), (1.0, 0.0, 0.0, 0.0)) @ turn
        _log(fire, r, long, place)


def _log(fire: Assembly, radius: float, long: float, place: Pose) -> None:
    """Bark round the wood, not quite round and not quite straight; sawn ends."""
    turn = np.linspace(0, 2 * math.pi, 20, endpoint=False)
    waves = 1 + 0.05 * np.sin(2 * turn + float(fire.rng.uniform(0, 6.3))) + 0.03 * np.sin(5 * turn + 1.0)
    section = np.column_stack([np.cos(turn), np.sin(turn)]) * waves[:, None]
    bend = float(fire.rng.normal(0.0, 0.006))
    at = np.linspace(-long / 2, long / 2, 7)
    path = np.column_stack([bend * (1 - (2 * at / long) ** 2), np.zeros(7), at])
    bark = tube(path, radius, section=section, ends="flat", bevel_m=0.003)
    fire.add("logs", "bark", move(bark, place), [place.apply(hull_of(bark, 24))])
    for side in (-1.0, 1.0):
        # The sawn face stands a hair out of the bark.
        z = sorted((side * (long / 2 - 0.02), side * (long / 2 + 0.0042)))
        core = lathe(np.array([(0, z[0]), (0.9 * radius, z[0]), (0.9 * radius, z[1]), (0, z[1])]), 20)
        fire.add("logs", "wood", move(core, place))
