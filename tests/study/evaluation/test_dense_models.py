"""Networks that tell something of every pixel, from the file to the report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import yaml
from pydantic import ValidationError

import simgen
from simgen.dataset import Record, open_dataset, read, write_sample
from simgen.errors import CatalogError
from simgen.seeds import stream
from simgen.study.evaluation.models import load_model
from simgen.study.evaluation.models.card import Card
from simgen.study.evaluation.models.maps import depth_m, segments
from simgen.study.evaluation.models.network import Network
from tests.handmade import CATEGORIES, HEADER, sample
from tests.study.evaluation import onnx_file, tflite_file

CLASSES = ("thing to drink from", "ground")
CARD: dict[str, Any] = {
    "task": "segment",
    "runtime": "onnx",
    "classes": CLASSES,
    "categories": {"mug": [CLASSES[0]], "floor": [CLASSES[1]]},
    "input": {"width": 16, "height": 12},
    "output": {"kind": "scores"},
}


@pytest.fixture
def record(tmp_path: Path) -> Record:
    samples = open_dataset(tmp_path / "data", HEADER)
    write_sample(sample(0), samples, CATEGORIES)
    return read(tmp_path / "data")[0]


def made(folder: Path, card: dict[str, Any], output: np.ndarray) -> str:
    (folder / "model.yaml").write_text(yaml.safe_dump({**card, "classes": list(card["classes"])}))
    return str(onnx_file.constants(folder / "model.onnx", (1, 3, 12, 16), {"map": output}))


def test_a_segmentation_that_is_right_has_an_iou_of_1_and_half_a_picture_wrong_has_less(
    record: Record, tmp_path: Path
) -> None:
    pytest.importorskip("onnxruntime")
    drinks = (record.semantic_id == CATEGORIES["mug"]).astype(np.float32)
    right = made(tmp_path, CARD, np.stack([drinks, 0.5 + 0 * drinks])[None])
    found = simgen.evaluate(tmp_path / "data", right)
    assert (found.value("miou")[""], found.value("pixel_accuracy")[""]) == (1.0, 1.0)
    # Everything is called ground: the mug has no right pixel, and the ground loses what it takes.
    numbers = np.full((1, 1, 12, 16), 5, dtype=np.int64)
    all_ground = made(tmp_path, {**CARD, "output": {"kind": "numbers", "first_class": 4}}, numbers)
    ground = int((record.semantic_id == CATEGORIES["floor"]).sum())
    found = simgen.evaluate(tmp_path / "data", all_ground)
    assert found.value("miou")[""] == pytest.approx(ground / (ground + drinks.sum()) / 2)
    assert found.value("pixel_accuracy")[""] == pytest.approx(ground / (ground + drinks.sum()))


@pytest.mark.parametrize(("kind", "output"), [("depth", lambda z: z / 2 - 1), ("inverse_depth", lambda z: 0.5 / z - 1)])
def test_a_depth_that_is_right_in_its_own_unit_has_no_error(
    record: Record, tmp_path: Path, kind: str, output: Any
) -> None:
    pytest.importorskip("onnxruntime")
    true = np.where(np.isfinite(record.depth_m), record.depth_m, 9.0)
    card = {**CARD, "task": "depth", "classes": (), "output": {"kind": kind, "times": 2.0, "plus": 2.0}}
    found = simgen.evaluate(tmp_path / "data", made(tmp_path, card, output(true).astype(np.float32)[None, None]))
    assert found.value("abs_rel")[""] == pytest.approx(0, abs=1e-6) and found.value("delta")[""] == 1.0


@pytest.mark.parametrize("levels", [None, (0.5, 3)])
def test_a_tflite_file_tells_of_every_pixel_what_it_is_made_to_tell(
    tmp_path: Path, levels: tuple[float, int] | None
) -> None:
    pytest.importorskip("ai_edge_litert")
    image = stream(0, "tflite").integers(0, 120, (12, 16, 3), dtype=np.uint8)
    card = {**CARD, "runtime": "litert", "input": {"width": 16, "height": 12, "layout": "nhwc", "std": 1.0}}

    def network(card: dict[str, Any], step: str, constant: np.ndarray, made: tuple[int, ...]) -> Any:
        (tmp_path / "model.yaml").write_text(yaml.safe_dump(card))
        return load_model(
            str(tflite_file.one_step(tmp_path / "model.tflite", (1, 12, 16, 3), step, constant, made, levels))
        )

    # Scores of three classes, the channels and a bonus: 20 for blue, in the network's own levels.
    bonus = np.array([0, 0, 20], np.float32)
    own = bonus if levels is None else (bonus / levels[0] + levels[1]).astype(np.uint8)
    seen = network({**card, "classes": ["red", "green", "blue"]}, "ADD", own, (1, 12, 16, 3))(image)
    scores = image + bonus if levels is None else np.minimum(image + bonus, (255 - levels[1]) * levels[0])
    np.testing.assert_array_equal(seen.numbers, np.argmax(scores, axis=-1))
    # A depth: the mean of the channels.
    card = {**card, "task": "depth", "classes": [], "output": {"kind": "depth", "times": 2.0, "plus": 1.0}}
    seen = network(card, "MEAN", np.array([3], np.int32), (1, 12, 16))(image)
    np.testing.assert_allclose(seen, 2 * image.mean(axis=-1) + 1, atol=1e-3 if levels is None else 0.6)
    # A card of another size is refused before the network is asked.
    with pytest.raises(
        CatalogError, match=r"it takes pictures of shape \(1, 12, 16, 3\), its card gives \(1, 8, 8, 3\)"
    ):
        network(
            {**card, "input": {**card["input"], "width": 8, "height": 8}}, "MEAN", np.array([3], np.int32), (1, 12, 16)
        )(image)


def test_maps_of_another_size_are_laid_on_the_picture_as_opencv_lays_them() -> None:
    rng = stream(0, "maps")
    grid = rng.uniform(1, 3, (7, 9)).astype(np.float32)
    card = Card.model_validate({**CARD, "weights": "w", "task": "depth", "output": {"kind": "depth"}})
    scale = np.array([16 / 40, 12 / 30])
    wanted = cv2.resize(grid, (40, 30), interpolation=cv2.INTER_LINEAR)
    np.testing.assert_allclose(depth_m(grid[None], card, (30, 40), scale), wanted, atol=1e-5)
    card = Card.model_validate({**CARD, "weights": "w", "input": {**CARD["input"], "layout": "nhwc"}})
    scores = rng.normal(size=(1, 7, 9, 2))
    each = [cv2.resize(scores[0, ..., k], (40, 30), interpolation=cv2.INTER_LINEAR) for k in (0, 1)]
    np.testing.assert_array_equal(segments(scores, card, CLASSES, (30, 40), scale).numbers, np.argmax(each, axis=0))


def test_what_was_padded_takes_no_part() -> None:
    card = Card.model_validate(
        {**CARD, "weights": "w", "input": {**CARD["input"], "fit": "pad"}, "output": {"kind": "numbers"}}
    )
    # A wide picture fills the upper half of the input; what is said below it is of no pixel.
    numbers = np.repeat([[0], [1]], [6, 6], axis=0).repeat(16, axis=1)
    seen = Network(card, CLASSES, lambda _: {"map": numbers[None]})(np.zeros((24, 64, 3), dtype=np.uint8))
    assert seen.numbers.shape == (24, 64) and (seen.numbers == 0).all()


def test_a_card_whose_output_does_not_fit_its_task_is_refused() -> None:
    with pytest.raises(ValidationError, match="a model that can depth has an output of kind depth or inverse_depth"):
        Card.model_validate({**CARD, "weights": "w", "task": "depth"})
    with pytest.raises(ValidationError, match="classes are needed"):
        Card.model_validate({**CARD, "weights": "w", "classes": []})
    card = Card.model_validate({**CARD, "weights": "w"})
    with pytest.raises(CatalogError, match=r"it gives scores of shape \(1, 3, 4, 4\), its card 2 classes"):
        segments(np.zeros((1, 3, 4, 4)), card, CLASSES, (4, 4), np.ones(2))
    with pytest.raises(CatalogError, match="not a value a pixel"):
        depth_m(np.zeros((1, 3, 4, 4)), card, (4, 4), np.ones(2))
