"""What every renderer's radiance must satisfy. A backend that this machine cannot run is skipped, with the reason."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from simgen.errors import BackendError
from simgen.frame import Frame
from simgen.geometry import Pose
from simgen.rendering import RENDERERS, Renderer, load_renderer
from simgen.rendering.geometry_pass import trace
from simgen.world import (
    Camera,
    EnvironmentLight,
    LightSocket,
    Material,
    RenderSettings,
    Scene,
    SpotLight,
    SurfaceLight,
)
from tests.conformance.scenes import GREY, body, box_mesh, camera, look_at, scene_of, sphere_mesh, wall_mesh

RED = Material("red", base_color=(0.8, 0.05, 0.05), roughness=1.0, specular=0.0)
PLAIN = RenderSettings(samples_per_pixel=16, max_bounces=3, denoise=False, clamp_indirect=0.0)


def loaded(name: str) -> Renderer:
    try:
        return load_renderer(name, threads=1)
    except BackendError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module", params=RENDERERS)
def renderer(request: pytest.FixtureRequest) -> Renderer:
    return loaded(request.param)


@pytest.fixture(scope="module")
def path_tracer() -> Renderer:
    return loaded("mitsuba")


def shot(renderer: Renderer, scene: Scene, view: Camera, settings: RenderSettings = PLAIN) -> Frame:
    return renderer.render(scene, view, settings, trace(scene, view))


def ball_and_box() -> Scene:
    ball = body(1, sphere_mesh(0.3), Pose((0.5, 3, 0.2)), material=RED)
    return scene_of(ball, body(2, box_mesh((0.4, 0.4, 0.4)), Pose((-0.4, 3, -0.3))))


def test_a_frame_holds_finite_radiance_of_its_cameras_size_and_says_how_it_was_made(renderer: Renderer) -> None:
    view = camera(33, 21)
    frame = shot(renderer, ball_and_box(), view)
    assert frame.rgb_linear.shape == (21, 33, 3)
    assert frame.rgb_linear.dtype == np.float32
    assert np.isfinite(frame.rgb_linear).all()
    assert (frame.rgb_linear >= 0).all()
    assert frame.camera == view
    assert frame.renderer["name"] in RENDERERS
    assert frame.albedo is None or frame.albedo.shape == (21, 33, 3)


def test_the_picture_shows_the_body_where_the_mask_says(renderer: Renderer) -> None:
    for center in ((32.0, 24.0), (41.0, 19.0)):
        frame = shot(renderer, ball_and_box(), camera(center_px=center))
        redness = frame.rgb_linear[..., 0] > 2 * frame.rgb_linear[..., 1]
        mask = frame.geometry.instance_id == 1
        # They may differ where a pixel is partly covered: along a border of about 60 pixels.
        assert mask.sum() > 90
        assert (redness & ~mask).sum() + (mask & ~redness).sum() < 40
        rows, columns = np.nonzero(redness)
        expected = np.nonzero(mask)
        assert abs(rows.mean() - expected[0].mean()) < 0.35
        assert abs(columns.mean() - expected[1].mean()) < 0.35


def test_a_grey_wall_under_an_even_sky_has_the_skys_luminance_times_its_albedo(renderer: Renderer) -> None:
    scene = scene_of(body(1, wall_mesh(40, 40), Pose((0, 3, 0))))
    frame = shot(renderer, scene, camera(16, 12), replace(PLAIN, samples_per_pixel=64))
    assert frame.rgb_linear.mean() == pytest.approx(50.0, rel=0.05)


def test_the_same_inputs_give_the_same_picture(renderer: Renderer) -> None:
    first, again = (shot(renderer, ball_and_box(), camera()).rgb_linear for _ in range(2))
    assert first.tobytes() == again.tobytes()


FRESH = """
import sys
from tests.conformance.test_radiance import picture_digest
print(picture_digest(sys.argv[1]))
"""


def picture_digest(name: str) -> str:
    frame = shot(load_renderer(name, threads=1), ball_and_box(), camera())
    return hashlib.blake2b(frame.rgb_linear.tobytes()).hexdigest()


@pytest.mark.slow
@pytest.mark.parametrize("name", RENDERERS)
def test_a_fresh_process_gives_the_same_picture(name: str, pytestconfig: pytest.Config) -> None:
    loaded(name)
    command = [sys.executable, "-c", FRESH, name]
    fresh = subprocess.run(command, capture_output=True, text=True, check=True, cwd=pytestconfig.rootpath)
    assert fresh.stdout.strip() == picture_digest(name)


def furnace(albedo: float, radiance: float) -> Scene:
    """A closed sphere of radius 1 whose inside has this albedo and glows with this radiance."""
    mesh = sphere_mesh(1.0, 3)
    mesh = replace(mesh, faces=np.ascontiguousarray(mesh.faces[:, ::-1]), normals=-mesh.normals)
    shell = body(1, mesh, Pose(), material=replace(GREY, base_color=(albedo,) * 3))
    asset = replace(shell.asset, sockets=(LightSocket("glow", "whole", "skin", 1.0),))
    corners = mesh.vertices[mesh.faces].astype(np.float64)
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1).sum() / 2
    light = SurfaceLight("surface", "glow", 1, "glow", flux_lm=radiance * np.pi * area, color=(1.0, 1.0, 1.0))
    return scene_of(replace(shell, asset=asset), lights=(light,))


def test_the_furnace_reads_1(path_tracer: Renderer) -> None:
    settings = RenderSettings(samples_per_pixel=256, max_bounces=24, denoise=False, clamp_indirect=0.0)
    frame = shot(path_tracer, furnace(0.5, 0.5), camera(12, 9), settings)
    assert frame.rgb_linear.mean() == pytest.approx(1.0, rel=0.01)
    np.testing.assert_allclose(frame.rgb_linear, 1.0, rtol=0.15)


@pytest.mark.parametrize("light", ["environment", "spot"])
def test_a_light_twice_as_strong_gives_twice_the_radiance(path_tracer: Renderer, light: str) -> None:
    def lit(times: float) -> Frame:
        if light == "environment":
            lights = (EnvironmentLight("environment", "sky", luminance=80.0 * times),)
        else:
            down = look_at((0.0, 2.0, 3.0), (0.0, 3.0, 0.0))
            lights = (SpotLight("spot", "lamp", down, 500.0 * times, (1.0, 0.9, 0.8)),)  # type: ignore[assignment]
        scene = scene_of(*ball_and_box().bodies, body(3, wall_mesh(9, 9), Pose((0, 4, 0))), lights=lights)
        return shot(path_tracer, scene, camera())

    once, twice = lit(1.0).rgb_linear, lit(2.0).rgb_linear
    assert once.max() > 0
    np.testing.assert_allclose(twice, 2 * once, rtol=1e-4, atol=1e-5 * float(once.max()))
