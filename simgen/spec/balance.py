"""What a spec asks in stated shares: draws where something holds, does not hold, and nearly holds.

Which kind a draw is of follows from its index alone. A kind is asked for by a way: another place or state of the
subject. The sampler proposes that, physics decides, and a draw that did not come out is drawn again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, model_validator
from typing_extensions import Self

from simgen.params import Fault, integer, refuse
from simgen.spec.blocks import Block, Text
from simgen.spec.placements import AnyPlacement
from simgen.spec.states import State

KINDS = ("positive", "negative", "hard")
Times = Annotated[int, integer(0, 1000, fixed=True)]


class Shares(Block):
    """How many draws of each round are of each kind."""

    positive: Times = 1
    """Draws in which it holds."""
    negative: Times = 1
    """Draws in which it does not."""
    hard: Times = 1
    """Draws in which it does not, and which look as if it might: hard negatives."""

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not any(getattr(self, kind) for kind in KINDS):
            raise refuse(Fault((), "all shares are 0", "Give one of them more than 0."))
        return self


class Way(Block):
    """One way to propose a kind: what is otherwise about the subject."""

    place: AnyPlacement | None = None
    """Where it is; null is as the object says."""
    state: State | None = None
    """What of its state is asked for; what is not said here is as the object says."""


Ways = Annotated[tuple[Way, ...], Field(max_length=20)]


class Contrast(Block):
    """A relation or state of which draws of all kinds are made, in the given shares."""

    predicate: Text
    """The relation (on_top, inside, next_to, left_of, …) or state (open, filled, on, tipped, …), as labels call it."""
    subject: Text
    """The object of which it is said, by name."""
    object: Text | None = None
    """The other object of a relation, by name; null for a state."""
    shares: Shares = Shares()
    """How often each kind comes."""
    positive: Ways | None = None
    """Ways to make it hold, one of which is drawn; null is what suits the predicate."""
    negative: Ways | None = None
    """Ways to make it not hold; null is as the object itself says, for a relation."""
    hard: Ways | None = None
    """Ways to make it nearly hold; null is what suits the predicate."""
    instead: Annotated[tuple[Text, ...], Field(max_length=20)] | None = None
    """Relations of which one must hold in a hard negative; null is what suits the predicate."""

    @property
    def title(self) -> str:
        """`mug on_top book`, or `chest open`."""
        return " ".join(word for word in (self.subject, self.predicate, self.object) if word)

    def ways(self, kind: str, subject: State) -> tuple[Way, ...]:
        """The ways to propose a kind; none where neither the spec nor the predicate knows any.

        `subject` is the state that the spec asks of the subject: what it is filled with stays.
        """
        said: tuple[Way, ...] | None = getattr(self, kind)
        if said is not None:
            return said
        if kind == "negative" and self.object is not None:
            return (Way(),)
        rows = _WAYS.get(self.predicate, {}).get(kind, ())
        if self.predicate == "filled" and subject.fill is None:
            return ()
        words = {"O": self.object, "FILL": subject.fill and subject.fill.model_dump(mode="json")}
        return tuple(Way.model_validate(_said(row, words)) for row in rows)

    @property
    def close(self) -> tuple[str, ...]:
        """Relations of which one must hold in a hard negative; none where any that does not hold will do."""
        return _INSTEAD.get(self.predicate, ()) if self.instead is None else self.instead


@dataclass(frozen=True)
class Asked:
    """What one draw is asked to show."""

    contrast: Contrast
    kind: str

    def to_json(self) -> dict[str, Any]:
        """For the record."""
        c = self.contrast
        return {"predicate": c.predicate, "subject": c.subject, "object": c.object, "kind": self.kind}


def asked_of(contrasts: tuple[Contrast, ...], index: int) -> Asked | None:
    """What draw `index` is asked to show: all kinds of all contrasts take turns, each as often a round as its share."""
    most = max((getattr(c.shares, kind) for c in contrasts for kind in KINDS), default=0)
    turns = [
        Asked(contrast, kind)
        for k in range(most)
        for kind in KINDS
        for contrast in contrasts
        if k < getattr(contrast.shares, kind)
    ]
    return turns[index % len(turns)] if turns else None


# By predicate and kind: other places and states of the subject. O is the object, FILL what the subject is filled with.
_WAYS: Mapping[str, Mapping[str, tuple[dict[str, Any], ...]]] = {
    "on_top": {
        "positive": ({"place": {"on": "O"}},),
        "hard": ({"place": {"next_to": "O", "gap_m": {"uniform": [0.002, 0.02]}}},),
    },
    "touching": {
        "positive": ({"place": {"on": "O"}},),
        "hard": ({"place": {"next_to": "O", "gap_m": {"uniform": [0.004, 0.012]}}},),
    },
    "inside": {
        "positive": ({"place": {"inside": "O"}},),
        "hard": ({"place": {"next_to": "O"}}, {"place": {"on": "O"}}),
    },
    "under": {
        "positive": ({"place": {"under": "O"}},),
        "hard": ({"place": {"beside": "O", "gap_m": {"uniform": [0.02, 0.1]}}},),
    },
    "next_to": {
        "positive": ({"place": {"next_to": "O"}},),
        "hard": ({"place": {"next_to": "O", "gap_m": {"uniform": [0.04, 0.3]}}}, {"place": {"on": "O"}}),
    },
    **{
        side: {
            "positive": ({"place": {side: "O", "seen_from": "camera"}},),
            "hard": ({"place": {other: "O", "seen_from": "camera", "gap_m": {"uniform": [0.005, 0.04]}}},),
        }
        for one, two in (("left_of", "right_of"), ("in_front_of", "behind"))
        for side, other in ((one, two), (two, one))
    },
    "open": {
        "positive": ({"state": {"open": {"uniform": [0.15, 1.0]}}},),
        "negative": ({"state": {"open": 0.0}},),
        "hard": ({"state": {"open": {"uniform": [0.004, 0.008]}}},),
    },
    "filled": {
        "positive": ({"state": {"fill": ("FILL", {"fraction": {"uniform": [0.55, 0.9]}})}},),
        "negative": ({"state": {"fill": ("FILL", {"fraction": 0.0})}},),
        "hard": ({"state": {"fill": ("FILL", {"fraction": {"uniform": [0.005, 0.018]}})}},),
    },
    "folded": {
        "positive": ({"state": {"fold": "folded"}},),
        "negative": ({"state": {"fold": "flat"}},),
        "hard": ({"state": {"fold": "crumpled"}},),
    },
    "on": {"positive": ({"state": {"on": True}},), "negative": ({"state": {"on": False}},)},
    "upright": {
        "positive": ({"state": {"tipped": "upright"}},),
        "negative": ({"state": {"tipped": "side"}},),
        "hard": ({"state": {"tipped": "upside_down"}},),
    },
    "tipped": {"positive": ({"state": {"tipped": "side"}},), "negative": ({"state": {"tipped": "upright"}},)},
}
_INSTEAD: Mapping[str, tuple[str, ...]] = {
    "on_top": ("next_to", "near", "touching"),
    "touching": ("near", "next_to"),
    "inside": ("next_to", "on_top", "near"),
    "under": ("next_to", "near"),
    "next_to": ("near", "on_top"),
    **dict.fromkeys(("left_of", "right_of", "in_front_of", "behind"), ("near", "next_to", "touching")),
}


def _said(row: Any, words: Mapping[str, Any]) -> Any:
    """The row with what its words mean; a tuple is a word's mapping with other values."""
    if isinstance(row, Mapping):
        return {key: _said(value, words) for key, value in row.items()}
    if isinstance(row, tuple):
        return {**words[row[0]], **row[1]}
    return words.get(row, row) if isinstance(row, str) else row
