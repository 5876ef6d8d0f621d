"""Places by what is there already: in things, in piles, in stacks, and at the sides of neighbours."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np

from simgen.errors import PlacementError, did_you_mean
from simgen.geometry import FloatArray, Pose, yaw
from simgen.geometry.footprints import contains, extent_along, middle, turned
from simgen.geometry.let_down import lowest_rise
from simgen.params import draw
from simgen.sampler.on_things import by_area, on_top, random_turn, spot
from simgen.sampler.stage import (
    LIFT_M,
    Item,
    Proposal,
    Proposals,
    Stage,
    Surface,
    bays_of,
    heading_of,
    openings_of,
    surfaces_of,
)
from simgen.spec import Behind, Heap, InFrontOf, Inside, LeftOf, NextTo, On, RightOf, Stack
from simgen.world import Body, Camera

# What is let down stops so far above what it would lie on: a peak between two lines may be so much higher.
LET_DOWN_M = 0.0015
# After so many tries, what does not fit as it stands is turned.
UPRIGHT_TRIES = 8
# Of so many places, a heap takes the lowest.
HEAP_TRIES = 6
# A neighbour stands on the surface whose height is that of its feet, to so much.
FEET_M = 0.02
NEIGHBOUR_APART_M = 0.002


def inside(placement: Inside, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
    """Upright on the floor of a drawer or bay that is high enough, or let down into a hollow."""
    anchor, _ = stage.anchor(placement.inside, rng)
    bays, hollows = (_named(found, placement.compartment) for found in (bays_of(anchor), openings_of(anchor)))
    floors = {surface.name for surface in bays}
    if not bays and not hollows:
        names = sorted({s.name for s in (*bays_of(anchor), *openings_of(anchor))})
        told = f"'{anchor.name}' has nothing inside that holds things"
        if placement.compartment is not None and names:
            told = f"'{anchor.name}' has no compartment '{placement.compartment}'. "
            told += did_you_mean(placement.compartment, names).rstrip(".")
        raise PlacementError(f"no_compartment:{anchor.name}", told)
    bays = tuple(bay for bay in bays if bay.clearance_m >= item.shape.height_m + LIFT_M)
    if bays:
        return _in_bays(bays, anchor, item, rng)
    hollows = tuple(hollow for hollow in hollows if hollow.name not in floors)
    if not hollows:
        raise PlacementError(
            f"too_high_for:{anchor.name}",
            f"'{item.name}' ({item.shape.size}) is higher than any drawer or bay of '{anchor.name}'",
        )
    return _into_hollow(hollows, anchor, item, stage, rng)


def _named(surfaces: Sequence[Surface], name: str | None) -> tuple[Surface, ...]:
    return tuple(s for s in surfaces if name is None or s.name == name or s.name.startswith(f"{name}_"))


def _in_bays(bays: Sequence[Surface], anchor: Body, item: Item, rng: np.random.Generator) -> Proposals:
    turn = heading_of(anchor.world_from_body) + item.yaw_rad
    base = turned(item.shape.base, turn)
    while True:
        bay = by_area(bays, rng)
        xy = spot(bay.outline, base, "anywhere", 0.0, rng)
        if xy is None or not contains(bay.outline, base + xy):
            yield None
            continue
        pose = Pose((float(xy[0]), float(xy[1]), bay.height_m - item.shape.low_m + LIFT_M), yaw(turn))
        volume = item.shape.at(pose, item.name, anchor.name)
        yield Proposal(pose, volume, anchor.name, NEIGHBOUR_APART_M, minds_zones=False)


def _into_hollow(
    hollows: Sequence[Surface], anchor: Body, item: Item, stage: Stage, rng: np.random.Generator
) -> Proposals:
    pile = _pile(anchor, stage)
    for k in itertools.count():
        hollow = by_area(hollows, rng)
        turn = Pose(quaternion=yaw(heading_of(anchor.world_from_body) + item.yaw_rad))
        if k >= UPRIGHT_TRIES:
            # Pens stand in a mug though they lie on a table.
            turn = Pose(quaternion=random_turn(rng))
        shape = item.points.turned(turn).shape
        xy = spot(hollow.outline, shape.outline, "center", 0.0, rng)
        yield None if xy is None else _let_down(item, turn, xy, anchor, pile)


def heap(placement: Heap, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
    """Turned at random and let down where that brings it lowest."""
    anchor, _ = stage.anchor(placement.heap, rng)
    hollows = openings_of(anchor)
    surfaces = hollows or tuple(s for s in surfaces_of(anchor) if not math.isfinite(s.clearance_m))
    if not surfaces:
        raise PlacementError(f"no_surface:{anchor.name}", f"nothing can be heaped up in or on '{anchor.name}'")
    pile = _pile(anchor, stage)
    siblings = stage.groups.get(item.spec.name, ())
    spread = float(draw(placement.spread_m, rng))
    while True:
        surface = by_area(surfaces, rng)
        lowest: Proposal | None = None
        for _ in range(HEAP_TRIES):
            turn = Pose(quaternion=random_turn(rng))
            shape = item.points.turned(turn).shape
            xy = spot(surface.outline, shape.outline, "anywhere", 0.0, rng)
            if xy is None:
                xy = middle(surface.outline) - middle(shape.outline)
            if not hollows and siblings:
                first = next(body for body in stage.bodies if body.name == siblings[0])
                xy = np.array(first.world_from_body.position[:2]) + rng.uniform(-spread, spread, 2)
            if not contains(surface.outline, (middle(shape.outline) + xy)[None]):
                continue
            proposal = _let_down(item, turn, xy, anchor, pile)
            if proposal and (lowest is None or proposal.volume.whole.low_m < lowest.volume.whole.low_m):
                lowest = proposal
        yield lowest


def stack(placement: Stack, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
    """The first as `on`; each further one let down on the one before."""
    siblings = stage.groups.get(item.spec.name, ())
    if not siblings:
        yield from on_top(On(on=placement.stack, region=placement.region), item, stage, rng)
        return
    below = next(body for body in stage.bodies if body.name == siblings[-1])
    under = next(v for v in stage.occupancy.volumes if v.name == below.name)
    pile = [below, *(body for body in stage.bodies if body.name in siblings[:-1])]
    start = heading_of(stage.anchor(placement.stack, rng)[0].world_from_body)
    for _ in itertools.count():
        turn = Pose(quaternion=yaw(start + item.yaw_rad))
        shape = item.points.turned(turn).shape
        way, offset = float(rng.uniform(0.0, 2.0 * math.pi)), float(draw(placement.offset_m, rng))
        shift = offset * np.array([math.cos(way), math.sin(way)])
        xy = middle(under.whole.outline) - middle(shape.outline) + shift
        yield _let_down(item, turn, xy, below, pile)


def _pile(anchor: Body, stage: Stage) -> list[Body]:
    """A body and all that was put in or on it, or in or on that."""
    pile = [anchor]
    for body in stage.bodies:
        if any(body.support == below.name for below in pile):
            pile.append(body)
    return pile


def _let_down(item: Item, turn: Pose, xy: FloatArray, support: Body, pile: Sequence[Body]) -> Proposal | None:
    """Above the place where it would touch one of the pile; None where nothing is below it."""
    at = Pose((float(xy[0]), float(xy[1]), 0.0)) @ turn
    rise = lowest_rise([at.apply(hull) for hull in item.points.hulls], (h for body in pile for h in body.world_hulls()))
    if not math.isfinite(rise):
        return None
    pose = Pose((at.position[0], at.position[1], rise + LET_DOWN_M), at.quaternion)
    shape = item.points.turned(turn).shape
    volume = shape.at(Pose(pose.position), item.name, support.name)
    return Proposal(pose, volume, support.name, ignore=frozenset(body.name for body in pile), minds_zones=False)


def next_to(placement: NextTo, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
    """At any side of the neighbour."""
    anchor, _ = stage.anchor(placement.next_to, rng)
    surface, support = _carrier(anchor, item, stage, rng)
    while True:
        way = float(rng.uniform(0.0, 2.0 * math.pi))
        side = np.array([math.cos(way), math.sin(way)])
        yield _beside(anchor, side, float(draw(placement.gap_m, rng)), 0.0, item, stage, surface, support)


def at_side(
    placement: LeftOf | RightOf | InFrontOf | Behind, item: Item, stage: Stage, rng: np.random.Generator
) -> Proposals:
    """To the left or right of the neighbour, before or behind it."""
    anchor, _ = stage.anchor(str(placement.anchor), rng)
    surface, support = _carrier(anchor, item, stage, rng)
    if placement.by_camera:
        assert stage.camera is not None
        right = _right_of(stage.camera)
    else:
        heading = heading_of(anchor.world_from_body)
        right = np.array([math.cos(heading), math.sin(heading)])
    ahead = np.array([-right[1], right[0]])
    side = {"left_of": -right, "right_of": right, "in_front_of": -ahead, "behind": ahead}[placement.kind]
    gap = placement.gap if isinstance(placement, InFrontOf) else placement.gap_m
    for k in itertools.count():
        # Straight beside it first; the more tries, the farther along that side.
        shift = float(rng.uniform(-1.0, 1.0)) * min(0.01 * k, 0.3)
        yield _beside(anchor, side, float(draw(gap, rng)), shift, item, stage, surface, support)


def _right_of(camera: Camera) -> FloatArray:
    """(2,) unit, to the right for a viewer at the camera, seen from above; the image's for one that looks down."""
    rotation = camera.world_from_camera.rotation
    forward = rotation[:2, 2]
    right = np.array([forward[1], -forward[0]]) if np.hypot(*forward) > 1e-6 else rotation[:2, 0]
    result: FloatArray = right / np.linalg.norm(right)
    return result


def _carrier(anchor: Body, item: Item, stage: Stage, rng: np.random.Generator) -> tuple[Surface, str]:
    """The surface that the neighbour stands on, itself or the stack that it is in, and whose that is."""
    volumes = {volume.name: volume for volume in stage.occupancy.volumes}
    kin = next((names for names in stage.groups.values() if anchor.name in names), ())
    foot = anchor
    while foot.support is not None and foot.name in volumes:
        volume = volumes[foot.name]
        carrier, _ = stage.anchor(foot.support, rng)
        for surface in (*surfaces_of(carrier), *bays_of(carrier)) if carrier.name not in kin else ():
            level = abs(surface.height_m - volume.whole.low_m) <= FEET_M
            if level and contains(surface.outline, middle(volume.whole.outline)[None]):
                return surface, carrier.name
        foot = carrier
    raise PlacementError(
        f"no_surface_by:{anchor.name}", f"'{item.name}' cannot stand by '{anchor.name}', which stands on no surface"
    )


def _beside(
    anchor: Body,
    side: FloatArray,
    gap_m: float,
    shift_m: float,
    item: Item,
    stage: Stage,
    surface: Surface,
    support: str,
) -> Proposal | None:
    """With its outline a gap away from the neighbour's along `side`; None where that is off the surface."""
    outline = next(v for v in stage.occupancy.volumes if v.name == anchor.name).whole.outline
    turn = heading_of(anchor.world_from_body) + item.yaw_rad
    own = turned(item.shape.outline, turn)
    along = extent_along(outline, side)[1] + gap_m - extent_along(own, side)[0]
    aside = np.array([-side[1], side[0]])
    across = float(middle(outline) @ aside - middle(own) @ aside) + shift_m
    xy = along * side + across * aside
    if not contains(surface.outline, turned(item.shape.base, turn) + xy):
        return None
    z = surface.height_m - item.shape.low_m + (0.0 if item.fixed else LIFT_M)
    pose = Pose((float(xy[0]), float(xy[1]), z), yaw(turn))
    volume = item.shape.at(pose, item.name, support)
    return Proposal(pose, volume, support, min(gap_m, NEIGHBOUR_APART_M), minds_zones=support == "floor")
