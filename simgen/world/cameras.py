"""Who looks, how radiance becomes pixels, and how a picture is computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simgen.geometry import Intrinsics, Pose


@dataclass(frozen=True)
class Camera:
    """A pinhole or thin-lens camera; `aperture_radius_m` 0 is a pinhole. `target` names the body that it looks at."""

    name: str
    world_from_camera: Pose
    intrinsics: Intrinsics
    aperture_radius_m: float = 0.0
    focus_distance_m: float = 1.0
    near_m: float = 0.01
    target: str | None = None


@dataclass(frozen=True)
class Sensor:
    """From radiance to pixels.

    `exposure_ev` is EV100 (Y_max = 1.2 · 2^EV cd/m² just clips, ISO 2720); None meters by the log-average
    luminance. `compensation_ev` brightens (+) either. `white_temperature_k` None balances by itself.
    `iso` 0 adds no noise; else Poisson shot noise and Gaussian read noise of `noise_seed`. `motion_blur_px` is how far
    the picture moves across the sensor, evenly, while the shutter is open (a camera that turns a little), towards
    `motion_blur_deg`: 0 along the rows, 90 down the columns. `jpeg_quality` 1 to 100 compresses; None does not.
    `glare` is the share of the light that the lens scatters into a halo.
    """

    exposure_ev: float | None = None
    compensation_ev: float = 0.0
    white_temperature_k: float | None = None
    tone_curve: Literal["filmic", "linear"] = "filmic"
    iso: float = 0.0
    noise_seed: int = 0
    motion_blur_px: float = 0.0
    motion_blur_deg: float = 0.0
    jpeg_quality: int | None = None
    glare: float = 0.0


@dataclass(frozen=True)
class RenderSettings:
    """How a picture is computed; every field enters the record."""

    samples_per_pixel: int = 24
    max_bounces: int = 16
    denoise: bool = True
    light_cache: bool = True
    patience: float = 1.0
    refined_share: float = 0.1
    clamp_indirect: float = 300.0
    seed: int = 0
