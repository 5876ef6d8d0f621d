"""Where the sun stands, from place and time."""

from __future__ import annotations

import math

# Noon UT of 1 January 2026 in days since J2000.0. The year lies in the middle between leap years, so that in any other
# one the calendar is at most half a day off against the sun, 0.2° of declination.
_FIRST_NOON = 9497.0


def declination_rad(day: float) -> float:
    """The sun's angle north of the equator; `day` of the year, 1.0 is noon of 1 January.

    Low-precision formulas of the Astronomical Almanac, good to 0.01° in the year of `_FIRST_NOON`: Michalsky, Solar
    Energy 40 (1988) 227.
    """
    n = _FIRST_NOON + day - 1.0
    anomaly = math.radians(357.528 + 0.9856003 * n)
    longitude = math.radians(280.460 + 0.9856474 * n + 1.915 * math.sin(anomaly) + 0.020 * math.sin(2 * anomaly))
    obliquity = math.radians(23.439 - 4e-7 * n)
    return math.asin(math.sin(obliquity) * math.sin(longitude))


def sun_position_deg(latitude_deg: float, day: float, hour: float) -> tuple[float, float]:
    """Elevation above the horizon and azimuth clockwise from true north, both of the sun's centre, without refraction.

    `hour` is true solar time: at 12 the sun stands highest. Spherical trigonometry of the horizontal frame: Meeus,
    "Astronomical Algorithms", 2nd ed. (1998), ch. 13.
    """
    latitude = math.radians(latitude_deg)
    turned = math.radians(15.0 * (hour - 12.0))
    declination = declination_rad(day + (hour - 12.0) / 24.0)
    up = math.sin(latitude) * math.sin(declination) + math.cos(latitude) * math.cos(declination) * math.cos(turned)
    east = -math.cos(declination) * math.sin(turned)
    north = math.cos(latitude) * math.sin(declination) - math.sin(latitude) * math.cos(declination) * math.cos(turned)
    return math.degrees(math.atan2(up, math.hypot(east, north))), math.degrees(math.atan2(east, north)) % 360.0
