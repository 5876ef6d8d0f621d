"""Pictures on surfaces: the right way up, at the right place and size, in every renderer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from simgen.catalog.materials import bake
from simgen.catalog.materials.pictures import decode, digest_of, encode, srgb_to_linear
from simgen.errors import BackendError, CatalogError
from simgen.geometry import Pose
from simgen.rendering.geometry_pass import albedo, trace
from simgen.rendering.mitsuba_renderer import MitsubaRenderer
from simgen.rendering.mitsuba_scene import material_bsdf
from simgen.rendering.texel_cache import HAS_METALLIC, texels
from simgen.world import Material, Mesh, Picture, RenderSettings, Scene, SunLight
from tests.conformance.scenes import body, camera, scene_of

Bytes = npt.NDArray[np.uint8]
WIDTH = 64


def stored(folder: Path, **maps: Bytes) -> Picture:
    """Maps, the lowest row first, in a folder of textures."""
    digests = {}
    for name, pixels in maps.items():
        content = encode(pixels)
        digests[name] = digest_of(content)
        (folder / f"{digests[name]}.png").write_bytes(content)
    return Picture(len(next(iter(maps.values()))), folder=str(folder), **digests)


def chart() -> Bytes:
    """(32, 32, 3), the lowest row first: dark below left, red grows to the right, green upwards, one blue corner."""
    steps = (40 + 25 * (np.arange(32) // 4)).astype(np.uint8)
    rgb = np.zeros((32, 32, 3), np.uint8)
    rgb[..., 0], rgb[..., 1] = steps, steps[:, None]
    rgb[28:, :4, 2] = 250
    return rgb


def wall(picture: Picture, scale: float = 1.0, **more: float) -> Scene:
    """A square 1 m before the camera, which it fills exactly, with the whole picture on it."""
    half = 0.5 / scale
    corners = np.array([[-half, 0, -half], [half, 0, -half], [half, 0, half], [-half, 0, half]], np.float32)
    mesh = Mesh(
        corners,
        np.array([[0, 1, 2], [0, 2, 3]], np.int32),
        np.tile(np.array([0, -1, 0], np.float32), (4, 1)),
        np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32),
    )
    material = Material("chart", base_color=(1, 1, 1), specular=0.0, roughness=0.9, picture=picture)
    thing = body(1, mesh, Pose((0, 1, 0)), material=replace(material, **more), scale=scale)
    return scene_of(thing, cameras=(camera(WIDTH, WIDTH, focal_px=WIDTH),))


@pytest.mark.parametrize("scale", [1.0, 2.5])
def test_the_albedo_of_a_picture_is_where_its_coordinates_say_at_any_scale(scale: float, tmp_path: Path) -> None:
    scene = wall(stored(tmp_path, albedo=chart()), scale)
    eye = scene.scenario.cameras[0]
    seen = albedo(scene, trace(scene, eye), eye)
    wanted = srgb_to_linear(chart()[::-1]).repeat(2, axis=0).repeat(2, axis=1)
    middle = np.s_[3:-3:8, 3:-3:8]
    np.testing.assert_allclose(seen[middle], np.maximum(wanted[middle], 0.01), atol=0.005)


def test_every_renderer_shows_the_picture_alike(mitsuba: MitsubaRenderer, tmp_path: Path) -> None:
    scene = wall(stored(tmp_path, albedo=chart()))
    eye = scene.scenario.cameras[0]
    geometry = trace(scene, eye)
    wanted = albedo(scene, geometry, eye).reshape(-1, 3)
    settings = RenderSettings(samples_per_pixel=16, denoise=False)
    renderers = [mitsuba]
    try:
        from simgen.rendering.pyrender_renderer import PyrenderRenderer

        renderers.append(PyrenderRenderer())  # type: ignore[arg-type]
    except BackendError:
        pass
    for renderer in renderers:
        shown = renderer.render(scene, eye, settings, geometry).rgb_linear.reshape(-1, 3)
        for channel in range(3):
            assert np.corrcoef(shown[:, channel], wanted[:, channel])[0, 1] > 0.98, (renderer, channel)


def test_metal_is_where_the_metallic_map_says(mitsuba: MitsubaRenderer, tmp_path: Path) -> None:
    metal = np.zeros((32, 32), np.uint8)
    metal[:, 16:] = 255
    rough = np.full((32, 32), 40, np.uint8)
    picture = stored(tmp_path, metallic=metal, roughness=rough)
    scene = wall(picture)
    # Seen away from where a mirror would throw the light, metal is dark.
    sun = SunLight("sun", "sun", (0.6, 0.64, -0.48), 1000.0, (1.0, 1.0, 1.0))
    scene = replace(scene, scenario=replace(scene.scenario, lights=(sun,)))
    eye = scene.scenario.cameras[0]
    settings = RenderSettings(samples_per_pixel=4, denoise=False)
    shown = mitsuba.render(scene, eye, settings, trace(scene, eye)).rgb_linear.mean(axis=-1)
    assert shown[:, :28].mean() > 8 * shown[:, 36:].mean() > 0
    bsdf = material_bsdf(scene.bodies[0].asset.materials["skin"])
    assert bsdf["bsdf"]["metallic"]["type"] == "bitmap"


def test_a_normal_map_turns_the_surface_to_the_light(mitsuba: MitsubaRenderer, tmp_path: Path) -> None:
    normal = np.full((32, 32, 3), 128, np.uint8)
    normal[..., 2] = 255
    # The upper half leans up, along +v.
    normal[16:] = (128, 218, 218)
    scene = wall(stored(tmp_path, normal=normal))
    above = SunLight("sun", "sun", (0.0, 0.6, -0.8), 1000.0, (1.0, 1.0, 1.0))
    scene = replace(scene, scenario=replace(scene.scenario, lights=(above,)))
    eye = scene.scenario.cameras[0]
    settings = RenderSettings(samples_per_pixel=4, denoise=False)
    shown = mitsuba.render(scene, eye, settings, trace(scene, eye)).rgb_linear.mean(axis=-1)
    assert shown[:28].mean() > 1.4 * shown[36:].mean()


def test_texels_of_metal_have_the_right_mean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIMGEN_CACHE", str(tmp_path / "cache"))
    ramp = np.repeat(np.arange(0, 256, 4, dtype=np.uint8)[None], 64, axis=0)
    picture = stored(tmp_path, metallic=ramp, roughness=np.full((64, 64), 102, np.uint8))
    made = texels(picture)
    assert made.has & HAS_METALLIC
    metal = (made.words[:, 1] >> 7 & 1).reshape(64, 64).astype(float)
    assert not metal[:, 0].any() and metal[:, -1].mean() > 0.9
    assert metal.mean() == pytest.approx(ramp.mean() / 255, abs=0.02)
    np.testing.assert_allclose((made.words[:, 1] & 127) / 127, 0.4, atol=0.005)


def test_a_missing_or_changed_file_is_an_error_and_its_place_is_no_part_of_the_picture(tmp_path: Path) -> None:
    picture = stored(tmp_path, albedo=(chart() // 2))
    moved = replace(picture, folder="elsewhere")
    assert picture == moved and "elsewhere" not in repr(moved)
    with pytest.raises(CatalogError, match="the texture cannot be read: No such file") as caught:
        bake(replace(picture, folder=str(tmp_path / "elsewhere")))
    assert caught.value.remedy
    (tmp_path / f"{picture.albedo}.png").write_bytes(encode(chart() // 3))
    with pytest.raises(CatalogError, match="the texture is not the imported one"):
        bake(picture)


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_pictures_are_decoded_upright_whatever_their_channels(channels: int) -> None:
    import cv2

    image = np.zeros((8, 8, channels), np.uint8)
    image[0, :, 0] = 200
    if channels == 4:
        image[..., 3] = 255
    pixels, alpha = decode(bytes(cv2.imencode(".png", image)[1]), "x")
    assert alpha is None and pixels.shape == (8, 8, 3)
    # The highest row, which is the last here; cv2's first channel is blue.
    assert pixels[-1, 0].tolist() == ([200] * 3 if channels == 1 else [0, 0, 200])
    assert not pixels[:-1].any()
