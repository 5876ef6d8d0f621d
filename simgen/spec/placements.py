"""Where an object stands, lies or hangs: one small model a kind, told apart by the key that names it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Union

from pydantic import PlainSerializer, PlainValidator, field_validator

from simgen.errors import did_you_mean
from simgen.params import Fault, Name, Number, NumberParam, Uniform, name, number, refuse, shown
from simgen.spec.blocks import Block, FloorPoint, Switch, Text

Gap = Annotated[Number, number(0, 20)]
Along = Annotated[Number, number(0, 1)]


class Placement(Block):
    """One way to place an object. Distances are between surfaces, metres, seen from above unless said otherwise."""

    # What else of the room the anchor may be, beside an object.
    room_parts: ClassVar[tuple[str, ...]] = ()

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


class InFrontOf(Placement):
    """Stand on the floor before the front of another object, facing it."""

    in_front_of: Text
    """The object whose front it faces, by name."""
    gap_m: Gap = 0.4
    """Distance to that front, metres."""

    @property
    def anchor(self) -> str | None:
        """The object in whose front it stands."""
        return self.in_front_of


class Under(Placement):
    """Lie on the floor, centred below another object: rugs."""

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

    around: Text
    """The object in the middle, by name."""
    gap_m: Annotated[Number, number(-1, 5)] = 0.05
    """Distance to the object in the middle, metres; below 0 is tucked in under it."""

    @property
    def anchor(self) -> str | None:
        """The object in the middle."""
        return self.around


_KINDS = (On, DropOn, Against, Corner, Beside, InFrontOf, Under, At, OnWall, FromCeiling, Around)
PLACEMENTS: dict[str, type[Placement]] = {next(iter(kind.model_fields)): kind for kind in _KINDS}


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


AnyPlacement = Annotated[
    Placement,
    PlainValidator(_read, json_schema_input_type=Union[_KINDS]),  # noqa: UP007 (a tuple of types)
    PlainSerializer(lambda placement: placement.model_dump(mode="json")),
]
