"""Axes of the camera's electronics: a picture is only developed anew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simgen.color import luminance, srgb_decode
from simgen.frame import Sample
from simgen.rendering.sensor import develop
from simgen.study.axes.axis import Subject, axis
from simgen.world import Scenario, Scene


def _brightness(sample: Sample, _: Subject) -> float:
    """Mean linear luminance of the picture, 0 black to 1 white."""
    return float(luminance(srgb_decode(sample.rgb / 255.0)).mean())


@axis("develop", "stops", _brightness, "mean linear brightness", low=-4, high=3, limits=(-15, 15), about="scene")
def exposure(scene: Scene, value: float, _: Subject) -> Scenario:
    """Exposure, in stops above what the camera chose for the scene as drawn."""
    return _sensor(scene, compensation_ev=value)


def _noise_sigma(sample: Sample, _: Subject) -> float:
    """Root mean square of what noise changes, of 255 levels."""
    quiet = replace(sample.scene.scenario.sensor, iso=0.0, jpeg_quality=None)
    noisy = replace(quiet, iso=sample.scene.scenario.sensor.iso)
    with_noise, without = (develop(sample.frame.rgb_linear, s, sample.key)[0].astype(float) for s in (noisy, quiet))
    return float(np.sqrt(np.square(with_noise - without).mean()))


@axis("develop", "ISO", _noise_sigma, "levels of 255, rms", low=0, high=25600, limits=(0, 409_600), about="scene")
def iso(scene: Scene, value: float, _: Subject) -> Scenario:
    """Sensitivity of the sensor, which sets shot and read noise at the same exposure; 0 is no noise."""
    return _sensor(scene, iso=value)


def _red_over_blue(sample: Sample, _: Subject) -> float:
    """Mean linear red over mean linear blue, in stops."""
    red, _green, blue = srgb_decode(sample.rgb / 255.0).reshape(-1, 3).mean(axis=0) + 1e-6
    return float(np.log2(red / blue))


@axis(
    "develop", "K", _red_over_blue, "red over blue, stops", low=2500, high=10_000, limits=(1667, 20_000), about="scene"
)
def white_balance(scene: Scene, value: float, _: Subject) -> Scenario:
    """Temperature of the light that the camera takes to be white: below the light's own the picture is blue."""
    return _sensor(scene, white_temperature_k=value)


def _edge_energy(sample: Sample, _: Subject) -> float:
    """Mean of squared differences of neighbours along the rows, of the linear picture over its mean."""
    seen = luminance(srgb_decode(sample.rgb / 255.0))
    return float(np.square(np.diff(seen, axis=1)).mean() / max(float(seen.mean()) ** 2, 1e-12))


@axis(
    "develop",
    "px",
    _edge_energy,
    "relative edge energy along the rows",
    low=0,
    high=24,
    limits=(0, 500),
    rises=-1,
    about="scene",
)
def motion_blur(scene: Scene, value: float, _: Subject) -> Scenario:
    """How far the picture moves along its rows while the shutter is open, as when a hand turns the camera a little."""
    return _sensor(scene, motion_blur_px=value)


def _bits_per_pixel(sample: Sample, _: Subject) -> float:
    """Size of the compressed file."""
    return float(8 * (sample.exposure["jpeg_bytes"] or 3 * sample.rgb[..., 0].size) / sample.rgb[..., 0].size)


@axis("develop", "JPEG quality", _bits_per_pixel, "bits per pixel", low=5, high=95, limits=(1, 100), about="scene")
def compression(scene: Scene, value: float, _: Subject) -> Scenario:
    """JPEG compression of the finished picture, by quality: 1 is the coarsest, 100 the finest."""
    return _sensor(scene, jpeg_quality=round(value))


def _sensor(scene: Scene, **changed: float) -> Scenario:
    return replace(scene.scenario, sensor=replace(scene.scenario.sensor, **changed))  # type: ignore[arg-type]
