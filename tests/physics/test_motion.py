"""When a scene stands, and where it went if it does not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from simgen.geometry import Pose
from simgen.physics.motion import gone_on, stands
from simgen.physics.settling import BulletEngine
from simgen.world import Contact, Scenario, Scene, SettleReport
from tests.physics.make import ball, place, scenario


def balls(*distances_m: float) -> Scene:
    """Three balls in a row, so far apart."""
    drawn = scenario(*(place(f"ball_{k}", ball(), (0.1 * k, 0, 0), joints={}) for k in range(3)))
    contacts = tuple(
        Contact(7 + k, 6 + k, (0, 0, 0), (0, 0, 1), distance_m, 1.0) for k, distance_m in enumerate(distances_m)
    )
    return Scene(drawn, drawn.bodies, contacts, SettleReport("none", 1.5, 0, 0, 0, (), True))


def test_a_heap_that_slid_is_where_it_slid_to_and_keeps_what_was_asked() -> None:
    first = balls(0.0, 0.0)
    asked = replace(first.bodies[-1], joint_targets={"drawer": 0.2})
    first = replace(first, bodies=(*first.bodies[:-1], asked))

    def moved(by_m: float) -> Scene:
        still = replace(asked, joint_targets={}, world_from_body=Pose((by_m, 0, 0)) @ asked.world_from_body)
        return replace(first, bodies=(*first.bodies[:-1], still), contacts=())

    assert stands(first, moved(0.002)) and not stands(first, moved(0.01))
    found = gone_on(first, moved(0.01))
    assert found.contacts == () and found.report.simulated_s == 3.0
    assert found.bodies[-1].joint_targets == {"drawer": 0.2}
    assert found.bodies[-1].world_from_body.position[0] > asked.world_from_body.position[0]


@pytest.mark.parametrize(("slips", "at_rest", "went_m"), [(0, True, 0.0), (2, True, 0.02), (9, False, 0.03)])
def test_a_heap_stands_where_it_slid_to_or_is_not_at_rest(
    monkeypatch: pytest.MonkeyPatch, slips: int, at_rest: bool, went_m: float
) -> None:
    looks = 0

    def settled(_: BulletEngine, scenario: Scenario, *__: Any, **___: Any) -> Scene:
        nonlocal looks
        slid, looks = Pose((0.01 if 0 < looks <= slips else 0.0, 0, 0)), looks + 1
        top = replace(scenario.bodies[-1], world_from_body=slid @ scenario.bodies[-1].world_from_body)
        return replace(balls(0.0, 0.0), scenario=scenario, bodies=(*scenario.bodies[:-1], top))

    monkeypatch.setattr(BulletEngine, "_settled", settled)
    drawn = balls().scenario
    scene = BulletEngine().settle(drawn)
    assert scene.report.at_rest == at_rest and scene.scenario == drawn
    before, after = drawn.bodies[-1], scene.bodies[-1]
    assert after.world_from_body.position[0] - before.world_from_body.position[0] == pytest.approx(went_m)
