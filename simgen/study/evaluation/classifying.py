"""Classification of things by the piece of picture that holds them: top-1 and top-5 accuracy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simgen.study.evaluation.measures import Measure, Ratio
from simgen.study.evaluation.pictures import Picture, scene_numbers
from simgen.study.evaluation.scoring import MIN_VISIBLE_PX, Chosen, Counts, Mark, Metric, PixelBox
from simgen.study.evaluation.vocabulary import Vocabulary

# A picture's answers: instance id → classes, the likeliest first.
Answers = Mapping[int, Sequence[str]]


@dataclass(frozen=True)
class _Asked:
    place: int
    scene: int
    instance_id: int
    category: str
    box: PixelBox
    answer: str
    # How many of the first answers it takes until one is right; 0 where none is.
    rank: int


class Classifying:
    """Asks for each visible thing that a class means; a thing without an answer counts as wrong.

    `target`: as in detection, the only thing asked for in a picture.
    """

    unit = "things"
    metrics: tuple[Metric, ...] = (Metric("top1", "top-1 accuracy"), Metric("top5", "top-5 accuracy"))

    def __init__(
        self,
        pictures: Sequence[Picture],
        predict: Callable[[Picture], Answers],
        vocabulary: Vocabulary,
        *,
        target: Callable[[Picture], int | None] | None = None,
        min_visible_px: int = MIN_VISIBLE_PX,
    ) -> None:
        scene, self._scenes = scene_numbers(pictures)
        self._asked: list[_Asked] = []
        for place, picture in enumerate(pictures):
            wanted = target(picture) if target else None
            asked = [
                thing
                for thing in picture.things
                if thing["visible_px"] >= min_visible_px
                and vocabulary.of_category(thing["category"]) is not None
                and (target is None or thing["instance_id"] == wanted)
            ]
            answers = predict(picture) if asked else {}
            for thing in asked:
                classes = list(answers.get(thing["instance_id"], ()))
                ranks = [rank for rank, name in enumerate(classes, 1) if vocabulary.right(thing["category"], name)]
                box: PixelBox = tuple(float(x) for x in thing["box"])  # type: ignore[assignment]
                first = classes[0] if classes else "no answer"
                own = thing["instance_id"]
                self._asked.append(
                    _Asked(place, scene[place], own, thing["category"], box, first, ranks[0] if ranks else 0)
                )
        self.labels = tuple(sorted({asked.category for asked in self._asked}))

    def _chosen(self, chosen: Chosen) -> list[_Asked]:
        return [asked for asked in self._asked if chosen.thing(asked.place, asked.instance_id)]

    def measures(self, chosen: Chosen) -> Mapping[str, Measure]:
        """Top-1 and top-5 accuracy."""
        row = {label: number for number, label in enumerate(self.labels)}
        asked = self._chosen(chosen)
        at = ([row[a.category] for a in asked], [a.scene for a in asked])
        total, first, among = (np.zeros((len(self.labels), self._scenes)) for _ in range(3))
        np.add.at(total, at, 1.0)
        np.add.at(first, at, [float(a.rank == 1) for a in asked])
        np.add.at(among, at, [float(1 <= a.rank <= 5) for a in asked])
        return {"top1": Ratio(self.labels, first, total), "top5": Ratio(self.labels, among, total)}

    def counts(self, chosen: Chosen) -> Counts:
        """Things asked for."""
        asked = self._chosen(chosen)
        return Counts(len(asked), len({a.place for a in asked}), len({a.scene for a in asked}))

    def marks(self, place: int, chosen: Chosen) -> tuple[Mark, ...]:
        """Each thing with the first answer."""
        return tuple(
            Mark(a.box, f"{a.category}: {a.answer}", "found" if a.rank == 1 else "missed")
            for a in self._chosen(chosen)
            if a.place == place
        )

    def loss(self, place: int, chosen: Chosen) -> float:
        """Things that are not named at once."""
        return float(sum(a.rank != 1 for a in self._chosen(chosen) if a.place == place))

    def doubt(self, place: int) -> float | None:
        """Mean over the things of 1 - 1 / rank of the right answer; None where none is asked for."""
        ranks = [a.rank for a in self._asked if a.place == place]
        return float(np.mean([1 - 1 / rank if rank else 1.0 for rank in ranks])) if ranks else None
