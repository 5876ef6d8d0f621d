"""The sensor: exposure, balance, noise and curves, each by the law it is meant to follow."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simgen.color import (
    LUMINANCE,
    adaptation,
    chromaticity,
    correlated_temperature_k,
    rgb_of_chromaticity,
    srgb_decode,
    srgb_encode,
    white_chromaticity,
)
from simgen.rendering.sensor import FULL_WELL_E, READ_NOISE_E, develop, estimate_white, expose, meter, noisy
from simgen.rendering.tonemap import FILMIC_WHITE, METERED_SIGNAL, MID_GREY_OUT, filmic, filmic_curve
from simgen.seeds import stream
from simgen.world import Sensor

temperatures = st.floats(1700, 20_000)
fixed = Sensor(exposure_ev=8.0, white_temperature_k=6504.0, tone_curve="linear")


def interior(seed: int = 0, window: float = 0.0, level: float = 60.0) -> npt.NDArray[np.float64]:
    """(60, 80, 3) cd/m²: surfaces of albedo 0.1 to 0.8 under even light, and a share of the width that is window."""
    rng = stream(seed, "interior")
    blocks = np.kron(rng.uniform(0.1, 0.8, (6, 8, 1)), np.ones((10, 10, 3))) * level
    blocks[:, : round(80 * window)] = 60 * level
    return blocks


def test_the_white_point_follows_the_published_loci() -> None:
    # CIE 15: illuminant A is a black body of 2856 K, D65 is daylight of 6504 K, D50 of 5003 K.
    for temperature, x, y in ((2856, 0.44758, 0.40745), (6504, 0.31271, 0.32902), (5003, 0.34567, 0.35850)):
        np.testing.assert_allclose(white_chromaticity(temperature), (x, y), atol=6e-4)


@given(temperatures)
def test_the_correlated_temperature_undoes_the_white_point(temperature: float) -> None:
    found = correlated_temperature_k(*white_chromaticity(temperature))
    if 2000 < temperature < 10_000:
        assert found == pytest.approx(temperature, rel=0.02)


def test_the_white_point_has_no_step_where_the_loci_meet() -> None:
    for edge in (2222, 4000, 5000, 7000):
        np.testing.assert_allclose(white_chromaticity(edge - 0.5), white_chromaticity(edge + 0.5), atol=1e-3)


@pytest.mark.parametrize("temperature", [1000.0, 30_000.0])
def test_a_temperature_without_a_white_point_is_refused(temperature: float) -> None:
    with pytest.raises(ValueError, match="between 1667 and 25000 K, got"):
        white_chromaticity(temperature)


@given(temperatures)
def test_adaptation_shows_its_white_as_neutral_with_the_same_luminance(temperature: float) -> None:
    white = rgb_of_chromaticity(*white_chromaticity(temperature))
    np.testing.assert_allclose(adaptation(white) @ white, 1.0, atol=1e-9)
    assert LUMINANCE @ white == pytest.approx(1.0)
    assert chromaticity(white) == pytest.approx(white_chromaticity(temperature))


@given(st.lists(st.floats(0, FILMIC_WHITE), min_size=2, max_size=30))
def test_the_filmic_curve_rises_from_0_to_1_and_never_falls(signals: list[float]) -> None:
    shown = filmic_curve(np.sort(np.array(signals)))
    assert (np.diff(shown) >= 0).all()
    assert ((shown >= 0) & (shown <= 1)).all()


def test_the_filmic_curve_passes_through_black_mid_grey_and_white() -> None:
    shown = filmic_curve(np.array([0.0, METERED_SIGNAL, FILMIC_WHITE, 2 * FILMIC_WHITE]))
    np.testing.assert_allclose(shown, [0, MID_GREY_OUT, 1, 1], atol=1e-12)


def test_the_filmic_curve_has_a_toe_and_a_shoulder() -> None:
    x = np.geomspace(1e-4, FILMIC_WHITE, 400)
    slope = np.gradient(filmic_curve(x), x)
    # Steeper and then flatter, with one turn: no kink.
    assert (np.diff(np.sign(np.diff(slope))) != 0).sum() == 1
    assert slope[0] < 0.5 * slope.max()
    assert slope[-1] < 0.02 * slope.max()


@given(st.floats(0.0, 20.0))
def test_grey_stays_grey_in_both_curves_and_through_srgb(level: float) -> None:
    shown = filmic(np.full((1, 1, 3), level))
    assert np.ptp(shown) < 1e-12
    np.testing.assert_allclose(shown[0, 0], filmic_curve(np.array(level)), atol=1e-12)


@given(st.tuples(*[st.floats(0.001, 8.0)] * 3))
def test_the_filmic_look_keeps_the_order_of_the_channels_and_does_not_saturate(rgb: tuple[float, float, float]) -> None:
    signal = np.array(rgb)
    shown = filmic(signal[None])[0]
    assert (np.argsort(signal, kind="stable") == np.argsort(shown, kind="stable")).all() or np.ptp(signal) < 1e-6
    assert ((shown >= 0) & (shown <= 1)).all()


def test_bright_colours_bleach() -> None:
    def saturation(times: float) -> float:
        shown = filmic(np.array([[0.3, 0.15, 0.1]]) * times)[0]
        return float(1 - shown.min() / shown.max())

    assert saturation(20) < 0.5 * saturation(1)


def test_srgb_follows_the_standard() -> None:
    np.testing.assert_allclose(
        srgb_encode(np.array([-1, 0, 0.0031308, 0.18, 1, 2])), [0, 0, 0.04045, 0.46135, 1, 1], atol=1e-4
    )
    x = np.linspace(0, 1, 1001)
    np.testing.assert_allclose(srgb_decode(srgb_encode(x)), x, atol=1e-7)


@given(st.floats(-5, 15), st.floats(0.01, 1e5))
def test_a_stop_more_doubles_the_signal_before_the_curve(ev: float, luminance: float) -> None:
    light = np.full((2, 2, 3), luminance)
    np.testing.assert_allclose(expose(light, ev - 1), 2 * expose(light, ev), rtol=1e-12)
    assert expose(light, ev)[0, 0, 0] == pytest.approx(luminance / (1.2 * 2**ev))


def test_compensation_brightens_the_linear_picture_by_stops() -> None:
    light = np.full((4, 4, 3), 20.0)
    plain, _ = develop(light, fixed, "k")
    brighter, chosen = develop(light, replace(fixed, compensation_ev=1.0), "k")
    assert srgb_decode(brighter / 255).mean() == pytest.approx(2 * srgb_decode(plain / 255).mean(), rel=0.02)
    assert (chosen["ev100"], chosen["compensation_ev"]) == (8.0, 1.0)


def test_nominal_white_just_clips_in_the_linear_curve() -> None:
    white = 1.2 * 2.0**8
    levels = np.array([0.99, 1.0, 1.5])[:, None, None] * np.full(3, white)
    rgb, _ = develop(levels, fixed, "k")
    assert rgb[0].max() < 255
    assert (rgb[1:] == 255).all()


def test_a_grey_card_is_metered_as_a_light_meter_does() -> None:
    # ISO 2720 with K = 12.5: EV100 = log2(L · 100 / 12.5).
    assert meter(np.full((8, 8, 3), 100.0)) == pytest.approx(np.log2(800))


@given(st.floats(0.01, 1000))
@settings(deadline=None)
def test_the_picture_does_not_depend_on_how_bright_the_room_is(times: float) -> None:
    one, _ = develop(interior(), Sensor(), "k")
    other, _ = develop(interior() * times, Sensor(), "k")
    assert np.abs(one.astype(int) - other.astype(int)).max() <= 1


@pytest.mark.parametrize("window", [0.0, 0.05, 0.1, 0.2])
def test_a_window_blows_out_and_the_room_keeps_its_tones(window: float) -> None:
    rgb, _ = develop(interior(window=window), Sensor(), "k")
    room = rgb[:, 20:].mean()
    assert 85 < room < 160
    if window:
        assert rgb[:, :4].min() > 235


def test_a_black_corner_brightens_the_rest_by_less_than_a_stop() -> None:
    cornered = interior()
    cornered[:20, :30] = 0.0
    assert meter(cornered) > meter(interior()) - 1.0


def test_a_black_frame_stays_black() -> None:
    rgb, chosen = develop(np.zeros((4, 4, 3)), Sensor(), "k")
    assert (rgb == 0).all()
    assert np.isfinite(chosen["ev100"])
    assert chosen["gains"] == [1.0, 1.0, 1.0]


def test_radiance_that_is_not_finite_is_refused() -> None:
    with pytest.raises(ValueError, match="not finite"):
        develop(np.full((2, 2, 3), np.nan), Sensor(), "k")


@given(temperatures)
@settings(deadline=None, max_examples=30)
def test_a_set_temperature_makes_that_light_neutral(temperature: float) -> None:
    light = rgb_of_chromaticity(*white_chromaticity(temperature)) * interior()
    rgb, chosen = develop(light, Sensor(exposure_ev=7.0, white_temperature_k=temperature), "k")
    assert np.ptp(rgb.astype(int), axis=-1).max() <= 1
    assert chosen["white_temperature_k"] == temperature


@pytest.mark.parametrize(("temperature", "warmer"), [(2700.0, True), (9000.0, False)])
def test_automatic_balance_removes_most_of_a_cast_and_leaves_a_little(temperature: float, warmer: bool) -> None:
    light = np.maximum(rgb_of_chromaticity(*white_chromaticity(temperature)), 0) * interior()
    rgb, chosen = develop(light, Sensor(), "k")
    raw, _ = develop(light, Sensor(white_temperature_k=6504.0), "k")
    left = rgb[..., 0].mean() - rgb[..., 2].mean()
    cast = float(raw[..., 0].mean()) - float(raw[..., 2].mean())
    assert (left > 0) == warmer
    assert 0.02 < left / cast < 0.5
    assert min(temperature, 6504) < chosen["white_temperature_k"] < max(temperature, 6504)


def test_automatic_balance_leaves_a_neutral_picture_alone() -> None:
    rgb, chosen = develop(interior(), Sensor(), "k")
    assert np.ptp(rgb.astype(int), axis=-1).max() <= 1
    np.testing.assert_allclose(chosen["gains"], 1.0, atol=1e-3)


def test_automatic_balance_is_not_led_astray_by_one_bright_coloured_thing() -> None:
    light = interior()
    light[:8, :10] = (60.0, 2.0, 2.0)
    white = estimate_white(expose(light, meter(light)))
    assert white[0] / white[1] < 1.35


def test_automatic_balance_never_goes_beyond_household_white() -> None:
    for temperature in (1800.0, 18_000.0):
        white = estimate_white(
            np.maximum(rgb_of_chromaticity(*white_chromaticity(temperature)), 0) * interior(level=0.4)
        )
        assert 2500 < correlated_temperature_k(*chromaticity(white)) < 10_000


def test_automatic_balance_removes_little_of_green_and_magenta() -> None:
    white = estimate_white(interior(level=1.0) * np.array([1.0, 1.25, 1.0]))
    assert 1.0 < white[1] / white[0] < 1.1


def test_automatic_balance_leaves_a_picture_without_any_white_alone() -> None:
    np.testing.assert_array_equal(estimate_white(interior(level=1.0) * np.array([0.1, 1.0, 0.1])), np.ones(3))


@pytest.mark.parametrize(("iso", "signal"), [(100.0, 0.5), (1600.0, 0.1), (12_800.0, 0.02)])
def test_noise_is_unbiased_and_has_the_modelled_variance(iso: float, signal: float) -> None:
    count = 200_000
    made = noisy(np.full(count, signal), iso, stream(0, "test"))
    full = FULL_WELL_E * 100 / iso
    variance = signal / full + (READ_NOISE_E / full) ** 2
    assert abs(made.mean() - signal) < 4 * np.sqrt(variance / count)
    assert made.var() == pytest.approx(variance, rel=4 * np.sqrt(2 / count))


def test_noise_has_its_own_stream_by_seed_and_key() -> None:
    light, noise = interior(), Sensor(iso=3200.0, noise_seed=5)
    first, again = develop(light, noise, "a")[0], develop(light, noise, "a")[0]
    assert first.tobytes() == again.tobytes()
    assert first.tobytes() != develop(light, noise, "b")[0].tobytes()
    assert first.tobytes() != develop(light, replace(noise, noise_seed=6), "a")[0].tobytes()
    assert first.tobytes() != develop(light, replace(noise, iso=0.0), "a")[0].tobytes()


def test_noise_does_not_change_what_the_meter_chose() -> None:
    assert develop(interior(), Sensor(iso=3200.0), "a")[1]["ev100"] == develop(interior(), Sensor(), "a")[1]["ev100"]


FRESH = "from tests.rendering.test_sensor import developed_digest; print(developed_digest())"


def developed_digest() -> str:
    rgb, chosen = develop(interior(window=0.1).astype(np.float32), Sensor(iso=400.0), "key")
    return hashlib.blake2b(rgb.tobytes() + repr(chosen).encode()).hexdigest()


def test_a_fresh_process_develops_the_same_bytes(pytestconfig: pytest.Config) -> None:
    fresh = subprocess.run(
        [sys.executable, "-c", FRESH], capture_output=True, text=True, check=True, cwd=pytestconfig.rootpath
    )
    assert fresh.stdout.strip() == developed_digest()
