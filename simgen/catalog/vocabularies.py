"""The classes of others: what a category is called and numbered where its pictures are to be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import yaml

from simgen.errors import CatalogError, did_you_mean
from simgen.shipped import shipped

if TYPE_CHECKING:
    from simgen.catalog.catalog import Catalog

# Those whose classes are few and numbered by their makers: a table in assets/ holds them.
NUMBERED = ("ade", "coco")
VOCABULARIES = (*NUMBERED, "lvis", "wordnet")


@dataclass(frozen=True)
class Naming:
    """`classes`: class → number. `of`: category → class; a category that it lacks has none there.

    `vocabulary` is one of VOCABULARIES, or "simgen" for a dataset's own categories.
    """

    vocabulary: str
    classes: Mapping[str, int]
    of: Mapping[str, str]

    def number(self, category: str) -> int | None:
        """The number of the category's class, None where it has none."""
        name = self.of.get(category)
        return None if name is None else self.classes[name]


def own_naming(categories: Mapping[str, int]) -> Naming:
    """A dataset's own categories under their own numbers."""
    return Naming("simgen", categories, {name: name for name in categories})


def naming(vocabulary: str, catalog: Catalog) -> Naming:
    """What `vocabulary` calls the categories of the catalogue, simgen's own and the user's.

    COCO's and ADE20K's classes have their official numbers. LVIS' and WordNet's are those that the catalogue names,
    numbered from 1 in alphabetical order. CatalogError where there is no such vocabulary.
    """
    if vocabulary not in VOCABULARIES:
        raise CatalogError(
            f"there is no vocabulary '{vocabulary}'.", remedy=did_you_mean(vocabulary, ("simgen", *VOCABULARIES))
        )
    of: dict[str, str] = {}
    rows = [(category, row.names) for category, row in catalog.categories.items()]
    for library in catalog.libraries.values():
        rows += [(row.category, row.names) for row in library.rows.values()]
    for category, names in rows:
        name = getattr(names, vocabulary)
        if name is not None:
            of.setdefault(category, name)
    if vocabulary in NUMBERED:
        return Naming(vocabulary, official_classes(vocabulary), of)
    return Naming(vocabulary, {name: k for k, name in enumerate(sorted(set(of.values())), start=1)}, of)


@cache
def official_classes(vocabulary: str) -> Mapping[str, int]:
    """Class → number of one of NUMBERED."""
    path = shipped("assets") / "vocabularies" / f"{vocabulary}.yaml"
    table: dict[str, int] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return table
