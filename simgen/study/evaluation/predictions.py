"""Predictions from a file or from a model, in one form: a function of a picture.

A predictions file is COCO's list of results, or ``{"predictions": [...], "vocabulary": {category: [class, ...]}}``.
Each row names its picture by `image_id` (the number in simgen's COCO export, or the sample's key) and says one of:

- detect: `bbox` [x, y, width, height], `score`, and `category_id` (that of dataset.json, or of the vocabulary that the
  rows are said to speak) or `category` (a class's name)
- classify: `instance_id`, `score`, and `category_id` or `category`; several rows a thing, the best score first
- relate: `subject`, `predicate`, `object`: instance ids and the name of a relation
- segment: `semantic`: a PNG of such ids; depth: `depth`: a .npy of metres. Paths are relative to the file.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from simgen.catalog.vocabularies import Naming
from simgen.dataset.images import read_png
from simgen.dataset.schema import read_npy
from simgen.errors import DatasetError, did_you_mean
from simgen.study.evaluation.dense import Segments
from simgen.study.evaluation.detecting import Detections
from simgen.study.evaluation.pictures import Picture, by_reference
from simgen.study.evaluation.vocabulary import Vocabulary
from simgen.world import JsonObject

Task = Literal["detect", "classify", "segment", "depth", "relate"]
TASKS: tuple[Task, ...] = ("detect", "classify", "segment", "depth", "relate")

# By which key a row tells its task.
_TELLING: Mapping[str, Task] = {
    "bbox": "detect",
    "subject": "relate",
    "semantic": "segment",
    "depth": "depth",
    "instance_id": "classify",
}
# A crop is a square about the visible box, wider by this share on each side.
CROP_MARGIN = 0.1
_DETECTIONS = 'Give {"boxes": (n, 4), "scores": (n,), "labels": n names or category ids}.'
_NAMES = "Give a name, names with the likeliest first, or a mapping name → score."


@dataclass(frozen=True, eq=False)
class Source:
    """Where predictions come from. `predict` gives what the task's scorer takes."""

    task: Task
    predict: Callable[[Picture], Any]
    vocabulary: Vocabulary


def read_predictions(
    path: Path, pictures: Sequence[Picture], categories: Mapping[str, int], naming: Naming | None = None
) -> Source:
    """The predictions in a file; DatasetError where a row does not make sense.

    `naming`: whose classes and numbers the rows speak of, the dataset's own by default.
    """
    try:
        content: Any = json.loads(path.read_text())
    except OSError as error:
        raise DatasetError(
            f"cannot read the predictions: {error.strerror}.", where=str(path), remedy="Check it."
        ) from error
    except ValueError as error:
        raise DatasetError(f"not valid JSON: {error}", where=str(path)) from error
    rows = content.get("predictions") if isinstance(content, dict) else content
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise DatasetError("this is not a list of predictions.", where=str(path), remedy="Write COCO's results format.")
    table = content.get("vocabulary") if isinstance(content, dict) else None
    numbers = categories if naming is None else naming.classes
    # Without a vocabulary, a class is a category; with one, classes that it lacks take no part.
    known = None if table is not None else frozenset(numbers)
    words = _vocabulary(table, categories, path) if naming is None or table is not None else Vocabulary.spoken(naming)
    return _Rows(path, pictures, numbers, words, known, naming).source(rows)


def _vocabulary(table: Any, categories: Mapping[str, int], path: Path) -> Vocabulary:
    if table is None:
        return Vocabulary.identity(categories)
    if not isinstance(table, dict):
        raise DatasetError("its vocabulary is not a table.", where=str(path), remedy="Map categories to class names.")
    for category in table:
        if category not in categories:
            raise DatasetError(
                f"its vocabulary names a category '{category}' that the dataset does not have.",
                where=str(path),
                remedy=did_you_mean(category, categories),
            )
    return Vocabulary({category: frozenset(classes) for category, classes in table.items()})


class _Rows:
    """The rows of one file, by picture."""

    def __init__(
        self,
        path: Path,
        pictures: Sequence[Picture],
        numbers: Mapping[str, int],
        words: Vocabulary,
        known: frozenset[str] | None,
        naming: Naming | None,
    ) -> None:
        self.known = known
        self.naming = naming
        self.path = path
        self.pictures = by_reference(pictures)
        self.names = {number: name for name, number in numbers.items()}
        self.words = words

    def source(self, rows: Sequence[JsonObject]) -> Source:
        by_key: dict[str, list[JsonObject]] = defaultdict(list)
        tasks: set[Task] = set()
        for number, row in enumerate(rows):
            tasks.add(self._task(row, number))
            if len(tasks) > 1:
                raise self._fault(number, f"the file holds predictions of two tasks: {', '.join(sorted(tasks))}")
            by_key[self._key(row, number)].append(self._checked(row, number, next(iter(tasks))))
        task: Task = next(iter(tasks), "detect")
        read: Callable[[Sequence[JsonObject], str], Any] = getattr(self, f"_{task}")
        return Source(task, lambda picture: read(by_key.get(picture.key, ()), picture.key), self.words)

    def _fault(self, number: int, what: str, remedy: str = "See `simgen evaluate --help`.") -> DatasetError:
        return DatasetError(f"{what}.", where=f"{self.path} row {number}", remedy=remedy)

    def _task(self, row: JsonObject, number: int) -> Task:
        for key, task in _TELLING.items():
            if key in row:
                return task
        raise self._fault(number, f"none of {', '.join(_TELLING)} is there")

    def _key(self, row: JsonObject, number: int) -> str:
        name = row.get("image_id")
        if not isinstance(name, int | str) or name not in self.pictures:
            near = did_you_mean(str(name), (p.key for p in self.pictures.values()))
            raise self._fault(number, f"no sample is called {name!r}", near if len(near) < 200 else "Check image_id.")
        return self.pictures[name].key

    def _checked(self, row: JsonObject, number: int, task: Task) -> JsonObject:
        """The row with `category` as a name, after its values have been looked at."""
        if task in ("detect", "classify"):
            if "category_id" in row and "category" not in row:
                if row["category_id"] not in self.names:
                    raise self._fault(number, f"there is no category_id {row['category_id']!r}", "See dataset.json.")
                row = {**row, "category": self.names[row["category_id"]]}
            if not isinstance(row.get("category"), str) or not _number(row.get("score")):
                raise self._fault(number, "category_id (or category) and score are needed")
            if self.known is not None and row["category"] not in self.known:
                near = did_you_mean(row["category"], self.known)
                raise self._fault(
                    number,
                    f"there is no category '{row['category']}'",
                    near if len(near) < 200 else "Use names of dataset.json, or write a vocabulary into the file.",
                )
        if task == "detect":
            box = row["bbox"]
            if not isinstance(box, list) or len(box) != 4 or not all(_number(x) for x in box) or min(box[2:]) < 0:
                raise self._fault(number, f"{box!r} is not a box [x, y, width, height]")
        whole = {"classify": ("instance_id",), "relate": ("subject", "object")}.get(task, ())
        for key in whole:
            if not isinstance(row.get(key), int):
                raise self._fault(number, f"{key} is {row.get(key)!r}, not an instance id")
        if task == "relate" and not isinstance(row.get("predicate"), str):
            raise self._fault(number, "a predicate is needed")
        return row

    def _detect(self, rows: Sequence[JsonObject], _: str) -> Detections:
        boxes = np.array([row["bbox"] for row in rows], dtype=float).reshape(-1, 4)
        boxes[:, 2:] += boxes[:, :2]
        scores = np.array([row["score"] for row in rows], dtype=float)
        return Detections(boxes, scores, tuple(row["category"] for row in rows))

    def _classify(self, rows: Sequence[JsonObject], _: str) -> Mapping[int, Sequence[str]]:
        answers: dict[int, list[str]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: -row["score"]):
            answers[row["instance_id"]].append(row["category"])
        return answers

    def _relate(self, rows: Sequence[JsonObject], _: str) -> Iterable[tuple[int, str, int]]:
        return [(row["subject"], row["predicate"], row["object"]) for row in rows]

    def _segment(self, rows: Sequence[JsonObject], key: str) -> Any:
        return segments(read_png(self._file(rows, key, "semantic")), self.naming)

    def _depth(self, rows: Sequence[JsonObject], key: str) -> Any:
        return read_npy(self._file(rows, key, "depth"))

    def _file(self, rows: Sequence[JsonObject], key: str, name: str) -> Path:
        if len(rows) != 1:
            raise DatasetError(
                f"{len(rows)} predictions for sample {key}.", where=str(self.path), remedy="Give one for each sample."
            )
        return self.path.parent / str(rows[0][name])


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and bool(np.isfinite(value))


def segments(numbers: npt.NDArray[Any], naming: Naming | None) -> npt.NDArray[Any] | Segments:
    """(H, W) numbers of categories as they are, those of other classes with the classes."""
    if naming is None:
        return numbers
    names = {number: name for name, number in naming.classes.items()}
    return Segments(tuple(names.get(k, "") for k in range(1 + max(names, default=0))), numbers.astype(np.int64))


def from_model(
    model: Callable[..., Any],
    task: Task,
    categories: Mapping[str, int],
    words: Vocabulary,
    naming: Naming | None = None,
) -> Source:
    """Ask `model`, a function of an (H, W, 3) uint8 sRGB picture, for what the task's scorer takes.

    What the model gives:

    - detect: `Detections`, or a mapping with `boxes` (n, 4) x0 y0 x1 y1, `scores` and `labels` (names, or category ids:
      of dataset.json or of `naming`), as torchvision's detectors give
    - classify: of the crop of one thing: a name, names with the likeliest first, or a mapping name → score
    - segment: (H, W) category ids, or `Segments` of its own classes; depth: (H, W) metres
    - relate (called with the picture and the labels of its things): (subject, predicate, object) of instance ids
    """
    names = {number: name for name, number in (categories if naming is None else naming.classes).items()}

    def predict(picture: Picture) -> Any:
        image = picture.arrays.rgb
        if task == "detect":
            return _detections(model(image), names, picture)
        if task == "classify":
            asked = [thing for thing in picture.things if words.of_category(thing["category"])]
            return {thing["instance_id"]: _ranking(model(crop(image, thing["box"])), picture) for thing in asked}
        if task == "relate":
            return _claims(model(image, picture.things), picture)
        seen = model(image)
        if isinstance(seen, Segments):
            return seen
        return segments(np.asarray(seen), naming if task == "segment" else None)

    return Source(task, predict, words)


def _detections(seen: Any, names: Mapping[int, str], picture: Picture) -> Detections:
    if isinstance(seen, Detections):
        return seen
    if not isinstance(seen, Mapping) or not {"boxes", "scores", "labels"} <= set(seen):
        raise _unfit(picture, f"{type(seen).__name__}, not boxes, scores and labels", _DETECTIONS)
    try:
        labels = tuple(each if isinstance(each, str) else names.get(int(each), "") for each in seen["labels"])
        boxes, scores = (np.asarray(seen[key], dtype=float) for key in ("boxes", "scores"))
    except (TypeError, ValueError) as error:
        raise _unfit(picture, f"boxes, scores and labels that cannot be read ({error})", _DETECTIONS) from error
    # No box at all may have any shape, such as that of an empty list.
    boxes, scores = boxes.reshape(-1, 4) if boxes.size == 0 else boxes, scores.reshape(-1)
    n = len(labels)
    if boxes.shape != (n, 4) or scores.shape != (n,):
        what = f"{n} labels, boxes of shape {boxes.shape} and {len(scores)} scores, which do not belong together"
        raise _unfit(picture, what, _DETECTIONS)
    for box in boxes:
        if box[2] < box[0] or box[3] < box[1]:
            raise _unfit(picture, f"{box.tolist()}, which is no box x0 y0 x1 y1", "Give corners, in pixels.")
    return Detections(boxes, scores, labels)


def _ranking(answer: Any, picture: Picture) -> Sequence[str]:
    if isinstance(answer, str):
        return [answer]
    try:
        if isinstance(answer, Mapping):
            return sorted(answer, key=lambda name: -float(answer[name]))
        names = list(answer)
    except (TypeError, ValueError):
        names = [answer]
    if not all(isinstance(name, str) for name in names):
        raise _unfit(picture, f"{type(answer).__name__} for a thing, not names of classes", _NAMES)
    return names


def _claims(answer: Any, picture: Picture) -> list[tuple[int, str, int]]:
    try:
        return [(int(subject), str(predicate), int(other)) for subject, predicate, other in answer]
    except (TypeError, ValueError) as error:
        what = f"{type(answer).__name__}, not relations"
        raise _unfit(picture, what, "Give (subject, predicate, object) of instance ids.") from error


def _unfit(picture: Picture, what: str, remedy: str) -> DatasetError:
    return DatasetError(f"the model gave {what}.", where=picture.key, remedy=remedy)


def crop(image: Any, box: Sequence[float], margin: float = CROP_MARGIN) -> Any:
    """The square piece of an (H, W, 3) picture about a box x0 y0 x1 y1, as far as the picture goes."""
    height, width = image.shape[:2]
    x0, y0, x1, y1 = box
    half = max(x1 - x0, y1 - y0) * (0.5 + margin)
    half = max(half, 1.0)
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    left, right = int(max(0, np.floor(x - half))), int(min(width, np.ceil(x + half)))
    top, bottom = int(max(0, np.floor(y - half))), int(min(height, np.ceil(y + half)))
    return image[top:bottom, left:right]
