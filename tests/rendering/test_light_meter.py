from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simgen.color import LUMINANCE, color_of_temperature
from simgen.errors import BackendError
from simgen.geometry import Pose, Vector3, look_at
from simgen.rendering.geometry_pass import trace
from simgen.rendering.light_meter import LightMeter, read_light
from simgen.rendering.mitsuba_renderer import MitsubaRenderer
from simgen.rendering.relight import white
from simgen.world import EnvironmentLight, LightSocket, Material, Mesh, Scene, SpotLight, SunLight, SupportSurface
from tests.conformance.scenes import GREY, body, box_mesh, scene_of, sphere_mesh
from tests.rendering.conftest import BLACK, RAW, floor, globe, lit, skylight, view

ONE = (1.0, 1.0, 1.0)
UP = (0.0, 0.0, 1.0)


@pytest.fixture(scope="module")
def scalar() -> MitsubaRenderer:
    try:
        return MitsubaRenderer(backend="scalar")
    except BackendError as error:
        pytest.skip(str(error))


def reading_of(renderer: MitsubaRenderer, scene: Scene, point: Vector3, normal: Vector3) -> tuple[float, float]:
    ((irradiance, error),) = renderer.illuminance_lx(scene, point, normal, RAW).values()
    return float(LUMINANCE @ np.asarray(irradiance)), error


def lux(renderer: MitsubaRenderer, scene: Scene, point: Vector3, normal: Vector3 = UP) -> float:
    value, error = reading_of(renderer, scene, point, normal)
    assert error <= 0.02 * value + 1e-9
    return value


def spot(height: float, candelas: float) -> SpotLight:
    down = look_at((0.0, 0.0, height), (0.0, 0.0, 0.0))
    return SpotLight("spot", "spot", down, candelas, ONE, cone_deg=60.0)


@pytest.mark.parametrize("distance", [0.5, 2.0, 3.7])
def test_a_spot_in_the_dark_gives_its_intensity_by_the_square_of_the_distance(
    mitsuba: MitsubaRenderer, scalar: MitsubaRenderer, distance: float
) -> None:
    scene = scene_of(floor(material=BLACK), lights=(spot(4.0, 700.0),))
    for renderer in (mitsuba, scalar):
        found = lux(renderer, scene, (0.0, 0.0, 4.0 - distance))
        assert found == pytest.approx(700.0 / distance**2, rel=1e-3)


def test_a_lamp_of_known_flux_gives_the_cosine_law_on_a_tilted_card(mitsuba: MitsubaRenderer) -> None:
    lamp = globe(2, (0.0, 0.0, 2.0), radius_m=0.05)
    scene = scene_of(floor(material=BLACK), lamp, lights=(lit(lamp, 1000.0),))
    for tilt in (0.0, 0.5, 1.2):
        normal = (float(np.sin(tilt)), 0.0, float(np.cos(tilt)))
        expected = 1000.0 / (4 * np.pi * 1.5**2) * np.cos(tilt)
        assert lux(mitsuba, scene, (0.0, 0.0, 0.5), normal) == pytest.approx(expected, rel=0.01)


def test_the_furnace_reads_pi_on_every_card(mitsuba: MitsubaRenderer) -> None:
    """Closed, albedo 0.5 and emission 0.5: radiance is 1 from everywhere after endless bounces, so E = π."""
    inside = sphere_mesh(2.0, 3)
    turned = replace(inside, faces=np.ascontiguousarray(inside.faces[:, ::-1]), normals=-inside.normals)
    shell = body(1, turned, Pose(), material=GREY)
    shell = replace(shell, asset=replace(shell.asset, sockets=(LightSocket("glow", "whole", "skin", 1.0),)))
    area = np.linalg.norm(np.cross(*_edges(inside)), axis=1).sum() / 2
    scene = scene_of(shell, lights=(lit(shell, float(0.5 * np.pi * area)),))
    for point, normal in (((0.0, 0.0, 0.0), UP), ((0.9, -0.5, 0.7), (0.6, 0.0, -0.8))):
        assert lux(mitsuba, scene, point, normal) == pytest.approx(np.pi, rel=0.01)


def _edges(mesh: Mesh) -> tuple[np.ndarray, np.ndarray]:
    corners = mesh.vertices[mesh.faces].astype(np.float64)
    return corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]


def test_an_even_sky_and_a_sun_give_pi_times_luminance_and_the_sine_of_the_height(mitsuba: MitsubaRenderer) -> None:
    sky = EnvironmentLight("environment", "sky", luminance=80.0)
    assert lux(mitsuba, scene_of(lights=(sky,)), (0.0, 0.0, 1.0)) == pytest.approx(80.0 * np.pi, rel=0.01)
    sun = SunLight("sun", "sun", (0.0, -0.8, -0.6), 50_000.0, ONE)
    assert lux(mitsuba, scene_of(lights=(sun,)), (0.0, 0.0, 1.0)) == pytest.approx(30_000.0, rel=1e-3)


def test_a_meter_reads_the_colour_of_a_lamp_and_nothing_in_the_dark(mitsuba: MitsubaRenderer) -> None:
    warm = replace(spot(3.0, 500.0), color=color_of_temperature(3000.0))
    scene = scene_of(floor(material=BLACK), lights=(warm,))
    meter = LightMeter((0.0, 0.0, 1.0), UP, "floor", mitsuba.illuminance_lx(scene, (0.0, 0.0, 1.0), UP, RAW, True))
    ((group, _),) = meter.groups.items()
    assert meter.reading({}).temperature_k == pytest.approx(3000.0, rel=0.02)
    assert meter.reading({group: white([warm], 6000.0)}).temperature_k == pytest.approx(6000.0, rel=0.02)
    dark = meter.reading({group: (0.0, 0.0, 0.0)})
    assert dark.illuminance_lx == 0 and dark.temperature_k is None


def test_light_that_only_bounces_is_read_too_and_alike_by_two_path_tracers(
    mitsuba: MitsubaRenderer, scalar: MitsubaRenderer
) -> None:
    """A card that looks down, away from a spot, gets what the floor sends up: ours against Mitsuba's own tracer."""
    white = Material("white", base_color=(0.8, 0.8, 0.8), roughness=1.0, specular=0.0)
    scene = scene_of(floor(4.0, material=white), lights=(spot(2.0, 500.0),))
    down = (0.0, 0.0, -1.0)
    ours = lux(mitsuba, scene, (0.0, 0.3, 0.6), down)
    theirs, error = reading_of(scalar, scene, (0.0, 0.3, 0.6), down)
    assert ours > 20.0
    assert ours == pytest.approx(theirs, rel=0.02, abs=4 * error)


def test_a_box_of_white_walls_reads_more_than_one_of_black_walls(mitsuba: MitsubaRenderer) -> None:
    """The flux balance of an integrating box: with albedo a, all light together is 1 / (1 - a) of the first."""
    a = 0.6
    lamp = globe(7, (0.0, 0.0, 1.0), radius_m=0.02)
    walls = Material("walls", base_color=(a, a, a), roughness=1.0, specular=0.0)

    def box(material: Material) -> Scene:
        slab = box_mesh((2.4, 2.4, 0.2))
        sides = [(0, 0, -0.1), (0, 0, 2.1), (1.1, 0, 1), (-1.1, 0, 1), (0, 1.1, 1), (0, -1.1, 1)]
        turns = [(1, 0, 0, 0), (1, 0, 0, 0), (0.5**0.5, 0, 0.5**0.5, 0), (0.5**0.5, 0, 0.5**0.5, 0)]
        turns += [(0.5**0.5, 0.5**0.5, 0, 0), (0.5**0.5, 0.5**0.5, 0, 0)]
        slabs = [
            body(k + 1, slab, Pose(p, q), material=material) for k, (p, q) in enumerate(zip(sides, turns, strict=True))
        ]
        return scene_of(*slabs, lamp, lights=(lit(lamp, 1000.0),))

    spots = [(-0.5, -0.5), (0.0, 0.0), (0.8, 0.1)]
    bright, dark = (
        np.mean([lux(mitsuba, scene, (x, y, 0.001)) for x, y in spots]) for scene in (box(walls), box(BLACK))
    )
    # The gain is the same all over to first order, since what bounces is nearly even.
    assert bright - dark == pytest.approx(1000.0 / 24.0 * a / (1 - a), rel=0.1)


def test_the_meter_lies_on_the_target_or_on_what_stands_there(mitsuba: MitsubaRenderer) -> None:
    light = skylight(1.0, 1.0, 2.0, luminance=1000.0)
    table = body(2, box_mesh((1.0, 1.0, 0.1)), Pose((0.5, 0.2, 0.7)))
    book = replace(body(3, box_mesh((0.2, 0.3, 0.04)), Pose((0.5, 0.2, 0.77))), support="thing_2")
    lamp = body(4, box_mesh((0.2, 0.2, 0.1)), Pose((0.5, 0.2, 1.0)))
    camera = replace(view((0.0, -2.0, 1.4), (0.5, 0.2, 0.75)), target="thing_2")
    for things, height in (((table,), 0.75), ((table, lamp), 0.75), ((table, book, lamp), 0.79)):
        scene = scene_of(floor(), *things, lights=(light,), cameras=(camera,))
        meter = read_light(mitsuba, scene, camera, trace(scene, camera))
        assert meter is not None
        reading = meter.reading({})
        assert reading.point_m == pytest.approx((0.5, 0.2, height), abs=0.003)
        assert (reading.normal, reading.target) == (UP, "thing_2")
        ((expected, error),) = mitsuba.illuminance_lx(scene, reading.point_m, UP, scene.scenario.render).values()
        assert reading.illuminance_lx == pytest.approx(LUMINANCE @ np.asarray(expected))
        assert reading.standard_error_lx == pytest.approx(error)


def test_the_meter_lies_on_the_open_surface_next_to_the_middle_and_not_in_a_shelf_or_on_a_saucer(
    mitsuba: MitsubaRenderer,
) -> None:
    def top(x: float, half: float, clearance: float = np.inf) -> SupportSurface:
        return SupportSurface(
            "s", ((x - half, -half), (x + half, -half), (x + half, half), (x - half, half)), 0.05, clearance
        )

    unit = body(2, box_mesh((3.0, 1.0, 0.1)), Pose((0.5, 0.2, 0.7)))
    supports = (top(0.0, 0.05), top(-1.0, 0.3), top(0.8, 0.28), top(0.1, 0.4, 0.3))
    unit = replace(unit, asset=replace(unit.asset, supports=supports))
    camera = replace(view((0.0, -2.0, 1.4), (0.5, 0.2, 0.75)), target="thing_2")
    scene = scene_of(floor(), unit, cameras=(camera,), lights=(skylight(1.0, 1.0, 2.0, luminance=1000.0),))
    meter = read_light(mitsuba, scene, camera, trace(scene, camera))
    assert meter is not None and meter.point == pytest.approx((1.3, 0.2, 0.75), abs=0.003)


def test_without_a_target_the_meter_is_held_before_the_middle_of_the_picture(mitsuba: MitsubaRenderer) -> None:
    wall = body(2, box_mesh((2.0, 0.2, 2.0)), Pose((0.0, 1.1, 1.0)))
    camera = view((0.0, -2.0, 1.0), (0.0, 1.0, 1.0), width=9, height=9)
    scene = scene_of(floor(), wall, cameras=(camera,))
    meter = read_light(mitsuba, scene, camera, trace(scene, camera))
    assert meter is not None
    reading = meter.reading({})
    assert reading.target == "thing_2"
    assert reading.point_m == pytest.approx((0.0, 0.998, 1.0), abs=0.001)
    assert reading.normal == pytest.approx((0.0, -1.0, 0.0), abs=1e-3)
    nothing = scene_of(cameras=(camera,))
    assert read_light(mitsuba, nothing, camera, trace(nothing, camera)) is None


def test_gains_of_light_groups_move_the_reading_as_they_move_the_lights(mitsuba: MitsubaRenderer) -> None:
    """What is read under gains is what a scene reads whose lights are so strong themselves."""
    warm, cold = globe(3, (-0.6, 0.0, 1.0)), globe(4, (0.6, 0.0, 1.0))
    table = body(2, box_mesh((1.0, 1.0, 0.1)), Pose((0.0, 0.0, 0.45)))
    camera = replace(view((0.0, -2.0, 1.4), (0.0, 0.0, 0.5)), target="thing_2")
    gains = {"warm": (0.5, 0.25, 0.0), "cold": (3.0, 3.0, 3.0)}

    def meter(first: float, second: float, by_group: bool) -> LightMeter:
        lights = (lit(warm, first, "warm"), lit(cold, second, "cold"))
        scene = scene_of(floor(), table, warm, cold, lights=lights, cameras=(camera,))
        found = read_light(mitsuba, scene, camera, trace(scene, camera), by_group)
        assert found is not None
        return found

    relit = meter(400.0, 900.0, by_group=True).reading(gains)
    share = float(LUMINANCE @ np.asarray(gains["warm"]))
    direct = meter(400.0 * share, 2700.0, by_group=False).reading({})
    assert relit.illuminance_lx == pytest.approx(direct.illuminance_lx, rel=0.02)
