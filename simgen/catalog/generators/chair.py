"""Chairs and stools of wood or steel: a seat on legs, with or without a back."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly, prism_hulls
from simgen.catalog.generators._legs import check_leg_style, leg, leg_slot
from simgen.catalog.generators._upholstery import put_cushion
from simgen.catalog.meshing.boxes import box_hull, ellipse, extrude, rounded_box, rounded_rectangle
from simgen.catalog.meshing.cushions import Cushion, cushion, round_cushion
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate, translate, warp
from simgen.catalog.model import Model
from simgen.errors import did_you_mean
from simgen.geometry import FloatArray, Pose, axis_angle

BACKS = ("slats", "rails", "panel", "padded", "none")
SEATS = ("rectangle", "round")
_SEAT_M = 0.022


@dataclass(frozen=True)
class Parameters:
    """`width_m`, `depth_m` of the seat, `seat_height_m` to its top, `height_m` to the top of the back.

    `seat` is "rectangle" or "round" (`width_m` across, no back). `back` is one of BACKS, `recline_deg` its lean.
    `splay_m` is how far the feet stand out. `stretcher_m` is the height of rails between the legs, `pad_m` the
    height of a seat cushion; 0 for none.
    """

    seat: str
    width_m: float
    depth_m: float
    seat_height_m: float
    height_m: float
    legs: str
    leg_width_m: float
    splay_m: float
    stretcher_m: float
    back: str
    recline_deg: float
    pad_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_leg_style(self.legs)
        if self.back not in BACKS:
            raise ValueError(f"there is no back '{self.back}'. {did_you_mean(self.back, BACKS)}")
        if self.seat not in SEATS:
            raise ValueError(f"there is no seat '{self.seat}'. {did_you_mean(self.seat, SEATS)}")
        if self.seat == "round" and self.back != "none":
            raise ValueError("a round seat has no back: set back to none or seat to rectangle")
        if self.back != "none" and self.height_m < self.seat_height_m + 0.15:
            raise ValueError(f"height_m {self.height_m} leaves no room for a back above {self.seat_height_m}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The seat, looking along -y, in the slots `frame`, `seat`, `metal` and `cushion`."""
    p = parameters
    chair = Assembly(rng)
    top = p.seat_height_m - p.pad_m
    under = top - _SEAT_M
    depth = p.width_m if p.seat == "round" else p.depth_m
    _seat(chair, p, depth, top)
    _legs(chair, p, depth, under)
    if p.pad_m > 0:
        _pad(chair, p, depth, top)
    if p.back != "none":
        _back(chair, p, top)
    # The middle of a cushion is flat, its rim is not.
    inset = 0.46 if p.pad_m > 0 else 0.30 if p.seat == "round" else 0.12
    x, y = p.width_m * (0.5 - inset / 2), depth * (0.5 - inset / 2)
    if p.seat == "round":
        x, y = x * 0.8, y * 0.8
    # A seat's cushion leaves room for the back.
    shift = -0.02 if p.back != "none" else 0.0
    chair.support_box("seat", (-x, -y + shift), (x, y + 2 * shift), p.seat_height_m, margin=0.0)
    return chair.model(has_front=p.back != "none")


def _seat(chair: Assembly, p: Parameters, depth: float, top: float) -> None:
    if p.seat == "round":
        outline = ellipse(p.width_m, depth, 56)
        hulls = prism_hulls(outline, top - _SEAT_M, top)
    else:
        outline = rounded_rectangle(p.width_m, depth, 0.035, 6)
        hulls = [box_hull((p.width_m, depth, _SEAT_M), (0, 0, top - _SEAT_M / 2), 0.01)]
    mesh = translate(extrude(outline, _SEAT_M, 0.006, 4), (0, 0, top - _SEAT_M))
    chair.add("body", "seat", mesh, hulls)


def _legs(chair: Assembly, p: Parameters, depth: float, under: float) -> None:
    """Four legs, an apron between wooden ones, and stretchers."""
    slot = leg_slot(p.legs)
    share = 0.62 if p.seat == "round" else 1.0
    inset = p.leg_width_m * (1.6 if p.legs == "hairpin" else 0.9)
    x, y = (p.width_m / 2 - inset) * share, (depth / 2 - inset) * share
    for sx in (-1.0, 1.0):
        for sy in (-1.0, 1.0):
            one = leg(p.legs, (sx * x, sy * y), under, p.leg_width_m, (p.splay_m * sx, 1.2 * p.splay_m * sy))
            chair.add("body", slot, one.meshes, one.hulls)
    if slot == "frame" and p.seat == "rectangle":
        low, high = under - 0.055, under - 0.0005
        for side in (-1.0, 1.0):
            chair.span("body", slot, (-x, side * y - 0.009, low), (x, side * y + 0.009, high), grain="x")
            chair.span("body", slot, (side * x - 0.009, -y, low), (side * x + 0.009, y, high), grain="y")
    if p.stretcher_m <= 0:
        return
    drop = 1 - p.stretcher_m / under
    reach_x, reach_y = x + p.splay_m * drop, y + 1.2 * p.splay_m * drop
    radius = min(0.011, 0.3 * p.leg_width_m)
    for side in (-1.0, 1.0):
        # Those along the sides sit a little higher, so that the mortises do not meet.
        for start, end, z in (
            ((-reach_x, side * reach_y), (reach_x, side * reach_y), p.stretcher_m),
            ((side * reach_x, -reach_y), (side * reach_x, reach_y), p.stretcher_m + 0.035),
        ):
            rod = tube([(*start, z), (*end, z)], radius, segments=14, ends="flat")
            chair.add("body", slot, rod, [hull_of(rod, 16)])


def _pad(chair: Assembly, p: Parameters, depth: float, top: float) -> None:
    if p.seat == "round":
        put_cushion(
            chair, round_cushion(p.width_m - 0.012, p.pad_m, chair.rng, piping_m=0.003), (0, 0, top), 2, 2, "cushion"
        )
        return
    # The posts of a back stand in the rear corners.
    back = 0.045 if p.back != "none" else 0.0
    made = cushion(
        (p.width_m - 0.012, depth - 0.012 - back, p.pad_m),
        chair.rng,
        radius=0.4 * p.pad_m,
        crown_m=0.005,
        bulge_m=0.003,
        pucker_m=0.0008,
        piping_m=0.003,
    )
    put_cushion(chair, made, (0, -back / 2, top), 2, 2, "cushion")


def _back(chair: Assembly, p: Parameters, top: float) -> None:
    """Two posts from the seat, and what stands between them, all leaning back about the seat's rear edge."""
    tall = p.height_m - top + 0.01
    y = p.depth_m / 2 - 0.024
    turn = -math.radians(p.recline_deg)
    lean = Pose((0, y, top - 0.01)) @ Pose(quaternion=axis_angle((1, 0, 0), turn))
    post, half = 0.026, p.width_m / 2 - 0.03

    def hollow(q: FloatArray) -> FloatArray:
        """Backs are hollow to the sitter."""
        moved: FloatArray = q + np.column_stack([0 * q[:, 0], 0.014 * (1 - (q[:, 0] / half) ** 2), 0 * q[:, 0]])
        return moved

    def put(
        size: tuple[float, float, float], center: tuple[float, float, float], radius: float, *, bent: bool = True
    ) -> None:
        mesh = rounded_box(size, radius, 4, center, divisions=(8 if size[0] > 0.1 else 1, 1, 1))
        hulls = [box_hull(size, center, radius)]
        if bent and size[0] > 0.1:
            # Two straight pieces keep within 2 mm of the bend; one would bridge it.
            width = size[0] / 4
            hulls = [
                box_hull((width, *size[1:]), (center[0] + (k - 1.5) * width, *center[1:]), radius) for k in range(4)
            ]
        if bent:
            mesh, hulls = warp(mesh, hollow), [hollow(h) for h in hulls]
        mesh = translate(rotate(mesh, (1, 0, 0), turn), lean.position)
        chair.add("body", "frame", mesh, [lean.apply(h) for h in hulls])

    for side in (-1.0, 1.0):
        put((post, post, tall), (side * half, 0, tall / 2), 0.006, bent=False)
    inner = 2 * half - post + 0.006
    if p.back == "padded":
        made = cushion(
            (2 * half + post + 0.008, 0.62 * tall, 0.055),
            chair.rng,
            radius=0.02,
            crown_m=0.008,
            bulge_m=0.003,
            pucker_m=0.0008,
            piping_m=0.003,
        )
        stood = made.through(lambda m: translate(rotate(m, (1, 0, 0), math.pi / 2), (0, 0.022, 0.71 * tall)))
        placed: Cushion = stood.through(lambda m: translate(rotate(warp(m, hollow), (1, 0, 0), turn), lean.position))
        chair.add("body", "cushion", placed.cover, [hull_of(placed.cover)])
        if placed.piping:
            chair.add("body", "cushion", placed.piping)
        return
    rail = 0.07
    if p.back == "panel":
        put((inner, 0.012, 0.62 * tall), (0, 0, 0.66 * tall), 0.004)
        return
    put((inner, 0.018, rail), (0, 0, tall - rail / 2 - 0.004), 0.006)
    if p.back == "rails":
        for share in (0.35, 0.60):
            put((inner, 0.014, 0.045), (0, 0, share * tall), 0.005)
        return
    put((inner, 0.018, 0.04), (0, 0, 0.2 * tall), 0.006)
    count = max(3, round(inner / 0.07))
    for k in range(count):
        x = (k + 0.5) / count * inner - inner / 2
        length = tall - rail - 0.2 * tall + 0.004
        put((0.018, 0.01, length), (x, 0, 0.2 * tall + length / 2), 0.003)
