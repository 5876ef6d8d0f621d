"""Required relations, as a draw that meets them or tells which it does not."""

from __future__ import annotations

import pytest

from simgen.errors import InfeasibleError, SpecError
from simgen.labels.wishes import unmet
from simgen.pipeline import Pipeline
from simgen.spec import RelationWish, SceneSpec
from simgen.world import Scene
from tests.sampler.house import small_catalog, spec_of

OBJECTS = [
    {"name": "table", "category": "table", "place": {"at": [0, 0]}},
    {"name": "mug", "category": "mug", "count": 2, "place": {"on": "table"}},
]


def wished(*wishes: dict[str, object], attempts: int = 1) -> SceneSpec:
    return spec_of(OBJECTS, requirements={"relations": list(wishes), "max_attempts": attempts})


@pytest.fixture(scope="module")
def scene() -> Scene:
    return Pipeline(wished(), catalog=small_catalog()).settled_scene(0)[0]


def reasons(scene: Scene, subject: str, predicate: str, other: str, holds: bool = True) -> list[str]:
    wish = RelationWish(subject=subject, predicate=predicate, object=other, holds=holds)
    return [reason for reason, _ in unmet(scene, [wish])]


def test_each_subject_must_have_it_with_one_object_and_a_negation_with_none(scene: Scene) -> None:
    assert reasons(scene, "mug", "on_top", "table") == []
    assert reasons(scene, "mug", "on_top", "table", holds=False) == ["not mug on_top table"] * 2
    assert reasons(scene, "table", "on_top", "mug") == ["table on_top mug"]
    assert reasons(scene, "table", "on_top", "mug", holds=False) == []
    assert reasons(scene, "mug_1", "on_top", "table") == []


def test_a_pair_that_is_listed_once_is_found_from_either_side(scene: Scene) -> None:
    both = [
        reasons(scene, a, p, b) == []
        for p in ("left_of", "right_of")
        for a, b in (("mug_1", "mug_2"), ("mug_2", "mug_1"))
    ]
    # left_of(1, 2) is right_of(2, 1), and the other two are its opposites.
    assert both in ([True, False, False, True], [False, True, True, False], [False] * 4)
    assert reasons(scene, "table", "touching", "mug") == reasons(scene, "mug", "touching", "table") == []


def test_what_cannot_hold_is_tallied_by_its_reason() -> None:
    spec = wished({"subject": "table", "predicate": "on_top", "object": "mug"}, attempts=2)
    with pytest.raises(InfeasibleError) as caught:
        Pipeline(spec, catalog=small_catalog()).settled_scene(0)
    assert caught.value.tally == {"table on_top mug": 2}
    assert "'table' is not on_top 'mug'" in str(caught.value)


def test_an_unknown_relation_or_object_is_told_at_the_door() -> None:
    with pytest.raises(SpecError, match=r"there is no relation 'on_tpo'\. Did you mean 'on_top'"):
        Pipeline(wished({"subject": "mug", "predicate": "on_tpo", "object": "table"}), catalog=small_catalog())
    with pytest.raises(SpecError, match="no object is called 'tabel'"):
        wished({"subject": "mug", "predicate": "on_top", "object": "tabel"})
