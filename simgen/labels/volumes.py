"""How much of one body lies inside a cavity, above another body or below it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simgen.geometry import FloatArray, Pose, axis_angle
from simgen.labels.pieces import Pieces
from simgen.world import Body, Cavity

# Numbers that one step of a count of crossings may hold at once.
CHUNK = 1_000_000
# The count's rays point in no direction that an asset has, so that none runs along an edge or a face.
SLANTED = Pose(quaternion=axis_angle((0.39, -0.77, 0.51), 0.7391))


def inside_mesh(points: FloatArray, vertices: FloatArray, faces: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """(n,) whether points lie inside a closed mesh: a ray leaves it more often than it enters, or less often."""
    result = np.zeros(len(points), dtype=np.bool_)
    close = np.flatnonzero(((points >= vertices.min(axis=0)) & (points <= vertices.max(axis=0))).all(axis=1))
    corners = SLANTED.apply(vertices)[faces]
    slanted = SLANTED.apply(points)
    # Twice the signed area of the triangle seen along the rays; its plane is z = height + slope·(x, y).
    x, y, z = (corners[:, :, k] for k in range(3))
    area = (x[:, 1] - x[:, 0]) * (y[:, 2] - y[:, 0]) - (x[:, 2] - x[:, 0]) * (y[:, 1] - y[:, 0])
    kept = np.abs(area) > 0
    x, y, z, area = x[kept], y[kept], z[kept], area[kept]
    turn = np.sign(area)
    for chunk in np.array_split(close, max(1, len(close) * len(area) // CHUNK)):
        px, py, pz = (slanted[chunk, k][:, None] for k in range(3))
        over = np.zeros((len(chunk), len(area)))
        within = np.ones((len(chunk), len(area)), dtype=np.bool_)
        for i, j, k in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
            side = (x[:, j] - x[:, i]) * (py - y[:, i]) - (px - x[:, i]) * (y[:, j] - y[:, i])
            within &= side * turn >= 0
            over += side * (z[:, k] / area)
        crossings = (within & (over > pz)) @ turn
        result[chunk] = np.abs(crossings) > 0.5
    return result


def share_in_cavity(points: FloatArray, weights: FloatArray, holder: Body, cavity: Cavity) -> float:
    """The weight of the world points that lie in a cavity of `holder`, 0..1."""
    vertices = holder.world_vertices(cavity.mesh, cavity.joint)
    return float(weights[inside_mesh(points, vertices, cavity.mesh.faces)].sum())


def share_below(lower: Pieces, upper: Pieces, slack_m: float) -> float:
    """The share of the footprint of `lower` that has some of `upper` over it, 0..1.

    On each vertical line through the footprint, `upper` counts where one of its pieces begins above the top of
    `lower`, less `slack_m`.
    """
    if len(lower.lines) == 0 or upper.box[1, 2] < lower.tops.min() - slack_m:
        return 0.0
    bottoms, _ = upper.columns(lower.lines)
    over = np.isfinite(bottoms) & (bottoms >= lower.tops[:, None] - slack_m)
    return float(over.any(axis=1).mean())


def share_above(upper: Pieces, lower: Pieces, slack_m: float) -> float:
    """The share of the footprint of `upper` that has some of `lower` under it, 0..1; as `share_below`, turned over."""
    if len(upper.lines) == 0 or lower.box[0, 2] > upper.bottoms.max() + slack_m:
        return 0.0
    _, tops = lower.columns(upper.lines)
    under = np.isfinite(tops) & (tops <= upper.bottoms[:, None] + slack_m)
    return float(under.any(axis=1).mean())
