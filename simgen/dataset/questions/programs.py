"""The language of questions: small programs over the facts of a picture, as nested lists that JSON holds.

| program | yields |
| --- | --- |
| ``["scene"]`` | the set of all things in the picture |
| ``["filter", kind, word, set]`` | those that a word fits; kinds: category, color, material, state, side |
| ``["related", predicate, thing]`` | all x for which predicate(x, thing) holds |
| ``["both", set, set]`` | those in both |
| ``["unique", set]`` | the one thing in a set of one |
| ``["exist", set]``, ``["count", set]`` | yes or no; a number |
| ``["more", set, set]`` | yes or no: the first has more |
| ``["is", kind, word, thing]`` | yes or no |
| ``["holds", predicate, thing, thing]`` | yes or no |
| ``["query", kind, thing]`` | the word of a kind |

An answer is given only where every ambiguous fact could be either way without changing it; else the program raises
`UnsureError`. Sets are three-valued for that: what may or may not be in them is kept apart.
"""

from __future__ import annotations

from typing import Any

from simgen.dataset.questions.facts import KINDS, Facts
from simgen.errors import DatasetError, did_you_mean
from simgen.frame import Holds

Program = list[Any]
# By instance id: "true" for what is in it, "ambiguous" for what may be; others are not.
ThreeValuedSet = dict[int, Holds]
Answer = str | int

# By operation: what its arguments are. "kind" and "text" are plain words.
SIGNATURES: dict[str, tuple[str, ...]] = {
    "scene": (),
    "filter": ("kind", "text", "set"),
    "related": ("text", "thing"),
    "both": ("set", "set"),
    "unique": ("set",),
    "exist": ("set",),
    "count": ("set",),
    "more": ("set", "set"),
    "is": ("kind", "text", "thing"),
    "holds": ("text", "thing", "thing"),
    "query": ("kind", "thing"),
}
YIELDS = {"scene": "set", "filter": "set", "related": "set", "both": "set", "unique": "thing"}


class UnsureError(Exception):
    """The answer hangs on a fact that is ambiguous, or on a thing that is not there or not the only one."""


def answer(program: Program, facts: Facts) -> Answer:
    """The answer of a program that yields one: "yes", "no", a word or a number; UnsureError where it is not certain.

    DatasetError where the program is not one of the language, or yields no answer.
    """
    check(program)
    if program[0] in YIELDS:
        raise DatasetError(f"the program '{program[0]} …' yields no answer", remedy="Wrap it, e.g. in exist or count.")
    result = _run(program, facts)
    assert isinstance(result, str | int)
    return result


def things_of(program: Program, facts: Facts) -> tuple[int, ...]:
    """The instance ids of the things that a program singles out, in order of mention."""
    found = [_run(program, facts)] if program[0] == "unique" else []
    for argument in program[1:]:
        if isinstance(argument, list):
            found += things_of(argument, facts)
    return tuple(dict.fromkeys(found))


def check(program: Any, wanted: str | None = None) -> None:
    """DatasetError unless `program` is one of the language that yields a `wanted` value."""
    if not isinstance(program, list) or not program or not isinstance(program[0], str):
        raise DatasetError(f"a program is a list that begins with an operation, got {program!r}")
    name, arguments = program[0], program[1:]
    if name not in SIGNATURES:
        raise DatasetError(f"unknown operation '{name}'", remedy=did_you_mean(name, SIGNATURES))
    signature = SIGNATURES[name]
    if len(arguments) != len(signature):
        raise DatasetError(f"'{name}' takes {len(signature)} arguments, got {len(arguments)}")
    if wanted is not None and YIELDS.get(name) != wanted:
        raise DatasetError(f"a {wanted} is needed where '{name}' is")
    for argument, expected in zip(arguments, signature, strict=True):
        if expected in ("set", "thing"):
            check(argument, expected)
        elif not isinstance(argument, str):
            raise DatasetError(f"'{name}' takes a word here, got {argument!r}")
        elif expected == "kind" and argument not in KINDS:
            raise DatasetError(f"unknown kind '{argument}'", remedy=did_you_mean(argument, KINDS))


def _run(program: Program, facts: Facts) -> Any:
    values = [_run(argument, facts) if isinstance(argument, list) else argument for argument in program[1:]]
    return _OPERATIONS[program[0]](facts, *values)


def _scene(facts: Facts) -> ThreeValuedSet:
    return dict(facts.seen)


def _filter(facts: Facts, kind: str, word: str, things: ThreeValuedSet) -> ThreeValuedSet:
    return _kept({k: _and(held, facts.word(kind, word, k)) for k, held in things.items()})


def _related(facts: Facts, predicate: str, thing: int) -> ThreeValuedSet:
    others = {k: held for k, held in facts.seen.items() if k != thing}
    return _kept({k: _and(held, facts.related(predicate, k, thing)) for k, held in others.items()})


def _both(facts: Facts, a: ThreeValuedSet, b: ThreeValuedSet) -> ThreeValuedSet:
    return {k: _and(a[k], b[k]) for k in a if k in b}


def _unique(facts: Facts, things: ThreeValuedSet) -> int:
    if list(things.values()) != ["true"]:
        raise UnsureError
    return next(iter(things))


def _exist(facts: Facts, things: ThreeValuedSet) -> str:
    if "true" in things.values():
        return "yes"
    return _sure("no", things)


def _count(facts: Facts, things: ThreeValuedSet) -> int:
    _sure("", things)
    return len(things)


def _more(facts: Facts, a: ThreeValuedSet, b: ThreeValuedSet) -> str:
    fewest_a, fewest_b = (sum(held == "true" for held in things.values()) for things in (a, b))
    if fewest_a > len(b):
        return "yes"
    if len(a) <= fewest_b:
        return "no"
    raise UnsureError


def _is(facts: Facts, kind: str, word: str, thing: int) -> str:
    return _yes_or_no(facts.word(kind, word, thing))


def _holds(facts: Facts, predicate: str, a: int, b: int) -> str:
    if a == b:
        raise UnsureError
    return _yes_or_no(facts.related(predicate, a, b))


def _query(facts: Facts, kind: str, thing: int) -> str:
    value = facts.value(kind, thing)
    if value is None:
        raise UnsureError
    return value


_OPERATIONS: dict[str, Any] = {
    "scene": _scene,
    "filter": _filter,
    "related": _related,
    "both": _both,
    "unique": _unique,
    "exist": _exist,
    "count": _count,
    "more": _more,
    "is": _is,
    "holds": _holds,
    "query": _query,
}


def _kept(things: ThreeValuedSet) -> ThreeValuedSet:
    return {k: held for k, held in things.items() if held != "false"}


def _and(a: Holds, b: Holds) -> Holds:
    return "false" if "false" in (a, b) else "ambiguous" if "ambiguous" in (a, b) else "true"


def _sure(result: str, things: ThreeValuedSet) -> str:
    if "ambiguous" in things.values():
        raise UnsureError
    return result


def _yes_or_no(held: Holds) -> str:
    if held == "ambiguous":
        raise UnsureError
    return "yes" if held == "true" else "no"
