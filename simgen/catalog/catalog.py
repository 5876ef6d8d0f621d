"""From category names to assets: draw a reference, load what it refers to.

Everything is a pure function of the shipped tables and the arguments. A parameter is drawn from a stream
of its own name, so overriding one changes no other.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from simgen.catalog.generators import Family, load_family
from simgen.catalog.importers.refinish import refinished
from simgen.catalog.library import GENERATED, Library, library_folders
from simgen.catalog.manifest import Category, MaterialPreset, read_tables
from simgen.catalog.mass import part_mass_kg
from simgen.catalog.materials.draw import draw_material
from simgen.catalog.model import Model
from simgen.errors import CatalogError, SimgenError, did_you_mean
from simgen.params import draw, from_plain
from simgen.seeds import integer_seed, stream
from simgen.shipped import shipped
from simgen.world import Asset, AssetRef, Material, Part, canonical_json

CATALOG = "simgen"
# Families of materials that vessels can be filled with.
POURED = ("drink", "grain")
# Of so many categories that another vocabulary has one name for, a message tells.
MOST_MEANT = 5
ASSET_CACHE_BYTES = 64 * 2**20


class Catalog:
    """What there is to furnish a room with.

    `folder` holds the tables (`categories/*.yaml`, `materials/*.yaml`): those that ship with simgen, unless
    another is given. `libraries` are the user's catalogues of imported assets, by name: those that
    `simgen.catalog.library` finds, unless others are given. Built assets are kept up to `ASSET_CACHE_BYTES`;
    they are frozen, so sharing is safe.
    """

    def __init__(self, folder: Path | None = None, libraries: Mapping[str, Library] | None = None) -> None:
        self._folder = folder
        self._libraries = libraries
        self._assets: OrderedDict[bytes, Asset] = OrderedDict()
        self._asset_bytes = 0

    @cached_property
    def folder(self) -> Path:
        """Where the tables are read from."""
        return self._folder or shipped("assets")

    @cached_property
    def categories(self) -> Mapping[str, Category]:
        """All categories by name."""
        return read_tables(self.folder / "categories", Category)

    @cached_property
    def presets(self) -> Mapping[str, MaterialPreset]:
        """All material presets by name."""
        return read_tables(self.folder / "materials", MaterialPreset)

    @cached_property
    def poured(self) -> tuple[str, ...]:
        """Presets of what vessels are filled with, liquids and grains; what is poured has its name as category."""
        return tuple(name for name, preset in self.presets.items() if preset.family in POURED)

    @cached_property
    def libraries(self) -> Mapping[str, Library]:
        """The user's catalogues by name."""
        if self._libraries is not None:
            return self._libraries
        return {name: Library(folder) for name, folder in library_folders().items()}

    def library(self, name: str) -> Library:
        """The user's catalogue called `name`; CatalogError with the nearest one where there is none."""
        try:
            return self.libraries[name]
        except KeyError:
            remedy = did_you_mean(name, [GENERATED, *self.libraries])
            if not self.libraries:
                remedy = (
                    f"Import an asset into it first: simgen assets import FILE --id {name}/NAME --category CATEGORY."
                )
            raise CatalogError(f"there is no catalogue '{name}'.", remedy=remedy) from None

    def category(self, name: str) -> Category:
        """The category called `name`; CatalogError with the nearest one where there is none."""
        try:
            return self.categories[name]
        except KeyError:
            raise CatalogError(f"there is no category '{name}'.", remedy=self.category_meant(name)) from None

    def category_meant(self, name: str, known: Iterable[str] | None = None) -> str:
        """A remedy sentence for a category that is not `known`: what COCO, LVIS, ADE20K or WordNet call so, or the
        nearest name.
        """
        known = sorted(self.categories if known is None else known)
        so_called = [own for own in known if own in self.categories and name in self.categories[own].names.words]
        if so_called:
            return f"Did you mean {' or '.join(repr(own) for own in so_called[:MOST_MEANT])}?"
        return did_you_mean(name, known)

    def preset(self, name: str) -> MaterialPreset:
        """The material preset called `name`; CatalogError with the nearest one where there is none."""
        try:
            return self.presets[name]
        except KeyError:
            raise CatalogError(f"there is no material '{name}'.", remedy=did_you_mean(name, self.presets)) from None

    def material(self, preset: str, seed: int) -> Material:
        """One draw of a preset: its colour and roughness vary with `seed`, its pattern comes from a small pool."""
        return draw_material(preset, self.preset(preset), seed)

    def draw(
        self,
        category: str,
        seed: int,
        name: tuple[str | int, ...],
        parameters: Mapping[str, Any] | None = None,
        materials: Mapping[str, Any] | None = None,
    ) -> AssetRef:
        """One asset of `category`, drawn under `seed` for what is called `name`.

        `parameters` (distributions or plain values) replace the category's, `materials` (names or choices of
        presets) those of its slots. Raises CatalogError for a parameter, slot or preset that does not exist.
        """
        row = self.category(category)
        family = self.family(category)
        wanted = {**row.parameters}
        for key, value in (parameters or {}).items():
            if key not in wanted:
                raise CatalogError(f"'{category}' has no parameter '{key}'.", remedy=did_you_mean(key, wanted))
            wanted[key] = _param(value, f"{category}.parameters.{key}")
        slots: dict[str, Any] = {**row.materials}
        for slot, value in (materials or {}).items():
            if slot not in slots:
                raise CatalogError(
                    f"'{category}' has no material slot '{slot}'.",
                    remedy=did_you_mean(slot, slots),
                )
            slots[slot] = _param(value, f"{category}.materials.{slot}")
        presets = {slot: str(draw(p, stream(seed, *name, "materials", slot))) for slot, p in slots.items()}
        for preset in presets.values():
            self.preset(preset)
        return AssetRef(
            catalog=CATALOG,
            family=family.name,
            seed=integer_seed(seed, *name, "asset"),
            parameters={key: draw(p, stream(seed, *name, "parameters", key)) for key, p in wanted.items()},
            category=category,
            materials=presets,
        )

    def holders(self, category: str, sources: Sequence[str]) -> tuple[str, ...]:
        """Which of `sources` (`generated` and the user's catalogues) have things of `category`, in their order."""
        return tuple(
            source
            for source in dict.fromkeys(sources)
            if (category in self.categories if source == GENERATED else self.library(source).of_category(category))
        )

    def draw_from(
        self,
        sources: Sequence[str],
        category: str,
        seed: int,
        name: tuple[str | int, ...],
        parameters: Mapping[str, Any] | None = None,
        materials: Mapping[str, Any] | None = None,
    ) -> AssetRef:
        """One asset of `category` from any of `sources`, each as likely; of a catalogue, each asset as likely.

        What has parameters or materials is generated: only then they mean something. CatalogError where no source
        has the category.
        """
        holders = self.holders(category, sources)
        if parameters or materials or not holders:
            holders = tuple(h for h in holders if h == GENERATED)
        if not holders:
            raise CatalogError(
                f"there is no category '{category}' in {' or '.join(sources)}.",
                remedy=self.category_meant(category, self.known_categories(sources)),
            )
        source = holders[0]
        if len(holders) > 1:
            source = most_wanted(holders, seed, (*name, "source"))
        if source == GENERATED:
            return self.draw(category, seed, name, parameters, materials)
        library = self.library(source)
        return library.reference(most_wanted(library.of_category(category), seed, (*name, "asset")), {})

    def draw_id(
        self,
        full_name: str,
        seed: int,
        name: tuple[str | int, ...],
        parameters: Mapping[str, Any] | None = None,
        materials: Mapping[str, Any] | None = None,
    ) -> AssetRef:
        """The asset that is called `full_name`, ``my/hedgehog``; of ``generated/mug`` one draw.

        CatalogError for a name, parameter, slot or preset that does not exist.
        """
        source, slash, own = full_name.partition("/")
        if not slash:
            known = [f"{lib}/{n}" for lib, library in self.libraries.items() for n in library.rows]
            raise CatalogError(
                f"'{full_name}' names no catalogue.",
                remedy=did_you_mean(full_name, [*known, *(f"{GENERATED}/{c}" for c in self.categories)]),
            )
        if source == GENERATED:
            return self.draw(own, seed, name, parameters, materials)
        for key in parameters or {}:
            raise CatalogError(f"'{full_name}' is imported and has no parameter '{key}'.", remedy="Leave it out.")
        library = self.library(source)
        slots = library.slots(own)
        presets = {}
        for slot, value in (materials or {}).items():
            if slot not in slots:
                raise CatalogError(f"'{full_name}' has no material slot '{slot}'.", remedy=did_you_mean(slot, slots))
            presets[slot] = str(draw(_param(value, f"materials.{slot}"), stream(seed, *name, "materials", slot)))
            self.preset(presets[slot])
        reference = library.reference(own, presets)
        return replace(reference, seed=integer_seed(seed, *name, "asset")) if presets else reference

    def draw_tag(self, sources: Sequence[str], tag: str, seed: int, name: tuple[str | int, ...]) -> AssetRef:
        """One of the imported assets of `sources` that have a tag, each as likely; CatalogError where there is none."""
        libraries = [self.library(source) for source in dict.fromkeys(sources) if source != GENERATED]
        found = [f"{lib.name}/{own}" for lib in libraries for own, row in lib.rows.items() if tag in row.tags]
        if not found:
            known = {t for lib in libraries for row in lib.rows.values() for t in row.tags}
            remedy = did_you_mean(tag, known)
            if not libraries:
                remedy = f"Name catalogues of imported assets: catalog: [{', '.join([GENERATED, *self.libraries])}]."
            raise CatalogError(f"nothing in {' or '.join(sources)} has the tag '{tag}'.", remedy=remedy)
        return self.draw_id(most_wanted(found, seed, (*name, "asset")), seed, name)

    def known_categories(self, sources: Sequence[str]) -> tuple[str, ...]:
        """All categories of `sources`, sorted."""
        known: set[str] = set()
        for source in sources:
            known |= set(self.categories) if source == GENERATED else set(self.library(source).categories)
        return tuple(sorted(known))

    def known_ids(self, sources: Sequence[str]) -> tuple[str, ...]:
        """What assets of `sources` are called, `catalogue/name`, sorted; a generated one by its category."""
        found = (self.categories if source == GENERATED else self.library(source).rows for source in sources)
        return tuple(sorted(f"{source}/{name}" for source, names in zip(sources, found, strict=True) for name in names))

    def family(self, category: str) -> Family:
        """The generator of a category, its table row checked against it."""
        row = self.category(category)
        family = load_family(row.family, where=f"category '{category}'")
        expected = family.parameter_names
        for key in row.parameters:
            if key not in expected:
                raise CatalogError(
                    f"the family '{row.family}' has no parameter '{key}'.",
                    where=f"category '{category}'",
                    remedy=did_you_mean(key, expected),
                )
        for key in expected:
            if key not in row.parameters:
                raise CatalogError(
                    f"the parameter '{key}' of the family '{row.family}' is missing.",
                    where=f"category '{category}'",
                    remedy="Add its distribution to the category's parameters.",
                )
        return family

    def is_fixed(self, category: str) -> bool:
        """Whether physics leaves things of this category where they were placed."""
        return category in self.categories and self.categories[category].fixed

    def load(self, ref: AssetRef) -> Asset:
        """The asset that a reference describes: the same arrays, to the last bit, each time.

        CatalogError where it is an imported one that is missing or has changed.
        """
        key = hashlib.blake2b(canonical_json(asdict(ref)), digest_size=16).digest()
        if key in self._assets:
            self._assets.move_to_end(key)
            return self._assets[key]
        asset = self._build(ref, key)
        self._assets[key] = asset
        self._asset_bytes += _bytes(asset)
        while self._asset_bytes > ASSET_CACHE_BYTES and len(self._assets) > 1:
            _, oldest = self._assets.popitem(last=False)
            self._asset_bytes -= _bytes(oldest)
        return asset

    def _build(self, ref: AssetRef, key: bytes) -> Asset:
        if ref.catalog != CATALOG:
            return self._imported(ref)
        row = self.category(ref.category)
        family = load_family(ref.family, where=f"category '{ref.category}'")
        model = family.build(dict(ref.parameters), stream(ref.seed, "build"))
        _check_slots(ref, model)
        # Two slots with one preset show one piece of wood or one dye: the seed goes by preset, not by slot.
        materials = {
            slot: self.material(preset, integer_seed(ref.seed, "material", preset))
            for slot, preset in ref.materials.items()
        }
        mass = None if row.mass_kg is None else float(draw(row.mass_kg, stream(ref.seed, "mass_kg")))
        return Asset(
            id=f"{ref.category}_{key.hex()[:12]}",
            category=ref.category,
            ref=ref,
            parts=self._weigh(ref, model.parts, mass),
            materials=materials,
            joints=model.joints,
            cavities=model.cavities,
            supports=model.supports,
            sockets=model.sockets,
            friction=row.friction,
            has_front=model.has_front,
        )

    def _imported(self, ref: AssetRef) -> Asset:
        library = self.library(ref.catalog)
        row = library.row(ref.family)
        if ref.parameters.get("digest") != row.digest:
            raise CatalogError(
                f"the asset '{ref.catalog}/{ref.family}' has changed: it was {ref.parameters.get('digest')}, "
                f"is {row.digest}.",
                where=str(library.folder),
                remedy="Restore the catalogue as it was when the sample was made, or draw the sample anew.",
            )
        asset = library.read(ref.family)
        presets = {
            slot: self.material(preset, integer_seed(ref.seed, "material", preset))
            for slot, preset in ref.materials.items()
        }
        return refinished(asset, ref, presets) if presets else asset

    def _weigh(self, ref: AssetRef, parts: tuple[Part, ...], mass_kg: float | None) -> tuple[Part, ...]:
        """Parts with their masses; a category's `mass_kg` is shared out in proportion."""
        density = {slot: self.preset(preset).density_kg_m3 for slot, preset in ref.materials.items()}
        masses = [part.mass_kg or part_mass_kg(part, density) for part in parts]
        total = sum(masses)
        if not total > 0 or not np.isfinite(total):
            raise CatalogError(
                f"the mass of '{ref.category}' came out as {total} kg.",
                remedy="Let the family build closed surfaces, or give mass_kg in the category's row.",
            )
        scale = 1.0 if mass_kg is None else mass_kg / total
        return tuple(replace(part, mass_kg=mass * scale) for part, mass in zip(parts, masses, strict=True))


def most_wanted(names: Sequence[str], seed: int, name: tuple[str | int, ...]) -> str:
    """One of `names`, each as likely. One name more changes only the draws that it wins itself."""
    return max(names, key=lambda own: (float(stream(seed, *name, own).random()), own))


def _param(value: Any, where: str) -> Any:
    try:
        return from_plain(value)
    except (SimgenError, ValueError) as error:
        what = error.what if isinstance(error, SimgenError) else str(error)
        remedy = error.remedy if isinstance(error, SimgenError) else ""
        raise CatalogError(what, where=where, remedy=remedy) from error


def _check_slots(ref: AssetRef, model: Model) -> None:
    for part in model.parts:
        for surface in part.surfaces:
            if surface.material not in ref.materials:
                raise CatalogError(
                    f"no material for the slot '{surface.material}' of part '{part.name}'.",
                    where=f"category '{ref.category}'",
                    remedy=did_you_mean(surface.material, ref.materials),
                )


def _bytes(asset: Asset) -> int:
    meshes = [s.mesh for p in asset.parts for s in p.surfaces] + [c.mesh for c in asset.cavities]
    return sum(m.vertices.nbytes + m.faces.nbytes + m.normals.nbytes + m.uvs.nbytes for m in meshes)
