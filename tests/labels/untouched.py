"""Scenes without physics: only where things are counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from simgen.frame import Holds, Labels, Relation
from simgen.geometry import FloatArray, Intrinsics, Pose, look_at
from simgen.labels.relations import relations
from simgen.world import Asset, Body, Camera, Contact, Mesh, Scene, SettleReport
from tests.physics.make import scenario

LENS = Intrinsics.from_vertical_fov(640, 480, 60)
CAMERA = Camera("main", look_at((0, -1.9, 1.2), (0, 0, 0.3)), LENS)
REPORT = SettleReport("none", 0.0, 0.0, 0.0, 0.0, (), True)


def untouched(*bodies: Body, contacts: Sequence[Contact] = ()) -> Scene:
    """The bodies where they are, in a small room."""
    drawn = scenario(*bodies)
    return Scene(drawn, drawn.bodies, tuple(contacts), REPORT)


def found(scene: Scene, predicate: str, subject: str, thing: str, camera: Camera = CAMERA) -> Relation | None:
    """The relation of two bodies by name."""
    labels = Labels((), relations(scene, camera))
    return labels.relation(predicate, scene.body(subject).instance_id, scene.body(thing).instance_id)


def holds(scene: Scene, predicate: str, subject: str, thing: str, camera: Camera = CAMERA) -> Holds:
    """Whether it holds."""
    relation = found(scene, predicate, subject, thing, camera)
    return relation.holds if relation else "false"


def scaled(scene: Scene, factor: float) -> Scene:
    """Everything `factor` times as large and as far, about the world's origin."""
    bodies = tuple(
        replace(
            body,
            scale=body.scale * factor,
            world_from_body=Pose(
                tuple(factor * c for c in body.world_from_body.position), body.world_from_body.quaternion
            ),
        )
        for body in scene.bodies
    )
    contacts = tuple(
        replace(c, point=tuple(factor * x for x in c.point), distance_m=factor * c.distance_m) for c in scene.contacts
    )
    return replace(scene, bodies=bodies, contacts=contacts)


def moved_camera(camera: Camera, factor: float) -> Camera:
    """The camera of the scaled scene."""
    pose = camera.world_from_camera
    return replace(camera, world_from_camera=Pose(tuple(factor * c for c in pose.position), pose.quaternion))


def mirrored(scene: Scene) -> Scene:
    """The scene in a mirror in the plane x = 0, everything in it turned inside out; nothing has joints any more."""
    bodies = tuple(
        replace(body, asset=_mirrored(body), world_from_body=mirrored_pose(body.world_from_body), joint_positions={})
        for body in scene.bodies
    )
    contacts = tuple(
        replace(c, point=(-c.point[0], *c.point[1:]), normal=(-c.normal[0], *c.normal[1:])) for c in scene.contacts
    )
    return replace(scene, bodies=bodies, contacts=contacts)


def mirrored_pose(pose: Pose) -> Pose:
    """Of a frame that is mirrored in x too, as assets are."""
    (x, y, z), (w, i, j, k) = pose.position, pose.quaternion
    return Pose((-x, y, z), (w, i, -j, -k))


def _mirrored(body: Body) -> Asset:
    def moved(points: FloatArray, joint: str | None) -> FloatArray:
        turned: FloatArray = body.asset.asset_from_moved(joint, body.joint_positions).apply(points) * [-1.0, 1.0, 1.0]
        return turned

    def mesh_of(mesh: Mesh, joint: str | None) -> Mesh:
        return replace(mesh, vertices=moved(mesh.vertices, joint).astype(np.float32), faces=mesh.faces[:, ::-1])

    parts = tuple(
        replace(
            part,
            joint=None,
            surfaces=tuple(replace(s, mesh=mesh_of(s.mesh, part.joint)) for s in part.surfaces),
            hulls=tuple(moved(hull, part.joint) for hull in part.hulls),
        )
        for part in body.asset.parts
    )
    cavities = tuple(replace(c, joint=None, mesh=mesh_of(c.mesh, c.joint)) for c in body.asset.cavities)
    return replace(body.asset, parts=parts, cavities=cavities, joints=())
