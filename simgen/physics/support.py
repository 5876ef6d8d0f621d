"""What holds each body up, as a graph from every body down to the room."""

from __future__ import annotations

from collections.abc import Sequence

from simgen.world import TOUCHING_M, Body, Contact, bearing_shares

# A fixed body this near to the room's structure hangs from it or stands on it.
HUNG_M = 0.003
# Of its weight, so much must be borne for a body to be at rest on what it touches.
BORNE = 0.5
# What bears less of a body is only leant on: a leg of the desk that it fell from.
BEARS = 0.05
GRAVITY_M_S2 = 9.81


def unsupported(bodies: Sequence[Body], contacts: Sequence[Contact]) -> tuple[int, ...]:
    """Instance ids of the objects that nothing holds, in body order.

    Structure holds itself. A fixed object must be near structure (hung at a wall or ceiling, or standing on the
    floor) or touch from above something that is held. A dynamic one must be lifted by at least half of its weight, and
    at least half of that lift must come from what is held. A fixed object without collision hulls holds itself:
    there is nothing to measure.
    """
    near: dict[int, list[Contact]] = {body.instance_id: [] for body in bodies}
    for contact in contacts:
        near[contact.a].append(contact)
        near[contact.b].append(contact)
    structure = {body.instance_id for body in bodies if body.role == "structure"}
    held = set(structure)
    shares: dict[int, dict[int, float]] = {}
    for body in bodies:
        touching = near[body.instance_id]
        shares[body.instance_id] = bearing_shares(body, touching)
        if not body.fixed:
            if _lift_n(body, touching) < BORNE * body.asset.mass_kg * body.scale**3 * GRAVITY_M_S2:
                shares[body.instance_id] = {}
        elif not any(part.hulls for part in body.asset.parts) or any(
            c.distance_m <= HUNG_M and (c.a in structure or c.b in structure) for c in touching
        ):
            held.add(body.instance_id)
    waiting = [body for body in bodies if body.instance_id not in held]
    while True:
        found = [
            body
            for body in waiting
            if sum(share for other, share in shares[body.instance_id].items() if other in held)
            >= (1e-9 if body.fixed else BORNE)
        ]
        if not found:
            return tuple(body.instance_id for body in waiting)
        held.update(body.instance_id for body in found)
        waiting = [body for body in waiting if body.instance_id not in held]


def rests_on(body: Body, support: int, bodies: Sequence[Body], contacts: Sequence[Contact]) -> bool:
    """Whether `support` bears some of the body, directly or through others, or they touch where both are fixed."""
    by_id = {b.instance_id: b for b in bodies}
    seen: list[int] = []
    waiting = [body.instance_id]
    while waiting:
        current = waiting.pop()
        if current == support:
            return True
        if current in seen or (by_id[current].role == "structure"):
            continue
        seen.append(current)
        waiting.extend(k for k, share in bearing_shares(by_id[current], contacts).items() if share >= BEARS)
    pair = {body.instance_id, support}
    return body.fixed and any({c.a, c.b} == pair and c.distance_m <= TOUCHING_M for c in contacts)


def _lift_n(body: Body, contacts: Sequence[Contact]) -> float:
    return sum(max(0.0, c.lift_n if c.a == body.instance_id else -c.lift_n) for c in contacts)
