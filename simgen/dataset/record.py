"""meta.json: a sample's whole record, there and back."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter

from simgen.dataset.rle import encode_mask
from simgen.dataset.schema import SAMPLE_FORMAT
from simgen.errors import DatasetError
from simgen.frame import InstanceLabel, Labels, Provenance, Relation, Sample
from simgen.geometry import Pose
from simgen.world import Camera, Contact, JsonObject, SettleReport

_LABELS: TypeAdapter[tuple[InstanceLabel, ...]] = TypeAdapter(tuple[InstanceLabel, ...])
_RELATIONS: TypeAdapter[tuple[Relation, ...]] = TypeAdapter(tuple[Relation, ...])
_CAMERA: TypeAdapter[Camera] = TypeAdapter(Camera)
_POSE: TypeAdapter[Pose] = TypeAdapter(Pose)
_CONTACTS: TypeAdapter[tuple[Contact, ...]] = TypeAdapter(tuple[Contact, ...])
_REPORT: TypeAdapter[SettleReport] = TypeAdapter(SettleReport)
_PROVENANCE: TypeAdapter[Provenance] = TypeAdapter(Provenance)


def record_of(sample: Sample, categories: dict[str, int], files: dict[str, str]) -> JsonObject:
    """The plain JSON of a sample's meta.json; `files` maps suffix → blake2b-128 hex digest of the bytes."""
    geometry = sample.frame.geometry
    height, width = geometry.instance_id.shape
    instances = _LABELS.dump_python(sample.labels.instances, mode="json")
    for label in instances:
        label["category_id"] = categories[label["category"]]
        amodal = geometry.amodal.get(label["instance_id"])
        label["amodal_rle"] = None if amodal is None else encode_mask(amodal.full(height, width))
    record: JsonObject = {
        "format": SAMPLE_FORMAT,
        "key": sample.key,
        "width": width,
        "height": height,
        "camera": camera_to_json(sample.frame.camera),
        "exposure": dict(sample.exposure),
        "light": None if sample.light is None else asdict(sample.light),
        "instances": instances,
        "relations": _RELATIONS.dump_python(sample.labels.relations, mode="json"),
        "parts": [
            {
                "instance_id": body.instance_id,
                "name": part.name,
                "world_from_part": _POSE.dump_python(body.world_from_part(part), mode="json"),
            }
            for body in sample.scene.bodies
            for part in body.asset.parts
        ],
        "settled": {
            "bodies": [
                {
                    "instance_id": body.instance_id,
                    "name": body.name,
                    "world_from_body": _POSE.dump_python(body.world_from_body, mode="json"),
                    "joint_positions": dict(body.joint_positions),
                }
                for body in sample.scene.bodies
            ],
            "contacts": _CONTACTS.dump_python(sample.scene.contacts, mode="json"),
            "report": _REPORT.dump_python(sample.scene.report, mode="json"),
        },
        "study": dict(sample.study),
        "scenario": sample.scene.scenario.to_json(),
        "provenance": _PROVENANCE.dump_python(sample.provenance, mode="json"),
        "raw": sample.raw.key if sample.raw else None,
        "files": files,
    }
    _refuse_nan(record, sample.key)
    return record


def camera_to_json(camera: Camera) -> JsonObject:
    """A camera's fields, with K as a (3, 3) nested list besides."""
    data: JsonObject = _CAMERA.dump_python(camera, mode="json")
    data["K"] = camera.intrinsics.matrix.tolist()
    return data


def camera_from_json(data: JsonObject) -> Camera:
    """The camera that `camera_to_json` wrote."""
    return _CAMERA.validate_python({k: v for k, v in data.items() if k != "K"})


def labels_from_record(record: JsonObject) -> Labels:
    """The labels in a meta.json."""
    own = [{k: v for k, v in label.items() if k not in ("category_id", "amodal_rle")} for label in record["instances"]]
    return Labels(_LABELS.validate_python(own), _RELATIONS.validate_python(record["relations"]))


def provenance_from_record(record: JsonObject) -> Provenance:
    """The provenance in a meta.json."""
    return _PROVENANCE.validate_python(record["provenance"])


def _refuse_nan(value: Any, key: str, path: str = "") -> None:
    # A NaN would be written as invalid JSON; the place it came from is the useful part of the message.
    if isinstance(value, float) and not math.isfinite(value):
        raise DatasetError(f"the record holds {value} at {path}", where=key)
    if isinstance(value, dict):
        for name, inner in value.items():
            _refuse_nan(inner, key, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            _refuse_nan(inner, key, f"{path}[{number}]")
