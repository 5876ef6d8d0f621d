from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings

from simgen.shipped import shipped
from simgen.spec import load_spec, parse_plain, schema, shipped_scenes
from tests.spec.example import EXAMPLE, SMALL
from tests.spec.strategies import specs

SCHEMA = schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


class _Words(yaml.SafeLoader):
    """YAML as an editor's language server reads it: by 1.2, where `on` is no boolean."""


_Words.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool" or letter in "tTfF"]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _plain(text: str) -> Any:
    return yaml.load(text, Loader=_Words)  # noqa: TID251 (the reader under test may not read for its own test)


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_shipped_schema_is_current() -> None:
    text = (shipped("scenes") / "scene.schema.json").read_text(encoding="utf-8")
    current = json.dumps(SCHEMA, indent=2) + "\n"
    assert text == current, "run: simgen schema > scenes/scene.schema.json"


def test_the_examples_follow_the_schema() -> None:
    for text in (EXAMPLE, SMALL):
        VALIDATOR.validate(_plain(text))


@pytest.mark.parametrize("path", sorted(shipped("scenes").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_scene_follows_the_schema_and_loads_by_name(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    VALIDATOR.validate(_plain(text))
    assert text.startswith("# yaml-language-server: $schema=./scene.schema.json\n")
    assert load_spec(path.stem).name == path.stem == load_spec(path).name
    assert path.stem in shipped_scenes()


@given(specs())
@settings(max_examples=20)
def test_whatever_loads_follows_the_schema_as_written_and_as_recorded(plain: dict[str, Any]) -> None:
    VALIDATOR.validate(plain)
    VALIDATOR.validate(parse_plain(plain).to_plain())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("category: table", "catgory: table"),
        ("count: 2", "count: 2.5"),
        ("count: 2", "count: {uniform: [1, 2]}"),
        ("{on: table}", "{on: table, beside: table}"),
        ("distance_m: 1.5", "distance_m: far"),
        ("distance_m: 1.5", "distance_m: {uniform: [1, 2, 3]}"),
        ("distance_m: 1.5}", "distance_m: 1.5}\n    room: {}"),
        ("name: small", "name: a.b"),
    ],
)
def test_an_editor_sees_common_faults_by_the_schema(old: str, new: str) -> None:
    assert VALIDATOR.is_valid(_plain(SMALL))
    assert not VALIDATOR.is_valid(_plain(SMALL.replace(old, new, 1)))


def _fields(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for name, definition in node["$defs"].items():
        for key, field in definition.get("properties", {}).items():
            yield f"{path}{name}.{key}", field
    for key, field in node["properties"].items():
        yield key, field


def test_every_field_has_a_description() -> None:
    missing = [name for name, field in _fields(SCHEMA) if not field.get("description")]
    assert missing == []


def test_every_default_is_written_as_a_user_would_write_it() -> None:
    for name, field in _fields(SCHEMA):
        if "default" in field:
            whole = {**field, "$defs": SCHEMA["$defs"]}
            assert jsonschema.Draft202012Validator(whole).is_valid(field["default"]), name
