"""How a hand opens a joint: along a smooth path, with a force that what stands in the way can stop."""

from __future__ import annotations

from dataclasses import dataclass

from simgen.physics.support import GRAVITY_M_S2
from simgen.world import Body, Joint

# A hand opens what it is asked to in so many seconds, and then lets go of it, as far as it came. It pulls a drawer with
# this force, or a door or lid at this arm, beyond the weight of what it moves.
OPENING_S = 1.2
HAND_N, HAND_ARM_M = 30.0, 0.5
# Before that, things get so long to come to rest.
FIRST_REST_S = 0.6
# A joint holds still against this many times the weight of its body, at an arm of a metre where it turns.
HOLDING = 50.0


@dataclass(frozen=True)
class Pull:
    """A hand that moves `joint` from `start` to `target` (rad or m) by at most `force_n` (N, or N·m where it turns)."""

    joint: Joint
    start: float
    target: float
    force_n: float

    @staticmethod
    def of(body: Body, joint: Joint, target: float, moved_kg: float) -> Pull:
        """From where the scenario has the joint; `moved_kg` is the mass of what it carries."""
        force_n = (HAND_N + moved_kg * GRAVITY_M_S2) * (HAND_ARM_M if joint.kind == "revolute" else 1.0)
        return Pull(joint, body.joint_positions.get(joint.name, 0.0), target, force_n)

    def at(self, share: float) -> tuple[float, float]:
        """Position and speed (per second) after that share of the time, which begin and end at rest."""
        t = min(1.0, share)
        way = self.target - self.start
        return self.start + t * t * (3.0 - 2.0 * t) * way, 6.0 * t * (1.0 - t) / OPENING_S * way


def holding_n(body: Body) -> float:
    """With what a joint of the body holds still: N, or N·m where it turns."""
    return HOLDING * (max(body.asset.mass_kg * body.scale**3, 1.0) * GRAVITY_M_S2)
