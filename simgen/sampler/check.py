"""Whether the catalogue has what a spec names, said before anything is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from simgen.catalog import GENERATED, Catalog
from simgen.catalog.environments import environment, is_environment_name
from simgen.errors import CatalogError, SpecError, did_you_mean
from simgen.params import Step, support
from simgen.sampler.balance import check_balance
from simgen.sampler.cloths import CLOTH, LEVEL_FOLDS
from simgen.sampler.sources import all_sources, draw_reference, kind_of, sources_of
from simgen.spec import DropOn, Heap, Inside, Object, On, SceneSpec, Stack
from simgen.spec.splits import object_of
from simgen.world import Asset

# Shapes vary from draw to draw (a chest has two or three drawers): so many are looked at before a name is unknown.
PROBES = 4


def check_spec(spec: SceneSpec, catalog: Catalog) -> None:
    """Raises SpecError, with its place in the spec, for the first thing that the catalogue does not have.

    Looked at are catalogues, categories, ids and tags, their parameters and material slots, presets, joints, whether
    what things are placed on has a surface to carry them, and the names that splits hold out.
    """
    for part in spec.by_room:
        _check_room(part, catalog)
    _held_out(spec, catalog)


def _held_out(spec: SceneSpec, catalog: Catalog) -> None:
    """Whether there is what each split holds out: under a name that nothing has, all of it would be trained on."""
    sources = all_sources(spec)
    categories = catalog.known_categories(sources)
    # Materials of imported things are called as their files have it.
    presets = catalog.presets if sources == (GENERATED,) else None
    cameras = [camera.name for camera in spec.cameras]
    blocks: dict[str, dict[str, tuple[str, Iterable[str] | None]]] = {
        "thing": {
            "object": ("object", spec.thing_names),
            "category": ("category", categories),
            "asset": ("asset", catalog.known_ids(sources)),
            "material": ("material", presets),
            "on": ("object or category", [*spec.thing_names, *categories]),
        },
        "room": {
            "kind": ("room", [part.room.kind for part in spec.by_room]),
            "floor": ("material", catalog.presets),
            "walls": ("material", catalog.presets),
        },
        "camera": {"name": ("camera", cameras)},
    }
    for i, split in enumerate(spec.splits.held_out if spec.splits else ()):
        for block, keys in blocks.items():
            said = getattr(split, block)
            for key, (noun, known) in keys.items():
                for name in (said and getattr(said, key)) or ():
                    # Walls, floors of further rooms, and what gathers by itself, are called by no object of the spec.
                    own = name.rpartition("/")[2].startswith(("wall_", "floor", "ceiling", "clutter"))
                    body = key in ("object", "on") and known is not None and (own or object_of(name) in known)
                    if known is not None and not body:
                        _known(spec, ("splits", "held_out", i, block, key), noun, name, known)


def _check_room(spec: SceneSpec, catalog: Catalog) -> None:
    for key in ("floor", "walls", "ceiling"):
        _presets(spec, ("room", key), getattr(spec.room, key), catalog)
    surroundings = spec.lights.environment
    for name in _names(surroundings.path if surroundings else None):
        try:
            if is_environment_name(name):
                environment(name)
        except CatalogError as error:
            where = spec.where(("lights", "environment", "path"))
            raise SpecError(error.what, where=where, remedy=error.remedy) from error
    for i, thing in enumerate(spec.objects):
        _object(spec, i, thing, catalog)
    by_name = {thing.name: thing for thing in spec.objects}
    for i, thing in enumerate(spec.objects):
        for steps, place in thing.place.options():
            anchor = by_name.get(place.anchor or "")
            if anchor is not None and isinstance(place, On | DropOn | Inside | Heap | Stack):
                placed = thing.model_copy(update={"place": place})
                _carries(spec, ("objects", i, "place", *steps), placed, anchor, catalog)
    for variant, at in check_balance(spec):
        try:
            check_spec(variant, catalog)
        except SpecError as error:
            raise SpecError(error.what, where=spec.where(at), remedy=error.remedy) from error


def _object(spec: SceneSpec, i: int, thing: Object, catalog: Catalog) -> None:
    for source in sources_of(spec, thing):
        _source(spec, i, thing, source, catalog)
    generated = GENERATED in sources_of(spec, thing)
    for category in _names(thing.category):
        _category(spec, i, thing, category, catalog)
        if generated and category in catalog.categories:
            _generated(spec, i, thing, category, catalog)
    for key in ("id", "tag"):
        for name in _names(getattr(thing, key)):
            if name.startswith(f"{GENERATED}/"):
                own = name.partition("/")[2]
                _known(spec, ("objects", i, key), "category", own, catalog.categories)
                _generated(spec, i, thing, own, catalog)
            else:
                _drawable(spec, ("objects", i, key), thing, key, name, catalog)
    if thing.joints or thing.state.open or thing.parameters or thing.materials:
        _joints(spec, i, thing, catalog)
    if thing.state.fill is not None:
        for name in _names(thing.state.fill.of):
            at = ("objects", i, "state", "fill", "of")
            _known(spec, at, "liquid", name, catalog.poured)
    for key, has in (("fill", _hollow), ("on", _shines), ("fold", _folds)):
        if getattr(thing.state, key) is not None:
            _can(spec, i, thing, key, has, catalog)


def _source(spec: SceneSpec, i: int, thing: Object, source: str, catalog: Catalog) -> None:
    if source != GENERATED:
        try:
            catalog.library(source)
        except CatalogError as error:
            at: tuple[Step, ...] = ("catalog",) if thing.catalog is None else ("objects", i, "catalog")
            raise SpecError(error.what, where=spec.where(at), remedy=error.remedy) from error


def _category(spec: SceneSpec, i: int, thing: Object, category: str, catalog: Catalog) -> None:
    sources = sources_of(spec, thing)
    holders = catalog.holders(category, sources)
    at = ("objects", i, "category")
    if not holders:
        elsewhere = [name for name, library in catalog.libraries.items() if library.of_category(category)]
        if elsewhere:
            remedy = f"The catalogue '{elsewhere[0]}' has it: write catalog: [{', '.join([*sources, elsewhere[0]])}]."
            raise SpecError(f"there is no category '{category}'.", where=spec.where(at), remedy=remedy)
        remedy = catalog.category_meant(category, catalog.known_categories(sources))
        raise SpecError(f"there is no category '{category}'.", where=spec.where(at), remedy=remedy)
    for key in ("parameters", "materials"):
        if getattr(thing, key) and GENERATED not in holders:
            raise SpecError(
                f"'{category}' is imported, and has no {key} to set by category.",
                where=spec.where(("objects", i, key)),
                remedy="Leave them out, or name the thing by id.",
            )


def _generated(spec: SceneSpec, i: int, thing: Object, category: str, catalog: Catalog) -> None:
    row = catalog.category(category)
    for key in thing.parameters:
        _known(spec, ("objects", i, "parameters", key), f"parameter of '{category}'", key, row.parameters)
    for slot, preset in thing.materials.items():
        at: tuple[Step, ...] = ("objects", i, "materials", slot)
        _known(spec, at, f"material slot of '{category}'", slot, row.materials)
        _presets(spec, at, preset, catalog)


def _drawable(spec: SceneSpec, at: tuple[Step, ...], thing: Object, key: str, name: str, catalog: Catalog) -> None:
    """Whether an id or a tag leads to an asset that can be loaded."""
    try:
        if key == "id":
            catalog.load(catalog.draw_id(name, 0, ("check",), thing.parameters, thing.materials))
        else:
            catalog.draw_tag(sources_of(spec, thing), name, 0, ("check",))
    except CatalogError as error:
        raise SpecError(error.what, where=spec.where(at), remedy=error.remedy) from error


def _joints(spec: SceneSpec, i: int, thing: Object, catalog: Catalog) -> None:
    """Builds the thing, so that parameters that do not go together show, and looks for its joints."""
    asked: list[tuple[str, tuple[str, ...]]] = [(name, ("joints", name)) for name in thing.joints]
    asked += [(name, ("state", "open", name)) for name in thing.state.open]
    wanted = {name for name, _ in asked} - {"all"}
    for what in _kinds(thing):
        # By name: whether it opens something.
        seen: dict[str, bool] = {}
        try:
            # Things of another catalogue may lack a joint that simgen's own have.
            for asset in islice(_probes(spec, thing, what, catalog), PROBES if asked else 1):
                seen |= {joint.name: joint.opens for joint in asset.joints}
                if seen and wanted <= set(seen):
                    break
        except CatalogError as error:
            raise SpecError(error.what, where=spec.where(("objects", i)), remedy=error.remedy) from error
        for name, path in asked:
            at: tuple[Step, ...] = ("objects", i, *path)
            if name == "all" and not (any(seen.values()) if path[0] == "state" else seen):
                noun = "nothing that opens" if seen else "no joint"
                raise SpecError(f"'{what}' has {noun}.", where=spec.where(at), remedy=f"Leave {path[-2]} out.")
            if name != "all":
                _known(spec, at, f"joint of '{what}'", name, seen)


def _can(
    spec: SceneSpec, i: int, thing: Object, key: str, has: Callable[[Asset, Object], str | None], catalog: Catalog
) -> None:
    """Whether anything that the thing may be can be in a state; `has` tells what is missing."""
    for what in _kinds(thing):
        missing = [has(asset, thing) for asset in islice(_probes(spec, thing, what, catalog), PROBES)]
        if all(missing):
            raise SpecError(
                f"'{what}' {missing[0]}.",
                where=spec.where(("objects", i, "state", key)),
                remedy="Leave it out, or take another category.",
            )


def _hollow(asset: Asset, thing: Object) -> str | None:
    named = thing.state.fill.cavity if thing.state.fill else None
    names = [cavity.name for cavity in asset.cavities]
    if named is None:
        return None if names else "has no hollow to fill"
    return None if named in names else f"has no hollow '{named}'. {did_you_mean(named, names)}".removesuffix(".")


def _shines(asset: Asset, thing: Object) -> str | None:
    return None if asset.sockets else "has nothing that shines"


def _folds(asset: Asset, thing: Object) -> str | None:
    return None if asset.ref.family == CLOTH else "is no loose cloth"


def _carries(spec: SceneSpec, at: tuple[Step, ...], thing: Object, anchor: Object, catalog: Catalog) -> None:
    """Whether anything could ever stand on, or fall into, the anchor."""
    falls = isinstance(thing.place, DropOn | Inside | Heap)
    for what in _kinds(anchor):
        assets = list(islice(_probes(spec, anchor, what, catalog), PROBES))
        if any(asset.ref.family == CLOTH for asset in assets):
            if anchor.state.fold is not None and not set(_names(anchor.state.fold)) & LEVEL_FOLDS:
                raise SpecError(
                    f"'{anchor.name}' is cloth that lies neither flat nor folded: '{thing.name}' cannot stand on it.",
                    where=spec.where(at),
                    remedy=f"Let its state.fold be one of {', '.join(sorted(LEVEL_FOLDS))}.",
                )
        elif not any(asset.supports or (falls and asset.cavities) for asset in assets):
            raise SpecError(
                f"'{anchor.name}' is a '{what}', which has no surface to put '{thing.name}' on.",
                where=spec.where(at),
                remedy="Place it beside or in front of it, or on something else, such as a table or the floor.",
            )


def _kinds(thing: Object) -> list[str]:
    """All categories, ids or tags that it may be."""
    return [*_names(thing.category), *_names(thing.id), *_names(thing.tag)]


def _probes(spec: SceneSpec, thing: Object, what: str, catalog: Catalog) -> Iterator[Asset]:
    """Some assets that the thing may be, drawn by the category, id or tag `what`."""
    for k in range(PROBES):
        one = thing.model_copy(update={"category": None, "id": None, "tag": None, kind_of(thing): what})
        yield catalog.load(draw_reference(spec, one, catalog, 0, ("check", k)))


def _presets(spec: SceneSpec, at: tuple[Step, ...], preset: Any, catalog: Catalog) -> None:
    for name in _names(preset):
        _known(spec, at, "material", name, catalog.presets)


def _names(param: Any) -> list[str]:
    return [] if param is None else [str(value) for value in support(param).values or ()]


def _known(spec: SceneSpec, at: tuple[Step, ...], noun: str, name: str, known: Iterable[str]) -> None:
    names = list(known)
    if name not in names:
        raise SpecError(f"there is no {noun} '{name}'.", where=spec.where(at), remedy=did_you_mean(name, names))
