"""Where bodies go: each kind of placement proposes places from the body's own stream until one fits.

A later body gives way to earlier ones, so a body's place depends only on its own stream and on what was placed before.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np

from simgen.catalog.generators.room_wall import WALL_TURNS_DEG
from simgen.errors import PlacementError
from simgen.geometry import FloatArray, Pose, Quaternion, yaw
from simgen.params import draw
from simgen.sampler import seats
from simgen.sampler.footprints import area_m2, contains, extent_along, middle, rectangle, turned
from simgen.sampler.occupancy import Prism, Shape, Volume
from simgen.sampler.room_layout import wall_length_m
from simgen.sampler.scope import Scope
from simgen.sampler.stage import Item, Proposal, Stage, Surface, openings_of, surfaces_of
from simgen.spec import (
    Against,
    Around,
    At,
    Beside,
    Corner,
    DropOn,
    FromCeiling,
    InFrontOf,
    On,
    OnWall,
    Placement,
    Under,
)
from simgen.world import Body

# What a kind of placement gives: places to try without end; None is a try that led nowhere.
Proposals = Iterator[Proposal | None]

TRIES = 160
# A thing starts this far above what carries it, so that physics begins without overlap.
LIFT_M = 0.0005
HUNG_GAP_M = 0.001
# Pictures side by side leave so much wall between them.
HUNG_APART_M = 0.06
WALL_END_M = 0.02
# Things that fall keep this apart from what they fall past.
DROP_CLEARANCE_M = 0.006
MAX_STACK_M = 1.5
# Left free before whatever has a front and stands on the floor.
FRONT_FREE_M = 0.3

# Where each wall is from the room's centre, and which way is east or north along it.
_OUTWARD = {"north": (0.0, 1.0), "east": (1.0, 0.0), "south": (0.0, -1.0), "west": (-1.0, 0.0)}
_ALONG = {"north": (1.0, 0.0), "east": (0.0, 1.0), "south": (1.0, 0.0), "west": (0.0, 1.0)}
_CORNERS = {"ne": ("north", "east"), "nw": ("north", "west"), "se": ("south", "east"), "sw": ("south", "west")}


def place(item: Item, stage: Stage, scope: Scope) -> tuple[Body, tuple[Volume, ...]]:
    """The body in the first proposed place that fits, and the volumes that it takes up or keeps free.

    Raises PlacementError with a reason such as "no_room_on:table" where none does.
    """
    placement = item.spec.place
    rng = scope.rng("objects", item.name, "place")
    propose = _PROPOSE[type(placement)]
    last: Pose | None = None
    obstacles: Counter[str] = Counter()
    for proposal in itertools.islice(propose(placement, item, stage, rng), TRIES):
        if proposal is None:
            obstacles["its own size"] += 1
            continue
        if proposal.pose == last:
            # Nothing about this placement is left to chance, so another try would be the same.
            break
        last = proposal.pose
        obstacle = stage.obstacle(proposal)
        if obstacle is not None:
            obstacles[obstacle] += 1
        else:
            body = Body(
                instance_id=0,
                name=item.name,
                asset=item.asset,
                world_from_body=proposal.pose,
                joint_positions=dict(item.joint_positions),
                scale=item.scale,
                fixed=item.fixed,
                support=proposal.support,
            )
            return body, (proposal.volume, *_front_zone(item, proposal))
    words = _reason(placement).replace("_", " ").replace(":", " ")
    told = ", ".join(f"{name} {count}x" for name, count in obstacles.most_common(3))
    raise PlacementError(
        f"no_room_{_reason(placement)}",
        f"no place for '{item.name}' ({_size(item.shape)}) {words}; in the way: {told}",
    )


def _reason(placement: Placement) -> str:
    key = next(iter(type(placement).model_fields))
    value = getattr(placement, key)
    if isinstance(value, str):
        return f"{key}:{value}"
    return {"ceiling": "under_ceiling", "at": "at_point"}.get(key, key)


def _size(shape: Shape) -> str:
    width, depth = np.ptp(shape.outline, axis=0)
    return f"{width:.2f} x {depth:.2f} x {shape.height_m:.2f} m"


def _front_zone(item: Item, proposal: Proposal) -> tuple[Volume, ...]:
    """Free floor before a thing with a front that stands on the floor, so that one can get at it."""
    if not item.asset.has_front or proposal.support != "floor" or isinstance(item.spec.place, Around | InFrontOf):
        return ()
    low, high = item.shape.outline.min(axis=0), item.shape.outline.max(axis=0)
    strip = rectangle(low[0], low[1] - FRONT_FREE_M, high[0], low[1])
    x, y, z = proposal.pose.position
    outline = turned(strip, _heading(proposal.pose)) + np.array([x, y])
    prism = Prism(outline, z + 0.03, z + item.shape.high_m)
    return (Volume(_zone_name(item.name), prism, (prism,), is_zone=True),)


def _zone_name(name: str) -> str:
    return f"before_{name}"


def _heading(pose: Pose) -> float:
    """The turn about the vertical of an upright pose, radians."""
    return 2.0 * math.atan2(pose.quaternion[3], pose.quaternion[0])


# --- On the floor ----------------------------------------------------------------------------------


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


def _against(placement: Against, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
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


def _corner(placement: Corner, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
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


def _beside(placement: Beside, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
    anchor, shape = stage.anchor(placement.beside, rng)
    heading = _heading(anchor.world_from_body)
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
        yield _standing(item, xy, heading + item.yaw_rad, ignore=frozenset({_zone_name(anchor.name)}))


def _in_world(anchor: Body, x: float, y: float) -> FloatArray:
    result: FloatArray = anchor.world_from_body.apply([x, y, 0.0])[:2]
    return result


def _in_front_of(placement: InFrontOf, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
    anchor, shape = stage.anchor(placement.in_front_of, rng)
    own_turn = math.pi + item.yaw_rad
    outline = turned(item.shape.outline, own_turn)
    half = np.ptp(shape.outline[:, 0]) / 2
    ignore = frozenset({_zone_name(anchor.name)})
    for k in itertools.count():
        gap = float(draw(placement.gap_m, rng))
        y = shape.outline[:, 1].min() - gap - outline[:, 1].max()
        # First near the middle; the more tries, the farther to the side.
        x = middle(shape.outline)[0] + float(rng.uniform(-1.0, 1.0)) * half * min(0.08 + k / 40.0, 1.0)
        turn = _heading(anchor.world_from_body) + own_turn
        yield _standing(item, _in_world(anchor, x, y), turn, ignore=ignore)


def _under(placement: Under, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
    anchor, shape = stage.anchor(placement.under, rng)
    size, own = np.ptp(shape.outline, axis=0), np.ptp(item.shape.outline, axis=0)
    quarter = math.pi / 2 if (size[0] >= size[1]) != (own[0] >= own[1]) else 0.0
    turn = _heading(anchor.world_from_body) + quarter + item.yaw_rad
    for k in itertools.count():
        # First where it should be; then shifted, for rooms with a wall close by.
        reach = 0.05 + 0.02 * k
        x, y = middle(shape.outline) + rng.uniform(-reach, reach, 2)
        yield _standing(item, _in_world(anchor, x, y), turn, ignore=frozenset({anchor.name}))


def _at(placement: At, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
    while True:
        x, y = (float(draw(value, rng)) for value in placement.at)
        yield _standing(item, np.array([x, y]), item.yaw_rad)


def _around(placement: Around, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
    anchor, shape = stage.anchor(placement.around, rng)
    taken = len(stage.groups.get(item.spec.name, ()))
    places = seats.around(shape.outline, np.ptp(item.shape.outline[:, 0]))
    heading = _heading(anchor.world_from_body)
    ignore = frozenset({_zone_name(anchor.name)})
    for k in itertools.count():
        seat = places[(taken + k // 6) % len(places)]
        gap = float(draw(placement.gap_m, rng))
        turn = seat.turn_rad + math.radians(float(rng.uniform(-7.0, 7.0))) + item.yaw_rad
        outline = turned(item.shape.outline, turn)
        nearest, _ = extent_along(outline, seat.outward)
        sideways = np.array([-seat.outward[1], seat.outward[0]]) * float(rng.uniform(-0.04, 0.04))
        x, y = seat.edge + seat.outward * (gap - nearest) + sideways
        yield _standing(item, _in_world(anchor, x, y), heading + turn, ignore=ignore)


# --- On walls and ceilings -------------------------------------------------------------------------


def _on_wall(placement: OnWall, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
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


def _from_ceiling(placement: FromCeiling, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
    while True:
        x, y = (0.0, 0.0) if placement.position_m is None else (float(draw(v, rng)) for v in placement.position_m)
        pose = Pose((x, y, stage.shell.room.height_m - item.shape.high_m), yaw(item.yaw_rad))
        yield Proposal(pose, item.shape.at(pose, item.name, None), "ceiling")


# --- On other things -------------------------------------------------------------------------------


def _on(placement: On, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
    anchor, _ = stage.anchor(placement.on, rng)
    turn = _heading(anchor.world_from_body) + item.yaw_rad
    base = turned(item.shape.base, turn)
    fitting = [s for s in surfaces_of(anchor) if s.clearance_m >= item.shape.height_m + LIFT_M]
    if not fitting:
        raise _no_surface(item, anchor)
    while True:
        surface = _by_area(fitting, rng)
        margin = float(draw(placement.margin_m, rng))
        xy = _spot(surface.outline, base, str(draw(placement.region, rng)), margin, rng)
        if xy is None or not contains(surface.outline, base + xy, margin):
            yield None
            continue
        z = surface.height_m - item.shape.low_m + (0.0 if item.fixed else LIFT_M)
        pose = Pose((float(xy[0]), float(xy[1]), z), yaw(turn))
        on_floor = anchor.name == "floor"
        volume = item.shape.at(pose, item.name, anchor.name)
        yield Proposal(pose, volume, anchor.name, max(margin, 0.002), minds_zones=on_floor)


def _no_surface(item: Item, anchor: Body) -> PlacementError:
    if surfaces_of(anchor):
        return PlacementError(
            f"too_high_for:{anchor.name}",
            f"'{item.name}' ({_size(item.shape)}) is higher than any place to stand on '{anchor.name}'",
        )
    return PlacementError(
        f"no_surface:{anchor.name}", f"'{anchor.name}' has no level surface that '{item.name}' could go on"
    )


def _by_area(surfaces: list[Surface], rng: np.random.Generator) -> Surface:
    ends = np.cumsum([area_m2(s.outline) for s in surfaces])
    k = int(np.searchsorted(ends, rng.random() * ends[-1], side="right"))
    return surfaces[min(k, len(surfaces) - 1)]


def _spot(
    outline: FloatArray, base: FloatArray, region: str, margin: float, rng: np.random.Generator
) -> FloatArray | None:
    """A point for the origin of a thing with this base that keeps the base in the outline's box.

    None where the base is too large.
    """
    low = outline.min(axis=0) - base.min(axis=0) + margin
    high = outline.max(axis=0) - base.max(axis=0) - margin
    if (high < low).any():
        return None
    u = rng.random(2)
    if region == "center":
        # Sum of two draws: a tent with its peak in the middle, over the inner half.
        u = 0.25 + 0.25 * (u + rng.random(2))
    elif region == "edge":
        # One of the four rims, within a fifth of the way in.
        side = int(rng.integers(4))
        near = 0.2 * rng.random() ** 2
        u[side % 2] = near if side < 2 else 1.0 - near
    result: FloatArray = low + u * (high - low)
    return result


def _drop_on(placement: DropOn, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
    anchor, _ = stage.anchor(placement.drop_on, rng)
    open_above = [s for s in surfaces_of(anchor) if not math.isfinite(s.clearance_m)]
    mouths = openings_of(anchor)
    surfaces = open_above or list(mouths)
    if not surfaces:
        raise _no_surface(item, anchor)
    while True:
        surface = _by_area(surfaces, rng)
        turn = _random_turn(rng)
        shape = item.points.turned(Pose(quaternion=turn)).shape
        region = str(draw(placement.region, rng))
        height = float(draw(placement.height_m, rng))
        inner = shape.outline if open_above else shape.outline * 0.5
        xy = _spot(surface.outline, inner, region, 0.0, rng)
        if xy is None:
            xy = middle(surface.outline) - middle(shape.outline)
        z = surface.height_m + height - shape.low_m
        volume = _raised(shape, item.name, anchor.name, xy, z, stage)
        if volume is None:
            yield None
            continue
        pose = Pose((float(xy[0]), float(xy[1]), volume.whole.low_m - shape.low_m), turn)
        on_floor = anchor.name == "floor"
        yield Proposal(pose, volume, anchor.name, minds_zones=on_floor)


def _random_turn(rng: np.random.Generator) -> Quaternion:
    """A rotation, all as likely: Shoemake, "Uniform Random Rotations", Graphics Gems III (1992)."""
    a, b, c = (float(v) for v in rng.random(3))
    r1, r2 = math.sqrt(1.0 - a), math.sqrt(a)
    return (
        r1 * math.sin(2 * math.pi * b),
        r1 * math.cos(2 * math.pi * b),
        r2 * math.sin(2 * math.pi * c),
        r2 * math.cos(2 * math.pi * c),
    )


def _raised(shape: Shape, name: str, support: str, xy: FloatArray, z: float, stage: Stage) -> Volume | None:
    """The volume at the least height from `z` up where nothing else is; None where something large is in the way."""
    start = z
    while z - start <= MAX_STACK_M:
        volume = _lifted(shape, name, support, xy, z)
        others = [
            v
            for v in stage.occupancy.near(volume, DROP_CLEARANCE_M)
            if not v.is_zone and volume.whole.overlaps(v.whole, DROP_CLEARANCE_M)
        ]
        above = [v for v in others if any(volume.whole.overlaps(p, DROP_CLEARANCE_M) for p in v.pieces)]
        if not above:
            return volume
        if any(v.support is None and v.name != support for v in above):
            return None
        z = max(v.whole.high_m for v in above) + DROP_CLEARANCE_M - shape.low_m
    return None


def _lifted(shape: Shape, name: str, support: str, xy: FloatArray, z: float) -> Volume:
    return shape.at(Pose((float(xy[0]), float(xy[1]), z)), name, support)


_PROPOSE: dict[type[Placement], Callable[..., Proposals]] = {
    Against: _against,
    Around: _around,
    At: _at,
    Beside: _beside,
    Corner: _corner,
    DropOn: _drop_on,
    FromCeiling: _from_ceiling,
    InFrontOf: _in_front_of,
    On: _on,
    OnWall: _on_wall,
    Under: _under,
}
