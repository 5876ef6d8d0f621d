from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import simgen
from simgen.batch import Shard, plan_indices, run_batch
from simgen.dataset import finished_keys, open_dataset, read, write_sample
from simgen.dataset.writer import encode_sample
from simgen.errors import InfeasibleError, PlacementError
from simgen.pipeline import Pipeline, infeasible, make_samples, rerender
from simgen.sampler.draw import ATTEMPTS_PER_CAST
from simgen.spec import load_spec

CORNER = Path(__file__).parent / "scenes" / "corner.yaml"


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline(CORNER, seed=0)


@pytest.fixture(scope="module")
def dataset(pipeline: Pipeline, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corner") / "data"
    samples_folder = open_dataset(folder, pipeline.header())
    run_batch(pipeline, range(3), samples_folder)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted((folder / "samples").iterdir())}


def simgen_command(*words: str, hash_seed: str = "1", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(CORNER.parent.parent.parent)}
    command = [sys.executable, "-m", "simgen.cli", *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=cwd, check=False)


@pytest.mark.slow
def test_a_fresh_process_with_another_hash_seed_writes_the_same_bytes(dataset: Path, tmp_path: Path) -> None:
    done = simgen_command("render", str(CORNER), "-n", "3", "-o", str(tmp_path / "again"), "--quiet", hash_seed="77")
    assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "again") == contents(dataset)


def test_a_sample_is_made_again_byte_for_byte_from_its_own_record(dataset: Path, pipeline: Pipeline) -> None:
    record = read(dataset)[2]
    again = encode_sample(rerender(record.meta), pipeline.categories)
    for suffix, content in again.items():
        assert content == record.meta_path.with_name(f"{record.key}.{suffix}").read_bytes(), suffix


@pytest.mark.slow
def test_samples_made_in_another_order_are_the_same(dataset: Path, tmp_path: Path) -> None:
    other = Pipeline(CORNER, seed=0)
    samples_folder = open_dataset(tmp_path / "other", other.header())
    for index in (2, 0, 1):
        for sample in other.samples(index):
            write_sample(sample, samples_folder, other.categories)
    assert contents(tmp_path / "other") == contents(dataset)


@pytest.mark.slow
def test_two_workers_and_any_shards_write_the_same_bytes(dataset: Path, pipeline: Pipeline, tmp_path: Path) -> None:
    workers = open_dataset(tmp_path / "workers", pipeline.header())
    run_batch(pipeline, range(3), workers, workers=2)
    assert contents(tmp_path / "workers") == contents(dataset)
    shards = open_dataset(tmp_path / "shards", pipeline.header())
    for number in (2, 1):
        part = plan_indices(3, pipeline.keys, finished_keys(shards), Shard(number, 2))
        run_batch(pipeline, part, shards)
    assert contents(tmp_path / "shards") == contents(dataset)


def test_only_missing_samples_are_made_again(dataset: Path, pipeline: Pipeline) -> None:
    samples_folder = dataset / "samples"
    before = contents(dataset)
    lost = read(dataset)[1]
    lost.meta_path.unlink()
    indices = plan_indices(3, pipeline.keys, finished_keys(samples_folder))
    assert indices == (1,)
    untouched = {p: p.stat().st_mtime_ns for p in samples_folder.iterdir() if not p.name.startswith(lost.key)}
    run_batch(pipeline, indices, samples_folder)
    assert contents(dataset) == before
    assert {p: p.stat().st_mtime_ns for p in untouched} == untouched


@pytest.mark.slow
def test_another_seed_gives_another_picture() -> None:
    pictures = [next(make_samples(CORNER, seed=seed)).rgb for seed in (0, 1)]
    assert (pictures[0] != pictures[1]).any()


def test_labels_agree_with_the_picture_that_they_describe(dataset: Path) -> None:
    for record in read(dataset):
        ids = record.instance_id
        for label in record.labels.instances:
            assert label.visible_px == int((ids == label.instance_id).sum())
            if label.role == "object" and label.visible_px:
                assert not (record.amodal_mask(label.instance_id) < (ids == label.instance_id)).any()
        assert {label.instance_id for label in record.labels.instances} >= set(np.unique(ids)) - {0}
        held = {(r.predicate, r.subject, r.object) for r in record.labels.relations if r.holds == "true"}
        by_name = {label.name: label.instance_id for label in record.labels.instances}
        for thing in ("mug_1", "mug_2", "apple"):
            assert ("on_top", by_name[thing], by_name["table"]) in held


def test_the_picture_is_neither_black_nor_burnt(dataset: Path) -> None:
    for record in read(dataset):
        assert 40 < record.rgb.mean() < 215
        assert (record.rgb.max(axis=-1) == 255).mean() < 0.25


def test_an_infeasible_spec_tells_its_reasons() -> None:
    spec = load_spec(CORNER, overrides=["objects.mug.count=60", "requirements.max_attempts=2"])
    with pytest.raises(InfeasibleError) as caught:
        Pipeline(spec).settled_scene(0)
    assert sum(caught.value.tally.values()) >= 2
    assert "failed in all 2 attempts" in str(caught.value)
    assert "raise requirements.max_attempts" in str(caught.value)


def test_what_a_thing_lacks_asks_for_another_thing_and_not_for_a_wider_room() -> None:
    spec = load_spec(CORNER)
    lacks = infeasible(spec, 5, 0, Counter({"no_joint:bowl": 4, "no_room_on:table": 1}), "'bowl' has no joint to open")
    assert "Name a target, or a category, that has it" in str(lacks) and "Widen" not in str(lacks)
    crowded = infeasible(spec, 5, 0, Counter({"no_room_on:table": 4, "no_joint:bowl": 1}), "no place for 'bowl'")
    assert "Widen the room" in str(crowded)


def test_things_that_fit_nowhere_are_not_tried_in_other_places(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []

    def fails(*arguments: object) -> None:
        tried.append(int(str(arguments[4])))
        raise PlacementError("no_surface:stool", "nothing stands on it", never_fits=len(tried) != 2)

    monkeypatch.setattr("simgen.pipeline.draw_scenario", fails)
    with pytest.raises(InfeasibleError, match="no_surface:stool 6x"):
        Pipeline(load_spec(CORNER, overrides=["requirements.max_attempts=6"])).settled_scene(0)
    k = ATTEMPTS_PER_CAST
    assert tried == [0, k, k + 1, 2 * k, 3 * k, 4 * k]


@pytest.mark.slow
def test_an_infeasible_draw_is_reported_and_the_rest_go_on(tmp_path: Path) -> None:
    spec = load_spec(CORNER, overrides=["objects.mug.count={choice: [1, 60]}", "requirements.max_attempts=1"])
    pipeline = Pipeline(spec)
    report = run_batch(pipeline, range(4), open_dataset(tmp_path / "d", pipeline.header()))
    assert len(report.finished) == 4
    failed = {f.index for f in report.failed}
    assert failed and len(failed) < 4
    assert {r.meta["provenance"]["index"] for r in read(tmp_path / "d")} == set(range(4)) - failed


def test_the_python_interface_is_as_short_as_the_command(dataset: Path) -> None:
    sample = next(simgen.make_samples(CORNER, n=1, seed=0))
    np.testing.assert_array_equal(sample.rgb, simgen.read(dataset)[0].rgb)
