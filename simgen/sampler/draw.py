"""One draw from a spec: every random choice made."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from simgen.catalog import Catalog
from simgen.params import draw
from simgen.sampler.cameras import draw_cameras
from simgen.sampler.clutter import add_clutter, clutter_density
from simgen.sampler.lighting import draw_lights
from simgen.sampler.placement import place
from simgen.sampler.room_layout import Shell, draw_shell
from simgen.sampler.scope import Scope
from simgen.sampler.sources import draw_reference
from simgen.sampler.stage import Item, Stage
from simgen.spec import DropOn, Object, On, SceneSpec
from simgen.world import Scenario, Sensor

# Making a room and its things anew is dear, finding them other places is cheap: so many attempts share a cast. A cast
# that fits nowhere is given up after them.
ATTEMPTS_PER_CAST = 4


def draw_scenario(spec: SceneSpec, catalog: Catalog, seed: int, index: int, attempt: int) -> Scenario:
    """The draw `index` of a spec under `seed`, at the given `attempt`; the same arguments give the same scenario.

    Raises PlacementError, with a short `reason`, where something finds no place in this attempt.
    """
    scope = Scope(spec.name, seed, index, attempt)
    cast = replace(scope, attempt=attempt // ATTEMPTS_PER_CAST)
    shell = draw_shell(spec, catalog, cast)
    stage = _furnish(spec, catalog, scope, cast, shell)
    # Ids go by spec order, whatever had to be placed first.
    placed = sorted(stage.bodies, key=lambda body: body.instance_id)
    bodies = (*shell.bodies, *placed)
    lights, axes = draw_lights(spec, scope, shell, bodies)
    cameras = draw_cameras(spec, scope, shell.room, bodies, stage.occupancy)
    room = shell.room
    axes |= {
        "objects": float(len(placed)),
        "floor_area_m2": room.width_m * room.depth_m,
        "clutter_density": clutter_density(spec, cast),
    }
    return Scenario(
        spec_name=spec.name,
        seed=seed,
        index=index,
        attempt=attempt,
        room=room,
        bodies=bodies,
        lights=lights,
        cameras=cameras,
        sensor=_sensor(spec, scope),
        render=spec.render.settings(seed=scope.integer("render", "noise")),
        axes=dict(sorted(axes.items())),
    )


def _furnish(spec: SceneSpec, catalog: Catalog, scope: Scope, cast: Scope, shell: Shell) -> Stage:
    """The room with its objects, each placed among those before it; their ids come after the shell's."""
    names = {thing.name: tuple(_names(thing, cast)) for thing in spec.objects}
    order = [name for thing in spec.objects for name in names[thing.name]]
    ids = {name: len(shell.bodies) + k + 1 for k, name in enumerate(order)}
    stage = Stage(shell, shell.occupancy)
    first_clutter = len(shell.bodies) + len(order) + 1
    for thing in placing_order(spec):
        for name in names[thing.name]:
            item = _item(name, thing, spec, catalog, cast)
            body, volumes = place(item, stage, scope)
            stage = stage.with_body(replace(body, instance_id=ids[name]), item.shape, thing.name, volumes)
    return add_clutter(stage, spec, catalog, cast, scope, first_clutter)


def placing_order(spec: SceneSpec) -> tuple[Object, ...]:
    """The objects in spec order, but what others are placed by comes before them."""
    by_name = {thing.name: thing for thing in spec.objects}
    order: dict[str, Object] = {}
    for thing in spec.objects:
        chain = [thing]
        # A spec has no circles, so this ends at the room.
        while (anchor := by_name.get(chain[-1].place.anchor or "")) is not None:
            chain.append(anchor)
        for link in reversed(chain):
            order.setdefault(link.name, link)
    return tuple(order.values())


def _names(thing: Object, scope: Scope) -> Iterator[str]:
    if not thing.is_numbered:
        yield thing.name
        return
    for k in range(int(draw(thing.count, scope.rng("objects", thing.name, "count")))):
        yield f"{thing.name}_{k + 1}"


def _item(name: str, thing: Object, spec: SceneSpec, catalog: Catalog, scope: Scope) -> Item:
    # Things of one design draw it under the name that they share.
    design = thing.name if thing.alike else name
    asset = catalog.load(draw_reference(spec, thing, catalog, scope.seed, scope.name("objects", design)))
    fractions = {
        joint.name: float(
            draw(
                thing.joints.get(joint.name, thing.joints.get("all", 0.0)),
                scope.rng("objects", name, "joints", joint.name),
            )
        )
        for joint in asset.joints
    }
    stands_on_things = isinstance(thing.place, On | DropOn)
    return Item(
        name=name,
        spec=thing,
        asset=asset,
        scale=float(draw(thing.scale, scope.rng("objects", design, "scale"))),
        joint_positions={j.name: j.lower + fractions[j.name] * (j.upper - j.lower) for j in asset.joints},
        yaw_rad=math.radians(float(draw(thing.yaw_deg, scope.rng("objects", name, "yaw_deg")))),
        fixed=(catalog.is_fixed(asset.category) or not stands_on_things) if thing.fixed is None else thing.fixed,
    )


def _sensor(spec: SceneSpec, scope: Scope) -> Sensor:
    wanted = spec.sensor
    ev, compensation, white, iso, blur, way, quality = (
        draw(getattr(wanted, key), scope.rng("sensor", key))
        for key in (
            "exposure_ev",
            "compensation_ev",
            "white_temperature_k",
            "iso",
            "motion_blur_px",
            "motion_blur_deg",
            "jpeg_quality",
        )
    )
    return Sensor(
        exposure_ev=None if ev is None else float(ev),
        compensation_ev=float(compensation),
        white_temperature_k=None if white is None else float(white),
        tone_curve=wanted.tone_curve,  # type: ignore[arg-type]
        iso=float(iso),
        noise_seed=scope.integer("sensor", "noise"),
        motion_blur_px=float(blur),
        motion_blur_deg=float(way),
        jpeg_quality=None if quality is None else int(quality),
    )
