"""Where the cameras are: proposals from each camera's own stream until one is free and sees something.

A camera is refused inside or too near to anything, where its view is blocked close up, and where what the
requirements want in view is not.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simgen.errors import PlacementError
from simgen.geometry import FloatArray, Intrinsics, Pose, box_edges_clipped, look_at
from simgen.params import draw
from simgen.sampler.home import Site
from simgen.sampler.occupancy import Volume
from simgen.sampler.scope import Scope
from simgen.sampler.sight import Sight
from simgen.sampler.targets import middle_of, target_body, world_bounds
from simgen.spec import Camera as CameraSpec
from simgen.spec import FixedPose, Orbit, RoomView, SceneSpec
from simgen.spec.consistency import placed_by_camera
from simgen.world import Body, Camera, Room, bodies_called

TRIES = 160
SENSOR_HEIGHT_M = 0.024
# A person's head keeps about this far from walls and corners.
WALL_INSET_M = (0.25, 0.6)
# The view is blocked where more than this share of rays ends within this share of the way to the target, or for a
# person, who stands back to see a room, within this distance.
BLOCKED_SHARE, BLOCKED_WAY, PERSON_FREE_M = 0.12, 0.3, 1.6
# What is on the way to the target's middle hides it, if it is nearer than this share of the way.
HIDING_WAY = 0.6
# Who looks through a door stands so far from it, and at most so far aside of its axis.
BEFORE_DOOR_M, ASIDE_DEG = (1.0, 4.5), 30.0
# What the middle of the room is, for a person who looks across it: a bit below the eye.
LOOK_HEIGHT_M = 0.9


@dataclass(frozen=True)
class View:
    """A viewpoint to try: where the camera is, and the point that it looks at before `yaw` and `pitch`."""

    world_from_camera: Pose
    aim: FloatArray


def draw_cameras(
    spec: SceneSpec, scope: Scope, sites: Sequence[Site], bodies: Sequence[Body], volumes: Sequence[Volume]
) -> tuple[Camera, ...]:
    """One camera for each of the spec's, among all that the rooms at `sites` hold, in the world.

    PlacementError where one finds no place.
    """
    sight = Sight.of(sites, volumes)
    return tuple(_camera(camera, spec, scope, sites, bodies, sight) for camera in spec.cameras)


def _camera(
    wanted: CameraSpec, spec: SceneSpec, scope: Scope, sites: Sequence[Site], bodies: Sequence[Body], sight: Sight
) -> Camera:
    fov, aperture, focus, bend = (
        draw(getattr(wanted, key), scope.rng("cameras", wanted.name, key))
        for key in ("vertical_fov_deg", "aperture_f", "focus_distance_m", "distortion_k1")
    )
    intrinsics = Intrinsics.from_vertical_fov(spec.render.width, spec.render.height, float(fov))
    intrinsics = replace(intrinsics, k1=float(bend))
    if not intrinsics.is_bendable:
        what = f"camera '{wanted.name}' sees {float(fov):.0f}° through a lens with k1 = {float(bend):g}"
        raise PlacementError(f"lens_folds:{wanted.name}", f"{what}, which folds the picture's corners back")
    focal_m = SENSOR_HEIGHT_M / 2 / math.tan(math.radians(float(fov)) / 2)
    reasons: dict[str, str] = {}
    last: Pose | None = None
    rng = scope.rng("cameras", wanted.name, "viewpoint")
    for view in itertools.islice(_views(wanted, rng, sites, bodies), TRIES):
        if view.world_from_camera == last:
            break
        last = view.world_from_camera
        fault = _fault(wanted, spec, view, intrinsics, bodies, sight)
        if fault is not None:
            reasons.setdefault(*fault)
            continue
        distance = float(np.linalg.norm(view.aim - np.array(view.world_from_camera.position)))
        return Camera(
            name=wanted.name,
            world_from_camera=view.world_from_camera,
            intrinsics=intrinsics,
            aperture_radius_m=0.0 if aperture is None else focal_m / (2.0 * float(aperture)),
            focus_distance_m=distance if focus is None else float(focus),
            target=None if wanted.target is None else target_body(bodies, wanted.target).name,
        )
    reason, what = next(iter(reasons.items()))
    raise PlacementError(reason, what)


def _views(
    wanted: CameraSpec, rng: np.random.Generator, sites: Sequence[Site], bodies: Sequence[Body]
) -> Iterator[View]:
    if wanted.orbit is not None:
        return _orbits(wanted.orbit, rng, bodies)
    if wanted.room is not None:
        return _room_views(wanted.room, rng, sites, bodies)
    assert wanted.pose is not None
    return _poses(wanted.pose, rng)


def _orbits(orbit: Orbit, rng: np.random.Generator, bodies: Sequence[Body]) -> Iterator[View]:
    target = target_body(bodies, orbit.target)
    center = np.array(middle_of(target))
    front = (
        target.world_from_body.rotate([0.0, -1.0, 0.0]) if orbit.azimuth_from == "front" else np.array([0.0, 1.0, 0.0])
    )
    # Azimuths run clockwise from north, seen from above.
    start = math.atan2(front[0], front[1])
    while True:
        distance, azimuth, elevation, roll = (
            float(draw(getattr(orbit, key), rng)) for key in ("distance_m", "azimuth_deg", "elevation_deg", "roll_deg")
        )
        a, h = start + math.radians(azimuth), math.radians(elevation)
        eye = center + distance * np.array([math.sin(a) * math.cos(h), math.cos(a) * math.cos(h), math.sin(h)])
        yield View(look_at(eye, center, math.radians(roll)), center)


def _room_views(
    view: RoomView, rng: np.random.Generator, sites: Sequence[Site], bodies: Sequence[Body]
) -> Iterator[View]:
    room = next(site.room for site in sites if view.of in (None, site.room.name))
    doorway = None if view.into is None else _doorway(room, view.into, sites)
    if view.target is not None:
        aim = np.array(middle_of(target_body(bodies, view.target)))
    elif doorway is not None:
        aim = doorway.apply([0.0, 0.0, LOOK_HEIGHT_M])
    else:
        aim = room.world_from_room.apply([0.0, 0.0, LOOK_HEIGHT_M])
    half = np.array([room.width_m, room.depth_m]) / 2
    while True:
        stand = str(draw(view.stand, rng))
        height, turn, pitch, roll = (
            float(draw(getattr(view, key), rng)) for key in ("eye_height_m", "yaw_deg", "pitch_deg", "roll_deg")
        )
        if doorway is None:
            x, y = _standpoint(stand, half, rng)
            eye = room.world_from_room.apply([x, y, height])
        else:
            eye = doorway.apply([*_before_door(rng), height])
        if not np.linalg.norm(eye - aim) > 0.05 or (doorway is not None and not _is_over(room, eye)):
            continue
        ahead = np.array([*aim[:2], height]) if view.pitch_from == "horizon" else aim
        yield View(_turned(eye, ahead, turn, pitch, roll), aim)


def _is_over(room: Room, point: FloatArray) -> bool:
    """Whether a world point is within the room's walls, however high: what is too high another place does not mend."""
    return room.outside_m(np.array([[*point[:2], room.bounds.center[2]]])) <= 0.0


def _doorway(room: Room, into: str, sites: Sequence[Site]) -> Pose:
    """The foot of the door between two rooms, -y into the one that the camera is in."""
    doorways = [site.doorway for site in sites if site.doorway is not None]
    return next(way.seen_from(room.name) for way in doorways if {way.near, way.far} == {room.name, into})


def _before_door(rng: np.random.Generator) -> FloatArray:
    """(2,) a place to stand before a door and look through it, in the door's frame; it may be beyond the next wall."""
    # Rather far off than near: from there more of both rooms is seen.
    away = float(np.sqrt(rng.uniform(*np.square(BEFORE_DOOR_M))))
    aside = math.radians(rng.uniform(-ASIDE_DEG, ASIDE_DEG))
    return np.array([away * math.sin(aside), -away * math.cos(aside)])


def _standpoint(stand: str, half: FloatArray, rng: np.random.Generator) -> FloatArray:
    """(2,) a place to stand, by its kind; `half` is half of the room's size."""
    inset = rng.uniform(*WALL_INSET_M, 2)
    u = rng.random(2)
    side = int(rng.integers(4))
    if stand == "corner":
        signs = np.array([1.0 if side & 1 else -1.0, 1.0 if side & 2 else -1.0])
        corner: FloatArray = signs * np.maximum(half - inset, 0.0)
        return corner
    free = np.maximum(half - WALL_INSET_M[0], 0.0)
    place: FloatArray = (2.0 * u - 1.0) * free
    if stand == "wall":
        axis = side % 2
        place = place * 0.4
        place[axis] = (1.0 if side < 2 else -1.0) * max(half[axis] - inset[axis], 0.0)
    return place


def _turned(eye: FloatArray, aim: FloatArray, yaw_deg: float, pitch_deg: float, roll_deg: float) -> Pose:
    """At `eye`, looking at `aim`, then turned left by `yaw_deg` and up by `pitch_deg`; level but for the roll."""
    dx, dy, dz = aim - eye
    heading = math.atan2(dy, dx) + math.radians(yaw_deg)
    tilt = math.atan2(dz, math.hypot(dx, dy)) + math.radians(pitch_deg)
    tilt = min(max(tilt, -math.pi / 2), math.pi / 2)
    ahead = np.array([math.cos(heading) * math.cos(tilt), math.sin(heading) * math.cos(tilt), math.sin(tilt)])
    return look_at(eye, eye + ahead, math.radians(roll_deg))


def _poses(pose: FixedPose, rng: np.random.Generator) -> Iterator[View]:
    while True:
        eye = np.array([float(draw(value, rng)) for value in pose.position_m])
        aim = np.array([float(draw(value, rng)) for value in pose.look_at_m])
        roll = float(draw(pose.roll_deg, rng))
        # A spec refuses points that are always one; drawn ones may be by chance.
        if (eye != aim).any():
            yield View(look_at(eye, aim, math.radians(roll)), aim)


# --- What makes a view bad -------------------------------------------------------------------------


def _fault(
    wanted: CameraSpec, spec: SceneSpec, view: View, intrinsics: Intrinsics, bodies: Sequence[Body], sight: Sight
) -> tuple[str, str] | None:
    """A reason and a sentence, None for a good view."""
    eye = np.array(view.world_from_camera.position)
    clearance = spec.requirements.camera_clearance_m
    nearest = sight.nearest(eye)
    if nearest.distance_m < clearance:
        return (
            f"camera_too_close:{wanted.name}",
            f"camera '{wanted.name}' at ({eye[0]:.2f}, {eye[1]:.2f}, {eye[2]:.2f}) is {nearest.distance_m:.2f} m from "
            f"{nearest.name}, less than {clearance:g} m",
        )
    if wanted.target and sight.is_walled(eye, view.aim):
        return f"behind_wall:{wanted.target}", f"a wall is between camera '{wanted.name}' and '{wanted.target}'"
    # What is placed as the camera sees it has no place yet; once it is at rest it must be in view too.
    late = placed_by_camera(spec)
    for need in spec.requirements.in_view:
        if need.camera not in (None, wanted.name) or need.target in late:
            continue
        called = bodies_called(bodies, need.target)
        shares = [_share_in_view(b, view.world_from_camera, intrinsics, sight) for b in called]
        enough = [b for b, share in zip(called, shares, strict=True) if share >= need.min_fraction]
        if enough and all(_is_hidden(b, bodies, eye, sight) for b in enough):
            return f"hidden:{need.target}", f"'{need.target}' is behind other things for camera '{wanted.name}'"
        if not enough:
            return (
                f"not_in_view:{need.target}",
                f"camera '{wanted.name}' shows {100 * max(shares, default=0.0):.0f} % of '{need.target}', "
                f"less than {100 * need.min_fraction:.0f} %",
            )
    # Many rays are dear, so they are asked last.
    blocker = _blocker(wanted, view, intrinsics, bodies, sight)
    if blocker is not None:
        return f"camera_blocked:{wanted.name}", f"camera '{wanted.name}' has '{blocker}' close before it"
    return None


def _blocker(
    wanted: CameraSpec, view: View, intrinsics: Intrinsics, bodies: Sequence[Body], sight: Sight
) -> str | None:
    """What fills too much of the picture close up, or hides the target's middle from near by."""
    eye = np.array(view.world_from_camera.position)
    far = float(np.linalg.norm(view.aim - eye))
    targets = {b.name for b in bodies_called(bodies, wanted.target)} if wanted.target else set()
    u = (np.arange(9) + 0.5) / 9 * intrinsics.width
    v = (np.arange(7) + 0.5) / 7 * intrinsics.height
    grid = np.stack(np.meshgrid(u, v), axis=-1).reshape(-1, 2)
    rays = np.column_stack(
        [(grid[:, 0] - intrinsics.cx) / intrinsics.fx, (grid[:, 1] - intrinsics.cy) / intrinsics.fy, np.ones(len(grid))]
    )
    rays = view.world_from_camera.rotate(rays / np.linalg.norm(rays, axis=1, keepdims=True))
    rays = np.concatenate([rays, ((view.aim - eye) / far)[None]])
    reach = max(BLOCKED_WAY * far, PERSON_FREE_M if wanted.room is not None else 0.0)
    distances, names = sight.first_hits(eye, rays, max(reach, HIDING_WAY * far))
    close = [n for d, n in zip(distances, names, strict=True) if d < reach and n not in targets]
    if len(close) > BLOCKED_SHARE * len(rays):
        return max(sorted(set(close)), key=close.count)
    if targets and names[-1] not in targets and distances[-1] < HIDING_WAY * far:
        return names[-1]
    return None


def _is_hidden(body: Body, bodies: Sequence[Body], eye: FloatArray, sight: Sight) -> bool:
    """Whether rays to 27 points of the body's box meet other things first, or nothing; furniture that
    bears it does not count.
    """
    bounds = world_bounds(body)
    low, size = np.array(bounds.low), np.array(bounds.size)
    steps = np.array(np.meshgrid(*[(0.1, 0.5, 0.9)] * 3)).reshape(3, -1).T
    ways = low + steps * size - eye
    lengths = np.linalg.norm(ways, axis=1)
    _, names = sight.first_hits(eye, ways / np.maximum(lengths, 1e-9)[:, None])
    by_name = {b.name: b for b in bodies if b.role == "object"}
    own, bearer = {body.name}, body.support
    while bearer in by_name and bearer not in own:
        own.add(bearer)
        bearer = by_name[bearer].support
    return own.isdisjoint(names)


def _share_in_view(body: Body, world_from_camera: Pose, intrinsics: Intrinsics, sight: Sight) -> float:
    """The share of the body's projected box that is inside the picture; 0 where a wall is before its middle."""
    bounds = world_bounds(body)
    if sight.is_walled(np.array(world_from_camera.position), np.array(bounds.center)):
        return 0.0
    corners = world_from_camera.inverse.apply(bounds.corners)
    seen = box_edges_clipped(corners, near_m=0.05)
    if len(seen) == 0:
        return 0.0
    pixels = intrinsics.project(seen)
    low, high = pixels.min(axis=0), pixels.max(axis=0)
    size = np.array([intrinsics.width, intrinsics.height])
    inside = np.clip(high, 0.0, size) - np.clip(low, 0.0, size)
    return float(np.prod(inside) / max(np.prod(high - low), 1e-9))
