"""What every block of a spec has in common, and the types of its fields."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from simgen.params import Fault, Name, Number, name, refuse, shown

WALLS = ("north", "east", "south", "west")

# Words that a placement uses for parts of the room: no object may be called so.
RESERVED_NAMES = ("floor", "room", "wall", "ceiling", "any", "all", *WALLS)


class Block(BaseModel):
    """A mapping with known keys; the text under each field is its description in the JSON schema."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


def _three_values(value: Any) -> Any:
    if not isinstance(value, list | tuple) or len(value) != 3:
        raise refuse(Fault((), f"expected x, y and z, got {shown(value)}", "Write three numbers: [1.0, 2.0, 0.5]."))
    return tuple(value)


def _two_values(value: Any) -> Any:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise refuse(Fault((), f"expected x and y, got {shown(value)}", "Write two numbers: [1.0, 2.0]."))
    return tuple(value)


Point = Annotated[tuple[Number, Number, Number], BeforeValidator(_three_values)]
FloorPoint = Annotated[tuple[Number, Number], BeforeValidator(_two_values)]
WallName = Annotated[Name, name(*WALLS)]
Text = Annotated[str, name(fixed=True)]
