"""States of one body: each a continuous value and, from it, one of "true", "false" and "ambiguous"."""

from __future__ import annotations

import math

from simgen.frame import Holds
from simgen.world import Body, JsonObject

# At most this far from upright is upright; at least this far is tipped.
UPRIGHT_DEG, TIPPED_DEG = 15.0, 60.0
# Of a joint's range: at least this is open; at most this is closed.
OPEN_FRACTION, CLOSED_FRACTION = 0.05, 0.01


def three_valued(value: float, true_at: float, false_at: float) -> Holds:
    """The word "true" from `true_at` on, "false" from `false_at` on, on its other side; else "ambiguous"."""
    if true_at > false_at:
        return "true" if value >= true_at else "false" if value <= false_at else "ambiguous"
    return "true" if value <= true_at else "false" if value >= false_at else "ambiguous"


def tilt_deg(body: Body) -> float:
    """Angle between the body's up axis and the world's, 0 to 180 degrees."""
    up = body.world_from_body.rotation[:, 2]
    return math.degrees(math.atan2(math.hypot(up[0], up[1]), up[2]))


def open_fractions(body: Body) -> dict[str, float]:
    """By joint name: how far it is from closed (0, its lower limit) to open (1, its upper limit)."""
    fractions = {}
    for joint in body.asset.joints:
        reach = joint.upper - joint.lower
        moved = body.joint_positions.get(joint.name, 0.0) - joint.lower
        fractions[joint.name] = min(max(moved / reach, 0.0), 1.0) if reach > 0 else 0.0
    return fractions


def states(body: Body) -> JsonObject:
    """The states that apply to the body.

    `upright`: `tilt_deg`, `holds`. `open`, where it has joints: the largest `fraction`, `holds`, and the same for each
    of `joints`.
    """
    tilt = tilt_deg(body)
    found: JsonObject = {"upright": {"tilt_deg": tilt, "holds": three_valued(tilt, UPRIGHT_DEG, TIPPED_DEG)}}
    fractions = open_fractions(body)
    if fractions:
        found["open"] = {
            **_opened(max(fractions.values())),
            "joints": {name: _opened(fraction) for name, fraction in fractions.items()},
        }
    return found


def _opened(fraction: float) -> JsonObject:
    return {"fraction": fraction, "holds": three_valued(fraction, OPEN_FRACTION, CLOSED_FRACTION)}
