"""A draw before physics (scenario) and after it (scene)."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter

from simgen.color import Color
from simgen.geometry import Bounds, FloatArray, Pose, Vector3
from simgen.world.bodies import AssetLoader, Body
from simgen.world.cameras import Camera, RenderSettings, Sensor
from simgen.world.lights import Light
from simgen.world.materials import JsonObject, canonical_json


@dataclass(frozen=True)
class Room:
    """A box room; in its own frame its floor's centre is the origin, +x is east, +y north.

    `width_m` runs along x, `depth_m` along y. The shell itself is made of bodies with role "structure". The first
    room's frame is the world's, and its `name` is its kind; those of further ones are turned by whole quarters.
    """

    kind: str
    width_m: float
    depth_m: float
    height_m: float
    name: str = ""
    world_from_room: Pose = field(default_factory=Pose)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.name or self.kind)

    @cached_property
    def bounds(self) -> Bounds:
        """The inner volume, in the world."""
        x, y = self.width_m / 2, self.depth_m / 2
        corners = self.world_from_room.apply([(-x, -y, 0.0), (x, y, self.height_m)])
        return Bounds.of(corners)

    def outside_m(self, points: FloatArray) -> float:
        """How far the farthest of (n, 3) world points lies out of the inner volume, below 0 where all are inside."""
        bounds = self.bounds
        return max(float((points - bounds.high).max()), float((bounds.low - points).max()))


@dataclass(frozen=True)
class Scenario:
    """One draw from a spec: every random choice made, before physics.

    `light_gains`: what the light of a group is multiplied by, per linear Rec. 709 channel; a group that is not named
    stays as it is. `haze_per_m` is the extinction coefficient of the room's air, 0 for clear air.
    """

    spec_name: str
    seed: int
    index: int
    attempt: int
    room: Room
    bodies: tuple[Body, ...]
    lights: tuple[Light, ...]
    cameras: tuple[Camera, ...]
    sensor: Sensor
    render: RenderSettings
    axes: Mapping[str, float] = field(default_factory=dict)
    light_gains: Mapping[str, Color] = field(default_factory=dict)
    haze_per_m: float = 0.0
    further_rooms: tuple[Room, ...] = ()

    @property
    def rooms(self) -> tuple[Room, ...]:
        """All rooms of the home, the first room first."""
        return (self.room, *self.further_rooms)

    def room_of(self, point: npt.ArrayLike) -> Room:
        """The room that a world point lies in, or that it is least far out of."""
        at = np.array([point])
        return min(self.rooms, key=lambda room: room.outside_m(at))

    def body(self, key: int | str) -> Body:
        """The body with this instance id or name; KeyError where there is none."""
        for body in self.bodies:
            if key in (body.instance_id, body.name):
                return body
        raise KeyError(key)

    def to_json(self) -> JsonObject:
        """Plain JSON values; assets as the references that rebuild them."""
        data: JsonObject = _SCENARIO.dump_python(self, mode="json")
        return data

    @staticmethod
    def from_json(data: JsonObject, load_asset: AssetLoader) -> Scenario:
        """The scenario that `to_json` wrote, bit for bit."""
        return _SCENARIO.validate_python(data, context={"load_asset": load_asset})

    @property
    def digest(self) -> str:
        """Hex digest of the whole scenario."""
        return hashlib.blake2b(canonical_json(self.to_json()), digest_size=16).hexdigest()


# Surfaces at most this far apart touch; pairs further apart than NEAR_M are not recorded at all.
TOUCHING_M = 0.002
NEAR_M = 0.02


@dataclass(frozen=True)
class Contact:
    """How near two bodies are after settling: one for each pair within `NEAR_M`, a > b, in the order of (a, b).

    World frame. `distance_m` is the least distance of their collision hulls, negative where they overlap.
    `force_n` is the size of the net normal force on a over all points where they touch, a mean over the last
    moments (0 between fixed bodies and where they do not touch). `normal` is a unit vector from b to a: the way of
    that force, or of the shortest line between them; `point` is where it acts, on or between the surfaces.
    `lift_n` is the upward part of the whole force on a, friction too; negative where b rests on a.
    Pairs of two bodies of the room's structure are left out.
    """

    a: int
    b: int
    point: Vector3
    normal: Vector3
    distance_m: float
    force_n: float
    lift_n: float = 0.0


def bearing_shares(body: Body, contacts: Sequence[Contact]) -> dict[int, float]:
    """Who bears a body: by instance id, the share of all the lift that it gets; empty where nothing bears it.

    A fixed body has no forces: the bodies that it touches from above share it evenly.
    """
    upward: dict[int, float] = {}
    for contact in contacts:
        if body.instance_id not in (contact.a, contact.b):
            continue
        other, sign = (contact.b, 1.0) if body.instance_id == contact.a else (contact.a, -1.0)
        if body.fixed:
            carries = contact.distance_m <= TOUCHING_M and sign * contact.normal[2] >= math.sqrt(0.5)
            lift = 1.0 if carries else 0.0
        else:
            lift = sign * contact.lift_n
        if lift > 0:
            upward[other] = lift
    total = sum(upward.values())
    return {other: lift / total for other, lift in upward.items()}


@dataclass(frozen=True)
class SettleReport:
    """How physics came to rest. `unsupported` holds instance ids.

    Speeds are means over the last moments, the greatest of all moving bodies, of any of its points and of turning.
    `max_penetration_m` is the deepest overlap of any pair in the contacts.
    """

    engine: str
    simulated_s: float
    max_speed_m_s: float
    max_turn_rad_s: float
    max_penetration_m: float
    unsupported: tuple[int, ...]
    at_rest: bool


@dataclass(frozen=True)
class Scene:
    """A scenario at rest: `bodies` have the poses and joint positions that physics gave."""

    scenario: Scenario
    bodies: tuple[Body, ...]
    contacts: tuple[Contact, ...]
    report: SettleReport

    @property
    def movable(self) -> tuple[Body, ...]:
        """The bodies as another scenario may have them: what was poured left out, and cloth as it was put down."""
        return tuple(
            body if body.cloth is None else self.scenario.body(body.instance_id)
            for body in self.bodies
            if not body.is_liquid
        )

    def body(self, key: int | str) -> Body:
        """The body with this instance id or name; KeyError where there is none."""
        for body in self.bodies:
            if key in (body.instance_id, body.name):
                return body
        raise KeyError(key)

    def room_of(self, body: Body) -> Room:
        """The room that a body was put in."""
        placed = next((b for b in self.scenario.bodies if b.instance_id == body.instance_id), body)
        return self.scenario.room_of(placed.world_from_body.position)


_SCENARIO: TypeAdapter[Scenario] = TypeAdapter(Scenario)
