"""Cardboard boxes: closed and taped, or open with their flaps out."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.meshing.boxes import box_hull, rounded_box
from simgen.catalog.meshing.transforms import hull_of, merge, rotate, translate, volume_m3
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Cavity, Mesh, Part, SupportSurface, Surface

# Single-wall corrugated board, B or C flute.
_BOARD_M = 0.0035


@dataclass(frozen=True)
class Parameters:
    """`width_m` (x), `depth_m` (y), `height_m` (z) without flaps; `tape_m` is the tape's width, 0 for none.

    An `open` box has no tape on top, and four flaps that hang out by `flap_deg` from the closed position.
    """

    width_m: float
    depth_m: float
    height_m: float
    tape_m: float
    open: bool
    flap_deg: float


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The box, in the slots `board` and `tape`."""
    return _open(parameters, rng) if parameters.open else _closed(parameters, rng)


def _closed(p: Parameters, rng: np.random.Generator) -> Model:
    w, d, h, t = p.width_m, p.depth_m, p.height_m, _BOARD_M
    body = rounded_box((w, d, h - t), 0.0022, 4, (0, 0, (h - t) / 2), grain="x")
    # Two flaps with a slit between them lie on the body.
    slit = 0.001 + 0.002 * rng.random()
    flap = (d - slit) / 2
    boards = [body]
    for side in (-1.0, 1.0):
        lid = rounded_box(
            (w - 0.0006, flap - 0.0003, t), 0.0013, 4, (0, side * (slit + flap) / 2, h - t / 2), grain="x"
        )
        boards.append(lid)
    surfaces = [Surface(merge(boards), "board")]
    if p.tape_m > 0:
        film, drop = 0.0002, min(0.06, 0.25 * h)
        strips = [rounded_box((w + 2 * film, p.tape_m, film), 0.0, 2, (0, 0, h + film / 2), grain="x")]
        for side in (-1.0, 1.0):
            strips.append(
                rounded_box(
                    (film, p.tape_m, drop), 0.0, 2, (side * (w + film) / 2, 0, h - drop / 2 + film / 2), grain="z"
                )
            )
        surfaces.append(Surface(merge(strips), "tape"))
    x, y = w / 2 - 0.015, d / 2 - 0.015
    top = SupportSurface("top", ((-x, -y), (x, -y), (x, y), (-x, y)), h)
    hull = box_hull((w, d, h), (0, 0, h / 2), 0.0022)
    return Model((Part("body", tuple(surfaces), (hull,)),), supports=(top,))


def _open(p: Parameters, rng: np.random.Generator) -> Model:
    w, d, h, t = p.width_m, p.depth_m, p.height_m, _BOARD_M
    panels = [
        ((w - 0.0004, d - 0.0004, t), (0.0, 0.0, t / 2)),
        ((w, t, h), (0.0, -(d - t) / 2, h / 2)),
        ((w, t, h), (0.0, (d - t) / 2, h / 2)),
        ((t, d - 2 * t + 0.0005, h), (-(w - t) / 2, 0.0, h / 2)),
        ((t, d - 2 * t + 0.0005, h), ((w - t) / 2, 0.0, h / 2)),
    ]
    meshes = [rounded_box(size, 0.0013, 4, center, grain="x" if size[0] > t else "y") for size, center in panels]
    hulls = [box_hull(size, center, 0.0) for size, center in panels]
    for axis, sign in ((1, -1.0), (1, 1.0), (0, -1.0), (0, 1.0)):
        angle = math.radians(p.flap_deg) + rng.normal(0.0, 0.12)
        mesh, hull = _flap(axis, sign, w, d, h, min(angle, math.radians(235)))
        meshes.append(mesh)
        hulls.append(hull)
    inner = (w - 2 * t, d - 2 * t, h - t)
    hollow = rounded_box(inner, 0.0, 2, (0, 0, t + inner[2] / 2))
    surfaces = [Surface(merge(meshes), "board")]
    if p.tape_m > 0:
        drop = min(0.05, 0.2 * h)
        low = [
            rounded_box((0.0002, p.tape_m, drop), 0.0, 2, (side * (w + 0.0002) / 2, 0, drop / 2), grain="z")
            for side in (-1.0, 1.0)
        ]
        surfaces.append(Surface(merge(low), "tape"))
    return Model(
        (Part("body", tuple(surfaces), tuple(hulls)),),
        cavities=(Cavity("inside", hollow, volume_m3=volume_m3(hollow)),),
    )


def _flap(axis: int, sign: float, w: float, d: float, h: float, angle: float) -> tuple[Mesh, FloatArray]:
    """A flap hinged at the top edge of the wall on the `sign` side of `axis`; angle 0 lies closed over the hollow."""
    t, reach = _BOARD_M, d / 2 - 0.001
    span = (w if axis == 1 else d - 2 * t) - 0.002
    # Modelled closed, its hinge on the y axis at x = 0, pointing to -x.
    size = (reach, span, t)
    center = (-reach / 2, 0.0, 0.0)
    mesh = rounded_box(size, 0.0013, 4, center, grain="y", divisions=(3, 1, 1))
    hull = box_hull(size, center, 0.0)
    turns = [
        ((0.0, 1.0, 0.0), angle),
        ((0.0, 0.0, 1.0), {(0, 1.0): 0.0, (1, 1.0): 0.5, (0, -1.0): 1.0, (1, -1.0): -0.5}[axis, sign] * math.pi),
    ]
    place = [0.0, 0.0, h]
    place[axis] = sign * ((w if axis == 0 else d) - t) / 2
    for direction, turn in turns:
        mesh = rotate(mesh, direction, turn)
    mesh = translate(mesh, place)
    points = mesh.vertices.astype(np.float64)
    return mesh, hull_of(points, 8) if len(hull) > 8 else hull_of(points, 16)
