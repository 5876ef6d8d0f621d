"""Cloth laid on a scene at rest: its folds are made, it falls, and the scene gets its real geometry.

Cloth moves nothing that is hard: it is let down once what it was put on is at rest, onto what is there then. So it is
made from the settled scene alone, and replaying the scenario makes it again. What is put on cloth waits until it lies,
and finds it as firm as wood.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from simgen.catalog.meshing.cloth import padded
from simgen.catalog.meshing.ripples import Ripples
from simgen.geometry import FloatArray, Pose
from simgen.geometry.let_down import lowest_rise
from simgen.physics.cloth import OWN_DISTANCE, Piece, Settled, Squeeze, settle_sheet
from simgen.physics.support import unsupported
from simgen.seeds import stream
from simgen.world import CRUMPLED_SHARE, NEAR_M, Asset, Body, Contact, Part, Scene, Surface

# A sheet's points are so far apart, in thicknesses, as long as it has no more of them than this.
SPACING, MOST_POINTS = 2.4, 2800
# What is seen is finer: so many points for each of the solver's.
FINER = 2
# Air between cloth and what it lies on, so that no two faces are at one place.
INSET_M = 0.0006
# A piece for collisions spans so many cells.
BLOCK = 5


def drape(scene: Scene) -> Scene:
    """The scene with each cloth as it comes to rest, each on all that is hard and on the cloths before it.

    Contacts and the report tell of it as of all else.
    """
    if not any(body.cloth is not None for body in scene.bodies):
        return scene
    bodies = {body.instance_id: body for body in scene.bodies}
    contacts = [c for c in scene.contacts if bodies[c.a].cloth is None and bodies[c.b].cloth is None]
    speed = scene.report.max_speed_m_s
    laid: list[int] = []
    for body in scene.bodies:
        if body.cloth is None:
            continue
        below = [b for b in bodies.values() if b.cloth is None or b.instance_id in laid]
        below = [b for b in below if b.world_hulls() and _within_reach(b, body)]
        start, spacing_m, thickness_m = _start(body)
        settled = _settle(body, start, spacing_m, thickness_m, below)
        bodies[body.instance_id] = _laid(body, settled, spacing_m, thickness_m, below)
        contacts += _contacts(body, below, settled)
        speed = max(speed, settled.speed_m_s)
        laid.append(body.instance_id)
    found = tuple(bodies[body.instance_id] for body in scene.bodies)
    ordered = tuple(sorted(contacts, key=lambda c: (c.a, c.b)))
    report = replace(scene.report, unsupported=unsupported(found, ordered))
    return replace(scene, bodies=found, contacts=ordered, report=report)


def cloths_below(bodies: Sequence[Body]) -> dict[int, int]:
    """By instance id, how many cloths are below a body, as they were put on each other."""
    named = {body.name: body for body in bodies}
    found = {}
    for body in bodies:
        count, carrier = 0, named.get(body.support or "")
        while carrier is not None:
            count += carrier.cloth is not None
            carrier = named.get(carrier.support or "")
        found[body.instance_id] = count
    return found


def let_down(bodies: Sequence[Body], laid: Sequence[Body]) -> list[Body]:
    """The bodies, those that were put on cloth straight down, or up, to just above where it lies.

    `laid`: the cloths as they lie. What was put on such a body goes with it.
    """
    cloths = {body.name: body for body in laid}
    named = {body.name: body for body in bodies}
    moved = []
    for body in bodies:
        lowest = body
        while lowest.support in named:
            lowest = named[lowest.support]
        rise = 0.0
        if lowest.support in cloths:
            rise = lowest_rise(lowest.world_hulls(), cloths[lowest.support].world_hulls()) + INSET_M
        if math.isfinite(rise):
            x, y, z = body.world_from_body.position
            body = replace(body, world_from_body=Pose((x, y, z + rise), body.world_from_body.quaternion))
        moved.append(body)
    return moved


def _within_reach(other: Body, cloth: Body) -> bool:
    points = np.concatenate(other.world_hulls())
    x, y, z = cloth.world_from_body.position
    reach = 0.5 * math.hypot(*cloth.asset.bounds.size[:2]) * cloth.scale + 0.1
    low, high = points.min(axis=0), points.max(axis=0)
    return bool(low[2] <= z + 0.5 and np.hypot(*(np.clip((x, y), low[:2], high[:2]) - (x, y))) <= reach)


# --- How it is put down ----------------------------------------------------------------------------


def _start(body: Body) -> tuple[FloatArray, float, float]:
    """(rows, columns, 3) points in the world, the distance of neighbours laid flat, and the thickness, metres."""
    assert body.cloth is not None
    width, depth, thickness = (float(v) * body.scale for v in body.asset.bounds.size)
    spacing = max(SPACING * thickness, 0.006, math.sqrt(width * depth / MOST_POINTS))
    columns, rows = max(8, round(width / spacing)), max(8, round(depth / spacing))
    # One distance for both ways: the cloth is as large as that, to half a cell.
    spacing = math.sqrt(width * depth / (columns * rows))
    u, v = np.meshgrid(np.arange(columns + 1) * spacing, np.arange(rows + 1) * spacing)
    rng = stream(body.cloth.seed, "cloth")
    grid = np.stack([u - columns * spacing / 2, v - rows * spacing / 2, np.zeros_like(u)], axis=-1)
    if body.cloth.fold == "folded":
        grid = _folded(columns, rows, spacing, rng)
    elif body.cloth.fold == "crumpled":
        bumps = Ripples.draw(rng, 0.35 * min(width, depth), 0.9 * min(width, depth))(grid)
        grid[..., 2] += 0.06 * min(width, depth) * (bumps - bumps.min())
    else:
        # Nobody lays a cloth quite flat: it is pushed together a little, and waves.
        wave = Ripples.draw(rng, 0.15 * min(width, depth), 0.5 * min(width, depth))(grid)
        grid[..., :2] *= 1 - 0.006 * rng.uniform(0.3, 1.0)
        grid[..., 2] += 0.15 * spacing * (wave - wave.min())
    grid[..., 2] += thickness / 2 + INSET_M
    pose = body.world_from_body
    return pose.apply(grid.reshape(-1, 3)).reshape(grid.shape), spacing, thickness


def _folded(columns: int, rows: int, spacing: float, rng: np.random.Generator) -> FloatArray:
    """To and fro along the longer side, then across: (rows + 1, columns + 1, 3) with a layer above the other."""
    long_first = rows >= columns
    counts = {True: int(rng.choice([3, 4])), False: 2}
    down, across = counts[long_first], counts[not long_first]
    pitch = 1.12 * OWN_DISTANCE * spacing
    y, layer_y = _zigzag(rows, down, spacing)
    x, layer_x = _zigzag(columns, across, spacing)
    first, second = (layer_y, layer_x) if long_first else (layer_x, layer_y)
    inner = down if long_first else across
    level_1 = (first[:, None] if long_first else first[None, :]) + 0 * y[:, None] + 0 * x[None, :]
    level_2 = (second[None, :] if long_first else second[:, None]) + 0 * level_1
    # What was folded before is turned over with each second fold.
    turned = np.floor(level_2 + 0.5) % 2 == 1
    level = np.where(turned, inner - 1 - level_1, level_1) + inner * level_2
    askew = 0.004 * Ripples.draw(rng, 0.1, 0.4)(np.stack([x[None, :] + 0 * level, y[:, None] + 0 * level, level], -1))
    return np.stack([x[None, :] + askew, y[:, None] + 0.7 * askew, pitch * level], axis=-1)


def _zigzag(cells: int, layers: int, spacing: float) -> tuple[FloatArray, FloatArray]:
    """Of each line of a sheet folded into `layers`: how far it is from the middle, and on which layer, 0 the lowest."""
    length = cells / layers
    at = np.arange(cells + 1) / length
    layer = np.minimum(np.floor(at), layers - 1)
    share = at - layer
    way = np.where(layer % 2 == 0, share, 1 - share)
    # Near a fold, the line climbs to the next layer.
    bend = 1.0 / length
    rise = np.where(layer < layers - 1, np.clip((share - (1 - bend)) / (2 * bend), 0, 0.5), 0.0)
    sink = np.where(layer > 0, np.clip((bend - share) / (2 * bend), 0, 0.5), 0.0)
    return (way - 0.5) * length * spacing, layer + rise - sink


def _settle(body: Body, start: FloatArray, spacing_m: float, thickness_m: float, below: Sequence[Body]) -> Settled:
    assert body.cloth is not None
    squeeze = None
    if body.cloth.fold == "crumpled":
        x, y, _ = body.world_from_body.position
        extent = np.ptp(start.reshape(-1, 3)[:, :2], axis=0)
        reach = math.sqrt(CRUMPLED_SHARE * float(np.prod(extent)) / math.pi)
        squeeze = Squeeze(x, y, 0.5 * float(np.hypot(*extent)), reach, 0.9)
    return settle_sheet(
        start,
        spacing_m,
        thickness_m / 2 + INSET_M,
        [other.world_hulls() for other in below],
        seconds={"folded": 0.5, "crumpled": 1.4}.get(body.cloth.fold, 0.7),
        most_s={"folded": 1.0, "crumpled": 2.6}.get(body.cloth.fold, 2.2),
        pressed=body.cloth.fold == "folded",
        squeeze=squeeze,
    )


# --- What it is then -------------------------------------------------------------------------------


def _laid(body: Body, settled: Settled, spacing_m: float, thickness_m: float, below: Sequence[Body]) -> Body:
    """The body with the cloth as it lies for its geometry, in its own frame."""
    middle = _finer(settled.points)
    pieces = [Piece.of(hull, 0) for other in below for hull in other.world_hulls()]
    flat = middle.reshape(-1, 3)
    low, high = flat.min(axis=0), flat.max(axis=0)
    radius = thickness_m / 2 + INSET_M
    # Edges that lie between two of the solver's points would show.
    for piece in (piece for piece in pieces if piece.near(low, high, radius)):
        depth, normal = piece.depth(flat)
        flat += np.clip(radius - depth, 0.0, None)[:, None] * normal
    own = body.world_from_body.inverse
    local = own.apply(flat).reshape(middle.shape) / body.scale
    mesh = padded(local, thickness_m / body.scale, 0.6 * thickness_m / body.scale)
    # Texture follows the cloth as it was woven, however it is stretched now.
    part = Part(
        "cloth",
        (Surface(mesh, body.asset.parts[0].surfaces[0].material),),
        _blocks(settled, own, body, thickness_m),
        mass_kg=body.asset.mass_kg,
    )
    asset: Asset = replace(body.asset, parts=(part,))
    return replace(body, asset=asset)


def _finer(points: FloatArray) -> FloatArray:
    """The sheet with more points, on cubic splines through those that it has."""
    from scipy.interpolate import CubicSpline

    rows, columns = points.shape[:2]
    down = CubicSpline(np.arange(rows), points, axis=0)(np.linspace(0, rows - 1, FINER * (rows - 1) + 1))
    fine: FloatArray = CubicSpline(np.arange(columns), down, axis=1)(
        np.linspace(0, columns - 1, FINER * (columns - 1) + 1)
    )
    return fine


def _blocks(settled: Settled, own: Pose, body: Body, thickness_m: float) -> tuple[FloatArray, ...]:
    """Convex pieces: the sheet in blocks, as thick as it is."""
    rows, columns = settled.points.shape[:2]
    hulls = []
    up = np.array([0.0, 0.0, 0.5 * thickness_m])
    for r in range(0, rows - 1, BLOCK):
        for c in range(0, columns - 1, BLOCK):
            block = settled.points[r : r + BLOCK + 1, c : c + BLOCK + 1]
            corners = block[[0, 0, -1, -1, len(block) // 2], [0, -1, 0, -1, block.shape[1] // 2]]
            across = np.cross(corners[1] - corners[2], corners[3] - corners[0])
            size = float(np.linalg.norm(across))
            offset = across / size * up[2] if size > 1e-9 else up
            ring = np.concatenate([block[0], block[-1], block[1:-1, 0], block[1:-1, -1], corners[4:]])
            hulls.append(own.apply(np.concatenate([ring + offset, ring - offset])) / body.scale)
    return tuple(hulls)


def _contacts(cloth: Body, below: Sequence[Body], settled: Settled) -> list[Contact]:
    found = []
    for k, other in enumerate(below):
        distance = float(settled.distances_m[k])
        if distance > NEAR_M:
            continue
        touching, normals = settled.touching[k], settled.normals[k]
        if len(touching):
            point, normal = touching.mean(axis=0), normals.sum(axis=0)
            # What bears most of it counts: straight up where any of it lies, else as it leans.
            lies = normals[normals[:, 2] >= math.sqrt(0.5)]
            normal = lies.sum(axis=0) if len(lies) else normal
        else:
            point, normal = settled.points.reshape(-1, 3)[0], np.array([0.0, 0.0, 1.0])
        size = float(np.linalg.norm(normal))
        unit = normal / size if size > 1e-9 else np.array([0.0, 0.0, 1.0])
        a, b = cloth.instance_id, other.instance_id
        if a < b:
            a, b, unit = b, a, -unit
        found.append(
            Contact(
                a,
                b,
                (float(point[0]), float(point[1]), float(point[2])),
                (float(unit[0]), float(unit[1]), float(unit[2])),
                max(0.0, distance - INSET_M),
                0.0,
            )
        )
    return found
