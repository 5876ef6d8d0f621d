"""Every relation of a settled scene measured again, each by another algorithm than the labels'.

Distances by least squares instead of GJK; cavities and footprints by rays through Embree instead of crossings and
columns; bearing by taking the bearer away and stepping the physics instead of forces; masks by rays instead of edge
functions; angles by complex numbers. An oracle gives a verdict without a band, or None where it has no opinion.
"""

from __future__ import annotations

import cmath
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np
import trimesh
from scipy.optimize import nnls
from scipy.spatial import ConvexHull

from simgen.frame import Holds, Labels
from simgen.geometry import FloatArray, look_at
from simgen.labels import viewing
from simgen.labels.relations import relations
from simgen.physics import PhysicsEngine, SettleLimits, load_engine
from simgen.rendering.geometry_pass import trace
from simgen.seeds import stream
from simgen.world import TOUCHING_M, Camera, Scene

Key = tuple[str, int, int]
POINTS = 400
LINES = 200
BOX_REACH_M = 0.03
FREE_FALL_S = 0.3
FALLEN_M = 0.01


@dataclass(frozen=True)
class Tally:
    """Of one relation: pairs that the label calls ambiguous, and others that agree or not with the oracle."""

    agree: int = 0
    disagree: int = 0
    ambiguous: int = 0
    true: int = 0

    @staticmethod
    def of(label: Holds, verdict: bool) -> Tally:
        """Of one label and what an oracle says of it."""
        if label == "ambiguous":
            return Tally(ambiguous=1)
        true = int(label == "true")
        return Tally(agree=1, true=true) if (label == "true") == verdict else Tally(disagree=1, true=true)

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.agree + other.agree,
            self.disagree + other.disagree,
            self.ambiguous + other.ambiguous,
            self.true + other.true,
        )

    @property
    def agreement(self) -> float:
        """The share that agrees of what is not ambiguous, 1 where there is nothing."""
        return self.agree / max(1, self.agree + self.disagree) if self.agree + self.disagree else 1.0


@dataclass(frozen=True)
class Disagreement:
    """A label and an oracle that contradict each other."""

    predicate: str
    subject: str
    object: str
    label: str
    verdict: bool
    margin: float | None


class Witness:
    """A settled scene as the oracles see it, with what several of them need."""

    def __init__(self, scene: Scene, camera: Camera) -> None:
        self.scene, self.camera = scene, camera
        self.bodies = {body.instance_id: body for body in scene.bodies}
        self.objects = {k: body for k, body in self.bodies.items() if body.role == "object" and not body.is_liquid}
        self.hulls = {k: own for k, body in self.bodies.items() if not body.is_liquid and (own := body.world_hulls())}
        self.liquids = {k: body.world_hulls() for k, body in self.bodies.items() if body.is_liquid}
        self.rng = stream(scene.scenario.seed, "oracles", scene.scenario.index)

    @cached_property
    def labels(self) -> Labels:
        """What the labels say."""
        told = relations(self.scene, self.camera)
        hidden = {k for k, body in self.bodies.items() if body.role == "object"}
        return Labels((), (*told, *viewing.occlusions(trace(self.scene, self.camera), hidden)))

    def verdicts(self, name: str) -> list[tuple[Key, bool | None]]:
        """What the oracle of this name says, asked once."""
        if name not in self._verdicts:
            self._verdicts[name] = list(ORACLES[name](self))
        return self._verdicts[name]

    @cached_property
    def _verdicts(self) -> dict[str, list[tuple[Key, bool | None]]]:
        return {}

    @cached_property
    def shown(self) -> list[int]:
        """The objects of which some may be in the picture."""
        return [k for k, body in self.objects.items() if viewing.in_bounds(body, self.camera)]

    def points(self, k: int) -> FloatArray:
        """(n, 3) corners of the hulls, or of the visual surfaces where there are none."""
        return np.concatenate(self.hulls[k]) if k in self.hulls else self.skin(k).vertices.view(np.ndarray)

    def box(self, k: int) -> FloatArray:
        """(2, 3)."""
        points = self.points(k)
        return np.array([points.min(axis=0), points.max(axis=0)])

    def skin(self, k: int) -> trimesh.Trimesh:
        """The visual surfaces."""
        body, meshes = self.bodies[k], []
        for part in body.asset.parts:
            for surface in part.surfaces:
                vertices = body.world_vertices(surface.mesh, part.joint)
                meshes.append(trimesh.Trimesh(vertices, surface.mesh.faces, process=False))
        return trimesh.util.concatenate(meshes)

    @cached_property
    def solids(self) -> dict[int, trimesh.Trimesh]:
        """The hulls as meshes, faces outwards."""
        return {k: _solid(own) for k, own in self.hulls.items()}

    @cached_property
    def widths(self) -> dict[int, float]:
        """Seen from the side, a mean over directions."""
        turns = np.linspace(0, np.pi, 181)[:-1]
        axes = np.stack([np.cos(turns), np.sin(turns)])
        return {k: float(np.ptp(self.points(k)[:, :2] @ axes, axis=0).mean()) for k in self.objects}

    def distance(self, a: int, b: int) -> float:
        """Of the nearest two hulls, by non-negative least squares in the weights of their corners."""
        return self._distances.setdefault((min(a, b), max(a, b)), self._distance(a, b))

    @cached_property
    def _distances(self) -> dict[tuple[int, int], float]:
        return {}

    def _distance(self, a: int, b: int) -> float:
        if (min(a, b), max(a, b)) in self._distances:
            return self._distances[min(a, b), max(a, b)]
        first, second = (self.hulls.get(k) or [_box_corners(self.box(k))] for k in (a, b))
        boxes = [np.array([[hull.min(axis=0), hull.max(axis=0)] for hull in own]) for own in (first, second)]
        lows, highs = ([box[:, side] for box in boxes] for side in (0, 1))
        between = np.maximum(lows[0][:, None] - highs[1], lows[1] - highs[0][:, None])
        apart = np.linalg.norm(np.maximum(between, 0.0), axis=-1)
        order = np.argsort(apart, axis=None, kind="stable")
        gaps = ((float(apart.flat[n]), *divmod(int(n), len(second))) for n in order)
        nearest = np.inf
        for gap, i, j in gaps:
            if gap >= nearest or nearest < 1e-7:
                break
            nearest = min(nearest, _least_squares(first[i], second[j]))
        return nearest

    def drops(self, subject: int, without: int | None) -> bool:
        """Whether the subject falls when all that it touches is nailed down and one body is taken away."""
        touches = [c for c in self.scene.contacts if subject in (c.a, c.b) and c.distance_m <= TOUCHING_M]
        near = {c.a if c.b == subject else c.b for c in touches} - {without}
        if not near:
            return True
        laid = self.bodies[subject]
        # Cloth is laid down anew, from how it was held.
        drawn = next(b for b in self.scene.scenario.bodies if b.instance_id == subject)
        body = replace(laid, fixed=False) if laid.cloth is None else drawn
        kept = [replace(self.bodies[k], fixed=True) for k in sorted(near)]
        scenario = replace(self.scene.scenario, bodies=(*kept, body))
        limits = SettleLimits(max_simulated_s=FREE_FALL_S, window_s=0.05, stands_s=0.0)
        moved = _engine().settle(scenario, limits).bodies[-1]
        before, after = (np.concatenate(x.world_hulls()).mean(axis=0)[2] for x in (laid, moved))
        return bool(before - after > FALLEN_M)


@cache
def _engine() -> PhysicsEngine:
    return load_engine("bullet")


def _apart(a: FloatArray, b: FloatArray) -> FloatArray:
    return np.maximum(np.maximum(a.min(axis=0) - b.max(axis=0), b.min(axis=0) - a.max(axis=0)), 0.0)


def _solid(hulls: list[FloatArray]) -> trimesh.Trimesh:
    """Convex pieces as one mesh, faces outwards."""
    meshes = []
    for points in hulls:
        hull = ConvexHull(points)
        a, b, c = (points[hull.simplices[:, k]] for k in range(3))
        inwards = np.einsum("ij,ij->i", np.cross(b - a, c - a), hull.equations[:, :3]) < 0
        faces = np.where(inwards[:, None], hull.simplices[:, ::-1], hull.simplices)
        meshes.append(trimesh.Trimesh(points, faces, process=False))
    return trimesh.util.concatenate(meshes)


def _box_corners(box: FloatArray) -> FloatArray:
    return np.array(list(itertools.product(*box.T)))


def _least_squares(a: FloatArray, b: FloatArray) -> float:
    heavy = 1e3
    center = a.mean(axis=0)
    rows = np.zeros((5, len(a) + len(b)))
    rows[:3, : len(a)], rows[:3, len(a) :] = (a - center).T, -(b - center).T
    rows[3, : len(a)] = rows[4, len(a) :] = heavy
    weights, _ = nnls(rows, np.array([0, 0, 0, heavy, heavy]), maxiter=50 * rows.shape[1])
    return float(np.linalg.norm(rows[:3] @ weights))


Verdicts = Iterator[tuple[Key, bool | None]]


def touching(w: Witness) -> Verdicts:
    """Every pair whose boxes are near, also those that no contact lists."""
    for a, b in itertools.combinations(w.hulls, 2):
        if "object" in (w.bodies[a].role, w.bodies[b].role) and (_apart(w.box(a), w.box(b)) < BOX_REACH_M).all():
            yield ("touching", b, a), w.distance(a, b) <= TOUCHING_M


def on_top(w: Witness) -> Verdicts:
    """What falls when its bearer is taken away, and stays while it is there; None where it needs several."""
    for k, body in w.objects.items():
        near = [c for c in w.scene.contacts if k in (c.a, c.b)]
        if k not in w.hulls or not body.asset.mass_kg > 0 or not near:
            continue
        stands = not w.drops(k, None)
        needed = [other for c in near for other in [c.b if c.a == k else c.a] if stands and w.drops(k, other)]
        for contact in near:
            other = contact.b if contact.a == k else contact.a
            yield ("on_top", k, other), None if other in needed and len(needed) > 1 else other in needed


def supports(w: Witness) -> Verdicts:
    """Powers of the matrix of on_top."""
    ids = list(w.bodies)
    step = np.array([[w.labels.holds("on_top", b, a) == "true" for b in ids] for a in ids], dtype=int)
    reach = step.copy()
    for _ in ids:
        reach = ((reach + reach @ step) > 0).astype(int)
    for (i, a), (j, b) in itertools.product(enumerate(ids), enumerate(ids)):
        if i != j:
            yield ("supports", a, b), bool(reach[i, j])


def attached(w: Witness) -> Verdicts:
    """What would fall if it were not nailed, and is near a wall or the ceiling."""
    for k, body in w.objects.items():
        if not body.fixed or k not in w.hulls or not body.asset.mass_kg > 0:
            continue
        falls: bool | None = None
        for other, thing in w.bodies.items():
            if thing.role == "structure" and other in w.hulls and (_apart(w.box(k), w.box(other)) < BOX_REACH_M).all():
                falls = w.drops(k, None) if falls is None else falls
                yield ("attached", k, other), falls and w.distance(k, other) <= 0.003


def inside(w: Witness) -> Verdicts:
    """Points strewn through the hulls of the one, looked up in the cavities of the other by rays."""
    for holder in w.objects.values():
        rooms = [
            trimesh.Trimesh(holder.world_vertices(c.mesh, c.joint), c.mesh.faces, process=True)
            for c in holder.asset.cavities
        ]
        for k, hulls in {**w.hulls, **w.liquids}.items():
            if k == holder.instance_id or w.bodies[k].role == "structure":
                continue
            points = np.concatenate(hulls)
            if not any((_apart(points, room.vertices) <= 0).all() for room in rooms):
                continue
            strewn = w.rng.uniform(points.min(axis=0), points.max(axis=0), (10 * POINTS, 3))
            strewn = strewn[_within(strewn, hulls)][:POINTS]
            if len(strewn) >= 50:
                within = np.any([room.contains(strewn) for room in rooms], axis=0)
                yield ("inside", k, holder.instance_id), bool(within.mean() >= 0.5)


def _within(points: FloatArray, hulls: list[FloatArray]) -> np.ndarray:
    result = np.zeros(len(points), dtype=bool)
    for hull in hulls:
        near = np.flatnonzero(((points > hull.min(axis=0)) & (points < hull.max(axis=0))).all(axis=1) & ~result)
        if len(near):
            planes = ConvexHull(hull).equations
            result[near] = (points[near] @ planes[:, :3].T + planes[:, 3] <= 0).all(axis=1)
    return result


def _shares_over(w: Witness, a: int, b: int) -> tuple[float, float] | None:
    """Of vertical lines through a: the share with a piece of b beginning above a's top, and ending below its bottom."""
    low, high = w.box(a)
    places = w.rng.uniform(low[:2], high[:2], (LINES, 2))
    starts = np.column_stack([places, np.full(LINES, min(low[2], w.box(b)[0, 2]) - 0.1)])
    rays, heights, _ = _crossings(w.solids[a], starts)
    top, bottom = np.full(LINES, -np.inf), np.full(LINES, np.inf)
    np.maximum.at(top, rays, heights)
    np.minimum.at(bottom, rays, heights)
    met = np.isfinite(top)
    if met.sum() < 20:
        return None
    rays, heights, entering = _crossings(w.solids[b], starts)
    over, under = np.zeros(LINES, dtype=bool), np.zeros(LINES, dtype=bool)
    over[rays[entering & (heights >= top[rays] - TOUCHING_M)]] = True
    under[rays[~entering & (heights <= bottom[rays] + TOUCHING_M)]] = True
    return float(over[met].mean()), float(under[met].mean())


def _crossings(mesh: trimesh.Trimesh, starts: FloatArray) -> tuple[np.ndarray, FloatArray, np.ndarray]:
    """Of upward rays through a surface: (k,) which ray, at which height, and whether it enters there."""
    up = np.tile([0.0, 0.0, 1.0], (len(starts), 1))
    where, ray, face = mesh.ray.intersects_location(starts, up, multiple_hits=True)
    if len(where) == 0:
        return np.zeros(0, dtype=int), np.zeros(0), np.zeros(0, dtype=bool)
    return ray, where[:, 2], mesh.face_normals[face, 2] < 0


def over_and_under(w: Witness) -> Verdicts:
    """under, above, below: by vertical rays through hulls."""
    enclosed = {k[1:] for k, verdict in w.verdicts("inside") if verdict or w.labels.holds(*k) != "false"}
    for a, b in itertools.permutations([k for k in w.objects if k in w.solids], 2):
        if (a, b) in enclosed or (b, a) in enclosed or not (_apart(w.box(a), w.box(b))[:2] <= 0).all():
            continue
        own, other = _shares_over(w, a, b), _shares_over(w, b, a)
        if own is None or other is None:
            continue
        yield ("under", a, b), own[0] >= 0.5
        yield ("below", a, b), max(own[0], other[1]) >= 0.5
        yield ("above", b, a), max(own[0], other[1]) >= 0.5


def near_and_far(w: Witness) -> Verdicts:
    """Distances and sizes, for each pair."""
    for a, b in itertools.combinations(w.shown, 2):
        size = sum(max(w.widths[k], np.ptp(w.box(k)[:, 2])) for k in (a, b)) / 2
        distance = w.distance(a, b)
        yield ("near", a, b), distance <= size
        yield ("far", a, b), distance >= 3 * size


def next_to(w: Witness) -> Verdicts:
    """Distances, heights, and many lines between the two."""
    joined = {
        frozenset(k[1:])
        for name in ("under, above, below", "inside", "on_top")
        for k, verdict in w.verdicts(name)
        if verdict and k[0] in ("above", "inside", "on_top")
    }
    for a, b in itertools.combinations(w.shown, 2):
        width = (w.widths[a] + w.widths[b]) / 2
        heights = np.array([w.box(k)[:, 2] for k in (a, b)])
        low, high = heights[:, 0].max(), heights[:, 1].min()
        level = (high - low) / max(np.ptp(heights, axis=1).min(), 1e-9) >= 0.1
        beside = level and w.distance(a, b) <= width / 2 and frozenset((a, b)) not in joined
        if not beside or w.distance(a, b) <= TOUCHING_M:
            yield ("next_to", a, b), bool(beside)
            continue
        ends = [w.rng.dirichlet(np.ones(len(p := w.points(k))), 60) @ p for k in (a, b)]
        for end in ends:
            end[:, 2] = (low + high) / 2
        along = ends[1] - ends[0]
        stopped = np.zeros(len(along), dtype=bool)
        for k, mesh in w.solids.items():
            if k not in (a, b) and (_apart(w.box(k), np.concatenate(ends)) <= 0).all():
                where, ray, _ = mesh.ray.intersects_location(ends[0], along, multiple_hits=False)
                near = np.linalg.norm(where - ends[0][ray], axis=1) < np.linalg.norm(along[ray], axis=1)
                stopped[ray[near]] = True
        share = stopped.mean()
        yield ("next_to", a, b), True if share < 0.15 else False if share > 0.85 else None


def facing(w: Witness) -> Verdicts:
    """Headings as complex numbers."""
    for a, body in w.objects.items():
        if a not in w.shown:
            continue
        front = body.world_from_body.matrix @ [0, -1, 0, 0]
        level = bool(body.asset.has_front and body.world_from_body.matrix[2, 2] > 0.5)
        for b in w.shown:
            to = w.box(b).mean(axis=0) - w.box(a).mean(axis=0)
            if a != b and abs(complex(*to[:2])) > 1e-6:
                turn = abs(cmath.phase(complex(*to[:2]) / complex(*front[:2]))) if level else np.pi
                yield ("facing", a, b), turn <= np.pi / 4


def sides(w: Witness) -> Verdicts:
    """left_of, right_of, in_front_of, behind: by the visual surfaces in the frame of a level camera."""
    eye = np.asarray(w.camera.world_from_camera.position)
    ahead = w.camera.world_from_camera.apply([0, 0, 1.0]) - eye
    level = look_at(eye, eye + ahead * [1, 1, 0]).inverse
    middles = {}
    for k in w.shown:
        seen = level.apply(w.skin(k).vertices)
        middles[k] = (seen.min(axis=0) + seen.max(axis=0)) / 2
    for a, b in itertools.permutations(w.shown, 2):
        x, _, z = middles[b] - middles[a]
        yield ("left_of", a, b), bool(x > 0)
        yield ("right_of", a, b), bool(x < 0)
        yield ("in_front_of", a, b), bool(z > 0)
        yield ("behind", a, b), bool(z < 0)


def occludes(w: Witness) -> Verdicts:
    """Rays through pixel centres at the surfaces of all bodies, and at those of one alone."""
    k = w.camera.intrinsics
    pose = w.camera.world_from_camera
    directions = pose.rotate(k.rays()).reshape(-1, 3)
    origins = np.tile(pose.position, (len(directions), 1))
    skins = {i: w.skin(i) for i in w.bodies}
    faces = np.repeat(list(skins), [len(s.faces) for s in skins.values()])
    first = trimesh.util.concatenate(list(skins.values())).ray.intersects_first(origins, directions)
    ids = np.where(first >= 0, faces[first], 0)
    for b in w.shown:
        alone = skins[b].ray.intersects_first(origins, directions) >= 0
        if alone.sum() < 20:
            continue
        for a in w.bodies:
            if a != b:
                yield ("occludes", a, b), bool((ids[alone] == a).mean() >= 0.03)


ORACLES: dict[str, Callable[[Witness], Verdicts]] = {
    "touching": touching,
    "on_top": on_top,
    "supports": supports,
    "attached": attached,
    "inside": inside,
    "under, above, below": over_and_under,
    "next_to": next_to,
    "near, far": near_and_far,
    "facing": facing,
    "left_of, right_of, in_front_of, behind": sides,
    "occludes": occludes,
}


def compare(scene: Scene, camera: Camera) -> tuple[dict[str, Tally], list[Disagreement]]:
    """By predicate how labels and oracles agree in one scene, and every pair where they do not."""
    w = Witness(scene, camera)
    tallies: dict[str, Tally] = {}
    differing = []
    for name in ORACLES:
        for (predicate, a, b), verdict in w.verdicts(name):
            label = w.labels.holds(predicate, a, b)
            if verdict is None and label != "ambiguous":
                continue
            told = Tally.of(label, bool(verdict))
            tallies[predicate] = tallies.get(predicate, Tally()) + told
            if told.disagree:
                relation = w.labels.relation(predicate, a, b)
                names = w.bodies[a].name, w.bodies[b].name
                differing.append(Disagreement(predicate, *names, label, bool(verdict), relation and relation.margin))
    return tallies, differing
