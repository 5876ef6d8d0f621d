"""How badly a model does on the scenes of a spec: what a search makes as large as it can."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simgen.catalog import Catalog
from simgen.errors import DatasetError, InfeasibleError
from simgen.pipeline import Pipeline
from simgen.spec import SceneSpec
from simgen.study.evaluation.models import Network
from simgen.study.evaluation.outcome import scorer_of, source_of
from simgen.study.evaluation.pictures import Picture, picture_of
from simgen.study.evaluation.predictions import Source, Task

# From here on nothing is less understood.
MOST_BITS = 10


@dataclass(eq=False)
class Examiner:
    """Shows a model the first draws of a spec. `model` is what `evaluate` takes.

    The same draws serve every spec that is asked about, so that two of them differ in what was changed, not in luck.
    `target`: the only thing wanted, as in `evaluate`.
    """

    model: Source | Callable[..., Any]
    seed: int = 0
    task: Task | None = None
    target: str | None = None
    threads: int | None = None
    renderer: str = "mitsuba"
    catalog: Catalog = field(default_factory=Catalog)

    def pictures(self, spec: SceneSpec, indices: Sequence[int]) -> tuple[list[Picture], Pipeline]:
        """The pictures of these draws; those that cannot be made are left out."""
        pipeline = Pipeline(spec, seed=self.seed, renderer=self.renderer, threads=self.threads, catalog=self.catalog)
        found: list[Picture] = []
        for index in indices:
            try:
                for sample in pipeline.samples(index):
                    found.append(picture_of(sample, len(found) + 1, pipeline.categories))
            except InfeasibleError:
                continue
        return found, pipeline

    def doubt_bits(self, spec: SceneSpec, indices: Sequence[int]) -> float | None:
        """The mean over the pictures of these draws; None where none can be made or nothing is asked for."""
        pictures, pipeline = self.pictures(spec, indices)
        return self.doubt_bits_of(pictures, pipeline.categories)

    def doubt_bits_of(self, pictures: Sequence[Picture], categories: Mapping[str, int]) -> float | None:
        """The mean over pictures that are there; None where there are none or nothing is asked for."""
        return mean_doubt_bits(pictures, self.model, categories, self.task, self.target) if pictures else None


def mean_doubt_bits(
    pictures: Sequence[Picture],
    model: Source | Callable[..., Any],
    categories: Mapping[str, int],
    task: Task | None = None,
    target: str | None = None,
) -> float | None:
    """The mean over pictures of how far each is from being understood, in bits: -log2(1 - doubt), `Scorer.doubt`.

    Pictures in which nothing is asked for, such as those that do not show the target, do not count; None where all are.

    A score of 1 is 0 bits, of 1/2 one, of 1/1024 or less ten: unlike 1 - score, it still tells worse from bad where a
    model hardly sees anything, and so which way is down. A network's boxes below its card's least score count too.
    """
    if isinstance(model, Network):
        model = model.down_to(2.0**-MOST_BITS)
    source = source_of(model, pictures, categories, task)
    try:
        scorer = scorer_of(source, source.predict, pictures, categories, target)
    except DatasetError as error:
        if target is not None and "no picture shows" in error.what:
            # Where the target is not to be seen, nothing is asked.
            return None
        raise
    doubts = (scorer.doubt(place) for place in range(len(pictures)))
    sure = [1.0 - doubt for doubt in doubts if doubt is not None]
    return float(np.mean(-np.log2(np.clip(sure, 2.0**-MOST_BITS, 1.0)))) if sure else None
