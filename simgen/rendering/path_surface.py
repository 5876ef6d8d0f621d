"""Where rays meet surfaces, and the frames in which surfaces scatter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import drjit as dr
import mitsuba as mi

from simgen.rendering.light_table import NO_LIGHT
from simgen.rendering.path_scene import DeviceScene, xyz


@dataclass
class SurfacePoint:
    """Where rays met the scene. `normal` is geometric, of the front; `shading` is interpolated, on the same side.

    `tangent` follows the first texture coordinate; `turned` is -1 where the texture is mirrored, else 1. `light` is a
    row of the light table or NO_LIGHT.
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
    p, edge1, edge2 = xyz(a0), xyz(b0) - xyz(a0), xyz(c0) - xyz(a0)
    position = dr.fma(edge1, u, dr.fma(edge2, v, p))
    normal = dr.normalize(dr.cross(edge1, edge2))
    shading = xyz(a1) * w + xyz(b1) * u + xyz(c1) * v
    length = dr.squared_norm(shading)
    shading = dr.select(length > 1e-12, shading * dr.rsqrt(dr.maximum(length, 1e-12)), normal)
    shading = dr.select(dr.dot(shading, normal) < 0, -shading, shading)
    uv = mi.Vector2f(a0.w * w + b0.w * u + c0.w * v, a1.w * w + b1.w * u + c1.w * v)
    # The direction in which the first texture coordinate grows, from the two edges' texture coordinates.
    du1, dv1 = b0.w - a0.w, b1.w - a1.w
    du2, dv2 = c0.w - a0.w, c1.w - a1.w
    turned = dr.select(du1 * dv2 < dv1 * du2, mi.Float(-1), mi.Float(1))
    tangent = (edge1 * dv2 - edge2 * dv1) * turned
    return SurfacePoint(valid, position, normal, shading, tangent, turned, uv, words.x, words.y)


def point_on_card(point: SurfacePoint, position: Any, normal: Any, where: Any) -> SurfacePoint:
    """The same points, but on a card at `position` that faces `normal` for the lanes `where`."""
    return SurfacePoint(
        point.valid | where,
        dr.select(where, position, point.position),
        dr.select(where, normal, point.normal),
        dr.select(where, normal, point.shading),
        dr.select(where, 0, point.tangent),
        point.turned,
        point.uv,
        point.material,
        dr.select(where, NO_LIGHT, point.light),
    )


def _vertex(device: DeviceScene, index: Any, active: Any) -> tuple[Any, Any]:
    return (
        dr.gather(mi.Vector4f, device.vertices, index * 2, active),
        dr.gather(mi.Vector4f, device.vertices, index * 2 + 1, active),
    )


def triangle(device: DeviceScene, face: Any, active: Any) -> tuple[Any, Any, Any]:
    """The corners of faces."""
    corner = dr.gather(mi.Vector4u, device.corners, face, active)
    a, b, c = (xyz(dr.gather(mi.Vector4f, device.vertices, i * 2, active)) for i in (corner.x, corner.y, corner.z))
    return a, b, c


def offset(position: Any, normal: Any, direction: Any) -> Any:
    """A start just off the surface, on the side that `direction` leaves to."""
    size = dr.maximum(dr.maximum(dr.abs(position.x), dr.abs(position.y)), dr.abs(position.z))
    step = (1 + size) * 2e-5
    return position + normal * dr.select(dr.dot(normal, direction) < 0, -step, step)


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
        """A world direction in this frame."""
        return mi.Vector3f(dr.dot(v, self.s), dr.dot(v, self.t), dr.dot(v, self.n))

    def to_world(self, v: Any) -> Any:
        """A direction of this frame in the world."""
        return self.s * v.x + self.t * v.y + self.n * v.z


def shading_vertex(point: SurfacePoint, tilt: Any, direction: Any) -> ShadingVertex:
    """The shading frame where a ray along `direction` met a surface whose texture tilts the normal by `tilt`."""
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


def beyond(vertex: ShadingVertex, where: Any) -> ShadingVertex:
    """The frame of the surface's other side for the lanes `where`, with `wi` mirrored there."""
    sign = dr.select(where, mi.Float(-1), mi.Float(1))
    # In the turned frame, which stays right-handed, the mirrored direction has the opposite y alone.
    wi = mi.Vector3f(vertex.wi.x, vertex.wi.y * sign, vertex.wi.z)
    return ShadingVertex(vertex.s, vertex.t * sign, vertex.n * sign, vertex.geometric * sign, wi)
