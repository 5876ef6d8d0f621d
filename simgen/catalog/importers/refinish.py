"""An imported asset in other materials: slots filled with simgen's presets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from simgen.catalog.importers.draft import Piece
from simgen.catalog.importers.surfaces import box_projected
from simgen.catalog.meshing.transforms import mesh_of
from simgen.world import Asset, AssetRef, Material, Mesh, Part


def refinished(asset: Asset, ref: AssetRef, materials: Mapping[str, Material]) -> Asset:
    """The asset with some slots' materials replaced; there, texture coordinates become metres along the surface."""
    return replace(
        asset,
        ref=ref,
        parts=tuple(_part(part, materials) for part in asset.parts),
        materials={**asset.materials, **materials},
    )


def _part(part: Part, materials: Mapping[str, Material]) -> Part:
    surfaces = tuple(
        replace(surface, mesh=_measured(surface.mesh)) if surface.material in materials else surface
        for surface in part.surfaces
    )
    return replace(part, surfaces=surfaces)


def _measured(mesh: Mesh) -> Mesh:
    piece = box_projected(
        Piece(
            mesh.vertices.astype(np.float64), mesh.faces.astype(np.int64), "", normals=mesh.normals.astype(np.float64)
        )
    )
    assert piece.normals is not None and piece.uvs is not None
    return mesh_of(piece.vertices, piece.faces, piece.normals, piece.uvs)
