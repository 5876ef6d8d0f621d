"""What an imported thing is to physics: convex pieces, volume, and the flat places that carry other things."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.spatial import ConvexHull, QhullError

from simgen.catalog.importers import cutting
from simgen.catalog.importers.surfaces import edge_faults, shell_count, weld
from simgen.catalog.meshing.transforms import hull_of
from simgen.geometry import FloatArray
from simgen.world import SupportSurface

Ints = npt.NDArray[np.int64]
# A thing that fills this much of its convex hull is one hull.
CONVEX_ENOUGH = 0.97
HULL_POINTS = 48
# What is made of many shells (fur, spikes, leaves) is one hull as well where it fills this much of it: cutting a tangle
# takes minutes, and its hollows are not for things to lie in.
MANY_SHELLS = 64
DENSE_TANGLE = 0.5
_CELLS = 40
# Flat sheets get this much thickness.
LEAST_THICKNESS_M = 0.002
# Things stand at least this far from the edge of a support, and need this much room above.
SUPPORT_INSET_M = 0.01
SUPPORT_CLEARANCE_M = 0.03
LEAST_SUPPORT_M2 = 0.0025
_CACHE_VERSION = b"1"


def convex_pieces(vertices: FloatArray, faces: Ints, notes: list[str]) -> tuple[FloatArray, ...]:
    """Convex pieces, each (k, 3), that together fill a shape; within its bounds. Kept on disk by content.

    What is nearly convex is one piece; all else is cut by coacd (Wei et al. 2022). `notes` tells where that fails.
    """
    index = weld(vertices)
    _, first = np.unique(index, return_index=True)
    points = np.ascontiguousarray(vertices[first])
    triangles = np.ascontiguousarray(index[faces])
    triangles = triangles[(triangles != np.roll(triangles, 1, axis=1)).all(axis=1)]
    whole = whole_hull(points)
    if np.ptp(points, axis=0).min() < LEAST_THICKNESS_M / 2:
        return (whole,)
    around = float(ConvexHull(points).volume)
    sound = edge_faults(triangles) == (0, 0)
    if sound and _volume(points, triangles) >= CONVEX_ENOUGH * around:
        return (whole,)
    if shell_count(triangles) > MANY_SHELLS and filled_share(points, triangles) >= DENSE_TANGLE:
        return (whole,)
    key = hashlib.blake2b(digest_size=16)
    settings = repr((cutting.CONCAVITY, cutting.MOST_PIECES, cutting.SEARCH)).encode()
    for part in (_CACHE_VERSION, points.tobytes(), triangles.tobytes(), settings):
        key.update(part)
    path = _cache_folder() / f"{key.hexdigest()}.npz"
    kept = _read(path)
    if kept is None:
        kept = _within(cutting.cut(points, triangles), points)
        if not kept:
            notes.append("it could not be cut into convex pieces: physics takes its hull, and nothing fits into it")
            return (whole,)
        _write(path, kept)
    return kept


def _within(pieces: tuple[FloatArray, ...], points: FloatArray) -> tuple[FloatArray, ...]:
    """The pieces without what sticks out: making a shape watertight swells it a little, and things would float."""
    low, high = points.min(axis=0), points.max(axis=0)
    hulls = []
    for piece in pieces:
        try:
            hulls.append(hull_of(np.clip(piece, low, high), HULL_POINTS, _tolerance(points)))
        except (QhullError, ValueError):
            continue
    return tuple(hulls)


def filled_share(points: FloatArray, triangles: Ints) -> float:
    """How much of its convex hull a shape fills, of 0..1, on a grid of _CELLS along its longest side.

    What cannot be reached from outside is filled; gaps narrower than a cell are closed.
    """
    from scipy import ndimage

    low = points.min(axis=0)
    cell = float(np.ptp(points, axis=0).max()) / _CELLS
    a, b, c = (points[triangles[:, k]] for k in range(3))
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2
    count = np.minimum(np.ceil(area / (0.2 * cell * cell)).astype(np.int64) + 3, 4 * _CELLS * _CELLS)
    which = np.repeat(np.arange(len(triangles)), count)
    turn = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    # Evenly spread over each triangle (Roberts 2018).
    s, t = (turn * 0.7548776662466927 + 0.5) % 1, (turn * 0.5698402909980532 + 0.5) % 1
    over = s + t > 1
    s, t = np.where(over, 1 - s, s), np.where(over, 1 - t, t)
    sample = a[which] + s[:, None] * (b - a)[which] + t[:, None] * (c - a)[which]
    place = np.floor((np.concatenate([sample, points]) - low) / cell).astype(np.int64) + 1
    shape = place.max(axis=0) + 2
    surface = np.zeros(tuple(shape), bool)
    surface[tuple(place.T)] = True
    label, _ = ndimage.label(~surface)
    inside = ~surface & (label != label[0, 0, 0])
    # A cell that the surface goes through is half full.
    filled = float(inside.sum() + 0.5 * surface.sum()) * cell**3
    return filled / float(ConvexHull(points).volume)


def whole_hull(vertices: FloatArray) -> FloatArray:
    """One convex piece (k, 3) around a shape; the thickened box around a sheet."""
    if np.ptp(vertices, axis=0).min() >= LEAST_THICKNESS_M / 2:
        try:
            return hull_of(vertices, HULL_POINTS, _tolerance(vertices))
        except (QhullError, ValueError):
            pass
    return _thickened(vertices)


def _tolerance(points: FloatArray) -> float:
    return 1e-3 * float(np.ptp(points, axis=0).max())


def _thickened(points: FloatArray) -> FloatArray:
    """The box around a flat or thin thing, at least LEAST_THICKNESS_M thick upwards or to both sides."""
    low, high = points.min(axis=0), points.max(axis=0)
    lacking = np.maximum(LEAST_THICKNESS_M - (high - low), 0.0)
    below = np.array([lacking[0] / 2, lacking[1] / 2, 0.0])
    low, high = low - below, high + lacking - below
    return np.array([[x, y, z] for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])])


def filled_volume_m3(vertices: FloatArray, faces: Ints, hulls: tuple[FloatArray, ...]) -> float:
    """The volume inside the triangles, or that of the hulls where that makes no sense (open or tangled meshes)."""
    around = float(ConvexHull(np.concatenate(hulls)).volume)
    pieces = min(sum(float(ConvexHull(h).volume) for h in hulls), around)
    if not len(faces) or edge_faults(weld(vertices)[faces]) != (0, 0):
        return pieces
    inside = _volume(vertices, faces)
    return inside if 0.02 * around < inside <= 1.001 * around else pieces


def _volume(vertices: FloatArray, faces: Ints) -> float:
    a, b, c = (vertices[faces[:, k]] - vertices.mean(axis=0) for k in range(3))
    return abs(float(np.einsum("ij,ij->", a, np.cross(b, c)))) / 6


# --- Support surfaces ------------------------------------------------------------------------------


def supports_of(vertices: FloatArray, faces: Ints, joint: str | None = None) -> tuple[SupportSurface, ...]:
    """Level places of at least LEAST_SUPPORT_M2 and a twelfth of the footprint, each nearly convex and free above."""
    points = vertices[faces]
    cross = np.cross(points[:, 1] - points[:, 0], points[:, 2] - points[:, 0])
    area = np.linalg.norm(cross, axis=1) / 2
    level = (cross[:, 2] > np.cos(np.radians(3.0)) * 2 * area) & (area > 0)
    if not level.any():
        return ()
    footprint = float(np.prod(np.ptp(vertices[:, :2], axis=0)))
    least = max(LEAST_SUPPORT_M2, footprint / 12)
    step = max(0.002, 0.002 * float(np.ptp(vertices[:, 2])))
    heights = points[:, :, 2].mean(axis=1)
    found: list[SupportSurface] = []
    order = np.flatnonzero(level)[np.argsort(heights[level], kind="stable")]
    cuts = np.flatnonzero(np.diff(heights[order]) > step) + 1
    for group in np.split(order, cuts):
        if area[group].sum() < least:
            continue
        flat = points[group][:, :, :2].reshape(-1, 2)
        try:
            outline = flat[ConvexHull(flat).vertices]
        except (QhullError, ValueError):
            continue
        if area[group].sum() < 0.75 * _polygon_area(outline):
            continue
        inner = _inset(outline, SUPPORT_INSET_M)
        if inner is None or _polygon_area(inner) < least / 2:
            continue
        height = float(heights[group].max())
        clearance = _clearance(inner, height, points)
        if clearance >= SUPPORT_CLEARANCE_M:
            corners = tuple((float(x), float(y)) for x, y in inner)
            found.append(SupportSurface(f"level_{len(found) + 1}", corners, height, clearance, joint))
    return tuple(found)


def _polygon_area(outline: FloatArray) -> float:
    x, y = outline[:, 0], outline[:, 1]
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2


def _inset(outline: FloatArray, by: float) -> FloatArray | None:
    """A convex outline drawn together by `by` metres, at most 24 corners; None where nothing is left."""
    from scipy.spatial import HalfspaceIntersection

    hull = ConvexHull(outline)
    planes = hull.equations.copy()
    planes[:, 2] += by
    middle = outline.mean(axis=0)
    if (planes[:, :2] @ middle + planes[:, 2] >= -1e-4).any():
        return None
    corners = HalfspaceIntersection(planes, middle).intersections
    around = corners[ConvexHull(corners).vertices]
    if len(around) > 24:
        around = around[np.linspace(0, len(around), 24, endpoint=False).astype(int)]
    return np.asarray(around, np.float64)


def _clearance(outline: FloatArray, height: float, triangles: FloatArray) -> float:
    """Free height above the outline, sampled at its corners, middle and between."""
    middle = outline.mean(axis=0)
    samples = np.concatenate([middle[None], *(middle + f * (outline - middle) for f in (0.35, 0.7, 1.0))])
    above = triangles[triangles[:, :, 2].max(axis=1) > height + 1e-3]
    if not len(above):
        return float("inf")
    a, b, c = above[:, 0], above[:, 1], above[:, 2]
    ab, ac = b[:, :2] - a[:, :2], c[:, :2] - a[:, :2]
    twice = ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0]
    seen = np.abs(twice) > 1e-14
    a, b, c, ab, ac, twice = a[seen], b[seen], c[seen], ab[seen], ac[seen], twice[seen]
    least = float("inf")
    for x, y in samples:
        px, py = x - a[:, 0], y - a[:, 1]
        s = (px * ac[:, 1] - py * ac[:, 0]) / twice
        t = (ab[:, 0] * py - ab[:, 1] * px) / twice
        hit = (s >= 0) & (t >= 0) & (s + t <= 1)
        z = a[hit, 2] + s[hit] * (b[hit, 2] - a[hit, 2]) + t[hit] * (c[hit, 2] - a[hit, 2])
        z = z[z > height + 1e-3]
        if len(z):
            least = min(least, float(z.min()) - height)
    return least


# --- Cache -----------------------------------------------------------------------------------------


def _cache_folder() -> Path:
    base = os.environ.get("SIMGEN_CACHE")
    if base:
        return Path(base) / "hulls"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()) / "simgen" / "hulls"


def _read(path: Path) -> tuple[FloatArray, ...] | None:
    try:
        return cutting.read_pieces(path)
    except (OSError, ValueError, EOFError, KeyError):
        return None


def _write(path: Path, hulls: tuple[FloatArray, ...]) -> None:
    """Best effort: a cache that cannot be written slows, and breaks nothing."""
    name = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", suffix=".partial", dir=path.parent)
        os.close(handle)
        cutting.write_pieces(Path(name), hulls)
        Path(name).replace(path)
    except OSError:
        if name:
            Path(name).unlink(missing_ok=True)
