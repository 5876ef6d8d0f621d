"""From a scene and a frame to what is true of it: boxes, visibility, states and relations. Pure NumPy."""

from __future__ import annotations

from simgen.frame import Frame, Labels
from simgen.labels.instances import label_instances
from simgen.labels.relations import relations
from simgen.labels.viewing import occlusions
from simgen.world import Scene

__all__ = ["label_frame"]


def label_frame(scene: Scene, frame: Frame) -> Labels:
    """The labels of every body, in the scene's order, seen or not, and the relations between them."""
    return Labels(
        instances=label_instances(scene, frame),
        relations=(*relations(scene, frame.camera), *occlusions(frame.geometry)),
    )
