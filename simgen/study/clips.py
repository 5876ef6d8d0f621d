"""A clip: one settled scene under every value of some axes, all else the same."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from simgen.catalog import Catalog
from simgen.errors import SimgenError, SpecError
from simgen.geometry import FloatArray
from simgen.physics import PhysicsEngine, Violation, pour, violations
from simgen.rendering import Renderer
from simgen.rendering.geometry_pass import trace
from simgen.rendering.relight import relit
from simgen.rendering.sensor import develop
from simgen.spec import Requirements, SceneSpec
from simgen.study.axes import REDO, Axis, Subject, Value, axis_called
from simgen.study.axes.arrangement import OCCLUDER
from simgen.study.difference import differences
from simgen.world import Body, Camera, Scenario, Scene, Sensor, SpotLight

# Of the laws of a settled scene, those that also hold where an axis was moved: what it hides or topples is its doing.
FRAME_LAWS = ("not_at_rest", "penetration", "left_room", "camera_inside_body", "camera_too_close")
# From here on a body counts as moved by what was changed, not by the solver's trembling.
MOVED_M, MOVED_DEG = 0.002, 1.0
# The camera's automatic choices are made on a small picture.
METERING_WIDTH, METERING_SAMPLES, METERING_BOUNCES = 96, 16, 4
WHITES_K = (1667.0, 20_000.0)


@dataclass(frozen=True)
class Factor:
    """An axis and the values that it takes."""

    axis: Axis
    values: tuple[Value, ...]

    def check(self, catalog: Catalog) -> None:
        """SimgenError for a value that is there twice, or that the axis cannot take."""
        for value, times in Counter(self.values).items():
            self.axis.check(value, catalog)
            if times > 1:
                shown = value if isinstance(value, str) else f"{value:g}"
                raise SimgenError(f"{shown} is there twice", where=f"axis '{self.axis.name}'", remedy="Keep one.")


def factors_of(spec: SceneSpec, catalog: Catalog) -> tuple[Factor, ...]:
    """What the spec itself wants to be varied; SpecError, with its place, for no such axis or no such values."""
    found: list[Factor] = []
    for i, wish in enumerate(spec.axes):
        at = "axis"
        try:
            axis = axis_called(wish.axis)
            at = "values"
            factor = Factor(axis, axis.values(wish.values))
            factor.check(catalog)
            found.append(factor)
        except SimgenError as error:
            raise SpecError(error.what, where=spec.where(("axes", i, at)), remedy=error.remedy) from error
    return tuple(found)


@dataclass(frozen=True, eq=False)
class Shot:
    """One frame of a clip before it is rendered: its place in the grid, its values by axis, its scene at rest."""

    number: int
    values: Mapping[str, Value]
    scene: Scene
    # Shots with the same one share a negative, and the first part of it a settled scene.
    negative: tuple[Any, ...]

    @property
    def environment(self) -> str:
        """Which condition this is, e.g. ``lighting=0.25 pitch=30``."""
        return " ".join(
            f"{name}={value if isinstance(value, str) else f'{value:g}'}" for name, value in self.values.items()
        )


def grid(factors: Sequence[Factor]) -> tuple[dict[str, Value], ...]:
    """All combinations of values, by axis; those of the first factor change fastest."""
    combinations = itertools.product(*(factor.values for factor in reversed(factors)))
    names = [factor.axis.name for factor in reversed(factors)]
    order = [factor.axis.name for factor in factors]
    found = (dict(zip(names, values, strict=True)) for values in combinations)
    return tuple({name: values[name] for name in order} for values in found)


def at_rest(scene: Scene, engine: PhysicsEngine) -> Scene:
    """The scene settled once more from where it came to rest, so that a change is made to a scene that is still."""
    return engine.settle(replace(scene.scenario, bodies=scene.movable))


def held_sensor(scene: Scene, picture: FloatArray) -> Sensor:
    """The scene's sensor with the exposure and the white balance that it chooses for (H, W, 3) radiance of the scene.

    Otherwise a camera that meters would undo what a clip changes.
    """
    sensor = scene.scenario.sensor
    chosen = develop(picture, replace(sensor, iso=0.0, jpeg_quality=None), scene.scenario.spec_name)[1]
    white = min(max(float(chosen["white_temperature_k"]), WHITES_K[0]), WHITES_K[1])
    return replace(sensor, exposure_ev=float(chosen["ev100"]), white_temperature_k=white)


def adapting_sensors(
    shots: Sequence[Shot], axis: str, over: float, subject: Subject, renderer: Renderer
) -> Mapping[int, Sensor]:
    """By number of the shot, its sensor with a mean of what the sensors choose of all shots that differ from it along
    `axis` alone: each counts as it is near, by a bell with the standard deviation `over`.
    """
    films: dict[tuple[Value, ...], list[Shot]] = {}
    for shot in shots:
        films.setdefault(tuple(value for name, value in shot.values.items() if name != axis), []).append(shot)
    found: dict[int, Sensor] = {}
    for film in films.values():
        at = np.array([float(shot.values[axis]) for shot in film])
        chosen: list[tuple[float, float]] = []
        for shot in film:
            picture = metering_picture(shot.scene, subject.camera_of(shot.scene), renderer)
            sensor = held_sensor(shot.scene, picture)
            assert sensor.exposure_ev is not None and sensor.white_temperature_k is not None
            chosen.append((sensor.exposure_ev, 1e6 / sensor.white_temperature_k))
        for shot, here in zip(film, at, strict=True):
            ev, mired = np.average(chosen, axis=0, weights=np.exp(-0.5 * np.square((at - here) / over)))
            found[shot.number] = replace(
                shot.scene.scenario.sensor, exposure_ev=float(ev), white_temperature_k=1e6 / float(mired)
            )
    return found


def metering_picture(scene: Scene, camera: Camera, renderer: Renderer) -> FloatArray:
    """A small quick picture of the scene, (h, w, 3) radiance, for its sensor to choose by."""
    view = camera.intrinsics
    small = replace(camera, intrinsics=view.of_width(min(METERING_WIDTH, view.width)))
    effort = replace(scene.scenario.render, samples_per_pixel=METERING_SAMPLES, max_bounces=METERING_BOUNCES)
    seen = replace(scene, scenario=relit(scene.scenario))
    return renderer.render(seen, small, effort, trace(seen, small)).rgb_linear.astype(np.float64)


def shots_of(base: Scene, factors: Sequence[Factor], subject: Subject, engine: PhysicsEngine) -> Iterator[Shot]:
    """The shots of a clip in the order of their cost: those that share physics, then a picture, follow each other.

    PlacementError where an axis has nothing to act on in this scene.
    """
    numbered = list(enumerate(grid(factors)))
    ordered = sorted((f.axis for f in factors), key=lambda axis: REDO.index(axis.redo))
    rank = {f.axis.name: {value: k for k, value in enumerate(f.values)} for f in factors}
    numbered.sort(key=lambda shot: [rank[axis.name][shot[1][axis.name]] for axis in ordered])
    settled: dict[tuple[Value, ...], Scene] = {(): base}
    last: tuple[Scene, Scene] | None = None
    for number, values in numbered:
        done: tuple[Value, ...] = ()
        for axis in (a for a in ordered if a.redo == "settle"):
            before = settled[done]
            done = (*done, values[axis.name])
            if done not in settled:
                settled[done] = engine.settle(axis.set(before, values[axis.name], subject))
        scene = settled[done]
        for axis in (a for a in ordered if a.redo != "settle"):
            scene = _resting(scene, axis.set(scene, values[axis.name], subject))
        rendered = tuple(values[axis.name] for axis in ordered if axis.redo != "develop")
        if last is None or last[0].bodies is not scene.bodies:
            last = (scene, pour(scene))
        full = replace(scene, bodies=last[1].bodies)
        yield Shot(number, values, full, (*rendered, bool(scene.scenario.light_gains)))


def _resting(scene: Scene, scenario: Scenario) -> Scene:
    """The scene of a changed scenario of which physics sees nothing: bodies rest where they did, and look otherwise."""
    asked = {body.instance_id: body for body in scenario.bodies}
    looks = [(body, asked[body.instance_id]) for body in scene.bodies]
    changed = any(own.materials is not new.materials or own.fill is not new.fill for own, new in looks)
    # What stays is the same object: a renderer then keeps what it built of it.
    bodies = tuple(replace(own, materials=new.materials, fill=new.fill) for own, new in looks)
    return replace(scene, scenario=scenario, bodies=bodies if changed else scene.bodies)


def shot_violations(shot: Shot, base: Scene, requirements: Requirements) -> tuple[Violation, ...]:
    """The laws that a shot breaks and that its axes may not: nothing overlaps, cameras and lamps are free."""
    scene = shot.scene
    found: list[Violation] = []
    if scene.bodies is not base.bodies or scene.scenario.cameras != base.scenario.cameras:
        # What the axis itself holds before the camera may be near to it.
        held = {body.instance_id for body in scene.bodies if body.name == OCCLUDER}
        judged = _without(scene, held)
        found += [v for v in violations(judged, requirements) if v.reason in FRAME_LAWS]
    places = [(f"camera:{c.name}", c.world_from_camera.position) for c in scene.scenario.cameras]
    places += [
        (f"light:{x.name}", x.world_from_spot.position) for x in scene.scenario.lights if isinstance(x, SpotLight)
    ]
    before = {f"camera:{c.name}": c.world_from_camera.position for c in base.scenario.cameras}
    before |= {f"light:{x.name}": x.world_from_spot.position for x in base.scenario.lights if isinstance(x, SpotLight)}
    for name, place in places:
        inside = any(room.outside_m(np.array([place])) < 0.0 for room in scene.scenario.rooms)
        if not inside and before.get(name) != place:
            where = ", ".join(f"{v:.2f}" for v in place)
            found.append(
                Violation(f"outside_room:{name}", f"at {shot.environment} {name} is at ({where}), not in the room")
            )
    return tuple(found)


def _without(scene: Scene, ids: Set[int]) -> Scene:
    """The scene as if these bodies were not there."""
    return replace(
        scene,
        bodies=tuple(b for b in scene.bodies if b.instance_id not in ids),
        contacts=tuple(c for c in scene.contacts if c.a not in ids and c.b not in ids),
        report=replace(scene.report, unsupported=tuple(i for i in scene.report.unsupported if i not in ids)),
        scenario=replace(scene.scenario, bodies=tuple(b for b in scene.scenario.bodies if b.instance_id not in ids)),
    )


def changed_paths(before: Scenario, after: Scenario) -> list[str]:
    """The paths of a scenario's JSON that differ."""
    return [change.path for change in differences(before.to_json(), after.to_json())]


def consequences(before: Scene, after: Scene) -> list[dict[str, Any]]:
    """What physics moved besides what was changed: the bodies that rest elsewhere, by name, metres and degrees.

    A body whose scenario was changed is no consequence, nor is what was poured, which goes with its vessel.
    """
    asked = {b.name: b for b in before.scenario.bodies}
    asked_after = {b.name: b for b in after.scenario.bodies}
    rested = {b.name: b for b in before.bodies}
    found = []
    for body in after.bodies:
        was = rested.get(body.name)
        if was is None or body.name not in asked or not _same_place(asked[body.name], asked_after[body.name]):
            continue
        moved = float(np.linalg.norm(np.subtract(body.world_from_body.position, was.world_from_body.position)))
        turned = _angle_deg(was.world_from_body.rotation, body.world_from_body.rotation)
        if moved > MOVED_M or turned > MOVED_DEG:
            found.append({"body": body.name, "moved_m": round(moved, 6), "turned_deg": round(turned, 4)})
    return found


def _same_place(one: Body, other: Body) -> bool:
    return _placing(one) == _placing(other)


def _placing(body: Body) -> tuple[object, ...]:
    return body.world_from_body, body.scale, dict(body.joint_positions), dict(body.joint_targets)


def _angle_deg(before: FloatArray, after: FloatArray) -> float:
    cosine = (float(np.trace(before.T @ after)) - 1) / 2
    return math.degrees(math.acos(min(max(cosine, -1.0), 1.0)))
