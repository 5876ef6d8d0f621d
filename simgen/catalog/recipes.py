"""Packs of other people's models: fetched by the machine's own package client, checked, imported one by one.

`assets/recipes/*.yaml` holds the recipes. What was imported stays; the same call goes on where it stopped.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from simgen.catalog.importers import Measures, Wishes, assembled
from simgen.catalog.importers.files import unpack
from simgen.catalog.importers.sh3f import Entry, entries, read_entry
from simgen.catalog.library import Library, LibraryFacts
from simgen.catalog.manifest import read_tables
from simgen.catalog.packages import download, verify
from simgen.errors import CatalogError, did_you_mean
from simgen.shipped import shipped

# More triangles than this a model of a pack does not need.
MOST_TRIANGLES = 60_000


class Recipe(BaseModel):
    """One row of `assets/recipes/*.yaml`; `archives` is a pattern of the libraries inside the package.

    `leave_out`: categories of the pack. `licences` and `categories`: regular expressions, the first that matches.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    client: Literal["apt"]
    package: str
    version: str
    sha256: str
    archives: str
    leave_out: tuple[str, ...] = ()
    licences: Mapping[str, str] = {}
    categories: Mapping[str, str] = {}

    def category(self, entry: Entry) -> str | None:
        """Which of the categories a model is; None where no pattern matches its name."""
        name = entry.name.lower()
        return next((category for pattern, category in self.categories.items() if re.search(pattern, name)), None)

    def licence(self, entry: Entry) -> str:
        """The short name of a licence that the pack tells in words."""
        words = entry.license.lower()
        return next((short for pattern, short in self.licences.items() if re.search(pattern, words)), entry.license)


@dataclass
class Added:
    """What came of each model: names imported, those that were there, those mapped, and why others failed."""

    imported: list[str] = field(default_factory=list)
    present: list[str] = field(default_factory=list)
    mapped: int = 0
    noted: dict[str, tuple[str, ...]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All models that were looked at."""
        return len(self.imported) + len(self.present) + len(self.failed)


def recipes() -> Mapping[str, Recipe]:
    """All recipes by name."""
    return read_tables(shipped("assets") / "recipes", Recipe)


def recipe(name: str) -> Recipe:
    """The recipe called `name`; CatalogError with the nearest one where there is none."""
    known = recipes()
    if name not in known:
        raise CatalogError(f"there is no recipe '{name}'.", remedy=did_you_mean(name, known))
    return known[name]


def fetch(wanted: Recipe, folder: Path) -> Path:
    """The package's file, downloaded into `folder` by its client; CatalogError where that fails."""
    return download(wanted.client, wanted.package, wanted.version, folder)


def add(
    name: str,
    library: Library,
    *,
    given: Path | None = None,
    limit: int | None = None,
    wishes: Wishes | None = None,
    progress: Callable[[str], None] = lambda text: None,
) -> Added:
    """Import the pack `name` into `library`, from the package file `given` or by download; at most `limit` models.

    A model that cannot be imported is told in the result, and the rest go on. CatalogError where the package is not
    the recipe's.
    """
    wanted = recipe(name)
    added = Added()
    with tempfile.TemporaryDirectory(prefix="simgen-add-") as place:
        folder = Path(place)
        file = given or fetch(wanted, folder)
        if file.suffix != ".sh3f":
            verify(file, wanted.sha256, f"{wanted.package} {wanted.version}")
        for archive in _archives(file, wanted, folder):
            unpacked = folder / f"{archive.stem}.unpacked"
            unpack(archive, unpacked)
            for entry in entries(unpacked):
                if entry.category in wanted.leave_out:
                    continue
                if limit is not None and added.total >= limit:
                    return added
                _one(wanted, library, unpacked, entry, wishes or Wishes(max_triangles=MOST_TRIANGLES), added)
                progress(entry.name)
    return added


def _one(wanted: Recipe, library: Library, folder: Path, entry: Entry, wishes: Wishes, added: Added) -> None:
    mapped = wanted.category(entry)
    added.mapped += mapped is not None
    own = _slug(entry.id.partition("#")[0] + "-" + entry.id.rpartition("#")[2])
    if own in library.rows:
        added.present.append(own)
        return
    where = f"{entry.id} ({entry.model})"
    try:
        built = assembled(read_entry(folder, entry), replace(wishes, measures=Measures(front="+z")), where)
        facts = LibraryFacts(
            mapped or _slug(entry.name),
            tags=(_slug(entry.category), *(_slug(tag) for tag in entry.tags)),
            license=wanted.licence(entry),
            creator=entry.creator,
            source=f"{wanted.package} {wanted.version}: {entry.id}",
            imported={"package": wanted.package, "version": wanted.version, "model": entry.model},
        )
        library.folder.mkdir(parents=True, exist_ok=True)
        library.add(own, built, facts)
    except CatalogError as error:
        added.failed[own] = str(error)
        return
    added.imported.append(own)
    if built.notes:
        added.noted[own] = built.notes


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:64] or "thing"


def _archives(file: Path, wanted: Recipe, folder: Path) -> Iterator[Path]:
    """The libraries in a package's file, or the one that the file is."""
    if file.suffix == ".sh3f":
        yield file
        return
    tool = shutil.which("dpkg-deb")
    if tool is None:
        raise CatalogError("this machine has no dpkg-deb.", where=str(file), remedy="Unpack it, name its .sh3f files.")
    inside = folder / "package"
    done = subprocess.run([tool, "-x", str(file), str(inside)], capture_output=True, text=True, check=False)
    found = sorted(inside.glob(wanted.archives))
    if done.returncode != 0 or not found:
        raise CatalogError("the package cannot be unpacked.", where=str(file), remedy="Fetch it again.")
    yield from found
