"""Labels of drawn scenes against oracles that measure the same by other means, and laws that hold in any scene."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from simgen.errors import InfeasibleError
from simgen.frame import Labels
from simgen.geometry import look_at
from simgen.labels.relations import PREDICATES, relations
from simgen.pipeline import Pipeline
from simgen.world import Scene
from tests.labels.oracles import Disagreement, Tally, compare

SPEC = Path(__file__).with_name("clutter.yaml")
# Of what is not ambiguous.
AGREEMENT = 0.99


def drawn(count: int, seed: int = 0) -> Iterator[Scene]:
    pipeline = Pipeline(SPEC, seed=seed)
    index = 0
    while count:
        try:
            scene, _ = pipeline.settled_scene(index)
        except InfeasibleError:
            pass
        else:
            count -= 1
            yield scene
        index += 1


@pytest.fixture(scope="module")
def few() -> list[Scene]:
    return list(drawn(1))


def agree(scenes: Iterator[Scene] | list[Scene]) -> tuple[dict[str, Tally], list[Disagreement]]:
    tallies: dict[str, Tally] = {}
    differing: list[Disagreement] = []
    for scene in scenes:
        found, told = compare(scene, scene.scenario.cameras[0])
        differing += told
        tallies = {k: tallies.get(k, Tally()) + found.get(k, Tally()) for k in tallies | found}
    return tallies, differing


def test_labels_of_a_few_scenes_agree_with_the_oracles(few: list[Scene]) -> None:
    tallies, differing = agree(few)
    assert set(tallies) == set(PREDICATES)
    assert not differing


@pytest.mark.slow
def test_labels_of_fifty_scenes_agree_with_the_oracles() -> None:
    tallies, differing = agree(drawn(50, seed=1))
    for predicate, tally in tallies.items():
        told = [d for d in differing if d.predicate == predicate]
        assert tally.agreement >= AGREEMENT, f"{predicate}: {tally}, {told[:5]}"
        if predicate not in ("under", "attached"):
            assert tally.true >= 20


def test_from_behind_what_was_in_front_is_behind_and_left_is_right(few: list[Scene]) -> None:
    swapped = {"left_of": "right_of", "right_of": "left_of", "in_front_of": "behind", "behind": "in_front_of"}
    for scene in few:
        camera = scene.scenario.cameras[0]
        middle = [*scene.body("table").world_from_body.position[:2], 0.6]
        here, there = (
            Labels((), relations(scene, replace(camera, world_from_camera=look_at([x, 0.3 * x, 1.5], middle))))
            for x in (-9, 9)
        )
        # Nearly opposite: the extents along the two axes are almost the same.
        for r in here.relations:
            if r.predicate in swapped and abs(r.margin) > 0.08:
                assert there.holds(swapped[r.predicate], r.subject, r.object) == r.holds


def test_lifted_by_a_centimetre_nothing_is_on_top_any_more(few: list[Scene]) -> None:
    """What is fixed in the air, a centimetre up, touches nothing below it."""
    from simgen.physics import load_engine

    engine = load_engine("bullet")
    for scene in few:
        before = Labels((), relations(scene, scene.scenario.cameras[0]))
        tops = {r.subject for r in before.relations if r.predicate == "on_top" and r.holds == "true"}
        inner = {r.subject for r in before.relations if r.predicate == "inside"}
        for k in sorted(tops - inner)[-3:]:
            body = scene.body(k)
            pose = body.world_from_body
            high = replace(pose, position=(*pose.position[:2], pose.position[2] + 0.01))
            bodies = [
                replace(b, fixed=True, world_from_body=high if b.instance_id == k else b.world_from_body)
                for b in scene.bodies
            ]
            lifted = engine.settle(replace(scene.scenario, bodies=tuple(bodies)))
            after = Labels((), relations(lifted, scene.scenario.cameras[0]))
            assert not [r for r in after.relations if r.predicate == "on_top" and r.subject == k and r.holds == "true"]
