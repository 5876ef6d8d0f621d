"""YOLO as Ultralytics reads it: data.yaml, images/{train,val}/, labels/{train,val}/ (https://docs.ultralytics.com).

A line of a label file is `class cx cy w h`, of the box of an object's visible pixels, as shares of width and height;
classes count from 0 in alphabetical order of those that are seen at all. Structure (walls, floor, …) is not annotated,
nor what has no class under the names that were asked for. A spec's splits are folders and keys of data.yaml by their
names; where there are none, every fifth sample is for validation. What Ultralytics must have and the dataset lacks,
`train` or `val`, is the other of the two, or else the first part.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from simgen.catalog.vocabularies import Naming
from simgen.dataset.formats.pictures import copy_picture, parts_of
from simgen.dataset.reader import Dataset, Record
from simgen.dataset.writer import write_file


def export(dataset: Dataset, folder: Path, naming: Naming) -> dict[str, int]:
    """Write the dataset into `folder`; data.yaml comes last, so its presence means complete."""
    seen = {x.category for record in dataset for x in record.labels.instances if x.role == "object" and x.box}
    names = {category: naming.of[category] for category in seen if category in naming.of}
    classes = {name: number for number, name in enumerate(sorted(set(names.values())))}
    numbers = {category: classes[name] for category, name in names.items()}
    counts: dict[str, int] = {}
    boxes = 0
    for record, part in zip(dataset, parts_of(dataset), strict=True):
        counts[part] = counts.get(part, 0) + 1
        for kind in ("images", "labels"):
            (folder / kind / part).mkdir(parents=True, exist_ok=True)
        copy_picture(record, folder / "images" / part / f"{record.key}.png")
        lines = label_lines(record, numbers)
        boxes += len(lines)
        write_file(folder / "labels" / part / f"{record.key}.txt", "".join(f"{line}\n" for line in lines).encode())
    first = next(iter(counts))
    train = next((part for part in ("train", "val") if part in counts), first)
    val = next((part for part in ("val", "train") if part in counts), first)
    table = {
        # Relative, so that the folder can be moved: Ultralytics looks beside data.yaml.
        "path": ".",
        **{part: f"images/{part}" for part in counts},
        "train": f"images/{train}",
        "val": f"images/{val}",
        "names": {number: name for name, number in classes.items()},
    }
    write_file(folder / "data.yaml", yaml.safe_dump(table, sort_keys=False).encode())
    return {**counts, "boxes": boxes, "classes": len(classes)}


def label_lines(record: Record, numbers: Mapping[str, int]) -> list[str]:
    """The lines of a sample's label file, in the order of its instances. `numbers`: category → number of its class."""
    width, height = record.meta["width"], record.meta["height"]
    lines = []
    for label in record.labels.instances:
        if label.role != "object" or label.box is None or label.category not in numbers:
            continue
        x0, y0, x1, y1 = label.box
        shares = ((x0 + x1) / 2 / width, (y0 + y1) / 2 / height, (x1 - x0) / width, (y1 - y0) / height)
        lines.append(f"{numbers[label.category]} " + " ".join(f"{share:.8f}" for share in shares))
    return lines
