from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from simgen.errors import BackendError, CatalogError
from simgen.geometry import Intrinsics, Pose, look_at
from simgen.rendering import load_renderer
from simgen.rendering.layers import typical_luminance
from simgen.rendering.mitsuba_renderer import MitsubaRenderer
from simgen.world import Camera, EnvironmentLight, Material, Pattern, RenderSettings, Scene, SunLight
from tests.conformance.scenes import body, box_mesh, scene_of, sphere_mesh
from tests.rendering.conftest import GLASS, floor, globe, lit, skylight, view

QUICK = RenderSettings(samples_per_pixel=4, max_bounces=3, denoise=False)
CAMERA = view((0.0, -2.0, 1.2), (0.0, 0.0, 0.3), 45.0, 32, 24)


def still_life() -> Scene:
    lamp = globe(2, (0.6, -0.2, 1.2))
    ball = body(3, sphere_mesh(0.25, 3), Pose((0, 0, 0.25)), material=Material("steel", metallic=1.0, roughness=0.15))
    glass = body(4, sphere_mesh(0.2, 3), Pose((0.5, 0.2, 0.2)), material=GLASS)
    chest = body(5, box_mesh((0.4, 0.4, 0.4)), Pose((-0.6, 0.1, 0.2)))
    sun = SunLight("sun", "sun", (0.3, 0.1, -0.9), 2000.0, (1.0, 1.0, 0.9))
    return scene_of(floor(), lamp, ball, glass, chest, lights=(lit(lamp, 800.0), skylight(2, 2, 2.5, 400.0), sun))


def digest(renderer: MitsubaRenderer, settings: RenderSettings = QUICK) -> str:
    frame = renderer.render(still_life(), CAMERA, settings, None)  # type: ignore[arg-type]
    assert frame.albedo is not None
    return hashlib.blake2b(frame.rgb_linear.tobytes() + frame.albedo.tobytes()).hexdigest()


def test_the_bytes_are_the_same_again_and_with_any_number_of_threads(mitsuba: MitsubaRenderer) -> None:
    settings = replace(QUICK, denoise=True)
    found = {digest(MitsubaRenderer(threads=threads), settings) for threads in (1, 2, 2, 3)}
    assert len(found) == 1


@pytest.mark.slow
def test_a_fresh_process_gives_the_same_bytes(mitsuba: MitsubaRenderer, pytestconfig: pytest.Config) -> None:
    code = (
        "from simgen.rendering.mitsuba_renderer import MitsubaRenderer; "
        "from tests.rendering.test_mitsuba_renderer import digest; print(digest(MitsubaRenderer(threads=1)))"
    )
    command = [sys.executable, "-c", code]
    fresh = subprocess.run(command, capture_output=True, text=True, check=True, cwd=pytestconfig.rootpath)
    assert fresh.stdout.strip() == digest(mitsuba)


def test_another_seed_gives_another_picture(mitsuba: MitsubaRenderer) -> None:
    assert digest(mitsuba) != digest(mitsuba, replace(QUICK, seed=1))


def test_a_shifted_principal_point_shifts_the_picture(mitsuba: MitsubaRenderer) -> None:
    k = CAMERA.intrinsics
    settings = replace(QUICK, samples_per_pixel=256)
    centred = mitsuba.trace(still_life(), CAMERA, settings).albedo
    moved = replace(CAMERA, intrinsics=replace(k, cx=k.cx + 5, cy=k.cy - 3))
    shifted = mitsuba.trace(still_life(), moved, settings).albedo
    np.testing.assert_allclose(shifted[:-3, 5:], centred[3:, :-5], atol=0.12)
    assert np.abs(shifted[:-3, 5:] - centred[3:, :-5]).mean() < 0.01 < np.abs(shifted - centred).mean()


def test_a_lens_blurs_what_is_out_of_focus_and_keeps_what_is_in_it(mitsuba: MitsubaRenderer) -> None:
    near, far = (body(i, box_mesh((0.2, 0.2, 2.0)), Pose((x, y, 0))) for i, x, y in ((2, -0.3, 2.0), (3, 0.6, 6.0)))
    scene = scene_of(near, far)
    camera = Camera("lens", look_at((0, 0, 0), (0, 1, 0)), Intrinsics.from_vertical_fov(64, 8, 8.0), 0.2, 1.9)

    def steepest(picture: np.ndarray, side: slice) -> float:
        return float(np.abs(np.diff(picture[4, side, 0])).max())

    settings = replace(QUICK, samples_per_pixel=64)
    sharp, soft = slice(0, 32), slice(32, 64)
    lens = mitsuba.trace(scene, camera, settings).albedo
    pinhole = mitsuba.trace(scene, replace(camera, aperture_radius_m=0.0), settings).albedo
    assert steepest(lens, sharp) > 0.6 * steepest(pinhole, sharp)
    assert steepest(lens, soft) < 0.5 * steepest(pinhole, soft)


def test_the_frame_says_all_of_how_it_was_made(mitsuba: MitsubaRenderer) -> None:
    settings = replace(QUICK, denoise=True)
    frame = replace_keep(mitsuba).render(still_life(), CAMERA, settings, None)  # type: ignore[arg-type]
    record = frame.renderer
    assert record["name"] == "mitsuba"
    assert record["variant"] == mitsuba.choice.variant
    assert record["llvm"] == mitsuba.choice.llvm_version
    assert record["integrator"] == {"name": "simgen-path", "version": 4}
    assert record["settings"] == {
        "samples_per_pixel": 4,
        "max_bounces": 3,
        "denoise": True,
        "light_cache": True,
        "refined_share": 0.1,
        "patience": 1.0,
        "clamp_indirect": 300.0,
        "seed": 0,
    }
    assert record["clamp_cd_m2"] > 0
    assert record["samples"] == 4
    assert 0 < record["refined_pixels"] <= 0.1 * CAMERA.intrinsics.width * CAMERA.intrinsics.height + 1
    assert record["denoiser"]["name"] == "oidn"
    assert {"version", "drjit"} <= set(record)
    assert frame.raw_linear is not None
    assert not np.array_equal(frame.raw_linear, frame.rgb_linear)
    assert set(replace_keep(mitsuba).last_timings_s) == set()


def replace_keep(renderer: MitsubaRenderer) -> MitsubaRenderer:
    return MitsubaRenderer(threads=renderer.threads, keep_raw=True)


def test_the_guides_look_through_glass_and_into_mirrors(mitsuba: MitsubaRenderer) -> None:
    red = Material("red", base_color=(0.8, 0.1, 0.1), roughness=1.0, specular=0.0)
    wall = body(2, box_mesh((4, 0.1, 4)), Pose((0, 3, 0)), material=red)
    pane = body(3, box_mesh((4, 0.02, 4)), Pose((0, 1.5, 0)), material=GLASS)
    camera = Camera("eye", look_at((0, 0, 0), (0, 1, 0)), Intrinsics.from_vertical_fov(8, 8, 20.0))
    albedo = mitsuba.trace(scene_of(wall, pane), camera, replace(QUICK, samples_per_pixel=64)).albedo
    assert albedo.mean(axis=(0, 1)) == pytest.approx([0.8, 0.1, 0.1], abs=0.08)


def test_a_lamp_in_an_unknown_socket_is_an_error_that_lists_the_sockets(mitsuba: MitsubaRenderer) -> None:
    lamp = globe(2, (0, 0, 1))
    light = replace(lit(lamp, 100.0), socket="glwo")
    with pytest.raises(CatalogError) as error:
        mitsuba.trace(scene_of(floor(), lamp, lights=(light,)), CAMERA, QUICK)
    assert str(error.value) == (
        "light 'light_2' shines at socket 'glwo', which 'thing_2' (thing-2) does not have. Its sockets: glow."
    )


def test_an_unknown_renderer_names_the_nearest_one() -> None:
    with pytest.raises(BackendError, match=r"unknown renderer 'mitsbua'\. Did you mean 'mitsuba'\?"):
        load_renderer("mitsbua")


def test_an_unknown_option_is_an_error() -> None:
    with pytest.raises(BackendError, match=r"'mitsuba' cannot be made with \{'colour': 'red'\}"):
        load_renderer("mitsuba", colour="red")


def test_typical_luminance_is_moved_by_neither_lamps_nor_fireflies_and_doubles_with_the_light() -> None:
    values = np.linspace(1.0, 2.0, 1000)
    bright = np.concatenate([values, [1e9] * 20])
    assert typical_luminance(bright) == pytest.approx(typical_luminance(values), rel=0.02)
    assert typical_luminance(2 * values) == 2 * typical_luminance(values)


@pytest.mark.slow
def test_the_built_in_scalar_path_tracer_agrees_on_materials_textures_and_lights(mitsuba: MitsubaRenderer) -> None:
    """In a process of its own: the two variants share no state."""
    wood = Material("wood", roughness=0.4, clearcoat=0.5, pattern=Pattern("planks", 3, 1.0, 128))
    felt = Material("felt", base_color=(0.2, 0.3, 0.6), roughness=0.9, sheen=0.8)
    leaf = Material(
        "leaf", base_color=(0.3, 0.6, 0.2), roughness=0.6, translucency=0.5, pattern=Pattern("leaf", 3, 1.0, 128)
    )
    lamp = globe(2, (0.6, -0.3, 1.2))
    things = (
        body(1, box_mesh((6, 6, 0.2)), Pose((0, 0, -0.1)), material=wood),
        lamp,
        body(3, sphere_mesh(0.25, 3), Pose((0, 0, 0.25)), material=Material("steel", metallic=1.0, roughness=0.3)),
        body(4, box_mesh((0.4, 0.4, 0.4)), Pose((-0.6, 0.1, 0.2)), material=felt),
        body(5, box_mesh((0.5, 0.004, 0.5)), Pose((0.45, -0.5, 0.3)), material=leaf),
    )
    sun = SunLight("sun", "sun", (0.3, 0.1, -0.9), 500.0, (1.0, 1.0, 0.9))
    sky = EnvironmentLight("environment", "sky", luminance=30.0)
    scene = scene_of(*things, lights=(lit(lamp, 800.0), sun, sky))
    settings = replace(QUICK, samples_per_pixel=256, clamp_indirect=0.0)
    scalar = MitsubaRenderer(backend="scalar")

    def coarse(picture: np.ndarray) -> np.ndarray:
        return picture.reshape(6, 4, 8, 4, 3).mean(axis=(1, 3))

    # One picture's noise is up to 5 % in a block that the lamp behind the leaf lights.
    fast, slow = (
        [renderer.trace(scene, CAMERA, replace(settings, seed=k)) for k in range(4)] for renderer in (mitsuba, scalar)
    )
    total = [np.mean([layers.total for layers in pictures], axis=0) for pictures in (fast, slow)]
    np.testing.assert_allclose(coarse(total[0]), coarse(total[1]), rtol=0.08, atol=0.3)
    assert total[0].mean() == pytest.approx(total[1].mean(), rel=0.01)
    np.testing.assert_allclose(coarse(fast[0].normal), coarse(slow[0].normal), atol=0.05)


def test_a_renderer_may_follow_one_of_another_backend(mitsuba: MitsubaRenderer, pytestconfig: pytest.Config) -> None:
    code = (
        "from simgen.rendering.mitsuba_renderer import MitsubaRenderer; "
        f"MitsubaRenderer(backend='scalar'); MitsubaRenderer(backend={mitsuba.choice.variant.split('_')[0]!r})"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=pytestconfig.rootpath)
