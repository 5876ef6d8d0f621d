"""A lens that bends the picture: what a pinhole saw, with all its labels, as the lens would have shown it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from simgen.frame import AmodalMask, Geometry, PixelBox
from simgen.geometry import FloatArray, Intrinsics
from simgen.rendering.geometry_pass import TracedGeometry, looked_along, trace
from simgen.rendering.relight import Negative, Picture
from simgen.world import Camera, Scene

# Points along each edge of a box, which the lens bends.
EDGE_POINTS = 17


def bent(negative: Negative, scene: Scene, camera: Camera) -> Negative:
    """The negative of `camera`, from one of its straight pinhole: light is interpolated, and labels are of what the
    lens's own rays meet of all that the pinhole's rays beside them met.
    """
    lens = camera.intrinsics
    straight = negative.frame.camera.intrinsics
    rays = lens.rays()
    u = rays[..., 0] * straight.fx + straight.cx
    v = rays[..., 1] * straight.fy + straight.cy
    at = np.stack([v - 0.5, u - 0.5])

    def light(picture: Picture | None) -> Picture | None:
        if picture is None:
            return None
        channels = [ndimage.map_coordinates(picture[..., c], at, order=1, mode="nearest") for c in range(3)]
        return np.stack(channels, axis=-1).astype(np.float32)

    frame = negative.frame
    shown = light(frame.rgb_linear)
    assert shown is not None
    seen = replace(
        frame,
        camera=camera,
        rgb_linear=shown,
        raw_linear=light(frame.raw_linear),
        albedo=light(frame.albedo),
        geometry=_bent_geometry(scene, camera, frame.geometry, straight, u, v),
    )
    groups = None if negative.groups is None else {name: light(p) for name, p in negative.groups.items()}
    return replace(negative, frame=seen, groups=groups)  # type: ignore[arg-type]


def _bent_geometry(
    scene: Scene, camera: Camera, geometry: Geometry, straight: Intrinsics, u: FloatArray, v: FloatArray
) -> Geometry:
    """`u` and `v` are (H, W), where in the pinhole's picture the lens's rays are."""
    traced = geometry if isinstance(geometry, TracedGeometry) else trace(scene, replace(camera, intrinsics=straight))
    column, row = np.floor(u).astype(np.int64), np.floor(v).astype(np.int64)
    # The four rays of the pinhole around that of the lens, the next one first.
    beside = np.where(u - column < 0.5, -1, 1), np.where(v - row < 0.5, -1, 1)
    around = [(row + i * beside[1], column + j * beside[0]) for i in (0, 1) for j in (0, 1)]
    candidates = np.stack([traced.triangle[place] for place in around])
    shape = (straight.height, straight.width)
    whole = {key: mask.full(*shape)[row, column] for key, mask in geometry.amodal.items()}
    seen = looked_along(scene, camera, candidates, traced.depth_m[row, column], {})
    amodal = {
        key: _cropped(whole[key] | (seen.instance_id == key), _bent_box(mask.box, straight, camera.intrinsics))
        for key, mask in geometry.amodal.items()
    }
    return replace(seen, amodal=amodal)


def _cropped(whole: npt.NDArray[np.bool_], bounds: PixelBox) -> AmodalMask:
    """The mask of a body, and the box of what is inside the picture and of what `bounds` says lies outside."""
    height, width = whole.shape
    if not whole.any():
        return AmodalMask(0, 0, np.zeros((0, 0), dtype=np.bool_), bounds)
    y, x = np.flatnonzero(whole.any(axis=1)), np.flatnonzero(whole.any(axis=0))
    x0, y0, x1, y1 = int(x[0]), int(y[0]), int(x[-1]) + 1, int(y[-1]) + 1
    box = (
        min(bounds[0], 0.0) if x0 == 0 else float(x0),
        min(bounds[1], 0.0) if y0 == 0 else float(y0),
        max(bounds[2], float(width)) if x1 == width else float(x1),
        max(bounds[3], float(height)) if y1 == height else float(y1),
    )
    return AmodalMask(x0, y0, np.ascontiguousarray(whole[y0:y1, x0:x1]), box)


def _bent_box(box: PixelBox, straight: Intrinsics, lens: Intrinsics) -> PixelBox:
    """The box around the bent edges of a box."""
    x0, y0, x1, y1 = box
    share = np.linspace(0.0, 1.0, EDGE_POINTS)
    across, down = x0 + share * (x1 - x0), y0 + share * (y1 - y0)
    edges = [np.stack([across, np.full(EDGE_POINTS, y)], axis=-1) for y in (y0, y1)]
    edges += [np.stack([np.full(EDGE_POINTS, x), down], axis=-1) for x in (x0, x1)]
    points: FloatArray = np.concatenate(edges)
    x = (points[:, 0] - straight.cx) / straight.fx
    y = (points[:, 1] - straight.cy) / straight.fy
    # What the lens would fold back stays outside the picture.
    shrink = np.minimum(1.0, lens.fold_radius / np.maximum(np.hypot(x, y), 1e-9))
    x, y = x * shrink, y * shrink
    pixels = lens.project(np.stack([x, y, np.ones_like(x)], axis=-1))
    low, high = pixels.min(axis=0), pixels.max(axis=0)
    return (float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def straight_camera(camera: Camera) -> Camera:
    """The pinhole through which `bent` looks."""
    return replace(camera, intrinsics=camera.intrinsics.straight())
