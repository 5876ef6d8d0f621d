"""A model by its card: a picture in, detections or scores of classes out."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from simgen.catalog import Catalog
from simgen.dataset.images import resize
from simgen.errors import CatalogError
from simgen.study.evaluation.detecting import Detections
from simgen.study.evaluation.matching import FloatArray, overlaps
from simgen.study.evaluation.models.anchors import ssd_boxes
from simgen.study.evaluation.models.card import Card, Input
from simgen.study.evaluation.models.maps import depth_m, segments
from simgen.study.evaluation.predictions import Task
from simgen.study.evaluation.vocabulary import Vocabulary

Array = npt.NDArray[Any]
# Runs a network: the float32 input with a leading 1, in the card's layout → outputs by name, in their order.
Runner = Callable[[Array], Mapping[str, Array]]

# Runtime → the function that opens a file of weights. Each module is the only importer of its library.
RUNTIMES = {
    "onnx": "simgen.study.evaluation.models.onnx_runtime:open_weights",
    "litert": "simgen.study.evaluation.models.litert_runtime:open_weights",
    "efficientnet_lite0": "simgen.study.evaluation.models.efficientnet:open_weights",
}
GREY = 114
# Of the boxes of a detector that tells all that it thinks possible.
MOST_UNSURE = 2000
NAMED: tuple[Literal["boxes", "scores", "labels"], ...] = ("boxes", "scores", "labels")


@dataclass(frozen=True, eq=False)
class Network:
    """What `evaluate` calls: `task` "detect" gives `Detections`, "classify" a mapping from classes to scores, "segment"
    `Segments`, "depth" (H, W) metres.
    """

    card: Card
    classes: tuple[str, ...]
    run: Runner

    @staticmethod
    def open(card: Card, folder: Path) -> Network:
        """The model whose files lie in `folder`; CatalogError where they do not fit the card."""
        weights = folder / card.weights
        if not weights.is_file():
            raise CatalogError("there is no such file of weights.", where=str(weights), remedy="Check the path.")
        module, function = RUNTIMES[card.runtime].split(":")
        return Network(card, _classes(card, folder), getattr(importlib.import_module(module), function)(weights))

    @property
    def task(self) -> Task:
        """What it does."""
        return self.card.task

    def vocabulary(self, categories: Sequence[str]) -> Vocabulary:
        """Which of its classes mean which of simgen's categories."""
        names = _names_of_categories()
        return Vocabulary.by_names(
            self.classes, {name: names.get(name, []) for name in categories}, self.card.categories
        )

    def down_to(self, score: float) -> Network:
        """The same detector, which also tells what it is less sure of than its card wants, as little as `score`."""
        rule = self.card.output
        least = rule.model_copy(update={"min_score": min(score, rule.min_score), "most": max(rule.most, MOST_UNSURE)})
        return replace(self, card=self.card.model_copy(update={"output": least}))

    def __call__(self, image: npt.NDArray[np.uint8]) -> Any:
        """Of an (H, W, 3) uint8 sRGB picture."""
        prepared, scale = _prepared(image, self.card.input)
        outputs = self.run(prepared)
        if self.card.task == "classify":
            scores = _activated(next(iter(outputs.values())).reshape(-1).astype(float), self.card.output.score)
            self._fits(len(scores))
            return dict(zip(self.classes, scores.tolist(), strict=True))
        height, width = image.shape[:2]
        if self.card.task == "segment":
            return segments(next(iter(outputs.values())), self.card, self.classes, (height, width), scale)
        if self.card.task == "depth":
            return depth_m(next(iter(outputs.values())), self.card, (height, width), scale)
        boxes, scores = self._boxes(outputs)
        seen = self._kept(boxes / np.tile(scale, 2), scores)
        return Detections(np.clip(seen.boxes, 0.0, [width, height, width, height]), seen.scores, seen.classes)

    def _boxes(self, outputs: Mapping[str, Array]) -> tuple[FloatArray, FloatArray]:
        """(n, 4) in pixels of the input, and (n, classes)."""
        card = self.card
        size = np.array([card.input.width, card.input.height], dtype=float)
        if card.output.kind == "boxes":
            return self._named_boxes(outputs, size)
        if card.output.kind == "ssd":
            encoded = next(o[0] for o in outputs.values() if o.shape[-1] == 4)
            logits = next(o[0] for o in outputs.values() if o.shape[-1] != 4)
            scores = _activated(logits.astype(float), card.output.score)[:, 1:]
            self._fits(scores.shape[1])
            return ssd_boxes(encoded.astype(float)) * np.tile(size, 2), scores
        rows = next(iter(outputs.values()))[0].astype(float)
        rows = rows.T if rows.shape[0] == 4 + len(self.classes) else rows
        self._fits(rows.shape[1] - 4)
        half = rows[:, 2:4] / 2
        boxes = np.concatenate([rows[:, :2] - half, rows[:, :2] + half], axis=1)
        scores = _activated(rows[:, 4:], card.output.score)
        return boxes * (np.tile(size, 2) if card.output.unit == "shares" else 1.0), scores

    def _named_boxes(self, outputs: Mapping[str, Array], size: FloatArray) -> tuple[FloatArray, FloatArray]:
        card = self.card
        names = {own: card.output.names.get(own, own) for own in NAMED}
        for name in names.values():
            if name not in outputs:
                raise CatalogError(
                    f"it has no output '{name}', but {', '.join(outputs)}.",
                    where=card.weights,
                    remedy="Name them in the card: output: {names: {boxes: …, scores: …, labels: …}}.",
                )
        boxes = outputs[names["boxes"]].reshape(-1, 4).astype(float)
        best = outputs[names["scores"]].reshape(-1)
        own = outputs[names["labels"]].reshape(-1).astype(int) - card.output.first_class
        scores = np.zeros((len(boxes), len(self.classes)))
        known = (own >= 0) & (own < len(self.classes))
        scores[np.flatnonzero(known), own[known]] = best[known]
        return boxes * (np.tile(size, 2) if card.output.unit == "shares" else 1.0), scores

    def _kept(self, boxes: FloatArray, scores: FloatArray) -> Detections:
        """The sure ones, each thing once, best first."""
        rule = self.card.output
        kept: list[tuple[float, int, FloatArray]] = []
        for number in np.flatnonzero((scores >= rule.min_score).any(axis=0)):
            own = np.flatnonzero(scores[:, number] >= rule.min_score)
            own = own[np.argsort(-scores[own, number], kind="stable")][: 4 * rule.most]
            while len(own):
                first, rest = own[0], own[1:]
                kept.append((float(scores[first, number]), int(number), boxes[first]))
                own = rest[overlaps(boxes[first][None], boxes[rest])[0] <= rule.overlap]
        kept.sort(key=lambda each: (-each[0], each[1]))
        kept = kept[: rule.most]
        return Detections(
            np.array([box for *_, box in kept], dtype=float).reshape(-1, 4),
            np.array([score for score, *_ in kept], dtype=float),
            tuple(self.classes[number] for _, number, _ in kept),
        )

    def _fits(self, count: int) -> None:
        if count != len(self.classes):
            raise CatalogError(
                f"it tells {count} classes apart, its card {len(self.classes)}.",
                where=self.card.weights,
                remedy="List all of its classes in their order.",
            )


@cache
def _names_of_categories() -> Mapping[str, list[str]]:
    """What others call each category of the catalogue."""
    rows = Catalog().categories
    return {name: [n for n in vars(row.names).values() if isinstance(n, str)] for name, row in rows.items()}


def _prepared(image: npt.NDArray[np.uint8], wanted: Input) -> tuple[Array, FloatArray]:
    """The input, and by what x and y of the picture were multiplied."""
    height, width = image.shape[:2]
    scale = np.array([wanted.width / width, wanted.height / height])
    if wanted.fit == "pad":
        scale = np.full(2, scale.min())
    own_width, own_height = (max(1, round(float(n))) for n in np.array([width, height]) * scale)
    canvas = np.full((wanted.height, wanted.width, 3), GREY, dtype=np.uint8)
    canvas[:own_height, :own_width] = resize(np.ascontiguousarray(image), own_width, own_height)
    values = ((canvas - np.asarray(wanted.mean)) / np.asarray(wanted.std)).astype(np.float32)
    values = values.transpose(2, 0, 1) if wanted.layout == "nchw" else values
    return np.ascontiguousarray(values[None]), scale


def _activated(logits: FloatArray, how: str) -> FloatArray:
    if how == "sigmoid":
        return np.asarray(1 / (1 + np.exp(-np.clip(logits, -50, 50))))
    if how == "softmax":
        raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=-1, keepdims=True))
    return logits


def _classes(card: Card, folder: Path) -> tuple[str, ...]:
    if not isinstance(card.classes, str):
        return card.classes
    path = folder / card.classes
    try:
        text = path.read_text()
        if path.suffix != ".json":
            return tuple(line.strip() for line in text.splitlines() if line.strip())
        content = json.loads(text)
    except (OSError, ValueError) as error:
        raise CatalogError(f"cannot read the classes: {error}.", where=str(path), remedy="Check the card.") from error
    if isinstance(content, dict):
        return tuple(content[key] for key in sorted(content, key=int))
    return tuple(content)
