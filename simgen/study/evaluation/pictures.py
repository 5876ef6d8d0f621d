"""The pictures of a dataset as an evaluation sees them: what stands in each, and which of them share a scene."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy.typing as npt

from simgen.dataset.reader import Dataset, Record, read_meta
from simgen.dataset.record import record_of
from simgen.errors import DatasetError
from simgen.frame import Sample
from simgen.world import JsonObject


class Arrays(Protocol):
    """What an evaluation reads of a sample, as `simgen.dataset.Record` has it."""

    @property
    def rgb(self) -> npt.NDArray[Any]:
        """(H, W, 3) uint8, sRGB."""
        ...

    @property
    def depth_m(self) -> npt.NDArray[Any]:
        """(H, W), planar z."""
        ...

    @property
    def instance_id(self) -> npt.NDArray[Any]:
        """(H, W), 0 = nothing."""
        ...


@dataclass(frozen=True, eq=False)
class Seen:
    """The arrays of a sample that is not on disk."""

    sample: Sample

    @property
    def rgb(self) -> npt.NDArray[Any]:
        """(H, W, 3) uint8, sRGB."""
        return self.sample.rgb

    @property
    def depth_m(self) -> npt.NDArray[Any]:
        """(H, W), planar z."""
        return self.sample.frame.geometry.depth_m

    @property
    def instance_id(self) -> npt.NDArray[Any]:
        """(H, W), 0 = nothing."""
        return self.sample.frame.geometry.instance_id


@dataclass(frozen=True, eq=False)
class Picture:
    """One sample. `number` is its place in the dataset from 1, which is its image id in the COCO export.

    `meta` is the sample's meta.json; `record` has its arrays (None where there are none).
    """

    number: int
    meta: JsonObject
    record: Arrays | None = None

    @property
    def key(self) -> str:
        """The sample's name."""
        return str(self.meta["key"])

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return int(self.meta["width"]), int(self.meta["height"])

    @cached_property
    def scene(self) -> str:
        """Names the draw that the picture shows: frames of a clip and cameras of one scene share it."""
        source = self.meta["provenance"]
        return f"{self.meta['scenario']['spec_name']}/{source['seed']}/{source['index']}"

    @cached_property
    def things(self) -> tuple[JsonObject, ...]:
        """The labels of the visible objects (not of walls and floors), as meta.json has them."""
        return tuple(i for i in self.meta["instances"] if i["role"] == "object" and i["box"] is not None)

    @property
    def relations(self) -> Sequence[JsonObject]:
        """As meta.json has them; read anew for a record on disk, since they are long."""
        if "relations" in self.meta or not isinstance(self.record, Record):
            return tuple(self.meta.get("relations", ()))
        return tuple(read_meta(self.record.meta_path)["relations"])

    @property
    def arrays(self) -> Arrays:
        """Its arrays; DatasetError where it has none."""
        if self.record is None:
            raise DatasetError("this picture has no arrays", where=self.key, remedy="Read it from a dataset folder.")
        return self.record


def pictures_of(dataset: Dataset) -> tuple[Picture, ...]:
    """All pictures in the order of their keys; DatasetError where there is none."""
    if not len(dataset):
        raise DatasetError("the dataset has no finished sample", where=str(dataset.folder), remedy="Render it first.")
    # Each record is read past the reader's own cache, and only what conditions may ask for is kept of it: a data set of
    # ten thousand pictures must fit.
    return tuple(
        Picture(number, _kept(read_meta(record.meta_path)), record) for number, record in enumerate(dataset, start=1)
    )


def _kept(meta: JsonObject) -> JsonObject:
    """A record without what is long and no condition: masks, bodies, contacts, relations, licences, digests."""
    instances = [{key: value for key, value in i.items() if key != "amodal_rle"} for i in meta["instances"]]
    scenario = {key: value for key, value in meta["scenario"].items() if key not in ("bodies", "lights")}
    provenance = {key: value for key, value in meta["provenance"].items() if key != "licenses"}
    kept = {key: value for key, value in meta.items() if key not in ("parts", "files", "settled", "relations")}
    return {**kept, "instances": instances, "scenario": scenario, "provenance": provenance}


def picture_of(sample: Sample, number: int, categories: Mapping[str, int]) -> Picture:
    """A sample that was just made, as a picture."""
    return Picture(number, record_of(sample, dict(categories), {}), Seen(sample))


def scene_numbers(pictures: Sequence[Picture]) -> tuple[list[int], int]:
    """The scene of each picture as a number from 0, and how many scenes there are."""
    found: dict[str, int] = {}
    numbers = [found.setdefault(picture.scene, len(found)) for picture in pictures]
    return numbers, len(found)


def by_reference(pictures: Sequence[Picture]) -> Mapping[object, Picture]:
    """Pictures by both names that a predictions file may use: the COCO export's image id and the sample's key."""
    return {name: picture for picture in pictures for name in (picture.number, picture.key)}
