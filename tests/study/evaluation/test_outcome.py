"""From a dataset on disk and predictions to numbers and a report."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import simgen
from simgen.cli import main
from simgen.dataset import read
from simgen.dataset.formats import export
from simgen.errors import DatasetError
from simgen.study.evaluation import Vocabulary
from simgen.study.evaluation.predictions import crop
from tests.handmade import dataset

BOX = [6.0, 5.0, 10.0, 9.0]
ROW = {"image_id": 1, "category_id": 2, "bbox": [6, 5, 4, 4], "score": 0.9}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dataset(tmp_path_factory.mktemp("evaluation") / "data", 4)


def predictions(folder: Path, rows: Any) -> Path:
    path = folder / "predictions.json"
    path.write_text(json.dumps(rows))
    return path


def evaluate(data: Path, given: Any, **more: Any) -> Any:
    return simgen.evaluate(data, given, **{"min_visible_px": 0, **more})


def test_coco_results_with_the_image_ids_of_the_export_are_understood(data: Path, tmp_path: Path) -> None:
    export(read(data), "coco", tmp_path / "coco")
    exported = json.loads((tmp_path / "coco" / "annotations.json").read_text())
    rows = [{k: a[k] for k in ("image_id", "category_id", "bbox")} | {"score": 0.5} for a in exported["annotations"]]
    found = evaluate(data, predictions(tmp_path, rows))
    assert (found.value("ap"), found.value("recall", label="mug")) == ({"": 1.0}, {"": 1.0})
    keys = {image["id"]: Path(image["file_name"]).stem for image in exported["images"]}
    by_key = predictions(tmp_path, [{**row, "image_id": keys[row["image_id"]]} for row in rows[1:]])
    assert evaluate(data, by_key).value("recall")[""] == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({**ROW, "image_id": 9}, "row 0: no sample is called 9."),
        ({**ROW, "image_id": "handmade-000000-mian"}, "Did you mean 'handmade-000000-main'?"),
        ({**ROW, "category_id": 7}, "row 0: there is no category_id 7."),
        ({"image_id": 1, "category": "mugg", "bbox": [0, 0, 1, 1], "score": 1}, "Did you mean 'mug'?"),
        ({**ROW, "bbox": [1, 2, 3]}, "[1, 2, 3] is not a box"),
        ({**ROW, "bbox": [1, 2, -3, 4]}, "[1, 2, -3, 4] is not a box"),
        ({**ROW, "score": None}, "category_id (or category) and score are needed"),
        ({"image_id": 1}, "none of bbox, subject, semantic, depth, instance_id is there"),
        ({"image_id": 1, "subject": 2, "object": "table", "predicate": "on_top"}, "object is 'table'"),
    ],
)
def test_a_row_that_makes_no_sense_is_told_with_its_number(data: Path, tmp_path: Path, row: Any, told: str) -> None:
    with pytest.raises(DatasetError, match=re.escape(told)):
        evaluate(data, predictions(tmp_path, [row]))


def test_files_that_are_no_predictions_are_refused(data: Path, tmp_path: Path) -> None:
    for content, told in (({"a": 1}, "not a list of predictions"), ([ROW, {"image_id": 1, "depth": "a"}], "two tasks")):
        with pytest.raises(DatasetError, match=told):
            evaluate(data, predictions(tmp_path, content))
    with pytest.raises(DatasetError, match=r"names a category 'mugs'.*Did you mean 'mug'"):
        evaluate(data, predictions(tmp_path, {"predictions": [], "vocabulary": {"mugs": ["cup"]}}))


def test_a_model_is_any_function_of_a_picture(data: Path) -> None:
    seen = []

    def detector(image: np.ndarray) -> dict[str, Any]:
        seen.append(image.shape)
        return {"boxes": np.array([BOX]), "scores": np.array([0.9]), "labels": np.array([2])}

    found = evaluate(data, detector, by=["instances"])
    assert seen == [(12, 16, 3)] * 4
    # One false prediction in the second picture, of the same score as three right ones.
    assert found.value("recall") == {"": 1.0}
    assert found.value("recall", "instances") == {"0": None, "1": 1.0}


@pytest.mark.parametrize(
    ("task", "answer", "told"),
    [
        ("detect", {"boxes": [[1, 2, 3]], "scores": [0.5], "labels": ["mug"]}, "1 labels, boxes of shape (1, 3)"),
        ("detect", {"boxes": np.ones((4, 2)), "scores": [0.5, 0.4], "labels": ["mug", "mug"]}, "boxes of shape (4, 2)"),
        ("detect", {"boxes": [BOX], "scores": [0.5, 0.4], "labels": ["mug"]}, "and 2 scores"),
        ("detect", {"boxes": [[9, 9, 1, 1]], "scores": [0.5], "labels": ["mug"]}, "[9.0, 9.0, 1.0, 1.0], which is no"),
        ("detect", {"boxes": [BOX], "scores": ["high"], "labels": ["mug"]}, "cannot be read"),
        ("classify", None, "NoneType for a thing"),
        ("classify", [3, 4], "list for a thing"),
        ("classify", {"mug": np.ones(2)}, "dict for a thing"),
        ("relate", None, "NoneType, not relations"),
        ("relate", [(1, "on_top")], "list, not relations"),
    ],
)
def test_a_model_that_gives_what_its_task_does_not_take_is_told_so(
    data: Path, task: str, answer: Any, told: str
) -> None:
    with pytest.raises(DatasetError, match=re.escape(told)) as caught:
        evaluate(data, lambda *_: answer, task=task)
    assert "handmade-000000-main: the model gave" in str(caught.value)


def test_a_model_can_be_named(data: Path) -> None:
    assert evaluate(data, "tests.study.evaluation.made:nothing").value("recall") == {"": 0.0}


def test_classifiers_are_shown_crops_and_depth_and_segmentation_pictures(data: Path) -> None:
    words = Vocabulary({"mug": frozenset({"cup"})})
    shapes = []

    def classifier(image: np.ndarray) -> dict[str, float]:
        shapes.append(image.shape)
        return {"dog": 0.3, "cup": 0.6, "cat": 0.1}

    assert evaluate(data, classifier, task="classify", vocabulary=words).value("top1") == {"": 1.0}
    assert shapes == [(6, 6, 3)] * 3
    by_index = iter(range(4))
    depth = evaluate(data, lambda _: np.full((12, 16), 2.0 + next(by_index)), task="depth")
    assert (depth.value("abs_rel")[""], depth.value("delta")[""]) == (0.0, 1.0)
    floor = evaluate(data, lambda _: np.ones((12, 16), dtype=int), task="segment")
    assert floor.value("pixel_accuracy", label="floor") == {"": 1.0}
    assert floor.value("miou", label="mug") == {"": 0.0}
    relations = evaluate(data, lambda image, things: [(2, "touching", 1)], task="relate")
    assert relations.value("f1") == {"": 1.0}


def test_files_of_pixels_are_read_beside_the_predictions(data: Path, tmp_path: Path) -> None:
    for index, record in enumerate(read(data), start=1):
        np.save(tmp_path / f"{index}.npy", record.depth_m)
    rows = [{"image_id": index, "depth": f"{index}.npy"} for index in (1, 2, 3, 4)]
    assert evaluate(data, predictions(tmp_path, rows)).value("abs_rel") == {"": 0.0}
    with pytest.raises(DatasetError, match="0 predictions for sample handmade-000003-main"):
        evaluate(data, predictions(tmp_path, rows[:3]))


def test_a_crop_is_square_and_stays_in_the_picture() -> None:
    image = np.zeros((40, 60, 3))
    assert crop(image, (20, 10, 40, 20), margin=0.0).shape == (20, 20, 3)
    assert crop(image, (0, 0, 10, 40), margin=0.0).shape == (40, 25, 3)
    assert crop(image, (5, 5, 5, 5)).shape == (2, 2, 3)


def test_saved_predictions_give_the_same_numbers(data: Path, tmp_path: Path) -> None:
    words = Vocabulary({"mug": frozenset({"Cup", "Mug"})})

    def detector(_: np.ndarray) -> dict[str, Any]:
        return {"boxes": [BOX, [0, 0, 3, 3]], "scores": [0.9, 0.4], "labels": ["Cup", "Dog"]}

    first = evaluate(data, detector, vocabulary=words)
    again = evaluate(data, predictions(tmp_path, first.predictions))
    assert [c.value for c in first.cells] == [c.value for c in again.cells]
    assert [c.label for c in first.cells] == [c.label for c in again.cells]


def test_tasks_and_targets_must_fit(data: Path, tmp_path: Path) -> None:
    rows = predictions(tmp_path, [ROW])
    with pytest.raises(DatasetError, match="no picture shows a thing 'mugg'"):
        evaluate(data, rows, target="mugg")
    with pytest.raises(DatasetError, match="of the task 'detect', not 'depth'"):
        evaluate(data, rows, task="depth")
    with pytest.raises(DatasetError, match="unknown task 'detection'"):
        evaluate(data, lambda image: {}, task="detection")
    with pytest.raises(DatasetError, match="gave int, not boxes"):
        evaluate(data, lambda image: 3)
    assert evaluate(data, rows, target="mug").value("recall")[""] == pytest.approx(1 / 3)


def test_numbers_that_say_little_come_with_a_note(data: Path) -> None:
    def says(*labels: str) -> Any:
        return lambda image: {"boxes": [BOX] * len(labels), "scores": [0.9] * len(labels), "labels": labels}

    assert evaluate(data, says("mug")).notes == ()
    assert evaluate(data, says("zebra", "mug")).notes == ()
    assert evaluate(data, lambda image: {"boxes": [], "scores": [], "labels": []}).notes == ()
    (unknown,) = evaluate(data, says("zebra", "mugg")).notes
    assert "None of the 8 predictions" in unknown
    assert unknown.endswith("mugg, zebra.")
    (nothing,) = evaluate(data, says("cup"), vocabulary=Vocabulary({"bowl": frozenset({"cup"})}), target="mug").notes
    assert "no things to score" in nothing


def test_the_command_prints_a_table_or_json_and_writes_a_page_that_needs_nothing_else(
    data: Path, tmp_path: Path
) -> None:
    pytest.importorskip("matplotlib")
    rows = predictions(tmp_path, [{**ROW, "bbox": [7, 6, 6, 6]}, {**ROW, "image_id": 3}])
    out = tmp_path / "report"
    command = ["evaluate", str(data), "--predictions", str(rows), "--min-visible-px", "0", "--by", "camera"]
    result = CliRunner().invoke(main, [*command, "--by", "luminance=0,0.5,1", "-o", str(out)])
    assert result.exit_code == 0, result.output
    assert "0..0.5" in result.output
    page = (out / "report.html").read_text()
    assert not re.findall(r'(?:src|href)="(?!data:)', page)
    assert page.count("<img") == 2
    assert {p.name for p in out.iterdir()} == {"report.html", "plots", "evaluation.json", "predictions.json"}
    printed = CliRunner().invoke(main, [*command, "--json"])
    content = json.loads(printed.output)
    assert (content["task"], content["pictures"], content["scenes"]) == ("detect", 4, 4)
    assert content["cells"][2]["value"] == pytest.approx(1 / 3)
    again = CliRunner().invoke(main, [*command, "-o", str(out)])
    assert (again.exit_code, "not an empty folder" in again.output) == (1, True)


def test_bins_on_the_command_line_must_be_numbers(data: Path, tmp_path: Path) -> None:
    rows = predictions(tmp_path, [ROW])
    result = CliRunner().invoke(main, ["evaluate", str(data), "--predictions", str(rows), "--by", "distance=a"])
    assert (result.exit_code, "'a' is not a list of numbers" in result.output) == (1, True)
