"""States of one body: each a continuous value and, from it, one of "true", "false" and "ambiguous"."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from simgen.labels.cloth_form import ClothForm, form_of
from simgen.labels.logic import all_of, opposite, three_valued
from simgen.world import Body, JsonObject, Light, SurfaceLight

# At most this far from upright is upright; at least this far is tipped.
UPRIGHT_DEG, TIPPED_DEG = 15.0, 60.0
# Of a joint's range: at least this is open; at most this is closed.
OPEN_FRACTION, CLOSED_FRACTION = 0.05, 0.01
# Of the full flux: what shines with less than this is too dim to tell, but for 0, which is off.
LIT_FRACTION = 0.01
# Of the cavity's volume: at least this is filled; at most this is empty.
FILLED_FRACTION, EMPTY_FRACTION = 0.5, 0.02
# Of a cloth's area, seen from above: at most this much is folded or crumpled up, at least this is flat.
FOLDED_COVERS, CRUMPLED_COVERS, FLAT_COVERS = 0.6, 0.72, 0.85
# Of a cloth's area: at least this lies level where it is folded, at most this where it is crumpled.
FOLDED_LEVEL, CRUMPLED_LEVEL = 0.75, 0.68
# Of its shorter side: at least this far a cloth that is draped reaches down, and at most this far one that lies.
HANGS_DROP, LIES_DROP = 0.3, 0.22


def tilt_deg(body: Body) -> float:
    """Angle between the body's up axis and the world's, 0 to 180 degrees."""
    up = body.world_from_body.rotation[:, 2]
    return math.degrees(math.atan2(math.hypot(up[0], up[1]), up[2]))


def open_fractions(body: Body) -> dict[str, float]:
    """By name, of the joints that open something: how far it is from closed (0, its lower limit) to open (1)."""
    fractions = {}
    for joint in (joint for joint in body.asset.joints if joint.opens):
        reach = joint.upper - joint.lower
        moved = body.joint_positions.get(joint.name, 0.0) - joint.lower
        fractions[joint.name] = min(max(moved / reach, 0.0), 1.0) if reach > 0 else 0.0
    return fractions


def _upright(body: Body, lights: Sequence[Light]) -> JsonObject:
    tilt = tilt_deg(body)
    return {"tilt_deg": tilt, **_told(tilt, UPRIGHT_DEG, TIPPED_DEG)}


def _tipped(body: Body, lights: Sequence[Light]) -> JsonObject:
    upright = _upright(body, lights)
    return {**upright, "holds": opposite(upright["holds"]), "margin": -upright["margin"]}


def _open(body: Body, lights: Sequence[Light]) -> JsonObject | None:
    fractions = open_fractions(body)
    if not fractions:
        return None
    joints = {name: _opened(fraction) for name, fraction in fractions.items()}
    return {**_opened(max(fractions.values())), "joints": joints}


def _opened(fraction: float) -> JsonObject:
    return {"fraction": fraction, **_told(fraction, OPEN_FRACTION, CLOSED_FRACTION)}


def _told(value: float, true_at: float, false_at: float) -> JsonObject:
    """`holds`, and the signed `margin`, 0 in the middle of what is ambiguous."""
    margin = (value - (true_at + false_at) / 2) * (1 if true_at > false_at else -1)
    return {"holds": three_valued(value, true_at, false_at), "margin": margin}


def _on(body: Body, lights: Sequence[Light]) -> JsonObject | None:
    full = sum(socket.flux_lm for socket in body.asset.sockets)
    if full <= 0:
        return None
    flux = sum(
        light.flux_lm for light in lights if isinstance(light, SurfaceLight) and light.instance_id == body.instance_id
    )
    fraction = flux / full
    return {"fraction": fraction, "flux_lm": flux, **_told(fraction, LIT_FRACTION, 0.0)}


def _filled(body: Body, lights: Sequence[Light]) -> JsonObject | None:
    if body.fill is None:
        return None
    fraction = body.fill.fraction
    return {
        "fraction": fraction,
        "of": body.fill.of,
        "mass_kg": body.content_kg,
        **_told(fraction, FILLED_FRACTION, EMPTY_FRACTION),
    }


def _cloth(body: Body) -> ClothForm | None:
    return None if body.cloth is None else form_of(body)


def _folded(body: Body, lights: Sequence[Light]) -> JsonObject | None:
    return _gathered(body, FOLDED_COVERS, FOLDED_LEVEL, CRUMPLED_LEVEL)


def _crumpled(body: Body, lights: Sequence[Light]) -> JsonObject | None:
    return _gathered(body, CRUMPLED_COVERS, CRUMPLED_LEVEL, FOLDED_LEVEL)


def _gathered(body: Body, covers: float, level: float, not_level: float) -> JsonObject | None:
    """Whether a cloth lies on little ground, as level as said, and hangs from nothing."""
    form = _cloth(body)
    if form is None:
        return None
    terms = (
        _told(form.covered, covers, FLAT_COVERS),
        _told(form.level, level, not_level),
        _told(form.drop, LIES_DROP, HANGS_DROP),
    )
    return {"covered": form.covered, "level": form.level, "drop": form.drop, **_all(*terms)}


def _draped(body: Body, lights: Sequence[Light]) -> JsonObject | None:
    form = _cloth(body)
    return None if form is None else {"drop": form.drop, **_told(form.drop, HANGS_DROP, LIES_DROP)}


def _all(*terms: JsonObject) -> JsonObject:
    """What holds where all terms do, by the one that is least so."""
    return {"holds": all_of(term["holds"] for term in terms), "margin": min(term["margin"] for term in terms)}


# By state: its values for a body in the light of a scene, None where the state does not apply.
STATES: dict[str, Callable[[Body, Sequence[Light]], JsonObject | None]] = {
    "upright": _upright,
    "tipped": _tipped,
    "open": _open,
    "on": _on,
    "filled": _filled,
    "folded": _folded,
    "crumpled": _crumpled,
    "draped": _draped,
}


def states(body: Body, lights: Sequence[Light] = ()) -> JsonObject:
    """The states that apply to the body, by name, each with `holds`, a signed `margin` and what it was measured by.

    `upright`, `tipped`: `tilt_deg`. `open`, where it has joints: the largest `fraction`, and the same for each of
    `joints`. `on`, where it can shine: `flux_lm`, and the `fraction` of its own full flux (above 1 where it is
    overdriven). `filled`, where it was asked for: what it is filled `of`, the `fraction` of the hollow's volume,
    and the `mass_kg` of what is in it.
    `folded`, `crumpled`, `draped`, of cloth: the share of its area that is seen from above (`covered`), the share
    that lies about level (`level`), and how far it reaches down, in its own shorter sides (`drop`).
    """
    found = {name: state(body, lights) for name, state in STATES.items()}
    return {name: value for name, value in found.items() if value is not None}
