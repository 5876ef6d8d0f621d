"""Tiny scenes with known answers, made by hand: a wall, boxes and spheres, and a room's worth of spheres.

Cameras look along world +y with the image's up at world +z, so camera (x, y, z) is world (x, z, -y) turned: +x right is
world +x, +y down is world -z, +z forward is world +y.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simgen.geometry import Intrinsics, Pose, Vector3, look_at
from simgen.world import (
    Asset,
    AssetRef,
    Body,
    Camera,
    EnvironmentLight,
    Light,
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

GREY = Material("grey", base_color=(0.5, 0.5, 0.5), roughness=1.0, specular=0.0)


def mesh_of(vertices: npt.ArrayLike, faces: npt.ArrayLike, smooth: bool = False) -> Mesh:
    """A mesh with flat normals (each corner its own vertex), or smooth ones that point away from the origin."""
    v, f = np.asarray(vertices, dtype=np.float64), np.asarray(faces, dtype=np.int32)
    if smooth:
        normals = v / np.linalg.norm(v, axis=1, keepdims=True)
    else:
        corners = v[f]
        n = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        n /= np.linalg.norm(n, axis=1, keepdims=True)
        v, normals = corners.reshape(-1, 3), np.repeat(n, 3, axis=0)
        f = np.arange(len(v), dtype=np.int32).reshape(-1, 3)
    return Mesh(v.astype(np.float32), f, normals.astype(np.float32), v[:, [0, 2]].astype(np.float32))


def wall_mesh(width_m: float, height_m: float) -> Mesh:
    """An upright sheet in the plane y = 0, centred at the origin, that faces -y."""
    x, z = width_m / 2, height_m / 2
    return mesh_of([[-x, 0, -z], [x, 0, -z], [x, 0, z], [-x, 0, z]], [[0, 1, 2], [0, 2, 3]])


def box_mesh(size: Vector3) -> Mesh:
    """An axis-aligned box centred at the origin."""
    x, y, z = (s / 2 for s in size)
    v = [[sx * x, sy * y, sz * z] for sx in (-1, 1) for sy in (-1, 1) for sz in (-1, 1)]
    quads = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    return mesh_of(v, [t for a, b, c, d in quads for t in ((a, b, c), (a, c, d))])


def sphere_mesh(radius_m: float, subdivisions: int = 3) -> Mesh:
    """An icosahedron, each triangle cut in four `subdivisions` times; all vertices lie on the sphere."""
    g = (1 + 5**0.5) / 2
    v: list[tuple[float, float, float]] = [
        (-1, g, 0),
        (1, g, 0),
        (-1, -g, 0),
        (1, -g, 0),
        (0, -1, g),
        (0, 1, g),
        (0, -1, -g),
        (0, 1, -g),
    ]
    v += [(g, 0, -1), (g, 0, 1), (-g, 0, -1), (-g, 0, 1)]
    vertices = np.array(v, dtype=np.float64)
    hull = [(0, 11, 5), (0, 5, 1), (0, 1, 7), (0, 7, 10), (0, 10, 11), (1, 5, 9), (5, 11, 4), (11, 10, 2), (10, 7, 6)]
    hull += [(7, 1, 8), (3, 9, 4), (3, 4, 2), (3, 2, 6), (3, 6, 8), (3, 8, 9), (4, 9, 5), (2, 4, 11), (6, 2, 10)]
    faces = np.array([*hull, (8, 6, 7), (9, 8, 1)])
    for _ in range(subdivisions):
        sides = np.sort(faces[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1)
        unique, which = np.unique(sides, axis=0, return_inverse=True)
        middle = which.reshape(-1, 3) + len(vertices)
        vertices = np.concatenate([vertices, vertices[unique].mean(axis=1)])
        a, b, c = faces.T
        ab, bc, ca = middle.T
        faces = np.concatenate([np.stack(t, axis=1) for t in ((a, ab, ca), (b, bc, ab), (c, ca, bc), (ab, bc, ca))])
    vertices /= np.linalg.norm(vertices, axis=1, keepdims=True)
    return mesh_of(vertices * radius_m, faces, smooth=True)


def body(
    instance_id: int, mesh: Mesh, pose: Pose, *, role: str = "object", material: Material = GREY, scale: float = 1.0
) -> Body:
    """A body of one part and one surface."""
    asset = Asset(
        id=f"thing-{instance_id}",
        category="thing",
        ref=AssetRef("tests", "thing", instance_id),
        parts=(Part("whole", (Surface(mesh, "skin"),)),),
        materials={"skin": material},
    )
    return Body(instance_id, f"thing_{instance_id}", asset, pose, role=role, scale=scale, fixed=True)  # type: ignore[arg-type]


def scene_of(*bodies: Body, lights: tuple[Light, ...] | None = None, cameras: tuple[Camera, ...] = ()) -> Scene:
    """A settled scene with these bodies, under an even sky unless told otherwise."""
    sky = EnvironmentLight("environment", "sky", luminance=100.0)
    scenario = Scenario(
        spec_name="conformance",
        seed=0,
        index=0,
        attempt=0,
        room=Room("none", 10.0, 10.0, 3.0),
        bodies=bodies,
        lights=(sky,) if lights is None else lights,
        cameras=cameras,
        sensor=Sensor(),
        render=RenderSettings(),
    )
    return Scene(scenario, bodies, (), SettleReport("none", 0.0, 0.0, 0.0, 0.0, (), True))


def camera(
    width: int = 64,
    height: int = 48,
    *,
    focal_px: float = 60.0,
    center_px: tuple[float, float] | None = None,
    eye: Vector3 = (0.0, 0.0, 0.0),
    target: Vector3 | None = None,
    near_m: float = 0.01,
) -> Camera:
    """A pinhole at `eye` that looks along world +y, its principal point in the centre, unless told otherwise."""
    cx, cy = center_px or (width / 2, height / 2)
    aim = target or (eye[0], eye[1] + 1.0, eye[2])
    return Camera("eye", look_at(eye, aim), Intrinsics(width, height, focal_px, focal_px, cx, cy), near_m=near_m)
