"""A lux meter, laid on what the camera looks at: where it lies, and what it reads."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simgen.color import LUMINANCE, Color, chromaticity, correlated_temperature_k
from simgen.frame import Geometry, LightReading
from simgen.geometry import FloatArray, Intrinsics, Pose, Vector3, look_at
from simgen.world import Body, Camera, Scene

if TYPE_CHECKING:
    from simgen.rendering import Renderer

# The meter's disc: it rests on the highest of what lies below its middle and eight points of its rim.
DISC_RADIUS_M = 0.04
# A large surface of a body has at least this share of its largest one's area.
LARGE = 0.5
# Between the meter's eye and what it lies on.
STEP_M = 0.002
# The card that stands for the meter's eye, and how far above it a camera reads it.
CARD_M, CAMERA_ABOVE_M = 0.004, 0.01

UP: Vector3 = (0.0, 0.0, 1.0)


@dataclass(frozen=True)
class LightMeter:
    """What a meter takes in at `point`, facing `normal` (unit, world), on the body called `target`.

    `groups`: by light group, the illuminance of each linear Rec. 709 channel (luminance-weighted, they sum up to lux)
    and the standard error, lux.
    """

    point: Vector3
    normal: Vector3
    target: str
    groups: Mapping[str, tuple[Color, float]]

    def reading(self, gains: Mapping[str, Color]) -> LightReading:
        """What it reads when the light of each group is multiplied by its gain per channel (1 where it has none)."""
        total, variance = np.zeros(3), 0.0
        for group, (irradiance, error) in self.groups.items():
            gain = np.asarray(gains.get(group, (1.0, 1.0, 1.0)))
            total += gain * irradiance
            variance += (float(LUMINANCE @ gain) * error) ** 2
        lux = float(LUMINANCE @ total)
        kelvin = correlated_temperature_k(*chromaticity(total)) if lux > 0 else None
        return LightReading(lux, math.sqrt(variance), self.point, self.normal, self.target, kelvin)


def read_light(
    renderer: Renderer, scene: Scene, camera: Camera, geometry: Geometry, by_group: bool = False
) -> LightMeter | None:
    """A meter on top of the camera's target; where there is none, on what is in the middle of its picture.

    None where nothing is there, and where the renderer does not follow light.
    """
    there = any(body.name == camera.target for body in scene.bodies)
    place = _on_target(scene, str(camera.target)) if there else _in_the_middle(scene, camera, geometry)
    if place is None:
        return None
    point, normal, target = place
    groups = renderer.illuminance_lx(scene, point, normal, scene.scenario.render, by_group)
    return None if groups is None else LightMeter(point, normal, target, groups)


def _on_target(scene: Scene, target: str) -> tuple[Vector3, Vector3, str]:
    """Level on a body, where one would lay a meter, or on what stands there."""
    x, y = _middle(scene.body(target))
    turns = np.arange(8) * (np.pi / 4)
    rim = DISC_RADIUS_M * np.column_stack([np.cos(turns), np.sin(turns)])
    spots = np.array([x, y]) + np.concatenate([[[0.0, 0.0]], rim])
    pile: set[str] = set()
    while more := {body.name for body in scene.bodies if body.name == target or body.support in pile} - pile:
        pile |= more
    tops = [_highest(body, spots) for body in scene.bodies if body.name in pile]
    # A body with a hole in its middle has nothing there: the meter then lies on the floor.
    return (float(x), float(y), max([0.0, *tops]) + STEP_M), UP, target


def _middle(body: Body) -> FloatArray:
    """(2,) the middle of that one of the body's large open surfaces that is nearest to its own; else its own.

    So the meter lies on a worktop, not in the sink that is set into it.
    """
    own: FloatArray = _box(body).mean(axis=0)[:2]
    tops = [
        np.array([[x, y, support.height_m] for x, y in support.outline])
        for support in body.asset.supports
        if math.isinf(support.clearance_m) and support.joint is None
    ]
    world = [body.world_from_body.apply(corners * body.scale)[:, :2] for corners in tops]
    areas = [_twice_area(top) for top in world]
    middles = [top.mean(axis=0) for top, area in zip(world, areas, strict=True) if area >= LARGE * max(areas)]
    return min(middles, key=lambda middle: float(np.linalg.norm(middle - own)), default=own)


def _twice_area(outline: FloatArray) -> float:
    """Of a (k, 2) polygon: the shoelace formula."""
    x, y = outline.T
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1)))


def _in_the_middle(scene: Scene, camera: Camera, geometry: Geometry) -> tuple[Vector3, Vector3, str] | None:
    """Before the surface that the camera's axis meets."""
    k = camera.intrinsics
    row, column = (min(max(int(c), 0), n - 1) for c, n in ((k.cy, k.height), (k.cx, k.width)))
    instance = int(geometry.instance_id[row, column])
    if instance == 0:
        return None
    normal = camera.world_from_camera.rotate(geometry.normal[row, column].astype(np.float64))
    normal = normal / np.linalg.norm(normal)
    hit = camera.world_from_camera.apply(k.rays()[row, column] * float(geometry.depth_m[row, column]))
    return _vector(hit + STEP_M * normal), _vector(normal), scene.body(instance).name


def _box(body: Body) -> FloatArray:
    """(2, 3) corners of the box around everything visible of a body."""
    points = np.concatenate(
        [body.world_vertices(surface.mesh, part.joint) for part in body.asset.parts for surface in part.surfaces]
    )
    return np.stack([points.min(axis=0), points.max(axis=0)])


def _highest(body: Body, spots: FloatArray) -> float:
    """The greatest height at which an upright line through any of the (n, 2) spots meets a body, -inf where none."""
    best = -np.inf
    low, high = spots.min(axis=0), spots.max(axis=0)
    for part in body.asset.parts:
        for surface in part.surfaces:
            vertices = body.world_vertices(surface.mesh, part.joint)
            if (vertices[:, :2].max(axis=0) < low).any() or (vertices[:, :2].min(axis=0) > high).any():
                continue
            corners = vertices[surface.mesh.faces]
            flat = corners[..., :2]
            near = ((flat.max(axis=1) >= low) & (flat.min(axis=1) <= high)).all(axis=1)
            best = max(best, float(_heights(corners[near], spots).max(initial=-np.inf)))
    return best


def _heights(corners: FloatArray, spots: FloatArray) -> FloatArray:
    """(n, f) heights at which upright lines through (n, 2) spots meet (f, 3, 3) triangles, -inf where they do not."""
    a, b, c = (corners[:, i] for i in range(3))
    across = _cross(b - a, c - a)
    level = np.abs(across) > 1e-14
    across = np.where(level, across, 1.0)
    to = spots[:, None, :] - a[None, :, :2]
    v = (to[..., 0] * (c - a)[:, 1] - to[..., 1] * (c - a)[:, 0]) / across
    w = ((b - a)[:, 0] * to[..., 1] - (b - a)[:, 1] * to[..., 0]) / across
    inside = level & (v >= 0) & (w >= 0) & (v + w <= 1)
    return np.where(inside, a[:, 2] + v * (b - a)[:, 2] + w * (c - a)[:, 2], -np.inf)


def _cross(a: FloatArray, b: FloatArray) -> FloatArray:
    """Twice the area, seen from above, that (f, 3) edges span."""
    area: FloatArray = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    return area


def facing(point: Vector3, normal: Vector3) -> Pose:
    """A frame at `point` whose +z is `normal`."""
    return look_at(point, _vector(np.add(point, normal)))


def camera_above(point: Vector3, normal: Vector3, pixels: int) -> Camera:
    """A square camera that sees nothing but a card of `CARD_M` at `point`."""
    eye = _vector(np.add(point, np.multiply(normal, CAMERA_ABOVE_M)))
    fov_deg = np.degrees(2 * np.arctan(CARD_M / 4 / CAMERA_ABOVE_M))
    view = Intrinsics.from_vertical_fov(pixels, pixels, float(fov_deg))
    return Camera("meter", look_at(eye, point), view, near_m=CAMERA_ABOVE_M / 10)


def _vector(values: FloatArray) -> Vector3:
    x, y, z = (float(v) for v in values)
    return (x, y, z)
