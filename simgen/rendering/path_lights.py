"""Which light to ask for, where on it, and how likely that was.

A light is chosen by what it would give at the point if nothing stood between: windows, lamps and the sun differ by
orders of magnitude, and each is near to something. The sun counts only where a ray towards it leaves through a pane.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import drjit as dr
import mitsuba as mi

from simgen.rendering.light_table import BOUNCE, ENVIRONMENT, LIGHT_COLUMNS, MESH, NO_LIGHT, SPOT, SUN, WINDOW
from simgen.rendering.path_bsdf import Scattering, evaluate, luminance
from simgen.rendering.path_pane import pane_density, sample_pane
from simgen.rendering.path_scene import DeviceScene, backdrop_radiance, environment_radiance, xyz
from simgen.rendering.path_surface import triangle

# Share of its weight that the sun keeps where no pane lies towards it: it may enter by a way that is no window.
_UNGATED_SHARE = 1e-4
# So many landed rays are looked at before one is asked for its light.
_CANDIDATES = 4
# A glowing surface whose mean normal is shorter than the root of this shines all around, not one way.
_ROUND = 0.5


@dataclass
class Light:
    """One row of the light table per lane, see `simgen.rendering.light_table`."""

    center: Any
    radius: Any
    mean_normal: Any
    area: Any
    luminance: Any
    kind: Any
    cos_outer: Any
    gated: Any
    power: Any
    group: Any
    axis_x: Any
    width: Any
    axis_y: Any
    height: Any
    axis_z: Any
    first: Any
    count: Any
    cos_inner: Any
    sky: Any
    ground: Any


def light_row(device: DeviceScene, index: Any, active: Any) -> Light:
    """The rows `index` of the light table."""
    base = index * (LIGHT_COLUMNS // 4)
    r = [dr.gather(mi.Vector4f, device.lights, base + i, active) for i in range(8)]
    return Light(
        center=xyz(r[0]),
        radius=r[0].w,
        mean_normal=xyz(r[1]),
        area=r[1].w,
        luminance=r[2].x,
        kind=mi.UInt32(r[2].y),
        cos_outer=r[2].z,
        gated=r[2].w > 0,
        power=xyz(r[3]),
        group=mi.UInt32(r[3].w),
        axis_x=xyz(r[4]),
        width=r[4].w,
        axis_y=xyz(r[5]),
        height=r[5].w,
        axis_z=xyz(r[6]),
        first=mi.UInt32(r[6].w),
        count=mi.UInt32(r[7].x),
        cos_inner=r[7].y,
        sky=r[7].z,
        ground=r[7].w,
    )


def _weight(light: Light, position: Any, normal: Any, sun_seen: Any) -> Any:
    """About the illuminance (lx) that the light gives at a point, unshadowed; 0 only where it cannot reach."""
    offset = light.center - position
    distance2 = dr.squared_norm(offset)
    distance = dr.sqrt(distance2)
    toward = offset / dr.maximum(distance, 1e-6)
    spread = light.radius / dr.maximum(distance, 1e-6)
    near = distance <= light.radius
    cos_surface = dr.select(near, 1, dr.clip(dr.dot(normal, toward) + spread, 0, 1))
    facing = dr.select(near, 1, dr.clip(-dr.dot(light.mean_normal, toward) + spread, 0, 1))
    flatness = dr.norm(light.mean_normal)
    surface = (
        light.luminance
        * light.area
        * dr.lerp(mi.Float(0.25), facing, flatness)
        * cos_surface
        / (distance2 + light.area * 0.3)
    )
    # For a spot and the sun, `mean_normal` is the way their light goes.
    in_cone = -dr.dot(light.mean_normal, toward) > light.cos_outer
    spot = dr.select(in_cone, light.luminance * dr.clip(dr.dot(normal, toward), 0, 1), 0) / dr.maximum(distance2, 1e-4)
    sun = light.luminance * dr.clip(-dr.dot(normal, light.mean_normal), 0, 1)
    sun *= dr.select(light.gated & ~sun_seen, _UNGATED_SHARE, 1)
    # A mean over the hemisphere; what the walls hide of it is unknown.
    environment = light.luminance * dr.pi * 0.5
    weight = dr.select(light.kind <= BOUNCE, surface, 0)
    weight = dr.select(light.kind == SUN, sun, weight)
    weight = dr.select(light.kind == SPOT, spot, weight)
    return dr.select(light.kind == ENVIRONMENT, environment, weight)


def _crosses_pane(light: Light, position: Any, direction: Any) -> Any:
    """Whether the ray goes out through the pane."""
    slope = dr.dot(direction, light.axis_z)
    t = dr.dot(light.center - position, light.axis_z) / slope
    at = position + direction * t - light.center
    inside = (dr.abs(dr.dot(at, light.axis_x)) < 0.5 * light.width) & (
        dr.abs(dr.dot(at, light.axis_y)) < 0.5 * light.height
    )
    return inside & (slope < 0) & (t > 0)


@dr.syntax
def sun_seen(device: DeviceScene, position: Any, active: Any) -> Any:
    """Whether the way to the (first) sun leaves through some pane, walls left aside."""
    index = mi.UInt32(0)
    seen = mi.Bool(False)
    while dr.hint(active & (index < device.window_count), exclude=[device, position, active], label="panes"):
        light = light_row(device, index, active)
        seen |= _crosses_pane(light, position, device.to_sun)
        index += 1
        del light
    return seen


@dr.syntax
def choose_light(
    device: DeviceScene, first: Any, end: Any, position: Any, normal: Any, seen: Any, u: Any, active: Any
) -> tuple[Any, Any, Any, Any]:
    """(row, its weight, total weight, u made fresh): one of the rows `first` to `end` (without) drawn by weight in one
    pass over them. The total is 0 where none of these lights can reach.
    """
    index = mi.UInt32(first)
    chosen = mi.UInt32(first)
    chosen_weight = mi.Float(0)
    total = mi.Float(0)
    rest = mi.Float(u)
    while dr.hint(active & (index < end), exclude=[device, end, position, normal, seen, u, active], label="lights"):
        light = light_row(device, index, active)
        weight = _weight(light, position, normal, seen)
        total += weight
        take, rest = _taken(weight, total, rest)
        chosen = dr.select(take, index, chosen)
        chosen_weight = dr.select(take, weight, chosen_weight)
        index += 1
        del light, weight, take
    return chosen, chosen_weight, total, rest


def _taken(weight: Any, total: Any, u: Any) -> tuple[Any, Any]:
    """Whether the latest of several is drawn, whose weights come to `total` with its own, and u made fresh."""
    chance = dr.select(weight > 0, weight / total, 0)
    take = u < chance
    rest = dr.select(take, u / dr.maximum(chance, 1e-20), (u - chance) / dr.maximum(1 - chance, 1e-7))
    return take, dr.clip(rest, 0, 1 - 2.0**-24)


@dataclass
class LightSample:
    """A place on a light. `density` is per solid angle, 1 for lights without extent; `distance` inf for far ones.

    `sends_rays`: landed rays could have brought this light. `aimed_at` is the light that the ray must meet first to
    count (`distance` is then inf), else NO_LIGHT.
    """

    direction: Any
    distance: Any
    radiance: Any
    density: Any
    point_like: Any
    from_outside: Any
    sends_rays: Any
    aimed_at: Any
    group: Any


def sample_light(
    device: DeviceScene, index: Any, position: Any, normal: Any, seen: Any, u: Any, v: Any, w: Any, active: Any
) -> LightSample:
    """A place on light `index` for a surface at `position` with `normal`; radiance is 0 where it shines away.

    `seen`: of `sun_seen`.
    """
    light = light_row(device, index, active)
    is_mesh = light.kind == MESH
    is_window = light.kind == WINDOW
    is_sun = light.kind == SUN
    is_spot = light.kind == SPOT
    is_environment = light.kind == ENVIRONMENT

    # A triangle by Walker's alias method, an even point on it.
    scaled = w * mi.Float(light.count)
    slot = dr.minimum(mi.UInt32(scaled), dr.maximum(light.count, 1) - 1)
    alias = dr.gather(mi.Vector4u, device.emitters, light.first + slot, active & is_mesh)
    keep = scaled - mi.Float(slot) < dr.reinterpret_array(mi.Float, alias.z)
    a, b, c = triangle(device, dr.select(keep, alias.x, alias.y), active & is_mesh)
    root = dr.sqrt(u)
    mesh_point = a * (1 - root) + b * (root * (1 - v)) + c * (root * v)
    mesh_normal = dr.cross(b - a, c - a)

    # A round light is asked for through the cone that holds it: whatever glows there first is taken.
    to_center = light.center - position
    in_cone = is_mesh & round_from(light, position)
    cone_height = 1 - _cone_cosine(light, position)
    cone_z = 1 - u * cone_height
    cone_ring = dr.safe_sqrt(1 - cone_z * cone_z)
    sin_v, cos_v = dr.sincos(2 * dr.pi * v)
    axis = to_center * dr.rsqrt(dr.maximum(dr.squared_norm(to_center), 1e-20))
    cone_s, cone_t = mi.coordinate_system(axis)
    cone_direction = cone_s * (cone_ring * cos_v) + cone_t * (cone_ring * sin_v) + axis * cone_z

    pane_point, pane_density = sample_pane(light, position, normal, u, v)
    point = dr.select(is_mesh, mesh_point, dr.select(is_window, pane_point, light.center))
    offset = point - position
    distance2 = dr.squared_norm(offset)
    distance = dr.sqrt(distance2)
    direction = offset / dr.maximum(distance, 1e-9)
    cos_mesh = -dr.dot(direction, mesh_normal) * dr.rsqrt(dr.maximum(dr.squared_norm(mesh_normal), 1e-30))
    cos_pane = -dr.dot(direction, light.axis_z)

    z = 1 - 2 * v
    ring = dr.safe_sqrt(1 - z * z)
    sin_turn, cos_turn = dr.sincos(2 * dr.pi * u)
    sphere = mi.Vector3f(ring * cos_turn, ring * sin_turn, z)
    direction = dr.select(in_cone, cone_direction, direction)
    direction = dr.select(is_sun, -light.axis_z, dr.select(is_environment, sphere, direction))

    density = dr.select(is_mesh, distance2 / dr.maximum(cos_mesh * light.area, 1e-12), mi.Float(1))
    density = dr.select(in_cone, 1 / dr.maximum(2 * dr.pi * cone_height, 1e-9), density)
    density = dr.select(is_window, pane_density, density)
    density = dr.select(is_environment, dr.inv_four_pi, density)
    cos_spot = -dr.dot(direction, light.axis_z)
    cone = dr.clip((cos_spot - light.cos_outer) / dr.maximum(light.cos_inner - light.cos_outer, 1e-6), 0, 1)
    cone = cone * cone * (3 - 2 * cone)
    radiance = dr.select(is_mesh & ((cos_mesh > 0) | in_cone), light.power, 0)
    outward = mi.Vector3f(
        dr.dot(direction, light.axis_x), dr.dot(direction, light.axis_y), dr.dot(direction, light.axis_z)
    )
    glows = active & is_window & (cos_pane > 0)
    radiance = dr.select(glows, backdrop_radiance(device, light.first, outward, glows), radiance)
    radiance = dr.select(is_sun, light.power, radiance)
    radiance = dr.select(is_spot, light.power * (cone / dr.maximum(distance2, 1e-8)), radiance)
    around = active & is_environment
    radiance = dr.select(around, environment_radiance(device, direction, around), radiance)
    return LightSample(
        direction,
        dr.select(is_sun | is_environment | in_cone, dr.inf, distance),
        radiance,
        density,
        is_sun | is_spot,
        is_sun | is_environment,
        ~is_environment & (~is_sun | (light.gated & seen)),
        dr.select(in_cone, index, NO_LIGHT),
        light.group,
    )


def hit_density(light: Light, position: Any, normal: Any, point: Any, front: Any) -> Any:
    """The density, per solid angle, with which `sample_light` finds `point` (with normal `front`) of a glowing surface
    from a surface at `position` with `normal`.
    """
    offset = point - position
    distance2 = dr.squared_norm(offset)
    cosine = -dr.dot(offset, front) * dr.rsqrt(dr.maximum(distance2, 1e-20))
    even = distance2 / dr.maximum(cosine * light.area, 1e-12)
    even = dr.select(
        (light.kind == MESH) & round_from(light, position),
        1 / dr.maximum(2 * dr.pi * (1 - _cone_cosine(light, position)), 1e-9),
        even,
    )
    return dr.select(light.kind == WINDOW, pane_density(light, position, normal, point), even)


def round_from(light: Light, position: Any) -> Any:
    """Whether a glowing surface is sampled by the cone that holds it: it is not flat, and the point is well outside."""
    distance2 = dr.squared_norm(light.center - position)
    return (dr.squared_norm(light.mean_normal) < _ROUND) & (distance2 > 1.05 * dr.square(light.radius))


def _cone_cosine(light: Light, position: Any) -> Any:
    """Of half the angle of the cone that holds the light, seen from outside its sphere."""
    distance2 = dr.squared_norm(light.center - position)
    return dr.safe_sqrt(1 - dr.square(light.radius) / dr.maximum(distance2, 1e-12))


def light_weight(light: Light, position: Any, normal: Any) -> Any:
    """The weight with which `choose_light` counts a light where, if it is the sun, it comes through a pane."""
    return _weight(light, position, normal, mi.Bool(True))


@dataclass
class Landed:
    """A ray of light where it lands. `normal` is geometric, on the light's side; `toward` goes back along the ray.

    `power` is the flux that it stands for (lm per channel), `weight` that of its light there, as `light_weight` counts.
    """

    position: Any
    normal: Any
    shading: Any
    toward: Any
    power: Any
    weight: Any
    scattering: Scattering


# Floats of one record: seven groups of four.
LANDED_COLUMNS = 28


def landed(device: DeviceScene, index: Any, active: Any) -> Landed:
    """Entry `index` of the landed rays."""
    r = [dr.gather(mi.Vector4f, device.landed, index * 7 + i, active) for i in range(7)]
    position, normal, shading, color, power, toward = (mi.Vector3f(v.x, v.y, v.z) for v in r[:6])
    scattering = Scattering(color, r[0].w, r[1].w, r[2].w, r[3].w, r[5].w, r[6].x)
    return Landed(position, normal, shading, toward, power, r[4].w, scattering)


def bounced(entry: Landed, direction: Any) -> Any:
    """The flux that a landed ray sends against `direction`, per solid angle (cd per channel)."""
    s, t = mi.coordinate_system(entry.shading)

    def local(v: Any) -> Any:
        return mi.Vector3f(dr.dot(v, s), dr.dot(v, t), dr.dot(v, entry.shading))

    value, _ = evaluate(entry.scattering, local(entry.toward), local(-direction))
    return dr.select(dr.dot(entry.normal, direction) < 0, value * entry.power, 0)


@dataclass
class BounceSample:
    """A place where light lands, as a light. `gain` is what the asking surface scatters of its light, by the share that
    this way of finding it has, and divided by the density with which the place was drawn.
    """

    direction: Any
    distance: Any
    gain: Any
    group: Any


@dr.syntax
def sample_bounce(
    device: DeviceScene, index: Any, position: Any, vertex: Any, scattering: Scattering, u: Any, coin: Any, active: Any
) -> BounceSample:
    """One of the landed rays of row `index`, for a `vertex` at `position` that scatters so.

    Several are looked at, evenly spread over the row, and one is drawn by what would be scattered of its light if
    nothing stood between (resampled importance sampling: Talbot, Cline and Egbert 2005): a polished lid sends the sun
    to few places, and few of the rays that land on it light one of them.
    """
    light = light_row(device, index, active)
    number = mi.UInt32(0)
    step = mi.Float(light.count) / _CANDIDATES
    last = dr.maximum(light.count, 1) - 1
    rest = mi.Float(coin)
    total, chosen_weight = mi.Float(0), mi.Float(0)
    direction, distance = mi.Vector3f(0, 0, 1), mi.Float(1)
    gain: Any = mi.Vector3f(0)
    while dr.hint(
        active & (number < _CANDIDATES),
        exclude=[device, light, step, last, position, vertex, scattering, u, active],
        label="landed",
    ):
        entry = landed(device, light.first + dr.minimum(mi.UInt32((mi.Float(number) + u) * step), last), active)
        way = entry.position - position
        distance2 = dr.squared_norm(way)
        length = dr.sqrt(distance2)
        way = way / dr.maximum(length, 1e-9)
        value, pdf = evaluate(scattering, vertex.wi, vertex.to_local(way))
        density = landed_density(device, entry.weight, entry.normal, way, distance2)
        share = density / dr.maximum(density + pdf, 1e-30)
        brought = value * bounced(entry, way) * (share * step / dr.maximum(distance2, 1e-8))
        weight = luminance(brought)
        total += weight
        take, rest = _taken(weight, total, rest)
        direction = dr.select(take, way, direction)
        distance = dr.select(take, length, distance)
        gain = dr.select(take, brought, gain)
        chosen_weight = dr.select(take, weight, chosen_weight)
        number += 1
        del entry, way, distance2, length, value, pdf, density, share, brought, weight, take
    return BounceSample(direction, distance, gain * (total / dr.maximum(chosen_weight, 1e-30)), light.group)


def landed_density(device: DeviceScene, weight: Any, normal: Any, direction: Any, distance2: Any) -> Any:
    """About the share of landed rays, per solid angle seen along `direction`, at a place with front `normal` where a
    light counts `weight`.
    """
    return device.landed_density * weight * distance2 / dr.maximum(dr.abs(dr.dot(normal, direction)), 1e-4)
