"""Things of others: one file a format, each giving a `Draft`; `assembled` makes an asset of any of them.

Reading (`gltf`, `obj`, `meshes`, `urdf`, `mjcf`) keeps a file's own units and axes; `frames` brings them to metres,
+z up and the front towards -y; `surfaces` and `simplify` clean triangles; `finishes` makes materials; `solids` finds
convex pieces and level places.
"""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from simgen.catalog.importers.assembly import DENSITY_KG_M3, Built, Wishes, assembled
from simgen.catalog.importers.draft import Draft
from simgen.catalog.importers.files import unpack
from simgen.catalog.importers.frames import UNITS_M, Measures
from simgen.errors import CatalogError

# Ending → module with read(path).
FORMATS = {
    ".glb": "gltf",
    ".gltf": "gltf",
    ".obj": "obj",
    ".ply": "meshes",
    ".stl": "meshes",
    ".urdf": "urdf",
    ".xml": "mjcf",
    ".mjcf": "mjcf",
}


def read_draft(path: Path) -> Draft:
    """What a model's file holds; a ``.zip`` or a folder may hold one model with its textures.

    CatalogError with the file, what is wrong and what to try.
    """
    with _unpacked(path) as place:
        file = _model_in(place) if place.is_dir() else place
        module = FORMATS.get(file.suffix.lower())
        if module is None:
            raise CatalogError(
                f"files that end in '{file.suffix}' are not understood.",
                where=str(path),
                remedy=f"Export it as one of: {', '.join(sorted(FORMATS))}.",
            )
        draft: Draft = importlib.import_module(f"{__name__}.{module}").read(file)
        return draft


@contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    if path.suffix.lower() != ".zip":
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="simgen-import-") as folder:
        unpack(path, Path(folder))
        yield Path(folder)


def _model_in(folder: Path) -> Path:
    """The one model in a folder; CatalogError where there is none, or more than one."""
    found = sorted(p for p in folder.rglob("*") if p.suffix.lower() in FORMATS and not p.name.startswith("."))
    if len(found) > 1:
        # A robot's description names its meshes: it is the model then.
        found = [p for p in found if p.suffix.lower() in (".urdf", ".gltf", ".glb")] or found
    if len(found) != 1:
        told = ", ".join(str(p.relative_to(folder)) for p in found[:5]) or "none"
        raise CatalogError(
            f"{len(found)} models are in here: {told}.", where=str(folder), remedy="Name the file of one of them."
        )
    return found[0]


__all__ = ["DENSITY_KG_M3", "FORMATS", "UNITS_M", "Built", "Draft", "Measures", "Wishes", "assembled", "read_draft"]
