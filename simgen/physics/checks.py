"""The laws of a settled scene: one that keeps them all may be rendered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simgen.geometry import Bounds, FloatArray, box_edges_clipped
from simgen.physics.support import rests_on
from simgen.world import Body, Camera, Part, Scene, bodies_called

if TYPE_CHECKING:
    from simgen.spec import Requirements

# A body may stick out of the room by this much, as far as bodies may overlap by default.
ROOM_TOLERANCE_M = 0.002
# A held joint gives a little under load: this share of its range.
JOINT_TOLERANCE = 0.01


@dataclass(frozen=True)
class Violation:
    """A law that a scene breaks. `reason` is a short name that a tally counts; `what` tells it with its values.

    `bodies`: instance ids of what breaks it, none where that is a camera or the scene as a whole.
    """

    reason: str
    what: str
    bodies: tuple[int, ...] = ()


def violations(scene: Scene, requirements: Requirements) -> tuple[Violation, ...]:
    """Every law that the scene breaks; none means that it is accepted.

    Reasons: not_at_rest, penetration, unsupported, fell_off:<body>, moved_too_far, left_room, joint_out_of_limits,
    camera_inside_body, camera_too_close, not_in_view:<object>.
    """
    return (
        *_motion(scene, requirements),
        *_overlaps(scene, requirements),
        *_support(scene),
        *_room(scene),
        *_joints(scene),
        *_cameras(scene, requirements),
        *_views(scene, requirements),
    )


def sound_rooms(scene: Scene, found: Sequence[Violation]) -> frozenset[str]:
    """Names of the rooms in which nothing breaks a law; none where one is broken that is of no room in particular."""
    faulty: set[str] = set()
    for violation in found:
        bodies = [body for body in map(scene.body, violation.bodies) if body.role != "structure"]
        if not bodies:
            return frozenset()
        faulty |= {scene.room_of(body).name for body in bodies}
    return frozenset({room.name for room in scene.scenario.rooms} - faulty)


def _motion(scene: Scene, requirements: Requirements) -> Iterator[Violation]:
    speed = scene.report.max_speed_m_s
    # Written so that a speed that is not a number fails.
    if not speed <= requirements.max_speed_m_s:
        yield Violation(
            "not_at_rest",
            f"after {scene.report.simulated_s:g} s something still moves at {speed:.3g} m/s, "
            f"more than {requirements.max_speed_m_s:g}",
        )
    elif not scene.report.at_rest:
        yield Violation("not_at_rest", f"after {scene.report.simulated_s:g} s something still moves, or a heap slips")
    if requirements.max_drift_m is None:
        return
    for before in scene.scenario.bodies:
        after = scene.body(before.instance_id)
        if after.fixed or _rides(before, scene.scenario.bodies):
            continue
        moved = float(np.linalg.norm((_middle(after) - _middle(before))[:2]))
        if moved > requirements.max_drift_m:
            yield Violation(
                "moved_too_far",
                f"'{after.name}' moved {moved:.3g} m sideways, more than {requirements.max_drift_m:g}",
                (after.instance_id,),
            )


def _rides(body: Body, bodies: Sequence[Body]) -> bool:
    """Whether it stands in or on something that physics opens, and so may be carried along."""
    by_name = {b.name: b for b in bodies}
    seen: set[str] = set()
    below = by_name.get(body.support or "")
    while below is not None and below.name not in seen:
        if below.joint_targets:
            return True
        seen.add(below.name)
        below = by_name.get(below.support or "")
    return False


def _overlaps(scene: Scene, requirements: Requirements) -> Iterator[Violation]:
    for contact in scene.contacts:
        if -contact.distance_m > requirements.max_penetration_m:
            a, b = scene.body(contact.a), scene.body(contact.b)
            yield Violation(
                "penetration",
                f"'{a.name}' and '{b.name}' overlap by {-contact.distance_m * 1e3:.1f} mm, "
                f"more than {requirements.max_penetration_m * 1e3:g}",
                (contact.a, contact.b),
            )


def _support(scene: Scene) -> Iterator[Violation]:
    for instance_id in scene.report.unsupported:
        yield Violation("unsupported", f"nothing holds '{scene.body(instance_id).name}'", (instance_id,))
    names = {body.name: body.instance_id for body in scene.bodies}
    for body in scene.bodies:
        if body.support is None or body.support not in names or body.is_liquid:
            continue
        if not rests_on(body, names[body.support], scene.bodies, scene.contacts):
            told = f"'{body.name}' no longer rests on '{body.support}'"
            yield Violation(f"fell_off:{body.name}", told, (body.instance_id,))


def _room(scene: Scene) -> Iterator[Violation]:
    """By what collides and by what is seen."""
    for body in scene.bodies:
        if body.role == "structure":
            continue
        room = scene.room_of(body)
        hulls = body.world_hulls()
        out = room.outside_m(np.concatenate(hulls)) if hulls else 0.0
        for part in body.asset.parts:
            # Most parts are inside with the whole of their boxes, which saves looking at each vertex.
            if part.surfaces and room.outside_m(_part_corners(body, part)) > ROOM_TOLERANCE_M:
                seen = [body.world_vertices(surface.mesh, part.joint) for surface in part.surfaces]
                out = max(out, room.outside_m(np.concatenate(seen)))
        if out > ROOM_TOLERANCE_M:
            told = f"'{body.name}' reaches {out * 1e3:.1f} mm out of the {room.name}"
            yield Violation("left_room", told, (body.instance_id,))


def _joints(scene: Scene) -> Iterator[Violation]:
    for body in scene.bodies:
        for joint in body.asset.joints:
            position = body.joint_positions.get(joint.name, 0.0)
            slack = JOINT_TOLERANCE * (joint.upper - joint.lower)
            if not joint.lower - slack <= position <= joint.upper + slack:
                unit = "m" if joint.kind == "prismatic" else "rad"
                yield Violation(
                    "joint_out_of_limits",
                    f"joint '{joint.name}' of '{body.name}' is at {position:.4g} {unit}, "
                    f"outside {joint.lower:g} to {joint.upper:g}",
                    (body.instance_id,),
                )


def _cameras(scene: Scene, requirements: Requirements) -> Iterator[Violation]:
    for camera in scene.scenario.cameras:
        eye = np.asarray(camera.world_from_camera.position)
        for body in scene.bodies:
            if any(_inside(eye, hull) for hull in body.world_hulls()):
                yield Violation("camera_inside_body", f"camera '{camera.name}' is inside '{body.name}'")
                continue
            distance = surface_distance(body, eye, requirements.camera_clearance_m)
            if distance < requirements.camera_clearance_m:
                yield Violation(
                    "camera_too_close",
                    f"camera '{camera.name}' is {distance:.3g} m from '{body.name}', "
                    f"nearer than {requirements.camera_clearance_m:g}",
                )


def _views(scene: Scene, requirements: Requirements) -> Iterator[Violation]:
    for wish in requirements.in_view:
        bodies = bodies_called(scene.bodies, wish.target)
        for camera in scene.scenario.cameras:
            if wish.camera not in (None, camera.name):
                continue
            share = max((_share_in_view(body, camera) for body in bodies), default=0.0)
            if share < wish.min_fraction or share == 0.0:
                yield Violation(
                    f"not_in_view:{wish.target}",
                    f"camera '{camera.name}' has {share:.0%} of the box of '{wish.target}' in view, "
                    f"less than {wish.min_fraction:.0%}",
                )


def _middle(body: Body) -> FloatArray:
    return body.world_from_body.apply(np.asarray(body.asset.bounds.center) * body.scale)


def _inside(point: FloatArray, hull: FloatArray) -> bool:
    from scipy.spatial import ConvexHull

    if (point < hull.min(axis=0)).any() or (point > hull.max(axis=0)).any():
        return False
    planes = ConvexHull(hull).equations
    return bool((planes[:, :3] @ point + planes[:, 3] <= 0).all())


def surface_distance(body: Body, point: FloatArray, limit_m: float) -> float:
    """The least distance from a world point to the visual surface of a body; inf where it is above `limit_m`."""
    nearest = np.inf
    for part in body.asset.parts:
        local = (body.world_from_body.inverse.apply(point)) / body.scale
        local = body.body_from_part(part).inverse.apply(local)
        reach = limit_m / body.scale
        for surface in part.surfaces:
            vertices = surface.mesh.vertices
            if (vertices.min(axis=0) > local + reach).any() or (vertices.max(axis=0) < local - reach).any():
                continue
            triangles = vertices.astype(np.float64)[surface.mesh.faces]
            near = (triangles.min(axis=1) <= local + reach).all(axis=1) & (triangles.max(axis=1) >= local - reach).all(
                axis=1
            )
            if near.any():
                nearest = min(nearest, _triangle_distance(local, triangles[near]) * body.scale)
    return nearest if nearest <= limit_m else float("inf")


def _triangle_distance(point: FloatArray, triangles: FloatArray) -> float:
    """From a point to the nearest of (m, 3, 3) triangles: to the face where the foot lies inside, else to an edge."""
    edges = np.roll(triangles, -1, axis=1) - triangles
    to_point = point - triangles
    normals = np.cross(edges[:, 0], edges[:, 1])
    area = np.linalg.norm(normals, axis=1)
    along = np.einsum("ijk,ijk->ij", to_point, edges) / np.maximum(np.einsum("ijk,ijk->ij", edges, edges), 1e-300)
    rest = to_point - np.clip(along, 0, 1)[..., None] * edges
    distances = np.linalg.norm(rest, axis=2).min(axis=1)
    turning = np.einsum("ijk,ik->ij", np.cross(edges, to_point), normals)
    inside = (turning >= 0).all(axis=1) & (area > 0)
    height = np.abs(np.einsum("ij,ij->i", to_point[:, 0], normals)) / np.where(area > 0, area, 1.0)
    return float(np.where(inside, np.minimum(height, distances), distances).min())


def _share_in_view(body: Body, camera: Camera) -> float:
    """The share of the body's box in the image that lies inside the picture, 0 where it is behind the camera."""
    boxes = [_part_corners(body, part) for part in body.asset.parts if part.surfaces]
    eye = camera.world_from_camera.inverse
    seen = np.concatenate([box_edges_clipped(eye.apply(box), camera.near_m) for box in boxes])
    if len(seen) == 0:
        return 0.0
    pixels = camera.intrinsics.project(seen)
    low, high = pixels.min(axis=0), pixels.max(axis=0)
    size = np.array([camera.intrinsics.width, camera.intrinsics.height])
    shown = np.clip(np.minimum(high, size) - np.maximum(low, 0), 0, None)
    return float(np.prod(shown) / max(float(np.prod(high - low)), 1e-12))


def _part_corners(body: Body, part: Part) -> FloatArray:
    """(8, 3) world corners of the box around one part."""
    box = Bounds.of(np.concatenate([surface.mesh.vertices for surface in part.surfaces]))
    return body.world_from_body.apply(body.body_from_part(part).apply(box.corners) * body.scale)
