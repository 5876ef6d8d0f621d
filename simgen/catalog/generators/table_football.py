"""Table football: a field in a wooden case, eight rods with men that spin, and goals at both ends."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.blobs import blob, hull_points
from simgen.catalog.meshing.boxes import box_hull, rounded_box
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.lofts import at_height, loft, pole, rounded_ring
from simgen.catalog.meshing.profiles import arc, fillet
from simgen.catalog.meshing.rings import ring_prism
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, merge, rotate, translate
from simgen.catalog.model import Model
from simgen.world import Joint, Mesh

STYLES = ("case", "legs")
# Men on the rods from the one end to the other, and whose they are.
LINE_UP = ((1, "home"), (2, "home"), (3, "away"), (5, "home"), (5, "away"), (3, "home"), (2, "away"), (1, "away"))
_WALL_M = 0.028
_ROD_M = 0.008
# The rods' axis above the field: a foot then clears it by 8 mm.
_RISE_M = 0.083
_BALL_M = 0.034


@dataclass(frozen=True)
class Parameters:
    """`field_length_m` (x) by `field_width_m` (y) between the walls; `height_m` of the case's top edge.

    `style` is one of STYLES: a deep case on four stout feet, or a shallow one on slender legs.
    """

    style: str
    field_length_m: float
    field_width_m: float
    height_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)
        if self.field_length_m < 1.5 * self.field_width_m:
            raise ValueError(f"field_length_m is at least 1.5 field_width_m, got {self.field_length_m}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The table along x; slots `case`, `field`, `line`, `rod`, `grip`, `home`, `away`, `skin`, `rubber`, `ball`.

    The joints `rod_1` to `rod_8` spin the rods.
    """
    p = parameters
    table = Assembly(rng)
    level = p.height_m - 0.155
    _case(table, p, level)
    _field(table, p, level)
    pitch = p.field_length_m / 8
    for k, (men, side) in enumerate(LINE_UP):
        _rod(table, p, k, men, side, (-p.field_length_m / 2 + (k + 0.5) * pitch, level + _RISE_M), rng)
    spot = rng.uniform((-0.3, -0.2), (0.3, 0.2)) * [p.field_length_m, p.field_width_m]
    r = _BALL_M / 2
    # Between two rods, where no man's foot is.
    x = (round(float(spot[0]) / pitch) * pitch) if abs(spot[0]) < 3.4 * pitch else 0.0
    at = (x, float(spot[1]), level + r)
    table.add("ball", "ball", blob((r, r, r), cells=12, center=at), [hull_points((r, r, r)) + at])
    return table.model()


def _case(table: Assembly, p: Parameters, level: float) -> None:
    """Walls, goals in the end walls, the floor below the field, feet and a counter at each end."""
    x, y, top, t = p.field_length_m / 2, p.field_width_m / 2, p.height_m, _WALL_M
    low = level - (0.16 if p.style == "case" else 0.06)
    for s in (-1.0, 1.0):
        table.span(
            "case",
            "case",
            (-x - t, s * y - (t if s < 0 else 0), low),
            (x + t, s * y + (t if s > 0 else 0), top),
            radius=0.003,
        )
        # A goal is open in the end wall, closed by a box behind it.
        a, b = (x, x + t) if s > 0 else (-x - t, -x)
        goal, crossbar = 0.102, level + 0.082
        table.span("case", "case", (a, -y + 0.0004, crossbar), (b, y - 0.0004, top), radius=0.003, grain="y")
        for u in (-1.0, 1.0):
            c, d = (goal, y - 0.0004) if u > 0 else (-y + 0.0004, -goal)
            table.span("case", "case", (a, c, low), (b, d, crossbar + 0.0006), radius=0.0015, grain="y")
        table.span(
            "case", "case", (a, -goal - 0.0004, low), (b, goal + 0.0004, level - 0.012), radius=0.0015, grain="y"
        )
        e, f = (b, b + 0.075) if s > 0 else (a - 0.075, a)
        table.span(
            "case",
            "case",
            (e, -goal - 0.02, low),
            (f, goal + 0.02, level - 0.085 if p.style == "case" else low + 0.008),
            radius=0.003,
        )
        back = (f - 0.012, f) if s > 0 else (e, e + 0.012)
        table.span(
            "case", "case", (back[0], -goal - 0.02, low + 0.004), (back[1], goal + 0.02, crossbar + 0.012), radius=0.003
        )
        for u in (-1.0, 1.0):
            c = u * (goal + 0.014)
            table.span("case", "case", (e, c - 0.006, low + 0.004), (f, c + 0.006, crossbar + 0.012), radius=0.003)
        _goal_frame(table, (x if s > 0 else -x), level, goal, crossbar)
        _counter(table, s, x, top)
    table.span(
        "case",
        "case",
        (-x + 0.0005, -y + 0.0005, level - 0.03),
        (x - 0.0005, y - 0.0005, level - 0.001),
        radius=0.0,
        grain="x",
    )
    _feet(table, p, low)
    _bearings(table, p, level)


def _goal_frame(table: Assembly, x: float, level: float, half: float, top: float) -> None:
    """A thin frame of plastic round the goal's mouth."""
    inner = fillet(
        [
            (-half + 0.004, 0.0),
            (half - 0.004, 0.0),
            (half - 0.004, top - level - 0.004),
            (-half + 0.004, top - level - 0.004),
        ],
        [0, 0, 0.02, 0.02],
        4,
        closed=True,
    )
    outer = np.array(
        [
            (-half - 0.01, -0.004),
            (half + 0.01, -0.004),
            (half + 0.01, top - level + 0.008),
            (-half - 0.01, top - level + 0.008),
        ]
    )
    ring = ring_prism(outer, inner, 0.006, 0.001, center=(0.0, 0.04))
    # From the drawing board (x, y) to the end wall (y, z), on its inner side.
    stood = rotate(rotate(ring, (1, 0, 0), math.pi / 2), (0, 0, 1), math.pi / 2)
    side = 1.0 if x > 0 else -1.0
    table.add("case", "rubber", translate(stood, (x - (0.005 if side > 0 else 0.001), 0.0, level)))


def _counter(table: Assembly, side: float, x: float, top: float) -> None:
    """Ten beads on a wire over the end wall."""
    at = side * (x + _WALL_M / 2)
    rail = [(at, -0.16, top - 0.004), (at, -0.16, top + 0.016), (at, 0.16, top + 0.016), (at, 0.16, top - 0.004)]
    path = np.array([(at, u, v) for u, v in fillet([(q[1], q[2]) for q in rail], 0.008, 4)])
    table.add(
        "case",
        "rod",
        tube(path, 0.0022, segments=10, ends="flat"),
        [box_hull((0.016, 0.33, 0.024), (at, 0, top + 0.012))],
    )
    bead = lathe(
        fillet([(0.0024, -0.0075), (0.0095, -0.0075), (0.0095, 0.0075), (0.0024, 0.0075)], 0.002, 2, closed=True), 14
    )
    lying = rotate(bead, (1, 0, 0), math.pi / 2)
    won = int(table.rng.integers(0, 10))
    for k in range(10):
        u = -0.145 + 0.0158 * k if k < won else 0.145 - 0.0158 * (9 - k)
        table.add("case", "home" if side < 0 else "away", translate(lying, (at, u, top + 0.016)))


def _feet(table: Assembly, p: Parameters, low: float) -> None:
    """Four legs outside the case's corners, with levelling feet and boards that tie them."""
    x, y, t = p.field_length_m / 2 + _WALL_M, p.field_width_m / 2 + _WALL_M, 0.0
    w = 0.085 if p.style == "case" else 0.06
    pad = 0.018
    up = 0.06 if p.style == "case" else 0.03
    for sx in (-1.0, 1.0):
        for sy in (-1.0, 1.0):
            place = (sx * (x - w / 2 - t - 0.002), sy * (y - w / 2 - 0.002))
            table.board("case", "case", (w, w, low - pad + up), (*place, (low + up + pad) / 2), radius=0.004, grain="z")
            disc = lathe(
                fillet(
                    [(0, 0), (0.03, 0), (0.03, 0.008), (0.008, 0.012), (0.008, pad + 0.004), (0, pad + 0.004)],
                    [0, 0.002, 0.003, 0.001, 0, 0],
                    3,
                ),
                24,
            )
            table.add(
                "case", "rubber", translate(disc, (*place, 0.0)), tube_hulls([(*place, 0.0), (*place, pad)], 0.02, 1)
            )
        beam = (sx * (x - w / 2 - 0.002), 0.0, 0.32 * low)
        table.board("case", "case", (0.026, 2 * (y - w), 0.07), beam, radius=0.003, grain="y")
    table.board("case", "case", (2 * (x - w / 2), 0.07, 0.026), (0.0, 0.0, 0.32 * low), radius=0.003, grain="x")


def _bearings(table: Assembly, p: Parameters, level: float) -> None:
    """A flanged bush wherever a rod goes through a wall."""
    flange = lathe(
        fillet(
            [(_ROD_M + 0.0004, 0), (0.021, 0), (0.021, 0.002), (0.013, 0.008), (_ROD_M + 0.0004, 0.008)],
            [0, 0.001, 0.001, 0.001, 0],
            2,
            closed=True,
        ),
        20,
    )
    pitch = p.field_length_m / 8
    for s in (-1.0, 1.0):
        turned = rotate(flange, (1, 0, 0), -s * math.pi / 2)
        at = [
            (-p.field_length_m / 2 + (k + 0.5) * pitch, s * (p.field_width_m / 2 + _WALL_M - 0.0006), level + _RISE_M)
            for k in range(8)
        ]
        table.add("case", "rubber", [translate(turned, c) for c in at])


def _field(table: Assembly, p: Parameters, level: float) -> None:
    """The green bed and its lines."""
    x, y = p.field_length_m / 2, p.field_width_m / 2
    table.span("field", "field", (-x + 0.0005, -y + 0.0005, level - 0.006), (x - 0.0005, y - 0.0005, level), radius=0.0)
    thick, w = 0.0003, 0.007
    strips: list[Mesh] = [rounded_box((w, 2 * y - 0.002, thick), 0.0, 2, (0, 0, level))]

    def circle(center: float, radius: float, low_deg: float, high_deg: float) -> None:
        bow = arc((center, 0.0), radius, low_deg, high_deg, 40)
        path = np.column_stack([bow, np.full(len(bow), level)])
        section = np.array([(-w / 2, -thick / 2), (w / 2, -thick / 2), (w / 2, thick / 2), (-w / 2, thick / 2)])
        strips.append(tube(path, 1.0, section=section, ends="flat"))

    circle(0.0, 0.10, 0.0, 359.9)
    for s in (-1.0, 1.0):
        for deep, half in ((0.11, 0.16), (0.20, 0.24)):
            strips.append(rounded_box((w, 2 * half, thick), 0.0, 2, (s * (x - deep), 0, level)))
            strips += [
                rounded_box((deep, w, thick), 0.0, 2, (s * (x - deep / 2), u * half, level)) for u in (-1.0, 1.0)
            ]
        lean = math.degrees(math.acos(0.55))
        middle = 180.0 if s > 0 else 0.0
        circle(s * (x - 0.155), 0.0818, middle - lean, middle + lean)
    table.add("field", "line", strips)


def _man() -> tuple[Mesh, Mesh, Mesh]:
    """A player about the rod at the origin, his feet below: body, head and the clamp round the rod."""
    sizes = [
        (-0.0745, 0.0085, 0.0105, 0.003), (-0.072, 0.0100, 0.0115, 0.004), (-0.060, 0.0100, 0.0115, 0.004),
        (-0.055, 0.0062, 0.0100, 0.004), (-0.034, 0.0068, 0.0105, 0.005), (-0.022, 0.0088, 0.0120, 0.006),
        (-0.014, 0.0110, 0.0140, 0.007), (0.0, 0.0128, 0.0160, 0.008), (0.012, 0.0110, 0.0170, 0.008),
        (0.017, 0.0080, 0.0140, 0.007), (0.0185, 0.0050, 0.0080, 0.0045),
    ]  # fmt: skip
    rings = [at_height(rounded_ring(a, b, r, points=32), z) for z, a, b, r in sizes]
    body = loft([pole(rings[0]), *rings, pole(rings[-1], 0.0005)], creases=(1,))
    head = merge(
        [
            blob((0.0088, 0.0082, 0.0105), cells=5, center=(0, 0, 0.030)),
            lathe(np.array([(0, 0.015), (0.0045, 0.015), (0.0045, 0.024), (0, 0.024)]), 10),
        ]
    )
    ring = fillet(
        [(_ROD_M, -0.013), (_ROD_M + 0.0055, -0.013), (_ROD_M + 0.0055, 0.013), (_ROD_M, 0.013)], 0.0015, 2, closed=True
    )
    return body, head, rotate(lathe(ring, 16), (1, 0, 0), math.pi / 2)


def _rod(
    table: Assembly, p: Parameters, k: int, men: int, side: str, at: tuple[float, float], rng: np.random.Generator
) -> None:
    """A rod with its men, bumpers, a handle on its team's side and a cap at its other end."""
    y = p.field_width_m / 2
    facing = -1.0 if side == "home" else 1.0
    gap = {1: 0.0, 2: 0.235, 3: 0.185, 5: 0.118}[men]
    play = y - (men - 1) / 2 * gap - 0.055
    slide = float(rng.uniform(-0.75, 0.75)) * min(play, 0.13)
    reach = y + _WALL_M + 0.16
    near, far = facing * (reach + 0.0) + slide, -facing * (reach - 0.02) + slide
    x, z = at
    name = f"rod_{k + 1}"
    lean = float(rng.normal(0.0, 0.10)) if rng.random() < 0.8 else float(rng.choice([-1.2, 1.3]))

    def put(slot: str, mesh: Mesh, offset: float) -> None:
        moved = translate(rotate(mesh, (0, 1, 0), lean), (x, offset, z))
        table.add(name, slot, moved, joint=name)

    rod = tube([(x, min(near, far), z), (x, max(near, far), z)], _ROD_M, segments=14, ends="flat", bevel_m=0.001)
    table.add(name, "rod", rod, tube_hulls([(x, near, z), (x, far, z)], _ROD_M, 1), joint=name)
    body, head, clamp = _man()
    if side == "home":
        body, head = (rotate(m, (0, 0, 1), math.pi) for m in (body, head))
    spots = [slide + (j - (men - 1) / 2) * gap for j in range(men)]
    for spot in spots:
        put(side, body, spot)
        put("skin", head, spot)
        put(side, clamp, spot)
        hull = hull_of(translate(rotate(body, (0, 1, 0), lean), (x, spot, z)), 24)
        table.add(name, side, [], [hull], joint=name)
    bumper = rotate(
        lathe(
            fillet(
                [(_ROD_M, -0.011), (0.0145, -0.011), (0.0155, 0.0), (0.0145, 0.011), (_ROD_M, 0.011)],
                [0, 0.002, 0.01, 0.002, 0],
                2,
                closed=True,
            ),
            18,
        ),
        (1, 0, 0),
        math.pi / 2,
    )
    for spot in (spots[0] - 0.035, spots[-1] + 0.035):
        put("rubber", bumper, spot)
    grip = [
        (0, 0),
        (0.0145, 0),
        (0.0165, 0.012),
        (0.0145, 0.03),
        (0.016, 0.06),
        (0.0175, 0.095),
        (0.0150, 0.112),
        (0.0, 0.114),
    ]
    handle = rotate(
        lathe(fillet(grip, [0, 0.003, 0.01, 0.02, 0.03, 0.012, 0.008, 0], 3), 20), (1, 0, 0), -facing * math.pi / 2
    )
    put("grip", handle, near - facing * 0.1)
    ends = sorted((near - facing * 0.1, near + facing * 0.012))
    table.add(name, "grip", [], tube_hulls([(x, ends[0], z), (x, ends[1], z)], 0.016, 1), joint=name)
    cap = rotate(
        lathe(fillet([(0, -0.002), (0.0115, -0.002), (0.0115, 0.024), (0, 0.024)], [0, 0.004, 0.002, 0], 2), 18),
        (1, 0, 0),
        -facing * math.pi / 2,
    )
    put("rubber", cap, far)
    table.joints.append(Joint(name, "revolute", (x, 0.0, z), (0.0, 1.0, 0.0), 0.0, 2 * math.pi, opens=False))
