"""Bread with something between: hot dogs, long rolls, and toast cut across its corners."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._food import full_hull, ruffled, skin, slice_of
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import extrude
from simgen.catalog.meshing.cloth import padded
from simgen.catalog.meshing.grids import faces_where
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.ripples import Ripples
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, merge, rotate, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh

KINDS = ("hot_dog", "sub", "toast")
SAUCES = ("none", "one", "two")
_FILLINGS = (("cheese",), ("meat", "cheese"), ("meat", "cheese", "lettuce"), ("meat", "cheese", "tomato", "lettuce"))
# The tile of the crust that a roll wears, its brownest line along the middle.
_TILE_M = 0.16


@dataclass(frozen=True)
class Parameters:
    """Sizes of the bread: `length_m` along x, `width_m`, `height_m`; of toast, of one slice before it was cut.

    `sauces`: one of SAUCES, how many lines of them lie on a sausage. `layers` of filling in toast.
    """

    kind: str
    length_m: float
    width_m: float
    height_m: float
    sauces: str
    layers: int

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.kind, KINDS, "kind")
        check_style(self.sauces, SAUCES, "number of sauces")
        if not 1 <= self.layers <= 4:
            raise ValueError(f"layers is 1 to 4, got {self.layers}")
        if self.kind != "toast" and self.length_m < 1.5 * self.width_m:
            raise ValueError(f"length_m {self.length_m} is not 1.5 times the width {self.width_m} or more")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The snack as it lies.

    Slots `crust`, `crumb`, `toast`, `sausage`, `mustard`, `ketchup`, `lettuce`, `cheese`, `meat` and `tomato`.
    """
    snack = Assembly(rng)
    {"hot_dog": _hot_dog, "sub": _sub, "toast": _toast}[parameters.kind](snack, parameters, rng)
    return snack.model()


# --- Hot dogs --------------------------------------------------------------------------------------


def _opened(p: Parameters, rng: np.random.Generator) -> tuple[Mesh, Mesh, list[FloatArray]]:
    """A soft roll cut open from above: its crust, the crumb within, and its hulls."""
    w, h = p.width_m / 2, p.height_m
    gape = float(rng.uniform(0.46, 0.56)) * w
    # Half a section from the keel, out and up over the lip, down into the cut.
    half = smooth(
        [
            (0, 0.0), (0.5 * w, 0.01 * h), (0.86 * w, 0.16 * h), (1.0 * w, 0.47 * h), (0.95 * w, 0.8 * h),
            (0.78 * w, 0.97 * h), (0.62 * w, 0.985 * h), (gape, 0.93 * h), (0.9 * gape, 0.7 * h),
            (0.68 * gape, 0.44 * h), (0.3 * gape, 0.34 * h), (0, 0.33 * h),
        ],
        37,
    )  # fmt: skip
    loop = np.concatenate([half, (half * [-1, 1])[::-1][1:]])
    rows = 61
    s = np.linspace(-1, 1, rows)
    # Round ends: both the width and the height shrink towards them, the keel stays on the table.
    full = (1 - np.abs(s) ** 4.2) ** 0.45
    full[[0, -1]] = 0.0
    bow = float(rng.normal(0, 0.004))
    points = np.empty((rows, len(loop), 3))
    points[..., 0] = (s * p.length_m / 2)[:, None]
    points[..., 1] = loop[:, 0] * (0.25 + 0.75 * full)[:, None] * (full > 0)[:, None] + bow * (1 - s**2)[:, None]
    lift = 0.36 * h * (1 - full[:, None])
    points[..., 2] = loop[:, 1] * full[:, None] + lift
    ripples = Ripples.draw(rng, 0.03, 0.09)
    off = ripples(points)[..., None] * np.array([0.0, 0.0009, 0.0007]) * (full > 0)[:, None, None]
    points = points + off
    points[:, -1] = points[:, 0]
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(loop, axis=0), axis=1))])
    # Brown where it looked up in the oven, on both flanks; pale at the keel and in the cut.
    flank = along[np.argmax(half[:, 0])]
    way = np.minimum(along, along[-1] - along)
    v = np.broadcast_to((_TILE_M / 2 + (way - flank))[None, :], (rows, len(loop)))
    u = np.broadcast_to((s * p.length_m / 2)[:, None], (rows, len(loop)))
    uvs = np.stack([u + (along > along[-1] / 2)[None, :] * 0.37, v], axis=2)
    cut = 25
    last = len(loop) - 1

    def strip(first: int, end: int) -> Mesh:
        return skin(points[:, first : end + 1][:, ::-1], uvs[:, first : end + 1][:, ::-1])

    crust, crumb = merge([strip(0, cut), strip(last - cut, last)]), strip(cut, last - cut)
    hulls = []
    for low, high in ((0, 20), (20, 40), (40, 60)):
        piece = points[low : high + 1]
        for side in (1, -1):
            part = piece[piece[..., 1] * side > 0.55 * gape]
            hulls.append(hull_of(part, 32))
        hulls.append(hull_of(piece[piece[..., 2] < 0.36 * h + 0.002], 32))
    return crust, crumb, hulls


def _hot_dog(snack: Assembly, p: Parameters, rng: np.random.Generator) -> None:
    """A sausage longer than its roll, sauces squeezed along it in waves."""
    crust, crumb, hulls = _opened(p, rng)
    snack.add("snack", "crust", crust, hulls, whole=True)
    snack.add("snack", "crumb", crumb)
    r = 0.245 * p.width_m
    reach = p.length_m / 2 + float(rng.uniform(0.002, 0.012))
    s = np.linspace(-1, 1, 61)
    bend = float(rng.uniform(0.002, 0.006)) * (1 if rng.random() < 0.5 else -1)
    z = 0.33 * p.height_m + r + 0.006 + float(rng.uniform(0.001, 0.004)) * s**2
    path = np.column_stack([s * (reach - 0.8 * r), bend * (s**2 - 0.5), z])
    swell = Ripples.draw(rng, 0.03, 0.12)
    size = r * (1 + 0.018 * swell(path)) * np.where(np.abs(s) > 0.9, 1 - 1.6 * (np.abs(s) - 0.9), 1)
    sausage = tube(path, size, segments=32)
    snack.add("snack", "sausage", sausage, [hull_of(sausage, 32)])
    # Twisted ends.
    for k in (0, -1):
        out = np.array([-1.0 if k == 0 else 1.0, 0.0, 0.0])
        tip = path[k] + out * size[k]
        snack.add(
            "snack",
            "sausage",
            tube([tip - 0.003 * out, tip, tip + 0.0022 * out], [0.0026, 0.0017, 0.0009], segments=10),
        )
    lines = {"none": (), "one": (("mustard", 0.0),), "two": (("mustard", 0.0), ("ketchup", math.pi))}[p.sauces]
    for slot, phase in lines:
        t = np.linspace(-0.9, 0.9, 240)
        wave = np.sin(2 * math.pi * float(rng.uniform(2.6, 3.5)) * t + phase + 0.5 * np.sin(3 * t + rng.uniform(0, 6)))
        swing = wave * float(rng.uniform(0.4, 0.52)) * (1 + 0.15 * np.sin(7 * t + rng.uniform(0, 6)))
        center = np.column_stack([np.interp(t, s, path[:, k]) for k in range(3)])
        radius = np.interp(t, s, size) + 0.0013
        line = center + np.column_stack([0 * t, radius * np.sin(swing), radius * np.cos(swing)])
        thick = 0.0021 * (1 + 0.14 * np.sin(31 * t) + 0.1 * np.sin(57 * t + 1))
        snack.add("snack", slot, tube(line, np.column_stack([thick, 0.8 * thick]), segments=10))


# --- Long rolls ------------------------------------------------------------------------------------


def _half_roll(p: Parameters, rng: np.random.Generator, low: float, high: float, *, upper: bool) -> tuple[Mesh, Mesh]:
    """Crust and cut face of one half of a long roll between two heights."""
    w, rows = p.width_m / 2, 49
    tall = high - low
    s = np.linspace(-1, 1, rows)
    full = np.sqrt(np.clip(1 - np.abs(s) ** 3.2, 0, 1))
    full[[0, -1]] = 0.0
    if upper:
        half = [(0, 1.0), (0.45, 0.96), (0.8, 0.74), (0.98, 0.36), (1.0, 0.14), (0.97, 0.0)]
    else:
        half = [(0, 0.0), (0.6, 0.02), (0.88, 0.24), (0.99, 0.62), (1.0, 0.86), (0.97, 1.0)]
    side = smooth(half, 19)
    # From one cut edge over the crest, or the keel, to the other.
    loop = np.concatenate([(side * [-1, 1])[::-1], side[1:]])
    flat = 0.0 if upper else tall
    y = loop[:, 0] * w
    z = loop[:, 1] * tall
    sway = float(rng.normal(0, 0.003))
    points = np.empty((rows, len(loop), 3))
    points[..., 0] = (s * p.length_m / 2)[:, None]
    points[..., 1] = y * full[:, None] + sway * (1 - s**2)[:, None]
    points[..., 2] = low + flat + (z - flat) * (0.25 + 0.75 * full[:, None]) * (full > 0)[:, None]
    ripples = Ripples.draw(rng, 0.025, 0.08)
    bump = 0.0012 * ripples(points) * np.abs(loop[:, 1] * tall - flat) / tall
    if upper:
        # Three slashes across that opened in the oven.
        for at in np.linspace(-0.55, 0.55, 4) + rng.normal(0, 0.04, 4):
            off = (points[..., 0] / (p.length_m / 2) - at + 0.3 * points[..., 1] / w * 0.35) * p.length_m / 2 / 0.007
            bump = bump - 0.0026 * (np.exp(-(off**2)) - 0.4 * np.exp(-((np.abs(off) - 1.9) ** 2))) * (loop[:, 1] > 0.45)
    points[..., 2] += bump * (full > 0)[:, None]
    along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(y), np.diff(z)))])
    aside = along - along[-1] / 2
    if not upper:
        # The keel lies as far from the crest as the tile goes.
        aside = np.sign(aside) * (0.075 - np.abs(aside)) + 0.0
    u = np.broadcast_to((s * p.length_m / 2)[:, None], points.shape[:2])
    uvs = np.stack([u, np.broadcast_to(aside + _TILE_M / 2, u.shape)], axis=2)
    face = np.stack([points[:, 0], (points[:, 0] + points[:, -1]) / 2, points[:, -1]], axis=1)
    if upper:
        points, uvs = points[::-1], uvs[::-1]
    else:
        face = face[::-1]
    return skin(points, uvs), skin(face, face[..., :2].copy())


def _sub(snack: Assembly, p: Parameters, rng: np.random.Generator) -> None:
    """A crusty roll cut through, with ruffled leaves, tomato, meat and cheese that show between its halves."""
    w, length = p.width_m / 2, p.length_m
    split, fill = 0.36 * p.height_m, 0.2 * p.height_m
    for upper, low, high in ((False, 0.0, split), (True, split + fill, p.height_m)):
        crust, face = _half_roll(p, rng, low, high, upper=upper)
        tilt = float(rng.normal(0.03, 0.02)) if upper else 0.0
        crust, face = (rotate(m, (1, 0, 0), tilt, (0, 0, low)) for m in (crust, face))
        snack.add("snack", "crust", crust, [full_hull(crust)], whole=True)
        snack.add("snack", "crumb", face)
    z = split
    inside = 0.41 * length
    folds = []
    for y, reach in ((-0.55 * w, 1), (0.55 * w, -1), (0.0, 1)):
        folds.append(_folded(inside, 0.62 * w, z + 0.0035, y, reach, rng))
    snack.add("snack", "meat", folds)
    z += 0.3 * fill
    squares = []
    for k, x in enumerate(np.linspace(-0.72, 0.72, max(3, round(length / 0.062))) * inside):
        side = 2.0 * w * 0.78
        at = np.linspace(-side / 2, side / 2, 14)
        gx, gy = np.meshgrid(at, at)
        turn = math.pi / 4 + float(rng.normal(0, 0.15))
        flat = np.stack([gx, gy], axis=2) @ np.array(
            [[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]]
        )
        over = np.maximum(np.abs(flat[..., 1]) - 0.92 * w, 0)
        sheet = np.dstack([flat + np.array([x, 0.0]), z + 0.002 + 0.0007 * (k % 2) - 1.3 * over])
        squares.append(padded(sheet, 0.0022, 0.0011))
    snack.add("snack", "cheese", squares)
    z += 0.22 * fill
    slices = []
    for x in np.linspace(-0.8, 0.8, max(3, round(length / 0.045))) * inside:
        for y in (-0.42, 0.42):
            round_ = slice_of(0.6 * w, 0.005, rng, edge_m=0.001, uneven=0.02, segments=32)
            slices.append(translate(rotate(round_, (1, 0, 0), float(rng.normal(0, 0.05))), (x, y * w, z)))
    snack.add("snack", "tomato", slices)
    z += 0.22 * fill
    leaves = []
    for k in range(max(3, round(length / 0.05))):
        x = (k + 0.5 - max(3, round(length / 0.05)) / 2) * 0.05
        for start in (math.pi, 0.0):
            leaf = ruffled(
                rng,
                inner=0.4 * w,
                outer=1.2 * w,
                start=start + 0.35,
                span=math.pi - 0.7,
                height_m=0.0055,
                droop_m=0.004,
                columns=56,
            )
            leaves.append(translate(leaf, (x + float(rng.normal(0, 0.004)), 0, z + 0.001 * (k % 2))))
    snack.add("snack", "lettuce", leaves, [hull_of(merge([*leaves, *squares, *folds]), 32)])


def _folded(half: float, width: float, z: float, y: float, reach: float, rng: np.random.Generator) -> Mesh:
    """A long fold of thin meat, its edge wavy, along x."""
    x = np.linspace(-half, half, 70)
    across = np.linspace(-1, 1, 12)
    wave = 0.0022 * np.sin(x / 0.011 + rng.uniform(0, 6)) + 0.0016 * np.sin(x / 0.0057 + rng.uniform(0, 6))
    gx, ga = np.meshgrid(x, across)
    edge = 0.5 + 0.5 * ga
    gy = y - reach * (ga * width + edge * (wave * 0.9)[None, :])
    gz = z + 0.0016 * np.sin(2.5 * ga + gx / 0.02) + edge * wave[None, :]
    sheet = np.stack([gx, gy, gz], axis=2)
    return padded(sheet if reach < 0 else sheet[:, ::-1], 0.0018, 0.001)


# --- Toast -----------------------------------------------------------------------------------------


def _toast(snack: Assembly, p: Parameters, rng: np.random.Generator) -> None:
    """A sandwich of toast cut across its corners, one half on the other, their cuts to the front."""
    a, b, thick = p.length_m / 2, p.width_m / 2, p.height_m
    outline = np.array([(-a, b), (a, -b), (a, b)])
    forward = -math.atan2(b, -a) + math.pi
    floor = 0.0
    for turn, shift in ((0.0, 0.0), (float(rng.uniform(0.12, 0.5)) * (1 if rng.random() < 0.5 else -1), 0.012)):
        z = floor
        pieces = _slice(outline, thick, z, rng)
        z += thick
        for kind in _FILLINGS[p.layers - 1]:
            z = _filling(pieces, kind, outline, z, rng)
        pieces += _slice(outline, thick, z - 0.0008, rng)
        floor = z + thick - 0.0006
        aside = [float(rng.normal(0, 0.003)), shift + float(rng.normal(0, 0.003)), 0.0]
        middle = (a / 3, b / 3, 0.0)
        moved = [(slot, rotate(rotate(mesh, (0, 0, 1), turn, middle), (0, 0, 1), forward)) for slot, mesh in pieces]
        moved = [(slot, translate(mesh, aside)) for slot, mesh in moved]
        for slot, mesh in moved:
            snack.add("snack", slot, mesh, whole=slot == "toast")
        bread = [mesh for slot, mesh in moved if slot in ("crust", "crumb")]
        snack.add("snack", "crumb", [], [hull_of(merge(bread), 32)])


def _slice(outline: FloatArray, thick: float, z: float, rng: np.random.Generator) -> list[tuple[str, Mesh]]:
    """Half a slice between the ends of its cut and its corner, in this order: toasted faces, crumb, and the crust along
    both outer sides.
    """
    crust = 0.0028
    soft = Ripples.draw(rng, 0.03, 0.08)

    def bent(q: FloatArray) -> FloatArray:
        lift = 0.0009 * soft(q * [1, 1, 0])
        return np.asarray(q + np.column_stack([0.6 * lift, -0.6 * lift, lift]))

    corner = outline[2]
    sides = [(corner - end) / np.linalg.norm(corner - end) for end in outline[:2]]
    # Within the crust: both ends of the cut drawn in along the other side, the corner along both.
    within = np.array(
        [outline[0] - sides[1] * crust, outline[1] - sides[0] * crust, corner - (sides[0] + sides[1]) * crust]
    )
    radius = 0.011
    crumb = warp(translate(extrude(_eased(within), thick, 0.0006, 2, crease_deg=50), (0, 0, z)), bent)
    ring = fillet([outline[0], corner, outline[1]], [0, radius, 0], 8)
    inner = fillet(within[[0, 2, 1]], [0, radius - crust, 0], 8)
    edge = extrude(np.concatenate([ring, inner[::-1]]), thick, 0.0012, 2, crease_deg=50)
    flat = np.abs(crumb.normals[crumb.faces].mean(axis=1)[:, 2]) > 0.9
    at = crumb.vertices[:, :2].astype(np.float64) * 0.9 + _TILE_M / 2
    faces = faces_where(replace(crumb, uvs=at.astype(np.float32)), flat)
    return [
        ("toast", faces),
        ("crumb", faces_where(crumb, ~flat)),
        ("crust", warp(translate(edge, (0, 0, z)), bent)),
    ]


def _eased(corners: FloatArray) -> FloatArray:
    return fillet(corners, [0.0008, 0.0008, 0.008], 5, closed=True)


def _filling(
    pieces: list[tuple[str, Mesh]], kind: str, outline: FloatArray, z: float, rng: np.random.Generator
) -> float:
    """A layer between the slices that shows at the cut; the height of what lies on it."""
    middle = outline.mean(axis=0)
    if kind == "cheese":
        grown = middle + (outline - middle) * 1.03
        pieces.append((kind, translate(extrude(_eased(grown), 0.0026, 0.0008, 2), (0, 0, z - 0.0003))))
        return z + 0.0022
    start, end = (outline[0], outline[1])
    cut = (end - start) / np.linalg.norm(end - start)
    inward = np.array([-cut[1], cut[0]])
    if inward @ (middle - start) < 0:
        inward = -inward
    rise, deep = (0.0052, 0.0035) if kind == "lettuce" else (0.0034, 0.002)
    if kind == "tomato":
        for share in (0.3, 0.66):
            at = start + (end - start) * share + inward * 0.024
            round_ = slice_of(0.026, 0.0055, rng, edge_m=0.001, uneven=0.02, segments=36)
            pieces.append((kind, translate(round_, (*at, z - 0.0004))))
        return z + 0.005
    # A wavy sheet that comes out a little at the cut, and one at each outer side.
    for layer in range(2):
        n = 90
        along = np.linspace(0.03, 0.97, n)
        across = np.linspace(-0.004, 0.05, 12) + float(rng.uniform(-0.003, 0.001))
        wave = np.zeros(n)
        for k in (9, 15, 23) if kind == "lettuce" else (6, 11, 17):
            wave += np.sin(k * along * 2.2 + rng.uniform(0, 6)) / 1.7
        fade = np.clip(1 - across / 0.03, 0.1, 1)
        narrow = 1 - np.clip(across, 0, 1)[:, None] / 0.075
        place = start + ((along[None, :] - 0.5) * narrow + 0.5)[..., None] * (end - start)
        place = place + (across[:, None] + 0.0025 * np.cos(9 * along + layer)[None, :])[..., None] * inward
        height = z + deep / 2 + layer * 0.0016 + fade[:, None] * wave[None, :] * rise / 2.4
        sheet = np.dstack([place, height])
        normal = np.cross(sheet[0, 1] - sheet[0, 0], sheet[1, 0] - sheet[0, 0])[2]
        pieces.append(
            (kind, padded(sheet if normal > 0 else sheet[:, ::-1], 0.001 if kind == "lettuce" else 0.0018, 0.001))
        )
    return z + deep + 0.001
