"""Optical flow between any two samples of the same things: frames of a clip, a pair, cameras of one scene.

It follows from depth and from where each part is in both, so nothing is stored and no pair has to be foreseen.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simgen.dataset.reader import Record
from simgen.errors import DatasetError
from simgen.geometry import FloatArray, Pose
from simgen.world import Camera

# What is seen lies between the least and the greatest depth of its part about its pixel, give or take this share.
_DEPTH_SHARE = 0.002
_NOWHERE = Pose((math.nan,) * 3)


@dataclass(frozen=True, eq=False)
class Flow:
    """Where the points that one sample shows are in another.

    px: (H, W, 2) float32, how far what each pixel's centre shows moves, in pixels right and down, to where the other
    camera has it, outside its picture and behind other things too. NaN where nothing is, where it is not in the other
    sample, is behind its camera, or has no fixed shape (cloths and liquids of scenes at rest elsewhere).
    seen: (H, W) bool, whether the other sample shows the same point: the pixel that it falls into shows its part.
    """

    px: npt.NDArray[np.float32]
    seen: npt.NDArray[np.bool_]


def flow(first: Record, second: Record) -> Flow:
    """From `first` to `second`, which may differ in camera, poses, joints, light and looks.

    What is called the same is the same if its asset is. DatasetError where a record does not tell where parts are.
    """
    points, part_id = first.points_m, first.part_id
    moved = np.full(points.shape, np.nan)
    wanted = np.zeros(part_id.shape, dtype=np.int64)
    motions = _motions(first, second)
    for index in np.setdiff1d(part_id, 0).tolist():
        motion, there = motions[index - 1]
        shown = part_id == index
        moved[shown] = motion.apply(points[shown])
        wanted[shown] = there
    camera = second.camera
    points = camera.world_from_camera.inverse.apply(moved)
    points[~_projectable(points, camera)] = np.nan
    pixels = camera.intrinsics.project(points)
    height, width = part_id.shape
    centers = np.stack(np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5), axis=-1)
    return Flow((pixels - centers).astype(np.float32), _seen(pixels, points[..., 2], wanted, second))


def _motions(first: Record, second: Record) -> list[tuple[Pose, int]]:
    """For each part of `first`: how its points move from its world to that of `second`, by NaN where that is unknown,
    and its id there.
    """
    before, after = _things(first), _things(second)
    there = {name: (number, pose) for number, (name, pose) in enumerate(_parts(second), start=1)}
    alike = first.meta["settled"]["bodies"] == second.meta["settled"]["bodies"]
    motions = []
    for name, world_from_part in _parts(first):
        thing = before.get(name[0])
        rigid = alike or (thing is not None and thing["cloth"] is None)
        if name in there and thing == after.get(name[0]) and rigid:
            number, pose = there[name]
            motions.append((pose @ world_from_part.inverse, number))
        else:
            motions.append((_NOWHERE, 0))
    return motions


def _things(record: Record) -> dict[str, Mapping[str, Any]]:
    """By name, what a body of the scenario is: its asset, size and, for cloth, its folds."""
    return {
        body["name"]: {"asset": body["asset"]["digest"], "scale": body["scale"], "cloth": body["cloth"]}
        for body in record.meta["scenario"]["bodies"]
    }


def _parts(record: Record) -> list[tuple[tuple[str, str], Pose]]:
    """Of each part, in order, the names of its body and of itself, and where it is."""
    bodies = {label.instance_id: label.name for label in record.labels.instances}
    parts = record.meta["parts"]
    if not all("world_from_part" in part for part in parts):
        raise DatasetError(
            "the record does not tell where parts are: an earlier simgen made it",
            where=str(record.meta_path),
            remedy="Render it anew.",
        )
    return [((bodies[p["instance_id"]], p["name"]), Pose(**p["world_from_part"])) for p in parts]


def _projectable(points: FloatArray, camera: Camera) -> npt.NDArray[np.bool_]:
    """(H, W): before the camera, and not so far off its axis that a barrel lens would fold it back."""
    depth = points[..., 2]
    ahead: npt.NDArray[np.bool_] = depth > camera.near_m
    with np.errstate(invalid="ignore"):
        ahead &= np.hypot(points[..., 0], points[..., 1]) < camera.intrinsics.fold_radius * depth
    return ahead


def _seen(
    pixels: FloatArray, depth_m: FloatArray, part_id: npt.NDArray[np.int64], other: Record
) -> npt.NDArray[np.bool_]:
    """(H, W): whether `other` shows the points of its parts `part_id` at (H, W, 2) `pixels`, `depth_m` before it."""
    depths, ids = other.depth_m, other.part_id
    height, width = depths.shape
    inside = ((pixels >= 0) & (pixels < (width, height))).all(axis=-1)
    u, v = (np.where(inside, np.floor(pixels[..., axis]), 0).astype(np.int64) for axis in (0, 1))
    nearest, farthest = np.full(u.shape, np.inf), np.zeros(u.shape)
    for down, right in itertools.product((-1, 0, 1), repeat=2):
        row, column = np.clip(v + down, 0, height - 1), np.clip(u + right, 0, width - 1)
        own = ids[row, column] == part_id
        nearest = np.where(own, np.minimum(nearest, depths[row, column]), nearest)
        farthest = np.where(own, np.maximum(farthest, depths[row, column]), farthest)
    seen: npt.NDArray[np.bool_] = inside & (part_id > 0) & (ids[v, u] == part_id)
    seen &= (depth_m >= nearest * (1 - _DEPTH_SHARE)) & (depth_m <= farthest * (1 + _DEPTH_SHARE))
    return seen
