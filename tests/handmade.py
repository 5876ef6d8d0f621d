"""A small sample made by hand: two cubes on a floor, seen by a made-up camera, with no engine and no renderer."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from simgen.dataset import open_dataset, write_sample
from simgen.frame import AmodalMask, Frame, Geometry, InstanceLabel, Labels, Provenance, Relation, Sample
from simgen.geometry import Intrinsics, Pose, look_at
from simgen.world import (
    Asset,
    AssetRef,
    Body,
    Camera,
    Contact,
    Material,
    Mesh,
    Part,
    RenderSettings,
    Room,
    Scenario,
    Scene,
    Sensor,
    SettleReport,
    Surface,
)

WIDTH, HEIGHT = 16, 12


def cube(category: str, size_m: float) -> Asset:
    """A cube with flat normals; `ref.family` "cube" rebuilds it through `load_cube`."""
    axes = [(0, 1, 2), (1, 2, 0), (2, 0, 1)]
    vertices, normals, faces = [], [], []
    for a, b, c in axes:
        for sign in (-1, 1):
            corners = np.zeros((4, 3))
            corners[:, a] = sign
            corners[:, b] = [-1, 1, 1, -1] if sign > 0 else [-1, -1, 1, 1]
            corners[:, c] = [-1, -1, 1, 1] if sign > 0 else [-1, 1, 1, -1]
            n = len(vertices) * 4
            faces += [[n, n + 1, n + 2], [n, n + 2, n + 3]]
            vertices.append(corners)
            normals.append(np.sign(corners) * (np.abs(corners) == 1) * (np.arange(3) == a))
    points = np.concatenate(vertices) * size_m / 2 + [0, 0, size_m / 2]
    mesh = Mesh(
        points.astype(np.float32),
        np.array(faces, dtype=np.int32),
        np.concatenate(normals).astype(np.float32),
        points[:, :2].astype(np.float32),
    )
    hull = np.unique(points, axis=0)
    return Asset(
        id=f"handmade/{category}",
        category=category,
        ref=AssetRef("handmade", "cube", 0, {"category": category, "size_m": size_m}),
        parts=(Part("body", (Surface(mesh, "skin"),), (hull,), mass_kg=1.0),),
        materials={"skin": Material("grey")},
    )


def load_cube(ref: AssetRef) -> Asset:
    """The loader for scenarios that hold these cubes."""
    return cube(ref.parameters["category"], ref.parameters["size_m"])


def sample(index: int = 0, visible: bool = True) -> Sample:
    """A sample whose arrays were typed, not traced; with `visible` False the second cube is out of the picture."""
    bodies = (
        Body(1, "floor", cube("floor", 4.0), Pose((0, 0, -4.0)), fixed=True, role="structure"),
        Body(2, "mug", cube("mug", 0.1), Pose((0, 0, 0)), support="floor"),
    )
    camera = Camera("main", look_at((0.0, -1.0, 0.5), (0, 0, 0)), Intrinsics.from_vertical_fov(WIDTH, HEIGHT, 45.0))
    scenario = Scenario(
        "handmade", 7, index, 0, Room("test", 4, 4, 2.5), bodies, (), (camera,), Sensor(), RenderSettings()
    )
    report = SettleReport("none", 1.0, 0.0, 0.0, 0.0, (), True)
    contact = Contact(2, 1, (0.0, 0.0, 0.0), (0.0, 0.0, 1.0), 0.0, 9.81)
    scene = Scene(scenario, bodies, (contact,), report)
    ids = np.ones((HEIGHT, WIDTH), dtype=np.uint16)
    ids[:2] = 0
    mask = np.zeros((HEIGHT, WIDTH), dtype=bool)
    if visible:
        mask[5:9, 6:11] = True
        ids[5:9, 6:10] = 2
    depth = np.where(ids == 0, np.inf, 2.0 + index).astype(np.float32)
    normal = np.zeros((HEIGHT, WIDTH, 3), dtype=np.float32)
    normal[ids > 0] = (0, 0, -1)
    geometry = Geometry(
        depth,
        (depth * np.linalg.norm(camera.intrinsics.rays(), axis=-1)).astype(np.float32),
        normal,
        ids,
        ids.copy(),
        ((1, "body"), (2, "body")),
        {2: AmodalMask(0, 0, mask, (6.0, 5.0, 11.0, 9.0))},
    )
    rgb = (np.arange(HEIGHT * WIDTH * 3).reshape(HEIGHT, WIDTH, 3) % 251).astype(np.uint8)
    labels = Labels(
        (
            _label(bodies[0], (0.0, 2.0, 16.0, 12.0), int((ids == 1).sum())),
            _label(bodies[1], (6.0, 5.0, 10.0, 9.0) if visible else None, int((ids == 2).sum())),
        ),
        (Relation("touching", 2, 1, "true", 0.002, "m"),),
    )
    licenses = ({"license": "CC0-1.0", "creator": "simgen", "source": "generated", "categories": ["floor", "mug"]},)
    provenance = Provenance("d" * 32, 7, index, 1, {}, {"simgen": "0"}, licenses, {"name": "none"})
    frame = Frame(camera, rgb.astype(np.float32), geometry)
    return Sample(f"handmade-{index:06d}-main", scene, frame, rgb, labels, {"ev": 8.0}, provenance)


def _label(body: Body, box: tuple[float, float, float, float] | None, pixels: int) -> InstanceLabel:
    return InstanceLabel(
        instance_id=body.instance_id,
        name=body.name,
        category=body.asset.category,
        role=body.role,
        camera_from_body=Pose((0, 0, 1)),
        world_from_body=body.world_from_body,
        size_m=body.asset.bounds.size,
        box_center_m=body.asset.bounds.center,
        box=box,
        amodal_box=box,
        visible_px=pixels,
        amodal_px=pixels,
        visible_fraction=1.0 if pixels else 0.0,
        truncation=0.0,
    )


CATEGORIES = {"floor": 1, "mug": 2, "sofa": 3}
HEADER = {
    "spec_name": "handmade",
    "spec": {"name": "handmade"},
    "spec_digest": "d" * 32,
    "seed": 7,
    "renderer": "none",
    "categories": CATEGORIES,
    "versions": {"simgen": "0"},
}


def dataset(folder: Path, count: int) -> Path:
    """A dataset of so many samples in `folder`; the mug is not to be seen in the second one."""
    samples = open_dataset(folder, HEADER)
    for index in range(count):
        write_sample(sample(index, visible=index != 1), samples, CATEGORIES)
    return folder
