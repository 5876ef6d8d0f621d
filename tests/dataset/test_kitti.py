"""The KITTI export: frames by projection, boxes by the devkit's own formulas, files by torchvision's reader."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml
from numpy.typing import NDArray
from PIL import Image

from simgen.dataset import Dataset, read
from simgen.dataset.formats import export
from simgen.dataset.formats.kitti import level_box
from simgen.dataset.writer import open_dataset, write_sample
from simgen.errors import DatasetError
from simgen.frame import InstanceLabel
from simgen.geometry import Pose, axis_angle, multiply_quaternions
from tests import handmade

LEVEL = np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])


@pytest.fixture(scope="module")
def folder(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kitti") / "own"
    counts = export(dataset, "kitti", folder)
    assert (counts["train"], counts["val"]) == (1, 1) and counts["boxes"] > 5
    return folder


def calibration(folder: Path, name: str) -> dict[str, NDArray[np.float64]]:
    lines = (folder / "training" / "calib" / f"{name}.txt").read_text().splitlines()
    return {key: np.array(values.split(), dtype=float) for key, values in (line.split(": ") for line in lines)}


def labels(folder: Path, name: str) -> list[tuple[str, NDArray[np.float64]]]:
    lines = (folder / "training" / "label_2" / f"{name}.txt").read_text().splitlines()
    return [(kind, np.array(rest, dtype=float)) for kind, *rest in (line.split() for line in lines)]


def cloud(folder: Path, name: str) -> NDArray[np.float32]:
    return np.fromfile(folder / "training" / "velodyne" / f"{name}.bin", dtype=np.float32).reshape(-1, 4)


def names(folder: Path) -> list[str]:
    return [row["number"] for row in json.loads((folder / "samples.json").read_text())]


def test_points_project_onto_their_pixels_as_the_devkit_does_it(dataset: Dataset, folder: Path) -> None:
    # x = P2 R0_rect Tr_velo_to_cam y, of which the frames before P2 are level.
    for name, record in zip(names(folder), dataset, strict=True):
        told, found = calibration(folder, name), cloud(folder, name).astype(float)
        rigid = np.vstack([told["Tr_velo_to_cam"].reshape(3, 4), [0, 0, 0, 1]])
        level = (np.column_stack([found[:, :3], np.ones(len(found))]) @ rigid.T)[:, :3] @ told["R0_rect"].reshape(
            3, 3
        ).T
        image = np.column_stack([level, np.ones(len(level))]) @ told["P2"].reshape(3, 4).T
        rows, columns = np.nonzero(np.isfinite(record.depth_m))
        np.testing.assert_allclose(image[:, :2] / image[:, 2:], np.column_stack([columns, rows]), atol=2e-3)
        np.testing.assert_allclose(image[:, 2], record.depth_m[rows, columns], rtol=1e-4)
        picture = np.asarray(Image.open(folder / "training" / "image_2" / f"{name}.png"))[rows, columns]
        np.testing.assert_allclose(found[:, 3] * 255, picture @ [0.299, 0.587, 0.114], atol=1e-3)


def test_up_is_up_whatever_the_camera_does(dataset: Dataset, folder: Path) -> None:
    for name, record in zip(names(folder), dataset, strict=True):
        height = record.points_m[np.isfinite(record.depth_m)][:, 2] - record.camera.world_from_camera.position[2]
        np.testing.assert_allclose(cloud(folder, name)[:, 2], height, atol=1e-4)


def test_a_box_holds_the_points_of_its_thing(dataset: Dataset, folder: Path) -> None:
    held = 0
    for name, record in zip(names(folder), dataset, strict=True):
        seen = [x for x in record.labels.instances if x.role == "object" and x.visible_px]
        rows = labels(folder, name)
        assert [kind for kind, _ in rows] == [label.category for label in seen]
        ids = record.instance_id[np.isfinite(record.depth_m)]
        level = (
            cloud(folder, name)[:, :3].astype(float)
            @ calibration(folder, name)["Tr_velo_to_cam"].reshape(3, 4)[:, :3].T
        )
        for (_, row), label in zip(rows, seen, strict=True):
            height, width, length, x, y, z, turn = row[7:]
            # The devkit's corners: R_y(rotation_y) [±l/2, 0 … -h, ±w/2] + location.
            back = np.array([[math.cos(turn), 0, -math.sin(turn)], [0, 1, 0], [math.sin(turn), 0, math.cos(turn)]])
            inside = (level[ids == label.instance_id] - [x, y, z]) @ back.T
            reach = np.array([length / 2, height, width / 2]) + 1e-3
            assert (inside[:, 1] <= 1e-3).all()
            assert (np.abs(inside) <= reach).all(), label.name
            assert abs(row[2] - math.remainder(turn - math.atan2(x, z), 2 * math.pi)) < 1e-3
            assert (
                0 <= row[3] <= row[5] <= record.meta["width"] - 1 and 0 <= row[4] <= row[6] <= record.meta["height"] - 1
            )
            # What is seen lies in the box in the picture, the centres of pixels at whole numbers.
            assert label.box is not None
            first, last = np.array(label.box[:2]), np.array(label.box[2:]) - 1
            assert (row[3:5] <= first + 1e-3).all() and (row[5:7] >= last - 1e-3).all(), label.name
            held += len(inside)
    assert held > 200


def label(turn: tuple[float, float, float, float]) -> InstanceLabel:
    pose = Pose((0.0, 2.0, 0.0), turn)
    size, middle = (0.2, 0.6, 0.4), (0.0, 0.0, 0.2)
    return InstanceLabel(1, "a", "chair", "object", pose, pose, size, middle, None, None, 9, 9, 1.0, 0.0)


@pytest.mark.parametrize("yaw_deg", [0, 35, 90, 180, 250])
def test_an_upright_thing_keeps_its_size_and_looks_along_its_front(yaw_deg: float) -> None:
    size, foot, turn = level_box(label(axis_angle((0, 0, 1), math.radians(yaw_deg))), np.zeros(3), LEVEL)
    assert size == pytest.approx((0.4, 0.2, 0.6))
    assert foot.tolist() == pytest.approx([0, 0, 2], abs=1e-12)
    # Its front is -y, which here is towards the camera: rotation_y of a thing that comes nearer is π/2.
    assert math.remainder(turn - (math.pi / 2 - math.radians(yaw_deg)), 2 * math.pi) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("axis", "size"), [((1, 0, 0), (0.6, 0.4, 0.2)), ((0, 1, 0), (0.2, 0.4, 0.6))], ids=["on its back", "on its side"]
)
def test_a_thing_that_lies_has_a_box_as_tight(axis: tuple[float, float, float], size: tuple[float, ...]) -> None:
    lying = multiply_quaternions(axis_angle((0, 0, 1), 0.4), axis_angle(axis, math.pi / 2))
    found, _, _ = level_box(label(lying), np.zeros(3), LEVEL)
    assert math.prod(found) == pytest.approx(0.2 * 0.6 * 0.4) and found[0] == pytest.approx(size[0])


def test_torchvision_reads_it(dataset: Dataset, folder: Path, tmp_path: Path) -> None:
    try:
        from torchvision.datasets import Kitti
    # A torchvision of another build than torch's fails with a RuntimeError.
    except (ImportError, RuntimeError) as error:
        pytest.skip(f"torchvision cannot be had: {error}")
    (tmp_path / "Kitti" / "raw").mkdir(parents=True)
    (tmp_path / "Kitti" / "raw" / "training").symlink_to(folder / "training")
    found = Kitti(str(tmp_path), train=True)
    records = dict(zip(names(folder), dataset, strict=True))
    # It lists files in the folder's own order.
    assert sorted(Path(path).stem for path in found.images) == sorted(records)
    for path, (picture, target) in zip(found.images, found, strict=True):
        name = Path(path).stem
        np.testing.assert_array_equal(np.asarray(picture), records[name].rgb)
        assert [t["type"] for t in target] == [kind for kind, _ in labels(folder, name)]
        assert all(len(t["bbox"]) == 4 and min(t["dimensions"]) > 0 and 0 <= t["occluded"] <= 2 for t in target)


def test_a_bent_lens_is_refused(tmp_path: Path) -> None:
    sample = handmade.sample(0)
    camera = sample.frame.camera
    bent = replace(camera, intrinsics=replace(camera.intrinsics, k1=-0.1))
    samples = open_dataset(tmp_path / "data", handmade.HEADER)
    write_sample(replace(sample, frame=replace(sample.frame, camera=bent)), samples, handmade.CATEGORIES)
    for name in ("kitti", "bop"):
        with pytest.raises(DatasetError, match=r"knows pinholes alone.*k1 = -0.1.*distortion_k1"):
            export(read(tmp_path / "data"), name, tmp_path / name)
        assert not (tmp_path / name).exists()


def test_splits_are_parts(tmp_path: Path) -> None:
    samples = open_dataset(tmp_path / "data", handmade.HEADER)
    said = ["train", "dark", "train", "test", "dark"]
    for index, split in enumerate(said):
        made = replace(handmade.sample(index), study={"environment": "drawn", "split": split})
        write_sample(made, samples, handmade.CATEGORIES)
    dataset = read(tmp_path / "data")
    export(dataset, "kitti", tmp_path / "kitti")
    sets = {p.stem: p.read_text().split() for p in (tmp_path / "kitti" / "ImageSets").iterdir()}
    assert sets == {"train": ["000000", "000002"], "dark": ["000001", "000004"], "test": ["000003"]}
    export(dataset, "yolo", tmp_path / "yolo")
    content = yaml.safe_load((tmp_path / "yolo" / "data.yaml").read_text())
    assert {k: v for k, v in content.items() if k not in ("path", "names")} == {
        "train": "images/train",
        "dark": "images/dark",
        "test": "images/test",
        "val": "images/train",
    }
    assert len(list((tmp_path / "yolo" / "images" / "dark").iterdir())) == 2
