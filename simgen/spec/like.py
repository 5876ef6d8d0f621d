"""`like: NAME`: a spec, or a room of a home, that has all of another spec that it does not say itself.

Blocks and mappings of names (parameters, the rooms of a home) are merged key by key, lists of named things (objects,
cameras, spots) by name. Anything else, as a distribution, a placement, or a list of windows, is taken whole from where
it is said last. All of it happens on the text's nodes, so that a message still names the file and line of a value.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Any, Protocol, Union, get_args, get_origin

from simgen.errors import SpecError
from simgen.params import Step, path_text, shown
from simgen.spec.blocks import Block
from simgen.spec.lights import RoomLights
from simgen.spec.models import FurtherRoom, SceneSpec
from simgen.spec.source import Node

KEY = "like"


class ReadsSpecs(Protocol):
    """Reads the spec that a `like` names; `near` is the file that names it."""

    def __call__(self, name: str, near: str) -> tuple[Node, str]:
        """The nodes and the path of the file; SpecError where there is none."""


def followed(root: Node, file: str, read: ReadsSpecs, above: tuple[str, ...] = ()) -> Node:
    """The spec, read from `file`, with every `like` in it replaced by what it stands for.

    `above` are the files that led here. SpecError where a spec comes to be like itself, or one is not there.
    """
    root = _merged(_named(root, (), file, read, above), _without_key(root), SceneSpec)
    rooms = root.child("rooms")
    if rooms is None or not isinstance(rooms.value, Mapping):
        return root
    made = {}
    for name, room in rooms.value.items():
        base = _named(room, ("rooms", name), file, read, above)
        made[name] = _merged(None if base is None else _room_of(base), _without_key(room), FurtherRoom)
    assert isinstance(root.value, Mapping)
    return Node({**root.value, "rooms": Node(made, rooms.place, rooms.keys)}, root.place, root.keys)


def _named(node: Node, at: tuple[Step, ...], file: str, read: ReadsSpecs, above: tuple[str, ...]) -> Node | None:
    """The spec that a node is like, None for none."""
    name = node.child(KEY)
    if name is None or name.value is None:
        return None
    where = f"{name.place.text} {path_text((*at, KEY))}"
    if not isinstance(name.value, str):
        raise SpecError(
            f"expected the name of a spec, got {shown(name.plain())}",
            where=where,
            remedy="Name a file, or a shipped scene, e.g. like: kitchen.",
        )
    try:
        base, path = read(name.value, file)
    except SpecError as error:
        if ":" in error.where:
            # A fault within the other file is told by its own place.
            raise
        what = error.what if f"'{name.value}'" in error.what else f"{shown(name.value)}: {error.what}"
        raise SpecError(what, where=where, remedy=error.remedy) from None
    if path in (file, *above):
        raise SpecError(
            f"'{path}' comes to be like itself: {' → '.join([*above, file, path])}",
            where=where,
            remedy="Take out one 'like'.",
        )
    return followed(base, path, read, (*above, file))


def _without_key(node: Node) -> Node:
    if not isinstance(node.value, Mapping) or KEY not in node.value:
        return node
    return Node({key: value for key, value in node.value.items() if key != KEY}, node.place, node.keys)


def _room_of(spec: Node) -> Node:
    """What of a spec makes a room of a home: no cameras, and no light but of its lamps."""
    room = _picked(spec, FurtherRoom.model_fields)
    lights = room.child("lights")
    if lights is None or not isinstance(room.value, Mapping):
        return room
    return Node({**room.value, "lights": _picked(lights, RoomLights.model_fields)}, room.place, room.keys)


def _picked(node: Node, keys: Mapping[str, Any]) -> Node:
    if not isinstance(node.value, Mapping):
        return node
    return Node({key: value for key, value in node.value.items() if key in keys}, node.place, node.keys)


def _merged(base: Node | None, own: Node, block: type[Block]) -> Node:
    """What `own` says, and for the rest what `base` says, both as mappings for a `block`."""
    if base is None or not isinstance(base.value, Mapping) or not isinstance(own.value, Mapping):
        return own
    values = dict(base.value)
    for key, node in own.value.items():
        under = base.value.get(key)
        field = block.model_fields.get(key)
        values[key] = node if under is None or field is None else _merged_value(under, node, field.annotation)
    return Node(values, own.place, {**base.keys, **own.keys})


def _merged_value(base: Node, own: Node, kind: Any) -> Node:
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        blocks = [one for one in inside if _is_block(one)]
        # Of several blocks nothing says which of them is meant.
        return _merged(base, own, blocks[0]) if len(blocks) == 1 else own
    if _is_block(kind):
        return _merged(base, own, kind)
    if origin is tuple and _is_block(inside[0]) and "name" in inside[0].model_fields:
        return _merged_list(base, own, inside[0])
    if origin is Mapping and isinstance(base.value, Mapping) and isinstance(own.value, Mapping):
        made = dict(own.value)
        if _is_block(inside[-1]):
            made = {key: _merged(base.value.get(key), node, inside[-1]) for key, node in own.value.items()}
        return Node({**base.value, **made}, own.place, {**base.keys, **own.keys})
    return own


def _merged_list(base: Node, own: Node, block: type[Block]) -> Node:
    """Things by name: those of the base in its order, then the new ones."""
    if not isinstance(base.value, tuple) or not isinstance(own.value, tuple):
        return own
    names = [name.value if (name := item.child("name")) else None for item in base.value]
    items = list(base.value)
    for item in own.value:
        name = item.child("name")
        if name is not None and name.value is not None and name.value in names:
            k = names.index(name.value)
            items[k] = _merged(items[k], item, block)
        else:
            items.append(item)
    return Node(tuple(items), own.place, own.keys)


def _is_block(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Block)
