"""What an audit finds in scenes that were tampered with after they settled, and in scenes that were not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simgen.geometry import Pose
from simgen.physics import load_engine
from simgen.physics.audit import STEP_ON_S, findings, movements_m, step_on
from simgen.spec import Requirements
from simgen.world import Body, Scene
from tests.physics.make import ball, bowl, box, chest, place, scenario

ENGINE = load_engine("bullet")
WANTED = Requirements(max_speed_m_s=10, max_penetration_m=0.1, max_drift_m=None)


@pytest.fixture(scope="module")
def scene() -> Scene:
    """Settled: a box on a box, a ball in a bowl, a chest."""
    return ENGINE.settle(
        scenario(
            place("below", box((0.2, 0.2, 0.1)), (0, 0, 0.0005)),
            place("above", box((0.1, 0.1, 0.1)), (0, 0, 0.101)),
            place("bowl", bowl(), (0.8, 0, 0.0005)),
            place("ball", ball(), (0.82, 0, 0.04)),
            place("chest", chest(), (-1, 0, 0), fixed=True, joints={"drawer": 0.1}),
        )
    )


def with_body(scene: Scene, name: str, **changes: object) -> Scene:
    bodies = tuple(replace(b, **changes) if b.name == name else b for b in scene.bodies)  # type: ignore[arg-type]
    return replace(scene, bodies=bodies)


def moved(body: Body, x: float, y: float, z: float) -> Pose:
    return Pose((x, y, z)) @ body.world_from_body


def laws(scene: Scene) -> list[str]:
    return sorted({f.law for f in findings(scene, step_on(ENGINE, scene), WANTED)})


def test_a_settled_scene_has_no_findings_and_hardly_moves_when_stepped_on(scene: Scene) -> None:
    later = step_on(ENGINE, scene)
    assert later.report.simulated_s == pytest.approx(STEP_ON_S)
    assert findings(scene, later, WANTED) == ()
    assert 0 <= max(movements_m(scene, later).values()) < 0.0005
    assert set(movements_m(scene, later)) == {"below", "above", "bowl", "ball", "chest"}


def test_a_body_held_in_the_air_is_found_by_stepping_on(scene: Scene) -> None:
    raised = with_body(scene, "above", world_from_body=moved(scene.body("above"), 0, 0, 0.006))
    assert laws(raised) == ["stability"]
    assert movements_m(raised, step_on(ENGINE, raised))["above"] == pytest.approx(0.006, abs=5e-4)


def test_each_law_finds_what_breaks_it(scene: Scene) -> None:
    later = step_on(ENGINE, scene)

    def found(tampered: Scene) -> list[str]:
        # Nothing but the law itself: what is later is no matter here.
        return [f.law for f in findings(tampered, replace(later, bodies=tampered.bodies), WANTED)]

    assert found(with_body(scene, "chest", joint_positions={"drawer": 0.5})) == ["joint"]
    assert set(found(with_body(scene, "ball", world_from_body=moved(scene.body("ball"), 1.2, 0, 0)))) == {"wall"}
    assert found(replace(scene, report=replace(scene.report, at_rest=False))) == ["residual speed"]
    assert found(replace(scene, report=replace(scene.report, unsupported=(7,)))) == ["unsupported"]
    deep = tuple(replace(c, distance_m=-0.0021) if c == scene.contacts[0] else c for c in scene.contacts)
    assert found(replace(scene, contacts=deep)) == ["penetration"]
