"""Small things of desks: staplers, tape dispensers, stacks of paper, organisers, power strips, routers."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box, rounded_rectangle
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Joint, Mesh


@dataclass(frozen=True)
class Parameters:
    """`kind` is one of KINDS; `length_m` (x), `width_m` (y), `height_m` of the thing; `count` of what it has many of.

    `count`: bundles in a stack of paper, compartments of an organiser, sockets of a strip, antennas of a router.
    """

    kind: str
    length_m: float
    width_m: float
    height_m: float
    count: int

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.kind, KINDS, "kind")
        if not 1 <= self.count <= 12:
            raise ValueError(f"count is 1 to 12, got {self.count}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The thing, long along x; slots `body`, `second` and `metal`, as far as it has them."""
    thing = Assembly(rng)
    _MAKERS[parameters.kind](thing, parameters)
    return thing.model()


def _side_on(outline: FloatArray, width: float, bevel: float) -> Mesh:
    """The prism over an outline in (x, z), `width` wide along y and centred there."""
    standing = rotate(extrude(outline, width, bevel, 3, crease_deg=40), (1, 0, 0), math.pi / 2)
    return translate(standing, (0, width / 2, 0))


def _stapler(thing: Assembly, p: Parameters) -> None:
    """A base with its anvil, and an arm with the magazine, hinged behind."""
    x, w, h = p.length_m / 2, p.width_m, p.height_m
    foot = fillet(
        [(-x, 0), (x, 0), (x, 0.004), (0.5 * x, 0.009), (-0.8 * x, 0.010), (-x, 0.006)], 0.003, 3, closed=True
    )
    base = _side_on(foot, w, 0.0015)
    thing.add("base", "body", base, [hull_of(base, 24)])
    thing.span("base", "metal", (0.72 * x, -0.2 * w, 0.006), (0.9 * x, 0.2 * w, 0.0085), radius=0.0005, solid=False)
    z = 0.028
    hinge = (-0.78 * x, 0.0, z)
    for side in (-1.0, 1.0):
        cheek = np.array([(-0.92 * x, 0.004), (-0.5 * x, 0.004), (-0.62 * x, z + 0.004), (-0.84 * x, z + 0.004)])
        plate = translate(_side_on(fillet(cheek, 0.004, 3, closed=True), 0.0015, 0.0003), (0, side * (0.42 * w), 0))
        thing.add("base", "metal", plate, [hull_of(plate, 12)])
    pin = tube([(hinge[0], -0.46 * w, z), (hinge[0], 0.46 * w, z)], 0.0028, segments=12, ends="flat", bevel_m=0.0004)
    thing.add("base", "metal", pin)
    thing.span(
        "arm", "metal", (-0.75 * x, -0.24 * w, z - 0.010), (0.94 * x, 0.24 * w, z - 0.001), radius=0.001, joint="arm"
    )
    cap = fillet(
        [
            (-0.9 * x, z - 0.002),
            (0.97 * x, z - 0.003),
            (0.985 * x, z + 0.005),
            (0.55 * x, h - 0.004),
            (0.0, h),
            (-0.7 * x, h - 0.006),
            (-0.93 * x, z + 0.006),
        ],
        [0.002, 0.002, 0.004, 0.03, 0.05, 0.02, 0.006],
        5,
        closed=True,
    )
    shell = _side_on(cap, 0.74 * w, 0.004)
    thing.add("arm", "body", shell, [hull_of(shell, 28)], joint="arm")
    thing.joints.append(Joint("arm", "revolute", hinge, (0.0, -1.0, 0.0), 0.0, math.radians(28.0)))


def _tape_dispenser(thing: Assembly, p: Parameters) -> None:
    """A heavy foot with a roll on its hub and a toothed edge in front (+x)."""
    x, w, h = p.length_m / 2, p.width_m, p.height_m
    hub = (-0.22 * x, 0.60 * h)
    shape = [
        (-x, 0),
        (x, 0),
        (x, 0.50 * h),
        (0.86 * x, 0.62 * h),
        (0.62 * x, 0.50 * h),
        (0.40 * x, 0.22 * h),
        (-0.75 * x, 0.22 * h),
        (-x, 0.12 * h),
    ]
    body = _side_on(fillet(shape, [0.004, 0.004, 0.003, 0.004, 0.01, 0.02, 0.02, 0.004], 5, closed=True), w, 0.003)
    thing.add(
        "body",
        "body",
        body,
        [
            box_hull((2 * x, w, 0.2 * h), (0, 0, 0.1 * h), 0.004),
            hull_of(body.vertices[body.vertices[:, 0] > 0.45 * x], 20),
        ],
    )
    for side in (-1.0, 1.0):
        cheek = [
            (hub[0] - 0.3 * x, 0.1 * h),
            (hub[0] + 0.3 * x, 0.1 * h),
            (hub[0] + 0.12 * x, hub[1] + 0.02),
            (hub[0] - 0.12 * x, hub[1] + 0.02),
        ]
        plate = translate(_side_on(fillet(cheek, 0.012, 4, closed=True), 0.004, 0.001), (0, side * (w / 2 - 0.003), 0))
        thing.add("body", "body", plate, [hull_of(plate, 16)])
    r = min(h - hub[1], 0.42 * h)
    ring = [(0.5 * r, -0.0095), (r, -0.0095), (r, 0.0095), (0.5 * r, 0.0095)]
    roll = lathe(fillet(ring, 0.0004, 2, closed=True), 48)
    core = lathe(np.array([(0, -0.012), (0.49 * r, -0.012), (0.49 * r, 0.012), (0, 0.012)]), 40)
    for slot, mesh in (("second", roll), ("body", core)):
        turned = translate(rotate(mesh, (1, 0, 0), math.pi / 2), (hub[0], 0, hub[1]))
        thing.add("roll", slot, turned, [hull_of(turned, 28)] if slot == "second" else [])
    # The tape runs from the roll to the cutter.
    start, end = (hub[0] + 0.35 * r, hub[1] + 0.93 * r), (0.90 * x, 0.628 * h)
    film = tube(
        [(start[0], 0, start[1]), (end[0], 0, end[1])],
        np.tile([0.0095, 0.0003], (2, 1)),
        section=np.array([(1, -1), (1, 1), (-1, 1), (-1, -1)]),
        ends="flat",
        up=(0, 0, 1),
    )
    thing.add("roll", "second", film)
    teeth = np.concatenate(
        [[(-0.012, 0)], [(-0.012 + 0.001 * k, 0.004 + 0.0012 * (k % 2)) for k in range(25)], [(0.012, 0)]]
    )
    blade = translate(
        rotate(rotate(extrude(teeth, 0.0006, 0.0), (0, 0, 1), math.pi / 2), (0, 1, 0), -0.5), (0.97 * x, 0, 0.555 * h)
    )
    thing.add("body", "metal", rotate(blade, (0, 0, 1), math.pi, (0.97 * x, 0, 0)))


def _paper(thing: Assembly, p: Parameters) -> None:
    """A stack of sheets in bundles that do not lie quite straight; the uppermost has lines of print."""
    rng = thing.rng
    level = 0.0
    shares = rng.dirichlet(np.full(p.count, 2.0))
    turn, shift = 0.0, np.zeros(2)
    for share in shares:
        tall = max(0.0006, p.height_m * float(share))
        turn = float(rng.normal(0.0, 0.03))
        shift = rng.normal(0.0, 0.003, 2)
        block = rounded_box((p.length_m, p.width_m, tall), 0.0, 2, (0, 0, level + tall / 2))
        mesh = translate(rotate(block, (0, 0, 1), turn), (*shift.tolist(), 0))
        thing.add("body", "body", mesh, [hull_of(mesh, 8)])
        level += tall
    # Lines of print, along the sheet's short side.
    lines: list[Mesh] = []
    inner_x, inner_y = 0.42 * p.length_m, 0.40 * p.width_m
    at = inner_x
    while at > -inner_x:
        long = float(rng.uniform(0.6, 1.0)) if rng.random() < 0.8 else float(rng.uniform(0.15, 0.5))
        lines.append(rounded_box((0.0018, 2 * inner_y * long, 0.00016), 0.0, 2, (at, -inner_y * (1 - long), level)))
        at -= 0.006 if rng.random() < 0.85 else 0.014
    if rng.random() < 0.7:
        thing.add("body", "second", [translate(rotate(m, (0, 0, 1), turn), (*shift.tolist(), 0)) for m in lines])
    x, y = p.length_m / 2 - 0.02, p.width_m / 2 - 0.02
    thing.support("top", [(-x, -y), (x, -y), (x, y), (-x, y)], level)


def _organiser(thing: Assembly, p: Parameters) -> None:
    """A box of open compartments, the hind ones higher."""
    x, y, h, t = p.length_m / 2, p.width_m / 2, p.height_m, 0.0025
    thing.span("body", "body", (-x, -y, 0), (x, y, t), radius=0.0008)
    middle = 0.1 * y
    for y0, tall in ((-y, 0.5 * h), (middle, h), (y - t, h)):
        thing.span("body", "body", (-x, y0, t), (x, y0 + t, tall), radius=0.0008)
    for side in (-x, x - t):
        thing.span("body", "body", (side, -y + t, t), (side + t, middle, 0.5 * h), radius=0.0008)
        thing.span("body", "body", (side, middle + t, t), (side + t, y - t, h), radius=0.0008)
    step = (2 * x - 2 * t) / p.count
    for k in range(p.count):
        left, right = -x + t + k * step, -x + t + (k + 1) * step
        if k:
            thing.span("body", "body", (left - t / 2, middle + t, t), (left + t / 2, y - t, h - 0.004), radius=0.0008)
        inset = t / 2
        thing.cavity(f"compartment_{k + 1}", (left + inset, middle + t, t), (right - inset, y - t, h - 0.004))
    thing.cavity("tray", (-x + t, -y + t, t), (x - t, middle, 0.5 * h))
    thing.support_box("tray", (-x + t, -y + t), (x - t, middle), t, margin=0.008)


def _power_strip(thing: Assembly, p: Parameters) -> None:
    """A row of round sockets turned by 45°, a switch, and a cable that curls away."""
    x, w, h = p.length_m / 2, p.width_m, p.height_m
    shell = extrude(rounded_rectangle(p.length_m, w, 0.008, 5), h, 0.004, 4)
    thing.add("body", "body", shell, [box_hull((p.length_m, w, h), (0, 0, h / 2), 0.004)])
    step = (p.length_m - 0.05) / p.count
    rim = lathe(fillet([(0.0185, 0), (0.0205, 0), (0.0205, 0.0012), (0.0185, 0.0012)], 0.0004, 2, closed=True), 36)
    cup = lathe(fillet([(0, -0.0006), (0.0186, -0.0006), (0.0186, 0.0002), (0, 0.0002)], 0.0001, 2), 36)
    for k in range(p.count):
        at = -x + 0.012 + (k + 0.5) * step
        thing.add("body", "body", translate(rim, (at, 0, h - 0.0003)))
        thing.add("body", "second", translate(cup, (at, 0, h)))
        for side in (-1.0, 1.0):
            hole = lathe(np.array([(0, 0), (0.0025, 0), (0.0025, 0.0004), (0, 0.0004)]), 14)
            thing.add("body", "metal", translate(hole, (at + side * 0.0067, side * 0.0067, h + 0.0001)))
    thing.add("body", "metal", rounded_box((0.014, 0.022, 0.004), 0.0012, 4, (x - 0.02, 0, h + 0.001)))
    turns = smooth(
        [
            (-x + 0.004, 0, 0.014),
            (-x - 0.035, 0.004, 0.008),
            (-x - 0.09, 0.03, 0.0035),
            (-x - 0.12, 0.10, 0.0035),
            (-x - 0.03, 0.16, 0.0035),
            (-x + 0.08, 0.15, 0.0035),
        ],
        48,
    )
    thing.add("cable", "second", tube(turns, 0.0034, segments=10))


def _router(thing: Assembly, p: Parameters) -> None:
    """A flat case with lights in front, slots above, and antennas behind."""
    x, w, h = p.length_m / 2, p.width_m, p.height_m
    shell = extrude(rounded_rectangle(p.length_m, w, 0.018, 6), h, 0.007, 5)
    thing.add("body", "body", shell, [box_hull((p.length_m, w, h), (0, 0, h / 2), 0.007)])
    for k in range(7):
        at = (k - 3) * 0.1 * p.length_m
        thing.add("body", "second", rounded_box((0.045 * p.length_m, 0.34 * w, 0.0008), 0.0003, 2, (at, 0.12 * w, h)))
    for k in range(5):
        thing.add(
            "body",
            "metal",
            rounded_box((0.006, 0.001, 0.002), 0.0003, 2, (-0.2 * x + 0.016 * k, -w / 2 - 0.0001, 0.45 * h)),
        )
    for k in range(p.count):
        at = -x + 0.03 + (k / max(1, p.count - 1) if p.count > 1 else 0.5) * (p.length_m - 0.06)
        lean = float(thing.rng.normal(0.0, 0.12))
        foot = (at, w / 2 + 0.006, 0.55 * h)
        joint = tube(
            [(at, w / 2 - 0.004, 0.55 * h), (at, w / 2 + 0.011, 0.55 * h)],
            0.0062,
            segments=14,
            ends="flat",
            bevel_m=0.0006,
        )
        path = np.array([(0, 0, 0), (0, 0, 0.05), (0, 0, 0.165)])
        blade = tube(path, np.array([(0.0056, 0.0056), (0.0088, 0.0042), (0.0074, 0.0034)]), segments=16, up=(0, 1, 0))
        standing = translate(rotate(blade, (0, 1, 0), lean), foot)
        thing.add("antenna", "body", [joint, standing], [hull_of(standing, 16)])


_MAKERS: dict[str, Callable[[Assembly, Parameters], None]] = {
    "stapler": _stapler,
    "tape": _tape_dispenser,
    "paper": _paper,
    "organiser": _organiser,
    "strip": _power_strip,
    "router": _router,
}
KINDS = tuple(_MAKERS)
