"""A user's own catalogue: a folder with an index and a folder for each asset.

::

    my/                       the catalogue 'my'
      catalog.yaml            name → category, tags, size, licence, digest, …
      assets/hedgehog/
        asset.json            names, materials, joints, supports, masses, how it was imported
        meshes.npz            triangles and convex pieces
        textures/{digest}.png

Catalogues lie in the folders of $SIMGEN_CATALOG, else in simgen's folder of the user's data. An asset is what its
digest says: what changed since a record was written is an error, not another picture.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from pydantic import TypeAdapter, ValidationError

from simgen.catalog.importers.assembly import Built
from simgen.catalog.manifest import LibraryRow, parse_table
from simgen.errors import CatalogError, did_you_mean
from simgen.geometry import Bounds
from simgen.world import (
    Asset,
    AssetRef,
    Cavity,
    Joint,
    JsonObject,
    LightSocket,
    Material,
    Mesh,
    Part,
    SupportSurface,
    Surface,
    canonical_json,
)

INDEX, ASSETS = "catalog.yaml", "assets"
ASSET_FORMAT = "simgen-asset-1"
FOLDER_VARIABLE = "SIMGEN_CATALOG"
GENERATED = "generated"
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_HEAD = "# A simgen catalogue: one row an asset. `simgen assets import` writes it; tags and names may be edited.\n"

# The C library's writer is ten times faster, and writes the same.
_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_MESH_ARRAYS = ("vertices", "faces", "normals", "uvs")
_MATERIALS: TypeAdapter[dict[str, Material]] = TypeAdapter(dict[str, Material])
_JOINTS: TypeAdapter[tuple[Joint, ...]] = TypeAdapter(tuple[Joint, ...])
_SOCKETS: TypeAdapter[tuple[LightSocket, ...]] = TypeAdapter(tuple[LightSocket, ...])
_SUPPORTS: TypeAdapter[tuple[SupportSurface, ...]] = TypeAdapter(tuple[SupportSurface, ...])


class Library:
    """The catalogue in `folder`, by whose name its assets are called: ``my/hedgehog`` lies in a folder ``my``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = folder.resolve().name

    @cached_property
    def rows(self) -> Mapping[str, LibraryRow]:
        """The index, by asset name, sorted."""
        path = self.folder / INDEX
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return {}
        except (OSError, UnicodeDecodeError) as error:
            raise CatalogError(f"cannot be read: {error}.", where=str(path), remedy="Check who may read it.") from error
        return dict(sorted(parse_table(text, LibraryRow, str(path)).items()))

    def row(self, name: str) -> LibraryRow:
        """The index's row of an asset; CatalogError with the nearest one where there is none."""
        if name not in self.rows:
            raise CatalogError(
                f"there is no '{name}' in the catalogue '{self.name}'.",
                where=str(self.folder),
                remedy=did_you_mean(name, self.rows),
            )
        return self.rows[name]

    @cached_property
    def categories(self) -> Mapping[str, tuple[str, ...]]:
        """The names of the assets of each category."""
        found: dict[str, list[str]] = {}
        for name, row in self.rows.items():
            found.setdefault(row.category, []).append(name)
        return {category: tuple(names) for category, names in sorted(found.items())}

    def of_category(self, category: str) -> tuple[str, ...]:
        """The names of the assets of a category."""
        return self.categories.get(category, ())

    def slots(self, name: str) -> tuple[str, ...]:
        """The material slots of an asset."""
        return tuple(self.record(name)["materials"])

    def reference(self, name: str, materials: Mapping[str, str]) -> AssetRef:
        """What it takes to load an asset again."""
        row = self.row(name)
        return AssetRef(self.name, name, 0, {"digest": row.digest}, row.category, dict(materials))

    def read(self, name: str) -> Asset:
        """The asset as it was imported; CatalogError where its files are missing, damaged or changed."""
        row = self.row(name)
        folder = self.folder / ASSETS / name
        remedy = "Import it again from its source, or restore the folder."
        try:
            data = json.loads((folder / "asset.json").read_text(encoding="utf-8"))
            with np.load(folder / "meshes.npz", allow_pickle=False) as arrays:
                asset = _asset(f"{self.name}/{name}", data, row, arrays, folder, self.reference(name, {}))
        except (OSError, ValueError, KeyError, EOFError) as error:
            what = f"the asset '{self.name}/{name}' cannot be read: {type(error).__name__} {error}."
            raise CatalogError(what, where=str(folder), remedy=remedy) from error
        if asset.digest != row.digest:
            raise CatalogError(
                f"the files of '{self.name}/{name}' are not those that were imported.", where=str(folder), remedy=remedy
            )
        return asset

    def record(self, name: str) -> JsonObject:
        """The whole asset.json."""
        self.row(name)
        path = self.folder / ASSETS / name / "asset.json"
        try:
            data: JsonObject = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CatalogError(
                f"cannot be read: {error}.", where=str(path), remedy="Import the asset again."
            ) from error
        return data

    def add(self, name: str, built: Built, facts: LibraryFacts, *, overwrite: bool = False) -> Asset:
        """Write an asset, complete or not at all, and its row in the index.

        CatalogError where the name is taken and `overwrite` is false.
        """
        check_name(name, "asset")
        if name in self.rows and not overwrite:
            raise CatalogError(
                f"'{self.name}/{name}' is there already.",
                where=str(self.folder),
                remedy="Choose another --id, or add --overwrite.",
            )
        asset = facts.asset(f"{self.name}/{name}", built)
        target = self.folder / ASSETS / name
        target.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{name}.", suffix=".partial", dir=target.parent))
        try:
            _write_asset(staging, asset, built, facts)
            old = target.with_name(f".{name}.old")
            shutil.rmtree(old, ignore_errors=True)
            if target.exists():
                target.rename(old)
            staging.chmod(0o755)
            staging.rename(target)
            shutil.rmtree(old, ignore_errors=True)
        except OSError as error:
            raise CatalogError(
                f"cannot write: {error.strerror}.", where=str(target), remedy="Free some space, or use --into."
            ) from error
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        self._write_index({**self.rows, name: facts.row(asset)})
        return self.read(name)

    def _write_index(self, rows: Mapping[str, LibraryRow]) -> None:
        plain = {name: row.model_dump(mode="json", exclude_defaults=True) for name, row in sorted(rows.items())}
        text = _HEAD + yaml.dump(
            plain, Dumper=_DUMPER, sort_keys=False, allow_unicode=True, default_flow_style=None, width=110
        )
        handle, partial = tempfile.mkstemp(prefix=f".{INDEX}.", suffix=".partial", dir=self.folder)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(partial).chmod(0o644)
        Path(partial).replace(self.folder / INDEX)
        self.__dict__["rows"] = dict(sorted(rows.items()))
        self.__dict__.pop("categories", None)


class LibraryFacts:
    """What the user says of an asset and where it came from."""

    def __init__(
        self,
        category: str,
        *,
        tags: Iterable[str] = (),
        license: str = "unstated",
        creator: str = "unstated",
        source: str = "",
        friction: float = 0.6,
        imported: JsonObject | None = None,
    ) -> None:
        check_name(category, "category")
        self.category = category
        self.tags = tuple(sorted(set(tags)))
        self.license = license
        self.creator = creator
        self.source = source
        self.friction = friction
        self.imported = imported or {}

    def asset(self, full_name: str, built: Built) -> Asset:
        """The asset in memory, before it is written."""
        catalog, _, name = full_name.partition("/")
        return Asset(
            id=full_name,
            category=self.category,
            ref=AssetRef(catalog, name, 0, {}, self.category),
            parts=built.parts,
            materials=built.materials,
            joints=built.joints,
            supports=built.supports,
            cavities=built.cavities,
            sockets=built.sockets,
            friction=self.friction,
            has_front=built.has_front,
            license=self.license,
            creator=self.creator,
            source=self.source,
        )

    def row(self, asset: Asset) -> LibraryRow:
        """The asset's row of the index."""
        return LibraryRow(
            category=self.category,
            tags=self.tags,
            size_m=tuple(round(float(x), 4) for x in Bounds(asset.bounds.low, asset.bounds.high).size),
            joints=tuple(j.name for j in asset.joints),
            cavities=tuple(c.name for c in asset.cavities),
            triangles=sum(len(s.mesh.faces) for p in asset.parts for s in p.surfaces),
            license=self.license,
            creator=self.creator,
            source=self.source,
            digest=asset.digest,
        )


def check_name(name: str, noun: str) -> None:
    """CatalogError for what is no name of an asset, category or catalogue."""
    if not NAME.fullmatch(name):
        raise CatalogError(
            f"'{name}' cannot be the name of {'an' if noun == 'asset' else 'a'} {noun}.",
            remedy="Use small letters, digits, _ and -, at most 64, a letter or digit first.",
        )


def library_folders() -> dict[str, Path]:
    """The user's catalogues by name; CatalogError where two have one name."""
    found: dict[str, Path] = {}
    for root in library_roots():
        folders = [root, *(sorted(p for p in root.iterdir() if p.is_dir()) if root.is_dir() else [])]
        for folder in folders:
            if not (folder / INDEX).is_file():
                continue
            name = folder.resolve().name
            if name in found and not found[name].samefile(folder):
                raise CatalogError(
                    f"two catalogues are called '{name}': {found[name]} and {folder}.",
                    where=FOLDER_VARIABLE,
                    remedy="Rename one of the folders.",
                )
            found.setdefault(name, folder)
    return found


def library_roots() -> tuple[Path, ...]:
    """The folders that hold catalogues, or are one: $SIMGEN_CATALOG, else simgen's folder in the user's data."""
    given = os.environ.get(FOLDER_VARIABLE)
    if given:
        return tuple(Path(text).expanduser() for text in given.split(os.pathsep) if text)
    base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return (Path(base).expanduser() / "simgen" / "catalogs",)


# --- Files -----------------------------------------------------------------------------------------


def _write_asset(folder: Path, asset: Asset, built: Built, facts: LibraryFacts) -> None:
    arrays: dict[str, Any] = {}
    parts = []
    for p, part in enumerate(asset.parts):
        for s, surface in enumerate(part.surfaces):
            for name in _MESH_ARRAYS:
                arrays[f"{p}_{s}_{name}"] = getattr(surface.mesh, name)
        for h, hull in enumerate(part.hulls):
            arrays[f"{p}_hull_{h}"] = hull
        parts.append(
            {
                "name": part.name,
                "joint": part.joint,
                "mass_kg": part.mass_kg,
                "surfaces": [surface.material for surface in part.surfaces],
                "hulls": len(part.hulls),
            }
        )
    for c, cavity in enumerate(asset.cavities):
        for name in _MESH_ARRAYS:
            arrays[f"cavity_{c}_{name}"] = getattr(cavity.mesh, name)
    data = {
        "format": ASSET_FORMAT,
        "digest": asset.digest,
        "category": asset.category,
        "tags": list(facts.tags),
        "license": asset.license,
        "creator": asset.creator,
        "source": asset.source,
        "friction": asset.friction,
        "has_front": asset.has_front,
        "parts": parts,
        "materials": _MATERIALS.dump_python(dict(asset.materials), mode="json"),
        "joints": _JOINTS.dump_python(asset.joints, mode="json"),
        # JSON has no infinity: open sky is null.
        "supports": [
            {**s, "clearance_m": None if s["clearance_m"] == float("inf") else s["clearance_m"]}
            for s in _SUPPORTS.dump_python(asset.supports)
        ],
        "cavities": [{"name": c.name, "joint": c.joint, "volume_m3": c.volume_m3} for c in asset.cavities],
        "sockets": _SOCKETS.dump_python(asset.sockets, mode="json"),
        "health": dict(vars(built.health)),
        "notes": list(built.notes),
        "imported": facts.imported,
    }
    (folder / "textures").mkdir()
    for digest, content in built.pictures.items():
        (folder / "textures" / f"{digest}.png").write_bytes(content)
    with (folder / "meshes.npz").open("wb") as file:
        np.savez_compressed(file, **arrays)
    (folder / "asset.json").write_text(json.dumps(json.loads(canonical_json(data)), indent=1) + "\n", encoding="utf-8")


def _asset(full_name: str, data: JsonObject, row: LibraryRow, arrays: Any, folder: Path, ref: AssetRef) -> Asset:
    if data.get("format") != ASSET_FORMAT:
        raise ValueError(f"its format is {data.get('format')!r}, this simgen reads '{ASSET_FORMAT}'")
    parts = []
    for p, part in enumerate(data["parts"]):
        surfaces = tuple(Surface(_mesh(arrays, f"{p}_{s}"), slot) for s, slot in enumerate(part["surfaces"]))
        hulls = tuple(_frozen(arrays[f"{p}_hull_{h}"]) for h in range(part["hulls"]))
        parts.append(Part(part["name"], surfaces, hulls, part["joint"], part["mass_kg"]))
    materials = dict(data["materials"])
    for name, material in materials.items():
        if material.get("picture"):
            materials[name] = {**material, "picture": {**material["picture"], "folder": str(folder / "textures")}}
    cavities = tuple(
        Cavity(c["name"], _mesh(arrays, f"cavity_{k}"), c["joint"], c["volume_m3"])
        for k, c in enumerate(data.get("cavities", ()))
    )
    supports = [
        {**s, "clearance_m": float("inf") if s["clearance_m"] is None else s["clearance_m"]} for s in data["supports"]
    ]
    try:
        return Asset(
            id=full_name,
            category=row.category,
            ref=ref,
            parts=tuple(parts),
            materials=_MATERIALS.validate_python(materials),
            joints=_JOINTS.validate_python(data["joints"]),
            supports=_SUPPORTS.validate_python(supports),
            cavities=cavities,
            sockets=_SOCKETS.validate_python(data["sockets"]),
            friction=data["friction"],
            has_front=data["has_front"],
            license=row.license,
            creator=row.creator,
            source=row.source,
        )
    except ValidationError as error:
        raise ValueError(str(error.errors(include_url=False)[0]["msg"])) from error


def _mesh(arrays: Any, key: str) -> Mesh:
    return Mesh(*(_frozen(arrays[f"{key}_{name}"]) for name in _MESH_ARRAYS))


def _frozen(array: Any) -> Any:
    array.setflags(write=False)
    return array
