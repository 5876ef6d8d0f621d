"""Spatial relations: F1 by predicate, among what can be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simgen.errors import DatasetError, did_you_mean
from simgen.frame import CONVERSE
from simgen.labels.relations import PREDICATES
from simgen.study.evaluation.measures import Measure, Ratio
from simgen.study.evaluation.pictures import Picture, scene_numbers
from simgen.study.evaluation.scoring import Chosen, Counts, Mark, Metric

# A predicted relation: subject's instance id, predicate, object's instance id.
Claim = tuple[int, str, int]


@dataclass(frozen=True)
class _Judged:
    place: int
    scene: int
    claim: Claim
    true: bool
    claimed: bool


class Relating:
    """Compares claims with the relations of each picture among its visible bodies.

    One that is ambiguous counts neither way; one that is not listed is false. A bin of things counts relations whose
    subject is in it.
    """

    unit = "relations"
    metrics: tuple[Metric, ...] = (
        Metric("f1", "F1 of relations"),
        Metric("relation_recall", "share of true relations that are claimed"),
    )

    def __init__(self, pictures: Sequence[Picture], predict: Callable[[Picture], Iterable[Claim]]) -> None:
        scene, self._scenes = scene_numbers(pictures)
        self._pictures = pictures
        self._judged: list[_Judged] = []
        for place, picture in enumerate(pictures):
            self._judged += _judge(picture, predict(picture), place, scene[place])
        self.labels = tuple(p for p in PREDICATES if any(j.claim[1] == p for j in self._judged))

    def _chosen(self, chosen: Chosen) -> list[_Judged]:
        return [j for j in self._judged if chosen.thing(j.place, j.claim[0])]

    def measures(self, chosen: Chosen) -> Mapping[str, Measure]:
        """F1 and recall."""
        row = {label: number for number, label in enumerate(self.labels)}
        judged = self._chosen(chosen)
        at = ([row[j.claim[1]] for j in judged], [j.scene for j in judged])
        true, claimed, both = (np.zeros((len(self.labels), self._scenes)) for _ in range(3))
        np.add.at(true, at, [float(j.true) for j in judged])
        np.add.at(claimed, at, [float(j.claimed) for j in judged])
        np.add.at(both, at, [float(j.true and j.claimed) for j in judged])
        return {
            "f1": Ratio(self.labels, 2 * both, true + claimed),
            "relation_recall": Ratio(self.labels, both, true),
        }

    def counts(self, chosen: Chosen) -> Counts:
        """True relations."""
        judged = [j for j in self._chosen(chosen) if j.true]
        return Counts(len(judged), len({j.place for j in judged}), len({j.scene for j in judged}))

    def marks(self, place: int, chosen: Chosen) -> tuple[Mark, ...]:
        """The subjects of relations that are missed or claimed falsely."""
        things = {thing["instance_id"]: thing for thing in self._pictures[place].things}
        marks = []
        for judged in self._chosen(chosen):
            subject, predicate, other = judged.claim
            if judged.place == place and judged.true != judged.claimed and subject in things:
                x0, y0, x1, y1 = (float(x) for x in things[subject]["box"])
                text = f"{things[subject]['name']} {predicate} {things.get(other, {}).get('name', other)}"
                marks.append(Mark((x0, y0, x1, y1), text, "missed" if judged.true else "false"))
        return tuple(marks)

    def loss(self, place: int, chosen: Chosen) -> float:
        """Relations missed and falsely claimed."""
        return float(sum(j.true != j.claimed for j in self._chosen(chosen) if j.place == place))

    def doubt(self, place: int) -> float:
        """1 - F1."""
        judged = [j for j in self._judged if j.place == place]
        total = sum(j.true + j.claimed for j in judged)
        return 1 - 2 * sum(j.true and j.claimed for j in judged) / total if total else 0.0


def _judge(picture: Picture, claims: Iterable[Claim], place: int, scene: int) -> list[_Judged]:
    visible = {i["instance_id"] for i in picture.meta["instances"] if i["box"] is not None}
    listed: dict[Claim, str] = {(r["subject"], r["predicate"], r["object"]): r["holds"] for r in picture.relations}
    claimed: set[Claim] = set()
    for claim in claims:
        subject, predicate, other = claim
        if predicate not in PREDICATES:
            raise DatasetError(
                f"unknown predicate '{predicate}'.", where=picture.key, remedy=did_you_mean(predicate, PREDICATES)
            )
        turned = (other, CONVERSE.get(predicate, ""), subject)
        # Of a pair that is not listed either way, both ways are the same false claim.
        claimed.add(turned if turned in listed or (turned in claimed and claim not in listed) else claim)
    known: Mapping[Claim, str] = {**dict.fromkeys(claimed, "false"), **listed}
    return [
        _Judged(place, scene, claim, holds == "true", claim in claimed)
        for claim, holds in known.items()
        if holds != "ambiguous" and claim[0] in visible and claim[2] in visible
    ]
