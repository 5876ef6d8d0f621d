"""Axes of how things stand: most are for physics to answer, and the scene at rest settles again with one change."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from simgen.errors import PlacementError
from simgen.frame import Sample
from simgen.geometry import FloatArray, Pose, axis_angle, yaw
from simgen.rendering.geometry_pass import trace
from simgen.rendering.lens import straight_camera
from simgen.seeds import stream
from simgen.study.axes.axis import DRAWN, Subject, axis, with_bodies
from simgen.study.axes.bodies import chain_of, height_of, lowest_of, points_of, standing_at, without
from simgen.world import Asset, Body, Camera, Fill, Scenario, Scene, bodies_called

# The occluder: how far along the way from the camera to the target, and how much larger than the target it seems.
OCCLUDER_WAY, OCCLUDER_REACH = 0.3, 1.3
OCCLUDER = "occluder"
# What fills a thing that was drawn empty.
LIQUID = "coffee"
# A thing on the floor: how far from others, and how far from where it was; a hair above the floor before it settles.
BESIDE_M, REACH_M, LIFT_M = 0.05, 1.5, 0.0005
# It is seen there if so much of it is, in a picture so wide.
SEEN, SCOUT_PX = 0.75, 160


def _open_fraction(sample: Sample, subject: Subject) -> float:
    """The widest open of the target's doors, drawers and lids at rest, as a share of its range."""
    opened = subject.label_of(sample).states.get("open")
    return float(opened["fraction"]) if opened else 0.0


@axis("settle", "", _open_fraction, "share of the joint's range", about="object")
def articulation(scene: Scene, value: float, subject: Subject) -> Scenario:
    """How far all doors, drawers and lids of the target are open: 0 shut, 1 as far as they go. Physics moves them there
    from where they are at rest, so contents go along, and what is blocked stops.
    """
    changed = {}
    for body in subject.bodies_of(scene.scenario.bodies):
        targets = {j.name: j.lower + value * (j.upper - j.lower) for j in body.asset.joints if j.opens}
        if not targets:
            what = f"'{body.name}', a {body.asset.category}, has no door, drawer or lid to open"
            raise PlacementError(f"no_joint:{body.name}", what)
        changed[body.instance_id] = replace(body, joint_targets=targets)
    return with_bodies(scene.scenario, changed)


def _filled(sample: Sample, subject: Subject) -> float:
    """Share of the target's hollow that is really filled."""
    fill = subject.body_of(sample.scene.bodies).fill
    return 0.0 if fill is None else fill.fraction


@axis("render", "", _filled, "share of the hollow", high=0.9, limits=(0, 1), about="object")
def fill(scene: Scene, value: float, subject: Subject) -> Scenario:
    """How full the target is, of what it was drawn with or else of coffee: 0 is empty, 1 up to the rim."""
    changed = {}
    for body in subject.bodies_of(scene.scenario.bodies):
        if not body.asset.cavities:
            raise PlacementError(f"no_hollow:{body.name}", f"'{body.name}', a {body.asset.category}, has no hollow")
        hollow = max(body.asset.cavities, key=lambda cavity: cavity.volume_m3).name
        liquid = body.fill or Fill(LIQUID, 0.0, hollow, subject.catalog.material(LIQUID, 0))
        changed[body.instance_id] = replace(body, fill=replace(liquid, fraction=value))
    return with_bodies(scene.scenario, changed)


def _longest_edge(sample: Sample, subject: Subject) -> float:
    """Of the target's box, metres."""
    return max(subject.label_of(sample).size_m)


@axis("settle", "", _longest_edge, "m, longest edge", low=0.6, high=1.4, limits=(0.02, 50), about="object")
def scale(scene: Scene, value: float, subject: Subject) -> Scenario:
    """Size of the target, as a share of its drawn size; it stays where it stands."""
    changed = {}
    for body in subject.bodies_of(scene.scenario.bodies):
        grown = replace(body, scale=body.scale * value)
        changed[body.instance_id] = standing_at(grown, lowest_of(body))
    return with_bodies(scene.scenario, changed)


def _tilt(sample: Sample, subject: Subject) -> float:
    """Angle between the target's up axis and the vertical, degrees."""
    return float(subject.label_of(sample).states["upright"]["tilt_deg"])


@axis("settle", "deg", _tilt, "deg from upright", low=0, high=180, about="object")
def tilt(scene: Scene, value: float, subject: Subject) -> Scenario:
    """How far the target is turned over: 0 upright, 90 on its side, 180 upside down. It is held so, just touching what
    it stood on; what it carried falls.
    """
    angle = math.radians(value)
    body = subject.body_of(scene.scenario.bodies)
    x_axis = body.world_from_body.rotate([1.0, 0.0, 0.0])
    upright = Pose(quaternion=yaw(math.atan2(x_axis[1], x_axis[0])))
    turned = upright @ Pose(quaternion=axis_angle((1.0, 0.0, 0.0), angle))
    held = replace(body, world_from_body=Pose(body.world_from_body.position, turned.quaternion), fixed=True)
    middle = points_of(body).mean(axis=0)[:2] - points_of(held).mean(axis=0)[:2]
    x, y, z = held.world_from_body.position
    held = replace(held, world_from_body=Pose((x + float(middle[0]), y + float(middle[1]), z), turned.quaternion))
    return with_bodies(scene.scenario, {body.instance_id: standing_at(held, lowest_of(body))})


def _movable_count(sample: Sample, _: Subject) -> float:
    """Things in the room that can move."""
    return float(len([b for b in sample.scene.bodies if b.role == "object" and not b.fixed]))


@axis("settle", "", _movable_count, "movable things")
def clutter(scene: Scene, value: float, subject: Subject) -> Scenario:
    """Share of the movable things that stay, in an order of chance: 1 all that were drawn, 0 the target alone with what
    it stands on.
    """
    scenario = scene.scenario
    kept = {body.name for body in scenario.bodies if body.fixed or body.role == "structure"}
    supports = {body.name: body.support for body in scenario.bodies}
    for body in subject.bodies_of(scenario.bodies):
        kept |= set(chain_of(body.name, supports))
    order = stream(scenario.seed, scenario.spec_name, scenario.index, "study", "clutter")
    turn = {body.name: float(order.random()) for body in scenario.bodies}
    clutter_names = sorted((n for n in supports if n not in kept), key=lambda name: (turn[name], name))
    wanted = round(value * len(clutter_names))
    added: list[str] = []
    # What carries a thing stays with it, so it comes before it.
    for name in clutter_names:
        added += [n for n in reversed(chain_of(name, supports)) if n not in kept and n not in added]
    return without(scenario, supports.keys() - kept - set(added[:wanted]))


def _is_there(sample: Sample, subject: Subject) -> str:
    """Whether the target is in the scene."""
    found = bodies_called(sample.scene.bodies, subject.target)
    return "there" if found else "removed"


@axis("settle", "presence", _is_there, "presence", names=("there", "removed"), rises=0, about="object")
def presence(scene: Scene, value: str, subject: Subject) -> Scenario:
    """Whether the target is there; what it carried falls or stays, as physics has it."""
    bodies = subject.bodies_of(scene.scenario.bodies)
    if value == "there":
        return scene.scenario
    return without(scene.scenario, {body.name for body in bodies})


def _carrier(sample: Sample, subject: Subject) -> str:
    """What the target was put on."""
    return subject.body_of(sample.scene.bodies).support or "nothing"


@axis("settle", "place", _carrier, "what carries it", names=(DRAWN, "floor"), rises=0, about="object")
def place(scene: Scene, value: str, subject: Subject) -> Scenario:
    """Where the target is: as drawn, or on the floor beside what carried it, at the nearest free place that the camera
    sees, else the nearest one.
    """
    scenario = scene.scenario
    if value == DRAWN:
        return scenario
    body = subject.body_of(scenario.bodies)
    names = {b.name: b for b in scenario.bodies}
    carrier = names.get(chain_of(body.name, {b.name: b.support for b in scenario.bodies})[-1])
    floor = f"{body.name.rpartition('/')[0]}/floor".removeprefix("/")
    if carrier is None or carrier.name == body.name or body.support == floor:
        raise PlacementError(f"not_carried:{body.name}", f"'{body.name}' stands on the floor already")
    half = np.ptp(points_of(body)[:, :2], axis=0) / 2
    taken = [points_of(b) for b in scenario.bodies if b.name != body.name and b.role == "object"]
    boxes = [(p.min(axis=0), p.max(axis=0)) for p in taken if p[:, 2].min() < height_of(body)]
    walls = scenario.room_of(body.world_from_body.position).bounds
    free = np.array([walls.low[:2], walls.high[:2]]) + np.outer([1, -1], half + BESIDE_M)
    now = (points_of(body).min(axis=0) + points_of(body).max(axis=0))[:2] / 2
    steps = np.arange(-REACH_M, REACH_M + 1e-9, BESIDE_M)
    spots = now + np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    spots = spots[((spots > free[0]) & (spots < free[1])).all(axis=1)]
    for low, high in boxes:
        apart = (spots + half + BESIDE_M < low[:2]) | (spots - half - BESIDE_M > high[:2])
        spots = spots[apart.any(axis=1)]
    if not len(spots):
        raise PlacementError(f"no_room_beside:{carrier.name}", f"no free floor for '{body.name}' near '{carrier.name}'")
    spots = spots[np.argsort(np.linalg.norm(spots - now, axis=1), kind="stable")]
    tall = float(np.ptp(points_of(body)[:, 2]))
    still = replace(scene, bodies=tuple(b for b in scene.bodies if b.name != body.name))
    in_view = _seen_shares(still, subject.camera_of(scene), spots, half, tall) >= SEEN
    x, y = spots[int(np.argmax(in_view))] - now
    px, py, pz = body.world_from_body.position
    put = replace(
        body,
        world_from_body=Pose((px + float(x), py + float(y), pz), body.world_from_body.quaternion),
        support=floor,
    )
    return with_bodies(scenario, {body.instance_id: standing_at(put, LIFT_M)})


def _seen_shares(scene: Scene, camera: Camera, spots: FloatArray, half: FloatArray, tall: float) -> FloatArray:
    """(n,) how much of a box of that half width and height the camera would see at each (n, 2) spot of the floor: the
    share of its corners and middle that lie in the picture and before all that is there.
    """
    pinhole = straight_camera(camera)
    view = pinhole.intrinsics
    small = view.of_width(min(SCOUT_PX, view.width))
    depth = trace(scene, replace(pinhole, intrinsics=small)).depth_m
    signs = np.array([(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (0.1, 1)] + [(0, 0, 0.5)])
    points = np.concatenate([spots, np.zeros((len(spots), 1))], axis=1)[:, None] + signs * [*half, tall]
    seen = camera.world_from_camera.inverse.apply(points)
    ahead = seen[..., 2] > camera.near_m
    pixel = np.floor(small.project(np.where(ahead[..., None], seen, 1.0))).astype(np.int64)
    inside = ahead & (pixel >= 0).all(axis=-1) & (pixel < [small.width, small.height]).all(axis=-1)
    column, row = (np.where(inside, pixel[..., i], 0) for i in (0, 1))
    shares: FloatArray = (inside & (seen[..., 2] < depth[row, column])).mean(axis=1)
    return shares


def _visible_fraction(sample: Sample, subject: Subject) -> float:
    """Share of the target's pixels that nothing hides."""
    return subject.label_of(sample).visible_fraction


@axis("settle", "", _visible_fraction, "share of its pixels", low=0, high=1, about="object")
def visibility(scene: Scene, value: float, subject: Subject) -> Scenario:
    """Share of the target's width that is left to see as a carton slides before it from the left of the picture; the
    camera stays.
    """
    camera = subject.camera_of(scene)
    body = subject.body_of(scene.bodies)
    seen = camera.world_from_camera.inverse.apply(points_of(body))
    if not (seen[:, 2] > camera.near_m).all():
        raise PlacementError("target_behind_camera", f"'{body.name}' is not wholly before camera '{camera.name}'")
    rays = seen[:, :2] / seen[:, 2:]
    low, high = rays.min(axis=0), rays.max(axis=0)
    depth = OCCLUDER_WAY * float(seen[:, 2].min())
    width, tall = (float(v) for v in OCCLUDER_REACH * depth * (high - low))
    deep = 0.2 * min(width, tall)
    # The right edge of the front decides; the front is the face that the camera sees.
    edge = float(high[0] - value * (high[0] - low[0]))
    center = np.array([depth * edge - width / 2, depth * float(high[1] + low[1]) / 2, depth + deep / 2])
    occluder = _carton(scene.scenario, subject, (width, deep, tall))
    size = occluder.bounds
    x, y, z = size.center
    middle = Pose((-x, -y, -z))
    # The carton's front looks along its -y and its top along +z; before the camera these are -z and -y.
    right, down, ahead = (float(v) for v in center)
    facing = Pose((right, down, ahead), axis_angle((1.0, 0.0, 0.0), math.pi / 2))
    card = Body(
        instance_id=max(b.instance_id for b in scene.scenario.bodies) + 1,
        name=OCCLUDER,
        asset=occluder,
        world_from_body=camera.world_from_camera @ facing @ middle,
        fixed=True,
    )
    others = tuple(b for b in scene.scenario.bodies if b.name != OCCLUDER)
    return replace(scene.scenario, bodies=(*others, card))


def _carton(scenario: Scenario, subject: Subject, size_m: tuple[float, float, float]) -> Asset:
    width, deep, tall = size_m
    parameters = {"width_m": width, "depth_m": deep, "height_m": tall, "tape_m": 0.0}
    name = (scenario.spec_name, scenario.index, "study", OCCLUDER)
    return subject.catalog.load(subject.catalog.draw("box", scenario.seed, name, parameters))
