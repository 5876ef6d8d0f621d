"""Classification, segmentation, depth and relations, against sums written out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from simgen.errors import DatasetError
from simgen.frame import CONVERSE
from simgen.labels.relations import PREDICATES
from simgen.seeds import stream
from simgen.study.evaluation.classifying import Classifying
from simgen.study.evaluation.curves import everything, slices
from simgen.study.evaluation.dense import Depth, Segmenting
from simgen.study.evaluation.pictures import Picture
from simgen.study.evaluation.relating import Claim, Relating
from simgen.study.evaluation.scoring import Chosen, Scorer
from simgen.study.evaluation.vocabulary import Vocabulary
from tests.study.evaluation.made import picture, thing

CATEGORIES = {"bowl": 1, "floor": 2, "mug": 3}


@dataclass
class Arrays:
    """What a record would read from disk."""

    instance_id: np.ndarray
    depth_m: np.ndarray


def values(judge: Scorer, chosen: Chosen) -> dict[str, float]:
    return {
        n: float(m.overall(np.ones((judge._scenes, 1)))[0])  # type: ignore[attr-defined]
        for n, m in judge.measures(chosen).items()
    }


def rooms(seed: int, count: int = 5) -> list[Picture]:
    """Pictures of a floor, a mug and a bowl, pixel by pixel at random."""
    rng = stream(seed, "rooms")
    made = []
    for number in range(1, count + 1):
        own = [thing(2, "mug", (0, 0, 9, 9)), thing(3, "bowl", (0, 0, 9, 9)), thing(1, "floor", (0, 0, 9, 9))]
        own[2]["role"] = "structure"
        shown = picture(number, own, width=8, height=6, index=number // 2)
        arrays: Any = Arrays(rng.integers(0, 4, (6, 8)).astype(np.uint16), rng.uniform(1, 5, (6, 8)).astype(np.float32))
        made.append(Picture(number, shown.meta, arrays))
    return made


def semantic(shown: Picture) -> np.ndarray:
    return np.array([0, 2, 3, 1])[shown.arrays.instance_id]


def test_accuracy_counts_things_whose_first_or_first_five_answers_name_them() -> None:
    words = Vocabulary({"mug": frozenset({"cup", "coffee mug"}), "bowl": frozenset({"soup bowl"})})
    shown = [picture(1, [thing(i, c, (0, 0, 9, 9)) for i, c in enumerate(("mug", "mug", "bowl", "bowl", "lamp"), 1)])]
    answers = {1: ["cup"], 2: ["dog", "coffee mug"], 3: ["cup"] * 5 + ["soup bowl"], 5: ["cup"]}
    judge = Classifying(shown, lambda _: answers, words)
    assert values(judge, everything(shown)) == {"top1": 1 / 4, "top5": 2 / 4}
    assert [m.kind for m in judge.marks(0, everything(shown))] == ["found", "missed", "missed", "missed"]
    assert judge.loss(0, everything(shown)) == 3
    only = Classifying(shown, lambda _: answers, words, target=lambda _: 2)
    assert values(only, everything(shown)) == {"top1": 0.0, "top5": 1.0}


@pytest.mark.parametrize("seed", range(4))
def test_mean_iou_is_that_of_masks_compared_category_by_category(seed: int) -> None:
    shown = rooms(seed)
    rng = stream(seed, "guesses")
    guess = {p.key: np.where(rng.uniform(size=(6, 8)) < 0.7, semantic(p), rng.integers(0, 4, (6, 8))) for p in shown}
    judge = Segmenting(shown, lambda p: guess[p.key], CATEGORIES)
    true = np.stack([semantic(p) for p in shown])
    seen = np.stack([guess[p.key] for p in shown])
    known = true > 0
    iou = [((true == c) & (seen == c)).sum() / (known & ((true == c) | (seen == c))).sum() for c in (1, 2, 3)]
    expected = {"miou": np.mean(iou), "pixel_accuracy": (true == seen)[known].mean()}
    assert values(judge, everything(shown)) == pytest.approx(expected)
    mugs = slices(shown, "category").chosen[1]
    assert values(judge, mugs)["pixel_accuracy"] == pytest.approx((seen[true == 3] == 3).mean())
    assert judge.counts(mugs).units == (true == 3).sum()
    assert values(Segmenting(shown, semantic, CATEGORIES), everything(shown)) == {"miou": 1.0, "pixel_accuracy": 1.0}


@pytest.mark.parametrize("seed", range(4))
def test_depth_metrics_are_means_over_the_pixels_that_hit_something(seed: int) -> None:
    shown = rooms(seed)
    factor = 1.1 + 0.3 * seed
    judge = Depth(shown, lambda p: p.arrays.depth_m * factor)
    z = np.concatenate([p.arrays.depth_m[p.arrays.instance_id > 0] for p in shown]).astype(float)
    expected = {
        "abs_rel": factor - 1,
        "rmse": np.sqrt(np.mean((z * (factor - 1)) ** 2)),
        "delta": float(factor < 1.25),
    }
    assert values(judge, everything(shown)) == pytest.approx(expected, rel=1e-5)
    assert judge.loss(0, everything(shown)) == pytest.approx(float(factor >= 1.25))


def test_predictions_of_another_shape_or_not_finite_are_refused() -> None:
    shown = rooms(0, 1)
    with pytest.raises(DatasetError, match=r"made-001: the prediction has shape \(3, 3\), the picture \(6, 8\)"):
        Depth(shown, lambda _: np.ones((3, 3)))
    with pytest.raises(DatasetError, match="not a finite number"):
        Depth(shown, lambda _: np.full((6, 8), np.nan))


def related(*rows: tuple[int, str, int, str]) -> list[Picture]:
    keys = ("subject", "predicate", "object", "holds")
    relations = [dict(zip(keys, row, strict=True)) for row in rows]
    return [picture(1, [thing(i, "mug", (0, 0, 9, 9)) for i in (1, 2, 3)], relations=relations)]


def test_f1_counts_true_false_and_missed_claims_and_leaves_out_the_ambiguous() -> None:
    shown = related(
        (1, "on_top", 2, "true"), (2, "on_top", 3, "true"), (1, "touching", 3, "ambiguous"), (1, "left_of", 3, "false")
    )
    claims: list[Claim] = [(1, "on_top", 2), (1, "touching", 3), (3, "right_of", 1), (3, "inside", 1), (1, "inside", 9)]
    judge = Relating(shown, lambda _: claims)
    # One of two is found; right_of(3, 1) is left_of(1, 3), which is false; inside is not listed, so false; 9 is unseen.
    found = values(judge, everything(shown))
    assert found == pytest.approx({"f1": 2 * 1 / (2 + 3), "relation_recall": 0.5})
    assert judge.loss(0, everything(shown)) == 3


def test_a_relation_is_the_same_from_either_side() -> None:
    for predicate, converse in CONVERSE.items():
        shown = related((1, predicate, 2, "true"))
        for claim in ((1, predicate, 2), (2, converse, 1)):
            assert values(Relating(shown, lambda _, c=claim: [c]), everything(shown))["f1"] == 1.0
    assert set(CONVERSE) <= set(PREDICATES)


def test_an_unknown_predicate_is_refused() -> None:
    with pytest.raises(DatasetError, match=r"unknown predicate 'ontop'\. Did you mean 'on_top'\?"):
        Relating(related(), lambda _: [(1, "ontop", 2)])
