"""What differs between two values of plain JSON: two scenarios, or two specs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# What stands in for a value where only the other side has one.
ABSENT = "(absent)"


@dataclass(frozen=True)
class Change:
    """One path whose value differs. Items of a list that have names go by them: ``bodies[mug_1].scale``."""

    path: str
    before: Any
    after: Any


def differences(before: Any, after: Any, path: str = "") -> Iterator[Change]:
    """Every change between two values of plain JSON, deepest first, in the order of `before`."""
    if isinstance(before, Mapping) and isinstance(after, Mapping) and _alike(before, after):
        dot = "." if path else ""
        for key in dict.fromkeys([*before, *after]):
            yield from differences(before.get(key, ABSENT), after.get(key, ABSENT), f"{path}{dot}{key}")
    elif _named(before) and _named(after):
        by_name = [{item["name"]: item for item in side} for side in (before, after)]
        for name in dict.fromkeys([*by_name[0], *by_name[1]]):
            yield from differences(by_name[0].get(name, ABSENT), by_name[1].get(name, ABSENT), f"{path}[{name}]")
    elif _items(before) and _items(after) and len(before) == len(after) and not _numbers(before):
        for k, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from differences(one, other, f"{path}[{k}]")
    elif before != after:
        yield Change(path, before, after)


def _alike(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether two mappings are one thing with changes; where few keys are the same they are two things."""
    return len(before.keys() ^ after.keys()) <= len(before.keys() & after.keys())


def _items(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _named(value: Any) -> bool:
    """Whether this is a list of mappings with names of their own."""
    if not _items(value) or not all(isinstance(item, Mapping) and "name" in item for item in value):
        return False
    return len({item["name"] for item in value}) == len(value)


def _numbers(value: Any) -> bool:
    """A vector is one fact, not three."""
    return all(isinstance(item, int | float) for item in value)
