"""Samples from disk, without torch."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from simgen.dataset.record import camera_from_json, labels_from_record
from simgen.dataset.rle import decode_mask
from simgen.dataset.schema import DATASET_FILE, FILES, LIGHT_SUFFIX, META_SUFFIX, SAMPLE_FORMAT, SAMPLES_FOLDER
from simgen.dataset.writer import digest_of
from simgen.errors import DatasetError, did_you_mean
from simgen.exr import read_layers
from simgen.frame import Labels
from simgen.geometry import FloatArray
from simgen.world import Camera, JsonObject

_FILES = {f.suffix: f for f in FILES}


@dataclass(frozen=True, eq=False)
class Record:
    """One sample on disk; arrays are read when asked for (see `simgen.dataset.schema` for shapes and units)."""

    meta_path: Path

    @cached_property
    def meta(self) -> JsonObject:
        """The whole meta.json."""
        return read_meta(self.meta_path)

    @property
    def key(self) -> str:
        """The sample's name."""
        return self.meta_path.name[: -len(META_SUFFIX) - 1]

    def _array(self, suffix: str) -> npt.NDArray[Any]:
        return _FILES[suffix].read(self.meta_path.with_name(f"{self.key}.{suffix}"))

    @property
    def rgb_path(self) -> Path:
        """The picture's file."""
        return self.meta_path.with_name(f"{self.key}.rgb.png")

    @property
    def rgb(self) -> npt.NDArray[np.uint8]:
        """(H, W, 3) uint8, sRGB."""
        return self._array("rgb.png")

    @property
    def depth_m(self) -> npt.NDArray[np.float32]:
        """(H, W) float32, planar z, inf where nothing."""
        return self._array("depth.npy")

    @property
    def distance_m(self) -> npt.NDArray[np.float32]:
        """(H, W) float32, along the ray, inf where nothing; computed from depth and K."""
        length = np.linalg.norm(self.camera.intrinsics.rays(), axis=-1)
        distance: npt.NDArray[np.float32] = (self.depth_m * length).astype(np.float32)
        return distance

    @property
    def points_m(self) -> FloatArray:
        """(H, W, 3) float64, what each pixel's centre shows, world frame, not finite where nothing."""
        camera = self.camera
        with np.errstate(invalid="ignore"):
            return camera.world_from_camera.apply(camera.intrinsics.unproject(self.depth_m))

    @property
    def normal(self) -> npt.NDArray[np.float16]:
        """(H, W, 3) float16, unit, camera frame, 0 where nothing."""
        return self._array("normal.npy")

    @property
    def instance_id(self) -> npt.NDArray[np.uint16]:
        """(H, W) uint16, 0 = nothing."""
        return self._array("instance.png")

    @property
    def semantic_id(self) -> npt.NDArray[np.uint16]:
        """(H, W) uint16, category ids of dataset.json, 0 = nothing."""
        return self._array("semantic.png")

    @property
    def part_id(self) -> npt.NDArray[np.uint16]:
        """(H, W) uint16, position in ``meta["parts"]`` plus 1, 0 = nothing."""
        return self._array("part.png")

    @property
    def camera(self) -> Camera:
        """The camera, with pose and intrinsics."""
        return camera_from_json(self.meta["camera"])

    @cached_property
    def labels(self) -> Labels:
        """What is true of the picture."""
        return labels_from_record(self.meta)

    @property
    def environment(self) -> str:
        """Which conditions the sample is of: the spec's, a shift's, or the values of a sweep."""
        return str(self.meta.get("study", {}).get("environment", "drawn"))

    @property
    def split(self) -> str | None:
        """Which split of the spec the sample is of, None where the spec has none."""
        split: str | None = self.meta.get("study", {}).get("split")
        return split

    @property
    def light_groups(self) -> dict[str, npt.NDArray[np.float32]]:
        """By light group, (H, W, 3) float32 radiance, cd/m² per linear Rec. 709 channel; DatasetError where not kept.

        `simgen.relight` develops them under other light.
        """
        key = self.meta.get("raw")
        if key is None:
            raise DatasetError(
                "the sample's light groups were not kept",
                where=str(self.meta_path),
                remedy="Render it with --raw into another folder.",
            )
        return read_layers(self.meta_path.with_name(f"{key}.{LIGHT_SUFFIX}"))

    def amodal_mask(self, instance_id: int) -> npt.NDArray[np.bool_]:
        """(H, W) bool: what the body would cover with nothing else there. KeyError where it has none."""
        for label in self.meta["instances"]:
            if label["instance_id"] == instance_id and label["amodal_rle"] is not None:
                return decode_mask(label["amodal_rle"])
        raise KeyError(instance_id)

    def damaged_files(self) -> tuple[str, ...]:
        """Suffixes of the files whose bytes are missing or not the recorded ones."""
        damaged = []
        for suffix, digest in self.meta["files"].items():
            path = self.meta_path.with_name(f"{self.key}.{suffix}")
            if not path.is_file() or digest_of(path.read_bytes()) != digest:
                damaged.append(suffix)
        return tuple(damaged)


@dataclass(frozen=True, eq=False)
class Dataset(Sequence[Record]):
    """The complete samples of a folder, by key."""

    folder: Path
    header: Mapping[str, Any]
    records: tuple[Record, ...]

    @property
    def categories(self) -> Mapping[str, int]:
        """Category name → semantic id."""
        table: Mapping[str, int] = self.header["categories"]
        return table

    def where(self, keep: Callable[[Record], bool]) -> Dataset:
        """The samples for which `keep` is true."""
        return Dataset(self.folder, self.header, tuple(r for r in self.records if keep(r)))

    def of_split(self, split: str) -> Dataset:
        """The samples of one split; DatasetError where there are none."""
        found = self.where(lambda record: record.split == split)
        if not found:
            there = {record.split for record in self.records} - {None}
            raise DatasetError(
                f"no sample is of split '{split}'",
                where=str(self.folder),
                remedy=did_you_mean(split, [str(name) for name in there]),
            )
        return found

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[Record]:
        return iter(self.records)

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> Dataset: ...
    def __getitem__(self, index: int | slice) -> Record | Dataset:
        if isinstance(index, slice):
            return Dataset(self.folder, self.header, self.records[index])
        return self.records[index]


def read(path: str | Path) -> Dataset:
    """Open the dataset in folder `path`; DatasetError where there is none."""
    folder = Path(path)
    header_path = folder / DATASET_FILE
    if not header_path.is_file():
        raise DatasetError(
            f"no {DATASET_FILE} here",
            where=str(folder),
            remedy="Name a folder that `simgen render SPEC -o FOLDER` made.",
        )
    try:
        header = json.loads(header_path.read_text())
    except ValueError as error:
        raise DatasetError(f"not valid JSON: {error}", where=str(header_path)) from error
    found = (folder / SAMPLES_FOLDER).glob(f"*.{META_SUFFIX}")
    paths = sorted(p for p in found if not p.name.startswith("."))
    return Dataset(folder, header, tuple(Record(p) for p in paths))


def read_meta(path: Path) -> JsonObject:
    """A sample's meta.json; DatasetError where it is missing, damaged or of another format."""
    try:
        record: Any = json.loads(path.read_text())
    except OSError as error:
        raise DatasetError(f"cannot read the record: {error.strerror}", where=str(path)) from error
    except ValueError as error:
        remedy = "Remove the file; the command that made the dataset makes the sample again."
        raise DatasetError(f"not valid JSON: {error}", where=str(path), remedy=remedy) from error
    found = record.get("format") if isinstance(record, dict) else None
    if found != SAMPLE_FORMAT:
        raise DatasetError(
            f"not a sample's record: its format is {found!r}, this simgen reads '{SAMPLE_FORMAT}'",
            where=str(path),
            remedy="Name a {key}.meta.json in the samples folder of a dataset.",
        )
    return dict(record)
