"""From an engine's contact points to one contact for each pair of bodies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from simgen.geometry import FloatArray, Vector3
from simgen.world import NEAR_M, Body, Contact


@dataclass(frozen=True, eq=False)
class Touch:
    """One point where two bodies touch or nearly do, in the engine's order of the two; metres and newtons.

    `on_a`, `on_b`: (3,) points on the surfaces. `normal`: (3,) unit, from b to a. `force_n` acts on a along the normal,
    `friction_n` (3,) acts on a across it.
    """

    a: int
    b: int
    on_a: FloatArray
    on_b: FloatArray
    normal: FloatArray
    distance_m: float
    force_n: float
    friction_n: FloatArray


# By pair, larger id first, (4, 3): normal force on a (N), whole force on a (N), size times point (N m), size (N).
Forces = dict[tuple[int, int], FloatArray]


def add_forces(forces: Forces, touches: Iterable[Touch], weight: float) -> None:
    """Add `weight` times the forces of one step to the sums in `forces`."""
    for touch in touches:
        if touch.force_n <= 0:
            continue
        sign = 1.0 if touch.a > touch.b else -1.0
        size = weight * touch.force_n
        normal = touch.normal * (sign * size)
        whole = normal + touch.friction_n * (sign * weight)
        rows = np.array([normal, whole, touch.on_b * size, [size] * 3])
        pair = (max(touch.a, touch.b), min(touch.a, touch.b))
        forces[pair] = forces[pair] + rows if pair in forces else rows


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


def contact_of(a: int, b: int, nearest: Touch, forces: Forces) -> Contact:
    """The contact of a pair (a > b) from its nearest points and the forces of all of its points."""
    sign = 1.0 if nearest.a == a else -1.0
    normal, point = nearest.normal * sign, (nearest.on_a + nearest.on_b) / 2
    force_n, lift_n = 0.0, 0.0
    if (a, b) in forces:
        net, whole, moment, size = forces[a, b]
        force_n, lift_n = float(np.linalg.norm(net)), float(whole[2])
        point = moment / size
        # Forces that cancel, as of a thing that is clamped, leave no direction.
        if force_n > 1e-6 * float(size[0]):
            normal = net
    unit = normal / np.linalg.norm(normal)
    return Contact(a, b, _vector(point), _vector(unit), nearest.distance_m, force_n, lift_n)


def _vector(values: FloatArray) -> Vector3:
    return (float(values[0]), float(values[1]), float(values[2]))
