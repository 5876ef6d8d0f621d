"""Metrics by bins of conditions, with intervals: the table that a report shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simgen.errors import DatasetError
from simgen.study.evaluation.conditions import Bin, Condition, Value, bins, find_condition
from simgen.study.evaluation.intervals import Resamples, interval
from simgen.study.evaluation.measures import FloatArray, Measure
from simgen.study.evaluation.pictures import Picture
from simgen.study.evaluation.scoring import Chosen, Counts, Metric, Scorer

# A bin of fewer units, or one that is worse by less, is shown, and never ranked among the worst.
FEWEST_RANKED, LEAST_RANKED = 5, 0.005
# Between the names of two conditions that are looked at together.
AND = ","


@dataclass(frozen=True)
class Cell:
    """One number: `metric` of `label` (None: all) in the bin of the condition (None: everything).

    `center`: mean of the values in the bin. `drop`: how much worse than over everything, positive is worse, and its
    interval over the same resamples.
    """

    metric: str
    condition: str | None
    bin: Bin | None
    center: float | None
    label: str | None
    counts: Counts
    value: float | None
    interval: tuple[float, float] | None
    drop: float | None = None
    drop_interval: tuple[float, float] | None = None


@dataclass(frozen=True)
class Sliced:
    """A condition cut into bins: what each chooses, and the mean of the values in it (None for words, and for pairs).

    Two conditions at once have a bin for each pair of bins of `pair`; those of the first change fastest.
    """

    condition: Condition
    bins: tuple[Bin, ...]
    chosen: tuple[Chosen, ...]
    centers: tuple[float | None, ...]
    pair: tuple[Sliced, Sliced] | None = None


def slices(
    pictures: Sequence[Picture],
    name: str,
    edges: Sequence[float] | None = None,
    target: Callable[[Picture], int | None] | None = None,
) -> Sliced:
    """Cut the pictures, or the things in them, by the variable called `name`, or by both of ``NAME,NAME``.

    `target` gives the instance id of a picture's only thing that matters, None where the picture has none.
    """
    if AND in name:
        return _pair(pictures, name, edges, target)
    condition = find_condition(name, pictures)
    read = condition.read
    found: dict[tuple[int, int], Value] = {}
    for place, picture in enumerate(pictures):
        wanted = target(picture) if target else None
        for thing in picture.things if condition.about == "thing" else ({"instance_id": 0},):
            if condition.about == "thing" and target and thing["instance_id"] != wanted:
                continue
            value = read(picture, thing)
            if value is not None:
                found[place, thing["instance_id"]] = value
    cut = bins(list(found.values()), edges)
    chosen, centers = [], []
    for each in cut:
        inside = {at: value for at, value in found.items() if each.holds(value)}
        mask = np.zeros(len(pictures), dtype=np.bool_)
        mask[[place for place, _ in inside]] = True
        chosen.append(Chosen(mask, frozenset(inside) if condition.about == "thing" else None))
        numbers = [value for value in inside.values() if not isinstance(value, str)]
        centers.append(float(np.mean(numbers)) if numbers else None)
    return Sliced(condition, cut, tuple(chosen), tuple(centers))


def _pair(
    pictures: Sequence[Picture],
    name: str,
    edges: Sequence[float] | None,
    target: Callable[[Picture], int | None] | None,
) -> Sliced:
    names = [part.strip() for part in name.split(AND)]
    if len(names) != 2 or not all(names) or names[0] == names[1] or edges is not None:
        raise DatasetError(
            f"'{name}' is not a pair of conditions.",
            remedy=f"Write two names, e.g. pitch{AND}zoom, without edges of bins.",
        )
    one, other = (slices(pictures, part, None, target) for part in names)
    first, second = one.condition, other.condition
    both = Condition(
        f"{first.name}{AND}{second.name}",
        "thing" if "thing" in (first.about, second.about) else "picture",
        f"{first.title} and {second.title}",
        # What two conditions are at once is no value of its own: their bins say it.
        lambda picture, thing: None,
    )
    cells = [(a, b) for b in range(len(other.bins)) for a in range(len(one.bins))]
    bins = tuple(Bin(f"{one.bins[a].label}{AND} {other.bins[b].label}") for a, b in cells)
    chosen = tuple(one.chosen[a].and_also(other.chosen[b]) for a, b in cells)
    return Sliced(both, bins, chosen, (None,) * len(bins), (one, other))


def everything(pictures: Sequence[Picture]) -> Chosen:
    """All pictures and all things."""
    return Chosen(np.ones(len(pictures), dtype=np.bool_))


def tabulate(
    scorer: Scorer, pictures: Sequence[Picture], sliced: Sequence[Sliced], resamples: Resamples
) -> tuple[Cell, ...]:
    """Every metric over everything, also by label, and in every bin of every condition."""
    whole = everything(pictures)
    measured = scorer.measures(whole)
    base = {name: measure.overall(resamples.weights) for name, measure in measured.items()}
    cells = [
        _cell(metric, None, None, None, None, scorer.counts(whole), base[metric.name]) for metric in scorer.metrics
    ]
    cells += _by_label(scorer.metrics, measured, scorer.counts(whole), resamples)
    for cut in sliced:
        for each, chosen, center in zip(cut.bins, cut.chosen, cut.centers, strict=True):
            counts = scorer.counts(chosen)
            inside = scorer.measures(chosen)
            for metric in scorer.metrics:
                values = inside[metric.name].overall(resamples.weights)
                cells.append(_cell(metric, cut.condition, each, center, None, counts, values, base[metric.name]))
    return tuple(cells)


def _by_label(
    metrics: Sequence[Metric], measured: Mapping[str, Measure], counts: Counts, resamples: Resamples
) -> list[Cell]:
    cells = []
    for metric in metrics:
        measure = measured[metric.name]
        rows = measure.by_label(resamples.weights)
        cells += [
            _cell(metric, None, None, None, label, counts, row) for label, row in zip(measure.labels, rows, strict=True)
        ]
    return cells


def _cell(
    metric: Metric,
    condition: Condition | None,
    each: Bin | None,
    center: float | None,
    label: str | None,
    counts: Counts,
    values: FloatArray,
    base: FloatArray | None = None,
) -> Cell:
    known = np.isfinite(values[0])
    # One scene has no spread between scenes.
    spread = interval(values) if known and counts.scenes > 1 else None
    drop = (base - values) * (1 if metric.better == "high" else -1) if base is not None and known else None
    return Cell(
        metric.name,
        condition.name if condition else None,
        each,
        center,
        label,
        counts,
        float(values[0]) if known else None,
        spread,
        None if drop is None else float(drop[0]),
        None if drop is None or spread is None else interval(drop),
    )


def worst(cells: Sequence[Cell], metric: str) -> tuple[Cell, ...]:
    """The bins in which `metric` is worse than over everything, the surest loss first.

    Ranked by the lower end of the drop's interval; bins without an interval (one scene) come after those with one.
    """
    candidates = [
        cell
        for cell in cells
        if cell.metric == metric
        and cell.bin
        and cell.drop is not None
        and cell.drop >= LEAST_RANKED
        and cell.counts.units >= FEWEST_RANKED
    ]
    return tuple(
        sorted(
            candidates,
            key=lambda c: (c.drop_interval is None, -(c.drop_interval[0] if c.drop_interval else c.drop or 0.0)),
        )
    )
