from __future__ import annotations

import numpy as np
import pytest

from simgen.study.evaluation.classifying import Classifying
from simgen.study.evaluation.curves import slices, tabulate, worst
from simgen.study.evaluation.intervals import Resamples
from simgen.study.evaluation.outcome import _failures
from simgen.study.evaluation.vocabulary import Vocabulary
from tests.study.evaluation.made import picture, thing

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
