from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simgen.errors import SpecError
from simgen.sampler.solar import declination_rad, sun_position_deg
from simgen.spec import parse_plain
from tests.sampler.house import DAYLIT, first_draw, spec_of

days = st.integers(1, 365)
latitudes = st.floats(-89, 89)


@pytest.mark.parametrize(
    ("day", "declination_deg"),
    # Solstices and equinoxes: the obliquity of the ecliptic, 23.44°, and nought.
    [(172, 23.44), (355, -23.44), (79, 0.0), (266, 0.0)],
)
def test_the_declination_of_the_four_seasons(day: int, declination_deg: float) -> None:
    assert math.degrees(declination_rad(day)) == pytest.approx(declination_deg, abs=0.2)


def test_the_worked_example_of_the_solar_position_algorithm() -> None:
    """Reda and Andreas, NREL/TP-560-34302 (2008), A.5: Golden, Colorado, 17 October 2003, hour angle 11.1059°:
    zenith 50.11162°, azimuth 194.34024°.
    """
    elevation, azimuth = sun_position_deg(39.742476, 290, 12 + 11.1059 / 15)
    assert elevation == pytest.approx(90 - 50.11162, abs=0.1)
    assert azimuth == pytest.approx(194.34024, abs=0.05)


@pytest.mark.parametrize(
    ("latitude", "day", "hour", "elevation", "azimuth"),
    [
        (51.5, 172, 12, 90 - 51.5 + 23.44, 180),  # London, midsummer noon
        (51.5, 355, 12, 90 - 51.5 - 23.44, 180),  # and midwinter noon
        (-33.9, 355, 12, 90 - 33.9 + 23.44, 0),  # Sydney: the noon sun is in the north
        (23.44, 172, 12, 90, None),  # the tropic
        (0, 79, 6, 0, 90),  # equinox: rises in the east everywhere
        (60, 79, 18, 0, 270),
        (70, 172, 0, 3.44, 0),  # midnight sun
        (90, 172, 7.3, 23.44, None),  # the pole: all day at one height
    ],
)
def test_known_places_of_the_sun(
    latitude: float, day: int, hour: float, elevation: float, azimuth: float | None
) -> None:
    found = sun_position_deg(latitude, day, hour)
    assert found[0] == pytest.approx(elevation, abs=0.2)
    if azimuth is not None:
        assert abs((found[1] - azimuth + 180) % 360 - 180) < 0.5


@given(latitudes, days, st.floats(0.1, 11.9))
def test_morning_mirrors_afternoon(latitude: float, day: int, before: float) -> None:
    """But for what the declination changes in between, at most 0.4° a day."""
    morning, evening = (sun_position_deg(latitude, day, 12 + sign * before) for sign in (-1, 1))
    assert morning[0] == pytest.approx(evening[0], abs=0.41)
    assume(abs(morning[0]) < 80)
    assert 0 <= morning[1] <= 180.0 <= evening[1] <= 360


@given(latitudes, days, st.floats(0, 24))
def test_the_other_side_of_the_earth_sees_the_sun_where_it_is_not(latitude: float, day: int, hour: float) -> None:
    """Antipodes share the sky's other half: what is up here is as far down there, half a day apart on the clock."""
    here, _ = sun_position_deg(latitude, day, hour)
    there, _ = sun_position_deg(-latitude, day - 0.5, hour + 12)
    assert there == pytest.approx(-here, abs=1e-6)


def test_place_and_time_put_the_sun_where_the_room_faces() -> None:
    at = {"latitude_deg": 48, "day": 172, "hour": 15, "north_wall_faces_deg": 30}
    axes = first_draw(spec_of([], room=DAYLIT, lights={"daylight": {"at": at}})).axes
    elevation, azimuth = sun_position_deg(48, 172, 15)
    assert axes["sun_elevation_deg"] == pytest.approx(elevation)
    assert axes["sun_azimuth_deg"] == pytest.approx((azimuth - 30) % 360)
    assert {key: axes[key] for key in at} == at
    night = first_draw(spec_of([], room=DAYLIT, lights={"daylight": {"at": {**at, "hour": 0, "day": 355}}}))
    assert night.axes["sun_elevation_deg"] == -18.0


def test_only_one_of_angles_and_time_may_say_where_the_sun_is() -> None:
    lights = {"daylight": {"at": {"latitude_deg": 48}, "sun_azimuth_deg": 90}}
    plain = {"name": "x", "cameras": [{"name": "c", "pose": {"position_m": [0, 0, 1], "look_at_m": [1, 0, 1]}}]}
    with pytest.raises(SpecError, match=r"daylight.sun_azimuth_deg: 'at' and 'sun_azimuth_deg' both say where"):
        parse_plain({**plain, "lights": lights})
    del lights["daylight"]["sun_azimuth_deg"]  # type: ignore[attr-defined]
    spec = parse_plain({**plain, "lights": lights})
    assert parse_plain(spec.to_plain()) == spec
