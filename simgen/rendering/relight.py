"""Light is additive: a picture is the weighted sum of what each light group alone gives, before the sensor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from simgen.color import LUMINANCE, Color, color_of_temperature, of_luminance_1
from simgen.errors import SimgenError, did_you_mean
from simgen.frame import Frame, Geometry
from simgen.geometry import FloatArray
from simgen.rendering import Renderer
from simgen.rendering.light_meter import LightMeter
from simgen.rendering.optics import hazed
from simgen.world import (
    Camera,
    EnvironmentLight,
    Light,
    RenderSettings,
    Scenario,
    Scene,
    SpotLight,
    SunLight,
    SurfaceLight,
    WindowLight,
)

Picture = npt.NDArray[np.float32]
DARK: Color = (0.0, 0.0, 0.0)
AS_IT_IS: Color = (1.0, 1.0, 1.0)


@runtime_checkable
class GroupRenderer(Protocol):
    """A renderer that keeps the light groups apart in one pass."""

    def render_groups(
        self, scene: Scene, camera: Camera, settings: RenderSettings, geometry: Geometry
    ) -> tuple[Frame, Mapping[str, Picture]]:
        """What `camera` sees, and by light group (H, W, 3) float32 radiance in cd/m², which add up to it."""
        ...


def groups_of(scenario: Scenario) -> tuple[str, ...]:
    """The light groups of a scenario, lit or dark, in the order of its lights."""
    return tuple(dict.fromkeys(light.group for light in scenario.lights))


def apart(scene: Scene) -> Scene:
    """The scene with a gain written out for each light group, so that its pictures are rendered by group."""
    gains = scene.scenario.light_gains
    written = {group: gains.get(group, AS_IT_IS) for group in groups_of(scene.scenario)}
    return replace(scene, scenario=replace(scene.scenario, light_gains=written))


def render_groups(
    renderer: Renderer, scene: Scene, camera: Camera, geometry: Geometry
) -> tuple[Frame, dict[str, Picture]]:
    """The radiance of each light group of the scene as it is lit without `light_gains`, and a frame that is their sum.

    A renderer that cannot part the groups renders each alone, the others dark.
    """
    settings = scene.scenario.render
    names = groups_of(scene.scenario)
    if isinstance(renderer, GroupRenderer):
        frame, groups = renderer.render_groups(scene, camera, settings, geometry)
        return frame, dict(groups)
    frames = {
        name: renderer.render(
            _lit_by(scene, {n: AS_IT_IS if n == name else DARK for n in names}), camera, settings, geometry
        )
        for name in names
    }
    if not frames:
        return renderer.render(scene, camera, settings, geometry), {}
    groups = {name: frame.rgb_linear for name, frame in frames.items()}
    return replace(next(iter(frames.values())), rgb_linear=composed(groups, {}), raw_linear=None), groups


@dataclass(frozen=True, eq=False)
class Negative:
    """What one camera saw, before lighting conditions, haze and sensor are chosen.

    `groups`: radiance by light group, as `composed` takes it; None where the scenario names no gains, and `frame` holds
    the picture as it is. `meter` lies on the camera's target, see `read_light`.
    """

    frame: Frame
    groups: Mapping[str, Picture] | None = None
    meter: LightMeter | None = None

    @staticmethod
    def of(scene: Scene, camera: Camera, renderer: Renderer, geometry: Geometry) -> Negative:
        """Rendered by light group if the scenario has gains. Their values do not matter here."""
        if scene.scenario.light_gains:
            return Negative(*render_groups(renderer, scene, camera, geometry))
        return Negative(renderer.render(scene, camera, scene.scenario.render, geometry))

    @property
    def layers(self) -> Mapping[str, Picture]:
        """The radiance by light group; a scene without lights has one dark group of all."""
        return self.groups or {"all": self.frame.rgb_linear}

    def printed(self, scenario: Scenario) -> Frame:
        """The frame under the gains and the haze of `scenario`."""
        frame = self.frame
        if self.groups:
            frame = replace(frame, rgb_linear=composed(self.groups, scenario.light_gains))
        if scenario.haze_per_m > 0:
            seen = hazed(frame.rgb_linear, frame.geometry.distance_m, scenario.haze_per_m)
            frame = replace(frame, rgb_linear=seen)
        return frame


def composed(groups: Mapping[str, Picture], gains: Mapping[str, Color]) -> Picture:
    """(H, W, 3) float32: the sum of the groups, each times its gain per channel (1 where it has none).

    SimgenError for a gain of a group that is not there, or below 0. ValueError for no groups.
    """
    for name, gain in gains.items():
        if name not in groups:
            raise SimgenError(f"there is no light group '{name}'", remedy=did_you_mean(name, groups))
        if not min(gain) >= 0:
            raise SimgenError(f"light group '{name}' has the gain {gain}", remedy="Use numbers from 0 up.")
    if not groups:
        raise ValueError("no light groups to sum")
    total = np.zeros(next(iter(groups.values())).shape, dtype=np.float64)
    # In the order of names, so that the sum does not depend on who listed them.
    for name in sorted(groups):
        total += np.asarray(gains.get(name, AS_IT_IS)) * groups[name]
    return total.astype(np.float32)


def relit(scenario: Scenario) -> Scenario:
    """The scenario with its gains carried out on the lights themselves, so that any renderer shows them directly."""
    gains = scenario.light_gains
    if not gains:
        return scenario
    lights = tuple(dimmed(light, gains.get(light.group, AS_IT_IS)) for light in scenario.lights)
    return replace(scenario, lights=lights, light_gains={})


def dimmed(light: Light, gain: Color) -> Light:
    """The light with each linear channel of its radiance times `gain`."""
    if isinstance(light, WindowLight):
        sky, sky_color = _times(light.sky_luminance, light.sky_color, gain)
        ground, ground_color = _times(light.ground_luminance, light.ground_color, gain)
        return replace(
            light, sky_luminance=sky, sky_color=sky_color, ground_luminance=ground, ground_color=ground_color
        )
    strength, color = _times(strength_of(light), light.color, gain)
    if isinstance(light, SurfaceLight):
        return replace(light, flux_lm=strength, color=color)
    if isinstance(light, SunLight):
        return replace(light, illuminance_lx=strength, color=color)
    if isinstance(light, SpotLight):
        return replace(light, intensity_cd=strength, color=color)
    return replace(light, luminance=strength, color=color)


def white(lights: Iterable[Light], temperature_k: float) -> Color:
    """The gain per channel that gives the lights of a group, taken together, a colour temperature: how bright they are
    stays.
    """
    wanted = np.array(color_of_temperature(temperature_k))
    r, g, b = (float(v) for v in wanted / np.maximum(_mean_color(lights), 1e-3))
    return r, g, b


def _mean_color(lights: Iterable[Light]) -> FloatArray:
    """(3,) the colour of luminance 1 of some lights, each by its strength; of dark ones, evenly."""
    parts: list[tuple[float, Color]] = []
    for light in lights:
        if isinstance(light, WindowLight):
            parts += [(light.sky_luminance, light.sky_color), (light.ground_luminance, light.ground_color)]
        else:
            parts.append((strength_of(light), light.color))
    weights = np.array([weight for weight, _ in parts])
    weights = weights if weights.sum() > 0 else np.ones(len(parts))
    mean = weights @ np.array([color for _, color in parts]) / weights.sum()
    result: FloatArray = mean / float(LUMINANCE @ mean)
    return result


def strength_of(light: SurfaceLight | SunLight | SpotLight | EnvironmentLight) -> float:
    """How strong a light of one colour is, in the unit of its kind: lm, lx, cd or cd/m²."""
    if isinstance(light, SurfaceLight):
        return light.flux_lm
    if isinstance(light, SunLight):
        return light.illuminance_lx
    return light.intensity_cd if isinstance(light, SpotLight) else light.luminance


def _times(strength: float, color: Color, gain: Color) -> tuple[float, Color]:
    if gain == AS_IT_IS:
        return strength, color
    product = np.multiply(color, gain)
    factor = float(LUMINANCE @ product)
    return (strength * factor, of_luminance_1(product)) if factor > 0 else (0.0, color)


def _lit_by(scene: Scene, gains: Mapping[str, Color]) -> Scene:
    return replace(scene, scenario=relit(replace(scene.scenario, light_gains=gains)))
