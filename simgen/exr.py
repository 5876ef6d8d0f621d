"""Linear light to and from OpenEXR: the only importer of OpenEXR, which is loaded when it is needed."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from simgen.errors import DatasetError

Picture = npt.NDArray[np.float32]
CHANNELS = "RGB"


def encode_layers(layers: Mapping[str, Picture]) -> bytes:
    """The bytes of an EXR file with each (H, W, 3) float32 picture, cd/m² per linear Rec. 709 channel, as a layer.

    Channels are `layer.R`, `layer.G`, `layer.B`, lossless, and the standard attribute `whiteLuminance` says that 1 is
    1 cd/m². Layers may not have a dot in their name, which parts it from the channel's.
    """
    import OpenEXR

    assert layers and not any("." in name for name in layers), sorted(layers)
    channels = {
        f"{name}.{letter}": np.ascontiguousarray(picture[..., k], dtype=np.float32)
        for name, picture in layers.items()
        for k, letter in enumerate(CHANNELS)
    }
    header = {"compression": OpenEXR.ZIP_COMPRESSION, "type": OpenEXR.scanlineimage, "whiteLuminance": 1.0}
    with tempfile.TemporaryDirectory() as folder:
        # Its writer takes a path only.
        path = Path(folder) / "layers.exr"
        with OpenEXR.File(header, channels) as file:
            file.write(str(path))
        return path.read_bytes()


def read_picture(path: Path) -> Picture:
    """(H, W, 3) float32 of a file's colour or grey channels; ValueError where it is damaged or holds no such light."""
    import OpenEXR

    try:
        with OpenEXR.File(str(path), separate_channels=True) as file:
            pixels = {name: channel.pixels for name, channel in file.channels().items()}
    except (OSError, RuntimeError) as error:
        raise ValueError(str(error)) from error
    names = CHANNELS if set(CHANNELS) <= set(pixels) else "YYY"
    if any(name not in pixels or pixels[name].dtype not in (np.float16, np.float32) for name in names):
        raise ValueError(f"no linear colour among its channels {', '.join(sorted(pixels))}")
    return np.stack([pixels[name] for name in names], axis=-1, dtype=np.float32)


def read_layers(path: Path) -> dict[str, Picture]:
    """By layer, (H, W, 3) float32; DatasetError where the file is missing, damaged, or holds something else."""
    import OpenEXR

    try:
        with OpenEXR.File(str(path), separate_channels=True) as file:
            pixels = {name: channel.pixels for name, channel in file.channels().items()}
        names = sorted({name.rpartition(".")[0] for name in pixels})
        return {
            name: np.stack([pixels[f"{name}.{letter}"] for letter in CHANNELS], axis=-1, dtype=np.float32)
            for name in names
        }
    except (OSError, RuntimeError, KeyError, ValueError) as error:
        raise DatasetError(
            f"cannot read the light groups: {error}",
            where=str(path),
            remedy="Make the sample again: remove its meta.json and run simgen render with --raw once more.",
        ) from error
