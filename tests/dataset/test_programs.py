"""The interpreter of questions against possible worlds: each ambiguous fact is decided in every way, and a plain
evaluator of two values, which knows nothing of the third, answers in each world."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simgen.dataset.questions import Facts, UnsureError, answer
from simgen.dataset.questions.programs import check, things_of
from simgen.errors import DatasetError
from simgen.frame import Holds

IDS = (3, 5, 8)
WORDS = {"category": ("cup", "bowl"), "color": ("red", "blue")}
PREDICATES = ("on_top", "left_of")

# A table of facts: seen, words and relations by key.
Table = dict[tuple[Any, ...], Holds]
KEYS: list[tuple[Any, ...]] = [
    *(("seen", k) for k in IDS),
    *(("word", kind, word, k) for kind, words in WORDS.items() for word in words for k in IDS),
    *(("related", p, a, b) for p in PREDICATES for a in IDS for b in IDS if a != b),
]


def facts(table: Table) -> Facts:
    words: dict[str, dict[int, dict[str, Holds]]] = {
        kind: {k: {w: table["word", kind, w, k] for w in own} for k in IDS} for kind, own in WORDS.items()
    }
    seen = {k: table["seen", k] for k in IDS if table["seen", k] != "false"}
    return Facts(seen, words, lambda p, a, b: table["related", p, a, b])


class NoAnswerError(Exception):
    pass


def plainly(program: list[Any], world: dict[tuple[Any, ...], bool]) -> Any:
    """The value of a program where every fact is known."""
    op, *arguments = program
    values = [plainly(x, world) if isinstance(x, list) else x for x in arguments]
    match op, values:
        case "scene", []:
            return {k for k in IDS if world["seen", k]}
        case "filter", [kind, word, things]:
            return {k for k in things if world["word", kind, word, k]}
        case "related", [predicate, thing]:
            return {k for k in IDS if world["seen", k] and k != thing and world["related", predicate, k, thing]}
        case "both", [a, b]:
            return a & b
        case "unique", [things]:
            if len(things) != 1:
                raise NoAnswerError
            return min(things)
        case "exist", [things]:
            return "yes" if things else "no"
        case "count", [things]:
            return len(things)
        case "more", [a, b]:
            return "yes" if len(a) > len(b) else "no"
        case "is", [kind, word, thing]:
            return "yes" if world["word", kind, word, thing] else "no"
        case "holds", [predicate, a, b]:
            if a == b:
                raise NoAnswerError
            return "yes" if world["related", predicate, a, b] else "no"
        case "query", [kind, thing]:
            fitting = [w for w in WORDS[kind] if world["word", kind, w, thing]]
            if len(fitting) != 1:
                raise NoAnswerError
            return fitting[0]
    raise AssertionError(program)


kinds = st.sampled_from(sorted(WORDS))
kind_and_word = kinds.flatmap(lambda kind: st.tuples(st.just(kind), st.sampled_from(WORDS[kind])))
predicates = st.sampled_from(PREDICATES)
sets = st.recursive(
    st.just(["scene"]),
    lambda inner: st.one_of(
        st.builds(lambda kw, s: ["filter", *kw, s], kind_and_word, inner),
        st.builds(lambda p, s: ["related", p, ["unique", s]], predicates, inner),
        st.builds(lambda a, b: ["both", a, b], inner, inner),
    ),
    max_leaves=4,
)
things = st.builds(lambda s: ["unique", s], sets)
programs = st.one_of(
    st.builds(lambda s: ["exist", s], sets),
    st.builds(lambda s: ["count", s], sets),
    st.builds(lambda a, b: ["more", a, b], sets, sets),
    st.builds(lambda kw, t: ["is", *kw, t], kind_and_word, things),
    st.builds(lambda p, a, b: ["holds", p, a, b], predicates, things, things),
    st.builds(lambda kind, t: ["query", kind, t], kinds, things),
)


@st.composite
def tables(draw: st.DrawFn, most_ambiguous: int) -> Table:
    table: Table = {key: draw(st.sampled_from(("true", "false"))) for key in KEYS}
    for key in draw(st.lists(st.sampled_from(KEYS), max_size=most_ambiguous, unique=True)):
        table[key] = "ambiguous"
    return table


def worlds(table: Table) -> Any:
    open_ = [key for key in KEYS if table[key] == "ambiguous"]
    for choice in itertools.product((True, False), repeat=len(open_)):
        yield {key: held == "true" for key, held in table.items()} | dict(zip(open_, choice, strict=True))


@settings(max_examples=250, deadline=None)
@given(programs, tables(5))
def test_what_is_answered_is_the_answer_in_every_possible_world(program: list[Any], table: Table) -> None:
    check(program)
    try:
        told = answer(program, facts(table))
    except UnsureError:
        return
    assert all(plainly(program, world) == told for world in worlds(table))


@settings(max_examples=150, deadline=None)
@given(programs, tables(0))
def test_where_all_is_known_the_answer_is_the_plain_one_or_there_is_none(program: list[Any], table: Table) -> None:
    (world,) = worlds(table)
    try:
        expected = plainly(program, world)
    except NoAnswerError:
        with pytest.raises(UnsureError):
            answer(program, facts(table))
    else:
        assert answer(program, facts(table)) == expected


def test_the_things_that_a_program_singles_out_are_told_in_order() -> None:
    table: Table = dict.fromkeys(KEYS, "false")
    table |= {("seen", 3): "true", ("seen", 8): "true"}
    table |= {("word", "category", "cup", 3): "true", ("word", "category", "bowl", 8): "true"}
    cup, bowl = (["unique", ["filter", "category", word, ["scene"]]] for word in ("cup", "bowl"))
    assert things_of(["holds", "on_top", bowl, cup], facts(table)) == (8, 3)


@pytest.mark.parametrize(
    ("program", "message"),
    [
        (["cont", ["scene"]], "unknown operation 'cont'. Did you mean 'count'?"),
        (["count"], "'count' takes 1 arguments, got 0"),
        (["count", ["exist", ["scene"]]], "a set is needed where 'exist' is"),
        (["filter", "colour", "red", ["scene"]], "unknown kind 'colour'. Did you mean 'color'?"),
        (["scene"], "the program 'scene …' yields no answer. Wrap it, e.g. in exist or count."),
        ([], "a program is a list that begins with an operation, got []"),
        (["filter", "color", 3, ["scene"]], "'filter' takes a word here, got 3"),
    ],
)
def test_what_is_no_program_is_refused(program: list[Any], message: str) -> None:
    with pytest.raises(DatasetError) as caught:
        answer(program, Facts({}, {}, lambda p, a, b: "false"))
    assert str(caught.value) == message
