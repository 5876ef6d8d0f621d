"""Relations of volumes: inside, under, above, below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from simgen.frame import Relation
from simgen.labels.logic import within
from simgen.labels.pieces import Pieces, box_gap, box_of
from simgen.labels.volumes import share_above, share_below, share_in_cavity
from simgen.world import TOUCHING_M, Body

# The share of a volume or footprint that decides, and half widths of the ambiguous bands.
HALF = 0.5
VOLUME_BAND = 0.1
FOOTPRINT_BAND = 0.1


def inside(objects: Sequence[Body], solid: Mapping[int, Pieces]) -> Iterator[Relation]:
    """At least half of the volume of the one lies in a cavity of the other."""
    for holder in objects:
        share: dict[int, float] = {}
        for cavity in holder.asset.cavities:
            room = box_of(holder.world_vertices(cavity.mesh, cavity.joint))
            for k, pieces in solid.items():
                if k != holder.instance_id and box_gap(pieces.box, room) <= 0:
                    share[k] = share.get(k, 0.0) + share_in_cavity(*pieces.samples, holder, cavity)
        for k, inner in share.items():
            if inner > 0:
                holds = within(inner - HALF, VOLUME_BAND)
                yield Relation("inside", k, holder.instance_id, holds, inner - HALF, "fraction", {"share": inner})


def stacked_views(solid: Mapping[int, Pieces], inner: Sequence[Relation]) -> Iterator[Relation]:
    """under, above and below: what lies over what, seen from above, among bodies of which none is in the other."""
    enclosed = {frozenset((r.subject, r.object)) for r in inner if r.holds != "false"}
    ids = list(solid)
    low, high = (np.array([solid[k].box[side] for k in ids]).reshape(-1, 3) for side in (0, 1))
    # Row a, column b: their boxes overlap seen from above, and some of b is above the lowest of a.
    candidates = (low[:, None, :2] <= high[None, :, :2]).all(axis=2)
    candidates &= candidates.T & (high[None, :, 2] > low[:, None, 2] - TOUCHING_M)
    for i, j in np.argwhere(candidates):
        a, b = ids[i], ids[j]
        if a == b or frozenset((a, b)) in enclosed:
            continue
        lower, upper = solid[a], solid[b]
        covered = share_below(lower, upper, TOUCHING_M)
        if covered > 0:
            holds = within(covered - HALF, FOOTPRINT_BAND)
            yield Relation("under", a, b, holds, covered - HALF, "fraction", {"share": covered})
        share = max(covered, share_above(upper, lower, TOUCHING_M))
        if share > 0:
            holds, margin = within(share - HALF, FOOTPRINT_BAND), share - HALF
            height_m = float(upper.center[2] - lower.box[1, 2])
            yield Relation("above", b, a, holds, margin, "fraction", {"share": share, "height_m": height_m})
            yield Relation("below", a, b, holds, margin, "fraction", {"share": share, "height_m": height_m})
