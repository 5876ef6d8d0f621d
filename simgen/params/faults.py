"""What is wrong with a value that somebody wrote, and where inside it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import NamedTuple, TypeAlias

from pydantic import ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

Step: TypeAlias = "str | int"

_WORD = re.compile(r"[\w-]+")


class Fault(NamedTuple):
    """One thing wrong at the path `at` inside a value; `what` and `remedy` are sentences for people.

    `of_key`: it is the last key of the path that is wrong, not what stands under it.
    """

    at: tuple[Step, ...]
    what: str
    remedy: str = ""
    of_key: bool = False


def refuse(*faults: Fault) -> ValidationError:
    """The error to raise in a validator; pydantic puts the paths under the field's own."""
    lines = [
        InitErrorDetails(
            type=PydanticCustomError("fault", "{what}", {"what": fault.what, "fault": fault}),
            loc=fault.at,
            input=None,
        )
        for fault in faults
    ]
    return ValidationError.from_exception_data("spec", lines)


def shown(value: object, limit: int = 60) -> str:
    """The value as a message shows it: near to YAML, shortened, on one line."""
    if isinstance(value, str):
        text = repr(value)
    elif value is None:
        text = "null"
    elif isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, int) and abs(value) >= 10**40:
        # Python refuses to write integers of thousands of digits.
        text = f"a number of {int(value.bit_length() * math.log10(2)) + 1} digits"
    elif isinstance(value, float):
        text = f"{value:.12g}"
    elif isinstance(value, Mapping):
        text = "{" + ", ".join(f"{k}: {shown(v, limit)}" for k, v in list(value.items())[:limit]) + "}"
    elif isinstance(value, Sequence) and not isinstance(value, bytes):
        text = "[" + ", ".join(shown(v, limit) for v in value[:limit]) + "]"
    else:
        text = repr(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


@contextmanager
def relocated(place: Callable[[tuple[Step, ...]], tuple[Step, ...]]) -> Iterator[None]:
    """Moves the faults raised inside from their own path to `place(path)`."""
    try:
        yield
    except ValidationError as error:
        raise refuse(*(fault._replace(at=place(fault.at)) for fault in faults_of(error))) from None


def under(*steps: Step) -> AbstractContextManager[None]:
    """Puts the paths of the faults raised inside under `steps`."""
    return relocated(lambda at: (*steps, *at))


def _as_it_is(line: ErrorDetails) -> Fault:
    return Fault(line["loc"], line["msg"].lower())


def faults_of(error: ValidationError, in_words: Callable[[ErrorDetails], Fault | None] = _as_it_is) -> list[Fault]:
    """The faults that `refuse` put into `error`; `in_words` says pydantic's own lines, or None for one to leave out."""
    faults: list[Fault] = []
    for line in error.errors(include_url=False):
        if line["type"] != "fault":
            faults += [fault for fault in (in_words(line),) if fault]
        # What is wrong with a key of a mapping, pydantic puts under a step of its own.
        elif line["loc"][-1:] == ("[key]",):
            faults.append(line["ctx"]["fault"]._replace(at=line["loc"][:-1], of_key=True))
        else:
            faults.append(line["ctx"]["fault"]._replace(at=line["loc"]))
    return faults


def path_text(path: Sequence[Step]) -> str:
    """``("objects", 1, "scale")`` is ``objects[1].scale``; a key that is no word stands in brackets and quotes."""
    steps = (f".{step}" if isinstance(step, str) and _WORD.fullmatch(step) else f"[{shown(step)}]" for step in path)
    return "".join(steps).removeprefix(".")
