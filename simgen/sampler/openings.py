"""The openings of a room's walls: where windows and doors are, and whether the walls can hold them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from simgen.catalog.generators.room_wall import WALL_TURNS_DEG
from simgen.errors import PlacementError
from simgen.geometry import Pose, yaw
from simgen.params import draw
from simgen.sampler.scope import Scope
from simgen.spec import Block, Door, Window
from simgen.spec import Room as RoomSpec
from simgen.world import Room

# Between an opening and the wall's end, or another opening.
LEAST_PIER_M = 0.1
LEAST_LINTEL_M = 0.08


@dataclass(frozen=True)
class Opening:
    """A hole in a wall, millimetre-rounded. `x_m` is its middle in the wall's frame, `z_m` its lower edge."""

    name: str
    kind: str
    wall: str
    x_m: float
    z_m: float
    width_m: float
    height_m: float
    open: float = 0.0
    swings_in: bool = True
    leaf: bool = True
    to: str | None = None

    @property
    def text(self) -> str:
        """As the wall family reads it."""
        return f"{self.x_m:.10g} {self.z_m:.10g} {self.width_m:.10g} {self.height_m:.10g}"


@dataclass(frozen=True)
class Entrance:
    """The door that a further room is entered by, as it is known on the other side.

    `index` is which of the room's own doors it is. `framed_m` is its width with the frame; `handle` is +1 where the
    leaf's handle is to the right of the doorway, seen from inside, -1 to the left.
    """

    index: int
    width_m: float
    height_m: float
    framed_m: float
    handle: float


def wall_length_m(room: Room, wall: str) -> float:
    """Inner length of a wall."""
    return room.width_m if wall in ("north", "south") else room.depth_m


def world_from_wall(room: Room, wall: str) -> Pose:
    """The wall's frame: origin at the middle of its foot, -y into the room, x to the right as seen from inside."""
    away = (room.depth_m if wall in ("north", "south") else room.width_m) / 2
    return Pose(quaternion=yaw(math.radians(WALL_TURNS_DEG[wall]))) @ Pose((0.0, away, 0.0))


def rightward(wall: str) -> float:
    """+1 where the wall's x runs east or north, -1 where it runs west or south."""
    return 1.0 if wall in ("north", "west") else -1.0


def draw_openings(
    wanted: RoomSpec, room: Room, scope: Scope, entrance: Entrance | None
) -> tuple[tuple[Opening, ...], tuple[Opening, ...]]:
    """The windows and the doors of a room; PlacementError where one does not fit its wall."""
    windows = tuple(_window(w, room, k, scope) for k, w in enumerate(wanted.windows))
    doors = tuple(_door(d, room, k, scope) for k, d in enumerate(wanted.doors))
    if entrance is not None:
        doors = _with_entrance(doors, entrance)
        _check_entrance(doors[entrance.index], (*windows, *doors))
    _check_openings(room, (*windows, *doors))
    return windows, doors


def _with_entrance(doors: Sequence[Opening], entrance: Entrance) -> tuple[Opening, ...]:
    """The doors, the entrance as large as it is on the other side."""
    own = replace(doors[entrance.index], width_m=entrance.width_m, height_m=entrance.height_m)
    return (*doors[: entrance.index], own, *doors[entrance.index + 1 :])


def _check_entrance(entrance: Opening, openings: Sequence[Opening]) -> None:
    for other in openings:
        if other != entrance and other.wall == entrance.wall:
            what = f"{other.name} is in the {other.wall} wall, which one comes in by and which holds no other opening"
            raise PlacementError(f"shared_wall:{other.name}", what)


def _along(wall: str, along: float, room: Room) -> float:
    return millimetres(rightward(wall) * (along - 0.5) * wall_length_m(room, wall))


def _window(window: Window, room: Room, k: int, scope: Scope) -> Opening:
    value = reader(window, scope, "room", "windows", k)
    wall = str(value("wall"))
    return Opening(
        name=f"window_{k + 1}",
        kind="window",
        wall=wall,
        x_m=_along(wall, value("along"), room),
        z_m=millimetres(value("sill_m")),
        width_m=millimetres(value("width_m")),
        height_m=millimetres(value("height_m")),
    )


def _door(door: Door, room: Room, k: int, scope: Scope) -> Opening:
    value = reader(door, scope, "room", "doors", k)
    wall = str(value("wall"))
    return Opening(
        name=f"door_{k + 1}",
        kind="door",
        wall=wall,
        x_m=_along(wall, value("along"), room),
        z_m=0.0,
        width_m=millimetres(value("width_m")),
        height_m=millimetres(value("height_m")),
        open=float(value("open")),
        swings_in=value("swing") == "in",
        leaf=bool(value("leaf")),
        to=door.to,
    )


def reader(block: Block, scope: Scope, *name: str | int) -> Callable[[str], Any]:
    """Draws the fields of a block, each from a stream of its own under `name`."""
    return lambda key: draw(getattr(block, key), scope.rng(*name, key))


def millimetres(value: float) -> float:
    """A length, rounded to whole millimetres."""
    return round(float(value), 3)


def _check_openings(room: Room, openings: Sequence[Opening]) -> None:
    for opening in openings:
        side = wall_length_m(room, opening.wall) / 2 - LEAST_PIER_M - opening.width_m / 2
        fits = abs(opening.x_m) <= side and opening.z_m + opening.height_m <= room.height_m - LEAST_LINTEL_M
        if not fits:
            raise PlacementError(
                f"{opening.kind}_outside_wall:{opening.wall}",
                f"{opening.name}, {opening.width_m:g} x {opening.height_m:g} m, does not fit the {opening.wall} wall "
                f"of {wall_length_m(room, opening.wall):g} x {room.height_m:g} m",
            )
    for k, a in enumerate(openings):
        for b in openings[:k]:
            apart_x = abs(a.x_m - b.x_m) - (a.width_m + b.width_m) / 2
            apart_z = max(a.z_m - b.z_m - b.height_m, b.z_m - a.z_m - a.height_m)
            if a.wall == b.wall and max(apart_x, apart_z) < LEAST_PIER_M:
                raise PlacementError(
                    f"openings_overlap:{a.wall}", f"{b.name} and {a.name} overlap or nearly touch in the {a.wall} wall"
                )
