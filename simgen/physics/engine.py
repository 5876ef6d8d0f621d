"""What a physics engine is: a scenario goes in, the same scenario at rest comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from simgen.world import Scenario, Scene


@dataclass(frozen=True)
class SettleLimits:
    """When a scenario counts as at rest, and when to give up.

    A body's speed is how far any point of it has moved over the last `window_s`, divided by `window_s`: so a
    solver's trembling in place does not count, and creeping does. At least `min_simulated_s` are simulated. What is at
    rest gets `patience_s` more to come below `calm_speed_m_s` too: a heap that still creeps may yet slide. It must then
    stand: begun anew from a standstill, it is watched for `stands_s`, or until nothing has moved by `steady_m` within a
    second; 0 s does without.
    """

    min_simulated_s: float = 0.0
    max_simulated_s: float = 6.0
    max_speed_m_s: float = 0.003
    calm_speed_m_s: float = 0.0003
    patience_s: float = 2.0
    stands_s: float = 5.0
    steady_m: float = 0.00001
    window_s: float = 0.2


class PhysicsEngine(Protocol):
    """Settles scenarios. Pure as seen from outside: same scenario and limits, same scene, bit for bit."""

    name: str

    def settle(self, scenario: Scenario, limits: SettleLimits = ...) -> Scene:
        """The scenario at rest, or as it is when time is up (`report.at_rest` tells).

        Contacts hold one entry for each pair of bodies closer than `simgen.world.NEAR_M` with a > b, without
        pairs of the room's structure. A body that falls for ever or cannot be computed is told by the report
        (and so by `violations`), never by an exception; an asset that physics cannot use raises CatalogError.
        """
        ...
