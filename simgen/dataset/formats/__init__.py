"""Exports: one file a format, found by name.

An exporter is a function `export(dataset, folder) -> summary`. It writes a folder that did not exist or was empty, and
gives counts to print. Those of WITH_CLASSES also take a `Naming`: what a category is called and numbered. To add a
format: one file here, one line in EXPORTERS, one test that reads the result back with the format's own reader.
"""

from __future__ import annotations

import importlib
import shutil
from pathlib import Path

from simgen.catalog.catalog import Catalog
from simgen.catalog.vocabularies import Naming, naming, own_naming
from simgen.dataset.reader import Dataset
from simgen.errors import DatasetError, did_you_mean

EXPORTERS = {
    "coco": "simgen.dataset.formats.coco:export",
    "yolo": "simgen.dataset.formats.yolo:export",
    "panoptic": "simgen.dataset.formats.panoptic:export",
    "semantic": "simgen.dataset.formats.semantic:export",
    "kitti": "simgen.dataset.formats.kitti:export",
    "bop": "simgen.dataset.formats.bop:export",
    "scene_graph": "simgen.dataset.formats.scene_graph:export",
    "croissant": "simgen.dataset.formats.croissant:export",
    "vqa": "simgen.dataset.formats.vqa:export",
}
# Those that write classes, which may go by other names.
WITH_CLASSES = ("coco", "panoptic", "yolo", "semantic", "kitti")


def export(dataset: Dataset, name: str, folder: Path, vocabulary: str | None = None) -> dict[str, int]:
    """Write `dataset` into `folder` in the format called `name`; give counts of what was written.

    `vocabulary`: categories go by the classes of COCO, LVIS, … (`simgen.catalog.vocabularies`), and what has no class
    there is left out. DatasetError, and nothing is written, where the format or a sample cannot be used.
    """
    if name not in EXPORTERS:
        raise DatasetError(f"unknown format '{name}'.", remedy=did_you_mean(name, EXPORTERS))
    if vocabulary is not None and name not in WITH_CLASSES:
        raise DatasetError(
            f"the format '{name}' writes no classes, so they cannot go by the names of '{vocabulary}'.",
            remedy=f"Leave the vocabulary out, or choose one of {', '.join(WITH_CLASSES)}.",
        )
    if not len(dataset):
        raise DatasetError("the dataset has no finished sample", where=str(dataset.folder), remedy="Render it first.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DatasetError("the output is not an empty folder", where=str(folder), remedy="Choose another -o.")
    module, function = EXPORTERS[name].split(":")
    exporter = getattr(importlib.import_module(module), function)
    spoken: tuple[Naming, ...] = ()
    if name in WITH_CLASSES:
        spoken = (own_naming(dataset.categories) if vocabulary is None else naming(vocabulary, Catalog()),)
    was_there = folder.exists()
    try:
        counts: dict[str, int] = exporter(dataset, folder, *spoken)
    except BaseException:
        # The folder is as it was before.
        shutil.rmtree(folder, ignore_errors=True)
        if was_there:
            folder.mkdir()
        raise
    return counts
