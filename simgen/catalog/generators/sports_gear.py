"""Sports gear that lies on the floor or in a rack: rackets, bats, skateboards, flying discs and dumbbells."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, ellipse, extrude, rounded_box
from simgen.catalog.meshing.hulls import tube_hulls, turned_hulls, vessel_hulls
from simgen.catalog.meshing.lathe import lathe, squircle
from simgen.catalog.meshing.lofts import loft, pole
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, merge, rotate, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh


@dataclass(frozen=True)
class Parameters:
    """`kind` is one of KINDS; `length_m` over all, along x; `width_m` over all, along y (a disc is round)."""

    kind: str
    length_m: float
    width_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.kind, KINDS, "kind")
        if not 0 < self.width_m <= self.length_m:
            raise ValueError(f"width_m lies between 0 and length_m, {self.length_m}, got {self.width_m}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The thing as it lies, its handle to -x; slots `body`, `second`, `grip` and `mark`, as far as it has them."""
    gear = Assembly(rng)
    _MAKERS[parameters.kind](gear, parameters)
    return gear.model()


def _wound(start: float, end: float, radius: FloatArray, pitch_m: float) -> Mesh:
    """The raised edge of a grip's tape, round an elliptic handle along x; `radius` across y and z."""
    turns = (end - start) / pitch_m
    t = np.linspace(0.0, 1.0, max(24, round(14 * turns)))
    angle = 2 * math.pi * turns * t
    path = np.column_stack([start + (end - start) * t, radius[0] * np.cos(angle), radius[1] * np.sin(angle)])
    return tube(path, 0.0006, segments=5)


def _tennis_racket(gear: Assembly, p: Parameters) -> None:
    """An oval hoop with its strings, a throat of two arms, a taped handle."""
    half_x, half_y, beam = 0.245 * p.length_m, p.width_m / 2, (0.0062, 0.0115)
    middle = p.length_m / 2 - half_x
    tail, neck = -p.length_m / 2, middle - half_x - 0.105
    turn = np.linspace(0.0, 2 * math.pi, 72, endpoint=False)
    rim = np.column_stack([middle + (half_x - beam[0]) * np.cos(turn), (half_y - beam[0]) * np.sin(turn), np.zeros(72)])
    hoop = tube(rim, np.tile(beam, (72, 1)), section=squircle(16, 2.8), closed=True, up=(0, 0, 1))
    hulls = [
        hull
        for k in range(0, 72, 6)
        for hull in tube_hulls(np.concatenate([rim, rim[:1]])[k : k + 7][[0, 3, 6]], beam, 1)
    ]
    arms = []
    for side in (-1.0, 1.0):
        start = middle + (half_x - beam[0]) * math.cos(2.62), side * (half_y - beam[0]) * math.sin(2.62)
        path = smooth(
            np.array(
                [
                    (*start, 0.0),
                    (middle - 1.02 * half_x, side * 0.36 * half_y, 0.0),
                    (neck + 0.02, side * 0.011, 0.0),
                    (neck - 0.02, side * 0.0085, 0.0),
                ]
            ),
            16,
        )
        arms.append(tube(path, np.tile([0.0058, 0.0105], (16, 1)), section=squircle(14, 2.8), up=(0, 0, 1)))
        hulls += tube_hulls(path, (0.0058, 0.0105), 2)
    gear.add("frame", "body", [hoop, *arms], hulls)
    # A band of the other colour at the head.
    tip = rim[np.abs(np.arctan2(rim[:, 1], rim[:, 0] - middle)) < 0.62]
    tip = tip[np.argsort(np.arctan2(tip[:, 1], tip[:, 0] - middle))]
    gear.add(
        "frame",
        "second",
        tube(
            tip, np.tile(np.array(beam) + 0.0004, (len(tip), 1)), section=squircle(16, 2.8), up=(0, 0, 1), ends="flat"
        ),
    )
    octagon = np.column_stack([np.cos(turn[::9] + math.pi / 8), np.sin(turn[::9] + math.pi / 8)])
    stations = np.array([tail + 0.004, tail + 0.012, tail + 0.02, tail + 0.03, neck - 0.05, neck - 0.018])
    girth = np.array([(0.0175, 0.0165), (0.0178, 0.0168), (0.0172, 0.0160), (0.0150, 0.0140), (0.0148, 0.0138)])
    girth = np.concatenate([girth, [(0.0140, 0.0130)]])
    path = np.column_stack([stations, np.zeros(6), np.zeros(6)])
    gear.add(
        "handle",
        "grip",
        [
            tube(path, girth, section=octagon, ends="flat", bevel_m=0.002, up=(0, 0, 1)),
            _wound(tail + 0.036, neck - 0.025, np.array([0.0146, 0.0136]), 0.022),
        ],
        tube_hulls(path[[0, 2]], (0.0172, 0.0162), 1) + tube_hulls(path[[2, 5]], (0.0144, 0.0134), 1),
    )
    gear.add("handle", "second", tube([(neck - 0.02, 0, 0), (neck - 0.008, 0, 0)], (0.0155), segments=20, ends="flat"))
    inner_x, inner_y = half_x - 2 * beam[0], half_y - 2 * beam[0]
    strings = []
    for count, along in ((16, 0), (19, 1)):
        reach, across = (inner_x, inner_y) if along == 0 else (inner_y, inner_x)
        # Closer in the middle of the head.
        for k, share in enumerate((np.arange(count) + 0.5) / count * 2 - 1):
            at = across * share * (0.86 + 0.09 * share**2)
            long = reach * math.sqrt(1 - (at / across) ** 2) + 0.004
            t = np.linspace(-long, long, 21)
            weave = 0.0007 * np.sin(np.arange(21) * math.pi / 1.25 + math.pi * k)
            spot = np.full(21, at)
            line = (t, spot, weave) if along == 0 else (spot, t, -weave)
            strings.append(tube(np.add(np.column_stack(line), (middle, 0, 0)), 0.00065, segments=5))
    net = np.add(ellipse(2 * inner_x, 2 * inner_y, 24), (middle, 0))
    slab = np.concatenate([np.column_stack([net, np.full(24, z)]) for z in (-0.0016, 0.0016)])
    gear.add("frame", "mark", merge(strings), [hull_of(slab, 32)])


def _table_tennis_bat(gear: Assembly, p: Parameters) -> None:
    """A ply blade with a rubber on either side, and a flared handle."""
    long, half = p.length_m - 0.098, p.width_m / 2
    middle = p.length_m / 2 - long / 2
    turn = np.linspace(0.0, 2 * math.pi, 64, endpoint=False)
    head = np.column_stack([middle + long / 2 * np.cos(turn), half * np.sin(turn)])
    foot = (middle - long / 2, 0.026)
    shape = [(x, y) for x, y in head if x > foot[0] + 0.022]
    start = next(k for k in range(64) if head[k, 0] > foot[0] + 0.022 >= head[k - 1, 0])
    ordered = [tuple(head[(start + k) % 64]) for k in range(len(shape))]
    blade = np.array([*ordered, (foot[0] + 0.006, 0.020), (foot[0] - 0.01, 0.0135), (foot[0] - 0.01, -0.0135)])
    blade = np.concatenate([blade, [(foot[0] + 0.006, -0.020)]])
    ply = translate(extrude(blade, 0.0058, 0.0007, crease_deg=50), (0, 0, -0.0029))
    gear.add("blade", "body", ply, [hull_of(ply, 28)])
    sheet = blade[blade[:, 0] > foot[0] + 0.02]
    sheet = np.concatenate([sheet * [1, 0.99], [(foot[0] + 0.017, -0.9 * foot[1]), (foot[0] + 0.017, 0.9 * foot[1])]])
    sheet = sheet[np.argsort(np.arctan2(sheet[:, 1], sheet[:, 0] - middle))]
    for slot, low in (("second", 0.0029), ("grip", -0.0066)):
        # Rubber on a pale sponge.
        pad = translate(extrude(sheet, 0.0037, 0.0004, crease_deg=50), (0, 0, low))
        gear.add("blade", slot, pad, [hull_of(pad, 28)])
    tail = -p.length_m / 2
    spots = np.array([foot[0] + 0.004, foot[0] - 0.012, foot[0] - 0.05, tail + 0.008, tail])
    girth = np.array([(0.0135, 0.0105), (0.0128, 0.0112), (0.0130, 0.0115), (0.0158, 0.0120), (0.0150, 0.0112)])
    path = np.column_stack([spots[::-1], np.zeros(5), np.zeros(5)])
    grip = tube(path, girth[::-1], section=squircle(24, 2.8), ends="flat", bevel_m=0.002, up=(0, 0, 1))
    gear.add("handle", "mark", grip, tube_hulls(path[[0, 2]], (0.0148, 0.0116), 1) + tube_hulls(path[[2, 4]], 0.011, 1))


def _baseball_bat(gear: Assembly, p: Parameters) -> None:
    """Turned, from a knob over a taped handle to the barrel."""
    long, r = p.length_m, p.width_m / 2
    curve = [(0, 0), (0.72 * r, 0), (0.74 * r, 0.012), (0.40 * r, 0.03), (0.37 * r, 0.12), (0.40 * r, 0.36 * long)]
    curve += [(0.62 * r, 0.56 * long), (0.93 * r, 0.74 * long), (r, 0.88 * long), (0.97 * r, 0.98 * long), (0, long)]
    profile = fillet(curve, [0, 0.004, 0.005, 0.012, 0.05, 0.1, 0.12, 0.12, 0.08, 0.016, 0], 6)
    shape = lathe(profile, 40, grain="axis")

    def along_x(mesh: Mesh) -> Mesh:
        return translate(rotate(mesh, (0, 1, 0), math.pi / 2), (-long / 2, 0, 0))

    rising = np.maximum.accumulate(np.array(profile)[:, 1])
    turned = np.column_stack([np.array(profile)[:, 0], rising])
    hulls = [
        np.column_stack([h[:, 2] - long / 2, h[:, 1], -h[:, 0]])
        for h in turned_hulls(turned[1:-1], tolerance_m=0.0015, segments=14)
    ]
    gear.add("bat", "body", along_x(shape), hulls)
    tape = [(0.372 * r + 0.001, 0.035), (0.372 * r + 0.0012, 0.12), (0.40 * r + 0.0012, 0.33 * long)]
    under = [(radius - 0.003, z) for radius, z in tape[::-1]]
    gear.add("bat", "grip", along_x(lathe(np.array([*tape, *under]), 36)))
    gear.add(
        "bat",
        "grip",
        _wound(-long / 2 + 0.036, -long / 2 + 0.33 * long, np.full(2, 0.39 * r + 0.0014), 0.018),
    )
    for z in (0.70, 0.715):
        ring = [
            (0.905 * r, z * long),
            (0.925 * r, z * long),
            (0.93 * r, z * long + 0.004),
            (0.905 * r, z * long + 0.004),
        ]
        gear.add("bat", "mark", along_x(lathe(np.add(ring, (0.0006 + 0.02 * r, 0)), 40)))


def _skateboard(gear: Assembly, p: Parameters) -> None:
    """A deck of pressed plies, up at both ends and at its sides, on two trucks with four wheels."""
    long, half, thick, wheel = p.length_m, p.width_m / 2, 0.0115, 0.0265
    level = 2 * wheel + 0.035
    kick = 0.5 * long - 0.165

    def pressed(points: FloatArray) -> FloatArray:
        x, y, z = points.T
        past = np.clip(np.abs(x) - kick, 0, None)
        rise = 0.36 * (np.sqrt(past**2 + 0.03**2) - 0.03)
        inside = np.clip(1 - past / 0.05, 0, 1)
        return np.column_stack([x, y, z + rise + 0.007 * (np.abs(y) / half) ** 2 * inside])

    turn = np.linspace(0.0, 2 * math.pi, 96, endpoint=False)
    c, s = np.cos(turn), np.sin(turn)
    outline = np.column_stack(
        [np.sign(c) * np.abs(c) ** (2 / 4.2) * long / 2, np.sign(s) * np.abs(s) ** (2 / 2.9) * half]
    )

    def sheet(low: float, high: float, inset: float) -> Mesh:
        """A flat board cut finely enough to bend."""
        rings = [outline * (1 - share) for share in np.linspace(0.0, 0.97, 16)]
        scale = 1 - inset / half
        top = [np.column_stack([ring * scale, np.full(96, high)]) for ring in rings]
        below = [np.column_stack([ring * scale, np.full(96, low)]) for ring in rings]
        middle = (low + high) / 2
        edge = np.column_stack([outline * scale * (1 + 0.0012 / half), np.full(96, middle)])
        stack = [pole(below[-1]), *below[::-1], edge, *top, pole(top[-1])]
        return warp(loft(stack), pressed)

    gear.add("deck", "body", sheet(level, level + thick, 0.0))
    gear.add("deck", "grip", sheet(level + thick - 0.0004, level + thick + 0.0007, 0.0015))
    # The print below.
    gear.add("deck", "mark", sheet(level - 0.0003, level + 0.0006, 0.004))
    for low, high in ((-0.5, -0.42), (-0.42, -0.30), (-0.30, 0.0), (0.0, 0.30), (0.30, 0.42), (0.42, 0.5)):
        part = outline[(outline[:, 0] >= (low - 0.02) * long) & (outline[:, 0] <= (high + 0.02) * long)]
        part = np.column_stack([np.clip(part[:, 0], low * long, high * long), part[:, 1]])
        slab = np.concatenate([np.column_stack([part, np.full(len(part), z)]) for z in (level, level + thick)])
        gear.add("deck", "body", [], [hull_of(pressed(slab), 30)])
    for end in (-1.0, 1.0):
        at = end * (kick - 0.045)
        base = rounded_box((0.082, 0.055, 0.006), 0.002, 4, (at, 0, level - 0.003))
        riser = rounded_box((0.036, 0.04, 0.026), 0.008, 4, (at + end * 0.008, 0, level - 0.018))
        path = [(at, -0.062, wheel + 0.006), (at, -0.03, wheel + 0.010), (at, 0.03, wheel + 0.010)]
        hanger = tube(
            smooth(np.array([*path, (at, 0.062, wheel + 0.006)]), 18),
            np.tile([0.011, 0.010], (18, 1)),
            section=squircle(16, 2.6),
            ends="flat",
            bevel_m=0.002,
        )
        axle = tube([(at, -half * 0.99, wheel), (at, half * 0.99, wheel)], 0.004, segments=16, ends="flat")
        gear.add(
            "truck",
            "second",
            [base, riser, hanger, axle],
            [box_hull((0.08, 0.12, level - wheel), (at, 0, (level + wheel) / 2))],
        )
        for bolt_x in (-0.027, 0.027):
            for bolt_y in (-0.0205, 0.0205):
                head = lathe(
                    fillet([(0, 0), (0.0042, 0), (0.0038, 0.0012), (0, 0.0014)], [0, 0.0003, 0.0004, 0], 2), 14
                )
                gear.add("truck", "second", translate(head, (at + bolt_x, bolt_y, level + thick + 0.0004)))
        tyre = fillet(
            [(0.004, -0.016), (0.0175, -0.016), (wheel, -0.0115), (wheel, 0.0115), (0.0175, 0.016), (0.004, 0.016)],
            [0, 0.001, 0.005, 0.005, 0.001, 0],
            5,
        )
        for side in (-1.0, 1.0):
            center = (at, side * (half * 0.99 - 0.022), wheel)
            turned = rotate(lathe(np.array(tyre), 36), (1, 0, 0), math.pi / 2)
            nut = rotate(
                lathe(fillet([(0, 0), (0.0065, 0), (0.0065, 0.006), (0, 0.006)], [0, 0.001, 0.001, 0], 2), 6),
                (1, 0, 0),
                -side * math.pi / 2,
            )
            gear.add("wheels", "wheel", translate(turned, center), [hull_of(translate(turned, center), 32)])
            gear.add("wheels", "second", translate(nut, (center[0], center[1] + side * 0.014, wheel)))


def _flying_disc(gear: Assembly, p: Parameters) -> None:
    """A plate with a deep rim, that lies on the rim, with rings on its top to fly by."""
    r, high, wall = p.length_m / 2, 0.115 * p.length_m, 0.0022
    outer = [(0.0, high), (0.55 * r, 0.985 * high), (0.86 * r, 0.90 * high), (0.975 * r, 0.62 * high), (r, 0.2 * high)]
    inner = [(0.94 * r, 0.004), (0.93 * r, 0.5 * high), (0.85 * r, 0.9 * high - wall), (0.55 * r, 0.985 * high - wall)]
    curve = [*outer, (0.975 * r, 0.0), *inner, (0.0, high - wall)]
    shape = lathe(fillet(curve, [0, 0.05, 0.03, 0.02, 0.006, 0.003, 0.003, 0.01, 0.02, 0.05, 0], 6), 72)
    # Downwards it is a bowl.
    bowl = vessel_hulls(
        [(0.80 * r, 0.0), (0.93 * r, 0.1 * high), (r, 0.8 * high), (r, high)],
        [(0.80 * r, wall + 0.002), (0.92 * r, 0.2 * high), (0.94 * r, high)],
        max_wedges=14,
    )
    hulls = [np.column_stack([h[:, 0], h[:, 1], high - h[:, 2]]) for h in bowl]
    gear.add("disc", "body", shape, hulls)
    for k in range(7):
        at = (0.58 + 0.035 * k) * r
        z = float(np.interp(at, [q[0] for q in outer], [q[1] for q in outer]))
        ring = np.array(
            [(at - 0.0008, z - 0.001), (at + 0.0008, z - 0.001), (at + 0.0004, z + 0.0006), (at - 0.0004, z + 0.0006)]
        )
        gear.add("disc", "body", lathe(ring, 72))
    mark = fillet(
        [(0.30 * r, high - 0.0012), (0.40 * r, high - 0.0012), (0.40 * r, high + 0.0001), (0.30 * r, high + 0.0002)],
        [0] * 4,
        2,
        closed=True,
    )
    gear.add("disc", "mark", lathe(np.array(mark), 60))


def _dumbbell(gear: Assembly, p: Parameters) -> None:
    """Two six-sided heads on a knurled bar that is thickest in its middle."""
    head, across = 0.30 * p.length_m, p.width_m / 2
    turn = np.arange(6) * math.pi / 3 + math.pi / 6
    flat = across * math.cos(math.pi / 6)
    hexagon = np.column_stack([np.sin(turn), np.cos(turn)]) * across
    for side in (-1.0, 1.0):
        block = extrude(fillet([tuple(c) for c in hexagon], [0.006] * 6, 4, closed=True), head, 0.008, 4, crease_deg=50)
        moved = translate(rotate(block, (0, 1, 0), math.pi / 2), (side * (p.length_m - head) / 2 - head / 2, 0, 0))
        gear.add("dumbbell", "body", moved, [hull_of(moved, 32)])
        disk = lathe(
            fillet([(0, 0), (0.5 * flat, 0), (0.5 * flat, 0.0012), (0, 0.0014)], [0, 0.0004, 0.0008, 0], 2), 40
        )
        face = translate(rotate(disk, (0, 1, 0), side * math.pi / 2), (side * (p.length_m / 2 - 0.0003), 0, 0))
        gear.add("dumbbell", "mark", face)
    reach = p.length_m / 2 - head + 0.004
    x = np.linspace(-reach, reach, 13)
    girth = 0.0138 + 0.0022 * (1 - (x / reach) ** 2)
    bar = tube(np.column_stack([x, np.zeros(13), np.zeros(13)]), girth, segments=28, ends="flat")
    gear.add("dumbbell", "grip", bar, tube_hulls([(-reach, 0, 0), (reach, 0, 0)], 0.0145, 1))


_MAKERS: dict[str, Callable[[Assembly, Parameters], None]] = {
    "tennis_racket": _tennis_racket,
    "table_tennis_bat": _table_tennis_bat,
    "baseball_bat": _baseball_bat,
    "skateboard": _skateboard,
    "flying_disc": _flying_disc,
    "dumbbell": _dumbbell,
}
KINDS = tuple(_MAKERS)
