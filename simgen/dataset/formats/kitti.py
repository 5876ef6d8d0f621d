"""KITTI's 3D object detection (A. Geiger et al., CVPR 2012; the devkit's readme), with point clouds.

training/ holds image_2/*.png, label_2/*.txt, calib/*.txt and velodyne/*.bin, ImageSets/*.txt say which samples are of
which part, and samples.json (ours, last) tells the record of each number. KITTI's boxes turn about the vertical alone,
so its camera frame is level here: x to the right, y straight down, z ahead, and P2 holds the camera's pitch and roll.
A thing that is neither upright nor on a side has the least level box about its own, along its front. Points are what
each pixel shows, x ahead, y to the left, z up, with the picture's luma as their intensity.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np

from simgen.catalog.vocabularies import Naming
from simgen.dataset.formats.pictures import copy_picture, parts_of, refuse_bent_lenses
from simgen.dataset.reader import Dataset, Record
from simgen.dataset.writer import write_file
from simgen.frame import InstanceLabel
from simgen.geometry import Bounds, FloatArray

# From which share that is seen on a thing is KITTI's "fully visible", "partly occluded"; below, "largely occluded".
OCCLUSION_LEVELS = (0.95, 0.5)
# Of Rec. 601, as KITTI's grey pictures have it.
LUMA = (0.299, 0.587, 0.114)
# x ahead, y left, z up from x right, y down, z ahead.
LIDAR_FROM_LEVEL = np.array([[0.0, 0.0, 1.0], [-1.0, 0.0, 0.0], [0.0, -1.0, 0.0]])


def export(dataset: Dataset, folder: Path, naming: Naming) -> dict[str, int]:
    """Write the dataset into `folder`; samples.json comes last, so its presence means complete."""
    refuse_bent_lenses(dataset, "KITTI")
    training = folder / "training"
    for name in ("image_2", "label_2", "calib", "velodyne"):
        (training / name).mkdir(parents=True)
    (folder / "ImageSets").mkdir()
    sets: dict[str, list[str]] = {}
    samples = []
    boxes = points = 0
    for number, (record, part) in enumerate(zip(dataset, parts_of(dataset), strict=True)):
        name = f"{number:06d}"
        level_from_world = _level(record)
        lines = label_lines(record, level_from_world, naming)
        cloud = point_cloud(record, level_from_world)
        copy_picture(record, training / "image_2" / f"{name}.png")
        write_file(training / "label_2" / f"{name}.txt", "".join(f"{line}\n" for line in lines).encode())
        write_file(training / "calib" / f"{name}.txt", _calibration(record, level_from_world).encode())
        write_file(training / "velodyne" / f"{name}.bin", cloud.tobytes())
        sets.setdefault(part, []).append(name)
        samples.append({"number": name, "key": record.key, "part": part})
        boxes += len(lines)
        points += len(cloud)
    for part, names in sets.items():
        write_file(folder / "ImageSets" / f"{part}.txt", "".join(f"{name}\n" for name in names).encode())
    write_file(folder / "samples.json", json.dumps(samples, indent=1).encode())
    return {**{part: len(names) for part, names in sets.items()}, "boxes": boxes, "points": points}


def _level(record: Record) -> FloatArray:
    """(3, 3) world to level frame; for a camera that looks straight down, the top of its picture is ahead."""
    camera = record.camera.world_from_camera.rotation
    ahead = camera[:2, 2] if math.hypot(*camera[:2, 2]) > 1e-6 else -camera[:2, 1]
    x, y = ahead / math.hypot(*ahead)
    return np.array([[y, -x, 0.0], [0.0, 0.0, -1.0], [x, y, 0.0]])


def label_lines(record: Record, level_from_world: FloatArray, naming: Naming) -> list[str]:
    """The lines of a label file: every object that is seen and has a class, in the order of the instances.

    A line is `type truncated occluded alpha left top right bottom height width length x y z rotation_y`. The box in the
    picture is, as KITTI's, of the whole thing as far as it lies in the picture.
    """
    eye = np.array(record.camera.world_from_camera.position)
    size = (record.meta["width"], record.meta["height"])
    lines = []
    for label in record.labels.instances:
        if label.role != "object" or not label.visible_px or label.amodal_box is None:
            continue
        if label.category not in naming.of:
            continue
        (height, width, length), foot, turn = level_box(label, eye, level_from_world)
        left, top, right, bottom = label.amodal_box
        # KITTI's pixels have their centres at whole numbers, as P2 has, and its boxes end at the last one.
        most = np.array([*size, *size]) - 1.0
        pixels = np.clip(np.array([left, top, right, bottom]) - 0.5, 0.0, most)
        occluded = sum(label.visible_fraction < least for least in OCCLUSION_LEVELS)
        alpha = _wrapped(turn - math.atan2(foot[0], foot[2]))
        kind = naming.of[label.category].replace(" ", "_")
        values = (alpha, *pixels, height, width, length, *foot, turn)
        lines.append(f"{kind} {label.truncation:.4f} {occluded} " + " ".join(f"{v:.4f}" for v in values))
    return lines


def level_box(
    label: InstanceLabel, eye: FloatArray, level_from_world: FloatArray
) -> tuple[tuple[float, float, float], FloatArray, float]:
    """Height, width and length, metres; (3,) the middle of its foot in the level frame; its rotation_y, radians.

    The length is along the thing's front, which at rotation_y 0 looks to +x.
    """
    half = np.array(label.size_m) / 2
    box = Bounds.of([label.box_center_m - half, label.box_center_m + half])
    corners = (label.world_from_body.apply(box.corners) - eye) @ level_from_world.T
    axes = level_from_world @ label.world_from_body.rotation
    # A thing that lies on its front or back looks along its side.
    front = -axes[:, 1] if abs(axes[1, 1]) < 0.9 else axes[:, 0]
    x, z = front[[0, 2]] / math.hypot(front[0], front[2])
    along, across = corners[:, [0, 2]] @ [x, z], corners[:, [0, 2]] @ [-z, x]
    middle, aside = (float(v.max() + v.min()) / 2 for v in (along, across))
    foot = np.array([middle * x - aside * z, corners[:, 1].max(), middle * z + aside * x])
    return (float(np.ptp(corners[:, 1])), float(np.ptp(across)), float(np.ptp(along))), foot, math.atan2(-z, x)


def point_cloud(record: Record, level_from_world: FloatArray) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """(n, 4) float32 x, y, z, intensity of each pixel that shows something, row by row."""
    points = record.points_m.reshape(-1, 3)
    seen = np.isfinite(points).all(axis=1)
    luma = record.rgb.reshape(-1, 3) @ LUMA / 255
    eye = np.array(record.camera.world_from_camera.position)
    moved = (points[seen] - eye) @ (LIDAR_FROM_LEVEL @ level_from_world).T
    return np.column_stack([moved, luma[seen]]).astype("<f4")


def _calibration(record: Record, level_from_world: FloatArray) -> str:
    """The calib file: one camera, whose eye is the origin of all frames; pixel centres are whole numbers."""
    k = record.camera.intrinsics.matrix
    k[:2, 2] -= 0.5
    camera_from_level = record.camera.world_from_camera.rotation.T @ level_from_world.T
    projection = np.column_stack([k @ camera_from_level, np.zeros(3)])
    rows = {f"P{n}": projection for n in range(4)}
    rows["R0_rect"] = np.eye(3)
    rows["Tr_velo_to_cam"] = np.column_stack([LIDAR_FROM_LEVEL.T, np.zeros(3)])
    rows["Tr_imu_to_velo"] = np.eye(3, 4)
    return "".join(f"{name}: {' '.join(f'{v:.12e}' for v in m.reshape(-1))}\n" for name, m in rows.items())


def _wrapped(angle: float) -> float:
    """The same angle from -π to π."""
    return math.remainder(angle, 2 * math.pi)
