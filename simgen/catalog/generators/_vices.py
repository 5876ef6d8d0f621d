"""Vices of workbenches: a wooden jaw on the front edge, and a cast one that stands on the top."""

from __future__ import annotations

import math

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.boxes import box_hull, extrude, extrude_along_x, rounded_box
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.geometry import Vector3
from simgen.world import Joint

Place = tuple[float, float, float]


def _rod(bench: Assembly, part: str, slot: str, first: Place, last: Place, radius: float, joint: str | None) -> None:
    mesh = tube([first, last], radius, segments=24, ends="flat", bevel_m=0.15 * radius)
    bench.add(part, slot, mesh, tube_hulls([first, last], radius, 1, up=(0.1, 0.2, 1.0)), joint=joint)


def _handle(bench: Assembly, slot: str, at: Place, reach: float, radius: float, lean: float, joint: str) -> None:
    """A bar through the screw's head, in the plane across y, slipped down as far as its knob lets it."""
    way = np.array([math.sin(lean), 0.0, -math.cos(lean)])
    middle = np.array(at) + (0.5 * reach - 1.9 * radius - 0.018) * way
    ends = [tuple((middle + s * 0.5 * reach * way).tolist()) for s in (-1.0, 1.0)]
    _rod(bench, "vice_jaw", slot, ends[0], ends[1], radius, joint)
    size = 1.65 * radius
    knob = [(0, -size), (0.75 * size, -size), (size, -0.4 * size), (size, 0.4 * size), (0.75 * size, size), (0, size)]
    ball = rotate(lathe(fillet(knob, 0.3 * size, 3), 24), (0, 1, 0), -lean)
    bench.add("vice_jaw", slot, [translate(ball, e) for e in ends], joint=joint)


def add_front_vice(bench: Assembly, x: float, face: float, top: float, width: float, lean: float) -> None:
    """A wooden jaw before the edge at y = `face`, on a steel screw and two rods; the joint `vice` opens it."""
    deep, tall, gap = 0.062, 0.15, 0.0015
    low = top - tall - 0.002
    near = face - gap - deep
    jaw = rounded_box((width, deep, tall), 0.004, 4, (x, near + deep / 2, low + tall / 2), grain="x")
    hull = box_hull((width, deep, tall), (x, near + deep / 2, low + tall / 2), 0.004)
    bench.add("vice_jaw", "wood", jaw, [hull], joint="vice")
    z = low + 0.45 * tall
    flange = lathe(
        fillet([(0, 0), (0.043, 0), (0.043, 0.006), (0.026, 0.014), (0, 0.014)], [0, 0.002, 0.002, 0.003, 0], 3), 36
    )
    bench.add("vice_jaw", "steel", translate(rotate(flange, (1, 0, 0), math.pi / 2), (x, near, z)), joint="vice")
    _rod(bench, "vice_jaw", "steel", (x, near - 0.058, z), (x, face + 0.2, z), 0.0145, "vice")
    head = lathe(fillet([(0, 0), (0.022, 0), (0.022, 0.038), (0, 0.038)], [0, 0.004, 0.004, 0], 3), 32)
    bench.add("vice_jaw", "steel", translate(rotate(head, (1, 0, 0), math.pi / 2), (x, near - 0.024, z)), joint="vice")
    for s in (-1.0, 1.0):
        spot = x + s * 0.3 * width
        _rod(bench, "vice_jaw", "steel", (spot, near - 0.006, z), (spot, face + 0.2, z), 0.010, "vice")
        for k in (-1.0, 1.0):
            bolt = lathe(fillet([(0, 0), (0.009, 0), (0.007, 0.004), (0, 0.005)], [0, 0.001, 0.001, 0], 3), 20)
            stood = rotate(bolt, (1, 0, 0), math.pi / 2)
            bench.add("vice_jaw", "steel", translate(stood, (x + k * 0.031, near - 0.006, z + s * 0.02)), joint="vice")
    _handle(bench, "wood", (x, near - 0.043, z), 0.28, 0.0095, lean, "vice")
    inner = rounded_box((width, 0.03, tall - 0.07), 0.003, 2, (x, face + 0.015, low + (tall - 0.07) / 2))
    bench.add(
        "vice_plate", "wood", inner, [box_hull((width, 0.03, tall - 0.07), (x, face + 0.015, low + (tall - 0.07) / 2))]
    )
    bench.joints.append(Joint("vice", "prismatic", (x, near, z), (0.0, -1.0, 0.0), 0.0, 0.16, opens=False))


def add_bench_vice(bench: Assembly, at: Vector3, width: float, lean: float) -> None:
    """A cast vice on a top, its moving jaw towards -y, the gap of the jaws at `at`; the joint `vice` opens it."""
    x, y, z = at
    k = width / 0.125
    foot = lathe(
        fillet(
            [(0, 0), (0.072, 0), (0.072, 0.016), (0.056, 0.026), (0.050, 0.036), (0, 0.036)],
            [0, 0.003, 0.006, 0.01, 0.004, 0],
            4,
        ),
        44,
    )
    bench.add("vice", "cast", translate(foot, (x, y + 0.06, z)), [hull_of(translate(foot, (x, y + 0.06, z)), 32)])
    nut = lathe(fillet([(0, 0), (0.012, 0), (0.010, 0.008), (0, 0.009)], [0, 0.001, 0.002, 0], 2), 6)
    for turn in (0.5, 2.6, 4.7):
        spot = (x + 0.088 * math.cos(turn), y + 0.06 + 0.088 * math.sin(turn))
        lug = lathe(fillet([(0, 0), (0.024, 0), (0.024, 0.012), (0, 0.012)], [0, 0.002, 0.004, 0], 3), 28)
        bench.add("vice", "cast", translate(lug, (*spot, z)), tube_hulls([(*spot, z), (*spot, z + 0.012)], 0.023, 1))
        bench.add("vice", "steel", translate(nut, (*spot, z + 0.011)))
    body = [(0.0, 0.052), (0.11, 0.052), (0.14, 0.075), (0.148, 0.132), (0.07, 0.136), (0.048, 0.15), (0.0, 0.156)]
    under = [(0.020, 0.034), (0.10, 0.034), (0.12, 0.056), (0.0, 0.056)]
    shape = fillet(np.array(body) * [k, k], [0.004, 0.012, 0.02, 0.006, 0.02, 0.01, 0.003], 4, closed=True)
    trunk = translate(extrude_along_x(shape, 0.078 * k, 0.008, 3), (x, y, z))
    pillar = translate(extrude_along_x(fillet(under, 0.006, 3, closed=True), 0.07, 0.008, 3), (x, y, z))
    bench.add("vice", "cast", [trunk, pillar], [hull_of(trunk), hull_of(pillar)])
    top, jaw_h = z + 0.156 * k, 0.055 * k
    fixed = rounded_box((width, 0.034, jaw_h), 0.006, 4, (x, y + 0.0225, top - jaw_h / 2), grain="x")
    bench.add("vice", "cast", fixed, [box_hull((width, 0.034, jaw_h), (x, y + 0.0225, top - jaw_h / 2), 0.006)])
    plate = (width - 0.004, 0.006, 0.028 * k)
    bench.add("vice", "steel", rounded_box(plate, 0.001, 2, (x, y + 0.0032, top - 0.0142 * k + 0.001)))
    front = [
        (0.0, 0.074),
        (-0.03, 0.056),
        (-0.066, 0.066),
        (-0.072, 0.112),
        (-0.040, 0.145),
        (-0.030, 0.156),
        (0.0, 0.156),
    ]
    shape = fillet(np.array(front) * k, [0.004, 0.015, 0.015, 0.015, 0.02, 0.006, 0.003], 4, closed=True)
    moving = translate(extrude_along_x(shape[::-1], 0.074 * k, 0.008, 3), (x, y - 0.0065, z))
    bench.add("vice_jaw", "cast", moving, [hull_of(moving)], joint="vice")
    jaw = rounded_box((width, 0.030, jaw_h), 0.006, 4, (x, y - 0.0275, top - jaw_h / 2), grain="x")
    hull = box_hull((width, 0.030, jaw_h), (x, y - 0.0275, top - jaw_h / 2), 0.006)
    bench.add("vice_jaw", "cast", jaw, [hull], joint="vice")
    bench.add(
        "vice_jaw", "steel", rounded_box(plate, 0.001, 2, (x, y - 0.0095, top - 0.0142 * k + 0.001)), joint="vice"
    )
    for s in (-1.0, 1.0):
        screw = lathe(fillet([(0, 0), (0.005, 0), (0.004, 0.002), (0, 0.002)], [0, 0.0005, 0.0005, 0], 2), 16)
        for away, turn, joint in ((0.0065, math.pi / 2, None), (-0.013, -math.pi / 2, "vice")):
            part = "vice" if joint is None else "vice_jaw"
            stood = translate(rotate(screw, (1, 0, 0), turn), (x + s * 0.34 * width, y + away, top - 0.0142 * k))
            bench.add(part, "steel", stood, joint=joint)
    axis = z + 0.093 * k
    beam = rounded_box((0.046, 0.22, 0.044), 0.004, 2, (x, y + 0.06, axis), grain="y")
    bench.add("vice_jaw", "steel", beam, [box_hull((0.046, 0.22, 0.044), (x, y + 0.06, axis))], joint="vice")
    _rod(bench, "vice_jaw", "steel", (x, y - 0.128 * k, axis), (x, y - 0.05, axis), 0.013, "vice")
    head = lathe(fillet([(0, 0), (0.02, 0), (0.02, 0.03), (0, 0.03)], [0, 0.004, 0.003, 0], 3), 28)
    near = y - 0.1 * k
    bench.add("vice_jaw", "steel", translate(rotate(head, (1, 0, 0), math.pi / 2), (x, near, axis)), joint="vice")
    _handle(bench, "steel", (x, near - 0.016, axis), 0.2, 0.0075, lean, "vice")
    bench.joints.append(Joint("vice", "prismatic", (x, y, axis), (0.0, -1.0, 0.0), 0.0, 0.1, opens=False))


def add_bolt(bench: Assembly, part: str, slot: str, at: Place, radius: float, axis: str) -> None:
    """A hexagonal head on a washer that looks along -y, or along ±x with `axis` "+x" or "-x"."""
    turn = np.arange(6) * math.pi / 3
    head = extrude(radius * np.column_stack([np.cos(turn), np.sin(turn)]), 0.55 * radius, 0.08 * radius)
    washer = extrude(
        1.5 * radius * np.column_stack([np.cos(t := np.linspace(0, 2 * math.pi, 20, False)), np.sin(t)]), 0.002, 0.0003
    )
    pile = [washer, translate(head, (0, 0, 0.0018))]
    if axis == "-y":
        turned = [rotate(m, (1, 0, 0), math.pi / 2) for m in pile]
    else:
        turned = [rotate(m, (0, 1, 0), math.pi / 2 * (1 if axis == "+x" else -1)) for m in pile]
    bench.add(part, slot, [translate(m, at) for m in turned])
