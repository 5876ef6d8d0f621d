"""Previews: what pyrender draws resembles what is there, and nothing is left behind."""

from __future__ import annotations

import importlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from simgen.catalog.materials import Maps
from simgen.errors import BackendError
from simgen.geometry import Pose, look_at
from simgen.rendering import preview_lights, pyrender_renderer, texel_cache
from simgen.rendering.geometry_pass import albedo, trace
from simgen.rendering.pyrender_renderer import PyrenderRenderer
from simgen.seeds import stream
from simgen.world import (
    EnvironmentLight,
    LightSocket,
    Material,
    Pattern,
    RenderSettings,
    Scene,
    SpotLight,
    SunLight,
    SurfaceLight,
    WindowLight,
)
from tests.conformance.scenes import GREY, body, box_mesh, camera, scene_of, sphere_mesh, wall_mesh

SETTINGS = RenderSettings()


@pytest.fixture(scope="module")
def renderer() -> PyrenderRenderer:
    try:
        return PyrenderRenderer()
    except BackendError as error:
        pytest.skip(str(error))


def room(seed: int) -> Scene:
    rng = stream(seed, "room")
    things = [body(1, box_mesh((4, 4, 2.6)), Pose(), role="structure")]
    for i in range(2, 9):
        mesh = sphere_mesh(0.3, 3) if i % 2 else box_mesh((0.3, 0.5, 0.4))
        things.append(body(i, mesh, Pose(rng.uniform([-1.5, -0.5, -1], [1.5, 1.7, 1]), rng.normal(size=4))))
    return scene_of(*things)


def test_an_amodal_mask_is_what_the_rasteriser_draws_of_the_body_alone(renderer: PyrenderRenderer) -> None:
    scene, view = room(0), camera(160, 120, focal_px=120, eye=(0, -1.8, 0))
    geometry = trace(scene, view)
    large = 0
    for thing in scene.bodies[1:]:
        mask = geometry.amodal[thing.instance_id].full(120, 160)
        _, ids = renderer.rasterise(scene_of(thing), view)
        drawn = ids == thing.instance_id
        border = mask ^ (np.roll(mask, 1, 0) & np.roll(mask, -1, 0) & np.roll(mask, 1, 1) & np.roll(mask, -1, 1) & mask)
        assert (mask ^ drawn).sum() <= 0.02 * border.sum()
        large += mask.sum() > 100
    assert large >= 4


def test_ids_use_all_16_bits(renderer: PyrenderRenderer) -> None:
    things = [body(k, wall_mesh(0.5, 4), Pose((x, 3, 0))) for k, x in ((255, -0.6), (256, 0), (65535, 0.6))]
    _, ids = renderer.rasterise(scene_of(*things), camera())
    assert set(np.unique(ids).tolist()) == {0, 255, 256, 65535}


def test_a_pattern_lies_on_a_surface_as_the_albedo_pass_says(
    renderer: PyrenderRenderer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # No symmetry: blocks of 32 texels with colours of their own.
    tile = np.kron(stream(0, "blocks").uniform(0.1, 0.9, (4, 4, 3)), np.ones((32, 32, 1))).astype(np.float32)
    monkeypatch.setenv("SIMGEN_CACHE", str(tmp_path))
    monkeypatch.setattr(texel_cache, "bake", lambda pattern: Maps(albedo=tile))
    patterned = replace(GREY, base_color=(1.0, 0.8, 0.6), pattern=Pattern("blocks", 0, 1.5, 128))
    scene = scene_of(body(1, wall_mesh(6, 6), Pose((0, 3, 0)), material=patterned, scale=1.2))
    view = camera(160, 120, focal_px=150)
    geometry = trace(scene, view)
    expected = albedo(scene, geometry, view) * 100
    shown = renderer.render(scene, view, SETTINGS, geometry).rgb_linear
    # Where four texels or pixels would mix, the two filter differently.
    even = np.ones((120, 160), dtype=bool)
    for axis in (0, 1):
        for step in (-2, 2):
            even &= np.abs(np.roll(expected, step, axis) - expected).max(axis=-1) < 0.5
    assert even.mean() > 0.4
    np.testing.assert_allclose(shown[even], expected[even], rtol=0.06)


@pytest.mark.parametrize("luminance", [0.01, 3.0, 40_000.0])
def test_previews_keep_photometric_units_from_moonlight_to_sunlight(
    renderer: PyrenderRenderer, luminance: float
) -> None:
    sky = EnvironmentLight("environment", "sky", luminance=luminance, color=(1.2, 0.9, 1.4))
    scene = scene_of(body(1, wall_mesh(20, 20), Pose((0, 3, 0))), lights=(sky,))
    view = camera()
    shown = renderer.render(scene, view, SETTINGS, trace(scene, view)).rgb_linear
    np.testing.assert_allclose(shown.mean(axis=(0, 1)), 0.5 * luminance * np.array([1.2, 0.9, 1.4]), rtol=0.03)


def test_a_lamp_lights_what_is_before_it_by_the_inverse_square(renderer: PyrenderRenderer) -> None:
    lamp = SpotLight("spot", "lamp", look_at((0, 0, 0), (0, 1, 0)), 900.0, (1.0, 1.0, 1.0), cone_deg=60.0)
    levels = []
    for distance in (2.0, 4.0):
        scene = scene_of(body(1, wall_mesh(9, 9), Pose((0, distance, 0))), lights=(lamp,))
        view = camera(65, 49)
        bounced = preview_lights.preview_light(scene).glow[1] * 0.5
        levels.append(renderer.render(scene, view, SETTINGS, trace(scene, view)).rgb_linear[24, 32, 1] - bounced)
    assert levels[0] == pytest.approx(900 / 4 * 0.5 / np.pi, rel=0.15)
    assert levels[0] / levels[1] == pytest.approx(4, rel=0.1)


def test_the_sun_throws_shadows(renderer: PyrenderRenderer) -> None:
    sun = SunLight("sun", "sun", (0.0, 1.0, 0.0), 50_000.0, (1.0, 1.0, 1.0))
    screen = body(2, wall_mesh(1, 1), Pose((0, 2, 0)))
    scene = scene_of(body(1, wall_mesh(6, 6), Pose((0, 3, 0))), screen, lights=(sun,))
    # From the side, so that the wall in the screen's shadow is seen.
    view = camera(eye=(-2.5, 0.0, 0.0), target=(0.0, 3.0, 0.0))
    geometry = trace(scene, view)
    shown = renderer.render(scene, view, SETTINGS, geometry).rgb_linear[..., 1]
    depth = np.where(geometry.instance_id > 0, geometry.depth_m, 0.0)
    points = view.world_from_camera.apply(view.intrinsics.unproject(depth))
    on_wall = geometry.instance_id == 1
    shaded = on_wall & (np.abs(points[..., 0]) < 0.4) & (np.abs(points[..., 2]) < 0.4)
    sunlit = on_wall & ((np.abs(points[..., 0]) > 0.6) | (np.abs(points[..., 2]) > 0.6))
    assert shaded.sum() > 20
    assert np.median(shown[sunlit]) > 20 * np.median(shown[shaded])


def test_a_glowing_surface_shows_its_luminance_and_lights_its_room(renderer: PyrenderRenderer) -> None:
    globe = body(1, sphere_mesh(0.1, 3), Pose((0, 2, 0)), material=Material("glass", roughness=1.0))
    globe = replace(globe, asset=replace(globe.asset, sockets=(LightSocket("bulb", "whole", "skin", 800.0),)))
    light = SurfaceLight("surface", "lamp", 1, "bulb", 800.0, (1.0, 1.0, 1.0))
    scene = scene_of(globe, body(2, wall_mesh(6, 6), Pose((0, 3, 0))), lights=(light,))
    view = camera()
    geometry = trace(scene, view)
    shown = renderer.render(scene, view, SETTINGS, geometry).rgb_linear[..., 1]
    luminance = 800 / (np.pi * 4 * np.pi * 0.1**2)
    assert np.median(shown[geometry.instance_id == 1]) == pytest.approx(luminance, rel=0.05)
    direct = 800 / (4 * np.pi) / np.pi * 0.5
    assert direct < np.median(shown[20:28, 5:12]) * 10


def test_daylight_comes_in_through_the_pane(renderer: PyrenderRenderer) -> None:
    pane = Pose((0, 1.9, 0), (np.sqrt(0.5), np.sqrt(0.5), 0, 0))
    assert pane.rotate([0.0, 0.0, 1.0])[1] == pytest.approx(-1)
    window = WindowLight("window", "w", pane, 1.0, 1.0, 3000.0, (1.0, 1.0, 1.0), 800.0, (1.0, 1.0, 1.0), 0)
    shell = body(1, box_mesh((4, 4, 2.6)), Pose(), role="structure")
    view = camera(eye=(0, 1, 0), target=(0, -2, 0))
    lit = scene_of(shell, lights=(window,))
    shown = renderer.render(lit, view, SETTINGS, trace(lit, view)).rgb_linear
    assert 5 < np.median(shown) < 500
    assert preview_lights.preview_light(lit).glow[0] > 0


def test_a_missing_driver_is_told_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    original = importlib.import_module

    def absent(name: str, *rest: Any) -> Any:
        if name == "pyrender":
            raise ImportError("Unable to load EGL library")
        return original(name, *rest)

    monkeypatch.setattr(pyrender_renderer.importlib, "import_module", absent)
    with pytest.raises(BackendError) as caught:
        PyrenderRenderer()
    assert str(caught.value) == (
        "pyrender: OpenGL without a screen does not start: ImportError: Unable to load EGL library. "
        "Install it: pip install pyrender, and on Debian apt-get install libegl1 libgl1 libgl1-mesa-dri."
    )


@pytest.mark.slow
def test_fifty_frames_leave_nothing_behind(renderer: PyrenderRenderer) -> None:
    process = psutil.Process()
    view = camera()

    def draw(seed: int) -> None:
        scene = room(seed)
        renderer.render(scene, view, SETTINGS, trace(scene, view))
        renderer.rasterise(scene, view)

    for seed in range(10):
        draw(seed)
    before = process.memory_info().rss
    for seed in range(50):
        draw(seed)
    # 50 frames upload about 50 x 2 x 5000 vertices of 48 bytes: 24 MB if none were freed.
    assert process.memory_info().rss - before < 8e6
