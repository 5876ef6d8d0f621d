from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import trimesh
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from simgen.frame import Frame
from simgen.geometry import Intrinsics, Pose
from simgen.rendering.geometry_pass import trace
from simgen.rendering.lens import bent, straight_camera
from simgen.rendering.relight import Negative
from tests.conformance.scenes import body, box_mesh, scene_of, sphere_mesh
from tests.rendering.conftest import view

lenses = st.builds(
    lambda k1, fov: replace(Intrinsics.from_vertical_fov(33, 25, fov), k1=k1), st.floats(-0.2, 0.6), st.floats(20, 55)
).filter(lambda lens: lens.is_bendable)


@given(lenses)
def test_rays_and_projection_are_each_others_inverse(lens: Intrinsics) -> None:
    rows, columns = np.indices((lens.height, lens.width)) + 0.5
    np.testing.assert_allclose(lens.project(lens.rays()), np.stack([columns, rows], axis=-1), atol=1e-6)


@given(lenses)
def test_the_straight_pinhole_sees_all_that_the_lens_sees(lens: Intrinsics) -> None:
    straight = lens.straight()
    pixels = straight.project(lens.rays())
    assert straight.k1 == 0 and straight.fx == lens.fx
    assert (pixels > 0.5).all() and (pixels < [straight.width - 0.5, straight.height - 0.5]).all()


def test_a_lens_that_folds_its_corners_is_refused() -> None:
    lens = replace(Intrinsics.from_vertical_fov(64, 48, 90.0), k1=-0.3)
    assert not lens.is_bendable
    with pytest.raises(ValueError, match="folds the corners"):
        lens.straight()


@pytest.mark.parametrize("k1", [-0.15, 0.3])
def test_a_bent_picture_shows_along_each_ray_what_is_there(k1: float) -> None:
    ball, box = sphere_mesh(0.4, 3), box_mesh((0.5, 0.5, 0.5))
    scene = scene_of(body(1, ball, Pose((-0.5, 0.0, 0.0))), body(2, box, Pose((0.6, 0.3, 0.1))))
    camera = view((0.0, -2.0, 0.3), (0.0, 0.0, 0.0), 50.0, 96, 72)
    camera = replace(camera, intrinsics=replace(camera.intrinsics, k1=k1))
    pinhole = straight_camera(camera)
    geometry = trace(scene, pinhole)
    ramp = pinhole.intrinsics.rays().astype(np.float32)
    seen = bent(Negative(Frame(pinhole, ramp, geometry)), scene, camera).frame
    # Light: a picture of ray directions comes out as the lens's own ray directions.
    np.testing.assert_allclose(seen.rgb_linear, camera.intrinsics.rays(), atol=2e-3)
    # Surfaces: what the lens's own rays meet. A ray at a silhouette may take what the ray beside it sees.
    meshes = zip(scene.bodies, (ball, box), strict=True)
    solids = [trimesh.Trimesh(b.world_from_body.apply(m.vertices), m.faces) for b, m in meshes]
    owner = np.repeat([1, 2], [len(solid.faces) for solid in solids])
    rays = camera.world_from_camera.rotate(camera.intrinsics.rays()).reshape(-1, 3)
    eyes = np.tile(camera.world_from_camera.position, (len(rays), 1))
    place, ray, face = trimesh.util.concatenate(solids).ray.intersects_location(eyes, rays, multiple_hits=False)
    true_id, true_m = np.zeros(len(rays), dtype=int), np.full(len(rays), np.inf)
    true_id[ray] = owner[face]
    true_m[ray] = camera.world_from_camera.inverse.apply(place)[:, 2]
    true_id, true_m = true_id.reshape(72, 96), true_m.reshape(72, 96)
    inner = ndimage.minimum_filter(true_id, 3) == ndimage.maximum_filter(true_id, 3)
    np.testing.assert_array_equal(seen.geometry.instance_id[inner], true_id[inner])
    # Exact on a face of the box; on the ball's small triangles at least between what the rays around it see.
    on_box, on_ball = inner & (true_id == 2), inner & (true_id == 1)
    assert on_box.any() and on_ball.any()
    np.testing.assert_allclose(seen.geometry.depth_m[on_box], true_m[on_box], atol=1e-5)
    low, high = ndimage.minimum_filter(true_m, 3), ndimage.maximum_filter(true_m, 3)
    depth = seen.geometry.depth_m
    assert ((depth >= low - 1e-5) & (depth <= high + 1e-5))[on_ball].all()
    # Amodal masks hold all visible pixels, and their boxes hold the masks.
    for instance_id, amodal in seen.geometry.amodal.items():
        whole = amodal.full(72, 96)
        assert not (seen.geometry.instance_id == instance_id)[~whole].any()
        y, x = np.nonzero(whole)
        assert amodal.box == (x.min(), y.min(), x.max() + 1, y.max() + 1)
