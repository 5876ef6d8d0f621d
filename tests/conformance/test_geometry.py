"""What every source of depth and ids must satisfy: the geometry pass, and pyrender's own rasteriser."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from simgen.errors import BackendError
from simgen.geometry import Pose
from simgen.rendering.geometry_pass import trace
from simgen.seeds import stream
from simgen.world import Camera, Scene
from tests.conformance.scenes import body, box_mesh, camera, scene_of, sphere_mesh, wall_mesh

Seen = tuple[npt.NDArray[np.float32], npt.NDArray[np.uint16]]
Look = Callable[[Scene, Camera], Seen]


def geometry_pass(scene: Scene, view: Camera) -> Seen:
    geometry = trace(scene, view)
    return geometry.depth_m, geometry.instance_id


def pyrender_rasteriser(scene: Scene, view: Camera) -> Seen:
    from simgen.rendering.pyrender_renderer import PyrenderRenderer

    try:
        renderer = PyrenderRenderer()
    except BackendError as error:
        pytest.skip(str(error))
    return renderer.rasterise(scene, view)


# Relative error of depth: exact but for float32, and 24 bits between the planes.
TOLERANCE = {geometry_pass: 1e-7, pyrender_rasteriser: 1e-3}


@pytest.fixture(params=list(TOLERANCE), ids=["geometry pass", "pyrender"])
def look(request: pytest.FixtureRequest) -> Look:
    chosen: Look = request.param
    return chosen


def messy_room(seed: int = 0) -> Scene:
    rng = stream(seed, "messy room")
    things = [body(1, box_mesh((5.0, 5.0, 2.6)), Pose(), role="structure")]
    for i in range(2, 14):
        mesh = sphere_mesh(0.25) if i % 2 else box_mesh((0.3, 0.5, 0.4))
        things.append(body(i, mesh, Pose(rng.uniform([-2, -1, -1], [2, 2.2, 1]), rng.normal(size=4)), scale=1 + i / 20))
    return scene_of(*things)


@pytest.mark.parametrize("near_m", [0.01, 1.0])
def test_a_wall_3_m_ahead_is_3_m_deep_at_every_pixel_corners_included(look: Look, near_m: float) -> None:
    depth, ids = look(scene_of(body(1, wall_mesh(20, 20), Pose((0, 3, 0)))), camera(65, 47, near_m=near_m))
    assert depth.dtype == np.float32
    np.testing.assert_allclose(depth, 3.0, rtol=TOLERANCE[look])
    assert (ids == 1).all()


def test_where_nothing_is_depth_is_infinite_and_the_id_0(look: Look) -> None:
    depth, ids = look(scene_of(body(7, wall_mesh(1, 1), Pose((0, -3, 0)))), camera())
    assert np.isposinf(depth).all()
    assert (ids == 0).all()


def test_what_is_nearer_than_the_near_plane_is_not_seen(look: Look) -> None:
    scene = scene_of(body(1, wall_mesh(9, 9), Pose((0, 0.5, 0))), body(2, wall_mesh(9, 9), Pose((0, 2, 0))))
    assert (look(scene, camera(near_m=0.4))[1] == 1).all()
    assert (look(scene, camera(near_m=0.6))[1] == 2).all()


def test_a_floor_that_passes_below_the_camera_is_seen_up_to_its_horizon(look: Look) -> None:
    # A sheet at z = -1 that reaches from 50 m behind to 50 m ahead: at row v its depth is fy / (v - cy).
    floor = wall_mesh(100, 100)
    scene = scene_of(body(1, floor, Pose((0, 0, -1), (np.sqrt(0.5), np.sqrt(0.5), 0, 0))))
    view = camera()
    depth, _ = look(scene, view)
    rows = np.arange(48) + 0.5 - 24
    expected = np.where(rows > 60 / 50, 60 / np.maximum(rows, 1e-9), np.inf)
    np.testing.assert_allclose(depth, np.broadcast_to(expected[:, None], depth.shape), rtol=10 * TOLERANCE[look])


def test_the_ids_are_those_of_the_visible_bodies_and_no_others(look: Look) -> None:
    pair = [body(k, box_mesh((0.4, 0.4, 0.4)), Pose((x, 3, 0))) for k, x in ((3, -0.3), (500, 0.3))]
    hidden = body(9, box_mesh((0.1, 0.1, 0.1)), Pose((0.3, 3, 0)))
    _, ids = look(scene_of(*pair, hidden), camera())
    assert set(np.unique(ids).tolist()) == {0, 3, 500}


def test_two_bodies_that_touch_share_a_straight_border_without_blended_ids(look: Look) -> None:
    left, right = (body(k, wall_mesh(4, 4), Pose((x, 3, 0))) for k, x in ((100, -2.0), (300, 2.0)))
    _, ids = look(scene_of(left, right), camera())
    assert (ids[:, :32] == 100).all()
    assert (ids[:, 32:] == 300).all()


def test_right_is_camera_plus_x_and_down_is_camera_plus_y(look: Look) -> None:
    right, below = body(1, sphere_mesh(0.2), Pose((0.7, 3, 0))), body(2, sphere_mesh(0.2), Pose((0, 3, -0.7)))
    _, ids = look(scene_of(right, below), camera())
    rows, columns = np.nonzero(ids == 1)
    assert columns.min() > 32
    assert abs(rows.mean() + 0.5 - 24) < 0.5
    rows, columns = np.nonzero(ids == 2)
    assert rows.min() > 24
    assert abs(columns.mean() + 0.5 - 32) < 0.5


def test_a_principal_point_off_the_centre_moves_depth_and_ids_alike(look: Look) -> None:
    scene = messy_room()
    depth, ids = look(scene, camera(eye=(0, -2.2, 0)))
    moved_depth, moved_ids = look(scene, camera(eye=(0, -2.2, 0), center_px=(32 + 9, 24 - 5)))
    # Rasterisers keep corners to a fraction of a pixel, so a border may move by one.
    same = moved_ids[:-5, 9:] == ids[5:, :-9]
    assert same.mean() > 0.995
    np.testing.assert_allclose(moved_depth[:-5, 9:][same], depth[5:, :-9][same], rtol=2e-3)


def test_inside_a_sphere_the_distance_is_its_radius_and_the_depth_is_not(look: Look) -> None:
    view = camera()
    depth, ids = look(scene_of(body(1, sphere_mesh(2.0, 5), Pose())), view)
    distance = depth * np.linalg.norm(view.intrinsics.rays(), axis=-1)
    assert (ids == 1).all()
    np.testing.assert_allclose(distance, 2.0, rtol=2e-3)
    assert depth.min() < 1.7


def test_both_sides_of_a_surface_are_seen(look: Look) -> None:
    turned = Pose((0, 3, 0), (0, 0, 0, 1))
    assert (look(scene_of(body(1, wall_mesh(9, 9), turned)), camera())[1] == 1).all()


def test_the_same_inputs_give_the_same_bytes(look: Look) -> None:
    first, again = (look(messy_room(), camera(eye=(0, -2.2, 0))) for _ in range(2))
    assert first[0].tobytes() == again[0].tobytes()
    assert first[1].tobytes() == again[1].tobytes()


def test_the_geometry_pass_and_the_rasteriser_agree() -> None:
    scene, view = messy_room(1), camera(161, 120, focal_px=140, center_px=(70.3, 66.6), eye=(0, -2.2, 0))
    geometry = trace(scene, view)
    depth, ids = pyrender_rasteriser(scene, view)
    same = ids == geometry.instance_id
    # Away from borders: the four neighbours have the same id.
    inner = np.ones_like(same)
    for axis in (0, 1):
        for step in (-1, 1):
            inner &= np.roll(geometry.instance_id, step, axis) == geometry.instance_id
    assert same.mean() > 0.995
    assert same[inner].all()
    flat = inner & same & (geometry.normal[..., 2] < -0.2)
    np.testing.assert_allclose(depth[flat], geometry.depth_m[flat], rtol=1e-3)


FRESH = """
import sys
from tests.conformance.scenes import camera
from tests.conformance.test_geometry import digest, messy_room
print(digest(messy_room(), camera(eye=(0, -2.2, 0))))
"""


def digest(scene: Scene, view: Camera) -> str:
    geometry = trace(scene, view)
    h = hashlib.blake2b()
    for array in (geometry.depth_m, geometry.distance_m, geometry.normal, geometry.instance_id, geometry.part_id):
        h.update(array.tobytes())
    for k, alone in geometry.amodal.items():
        h.update(repr((k, alone.x0, alone.y0, alone.box)).encode() + alone.mask.tobytes())
    return h.hexdigest()


def test_the_geometry_pass_gives_the_same_bytes_in_a_fresh_process(pytestconfig: pytest.Config) -> None:
    fresh = subprocess.run(
        [sys.executable, "-c", FRESH], capture_output=True, text=True, check=True, cwd=pytestconfig.rootpath
    )
    assert fresh.stdout.strip() == digest(messy_room(), camera(eye=(0, -2.2, 0)))
