"""Relations that forces and contacts tell: touching, on_top, supports, attached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from simgen.frame import Relation
from simgen.labels.logic import all_of, three_valued, within
from simgen.world import TOUCHING_M, Contact, Scene, bearing_shares

# Half width of the ambiguous band.
TOUCHING_BAND_M = 0.001
# Of the lift: at least this bears; at most this does not. Between, several bear together.
BEARS, LEANS = 0.6, 0.1
# The upward part of the normal: a contact within 45 degrees of level bears; near a wall's it does not. Between are
# things in a bowl, wedged by their neighbours.
UPWARD = float(np.sqrt(0.5))
LEVEL, STEEP = UPWARD + 0.05, 0.1
# A fixed body this near to structure is fastened to it.
FASTENED_M = 0.003


def touching(contacts: Sequence[Contact]) -> Iterator[Relation]:
    """Closest distance of the collision hulls at most 2 mm."""
    for contact in contacts:
        margin = TOUCHING_M - contact.distance_m
        measured = {"distance_m": contact.distance_m}
        yield Relation("touching", contact.a, contact.b, within(margin, TOUCHING_BAND_M), margin, "m", measured)


def on_top(scene: Scene) -> Iterator[Relation]:
    """Touching, from above, and borne by at least half."""
    bodies = {body.instance_id: body for body in scene.bodies}
    near = _by_body(scene)
    for contact in scene.contacts:
        up = contact.normal[2]
        subject, below = (contact.a, contact.b) if up >= 0 else (contact.b, contact.a)
        if bodies[subject].role == "structure":
            continue
        share = bearing_shares(bodies[subject], near[subject]).get(below, 0.0)
        gap = TOUCHING_M - contact.distance_m
        terms = (
            within(gap, TOUCHING_BAND_M),
            three_valued(abs(up), LEVEL, STEEP),
            three_valued(share, BEARS, LEANS),
        )
        margin = min(share - 0.5, abs(up) - UPWARD, gap / TOUCHING_M)
        yield Relation("on_top", subject, below, all_of(terms), margin, "fraction", {"share": share})


def supports(stacked: Sequence[Relation]) -> Iterator[Relation]:
    """The transitive closure of what surely stands on what: the best chain of each pair."""
    below: dict[int, list[tuple[int, float]]] = {}
    for r in stacked:
        if r.holds == "true":
            below.setdefault(r.subject, []).append((r.object, r.margin))
    for top in below:
        best: dict[int, float] = {}
        waiting = list(below[top])
        while waiting:
            bearer, margin = waiting.pop()
            if bearer == top or margin <= best.get(bearer, -np.inf):
                continue
            best[bearer] = margin
            waiting += [(further, min(margin, m)) for further, m in below.get(bearer, [])]
        for bearer, margin in best.items():
            yield Relation("supports", bearer, top, "true", margin, "fraction")


def attached(scene: Scene) -> Iterator[Relation]:
    """A fixed body that nothing bears from below, at most 3 mm from structure: hung at a wall or a ceiling."""
    near = _by_body(scene)
    structure = {body.instance_id for body in scene.bodies if body.role == "structure"}
    for body in scene.bodies:
        own = near[body.instance_id]
        if body.role == "structure" or not body.fixed or bearing_shares(body, own):
            continue
        for contact in own:
            other = contact.b if contact.a == body.instance_id else contact.a
            if other in structure:
                margin = FASTENED_M - contact.distance_m
                holds = within(margin, TOUCHING_BAND_M)
                measured = {"distance_m": contact.distance_m}
                yield Relation("attached", body.instance_id, other, holds, margin, "m", measured)


def _by_body(scene: Scene) -> dict[int, list[Contact]]:
    near: dict[int, list[Contact]] = {body.instance_id: [] for body in scene.bodies}
    for contact in scene.contacts:
        near[contact.a].append(contact)
        near[contact.b].append(contact)
    return near
