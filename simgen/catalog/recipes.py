"""Packs of other people's models and pictures: fetched by the machine's own package client, checked, imported.

`assets/recipes/*.yaml` holds the recipes. What was imported stays; the same call goes on where it stopped.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from simgen.catalog.environments import add_environment, environment_rows
from simgen.catalog.importers import Measures, Wishes, assembled
from simgen.catalog.importers.draft import Axis
from simgen.catalog.library import Library, LibraryFacts
from simgen.catalog.manifest import read_tables
from simgen.catalog.packages import Client, download, verify
from simgen.catalog.packs import Item, Kind, items, slug
from simgen.errors import CatalogError, did_you_mean
from simgen.shipped import shipped

# More triangles than this a model of a pack does not need.
MOST_TRIANGLES = 60_000


class Fit(BaseModel):
    """How models of one category fit into metres: `width_m` from side to side, `front` where they look."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    width_m: float | None = None
    front: Axis | None = None


class Span(BaseModel):
    """The least and the most that the longest edge of a thing may measure, metres, and what smaller and larger ones
    are; without a name, `small_…` and `large_…`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    least: float
    most: float
    small: str | None = None
    large: str | None = None


class Recipe(BaseModel):
    """One row of `assets/recipes/*.yaml`: `files` is a pattern of what is taken from the package, `holds` its kind.

    `leave_out`: groups of the pack. `licences` and `categories`: regular expressions, the first that matches.
    `fits`, by category, are for models without sizes of their own; `fit` is for all others. `longest_m`, by category:
    what a model must measure to be given to those who ask for the ordinary thing. `license` and `creator` serve where
    the pack says nothing of a single model.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    client: Client
    package: str
    version: str
    sha256: str
    holds: Kind
    files: str
    leave_out: tuple[str, ...] = ()
    licences: Mapping[str, str] = {}
    categories: Mapping[str, str] = {}
    fits: Mapping[str, Fit] = {}
    fit: Fit = Fit()
    longest_m: Mapping[str, Span] = {}
    license: str = "unstated"
    creator: str = "unstated"

    def category(self, name: str) -> str | None:
        """Which of the categories a model of this name is; None where no pattern matches."""
        return next((c for pattern, c in self.categories.items() if re.search(pattern, name.lower())), None)

    def sized(self, category: str, longest_m: float) -> str:
        """The category of a model with such a longest edge: its own, or that of small or of large ones."""
        span = self.longest_m.get(category)
        if span is None or span.least <= longest_m <= span.most:
            return category
        if longest_m < span.least:
            return span.small or f"small_{category}"
        return span.large or f"large_{category}"

    def licence(self, words: str) -> str:
        """The short name of a licence that the pack tells in words; that of the whole pack where it tells none."""
        return next(
            (short for pattern, short in self.licences.items() if re.search(pattern, words.lower())), words
        ) or (self.license)


@dataclass
class Added:
    """What came of each model: names imported, those that were there, those mapped, and why others failed."""

    imported: list[str] = field(default_factory=list)
    present: list[str] = field(default_factory=list)
    mapped: int = 0
    noted: dict[str, tuple[str, ...]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    @property
    def all_names(self) -> tuple[str, ...]:
        """Those that are in the catalogue now, sorted."""
        return tuple(sorted({*self.imported, *self.present}))

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
        for item in items(wanted.holds, file, wanted.files, folder):
            if item.group in wanted.leave_out:
                continue
            if limit is not None and added.total >= limit:
                break
            source = f"{wanted.package} {wanted.version}: {item.path}"
            try:
                if wanted.holds == "pictures":
                    _picture(wanted, library.folder, item, source, added)
                else:
                    _model(wanted, library, item, source, wishes or Wishes(max_triangles=MOST_TRIANGLES), added)
            except CatalogError as error:
                added.failed[item.own] = str(error)
            progress(item.name)
    return added


def _picture(wanted: Recipe, folder: Path, item: Item, source: str, added: Added) -> None:
    added.mapped += 1
    if item.own in environment_rows(folder):
        added.present.append(item.own)
        return
    words, creator = wanted.licence(item.license), item.creator or wanted.creator
    add_environment(folder, item.own, item.content(), license=words, creator=creator, source=source)
    added.imported.append(item.own)


def _model(wanted: Recipe, library: Library, item: Item, source: str, wishes: Wishes, added: Added) -> None:
    mapped = wanted.category(item.name)
    added.mapped += mapped is not None
    if item.own in library.rows:
        added.present.append(item.own)
        return
    fit = wanted.fits.get(mapped or "", wanted.fit)
    measures = Measures(front=fit.front, width_m=fit.width_m)
    built = assembled(item.draft(), replace(wishes, measures=measures), item.where)
    facts = LibraryFacts(
        wanted.sized(mapped or slug(item.name), max(built.size_m)),
        tags=tuple(slug(tag) for tag in item.tags),
        license=wanted.licence(item.license),
        creator=item.creator or wanted.creator,
        source=source,
        imported={"package": wanted.package, "version": wanted.version, "model": item.path},
    )
    library.folder.mkdir(parents=True, exist_ok=True)
    library.add(item.own, built, facts)
    added.imported.append(item.own)
    if built.notes:
        added.noted[item.own] = built.notes
