"""From a settled scene to what a camera sees: renderers by name, the geometry pass, the sensor."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Protocol

from simgen.color import Color
from simgen.errors import BackendError, did_you_mean
from simgen.frame import Frame, Geometry
from simgen.geometry import Vector3
from simgen.world import Camera, RenderSettings, Scene

__all__ = ["RENDERERS", "Renderer", "load_renderer"]

# By name: where the class is, so that only the chosen one is imported.
RENDERERS = {
    "mitsuba": "simgen.rendering.mitsuba_renderer:MitsubaRenderer",
    "pyrender": "simgen.rendering.pyrender_renderer:PyrenderRenderer",
}


class Renderer(Protocol):
    """Makes radiance of a scene. The same inputs give the same bytes, also in another process.

    last_timings_s: seconds of the last frame by stage ("build", "render", "denoise"), as far as a renderer tells them.
    """

    last_timings_s: dict[str, float]

    def render(self, scene: Scene, camera: Camera, settings: RenderSettings, geometry: Geometry) -> Frame:
        """What `camera` sees. `geometry` is that camera's geometry pass, handed on in the frame."""
        ...

    def illuminance_lx(
        self, scene: Scene, point: Vector3, normal: Vector3, settings: RenderSettings, by_group: bool = False
    ) -> Mapping[str, tuple[Color, float]] | None:
        """Light that arrives at a point of the world, on a surface that faces `normal` (unit), after all bounces.

        By light group, or of all under one name: the illuminance of each linear Rec. 709 channel, whose luminance is
        lux, and its standard error in lux. None where the renderer does not follow light.
        """
        ...

    def forget(self) -> None:
        """Let go of what is kept of the scene last rendered for more of its cameras."""
        ...


def load_renderer(name: str, **options: Any) -> Renderer:
    """The renderer called `name`, made with its own `options`.

    BackendError for an unknown name or option, and where its library is not installed.
    """
    if name not in RENDERERS:
        raise BackendError(f"unknown renderer '{name}'", remedy=did_you_mean(name, RENDERERS))
    module_name, class_name = RENDERERS[name].split(":")
    try:
        made = getattr(import_module(module_name), class_name)
    except ImportError as error:
        raise BackendError(
            f"the renderer '{name}' cannot be imported: {error}", remedy=f"Install it: pip install {name}."
        ) from error
    try:
        renderer: Renderer = made(**options)
    except TypeError as error:
        raise BackendError(f"the renderer '{name}' cannot be made with {options}: {error}") from error
    return renderer
