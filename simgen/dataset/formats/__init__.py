"""Exports: one file a format, found by name.

An exporter is a function `export(dataset, folder, naming) -> summary`. It writes a folder that did not exist
or was empty, and gives counts to print. `naming` tells what a category is called and numbered; formats whose content
has its own words or numbers take none. To add a format: one file here, one line in EXPORTERS, one test that reads the
result back with the format's own reader.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from simgen.catalog.catalog import Catalog
from simgen.catalog.vocabularies import naming, own_naming
from simgen.dataset.reader import Dataset
from simgen.errors import DatasetError, did_you_mean

# Those that write categories, which may go by other names.
NAMING_EXPORTERS = {
    "coco": "simgen.dataset.formats.coco:export",
    "yolo": "simgen.dataset.formats.yolo:export",
    "semantic": "simgen.dataset.formats.semantic:export",
}
EXPORTERS = {
    **NAMING_EXPORTERS,
    "bop": "simgen.dataset.formats.bop:export",
    "scene_graph": "simgen.dataset.formats.scene_graph:export",
    "vqa": "simgen.dataset.formats.vqa:export",
}


def export(dataset: Dataset, name: str, folder: Path, vocabulary: str | None = None) -> dict[str, int]:
    """Write `dataset` into `folder` in the format called `name`; give counts of what was written.

    `vocabulary`: categories go by the classes of COCO, LVIS, … (`simgen.catalog.vocabularies`), and what has no class
    there is left out.
    """
    if name not in EXPORTERS:
        raise DatasetError(f"unknown format '{name}'.", remedy=did_you_mean(name, EXPORTERS))
    if vocabulary is not None and name not in NAMING_EXPORTERS:
        raise DatasetError(
            f"the format '{name}' writes no classes, so they cannot go by the names of '{vocabulary}'.",
            remedy=f"Leave the vocabulary out, or choose one of {', '.join(NAMING_EXPORTERS)}.",
        )
    names = own_naming(dataset.categories) if vocabulary is None else naming(vocabulary, Catalog())
    if not len(dataset):
        raise DatasetError("the dataset has no finished sample", where=str(dataset.folder), remedy="Render it first.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DatasetError("the output is not an empty folder", where=str(folder), remedy="Choose another -o.")
    module, function = EXPORTERS[name].split(":")
    exporter = getattr(importlib.import_module(module), function)
    given: tuple[Any, ...] = (names,) if name in NAMING_EXPORTERS else ()
    counts: dict[str, int] = exporter(dataset, folder, *given)
    return counts
