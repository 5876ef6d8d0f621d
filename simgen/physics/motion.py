"""How bodies move from one look at them to the next."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from simgen.geometry import FloatArray
from simgen.world import Body, Scene

# A scene stands if nothing in it moves by more while it is watched.
STANDS_M = 0.003


def speeds(
    radii_m: Sequence[float], before: Sequence[FloatArray], now: Sequence[FloatArray], seconds: float
) -> tuple[float, float]:
    """The greatest m/s of any point and rad/s, from two states `seconds` apart; inf where one is not a number.

    A state is a body's centre (m), its quaternion xyzw and its joint positions (rad, m); its points are within its
    radius of the centre.
    """
    fastest, turning = 0.0, 0.0
    if not all(np.isfinite(state).all() for state in now):
        return math.inf, math.inf
    for radius_m, old, new in zip(radii_m, before, now, strict=True):
        # The chord of the half angle between two quaternions, which is exact for small turns.
        chord = min(np.linalg.norm(new[3:7] - old[3:7]), np.linalg.norm(new[3:7] + old[3:7]))
        angle = 4 * math.asin(min(1.0, float(chord) / 2))
        joint = float(np.abs(new[7:] - old[7:]).max(initial=0.0))
        moved = float(np.linalg.norm(new[:3] - old[:3])) + angle * radius_m + joint
        fastest, turning = max(fastest, moved / seconds), max(turning, angle / seconds)
    return fastest, turning


def stands(before: Scene, after: Scene) -> bool:
    """Whether `after`, which began from the poses of `before`, is there still."""
    return all(_moved_m(a, b) <= STANDS_M for a, b in zip(before.bodies, after.bodies, strict=True))


def gone_on(before: Scene, after: Scene) -> Scene:
    """The scene of `before` at the poses of `after`, which began from its own, and what was asked of it."""
    asked = {body.instance_id: body.joint_targets for body in before.bodies}
    bodies = tuple(replace(body, joint_targets=asked[body.instance_id]) for body in after.bodies)
    report = replace(after.report, simulated_s=round(before.report.simulated_s + after.report.simulated_s, 9))
    return replace(after, scenario=before.scenario, bodies=bodies, report=report)


def _moved_m(before: Body, after: Body) -> float:
    """How far the farthest corner of a body's box is from where it was, metres."""
    corners = before.asset.bounds.corners * before.scale
    way = after.world_from_body.apply(corners) - before.world_from_body.apply(corners)
    return float(np.linalg.norm(way, axis=1).max())
