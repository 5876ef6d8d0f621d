from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from simgen.catalog import Catalog
from simgen.errors import SimgenError
from simgen.sampler import check_spec, draw_scenario
from simgen.spec import load_spec, parse_plain
from simgen.study.difference import differences
from simgen.study.shifts import SHIFTS, apply_shift

CATALOG = Catalog()
CORNER = Path(__file__).parents[1] / "scenes" / "corner.yaml"
TABLETOP, HOME = load_spec("tabletop"), load_spec("home")


@pytest.mark.parametrize("name", list(SHIFTS))
def test_a_shift_gives_a_spec_that_differs_checks_and_says_what_it_is(name: str) -> None:
    before = TABLETOP.to_plain()
    shifted = apply_shift(TABLETOP, name, CATALOG)
    assert TABLETOP.to_plain() == before
    assert shifted.environment == name and shifted.digest != TABLETOP.digest
    assert len(list(differences(before, shifted.to_plain()))) >= 2
    check_spec(shifted, CATALOG)
    assert apply_shift(TABLETOP, name, CATALOG) == shifted


@pytest.mark.parametrize(("first", "second"), list(itertools.combinations(["low_light", "rolled", "crowded"], 2)))
def test_shifts_of_different_things_add_up_in_any_order(first: str, second: str) -> None:
    one = apply_shift(apply_shift(TABLETOP, first, CATALOG), second, CATALOG)
    other = apply_shift(apply_shift(TABLETOP, second, CATALOG), first, CATALOG)
    assert one.environment == f"{first}+{second}" and other.environment == f"{second}+{first}"
    assert one.to_plain() | {"environment": ""} == other.to_plain() | {"environment": ""}


@pytest.mark.parametrize(
    "name", ["low_light", "night", "upside_down", "toppled", "crowded", "odd_places", "rare_texture"]
)
def test_a_shift_of_what_rooms_hold_moves_every_room_of_a_home_as_it_moves_the_room_alone(name: str) -> None:
    shifted = apply_shift(HOME, name, CATALOG)
    for room, before in HOME.rooms.items():
        alone, moved = apply_shift(load_spec(room), name, CATALOG), shifted.rooms[room]
        assert (moved.objects, moved.room.clutter) == (alone.objects, alone.room.clutter)
        assert (moved.lights.ceiling, moved.lights.lamps) == (alone.lights.ceiling, alone.lights.lamps)
        assert moved != before


def test_crowded_only_adds_things() -> None:
    spec = load_spec(CORNER)
    plain, crowded = (draw_scenario(s, CATALOG, 0, 1, 0) for s in (spec, apply_shift(spec, "crowded", CATALOG)))
    assert crowded.bodies[: len(plain.bodies)] == plain.bodies and len(crowded.bodies) > len(plain.bodies)


def test_what_starts_upside_down_is_turned_over() -> None:
    spec = load_spec(CORNER, ["objects.mug.count=1"])
    over = apply_shift(spec, "upside_down", CATALOG)
    drawn = [draw_scenario(s, CATALOG, 0, 3, 0).body("mug") for s in (spec, over)]
    up = [body.world_from_body.rotation[2, 2] for body in drawn]
    assert up[0] == pytest.approx(1) and up[1] == pytest.approx(-1)


def test_each_of_the_places_that_a_thing_may_have_is_shifted() -> None:
    places = {"choice": {"values": [{"on": "desk"}, {"drop_on": "desk"}], "weights": [2, 1]}}
    objects = [
        {"name": "desk", "category": "desk", "place": {"against": "wall"}},
        {"name": "cup", "category": "mug", "place": places},
    ]
    plain = {"name": "two", "objects": objects, "cameras": [{"name": "main", "room": {"target": "cup"}}]}
    odd, toppled = (apply_shift(parse_plain(plain), name, CATALOG).objects[1] for name in ("odd_places", "toppled"))
    assert [place.anchor for _, place in odd.place.options()] == ["floor", "desk"]
    assert [place.kind for _, place in toppled.place.options()] == ["drop_on", "drop_on"]


def test_an_unknown_shift_and_one_with_nothing_to_act_on_are_refused() -> None:
    with pytest.raises(SimgenError) as caught:
        apply_shift(TABLETOP, "low_ligth", CATALOG)
    assert str(caught.value) == "--shift: there is no shift 'low_ligth'. Did you mean 'low_light'?"
    bare = load_spec("tabletop", ["cameras=[{name: main, room: {}}]"])
    with pytest.raises(SimgenError, match="'extreme_pitch' changes nothing in 'tabletop'"):
        apply_shift(bare, "extreme_pitch", CATALOG)
