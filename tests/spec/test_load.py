from __future__ import annotations

import math
import os
import re
import time
from pathlib import Path

import pytest

from simgen.errors import SpecError
from simgen.params import Uniform
from simgen.spec import SceneSpec, load_spec, parse_plain, parse_spec, shipped_scenes
from simgen.spec.load import MAX_FAULTS
from simgen.spec.source import MAX_BYTES, MAX_DEPTH, MAX_NODES, Source, read_yaml, split_path
from tests.spec.example import EXAMPLE, SMALL


def message(text: str, name: str = "k.yaml") -> str:
    with pytest.raises(SpecError) as caught:
        parse_spec(text, name)
    return str(caught.value)


# --- YAML ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on", "on"),
        ("off", "off"),
        ("yes", "yes"),
        ("No", "No"),
        ("y", "y"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("null", None),
        ("''", ""),
        ("'true'", "true"),
        ('"1"', "1"),
        ("1", 1),
        ("-17", -17),
        ("+5", 5),
        ("010", 10),
        ("1e3", 1000.0),
        ("1e-3", 0.001),
        ("-1.5E+2", -150.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("-.inf", -math.inf),
        ("0o17", "0o17"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("2026-01-31", "2026-01-31"),
        ("=", "="),
        ("1.2.3", "1.2.3"),
        ("e5", "e5"),
        ("#ff0000", None),
        ("bouclé", "bouclé"),
    ],
)
def test_plain_words_and_numbers_are_what_they_look_like(text: str, value: object) -> None:
    read = read_yaml(f"key: {text}\n", "k.yaml").plain()["key"]
    assert (type(read), read) == (type(value), value)


def test_the_words_of_specs_are_keys() -> None:
    assert read_yaml("{on: 1, off: 2, yes: 3, no: 4, y: 5, n: 6}", "k.yaml").plain() == {
        "on": 1, "off": 2, "yes": 3, "no": 4, "y": 5, "n": 6,
    }  # fmt: skip


def test_an_anchor_may_be_used_again_below() -> None:
    text = SMALL.replace("distance_m: 1.5", "distance_m: &far {uniform: [1, 2]}, elevation_deg: *far")
    orbit = parse_spec(text).cameras[0].orbit
    assert orbit is not None
    assert orbit.distance_m == orbit.elevation_deg == Uniform(low=1, high=2)


def test_a_fault_in_what_an_alias_repeats_is_placed_where_it_is_written() -> None:
    text = SMALL.replace("distance_m: 1.5", "distance_m: &far {uniform: [1, 2000]}, elevation_deg: *far")
    first, second = message(text).split("\n")
    assert first.startswith("k.yaml:12:59 cameras[0].orbit.distance_m.uniform[1]: expected at most 50, got 2000.")
    assert second.startswith("k.yaml:12:59 cameras[0].orbit.elevation_deg.uniform[1]: expected at most 90, got 2000.")


def test_a_bomb_of_aliases_is_refused_before_it_goes_off() -> None:
    rows = ["a0: &a0 [" + ", ".join(["x"] * 10) + "]"]
    rows += [f"a{i}: &a{i} [" + ", ".join([f"*a{i - 1}"] * 10) + "]" for i in range(1, 30)]
    start = time.monotonic()
    expected = "k.yaml:5:15: more than 30000 values, aliases written out. Say it in fewer."
    assert message("\n".join(rows)) == expected
    assert time.monotonic() - start < 30.0


def test_depth_counts_through_aliases() -> None:
    half = MAX_DEPTH // 2 + 1
    text = f"a: &a {'[' * half}{']' * half}\nb: {'[' * half}*a{']' * half}\n"
    assert message(text) == f"k.yaml:2:{half + 4}: nested deeper than 50 levels. Unfold it."


def test_long_texts_are_refused_in_no_time() -> None:
    start = time.monotonic()
    assert "are too many" in message("x" * (MAX_BYTES + 1))
    assert "more than 30000 values" in message("[" + "1," * (MAX_NODES + 1) + "]")
    assert "nested deeper" in message("[" * 100_000)
    assert "expected a name" in message("name: " + "x " * (MAX_BYTES // 4))
    assert "nested deeper" in message("\n".join(" " * i + "a:" for i in range(1000)))
    assert time.monotonic() - start < 60.0


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends_and_a_byte_order_mark_do_not_matter(ending: str, tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", ending).encode())
    spec = load_spec(path)
    assert spec == parse_spec(SMALL)
    assert spec.where("name").endswith("small.yaml:1:7 name")
    assert spec.where("objects[1].count").endswith("small.yaml:8:12 objects[1].count")


# --- Places ----------------------------------------------------------------------------------------


def test_every_value_of_a_spec_knows_its_place() -> None:
    spec = parse_spec(SMALL, "scenes/small.yaml")
    assert spec.where("objects[1].category") == "scenes/small.yaml:7:15 objects[1].category"
    assert spec.where(("objects", 1, "place", "on")) == "scenes/small.yaml:9:17 objects[1].place.on"
    assert spec.where("objects[1].category", of_key=True) == "scenes/small.yaml:7:5 objects[1].category"
    assert spec.where("cameras") == "scenes/small.yaml:11:3 cameras"
    assert spec.where("") == "scenes/small.yaml:1:1"


def test_what_is_not_written_is_placed_by_what_is_around_it() -> None:
    spec = parse_spec(SMALL, "scenes/small.yaml")
    assert spec.where("objects[1].materials.body") == "scenes/small.yaml:6:5 objects[1].materials.body"
    assert spec.where("room.width_m") == "scenes/small.yaml:1:1 room.width_m"


def test_a_spec_that_was_not_read_from_text_is_placed_by_path() -> None:
    plain = parse_spec(SMALL).to_plain()
    assert parse_plain(plain).where("objects[1].category") == "objects[1].category"
    assert parse_plain(plain, "x.json").where("objects[1].category") == "x.json objects[1].category"
    assert SceneSpec.model_validate(plain).where("name") == "name"


def test_a_copy_keeps_the_places() -> None:
    copy = parse_spec(SMALL, "k.yaml").model_copy(update={"name": "other"})
    assert copy.where("objects[0].name") == "k.yaml:3:11 objects[0].name"


@pytest.mark.parametrize("text", ["a..b", ".a", "a[", "a[x]", "a]", "[0]a", "a[1]b", "a[-1]", "a.", "a[0]."])
def test_a_text_that_is_no_path_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        split_path(text)


def test_a_place_in_reading_order_comes_before_what_follows_it() -> None:
    text = SMALL + "rendr: {}\n"
    source = Source("k.yaml", read_yaml(text, "k.yaml"))
    places = [source.find(path) for path in ("name", "objects[0].name", "objects[1].count", "cameras", "rendr")]
    assert places == sorted(places)


def test_faults_are_told_in_reading_order_and_no_more_than_anybody_reads() -> None:
    text = SMALL + "".join(f"key{i}: 1\n" for i in range(20))
    lines = message(text.replace("count: 2", "count: two")).split("\n")
    assert len(lines) == MAX_FAULTS + 1
    assert [line.split(" ")[1] for line in lines[:2]] == ["objects[1].count:", "key0:"]
    assert lines[-1] == "… and 11 more."


def test_a_long_value_is_shortened() -> None:
    text = message(SMALL.replace("count: 2", f"count: {'x' * 500}"))
    assert text == (
        f"k.yaml:8:12 objects[1].count: expected a whole number, got '{'x' * 58}…. Write a whole number, e.g. 3."
    )


# --- Files -----------------------------------------------------------------------------------------


def test_a_file_loads_by_text_or_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "small.yaml").write_text(SMALL)
    monkeypatch.chdir(tmp_path)
    assert load_spec("small.yaml") == load_spec(tmp_path / "small.yaml") == parse_spec(SMALL)
    assert load_spec(tmp_path / "small.yaml").where("name") == "small.yaml:1:7 name"


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of shipped scenes, and another one to be in."""
    scenes = tmp_path / "shipped"
    scenes.mkdir()
    (scenes / "example.yaml").write_text(EXAMPLE)
    (scenes / "small.yaml").write_text(SMALL)
    monkeypatch.setattr("simgen.spec.load.shipped", lambda _kind: scenes)
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


def test_a_shipped_scene_loads_by_its_bare_name(shelf: Path) -> None:
    assert shipped_scenes() == ("example", "small")
    assert load_spec("example") == parse_spec(EXAMPLE)


def test_a_folder_of_the_same_name_does_not_hide_a_shipped_scene(shelf: Path) -> None:
    (shelf / "small").mkdir()
    assert load_spec("small").name == "small"


def test_a_file_of_a_bare_name_is_read_before_a_shipped_scene(shelf: Path) -> None:
    (shelf / "example").write_text(SMALL)
    assert load_spec("example").name == "small"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("exmaple", "exmaple: there is no shipped scene 'exmaple', and no file of that name. Did you mean 'example'?"),
        ("zzz", "zzz: there is no shipped scene 'zzz', and no file of that name. Choose one of: example, small."),
        (
            "rooms/a.yaml",
            "rooms/a.yaml: there is no such file. Check the path, or name a shipped scene: example, small.",
        ),
        ("mine/smal.yaml", "mine/smal.yaml: there is no such file. Did you mean 'small.yaml'?"),
        ("mine/", "mine/: this is a folder, not a spec. Name a .yaml file."),
        ("mine/image.yaml", "mine/image.yaml:2: not UTF-8 text: byte 0x89. Save it as UTF-8, or name another file."),
        ("mine/large.yaml", "mine/large.yaml: more than 1048576 bytes. A spec is a short text: name another file."),
    ],
)
def test_a_file_that_cannot_be_a_spec_is_refused(shelf: Path, name: str, expected: str) -> None:
    mine = shelf / "mine"
    mine.mkdir()
    (mine / "small.yaml").write_text(SMALL)
    (mine / "image.yaml").write_bytes(b"# a picture\n\x89PNG\r\n\x1a\n")
    (mine / "large.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(SpecError) as caught:
        load_spec(name)
    assert str(caught.value) == expected


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(shelf: Path) -> None:
    path = shelf / "locked.yaml"
    path.write_text(SMALL)
    path.chmod(0)
    with pytest.raises(SpecError) as caught:
        load_spec("locked.yaml")
    assert str(caught.value) == "locked.yaml: cannot be read: Permission denied. Check who may read it."


def test_a_fault_of_the_system_is_told_as_it_is(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError(5, "Input/output error")

    (shelf / "small.yaml").write_text(SMALL)
    monkeypatch.setattr(Path, "open", broken)
    with pytest.raises(SpecError) as caught:
        load_spec("small.yaml")
    assert str(caught.value) == "small.yaml: cannot be read: Input/output error. Check who may read it."
