"""States that a spec asks for, as they are drawn and as the door refuses them."""

from __future__ import annotations

from typing import Any

import pytest

from simgen.catalog import Catalog
from simgen.errors import SpecError
from simgen.physics import load_engine, pour
from simgen.pipeline import Pipeline
from simgen.sampler import check_spec, draw_scenario
from simgen.world import Scenario, SurfaceLight
from tests.sampler.house import first_draw, small_catalog, spec_of

TABLE = {"name": "table", "category": "table", "place": {"at": [0, 0]}}
FILLED = {"fill": {"of": {"choice": ["water", "milk"]}, "fraction": {"uniform": [0.2, 0.8]}}}


def mug(state: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": "mug", "category": "mug", "place": {"on": "table"}, "state": state, **more}


@pytest.mark.parametrize(("tipped", "up"), [("upright", 1.0), ("side", 0.0), ("upside_down", -1.0)])
def test_a_thing_is_put_down_as_it_is_asked_to_and_stands_on_the_table(tipped: str, up: float) -> None:
    drawn = first_draw(spec_of([TABLE, mug({"tipped": tipped}, yaw_deg=30)]))
    body = drawn.body("mug")
    assert body.world_from_body.rotation[2, 2] == pytest.approx(up, abs=1e-9)
    lowest = min(hull[:, 2].min() for hull in body.world_hulls())
    top = max(hull[:, 2].max() for hull in drawn.body("table").world_hulls())
    assert 0 < lowest - top < 0.002


@pytest.mark.parametrize("on", [True, False])
def test_a_lamp_is_on_or_off_whatever_the_other_lamps_are(on: bool) -> None:
    lamps = [
        {"name": name, "category": "pendant", "place": {"ceiling": True, "position_m": [x, 0]}, "state": state}
        for name, x, state in (("asked", -1.0, {"on": on}), ("other", 1.0, {}))
    ]
    drawn = first_draw(spec_of(lamps, lights={"lamps": {"on": not on}}))
    names = {body.instance_id: body.name for body in drawn.bodies}
    lit = {names[light.instance_id]: light.flux_lm > 0 for light in drawn.lights if isinstance(light, SurfaceLight)}
    assert lit == {"asked": on, "other": not on} and drawn.body("asked").on is on


def test_open_is_a_target_for_physics_and_joints_are_where_it_starts() -> None:
    cabinet = {"name": "cabinet", "category": "cabinet", "place": {"at": [0, 0]}, "state": {"open": 0.5}}
    body = first_draw(spec_of([cabinet])).body("cabinet")
    joint = body.asset.joints[0]
    assert body.joint_positions == {joint.name: joint.lower}
    assert body.joint_targets == {joint.name: pytest.approx((joint.lower + joint.upper) / 2)}


def test_all_that_is_asked_to_open_is_what_opens_something() -> None:
    oven = {"name": "oven", "category": "oven", "place": {"at": [0, 0]}, "state": {"open": 0.5}}
    drawn = draw_scenario(spec_of([oven]), Catalog(), 0, 0, 0).body("oven")
    opening = {joint.name for joint in drawn.asset.joints if joint.opens}
    assert set(drawn.joint_targets) == opening == {"door"} and len(drawn.asset.joints) > 1
    rack = {**oven, "state": {"open": {"rack_1": 0.5}}}
    assert set(draw_scenario(spec_of([rack]), Catalog(), 0, 0, 0).body("oven").joint_targets) == {"rack_1"}
    chair = {"name": "chair", "category": "office_chair", "place": {"at": [0, 0]}, "state": {"open": 0.5}}
    with pytest.raises(SpecError, match="'office_chair' has nothing that opens"):
        check_spec(spec_of([chair]), Catalog())


def test_what_was_poured_is_poured_again_from_the_scenario_alone() -> None:
    spec = spec_of([TABLE, mug(FILLED, count=2)])
    catalog = small_catalog()
    scene, _ = Pipeline(spec, catalog=catalog).settled_scene(1)
    again = Scenario.from_json(scene.scenario.to_json(), catalog.load)
    poured = pour(load_engine("bullet").settle(again))
    liquids = [body for body in scene.bodies if body.is_liquid]
    assert [b.name for b in liquids] == [f"mug_{k}.{scene.body(f'mug_{k}').fill.of}" for k in (1, 2)]  # type: ignore[union-attr]
    assert [b.asset.digest for b in poured.bodies] == [b.asset.digest for b in scene.bodies]
    assert [b.fill for b in poured.bodies] == [b.fill for b in scene.bodies]
    assert {b.asset.category for b in liquids} <= set(Pipeline(spec, catalog=catalog).categories)


@pytest.mark.parametrize(
    ("thing", "told"),
    [
        (mug({"fill": {"of": "watr", "fraction": 0.5}}), "there is no liquid 'watr'. Did you mean 'water'?"),
        (mug({"fill": {"of": "grey", "fraction": 0.5}}), "there is no liquid 'grey'"),
        (mug({"fill": {"of": "milk", "fraction": 0.5, "cavity": "insid"}}), "'mug' has no hollow 'insid'"),
        ({**TABLE, "state": FILLED}, "'table' has no hollow to fill"),
        (mug({"on": True}), "'mug' has nothing that shines"),
        (mug({"open": 0.5}), "'mug' has no joint"),
    ],
)
def test_a_state_that_nothing_could_be_in_is_refused_at_the_door(thing: dict[str, Any], told: str) -> None:
    others = [] if thing["name"] == "table" else [TABLE]
    with pytest.raises(SpecError) as caught:
        check_spec(spec_of([*others, thing]), small_catalog())
    assert told in str(caught.value) and "objects[" in str(caught.value)
