from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.spatial import ConvexHull

from simgen.errors import PlacementError
from simgen.geometry import FloatArray
from simgen.sampler.openings import world_from_wall
from simgen.spec import SceneSpec
from simgen.world import Body, Room, Scenario
from tests.sampler.house import BUSY, DAYLIT, ROOM, draw, first_draw, spec_of

TABLE = BUSY[0] | {"place": {"at": [0, 0]}}


def _thing(name: str, category: str, place: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "category": category, "place": place, **more}


def _points(body: Body) -> FloatArray:
    """(n, 3) everything visible of a body, in the world."""
    return np.concatenate([body.world_vertices(s.mesh, p.joint) for p in body.asset.parts for s in p.surfaces])


def _solid(body: Body) -> FloatArray:
    """(n, 3) all collision points of a body, in the world."""
    return np.concatenate(body.world_hulls())


def _front(body: Body) -> FloatArray:
    return body.world_from_body.rotate([0.0, -1.0, 0.0])


def _overlap_m(a: FloatArray, b: FloatArray) -> float:
    """Diameter of the largest ball inside both convex hulls, 0 where they are apart (Chebyshev centre, by LP)."""
    planes = np.concatenate([ConvexHull(a).equations, ConvexHull(b).equations])
    lhs = np.column_stack([planes[:, :3], np.ones(len(planes))])
    answer = linprog([0, 0, 0, -1.0], A_ub=lhs, b_ub=-planes[:, 3], bounds=[(None, None)] * 4, method="highs")
    return max(0.0, 2.0 * float(answer.x[3])) if answer.status == 0 else math.inf


def _deepest_overlap(scenario: Scenario) -> tuple[float, str]:
    worst, who = 0.0, ""
    bodies = scenario.bodies
    hulls = {b.name: b.world_hulls() for b in bodies}
    for i, a in enumerate(bodies):
        for b in bodies[:i]:
            if a.role == b.role == "structure":
                continue
            for ha in hulls[a.name]:
                for hb in hulls[b.name]:
                    if (ha.min(0) < hb.max(0)).all() and (hb.min(0) < ha.max(0)).all():
                        depth = _overlap_m(ha, hb)
                        if depth > worst:
                            worst, who = depth, f"{a.name} and {b.name}"
    return worst, who


@pytest.mark.parametrize("index", range(2))
def test_no_two_bodies_overlap_at_the_start(index: int) -> None:
    depth, who = _deepest_overlap(first_draw(spec_of(BUSY, room=DAYLIT), index))
    assert depth <= 1e-5, who


@pytest.mark.parametrize("index", range(2))
def test_everything_is_inside_the_room(index: int) -> None:
    scenario = first_draw(spec_of(BUSY, room=DAYLIT), index)
    low, high = np.array(scenario.room.bounds.low), np.array(scenario.room.bounds.high)
    for body in scenario.bodies:
        if body.role == "object":
            points = _points(body)
            assert (points >= low - 1e-4).all() and (points <= high + 1e-4).all(), body.name


@pytest.mark.parametrize("wall", ["north", "east", "south", "west"])
def test_a_thing_against_a_wall_has_its_back_there_and_faces_into_the_room(wall: str) -> None:
    thing = _thing("cabinet", "cabinet", {"against": wall, "gap_m": 0.05})
    body = first_draw(spec_of([thing])).body("cabinet")
    room = Room("", ROOM["width_m"], ROOM["depth_m"], ROOM["height_m"])
    inward = world_from_wall(room, wall).rotate([0.0, -1.0, 0.0])
    np.testing.assert_allclose(_front(body), inward, atol=1e-12)
    depth = world_from_wall(room, wall).inverse.apply(_points(body))[:, 1]
    assert depth.max() == pytest.approx(-0.05, abs=1e-6)
    assert body.support == "floor"


@pytest.mark.parametrize(("wall", "axis"), [("north", 0), ("south", 0), ("east", 1), ("west", 1)])
def test_along_runs_from_west_to_east_and_from_south_to_north(wall: str, axis: int) -> None:
    ends = []
    for along in (0.0, 1.0):
        thing = _thing("cabinet", "cabinet", {"against": wall, "along": along})
        points = _points(first_draw(spec_of([thing])).body("cabinet"))
        ends.append((points[:, axis].min(), points[:, axis].max()))
    half = (ROOM["width_m"] if axis == 0 else ROOM["depth_m"]) / 2
    assert -half <= ends[0][0] < -half + 0.05
    assert half - 0.05 < ends[1][1] <= half


def test_in_front_of_faces_the_other_at_the_gap() -> None:
    things = [
        _thing("cabinet", "cabinet", {"against": "west", "along": 0.5}),
        _thing("other", "cabinet", {"in_front_of": "cabinet", "gap_m": 0.7}),
    ]
    scenario = first_draw(spec_of(things))
    a, b = scenario.body("cabinet"), scenario.body("other")
    np.testing.assert_allclose(_front(a), -_front(b), atol=1e-12)
    gap = _points(b)[:, 0].min() - _points(a)[:, 0].max()
    assert gap == pytest.approx(0.7, abs=1e-6)


@pytest.mark.parametrize(("side", "sign"), [("left", -1.0), ("right", 1.0)])
def test_beside_is_left_or_right_for_one_who_looks_at_the_front(side: str, sign: float) -> None:
    things = [
        _thing("cabinet", "cabinet", {"at": [0, 1]}, yaw_deg=30),
        _thing("stool", "stool", {"beside": "cabinet", "side": side, "gap_m": 0.1}),
    ]
    scenario = first_draw(spec_of(things))
    cabinet = scenario.body("cabinet")
    local = cabinet.world_from_body.inverse.apply(_points(scenario.body("stool")))
    own = cabinet.world_from_body.inverse.apply(_points(cabinet))
    # Who looks along the cabinet's +y at its front has its +x on the right.
    gap = local[:, 0].min() - own[:, 0].max() if sign > 0 else own[:, 0].min() - local[:, 0].max()
    assert gap == pytest.approx(0.1, abs=1e-6)
    assert local[:, 1].max() <= own[:, 1].max() + 1e-9


@pytest.mark.parametrize("table", ["table", "round_table"])
def test_chairs_around_a_table_face_it_from_the_gap_and_do_not_share_a_place(table: str) -> None:
    things = [
        _thing("table", table, {"at": [0, 0]}),
        _thing("stool", "stool", {"around": "table", "gap_m": 0.1}, count=4),
    ]
    scenario = first_draw(spec_of(things))
    seats = [scenario.body(f"stool_{k}") for k in (1, 2, 3, 4)]
    for seat in seats:
        inward = -np.array(seat.world_from_body.position)[:2]
        assert float(_front(seat)[:2] @ inward) > 0.8 * float(np.linalg.norm(inward)) or table == "table"
        assert float(_front(seat)[:2] @ inward) > 0.0
    assert _deepest_overlap(scenario)[0] <= 1e-5
    first, second = (np.array(seat.world_from_body.position)[:2] for seat in seats[:2])
    # The first two sit opposite each other: across the long sides, or across the middle of a round table.
    across = first * [-1, 1] if table == "table" else first
    assert np.linalg.norm(across + second) < 0.2


def test_things_on_a_table_stand_on_its_top_with_their_base_inside() -> None:
    scenario = first_draw(spec_of([TABLE, BUSY[3] | {"count": 6}]))
    table = scenario.body("table")
    top = max(s.height_m for s in table.asset.supports)
    outline = np.array(max(table.asset.supports, key=lambda s: s.height_m).outline)
    for k in range(1, 7):
        mug = scenario.body(f"mug_{k}")
        solid = _solid(mug)
        assert solid[:, 2].min() == pytest.approx(top + 0.0005, abs=1e-6)
        np.testing.assert_allclose(mug.world_from_body.rotate([0, 0, 1.0]), [0, 0, 1], atol=1e-12)
        base = table.world_from_body.inverse.apply(solid[solid[:, 2] < solid[:, 2].min() + 0.01])
        assert (base[:, :2] >= outline.min(0) + 0.01 - 1e-6).all()
        assert (base[:, :2] <= outline.max(0) - 0.01 + 1e-6).all()


def test_regions_of_a_surface_are_its_middle_and_its_rim() -> None:
    def distances(region: str) -> list[float]:
        found = []
        for index in range(6):
            mug = _thing("mug", "mug", {"on": "table", "region": region})
            x, y, _ = first_draw(spec_of([TABLE, mug]), index).body("mug").world_from_body.position
            found.append(max(abs(x) / 0.675, abs(y) / 0.4))
        return found

    assert max(distances("center")) < 0.6
    assert min(distances("edge")) > 0.45


def test_dropped_things_start_above_the_surface_turned_at_random_and_apart() -> None:
    drop = _thing("faller", "plate", {"drop_on": "table", "height_m": 0.2, "region": "center"}, count=6)
    scenario = first_draw(spec_of([TABLE, drop]))
    top = max(s.height_m for s in scenario.body("table").asset.supports)
    fallers = [scenario.body(f"faller_{k}") for k in range(1, 7)]
    assert all(_solid(b)[:, 2].min() >= top + 0.2 - 1e-6 for b in fallers)
    assert _deepest_overlap(scenario)[0] == 0.0
    ups = {tuple(np.round(b.world_from_body.rotate([0, 0, 1.0]), 3)) for b in fallers}
    assert len(ups) == 6


def test_dropped_into_a_vessel_starts_above_its_mouth() -> None:
    things = [
        TABLE,
        _thing("vessel", "mug", {"on": "table", "region": "center"}, scale=3.0),
        _thing("faller", "mug", {"drop_on": "vessel", "height_m": 0.05}, scale=0.4),
    ]
    scenario = first_draw(spec_of(things))
    vessel, faller = scenario.body("vessel"), scenario.body("faller")
    (cavity,) = vessel.asset.cavities
    mouth = vessel.world_vertices(cavity.mesh)
    assert _solid(faller)[:, 2].min() >= mouth[:, 2].max() + 0.05 - 1e-6
    center = (mouth.min(0) + mouth.max(0))[:2] / 2
    aside = np.linalg.norm(np.array(faller.world_from_body.position)[:2] - center)
    assert aside < np.ptp(mouth[:, 0]) / 2


def test_things_on_a_wall_hang_with_their_middle_at_the_height_and_away_from_windows() -> None:
    for index in range(3):
        thing = _thing("picture", "plate", {"on_wall": "west", "height_m": 1.5}, scale=6.0)
        body = first_draw(spec_of([thing], room=DAYLIT), index).body("picture")
        points = _points(body)
        assert (points[:, 2].min() + points[:, 2].max()) / 2 == pytest.approx(1.5, abs=1e-6)
        assert points[:, 0].min() == pytest.approx(-ROOM["width_m"] / 2 + 0.001, abs=1e-6)
        assert points[:, 1].max() < -0.7 or points[:, 1].min() > 0.7
        assert body.support == "wall_west" and body.fixed


def test_a_pendant_hangs_from_the_ceiling_and_gives_way_to_no_lamp() -> None:
    pendant = _thing("pendant", "pendant", {"ceiling": True, "position_m": [1, 0.5]})
    body = first_draw(spec_of([pendant])).body("pendant")
    assert _points(body)[:, 2].max() == pytest.approx(ROOM["height_m"], abs=1e-6)
    blocked = _thing("pendant", "pendant", {"ceiling": True})
    with pytest.raises(PlacementError) as caught:
        draw(spec_of([blocked], room=DAYLIT))
    assert caught.value.reason == "no_room_under_ceiling"


def test_a_choice_of_placements_is_drawn_for_each_body_by_weight_and_placed_as_if_it_alone_were_said() -> None:
    options = [{"on": "table"}, {"on": "floor"}]
    several = {"choice": {"values": options, "weights": [3, 1]}}
    drawn = [draw(spec_of([TABLE, _thing("mug", "mug", several, count=4)]), index) for index in range(25)]
    carriers = [body.support for scenario in drawn for body in scenario.bodies if body.name.startswith("mug")]
    assert set(carriers) == {"table", "floor"} and len(carriers) == 100
    # Of 100 at 3 to 1, 75 and at most 3 standard deviations more or less.
    assert abs(carriers.count("table") - 75) <= 3 * math.sqrt(100 * 0.75 * 0.25)
    # Both on the table and on the floor in one draw: each body has its own.
    assert any(len({s for s in carriers[k : k + 4]}) == 2 for k in range(0, 100, 4))
    for option in options:
        said, chosen = (
            draw(spec_of([TABLE, _thing("mug", "mug", place)]), 3).body("mug")
            for place in (option, {"choice": [option]})
        )
        assert said.world_from_body == chosen.world_from_body


def test_what_may_be_placed_by_a_thing_comes_after_it_whatever_is_drawn() -> None:
    choice = {"choice": [{"on": "table"}, {"on": "floor"}]}
    for index in range(4):
        first_draw(spec_of([_thing("mug", "mug", choice), TABLE]), index).body("mug")


@pytest.mark.parametrize("corner", ["ne", "nw", "se", "sw"])
def test_a_thing_in_a_corner_is_the_gap_from_both_walls(corner: str) -> None:
    body = first_draw(spec_of([_thing("stool", "stool", {"corner": corner, "gap_m": 0.06})])).body("stool")
    points = _points(body)
    y = ROOM["depth_m"] / 2 - points[:, 1].max() if "n" in corner else ROOM["depth_m"] / 2 + points[:, 1].min()
    x = ROOM["width_m"] / 2 - points[:, 0].max() if "e" in corner else ROOM["width_m"] / 2 + points[:, 0].min()
    assert (x, y) == (pytest.approx(0.06, abs=1e-6), pytest.approx(0.06, abs=1e-6))


def test_the_swing_of_a_door_and_the_light_of_a_window_stay_free_of_furniture() -> None:
    for index in range(3):
        things = [
            _thing("tall", "tall", {"against": "west"}),
            _thing("low", "cabinet", {"against": "west"}),
            _thing("cabinet", "cabinet", {"against": "east"}),
        ]
        scenario = first_draw(spec_of(things, room=DAYLIT), index)
        tall = _points(scenario.body("tall"))
        assert tall[:, 1].max() <= -0.7 + 1e-6 or tall[:, 1].min() >= 0.7 - 1e-6
        by_door = _points(scenario.body("cabinet"))
        door = 0.2 * ROOM["depth_m"]
        assert by_door[:, 1].max() <= door - 0.45 or by_door[:, 1].min() >= door + 0.45


def test_low_furniture_may_stand_below_a_window() -> None:
    thing = _thing("low", "cabinet", {"against": "west", "along": 0.5})
    assert first_draw(spec_of([thing], room=DAYLIT)).body("low").world_from_body.position[1] == pytest.approx(0.0)


def test_the_free_floor_before_a_front_is_kept() -> None:
    things = [
        _thing("cabinet", "cabinet", {"against": "north", "along": 0.5}),
        _thing("stool", "stool", {"at": [0.0, 1.2]}),
    ]
    with pytest.raises(PlacementError) as caught:
        draw(spec_of(things))
    assert caught.value.reason == "no_room_at_point"


@pytest.mark.parametrize(
    ("thing", "reason", "never_fits"),
    [
        (_thing("mug", "mug", {"on": "table"}, count=20, scale=4.0), "no_room_on:table", False),
        (_thing("table2", "table", {"at": [0.1, 0]}), "no_room_at_point", False),
        (_thing("mug", "mug", {"on": "table"}, scale=20), "no_room_on:table", True),
        (_thing("t", "table", {"against": "north"}, parameters={"width_m": 4.6}), "no_room_against:north", True),
        (_thing("t", "tall", {"on_wall": "any", "height_m": 2.5}), "no_room_on_wall:any", False),
        (_thing("t", "stool", {"around": "table"}, count=9), "no_room_around:table", False),
        (_thing("t", "table", {"beside": "table"}, parameters={"width_m": 3.0}), "no_room_beside:table", False),
    ],
)
def test_what_finds_no_place_says_so_with_a_short_reason(thing: dict[str, Any], reason: str, never_fits: bool) -> None:
    with pytest.raises(PlacementError) as caught:
        draw(spec_of([TABLE, thing]))
    assert caught.value.reason == reason
    assert thing["name"] in caught.value.what
    # Other places are worth a try unless a thing is too large by itself.
    assert caught.value.never_fits == never_fits


def test_things_do_not_go_into_a_closed_drawer() -> None:
    cabinet = _thing("cabinet", "cabinet", {"at": [0, 0]})
    mugs = _thing("mug", "mug", {"on": "cabinet"}, count=5, scale=0.5)
    scenario = first_draw(spec_of([cabinet, mugs]))
    top = max(s.height_m for s in scenario.body("cabinet").asset.supports)
    assert all(_points(scenario.body(f"mug_{k}"))[:, 2].min() > top for k in range(1, 6))


def _cupboard(opened: float, surface: str | None) -> SceneSpec:
    place = {"on": "cupboard"} if surface is None else {"on": "cupboard", "surface": surface}
    return spec_of(
        [
            _thing("cupboard", "cupboard", {"against": "north"}, joints={"all": opened}),
            _thing("mug", "mug", place),
        ]
    )


def test_a_named_surface_carries_the_thing() -> None:
    for surface, low, high in (("top", 1.2, 1.21), ("compartment_1", 0.1, 1.0), ("compartment_1_b", 0.5, 1.0)):
        for index in range(3):
            mug = first_draw(_cupboard(1.0, surface), index).body("mug")
            assert low < _solid(mug)[:, 2].min() < high, surface


def test_nothing_is_put_behind_shut_doors() -> None:
    for index in range(6):
        mug = first_draw(_cupboard(0.0, None), index).body("mug")
        assert _solid(mug)[:, 2].min() > 1.19
    with pytest.raises(PlacementError, match=r"'cupboard' has no surface 'compartment_1' that is open\. .*top"):
        draw(_cupboard(0.0, "compartment_1"))


def test_a_window_or_door_that_does_not_fit_its_wall_says_so() -> None:
    end = {"wall": "north", "along": {"uniform": [0.0, 0.2]}, "width_m": {"uniform": [1.3, 1.4]}}
    narrow = {**ROOM, "windows": [end]}
    with pytest.raises(PlacementError) as caught:
        for index in range(20):
            draw(spec_of([], room=narrow), index)
    assert caught.value.reason == "window_outside_wall:north"
    two = {"wall": "north", "along": {"uniform": [0.45, 0.55]}, "width_m": 1.4}
    with pytest.raises(PlacementError) as caught:
        draw(spec_of([], room={**ROOM, "windows": [two, two]}))
    assert caught.value.reason == "openings_overlap:north"


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("wall", ["north", "east"])
def test_what_hangs_above_a_thing_is_a_row_over_its_middle(wall: str, count: int) -> None:
    objects = [
        _thing("cabinet", "cabinet", {"against": wall, "along": 0.3}),
        _thing("plate", "plate", {"above": "cabinet", "height_m": 1.5, "gap_m": 0.07}, count=count, alike=True),
    ]
    scenario = first_draw(spec_of(objects))
    row = sorted((_points(b) for b in scenario.bodies if b.asset.category == "plate"), key=lambda p: p.mean(0).sum())
    assert len(row) == count
    along = 0 if wall == "north" else 1
    edge = ROOM["depth_m" if wall == "north" else "width_m"] / 2
    low, high = np.array([p.min(0) for p in row]), np.array([p.max(0) for p in row])
    np.testing.assert_allclose((low + high)[:, 2] / 2, 1.5, atol=2e-3)
    np.testing.assert_allclose(high[:, 1 - along], edge, atol=2e-3)
    np.testing.assert_allclose(low[1:, along] - high[:-1, along], 0.07, atol=2e-3)
    cabinet = _points(scenario.body("cabinet"))
    middle = (low[:, along].min() + high[:, along].max()) / 2
    # An even row is over the middle, an odd one has its first there.
    expected = (cabinet[:, along].min() + cabinet[:, along].max()) / 2
    assert middle == pytest.approx(expected, abs=2e-3)


def test_nothing_hangs_behind_what_stands_in_the_middle_of_the_room_askew() -> None:
    objects = [TABLE | {"yaw_deg": 45}, _thing("plate", "plate", {"above": "table"})]
    with pytest.raises(PlacementError) as caught:
        draw(spec_of(objects))
    assert caught.value.reason == "no_wall_behind:table"


def test_a_place_is_laid_before_each_chair_and_within_the_table() -> None:
    objects = [
        TABLE,
        _thing("stool", "stool", {"around": "table", "gap_m": 0.05}, count=4),
        _thing("mug", "mug", {"laid_for": "stool", "inset_m": 0.03}, count=4),
        _thing("cup", "mug", {"laid_for": "stool", "inset_m": 0.15, "aside_m": 0.15}, count=3),
    ]
    scenario = first_draw(spec_of(objects))
    top = _points(scenario.body("table"))
    for number in range(1, 5):
        stool, mug = scenario.body(f"stool_{number}"), _points(scenario.body(f"mug_{number}"))
        assert (mug[:, :2] >= top[:, :2].min(0)).all() and (mug[:, :2] <= top[:, :2].max(0)).all()
        assert mug[:, 2].min() == pytest.approx(top[:, 2].max(), abs=2e-3)
        ahead = _front(stool)[:2]
        offset = (mug.min(0) + mug.max(0))[:2] / 2 - np.array(stool.world_from_body.position[:2])
        assert offset @ ahead > 0.2 and abs(offset @ [ahead[1], -ahead[0]]) < 0.06
    ahead = _front(scenario.body("stool_1"))[:2]
    apart = np.subtract(*(scenario.body(n).world_from_body.position[:2] for n in ("cup_1", "mug_1")))
    # A sitter's right, who looks along `ahead`, seen from above.
    assert apart @ [ahead[1], -ahead[0]] > 0.08
    with pytest.raises(PlacementError, match="has 4 for 5") as caught:
        draw(spec_of([*objects[:2], _thing("mug", "mug", {"laid_for": "stool"}, count=5)]))
    assert caught.value.reason == "no_seat_for:mug"


def test_what_is_propped_leans_back_clear_of_all_and_faces_as_its_seat_does() -> None:
    objects = [
        _thing("sofa", "cupboard", {"against": "north"}),
        _thing("slab", "plate", {"propped_on": "sofa", "lean_deg": 15}),
    ]
    scenario = first_draw(spec_of(objects))
    sofa, slab = scenario.body("sofa"), scenario.body("slab")
    face = slab.world_from_body.rotate([0.0, 0.0, 1.0])
    assert face @ _front(sofa) == pytest.approx(np.cos(np.radians(15)), abs=0.1)
    assert face[2] == pytest.approx(np.sin(np.radians(15)), abs=0.02)
    assert _solid(slab)[:, 2].min() > _points(sofa)[:, 2].max()
