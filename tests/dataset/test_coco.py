from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

import numpy as np
import pytest
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO

from simgen.dataset import open_dataset, read
from simgen.dataset.formats import EXPORTERS, export
from simgen.errors import DatasetError
from tests.handmade import CATEGORIES, HEADER, dataset


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return dataset(tmp_path / "data", 3)


def test_pycocotools_reads_back_every_mask_box_and_category(folder: Path, tmp_path: Path) -> None:
    counts = export(read(folder), "coco", tmp_path / "coco")
    assert counts == {"images": 3, "annotations": 2, "categories": 3}
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO(str(tmp_path / "coco" / "annotations.json"))
    assert {c["name"]: c["id"] for c in coco.loadCats(coco.getCatIds())} == CATEGORIES
    by_key = {record.key: record for record in read(folder)}
    for image in coco.loadImgs(coco.getImgIds()):
        record = by_key[Path(image["file_name"]).stem]
        assert (tmp_path / "coco" / "images" / image["file_name"]).read_bytes() == record.rgb_path.read_bytes()
        annotations = coco.loadAnns(coco.getAnnIds(imgIds=[image["id"]]))
        visible = [x for x in record.labels.instances if x.role == "object" and x.visible_px]
        assert len(annotations) == len(visible)
        for annotation, label in zip(annotations, visible, strict=True):
            mask = coco.annToMask(annotation).astype(bool)
            np.testing.assert_array_equal(mask, record.instance_id == label.instance_id)
            assert annotation["category_id"] == CATEGORIES[label.category]
            assert annotation["area"] == mask.sum()
            np.testing.assert_array_equal(annotation["bbox"], coco_mask.toBbox(coco.annToRLE(annotation)))
            amodal = coco_mask.decode(annotation["amodal_segmentation"]).astype(bool)
            np.testing.assert_array_equal(amodal, record.amodal_mask(label.instance_id))


def test_every_annotation_names_a_listed_license(folder: Path, tmp_path: Path) -> None:
    export(read(folder), "coco", tmp_path / "coco")
    content = json.loads((tmp_path / "coco" / "annotations.json").read_text())
    assert [x["name"] for x in content["licenses"]] == ["CC0-1.0"]
    assert {a["license"] for a in content["annotations"]} == {x["id"] for x in content["licenses"]}


def test_what_was_poured_and_is_no_body_of_the_scenario_has_its_licence(folder: Path, tmp_path: Path) -> None:
    for record in read(folder):
        meta = json.loads(record.meta_path.read_text())
        meta["scenario"]["bodies"] = [b for b in meta["scenario"]["bodies"] if b["asset"]["category"] != "mug"]
        record.meta_path.write_text(json.dumps(meta))
    for name, file in (("coco", "annotations.json"), ("panoptic", "panoptic.json")):
        export(read(folder), name, tmp_path / name)
        content = json.loads((tmp_path / name / file).read_text())
        told = [s for a in content["annotations"] for s in a.get("segments_info", [a]) if "license" in s]
        assert len(told) == 2 and {s["license"] for s in told} == {x["id"] for x in content["licenses"]}


def test_an_unknown_format_names_the_nearest(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(DatasetError) as caught:
        export(read(folder), "cocoa", tmp_path / "x")
    assert str(caught.value) == "unknown format 'cocoa'. Did you mean 'coco'?"


def test_a_folder_with_files_is_never_exported_into(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "x").write_text("mine")
    with pytest.raises(DatasetError, match="not an empty folder"):
        export(read(folder), "coco", out)
    assert [p.name for p in out.iterdir()] == ["x"]


@pytest.mark.parametrize("name", EXPORTERS)
@pytest.mark.parametrize("was_there", [True, False])
def test_an_export_that_fails_on_the_way_leaves_nothing(
    folder: Path, tmp_path: Path, name: str, was_there: bool
) -> None:
    key = read(folder)[-1].key
    for path in (folder / "samples").glob(f"{key}.*"):
        path.write_bytes(path.read_bytes()[:50])
    out = tmp_path / "out"
    if was_there:
        out.mkdir()
    with pytest.raises(DatasetError, match=key):
        export(read(folder), name, out)
    assert out.exists() == was_there and not list(tmp_path.glob("out/*"))


def test_an_empty_dataset_is_refused(tmp_path: Path) -> None:
    open_dataset(tmp_path / "data", HEADER)
    with pytest.raises(DatasetError, match="no finished sample"):
        export(read(tmp_path / "data"), "coco", tmp_path / "out")
    assert not (tmp_path / "out").exists()
