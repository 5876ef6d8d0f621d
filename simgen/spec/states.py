"""States that a spec asks of an object. The sampler proposes, physics decides; what really came out is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Union

from pydantic import BeforeValidator

from simgen.params import Flag, Name, Number, name, number
from simgen.params.forms import FORMS
from simgen.spec.blocks import Block, Text

Share = Annotated[Number, number(0, 1)]
TIPPED = ("upright", "side", "upside_down")
FOLDS = ("flat", "folded", "crumpled", "draped")


def _by_joint(plain: Any) -> Any:
    """A bare value is one for all joints."""
    if isinstance(plain, Mapping) and not set(plain) & set(FORMS):
        return plain
    return {"all": plain}


Openings = Annotated[
    Mapping[Text, Share],
    BeforeValidator(_by_joint, json_schema_input_type=Union[Share, Mapping[Text, Share]]),  # noqa: UP007 (a value)
]


class Fill(Block):
    """A liquid, or grains, in a thing that is hollow."""

    of: Name
    """The liquid, a material of the family `drink`: water, coffee, milk, orange_juice, …; or the grains: rice, beans,
    lentils, chickpeas."""
    fraction: Share
    """Share of the hollow's volume. What would run over the rim of a vessel that came to rest tilted is not there."""
    cavity: Text | None = None
    """Which of its hollows, by name; null is the largest."""


class State(Block):
    """What state a thing is in."""

    open: Openings = {}  # noqa: RUF012 (pydantic copies defaults, and blocks are frozen)
    """How far its doors, drawers and lids are opened, by joint, or one value for all: 0 closed, 1 as far as it goes.
    What moves and opens nothing, as a swivel or a rack, moves only where it is named. Physics opens them after all is
    in its place: what lies in a drawer rides along, and a door opens only as far as what stands before it lets it.
    Where they are before that, `joints` says."""
    on: Flag | None = None
    """Whether its lamps and screens shine; null is as `lights` has it."""
    tipped: Annotated[Name, name(*TIPPED)] = "upright"
    """How it is put down: upright, on its side, or upside_down; whether it stays so, physics decides."""
    fill: Fill | None = None
    """What is in it."""
    fold: Annotated[Name, name(*FOLDS)] | None = None
    """How a cloth lies: flat, folded, crumpled, or draped over the edge or the back of what it is on; null is flat."""
