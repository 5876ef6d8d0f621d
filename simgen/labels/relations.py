"""Relations between two bodies, each three-valued with a signed margin that is 0 on the decision boundary.

All are geometry of the settled scene. A relation that is not listed is false, by more than its band.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from simgen.frame import Holds, Relation
from simgen.geometry import FloatArray, box_edges_clipped
from simgen.labels.boxes import body_bounds
from simgen.labels.states import three_valued
from simgen.labels.volumes import Pieces, box_gap, box_of, share_below, share_in_cavity
from simgen.world import TOUCHING_M, Body, Camera, Contact, Scene, bearing_shares

PREDICATES = (
    "touching",
    "on_top",
    "supports",
    "inside",
    "under",
    "left_of",
    "right_of",
    "in_front_of",
    "behind",
)

# Half widths of the ambiguous bands.
TOUCHING_BAND_M = 0.001
SHARE_BAND = 0.1
NORMAL_BAND = 0.05
VOLUME_BAND = 0.1
FOOTPRINT_BAND = 0.1
# A contact whose normal is steeper than 45 degrees carries.
UPWARD = float(np.sqrt(0.5))


def relations(scene: Scene, camera: Camera) -> tuple[Relation, ...]:
    """Every relation of the settled scene, by predicate, subject and object.

    - touching (m): closest distance of the collision hulls at most 2 mm; ambiguous within 1 mm of that. Symmetric and
      listed once, subject after object in the scene; pairs up to 20 mm apart are listed.
    - on_top (fraction): touching, the contact normal on the lower body is within 45 degrees of upright, and at least
      half of the lift (upward force, friction too) on the subject comes from the object; what a fixed body stands on
      shares it evenly. The margin is the least of: share - 0.5, the normal's z - cos 45 degrees, and
      (2 mm - distance) / 2 mm.
    - supports (fraction): the subject is below the object in a chain of on_top; the margin is the chain's least.
    - inside (fraction): at least half of the subject's volume lies in a cavity of the object; margin: share - 0.5.
    - under (fraction): at least half of the subject's footprint has the object over it, and it is not inside;
      margin: share - 0.5.
    - left_of, right_of, in_front_of, behind (m): for a viewer at the camera, in the ground plane, among objects in
      the picture's bounds. Clear of each other along the axis, or overlapping by at most half of the smaller extent;
      ambiguous where they overlap by more. The margin is the gap of the extents plus half of the smaller one. A pair
      is listed once, subject before object in the scene: left_of(b, a) is right_of(a, b), behind(b, a) is
      in_front_of(a, b), with the same margin.
    """
    objects = [body for body in scene.bodies if body.role == "object"]
    solid = {body.instance_id: Pieces(tuple(hulls)) for body in objects if (hulls := body.world_hulls())}
    stacked = list(_on_top(scene))
    inner = list(_inside(objects, solid))
    found = [
        *_touching(scene.contacts),
        *stacked,
        *_supports(stacked),
        *inner,
        *_under(solid, inner),
        *_seen_from(objects, solid, camera),
    ]
    order = {predicate: rank for rank, predicate in enumerate(PREDICATES)}
    return tuple(sorted(found, key=lambda r: (order[r.predicate], r.subject, r.object)))


def _touching(contacts: Sequence[Contact]) -> Iterator[Relation]:
    for contact in contacts:
        margin = TOUCHING_M - contact.distance_m
        holds = three_valued(margin, TOUCHING_BAND_M, -TOUCHING_BAND_M)
        yield Relation("touching", contact.a, contact.b, holds, margin, "m")


def _on_top(scene: Scene) -> Iterator[Relation]:
    bodies = {body.instance_id: body for body in scene.bodies}
    near: dict[int, list[Contact]] = {instance_id: [] for instance_id in bodies}
    for contact in scene.contacts:
        near[contact.a].append(contact)
        near[contact.b].append(contact)
    for contact in scene.contacts:
        up = contact.normal[2]
        subject, below = (contact.a, contact.b) if up >= 0 else (contact.b, contact.a)
        if bodies[subject].role == "structure":
            continue
        share = bearing_shares(bodies[subject], near[subject]).get(below, 0.0)
        gap = TOUCHING_M - contact.distance_m
        terms = (
            three_valued(gap, TOUCHING_BAND_M, -TOUCHING_BAND_M),
            three_valued(abs(up), UPWARD + NORMAL_BAND, UPWARD - NORMAL_BAND),
            three_valued(share, 0.5 + SHARE_BAND, 0.5 - SHARE_BAND),
        )
        margin = min(share - 0.5, abs(up) - UPWARD, gap / TOUCHING_M)
        yield Relation("on_top", subject, below, _all(terms), margin, "fraction")


def _all(terms: Sequence[Holds]) -> Holds:
    if "false" in terms:
        return "false"
    return "ambiguous" if "ambiguous" in terms else "true"


def _supports(stacked: Sequence[Relation]) -> list[Relation]:
    """The transitive closure of what surely stands on what: the best chain of each pair."""
    below: dict[int, list[tuple[int, float]]] = {}
    for r in stacked:
        if r.holds == "true":
            below.setdefault(r.subject, []).append((r.object, r.margin))
    found = []
    for top in below:
        best: dict[int, float] = {}
        waiting = list(below[top])
        while waiting:
            bearer, margin = waiting.pop()
            if bearer == top or margin <= best.get(bearer, -np.inf):
                continue
            best[bearer] = margin
            waiting += [(further, min(margin, m)) for further, m in below.get(bearer, [])]
        found += [Relation("supports", bearer, top, "true", margin, "fraction") for bearer, margin in best.items()]
    return found


def _inside(objects: Sequence[Body], solid: Mapping[int, Pieces]) -> Iterator[Relation]:
    for holder in objects:
        share: dict[int, float] = {}
        for cavity in holder.asset.cavities:
            room = box_of(holder.world_vertices(cavity.mesh, cavity.joint))
            for k, pieces in solid.items():
                if k != holder.instance_id and box_gap(pieces.box, room) <= 0:
                    share[k] = share.get(k, 0.0) + share_in_cavity(*pieces.samples, holder, cavity)
        for k, inner in share.items():
            if inner > 0:
                holds = three_valued(inner, 0.5 + VOLUME_BAND, 0.5 - VOLUME_BAND)
                yield Relation("inside", k, holder.instance_id, holds, inner - 0.5, "fraction")


def _under(solid: Mapping[int, Pieces], inner: Sequence[Relation]) -> Iterator[Relation]:
    within = {(r.subject, r.object) for r in inner if r.holds != "false"}
    ids = list(solid)
    low, high = (np.array([solid[k].box[side] for k in ids]).reshape(-1, 3) for side in (0, 1))
    # Row a, column b: their boxes overlap seen from above, and some of b is above the lowest of a.
    candidates = (low[:, None, :2] <= high[None, :, :2]).all(axis=2)
    candidates &= candidates.T & (high[None, :, 2] > low[:, None, 2])
    for i, j in np.argwhere(candidates):
        a, b = ids[i], ids[j]
        lower, upper = solid[a], solid[b]
        if a == b or (a, b) in within:
            continue
        share = share_below(lower, upper, TOUCHING_M)
        if share > 0:
            holds = three_valued(share, 0.5 + FOOTPRINT_BAND, 0.5 - FOOTPRINT_BAND)
            yield Relation("under", a, b, holds, share - 0.5, "fraction")


def ground_axes(camera: Camera) -> tuple[FloatArray, FloatArray]:
    """Unit (3,) to the right and ahead, in the ground plane, for a viewer at the camera.

    Ahead is the way the camera looks; for one that looks straight up or down, the way its image's top points (down)
    or its bottom (up), as if the head were lifted.
    """
    rotation = camera.world_from_camera.rotation
    forward = rotation[:, 2].copy()
    if np.hypot(forward[0], forward[1]) < 1e-6:
        forward = rotation[:, 1] * np.sign(forward[2])
    forward[2] = 0.0
    forward /= np.linalg.norm(forward)
    return np.array([forward[1], -forward[0], 0.0]), forward


def _seen_from(objects: Sequence[Body], solid: Mapping[int, Pieces], camera: Camera) -> Iterator[Relation]:
    right, ahead = ground_axes(camera)
    corners = {body.instance_id: _corners(body, solid) for body in objects if _in_bounds(body, camera)}
    for low, high, axis in (("left_of", "right_of", right), ("in_front_of", "behind", ahead)):
        extents = {k: ((points @ axis).min(), (points @ axis).max()) for k, points in corners.items()}
        for a, b in itertools.combinations(extents, 2):
            smaller = min(extents[a][1] - extents[a][0], extents[b][1] - extents[b][0])
            before = float(extents[b][0] - extents[a][1] + smaller / 2)
            after = float(extents[a][0] - extents[b][1] + smaller / 2)
            yield Relation(low, a, b, _side(before, after), before, "m")
            yield Relation(high, a, b, _side(after, before), after, "m")


def _side(margin: float, other: float) -> Holds:
    if margin >= 0 and margin >= other:
        return "true"
    return "false" if other >= 0 else "ambiguous"


def _corners(body: Body, solid: Mapping[int, Pieces]) -> FloatArray:
    """(n, 3) world points whose extents are those of the body."""
    if body.instance_id in solid:
        return np.concatenate(solid[body.instance_id].hulls)
    return body.world_from_body.apply(body_bounds(body).corners)


def _in_bounds(body: Body, camera: Camera) -> bool:
    """Whether the projected box of the body reaches into the picture."""
    corners = camera.world_from_camera.inverse.apply(body.world_from_body.apply(body_bounds(body).corners))
    ahead = box_edges_clipped(corners, camera.near_m)
    if len(ahead) == 0:
        return False
    pixels = camera.intrinsics.project(ahead)
    size = (camera.intrinsics.width, camera.intrinsics.height)
    return bool((pixels.max(axis=0) > 0).all() and (pixels.min(axis=0) < size).all())
