"""JPEG compression of a finished picture, by cv2."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt


def compressed(rgb: npt.NDArray[np.uint8], quality: int) -> tuple[npt.NDArray[np.uint8], int]:
    """(H, W, 3) uint8 RGB as it comes back from a JPEG file of `quality` 1 to 100, and that file's bytes."""
    options = (cv2.IMWRITE_JPEG_QUALITY, int(quality))
    ok, stored = cv2.imencode(".jpg", np.ascontiguousarray(rgb[..., ::-1]), options)
    if not ok:
        raise ValueError(f"cannot encode pixels of shape {rgb.shape} as JPEG")
    back = cv2.imdecode(stored, cv2.IMREAD_COLOR)
    return np.ascontiguousarray(np.asarray(back, dtype=np.uint8)[..., ::-1]), len(stored)
