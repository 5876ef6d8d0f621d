"""What every task's scorer gives, and what it is asked about: the pictures, and the things in them, of one bin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from simgen.study.evaluation.matching import BoolArray
from simgen.study.evaluation.measures import Measure

# A thing of which less can be seen is not asked for, and what is predicted there is not held against the model.
MIN_VISIBLE_PX = 30

PixelBox = tuple[float, float, float, float]


@dataclass(frozen=True)
class Metric:
    """One number that tells how good predictions are; `better` says which end of it is good."""

    name: str
    title: str
    better: Literal["high", "low"] = "high"
    unit: str = ""


@dataclass(frozen=True)
class Chosen:
    """`pictures`: (P,) bool. `things`: (place of the picture, instance id) of those that count, None for all."""

    pictures: BoolArray
    things: frozenset[tuple[int, int]] | None = None

    def thing(self, place: int, instance_id: int) -> bool:
        """Whether this thing counts."""
        return bool(self.pictures[place]) and (self.things is None or (place, instance_id) in self.things)

    def and_also(self, other: Chosen) -> Chosen:
        """What both choose."""
        known = [things for things in (self.things, other.things) if things is not None]
        pictures = self.pictures & other.pictures
        if not known:
            return Chosen(pictures)
        things = frozenset((at, own) for at, own in frozenset.intersection(*known) if pictures[at])
        # Pictures that hold no such thing are not among those that count.
        holding = np.zeros(len(pictures), dtype=np.bool_)
        holding[sorted({at for at, _ in things})] = True
        return Chosen(holding, things)


@dataclass(frozen=True)
class Mark:
    """A box to draw on a picture. `kind`: a thing that was found, one that was missed, or a false prediction."""

    box: PixelBox
    text: str
    kind: Literal["found", "missed", "false"]


@dataclass(frozen=True)
class Counts:
    """On how much a number rests: units (things, pixels or relations, as the scorer says), pictures and scenes."""

    units: int
    pictures: int
    scenes: int


class Scorer(Protocol):
    """Predictions and truth of one task, compared; `unit` is what it counts."""

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """The first one ranks the worst conditions."""
        ...

    @property
    def unit(self) -> str:
        """In the plural."""
        ...

    def measures(self, chosen: Chosen) -> Mapping[str, Measure]:
        """By metric's name, over what is chosen."""
        ...

    def counts(self, chosen: Chosen) -> Counts:
        """On how much that rests."""
        ...

    def marks(self, place: int, chosen: Chosen) -> tuple[Mark, ...]:
        """What to draw on the picture at `place`."""
        ...

    def loss(self, place: int, chosen: Chosen) -> float:
        """How wrong the predictions are there: larger is worse; comparable between pictures of one scorer."""
        ...

    def doubt(self, place: int) -> float | None:
        """How far the picture is from being understood, 0 to 1, as smooth as the predictions allow; None where it asks
        for nothing.
        """
        ...
