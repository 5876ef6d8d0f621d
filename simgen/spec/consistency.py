"""What must fit between the parts of a spec, as far as it can be known before anything is drawn.

A size that is drawn only counts as a fault where no draw at all could fit; the rest is the sampler's to reject.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from simgen.errors import did_you_mean
from simgen.params import Fault, Step, shown, support, to_plain
from simgen.spec.passages import faults_of_passages, passages_of
from simgen.spec.room import Door, Room, Window

if TYPE_CHECKING:
    from simgen.spec.models import SceneSpec


class _Named(Protocol):
    @property
    def name(self) -> str: ...


def faults_between(spec: SceneSpec, max_bodies: int) -> list[Fault]:
    """Everything that no single field can know to be wrong."""
    parts = {name: spec.of_room(name) for name in spec.rooms}
    twice = [
        *_in_each(spec, parts, _objects_twice),
        *_name_twice("cameras", spec.cameras, ("cameras",)),
        *_name_twice("spots", spec.lights.spots, ("lights", "spots")),
    ]
    # While a name means two things, what refers to it cannot be judged.
    return twice or [
        *faults_of_passages(spec),
        *_in_each(spec, parts, _names_of_numbered_bodies),
        *_too_many_bodies(spec, max_bodies),
        *_in_each(spec, parts, _anchors),
        *_in_each(spec, parts, _numbered_choices),
        *_targets(spec),
        *_balance(spec),
        *_in_each(spec, parts, _openings),
        *_in_each(spec, parts, _points_outside),
    ]


def _in_each(
    spec: SceneSpec, parts: Mapping[str, SceneSpec], faults_of: Callable[[SceneSpec], Iterable[Fault]]
) -> Iterator[Fault]:
    """The faults of the first room and of each further one, `parts`."""
    yield from faults_of(spec)
    for name, part in parts.items():
        for fault in faults_of(part):
            yield fault._replace(at=("rooms", name, *fault.at))


# --- Names -----------------------------------------------------------------------------------------


def _objects_twice(spec: SceneSpec) -> Iterator[Fault]:
    return _name_twice("objects", spec.objects, ("objects",))


def _name_twice(noun: str, items: Sequence[_Named], at: tuple[Step, ...]) -> Iterator[Fault]:
    seen: set[str] = set()
    for i, item in enumerate(items):
        if item.name in seen:
            yield Fault((*at, i, "name"), f"two {noun} are called '{item.name}'", "Rename one of them.")
        seen.add(item.name)


def _names_of_numbered_bodies(spec: SceneSpec) -> Iterator[Fault]:
    numbered = {item.name: support(item.count).high or 0 for item in spec.objects if item.is_numbered}
    for i, item in enumerate(spec.objects):
        stem, _, number = item.name.rpartition("_")
        if re.fullmatch("[1-9][0-9]*", number) and int(number) <= numbered.get(stem, 0):
            yield Fault(
                ("objects", i, "name"),
                f"'{item.name}' is also what a body of '{stem}' is called, which has a count",
                "Rename one of them.",
            )


def _too_many_bodies(spec: SceneSpec, max_bodies: int) -> Iterator[Fault]:
    things = [*spec.objects, *(item for further in spec.rooms.values() for item in further.objects)]
    total = sum(int(support(item.count).high or 0) for item in things)
    if total > max_bodies:
        yield Fault(("objects",), f"the counts sum to {total} bodies, more than {max_bodies}", "Lower the counts.")


# --- What refers to what ---------------------------------------------------------------------------


def _unknown(at: tuple[Step, ...], name: str, noun: str, known: Iterable[str]) -> Fault:
    return Fault(at, f"no {noun} is called '{name}'", did_you_mean(name, known))


def _anchors(spec: SceneSpec) -> Iterator[Fault]:
    names = [item.name for item in spec.objects]
    anchors_of = {item.name: [p.anchor for _, p in item.place.options() if p.anchor in names] for item in spec.objects}
    for i, item in enumerate(spec.objects):
        for steps, place in item.place.options():
            at = ("objects", i, "place", *steps, place.kind)
            if place.anchor is None or place.anchor in place.room_parts:
                continue
            if place.anchor not in names:
                others = [name for name in names if name != item.name]
                yield _unknown(at, place.anchor, "object", [*others, *place.room_parts])
                continue
            chain = _circle(item.name, place.anchor, anchors_of)
            # Each cycle is told once, at the first of its objects.
            if chain and names.index(item.name) == min(names.index(name) for name in chain):
                circle = " → ".join([*chain, item.name])
                remedy = "Place one of them by the floor, a wall or a point."
                yield Fault(at, f"placed by itself: {circle}", remedy)


def _circle(start: str, anchor: str, anchors_of: Mapping[str, Sequence[str | None]]) -> list[str]:
    """The shortest way from `start` by `anchor`, and what that may be placed by, back to it; empty where none is."""
    ways = [[start, anchor]] if anchor != start else []
    seen = {anchor}
    for way in ways:
        for name in anchors_of[way[-1]]:
            if name == start:
                return way
            if name is not None and name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return [start] if anchor == start else []


def _numbered_choices(spec: SceneSpec) -> Iterator[Fault]:
    for i, item in enumerate(spec.objects):
        for steps, place in item.place.options():
            if steps and item.is_numbered and place.is_of_several:
                what = f"'{place.kind}' arranges all bodies of '{item.name}', and a choice is drawn for each"
                yield Fault(("objects", i, "place", *steps, place.kind), what, "Make an object of each placement.")


def _targets(spec: SceneSpec) -> Iterator[Fault]:
    objects = spec.thing_names
    cameras = [camera.name for camera in spec.cameras]
    for i, camera in enumerate(spec.cameras):
        if camera.target is not None and camera.target not in objects:
            viewpoint = "orbit" if camera.orbit else "room"
            yield _unknown(("cameras", i, viewpoint, "target"), camera.target, "object", objects)
    yield from _viewed_rooms(spec)
    for i, spot in enumerate(spec.lights.spots):
        if spot.target is not None and spot.target not in objects:
            yield _unknown(("lights", "spots", i, "target"), spot.target, "object", objects)
    for i, wanted in enumerate(spec.requirements.in_view):
        at: tuple[Step, ...] = ("requirements", "in_view", i)
        if wanted.target not in objects:
            yield _unknown((*at, "target"), wanted.target, "object", objects)
        if wanted.camera is not None and wanted.camera not in cameras:
            yield _unknown((*at, "camera"), wanted.camera, "camera", cameras)
    for i, wish in enumerate(spec.requirements.relations):
        for key, name, parts in (("subject", wish.subject, ()), ("object", wish.object, ("floor",))):
            if name not in objects and name not in parts:
                yield _unknown(("requirements", "relations", i, key), name, "object", [*objects, *parts])
    late = placed_by_camera(spec)
    for i, camera in enumerate(spec.cameras):
        if camera.target in late:
            viewpoint = "orbit" if camera.orbit else "room"
            what = f"'{camera.target}' is placed as the camera sees it, so the camera cannot look at it"
            yield Fault(
                ("cameras", i, viewpoint, "target"), what, "Look at what it is placed by, or say seen_from: front."
            )


def _viewed_rooms(spec: SceneSpec) -> Iterator[Fault]:
    """Rooms that cameras stand in or look into."""
    first = spec.room.kind
    joined = [(first if p.start is None else p.start, p.end) for p in passages_of(spec)]
    for i, camera in enumerate(spec.cameras):
        if camera.room is None:
            continue
        here = camera.room.of or first
        if here != first and here not in spec.rooms:
            yield _unknown(("cameras", i, "room", "of"), here, "room", [first, *spec.rooms])
            continue
        neighbours = [b if a == here else a for a, b in joined if here in (a, b)]
        if camera.room.into not in (None, *neighbours):
            at = ("cameras", i, "room", "into")
            yield Fault(at, f"no door leads from '{here}' into '{camera.room.into}'", _one_of(neighbours))


def _one_of(names: Sequence[str]) -> str:
    return f"Look into {' or '.join(names)}." if names else "Let a door lead `to` another room of `rooms`."


def _balance(spec: SceneSpec) -> Iterator[Fault]:
    objects = [item.name for item in spec.objects]
    for i, contrast in enumerate(spec.balance):
        for key, name, parts in (("subject", contrast.subject, ()), ("object", contrast.object, ("floor",))):
            if name is not None and name not in objects and name not in parts:
                yield _unknown(("balance", i, key), name, "object", [*objects, *parts])


def placed_by_camera(spec: SceneSpec) -> frozenset[str]:
    """Names of the objects whose place depends on the cameras', directly or through what they are placed by."""
    late: set[str] = set()
    while True:
        more = {
            item.name
            for item in spec.objects
            if item.name not in late and any(p.by_camera or p.anchor in late for _, p in item.place.options())
        }
        if not more:
            return frozenset(late)
        late |= more


# --- Sizes -----------------------------------------------------------------------------------------


def _low(param: Any) -> float:
    return support(param).low or 0.0


def _high(param: Any) -> float:
    return support(param).high or 0.0


def _wall_length(room: Room, wall: Any) -> float:
    """The greatest length that any of the walls may have."""
    along_x = {"north", "south"}
    return max(_high(room.width_m if name in along_x else room.depth_m) for name in support(wall).values or ())


def _openings(spec: SceneSpec) -> Iterator[Fault]:
    room = spec.room
    openings: list[tuple[str, int, Window | Door]] = [
        *(("windows", i, window) for i, window in enumerate(room.windows)),
        *(("doors", i, door) for i, door in enumerate(room.doors)),
    ]
    for list_name, i, opening in openings:
        at: tuple[Step, ...] = ("room", list_name, i)
        noun = list_name.removesuffix("s")
        length, half = _wall_length(room, opening.wall), _low(opening.width_m) / 2
        before, after = _high(opening.along) * length, (1 - _low(opening.along)) * length
        if min(before, after) < half - 1e-9:
            what = (
                f"the {noun} is {shown(2 * half)} m wide with its centre {shown(min(before, after))} m from the end "
                f"of a wall of {shown(length)} m"
            )
            yield Fault((*at, "along"), what, "Move it to the middle, narrow it, or widen the room.")
        sill = _low(opening.sill_m) if isinstance(opening, Window) else 0.0
        top, height = sill + _low(opening.height_m), _high(room.height_m)
        if top > height + 1e-9:
            what = f"the {noun} reaches up to {shown(top)} m in a room of {shown(height)} m"
            yield Fault((*at, "height_m"), what, "Lower it, or heighten the room.")
    yield from _overlaps(room, openings)


def _overlaps(room: Room, openings: Sequence[tuple[str, int, Window | Door]]) -> Iterator[Fault]:
    """Openings that share a piece of wall; only where nothing about them is drawn."""
    boxes: list[tuple[str, int, str, tuple[float, float, float, float]]] = []
    for list_name, i, opening in openings:
        length = room.width_m if opening.wall in ("north", "south") else room.depth_m
        sill = opening.sill_m if isinstance(opening, Window) else 0.0
        numbers = [length, opening.along, opening.width_m, opening.height_m, sill]
        if not isinstance(opening.wall, str) or not all(isinstance(number, float) for number in numbers):
            continue
        wide, along, width, height, bottom = (_low(number) for number in numbers)
        left = along * wide - width / 2
        box = (left, left + width, bottom, bottom + height)
        for other_list, j, other_wall, other in boxes:
            apart = box[0] >= other[1] or other[0] >= box[1] or box[2] >= other[3] or other[2] >= box[3]
            if other_wall == opening.wall and not apart:
                what = f"overlaps {other_list}[{j}] in the {opening.wall} wall"
                yield Fault(("room", list_name, i, "along"), what, "Move one of them along the wall.")
        boxes.append((list_name, i, opening.wall, box))


def _points_outside(spec: SceneSpec) -> Iterator[Fault]:
    half = (_high(spec.room.width_m) / 2, _high(spec.room.depth_m) / 2)
    for i, item in enumerate(spec.objects):
        points = [(steps, place.kind, place.point or ()) for steps, place in item.place.options()]
        for steps, kind, axis, coordinate in ((s, kind, *one) for s, kind, point in points for one in enumerate(point)):
            if _low(coordinate) > half[axis] or _high(coordinate) < -half[axis]:
                yield Fault(
                    ("objects", i, "place", *steps, kind, axis),
                    f"{shown(to_plain(coordinate))} lies outside the room",
                    f"Its {'xy'[axis]} runs from {shown(-half[axis])} to {shown(half[axis])}.",
                )
