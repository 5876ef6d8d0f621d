"""Which asset an object of a spec is: drawn by category, id or tag, from the catalogues that the spec allows."""

from __future__ import annotations

from simgen.catalog import GENERATED, Catalog
from simgen.params import draw, support
from simgen.seeds import stream
from simgen.spec import Object, SceneSpec
from simgen.world import AssetRef

KINDS = ("category", "id", "tag")


def kind_of(thing: Object) -> str:
    """Which of KINDS says what it is."""
    return next(key for key in KINDS if getattr(thing, key) is not None)


def sources_of(spec: SceneSpec, thing: Object) -> tuple[str, ...]:
    """Where an object's category or tag may come from: its own `catalog`, else the spec's."""
    return spec.catalog if thing.catalog is None else thing.catalog


def all_sources(spec: SceneSpec) -> tuple[str, ...]:
    """Where any object of any room may come from, sorted; simgen's own are always among them, since they gather."""
    named = {source for part in spec.by_room for thing in part.objects for source in sources_of(part, thing)}
    return tuple(sorted({GENERATED, *named}))


def draw_reference(
    spec: SceneSpec, thing: Object, catalog: Catalog, seed: int, name: tuple[str | int, ...]
) -> AssetRef:
    """The asset of what is called `name`; each word of the spec is drawn from a stream of its own."""
    kind = kind_of(thing)
    what = str(draw(getattr(thing, kind), stream(seed, *name, kind)))
    if kind == "id":
        return catalog.draw_id(what, seed, name, thing.parameters, thing.materials)
    if kind == "tag":
        return catalog.draw_tag(sources_of(spec, thing), what, seed, name)
    return catalog.draw_from(sources_of(spec, thing), what, seed, name, thing.parameters, thing.materials)


def categories_of(spec: SceneSpec, catalog: Catalog) -> tuple[str, ...]:
    """Categories that the spec's imported things may have and simgen's own do not, sorted."""
    found: set[str] = set()
    for part, thing in ((own, one) for own in spec.by_room for one in own.objects):
        libraries = [catalog.library(source) for source in sources_of(part, thing) if source != GENERATED]
        for what in support(getattr(thing, kind_of(thing))).values or ():
            source, _, own = str(what).partition("/")
            if thing.id is not None and source != GENERATED:
                found.add(catalog.library(source).row(own).category)
            elif thing.tag is not None:
                found |= {row.category for lib in libraries for row in lib.rows.values() if what in row.tags}
            elif thing.category is not None:
                found |= {str(what) for lib in libraries if lib.of_category(str(what))}
    return tuple(sorted(found - {*catalog.categories, *catalog.poured}))
