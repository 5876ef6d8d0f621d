"""Things placed by what is there already, before physics."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
import yaml

from simgen.errors import PlacementError, SpecError
from simgen.frame import CONVERSE
from simgen.geometry.footprints import convex_outline, separation
from simgen.labels.relations import relations
from simgen.labels.volumes import inside_mesh
from simgen.spec import SceneSpec, parse_spec
from simgen.world import Body, Scenario, Scene, SettleReport
from tests.sampler.house import CAMERA, draw, first_draw, spec_of

TABLE = {"name": "table", "category": "table", "place": {"at": [0, 0]}}
CABINET = {"name": "cabinet", "category": "cabinet", "place": {"at": [0, 0.5]}}
MUG = {"name": "mug", "category": "mug", "place": {"on": "table", "region": "center"}, "yaw_deg": {"uniform": [0, 360]}}


def solid(body: Body) -> np.ndarray:
    return np.concatenate(body.world_hulls())


def seen(scenario: Scenario) -> dict[tuple[str, str, str], str]:
    scene = Scene(scenario, scenario.bodies, (), SettleReport("none", 0, 0, 0, 0, (), True))
    names = {body.instance_id: body.name for body in scene.bodies}
    found = relations(scene, scenario.cameras[0])
    return {(names[r.subject], r.predicate, names[r.object]): r.holds for r in found}


@pytest.mark.parametrize("index", range(3))
def test_a_thing_in_a_shut_drawer_lies_wholly_in_its_hollow(index: int) -> None:
    cup = {"name": "cup", "category": "mug", "scale": 0.6, "place": {"inside": "cabinet", "compartment": "drawer"}}
    drawn = first_draw(spec_of([CABINET, cup]), index)
    cabinet, body = drawn.body("cabinet"), drawn.body("cup")
    assert set(cabinet.joint_positions.values()) == {0.0} and body.support == "cabinet" and not body.fixed
    hollow = next(c for c in cabinet.asset.cavities if c.name.startswith("drawer"))
    assert inside_mesh(solid(body), cabinet.world_vertices(hollow.mesh, hollow.joint), hollow.mesh.faces).all()


def test_what_is_not_inside_anything_is_told() -> None:
    with pytest.raises(PlacementError, match=r"'cabinet' has no compartment 'draw'\. Did you mean 'drawer'"):
        draw(spec_of([CABINET, {**MUG, "place": {"inside": "cabinet", "compartment": "draw"}}]))
    with pytest.raises(PlacementError, match="higher than any drawer or bay"):
        draw(spec_of([CABINET, {**MUG, "scale": 4, "place": {"inside": "cabinet"}}]))


def test_a_stack_stands_one_on_another_above_one_place() -> None:
    books = {"name": "slab", "category": "plate", "count": 4, "alike": True, "place": {"stack": "table"}}
    drawn = first_draw(spec_of([TABLE, books]))
    bodies = [drawn.body(f"slab_{k + 1}") for k in range(4)]
    assert [body.support for body in bodies] == ["table", "slab_1", "slab_2", "slab_3"]
    for below, above in itertools.pairwise(bodies):
        gap = solid(above)[:, 2].min() - solid(below)[:, 2].max()
        assert 0 < gap < 0.003
        aside = np.subtract(above.world_from_body.position, below.world_from_body.position)[:2]
        assert np.linalg.norm(aside) == pytest.approx(0.003, abs=1e-6)


@pytest.mark.parametrize("holder", ["table", "floor"])
def test_a_heap_grows_upwards_from_one_place_and_touches_nothing_from_within(holder: str) -> None:
    slabs = {"name": "slab", "category": "plate", "count": 6, "place": {"heap": holder, "spread_m": 0.03}}
    drawn = first_draw(spec_of([TABLE, slabs]) if holder == "table" else spec_of([slabs]))
    bodies = [drawn.body(f"slab_{k + 1}") for k in range(6)]
    centers = np.array([body.world_from_body.position for body in bodies])
    assert np.abs(centers[:, :2] - centers[0, :2]).max() <= 0.03 * 1.01
    assert {body.support for body in bodies} == {holder}
    # A column through the first one's middle meets more than one.
    assert solid(bodies[-1])[:, 2].max() > solid(bodies[0])[:, 2].max()


@pytest.mark.parametrize("side", ["left_of", "right_of", "in_front_of", "behind"])
def test_what_is_put_at_a_side_as_the_camera_sees_it_is_labelled_so(side: str) -> None:
    orbit = {"target": "mug", "distance_m": 1.3, "azimuth_deg": {"uniform": [0, 360]}, "elevation_deg": 30}
    cup = {"name": "cup", "category": "mug", "place": {side: "mug", "seen_from": "camera"}}
    drawn = first_draw(spec_of([cup, TABLE, MUG], cameras=[{"name": "main", "orbit": orbit}]), 1)
    found = seen(drawn)
    assert "true" in (found.get(("cup", side, "mug")), found.get(("mug", CONVERSE[side], "cup")))
    assert drawn.body("cup").support == "table" and drawn.body("cup").instance_id < drawn.body("mug").instance_id


def test_behind_a_front_is_plus_y_of_what_faces_minus_y_and_before_it_is_the_floor() -> None:
    cup = {"name": "cup", "category": "mug", "place": {"behind": "mug", "seen_from": "front", "gap_m": 0.02}}
    other = {"name": "other", "category": "stool", "place": {"in_front_of": "table"}}
    drawn = first_draw(spec_of([TABLE, MUG, cup, other]))
    mug = drawn.body("mug")
    local, own = (mug.world_from_body.inverse.apply(solid(drawn.body(name))) for name in ("cup", "mug"))
    assert local[:, 1].min() - own[:, 1].max() == pytest.approx(0.02, abs=5e-3)
    assert drawn.body("other").support == "floor"


def test_from_the_front_the_right_is_plus_x_of_what_faces_minus_y() -> None:
    cup = {"name": "cup", "category": "mug", "place": {"right_of": "mug", "seen_from": "front", "gap_m": 0.02}}
    drawn = first_draw(spec_of([TABLE, MUG, cup]))
    mug, body = drawn.body("mug"), drawn.body("cup")
    local = mug.world_from_body.inverse.apply(solid(body))
    assert local[:, 0].min() - mug.world_from_body.inverse.apply(solid(mug))[:, 0].max() == pytest.approx(
        0.02, abs=2e-3
    )


def test_next_to_keeps_its_gap_on_the_same_surface() -> None:
    cup = {"name": "cup", "category": "mug", "place": {"next_to": "mug", "gap_m": {"uniform": [0.02, 0.04]}}}
    for index in range(3):
        drawn = first_draw(spec_of([TABLE, MUG, cup]), index)
        mug, body = drawn.body("mug"), drawn.body("cup")
        gap = separation(convex_outline(solid(mug)[:, :2]), convex_outline(solid(body)[:, :2]))
        assert 0.01 < gap < 0.045 and body.support == "table"
        assert solid(body)[:, 2].min() == pytest.approx(solid(mug)[:, 2].min(), abs=1e-6)


def test_a_camera_cannot_look_at_what_is_placed_as_it_sees_it() -> None:
    cup = {"name": "cup", "category": "mug", "place": {"left_of": "mug"}}
    orbit = {"target": "cup", "distance_m": 1.0}
    with pytest.raises(SpecError, match="'cup' is placed as the camera sees it, so the camera cannot look at it"):
        parse({"name": "x", "objects": [TABLE, MUG, cup], "cameras": [{"name": "main", "orbit": orbit}]})


def parse(plain: dict[str, Any]) -> SceneSpec:
    return parse_spec(yaml.safe_dump(plain), "x.yaml")


def test_adding_something_placed_by_camera_changes_no_other_draw() -> None:
    cup = {"name": "cup", "category": "mug", "place": {"left_of": "mug"}}
    one, two = (draw(spec_of([TABLE, MUG, *more], cameras=[CAMERA])) for more in ([], [cup]))
    assert one.cameras == two.cameras
    assert [b.world_from_body for b in one.bodies] == [b.world_from_body for b in two.bodies if b.name != "cup"]
