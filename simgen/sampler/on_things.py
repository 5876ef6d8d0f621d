"""Places on other things: standing on their surfaces, or in the air above these to fall."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np

from simgen.errors import PlacementError, did_you_mean
from simgen.geometry import FloatArray, Pose, Quaternion, axis_angle, yaw
from simgen.geometry.footprints import area_m2, contains, extent_along, middle, turned
from simgen.params import draw
from simgen.sampler.occupancy import Shape, Volume
from simgen.sampler.stage import (
    LIFT_M,
    Item,
    Proposal,
    Proposals,
    Stage,
    Surface,
    heading_of,
    openings_of,
    surfaces_of,
)
from simgen.spec import DropOn, LaidFor, On, ProppedOn
from simgen.world import Body

# Cloth and cushions stand out of their level so much at most.
HUMP_M = 0.03
# What is propped stands this far above the seat before it sinks, comes nearer to the back by such steps, turns so much
# about the vertical and in its own plane (standard deviations), and leaves so much to its neighbours.
PROPPED_LIFT_M, PROPPED_STEP_M, PROPPED_TURN_DEG = (0.006, 0.025, 0.045), 0.015, (6.0, 4.0)
# Propped things are at least so far apart, and this far where one is put close beside another.
PROPPED_APART_M, PROPPED_BESIDE_M = 0.01, 0.012
# Between the things of a place at table; how high tables are, and how far before a chair's middle they begin at most.
LAID_APART_M, TABLE_HEIGHT_M, ARM_M = 0.006, (0.6, 1.15), 0.7
# Things that fall keep this apart from what they fall past.
DROP_CLEARANCE_M = 0.006
MAX_STACK_M = 1.5


def on_top(placement: On, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
    """Upright on a support surface that is high enough for it."""
    anchor, _ = stage.anchor(placement.on, rng)
    turn = heading_of(anchor.world_from_body) + item.yaw_rad
    base = turned(item.shape.base, turn)
    wanted = surfaces_of(anchor)
    if placement.surface is not None:
        wanted = tuple(s for s in wanted if s.name == placement.surface or s.name.startswith(f"{placement.surface}_"))
        if not wanted:
            raise PlacementError(
                f"no_surface:{anchor.name}",
                f"'{anchor.name}' has no surface '{placement.surface}' that is open. "
                f"{did_you_mean(placement.surface, sorted({s.name for s in surfaces_of(anchor)}))}",
            )
    fitting = [s for s in wanted if s.clearance_m >= item.shape.height_m + LIFT_M]
    if not fitting:
        raise _no_surface(item, anchor)
    while True:
        surface = by_area(fitting, rng)
        margin = float(draw(placement.margin_m, rng))
        xy = spot(surface.outline, base, str(draw(placement.region, rng)), margin, rng)
        if xy is None or not contains(surface.outline, base + xy, margin):
            yield None
            continue
        z = surface.height_m - item.shape.low_m + (0.0 if item.fixed else LIFT_M)
        if not item.fixed and math.isinf(surface.clearance_m):
            z += _hump(item.shape.at(Pose((float(xy[0]), float(xy[1]), z), yaw(turn)), item.name, None), anchor, stage)
        pose = Pose((float(xy[0]), float(xy[1]), z), yaw(turn))
        on_floor = anchor.name == "floor"
        volume = item.shape.at(pose, item.name, anchor.name)
        yield Proposal(pose, volume, anchor.name, max(margin, 0.002), minds_zones=on_floor)


def _hump(volume: Volume, anchor: Body, stage: Stage) -> float:
    """How far what is soft stands out of its surface below `volume`: so much higher a thing begins, and sinks."""
    carrier = next((v for v in stage.occupancy.volumes if v.name == anchor.name), None)
    if carrier is None:
        return 0.0
    low = volume.whole.low_m
    humps = [p.high_m for p in carrier.pieces if low < p.high_m <= low + HUMP_M and p.overlaps(volume.whole, 0.0)]
    return max(humps) + LIFT_M - low if humps else 0.0


def _no_surface(item: Item, anchor: Body) -> PlacementError:
    if surfaces_of(anchor):
        return PlacementError(
            f"too_high_for:{anchor.name}",
            f"'{item.name}' ({item.shape.size}) is higher than any place to stand on '{anchor.name}'",
            never_fits=True,
        )
    return PlacementError(
        f"no_surface:{anchor.name}",
        f"'{anchor.name}' has no level surface that '{item.name}' could go on",
        never_fits=True,
    )


def by_area(surfaces: Sequence[Surface], rng: np.random.Generator) -> Surface:
    """One of the surfaces, larger ones more often."""
    ends = np.cumsum([area_m2(s.outline) for s in surfaces])
    k = int(np.searchsorted(ends, rng.random() * ends[-1], side="right"))
    return surfaces[min(k, len(surfaces) - 1)]


def spot(
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


def dropped(placement: DropOn, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
    """Turned at random, in the air above a surface or a mouth, over what has already been dropped there."""
    anchor, _ = stage.anchor(placement.drop_on, rng)
    open_above = [s for s in surfaces_of(anchor) if not math.isfinite(s.clearance_m)]
    mouths = openings_of(anchor)
    surfaces = open_above or list(mouths)
    if not surfaces:
        raise _no_surface(item, anchor)
    while True:
        surface = by_area(surfaces, rng)
        turn = random_turn(rng)
        shape = item.points.turned(Pose(quaternion=turn)).shape
        region = str(draw(placement.region, rng))
        height = float(draw(placement.height_m, rng))
        inner = shape.outline if open_above else shape.outline * 0.5
        xy = spot(surface.outline, inner, region, 0.0, rng)
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


def laid(placement: LaidFor, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
    """On the table before the next chair that has none of its kind, square to the chair but for a hand's inaccuracy."""
    chairs = stage.groups.get(placement.laid_for, ())
    taken = len(stage.groups.get(item.spec.name, ()))
    if taken >= len(chairs):
        raise PlacementError(
            f"no_seat_for:{item.spec.name}",
            f"'{item.name}' has no seat: '{placement.laid_for}' has {len(chairs)} for {item.of}",
        )
    chair, shape = stage.anchor(chairs[taken], rng)
    # A chair stands nearly, not quite, square to the table; what is laid before it is square to the table's rim.
    heading = heading_of(chair.world_from_body)
    ahead = turned(np.array([[0.0, -1.0]]), heading)[0]
    right = turned(np.array([[-1.0, 0.0]]), heading)[0]
    seat = chair.world_from_body.apply([*middle(shape.outline), 0.0])[:2]
    table = _table_before(seat, ahead, stage)
    if table is None:
        raise PlacementError(f"no_table_before:{chair.name}", f"'{chair.name}' stands at no table")
    surface, support = table
    for k in itertools.count():
        inset, aside = float(draw(placement.inset_m, rng)), float(draw(placement.aside_m, rng))
        slide = rng.uniform(-1.0, 1.0, 2) * 0.004 * k
        turn = heading + math.pi + item.yaw_rad
        base = turned(item.shape.outline, turn)
        near, _ = extent_along(base, ahead)
        rim = _rim(surface.outline, seat + right * aside, ahead)
        xy = seat + right * (aside + slide[0]) + ahead * (rim + inset - near + abs(slide[1]))
        if not contains(surface.outline, base + xy, 0.0):
            yield None
            continue
        pose = Pose((float(xy[0]), float(xy[1]), surface.height_m - item.shape.low_m + LIFT_M), yaw(turn))
        yield Proposal(pose, item.shape.at(pose, item.name, support), support, LAID_APART_M, minds_zones=False)


def _table_before(seat: FloatArray, ahead: FloatArray, stage: Stage) -> tuple[Surface, str] | None:
    """The surface, at a height to eat at, that somebody on the seat has before them, and the name of what it is of."""
    for body in stage.bodies:
        for surface in surfaces_of(body):
            if TABLE_HEIGHT_M[0] <= surface.height_m <= TABLE_HEIGHT_M[1] and math.isinf(surface.clearance_m):
                ends = _rim(surface.outline, seat, ahead)
                if math.isfinite(ends) and ends < ARM_M:
                    return surface, body.name
    return None


def _rim(outline: FloatArray, start: FloatArray, ahead: FloatArray) -> float:
    """How far ahead of `start` a convex counter-clockwise outline begins, inf where it is not met (Cyrus and Beck)."""
    edge = np.roll(outline, -1, axis=0) - outline
    normal = np.column_stack([edge[:, 1], -edge[:, 0]])
    room, rate = ((outline - start) * normal).sum(axis=1), normal @ ahead
    with np.errstate(divide="ignore", invalid="ignore"):
        at = room / rate
    enters = np.where(rate < -1e-12, at, -np.inf).max()
    leaves = np.where(rate > 1e-12, at, np.inf).min()
    beside = ((np.abs(rate) <= 1e-12) & (room < 0)).any()
    return math.inf if beside or enters > leaves else float(max(enters, 0.0))


def propped(placement: ProppedOn, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
    """Upright on a seat, leaning back, as near to what is behind as it goes; the ends of a seat are taken most, and
    every other proposal is close beside what is there already.
    """
    anchor, _ = stage.anchor(placement.propped_on, rng)
    seats = [s for s in surfaces_of(anchor) if not math.isfinite(s.clearance_m)]
    if not seats:
        raise _no_surface(item, anchor)
    heading = heading_of(anchor.world_from_body)
    back = turned(np.array([[0.0, 1.0]]), heading)[0]
    side = turned(np.array([[1.0, 0.0]]), heading)[0]
    seat = next(v for v in stage.occupancy.volumes if v.name == anchor.name)
    middles = np.array([middle(s.outline) for s in seats])
    # Between the armrests.
    left, right = extent_along(np.concatenate([s.outline for s in seats]), side)
    level = max(s.height_m for s in seats)
    taken = [extent_along(v.whole.outline, side) for v in stage.occupancy.volumes if v.support == anchor.name]
    for k in itertools.count():
        lean = math.radians(float(draw(placement.lean_deg, rng)))
        twist, roll = np.radians(rng.normal(0.0, PROPPED_TURN_DEG))
        # It lies with its face up in its own frame: stood up, the face looks along the seat's front, -y.
        up = Pose(quaternion=axis_angle((1.0, 0.0, 0.0), math.pi / 2 - lean)) @ Pose(quaternion=yaw(float(roll)))
        turn = Pose(quaternion=yaw(heading + item.yaw_rad + float(twist))) @ up
        piece = item.points.turned(turn).shape
        # The arcsine law: towards the ends.
        u = 0.5 - 0.5 * math.cos(math.pi * float(rng.random()))
        low, high = extent_along(piece.outline, side)
        across = left - low + u * (right - left - (high - low))
        if taken and k % 2:
            first, last = taken[int(rng.integers(len(taken)))]
            across = last + PROPPED_BESIDE_M - low if rng.random() < 0.5 else first - PROPPED_BESIDE_M - high
        rear = extent_along(seat.whole.outline, back)[1] - extent_along(piece.outline, back)[1]
        z = level - piece.low_m + PROPPED_LIFT_M[k % len(PROPPED_LIFT_M)]
        yield _nearest_to_back(item, piece, seat, side * across, back, (rear, float((middles @ back).min())), z, turn)


def _nearest_to_back(
    item: Item,
    shape: Shape,
    seat: Volume,
    across: FloatArray,
    back: FloatArray,
    reach: tuple[float, float],
    z: float,
    turn: Pose,
) -> Proposal | None:
    """The first place from the rear one of `reach` forwards, along `back`, where it is clear of the seat's pieces."""
    for y in np.arange(reach[0], reach[1], -PROPPED_STEP_M):
        xy = across + back * y
        volume = _lifted(shape, item.name, seat.name, xy, z)
        if not volume.meets(seat):
            pose = Pose((float(xy[0]), float(xy[1]), z), turn.quaternion)
            return Proposal(pose, volume, seat.name, PROPPED_APART_M, minds_zones=False)
    return None


def random_turn(rng: np.random.Generator) -> Quaternion:
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
