"""Pots that pour: teapots with a spout and a lid, pitchers with a lip."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._grips import GRIPS, grip
from simgen.catalog.generators._vessels import Beak, check_style, vessel, wall_curve
from simgen.catalog.meshing.hulls import tube_hulls, turned_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import along_path
from simgen.catalog.meshing.transforms import merge, translate, volume_m3, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Cavity, Mesh, Part, Surface


@dataclass(frozen=True)
class Parameters:
    """Height and diameter of the body, without lid, spout and handle.

    `style`: one of STYLES. `lid`: a teapot's, with a knob, and a spout; without it the lip itself pours.
    """

    style: str
    height_m: float
    diameter_m: float
    wall_m: float
    handle_style: str
    lid: bool


# Radius and height, as fractions of the largest radius and of the height, from the foot to the lip.
STYLES: dict[str, list[tuple[float, float]]] = {
    "globe": [(0.55, 0.0), (0.72, 0.05), (0.94, 0.25), (1.0, 0.48), (0.9, 0.74), (0.62, 0.94), (0.55, 1.0)],
    "low": [(0.62, 0.0), (0.8, 0.05), (0.99, 0.3), (0.97, 0.55), (0.78, 0.85), (0.5, 0.97), (0.46, 1.0)],
    "jug": [(0.7, 0.0), (0.82, 0.04), (0.98, 0.22), (1.0, 0.36), (0.82, 0.64), (0.68, 0.82), (0.74, 1.0)],
    "straight": [(0.9, 0.0), (0.97, 0.03), (1.0, 0.1), (0.96, 0.5), (0.9, 0.85), (0.9, 1.0)],
}


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The pot, in the slots `body` and `inside`; the handle at +x, the spout at -x."""
    p = parameters
    check_style(p.style, STYLES)
    check_style(p.handle_style, GRIPS, "handle_style")
    radius, height = p.diameter_m / 2, p.height_m
    form = vessel(
        wall_curve(np.array(STYLES[p.style]) * [radius, height]),
        wall_m=p.wall_m,
        floor_m=1.3 * p.wall_m,
        foot_height_m=0.0025,
        foot_width_m=0.006,
        corner_m=0.1 * radius,
    )
    handle, hulls = grip(
        p.handle_style,
        form.outer,
        wall_m=p.wall_m,
        reach_m=(0.5 if p.lid else 0.42) * radius + 0.02,
        thickness_m=0.0105,
        span=((0.22 if p.lid else 0.3) * height, (0.82 if p.lid else 0.93) * height),
    )
    walls = form.mesh(44)
    if p.lid:
        outside, inside, _ = form.split(walls)
        spout, spout_hulls = _spout(form.outer, height, p.wall_m)
        lid, lid_hulls = _lid(float(form.outer[-1, 0]), height, p.wall_m)
        surfaces = (Surface(merge([outside, handle, spout, lid]), "body"), Surface(inside, "inside"))
        # The lid closes it, so the body collides as a solid.
        body = (*turned_hulls(form.outer), *hulls, *spout_hulls, *lid_hulls)
        return Model((Part("body", surfaces, body),))
    pull = Beak(form.outer, height)
    outside, inside, _ = form.split(walls)
    surfaces = (Surface(merge([warp(outside, pull), handle]), "body"), Surface(warp(inside, pull), "inside"))
    hollow = warp(form.cavity().mesh, pull)
    walls_pulled = tuple(pull(hull) for hull in form.hulls(10))
    return Model(
        (Part("body", surfaces, (*walls_pulled, *hulls)),),
        cavities=(Cavity("inside", hollow, volume_m3=volume_m3(hollow)),),
    )


def _spout(outer: FloatArray, height: float, wall: float) -> tuple[Mesh, tuple[FloatArray, ...]]:
    """A hollow spout in an S from the wall at -x up to the lip's height."""

    def reach(z: float) -> float:
        return float(np.interp(z * height, outer[:, 1], outer[:, 0]))

    bottom, r = 0.36, reach(0.36)
    points = [
        (-(r - 1.2 * wall), bottom),
        (-(r + 0.012), bottom + 0.03),
        (-(r + 0.18 * height + 0.006), bottom + 0.24),
        (-(r + 0.24 * height + 0.006), bottom + 0.42),
        (-(r + 0.36 * height + 0.006), bottom + 0.6),
    ]
    path = smooth(np.array([(x, 0.0, z * height) for x, z in points]), 24)
    length = float(np.sum(np.linalg.norm(np.diff(path, axis=0), axis=1)))
    wide, narrow, skin = 0.16 * height, 0.062 * height, 0.0024
    t = np.linspace(0.0, 1.0, 12)
    girth = narrow + (wide - narrow) * (1 - t) ** 1.6
    out = np.stack([girth, t * length], axis=1)
    inside = np.stack([girth - skin, t * length], axis=1)
    lip = np.array([(girth[-1] - 0.3 * skin, length + 0.4 * skin), (girth[-1] - 0.7 * skin, length + 0.4 * skin)])
    ring = np.concatenate([out, lip, inside[::-1]])
    mesh = along_path(lathe(ring, 20, crease_deg=60), path, up=(0.0, 1.0, 0.0))
    parts = []
    for a, b in ((1, 8), (8, 16), (16, 23)):
        size = float(np.interp((a + b) / 46, t, girth))
        parts += list(tube_hulls(path[[a, b]], size, 1, up=(0.0, 1.0, 0.0)))
    return mesh, tuple(parts)


def _lid(rim: float, height: float, wall: float) -> tuple[Mesh, tuple[FloatArray, ...]]:
    """A domed lid whose knob can be gripped; it rests on the rim."""
    edge, dome, knob = rim + 0.001, 0.28 * rim, 0.0095
    corners = [
        (0.0, -0.003),
        (rim - 1.4 * wall, -0.004),
        (rim - 1.3 * wall, 0.0),
        (edge, 0.0),
        (edge, 0.0025),
        (0.75 * rim, 0.62 * dome + 0.0025),
        (0.4 * rim, dome + 0.0025),
        (0.55 * knob, dome + 0.004),
        (0.5 * knob, dome + 0.007),
        (knob, dome + 0.013),
        (0.7 * knob, dome + 0.02),
        (0.0, dome + 0.0215),
    ]
    radii = [0, 0.001, 0.0008, 0.0008, 0.0012, 0.4 * rim, 0.2 * rim, 0.002, 0.002, 0.005, 0.006, 0]
    mesh = translate(lathe(fillet(corners, radii, 3), 40), (0, 0, height))
    cover = turned_hulls([(edge, height), (0.72 * rim, height + 0.6 * dome), (0.3 * rim, height + dome)])
    top = turned_hulls(
        [(0.5 * knob, height + dome), (knob, height + dome + 0.012), (0.5 * knob, height + dome + 0.021)]
    )
    return mesh, (*cover, *top)
