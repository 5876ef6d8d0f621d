"""The camera's electronics: from radiance to an 8-bit sRGB picture, as a photographer's camera would choose.

The order is that of a camera: exposure, glare of the lens, movement, noise in the linear signal, white balance, tone
curve, sRGB transfer, rounding (no dither), compression. A signal of 1 is nominal white, the luminance 1.2 · 2^EV that
saturates an ISO 100 sensor (ISO 12232 saturation speed, ISO 2720 meter).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from simgen.color import (
    adaptation,
    chromaticity,
    correlated_temperature_k,
    luminance,
    rgb_of_chromaticity,
    srgb_encode,
    transformed,
    white_chromaticity,
)
from simgen.geometry import FloatArray
from simgen.rendering.jpeg import compressed
from simgen.rendering.optics import smeared, veiled
from simgen.rendering.tonemap import METERED_SIGNAL, filmic
from simgen.seeds import stream
from simgen.world import Sensor

# Nominal white in cd/m² at EV100 = 0.
WHITE_AT_EV0 = 1.2
# Darker than any meter reads (EV100 about -10); keeps a black frame's exposure finite.
DARKEST_METERED = 1e-4
# A window or a dark corner moves the meter no further than if it were this many stops from the median.
METER_STOPS_ABOVE, METER_STOPS_BELOW = 2.0, 3.0
# The meter reads bright-toned scenes brighter and dark-toned ones darker, by at most this many stops.
KEY_STOPS = 0.5
# Highlights: what all but this share of the picture stays below; the part of each stop above nominal white by which the
# exposure is lowered; and the most that it is lowered, in stops.
HIGHLIGHT_SHARE, HIGHLIGHT_PART, HIGHLIGHT_STOPS = 0.03, 0.2, 0.5
# Shades of grey (Finlayson and Trezzi 2004): the Minkowski norm that estimates the light's colour best in their tests.
GREY_NORM = 6
# Automatic balance: the whites of homes, in kelvin, and how far from them, in log units, a colour may be a white.
WARMEST_K, NEUTRAL_K, COOLEST_K, WHITE_REGION = 2500.0, 6504.0, 10_000.0, 0.4
# How much of a cast it removes along that line, and across it (green to magenta, which no common light has much of).
BALANCE_STRENGTH, TINT_STRENGTH = 0.8, 0.3
# It reads about so many pixels, none darker than this signal; fewer told than this share say nothing about the light.
BALANCE_PIXELS, BALANCE_MIN_SIGNAL, BALANCE_MIN_SHARE = 40_000, 0.02, 0.002
# Of a full-frame sensor with 6 µm pixels at ISO 100 (EMVA 1288 linear model: shot noise of the electrons and constant
# read noise); typical published values for such sensors are 50 000 to 90 000 and 2 to 4 electrons.
FULL_WELL_E = 60_000.0
READ_NOISE_E = 3.0


def develop(
    rgb_linear: npt.NDArray[np.floating], sensor: Sensor, key: str
) -> tuple[npt.NDArray[np.uint8], Mapping[str, Any]]:
    """(H, W, 3) radiance in cd/m² to (H, W, 3) uint8 sRGB, and what the sensor chose.

    `key` names the noise of this picture under `sensor.noise_seed`. Chosen: `ev100` (before `compensation_ev`),
    `white_xy` and `white_temperature_k` of the light that is shown as neutral, `gains` (what a grey of that light is
    multiplied by, per channel), `iso`, `tone_curve`, and `jpeg_bytes`, the size of the compressed file. ValueError
    where radiance is not finite.
    """
    radiance = np.asarray(rgb_linear, dtype=np.float64)
    if not np.isfinite(radiance).all():
        raise ValueError("a picture with values that are not finite cannot be developed")
    ev = meter(radiance) if sensor.exposure_ev is None else float(sensor.exposure_ev)
    signal = expose(radiance, ev - sensor.compensation_ev)
    signal = veiled(signal, sensor.glare)
    signal = smeared(signal, sensor.motion_blur_px, sensor.motion_blur_deg)
    if sensor.iso > 0:
        signal = noisy(signal, sensor.iso, stream(sensor.noise_seed, "sensor", "noise", key))
    if sensor.white_temperature_k is None:
        white = estimate_white(signal)
    else:
        white = rgb_of_chromaticity(*white_chromaticity(sensor.white_temperature_k))
    x, y = chromaticity(white)
    balanced = transformed(adaptation(white), signal)
    shown = filmic(balanced) if sensor.tone_curve == "filmic" else balanced
    rgb = np.floor(srgb_encode(shown) * 255 + 0.5).astype(np.uint8)
    jpeg_bytes = None
    if sensor.jpeg_quality is not None:
        rgb, jpeg_bytes = compressed(rgb, sensor.jpeg_quality)
    chosen = {
        "ev100": ev,
        "compensation_ev": float(sensor.compensation_ev),
        "white_xy": [x, y],
        "white_temperature_k": sensor.white_temperature_k or correlated_temperature_k(x, y),
        "gains": [float(1 / c) for c in white],
        "iso": float(sensor.iso),
        "tone_curve": sensor.tone_curve,
        "jpeg_bytes": jpeg_bytes,
    }
    return rgb, chosen


def expose(radiance: FloatArray, ev: float) -> FloatArray:
    """Linear signal at EV100 `ev`: 1 for the luminance 1.2 · 2^EV cd/m²."""
    result: FloatArray = radiance / (WHITE_AT_EV0 * 2.0**ev)
    return result


def meter(radiance: FloatArray) -> float:
    """EV100 for (H, W, 3) radiance in cd/m², as a camera's multi-zone metering finds it.

    The log-average luminance (Reinhard et al. 2002) of what is near the median, called average as a reflected-light
    meter does (ISO 2720, K = 12.5); raised or lowered for scenes that are bright or dark in tone by where the
    log-average lies between the darkest and the brightest (Reinhard 2003, parameter estimation); then lowered, within
    limits, to keep highlights. So windows blow out mildly and the room keeps its tones.
    """
    light = np.log2(np.maximum(luminance(radiance), DARKEST_METERED)).reshape(-1)
    median, white = (float(q) for q in np.quantile(light, (0.5, 1 - HIGHLIGHT_SHARE)))
    light = np.clip(light, median - METER_STOPS_BELOW, median + METER_STOPS_ABOVE)
    average = float(light.mean())
    low, high = (float(q) for q in np.quantile(light, (0.05, 0.95)))
    tone = (2 * average - low - high) / (high - low) if high > low else 0.0
    ev = average - float(np.log2(METERED_SIGNAL * WHITE_AT_EV0)) - KEY_STOPS * tone
    too_bright = white - float(np.log2(WHITE_AT_EV0)) - ev
    return ev + min(HIGHLIGHT_PART * max(too_bright, 0.0), HIGHLIGHT_STOPS)


def estimate_white(signal: FloatArray) -> FloatArray:
    """(3,) linear Rec. 709 of luminance 1: the colour of the light in (H, W, 3) signal, as far as it should be removed.

    As cameras do: the pixels that could be white under some light of a home, neither clipped nor dark; their shade of
    grey; its temperature, of which a part is left so that warm light stays a little warm, and little of its distance to
    the locus of white light. Neutral where no pixel tells.
    """
    pixels = signal.reshape(-1, 3)
    pixels = pixels[:: max(len(pixels) // BALANCE_PIXELS, 1)]
    told = pixels[(pixels.max(axis=1) <= 1.0) & (pixels.min(axis=1) > 0) & (luminance(pixels) >= BALANCE_MIN_SIGNAL)]
    told = told[_locus_distance(told) < WHITE_REGION]
    if len(told) < max(BALANCE_MIN_SHARE * len(pixels), 1):
        return np.ones(3)
    light = np.mean(told**GREY_NORM, axis=0) ** (1 / GREY_NORM)
    x, y = chromaticity(light)
    found_k = min(max(correlated_temperature_k(x, y), WARMEST_K), COOLEST_K)
    # Reciprocal temperature is about even in what eyes see.
    removed_k = 1 / (1 / NEUTRAL_K + BALANCE_STRENGTH * (1 / found_k - 1 / NEUTRAL_K))
    on_locus, target = white_chromaticity(found_k), white_chromaticity(removed_k)
    return rgb_of_chromaticity(
        target[0] + TINT_STRENGTH * (x - on_locus[0]), target[1] + TINT_STRENGTH * (y - on_locus[1])
    )


def _locus_distance(pixels: FloatArray) -> FloatArray:
    """(k,) how far (k, 3) colours are from the nearest white of a home, in logarithms of red and blue over green."""
    temperatures = 1 / np.linspace(1 / WARMEST_K, 1 / COOLEST_K, 12)
    whites = np.stack([rgb_of_chromaticity(*white_chromaticity(float(t))) for t in temperatures])
    places, locus = (np.log(c[:, [0, 2]] / c[:, 1:2]) for c in (pixels, whites))
    nearest = np.full(len(places), np.inf)
    for place in locus:
        nearest = np.minimum(nearest, np.hypot(places[:, 0] - place[0], places[:, 1] - place[1]))
    return nearest


def noisy(signal: FloatArray, iso: float, rng: np.random.Generator) -> FloatArray:
    """The signal as counted electrons: Poisson shot noise and Gaussian read noise (EMVA 1288), unbiased.

    At ISO 100 a signal of 1 is FULL_WELL_E electrons, and at ISO s it is 100/s of that. The variance is
    `signal / full + (READ_NOISE_E / full)²`. Values may fall below 0, as they do before black is subtracted.
    """
    full = FULL_WELL_E * 100 / iso
    electrons = rng.poisson(np.maximum(signal, 0.0) * full) + rng.normal(0.0, READ_NOISE_E, signal.shape)
    result: FloatArray = electrons / full
    return result
