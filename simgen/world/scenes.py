"""A draw before physics (scenario) and after it (scene)."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from simgen.color import Color
from simgen.geometry import Bounds, Vector3
from simgen.world.bodies import AssetLoader, Body
from simgen.world.cameras import Camera, RenderSettings, Sensor
from simgen.world.lights import Light
from simgen.world.materials import JsonObject, canonical_json


@dataclass(frozen=True)
class Room:
    """A box room with its floor's centre at the world's origin; +x east, +y north.

    `width_m` runs along x, `depth_m` along y. The shell itself is made of bodies with role "structure".
    """

    kind: str
    width_m: float
    depth_m: float
    height_m: float

    @property
    def bounds(self) -> Bounds:
        """The inner volume."""
        x, y = self.width_m / 2, self.depth_m / 2
        return Bounds((-x, -y, 0.0), (x, y, self.height_m))


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


_SCENARIO: TypeAdapter[Scenario] = TypeAdapter(Scenario)
