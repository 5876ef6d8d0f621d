from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgen.color import LUMINANCE, color_of_daylight, color_of_temperature, of_luminance_1, rgb_of_chromaticity
from simgen.sampler.daylight import (
    Daylight,
    air_mass,
    direct_normal_lx,
    sky_color,
    sky_horizontal_lx,
    sun_color,
    sun_direction,
    window_sky_luminance,
)

elevations = st.floats(-18, 90)
cloudiness = st.floats(0, 1)


@pytest.mark.parametrize(
    ("azimuth", "expected"), [(0, (0, 1, 0)), (90, (1, 0, 0)), (180, (0, -1, 0)), (270, (-1, 0, 0))]
)
def test_the_sun_stands_clockwise_from_north(azimuth: float, expected: tuple[float, float, float]) -> None:
    np.testing.assert_allclose(sun_direction(0, azimuth), expected, atol=1e-12)
    np.testing.assert_allclose(sun_direction(90, azimuth), (0, 0, 1), atol=1e-12)


def test_the_air_mass_is_one_at_the_zenith_and_about_38_at_the_horizon() -> None:
    assert air_mass(90) == pytest.approx(1.0, abs=1e-3)
    assert air_mass(30) == pytest.approx(2.0, abs=0.01)
    assert 36 < air_mass(0) < 40


def test_known_daylight_levels_are_met() -> None:
    """Clear noon sun 90 to 105 klx facing it; overcast noon 10 to 25 klx; sunset some hundred lux; dusk a few."""
    assert 90e3 < direct_normal_lx(60, 0) < 105e3
    assert 10e3 < sky_horizontal_lx(50, 1.0) < 25e3
    assert 8e3 < sky_horizontal_lx(45, 0.0) < 20e3
    assert 200 < sky_horizontal_lx(0, 0.0) < 1000
    assert sky_horizontal_lx(-6, 0.0) == pytest.approx(3.4, rel=0.01)
    assert direct_normal_lx(60, 1.0) == 0.0
    assert direct_normal_lx(-1, 0.0) == 0.0


@given(st.floats(0, 89), cloudiness)
def test_a_higher_sun_gives_more_light(elevation: float, clouds: float) -> None:
    assert sky_horizontal_lx(elevation + 1, clouds) > sky_horizontal_lx(elevation, clouds)
    assert direct_normal_lx(elevation + 1, clouds) >= direct_normal_lx(elevation, clouds)


@given(elevations, st.floats(0, 0.98))
def test_more_cloud_is_less_sun(elevation: float, clouds: float) -> None:
    assert direct_normal_lx(elevation, clouds + 0.02) <= direct_normal_lx(elevation, clouds)


def test_an_overcast_sky_lights_all_sides_alike_by_the_known_share() -> None:
    """An upright plane gets 0.396 of the horizontal under Moon and Spencer's sky (1942), a bit less under the CIE's."""
    values = [window_sky_luminance(40, 180, 1.0, facing) for facing in (0, 90, 180, 270)]
    assert max(values) == pytest.approx(min(values), rel=1e-3)
    upright_lx = values[0] * np.pi / 2
    assert 0.37 < upright_lx / sky_horizontal_lx(40, 1.0) < 0.396


def test_a_clear_sky_is_brighter_on_the_side_of_the_sun() -> None:
    south, east, north = (window_sky_luminance(30, 180, 0.0, facing) for facing in (180, 90, 0))
    assert south > 1.5 * east > 1.5 * north


@given(elevations, st.floats(-360, 360), cloudiness)
def test_everything_is_finite_and_colours_have_luminance_one(elevation: float, azimuth: float, clouds: float) -> None:
    light = Daylight(elevation, azimuth, clouds)
    values = [light.sun_lx, light.ground_lx, light.ground_luminance, light.sky_luminance(90.0)]
    assert np.isfinite(values).all() and min(values) >= 0
    for color in (light.ground_color, sky_color(elevation, clouds), sun_color(elevation)):
        assert np.dot(color, LUMINANCE) == pytest.approx(1.0) and min(color) >= 0


def test_the_setting_sun_is_redder_and_the_dusk_sky_bluer() -> None:
    def warmth(color: tuple[float, float, float]) -> float:
        return color[0] / color[2] if color[2] > 0 else np.inf

    assert warmth(sun_color(2)) > 2 * warmth(sun_color(15)) > 2 * warmth(sun_color(60))
    assert warmth(sky_color(-3, 0.0)) < warmth(sky_color(50, 0.0)) < warmth(sky_color(50, 1.0))


def test_the_d_series_passes_through_white_and_chromaticity_is_kept() -> None:
    np.testing.assert_allclose(color_of_daylight(6504), (1, 1, 1), atol=2e-3)
    np.testing.assert_allclose(of_luminance_1(rgb_of_chromaticity(0.31271, 0.32902)), (1, 1, 1), atol=1e-3)


PLANCK_XY = [(2856, 0.4476, 0.4074), (5000, 0.3451, 0.3516), (10000, 0.2807, 0.2884)]


@pytest.mark.parametrize(("kelvin", "x", "y"), PLANCK_XY)
def test_black_bodies_have_their_chromaticity(kelvin: float, x: float, y: float) -> None:
    """Planckian (x, y) as in Wyszecki and Stiles, Color Science (1982), table 1(3.11)."""
    # Rec. 709 primaries and D65, as XYZ columns.
    to_xyz = np.array([[0.41246, 0.35758, 0.18044], [0.21267, 0.71515, 0.07218], [0.01933, 0.11919, 0.95030]])
    xyz = to_xyz @ np.array(color_of_temperature(kelvin))
    np.testing.assert_allclose(xyz[:2] / xyz.sum(), [x, y], atol=1.5e-3)


@pytest.mark.parametrize("kelvin", [1000.0, 30000.0])
def test_temperatures_out_of_range_are_refused(kelvin: float) -> None:
    with pytest.raises(ValueError, match="1667 to 25000 K"):
        color_of_temperature(kelvin)
