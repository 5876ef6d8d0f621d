"""The path tracer: radiance and denoiser guides of one camera, one lane a pixel, the samples of a pixel in order.

A lane traces the samples of its pixel one after the other and begins the next when a path ends, so lanes stay busy,
memory does not grow with samples, and sums have one order: the bytes do not depend on threads.

What it approximates, and why:

- Glass in the way of light: a shadow ray goes straight through clear surfaces and keeps what Fresnel's equations and
  the
  glass's colour let pass. Thin sheets are exact; solid glass thus casts a soft coloured shadow in place of caustics,
  which no path tracer of this kind finds without noise.
- Translucent surfaces: a path either scatters where it is, or passes and scatters on the other side, by chance. Light
  is then asked for on that side alone.
- Sunlight passes through panes, which are otherwise the place where the sky's light begins.
- Light that has bounced before it comes to a path's second rough surface is looked up, see `path_cache`.
- `clamp`: one path's contribution after the first bounce is limited, against fireflies, which darkens rare bright
  interreflections a little.
"""

from __future__ import annotations

from typing import Any

import drjit as dr
import mitsuba as mi
import numpy as np

from simgen.rendering.layers import ROULETTE_FROM
from simgen.rendering.light_table import NO_LIGHT, WINDOW
from simgen.rendering.path_bsdf import evaluate, fresnel_dielectric, luminance, passing, sample
from simgen.rendering.path_cache import LightCache
from simgen.rendering.path_glass import transmittance
from simgen.rendering.path_lights import (
    choose_light,
    hit_density,
    landed_density,
    light_row,
    light_weight,
    sample_bounce,
    sample_light,
    sun_seen,
)
from simgen.rendering.path_pictures import CameraRays, PathPicture, PathSettings
from simgen.rendering.path_samples import mixed, morton, pair, single
from simgen.rendering.path_scene import (
    DeviceScene,
    backdrop_radiance,
    environment_radiance,
    material_on_card,
    surface_material,
    uploaded,
)
from simgen.rendering.path_surface import beyond, offset, point_on_card, shading_vertex, surface_point
from simgen.rendering.scene_tables import GLASS, PANE, THIN_GLASS

# Clear surfaces that one path may cross besides its bounces, and that one shadow ray may cross.
MAX_CROSSINGS = 48
# Rougher metal than this is no mirror to the denoiser's guides.
_MIRROR_ALPHA = 0.02
# A bounce whose density, per steradian, is above this shows what it meets as sharply as a mirror.
_SHARP_DENSITY = 5.0
_PAIRS_PER_BOUNCE = 4


@dr.syntax
def trace_paths(
    device: DeviceScene,
    rays: CameraRays,
    group_count: int,
    settings: PathSettings,
    cache: LightCache,
) -> PathPicture:
    """One picture; `group_count` accumulators of radiance, 1 to add up all groups; as many has the cache."""
    every = np.arange(rays.width * rays.height, dtype=np.uint32)
    pixel = uploaded(mi.UInt32, every if settings.pixels is None else settings.pixels)
    width, height = (rays.width, rays.height) if settings.pixels is None else (len(settings.pixels), 1)
    card_position, card_normal = rays.card(pixel)
    image_width = dr.opaque(mi.UInt32, rays.width)
    px, py = pixel % image_width, pixel // image_width
    count, first = (dr.opaque(mi.UInt32, n) for n in (settings.samples, settings.first))
    stride = 1 << (max(settings.reserved, settings.samples) - 1).bit_length()
    block = morton(px, py) * dr.opaque(mi.UInt32, stride)
    seed = dr.opaque(mi.UInt32, settings.seed & 0xFFFFFFFF)
    max_bounces = dr.opaque(mi.UInt32, settings.max_bounces)
    roulette_from = dr.opaque(mi.UInt32, ROULETTE_FROM)
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
    # Whether it asked for landed rays, and how the vertex before it could have found it by them.
    asked_bounce, asked_rival = mi.Bool(False), mi.Float(0)
    bent = mi.Bool(False)
    bounces, crossings = mi.UInt32(0), mi.UInt32(0)
    guided = mi.Bool(False)
    spot, spot_normal = mi.Point3f(0), mi.Vector3f(0)
    has_spot = mi.Bool(False)
    going = count > 0

    while dr.hint(
        going,
        exclude=[
            device,
            rays,
            cache,
            card_position,
            card_normal,
            px,
            py,
            count,
            first,
            block,
            seed,
            max_bounces,
            roulette_from,
            clamp,
            group_count,
        ],
        label="paths",
    ):
        index = block + first + number
        jx, jy = pair(index, mi.UInt32(0), seed)
        lu, lv = pair(index, mi.UInt32(1), seed)
        start, way = rays.ray(mi.Float(px) + jx, mi.Float(py) + jy, lu, lv)
        start = dr.select(rays.has_cards, card_position + card_normal, start)
        way = dr.select(rays.has_cards, -card_normal, way)
        origin = dr.select(fresh, start, origin)
        direction = dr.select(fresh, way, direction)
        throughput = dr.select(fresh, 1, throughput)
        asked &= ~fresh
        bent &= ~fresh
        guided &= ~fresh
        bounces = dr.select(fresh, 0, bounces)
        crossings = dr.select(fresh, 0, crossings)

        on_card = going & fresh & rays.has_cards
        point = surface_point(device, origin, direction, going)
        point = point_on_card(point, card_position, card_normal, on_card)
        found = point.valid
        # What a path sees after a bounce may be coarse, but for what it sees as in a mirror.
        coarse = (bounces > 0) & (asked_density < _SHARP_DENSITY)
        texel = single(index, bounces + 7, seed), single(index, bounces + 107, seed)
        material = surface_material(device, point.material, point.uv, coarse, texel, found)
        material = material_on_card(material, on_card)
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
        shine = dr.select(glowing & front & ~is_window, light.power * material.shows, 0)
        pane_front = is_window & front
        shine = dr.select(pane_front, backdrop_radiance(device, light.first, outward, pane_front), shine)
        shine = dr.select(met_environment, environment_radiance(device, direction, met_environment), shine)
        balance = glowing | met_environment
        balance &= asked
        weight = light_weight(light, asked_position, asked_normal)
        density = dr.select(
            met_environment,
            dr.inv_four_pi,
            hit_density(light, asked_position, asked_normal, point.position, point.normal),
        ) * (weight / dr.maximum(asked_total, 1e-30))
        share = dr.select(balance, _power_share(asked_density, density), 1)
        # What bent glass brings from a light was already counted straight through it.
        share = dr.select(bent & asked, 0, share)
        # And landed rays that the vertex before the asking one asked for may have brought this light to it.
        share *= dr.select(asked & ~met_environment, 1 / (1 + asked_rival * weight), 1)
        gain = throughput * shine * share
        gain = dr.select(rays.bounced & (bounces < 2), 0, gain)
        limit = dr.select(bounces > 1, clamp, dr.inf)
        gain *= dr.minimum(1, limit / dr.maximum(luminance(gain), 1e-20))
        _add(radiance, gain, light.group)

        vertex = shading_vertex(point, material.tilt, direction)
        wi = vertex.wi
        kind = material.kind
        clear = found & ((kind == GLASS) | (kind == THIN_GLASS) | (kind == PANE))
        solid = found & ~clear & (material.two_sided | front)
        dead_side = found & ~clear & ~solid
        mirror = (scattering.metallic > 0.5) & (dr.square(scattering.roughness) < _MIRROR_ALPHA)

        # Guides: the first rough surface, seen through glass and in mirrors.
        guide_now = going & ~guided & (~found | (solid & ~mirror) | glowing)
        tone = dr.select(glowing, material.shows, scattering.base_color)
        albedo += dr.select(guide_now & found, dr.clip(tone * dr.minimum(throughput, 1), 0, 1), 0)
        # The denoiser reads the normal of the surface itself, mirrors too.
        guide_normal += dr.select(going & found & fresh, vertex.n, 0)
        guided |= guide_now

        # Light asked for: of one light, and of one of the places where light lands.
        scatters = solid & (bounces < max_bounces)
        bounce_pairs = 2 + bounces * _PAIRS_PER_BOUNCE
        u1, v1 = pair(index, bounce_pairs, seed)
        u2, v2 = pair(index, bounce_pairs + 1, seed)
        choice, lobe = pair(index, bounce_pairs + 2, seed)
        landed_choice, landed_u = pair(index, bounce_pairs + 3, seed)
        passes, scattering, lobe = passing(scattering, material.translucency, ~front, lobe)
        vertex = beyond(vertex, passes)
        wi = vertex.wi
        fits = scatters & (bounces > 0) & (asked_density < _SHARP_DENSITY) & (scattering.metallic < 0.5)
        spot = dr.select(fits & ~has_spot, point.position, spot)
        spot_normal = dr.select(fits & ~has_spot, vertex.geometric, spot_normal)
        has_spot |= fits
        jitter = tuple(single(index, bounce_pairs + salt, seed) for salt in (1024, 2048, 3072))
        cell = cache.find(point.position, vertex.geometric, asked_position, jitter, fits)
        looks_up = cell > 0
        seen = sun_seen(device, point.position, scatters)
        # Landed rays that the vertex before asked for could have brought the same light by this place.
        before = dr.squared_norm(point.position - asked_position)
        rival = landed_density(device, 1, vertex.geometric, direction, before)
        rival = dr.select(asked & asked_bounce, rival / dr.maximum(asked_density, 1e-30), 0)
        rival = dr.select(asked & asked_bounce & bent, 1e30, rival)

        row, picked_weight, total, rest = choose_light(
            device, mi.UInt32(0), device.source_count, point.position, vertex.n, seen, choice, scatters
        )
        asks = scatters & (total > 0)
        picked = sample_light(device, row, point.position, vertex.n, seen, u1, v1, rest, asks)
        value, pdf = evaluate(scattering, wi, vertex.to_local(picked.direction))
        density = picked.density * (picked_weight / dr.maximum(total, 1e-30))
        share = dr.select(picked.point_like | looks_up, 1, _power_share(density, pdf))
        share *= dr.select(picked.sends_rays, 1 / (1 + rival * picked_weight), 1)
        gain = throughput * value * picked.radiance * (share / dr.maximum(density, 1e-30))
        asks &= (dr.max(gain) > 0) & ~(rays.bounced & (bounces == 0))
        passed = _passed(
            device, point, vertex, picked.direction, picked.distance, picked.from_outside, picked.aimed_at, asks
        )
        gain = dr.select(asks, gain * passed, 0)
        limit = dr.select(bounces > 0, clamp, dr.inf)
        gain *= dr.minimum(1, limit / dr.maximum(luminance(gain), 1e-20))
        _add(radiance, gain, picked.group)

        asks = scatters & ~looks_up & (bounces + 1 < max_bounces)
        row, picked_weight, bounce_total, rest = choose_light(
            device, device.source_count, device.light_count, point.position, vertex.n, seen, landed_choice, asks
        )
        asks &= bounce_total > 0
        landed_coin = single(index, bounce_pairs + 4096, seed)
        place = sample_bounce(device, row, point.position, vertex, scattering, landed_u, landed_coin, asks)
        chance = picked_weight / dr.maximum(bounce_total, 1e-30)
        gain = throughput * place.gain / dr.maximum(chance, 1e-30)
        asks &= dr.max(gain) > 0
        passed = _passed(
            device, point, vertex, place.direction, place.distance, mi.Bool(False), mi.UInt32(NO_LIGHT), asks
        )
        gain = dr.select(asks, gain * passed, 0)
        gain *= dr.minimum(1, clamp / dr.maximum(luminance(gain), 1e-20))
        _add(radiance, gain, place.group)

        # Onwards from a rough surface.
        scattered = sample(scattering, wi, lobe, u2, v2)
        value, pdf = evaluate(scattering, wi, scattered)
        onward = vertex.to_world(scattered)
        leaves = scatters & (pdf > 0) & (dr.dot(vertex.geometric, onward) > 0)
        after = throughput * value / dr.maximum(pdf, 1e-30)

        # Or the path ends here with what is known to come from everywhere, as much from each side.
        _look_up(radiance, cache, cell, after, clamp, leaves & looks_up)
        leaves &= ~looks_up

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

        asked = dr.select(leaves, (total > 0) | (bounce_total > 0), asked & ~mirrored)
        bent = dr.select(leaves, False, bent | (crosses & ~mirrored & (kind == GLASS)))
        asked_position = dr.select(leaves, point.position, asked_position)
        asked_normal = dr.select(leaves, vertex.n, asked_normal)
        asked_total = dr.select(leaves, total, asked_total)
        asked_density = dr.select(leaves, pdf, asked_density)
        asked_bounce = dr.select(leaves, bounce_total > 0, asked_bounce)
        asked_rival = dr.select(leaves, rival, asked_rival)
        throughput = dr.select(leaves, after, dr.select(crosses, throughput * tint, throughput))
        direction = dr.select(leaves, onward, dr.select(crosses, glass_way, direction))
        origin = dr.select(leaves | crosses, offset(point.position, vertex.geometric, direction), origin)
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

    part: Any = dr.opaque(mi.Float, 1 / settings.samples)
    result, (albedo, guide_normal) = [r * part for r in radiance], (albedo * part, guide_normal * part)
    # Always the same arrays, so that it is always the same kernel.
    dr.eval(result, albedo, guide_normal, spot, spot_normal)
    return PathPicture(width, height, result, albedo, guide_normal, spot, spot_normal)


def _power_share(density: Any, other: Any) -> Any:
    """The weight of a sample that two ways could have drawn, by the power heuristic (Veach 1997): a way that finds a
    small light seldom brings it in seldom, and then too much of it, so it counts less than its share.
    """
    return dr.square(density) / dr.maximum(dr.square(density) + dr.square(other), 1e-30)


def _add(radiance: list[Any], gain: Any, group: Any) -> None:
    """Add light to the picture of its group."""
    for g in range(len(radiance)):
        radiance[g] = radiance[g] + (gain if len(radiance) == 1 else dr.select(group == g, gain, 0))


def _look_up(radiance: list[Any], cache: LightCache, cell: Any, share: Any, clamp: Any, active: Any) -> None:
    """Add `share` of the bounced light that the cache holds to the picture of each group."""
    for group in range(len(radiance)):
        gain = share * cache.radiance(cell, group, len(radiance), active)
        gain *= dr.minimum(1, clamp / dr.maximum(luminance(gain), 1e-20))
        radiance[group] = radiance[group] + dr.select(active, gain, 0)


def _passed(
    device: DeviceScene,
    point: Any,
    vertex: Any,
    direction: Any,
    distance: Any,
    from_outside: Any,
    aimed_at: Any,
    active: Any,
) -> Any:
    """The share of light that reaches a surface from a place `distance` away (inf: from far away)."""
    start = offset(point.position, vertex.geometric, direction)
    # Aim anew from the shifted start, or grazing rays would meet the light's own surface too early.
    has_place = dr.isfinite(distance)
    way = point.position + direction * dr.select(has_place, distance, 1) - start
    length = dr.norm(way)
    direction = dr.select(has_place, way / dr.maximum(length, 1e-9), direction)
    length = dr.select(has_place, length * (1 - 1e-4), dr.inf)
    active = active & (dr.dot(vertex.geometric, direction) > 0)
    return dr.select(active, transmittance(device, start, direction, length, from_outside, aimed_at, active), 0)
