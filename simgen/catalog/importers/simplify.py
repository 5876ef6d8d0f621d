"""Fewer triangles: vertices of one grid cell become one (Rossignac and Borrel 1993), texture seams kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from simgen.catalog.importers.draft import Piece


def simplified(pieces: tuple[Piece, ...], most: int) -> tuple[Piece, ...]:
    """The pieces with at most `most` triangles in all, by the finest grid that does it; the same if they have fewer."""
    if sum(len(p.faces) for p in pieces) <= most:
        return pieces
    points = np.concatenate([p.vertices for p in pieces])
    low, extent = points.min(axis=0), float(np.ptp(points, axis=0).max())
    coarse, fine = 2, 4096
    while fine - coarse > 1:
        middle = (coarse + fine) // 2
        if sum(len(_merged(p, low, extent / middle).faces) for p in pieces) <= most:
            coarse = middle
        else:
            fine = middle
    return tuple(piece for piece in (_merged(p, low, extent / coarse) for p in pieces) if len(piece.faces))


def _merged(piece: Piece, low: np.ndarray[tuple[int], np.dtype[np.float64]], cell: float) -> Piece:
    """One vertex for each cell and patch of the texture, in the middle of the cell's vertices."""
    count = len(piece.vertices)
    rows, columns = piece.faces[:, [0, 1]].ravel(), piece.faces[:, [1, 2]].ravel()
    graph = coo_matrix((np.ones(len(rows)), (rows, columns)), (count, count))
    patch = connected_components(graph, directed=False)[1] if piece.uvs is not None else np.zeros(count, np.int64)
    place = np.floor((piece.vertices - low) / cell).astype(np.int64)
    _, spot = np.unique(place, axis=0, return_inverse=True)
    spot = spot.reshape(-1)
    weight = np.bincount(spot)
    means = np.stack([np.bincount(spot, piece.vertices[:, k]) / weight for k in range(3)], axis=1)
    keys = np.stack([spot, patch], axis=1)
    _, first, index = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    faces = index.reshape(-1)[piece.faces]
    corners = spot[piece.faces]
    real = (corners != np.roll(corners, 1, axis=1)).all(axis=1)
    _, once = np.unique(np.sort(faces, axis=1), axis=0, return_index=True)
    kept = np.zeros(len(faces), bool)
    kept[once] = True
    return replace(
        piece,
        vertices=means[spot[first]],
        faces=faces[kept & real].astype(np.int64),
        # Merged vertices bend the surface, so it is made smooth anew.
        normals=None,
        uvs=None if piece.uvs is None else piece.uvs[first],
        colors=None if piece.colors is None else piece.colors[first],
    )
