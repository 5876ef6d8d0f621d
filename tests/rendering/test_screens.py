"""What a screen shows: each place is as bright as the picture there, and the room gets the picture's mean."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simgen.catalog.materials import bake
from simgen.catalog.meshing.transforms import spread_uv
from simgen.errors import BackendError
from simgen.geometry import Pose
from simgen.rendering import Renderer, load_renderer
from simgen.rendering.geometry_pass import trace
from simgen.rendering.mitsuba_renderer import MitsubaRenderer
from simgen.world import EnvironmentLight, Light, LightSocket, Pattern, Scene
from tests.conformance.scenes import body, scene_of, wall_mesh
from tests.rendering.conftest import BLACK, RAW, lit, view

SHOWN = Pattern("screen", 3, 1.0, 128, {"subject": "phone", "aspect": 0.5})
# Lumens that make a white square metre shine with 100 cd/m².
FLUX_LM = 100.0 * np.pi


def screen(flux_lm: float, shows: Pattern | None = SHOWN, *more: Light, albedo: float = 0.0) -> Scene:
    """A square metre at y = 3 that faces the origin, and scatters `albedo` of the light on it."""
    wall = spread_uv(wall_mesh(1.0, 1.0), (1, 0, 0), (0, 0, 1))
    material = replace(BLACK, base_color=(albedo,) * 3, shows=shows)
    made = body(1, wall, Pose((0.0, 3.0, 0.0)), material=material)
    made = replace(made, asset=replace(made.asset, sockets=(LightSocket("glow", "whole", "skin", 1.0),)))
    lights: tuple[Light, ...] = (lit(made, flux_lm), *more) if flux_lm > 0 else more
    return scene_of(made, lights=lights)


def seen(renderer: Renderer, scene: Scene, samples: int = 128) -> np.ndarray:
    """(32, 32, 3) radiance of the whole screen."""
    camera = view((0.0, 0.0, 0.0), (0.0, 3.0, 0.0), 2 * np.degrees(np.arctan(0.5 / 3.0)), 32, 32)
    settings = replace(RAW, samples_per_pixel=samples)
    return renderer.render(scene, camera, settings, trace(scene, camera)).rgb_linear


@pytest.mark.parametrize("name", ["jit", "scalar", "pyrender"])
def test_each_place_shines_as_the_picture_does_there(name: str, mitsuba: MitsubaRenderer) -> None:
    renderer: Renderer
    if name == "pyrender":
        try:
            renderer = load_renderer("pyrender")
        except BackendError as error:
            pytest.skip(str(error))
    else:
        renderer = mitsuba if name == "jit" else MitsubaRenderer("scalar")
    picture = seen(renderer, screen(FLUX_LM), 32 if name == "scalar" else 128)
    shown = bake(SHOWN).albedo[::-1].reshape(32, 4, 32, 4, 3).mean(axis=(1, 3))
    # A preview has eight bits, and shows a small texture.
    rough = 2.0 if name == "pyrender" else 1.0
    assert np.corrcoef(picture.ravel(), shown.ravel())[0, 1] > 1 - 0.01 * rough
    np.testing.assert_allclose(picture.mean(axis=(0, 1)), 100 * shown.mean(axis=(0, 1)), rtol=0.03 * rough)


def test_a_room_gets_the_mean_of_the_picture(mitsuba: MitsubaRenderer) -> None:
    def falls(shows: Pattern | None) -> np.ndarray:
        (read,) = mitsuba.illuminance_lx(screen(FLUX_LM, shows), (0.0, 0.0, 0.0), (0.0, 1.0, 0.0), RAW).values()
        return np.asarray(read[0])

    np.testing.assert_allclose(falls(SHOWN), falls(None) * bake(SHOWN).albedo.mean(axis=(0, 1)), rtol=0.03)


def test_what_is_off_shows_nothing(mitsuba: MitsubaRenderer) -> None:
    around = EnvironmentLight("environment", "sky", luminance=100.0)
    picture = seen(mitsuba, screen(0.0, SHOWN, around, albedo=0.1), 256)
    np.testing.assert_allclose(picture, 10.0, rtol=0.1)
