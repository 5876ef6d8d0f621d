"""Homes: rooms that are drawn each as by itself, joined by doors."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from embreex.mesh_construction import TriangleMesh
from embreex.rtcore_scene import EmbreeScene

from simgen.catalog import Catalog
from simgen.errors import PlacementError
from simgen.geometry import FloatArray, Pose
from simgen.physics import Violation, sound_rooms
from simgen.pipeline import Pipeline
from simgen.sampler import still_kept
from simgen.sampler.daylight import Daylight
from simgen.sampler.draw import Furnished, furnished_in_turns
from simgen.sampler.home import Site, draw_sites
from simgen.sampler.occupancy import volume_of
from simgen.sampler.scope import Scope
from simgen.sampler.sight import Sight
from simgen.spec import Requirements, SceneSpec
from simgen.world import Room, Scenario, Scene, SurfaceLight, WindowLight
from tests.sampler.house import BUSY, CAMERA, ROOM, draw, first_draw, small_catalog, spec_of

ANNEX: dict[str, Any] = {
    "room": {
        **ROOM,
        "width_m": 3.4,
        "depth_m": 5.0,
        "skirting": True,
        "ceiling_light": True,
        "doors": [{"wall": "south", "along": 0.3}],
        "windows": [{"wall": "north", "width_m": 1.2, "height_m": 1.1}],
    },
    "objects": [
        {"name": "table", "category": "table", "place": {"at": [0, {"uniform": [-0.2, 0.9]}]}},
        {"name": "cup", "category": "mug", "count": 3, "place": {"on": "table"}},
        {"name": "tall", "category": "tall", "place": {"against": "west"}},
    ],
}


def home(
    wall: str = "east",
    opened: float = 1.0,
    objects: list[dict[str, Any]] = BUSY,
    camera: dict[str, Any] | None = None,
    **door: Any,
) -> SceneSpec:
    joined = {"wall": wall, "along": 0.4, "open": opened, "to": "annex", **door}
    room = {**ROOM, "doors": [joined]}
    return spec_of(objects, room=room, rooms={"annex": ANNEX}, cameras=[camera or CAMERA])


def things(scenario: Scenario) -> dict[str, tuple[Any, ...]]:
    """What was chosen for each body and where it is, by name."""
    return {b.name: (b.asset.digest, b.world_from_body, b.joint_positions, b.scale) for b in scenario.bodies}


def first_hit(scenario: Scenario, eye: FloatArray, rays: FloatArray) -> list[str]:
    """By Embree, the bodies that rays (n, 3) from one point meet first; "" for none."""
    return [name for name, _ in hits_along(scenario, np.broadcast_to(eye, rays.shape), rays)]


def hits_along(scenario: Scenario, eyes: FloatArray, rays: FloatArray) -> list[tuple[str, float]]:
    """What each ray meets first, and how far off in lengths of the ray."""
    corners, owners = [], []
    for body in scenario.bodies:
        for part in body.asset.parts:
            for surface in part.surfaces:
                corners.append(body.world_vertices(surface.mesh, part.joint)[surface.mesh.faces].astype(np.float32))
                owners += [body.name] * len(surface.mesh.faces)
    embree = EmbreeScene(robust=True)
    TriangleMesh(embree, np.concatenate(corners))
    found = embree.run(np.ascontiguousarray(eyes, np.float32), rays.astype(np.float32), output=True)
    names = [owners[face] if face >= 0 else "" for face in found["primID"]]
    return list(zip(names, found["tfar"].tolist(), strict=True))


def random_rays(count: int, seed: int) -> FloatArray:
    rays = np.random.Generator(np.random.PCG64(seed)).normal(size=(count, 3))
    unit: FloatArray = rays / np.linalg.norm(rays, axis=1, keepdims=True)
    return unit


def test_a_first_room_is_the_same_with_and_without_a_second_one() -> None:
    spec = home()
    alone = spec.model_copy(
        update={
            "rooms": {},
            "room": spec.room.model_copy(
                update={"doors": tuple(door.model_copy(update={"to": None}) for door in spec.room.doors)}
            ),
        }
    )
    joined, single = things(first_draw(spec)), things(first_draw(alone))
    assert {name for name in joined if "/" not in name} == set(single) - {"hallway_1"}
    # The door's frame has another side now, and nothing else differs.
    assert {name for name in single if name in joined and joined[name] != single[name]} == {"door_1"}


@pytest.mark.parametrize("wall", ["north", "west", "south"])
def test_a_room_moves_with_all_that_is_in_it(wall: str) -> None:
    here, there = (draw(home(way, objects=[])) for way in ("east", wall))
    apart = there.further_rooms[0].world_from_room @ here.further_rooms[0].world_from_room.inverse
    assert apart != Pose()
    for name, (digest, pose, joints, scale) in things(here).items():
        if not name.startswith("annex/"):
            continue
        assert (digest, joints, scale) == (things(there)[name][0], *things(there)[name][2:])
        moved, found = apart @ pose, things(there)[name][1]
        assert np.allclose(moved.matrix, found.matrix, atol=1e-9), name


def test_ids_count_on_and_every_thing_lies_in_the_box_of_its_room() -> None:
    scenario = first_draw(home())
    assert [b.instance_id for b in scenario.bodies] == list(range(1, len(scenario.bodies) + 1))
    sizes = {room.name: room for room in scenario.rooms}
    for body in scenario.bodies:
        if body.role == "structure":
            continue
        room: Room = sizes["annex" if body.name.startswith("annex/") else "room"]
        points = np.concatenate([body.world_vertices(s.mesh, p.joint) for p in body.asset.parts for s in p.surfaces])
        own = room.world_from_room.inverse.apply(points)
        half = np.array([room.width_m, room.depth_m]) / 2
        assert (np.abs(own[:, :2]) <= half + 1e-6).all(), body.name
        assert scenario.room_of(points.mean(axis=0)) is room
        assert body.support is None or body.support in {b.name for b in scenario.bodies}


def test_nothing_stands_in_the_leaf_of_a_door_that_swings_into_its_room() -> None:
    # Wide open, the leaf's end reaches past the floor that is kept free before the door, on one side or the other.
    spots = [[-0.68 + side * 0.755, -1.7] for side in (-1, 1)]
    refused = 0
    for spot in spots:
        annex = {**ANNEX, "objects": [{"name": "stool", "category": "stool", "place": {"at": spot}}]}
        room = {**ROOM, "doors": [{"wall": "east", "along": 0.4, "open": 1.0, "swing": "out", "to": "annex"}]}
        try:
            scenario = draw(spec_of([], room=room, rooms={"annex": annex}))
        except PlacementError as error:
            assert "in the way: door_1 1x" in error.what
            refused += 1
            continue
        assert not volume_of(scenario.body("annex/stool")).meets(volume_of(scenario.body("door_1")))
    assert refused == 1


@pytest.mark.parametrize("swing", ["in", "out"])
def test_one_sees_the_next_room_through_an_open_door_and_the_leaf_of_a_shut_one(swing: str) -> None:
    # Level through the doorway's middle, from 1.5 m before it to what stands in the annex.
    for opened, seen in ((1.0, "annex/"), (0.0, "door_1")):
        scenario = draw(home(opened=opened, objects=[], swing=swing))
        door = scenario.body("door_1").world_from_body
        center = door.apply([0.0, 0.0, 1.3])
        away = scenario.further_rooms[0].world_from_room.position - center
        ahead = np.array([1.0, 0.0, 0.0])
        assert away @ ahead > 0
        (hit,) = first_hit(scenario, center - 1.5 * ahead, ahead[None])
        assert hit.startswith(seen)


@pytest.mark.parametrize("wall", ["east", "north"])
def test_no_ray_gets_out_of_a_room_whose_doors_are_shut(wall: str) -> None:
    spec = home(wall, opened=0.0, objects=[])
    annex = spec.rooms["annex"]
    blank = annex.model_copy(update={"room": annex.room.model_copy(update={"windows": ()})})
    scenario = draw(spec.model_copy(update={"rooms": {"annex": blank}}))
    for room in scenario.rooms:
        own = "annex" if room.name == "annex" else ""
        for k, corner in enumerate([(0.5, 0.5), (0.97, 0.97), (0.97, -0.97), (-0.97, -0.97)]):
            x, y = np.multiply(corner, [room.width_m / 2, room.depth_m / 2])
            eye = room.world_from_room.apply([x, y, 2.2])
            hits = set(first_hit(scenario, eye, random_rays(20_000, k)))
            # The door of the shared wall is the first room's.
            assert all(hit == "door_1" or (hit and hit.rpartition("/")[0] == own) for hit in hits), hits


def test_windows_of_a_turned_room_look_where_they_face_in_the_world() -> None:
    lights = {"daylight": {"sun_elevation_deg": 20, "sun_azimuth_deg": 100, "cloudiness": 0}}
    # Entered from the west by its south wall, the annex has its north wall in the east.
    spec = spec_of([], room=home().room.model_dump(mode="json"), rooms={"annex": ANNEX}, lights=lights)
    scenario = first_draw(spec)
    (pane,) = [light for light in scenario.lights if isinstance(light, WindowLight)]
    assert np.allclose(pane.world_from_pane.rotate([0.0, 0.0, 1.0]), [-1, 0, 0], atol=1e-9)
    assert pane.sky_luminance == Daylight(20.0, 100.0, 0.0).sky_luminance(90.0)
    assert pane.name == "annex/window_1"
    assert any(light.group == "sun" for light in scenario.lights)
    assert {x.group for x in scenario.lights if isinstance(x, SurfaceLight)} == {"ceiling/annex"}


@pytest.mark.parametrize("here", [None, "annex"])
def test_a_camera_that_looks_into_a_room_stands_before_its_door(here: str | None) -> None:
    view = {"name": "main", "room": {"of": here, "into": "room" if here else "annex"}}
    for index in range(2):
        scenario = draw(home(objects=[], camera=view), index)
        eye = np.array(scenario.cameras[0].world_from_camera.position)
        room = next(r for r in scenario.rooms if r.name == (here or "room"))
        assert room.outside_m(eye[None]) < 0
        ahead = scenario.cameras[0].world_from_camera.rotation[:, 2]
        hit = first_hit(scenario, eye, ahead[None])[0]
        assert hit.startswith("annex/") != bool(here) or hit == "door_1", hit


def test_a_wall_is_between_two_points_exactly_where_a_ray_meets_one() -> None:
    spec = home(leaf=False, objects=[])
    bare = spec.rooms["annex"].model_copy(update={"objects": ()})
    spec = spec.model_copy(update={"rooms": {"annex": bare}})
    scenario, sites = draw(spec), draw_sites(spec, small_catalog(), *[Scope("house", 0, 0, 0)] * 2)
    sight = Sight.of(sites, ())
    door = scenario.body("door_1").world_from_body
    rng = np.random.Generator(np.random.PCG64(1))
    eyes = door.apply(rng.uniform([-0.9, -1.2, 0.3], [0.9, -0.2, 2.2], (400, 3)))
    points = door.apply(rng.uniform([-0.9, 0.4, 0.3], [0.9, 1.4, 2.2], (400, 3)))
    walled = [sight.is_walled(eye, point) for eye, point in zip(eyes, points, strict=True)]
    assert 50 < sum(walled) < 350
    for hidden, (name, far) in zip(walled, hits_along(scenario, eyes, points - eyes), strict=True):
        # The frame makes the hole a little narrower.
        assert hidden == (far < 1.0) or name == "door_1"
    assert not sight.is_walled(eyes[0], eyes[1])


@pytest.mark.parametrize(
    ("change", "reason", "words"),
    [
        (
            {"windows": [{"wall": {"choice": {"values": ["south", "west"], "weights": [1, 1e-9]}}, "along": 0.75}]},
            "annex/shared_wall:window_1",
            "in 'annex' window_1 is in the south wall, which one comes in by and which holds no other opening",
        ),
        ({"width_m": 0.2 + 1.5}, "annex/door_outside_wall:south", "in 'annex' door_1, 1.6 x 2.05 m, does not fit the "),
    ],
)
def test_what_does_not_fit_is_told_with_its_room(change: dict[str, Any], reason: str, words: str) -> None:
    annex = {**ANNEX, "objects": [], "room": {**ANNEX["room"], **change}}
    room = {**ROOM, "doors": [{"wall": "east", "width_m": 1.6, "to": "annex"}]}
    spec = spec_of([], room=room, rooms={"annex": annex})
    with pytest.raises(PlacementError) as caught:
        draw(spec)
    assert caught.value.reason == reason
    assert str(caught.value).startswith(words)


def test_rooms_that_would_stand_in_each_other_are_refused_with_a_remedy() -> None:
    doors = [{"wall": "east", "along": 0.7, "to": "a"}, {"wall": "east", "along": 0.3, "to": "b"}]
    rooms = {name: {"room": {**ROOM, "doors": [{"wall": "west"}]}} for name in ("a", "b")}
    with pytest.raises(PlacementError) as caught:
        draw(spec_of([], room={**ROOM, "doors": doors}, rooms=rooms))
    assert caught.value.reason == "rooms_overlap:a:b"
    assert str(caught.value) == (
        "'a' and 'b' overlap by 2.40 m, and need 0.21 m for a wall between them: move one of the doors that lead there "
        "along its wall or to another one, or make one smaller"
    )
    doors[1]["wall"] = "west"
    rooms["b"] = {"room": {**ROOM, "doors": [{"wall": "east"}]}}
    assert len(draw(spec_of([], room={**ROOM, "doors": doors}, rooms=rooms)).rooms) == 3
    # A window that looks into the next room.
    window = {"wall": "east", "along": 0.7}
    room = {**ROOM, "windows": [window], "doors": [{"wall": "east", "along": 0.3, "to": "annex"}]}
    with pytest.raises(PlacementError, match="'annex' lies behind window_1 of 'room': move either"):
        draw(spec_of([], room=room, rooms={"annex": {**ANNEX, "objects": []}}))


def test_a_scenario_of_a_home_comes_back_from_json() -> None:
    scenario = first_draw(home())
    again = Scenario.from_json(scenario.to_json(), small_catalog().load)
    assert again.digest == scenario.digest
    assert again.rooms == scenario.rooms


def test_a_further_room_is_tried_anew_alone_and_the_first_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    turns: list[tuple[str, int]] = []

    def never_at_once(site: Site, catalog: Catalog) -> Furnished:
        turns.append((site.room.name, site.scope.turn))
        if site.scope.turn < 2:
            raise PlacementError("no_room", "no room")
        return Furnished(site, None, None, ())  # type: ignore[arg-type]

    monkeypatch.setattr("simgen.sampler.draw._furnished", never_at_once)
    scope = Scope("home", 0, 0, 0)
    first, annex = draw_sites(home(), small_catalog(), scope, scope)
    assert furnished_in_turns(annex, small_catalog()).site.shell is annex.shell
    with pytest.raises(PlacementError, match="no room"):
        furnished_in_turns(first, small_catalog())
    assert turns == [("annex", 0), ("annex", 1), ("annex", 2), (first.room.name, 0)]
    assert len({replace(annex.scope, turn=k).integer("place") for k in range(4)}) == 4


def test_only_the_room_that_broke_a_law_is_tried_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    cups = {"name": "cup", "category": "mug", "count": 2, "place": {"on": "table"}}
    spec = home(objects=[BUSY[0], cups])
    seen: list[Scenario] = []

    def annex_fails_at_first(scene: Scene, _: Requirements) -> tuple[Violation, ...]:
        seen.append(scene.scenario)
        cup = scene.body("annex/cup_1")
        return (Violation("fell_off", "the cup fell", (cup.instance_id,)),) if len(seen) == 1 else ()

    monkeypatch.setattr("simgen.pipeline.violations", annex_fails_at_first)
    scene, tally = Pipeline(spec, catalog=small_catalog()).settled_scene(0)
    before, after = (things(scenario) for scenario in seen)
    moved = {name for name in before if before[name] != after[name]}
    assert {"annex/cup_1", "annex/cup_2", "annex/table"} <= moved <= {name for name in before if "/" in name}
    assert scene.scenario.attempt == seen[0].attempt + 1 and tally["fell_off"] == 1
    # Nobody knows where the fault of a camera lies, nor is anything kept when other things are drawn.
    assert sound_rooms(scene, [Violation("not_in_view", "a camera looks away")]) == frozenset()
    assert still_kept({"room": 1}, 3) == {"room": 1} and still_kept({"room": 3}, 4) == {}


def test_an_eye_above_the_ceiling_before_a_door_is_refused() -> None:
    with pytest.raises(PlacementError) as caught:
        draw(home(camera={"name": "main", "room": {"into": "annex", "eye_height_m": 4.5}}))
    assert caught.value.reason == "camera_too_close:main"
