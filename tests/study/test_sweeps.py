from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simgen.batch import plan_indices, run_batch
from simgen.dataset import finished_keys, open_dataset, read
from simgen.dataset.validation import validate
from simgen.dataset.writer import encode_sample
from simgen.errors import SimgenError
from simgen.pipeline import Pipeline, rerender
from simgen.spec import SceneSpec, load_spec
from simgen.study.axes import AXES
from simgen.study.clips import Factor
from simgen.study.relighting import relight
from simgen.study.sweeps import Sweep
from tests.study.tiny import QuickRenderer

CORNER = Path(__file__).parents[1] / "scenes" / "corner.yaml"
SMALL = ["render.width=64", "render.height=48"]


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline(load_spec(CORNER, SMALL))


def factor(name: str, *values: float | str) -> Factor:
    return Factor(AXES[name], values or AXES[name].values(None))


def swept(sweep: Sweep, folder: Path, count: int = 1) -> Path:
    samples = open_dataset(folder, sweep.header())
    sweep.done = finished_keys(samples)
    run_batch(sweep, plan_indices(count, sweep.keys, sweep.done), samples)
    return folder


def test_a_sweep_names_what_it_lacks(pipeline: Pipeline) -> None:
    with pytest.raises(SimgenError, match="a sweep needs an axis"):
        Sweep(pipeline, ())
    with pytest.raises(SimgenError, match="an axis is named twice: pitch, pitch"):
        Sweep(pipeline, (factor("pitch"), factor("pitch")))
    with pytest.raises(SimgenError, match="10 is there twice"):
        Sweep(pipeline, (factor("pitch", 10.0, 10.0),))
    with pytest.raises(SimgenError, match=r"--target: there is no object 'mugg'\. Did you mean 'mug'\?"):
        Sweep(pipeline, (factor("pitch"),), "mugg")
    bare = Pipeline(load_spec(CORNER, [*SMALL, "cameras=[{name: main, room: {}}]"]))
    with pytest.raises(SimgenError, match="Name the target: --target OBJECT"):
        Sweep(bare, (factor("pitch"),))
    assert Sweep(bare, (factor("pitch"),), "apple").target_of("main") == "apple"
    assert Sweep(bare, (factor("exposure"),)).target_of("main") == "floor"
    assert Sweep(bare, (factor("color"),), "walls").target_of("main") == "walls"
    with pytest.raises(SimgenError, match="axis 'tilt' acts on an object, and 'floor' is a part of the room"):
        Sweep(bare, (factor("exposure"), factor("tilt")), "floor")


def test_keys_name_the_clip_and_the_frame_and_have_no_dots(pipeline: Pipeline) -> None:
    sweep = Sweep(pipeline, (factor("pitch", 10.0, 20.0), factor("haze", 0.0, 0.5, 1.0)))
    keys = sweep.keys(3)
    assert len(set(keys)) == 6 and keys[0] == "corner-000003-main-pitch-haze-0000"
    assert not any("." in key for key in keys)
    assert [sweep.grid[k] for k in (0, 1, 2)] == [
        {"pitch": 10.0, "haze": 0.0},
        {"pitch": 20.0, "haze": 0.0},
        {"pitch": 10.0, "haze": 0.5},
    ]


@pytest.mark.slow
def test_a_lighting_sweep_is_printed_from_one_negative_and_made_again_from_its_records(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    raw = Pipeline(pipeline.spec, raw=True)
    sweep = Sweep(raw, (factor("lighting", 0.0, 0.25, 0.5, 0.75, 1.0),), "mug")
    records = list(read(swept(sweep, tmp_path / "data")))
    assert len(records) == 5
    lux = [record.meta["study"]["axes"]["lighting"]["measured"] for record in records]
    np.testing.assert_allclose(np.array(lux) / lux[-1], [0, 0.25, 0.5, 0.75, 1], rtol=1e-6)
    brightness = [record.rgb.mean() for record in records]
    assert brightness == sorted(brightness) and brightness[0] == 0
    for record in records:
        assert record.meta["study"]["target"] == "mug" and record.meta["light"]["target"] == "mug_1"
        for suffix in ("depth.npy", "instance.png", "normal.npy"):
            assert record.meta["files"][suffix] == records[0].meta["files"][suffix]
        np.testing.assert_array_equal(relight(record), record.rgb)
    for record in (records[0], records[2]):
        again = encode_sample(rerender(record.meta), pipeline.categories)
        assert ("light.exr" in again) == (record is records[0])
        for suffix, content in again.items():
            assert content == record.meta_path.with_name(f"{record.key}.{suffix}").read_bytes(), suffix


@pytest.mark.slow
@pytest.mark.parametrize(
    "axes", [("visibility",), ("scale", "exposure"), ("pitch", "iso"), ("finish",), ("distortion",), ("walk",)]
)
def test_clips_of_every_kind_resume_and_are_made_again_from_their_records(
    pipeline: Pipeline, tmp_path: Path, axes: tuple[str, ...]
) -> None:
    factors = tuple(Factor(AXES[name], AXES[name].values(None, 2)[:2]) for name in axes)
    sweep = Sweep(pipeline, factors, "mug")
    folder = swept(sweep, tmp_path / "data")
    whole = {path.name: path.read_bytes() for path in (folder / "samples").iterdir()}
    key = sweep.keys(0)[-1]
    for path in (folder / "samples").glob(f"{key}.*"):
        path.unlink()
    swept(Sweep(pipeline, factors, "mug"), folder)
    assert {path.name: path.read_bytes() for path in (folder / "samples").iterdir()} == whole
    for record in read(folder):
        again = encode_sample(rerender(record.meta), pipeline.categories)
        assert again["rgb.png"] == record.rgb_path.read_bytes()
        assert again["meta.json"] == record.meta_path.read_bytes()
        assert (
            record.environment
            == " ".join(
                f"{name}={v['requested'] if isinstance(v['requested'], str) else format(v['requested'], 'g')}"
                for name, v in record.meta["study"]["axes"].items()
            )
            or len(axes) > 1
        )


LAPTOP = {"name": "laptop", "category": "laptop", "place": {"on": "table"}, "yaw_deg": {"uniform": [-20, 20]}}
GLASS = {"name": "glass", "category": "drinking_glass", "place": {"on": "table"}}
FULL = {**GLASS, "state": {"fill": {"of": "milk", "fraction": 0.6}}}
TARGETS = {"articulation": "laptop"}


@pytest.mark.slow
@pytest.mark.parametrize("name", AXES)
def test_a_clip_of_every_axis_is_written_and_valid(tmp_path: Path, name: str) -> None:
    plain = load_spec(CORNER, SMALL).to_plain()
    quick = Pipeline(SceneSpec.model_validate({**plain, "objects": [*plain["objects"], LAPTOP, FULL]}))
    quick.renderer = QuickRenderer()
    axis = AXES[name]
    values = axis.names[:2] if axis.names else axis.values(None, 3)
    folder = swept(Sweep(quick, (Factor(axis, values),), TARGETS.get(name, "mug")), tmp_path / "data")
    records = list(read(folder))
    assert [record.meta["study"]["axes"][name]["requested"] for record in records] == list(values)
    measured = [record.meta["study"]["axes"][name]["measured"] for record in records]
    assert len(set(measured)) == len(values)
    if axis.rises:
        assert measured == sorted(measured, reverse=axis.rises < 0)
    assert validate(read(folder)).findings == ()


@pytest.mark.slow
def test_frames_of_one_negative_share_their_raw_light_and_each_is_given_by_it_again(tmp_path: Path) -> None:
    raw = Pipeline(load_spec(CORNER, SMALL), raw=True)
    raw.renderer = QuickRenderer()
    sweep = Sweep(raw, (factor("pitch", 20.0, 50.0), factor("lighting", 0.2, 1.0)), "mug")
    records = list(read(swept(sweep, tmp_path / "data")))
    owners = [record.meta["raw"] for record in records]
    assert owners == [records[k].key for k in (0, 1, 0, 1)]
    files = {path.name for path in (tmp_path / "data" / "samples").glob("*.light.exr")}
    assert files == {f"{key}.light.exr" for key in owners}
    for record in records:
        np.testing.assert_array_equal(relight(record), record.rgb)


@pytest.mark.slow
def test_two_processes_make_the_bytes_of_one(pipeline: Pipeline, tmp_path: Path) -> None:
    sweep = Sweep(pipeline, (factor("roll", 0.0, 30.0),))
    one = swept(sweep, tmp_path / "one", 2)
    samples = open_dataset(tmp_path / "two", sweep.header())
    run_batch(Sweep(pipeline, sweep.factors), range(2), samples, workers=2)
    assert {p.name: p.read_bytes() for p in samples.iterdir()} == {
        p.name: p.read_bytes() for p in (one / "samples").iterdir()
    }
