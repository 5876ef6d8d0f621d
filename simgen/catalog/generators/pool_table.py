"""Pool tables: a cloth on slate with six open pockets, cushions under wooden rails, balls and a cue."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._legs import leg
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.blobs import blob, hull_points
from simgen.catalog.meshing.boxes import box_hull, extrude, extrude_along_x
from simgen.catalog.meshing.grids import face_centers, faces_where
from simgen.catalog.meshing.hulls import tube_hulls, vessel_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import arc, fillet
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import mirror, move, rotate, translate, turn_uv, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray, Pose
from simgen.world import Mesh

LEGS = ("turned", "tapered", "cabinet")
LAYOUTS = ("none", "racked", "scattered")
# World Pool-Billiard Association, table and equipment specifications: balls, pockets, the cushions' nose.
BALL_M = 0.05715
NOSE_M = 0.635 * BALL_M
MOUTH_CORNER_M, MOUTH_SIDE_M = 0.117, 0.131
_CUSHION_M = 0.05
_RAIL_M = 0.118
_RAIL_TOP_M = 0.046
_POCKET_M = 0.061
_SLATE_M = 0.026
COLOURS = ("yellow", "blue", "red", "violet", "orange", "green", "maroon")
_QUADRANTS = ((1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0), (1.0, -1.0))


@dataclass(frozen=True)
class Parameters:
    """`play_length_m` between the noses of the cushions (x), twice the width; `bed_m` the cloth's height.

    `legs` is one of LEGS, `layout` of the balls one of LAYOUTS; with `cue` one lies on the cloth.
    """

    play_length_m: float
    bed_m: float
    legs: str
    layout: str
    cue: bool

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.legs, LEGS, "legs")
        check_style(self.layout, LAYOUTS, "layout")
        if not 1.8 <= self.play_length_m <= 2.6:
            raise ValueError(f"play_length_m lies between 1.8 and 2.6, got {self.play_length_m}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The table; slots `cloth`, `wood`, `pocket`, `sight`, `foot`, and those of the balls and the cue."""
    p = parameters
    table = Assembly(rng)
    x, y = p.play_length_m / 2, p.play_length_m / 4
    _bed(table, x, y, p.bed_m)
    for sx, sy in _QUADRANTS:
        _rails(table, x, y, p.bed_m, (sx, sy))
    _pockets(table, x, y, p.bed_m)
    _body(table, p, x, y)
    spots = _balls(table, p, x, y, rng)
    if p.cue:
        _cue(table, p, x, y, spots, rng)
    if p.layout == "none" and not p.cue:
        table.support_box("bed", (-x, -y), (x, y), p.bed_m)
    return table.model()


def _pocket_spots(x: float, y: float) -> list[tuple[float, float]]:
    """Middles of the pockets: four at the corners, two at the sides."""
    return [(sx * (x + 0.026), sy * (y + 0.026)) for sx, sy in _QUADRANTS] + [(0.0, y + 0.047), (0.0, -y - 0.047)]


def _bed(table: Assembly, x: float, y: float, top: float) -> None:
    """The slate in its cloth, bitten out where the pockets are."""
    r, ex, ey = _POCKET_M, x + _CUSHION_M, y + _CUSHION_M
    # A quarter, from the side pocket to the middle of the short end.
    side = arc((0.0, y + 0.047), r, -90.0, math.degrees(math.asin((ey - y - 0.047) / r)), 12)
    dip = math.degrees(math.asin((_CUSHION_M - 0.026) / r))
    corner = arc((x + 0.026, y + 0.026), r, 180.0 - dip, 270.0 + dip, 14)
    quarter = np.concatenate([side, corner])
    outline = [quarter, quarter[::-1] * [1.0, -1.0], -quarter, quarter[::-1] * [-1.0, 1.0]]
    loop = np.concatenate([outline[0], outline[1][:-1], outline[2][1:], outline[3][:-1]])[::-1]
    slab = translate(extrude(loop, _SLATE_M, 0.004, 2), (0, 0, top - _SLATE_M))
    low, mid = top - _SLATE_M, (top - _SLATE_M / 2)
    reach = x + 0.026 - r
    hulls = [box_hull((2 * r, 2 * (y + 0.047 - r), _SLATE_M), (0, 0, mid))]
    for s in (-1.0, 1.0):
        hulls.append(box_hull((reach - r, 2 * ey, _SLATE_M), (s * (reach + r) / 2, 0, mid)))
        hulls.append(box_hull((ex - reach, 2 * (y + 0.026 - r), _SLATE_M), (s * (ex + reach) / 2, 0, mid)))
    table.add("bed", "cloth", slab, hulls)
    # The timber frame below the slate, clear of the pockets.
    for s in (-1.0, 1.0):
        table.span(
            "bed", "wood", (-x + 0.06, s * (y - 0.10) - 0.03, low - 0.05), (x - 0.06, s * (y - 0.10) + 0.03, low)
        )


def _rails(table: Assembly, x: float, y: float, bed: float, signs: tuple[float, float]) -> None:
    """A quarter of the rails: half of a long one and half of a short one, cushions below them, and their sights."""
    sx, sy = signs
    outer = _CUSHION_M + _RAIL_M
    r = _POCKET_M + 0.003
    cx, cy, round_m = x + 0.026, y + 0.026, 0.075
    dip = math.degrees(math.asin((_CUSHION_M - 0.026) / r))
    to_corner = arc((cx, cy), r, 180.0 - dip, 45.0, 8)
    side_dip = math.degrees(math.asin((_CUSHION_M - 0.047) / r))
    from_side = arc((0.0, y + 0.047), r, 90.0, side_dip, 8)
    bend = arc((x + outer - round_m, y + outer - round_m), round_m, 45.0, 90.0, 6)
    long_rail = np.concatenate([from_side, to_corner, bend, [(0.0, y + outer)]])
    end_corner = arc((cx, cy), r, 45.0, -90.0 + dip, 8)
    end_bend = arc((x + outer - round_m, y + outer - round_m), round_m, 0.0, 45.0, 6)
    end_rail = np.concatenate([[(x + outer, 0.0)], end_bend, end_corner, [(x + _CUSHION_M, 0.0)]])
    height = _RAIL_TOP_M + 0.012
    for outline, turn in ((long_rail, 0.0), (end_rail, math.pi / 2)):
        rail = turn_uv(translate(extrude(outline, height, 0.004, 3), (0, 0, bed - 0.012)), turn)
        table.add("rails", "wood", _quartered(rail, signs))
    z = bed + _RAIL_TOP_M / 2 - 0.006
    boxes = [
        box_hull((cx - 2 * r, _RAIL_M, height), ((cx) / 2, y + _CUSHION_M + _RAIL_M / 2, z)),
        box_hull((_RAIL_M, cy - r, height), (x + _CUSHION_M + _RAIL_M / 2, (cy - r) / 2, z)),
        box_hull((2 * r, y + outer - (y + 0.047 + r), height), (r, y + (outer + 0.047 + r) / 2, z)),
    ]
    ring = [(cx + r * math.cos(a), cy + r * math.sin(a)) for a in np.radians([120.0, 82.0, 45.0, 8.0, -30.0])]
    far = [
        (cx - r, y + outer),
        (cx, y + outer),
        (x + outer - 0.022, y + outer - 0.022),
        (x + outer, cy),
        (x + outer, cy - r),
    ]
    for k in range(4):
        quad = np.array([ring[k], ring[k + 1], far[k + 1], far[k]])
        boxes.append(np.concatenate([np.column_stack([quad, np.full(4, h)]) for h in (z - height / 2, z + height / 2)]))
    table.add("rails", "wood", [], [h * [sx, sy, 1.0] for h in boxes])

    profile = fillet(
        [(0.0, NOSE_M - 0.004), (0.0, NOSE_M + 0.003), (_CUSHION_M, _RAIL_TOP_M), (_CUSHION_M, 0.001), (0.017, 0.001)],
        [0.0025, 0.0025, 0.001, 0.0, 0.004],
        4,
        closed=True,
    )
    corner_m = MOUTH_CORNER_M / math.sqrt(2)
    for span, at, turned in ((x, y, False), (y, x, True)):
        # A facing leans back by 38 degrees to the rail at a corner, by 76 at a side pocket.
        start = MOUTH_SIDE_M / 2 if not turned else 0.0
        lean = _CUSHION_M / math.tan(math.radians(76.0)) if not turned else 0.0
        end = span - corner_m
        bar = extrude_along_x(profile, 2.0)

        def fit(
            q: FloatArray, start: float = start, end: float = end, lean: float = lean, at: float = at
        ) -> FloatArray:
            back = np.clip(q[:, 1] / _CUSHION_M, 0.0, 1.0)
            low = start - lean * back
            high = end + back * _CUSHION_M / math.tan(math.radians(38.0))
            along = (q[:, 0] + 1.0) / 2.0
            return np.column_stack([low + along * (high - low), at + q[:, 1], bed + q[:, 2]])

        cushion = warp(bar, fit)
        points = fit(np.array([(s, d, h) for s in (-1.0, 1.0) for d, h in profile[::3]]))
        if turned:
            # Swapped axes turn the inside out; the mirror puts that right.
            cushion = rotate(mirror(cushion, 0), (0, 0, 1), -math.pi / 2)
            points = points[:, [1, 0, 2]]
        table.add("rails", "cloth", _quartered(cushion, signs), [points * [sx, sy, 1.0]])
    dot = lathe(fillet([(0, 0), (0.0055, 0), (0.0055, 0.0008), (0, 0.0008)], [0, 0, 0.0003, 0], 2), 20)
    middle = _CUSHION_M + 0.56 * _RAIL_M
    top = bed + _RAIL_TOP_M - 0.0003
    spots = [(x * k / 4, y + middle) for k in (1, 2, 3)] + [(x + middle, y * k / 2) for k in (0, 1)][
        0 if sy > 0 else 1 :
    ]
    table.add("rails", "sight", [translate(dot, (sx * a, sy * b, top)) for a, b in spots])


def _quartered(mesh: Mesh, signs: tuple[float, float]) -> Mesh:
    """A piece of the quarter where x and y are positive, in another one."""
    for axis, sign in enumerate(signs):
        if sign < 0:
            mesh = mirror(mesh, axis)
    return mesh


def _pockets(table: Assembly, x: float, y: float, bed: float) -> None:
    """A dark cup below each hole, and the collar between cushions and rail."""
    r, deep, thick = _POCKET_M, 0.13, 0.003
    rim = bed - 0.004
    outer = np.array([(0.034, rim - deep), (0.05, rim - deep + 0.02), (r + thick, rim)])
    inner = np.array([(0.032, rim - deep + thick), (0.047, rim - deep + 0.022), (r, rim)])
    cup = lathe(np.concatenate([[(0.0, rim - deep)], outer, inner[::-1], [(0.0, rim - deep + thick)]]), 32)
    hollow = lathe(np.concatenate([[(0.0, rim - deep + thick)], inner, [(0.0, rim)]]), 32)
    for k, (px, py) in enumerate(_pocket_spots(x, y)):
        hulls = [h + np.array([px, py, 0.0]) for h in vessel_hulls(outer, inner, max_wedges=8)]
        table.add("pockets", "pocket", translate(cup, (px, py, 0)), hulls)
        table.hollow(f"pocket_{k + 1}", translate(hollow, (px, py, 0)))
        facing = (
            math.degrees(math.atan2(py, px))
            if k > 3
            else math.degrees(math.atan2(math.copysign(1, py), math.copysign(1, px)))
        )
        wide = 112.0 if k < 4 else 82.0
        bow = arc((px, py), r + 0.001, facing - wide, facing + wide, 20)
        path = np.column_stack([bow, np.full(len(bow), bed + 0.021)])
        section = np.array([(0.004, 0.024), (0.0015, 0.029), (-0.004, 0.0295), (-0.004, -0.03), (0.004, -0.03)])
        # The collar's section has its first axis across the path, outward on its right.
        table.add("pockets", "pocket", tube(path, 1.0, section=section[::-1] * [-1.0, 1.0], ends="flat"))


def _body(table: Assembly, p: Parameters, x: float, y: float) -> None:
    """The skirt below the rails, or a whole cabinet, and what stands on the floor."""
    bed, inset = p.bed_m, 0.022
    ox, oy = x + _CUSHION_M + _RAIL_M - inset, y + _CUSHION_M + _RAIL_M - inset
    drop, thick = (0.30 if p.legs == "cabinet" else 0.19), 0.024
    top = bed - 0.0125
    low = top - drop
    for s in (-1.0, 1.0):
        table.span("body", "wood", (-ox, s * oy - thick / 2, low), (ox, s * oy + thick / 2, top), radius=0.003)
        a = oy - thick / 2 - 0.0005
        table.span(
            "body",
            "wood",
            (s * ox - thick / 2 - s * thick / 2, -a, low),
            (s * ox + thick / 2 - s * thick / 2, a, top),
            radius=0.003,
        )
        # A moulding along the lower edge.
        table.span(
            "body",
            "wood",
            (-ox - 0.008, s * (oy + 0.008) - 0.012, low - 0.018),
            (ox + 0.008, s * (oy + 0.008) + 0.012, low + 0.004),
            radius=0.006,
            solid=False,
        )
        table.span(
            "body",
            "wood",
            (s * (ox - 0.004) - 0.012, -a, low - 0.0178),
            (s * (ox - 0.004) + 0.012, a, low + 0.004),
            radius=0.006,
            solid=False,
        )
    if p.legs == "cabinet":
        # The floor of the cabinet closes it below.
        table.span("body", "wood", (-ox + 0.02, -oy + 0.02, low - 0.006), (ox - 0.02, oy - 0.02, low + 0.012))
    width = {"turned": 0.15, "tapered": 0.16, "cabinet": 0.13}[p.legs]
    style = {"turned": "turned", "tapered": "square_tapered", "cabinet": "square"}[p.legs]
    foot = 0.02
    columns = (-1.0, 0.0, 1.0) if p.play_length_m > 2.4 and p.legs == "turned" else (-1.0, 1.0)
    # Legs end below the pockets.
    height = (low if p.legs == "cabinet" else bed - 0.137) - foot
    for c in columns:
        for s in (-1.0, 1.0):
            place = (c * (ox - 0.5 * width - 0.02), s * (oy - 0.5 * width - 0.02))
            post = leg(style, place, height, width)
            lifted = [translate(m, (0, 0, foot)) for m in post.meshes]
            table.add("body", "wood", lifted, [h + np.array([0.0, 0.0, foot]) for h in post.hulls])
            r = 0.22 * width
            pad = lathe(fillet([(0, 0), (r, 0), (r, foot), (0, foot)], [0, 0.004, 0.003, 0], 3), 24)
            table.add("body", "foot", translate(pad, (*place, 0)), tube_hulls([(*place, 0.0), (*place, foot)], r, 1))


def _balls(table: Assembly, p: Parameters, x: float, y: float, rng: np.random.Generator) -> list[FloatArray]:
    """Fifteen numbered balls and the white one; a triangle behind the foot spot, or as a shot left them."""
    if p.layout == "none":
        return []
    r = BALL_M / 2
    spots: list[FloatArray] = []
    order = [int(k) for k in rng.permutation(16) if k != 0]
    if p.layout == "racked":
        order.remove(8)
        order.insert(4, 8)
        gap = BALL_M + 0.0002
        for row in range(5):
            spots += [np.array([x / 2 + row * gap * math.sqrt(0.75), (k - row / 2) * gap]) for k in range(row + 1)]
        spots.append(np.array([-x / 2 - rng.uniform(0.0, 0.2), rng.uniform(-0.2, 0.2)]))
        order.append(0)
    else:
        order = [0, *order[: int(rng.integers(7, 15))]]
        while len(spots) < len(order):
            spot = rng.uniform((-x + 0.04, -y + 0.04), (x - 0.04, y - 0.04))
            if all(np.hypot(*(spot - other)) > BALL_M + 0.002 for other in spots):
                spots.append(spot)
    ball = blob((r, r, r), cells=14)
    center = face_centers(ball)
    band = np.abs(center[:, 2]) < 0.52 * r
    for number, spot in zip(order, spots, strict=True):
        turn = rng.normal(size=4)
        pose = Pose((float(spot[0]), float(spot[1]), p.bed_m + r), tuple((turn / np.linalg.norm(turn)).tolist()))
        hull = hull_points((r, r, r)) + pose.position
        if number in (0, 8):
            table.add("balls", "ball_white" if number == 0 else "ball_black", move(ball, pose), [hull])
            continue
        slot = f"ball_{COLOURS[(number - 1) % 8]}"
        if number < 8:
            spot_cap = center[:, 0] > 0.88 * r
            table.add("balls", slot, move(faces_where(ball, ~spot_cap), pose), [hull])
            table.add("balls", "ball_white", move(faces_where(ball, spot_cap), pose))
        else:
            table.add("balls", slot, move(faces_where(ball, band), pose), [hull])
            table.add("balls", "ball_white", move(faces_where(ball, ~band), pose))
    return spots


def _cue(table: Assembly, p: Parameters, x: float, y: float, spots: list[FloatArray], rng: np.random.Generator) -> None:
    """A cue on the cloth where no ball is; its tip points to +x."""
    length, butt, tip = 1.45, 0.0148, 0.0064
    for _ in range(200):
        slope = rng.uniform(-0.35, 0.35)
        way = np.array([math.cos(slope), math.sin(slope)])
        start = rng.uniform((-x + 0.03, -y + 0.04), (x - 1.4, y - 0.04))
        end = start + length * way
        if abs(end[1]) > y - 0.03 or end[0] > x - 0.03:
            continue
        along = [float(np.clip((s - start) @ way, 0.0, length)) for s in spots]
        if all(np.hypot(*(s - start - a * way)) > BALL_M / 2 + 0.017 for s, a in zip(spots, along, strict=True)):
            break
    else:
        return

    def at(t: float) -> tuple[float, float, float]:
        girth = butt + (tip - butt) * t / length
        return (float(start[0] + t * way[0]), float(start[1] + t * way[1]), p.bed_m + girth)

    def piece(slot: str, a: float, b: float, extra: float = 0.0, *, ends: str = "flat") -> None:
        sizes = [butt + (tip - butt) * t / length + extra for t in (a, b)]
        kind = "round" if ends == "round" else "flat"
        rod = tube([at(a), at(b)], np.array(sizes), segments=24, ends=kind, bevel_m=0.0004)  # type: ignore[arg-type]
        table.add("cue", slot, rod)

    piece("pocket", 0.0, 0.02, 0.0003)
    piece("cue_butt", 0.02, 0.10)
    piece("pocket", 0.10, 0.40, 0.0002)
    piece("cue_butt", 0.40, 0.70)
    piece("sight", 0.70, 0.712, 0.0004)
    piece("cue_shaft", 0.712, length - 0.03)
    piece("ball_white", length - 0.03, length - 0.006)
    piece("ball_blue", length - 0.006, length - 0.001, ends="round")
    table.add("cue", "cue_shaft", [], tube_hulls([at(0.0), at(length / 2), at(length)], 0.008, 2))
