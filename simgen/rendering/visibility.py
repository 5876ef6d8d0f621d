"""Whether cameras see what they are meant to see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from simgen.geometry import Intrinsics
from simgen.rendering.geometry_pass import trace
from simgen.spec import SceneSpec
from simgen.world import Camera, Scene, bodies_called

# Enough to tell whether a thing is seen at all.
LOOK_PX = 160


def unseen(scene: Scene, spec: SceneSpec) -> Iterator[tuple[str, str]]:
    """A reason and a sentence for each camera and thing that it looks at, or must have in view, but does not see.

    Of an object with a count one body is enough. Each camera looks once, with `LOOK_PX` rays along its longer side.
    """
    for camera, asked in zip(scene.scenario.cameras, spec.cameras, strict=True):
        names = [asked.target] if asked.target else []
        names += [wish.target for wish in spec.requirements.in_view if wish.camera in (None, camera.name)]
        if not names:
            continue
        seen = set(trace(scene, _small(camera)).instance_id.ravel().tolist())
        for name in dict.fromkeys(names):
            if not any(body.instance_id in seen for body in bodies_called(scene.bodies, name)):
                yield f"hidden:{name}", f"camera '{camera.name}' does not see '{name}'"


def _small(camera: Camera) -> Camera:
    """The same view in few pixels."""
    view = camera.intrinsics
    k = min(1.0, LOOK_PX / max(view.width, view.height))
    size = max(1, round(k * view.width)), max(1, round(k * view.height))
    fx, fy = size[0] / view.width, size[1] / view.height
    small = Intrinsics(*size, view.fx * fx, view.fy * fy, view.cx * fx, view.cy * fy)
    return replace(camera, intrinsics=small)
