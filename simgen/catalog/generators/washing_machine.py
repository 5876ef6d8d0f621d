"""Washing machines and tumble dryers: a drum behind a round glass door, a drawer, dials and keys."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._appliance import add_tub, dial, rectangle, upright, upright_hull
from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style, vessel
from simgen.catalog.meshing.boxes import rounded_box
from simgen.catalog.meshing.hulls import vessel_hulls
from simgen.catalog.meshing.lathe import lathe, unit_circle
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.rings import ring_hulls, ring_prism
from simgen.catalog.meshing.transforms import merge, rotate, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Joint, Mesh

STYLES = ("washer", "dryer")
OPEN_RAD = math.radians(120.0)
_PANEL_M = 0.12
_FOOT_M = 0.015
_SHEET_M = 0.012
_DOOR_M = 0.042


@dataclass(frozen=True)
class Parameters:
    """Outer sizes with the door. `style`: washer, or dryer (a container for water in place of one for detergent).

    `port_m`: the radius of the door. `hinge_left`: it opens to the left.
    """

    style: str
    width_m: float
    depth_m: float
    height_m: float
    port_m: float
    hinge_left: bool

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)
        if self.port_m > self.width_m / 2 - 0.06 or self.port_m > (self.height_m - _PANEL_M) / 2 - 0.08:
            raise ValueError(f"a door with a radius of {self.port_m} m is too large for the machine")
        if self.depth_m < 0.4:
            raise ValueError(f"a drum needs a depth of at least 0.4 m, got {self.depth_m}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The machine, in the slots `case`, `panel`, `drum`, `gasket`, `rim`, `ring`, `window`, `display`, and more.

    Those are `dial`, `print`, `drawer`, `inside` and `foot`.
    """
    p = parameters
    machine = Assembly(rng)
    x, rear = p.width_m / 2, p.depth_m / 2
    front = -p.depth_m / 2 + _DOOR_M
    top, split = p.height_m, p.height_m - _PANEL_M - 0.02
    port = (0.0, _FOOT_M + 0.1 + (split - _FOOT_M - 0.1) / 2)
    hole = p.port_m - 0.035
    # The front sheet with its hole, over a kick plate; sides, back and lid.
    outer = rectangle((-x, x), (_FOOT_M + 0.1, split - 0.0015), 0.006)
    circle = hole * unit_circle(56) + np.array(port)
    sheet = ring_prism(outer, circle, _SHEET_M, 0.003, center=port)
    hulls = [upright_hull(h, front + _SHEET_M) for h in ring_hulls(outer, circle, _SHEET_M, 10, center=port)]
    machine.add("body", "case", upright(sheet, front + _SHEET_M), hulls)
    machine.span("body", "case", (-x, front + 0.002, _FOOT_M), (x, front + _SHEET_M, _FOOT_M + 0.0985), radius=0.003)
    inner = front + _SHEET_M
    for a in (-x, x - 0.01):
        machine.span("body", "case", (a, inner, _FOOT_M), (a + 0.01, rear, top - 0.026), radius=0.001)
    machine.span("body", "case", (-x + 0.01, rear - 0.01, _FOOT_M), (x - 0.01, rear - 0.001, top - 0.026), radius=0.001)
    machine.span("body", "case", (-x + 0.01, inner, _FOOT_M), (x - 0.01, rear - 0.01, _FOOT_M + 0.01), radius=0.001)
    machine.span("body", "case", (-x, front, top - 0.025), (x, rear, top), radius=0.006)
    machine.support_box("top", (-x, front), (x, rear), top)
    for sx in (-1.0, 1.0):
        for y in (front + 0.06, rear - 0.06):
            machine.board(
                "body",
                "foot",
                (0.045, 0.045, _FOOT_M + 0.0005),
                (sx * (x - 0.06), y, (_FOOT_M + 0.0005) / 2),
                radius=0.003,
            )
    # A flap over the pump's filter.
    machine.add("body", "case", rounded_box((0.11, 0.004, 0.075), 0.0015, 4, (x - 0.1, front + 0.001, _FOOT_M + 0.05)))
    _drum(machine, port, hole, inner, rear - 0.07, min(x - 0.035, (split - _FOOT_M) / 2 - 0.03))
    _door(machine, p, port, front)
    _controls(machine, p, (split + 0.0015, top - 0.0255), front)
    return machine.model(has_front=True)


def _facing(mesh: Mesh, at: tuple[float, float], y: float) -> Mesh:
    """A body turned about z, laid down: its z axis looks to the front from y on."""
    return translate(rotate(mesh, (1.0, 0.0, 0.0), math.pi / 2), (at[0], y, at[1]))


def _facing_hull(hull: FloatArray, at: tuple[float, float], y: float) -> FloatArray:
    return np.column_stack([hull[:, 0] + at[0], y - hull[:, 2], hull[:, 1] + at[1]])


def _drum(machine: Assembly, port: tuple[float, float], hole: float, front: float, back: float, radius: float) -> None:
    """A steel drum that is narrower at its mouth, with paddles, and the bellows between it and the front."""
    start = front + 0.055
    deep = back - start
    mouth = hole - 0.008
    # The front sheet is not in the drum's middle: the drum keeps to the port.
    wall = [
        (0.92 * radius, 0.0),
        (0.97 * radius, 0.006),
        (radius, 0.03),
        (radius, deep - 0.045),
        (0.96 * radius, deep - 0.018),
        (mouth, deep),
    ]
    form = vessel(np.array(wall), wall_m=0.003, floor_m=0.004, corner_m=0.03)
    pieces = vessel_hulls(form.outer, form.inner, tolerance_m=0.006, max_wedges=10)
    machine.add("drum", "drum", _facing(form.mesh(44), port, back), [_facing_hull(h, port, back) for h in pieces])
    hollow = form.cavity("drum", 48)
    machine.hollow("drum", _facing(hollow.mesh, port, back))
    for k in range(3):
        angle = math.radians(90 + 120 * k)
        paddle = rounded_box((0.05, 0.055, 0.8 * deep), 0.02, 6, (0.0, -radius + 0.022, 0.5 * deep))
        machine.add("drum", "drum", _facing(rotate(paddle, (0, 0, 1), angle), port, back))
    # Rings of holes in the drum's wall would be dots; grooves read as them from the door.
    for k in range(5):
        z = deep * (0.14 + 0.16 * k)
        groove = lathe(
            np.array(
                [
                    (radius - 0.0036, z - 0.0015),
                    (radius - 0.0028, z - 0.0015),
                    (radius - 0.0028, z + 0.0015),
                    (radius - 0.0036, z + 0.0015),
                ]
            ),
            44,
        )
        machine.add("drum", "gasket", _facing(groove, port, back))
    folds = [
        (hole - 0.004, 0.0), (hole - 0.004, 0.014), (hole - 0.016, 0.018), (hole - 0.018, 0.03), (hole - 0.004, 0.036),
        (hole - 0.004, 0.052), (hole + 0.012, 0.056), (hole + 0.012, 0.06), (hole - 0.008, 0.0595),
        (hole - 0.009, 0.039), (hole - 0.022, 0.034), (hole - 0.02, 0.0145), (hole - 0.0085, 0.01),
        (hole - 0.0085, 0.0),
    ]  # fmt: skip
    ring = lathe(fillet(folds, 0.0025, 2, closed=True), 48, crease_deg=60)
    # From behind the front sheet's rim to the drum's mouth.
    machine.add("body", "gasket", _facing(ring, port, front + 0.049))


def _door(machine: Assembly, p: Parameters, port: tuple[float, float], front: float) -> None:
    """A ring with a bowl of glass that reaches into the mouth."""
    back = front - 0.002
    r, clear = p.port_m, p.port_m - 0.062
    section = [
        (clear, 0.0),
        (r, 0.0),
        (r, 0.02),
        (r - 0.014, _DOOR_M - 0.004),
        (clear + 0.012, _DOOR_M - 0.006),
        (clear, 0.024),
    ]
    ring = lathe(fillet(section, [0.002, 0.003, 0.012, 0.008, 0.008, 0.004], 4, closed=True), 64, crease_deg=60)
    outline, hole = r * unit_circle(48), clear * unit_circle(48)
    hulls = [_facing_hull(h, port, back) for h in ring_hulls(outline, hole, _DOOR_M - 0.006, 10)]
    machine.add("door", "ring", _facing(ring, port, back), hulls, joint="door")
    trim = [(clear + 0.001, 0.02), (clear + 0.001, 0.0265), (clear - 0.006, 0.0265), (clear - 0.006, 0.02)]
    machine.add("door", "rim", _facing(lathe(fillet(trim, 0.001, 2, closed=True), 64), port, back), joint="door")
    bulge = 0.085
    glass = [
        (0.0, -bulge), (0.55 * clear, -bulge + 0.006), (0.86 * clear, -0.045), (clear - 0.012, -0.008),
        (clear - 0.001, 0.004), (clear - 0.001, 0.02), (clear - 0.007, 0.02), (clear - 0.018, -0.004),
        (0.83 * clear, -0.04), (0.53 * clear, -bulge + 0.011), (0.0, -bulge + 0.005),
    ]  # fmt: skip
    rounded = fillet(glass, [0, 0.08, 0.04, 0.02, 0.004, 0.001, 0.001, 0.02, 0.04, 0.08, 0], 4)
    bowl = lathe(rounded, 48, crease_deg=60)
    curve = np.array(
        [
            (0.5 * clear, 0.0),
            (0.85 * clear, bulge - 0.045),
            (clear - 0.012, bulge - 0.008),
            (clear - 0.001, bulge + 0.004),
        ]
    )
    inside = curve - np.array([0.006, -0.005])
    pieces = vessel_hulls(curve, inside, tolerance_m=0.004, max_wedges=8)
    machine.add(
        "door",
        "window",
        _facing(bowl, port, back),
        [_facing_hull(h - np.array([0.0, 0.0, bulge]), port, back) for h in pieces],
        joint="door",
    )
    side = -1.0 if p.hinge_left else 1.0
    # A dent to reach behind, on the side away from the hinge.
    grip = rounded_box((0.014, 0.012, 0.11), 0.005, 4, (port[0] - side * (r - 0.012), back - 0.024, port[1]))
    machine.add("door", "rim", grip, joint="door")
    origin = (port[0] + side * r, back - _DOOR_M + 0.004, port[1])
    machine.joints.append(Joint("door", "revolute", origin, (0.0, 0.0, side), 0.0, OPEN_RAD))
    hinge = rounded_box((0.016, 0.012, 0.1), 0.004, 4, (port[0] + side * (r + 0.009), front - 0.003, port[1]))
    machine.add("body", "case", hinge)


def _controls(machine: Assembly, p: Parameters, z: tuple[float, float], front: float) -> None:
    """The strip above the door: a drawer at the left, a dial in the middle, a display and keys at the right."""
    x, level, tall = p.width_m / 2, (z[0] + z[1]) / 2, z[1] - z[0]
    left = -x + 0.19
    machine.span("body", "panel", (left + 0.0015, front, z[0]), (x, front + 0.03, z[1]), radius=0.004)
    machine.span("body", "panel", (-x, front + 0.004, z[0]), (-x + 0.004, front + 0.03, z[1]), radius=0.001)
    name = "drawer"
    machine.span(
        name, "drawer", (-x + 0.0055, front, z[0]), (left - 0.0015, front + 0.0105, z[1]), radius=0.004, joint=name
    )
    low, high = (-x + 0.014, front + 0.01, z[0] + 0.012), (left - 0.012, front + 0.23, z[1] - 0.02)
    hold = add_tub(machine, name, "inside", low, high, wall=0.002, radius=0.008, joint=name)
    wall = (hold[0][0] + 0.45 * (hold[1][0] - hold[0][0]), hold[0][1], hold[0][2])
    machine.span(name, "inside", wall, (wall[0] + 0.002, hold[1][1], hold[1][2] - 0.01), joint=name)
    machine.cavity(name, (wall[0] + 0.002, hold[0][1], hold[0][2]), hold[1], joint=name)
    machine.joints.append(Joint(name, "prismatic", ((-x + left) / 2, front, level), (0.0, -1.0, 0.0), 0.0, 0.17))
    machine.add(
        name,
        "print",
        rounded_box((0.09, 0.003, 0.012), 0.001, center=((-x + left) / 2, front - 0.0005, z[1] - 0.02)),
        joint=name,
    )
    at = (-0.02, front, level)
    knob, mark = dial(at, 0.03, 0.024, float(machine.rng.uniform(0, 6.2)))
    machine.add("body", "dial", knob)
    ticks = []
    for k in range(14):
        a = 2 * math.pi * k / 14
        spot = (at[0] + 0.042 * math.sin(a), front - 0.0001, level + 0.042 * math.cos(a))
        ticks.append(rounded_box((0.003, 0.0006, 0.003), center=spot))
    machine.add("body", "print", [mark, merge(ticks)])
    machine.add(
        "body", "display", rounded_box((0.1, 0.002, 0.4 * tall), 0.0008, center=(0.11, front - 0.0006, level + 0.01))
    )
    for k in range(5):
        key = rounded_box((0.014, 0.003, 0.008), 0.001, center=(0.07 + 0.02 * k, front - 0.001, z[0] + 0.2 * tall))
        machine.add("body", "dial", key)
    power = lathe(np.array([(0, 0), (0.011, 0), (0.011, 0.003), (0, 0.0035)]), 24)
    machine.add("body", "dial", _facing(power, (x - 0.045, level), front + 0.0005))
