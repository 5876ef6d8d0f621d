from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import nnls

from simgen.errors import PlacementError
from simgen.geometry import FloatArray
from simgen.geometry.footprints import depth_inside
from simgen.sampler.occupancy import volume_of
from simgen.sampler.sight import Sight
from simgen.world import Body, Camera, Scenario
from tests.sampler.house import BUSY, DAYLIT, ROOM, draw, first_draw, spec_of

CABINET = {"name": "cabinet", "category": "cabinet", "place": {"at": [0, 0]}}


def _seen(cameras: list[dict[str, Any]], objects: list[dict[str, Any]] | None = None, **more: Any) -> Scenario:
    return first_draw(spec_of([CABINET] if objects is None else objects, cameras=cameras, **more))


def _orbit(**more: Any) -> dict[str, Any]:
    return {"name": "main", "orbit": {"target": "cabinet", "distance_m": 1.5, **more}}


def _eye(camera: Camera) -> FloatArray:
    return np.array(camera.world_from_camera.position)


def _middle(body: Body) -> FloatArray:
    points = np.concatenate([body.world_vertices(s.mesh, p.joint) for p in body.asset.parts for s in p.surfaces])
    return (points.min(0) + points.max(0)) / 2


def _distance_m(point: FloatArray, hull: FloatArray) -> float:
    """From a point to a convex hull: the nearest convex combination of its corners, by non-negative least squares."""
    heavy = 1e3
    weights, _ = nnls(np.vstack([hull.T, np.full(len(hull), heavy)]), np.append(point, heavy))
    return float(np.linalg.norm(hull.T @ weights - point))


@pytest.mark.parametrize(
    ("yaw", "azimuth", "origin", "expected"),
    [
        (0, 0, "front", (0, -1)),
        (90, 0, "front", (1, 0)),
        (0, 90, "front", (-1, 0)),
        (0, 0, "north", (0, 1)),
        (90, 0, "north", (0, 1)),
        (0, 90, "north", (1, 0)),
    ],
)
def test_an_orbit_runs_clockwise_from_the_front_or_from_north(
    yaw: float, azimuth: float, origin: str, expected: tuple[int, int]
) -> None:
    camera = _orbit(azimuth_deg=azimuth, azimuth_from=origin, elevation_deg=20)
    scenario = _seen([camera], [{**CABINET, "yaw_deg": yaw}])
    (drawn,) = scenario.cameras
    offset = _eye(drawn) - _middle(scenario.body("cabinet"))
    assert np.linalg.norm(offset) == pytest.approx(1.5)
    assert offset[2] == pytest.approx(1.5 * np.sin(np.radians(20)))
    np.testing.assert_allclose(offset[:2] / np.linalg.norm(offset[:2]), expected, atol=1e-9)
    ahead = drawn.world_from_camera.rotate([0, 0, 1])
    np.testing.assert_allclose(ahead, -offset / 1.5, atol=1e-9)
    assert drawn.focus_distance_m == pytest.approx(1.5)


def test_roll_turns_the_camera_clockwise_and_pitch_lifts_it() -> None:
    room = {"target": "cabinet", "stand": "corner", "eye_height_m": 1.5}
    level, rolled = (_seen([{"name": "main", "room": {**room, "roll_deg": r}}]).cameras[0] for r in (0, 10))
    assert level.world_from_camera.rotate([1, 0, 0])[2] == pytest.approx(0, abs=1e-9)
    # The camera's right-hand side goes down.
    assert rolled.world_from_camera.rotate([1, 0, 0])[2] == pytest.approx(-np.sin(np.radians(10)), abs=0.02)
    lifted = _seen([{"name": "main", "room": {**room, "pitch_deg": 8}}]).cameras[0]
    tilt = [np.degrees(np.arcsin(c.world_from_camera.rotate([0, 0, 1])[2])) for c in (level, lifted)]
    assert tilt[1] - tilt[0] == pytest.approx(8)
    upright = _seen([{"name": "main", "room": {**room, "pitch_from": "horizon"}}]).cameras[0]
    # Upright edges stay so in the picture of a camera that is held level, whatever its target.
    np.testing.assert_allclose(upright.world_from_camera.rotate([0, 1, 0]), [0, 0, -1], atol=1e-12)
    left = _seen([{"name": "main", "room": {**room, "yaw_deg": 12}}]).cameras[0]
    a, b = (c.world_from_camera.rotate([0, 0, 1])[:2] for c in (level, left))
    assert np.degrees(np.arctan2(a[0] * b[1] - a[1] * b[0], a @ b)) == pytest.approx(12, abs=1e-6)


@pytest.mark.parametrize("stand", ["corner", "wall", "anywhere"])
def test_a_person_stands_inside_the_room_clear_of_everything(stand: str) -> None:
    for index in range(2):
        spec = spec_of(
            BUSY,
            room=DAYLIT,
            cameras=[{"name": "main", "room": {"stand": stand}}],
            requirements={"camera_clearance_m": 0.25},
        )
        scenario = first_draw(spec, index)
        (camera,) = scenario.cameras
        eye = _eye(camera)
        assert 1.3 <= eye[2] <= 1.7
        assert (np.abs(eye[:2]) <= np.array([ROOM["width_m"], ROOM["depth_m"]]) / 2 - 0.25 + 1e-9).all()
        for body in scenario.bodies:
            for hull in body.world_hulls():
                assert _distance_m(eye, hull) > 0.25 - 1e-6, body.name


def test_rays_end_where_steps_along_them_first_come_into_a_piece() -> None:
    volumes = [volume_of(body) for body in first_draw(spec_of(BUSY)).bodies if body.role == "object"]
    sight = Sight((), (), tuple(volumes))
    rng = np.random.Generator(np.random.PCG64(0))
    eye, step_m = np.array([1.2, -0.9, 0.9]), 0.004
    rays = np.concatenate([rng.uniform([-1, -1, 0], [1, 1, 1], (40, 3)) - eye, -np.eye(3)])
    rays /= np.linalg.norm(rays, axis=1, keepdims=True)
    steps = eye + rays[:, None] * step_m * np.arange(600)[None, :, None]
    flat = steps.reshape(-1, 3)
    first = np.full(len(rays), np.inf)
    for piece in (piece for volume in volumes for piece in volume.pieces):
        level = (piece.low_m <= flat[:, 2]) & (flat[:, 2] <= piece.high_m)
        within = (level & (depth_inside(piece.outline, flat[:, :2]) >= 0)).reshape(len(rays), -1)
        first = np.minimum(first, np.where(within.any(axis=1), within.argmax(axis=1) * step_m, np.inf))
    found, names = sight.first_hits(eye, rays)
    # A corner may be shorter than a step.
    late = np.subtract(first, found, where=np.isfinite(first), out=np.full(len(rays), np.inf))
    assert (late[np.isfinite(first)] >= -1e-9).all() and np.mean(late[np.isfinite(found)] < step_m + 1e-9) > 0.9
    assert 10 < np.isfinite(first).sum() < len(rays)
    near, near_names = sight.first_hits(eye, rays, 1.0)
    assert (near == np.where(found < 1.0, found, np.inf)).all()
    assert near_names == [name if way < 1.0 else "" for name, way in zip(names, found, strict=True)]


def test_a_camera_inside_a_thing_or_a_wall_is_refused() -> None:
    for position in ([0, 0, 0.7], [5, 0, 1]):
        pose = {"name": "main", "pose": {"position_m": position, "look_at_m": [1, 1, 1]}}
        with pytest.raises(PlacementError) as caught:
            draw(spec_of([CABINET], cameras=[pose]))
        assert caught.value.reason == "camera_too_close:main"


def test_a_view_that_is_blocked_close_up_is_refused() -> None:
    screen = {"name": "screen", "category": "tall", "place": {"at": [0, -1.0]}, "parameters": {"width_m": 1.5}}
    things = [screen, {**CABINET, "place": {"at": [0, 0.9]}}]
    pose = {"name": "main", "orbit": {"target": "cabinet", "distance_m": 2.4, "azimuth_deg": 0, "elevation_deg": 5}}
    with pytest.raises(PlacementError) as caught:
        draw(spec_of(things, cameras=[pose]))
    assert caught.value.reason == "camera_blocked:main"


def test_what_must_be_in_view_is() -> None:
    away = {"name": "main", "pose": {"position_m": [0, -1.2, 1.5], "look_at_m": [0, -2, 1.5]}}
    need = {"in_view": [{"target": "cabinet", "min_fraction": 0.9}]}
    with pytest.raises(PlacementError) as caught:
        draw(spec_of([CABINET], cameras=[away], requirements=need))
    assert caught.value.reason == "not_in_view:cabinet"
    _seen([_orbit(distance_m=1.7)], requirements=need)


def test_what_must_be_in_view_is_not_behind_other_things() -> None:
    """A cabinet behind a taller cupboard as the camera sees them, unless it stands aside."""
    screen = {"name": "screen", "category": "cupboard", "parameters": {"width_m": 1.0}, "place": {"at": [0, 0.3]}}
    things = [screen, {**CABINET, "place": {"at": [0, 1.0]}}]
    need = {"in_view": [{"target": "cabinet", "min_fraction": 0.9}]}

    def seen_from(x: float) -> None:
        eye = {
            "name": "main",
            "pose": {"position_m": [x, -1.6, 0.7], "look_at_m": [0, 1.0, 0.4]},
            "vertical_fov_deg": 70,
        }
        draw(spec_of(things, cameras=[eye], requirements=need))

    with pytest.raises(PlacementError) as caught:
        seen_from(0.0)
    assert caught.value.reason == "hidden:cabinet"
    seen_from(1.6)


def test_the_f_number_sets_the_aperture_of_a_24_mm_high_sensor() -> None:
    apertures: list[dict[str, Any]] = [{}, {"aperture_f": 2.0}]
    pinhole, lens = (_seen([{**_orbit(), "vertical_fov_deg": 27, **more}]).cameras[0] for more in apertures)
    assert pinhole.aperture_radius_m == 0.0
    focal_m = 0.012 / np.tan(np.radians(27 / 2))
    assert lens.aperture_radius_m == pytest.approx(focal_m / 4)
    assert focal_m == pytest.approx(0.05, abs=1e-3)


def test_another_camera_changes_no_camera() -> None:
    spread = {"azimuth_deg": {"uniform": [0, 360]}, "elevation_deg": {"uniform": [10, 40]}}
    one = _seen([_orbit(**spread)])
    two = _seen([{"name": "eye", "room": {}}, _orbit(**spread)])
    assert two.cameras[1] == one.cameras[0]
