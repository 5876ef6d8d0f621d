"""Ceiling fans: a motor on a rod with three to five blades, with or without an opal lamp below.

Asset frame: origin below its middle, at its lowest point; its top is on the ceiling.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import extrude
from simgen.catalog.meshing.grids import faces_where
from simgen.catalog.meshing.hulls import tube_hulls, turned_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate, translate, turn_uv, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Joint, LightSocket

STYLES = ("classic", "modern")


@dataclass(frozen=True)
class Parameters:
    """`span_m` across the blades; `drop_m` from the ceiling to the blades; `lamp` adds one of `flux_lm`.

    `style` is one of STYLES: blades on irons under a wide motor, or slim ones that grow out of a small hub.
    """

    style: str
    span_m: float
    drop_m: float
    blades: int
    lamp: bool
    flux_lm: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)
        if not 2 <= self.blades <= 6:
            raise ValueError(f"blades are 2 to 6, got {self.blades}")
        if self.drop_m < 0.2:
            raise ValueError(f"drop_m is at least 0.2, got {self.drop_m}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The fan; slots `metal`, `blade`, `diffuser` where there is a lamp, `dark`; the joint `blades` turns it."""
    p = parameters
    fan = Assembly(rng)
    z = -p.drop_m
    _mount(fan, p, z)
    _blades(fan, p, z, float(rng.uniform(0, 2 * math.pi)))
    if p.lamp:
        _lamp(fan, p, z)
        fan.sockets.append(LightSocket("ceiling", "lamp", "diffuser", p.flux_lm, 3000.0))
    else:
        r = 0.42 * _motor_m(p)
        cap = fillet(
            [(0, z - 0.075), (0.75 * r, z - 0.07), (r, z - 0.045), (r, z - 0.03), (0, z - 0.03)],
            [0, 0.01, 0.012, 0.002, 0],
            5,
        )
        fan.add("mount", "metal", lathe(cap, 48), turned_hulls(cap[::1]))
    fan.joints.append(Joint("blades", "revolute", (0.0, 0.0, z), (0.0, 0.0, 1.0), 0.0, 2 * math.pi, opens=False))
    return fan.model()


def _motor_m(p: Parameters) -> float:
    """Radius of the motor's case."""
    return (0.105 if p.style == "classic" else 0.082) * (0.8 + 0.17 * p.span_m)


def _mount(fan: Assembly, p: Parameters, z: float) -> None:
    """The canopy at the ceiling, the rod, and the case of the motor above the blades."""
    canopy = fillet(
        [(0, 0), (0.066, 0), (0.064, -0.02), (0.036, -0.052), (0.016, -0.056), (0, -0.056)],
        [0, 0.001, 0.012, 0.014, 0.003, 0],
        5,
    )
    fan.add("mount", "metal", lathe(canopy, 48), turned_hulls(canopy[::-1]))
    r = _motor_m(p)
    if p.style == "classic":
        case = [
            (0, z + 0.125),
            (0.028, z + 0.125),
            (0.036, z + 0.10),
            (0.8 * r, z + 0.085),
            (r, z + 0.055),
            (r, z + 0.02),
            (0.86 * r, z + 0.006),
            (0, z + 0.006),
        ]
        radii = [0, 0.004, 0.01, 0.03, 0.015, 0.008, 0.004, 0]
    else:
        case = [(0, z + 0.13), (0.024, z + 0.13), (0.03, z + 0.095), (r, z + 0.05), (r, z + 0.012), (0, z + 0.012)]
        radii = [0, 0.004, 0.02, 0.02, 0.006, 0]
    profile = fillet(case, radii, 5)
    fan.add("mount", "metal", lathe(profile, 56), turned_hulls(profile[::-1]))
    rod = [(0, 0, -0.05), (0, 0, z + 0.12)]
    fan.add("mount", "metal", tube(rod, 0.0125, segments=24, ends="flat"), tube_hulls(rod, 0.0125, 1))
    collar = fillet(
        [(0, z + 0.155), (0.019, z + 0.155), (0.024, z + 0.13), (0.024, z + 0.118), (0, z + 0.118)],
        [0, 0.003, 0.004, 0.002, 0],
        3,
    )
    fan.add("mount", "metal", lathe(collar, 32))
    if p.style == "classic":
        for k in range(20):
            a = 2 * math.pi * k / 20
            # Slots that let the motor breathe.
            path = [(s * math.cos(a), s * math.sin(a), h) for s, h in ((0.46 * r, z + 0.0985), (0.62 * r, z + 0.0935))]
            fan.add("mount", "dark", tube(path, 0.0028, segments=8))


def _outline(p: Parameters, start: float) -> FloatArray:
    """A blade seen from above, along +x."""
    end = p.span_m / 2
    if p.style == "classic":
        w = 0.062 + 0.016 * p.span_m
        shape = [
            (start, -0.78 * w),
            (end - 0.02, -1.05 * w),
            (end, -0.6 * w),
            (end, 0.6 * w),
            (end - 0.02, 1.05 * w),
            (start, 0.78 * w),
        ]
        return fillet(shape, [0.02, 0.05, 0.05, 0.05, 0.05, 0.02], 6, closed=True)
    w = 0.05 + 0.014 * p.span_m
    points = [
        (start, -0.55 * w),
        (start + 0.3 * (end - start), -1.0 * w),
        (end - 0.06, -0.62 * w),
        (end, -0.12 * w),
        (end - 0.03, 0.42 * w),
        (start + 0.45 * (end - start), 0.72 * w),
        (start, 0.45 * w),
    ]
    return smooth(np.array(points), 60, closed=True)


def _blades(fan: Assembly, p: Parameters, z: float, turn: float) -> None:
    r = _motor_m(p)
    pitch = math.radians(12.0)
    thick = 0.0065 if p.style == "classic" else 0.011
    start = r + 0.065 if p.style == "classic" else 0.55 * r
    hub = fillet(
        [(0, -0.032), (0.86 * r, -0.032), (0.9 * r, -0.024), (0.9 * r, 0.004), (0, 0.004)],
        [0, 0.004, 0.004, 0.003, 0],
        4,
    )
    ring = translate(lathe(hub, 48), (0, 0, z))
    fan.add("blades", "metal", ring, [hull_of(ring)], joint="blades")
    blade = turn_uv(extrude(_outline(p, start), thick, 0.3 * thick, 3), 0.0)

    def sweep(q: FloatArray) -> FloatArray:
        # A modern blade flattens towards its tip.
        lean = pitch * (1.25 - 0.5 * (q[:, 0] - start) / (p.span_m / 2 - start)) if p.style == "modern" else pitch
        c, s = np.cos(lean), np.sin(lean)
        return np.column_stack([q[:, 0], c * q[:, 1] - s * q[:, 2], s * q[:, 1] + c * q[:, 2] + z - 0.012])

    blade = warp(blade, sweep)
    iron = None
    if p.style == "classic":
        plate = fillet(
            [
                (0.62 * r, -0.016),
                (r + 0.03, -0.013),
                (start + 0.01, -0.04),
                (start + 0.085, -0.034),
                (start + 0.11, 0.0),
                (start + 0.085, 0.034),
                (start + 0.01, 0.04),
                (r + 0.03, 0.013),
                (0.62 * r, 0.016),
            ],
            [0.004, 0.02, 0.02, 0.02, 0.02, 0.02, 0.02, 0.02, 0.004],
            5,
            closed=True,
        )
        flat = translate(extrude(plate, 0.004, 0.001), (0, 0, -0.0043))

        def twist(q: FloatArray) -> FloatArray:
            share = np.clip((q[:, 0] - r) / (start - r), 0.0, 1.0)
            lean = pitch * share**2 * (3 - 2 * share)
            c, s = np.cos(lean), np.sin(lean)
            drop = -0.012 - 0.014 * (1 - share)
            return np.column_stack([q[:, 0], c * q[:, 1] - s * q[:, 2], s * q[:, 1] + c * q[:, 2] + z + drop])

        iron = warp(flat, twist)
        screw = lathe(fillet([(0, 0), (0.0055, 0), (0.004, 0.0022), (0, 0.0026)], [0, 0.0005, 0.001, 0], 3), 16)
    for k in range(p.blades):
        a = turn + 2 * math.pi * k / p.blades
        turned = rotate(blade, (0, 0, 1), a)
        points = turned.vertices.astype(np.float64)
        reach = np.hypot(points[:, 0], points[:, 1])
        half = (start + p.span_m / 2) / 2
        hulls = (
            [hull_of(turned, 32)]
            if p.style == "classic"
            else [hull_of(points[reach <= half + 0.03], 28), hull_of(points[reach >= half - 0.08], 28)]
        )
        fan.add("blades", "blade", turned, hulls, joint="blades")
        if iron is not None:
            arm = rotate(iron, (0, 0, 1), a)
            fan.add("blades", "metal", arm, [hull_of(arm, 28)], joint="blades")
            for x, y in ((start + 0.025, -0.022), (start + 0.025, 0.022), (start + 0.08, 0.0)):
                head = rotate(translate(screw, (0, 0, 0.0)), (1, 0, 0), math.pi + pitch)
                place = (
                    x,
                    math.cos(pitch) * y + 0.0043 * math.sin(pitch),
                    z - 0.012 + math.sin(pitch) * y - 0.0043 * math.cos(pitch),
                )
                fan.add("blades", "metal", rotate(translate(head, place), (0, 0, 1), a), joint="blades")


def _lamp(fan: Assembly, p: Parameters, z: float) -> None:
    """A fitter below the hub, its opal bowl, and a pull chain."""
    r = 0.95 * _motor_m(p) if p.style == "classic" else 0.86 * _motor_m(p)
    neck, rim = z - 0.03, z - 0.075
    fitter = fillet(
        [
            (0, neck),
            (0.36 * r, neck),
            (0.42 * r, neck - 0.016),
            (1.04 * r, rim + 0.012),
            (1.04 * r, rim - 0.004),
            (0, rim - 0.004),
        ],
        [0, 0.002, 0.01, 0.006, 0.002, 0],
        4,
    )
    fan.add("mount", "metal", lathe(fitter, 56), turned_hulls(fitter[::-1]))
    deep = 0.085 if p.style == "classic" else 0.04
    bowl = smooth(
        np.array(
            [
                (0.97 * r, rim - 0.0035),
                (0.95 * r, rim - 0.25 * deep),
                (0.72 * r, rim - 0.72 * deep),
                (0.36 * r, rim - 0.96 * deep),
                (0.0, rim - deep),
            ]
        ),
        24,
    )
    mesh = lathe(np.concatenate([[(0.0, rim - 0.0035)], bowl]), 56)
    corners = mesh.vertices[mesh.faces].astype(np.float64)
    back = corners[:, :, 2].min(axis=1) > rim - 0.0036
    fan.add("lamp", "diffuser", faces_where(mesh, ~back), [hull_of(mesh)])
    # What lies against the fitter does not shine.
    fan.add("lamp", "metal", faces_where(mesh, back))
    if p.style == "classic":
        for a, long in ((0.4, 0.11), (2.6, 0.15)):
            x, y = 1.0 * r * math.cos(a), 1.0 * r * math.sin(a)
            line = [(x * 1.05, y * 1.05, rim), (x * 1.06, y * 1.06, rim - 0.02), (x * 1.06, y * 1.06, rim - long)]
            fan.add("mount", "metal", tube(line, 0.0011, segments=8))
            bob = lathe(
                fillet(
                    [(0, -0.03), (0.005, -0.026), (0.006, -0.012), (0.002, 0.0), (0, 0.001)],
                    [0, 0.002, 0.005, 0.002, 0],
                    4,
                ),
                18,
            )
            fan.add("mount", "blade", translate(bob, line[-1]))
