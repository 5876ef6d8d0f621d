"""The label of each body in a frame: where it is, how much of it is seen, and its states."""

from __future__ import annotations

import numpy as np

from simgen.frame import Frame, InstanceLabel
from simgen.labels.appearance import color_shares, material_shares, viewpoint
from simgen.labels.boxes import body_bounds, pixels_by_id, share_outside, visible_boxes
from simgen.labels.states import states
from simgen.world import Scene


def label_instances(scene: Scene, frame: Frame) -> tuple[InstanceLabel, ...]:
    """One label for each body of the scene, in its order, seen or not."""
    view = frame.camera.intrinsics
    largest = max((body.instance_id for body in scene.bodies), default=0)
    visible_px, boxes = visible_boxes(frame.geometry.instance_id, largest)
    pixels_of = pixels_by_id(frame.geometry.instance_id)
    camera_from_world = frame.camera.world_from_camera.inverse
    labels = []
    for body in scene.bodies:
        seen = int(visible_px[body.instance_id])
        amodal = frame.geometry.amodal[body.instance_id]
        amodal_px = int(np.count_nonzero(amodal.mask))
        # A body behind the camera has the empty box.
        amodal_box = amodal.box if amodal.box[2] > amodal.box[0] else None
        bounds = body_bounds(body)
        labels.append(
            InstanceLabel(
                instance_id=body.instance_id,
                name=body.name,
                category=body.asset.category,
                role=body.role,
                camera_from_body=camera_from_world @ body.world_from_body,
                world_from_body=body.world_from_body,
                size_m=bounds.size,
                box_center_m=bounds.center,
                box=boxes[body.instance_id] if seen else None,
                amodal_box=amodal_box,
                visible_px=seen,
                amodal_px=amodal_px,
                visible_fraction=seen / amodal_px if amodal_px else 0.0,
                truncation=0.0 if amodal_box is None else share_outside(amodal_box, view.width, view.height),
                states=states(body, scene.scenario.lights),
                colors=color_shares(frame, pixels_of, body),
                materials=material_shares(body) if body.role == "object" else {},
                viewpoint=viewpoint(frame, body),
                room=scene.scenario.room_of(body.world_from_body.apply(bounds.center)).name,
            )
        )
    return tuple(labels)
