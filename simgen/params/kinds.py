"""The kinds of value that a field holds, within which limits, and the types of fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeAlias, TypeVar

from pydantic import ValidationError
from pydantic_core import core_schema

from simgen.color import color_of_hex
from simgen.errors import SpecError, did_you_mean
from simgen.params.distributions import (
    LARGEST,
    Choice,
    Distribution,
    Integers,
    LogUniform,
    Normal,
    Uniform,
    finite,
    to_plain,
    whole,
)
from simgen.params.faults import Fault, faults_of, path_text, refuse, shown, under
from simgen.params.forms import DRAWN, FORMS, Schema

MAX_NAME = 200

_NAME = re.compile(rf"[^\x00-\x1f\x7f\s]([^\x00-\x1f\x7f]{{0,{MAX_NAME - 2}}}[^\x00-\x1f\x7f\s])?")
_HEX_COLOR = re.compile(r"^#[0-9a-fA-F]{6}$")
_Value = TypeVar("_Value", int, float)

Color: TypeAlias = tuple[float, float, float]
NumberParam: TypeAlias = float | Uniform | LogUniform | Normal | Integers | Choice
CountParam: TypeAlias = int | Integers | Choice
NameParam: TypeAlias = str | Choice
FlagParam: TypeAlias = bool | Choice
ColorValues: TypeAlias = Color | Choice
AnyParam: TypeAlias = bool | int | float | str | Uniform | LogUniform | Normal | Integers | Choice


@dataclass(frozen=True)
class Kind:
    """What values a field takes: `read` checks one and gives it in its own type; `distributions` may draw it.

    Use it in a type: ``Annotated[Number, number(0, 1)]``. `schema` is the JSON schema of a bare value.
    """

    noun: str
    read: Callable[[object], Any]
    distributions: tuple[str, ...]
    schema: Schema = field(compare=False)
    low: float = -LARGEST
    high: float = LARGEST

    def parse(self, plain: Any) -> Any:
        """The parameter of a plain value; a pydantic ValidationError with the path of what is wrong."""
        if isinstance(plain, Distribution):
            plain = to_plain(plain)
        if not isinstance(plain, Mapping) or not (self.distributions or set(plain) & set(FORMS)):
            return self.read(plain)
        if not self.distributions:
            raise refuse(
                Fault((), f"expected {self.noun}, got {shown(plain)}", "It is the same in all scenes: write one value.")
            )
        name = self._distribution_name(plain)
        with under(name):
            return FORMS[name](self, plain[name])

    def _distribution_name(self, plain: Mapping[Any, Any]) -> str:
        for key in plain:
            if key not in FORMS:
                remedy = did_you_mean(str(key), self.distributions)
                raise refuse(Fault((key,), f"{shown(key)} is no distribution", remedy, of_key=True))
            if key not in self.distributions:
                remedy = f"Use {' or '.join(self.distributions)}."
                raise refuse(Fault((key,), f"'{key}' cannot draw {self.noun}", remedy, of_key=True))
        if len(plain) != 1:
            raise refuse(
                Fault(
                    (),
                    f"expected {self.noun} or one distribution, got {shown(plain)}",
                    f"Write {self.noun}, or one of: {', '.join(self.distributions)}.",
                )
            )
        return str(next(iter(plain)))

    def json_schema(self) -> Schema:
        """Bare value or distribution."""
        if not self.distributions:
            return dict(self.schema)
        drawn = [{DRAWN: name} for name in self.distributions]
        return {"anyOf": [dict(self.schema), *drawn]}

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> core_schema.CoreSchema:
        """Pydantic's hook: this kind alone decides, whatever it annotates."""
        return core_schema.no_info_plain_validator_function(
            self.parse, serialization=core_schema.plain_serializer_function_ser_schema(to_plain)
        )

    def __get_pydantic_json_schema__(self, _schema: core_schema.CoreSchema, _handler: Any) -> Schema:
        """Pydantic's hook."""
        return self.json_schema()


def choice_of(noun: str, read: Callable[[object], Any], plain: Any) -> Choice:
    """The choice that stands under the key `choice`, of values that `read` gives; a pydantic ValidationError else."""
    found = FORMS["choice"](Kind(noun, read, ("choice",), {}), plain)
    assert isinstance(found, Choice)
    return found


def from_plain(plain: Any, kind: Kind | None = None, *, where: str = "") -> Any:
    """The parameter of a plain value, read outside a spec (`kind` None takes any); SpecError at `where`."""
    try:
        return (kind or anything()).parse(plain)
    except ValidationError as error:
        fault = faults_of(error)[0]
        place = path_text(fault.at)
        dot = "." if where and place and not place.startswith("[") else ""
        raise SpecError(fault.what, where=f"{where}{dot}{place}", remedy=fault.remedy) from None


def number(low: float = -LARGEST, high: float = LARGEST, *, fixed: bool = False) -> Kind:
    """Any number from `low` to `high`; `fixed` takes no distribution."""

    def read(value: object) -> float:
        return _within(finite(value), low, high)

    drawn = ("uniform", "loguniform", "normal", "integers", "choice")
    return Kind("a number", read, () if fixed else drawn, {"type": "number", **_limits(low, high)}, low, high)


def integer(low: int = 0, high: int = int(LARGEST), *, fixed: bool = False) -> Kind:
    """Any whole number from `low` to `high`; `fixed` takes no distribution."""

    def read(value: object) -> int:
        return _within(whole(value), low, high)

    drawn = ("integers", "choice")
    return Kind("a whole number", read, () if fixed else drawn, {"type": "integer", **_limits(low, high)}, low, high)


def _within(value: _Value, low: float, high: float) -> _Value:
    if not low <= value <= high:
        bound, limit = ("at least", low) if value < low else ("at most", high)
        raise refuse(
            Fault((), f"expected {bound} {shown(limit)}, got {shown(value)}", f"Stay within {_range_text(low, high)}.")
        )
    return value


def _range_text(low: float, high: float) -> str:
    if high >= LARGEST:
        return f"{shown(low)} and above"
    return f"{shown(low)} to {shown(high)}"


def _limits(low: float, high: float) -> Schema:
    limits = {"minimum": low} if low > -LARGEST else {}
    return limits | ({"maximum": high} if high < LARGEST else {})


def name(*known: str, fixed: bool = False) -> Kind:
    """A name: one of `known`, or without them any text of one line."""

    def read(value: object) -> str:
        example = known[0] if known else "oak"
        if not isinstance(value, str):
            raise refuse(Fault((), f"expected a name, got {shown(value)}", f"Write a name, e.g. {example}."))
        if known and value not in known:
            raise refuse(Fault((), f"unknown name {shown(value)}", did_you_mean(value, known)))
        if not _NAME.fullmatch(value):
            remedy = f"Write 1 to {MAX_NAME} characters on one line, without spaces at its ends."
            raise refuse(Fault((), f"expected a name, got {shown(value)}", remedy))
        return value

    schema: Schema = {"enum": list(known)} if known else {"type": "string", "minLength": 1, "maxLength": MAX_NAME}
    return Kind("a name", read, () if fixed else ("choice",), schema)


def flag(*, fixed: bool = False) -> Kind:
    """True or false."""

    def read(value: object) -> bool:
        if not isinstance(value, bool):
            raise refuse(Fault((), f"expected true or false, got {shown(value)}", "Write true or false."))
        return value

    return Kind("true or false", read, () if fixed else ("choice",), {"type": "boolean"})


def color(*, fixed: bool = False) -> Kind:
    """A linear Rec. 709 colour, read from [r, g, b] in 0 to 1 or from an sRGB "#rrggbb"."""

    def read(value: object) -> Color:
        remedy = 'Write "#c0ffee" in quotes, or linear [r, g, b], each 0 to 1.'
        if isinstance(value, str) and _HEX_COLOR.fullmatch(value):
            return color_of_hex(value)
        if not isinstance(value, list | tuple) or len(value) != 3:
            raise refuse(Fault((), f"expected a colour, got {shown(value)}", remedy))
        channels = []
        for i, channel in enumerate(value):
            with under(i):
                channels.append(_within(finite(channel), 0, 1))
        return channels[0], channels[1], channels[2]

    channel = {"type": "number", "minimum": 0, "maximum": 1}
    schema = {
        "anyOf": [
            {"type": "string", "pattern": _HEX_COLOR.pattern, "description": "sRGB, as in a paint program"},
            {"type": "array", "items": channel, "minItems": 3, "maxItems": 3, "description": "Linear Rec. 709 r, g, b"},
        ]
    }
    return Kind("a colour", read, () if fixed else ("choice",), schema)


def anything() -> Kind:
    """Any one value: true or false, a number, a name. What it must be is for others to say: an asset family."""

    def read(value: object) -> bool | int | float | str:
        if isinstance(value, bool):
            return value
        if isinstance(value, int):
            return whole(value)
        if isinstance(value, str):
            return str(name().read(value))
        if isinstance(value, float):
            return finite(value)
        raise refuse(
            Fault((), f"expected one value, got {shown(value)}", "Write a number, a name, true or false, or a choice.")
        )

    drawn = ("uniform", "loguniform", "normal", "integers", "choice")
    return Kind("a value", read, drawn, {"type": ["number", "string", "boolean"]})


Number = Annotated[NumberParam, number()]
Count = Annotated[CountParam, integer()]
Name = Annotated[NameParam, name()]
Flag = Annotated[FlagParam, flag()]
ColorParam = Annotated[ColorValues, color()]
Param = Annotated[AnyParam, anything()]
