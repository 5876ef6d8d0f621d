"""Places on the floor, on walls and under the ceiling: what each kind of placement proposes there."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from simgen.catalog.generators.room_wall import WALL_TURNS_DEG
from simgen.errors import PlacementError
from simgen.geometry import FloatArray, Pose, yaw
from simgen.geometry.footprints import extent_along, middle, turned
from simgen.params import draw
from simgen.sampler import seats
from simgen.sampler.occupancy import Volume
from simgen.sampler.openings import wall_length_m
from simgen.sampler.stage import FLUSH_M, LIFT_M, Item, Proposal, Proposals, Stage, heading_of, zone_name
from simgen.spec import Above, Against, Around, At, Beside, Corner, FromCeiling, InFrontOf, OnWall, Under
from simgen.world import Body

HUNG_GAP_M = 0.001
# Pictures side by side leave so much wall between them.
HUNG_APART_M = 0.06
WALL_END_M = 0.02

# Where each wall is from the room's centre, and which way is east or north along it.
_OUTWARD = {"north": (0.0, 1.0), "east": (1.0, 0.0), "south": (0.0, -1.0), "west": (-1.0, 0.0)}
_ALONG = {"north": (1.0, 0.0), "east": (0.0, 1.0), "south": (1.0, 0.0), "west": (0.0, 1.0)}
_CORNERS = {"ne": ("north", "east"), "nw": ("north", "west"), "se": ("south", "east"), "sw": ("south", "west")}


def _standing(
    item: Item, xy: FloatArray, turn: float, support: str = "floor", *, ignore: frozenset[str] = frozenset()
) -> Proposal:
    pose = Pose((float(xy[0]), float(xy[1]), -item.shape.low_m + (0.0 if item.fixed else LIFT_M)), yaw(turn))
    return Proposal(pose, item.shape.at(pose, item.name, None), support, ignore=ignore)


def _wall_turn(wall: str) -> float:
    return math.radians(WALL_TURNS_DEG[wall])


def _by_wall(
    item: Item, stage: Stage, wall: str, fraction: float, gap_m: float, end_m: float, turn: float
) -> FloatArray | None:
    """(x, y) with the back `gap_m` from the wall, `fraction` along its free length; None where it is too long."""
    outward, along = np.array(_OUTWARD[wall]), np.array(_ALONG[wall])
    outline = turned(item.shape.outline, turn)
    _, back = extent_along(outline, outward)
    start, end = extent_along(outline, along)
    length = wall_length_m(stage.shell.room, wall)
    across = wall_length_m(stage.shell.room, "east" if wall in ("north", "south") else "north")
    free = length - 2 * end_m - (end - start)
    if free < 0.0:
        return None
    result: FloatArray = outward * (across / 2 - gap_m - back) + along * (-length / 2 + end_m - start + fraction * free)
    return result


def against(placement: Against, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
    """Flush with a wall, anywhere along it or where `along` says."""
    while True:
        wall = _one_wall(str(draw(placement.against, rng)), stage, rng)
        fraction = rng.random() if placement.along is None else draw(placement.along, rng)
        gap = max(float(draw(placement.gap_m, rng)), stage.shell.skirting_m + 0.001)
        turn = _wall_turn(wall) + item.yaw_rad
        xy = _by_wall(item, stage, wall, fraction, gap, WALL_END_M, turn)
        if xy is not None:
            yield _standing(item, xy, turn)
        else:
            yield None


def _one_wall(name: str, stage: Stage, rng: np.random.Generator) -> str:
    """The wall of that name; for "wall" or "any" one of the four, longer ones more often."""
    if name in WALL_TURNS_DEG:
        return name
    walls = list(WALL_TURNS_DEG)
    lengths = np.cumsum([wall_length_m(stage.shell.room, wall) for wall in walls])
    return walls[min(int(np.searchsorted(lengths, rng.random() * lengths[-1], side="right")), 3)]


def in_corner(placement: Corner, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
    """Flush with both walls of a corner."""
    while True:
        name = str(draw(placement.corner, rng))
        if name == "any":
            name = sorted(_CORNERS)[int(rng.integers(4))]
        walls = _CORNERS[name]
        back = int(rng.integers(2))
        gap = max(float(draw(placement.gap_m, rng)), stage.shell.skirting_m + 0.001)
        wall, side = walls[back], walls[1 - back]
        turn = _wall_turn(wall) + item.yaw_rad
        fraction = 1.0 if side in ("north", "east") else 0.0
        xy = _by_wall(item, stage, wall, fraction, gap, gap, turn)
        if xy is not None:
            yield _standing(item, xy, turn)
        else:
            yield None


def beside(placement: Beside, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
    """At a side of the neighbour, backs in line."""
    anchor, shape = stage.anchor(placement.beside, rng)
    heading = heading_of(anchor.world_from_body)
    outline = turned(item.shape.outline, item.yaw_rad)
    for k in itertools.count():
        side = str(draw(placement.side, rng))
        if side == "any":
            side = ("left", "right")[int(rng.integers(2))]
        gap = float(draw(placement.gap_m, rng)) + 0.02 * (k // 8) * rng.random()
        # Backs in line, or a little forward of that; where this does not fit, anywhere along the neighbour's side.
        u, slide = rng.random(), float(rng.uniform(-1.0, 1.0))
        y = shape.outline[:, 1].max() - outline[:, 1].max() - 0.06 * u
        if k >= 6:
            reach = (np.ptp(shape.outline[:, 1]) + np.ptp(outline[:, 1])) / 2
            y = middle(shape.outline)[1] - middle(outline)[1] + slide * reach * min((k - 5) / 20.0, 1.0)
        if side == "left":
            x = shape.outline[:, 0].min() - gap - outline[:, 0].max()
        else:
            x = shape.outline[:, 0].max() + gap - outline[:, 0].min()
        xy = _in_world(anchor, x, y)
        yield _standing(item, xy, heading + item.yaw_rad, ignore=frozenset({zone_name(anchor.name)}))


def _in_world(anchor: Body, x: float, y: float) -> FloatArray:
    result: FloatArray = anchor.world_from_body.apply([x, y, 0.0])[:2]
    return result


def in_front_of(placement: InFrontOf, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
    """Before the front of the other, facing it."""
    anchor, shape = stage.anchor(placement.in_front_of, rng)
    own_turn = math.pi + item.yaw_rad
    outline = turned(item.shape.outline, own_turn)
    half = np.ptp(shape.outline[:, 0]) / 2
    ignore = frozenset({zone_name(anchor.name)})
    for k in itertools.count():
        gap = float(draw(placement.gap, rng))
        y = shape.outline[:, 1].min() - gap - outline[:, 1].max()
        # First near the middle; the more tries, the farther to the side.
        x = middle(shape.outline)[0] + float(rng.uniform(-1.0, 1.0)) * half * min(0.08 + k / 40.0, 1.0)
        turn = heading_of(anchor.world_from_body) + own_turn
        yield _standing(item, _in_world(anchor, x, y), turn, ignore=ignore)


def under(placement: Under, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
    """On the floor below the other, long sides together."""
    anchor, shape = stage.anchor(placement.under, rng)
    size, own = np.ptp(shape.outline, axis=0), np.ptp(item.shape.outline, axis=0)
    quarter = math.pi / 2 if (size[0] >= size[1]) != (own[0] >= own[1]) else 0.0
    turn = heading_of(anchor.world_from_body) + quarter + item.yaw_rad
    for k in itertools.count():
        # First where it should be; then shifted, for rooms with a wall close by.
        reach = 0.05 + 0.02 * k
        x, y = middle(shape.outline) + rng.uniform(-reach, reach, 2)
        proposal = _standing(item, _in_world(anchor, x, y), turn)
        # What is flat may lie under its feet.
        yield replace(proposal, ignore=frozenset({anchor.name})) if proposal.volume.is_flat else proposal


def at_point(placement: At, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
    """At a point of the room."""
    while True:
        x, y = (float(draw(value, rng)) for value in placement.at)
        yield _standing(item, np.array([x, y]), item.yaw_rad)


def around(placement: Around, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
    """At the seats around a table, each facing it."""
    anchor, shape = stage.anchor(placement.around, rng)
    taken = len(stage.groups.get(item.spec.name, ()))
    places = seats.around(shape.outline, np.ptp(item.shape.outline[:, 0]))
    heading = heading_of(anchor.world_from_body)
    ignore = frozenset({zone_name(anchor.name)})
    for k in itertools.count():
        seat = places[(taken + k // 6) % len(places)]
        gap = float(draw(placement.gap_m, rng))
        turn = seat.turn_rad + math.radians(float(rng.uniform(-7.0, 7.0))) + item.yaw_rad
        outline = turned(item.shape.outline, turn)
        nearest, _ = extent_along(outline, seat.outward)
        sideways = np.array([-seat.outward[1], seat.outward[0]]) * float(rng.uniform(-0.04, 0.04))
        x, y = seat.edge + seat.outward * (gap - nearest) + sideways
        yield _standing(item, _in_world(anchor, x, y), heading + turn, ignore=ignore)


def on_wall(placement: OnWall, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
    """Flush with a wall, its middle at a height."""
    while True:
        wall = _one_wall(str(draw(placement.on_wall, rng)), stage, rng)
        fraction = rng.random() if placement.along is None else draw(placement.along, rng)
        height = float(draw(placement.height_m, rng))
        turn = _wall_turn(wall) + item.yaw_rad
        xy = _by_wall(item, stage, wall, fraction, HUNG_GAP_M, WALL_END_M, turn)
        if xy is None:
            yield None
            continue
        z = height - (item.shape.low_m + item.shape.high_m) / 2
        pose = Pose((float(xy[0]), float(xy[1]), z), yaw(turn))
        carrier = f"wall_{wall}"
        yield Proposal(pose, item.shape.at(pose, item.name, carrier), carrier, HUNG_APART_M)


def above(placement: Above, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
    """Flush with the wall behind another object: the first over its middle, further ones in turn at the row's ends."""
    anchor, shape = stage.anchor(placement.above, rng)
    heading = heading_of(anchor.world_from_body)
    wall = next((name for name in WALL_TURNS_DEG if math.cos(_wall_turn(name) - heading) > 0.99), None)
    if wall is None:
        raise PlacementError(f"no_wall_behind:{anchor.name}", f"'{anchor.name}' does not stand with its back to a wall")
    along = np.array(_ALONG[wall])
    turn = _wall_turn(wall) + item.yaw_rad
    outline = turned(item.shape.outline, turn)
    start, end = extent_along(outline, along)
    row = [body for body in stage.bodies if body.name in stage.groups.get(item.spec.name, ())]
    center = float(_in_world(anchor, *middle(shape.outline)) @ along)
    for k in itertools.count():
        height, gap = (float(draw(getattr(placement, key), rng)) for key in ("height_m", "gap_m"))
        # First where it should be; then shifted, where a lamp or a shelf is in the way.
        slide = float(rng.uniform(-1.0, 1.0)) * 0.02 * max(k - 2, 0)
        if row:
            ends = [extent_along(volume.whole.outline, along) for volume in _volumes(stage, row)]
            east = len(row) % 2 == 1
            at = max(e for _, e in ends) + gap - start if east else min(e for e, _ in ends) - gap - end
            height = _middle_height(row[0], stage)
        else:
            # Of an even number, the first hangs beside the middle.
            at = center - (start + end) / 2 - (0.0 if item.of % 2 else (end - start + gap) / 2) + slide
        pose = _hung(item, wall, at, height, turn, stage)
        carrier = f"wall_{wall}"
        yield Proposal(pose, item.shape.at(pose, item.name, carrier), carrier, min(gap, HUNG_APART_M) - FLUSH_M)


def _volumes(stage: Stage, bodies: Sequence[Body]) -> list[Volume]:
    names = {body.name for body in bodies}
    return [volume for volume in stage.occupancy.volumes if volume.name in names]


def _middle_height(body: Body, stage: Stage) -> float:
    shape = stage.shapes[body.name]
    return body.world_from_body.position[2] + (shape.low_m + shape.high_m) / 2


def _hung(item: Item, wall: str, at: float, height: float, turn: float, stage: Stage) -> Pose:
    """Back flush with the wall, origin `at` metres east or north of the room's middle, its own middle at `height`."""
    outward, along = np.array(_OUTWARD[wall]), np.array(_ALONG[wall])
    across = wall_length_m(stage.shell.room, "east" if wall in ("north", "south") else "north")
    _, back = extent_along(turned(item.shape.outline, turn), outward)
    x, y = outward * (across / 2 - HUNG_GAP_M - back) + along * at
    return Pose((float(x), float(y), height - (item.shape.low_m + item.shape.high_m) / 2), yaw(turn))


def from_ceiling(placement: FromCeiling, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
    """Its top on the ceiling."""
    while True:
        x, y = (0.0, 0.0) if placement.position_m is None else (float(draw(v, rng)) for v in placement.position_m)
        pose = Pose((x, y, stage.shell.room.height_m - item.shape.high_m), yaw(item.yaw_rad))
        yield Proposal(pose, item.shape.at(pose, item.name, None), "ceiling")
