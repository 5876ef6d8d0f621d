from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgen.errors import SpecError
from simgen.params import Integers, Uniform
from simgen.spec import parse_spec
from tests.spec.example import EXAMPLE, SMALL
from tests.spec.strategies import numbers


@pytest.mark.parametrize(
    ("override", "path", "value"),
    [
        ("render.width=320", "render.width", 320),
        ("name=other", "name", "other"),
        ("objects[1].count=3", "objects.1.count", 3),
        ("objects.mug.count=3", "objects.1.count", 3),
        ("objects.mug.count={integers: [1, 5]}", "objects.1.count", Integers(low=1, high=5)),
        ("objects.mug.parameters.height_m=0.1", "objects.1.parameters.height_m", 0.1),
        ("objects.table.place.at[1]=0.5", "objects.0.place.at.1", 0.5),
        ("objects.mug.place={drop_on: table}", "objects.1.place.drop_on", "table"),
        ("cameras.main.vertical_fov_deg=40", "cameras.0.vertical_fov_deg", 40.0),
        ("cameras.main.orbit.distance_m.uniform=[1, 2]", "cameras.0.orbit.distance_m", Uniform(low=1, high=2)),
        ("lights.daylight.on=false", "lights.daylight.on", False),
        ("lights.environment={luminance: 10}", "lights.environment.luminance", 10.0),
        ("requirements.in_view=[{target: mug}]", "requirements.in_view.0.target", "mug"),
        ("description=a = b", "description", "a = b"),
        ("description='on'", "description", "on"),
        (" render.width = 320 ", "render.width", 320),
        ("sensor.exposure_ev=", "sensor.exposure_ev", None),
    ],
)
def test_an_override_sets_what_its_path_names(override: str, path: str, value: object) -> None:
    if override.startswith("cameras.main.orbit"):
        spec = parse_spec(SMALL.replace("distance_m: 1.5", "distance_m: {uniform: [3, 4]}"), overrides=[override])
    else:
        spec = parse_spec(SMALL, overrides=[override])
    found: Any = spec
    for step in path.split("."):
        if step.isdecimal():
            found = found[int(step)]
        else:
            found = found[step] if isinstance(found, dict) else getattr(found, step)
    assert found == value


def test_an_override_changes_nothing_else() -> None:
    plain = parse_spec(EXAMPLE).to_plain()
    changed = parse_spec(EXAMPLE, overrides=["objects.mug.count=7"]).to_plain()
    plain["objects"][2]["count"] = 7
    assert changed == plain


def test_the_last_override_of_a_value_wins_and_each_sees_those_before_it() -> None:
    overrides = [
        "render={width: 100}",
        "render.height=200",
        "render.width=300",
        "objects.mug.name=cup",
        "objects.cup.count=9",
    ]
    spec = parse_spec(SMALL, overrides=overrides)
    assert (spec.render.width, spec.render.height, spec.objects[1].count) == (300, 200, 9)
    turned = parse_spec(SMALL, overrides=[overrides[2], overrides[1], overrides[0]])
    assert (turned.render.width, turned.render.height) == (100, 480)


@given(numbers(0.05, 20), st.integers(16, 8192))
def test_an_override_is_the_same_as_having_written_it(scale: object, width: int) -> None:
    written = SMALL.replace("count: 2", f"count: 2\n    scale: {scale}") + f"render: {{width: {width}}}\n"
    assert parse_spec(SMALL, overrides=[f"objects.mug.scale={scale}", f"render.width={width}"]) == parse_spec(written)


BAD = [
    ("render.width", "--set render.width: no value in 'render.width'. Write --set path=value."),
    ("=3", "--set =3: no path before the =. Write --set path=value."),
    ("a..b=3", "--set a..b=3: 'a..b' is no path. Write it like render.width or objects[0].count."),
    ("rendr.width=3", "--set rendr.width=3 rendr: unknown key 'rendr'. Did you mean 'render'?"),
    ("render.widht=3", "--set render.widht=3: unknown key 'widht'. Did you mean 'width'?"),
    (
        "render.width=many",
        "--set render.width=many: expected a whole number, got 'many'. Write a whole number, e.g. 3.",
    ),
    (
        "render={width: many}",
        "--set render={width: many} render.width: expected a whole number, got 'many'. Write a whole number, e.g. 3.",
    ),
    ("objects.mgu.count=3", "--set objects.mgu.count=3: nothing in objects is called 'mgu'. Did you mean 'mug'?"),
    ("objects[2].count=3", "--set objects[2].count=3: objects has 2 items, so there is no [2]. Use 0 to 1."),
    (
        "requirements.in_view[0].target=mug",
        "--set requirements.in_view[0].target=mug: requirements.in_view is no list. Name a key instead of an index.",
    ),
    ("objects.mug.count=[1", "--set objects.mug.count=[1: not valid YAML: while parsing a flow sequence, expected ',' "
     "or ']', but got '<stream end>'. Check the indentation, colons, brackets and quotes there."),
    ("objects.mug.count.low=1", "--set objects.mug.count.low=1: objects[1].count is 2, which has nothing inside. "
     "Set objects[1].count itself."),
    (
        "objects.mug.count=0.5",
        "--set objects.mug.count=0.5: expected a whole number, got 0.5. Write a whole number, e.g. 3.",
    ),
    (
        "objects.mug.place.on=shelf",
        "--set objects.mug.place.on=shelf: no object is called 'shelf'. Choose one of: floor, table.",
    ),
    ("objects.mug.place.beside=table", "k.yaml:9:12 objects[1].place: more than one kind of placement: on and beside. "
     "Keep the one that you mean."),
    ("[0]=1", "--set [0]=1: the spec is no list. Name a key instead of an index."),
]  # fmt: skip


@pytest.mark.parametrize(("override", "expected"), BAD, ids=[override for override, _ in BAD])
def test_a_bad_override_is_refused_with_the_option_as_its_place(override: str, expected: str) -> None:
    with pytest.raises(SpecError) as caught:
        parse_spec(SMALL, "k.yaml", [override])
    assert str(caught.value) == expected


def test_a_list_without_names_takes_an_index() -> None:
    text = SMALL + "room: {windows: [{wall: north}]}\n"
    assert parse_spec(text, overrides=["room.windows[0].wall=east"]).room.windows[0].wall == "east"
    with pytest.raises(SpecError) as caught:
        parse_spec(text, overrides=["room.windows.first.wall=east"])
    assert str(caught.value) == (
        "--set room.windows.first.wall=east: nothing in room.windows is called 'first'. "
        "Use an index, e.g. room.windows[0]."
    )


def test_a_fault_that_an_override_did_not_cause_keeps_its_place() -> None:
    with pytest.raises(SpecError) as caught:
        parse_spec(SMALL.replace("count: 2", "count: two"), "k.yaml", ["objects.mug.scale=big"])
    assert str(caught.value) == (
        "k.yaml:8:12 objects[1].count: expected a whole number, got 'two'. Write a whole number, e.g. 3.\n"
        "--set objects.mug.scale=big: expected a number, got 'big'. Write a number, e.g. 0.5."
    )


def test_a_key_of_the_file_keeps_its_place_when_an_option_sets_something_inside() -> None:
    with pytest.raises(SpecError) as caught:
        parse_spec(SMALL + "rendr: {height: 2}\n", "k.yaml", ["rendr.width=3"])
    assert str(caught.value) == "k.yaml:13:1 rendr: unknown key 'rendr'. Did you mean 'render'?"


def test_a_spec_knows_what_an_option_said() -> None:
    spec = parse_spec(SMALL, "k.yaml", ["objects.mug.category=mgu", "objects.mug.materials={body: porcelian}"])
    assert spec.where("objects[1].category") == "--set objects.mug.category=mgu"
    assert (
        spec.where("objects[1].materials.body")
        == "--set objects.mug.materials={body: porcelian} objects[1].materials.body"
    )
    assert spec.where("objects[1].count") == "k.yaml:8:12 objects[1].count"
