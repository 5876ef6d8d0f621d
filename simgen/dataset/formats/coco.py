"""COCO instances: images/ and annotations.json (https://cocodataset.org/#format-data).

Masks are compressed RLE of the visible pixels, boxes are x, y, width, height. Structure (walls, floor, …) is not
annotated, nor what has no class under the names that were asked for. Every annotation also tells what COCO has no field
for: the instance id and name, the visible fraction, the amodal mask and box, and the licence of its asset. `licenses`
are of all that the pictures show.
"""

from __future__ import annotations

import json
from pathlib import Path

from simgen.catalog.vocabularies import Naming
from simgen.dataset.formats.pictures import Licences, copied, info
from simgen.dataset.reader import Dataset, Record
from simgen.dataset.rle import encode_mask
from simgen.dataset.writer import write_file
from simgen.world import JsonObject


def export(dataset: Dataset, folder: Path, naming: Naming) -> dict[str, int]:
    """Write the dataset into `folder`; annotations.json comes last, so its presence means complete."""
    images = copied(dataset, folder / "images")
    licences = Licences()
    annotations: list[JsonObject] = []
    for image, record in zip(images, dataset, strict=True):
        for annotation in _annotations(record, naming, licences.of(record)):
            annotations.append({"id": len(annotations) + 1, "image_id": image["id"], **annotation})
    content = {
        "info": info(dataset),
        "licenses": licences.rows,
        "categories": [{"id": i, "name": name, "supercategory": ""} for name, i in naming.classes.items()],
        "images": images,
        "annotations": annotations,
    }
    write_file(folder / "annotations.json", json.dumps(content, sort_keys=True).encode())
    return {"images": len(images), "annotations": len(annotations), "categories": len(naming.classes)}


def _annotations(record: Record, naming: Naming, licences: dict[int, int]) -> list[JsonObject]:
    instance_id = record.instance_id
    result = []
    for label in record.meta["instances"]:
        number = naming.number(label["category"])
        if label["role"] != "object" or label["box"] is None or number is None:
            continue
        x0, y0, x1, y1 = label["box"]
        result.append(
            {
                "category_id": number,
                "bbox": [x0, y0, x1 - x0, y1 - y0],
                "area": label["visible_px"],
                "segmentation": encode_mask(instance_id == label["instance_id"]),
                "iscrowd": 0,
                "instance_id": label["instance_id"],
                "instance_name": label["name"],
                "visible_fraction": label["visible_fraction"],
                "amodal_bbox": _xywh(label["amodal_box"]),
                "amodal_segmentation": label["amodal_rle"],
                "license": licences[label["instance_id"]],
            }
        )
    return result


def _xywh(box: list[float] | None) -> list[float] | None:
    return None if box is None else [box[0], box[1], box[2] - box[0], box[3] - box[1]]
