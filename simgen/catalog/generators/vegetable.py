"""Vegetables that grow no two alike: carrots with their tops, heads of broccoli."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._food import strewn
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.blobs import blob, lumps
from simgen.catalog.meshing.grids import smooth_normals
from simgen.catalog.meshing.profiles import smooth
from simgen.catalog.meshing.ripples import Ripples
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, merge, mesh_of, rotate, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh

KINDS = ("carrot", "broccoli")
TOPS = ("none", "stubs", "leaves")


@dataclass(frozen=True)
class Parameters:
    """`length_m` of a carrot's root, `width_m` at its shoulder; of a head of broccoli, and across its crown.

    `count` carrots side by side, with `top`, one of TOPS.
    """

    kind: str
    length_m: float
    width_m: float
    count: int
    top: str

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.kind, KINDS, "kind")
        check_style(self.top, TOPS, "top")
        if not 1 <= self.count <= 6:
            raise ValueError(f"count is 1 to 6, got {self.count}")
        if self.kind == "carrot" and self.length_m < 3 * self.width_m:
            raise ValueError(f"a carrot's length_m {self.length_m} is not 3 times its width {self.width_m} or more")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """What lies there; slots `root` and `leaf` (a carrot), `floret` and `stalk` (broccoli)."""
    heap = Assembly(rng)
    if parameters.kind == "carrot":
        for k in range(parameters.count):
            _carrot(heap, parameters, k, rng)
    else:
        _broccoli(heap, parameters, rng)
    return heap.model()


# --- Carrots ---------------------------------------------------------------------------------------


def _carrot(heap: Assembly, p: Parameters, k: int, rng: np.random.Generator) -> None:
    """A root that tapers along x, its shoulder to the right, on the table all along."""
    length = p.length_m * float(rng.uniform(0.88, 1.06))
    r = p.width_m / 2 * float(rng.uniform(0.88, 1.05))
    s = np.linspace(0, 1, 70)
    taper = float(rng.uniform(0.62, 0.95))
    # From the shoulder, which is drawn in, to the thin end.
    shape = (1 - s) ** taper * 0.86 + 0.14 * (1 - s) ** 0.35
    shape = shape * (0.42 + 0.58 * np.sqrt(1 - (1 - np.clip(s / 0.07, 0, 1)) ** 2))
    knots = Ripples.draw(rng, 0.012, 0.06)
    along = np.column_stack([s * length, 0 * s, 0 * s])
    size = np.maximum(r * shape * (1 + 0.02 * knots(along)), 0.0011)
    bow = length * 0.035 * float(rng.normal())
    twist = rng.uniform(0, 6)
    y = bow * np.sin(math.pi * s) + 0.006 * length * np.sin(2.7 * math.pi * s + twist)
    # The shoulder rounds off about the axis, which does not come down again.
    z = np.maximum.accumulate(size[::-1])[::-1]
    path = np.column_stack([length * (0.5 - s), y, z])
    root = tube(path, size, segments=32)
    skin_lumps = Ripples.draw(rng, 0.006, 0.03)
    grooves = Ripples.draw(rng, 0.003, 0.012, stretch=(0.35, 1.0, 1.0))

    def grown(q: FloatArray) -> FloatArray:
        axis = np.column_stack(
            [q[:, 0], np.interp(-q[:, 0], -path[:, 0], path[:, 1]), np.interp(-q[:, 0], -path[:, 0], path[:, 2])]
        )
        out = q - axis
        return np.asarray(axis + out * (1 + 0.016 * skin_lumps(q) + 0.012 * grooves(q))[:, None])

    # Beyond its last point the tip is a thread.
    thread = smooth(
        [
            path[-1],
            path[-1] + [-0.007, 0.0015 * rng.normal(), -0.0002],
            path[-1] + [-0.017, 0.004 * rng.normal(), -0.0004],
        ],
        16,
    )
    tail = tube(thread, np.linspace(size[-1], 0.0003, 16), segments=8)
    pieces = [warp(root, grown), tail]
    pieces = pieces if rng.random() < 0.5 else pieces[:1]
    tops = _top(p.top, path[0], float(size[0]), rng)
    gap = p.width_m * float(rng.uniform(0.96, 1.08))
    place = (float(rng.normal(0, 0.03 * length)) if k else 0.0, (k - (p.count - 1) / 2) * gap, 0.0)
    turn = float(rng.normal(0, 0.045))
    moved = [translate(rotate(m, (0, 0, 1), turn), place) for m in [*pieces, *tops]]
    heap.add("heap", "root", moved[: len(pieces)])
    if tops:
        leaves = moved[len(pieces) :]
        heap.add("heap", "leaf", leaves, [hull_of(merge(leaves), 32)])
    turned = path @ np.array([[math.cos(turn), math.sin(turn), 0], [-math.sin(turn), math.cos(turn), 0], [0, 0, 1]])
    for a, b in ((0, 3), (3, 14), (14, 38), (38, 69)):
        ends = [(turned[j] + place, size[j]) for j in (a, b)]
        rings = []
        for at, radius in ends:
            phase = np.arange(12) * math.pi / 6
            rings.append(
                at + np.column_stack([0 * phase, 1.02 * radius * np.cos(phase), 1.02 * radius * np.sin(phase)])
            )
        heap.add("heap", "root", [], [np.concatenate(rings)])


def _top(style: str, crown: FloatArray, radius: float, rng: np.random.Generator) -> list[Mesh]:
    """Leaf stalks from the shoulder: cut to stubs, or with their feathery leaves lying behind."""
    meshes: list[Mesh] = []
    if style == "none":
        return [
            tube([crown - [0.001, 0, 0], crown + np.array([0.003, 0, 0])], [0.45 * radius, 0.3 * radius], segments=14)
        ]
    for k in range(int(rng.integers(6, 9))):
        angle = 2 * math.pi * k / 7 + rng.normal(0, 0.2)
        out = np.array([0.0, math.cos(angle), math.sin(angle)])
        base = crown + 0.38 * radius * out - [0.002, 0, 0]
        if style == "stubs":
            reach = float(rng.uniform(0.012, 0.034))
            tip = base + np.array([reach, *(out[1:] * 0.25 * reach)])
            tip[2] = max(tip[2], 0.003)
            stalk = tube(
                smooth([base, (base + tip) / 2 + 0.002 * out, tip], 8),
                np.linspace(0.0032, 0.0022, 8),
                segments=10,
                ends="flat",
                bevel_m=0.0004,
            )
            meshes.append(stalk)
            continue
        reach = float(rng.uniform(0.1, 0.16))
        end = base + np.array([reach, reach * 0.5 * math.cos(angle) + rng.normal(0, 0.01), 0.0])
        end[2] = 0.004 + 0.012 * rng.random()
        middle = base + reach * np.array([0.45, 0.2 * math.cos(angle), 0.0])
        middle[2] += 0.014 * (1 + math.sin(angle))
        path = smooth([base, middle, end], 30)
        meshes.append(tube(path, np.linspace(0.0026, 0.0008, 30), segments=6))
        meshes.append(_fronds(path, rng))
    return meshes


def _fronds(path: FloatArray, rng: np.random.Generator) -> Mesh:
    """Leaflets along the outer half of a stalk, each a small forked blade."""
    blades: list[Mesh] = []
    leaflet = merge([_blade(0.017, 0.0), _blade(0.012, 0.007), _blade(0.012, -0.007)])
    for j in range(9, 30, 3):
        ahead = path[min(j + 1, 29)] - path[j - 1]
        heading = math.atan2(ahead[1], ahead[0])
        long = 0.032 * math.sin(math.pi * (j - 5) / 26) + 0.006
        for side in (1, -1):
            turn = heading + side * (0.9 + rng.normal(0, 0.12))
            rise = float(rng.uniform(-0.1, 0.35))
            for share in np.linspace(0.35, 1.0, max(2, round(long / 0.01))):
                way = np.array([math.cos(turn), math.sin(turn), rise])
                at = path[j] + way * long * share
                at[2] = max(at[2], 0.002)
                swing = turn + side * 0.4 * rng.normal() * (share < 0.99)
                blades.append(translate(rotate(leaflet, (0, 0, 1), float(swing)), at.tolist()))
            far = path[j] + np.array([math.cos(turn), math.sin(turn), rise]) * long
            far[2] = max(far[2], 0.002)
            blades.append(tube([path[j], far], [0.0005, 0.0004], segments=4, ends="flat"))
    return merge(blades)


def _blade(x: float, y: float) -> Mesh:
    """A pointed blade from the origin to (x, y), thickest at its midrib: the fewest triangles that close."""
    long = math.hypot(x, y)
    points = long * np.array(
        [(0, 0, 0), (1, 0, 0), (0.45, 0.14, 0), (0.45, -0.14, 0), (0.45, 0, 0.05), (0.45, 0, -0.03)]
    )
    faces = np.array([(0, 3, 4), (3, 1, 4), (1, 2, 4), (2, 0, 4), (3, 0, 5), (1, 3, 5), (2, 1, 5), (0, 2, 5)])
    blade = mesh_of(points, faces, smooth_normals(points, faces), points[:, :2])
    return rotate(blade, (0, 0, 1), math.atan2(y, x))


# --- Broccoli --------------------------------------------------------------------------------------


def _broccoli(heap: Assembly, p: Parameters, rng: np.random.Generator) -> None:
    """A head on its side: branches fan out of the stalk, each with a dome of buds."""
    crown_m = p.width_m / 2
    stalk_r = 0.30 * crown_m
    high = p.length_m - 0.55 * crown_m
    meshes: dict[str, list[Mesh]] = {"stalk": [], "floret": []}
    fork = high - 0.75 * crown_m
    trunk = smooth(
        [
            (0, 0, 0),
            (0.002 * rng.normal(), 0.002 * rng.normal(), 0.5 * fork),
            (0, 0, fork),
            (0, 0, fork + 0.3 * crown_m),
        ],
        24,
    )
    wide = stalk_r * np.interp(np.linspace(0, 1, 24), [0, 0.1, 0.6, 1], [1.06, 1.0, 1.02, 1.3])
    ridges = Ripples.draw(rng, 0.01, 0.04, stretch=(1, 1, 3))
    shaft = tube(trunk, wide, segments=32, ends="flat", bevel_m=0.002)
    meshes["stalk"].append(warp(shaft, lambda q: q + q * [1, 1, 0] * 0.05 * ridges(q)[:, None]))
    domes = [(0.0, 0.0)] + [(0.52, a) for a in np.arange(5) * 1.257] + [(0.98, a + 0.3) for a in np.arange(9) * 0.698]
    spin = rng.uniform(0, 6)
    for lean, angle in domes:
        lean = lean * float(rng.uniform(0.9, 1.08)) + float(rng.normal(0, 0.03))
        angle = angle + spin + float(rng.normal(0, 0.09))
        out = np.array(
            [math.sin(1.28 * lean) * math.cos(angle), math.sin(1.28 * lean) * math.sin(angle), math.cos(1.28 * lean)]
        )
        size = crown_m * float(rng.uniform(0.33, 0.42)) * (1 - 0.12 * lean)
        center = np.array([0, 0, high - 0.6 * crown_m]) + out * (crown_m - 0.62 * size) * [1.08, 1.08, 1.0]
        start = np.array([0, 0, fork + 0.12 * crown_m * (1 - lean)]) + out * [0.5, 0.5, 0.0] * stalk_r
        bend = start + 0.45 * (center - start) + [0, 0, 0.05 * crown_m]
        branch = tube(
            smooth([start, bend, center], 12), np.linspace(0.14, 0.19, 12) * crown_m, segments=10, ends="flat"
        )
        meshes["stalk"].append(branch)
        for _ in range(2):
            side = rng.normal(size=3)
            end = center + 0.55 * size * (side - (side @ out) * out) / np.linalg.norm(side)
            meshes["stalk"].append(
                tube([bend, (bend + center) / 2, end], np.array([0.1, 0.085, 0.1]) * crown_m, segments=8, ends="flat")
            )
        meshes["floret"].append(_floret(center, out, size, rng))
    # Laid down: the stalk's end and the crown both touch the table.
    tilt = math.pi / 2 - math.atan2(1.0 * crown_m - stalk_r, high - 0.4 * crown_m) * 0.9
    turn = float(rng.uniform(0, 2 * math.pi))
    laid = {
        slot: [rotate(rotate(m, (0, 0, 1), turn), (0, 1, 0), tilt) for m in list_] for slot, list_ in meshes.items()
    }
    hulls = [hull_of(laid["stalk"][0], 32), *(hull_of(m, 24) for m in laid["floret"])]
    axis, angle = _to_rest(hulls)
    swing = float(rng.uniform(0.3, 1.3))
    shafts, florets = (
        [rotate(rotate(m, axis, angle), (0, 0, 1), swing) for m in laid[slot]] for slot in ("stalk", "floret")
    )
    heap.add("heap", "stalk", shafts, [hull_of(shafts[0], 32), hull_of(merge(shafts[1:]), 32)])
    heap.add("heap", "floret", florets, [hull_of(m, 24) for m in florets])


def _to_rest(hulls: list[FloatArray]) -> tuple[list[float], float]:
    """The least turn, axis and angle, after which a body of these convex pieces rests on a face of its own hull."""
    from scipy.spatial import ConvexHull

    solids = [ConvexHull(h) for h in hulls]
    center = np.average([h.mean(axis=0) for h in hulls], axis=0, weights=[s.volume for s in solids])
    points = np.concatenate(hulls)
    whole = ConvexHull(points)
    best = (math.pi, [1.0, 0.0, 0.0])
    for corners, plane in zip(points[whole.simplices], whole.equations, strict=True):
        normal = plane[:3]
        foot = center - (float(center @ normal) + plane[3]) * normal
        sides = np.cross(corners - foot, np.roll(corners, -1, axis=0) - foot) @ normal
        # It stands where its middle is above the face.
        if (sides >= 0).all() or (sides <= 0).all():
            angle = math.acos(float(np.clip(-normal[2], -1, 1)))
            axis = np.cross(normal, [0.0, 0.0, -1.0])
            if angle < best[0] and np.linalg.norm(axis) > 1e-9:
                best = (angle, axis.tolist())
    return best[1], best[0]


def _floret(center: FloatArray, out: FloatArray, size: float, rng: np.random.Generator) -> Mesh:
    """A dome of clusters of buds, open below, where its branch comes in."""
    core = blob((size, size, 0.86 * size), cells=6, swell=lumps(rng, 0.05, low=2, high=5))
    clusters = blob((0.26 * size, 0.26 * size, 0.2 * size), cells=3, swell=lumps(rng, 0.06, low=2, high=4))
    points: list[FloatArray] = []
    k = 0
    while len(points) < 32 and k < 900:
        k += 1
        way = rng.normal(size=3)
        way /= np.linalg.norm(way)
        if way[2] < -0.12:
            continue
        if all(float(way @ other) < math.cos(0.31) for other in points):
            points.append(way)
    ways = np.array(points)
    caps = strewn(clusters, ways * [size, size, 0.86 * size] * 0.93, ways, rng, 0.16)
    dome = merge([core, caps])
    # Its axis from +z onto the branch's direction.
    axis = np.cross([0.0, 0.0, 1.0], out)
    length = float(np.linalg.norm(axis))
    if length > 1e-6:
        dome = rotate(dome, (axis / length).tolist(), math.atan2(length, float(out[2])))
    return translate(dome, center.tolist())
