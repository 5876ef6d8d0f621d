"""A scene as flat arrays: one triangle soup, a table of materials, a table of lights, texels. Pure NumPy.

The path tracer reads scenes only through these tables, by index, so one compiled kernel serves every scene.

Light that shines through: a window's pane is two triangles of kind `PANE` that glow inwards with the picture painted
outside and let sunlight pass. A glowing surface shines from the front of its triangles only.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from simgen.errors import CatalogError
from simgen.rendering.backdrop import BACKDROP_HEIGHT, BACKDROP_WIDTH, paint_backdrop
from simgen.rendering.environment import ENVIRONMENT_HEIGHT, ENVIRONMENT_WIDTH, environment_map
from simgen.rendering.light_table import ENVIRONMENT, LIGHT, NO_LIGHT, POWER, LightRows
from simgen.rendering.texel_cache import albedo_of, prefetch, texels
from simgen.seeds import stream
from simgen.world import (
    Body,
    EnvironmentLight,
    Material,
    Mesh,
    Pattern,
    Picture,
    Scene,
    SpotLight,
    SunLight,
    SurfaceLight,
    WindowLight,
)

Floats = npt.NDArray[np.float32]
Words = npt.NDArray[np.uint32]

# Kinds of surface, in column MATERIAL["kind"].
PRINCIPLED, GLASS, THIN_GLASS, PANE = 0, 1, 2, 3

# Columns of the material table; a colour takes three. Rows are whole groups of four, which a gather fetches at once.
# Clear kinds have an index of refraction, and PRINCIPLED a translucency in the same place. What shows something (see
# `SHOWS`) has its texture for that, and one over the mean of that texture's colour in the place of clearcoat and sheen.
MATERIAL = {
    "base_color": 0,
    "roughness": 3,
    "metallic": 4,
    "specular": 5,
    "clearcoat": 6,
    "clearcoat_gloss": 7,
    "sheen": 8,
    "ior": 9,
    "translucency": 9,
    "kind": 10,
    "two_sided": 11,
    "texel_offset": 12,
    "resolution": 13,
    "tiles_per_unit": 14,
    "maps": 15,
}
MATERIAL_COLUMNS = 16
ONE_OVER_MEAN = slice(6, 9)
# A bit in column MATERIAL["maps"], beside those of `simgen.rendering.texel_cache`: the texture is what a screen shows.
SHOWS = 16

# Texels a side of the small version of a texture; it lies just before the full one, at whose start `texel_offset` is.
COARSE_TEXELS = 32
# Bytes. On CPUs an array of Dr.Jit is a view of memory, and only memory that starts at a multiple of so many always
# compiles to the same kernel.
ALIGNMENT = 64


@dataclass(frozen=True, eq=False)
class SceneTables:
    """Everything that a path tracer reads of a scene, in world coordinates.

    positions, normals: (v, 3) float32. uvs: (v, 2) float32, metres, or pictures where
    the material shows one. faces: (f, 3) uint32. face_material: (f,) uint32,
    a row of `materials`. face_light: (f,) uint32, a row of `lights`, or NO_LIGHT. materials: (m, MATERIAL_COLUMNS)
    float32. texels: (t, 2) uint32, see `simgen.rendering.texel_cache.pack_maps`. lights: (l, LIGHT_COLUMNS) float32,
    windows first. emitters: (e, 4) uint32 alias table of the triangles of glowing surfaces: face, other face,
    probability (bits of a float32), 0. backdrops: (w, BACKDROP_HEIGHT, BACKDROP_WIDTH, 3) float32 radiance, by
    window. environment: (ENVIRONMENT_HEIGHT, ENVIRONMENT_WIDTH, 3) float32 radiance. groups: names of light groups; a
    light's `group` indexes them.
    """

    positions: Floats
    normals: Floats
    uvs: Floats
    faces: Words
    face_material: Words
    face_light: Words
    materials: Floats
    texels: Words
    lights: Floats
    emitters: Words
    backdrops: Floats
    environment: Floats
    groups: tuple[str, ...]
    window_count: int

    def dimmed(self, factors: Mapping[str, float]) -> SceneTables:
        """The tables with each light group so many times as bright (1 where it has no factor)."""
        by_group = np.array([factors.get(name, 1.0) for name in self.groups], np.float32)
        factor = by_group[self.lights[:, LIGHT["group"]].astype(np.int64)]
        lights = self.lights.copy()
        for columns in (POWER, LIGHT["luminance"], LIGHT["sky"], LIGHT["ground"]):
            lights[:, columns] = (lights[:, columns].T * factor).T
        # Windows come first.
        backdrops = self.backdrops.copy()
        backdrops[: self.window_count] *= factor[: self.window_count, None, None, None]
        around = factor[self.lights[:, LIGHT["kind"]] == ENVIRONMENT]
        environment = self.environment * (around[0] if len(around) else np.float32(1))
        return replace(self, lights=lights, backdrops=backdrops, environment=environment)

    @property
    def nbytes(self) -> int:
        """Of all arrays."""
        return sum(v.nbytes for v in vars(self).values() if isinstance(v, np.ndarray))


def scene_tables(scene: Scene) -> SceneTables:
    """The tables of `scene`. CatalogError where a light names a socket or surface that is not there."""
    soup = _Soup()
    materials = _MaterialTable()
    glowing = {(light.instance_id, light.socket): light for light in _of(scene, SurfaceLight) if light.flux_lm > 0}
    rows = LightRows(groups=tuple(dict.fromkeys(light.group for light in scene.scenario.lights)))

    # Dark ones too: the sun comes through them, and at night they are black.
    windows = _of(scene, WindowLight)
    for window in windows:
        row = rows.window(window, len(rows.rows))
        soup.add(_pane_mesh(window), materials.pane(), row)
    prefetch(_textures(scene))
    for body in scene.bodies:
        sockets = _sockets(body, glowing)
        for part in body.asset.parts:
            for surface in part.surfaces:
                mesh = surface.mesh
                placed = Mesh(
                    body.world_vertices(mesh, part.joint).astype(np.float32),
                    mesh.faces,
                    body.world_normals(mesh, part.joint).astype(np.float32),
                    body.texture_uvs(surface),
                )
                material = materials.row(body.material(surface.material))
                lamp = sockets.get((part.name, surface.material))
                if lamp is None:
                    soup.add(placed, material, None)
                else:
                    glow = lamp.flux_lm / (np.pi * _glowing_area_m2(body, part.name, surface.material))
                    tint = materials.tint(material)
                    row = rows.mesh(lamp, glow * tint, placed, first_face=soup.face_count)
                    soup.add(placed, material, row)
    for light in scene.scenario.lights:
        if isinstance(light, SunLight) and light.illuminance_lx > 0:
            rows.sun(light, gated=bool(windows))
        elif isinstance(light, SpotLight) and light.intensity_cd > 0:
            rows.spot(light)
    environments = [light for light in _of(scene, EnvironmentLight) if light.luminance > 0]
    environment = sum((environment_map(light) for light in environments), np.zeros((1, 1, 3), np.float32))
    if environments:
        rows.environment(environments[0], environment)
    full = (ENVIRONMENT_HEIGHT, ENVIRONMENT_WIDTH, 3)
    return SceneTables(
        **soup.arrays(),
        materials=materials.table(),
        texels=materials.texel_array(),
        lights=rows.table(),
        emitters=rows.emitter_table(),
        backdrops=(
            np.stack([paint_backdrop(window) for window in windows])
            if windows
            else np.zeros((1, BACKDROP_HEIGHT, BACKDROP_WIDTH, 3), np.float32)
        ),
        environment=np.ascontiguousarray(np.broadcast_to(environment, full), dtype=np.float32),
        groups=rows.groups or ("none",),
        window_count=len(windows),
    )


def _of(scene: Scene, kind: type[Any]) -> list[Any]:
    return [light for light in scene.scenario.lights if isinstance(light, kind)]


def _sockets(body: Body, glowing: Mapping[tuple[int, str], SurfaceLight]) -> dict[tuple[str, str], SurfaceLight]:
    """By (part, slot) of this body, the light that shines there."""
    result = {}
    known = {socket.name: socket for socket in body.asset.sockets}
    for (instance_id, name), light in glowing.items():
        if instance_id != body.instance_id:
            continue
        if name not in known:
            raise CatalogError(
                f"light '{light.name}' shines at socket '{name}', which '{body.name}' ({body.asset.id}) does not have",
                remedy=f"Its sockets: {', '.join(sorted(known)) or 'none'}.",
            )
        result[known[name].part, known[name].slot] = light
    return result


def _glowing_area_m2(body: Body, part_name: str, slot: str) -> float:
    """Of all surfaces that a socket lights. CatalogError where there is none."""
    area = 0.0
    for part in body.asset.parts:
        for surface in part.surfaces:
            if (part.name, surface.material) == (part_name, slot):
                corners = surface.mesh.vertices[surface.mesh.faces].astype(np.float64)
                cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
                area += float(np.linalg.norm(cross, axis=1).sum()) / 2
    if not area > 0:
        raise CatalogError(
            f"a light of '{body.name}' shines from a surface without area",
            remedy=f"Give the slot '{slot}' of part '{part_name}' a mesh with triangles.",
        )
    return area * body.scale**2


def _pane_mesh(window: WindowLight) -> Mesh:
    x, y = window.width_m / 2, window.height_m / 2
    corners = np.array([[-x, -y, 0], [x, -y, 0], [x, y, 0], [-x, y, 0]])
    normal = window.world_from_pane.rotate([0.0, 0.0, 1.0])
    return Mesh(
        window.world_from_pane.apply(corners).astype(np.float32),
        np.array([[0, 1, 2], [0, 2, 3]], np.int32),
        np.tile(normal, (4, 1)).astype(np.float32),
        corners[:, :2].astype(np.float32),
    )


class _Soup:
    """Triangles gathered into one mesh."""

    def __init__(self) -> None:
        self.meshes: list[Mesh] = []
        self.materials: list[int] = []
        self.lights: list[int | None] = []
        self.face_count = 0

    def add(self, mesh: Mesh, material: int, light: int | None) -> None:
        self.meshes.append(mesh)
        self.materials.append(material)
        self.lights.append(light)
        self.face_count += len(mesh.faces)

    def arrays(self) -> dict[str, Any]:
        counts = [len(mesh.vertices) for mesh in self.meshes]
        starts: Any = np.concatenate([[0], np.cumsum(counts)])[:-1]
        faces = [len(mesh.faces) for mesh in self.meshes]

        def joined(arrays: Sequence[Any], columns: int, dtype: Any) -> Any:
            return np.ascontiguousarray(np.concatenate([np.zeros((0, columns)), *arrays]), dtype=dtype)

        return {
            "positions": joined([m.vertices for m in self.meshes], 3, np.float32),
            "normals": joined([m.normals for m in self.meshes], 3, np.float32),
            "uvs": joined([m.uvs for m in self.meshes], 2, np.float32),
            "faces": joined([m.faces + s for m, s in zip(self.meshes, starts, strict=True)], 3, np.uint32),
            "face_material": np.repeat(np.array(self.materials, np.uint32), faces),
            "face_light": np.repeat(np.array([NO_LIGHT if i is None else i for i in self.lights], np.uint32), faces),
        }


def _textures(scene: Scene) -> Iterator[Pattern | Picture]:
    for body in scene.bodies:
        for part in body.asset.parts:
            for surface in part.surfaces:
                material = body.material(surface.material)
                for texture in (material.texture, material.shows):
                    if texture is not None:
                        yield texture


class _MaterialTable:
    """Materials, each once, and the texels of their textures, each once."""

    def __init__(self) -> None:
        self.rows: list[Floats] = []
        self.index: dict[str, int] = {}
        self.texels: list[Words] = []
        self.texel_count = 0
        self.packed: dict[str, tuple[int, int, int]] = {}

    def row(self, material: Material) -> int:
        key = repr(material)
        if key not in self.index:
            self.index[key] = len(self.rows)
            self.rows.append(self._filled(material))
        return self.index[key]

    def tint(self, row: int) -> Floats:
        """(3,) the mean share of its light that a glowing surface in that material sends out."""
        if not int(self.rows[row][MATERIAL["maps"]]) & SHOWS:
            return np.ones(3, np.float32)
        return np.asarray(1 / self.rows[row][ONE_OVER_MEAN], np.float32)

    def pane(self) -> int:
        if "pane" not in self.index:
            row = np.zeros(MATERIAL_COLUMNS, np.float32)
            row[MATERIAL["kind"]] = PANE
            row[MATERIAL["ior"]] = 1.0
            self.index["pane"] = len(self.rows)
            self.rows.append(row)
        return self.index["pane"]

    def _filled(self, material: Material) -> Floats:
        row = np.zeros(MATERIAL_COLUMNS, np.float32)
        row[0:3] = material.base_color
        inside = "translucency" if material.kind == "principled" else "ior"
        for name in ("roughness", "metallic", "specular", "clearcoat", "clearcoat_gloss", "sheen", inside):
            row[MATERIAL[name]] = getattr(material, name)
        row[MATERIAL["kind"]] = {"principled": PRINCIPLED, "glass": GLASS, "thin_glass": THIN_GLASS}[material.kind]
        row[MATERIAL["two_sided"]] = material.two_sided
        texture = material.texture or material.shows
        if texture is not None:
            offset, resolution, maps = self._packed(texture)
            if texture is material.shows:
                maps = SHOWS
                row[ONE_OVER_MEAN] = 1 / albedo_of(texture).mean(axis=(0, 1))
            row[MATERIAL["texel_offset"]] = np.uint32(offset).view(np.float32)
            row[MATERIAL["resolution"]] = resolution
            row[MATERIAL["tiles_per_unit"]] = material.tiles
            row[MATERIAL["maps"]] = maps
        return row

    def _packed(self, texture: Pattern | Picture) -> tuple[int, int, int]:
        key = repr(texture)
        if key not in self.packed:
            made = texels(texture)
            small = coarse_texels(made.words, made.resolution)
            self.packed[key] = (self.texel_count + len(small), made.resolution, made.has)
            self.texels += [small, made.words]
            self.texel_count += len(small) + len(made.words)
        return self.packed[key]

    def table(self) -> Floats:
        return np.stack(self.rows or [np.zeros(MATERIAL_COLUMNS, np.float32)])

    def texel_array(self) -> Words:
        texels = aligned_array((max(1, self.texel_count), 2), np.uint32)
        texels[self.texel_count :] = 0
        return np.concatenate(self.texels, out=texels) if self.texels else texels


def aligned_array(shape: tuple[int, ...], dtype: npt.DTypeLike) -> np.ndarray[Any, Any]:
    """An array of any content that starts at a multiple of ALIGNMENT bytes: Dr.Jit takes it without a copy."""
    size = math.prod(shape) * np.dtype(dtype).itemsize
    space = np.empty(size + ALIGNMENT, np.uint8)
    start = -space.ctypes.data % ALIGNMENT
    return space[start : start + size].view(dtype).reshape(shape)


def coarse_texels(words: Words, resolution: int) -> Words:
    """A small version of an (n·n, 2) tile with at most COARSE_TEXELS a side: of each cell, one of its texels by
    chance.
    """
    small = min(resolution, COARSE_TEXELS)
    rng = stream(0, "coarse_texels")
    edges = np.arange(small + 1) * resolution // small
    places = [edges[:-1, None] + (rng.random((small, small)) * np.diff(edges)[:, None]).astype(np.int64) for _ in "xy"]
    return np.ascontiguousarray(words[(places[0] * resolution + places[1].T).ravel()])
