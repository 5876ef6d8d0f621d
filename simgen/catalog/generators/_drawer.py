"""A drawer in its bay: front, box, handle, slide, and what it can hold."""

from __future__ import annotations

from dataclasses import dataclass

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._handles import add_handle
from simgen.world import Joint

FRONT_M = 0.018
GAP_M = 0.0025
_SIDE_M = 0.012
_FLOOR_M = 0.007
_CLEAR_M = 0.006


@dataclass(frozen=True)
class DrawerBay:
    """The opening that a drawer slides into, between the faces of the boards around it, metres.

    across: x; along: y, the first where the carcass's front edges lie; heights: z.
    """

    across: tuple[float, float]
    along: tuple[float, float]
    heights: tuple[float, float]


def add_drawer(
    furniture: Assembly,
    name: str,
    bay: DrawerBay,
    *,
    overlay_m: float,
    handle: str,
    front_slot: str = "front",
    front_radius_m: float = 0.0015,
) -> None:
    """A drawer whose front lies in the opening (`overlay_m` 0), or before it and over its edges by `overlay_m`.

    Its joint has its name and opens it by 0.8 of its depth. Raises ValueError for a bay that is too small.
    """
    (x0, x1), (y0, y1), (z0, z1) = bay.across, bay.along, bay.heights
    if x1 - x0 < 0.12 or y1 - y0 < 0.12 or z1 - z0 < 0.05:
        raise ValueError(
            f"a drawer needs a bay of at least 12 x 12 x 5 cm, got {x1 - x0:.3f}, {y1 - y0:.3f}, {z1 - z0:.3f} m"
        )
    face = y0 if overlay_m == 0 else y0 - FRONT_M - 0.001
    rim = GAP_M if overlay_m == 0 else -overlay_m
    front_low, front_high = (x0 + rim, face, z0 + rim), (x1 - rim, face + FRONT_M, z1 - rim)
    furniture.span(name, front_slot, front_low, front_high, joint=name, radius=front_radius_m, grain="x")

    back = y1 - 0.012
    left, right, low = x0 + _CLEAR_M, x1 - _CLEAR_M, z0 + 0.004
    high = z0 + max(0.04, 0.80 * (z1 - z0) - 0.004)
    start = face + FRONT_M
    for a, b in ((left, left + _SIDE_M), (right - _SIDE_M, right)):
        furniture.span(name, "inside", (a, start, low), (b, back, high), joint=name, grain="y")
    inner = (left + _SIDE_M, right - _SIDE_M)
    furniture.span(name, "inside", (inner[0], back - _SIDE_M, low), (inner[1], back, high), joint=name, grain="x")
    floor = low + 0.004 + _FLOOR_M
    furniture.span(
        name,
        "inside",
        (inner[0], start, low + 0.004),
        (inner[1], back - _SIDE_M, floor),
        joint=name,
        radius=0.0,
        grain="x",
    )
    hold = (inner[0], start, floor), (inner[1], back - _SIDE_M, high)
    furniture.cavity(name, *hold, joint=name)
    furniture.support_box(name, hold[0], hold[1], floor, z1 - floor, margin=0.012, joint=name)
    furniture.joints.append(
        Joint(name, "prismatic", (0.0, face, (z0 + z1) / 2), (0.0, -1.0, 0.0), 0.0, 0.8 * (back - start))
    )

    width, tall = front_high[0] - front_low[0], front_high[2] - front_low[2]
    middle = (front_low[2] + front_high[2]) / 2 if tall < 0.26 else front_high[2] - 0.09
    places = [0.0] if width < 0.75 else [-0.27 * width, 0.27 * width]
    length = min(0.55 * width, 0.16) if len(places) == 1 else 0.14
    if handle == "tab":
        middle = front_high[2] - 0.0015
    for x in places:
        at = ((x0 + x1) / 2 + x, face, middle)
        add_handle(furniture, f"{name}.handle", handle, at, upright=False, length=length, joint=name)
