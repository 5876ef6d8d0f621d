"""Boxes: tight half-open pixel boxes x0 y0 x1 y1, and oriented boxes in the body frame."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simgen.frame import PixelBox
from simgen.geometry import Bounds
from simgen.world import Body


def visible_boxes(instance_id: npt.NDArray[np.uint16], largest_id: int) -> tuple[npt.NDArray[np.int64], list[PixelBox]]:
    """Pixels and the smallest box that holds them, by instance id from 0 to `largest_id`, of an (H, W) id image.

    The box of an id without pixels is (0, 0, 0, 0).
    """
    height, width = instance_id.shape
    ids = instance_id.reshape(-1)
    count = np.bincount(ids, minlength=largest_id + 1)[: largest_id + 1]
    # A row (or column) is within an id's extent where that id occurs in it.
    rows = np.zeros((largest_id + 1, height), dtype=np.bool_)
    columns = np.zeros((largest_id + 1, width), dtype=np.bool_)
    rows[ids, np.repeat(np.arange(height), width)] = True
    columns[ids, np.tile(np.arange(width), height)] = True
    boxes: list[PixelBox] = []
    for k in range(largest_id + 1):
        if count[k] == 0:
            boxes.append((0.0, 0.0, 0.0, 0.0))
            continue
        y, x = np.flatnonzero(rows[k]), np.flatnonzero(columns[k])
        boxes.append((float(x[0]), float(y[0]), float(x[-1] + 1), float(y[-1] + 1)))
    return count.astype(np.int64), boxes


def pixels_by_id(instance_id: npt.NDArray[np.uint16]) -> dict[int, npt.NDArray[np.int64]]:
    """The flat pixel numbers, ascending, of each id in an (H, W) id image."""
    flat = instance_id.reshape(-1)
    order = np.argsort(flat, kind="stable")
    ids, firsts = np.unique(flat[order], return_index=True)
    return dict(zip(ids.tolist(), np.split(order, firsts[1:]), strict=True))


def share_outside(box: PixelBox, width: int, height: int) -> float:
    """The share of the box's area that lies outside the image; 0 for a box without area."""
    x0, y0, x1, y1 = box
    area = (x1 - x0) * (y1 - y0)
    if not area > 0:
        return 0.0
    inside = max(min(x1, width) - max(x0, 0.0), 0.0) * max(min(y1, height) - max(y0, 0.0), 0.0)
    return min(max(1.0 - inside / area, 0.0), 1.0)


def body_bounds(body: Body) -> Bounds:
    """Of all visual vertices, in the body frame, with the joints where they are and the body's scale."""
    corners = []
    for part in body.asset.parts:
        body_from_part = body.body_from_part(part)
        for surface in part.surfaces:
            moved = body_from_part.apply(surface.mesh.vertices) * body.scale
            corners += [moved.min(axis=0), moved.max(axis=0)]
    return Bounds.of(np.array(corners))
