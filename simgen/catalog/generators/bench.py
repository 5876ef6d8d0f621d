"""Benches of slats, as they stand in halls, at tables and in parks."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._upholstery import put_cushion
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, rounded_box
from simgen.catalog.meshing.cushions import cushion
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model
from simgen.geometry import Pose, axis_angle

FRAMES = ("wood", "steel")
_SLAT_M = 0.02
# Between two slats, for rain and crumbs.
_GAP_M = 0.011


@dataclass(frozen=True)
class Parameters:
    """`width_m` over all, `depth_m` of the seat, `seat_height_m` to its top with the cushion of `pad_m` (0: none).

    `slats` of the seat and `back_slats` (0: no back), which reaches up to `height_m` and leans by `recline_deg`.
    `arms`: rests at both ends of a bench with a back. `frame`: wood (posts of `leg_m`) or steel (flat bars).
    """

    width_m: float
    depth_m: float
    seat_height_m: float
    height_m: float
    slats: int
    back_slats: int
    recline_deg: float
    arms: bool
    frame: str
    leg_m: float
    pad_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.frame, FRAMES, "frame")
        if not 3 <= self.slats <= 12:
            raise ValueError(f"slats is 3 to 12, got {self.slats}")
        if self.back_slats and self.height_m < self.seat_height_m + 0.2:
            raise ValueError(f"height_m {self.height_m} leaves no room for a back above {self.seat_height_m}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The bench, looking along -y, in the slots `frame`, `metal`, `seat` (all slats) and `cushion`."""
    p = parameters
    bench = Assembly(rng)
    top = p.seat_height_m - p.pad_m
    slot, across = ("metal", 0.012) if p.frame == "steel" else ("frame", p.leg_m)
    _slats(bench, p, top)
    _ends(bench, p, top - _SLAT_M, slot, across)
    if p.pad_m > 0:
        size = (p.width_m - 0.03, p.depth_m - 0.02, p.pad_m)
        made = cushion(size, rng, radius=0.4 * p.pad_m, crown_m=0.005, bulge_m=0.003, pucker_m=0.0008, piping_m=0.003)
        put_cushion(bench, made, (0.0, 0.0, top), 2, 2, "cushion")
    if p.back_slats:
        _back(bench, p, top, slot, across)
    inset = 0.46 if p.pad_m > 0 else 0.12
    x, y = (p.width_m - 0.1) * (0.5 - inset / 2), p.depth_m * (0.5 - inset / 2)
    bench.support_box("seat", (-x, -y), (x, y - (0.02 if p.back_slats else 0.0)), p.seat_height_m, margin=0.0)
    return bench.model(has_front=p.back_slats > 0)


def _slats(bench: Assembly, p: Parameters, top: float) -> None:
    """Boards along the bench, their upper edges eased, the front one round as a nosing."""
    wide = (p.depth_m - (p.slats - 1) * _GAP_M) / p.slats
    for k in range(p.slats):
        y = -p.depth_m / 2 + wide / 2 + k * (wide + _GAP_M)
        bench.board(
            "body",
            "seat",
            (p.width_m, wide, _SLAT_M),
            (0.0, y, top - _SLAT_M / 2),
            radius=0.007 if k == 0 else 0.0035,
            segments=4,
            grain="x",
        )


def _ends(bench: Assembly, p: Parameters, under: float, slot: str, across: float) -> None:
    """A frame at each end: two legs and the rail that bears the slats; wooden ones have a stretcher along the bench."""
    deep = 0.05 if p.frame == "steel" else p.leg_m
    x, y = p.width_m / 2 - 0.06 - across / 2, p.depth_m / 2 - deep / 2 - 0.01
    rail = 0.05 if p.frame == "wood" else 0.012
    for sx in (-1.0, 1.0):
        for sy in (-1.0, 1.0):
            foot = (sx * (x - across / 2), sy * y - deep / 2, 0.0), (sx * (x + across / 2), sy * y + deep / 2, under)
            low, high = np.minimum(*foot), np.maximum(*foot)
            bench.span("body", slot, low.tolist(), high.tolist(), radius=0.003, grain="z")
        size = (0.8 * across if p.frame == "wood" else 0.05, 2 * y - deep + 0.004, rail)
        bench.board("body", slot, size, (sx * x, 0.0, under - rail / 2 - 0.0004), radius=0.002, grain="y")
        if p.frame == "steel":
            # What the flat bars stand on.
            bench.board("body", slot, (0.05, 2 * y + deep, 0.006), (sx * x, 0.0, 0.003), radius=0.001)
    # Middle bearers keep long slats from bending.
    for side in (-0.35, 0.35) if p.frame == "wood" else (0.0,):
        size = (2 * x - across + 0.004, 0.022, 0.055) if p.frame == "wood" else (0.05, p.depth_m - 0.04, 0.008)
        level = under - size[2] / 2 - 0.0006
        at = (0.0, side * p.depth_m, level)
        bench.board("body", slot, size, at, radius=0.002, grain="x" if p.frame == "wood" else "y")


def _back(bench: Assembly, p: Parameters, top: float, slot: str, across: float) -> None:
    """Posts that go on from the rear legs and lean back, slats before them, and arms from them to posts in front."""
    tall = p.height_m - top
    deep = 0.045 if p.frame == "steel" else 0.8 * p.leg_m
    x, y = p.width_m / 2 - 0.06 - across / 2, p.depth_m / 2 - deep / 2 + 0.004
    turn = -math.radians(p.recline_deg)
    lean = Pose((0.0, y, top - 0.06)) @ Pose(quaternion=axis_angle((1, 0, 0), turn))

    def put(
        part_slot: str, size: tuple[float, float, float], center: tuple[float, float, float], radius: float, grain: str
    ) -> None:
        mesh = rounded_box(size, radius, 4, center, grain="x" if grain == "x" else "z")
        mesh = translate(rotate(mesh, (1, 0, 0), turn), lean.position)
        bench.add("body", part_slot, mesh, [lean.apply(box_hull(size, center, radius))])

    for sx in (-1.0, 1.0):
        put(slot, (across, deep, tall + 0.06), (sx * x, 0.0, (tall + 0.06) / 2), 0.003, "z")
    low, high = 0.06 + 0.09, tall + 0.05
    wide = min(0.085, (high - low) / p.back_slats - 0.012)
    pitch = (high - low - wide) / max(1, p.back_slats - 1)
    for k in range(p.back_slats):
        z = (low + wide / 2 + k * pitch) if p.back_slats > 1 else (low + high) / 2
        put("seat", (p.width_m - 0.02, _SLAT_M, wide), (0.0, -deep / 2 - _SLAT_M / 2 + 0.001, z), 0.0045, "x")
    if not p.arms:
        return
    rise, thick = 0.2, 0.024
    front = -p.depth_m / 2 + deep / 2 + 0.012
    for sx in (-1.0, 1.0):
        # Above the legs, past the slats' ends; it runs through the leaning post, into which it is let.
        low_post = (sx * (x - across / 2), front - deep / 2, top - 0.005)
        high_post = (sx * (x + across / 2), front + deep / 2, top + rise - 0.002)
        bench.span(
            "body",
            slot,
            np.minimum(low_post, high_post).tolist(),
            np.maximum(low_post, high_post).tolist(),
            radius=0.003,
            grain="z",
        )
        back = y + math.sin(-turn) * (rise + 0.06)
        size = (max(0.05, 1.2 * across), back - front + deep, thick)
        arm = rounded_box(size, 0.008, 4, (sx * x, (front + back) / 2 - 0.2 * deep, top + rise + thick / 2), grain="y")
        bench.add("body", "seat" if p.frame == "steel" else slot, arm, [hull_of(arm, 16)])
