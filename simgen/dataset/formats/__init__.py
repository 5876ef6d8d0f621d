"""Exports: one file a format, found by name.

An exporter is a function `export(dataset, folder) -> summary`. It writes a folder that did not exist
or was empty, and gives counts to print. To add a format: one file here, one line in EXPORTERS, one test that
reads the result back with the format's own reader.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path

from simgen.dataset.reader import Dataset
from simgen.errors import DatasetError, did_you_mean

Exporter = Callable[[Dataset, Path], dict[str, int]]

EXPORTERS = {
    "coco": "simgen.dataset.formats.coco:export",
    "yolo": "simgen.dataset.formats.yolo:export",
    "bop": "simgen.dataset.formats.bop:export",
    "scene_graph": "simgen.dataset.formats.scene_graph:export",
    "vqa": "simgen.dataset.formats.vqa:export",
}


def export(dataset: Dataset, name: str, folder: Path) -> dict[str, int]:
    """Write `dataset` into `folder` in the format called `name`; give counts of what was written."""
    if name not in EXPORTERS:
        raise DatasetError(f"unknown format '{name}'.", remedy=did_you_mean(name, EXPORTERS))
    if not len(dataset):
        raise DatasetError("the dataset has no finished sample", where=str(dataset.folder), remedy="Render it first.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DatasetError("the output is not an empty folder", where=str(folder), remedy="Choose another -o.")
    module, function = EXPORTERS[name].split(":")
    exporter: Exporter = getattr(importlib.import_module(module), function)
    return exporter(dataset, folder)
