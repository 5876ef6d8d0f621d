"""A home: each room is drawn as if it were alone, in its own frame, and then moved to where the two sides of its
entrance meet. So a room and all that is in it depend on its own streams, and not on the others.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace

import numpy as np

from simgen.catalog import Catalog
from simgen.errors import PlacementError
from simgen.geometry import Bounds, FloatArray, Pose, yaw
from simgen.sampler.occupancy import Volume
from simgen.sampler.openings import Opening, world_from_wall
from simgen.sampler.room_layout import COAT_M, Shell, draw_shell
from simgen.sampler.scope import Scope
from simgen.spec import SceneSpec, passages_of
from simgen.world import Body, Room

# The floor behind a door is so much higher, or lower where the leaf swings into that room: of two slabs that overlap
# below the wall the higher one is seen, so that one ends and the other begins under the leaf.
FLOOR_STEP_M = 0.0005
# Before a window there is at least so much of the outside.
OUTSIDE_M = 0.3


@dataclass(frozen=True)
class Doorway:
    """A door between two rooms, by name; -y of `world_from_door` looks into `near`, whose floor z = 0 is."""

    near: str
    far: str
    world_from_door: Pose
    width_m: float
    height_m: float
    depth_m: float

    def lets_through(self, start: FloatArray, end: FloatArray) -> bool:
        """Whether the straight way from one world point to another leads through the hole, from face to face."""
        door_from_world = self.world_from_door.inverse
        a, b = door_from_world.apply(start), door_from_world.apply(end)
        if a[1] > b[1]:
            a, b = b, a
        if not a[1] <= 0.0 < self.depth_m <= b[1]:
            return False
        for face in (0.0, self.depth_m):
            x, _, z = a + (b - a) * (face - a[1]) / (b[1] - a[1])
            if abs(x) > self.width_m / 2 or not 0.0 <= z <= self.height_m:
                return False
        return True

    def seen_from(self, room: str) -> Pose:
        """The middle of its foot at the face on the side of `room`, -y into that room."""
        if room == self.near:
            return self.world_from_door
        return self.world_from_door @ Pose((0.0, self.depth_m, 0.0), yaw(np.pi))


@dataclass(frozen=True, eq=False)
class Site:
    """One room of a home before anything stands in it: its own spec and streams, and its shell in its own frame.

    `room` is the room in the world, `doorway` what it is entered by, None for the first room.
    """

    spec: SceneSpec
    scope: Scope
    cast: Scope
    shell: Shell
    room: Room
    doorway: Doorway | None = None

    @property
    def is_first(self) -> bool:
        """Whether its frame is the world's."""
        return self.doorway is None

    def at_attempt(self, attempt: int) -> Site:
        """The same empty room, to be furnished as at `attempt`."""
        return replace(self, scope=replace(self.scope, attempt=attempt))

    def world_name(self, name: str) -> str:
        """What the home calls a body of this room."""
        return name if self.is_first else f"{self.room.name}/{name}"

    def faults_named(self) -> AbstractContextManager[None]:
        """What finds no place within says which room it is, if that is not the first."""
        return nullcontext() if self.is_first else _named(self.room.name)

    def in_world(self, body: Body, ids_before: int) -> Body:
        """A body of this room as the home has it, numbered after `ids_before` others."""
        if self.is_first:
            return body
        return replace(
            body,
            instance_id=body.instance_id + ids_before,
            name=self.world_name(body.name),
            world_from_body=self.room.world_from_room @ body.world_from_body,
            support=None if body.support is None else self.world_name(body.support),
        )

    def volume_in_world(self, volume: Volume) -> Volume:
        """A volume of this room as the home has it."""
        return volume if self.is_first else volume.moved(self.room.world_from_room, self.world_name(volume.name))


def draw_sites(spec: SceneSpec, catalog: Catalog, scope: Scope, cast: Scope) -> tuple[Site, ...]:
    """All rooms of one draw, the first room first; PlacementError where they do not fit side by side."""
    shell = draw_shell(spec, catalog, cast)
    found: dict[str | None, Site] = {None: Site(spec, scope, cast, shell, shell.room)}
    for passage in passages_of(spec):
        near = found[passage.start]
        own, own_cast = (replace(one, room=passage.end) for one in (scope, cast))
        part = spec.of_room(passage.end)
        behind = near.shell.entrance_behind(passage.door, passage.entrance)
        with _named(passage.end):
            shell = draw_shell(part, catalog, own_cast, behind)
        depth = near.shell.wall_thickness_m + COAT_M
        world_from_door = near.room.world_from_room @ near.shell.room_from_door(passage.door)
        doorway = Doorway(near.room.name, passage.end, world_from_door, behind.width_m, behind.height_m, depth)
        step = FLOOR_STEP_M if near.shell.doors[passage.door].swings_in else -FLOOR_STEP_M
        raised = Pose((0.0, 0.0, step)) @ doorway.seen_from(passage.end)
        world_from_room = raised @ shell.room_from_door(passage.entrance).inverse
        room = replace(shell.room, name=passage.end, world_from_room=world_from_room)
        # The door's frame and leaf reach into this room too.
        door = near.shell.doors[passage.door].name
        own_from_near = world_from_room.inverse @ near.room.world_from_room
        across = [v.moved(own_from_near, door) for v in near.shell.occupancy.volumes if v.name == door]
        shell = replace(shell, occupancy=shell.occupancy.with_volumes(across))
        found[passage.end] = Site(part, own, own_cast, shell, room, doorway)
    _check_fit(tuple(found.values()))
    return tuple(found.values())


@contextmanager
def _named(room: str) -> Iterator[None]:
    """What finds no place in a further room says which room it is."""
    try:
        yield
    except PlacementError as error:
        raise PlacementError(f"{room}/{error.reason}", f"in '{room}' {error.what}") from error


def _check_fit(sites: Sequence[Site]) -> None:
    """That rooms have their walls between them, and windows and halls nothing but the outside before them."""
    for a, b in itertools.combinations(sites, 2):
        wall = a.shell.wall_thickness_m + COAT_M
        apart = _gap_m(a.room.bounds, b.room.bounds)
        if apart < wall - 1e-6:
            told = f"overlap by {-apart:.2f} m" if apart < 0 else f"come within {apart:.2f} m of each other"
            raise PlacementError(
                f"rooms_overlap:{a.room.name}:{b.room.name}",
                f"'{a.room.name}' and '{b.room.name}' {told}, and need {wall:g} m for a wall between them: move one of "
                "the doors that lead there along its wall or to another one, or make one smaller",
            )
    for site, other in itertools.permutations(sites, 2):
        outer = _grown(other.room.bounds, other.shell.wall_thickness_m)
        for name, outside in _outsides(site):
            if _gap_m(outside, outer if name.startswith("window") else other.room.bounds) < 0:
                raise PlacementError(
                    f"built_over:{site.world_name(name)}",
                    f"'{other.room.name}' lies behind {name} of '{site.room.name}': move either, or, for a door, "
                    "let it lead `to` that room",
                )


def _outsides(site: Site) -> Iterator[tuple[str, Bounds]]:
    """By opening, what of the outside must be free: a little before windows, the hall behind doors."""
    shell = site.shell
    for window in shell.windows:
        yield window.name, _behind(site, window, OUTSIDE_M)
    for body in shell.bodies:
        if body.asset.category == "hallway":
            corners = body.world_from_body.apply(body.asset.bounds.corners)
            number = body.name.removeprefix("hallway_")
            yield f"door_{number}", Bounds.of(site.room.world_from_room.apply(corners))


def _behind(site: Site, opening: Opening, depth_m: float) -> Bounds:
    x, t = opening.width_m / 2, site.shell.wall_thickness_m
    box = Bounds((opening.x_m - x, t, opening.z_m), (opening.x_m + x, t + depth_m, opening.z_m + opening.height_m))
    world_from_opening = site.room.world_from_room @ world_from_wall(site.shell.room, opening.wall)
    return Bounds.of(world_from_opening.apply(box.corners))


def _gap_m(a: Bounds, b: Bounds) -> float:
    """How far apart two boxes are seen from above, along x or y; below 0 where they overlap."""
    gap = np.maximum(np.subtract(a.low, b.high), np.subtract(b.low, a.high))
    return float(gap[:2].max())


def _grown(bounds: Bounds, by_m: float) -> Bounds:
    low, high = (np.array(corner) for corner in (bounds.low, bounds.high))
    grown: Bounds = Bounds.of([low - by_m, high + by_m])
    return grown
