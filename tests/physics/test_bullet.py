"""Laws of a settled scene, against pencil and paper."""

from __future__ import annotations

import hashlib
import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simgen.errors import BackendError, CatalogError
from simgen.geometry import Pose, axis_angle
from simgen.physics import SettleLimits, bullet, load_engine
from simgen.world import Asset, Body, Joint, Scenario, Scene
from tests.physics.make import (
    asset,
    ball,
    ball_points,
    bowl,
    box,
    box_points,
    chest,
    mug,
    place,
    scenario,
    vessel_hulls,
)

ENGINE = load_engine("bullet")
GRAVITY = 9.81


def digest(scene: Scene) -> str:
    told = repr(
        (
            [(b.name, b.world_from_body, sorted(b.joint_positions.items())) for b in scene.bodies],
            scene.contacts,
            scene.report,
        )
    )
    return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


def table(height: float = 0.72) -> Asset:
    legs = [
        box_points((0.05, 0.05, height - 0.03), (x, y, (height - 0.03) / 2)) for x in (-0.5, 0.5) for y in (-0.3, 0.3)
    ]
    top = box_points((1.1, 0.7, 0.03), (0, 0, height - 0.015))
    return asset("table", {"top": ([top, *legs], 20.0)})


def still_life() -> Scenario:
    """A table with a stack, mugs and a bowl of fruit, and a chest with something in its open drawer."""
    z = 0.7205
    bodies = [place("table", table(), (0, 0, 0), fixed=True)]
    bodies += [place(f"book_{i}", box((0.2, 0.15, 0.03)), (-0.3, 0, z + 0.0305 * i), 11 * i) for i in range(4)]
    bodies += [place(f"mug_{i}", mug(), (0.13 * i - 0.1, 0.2, z), 40 * i) for i in range(3)]
    bodies += [place("bowl", bowl(), (0.2, -0.1, z))]
    bodies += [place(f"fruit_{i}", ball(), (0.2 + 0.02 * (i % 2), -0.1, z + 0.01 + 0.075 * i)) for i in range(3)]
    bodies += [place("chest", chest(), (1.2, 1.2, 0), fixed=True, joints={"drawer": 0.25})]
    bodies += [place("brick", box((0.1, 0.1, 0.05)), (1.2, 0.95, 0.05), 20)]
    return scenario(*bodies)


def test_a_box_rests_at_its_analytic_height_wherever_its_centre_of_mass_is() -> None:
    lopsided = asset(
        "lopsided",
        {
            "light": ([box_points((0.2, 0.1, 0.1), (0, 0, 0.05))], 0.2),
            "heavy": ([box_points((0.02, 0.02, 0.02), (0.07, 0.03, 0.03))], 2.0),
        },
    )
    scene = ENGINE.settle(scenario(place("thing", lopsided, (0.3, -0.2, 0.0005), 30)))
    pose = scene.body("thing").world_from_body
    assert scene.report.at_rest
    assert pose.position[2] == pytest.approx(0.0, abs=2e-5)
    assert pose.position == pytest.approx((0.3, -0.2, 0.0), abs=3e-4)
    assert pose.quaternion == pytest.approx(
        Pose(quaternion=axis_angle((0, 0, 1), math.radians(30))).quaternion, abs=4e-4
    )


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0])
def test_a_scaled_box_drops_onto_its_scaled_height(scale: float) -> None:
    lying = place(
        "box",
        box((0.1, 0.08, 0.05)),
        (0, 0, 0.03),
        pose=Pose((0, 0, 0.1), axis_angle((1, 0, 0), math.pi / 2)),
        scale=scale,
    )
    scene = ENGINE.settle(scenario(lying))
    low = scene.body("box").world_hulls()[0][:, 2]
    assert low.min() == pytest.approx(0.0, abs=2e-5)
    assert low.max() == pytest.approx(0.08 * scale, abs=4e-5)


def test_a_stack_of_eight_stands_with_small_overlaps_and_each_bears_what_is_above() -> None:
    stack = [place(f"box_{i}", box((0.1, 0.08, 0.03), 0.3), (0, 0, 0.0305 * i)) for i in range(8)]
    scene = ENGINE.settle(scenario(*stack))
    assert scene.report.at_rest
    for i in range(8):
        body = scene.body(f"box_{i}")
        assert body.world_from_body.position[2] == pytest.approx(0.03 * i, abs=4e-4)
        below = next(c for c in scene.contacts if c.a == body.instance_id)
        assert below.b == (1 if i == 0 else body.instance_id - 1)
        assert below.normal == pytest.approx((0, 0, 1), abs=0.02)
        assert below.force_n == pytest.approx(0.3 * (8 - i) * GRAVITY, rel=0.02)


def test_a_heavy_box_on_a_light_one_does_not_crush_it() -> None:
    scene = ENGINE.settle(
        scenario(
            place("light", box((0.1, 0.1, 0.05), 0.1), (0, 0, 0)),
            place("heavy", box((0.2, 0.2, 0.2), 10.0), (0, 0, 0.0505)),
        )
    )
    assert scene.report.at_rest
    assert scene.report.max_penetration_m < 1e-3
    assert scene.body("heavy").world_from_body.position[2] == pytest.approx(0.05, abs=1e-3)


def test_a_fruit_that_is_pushed_off_its_facet_stops_rolling() -> None:
    rolling = asset("sphere", {"body": ([ball_points(0.04, 400)], 0.2)})
    scene = ENGINE.settle(scenario(place("fruit", rolling, (0, 0, 0.05))))
    assert scene.report.at_rest
    assert np.hypot(*scene.body("fruit").world_from_body.position[:2]) < 0.05


def test_a_mug_stands_upright_on_a_table_at_its_height() -> None:
    scene = ENGINE.settle(
        scenario(place("table", table(), (0, 0, 0), fixed=True), place("mug", mug(), (0.2, 0.1, 0.7205), 70))
    )
    pose = scene.body("mug").world_from_body
    assert pose.position == pytest.approx((0.2, 0.1, 0.72), abs=2e-4)
    assert pose.rotation[2, 2] > 1 - 1e-6


@pytest.mark.parametrize("aside_m", [0.0, 0.005, 0.01, 0.012])
def test_an_open_bowl_keeps_two_fruits_inside_and_above_its_floor(aside_m: float) -> None:
    scene = ENGINE.settle(
        scenario(
            place("bowl", bowl(), (0, 0, 0.0005)),
            *[place(f"fruit_{i}", ball(), (aside_m * i, 0, 0.03 + 0.08 * i)) for i in range(2)],
        )
    )
    assert scene.report.at_rest
    for i in range(2):
        points = scene.body(f"fruit_{i}").world_hulls()[0]
        assert points[:, 2].min() > 0.004
        middle = points.mean(axis=0) - scene.body("bowl").world_from_body.position
        assert np.hypot(*middle[:2]) < 0.09 * 1.4


def test_a_thin_walled_bowl_stops_a_ball_that_falls_from_a_metre() -> None:
    thin = asset("thin", {"body": (vessel_hulls(0.1, 0.06, 0.003, 12, 1.5), 0.5)})
    scene = ENGINE.settle(
        scenario(place("bowl", thin, (0, 0, 0), fixed=True), place("ball", ball(0.03), (0.0, 0.0, 1.0)))
    )
    points = scene.body("ball").world_hulls()[0]
    assert points[:, 2].min() > 0.0025


@pytest.mark.parametrize("opened", [0.0, 0.12, 0.3])
def test_a_drawer_stays_where_it_is_drawn_and_carries_what_lies_in_it(opened: float) -> None:
    chest_body = place("chest", chest(), (1, 1, 0), 90, fixed=True, joints={"drawer": opened})
    inside = chest_body.world_from_body.apply((0.05, -opened - 0.02, 0.0405))
    scene = ENGINE.settle(scenario(chest_body, place("brick", box((0.1, 0.08, 0.04), 1.0), inside)))
    assert scene.report.at_rest
    assert scene.body("chest").joint_positions["drawer"] == opened
    assert scene.body("brick").world_from_body.position == pytest.approx((*inside[:2], 0.04), abs=3e-4)
    assert scene.report.unsupported == ()


def test_nested_hinges_put_their_links_where_the_asset_says() -> None:
    joints = [
        Joint("forearm", "revolute", (0.3, 0.0, 0.1), (0.0, 0.6, 0.8), 0.0, 1.5, parent="arm"),
        Joint("arm", "revolute", (0.1, 0.0, 0.1), (0.0, 0.0, 1.0), -1.0, 1.0),
    ]
    crane = asset(
        "crane",
        {
            "foot": ([box_points((0.2, 0.2, 0.2), (0, 0, 0.1))], 5.0),
            "arm": ([box_points((0.2, 0.04, 0.04), (0.2, 0, 0.1))], 0.5),
            "hand": ([box_points((0.05, 0.3, 0.05), (0.36, 0.1, 0.1))], 0.2),
        },
        joints,
        {"arm": "arm", "hand": "forearm"},
    )
    positions = {"arm": 0.7, "forearm": 0.9}
    crane_body = place("crane", crane, (0, 0, 0.5), 25, fixed=True, joints=positions, scale=1.3)
    hand = crane_body.world_hulls()[2]
    for k, corner in enumerate(hand):
        outward = (corner - hand.mean(axis=0)) / np.linalg.norm(corner - hand.mean(axis=0))
        probe = place("probe", box((0.002, 0.002, 0.002)), corner + 0.01 * outward - [0, 0, 0.001], fixed=True)
        # The moving neighbour makes the engine step. Every other time motors have to hold the arm up.
        crane_body = replace(crane_body, joint_targets=positions if k % 2 else {})
        scene = ENGINE.settle(scenario(crane_body, probe, place("box", box((0.1, 0.1, 0.1)), (1, 1, 0))))
        assert dict(scene.body("crane").joint_positions) == pytest.approx(positions, abs=5e-4)
        pair = next(c for c in scene.contacts if (c.a, c.b) == (7, 6))
        assert pair.distance_m == pytest.approx(0.009, abs=1e-3)


def test_a_loose_thing_with_a_hinge_falls_as_a_whole_and_keeps_its_hinge() -> None:
    lid = Joint("lid", "revolute", (0.0, 0.1, 0.1), (-1.0, 0.0, 0.0), 0.0, 1.9)
    crate = asset(
        "crate",
        {"body": (vessel_hulls(0.1, 0.1, 0.01, 4), 1.0), "lid": ([box_points((0.2, 0.2, 0.01), (0, 0, 0.106))], 0.3)},
        [lid],
        {"lid": "lid"},
    )
    scene = ENGINE.settle(scenario(place("crate", crate, (0.1, 0.2, 0.02), 35, joints={"lid": 1.2})))
    body = scene.body("crate")
    assert scene.report.at_rest and scene.report.unsupported == ()
    assert body.joint_positions["lid"] == pytest.approx(1.2, abs=2e-3)
    assert body.world_from_body.position[2] == pytest.approx(0.0, abs=5e-5)
    assert body.world_from_body.position == pytest.approx((0.1, 0.2, 0.0), abs=2e-3)
    assert body.world_from_body.rotation[2, 2] > 1 - 1e-6


def test_no_pair_overlaps_by_more_than_two_millimetres_and_everything_is_held() -> None:
    scene = ENGINE.settle(still_life())
    assert scene.report.at_rest
    assert scene.report.max_penetration_m <= 0.002
    assert min(c.distance_m for c in scene.contacts) == -scene.report.max_penetration_m
    assert scene.report.unsupported == ()


def test_fixed_bodies_and_structure_do_not_move_by_a_bit() -> None:
    drawn = still_life()
    scene = ENGINE.settle(drawn)
    for before, after in zip(drawn.bodies, scene.bodies, strict=True):
        if before.fixed:
            assert after.world_from_body == before.world_from_body


def test_the_lift_on_every_body_is_its_weight() -> None:
    scene = ENGINE.settle(still_life())
    for body in scene.bodies:
        if body.fixed:
            continue
        lift = sum(c.lift_n for c in scene.contacts if c.a == body.instance_id)
        lift -= sum(c.lift_n for c in scene.contacts if c.b == body.instance_id)
        assert lift == pytest.approx(body.asset.mass_kg * GRAVITY, rel=0.01)


def test_on_a_slope_normal_force_and_friction_share_the_weight_as_statics_says() -> None:
    slope = axis_angle((0, 1, 0), math.radians(15))
    ramp = place("ramp", box((1, 1, 0.1)), (0, 0, 0), fixed=True, pose=Pose((0, 0, 0.3), slope))
    on_it = ramp.world_from_body @ Pose((0, 0, 0.1002))
    hinge = Joint("lid", "revolute", (0, 0, 0.1), (1, 0, 0), 0, 1)
    jointed = asset(
        "jointed",
        {
            "body": ([box_points((0.1, 0.1, 0.1), (0, 0, 0.05))], 0.6),
            "lid": ([box_points((0.1, 0.1, 0.02), (0, 0, 0.11))], 0.4),
        },
        [hinge],
        {"lid": "lid"},
    )
    for thing in (box((0.1, 0.1, 0.1), 1.0), jointed):
        for bodies in (
            (ramp, place("thing", thing, (0, 0, 0), pose=on_it)),
            (place("thing", thing, (0, 0, 0), pose=on_it), ramp),
        ):
            scene = ENGINE.settle(scenario(*bodies))
            contact = next(c for c in scene.contacts if (c.a, c.b) == (7, 6))
            sign = 1 if scene.body("thing").instance_id == 7 else -1
            assert scene.report.at_rest
            assert contact.force_n == pytest.approx(GRAVITY * math.cos(math.radians(15)), rel=0.01)
            assert contact.lift_n * sign == pytest.approx(GRAVITY, rel=0.01)
            assert np.multiply(contact.normal, sign) == pytest.approx(ramp.world_from_body.rotation[:, 2], abs=1e-3)


def test_contacts_come_once_a_pair_larger_id_first_and_in_order() -> None:
    scene = ENGINE.settle(still_life())
    pairs = [(c.a, c.b) for c in scene.contacts]
    assert pairs == sorted(set(pairs))
    assert all(a > b for a, b in pairs)
    structure = {b.instance_id for b in scene.bodies if b.role == "structure"}
    assert not any({a, b} <= structure for a, b in pairs)
    assert all(np.linalg.norm(c.normal) == pytest.approx(1.0) for c in scene.contacts)


def test_near_pairs_of_fixed_bodies_are_recorded_with_their_distance_and_no_force() -> None:
    scene = ENGINE.settle(
        scenario(
            place("left", box((0.2, 0.2, 0.2)), (0, 0, 0), fixed=True),
            place("right", box((0.2, 0.2, 0.2)), (0.213, 0, 0.1), fixed=True),
        )
    )
    pair = next(c for c in scene.contacts if (c.a, c.b) == (7, 6))
    assert pair.distance_m == pytest.approx(0.013, abs=1e-6)
    assert pair.normal == pytest.approx((1, 0, 0), abs=1e-6)
    assert pair.force_n == 0.0
    assert scene.report.unsupported == (7,)
    assert scene.report.simulated_s == 0.0


def test_an_overlap_of_a_millimetre_is_undone_without_a_jump() -> None:
    scene = ENGINE.settle(scenario(place("box", box((0.1, 0.1, 0.1)), (0, 0, -0.001))))
    assert scene.body("box").world_from_body.position == pytest.approx((0, 0, 0), abs=2e-4)


def test_the_same_scenario_gives_the_same_bytes_twice() -> None:
    assert digest(ENGINE.settle(still_life())) == digest(load_engine("bullet").settle(still_life()))


def test_a_fresh_process_gives_the_same_bytes() -> None:
    code = (
        "from tests.physics.test_bullet import digest, still_life, ENGINE; print(digest(ENGINE.settle(still_life())))"
    )
    root = Path(__file__).parents[2]
    told = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == digest(ENGINE.settle(still_life()))
    # pybullet's greeting is swallowed.
    assert told.stderr == ""


def test_thirty_other_settles_change_no_bit_and_leave_nothing_behind() -> None:
    import psutil

    before = digest(ENGINE.settle(still_life()))
    process = psutil.Process()
    counts = []
    for i in range(30):
        thing = place("thing", box((0.05 + 0.002 * i, 0.05, 0.04)), (0, 0, 0.05 + 0.001 * i), 12 * i)
        ENGINE.settle(scenario(thing, place("mug", mug(), (0.3, 0, 0.01))), SettleLimits(max_simulated_s=0.4))
        counts.append((process.num_fds(), process.memory_info().rss))
    assert counts[-1][0] == counts[0][0]
    assert counts[-1][1] - counts[5][1] < 20e6
    assert digest(ENGINE.settle(still_life())) == before


def test_no_client_stays_open_also_after_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    thing = scenario(place("box", box((0.1, 0.1, 0.1)), (0, 0, 0)))
    with monkeypatch.context() as patch:
        patch.setattr(bullet.p, "stepSimulation", _fail)
        with pytest.raises(ArithmeticError):
            ENGINE.settle(thing)
    ENGINE.settle(thing)
    # Bullet numbers its clients from the first free place.
    client = bullet.p.connect(bullet.p.DIRECT)
    bullet.p.disconnect(client)
    assert client == 0


def _fail(**_: object) -> None:
    raise ArithmeticError


def test_a_hull_without_volume_is_an_error_that_says_where_and_what_to_do() -> None:
    flat = asset("flat", {"body": ([np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0.0]])], 1.0)})
    with pytest.raises(CatalogError) as caught:
        ENGINE.settle(scenario(place("flat", flat, (0, 0, 0.1))))
    assert str(caught.value) == (
        "asset 'flat', part 'body': the points of a hull span no volume. "
        "Every hull needs four or more finite points that do not lie in one plane."
    )


def test_a_moving_body_without_hulls_or_mass_is_refused_and_the_remedy_helps() -> None:
    solid = box((0.1, 0.1, 0.1), 1.0)
    ghost = replace(solid, parts=(replace(solid.parts[0], hulls=()),))
    feather = box((0.1, 0.1, 0.1), 0.0)
    told = {}
    for thing in (ghost, feather):
        with pytest.raises(CatalogError) as caught:
            ENGINE.settle(scenario(place("thing", thing, (0, 0, 0))))
        told[thing.parts[0].hulls == ()] = str(caught.value)
        ENGINE.settle(scenario(place("thing", thing, (0, 0, 0), fixed=True)))
    assert told == {
        True: "body 'thing': asset 'box' has no collision hulls and cannot move. "
        "Give its parts hulls, or make the body fixed.",
        False: "body 'thing': asset 'box' has mass 0 kg and cannot move. "
        "Give its parts a mass above 0, or make the body fixed.",
    }


def test_what_falls_for_ever_is_told_by_the_report() -> None:
    scene = ENGINE.settle(scenario(place("lost", box((0.1, 0.1, 0.1)), (5.0, 0, 0.1))))
    assert not scene.report.at_rest
    assert scene.report.max_speed_m_s > 1.0
    assert scene.report.unsupported == (6,)


def test_an_answer_that_is_not_a_number_is_told_by_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = ((math.nan, 0.0, 0.0), (0.0, 0.0, 0.0, 1.0))
    with monkeypatch.context() as patch:
        patch.setattr(bullet.p, "getBasePositionAndOrientation", lambda *_, **__: nowhere)
        scene = ENGINE.settle(scenario(place("box", box((0.1, 0.1, 0.1)), (0, 0, 0.3))))
    assert not scene.report.at_rest
    assert scene.report.max_speed_m_s == math.inf
    assert scene.body("box").world_from_body.position == (0, 0, 0.3)


def test_settling_stops_when_its_time_is_up() -> None:
    scene = ENGINE.settle(scenario(place("high", box((0.1, 0.1, 0.1)), (0, 0, 2.0))), SettleLimits(max_simulated_s=0.2))
    assert 0.2 <= scene.report.simulated_s < 0.21
    assert not scene.report.at_rest
    # Free fall: half g t squared.
    assert scene.body("high").world_from_body.position[2] == pytest.approx(
        2.0 - 0.5 * GRAVITY * scene.report.simulated_s**2, abs=0.005
    )


def test_what_is_at_rest_hardly_moves_when_settled_again() -> None:
    scene = ENGINE.settle(still_life())
    again = ENGINE.settle(replace(scene.scenario, bodies=scene.bodies))
    for first, second in zip(scene.bodies, again.bodies, strict=True):
        assert second.world_from_body.position == pytest.approx(first.world_from_body.position, abs=1e-3)


def test_an_unknown_engine_is_answered_with_the_nearest() -> None:
    with pytest.raises(BackendError) as caught:
        load_engine("bulet")
    assert str(caught.value) == "there is no physics engine 'bulet'. Did you mean 'bullet'?"


def open_chest(**more: object) -> Body:
    return replace(place("chest", chest(), (0, 0, 0), fixed=True, joints={"drawer": 0.0}), **more)  # type: ignore[arg-type]


def test_what_lies_in_a_drawer_rides_along_when_it_is_opened() -> None:
    inside = place("box", box((0.08, 0.08, 0.05)), (0.05, 0.0, 0.0405), support="chest")
    scene = ENGINE.settle(scenario(open_chest(joint_targets={"drawer": 0.25}), inside))
    assert scene.report.at_rest and scene.body("chest").joint_positions["drawer"] == pytest.approx(0.25, abs=2e-3)
    moved = np.subtract(scene.body("box").world_from_body.position, inside.world_from_body.position)
    assert moved == pytest.approx([0.0, -0.25, 0.0], abs=0.012)


def test_a_blocked_drawer_opens_as_far_as_what_stands_before_it_lets_it() -> None:
    block = place("block", box((0.4, 0.1, 0.2)), (0, -0.35, 0), fixed=True)
    scene = ENGINE.settle(scenario(open_chest(joint_targets={"drawer": 0.25}), block))
    # The drawer's front is at -0.2, the block's back at -0.3.
    assert scene.body("chest").joint_positions["drawer"] == pytest.approx(0.1, abs=2e-3)
    assert scene.report.at_rest and scene.report.max_penetration_m < 0.002


def test_opening_depends_on_nothing_but_the_scenario() -> None:
    drawn = scenario(open_chest(joint_targets={"drawer": 0.2}), place("box", box((0.08, 0.08, 0.05)), (0, 0, 0.0405)))
    assert digest(ENGINE.settle(drawn)) == digest(load_engine("bullet").settle(drawn))
