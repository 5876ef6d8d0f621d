"""Where light lands first, kept as many small lights: paths ask those for light that bounces once more.

A sun's patch on the floor, or a wall close to a lamp, is small and bright: paths that look for it by chance find it
seldom and give fireflies. Rays of light find it at once. Whatever both ways can find is shared between them by
weights that add up to one, so nothing is counted twice (multiple importance sampling, Veach 1997; the landed rays are
the virtual lights of Keller 1997, whose corners stay dark or bright without such weights).
"""

from __future__ import annotations

from typing import Any

import drjit as dr
import mitsuba as mi
import numpy as np
import numpy.typing as npt

from simgen.color import LUMINANCE
from simgen.rendering.light_rays import LightRays, light_rays
from simgen.rendering.light_table import BOUNCE, CENTER, LIGHT, LIGHT_COLUMNS, MEAN_NORMAL, NO_LIGHT, SUN
from simgen.rendering.path_bsdf import passing
from simgen.rendering.path_glass import clear_share, transmittance
from simgen.rendering.path_lights import LANDED_COLUMNS, light_row, light_weight
from simgen.rendering.path_samples import single
from simgen.rendering.path_scene import DeviceScene, surface_material, uploaded
from simgen.rendering.path_surface import beyond, offset, shading_vertex, surface_point
from simgen.rendering.scene_tables import PANE, PRINCIPLED, SceneTables

Floats = npt.NDArray[Any]

RAY_COUNT = 1 << 16
# Landed rays are sorted into this many groups, each a row of the light table.
CLUSTERS = 6
# Clear surfaces that a ray of light crosses at most.
_MAX_CROSSINGS = 8


def add_bounced_light(device: DeviceScene, tables: SceneTables) -> None:
    """Send rays of light into the scene and give `device` the places where they land."""
    rays = light_rays(tables, RAY_COUNT)
    if rays is None:
        return
    entries, groups = _landed(device, tables, rays)
    if len(entries) == 0:
        return
    clusters = _clusters(entries, groups)
    rows, start = [], 0
    for cluster in clusters:
        rows.append(_row(entries[cluster], int(groups[cluster[0]]), start))
        start += len(cluster)
    lights = np.concatenate([tables.lights, np.stack(rows)])
    # Landed rays per lumen that was sent, by which a light's illuminance at a place gives their density there.
    density = len(rays.light) / rays.total_lm / len(entries)
    device.set_landed(entries[np.concatenate(clusters)], lights, density)


def _landed(device: DeviceScene, tables: SceneTables, rays: LightRays) -> tuple[Floats, npt.NDArray[np.int64]]:
    """(m, LANDED_COLUMNS) float32, rays that reach something that scatters, and (m,) their light groups."""
    origin = mi.Point3f(*(uploaded(mi.Float, column.astype(np.float32)) for column in rays.origin.T))
    direction = mi.Vector3f(*(uploaded(mi.Float, column.astype(np.float32)) for column in rays.direction.T))
    light = uploaded(mi.UInt32, rays.light.astype(np.uint32))
    row = light_row(device, light, mi.Bool(True))
    is_sun = row.kind == SUN
    # What stands outside the pane may keep the sun from it.
    outside = transmittance(device, origin, -direction, mi.Float(dr.inf), mi.Bool(True), mi.UInt32(NO_LIGHT), is_sun)
    share = dr.select(is_sun, outside, mi.Vector3f(1))
    going = mi.Bool(dr.max(share) > 0)
    columns = [mi.Float(0) for _ in range(LANDED_COLUMNS)]
    coin = single(dr.arange(mi.UInt32, len(rays.light)), mi.UInt32(0), mi.UInt32(0))
    for _ in range(_MAX_CROSSINGS):
        point = surface_point(device, origin, direction, going)
        material = surface_material(
            device, point.material, point.uv, mi.Bool(False), (mi.Float(0.5), mi.Float(0.5)), point.valid
        )
        vertex = shading_vertex(point, material.tilt, direction)
        clear = point.valid & (material.kind != PRINCIPLED)
        lands = going & point.valid & ~clear
        lands &= material.two_sided | (dr.dot(direction, point.normal) < 0)
        weight = light_weight(row, point.position, vertex.n)
        # Light that passes cloth is sent on by its other side, as by a path's vertex.
        within = dr.dot(direction, point.normal) > 0
        passes, s, _ = passing(material.scattering, material.translucency, within, coin)
        far = beyond(vertex, passes)
        toward = far.to_world(far.wi)
        here = [*point.position, s.roughness, *far.geometric, s.metallic, *far.n, s.specular]
        here += [*s.base_color, s.clearcoat, *share, weight, *toward, s.clearcoat_gloss, s.sheen, 0, 0, 0]
        columns = [dr.select(lands, new, old) for new, old in zip(here, columns, strict=True)]
        cosine = dr.dot(direction, vertex.n)
        passed = dr.select(
            material.kind == PANE,
            mi.Vector3f(0),
            clear_share(material.kind, material.ior, material.scattering.base_color, cosine),
        )
        share = dr.select(clear, share * passed, share)
        origin = offset(point.position, vertex.geometric, direction)
        going &= clear & (dr.max(share) > 0)
        dr.eval(columns, share, origin, going)
    found = np.array(columns, dtype=np.float32).T
    found[:, 16:19] *= rays.power
    kept = (found[:, 16:19].max(axis=1) > 0) & (found[:, 19] > 0)
    groups = tables.lights[rays.light, LIGHT["group"]].astype(np.int64)
    return np.ascontiguousarray(found[kept]), groups[kept]


def _reflected(entries: Floats) -> npt.NDArray[np.float64]:
    """(m,) about the luminous flux that each landed ray is scattered with."""
    tint = np.maximum(entries[:, 12:15], 0.04)
    return np.asarray((entries[:, 16:19] * tint) @ LUMINANCE, dtype=np.float64)


def _clusters(entries: Floats, groups: npt.NDArray[np.int64]) -> list[npt.NDArray[np.int64]]:
    """Indices of the entries: each light group split in two, the brightest and widest part first, until there are
    enough.

    Within a cluster, they follow a line that fills space, so that evenly spread choices are evenly spread places.
    """
    light = _reflected(entries)
    parts = [np.flatnonzero(groups == g) for g in np.unique(groups)]
    while len(parts) < CLUSTERS:
        worth = [light[part].sum() * np.ptp(entries[part, 0:3], axis=0).max() for part in parts]
        widest = int(np.argmax(worth))
        part = parts[widest]
        if worth[widest] <= 0 or len(part) < 2:
            break
        axis = int(np.argmax(np.ptp(entries[part, 0:3], axis=0)))
        part = part[np.argsort(entries[part, axis], kind="stable")]
        half = int(np.searchsorted(np.cumsum(light[part]), light[part].sum() / 2))
        half = min(max(half, 1), len(part) - 1)
        parts[widest : widest + 1] = [part[:half], part[half:]]
    return [part[np.argsort(_curve(entries[part, 0:3]), kind="stable")] for part in parts]


def _curve(places: Floats) -> npt.NDArray[np.uint64]:
    """(n,) Morton keys of (n, 3) places within their bounds, 10 bits an axis."""
    low, size = places.min(axis=0), np.maximum(np.ptp(places, axis=0).max(), 1e-9)
    cells = np.minimum((places - low) / size * 1024, 1023).astype(np.uint64)
    key = np.zeros(len(places), np.uint64)
    for bit in range(10):
        for axis in range(3):
            key |= ((cells[:, axis] >> np.uint64(bit)) & np.uint64(1)) << np.uint64(3 * bit + axis)
    return key


def _row(entries: Floats, group: int, first: int) -> Floats:
    """The row of the light table for a cluster: as a glowing surface with the same place, spread and mean direction."""
    light = _reflected(entries)
    row = np.zeros(LIGHT_COLUMNS, np.float32)
    center = np.average(entries[:, 0:3], axis=0, weights=light)
    distance = np.linalg.norm(entries[:, 0:3] - center, axis=1)
    area = 2 * np.pi * float(np.average(distance**2, weights=light)) + 1e-4
    row[LIGHT["kind"]] = BOUNCE
    row[CENTER] = center
    row[LIGHT["radius"]] = distance.max()
    row[MEAN_NORMAL] = np.average(entries[:, 4:7], axis=0, weights=light)
    row[LIGHT["area"]] = area
    row[LIGHT["luminance"]] = light.sum() / np.pi / area
    row[LIGHT["first"]], row[LIGHT["count"]] = first, len(entries)
    row[LIGHT["group"]] = group
    return row
