"""Colour science, one place for all: linear Rec. 709, luminance, white light by temperature, adaptation, sRGB."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
Color = tuple[float, float, float]

_HEX = re.compile(r"#[0-9a-fA-F]{6}")

# Of linear Rec. 709 (ITU-R BT.709-6) with a D65 white.
XYZ_FROM_RGB = np.array(
    [
        [0.4123907993, 0.3575843394, 0.1804807884],
        [0.2126390059, 0.7151686788, 0.0721923154],
        [0.0193308187, 0.1191947798, 0.9505321522],
    ]
)
LUMINANCE = XYZ_FROM_RGB[1]
# Cone response for chromatic adaptation (Lam 1985, "Bradford").
CONE_FROM_XYZ = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])


def luminance(rgb: npt.NDArray[np.floating]) -> FloatArray:
    """(...,) luminance of (..., 3) linear Rec. 709."""
    result: FloatArray = LUMINANCE[0] * rgb[..., 0] + LUMINANCE[1] * rgb[..., 1] + LUMINANCE[2] * rgb[..., 2]
    return result


def transformed(matrix: FloatArray, rgb: npt.NDArray[np.floating]) -> FloatArray:
    """(3, 3) times each of (..., 3) colours, summed in a fixed order whatever threads there are."""
    r, g, b = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    return np.stack([row[0] * r + row[1] * g + row[2] * b for row in matrix], axis=-1)


def white_chromaticity(temperature_k: float) -> tuple[float, float]:
    """CIE 1931 x, y of white light: a black body up to 4000 K, CIE daylight from 5000 K, mixed between.

    From 1667 K to 25 000 K; ValueError beyond.
    """
    if not 1667 <= temperature_k <= 25_000:
        raise ValueError(f"a white temperature lies between 1667 and 25000 K, got {temperature_k:g}")
    daylight_share = min(max((temperature_k - 4000) / 1000, 0.0), 1.0)
    x0, y0 = _black_body_xy(min(temperature_k, 5000))
    x1, y1 = _daylight_xy(max(temperature_k, 4000))
    return x0 + daylight_share * (x1 - x0), y0 + daylight_share * (y1 - y0)


def _black_body_xy(t: float) -> tuple[float, float]:
    """By the cubic fits of Kim et al., J. Korean Phys. Soc. 41 (2002) 865: 1667 to 25 000 K, within about 0.001."""
    k = 1000 / t
    if t <= 4000:
        x = -0.2661239 * k**3 - 0.2343589 * k**2 + 0.8776956 * k + 0.179910
    else:
        x = -3.0258469 * k**3 + 2.1070379 * k**2 + 0.2226347 * k + 0.240390
    if t <= 2222:
        y = -1.1063814 * x**3 - 1.34811020 * x**2 + 2.18555832 * x - 0.20219683
    elif t <= 4000:
        y = -0.9549476 * x**3 - 1.37418593 * x**2 + 2.09137015 * x - 0.16748867
    else:
        y = 3.0817580 * x**3 - 5.87338670 * x**2 + 3.75112997 * x - 0.37001483
    return x, y


def _daylight_xy(t: float) -> tuple[float, float]:
    """The D series of CIE 15:2004: 4000 to 25 000 K."""
    k = 1000 / t
    if t <= 7000:
        x = -4.6070 * k**3 + 2.9678 * k**2 + 0.09911 * k + 0.244063
    else:
        x = -2.0064 * k**3 + 1.9018 * k**2 + 0.24748 * k + 0.237040
    return x, -3.000 * x**2 + 2.870 * x - 0.275


def rgb_of_chromaticity(x: float, y: float) -> FloatArray:
    """(3,) linear Rec. 709 of luminance 1 with the chromaticity x, y; a channel outside the gamut is negative."""
    result: FloatArray = np.linalg.solve(XYZ_FROM_RGB, np.array([x / y, 1.0, (1 - x - y) / y]))
    return result


def of_luminance_1(rgb: npt.ArrayLike) -> Color:
    """The same colour, no channel below 0, scaled to luminance 1; ValueError for black."""
    c = np.maximum(np.asarray(rgb, dtype=np.float64), 0.0)
    scale = float(c @ LUMINANCE)
    if not scale > 0.0:
        raise ValueError(f"black has no colour of luminance 1: {rgb!r}")
    r, g, b = (float(v) for v in c / scale)
    return (r, g, b)


def color_of_temperature(kelvin: float) -> Color:
    """A black body of 1667 to 25000 K: linear Rec. 709 of luminance 1, cut at 0 where it lies outside the gamut."""
    return of_luminance_1(rgb_of_chromaticity(*_black_body_xy(_within(kelvin, 1667.0))))


def color_of_daylight(kelvin: float) -> Color:
    """A phase of daylight of 4000 to 25000 K: linear Rec. 709 of luminance 1."""
    return of_luminance_1(rgb_of_chromaticity(*_daylight_xy(_within(kelvin, 4000.0))))


def _within(kelvin: float, low: float) -> float:
    if not low <= kelvin <= 25_000:
        raise ValueError(f"a temperature from {low:g} to 25000 K is needed, got {kelvin:g}")
    return kelvin


def chromaticity(rgb: npt.ArrayLike) -> tuple[float, float]:
    """CIE 1931 x, y of a (3,) linear Rec. 709 colour."""
    xyz = XYZ_FROM_RGB @ np.asarray(rgb, dtype=np.float64)
    return float(xyz[0] / xyz.sum()), float(xyz[1] / xyz.sum())


def correlated_temperature_k(x: float, y: float) -> float:
    """By McCamy's cubic (1992); within 2 % between 2000 and 10 000 K near the locus of white light."""
    n = (x - 0.3320) / (0.1858 - y)
    return 449 * n**3 + 3525 * n**2 + 6823.3 * n + 5520.33


def adaptation(white_rgb: npt.ArrayLike) -> FloatArray:
    """(3, 3) matrix on linear Rec. 709 that shows a surface of colour `white_rgb` as neutral, its luminance unchanged.

    Von Kries scaling in the Bradford cone space.
    """
    source = np.asarray(white_rgb, dtype=np.float64)
    cone_from_rgb = CONE_FROM_XYZ @ XYZ_FROM_RGB
    gains = (cone_from_rgb @ np.full(3, LUMINANCE @ source)) / (cone_from_rgb @ source)
    result: FloatArray = np.linalg.solve(cone_from_rgb, gains[:, None] * cone_from_rgb)
    return result


def srgb_encode(linear: npt.NDArray[np.floating]) -> FloatArray:
    """The transfer function of IEC 61966-2-1, 0..1 to 0..1, clipping what lies outside."""
    x = np.clip(np.asarray(linear, dtype=np.float64), 0.0, 1.0)
    return np.where(x <= 0.0031308, 12.92 * x, 1.055 * x ** (1 / 2.4) - 0.055)


def srgb_decode(encoded: npt.NDArray[np.floating]) -> FloatArray:
    """The inverse of `srgb_encode`."""
    x = np.asarray(encoded, dtype=np.float64)
    return np.where(x <= 0.04045, x / 12.92, ((np.maximum(x, 0.04045) + 0.055) / 1.055) ** 2.4)


def color_of_srgb(red: float, green: float, blue: float) -> Color:
    """Linear Rec. 709 of sRGB channels in 0..1."""
    r, g, b = (float(x) for x in srgb_decode(np.array([red, green, blue])))
    return (r, g, b)


def color_of_hex(text: str) -> Color:
    """Linear Rec. 709 of sRGB "#rrggbb"; ValueError where it is not written so."""
    if not _HEX.fullmatch(text):
        raise ValueError(f"expected a colour like '#a08060', got {text!r}")
    red, green, blue = (int(text[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return color_of_srgb(red, green, blue)
