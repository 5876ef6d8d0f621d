"""Mass from shape: closed volumes times density."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from simgen.catalog.meshing.grids import row_kinds
from simgen.geometry import FloatArray, cross
from simgen.world import Mesh, Part

# A surface that encloses nothing (a leaf, a sheet of paper) weighs as a sheet of this thickness.
SHEET_THICKNESS_M = 0.0005
_WELD_M = 1e-6


def part_mass_kg(part: Part, density_kg_m3: Mapping[str, float]) -> float:
    """The mass of a part: each closed surface's volume times the density of its slot's material.

    Surfaces that are open on their own but close together (a vessel whose inside has another slot) count as
    one body, its density the area-weighted mean of theirs. What still stays open weighs as a sheet of
    `SHEET_THICKNESS_M`. `density_kg_m3` is by slot.
    """
    total = 0.0
    open_surfaces = []
    for surface in part.surfaces:
        if is_closed([surface.mesh]):
            total += abs(signed_volume_m3(surface.mesh)) * density_kg_m3[surface.material]
        else:
            open_surfaces.append(surface)
    if not open_surfaces:
        return total
    areas = [area_m2(s.mesh) for s in open_surfaces]
    weights = [a * density_kg_m3[s.material] for a, s in zip(areas, open_surfaces, strict=True)]
    if len(open_surfaces) > 1 and is_closed([s.mesh for s in open_surfaces]):
        volume = abs(sum(signed_volume_m3(s.mesh) for s in open_surfaces))
        return total + volume * sum(weights) / sum(areas)
    return total + SHEET_THICKNESS_M * sum(weights)


def is_closed(meshes: list[Mesh]) -> bool:
    """Whether the meshes together have each edge in exactly two triangles, once in each direction."""
    vertices = np.concatenate([m.vertices for m in meshes]).astype(np.float64)
    offsets = np.cumsum([0, *(len(m.vertices) for m in meshes)])
    faces = np.concatenate([m.faces + offset for m, offset in zip(meshes, offsets, strict=False)])
    welded = _weld(vertices)[faces]
    edges = np.concatenate([welded[:, [0, 1]], welded[:, [1, 2]], welded[:, [2, 0]]])
    edges = edges[edges[:, 0] != edges[:, 1]]
    count = int(edges.max(initial=0)) + 1
    forward = np.sort(edges[:, 0] * count + edges[:, 1])
    backward = np.sort(edges[:, 1] * count + edges[:, 0])
    return len(edges) > 0 and bool(np.array_equal(forward, backward))


def signed_volume_m3(mesh: Mesh) -> float:
    """Of a closed mesh, positive where triangles face outwards (divergence theorem)."""
    a, b, c = _corners(mesh)
    return float(np.einsum("ij,ij->", a, cross(b, c))) / 6.0


def area_m2(mesh: Mesh) -> float:
    """Of all triangles, one side."""
    a, b, c = _corners(mesh)
    return float(np.linalg.norm(cross(b - a, c - a), axis=1).sum()) / 2.0


def _corners(mesh: Mesh) -> tuple[FloatArray, FloatArray, FloatArray]:
    v = mesh.vertices.astype(np.float64)
    return v[mesh.faces[:, 0]], v[mesh.faces[:, 1]], v[mesh.faces[:, 2]]


def _weld(vertices: FloatArray) -> npt.NDArray[np.int64]:
    """An index for each vertex, the same for vertices at one place."""
    return row_kinds(np.round(vertices / _WELD_M).astype(np.int64))
