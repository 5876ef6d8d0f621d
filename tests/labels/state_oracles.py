"""States of settled things measured again: turns by fitting vertices, contents and cloth by rays.

Each verdict is without a band: its boundary is the middle of the label's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import trimesh

from simgen.frame import Holds
from simgen.geometry import FloatArray
from simgen.labels.definitions import STATES
from simgen.labels.states import states
from simgen.world import Body, Scene
from tests.labels.oracles import Disagreement, Tally

# Of a joint that turns by more, a fit cannot tell which way it came.
MOST_TURN_DEG = 170.0


def compare_states(scene: Scene) -> tuple[dict[str, Tally], list[Disagreement]]:
    """By state how labels and these measures agree in one scene, and every thing where they do not."""
    tallies: dict[str, Tally] = {}
    differing = []
    for body in scene.bodies:
        if body.role == "structure" or body.is_liquid:
            continue
        told = states(body, scene.scenario.lights)
        for state, verdict in verdicts(scene, body):
            label: Holds = told[state]["holds"]
            found = Tally.of(label, verdict)
            tallies[state] = tallies.get(state, Tally()) + found
            if found.disagree:
                differing.append(Disagreement(state, body.name, "", label, verdict, told[state]["margin"]))
    return tallies, differing


def verdicts(scene: Scene, body: Body) -> Iterator[tuple[str, bool]]:
    """Each state that this file can tell, of one thing."""
    tilt = tilt_by_fit_deg(body)
    if tilt is not None:
        yield "upright", tilt <= _middle("upright", "tilt_deg")
        yield "tipped", tilt >= _middle("tipped", "tilt_deg")
    opened = [share for joint in body.asset.joints if (share := open_by_fit(body, joint.name)) is not None]
    if len(opened) == len(body.asset.joints) > 0:
        yield "open", max(opened) >= _middle("open", "fraction")
    if body.fill is not None:
        contents = [other for other in scene.bodies if other.is_liquid and other.support == body.name]
        yield "filled", filled_by_rays(body, contents) >= _middle("filled", "fraction")
    if body.cloth is not None:
        # As it was before it was laid down: flat.
        flat = next(b for b in scene.scenario.bodies if b.instance_id == body.instance_id)
        width, depth = (float(side) * flat.scale for side in flat.asset.bounds.size[:2])
        covered, level, drop_m = cloth_by_rays(body, width * depth)
        drop = drop_m / min(width, depth)
        gathered = drop <= _middle("folded", "drop")
        yield (
            "folded",
            gathered and covered <= _middle("folded", "covered") and level >= _middle("folded", "level"),
        )
        yield (
            "crumpled",
            gathered and covered <= _middle("crumpled", "covered") and level <= _middle("crumpled", "level"),
        )
        yield "draped", drop >= _middle("draped", "drop")


def _middle(state: str, measured: str) -> float:
    row = next(row for row in STATES if row.name == state)
    term = next(term for term in row.terms if term.measured == measured)
    return (term.true_at + term.false_at) / 2


def tilt_by_fit_deg(body: Body) -> float | None:
    """The angle to +z of what was up when it was made, by the best linear map of its vertices; None where flat."""
    vertices = [(s.mesh, body.world_vertices(s.mesh)) for p in body.asset.parts if p.joint is None for s in p.surfaces]
    if not vertices:
        return None
    turn = _turn(np.concatenate([mesh.vertices for mesh, _ in vertices]), np.concatenate([w for _, w in vertices]))
    return None if turn is None else float(np.degrees(np.arccos(np.clip(turn[2, 2], -1, 1))))


def open_by_fit(body: Body, joint: str) -> float | None:
    """How far the vertices that a joint moves have come of the way that its range gives them; None where untold."""
    limits = body.asset.joint(joint)
    meshes = [s.mesh for part in body.asset.parts if part.joint == joint for s in part.surfaces]
    if not meshes:
        return None

    def at(position: float) -> FloatArray:
        moved = replace(body, joint_positions={**body.joint_positions, joint: position})
        return np.concatenate([moved.world_vertices(mesh, joint) for mesh in meshes])

    shut, now, wide = (
        at(limits.lower),
        np.concatenate([body.world_vertices(m, joint) for m in meshes]),
        at(limits.upper),
    )
    turned, whole = (_turn(shut, points) for points in (now, wide))
    if turned is None or whole is None:
        return None
    angles = [float(np.degrees(np.arccos(np.clip((np.trace(t) - 1) / 2, -1, 1)))) for t in (turned, whole)]
    if angles[1] > MOST_TURN_DEG or (limits.kind != "prismatic" and limits.upper - limits.lower > np.pi):
        return None
    if angles[1] > 0.5:
        return angles[0] / angles[1]
    ways = [float(np.linalg.norm((points - shut).mean(axis=0))) for points in (now, wide)]
    return ways[0] / ways[1] if ways[1] > 1e-6 else None


def _turn(before: FloatArray, after: FloatArray) -> FloatArray | None:
    """(3, 3) the rotation of the best linear map (Kabsch 1976), None where the points lie in one plane."""
    a, b = (np.asarray(points, dtype=float) - np.mean(points, axis=0) for points in (before, after))
    if np.linalg.svd(a, compute_uv=False)[2] < 1e-3 * np.linalg.norm(a):
        return None
    u, _, v = np.linalg.svd(a.T @ b)
    sign = np.sign(np.linalg.det(u @ v))
    turn: FloatArray = (u @ np.diag([1, 1, sign]) @ v).T
    return turn


def filled_by_rays(vessel: Body, contents: list[Body]) -> float:
    """The share of a hollow below what is in it, by vertical rays from below and above."""
    assert vessel.fill is not None
    cavity = next(c for c in vessel.asset.cavities if c.name == vessel.fill.cavity)
    hollow = trimesh.Trimesh(vessel.world_vertices(cavity.mesh, cavity.joint), cavity.mesh.faces)
    surfaces = [(body, s.mesh) for body in contents for s in body.asset.parts[0].surfaces]
    pieces = [trimesh.Trimesh(body.world_vertices(mesh), mesh.faces, process=False) for body, mesh in surfaces]
    (x0, y0, z0), (x1, y1, z1) = hollow.bounds
    x, y = np.meshgrid(*(np.linspace(a, b, 91) for a, b in ((x0, x1), (y0, y1))))
    low = np.stack([x, y, np.full_like(x, z0 - 1)], axis=-1).reshape(-1, 3)
    ground = _first_hits(hollow, low, 1.0)
    high = low + np.array([0.0, 0.0, z1 - z0 + 2])
    tops = np.fmax.reduce([ground, *(_first_hits(mesh, high, -1.0) for mesh in pieces)])
    cell = (x1 - x0) * (y1 - y0) / 90**2
    return float(np.nansum(tops - ground)) * cell / abs(float(hollow.volume))


def _first_hits(mesh: trimesh.Trimesh, starts: FloatArray, way: float) -> FloatArray:
    """(n,) heights at which vertical rays, up or down, first meet the mesh; NaN where they miss."""
    found = np.full(len(starts), np.nan)
    at, ray, _ = mesh.ray.intersects_location(starts, np.broadcast_to([0, 0, way], starts.shape), multiple_hits=False)
    found[ray] = at[:, 2]
    return found


def cloth_by_rays(cloth: Body, area_m2: float) -> tuple[float, float, float]:
    """Of a cloth of this area: the shares that vertical rays hit and that random points on it lie level, and its height
    (m)."""
    surface = cloth.asset.parts[0].surfaces[0]
    mesh = trimesh.Trimesh(cloth.world_vertices(surface.mesh), surface.mesh.faces, process=False)
    (x0, y0, _), (x1, y1, top) = mesh.bounds
    x, y = (np.linspace(low, high, 90) for low, high in ((x0, x1), (y0, y1)))
    starts = np.stack([*np.meshgrid(x, y), np.full((90, 90), top + 1.0)], axis=-1).reshape(-1, 3)
    hit = mesh.ray.intersects_any(starts, np.broadcast_to([0.0, 0.0, -1.0], starts.shape))
    _, faces = trimesh.sample.sample_surface(mesh, 4000, seed=0)
    level = np.abs(mesh.face_normals[faces, 2]) >= np.cos(np.radians(35.0))
    return float(hit.mean() * (x1 - x0) * (y1 - y0) / area_m2), float(level.mean()), float(np.ptp(mesh.vertices[:, 2]))
