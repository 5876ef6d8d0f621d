"""Each law of a settled scene holds for a good scene and is broken, alone, by a bad one."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simgen.geometry import Intrinsics, Pose, axis_angle, look_at
from simgen.physics import load_engine, violations
from simgen.physics.checks import surface_distance
from simgen.spec import Requirements
from simgen.world import Body, Camera, Scene
from tests.physics.make import ball, box, box_points, chest, mug, place, scenario, solid_box

ENGINE = load_engine("bullet")
WISHES = Requirements()


def camera(
    eye: tuple[float, float, float] = (0.0, -1.7, 1.4), target: tuple[float, float, float] = (0, 0, 0.3)
) -> Camera:
    return Camera("main", look_at(eye, target), Intrinsics.from_vertical_fov(160, 120, 50))


def settled(*bodies: Body, eye: Camera | None = None) -> Scene:
    return ENGINE.settle(scenario(*bodies, cameras=[eye or camera()]))


def reasons(scene: Scene, **wishes: Any) -> list[str]:
    return [v.reason for v in violations(scene, Requirements(**wishes))]


def plinth() -> Body:
    return place("plinth", solid_box((0.5, 0.5, 0.4)), (0, 0, 0), fixed=True)


def test_a_good_scene_breaks_no_law() -> None:
    scene = settled(plinth(), place("mug", mug(), (0.1, 0, 0.4005), support="plinth"))
    assert violations(scene, WISHES) == ()


def test_what_still_moves_is_told_with_its_speed() -> None:
    scene = settled(place("lost", ball(), (3.0, 0, 0.1)))
    assert reasons(scene)[0] == "not_at_rest"
    assert re.match(
        r"after [\d.]+ s something still moves at [\d.]+ m/s, more than 0.02", violations(scene, WISHES)[0].what
    )
    assert "left_room" in reasons(scene)


def test_what_went_from_one_room_into_another_has_left_its_room() -> None:
    scene = settled(plinth())
    room = scene.scenario.room
    behind = replace(room, name="behind", world_from_room=Pose((0.0, room.depth_m + 0.2, 0.0)))
    home = replace(scene, scenario=replace(scene.scenario, further_rooms=(behind,)))
    assert violations(home, WISHES) == ()
    there = Pose((0.0, room.depth_m + 0.2, 0.0))
    carried = replace(home, bodies=(*home.bodies[:-1], replace(home.bodies[-1], world_from_body=there)))
    assert reasons(carried) == ["left_room"]
    # Where it was put there, it is at home.
    put = replace(home.scenario, bodies=carried.bodies)
    assert violations(replace(carried, scenario=put), WISHES) == ()


def test_a_speed_that_is_not_a_number_is_not_at_rest() -> None:
    scene = settled(plinth())
    broken = replace(scene, report=replace(scene.report, max_speed_m_s=float("nan")))
    assert reasons(broken) == ["not_at_rest"]


def test_fixed_things_that_overlap_are_told_with_the_depth() -> None:
    scene = settled(plinth(), place("crate", solid_box((0.2, 0.2, 0.2)), (0.34, 0, 0), fixed=True))
    assert [v.what for v in violations(scene, WISHES)] == ["'crate' and 'plinth' overlap by 10.0 mm, more than 2"]
    assert reasons(scene, max_penetration_m=0.011) == []


def test_what_fell_off_its_support_is_told_and_what_stands_on_its_support_through_another_is_not() -> None:
    off = place("mug", mug(), (0.26, 0, 0.4005), support="plinth")
    assert "fell_off:mug" in reasons(settled(plinth(), off))
    on = [place("tray", box((0.3, 0.3, 0.01)), (0, 0, 0.4005)), place("mug", mug(), (0, 0, 0.411), support="plinth")]
    assert reasons(settled(plinth(), *on)) == []


def test_a_body_without_a_named_support_may_fall_where_it_likes() -> None:
    assert reasons(settled(plinth(), place("mug", mug(), (0.26, 0, 0.4005)))) == []


def test_what_settling_carries_too_far_is_told() -> None:
    slope = Pose((0, 0, 0.2), axis_angle((0, 1, 0), 0.6))
    ramp = place("ramp", box((1.0, 1.0, 0.02)), (0, 0, 0), fixed=True, pose=slope)
    wall_bracket = place("leg", solid_box((0.2, 0.2, 0.18)), (0, 0, 0), fixed=True)
    scene = settled(wall_bracket, ramp, place("ball", ball(), (0, 0, 0.23)))
    assert "moved_too_far" in reasons(scene, max_penetration_m=0.05)
    assert "moved_too_far" not in reasons(scene, max_penetration_m=0.05, max_drift_m=None)


def test_what_reaches_out_of_the_room_is_told_beyond_two_millimetres() -> None:
    def crate(x: float) -> Scene:
        return settled(place("crate", solid_box((0.2, 0.2, 0.2)), (x, 0, 0), fixed=True))

    assert reasons(crate(1.9015)) == []
    assert set(reasons(crate(1.905))) == {"left_room", "penetration"}


def test_what_is_seen_out_of_the_room_is_told_though_nothing_there_collides() -> None:
    seen = solid_box((0.2, 0.2, 0.2))
    shy = replace(seen, parts=(replace(seen.parts[0], hulls=(box_points((0.18, 0.18, 0.2), (0, 0, 0.1)),)),))

    def crate(x: float) -> Scene:
        return settled(place("crate", shy, (x, 0, 0), fixed=True))

    assert reasons(crate(1.9015)) == []
    assert [v.what for v in violations(crate(1.905), WISHES)] == ["'crate' reaches 5.0 mm out of the test"]


def test_what_floats_is_unsupported() -> None:
    scene = settled(place("crate", solid_box((0.2, 0.2, 0.2)), (0, 0, 0.01), fixed=True))
    assert [(v.reason, v.what) for v in violations(scene, WISHES)] == [("unsupported", "nothing holds 'crate'")]


def test_a_joint_beyond_its_limits_is_told() -> None:
    scene = settled(place("chest", chest(), (0, 1, 0), fixed=True, joints={"drawer": 0.3}))
    assert reasons(scene) == []
    pushed = tuple(replace(b, joint_positions={"drawer": 0.31}) if b.joint_positions else b for b in scene.bodies)
    told = [v.what for v in violations(replace(scene, bodies=pushed), WISHES)]
    assert told == ["joint 'drawer' of 'chest' is at 0.31 m, outside 0 to 0.3"]


def test_a_camera_inside_or_close_to_a_body_is_told() -> None:
    assert reasons(settled(plinth(), eye=camera((0.1, 0.1, 0.2)))) == ["camera_inside_body"]
    assert reasons(settled(plinth(), eye=camera((0.1, 0.1, 0.5)))) == ["camera_too_close"]
    assert reasons(settled(plinth(), eye=camera((0.1, 0.1, 0.61)))) == []


def test_the_distance_to_a_surface_is_that_of_the_box_it_is() -> None:
    body = replace(plinth(), world_from_body=Pose((0.3, 0.2, 0.1), axis_angle((1, 2, 3), 0.7)), scale=1.5)
    half = np.array([0.375, 0.375, 0.3])
    for point in box_points((2.0, 1.8, 1.6)):
        for shrink in (0.4, 0.7, 1.0):
            local = point * shrink + [0, 0, 0.3]
            outside = np.maximum(np.abs(local - [0, 0, 0.3]) - half, 0)
            inside = max(0.0, float((half - np.abs(local - [0, 0, 0.3])).min()))
            expected = float(np.linalg.norm(outside)) or inside
            assert surface_distance(body, body.world_from_body.apply(local), 5.0) == pytest.approx(expected)
    assert surface_distance(body, np.array([10.0, 0, 0]), 5.0) == float("inf")


def test_an_object_that_must_be_in_view_is_missed_when_the_camera_looks_away() -> None:
    wish = {"in_view": [{"target": "mug", "min_fraction": 0.9}]}
    seen = settled(plinth(), place("mug_2", mug(), (0.1, 0, 0.4005)))
    assert reasons(seen, **wish) == []
    for eye in (camera(target=(0, -3, 1.4)), camera(target=(1.9, -1.2, 0.9))):
        away = settled(plinth(), place("mug_2", mug(), (0.1, 0, 0.4005)), eye=eye)
        assert reasons(away, **wish) == ["not_in_view:mug"]
    assert reasons(seen, in_view=[{"target": "vase"}]) == ["not_in_view:vase"]
    assert reasons(seen, in_view=[{"target": "mug", "camera": "main"}]) == []
