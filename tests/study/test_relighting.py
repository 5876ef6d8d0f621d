from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import simgen
from simgen.dataset import Record, open_dataset, read, write_sample
from simgen.errors import DatasetError, SimgenError, SpecError
from simgen.frame import Sample
from simgen.physics import load_engine
from simgen.pipeline import observe, photograph, sample_key
from simgen.rendering.relight import apart
from simgen.study.relighting import Relighting, relight
from simgen.world import Scene, Sensor
from tests.study.tiny import PROVENANCE, QuickRenderer, scenario

SENSOR = Sensor(iso=800.0, noise_seed=3, compensation_ev=0.5, jpeg_quality=70)
GAINS = {"window": (0.3, 0.25, 0.2), "lamps": (2.0, 1.5, 1.0)}
ALL = {"floor": 1, "wall": 2, "box": 3, "chest": 4, "mug": 5}
LAYERS = {"window", "lamps"}


@pytest.fixture(scope="module")
def scene() -> Scene:
    """The tiny room with lights moved from what they were drawn with, and everything that a sensor does."""
    own = scenario(0)
    lights = [replace(light, group="window" if light.kind == "window" else "lamps") for light in own.lights]
    off = replace(own.lights[1], name="off", group="off", intensity_cd=0.0)  # type: ignore[call-arg]
    lights.append(off)
    return load_engine().settle(replace(own, lights=tuple(lights), light_gains=GAINS, sensor=SENSOR))


def seen(scene: Scene, raw: bool = True) -> Sample:
    negative = photograph(apart(scene), scene.scenario.cameras[0], QuickRenderer())
    key = sample_key(scene.scenario.spec_name, scene.scenario.index, "main")
    return observe(negative, apart(scene), PROVENANCE, raw_key=key if raw else None)


def kept(sample: Sample, folder: Path) -> Record:
    categories = {body.asset.category: k for k, body in enumerate(sample.scene.bodies, 1)}
    samples = open_dataset(folder, {"categories": categories})
    write_sample(sample, samples, categories)
    return read(folder)[0]


@pytest.fixture(scope="module")
def record(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Record:
    return kept(seen(scene), tmp_path_factory.mktemp("raw") / "data")


def test_groups_gains_and_exposure_of_a_record_give_its_picture_again_to_the_bit(record: Record) -> None:
    np.testing.assert_array_equal(relight(record), record.rgb)
    assert record.damaged_files() == ()
    assert "light.exr" in record.meta["files"]


def test_haze_is_put_between_as_it_was(scene: Scene, tmp_path: Path) -> None:
    hazy = replace(scene, scenario=replace(scene.scenario, haze_per_m=0.4, sensor=Sensor()))
    there = kept(seen(hazy), tmp_path / "data")
    # Distances are computed from the stored depth, which may move a value across a rounding.
    assert np.abs(relight(there).astype(int) - there.rgb).max() <= 1


def test_another_reader_finds_a_layer_a_group_whose_weighted_sum_is_the_radiance(scene: Scene, record: Record) -> None:
    drjit, mitsuba = (pytest.importorskip(name) for name in ("drjit", "mitsuba"))
    mitsuba.set_variant("scalar_rgb")
    # Its reader leaves the work to other threads, and waits for ever where there is no other one.
    drjit.set_thread_count(2)
    path = record.meta_path.with_name(f"{record.key}.light.exr")
    layers = {name: np.array(bitmap) for name, bitmap in mitsuba.Bitmap(str(path)).split()}
    assert set(layers) == {*LAYERS, "off"} and not layers["off"].any()
    total = sum(np.asarray(GAINS.get(name, 1.0)) * layers[name].astype(np.float64) for name in layers)
    np.testing.assert_allclose(total, seen(scene).frame.rgb_linear, rtol=1e-6)


def test_light_as_asked_for_is_what_the_renderer_shows_under_it(scene: Scene, record: Record) -> None:
    plain = {"iso": 0.0, "jpeg_quality": None}
    asked = {"window": (0.1, 0.2, 0.3), "lamps": (0.5, 0.5, 0.5)}
    direct = seen(
        replace(scene, scenario=replace(scene.scenario, light_gains=asked, sensor=replace(SENSOR, **plain)))  # type: ignore[arg-type]
    )
    shown = relight(record, {"window": (0.1, 0.2, 0.3), "lamps": 0.5}, **plain)
    assert np.abs(shown.astype(int) - direct.rgb).max() <= 1
    # Half the light for twice as long.
    half = relight(record, {g: np.multiply(0.5, v) for g, v in GAINS.items()}, hold=True, compensation_ev=1.5, **plain)
    np.testing.assert_array_equal(half, relight(record, hold=True, compensation_ev=0.5, **plain))


def test_the_colour_of_a_group_changes_and_its_brightness_stays(record: Record) -> None:
    def linear(kelvin: float) -> np.ndarray:
        only = {"window": 0.0, "lamps": 1.0}
        look = {"iso": 0.0, "jpeg_quality": None, "tone_curve": "linear", "compensation_ev": -3.0}
        shown = relight(record, only, temperature_k={"lamps": kelvin}, hold=True, **look)
        return simgen_color.srgb_decode(shown / 255.0).reshape(-1, 3).mean(axis=0)

    from simgen import color as simgen_color

    warm, cold = linear(2500.0), linear(9000.0)
    assert warm[0] / warm[2] > 2 * cold[0] / cold[2]
    assert simgen_color.LUMINANCE @ warm == pytest.approx(simgen_color.LUMINANCE @ cold, rel=0.15)


def test_what_cannot_be_relit_is_refused_with_what_to_do(scene: Scene, record: Record, tmp_path: Path) -> None:
    with pytest.raises(SimgenError, match=r"no light group 'lamp'\. Did you mean 'lamps'\?"):
        relight(record, {"lamp": 1.0})
    for gain in (-1.0, float("inf"), (1.0, 2.0), "bright", None):
        with pytest.raises(SimgenError, match="from 0 up"):
            relight(record, {"lamps": gain})  # type: ignore[dict-item]
    with pytest.raises(SimgenError, match=r"the temperature is 90\. Use 1667 to 25000\."):
        relight(record, temperature_k=90)
    with pytest.raises(SimgenError, match=r"a sensor has no 'isso'\. Did you mean 'iso'"):
        relight(record, isso=100)
    for bad in ({"iso": -1}, {"jpeg_quality": 0}, {"glare": 2}, {"tone_curve": "film"}, {"iso": {"uniform": [1, 2]}}):
        with pytest.raises(SimgenError, match=f"relight.*{next(iter(bad))}"):
            relight(record, **bad)
    with pytest.raises(DatasetError, match=r"were not kept\. Render it with --raw"):
        relight(kept(seen(scene, raw=False), tmp_path / "plain"))
    damaged = kept(seen(scene), tmp_path / "data")
    damaged.meta_path.with_name(f"{damaged.key}.light.exr").write_bytes(b"no picture")
    with pytest.raises(DatasetError, match="cannot read the light groups"):
        relight(damaged)


WILD = {
    "strength": {"loguniform": [0.1, 4]},
    "balance": {"uniform": [0.2, 2]},
    "off": 0.9,
    "temperature_k": {"uniform": [2500, 8000]},
    "iso": {"choice": [0, 1600]},
    "tone_curve": {"choice": ["filmic", "linear"]},
}


def test_a_drawn_light_depends_on_seed_epoch_and_sample_alone(record: Record) -> None:
    one, again = Relighting(seed=1, **WILD), simgen.Relighting(seed=1, **WILD)
    np.testing.assert_array_equal(one(record, 3), again(record, 3))
    found = [one.conditions(record, epoch) for epoch in range(200)]
    assert len({str(c) for c in found}) == 200
    assert one.conditions(record, 3) != Relighting(seed=2, **WILD).conditions(record, 3)
    for c in found:
        assert set(c["gains"]) == LAYERS and any(c["gains"].values())
        assert all(0 <= gain <= 8 for gain in c["gains"].values())
        assert all(2500 <= kelvin <= 8000 for kelvin in c["temperature_k"].values())
        assert c["iso"] in (0, 1600) and c["tone_curve"] in ("filmic", "linear") and c["hold"] is True
    # Both would be off in 81 %, and then one of them shines all the same.
    assert 0.9 < np.mean([0.0 in c["gains"].values() for c in found]) <= 1
    relit = one(record, 0)
    assert relit.shape == record.rgb.shape and relit.dtype == np.uint8


def test_a_distribution_that_makes_no_sense_is_refused_by_name() -> None:
    with pytest.raises(SpecError, match=r"Relighting\.strength\.uniform\[0\]: expected at least 0, got -1"):
        Relighting(strength={"uniform": [-1, 2]})
    with pytest.raises(SpecError, match="unknown key 'strenght'"):
        Relighting(strenght=2)


def test_a_training_set_draws_light_anew_in_each_epoch_and_the_same_in_any_worker(record: Record) -> None:
    torch = pytest.importorskip("torch", reason="torch is an extra")
    from simgen.torch import SimgenDataset, collate

    data = SimgenDataset(record.meta_path.parent.parent, relight=Relighting(seed=1, **WILD))
    plain = SimgenDataset(record.meta_path.parent.parent)
    first, target = data[0]
    np.testing.assert_array_equal(target["masks"], plain[0][1]["masks"])
    loader = torch.utils.data.DataLoader(
        data, collate_fn=collate, num_workers=1, multiprocessing_context="fork", persistent_workers=True
    )
    assert torch.equal(next(iter(loader))[0][0], first)
    data.set_epoch(1)
    other = next(iter(loader))[0][0]
    assert not torch.equal(other, first) and torch.equal(other, data[0][0])
