"""The path tracer: radiance and denoiser guides of one camera, one lane a pixel, the samples of a pixel in order.

A lane traces the samples of its pixel one after the other and begins the next when a path ends, so lanes stay busy, memory
does not grow with samples, and sums have one order: the bytes do not depend on threads.

What it approximates, and why:

- Glass in the way of light: a shadow ray goes straight through clear surfaces and keeps what Fresnel's equations and the
  glass's colour let pass. Thin sheets are exact; solid glass thus casts a soft coloured shadow in place of caustics,
  which no path tracer of this kind finds without noise.
- Sunlight passes through panes, which are otherwise the place where the sky's light begins.
- `clamp`: one path's contribution after the first bounce is limited, against fireflies, which darkens rare bright
  interreflections a little.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import drjit as dr
import mitsuba as mi
import numpy as np

from simgen.rendering.path_bsdf import evaluate, fresnel_dielectric, luminance, sample
from simgen.rendering.path_lights import (
    PatchPoint,
    choose_light,
    hit_density,
    light_row,
    light_weight,
    patch_density,
    patch_radiance,
    sample_light,
    sun_seen,
)
from simgen.rendering.path_samples import mixed, morton, pair, single
from simgen.rendering.path_scene import (
    DeviceScene,
    SurfacePoint,
    backdrop_radiance,
    environment_radiance,
    surface_material,
    surface_point,
    triangle,
)
from simgen.rendering.scene_tables import (
    GLASS,
    LIGHT,
    LUMINANCE,
    MATERIAL,
    MATERIAL_COLUMNS,
    NO_LIGHT,
    PANE,
    PATCH,
    PRINCIPLED,
    THIN_GLASS,
    WINDOW,
    SceneTables,
)
from simgen.world import Camera

# Clear surfaces that one path may cross besides its bounces, and that one shadow ray may cross.
MAX_CROSSINGS = 12
# Rougher metal than this is no mirror to the denoiser's guides.
_MIRROR_ALPHA = 0.02
# How many places stand for the sun's patch.
PATCH_POINTS = 1 << 16
_PAIRS_PER_BOUNCE = 3


@dataclass(frozen=True)
class PathSettings:
    """`clamp` in cd/m²; inf for none. From `roulette_from` scatterings on, dim paths end by chance.

    `spread` lanes share the samples of one pixel (GPUs want many lanes).
    """

    samples_per_pixel: int
    max_bounces: int
    clamp: float
    seed: int
    roulette_from: int = 3
    spread: int = 1


@dataclass(frozen=True)
class PathPicture:
    """radiance: by light group, (H·W, 3) Dr.Jit arrays. albedo, normal (world): means over the samples."""

    radiance: list[Any]
    albedo: Any
    normal: Any


class CameraRays:
    """A camera's numbers, opaque to the compiler so that all cameras share one kernel."""

    def __init__(self, camera: Camera, width: int, height: int) -> None:
        k = camera.intrinsics
        rotation = camera.world_from_camera.rotation
        # A picture of another size looks through the same frame.
        sx, sy = width / k.width, height / k.height

        def number(value: float) -> Any:
            return dr.opaque(mi.Float, float(value))

        def vector(values: Any) -> Any:
            return mi.Vector3f(*(number(v) for v in values))

        self.right, self.down, self.forward = (vector(rotation[:, i]) for i in range(3))
        self.position = vector(camera.world_from_camera.position)
        self.fx, self.fy = number(k.fx * sx), number(k.fy * sy)
        self.cx, self.cy = number(k.cx * sx), number(k.cy * sy)
        self.aperture = number(camera.aperture_radius_m)
        self.focus = number(camera.focus_distance_m)
        self.near = number(camera.near_m)

    def ray(self, x: Any, y: Any, lens_u: Any, lens_v: Any) -> tuple[Any, Any]:
        """Origin and unit direction through image point (x, y) and a place on the lens, from the near plane."""
        dx, dy = (x - self.cx) / self.fx, (y - self.cy) / self.fy
        radius = self.aperture * dr.sqrt(lens_u)
        sin_turn, cos_turn = dr.sincos(2 * dr.pi * lens_v)
        lx, ly = radius * cos_turn, radius * sin_turn
        fx, fy, fz = dx * self.focus - lx, dy * self.focus - ly, self.focus
        along = self.right * fx + self.down * fy + self.forward * fz
        direction = dr.normalize(along)
        origin = self.position + self.right * lx + self.down * ly + along * (self.near / self.focus)
        return origin, direction


def _offset(position: Any, normal: Any, direction: Any) -> Any:
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


def _clear_share(kind: Any, ior: Any, base_color: Any, cosine: Any) -> Any:
    """What passes straight through one clear surface. A sheet has two faces, between which light goes back and forth."""
    c = dr.abs(cosine)
    r = fresnel_dielectric(c, ior)
    thin = base_color * ((1 - r) / (1 + r))
    # A closed glass's far side is entered from within at another angle; the straight way keeps the outer one.
    solid = dr.sqrt(base_color) * (1 - r)
    return dr.select(kind == THIN_GLASS, thin, solid)


@dr.syntax
def _transmittance(
    device: DeviceScene, origin: Any, direction: Any, distance: Any, from_outside: Any, aimed_at: Any, active: Any
) -> Any:
    """The share of light that comes straight to `origin` over `distance`: 0 behind anything that is not clear.

    Where `aimed_at` names a light, the light must come from its front, wherever along the way that is.
    """
    share = mi.Vector3f(dr.select(active, 1.0, 0.0))
    start = mi.Point3f(origin)
    left = mi.Float(distance)
    crossings = mi.UInt32(0)
    going = mi.Bool(active)
    while dr.hint(going, exclude=[device, direction, from_outside, aimed_at, active], label="shadow"):
        ray = mi.Ray3f(start, direction, left, 0, [])
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
        passed = _clear_share(kind, optics.y, mi.Vector3f(color.x, color.y, color.z), cosine)
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


@dataclass
class _Vertex:
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


def _vertex(point: SurfacePoint, tilt: Any, direction: Any) -> _Vertex:
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
    vertex = _Vertex(s, t, tilted, geometric, mi.Vector3f(0))
    vertex.wi = vertex.to_local(-direction)
    return vertex


def find_sun_patch(device: DeviceScene, tables: SceneTables) -> None:
    """Find where the sun falls through panes, for paths to ask: sets the patch of `device` and its row of lights."""
    rows = tables.lights.copy()
    panes = rows[: tables.window_count]
    suns = rows[rows[:, LIGHT["gated"]] > 0]
    if len(suns) == 0:
        return
    way = suns[0, 20:23].astype(np.float64)
    facing = np.maximum(panes[:, 20:23] @ way, 0)
    projected = facing * panes[:, LIGHT["area"]]
    if not projected.sum() > 0:
        return
    # Evenly spread points by an additive recurrence (Roberts 2018), dealt to the panes by the light they let in.
    order = np.arange(PATCH_POINTS) + 0.5
    u, v = (order * 0.7548776662466927) % 1, (order * 0.5698402909980532) % 1
    ends = np.cumsum(projected) / projected.sum()
    pane = np.minimum(np.searchsorted(ends, order / PATCH_POINTS), len(panes) - 1)
    row = panes[pane]
    starts = (
        row[:, 4:7]
        + row[:, 12:15] * ((u - 0.5) * row[:, LIGHT["width"]])[:, None]
        + row[:, 16:19] * ((v - 0.5) * row[:, LIGHT["height"]])[:, None]
        + row[:, 20:23] * 1e-4
    )
    position = mi.Point3f(np.ascontiguousarray(starts.T, dtype=np.float32))
    columns = _landed(device, position, -device.to_sun)
    points = np.array(columns, dtype=np.float32).T
    # Along a curve that keeps neighbours together, so that evenly spread choices are evenly spread places.
    curve = np.lexsort((_curve(u, v), pane))
    points = points[curve]
    points = points[points[:, 15] > 0]
    if len(points) == 0:
        return
    area = float(projected.sum()) * len(points) / PATCH_POINTS
    normals, light = points[:, 4:7].astype(np.float64), points[:, 15] * (points[:, 12:15] @ LUMINANCE + 0.04)
    spread = area / len(points) / np.maximum(np.abs(normals @ way), 1e-3)
    center = np.average(points[:, 0:3], axis=0, weights=light)
    patch = rows[rows[:, LIGHT["kind"]] == PATCH][0]
    patch[0:3] = suns[0, 0:3]
    patch[LIGHT["luminance"]] = suns[0, LIGHT["luminance"]] * light.mean() * area / np.pi / spread.sum()
    patch[LIGHT["area"]] = spread.sum()
    patch[4:7] = center
    patch[LIGHT["radius"]] = np.linalg.norm(points[:, 0:3] - center, axis=1).max()
    patch[8:11] = np.average(normals, axis=0, weights=light)
    patch[LIGHT["count"]] = len(points)
    rows[rows[:, LIGHT["kind"]] == PATCH] = patch
    device.set_lights(rows)
    device.patch_points = mi.Float(points.ravel())
    device.patch_area = dr.opaque(mi.Float, area)


def _curve(u: Any, v: Any) -> Any:
    """Morton keys of places in the unit square, 8 bits a side."""
    x, y = (u * 256).astype(np.uint64), (v * 256).astype(np.uint64)
    key = np.zeros(len(x), np.uint64)
    for bit in range(8):
        one = np.uint64(1)
        key |= ((x >> np.uint64(bit)) & one) << np.uint64(2 * bit)
        key |= ((y >> np.uint64(bit)) & one) << np.uint64(2 * bit + 1)
    return key


def _landed(device: DeviceScene, position: Any, direction: Any) -> list[Any]:
    """Columns of the patch's records, colours for a sun of 1 lx: 0 where its light does not come, or lands on glass."""
    going = mi.Bool(True)
    origin = mi.Point3f(position)
    columns = [mi.Float(0) for _ in range(16)]
    for _ in range(MAX_CROSSINGS):
        point = surface_point(device, origin, direction, going)
        material = surface_material(device, point.material, point.uv, point.valid)
        clear = (material.kind != PRINCIPLED) & point.valid
        lands = going & point.valid & ~clear
        vertex = _vertex(point, material.tilt, direction)
        lands &= material.two_sided | (dr.dot(direction, point.normal) < 0)
        start = _offset(point.position, vertex.geometric, device.to_sun)
        passed = _transmittance(
            device, start, device.to_sun, mi.Float(dr.inf), mi.Bool(True), mi.UInt32(NO_LIGHT), lands
        )
        scattering = material.scattering
        here = [*point.position, scattering.roughness, *vertex.geometric, scattering.metallic]
        here += [*vertex.n, scattering.specular, *scattering.base_color, luminance(passed)]
        columns = [dr.select(lands, new, old) for new, old in zip(here, columns, strict=True)]
        origin = _offset(point.position, vertex.geometric, direction)
        going = going & clear
        dr.eval(columns, origin, going)
    return columns


@dr.syntax
def trace_paths(
    device: DeviceScene,
    rays: CameraRays,
    width: int,
    height: int,
    group_count: int,
    settings: PathSettings,
) -> PathPicture:
    """One picture; `group_count` accumulators of radiance, 1 to add up all groups."""
    spread = settings.spread
    lane = dr.arange(mi.UInt32, width * height * spread)
    image_width = dr.opaque(mi.UInt32, width)
    spread_word = dr.opaque(mi.UInt32, spread)
    pixel = lane // spread_word
    px, py = pixel % image_width, pixel // image_width
    count = dr.opaque(mi.UInt32, settings.samples_per_pixel // spread)
    first = (lane % spread_word) * count
    stride = 1 << (settings.samples_per_pixel - 1).bit_length()
    block = morton(px, py) * dr.opaque(mi.UInt32, stride)
    seed = dr.opaque(mi.UInt32, settings.seed & 0xFFFFFFFF)
    max_bounces = dr.opaque(mi.UInt32, settings.max_bounces)
    roulette_from = dr.opaque(mi.UInt32, settings.roulette_from)
    clamp = dr.opaque(mi.Float, settings.clamp)

    radiance = [mi.Vector3f(0) for _ in range(group_count)]
    albedo, guide_normal = mi.Vector3f(0), mi.Vector3f(0)
    number = mi.UInt32(0)
    fresh = mi.Bool(True)
    origin, direction = mi.Point3f(0), mi.Vector3f(0, 0, 1)
    throughput = mi.Vector3f(1)
    # The last vertex that asked lights itself, for the balance with light found by chance.
    asked = mi.Bool(False)
    asked_position, asked_normal = mi.Point3f(0), mi.Vector3f(0, 0, 1)
    asked_total, asked_density = mi.Float(0), mi.Float(0)
    bent = mi.Bool(False)
    bounces, crossings = mi.UInt32(0), mi.UInt32(0)
    guided = mi.Bool(False)
    going = count > 0

    while dr.hint(
        going,
        exclude=[device, rays, px, py, count, first, block, seed, max_bounces, roulette_from, clamp, group_count],
        label="paths",
    ):
        index = block + first + number
        jx, jy = pair(index, mi.UInt32(0), seed)
        lu, lv = pair(index, mi.UInt32(1), seed)
        start, way = rays.ray(mi.Float(px) + jx, mi.Float(py) + jy, lu, lv)
        origin = dr.select(fresh, start, origin)
        direction = dr.select(fresh, way, direction)
        throughput = dr.select(fresh, 1, throughput)
        asked &= ~fresh
        bent &= ~fresh
        guided &= ~fresh
        bounces = dr.select(fresh, 0, bounces)
        crossings = dr.select(fresh, 0, crossings)

        point = surface_point(device, origin, direction, going)
        found = point.valid
        material = surface_material(device, point.material, point.uv, found)
        scattering = material.scattering

        # Light met by chance.
        glowing = found & (point.light != NO_LIGHT)
        light_index = dr.select(glowing, point.light, device.environment_row)
        met_environment = going & ~found & device.has_environment
        light = light_row(device, light_index, glowing | met_environment)
        front = dr.dot(direction, point.normal) < 0
        is_window = glowing & (light.kind == WINDOW)
        outward = mi.Vector3f(
            dr.dot(direction, light.axis_x), dr.dot(direction, light.axis_y), dr.dot(direction, light.axis_z)
        )
        shine = dr.select(glowing & front & ~is_window, light.power, 0)
        pane_front = is_window & front
        shine = dr.select(pane_front, backdrop_radiance(device, light.first, outward, pane_front), shine)
        shine = dr.select(met_environment, environment_radiance(device, direction, met_environment), shine)
        balance = glowing | met_environment
        balance &= asked
        weight = light_weight(device, light, asked_position, asked_normal)
        density = dr.select(
            met_environment,
            dr.inv_four_pi,
            hit_density(device, light, asked_position, point.position, point.normal),
        ) * (weight / dr.maximum(asked_total, 1e-30))
        share = dr.select(balance, asked_density / dr.maximum(asked_density + density, 1e-30), 1)
        # What bent glass brings from a light was already counted straight through it.
        share = dr.select(bent & asked, 0, share)
        gain = throughput * shine * share
        limit = dr.select(bounces > 1, clamp, dr.inf)
        gain *= dr.minimum(1, limit / dr.maximum(luminance(gain), 1e-20))
        if dr.hint(group_count == 1, mode="scalar"):
            radiance[0] = radiance[0] + gain
        else:
            gain_group = light.group
            for g in range(group_count):
                radiance[g] = radiance[g] + dr.select(gain_group == g, gain, 0)

        vertex = _vertex(point, material.tilt, direction)
        wi = vertex.wi
        kind = material.kind
        clear = found & ((kind == GLASS) | (kind == THIN_GLASS) | (kind == PANE))
        solid = found & ~clear & (material.two_sided | front)
        dead_side = found & ~clear & ~solid
        mirror = (scattering.metallic > 0.5) & (dr.square(scattering.roughness) < _MIRROR_ALPHA)

        # Guides: the first rough surface, seen through glass and in mirrors.
        guide_now = going & ~guided & (~found | (solid & ~mirror) | glowing)
        tone = dr.select(glowing, 1, scattering.base_color)
        albedo += dr.select(guide_now & found, dr.clip(tone * dr.minimum(throughput, 1), 0, 1), 0)
        # The denoiser reads the normal of the surface itself, mirrors too.
        guide_normal += dr.select(going & found & fresh, vertex.n, 0)
        guided |= guide_now

        # Light asked for.
        scatters = solid & (bounces < max_bounces)
        bounce_pairs = 2 + bounces * _PAIRS_PER_BOUNCE
        u1, v1 = pair(index, bounce_pairs, seed)
        u2, v2 = pair(index, bounce_pairs + 1, seed)
        choice, lobe = pair(index, bounce_pairs + 2, seed)
        seen = sun_seen(device, point.position, scatters)
        row, chance, total, rest = choose_light(device, point.position, vertex.n, seen, choice, scatters)
        asks = scatters & (total > 0)
        picked = sample_light(device, row, point.position, u1, v1, rest, asks)
        local = vertex.to_local(picked.direction)
        value, pdf = evaluate(scattering, wi, local)
        above = dr.dot(vertex.geometric, picked.direction) > 0
        # What the vertex before could have asked of this place as part of the sun's patch is shared with it.
        patch_light = light_row(device, device.patch_row, asks & asked)
        patch_chance = light_weight(device, patch_light, asked_position, asked_normal) / dr.maximum(asked_total, 1e-30)
        before = dr.squared_norm(point.position - asked_position)
        asked_patch = patch_density(device, vertex.geometric, direction, before) * patch_chance
        shared = dr.select(bent, 1, asked_patch / dr.maximum(asked_patch + asked_density, 1e-30))
        shared = dr.select(picked.from_sun & seen & asked & (device.patch_area > 0), shared, 0)
        here = PatchPoint(
            point.position,
            vertex.geometric,
            vertex.n,
            replace(scattering, clearcoat=mi.Float(0), sheen=mi.Float(0)),
            mi.Float(1),
        )
        value = dr.maximum(value - shared * patch_radiance(device, here, direction), 0)
        density = picked.density * chance
        share = dr.select(picked.point_like, 1, density / dr.maximum(density + pdf, 1e-30))
        gain = throughput * value * picked.radiance * (share / dr.maximum(density, 1e-30))
        asks &= above & (dr.max(gain) > 0)
        asks &= ~picked.from_patch | (bounces + 1 < max_bounces)
        shadow_start = _offset(point.position, vertex.geometric, picked.direction)
        # Aim anew from the shifted start, or grazing rays would meet the light's own surface too early.
        has_place = dr.isfinite(picked.distance)
        way = point.position + picked.direction * dr.select(has_place, picked.distance, 1) - shadow_start
        shadow_distance = dr.norm(way)
        shadow_direction = dr.select(has_place, way / dr.maximum(shadow_distance, 1e-9), picked.direction)
        shadow_distance = dr.select(has_place, shadow_distance * (1 - 1e-4), dr.inf)
        passed = _transmittance(
            device, shadow_start, shadow_direction, shadow_distance, picked.from_outside, picked.aimed_at, asks
        )
        gain = dr.select(asks, gain * passed, 0)
        limit = dr.select((bounces > 0) | picked.from_patch, clamp, dr.inf)
        gain *= dr.minimum(1, limit / dr.maximum(luminance(gain), 1e-20))
        if dr.hint(group_count == 1, mode="scalar"):
            radiance[0] = radiance[0] + gain
        else:
            gain_group = picked.group
            for g in range(group_count):
                radiance[g] = radiance[g] + dr.select(gain_group == g, gain, 0)

        # Onwards from a rough surface.
        scattered = sample(scattering, wi, lobe, u2, v2)
        value, pdf = evaluate(scattering, wi, scattered)
        onward = vertex.to_world(scattered)
        leaves = scatters & (pdf > 0) & (dr.dot(vertex.geometric, onward) > 0)
        after = throughput * value / dr.maximum(pdf, 1e-30)

        # Onwards through glass, or mirrored by it.
        cosine = dr.abs(dr.dot(direction, vertex.n))
        into = dr.dot(direction, point.normal) < 0
        eta = dr.select((kind == GLASS) & ~into, dr.rcp(dr.maximum(material.ior, 1)), dr.maximum(material.ior, 1))
        reflectance = fresnel_dielectric(cosine, eta)
        reflectance = dr.select(kind == THIN_GLASS, 2 * reflectance / (1 + reflectance), reflectance)
        reflectance = dr.select(kind == PANE, 0, reflectance)
        coin = single(index, bounce_pairs + 64 * (crossings + 1), seed)
        mirrored = coin < reflectance
        sin2 = (1 - dr.square(cosine)) / dr.square(eta)
        refracted = direction / eta + vertex.n * (cosine / eta - dr.safe_sqrt(1 - sin2))
        through = dr.select(kind == GLASS, refracted, direction)
        glass_way = dr.normalize(dr.select(mirrored, direction + 2 * cosine * vertex.n, through))
        tint = dr.select(kind == THIN_GLASS, scattering.base_color, dr.sqrt(scattering.base_color))
        tint = dr.select(mirrored | (kind == PANE), 1, tint)
        crosses = clear & ~pane_front & (crossings < MAX_CROSSINGS)

        asked = dr.select(leaves, total > 0, asked & ~mirrored)
        bent = dr.select(leaves, False, bent | (crosses & ~mirrored & (kind == GLASS)))
        asked_position = dr.select(leaves, point.position, asked_position)
        asked_normal = dr.select(leaves, vertex.n, asked_normal)
        asked_total = dr.select(leaves, total, asked_total)
        asked_density = dr.select(leaves, pdf, asked_density)
        throughput = dr.select(leaves, after, dr.select(crosses, throughput * tint, throughput))
        direction = dr.select(leaves, onward, dr.select(crosses, glass_way, direction))
        origin = dr.select(leaves | crosses, _offset(point.position, vertex.geometric, direction), origin)
        bounces = dr.select(leaves, bounces + 1, bounces)
        crossings = dr.select(crosses, crossings + 1, crossings)

        roulette = leaves & (bounces >= roulette_from)
        keep = dr.clip(dr.max(throughput), 0.02, 0.95)
        survives = single(index, bounce_pairs + 32, mixed(seed)) < keep
        throughput = dr.select(roulette & survives, throughput / keep, throughput)
        lives = (leaves & (~roulette | survives)) | crosses
        lives &= dr.max(throughput) > 0
        lives &= ~dead_side

        fresh = ~lives
        number = dr.select(lives, number, number + 1)
        going &= number < count

    samples = dr.opaque(mi.Float, 1 / settings.samples_per_pixel)
    result = [_summed(r, spread) * samples for r in radiance]
    return PathPicture(result, _summed(albedo, spread) * samples, _summed(guide_normal, spread) * samples)


def _summed(values: Any, spread: int) -> Any:
    """Lanes of one pixel added up, in order."""
    return dr.block_sum(values, spread) if spread > 1 else values
