"""Where an object stands, lies or hangs: one small model a kind, told apart by the key that names it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Union

from pydantic import PlainSerializer, PlainValidator, field_validator

from simgen.errors import did_you_mean
from simgen.params import (
    Choice,
    Fault,
    Name,
    Number,
    NumberParam,
    Step,
    Uniform,
    choice_of,
    name,
    number,
    refuse,
    shown,
    to_plain,
)
from simgen.spec.blocks import Block, FloorPoint, Switch, Text

Gap = Annotated[Number, number(0, 20)]
Along = Annotated[Number, number(0, 1)]


class Placement(Block):
    """One way to place an object. Distances are between surfaces, metres, seen from above unless said otherwise."""

    # What else of the room the anchor may be, beside an object.
    room_parts: ClassVar[tuple[str, ...]] = ()
    # Whether several bodies are placed by each other: in a row, one on another.
    is_of_several: ClassVar[bool] = False

    @property
    def kind(self) -> str:
        """The key that names this kind of placement."""
        return next(iter(type(self).model_fields))

    @property
    def anchor(self) -> str | None:
        """The object (or "floor") that this placement refers to, None where it refers to the room."""
        return None

    @property
    def point(self) -> tuple[NumberParam, NumberParam] | None:
        """The point of the room, [x, y] in metres, that this placement says; None where it says none."""
        return None

    @property
    def by_camera(self) -> bool:
        """Whether the cameras must be placed before it."""
        return False

    def options(self) -> Iterator[tuple[tuple[Step, ...], Placement]]:
        """The placements that it may come to, each with its path within this one."""
        yield (), self


class On(Placement):
    """Stand upright on a support surface of another object, or anywhere on the floor; physics lets it settle."""

    room_parts = ("floor",)

    on: Text
    """The object that carries it, by name, or `floor`."""
    surface: Text | None = None
    """Which of its surfaces, by name (`worktop` is also worktop_2, …); null is any that is high enough."""
    region: Annotated[Name, name("center", "edge", "anywhere")] = "anywhere"
    """Which part of the surface: its middle, near its rim, or anywhere."""
    margin_m: Gap = 0.01
    """Least distance from the surface's rim and from what already stands there, metres."""

    @property
    def anchor(self) -> str | None:
        """The object that carries it."""
        return self.on


class DropOn(Placement):
    """Fall from a height onto another object or the floor, turned at random, and tumble to rest."""

    room_parts = ("floor",)

    drop_on: Text
    """The object it falls on, by name, or `floor`."""
    height_m: Annotated[Number, number(0, 3)] = 0.15
    """Height of its lowest point above the surface before it falls, metres."""
    region: Annotated[Name, name("center", "edge", "anywhere")] = "anywhere"
    """Above which part of the surface it starts: its middle, near its rim, or anywhere."""

    @property
    def anchor(self) -> str | None:
        """The object it falls on."""
        return self.drop_on


class Against(Placement):
    """Stand on the floor with the back to a wall."""

    against: Annotated[Name, name("wall", "north", "east", "south", "west")]
    """Which wall; `wall` is any with room for it."""
    along: Along | None = None
    """Where along the free length of the wall: 0 as far west or south as it fits, 1 as far east or north;
    null anywhere."""
    gap_m: Gap = 0.02
    """Distance between its back and the wall, metres."""


class Corner(Placement):
    """Stand on the floor in a corner of the room, with the back to one of the two walls."""

    corner: Annotated[Name, name("any", "ne", "nw", "se", "sw")]
    """Which corner."""
    gap_m: Gap = 0.05
    """Distance from both walls, metres."""


class Beside(Placement):
    """Stand on the floor at the side of another object, facing as it does."""

    beside: Text
    """The neighbour, by name."""
    side: Annotated[Name, name("left", "right", "any")] = "any"
    """Which side, as somebody sees it who looks at the neighbour's front."""
    gap_m: Gap = 0.05
    """Distance to the neighbour, metres."""

    @property
    def anchor(self) -> str | None:
        """The neighbour."""
        return self.beside


class Under(Placement):
    """Lie or stand on the floor below another object: rugs, boxes under a table."""

    under: Text
    """The object above it, by name."""

    @property
    def anchor(self) -> str | None:
        """The object above it."""
        return self.under


class At(Placement):
    """Stand on the floor at a point of the room."""

    at: FloorPoint
    """[x, y] of its footprint's centre, metres; the room's centre is [0, 0], +x is east, +y north."""

    @property
    def point(self) -> tuple[NumberParam, NumberParam]:
        """The footprint's centre."""
        return self.at


class OnWall(Placement):
    """Hang on a wall: pictures, shelves, mirrors, clocks."""

    on_wall: Annotated[Name, name("any", "north", "east", "south", "west")]
    """Which wall; `any` is any with room for it."""
    along: Along | None = None
    """Where along the free length of the wall: 0 as far west or south as it fits, 1 as far east or north;
    null anywhere."""
    height_m: Annotated[Number, number(0, 6)] = Uniform(low=1.4, high=1.6)
    """Height of its centre above the floor, metres."""


class Above(Placement):
    """Hang on the wall behind another object, in the middle over it; several hang side by side in a row."""

    is_of_several = True

    above: Text
    """The object below, by name: a sofa, a bed, a chest."""
    height_m: Annotated[Number, number(0, 6)] = Uniform(low=1.45, high=1.6)
    """Height of its centre above the floor, metres; of a row, the first one's counts."""
    gap_m: Gap = Uniform(low=0.05, high=0.1)
    """Distance to the next one in a row, metres."""

    @property
    def anchor(self) -> str | None:
        """The object below."""
        return self.above


class FromCeiling(Placement):
    """Hang from the ceiling."""

    ceiling: Switch
    """Always true."""
    position_m: FloorPoint | None = None
    """[x, y] of the point that it hangs from, metres; null is the room's centre."""

    @field_validator("ceiling")
    @classmethod
    def _said(cls, ceiling: bool) -> bool:
        if not ceiling:
            raise refuse(Fault((), "expected true, got false", "Write ceiling: true, or another placement."))
        return ceiling


class Around(Placement):
    """Stand on the floor around another object, facing it: chairs at a table."""

    is_of_several = True

    around: Text
    """The object in the middle, by name."""
    gap_m: Annotated[Number, number(-1, 5)] = 0.05
    """Distance to the object in the middle, metres; below 0 is tucked in under it."""

    @property
    def anchor(self) -> str | None:
        """The object in the middle."""
        return self.around


class ProppedOn(Placement):
    """Stand on a seat or a bed, propped against its back, as cushions do."""

    propped_on: Text
    """The sofa, chair or bed, by name."""
    lean_deg: Annotated[Number, number(8, 40)] = Uniform(low=12, high=20)
    """How far it leans back before it sinks against what is behind it, degrees."""

    @property
    def anchor(self) -> str | None:
        """What carries it."""
        return self.propped_on


class LaidFor(Placement):
    """Lie on the table before a chair: plates, cutlery and glasses, one before each of the chairs in turn."""

    is_of_several = True

    laid_for: Text
    """The chairs that stand around the table, by name."""
    inset_m: Gap = 0.02
    """Distance from the table's rim, metres."""
    aside_m: Annotated[Number, number(-1, 1)] = 0.0
    """How far to the right of the sitter's middle, metres; below 0 to the left."""

    @property
    def anchor(self) -> str | None:
        """The chairs."""
        return self.laid_for


class Inside(Placement):
    """Stand or lie in another object: in a drawer or bay, also behind a closed door, or let down into a hollow."""

    inside: Text
    """The object that holds it, by name."""
    compartment: Text | None = None
    """Which of its drawers, bays or hollows, by name; null is any that is large enough."""

    @property
    def anchor(self) -> str | None:
        """The object that holds it."""
        return self.inside


class Heap(Placement):
    """Lie in a pile: each is let down, turned at random, where the pile is low, and physics lets it slide."""

    room_parts = ("floor",)

    heap: Text
    """What the pile lies in or on, by name: a bowl, a crate, a basket, a sink, a table, or `floor`."""
    spread_m: Annotated[Number, number(0.01, 5)] = 0.1
    """How far the pile reaches from its middle where no rim holds it, metres."""

    @property
    def anchor(self) -> str | None:
        """What the pile lies in or on."""
        return self.heap


class Stack(Placement):
    """Stand one on another: the first on an object, each further one of its kind on the one before."""

    room_parts = ("floor",)
    is_of_several = True

    stack: Text
    """What carries the lowest one, by name, or `floor`."""
    region: Annotated[Name, name("center", "edge", "anywhere")] = "anywhere"
    """Which part of the surface the stack stands on: its middle, near its rim, or anywhere."""
    offset_m: Annotated[Number, number(0, 0.5)] = 0.003
    """How far each is shifted sideways from the one below it, metres, any way."""

    @property
    def anchor(self) -> str | None:
        """What carries the lowest one."""
        return self.stack


class NextTo(Placement):
    """Stand beside another object, on whatever carries that, at any side of it."""

    next_to: Text
    """The neighbour, by name."""
    gap_m: Gap = Uniform(low=0.01, high=0.05)
    """Distance to the neighbour, metres."""

    @property
    def anchor(self) -> str | None:
        """The neighbour."""
        return self.next_to


class _BySide(Placement):
    """What the four placements at a side of a neighbour have in common."""

    @property
    def anchor(self) -> str | None:
        """The neighbour."""
        return str(getattr(self, self.kind))

    @property
    def by_camera(self) -> bool:
        """Whether it is seen from the camera."""
        return bool(getattr(self, "seen_from") == "camera")  # noqa: B009 (a field of all subclasses)


class LeftOf(_BySide):
    """Stand to the left of another object, on whatever carries that."""

    left_of: Text
    """The neighbour, by name."""
    seen_from: Annotated[str, name("camera", "front", fixed=True)] = "camera"
    """Whose left: that of the first camera, or of somebody who looks at the neighbour's front."""
    gap_m: Gap = Uniform(low=0.01, high=0.1)
    """Distance to the neighbour, metres."""


class RightOf(_BySide):
    """Stand to the right of another object, on whatever carries that."""

    right_of: Text
    """The neighbour, by name."""
    seen_from: Annotated[str, name("camera", "front", fixed=True)] = "camera"
    """Whose right: that of the first camera, or of somebody who looks at the neighbour's front."""
    gap_m: Gap = Uniform(low=0.01, high=0.1)
    """Distance to the neighbour, metres."""


class InFrontOf(_BySide):
    """Stand before another object: on the floor before its front and facing it, or between it and the camera."""

    in_front_of: Text
    """The object that it stands before, by name."""
    seen_from: Annotated[str, name("front", "camera", fixed=True)] = "front"
    """Before what: the other's own front, on the floor; or the side that the first camera sees, on whatever carries
    the other."""
    gap_m: Gap | None = None
    """Distance to it, metres; null is 0.4 before a front, and 0.01 to 0.1 as the camera sees it."""

    @property
    def gap(self) -> NumberParam:
        """The gap, where nothing is said as fits the way it is seen."""
        if self.gap_m is not None:
            return self.gap_m
        return Uniform(low=0.01, high=0.1) if self.by_camera else 0.4


class Behind(_BySide):
    """Stand behind another object, on whatever carries that."""

    behind: Text
    """The neighbour, by name."""
    seen_from: Annotated[str, name("camera", "front", fixed=True)] = "camera"
    """Behind for whom: for the first camera, or for somebody who looks at the neighbour's front."""
    gap_m: Gap = Uniform(low=0.01, high=0.1)
    """Distance to the neighbour, metres."""


_KINDS = (
    On,
    DropOn,
    ProppedOn,
    LaidFor,
    Inside,
    Heap,
    Stack,
    NextTo,
    LeftOf,
    RightOf,
    Behind,
    Against,
    Corner,
    Beside,
    InFrontOf,
    Under,
    At,
    OnWall,
    Above,
    FromCeiling,
    Around,
)
_ONE_KIND: Any = Union[_KINDS]  # noqa: UP007 (a tuple of types)
_ON_THINGS = (On, DropOn, ProppedOn, LaidFor, Inside, Heap, Stack, NextTo, LeftOf, RightOf, Behind)


def stands_on_things(placement: Placement) -> bool:
    """Whether it is on whatever carries things, where these are free to move; others belong to the room."""
    if isinstance(placement, InFrontOf):
        return placement.by_camera
    return isinstance(placement, _ON_THINGS)


def _read_choice(plain: Any) -> Choice:
    return plain if isinstance(plain, Choice) else choice_of("a placement", _read_option, plain)


def _read_option(plain: Any) -> Placement:
    placement = _read(plain)
    if isinstance(placement, OneOf):
        raise refuse(Fault((), "a choice within a choice", "Write its placements out in the outer one."))
    return placement


def _plain_choice(choice: Choice) -> Any:
    values = tuple(placement.model_dump(mode="json") for placement in choice.values)
    return to_plain(choice.model_copy(update={"values": values}))["choice"]


def _read(plain: Any) -> Placement:
    """The placement of the one key that names a kind."""
    if isinstance(plain, Placement):
        return plain
    if not isinstance(plain, Mapping):
        raise refuse(Fault((), f"expected a placement, got {shown(plain)}", "Write a mapping, e.g. {on: table}."))
    found = [key for key in plain if key in PLACEMENTS]
    if len(found) > 1:
        raise refuse(
            Fault((), f"more than one kind of placement: {' and '.join(found)}", "Keep the one that you mean.")
        )
    if not found:
        key = str(next(iter(plain), ""))
        remedy = did_you_mean(key, PLACEMENTS)
        raise refuse(Fault((key,) if key else (), f"no kind of placement in {shown(plain)}", remedy, of_key=bool(key)))
    return PLACEMENTS[found[0]].model_validate(plain)


class OneOf(Placement):
    """One of several placements, drawn for each body."""

    choice: Annotated[
        Choice,
        PlainValidator(_read_choice, json_schema_input_type=tuple[_ONE_KIND, ...] | dict[str, Any]),
        PlainSerializer(_plain_choice),
    ]
    """The placements, as a list, or as `values` and `weights`."""

    def options(self) -> Iterator[tuple[tuple[Step, ...], Placement]]:
        """Each of the placements, also of weight 0."""
        before: tuple[Step, ...] = ("choice",) if self.choice.weights is None else ("choice", "values")
        for k, placement in enumerate(self.choice.values):
            yield (*before, k), placement


PLACEMENTS: dict[str, type[Placement]] = {next(iter(kind.model_fields)): kind for kind in (*_KINDS, OneOf)}
AnyPlacement = Annotated[
    Placement,
    PlainValidator(_read, json_schema_input_type=_ONE_KIND | OneOf),
    PlainSerializer(lambda placement: placement.model_dump(mode="json")),
]
