"""Detection: AP and recall, of all things or of one target a picture.

In a bin of things (say, those half hidden), the pictures that hold such a thing count, and the other things in them are
neither asked for nor held against the model: COCO's treatment of crowds. With a target, predictions of other labels do
not count, and those on other things of its label are ignored, as in BEHAVIOR Vision Suite.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simgen.errors import DatasetError
from simgen.study.evaluation.matching import OVERLAPS, BoolArray, FloatArray, Matched, match, overlaps
from simgen.study.evaluation.measures import AveragePrecision, Measure, Ranked, Ratio
from simgen.study.evaluation.pictures import Picture, scene_numbers
from simgen.study.evaluation.scoring import MIN_VISIBLE_PX, Chosen, Counts, Mark, Metric, PixelBox
from simgen.study.evaluation.vocabulary import Vocabulary

# What `marks` shows of predictions that found nothing: those this sure.
SHOWN_SCORE = 0.3


@dataclass(frozen=True, eq=False)
class Detections:
    """What a detector saw: boxes (n, 4) x0 y0 x1 y1 in pixels, scores (n,), one class a box."""

    boxes: FloatArray
    scores: FloatArray
    classes: tuple[str, ...]

    def __post_init__(self) -> None:
        n = len(self.classes)
        if self.boxes.shape != (n, 4) or self.scores.shape != (n,):
            raise DatasetError(
                f"{n} classes, boxes of shape {self.boxes.shape} and scores of shape {self.scores.shape} "
                "do not belong together.",
                where="detections",
                remedy="Give (n, 4) boxes, (n,) scores and n classes.",
            )
        if not (np.isfinite(self.boxes).all() and np.isfinite(self.scores).all()):
            raise DatasetError("a box or a score is not a finite number.", where="detections", remedy="Leave it out.")


@dataclass(frozen=True, eq=False)
class _Group:
    """The things and predictions of one label in one picture."""

    place: int
    instance_ids: tuple[int, ...]
    things: FloatArray
    ignore: BoolArray
    boxes: FloatArray
    scores: FloatArray


class Detecting:
    """Compares detections with the visible things of each picture.

    `target` gives the instance id of a picture's only wanted thing, None where the picture has none.
    """

    unit = "things"
    metrics: tuple[Metric, ...] = (
        Metric("ap", "AP (IoU 0.50 to 0.95)"),
        Metric("ap50", "AP at IoU 0.5"),
        Metric("recall", "share of things found at IoU 0.5"),
    )

    def __init__(
        self,
        pictures: Sequence[Picture],
        predict: Callable[[Picture], Detections],
        vocabulary: Vocabulary,
        *,
        target: Callable[[Picture], int | None] | None = None,
        min_visible_px: int = MIN_VISIBLE_PX,
    ) -> None:
        self._scene, self._scenes = scene_numbers(pictures)
        self._target = target
        self._vocabulary = vocabulary
        self._min_visible_px = min_visible_px
        self._matched: dict[tuple[int, str, bytes], Matched] = {}
        self._groups: list[dict[str, _Group]] = [
            self._group(place, picture, predict(picture)) for place, picture in enumerate(pictures)
        ]

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Those of which there is a thing to find."""
        return tuple(sorted({label for groups in self._groups for label, g in groups.items() if not g.ignore.all()}))

    def _group(self, place: int, picture: Picture, seen: Detections) -> dict[str, _Group]:
        wanted = self._target(picture) if self._target else None
        labelled = [(self._vocabulary.of_category(t["category"]), t) for t in picture.things]
        classes = [self._vocabulary.of_class(name) for name in seen.classes]
        labels = {label for label, _ in labelled if label} | {label for label in classes if label}
        if self._target:
            labels = {label for label, t in labelled if label and t["instance_id"] == wanted}
        groups = {}
        for label in sorted(labels):
            own = [thing for name, thing in labelled if name == label]
            rows = [i for i, name in enumerate(classes) if name == label]
            asked = [
                t["visible_px"] >= self._min_visible_px and (not self._target or t["instance_id"] == wanted)
                for t in own
            ]
            groups[label] = _Group(
                place,
                tuple(t["instance_id"] for t in own),
                np.array([t["box"] for t in own], dtype=float).reshape(-1, 4),
                ~np.array(asked, dtype=np.bool_),
                seen.boxes[rows].astype(float),
                seen.scores[rows].astype(float),
            )
        return groups

    def _ignore(self, group: _Group, chosen: Chosen) -> BoolArray:
        outside = [not chosen.thing(group.place, own) for own in group.instance_ids]
        return group.ignore | np.array(outside, dtype=np.bool_)

    def _match(self, label: str, group: _Group, chosen: Chosen) -> tuple[Matched, BoolArray]:
        ignore = self._ignore(group, chosen)
        key = (group.place, label, ignore.tobytes())
        if key not in self._matched:
            self._matched[key] = match(group.things, ignore, group.boxes, group.scores)
        return self._matched[key], ignore

    def _wanted(self, chosen: Chosen) -> list[int]:
        """The places of the pictures that count."""
        places = np.flatnonzero(chosen.pictures)
        if chosen.things is None and not self._target:
            return [int(p) for p in places]
        return [int(p) for p in places if any((~self._ignore(g, chosen)).any() for g in self._groups[p].values())]

    def measures(self, chosen: Chosen) -> Mapping[str, Measure]:
        """AP, AP at IoU 0.5, and recall at IoU 0.5."""
        places = self._wanted(chosen)
        ranked = [self._ranked(label, places, chosen) for label in self.labels]
        found = np.zeros((len(self.labels), self._scenes))
        for row, each in enumerate(ranked):
            np.add.at(found[row], each.scene, each.hit[0])
        wanted = np.array([each.wanted for each in ranked]).reshape(found.shape)
        at_half = [Ranked(r.scene, r.hit[:1], r.ignored[:1], r.wanted) for r in ranked]
        return {
            "ap": AveragePrecision(self.labels, ranked),
            "ap50": AveragePrecision(self.labels, at_half),
            "recall": Ratio(self.labels, found, wanted),
        }

    def _ranked(self, label: str, places: Sequence[int], chosen: Chosen) -> Ranked:
        wanted = np.zeros(self._scenes)
        scores, scenes, hits, ignored = [np.zeros(0)], [np.zeros(0, dtype=np.intp)], [], []
        for place in places:
            group = self._groups[place].get(label)
            if group is None:
                continue
            matched, ignore = self._match(label, group, chosen)
            wanted[self._scene[place]] += (~ignore).sum()
            scores.append(group.scores[matched.order])
            scenes.append(np.full(len(matched.order), self._scene[place], dtype=np.intp))
            hits.append(matched.hit)
            ignored.append(matched.ignored)
        order = np.argsort(-np.concatenate(scores), kind="stable")
        empty = np.zeros((1, 0), dtype=np.bool_)
        return Ranked(
            np.concatenate(scenes)[order],
            (np.concatenate(hits, axis=1) if hits else empty)[:, order],
            (np.concatenate(ignored, axis=1) if ignored else empty)[:, order],
            wanted,
        )

    def counts(self, chosen: Chosen) -> Counts:
        """Things to find, and the pictures that count."""
        places = self._wanted(chosen)
        things = sum(int((~self._ignore(g, chosen)).sum()) for p in places for g in self._groups[p].values())
        return Counts(things, len(places), len({self._scene[p] for p in places}))

    def marks(self, place: int, chosen: Chosen) -> tuple[Mark, ...]:
        """The things to find, and false predictions that are sure."""
        marks = []
        for label, group in self._groups[place].items():
            matched, ignore = self._match(label, group, chosen)
            for own, wanted in enumerate(~ignore):
                if wanted:
                    kind = "found" if matched.found[0, own] else "missed"
                    marks.append(Mark(_box(group.things[own]), label, kind))  # type: ignore[arg-type]
            for rank, own in enumerate(matched.order):
                score = group.scores[own]
                if score >= SHOWN_SCORE and not (matched.hit[0, rank] or matched.ignored[0, rank]):
                    marks.append(Mark(_box(group.boxes[own]), f"{label} {score:.2f}", "false"))
        return tuple(marks)

    def loss(self, place: int, chosen: Chosen) -> float:
        """Things missed, and false predictions weighted by their scores."""
        total = 0.0
        for label, group in self._groups[place].items():
            matched, ignore = self._match(label, group, chosen)
            total += float((~ignore & ~matched.found[0]).sum())
            total += float(group.scores[matched.order][~matched.hit[0] & ~matched.ignored[0]].sum())
        return total

    def doubt(self, place: int) -> float | None:
        """Mean over the things to find of 1 - the score with which it was found; a box that overlaps a thing too little
        to find it counts for less, by how much it overlaps. None where there is nothing to find.
        """
        doubts = []
        for group in self._groups[place].values():
            near = np.minimum(overlaps(group.things, group.boxes) / OVERLAPS[0], 1.0) ** 2
            best = (near * group.scores[None]).max(axis=1, initial=0.0)
            doubts += (1 - best[~group.ignore]).tolist()
        return float(np.clip(np.mean(doubts), 0.0, 1.0)) if doubts else None


def _box(row: FloatArray) -> PixelBox:
    x0, y0, x1, y1 = (float(x) for x in row)
    return x0, y0, x1, y1
