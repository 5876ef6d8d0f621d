from __future__ import annotations

import json
import os
import re
from pathlib import Path

import numpy as np
import pytest

import simgen
from simgen.dataset import finished_keys, open_dataset, read, write_sample
from simgen.dataset import writer as writer_module
from simgen.dataset.images import encode_png, read_png
from simgen.dataset.rle import decode_mask, encode_mask
from simgen.dataset.schema import SUFFIXES, category_table
from simgen.errors import DatasetError
from simgen.world import Scenario
from tests.handmade import CATEGORIES, HEADER, dataset, load_cube, sample


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return dataset(tmp_path / "data", 3)


def test_every_array_comes_back_bit_equal(folder: Path) -> None:
    for index, record in enumerate(read(folder)):
        made = sample(index, visible=index != 1)
        geometry = made.frame.geometry
        np.testing.assert_array_equal(record.rgb, made.rgb)
        np.testing.assert_array_equal(record.depth_m, geometry.depth_m)
        np.testing.assert_array_equal(record.instance_id, geometry.instance_id)
        np.testing.assert_array_equal(record.part_id, geometry.part_id)
        np.testing.assert_array_equal(record.normal, geometry.normal.astype(np.float16))
        np.testing.assert_allclose(record.distance_m, geometry.distance_m, rtol=1e-6)
        np.testing.assert_array_equal(record.amodal_mask(2), geometry.amodal[2].full(12, 16))
        assert record.labels == made.labels
        assert record.camera == made.frame.camera


def test_semantic_ids_are_the_categories_of_the_instances(folder: Path) -> None:
    record = read(folder)[0]
    expected = np.select([record.instance_id == 1, record.instance_id == 2], [CATEGORIES["floor"], CATEGORIES["mug"]])
    np.testing.assert_array_equal(record.semantic_id, expected)


def test_every_sample_has_the_same_set_of_files(folder: Path) -> None:
    for record in read(folder):
        names = sorted(p.name for p in (folder / "samples").glob(f"{record.key}.*"))
        assert names == sorted(f"{record.key}.{suffix}" for suffix in SUFFIXES)
        assert "." not in record.key


def test_the_record_rebuilds_the_scenario_bit_for_bit(folder: Path) -> None:
    record = read(folder)[2]
    rebuilt = Scenario.from_json(record.meta["scenario"], load_cube)
    assert rebuilt.digest == sample(2).scene.scenario.digest
    assert rebuilt.bodies[1].world_from_body == sample(2).scene.bodies[1].world_from_body


def test_an_asset_that_changed_since_the_record_is_refused(folder: Path) -> None:
    data = read(folder)[0].meta["scenario"]
    data["bodies"][1]["asset"]["parameters"]["size_m"] = 0.2
    with pytest.raises(ValueError, match="not the recorded one"):
        Scenario.from_json(data, load_cube)


def test_the_same_sample_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_sample(sample(0), tmp_path / name, CATEGORIES)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_a_crash_at_any_file_leaves_no_sample_that_looks_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = writer_module.write_file
    for crash_at in range(len(SUFFIXES)):
        samples = tmp_path / str(crash_at)
        calls = 0

        def failing(path: Path, content: bytes, crash_at: int = crash_at) -> None:
            nonlocal calls
            calls += 1
            if calls > crash_at:
                raise KeyboardInterrupt
            whole(path, content)

        monkeypatch.setattr(writer_module, "write_file", failing)
        with pytest.raises(KeyboardInterrupt):
            write_sample(sample(0), samples, CATEGORIES)
        assert finished_keys(samples) == frozenset()
        monkeypatch.setattr(writer_module, "write_file", whole)
        write_sample(sample(0), samples, CATEGORIES)
        assert finished_keys(samples) == {"handmade-000000-main"}


def test_a_failed_write_leaves_the_old_file_and_no_leftovers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "x.json"
    writer_module.write_file(target, b"old")

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fdopen", full_disk)
    with pytest.raises(DatasetError, match="No space left on device"):
        writer_module.write_file(target, b"new")
    monkeypatch.undo()
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["x.json"]


def test_damage_is_found_by_digest(folder: Path) -> None:
    record = read(folder)[0]
    assert record.damaged_files() == ()
    content = bytearray(record.rgb_path.read_bytes())
    content[-20] ^= 1
    record.rgb_path.write_bytes(bytes(content))
    (folder / "samples" / f"{record.key}.depth.npy").unlink()
    assert record.damaged_files() == ("rgb.png", "depth.npy") or set(record.damaged_files()) == {"rgb.png", "depth.npy"}


def test_an_existing_dataset_of_another_seed_is_not_touched(folder: Path) -> None:
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    with pytest.raises(DatasetError) as caught:
        open_dataset(folder, {**HEADER, "seed": 8})
    assert str(caught.value) == (
        f"{folder}: the folder holds another dataset: it differs in seed (7 there, 8 now). "
        "Choose another -o, or add --overwrite to remove the samples there."
    )
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize(
    ("there", "now", "told"),
    [
        (
            {"factors": [{"axis": "pitch", "values": [20.0, 60.0]}], "target": None},
            {"factors": [{"axis": "pitch", "values": [20.0, 40.0]}], "target": None},
            "it differs in sweep.factors[0].values ([20.0, 60.0] there, [20.0, 40.0] now).",
        ),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1, "c": 3}}, "it differs in sweep.a.c (2 there, 3 now)."),
        ({"a": [{"b": 1}]}, {"a": [{"b": 1}, {"b": 2}]}, "it differs in sweep.a ([{'b': 1}] there, "),
        (None, {"a": 1}, "it differs in sweep (None there, {'a': 1} now)."),
    ],
)
def test_of_another_dataset_it_is_told_where_it_first_differs(
    tmp_path: Path, there: object, now: object, told: str
) -> None:
    open_dataset(tmp_path / "data", {**HEADER, "sweep": there})
    with pytest.raises(DatasetError, match=re.escape(told)):
        open_dataset(tmp_path / "data", {**HEADER, "sweep": now})


def test_overwrite_removes_the_samples_and_nothing_else(folder: Path) -> None:
    (folder / "notes.txt").write_text("mine")
    (folder / "samples" / "mine.txt").write_text("mine")
    open_dataset(folder, {**HEADER, "seed": 8}, overwrite=True)
    assert len(read(folder)) == 0
    assert (folder / "notes.txt").read_text() == "mine"
    assert (folder / "samples" / "mine.txt").read_text() == "mine"


def test_a_folder_with_other_files_is_refused_even_with_overwrite(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("mine")
    for overwrite in (False, True):
        with pytest.raises(DatasetError, match="holds no simgen dataset"):
            open_dataset(tmp_path, HEADER, overwrite=overwrite)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.tex"]


def test_opening_again_goes_on(folder: Path) -> None:
    open_dataset(folder, HEADER)
    assert len(read(folder)) == 3


def test_a_nan_in_a_record_is_refused_by_its_path(tmp_path: Path) -> None:
    bad = sample(0)
    bad.exposure["ev"] = float("nan")  # type: ignore[index]
    with pytest.raises(DatasetError, match=r"holds nan at exposure\.ev"):
        write_sample(bad, tmp_path, CATEGORIES)
    assert finished_keys(tmp_path) == frozenset()


def test_where_keeps_what_is_asked(folder: Path) -> None:
    kept = simgen.read(folder).where(lambda r: r.labels.instance("mug").visible_px > 0)
    assert [r.key for r in kept] == ["handmade-000000-main", "handmade-000002-main"]


def test_reading_what_is_no_dataset_says_what_to_name(tmp_path: Path) -> None:
    with pytest.raises(DatasetError) as caught:
        read(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}: no dataset.json here. Name a folder that `simgen render SPEC -o FOLDER` made."
    )


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": "other"}'])
def test_a_record_that_is_none_is_refused(tmp_path: Path, content: str) -> None:
    from simgen.dataset.reader import read_meta

    path = tmp_path / "x.meta.json"
    path.write_text(content)
    with pytest.raises(DatasetError):
        read_meta(path)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 3)])
def test_png_holds_every_value(tmp_path: Path, dtype: type, shape: tuple[int, ...]) -> None:
    count = int(np.prod(shape))
    pixels = (np.arange(count) * (np.iinfo(dtype).max // count)).astype(dtype).reshape(shape)
    (tmp_path / "x.png").write_bytes(encode_png(pixels))
    np.testing.assert_array_equal(read_png(tmp_path / "x.png"), pixels)


def test_masks_survive_run_lengths() -> None:
    mask = (np.arange(35).reshape(5, 7) % 3) == 0
    rle = json.loads(json.dumps(encode_mask(mask)))
    np.testing.assert_array_equal(decode_mask(rle), mask)
    assert rle["size"] == [5, 7]


def test_category_ids_are_alphabetical_and_start_at_one() -> None:
    assert category_table(["sofa", "mug", "apple", "mug"]) == {"apple": 1, "mug": 2, "sofa": 3}
