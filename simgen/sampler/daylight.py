"""How much light sun and sky give, and of what colour, for the sun's place and how cloudy it is.

Angles: `elevation_deg` of the sun above the horizon, azimuths clockwise from north (+y), seen from above.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.color import Color, color_of_daylight, color_of_temperature, of_luminance_1
from simgen.geometry import FloatArray, Vector3

# Lux outside the atmosphere, and the constants of clear, partly cloudy and overcast skies: IESNA Lighting Handbook,
# 9th ed. (2000), ch. 8, after Gillette, Pierpoint and Treado, J. Illum. Eng. Soc. 13 (1984) 380.
EXTRATERRESTRIAL_LX = 127_500.0
CLEAR_EXTINCTION, PARTLY_EXTINCTION = 0.21, 0.80
_SKY_KLX = {"clear": (0.8, 15.5, 0.5), "partly": (0.3, 45.0, 1.0), "overcast": (0.3, 21.0, 1.0)}

# Horizontal illuminance of the clear sky at the end of civil twilight, sun at -6° (Explanatory Supplement to the
# Astronomical Almanac, 1992, table 9.221).
_TWILIGHT_LX = 3.4

# (a, b) gradation and (c, d, e) indicatrix of CIE S 011/E:2003 (ISO 15469:2004): type 12, clear, and type 1, overcast.
_CIE_CLEAR = (-1.0, -0.32, 10.0, -3.0, 0.45)
_CIE_OVERCAST = (4.0, -0.70, 0.0, -1.0, 0.0)

GROUND_ALBEDO = 0.2


def sun_direction(elevation_deg: float, azimuth_deg: float) -> Vector3:
    """The unit vector from the room to the sun."""
    h, a = math.radians(elevation_deg), math.radians(azimuth_deg)
    return (math.sin(a) * math.cos(h), math.cos(a) * math.cos(h), math.sin(h))


def air_mass(elevation_deg: float) -> float:
    """Relative optical air mass: Kasten and Young, Applied Optics 28 (1989) 4735. A sun that is down counts as at 0."""
    h = max(elevation_deg, 0.0)
    return float(1.0 / (math.sin(math.radians(h)) + 0.50572 * (h + 6.07995) ** -1.6364))


def direct_normal_lx(elevation_deg: float, cloudiness: float) -> float:
    """Illuminance by the sun on a surface that faces it; `cloudiness` 0 clear, 0.5 partly cloudy, 1 overcast."""
    if elevation_deg <= 0.0:
        return 0.0
    c = min(cloudiness / 0.5, 1.0)
    extinction = CLEAR_EXTINCTION + (PARTLY_EXTINCTION - CLEAR_EXTINCTION) * c
    shining = 1.0 - max(cloudiness - 0.5, 0.0) / 0.5
    return EXTRATERRESTRIAL_LX * math.exp(-extinction * air_mass(elevation_deg)) * shining


def sky_horizontal_lx(elevation_deg: float, cloudiness: float) -> float:
    """Illuminance by the sky alone on open level ground.

    Below the horizon it falls off by a constant factor for each degree, through the value at the end of civil twilight.
    """
    at = max(elevation_deg, 0.0)
    clear, partly, overcast = (_sky_klx(name, at) for name in ("clear", "partly", "overcast"))
    if cloudiness <= 0.5:
        klx = clear + (partly - clear) * cloudiness / 0.5
    else:
        klx = partly + (overcast - partly) * (cloudiness - 0.5) / 0.5
    per_degree = math.log(1000.0 * _SKY_KLX["clear"][0] / _TWILIGHT_LX) / 6.0
    return 1000.0 * klx * math.exp(per_degree * min(elevation_deg, 0.0))


def _sky_klx(name: str, elevation_deg: float) -> float:
    a, b, c = _SKY_KLX[name]
    return float(a + b * math.sin(math.radians(elevation_deg)) ** c)


def window_sky_luminance(elevation_deg: float, sun_azimuth_deg: float, cloudiness: float, facing_deg: float) -> float:
    """Mean luminance (cd/m²) of the sky seen from an upright window that faces the azimuth `facing_deg`.

    The mean is weighted by the cosine to the window's normal, so it times π/2 is the window's illuminance by the sky.
    The sky is a mix, by cloudiness, of the CIE standard clear sky (type 12) and overcast sky (type 1), scaled to
    `sky_horizontal_lx`.
    """
    directions, solid_angle = _sky_grid()
    sun = np.array(sun_direction(max(elevation_deg, 0.0), sun_azimuth_deg))
    shape = np.zeros(len(directions))
    for share, constants in ((1.0 - cloudiness, _CIE_CLEAR), (cloudiness, _CIE_OVERCAST)):
        luminance = _cie_sky(directions, sun, constants)
        shape += share * luminance / float(np.sum(luminance * directions[:, 2] * solid_angle))
    facing = math.radians(facing_deg)
    cosine = np.maximum(directions @ np.array([math.sin(facing), math.cos(facing), 0.0]), 0.0)
    weight = cosine * solid_angle
    mean = float(np.sum(shape * weight) / np.sum(weight))
    return mean * sky_horizontal_lx(elevation_deg, cloudiness)


def _sky_grid() -> tuple[FloatArray, FloatArray]:
    """(n, 3) directions over the upper hemisphere in equal steps of height, and their solid angles (n,)."""
    rows, columns = 24, 72
    z = (np.arange(rows) + 0.5) / rows
    azimuth = (np.arange(columns) + 0.5) * (2 * np.pi / columns)
    zz, aa = np.meshgrid(z, azimuth, indexing="ij")
    level = np.sqrt(1.0 - zz**2)
    directions = np.stack([level * np.sin(aa), level * np.cos(aa), zz], axis=-1).reshape(-1, 3)
    return directions, np.full(len(directions), 2 * np.pi / len(directions))


def _cie_sky(
    directions: FloatArray, sun: FloatArray, constants: tuple[float, float, float, float, float]
) -> FloatArray:
    """Relative luminance: gradation times indicatrix, CIE S 011/E:2003, equations 1 to 5."""
    a, b, c, d, e = constants
    gradation = 1.0 + a * np.exp(b / directions[:, 2])
    chi = np.arccos(np.clip(directions @ sun, -1.0, 1.0))
    indicatrix = 1.0 + c * (np.exp(d * chi) - math.exp(d * math.pi / 2)) + e * np.cos(chi) ** 2
    luminance: FloatArray = gradation * indicatrix
    return luminance


def sun_color(elevation_deg: float, turbidity: float = 3.0) -> Color:
    """The sun's colour through the air: a black body of 5800 K, dimmed at the primaries' wavelengths.

    Rayleigh and aerosol transmittance after Preetham, Shirley and Smits, "A Practical Analytic Model for Daylight"
    (SIGGRAPH 1999), appendix A.1.
    """
    wavelength_um = np.array([0.611, 0.549, 0.465])
    m = air_mass(elevation_deg)
    beta = 0.04608 * turbidity - 0.04586
    rayleigh = np.exp(-0.008735 * wavelength_um**-4.08 * m)
    aerosol = np.exp(-beta * wavelength_um**-1.3 * m)
    return of_luminance_1(np.array(color_of_temperature(5800.0)) * rayleigh * aerosol)


def sky_color(elevation_deg: float, cloudiness: float) -> Color:
    """A clear sky is bluer than an overcast one, most of all when the sun is gone.

    Correlated colour temperatures within the range measured by Chain, Dumortier and Fontoynont, Energy and Buildings 33
    (2001) 193: overcast about 6400 K, clear 9000 to 25000 K.
    """
    low = min(max(1.0 - elevation_deg / 20.0, 0.0), 1.0)
    clear_mired = 1e6 / (11_000.0 + 4_000.0 * low)
    overcast_mired = 1e6 / 6_400.0
    return color_of_daylight(1e6 / (clear_mired + (overcast_mired - clear_mired) * cloudiness))


@dataclass(frozen=True)
class Daylight:
    """Sun and sky of one moment, `cloudiness` 0 (clear) to 1 (overcast)."""

    sun_elevation_deg: float
    sun_azimuth_deg: float
    cloudiness: float

    @property
    def sun_lx(self) -> float:
        """On a surface that faces the sun."""
        return direct_normal_lx(self.sun_elevation_deg, self.cloudiness)

    @property
    def ground_lx(self) -> float:
        """On open level ground, by sun and sky."""
        up = math.sin(math.radians(max(self.sun_elevation_deg, 0.0)))
        return sky_horizontal_lx(self.sun_elevation_deg, self.cloudiness) + self.sun_lx * up

    @property
    def ground_luminance(self) -> float:
        """Of the ground outside, cd/m², a matt surface of albedo `GROUND_ALBEDO`."""
        return GROUND_ALBEDO * self.ground_lx / math.pi

    @property
    def ground_color(self) -> Color:
        """Of the ground outside: grey under the mixed light of sun and sky."""
        sky_lx = self.ground_lx - self.sun_lx * math.sin(math.radians(max(self.sun_elevation_deg, 0.0)))
        sky = np.array(sky_color(self.sun_elevation_deg, self.cloudiness)) * sky_lx
        sun = np.array(sun_color(self.sun_elevation_deg)) * (self.ground_lx - sky_lx)
        return of_luminance_1(sky + sun)

    def sky_luminance(self, facing_deg: float) -> float:
        """Mean over the sky that a window towards the azimuth `facing_deg` sees, cd/m²."""
        return window_sky_luminance(self.sun_elevation_deg, self.sun_azimuth_deg, self.cloudiness, facing_deg)
