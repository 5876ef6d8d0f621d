"""Clear surfaces in the way of light: what passes straight through them."""

from __future__ import annotations

from typing import Any

import drjit as dr
import mitsuba as mi

from simgen.rendering.light_table import NO_LIGHT
from simgen.rendering.path_bsdf import fresnel_dielectric
from simgen.rendering.path_scene import DeviceScene
from simgen.rendering.path_surface import triangle
from simgen.rendering.scene_tables import GLASS, MATERIAL, MATERIAL_COLUMNS, PANE, THIN_GLASS

# Clear surfaces that one shadow ray may cross.
MAX_CROSSINGS = 12


def clear_share(kind: Any, ior: Any, base_color: Any, cosine: Any) -> Any:
    """What passes straight through one clear surface; a sheet has two faces with light to and fro between them."""
    c = dr.abs(cosine)
    r = fresnel_dielectric(c, ior)
    thin = base_color * ((1 - r) / (1 + r))
    # A closed glass's far side is entered from within at another angle; the straight way keeps the outer one.
    solid = dr.sqrt(base_color) * (1 - r)
    return dr.select(kind == THIN_GLASS, thin, solid)


def _meets_glass(device: DeviceScene, origin: Any, direction: Any, distance: Any) -> Any:
    """Whether the ray passes through the box around all glass."""
    inverse = dr.rcp(dr.select(dr.abs(direction) < 1e-9, 1e-9, direction))
    a, b = (device.clear_low - origin) * inverse, (device.clear_high - origin) * inverse
    enters, leaves = dr.max(dr.minimum(a, b)), dr.min(dr.maximum(a, b))
    empty = device.clear_low.x > device.clear_high.x
    return ~empty & (enters <= leaves) & (leaves > 0) & (enters < distance)


@dr.syntax
def transmittance(
    device: DeviceScene, origin: Any, direction: Any, distance: Any, from_outside: Any, aimed_at: Any, active: Any
) -> Any:
    """The share of light that comes straight to `origin` over `distance`: 0 behind anything that is not clear.

    Where `aimed_at` names a light, the light must come from its front, wherever along the way that is.
    """
    # A ray that cannot meet glass only asks whether anything is in the way, which is cheaper than what and where.
    plain = active & ~from_outside & (aimed_at == NO_LIGHT) & ~_meets_glass(device, origin, direction, distance)
    shadowed = device.scene.ray_test(mi.Ray3f(mi.Ray3f(origin, direction), distance), plain)
    share = mi.Vector3f(dr.select(active & ~(plain & shadowed), 1.0, 0.0))
    start = mi.Point3f(origin)
    left = mi.Float(distance)
    crossings = mi.UInt32(0)
    going = active & ~plain
    while dr.hint(going, exclude=[device, direction, from_outside, aimed_at, active], label="shadow"):
        ray = mi.Ray3f(mi.Ray3f(start, direction), left)  # type: ignore[call-overload]
        hit = device.scene.ray_intersect_preliminary(ray, coherent=False, active=going)
        met = going & hit.is_valid()
        words = dr.gather(mi.Vector2u, device.face_words, hit.prim_index, met)
        base = words.x * (MATERIAL_COLUMNS // 4)
        optics = dr.gather(mi.Vector4f, device.materials, base + MATERIAL["kind"] // 4, met)
        color = dr.gather(mi.Vector4f, device.materials, base, met)
        kind = mi.UInt32(optics.z)
        clear = (kind == GLASS) | (kind == THIN_GLASS)
        pane = kind == PANE
        on_target = met & (words.y == aimed_at) & (aimed_at != NO_LIGHT)
        a, b, c = triangle(device, hit.prim_index, met & (clear | on_target))
        cross = dr.cross(b - a, c - a)
        cosine = dr.dot(direction, cross) * dr.rsqrt(dr.maximum(dr.squared_norm(cross), 1e-30))
        passed = clear_share(kind, optics.y, mi.Vector3f(color.x, color.y, color.z), cosine)
        passed = dr.select(clear, passed, dr.select(pane & from_outside, mi.Vector3f(1), mi.Vector3f(0)))
        passed = dr.select(on_target, dr.select(cosine < 0, mi.Vector3f(1), mi.Vector3f(0)), passed)
        share = dr.select(met, share * passed, share)
        share = dr.select(going & ~met & (aimed_at != NO_LIGHT), 0, share)
        step = hit.t + dr.maximum(hit.t, 1) * 2e-5
        start = dr.select(met, start + direction * step, start)
        left = dr.select(met, left - step, left)
        crossings += 1
        share = dr.select(met & (crossings >= MAX_CROSSINGS), 0, share)
        going &= met & ~on_target & (crossings < MAX_CROSSINGS) & (dr.max(share) > 0) & (left > 0)
    return share
