"""One file of somebody's into a catalogue of the user's."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from simgen.catalog.importers import Wishes, assembled, read_draft
from simgen.catalog.library import Library, LibraryFacts, check_name, library_folders, library_roots
from simgen.errors import CatalogError
from simgen.world import Asset, JsonObject

DEFAULT_CATALOG = "my"


def import_asset(
    path: Path,
    *,
    category: str,
    full_name: str | None = None,
    into: Path | None = None,
    wishes: Wishes | None = None,
    tags: Iterable[str] = (),
    license: str | None = None,
    creator: str | None = None,
    source: str | None = None,
    friction: float = 0.6,
    overwrite: bool = False,
) -> tuple[Asset, tuple[str, ...]]:
    """The asset that was written, and what was noted on the way.

    `full_name` is ``catalogue/name``; without it, the file's own name in the catalogue `into`, or 'my'. `license`,
    `creator` and `source` are as the file says where the user says nothing. Raises CatalogError.
    """
    wishes = wishes or Wishes()
    library, name = _place(path, full_name, into)
    check_name(library.name, "catalogue")
    if not path.exists():
        raise CatalogError("there is no such file.", where=str(path), remedy="Check the path.")
    draft = read_draft(path)
    built = assembled(draft, wishes, str(path))
    notes = list(built.notes)
    licensed = license or draft.license
    if licensed is None:
        notes.append("no licence is stated: records will say 'unstated'; say --licence")
    facts = LibraryFacts(
        category,
        tags=tags,
        license=licensed or "unstated",
        creator=creator or draft.creator or "unstated",
        source=source or draft.source or path.name,
        friction=friction,
        imported={"file": path.name, "digest": _digest(path), "wishes": _plain(wishes)},
    )
    library.folder.mkdir(parents=True, exist_ok=True)
    asset = library.add(name, built, facts, overwrite=overwrite)
    return asset, tuple(notes)


def _place(path: Path, full_name: str | None, into: Path | None) -> tuple[Library, str]:
    """The catalogue and the name in it."""
    own = re.sub(r"[^a-z0-9_-]+", "_", path.stem.lower()).strip("_-") or "thing"
    catalog, slash, name = (full_name or own).rpartition("/")
    if slash:
        check_name(catalog, "catalogue")
    check_name(name, "asset")
    if into is not None:
        library = Library(into)
        if slash and catalog != library.name:
            raise CatalogError(
                f"the id says the catalogue '{catalog}', the folder is called '{library.name}'.",
                where=str(into),
                remedy=f"Use --id {library.name}/{name}, or a folder called '{catalog}'.",
            )
        return library, name
    catalog = catalog or DEFAULT_CATALOG
    known = library_folders()
    if catalog in known:
        return Library(known[catalog]), name
    root = library_roots()[0]
    return Library(root if root.name == catalog else root / catalog), name


def _digest(path: Path) -> str:
    digest = hashlib.blake2b(digest_size=16)
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    for file in files:
        with file.open("rb") as opened:
            while block := opened.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def _plain(wishes: Wishes) -> JsonObject:
    """What the user said, without what was left to the file."""
    fields = asdict(wishes)
    measures = {k: v for k, v in fields.pop("measures").items() if v is not None}
    return {**{k: v for k, v in fields.items() if v is not None}, **measures}
