"""What formats tell alike: where a dataset is from, its pictures, depth as a picture, licences of what they show."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from simgen.dataset.reader import Dataset, Record
from simgen.errors import DatasetError
from simgen.world import JsonObject

EVERY = 5


@dataclass
class Licences:
    """Numbers licences as they come, each with its creator and source; `of` is by instance id."""

    _numbers: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def of(self, record: Record) -> dict[int, int]:
        """Instance id → number, for all instances of the record."""
        assets = {body["instance_id"]: body["asset"] for body in record.meta["scenario"]["bodies"]}
        # What was poured after physics is no body of the scenario; it goes by its category.
        owed = {name: entry for entry in record.meta["provenance"]["licenses"] for name in entry["categories"]}
        numbers = {}
        for label in record.meta["instances"]:
            entry = assets.get(label["instance_id"]) or owed[label["category"]]
            key = (entry["license"], entry["creator"], entry["source"])
            numbers[label["instance_id"]] = self._numbers.setdefault(key, len(self._numbers) + 1)
        return numbers

    @property
    def rows(self) -> list[JsonObject]:
        """COCO's `licenses`."""
        return [
            {"id": number, "name": name, "creator": creator, "source": source, "url": ""}
            for (name, creator, source), number in self._numbers.items()
        ]


def info(dataset: Dataset) -> JsonObject:
    """COCO's `info`."""
    return {
        "description": f"{dataset.header['spec_name']}, made with simgen",
        "version": dataset.header["format"],
        "spec_digest": dataset.header["spec_digest"],
        "seed": dataset.header["seed"],
    }


def copied(dataset: Dataset, folder: Path) -> list[JsonObject]:
    """COCO's `images`, numbered from 1 in the order of the dataset, after copying them to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    rows: list[JsonObject] = []
    for number, record in enumerate(dataset, start=1):
        name = f"{record.key}.png"
        copy_picture(record, folder / name)
        rows.append({"id": number, "file_name": name, "width": record.meta["width"], "height": record.meta["height"]})
    return rows


def copy_picture(record: Record, path: Path) -> None:
    """Put the record's picture at `path`; DatasetError where it is not there or cannot be written."""
    try:
        shutil.copyfile(record.rgb_path, path)
    except OSError as error:
        raise DatasetError(
            f"cannot copy the picture: {error.strerror}",
            where=str(error.filename or path),
            remedy="`simgen validate` tells what is whole; a sample without its meta.json is made again.",
        ) from error


def parts_of(dataset: Dataset) -> list[str]:
    """Which part of a benchmark each sample is: its split or, of a spec without splits, `val` for every fifth.

    Of two to four samples the last is for validation.
    """
    if any(record.split for record in dataset):
        return [record.split or "unsplit" for record in dataset]
    count = len(dataset)
    return ["val" if n % EVERY == 0 or 1 < n == count < EVERY else "train" for n in range(1, count + 1)]


def refuse_bent_lenses(dataset: Dataset, name: str) -> None:
    """DatasetError where a camera is no pinhole, for formats that know no other."""
    for record in dataset:
        if k1 := record.camera.intrinsics.k1:
            raise DatasetError(
                f"{name} knows pinholes alone, and this camera's lens bends by k1 = {k1:g}",
                where=str(record.meta_path),
                remedy="Render with camera.distortion_k1: 0, or leave such samples out.",
            )


def depth_image(depth_m: npt.NDArray[np.float32], unit_mm: float) -> npt.NDArray[np.uint16]:
    """(H, W) depth in units of `unit_mm` millimetres; 0 where nothing is, or where it is too far for 16 bits."""
    steps = np.round(np.where(np.isfinite(depth_m), depth_m, 0.0).astype(np.float64) * 1000 / unit_mm)
    return np.where(steps <= np.iinfo(np.uint16).max, steps, 0).astype(np.uint16)
