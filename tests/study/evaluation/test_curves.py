from __future__ import annotations

import numpy as np
import pytest

from simgen.errors import DatasetError
from simgen.seeds import stream
from simgen.study.evaluation.classifying import Classifying
from simgen.study.evaluation.curves import Sliced, slices, tabulate, worst
from simgen.study.evaluation.detecting import Detecting
from simgen.study.evaluation.intervals import Resamples
from simgen.study.evaluation.outcome import _failures
from simgen.study.evaluation.scoring import Chosen
from simgen.study.evaluation.vocabulary import Vocabulary
from tests.study.evaluation.made import LABELS, picture, thing, world

WORDS = Vocabulary.identity(["mug"])


def test_the_worst_bin_is_where_the_model_surely_fails() -> None:
    # Right in light, wrong in the dark; in one picture of dusk wrong too, but one scene proves little.
    axes = [{"light": level} for level in [*np.linspace(0, 0.3, 10), 0.5, *np.linspace(0.7, 1, 10)]]
    shown = [
        picture(n, [thing(i, "mug", (0, 0, 9, 9)) for i in range(1, 7)], scenario={"spec_name": "m", "axes": a})
        for n, a in enumerate(axes, 1)
    ]
    light = {p.key: p.meta["scenario"]["axes"]["light"] for p in shown}
    judge = Classifying(shown, lambda p: {i: ["mug" if light[p.key] > 0.6 else "dog"] for i in range(1, 7)}, WORDS)
    cells = tabulate(judge, shown, [slices(shown, "light", [0, 0.4, 0.6, 1])], Resamples.draw(len(shown), 200, 0))
    curve = [c for c in cells if c.metric == "top1" and c.condition == "light"]
    assert [c.value for c in curve] == [0.0, 0.0, 1.0]
    assert [c.counts.units for c in curve] == [60, 6, 60]
    assert curve[1].interval is None
    ranked = worst(cells, "top1")
    assert [c.bin.label for c in ranked if c.bin] == ["0..0.4", "0.4..0.6"]
    first = ranked[0]
    assert first.drop == pytest.approx(10 / 21)
    assert first.drop_interval is not None
    assert 0 < first.drop_interval[0] < first.drop < first.drop_interval[1]


@pytest.mark.parametrize("second", ["visible_fraction", "camera_pitch"])
def test_two_conditions_at_once_are_the_one_within_the_pictures_of_the_other(second: str) -> None:
    shown, seen = world(stream(3, "pairs"))
    for each in shown:
        each.meta["scenario"]["axes"]["light"] = float(each.number % 3)
    judge = Detecting(shown, lambda p: seen[p.key], Vocabulary.identity(LABELS), min_visible_px=0)
    both = slices(shown, f"light,{second}")
    assert both.pair is not None
    light, other = both.pair
    assert len(both.bins) == 3 * len(other.bins) > 2 and both.bins[1].label == f"1, {other.bins[0].label}"
    for number, level in enumerate(light.bins):
        own = [p for p in shown if p.meta["scenario"]["axes"]["light"] == level.low]
        within = Detecting(own, lambda p: seen[p.key], Vocabulary.identity(LABELS), min_visible_px=0)
        single = slices(own, second) if second == "camera_pitch" else slices(own, second, _edges(other))
        for k, part in enumerate(single.chosen):
            pair = both.chosen[k * len(light.bins) + number]
            assert judge.counts(pair).units == within.counts(part).units
            whole, alone = (_ap(scorer, chosen) for scorer, chosen in ((judge, pair), (within, part)))
            assert alone == {label: whole[label] for label in alone}


def _ap(scorer: Detecting, chosen: Chosen) -> dict[str, float | None]:
    measure = scorer.measures(chosen)["ap50"]
    values = measure.by_label(np.ones((scorer._scenes, 1)))[:, 0].tolist()
    return {label: None if np.isnan(value) else value for label, value in zip(measure.labels, values, strict=True)}


def _edges(cut: Sliced) -> list[float]:
    return [float(b.low or 0.0) for b in cut.bins] + [float(cut.bins[-1].high or 0.0)]


@pytest.mark.parametrize("name", ["light,", "light,light", "a,b,c"])
def test_what_is_no_pair_of_conditions_is_refused(name: str) -> None:
    with pytest.raises(DatasetError, match=r"is not a pair of conditions\. Write two names, e\.g\. pitch,zoom"):
        slices([picture(1, [])], name)


def test_overall_and_labels_come_before_the_bins() -> None:
    shown = [picture(n, [thing(1, "mug", (0, 0, 9, 9))]) for n in (1, 2)]
    cells = tabulate(Classifying(shown, lambda p: {1: ["mug"]}, WORDS), shown, [], Resamples.draw(2, 50, 0))
    assert [(c.metric, c.label, c.value) for c in cells] == [
        ("top1", None, 1.0),
        ("top5", None, 1.0),
        ("top1", "mug", 1.0),
        ("top5", "mug", 1.0),
    ]
    assert all(c.interval == (1.0, 1.0) for c in cells)


def test_examples_of_a_failure_are_the_pictures_that_are_most_wrong() -> None:
    # In dark picture n, things 1 to n are not known; in light all are.
    shown = [
        picture(
            n,
            [thing(i, "mug", (0, 0, 9, 9)) for i in range(1, 7)],
            scenario={"spec_name": "m", "axes": {"light": float(n > 6)}},
        )
        for n in range(1, 13)
    ]
    judge = Classifying(
        shown, lambda p: {i: ["dog" if p.number <= 6 and i <= p.number else "mug"] for i in range(1, 7)}, WORDS
    )
    cut = [slices(shown, "light")]
    found = _failures(judge, shown, cut, tabulate(judge, shown, cut, Resamples.draw(len(shown), 100, 0)))
    assert [failure.cell.bin.label for failure in found if failure.cell.bin] == ["0"]
    assert [example.picture.number for example in found[0].examples] == [6, 5, 4]
    assert [mark.kind for mark in found[0].examples[1].marks] == ["missed"] * 5 + ["found"]
