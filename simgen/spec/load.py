"""From YAML to a checked spec, with the place of whatever is wrong."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from simgen.errors import SpecError, did_you_mean
from simgen.params import Fault, faults_of
from simgen.shipped import shipped
from simgen.spec.like import KEY, followed
from simgen.spec.models import SceneSpec
from simgen.spec.overrides import apply_overrides
from simgen.spec.source import MAX_BYTES, Node, Source, read_yaml

MAX_FAULTS = 10

_LIKE = re.compile(rf"\b{KEY}\b")
_BARE_NAME = re.compile(r"[A-Za-z0-9_-]+")


def load_spec(name_or_path: str | Path, overrides: Sequence[str] = ()) -> SceneSpec:
    """The spec of a file, or of a shipped scene by its bare name, with each ``path=value`` of `overrides` set.

    Raises SpecError with ``file:line:column path`` for whatever is wrong.
    """
    path = _find(name_or_path)
    return parse_spec(_read_text(path), _short(path), overrides)


def parse_spec(text: str, filename: str = "<text>", overrides: Sequence[str] = ()) -> SceneSpec:
    """The spec of a YAML text; `filename` is what messages call it."""
    # What an option makes a spec like comes first: only then are its parts there for others to change.
    likes = [option for option in overrides if _LIKE.search(option)]
    root = followed(apply_overrides(read_yaml(text, filename), likes), filename, _read_like)
    root = apply_overrides(root, [option for option in overrides if option not in likes])
    return _validated(root.plain(), Source(filename, root))


def _read_like(name: str, near: str) -> tuple[Node, str]:
    """The spec that one in the file `near` is like: a shipped one, or a file by its path from there."""
    beside = Path(near).parent / name
    path = _short(_find(name if _BARE_NAME.fullmatch(name) and not beside.is_file() else beside))
    return read_yaml(_read_text(Path(path)), path), path


def parse_plain(plain: Mapping[str, Any], where: str = "") -> SceneSpec:
    """The spec that `SceneSpec.to_plain` wrote, for instance in a record at `where`."""
    return _validated(plain, Source(where))


def shipped_scenes() -> tuple[str, ...]:
    """The bare names of the scenes that come with simgen, sorted."""
    return tuple(sorted(path.stem for path in shipped("scenes").glob("*.yaml")))


@cache
def shipped_rooms() -> tuple[str, ...]:
    """Those of the shipped scenes that are a kind of room each: they are called as their room is."""
    return tuple(name for name in shipped_scenes() if load_spec(name).room.kind == name)


def _validated(plain: Any, source: Source) -> SceneSpec:
    try:
        spec = SceneSpec.model_validate(plain)
    except ValidationError as error:
        raise _in_places(faults_of(error), source) from None
    spec._source = source
    return spec


def _in_places(faults: Sequence[Fault], source: Source) -> SpecError:
    """One error for all faults, in reading order, each on a line."""
    placed = sorted(faults, key=lambda fault: source.find(fault.at, fault.of_key).order)
    errors = [SpecError(f.what, where=source.where(f.at, f.of_key), remedy=f.remedy) for f in placed]
    if len(errors) == 1:
        return errors[0]
    lines = [str(error) for error in errors[:MAX_FAULTS]]
    if len(errors) > MAX_FAULTS:
        lines.append(f"… and {len(errors) - MAX_FAULTS} more.")
    return SpecError("\n".join(lines))


def _find(name_or_path: str | Path) -> Path:
    path = Path(name_or_path)
    text = str(name_or_path)
    if _BARE_NAME.fullmatch(text) and not path.is_file():
        names = shipped_scenes()
        if text not in names:
            raise SpecError(
                f"there is no shipped scene '{text}', and no file of that name",
                where=text,
                remedy=did_you_mean(text, names),
            )
        return shipped("scenes") / f"{text}.yaml"
    if path.is_dir():
        raise SpecError("this is a folder, not a spec", where=text, remedy="Name a .yaml file.")
    if not path.is_file():
        folder = path.parent
        near = [file.name for file in folder.glob("*.yaml")] if folder.is_dir() else []
        scenes = f"Check the path, or name a shipped scene: {', '.join(shipped_scenes())}."
        remedy = did_you_mean(path.name, near) if near else scenes
        raise SpecError("there is no such file", where=text, remedy=remedy)
    return path


def _read_text(path: Path) -> str:
    where = _short(path)
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SpecError(f"cannot be read: {error.strerror}", where=where, remedy="Check who may read it.") from None
    if len(content) > MAX_BYTES:
        raise SpecError(
            f"more than {MAX_BYTES} bytes", where=where, remedy="A spec is a short text: name another file."
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SpecError(
            f"not UTF-8 text: byte 0x{content[error.start]:02x}",
            where=f"{where}:{line}",
            remedy="Save it as UTF-8, or name another file.",
        ) from None


def _short(path: Path) -> str:
    """Relative where that is shorter."""
    try:
        relative = os.path.relpath(path)
    except ValueError:
        return str(path)
    return relative if len(relative) < len(str(path)) else str(path)
