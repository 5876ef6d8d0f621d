from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simgen.geometry import Pose, look_at
from simgen.rendering.mitsuba_renderer import MitsubaRenderer
from simgen.world import EnvironmentLight, Light, Material, RenderSettings, Scene, SpotLight, SunLight
from tests.conformance.scenes import body, box_mesh, scene_of, sphere_mesh, wall_mesh
from tests.rendering.conftest import BLACK, GLASS, RAW, SHEET, floor, globe, lit, luminance, skylight, view

# What a grey floor sends on of the light it gets: albedo / π.
SHARE = 0.5 / np.pi
ONE = (1.0, 1.0, 1.0)
STRAIGHT_DOWN = SunLight("sun", "sun", (0.0, 0.0, -1.0), 1000.0, ONE)


def seen(renderer: MitsubaRenderer, scene: Scene, at: tuple[float, float], settings: RenderSettings = RAW) -> float:
    """Luminance of the floor at (x, y)."""
    x, y = at
    return luminance(renderer.trace(scene, view((x + 0.5, y, 0.3), (x, y, 0.0)), settings).total)


@pytest.mark.parametrize(("x", "height"), [(0.0, 2.0), (2.0, 1.5), (0.2, 0.15), (6.0, 0.5)])
def test_a_lamp_of_known_flux_gives_the_illuminance_of_the_inverse_square_and_cosine_laws(
    mitsuba: MitsubaRenderer, x: float, height: float
) -> None:
    lamp = globe(2, (0.0, 0.0, height))
    distance = float(np.hypot(x, height))
    illuminance = 900.0 / (4 * np.pi * distance**2) * height / distance
    found = seen(mitsuba, scene_of(floor(), lamp, lights=(lit(lamp, 900.0),)), (x, 0.0))
    assert found == pytest.approx(illuminance * SHARE, rel=0.01)


def test_a_lamp_of_two_surfaces_shares_its_flux_between_them(mitsuba: MitsubaRenderer) -> None:
    lamp = globe(2, (0.0, 0.0, 2.0))
    whole = lamp.asset.parts[0].surfaces[0]
    halves = tuple(
        replace(whole, mesh=replace(whole.mesh, faces=np.ascontiguousarray(faces)))
        for faces in np.array_split(whole.mesh.faces, [300])
    )
    part = replace(lamp.asset.parts[0], surfaces=halves)
    halved = replace(lamp, asset=replace(lamp.asset, parts=(part,)))
    fine = replace(RAW, samples_per_pixel=1024)
    one, two = (
        seen(mitsuba, scene_of(floor(), made, lights=(lit(made, 900.0),)), (0.3, 0.0), fine) for made in (lamp, halved)
    )
    assert two == pytest.approx(one, rel=0.01)


def test_a_flat_lamp_shines_from_its_front_only(mitsuba: MitsubaRenderer) -> None:
    panel = globe(2, (0.0, 0.0, 2.0))
    facing_down = look_at((0.0, 0.0, 0.0), (0.0, 0.0, -1.0))
    # The sheet faces its own -y, which is turned to the world's -z.
    sheet = replace(body(2, wall_mesh(0.2, 0.2), Pose((0, 0, 2.0), facing_down.quaternion), material=BLACK))
    down = sheet.world_normals(sheet.asset.parts[0].surfaces[0].mesh)[0]
    turned = Pose((0.0, 0.0, 2.0), Pose(quaternion=(0.5**0.5, 0.5**0.5, 0.0, 0.0)).quaternion)
    sheet = replace(sheet, world_from_body=turned, asset=replace(sheet.asset, sockets=panel.asset.sockets))
    down = sheet.world_normals(sheet.asset.parts[0].surfaces[0].mesh)[0]
    assert down == pytest.approx([0.0, 0.0, -1.0], abs=1e-6)
    ceiling = body(3, box_mesh((8, 8, 0.2)), Pose((0, 0, 4.1)))
    scene = scene_of(floor(), sheet, ceiling, lights=(lit(sheet, 900.0),))
    intensity = 900.0 / np.pi
    assert seen(mitsuba, scene, (0.0, 0.0)) == pytest.approx(intensity / 4 * SHARE, rel=0.02)
    above = mitsuba.trace(scene, view((0.5, 0.0, 3.7), (0.3, 0.0, 4.0)), RAW).total
    assert luminance(above) == 0.0


def test_an_even_sky_lights_a_floor_by_pi_times_its_luminance(mitsuba: MitsubaRenderer) -> None:
    sky = EnvironmentLight("environment", "sky", luminance=80.0)
    assert seen(mitsuba, scene_of(floor(), lights=(sky,)), (0.0, 0.0)) == pytest.approx(40.0, rel=0.02)


def test_a_spot_has_its_intensity_on_the_axis_and_nothing_outside_its_cone(mitsuba: MitsubaRenderer) -> None:
    spot = SpotLight("spot", "spot", look_at((0, 0, 2), (0, 0, 0)), 500.0, ONE, cone_deg=40.0)
    scene = scene_of(floor(), lights=(spot,))
    assert seen(mitsuba, scene, (0.0, 0.0)) == pytest.approx(500 / 4 * SHARE, rel=0.01)
    assert seen(mitsuba, scene, (2 * np.tan(np.radians(21.0)), 0.0)) == 0.0


def roofed(*lights: Light, glazing: bool = False) -> Scene:
    """A floor under a roof at 3 m with a hole of 1 m, with a pane above the hole."""
    beams = [
        ((4.5, 10, 0.1), (-2.75, 0)),
        ((4.5, 10, 0.1), (2.75, 0)),
        ((1, 4.5, 0.1), (0, 2.75)),
        ((1, 4.5, 0.1), (0, -2.75)),
    ]
    roof = [body(10 + i, box_mesh(size), Pose((x, y, 3.05)), material=BLACK) for i, (size, (x, y)) in enumerate(beams)]
    if glazing:
        roof.append(body(20, box_mesh((0.98, 0.98, 1e-4)), Pose((0, 0, 3.05)), material=SHEET))
    return scene_of(floor(10.0), *roof, lights=lights)


def test_the_sun_through_a_pane_lights_its_patch_of_the_floor_and_nothing_else(mitsuba: MitsubaRenderer) -> None:
    scene = roofed(skylight(1.2, 1.2, 3.15), STRAIGHT_DOWN)
    for at in ((0.0, 0.0), (0.45, -0.45)):
        assert seen(mitsuba, scene, at) == pytest.approx(1000 * SHARE, rel=1e-3)
    for at in ((0.55, 0.0), (0.0, -1.0), (3.0, 2.0)):
        assert seen(mitsuba, scene, at) == 0.0


def test_a_slanting_sun_moves_the_patch_and_dims_it_by_the_cosine(mitsuba: MitsubaRenderer) -> None:
    slant = replace(STRAIGHT_DOWN, direction=(0.6, 0.0, -0.8))
    scene = roofed(skylight(3.0, 1.2, 3.15), slant)
    assert seen(mitsuba, scene, (3.0 * 0.75, 0.0)) == pytest.approx(800 * SHARE, rel=1e-3)
    assert seen(mitsuba, scene, (0.0, 0.0)) == 0.0


def test_a_sheet_of_glass_dims_light_by_fresnels_share_of_its_two_faces(mitsuba: MitsubaRenderer) -> None:
    clear, glazed = (
        seen(mitsuba, scene_of(floor(), *sheets, lights=(STRAIGHT_DOWN,)), (0.0, 0.0))
        for sheets in ((), (body(2, wall_mesh(1, 1), flat(1.0), material=SHEET),))
    )
    assert glazed == pytest.approx(clear * 0.96 / 1.04, rel=1e-3)


def flat(z_m: float) -> Pose:
    """A wall laid down at a height."""
    return Pose((0.0, 0.0, z_m), (0.5**0.5, 0.5**0.5, 0.0, 0.0))


def test_solid_glass_throws_a_soft_shadow_and_no_black_one(mitsuba: MitsubaRenderer) -> None:
    ball = body(2, sphere_mesh(0.2, 3), Pose((0, 0, 0.3)), material=GLASS)
    open_floor = seen(mitsuba, scene_of(floor(), lights=(STRAIGHT_DOWN,)), (0.0, 0.0))
    shaded = seen(mitsuba, scene_of(floor(), ball, lights=(STRAIGHT_DOWN,)), (0.0, 0.0))
    assert 0.7 * open_floor < shaded < 0.99 * open_floor


def test_a_lamp_behind_solid_glass_is_counted_once(mitsuba: MitsubaRenderer) -> None:
    lamp = globe(2, (0.0, 0.0, 1.0), 0.2)
    ball = body(3, sphere_mesh(0.2, 3), Pose((0, 0, 0.3)), material=GLASS)
    fine = replace(RAW, samples_per_pixel=1024)
    open_floor, shaded = (
        seen(mitsuba, scene_of(floor(), *things, lights=(lit(lamp, 900.0),)), (0.0, 0.0), fine)
        for things in ((lamp,), (lamp, ball))
    )
    assert 0.7 * open_floor < shaded < open_floor


def test_an_evenly_bright_pane_lights_the_floor_as_a_rectangle_does(mitsuba: MitsubaRenderer) -> None:
    # The picture outside is not even, so only its mean is known: the pane's luminance straight above.
    bright = seen(mitsuba, scene_of(floor(), lights=(skylight(1.0, 1.0, 1.0, 1000.0),)), (0.0, 0.0))
    a = 0.5
    # Illuminance of a unit square of luminance 1 one metre above its centre: 4 corner rectangles (Lambert's formula).
    corner = a / np.sqrt(1 + a * a) * np.arctan(a / np.sqrt(1 + a * a))
    assert bright == pytest.approx(1000 * 4 * corner * SHARE, rel=0.12)


def test_light_that_bounces_once_more_is_the_same_asked_for_or_met_by_chance(
    mitsuba: MitsubaRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = roofed(skylight(1.2, 1.2, 3.15, 500.0), STRAIGHT_DOWN)
    settings = replace(RAW, max_bounces=2, samples_per_pixel=1024)
    camera = view((0.5, 0.0, 0.5), (4.0, 0.0, 2.9), 40.0, 12, 12)
    wall = body(30, box_mesh((0.1, 8.0, 3.0)), Pose((3.0, 0.0, 1.5)))
    scene = replace(scene, bodies=(*scene.bodies, wall))
    asked = luminance(mitsuba.trace(scene, camera, settings).total)
    monkeypatch.setattr("simgen.rendering.bounced_light.light_rays", lambda tables, count: None)
    by_chance = luminance(mitsuba.trace(replace(scene), camera, settings).total)
    assert asked == pytest.approx(by_chance, rel=0.03)
    assert asked > 0


def test_light_groups_add_up_to_the_whole_and_each_is_the_picture_of_its_lights(mitsuba: MitsubaRenderer) -> None:
    warm, cold = globe(2, (-1.0, 0.0, 1.0)), globe(3, (1.0, 0.0, 1.0))
    lights = lit(warm, 400.0, "warm"), lit(cold, 700.0, "cold")
    scene = scene_of(floor(), warm, cold, lights=lights)
    camera = view((0.0, -3.0, 1.5), (0.0, 0.0, 0.3), 40.0, 16, 12)
    settings = replace(RAW, max_bounces=3, samples_per_pixel=256)
    whole = mitsuba.trace(scene, camera, settings)
    parts = mitsuba.trace(scene, camera, settings, by_group=True)
    assert list(parts.radiance) == ["warm", "cold"]
    np.testing.assert_allclose(parts.total, whole.total, rtol=1e-4, atol=1e-4)
    for name, light in zip(parts.radiance, lights, strict=True):
        alone = mitsuba.trace(replace(scene, scenario=replace(scene.scenario, lights=(light,))), camera, settings)
        assert luminance(parts.radiance[name]) == pytest.approx(luminance(alone.total), rel=0.03)


@pytest.mark.slow
def test_a_dim_light_beside_a_bright_one_is_parted_with_as_little_noise_as_alone(mitsuba: MitsubaRenderer) -> None:
    dim, bright = globe(2, (-1.0, 0.0, 1.0)), globe(3, (1.0, 0.0, 1.0))
    lights = lit(dim, 0.7, "dim"), lit(bright, 7000.0, "bright")
    scene = scene_of(floor(), dim, bright, body(4, box_mesh((0.4, 0.4, 0.4)), Pose((0, 0, 0.2))), lights=lights)
    camera = view((0.0, -3.0, 1.5), (0.0, 0.0, 0.1), 14.0, 16, 12)
    settings = replace(RAW, max_bounces=3, samples_per_pixel=16, clamp_indirect=1e9)
    alone = replace(scene, scenario=replace(scene.scenario, lights=lights[:1]))
    exact = mitsuba.trace(alone, camera, replace(settings, samples_per_pixel=1024, seed=5)).total

    def error(picture: np.ndarray) -> float:
        return float(np.sqrt(np.mean((picture - exact) ** 2)) / exact.mean())

    frame, parts = mitsuba.render_groups(scene, camera, settings, None)  # type: ignore[arg-type]
    np.testing.assert_allclose(frame.rgb_linear, parts["dim"] + parts["bright"], rtol=1e-5)
    assert luminance(parts["dim"]) == pytest.approx(luminance(exact), rel=0.03)
    parted = error(parts["dim"])
    assert parted < 3 * error(mitsuba.trace(alone, camera, settings).total)
    # Unbalanced, nearly all rays would be spent on the bright one.
    assert parted < error(mitsuba.trace(scene, camera, settings, by_group=True).radiance["dim"]) / 3


@pytest.mark.parametrize("denoise", [False, True])
def test_lights_twice_as_strong_give_exactly_twice_the_picture(mitsuba: MitsubaRenderer, denoise: bool) -> None:
    def picture(times: float) -> np.ndarray:
        lamp = globe(2, (0.5, 0.0, 1.0))
        sun = replace(STRAIGHT_DOWN, illuminance_lx=300.0 * times)
        scene = scene_of(
            floor(),
            lamp,
            body(3, box_mesh((0.4, 0.4, 0.4)), Pose((-0.5, 0, 0.2))),
            lights=(lit(lamp, 500 * times), sun),
        )
        settings = RenderSettings(samples_per_pixel=8, max_bounces=4, denoise=denoise)
        camera = view((0.0, -3.0, 1.5), (0.0, 0.0, 0.3), 40.0, 32, 24)
        return mitsuba.render(scene, camera, settings, None).rgb_linear  # type: ignore[arg-type]

    np.testing.assert_allclose(picture(2.0), 2 * picture(1.0), rtol=2e-4)


def test_the_clamp_dims_only_light_that_has_bounced(mitsuba: MitsubaRenderer) -> None:
    lamp = globe(2, (0.0, 0.0, 1.0))
    scene = scene_of(floor(), lamp, body(3, box_mesh((0.1, 4, 4)), Pose((0.4, 0, 2))), lights=(lit(lamp, 900.0),))
    camera = view((-2.0, 0.0, 1.0), (0.0, 0.0, 0.3), 40.0, 16, 12)
    free, tight = (mitsuba.trace(scene, camera, replace(RAW, max_bounces=4, clamp_indirect=c)) for c in (0.0, 1e-6))
    direct = mitsuba.trace(scene, camera, replace(RAW, max_bounces=1))
    assert luminance(free.total) > 1.03 * luminance(direct.total)
    assert luminance(tight.total) == pytest.approx(luminance(direct.total), rel=0.01)


CLOTH = Material("cloth", base_color=(0.9, 0.9, 0.9), roughness=1.0, specular=0.0, translucency=0.6)
DEEP = replace(RAW, max_bounces=16, samples_per_pixel=256)


def hung(renderer: MitsubaRenderer, material: Material, *lights: Light, eye: float = -3.0) -> float:
    """Luminance of the middle of a sheet in the plane y = 0 with two faces 4 mm apart, seen from y = `eye`."""
    scene = scene_of(body(1, box_mesh((4, 0.004, 4)), Pose(), material=material), lights=lights)
    return luminance(renderer.trace(scene, view((0.3, eye, 0.3), (0, 0, 0)), DEEP).total)


@pytest.mark.slow
@pytest.mark.parametrize("translucency", [0.0, 0.25, 1.0])
def test_a_sheet_of_cloth_divides_its_albedo_between_its_sides(mitsuba: MitsubaRenderer, translucency: float) -> None:
    material = replace(CLOTH, translucency=translucency)
    shares = {1.5: translucency, -1.5: 1 - translucency}
    for side, share in shares.items():
        spot = SpotLight("spot", "spot", look_at((0, side, 0), (0, 0, 0)), 500.0, ONE)
        expected = 0.9 * share * 500 / 1.5**2 / np.pi
        assert hung(mitsuba, material, spot) == pytest.approx(expected, rel=0.01, abs=1e-6)


def test_light_takes_a_way_through_cloth_as_well_as_the_way_back(mitsuba: MitsubaRenderer) -> None:
    material = replace(CLOTH, base_color=(0.7, 0.7, 0.7))
    there, back = (
        hung(mitsuba, material, SpotLight("spot", "spot", look_at((1.0, side, 0.4), (0, 0, 0)), 500.0, ONE), eye=-side)
        for side in (1.5, -1.5)
    )
    assert there == pytest.approx(back, rel=0.01)


def test_cloth_that_absorbs_nothing_is_not_seen_under_an_even_sky(mitsuba: MitsubaRenderer) -> None:
    sky = EnvironmentLight("environment", "sky", luminance=80.0)
    assert hung(mitsuba, replace(CLOTH, base_color=ONE), sky) == pytest.approx(80.0, rel=0.01)


def test_a_lamp_in_a_shade_lights_a_floor_through_its_cloth(mitsuba: MitsubaRenderer) -> None:
    # One that passes all, evenly, lights a place as the bare round lamp does, by the inverse square law.
    lamp = globe(2, (0.0, 0.0, 1.0))
    outer, inner = sphere_mesh(0.25, 3), sphere_mesh(0.248, 3)
    faces = np.concatenate([outer.faces, inner.faces[:, ::-1] + len(outer.vertices)])
    shell = replace(
        outer,
        vertices=np.concatenate([outer.vertices, inner.vertices]),
        normals=np.concatenate([outer.normals, -inner.normals]),
        uvs=np.concatenate([outer.uvs, inner.uvs]),
        faces=np.ascontiguousarray(faces),
    )
    shade = body(3, shell, Pose((0, 0, 1.0)), material=replace(CLOTH, base_color=ONE, translucency=1.0))
    dark = replace(CLOTH, base_color=(0.05, 0.05, 0.05), translucency=0.0)
    bare, shaded = (
        seen(mitsuba, scene_of(floor(material=dark), *things, lights=(lit(lamp, 900.0),)), (0.2, 0.0), DEEP)
        for things in ((lamp,), (lamp, shade))
    )
    assert shaded == pytest.approx(bare, rel=0.02)
