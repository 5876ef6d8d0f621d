"""Distributions as values: their models, one draw, and all that a draw can give."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, PlainValidator, model_serializer, model_validator

from simgen.params.faults import Fault, refuse, shown

# No length, angle, luminance or count of a room comes near it; beyond, arithmetic loses millimetres.
LARGEST = 1e9
MAX_CHOICES = 10_000


def finite(value: object) -> float:
    """`value` as a float, if it is a finite number of sane size."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refuse(Fault((), f"expected a number, got {shown(value)}", "Write a number, e.g. 0.5."))
    if isinstance(value, float) and not math.isfinite(value):
        raise refuse(Fault((), f"expected a finite number, got {shown(value)}", "Write a finite number, e.g. 0.5."))
    if abs(value) > LARGEST:
        raise refuse(Fault((), f"{shown(value)} is too large", f"Write a number within ±{LARGEST:.0e}."))
    return float(value)


def whole(value: object) -> int:
    """`value`, if it is a whole number of sane size."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise refuse(Fault((), f"expected a whole number, got {shown(value)}", "Write a whole number, e.g. 3."))
    if abs(value) > LARGEST:
        raise refuse(Fault((), f"{shown(value)} is too large", f"Write a number within ±{LARGEST:.0e}."))
    return value


_Float = Annotated[float, PlainValidator(finite)]
_Int = Annotated[int, PlainValidator(whole)]


class Distribution(BaseModel):
    """Where a value is drawn from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_serializer
    def _as_written(self) -> dict[str, Any]:
        plain: dict[str, Any] = to_plain(self)
        return plain


class _Range(Distribution):
    @model_validator(mode="after")
    def _ordered(self) -> _Range:
        low, high = self.low, self.high  # type: ignore[attr-defined]
        if low > high:
            raise refuse(
                Fault((), f"the range is empty: low {shown(low)} is above high {shown(high)}", "Swap the two.")
            )
        return self


class Uniform(_Range):
    """Any number from `low` to `high`, all as likely."""

    low: _Float
    high: _Float


class LogUniform(_Range):
    """Any number from `low` to `high`, each ratio as likely; `low` is above 0."""

    low: _Float
    high: _Float

    @model_validator(mode="after")
    def _positive(self) -> LogUniform:
        if self.low <= 0:
            raise refuse(
                Fault(
                    ("low",),
                    f"a loguniform range starts above 0, got {shown(self.low)}",
                    "Raise the low end, e.g. 0.01, or use uniform.",
                )
            )
        return self


class Normal(_Range):
    """A normal distribution cut off below `low` and above `high`; `std` is that before cutting."""

    mean: _Float
    std: _Float
    low: _Float
    high: _Float

    @model_validator(mode="after")
    def _has_mass(self) -> Normal:
        if self.std <= 0:
            raise refuse(
                Fault(
                    ("std",),
                    f"a standard deviation is above 0, got {shown(self.std)}",
                    "Write a bare number for a fixed value.",
                )
            )
        if self.low > self.mean + 6 * self.std or self.high < self.mean - 6 * self.std:
            raise refuse(
                Fault(
                    (),
                    f"[{shown(self.low)}, {shown(self.high)}] lies more than 6 standard deviations from the mean "
                    f"{shown(self.mean)}",
                    "Move the mean, or use uniform.",
                )
            )
        return self


class Integers(_Range):
    """Any whole number from `low` to `high`, both included, all as likely."""

    low: _Int
    high: _Int


class Choice(Distribution):
    """One of `values`, each as likely as the next or by `weights` (at least 0, any sum above 0)."""

    values: tuple[Any, ...]
    weights: tuple[_Float, ...] | None = None

    @model_validator(mode="after")
    def _sound(self) -> Choice:
        if not self.values:
            raise refuse(Fault((), "there is nothing to choose from", "Name at least one value."))
        if len(self.values) > MAX_CHOICES:
            raise refuse(Fault((), f"{len(self.values)} values are too many", f"Give at most {MAX_CHOICES}."))
        if self.weights is not None:
            if len(self.weights) != len(self.values):
                raise refuse(
                    Fault(
                        ("weights",),
                        f"{len(self.weights)} weights for {len(self.values)} values",
                        "Give each value one weight.",
                    )
                )
            for i, weight in enumerate(self.weights):
                if weight < 0:
                    raise refuse(
                        Fault(
                            ("weights", i), f"a weight is at least 0, got {shown(weight)}", "Write 0 to leave it out."
                        )
                    )
            if not sum(self.weights) > 0:
                raise refuse(Fault(("weights",), "all weights are 0", "Give at least one value a weight above 0."))
        return self


def draw(param: Any, rng: np.random.Generator) -> Any:
    """One value of `param`; a bare value is given back and takes nothing from `rng`.

    Numbers of Uniform, LogUniform and Normal are float, of Integers int; a choice gives one of its values.
    """
    if isinstance(param, Uniform):
        return _clamp(param.low + (param.high - param.low) * rng.random(), param.low, param.high)
    if isinstance(param, LogUniform):
        low, high = math.log(param.low), math.log(param.high)
        return _clamp(math.exp(low + (high - low) * rng.random()), param.low, param.high)
    if isinstance(param, Normal):
        return _draw_normal(param, float(rng.random()))
    if isinstance(param, Integers):
        return int(rng.integers(param.low, param.high, endpoint=True))
    if isinstance(param, Choice):
        if param.weights is None:
            return param.values[int(rng.integers(len(param.values)))]
        ends = np.cumsum(param.weights)
        at = int(np.searchsorted(ends, rng.random() * ends[-1], side="right"))
        # Where weights are as small as floats get, rounding carries the product up to the end itself.
        last = max(i for i, weight in enumerate(param.weights) if weight > 0)
        return param.values[min(at, last)]
    return param


def _clamp(value: float, low: float, high: float) -> float:
    return float(min(max(value, low), high))


def _draw_normal(param: Normal, u: float) -> float:
    """Inverse-transform sampling of the truncated normal; the ends lie within 6 standard deviations of the mean."""
    p_low, p_high = (_normal_cdf((end - param.mean) / param.std) for end in (param.low, param.high))
    # The inverse is for probabilities above 0 and below 1.
    p = min(max(p_low + (p_high - p_low) * u, 1e-300), 1 - 1e-16)
    return _clamp(param.mean + param.std * NormalDist().inv_cdf(p), param.low, param.high)


def _normal_cdf(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2))


@dataclass(frozen=True)
class Support:
    """All that a parameter can give: numbers from `low` to `high`, or exactly `values`.

    `low` and `high` are None where the values are not numbers, `values` is None for a continuum.
    """

    low: float | None
    high: float | None
    values: tuple[Any, ...] | None

    def __contains__(self, value: object) -> bool:
        if self.values is not None:
            return value in self.values
        if self.low is None or self.high is None or not isinstance(value, int | float):
            return False
        return self.low <= value <= self.high


def support(param: Any) -> Support:
    """What `draw` can give for `param`; choices of weight 0 are not in it."""
    if isinstance(param, Uniform | LogUniform | Normal):
        return Support(param.low, param.high, None)
    if isinstance(param, Integers):
        if param.high - param.low < MAX_CHOICES:
            return Support(param.low, param.high, tuple(range(param.low, param.high + 1)))
        return Support(param.low, param.high, None)
    if isinstance(param, Choice):
        weights = param.weights or (1.0,) * len(param.values)
        values = tuple(dict.fromkeys(v for v, w in zip(param.values, weights, strict=True) if w > 0))
    else:
        values = (param,)
    if all(isinstance(v, int | float) and not isinstance(v, bool) for v in values):
        return Support(min(values), max(values), values)
    return Support(None, None, values)


def to_plain(param: Any) -> Any:
    """JSON values that `Kind.parse` reads back as the same parameter."""
    if isinstance(param, Choice):
        values = [to_plain(value) for value in param.values]
        return {"choice": values if param.weights is None else {"values": values, "weights": list(param.weights)}}
    if isinstance(param, Normal):
        return {"normal": {"mean": param.mean, "std": param.std, "low": param.low, "high": param.high}}
    if isinstance(param, Uniform | LogUniform | Integers):
        return {type(param).__name__.lower(): [param.low, param.high]}
    return list(param) if isinstance(param, tuple) else param
