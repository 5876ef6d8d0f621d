"""What a spec says of a home: which room a door leads to, and what a room or a spec is like."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from simgen.errors import SpecError
from simgen.spec import SceneSpec, load_spec, parse_plain, passages_of

CAMERA = {"name": "main", "pose": {"position_m": [0, 0, 1.5], "look_at_m": [1, 0, 1]}}
SOUTH = {"doors": [{"wall": "south"}]}
FLAT: dict[str, Any] = {
    "name": "flat",
    "room": {"kind": "hall", "doors": [{"wall": "east", "to": "kitchen"}, {"wall": "south"}]},
    "rooms": {
        "kitchen": {"room": {"doors": [{"wall": "west"}, {"wall": "north", "to": "pantry"}]}},
        "pantry": {"room": SOUTH, "objects": [{"name": "jar", "category": "jar", "place": {"on": "floor"}}]},
    },
    "cameras": [CAMERA],
}


def saved(folder: Path, name: str, plain: dict[str, Any]) -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump(plain, sort_keys=False))
    return path


def with_change(path: str, value: Any) -> dict[str, Any]:
    plain: dict[str, Any] = yaml.safe_load(yaml.safe_dump(FLAT))
    *way, last = path.split(".")
    node: Any = plain
    for step in way:
        node = node[int(step)] if isinstance(node, list) else node[step]
    node[int(last) if isinstance(node, list) else last] = value
    return plain


def test_the_rooms_of_a_home_are_a_tree_of_doors() -> None:
    spec = parse_plain(FLAT)
    assert [tuple(way) for way in passages_of(spec)] == [(None, 0, "kitchen", 0), ("kitchen", 1, "pantry", 0)]
    assert [part.room.kind for part in spec.by_room] == ["hall", "room", "room"]
    assert spec.thing_names == ("pantry/jar",)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (
            "room.doors.0.to",
            "kitchn",
            "flat.yaml room.doors[0].to: no room is called 'kitchn'. Did you mean 'kitchen'?",
        ),
        (
            "room.doors.1.to",
            "pantry",
            "flat.yaml rooms.kitchen.room.doors[1].to: a second door leads to 'pantry', the first is room.doors[1]. A "
            "room has one entrance: take 'to' from one of them.",
        ),
        (
            "rooms.pantry.room",
            {},
            "flat.yaml rooms.pantry: 'pantry' has 0 doors, so none to come in by. Give it one, e.g. room: "
            "{doors: [{wall: south}]}.",
        ),
        (
            "rooms.pantry.entrance",
            2,
            "flat.yaml rooms.pantry.entrance: 'pantry' has 1 doors, so no door 2 to come in by. Write 1 to 1.",
        ),
        (
            "rooms.kitchen.entrance",
            2,
            "flat.yaml rooms.kitchen.room.doors[1].to: one comes into 'kitchen' by this door. Leave 'to' out, or say "
            "another entrance.",
        ),
        (
            "rooms.attic",
            {"room": SOUTH},
            "flat.yaml rooms.attic: no door leads to 'attic'. Write to: attic at a door of another room.",
        ),
        (
            "room.kind",
            "kitchen",
            "flat.yaml rooms.kitchen: 'kitchen' is also what the first room is called, by its kind. Choose another "
            "name, e.g. second_kitchen.",
        ),
        (
            "rooms.pantry.room.windows",
            [{"wall": "south"}],
            "flat.yaml rooms.pantry.room.windows[0].wall: the south wall is the one that one comes in by, and holds "
            "nothing but that door. Put it into another wall, or say another entrance.",
        ),
        (
            "cameras.0",
            {"name": "main", "room": {"of": "pantri"}},
            "flat.yaml cameras[0].room.of: no room is called 'pantri'. Did you mean 'pantry'?",
        ),
        (
            "cameras.0",
            {"name": "main", "room": {"into": "pantry"}},
            "flat.yaml cameras[0].room.into: no door leads from 'hall' into 'pantry'. Look into kitchen.",
        ),
        (
            "cameras.0",
            {"name": "main", "room": {"target": "jar"}},
            "flat.yaml cameras[0].room.target: no object is called 'jar'. Choose one of: pantry/jar.",
        ),
        (
            "rooms.pantry.objects.0.place",
            {"on": "shelf"},
            "flat.yaml rooms.pantry.objects[0].place.on: no object is called 'shelf'. Choose one of: floor.",
        ),
        (
            "rooms.pantry.like",
            "kitchen",
            "flat.yaml rooms.pantry.like: 'kitchen' was not followed. Read the spec from text: load_spec.",
        ),
    ],
)
def test_what_is_wrong_with_a_home_is_told_with_its_place_and_a_remedy(path: str, value: Any, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        parse_plain(with_change(path, value), "flat.yaml")
    assert message in str(caught.value).split("\n")


def test_a_spec_that_says_nothing_itself_is_what_it_is_like(tmp_path: Path) -> None:
    base = load_spec(saved(tmp_path, "flat", FLAT))
    again = load_spec(saved(tmp_path, "same", {"like": "flat.yaml"}))
    assert again == base
    named = load_spec(saved(tmp_path, "named", {"name": "named", "like": "same.yaml"}))
    assert named.to_plain() == {**base.to_plain(), "name": "named"}


def test_a_room_like_a_spec_has_its_room_its_things_and_its_lamps_and_no_more(tmp_path: Path) -> None:
    kitchen = load_spec("kitchen")
    plain = {**FLAT, "rooms": {**FLAT["rooms"], "pantry": {"like": "kitchen"}}, "lights": {"daylight": {"on": False}}}
    pantry = load_spec(saved(tmp_path, "flat", plain)).of_room("pantry")
    assert (pantry.room, pantry.objects) == (kitchen.room, kitchen.objects)
    assert (pantry.lights.ceiling, pantry.lights.lamps) == (kitchen.lights.ceiling, kitchen.lights.lamps)
    assert pantry.lights.daylight.on is False
    assert [camera.name for camera in pantry.cameras] == ["main"]


def test_what_is_said_wins_over_what_it_is_like_and_names_say_what_is_meant(tmp_path: Path) -> None:
    table = {"name": "table", "count": 2, "parameters": {"width_m": 1.0}}
    own = {
        "name": "own",
        "like": "kitchen",
        "room": {"depth_m": 5.0},
        "objects": [table, {"name": "vase", "category": "vase", "place": {"on": "table"}}],
    }
    spec, base = load_spec(saved(tmp_path, "own", own)), load_spec("kitchen")
    assert spec.room == base.room.model_copy(update={"depth_m": 5.0})
    assert [thing.name for thing in spec.objects] == [*(thing.name for thing in base.objects), "vase"]
    by_name: tuple[dict[str, Any], ...] = tuple({thing.name: thing for thing in s.objects} for s in (spec, base))
    changed = {name for name, thing in by_name[1].items() if by_name[0][name] != thing}
    assert changed == {"table"}
    made, was = (things["table"] for things in by_name)
    assert (made.count, made.category, made.place) == (2, was.category, was.place)
    assert made.parameters == {**was.parameters, "width_m": 1.0}
    # An option speaks of what came from the other file, and messages name that file.
    fewer = load_spec(tmp_path / "own.yaml", ["objects.chair.count=0"])
    assert [thing.name for thing in fewer.objects if thing.count == 0] == ["chair"]
    assert "kitchen.yaml:" in spec.where("objects[0]")


def test_likes_that_lead_nowhere_are_refused_at_their_place(tmp_path: Path) -> None:
    def refused(name: str, plain: dict[str, Any]) -> str:
        with pytest.raises(SpecError) as caught:
            load_spec(saved(tmp_path, name, plain))
        return str(caught.value).replace(f"{tmp_path}/", "")

    where = "own.yaml:2:7 like: "
    assert refused("own", {"name": "own", "like": 3}).startswith(f"{where}expected the name of a spec, got 3. Name a ")
    assert refused("own", {"name": "own", "like": "kitchn"}) == (
        f"{where}there is no shipped scene 'kitchn', and no file of that name. Did you mean 'kitchen'?"
    )
    saved(tmp_path, "other", {"name": "other", "like": "own.yaml"})
    assert "comes to be like itself: " in refused("own", {"name": "own", "like": "other.yaml"})
    told = refused("own", {"name": "own", "like": "kitchen", "rooms": {"a": {"like": "./none.yaml"}}})
    assert "rooms.a.like: './none.yaml': there is no such file" in told


def test_a_home_in_a_record_reads_back_as_itself() -> None:
    home = load_spec("home")
    again = parse_plain(home.to_plain())
    assert isinstance(again, SceneSpec)
    assert again == home
    assert again.digest == home.digest
