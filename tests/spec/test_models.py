from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given, settings

from simgen.errors import SpecError
from simgen.spec import QUALITIES, Render, SceneSpec, parse_plain, parse_spec
from simgen.spec.placements import PLACEMENTS
from simgen.world import RenderSettings
from tests.spec.example import EXAMPLE, SMALL
from tests.spec.strategies import specs


@given(specs())
@settings(max_examples=30)
def test_a_spec_written_as_json_reads_back_equal_with_the_same_digest(plain: dict[str, Any]) -> None:
    spec = parse_plain(plain)
    record = json.loads(json.dumps(spec.to_plain(), allow_nan=False))
    again = parse_plain(record)
    assert again == spec
    assert again.digest == spec.digest
    assert again.to_plain() == record


@given(specs())
@settings(max_examples=20)
def test_a_spec_means_the_same_as_yaml_and_as_json(plain: dict[str, Any]) -> None:
    expected = parse_plain(plain)
    # JSON is YAML 1.2; PyYAML writes 1.1, whose quotes and block style are read here too.
    assert parse_spec(json.dumps(plain)) == expected
    assert parse_spec(yaml.safe_dump(plain, allow_unicode=True)) == expected


def test_the_example_uses_every_placement() -> None:
    used = {item.place.kind for item in parse_spec(EXAMPLE).objects}
    assert used == set(PLACEMENTS)


def test_the_digest_does_not_depend_on_layout_order_comments_or_place() -> None:
    spec = parse_spec(SMALL, "a.yaml")
    turned = "# a comment\n" + SMALL.replace("    category: mug\n    count: 2\n", "    count: 2\n    category: 'mug'\n")
    other = parse_spec(turned, "b.yaml")
    assert (other, other.digest, hash(other)) == (spec, spec.digest, hash(spec))


@pytest.mark.parametrize(
    "override",
    ["name=other", "objects.mug.count=3", "cameras.main.orbit.distance_m=1.6", "render.width=641", "sensor.iso=1"],
)
def test_the_digest_depends_on_everything_that_is_said(override: str) -> None:
    spec, other = parse_spec(SMALL), parse_spec(SMALL, overrides=[override])
    assert other != spec
    assert other.digest != spec.digest


def test_defaults_say_the_same_when_written_out() -> None:
    spec = parse_spec(SMALL)
    assert parse_spec(yaml.safe_dump(spec.to_plain())) == spec


def test_an_empty_block_is_the_block_left_out() -> None:
    blocks = ("room", "lights", "sensor", "render", "requirements")
    assert parse_spec(SMALL + "".join(f"{block}: {{}}\n" for block in blocks)) == parse_spec(SMALL)


def test_a_spec_and_its_blocks_cannot_be_changed() -> None:
    spec = parse_spec(SMALL)
    for block in (spec, spec.room, spec.objects[0], spec.cameras[0]):
        with pytest.raises(ValueError, match="frozen"):
            block.name = "other"  # type: ignore[misc, union-attr]


def test_a_record_that_is_wrong_is_refused_by_path() -> None:
    plain = parse_spec(SMALL).to_plain()
    plain["objects"][1]["count"] = "two"
    with pytest.raises(SpecError) as caught:
        parse_plain(plain, "0001.meta.json")
    expected = "0001.meta.json objects[1].count: expected a whole number, got 'two'. Write a whole number, e.g. 3."
    assert str(caught.value) == expected


@pytest.mark.parametrize("quality", QUALITIES)
def test_a_quality_gives_its_effort_and_each_part_can_be_overridden(quality: str) -> None:
    effort = QUALITIES[quality]
    settings_ = Render(quality=quality).settings(seed=7)
    assert settings_ == RenderSettings(*effort, seed=7)
    special = Render(quality=quality, samples_per_pixel=3, max_bounces=2, denoise=False, light_cache=True, patience=1)
    assert special.settings() == RenderSettings(samples_per_pixel=3, max_bounces=2, denoise=False)


def test_the_qualities_cost_more_in_order() -> None:
    spent = [QUALITIES[quality].samples_per_pixel for quality in ("draft", "standard", "final")]
    assert spent == sorted(set(spent))


def test_a_circle_is_told_once_and_what_hangs_on_it_is_not_blamed() -> None:
    text = "name: x\ncameras: [{name: main, room: {}}]\nobjects:\n" + "".join(
        f"  - {{name: {name}, category: box, place: {{on: {anchor}}}}}\n"
        for name, anchor in (("z", "a"), ("a", "b"), ("b", "c"), ("c", "a"))
    )
    with pytest.raises(SpecError) as caught:
        parse_spec(text, "k.yaml")
    assert str(caught.value) == (
        "k.yaml:5:42 objects[1].place.on: placed by itself: a → b → c → a. "
        "Place one of them by the floor, a wall or a point."
    )


@pytest.mark.parametrize(("name", "free"), [("mug_1", False), ("mug_2", False), ("mug_3", True), ("mug_02", True)])
def test_a_name_that_only_looks_like_a_numbered_body_is_free(name: str, free: bool) -> None:
    text = SMALL.replace("cameras:", f"  - {{name: {name}, category: cup, place: {{on: floor}}}}\ncameras:")
    if free:
        assert parse_spec(text).objects[2].name == name
    else:
        with pytest.raises(SpecError, match="is also what a body of 'mug' is called"):
            parse_spec(text)


def test_equality_is_for_specs_only() -> None:
    spec = parse_spec(SMALL)
    assert spec != spec.to_plain()
    assert isinstance(spec, SceneSpec)
