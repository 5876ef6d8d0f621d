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
class Bay:
    """An opening between the faces of the boards around it, metres: `across` x, `along` y, front first, `heights` z."""

    across: tuple[float, float]
    along: tuple[float, float]
    heights: tuple[float, float]


@dataclass(frozen=True)
class Front:
    """Where a door or the front of a drawer shows, metres: x and z of its edges and the y of its face."""

    across: tuple[float, float]
    heights: tuple[float, float]
    face: float

    @staticmethod
    def inset(bay: Bay) -> Front:
        """A front inside its opening, flush with the carcass, with a gap all round."""
        (x0, x1), (z0, z1) = bay.across, bay.heights
        return Front((x0 + GAP_M, x1 - GAP_M), (z0 + GAP_M, z1 - GAP_M), bay.along[0])


def add_drawer(
    furniture: Assembly, name: str, bay: Bay, front: Front, *, handle: str, front_slot: str = "front"
) -> None:
    """A drawer that closes `bay` with `front`: the joint and the cavity have its name, the handle is a part of its own.

    It opens by 0.8 of its depth. Raises ValueError for a bay that is too small.
    """
    (x0, x1), (y0, y1), (z0, z1) = bay.across, bay.along, bay.heights
    if x1 - x0 < 0.12 or y1 - y0 < 0.12 or z1 - z0 < 0.05:
        size = f"{x1 - x0:.3f} x {y1 - y0:.3f} x {z1 - z0:.3f}"
        raise ValueError(f"a drawer needs a bay of at least 0.12 x 0.12 x 0.05 m, got {size} m")
    (left, right), (bottom, top) = front.across, front.heights
    start = front.face + FRONT_M
    furniture.span(name, front_slot, (left, front.face, bottom), (right, start, top), joint=name, grain="x")

    back = y1 - 0.012
    low, high = z0 + 0.004, z0 + max(0.04, 0.80 * (z1 - z0) - 0.004)
    outer = (max(x0 + _CLEAR_M, left + 0.004), min(x1 - _CLEAR_M, right - 0.004))
    inner = (outer[0] + _SIDE_M, outer[1] - _SIDE_M)
    for a, b in ((outer[0], inner[0]), (inner[1], outer[1])):
        furniture.span(name, "inside", (a, start, low), (b, back, high), joint=name, grain="y")
    furniture.span(name, "inside", (inner[0], back - _SIDE_M, low), (inner[1], back, high), joint=name, grain="x")
    floor = low + 0.004 + _FLOOR_M
    sheet = (inner[0], start, low + 0.004), (inner[1], back - _SIDE_M, floor)
    furniture.span(name, "inside", *sheet, joint=name, radius=0.0, grain="x")
    hold = (inner[0], start, floor), (inner[1], back - _SIDE_M, high)
    furniture.cavity(name, *hold, joint=name)
    furniture.support_box(name, hold[0], hold[1], floor, z1 - floor, margin=0.012, joint=name)
    origin = ((x0 + x1) / 2, front.face, (z0 + z1) / 2)
    furniture.joints.append(Joint(name, "prismatic", origin, (0.0, -1.0, 0.0), 0.0, 0.8 * (back - start)))

    width, tall = right - left, top - bottom
    level = (bottom + top) / 2 if tall < 0.26 else top - 0.09
    places = (0.0,) if width < 0.75 else (-0.27 * width, 0.27 * width)
    length = min(0.55 * width, 0.16) if len(places) == 1 else 0.14
    if handle == "tab":
        level = top - 0.0015
    for x in places:
        at = ((left + right) / 2 + x, front.face, level)
        add_handle(furniture, f"{name}.handle", handle, at, upright=False, length=length, joint=name)
