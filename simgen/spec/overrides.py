"""``--set path=value``: change a spec before it is read, so that the change is checked like the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from simgen.errors import SpecError, did_you_mean
from simgen.params import Step, path_text, shown
from simgen.spec.source import Node, Place, read_yaml, split_path

# Options come after all lines of the file where faults are sorted.
_AFTER_THE_FILE = 1 << 30


def apply_overrides(root: Node, overrides: Sequence[str]) -> Node:
    """The spec with each ``path=value`` set in turn; SpecError for one that leads nowhere."""
    for turn, text in enumerate(overrides):
        root = _apply(root, text, (_AFTER_THE_FILE, turn))
    return root


def _apply(root: Node, text: str, order: tuple[int, int]) -> Node:
    where = f"--set {text if len(text) <= 80 else text[:79] + '…'}"
    path, equals, value = text.partition("=")
    if not equals:
        raise SpecError(f"no value in {shown(text)}", where=where, remedy="Write --set path=value.")
    try:
        steps = split_path(path.strip())
    except ValueError:
        raise SpecError(
            f"{shown(path)} is no path", where=where, remedy="Write it like render.width or objects[0].count."
        ) from None
    if not steps:
        raise SpecError("no path before the =", where=where, remedy="Write --set path=value.")
    steps = _by_index(root, steps, where)
    place = Place(order, where, path_text(steps))
    return _set(root, steps, read_yaml(value, where, place), place)


def _by_index(root: Node, steps: tuple[Step, ...], where: str) -> tuple[Step, ...]:
    """The path with names of list items turned into their indices."""
    found: list[Step] = []
    node: Node | None = root
    for step in steps:
        at = path_text(found)
        if node is not None and isinstance(node.value, tuple):
            step = _index(node.value, step, at, where)
        elif node is not None and node.value is not None and not isinstance(node.value, Mapping):
            raise SpecError(
                f"{at} is {shown(node.value)}, which has nothing inside", where=where, remedy=f"Set {at} itself."
            )
        elif isinstance(step, int):
            holder = at or "the spec"
            raise SpecError(f"{holder} is no list", where=where, remedy="Name a key instead of an index.")
        found.append(step)
        node = node.child(step) if node is not None else None
    return tuple(found)


def _index(items: tuple[Node, ...], step: Step, at: str, where: str) -> int:
    if isinstance(step, int):
        if step >= len(items):
            remedy = f"Use 0 to {len(items) - 1}." if items else f"Set {at} itself, to a list."
            raise SpecError(f"{at} has {len(items)} items, so there is no [{step}]", where=where, remedy=remedy)
        return step
    names = [str(name.value) if (name := item.child("name")) else None for item in items]
    if step in names:
        return names.index(step)
    known = [name for name in names if name is not None]
    remedy = did_you_mean(step, known) if known else f"Use an index, e.g. {at}[0]."
    raise SpecError(f"nothing in {at} is called {shown(step)}", where=where, remedy=remedy)


def _set(node: Node | None, steps: tuple[Step, ...], value: Node, place: Place) -> Node:
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if node is not None and isinstance(node.value, tuple) and isinstance(step, int):
        items = list(node.value)
        items[step] = _set(items[step], rest, value, place)
        return replace(node, value=tuple(items))
    if node is None or not isinstance(node.value, Mapping):
        node = Node({}, place)
    assert isinstance(node.value, Mapping)
    assert isinstance(step, str)
    inner = _set(node.value.get(step), rest, value, place)
    keys = node.keys if step in node.value and rest else {**node.keys, step: place}
    return Node({**node.value, step: inner}, node.place, keys)
