"""The geometry pass against other algorithms: Embree's ray tracing, trimesh's distances, closed forms."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st

from simgen.catalog.materials import Maps
from simgen.frame import Geometry
from simgen.geometry import Intrinsics, Pose, look_at
from simgen.rendering import coverage, texel_cache
from simgen.rendering.geometry_pass import albedo, sample_tile, trace
from simgen.seeds import stream
from simgen.world import Asset, Body, Camera, Joint, Material, Part, Pattern, Scene, Surface
from tests.conformance.scenes import GREY, body, box_mesh, camera, scene_of, sphere_mesh, wall_mesh


def cluttered(seed: int, count: int = 8) -> tuple[Scene, Camera]:
    """A room with things in it and a camera among them, some behind it and some crossing its plane."""
    rng = stream(seed, "cluttered")
    things = [body(1, box_mesh((4.0, 4.0, 2.6)), Pose(), role="structure")]
    for i in range(2, count + 2):
        mesh = sphere_mesh(0.3, 2) if i % 2 else box_mesh((0.3, 0.5, 0.4))
        pose = Pose(rng.uniform([-1.7, -1.7, -1], [1.7, 1.7, 1]), rng.normal(size=4))
        things.append(body(i, mesh, pose, scale=float(rng.uniform(0.6, 1.5))))
    eye = rng.uniform(-0.8, 0.8, 3)
    k = Intrinsics(72, 54, 50.0, 47.0, float(rng.uniform(20, 50)), float(rng.uniform(15, 40)))
    pose = look_at(eye, eye + rng.normal(size=3), rng.uniform(-0.3, 0.3))
    return scene_of(*things), Camera("eye", pose, k, near_m=0.05)


scenes = st.integers(0, 10_000).map(cluttered)
few = settings(max_examples=12, deadline=None)


def triangles(of: Body) -> npt.NDArray[np.float64]:
    return np.concatenate(
        [of.world_vertices(s.mesh, p.joint)[s.mesh.faces] for p in of.asset.parts for s in p.surfaces]
    )


def world_points(geometry: Geometry, view: Camera) -> npt.NDArray[np.float64]:
    return view.world_from_camera.apply(view.intrinsics.unproject(geometry.depth_m))


@given(scenes)
@settings(max_examples=4, deadline=None)
def test_every_point_seen_lies_on_the_body_that_is_named(made: tuple[Scene, Camera]) -> None:
    scene, view = made
    geometry = trace(scene, view)
    points = world_points(geometry, view)
    for thing in scene.bodies:
        seen = points[geometry.instance_id == thing.instance_id]
        if len(seen):
            corners = triangles(thing)
            mesh = trimesh.Trimesh(corners.reshape(-1, 3), np.arange(len(corners) * 3).reshape(-1, 3), process=False)
            assert trimesh.proximity.closest_point_naive(mesh, seen[::3])[1].max() < 2e-6


@given(scenes)
@few
def test_embrees_rays_find_the_same_bodies_at_the_same_depth(made: tuple[Scene, Camera]) -> None:
    from embreex.mesh_construction import TriangleMesh
    from embreex.rtcore_scene import EmbreeScene

    scene, view = made
    geometry = trace(scene, view)
    corners = [triangles(thing) for thing in scene.bodies]
    owner = np.repeat([thing.instance_id for thing in scene.bodies], [len(c) for c in corners])
    rays = view.intrinsics.rays().reshape(-1, 3)
    # Embree's rays start at their origin: put it on the near plane.
    origins = view.world_from_camera.apply(rays * view.near_m).astype(np.float32)
    embree = EmbreeScene(robust=True)
    TriangleMesh(embree, np.concatenate(corners).astype(np.float32))
    found = embree.run(origins, view.world_from_camera.rotate(rays).astype(np.float32), output=True)
    ids = np.where(found["primID"] >= 0, owner[found["primID"]], 0)
    depth = np.where(found["primID"] >= 0, found["tfar"] + view.near_m, np.inf)
    same = ids == geometry.instance_id.reshape(-1)
    assert same.mean() > 0.999
    np.testing.assert_allclose(depth[same], geometry.depth_m.reshape(-1)[same], rtol=3e-4, atol=1e-5)


@given(scenes)
@few
def test_no_ray_slips_through_a_closed_surface(made: tuple[Scene, Camera]) -> None:
    scene, view = made
    geometry = trace(scene, replace(view, near_m=1e-3))
    assert np.isfinite(geometry.depth_m).all()
    assert (geometry.instance_id > 0).all()


@given(scenes)
@few
def test_distance_is_the_length_of_the_ray_to_the_point(made: tuple[Scene, Camera]) -> None:
    scene, view = made
    geometry = trace(scene, view)
    points = view.intrinsics.unproject(geometry.depth_m)
    np.testing.assert_allclose(geometry.distance_m, np.linalg.norm(points, axis=-1), rtol=1e-6)


@given(scenes)
@few
def test_normals_are_unit_and_never_point_away_from_the_camera(made: tuple[Scene, Camera]) -> None:
    scene, view = made
    geometry = trace(scene, view)
    hit = geometry.instance_id > 0
    np.testing.assert_allclose(np.linalg.norm(geometry.normal[hit], axis=-1), 1, atol=1e-6)
    assert (np.einsum("...i,...i", geometry.normal, view.intrinsics.rays())[hit] < 1e-6).all()
    assert (geometry.normal[~hit] == 0).all()


@pytest.mark.parametrize("seen_from", ["before", "behind"])
def test_the_normal_of_a_sheet_is_on_the_side_that_is_seen(seen_from: str) -> None:
    turned = Pose((0, 3, 0), (1, 0, 0, 0) if seen_from == "before" else (0, 0, 0, 1))
    geometry = trace(scene_of(body(1, wall_mesh(9, 9), turned)), camera())
    np.testing.assert_allclose(geometry.normal, np.broadcast_to((0, 0, -1), (48, 64, 3)), atol=1e-6)


def test_a_spheres_normals_are_smooth_and_radial() -> None:
    view = camera()
    geometry = trace(scene_of(body(1, sphere_mesh(0.5, 4), Pose((0, 2, 0)))), view)
    hit = geometry.instance_id == 1
    radial = view.intrinsics.unproject(geometry.depth_m)[hit] - (0, 0, 2)
    radial /= np.linalg.norm(radial, axis=-1, keepdims=True)
    facing = -(radial * view.intrinsics.rays()[hit]).sum(axis=-1) > 0.1
    np.testing.assert_allclose(geometry.normal[hit][facing], radial[facing], atol=6e-3)


@given(scenes)
@few
def test_every_visible_pixel_is_an_amodal_pixel_and_the_amodal_mask_is_the_body_alone(
    made: tuple[Scene, Camera],
) -> None:
    scene, view = made
    geometry = trace(scene, view)
    assert list(geometry.amodal) == [thing.instance_id for thing in scene.bodies]
    for thing in scene.bodies:
        amodal = geometry.amodal[thing.instance_id]
        mask = amodal.full(54, 72)
        assert not (geometry.instance_id == thing.instance_id)[~mask].any()
        alone = trace(scene_of(thing), view)
        np.testing.assert_array_equal(mask, alone.instance_id > 0)
        rows, columns = np.nonzero(mask)
        if len(rows):
            x0, y0, x1, y1 = amodal.box
            assert x0 <= columns.min() + 0.5 + 1e-5
            assert columns.max() + 0.5 <= x1 + 1e-5
            assert y0 <= rows.min() + 0.5 + 1e-5
            assert rows.max() + 0.5 <= y1 + 1e-5
            assert (amodal.y0, amodal.x0) == (rows.min(), columns.min())
            assert amodal.mask.shape == (np.ptp(rows) + 1, np.ptp(columns) + 1)


def test_the_amodal_box_reaches_past_the_image_and_is_that_of_the_corners() -> None:
    geometry = trace(scene_of(body(1, wall_mesh(2, 1), Pose((0, 2, 0)))), camera())
    np.testing.assert_allclose(geometry.amodal[1].box, (32 - 30, 24 - 15, 32 + 30, 24 + 15))
    geometry = trace(scene_of(body(1, wall_mesh(8, 1), Pose((1, 2, 0)))), camera())
    np.testing.assert_allclose(geometry.amodal[1].box, (32 - 90, 24 - 15, 32 + 150, 24 + 15))
    assert geometry.amodal[1].mask.shape == (30, 64)


def test_a_body_behind_the_camera_has_an_empty_mask_and_box() -> None:
    amodal = trace(scene_of(body(1, box_mesh((1, 1, 1)), Pose((0, -3, 0)))), camera()).amodal[1]
    assert amodal.mask.size == 0
    assert amodal.box == (0.0, 0.0, 0.0, 0.0)


def test_a_body_beside_the_image_has_an_empty_mask_and_a_box_outside() -> None:
    amodal = trace(scene_of(body(1, box_mesh((0.2, 0.2, 0.2)), Pose((9, 3, 0)))), camera()).amodal[1]
    assert amodal.mask.size == 0
    assert amodal.box[0] > 64


def test_a_thing_between_pixel_centres_is_seen_by_none() -> None:
    # 0.3 pixels wide at 3 m, on the corner of four pixels.
    geometry = trace(scene_of(body(1, wall_mesh(0.015, 0.015), Pose((0, 3, 0)))), camera())
    assert (geometry.instance_id == 0).all()
    assert geometry.amodal[1].box[2] > geometry.amodal[1].box[0]


def test_of_two_surfaces_in_one_place_the_first_wins_everywhere() -> None:
    pose = Pose((0, 3, 0), (0.9, 0.1, 0.2, 0.3))
    geometry = trace(scene_of(body(5, wall_mesh(9, 9), pose), body(2, wall_mesh(9, 9), pose)), camera())
    assert set(np.unique(geometry.instance_id).tolist()) <= {0, 5}


def test_the_result_does_not_depend_on_how_the_work_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    scene, view = cluttered(3)
    whole = trace(scene, view)
    monkeypatch.setattr(coverage, "PAIRS_PER_STEP", 7)
    pieces = trace(scene, view)
    for name in ("depth_m", "distance_m", "normal", "instance_id", "part_id", "surface", "uv_m"):
        assert getattr(whole, name).tobytes() == getattr(pieces, name).tobytes()
    for k, amodal in whole.amodal.items():
        np.testing.assert_array_equal(amodal.mask, pieces.amodal[k].mask)


def drawer(opened_m: float) -> Body:
    """A board with a second one before it, which slides 0.5 m along its -y."""
    joint = Joint("slide", "prismatic", (0, 0, 0), (0, -1, 0), 0.0, 0.5)
    front = wall_mesh(1, 1)
    front = replace(front, vertices=front.vertices - np.array([0, 0.1, 0], dtype=np.float32))
    parts = (
        Part("case", (Surface(wall_mesh(4, 4), "skin"),)),
        Part("drawer", (Surface(front, "skin"),), joint="slide"),
    )
    asset = replace(body(1, front, Pose()).asset, parts=parts, joints=(joint,))
    return Body(1, "chest", asset, Pose((0, 3, 0)), {"slide": opened_m}, scale=2.0)


@pytest.mark.parametrize("opened_m", [0.0, 0.4])
def test_parts_are_told_apart_and_move_by_their_joints_and_scale(opened_m: float) -> None:
    geometry = trace(scene_of(drawer(opened_m), body(2, wall_mesh(50, 50), Pose((0, 20, 0)))), camera())
    assert geometry.parts == ((1, "case"), (1, "drawer"), (2, "whole"))
    assert set(np.unique(geometry.part_id).tolist()) == {1, 2}
    np.testing.assert_allclose(geometry.depth_m[geometry.part_id == 2], 3 - 2 * (0.1 + opened_m), rtol=1e-6)
    np.testing.assert_allclose(geometry.depth_m[geometry.part_id == 1], 3, rtol=1e-6)
    # The part's picture is 2 m wide at its depth.
    columns = np.flatnonzero((geometry.part_id == 2).any(axis=0))
    assert len(columns) == pytest.approx(60 * 2 / (3 - 2 * (0.1 + opened_m)), abs=1)


def test_more_ids_than_16_bits_hold_are_refused() -> None:
    with pytest.raises(ValueError, match="65535 bodies and parts"):
        trace(scene_of(body(65536, wall_mesh(1, 1), Pose((0, 3, 0)))), camera(4, 3))


def test_albedo_is_the_base_colour_and_0_where_nothing_is() -> None:
    red = Material("red", base_color=(0.7, 0.2, 0.1))
    scene, view = scene_of(body(1, wall_mesh(1, 1), Pose((0, 3, 0)), material=red)), camera()
    geometry = trace(scene, view)
    shown = albedo(scene, geometry, view)
    assert shown.dtype == np.float32
    np.testing.assert_allclose(shown[geometry.instance_id == 1], np.broadcast_to((0.7, 0.2, 0.1), (400, 3)), rtol=1e-6)
    assert (shown[geometry.instance_id == 0] == 0).all()


def test_albedo_of_a_pattern_follows_the_surface_in_metres(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # A tile whose red rises along u and whose green rises along v, smooth but for the seam.
    n = 64
    ramp = (np.arange(n, dtype=np.float32) + 0.5) / n
    tile = np.stack([np.tile(ramp, (n, 1)), np.tile(ramp[:, None], (1, n)), np.ones((n, n), np.float32)], axis=-1)
    monkeypatch.setenv("SIMGEN_CACHE", str(tmp_path))
    monkeypatch.setattr(texel_cache, "bake", lambda pattern: Maps(albedo=tile, roughness=None, normal=None))
    patterned = replace(GREY, base_color=(0.5, 1.0, 0.25), pattern=Pattern("ramp", 0, 2.0, n))
    scene = scene_of(body(1, wall_mesh(6, 6), Pose((0, 3, 0)), material=patterned, scale=1.5))
    view = camera()
    shown = albedo(scene, trace(scene, view), view)
    rays = view.intrinsics.rays() * 3
    u, v = rays[..., 0] / 2.0 % 1, -rays[..., 1] / 2.0 % 1
    smooth = (np.minimum(u, v) > 1 / n) & (np.maximum(u, v) < 1 - 1 / n)
    expected = np.stack([0.5 * u, v, np.full_like(u, 0.25)], axis=-1)
    assert smooth.mean() > 0.9
    np.testing.assert_allclose(shown[smooth], expected[smooth], atol=1.1e-3)


def test_albedo_is_the_same_for_a_geometry_that_was_read_back() -> None:
    scene, view = cluttered(4)
    traced = trace(scene, view)
    read = Geometry(**{name: getattr(traced, name) for name in Geometry.__dataclass_fields__})
    np.testing.assert_array_equal(albedo(scene, traced, view), albedo(scene, read, view))


@given(st.lists(st.tuples(st.floats(-3, 3), st.floats(-3, 3)), min_size=1, max_size=20))
@few
def test_a_tile_repeats_and_is_continuous(places: list[tuple[float, float]]) -> None:
    tile = stream(0, "tile").random((8, 8, 3)).astype(np.float32)
    uv = np.array(places, dtype=np.float64)
    here = sample_tile(tile, uv.astype(np.float32))
    np.testing.assert_allclose(here, sample_tile(tile, (uv + np.array([1, -2])).astype(np.float32)), atol=1e-4)
    np.testing.assert_allclose(here, sample_tile(tile, (uv + 1e-4).astype(np.float32)), atol=5e-3)


def test_a_tiles_texel_centres_show_their_texels() -> None:
    tile = stream(0, "tile").random((4, 8, 3)).astype(np.float32)
    rows, columns = np.mgrid[:4, :8]
    uv = np.stack([(columns + 0.5) / 8, (rows + 0.5) / 4], axis=-1).reshape(-1, 2).astype(np.float32)
    np.testing.assert_allclose(sample_tile(tile, uv).reshape(4, 8, 3), tile, atol=1e-6)


def test_a_scene_without_bodies_is_empty() -> None:
    geometry = trace(scene_of(), camera())
    assert np.isposinf(geometry.depth_m).all()
    assert geometry.parts == ()


def test_depth_and_normal_do_not_depend_on_where_the_world_has_its_origin() -> None:
    scene, view = cluttered(5)
    moved = Pose((3.0, -2.0, 1.0), (0.8, 0.1, -0.5, 0.3))
    there = scene_of(*(replace(b, world_from_body=moved @ b.world_from_body) for b in scene.bodies))
    first, second = trace(scene, view), trace(there, replace(view, world_from_camera=moved @ view.world_from_camera))
    same = first.instance_id == second.instance_id
    assert same.mean() > 0.999
    np.testing.assert_allclose(first.depth_m[same], second.depth_m[same], rtol=1e-5)
    np.testing.assert_allclose(first.normal[same], second.normal[same], atol=1e-4)


def test_the_asset_is_untouched() -> None:
    thing = body(1, sphere_mesh(0.5), Pose((0, 3, 0)))
    asset: Asset = thing.asset
    before = asset.digest
    trace(scene_of(thing), camera())
    assert replace(asset).digest == before


def test_pixels_hold_the_pixel_centre_rule_to_the_edge() -> None:
    # Its left edge runs 0.49 pixels left of, or right of, the centres of column 20.
    for shift, first in ((-0.49, 20), (0.49, 21)):
        x = (20.5 + shift - 32) / 60 * 3
        sheet = wall_mesh(4, 4)
        geometry = trace(scene_of(body(1, sheet, Pose((x + 2, 3, 0)))), camera())
        columns = np.flatnonzero((geometry.instance_id == 1).any(axis=0))
        assert columns[0] == first
        assert all(b == a + 1 for a, b in pairwise(columns))
