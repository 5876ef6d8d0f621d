"""Bodies in Bullet, there and back: the only file that imports pybullet.

Inside Bullet a metre is `UNITS` units long. Its constants (a collision margin of 0.001 and a contact breaking
distance of 0.02 units) suit things of 0.2 to 50 units, which is what a room's things then are. The margin is taken off
every hull beforehand, so that faces meet where the asset has them.

Bodies without joints are rigid bodies in the frame of their centre of mass and principal axes. Bodies with joints are
reduced-coordinate multibodies with motors that hold the joints where the scenario has them; one that stands fast and
that nothing opens is a single piece.
"""

from __future__ import annotations

import contextlib
import itertools
import math
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from simgen.geometry import FloatArray, Pose
from simgen.physics.contacts import Forces, Touches, contact_of, forces_of, near_pairs
from simgen.physics.links import LEAST_MASS_KG, Link, scaled
from simgen.physics.opening import holding_n
from simgen.physics.solids import obj_text
from simgen.physics.support import GRAVITY_M_S2
from simgen.world import NEAR_M, Body, Contact, Joint


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    # pybullet greets on the C level's stderr when it is imported.
    sys.stderr.flush()
    kept = os.dup(2)
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
            yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


with _silent():
    import pybullet as p

UNITS = 10.0
MARGIN_M = 0.001 / UNITS
TIME_STEP_S = 1 / 240
# At most this many, for each pile by itself, until the squared changes are below the residual (0.001 m/s each).
SOLVER_ITERATIONS = 200
SOLVER_RESIDUAL = 1e-4
# The share of an overlap that one step pushes out.
CONTACT_PUSH = 0.4
# How far a body may move in one step; faster ones get shorter steps, so that a thin wall stops them.
STEP_LENGTH_M = 0.003
SHORTEST_STEP = 4
# The steps between two looks at the bodies.
STRIDE = 8
LINEAR_DAMPING = 0.05
ANGULAR_DAMPING = 0.1
# Fruit is no perfect ball: it stops on slopes below this length over its radius, 4° for an orange. With two thirds of
# it, heaps crept on for seconds before one slipped.
ROLLING_RESISTANCE_M = 0.003


@dataclass(frozen=True, eq=False)
class Handle:
    """A body inside one Bullet client."""

    body: Body
    uid: int
    links: tuple[Link, ...]
    radius_m: float


# Pairs of instance ids.
Passing = frozenset[tuple[int, int]]


@contextlib.contextmanager
def bullet_world(
    prepared: Sequence[tuple[Body, tuple[Link, ...]]], passing: Passing = frozenset()
) -> Iterator[BulletWorld]:
    """A world of its own with these bodies in it, closed in the end; pairs of `passing` go through each other."""
    client = p.connect(p.DIRECT)
    try:
        with tempfile.TemporaryDirectory(prefix="simgen-bullet-") as folder:
            world = BulletWorld(client, Path(folder), prepared)
        world.let_pass(passing)
        yield world
    finally:
        p.disconnect(client)


class BulletWorld:
    """One Bullet client with the bodies of one scenario in it.

    `handles`: the bodies in the scenario's order; `moving`: those of them that can move, or have joints.
    """

    def __init__(self, client: int, folder: Path, prepared: Sequence[tuple[Body, tuple[Link, ...]]]) -> None:
        self.client = client
        self.folder = folder
        p.setPhysicsEngineParameter(
            numSolverIterations=SOLVER_ITERATIONS,
            solverResidualThreshold=SOLVER_RESIDUAL,
            minimumSolverIslandSize=1,
            deterministicOverlappingPairs=1,
            # Split impulses let stacks dance; a softened push leaves them standing and small overlaps small.
            useSplitImpulse=0,
            contactERP=CONTACT_PUSH,
            # The cache is keyed by file name, and names come again in the next call.
            enableFileCaching=0,
            physicsClientId=client,
        )
        p.setGravity(0, 0, -GRAVITY_M_S2 * UNITS, physicsClientId=client)
        self.handles = [self._add(body, links) for body, links in prepared]
        self._ids = {handle.uid: handle.body.instance_id for handle in self.handles}
        self.moving = [h for h in self.handles if not h.body.fixed or len(h.links) > 1]

    # --- Building ------------------------------------------------------------------------------

    def _shape(self, hulls: Sequence[FloatArray], frame: Pose) -> int:
        """A compound of convex hulls, `frame` from the scaled asset frame; -1 where there are none.

        Bullet's own way to give a compound of any number of hulls is an OBJ file with one object for each.
        """
        if not hulls:
            return -1
        path = self.folder / "hulls.obj"
        path.write_text(obj_text([frame.apply(hull) * UNITS for hull in hulls]), encoding="ascii")
        shape: int = p.createCollisionShape(p.GEOM_MESH, fileName=str(path), physicsClientId=self.client)
        if shape < 0:
            raise RuntimeError(f"Bullet could not read {len(hulls)} hulls")
        return shape

    def _add(self, body: Body, links: tuple[Link, ...]) -> Handle:
        base = links[0]
        principal_from_asset = base.inertia.frame_from_principal.inverse
        world_from_principal = body.world_from_body @ base.inertia.frame_from_principal
        children: dict[str, list[Any]] = {
            name: []
            for name in (
                "linkMasses",
                "linkCollisionShapeIndices",
                "linkVisualShapeIndices",
                "linkPositions",
                "linkOrientations",
                "linkInertialFramePositions",
                "linkInertialFrameOrientations",
                "linkParentIndices",
                "linkJointTypes",
                "linkJointAxis",
            )
        }
        origins: list[FloatArray] = [np.zeros(3)]
        for link in links[1:]:
            joint = body.asset.joint(link.joint or "")
            origin = principal_from_asset.apply(scaled(joint.origin, body.scale))
            # A link's frame has its origin at the joint and the axes of the base's principal frame.
            link_from_asset = Pose(tuple(-origin)) @ principal_from_asset
            inertial = link_from_asset @ link.inertia.frame_from_principal
            children["linkMasses"].append(max(link.inertia.mass, LEAST_MASS_KG))
            children["linkCollisionShapeIndices"].append(self._shape(link.hulls, link_from_asset))
            children["linkVisualShapeIndices"].append(-1)
            children["linkPositions"].append(((origin - origins[link.parent]) * UNITS).tolist())
            children["linkOrientations"].append([0.0, 0.0, 0.0, 1.0])
            children["linkInertialFramePositions"].append([c * UNITS for c in inertial.position])
            children["linkInertialFrameOrientations"].append(_xyzw(inertial))
            children["linkParentIndices"].append(link.parent)
            children["linkJointTypes"].append(p.JOINT_REVOLUTE if joint.kind == "revolute" else p.JOINT_PRISMATIC)
            children["linkJointAxis"].append(principal_from_asset.rotate(joint.axis).tolist())
            origins.append(origin)
        uid: int = p.createMultiBody(
            baseMass=0.0 if body.fixed else max(base.inertia.mass, LEAST_MASS_KG),
            baseCollisionShapeIndex=self._shape(base.hulls, principal_from_asset),
            basePosition=[c * UNITS for c in world_from_principal.position],
            baseOrientation=_xyzw(world_from_principal),
            useMaximalCoordinates=int(len(links) == 1),
            physicsClientId=self.client,
            **(children if len(links) > 1 else {}),
        )
        if uid < 0:
            raise RuntimeError(f"Bullet could not make body '{body.name}'")
        # Bullet multiplies the two coefficients of a pair; square roots make that their geometric mean.
        friction = math.sqrt(body.asset.friction)
        for index, link in enumerate(links):
            p.changeDynamics(
                uid,
                index - 1,
                lateralFriction=friction,
                # A pair's rolling resistance is f₀ r₁ + f₁ r₀.
                rollingFriction=0.0 if body.fixed else ROLLING_RESISTANCE_M * UNITS / 2,
                spinningFriction=0.0 if body.fixed else ROLLING_RESISTANCE_M * UNITS / 2,
                restitution=0.0,
                # What sticks stays where it began to stick, where bare velocities would let it creep.
                frictionAnchor=1,
                physicsClientId=self.client,
            )
            if not (body.fixed and index == 0):
                # Without the mass beside it, Bullet takes what is in memory for one.
                p.changeDynamics(
                    uid,
                    index - 1,
                    mass=max(link.inertia.mass, LEAST_MASS_KG),
                    localInertiaDiagonal=(link.inertia.diagonal * UNITS**2).tolist(),
                    physicsClientId=self.client,
                )
            p.changeDynamics(
                uid,
                index - 1,
                linearDamping=LINEAR_DAMPING,
                angularDamping=ANGULAR_DAMPING,
                physicsClientId=self.client,
            )
        for index, link in enumerate(links[1:]):
            self._hold(uid, index, body, link)
        corners = [hull for link in links for hull in link.hulls]
        reach = np.concatenate(corners) - base.inertia.frame_from_principal.position if corners else np.zeros((1, 3))
        return Handle(body, uid, links, float(np.linalg.norm(reach, axis=1).max()))

    def _hold(self, uid: int, index: int, body: Body, link: Link) -> None:
        """Put a joint where the scenario has it and keep it there."""
        joint = body.asset.joint(link.joint or "")
        position = body.joint_positions.get(joint.name, 0.0)
        slide = UNITS * body.scale if joint.kind == "prismatic" else 1.0
        p.resetJointState(uid, index, position * slide, 0.0, physicsClientId=self.client)
        self.drive(uid, index, joint, body.scale, position, holding_n(body))

    def drive(
        self, uid: int, index: int, joint: Joint, scale: float, position: float, force_n: float, speed: float = 0.0
    ) -> None:
        """Drive a joint to a position at a speed with at most `force_n`, at an arm of a metre where it turns."""
        slides = joint.kind == "prismatic"
        length = UNITS * scale if slides else 1.0
        p.setJointMotorControl2(
            uid,
            index,
            p.POSITION_CONTROL,
            targetPosition=position * length,
            targetVelocity=speed * length,
            force=force_n * UNITS * (1.0 if slides else UNITS),
            physicsClientId=self.client,
        )

    def let_pass(self, pairs: Passing) -> None:
        """From now on these pairs of bodies, as far as they are here, do not collide."""
        by_id = {handle.body.instance_id: handle for handle in self.handles}
        for a, b in sorted(pairs):
            if a in by_id and b in by_id:
                for i, j in itertools.product(range(len(by_id[a].links)), range(len(by_id[b].links))):
                    uids = (by_id[a].uid, by_id[b].uid)
                    p.setCollisionFilterPair(*uids, i - 1, j - 1, enableCollision=0, physicsClientId=self.client)

    # --- Moving --------------------------------------------------------------------------------

    def advance(self, steps: int, *, feel: bool = False) -> Forces:
        """Take `steps` steps, shorter ones where something is fast; the mean contact forces if asked to feel them."""
        felt: list[Sequence[Any]] = []
        weights: list[float] = []
        for start in range(0, steps, STRIDE):
            count = min(STRIDE, steps - start)
            split = min(SHORTEST_STEP, max(1, math.ceil(self._fastest() * TIME_STEP_S / STEP_LENGTH_M)))
            p.setTimeStep(TIME_STEP_S / split, physicsClientId=self.client)
            for _ in range(count * split):
                p.stepSimulation(physicsClientId=self.client)
                if feel:
                    felt += [point for point in p.getContactPoints(physicsClientId=self.client) if point[9] > 0]
                    weights += [1.0 / (steps * split)] * (len(felt) - len(weights))
        return forces_of(self._touches(felt), np.array(weights)) if felt else {}

    def _fastest(self) -> float:
        """m/s, of any point of any body that can move."""
        fastest = 0.0
        for handle in self.handles:
            if not handle.body.fixed:
                linear, angular = p.getBaseVelocity(handle.uid, physicsClientId=self.client)
                fastest = max(fastest, math.hypot(*linear) / UNITS + math.hypot(*angular) * handle.radius_m)
        # What is not a number is found out when the window ends.
        return fastest if math.isfinite(fastest) else 0.0

    def states(self) -> list[FloatArray]:
        """Of each moving body: centre (m), quaternion xyzw, joint positions (rad, m)."""
        result = []
        for handle in self.moving:
            position, quaternion = p.getBasePositionAndOrientation(handle.uid, physicsClientId=self.client)
            center = np.divide(position, UNITS)
            result.append(np.array([*center, *quaternion, *self.joint_positions(handle).values()]))
        return result

    def joint_positions(self, handle: Handle) -> dict[str, float]:
        """By joint, in the asset's own units: radians, or metres before the body's scale."""
        positions: dict[str, float] = {}
        for index, link in enumerate(handle.links[1:]):
            joint = handle.body.asset.joint(link.joint or "")
            position = p.getJointState(handle.uid, index, physicsClientId=self.client)[0]
            positions[joint.name] = position / (UNITS * handle.body.scale) if joint.kind == "prismatic" else position
        return positions

    # --- Reading -------------------------------------------------------------------------------

    def settled_bodies(self) -> tuple[Body, ...]:
        """The scenario's bodies where they are now; where Bullet has no finite answer, where they began."""
        result = []
        for handle in self.handles:
            body = handle.body
            if len(handle.links) > 1:
                joints = self.joint_positions(handle)
                if all(math.isfinite(position) for position in joints.values()):
                    body = replace(body, joint_positions={j.name: joints[j.name] for j in body.asset.joints})
            if not body.fixed:
                position, (x, y, z, w) = p.getBasePositionAndOrientation(handle.uid, physicsClientId=self.client)
                if all(math.isfinite(c) for c in (*position, x, y, z, w)):
                    principal = Pose(tuple(c / UNITS for c in position), (w, x, y, z))
                    frame = handle.links[0].inertia.frame_from_principal
                    body = replace(body, world_from_body=principal @ frame.inverse)
            result.append(body)
        return tuple(result)

    def contacts(self, bodies: Sequence[Body], forces: Forces) -> tuple[Contact, ...]:
        """Of every pair nearer than `NEAR_M`, the closest points and the pair's forces (N)."""
        uids = {handle.body.instance_id: handle.uid for handle in self.handles}
        found = []
        for a, b in near_pairs(bodies):
            points = p.getClosestPoints(uids[a], uids[b], NEAR_M * UNITS, physicsClientId=self.client)
            if points:
                found.append(contact_of(a, b, self._touches(points), forces))
        return tuple(found)

    def _touches(self, points: Sequence[Sequence[Any]]) -> Touches:
        """Bullet's contact points; friction is given as two sizes along two directions."""
        ids = [(self._ids[point[1]], self._ids[point[2]]) for point in points]
        rows = np.array([(*t[5], *t[6], *t[7], t[8], t[9], t[10], *t[11], t[12], *t[13]) for t in points])
        return Touches(
            ids=np.array(ids),
            on_a=rows[:, 0:3] / UNITS,
            on_b=rows[:, 3:6] / UNITS,
            normals=rows[:, 6:9],
            distances_m=rows[:, 9] / UNITS,
            forces_n=rows[:, 10] / UNITS,
            frictions_n=(rows[:, 12:15] * rows[:, 11:12] + rows[:, 16:19] * rows[:, 15:16]) / UNITS,
        )


def _xyzw(pose: Pose) -> list[float]:
    w, x, y, z = pose.quaternion
    return [x, y, z, w]
