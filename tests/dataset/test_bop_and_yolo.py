"""Exports for pose and detection, read back with other people's readers: trimesh, PIL, PyYAML, plain JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
import yaml
from PIL import Image

from simgen.dataset import Dataset
from simgen.dataset.formats import export
from simgen.dataset.formats.pictures import depth_image
from simgen.frame import InstanceLabel

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bop(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("bop") / "out"
    counts = export(dataset, "bop", out)
    assert counts["scenes"] == counts["images"] == 2
    return out


def scenes(folder: Path) -> list[Path]:
    return sorted((folder / "train").iterdir())


def table(scene: Path, name: str) -> Any:
    return json.loads((scene / f"scene_{name}.json").read_text())["0"]


def visible(dataset: Dataset, number: int) -> list[InstanceLabel]:
    return [x for x in dataset[number].labels.instances if x.role == "object" and x.visible_px]


def test_what_the_depth_shows_of_an_object_lies_on_its_posed_model(dataset: Dataset, bop: Path) -> None:
    measured = 0
    for scene in scenes(bop):
        camera = table(scene, "camera")
        k = np.reshape(camera["cam_K"], (3, 3))
        depth = np.asarray(Image.open(scene / "depth" / "000000.png")) * camera["depth_scale"]
        for n, pose in enumerate(table(scene, "gt")):
            model = trimesh.load(bop / "models" / f"obj_{pose['obj_id']:06d}.ply", process=False)
            mask = np.asarray(Image.open(scene / "mask_visib" / f"000000_{n:06d}.png")) > 0
            # In BOP the centre of the first pixel is (0, 0).
            v, u = np.nonzero(mask & (depth > 0))
            v, u = v[::29], u[::29]
            if len(v) == 0:
                continue
            z = depth[v, u]
            points = np.stack([(u - k[0, 2]) / k[0, 0] * z, (v - k[1, 2]) / k[1, 1] * z, z], axis=1)
            turn, move = np.reshape(pose["cam_R_m2c"], (3, 3)), np.array(pose["cam_t_m2c"])
            in_model = (points - move) @ turn
            _, distance, _ = trimesh.proximity.closest_point_naive(model, in_model[:6])
            assert distance.max() < 0.2
            measured += len(distance)
    assert measured > 20


def test_boxes_hold_the_projected_model_and_counts_are_those_of_the_masks(dataset: Dataset, bop: Path) -> None:
    info = json.loads((bop / "models" / "models_info.json").read_text())
    objects = json.loads((bop / "objects.json").read_text())
    assert set(info) == set(objects)
    for number, scene in enumerate(scenes(bop)):
        k = np.reshape(table(scene, "camera")["cam_K"], (3, 3))
        labels = visible(dataset, number)
        assert len(labels) == len(table(scene, "gt")) == len(table(scene, "gt_info"))
        for n, (label, pose, told) in enumerate(zip(labels, table(scene, "gt"), table(scene, "gt_info"), strict=True)):
            model = trimesh.load(bop / "models" / f"obj_{pose['obj_id']:06d}.ply", process=False)
            assert objects[str(pose["obj_id"])]["category"] == label.category
            points = model.vertices @ np.reshape(pose["cam_R_m2c"], (3, 3)).T + pose["cam_t_m2c"]
            if points[:, 2].min() > 10:
                pixels = (points / points[:, 2:]) @ k.T
                x0, y0, w, h = told["bbox_obj"]
                # Half a pixel between the two conventions, and boxes of whole pixels.
                low, high = pixels[:, :2].min(axis=0) + 0.5, pixels[:, :2].max(axis=0) + 0.5
                assert (np.array([x0, y0]) <= low + 1e-3).all() and (low < np.array([x0, y0]) + 1 + 1e-3).all()
                assert (high <= np.array([x0 + w, y0 + h]) + 1e-3).all()
            masks = [
                np.asarray(Image.open(scene / kind / f"000000_{n:06d}.png")) > 0 for kind in ("mask", "mask_visib")
            ]
            assert [told["px_count_all"], told["px_count_visib"]] == [mask.sum() for mask in masks]
            assert not (masks[1] & ~masks[0]).any()
            own = info[str(pose["obj_id"])]
            assert [own[f"size_{axis}"] for axis in "xyz"] == pytest.approx(model.extents.tolist(), abs=1e-2)
            assert own["diameter"] >= max(model.extents) - 1e-2


def test_depth_beyond_sixteen_bits_and_nothing_are_0() -> None:
    depth = np.array([[0.12344, 6.5535, 6.5537, np.inf]], dtype=np.float32)
    assert depth_image(depth, unit_mm=0.1).tolist() == [[1234, 65535, 0, 0]]


def test_yolo_labels_are_the_boxes_of_what_is_seen(dataset: Dataset, tmp_path: Path) -> None:
    counts = export(dataset, "yolo", tmp_path / "yolo")
    assert (counts["train"], counts["val"]) == (1, 1)
    content = yaml.safe_load((tmp_path / "yolo" / "data.yaml").read_text())
    assert list(content["names"]) == list(range(counts["classes"]))
    boxes = 0
    for number, part in enumerate(("train", "val")):
        (picture,) = (tmp_path / "yolo" / content[part]).iterdir()
        width, height = Image.open(picture).size
        # Ultralytics finds labels by the name of the images' folder.
        rows = Path(str(picture.with_suffix(".txt")).replace("/images/", "/labels/")).read_text().splitlines()
        labels = visible(dataset, number)
        assert len(rows) == len(labels)
        for row, label in zip(rows, labels, strict=True):
            kind, cx, cy, w, h = (float(x) for x in row.split())
            assert content["names"][int(kind)] == label.category
            x0, y0, x1, y1 = label.box or (0, 0, 0, 0)
            assert [(cx - w / 2) * width, (cy - h / 2) * height] == pytest.approx([x0, y0], abs=1e-4)
            assert [(cx + w / 2) * width, (cy + h / 2) * height] == pytest.approx([x1, y1], abs=1e-4)
            boxes += 1
    assert boxes == counts["boxes"]
