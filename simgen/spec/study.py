"""What is studied with the scenes of a spec: axes to sweep, and splits of the data."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator
from typing_extensions import Self

from simgen.params import Fault, name, number, refuse, shown
from simgen.spec.blocks import Block, Identifier, Text

Range = tuple[float, float]


def _joined(values: Any) -> Any:
    """A list of values in the words of the command line."""
    if not isinstance(values, list | tuple):
        return values
    if not values or not all(isinstance(v, int | float | str) and not isinstance(v, bool) for v in values):
        raise refuse(Fault((), f"expected a list of numbers or names, got {shown(values)}", "Write e.g. [0, 0.5, 1]."))
    return ",".join(str(v) for v in values)


class SweptAxis(Block):
    """One axis of `simgen sweep`; several make a grid."""

    axis: Text
    """Its name, as `simgen sweep --list-axes` prints it."""
    values: Annotated[Text | None, BeforeValidator(_joined, json_schema_input_type=str | list[float | str] | None)] = (
        None
    )
    """A:B:N, N values from A to B, or a list; null is five values over the axis's range."""


def _names(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _range(value: Any) -> Any:
    ok = isinstance(value, list | tuple) and len(value) == 2
    if not ok or not all(isinstance(v, int | float) and not isinstance(v, bool) for v in value):
        raise refuse(Fault((), f"expected a range, got {shown(value)}", "Write [low, high]."))
    low, high = (float(v) for v in value)
    if not low <= high:
        raise refuse(Fault((), f"the range is empty: low {shown(low)} is above high {shown(high)}", "Swap the two."))
    return (low, high)


AnyOf = Annotated[
    tuple[Text, ...], BeforeValidator(_names, json_schema_input_type=str | list[str]), Field(min_length=1)
]
Within = Annotated[
    Range, BeforeValidator(_range, json_schema_input_type=Annotated[list[float], Field(min_length=2, max_length=2)])
]
Share = Annotated[float, number(0, 1e6, fixed=True)]


class ThingFacts(Block):
    """One thing that is all of this at once."""

    object: AnyOf | None = None
    """What the spec calls it."""
    category: AnyOf | None = None
    """What kind of thing it is."""
    asset: AnyOf | None = None
    """Which asset it is, by id."""
    material: AnyOf | None = None
    """A material that it is made of, by preset."""
    on: AnyOf | None = None
    """What carries it: an object of the spec, a category, or `floor`."""
    scale: Within | None = None
    """Its size relative to the catalogue's."""


class RoomFacts(Block):
    """What the room is."""

    kind: AnyOf | None = None
    """Kind of room."""
    floor: AnyOf | None = None
    """Material of the floor, by preset."""
    walls: AnyOf | None = None
    """Material of the walls, by preset."""
    width_m: Within | None = None
    """Along x, metres."""
    depth_m: Within | None = None
    """Along y, metres."""
    height_m: Within | None = None
    """From floor to ceiling, metres."""
    objects: Within | None = None
    """Number of things in it."""


class LightFacts(Block):
    """How it is lit."""

    sun_elevation_deg: Within | None = None
    """Height of the sun, degrees; below 0 is night."""
    sun_azimuth_deg: Within | None = None
    """Where the sun stands, degrees clockwise from north."""
    cloudiness: Within | None = None
    """0 clear, 1 overcast."""
    lamp_flux_lm: Within | None = None
    """Light of all lamps, lumens."""


class CameraFacts(Block):
    """A camera that is all of this at once."""

    name: AnyOf | None = None
    """What the spec calls it."""
    height_m: Within | None = None
    """Above the floor, metres."""
    pitch_deg: Within | None = None
    """Below the horizon, degrees."""
    vertical_fov_deg: Within | None = None
    """Vertical field of view, degrees."""


class HeldOut(Block):
    """A split out of distribution: the draws in which all that is said here holds, which no other split has."""

    name: Identifier
    """What records call it."""
    thing: ThingFacts | None = None
    """A thing that such a draw has."""
    room: RoomFacts | None = None
    """What its room is, or one of its rooms."""
    light: LightFacts | None = None
    """How it is lit."""
    camera: CameraFacts | None = None
    """A camera that it has."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        blocks = [getattr(self, key) for key in ("thing", "room", "light", "camera")]
        if not any(block is not None and block.model_dump(exclude_none=True) for block in blocks):
            raise refuse(
                Fault((), "a split that holds out nothing", "Say what it holds out, e.g. thing: {category: mug}.")
            )
        return self


class Splits(Block):
    """How draws are parted: first those that are held out, the others by share."""

    train: Share = 8.0
    """Share of the draws that nothing holds out."""
    val: Share = 1.0
    """Likewise."""
    test: Share = 1.0
    """Likewise."""
    held_out: Annotated[tuple[HeldOut, ...], Field(max_length=100)] = ()
    """Splits out of distribution; a draw that fits several is of the first."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.train + self.val + self.test <= 0:
            raise refuse(Fault(("train",), "all shares are 0", "Give one of them more than 0."))
        seen = {"train", "val", "test"}
        for i, split in enumerate(self.held_out):
            if split.name in seen:
                raise refuse(Fault(("held_out", i, "name"), f"two splits are called '{split.name}'", "Rename one."))
            seen.add(split.name)
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """Of all splits that can have draws."""
        shares = {"train": self.train, "val": self.val, "test": self.test}
        return (*(n for n, share in shares.items() if share > 0), *(split.name for split in self.held_out))


Environment = Annotated[str, name(fixed=True)]
