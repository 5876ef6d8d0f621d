"""What every block of a spec has in common, and the types that its fields share."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ModelWrapValidatorHandler, ValidationError, model_validator
from pydantic_core import ErrorDetails
from typing_extensions import Self

from simgen.errors import did_you_mean
from simgen.params import (
    Fault,
    Kind,
    Name,
    Number,
    NumberParam,
    faults_of,
    flag,
    integer,
    name,
    number,
    refuse,
    shown,
    support,
)

WALLS = ("north", "east", "south", "west")

# Placements say these of the room itself, so no object may be called so.
RESERVED_NAMES = ("floor", "room", "wall", "ceiling", "any", "all", *WALLS)

_MISSING = " is missing"
_IDENTIFIER = re.compile(r"^[A-Za-z][A-Za-z0-9_-]{0,63}$")


class Block(BaseModel):
    """A mapping with known keys; the text under each field is its description in the JSON schema."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    @model_validator(mode="wrap")
    @classmethod
    def _in_words(cls, data: Any, validate: ModelWrapValidatorHandler[Self]) -> Self:
        """Says every fault of this block in a sentence; only here are the block's own keys at hand."""
        faults = []
        if isinstance(data, Mapping):
            faults = [
                Fault((str(key),), f"unknown key {shown(key)}", did_you_mean(str(key), cls.model_fields), of_key=True)
                for key in data
                if key not in cls.model_fields
            ]
            data = {key: value for key, value in data.items() if key in cls.model_fields}
        try:
            block = validate(data)
        except ValidationError as error:
            # A key that is only misspelt is not called missing as well.
            suggested = {fault.remedy for fault in faults}
            found = faults_of(error, cls._sentence)
            faults += [f for f in found if f"Did you mean {f.what.removesuffix(_MISSING)}?" not in suggested]
        if faults:
            raise refuse(*faults)
        return block

    @classmethod
    def _sentence(cls, line: ErrorDetails) -> Fault | None:
        at, got = line["loc"], shown(line["input"])
        if line["type"] == "missing" and len(at) == 1:
            key = str(at[0])
            described = (cls.model_fields[key].description or "").split("\n")[0]
            return Fault((), f"'{key}'{_MISSING}", f"Add {key}: {described}")
        if line["type"] in ("model_type", "model_attributes_type"):
            return Fault(at, f"expected a mapping, got {got}", f"Write keys and values: {', '.join(cls.model_fields)}.")
        if line["type"] in ("dict_type", "mapping_type"):
            return Fault(at, f"expected a mapping, got {got}", "Write {name: value}.")
        if line["type"] in ("tuple_type", "list_type"):
            return Fault(at, f"expected a list, got {got}", "Write one item a line, each after a dash.")
        if line["type"] in ("too_long", "too_short"):
            context = line["ctx"]
            most = line["type"] == "too_long"
            if not most and len(line["input"]) >= context["min_length"]:
                # Only too short because some items are faulty, which other lines say.
                return None
            bound = f"at most {context['max_length']}" if most else f"at least {context['min_length']}"
            remedy = "Take some away." if most else "Add one."
            return Fault(at, f"expected {bound}, got {context['actual_length']}", remedy)
        return Fault(at, f"{line['msg'].lower()}, got {got}")


def _values(count: int, noun: str, example: str) -> BeforeValidator:
    def check(value: Any) -> Any:
        if not isinstance(value, list | tuple) or len(value) != count:
            raise refuse(Fault((), f"expected {noun}, got {shown(value)}", f"Write {count} numbers: {example}."))
        return tuple(value)

    return BeforeValidator(check)


def identifier() -> Kind:
    """A name fit for file names and records: letters, digits, _ and -; no word for a part of the room."""

    def read(value: object) -> str:
        if not isinstance(value, str) or not _IDENTIFIER.fullmatch(value):
            raise refuse(
                Fault((), f"expected a name, got {shown(value)}", "Use letters, digits, _ and -, a letter first.")
            )
        if value in RESERVED_NAMES:
            raise refuse(Fault((), f"'{value}' is a word for a part of the room", f"Choose another, e.g. my_{value}."))
        return value

    return Kind("a name", read, (), {"type": "string", "pattern": _IDENTIFIER.pattern})


def sentence(longest: int, *, fixed: bool = True) -> Kind:
    """Any text of at most `longest` characters, over several lines if need be; `fixed` takes no distribution."""

    def read(value: object) -> str:
        if not isinstance(value, str):
            raise refuse(Fault((), f"expected text, got {shown(value)}", "Put it in quotes."))
        if len(value) > longest:
            raise refuse(Fault((), f"{len(value)} characters are too many", f"Use at most {longest}."))
        return value

    return Kind("text", read, () if fixed else ("choice",), {"type": "string", "maxLength": longest})


def is_one_place(a: Sequence[NumberParam], b: Sequence[NumberParam]) -> bool:
    """Whether every draw of two points gives the same one."""
    ends = [(support(one), support(other)) for one, other in zip(a, b, strict=True)]
    return all(one.low == one.high == other.low == other.high for one, other in ends)


Coordinate = Annotated[Number, number(-1000, 1000)]
Point = Annotated[tuple[Coordinate, Coordinate, Coordinate], _values(3, "x, y and z", "[1.0, 2.0, 0.5]")]
FloorPoint = Annotated[tuple[Coordinate, Coordinate], _values(2, "x and y", "[1.0, 2.0]")]
WallName = Annotated[Name, name(*WALLS)]
Degrees = Annotated[Number, number(-360, 360)]
Text = Annotated[str, name(fixed=True)]
Switch = Annotated[bool, flag(fixed=True)]
Whole = Annotated[int, integer(fixed=True)]
Real = Annotated[float, number(fixed=True)]
Identifier = Annotated[str, identifier()]
