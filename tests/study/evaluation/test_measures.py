from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgen.seeds import stream
from simgen.study.evaluation.intervals import Resamples, interval
from simgen.study.evaluation.measures import AveragePrecision, Ranked, Ratio


def ranked(rng: np.random.Generator, scenes: int, count: int) -> Ranked:
    hit = rng.uniform(size=(2, count)) < 0.6
    own = rng.integers(0, scenes, count)
    wanted = np.bincount(own[hit.any(axis=0)], minlength=scenes) + rng.integers(0, 3, scenes)
    return Ranked(own, hit, ~hit & (rng.uniform(size=(2, count)) < 0.2), wanted.astype(float))


@given(st.integers(0, 10_000))
def test_a_weight_is_as_good_as_so_many_copies_of_the_scene(seed: int) -> None:
    rng = stream(seed, "copies")
    one = ranked(rng, 4, 15)
    weights = rng.integers(0, 4, 4)
    copies = np.repeat(np.arange(15), weights[one.scene])
    again = Ranked(one.scene[copies], one.hit[:, copies], one.ignored[:, copies], one.wanted * weights)
    weighted = AveragePrecision(("x",), [one]).overall(weights[:, None].astype(float))
    copied = AveragePrecision(("x",), [again]).overall(np.ones((4, 1)))
    np.testing.assert_allclose(weighted, copied, atol=1e-12)


def test_overall_is_pooled_or_the_mean_of_the_labels_that_have_anything() -> None:
    top, bottom = np.array([[1.0, 1.0], [0.0, 0.0]]), np.array([[2.0, 2.0], [4.0, 0.0]])
    once = np.ones((2, 1))
    assert Ratio(("a", "b"), top, bottom).overall(once) == pytest.approx([2 / 8])
    assert Ratio(("a", "b"), top, bottom, pooled=False).overall(once) == pytest.approx([0.25])
    second = np.array([[0.0], [1.0]])
    np.testing.assert_allclose(Ratio(("a", "b"), top, bottom).by_label(second), [[0.5], [np.nan]])
    assert Ratio(("a", "b"), top, bottom, pooled=False).overall(second) == pytest.approx([0.5])
    assert Ratio(("a", "b"), top, bottom, root=True).overall(once) == pytest.approx([np.sqrt(2 / 8)])


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    # Scenes differ in how hard they are, so that frames of one scene agree: intervals over frames would be too narrow.
    truth, held, narrow, runs = 0.6, 0, 0, 300
    for run in range(runs):
        rng = stream(run, "coverage")
        hard = rng.beta(2.4, 1.6, 40)
        right = rng.binomial(8, hard).astype(float)
        ratio = Ratio(("x",), right[None], np.full((1, 40), 8.0))
        found = interval(ratio.overall(Resamples.draw(40, 300, run).weights))
        assert found is not None
        held += found[0] <= truth <= found[1]
        half = 1.96 * np.sqrt(truth * (1 - truth) / 320)
        narrow += abs(right.mean() / 8 - truth) <= half
    assert 0.90 <= held / runs <= 0.98
    assert narrow / runs < 0.88


def test_resamples_are_those_of_their_seed_and_the_first_column_is_the_data() -> None:
    one, same, other = (Resamples.draw(7, 50, seed).weights for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)
    np.testing.assert_array_equal(one[:, 0], 1)
    np.testing.assert_array_equal(one.sum(axis=0), 7)


def test_no_interval_without_spread_to_learn_from() -> None:
    assert interval(np.array([0.5, *[np.nan] * 100])) is None
