"""From a dataset and predictions to what a report shows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simgen.catalog import Catalog
from simgen.catalog.vocabularies import naming
from simgen.dataset.reader import Dataset, read
from simgen.errors import DatasetError, did_you_mean
from simgen.study.evaluation.classifying import Classifying
from simgen.study.evaluation.curves import Cell, Sliced, slices, tabulate, worst
from simgen.study.evaluation.dense import Depth, Segmenting
from simgen.study.evaluation.detecting import Detecting, Detections
from simgen.study.evaluation.intervals import Resamples
from simgen.study.evaluation.models import load_model
from simgen.study.evaluation.pictures import Picture, pictures_of, scene_numbers
from simgen.study.evaluation.predictions import TASKS, Source, Task, from_model, read_predictions
from simgen.study.evaluation.relating import Relating
from simgen.study.evaluation.scoring import MIN_VISIBLE_PX, Mark, Scorer
from simgen.study.evaluation.vocabulary import Vocabulary
from simgen.world import JsonObject

RESAMPLES = 400
# A target of this name is what each clip of a sweep is about.
OF_CLIP = "clip"
# How many of the worst bins are shown with pictures, and how many pictures each.
WORST_SHOWN, EXAMPLES = 6, 3
# So many classes that mean nothing here are named.
UNKNOWN_SHOWN = 5
# What to look at where nobody says it, by what the task counts.
USUAL_CONDITIONS = ("visible_fraction", "box_area", "luminance", "camera_pitch")


@dataclass(frozen=True)
class Example:
    """A picture in which the predictions are wrong, with what to draw on it."""

    picture: Picture
    marks: tuple[Mark, ...]

    @property
    def title(self) -> str:
        """The picture's key, and of which conditions it is where something was varied or shifted."""
        environment = self.picture.meta.get("study", {}).get("environment", "drawn")
        return self.picture.key if environment == "drawn" else f"{self.picture.key} ({environment})"


@dataclass(frozen=True)
class Failure:
    """A bin in which a metric is worse than over everything, and the pictures in it that are most wrong."""

    cell: Cell
    examples: tuple[Example, ...]


@dataclass(frozen=True, eq=False)
class Evaluation:
    """All numbers, and the worst conditions with examples. `predictions` are rows of a predictions file.

    `notes` tell in words what makes the numbers say little.
    """

    task: Task
    scorer: Scorer
    pictures: tuple[Picture, ...]
    scenes: int
    sliced: tuple[Sliced, ...]
    cells: tuple[Cell, ...]
    failures: tuple[Failure, ...]
    predictions: JsonObject
    notes: tuple[str, ...] = ()

    def to_json(self) -> JsonObject:
        """`task`, `pictures`, `scenes`, `notes`, `metrics`, `cells` and `worst`, plain."""
        return {
            "task": self.task,
            "pictures": len(self.pictures),
            "scenes": self.scenes,
            "notes": list(self.notes),
            "unit": self.scorer.unit,
            "metrics": [vars(metric) for metric in self.scorer.metrics],
            "cells": [cell_json(cell) for cell in self.cells],
            "worst": [
                {**cell_json(f.cell), "examples": [example.picture.key for example in f.examples]}
                for f in self.failures
            ],
        }

    def value(self, metric: str, condition: str | None = None, label: str | None = None) -> Mapping[str, float | None]:
        """One curve: bin → value; over everything (of one label), the only bin is ''."""
        return {
            cell.bin.label if cell.bin else "": cell.value
            for cell in self.cells
            if (cell.metric, cell.condition, cell.label) == (metric, condition, label)
        }


def cell_json(cell: Cell) -> JsonObject:
    """A cell, plain."""
    return {
        "metric": cell.metric,
        "condition": cell.condition,
        "bin": cell.bin.label if cell.bin else None,
        "low": cell.bin.low if cell.bin else None,
        "high": cell.bin.high if cell.bin else None,
        "center": cell.center,
        "label": cell.label,
        "units": cell.counts.units,
        "pictures": cell.counts.pictures,
        "scenes": cell.counts.scenes,
        "value": cell.value,
        "interval": cell.interval,
        "drop": cell.drop,
        "drop_interval": cell.drop_interval,
    }


def evaluate(
    dataset: Dataset | str | Path,
    predictions: str | Path | Source | Callable[..., Any],
    *,
    by: Sequence[str] | Mapping[str, Sequence[float] | None] = (),
    task: Task | None = None,
    target: str | None = None,
    vocabulary: Vocabulary | None = None,
    names: str | None = None,
    resamples: int = RESAMPLES,
    seed: int = 0,
    min_visible_px: int = MIN_VISIBLE_PX,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Evaluation:
    """How good `predictions` are along the conditions `by`, with intervals, and where they are worst.

    `predictions`: a path of predictions (.json), the name of a model as `simgen evaluate --model` takes it, or a model:
    a function of a picture (`simgen.study.evaluation.predictions.from_model`), whose task is its attribute `task`, else
    "detect". `by`: names of conditions (`simgen.study.evaluation.conditions`; ``NAME,NAME`` is two at once), or a
    mapping from names to edges of bins. `target`: the only thing that is wanted in each picture, by name or category,
    or "clip": what each clip of a sweep is about. `vocabulary`: the model's classes, where they are not simgen's
    categories. `names`: predictions speak the classes and numbers of COCO, ADE20K, …
    (`simgen.catalog.vocabularies`). DatasetError where these do not belong together.
    """
    data = dataset if isinstance(dataset, Dataset) else read(dataset)
    pictures = pictures_of(data)
    source = source_of(predictions, pictures, data.categories, task, vocabulary, names)
    kept: list[JsonObject] = []
    done = 0

    def predict(picture: Picture) -> Any:
        nonlocal done
        seen = source.predict(picture)
        kept.extend(_rows(source.task, picture, seen))
        done += 1
        progress(done, len(pictures))
        return seen

    scorer = scorer_of(source, predict, pictures, data.categories, target, min_visible_px)
    wanted = by if isinstance(by, Mapping) else dict.fromkeys(by)
    only = _targets(pictures, target) if target else None
    sliced = tuple(slices(pictures, name, edges, only) for name, edges in wanted.items())
    scenes = scene_numbers(pictures)[1]
    cells = tabulate(scorer, pictures, sliced, Resamples.draw(scenes, resamples, seed))
    whole = next(cell for cell in cells if cell.condition is None and cell.label is None)
    used = sorted({t["category"] for p in pictures for t in p.things})
    words = {name: sorted(source.vocabulary.accepted[name]) for name in used if name in source.vocabulary.accepted}
    return Evaluation(
        source.task,
        scorer,
        pictures,
        scenes,
        sliced,
        cells,
        _failures(scorer, pictures, sliced, cells),
        {"predictions": kept, "vocabulary": words},
        tuple(_notes(source, whole, scorer.unit, kept)),
    )


def _notes(source: Source, whole: Cell, unit: str, rows: Sequence[JsonObject]) -> Iterator[str]:
    """What makes the numbers say little: nothing is asked for, or the model speaks of other classes throughout."""
    if not whole.counts.units:
        yield f"There are no {unit} to score: no class of the model means what is asked for, or it is hardly seen."
    said = [row["category"] for row in rows if "category" in row]
    if said and all(source.vocabulary.of_class(name) is None for name in said):
        names = sorted(set(said))
        shown = ", ".join(name or "(a number of no class)" for name in names[:UNKNOWN_SHOWN])
        more = f" and {len(names) - UNKNOWN_SHOWN} more" if len(names) > UNKNOWN_SHOWN else ""
        yield f"None of the {len(said)} predictions is of a class that means a category here: {shown}{more}."


def source_of(
    given: str | Path | Source | Callable[..., Any],
    pictures: Sequence[Picture],
    categories: Mapping[str, int],
    task: Task | None = None,
    vocabulary: Vocabulary | None = None,
    names: str | None = None,
) -> Source:
    """Predictions for the pictures from whatever `evaluate` takes."""
    spoken = None if names is None else naming(names, Catalog())
    if isinstance(given, str) and not given.endswith(".json"):
        given = load_model(given, task)
    if isinstance(given, str | Path):
        source = read_predictions(Path(given), pictures, categories, spoken)
    elif isinstance(given, Source):
        source = given
    else:
        wanted: Task = task or getattr(given, "task", None) or "detect"
        if wanted not in TASKS:
            raise DatasetError(f"unknown task '{wanted}'.", remedy=did_you_mean(wanted, TASKS))
        words = vocabulary or (Vocabulary.spoken(spoken) if spoken else _words(given, categories))
        source = from_model(given, wanted, categories, words, spoken)
    if task is not None and source.task != task:
        raise DatasetError(f"the predictions are of the task '{source.task}', not '{task}'.", remedy="Name theirs.")
    return Source(source.task, source.predict, vocabulary or source.vocabulary)


def _words(model: Callable[..., Any], categories: Mapping[str, int]) -> Vocabulary:
    """The model's own `vocabulary(categories)`, where it has one."""
    own = getattr(model, "vocabulary", None)
    return own(sorted(categories)) if callable(own) else Vocabulary.identity(categories)


def scorer_of(
    source: Source,
    predict: Callable[[Picture], Any],
    pictures: Sequence[Picture],
    categories: Mapping[str, int],
    target: str | None,
    min_visible_px: int = MIN_VISIBLE_PX,
) -> Scorer:
    """The scorer of the source's task; `predict` is the source's, or wraps it."""
    if source.task in ("detect", "classify"):
        kind: Callable[..., Scorer] = Detecting if source.task == "detect" else Classifying
        only = _targets(pictures, target) if target else None
        return kind(pictures, predict, source.vocabulary, target=only, min_visible_px=min_visible_px)
    if target:
        raise DatasetError(f"a target makes no sense for the task '{source.task}'.", remedy="Leave it out.")
    if source.task == "segment":
        return Segmenting(pictures, predict, categories, source.vocabulary)
    return Depth(pictures, predict) if source.task == "depth" else Relating(pictures, predict)


def _targets(pictures: Sequence[Picture], target: str) -> Callable[[Picture], int | None]:
    """The thing called `target`, else the first one of that object or category; OF_CLIP: what a clip is about."""
    found: dict[str, int] = {}
    for picture in pictures:
        wanted = picture.meta.get("study", {}).get("target") if target == OF_CLIP else target
        # Copies of an object of the spec are called object_1, object_2, …
        names = [(t["name"], t["name"].rpartition("_")[0], t["category"]) for t in picture.things]
        for called in zip(*names, strict=True):
            own = [t["instance_id"] for t, name in zip(picture.things, called, strict=True) if name == wanted]
            if own:
                found[picture.key] = min(own)
                break
    if not found and target == OF_CLIP:
        raise DatasetError("no picture tells what its clip is about.", remedy="Name the target.")
    if not found:
        known = {t[key] for p in pictures for t in p.things for key in ("name", "category")}
        raise DatasetError(f"no picture shows a thing '{target}'.", remedy=did_you_mean(target, known))
    return lambda picture: found.get(picture.key)


def _failures(
    scorer: Scorer, pictures: Sequence[Picture], sliced: Sequence[Sliced], cells: Sequence[Cell]
) -> tuple[Failure, ...]:
    chosen = {(s.condition.name, b.label): c for s in sliced for b, c in zip(s.bins, s.chosen, strict=True)}
    failures = []
    for cell in worst(cells, scorer.metrics[0].name)[:WORST_SHOWN]:
        inside = chosen[str(cell.condition), cell.bin.label if cell.bin else ""]
        losses = [(scorer.loss(place, inside), place) for place in range(len(pictures)) if inside.pictures[place]]
        shown = [place for loss, place in sorted(losses, key=lambda each: (-each[0], each[1])) if loss > 0][:EXAMPLES]
        examples = tuple(Example(pictures[place], scorer.marks(place, inside)) for place in shown)
        failures.append(Failure(cell, examples))
    return tuple(failures)


def _rows(task: Task, picture: Picture, seen: Any) -> list[JsonObject]:
    """Rows of a predictions file; pictures of pixels are not kept."""
    if task == "detect":
        found: Detections = seen
        each = zip(found.boxes.tolist(), found.scores.tolist(), found.classes, strict=True)
        return [
            {
                "image_id": picture.key,
                "category": name,
                "bbox": [x0, y0, x1 - x0, y1 - y0],
                "score": score,
            }
            for (x0, y0, x1, y1), score, name in each
        ]
    if task == "classify":
        return [
            {"image_id": picture.key, "instance_id": own, "category": name, "score": 1.0 / rank}
            for own, classes in seen.items()
            for rank, name in enumerate(classes[:5], 1)
        ]
    if task == "relate":
        return [{"image_id": picture.key, "subject": s, "predicate": p, "object": o} for s, p, o in seen]
    return []


def write_predictions(evaluation: Evaluation, path: Path) -> None:
    """The predictions as a file that `evaluate` reads."""
    path.write_text(json.dumps(evaluation.predictions, sort_keys=True))
