"""The light of a scene without light transport: a few lamps and an even glow that come near it, for previews.

Light that bounces is taken to be the same everywhere in the room, as in an integrating sphere: lamps and daylight of
flux Φ in a room of area A and reflectance ρ make an even illuminance Φ ρ / (A (1 - ρ)). Lamps throw no shadows.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from simgen.geometry import FloatArray, Pose, quaternion_from_matrix
from simgen.world import (
    Body,
    EnvironmentLight,
    LightSocket,
    Scene,
    SpotLight,
    SunLight,
    Surface,
    SurfaceLight,
    WindowLight,
)

# Typical of furnished rooms with light walls.
ROOM_REFLECTANCE = 0.6


@dataclass(frozen=True, eq=False)
class PreviewLamp:
    """A lamp at `world_from_lamp`, that shines along its +z; `color` (3,) in cd, or in lx for a `sun`.

    `kind` "point" shines all around. A "cone" reaches zero `cone_deg` from its axis.
    """

    kind: str
    world_from_lamp: Pose
    color: FloatArray
    cone_deg: float = 90.0


@dataclass(frozen=True, eq=False)
class PreviewLight:
    """What stands in for a scene's light.

    glow: (3,) radiance in cd/m² that a white surface has from light that comes evenly from all around.
    background: (3,) radiance where no surface is.
    emission: (3,) radiance in cd/m² of glowing surfaces, by (instance id, part name, material slot).
    """

    glow: FloatArray
    background: FloatArray
    lamps: tuple[PreviewLamp, ...]
    emission: dict[tuple[int, str, str], FloatArray] = field(default_factory=dict)


def preview_light(scene: Scene) -> PreviewLight:
    """The stand-in for all lights of the scene."""
    flux, glow, background = np.zeros(3), np.zeros(3), np.zeros(3)
    lamps: list[PreviewLamp] = []
    emission: dict[tuple[int, str, str], FloatArray] = {}
    windows = [light for light in scene.scenario.lights if isinstance(light, WindowLight)]
    for light in scene.scenario.lights:
        color = np.zeros(3) if isinstance(light, WindowLight) else np.asarray(light.color)
        if isinstance(light, EnvironmentLight):
            glow = glow + light.luminance * color
            background = background + light.luminance * color
        elif isinstance(light, WindowLight):
            sky, ground = (
                light.sky_luminance * np.asarray(light.sky_color),
                light.ground_luminance * np.asarray(light.ground_color),
            )
            area = light.width_m * light.height_m
            radiance = (sky + ground) / 2
            flux = flux + math.pi * area * radiance
            background = background + sky / len(windows)
            lamps.append(PreviewLamp("cone", light.world_from_pane, radiance * area))
        elif isinstance(light, SunLight):
            lamps.append(PreviewLamp("sun", _along(light.direction), light.illuminance_lx * color))
            flux = flux + sum((_sun_flux(light, window) for window in windows), start=0.0) * color
        elif isinstance(light, SpotLight):
            lamps.append(PreviewLamp("cone", light.world_from_spot, light.intensity_cd * color, light.cone_deg))
            flux = flux + light.intensity_cd * color * 2 * math.pi * (1 - math.cos(math.radians(light.cone_deg)))
        elif light.flux_lm > 0:
            body = scene.body(light.instance_id)
            socket = _socket(body, light)
            area, center = _glowing(body, socket)
            flux = flux + light.flux_lm * color
            emission[(light.instance_id, socket.part, socket.slot)] = light.flux_lm * color / (math.pi * area)
            lamps.append(PreviewLamp("point", Pose(center), light.flux_lm * color / (4 * math.pi)))
    sizes = [(room.width_m, room.depth_m, room.height_m) for room in scene.scenario.rooms]
    room_area = sum(2 * (w * d + w * h + d * h) for w, d, h in sizes)
    glow = glow + flux * ROOM_REFLECTANCE / (room_area * (1 - ROOM_REFLECTANCE)) / math.pi
    return PreviewLight(glow, background, tuple(lamps), emission)


def _along(direction: tuple[float, float, float]) -> Pose:
    """A pose at the origin whose +z is `direction`."""
    z = np.asarray(direction) / np.linalg.norm(direction)
    x = np.cross((0.0, 1.0, 0.0) if abs(z[1]) < 0.9 else (1.0, 0.0, 0.0), z)
    x = x / np.linalg.norm(x)
    return Pose(quaternion=quaternion_from_matrix(np.stack([x, np.cross(z, x), z], axis=1)))


def _sun_flux(sun: SunLight, window: WindowLight) -> float:
    """Lumens that the sun sends through the pane."""
    inward = window.world_from_pane.rotate([0.0, 0.0, 1.0])
    return sun.illuminance_lx * window.width_m * window.height_m * max(float(inward @ np.asarray(sun.direction)), 0.0)


def _socket(body: Body, light: SurfaceLight) -> LightSocket:
    for socket in body.asset.sockets:
        if socket.name == light.socket:
            return socket
    raise ValueError(f"light '{light.name}' names the socket '{light.socket}', which '{body.name}' does not have")


def _glowing(body: Body, socket: LightSocket) -> tuple[float, tuple[float, float, float]]:
    """Area in m² and centre (world) of the surface that the socket lights."""
    corners = np.concatenate(list(_triangles(body, socket)))
    doubled = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    center = (corners.mean(axis=1) * doubled[:, None]).sum(axis=0) / doubled.sum()
    return float(doubled.sum() / 2), (float(center[0]), float(center[1]), float(center[2]))


def _triangles(body: Body, socket: LightSocket) -> Iterator[FloatArray]:
    for part in body.asset.parts:
        surfaces: tuple[Surface, ...] = part.surfaces if part.name == socket.part else ()
        for surface in surfaces:
            if surface.material == socket.slot:
                yield body.world_vertices(surface.mesh, part.joint)[surface.mesh.faces]
