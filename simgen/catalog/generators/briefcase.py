"""Briefcases: satchels of leather with a flap and buckles, soft cases with a zip, and hard attaché cases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._bags import Bend, Case, add_buckle, add_case, add_handle, flap, strap, zip_over
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import rounded_box
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.model import Model

STYLES = ("satchel", "zip", "attache")


@dataclass(frozen=True)
class Parameters:
    """`width_m`, `depth_m`, `height_m` of the case without its handle; `style` one of STYLES."""

    style: str
    width_m: float
    depth_m: float
    height_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The case on its bottom, its front at -y; slots `body`, `trim`, `strap` and `metal`."""
    p = parameters
    bag = Assembly(rng)
    hard = p.style == "attache"
    case = Case(
        p.width_m, p.depth_m, p.height_m, 0.016 if hard else 0.02, 1.0 if hard else 0.97, 1.0 if hard else 0.72,
        crown_m=0.0 if hard else 0.006, belly_m=0.0 if hard else 0.008, crease_m=0.0 if hard else 0.001,
    )  # fmt: skip
    soft = case.bend(rng)
    add_case(bag, "body", case.mesh(soft))
    {"satchel": _satchel, "zip": _soft_case, "attache": _attache}[p.style](bag, p, case, soft)
    return bag.model(has_front=True)


def _handle(bag: Assembly, p: Parameters, y: float, slot: str, half_m: float = 0.062, rise_m: float = 0.042) -> None:
    """A grip on two loops of metal in the middle of the top."""
    z = p.height_m
    side = [(half_m, y, z - 0.004), (half_m, y, z + 0.018), (0.86 * half_m, y, z + 0.9 * rise_m)]
    path = [*side, (0.0, y, z + rise_m), *[(-a, b, c) for a, b, c in side[::-1]]]
    add_handle(bag, slot, path, (0.008, 0.0065))
    for x in (-half_m, half_m):
        bag.add("body", "metal", rounded_box((0.016, 0.020, 0.012), 0.003, 4, (x, y, z + 0.004)))


def _satchel(bag: Assembly, p: Parameters, case: Case, soft: Bend) -> None:
    """A flap to two fifths of the height, held by two straps with buckles; a pocket under it."""
    bag.add("body", "body", flap(case, soft, 0.40))
    for y in (-0.40 * p.depth_m, 0.40 * p.depth_m):
        line, _ = zip_over(case, soft, y, 0.03)
        bag.add("body", "trim", line)
    for x in (-0.27 * p.width_m, 0.27 * p.width_m):
        shares = (0.93, 0.8, 0.62, 0.44, 0.38, 0.2, 0.1)
        on = soft(np.array([[x, -p.depth_m / 2, s * p.height_m] for s in shares]))
        on[:, 1] -= np.array([0.008, 0.008, 0.008, 0.008, 0.006, 0.003, 0.002])
        bag.add("body", "strap", strap(on, 0.012, 0.0022, (0, -1, 0)))
        add_buckle(bag, "metal", (x, float(on[4, 1]) - 0.004, float(on[4, 2]) - 0.012), 0.033, 0.026)
    _handle(bag, p, 0.12 * p.depth_m, "strap")


def _soft_case(bag: Assembly, p: Parameters, case: Case, soft: Bend) -> None:
    """A zip over the top, a flat pocket with its own, two handles that stand up."""
    line, end = zip_over(case, soft, 0.0, 0.45)
    bag.add("body", "metal", line)
    bag.add("body", "strap", rounded_box((0.004, 0.008, 0.034), 0.0015, 2, np.add(end, (0.003, 0, -0.014)).tolist()))
    for y in (-0.40 * p.depth_m, 0.40 * p.depth_m):
        line, _ = zip_over(case, soft, y, 0.03)
        bag.add("body", "trim", line)
    x = 0.38 * p.width_m
    row = soft(np.column_stack([np.linspace(-x, x, 14), np.full(14, -p.depth_m / 2), np.full(14, 0.66 * p.height_m)]))
    bag.add("body", "trim", tube(row - [0, 0.001, 0], np.tile([0.0075, 0.0022], (14, 1)), segments=8, up=(0, -1, 0)))
    bag.add("body", "metal", tube(row - [0, 0.003, 0], np.tile([0.003, 0.0016], (14, 1)), segments=8, up=(0, -1, 0)))
    for side in (-1.0, 1.0):
        w, z = 0.19 * p.width_m, p.height_m
        feet = soft(np.array([[w, side * p.depth_m / 2, s * z] for s in (0.55, 0.75, 0.92)]))
        feet[:, 1] += side * 0.002
        y = float(feet[2, 1])
        rise = [
            *feet.tolist(),
            (0.94 * w, 0.5 * y + 0.25 * p.depth_m * 0.3, z + 0.05),
            (0.6 * w, 0.45 * y + 0.01, z + 0.088),
        ]
        path = [*rise, (0.0, 0.45 * y + 0.01, z + 0.096), *[(-a, b, c) for a, b, c in rise[::-1]]]
        add_handle(bag, "strap", path, (0.009, 0.0032))


def _attache(bag: Assembly, p: Parameters, case: Case, soft: Bend) -> None:
    """Two hard halves in a frame of metal, two locks with numbers, corners capped."""
    path = case.loop(0.0, -0.0005)
    bag.add("body", "metal", tube(path, np.tile([0.004, 0.011], (len(path), 1)), segments=8, closed=True, up=(0, 1, 0)))
    z = p.height_m
    for x in (-0.33 * p.width_m, 0.33 * p.width_m):
        bag.add("body", "metal", rounded_box((0.055, 0.032, 0.006), 0.002, 4, (x, 0.0, z + 0.002)))
        bag.add("body", "trim", rounded_box((0.026, 0.012, 0.004), 0.0015, 2, (x, 0.0, z + 0.0045)))
        front = -p.depth_m / 2 - 0.0005
        bag.add("body", "metal", rounded_box((0.034, 0.004, 0.026), 0.0015, 2, (x, front, z - 0.035)))
    for x in (-1.0, 1.0):
        for y in (-1.0, 1.0):
            for up in (0.0, 1.0):
                at = (x * (p.width_m / 2 - 0.0145), y * (p.depth_m / 2 - 0.0145), 0.0155 if up == 0.0 else z - 0.0145)
                bag.add("body", "trim", rounded_box((0.031, 0.031, 0.031), 0.0145, 6, at))
    _handle(bag, p, 0.0, "strap", 0.07, 0.045)
