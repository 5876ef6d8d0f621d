"""YAML read with care: every key and value keeps its place, and nothing is guessed.

Plain scalars follow YAML 1.2's core schema, so ``on``, ``off``, ``yes`` and ``no`` are text and ``1e3`` is a
number; octal, hexadecimal, underscored and sexagesimal numbers are text too, which a field for a number refuses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

import yaml

from simgen.errors import SpecError
from simgen.params import Step, path_text, shown

MAX_BYTES = 1 << 20
MAX_DEPTH = 50
# Two hundred objects with every key written out have about 10,000; reading takes some 20,000 a second.
MAX_NODES = 30_000

Scalar: TypeAlias = "bool | int | float | str | None"

_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"([-+]?)\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WORDS: Mapping[str, Scalar] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


class Place(NamedTuple):
    """Where something was written: ``file:line:column``, or the option that said it; sorts in reading order."""

    order: tuple[int, int]
    text: str
    # The whole of an option's text speaks of this path, so a message need not repeat it.
    path: str | None = None


@dataclass(frozen=True)
class Node:
    """A value with its place; `keys` has the places of a mapping's keys."""

    value: Scalar | tuple[Node, ...] | Mapping[str, Node]
    place: Place
    keys: Mapping[str, Place] = field(default_factory=dict)

    def plain(self) -> Any:
        """The value as JSON has it."""
        if isinstance(self.value, tuple):
            return [item.plain() for item in self.value]
        if isinstance(self.value, Mapping):
            return {key: item.plain() for key, item in self.value.items()}
        return self.value

    def child(self, step: Step) -> Node | None:
        """What lies one step inside, None where nothing does."""
        if isinstance(self.value, Mapping):
            return self.value.get(step) if isinstance(step, str) else None
        if isinstance(self.value, tuple) and isinstance(step, int) and 0 <= step < len(self.value):
            return self.value[step]
        return None


@dataclass(frozen=True)
class Source:
    """Where a spec came from: its text as nodes, or only a name where it was not read from text.

    Paths start at `above`.
    """

    name: str = ""
    root: Node | None = None
    above: tuple[Step, ...] = ()

    def below(self, *steps: Step) -> Source:
        """The source of a part of the spec; messages still say the whole path."""
        return Source(self.name, self.root, (*self.above, *steps))

    def find(self, path: str | tuple[Step, ...], of_key: bool = False) -> Place:
        """The place of the value at `path`, or of what is nearest around it; `of_key` for that of its key."""
        steps = (*self.above, *self._steps(path))
        node = self.root
        if node is None:
            return Place((0, 0), self.name)
        for turn, step in enumerate(steps):
            inner = node.child(step)
            if inner is None:
                break
            if of_key and turn == len(steps) - 1 and isinstance(step, str):
                return node.keys[step]
            node = inner
        return node.place

    @staticmethod
    def _steps(path: str | tuple[Step, ...]) -> tuple[Step, ...]:
        return split_path(path) if isinstance(path, str) else path

    def where(self, path: str | tuple[Step, ...], of_key: bool = False) -> str:
        """The place and the path, for a message."""
        text = path if isinstance(path, str) and not self.above else path_text((*self.above, *self._steps(path)))
        place = self.find(path, of_key)
        return place.text if text == place.path else f"{place.text} {text}".strip()


def split_path(text: str) -> tuple[Step, ...]:
    """``objects[1].scale`` is ``("objects", 1, "scale")``, "" the whole; ValueError where the text is no path."""
    steps: list[Step] = []
    at = 0
    while at < len(text):
        if text[at] == "." and steps:
            at += 1
        match = _STEP.match(text, at)
        if match is None or (match[1] and steps and text[at - 1] != "."):
            raise ValueError(text)
        steps.append(match[1] if match[1] else int(match[2]))
        at = match.end()
    return tuple(steps)


def read_yaml(text: str, name: str, option: Place | None = None) -> Node:
    """The nodes of one YAML document; SpecError with its place for whatever is wrong.

    With `option`, all places are that one, and an empty text is null.
    """
    reader = _Reader(text, name, option)
    try:
        return reader.document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = ", ".join(part for part in (error.context, error.problem) if part)
        remedy = "Check the indentation, colons, brackets and quotes there."
        if "'\\t'" in what:
            remedy = "Indent with spaces, not with tabs."
        raise SpecError(f"not valid YAML: {what}", where=reader.place(mark).text, remedy=remedy) from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        line, column = before.count("\n") + 1, error.position - (before.rfind("\n") + 1) + 1
        raise SpecError(
            f"the character U+{error.character:04X} cannot stand in YAML",
            where=option.text if option else f"{name}:{line}:{column}",
            remedy="Delete it; a spec is plain text.",
        ) from None


class _Reader:
    def __init__(self, text: str, name: str, option: Place | None) -> None:
        self.text, self.name, self.option = text, name, option
        self.events: Iterator[Any] = iter(())
        self.count = 0
        # By anchor: the node, how many nodes it expands to, how deep it is.
        self.anchors: dict[str, tuple[Node, int, int]] = {}

    def place(self, mark: Any) -> Place:
        if self.option is not None:
            return self.option
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        return Place((line, column), f"{self.name}:{line}:{column}")

    def fail(self, mark: Any, what: str, remedy: str) -> SpecError:
        return SpecError(what, where=self.place(mark).text, remedy=remedy)

    def document(self) -> Node:
        if len(self.text.encode()) > MAX_BYTES:
            raise self.fail(None, f"{len(self.text.encode())} bytes are too many", f"A spec has at most {MAX_BYTES}.")
        self.events = iter(yaml.parse(self.text, Loader=yaml.SafeLoader))
        next(self.events)
        start = next(self.events)
        if isinstance(start, yaml.StreamEndEvent):
            if self.option is not None:
                return Node(None, self.option)
            raise self.fail(None, "the file is empty", "Write at least name: and cameras:, or copy a shipped scene.")
        node, _ = self.node(next(self.events), 0)
        next(self.events)
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise self.fail(after.start_mark, "a second document begins here", "Put each spec into a file of its own.")
        return node

    def node(self, event: Any, depth: int) -> tuple[Node, int]:
        """The node that begins with `event`, and its height."""
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event, depth)
        self.grow(event, 1, depth)
        before = self.count
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!":
            short = tag.replace("tag:yaml.org,2002:", "!!")
            raise self.fail(event.start_mark, f"the tag {short} is not known here", "Delete it; put text in quotes.")
        height = 0
        if isinstance(event, yaml.ScalarEvent):
            plain = event.implicit[0] and tag is None
            node = Node(_scalar(event.value) if plain else event.value, self.place(event.start_mark))
        elif isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(inner := next(self.events), yaml.SequenceEndEvent):
                item, below = self.node(inner, depth + 1)
                items.append(item)
                height = max(height, below + 1)
            node = Node(tuple(items), self.place(event.start_mark))
        else:
            node, height = self.mapping(event, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = (node, self.count - before + 1, height)
        return node, height

    def mapping(self, event: Any, depth: int) -> tuple[Node, int]:
        values: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        height = 0
        while not isinstance(inner := next(self.events), yaml.MappingEndEvent):
            key = self.key(inner, depth)
            if key in keys:
                raise self.fail(
                    inner.start_mark, f"the key {shown(key)} is there twice, first at {keys[key].text}", "Delete one."
                )
            keys[key] = self.place(inner.start_mark)
            values[key], below = self.node(next(self.events), depth + 1)
            height = max(height, below + 1)
        return Node(values, self.place(event.start_mark), keys), height

    def key(self, event: Any, depth: int) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            raise self.fail(
                event.start_mark, "a key is text, not a list, mapping or alias", "Write a name and a colon."
            )
        node, _ = self.node(event, depth + 1)
        if not isinstance(node.value, str):
            raise self.fail(
                event.start_mark, f"a key is text, got {shown(node.value)}", f'Put it in quotes: "{event.value}".'
            )
        if node.value == "<<":
            raise self.fail(event.start_mark, "merge keys (<<) are not known here", "Write the keys out.")
        return node.value

    def alias(self, event: Any, depth: int) -> tuple[Node, int]:
        if event.anchor not in self.anchors:
            raise self.fail(
                event.start_mark,
                f"*{event.anchor} refers to nothing written before it",
                f"Write &{event.anchor} first.",
            )
        node, size, height = self.anchors[event.anchor]
        self.grow(event, size, depth + height)
        return node, height

    def grow(self, event: Any, nodes: int, depth: int) -> None:
        self.count += nodes
        if self.count > MAX_NODES:
            what = f"more than {MAX_NODES} values, aliases written out"
            raise self.fail(event.start_mark, what, "Say it in fewer.")
        if depth > MAX_DEPTH:
            raise self.fail(event.start_mark, f"nested deeper than {MAX_DEPTH} levels", "Unfold it.")


def _scalar(text: str) -> Scalar:
    if text in _WORDS:
        return _WORDS[text]
    # Python refuses to read integers of thousands of digits; as a float these are merely too large.
    if _INTEGER.fullmatch(text) and len(text) < 100:
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    match = _NOT_FINITE.fullmatch(text)
    if match:
        return float("nan") if match[3] else float(f"{match[1]}inf")
    return text
