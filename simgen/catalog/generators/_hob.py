"""Hobs, set into a worktop or on top of a cooker: a sheet of black glass with zones, or burners under iron grids."""

from __future__ import annotations

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, rounded_box
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.transforms import translate

HOBS = ("glass", "gas")
GLASS_M = 0.006
_PLATE_M = 0.009
_GRID_M = 0.032
# Where the zones are, as fractions of the half width and half depth, and their radius as one of the depth.
_ZONES = ((-0.5, -0.36, 0.2), (0.5, -0.36, 0.155), (-0.5, 0.46, 0.155), (0.5, 0.46, 0.2))


def hob_height_m(style: str) -> float:
    """From the worktop to where a pan stands."""
    check_style(style, HOBS, "hob")
    return GLASS_M if style == "glass" else _PLATE_M + _GRID_M


def add_hob(
    furniture: Assembly, part: str, x: tuple[float, float], y: tuple[float, float], z: float, style: str
) -> None:
    """A hob on the level `z`, in the slots `hob`, `print` (glass) or `plate`, `iron` (gas); pans stand on a support."""
    top = z + hob_height_m(style)
    middle, half = ((x[0] + x[1]) / 2, (y[0] + y[1]) / 2), ((x[1] - x[0]) / 2, (y[1] - y[0]) / 2)
    if style == "glass":
        furniture.span(part, "hob", (x[0], y[0], z), (x[1], y[1], top), radius=0.0025)
        for u, v, share in _ZONES:
            at = (middle[0] + u * half[0], middle[1] + v * half[1], top)
            for radius in (share * 2 * half[1], 0.45 * share * 2 * half[1]):
                ring = [
                    (radius - 0.0008, -5e-5),
                    (radius + 0.0008, -5e-5),
                    (radius + 0.0008, 1e-4),
                    (radius - 0.0008, 1e-4),
                ]
                furniture.add(part, "print", translate(lathe(np.array(ring), 48), at))
        for k in range(5):
            mark = ((middle[0] + (k - 2) * 0.032, y[0] + 0.022, top + 5e-5), 0.006 if k % 2 else 0.012)
            furniture.add(part, "print", rounded_box((mark[1], 0.004, 2e-4), center=mark[0]))
    else:
        furniture.span(part, "plate", (x[0], y[0], z), (x[1], y[1], z + _PLATE_M), radius=0.004)
        for u, v, share in _ZONES:
            at = (middle[0] + u * half[0], middle[1] + v * half[1], z + _PLATE_M)
            r = 0.19 * share * 2 * half[1] + 0.016
            crown = [(0, 0), (1.35 * r, 0), (1.35 * r, 0.003), (r, 0.004), (r, 0.013), (0.95 * r, 0.015), (0, 0.0155)]
            furniture.add(
                part, "burner", translate(lathe(fillet(crown, [0, 0.001, 0.001, 0.001, 0.001, 0.001, 0], 2), 28), at)
            )
            cap = [(0, 0.0155), (0.86 * r, 0.0155), (0.86 * r, 0.0195), (0, 0.0215)]
            furniture.add(part, "iron", translate(lathe(fillet(cap, [0, 0.0008, 0.002, 0], 3), 28), at))
        _grids(furniture, part, middle, half, z + _PLATE_M)
    furniture.support_box("hob", (x[0], y[0] + 0.03), (x[1], y[1]), top, margin=0.03)


def _grids(furniture: Assembly, part: str, middle: tuple[float, float], half: tuple[float, float], z: float) -> None:
    """Two iron grids side by side, each over two burners: a frame on feet, and fingers that reach for the flame."""
    bar, top = 0.009, z + _GRID_M
    # One slab for both: a pan may stand across the gap between them.
    slab = (1.94 * half[0], 1.72 * half[1], _GRID_M)
    furniture.add(part, "iron", [], [box_hull(slab, (middle[0], middle[1] + 0.05 * half[1], z + _GRID_M / 2))])
    for u in (-0.5, 0.5):
        cx, w, d = middle[0] + u * half[0], 0.94 * half[0], 1.72 * half[1]
        cy = middle[1] + 0.05 * half[1]
        sides = [((w, bar, bar), (cx, cy + s * (d - bar) / 2)) for s in (-1.0, 1.0)]
        sides += [((bar, d, bar), (cx + s * (w - bar) / 2, cy)) for s in (-1.0, 1.0)]
        sides.append(((w, bar, bar), (cx, cy)))
        for v in (-0.36, 0.46):
            y = middle[1] + v * half[1]
            for s in (-1.0, 1.0):
                sides.append(((0.36 * w, bar, bar), (cx + s * 0.31 * w, y)))
            sides += [((bar, 0.18 * d, bar), (cx, y + s * 0.135 * d)) for s in (-1.0, 1.0)]
        for size, at in sides:
            furniture.add(part, "iron", rounded_box(size, 0.002, center=(at[0], at[1], top - bar / 2)))
        for sx in (-1.0, 1.0):
            for sy in (-1.0, 1.0):
                foot = (cx + sx * (w - bar) / 2, cy + sy * (d - bar) / 2, z + (_GRID_M - bar / 2) / 2)
                furniture.add(part, "iron", rounded_box((bar, bar, _GRID_M - bar / 2), 0.002, center=foot))
