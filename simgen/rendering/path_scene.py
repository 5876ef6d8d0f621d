"""The tables of a scene on the device, and what a path reads there: rays, surface points, textures, pictures of light."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import drjit as dr
import mitsuba as mi
import numpy as np

from simgen.rendering.backdrop import BACKDROP_HEIGHT, BACKDROP_TOP_DEG, BACKDROP_WIDTH
from simgen.rendering.environment import ENVIRONMENT_HEIGHT, ENVIRONMENT_WIDTH
from simgen.rendering.path_bsdf import Scattering
from simgen.rendering.scene_tables import (
    ENVIRONMENT,
    LIGHT,
    MATERIAL_COLUMNS,
    SUN,
    SceneTables,
)
from simgen.rendering.texel_cache import HAS_NORMAL, HAS_ROUGHNESS


class DeviceScene:
    """`SceneTables` uploaded, with the ray tracer's tree over its triangles. Holds no Python per-material objects, so
    kernels that use it are the same for every scene.
    """

    def __init__(self, tables: SceneTables) -> None:
        faces, positions = tables.faces, tables.positions
        if len(faces) == 0:
            # A ray tracer needs a triangle: one far away that no ray of a room meets.
            faces = np.array([[0, 1, 2]], np.uint32)
            positions = np.array([[0, 0, -1e6], [1, 0, -1e6], [0, 1, -1e6]], np.float32)
        mesh = mi.Mesh("triangles", len(positions), len(faces))
        parameters = mi.traverse(mesh)
        parameters["vertex_positions"] = mi.Float(positions.ravel())
        parameters["faces"] = mi.UInt32(faces.ravel())
        parameters.update()
        self.scene = mi.load_dict({"type": "scene", "triangles": mesh})

        count = len(positions)
        vertices = np.zeros((count, 8), np.float32)
        vertices[:, 0:3] = positions
        if len(tables.faces):
            vertices[:, 3] = tables.uvs[:, 0]
            vertices[:, 4:7] = tables.normals
            vertices[:, 7] = tables.uvs[:, 1]
        corners = np.zeros((len(faces), 4), np.uint32)
        corners[:, :3] = faces
        self.vertices = mi.Float(vertices.ravel())
        self.corners = mi.UInt32(corners.ravel())
        padded = np.zeros((len(faces), 2), np.uint32)
        padded[: len(tables.faces), 0] = tables.face_material
        padded[: len(tables.faces), 1] = tables.face_light
        self.face_words = mi.UInt32(padded.ravel())
        self.materials = mi.Float(tables.materials.ravel())
        self.texels = mi.UInt32(tables.texels.ravel())
        self.set_lights(tables.lights)
        self.window_count = dr.opaque(mi.UInt32, tables.window_count)
        self.emitters = mi.UInt32(tables.emitters.ravel())
        self.backdrops = mi.Float(_padded_pixels(tables.backdrops))
        self.environment = mi.Float(_padded_pixels(tables.environment))
        kinds = tables.lights[:, LIGHT["kind"]]
        suns = tables.lights[kinds == SUN]
        toward = -suns[0, 20:23] if len(suns) else np.array([0.0, 0.0, 1.0])
        self.to_sun = mi.Vector3f(*(dr.opaque(mi.Float, float(x)) for x in toward))
        self.has_environment = dr.opaque(mi.Bool, bool((kinds == ENVIRONMENT).any()))
        self.environment_row = dr.opaque(mi.UInt32, _first(kinds == ENVIRONMENT))
        self.landed = dr.zeros(mi.Float, 32)
        self.landed_density = dr.opaque(mi.Float, 0.0)
        dr.eval(vars(self))

    def set_lights(self, rows: np.ndarray[Any, Any]) -> None:
        """Upload the light table, (l, LIGHT_COLUMNS)."""
        table = rows if len(rows) else np.zeros((1, rows.shape[1]), np.float32)
        self.lights = mi.Float(np.ascontiguousarray(table, dtype=np.float32).ravel())
        self.light_count = dr.opaque(mi.UInt32, len(rows))

    def set_landed(self, entries: np.ndarray[Any, Any], lights: np.ndarray[Any, Any], density: float) -> None:
        """Take the places where light lands, (m, LANDED_COLUMNS), the light table with their rows, and how many of them
        there are to a lumen.
        """
        self.landed = mi.Float(np.ascontiguousarray(entries, dtype=np.float32).ravel())
        self.landed_density = dr.opaque(mi.Float, density)
        self.set_lights(lights)
        dr.eval(self.landed, self.lights)


def _first(mask: np.ndarray[Any, Any]) -> int:
    return int(np.argmax(mask)) if mask.any() else 0


def _padded_pixels(picture: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    flat = picture.reshape(-1, 3)
    return np.concatenate([flat, np.zeros((len(flat), 1), np.float32)], axis=1).ravel()


@dataclass
class SurfacePoint:
    """Where rays met the scene. `normal` is geometric, of the front; `shading` is interpolated, on the same side.

    `tangent` follows the first texture coordinate; `turned` is -1 where the texture is mirrored, else 1. `light` is a row of the light table or NO_LIGHT.
    """

    valid: Any
    position: Any
    normal: Any
    shading: Any
    tangent: Any
    turned: Any
    uv: Any
    material: Any
    light: Any


def surface_point(device: DeviceScene, origin: Any, direction: Any, active: Any) -> SurfacePoint:
    """The nearest surface along each ray."""
    ray = mi.Ray3f(origin, direction)
    hit = device.scene.ray_intersect_preliminary(ray, coherent=False, active=active)
    valid = active & hit.is_valid()
    face = hit.prim_index
    corner = dr.gather(mi.Vector4u, device.corners, face, valid)
    words = dr.gather(mi.Vector2u, device.face_words, face, valid)
    a0, a1 = _vertex(device, corner.x, valid)
    b0, b1 = _vertex(device, corner.y, valid)
    c0, c1 = _vertex(device, corner.z, valid)
    u, v = hit.prim_uv.x, hit.prim_uv.y
    w = 1 - u - v
    p, edge1, edge2 = _xyz(a0), _xyz(b0) - _xyz(a0), _xyz(c0) - _xyz(a0)
    position = dr.fma(edge1, u, dr.fma(edge2, v, p))
    normal = dr.normalize(dr.cross(edge1, edge2))
    shading = _xyz(a1) * w + _xyz(b1) * u + _xyz(c1) * v
    length = dr.squared_norm(shading)
    shading = dr.select(length > 1e-12, shading * dr.rsqrt(dr.maximum(length, 1e-12)), normal)
    shading = dr.mulsign(shading, dr.dot(shading, normal))
    uv = mi.Vector2f(a0.w * w + b0.w * u + c0.w * v, a1.w * w + b1.w * u + c1.w * v)
    # The direction in which the first texture coordinate grows, from the two edges' texture coordinates.
    du1, dv1 = b0.w - a0.w, b1.w - a1.w
    du2, dv2 = c0.w - a0.w, c1.w - a1.w
    turned = dr.sign(du1 * dv2 - dv1 * du2)
    tangent = (edge1 * dv2 - edge2 * dv1) * turned
    return SurfacePoint(valid, position, normal, shading, tangent, turned, uv, words.x, words.y)


def _vertex(device: DeviceScene, index: Any, active: Any) -> tuple[Any, Any]:
    return (
        dr.gather(mi.Vector4f, device.vertices, index * 2, active),
        dr.gather(mi.Vector4f, device.vertices, index * 2 + 1, active),
    )


def _xyz(v: Any) -> Any:
    return mi.Vector3f(v.x, v.y, v.z)


def triangle(device: DeviceScene, face: Any, active: Any) -> tuple[Any, Any, Any]:
    """The corners of faces."""
    corner = dr.gather(mi.Vector4u, device.corners, face, active)
    return tuple(_xyz(dr.gather(mi.Vector4f, device.vertices, i * 2, active)) for i in (corner.x, corner.y, corner.z))  # type: ignore[return-value]


@dataclass
class SurfaceMaterial:
    """The material at surface points, textures looked up. `tilt` is the tangent-space normal's x and y."""

    scattering: Scattering
    kind: Any
    ior: Any
    two_sided: Any
    tilt: Any


def surface_material(device: DeviceScene, index: Any, uv: Any, active: Any) -> SurfaceMaterial:
    """The material in row `index` at texture coordinates `uv` (metres)."""
    base = index * (MATERIAL_COLUMNS // 4)
    r0, r1, r2, r3 = (dr.gather(mi.Vector4f, device.materials, base + i, active) for i in range(4))
    maps = mi.UInt32(r3.w)
    textured = active & (maps > 0)
    albedo, roughness, tilt = _texture(
        device, dr.reinterpret_array(mi.UInt32, r3.x), mi.UInt32(r3.y), uv * r3.z, textured
    )
    base_color = mi.Vector3f(r0.x, r0.y, r0.z) * dr.select(textured, albedo, 1)
    scattering = Scattering(
        base_color,
        dr.select((maps & HAS_ROUGHNESS) > 0, roughness, r0.w),
        r1.x,
        r1.y,
        r1.z,
        r1.w,
        r2.x,
    )
    return SurfaceMaterial(scattering, mi.UInt32(r2.z), r2.y, r2.w > 0, dr.select((maps & HAS_NORMAL) > 0, tilt, 0))


def _texture(device: DeviceScene, offset: Any, resolution: Any, tiles: Any, active: Any) -> tuple[Any, Any, Any]:
    """Albedo, roughness and tilt of the normal, between the four nearest texels of a repeating tile."""
    n = mi.Float(resolution)
    x = (tiles.x - dr.floor(tiles.x)) * n - 0.5
    y = (tiles.y - dr.floor(tiles.y)) * n - 0.5
    x0, y0 = dr.floor(x), dr.floor(y)
    fx, fy = x - x0, y - y0
    albedo, roughness, tilt = mi.Vector3f(0), mi.Float(0), mi.Vector2f(0)
    for dy in (0, 1):
        for dx in (0, 1):
            column, row = x0 + dx, y0 + dy
            column = dr.select(column < 0, column + n, dr.select(column >= n, column - n, column))
            row = dr.select(row < 0, row + n, dr.select(row >= n, row - n, row))
            place = offset + mi.UInt32(row) * resolution + mi.UInt32(column)
            weight = (fx if dx else 1 - fx) * (fy if dy else 1 - fy)
            words = dr.gather(mi.Vector2u, device.texels, place, active)
            root = mi.Vector3f(
                mi.Float(words.x & 2047) * (1 / 2047),
                mi.Float((words.x >> 11) & 2047) * (1 / 2047),
                mi.Float(words.x >> 22) * (1 / 1023),
            )
            albedo += weight * (root * root)
            roughness += weight * (mi.Float(words.y & 255) * (1 / 255))
            tilt += weight * mi.Vector2f(
                mi.Float((words.y >> 8) & 4095) * (1 / 2047) - 1, mi.Float(words.y >> 20) * (1 / 2047) - 1
            )
    return albedo, roughness, tilt


def backdrop_radiance(device: DeviceScene, window: Any, outward: Any, active: Any) -> Any:
    """What is seen through window `window` in the direction `outward`, in the pane's frame (-z is out, +y up)."""
    across = dr.atan2(outward.x, -outward.z)
    up = dr.asin(dr.clip(outward.y, -1, 1))
    # Seen from inside and looking along -z with +y up, +x is to the right.
    x = (across * dr.inv_pi + 0.5) * BACKDROP_WIDTH
    y = (0.5 - up * (0.5 / math.radians(BACKDROP_TOP_DEG))) * BACKDROP_HEIGHT
    start = window * (BACKDROP_WIDTH * BACKDROP_HEIGHT)
    return _picture(device.backdrops, start, x, y, BACKDROP_WIDTH, BACKDROP_HEIGHT, False, active)


def environment_radiance(device: DeviceScene, direction: Any, active: Any) -> Any:
    """The light of the surroundings from `direction` (world), per channel."""
    x = (dr.atan2(direction.x, direction.y) * (0.5 * dr.inv_pi) + 0.5) * ENVIRONMENT_WIDTH
    y = dr.acos(dr.clip(direction.z, -1, 1)) * dr.inv_pi * ENVIRONMENT_HEIGHT
    radiance = _picture(device.environment, mi.UInt32(0), x, y, ENVIRONMENT_WIDTH, ENVIRONMENT_HEIGHT, True, active)
    return dr.select(active & device.has_environment, radiance, 0)


def _picture(source: Any, start: Any, x: Any, y: Any, width: int, height: int, wraps: bool, active: Any) -> Any:
    x, y = x - 0.5, y - 0.5
    x0, y0 = dr.floor(x), dr.floor(y)
    fx, fy = x - x0, y - y0
    total = mi.Vector3f(0)
    for dy in (0, 1):
        for dx in (0, 1):
            column = x0 + dx
            if wraps:
                column = dr.select(column < 0, column + width, dr.select(column >= width, column - width, column))
            column = dr.clip(column, 0, width - 1)
            row = dr.clip(y0 + dy, 0, height - 1)
            weight = (fx if dx else 1 - fx) * (fy if dy else 1 - fy)
            place = start + mi.UInt32(row) * width + mi.UInt32(column)
            total += weight * _xyz(dr.gather(mi.Vector4f, source, place, active))
    return total


def offset(position: Any, normal: Any, direction: Any) -> Any:
    """A start just off the surface, on the side that `direction` leaves to."""
    size = dr.maximum(dr.maximum(dr.abs(position.x), dr.abs(position.y)), dr.abs(position.z))
    return position + normal * dr.mulsign((1 + size) * 2e-5, dr.dot(normal, direction))


def _frame(normal: Any, tangent: Any) -> tuple[Any, Any]:
    """Two unit vectors that make a right-handed frame with `normal`, the first near `tangent`."""
    s = tangent - normal * dr.dot(normal, tangent)
    length = dr.squared_norm(s)
    fallback, _ = mi.coordinate_system(normal)
    s = dr.select(length > 1e-20, s * dr.rsqrt(dr.maximum(length, 1e-20)), fallback)
    return s, dr.cross(normal, s)


@dataclass
class ShadingVertex:
    """The shading frame at a surface point, on the side of `wi`, and `wi` in it."""

    s: Any
    t: Any
    n: Any
    geometric: Any
    wi: Any

    def to_local(self, v: Any) -> Any:
        return mi.Vector3f(dr.dot(v, self.s), dr.dot(v, self.t), dr.dot(v, self.n))

    def to_world(self, v: Any) -> Any:
        return self.s * v.x + self.t * v.y + self.n * v.z


def shading_vertex(point: SurfacePoint, tilt: Any, direction: Any) -> ShadingVertex:
    back = dr.dot(direction, point.normal) > 0
    geometric = dr.select(back, -point.normal, point.normal)
    shading = dr.select(back, -point.shading, point.shading)
    s, t = _frame(point.shading, point.tangent)
    z = dr.safe_sqrt(1 - dr.squared_norm(tilt))
    # From behind, hills are dells.
    along = s * tilt.x + t * (tilt.y * point.turned)
    tilted = dr.normalize(shading * z + dr.select(back, -along, along))
    # A normal that looks away from the path would read black: keep it just on the path's side.
    facing = -dr.dot(tilted, direction)
    tilted = dr.select(facing < 1e-3, dr.normalize(tilted - direction * (2e-3 - facing)), tilted)
    s, t = _frame(tilted, s)
    vertex = ShadingVertex(s, t, tilted, geometric, mi.Vector3f(0))
    vertex.wi = vertex.to_local(-direction)
    return vertex
