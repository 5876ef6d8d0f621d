"""Looked-up bounced light is that of paths that are followed to their end, with less noise."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from simgen.geometry import Pose
from simgen.rendering.mitsuba_renderer import MitsubaRenderer
from simgen.seeds import stream
from simgen.world import Camera, Material, RenderSettings, Scene
from tests.conformance.scenes import body, box_mesh, scene_of
from tests.rendering.conftest import globe, lit, luminance, view

WHITE = Material("white", base_color=(0.8, 0.8, 0.8), roughness=1.0, specular=0.0)
RED = Material("red", base_color=(0.7, 0.1, 0.1), roughness=0.6)
MIRROR = Material("mirror", base_color=(0.9, 0.9, 0.9), metallic=1.0, roughness=0.05)
CACHED = RenderSettings(samples_per_pixel=64, max_bounces=24, denoise=False, clamp_indirect=0.0)
FOLLOWED = replace(CACHED, light_cache=False)


def room(left: Material = RED) -> Scene:
    """A closed white room of 4 x 4 x 3 m with one wall of another material, a block, and a lamp behind it."""
    floor, ceiling = (
        body(i, box_mesh((4.4, 4.4, 0.2)), Pose((0, 0, z)), material=WHITE) for i, z in ((1, -0.1), (2, 3.1))
    )
    sides = (
        body(3, box_mesh((0.2, 4.4, 3.0)), Pose((-2.1, 0, 1.5)), material=left),
        body(4, box_mesh((0.2, 4.4, 3.0)), Pose((2.1, 0, 1.5)), material=WHITE),
        body(5, box_mesh((4.4, 0.2, 3.0)), Pose((0, -2.1, 1.5)), material=WHITE),
        body(6, box_mesh((4.4, 0.2, 3.0)), Pose((0, 2.1, 1.5)), material=WHITE),
    )
    block = body(7, box_mesh((0.9, 0.5, 1.2)), Pose((-0.3, 0.9, 0.6)), material=WHITE)
    lamp = globe(8, (0.2, 1.5, 0.6))
    return scene_of(floor, ceiling, *sides, block, lamp, lights=(lit(lamp, 900.0),))


def eye(width: int = 24, height: int = 18) -> Camera:
    return view((1.2, -1.8, 1.5), (-0.4, 1.2, 0.9), 70.0, width, height)


def pictures(
    renderer: MitsubaRenderer, scene: Scene, settings: RenderSettings, count: int, camera: Camera
) -> npt.NDArray[np.float32]:
    """(count, H, W, 3), each with its own noise."""
    return np.stack([renderer.trace(scene, camera, replace(settings, seed=k)).total for k in range(count)])


@pytest.mark.parametrize("left", [RED, MIRROR], ids=lambda material: material.name)
def test_looked_up_light_is_that_of_followed_paths_everywhere_in_the_picture(
    mitsuba: MitsubaRenderer, left: Material
) -> None:
    cached, followed = (pictures(mitsuba, room(left), s, 4, eye()) for s in (CACHED, FOLLOWED))
    assert luminance(cached.mean(axis=0)) == pytest.approx(luminance(followed.mean(axis=0)), rel=0.02)
    blocks = [p.reshape(4, 6, 3, 6, 4, 3).mean(axis=(0, 2, 4)) for p in (cached, followed)]
    np.testing.assert_allclose(blocks[0], blocks[1], rtol=0.1)


@pytest.mark.slow
def test_looked_up_light_has_less_noise_at_the_same_samples(mitsuba: MitsubaRenderer) -> None:
    cached, followed = (
        pictures(mitsuba, room(), replace(s, samples_per_pixel=8), 4, eye(64, 48)) for s in (CACHED, FOLLOWED)
    )
    # Most of the picture: what is left aside is the lamp's rim, where a pixel's noise is that of its edges.
    noise = [np.median(p.var(axis=0) / followed.mean(axis=0) ** 2) for p in (cached, followed)]
    assert noise[0] < 0.5 * noise[1]


@pytest.mark.slow
def test_light_that_bounces_too_often_is_in_neither(mitsuba: MitsubaRenderer) -> None:
    for bounces in (1, 2, 3):
        cached, followed = (
            pictures(mitsuba, room(), replace(s, max_bounces=bounces), 2, eye()).mean(axis=0)
            for s in (CACHED, FOLLOWED)
        )
        assert luminance(cached) == pytest.approx(luminance(followed), rel=0.02)


@pytest.mark.slow
def test_light_groups_are_looked_up_apart(mitsuba: MitsubaRenderer) -> None:
    scene = room()
    second = globe(9, (-1.2, -0.8, 2.2))
    scene = replace(
        scene,
        bodies=(*scene.bodies, second),
        scenario=replace(scene.scenario, lights=(*scene.scenario.lights, lit(second, 300.0, "other"))),
    )
    whole = mitsuba.trace(scene, eye(), CACHED).total
    parts = mitsuba.trace(scene, eye(), CACHED, by_group=True).radiance
    np.testing.assert_allclose(sum(parts.values()), whole, rtol=1e-3)
    for light in scene.scenario.lights:
        alone = replace(scene, scenario=replace(scene.scenario, lights=(light,)))
        expected = luminance(mitsuba.trace(alone, eye(), CACHED).total)
        assert luminance(parts[light.group]) == pytest.approx(expected, rel=0.03)


def test_a_cell_holds_the_mean_of_the_places_that_fall_into_it_and_only_what_faces_alike(
    mitsuba: MitsubaRenderer,
) -> None:
    import mitsuba as mi

    from simgen.rendering.path_cache import LightCache, Places

    rng = stream(4, "places")
    positions = rng.uniform((-2, 1, 0), (3, 2, 1), (4000, 3)).astype(np.float32).astype(np.float64)
    normals = np.eye(3)[rng.integers(0, 3, 4000)] * rng.choice([-1, 1], (4000, 1))
    light = rng.uniform(0, 9, (4000, 3))
    cache = LightCache(Places(positions, normals), [light, 2 * light])

    def found(at: npt.NDArray[np.float64], facing: npt.NDArray[np.float64], far: float) -> tuple[np.ndarray, ...]:
        middle = (mi.Float(0.5),) * 3
        place = mi.Point3f(*(mi.Float(column) for column in at.T))
        normal = mi.Vector3f(*(mi.Float(column) for column in facing.T))
        cell = cache.find(place, normal, place + mi.Vector3f(far), middle, mi.Bool(True))
        return tuple(
            np.array(part).T for part in (cell, *(cache.radiance(cell, group, 2, mi.Bool(True)) for group in (0, 1)))
        )

    cell, first, second = found(positions, normals, 10.0)
    assert (cell > 0).all()
    members = defaultdict(list)
    for index, number in enumerate(cell):
        members[number].append(index)
    for inside in members.values():
        np.testing.assert_allclose(
            first[inside], np.broadcast_to(light[inside].mean(axis=0), (len(inside), 3)), rtol=1e-4
        )
        assert (normals[inside] == normals[inside[0]]).all()
        assert np.ptp(positions[inside], axis=0).max() < 0.12
    np.testing.assert_allclose(second, 2 * first, rtol=1e-5)
    assert (found(positions, normals, 0.01)[0] == 0).all(), "a path from near goes on"
    assert (found(positions + np.array([0, 0, 5]), normals, 10.0)[0] == 0).all(), "nothing is known there"
    away = normals[:, 0] < 0
    turned = found(positions, np.abs(normals), 10.0)[0]
    assert (turned[away] != cell[away]).all(), "the other side of a wall is another cell"
