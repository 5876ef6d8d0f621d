"""Denoising by Open Image Denoise. The only file that imports pyoidn."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import numpy as np
import numpy.typing as npt

from simgen.errors import BackendError

Picture = npt.NDArray[np.float32]


def denoise(radiance: Picture, albedo: Picture, normal: Picture) -> tuple[Picture, dict[str, Any]]:
    """The denoised radiance, and the record of how.

    radiance: (H, W, 3) float32 >= 0, any scale: it is divided by a power of two near its mean before, so light twice
    as strong gives exactly twice the picture. albedo: (H, W, 3) float32 in 0..1. normal: (H, W, 3) float32, any
    frame, unit or shorter. BackendError where the library is missing.
    """
    try:
        import pyoidn
    except ImportError as error:
        raise BackendError(
            "denoising needs pyoidn, which cannot be imported",
            remedy="Install it (pip install pyoidn) or render with denoise: false.",
        ) from error
    # Windows and lamps would pull a plain mean up: the root makes the middle tones count.
    typical = float(np.sqrt(radiance.mean(axis=2, dtype=np.float64)).mean()) ** 2
    scale = np.float32(2.0 ** np.floor(np.log2(typical))) if typical > 0 else np.float32(1)
    result = pyoidn.denoise(
        np.ascontiguousarray(radiance / scale),
        albedo=np.ascontiguousarray(np.clip(albedo, 0, 1)),
        normal=np.ascontiguousarray(normal),
        hdr=True,
        quality="high",
    )
    cleaned = np.maximum(np.asarray(result, dtype=np.float32) * scale, 0)
    return cleaned, {"name": "oidn", "version": version("pyoidn"), "quality": "high", "guides": ["albedo", "normal"]}
