"""Predictions for every pixel: segmentation by category, and depth.

All sums run over pixels with an instance; sky and what is seen through a window take no part. A bin of things counts
the pixels of these things alone.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simgen.errors import DatasetError
from simgen.study.evaluation.matching import FloatArray
from simgen.study.evaluation.measures import Measure, Ratio
from simgen.study.evaluation.pictures import Picture, scene_numbers
from simgen.study.evaluation.scoring import Chosen, Counts, Mark, Metric, PixelBox
from simgen.study.evaluation.vocabulary import Vocabulary

# A predicted depth within this factor of the true one, either way, is right (Eigen, Puhrsch and Fergus, 2014).
DELTA = 1.25
# A thing of which less than this share of the pixels is right is drawn as missed.
MOSTLY = 0.5


class _Dense(ABC):
    """Sums by instance and picture: `_sums` (n, k) for `_place`, `_instance` and `_label` (n,)."""

    unit = "pixels"

    def __init__(
        self,
        pictures: Sequence[Picture],
        rows: Sequence[Sequence[FloatArray]],
        called: Callable[[str], str | None] = str,
    ) -> None:
        self._pictures = pictures
        scene, self._scenes = scene_numbers(pictures)
        categories = [{i["instance_id"]: i["category"] for i in p.meta["instances"]} for p in pictures]
        ids = [row[0].astype(int) for row in rows]
        self._place = np.repeat(np.arange(len(pictures)), [len(i) for i in ids])
        self._instance = np.concatenate(ids)
        pairs = zip(self._place, self._instance, strict=True)
        named = [str(called(categories[place][own])) for place, own in pairs]
        self.labels = tuple(sorted(set(named)))
        rank = {label: number for number, label in enumerate(self.labels)}
        self._label = np.array([rank[name] for name in named], dtype=np.intp)
        self._scene = np.array(scene, dtype=np.intp)[self._place]
        self._sums = np.concatenate([row[1] for row in rows])

    def _rows(self, chosen: Chosen) -> npt.NDArray[np.intp]:
        kept = chosen.pictures[self._place]
        if chosen.things is not None:
            pairs = zip(self._place.tolist(), self._instance.tolist(), strict=True)
            kept = kept & np.array([pair in chosen.things for pair in pairs], dtype=np.bool_)
        return np.flatnonzero(kept)

    def _by_scene(self, rows: npt.NDArray[np.intp], values: FloatArray) -> FloatArray:
        sums = np.zeros((len(self.labels), self._scenes))
        np.add.at(sums, (self._label[rows], self._scene[rows]), values)
        return sums

    def counts(self, chosen: Chosen) -> Counts:
        """Pixels."""
        rows = self._rows(chosen)
        pixels = int(self._sums[rows, 0].sum())
        return Counts(pixels, len(set(self._place[rows].tolist())), len(set(self._scene[rows].tolist())))

    def marks(self, place: int, chosen: Chosen) -> tuple[Mark, ...]:
        """The visible things, found or missed by whether most of their pixels are right."""
        boxes = {t["instance_id"]: t for t in self._pictures[place].things}
        marks = []
        for row in self._rows(chosen):
            thing = boxes.get(int(self._instance[row])) if self._place[row] == place else None
            if thing is not None:
                right = self._right(row)
                box: PixelBox = tuple(float(x) for x in thing["box"])  # type: ignore[assignment]
                marks.append(Mark(box, f"{thing['category']} {right:.0%}", "found" if right >= MOSTLY else "missed"))
        return tuple(marks)

    def loss(self, place: int, chosen: Chosen) -> float:
        """The share of pixels that are wrong."""
        rows = [row for row in self._rows(chosen) if self._place[row] == place]
        pixels = self._sums[rows, 0].sum()
        wrong = sum((1 - self._right(row)) * self._sums[row, 0] for row in rows)
        return float(wrong / pixels) if pixels else 0.0

    def doubt(self, place: int) -> float:
        """The share of pixels that are wrong."""
        return self.loss(place, Chosen(np.ones(len(self._pictures), dtype=np.bool_)))

    @abstractmethod
    def _right(self, row: int) -> float:
        """The share of an instance's pixels that are right."""


@dataclass(frozen=True, eq=False)
class Segments:
    """What a model says of each pixel: `numbers`, (H, W) int, index its own `classes`; -1 is none of them."""

    classes: tuple[str, ...]
    numbers: npt.NDArray[np.int64]


class Segmenting(_Dense):
    """Compares what is said of each pixel with the category of what is seen there, by the labels of `words`.

    Predictions are (H, W) category ids (those of dataset.json, 0 = none), or `Segments`. Pixels of categories that no
    class means take no part.
    """

    metrics: tuple[Metric, ...] = (
        Metric("miou", "mean IoU over categories"),
        Metric("pixel_accuracy", "share of pixels of the right category"),
    )

    def __init__(
        self,
        pictures: Sequence[Picture],
        predict: Callable[[Picture], npt.NDArray[Any] | Segments],
        categories: Mapping[str, int],
        words: Vocabulary | None = None,
    ) -> None:
        words = words or Vocabulary.identity(categories)
        labels = sorted({label for name in categories if (label := words.of_category(name))})
        rank = {label: number for number, label in enumerate(labels)}
        own = {number: words.of_category(name) for name, number in categories.items()}
        rows = []
        for picture in pictures:
            seen = predict(picture)
            meant = own
            if isinstance(seen, Segments):
                meant = {number: words.of_class(name) for number, name in enumerate(seen.classes)}
                seen = seen.numbers
            seen = _checked(seen, picture)
            ids = picture.arrays.instance_id
            asked = [i["instance_id"] for i in picture.meta["instances"] if words.of_category(i["category"])]
            known = np.isin(ids, asked)
            numbers, place = np.unique(seen[known].astype(np.int64), return_inverse=True)
            said = np.array([rank.get(meant.get(int(n)) or "", -1) for n in numbers], dtype=np.int64)[place.ravel()]
            pairs, counts = np.unique(np.stack([ids[known].astype(np.int64), said]), axis=1, return_counts=True)
            rows.append([pairs[0].astype(float), np.stack([counts, pairs[1]], axis=1).astype(float)])
        super().__init__(pictures, rows, words.of_category)
        self._rank = {rank[label]: number for number, label in enumerate(self.labels)}
        self._hit = self._sums[:, 1] == np.array([rank[label] for label in self.labels], dtype=float)[self._label]

    def _right(self, row: int) -> float:
        same = (self._place == self._place[row]) & (self._instance == self._instance[row])
        return float(self._sums[same & self._hit, 0].sum() / self._sums[same, 0].sum())

    def measures(self, chosen: Chosen) -> Mapping[str, Measure]:
        """Mean IoU over the categories that are there, and accuracy of pixels."""
        rows = self._rows(chosen)
        pixels = self._by_scene(rows, self._sums[rows, 0])
        right = self._by_scene(rows, self._sums[rows, 0] * self._hit[rows])
        shown = np.zeros_like(pixels)
        for row in rows:
            number = self._rank.get(int(self._sums[row, 1]))
            if number is not None:
                shown[number, self._scene[row]] += self._sums[row, 0]
        # A category without a true pixel has no IoU here; it costs the categories whose pixels it takes.
        union = np.where(pixels.sum(axis=1, keepdims=True) > 0, pixels + shown - right, 0.0)
        return {
            "miou": Ratio(self.labels, right, union, pooled=False),
            "pixel_accuracy": Ratio(self.labels, right, pixels),
        }


class Depth(_Dense):
    """Compares (H, W) planar z in metres with the true one."""

    metrics: tuple[Metric, ...] = (
        Metric("abs_rel", "mean of |z - true| / true", "low"),
        Metric("rmse", "root mean square error", "low", "m"),
        Metric("delta", f"share of pixels within a factor of {DELTA}"),
    )

    def __init__(self, pictures: Sequence[Picture], predict: Callable[[Picture], npt.NDArray[Any]]) -> None:
        rows = []
        for picture in pictures:
            seen = _checked(predict(picture), picture).astype(float)
            ids, true = picture.arrays.instance_id, picture.arrays.depth_m.astype(float)
            known = (ids > 0) & np.isfinite(true)
            if not np.isfinite(seen[known]).all():
                raise DatasetError(
                    "a predicted depth is not a finite number.", where=picture.key, remedy="Predict every pixel."
                )
            own, z, guess = ids[known], true[known], seen[known]
            within = np.maximum(guess / z, z / np.maximum(guess, 1e-9)) < DELTA
            each = (np.ones(z.shape), np.abs(guess - z) / z, (guess - z) ** 2, within)
            sums = np.stack([np.bincount(own, weights=values) for values in each], axis=1)
            present = np.flatnonzero(sums[:, 0] > 0)
            rows.append([present.astype(float), sums[present]])
        super().__init__(pictures, rows)

    def _right(self, row: int) -> float:
        return float(self._sums[row, 3] / self._sums[row, 0])

    def measures(self, chosen: Chosen) -> Mapping[str, Measure]:
        """AbsRel, RMSE and delta, over all pixels of what is chosen."""
        rows = self._rows(chosen)
        pixels, relative, squares, within = (self._by_scene(rows, self._sums[rows, k]) for k in range(4))
        return {
            "abs_rel": Ratio(self.labels, relative, pixels),
            "rmse": Ratio(self.labels, squares, pixels, root=True),
            "delta": Ratio(self.labels, within, pixels),
        }


def _checked(seen: npt.NDArray[Any], picture: Picture) -> npt.NDArray[Any]:
    width, height = picture.size
    if seen.shape != (height, width):
        raise DatasetError(
            f"the prediction has shape {seen.shape}, the picture {(height, width)}.",
            where=picture.key,
            remedy="Predict one value for each pixel of the picture as it is stored.",
        )
    return seen
