"""An audit of accepted scenes: the laws at their strictest, and what stepping on shows.

A scene is accepted by what its spec requires; the audit asks the same of all scenes, and lets the settled bodies loose
once more, without what the engine remembers of them, to see whether they had really come to rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from simgen.geometry import FloatArray
from simgen.physics.checks import violations
from simgen.physics.engine import PhysicsEngine, SettleLimits
from simgen.world import Body, Scene

if TYPE_CHECKING:
    from simgen.spec import Requirements

# Law → what one count of it is.
LAWS = {
    "penetration": "pairs that overlap by more than 2 mm",
    "unsupported": "bodies that nothing holds, or that left what they were put on",
    "residual speed": "scenes that still move",
    "joint": "joints outside their limits",
    "wall": "bodies that reach through the room's shell",
    "view": "cameras that are blocked, too near to something, or miss what they look at",
    "stability": "bodies that move more than 5 mm in 5 more seconds",
}
PENETRATION_M = 0.002
STEP_ON_S = 5.0
STABLE_M = 0.005

_LAW_OF = {
    "not_at_rest": "residual speed",
    "penetration": "penetration",
    "unsupported": "unsupported",
    "fell_off": "unsupported",
    "left_room": "wall",
    "joint_out_of_limits": "joint",
    "camera_inside_body": "view",
    "camera_too_close": "view",
    "not_in_view": "view",
}


@dataclass(frozen=True)
class Finding:
    """One count against a law of `LAWS`; `what` tells it with its values."""

    law: str
    what: str


def step_on(engine: PhysicsEngine, scene: Scene, seconds: float = STEP_ON_S) -> Scene:
    """The scene after `seconds` more, begun at rest from its settled poses."""
    # What was opened is open, and what was poured takes no part in physics.
    bodies = tuple(replace(body, joint_targets={}) for body in scene.movable)
    again = replace(scene.scenario, bodies=bodies)
    return engine.settle(again, SettleLimits(min_simulated_s=seconds, max_simulated_s=seconds, stands_s=0.0))


def movements_m(before: Scene, after: Scene) -> dict[str, float]:
    """By name: how far the farthest moved point of each body that can move is from where it was."""
    return {
        new.name: float(np.linalg.norm(_points(new) - _points(before.body(new.name)), axis=1).max())
        for new in after.bodies
        if not new.fixed or new.asset.joints
    }


def findings(scene: Scene, later: Scene, requirements: Requirements) -> tuple[Finding, ...]:
    """Everything that speaks against a settled scene; `later` is the scene that `step_on` made of it.

    What only a picture shows (a camera whose target is hidden) is for whoever can render it to add.
    """
    strict = requirements.model_copy(
        update={
            "max_penetration_m": min(requirements.max_penetration_m, PENETRATION_M),
            # Only whether it came to rest counts.
            "max_speed_m_s": float("inf"),
            "max_drift_m": None,
        }
    )
    found = [Finding(_LAW_OF[v.reason.partition(":")[0]], v.what) for v in violations(scene, strict)]
    found += _unstable(scene, later)
    return tuple(found)


def _unstable(scene: Scene, later: Scene) -> Iterator[Finding]:
    for name, moved in movements_m(scene, later).items():
        # Written so that a distance that is not a number is found.
        if not moved <= STABLE_M:
            yield Finding("stability", f"'{name}' moves {moved * 1e3:.1f} mm in {STEP_ON_S:g} more seconds")


def _points(body: Body) -> FloatArray:
    """(n, 3) world positions of everything that is seen of a body."""
    return np.concatenate(
        [body.world_vertices(surface.mesh, part.joint) for part in body.asset.parts for surface in part.surfaces]
    )
