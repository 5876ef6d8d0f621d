"""Sentences about a picture that are surely true, each with the program that says so."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simgen.dataset.questions.facts import STATE_WORDS, Facts
from simgen.dataset.questions.nouns import be, is_counted, plural, with_article
from simgen.dataset.questions.programs import Answer, Program, UnsureError, answer
from simgen.dataset.questions.references import PHRASES, pairs, references

# What a caption tells at most.
MOST_KINDS, MOST_RELATIONS, MOST_STATES = 6, 4, 2
TOLD = ("on_top", "inside", "under", "next_to")
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Sentence:
    """A sentence and what it claims: programs with the answers that make it true."""

    text: str
    claims: tuple[tuple[Program, Answer], ...]


def caption(
    facts: Facts, sizes: Mapping[int, int], rng: np.random.Generator, places: Mapping[int, str]
) -> list[Sentence]:
    """What is there, largest first by `sizes` (pixels), and some of how it stands; `places` are kinds of rooms."""
    sure = [k for k in sorted(sizes, key=lambda k: (-sizes[k], k)) if facts.seen.get(k) == "true"]
    nouns = list(dict.fromkeys(name for k in sure if (name := facts.name(k)) is not None))
    told, claims, around = [], [], set()
    for noun in nouns:
        program: Program = ["count", ["filter", "category", noun, ["scene"]]]
        try:
            count = answer(program, facts)
        except UnsureError:
            continue
        assert isinstance(count, int)
        told.append(with_article(noun) if count == 1 else f"{number(count)} {plural(noun)}")
        if not is_counted(noun):
            told[-1] = noun
        claims.append((program, count))
        around |= {places[k] for k in sure if facts.name(k) == noun}
        if len(told) == MOST_KINDS:
            break
    sentences = []
    if told:
        # Where doors are open, what is seen may be of several rooms.
        where = with_article(min(around).replace("_", " ") if len(around) == 1 else "home")
        listed = told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"
        sentences.append(Sentence(f"{where[0].upper()}{where[1:]} with {listed}.", tuple(claims)))
    return [*sentences, *_relations(facts, sure, rng), *_states(facts, sure, rng)]


def number(count: int) -> str:
    """A number in words, up to ten."""
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _relations(facts: Facts, sure: list[int], rng: np.random.Generator) -> list[Sentence]:
    found = []
    named = [ref for k in sure for ref in itertools.islice(references(facts, k), 1)]
    for a, b in pairs(named):
        for predicate in TOLD:
            # What is next to each other is told once.
            once = predicate != "next_to" or a.thing < b.thing
            if once and facts.related(predicate, a.thing, b.thing) == "true":
                text = f"{a.text.capitalize()} {be(a.plural)} {PHRASES[predicate]} {b.text}."
                claim: Program = ["holds", predicate, a.program, b.program]
                found.append(Sentence(text, ((claim, "yes"),)))
    return [found[k] for k in sorted(rng.permutation(len(found))[:MOST_RELATIONS].tolist())]


def _states(facts: Facts, sure: list[int], rng: np.random.Generator) -> list[Sentence]:
    found = []
    for k in sure:
        for ref in itertools.islice(references(facts, k), 1):
            for word in ("open", "on", STATE_WORDS["upright"][1]):
                if facts.word("state", word, k) == "true":
                    text = f"{ref.text.capitalize()} {be(ref.plural)} {word}."
                    found.append(Sentence(text, ((["is", "state", word, ref.program], "yes"),)))
    return [found[k] for k in sorted(rng.permutation(len(found))[:MOST_STATES].tolist())]
