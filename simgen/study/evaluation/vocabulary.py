"""Which of a model's classes mean which of simgen's categories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from simgen.catalog.vocabularies import Naming


@dataclass(frozen=True)
class Vocabulary:
    """`accepted`: category → the classes that name it. A category or class that it lacks takes no part.

    Detections are compared by label: categories and classes that are linked, also through others, share one (a mug and
    an espresso cup, where a model only knows cups).
    """

    accepted: Mapping[str, frozenset[str]]

    @staticmethod
    def identity(categories: Iterable[str]) -> Vocabulary:
        """For models that speak simgen's categories."""
        return Vocabulary({category: frozenset({category}) for category in categories})

    @staticmethod
    def spoken(naming: Naming) -> Vocabulary:
        """For models that speak the classes of a vocabulary."""
        return Vocabulary({category: frozenset({name}) for category, name in naming.of.items()})

    @staticmethod
    def by_names(
        classes: Sequence[str],
        names: Mapping[str, Sequence[str]],
        table: Mapping[str, Sequence[str]],
    ) -> Vocabulary:
        """Of a model's `classes`: what `table` says of a category, else those that are called by one of its names.

        `names`: category → its names elsewhere (COCO, LVIS, WordNet). Names are compared without case, underscores and
        WordNet's suffix; a class may hold several names, with commas.
        """
        by_name: dict[str, set[str]] = {}
        for name in classes:
            for part in name.split(","):
                by_name.setdefault(_plain(part), set()).add(name)
        accepted = {}
        for category, others in names.items():
            listed = table.get(category)
            found = frozenset(
                listed
                if listed is not None
                else (c for other in (category, *others) for c in by_name.get(_plain(other), ()))
            )
            if found:
                accepted[category] = found
        return Vocabulary(accepted)

    @cached_property
    def _groups(self) -> Mapping[str, str]:
        # Class → the label of its group: the union of all classes that share a category, by repeated merging.
        group = {name: frozenset({name}) for classes in self.accepted.values() for name in classes}
        for classes in self.accepted.values():
            merged = frozenset().union(*(group[name] for name in classes))
            group.update(dict.fromkeys(merged, merged))
        return {name: "/".join(sorted(members)) for name, members in group.items()}

    def of_category(self, category: str) -> str | None:
        """The label of a thing; None where no class means it."""
        classes = self.accepted.get(category)
        return self._groups[min(classes)] if classes else None

    def of_class(self, name: str) -> str | None:
        """The label of a prediction; None where the class means none of the categories."""
        return self._groups.get(name)

    def right(self, category: str, name: str) -> bool:
        """Whether the class is one of the category's."""
        return name in self.accepted.get(category, ())


def _plain(name: str) -> str:
    word = name.strip().lower().replace("_", " ").replace("-", " ")
    stem, dot, rest = word.partition(".")
    return stem if dot and rest[:2] in ("n.", "v.", "a.") else word
