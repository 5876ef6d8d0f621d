from __future__ import annotations

import numpy as np
import pytest

from simgen.catalog import Catalog
from simgen.sampler import check_spec
from simgen.study.evaluation.detecting import Detections
from simgen.study.evaluation.recognition import View, judge, room_of, share, where_it_stands
from simgen.study.evaluation.vocabulary import Vocabulary

WORDS = Vocabulary({"mug": frozenset({"cup"})})
VIEW = View(np.zeros((60, 80, 3), dtype=np.uint8), (10.0, 10.0, 30.0, 30.0))


def seen(*boxes: tuple[list[float], float, str]) -> Detections:
    rows = np.array([box for box, *_ in boxes], dtype=float).reshape(-1, 4)
    return Detections(rows, np.array([score for _, score, _ in boxes]), tuple(name for *_, name in boxes))


def test_a_view_is_known_by_its_first_answers_and_by_a_sure_box_that_fits() -> None:
    scores = {"dog, hound": 0.5, "cup": 0.3, "cat": 0.1}
    right = seen(([10, 10, 30, 30], 0.9, "cup"), ([11, 10, 30, 30], 0.8, "dog"))
    verdict = judge(VIEW, "mug", lambda _: scores, WORDS, lambda _: right, WORDS)
    assert (verdict.top1, verdict.top5, verdict.detected) == (False, True, True)
    assert (verdict.first, verdict.seen) == ("dog", "cup, dog")
    for wrong in (seen(), seen(([10, 10, 30, 30], 0.1, "cup")), seen(([40, 10, 60, 30], 0.9, "cup"))):
        assert judge(VIEW, "mug", lambda _: scores, WORDS, lambda _, w=wrong: w, WORDS).detected is False
    unknown = judge(VIEW, "lamp", lambda _: scores, WORDS, lambda _: right, WORDS)
    assert (unknown.top1, unknown.top5, unknown.detected) == (None, None, None)


def test_a_share_is_of_the_answers_that_there_are() -> None:
    assert share([True, False, None, True]) == pytest.approx(2 / 3)
    assert share([None]) is None


def test_every_category_that_stands_somewhere_has_a_room_that_the_catalogue_can_furnish() -> None:
    catalog = Catalog()
    shown = {category: where_it_stands(catalog, category) for category in catalog.categories}
    assert shown["mug"] == "table"
    assert shown["wardrobe"] == "floor"
    assert shown["ceiling_light"] is None
    for category, stands in shown.items():
        if stands:
            check_spec(room_of(f"generated/{category}", (0.6, 0.4, 0.5), stands, 64, 48), catalog)
    assert sum(stands is not None for stands in shown.values()) > 180
