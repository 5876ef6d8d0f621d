"""Three values: "true", "false", and "ambiguous" for what is too near the boundary to teach or to ask."""

from __future__ import annotations

from collections.abc import Iterable

from simgen.frame import Holds


def three_valued(value: float, true_at: float, false_at: float) -> Holds:
    """The word "true" from `true_at` on, "false" from `false_at` on, on its other side; else "ambiguous"."""
    if true_at > false_at:
        return "true" if value >= true_at else "false" if value <= false_at else "ambiguous"
    return "true" if value <= true_at else "false" if value >= false_at else "ambiguous"


def within(margin: float, band: float) -> Holds:
    """The word of a signed margin that is ambiguous within `band` of 0."""
    return three_valued(margin, band, -band)


def opposite(holds: Holds) -> Holds:
    """Not."""
    return "ambiguous" if holds == "ambiguous" else "false" if holds == "true" else "true"


def all_of(terms: Iterable[Holds]) -> Holds:
    """And, by Kleene: one that is false decides; else one that is ambiguous does."""
    found = set(terms)
    return "false" if "false" in found else "ambiguous" if "ambiguous" in found else "true"


def any_of(terms: Iterable[Holds]) -> Holds:
    """Or, by Kleene."""
    return opposite(all_of(opposite(term) for term in terms))
