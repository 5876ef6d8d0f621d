"""Chairs and stools of wood: a seat on legs, with a back of slats, rails or a panel."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._legs import check_leg_style, leg, leg_slot
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box, rounded_rectangle
from simgen.catalog.meshing.cushions import cushion, patch_hulls
from simgen.catalog.meshing.transforms import rotate, translate, warp
from simgen.catalog.model import Model
from simgen.errors import did_you_mean
from simgen.geometry import FloatArray, Pose, axis_angle

BACKS = ("slats", "rails", "panel", "none")


@dataclass(frozen=True)
class Parameters:
    """`width_m`, `depth_m` of the seat, `seat_height_m` to its top, `height_m` to the top of the back.

    `back` is one of BACKS, `recline_deg` its lean; `pad_m` the height of a seat cushion, 0 for none.
    """

    width_m: float
    depth_m: float
    seat_height_m: float
    height_m: float
    legs: str
    leg_width_m: float
    back: str
    recline_deg: float
    pad_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_leg_style(self.legs)
        if self.back not in BACKS:
            raise ValueError(f"there is no back '{self.back}'. {did_you_mean(self.back, BACKS)}")
        if self.back != "none" and self.height_m < self.seat_height_m + 0.15:
            raise ValueError(f"height_m {self.height_m} leaves no room for a back above {self.seat_height_m}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The chair, looking along -y, in the slots `frame`, `seat`, `metal` and `cushion`."""
    p = parameters
    chair = Assembly(rng)
    thick = 0.022
    top = p.seat_height_m - p.pad_m
    under = top - thick
    outline = rounded_rectangle(p.width_m, p.depth_m, 0.035, 6)
    seat = translate(extrude(outline, thick, 0.005, 3, grain="around"), (0, 0, under))
    chair.add("body", "seat", seat, [box_hull((p.width_m, p.depth_m, thick), (0, 0, under + thick / 2), 0.03)])
    x, y = p.width_m / 2 - p.leg_width_m * 0.9, p.depth_m / 2 - p.leg_width_m * 0.9
    slot = leg_slot(p.legs)
    for sx in (-1.0, 1.0):
        for sy in (-1.0, 1.0):
            one = leg(p.legs, (sx * x, sy * y), under, p.leg_width_m, (0.02 * sx, 0.025 * sy))
            chair.add("body", slot, one.meshes, one.hulls)
    if slot == "frame":
        for side in (-1.0, 1.0):
            low, high = under - 0.055, under - 0.0005
            chair.span("body", slot, (-x, side * y - 0.009, low), (x, side * y + 0.009, high), grain="x")
            chair.span("body", slot, (side * x - 0.009, -y, low), (side * x + 0.009, y, high), grain="y")
    if p.pad_m > 0:
        pad = cushion((p.width_m - 0.03, p.depth_m - 0.03, p.pad_m), rng, radius=0.4 * p.pad_m, crown_m=0.006, bulge_m=0.004, piping_m=0.003)
        cover = translate(pad.cover, (0, 0, top))
        chair.add("body", "cushion", cover, patch_hulls(cover, 2, 2))
        if pad.piping:
            chair.add("body", "cushion", translate(pad.piping, (0, 0, top)))
    if p.back != "none":
        _back(chair, p, slot if slot == "frame" else "frame", top)
    chair.support_box("seat", (-p.width_m / 2, -p.depth_m / 2), (p.width_m / 2, p.depth_m / 2), p.seat_height_m, margin=0.05)
    return chair.model(has_front=p.back != "none")


def _back(chair: Assembly, p: Parameters, slot: str, top: float) -> None:
    """Two posts from the seat, and what stands between them, all leaning back about the seat's rear edge."""
    tall = p.height_m - top + 0.01
    y = p.depth_m / 2 - 0.024
    lean = Pose((0, y, top - 0.01)) @ Pose(quaternion=axis_angle((1, 0, 0), -math.radians(p.recline_deg)))
    post = 0.026
    half = p.width_m / 2 - 0.03

    def put(size: tuple[float, float, float], center: tuple[float, float, float], radius: float, curve: float = 0.0) -> None:
        mesh = rounded_box(size, radius, 4, center, divisions=(8 if curve else 1, 1, 1), grain="z" if size[2] > size[0] else "x")
        points = box_hull(size, center, radius)
        if curve:
            # Backs are hollow to the sitter.
            def bend(q: FloatArray) -> FloatArray:
                moved: FloatArray = q + np.column_stack([0 * q[:, 0], curve * (1 - (q[:, 0] / half) ** 2), 0 * q[:, 0]])
                return moved

            mesh, points = warp(mesh, bend), bend(points)
        mesh = translate(rotate(mesh, (1, 0, 0), -math.radians(p.recline_deg)), lean.position)
        chair.add("body", slot, mesh, [lean.apply(points)])

    for side in (-1.0, 1.0):
        put((post, post, tall), (side * half, 0, tall / 2), 0.006)
    inner = 2 * half - post + 0.006
    rail = 0.07
    if p.back == "panel":
        put((inner, 0.012, 0.62 * tall), (0, 0, 0.66 * tall), 0.004, 0.012)
        return
    put((inner, 0.018, rail), (0, 0, tall - rail / 2 - 0.004), 0.006, 0.012)
    if p.back == "rails":
        for share in (0.35, 0.60):
            put((inner, 0.014, 0.045), (0, 0, share * tall), 0.005, 0.012)
        return
    put((inner, 0.018, 0.04), (0, 0, 0.2 * tall), 0.006, 0.0)
    count = max(3, round(inner / 0.07))
    for k in range(count):
        x = (k + 0.5) / count * inner - inner / 2
        length = tall - rail - 0.2 * tall + 0.004
        put((0.018, 0.01, length), (x, 0.006, 0.2 * tall + length / 2), 0.003)
