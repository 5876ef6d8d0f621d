"""What may be wrong with an imported asset, and what to try."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.spatial import ConvexHull

from simgen.catalog.catalog import Catalog
from simgen.catalog.importers.assembly import MANY_TRIANGLES
from simgen.catalog.library import GENERATED, Library
from simgen.catalog.materials.pictures import read_picture
from simgen.errors import CatalogError
from simgen.world import Asset

# Longest sides that a thing in a room may have.
LEAST_M, MOST_M = 0.004, 5.0
# Beside simgen's own things of that category: more than so many times larger or smaller is another unit.
SCALE_RATIO = 4.0
# Of triangles, whose normals look the other way.
FLIPPED_SHARE = 0.01
# Convex pieces may fill at most so much more than the hull of the mesh.
_HULL_EXCESS = 1.2


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong ("fault") or may be ("warning"), with what to try."""

    asset: str
    kind: str
    severity: Literal["fault", "warning"]
    what: str
    remedy: str


def findings(catalog: Catalog, library: Library, name: str) -> tuple[Finding, ...]:
    """Everything about the asset `name` of a library that a user should know; empty where all is well."""
    full = f"{library.name}/{name}"
    try:
        asset, record = library.read(name), library.record(name)
        for material in asset.materials.values():
            if material.picture is not None:
                read_picture(material.picture)
    except CatalogError as error:
        return (Finding(full, "damaged", "fault", str(error), "Import it again from its source."),)
    found = [Finding(full, *row) for row in _of_asset(asset, catalog)]
    found += [Finding(full, *row) for row in _of_record(record)]
    return tuple(found)


Row = tuple[str, Literal["fault", "warning"], str, str]


def _of_record(record: dict[str, object]) -> Iterator[Row]:
    health = record.get("health")
    if isinstance(health, dict):
        if health["open_edges"]:
            what = f"{health['open_edges']} open edges"
            yield "holes", "warning", what, "Close them in a modelling program if light or water gets through."
        if health["odd_edges"]:
            what = f"{health['odd_edges']} edges join more than two triangles, or two that face different ways"
            yield "tangled", "warning", what, "Make it manifold in a modelling program if shading looks wrong."
    notes = record.get("notes")
    for note in notes if isinstance(notes, list) else ():
        if "texture" in note and ("missing" in note or "damaged" in note):
            yield "missing_texture", "fault", note, "Put the picture beside the model and import it again."
        elif "unit" in note or "which way is up" in note:
            yield "guessed", "warning", note, "Import it again with that option once you have looked at it."
    if record.get("license") == "unstated":
        what = "nobody knows under which licence it is"
        yield "licence", "warning", what, "Import it again with --licence, or edit the index."


def _of_asset(asset: Asset, catalog: Catalog) -> Iterator[Row]:
    longest = float(max(asset.bounds.size))
    again = "Import it again with --height-m or --unit."
    if not LEAST_M <= longest <= MOST_M:
        yield "scale", "fault", f"it is {longest:.3g} m long", again
    elif asset.category in catalog.categories:
        usual = float(max(catalog.load(catalog.draw(asset.category, 0, ("check",))).bounds.size))
        if not usual / SCALE_RATIO <= longest <= usual * SCALE_RATIO:
            what = f"it is {longest:.3g} m long, and a {GENERATED} {asset.category} about {usual:.3g} m"
            yield "scale", "fault", what, again
    triangles, flipped = 0, 0
    for part in asset.parts:
        for surface in part.surfaces:
            mesh = surface.mesh
            a, b, c = (mesh.vertices[mesh.faces[:, k]] for k in range(3))
            facing = np.einsum("ij,ij->i", np.cross(b - a, c - a), mesh.normals[mesh.faces].mean(axis=1))
            triangles += len(mesh.faces)
            flipped += int((facing < 0).sum())
    if flipped > FLIPPED_SHARE * triangles:
        what = f"{flipped} of {triangles} triangles face against their normals"
        yield "flipped", "fault", what, "Recompute the normals in a modelling program and import it again."
    if triangles > MANY_TRIANGLES:
        remedy = f"Import it again with --max-triangles {MANY_TRIANGLES}."
        yield "triangles", "fault", f"{triangles} triangles are many for one thing", remedy
    hulls = [hull for part in asset.parts for hull in part.hulls]
    if not hulls:
        yield "collision", "fault", "it has nothing to collide with", "Import it again from a closed mesh."
    elif not asset.joints:
        around = np.concatenate(hulls)
        vertices = np.concatenate([s.mesh.vertices for p in asset.parts for s in p.surfaces])
        excess = float(np.abs(np.stack([around.min(0) - vertices.min(0), around.max(0) - vertices.max(0)])).max())
        if excess > (_HULL_EXCESS - 1) * longest or ConvexHull(around).volume <= 0:
            what = f"its convex pieces end {excess:.3g} m from where it ends"
            yield "collision", "fault", what, "Import it again, from a closed mesh."
