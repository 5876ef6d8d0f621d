"""From linear light to display values: the filmic tone curve."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from simgen.geometry import FloatArray

# The filmic curve: what a metered mid-grey becomes, in linear display light, and how many times nominal white it takes
# to reach display white.
MID_GREY_OUT = 0.22
FILMIC_WHITE = 8.0
FILMIC_CONTRAST = 1.6
# Share of each channel's own curve; the rest scales all channels alike, which keeps hue but never bleaches a highlight.
FILMIC_BLEACH = 0.8
# The signal of what a reflected-light meter (ISO 2720, K = 12.5) calls average, where 1.2 · 2^EV is 1.
METERED_SIGNAL = 0.125 / 1.2


def filmic_curve(signal: npt.NDArray[np.floating]) -> FloatArray:
    """Linear display value 0..1 of a linear signal of which 1 is nominal white; smooth, rising up to FILMIC_WHITE.

    The Naka-Rushton response x^n / (x^n + s^n) (1966): a toe below, a shoulder above, and the constant s such that the
    metered average comes out as MID_GREY_OUT.
    """
    power = np.maximum(np.asarray(signal, dtype=np.float64), 0.0) ** FILMIC_CONTRAST
    result: FloatArray = np.minimum(_FILMIC_SCALE * power / (power + _FILMIC_HALF), 1.0)
    return result


def _filmic_constants() -> tuple[float, float]:
    """Half-saturation s^n and the scale for which the curve passes through mid-grey and through display white."""
    mid, white = METERED_SIGNAL**FILMIC_CONTRAST, FILMIC_WHITE**FILMIC_CONTRAST
    half = mid * (1 - MID_GREY_OUT) / (MID_GREY_OUT - mid / white)
    return half, 1 + half / white


_FILMIC_HALF, _FILMIC_SCALE = _filmic_constants()


def filmic(rgb: npt.NDArray[np.floating]) -> FloatArray:
    """(..., 3) linear signal to (..., 3) linear display values; greys stay grey, bright colours bleach as film does."""
    own = filmic_curve(rgb)
    brightest = np.maximum(rgb.max(axis=-1, keepdims=True), 0.0)
    alike = np.maximum(rgb, 0.0) * (filmic_curve(brightest) / np.maximum(brightest, math.ulp(1.0)))
    result: FloatArray = FILMIC_BLEACH * own + (1 - FILMIC_BLEACH) * alike
    return result
