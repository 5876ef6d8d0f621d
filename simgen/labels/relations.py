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

    - touching (m): closest distance of the collision hulls at most 2 mm; ambiguous within 1 mm of that. Symmetric and
      listed once, subject after object in the scene; pairs up to 20 mm apart are listed.
    - on_top (fraction): touching, the contact normal on the lower body is within 45 degrees of upright, and at least
      half of the lift (upward force, friction too) on the subject comes from the object; what a fixed body stands on
      shares it evenly. The margin is the least of: share - 0.5, the normal's z - cos 45 degrees, and
      (2 mm - distance) / 2 mm. Ambiguous where some bear together (shares from 0.1 to 0.6) or wedge (z from 0.1 to
      0.76). Only pairs within 20 mm are looked at.
    - supports (fraction): the subject is below the object in a chain of on_top; the margin is the chain's least. Its
      roots are the room's structure and what is attached to it.
    - attached (m): the subject is fixed, nothing bears it from below, and structure is within 3 mm; band 1 mm.
    - inside (fraction): at least half of the subject's volume lies in a cavity of the object; margin: share - 0.5.
      Pairs without common volume are not listed.
    - under (fraction): at least half of the subject's footprint has the object over it, and it is not inside;
      margin: share - 0.5. Pairs whose boxes do not overlap seen from above are not listed.
    - above, below (fraction): as under, for at least half of the footprint of either of the two, so that what is under
      is below, and a shelf is above the small thing that it hangs over; below(b, a) is above(a, b), both are listed.
      Measured: `height_m`, from the highest point of the lower one to the middle of the upper one.
    - next_to (fraction): apart by at most half of their mean width; heights in common, at least a tenth of the lower
      one's; none on_top of, inside, under or above the other; nothing between. The margin is the least of:
      0.5 - distance / width, common height - 0.1, and minus the margin of what excludes it. Symmetric, listed once.
      Pairs more than 0.6 widths apart are not listed. Ambiguous within 0.05 and 0.1, and where just one of two lines
      between is free.
    - near, far (m): apart by at most the mean of their two sizes (the greater of width and height; band a tenth of
      it), or by at least three times that (band 0.3 of it). Symmetric; each pair is listed once, as near up to two
      sizes apart and as far from there on, with `distance_m` from surface to surface, and from centre to centre.
    - facing (deg): the subject has a front, is not tipped, and its front points within 45 degrees of the object's
      centre, seen from above; ambiguous from 30 to 60 degrees, listed up to 90.
    - left_of, right_of, in_front_of, behind (m): for a viewer at the camera, in the ground plane. Clear of each other
      along the axis, or overlapping by at most half of the smaller extent; ambiguous where they overlap by more. The
      margin is the gap of the extents plus half of the smaller one. A pair is listed once, subject before object in
      the scene: left_of(b, a) is right_of(a, b), behind(b, a) is in_front_of(a, b), with the same margin.

    next_to, near, far, facing and those of the viewer are told of objects in the picture's bounds, all pairs of them.
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
