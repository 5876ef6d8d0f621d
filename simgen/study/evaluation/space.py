"""What a search may change: values at paths of a spec, within bounds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simgen.errors import SpecError, did_you_mean
from simgen.spec import SceneSpec
from simgen.study.evaluation.matching import FloatArray

Value = float | str


@dataclass(frozen=True)
class Bound:
    """One path as `--set` takes it, and what it may be: numbers from `low` to `high`, or one of `words`."""

    path: str
    low: float = 0.0
    high: float = 1.0
    words: tuple[str, ...] = ()

    def value(self, at: float) -> Value:
        """The value at 0 (the least, the first) to 1."""
        if self.words:
            return self.words[min(int(at * len(self.words)), len(self.words) - 1)]
        return self.low + at * (self.high - self.low)


Point = Mapping[str, Value]


@dataclass(frozen=True)
class Space:
    """All that may change."""

    bounds: tuple[Bound, ...]

    def point(self, at: FloatArray) -> Point:
        """The values at a point of the unit cube, (d,)."""
        return {bound.path: bound.value(float(x)) for bound, x in zip(self.bounds, at, strict=True)}

    def overrides(self, point: Point) -> list[str]:
        """As `--set` takes them."""
        return [f"{path}={_written(value)}" for path, value in point.items()]

    def region(self, points: Sequence[FloatArray]) -> Space:
        """The bounds within which the first point lies, and the others but for the outermost tenth on each side."""
        inner = []
        for number, bound in enumerate(self.bounds):
            own = np.array([point[number] for point in points])
            if bound.words:
                found = [bound.value(float(x)) for x in own]
                often = tuple(word for word in bound.words if found.count(word) >= len(found) / 4)
                inner.append(Bound(bound.path, words=often or (str(found[0]),)))
            else:
                low, high = np.quantile(own, [0.1, 0.9])
                span = bound.high - bound.low
                first, last = min(float(low), float(own[0])), max(float(high), float(own[0]))
                inner.append(Bound(bound.path, bound.low + first * span, bound.low + last * span))
        return Space(tuple(inner))

    def distributions(self) -> list[str]:
        """Overrides that make a spec draw evenly from the space."""
        return [
            f"{b.path}={{choice: {json.dumps(list(b.words))}}}"
            if b.words
            else f"{b.path}={{uniform: [{b.low}, {b.high}]}}"
            for b in self.bounds
        ]


def read_bound(text: str, spec: SceneSpec) -> Bound:
    """``PATH=LOW:HIGH``, ``PATH=one,two``, or ``PATH`` alone for the range that the spec draws from."""
    path, given, values = text.partition("=")
    path = path.strip()
    if not given:
        ranges = dict(ranges_of(spec))
        if path not in ranges:
            raise SpecError(
                f"the spec has no range at '{path}'.",
                where=spec.where(""),
                remedy=f"{did_you_mean(path, ranges)} Or state one: {path}=LOW:HIGH.",
            )
        return Bound(path, *ranges[path])
    low, colon, high = values.partition(":")
    if not colon:
        words = tuple(word.strip() for word in values.split(",") if word.strip())
        if len(words) < 2:
            raise SpecError(
                f"'{text}' leaves nothing to choose.", where="--bound", remedy="Write PATH=LOW:HIGH or PATH=a,b."
            )
        return Bound(path, words=words)
    try:
        bound = Bound(path, float(low), float(high))
    except ValueError as error:
        raise SpecError(
            f"'{values}' is not a range of numbers.", where="--bound", remedy="Write PATH=LOW:HIGH."
        ) from error
    if not bound.low < bound.high or not np.isfinite([bound.low, bound.high]).all():
        raise SpecError(f"'{values}' is an empty range.", where="--bound", remedy="Put the lower number first.")
    return bound


def ranges_of(spec: SceneSpec) -> Iterator[tuple[str, tuple[float, float]]]:
    """The paths at which the spec draws evenly from a range, with the range."""
    yield from _ranges(spec.to_plain(), "")


def _ranges(plain: Any, path: str) -> Iterator[tuple[str, tuple[float, float]]]:
    if isinstance(plain, Mapping):
        if set(plain) == {"uniform"} and len(plain["uniform"]) == 2:
            yield path, (float(plain["uniform"][0]), float(plain["uniform"][1]))
            return
        for key, inner in plain.items():
            yield from _ranges(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(plain, Sequence) and not isinstance(plain, str):
        for number, inner in enumerate(plain):
            named = isinstance(inner, Mapping) and "name" in inner
            yield from _ranges(inner, f"{path}.{inner['name']}" if named else f"{path}[{number}]")


def _written(value: Value) -> str:
    return value if isinstance(value, str) else repr(float(value))
