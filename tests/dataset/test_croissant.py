"""The croissant export, read back with MLCommons's own reader, and its card as Hugging Face reads it."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import cv2
import mlcroissant
import numpy as np
import pytest
import yaml

from simgen.dataset import Dataset
from simgen.dataset.formats import export
from simgen.dataset.formats.croissant import TABLES


@pytest.fixture(scope="module")
def folder(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("croissant") / "own"
    export(dataset, "croissant", folder)
    return folder


@pytest.fixture(scope="module")
def tables(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows of each record set, without the set's name before each field's."""
    described = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
    assert not described.metadata.issues.errors

    def plain(value: Any) -> Any:
        return value.decode() if isinstance(value, bytes) else value

    return {
        name: [{k.partition("/")[2]: plain(v) for k, v in row.items()} for row in described.records(name)]
        for name in (*TABLES, "images_files")
    }


def test_pictures_and_cameras_are_those_of_the_dataset(
    dataset: Dataset, folder: Path, tables: dict[str, list[dict[str, Any]]]
) -> None:
    shown = {row["file"]: np.asarray(row["content"]) for row in tables["images_files"]}
    assert len(shown) == len(tables["images"]) == len(dataset)
    for row, record in zip(tables["images"], dataset, strict=True):
        k = record.camera.intrinsics
        assert (row["image"], row["camera"]) == (record.key, record.camera.name)
        assert (row["width"], row["height"], row["fx"], row["cy"]) == (k.width, k.height, k.fx, k.cy)
        np.testing.assert_array_equal(shown[f"{record.key}.png"], record.rgb)
        ids = cv2.imread(str(folder / "instances" / f"{record.key}.png"), cv2.IMREAD_UNCHANGED)
        np.testing.assert_array_equal(ids, record.instance_id)
        millimetres = cv2.imread(str(folder / "depth" / f"{record.key}.png"), cv2.IMREAD_UNCHANGED)
        assert millimetres.dtype == np.uint16
        known = np.isfinite(record.depth_m)
        np.testing.assert_array_equal(millimetres[~known], 0)
        np.testing.assert_allclose(millimetres[known] / 1000, record.depth_m[known], atol=0.00051)


def test_things_states_and_relations_are_those_of_the_dataset(
    dataset: Dataset, tables: dict[str, list[dict[str, Any]]]
) -> None:
    things = {(row["image"], row["id"]): row for row in tables["objects"]}
    held = Counter((r["image"], r["subject"], r["predicate"], r["object"], r["holds"]) for r in tables["relations"])
    states = {(row["image"], row["id"], row["state"]): (row["holds"], row["margin"]) for row in tables["states"]}
    count = 0
    for record in dataset:
        for x in record.labels.instances:
            row = things[record.key, x.instance_id]
            count += 1
            assert (row["name"], row["category"], row["role"]) == (x.name, x.category, x.role)
            box = tuple(row[f"box_{edge}"] for edge in ("x0", "y0", "x1", "y1"))
            assert box == (tuple(x.box) if x.box else (None,) * 4)
            assert row["visible_px"] == (record.instance_id == x.instance_id).sum()
            # The box's centre, seen from the camera, is where the record's poses put it.
            center = x.camera_from_body.apply(np.array(x.box_center_m))
            np.testing.assert_allclose([row[f"center_{axis}_m"] for axis in "xyz"], center)
            for name, value in x.states.items():
                assert states.pop((record.key, x.instance_id, name)) == (value["holds"], value["margin"])
        held -= Counter((record.key, r.subject, r.predicate, r.object, r.holds) for r in record.labels.relations)
    assert count == len(things) and not states and not held


def test_the_card_names_the_tables_and_what_is_owed(dataset: Dataset, folder: Path) -> None:
    _, head, text = (folder / "README.md").read_text().split("---\n", 2)
    told = yaml.safe_load(head)
    assert told["license"] == "cc0-1.0" and told["pretty_name"] == dataset.header["spec_name"]
    for config in told["configs"]:
        with (folder / config["data_files"]).open(newline="") as file:
            columns = next(csv.reader(file))
        assert columns == list(TABLES[config["config_name"]].columns)
    assert "| CC0-1.0 | simgen | generated |" in text
