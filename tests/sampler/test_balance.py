"""Balance: which kind a draw is of, and that what comes out is what was asked for."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from simgen.errors import SpecError
from simgen.labels.wishes import Truth, outcome
from simgen.pipeline import Pipeline
from simgen.sampler.balance import spec_of_draw
from simgen.sampler.scope import Scope
from simgen.spec import KINDS, SceneSpec, asked_of
from simgen.study.balance import Tally
from tests.sampler.house import small_catalog, spec_of

OBJECTS: list[dict[str, Any]] = [
    {"name": "table", "category": "table", "place": {"at": [0, 0]}},
    {"name": "box", "category": "stool", "scale": 0.4, "place": {"on": "table", "region": "center"}},
    {"name": "mug", "category": "mug", "place": {"on": "floor"}, "state": {"fill": {"of": "milk", "fraction": 0.7}}},
    {"name": "chest", "category": "cabinet", "place": {"against": "north"}},
]


def balanced(*contrasts: dict[str, Any], **more: Any) -> SceneSpec:
    return spec_of(OBJECTS, balance=list(contrasts), **more)


ON_TOP = {"predicate": "on_top", "subject": "mug", "object": "box"}
OPEN = {"predicate": "open", "subject": "chest"}


def test_every_round_has_each_kind_of_each_contrast_as_often_as_its_share() -> None:
    spec = balanced({**ON_TOP, "shares": {"positive": 3, "negative": 1, "hard": 2}}, {**OPEN, "shares": {"hard": 0}})
    for start in (0, 8, 800):
        counts = Counter(
            (asked.contrast.title, asked.kind) for k in range(8) if (asked := asked_of(spec.balance, start + k))
        )
        assert counts == {
            ("mug on_top box", "positive"): 3,
            ("mug on_top box", "negative"): 1,
            ("mug on_top box", "hard"): 2,
            ("chest open", "positive"): 1,
            ("chest open", "negative"): 1,
        }
    assert asked_of((), 5) is None


def test_only_the_subject_of_a_draw_is_asked_otherwise() -> None:
    spec = balanced(ON_TOP, OPEN)
    for index in range(6):
        asked = asked_of(spec.balance, index)
        assert asked is not None
        drawn = spec_of_draw(spec, Scope(spec.name, 0, index, 0))
        changed = [new.name for old, new in zip(spec.objects, drawn.objects, strict=True) if old != new]
        assert changed in ([asked.contrast.subject], [])
        # What else the subject is stays: a filled mug is filled wherever it stands.
        assert drawn.objects[2].state.fill == spec.objects[2].state.fill


@pytest.mark.slow
def test_what_comes_out_is_what_was_asked_for() -> None:
    spec = balanced(ON_TOP, {"predicate": "filled", "subject": "mug"})
    pipeline = Pipeline(spec, catalog=small_catalog())
    tally = Tally(spec.balance)
    for index in range(6):
        scene, _ = pipeline.settled_scene(index)
        asked = asked_of(spec.balance, index)
        assert asked is not None and pipeline.study(scene.scenario)["balance"]["kind"] == asked.kind
        truth = Truth.of_scene(scene)
        tally.add(index, truth)
        held = truth.labels.holds("on_top", truth.names["mug"], truth.names["box"])
        states = truth.states
        value = {
            "on_top": held,
            "filled": states[truth.names["mug"]]["filled"]["holds"],
        }[asked.contrast.predicate]
        assert value == ("true" if asked.kind == "positive" else "false")
        if asked.kind == "hard" and asked.contrast.object:
            near = [truth.labels.holds(p, truth.names["mug"], truth.names["box"]) for p in ("near", "next_to")]
            assert "true" in near
    assert [(row.kind, row.draws, row.came_out) for row in tally.rows()] == [(kind, 1, 1) for kind in KINDS] * 2
    # The same draw, had it been asked for the opposite, would have been drawn again.
    asked = asked_of(spec.balance, 0)
    assert asked is not None and asked.kind == "positive"
    assert not outcome(Truth.of_scene(pipeline.settled_scene(2)[0]), asked).came_out


@pytest.mark.parametrize(
    ("contrast", "told"),
    [
        ({**ON_TOP, "predicate": "on_tpo"}, r"there is no relation 'on_tpo'\. Did you mean 'on_top'"),
        ({**ON_TOP, "predicate": "open"}, r"there is no relation 'open'\. Leave object out: it is a state"),
        ({"predicate": "on_top", "subject": "mug"}, r"there is no state 'on_top'\. Name an object too"),
        ({**ON_TOP, "subject": "mgu"}, r"balance\[0\]\.subject: no object is called 'mgu'"),
        ({**ON_TOP, "predicate": "far"}, "nothing says how 'mug far box' is made positive"),
        ({**ON_TOP, "hard": [{"place": {"on": "bx"}}]}, r"balance\[0\]\.hard\[0\]"),
        ({**ON_TOP, "positive": [{"place": {"on": "mug"}}]}, "placed by itself"),
        ({**ON_TOP, "shares": {"positive": 0, "negative": 0, "hard": 0}}, "all shares are 0"),
    ],
)
def test_what_cannot_be_balanced_is_told_at_the_door(contrast: dict[str, Any], told: str) -> None:
    with pytest.raises(SpecError, match=told):
        Pipeline(balanced(contrast), catalog=small_catalog())
