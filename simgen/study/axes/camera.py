"""Axes of the camera: the settled scene is rendered anew."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from simgen.errors import PlacementError
from simgen.frame import Sample
from simgen.geometry import FloatArray, Pose, axis_angle, quaternion_from_matrix
from simgen.sampler.cameras import SENSOR_HEIGHT_M
from simgen.study.axes.axis import Subject, axis, with_camera
from simgen.world import Camera, Scenario, Scene


def _pitch(sample: Sample, _: Subject) -> float:
    """Angle of the view axis below the horizon, degrees."""
    return _pitch_deg(sample.frame.camera)


@axis("render", "deg", _pitch, "deg below the horizon", low=0, high=75, limits=(-89, 89))
def pitch(scene: Scene, value: float, subject: Subject) -> Scenario:
    """How steeply the camera looks down; it moves around the target at its distance: 0 is level, 90 straight down."""
    camera = subject.camera_of(scene)
    down = math.radians(value - _pitch_deg(camera))
    return with_camera(scene, _turned_about(camera, subject.middle_of(scene), _sideways(camera), -down))


def _azimuth(sample: Sample, subject: Subject) -> float:
    """Where the camera stands around the target, degrees clockwise from above, 0 before its front; -180 to 180."""
    eye = np.array(sample.frame.camera.world_from_camera.position)
    return _azimuth_deg(sample.scene, eye, subject)


@axis("render", "deg", _azimuth, "deg around the target", low=-60, high=60, limits=(-360, 360))
def yaw(scene: Scene, value: float, subject: Subject) -> Scenario:
    """Where the camera stands around the target, clockwise from above; 0 is before its front, 180 behind it."""
    camera = subject.camera_of(scene)
    now = _azimuth_deg(scene, np.array(camera.world_from_camera.position), subject)
    turn = math.radians(value - now)
    return with_camera(scene, _turned_about(camera, subject.middle_of(scene), np.array([0.0, 0.0, 1.0]), -turn))


def _roll(sample: Sample, _: Subject) -> float:
    """Turn about the view axis, degrees; above 0 the camera turns clockwise."""
    return _roll_deg(sample.frame.camera)


@axis("render", "deg", _roll, "deg", low=-45, high=45, limits=(-180, 180), about="scene")
def roll(scene: Scene, value: float, subject: Subject) -> Scenario:
    """Turn of the camera about its view axis; above 0 it turns clockwise, so the picture leans to the left."""
    camera = subject.camera_of(scene)
    turn = math.radians(value - _roll_deg(camera))
    pose = camera.world_from_camera @ Pose(quaternion=axis_angle((0.0, 0.0, 1.0), turn))
    return with_camera(scene, replace(camera, world_from_camera=pose))


def _eye_height(sample: Sample, _: Subject) -> float:
    """Of the camera above the floor, metres."""
    return float(sample.frame.camera.world_from_camera.position[2])


@axis("render", "m", _eye_height, "m above the floor", low=0.9, high=1.9, limits=(0, 100))
def height(scene: Scene, value: float, subject: Subject) -> Scenario:
    """Height of the camera above the floor; it goes straight up and keeps the target where it is in the picture."""
    camera = subject.camera_of(scene)
    eye, middle = np.array(camera.world_from_camera.position), subject.middle_of(scene)
    level = float(np.hypot(*(middle - eye)[:2]))
    if level < 0.05:
        raise PlacementError("camera_above_target", f"camera '{camera.name}' is straight above the target")
    before, after = (math.atan2(z - middle[2], level) for z in (eye[2], value))
    turned = Pose(quaternion=axis_angle(_sideways(camera), before - after)).rotation @ camera.world_from_camera.rotation
    pose = _pose(np.array([eye[0], eye[1], value]), turned)
    return with_camera(scene, replace(camera, world_from_camera=pose))


def _target_distance(sample: Sample, subject: Subject) -> float:
    """From the camera to the target's middle, metres."""
    eye = np.array(sample.frame.camera.world_from_camera.position)
    return float(np.linalg.norm(subject.middle_of(sample.scene) - eye))


@axis("render", "m", _target_distance, "m", low=0.7, high=1.7, limits=(0.05, 100))
def distance(scene: Scene, value: float, subject: Subject) -> Scenario:
    """From the camera to the target's middle; it goes straight towards it, and a lens follows with its focus."""
    camera = subject.camera_of(scene)
    eye, middle = np.array(camera.world_from_camera.position), subject.middle_of(scene)
    now = float(np.linalg.norm(eye - middle))
    pose = Pose(_point(middle + (eye - middle) * value / now), camera.world_from_camera.quaternion)
    focus = camera.focus_distance_m * value / now if camera.aperture_radius_m > 0 else camera.focus_distance_m
    return with_camera(scene, replace(camera, world_from_camera=pose, focus_distance_m=focus))


def _field_of_view(sample: Sample, _: Subject) -> float:
    """Between the top and the bottom of the picture, degrees."""
    return sample.frame.camera.intrinsics.vertical_fov_deg


@axis("render", "mm", _field_of_view, "deg, vertical", low=18, high=85, limits=(3, 1200), rises=-1, about="scene")
def zoom(scene: Scene, value: float, subject: Subject) -> Scenario:
    """Focal length of the lens before a sensor that is 24 mm high: 24 is wide, 50 as one sees, 85 and more far."""
    camera = subject.camera_of(scene)
    f = value / 1000 / SENSOR_HEIGHT_M * camera.intrinsics.height
    return with_camera(scene, replace(camera, intrinsics=replace(camera.intrinsics, fx=f, fy=f)))


def _corner_shift(sample: Sample, _: Subject) -> float:
    """How much farther from the middle than through a pinhole the farthest corner is, percent; below 0 nearer."""
    view = sample.frame.camera.intrinsics
    corner = np.hypot(max(view.cx, view.width - view.cx) / view.fx, max(view.cy, view.height - view.cy) / view.fy)
    return float(100 * view.k1 * corner**2)


@axis("render", "k1", _corner_shift, "% at the corners", low=-0.2, high=0.4, limits=(-1, 2), about="scene")
def distortion(scene: Scene, value: float, subject: Subject) -> Scenario:
    """How the lens bends straight lines, Brown's k1: below 0 outwards (barrel), above 0 inwards (pincushion). Labels
    follow.
    """
    camera = subject.camera_of(scene)
    view = replace(camera.intrinsics, k1=value)
    if not view.is_bendable:
        what = f"a lens with k1 = {value:g} folds the corners of this picture of camera '{camera.name}' back"
        raise PlacementError(f"lens_folds:{camera.name}", what)
    return with_camera(scene, replace(camera, intrinsics=view))


def _blur_circle(sample: Sample, _: Subject) -> float:
    """What a point at infinity becomes: the diameter of its blur, pixels."""
    camera = sample.frame.camera
    return 2 * camera.aperture_radius_m / camera.focus_distance_m * camera.intrinsics.fy


@axis("render", "f-number", _blur_circle, "px, blur at infinity", low=1.4, high=22, limits=(0.5, 128), rises=-1)
def depth_of_field(scene: Scene, value: float, subject: Subject) -> Scenario:
    """Aperture of the lens, focused on the target: at 1.4 what is nearer or farther blurs, at 22 little does."""
    camera = subject.camera_of(scene)
    focal_m = camera.intrinsics.fy * SENSOR_HEIGHT_M / camera.intrinsics.height
    ahead = camera.world_from_camera.inverse.apply(subject.middle_of(scene))[2]
    if not ahead > 0.05:
        raise PlacementError("target_behind_camera", f"'{subject.target}' is not before camera '{camera.name}'")
    radius = focal_m / (2 * value)
    return with_camera(scene, replace(camera, aperture_radius_m=radius, focus_distance_m=float(ahead)))


# --- Poses -----------------------------------------------------------------------------------------


def _turned_about(camera: Camera, point: FloatArray, about: FloatArray, angle_rad: float) -> Camera:
    """The camera after a turn about an axis through `point`: what it sees of that point stays where it is."""
    turn = Pose(quaternion=axis_angle(about, angle_rad)).rotation
    eye = point + turn @ (np.array(camera.world_from_camera.position) - point)
    return replace(camera, world_from_camera=_pose(eye, turn @ camera.world_from_camera.rotation))


def _pose(eye: FloatArray, rotation: FloatArray) -> Pose:
    return Pose(_point(eye), quaternion_from_matrix(rotation))


def _point(values: FloatArray) -> tuple[float, float, float]:
    return float(values[0]), float(values[1]), float(values[2])


def _sideways(camera: Camera) -> FloatArray:
    """(3,) the level direction to the right of the view axis, world, whatever the roll."""
    rotation = camera.world_from_camera.rotation
    right = np.cross(rotation[:, 2], [0.0, 0.0, 1.0])
    # A camera that looks straight down has its own right.
    right = right if np.linalg.norm(right) > 1e-6 else rotation[:, 0]
    result: FloatArray = right / np.linalg.norm(right)
    return result


def _pitch_deg(camera: Camera) -> float:
    return math.degrees(math.asin(min(max(-camera.world_from_camera.rotation[2, 2], -1.0), 1.0)))


def _roll_deg(camera: Camera) -> float:
    right, down = camera.world_from_camera.rotation[2, :2]
    return math.degrees(math.atan2(-right, -down))


def _azimuth_deg(scene: Scene, eye: FloatArray, subject: Subject) -> float:
    body = subject.body_of(scene.bodies)
    way = eye - subject.middle_of(scene)
    front = body.world_from_body.rotate([0.0, -1.0, 0.0])
    found = math.degrees(math.atan2(way[0], way[1]) - math.atan2(front[0], front[1]))
    return (found + 180) % 360 - 180
