"""COCO instances: images/ and annotations.json (https://cocodataset.org/#format-data).

Masks are compressed RLE of the visible pixels, boxes are x, y, width, height. Structure (walls, floor, …) is not
annotated, nor what has no class under the names that were asked for. Every annotation also tells what COCO has no field
for: the instance id and name, the visible fraction, the amodal mask and box, and the licence of its asset.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from simgen.catalog.vocabularies import Naming
from simgen.dataset.reader import Dataset, Record
from simgen.dataset.rle import encode_mask
from simgen.dataset.writer import write_file
from simgen.world import JsonObject


def export(dataset: Dataset, folder: Path, naming: Naming) -> dict[str, int]:
    """Write the dataset into `folder`; annotations.json comes last, so its presence means complete."""
    images_folder = folder / "images"
    images_folder.mkdir(parents=True, exist_ok=True)
    licenses: dict[tuple[str, str, str], int] = {}
    images: list[JsonObject] = []
    annotations: list[JsonObject] = []
    for number, record in enumerate(dataset, start=1):
        file_name = f"{record.key}.png"
        shutil.copyfile(record.rgb_path, images_folder / file_name)
        images.append(
            {"id": number, "file_name": file_name, "width": record.meta["width"], "height": record.meta["height"]}
        )
        for annotation in _annotations(record, number, naming, licenses):
            annotations.append({"id": len(annotations) + 1, **annotation})
    content = {
        "info": {
            "description": f"{dataset.header['spec_name']}, made with simgen",
            "version": dataset.header["format"],
            "spec_digest": dataset.header["spec_digest"],
            "seed": dataset.header["seed"],
        },
        "licenses": [
            {"id": number, "name": name, "creator": creator, "source": source, "url": ""}
            for (name, creator, source), number in licenses.items()
        ],
        "categories": [{"id": i, "name": name, "supercategory": ""} for name, i in naming.classes.items()],
        "images": images,
        "annotations": annotations,
    }
    write_file(folder / "annotations.json", json.dumps(content, sort_keys=True).encode())
    return {"images": len(images), "annotations": len(annotations), "categories": len(naming.classes)}


def _annotations(
    record: Record, image_id: int, naming: Naming, licenses: dict[tuple[str, str, str], int]
) -> list[JsonObject]:
    instance_id = record.instance_id
    assets: dict[int, Any] = {b["instance_id"]: b["asset"] for b in record.meta["scenario"]["bodies"]}
    result = []
    for label in record.meta["instances"]:
        number = naming.number(label["category"])
        if label["role"] != "object" or label["box"] is None or number is None:
            continue
        x0, y0, x1, y1 = label["box"]
        asset = assets[label["instance_id"]]
        license_key = (asset["license"], asset["creator"], asset["source"])
        result.append(
            {
                "image_id": image_id,
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
                "license": licenses.setdefault(license_key, len(licenses) + 1),
            }
        )
    return result


def _xywh(box: list[float] | None) -> list[float] | None:
    return None if box is None else [box[0], box[1], box[2] - box[0], box[3] - box[1]]
