from __future__ import annotations

import contextlib
import io
from collections.abc import Callable

import numpy as np
import pytest
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from simgen.errors import DatasetError
from simgen.seeds import stream
from simgen.study.evaluation.curves import everything, slices
from simgen.study.evaluation.detecting import Detecting, Detections
from simgen.study.evaluation.pictures import Picture
from simgen.study.evaluation.scoring import Chosen
from simgen.study.evaluation.vocabulary import Vocabulary
from tests.study.evaluation.made import LABELS, picture, thing, world

WORDS = Vocabulary.identity(LABELS)
SEEDS = range(6)


def scorer(pictures: list[Picture], seen: dict[str, Detections], **more: object) -> Detecting:
    return Detecting(pictures, lambda shown: seen[shown.key], WORDS, **more)  # type: ignore[arg-type]


def values(judge: Detecting, chosen: Chosen) -> dict[str, float]:
    return {
        name: float(measure.overall(np.ones((judge._scenes, 1)))[0]) for name, measure in judge.measures(chosen).items()
    }


def coco_values(
    pictures: list[Picture], seen: dict[str, Detections], crowd: Callable[[Picture, dict], bool]
) -> tuple[float, float]:
    """AP and AP50 by pycocotools, with the things that are not asked for as crowds."""
    truth = COCO()
    annotations = [
        {
            "image_id": shown.number,
            "category_id": LABELS.index(t["category"]) + 1,
            "bbox": [t["box"][0], t["box"][1], t["box"][2] - t["box"][0], t["box"][3] - t["box"][1]],
            "area": 1.0,
            "iscrowd": int(crowd(shown, t)),
        }
        for shown in pictures
        for t in shown.things
    ]
    truth.dataset = {
        "images": [{"id": shown.number} for shown in pictures],
        "categories": [{"id": n, "name": name} for n, name in enumerate(LABELS, 1)],
        "annotations": [{"id": n, **row} for n, row in enumerate(annotations, 1)],
        "info": {},
    }
    rows = [
        {
            "image_id": shown.number,
            "category_id": LABELS.index(name) + 1,
            "bbox": [box[0], box[1], box[2] - box[0], box[3] - box[1]],
            "score": float(score),
        }
        for shown in pictures
        for box, score, name in zip(seen[shown.key].boxes, seen[shown.key].scores, seen[shown.key].classes, strict=True)
    ]
    with contextlib.redirect_stdout(io.StringIO()):
        truth.createIndex()
        judge = COCOeval(truth, truth.loadRes(rows), "bbox")
        judge.evaluate()
        judge.accumulate()
        judge.summarize()
    return float(judge.stats[0]), float(judge.stats[1])


@pytest.mark.parametrize("seed", SEEDS)
def test_average_precision_is_that_of_pycocotools(seed: int) -> None:
    pictures, seen = world(stream(seed, "coco"))
    found = values(scorer(pictures, seen, min_visible_px=0), everything(pictures))
    assert (found["ap"], found["ap50"]) == pytest.approx(coco_values(pictures, seen, lambda p, t: False), abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_things_outside_a_bin_are_pycocotools_crowds_in_the_pictures_that_the_bin_is_in(seed: int) -> None:
    pictures, seen = world(stream(seed, "bins"))
    judge = scorer(pictures, seen, min_visible_px=0)
    cut = slices(pictures, "visible_fraction", [0.0, 0.5, 1.0])
    for each, chosen in zip(cut.bins, cut.chosen, strict=True):
        kept = [p for p in pictures if any(each.holds(t["visible_fraction"]) for t in p.things)]
        oracle = coco_values(kept, seen, lambda p, t, each=each: not each.holds(t["visible_fraction"]))
        found = values(judge, chosen)
        assert (found["ap"], found["ap50"]) == pytest.approx(oracle, abs=1e-9)


def test_perfect_predictions_give_one_and_none_give_zero() -> None:
    pictures, _ = world(stream(0, "perfect"))
    perfect, nothing = {}, {}
    for shown in pictures:
        own = np.array([t["box"] for t in shown.things]).reshape(-1, 4)
        perfect[shown.key] = Detections(own, np.ones(len(own)), tuple(t["category"] for t in shown.things))
        nothing[shown.key] = Detections(np.zeros((0, 4)), np.zeros(0), ())
    assert values(scorer(pictures, perfect), everything(pictures)) == {"ap": 1.0, "ap50": 1.0, "recall": 1.0}
    assert values(scorer(pictures, nothing), everything(pictures)) == {"ap": 0.0, "ap50": 0.0, "recall": 0.0}


def test_predictions_of_other_pictures_are_worse() -> None:
    pictures, seen = world(stream(3, "shuffled"), 30)
    moved = {p.key: seen[q.key] for p, q in zip(pictures, [*pictures[1:], pictures[0]], strict=True)}
    right, wrong = (values(scorer(pictures, s), everything(pictures)) for s in (seen, moved))
    assert all(wrong[name] < 0.5 * right[name] for name in right)


def test_what_can_hardly_be_seen_is_neither_asked_for_nor_held_against_the_model() -> None:
    pictures = [picture(1, [thing(1, "mug", (0, 0, 20, 20)), thing(2, "mug", (50, 50, 70, 70), visible_px=3)])]
    seen = {
        pictures[0].key: Detections(np.array([[50.0, 50, 70, 70], [0, 0, 20, 20]]), np.array([0.9, 0.8]), ("mug",) * 2)
    }
    assert values(scorer(pictures, seen), everything(pictures)) == {"ap": 1.0, "ap50": 1.0, "recall": 1.0}


@pytest.mark.parametrize("seed", SEEDS)
def test_with_a_target_other_things_and_what_is_seen_on_them_do_not_count(seed: int) -> None:
    rng = stream(seed, "target")
    pictures, seen = world(rng)
    wanted = {p.key: (p.things[0]["instance_id"] if p.things else None) for p in pictures}
    judge = scorer(pictures, seen, min_visible_px=0, target=lambda p: wanted[p.key])
    found = values(judge, everything(pictures))
    alone, less = [], {}
    for shown in pictures:
        if not shown.things:
            continue
        target = shown.things[0]
        same = [t for t in shown.things if t["category"] == target["category"]]
        alone.append(picture(shown.number, same, index=shown.number // 2))
        kept = [i for i, name in enumerate(seen[shown.key].classes) if name == target["category"]]
        less[shown.key] = Detections(
            seen[shown.key].boxes[kept], seen[shown.key].scores[kept], (target["category"],) * len(kept)
        )
    oracle = coco_values(alone, less, lambda p, t: t["instance_id"] != wanted[p.key])
    assert (found["ap"], found["ap50"]) == pytest.approx(oracle, abs=1e-9)
    assert judge.counts(everything(pictures)).units == len(alone)


def test_arrays_that_do_not_belong_together_are_refused() -> None:
    with pytest.raises(DatasetError, match=r"2 classes, boxes of shape \(1, 4\)"):
        Detections(np.zeros((1, 4)), np.zeros(1), ("mug", "bowl"))
    with pytest.raises(DatasetError, match="not a finite number"):
        Detections(np.full((1, 4), np.nan), np.zeros(1), ("mug",))
