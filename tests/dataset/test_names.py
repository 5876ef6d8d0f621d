"""Datasets under the classes of others, read back with pycocotools, PIL and PyYAML."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

import numpy as np
import pytest
import yaml
from PIL import Image
from pycocotools.coco import COCO

import simgen
from simgen.catalog import Catalog
from simgen.catalog.manifest import Names, parse_table
from simgen.catalog.vocabularies import VOCABULARIES, naming, official_classes
from simgen.dataset import read
from simgen.dataset.formats import EXPORTERS, WITH_CLASSES, export
from simgen.errors import CatalogError, DatasetError
from tests.handmade import CATEGORIES, dataset

CUP = 47  # COCO's category_id; simgen calls the thing a mug
FLOOR = 4  # ADE20K's number; it has no class for mugs


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dataset(tmp_path_factory.mktemp("names") / "data", 3)


def test_coco_has_its_official_classes_and_annotations_speak_them(folder: Path, tmp_path: Path) -> None:
    counts = export(read(folder), "coco", tmp_path / "coco", "coco")
    assert counts == {"images": 3, "annotations": 2, "categories": 80}
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO(str(tmp_path / "coco" / "annotations.json"))
    assert {a["category_id"] for a in coco.loadAnns(coco.getAnnIds())} == {CUP}
    assert [c["name"] for c in coco.loadCats([1, CUP, 90])] == ["person", "cup", "toothbrush"]


def test_what_has_no_class_is_left_out(folder: Path, tmp_path: Path) -> None:
    assert export(read(folder), "coco", tmp_path / "coco", "ade")["annotations"] == 0
    assert export(read(folder), "yolo", tmp_path / "yolo", "ade")["classes"] == 0


def test_yolo_names_the_class(folder: Path, tmp_path: Path) -> None:
    export(read(folder), "yolo", tmp_path / "yolo", "lvis")
    assert yaml.safe_load((tmp_path / "yolo" / "data.yaml").read_text())["names"] == {0: "mug"}


def test_semantic_maps_hold_the_class_of_each_pixel(folder: Path, tmp_path: Path) -> None:
    counts = export(read(folder), "semantic", tmp_path / "ade", "ade")
    assert counts == {"images": 3, "classes": 150, "classes seen": 1}
    classes = json.loads((tmp_path / "ade" / "classes.json").read_text())
    assert (classes["1"], classes[str(FLOOR)], classes["150"]) == ("wall", "floor", "flag")
    for record in read(folder):
        with Image.open(tmp_path / "ade" / "annotations" / f"{record.key}.png") as image:
            assert image.mode == "L"
            mask = np.array(image)
        np.testing.assert_array_equal(mask == FLOOR, record.semantic_id == CATEGORIES["floor"])
        assert set(np.unique(mask).tolist()) <= {0, FLOOR}
        assert (tmp_path / "ade" / "images" / f"{record.key}.png").read_bytes() == record.rgb_path.read_bytes()


def test_semantic_maps_of_simgens_own_categories_are_its_ids(folder: Path, tmp_path: Path) -> None:
    export(read(folder), "semantic", tmp_path / "own")
    for record in read(folder):
        with Image.open(tmp_path / "own" / "annotations" / f"{record.key}.png") as image:
            np.testing.assert_array_equal(np.array(image), record.semantic_id)


@pytest.mark.parametrize("name", sorted(set(EXPORTERS) - set(WITH_CLASSES)))
def test_formats_without_classes_take_no_names(folder: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(DatasetError, match=f"'{name}' writes no classes"):
        export(read(folder), name, tmp_path / "out", "coco")
    assert not (tmp_path / "out").exists()


def test_the_official_numbers_are_those_of_their_makers() -> None:
    coco, ade = official_classes("coco"), official_classes("ade")
    missing = {12, 26, 29, 30, 45, 66, 68, 69, 71, 83}
    assert sorted(coco.values()) == sorted(set(range(1, 91)) - missing)
    assert sorted(ade.values()) == list(range(1, 151))


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_a_class_has_one_number_and_a_category_one_class(vocabulary: str) -> None:
    names = naming(vocabulary, Catalog(libraries={}))
    assert len(set(names.classes.values())) == len(names.classes)
    assert set(names.of.values()) <= set(names.classes)
    rows = {k: getattr(row.names, vocabulary) for k, row in Catalog().categories.items()}
    assert names.of == {k: name for k, name in rows.items() if name is not None}
    assert names.number("thing that nobody has") is None


def test_an_unknown_class_of_coco_is_a_fault_of_the_table() -> None:
    with pytest.raises(CatalogError) as caught:
        parse_table("cup: {coco: cups}\n", Names, "names.yaml")
    assert "names.yaml:1" in str(caught.value)
    assert "'cups' is not one of its 80 classes. Did you mean 'cup'?" in str(caught.value)


def test_an_unknown_vocabulary_names_the_nearest() -> None:
    with pytest.raises(CatalogError, match="Did you mean 'coco'"):
        naming("cocoa", Catalog(libraries={}))


def test_predictions_in_official_numbers_are_scored(folder: Path, tmp_path: Path) -> None:
    export(read(folder), "coco", tmp_path / "coco", "coco")
    rows = json.loads((tmp_path / "coco" / "annotations.json").read_text())["annotations"]
    given = [{k: row[k] for k in ("image_id", "category_id", "bbox")} | {"score": 0.5} for row in rows]
    (tmp_path / "found.json").write_text(json.dumps(given))
    found = simgen.evaluate(folder, str(tmp_path / "found.json"), names="coco", min_visible_px=0)
    assert found.value("ap") == {"": 1.0}
    with pytest.raises(DatasetError, match="there is no category_id 47"):
        simgen.evaluate(folder, str(tmp_path / "found.json"), min_visible_px=0)


def test_semantic_maps_in_official_numbers_are_scored(folder: Path, tmp_path: Path) -> None:
    export(read(folder), "semantic", tmp_path / "ade", "ade")
    keys = [record.key for record in read(folder)]
    given = [{"image_id": key, "semantic": f"ade/annotations/{key}.png"} for key in keys]
    (tmp_path / "found.json").write_text(json.dumps(given))
    found = simgen.evaluate(folder, str(tmp_path / "found.json"), names="ade")
    assert (found.value("miou"), found.value("pixel_accuracy")) == ({"": 1.0}, {"": 1.0})
    with Image.open(tmp_path / "ade" / "annotations" / f"{keys[0]}.png") as image:
        wrong = np.where(np.array(image) == FLOOR, 1, 0).astype(np.uint8)
    Image.fromarray(wrong).save(tmp_path / "ade" / "annotations" / f"{keys[0]}.png")
    assert simgen.evaluate(folder, str(tmp_path / "found.json"), names="ade").value("pixel_accuracy")[""] < 1


@pytest.mark.parametrize("name", [name for name in EXPORTERS if name not in ("scene_graph", "bop")])
def test_a_picture_that_is_gone_is_told_by_its_path(name: str, tmp_path: Path) -> None:
    record = read(dataset(tmp_path / "data", 2))[1]
    record.rgb_path.unlink()
    with pytest.raises(DatasetError) as caught:
        export(read(tmp_path / "data"), name, tmp_path / "out")
    assert str(record.rgb_path) in str(caught.value)
