"""Noun phrases, each with the program that finds what it names, and it alone."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from simgen.dataset.questions.facts import Facts
from simgen.dataset.questions.nouns import be, is_plural
from simgen.dataset.questions.programs import Program, UnsureError, things_of

ADJECTIVES = {
    "wood": "wooden",
    "metal": "metal",
    "ceramic": "ceramic",
    "plastic": "plastic",
    "glass": "glass",
    "fabric": "fabric",
    "leather": "leather",
    "stone": "stone",
    "paper": "paper",
}
# How a relation is said, after "is" and before the other's name.
PHRASES = {
    "on_top": "on",
    "inside": "in",
    "under": "under",
    "next_to": "next to",
    "above": "above",
    "below": "below",
    "left_of": "to the left of",
    "right_of": "to the right of",
    "in_front_of": "in front of",
    "behind": "behind",
    "near": "near",
    "far": "far from",
    "facing": "facing",
    "nearer": "nearer to the camera than",
    "larger": "larger than",
}
# Those that tell two of a kind apart.
LOCATING = ("on_top", "inside", "under", "next_to", "left_of", "right_of")


@dataclass(frozen=True)
class Reference:
    """A phrase like "the red mug", what it names, and the program that finds it.

    `mentions` are all things that the phrase speaks of: the mug, and what it stands on.
    """

    text: str
    thing: int
    program: Program
    plural: bool
    mentions: tuple[int, ...]


def pairs(things: Iterable[Reference]) -> Iterator[tuple[Reference, Reference]]:
    """Ordered pairs of which neither phrase speaks of the other's thing: it might tell what is asked."""
    for a, b in itertools.permutations(things, 2):
        if b.thing not in a.mentions and a.thing not in b.mentions:
            yield a, b


def references(facts: Facts, thing: int) -> Iterator[Reference]:
    """Phrases that name a thing and surely no other, the shortest first."""
    short = list(_by_words(facts, thing))
    yield from short
    name = facts.name(thing)
    if short or name is None:
        return
    kind: Program = ["filter", "category", name, ["scene"]]
    for predicate in LOCATING:
        for other, held in facts.seen.items():
            if held != "true" or other == thing or facts.related(predicate, thing, other) != "true":
                continue
            for anchor in _by_words(facts, other):
                program = ["unique", ["both", kind, ["related", predicate, anchor.program]]]
                text = f"the {name} that {be(is_plural(name))} {PHRASES[predicate]} {anchor.text}"
                found = _named(facts, program, thing, text, is_plural(name))
                if found:
                    yield found
                    break


def _by_words(facts: Facts, thing: int) -> Iterator[Reference]:
    """By its category, with a colour or a material where that alone is not enough."""
    name = facts.name(thing)
    if name is None:
        return
    kind: Program = ["filter", "category", name, ["scene"]]
    plain = _named(facts, ["unique", kind], thing, f"the {name}", is_plural(name))
    if plain:
        yield plain
        return
    for attribute in ("color", "material"):
        word = facts.value(attribute, thing)
        if word is not None:
            program = ["unique", ["filter", attribute, word, kind]]
            told = _named(facts, program, thing, f"the {ADJECTIVES.get(word, word)} {name}", is_plural(name))
            if told:
                yield told


def _named(facts: Facts, program: Program, thing: int, text: str, is_many: bool) -> Reference | None:
    try:
        found = things_of(program, facts)
    except UnsureError:
        return None
    return Reference(text, thing, program, is_many, found) if found[0] == thing else None
