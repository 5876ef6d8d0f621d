"""What placement knows: the room, the bodies that already have their place, and the one that needs one."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from simgen.errors import PlacementError
from simgen.geometry import FloatArray, Pose
from simgen.geometry.footprints import contains, convex_outline, rectangle
from simgen.sampler.occupancy import Occupancy, Points, Shape, Volume, points_of
from simgen.sampler.room_layout import Shell
from simgen.spec import Object
from simgen.world import Asset, Body, Camera, Cloth, Fill, SupportSurface

# Room for the rounding of coordinates when a thing stands flush with a wall.
FLUSH_M = 1e-6
# A thing that can move starts this far above what carries it, so that physics begins without overlap.
LIFT_M = 0.0005
# Things stand so far from the edge of the cloth that they stand on.
HEM_M = 0.01
# A cavity begins at most this far above the surface that is its floor.
BAY_FLOOR_M = 0.004


@dataclass(frozen=True, eq=False)
class Item:
    """A body before it has a place.

    `yaw_rad` is its turn from what its placement faces, `tilt` the turn that it is put down with before that.
    `joint_targets` is where physics moves its joints. `of` is how many bodies its object has.
    """

    name: str
    spec: Object
    asset: Asset
    scale: float
    joint_positions: Mapping[str, float]
    yaw_rad: float
    fixed: bool
    tilt: Pose = field(default_factory=Pose)
    joint_targets: Mapping[str, float] = field(default_factory=dict)
    on: bool | None = None
    fill: Fill | None = None
    cloth: Cloth | None = None
    of: int = 1

    @cached_property
    def shape(self) -> Shape:
        """As it is put down, in its own frame."""
        return self.points.shape

    @cached_property
    def points(self) -> Points:
        """Where its points are as it is put down, in its own frame."""
        points = points_of(self.asset, self.scale, self.joint_positions)
        if self.cloth is not None:
            points = points.stretched(self.cloth.room(self.asset.bounds.size))
        return points if self.tilt == Pose() else points.turned(self.tilt)


@dataclass(frozen=True, eq=False)
class Proposal:
    """A place to try. `support` names what carries the body.

    `clearance_m` is kept from others on the same support. `ignore` names volumes that do not matter here;
    `minds_zones`: keeps doors, windows and fronts free.
    """

    pose: Pose
    volume: Volume
    support: str
    clearance_m: float = 0.0
    ignore: frozenset[str] = frozenset()
    minds_zones: bool = True


# What a kind of placement gives: places to try without end; None is a try that led nowhere.
Proposals = Iterator[Proposal | None]


def zone_name(name: str) -> str:
    """What the free floor before a body is called."""
    return f"before_{name}"


def heading_of(pose: Pose) -> float:
    """The turn about the vertical of an upright pose, radians."""
    return 2.0 * math.atan2(pose.quaternion[3], pose.quaternion[0])


@dataclass(frozen=True, eq=False)
class Surface:
    """A place to stand things on, in the world: convex outline, height, free height above, its name."""

    outline: FloatArray
    height_m: float
    clearance_m: float
    name: str = ""


@dataclass(frozen=True, eq=False)
class Stage:
    """The room so far. `groups` lists the bodies of each object of the spec that have been placed.

    `camera` is the first camera, for what is placed as it sees it; None before the cameras have their place.
    """

    shell: Shell
    occupancy: Occupancy
    bodies: tuple[Body, ...] = ()
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    camera: Camera | None = None

    def with_body(self, body: Body, shape: Shape, group: str, volumes: tuple[Volume, ...]) -> Stage:
        """A stage with one more body."""
        return replace(
            self,
            occupancy=self.occupancy.with_volumes(volumes),
            bodies=(*self.bodies, body),
            shapes={**self.shapes, body.name: shape},
            groups={**self.groups, group: (*self.groups.get(group, ()), body.name)},
        )

    def anchor(self, name: str, rng: np.random.Generator) -> tuple[Body, Shape]:
        """The body called `name`, or one of the bodies of the object called so; PlacementError where there is none."""
        names = self.groups.get(name, ())
        if names:
            name = names[int(rng.integers(len(names)))] if len(names) > 1 else names[0]
        for body in (*self.bodies, *self.shell.bodies):
            if body.name == name:
                shape = self.shapes.get(name)
                return body, shape or points_of(body.asset, body.scale, body.joint_positions).shape
        raise PlacementError(f"no_anchor:{name}", f"nothing called '{name}' was drawn to place other things by")

    @property
    def floor_outline(self) -> FloatArray:
        """Between the inner faces of the walls."""
        low, high = self.shell.room.bounds.low, self.shell.room.bounds.high
        return rectangle(low[0] - FLUSH_M, low[1] - FLUSH_M, high[0] + FLUSH_M, high[1] + FLUSH_M)

    def obstacle(self, proposal: Proposal) -> str | None:
        """What a proposal runs into: the name of a body or zone, "the room's shell", or None where it fits."""
        volume = proposal.volume
        too_high = volume.whole.high_m > self.shell.room.height_m + FLUSH_M or volume.whole.low_m < -FLUSH_M
        if too_high or not contains(self.floor_outline, volume.whole.outline):
            return "the room's shell"
        blocker = self.occupancy.blocker(
            volume, proposal.clearance_m, ignore=proposal.ignore, zones=proposal.minds_zones
        )
        return None if blocker is None else blocker.name


def surfaces_of(body: Body) -> tuple[Surface, ...]:
    """The body's level support surfaces in the world that one can get at, its joints where they are.

    The floor of a drawer that is less than half open does not count, nor does a shelf behind such doors. Cloth has one
    where it lies flat or folded.
    """
    if body.cloth is not None:
        return tuple(_cloth_top(body, body.cloth))
    return tuple(
        surface
        for support in body.asset.supports
        if (support.joint is None or _opened(body, support.joint) >= 0.5)
        and (not support.behind or any(_opened(body, joint) >= 0.5 for joint in support.behind))
        for surface in _surface(body, support)
    )


def bays_of(body: Body) -> tuple[Surface, ...]:
    """The body's level support surfaces within its cavities, open or not."""
    found: list[Surface] = []
    for support in body.asset.supports:
        middle = np.append(np.mean(support.outline, axis=0), support.height_m + BAY_FLOOR_M)
        for cavity in body.asset.cavities:
            low, high = cavity.mesh.vertices.min(axis=0), cavity.mesh.vertices.max(axis=0)
            if cavity.joint == support.joint and (low <= middle).all() and (middle <= high).all():
                found += _surface(body, support)
                break
    return tuple(found)


def _cloth_top(body: Body, cloth: Cloth) -> Iterator[Surface]:
    top = cloth.top(body.asset.bounds.size)
    if top is not None:
        x, y = (length / 2 - HEM_M / body.scale for length in top[:2])
        if min(x, y) > 0:
            corners = np.array([[-x, -y, top[2]], [x, -y, top[2]], [x, y, top[2]], [-x, y, top[2]]])
            world = body.world_from_body.apply(corners * body.scale)
            yield Surface(world[:, :2], float(world[0, 2]), math.inf, "cloth")


def _surface(body: Body, support: SupportSurface) -> Iterator[Surface]:
    """Where a support surface is; nothing where it is not level."""
    moved = body.asset.asset_from_moved(support.joint, body.joint_positions)
    corners = np.array([[x, y, support.height_m] for x, y in support.outline])
    world = body.world_from_body.apply(moved.apply(corners) * body.scale)
    if np.ptp(world[:, 2]) <= 1e-4:
        outline, height = convex_outline(world[:, :2]), float(world[:, 2].mean())
        yield Surface(outline, height, support.clearance_m * body.scale, support.name)


def _opened(body: Body, joint: str) -> float:
    """How far a joint is from its lower limit, as a fraction of its range."""
    j = body.asset.joint(joint)
    return (body.joint_positions.get(joint, 0.0) - j.lower) / (j.upper - j.lower) if j.upper > j.lower else 0.0


def openings_of(body: Body) -> tuple[Surface, ...]:
    """The mouths of the body's cavities in the world, as surfaces at their highest points."""
    found = []
    for cavity in body.asset.cavities:
        world = body.world_vertices(cavity.mesh, cavity.joint)
        found.append(Surface(convex_outline(world[:, :2]), float(world[:, 2].max()), float("inf"), cavity.name))
    return tuple(found)
