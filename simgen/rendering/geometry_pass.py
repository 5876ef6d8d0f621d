"""The geometry pass: what the ray through each pixel centre meets first, the same for every renderer.

All visual surfaces of all bodies count, glass and liquids included, from both sides, at a planar depth of at least
`camera.near_m`. The lens is a pinhole here, whatever the aperture: labels are sharp. A window's pane is a light and
not a body, so what is seen through the hole is nothing (id 0, depth inf) wherever no body stands outside.

Triangles keep the order of bodies, parts, surfaces and faces; where two are met at the very same depth, the first
one wins. Each body is scanned by itself, so the pixels that it wins are a subset of those that it would cover
alone, by construction and not only up to rounding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from simgen.frame import AmodalMask, Geometry, PixelBox
from simgen.geometry import FloatArray
from simgen.rendering.coverage import BOX_SLACK_PX, Pairs, cover, dot, plane, project, sides, turned
from simgen.rendering.texel_cache import albedo_of
from simgen.world import Body, Camera, Mesh, Scene

BEHIND: PixelBox = (0.0, 0.0, 0.0, 0.0)
LARGEST_ID = int(np.iinfo(np.uint16).max)


@dataclass(frozen=True, eq=False)
class TracedGeometry(Geometry):
    """A geometry that still knows where on which surface each ray ended.

    triangle, surface: (H, W) int32, index into the scene's triangles and visual surfaces in order, -1 where nothing.
    uv_m: (H, W, 2) float32, texture coordinates in metres of the scaled body, 0 where nothing.
    """

    triangle: npt.NDArray[np.int32]
    surface: npt.NDArray[np.int32]
    uv_m: npt.NDArray[np.float32]


def trace(scene: Scene, camera: Camera) -> TracedGeometry:
    """One ray through each pixel centre; see `simgen.frame.Geometry` for every array.

    `normal` is the mesh's smooth normal at the hit, turned to the side that is seen; where that would still point away
    from the camera (at a silhouette) it is bent until it is perpendicular to the ray.
    """
    view = camera.intrinsics
    canvas = _Canvas(np.zeros(view.height * view.width), np.full(view.height * view.width, -1, dtype=np.int64))
    shown_by = _shapes_by_body(scene, camera)
    amodal: dict[int, AmodalMask] = {}
    for body, shown in zip(scene.bodies, shown_by, strict=True):
        amodal[body.instance_id] = _scan(shown, camera, canvas)
    parts = _parts_of(scene)
    if len(parts) > LARGEST_ID or max((body.instance_id for body in scene.bodies), default=0) > LARGEST_ID:
        raise ValueError(f"a frame tells {LARGEST_ID} bodies and parts apart; the scene has {len(parts)} parts")
    return _gather(camera, canvas.triangle, [s for shown in shown_by for s in shown], parts, amodal)


def looked_along(
    scene: Scene,
    camera: Camera,
    candidates: npt.NDArray[np.int32],
    depth_m: npt.NDArray[np.float32],
    amodal: Mapping[int, AmodalMask],
) -> TracedGeometry:
    """What each ray of `camera`, whose lens may bend it, meets first of its (k, H, W) candidates among the triangles.

    A candidate of -1 is nothing. A ray that meets none of them sees nothing where that is one of them, else the first
    one, at the (H, W) depth that is given for that.
    """
    shapes = [shape for shown in _shapes_by_body(scene, camera) for shape in shown]
    rays = camera.intrinsics.rays().reshape(-1, 3).T
    nearest = np.full(rays.shape[1], np.inf)
    triangle = np.where((candidates < 0).any(axis=0), -1, candidates[0]).reshape(-1).astype(np.int64)
    for candidate in candidates.reshape(len(candidates), -1).astype(np.int64):
        met = _depth_met(shapes, candidate, rays)
        nearer = met < nearest
        nearest[nearer], triangle[nearer] = met[nearer], candidate[nearer]
    geometry = _gather(camera, triangle, shapes, _parts_of(scene), amodal)
    missed = ~np.isfinite(nearest).reshape(depth_m.shape) & (geometry.instance_id > 0)
    depth = np.where(missed, depth_m, geometry.depth_m)
    length = np.linalg.norm(rays, axis=0).reshape(depth.shape)
    distance = np.where(missed, depth * length, geometry.distance_m).astype(np.float32)
    return replace(geometry, depth_m=depth, distance_m=distance)


def _depth_met(shapes: list[_Shape], triangle: npt.NDArray[np.int64], rays: FloatArray) -> FloatArray:
    """(n,) planar depth at which each ray (3, n) meets its triangle (n,), inf where it does not."""
    found = np.full(len(triangle), np.inf)
    order = np.argsort(triangle, kind="stable")
    for i, here in _slices(shapes, triangle[order]):
        shape, pixels = shapes[i], order[here]
        corners = np.take(shape.vertices, shape.mesh.faces[triangle[pixels] - shape.begin].T, axis=1)
        ray = rays[:, pixels]
        facing, offset = plane(corners)
        within = (dot(sides(corners), ray[:, None]) * np.sign(offset) >= 0).all(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            depth = offset / dot(facing, ray)
        found[pixels] = np.where(within & (depth > 0), depth, np.inf)
    return found


def albedo(scene: Scene, geometry: Geometry, camera: Camera) -> npt.NDArray[np.float32]:
    """(H, W, 3) float32 in 0..1: base colour times texture (bilinear) of the first surface, 0 where nothing.

    Glass and thin glass show their `base_color` (what they let through). `geometry` must be of this scene and camera;
    one that `trace` made itself saves tracing again.
    """
    traced = geometry if isinstance(geometry, TracedGeometry) else trace(scene, camera)
    slots = [
        (body.material(surface.material), body.scale)
        for body in scene.bodies
        for part in body.asset.parts
        for surface in part.surfaces
    ]
    result = np.zeros((*traced.surface.shape, 3), dtype=np.float32)
    flat, uv = traced.surface.reshape(-1), traced.uv_m.reshape(-1, 2)
    colors = result.reshape(-1, 3)
    order = np.argsort(flat, kind="stable")
    bounds = np.searchsorted(flat[order], np.arange(len(slots) + 1))
    for i, (material, scale) in enumerate(slots):
        pixels = order[bounds[i] : bounds[i + 1]]
        if len(pixels) == 0:
            continue
        color = np.asarray(material.base_color, dtype=np.float32)
        if material.texture is None:
            colors[pixels] = color
        else:
            tile = albedo_of(material.texture)
            # The trace scales all texture coordinates with the body; a picture keeps its own.
            unit = scale / material.tiles if material.picture else 1 / material.tiles
            colors[pixels] = color * sample_tile(tile, uv[pixels] / unit)
    return np.clip(result, 0.0, 1.0)


def sample_tile(tile: npt.NDArray[np.float32], uv: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """(k, 3) bilinear samples of a seamless (n, n, 3) tile at (k, 2) coordinates, of which 0..1 is one tile.

    Column i is centred at u = (i + 0.5) / n and row j at v = (j + 0.5) / n.
    """
    rows, columns = tile.shape[:2]
    place = uv.astype(np.float64) * (columns, rows) - 0.5
    corner = np.floor(place)
    weight = (place - corner).astype(np.float32)
    c0, r0 = corner[:, 0].astype(np.int64) % columns, corner[:, 1].astype(np.int64) % rows
    c1, r1 = (c0 + 1) % columns, (r0 + 1) % rows
    s, t = weight[:, :1], weight[:, 1:]
    upper = tile[r0, c0] * (1 - s) + tile[r0, c1] * s
    lower = tile[r1, c0] * (1 - s) + tile[r1, c1] * s
    result: npt.NDArray[np.float32] = upper * (1 - t) + lower * t
    return result


@dataclass(frozen=True, eq=False)
class _Shape:
    """One visual surface as the camera sees it; its triangles are numbers `begin` to `end` of the scene.

    vertices: (3, n) in the camera frame. normal_turn: (3, 3), takes the mesh's normals to the camera frame.
    part: index into the frame's parts.
    """

    instance_id: int
    part: int
    mesh: Mesh
    vertices: FloatArray
    normal_turn: FloatArray
    scale: float
    begin: int
    end: int


@dataclass(frozen=True, eq=False)
class _Canvas:
    """The nearest hits so far, by pixel: (H * W) 1/z in 1/m, 0 where nothing; and the scene's triangle, -1."""

    inverse_depth: FloatArray
    triangle: npt.NDArray[np.int64]

    def add(self, pairs: Pairs, begin: int) -> None:
        """Keep what is strictly nearer; among equals the first triangle. Triangle numbers are counted from `begin`."""
        nearer = np.flatnonzero(pairs.inverse_depth > self.inverse_depth[pairs.pixel])
        pixel, inverse_depth = pairs.pixel[nearer], pairs.inverse_depth[nearer]
        np.maximum.at(self.inverse_depth, pixel, inverse_depth)
        won = np.flatnonzero(inverse_depth == self.inverse_depth[pixel])
        pixel, triangle = pixel[won], pairs.triangle[nearer[won]] + begin
        self.triangle[pixel] = np.iinfo(np.int64).max
        np.minimum.at(self.triangle, pixel, triangle)


def _parts_of(scene: Scene) -> tuple[tuple[int, str], ...]:
    return tuple((body.instance_id, part.name) for body in scene.bodies for part in body.asset.parts)


def _shapes_by_body(scene: Scene, camera: Camera) -> list[list[_Shape]]:
    """The surfaces of each body, numbered through."""
    shown_by: list[list[_Shape]] = []
    parts = triangles = 0
    for body in scene.bodies:
        shown = _shapes(body, camera, parts, triangles)
        parts += len(body.asset.parts)
        triangles = shown[-1].end if shown else triangles
        shown_by.append(shown)
    return shown_by


def _shapes(body: Body, camera: Camera, parts_before: int, begin: int) -> list[_Shape]:
    camera_from_body = camera.world_from_camera.inverse @ body.world_from_body
    shapes = []
    for i, part in enumerate(body.asset.parts):
        body_from_part = body.body_from_part(part)
        turn = camera_from_body.rotation @ body_from_part.rotation
        move = body.scale * camera_from_body.rotation @ np.asarray(body_from_part.position) + camera_from_body.position
        for surface in part.surfaces:
            mesh = surface.mesh
            vertices = turned(body.scale * turn, mesh.vertices.T.astype(np.float64)) + move[:, None]
            end = begin + len(mesh.faces)
            shapes.append(_Shape(body.instance_id, parts_before + i, mesh, vertices, turn, body.scale, begin, end))
            begin = end
    return shapes


def _scan(shapes: list[_Shape], camera: Camera, canvas: _Canvas) -> AmodalMask:
    """Add one body's hits to the canvas; what it covers by itself."""
    view, near_m = camera.intrinsics, camera.near_m
    nothing = AmodalMask(0, 0, np.zeros((0, 0), dtype=np.bool_), BEHIND)
    if not shapes:
        return nothing
    vertices = np.concatenate([shape.vertices for shape in shapes], axis=1)
    firsts = np.cumsum([0] + [shape.vertices.shape[1] for shape in shapes[:-1]])
    faces = np.concatenate([shape.mesh.faces + np.int32(n) for shape, n in zip(shapes, firsts, strict=True)])
    picture = project(vertices, faces, view, near_m)
    low, high = picture.low, picture.high
    if not (low <= high).all():
        return nothing
    size = (view.width, view.height)
    x0, y0 = (int(n) for n in np.clip(np.floor(low - BOX_SLACK_PX), 0, size))
    x1, y1 = (int(n) for n in np.clip(np.ceil(high + BOX_SLACK_PX), 0, size))
    mask = np.zeros((y1 - y0, x1 - x0), dtype=np.bool_)
    for pairs in cover(vertices, faces, picture, view, near_m):
        canvas.add(pairs, shapes[0].begin)
        mask[pairs.pixel // view.width - y0, pairs.pixel % view.width - x0] = True
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    box: PixelBox = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
    if len(rows) == 0:
        return AmodalMask(0, 0, np.zeros((0, 0), dtype=np.bool_), box)
    tight = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].copy()
    return AmodalMask(x0 + int(columns[0]), y0 + int(rows[0]), tight, box)


def _gather(
    camera: Camera,
    triangle: npt.NDArray[np.int64],
    shapes: list[_Shape],
    parts: tuple[tuple[int, str], ...],
    amodal: Mapping[int, AmodalMask],
) -> TracedGeometry:
    """The arrays of the frame, from which triangle each pixel hit, (H * W)."""
    view = camera.intrinsics
    # By triangle, so that each surface's pixels are one slice.
    pixels = np.argsort(triangle, kind="stable")
    triangles = triangle[pixels]
    missed = int(np.searchsorted(triangles, 0))
    pixels, triangles = pixels[missed:], triangles[missed:]
    ray = np.ascontiguousarray(view.rays().reshape(-1, 3).T[:, pixels])
    depth, smooth, uv = np.empty(len(pixels)), np.empty((3, len(pixels))), np.empty((2, len(pixels)))
    surface = np.empty(len(pixels), dtype=np.int32)
    for i, here in _slices(shapes, triangles):
        hits = _at_hits(shapes[i], triangles[here] - shapes[i].begin, ray[:, here])
        surface[here] = i
        depth[here], smooth[:, here], uv[:, here] = hits
    distance = depth * np.sqrt(dot(ray, ray))

    def image(values: npt.NDArray[Any], dtype: type[np.generic], nothing: float) -> npt.NDArray[Any]:
        flat = np.full((view.height * view.width, *values.shape[1:]), nothing, dtype=dtype)
        flat[pixels] = values
        return flat.reshape(view.height, view.width, *values.shape[1:])

    instance_of = np.array([shape.instance_id for shape in shapes], dtype=np.uint16)
    part_of = np.array([shape.part + 1 for shape in shapes], dtype=np.uint16)
    return TracedGeometry(
        depth_m=image(depth, np.float32, np.inf),
        distance_m=image(distance, np.float32, np.inf),
        normal=image(smooth.T, np.float32, 0),
        instance_id=image(instance_of[surface], np.uint16, 0),
        part_id=image(part_of[surface], np.uint16, 0),
        parts=parts,
        amodal=amodal,
        triangle=image(triangles, np.int32, -1),
        surface=image(surface, np.int32, -1),
        uv_m=image(uv.T, np.float32, 0),
    )


def _slices(shapes: list[_Shape], triangles: npt.NDArray[np.int64]) -> Iterator[tuple[int, slice]]:
    """Which slice of sorted triangles is of which shape, for those of which there are any."""
    bounds = np.searchsorted(triangles, [shape.begin for shape in shapes] + [shapes[-1].end if shapes else 0])
    for i, (start, stop) in enumerate(pairwise(int(n) for n in bounds)):
        if start < stop:
            yield i, slice(start, stop)


def _at_hits(
    shape: _Shape, triangle: npt.NDArray[np.int64], ray: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Where rays (3, k), z = 1, meet triangles (k,): planar depth (k,), normal (3, k), texture coordinates (2, k)."""
    face = shape.mesh.faces[triangle].T
    corners = np.take(shape.vertices, face, axis=1)
    facing, offset = plane(corners)
    depth = offset / dot(facing, ray)
    weight = np.maximum(dot(sides(corners), ray[:, None]) * np.sign(offset), 0.0)
    weight /= weight.sum(axis=0)
    normals = np.take(np.ascontiguousarray(shape.mesh.normals.T), face, axis=1)
    uvs = np.take(np.ascontiguousarray(shape.mesh.uvs.T), face, axis=1)
    smooth = turned(shape.normal_turn, (normals * weight).sum(axis=1))
    return depth, _turned_to_camera(smooth, facing * np.sign(-offset), ray), (uvs * weight).sum(axis=1) * shape.scale


def _turned_to_camera(smooth: FloatArray, facing: FloatArray, ray: FloatArray) -> FloatArray:
    """(3, k) unit normals on the side of `facing` (3, k), which points to the camera, never away from the camera."""
    facing = facing / np.sqrt(dot(facing, facing))
    length = np.sqrt(dot(smooth, smooth))
    # Opposite normals at the corners can cancel; the triangle's own normal is then all there is.
    smooth = np.where(length > 1e-6, smooth / np.maximum(length, 1e-6), facing)
    smooth = smooth * np.where(dot(smooth, facing) < 0, -1.0, 1.0)
    direction = ray / np.sqrt(dot(ray, ray))
    bent = smooth - np.maximum(dot(smooth, direction), 0.0) * direction
    length = np.sqrt(dot(bent, bent))
    result: FloatArray = np.where(length > 1e-6, bent / np.maximum(length, 1e-6), facing)
    return result
