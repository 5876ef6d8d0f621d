"""Light from all around as a small equirectangular picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from simgen.catalog.environments import environment, is_environment_name
from simgen.color import LUMINANCE
from simgen.errors import CatalogError
from simgen.exr import read_picture
from simgen.world import EnvironmentLight

ENVIRONMENT_WIDTH, ENVIRONMENT_HEIGHT = 512, 256


def environment_map(light: EnvironmentLight) -> npt.NDArray[np.float32]:
    """(256, 512, 3) float32 radiance in cd/m² per channel. Row 0 looks up (+z); the middle column looks along world +y,
    turned counter-clockwise by `yaw_deg`, and columns to the right look further east.

    CatalogError where the picture cannot be read or is black.
    """
    shape = (ENVIRONMENT_HEIGHT, ENVIRONMENT_WIDTH, 3)
    if light.path is None:
        return np.broadcast_to(np.asarray(light.color) * light.luminance, shape).astype(np.float32)
    picture = _read(_file(light.path, light.digest))
    # Area means keep the total light of a sun that is smaller than a cell.
    import cv2

    small = cv2.resize(picture, (ENVIRONMENT_WIDTH, ENVIRONMENT_HEIGHT), interpolation=cv2.INTER_AREA)
    small = np.roll(small, -round(light.yaw_deg / 360 * ENVIRONMENT_WIDTH), axis=1)
    weight = np.sin((np.arange(ENVIRONMENT_HEIGHT) + 0.5) / ENVIRONMENT_HEIGHT * np.pi)[:, None]
    luminance = small @ LUMINANCE
    mean = float((luminance * weight).sum() / (weight.sum() * ENVIRONMENT_WIDTH))
    if not mean > 0:
        raise CatalogError("the environment picture is black", where=light.path, remedy="Choose another picture.")
    return np.asarray(small * (light.luminance / mean) * np.asarray(light.color), dtype=np.float32)


def _file(path: str, digest: str | None) -> str:
    """The file of a picture; CatalogError where a catalogue's one is not what the scenario was drawn with."""
    if not is_environment_name(path):
        return path
    file, row = environment(path)
    if digest not in (None, row.digest):
        raise CatalogError(
            "the environment picture has changed since this was drawn", where=path, remedy="Restore the catalogue."
        )
    return str(file)


def _read(path: str) -> npt.NDArray[np.float32]:
    """(H, W, 3) linear."""
    import cv2

    if not Path(path).is_file():
        raise CatalogError("no such environment picture", where=path, remedy="Give the path of a .hdr or .exr file.")
    remedy = "Give an equirectangular .hdr or .exr file."
    try:
        if Path(path).suffix.lower() == ".exr":
            linear = read_picture(Path(path))
        else:
            read = cv2.imread(path, cv2.IMREAD_ANYDEPTH | cv2.IMREAD_COLOR)
            if read is None:
                raise ValueError(path)
            linear = read[..., ::-1]
    except ValueError as error:
        raise CatalogError("the environment picture cannot be read", where=path, remedy=remedy) from error
    if linear.dtype != np.float32:
        raise CatalogError("not an HDR picture", where=path, remedy=remedy)
    return np.ascontiguousarray(np.clip(np.nan_to_num(linear), 0, None), dtype=np.float32)
