"""Stand mixers: a head on a column over a bowl of steel, with a whisk or a beater that tilts up with the head."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._appliance import upright
from simgen.catalog.generators._assembly import Assembly, prism_hulls
from simgen.catalog.generators._vessels import check_style, vessel, wall_curve
from simgen.catalog.meshing.boxes import extrude
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import lathe, squircle
from simgen.catalog.meshing.lofts import rounded_ring
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, merge, rotate, translate
from simgen.catalog.model import Model
from simgen.world import Joint, Mesh

TOOLS = ("whisk", "beater")


@dataclass(frozen=True)
class Parameters:
    """Outer sizes: `width_m` across, `depth_m` from the nose to the back. `bowl_m`: the bowl's upper diameter."""

    width_m: float
    depth_m: float
    height_m: float
    bowl_m: float
    tool: str

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.tool, TOOLS, "tool")
        if self.bowl_m > 0.68 * self.depth_m:
            raise ValueError(f"a bowl of {self.bowl_m} m does not fit a mixer {self.depth_m} m deep")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The mixer, its nose to -y; slots `body`, `steel`, `trim`, `knob`. The joint `head` tilts the head back."""
    p = parameters
    mixer = Assembly(rng)
    y, h = p.depth_m / 2, p.height_m
    head_r = 0.155 * h
    axis = h - head_r
    column_y = y - 0.3 * p.width_m
    bowl_y = -y + 0.03 + p.bowl_m / 2
    # The foot: a plate as broad as the bowl, with a disc where the bowl is locked.
    broad = 0.86 * p.width_m
    ring = rounded_ring(broad / 2, y - 0.012, 0.42 * broad, points=56)
    thick = 0.028
    mixer.add("body", "body", extrude(ring, thick, 0.01, 4), prism_hulls(ring, 0.0, thick))
    lock = lathe(
        fillet(
            [(0, thick - 0.001), (0.3 * p.bowl_m, thick - 0.001), (0.29 * p.bowl_m, thick + 0.005), (0, thick + 0.005)],
            [0, 0, 0.002, 0],
            3,
        ),
        40,
    )
    mixer.add("body", "steel", translate(lock, (0, bowl_y, 0)))
    spine = smooth([(0, column_y, thick - 0.01), (0, column_y + 0.01, 0.3 * h), (0, column_y, axis - 0.3 * head_r)], 12)
    girth = np.column_stack(
        [
            np.linspace(0.28, 0.22, 12) * p.width_m,
            np.interp(np.linspace(0, 1, 12), [0, 0.5, 1], [0.23, 0.17, 0.2]) * p.width_m,
        ]
    )
    column = tube(spine, girth, section=squircle(24, 2.6), up=(0, 1, 0), ends="flat", bevel_m=0.004)
    mixer.add("body", "body", column, [hull_of(column, 32)])
    _head(mixer, p, axis, head_r, bowl_y)
    _bowl(mixer, p, (0.0, bowl_y, thick + 0.005), axis - head_r)
    pivot = (0.0, column_y + 0.02, axis - 0.6 * head_r)
    mixer.joints.append(Joint("head", "revolute", pivot, (-1.0, 0.0, 0.0), 0.0, math.radians(32.0), opens=False))
    return mixer.model(has_front=True)


def _head(mixer: Assembly, p: Parameters, axis: float, r: float, bowl_y: float) -> None:
    """A long round body, fullest over the bowl, with a chrome band, a hub at its nose, a lever and the tool's shaft."""
    y = p.depth_m / 2
    knots = [
        (-y, 0.55),
        (-y + 0.012, 0.74),
        (-y + 0.05, 0.95),
        (bowl_y + 0.04, 1.0),
        (0.5 * y, 0.9),
        (y - 0.03, 0.66),
        (y, 0.3),
    ]
    line = smooth(np.array(knots), 26)
    path = np.column_stack([np.zeros(26), line[:, 0], np.full(26, axis)])
    size = np.column_stack([line[:, 1] * 0.88 * r, line[:, 1] * r])
    shape = tube(path, size, section=squircle(28, 2.3), up=(0, 0, 1), ends="flat", bevel_m=0.006)
    mixer.add("head", "body", shape, [hull_of(shape, 32)], joint="head")
    near = slice(3, 18)
    band = [
        tube(
            path[near] + [0, 0, 0.3 * r],
            size[near] * [1.012, 0.0] + [0, 0.005],
            section=squircle(16, 4.0),
            up=(0, 0, 1),
            ends="flat",
        )
    ]
    band = [m for m in band if len(m.faces)]
    hub = upright(
        lathe(
            fillet(
                [(0, 0), (0.44 * r, 0), (0.44 * r, 0.012), (0.34 * r, 0.018), (0, 0.018)], [0, 0, 0.003, 0.003, 0], 3
            ),
            32,
        ),
        -y + 0.006,
    )
    mixer.add("head", "steel", [*band, translate(hub, (0, 0, axis))], joint="head")
    knob = lathe(
        fillet([(0, 0), (0.011, 0), (0.009, 0.014), (0.012, 0.022), (0, 0.024)], [0, 0.001, 0.004, 0.003, 0], 3), 24
    )
    for side in (-1.0, 1.0):
        turned = rotate(knob, (0, 1, 0), side * math.pi / 2)
        mixer.add("head", "knob", translate(turned, (side * 0.84 * r, 0.25 * y, axis - 0.1 * r)), joint="head")
    shaft = lathe(
        fillet(
            [
                (0, axis - 1.25 * r),
                (0.011, axis - 1.25 * r),
                (0.022, axis - 0.98 * r),
                (0.022, axis - 0.7 * r),
                (0, axis - 0.7 * r),
            ],
            [0, 0.001, 0.003, 0, 0],
            3,
        ),
        28,
    )
    mixer.add("head", "steel", translate(shaft, (0, bowl_y, 0)), joint="head")
    _tool(mixer, p, (0.0, bowl_y, axis - 1.25 * r))


def _tool(mixer: Assembly, p: Parameters, at: tuple[float, float, float]) -> None:
    """It hangs from `at` to just above the bowl's floor."""
    low = 0.052
    tall, half = at[2] - low, 0.27 * p.bowl_m
    pieces: list[Mesh] = []
    if p.tool == "whisk":
        turn = np.linspace(0, math.pi, 10)
        loop = np.column_stack([half * np.sin(turn) ** 0.8, 0 * turn, -0.5 * tall * (1 - np.cos(turn))])
        for k in range(6):
            both = np.concatenate([loop, loop[-2:0:-1] * [-1, 1, 1]])
            pieces.append(rotate(tube(both, 0.0014, segments=4, closed=True), (0, 0, 1), math.pi * k / 6))
    else:
        outline = smooth(
            [(0, 0), (0.75 * half, -0.3 * tall), (half, -0.62 * tall), (0.62 * half, -0.93 * tall), (0, -tall)], 16
        )
        loop = np.column_stack([outline[:, 0], 0 * outline[:, 0], outline[:, 1]])
        both = np.concatenate([loop, loop[-2:0:-1] * [-1, 1, 1]])
        pieces.append(tube(both, 0.0045, segments=8, closed=True))
        pieces.append(tube([(0, 0, 0), (0, 0, -tall)], 0.0042, segments=8))
        for z, share in ((-0.42, 0.8), (-0.68, 0.95)):
            pieces.append(tube([(-share * half, 0, z * tall), (share * half, 0, z * tall)], 0.0036, segments=8))
    whole = translate(rotate(merge(pieces), (0, 0, 1), 0.4), at)
    mixer.add("head", "steel", whole, [hull_of(whole, 24)], joint="head")


def _bowl(mixer: Assembly, p: Parameters, at: tuple[float, float, float], ceiling: float) -> None:
    r = p.bowl_m / 2
    tall = 0.82 * (ceiling - at[2])
    curve = [
        (0.5 * r, 0.0),
        (0.54 * r, 0.012),
        (0.62 * r, 0.02),
        (0.86 * r, 0.3 * tall),
        (0.97 * r, 0.65 * tall),
        (r, tall),
    ]
    form = vessel(wall_curve(curve), wall_m=0.0014, floor_m=0.002, foot_height_m=0.008)
    mixer.add("bowl", "steel", translate(form.mesh(36), at), [q + np.array(at) for q in form.hulls(8)])
    mixer.hollow("bowl", translate(form.cavity("bowl").mesh, at))
    path = smooth(
        [(0.96 * r, 0, 0.88 * tall), (r + 0.03, 0, 0.84 * tall), (r + 0.034, 0, 0.5 * tall), (0.9 * r, 0, 0.4 * tall)],
        14,
    )
    # Standing as the head does, its handle is at the right.
    bow = tube(
        path + np.array(at), np.tile([0.009, 0.003], (14, 1)), section=squircle(12, 3.0), up=(0, 1, 0), ends="flat"
    )
    mixer.add("bowl", "steel", bow, tube_hulls(path + np.array(at), (0.009, 0.003), 4, up=(0, 1, 0)))
