"""The attributions that a dataset owes: licences, creators and sources of what is in it, from its own records."""

from __future__ import annotations

from simgen.dataset.reader import Dataset
from simgen.world import JsonObject


def credits_of(dataset: Dataset) -> tuple[JsonObject, ...]:
    """One object for each licence, creator and source, sorted: `categories`, and in how many `samples` it is."""
    seen: dict[tuple[str, str, str], tuple[set[str], list[int]]] = {}
    for number, record in enumerate(dataset):
        for entry in record.meta["provenance"]["licenses"]:
            key = (entry["license"], entry["creator"], entry["source"])
            categories, samples = seen.setdefault(key, (set(), []))
            categories.update(entry["categories"])
            samples.append(number)
    return tuple(
        {
            "licence": licence,
            "creator": creator,
            "source": source,
            "categories": sorted(categories),
            "samples": len(set(samples)),
        }
        for (licence, creator, source), (categories, samples) in sorted(seen.items())
    )
