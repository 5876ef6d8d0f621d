"""Whether the catalogue has what a spec names, said before anything is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from simgen.catalog import Catalog
from simgen.errors import CatalogError, SpecError, did_you_mean
from simgen.params import Step, support
from simgen.spec import DropOn, Object, On, SceneSpec
from simgen.world import Asset

# Shapes vary from draw to draw (a chest has two or three drawers): so many are looked at before a name is unknown.
PROBES = 4


def check_spec(spec: SceneSpec, catalog: Catalog) -> None:
    """Raises SpecError, with its place in the spec, for the first thing that the catalogue does not have.

    Looked at are categories, their parameters and material slots, presets, joints, and whether what things are
    placed on has a surface to carry them.
    """
    for key in ("floor", "walls", "ceiling"):
        _presets(spec, ("room", key), getattr(spec.room, key), catalog)
    for i, thing in enumerate(spec.objects):
        _object(spec, i, thing, catalog)
    by_name = {thing.name: thing for thing in spec.objects}
    for i, thing in enumerate(spec.objects):
        anchor = by_name.get(thing.place.anchor or "")
        if anchor is not None and isinstance(thing.place, On | DropOn):
            _carries(spec, ("objects", i, "place"), thing, anchor, catalog)


def _object(spec: SceneSpec, i: int, thing: Object, catalog: Catalog) -> None:
    categories = _names(thing.category)
    for category in categories:
        _known(spec, ("objects", i, "category"), "category", category, catalog.categories)
    for category in categories:
        row = catalog.category(category)
        for key in thing.parameters:
            _known(spec, ("objects", i, "parameters", key), f"parameter of '{category}'", key, row.parameters)
        for slot, preset in thing.materials.items():
            at: tuple[Step, ...] = ("objects", i, "materials", slot)
            _known(spec, at, f"material slot of '{category}'", slot, row.materials)
            _presets(spec, at, preset, catalog)
        if thing.joints or thing.parameters or thing.materials:
            _joints(spec, i, thing, category, catalog)


def _joints(spec: SceneSpec, i: int, thing: Object, category: str, catalog: Catalog) -> None:
    """Builds the thing, so that parameters that do not go together show, and looks for its joints."""
    wanted = set(thing.joints) - {"all"}
    seen: dict[str, None] = {}
    try:
        for asset in islice(_probes(thing, category, catalog), PROBES if wanted else 1):
            seen |= {joint.name: None for joint in asset.joints}
            if wanted <= set(seen):
                break
    except CatalogError as error:
        raise SpecError(error.what, where=spec.where(("objects", i)), remedy=error.remedy) from error
    for name in thing.joints:
        if name == "all" and not seen:
            raise SpecError(
                f"'{category}' has no joint.",
                where=spec.where(("objects", i, "joints", name)),
                remedy="Leave joints out.",
            )
        if name != "all":
            _known(spec, ("objects", i, "joints", name), f"joint of '{category}'", name, seen)


def _carries(spec: SceneSpec, at: tuple[Step, ...], thing: Object, anchor: Object, catalog: Catalog) -> None:
    """Whether anything could ever stand on, or fall into, the anchor."""
    falls = isinstance(thing.place, DropOn)
    for category in _names(anchor.category):
        assets = islice(_probes(anchor, category, catalog), PROBES)
        if not any(asset.supports or (falls and asset.cavities) for asset in assets):
            raise SpecError(
                f"'{anchor.name}' is a '{category}', which has no surface to put '{thing.name}' on.",
                where=spec.where(at),
                remedy="Place it beside or in front of it, or on something else, such as a table or the floor.",
            )


def _probes(thing: Object, category: str, catalog: Catalog) -> Iterator[Asset]:
    for k in range(PROBES):
        yield catalog.load(catalog.draw(category, 0, ("check", k), thing.parameters, thing.materials))


def _presets(spec: SceneSpec, at: tuple[Step, ...], preset: Any, catalog: Catalog) -> None:
    for name in _names(preset):
        _known(spec, at, "material", name, catalog.presets)


def _names(param: Any) -> list[str]:
    return [str(value) for value in support(param).values or ()]


def _known(spec: SceneSpec, at: tuple[Step, ...], noun: str, name: str, known: Iterable[str]) -> None:
    names = list(known)
    if name not in names:
        raise SpecError(f"there is no {noun} '{name}'.", where=spec.where(at), remedy=did_you_mean(name, names))
