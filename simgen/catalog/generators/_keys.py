"""Rows of keycaps, for laptops and keyboards."""

from __future__ import annotations

from simgen.catalog.meshing.boxes import extrude, rounded_rectangle
from simgen.catalog.meshing.transforms import merge, translate
from simgen.world import Mesh

# Widths in key units, row by row from the back, as on an ISO keyboard; every row is 15 units wide.
_ROWS: tuple[tuple[float, ...], ...] = (
    (1.0,) * 15,
    (*((1.0,) * 13), 2.0),
    (1.5, *((1.0,) * 12), 1.5),
    (1.75, *((1.0,) * 11), 2.25),
    (1.25, *((1.0,) * 11), 2.75),
    (1.25, 1.25, 1.25, 6.25, 1.25, 1.25, 1.25, 1.25),
)
# The cursor keys and what stands above them, then the number pad: places in units from its left.
_PAD: tuple[tuple[float, ...], ...] = (
    (1.0, 1.0, 1.0),
    (1.0, 1.0, 1.0, 0.25, 1.0, 1.0, 1.0, 1.0),
    (1.0, 1.0, 1.0, 0.25, 1.0, 1.0, 1.0, 1.0),
    (-3.0, -0.25, 1.0, 1.0, 1.0, 1.0),
    (-1.0, 1.0, -1.0, -0.25, 1.0, 1.0, 1.0, 1.0),
    (1.0, 1.0, 1.0, 0.25, 2.0, 1.0, 1.0),
)


def keycaps(width_m: float, depth_m: float, height_m: float, *, gap: float = 0.16, pad: bool = False) -> Mesh:
    """The caps of a keyboard of that field size, centred at the origin, standing on z = 0.

    `gap` is the space between caps in key units. `pad` adds cursor keys and a number pad at the right.
    """
    units = 22.5 if pad else 15.0
    u, v = width_m / units, depth_m / len(_ROWS)
    caps: dict[float, Mesh] = {}
    placed = []
    for r, row in enumerate(_ROWS):
        y = depth_m / 2 - (r + 0.5) * v
        places = [*_places(row, 0.0, gaps=False), *(_places(_PAD[r], 15.25, gaps=True) if pad else [])]
        for left, wide in places:
            if wide not in caps:
                caps[wide] = _cap((wide - gap) * u, v * (1 - gap), height_m)
            placed.append(translate(caps[wide], (-width_m / 2 + (left + wide / 2) * u, y, 0.0)))
    return merge(placed)


def _places(row: tuple[float, ...], start: float, *, gaps: bool) -> list[tuple[float, float]]:
    """(left edge, width) in units; with `gaps`, a negative width and a quarter are spaces."""
    places, left = [], start
    for wide in row:
        if not (gaps and (wide < 0 or wide == 0.25)):
            places.append((left, wide))
        left += abs(wide)
    return places


def _cap(width: float, depth: float, height: float) -> Mesh:
    corner = 0.14 * min(width, depth)
    return extrude(rounded_rectangle(width, depth, corner, 2), height, min(0.3 * height, 0.0007), 1)
