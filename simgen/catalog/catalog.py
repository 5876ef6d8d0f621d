"""From category names to assets: draw a reference, load what it refers to.

Everything is a pure function of the shipped tables and the arguments. A parameter is drawn from a stream
of its own name, so overriding one changes no other.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from simgen.catalog.generators import Family, load_family
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
ASSET_CACHE_BYTES = 256 * 2**20


class Catalog:
    """What there is to furnish a room with.

    `folder` holds the tables (`categories/*.yaml`, `materials/*.yaml`): those that ship with simgen, unless
    another is given. Built assets are kept up to `ASSET_CACHE_BYTES`; they are frozen, so sharing is safe.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
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

    def category(self, name: str) -> Category:
        """The category called `name`; CatalogError with the nearest one where there is none."""
        try:
            return self.categories[name]
        except KeyError:
            raise CatalogError(f"there is no category '{name}'.", remedy=did_you_mean(name, self.categories)) from None

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

    def load(self, ref: AssetRef) -> Asset:
        """The asset that a reference describes: the same arrays, to the last bit, each time."""
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
            raise CatalogError(
                f"the catalogue '{ref.catalog}' is not known here.", remedy=did_you_mean(ref.catalog, [CATALOG])
            )
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
