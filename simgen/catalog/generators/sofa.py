"""Sofas and armchairs: an upholstered body with arms, loose seat and back cushions, on short legs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._legs import check_leg_style, leg, leg_slot
from simgen.catalog.meshing.cushions import Cushion, cushion, patch_hulls
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model


@dataclass(frozen=True)
class Parameters:
    """`width_m`, `depth_m`, `height_m` over all; `seats` cushions side by side.

    `seat_height_m` to the top of the cushions, `arm_height_m` and `arm_width_m` of the arms; `piping` draws cords in seams.
    """

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
        room = (self.width_m - 2 * self.arm_width_m) / max(1, self.seats)
        if self.seats < 1 or room < 0.4:
            raise ValueError(f"{self.seats} seats of {room:.2f} m between the arms: a seat is at least 0.4 m wide")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The sofa, looking along -y, in the slots `cover`, `frame` and `metal`."""
    p = parameters
    sofa = Assembly(rng)
    x, y = p.width_m / 2, p.depth_m / 2
    thick = 0.15
    deck = p.seat_height_m - thick + 0.012
    back_depth = 0.17
    cord = 0.0035 if p.piping else 0.0

    def stuffed(size: tuple[float, float, float], radius: float, crown: float, bulge: float, pucker: float = 0.0018) -> Cushion:
        return cushion(size, rng, radius=radius, crown_m=crown, bulge_m=bulge, pucker_m=pucker, piping_m=cord, spacing_m=0.055)

    def put(made: Cushion, offset: tuple[float, float, float], rows: int, columns: int) -> None:
        cover = translate(made.cover, offset)
        sofa.add("body", "cover", cover, patch_hulls(cover, rows, columns))
        if made.piping:
            sofa.add("body", "cover", translate(made.piping, offset))

    frame = stuffed((p.width_m - 0.02, p.depth_m - 0.04, deck - p.leg_height_m), 0.02, 0.001, 0.004, 0.0006)
    put(frame, (0, 0.01, p.leg_height_m), 1, 1)
    arm_tall = p.arm_height_m - p.leg_height_m - 0.01
    for side in (-1.0, 1.0):
        arm = stuffed((p.arm_width_m, p.depth_m - 0.02, arm_tall), min(0.055, 0.4 * p.arm_width_m), 0.010, 0.008)
        put(arm, (side * (x - p.arm_width_m / 2), 0, p.leg_height_m + 0.01), 2, 1)
    inner = p.width_m - 2 * p.arm_width_m
    lean = math.radians(p.back_lean_deg)
    back = stuffed((inner + 0.04, back_depth, p.height_m - p.leg_height_m - 0.03), 0.05, 0.012, 0.006)
    put(back, (0, y - back_depth / 2 - 0.005, p.leg_height_m + 0.02), 1, 1)

    each = inner / p.seats
    seat_depth = p.depth_m - back_depth - 0.015
    for k in range(p.seats):
        middle = (k + 0.5) * each - inner / 2 + rng.normal(0.0, 0.001)
        seat = stuffed((each - 0.006, seat_depth, thick), 0.04, 0.010, 0.006)
        put(seat, (middle, -y + 0.012 + seat_depth / 2, deck), 2, 2)
        _back_cushion(sofa, p, rng, middle, each, y - back_depth, cord, lean)
    slot = leg_slot(p.legs)
    reach = 0.06
    for sx in (-1.0, 1.0):
        for sy in (-1.0, 1.0):
            one = leg(p.legs, (sx * (x - reach), sy * (y - reach)), p.leg_height_m + 0.012, 0.038, (0.012 * sx, 0.012 * sy))
            sofa.add("body", slot, one.meshes, one.hulls)
    free = (-y + 0.03, y - back_depth - 0.2)
    sofa.support_box("seat", (-inner / 2, free[0]), (inner / 2, free[1]), p.seat_height_m + 0.009, margin=0.05)
    return sofa.model(has_front=True)


def _back_cushion(
    sofa: Assembly, p: Parameters, rng: np.random.Generator, middle: float, each: float, face: float, cord: float, lean: float
) -> None:
    """A loose cushion that leans on the back, plump in the middle."""
    tall = p.height_m - p.seat_height_m + 0.02 + rng.normal(0.0, 0.006)
    made = cushion((each - 0.012, tall, 0.17), rng, radius=0.055, crown_m=0.028, bulge_m=0.012, pucker_m=0.003, piping_m=cord, spacing_m=0.055)
    foot = p.seat_height_m - 0.004
    for mesh in (made.cover, made.piping):
        if mesh is None:
            continue
        # Made lying; stood up with its crown to the sitter, then leant back about its foot.
        standing = rotate(mesh, (1, 0, 0), math.pi / 2)
        standing = translate(standing, (0, 0, tall / 2))
        leant = translate(rotate(standing, (1, 0, 0), -lean), (middle + rng.normal(0, 0.0005), face - 0.005, foot))
        sofa.add("body", "cover", leant, [hull_of(leant)] if mesh is made.cover else [])
