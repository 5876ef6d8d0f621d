"""Colours of light by temperature, linear Rec. 709 with luminance 1."""

from __future__ import annotations

import numpy as np

from simgen.world import Color

# Rec. 709 primaries and D65 (ITU-R BT.709-6; matrix as in IEC 61966-2-1).
_REC709_FROM_XYZ = np.array(
    [
        [3.2404542, -1.5371385, -0.4985314],
        [-0.9692660, 1.8760108, 0.0415560],
        [0.0556434, -0.2040259, 1.0572252],
    ]
)
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])


def color_of_temperature(kelvin: float) -> Color:
    """The colour of a black body of 1667 to 25000 K.

    Chromaticity by the cubic fits to the Planckian locus of Kim et al., "Design of Advanced Color Temperature Control
    System for HDTV Applications", J. Korean Phys. Soc. 41 (2002) 865, good to about 0.001 in x and y.
    """
    t = _within(kelvin, 1667.0, 25000.0)
    if t <= 4000.0:
        x = -0.2661239e9 / t**3 - 0.2343589e6 / t**2 + 0.8776956e3 / t + 0.179910
    else:
        x = -3.0258469e9 / t**3 + 2.1070379e6 / t**2 + 0.2226347e3 / t + 0.240390
    if t <= 2222.0:
        y = -1.1063814 * x**3 - 1.34811020 * x**2 + 2.18555832 * x - 0.20219683
    elif t <= 4000.0:
        y = -0.9549476 * x**3 - 1.37418593 * x**2 + 2.09137015 * x - 0.16748867
    else:
        y = 3.0817580 * x**3 - 5.87338670 * x**2 + 3.75112997 * x - 0.37001483
    return color_of_chromaticity(x, y)


def color_of_daylight(kelvin: float) -> Color:
    """The colour of a phase of daylight of 4000 to 25000 K (CIE 15:2004, the D series)."""
    t = _within(kelvin, 4000.0, 25000.0)
    if t <= 7000.0:
        x = 0.244063 + 0.09911e3 / t + 2.9678e6 / t**2 - 4.6070e9 / t**3
    else:
        x = 0.237040 + 0.24748e3 / t + 1.9018e6 / t**2 - 2.0064e9 / t**3
    return color_of_chromaticity(x, -3.000 * x**2 + 2.870 * x - 0.275)


def color_of_chromaticity(x: float, y: float) -> Color:
    """CIE 1931 (x, y) in linear Rec. 709; what lies outside its gamut is cut off at 0."""
    xyz = np.array([x / y, 1.0, (1.0 - x - y) / y])
    return of_luminance_1(_REC709_FROM_XYZ @ xyz)


def of_luminance_1(rgb: np.typing.ArrayLike) -> Color:
    """The same colour, no channel below 0, scaled to luminance 1."""
    c = np.maximum(np.asarray(rgb, dtype=np.float64), 0.0)
    luminance = float(c @ _LUMINANCE)
    if not luminance > 0.0:
        raise ValueError(f"black has no colour of luminance 1: {rgb!r}")
    r, g, b = (float(v) for v in c / luminance)
    return (r, g, b)


def _within(kelvin: float, low: float, high: float) -> float:
    if not low <= kelvin <= high:
        raise ValueError(f"a temperature from {low:g} to {high:g} K is needed, got {kelvin:g}")
    return kelvin
