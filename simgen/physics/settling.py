"""The Bullet engine: when a scenario is at rest, that it must be so twice, and what opens meanwhile."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import replace
from importlib.metadata import version

import numpy as np

from simgen.physics.bullet import MARGIN_M, STRIDE, TIME_STEP_S, BulletWorld, Passing, bullet_world
from simgen.physics.contacts import Forces
from simgen.physics.draping import cloths_below, drape, let_down
from simgen.physics.engine import SettleLimits
from simgen.physics.links import LinkCache
from simgen.physics.motion import gone_on, speeds, stands
from simgen.physics.opening import FIRST_REST_S, OPENING_S, Pull, holding_n
from simgen.physics.support import unsupported
from simgen.world import Contact, Scenario, Scene, SettleReport

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
        below = cloths_below(scenario.bodies)
        turns = max((below[body.instance_id] for body in scenario.bodies if body.cloth is None), default=0)
        if turns:
            return self._in_turns(scenario, below, turns, limits)
        return drape(self._at_rest(scenario, limits))

    def _in_turns(self, scenario: Scenario, below: Mapping[int, int], turns: int, limits: SettleLimits) -> Scene:
        """What was put on cloth comes in once that is laid, which then stands fast, and lies on what it lies on.

        `below`: by instance id, how many cloths are below a body; `turns` is the most below one that is hard.
        """
        carriers = {body.support for body in scenario.bodies if body.cloth is None}
        now = {body.instance_id: body for body in scenario.bodies}
        lies: dict[tuple[int, int], Contact] = {}
        reports: list[SettleReport] = []
        scene = Scene(scenario, scenario.bodies, (), SettleReport("none", 0.0, 0.0, 0.0, 0.0, (), True))
        for turn in range(turns + 1):
            here = [
                body
                for body in now.values()
                if turn == turns or (below[body.instance_id] <= turn and (body.cloth is None or body.name in carriers))
            ]
            scene = drape(self._at_rest(replace(scenario, bodies=tuple(here)), limits, frozenset(lies)))
            reports.append(scene.report)
            laid = [body for body in scene.bodies if body.cloth is not None]
            lies |= {(c.a, c.b): c for c in scene.contacts if any(body.instance_id in (c.a, c.b) for body in laid)}
            now |= {body.instance_id: replace(body, joint_targets={}, cloth=None) for body in scene.bodies}
            waiting = [body for body in now.values() if below[body.instance_id] == turn + 1]
            now |= {body.instance_id: body for body in let_down(waiting, laid)}
        contacts = {(c.a, c.b): c for c in scene.contacts} | lies
        ordered = tuple(contacts[pair] for pair in sorted(contacts))
        bodies = tuple(
            replace(now[asked.instance_id], joint_targets=asked.joint_targets, cloth=asked.cloth)
            for asked in scenario.bodies
        )
        report = replace(
            reports[-1],
            simulated_s=round(sum(report.simulated_s for report in reports), 9),
            max_penetration_m=_deepest_m(ordered),
            unsupported=unsupported(bodies, ordered),
            at_rest=all(report.at_rest for report in reports),
        )
        return Scene(scenario, bodies, ordered, report)

    def _at_rest(self, scenario: Scenario, limits: SettleLimits, passing: Passing = frozenset()) -> Scene:
        """The scenario without its cloth, at rest and watched for as long as `limits` say.

        `passing`: pairs of bodies, by their ids, that do not mind each other.
        """
        scene = self._settled(scenario, limits, passing)
        watched = limits.stands_s > 0 and scene.report.at_rest and any(not body.fixed for body in scene.bodies)
        return self._standing(scene, limits, passing) if watched else scene

    def _standing(self, scene: Scene, limits: SettleLimits, passing: Passing) -> Scene:
        """The scene where everything stands; not at rest if something never does.

        What leans on what may hold by what the engine remembers of a fall, or creep for seconds before it slips, and
        what stands on a narrow foot may take seconds to topple.
        """
        watched = replace(limits, min_simulated_s=limits.stands_s)
        for _ in range(TRIES_TO_STAND):
            still = replace(scene.scenario, bodies=tuple(replace(body, joint_targets={}) for body in scene.bodies))
            later = self._settled(still, watched, passing, steady_m=limits.steady_m)
            if stands(scene, later):
                return scene
            scene = gone_on(scene, later)
        return replace(scene, report=replace(scene.report, at_rest=False))

    def _settled(self, scenario: Scenario, limits: SettleLimits, passing: Passing, steady_m: float = 0.0) -> Scene:
        prepared = [(body, self._links.of(body)) for body in scenario.bodies]
        with bullet_world(prepared, passing) as world:
            return _come_to_rest(world, scenario, limits, steady_m)


def _deepest_m(contacts: Iterable[Contact]) -> float:
    return max((-c.distance_m for c in contacts if c.distance_m < 0), default=0.0)


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
        max_penetration_m=_deepest_m(contacts),
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
