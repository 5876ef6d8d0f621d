"""Electric things with a cord that one works with in the hand: hair dryers and steam irons."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._maker import CORD_M, bundle, cord, maker, plug
from simgen.catalog.generators._prints import written
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box, rounded_rectangle
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import lathe, squircle
from simgen.catalog.meshing.lofts import at_height, loft, oval, pole
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, move, rotate, translate, volume_m3
from simgen.catalog.model import Model
from simgen.geometry import FloatArray, Pose, axis_angle
from simgen.world import Mesh

KINDS: dict[str, tuple[str, ...]] = {
    "hair_dryer": ("nozzle", "plain", "slim"),
    "clothes_iron": ("heel", "flat"),
}
_POINTS = 48


@dataclass(frozen=True)
class Parameters:
    """`length_m`: of the barrel with its nozzle, or of the iron's sole; `width_m`: the barrel's or the sole's.

    `kind` one of KINDS, and `style` one of its: a dryer's front, or what an iron stands on. `reach_m`: how far a
    dryer's handle reaches from the barrel's axis, or how high an iron's handle is. `cord`: it lies there, tied up.
    """

    kind: str
    style: str
    length_m: float
    width_m: float
    reach_m: float
    cord: bool

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.kind, KINDS, "kind")
        check_style(self.style, KINDS[self.kind])
        if not 0.2 * self.length_m <= self.width_m <= 0.62 * self.length_m:
            raise ValueError(f"width_m is 0.2 to 0.62 of length_m {self.length_m}, got {self.width_m}")
        if not 0.09 <= self.reach_m <= 0.24:
            raise ValueError(f"reach_m is from 0.09 to 0.24, got {self.reach_m}")


@dataclass
class _Built:
    """What is built in one pose, to be shown in another."""

    rng: np.random.Generator
    pieces: list[tuple[str, list[Mesh], list[FloatArray]]] = field(default_factory=list)

    def add(self, slot: str, meshes: Mesh | Iterable[Mesh], hulls: Iterable[FloatArray] = ()) -> None:
        """Meshes and hulls of the one part."""
        self.pieces.append((slot, [meshes] if isinstance(meshes, Mesh) else list(meshes), list(hulls)))

    def show(self, thing: Assembly, pose: Pose) -> None:
        """All of it, as the part `body`."""
        for slot, meshes, hulls in self.pieces:
            thing.add("body", slot, [move(m, pose) for m in meshes], [pose.apply(h) for h in hulls])

    def at_rest(self) -> Pose:
        """The nearest pose in which it lies still on z = 0: on a face of its hull that is below its centre of mass."""
        from scipy.spatial import ConvexHull

        masses = [(volume_m3(m), m.vertices.mean(axis=0)) for _, meshes, _ in self.pieces for m in meshes]
        center = np.average([c for _, c in masses], axis=0, weights=[max(v, 0.0) for v, _ in masses])
        points = np.concatenate([h for _, _, hulls in self.pieces for h in hulls])
        hull = ConvexHull(points)
        best = np.array([0.0, 0.0, -1.0])
        least = -1.0
        for corners, plane in zip(points[hull.simplices], hull.equations, strict=True):
            normal = plane[:3]
            below = center - (center @ normal + plane[3]) * normal
            around = [np.cross(corners[(k + 1) % 3] - corners[k], below - corners[k]) @ normal for k in range(3)]
            if (min(around) >= 0.0 or max(around) <= 0.0) and -normal[2] > least:
                best, least = normal, -float(normal[2])
        axis = np.cross(best, [0.0, 0.0, -1.0])
        length = float(np.linalg.norm(axis))
        turn = (
            Pose() if length < 1e-9 else Pose(quaternion=axis_angle(axis / length, math.atan2(length, -float(best[2]))))
        )
        return Pose((0.0, 0.0, -float(turn.apply(points)[:, 2].min()))) @ turn


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The thing; slots `body`, `second`, `trim`, `steel`, `dark`, `lamp`, `print`, `tank`, `cord`."""
    thing = Assembly(rng)
    {"hair_dryer": _hair_dryer, "clothes_iron": _clothes_iron}[parameters.kind](thing, parameters)
    return thing.model(has_front=parameters.kind == "clothes_iron")


def _rings(shape: list[tuple[float, float, float]]) -> list[FloatArray]:
    """Level ovals of (half width x, half width y, z)."""
    return [at_height(oval(a, b, b, squareness=(2.0, 2.0), points=_POINTS), z) for a, b, z in shape]


def _hollow(outside: list[tuple[float, float, float]], wall: float, floor: float) -> Mesh:
    """A cup about z, open above: `outside` from below, its hollow down to `floor`."""
    out = _rings(outside)
    inner = [(a - wall, b - wall, z) for a, b, z in outside if z > floor][::-1]
    a, b = (float(np.interp(floor, [o[2] for o in outside], [o[k] for o in outside])) for k in (0, 1))
    inside = _rings([*inner, (a - wall, b - wall, floor)])
    rim = len(out)
    return loft([pole(out[0]), *out, *inside, pole(inside[-1])], creases=[1, rim, rim + 1, rim + len(inside)])


def _hair_dryer(thing: Assembly, p: Parameters) -> None:
    """It lies on its side: the barrel along y, blowing to -y, the handle to +x and down to what it lies on."""
    r, length = p.width_m / 2, p.length_m
    nozzle = 0.26 * length if p.style == "nozzle" else 0.0
    barrel = length - nozzle
    reach, thick = p.reach_m, 0.0155
    built = _Built(thing.rng)
    # The barrel's +z becomes -y.
    ahead = Pose(quaternion=axis_angle((1.0, 0.0, 0.0), math.pi / 2))
    waist = 0.8 if p.style != "slim" else 0.94
    start = -0.45 * barrel
    shape = [
        (0.78 * r, start),
        (0.86 * r, start + 0.004),
        (0.97 * r, start + 0.14 * barrel),
        (r, start + 0.3 * barrel),
        (0.98 * r, start + 0.5 * barrel),
        ((0.5 + 0.5 * waist) * r, start + 0.72 * barrel),
        (waist * r, start + 0.94 * barrel),
        (waist * r, start + barrel),
    ]
    body = move(_hollow([(a, a, z) for a, z in shape], 0.0022, start + 0.72 * barrel), ahead)
    points = body.vertices.astype(np.float64)
    back, front = points[points[:, 1] > -0.02], points[points[:, 1] < 0.02]
    built.add("body", body, [hull_of(back, 32), hull_of(front, 32)])
    _intake(built, 0.78 * r, start, ahead)
    # Behind the outlet a disc with a cross, which glows no more.
    grate = [lathe(np.array([(0, 0), (waist * r - 0.003, 0), (waist * r - 0.003, 0.001), (0, 0.001)]), 32)]
    for k in range(4):
        bar = rounded_box((2 * waist * r - 0.006, 0.0012, 0.004), center=(0, 0, 0.003))
        grate.append(rotate(bar, (0, 0, 1), math.pi / 4 * k))
    built.add("dark", [move(translate(m, (0, 0, start + 0.73 * barrel)), ahead) for m in grate])
    band = lathe(
        np.array(
            [(waist * r - 0.001, 0), (waist * r + 0.0012, 0), (waist * r + 0.0012, 0.008), (waist * r - 0.001, 0.008)]
        ),
        48,
    )
    built.add("trim", move(translate(band, (0, 0, start + barrel - 0.0095)), ahead))
    if nozzle:
        w = waist * r
        tip = [
            (w + 0.002, w + 0.002, 0.0),
            (w + 0.001, w, 0.25),
            (0.95 * r, 0.55 * w, 0.62),
            (1.05 * r, 0.009, 0.96),
            (1.05 * r, 0.0085, 1.0),
        ]
        cup = _hollow(
            [(a, b, start + barrel - 0.006 + (nozzle + 0.006) * s) for a, b, s in tip],
            0.0016,
            start + barrel + 0.2 * nozzle,
        )
        # The slit stands across the handle.
        mesh = move(cup, ahead)
        built.add("trim", mesh, [hull_of(mesh, 32)])
    _dryer_handle(built, p, start + 0.36 * barrel, thick)
    pose = built.at_rest()
    built.show(thing, pose)
    if p.cord:
        end = pose.apply(np.array([[reach + 0.008, -start - 0.36 * barrel - 0.012, 0.0]]))[0]
        way = [end, end + np.array([0.03, 0.0, -0.003]), np.array([end[0] + 0.05, end[1] + 0.03, CORD_M])]
        _tied(thing, way, np.array([reach + 0.03, 0.09, 0.0]), np.array([0.05, 0.055, 0.0]), math.pi / 2)


def _tied(thing: Assembly, way: list[FloatArray], at: FloatArray, out: FloatArray, turn_rad: float) -> None:
    """A cord that goes along the points `way` into tied loops about `at`; its plug is `out` beyond their end."""
    lay = bundle((0.0, 0.0, 0.0), 0.13) + at
    floor = np.array([1.0, 1.0, 0.0])
    heading = np.array([math.cos(turn_rad), math.sin(turn_rad), 0.0])
    tail = lay[-1] * floor + out + np.array([0.0, 0.0, at[2] + CORD_M])
    tip = tail + 0.032 * heading
    between = lay[-1] + 0.45 * out - 0.012 * heading
    middle = lay[:, :2].mean(axis=0)
    loops = box_hull((0.13, 0.03, 0.013), (middle[0], middle[1], at[2] + 0.0065))
    thing.add("cord", "cord", cord([*way, *lay, between, tail, tip], 150), [loops])
    band = rounded_box((0.008, 0.038, 0.014), 0.003, 2, (middle[0], middle[1], at[2] + 0.008))
    shell, pins = plug((tip[0], tip[1], at[2]), turn_rad)
    thing.add("cord", "cord", [band, shell], [hull_of(shell, 16)])
    thing.add("cord", "steel", pins)


def _intake(built: _Built, r: float, start: float, ahead: Pose) -> None:
    """The grille at the back: rings and spokes before a dark filter."""
    lens = lathe(fillet([(0, -0.002), (0.92 * r, -0.001), (0.92 * r, 0.003), (0, 0.003)], [0, 0, 0, 0], 2), 40)
    rings = []
    for k in range(1, 6):
        a = 0.92 * r * k / 5
        rings.append(lathe(np.array([(a - 0.0016, -0.004), (a, -0.004), (a, -0.0005), (a - 0.0016, -0.0005)]), 40))
    for k in range(6):
        spoke = rounded_box((0.92 * r, 0.0018, 0.003), 0.0004, 2, (0.46 * r, 0, -0.0022))
        rings.append(rotate(spoke, (0, 0, 1), math.pi / 3 * k))
    built.add("dark", move(translate(lens, (0, 0, start)), ahead))
    built.add("trim", [move(translate(m, (0, 0, start)), ahead) for m in rings])


def _dryer_handle(built: _Built, p: Parameters, along: float, thick: float) -> None:
    """An oval grip that leans back a little, with two switches in front, a ring to hang it by and the cord's sleeve."""
    reach, y = p.reach_m, -along
    count = 16
    share = np.linspace(0.0, 1.0, count)
    path = np.column_stack([0.35 * p.width_m + share * (reach - 0.35 * p.width_m), y - 0.012 * share**2, 0 * share])
    wide = np.interp(share, [0, 0.15, 0.5, 0.85, 1], [0.026, 0.0205, 0.0185, 0.0195, 0.0165])
    tall = np.interp(share, [0, 0.15, 0.5, 0.85, 1], [0.0185, 0.0165, 0.0155, thick, 0.8 * thick])
    grip = tube(
        path, np.column_stack([wide, tall]), section=squircle(24, 2.4), up=(0, 0, 1), ends="flat", bevel_m=0.004
    )
    built.add("second", grip, [hull_of(grip, 32)])
    collar = tube(
        path[:3], np.column_stack([wide[:3] + 0.0012, tall[:3] + 0.0012]), section=squircle(24, 2.4), ends="flat"
    )
    built.add("trim", collar)
    for k in range(2):
        x = 0.42 * reach + 0.032 * k
        edge = y - float(np.interp(x, path[:, 0], wide)) - 0.0035
        built.add("trim", rounded_box((0.024, 0.006, 0.011), 0.0022, 4, (x, edge + 0.0025, 0.0)))
        built.add("dark", rounded_box((0.028, 0.003, 0.0145), 0.001, 2, (x, edge + 0.005, 0.0)))
        ridges = [
            rounded_box((0.0012, 0.002, 0.009), 0.0004, 2, (x + s * 0.004, edge - 0.0006, 0.0)) for s in (-1, 0, 1)
        ]
        built.add("trim", ridges)
    end = (reach, y - 0.012, 0.0)
    sleeve = tube(
        [end, (end[0] + 0.012, end[1], 0.0), (end[0] + 0.032, end[1] - 0.001, 0.0)],
        np.array([0.006, 0.005, 0.004]),
        segments=14,
        ends="flat",
    )
    ribs = [
        tube(
            [(end[0] + 0.008 + 0.006 * k, end[1], 0.0), (end[0] + 0.011 + 0.006 * k, end[1], 0.0)],
            0.0058,
            segments=14,
            ends="flat",
            bevel_m=0.0006,
        )
        for k in range(4)
    ]
    loop = np.linspace(0, 2 * math.pi, 20, endpoint=False)
    hang = np.column_stack([end[0] + 0.004 + 0.011 * np.cos(loop), end[1] + 0.012 + 0.008 * np.sin(loop), 0 * loop])
    built.add("trim", [sleeve, *ribs, tube(hang, 0.0018, segments=8, closed=True)])
    mark = written(maker(built.rng), 0.009, 1.0, 1.0, (0.0, 0.0, 0.0))
    built.add("print", translate(mark, (0.72 * reach, y - 0.006, float(tall[10]) + 0.0001)))


def _clothes_iron(thing: Assembly, p: Parameters) -> None:
    """Built flat, its tip to -y; on its heel it stands with the sole to -y."""
    half, length, h = p.width_m / 2, p.length_m, p.reach_m
    front, back = 0.64 * length, 0.36 * length
    pose = Pose()
    if p.style == "heel":
        pose = Pose(quaternion=axis_angle((1.0, 0.0, 0.0), -math.pi / 2))
    built = _Built(thing.rng)

    def ring(grow: float, tip: float, heel: float, z: float) -> FloatArray:
        shape = oval(half + grow, front + tip, back + heel, squareness=(1.55, 5.0), points=_POINTS)
        return at_height(shape, z)

    sole = ring(0.0, 0.0, -0.012, 0.0)[:, :2]
    plate = extrude(sole, 0.005, 0.0012, 3)
    built.add("steel", plate, [hull_of(plate, 32)])
    holes = []
    for y in np.linspace(-0.75 * front, -0.1 * front, 8):
        spread = 0.62 * half * (1.0 - (abs(y) / front) ** 1.4)
        for side in (-1.0, 1.0):
            dot = lathe(np.array([(0, -0.0003), (0.0021, -0.0003), (0.0021, 0.0004), (0, 0.0004)]), 14)
            holes.append(translate(dot, (side * spread, float(y), 0.0)))
    for k in range(-3, 4):
        groove = rounded_box((0.003, 0.016, 0.0006), 0.0002, 2, (0.24 * half * k, 0.45 * back, 0.0))
        holes.append(groove)
    built.add("dark", holes)
    skirt = [
        ring(-0.001, -0.001, -0.012, 0.0045),
        ring(0.0, 0.0, -0.011, 0.008),
        ring(-0.002, -0.004, -0.01, 0.02),
        ring(-0.0045, -0.012, -0.008, 0.03),
    ]
    low = loft([pole(skirt[0]), *skirt, pole(skirt[-1])], creases=[1, 4])
    built.add("body", low, [hull_of(low, 32)])
    deck = 0.5 * h
    upper = [
        ring(-0.006, -0.014, -0.01, 0.0295),
        ring(-0.008, -0.02, -0.01, 0.036),
        ring(-0.016, -0.045, -0.01, 0.75 * deck),
        ring(-0.024, -0.075, -0.014, 0.96 * deck),
        ring(-0.031, -0.088, -0.022, deck),
    ]
    tank = loft([pole(upper[0]), *upper, pole(upper[-1])], creases=[1])
    built.add("tank", tank, [hull_of(tank, 32)])
    _iron_handle(built, p, deck)
    rear = back - 0.008
    heel = extrude(rounded_rectangle(1.5 * half, 0.62 * h, 0.016, 5), 0.016, 0.004, 3)
    block = translate(rotate(heel, (1, 0, 0), math.pi / 2), (0.0, rear + 0.008, 0.02 + 0.31 * h))
    face = rounded_rectangle(1.5 * half - 0.003, 0.62 * h - 0.003, 0.015, 3)
    ends = [
        np.column_stack([face[:, 0], np.full(len(face), y), face[:, 1] + 0.02 + 0.31 * h])
        for y in (rear - 0.008, rear + 0.008)
    ]
    built.add("trim", block, [np.concatenate(ends)])
    dial = [(0, 0), (0.026, 0), (0.024, 0.007), (0.021, 0.009), (0, 0.0095)]
    knob = lathe(fillet(dial, [0, 0, 0.001, 0.001, 0], 3), 40)
    at = (0.0, 0.12 * back, deck - 0.001)
    built.add("trim", translate(knob, at))
    mark = rounded_box((0.0016, 0.008, 0.0005), center=(at[0], at[1] - 0.012, deck + 0.0085))
    built.add("print", mark)
    lamp = rounded_box((0.007, 0.004, 0.003), 0.001, 2, (0.0, at[1] - 0.034, deck + 0.0005))
    built.add("lamp", lamp)
    name = rotate(written(maker(thing.rng), 0.008, 1.0, 1.0, (0.0, 0.0, 0.0)), (0, 0, 1), math.pi / 2)
    built.add("print", translate(name, (0.0, 0.62 * back, deck + 0.0002)))
    built.show(thing, pose)
    if p.cord:
        _iron_cord(thing, p, pose, rear)


def _iron_handle(built: _Built, p: Parameters, deck: float) -> None:
    """A grip that springs from the nose and comes down at the heel; keys and a spray in front."""
    h, front, back = p.reach_m, 0.64 * p.length_m, 0.36 * p.length_m
    top = h - 0.017
    knots = [
        (-0.42 * front, deck - 0.012),
        (-0.36 * front, deck + 0.3 * (top - deck)),
        (-0.24 * front, 0.93 * top),
        (-0.08 * front, top),
        (0.45 * back, top),
        (0.68 * back, top - 0.008),
        (0.74 * back, 0.72 * top),
        (0.72 * back, deck - 0.01),
    ]
    count = 30
    line = smooth(np.array(knots), count)
    path = np.column_stack([np.zeros(count), line])
    share = np.linspace(0, 1, count)
    wide = np.interp(share, [0, 0.2, 0.36, 0.6, 0.8, 1], [0.025, 0.019, 0.0165, 0.0185, 0.02, 0.028])
    tall = np.interp(share, [0, 0.2, 0.36, 0.6, 0.8, 1], [0.024, 0.017, 0.0135, 0.0155, 0.016, 0.018])
    bow = tube(path, np.column_stack([wide, tall]), section=squircle(20, 2.5), up=(0, 0, 1), ends="flat")
    bow_up = tube_hulls(path, (0.018, 0.0145), 8)
    built.add("second", bow, bow_up)
    for side in (-1.0, 1.0):
        button = extrude(rounded_rectangle(0.012, 0.018, 0.005, 5), 0.006, 0.0018, 3)
        spot = (side * 0.0068, -0.15 * front, 0.985 * top + 0.0105)
        built.add("trim", translate(rotate(button, (1, 0, 0), 0.12), spot))
    spray = lathe(fillet([(0, 0), (0.0075, 0), (0.006, 0.012), (0, 0.0125)], [0, 0, 0.002, 0], 3), 20)
    built.add("trim", translate(rotate(spray, (1, 0, 0), 0.9), (0.0, -0.5 * front, deck - 0.006)))


def _iron_cord(thing: Assembly, p: Parameters, pose: Pose, rear: float) -> None:
    """From the grip's rear end over the table into loops beside the iron."""
    h = p.reach_m
    start = pose.apply(np.array([[0.012, rear - 0.006, 0.74 * h]]))[0]
    out = pose.rotate(np.array([[0.0, 0.3, 1.0]]))[0] if p.style == "heel" else np.array([0.0, 1.0, 0.1])
    sleeve = tube(
        [start - 0.012 * out, start + 0.012 * out, start + 0.03 * out],
        np.array([0.0062, 0.0054, 0.0042]),
        segments=14,
        ends="flat",
    )
    thing.add("body", "trim", sleeve)
    floor = float(pose.apply(np.array([[0.0, rear + 0.008, 0.0]]))[0][2]) if p.style == "heel" else 0.0
    first = start + 0.03 * out
    over = np.array([first[0] + 0.005, first[1] + 0.035, floor + 0.3 * (first[2] - floor) + CORD_M])
    down = np.array([first[0] + 0.025, first[1] + 0.05, floor + CORD_M])
    aside = np.array([p.width_m / 2 + 0.1, start[1] + 0.05, floor])
    _tied(thing, [start, first, over, down], aside, np.array([0.055, -0.03, 0.0]), -math.pi / 2)
