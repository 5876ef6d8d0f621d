"""The words of a scene spec: what a user may write, with its meaning, unit, limits and default.

Every quantity may be a distribution (`simgen.params`); what is the same for all scenes of a spec (names, sizes of
pictures, requirements) is a bare value. Whether categories, materials and parameters exist is the catalogue's to
say; `SceneSpec.where` gives it the place of any value.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, PrivateAttr, model_validator
from typing_extensions import Self

from simgen.params import Count, Fault, Name, Number, Param, Step, integer, number, refuse
from simgen.spec.balance import Contrast
from simgen.spec.blocks import Block, Degrees, Identifier, Switch, Text, sentence
from simgen.spec.consistency import faults_between
from simgen.spec.lights import Lights, RoomLights
from simgen.spec.picture import Camera, Render, Requirements, Sensor
from simgen.spec.placements import AnyPlacement
from simgen.spec.room import Room
from simgen.spec.source import Source
from simgen.spec.states import State
from simgen.spec.study import Environment, Splits, SweptAxis
from simgen.world import canonical_json

MAX_BODIES = 200


class Object(Block):
    """One thing, or `count` things of one kind."""

    name: Identifier
    """What other parts of the spec call it. With a count other than 1 its bodies are name_1, name_2, …"""
    category: Name | None = None
    """What kind of thing it is, by its name in the catalogue."""
    id: Name | None = None
    """The very thing, in place of a category: `catalogue/name`, e.g. my/hedgehog; generated/mug is any such mug."""
    tag: Name | None = None
    """Any thing with this tag, in place of a category, from the user's catalogues that the spec names."""
    catalog: Annotated[tuple[Text, ...] | None, Field(max_length=20)] = None
    """Where a category or tag is drawn from, for this object; null is as the spec has it."""
    count: Annotated[Count, integer(0, MAX_BODIES)] = 1
    """How many of it there are."""
    alike: Switch = False
    """Whether all of them have one design, as the chairs of a set; else each is drawn anew."""
    parameters: Mapping[Text, Param] = {}
    """Shape parameters of its category to set or to draw otherwise, by name."""
    materials: Mapping[Text, Name] = {}
    """Materials of its slots, by preset."""
    scale: Annotated[Number, number(0.05, 20)] = 1.0
    """Size relative to the catalogue's; physics and labels follow."""
    joints: Mapping[Text, Annotated[Number, number(0, 1)]] = {}
    """How far its doors, drawers and lids are open when things are put, by joint or `all`: 0 closed, 1 as far as
    it goes."""
    state: State = State()
    """The state that it is asked to be in."""
    place: AnyPlacement
    """Where it is: a mapping with one kind of placement."""
    yaw_deg: Degrees = 0.0
    """Turn from the way that its placement faces, degrees counter-clockwise seen from above."""
    fixed: Switch | None = None
    """Whether physics leaves it where it is; null is as its category and placement have it."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        said = [key for key in ("category", "id", "tag") if getattr(self, key) is not None]
        if not said:
            described = type(self).model_fields["category"].description
            raise refuse(Fault((), "'category' is missing", f"Add category: {described}"))
        if len(said) > 1:
            raise refuse(Fault((said[1],), f"'{said[0]}' and '{said[1]}' both say what it is", "Keep one of them."))
        if self.catalog is not None and self.id is not None:
            raise refuse(Fault(("catalog",), "an id already names its catalogue", "Leave catalog out."))
        return self

    @property
    def is_numbered(self) -> bool:
        """Whether its bodies carry numbers: its count is not exactly 1."""
        return self.count != 1


class _Likened(Block):
    """What may be like something else, which `load_spec` follows; what it then says is all there is."""

    like: Text | None = None
    """A spec, by file or shipped name, that this one is like in all that it does not say itself; what has a name, as
    objects have, by name. A room of a home takes the room, the objects and the lamps of that spec."""

    @model_validator(mode="after")
    def _is_followed(self) -> Self:
        if self.like is not None:
            raise refuse(Fault(("like",), f"'{self.like}' was not followed", "Read the spec from text: load_spec."))
        return self


class FurtherRoom(_Likened):
    """A further room of a home, as a spec of its own would have it: a door `to` it says where it is."""

    entrance: Annotated[int, integer(1, 20, fixed=True)] = 1
    """Which of its doors one comes in by, counted from 1. Only its wall and its place along it count: the rest is as
    the door has it that leads here."""
    room: Room = Room()
    """The room. Its own north is where the home turns it to: so that the two sides of its entrance meet."""
    catalog: Annotated[tuple[Text, ...], Field(min_length=1, max_length=20)] | None = None
    """Where its things are drawn from; null is as the spec has it."""
    objects: Annotated[tuple[Object, ...], Field(max_length=MAX_BODIES)] = ()
    """The things in it; the rest of the spec calls them ROOM/OBJECT."""
    lights: RoomLights = RoomLights()
    """What shines in it."""


class SceneSpec(_Likened):
    """A distribution of scenes."""

    name: Identifier
    """What records call the spec."""
    description: Annotated[str, sentence(2000)] = ""
    """What it shows, for people."""
    room: Room = Room()
    """The room."""
    catalog: Annotated[tuple[Text, ...], Field(min_length=1, max_length=20)] = ("generated",)
    """Where things are drawn from: `generated`, and catalogues of imported assets by name, e.g. [generated, my]."""
    objects: Annotated[tuple[Object, ...], Field(max_length=MAX_BODIES)] = ()
    """The things in it, in the order in which they are numbered."""
    rooms: Annotated[Mapping[Identifier, FurtherRoom], Field(max_length=12)] = {}
    """The further rooms of a home, by name; doors lead `to` them."""
    lights: Lights = Lights()
    """What lights it."""
    cameras: Annotated[tuple[Camera, ...], Field(min_length=1, max_length=100)]
    """The cameras."""
    sensor: Sensor = Sensor()
    """How light becomes pixels."""
    render: Render = Render()
    """Size and effort of the pictures."""
    requirements: Requirements = Requirements()
    """Which drawn scenes are kept."""
    balance: Annotated[tuple[Contrast, ...], Field(max_length=50)] = ()
    """Relations and states of which draws that hold, do not hold and nearly hold come in stated shares; which kind a
    draw is of, its index says."""
    environment: Environment = "drawn"
    """Which conditions these scenes are of, for loaders that group samples by it; a shift adds its name."""
    axes: Annotated[tuple[SweptAxis, ...], Field(max_length=4)] = ()
    """What `simgen sweep` varies where its command says nothing."""
    splits: Splits | None = None
    """How the draws are parted into train, val, test and what is held out; null is not at all."""

    _source: Source = PrivateAttr(default_factory=Source)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        faults = faults_between(self, MAX_BODIES)
        if faults:
            raise refuse(*faults)
        return self

    @property
    def by_room(self) -> tuple[SceneSpec, ...]:
        """One spec for each room, the first room's first."""
        return (self, *(self.of_room(name) for name in self.rooms))

    @property
    def thing_names(self) -> tuple[str, ...]:
        """What all objects are called in the home."""
        further = [f"{name}/{thing.name}" for name, room in self.rooms.items() for thing in room.objects]
        return (*(thing.name for thing in self.objects), *further)

    def of_room(self, name: str) -> SceneSpec:
        """The spec of a further room by itself, in the light of the home's sun; the home's cameras look at it."""
        further = self.rooms[name]
        shining = {key: getattr(further.lights, key) for key in RoomLights.model_fields}
        part = self.model_copy(
            update={
                "room": further.room,
                "objects": further.objects,
                "catalog": further.catalog or self.catalog,
                "lights": self.lights.model_copy(update={**shining, "spots": (), "environment": None}),
                "rooms": {},
            }
        )
        part._source = self._source.below("rooms", name)
        return part

    def where(self, path: str | tuple[Step, ...], *, of_key: bool = False) -> str:
        """The place of a value, or of its key, for a message: ``scenes/kitchen.yaml:8:15 objects[1].category``."""
        return self._source.where(path, of_key)

    def to_plain(self) -> dict[str, Any]:
        """JSON values, defaults included, that `parse_plain` reads back as an equal spec."""
        return self.model_dump(mode="json")

    @property
    def digest(self) -> str:
        """Hex digest of everything that the spec says; how and where it was written does not enter."""
        return hashlib.blake2b(canonical_json(self.to_plain()), digest_size=16).hexdigest()

    def __eq__(self, other: object) -> bool:
        """Whether both say the same; where it was read from does not enter."""
        return isinstance(other, SceneSpec) and self.to_plain() == other.to_plain()

    def __hash__(self) -> int:
        """By content."""
        return hash(self.digest)
