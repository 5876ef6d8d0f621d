"""Relations for the one who looks: left_of, right_of, in_front_of, behind, occludes; and facing, between bodies."""

from __future__ import annotations

import itertools
import math
from collections.abc import Container, Iterator, Mapping, Sequence

import numpy as np

from simgen.frame import Geometry, Holds, Relation
from simgen.geometry import FloatArray, box_edges_clipped
from simgen.labels.boxes import body_bounds
from simgen.labels.logic import three_valued
from simgen.labels.pieces import Pieces
from simgen.labels.states import TIPPED_DEG, tilt_deg
from simgen.world import Body, Camera

# Of the amodal mask: from this share on it occludes, and up to this share it does not.
OCCLUDES, FREE = 0.05, 0.01
# A front that points this near faces; one that points this far off does not.
FACING_DEG, AVERTED_DEG = 30.0, 60.0
# Of the smaller extent: what overlaps by more is on neither side.
OVERLAP = 0.5


def ground_axes(camera: Camera) -> tuple[FloatArray, FloatArray]:
    """Unit (3,) to the right and ahead, in the ground plane, for a viewer at the camera.

    Ahead is the way the camera looks; for one that looks straight up or down, the way its image's top points (down)
    or its bottom (up), as if the head were lifted.
    """
    rotation = camera.world_from_camera.rotation
    forward = rotation[:, 2].copy()
    if np.hypot(forward[0], forward[1]) < 1e-6:
        forward = rotation[:, 1] * np.sign(forward[2])
    forward[2] = 0.0
    forward /= np.linalg.norm(forward)
    return np.array([forward[1], -forward[0], 0.0]), forward


def in_bounds(body: Body, camera: Camera) -> bool:
    """Whether the projected box of the body reaches into the picture."""
    corners = camera.world_from_camera.inverse.apply(body.world_from_body.apply(body_bounds(body).corners))
    ahead = box_edges_clipped(corners, camera.near_m)
    if len(ahead) == 0:
        return False
    pixels = camera.intrinsics.project(ahead)
    size = (camera.intrinsics.width, camera.intrinsics.height)
    return bool((pixels.max(axis=0) > 0).all() and (pixels.min(axis=0) < size).all())


def seen_from(shapes: Mapping[int, Pieces], shown: Sequence[int], camera: Camera) -> Iterator[Relation]:
    """left_of, right_of, in_front_of and behind, each pair once, in the order of `shown`."""
    right, ahead = ground_axes(camera)
    for low, high, axis in (("left_of", "right_of", right), ("in_front_of", "behind", ahead)):
        along = {k: shapes[k].points @ axis for k in shown}
        extents = {k: (values.min(), values.max()) for k, values in along.items()}
        for a, b in itertools.combinations(shown, 2):
            overlap = OVERLAP * min(extents[a][1] - extents[a][0], extents[b][1] - extents[b][0])
            before = float(extents[b][0] - extents[a][1] + overlap)
            after = float(extents[a][0] - extents[b][1] + overlap)
            yield Relation(low, a, b, _side(before, after), before, "m")
            yield Relation(high, a, b, _side(after, before), after, "m")


def _side(margin: float, other: float) -> Holds:
    if margin >= 0 and margin >= other:
        return "true"
    return "false" if other >= 0 else "ambiguous"


def facing(objects: Sequence[Body], shapes: Mapping[int, Pieces]) -> Iterator[Relation]:
    """Of upright bodies with a front: which others lie before it, by the angle seen from above."""
    for body in objects:
        if not body.asset.has_front or tilt_deg(body) >= TIPPED_DEG:
            continue
        front = -body.world_from_body.rotation[:2, 1]
        for k, other in shapes.items():
            to = other.center[:2] - shapes[body.instance_id].center[:2]
            if k == body.instance_id or np.hypot(*to) < 1e-6:
                continue
            angle = abs(math.degrees(math.atan2(front[0] * to[1] - front[1] * to[0], front @ to)))
            if angle < 2 * AVERTED_DEG - FACING_DEG:
                holds = three_valued(angle, FACING_DEG, AVERTED_DEG)
                margin = (FACING_DEG + AVERTED_DEG) / 2 - angle
                yield Relation("facing", body.instance_id, k, holds, margin, "deg", {"angle_deg": angle})


def occlusions(geometry: Geometry, objects: Container[int]) -> tuple[Relation, ...]:
    """Every pair of which the first is seen where the second, one of `objects` by id, would be without it: pixels of
    the amodal mask.

    occludes (fraction): the share of the object's amodal pixels whose first surface is the subject's (which may be
    structure). The margin is 0 in the middle of the band; pairs without such a pixel are not listed.
    """
    found = []
    for k, amodal in sorted(geometry.amodal.items()):
        if k not in objects:
            continue
        rows, columns = amodal.mask.shape
        window = geometry.instance_id[amodal.y0 : amodal.y0 + rows, amodal.x0 : amodal.x0 + columns]
        first = window[amodal.mask]
        if len(first) == 0:
            continue
        for other in np.flatnonzero(np.bincount(first)).tolist():
            if other in (0, k):
                continue
            pixels = int(np.count_nonzero(first == other))
            share = pixels / len(first)
            holds = three_valued(share, OCCLUDES, FREE)
            measured = {"share": share, "pixels": float(pixels)}
            found.append(Relation("occludes", other, k, holds, share - (OCCLUDES + FREE) / 2, "fraction", measured))
    return tuple(sorted(found, key=lambda r: (r.subject, r.object)))
