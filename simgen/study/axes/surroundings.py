"""Axes of what is around the target: the same things and the same camera in another room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from simgen.errors import PlacementError
from simgen.frame import Sample
from simgen.geometry import FloatArray
from simgen.params import support
from simgen.sampler import draw_scenario
from simgen.spec import load_spec, shipped_rooms
from simgen.study.axes.axis import DRAWN, Subject, as_drawn, axis
from simgen.study.axes.bodies import chain_of, points_of, supports_of, without
from simgen.world import Body, Light, Scenario, Scene, SurfaceLight

# So many draws of a room are tried for one scene; how far from what is kept its things must be, and from the lens.
TRIES = 8
APART_M, CAMERA_FREE_M = 0.03, 0.25
SIDES = ("width_m", "depth_m", "height_m")
# Facts of the draw that tell what is outside, and where a spec says them.
OUTSIDE = {
    "sun_elevation_deg": "lights.daylight.sun_elevation_deg",
    "sun_azimuth_deg": "lights.daylight.sun_azimuth_deg",
    "cloudiness": "lights.daylight.cloudiness",
}


def _kind(sample: Sample, _: Subject) -> str:
    """Of the room."""
    return sample.scene.scenario.room.kind


@axis(
    "settle",
    "kind of room",
    _kind,
    "kind of room",
    names=shipped_rooms,
    further=as_drawn,
    rises=0,
    adapts=0,
    about="object",
)
def room(scene: Scene, value: str, subject: Subject) -> Scenario:
    """Kind of room around the target, or as `drawn`. The target, what carries it, all that stands there and the camera
    stay; the room is at least as large and under the same sky, and what would be in their way there is left out. The
    camera adapts to the light of each room.
    """
    scenario = scene.scenario
    if value == DRAWN:
        return scenario
    target = subject.body_of(scenario.bodies)
    if target.role == "structure":
        raise PlacementError(f"part_of_room:{target.name}", f"'{target.name}' is a part of the room itself")
    kept = _company(scenario, target)
    other = _drawn(value, scenario, subject)
    eye = np.array(subject.camera_of(scene).world_from_camera.position)
    other = without(other, _in_the_way(other, kept, eye, points_of(target)))
    return _around(scenario, kept, other)


def _company(scenario: Scenario, target: Body) -> tuple[Body, ...]:
    """The target, what carries it, and all that stands on that, in order."""
    # Without the floor, which carries all.
    things = [body for body in scenario.bodies if body.role == "object"]
    supports = {body.name: body.support for body in things}
    foot = chain_of(target.name, supports)[-1]
    return tuple(body for body in things if chain_of(body.name, supports)[-1] == foot)


def _drawn(kind: str, scenario: Scenario, subject: Subject) -> Scenario:
    """A draw of the shipped spec of that kind, large enough for both, under the scenario's sky.

    PlacementError where none succeeds.
    """
    own = load_spec(kind).room
    sky: dict[str, object] = {path: scenario.axes[name] for name, path in OUTSIDE.items() if name in scenario.axes}
    wanted = {
        **{
            f"room.{side}": max(getattr(scenario.room, side), support(getattr(own, side)).high or 0.0) for side in SIDES
        },
        "lights.daylight.at": "null",
        "lights.daylight.on": str(bool(scenario.axes.get("daylight_on", 1.0))).lower(),
        **sky,
    }
    spec = load_spec(kind, overrides=[f"{path}={value}" for path, value in wanted.items()])
    first = scenario.attempt * TRIES
    for attempt in range(first, first + TRIES):
        try:
            return draw_scenario(spec, subject.catalog, scenario.seed, scenario.index, attempt)
        except PlacementError as error:
            last = error
    raise PlacementError(f"no_{kind}", f"no {kind} around it could be drawn: {last}")


def _in_the_way(other: Scenario, kept: Sequence[Body], eye: FloatArray, target: FloatArray) -> set[str]:
    """Names of the bodies of another room that meet what is kept, are before the lens, or hide the target by their
    boxes; and of all that stands on them.
    """
    boxes = [_box(points_of(body)) for body in kept]
    low, high = _box(target)
    ends = np.array([[x, y, z] for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])])
    found: set[str] = set()
    for body in other.bodies:
        if body.role == "structure":
            continue
        low, high = _box(points_of(body))
        meets = any((low - APART_M < top).all() and (high + APART_M > base).all() for base, top in boxes)
        near = (np.maximum(low - eye, eye - high) < CAMERA_FREE_M).all()
        if meets or near or any(_crosses(eye, end, low, high) for end in ends):
            found.add(body.name)
    supports = supports_of(other)
    return found | {name for name in supports if found & set(chain_of(name, supports))}


def _box(points: FloatArray) -> tuple[FloatArray, FloatArray]:
    return points.min(axis=0), points.max(axis=0)


def _crosses(start: FloatArray, end: FloatArray, low: FloatArray, high: FloatArray) -> bool:
    """Whether the way from `start` to `end` meets a box (the slab method, Kay and Kajiya 1986)."""
    way = np.where(np.abs(end - start) < 1e-12, 1e-12, end - start)
    one, two = (low - start) / way, (high - start) / way
    return bool(max(np.minimum(one, two).max(), 0.0) <= min(np.maximum(one, two).min(), 1.0))


def _around(scenario: Scenario, kept: Sequence[Body], other: Scenario) -> Scenario:
    """The kept bodies and cameras of a scenario in another one's room: ids and names of what is kept are as before."""
    ids = {body.instance_id for body in kept}
    names = {body.name for body in kept}
    free = (k for k in range(1, len(ids) + len(other.bodies) + 1) if k not in ids)
    new_ids = {body.instance_id: next(free) for body in other.bodies}
    new_names = {b.name: f"{other.room.kind}_{b.name}" if b.name in names else b.name for b in other.bodies}
    bodies = [
        replace(
            body,
            instance_id=new_ids[body.instance_id],
            name=new_names[body.name],
            support=new_names.get(body.support or "", body.support),
        )
        for body in other.bodies
    ]
    own = [x for x in scenario.lights if isinstance(x, SurfaceLight) and x.instance_id in ids]
    lights = [_renamed(light, new_ids, new_names) for light in other.lights]
    return replace(
        scenario,
        room=other.room,
        further_rooms=other.further_rooms,
        bodies=tuple(sorted((*bodies, *kept), key=lambda body: body.instance_id)),
        lights=(*lights, *own),
        axes=other.axes,
    )


def _renamed(light: Light, ids: Mapping[int, int], names: Mapping[str, str]) -> Light:
    """A light whose body has another id, and another name, which its group carries after a slash."""
    if not isinstance(light, SurfaceLight):
        return light
    family, slash, name = light.group.partition("/")
    return replace(light, instance_id=ids[light.instance_id], group=f"{family}{slash}{names.get(name, name)}")
