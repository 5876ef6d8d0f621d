"""Every file of a dataset, described once.

A dataset is a folder::

    dataset.json            what the samples are draws of: spec, seed, renderer, category table
    samples/{key}.{suffix}  one set of files a sample, each in FILES; meta.json is written last

A sample is complete exactly if its ``meta.json`` is there. Keys have no dots, so the files of a sample
belong together under WebDataset's rules and ``tar`` of ``samples/`` is a shard.

Where light groups are kept (``--raw``), meta.json's `raw` names the sample whose ``light.exr`` holds them: for each
group a layer with its radiance, (H, W, 3) float32, cd/m² per linear Rec. 709 channel.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from simgen.dataset.images import encode_png, read_png
from simgen.errors import DatasetError
from simgen.frame import Sample
from simgen.world import canonical_json

DATASET_FORMAT = "simgen-dataset-1"
SAMPLE_FORMAT = "simgen-sample-1"
DATASET_FILE = "dataset.json"
SAMPLES_FOLDER = "samples"
META_SUFFIX = "meta.json"
LIGHT_SUFFIX = "light.exr"


@dataclass(frozen=True)
class SampleFile:
    """One array file of a sample: what it holds, and how its bytes are made and read."""

    suffix: str
    holds: str
    array: Callable[[Sample, Mapping[str, int]], npt.NDArray[Any]]
    encode: Callable[[npt.NDArray[Any]], bytes]
    read: Callable[[Path], npt.NDArray[Any]]


def encode_npy(array: npt.NDArray[Any]) -> bytes:
    """The bytes of a ``.npy`` file."""
    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(array), allow_pickle=False)
    return buffer.getvalue()


def read_npy(path: Path) -> npt.NDArray[Any]:
    """The array of a ``.npy`` file; DatasetError where it cannot be read."""
    try:
        array: npt.NDArray[Any] = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise DatasetError(
            f"cannot read the array: {error}",
            where=str(path),
            remedy="Render the sample again: simgen rerender META_JSON.",
        ) from error
    return array


def category_table(categories: Sequence[str], more: Sequence[str] = ()) -> dict[str, int]:
    """Category name → semantic id: 1..n in alphabetical order, those in `more` after all others; 0 is nothing."""
    names = sorted(set(categories))
    return {name: number for number, name in enumerate([*names, *sorted(set(more) - set(names))], start=1)}


def _semantic(sample: Sample, categories: Mapping[str, int]) -> npt.NDArray[np.uint16]:
    by_instance = np.zeros(max((b.instance_id for b in sample.scene.bodies), default=0) + 1, dtype=np.uint16)
    for body in sample.scene.bodies:
        by_instance[body.instance_id] = categories[body.asset.category]
    return by_instance[sample.frame.geometry.instance_id]


FILES: tuple[SampleFile, ...] = (
    SampleFile("rgb.png", "(H, W, 3) uint8, sRGB", lambda s, _: s.rgb, encode_png, read_png),
    SampleFile(
        "depth.npy",
        "(H, W) float32, metres, planar z, inf where nothing",
        lambda s, _: s.frame.geometry.depth_m,
        encode_npy,
        read_npy,
    ),
    SampleFile(
        "normal.npy",
        "(H, W, 3) float16, unit, camera frame, 0 where nothing",
        lambda s, _: s.frame.geometry.normal.astype(np.float16),
        encode_npy,
        read_npy,
    ),
    SampleFile(
        "instance.png",
        "(H, W) uint16, instance id, 0 = nothing",
        lambda s, _: s.frame.geometry.instance_id,
        encode_png,
        read_png,
    ),
    SampleFile("semantic.png", "(H, W) uint16, category id, 0 = nothing", _semantic, encode_png, read_png),
    SampleFile(
        "part.png",
        "(H, W) uint16, position in meta.json's parts plus 1, 0 = nothing",
        lambda s, _: s.frame.geometry.part_id,
        encode_png,
        read_png,
    ),
)

SUFFIXES: tuple[str, ...] = (*(f.suffix for f in FILES), META_SUFFIX)


def encode_json(data: Any) -> bytes:
    """JSON bytes of a record: keys sorted, one line, no NaN."""
    return canonical_json(data) + b"\n"
