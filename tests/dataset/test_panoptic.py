"""The panoptic export, read back with PIL and json as COCO's own tools read it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from simgen.dataset import Dataset
from simgen.dataset.formats import export


def segments(path: Path) -> npt.NDArray[np.int64]:
    with Image.open(path) as image:
        assert image.mode == "RGB"
        return np.array(image).astype(np.int64) @ [1, 256, 256**2]


@pytest.fixture(scope="module")
def folder(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("panoptic") / "own"
    export(dataset, "panoptic", folder)
    return folder


def test_every_pixel_is_of_the_segment_that_it_shows(dataset: Dataset, folder: Path) -> None:
    content = json.loads((folder / "panoptic.json").read_text())
    categories = {c["id"]: c for c in content["categories"]}
    assert [a["file_name"] for a in content["annotations"]] == [f"{record.key}.png" for record in dataset]
    for annotation, record in zip(content["annotations"], dataset, strict=True):
        found = segments(folder / "panoptic" / annotation["file_name"])
        assert (folder / "images" / annotation["file_name"]).read_bytes() == record.rgb_path.read_bytes()
        told = {s["id"]: s for s in annotation["segments_info"]}
        assert set(np.unique(found).tolist()) - {0} == set(told)
        np.testing.assert_array_equal(found == 0, record.instance_id == 0)
        for number, segment in told.items():
            mask = found == number
            rows, columns = np.nonzero(mask)
            x, y, width, height = segment["bbox"]
            assert (x, y, x + width - 1, y + height - 1) == (columns.min(), rows.min(), columns.max(), rows.max())
            assert segment["area"] == len(rows)
            assert set(record.semantic_id[mask].tolist()) == {segment["category_id"]}
            if categories[segment["category_id"]]["isthing"]:
                np.testing.assert_array_equal(mask, record.instance_id == number)
            else:
                np.testing.assert_array_equal(mask, record.semantic_id == segment["category_id"])
    structure = {c["name"] for c in content["categories"] if not c["isthing"]}
    assert {"floor", "wall"} <= structure and not structure & {"table", "mug", "book", "chair"}


def test_images_are_numbered_as_in_the_coco_export(dataset: Dataset, folder: Path, tmp_path: Path) -> None:
    export(dataset, "coco", tmp_path / "coco")
    numbers = [
        {image["id"]: image["file_name"] for image in json.loads(path.read_text())["images"]}
        for path in (folder / "panoptic.json", tmp_path / "coco" / "annotations.json")
    ]
    assert numbers[0] == numbers[1]


def test_what_has_no_class_is_void(dataset: Dataset, tmp_path: Path) -> None:
    export(dataset, "panoptic", tmp_path / "coco", "coco")
    content = json.loads((tmp_path / "coco" / "panoptic.json").read_text())
    assert len(content["categories"]) == 80
    for annotation, record in zip(content["annotations"], dataset, strict=True):
        found = segments(tmp_path / "coco" / "panoptic" / annotation["file_name"])
        named = {s["id"] for s in annotation["segments_info"]}
        assert named and set(np.unique(found).tolist()) == named | {0}
        assert not found[record.semantic_id == dataset.categories["wall"]].any()
