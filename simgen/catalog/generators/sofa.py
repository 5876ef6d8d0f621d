"""Sofas and armchairs: loose seat and back cushions in an upholstered body with arms, or in a frame of wood."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._legs import check_leg_style, leg, leg_slot
from simgen.catalog.generators._upholstery import ARM_STYLES, add_arm, back_cushion, put_cushion, seat_cushion
from simgen.catalog.meshing.boxes import box_hull, rounded_box
from simgen.catalog.meshing.cushions import cushion
from simgen.catalog.meshing.transforms import rotate, translate
from simgen.catalog.model import Model
from simgen.errors import did_you_mean
from simgen.geometry import Pose, axis_angle

STYLES = (*ARM_STYLES, "wood")
_CUSHION_M = 0.15
_BACK_M = 0.15


@dataclass(frozen=True)
class Parameters:
    """`width_m`, `depth_m`, `height_m` over all; `seats` cushions side by side.

    `style` is that of the arms: "track", "round", "slope", or "wood" for an open frame. `seat_height_m` to the top
    of the cushions, `arm_height_m` and `arm_width_m` of the arms; `piping` draws cords in seams.
    """

    style: str
    width_m: float
    depth_m: float
    height_m: float
    seats: int
    seat_height_m: float
    arm_height_m: float
    arm_width_m: float
    leg_height_m: float
    legs: str
    back_lean_deg: float
    piping: bool

    def __post_init__(self) -> None:
        """Values that go together."""
        check_leg_style(self.legs)
        if self.style not in STYLES:
            raise ValueError(f"there is no style '{self.style}'. {did_you_mean(self.style, STYLES)}")
        room = (self.width_m - 2 * self.arm_width_m) / max(1, self.seats)
        if self.seats < 1 or room < 0.4:
            raise ValueError(f"{self.seats} seats of {room:.2f} m between the arms: a seat is at least 0.4 m wide")
        if self.seat_height_m < self.leg_height_m + _CUSHION_M + 0.06:
            raise ValueError(f"seat_height_m {self.seat_height_m} leaves no room for a frame below the cushions")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The sofa, looking along -y, in the slots `cover`, `frame` and `metal`."""
    p = parameters
    sofa = Assembly(rng)
    arm = 0.06 if p.style == "wood" else p.arm_width_m
    inner = p.width_m - 2 * arm
    if p.style == "wood":
        _wooden_frame(sofa, p, inner, arm)
        rest = p.depth_m / 2 - 0.09
    else:
        _body(sofa, p, inner)
        rest = p.depth_m / 2 - _BACK_M
    _cushions(sofa, p, inner, rest)
    return sofa.model(has_front=True)


def _cushions(sofa: Assembly, p: Parameters, inner: float, rest: float) -> None:
    """Seats side by side, each with a cushion that leans on the back, whose face above the seat is at y = `rest`."""
    cord = 0.0032 if p.piping else 0.0
    each = inner / p.seats
    front = -p.depth_m / 2 + 0.018
    for k in range(p.seats):
        x = (k + 0.5) * each - inner / 2
        name = "seat" if p.seats == 1 else f"seat_{k + 1}"
        size = (each - 0.004, rest - front, _CUSHION_M)
        seat_cushion(sofa, name, size, (x, (front + rest) / 2), p.seat_height_m, piping_m=cord)
        tall = p.height_m - p.seat_height_m + sofa.rng.uniform(-0.01, 0.03)
        thick = 0.16 + sofa.rng.uniform(-0.01, 0.015)
        foot = (x, rest - 0.002, p.seat_height_m - 0.016)
        back_cushion(sofa, (each - 0.01, tall, thick), foot, math.radians(p.back_lean_deg), piping_m=cord)


def _body(sofa: Assembly, p: Parameters, inner: float) -> None:
    """Frame, back and arms under one cover, on legs."""
    rng = sofa.rng
    x, y = p.width_m / 2, p.depth_m / 2
    low, deck = p.leg_height_m, p.seat_height_m - _CUSHION_M + 0.006
    deep = p.depth_m - 0.03
    base = cushion(
        (inner + 0.03, deep, deck - low),
        rng,
        radius=0.018,
        crown_m=0.001,
        bulge_m=0.003,
        pucker_m=0.0006,
        piping_m=0.0,
        spacing_m=0.08,
    )
    put_cushion(sofa, base, (0, 0.004, low), 1, 1)
    tall = p.height_m - low - 0.035
    back = cushion(
        (inner + 0.02, _BACK_M, tall), rng, radius=0.045, crown_m=0.008, bulge_m=0.006, piping_m=0.0, spacing_m=0.06
    )
    put_cushion(sofa, back, (0, y - _BACK_M / 2 - 0.008, low + 0.008), 1, 1)
    for side in (-1.0, 1.0):
        edges = sorted((side * (x - 0.004), side * inner / 2))
        corner_low = (edges[0], -y, low - 0.001)
        corner_high = (edges[1], y, p.arm_height_m)
        add_arm(sofa, p.style, corner_low, corner_high, side, piping_m=0.0032 if p.piping else 0.0)
    slot = leg_slot(p.legs)
    lean = 0.018 if p.legs == "round_tapered" else 0.0
    for sx in np.linspace(-1.0, 1.0, 2 if p.width_m < 1.9 else 3):
        for sy in (-1.0, 1.0):
            top = (sx * (x - 0.08), sy * (y - 0.09))
            one = leg(p.legs, top, low + 0.012, 0.04, (lean * sx, lean * sy))
            sofa.add("body", slot, one.meshes, one.hulls)


def _wooden_frame(sofa: Assembly, p: Parameters, inner: float, arm: float) -> None:
    """Posts, rails and armrests, webbed below the cushions, and a back of slats."""
    y = p.depth_m / 2
    deck = p.seat_height_m - _CUSHION_M
    rear = y - 0.05
    for side in (-1.0, 1.0):
        x = side * (inner / 2 + 0.5 * arm)
        for foot, along in ((-y + 0.045, 0.03), (rear, -0.02)):
            one = leg("square_tapered", (x, foot), p.arm_height_m - 0.026, 0.042, (0.0, -along))
            sofa.add("body", "frame", one.meshes, one.hulls)
        size = (arm, p.depth_m - 0.02, 0.028)
        sofa.board("body", "frame", size, (x, 0.0, p.arm_height_m - 0.014), radius=0.009, segments=4, grain="y")
        sofa.span(
            "body", "frame", (x - 0.013, -y + 0.07, deck - 0.075), (x + 0.013, rear - 0.015, deck - 0.005), radius=0.003
        )
    half = inner / 2 + 0.018
    for y0 in (-y + 0.035, rear - 0.012):
        sofa.span("body", "frame", (-half, y0, deck - 0.075), (half, y0 + 0.026, deck - 0.005), radius=0.003, grain="x")
    count = max(5, round(p.depth_m / 0.11))
    for place in np.linspace(-y + 0.1, rear - 0.06, count):
        sofa.span("body", "frame", (-half, place - 0.03, deck - 0.02), (half, place + 0.03, deck - 0.004), radius=0.002)
    lean = math.radians(p.back_lean_deg)
    pivot = Pose((0.0, rear - 0.02, deck + 0.02)) @ Pose(quaternion=axis_angle((1, 0, 0), -lean))
    tall = p.height_m - deck - 0.06

    def slat(size: tuple[float, float, float], center: tuple[float, float, float], radius: float) -> None:
        mesh = translate(rotate(rounded_box(size, radius, 4, center), (1, 0, 0), -lean), pivot.position)
        sofa.add("body", "frame", mesh, [pivot.apply(box_hull(size, center, radius))])

    slat((inner - 0.004, 0.028, 0.06), (0, 0, tall - 0.03), 0.008)
    slat((inner - 0.004, 0.024, 0.045), (0, 0, 0.0), 0.004)
    number = max(4, round(inner / 0.11))
    for k in range(number):
        x = (k + 0.5) / number * inner - inner / 2
        slat((0.032, 0.014, tall - 0.07), (x, 0.004, (tall - 0.04) / 2 + 0.01), 0.003)
