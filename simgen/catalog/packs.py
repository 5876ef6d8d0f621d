"""What packages of other people's models hold: one function a kind of pack, each giving its `Item`s.

- ``libraries``: Sweet Home 3D libraries, which tell name, size, licence and creator of each model.
- ``models``: files in any format of `simgen.catalog.importers`; the names of a model's two folders are what it is.
- ``pictures``: HDR pictures of surroundings, as files or as base64 in JavaScript modules.
"""

from __future__ import annotations

import base64
import binascii
import re
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from simgen.catalog.importers import Draft, read_draft
from simgen.catalog.importers.files import MAX_BYTES, read_bytes, unpack
from simgen.catalog.importers.sh3f import entries, read_entry
from simgen.errors import CatalogError

Kind = Literal["libraries", "models", "pictures"]
_BASE64 = re.compile(rb"base64,([A-Za-z0-9+/]+=*)")


@dataclass(frozen=True)
class Item:
    """One thing of a pack: `own` is its name in the catalogue, `path` where it is in the package.

    `license` and `creator` are in the pack's words, empty where it says nothing. `draft` reads a model, `content` a
    picture's file.
    """

    own: str
    name: str
    path: str
    where: str
    group: str = ""
    tags: tuple[str, ...] = ()
    license: str = ""
    creator: str = ""
    draft: Callable[[], Draft] = field(default=lambda: Draft((), {}), compare=False)
    content: Callable[[], bytes] = field(default=bytes, compare=False)


def items(kind: Kind, file: Path, pattern: str, folder: Path) -> Iterator[Item]:
    """All that a package's file holds of a kind, unpacked in `folder`; `pattern` finds it there.

    CatalogError where it cannot be unpacked or holds nothing of the kind.
    """
    if file.suffix == ".sh3f":
        found = [file]
        place = folder
    else:
        place = folder / "package"
        unpacked(file, place)
        found = sorted(path for path in place.glob(pattern) if path.is_file())
    if not found:
        raise CatalogError(f"the package holds no {pattern}.", where=str(file), remedy="Fetch the recipe's version.")
    for path in found:
        yield from _KINDS[kind](path, place, folder)


def _libraries(path: Path, place: Path, folder: Path) -> Iterator[Item]:
    inside = folder / f"{path.stem}.unpacked"
    unpack(path, inside)
    for entry in entries(inside):
        yield Item(
            own=slug(entry.id.partition("#")[0] + "-" + entry.id.rpartition("#")[2]),
            name=entry.name,
            path=entry.id,
            where=f"{entry.id} ({entry.model})",
            group=entry.category,
            tags=(entry.category, *entry.tags),
            license=entry.license,
            creator=entry.creator,
            draft=lambda entry=entry: read_entry(inside, entry),  # type: ignore[misc]
        )


def _models(path: Path, place: Path, folder: Path) -> Iterator[Item]:
    relative = path.relative_to(place)
    kind, model = relative.parent.parts[-2:]
    yield Item(
        own=slug(model if model.startswith(kind) else f"{kind}-{model}"),
        name=f"{kind} {model}".replace("_", " "),
        path=str(relative),
        where=str(relative),
        group=kind,
        tags=(kind,),
        draft=lambda: read_draft(path),
    )


def _pictures(path: Path, place: Path, folder: Path) -> Iterator[Item]:
    relative = str(path.relative_to(place))
    own = slug(path.name.partition(".")[0])
    yield Item(own, own, relative, relative, content=lambda: _picture(path))


_KINDS: Mapping[Kind, Callable[[Path, Path, Path], Iterator[Item]]] = {
    "libraries": _libraries,
    "models": _models,
    "pictures": _pictures,
}


def _picture(path: Path) -> bytes:
    """The file, or what a module holds as a ``data:`` address."""
    content = read_bytes(path)
    if path.suffix != ".js":
        return content
    found = _BASE64.search(content)
    try:
        return base64.b64decode(found[1], validate=True) if found else b""
    except binascii.Error as error:
        raise CatalogError(f"its base64 is damaged: {error}.", where=str(path), remedy="Fetch it again.") from error


def slug(text: str) -> str:
    """A name for a catalogue from any text."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:64] or "thing"


# --- Package files ---------------------------------------------------------------------------------


def unpacked(file: Path, folder: Path) -> None:
    """The content of a .deb, .whl, .zip or .tgz in `folder`; CatalogError where it cannot be unpacked."""
    unpackers: Mapping[str, Callable[[Path, Path], None]] = {".deb": _deb, ".whl": unpack, ".zip": unpack, ".tgz": _tar}
    if file.suffix not in unpackers:
        told = ", ".join(sorted(unpackers))
        raise CatalogError(f"not a package: it ends with none of {told}.", where=str(file), remedy="Name the package.")
    unpackers[file.suffix](file, folder)


def _deb(file: Path, folder: Path) -> None:
    tool = shutil.which("dpkg-deb")
    if tool is None:
        raise CatalogError("this machine has no dpkg-deb.", where=str(file), remedy="Unpack it, name its .sh3f files.")
    done = subprocess.run([tool, "-x", str(file), str(folder)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise CatalogError("the package cannot be unpacked.", where=str(file), remedy="Fetch it again.")


def _tar(file: Path, folder: Path) -> None:
    """Plain files only, none outside `folder`, of bounded size."""
    try:
        with tarfile.open(file) as opened:
            members = [member for member in opened.getmembers() if member.isfile()]
            root = folder.resolve()
            if not all((root / member.name).resolve().is_relative_to(root) for member in members):
                raise CatalogError("the archive holds an unsafe path.", where=str(file), remedy="Do not trust it.")
            if sum(member.size for member in members) > MAX_BYTES:
                raise CatalogError("the archive unpacks to too much.", where=str(file), remedy="Fetch it again.")
            for member in members:
                taken = opened.extractfile(member)
                if taken is not None:
                    target = folder / member.name
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(taken.read())
    except (tarfile.TarError, EOFError, OSError) as error:
        raise CatalogError(f"not a tar archive: {error}.", where=str(file), remedy="Fetch it again.") from error
