"""Axes of light: groups of lights are weighed anew, or lights move and the scene is rendered anew."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from simgen.color import LUMINANCE, chromaticity, color_of_temperature, correlated_temperature_k
from simgen.errors import PlacementError
from simgen.frame import Sample
from simgen.geometry import look_at
from simgen.rendering.geometry_pass import albedo
from simgen.rendering.relight import AS_IT_IS, dimmed, groups_of, strength_of, white
from simgen.sampler.daylight import Daylight, sky_color, sun_color, sun_direction
from simgen.sampler.solar import sun_position_deg
from simgen.study.axes.axis import Subject, axis, target_px
from simgen.world import Light, Scenario, Scene, SpotLight, SunLight, WindowLight

DAYLIGHT = ("sky", "sun", "environment")
# A spot that shines on the target from this far, this steeply, while all other light is at this share and the sun gone.
KEY_DISTANCE_M, KEY_ELEVATION_DEG, KEY_CONE_DEG, KEY_CD, KEY_K, FILL = 0.7, 45.0, 80.0, 200.0, 4000.0, 0.4
KEY_GROUP = "spots/key"
LATITUDE_DEG, EQUINOX = 48.0, 79


def _lux(sample: Sample, subject: Subject) -> float:
    """What a lux meter on the target reads; where the renderer has none, what the target sends out by its albedo."""
    if sample.light is not None:
        return sample.light.illuminance_lx
    seen = target_px(sample, subject)
    own = albedo(sample.scene, sample.frame.geometry, sample.frame.camera)[seen] @ LUMINANCE
    shine = sample.frame.rgb_linear[seen] @ LUMINANCE
    return float(np.pi * shine.sum() / max(float(own.sum()), 1e-6)) if seen.any() else 0.0


@axis("develop", "", _lux, "lx at the target", limits=(0, 1000), about="scene")
def lighting(scene: Scene, value: float, _: Subject) -> Scenario:
    """Strength of all light, as a share of what the scene was drawn with: 0 is dark, 1 as drawn."""
    return _gains(scene, groups_of(scene.scenario), value)


@axis("develop", "", _lux, "lx at the target", limits=(0, 1000), about="scene")
def electric_light(scene: Scene, value: float, _: Subject) -> Scenario:
    """Strength of lamps, screens and spots, as a share of what the scene was drawn with; daylight stays."""
    groups = [g for g in groups_of(scene.scenario) if g not in DAYLIGHT]
    return _gains(scene, _shining(scene.scenario, groups, "electric light"), value)


@axis("develop", "", _lux, "lx at the target", limits=(0, 1000), about="scene")
def daylight(scene: Scene, value: float, _: Subject) -> Scenario:
    """Strength of sun, sky and surroundings, as a share of what the scene was drawn with; lamps stay."""
    groups = [g for g in groups_of(scene.scenario) if g in DAYLIGHT]
    return _gains(scene, _shining(scene.scenario, groups, "daylight"), value)


def _temperature(sample: Sample, subject: Subject) -> float:
    """Of all light at the target as a meter there reads it, correlated; where the renderer has none, what the target
    sends out by its albedo.
    """
    if sample.light is not None and sample.light.temperature_k is not None:
        return sample.light.temperature_k
    seen = target_px(sample, subject)
    own = albedo(sample.scene, sample.frame.geometry, sample.frame.camera)
    light = (sample.frame.rgb_linear[seen] / np.maximum(own[seen], 0.02)).astype(np.float64)
    mean = light.mean(axis=0) if len(light) and light.max() > 0 else np.ones(3)
    return correlated_temperature_k(*chromaticity(mean))


@axis(
    "develop",
    "K",
    _temperature,
    "K, of all light at the target",
    low=2500,
    high=9000,
    limits=(1667, 25_000),
    about="scene",
)
def light_temperature(scene: Scene, value: float, _: Subject) -> Scenario:
    """Colour temperature of all lights; how bright each is stays. What arrives is warmer in a warm room, which the
    measured value tells.
    """
    gains = dict(scene.scenario.light_gains)
    for group in groups_of(scene.scenario):
        tint = white((light for light in scene.scenario.lights if light.group == group), value)
        r, g, b = (float(v) for v in np.multiply(tint, gains.get(group, AS_IT_IS)))
        gains[group] = (r, g, b)
    return replace(scene.scenario, light_gains=gains)


def _sun_azimuth(sample: Sample, _: Subject) -> float:
    """Of the sun, degrees clockwise from north."""
    return float(sample.scene.scenario.axes["sun_azimuth_deg"])


@axis("render", "h", _sun_azimuth, "deg, azimuth of the sun", low=7, high=17, limits=(0, 24), adapts=0, about="scene")
def hour(scene: Scene, value: float, _: Subject) -> Scenario:
    """Solar time on a day when it is as long as the night, at 48° north; sun and sky follow, under the drawn
    clouds. The camera adapts to each hour, as cameras do; with a spec's `sensor.exposure_ev` it stays.
    """
    return _daylight(scene, *sun_position_deg(LATITUDE_DEG, EQUINOX, value))


def _key_azimuth(sample: Sample, subject: Subject) -> float:
    """From where the key light comes, degrees clockwise from the camera's side."""
    light = next(light for light in sample.scene.scenario.lights if light.group == KEY_GROUP)
    assert isinstance(light, SpotLight)
    middle = subject.middle_of(sample.scene)
    lamp, eye = (
        np.array(pose.position) - middle for pose in (light.world_from_spot, sample.frame.camera.world_from_camera)
    )
    found = math.degrees(math.atan2(lamp[0], lamp[1]) - math.atan2(eye[0], eye[1]))
    return (found + 180) % 360 - 180


@axis("render", "deg", _key_azimuth, "deg around the target", low=-150, high=150, limits=(-360, 360), brings_light=True)
def light_direction(scene: Scene, value: float, subject: Subject) -> Scenario:
    """From where a spot 0.7 m away and 45° above shines on the target, clockwise from the camera's side; all other
    light is at 40 %, and the sun is gone.
    """
    middle = subject.middle_of(scene)
    eye = np.array(subject.camera_of(scene).world_from_camera.position) - middle
    azimuth = math.atan2(eye[0], eye[1]) + math.radians(value)
    up = math.radians(KEY_ELEVATION_DEG)
    way = np.array([math.sin(azimuth) * math.cos(up), math.cos(azimuth) * math.cos(up), math.sin(up)])
    key = SpotLight(
        kind="spot",
        name="key",
        world_from_spot=look_at(middle + KEY_DISTANCE_M * way, middle),
        intensity_cd=KEY_CD,
        color=color_of_temperature(KEY_K),
        cone_deg=KEY_CONE_DEG,
        group=KEY_GROUP,
    )
    shares = {light.group: 0.0 if light.group == "sun" else FILL for light in scene.scenario.lights}
    others = tuple(dimmed(light, (shares[light.group],) * 3) for light in scene.scenario.lights)
    return replace(scene.scenario, lights=(*others, key))


def _transmittance(sample: Sample, subject: Subject) -> float:
    """Share of the target's light that reaches the camera through the air."""
    seen = target_px(sample, subject)
    distance = sample.frame.geometry.distance_m[seen]
    return float(np.exp(-sample.scene.scenario.haze_per_m * distance.astype(np.float64)).mean()) if seen.any() else 0.0


@axis(
    "develop", "1/m", _transmittance, "share of the target's light", high=0.8, limits=(0, 100), rises=-1, about="scene"
)
def haze(scene: Scene, value: float, _: Subject) -> Scenario:
    """Smoke or steam in the room, by its extinction coefficient: at 0.5, half of the light is lost on 1.4 m."""
    return replace(scene.scenario, haze_per_m=value)


def _shining(scenario: Scenario, groups: Sequence[str], what: str) -> Sequence[str]:
    """The groups, if any light of theirs shines; else a PlacementError, for no frame of a clip would differ."""
    if not any(light.group in groups and _shines(light) for light in scenario.lights):
        raise PlacementError(f"no_light:{what.replace(' ', '_')}", f"this draw has no {what} to vary")
    return groups


def _shines(light: Light) -> bool:
    if isinstance(light, WindowLight):
        return light.sky_luminance + light.ground_luminance > 0
    return strength_of(light) > 0


def _gains(scene: Scene, groups: Iterable[str], share: float) -> Scenario:
    """The gains of all groups written out, so that all values are printed from one negative."""
    now = {group: scene.scenario.light_gains.get(group, AS_IT_IS) for group in groups_of(scene.scenario)}
    changed = {group: (now[group][0] * share, now[group][1] * share, now[group][2] * share) for group in groups}
    return replace(scene.scenario, light_gains={**now, **changed})


def _daylight(scene: Scene, elevation_deg: float, azimuth_deg: float) -> Scenario:
    """The scenario at another place of the sun, under the same clouds."""
    scenario = scene.scenario
    cloudiness = float(scenario.axes.get("cloudiness", 0.3))
    outside = Daylight(elevation_deg, azimuth_deg, cloudiness)
    to_sun = np.array(sun_direction(elevation_deg, azimuth_deg))
    lights: list[Light] = []
    reaches = False
    for light in scenario.lights:
        if isinstance(light, WindowLight):
            outward = -light.world_from_pane.rotate([0.0, 0.0, 1.0])
            reaches = reaches or float(to_sun @ outward) > 1e-6
            lights.append(
                replace(
                    light,
                    sky_luminance=outside.sky_luminance(math.degrees(math.atan2(outward[0], outward[1]))),
                    sky_color=sky_color(elevation_deg, cloudiness),
                    ground_luminance=outside.ground_luminance,
                    ground_color=outside.ground_color,
                )
            )
        elif not isinstance(light, SunLight):
            lights.append(light)
    if outside.sun_lx > 0 and reaches:
        x, y, z = (float(-v) for v in to_sun)
        lights.append(SunLight("sun", "sun", (x, y, z), outside.sun_lx, sun_color(elevation_deg)))
    axes = {
        **scenario.axes,
        "daylight_on": 1.0,
        "sun_elevation_deg": elevation_deg,
        "sun_azimuth_deg": azimuth_deg,
        "cloudiness": cloudiness,
    }
    return replace(scenario, lights=tuple(lights), axes=axes)
