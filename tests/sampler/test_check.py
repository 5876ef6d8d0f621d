from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simgen.catalog import Catalog
from simgen.errors import SpecError
from simgen.sampler import check_spec
from tests.sampler.house import BUSY, DAYLIT, ROOM, small_catalog, spec_of

MUG = {"name": "mug", "category": "mug", "place": {"on": "floor"}}
CABINET = {"name": "cabinet", "category": "cabinet", "place": {"at": [0, 0]}}


def _fault(objects: list[dict[str, Any]], **more: Any) -> SpecError:
    with pytest.raises(SpecError) as caught:
        check_spec(spec_of(objects, **more), small_catalog())
    return caught.value


def test_a_sound_spec_passes() -> None:
    check_spec(spec_of(BUSY, room=DAYLIT), small_catalog())


@pytest.mark.parametrize(
    ("thing", "path", "words"),
    [
        ({**MUG, "category": "mgu"}, "objects[0].category", "there is no category 'mgu'. Did you mean 'mug'?"),
        (
            {**MUG, "category": {"choice": ["mug", "cabient"]}},
            "objects[0].category",
            "there is no category 'cabient'. Did you mean 'cabinet'?",
        ),
        (
            {**CABINET, "parameters": {"width": 1.0}},
            "objects[0].parameters.width",
            "there is no parameter of 'cabinet' 'width'. Did you mean 'width_m'?",
        ),
        (
            {**CABINET, "materials": {"topp": "grey"}},
            "objects[0].materials.topp",
            "there is no material slot of 'cabinet' 'topp'. Did you mean 'top'?",
        ),
        (
            {**CABINET, "materials": {"top": "gray"}},
            "objects[0].materials.top",
            "there is no material 'gray'. Did you mean 'grey'?",
        ),
        ({**MUG, "joints": {"all": 0.5}}, "objects[0].joints.all", "'mug' has no joint. Leave joints out."),
    ],
)
def test_what_the_catalogue_lacks_is_told_with_its_place_and_the_nearest_name(
    thing: dict[str, Any], path: str, words: str
) -> None:
    error = _fault([thing])
    assert error.where.startswith("house.yaml:") and error.where.endswith(path)
    assert str(error) == f"{error.where}: {words}"


@pytest.mark.parametrize(
    ("said", "path", "words"),
    [
        ({"thing": {"category": "mgu"}}, "thing.category", "there is no category 'mgu'. Did you mean 'mug'?"),
        ({"thing": {"category": ["mug", "mgu"]}}, "thing.category", "there is no category 'mgu'"),
        ({"thing": {"category": "mug_2"}}, "thing.category", "there is no category 'mug_2'"),
        ({"thing": {"object": "mugg"}}, "thing.object", "there is no object 'mugg'. Did you mean 'mug'?"),
        ({"thing": {"material": "gray"}}, "thing.material", "there is no material 'gray'. Did you mean 'grey'?"),
        ({"thing": {"on": "cabient"}}, "thing.on", "there is no object or category 'cabient'. Did you mean 'cabinet'?"),
        ({"room": {"walls": "gray"}}, "room.walls", "there is no material 'gray'"),
        ({"camera": {"name": "mian"}}, "camera.name", "there is no camera 'mian'. Did you mean 'main'?"),
    ],
)
def test_a_split_that_holds_out_what_nothing_is_called_is_told(said: dict[str, Any], path: str, words: str) -> None:
    error = _fault([MUG, CABINET], splits={"held_out": [{"name": "new", **said}]})
    assert error.where.startswith("house.yaml:") and error.where.endswith(f"splits.held_out[0].{path}")
    assert words in str(error)


def test_a_split_may_hold_out_whatever_a_draw_may_have() -> None:
    names = {"object": ["mug", "mug_2", "clutter"], "category": "cabinet", "material": "grey"}
    for on in ("cabinet", "cabinet_1", "floor", "wall_north", "kitchen/wall_west"):
        held_out = [{"name": "new", "thing": {**names, "on": on}, "camera": {"name": "main"}}]
        check_spec(spec_of([MUG, CABINET], splits={"held_out": held_out}), small_catalog())


def test_an_unknown_joint_names_the_nearest() -> None:
    known = "drawer"
    error = _fault([{**CABINET, "joints": {"drawr": 0.5}}])
    assert known in error.remedy
    assert error.where.endswith("objects[0].joints.drawr")


def test_what_has_no_surface_carries_nothing() -> None:
    picture = {"name": "picture", "category": "plate", "place": {"on_wall": "any"}}
    error = _fault([picture, {**MUG, "place": {"on": "picture"}}])
    assert "'picture' is a 'plate', which has no surface to put 'mug' on." in str(error)
    assert error.where.endswith("objects[1].place")


def test_only_cloth_that_lies_level_carries() -> None:
    towel = {"name": "towel", "category": "towel", "place": {"on": "floor"}, "state": {"fold": "crumpled"}}
    lamp = {"name": "lamp", "category": "table_lamp", "place": {"on": "towel"}}
    with pytest.raises(SpecError) as caught:
        check_spec(spec_of([towel, lamp]), Catalog())
    assert "'towel' is cloth that lies neither flat nor folded: 'lamp' cannot stand on it." in str(caught.value)
    assert caught.value.where.endswith("objects[1].place") and "flat, folded" in caught.value.remedy
    check_spec(spec_of([{**towel, "state": {"fold": {"choice": ["crumpled", "flat"]}}}, lamp]), Catalog())


def test_an_unknown_floor_names_the_nearest() -> None:
    error = _fault([], room={**ROOM, "floor": "oak_plank"})
    assert error.where.endswith("room.floor")
    assert "there is no material 'oak_plank'. Did you mean 'oak_planks'?" in str(error)


def test_values_that_do_not_go_together_are_told_before_anything_is_drawn() -> None:
    error = _fault([{**CABINET, "parameters": {"base": "stilts"}}])
    assert error.where.endswith("objects[0]")
    assert "base" in error.what


def test_a_surrounding_that_no_catalogue_has_is_told_and_a_file_is_left_to_the_renderer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIMGEN_CATALOG", str(tmp_path))
    check_spec(spec_of([MUG], lights={"environment": {"path": "my sky.hdr"}}), small_catalog())
    error = _fault([MUG], lights={"environment": {"path": {"choice": ["my sky.hdr", "hdri/lab"]}}})
    assert error.where.endswith("lights.environment.path")
    assert error.what == "there is no environment picture 'hdri/lab'."
    assert error.remedy == "Fetch some: simgen assets add hdri. Files end with .exr or .hdr."
