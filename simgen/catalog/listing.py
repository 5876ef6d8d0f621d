"""The catalogue as a table: what there is, simgen's own and the user's."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simgen.catalog.catalog import Catalog
from simgen.catalog.library import GENERATED
from simgen.catalog.manifest import Names
from simgen.world import JsonObject


def rows(catalog: Catalog, source: str | None = None) -> Iterator[JsonObject]:
    """One object a category and source (all, or one), sorted: generated ones first, then each of the user's catalogues.

    `category`, `source`, `ids`, `joints` and `cavities` (names), `size_m` (x, y, z), `coco_name`, `wordnet`, `lvis`,
    `ade`, `licence`, `tags`. A generated category is shown by one draw, imported things by
    all, with the median of their sizes.
    """
    generated = catalog.categories if source in (None, GENERATED) else {}
    for category, row in generated.items():
        asset = catalog.load(catalog.draw(category, 0, ("list",)))
        yield {
            "category": category,
            "source": GENERATED,
            "ids": [f"{GENERATED}/{category}"],
            "joints": [joint.name for joint in asset.joints],
            "cavities": [cavity.name for cavity in asset.cavities],
            "size_m": _median([[float(x) for x in asset.bounds.size]]),
            **_names(row.names),
            "licence": asset.license,
            "tags": list(row.belongs.rooms),
        }
    for name, library in sorted(catalog.libraries.items()):
        if source not in (None, name):
            continue
        for category, members in library.categories.items():
            index = [library.rows[member] for member in members]
            names = catalog.categories[category].names if category in catalog.categories else index[0].names
            yield {
                "category": category,
                "source": name,
                "ids": [f"{name}/{member}" for member in members],
                "joints": sorted({joint for row in index for joint in row.joints}),
                "cavities": sorted({cavity for row in index for cavity in row.cavities}),
                "size_m": _median([list(row.size_m) for row in index]),
                **_names(names),
                "licence": ", ".join(sorted({row.license for row in index})),
                "tags": sorted({tag for row in index for tag in row.tags}),
            }


def _median(sizes: list[list[float]]) -> list[float]:
    return [round(float(x), 4) for x in np.median(np.array(sizes), axis=0)]


def _names(names: Names) -> JsonObject:
    return {"coco_name": names.coco, "wordnet": names.wordnet, "lvis": names.lvis, "ade": names.ade}
