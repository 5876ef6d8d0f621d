"""One draw from a spec: every random choice made."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from simgen.catalog import Catalog
from simgen.errors import PlacementError
from simgen.geometry import Pose, axis_angle, yaw
from simgen.params import NumberParam, draw
from simgen.sampler.balance import spec_of_draw
from simgen.sampler.cameras import draw_cameras
from simgen.sampler.cloths import CLOTH
from simgen.sampler.clutter import add_clutter, clutter_density
from simgen.sampler.home import Site, draw_sites
from simgen.sampler.lighting import draw_lights
from simgen.sampler.placement import place
from simgen.sampler.scope import Scope
from simgen.sampler.sources import draw_reference
from simgen.sampler.stage import Item, Stage
from simgen.spec import Fill as FillSpec
from simgen.spec import Object, OneOf, SceneSpec, stands_on_things
from simgen.spec.consistency import placed_by_camera
from simgen.world import Asset, Body, Camera, Cloth, Fill, Joint, Scenario, Sensor

# Making a room and its things anew is dear, finding them other places is cheap: so many attempts share a cast. A cast
# that fits nowhere is given up after them.
ATTEMPTS_PER_CAST = 4
# A further room of a home is furnished anew so often before the whole home is, every other time with other things. The
# first one is not: it is what it would be alone.
TURNS_PER_ROOM, TURNS_PER_CAST = 4, 2


def draw_scenario(
    spec: SceneSpec, catalog: Catalog, seed: int, index: int, attempt: int, kept: Mapping[str, int] | None = None
) -> Scenario:
    """The draw `index` of a spec under `seed`, at the given `attempt`; the same arguments give the same scenario.

    `kept`: by the name of a room, the earlier attempt at whose arrangement it stays (see `still_kept`). Raises
    PlacementError, with a short `reason`, where something finds no place in this attempt.
    """
    scope = Scope(spec.name, seed, index, attempt)
    spec = spec_of_draw(spec, scope)
    cast = replace(scope, attempt=attempt // ATTEMPTS_PER_CAST)
    made = kept or {}
    rooms = [
        furnished_in_turns(site.at_attempt(made.get(site.room.name, attempt)), catalog)
        for site in draw_sites(spec, catalog, scope, cast)
    ]
    sites = [room.site for room in rooms]
    volumes = [room.site.volume_in_world(v) for room in rooms for v in room.stage.occupancy.volumes]
    cameras = draw_cameras(spec, scope, sites, [b for bodies in _in_world(rooms) for b in bodies], volumes)
    rooms = [_with_late(room, cameras[0]) for room in rooms]
    by_room = _in_world(rooms)
    bodies = tuple(body for own in by_room for body in own)
    lights, axes = draw_lights(spec, scope, list(zip(sites, by_room, strict=True)))
    axes |= {
        "objects": float(sum(body.role == "object" for body in bodies)),
        "floor_area_m2": sum(site.room.width_m * site.room.depth_m for site in sites),
        "clutter_density": clutter_density(spec, cast),
        "rooms": float(len(rooms)),
    }
    return Scenario(
        spec_name=spec.name,
        seed=seed,
        index=index,
        attempt=attempt,
        room=sites[0].room,
        bodies=bodies,
        lights=lights,
        cameras=cameras,
        sensor=_sensor(spec, scope),
        render=spec.render.settings(seed=scope.integer("render", "noise")),
        axes=dict(sorted(axes.items())),
        further_rooms=tuple(site.room for site in sites[1:]),
    )


def next_attempt(attempt: int, error: PlacementError | None = None) -> int:
    """The attempt after `attempt`: of another cast where the things of this one can never be placed."""
    skipped = error is not None and error.never_fits
    return (attempt // ATTEMPTS_PER_CAST + 1) * ATTEMPTS_PER_CAST if skipped else attempt + 1


def still_kept(kept: Mapping[str, int], attempt: int) -> dict[str, int]:
    """Of the rooms kept at earlier attempts, those with which `attempt` shares its cast."""
    return {room: made for room, made in kept.items() if made // ATTEMPTS_PER_CAST == attempt // ATTEMPTS_PER_CAST}


@dataclass(frozen=True, eq=False)
class Furnished:
    """A room with its things; `late` is what is placed only once there are cameras."""

    site: Site
    movers: _Movers
    stage: Stage
    late: tuple[Object, ...]


def furnished_in_turns(site: Site, catalog: Catalog) -> Furnished:
    """A room with its things; PlacementError where no turn that it has finds them a place."""
    turns = 1 if site.is_first else TURNS_PER_ROOM
    for turn in range(turns):
        scope, cast = replace(site.scope, turn=turn), replace(site.cast, turn=turn // TURNS_PER_CAST)
        try:
            return _furnished(replace(site, scope=scope, cast=cast), catalog)
        except PlacementError:
            if turn == turns - 1:
                raise
    raise AssertionError("a room has a turn")


def _furnished(site: Site, catalog: Catalog) -> Furnished:
    spec, shell = site.spec, site.shell
    late = placed_by_camera(spec)
    order = placing_order(spec)
    movers = _Movers(spec, catalog, site.scope, site.cast, len(shell.bodies) + 1)
    with site.faults_named():
        stage = movers.place(Stage(shell, shell.occupancy), [thing for thing in order if thing.name not in late])
        stage = add_clutter(stage, spec, catalog, site.cast, site.scope, movers.next_id)
    return Furnished(site, movers, stage, tuple(thing for thing in order if thing.name in late))


def _with_late(room: Furnished, camera: Camera) -> Furnished:
    if not room.late:
        return room
    seen = camera
    if not room.site.is_first:
        room_from_world = room.site.room.world_from_room.inverse
        seen = replace(camera, world_from_camera=room_from_world @ camera.world_from_camera)
    with room.site.faults_named():
        return replace(room, stage=room.movers.place(replace(room.stage, camera=seen), room.late))


def _in_world(rooms: Sequence[Furnished]) -> list[tuple[Body, ...]]:
    """By room, its bodies as the home has them: its shell, then its things in the order of their ids.

    Ids go by spec order, whatever had to be placed first; those of a room follow all that the rooms before it may have.
    """
    found, ids_before = [], 0
    for room in rooms:
        own = (*room.site.shell.bodies, *sorted(room.stage.bodies, key=lambda body: body.instance_id))
        found.append(tuple(room.site.in_world(body, ids_before) for body in own))
        ids_before += max(room.movers.next_id - 1, *(body.instance_id for body in own))
    return found


@dataclass(frozen=True, eq=False)
class _Movers:
    """Who place objects, each among those before it; their ids count from `first_id`, in spec order."""

    spec: SceneSpec
    catalog: Catalog
    scope: Scope
    cast: Scope
    first_id: int

    @cached_property
    def ids(self) -> dict[str, dict[str, int]]:
        """By object: the names and ids of its bodies."""
        names = [(thing.name, name) for thing in self.spec.objects for name in _names(thing, self.cast)]
        found: dict[str, dict[str, int]] = {thing.name: {} for thing in self.spec.objects}
        for number, (thing, name) in enumerate(names, self.first_id):
            found[thing][name] = number
        return found

    @property
    def next_id(self) -> int:
        """The first id after those of all objects."""
        return self.first_id + sum(len(bodies) for bodies in self.ids.values())

    def place(self, stage: Stage, things: Sequence[Object]) -> Stage:
        """The stage with these objects too."""
        for thing in things:
            for name, instance_id in self.ids[thing.name].items():
                item = _item(name, thing, self.spec, self.catalog, self.cast)
                item = replace(item, of=len(self.ids[thing.name]))
                body, volumes = place(item, stage, self.scope)
                stage = stage.with_body(replace(body, instance_id=instance_id), item.shape, thing.name, volumes)
        return stage


def placing_order(spec: SceneSpec) -> tuple[Object, ...]:
    """The objects in spec order, but what others are placed by comes before them."""
    by_name = {thing.name: thing for thing in spec.objects}
    order: dict[str, Object] = {}

    def put(thing: Object) -> None:
        # A spec has no circles, so this ends at the room.
        for _, option in thing.place.options():
            if option.anchor in by_name and option.anchor not in order:
                put(by_name[option.anchor])
        order.setdefault(thing.name, thing)

    for thing in spec.objects:
        put(thing)
    return tuple(order.values())


def _names(thing: Object, scope: Scope) -> Iterator[str]:
    if not thing.is_numbered:
        yield thing.name
        return
    for k in range(int(draw(thing.count, scope.rng("objects", thing.name, "count")))):
        yield f"{thing.name}_{k + 1}"


def _item(name: str, thing: Object, spec: SceneSpec, catalog: Catalog, scope: Scope) -> Item:
    if isinstance(thing.place, OneOf):
        place = draw(thing.place.choice, scope.rng("objects", name, "place", "choice"))
        thing = thing.model_copy(update={"place": place})
    # Things of one design draw it under the name that they share.
    design = thing.name if thing.alike else name
    asset = catalog.load(draw_reference(spec, thing, catalog, scope.seed, scope.name("objects", design)))
    cloth = _cloth(thing, asset, scope, name)
    opening = [joint for joint in asset.joints if joint.opens or joint.name in thing.state.open]
    on = draw(thing.state.on, scope.rng("objects", name, "state", "on"))
    return Item(
        name=name,
        spec=thing,
        asset=asset,
        scale=float(draw(thing.scale, scope.rng("objects", design, "scale"))),
        joint_positions={
            joint.name: _opened(joint, 0.0 if share is None else share)
            for joint, share in _shares(asset.joints, thing.joints, scope, name, "joints")
        },
        yaw_rad=math.radians(float(draw(thing.yaw_deg, scope.rng("objects", name, "yaw_deg")))),
        fixed=cloth is not None or (catalog.is_fixed(asset.category) or not stands_on_things(thing.place))
        if thing.fixed is None
        else thing.fixed,
        tilt=_tilt(str(draw(thing.state.tipped, scope.rng("objects", name, "state", "tipped"))), scope, name),
        joint_targets={
            joint.name: _opened(joint, share)
            for joint, share in _shares(opening, thing.state.open, scope, name, "state", "open")
            if share is not None
        },
        on=None if on is None else bool(on),
        fill=_fill(thing.state.fill, asset, catalog, scope, name),
        cloth=cloth,
    )


def _shares(
    joints: Sequence[Joint], asked: Mapping[str, NumberParam], scope: Scope, name: str, *words: str
) -> Iterator[tuple[Joint, float | None]]:
    """Each of the joints and how far open it is asked to be, None where nothing says so."""
    for joint in joints:
        wanted = asked.get(joint.name, asked.get("all"))
        share = draw(wanted, scope.rng("objects", name, *words, joint.name))
        yield joint, None if share is None else float(share)


def _opened(joint: Joint, share: float) -> float:
    """The position of a joint that is open by a share of its range."""
    return joint.lower + share * (joint.upper - joint.lower)


def _tilt(tipped: str, scope: Scope, name: str) -> Pose:
    """The turn that a thing is put down with: on its side, it lies on any of its sides."""
    if tipped == "upright":
        return Pose()
    if tipped == "upside_down":
        return Pose(quaternion=axis_angle((1.0, 0.0, 0.0), math.pi))
    about = yaw(float(scope.rng("objects", name, "state", "side").uniform(0.0, 2.0 * math.pi)))
    return Pose(quaternion=axis_angle((1.0, 0.0, 0.0), math.pi / 2)) @ Pose(quaternion=about)


def _cloth(thing: Object, asset: Asset, scope: Scope, name: str) -> Cloth | None:
    if asset.ref.family != CLOTH:
        return None
    fold = draw(thing.state.fold, scope.rng("objects", name, "state", "fold"))
    return Cloth("flat" if fold is None else fold, scope.integer("objects", name, "state", "folds"))


def _fill(wanted: FillSpec | None, asset: Asset, catalog: Catalog, scope: Scope, name: str) -> Fill | None:
    if wanted is None:
        return None
    cavities = [c for c in asset.cavities if wanted.cavity in (None, c.name)]
    if not cavities:
        raise PlacementError(f"no_hollow:{name}", f"'{name}' has no hollow {wanted.cavity or 'to fill'}")
    of = str(draw(wanted.of, scope.rng("objects", name, "state", "fill", "of")))
    return Fill(
        of=of,
        fraction=float(draw(wanted.fraction, scope.rng("objects", name, "state", "fill", "fraction"))),
        cavity=max(cavities, key=lambda c: c.volume_m3).name,
        material=catalog.material(of, scope.integer("objects", name, "state", "fill", of)),
        density_kg_m3=catalog.preset(of).density_kg_m3,
    )


def _sensor(spec: SceneSpec, scope: Scope) -> Sensor:
    wanted = spec.sensor
    ev, compensation, white, iso, glare, blur, way, quality = (
        draw(getattr(wanted, key), scope.rng("sensor", key))
        for key in (
            "exposure_ev",
            "compensation_ev",
            "white_temperature_k",
            "iso",
            "glare",
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
        glare=float(glare),
        motion_blur_px=float(blur),
        motion_blur_deg=float(way),
        jpeg_quality=None if quality is None else int(quality),
    )
