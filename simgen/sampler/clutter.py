"""What gathers where people live: more things on what stands in the room, in groups, a little askew.

Every open surface has spots, each with a threshold in [0, 1); a spot is filled where the density is above it. What a
spot holds depends on its own name alone, and spots are filled in the order of their thresholds, so a greater density
only adds things, with ids after all others. A thing that finds no place is left out.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from simgen.catalog import Catalog
from simgen.catalog.manifest import Belongs
from simgen.geometry import Pose, yaw
from simgen.geometry.footprints import area_m2, contains, extent_along, middle, turned
from simgen.params import draw
from simgen.sampler.scope import Scope
from simgen.sampler.sources import draw_reference
from simgen.sampler.stage import LIFT_M, Item, Proposal, Stage, Surface, heading_of, surfaces_of
from simgen.spec import MAX_BODIES, Object, On, SceneSpec
from simgen.world import Body

# Spots of a surface at full density, and how many it has at most; and so many more things a group has at most.
SPOTS_PER_M2, MOST_SPOTS, MOST_COMPANY = 12.0, 9, 2
# The sum of `gathers` from which on every spot holds something.
FULL_SHARE = 5.0
# A household has so many designs of one kind of thing.
DESIGNS = 3
TRIES = 24
# From a surface's rim, from other things, and between the things of a group, metres.
RIM_M, APART_M, GROUP_GAP_M = 0.012, 0.004, (0.006, 0.035)
# A pile's things reach over each other by so much, and lie apart from its middle by about so much.
OVERHANG_M, PILE_SHIFT_M = 0.015, 0.006
# Nobody lays things straight: standard deviation of a thing's turn, and how often one in the open lies any way.
ASKEW_DEG, ANY_WAY = 8.0, 0.25


def clutter_density(spec: SceneSpec, cast: Scope) -> float:
    """What `room.clutter` draws for a cast."""
    return float(draw(spec.room.clutter.density, cast.rng("room", "clutter", "density")))


def add_clutter(stage: Stage, spec: SceneSpec, catalog: Catalog, cast: Scope, scope: Scope, first_id: int) -> Stage:
    """The room with what has gathered in it, as much as `room.clutter` says; ids count from `first_id`.

    Designs come from the cast's streams, places from the attempt's.
    """
    density = clutter_density(spec, cast)
    if density <= 0.0:
        return stage
    maker = _Maker(spec, catalog, cast, scope)
    spots = [spot for body in stage.bodies for spot in maker.spots(body)]
    for spot in sorted(spots, key=lambda spot: (spot.threshold, spot.name)):
        if spot.threshold < density:
            stage = maker.filled(spot, stage, first_id)
    return stage


@dataclass(frozen=True, eq=False)
class _Spot:
    """A place for a group of things on a surface of a body, filled above a density of `threshold`."""

    name: str
    carrier: Body
    surface: Surface
    threshold: float
    kinds: Mapping[str, Belongs]


@dataclass(frozen=True, eq=False)
class _Maker:
    spec: SceneSpec
    catalog: Catalog
    cast: Scope
    scope: Scope

    @functools.cached_property
    def _gathering(self) -> dict[str, Belongs]:
        """What gathers in this kind of room, by category."""
        kind = self.spec.room.kind
        rows = {name: row.belongs for name, row in self.catalog.categories.items()}
        return {name: rows[name] for name in sorted(rows) if rows[name].gathers > 0 and kind in rows[name].rooms}

    def spots(self, body: Body) -> Iterator[_Spot]:
        """Of one body that stands in the room; none where nothing gathers on such things."""
        kinds = {name: belongs for name, belongs in self._gathering.items() if body.asset.category in belongs.on}
        if not kinds:
            return
        for i, surface in enumerate(surfaces_of(body)):
            count = min(1 + round(area_m2(surface.outline) * SPOTS_PER_M2), MOST_SPOTS)
            for k in range(count):
                # No name of a spec has a dot.
                name = f"clutter.{body.name}.{i}.{k}"
                threshold = (k + float(self.cast.rng("clutter", name, "threshold").random())) / count
                yield _Spot(name, body, surface, threshold, kinds)

    def filled(self, spot: _Spot, stage: Stage, first_id: int) -> Stage:
        """The room with a group at the spot, or with as much of it as finds a place."""
        rng = self.cast.rng("clutter", spot.name, "what")
        names = list(spot.kinds)
        shares = np.cumsum([spot.kinds[name].gathers for name in names])
        # Where little gathers, some spots stay empty.
        chosen = int(np.searchsorted(shares, rng.random() * max(shares[-1], FULL_SHARE), side="right"))
        if chosen == len(names):
            return stage
        category = names[chosen]
        belongs = spot.kinds[category]
        company = int(rng.integers(MOST_COMPANY + 1)) if belongs.among else 0
        others = [belongs.among[int(rng.integers(len(belongs.among)))] for _ in range(company)]

        places = self.scope.rng("clutter", spot.name, "where")
        leader = self._item(spot.name, category, spot.carrier)
        stage, first = _placed(leader, _on_surface(leader, spot, places), stage, first_id)
        top = first
        for k, other in enumerate(others):
            if first is None or top is None:
                break
            item = self._item(f"{spot.name}.{k + 1}", other, spot.carrier)
            if belongs.piles and other == category:
                stage, placed = _placed(item, _on_pile(item, top, places), stage, first_id)
                top = placed or top
            else:
                stage, _ = _placed(item, _beside(item, first, leader, spot, places), stage, first_id)
        return stage

    def _item(self, name: str, category: str, carrier: Body) -> Item:
        rng = self.cast.rng("clutter", name, "design")
        thing = Object(name="clutter", category=category, place=On(on=carrier.name))
        design = self.cast.name("clutter", category, int(rng.integers(DESIGNS)))
        asset = self.catalog.load(draw_reference(self.spec, thing, self.catalog, self.cast.seed, design))
        closed = {joint.name: joint.lower for joint in asset.joints}
        return Item(name, thing, asset, 1.0, closed, 0.0, fixed=False)


def _placed(item: Item, proposals: Iterator[Proposal | None], stage: Stage, first_id: int) -> tuple[Stage, Body | None]:
    """The stage with the item in the first of the proposed places that fits, and its body; None where none does."""
    if len(stage.bodies) >= MAX_BODIES:
        return stage, None
    for proposal in proposals:
        if proposal is None or stage.obstacle(proposal) is not None:
            continue
        body = Body(
            instance_id=first_id + sum(b.instance_id >= first_id for b in stage.bodies),
            name=item.name,
            asset=item.asset,
            world_from_body=proposal.pose,
            joint_positions=dict(item.joint_positions),
            support=proposal.support,
        )
        return stage.with_body(body, item.shape, item.name, (proposal.volume,)), body
    return stage, None


def _askew(rng: np.random.Generator) -> float:
    return math.radians(float(np.clip(rng.normal(), -2.5, 2.5)) * ASKEW_DEG)


def _standing(item: Item, x: float, y: float, height_m: float, turn: float, support: str) -> Proposal:
    pose = Pose((x, y, height_m - item.shape.low_m + LIFT_M), yaw(turn))
    return Proposal(pose, item.shape.at(pose, item.name, support), support, APART_M, minds_zones=False)


def _on_surface(item: Item, spot: _Spot, rng: np.random.Generator) -> Iterator[Proposal | None]:
    """Anywhere on the spot's surface; where the carrier has a front, rather at its back, out of the way."""
    surface, carrier = spot.surface, spot.carrier
    if surface.clearance_m < item.shape.height_m + 2 * LIFT_M:
        return
    heading = heading_of(carrier.world_from_body)
    within = turned(surface.outline, -heading)
    for _ in range(TRIES):
        in_the_open = math.isinf(surface.clearance_m) and rng.random() < ANY_WAY
        turn = float(rng.uniform(-math.pi, math.pi)) if in_the_open else _askew(rng)
        base = turned(item.shape.base, turn)
        low = within.min(axis=0) - base.min(axis=0) + RIM_M
        high = within.max(axis=0) - base.max(axis=0) - RIM_M
        u = rng.random(2)
        if carrier.asset.has_front:
            u[1] = 1.0 - u[1] ** 2
        if (high < low).any():
            yield None
            continue
        xy = turned(low + u * (high - low), heading)
        if contains(surface.outline, turned(base, heading) + xy, RIM_M):
            yield _standing(item, float(xy[0]), float(xy[1]), surface.height_m, heading + turn, carrier.name)


def _beside(item: Item, leader: Body, led: Item, spot: _Spot, rng: np.random.Generator) -> Iterator[Proposal | None]:
    """Close to the leader on the same surface, turned nearly as it is."""
    if spot.surface.clearance_m < item.shape.height_m + 2 * LIFT_M:
        return
    heading = heading_of(leader.world_from_body)
    center = np.array(leader.world_from_body.position[:2])
    outline = turned(led.shape.outline, heading)
    for _ in range(TRIES):
        way = heading + float(rng.integers(4)) * math.pi / 2 + _askew(rng)
        turn = heading + _askew(rng)
        own = turned(item.shape.outline, turn)
        direction = np.array([math.cos(way), math.sin(way)])
        reach = extent_along(outline, direction)[1] - extent_along(own, direction)[0]
        xy = center + direction * (reach + float(rng.uniform(*GROUP_GAP_M)))
        if contains(spot.surface.outline, turned(item.shape.base, turn) + xy, RIM_M):
            yield _standing(item, float(xy[0]), float(xy[1]), spot.surface.height_m, turn, spot.carrier.name)


def _on_pile(item: Item, below: Body, rng: np.random.Generator) -> Iterator[Proposal | None]:
    """On top of what lies there already, nearly in line with it."""
    tops = [surface for surface in surfaces_of(below) if math.isinf(surface.clearance_m)]
    if not tops:
        return
    top = max(tops, key=lambda surface: surface.height_m)
    for _ in range(TRIES):
        turn = heading_of(below.world_from_body) + _askew(rng)
        base = turned(item.shape.base, turn)
        xy = middle(top.outline) - middle(base) + rng.normal(size=2) * PILE_SHIFT_M
        if contains(top.outline, base + xy, -OVERHANG_M):
            yield _standing(item, float(xy[0]), float(xy[1]), top.height_m, turn, below.name)
