from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from simgen.errors import PlacementError
from simgen.sampler import draw_scenario
from simgen.world import Body, Scenario
from tests.sampler.house import BUSY, DAYLIT, draw, first_draw, fresh_catalog, small_catalog, spec_of


def _busy(extra: list[dict[str, Any]] | None = None, **more: Any) -> Any:
    return spec_of([*BUSY, *(extra or [])], room=DAYLIT, **more)


def _draws_of(body: Body) -> dict[str, Any]:
    """Everything chosen for a body but its place and number."""
    return {
        "asset": body.asset.digest,
        "ref": body.asset.ref,
        "joints": dict(body.joint_positions),
        "scale": body.scale,
    }


def test_the_same_arguments_give_the_same_scenario_whatever_was_drawn_before() -> None:
    spec = _busy()
    alone = draw_scenario(spec, fresh_catalog(), 5, 3, 0)
    for index in (0, 1):
        try:
            draw(spec, index, seed=5)
        except PlacementError:
            continue
    again = draw_scenario(spec, small_catalog(), 5, 3, 0)
    assert alone.to_json() == again.to_json()
    assert alone.digest == again.digest


def test_a_fresh_process_draws_the_same_scenario() -> None:
    spec = _busy()
    here = draw(spec, 1)
    code = (
        "import json, sys\n"
        "from pathlib import Path\n"
        "from simgen.catalog import Catalog\n"
        "from simgen.sampler import draw_scenario\n"
        "from simgen.spec import parse_plain\n"
        "spec = parse_plain(json.loads(sys.argv[1]))\n"
        "print(draw_scenario(spec, Catalog(Path(sys.argv[2])), 0, 1, 0).digest)\n"
    )
    arguments = [sys.executable, "-c", code, json.dumps(spec.to_plain()), str(small_catalog().folder)]
    there = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert there.stdout.strip() == here.digest


def test_a_scenario_comes_back_from_json_bit_for_bit() -> None:
    scenario = draw(_busy(), 2)
    text = json.dumps(scenario.to_json(), allow_nan=False)
    back = Scenario.from_json(json.loads(text), fresh_catalog().load)
    assert back.to_json() == scenario.to_json()
    assert back.digest == scenario.digest
    for a, b in zip(scenario.bodies, back.bodies, strict=True):
        assert (a.world_from_body, a.joint_positions, a.scale) == (b.world_from_body, b.joint_positions, b.scale)
    assert (scenario.lights, scenario.cameras, scenario.sensor) == (back.lights, back.cameras, back.sensor)


def test_another_object_changes_no_other_draw_and_moves_nothing_placed_before_it() -> None:
    without = draw(_busy(), 4)
    added = draw(_busy([{"name": "extra", "category": "mug", "count": 2, "place": {"on": "table"}}]), 4)
    for body in without.bodies:
        twin = added.body(body.name)
        assert _draws_of(twin) == _draws_of(body)
        assert twin.world_from_body == body.world_from_body
        assert twin.instance_id == body.instance_id
    assert added.lights == without.lights
    assert added.cameras == without.cameras
    assert added.sensor == without.sensor


def test_an_object_put_in_the_middle_changes_no_other_draw() -> None:
    before = draw(_busy(), 4)
    spec = spec_of([BUSY[0], {"name": "extra", "category": "mug", "place": {"on": "table"}}, *BUSY[1:]], room=DAYLIT)
    after = draw(spec, 4)
    for body in before.bodies:
        assert _draws_of(after.body(body.name)) == _draws_of(body)


def test_ids_count_from_one_in_spec_order_and_do_not_depend_on_counts_of_later_objects() -> None:
    few, many = draw(_busy(), 0), None
    for index in range(1, 12):
        other = first_draw(_busy(), index)
        if len(other.bodies) != len(few.bodies):
            many = other
            break
    assert many is not None
    for scenario in (few, many):
        assert [b.instance_id for b in scenario.bodies] == list(range(1, len(scenario.bodies) + 1))
    for name in ("floor", "wall_west", "table", "stool_1"):
        assert few.body(name).instance_id == many.body(name).instance_id


def test_the_shell_comes_first_and_always_in_one_order() -> None:
    scenario = first_draw(_busy(), 0)
    names = [b.name for b in scenario.bodies if b.role == "structure"]
    assert names[:9] == [
        "floor",
        "ceiling",
        "wall_north",
        "wall_east",
        "wall_south",
        "wall_west",
        "window_1",
        "door_1",
        "hallway_1",
    ]
    assert names[9:11] == ["skirting", "ceiling_light"]
    assert [b.role for b in scenario.bodies] == ["structure"] * len(names) + ["object"] * (
        len(scenario.bodies) - len(names)
    )


def test_what_others_stand_on_may_come_later_in_the_spec_and_ids_still_follow_the_spec() -> None:
    spec = spec_of([BUSY[3], BUSY[0]])
    scenario = first_draw(spec)
    mugs = [b for b in scenario.bodies if b.asset.category == "mug"]
    table = scenario.body("table")
    assert [b.instance_id for b in mugs] == [table.instance_id - 2 + k for k in range(2)]
    assert all(b.support == "table" for b in mugs)


def test_another_attempt_index_or_seed_is_another_draw() -> None:
    spec = spec_of(BUSY[:1])
    digests = {draw(spec, i, a, s).digest for i in (0, 1) for a in (0, 1) for s in (0, 1)}
    assert len(digests) == 8


def test_all_four_walls_have_one_paint_and_all_bodies_have_every_joint() -> None:
    scenario = first_draw(_busy(), 1)
    paints = {b.material("surface").base_color for b in scenario.bodies if b.asset.category == "wall"}
    assert len(paints) == 1
    for body in scenario.bodies:
        assert set(body.joint_positions) == {j.name for j in body.asset.joints}
        for joint in body.asset.joints:
            assert joint.lower <= body.joint_positions[joint.name] <= joint.upper


def test_joint_fractions_become_positions_between_the_limits() -> None:
    cabinet = {**BUSY[2], "joints": {"all": 0.25}, "place": {"at": [0, 0]}}
    body = first_draw(spec_of([cabinet])).body("cabinet")
    assert body.asset.joints
    for joint in body.asset.joints:
        assert body.joint_positions[joint.name] == pytest.approx(joint.lower + 0.25 * (joint.upper - joint.lower))


def test_things_that_are_alike_have_one_design_and_others_do_not() -> None:
    mugs = {"name": "mug", "category": "mug", "count": 3, "place": {"on": "table"}}
    for alike, designs in ((True, 1), (False, 3)):
        scenario = first_draw(spec_of([BUSY[0], {**mugs, "alike": alike}]))
        assert len({scenario.body(f"mug_{k}").asset.digest for k in (1, 2, 3)}) == designs


def test_a_count_of_zero_leaves_the_object_out_and_what_stands_on_it_says_so() -> None:
    spec = spec_of([{**BUSY[0], "count": 0}, {"name": "mug", "category": "mug", "place": {"on": "table"}}])
    with pytest.raises(PlacementError) as caught:
        draw(spec)
    assert caught.value.reason == "no_anchor:table"


def test_what_stands_on_others_can_move_and_furniture_cannot_unless_the_spec_says_so() -> None:
    scenario = first_draw(_busy(), 2)
    fixed = {b.name: b.fixed for b in scenario.bodies}
    assert fixed["table"] and fixed["cabinet"] and fixed["wall_north"]
    assert not fixed["mug_1"] and not fixed["faller_1"] and not fixed["cup"]
    loose = first_draw(spec_of([{**BUSY[0], "fixed": False}]))
    assert not loose.body("table").fixed
