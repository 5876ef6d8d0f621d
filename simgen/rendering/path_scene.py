"""The tables of a scene on the device, and what a path reads there: rays, surface points, textures, pictures of
light.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import drjit as dr
import mitsuba as mi
import numpy as np

from simgen.rendering.backdrop import BACKDROP_HEIGHT, BACKDROP_TOP_DEG, BACKDROP_WIDTH
from simgen.rendering.environment import ENVIRONMENT_HEIGHT, ENVIRONMENT_WIDTH
from simgen.rendering.light_table import AXIS_Z, ENVIRONMENT, LIGHT, SUN
from simgen.rendering.path_bsdf import Scattering, matt
from simgen.rendering.scene_tables import (
    ALIGNMENT,
    COARSE_TEXELS,
    GLASS,
    MATERIAL,
    MATERIAL_COLUMNS,
    PRINCIPLED,
    SHOWS,
    THIN_GLASS,
    SceneTables,
    aligned_array,
)
from simgen.rendering.texel_cache import HAS_METALLIC, HAS_NORMAL, HAS_ROUGHNESS


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
        self.vertices = uploaded(mi.Float, vertices)
        self.corners = uploaded(mi.UInt32, corners)
        padded = np.zeros((len(faces), 2), np.uint32)
        padded[: len(tables.faces), 0] = tables.face_material
        padded[: len(tables.faces), 1] = tables.face_light
        self.face_words = uploaded(mi.UInt32, padded)
        self.materials = uploaded(mi.Float, tables.materials)
        self.texels = uploaded(mi.UInt32, tables.texels)
        self.window_count = dr.opaque(mi.UInt32, tables.window_count)
        self.emitters = uploaded(mi.UInt32, tables.emitters)
        low, high = _clear_bounds(tables)
        self.clear_low, self.clear_high = opaque_vector(low), opaque_vector(high)
        kinds = tables.lights[:, LIGHT["kind"]]
        suns = tables.lights[kinds == SUN]
        toward = -suns[0, AXIS_Z] if len(suns) else np.array([0.0, 0.0, 1.0])
        self.to_sun = opaque_vector(toward)
        self.has_environment = dr.opaque(mi.Bool, bool((kinds == ENVIRONMENT).any()))
        self.environment_row = dr.opaque(mi.UInt32, _first(kinds == ENVIRONMENT))
        self.source_count = dr.opaque(mi.UInt32, len(tables.lights))
        self.light(tables)

    def light(self, tables: SceneTables) -> None:
        """Take the lights of tables that differ in their strength alone, as yet without places where they land."""
        self.set_lights(tables.lights)
        self.backdrops = uploaded(mi.Float, _padded_pixels(tables.backdrops))
        self.environment = uploaded(mi.Float, _padded_pixels(tables.environment))
        self.landed = uploaded(mi.Float, np.zeros(64, np.float32))
        self.landed_density = dr.opaque(mi.Float, 0.0)
        dr.eval(vars(self))

    def set_lights(self, rows: np.ndarray[Any, Any]) -> None:
        """Upload the light table, (l, LIGHT_COLUMNS)."""
        table = rows if len(rows) else np.zeros((1, rows.shape[1]), np.float32)
        self.lights = uploaded(mi.Float, table.astype(np.float32))
        self.light_count = dr.opaque(mi.UInt32, len(rows))

    def set_landed(self, entries: np.ndarray[Any, Any], lights: np.ndarray[Any, Any], density: float) -> None:
        """Take the places where light lands, (m, LANDED_COLUMNS), the light table with their rows, and how many of them
        there are to a lumen.
        """
        self.landed = uploaded(mi.Float, entries.astype(np.float32))
        self.landed_density = dr.opaque(mi.Float, density)
        self.set_lights(lights)
        dr.eval(self.landed, self.lights)


def uploaded(kind: Any, array: np.ndarray[Any, Any]) -> Any:
    """A flat Dr.Jit array; on CPUs a view of `array` where that is aligned, else of an aligned copy."""
    flat = np.ascontiguousarray(array).ravel()
    if flat.ctypes.data % ALIGNMENT:
        copy = aligned_array(flat.shape, flat.dtype)
        copy[:] = flat
        flat = copy
    return kind(flat)


def opaque_vector(values: Any) -> Any:
    """Three numbers that the compiler does not see, so that they make no new kernel."""
    return mi.Vector3f(*(dr.opaque(mi.Float, float(x)) for x in values))


def _clear_bounds(tables: SceneTables) -> tuple[Any, Any]:
    """Corners of the box around all glass; turned inside out where there is none."""
    kinds = tables.materials[:, MATERIAL["kind"]]
    clear = np.isin(kinds, (GLASS, THIN_GLASS))[tables.face_material]
    points = tables.positions[tables.faces[clear].ravel()]
    if len(points) == 0:
        return np.full(3, 1e9), np.full(3, -1e9)
    return points.min(axis=0) - 1e-3, points.max(axis=0) + 1e-3


def _first(mask: np.ndarray[Any, Any]) -> int:
    return int(np.argmax(mask)) if mask.any() else 0


def _padded_pixels(picture: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    flat = picture.reshape(-1, 3)
    return np.concatenate([flat, np.zeros((len(flat), 1), np.float32)], axis=1).ravel()


def xyz(v: Any) -> Any:
    """The first three of four."""
    return mi.Vector3f(v.x, v.y, v.z)


@dataclass
class SurfaceMaterial:
    """The material at surface points, textures looked up. `tilt` is the tangent-space normal's x and y; `shows` how
    bright what a screen shows is there, over its mean, and 1 elsewhere.
    """

    scattering: Scattering
    translucency: Any
    kind: Any
    ior: Any
    two_sided: Any
    tilt: Any
    shows: Any


def surface_material(
    device: DeviceScene, index: Any, uv: Any, coarse: Any, jitter: tuple[Any, Any], active: Any
) -> SurfaceMaterial:
    """The material in row `index` at texture coordinates `uv` (see `Mesh`).

    One texel is read, chosen by `jitter` (two numbers in [0, 1)) so that the mean is between the four nearest ones;
    where `coarse`, from a small version of the texture, which the processor's caches hold.
    """
    base = index * (MATERIAL_COLUMNS // 4)
    r0, r1, r2, r3 = (dr.gather(mi.Vector4f, device.materials, base + i, active) for i in range(4))
    maps = mi.UInt32(r3.w)
    textured = active & (maps > 0)
    albedo, word, tilt = _texture(
        device, dr.reinterpret_array(mi.UInt32, r3.x), mi.UInt32(r3.y), uv * r3.z, coarse, jitter, textured
    )
    # A texture with a metallic map gives it the highest of the roughness's eight bits.
    mixed = (maps & HAS_METALLIC) > 0
    roughness = dr.select(mixed, mi.Float(word & 127) * (1 / 127), mi.Float(word) * (1 / 255))
    is_screen = (maps & SHOWS) > 0
    base_color = mi.Vector3f(r0.x, r0.y, r0.z) * dr.select(textured & ~is_screen, albedo, 1)
    shows = dr.select(textured & is_screen, albedo * mi.Vector3f(r1.z, r1.w, r2.x), 1)
    scattering = Scattering(
        base_color,
        dr.select((maps & HAS_ROUGHNESS) > 0, roughness, r0.w),
        dr.select(mixed, mi.Float(word >> 7), r1.x),
        r1.y,
        dr.select(is_screen, 0, r1.z),
        dr.select(is_screen, 0, r1.w),
        dr.select(is_screen, 0, r2.x),
    )
    kind = mi.UInt32(r2.z)
    translucency = dr.select(kind == PRINCIPLED, r2.y, 0)
    tilt = dr.select((maps & HAS_NORMAL) > 0, tilt, 0)
    return SurfaceMaterial(scattering, translucency, kind, r2.y, r2.w > 0, tilt, shows)


def material_on_card(material: SurfaceMaterial, where: Any) -> SurfaceMaterial:
    """The same materials, but ideal white matt for the lanes `where`."""
    return SurfaceMaterial(
        matt(material.scattering, where, 1),
        dr.select(where, 0, material.translucency),
        dr.select(where, PRINCIPLED, material.kind),
        material.ior,
        material.two_sided,
        dr.select(where, 0, material.tilt),
        material.shows,
    )


def _texture(
    device: DeviceScene, offset: Any, resolution: Any, tiles: Any, coarse: Any, jitter: tuple[Any, Any], active: Any
) -> tuple[Any, Any, Any]:
    """Albedo, the eight bits of roughness and metallic, and tilt of the normal in a repeating tile, whose small version
    lies just before it.
    """
    small = dr.minimum(resolution, COARSE_TEXELS)
    offset = dr.select(coarse, offset - small * small, offset)
    resolution = dr.select(coarse, small, resolution)
    n = mi.Float(resolution)
    column = dr.floor((tiles.x - dr.floor(tiles.x)) * n + jitter[0] - 0.5)
    row = dr.floor((tiles.y - dr.floor(tiles.y)) * n + jitter[1] - 0.5)
    column = dr.select(column < 0, column + n, dr.select(column >= n, column - n, column))
    row = dr.select(row < 0, row + n, dr.select(row >= n, row - n, row))
    words = dr.gather(mi.Vector2u, device.texels, offset + mi.UInt32(row) * resolution + mi.UInt32(column), active)
    root = mi.Vector3f(
        mi.Float(words.x & 2047) * (1 / 2047),
        mi.Float((words.x >> 11) & 2047) * (1 / 2047),
        mi.Float(words.x >> 22) * (1 / 1023),
    )
    tilt = mi.Vector2f(mi.Float((words.y >> 8) & 4095) * (1 / 2047) - 1, mi.Float(words.y >> 20) * (1 / 2047) - 1)
    return root * root, words.y & 255, tilt


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
            total += weight * xyz(dr.gather(mi.Vector4f, source, place, active))
    return total
