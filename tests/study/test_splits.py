from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simgen.catalog import Catalog
from simgen.dataset import Dataset, open_dataset, read, write_sample
from simgen.errors import DatasetError, PlacementError, SpecError
from simgen.sampler import check_spec, draw_scenario
from simgen.spec import SceneSpec, Splits, facts_of, parse_spec, share_of, split_of, splits_that_fit
from simgen.study.splits import prove, rules_of, table_of_draws
from tests import handmade
from tests.study.tiny import scenario

CATALOG = Catalog()
SPEC = """
name: tiny
cameras: [{name: main, pose: {position_m: [0, -1, 1], look_at_m: [0, 0, 0.5]}}]
splits:
  train: 8
  val: 1
  test: 1
  held_out:
    - {name: red_on_table, thing: {material: red, on: table}}
    - {name: big, thing: {object: thing, scale: [1.4, 9]}, light: {cloudiness: [0.5, 1]}}
    - {name: steep, camera: {pitch_deg: [60, 90]}}
"""


# Red mugs are seen, and mugs on shelves; red mugs on shelves are held out.
COMBINED = """
name: combined
objects:
  - {name: desk, category: desk, place: {against: north}}
  - {name: shelf, category: shelf, place: {against: east}}
  - name: mug
    category: mug
    materials: {body: {choice: [glazed_ceramic_red, glazed_ceramic_white]}}
    place: {choice: [{on: desk}, {on: shelf}]}
cameras: [{name: main, room: {target: mug}}]
splits:
  train: 1
  val: 0
  test: 0
  held_out: [{name: unseen, thing: {category: mug, material: glazed_ceramic_red, on: shelf}}]
"""


def spec() -> SceneSpec:
    return parse_spec(SPEC)


def splits() -> Splits:
    found = spec().splits
    assert found is not None
    return found


def drawn(index: int, *, cloudiness: float = 0.3, scale: float = 1.0, red: str | None = None) -> dict[str, Any]:
    made = scenario(0)
    plain = replace(made, index=index, axes={**made.axes, "cloudiness": cloudiness}).to_json()
    for body in plain["bodies"]:
        if body["name"] == "thing":
            body["scale"] = scale
        body["asset"]["materials"] = {"body": "red" if body["name"] == red else "plain"}
    return plain


draws = st.builds(
    drawn,
    st.integers(0, 10_000),
    cloudiness=st.floats(0, 1),
    scale=st.floats(0.5, 2),
    red=st.sampled_from([None, "box_1", "box_2", "chest"]),
)


def test_a_combination_is_held_out_while_each_of_its_parts_is_seen() -> None:
    combined = parse_spec(COMBINED)
    assert combined.splits is not None
    seen: dict[str, set[tuple[bool, str | None]]] = {"train": set(), "unseen": set()}
    for index in range(24):
        with contextlib.suppress(PlacementError):
            made = draw_scenario(combined, CATALOG, 0, index, 0)
            mug = made.body("mug")
            red = mug.asset.materials["body"].name == "glazed_ceramic_red"
            seen[split_of(combined.splits, made.to_json())].add((red, mug.support))
    assert seen == {"train": {(True, "desk"), (False, "desk"), (False, "shelf")}, "unseen": {(True, "shelf")}}


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("room: {kind: bedrom}", "there is no room 'bedrom'. Did you mean 'room'?"),
        ("thing: {asset: generated/mugg}", "there is no asset 'generated/mugg'. Did you mean 'generated/mug'?"),
    ],
)
def test_what_nothing_is_called_is_not_held_out(said: str, message: str) -> None:
    text = COMBINED[: COMBINED.index("held_out")] + f"held_out: [{{name: none, {said}}}]\n"
    with pytest.raises(SpecError) as caught:
        check_spec(parse_spec(text), CATALOG)
    assert str(caught.value).endswith(message)


@settings(max_examples=60)
@given(draws)
def test_a_draw_is_held_out_exactly_if_all_that_the_split_says_holds_of_it(plain: dict[str, Any]) -> None:
    found = split_of(splits(), plain)
    by_name = {body["name"]: body for body in plain["bodies"]}
    red_on_table = any(
        "red" in body["asset"]["materials"].values() and body["support"] == "table" for body in by_name.values()
    )
    big = by_name["thing"]["scale"] >= 1.4 and plain["axes"]["cloudiness"] >= 0.5
    wanted = "red_on_table" if red_on_table else "big" if big else None
    assert found == wanted if wanted else found in ("train", "val", "test")
    assert (found in splits_that_fit(splits(), facts_of(plain))) == (wanted is not None)


def test_shares_are_as_asked_for_and_depend_on_the_index_alone() -> None:
    found = [share_of(splits(), 5, "tiny", index) for index in range(400)]
    assert found.count("train") / 400 == pytest.approx(0.8, abs=0.06)
    assert found.count("val") / 400 == pytest.approx(0.1, abs=0.06)
    more = splits().model_copy(update={"held_out": ()})
    assert [share_of(more, 5, "tiny", index) for index in range(400)] == found
    assert [share_of(splits(), 6, "tiny", index) for index in range(50)] != found[:50]


def test_conditions_of_one_thing_must_hold_of_one_thing() -> None:
    # box_2 is red and stands on box_1, which stands on the table: nothing red stands on the table.
    assert split_of(splits(), drawn(1, red="box_2")) != "red_on_table"
    assert split_of(splits(), drawn(1, red="box_1")) == "red_on_table"


def test_a_camera_that_looks_down_is_told_by_its_pitch() -> None:
    plain = drawn(1)
    (camera,) = facts_of(plain)["camera"]
    assert camera["pitch_deg"] == pytest.approx(math.degrees(math.atan2(0.35, math.hypot(0.1, 1.1))))
    assert camera["vertical_fov_deg"] == pytest.approx(50)


def test_the_table_counts_each_draw_once() -> None:
    plains = [
        drawn(k, scale=1.0 + 0.1 * (k % 6), cloudiness=0.9, red="box_1" if k % 7 == 0 else None) for k in range(60)
    ]
    rows = {row.name: row for row in table_of_draws(splits(), plains)}
    assert sum(row.draws for row in rows.values()) == 60
    assert rows["red_on_table"].draws == 9 and rows["red_on_table"].also > 0
    assert rows["steep"].draws == 0
    assert set(rows) == set(rules_of(splits())) == set(splits().names)


@pytest.fixture
def dataset(tmp_path: Path) -> Iterator[Dataset]:
    folder = tmp_path / "data"
    samples = open_dataset(folder, {**handmade.HEADER, "spec": spec().to_plain()})
    for index in range(6):
        made = handmade.sample(index)
        says = split_of(splits(), made.scene.scenario.to_json())
        write_sample(replace(made, study={"environment": "drawn", "split": says}), samples, handmade.CATEGORIES)
    yield read(folder)


def test_a_dataset_that_keeps_its_splits_is_proved(dataset: Dataset) -> None:
    proof = prove([dataset])
    assert proof.faults == () and sum(row.samples for row in proof.rows) == 6


def test_a_record_of_another_split_than_it_says_is_a_fault(dataset: Dataset) -> None:
    path = dataset[2].meta_path
    record = json.loads(path.read_text())
    true = record["study"]["split"]
    record["study"]["split"] = "steep"
    path.write_text(json.dumps(record))
    faults = prove([read(dataset.folder)]).faults
    assert faults == (f"{dataset[2].key}: its record says 'steep', but its facts are of '{true}'",)
    record["study"] = {}
    path.write_text(json.dumps(record))
    assert prove([read(dataset.folder)]).faults == (
        f"{dataset[2].key}: its record names no split of the spec, but None",
    )


def test_one_scene_in_two_splits_is_a_fault(dataset: Dataset, tmp_path: Path) -> None:
    other = tmp_path / "other"
    samples = open_dataset(other, {**handmade.HEADER, "spec": spec().to_plain()})
    study = {"split": "val" if dataset[0].split == "train" else "train"}
    write_sample(replace(handmade.sample(0), study=study), samples, handmade.CATEGORIES)
    assert any("the same scene is in" in fault for fault in prove([dataset, read(other)]).faults)


def test_a_reader_takes_one_split(dataset: Dataset) -> None:
    names = {record.split for record in dataset}
    kept = [record.key for name in names for record in dataset.of_split(str(name))]
    assert sorted(kept) == [record.key for record in dataset]
    with pytest.raises(DatasetError, match="no sample is of split 'trian'"):
        dataset.of_split("trian")


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("{held_out: [{name: x}]}", "a split that holds out nothing"),
        ("{held_out: [{name: train, room: {kind: attic}}]}", "two splits are called 'train'"),
        ("{held_out: [{name: x, thing: {scale: [2, 1]}}]}", "the range is empty"),
        ("{held_out: [{name: x, thing: {colour: red}}]}", "unknown key 'colour'"),
        ("{train: 0, val: 0, test: 0}", "all shares are 0"),
    ],
)
def test_a_split_that_makes_no_sense_is_refused(written: str, message: str) -> None:
    text = SPEC[: SPEC.index("splits:")] + f"splits: {written}\n"
    with pytest.raises(SpecError, match=message):
        parse_spec(text)


def test_a_spec_with_axes_and_splits_is_read_back_from_its_plain_values() -> None:
    text = SPEC + "axes: [{axis: pitch, values: [10, 20.5]}, {axis: texture, values: [oak, pine]}, {axis: haze}]\n"
    read_spec = parse_spec(text)
    assert [axis.values for axis in read_spec.axes] == ["10,20.5", "oak,pine", None]
    from simgen.spec import parse_plain

    assert parse_plain(read_spec.to_plain()) == read_spec
