"""BOP, the format of the 6D pose challenge (T. Hodan et al., ECCV 2018; bop_toolkit's docs/bop_datasets_format.md).

train/{scene}/ with rgb/, depth/ (16 bit, 0.1 mm), mask/ (amodal), mask_visib/, scene_camera.json, scene_gt.json and
scene_gt_info.json: a scene is a draw, an image a camera of it. models/ holds a PLY in millimetres for each different
object, with models_info.json; liquids have none, and a thing at another opening or scale is another object. Pixel
centres are whole numbers in BOP, so K's principal point is half a pixel less than ours. px_count_all, and visib_fract
with it, count the silhouette in the picture alone; bbox_obj goes on outside. obj_id counts from 1;
`objects.json` (ours) tells the asset, category and licence of each.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from simgen.catalog import Catalog
from simgen.dataset.formats.pictures import copy_picture, depth_image, refuse_bent_lenses
from simgen.dataset.images import encode_png
from simgen.dataset.reader import Dataset, Record
from simgen.dataset.writer import write_file
from simgen.errors import DatasetError
from simgen.frame import InstanceLabel
from simgen.geometry import FloatArray
from simgen.world import Body, JsonObject, Scenario

DEPTH_UNIT_MM = 0.1
MM = 1000.0


def export(dataset: Dataset, folder: Path) -> dict[str, int]:
    """Write the dataset into `folder`; objects.json comes last, so its presence means complete."""
    refuse_bent_lenses(dataset, "BOP")
    catalog = Catalog()
    models = _Models(folder / "models")
    scenes: dict[int, list[Record]] = {}
    for record in dataset:
        scenes.setdefault(int(record.meta["provenance"]["index"]), []).append(record)
    poses = 0
    for scene_id, records in scenes.items():
        bodies = _settled_bodies(records[0], catalog)
        scene = folder / "train" / f"{scene_id:06d}"
        for name in ("rgb", "depth", "mask", "mask_visib"):
            (scene / name).mkdir(parents=True, exist_ok=True)
        tables: dict[str, dict[str, Any]] = {"scene_camera": {}, "scene_gt": {}, "scene_gt_info": {}}
        for image_id, record in enumerate(records):
            name = f"{image_id:06d}"
            copy_picture(record, scene / "rgb" / f"{name}.png")
            write_file(scene / "depth" / f"{name}.png", encode_png(depth_image(record.depth_m, DEPTH_UNIT_MM)))
            tables["scene_camera"][str(image_id)] = _camera(record)
            things = [x for x in record.labels.instances if x.role == "object" and x.instance_id in bodies]
            seen = [x for x in things if x.visible_px]
            tables["scene_gt"][str(image_id)] = [_pose(x, models.number(bodies[x.instance_id])) for x in seen]
            tables["scene_gt_info"][str(image_id)] = [_info(x, record) for x in seen]
            poses += len(seen)
            ids = record.instance_id
            for k, label in enumerate(seen):
                for kind, mask in (
                    ("mask", record.amodal_mask(label.instance_id)),
                    ("mask_visib", ids == label.instance_id),
                ):
                    write_file(scene / kind / f"{name}_{k:06d}.png", encode_png(mask.astype(np.uint8) * np.uint8(255)))
        for kind, table in tables.items():
            write_file(scene / f"{kind}.json", json.dumps(table, indent=1).encode())
    write_file(folder / "models" / "models_info.json", json.dumps(models.info, indent=1).encode())
    write_file(folder / "objects.json", json.dumps(models.objects, indent=1).encode())
    return {"scenes": len(scenes), "images": len(dataset), "poses": poses, "models": len(models.info)}


def _settled_bodies(record: Record, catalog: Catalog) -> dict[int, Body]:
    """The bodies as they were seen, built again from the record."""
    try:
        scenario = Scenario.from_json(record.meta["scenario"], catalog.load)
    except (KeyError, ValueError) as error:
        raise DatasetError(
            f"an asset cannot be built again: {error}",
            where=record.key,
            remedy="Use the simgen version that provenance.versions names, with the catalogues of the dataset.",
        ) from error
    joints = {b["instance_id"]: b["joint_positions"] for b in record.meta["settled"]["bodies"]}
    return {b.instance_id: replace(b, joint_positions=joints[b.instance_id]) for b in scenario.bodies}


class _Models:
    """The different objects so far, each with a file in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.info: dict[str, JsonObject] = {}
        self.objects: dict[str, JsonObject] = {}
        self._numbers: dict[tuple[Any, ...], int] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def number(self, body: Body) -> int:
        """The obj_id of a body's shape; a new one is written."""
        key = (body.asset.digest, body.scale, tuple(sorted(body.joint_positions.items())))
        if key not in self._numbers:
            number = self._numbers[key] = len(self._numbers) + 1
            vertices, faces = _model(body)
            write_file(self.folder / f"obj_{number:06d}.ply", ply(vertices, faces))
            low, high = vertices.min(axis=0), vertices.max(axis=0)
            size = high - low
            self.info[str(number)] = {
                "diameter": _diameter(vertices),
                **{f"min_{axis}": float(value) for axis, value in zip("xyz", low, strict=True)},
                **{f"size_{axis}": float(value) for axis, value in zip("xyz", size, strict=True)},
            }
            self.objects[str(number)] = {
                "asset": body.asset.id,
                "category": body.asset.category,
                "license": body.asset.license,
                "creator": body.asset.creator,
                "source": body.asset.source,
            }
        return self._numbers[key]


def _model(body: Body) -> tuple[FloatArray, npt.NDArray[np.int32]]:
    """(n, 3) vertices in the body frame, millimetres, and (m, 3) faces of all visual surfaces."""
    vertices: list[FloatArray] = []
    faces: list[npt.NDArray[np.int32]] = []
    count = 0
    for part in body.asset.parts:
        for surface in part.surfaces:
            moved = body.body_from_part(part).apply(surface.mesh.vertices) * (body.scale * MM)
            vertices.append(moved)
            faces.append(surface.mesh.faces + np.int32(count))
            count += len(moved)
    return np.concatenate(vertices), np.concatenate(faces)


def ply(vertices: FloatArray, faces: npt.NDArray[np.int32]) -> bytes:
    """A binary PLY of triangles (G. Turk, 1994)."""
    header = (
        "ply\nformat binary_little_endian 1.0\n"
        f"element vertex {len(vertices)}\nproperty float x\nproperty float y\nproperty float z\n"
        f"element face {len(faces)}\nproperty list uchar int vertex_indices\nend_header\n"
    )
    rows = np.empty(len(faces), dtype=[("count", "u1"), ("corners", "<i4", 3)])
    rows["count"], rows["corners"] = 3, faces
    return header.encode("ascii") + vertices.astype("<f4").tobytes() + rows.tobytes()


def _diameter(vertices: FloatArray) -> float:
    """The greatest distance of two vertices."""
    from scipy.spatial import ConvexHull
    from scipy.spatial.distance import pdist

    return float(pdist(vertices[ConvexHull(vertices, qhull_options="QJ").vertices]).max())


def _camera(record: Record) -> JsonObject:
    camera = record.camera
    k = camera.intrinsics.matrix
    k[:2, 2] -= 0.5
    camera_from_world = camera.world_from_camera.inverse
    return {
        "cam_K": k.reshape(-1).tolist(),
        "depth_scale": DEPTH_UNIT_MM,
        "cam_R_w2c": camera_from_world.rotation.reshape(-1).tolist(),
        "cam_t_w2c": [c * MM for c in camera_from_world.position],
    }


def _pose(label: InstanceLabel, number: int) -> JsonObject:
    return {
        "cam_R_m2c": label.camera_from_body.rotation.reshape(-1).tolist(),
        "cam_t_m2c": [c * MM for c in label.camera_from_body.position],
        "obj_id": number,
    }


def _info(label: InstanceLabel, record: Record) -> Mapping[str, Any]:
    ids, depth = record.instance_id, record.depth_m
    amodal = record.amodal_mask(label.instance_id)
    return {
        "bbox_obj": _rounded(label.amodal_box),
        "bbox_visib": _rounded(label.box),
        "px_count_all": label.amodal_px,
        "px_count_valid": int(np.count_nonzero(amodal & np.isfinite(depth))),
        "px_count_visib": int(np.count_nonzero(ids == label.instance_id)),
        "visib_fract": label.visible_fraction,
    }


def _rounded(box: tuple[float, float, float, float] | None) -> list[int]:
    """x, y, width, height in whole pixels; -1 where there is no box, as BOP writes it."""
    if box is None:
        return [-1, -1, -1, -1]
    x0, y0 = (int(np.floor(value)) for value in box[:2])
    x1, y1 = (int(np.ceil(value)) for value in box[2:])
    return [x0, y0, x1 - x0, y1 - y0]
