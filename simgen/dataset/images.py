"""Image files by cv2: lossless, the same bytes for the same pixels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from simgen.errors import DatasetError

Pixels = npt.NDArray[np.uint8] | npt.NDArray[np.uint16]

# Level 4 is within 2 % of the smallest file for renders and three times as fast as level 9.
_PNG_OPTIONS = (cv2.IMWRITE_PNG_COMPRESSION, 4)


def encode_png(pixels: Pixels) -> bytes:
    """PNG bytes of (H, W) or (H, W, 3) RGB uint8 or uint16 pixels."""
    if pixels.dtype not in (np.uint8, np.uint16):
        raise ValueError(f"PNG holds uint8 or uint16, got {pixels.dtype}")
    ordered: Any = pixels[..., ::-1] if pixels.ndim == 3 else pixels
    ok, encoded = cv2.imencode(".png", np.ascontiguousarray(ordered), _PNG_OPTIONS)
    if not ok:
        raise ValueError(f"cannot encode pixels of shape {pixels.shape} as PNG")
    return bytes(encoded)


def encode_jpeg(pixels: npt.NDArray[np.uint8], quality: int) -> bytes:
    """JPEG bytes of (H, W, 3) RGB uint8 pixels, for people to look at; `quality` 1 to 100."""
    ok, encoded = cv2.imencode(".jpg", np.ascontiguousarray(pixels[..., ::-1]), (cv2.IMWRITE_JPEG_QUALITY, quality))
    if not ok:
        raise ValueError(f"cannot encode pixels of shape {pixels.shape} as JPEG")
    return bytes(encoded)


def read_png(path: Path) -> npt.NDArray[Any]:
    """(H, W) or (H, W, 3) RGB pixels, uint8 or uint16 as stored."""
    try:
        stored = np.frombuffer(path.read_bytes(), dtype=np.uint8)
    except OSError as error:
        raise DatasetError(f"cannot read the image: {error.strerror}", where=str(path)) from error
    pixels: Any = cv2.imdecode(stored, cv2.IMREAD_UNCHANGED) if stored.size else None
    if pixels is None:
        raise DatasetError(
            "not a readable PNG image",
            where=str(path),
            remedy="Render the sample again: simgen rerender META_JSON.",
        )
    return np.ascontiguousarray(pixels[..., ::-1]) if pixels.ndim == 3 else np.asarray(pixels)


def resize(pixels: npt.NDArray[np.uint8], width: int, height: int) -> npt.NDArray[np.uint8]:
    """(height, width, 3) uint8: by area averaging, or bilinear where it grows."""
    shrinks = width * height <= pixels.shape[0] * pixels.shape[1]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=how), dtype=np.uint8)


def write_text(pixels: npt.NDArray[np.uint8], text: str, x: int, y: int, scale: float = 0.4) -> npt.NDArray[np.uint8]:
    """A copy of (H, W, 3) uint8 pixels with white text on a dark edge, its baseline starting at (x, y)."""
    result = pixels.copy()
    # The edge is the same letters moved by a pixel: thicker ones are wider too in some versions of OpenCV.
    edge = [((0, 0, 0), (x + dx, y + dy)) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
    for color, place in (*edge, ((255, 255, 255), (x, y))):
        cv2.putText(result, text, place, cv2.FONT_HERSHEY_SIMPLEX, scale, color, 1, cv2.LINE_AA)
    return result
