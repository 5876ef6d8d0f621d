"""Cleaning triangles of unknown origin: what is outside, what is smooth, what is open, what is coloured."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from simgen.catalog.importers.draft import Bytes, Piece
from simgen.errors import CatalogError
from simgen.geometry import FloatArray

Ints = npt.NDArray[np.int64]
# Across an edge that bends by less than this, a surface without normals is smooth.
CREASE_DEG = 40.0
# Corners of one vertex beyond which it is no vertex of a surface but a fan's hub, which stays flat.
_MOST_CORNERS = 512


@dataclass(frozen=True)
class Health:
    """What is told of a mesh. `open_edges` have one triangle, `odd_edges` more than two or two of one direction."""

    triangles: int
    open_edges: int
    odd_edges: int
    flipped: int
    degenerate: int


def weld(vertices: FloatArray) -> Ints:
    """An index for each vertex, the same for those at one place (within a 10^-6th of the extent)."""
    step = max(float(np.ptp(vertices, axis=0).max()), 1e-12) * 1e-6
    _, index = np.unique(np.round(vertices / step).astype(np.int64), axis=0, return_inverse=True)
    return index.reshape(-1).astype(np.int64)


def refuse_bad_numbers(pieces: tuple[Piece, ...], where: str) -> None:
    """CatalogError for a thing without triangles, or with vertices that are no numbers."""
    if not pieces or not any(len(p.faces) for p in pieces):
        raise CatalogError("it has no triangles.", where=where, remedy="Export the mesh, not only points or lines.")
    bad = sum(int((~np.isfinite(p.vertices)).any(axis=1).sum()) for p in pieces)
    if bad:
        raise CatalogError(
            f"{bad} vertices are not numbers (NaN or infinite).",
            where=where,
            remedy="Repair the mesh and export again.",
        )


def cleaned(pieces: list[Piece]) -> tuple[list[Piece], Health]:
    """The pieces of one part, in metres: without empty triangles, closed shells turned outside out, with normals."""
    degenerate = 0
    kept = []
    for piece in pieces:
        area = np.linalg.norm(_crosses(piece.vertices, piece.faces), axis=1)
        real = area > 1e-16
        degenerate += int((~real).sum())
        if real.any():
            kept.append(_used(replace(piece, faces=piece.faces[real])))
    if not kept:
        return [], Health(0, 0, 0, 0, degenerate)
    offsets = np.cumsum([0, *(len(p.vertices) for p in kept)])
    points = np.concatenate([p.vertices for p in kept])
    faces = np.concatenate([p.faces + o for p, o in zip(kept, offsets, strict=False)])
    welded = weld(points)[faces]
    open_edges, odd_edges = edge_faults(welded)
    turned = _inside_out(points, faces, welded)
    result = []
    start = 0
    for piece in kept:
        flip = turned[start : start + len(piece.faces)]
        start += len(piece.faces)
        flipped = np.where(flip[:, None], piece.faces[:, ::-1], piece.faces)
        result.append(_with_normals(replace(piece, faces=flipped), flip))
    return result, Health(len(faces), open_edges, odd_edges, int(turned.sum()), degenerate)


def closed(piece: Piece) -> bool:
    """Whether each edge has two triangles, one in each direction."""
    return edge_faults(weld(piece.vertices)[piece.faces]) == (0, 0)


def _used(piece: Piece) -> Piece:
    """Without vertices that no triangle has."""
    used, index = np.unique(piece.faces, return_inverse=True)
    if len(used) == len(piece.vertices):
        return piece
    return replace(
        piece,
        vertices=piece.vertices[used],
        faces=index.reshape(-1, 3).astype(np.int64),
        normals=None if piece.normals is None else piece.normals[used],
        uvs=None if piece.uvs is None else piece.uvs[used],
        colors=None if piece.colors is None else piece.colors[used],
    )


def _crosses(vertices: FloatArray, faces: Ints) -> FloatArray:
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    result: FloatArray = np.cross(b - a, c - a)
    return result


def edge_faults(welded: Ints) -> tuple[int, int]:
    """How many edges are open, and how many join more than two triangles or two that face different ways."""
    edges = np.concatenate([welded[:, [0, 1]], welded[:, [1, 2]], welded[:, [2, 0]]])
    edges = edges[edges[:, 0] != edges[:, 1]]
    if not len(edges):
        return 0, 0
    count = int(edges.max()) + 1
    low, high = edges.min(axis=1), edges.max(axis=1)
    key = low * count + high
    order = np.unique(key, return_inverse=True)[1].reshape(-1)
    total = np.bincount(order)
    balance = np.bincount(order, weights=np.where(edges[:, 0] == low, 1.0, -1.0))
    return int((total == 1).sum()), int(((total > 1) & (balance != 0)).sum())


def shell_count(welded: Ints) -> int:
    """How many pieces hang together by their corners, of (m, 3) triangles."""
    return len(np.unique(_shells(welded))) if len(welded) else 0


def _shells(welded: Ints) -> Ints:
    """(m,) for each triangle the shell that it belongs to."""
    count = int(welded.max()) + 1
    rows = np.concatenate([welded[:, 0], welded[:, 1]])
    columns = np.concatenate([welded[:, 1], welded[:, 2]])
    graph = coo_matrix((np.ones(len(rows)), (rows, columns)), (count, count))
    label: Ints = connected_components(graph, directed=False)[1].astype(np.int64)
    return label[welded[:, 0]]


def _inside_out(points: FloatArray, faces: Ints, welded: Ints) -> npt.NDArray[np.bool_]:
    """(m,) which triangles belong to a closed shell that is inside out and does not lie inside another one."""
    shell = _shells(welded)
    middle = points.mean(axis=0)
    a, b, c = (points[faces[:, k]] - middle for k in range(3))
    volumes = np.bincount(shell, weights=np.einsum("ij,ij->i", a, np.cross(b, c)) / 6)
    if (volumes >= 0).all():
        return np.zeros(len(faces), bool)
    turned = np.zeros(len(faces), bool)
    corners = points[faces]
    boxes = {}
    for k in np.unique(shell):
        mine = shell == k
        if edge_faults(welded[mine]) == (0, 0):
            boxes[int(k)] = (corners[mine].min(axis=(0, 1)), corners[mine].max(axis=(0, 1)))
        if len(boxes) > 2000:
            return turned
    for k, (low, high) in boxes.items():
        inside = any(j != k and (a < low).all() and (b > high).all() for j, (a, b) in boxes.items())
        if volumes[k] < 0 and not inside:
            turned |= shell == k
    return turned


# --- Normals ---------------------------------------------------------------------------------------


def _with_normals(piece: Piece, flipped: npt.NDArray[np.bool_]) -> Piece:
    """With the file's normals where they are sound, turned to the front; else smooth by angle."""
    if piece.normals is not None:
        length = np.linalg.norm(piece.normals, axis=1)
        if np.isfinite(length).all() and (length > 1e-6).all():
            normals = piece.normals / length[:, None]
            front = _crosses(piece.vertices, piece.faces)
            facing = np.einsum("ij,ij->i", normals[piece.faces].mean(axis=1), front)
            if facing.sum() < 0:
                normals, facing = -normals, -facing
            # Where triangles face against their own normals the file contradicts itself.
            if (facing < 0).mean() < 0.02:
                return replace(piece, normals=normals)
    return smooth(piece)


def smooth(piece: Piece, crease_deg: float = CREASE_DEG) -> Piece:
    """The piece with normals: at a vertex, the mean by angle of those triangles that bend less than a crease."""
    corners = piece.faces.reshape(-1)
    cross = _crosses(piece.vertices, piece.faces)
    unit = cross / np.maximum(np.linalg.norm(cross, axis=1, keepdims=True), 1e-300)
    face_of = np.repeat(np.arange(len(piece.faces)), 3)
    weights = _angles(piece.vertices, piece.faces).reshape(-1)
    place = weld(piece.vertices)[corners]
    order = np.argsort(place, kind="stable")
    counts = np.bincount(place[order])
    starts = np.concatenate([[0], np.cumsum(counts)])[:-1]
    total = np.zeros((len(corners), 3))
    for k in np.unique(counts[counts > 0]):
        groups = starts[counts == k]
        if k > _MOST_CORNERS:
            members = order[(groups[:, None] + np.arange(k)).ravel()]
            total[members] = unit[face_of[members]]
            continue
        # A few million pairs at a time.
        step = max(1, 2_000_000 // int(k * k))
        for at in range(0, len(groups), step):
            members = order[groups[at : at + step, None] + np.arange(k)]
            normals = unit[face_of[members]]
            near = np.einsum("gid,gjd->gij", normals, normals) > np.cos(np.radians(crease_deg))
            total[members] = np.einsum("gij,gj,gjd->gid", near, weights[members], normals)
    length = np.linalg.norm(total, axis=1, keepdims=True)
    total = np.where(length > 1e-12, total / np.maximum(length, 1e-12), unit[face_of])
    # Corners of one vertex with one normal stay one vertex.
    rows = np.concatenate([corners[:, None], np.round(total * 1e5).astype(np.int64)], axis=1)
    _, first, index = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    return replace(
        piece,
        vertices=piece.vertices[corners[first]],
        faces=index.reshape(-1, 3).astype(np.int64),
        normals=total[first],
        uvs=None if piece.uvs is None else piece.uvs[corners[first]],
        colors=None if piece.colors is None else piece.colors[corners[first]],
    )


def _angles(vertices: FloatArray, faces: Ints) -> FloatArray:
    """(m, 3) angle of each triangle at each of its corners, radians."""
    points = vertices[faces]
    result = np.zeros((len(faces), 3))
    for k in range(3):
        a = points[:, (k + 1) % 3] - points[:, k]
        b = points[:, (k + 2) % 3] - points[:, k]
        cosine = np.einsum("ij,ij->i", a, b) / np.maximum(np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1), 1e-300)
        result[:, k] = np.arccos(np.clip(cosine, -1, 1))
    return result


# --- Texture coordinates ---------------------------------------------------------------------------


def box_projected(piece: Piece) -> Piece:
    """The piece with texture coordinates in metres, each triangle seen along the axis that it faces most."""
    corners = piece.faces.reshape(-1)
    axis = np.repeat(np.abs(_crosses(piece.vertices, piece.faces)).argmax(axis=1), 3)
    points = piece.vertices[corners]
    across, up = np.array([1, 0, 0])[axis], np.array([2, 2, 1])[axis]
    every = np.arange(len(corners))
    rows = np.stack([corners, axis], axis=1)
    _, first, index = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    uvs = np.stack([points[every, across], points[every, up]], axis=1)
    assert piece.normals is not None
    return replace(
        piece,
        vertices=points[first],
        faces=index.reshape(-1, 3).astype(np.int64),
        normals=piece.normals[corners[first]],
        uvs=uvs[first],
        colors=None if piece.colors is None else piece.colors[corners[first]],
    )


def painted(piece: Piece, largest: int = 2048) -> tuple[Piece, Bytes]:
    """The piece with its vertices' colours as a picture: each two triangles fill a square cell of it.

    Lowest row first. Colours between vertices are blended as on the mesh.
    """
    assert piece.colors is not None and piece.normals is not None
    count = len(piece.faces)
    cells = int(np.ceil(np.sqrt((count + 1) // 2)))
    side = min(largest, max(64, 2 ** int(np.ceil(np.log2(cells * 8)))))
    edge = side // cells
    if edge < 4:
        raise CatalogError(f"{count} coloured triangles are more than a picture can hold.")
    index = np.arange(count)
    cell, half = index // 2, index % 2
    origin = np.stack([cell % cells, cell // cells], axis=1) * edge
    # Corners stay half a texel inside; the second triangle lies across the diagonal from the first.
    inner = edge - 3.0
    near = np.array([[0.5, 0.5], [0.5 + inner, 0.5], [0.5, 0.5 + inner]])
    far = np.array([edge - 0.5, edge - 0.5]) - (near - 0.5)
    corners = origin[:, None] + np.where((half == 0)[:, None, None], near, far)
    picture = np.zeros((side, side, 3), np.uint8)
    colors = piece.colors[piece.faces].astype(np.float64)
    x, y = np.meshgrid(np.arange(edge) + 0.5, np.arange(edge) + 0.5)
    for second in (False, True):
        chosen = np.flatnonzero(half == int(second))
        base = (np.array([edge, edge]) - np.stack([x, y], -1)) if second else np.stack([x, y], -1)
        mine = (base.sum(-1) <= edge) if not second else (base.sum(-1) < edge)
        s, t = ((base - 0.5) / inner)[..., 0], ((base - 0.5) / inner)[..., 1]
        weights = np.clip(np.stack([1 - s - t, s, t], -1), 0, 1)
        weights /= weights.sum(-1, keepdims=True)
        rows, columns = np.nonzero(mine)
        values = np.einsum("kc,fcd->fkd", weights[rows, columns], colors[chosen])
        at = origin[chosen]
        picture[at[:, 1, None] + rows, at[:, 0, None] + columns] = np.rint(values).astype(np.uint8)
    flat = piece.faces.reshape(-1)
    return (
        replace(
            piece,
            vertices=piece.vertices[flat],
            faces=np.arange(len(flat), dtype=np.int64).reshape(-1, 3),
            normals=piece.normals[flat],
            uvs=corners.reshape(-1, 2) / side,
            colors=None,
        ),
        picture,
    )
