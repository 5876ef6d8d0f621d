"""Denoising by Open Image Denoise. The only file that imports pyoidn."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import numpy as np
import numpy.typing as npt

from simgen.errors import BackendError

Picture = npt.NDArray[np.float32]

# The denoised picture is never made darker or brighter by more than this share.
_MAX_CORRECTION = 0.1


def clean_albedo(albedo: Picture) -> Picture:
    """The guide without the noise that glass, mirrors and a lens leave in it, so that `denoise` may trust it.

    albedo: (H, W, 3) float32 in 0..1. BackendError where the library is missing. (Normals are trusted as they are:
    cleaning them too brings nothing.)
    """
    clean = _library().denoise(np.ascontiguousarray(np.clip(albedo, 0, 1)), quality="high")
    return np.asarray(np.clip(clean, 0, 1), np.float32)


def denoise(radiance: Picture, albedo: Picture, normal: Picture) -> tuple[Picture, dict[str, Any]]:
    """The denoised radiance, and the record of how.

    radiance: (H, W, 3) float32 >= 0, any scale: it is divided by a power of two near its mean before, so light twice
    as strong gives exactly twice the picture; what light it loses is given back evenly. albedo: as `clean_albedo`
    gives it. normal: (H, W, 3) float32, any frame, unit or shorter. BackendError where the library is missing.
    """
    typical, cleaned = _filtered(radiance, albedo, normal, "high", clean=True)
    gain = _lost_light(radiance, cleaned, typical)
    record = {
        "name": "oidn",
        "version": version("pyoidn"),
        "quality": "high",
        "guides": ["albedo", "normal"],
        "clean_guides": ["albedo"],
        "gain": gain,
    }
    return cleaned * np.float32(gain), record


def glance(radiance: Picture, albedo: Picture, normal: Picture) -> Picture:
    """A quick denoised picture, with guides as the path tracer gives them, to compare with others of its kind."""
    return _filtered(radiance, np.clip(albedo, 0, 1), normal, "balanced", clean=False)[1]


def _filtered(radiance: Picture, albedo: Picture, normal: Picture, quality: str, clean: bool) -> tuple[float, Picture]:
    """The typical brightness of a picture, and the picture denoised."""
    # Windows and lamps would pull a plain mean up: the root makes the middle tones count.
    typical = float(np.sqrt(radiance.mean(axis=2, dtype=np.float64)).mean()) ** 2
    scale = np.float32(2.0 ** np.floor(np.log2(typical))) if typical > 0 else np.float32(1)
    result = _library().denoise(
        np.ascontiguousarray(radiance / scale),
        albedo=np.ascontiguousarray(albedo),
        normal=np.ascontiguousarray(normal),
        hdr=True,
        clean_aux=clean,
        quality=quality,
    )
    return typical, np.maximum(np.asarray(result, dtype=np.float32) * scale, 0)


def _lost_light(radiance: Picture, cleaned: Picture, typical: float) -> float:
    """By how much the denoised picture is too dark: it smooths a curve of the radiance, so of skewed noise it keeps
    less than the mean. Windows and lamps are left aside.
    """
    plain = cleaned.mean(axis=2) < 16 * typical
    kept = float(cleaned[plain].sum(dtype=np.float64))
    given = float(radiance[plain].sum(dtype=np.float64))
    return min(max(given / kept, 1 - _MAX_CORRECTION), 1 + _MAX_CORRECTION) if kept > 0 else 1.0


def _library() -> Any:
    try:
        import pyoidn
    except ImportError as error:
        raise BackendError(
            "denoising needs pyoidn, which cannot be imported",
            remedy="Install it (pip install pyoidn) or render with denoise: false.",
        ) from error
    return pyoidn
