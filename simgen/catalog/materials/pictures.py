"""Pictures of surfaces: image files decoded, made square, stored by their content, and read back as maps.

The only file of the catalogue that knows cv2. Pictures in here have their lowest row first (v = 0), as maps have.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from simgen.catalog.materials.maps import HIGHEST_ALBEDO, LOWEST_ALBEDO, LOWEST_ROUGHNESS, Maps
from simgen.color import srgb_decode
from simgen.errors import CatalogError
from simgen.world import Picture

Bytes = npt.NDArray[np.uint8]

MOST_PIXELS = 16384**2
# Size of the smallest and the largest texture that is kept.
SMALLEST, LARGEST = 16, 2048
_PNG_OPTIONS = (cv2.IMWRITE_PNG_COMPRESSION, 6)
_IMPORT_AGAIN = "Import the asset again from its source, or restore the catalogue's folder."


def decode(content: bytes, where: str) -> tuple[Bytes, Bytes | None]:
    """(H, W, 3) RGB and (H, W) alpha, None where all is opaque, of an image file's bytes (PNG, JPEG, WebP, TIFF, …).

    The lowest row comes first. CatalogError for what is no picture.
    """
    data = np.frombuffer(content, np.uint8)
    pixels: Any = cv2.imdecode(data, cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION) if len(data) else None
    if pixels is None or pixels.shape[0] * pixels.shape[1] > MOST_PIXELS:
        raise CatalogError(
            "not a picture that can be read.", where=where, remedy="Save it as PNG or JPEG, at most 16384 pixels wide."
        )
    if pixels.dtype == np.uint16:
        pixels = np.rint(pixels / 257.0)
    elif pixels.dtype != np.uint8:
        pixels = np.rint(np.clip(pixels, 0, 1) * 255)
    pixels = np.flipud(pixels.astype(np.uint8))
    if pixels.ndim == 2:
        pixels = pixels[..., None]
    count = pixels.shape[-1]
    rgb = pixels[..., 2::-1] if count >= 3 else np.repeat(pixels[..., :1], 3, axis=-1)
    alpha = pixels[..., -1] if count in (2, 4) else None
    if alpha is not None and alpha.min() == 255:
        alpha = None
    return np.ascontiguousarray(rgb), alpha


def square(pixels: Bytes, size: int) -> Bytes:
    """Resampled to `size` x `size`: texture coordinates run from 0 to 1 either way, so nothing is distorted."""
    if pixels.shape[:2] == (size, size):
        return pixels
    smaller = size < max(pixels.shape[:2])
    return np.asarray(cv2.resize(pixels, (size, size), interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR))


def side(shapes: list[tuple[int, int]], largest: int = LARGEST) -> int:
    """The power of two at which pictures of these (height, width) are kept: no detail lost up to `largest`."""
    longest = max(max(shape) for shape in shapes)
    return int(min(largest, max(SMALLEST, 2 ** int(np.ceil(np.log2(longest))))))


def encode(pixels: Bytes) -> bytes:
    """PNG bytes of (n, n) or (n, n, 3) RGB, upright for whoever looks at the file."""
    upright = np.flipud(pixels)
    ordered: Any = upright[..., ::-1] if pixels.ndim == 3 else upright
    ok, encoded = cv2.imencode(".png", np.ascontiguousarray(ordered), _PNG_OPTIONS)
    if not ok:
        raise CatalogError(f"cannot encode pixels of shape {pixels.shape}.")
    return bytes(encoded)


def digest_of(content: bytes) -> str:
    """blake2b-128 in hex, the name of a picture's file."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def read_picture(picture: Picture) -> Maps:
    """The maps of a stored texture; CatalogError where a file is missing or is not the recorded one."""
    n = picture.resolution
    albedo = np.ones((n, n, 3), np.float32)
    if picture.albedo:
        albedo = srgb_to_linear(_stored(picture, picture.albedo))
    roughness = _stored(picture, picture.roughness)[..., 0] if picture.roughness else None
    metallic = _stored(picture, picture.metallic)[..., 0] if picture.metallic else None
    normal = None
    if picture.normal:
        normal = _stored(picture, picture.normal).astype(np.float32) * np.float32(2 / 255) - np.float32(1)
        # 127 and 128 both mean straight on, which eight bits cannot say.
        normal[np.abs(normal) < 1.5 / 255] = 0.0
        normal[..., 2] = np.maximum(normal[..., 2], 0.05)
        normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    maps = Maps(
        np.clip(albedo, LOWEST_ALBEDO, HIGHEST_ALBEDO),
        None if roughness is None else np.maximum(roughness.astype(np.float32) / np.float32(255), LOWEST_ROUGHNESS),
        normal,
        None if metallic is None else metallic.astype(np.float32) / np.float32(255),
    )
    for array in (maps.albedo, maps.roughness, maps.normal, maps.metallic):
        if array is not None:
            array.setflags(write=False)
    return maps


def srgb_to_linear(pixels: Bytes) -> npt.NDArray[np.float32]:
    """Linear Rec. 709 of sRGB bytes (IEC 61966-2-1)."""
    result: npt.NDArray[np.float32] = srgb_decode(np.arange(256) / 255).astype(np.float32)[pixels]
    return result


def _stored(picture: Picture, digest: str) -> Bytes:
    path = Path(picture.folder) / f"{digest}.png"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CatalogError(
            f"the texture cannot be read: {error.strerror}.", where=str(path), remedy=_IMPORT_AGAIN
        ) from error
    if digest_of(content) != digest:
        raise CatalogError("the texture is not the imported one.", where=str(path), remedy=_IMPORT_AGAIN)
    pixels, _ = decode(content, str(path))
    n = picture.resolution
    if pixels.shape[:2] != (n, n):
        raise CatalogError(f"the texture is not {n} x {n} pixels.", where=str(path), remedy=_IMPORT_AGAIN)
    return pixels
