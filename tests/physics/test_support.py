"""What holds what, against the experiment: take the bearer away and see whether the borne one falls."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simgen.geometry import Pose, axis_angle
from simgen.physics import load_engine
from simgen.physics.support import rests_on, unsupported
from simgen.world import Body, Contact, Scenario, Scene, bearing_shares
from tests.physics.make import ball, bowl, box, chest, mug, place, scenario

ENGINE = load_engine("bullet")
FALL_M = 0.004


def stack() -> Scenario:
    return scenario(*[place(f"box_{i}", box((0.1, 0.1, 0.05)), (0.004 * i, 0, 0.0505 * i), 7 * i) for i in range(4)])


def bowl_of_fruit() -> Scenario:
    fruit = [place(f"fruit_{i}", ball(), (0.03 * i - 0.03, 0, 0.02 + 0.075 * i)) for i in range(2)]
    return scenario(place("bowl", bowl(), (0, 0, 0)), *fruit)


def beside_each_other() -> Scenario:
    return scenario(
        place("left", box((0.1, 0.1, 0.1)), (0, 0, 0)), place("right", box((0.1, 0.1, 0.1)), (0.1005, 0, 0))
    )


def drawer() -> Scenario:
    return scenario(
        place("chest", chest(), (0, 1, 0), fixed=True, joints={"drawer": 0.25}),
        place("brick", box((0.1, 0.1, 0.05)), (0, 0.75, 0.0405)),
        place("on_top", box((0.1, 0.1, 0.05)), (0, 1, 0.3005)),
    )


def table_of_two_pieces() -> Scenario:
    return scenario(
        place("pier", box((0.1, 0.1, 0.2)), (-0.3, 0, 0), fixed=True),
        place("plank", box((0.7, 0.1, 0.02), 1.0), (-0.29, 0, 0.2005)),
        place("weight", box((0.08, 0.08, 0.08), 3.0), (-0.3, 0, 0.221)),
    )


def mug_in_a_mug() -> Scenario:
    return scenario(place("outer", mug(0.06, 0.1), (0, 0, 0)), place("inner", mug(0.03, 0.08), (-0.005, 0, 0.006)))


def shelf_on_the_wall() -> Scenario:
    return scenario(
        place("shelf", box((0.6, 0.2, 0.02), 2.0), (0, 1.9, 1.2), fixed=True),
        place("vase", box((0.08, 0.08, 0.2)), (0.1, 1.9, 1.2205)),
    )


def leaning_board() -> Scenario:
    lean = Pose((0, 1.75, 0.012), axis_angle((1, 0, 0), -0.32))
    return scenario(place("board", box((0.3, 0.02, 0.7), 1.0, friction=0.9), (0, 0, 0), pose=lean))


SCENES = [stack, bowl_of_fruit, beside_each_other, drawer, table_of_two_pieces, mug_in_a_mug, shelf_on_the_wall]


def falls_without(scene: Scene, body: Body, bearer: Body) -> bool:
    """Whether the body comes lower in the settled scene without the bearer."""
    left = tuple(b for b in scene.bodies if b is not bearer)
    again = ENGINE.settle(replace(scene.scenario, bodies=left))
    before = np.concatenate(body.world_hulls())[:, 2].mean()
    after = np.concatenate(again.body(body.name).world_hulls())[:, 2].mean()
    return bool(before - after > FALL_M)


@pytest.mark.parametrize("make", SCENES)
def test_what_bears_a_body_is_what_lets_it_fall_when_taken_away(make: object) -> None:
    scene = ENGINE.settle(make())  # type: ignore[operator]
    assert scene.report.at_rest and scene.report.unsupported == ()
    for body in scene.bodies:
        if body.fixed:
            continue
        shares = bearing_shares(body, scene.contacts)
        assert sum(shares.values()) == pytest.approx(1.0)
        for bearer in scene.bodies:
            share = shares.get(bearer.instance_id, 0.0)
            # A fixed body hovers when its floor is taken, so only what it bears directly can tell of it.
            if bearer is body or 0.02 < share < 0.6 or (share == 0 and bearer.fixed):
                continue
            expected = rests_on(body, bearer.instance_id, scene.bodies, scene.contacts)
            assert falls_without(scene, body, bearer) == expected, (body.name, bearer.name, share)


def test_a_board_that_leans_on_the_wall_is_borne_by_the_floor() -> None:
    scene = ENGINE.settle(leaning_board())
    board = scene.body("board")
    shares = bearing_shares(board, scene.contacts)
    assert scene.report.at_rest and scene.report.unsupported == ()
    assert board.world_from_body.rotation[2, 2] < 0.99
    assert shares[scene.body("floor").instance_id] > 0.6


def test_in_a_stack_everything_rests_on_everything_below_and_nothing_above() -> None:
    scene = ENGINE.settle(stack())
    ids = [scene.body(f"box_{i}").instance_id for i in range(4)]
    for i in range(4):
        for j in range(4):
            if i != j:
                assert rests_on(scene.body(ids[i]), ids[j], scene.bodies, scene.contacts) == (i > j)


def test_what_hangs_in_the_air_and_all_that_stands_on_it_is_unsupported() -> None:
    scene = ENGINE.settle(
        scenario(
            place("floating", box((0.4, 0.4, 0.02)), (0, 0, 0.5), fixed=True),
            place("cup", mug(), (0, 0, 0.5205)),
            place("standing", box((0.4, 0.4, 0.02)), (1, 0, 0.0), fixed=True),
            place("hanging", box((0.4, 0.02, 0.4)), (0, 1.9875, 1.5), fixed=True),
            place("too_far", box((0.4, 0.02, 0.4)), (1, 1.985, 1.5), fixed=True),
        )
    )
    told = {scene.body(k).name for k in scene.report.unsupported}
    assert told == {"floating", "cup", "too_far"}
    assert unsupported(scene.bodies, scene.contacts) == scene.report.unsupported


def test_what_fell_off_a_desk_and_leans_on_its_leg_does_not_rest_on_it() -> None:
    drawn = scenario(
        place("desk", box((1, 1, 0.7)), (0, 0, 0), fixed=True), place("clock", box((0.1, 0.1, 0.1)), (0.6, 0, 0))
    )
    floor, leg = (
        Contact(7, k, (0.6, 0, 0), (0, 0, 1), 0.0, lift_n, lift_n=lift_n) for k, lift_n in ((1, 3.85), (6, 0.01))
    )
    assert not rests_on(drawn.body("clock"), 6, drawn.bodies, (floor, leg))
    assert rests_on(drawn.body("clock"), 1, drawn.bodies, (floor, leg))
