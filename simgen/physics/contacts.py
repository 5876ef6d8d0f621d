"""From an engine's contact points to one contact for each pair of bodies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simgen.geometry import FloatArray, Vector3
from simgen.world import NEAR_M, Body, Contact

IdArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Touches:
    """n points where two bodies touch or nearly do, each in the engine's order of the two; metres and newtons.

    `ids` (n, 2): bodies a and b. `on_a`, `on_b` (n, 3): points on their surfaces. `normals` (n, 3): unit, from b to a.
    `forces_n` (n,) act on a along the normals, `frictions_n` (n, 3) act on a across them.
    """

    ids: IdArray
    on_a: FloatArray
    on_b: FloatArray
    normals: FloatArray
    distances_m: FloatArray
    forces_n: FloatArray
    frictions_n: FloatArray


# By pair, larger id first, (4, 3): normal force on a (N), whole force on a (N), size times point (N m), size (N).
Forces = dict[tuple[int, int], FloatArray]


def forces_of(touches: Touches, weights: FloatArray) -> Forces:
    """The sums over all touches of each pair, weighted by `weights` (n,)."""
    signs = np.where(touches.ids[:, 0] > touches.ids[:, 1], 1.0, -1.0)
    sizes = weights * touches.forces_n
    normal = touches.normals * (signs * sizes)[:, None]
    whole = normal + touches.frictions_n * (signs * weights)[:, None]
    moment = touches.on_b * sizes[:, None]
    rows = np.stack([normal, whole, moment, np.broadcast_to(sizes[:, None], moment.shape)], axis=1)
    pairs, which = np.unique(np.sort(touches.ids, axis=1)[:, ::-1], axis=0, return_inverse=True)
    sums = np.zeros((len(pairs), 4, 3))
    np.add.at(sums, which.reshape(-1), rows)
    return {(int(a), int(b)): own for (a, b), own in zip(pairs, sums, strict=True)}


def near_pairs(bodies: Sequence[Body]) -> Iterator[tuple[int, int]]:
    """Ids of the pairs whose boxes are within `NEAR_M`, larger id first and in order, without pairs of structure."""
    ordered = sorted(bodies, key=lambda body: body.instance_id)
    solid = [(b.instance_id, b.role == "structure", np.concatenate(h)) for b in ordered if (h := b.world_hulls())]
    low = np.array([points.min(axis=0) for _, _, points in solid]).reshape(-1, 3)
    high = np.array([points.max(axis=0) for _, _, points in solid]).reshape(-1, 3)
    for i, (a, structure, _) in enumerate(solid):
        close = ((low[:i] - NEAR_M <= high[i]) & (low[i] <= high[:i] + NEAR_M)).all(axis=1)
        for j in np.flatnonzero(close):
            if not (structure and solid[j][1]):
                yield a, solid[j][0]


def contact_of(a: int, b: int, near: Touches, forces: Forces) -> Contact:
    """The contact of a pair (a > b) from all points where the two are near, and from the pair's forces."""
    nearest = int(near.distances_m.argmin())
    sign = 1.0 if near.ids[nearest, 0] == a else -1.0
    normal, point = near.normals[nearest] * sign, (near.on_a[nearest] + near.on_b[nearest]) / 2
    force_n, lift_n = 0.0, 0.0
    if (a, b) in forces:
        net, whole, moment, size = forces[a, b]
        force_n, lift_n = float(np.linalg.norm(net)), float(whole[2])
        point = moment / size
        # Forces that cancel, as of a thing that is clamped, leave no direction.
        if force_n > 1e-6 * float(size[0]):
            normal = net
    unit = normal / np.linalg.norm(normal)
    return Contact(a, b, _vector(point), _vector(unit), float(near.distances_m[nearest]), force_n, lift_n)


def _vector(values: FloatArray) -> Vector3:
    return (float(values[0]), float(values[1]), float(values[2]))
