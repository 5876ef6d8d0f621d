"""Semantic segmentation as ADE20K lays it out: images/, annotations/ and classes.json.

An annotation is a PNG of the picture's size: the number of the class of what is seen at each pixel's centre, structure
(walls, floor, …) included, 0 where nothing is or where it has no class. It has 8 bits where all numbers fit, else 16.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from simgen.catalog.vocabularies import Naming
from simgen.dataset.formats.pictures import copy_picture
from simgen.dataset.images import encode_png
from simgen.dataset.reader import Dataset
from simgen.dataset.writer import write_file


def export(dataset: Dataset, folder: Path, naming: Naming) -> dict[str, int]:
    """Write the dataset into `folder`; classes.json comes last, so its presence means complete."""
    for name in ("images", "annotations"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    most = max(naming.classes.values(), default=0)
    numbers = np.zeros(1 + max(dataset.categories.values()), dtype=np.int64)
    for category, own in dataset.categories.items():
        numbers[own] = naming.number(category) or 0
    seen: set[int] = set()
    for record in dataset:
        copy_picture(record, folder / "images" / f"{record.key}.png")
        found = numbers[record.semantic_id]
        mask = found.astype(np.uint8) if most < 2**8 else found.astype(np.uint16)
        seen |= set(np.unique(mask).tolist()) - {0}
        write_file(folder / "annotations" / f"{record.key}.png", encode_png(mask))
    table = {str(number): name for name, number in sorted(naming.classes.items(), key=lambda item: item[1])}
    write_file(folder / "classes.json", json.dumps(table, indent=1).encode())
    return {"images": len(dataset), "classes": len(naming.classes), "classes seen": len(seen)}
