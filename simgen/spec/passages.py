"""How the rooms of a home hang together: a tree of doors, from the first room on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from simgen.errors import did_you_mean
from simgen.params import Fault, Step, support
from simgen.spec.room import Door, Room, Window

if TYPE_CHECKING:
    from simgen.spec.models import SceneSpec


class Passage(NamedTuple):
    """A door that leads from one room into another: the `door`-th of `start`, counted from 0; None is the first room.

    One comes out at the `entrance`-th door of `end`, counted from 0.
    """

    start: str | None
    door: int
    end: str
    entrance: int


def passages_of(spec: SceneSpec) -> tuple[Passage, ...]:
    """All doors between rooms, those nearer to the first room first; one leads to each further room."""
    found: list[Passage] = []
    reached: list[str | None] = [None]
    # Grows while it is walked through.
    for start in reached:
        room = spec.room if start is None else spec.rooms[start].room
        for k, door in enumerate(room.doors):
            if door.to in spec.rooms and door.to not in reached:
                found.append(Passage(start, k, str(door.to), spec.rooms[str(door.to)].entrance - 1))
                reached.append(door.to)
    return tuple(found)


def faults_of_passages(spec: SceneSpec) -> Iterator[Fault]:
    """Doors that lead nowhere, and rooms that one cannot, or can doubly, come into."""
    if spec.room.kind in spec.rooms:
        yield Fault(
            ("rooms", spec.room.kind),
            f"'{spec.room.kind}' is also what the first room is called, by its kind",
            f"Choose another name, e.g. second_{spec.room.kind}.",
            of_key=True,
        )
    leads_to: dict[str, str] = {}
    for at, room, entrance in _rooms(spec):
        for k, door in enumerate(room.doors):
            path = (*at, "room", "doors", k)
            if door.to is None:
                continue
            if k == entrance:
                remedy = "Leave 'to' out, or say another entrance."
                yield Fault((*path, "to"), f"one comes into '{at[-1]}' by this door", remedy)
            elif door.to not in spec.rooms:
                yield Fault((*path, "to"), f"no room is called '{door.to}'", did_you_mean(door.to, spec.rooms))
            elif door.to in leads_to:
                what = f"a second door leads to '{door.to}', the first is {leads_to[door.to]}"
                yield Fault((*path, "to"), what, "A room has one entrance: take 'to' from one of them.")
            else:
                leads_to[door.to] = ".".join(str(step) for step in (*at, f"room.doors[{k}]"))
    reached = {passage.end for passage in passages_of(spec)}
    for name, further in spec.rooms.items():
        at = ("rooms", name)
        if name not in reached and (name not in leads_to or leads_to[name].startswith(f"rooms.{name}.")):
            remedy = f"Write to: {name} at a door of another room."
            yield Fault(at, f"no door leads to '{name}'", remedy, of_key=True)
        if len(further.room.doors) < further.entrance:
            what = f"'{name}' has {len(further.room.doors)} doors, so none to come in by"
            remedy = "Give it one, e.g. room: {doors: [{wall: south}]}."
            if further.room.doors:
                what = f"'{name}' has {len(further.room.doors)} doors, so no door {further.entrance} to come in by"
                remedy = f"Write 1 to {len(further.room.doors)}."
            yield Fault((*at, "entrance") if further.room.doors else at, what, remedy)
        else:
            yield from _shared_wall(at, further.room, further.entrance - 1)


def _rooms(spec: SceneSpec) -> Iterator[tuple[tuple[Step, ...], Room, int | None]]:
    """Each room with its path, and the index of its entrance."""
    yield (), spec.room, None
    for name, further in spec.rooms.items():
        yield ("rooms", name), further.room, further.entrance - 1


def _shared_wall(at: tuple[Step, ...], room: Room, entrance: int) -> Iterator[Fault]:
    """What else is in the wall that holds the entrance, behind which the next room lies."""
    wall = support(room.doors[entrance].wall).values or ()
    others: list[tuple[str, int, Window | Door]] = [("windows", k, window) for k, window in enumerate(room.windows)]
    others += [("doors", k, door) for k, door in enumerate(room.doors) if k != entrance]
    for key, k, opening in others:
        there = support(opening.wall).values or ()
        if len(wall) == len(there) == 1 and wall == there:
            what = f"the {wall[0]} wall is the one that one comes in by, and holds nothing but that door"
            yield Fault((*at, "room", key, k, "wall"), what, "Put it into another wall, or say another entrance.")
