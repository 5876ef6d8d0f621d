"""Where a picture gets more paths, and that they are the same paths' mean."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgen.rendering.layers import Layers
from simgen.rendering.mitsuba_renderer import MitsubaRenderer
from simgen.rendering.refinement import doubt, mean, refined, wanted_samples, worst
from simgen.seeds import stream
from simgen.world import RenderSettings
from tests.rendering.conftest import luminance
from tests.rendering.test_path_cache import eye, room

DENOISED = RenderSettings(samples_per_pixel=16, max_bounces=8)


def noisy(seed: int, scale: float = 1.0, samples: int = 8) -> Layers:
    """A grey picture whose right quarter is full of noise."""
    rng = stream(seed, "noise")
    light = np.ones((48, 64, 3), np.float32)
    light[:, 48:] *= rng.uniform(0.2, 1.8, (48, 16, 1)).astype(np.float32)
    flat = np.full_like(light, 0.5)
    return Layers({"all": light * np.float32(scale)}, flat, flat, 60.0, samples)


def test_the_pixels_are_those_where_halves_differ_and_as_many_as_asked() -> None:
    pixels = worst(doubt(noisy(1), noisy(2)), 0.1)
    assert len(pixels) == round(0.1 * 48 * 64)
    assert (np.diff(pixels.astype(np.int64)) > 0).all()
    assert (pixels % 64 >= 44).all()


def test_light_four_times_as_strong_gives_the_same_doubt() -> None:
    np.testing.assert_array_equal(doubt(noisy(1), noisy(2)), doubt(noisy(1, 4.0), noisy(2, 4.0)))


def test_halves_that_are_alike_and_dark_ones_ask_for_nothing() -> None:
    for unsure in (doubt(noisy(1), noisy(1)), doubt(noisy(1, 0.0), noisy(2, 0.0))):
        assert len(worst(unsure, 0.1)) == 0
        assert wanted_samples(unsure, 24, 5.0) == 24


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 64), st.floats(1, 16))
def test_more_doubt_never_asks_for_fewer_paths_and_patience_bounds_them(
    one: float, other: float, samples: int, patience: float
) -> None:
    low, high = sorted((one, other))
    few, many = (wanted_samples(np.full((4, 4), x, np.float32), samples, patience) for x in (low, high))
    assert samples <= few <= many <= round(samples * patience)
    assert wanted_samples(np.ones((4, 4), np.float32), samples, patience) == round(samples * patience)


def test_more_paths_count_as_many_and_other_pixels_stay() -> None:
    base, more = noisy(1), noisy(2, samples=24)
    pixels = np.array([3, 64 * 5 + 60, 64 * 47 + 63], np.uint32)
    part = Layers(
        {"all": more.total.reshape(1, -1, 3)[:, pixels]},
        *(g.reshape(1, -1, 3)[:, pixels] for g in (more.albedo, more.normal)),
        60.0,
        more.samples,
    )
    result = refined(base, part, pixels).total.reshape(-1, 3)
    expected = base.total.reshape(-1, 3).copy()
    expected[pixels] = 0.25 * expected[pixels] + 0.75 * more.total.reshape(-1, 3)[pixels]
    np.testing.assert_allclose(result, expected, rtol=1e-6)
    np.testing.assert_allclose(mean(base, more).total, 0.25 * base.total + 0.75 * more.total, rtol=1e-6)
    assert (mean(base, more).samples, refined(base, part, pixels).refined_pixels) == (32, 3)


@pytest.mark.slow
def test_a_refined_picture_is_as_bright_and_has_less_noise_where_it_was_refined(mitsuba: MitsubaRenderer) -> None:
    scene, camera = room(), eye(48, 36)
    plain, fine = (
        np.stack([mitsuba.trace(scene, camera, replace(s, seed=k)).total for k in range(6)])
        for s in (replace(DENOISED, refined_share=0.0), replace(DENOISED, refined_share=0.25))
    )
    assert luminance(fine.mean(axis=0)) == pytest.approx(luminance(plain.mean(axis=0)), rel=0.02)
    assert fine.var(axis=0).mean() < 0.6 * plain.var(axis=0).mean()


@pytest.mark.slow
def test_a_noisy_picture_gets_more_paths_and_is_as_bright(mitsuba: MitsubaRenderer) -> None:
    scene, camera = room(), eye(48, 36)
    patient = replace(DENOISED, refined_share=0.0, samples_per_pixel=4, patience=4.0)
    plain, more = (
        [mitsuba.trace(scene, camera, replace(s, seed=k)) for k in range(6)]
        for s in (replace(patient, patience=1.0), patient)
    )
    assert {layers.samples for layers in plain} == {4}
    assert all(4 < layers.samples <= 16 for layers in more)
    one, other = (np.stack([layers.total for layers in pictures]) for pictures in (plain, more))
    assert luminance(other.mean(axis=0)) == pytest.approx(luminance(one.mean(axis=0)), rel=0.04)
    assert other.var(axis=0).mean() < 0.7 * one.var(axis=0).mean()


def test_a_picture_that_is_not_denoised_has_the_same_paths_everywhere(mitsuba: MitsubaRenderer) -> None:
    raw = replace(DENOISED, denoise=False)
    one, other = (mitsuba.trace(room(), eye(), replace(raw, refined_share=share)).total for share in (0.0, 0.5))
    np.testing.assert_array_equal(one, other)
