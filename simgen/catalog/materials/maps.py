"""What a baked pattern is made of, and how height becomes a normal map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
import numpy.typing as npt
from pydantic import BeforeValidator

from simgen.catalog.materials.noise import Field, Tile
from simgen.color import Color, color_of_hex

ColorField = npt.NDArray[np.float32]

LOWEST_ALBEDO = 0.01
HIGHEST_ALBEDO = 1.0
LOWEST_ROUGHNESS = 0.02


@dataclass(frozen=True, eq=False)
class Maps:
    """The textures of one square tile; row 0 is v = 0, column 0 is u = 0, and v grows with the row.

    albedo: (n, n, 3) float32, linear Rec. 709, 0..1, to be multiplied by the material's `base_color`.
    roughness, metallic: (n, n) float32 or None. normal: (n, n, 3) float32 unit vectors or None, in the tangent space
    x along +u, y along +v, z out of the surface.
    """

    albedo: ColorField
    roughness: Field | None = None
    normal: ColorField | None = None
    metallic: Field | None = None

    @property
    def nbytes(self) -> int:
        """Memory held."""
        return sum(m.nbytes for m in (self.albedo, self.roughness, self.normal, self.metallic) if m is not None)


def linear(value: object) -> object:
    """An sRGB ``"#rrggbb"`` as linear Rec. 709 (IEC 61966-2-1); anything else as it is."""
    if not isinstance(value, str):
        return value
    return color_of_hex(value)


def _swatches(value: object) -> object:
    """A string of colours, "#a08060 #203040", as a tuple of colours."""
    return tuple(linear(word) for word in value.split()) if isinstance(value, str) else value


Rgb = Annotated[Color, BeforeValidator(linear)]
Palette = Annotated[tuple[Rgb, ...], BeforeValidator(_swatches)]


def even(tile: Tile, color: Color = (1.0, 1.0, 1.0)) -> ColorField:
    """One colour everywhere."""
    return np.broadcast_to(np.asarray(color, dtype=np.float32), (tile.n, tile.n, 3)).copy()


def mix(low: Color | ColorField, high: Color | ColorField, amount: Field) -> ColorField:
    """From `low` (amount 0) to `high` (amount 1), texel by texel."""
    a, b = np.asarray(low, dtype=np.float32), np.asarray(high, dtype=np.float32)
    result = np.empty((*amount.shape, 3), dtype=np.float32)
    # Channel by channel: an inner loop of three would cost several times more.
    for c in range(3):
        result[..., c] = a[..., c] + (b[..., c] - a[..., c]) * amount
    return result


def shade(albedo: ColorField, factor: Field) -> ColorField:
    """The colour times a factor for each texel."""
    result = np.empty_like(albedo)
    for c in range(3):
        np.multiply(albedo[..., c], factor, out=result[..., c])
    return result


def normal_from_height(tile: Tile, height_m: Field) -> ColorField:
    """(n, n, 3) unit normals of a height field in metres, by central differences around the torus."""
    height = height_m * np.float32(0.5 / tile.texel_m)
    x = np.roll(height, 1, axis=1) - np.roll(height, -1, axis=1)
    y = np.roll(height, 1, axis=0) - np.roll(height, -1, axis=0)
    z = 1.0 / np.sqrt(x * x + y * y + np.float32(1.0))
    normal = np.empty((*height_m.shape, 3), dtype=np.float32)
    np.multiply(x, z, out=normal[..., 0])
    np.multiply(y, z, out=normal[..., 1])
    normal[..., 2] = z
    return normal


def finish(tile: Tile, albedo: ColorField, roughness: Field | None = None, height_m: Field | None = None) -> Maps:
    """Maps within physical limits, with the normals of a height field; read-only, since they are shared."""
    maps = Maps(
        np.clip(albedo, LOWEST_ALBEDO, HIGHEST_ALBEDO).astype(np.float32, copy=False),
        None if roughness is None else np.clip(roughness, LOWEST_ROUGHNESS, 1.0).astype(np.float32, copy=False),
        None if height_m is None else normal_from_height(tile, height_m),
    )
    for array in (maps.albedo, maps.roughness, maps.normal):
        if array is not None:
            array.setflags(write=False)
    return maps
