"""Places for cloth that hangs over something: over an edge of a table or bed, or over the back of a chair or a rail."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from simgen.errors import PlacementError
from simgen.geometry import FloatArray, Pose, yaw
from simgen.sampler.stage import Item, Proposal, Proposals, Stage, surfaces_of
from simgen.spec import Placement
from simgen.world import Body

# Family of the assets that are loose cloth.
CLOTH = "cloth"
# How cloth lies that things can stand on.
LEVEL_FOLDS = frozenset({"flat", "folded"})
# What rises so far above a surface is what cloth hangs over.
BACK_M = 0.08
# A ridge is what reaches up to so far below the highest point.
CREST_M = 0.03
# Cloth falls from so far above.
ABOVE_M = 0.012


def over(placement: Placement, item: Item, stage: Stage, rng: np.random.Generator) -> Proposals:
    """Across an edge or a ridge of the other, on both sides of it."""
    anchor, _ = stage.anchor(str(placement.anchor), rng)
    ridges = _ridges(anchor)
    if not ridges:
        raise PlacementError(f"no_edge:{anchor.name}", f"'{anchor.name}' has nothing for '{item.name}' to hang over")
    ends = np.cumsum([float(np.linalg.norm(end - start)) for start, end, _ in ridges])
    size = item.asset.bounds.size
    while True:
        start, end, inward = ridges[min(int(np.searchsorted(ends, rng.random() * ends[-1])), len(ridges) - 1)]
        along = end - start
        length = float(np.linalg.norm(along))
        free = max(0.0, length - size[0] * item.scale)
        at = start + along * (0.5 + (float(rng.random()) - 0.5) * free / max(length, 1e-9))
        turn = math.atan2(along[1], along[0]) + math.radians(float(rng.uniform(-4, 4))) + item.yaw_rad
        # More of it lies on a table than hangs, or it would slide; over a back, about as much on either side.
        share = rng.uniform(0.05, 0.18) if inward is not None else rng.uniform(-0.06, 0.06)
        aside = np.array([-along[1], along[0], 0.0]) / max(length, 1e-9)
        at = at + (inward if inward is not None else aside) * float(share) * size[1] * item.scale
        pose = Pose((float(at[0]), float(at[1]), float(at[2]) + ABOVE_M), yaw(turn))
        volume = item.shape.at(pose, item.name, anchor.name)
        yield Proposal(pose, volume, anchor.name, ignore=frozenset({anchor.name}), minds_zones=False)


_Ridge = tuple[FloatArray, FloatArray, FloatArray | None]


def _ridges(anchor: Body) -> list[_Ridge]:
    """Lines from (3,) to (3,) to hang over; for the edge of a surface, the unit (3,) way to its middle."""
    hulls = anchor.world_hulls()
    top = max((float(hull[:, 2].max()) for hull in hulls), default=0.0)
    open_above = [s for s in surfaces_of(anchor) if not math.isfinite(s.clearance_m)]
    level = max((s.height_m for s in open_above), default=-math.inf)
    if top - level > BACK_M:
        return _crest(hulls, top)
    found: list[_Ridge] = []
    for surface in (s for s in open_above if s.height_m >= level - CREST_M):
        corners = np.column_stack([surface.outline, np.full(len(surface.outline), top)])
        middle = corners.mean(axis=0)
        for k in range(len(corners)):
            start, end = corners[k - 1], corners[k]
            along = (end - start) / max(float(np.linalg.norm(end - start)), 1e-9)
            inward = np.array([-along[1], along[0], 0.0])
            found.append((start, end, inward if inward @ (middle - start) > 0 else -inward))
    return found


def _crest(hulls: Sequence[FloatArray], top: float) -> list[_Ridge]:
    """The line along what is highest."""
    high = np.concatenate([hull[hull[:, 2] >= top - CREST_M] for hull in hulls])
    middle = high[:, :2].mean(axis=0)
    _, _, axes = np.linalg.svd(high[:, :2] - middle, full_matrices=False)
    along = (high[:, :2] - middle) @ axes[0]
    start, end = (np.append(middle + axes[0] * float(reach), top) for reach in (along.min(), along.max()))
    return [(start, end, None)]
