"""Shifts: named functions from a spec to a spec that moves a distribution, for data out of the ordinary."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from simgen.catalog import GENERATED, Catalog
from simgen.errors import SimgenError, SpecError, did_you_mean
from simgen.params import support
from simgen.spec import MAX_BODIES, DropOn, Object, On, Placement, SceneSpec, parse_plain

Plain = dict[str, Any]
# What few things at home are made of.
ODD_MATERIALS = ("brass", "concrete", "copper", "cork", "felt_yellow", "leather_black", "marble", "terracotta")


@dataclass(frozen=True)
class Shift:
    """A named change of a spec; `doc` tells people what it does."""

    name: str
    doc: str
    change: Callable[[Plain, SceneSpec, Catalog], None]


SHIFTS: dict[str, Shift] = {}


def shift(change: Callable[[Plain, SceneSpec, Catalog], None]) -> Callable[[Plain, SceneSpec, Catalog], None]:
    """Makes a function that edits a spec's plain values the shift of its own name; users read its docstring."""
    SHIFTS[change.__name__] = Shift(change.__name__, " ".join((inspect.getdoc(change) or "").split()), change)
    return change


def apply_shift(spec: SceneSpec, name: str, catalog: Catalog | None = None) -> SceneSpec:
    """The spec under a shift; its `environment` tells so. The spec given stays as it is.

    SimgenError for an unknown shift, or for one that has nothing to act on in this spec.
    """
    if name not in SHIFTS:
        raise SimgenError(f"there is no shift '{name}'", where="--shift", remedy=did_you_mean(name, SHIFTS))
    before = spec.to_plain()
    plain = copy.deepcopy(before)
    SHIFTS[name].change(plain, spec, catalog or Catalog())
    if plain == before:
        raise SimgenError(
            f"'{name}' changes nothing in '{spec.name}'", where=f"--shift {name}", remedy=SHIFTS[name].doc
        )
    now = [] if spec.environment == "drawn" else spec.environment.split("+")
    plain["environment"] = "+".join([*now, name])
    try:
        return parse_plain(plain, spec.where(""))
    except SpecError as error:
        raise SimgenError(
            f"the shifted spec does not make sense: {error}", where=f"--shift {name}", remedy="Leave the shift out."
        ) from error


# --- Light -----------------------------------------------------------------------------------------


@shift
def low_light(plain: Plain, spec: SceneSpec, catalog: Catalog) -> None:
    """Dusk outside, the ceiling lamp off, other lamps dim, and a camera that must be sensitive: dark and noisy."""
    _sun(plain, [-8, -4])
    for own, _ in _rooms(plain, spec):
        own["lights"]["ceiling"]["on"] = False
        own["lights"]["lamps"]["dim"] = {"uniform": [0.03, 0.15]}
    plain["sensor"]["compensation_ev"] = {"uniform": [-2, -1]}
    plain["sensor"]["iso"] = {"loguniform": [6400, 51200]}


@shift
def night(plain: Plain, spec: SceneSpec, catalog: Catalog) -> None:
    """No daylight; the ceiling lamp and all other lamps are on."""
    plain["lights"]["daylight"]["on"] = False
    for own, _ in _rooms(plain, spec):
        for key in ("ceiling", "lamps"):
            own["lights"][key]["on"] = True


@shift
def low_sun(plain: Plain, spec: SceneSpec, catalog: Catalog) -> None:
    """A clear sky with the sun just above the horizon: long, warm streaks of light."""
    _sun(plain, [3, 12])
    plain["lights"]["daylight"]["cloudiness"] = {"uniform": [0, 0.15]}


def _sun(plain: Plain, elevations_deg: list[float]) -> None:
    daylight = plain["lights"]["daylight"]
    daylight |= {"on": True, "at": None, "sun_elevation_deg": {"uniform": elevations_deg}}


# --- Camera ----------------------------------------------------------------------------------------


@shift
def extreme_pitch(plain: Plain, spec: SceneSpec, catalog: Catalog) -> None:
    """Cameras that orbit an object look at it steeply from above, 60 to 85 degrees below the horizon."""
    for camera in _orbits(plain):
        camera["orbit"]["elevation_deg"] = {"uniform": [60, 85]}


@shift
def rolled(plain: Plain, spec: SceneSpec, catalog: Catalog) -> None:
    """Cameras are turned about their view axis by up to 60 degrees either way."""
    for camera in plain["cameras"]:
        for key in ("orbit", "room", "pose"):
            if camera[key] is not None:
                camera[key]["roll_deg"] = {"uniform": [-60, 60]}


@shift
def far(plain: Plain, spec: SceneSpec, catalog: Catalog) -> None:
    """Cameras that orbit an object stand 1.5 to 2 times as far away."""
    for camera in _orbits(plain):
        far_away = support(next(c for c in spec.cameras if c.name == camera["name"]).orbit.distance_m).high  # type: ignore[union-attr]
        assert far_away is not None
        camera["orbit"]["distance_m"] = {"uniform": [min(1.5 * far_away, 50), min(2 * far_away, 50)]}


@shift
def wide_angle(plain: Plain, spec: SceneSpec, catalog: Catalog) -> None:
    """Lenses with a vertical field of view of 75 to 95 degrees."""
    for camera in plain["cameras"]:
        camera["vertical_fov_deg"] = {"uniform": [75, 95]}


@shift
def noisy(plain: Plain, spec: SceneSpec, catalog: Catalog) -> None:
    """Sensitivities of ISO 12 800 to 102 400."""
    plain["sensor"]["iso"] = {"loguniform": [12_800, 102_400]}


@shift
def shaken(plain: Plain, spec: SceneSpec, catalog: Catalog) -> None:
    """The camera moves in any direction while the shutter is open: by 1 to 5 hundredths of the picture's width."""
    width = plain["render"]["width"]
    plain["sensor"]["motion_blur_px"] = {"uniform": [min(0.01 * width, 200), min(0.05 * width, 200)]}
    plain["sensor"]["motion_blur_deg"] = {"uniform": [0, 180]}


@shift
def compressed(plain: Plain, spec: SceneSpec, catalog: Catalog) -> None:
    """JPEG files of quality 3 to 15."""
    plain["sensor"]["jpeg_quality"] = {"integers": [3, 15]}


def _orbits(plain: Plain) -> list[Plain]:
    return [camera for camera in plain["cameras"] if camera["orbit"] is not None]


# --- Things ----------------------------------------------------------------------------------------


@shift
def upside_down(plain: Plain, spec: SceneSpec, catalog: Catalog) -> None:
    """Things that stand on others, and carry nothing, start upside down; physics decides how they come to rest."""
    for own, room in _rooms(plain, spec):
        for number, _ in _small(room):
            own["objects"][number]["state"]["tipped"] = "upside_down"


@shift
def toppled(plain: Plain, spec: SceneSpec, catalog: Catalog) -> None:
    """Things that stand on others, and carry nothing, fall there from 10 to 20 cm, turned at random."""
    for own, room in _rooms(plain, spec):
        for place, own_place in _places(own, _small(room)):
            if isinstance(place, On):
                _replace(own_place, {"drop_on": place.on, "height_m": {"uniform": [0.1, 0.2]}})


@shift
def crowded(plain: Plain, spec: SceneSpec, catalog: Catalog) -> None:
    """Tables, worktops and shelves are full of things that gather where nobody tidies."""
    for own, _ in _rooms(plain, spec):
        own["room"]["clutter"]["density"] = {"uniform": [0.7, 1.0]}


@shift
def odd_places(plain: Plain, spec: SceneSpec, catalog: Catalog) -> None:
    """Small things lie on the floor, and a piece of furniture stands there that belongs in another kind of room."""
    for own, room in _rooms(plain, spec):
        for place, own_place in _places(own, _small(room)):
            if isinstance(place, On) and place.on != "floor":
                _replace(own_place, {"on": "floor", "margin_m": 0.05})
        known = {name for thing in room.objects for name in _categories(thing)}
        strangers = sorted(
            name
            for name, row in catalog.categories.items()
            if row.fixed
            and name not in known
            and "floor" in row.belongs.on
            and row.belongs.rooms
            and room.room.kind not in row.belongs.rooms
        )
        if strangers and GENERATED in room.catalog and len(own["objects"]) < MAX_BODIES:
            own["objects"].append(
                {"name": _free_name("stranger", room), "category": {"choice": strangers}, "place": {"against": "wall"}}
            )


@shift
def rare_texture(plain: Plain, spec: SceneSpec, catalog: Catalog) -> None:
    """Generated things are made of marble, brass, cork, concrete and the like, each all over."""
    odd = [name for name in ODD_MATERIALS if name in catalog.presets]
    for own, room in _rooms(plain, spec):
        for number, thing in enumerate(room.objects):
            categories = [name for name in _categories(thing) if name in catalog.categories]
            if not categories or thing.id is not None:
                continue
            slots = set.intersection(*(set(catalog.category(name).materials) for name in categories))
            for slot in sorted(slots):
                worn = {v for name in categories for v in support(catalog.category(name).materials[slot]).values or ()}
                choices = [name for name in odd if name not in worn]
                # What lets light through by design stays so: lamps would go dark, windows blind.
                clear = any(catalog.preset(name).kind != "principled" for name in worn if name in catalog.presets)
                if choices and not clear:
                    own["objects"][number]["materials"][slot] = {"choice": choices}


def _rooms(plain: Plain, spec: SceneSpec) -> Iterable[tuple[Plain, SceneSpec]]:
    """Each room of the home: the plain values to edit, and the room as a spec of its own."""
    return zip((plain, *plain["rooms"].values()), spec.by_room, strict=True)


def _small(spec: SceneSpec) -> Iterable[tuple[int, Object]]:
    """Objects on or in others that nothing else is placed by, with their indices."""
    anchors = {place.anchor for thing in spec.objects for _, place in thing.place.options()}
    for number, thing in enumerate(spec.objects):
        places = [place for _, place in thing.place.options()]
        carried = all(isinstance(place, On | DropOn) and place.anchor != "floor" for place in places)
        if carried and thing.name not in anchors:
            yield number, thing


def _places(own: Plain, things: Iterable[tuple[int, Object]]) -> Iterable[tuple[Placement, Plain]]:
    """Each placement that objects may come to, and its plain values, to edit."""
    for number, thing in things:
        for steps, place in thing.place.options():
            plain = own["objects"][number]["place"]
            for step in steps:
                plain = plain[step]
            yield place, plain


def _replace(plain: Plain, other: Plain) -> None:
    plain.clear()
    plain.update(other)


def _categories(thing: Object) -> list[str]:
    return [] if thing.category is None else [str(v) for v in support(thing.category).values or ()]


def _free_name(stem: str, spec: SceneSpec) -> str:
    names = {thing.name for thing in spec.objects}
    return next(n for n in (stem, *(f"{stem}{k}" for k in range(MAX_BODIES + 1))) if n not in names)
