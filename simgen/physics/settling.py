"""The Bullet engine: when a scenario is at rest, that it must be so twice, and what opens meanwhile."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import replace
from importlib.metadata import version

import numpy as np

from simgen.physics.bullet import MARGIN_M, STRIDE, TIME_STEP_S, BulletWorld, bullet_world
from simgen.physics.contacts import Forces
from simgen.physics.draping import drape
from simgen.physics.engine import SettleLimits
from simgen.physics.links import LinkCache
from simgen.physics.motion import gone_on, speeds, stands
from simgen.physics.opening import FIRST_REST_S, OPENING_S, Pull, holding_n
from simgen.physics.support import unsupported
from simgen.world import Scenario, Scene, SettleReport

# Beyond this the scene is lost: something fell through or was thrown out.
LOST_M = 30.0
# What does not stand is watched anew where it went, so many times in all.
TRIES_TO_STAND = 3
# It is steady if nothing moved over so long.
STEADY_S = 1.0


class BulletEngine:
    """Settles scenarios with Bullet. Each call has its own world, which it closes."""

    name = "bullet"

    def __init__(self) -> None:
        self._links = LinkCache(MARGIN_M)

    def settle(self, scenario: Scenario, limits: SettleLimits | None = None) -> Scene:
        """The scenario at rest; see `simgen.physics.engine.PhysicsEngine`."""
        limits = limits or SettleLimits()
        scene = self._settled(scenario, limits)
        watched = limits.stands_s > 0 and scene.report.at_rest and any(not body.fixed for body in scene.bodies)
        return drape(self._standing(scene, limits) if watched else scene)

    def _standing(self, scene: Scene, limits: SettleLimits) -> Scene:
        """The scene where everything stands; not at rest if something never does.

        What leans on what may hold by what the engine remembers of a fall, or creep for seconds before it slips, and
        what stands on a narrow foot may take seconds to topple.
        """
        watched = replace(limits, min_simulated_s=limits.stands_s)
        for _ in range(TRIES_TO_STAND):
            still = replace(scene.scenario, bodies=tuple(replace(body, joint_targets={}) for body in scene.bodies))
            later = self._settled(still, watched, steady_m=limits.steady_m)
            if stands(scene, later):
                return scene
            scene = gone_on(scene, later)
        return replace(scene, report=replace(scene.report, at_rest=False))

    def _settled(self, scenario: Scenario, limits: SettleLimits, steady_m: float = 0.0) -> Scene:
        prepared = [(body, self._links.of(body)) for body in scenario.bodies]
        with bullet_world(prepared) as world:
            return _come_to_rest(world, scenario, limits, steady_m)


def _come_to_rest(world: BulletWorld, scenario: Scenario, limits: SettleLimits, steady_m: float) -> Scene:
    """Step until everything has been at rest for two windows; the second one gives the forces.

    Sooner than after `min_simulated_s` only if nothing moved by `steady_m` within a second.
    """
    steps = max(STRIDE, round(limits.window_s / TIME_STEP_S))
    window_s = steps * TIME_STEP_S
    simulated_s, fastest, at_rest = 0.0, (0.0, 0.0), True
    forces: Forces = {}
    if any(not body.fixed or body.joint_targets for body in scenario.bodies):
        at_rest, quiet, quiet_s, steady = False, False, 0.0, False
        simulated_s = opened_s = _open(world)
        before = world.states()
        radii_m = [handle.radius_m for handle in world.moving]
        # The states of the last STEADY_S, the oldest first.
        past = deque([before], maxlen=max(1, round(STEADY_S / window_s)))
        while not at_rest and simulated_s - opened_s + window_s <= limits.max_simulated_s + 1e-9:
            simulated_s += window_s
            # Only the last window's forces are told: one that may be it.
            may_end = quiet and (steady or simulated_s >= limits.min_simulated_s - 1e-9)
            forces = world.advance(steps, feel=may_end)
            now = world.states()
            fastest = speeds(radii_m, before, now, window_s)
            if any(not np.abs(state[:3]).max() <= LOST_M for state in now):
                break
            still = fastest[0] <= limits.max_speed_m_s
            calm = fastest[0] <= limits.calm_speed_m_s or quiet_s >= limits.patience_s
            at_rest = still and calm and may_end
            quiet_s = quiet_s + window_s if still else 0.0
            quiet, before = still, now
            steady = len(past) == past.maxlen and speeds(radii_m, past[0], now, STEADY_S)[0] * STEADY_S < steady_m
            past.append(now)
        if not forces:
            forces = world.advance(1, feel=True)
            simulated_s += TIME_STEP_S
    bodies = world.settled_bodies()
    contacts = world.contacts(bodies, forces)
    report = SettleReport(
        engine=f"pybullet {version('pybullet')}",
        simulated_s=round(simulated_s, 9),
        max_speed_m_s=fastest[0],
        max_turn_rad_s=fastest[1],
        max_penetration_m=max((-c.distance_m for c in contacts if c.distance_m < 0), default=0.0),
        unsupported=unsupported(bodies, contacts),
        at_rest=at_rest,
    )
    return Scene(scenario, bodies, contacts, report)


def _open(world: BulletWorld) -> float:
    """Move the joints that have targets there, or as far as they go; the seconds that it took.

    Things rest first. The motors follow a smooth path with a hand's force, and hold what they reached.
    """
    pulls = [
        (handle, index, Pull.of(handle.body, handle.body.asset.joint(name), target, link.inertia.mass))
        for handle in world.handles
        for name, target in handle.body.joint_targets.items()
        for index, link in enumerate(handle.links[1:])
        if link.joint == name
    ]
    if not pulls:
        return 0.0
    rest, opening = (round(seconds / TIME_STEP_S) for seconds in (FIRST_REST_S, OPENING_S))
    world.advance(rest)
    # A few steps more, for what lags behind.
    steps = opening + opening // 4
    for step in range(1, steps + 1):
        for handle, index, pull in pulls:
            position, speed = pull.at(step / opening)
            world.drive(handle.uid, index, pull.joint, handle.body.scale, position, pull.force_n, speed)
        world.advance(1)
    for handle, index, pull in pulls:
        joint = pull.joint
        reached = world.joint_positions(handle)[joint.name]
        position = min(max(reached, joint.lower), joint.upper) if math.isfinite(reached) else joint.lower
        world.drive(handle.uid, index, joint, handle.body.scale, position, holding_n(handle.body))
    return (rest + steps) * TIME_STEP_S
