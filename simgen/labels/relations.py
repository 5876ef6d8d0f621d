"""Relations between two bodies, each three-valued with a signed margin that is 0 on the decision boundary.

All are geometry of the settled scene, but for `occludes`, which masks tell. A relation that is not listed is false, by
more than its band; `Labels.holds` knows that, and which relations are symmetric or the converse of another.
"""

from __future__ import annotations

from simgen.frame import Relation
from simgen.geometry import FloatArray
from simgen.labels import bearing, enclosing, spacing, viewing
from simgen.labels.boxes import body_bounds
from simgen.labels.pieces import Pieces
from simgen.world import Body, Camera, Scene

PREDICATES = (
    "touching",
    "on_top",
    "supports",
    "attached",
    "inside",
    "under",
    "above",
    "below",
    "next_to",
    "near",
    "far",
    "facing",
    "left_of",
    "right_of",
    "in_front_of",
    "behind",
    "occludes",
)


def relations(scene: Scene, camera: Camera) -> tuple[Relation, ...]:
    """Every relation of the settled scene but `occludes`, by predicate, subject and object.

    What each means, its bands and of which pairs it is told: `simgen.labels.definitions`. What is told of a pair once
    has its two bodies in the order of the scene, but for touching: the later one first.

    A liquid is inside its vessel and has no other relation: where the vessel is, it is too.
    """
    objects = [body for body in scene.bodies if body.role == "object" and not body.is_liquid]
    liquids = {body.instance_id: Pieces(tuple(body.world_hulls())) for body in scene.bodies if body.is_liquid}
    hulls = {body.instance_id: tuple(body.world_hulls()) for body in scene.bodies if not body.is_liquid}
    obstacles = {k: Pieces(own) for k, own in hulls.items() if own}
    solid = {body.instance_id: obstacles[body.instance_id] for body in objects if body.instance_id in obstacles}
    visible = [body for body in objects if viewing.in_bounds(body, camera)]
    shapes = {body.instance_id: solid.get(body.instance_id) or Pieces((_box(body),)) for body in visible}
    shown = list(shapes)
    stacked = list(bearing.on_top(scene))
    inner = list(enclosing.inside(objects, {**solid, **liquids}))
    over = list(enclosing.stacked_views(solid, inner))
    apart = spacing.distances(shapes, shown)
    joined = [*stacked, *inner, *over]
    found = [
        *bearing.touching(scene.contacts),
        *stacked,
        *bearing.supports(stacked),
        *bearing.attached(scene),
        *inner,
        *over,
        *spacing.next_to(shapes, apart, joined, obstacles),
        *spacing.near_and_far(shapes, apart),
        *viewing.facing(visible, shapes),
        *viewing.seen_from(shapes, shown, camera),
    ]
    order = {predicate: rank for rank, predicate in enumerate(PREDICATES)}
    return tuple(sorted(found, key=lambda r: (order[r.predicate], r.subject, r.object)))


def _box(body: Body) -> FloatArray:
    """(8, 3) world corners of a body that has no hulls."""
    return body.world_from_body.apply(body_bounds(body).corners)
