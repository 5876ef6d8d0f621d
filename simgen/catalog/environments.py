"""Light from all around that a user has: HDR pictures by name beside the assets of a catalogue.

::

    hdri/                    the catalogue 'hdri'
      environments.yaml      name → digest, size, licence, creator, source
      environments/studio.exr

They lie in the folders of `simgen.catalog.library`; a spec calls one ``hdri/studio``. What has another content than its
row says is an error, not another light.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from simgen.catalog.library import check_name, library_roots
from simgen.catalog.manifest import parse_table
from simgen.errors import CatalogError, did_you_mean

INDEX, PICTURES = "environments.yaml", "environments"
# What an HDR picture's file begins with.
_KINDS = {b"\x76\x2f\x31\x01": ".exr", b"#?RADIANCE": ".hdr", b"#?RGBE": ".hdr"}
SUFFIXES = tuple(sorted(set(_KINDS.values())))
_HEAD = "# HDR pictures of surroundings: lights.environment.path names one as CATALOGUE/NAME.\n"


class EnvironmentRow(BaseModel):
    """One picture of `environments.yaml`; `file` is inside the catalogue's folder, `digest` that of its bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    digest: str
    license: str = "unstated"
    creator: str = "unstated"
    source: str = ""


def is_environment_name(text: str) -> bool:
    """Whether it names a picture of a catalogue; all else is the path of a file, which ends with .exr or .hdr."""
    return Path(text).suffix.lower() not in SUFFIXES


def environments() -> Mapping[str, tuple[Path, EnvironmentRow]]:
    """All pictures of the user's catalogues, by full name, sorted: the file and its row."""
    found: dict[str, tuple[Path, EnvironmentRow]] = {}
    for root in library_roots():
        for folder in (root, *(sorted(p for p in root.iterdir() if p.is_dir()) if root.is_dir() else ())):
            for name, row in environment_rows(folder).items():
                found.setdefault(f"{folder.resolve().name}/{name}", (folder / row.file, row))
    return dict(sorted(found.items()))


def environment_rows(folder: Path) -> Mapping[str, EnvironmentRow]:
    """The index of one catalogue; empty where it has none."""
    path = folder / INDEX
    try:
        return parse_table(path.read_text(encoding="utf-8"), EnvironmentRow, str(path)) if path.is_file() else {}
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogError(f"cannot be read: {error}.", where=str(path), remedy="Check who may read it.") from error


def environment(name: str) -> tuple[Path, EnvironmentRow]:
    """The picture called `name`, whose content is what its row says; CatalogError with what to do otherwise."""
    known = environments()
    if name not in known:
        near = did_you_mean(name, known) if known else "Fetch some: simgen assets add hdri."
        raise CatalogError(f"there is no environment picture '{name}'.", remedy=f"{near} Files end with .exr or .hdr.")
    file, row = known[name]
    try:
        content = file.read_bytes()
    except OSError as error:
        raise CatalogError(f"cannot be read: {error.strerror}.", where=str(file), remedy="Add it again.") from error
    if _digest(content) != row.digest:
        raise CatalogError(
            f"the environment picture '{name}' is not the one that was added.", where=str(file), remedy="Add it again."
        )
    return file, row


def add_environment(
    folder: Path, name: str, content: bytes, *, license: str, creator: str, source: str
) -> EnvironmentRow:
    """Write a picture into the catalogue `folder`, complete or not at all; CatalogError for what is no HDR picture."""
    check_name(name, "environment picture")
    suffix = next((kind for head, kind in _KINDS.items() if content.startswith(head)), None)
    if suffix is None:
        raise CatalogError("not an HDR picture.", where=name, remedy="Give OpenEXR (.exr) or Radiance (.hdr).")
    file = f"{PICTURES}/{name}{suffix}"
    row = EnvironmentRow(file=file, digest=_digest(content), license=license, creator=creator, source=source)
    rows = {**environment_rows(folder), name: row}
    text = _HEAD + yaml.safe_dump({k: r.model_dump() for k, r in sorted(rows.items())}, sort_keys=False, width=110)
    try:
        (folder / PICTURES).mkdir(parents=True, exist_ok=True)
        _replace(folder / file, content)
        _replace(folder / INDEX, text.encode())
    except OSError as error:
        remedy = "Free some space, or set SIMGEN_CATALOG."
        raise CatalogError(f"cannot write: {error.strerror}.", where=str(folder), remedy=remedy) from error
    return row


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _replace(path: Path, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        file.write(content)
    partial = Path(file.name)
    try:
        partial.chmod(0o644)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
