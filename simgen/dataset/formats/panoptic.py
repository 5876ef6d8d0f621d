"""COCO panoptic segmentation: images/, panoptic/ and panoptic.json (https://cocodataset.org/#format-data).

Every pixel is of one segment: things one by one, and of the room's structure (walls, floor, …) all of a class in one. A
segment's id is R + 256 G + 256² B in panoptic/, 0 where nothing is or where it has no class. A thing's is its instance
id; images are numbered as in the export `coco`.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt

from simgen.catalog.vocabularies import Naming
from simgen.dataset.formats.pictures import Licences, copied, info
from simgen.dataset.images import encode_png
from simgen.dataset.reader import Dataset, Record
from simgen.dataset.writer import write_file
from simgen.world import JsonObject

# Instance ids have 16 bits; segments of structure are numbered after them, by their class.
_STRUCTURE = 1 << 16


def export(dataset: Dataset, folder: Path, naming: Naming) -> dict[str, int]:
    """Write the dataset into `folder`; panoptic.json comes last, so its presence means complete."""
    images = copied(dataset, folder / "images")
    licences = Licences()
    (folder / "panoptic").mkdir()
    annotations: list[JsonObject] = []
    structure: set[int] = set()
    for image, record in zip(images, dataset, strict=True):
        owed = licences.of(record)
        classes = {_segment(label, naming): naming.number(label["category"]) for label in record.meta["instances"]}
        found = _segments(record, naming)
        colors = np.stack([found & 255, found >> 8 & 255, found >> 16], axis=-1).astype(np.uint8)
        write_file(folder / "panoptic" / image["file_name"], encode_png(colors))
        segments: list[JsonObject] = []
        for segment in np.setdiff1d(found, 0).tolist():
            told = {"id": segment, "category_id": classes[segment], "iscrowd": 0, **_extent(found == segment)}
            segments.append(told if segment >= _STRUCTURE else {**told, "license": owed[segment]})
        annotations.append({"image_id": image["id"], "file_name": image["file_name"], "segments_info": segments})
        structure |= {s["category_id"] for s in segments if s["id"] >= _STRUCTURE}
    content = {
        "info": info(dataset),
        "licenses": licences.rows,
        "images": images,
        "annotations": annotations,
        "categories": [
            {"id": number, "name": name, "supercategory": "", "isthing": int(number not in structure)}
            for name, number in naming.classes.items()
        ],
    }
    write_file(folder / "panoptic.json", json.dumps(content, sort_keys=True).encode())
    segment_count = sum(len(annotation["segments_info"]) for annotation in annotations)
    return {"images": len(images), "segments": segment_count, "categories": len(naming.classes)}


def _segment(label: JsonObject, naming: Naming) -> int:
    """The id of the segment that an instance is of, 0 where it has no class."""
    number = naming.number(label["category"])
    if number is None:
        return 0
    return label["instance_id"] if label["role"] == "object" else _STRUCTURE + number


def _segments(record: Record, naming: Naming) -> npt.NDArray[np.int64]:
    """(H, W) the id of the segment that each pixel's centre shows."""
    table = np.zeros(1 + max((label["instance_id"] for label in record.meta["instances"]), default=0), np.int64)
    for label in record.meta["instances"]:
        table[label["instance_id"]] = _segment(label, naming)
    segments: npt.NDArray[np.int64] = table[record.instance_id]
    return segments


def _extent(mask: npt.NDArray[np.bool_]) -> JsonObject:
    """Pixels of a mask and its box, as COCO tells them."""
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    x, y = int(columns[0]), int(rows[0])
    return {"area": int(mask.sum()), "bbox": [x, y, int(columns[-1]) + 1 - x, int(rows[-1]) + 1 - y]}
