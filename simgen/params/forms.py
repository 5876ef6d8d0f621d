"""How distributions are written: from plain YAML or JSON values to models, and as a JSON schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

from simgen.errors import did_you_mean
from simgen.params.distributions import (
    LARGEST,
    MAX_CHOICES,
    Choice,
    Distribution,
    Integers,
    LogUniform,
    Normal,
    Uniform,
    finite,
    whole,
)
from simgen.params.faults import Fault, Step, refuse, relocated, shown, under

Schema: TypeAlias = "dict[str, Any]"

# Stands in a schema for a reference to a distribution: pydantic only knows references that it made.
DRAWN = "$drawn"


class Values(Protocol):
    """The values that a distribution may give: `read` checks one, `low` and `high` are the limits of numbers."""

    @property
    def read(self) -> Callable[[object], Any]:
        """The value in its own type; raises what `refuse` gives."""

    @property
    def low(self) -> float:
        """The least number."""

    @property
    def high(self) -> float:
        """The greatest number."""


def _parts(plain: Any, form: str, names: Sequence[str], example: str) -> dict[str, tuple[Step, Any]]:
    """The named parts of a distribution, each with the step that leads to it."""
    if isinstance(plain, list | tuple) and len(plain) == 2 and names[:2] == ("low", "high"):
        return {"low": (0, plain[0]), "high": (1, plain[1])}
    if not isinstance(plain, Mapping):
        raise refuse(Fault((), f"expected the {' and '.join(names[:2])} of {form}, got {shown(plain)}", example))
    for key in plain:
        if key not in names:
            raise refuse(Fault((key,), f"unknown key {shown(key)}", did_you_mean(str(key), names), of_key=True))
    for name in names[:2]:
        if name not in plain:
            raise refuse(Fault((), f"'{name}' of {form} is missing", example))
    return {str(key): (str(key), value) for key, value in plain.items()}


def _range_form(model: type[Distribution], form: str, example: str) -> Callable[[Values, Any], Distribution]:
    def read(kind: Values, plain: Any) -> Distribution:
        parts = _parts(plain, form, ("low", "high"), example)
        values = {}
        for name, (step, value) in parts.items():
            with under(step):
                values[name] = kind.read(whole(value) if model is Integers else value)
        with relocated(lambda at: (parts[str(at[0])][0], *at[1:]) if at else at):
            return model(**values) if model is not Integers else Integers(**{k: int(v) for k, v in values.items()})

    return read


def _normal_form(kind: Values, plain: Any) -> Normal:
    parts = _parts(plain, "normal", ("mean", "std", "low", "high"), "Write normal: {mean: 1.0, std: 0.1}.")
    values = {}
    for name, (step, value) in parts.items():
        with under(step):
            values[name] = finite(value) if name in ("mean", "std") else kind.read(value)
    mean, std = values["mean"], values["std"]
    values.setdefault("low", max(mean - 3 * std, kind.low))
    values.setdefault("high", min(mean + 3 * std, kind.high))
    return Normal(**values)


def _choice_form(kind: Values, plain: Any) -> Choice:
    """A list of values, names with their weights, or `values` and `weights`."""
    if isinstance(plain, list | tuple):
        values = _read_all(kind, plain)
        with relocated(lambda at: at[1:]):
            return Choice(values=values)
    if not isinstance(plain, Mapping):
        raise refuse(Fault((), f"expected values, got {shown(plain)}", "Write choice: [first, second]."))
    if isinstance(plain.get("values"), list | tuple):
        _parts(plain, "choice", ("values", "weights"), "Write choice: {values: [1, 2], weights: [3, 1]}.")
        if not isinstance(plain["weights"], list | tuple):
            raise refuse(
                Fault(("weights",), f"expected a list of weights, got {shown(plain['weights'])}", "Write [3, 1].")
            )
        with under("values"):
            values = _read_all(kind, plain["values"])
        return Choice(values=values, weights=plain["weights"])
    names = list(plain)
    for name in names:
        with under(name):
            kind.read(name)
    # The path of a weight is its name; the choice itself only knows its turn.
    with relocated(lambda at: tuple(names[step] for step in at[1:] if isinstance(step, int))):
        return Choice(values=tuple(kind.read(name) for name in names), weights=tuple(plain.values()))


def _read_all(kind: Values, plain: Sequence[Any]) -> tuple[Any, ...]:
    values = []
    for i, value in enumerate(plain):
        with under(i):
            values.append(kind.read(value))
    return tuple(values)


FORMS: dict[str, Callable[[Values, Any], Distribution]] = {
    "uniform": _range_form(Uniform, "uniform", "Write uniform: [0.2, 0.4]."),
    "loguniform": _range_form(LogUniform, "loguniform", "Write loguniform: [0.1, 10]."),
    "normal": _normal_form,
    "integers": _range_form(Integers, "integers", "Write integers: [1, 6]."),
    "choice": _choice_form,
}


def _form_schema(form: str, description: str, value: Schema) -> Schema:
    return {
        "type": "object",
        "description": description,
        "properties": {form: value | {"description": description}},
        "required": [form],
        "additionalProperties": False,
    }


def _object(properties: Schema, required: Sequence[str]) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _pair(value: Schema) -> Schema:
    ends = _object({"low": value, "high": value}, ("low", "high"))
    return {"anyOf": [{"type": "array", "items": value, "minItems": 2, "maxItems": 2}, ends]}


_PLAIN_NUMBER: Schema = {"type": "number", "minimum": -LARGEST, "maximum": LARGEST}
_WEIGHT: Schema = {"type": "number", "minimum": 0, "maximum": LARGEST}
_BELL = {
    "mean": _PLAIN_NUMBER,
    "std": {"type": "number", "exclusiveMinimum": 0},
    "low": _PLAIN_NUMBER,
    "high": _PLAIN_NUMBER,
}

_DEFINITIONS: Mapping[str, Schema] = {
    f"drawn_{form}": _form_schema(form, description, value)
    for form, description, value in (
        ("uniform", "Any number from low to high, all as likely.", _pair(_PLAIN_NUMBER)),
        ("loguniform", "Any number from low to high, each ratio as likely; low is above 0.", _pair(_WEIGHT)),
        ("normal", "A bell cut off at low and high (default: 3 standard deviations).", _object(_BELL, ("mean", "std"))),
        ("integers", "Any whole number from the first to the last, both included.", _pair({"type": "integer"})),
        (
            "choice",
            "One of the values: a list, names with weights, or values and weights.",
            {
                "anyOf": [
                    {"type": "array", "minItems": 1, "maxItems": MAX_CHOICES},
                    {"type": "object", "additionalProperties": _WEIGHT, "minProperties": 1},
                    _object(
                        {"values": {"type": "array", "minItems": 1}, "weights": {"type": "array", "items": _WEIGHT}},
                        ("values", "weights"),
                    ),
                ]
            },
        ),
    )
}


def with_distributions(schema: Schema) -> Schema:
    """A JSON schema that pydantic made of a model with parameters, distributions put in, titles left out."""
    linked: Schema = _linked(schema)
    return {**linked, "$defs": dict(sorted({**linked.get("$defs", {}), **_DEFINITIONS}.items()))}


def _linked(schema: Any) -> Any:
    if isinstance(schema, Mapping):
        if DRAWN in schema:
            return {"$ref": f"#/$defs/drawn_{schema[DRAWN]}"}
        # Titles that pydantic makes of field names tell nothing that the names do not.
        return {key: _linked(v) for key, v in schema.items() if not (key == "title" and isinstance(v, str))}
    return [_linked(value) for value in schema] if isinstance(schema, list) else schema
