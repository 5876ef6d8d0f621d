"""A hinged door: its leaf, flat or framed, its handle and its hinge."""

from __future__ import annotations

import math

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._drawer import FRONT_M, Front
from simgen.catalog.generators._handles import add_handle
from simgen.world import Joint

OPEN_RAD = math.radians(110.0)
_STILE_M = 0.055
_PANEL_M = 0.008
_RECESS_M = 0.007


def add_door(
    furniture: Assembly,
    name: str,
    front: Front,
    *,
    hinge_left: bool,
    handle: str,
    framed: bool,
    grip_below: bool = False,
    panel_slot: str = "front",
) -> None:
    """A door, its joint called `name`, hinged at the outer edge of its face, so that it turns clear of the carcass.

    A `framed` leaf has stiles and rails around a thin panel in `panel_slot` that lies deeper. `grip_below` puts the
    handle at the lower end, as on a cupboard above one's head.
    """
    (x0, x1), (z0, z1) = front.across, front.heights
    y0, y1 = front.face, front.face + FRONT_M
    if not framed or x1 - x0 < 3 * _STILE_M or z1 - z0 < 3 * _STILE_M:
        furniture.span(name, "front", (x0, y0, z0), (x1, y1, z1), joint=name, grain="z")
    else:
        inner_x, inner_z = (x0 + _STILE_M, x1 - _STILE_M), (z0 + _STILE_M, z1 - _STILE_M)
        for a, b in ((x0, inner_x[0]), (inner_x[1], x1)):
            furniture.span(name, "front", (a, y0, z0), (b, y1, z1), joint=name, grain="z")
        for a, b in ((z0, inner_z[0]), (inner_z[1], z1)):
            furniture.span(name, "front", (inner_x[0], y0, a), (inner_x[1], y1, b), joint=name, grain="x")
        y = y0 + _RECESS_M
        panel = (inner_x[0], y, inner_z[0]), (inner_x[1], y + _PANEL_M, inner_z[1])
        furniture.span(name, panel_slot, *panel, joint=name, radius=0.0, grain="z")
    edge, sign = (x0, -1.0) if hinge_left else (x1, 1.0)
    furniture.joints.append(Joint(name, "revolute", (edge, y0, (z0 + z1) / 2), (0.0, 0.0, sign), 0.0, OPEN_RAD))

    tall = z1 - z0
    inset = _STILE_M / 2 if framed else 0.035
    x = x1 - inset if hinge_left else x0 + inset
    # Hands reach low doors at their upper end and tall ones at about a metre from the floor.
    z = z1 - min(0.5 * tall, 0.14) if z1 < 1.2 else min(max(1.05, z0 + 0.1), z1 - 0.1)
    if grip_below:
        z = z0 + min(0.5 * tall, 0.14)
    if handle == "tab":
        # A lip hooks over a level edge: in the middle of the upper one.
        x, z = (x0 + x1) / 2, (z0 + 0.008 if grip_below else z1 - 0.0015)
    at = (x, y0, z)
    length = min(0.16 if tall < 1.0 else 0.3, 0.5 * tall)
    add_handle(furniture, f"{name}.handle", handle, at, upright=handle in ("bar", "bow"), length=length, joint=name)
