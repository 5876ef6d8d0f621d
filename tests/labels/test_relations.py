"""Laws of relations, against mirrors, lifts and other ways to measure the same."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simgen.geometry import FloatArray, Pose, look_at, yaw
from simgen.labels.pieces import Pieces, volume_samples
from simgen.labels.relations import PREDICATES, relations
from simgen.labels.viewing import ground_axes
from simgen.labels.volumes import inside_mesh, share_below
from simgen.physics import load_engine
from simgen.seeds import stream
from simgen.world import Body, Camera, Cavity, Contact, Mesh, Scene
from tests.labels.untouched import CAMERA, LENS, found, holds, untouched
from tests.physics.make import asset, ball, bowl, box, box_points, chest, place, scenario, solid_box

ENGINE = load_engine("bullet")


def solid_mesh(points: FloatArray) -> Mesh:
    """The closed surface of a box given by its eight corners."""
    mesh = solid_box((1, 1, 1)).parts[0].surfaces[0].mesh
    return replace(mesh, vertices=points.astype(np.float32))


def with_cavity(chest_body: Body) -> Body:
    """The chest's drawer as something that holds things."""
    cavity = Cavity("drawer", solid_mesh(box_points((0.42, 0.34, 0.1), (0, -0.02, 0.09))), "drawer", 0.42 * 0.34 * 0.1)
    return replace(chest_body, asset=replace(chest_body.asset, cavities=(cavity,)))


# --- Touching and bearing ------------------------------------------------------------------------


def test_a_cup_on_a_book_on_a_table_is_told_link_by_link_and_as_a_chain() -> None:
    scene = ENGINE.settle(
        scenario(
            place("table", box((0.8, 0.8, 0.4)), (0, 0, 0), fixed=True),
            place("book", box((0.2, 0.2, 0.03)), (0, 0, 0.4005)),
            place("cup", box((0.08, 0.08, 0.1)), (0, 0, 0.431)),
        )
    )
    chain = ["cup", "book", "table", "floor"]
    for i, upper in enumerate(chain[:-1]):
        for j, lower in enumerate(chain):
            if j <= i:
                continue
            direct = "true" if j == i + 1 else "false"
            assert holds(scene, "touching", upper, lower) == direct
            assert holds(scene, "on_top", upper, lower) == direct
            assert holds(scene, "on_top", lower, upper) == "false"
            assert holds(scene, "supports", lower, upper) == "true"
            assert holds(scene, "supports", upper, lower) == "false"


def test_what_is_lifted_by_a_centimetre_is_neither_on_top_nor_touching() -> None:
    for lift, expected in ((0.0, "true"), (0.002, "ambiguous"), (0.01, "false")):
        scene = ENGINE.settle(
            scenario(
                place("table", box((0.8, 0.8, 0.4)), (0, 0, 0), fixed=True),
                place("cup", box((0.08, 0.08, 0.1)), (0, 0, 0.4 + lift), fixed=True),
            )
        )
        touching = found(scene, "touching", "cup", "table")
        assert touching is not None
        assert (touching.holds, touching.unit) == (expected, "m")
        assert touching.margin == pytest.approx(0.002 - lift, abs=1e-5)
        if expected != "ambiguous":
            assert holds(scene, "on_top", "cup", "table") == expected


def test_side_by_side_is_touching_but_not_on_top() -> None:
    scene = ENGINE.settle(
        scenario(place("left", box((0.1, 0.1, 0.1)), (0, 0, 0)), place("right", box((0.1, 0.1, 0.1)), (0.1004, 0, 0)))
    )
    assert holds(scene, "touching", "right", "left") == "true"
    assert holds(scene, "on_top", "right", "left") == holds(scene, "on_top", "left", "right") == "false"


def test_a_plank_on_two_trestles_is_on_neither_for_sure() -> None:
    scene = ENGINE.settle(
        scenario(
            place("left", box((0.1, 0.1, 0.2)), (-0.3, 0, 0), fixed=True),
            place("right", box((0.1, 0.1, 0.2)), (0.3, 0, 0), fixed=True),
            place("plank", box((0.8, 0.1, 0.02)), (0, 0, 0.2005)),
        )
    )
    for trestle in ("left", "right"):
        relation = found(scene, "on_top", "plank", trestle)
        assert relation is not None
        assert relation.holds == "ambiguous"
        assert relation.margin == pytest.approx(0.0, abs=0.02)


@pytest.mark.parametrize(("tilt_deg", "expected"), [(30, "true"), (45, "ambiguous"), (60, "ambiguous"), (86, "false")])
def test_a_contact_carries_when_it_is_less_steep_than_45_degrees(tilt_deg: float, expected: str) -> None:
    tilt = math.radians(tilt_deg)
    contact = Contact(7, 6, (0, 0, 0.1), (math.sin(tilt), 0.0, math.cos(tilt)), 0.0, 5.0, 5.0)
    scene = untouched(
        place("low", box((0.1, 0.1, 0.1)), (0, 0, 0)),
        place("high", box((0.1, 0.1, 0.1)), (0, 0, 0.1)),
        contacts=[contact],
    )
    assert holds(scene, "on_top", "high", "low") == expected


# --- Inside and under ----------------------------------------------------------------------------


@pytest.mark.parametrize("opened", [0.0, 0.25])
def test_what_lies_in_a_drawer_is_inside_however_far_it_is_open(opened: float) -> None:
    holder = with_cavity(place("chest", chest(), (0.2, 0.5, 0), 20, fixed=True, joints={"drawer": opened}))
    spot = holder.world_from_body.apply((0.1, -opened, 0.0401))
    scene = ENGINE.settle(
        scenario(
            holder, place("brick", box((0.1, 0.1, 0.05)), spot), place("vase", box((0.1, 0.1, 0.1)), (0.2, 0.5, 0.3005))
        )
    )
    assert holds(scene, "inside", "brick", "chest") == "true"
    assert holds(scene, "inside", "vase", "chest") == "false"
    assert holds(scene, "on_top", "vase", "chest") == "true"


@pytest.mark.parametrize(
    ("share", "expected"), [(0.2, "false"), (0.45, "ambiguous"), (0.55, "ambiguous"), (0.8, "true")]
)
def test_inside_measures_the_share_of_the_volume_in_the_cavity(share: float, expected: str) -> None:
    cavity = Cavity("hold", solid_mesh(box_points((0.4, 0.4, 0.2), (0, 0, 0.1))))
    holder = place("tray", replace(box((0.5, 0.5, 0.01)), cavities=(cavity,)), (0, 0, 0))
    # Half as large: the cavity ends at 0.1 m, and the cube hangs over its rim.
    holder = replace(holder, scale=0.5)
    scene = untouched(holder, place("cube", box((0.05, 0.05, 0.05)), (0, 0, 0.1 - 0.05 * share)))
    relation = found(scene, "inside", "cube", "tray")
    assert relation is not None
    assert relation.holds == expected
    assert relation.margin == pytest.approx(share - 0.5, abs=0.03)


def test_volume_samples_have_the_volume_and_the_centre_of_the_solid() -> None:
    hulls = [box_points((0.4, 0.2, 0.1), (0, 0, 0)), box_points((0.1, 0.1, 0.3), (0.5, 0, 0))]
    points, weights = volume_samples(hulls)
    assert weights.sum() == pytest.approx(1.0)
    assert weights[points[:, 0] < 0.3].sum() == pytest.approx(0.008 / 0.011)
    assert weights @ points == pytest.approx([0.5 * 0.003 / 0.011, 0, 0], abs=1e-9)


def test_winding_numbers_agree_with_the_faces_of_a_box() -> None:
    corners = box_points((0.4, 0.3, 0.2), (0.1, 0, 0))
    mesh = solid_mesh(corners)
    points = stream(7, "points").uniform(-0.5, 0.5, (2000, 3))
    expected = ((points > corners.min(axis=0)) & (points < corners.max(axis=0))).all(axis=1)
    assert (inside_mesh(points, mesh.vertices.astype(np.float64), mesh.faces) == expected).all()
    # A mesh turned inside out has the same inside.
    assert (inside_mesh(points, mesh.vertices.astype(np.float64), mesh.faces[:, ::-1]) == expected).all()


def test_a_stool_is_under_the_table_and_not_the_other_way_round() -> None:
    legs = [box_points((0.05, 0.05, 0.7), (x, y, 0.35)) for x in (-0.5, 0.5) for y in (-0.3, 0.3)]
    table = asset("table", {"top": ([box_points((1.1, 0.7, 0.03), (0, 0, 0.715)), *legs], 20.0)})
    stool = box((0.3, 0.3, 0.45))
    # Pushed in by less and less: the footprint of 0.3 m is covered for 0.3, 0.24, 0.15 and 0.03 m of it.
    for y, expected in ((0.0, "true"), (-0.26, "true"), (-0.35, "ambiguous"), (-0.47, "false")):
        scene = untouched(place("table", table, (0, 0, 0)), place("stool", stool, (0, y, 0)))
        assert holds(scene, "under", "stool", "table") == expected
        assert holds(scene, "under", "table", "stool") == "false"


@settings(max_examples=25)
@given(st.floats(-0.3, 0.3), st.floats(-0.3, 0.3), st.floats(0.0, 6.3))
def test_the_covered_footprint_of_a_box_agrees_with_points_strewn_over_it(x: float, y: float, turn: float) -> None:
    pose = Pose((x, y, 0.5), yaw(turn))
    lower, upper = box_points((0.4, 0.3, 0.1), (0, 0, 0.05)), pose.apply(box_points((0.4, 0.4, 0.1)))
    strewn = stream(1, "strewn").uniform((-0.2, -0.15), (0.2, 0.15), (4000, 2))
    local = pose.inverse.apply(np.column_stack([strewn, np.full(4000, 0.5)]))
    expected = (np.abs(local[:, :2]) < 0.2).all(axis=1).mean()
    assert share_below(Pieces((lower,)), Pieces((upper,)), 0.002) == pytest.approx(expected, abs=0.05)


def test_what_stands_beside_a_tall_thing_is_not_under_it() -> None:
    scene = untouched(place("tall", box((0.2, 0.2, 1.5)), (0, 0, 0)), place("low", box((0.2, 0.2, 0.2)), (0.25, 0, 0)))
    assert holds(scene, "under", "low", "tall") == "false"


# --- For the viewer ------------------------------------------------------------------------------

spots = st.lists(st.tuples(st.floats(-0.8, 0.8), st.floats(-0.8, 0.8)), min_size=2, max_size=5)
MIRRORED = {"left_of": "right_of", "right_of": "left_of", "in_front_of": "in_front_of", "behind": "behind"}
SWAPPED = {"left_of": "right_of", "right_of": "left_of", "in_front_of": "behind", "behind": "in_front_of"}


def row(places: Sequence[tuple[float, float]]) -> Scene:
    return untouched(
        *[place(f"box_{i}", box((0.1 + 0.02 * i, 0.1, 0.1)), (x, y, 0)) for i, (x, y) in enumerate(places)]
    )


def viewed(scene: Scene, camera: Camera = CAMERA) -> dict[tuple[str, int, int], tuple[str, float]]:
    return {
        (r.predicate, r.subject, r.object): (r.holds, r.margin)
        for r in relations(scene, camera)
        if r.predicate in SWAPPED
    }


@settings(max_examples=20)
@given(spots)
def test_in_a_mirror_left_is_right_and_front_is_front(places: list[tuple[float, float]]) -> None:
    straight, mirrored = viewed(row(places)), viewed(row([(-x, y) for x, y in places]))
    assert len(straight) == 2 * len(places) * (len(places) - 1)
    for (predicate, a, b), (held, margin) in straight.items():
        other_held, other_margin = mirrored[MIRRORED[predicate], a, b]
        assert other_margin == pytest.approx(margin, abs=1e-9)
        assert other_held == held or abs(margin) < 1e-9


@settings(max_examples=20)
@given(spots)
def test_the_other_way_round_is_the_opposite_with_the_same_margin(places: list[tuple[float, float]]) -> None:
    boxes = row(places).bodies[5:]
    forward, backward = viewed(untouched(*boxes)), viewed(untouched(*boxes[::-1]))
    # The same things with other ids: the first is now the last.
    last = 6 + len(boxes) - 1
    for (predicate, a, b), told in forward.items():
        assert backward[SWAPPED[predicate], 6 + last - b, 6 + last - a] == told


@settings(max_examples=20)
@given(spots)
def test_left_and_right_never_hold_together_and_margins_have_the_sign_of_what_holds(
    places: list[tuple[float, float]],
) -> None:
    told = viewed(row(places))
    for (predicate, a, b), (held, margin) in told.items():
        opposite = told[SWAPPED[predicate], a, b][0]
        assert (held == "ambiguous") == (opposite == "ambiguous")
        assert held != opposite or held == "ambiguous"
        assert (held == "true") == (margin >= 0)


def test_left_is_decided_until_half_of_the_smaller_one_is_hidden_behind_the_other() -> None:
    # 0.1 m and 0.12 m wide: their extents overlap by 0.11 - distance.
    for distance, expected in (
        (0.3, "true"),
        (0.07, "true"),
        (0.05, "ambiguous"),
        (0.0, "ambiguous"),
        (-0.07, "false"),
    ):
        scene = row([(0.0, 0.0), (distance, 0.4)])
        relation = found(scene, "left_of", "box_0", "box_1")
        assert relation is not None
        assert relation.holds == expected
        assert relation.margin == pytest.approx(distance - 0.11 + 0.05)


def test_the_nearer_one_is_in_front_from_wherever_one_looks() -> None:
    scene = row([(-0.4, -0.4), (0.4, 0.4)])
    for angle in range(0, 360, 30):
        eye = (1.8 * math.cos(math.radians(angle)), 1.8 * math.sin(math.radians(angle)), 1.5)
        camera = Camera("c", look_at(eye, (0, 0, 0), roll_rad=0.4), LENS)
        places = np.array([scene.body(f"box_{i}").world_from_body.position for i in range(2)])
        near, far = np.linalg.norm(places[:, :2] - eye[:2], axis=1)
        if abs(near - far) > 0.3:
            assert (holds(scene, "in_front_of", "box_0", "box_1", camera) == "true") == (near < far)
        level = look_at(eye, (0, 0, 0)).inverse.apply(places)
        if abs(level[0, 0] - level[1, 0]) > 0.3:
            assert (holds(scene, "left_of", "box_0", "box_1", camera) == "true") == (level[0, 0] < level[1, 0])


def test_the_viewers_axes_are_level_unit_and_square_also_straight_down_and_up() -> None:
    for target, expected in (((0, 0, 0.0), (0, 1, 0)), ((0, 0, 3.0), (0, -1, 0)), ((1, 0, 1.0), (1, 0, 0))):
        right, ahead = ground_axes(Camera("c", look_at((0, 0, 1.0), target), LENS))
        assert right @ ahead == pytest.approx(0) and right[2] == ahead[2] == 0
        assert np.cross(ahead, right) == pytest.approx([0, 0, -1])
        assert ahead == pytest.approx(expected, abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(spots)
def test_from_the_other_side_front_is_back_and_left_is_right(places: list[tuple[float, float]]) -> None:
    scene = row(places)
    across = Camera("across", look_at((0, 1.9, 1.2), (0, 0, 0.3)), LENS)
    here, there = viewed(scene), viewed(scene, across)
    # What only one of the two cameras has in its picture is told once.
    for (predicate, a, b), (held, margin) in here.items():
        if (predicate, a, b) in there:
            turned_held, turned_margin = there[SWAPPED[predicate], a, b]
            assert turned_margin == pytest.approx(margin, abs=1e-9)
            assert turned_held == held or abs(margin) < 1e-9


def test_what_is_out_of_the_picture_has_no_place_in_it() -> None:
    scene = row([(0.0, 0.0), (0.3, 0.0), (0.0, -1.95)])
    told = {k for _, a, b in viewed(scene) for k in (a, b)}
    assert told == {6, 7}


def test_a_chair_faces_what_its_front_points_at() -> None:
    chair = replace(box((0.4, 0.4, 0.8)), has_front=True)
    for turn_deg, expected in ((0, "true"), (25, "true"), (45, "ambiguous"), (70, "false"), (180, "false")):
        scene = untouched(
            place("chair", chair, (0, 0.5, 0), turn_deg), place("desk", box((0.5, 0.3, 0.7)), (0, -0.5, 0))
        )
        assert holds(scene, "facing", "chair", "desk") == expected
        assert holds(scene, "facing", "desk", "chair") == "false"
        told = found(scene, "facing", "chair", "desk")
        assert (
            told is None
            if turn_deg > 90
            else told is not None and told.measured["angle_deg"] == pytest.approx(turn_deg)
        )


def test_what_hangs_at_the_wall_is_attached_to_it_and_what_stands_there_is_not() -> None:
    scene = ENGINE.settle(
        scenario(
            place("picture", box((0.4, 0.02, 0.3)), (0, 1.9885, 1.2), fixed=True),
            place("board", box((0.4, 0.02, 0.3)), (1, 1.97, 1.2), fixed=True),
            place("cupboard", box((0.6, 0.4, 0.9)), (-1, 1.7995, 0), fixed=True),
            place("leaning", box((0.1, 0.1, 0.1)), (0.5, 1.9495, 0.0005)),
        )
    )
    assert holds(scene, "attached", "picture", "north") == "true"
    for other in ("board", "cupboard", "leaning"):
        assert holds(scene, "attached", other, "north") == holds(scene, "attached", other, "floor") == "false"


# --- Form ----------------------------------------------------------------------------------------


def test_relations_come_once_in_order_with_known_words_and_never_between_structure() -> None:
    fruit = [place(f"fruit_{i}", ball(), (0.03 * i, 0, 0.05 + 0.08 * i)) for i in range(3)]
    scene = ENGINE.settle(
        scenario(place("bowl", bowl(), (0, 0, 0)), *fruit, place("crate", box((0.3, 0.3, 0.3)), (0.5, 0, 0)))
    )
    told = relations(scene, CAMERA)
    keys = [(PREDICATES.index(r.predicate), r.subject, r.object) for r in told]
    assert keys == sorted(set(keys))
    assert not any(r.subject <= 5 and r.object <= 5 for r in told)
    assert all(math.isfinite(r.margin) for r in told)
    assert told == relations(scene, CAMERA)
