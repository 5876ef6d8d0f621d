"""Proves that a dataset is whole and that what its files tell fits together, before somebody trains on it.

A check looks at one record and yields what is wrong with it, in a sentence each.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from simgen.dataset.reader import Dataset, Record
from simgen.dataset.schema import FILES, META_SUFFIX, SAMPLES_FOLDER
from simgen.errors import DatasetError
from simgen.frame import CONVERSE, SYMMETRIC, Holds, InstanceLabel
from simgen.geometry import FloatArray

# Depth is float32 and poses are float64: points may lie so far out of a box, and so much of their distance.
_BOX_M, _BOX_SHARE = 0.002, 0.001
# At silhouettes, rays of a lens that bends take the depth of a pinhole's ray beside them, up to so many pixels off.
_BENT_PX = 0.75
# Normals are float16; a smoothed one may lean from the camera, by the cosine of so much.
_UNIT, _AVERTED = 0.005, 0.5
# Shares, matrices and angles (degrees) that are told twice agree to so much.
_SHARE, _SAME, _ANGLE_DEG = 1e-6, 1e-6, 1e-3
# What cannot hold from a to b and from b to a.
_ONE_WAY = frozenset({"on_top", "supports", "inside", "under", *CONVERSE}) - SYMMETRIC
Check = Callable[[Record, Mapping[str, int]], Iterator[str]]


@dataclass(frozen=True)
class Finding:
    """What a check found in one sample, called `key`."""

    check: str
    key: str
    what: str


@dataclass(frozen=True)
class Validation:
    """So many samples were looked at, and what was found; `files` alone is looked at where those are damaged."""

    samples: int
    findings: tuple[Finding, ...]

    @property
    def by_check(self) -> dict[str, int]:
        """How much each check found."""
        return {name: sum(f.check == name for f in self.findings) for name in CHECKS}


def validate(dataset: Dataset) -> Validation:
    """All checks on all samples, and files that belong to no sample."""
    findings = [Finding("files", name, "belongs to no finished sample") for name in _strays(dataset)]
    for record in dataset:
        for name, check in CHECKS.items():
            try:
                found = [Finding(name, record.key, what) for what in check(record, dataset.categories)]
            except (DatasetError, KeyError, ValueError) as error:
                found = [Finding(name, record.key, f"cannot be read: {error}")]
            findings += found
            if name == "files" and found:
                break
    return Validation(len(dataset), tuple(findings))


def _strays(dataset: Dataset) -> list[str]:
    keys = {record.key for record in dataset}
    for record in dataset:
        with suppress(DatasetError):  # which the check of files tells
            keys.add(str(record.meta.get("raw")))
    files = sorted(path.name for path in (dataset.folder / SAMPLES_FOLDER).iterdir())
    return [name for name in files if name.split(".")[0] not in keys]


def _files(record: Record, _: Mapping[str, int]) -> Iterator[str]:
    """Each file is there with the recorded bytes, and has the picture's size."""
    damaged = record.damaged_files()
    for suffix in damaged:
        yield f"{suffix} is missing or not the recorded one"
    size = (record.meta["height"], record.meta["width"])
    for file in FILES:
        if file.suffix in damaged:
            continue
        shape = file.read(record.meta_path.with_name(f"{record.key}.{file.suffix}")).shape
        if shape[:2] != size:
            yield f"{file.suffix} is {shape[1]}x{shape[0]}, {META_SUFFIX} says {size[1]}x{size[0]}"


def _ids(record: Record, categories: Mapping[str, int]) -> Iterator[str]:
    """Pixels show instances that are told of once, in their category, by parts of their own, and nothing just where
    depth ends.
    """
    instance_id, part_id = record.instance_id, record.part_id
    told = {label.instance_id: label for label in record.labels.instances}
    for row in record.meta["instances"]:
        if row["category_id"] != categories.get(row["category"]):
            yield f"'{row['name']}' has the category id {row['category_id']}, which is not that of {row['category']}"
    if len(told) < len(record.meta["instances"]):
        yield "an instance is told of twice"
    shown = set(np.unique(instance_id).tolist()) - {0}
    for unknown in sorted(shown - set(told)):
        yield f"pixels show instance {unknown}, which is not told of"
    semantic_id = record.semantic_id
    for known in sorted(shown & set(told)):
        if (semantic_id[instance_id == known] != categories[told[known].category]).any():
            yield f"'{told[known].name}' has pixels that are not of its category"
    owners = np.array([0, *(part["instance_id"] for part in record.meta["parts"])])
    if part_id.max(initial=0) >= len(owners):
        yield f"pixels show part {part_id.max()}, there are {len(owners) - 1}"
    elif (owners[part_id] != instance_id).any():
        yield f"{(owners[part_id] != instance_id).sum()} pixels show a part of another instance"
    if ((instance_id == 0) != np.isinf(record.depth_m)).any():
        yield "there is depth where nothing is, or none where something is"


def _boxes(record: Record, _: Mapping[str, int]) -> Iterator[str]:
    """Pixel counts and 2D boxes are those of the masks, which lie within the amodal ones."""
    instance_id = record.instance_id
    extents = ndimage.find_objects(instance_id)
    counts = np.bincount(instance_id.ravel(), minlength=len(extents) + 1)
    for label in record.labels.instances:
        number, name = label.instance_id, label.name
        extent = extents[number - 1] if number <= len(extents) else None
        seen = int(counts[number]) if number < len(counts) else 0
        box = extent and (extent[1].start, extent[0].start, extent[1].stop, extent[0].stop)
        if seen != label.visible_px:
            yield f"'{name}' has {seen} pixels, {label.visible_px} are told"
        if (box or None) != (label.box and tuple(label.box)):
            yield f"'{name}' has its pixels within {box}, its box is {label.box}"
        if label.amodal_px:
            yield from _amodal(record, label, instance_id == number)


def _amodal(record: Record, label: InstanceLabel, mask: npt.NDArray[np.bool_]) -> Iterator[str]:
    amodal = record.amodal_mask(label.instance_id)
    if (mask & ~amodal).any():
        yield f"'{label.name}' is seen outside of its amodal mask"
    if int(amodal.sum()) != label.amodal_px:
        yield f"'{label.name}' has {amodal.sum()} amodal pixels, {label.amodal_px} are told"
    share = label.visible_px / label.amodal_px
    if abs(label.visible_fraction - share) > 1e-9:
        yield f"'{label.name}' is seen by {share:.4f}, {label.visible_fraction:.4f} is told"
    rows, columns = (np.flatnonzero(amodal.any(axis=axis)) + 0.5 for axis in (1, 0))
    x0, y0, x1, y1 = label.amodal_box or (0.0, 0.0, 0.0, 0.0)
    if len(rows) and not (x0 <= columns[0] and columns[-1] <= x1 and y0 <= rows[0] and rows[-1] <= y1):
        yield f"'{label.name}' has amodal pixels outside of its amodal box"
    height, width = amodal.shape
    shown = max(min(x1, width) - max(x0, 0.0), 0.0) * max(min(y1, height) - max(y0, 0.0), 0.0)
    outside = 1 - shown / max((x1 - x0) * (y1 - y0), 1e-9)
    if abs(label.truncation - outside) > _SHARE:
        yield f"'{label.name}' is cut off by {outside:.4f} of its amodal box, {label.truncation:.4f} is told"


def _depth(record: Record, _: Mapping[str, int]) -> Iterator[str]:
    """What pixels show lies before the camera and in the 3D box of its instance."""
    depth, instance_id, points = record.depth_m, record.instance_id, record.points_m
    if not (depth > 0).all():
        yield "depth is not above 0 everywhere"
        return
    view = record.camera.intrinsics
    share = _BOX_SHARE + (_BENT_PX / min(view.fx, view.fy) if view.k1 else 0.0)
    for label in record.labels.instances:
        mask = instance_id == label.instance_id
        if not mask.any():
            continue
        out = _outside_m(points[mask], label)
        allowed = _BOX_M + share * depth[mask]
        if (out > allowed).any():
            yield f"'{label.name}' shows {(out > allowed).sum()} points up to {1000 * out.max():.0f} mm out of its box"


def _outside_m(points: FloatArray, label: InstanceLabel) -> FloatArray:
    """(n,) how far (n, 3) world points lie out of the instance's oriented box, along its axes, below 0 inside."""
    own = label.world_from_body.inverse.apply(points) - np.array(label.box_center_m)
    outside: FloatArray = (np.abs(own) - np.array(label.size_m) / 2).max(axis=1)
    return outside


def _normals(record: Record, _: Mapping[str, int]) -> Iterator[str]:
    """Normals are unit vectors where something is, 0 elsewhere, and look at the camera."""
    normal, shown = record.normal.astype(np.float64), record.instance_id > 0
    length = np.linalg.norm(normal, axis=-1)
    if np.abs(length - shown).max(initial=0.0) > _UNIT:
        yield f"{(np.abs(length - shown) > _UNIT).sum()} normals are not of length 1, or of 0 where nothing is"
    rays = record.camera.intrinsics.rays()
    along = (normal * rays).sum(axis=-1) / np.linalg.norm(rays, axis=-1)
    if (along > _AVERTED).any():
        yield f"{(along > _AVERTED).sum()} normals look away from the camera"


def _relations(record: Record, _: Mapping[str, int]) -> Iterator[str]:
    """Relations are of instances that are told of, hold as their margins say, and contradict no other one."""
    labels = record.labels
    names = {label.instance_id: label.name for label in labels.instances}
    for r in labels.relations:
        if r.subject not in names or r.object not in names:
            yield f"{r.predicate}({r.subject}, {r.object}) is of an instance that is not told of"
            continue
        told = f"{r.predicate}({names[r.subject]}, {names[r.object]})"
        yield from _margin(told, r.holds, r.margin)
        if r.holds == "true" and r.predicate in _ONE_WAY and labels.holds(r.predicate, r.object, r.subject) == "true":
            yield f"{told} holds both ways"
        if r.holds == "true" and r.predicate == "on_top" and labels.holds("supports", r.object, r.subject) != "true":
            yield f"{told} holds, but supports does not hold the other way"
    yield from _occlusions(record)


def _occlusions(record: Record) -> Iterator[str]:
    instance_id = record.instance_id
    known = {label.instance_id for label in record.labels.instances if label.role == "object" and label.amodal_px}
    told = [r for r in record.labels.relations if r.predicate == "occludes" and r.object in known]
    for hidden, own in itertools.groupby(sorted(told, key=lambda r: r.object), key=lambda r: r.object):
        first = instance_id[record.amodal_mask(hidden)]
        for r in own:
            share = float((first == r.subject).mean())
            if abs(share - r.measured.get("share", share)) > _SHARE:
                yield f"occludes({r.subject}, {r.object}) covers {share:.4f}, {r.measured['share']:.4f} is told"


def _states(record: Record, _: Mapping[str, int]) -> Iterator[str]:
    """States hold as their margins say, shares lie between 0 and 1, and things are tilted as their poses are."""
    for label in record.labels.instances:
        across, along, up = label.world_from_body.rotation[:, 2]
        tilt = math.degrees(math.atan2(math.hypot(across, along), up))
        if abs(tilt - label.states.get("upright", {}).get("tilt_deg", tilt)) > _ANGLE_DEG:
            yield f"'{label.name}' is tilted by {tilt:.2f} degrees, {label.states['upright']['tilt_deg']:.2f} are told"
        for state, told in label.states.items():
            for what, value in {state: told, **told.get("joints", {})}.items():
                yield from _margin(f"{what}({label.name})", value["holds"], value["margin"])
                share = value.get("fraction")
                # A lamp may shine brighter than it is made for.
                most = np.inf if what == "on" else 1 + 1e-6
                if share is not None and not -1e-6 <= share <= most:
                    yield f"{what}({label.name}) has a share of {share:.4f}"


def _margin(told: str, holds: Holds, margin: float) -> Iterator[str]:
    if (holds == "true" and margin < 0) or (holds == "false" and margin > 0):
        yield f"{told} is {holds} with a margin of {margin:+.4f}"


def _scene(record: Record, _: Mapping[str, int]) -> Iterator[str]:
    """The scene came to rest, and labels have things where it has them, also before the camera, whose K is its own."""
    settled = record.meta["settled"]
    if not settled["report"]["at_rest"]:
        yield "the scene did not come to rest"
    poses = {body["instance_id"]: body["world_from_body"] for body in settled["bodies"]}
    for label in record.meta["instances"]:
        if poses.get(label["instance_id"]) != label["world_from_body"]:
            yield f"'{label['name']}' is told elsewhere than where the scene has it"
    camera = record.camera
    if np.abs(np.array(record.meta["camera"]["K"]) - camera.intrinsics.matrix).max() > _SAME:
        yield "K is not that of the camera's intrinsics"
    camera_from_world = camera.world_from_camera.inverse
    for own in record.labels.instances:
        moved = camera_from_world @ own.world_from_body
        if np.abs(moved.matrix - own.camera_from_body.matrix).max() > _SAME:
            yield f"'{own.name}' is told elsewhere before the camera than in the world"


CHECKS: dict[str, Check] = {
    "files": _files,
    "ids": _ids,
    "boxes": _boxes,
    "depth": _depth,
    "normals": _normals,
    "relations": _relations,
    "states": _states,
    "scene": _scene,
}
