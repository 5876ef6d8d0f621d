"""Where bodies go: each kind of placement proposes places from the body's own stream until one fits.

A later body gives way to earlier ones, so a body's place depends only on its own stream and on what was placed before.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable

import numpy as np

from simgen.errors import PlacementError
from simgen.geometry import Pose
from simgen.geometry.footprints import rectangle, turned
from simgen.sampler import by_others, cloths, in_room, on_things
from simgen.sampler.occupancy import Prism, Volume
from simgen.sampler.scope import Scope
from simgen.sampler.stage import Item, Proposal, Proposals, Stage, heading_of, zone_name
from simgen.spec import (
    Above,
    Against,
    Around,
    At,
    Behind,
    Beside,
    Corner,
    DropOn,
    FromCeiling,
    Heap,
    InFrontOf,
    Inside,
    LaidFor,
    LeftOf,
    NextTo,
    On,
    OnWall,
    Placement,
    ProppedOn,
    RightOf,
    Stack,
    Under,
)
from simgen.world import Body

TRIES = 160
_OWN_SIZE = "its own size"
# Left free before whatever has a front and stands on the floor.
FRONT_FREE_M = 0.3


def place(item: Item, stage: Stage, scope: Scope) -> tuple[Body, tuple[Volume, ...]]:
    """The body in the first proposed place that fits, and the volumes that it takes up or keeps free.

    Raises PlacementError with a reason such as "no_room_on:table" where none does.
    """
    placement = item.spec.place
    rng = scope.rng("objects", item.name, "place")
    draped = item.cloth is not None and item.cloth.fold == "draped"
    propose = cloths.over if draped else _PROPOSE[type(placement)]
    last: Pose | None = None
    obstacles: Counter[str] = Counter()
    for proposal in itertools.islice(propose(placement, item, stage, rng), TRIES):
        if proposal is None:
            obstacles[_OWN_SIZE] += 1
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
                world_from_body=proposal.pose if item.tilt == Pose() else proposal.pose @ item.tilt,
                joint_positions=dict(item.joint_positions),
                scale=item.scale,
                fixed=item.fixed,
                support=proposal.support,
                joint_targets=dict(item.joint_targets),
                on=item.on,
                fill=item.fill,
                cloth=item.cloth,
            )
            return body, (proposal.volume, *_front_zone(item, proposal))
    words = _reason(placement).replace("_", " ").replace(":", " ")
    told = ", ".join(f"{name} {count}x" for name, count in obstacles.most_common(3))
    raise PlacementError(
        f"no_room_{_reason(placement)}",
        f"no place for '{item.name}' ({item.shape.size}) {words}; in the way: {told}",
        never_fits=set(obstacles) == {_OWN_SIZE},
    )


def _reason(placement: Placement) -> str:
    key = next(iter(type(placement).model_fields))
    value = getattr(placement, key)
    if isinstance(value, str):
        return f"{key}:{value}"
    return {"ceiling": "under_ceiling", "at": "at_point"}.get(key, key)


def _front_zone(item: Item, proposal: Proposal) -> tuple[Volume, ...]:
    """Free floor before a thing with a front that stands on the floor, so that one can get at it."""
    if not item.asset.has_front or proposal.support != "floor" or isinstance(item.spec.place, Around | InFrontOf):
        return ()
    low, high = item.shape.outline.min(axis=0), item.shape.outline.max(axis=0)
    strip = rectangle(low[0], low[1] - FRONT_FREE_M, high[0], low[1])
    x, y, z = proposal.pose.position
    outline = turned(strip, heading_of(proposal.pose)) + np.array([x, y])
    prism = Prism(outline, z + 0.03, z + item.shape.high_m)
    return (Volume(zone_name(item.name), prism, (prism,), is_zone=True),)


def _in_front_of(placement: InFrontOf, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
    propose = by_others.at_side if placement.by_camera else in_room.in_front_of
    return propose(placement, item, stage, rng)


_PROPOSE: dict[type[Placement], Callable[..., Proposals]] = {
    Above: in_room.above,
    Against: in_room.against,
    Around: in_room.around,
    At: in_room.at_point,
    Behind: by_others.at_side,
    Beside: in_room.beside,
    Corner: in_room.in_corner,
    DropOn: on_things.dropped,
    FromCeiling: in_room.from_ceiling,
    Heap: by_others.heap,
    InFrontOf: _in_front_of,
    Inside: by_others.inside,
    LaidFor: on_things.laid,
    LeftOf: by_others.at_side,
    NextTo: by_others.next_to,
    On: on_things.on_top,
    OnWall: in_room.on_wall,
    ProppedOn: on_things.propped,
    RightOf: by_others.at_side,
    Stack: by_others.stack,
    Under: in_room.under,
}
