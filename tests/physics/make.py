"""Small assets made by hand, with masses and shapes whose rest is known by pencil and paper."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from simgen.geometry import FloatArray, Pose, yaw
from simgen.world import (
    Asset,
    AssetRef,
    Body,
    Camera,
    Joint,
    Material,
    Mesh,
    Part,
    RenderSettings,
    Room,
    Scenario,
    Sensor,
    Surface,
)

ROOM = Room("test", 4.0, 4.0, 2.5)
GREY = Material("grey")


def box_points(size: Sequence[float], center: Sequence[float] = (0.0, 0.0, 0.0)) -> FloatArray:
    """(8, 3) corners."""
    signs = np.array(list(itertools.product((-0.5, 0.5), repeat=3)))
    return signs * np.asarray(size, dtype=np.float64) + np.asarray(center, dtype=np.float64)


def ball_points(radius: float, count: int = 32) -> FloatArray:
    """(count, 3) points on a sphere about (0, 0, radius), spread by the golden angle."""
    k = np.arange(count) + 0.5
    z = 1 - 2 * k / count
    turn = k * math.pi * (3 - math.sqrt(5))
    flat = np.sqrt(1 - z * z)
    return radius * np.stack([flat * np.cos(turn), flat * np.sin(turn), 1 + z], axis=1)


def vessel_hulls(radius: float, height: float, wall: float, sides: int = 14, flare: float = 1.0) -> list[FloatArray]:
    """A floor and a ring of wall pieces around an open inside; the rim is `flare` times as wide as the foot."""
    angles = np.arange(sides + 1) * 2 * math.pi / sides

    def ring(r: float, z: float, turns: FloatArray) -> FloatArray:
        return np.stack([r * np.cos(turns), r * np.sin(turns), np.full(len(turns), z)], axis=1)

    floor = np.concatenate([ring(radius, z, angles[:-1]) for z in (0.0, wall)])
    hulls = [floor]
    for i in range(sides):
        pair = angles[i : i + 2]
        rows = [ring(radius - wall, wall, pair), ring(radius, wall, pair)]
        rows += [ring(radius * flare - wall, height, pair), ring(radius * flare, height, pair)]
        hulls.append(np.concatenate(rows))
    return hulls


def asset(
    name: str,
    parts: Mapping[str, tuple[Sequence[FloatArray], float]],
    joints: Sequence[Joint] = (),
    moved: Mapping[str, str] | None = None,
    friction: float = 0.6,
) -> Asset:
    """Parts by name with hulls and kilograms; `moved` tells which joint moves which part."""
    made = []
    for part, (hulls, mass_kg) in parts.items():
        points = np.concatenate(list(hulls)).astype(np.float32)
        mesh = Mesh(
            points,
            np.array([[0, 1, 2]], dtype=np.int32),
            np.tile(np.array([0, 0, 1], dtype=np.float32), (len(points), 1)),
            points[:, :2],
        )
        joint = (moved or {}).get(part)
        made.append(Part(part, (Surface(mesh, "body"),), tuple(hulls), joint, mass_kg))
    ref = AssetRef("test", name, 0, {})
    return Asset(name, name, ref, tuple(made), {"body": GREY}, tuple(joints), friction=friction)


def box(size: Sequence[float], mass_kg: float = 0.5, name: str = "box", friction: float = 0.6) -> Asset:
    """A box that stands on its origin."""
    return asset(name, {"body": ([box_points(size, (0, 0, size[2] / 2))], mass_kg)}, friction=friction)


def solid_box(size: Sequence[float], mass_kg: float = 5.0) -> Asset:
    """As `box`, with the twelve triangles of its surface."""
    plain = box(size, mass_kg)
    part = plain.parts[0]
    mesh = part.surfaces[0].mesh
    # Corners in the order of `box_points`: x slowest, z fastest.
    quads = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    faces = np.array([t for a, b, c, d in quads for t in ((a, b, c), (a, c, d))], dtype=np.int32)
    closed = replace(part, surfaces=(Surface(replace(mesh, faces=faces), "body"),))
    return replace(plain, parts=(closed,))


def ball(radius: float = 0.035, mass_kg: float = 0.2) -> Asset:
    """A fruit-like ball."""
    return asset("ball", {"body": ([ball_points(radius)], mass_kg)})


def mug(radius: float = 0.04, height: float = 0.09, mass_kg: float = 0.3) -> Asset:
    """An open vessel with a handle to one side, so that its centre of mass is off its axis."""
    handle = box_points((0.03, 0.01, 0.05), (radius + 0.014, 0, height / 2))
    return asset("mug", {"body": ([*vessel_hulls(radius, height, 0.005), handle], mass_kg)})


def bowl(radius: float = 0.09, height: float = 0.07) -> Asset:
    """An open bowl, wider at the rim."""
    return asset("bowl", {"body": (vessel_hulls(radius, height, 0.006, 16, 1.4), 0.6)})


def chest(drawer_range_m: float = 0.3) -> Asset:
    """A carcass without front, and a drawer of thin boards that slides out along -y."""
    carcass = [
        box_points((0.5, 0.4, 0.02), (0, 0, 0.01)),
        box_points((0.5, 0.4, 0.02), (0, 0, 0.29)),
        box_points((0.02, 0.4, 0.3), (-0.24, 0, 0.15)),
        box_points((0.02, 0.4, 0.3), (0.24, 0, 0.15)),
        box_points((0.5, 0.02, 0.3), (0, 0.19, 0.15)),
    ]
    drawer = [
        box_points((0.44, 0.36, 0.01), (0, -0.02, 0.035)),
        box_points((0.44, 0.01, 0.15), (0, -0.195, 0.11)),
        box_points((0.44, 0.01, 0.1), (0, 0.155, 0.085)),
        box_points((0.01, 0.36, 0.1), (-0.215, -0.02, 0.085)),
        box_points((0.01, 0.36, 0.1), (0.215, -0.02, 0.085)),
    ]
    joint = Joint("drawer", "prismatic", (0.0, 0.0, 0.0), (0.0, -1.0, 0.0), 0.0, drawer_range_m)
    return asset("chest", {"carcass": (carcass, 15.0), "drawer": (drawer, 2.0)}, [joint], {"drawer": "drawer"})


def shell(room: Room = ROOM) -> list[Body]:
    """A floor and four walls with their inner faces on the room's bounds; instance ids 1 to 5."""
    x, y, h = room.width_m, room.depth_m, room.height_m
    made = [
        ("floor", box_points((x + 0.4, y + 0.4, 0.2), (0, 0, -0.1))),
        ("north", box_points((x, 0.2, h), (0, y / 2 + 0.1, h / 2))),
        ("east", box_points((0.2, y, h), (x / 2 + 0.1, 0, h / 2))),
        ("south", box_points((x, 0.2, h), (0, -y / 2 - 0.1, h / 2))),
        ("west", box_points((0.2, y, h), (-x / 2 - 0.1, 0, h / 2))),
    ]
    return [
        Body(i + 1, name, asset(name, {"body": ([points], 0.0)}), Pose(), fixed=True, role="structure")
        for i, (name, points) in enumerate(made)
    ]


def place(
    name: str,
    thing: Asset,
    at: Sequence[float],
    turn_deg: float = 0.0,
    *,
    fixed: bool = False,
    support: str | None = None,
    joints: Mapping[str, float] | None = None,
    pose: Pose | None = None,
    scale: float = 1.0,
) -> Body:
    """A body; `scenario` numbers it."""
    where = pose or Pose((float(at[0]), float(at[1]), float(at[2])), yaw(math.radians(turn_deg)))
    return Body(0, name, thing, where, dict(joints or {}), scale, fixed, support=support)


def scenario(*bodies: Body, room: Room = ROOM, cameras: Sequence[Camera] = ()) -> Scenario:
    """The room's shell and the bodies, numbered in order."""
    first = shell(room)
    numbered = [replace(body, instance_id=len(first) + 1 + i) for i, body in enumerate(bodies)]
    return Scenario("test", 0, 0, 0, room, (*first, *numbered), (), tuple(cameras), Sensor(), RenderSettings())
