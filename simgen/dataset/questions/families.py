"""What is asked of a picture: every question with its program and its answer, before any choice among them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from simgen.dataset.questions.facts import STATE_WORDS, Facts
from simgen.dataset.questions.nouns import be, is_counted, is_plural, plural, with_article
from simgen.dataset.questions.programs import Answer, Program, UnsureError, answer, things_of
from simgen.dataset.questions.references import ADJECTIVES, PHRASES, Reference, pairs, references

# Relations that two things must be near each other for, to be worth a question.
CLOSE = ("on_top", "inside", "under", "next_to", "above", "below")
VIEWED = ("left_of", "right_of", "in_front_of", "behind")
# At most so many things of a picture are asked about, and so many questions of one form.
MOST_THINGS, MOST_OF_A_FORM = 14, 6


@dataclass(frozen=True)
class Question:
    """A question with its answer. `family` is what it asks for, `form` which wording; `things` are instance ids."""

    family: str
    form: str
    text: str
    program: Program
    answer: Answer
    things: tuple[int, ...]


# A question before it is known whether there is an answer: family, form, text, program.
_Draft = tuple[str, str, str, Program]


def questions(facts: Facts, categories: Sequence[str], rng: np.random.Generator) -> list[Question]:
    """Questions with sure answers; `categories` are the nouns that may be asked for, in the picture or not."""
    certain = [k for k, held in facts.seen.items() if held == "true"]
    named = {k: found[0] for k in certain if (found := list(itertools.islice(references(facts, k), 1)))}
    chosen = [named[k] for k in sorted(rng.permutation(sorted(named))[:MOST_THINGS].tolist())]
    drafts = [
        *_existence(facts, categories, rng),
        *_counting(categories, rng),
        *_attributes(chosen),
        *_states(facts, chosen),
        *_relations(facts, chosen),
        *_comparisons(chosen, rng),
        *_viewpoint(facts, chosen),
    ]
    forms: dict[str, list[Question]] = {}
    for family, form, text, program in drafts:
        try:
            told = answer(program, facts)
            things = things_of(program, facts)
        except UnsureError:
            continue
        if _told(text, told):
            continue
        forms.setdefault(form, []).append(Question(family, form, text, program, told, things))
    return [q for form in sorted(forms) for q in _varied(forms[form], rng)]


def _told(text: str, told: Answer) -> bool:
    """Whether the question itself says its answer: what a wooden bowl is made of."""
    words = text.rstrip("?").split()
    return str(told) in words or ADJECTIVES.get(str(told)) in words


def _varied(found: list[Question], rng: np.random.Generator) -> Iterator[Question]:
    """At most `MOST_OF_A_FORM`, taken in turn from the answers, in any order."""
    by_answer: dict[str, list[Question]] = {}
    for k in rng.permutation(len(found)).tolist():
        by_answer.setdefault(str(found[k].answer), []).append(found[k])
    turns = itertools.zip_longest(*(by_answer[key] for key in sorted(by_answer)))
    kept = list(itertools.islice((q for turn in turns for q in turn if q is not None), MOST_OF_A_FORM))
    yield from (kept[k] for k in rng.permutation(len(kept)).tolist())


def _kind(noun: str) -> Program:
    return ["filter", "category", noun, ["scene"]]


def _existence(facts: Facts, categories: Sequence[str], rng: np.random.Generator) -> Iterator[_Draft]:
    for noun in categories:
        text = f"{be(is_plural(noun)).capitalize()} there {'any ' if is_plural(noun) else ''}"
        text += noun if is_plural(noun) else with_article(noun)
        yield "existence", "exist", f"{text} in the image?", ["exist", _kind(noun)]
    # The colour of one and the kind of another make a negative that is nearly right.
    present = sorted({name for k in facts.seen if (name := facts.name(k)) is not None})
    colors = sorted({color for k in facts.seen if (color := facts.value("color", k)) is not None})
    for noun, color in itertools.product(present, colors):
        if is_counted(noun):
            program: Program = ["exist", ["filter", "color", color, _kind(noun)]]
            yield "existence", "exist_color", f"Is there {with_article(f'{color} {noun}')} in the image?", program


def _counting(categories: Sequence[str], rng: np.random.Generator) -> Iterator[_Draft]:
    countable = [noun for noun in categories if is_counted(noun)]
    for noun in countable:
        yield "counting", "count", f"How many {plural(noun)} are in the image?", ["count", _kind(noun)]
    for a, b in itertools.permutations(countable, 2):
        if rng.random() < 4 / max(4, len(countable)):
            text = f"Are there more {plural(a)} than {plural(b)} in the image?"
            yield "comparison", "more", text, ["more", _kind(a), _kind(b)]


def _attributes(things: Iterable[Reference]) -> Iterator[_Draft]:
    for ref in things:
        verb = be(ref.plural)
        yield "attribute", "material", f"What {verb} {ref.text} made of?", ["query", "material", ref.program]
        yield "attribute", "color", f"What color {verb} {ref.text}?", ["query", "color", ref.program]


def _states(facts: Facts, things: Iterable[Reference]) -> Iterator[_Draft]:
    for ref in things:
        for words in STATE_WORDS.values():
            for word in words:
                # Of what has no such state, no answer would be right.
                if any(facts.word("state", other, ref.thing) != "false" for other in words):
                    text = f"{be(ref.plural).capitalize()} {ref.text} {word}?"
                    yield "state", f"state_{word.split()[0]}", text, ["is", "state", word, ref.program]


def _relations(facts: Facts, things: Sequence[Reference]) -> Iterator[_Draft]:
    for a, b in pairs(things):
        verb = be(a.plural).capitalize()
        close = any(facts.related(p, a.thing, b.thing) == "true" for p in ("near", "touching"))
        if close or facts.related("inside", a.thing, b.thing) != "false":
            for predicate in CLOSE:
                text = f"{verb} {a.text} {PHRASES[predicate]} {b.text}?"
                yield "relation", predicate, text, ["holds", predicate, a.program, b.program]
        for predicate in VIEWED:
            text = f"Seen from the camera, {be(a.plural)} {a.text} {PHRASES[predicate]} {b.text}?"
            yield "relation", predicate, text, ["holds", predicate, a.program, b.program]
    for b in things:
        for predicate in ("on_top", "inside", "under"):
            program: Program = ["query", "category", ["unique", ["related", predicate, b.program]]]
            yield "relation", f"what_{predicate}", f"What is {PHRASES[predicate]} {b.text}?", program


def _comparisons(things: Sequence[Reference], rng: np.random.Generator) -> Iterator[_Draft]:
    for a, b in pairs(things):
        for predicate in ("nearer", "larger"):
            # One of the two ways round.
            if (a.thing < b.thing) == (rng.random() < 0.5):
                text = f"{be(a.plural).capitalize()} {a.text} {PHRASES[predicate]} {b.text}?"
                yield "comparison", predicate, text, ["holds", predicate, a.program, b.program]


def _viewpoint(facts: Facts, things: Sequence[Reference]) -> Iterator[_Draft]:
    for a in things:
        verb = be(a.plural)
        # The left of who looks at a cabinet is not the cabinet's.
        text = f"From which of {'their' if a.plural else 'its'} own sides {verb} {a.text} seen?"
        yield "viewpoint", "side", text, ["query", "side", a.program]
    for a, b in pairs(things):
        # What has a front has sides.
        if facts.words["side"].get(a.thing):
            text = f"{be(a.plural).capitalize()} {a.text} facing {b.text}?"
            yield "viewpoint", "facing", text, ["holds", "facing", a.program, b.program]
