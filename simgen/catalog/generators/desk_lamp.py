"""Desk lamps with a jointed arm: a weight, two arms with springs, a head that turns, a bulb that can be lit."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly, open_hulls
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.blobs import blob, hull_points
from simgen.catalog.meshing.hulls import turned_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet, parallel, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Joint, LightSocket, Mesh

HEADS = ("cone", "bell", "cylinder")


@dataclass(frozen=True)
class Parameters:
    """`arm_m` the length of each of both arms, `base_m` and `head_m` diameters; `head` is one of HEADS."""

    arm_m: float
    base_m: float
    head: str
    head_m: float
    flux_lm: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.head, HEADS, "head")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The lamp, its light falling to -y; slots `paint`, `metal` and `bulb`.

    The joints `shoulder`, `elbow` (carried by it) and `neck` (carried by that) bend forwards.
    """
    p = parameters
    lamp = Assembly(rng)
    thick = 0.022
    r = p.base_m / 2
    profile = [(0, 0), (r, 0), (r, 0.012), (0.35 * r, thick), (0.02, thick + 0.004), (0, thick + 0.004)]
    base = lathe(fillet(profile, [0, 0.002, 0.005, 0.02, 0.004, 0], 5), 56)
    post = tube([(0, 0, thick), (0, 0, thick + 0.045)], 0.007, segments=16, ends="flat")
    lamp.add("base", "paint", base, turned_hulls(np.array([(r, 0.0), (r, 0.012), (0.35 * r, thick)])))
    lamp.add("base", "metal", post, [hull_of(post, 12)])
    shoulder = np.array([0.0, 0.0, thick + 0.05])
    # At rest the lower arm leans back and the upper one comes forward over it.
    elbow = shoulder + p.arm_m * np.array([0.0, math.sin(math.radians(22)), math.cos(math.radians(22))])
    neck = elbow + p.arm_m * np.array([0.0, -math.sin(math.radians(62)), math.cos(math.radians(62))])
    axle = _axle(0.024)
    lamp.add("base", "metal", translate(axle, shoulder.tolist()))
    _arm(lamp, "lower_arm", shoulder, elbow, "shoulder")
    _arm(lamp, "upper_arm", elbow, neck, "elbow")
    _head(lamp, p, neck)
    forward = (1.0, 0.0, 0.0)
    s, e, n = (tuple(float(v) for v in at) for at in (shoulder, elbow, neck))
    lamp.joints.append(Joint("shoulder", "revolute", s, forward, 0.0, math.radians(30), opens=False))  # type: ignore[arg-type]
    lamp.joints.append(Joint("elbow", "revolute", e, forward, 0.0, math.radians(28), "shoulder", opens=False))  # type: ignore[arg-type]
    lamp.joints.append(Joint("neck", "revolute", n, (-1.0, 0.0, 0.0), 0.0, math.radians(50), "elbow", opens=False))  # type: ignore[arg-type]
    lamp.sockets.append(LightSocket("bulb", "bulb", "bulb", p.flux_lm))
    return lamp.model(has_front=True)


def _axle(length: float) -> Mesh:
    knob = [
        (0, -length / 2),
        (0.008, -length / 2),
        (0.0105, -length / 2 + 0.003),
        (0.0105, length / 2 - 0.003),
        (0.008, length / 2),
        (0, length / 2),
    ]
    return rotate(lathe(fillet(knob, [0, 0.001, 0.002, 0.002, 0.001, 0], 3), 24), (0, 1, 0), math.pi / 2)


def _arm(lamp: Assembly, name: str, start: FloatArray, end: FloatArray, joint: str) -> None:
    """Two thin rods side by side with a spring between them, and an axle at the far end."""
    way = (end - start) / np.linalg.norm(end - start)
    rods = [
        tube(np.array([start, end]) + np.array([x, 0, 0]), 0.0042, segments=12, ends="flat", bevel_m=0.0005)
        for x in (-0.0085, 0.0085)
    ]
    corners = np.concatenate([m.vertices for m in rods])
    lamp.add(name, "paint", rods, [hull_of(corners, 16)], joint=joint)
    # A coil: seven turns to the decimetre would be many triangles; a ridged rod reads the same.
    length = 0.32 * float(np.linalg.norm(end - start))
    turns = 16
    z = np.linspace(0.0, length, 2 * turns + 1)
    radius = np.where(np.arange(2 * turns + 1) % 2 == 0, 0.0034, 0.0046)
    path = start + 0.022 * way + z[:, None] * way
    lamp.add(name, "metal", tube(path, radius, segments=10, ends="flat"), joint=joint)
    wire = tube(np.array([path[-1], start + 0.86 * (end - start)]), 0.0011, segments=6, ends="flat")
    lamp.add(name, "metal", [wire, translate(_axle(0.026), end.tolist())], joint=joint)


def _head(lamp: Assembly, p: Parameters, neck: FloatArray) -> None:
    """A shade that looks down and a little forward, with its bulb."""
    r = p.head_m / 2
    tall = {"cone": 1.25, "bell": 1.2, "cylinder": 1.7}[p.head] * p.head_m / 2 * 1.3
    knots = {
        "cone": [(r, 0), (0.42 * r, 0.72 * tall), (0.36 * r, 0.80 * tall), (0.33 * r, tall)],
        "bell": [
            (r, 0),
            (0.93 * r, 0.22 * tall),
            (0.72 * r, 0.5 * tall),
            (0.40 * r, 0.74 * tall),
            (0.33 * r, 0.84 * tall),
            (0.31 * r, tall),
        ],
        "cylinder": [(0.62 * r, 0), (0.62 * r, 0.8 * tall), (0.58 * r, 0.92 * tall), (0.45 * r, tall)],
    }[p.head]
    outer = smooth(knots, 24) if p.head == "bell" else fillet(knots, [0.0, *([0.012] * (len(knots) - 2)), 0.0], 5)
    wall = 0.0012
    inner = parallel(outer, wall)
    inner[0, 1], inner[-1, 1] = outer[0, 1], outer[-1, 1]
    top = float(outer[-1, 0])
    shade = lathe(np.concatenate([outer, inner[::-1]]), 64, crease_deg=50)
    cap = lathe(
        fillet(
            [(0, tall - 0.004), (top, tall - 0.004), (top, tall + 0.004), (0.012, tall + 0.014), (0, tall + 0.014)],
            [0, 0, 0.003, 0.004, 0],
            4,
        ),
        36,
    )
    holder = lathe(fillet([(0, 0.62 * tall), (0.016, 0.62 * tall), (0.016, tall), (0, tall)], [0, 0.003, 0, 0], 4), 28)
    size = (0.024, 0.024, 0.031)
    bulb_z = 0.62 * tall - 0.022
    # The neck holds the shade by its upper third.
    grip = np.array([0.0, -0.012 - float(np.interp(0.8 * tall, outer[:, 1], outer[:, 0])), -0.8 * tall])
    tilt = math.radians(-18)

    def put(mesh: Mesh) -> Mesh:
        return translate(rotate(translate(mesh, grip.tolist()), (1, 0, 0), tilt), neck.tolist())

    moved = []
    c, s = math.cos(tilt), math.sin(tilt)
    turn = np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
    for h in [*open_hulls(outer, inner), hull_points(size) + np.array([0, 0, bulb_z])]:
        moved.append((h + grip) @ turn.T + neck)
    lamp.add("head", "paint", [put(shade), put(cap)], moved[:-1], joint="neck")
    lamp.add("head", "metal", put(holder), joint="neck")
    bracket = tube(np.array([(0, 0, 0), (0, -0.016, 0.0)]), 0.0062, segments=14, ends="flat")
    lamp.add("head", "metal", translate(rotate(bracket, (1, 0, 0), tilt), neck.tolist()), joint="neck")
    lamp.add("bulb", "bulb", put(translate(blob(size, cells=8), (0, 0, bulb_z))), moved[-1:], joint="neck")
