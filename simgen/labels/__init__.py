"""From a scene and a frame to what is true of it: boxes, visibility, states and relations. Pure NumPy."""

from __future__ import annotations

from dataclasses import replace

from simgen.frame import Frame, Labels
from simgen.labels.instances import label_instances
from simgen.labels.relations import relations
from simgen.labels.states import states
from simgen.labels.viewing import occlusions
from simgen.world import Scene

__all__ = ["label_frame", "relabelled"]


def label_frame(scene: Scene, frame: Frame) -> Labels:
    """The labels of every body, in the scene's order, seen or not, and the relations between them."""
    objects = {body.instance_id for body in scene.bodies if body.role == "object"}
    return Labels(
        instances=label_instances(scene, frame),
        relations=(*relations(scene, frame.camera), *occlusions(frame.geometry, objects)),
    )


def relabelled(labels: Labels, scene: Scene) -> Labels:
    """The labels of the same frame of the same bodies under the lights of `scene`: only states hang on them."""
    by_id = {body.instance_id: body for body in scene.bodies}
    return replace(
        labels,
        instances=tuple(
            replace(label, states=states(by_id[label.instance_id], scene.scenario.lights)) for label in labels.instances
        ),
    )
