"""Tools for the hand that lie on their sides: claw hammers, screwdrivers, pliers and saws."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import lathe, squircle
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, merge, rotate, translate
from simgen.catalog.model import Model
from simgen.world import Joint, Mesh


@dataclass(frozen=True)
class Parameters:
    """`kind` is one of KINDS, `style` one of STYLES[kind].

    `length_m` over all (x); `head_m`: a hammer's head from face to claw, a screwdriver's handle across, the length
    of pliers' jaws before the pivot, a saw blade's greatest width.
    """

    kind: str
    style: str
    length_m: float
    head_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.kind, KINDS, "kind")
        check_style(self.style, STYLES[self.kind])
        if not 0 < self.head_m < self.length_m:
            raise ValueError(f"head_m lies between 0 and length_m, {self.length_m}, got {self.head_m}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The tool along x, its working end at +x; slots `steel`, `grip` and `second`, as far as it has them."""
    tool = Assembly(rng)
    _MAKERS[parameters.kind](tool, parameters)
    return tool.model()


def _along_x(mesh: Mesh) -> Mesh:
    """A body about +z laid about +x."""
    return rotate(mesh, (0, 1, 0), math.pi / 2)


def _bar(path: list[tuple[float, float]], sizes: list[tuple[float, float]], rows: int, power: float = 2.4) -> Mesh:
    """A solid through (x, y) points at z = 0; `sizes`: half widths in the plane and half heights, one a point."""
    knots = np.column_stack([np.array(path), np.array(sizes)])
    curve = smooth(knots, rows)
    line = np.column_stack([curve[:, :2], np.zeros(rows)])
    return tube(line, np.maximum(curve[:, 2:], 2e-4), section=squircle(18, power), up=(0.0, 0.0, 1.0))


def _hammer(tool: Assembly, p: Parameters) -> None:
    """A head across the handle's end: a round face to -y, a split claw that curls back to +y."""
    reach, face = p.head_m, 0.1 * p.head_m + 0.001
    eye = p.length_m / 2 - 0.016
    neck, end = -0.14 * reach, -0.42 * reach
    poll = [(0.0, end), (face, end), (face, end + 0.014), (0.74 * face, end + 0.024), (0.76 * face, neck), (0.0, neck)]
    turned = lathe(fillet(poll, [0, 0.0022, 0.003, 0.008, 0, 0], 4), 32)
    # The lathe's +z becomes +y.
    round_face = translate(rotate(turned, (1, 0, 0), -math.pi / 2), (eye, 0, 0))
    cheek = rounded_box((0.030, 0.36 * reach, 1.7 * face), 0.0055, 4, (eye, 0.02 * reach, 0))
    claws = []
    for side in (-1.0, 1.0):
        prong = _bar(
            [
                (eye + 0.002, 0.14 * reach),
                (eye + 0.001, 0.28 * reach),
                (eye - 0.010, 0.44 * reach),
                (eye - 0.032, 0.575 * reach),
            ],
            [(0.0115, 0.0058), (0.0095, 0.0058), (0.0062, 0.0052), (0.0018, 0.0042)],
            18,
            3.2,
        )
        claws.append(rotate(translate(prong, (0, 0, side * 0.0056)), (1, 0, 0), side * 0.03))
    head = [round_face, cheek, *claws]
    hulls = [hull_of(round_face, 28), box_hull((0.030, 0.36 * reach, 1.7 * face), (eye, 0.02 * reach, 0), 0.0055)]
    points = merge(claws).vertices.astype(np.float64)
    cut = 0.36 * reach
    hulls += [hull_of(points[points[:, 1] <= cut + 0.004], 20), hull_of(points[points[:, 1] >= cut - 0.004], 20)]
    tool.add("head", "steel", head, hulls)
    tail, top = -p.length_m / 2, eye + 0.0165
    wide, flat = 0.0145, 0.0108
    if p.style == "wood":
        spots = [0.0, 0.06, 0.25, 0.45, 0.72, 0.93, 1.0]
        sizes = [(1.0, 1.0), (1.12, 1.05), (1.0, 1.0), (1.08, 1.02), (0.78, 0.84), (0.85, 0.72), (0.8, 0.68)]
        path = [(tail + (top - tail) * s, 0.0) for s in spots]
        stick = _bar(path, [(wide * a, flat * b) for a, b in sizes], 28, 2.2)
        tool.add("handle", "grip", stick, tube_hulls(np.array([(tail, 0, 0), (top - 0.012, 0, 0)]), flat, 1))
        return
    stop = tail + 0.5 * p.length_m
    shaft = _bar([(stop - 0.02, 0), (eye - 0.05, 0), (eye, 0)], [(0.0095, 0.0065), (0.0085, 0.006), (0.011, 0.008)], 12)
    tool.add("handle", "second", shaft, tube_hulls(np.array([(stop, 0, 0), (eye - 0.01, 0, 0)]), 0.0075, 1))
    spots = [0.0, 0.07, 0.2, 0.5, 0.85, 0.97, 1.0]
    girths = [(1.05, 1.0), (1.28, 1.18), (1.05, 1.08), (1.18, 1.15), (0.98, 1.05), (1.0, 1.0), (0.85, 0.85)]
    path = [(tail + 0.004 + (stop - tail) * s, 0.0) for s in spots]
    sleeve = _bar(path, [(wide * a, flat * b) for a, b in girths], 28)
    tool.add("handle", "grip", sleeve, tube_hulls(np.array([(tail, 0, 0), (stop, 0, 0)]), 1.1 * flat, 1))


def _screwdriver(tool: Assembly, p: Parameters) -> None:
    """A ribbed handle with a collar and a blade that ends flat or in a cross."""
    r, tail, tip = p.head_m / 2, -p.length_m / 2, p.length_m / 2
    long = min(0.46 * p.length_m, 0.115)
    turn = np.linspace(0.0, 2 * math.pi, 48, endpoint=False)
    ribs = (1.0 + 0.045 * np.cos(6 * turn))[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
    spots = np.array([(0, 0.62), (0.04, 0.86), (0.14, 0.97), (0.45, 1.0), (0.68, 0.92), (0.8, 0.66), (0.88, 0.64)])
    curve = smooth(np.concatenate([spots, [(1.0, 0.74)]]), 26)
    path = np.column_stack([tail + long * curve[:, 0], np.zeros(26), np.zeros(26)])
    grip = tube(path, r * curve[:, 1], section=ribs, ends="flat", bevel_m=0.002)
    hulls = tube_hulls(np.array([(tail, 0, 0), (tail + 0.72 * long, 0, 0)]), 0.95 * r, 1)
    tool.add("handle", "grip", grip, [*hulls, *tube_hulls(path[[18, 25]], 0.68 * r, 1)])
    cap = lathe(fillet([(0, -0.0025), (0.74 * r, -0.0025), (0.83 * r, 0.008), (0, 0.008)], [0, 0.004, 0.001, 0], 4), 28)
    ring = [(0, 0), (1.06 * r, 0), (1.075 * r, 0.08 * long), (1.06 * r, 0.16 * long), (0, 0.16 * long)]
    band = lathe(fillet(ring, [0, 0.001, 0.02, 0.001, 0], 3), 36)
    collar = [(0, 0), (0.70 * r, 0), (0.52 * r, 0.012), (0, 0.012)]
    neck = lathe(fillet(collar, [0, 0.001, 0.002, 0], 3), 28)
    for mesh, x in ((cap, tail), (band, tail + 0.36 * long), (neck, tail + long - 0.001)):
        tool.add("handle", "second", translate(_along_x(mesh), (x, 0, 0)))
    shank = 0.12 * p.head_m
    start = tail + long - 0.004
    rod = tube([(start, 0, 0), (tip - 0.016, 0, 0)], shank, segments=18, ends="flat", bevel_m=0.0003)
    if p.style == "flat":
        girth = [(shank, shank), (1.35 * shank, 0.75 * shank), (1.45 * shank, 0.4 * shank), (1.3 * shank, 0.16 * shank)]
        bit = tube(
            [(tip - 0.0175, 0, 0), (tip - 0.010, 0, 0), (tip - 0.005, 0, 0), (tip, 0, 0)],
            np.array(girth),
            section=squircle(16, 4.0),
            ends="flat",
        )
    else:
        cross = (
            (1.0 - 0.28 * np.cos(4 * turn + math.pi))[:, None] * np.column_stack([np.cos(turn), np.sin(turn)]) / 1.28
        )
        steps = np.array([(0.0175, 1.2), (0.0085, 1.15), (0.0015, 0.35), (0.0, 0.2)])
        line = np.column_stack([tip - steps[:, 0], np.zeros(4), np.zeros(4)])
        bit = tube(line, shank * steps[:, 1], section=cross, ends="flat")
    tool.add("blade", "steel", [rod, bit], tube_hulls(np.array([(start, 0, 0), (tip, 0, 0)]), shank, 1))


def _pliers(tool: Assembly, p: Parameters) -> None:
    """Two levers that cross at a pivot; the joint `jaws` opens them to 35°."""
    jaw, tail = p.head_m, -(p.length_m - p.head_m)
    thick, heel = 0.0100, 0.0125
    tip = 0.0022 if p.style == "needle" else 0.0068
    outline = [(-0.006, 0.0004), (jaw, 0.0004), (jaw, tip), (0.45 * jaw, 0.55 * tip + 0.0055), (0.012, heel)]
    shape = fillet([*outline, (-0.008, heel - 0.001)], [0.0, 0.0003, 0.0025, 0.02, 0.006, 0.004], 4, closed=True)
    pad = translate(extrude(shape, thick, 0.0012, 3), (0, 0, -thick / 2))
    # Ridges across the gripping faces.
    ridges = [
        rounded_box((0.0011, 0.0016, 0.7 * thick), 0.0, 2, (x, 0.0009, 0)) for x in np.arange(0.4, 0.97, 0.04) * jaw
    ]
    bow = [(-0.004, -0.003), (-0.02, -0.0125), (0.35 * tail, -0.0205), (0.72 * tail, -0.0255), (tail, -0.0195)]
    arm = _bar(bow[:3], [(0.0075, 0.0046), (0.0056, 0.0046), (0.0040, 0.0040)], 14, 3.2)
    girth = [(0.0060, 0.0068), (0.0068, 0.0070), (0.0062, 0.0066), (0.0058, 0.0062)]
    start = (-0.026, -0.0148)
    sleeve = _bar([start, *bow[2:]], girth, 24, 2.6)
    flange = lathe(fillet([(0, -0.002), (0.0088, -0.002), (0.0088, 0.002), (0, 0.002)], [0, 0.001, 0.001, 0], 3), 24)
    guard = translate(rotate(rotate(flange, (0, 1, 0), math.pi / 2), (0, 0, 1), 0.42), (*start, 0))
    disc = lathe(fillet([(0, -thick / 2), (heel, -thick / 2), (heel, 0), (0, 0)], [0, 0.0012, 0, 0], 3), 36)
    route = np.array([(x, y, 0.0) for x, y in (start, *bow[2:])])
    for name, side, joint in (("lower", 1.0, None), ("upper", -1.0, "jaws")):
        steel = [pad, arm, disc, *ridges]
        grip = [sleeve, guard]
        hulls = [hull_of(pad, 20), hull_of(arm, 16), *tube_hulls(route, 0.0062, 3)]
        if side < 0:
            # The other lever is the first turned over about x.
            steel, grip = ([rotate(m, (1, 0, 0), math.pi) for m in group] for group in (steel, grip))
            hulls = [h * [1.0, -1.0, -1.0] for h in hulls]
        tool.add(name, "steel", steel, hulls, joint=joint)
        tool.add(name, "grip", grip, joint=joint)
    pin = lathe(fillet([(0, -0.0062), (0.0058, -0.0062), (0.0058, 0.0062), (0, 0.0062)], [0, 0.0007, 0.0007, 0], 3), 24)
    tool.add("lower", "steel", pin)
    tool.joints.append(Joint("jaws", "revolute", (0.0, 0.0, 0.0), (0.0, 0.0, -1.0), 0.0, math.radians(35.0)))


def _saw(tool: Assembly, p: Parameters) -> None:
    """A tapered blade with teeth along -y, in a handle with a hole for the hand."""
    tip, tail, w = p.length_m / 2, -p.length_m / 2, p.head_m
    root = tail + 0.105
    low, high, end = -0.5 * w, 0.5 * w, -0.5 * w + 0.42 * w
    gauge = 0.0011
    sheet = fillet(
        [(root - 0.012, low), (tip, low), (tip, end), (root + 0.1 * w, high), (root - 0.012, high)],
        [0.0, 0.001, 0.012, 0.01, 0.0],
        4,
        closed=True,
    )
    blade = translate(extrude(sheet, gauge, 0.0002), (0, 0, -gauge / 2))
    pitch = 0.0058
    tooth = extrude([(-pitch / 2, 0.0008), (0.30 * pitch, -0.0042), (pitch / 2, 0.0008)], 0.82 * gauge, 0.0)
    count = int((tip - root - 0.016) / pitch)
    teeth = [translate(tooth, (root + 0.012 + k * pitch, low, -0.41 * gauge)) for k in range(count)]
    tool.add("blade", "steel", [blade, merge(teeth)], [hull_of(blade, 20)])
    # The handle: a ring drawn out at its horns, thick enough to hold.
    turn = np.linspace(0.0, 2 * math.pi, 56, endpoint=False)
    middle, half_x, half_y = tail + 0.062, 0.046, 0.52 * w + 0.008
    power = 2.0 / 3.0
    round_x, round_y = (np.sign(f(turn)) * np.abs(f(turn)) ** power for f in (np.cos, np.sin))
    slant = -0.16 * half_y * round_y
    ring = np.column_stack([middle + half_x * round_x + slant, half_y * round_y, np.zeros(56)])
    wide = np.where(np.cos(turn) > 0, 0.0175, 0.0150) - 0.003 * np.abs(np.sin(turn)) ** 2
    loop = tube(ring, np.column_stack([wide, np.full(56, 0.0112)]), section=squircle(16, 2.8), closed=True)
    points = loop.vertices.astype(np.float64)
    where = (np.arctan2(points[:, 1], points[:, 0] - middle) + math.pi) // (math.pi / 4)
    tool.add("handle", "grip", loop, [hull_of(points[where == k], 16) for k in range(8) if (where == k).sum() > 8])
    front = fillet(
        [(root - 0.02, 0.94 * low), (root + 0.012, 0.8 * low), (root + 0.03, 0.9 * high), (root - 0.02, high)],
        [0.004, 0.008, 0.008, 0.004],
        4,
        closed=True,
    )
    block = translate(extrude(front, 0.020, 0.003, 3), (0, 0, -0.010))
    tool.add("handle", "grip", block, [hull_of(block, 20)])
    stud = lathe(fillet([(0, -0.0112), (0.0062, -0.0112), (0.0062, 0.0112), (0, 0.0112)], [0, 0.001, 0.001, 0], 3), 24)
    for share in (-0.28, 0.28):
        tool.add("handle", "second", translate(stud, (root + 0.002, share * w, 0)))


_MAKERS: dict[str, Callable[[Assembly, Parameters], None]] = {
    "hammer": _hammer,
    "screwdriver": _screwdriver,
    "pliers": _pliers,
    "saw": _saw,
}
KINDS = tuple(_MAKERS)
STYLES = {
    "hammer": ("wood", "steel"),
    "screwdriver": ("flat", "cross"),
    "pliers": ("combination", "needle"),
    "saw": ("panel",),
}
