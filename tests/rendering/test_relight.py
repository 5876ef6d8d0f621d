from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgen.color import LUMINANCE, Color
from simgen.errors import SimgenError
from simgen.frame import Frame, Geometry
from simgen.geometry import Vector3
from simgen.rendering.geometry_pass import trace
from simgen.rendering.mitsuba_renderer import MitsubaRenderer
from simgen.rendering.relight import (
    AS_IT_IS,
    DARK,
    Negative,
    Picture,
    composed,
    dimmed,
    groups_of,
    relit,
    strength_of,
)
from simgen.rendering.scene_tables import scene_tables
from simgen.world import Camera, EnvironmentLight, RenderSettings, Scene, SpotLight, SunLight, WindowLight
from tests.conformance.scenes import scene_of
from tests.rendering.conftest import floor, globe, lit, skylight, view

LAMP, BULB = globe(2, (0.4, 0.0, 0.6)), globe(3, (-0.4, 0.2, 0.5))
LIGHTS = (lit(LAMP, 900.0), replace(lit(BULB, 400.0, "ceiling"), color=(1.3, 0.95, 0.4)), skylight(1.0, 1.0, 2.0, 50.0))
LIT = scene_of(floor(), LAMP, BULB, lights=LIGHTS)
CAMERA = view((0.6, -1.6, 1.2), (0.0, 0.0, 0.0), 40.0, 24, 18)

gain = st.tuples(*[st.floats(0, 4, allow_subnormal=False)] * 3)


class LinearRenderer:
    """Shows each light as a fixed picture times its radiance: light adds up exactly, as in nature."""

    name = "linear"

    def __init__(self) -> None:
        self.last_timings_s: dict[str, float] = {}

    def illuminance_lx(
        self, scene: Scene, point: Vector3, normal: Vector3, settings: RenderSettings, by_group: bool = False
    ) -> None:
        return None

    def forget(self) -> None:
        pass

    def render(self, scene: Scene, camera: Camera, settings: RenderSettings, geometry: Geometry) -> Frame:
        shape = geometry.depth_m.shape
        total = np.zeros((*shape, 3))
        for k, light in enumerate(scene.scenario.lights):
            falloff = 1.0 / (1.0 + k + np.arange(shape[0] * shape[1]).reshape(shape))
            assert not isinstance(light, WindowLight) or light.sky_luminance == light.ground_luminance
            shine = light.sky_luminance if isinstance(light, WindowLight) else strength_of(light)
            color = light.sky_color if isinstance(light, WindowLight) else light.color
            total += falloff[..., None] * shine * np.asarray(color)
        return Frame(camera, total.astype(np.float32), geometry, renderer={"name": self.name})


def with_gains(scene: Scene, gains: Mapping[str, Color]) -> Scene:
    return replace(scene, scenario=replace(scene.scenario, light_gains=gains))


@given(lamps=gain, ceiling=gain)
def test_composing_groups_equals_rendering_the_lights_so_changed(lamps: Color, ceiling: Color) -> None:
    scene = with_gains(LIT, {"lamps": lamps, "ceiling": ceiling})
    geometry = trace(scene, CAMERA)
    renderer = LinearRenderer()
    composition = Negative.of(scene, CAMERA, renderer, geometry).printed(scene.scenario).rgb_linear
    direct = renderer.render(replace(scene, scenario=relit(scene.scenario)), CAMERA, scene.scenario.render, geometry)
    np.testing.assert_allclose(composition, direct.rgb_linear, rtol=1e-5, atol=1e-6)


def test_one_negative_serves_every_gain() -> None:
    scene = with_gains(LIT, {"lamps": AS_IT_IS})
    negative = Negative.of(scene, CAMERA, LinearRenderer(), trace(scene, CAMERA))
    doubled = replace(scene.scenario, light_gains={g: (2.0, 2.0, 2.0) for g in groups_of(scene.scenario)})
    np.testing.assert_allclose(
        negative.printed(doubled).rgb_linear, 2 * negative.printed(scene.scenario).rgb_linear, rtol=1e-6
    )
    dark = replace(scene.scenario, light_gains={g: DARK for g in groups_of(scene.scenario)})
    assert not negative.printed(dark).rgb_linear.any()


def test_a_gain_of_no_group_is_refused_with_the_nearest_name() -> None:
    groups: dict[str, Picture] = {"lamps": np.ones((1, 1, 3), np.float32)}
    with pytest.raises(SimgenError, match=r"no light group 'lamp'\. Did you mean 'lamps'\?"):
        composed(groups, {"lamp": AS_IT_IS})
    with pytest.raises(SimgenError, match="from 0 up"):
        composed(groups, {"lamps": (1.0, -1.0, 1.0)})


@given(gain)
def test_a_dimmed_light_has_the_radiance_times_the_gain(factor: Color) -> None:
    color = (1.2, 0.98, 0.5)
    color = tuple(np.divide(color, LUMINANCE @ np.array(color)))
    for light in (
        SunLight("sun", "sun", (0.0, 0.0, -1.0), 5000.0, color),
        replace(LIGHTS[0], color=color),
        EnvironmentLight("environment", "all", 200.0, color),
        SpotLight("spot", "spot", CAMERA.world_from_camera, 300.0, color),
    ):
        found = dimmed(light, factor)
        assert not isinstance(found, WindowLight) and not isinstance(light, WindowLight)
        wanted = strength_of(light) * np.multiply(light.color, factor)
        np.testing.assert_allclose(strength_of(found) * np.asarray(found.color), wanted, rtol=1e-9, atol=1e-9)


def test_tables_of_a_scene_dimmed_are_the_dimmed_tables_of_the_scene() -> None:
    around = EnvironmentLight("environment", "around", 200.0, (1.0, 1.0, 1.0))
    scene = replace(LIT, scenario=replace(LIT.scenario, lights=(*LIGHTS, around)))
    each = {"lamps": 0.3, "sky": 20.0, "around": 1.7}
    gains = {group: (factor,) * 3 for group, factor in each.items()}
    dim = replace(scene, scenario=relit(replace(scene.scenario, light_gains=gains)))
    found, wanted = scene_tables(scene).dimmed(each), scene_tables(dim)
    assert found.groups == wanted.groups
    for name, array in vars(wanted).items():
        if isinstance(array, np.ndarray):
            np.testing.assert_allclose(getattr(found, name), array, rtol=2e-5, err_msg=name)


def test_lighting_a_built_scene_anew_leaves_no_trace(mitsuba: MitsubaRenderer) -> None:
    settings = RenderSettings(samples_per_pixel=2, max_bounces=2, denoise=False)
    fresh = mitsuba.trace(LIT, CAMERA, settings, by_group=True).radiance
    factors = {"lamps": 30.0, "sky": 0.1}
    lit = mitsuba.trace(LIT, CAMERA, settings, by_group=True, factors=factors).radiance
    again = mitsuba.trace(LIT, CAMERA, settings, by_group=True).radiance
    # Other objects that are the same: built from the start.
    copied = replace(LIT, bodies=tuple(list(LIT.bodies)))
    other = mitsuba.trace(copied, CAMERA, settings, by_group=True, factors=factors).radiance
    for name in fresh:
        np.testing.assert_array_equal(fresh[name], again[name])
        np.testing.assert_array_equal(lit[name], other[name])
    assert lit["lamps"].mean() == pytest.approx(30 * fresh["lamps"].mean(), rel=0.2)


@pytest.mark.slow
def test_composition_of_path_traced_groups_equals_the_direct_render_within_the_noise(mitsuba: MitsubaRenderer) -> None:
    gains = {"lamps": (0.25, 0.25, 0.25), "ceiling": (0.5, 1.0, 2.0), "sky": DARK}
    settings = RenderSettings(samples_per_pixel=256, max_bounces=3, denoise=False)
    scene = with_gains(replace(LIT, scenario=replace(LIT.scenario, render=settings)), gains)
    geometry = trace(scene, CAMERA)
    composition = Negative.of(scene, CAMERA, mitsuba, geometry).printed(scene.scenario).rgb_linear
    direct, other = (
        mitsuba.render(replace(scene, scenario=relit(scene.scenario)), CAMERA, replace(settings, seed=s), geometry)
        for s in (1, 2)
    )
    noise = np.abs(direct.rgb_linear - other.rgb_linear).mean()
    assert np.abs(composition - direct.rgb_linear).mean() < 2 * noise
    np.testing.assert_allclose(composition.mean(axis=(0, 1)), direct.rgb_linear.mean(axis=(0, 1)), rtol=0.02)
