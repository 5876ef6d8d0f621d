"""Pots with two handles and a lid that lifts off: stew pots, stock pots, casseroles."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simgen.catalog.generators._vessels import check_style, vessel, wall_curve
from simgen.catalog.meshing.hulls import tube_hulls, turned_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet, smooth, thinned
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import merge, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Joint, Mesh, Part, Surface

STYLES = ("steel", "casserole")
LIDS = ("steel", "glass")


@dataclass(frozen=True)
class Parameters:
    """Sizes of the body without handles and lid.

    `style`: steel (a straight wall, bent rods to hold) or casserole (round below, thick, with cast lugs). `lid`: steel
    (of the body's stuff) or glass with a steel rim.
    """

    style: str
    diameter_m: float
    height_m: float
    wall_m: float
    lid: str

    def __post_init__(self) -> None:
        """Styles that exist."""
        check_style(self.style, STYLES)
        check_style(self.lid, LIDS, "lid")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The pot, in the slots `body`, `inside`, `handle`, `lid` and `rim`; handles at both ends of x."""
    p = parameters
    r, h = p.diameter_m / 2, p.height_m
    bend = 0.03 if p.style == "casserole" else 0.014
    curve = wall_curve(
        [
            (r - bend, 0.0),
            (r - 0.35 * bend, 0.25 * bend),
            (r - 0.0015, 1.2 * bend),
            (r, 0.5 * h),
            (r, 0.93 * h),
            (r + 0.0008, h),
        ]
    )
    form = vessel(curve, wall_m=p.wall_m, floor_m=1.4 * p.wall_m + 0.001, corner_m=0.8 * bend)
    form = replace(form, profile=thinned(form.profile))
    outside, inside, _ = form.split(form.mesh(40))
    grips, grip_hulls = [], []
    for side in (-1.0, 1.0):
        mesh, hulls = _loop(p.style, side * r, 0.8 * h)
        grips.append(mesh)
        grip_hulls += hulls
    rim = lathe(_rolled(r, h, p.wall_m), 40)
    body = Part(
        "body",
        (
            Surface(merge([outside, rim]), "body"),
            Surface(inside, "inside"),
            Surface(merge(grips), "handle"),
        ),
        (*form.hulls(12), *grip_hulls),
    )
    lid = _lid(p, h)
    lift = Joint("lid", "prismatic", (0.0, 0.0, h), (0.0, 0.0, 1.0), 0.0, 0.15)
    return Model((body, lid), joints=(lift,), cavities=(form.cavity(),))


def _rolled(r: float, h: float, wall: float) -> FloatArray:
    """A bead round the outside of the rim."""
    a = 0.0016
    turn = np.linspace(0, 2 * np.pi, 9)[:-1]
    return np.stack([r + 0.0002 + a * np.cos(turn), h - 0.5 * wall - a + a * np.sin(turn)], axis=1)


def _loop(style: str, x: float, z: float) -> tuple[Mesh, list[FloatArray]]:
    """A handle at one end, from wall to wall."""
    sign = 1.0 if x > 0 else -1.0
    half, reach = (0.042, 0.038) if style == "steel" else (0.05, 0.03)
    points = [
        (x - sign * 0.004 - sign * 0.006, -half, z),
        (x + sign * 0.35 * reach, -half, z + 0.002),
        (x + sign * 0.9 * reach, -0.62 * half, z + 0.006),
        (x + sign * reach, 0.0, z + 0.007),
        (x + sign * 0.9 * reach, 0.62 * half, z + 0.006),
        (x + sign * 0.35 * reach, half, z + 0.002),
        (x - sign * 0.004 - sign * 0.006, half, z),
    ]
    # At its ends the wall has already curved away from the tangent at x.
    path = smooth(points, 14)
    size = (0.0045, 0.0045) if style == "steel" else (0.0095, 0.0065)
    mesh = tube(path, np.tile(size, (len(path), 1)), segments=8)
    return mesh, list(tube_hulls(path, size, 4))


def _lid(p: Parameters, h: float) -> Part:
    """A shallow dome with a knob; its rim rests on the pot's."""
    r = p.diameter_m / 2 + 0.003
    t, dome = 0.0022 if p.style == "steel" else 0.0035, 0.13 * r + 0.006
    under = h + 0.0004
    seat = p.diameter_m / 2 - p.wall_m - 0.0012
    shell = [
        (0.0, dome), (0.55 * r, 0.72 * dome), (0.9 * seat, 0.0055), (seat - t, 0.0), (seat - t, -0.007), (seat, -0.007),
        (seat, 0.0), (r, 0.0), (r, t), (seat + 0.002, t + 0.0008), (0.91 * seat, 0.0055 + t),
        (0.56 * r, 0.72 * dome + t),
        (0.0, dome + t),
    ]  # fmt: skip
    radii = [0, 0.5 * r, 0.01, 0.001, 0.0003, 0.0003, 0.0006, 0.0006, 0.0006, 0.002, 0.01, 0.5 * r, 0]
    mesh = translate(lathe(thinned(fillet(shell, radii, 3)), 40, crease_deg=50), (0, 0, under))
    k = 0.016 if p.style == "steel" else 0.02
    knob = [
        (0.0, dome + t - 0.001), (0.6 * k, dome + t - 0.001), (0.45 * k, dome + t + 0.008), (k, dome + t + 0.017),
        (0.85 * k, dome + t + 0.025), (0.0, dome + t + 0.0265),
    ]  # fmt: skip
    top = translate(
        lathe(thinned(fillet(knob, [0, 0.001, 0.004, 0.005, 0.005, 0], 3)), 24, crease_deg=50), (0, 0, under)
    )
    surfaces = [Surface(mesh, "lid" if p.lid == "glass" else "body"), Surface(top, "handle")]
    if p.lid == "glass":
        band = [(r - 0.004, -0.0003), (r + 0.0012, -0.0003), (r + 0.0012, t + 0.0006), (r - 0.004, t + 0.0006)]
        ring = lathe(np.array([*band[:2], *band[2:]]), 40)
        surfaces.append(Surface(translate(ring, (0, 0, under + 0.0003)), "rim"))
    cover = turned_hulls(
        [(r, under), (r, under + t), (0.56 * r, under + 0.72 * dome + t), (0.12 * r, under + dome + t)]
    )
    grip = turned_hulls(
        [(0.5 * k, under + dome + t), (k, under + dome + t + 0.017), (0.6 * k, under + dome + t + 0.026)]
    )
    return Part("lid", tuple(surfaces), (*cover, *grip), "lid")
