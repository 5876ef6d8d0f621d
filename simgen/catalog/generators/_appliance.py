"""What appliances share: a lined case, wire racks, seals, bars to pull at and dials to turn."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box, rounded_rectangle
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.rings import ring_prism
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import merge, rotate, translate
from simgen.geometry import Bounds, FloatArray
from simgen.world import Mesh

# Sheet that lines a chamber.
LINING_M = 0.002


def upright(mesh: Mesh, back: float) -> Mesh:
    """A plate drawn in (x, y) with its thickness along z, stood up: y becomes z, and z 0 lies at y = `back`."""
    return translate(rotate(mesh, (1.0, 0.0, 0.0), math.pi / 2), (0.0, back, 0.0))


def upright_hull(hull: FloatArray, back: float) -> FloatArray:
    """The same for the points of a hull."""
    return np.column_stack([hull[:, 0], back - hull[:, 2], hull[:, 1]])


def rectangle(x: tuple[float, float], z: tuple[float, float], radius: float, segments: int = 4) -> FloatArray:
    """(k, 2) counter-clockwise outline of a rounded rectangle between two x and two z."""
    middle = np.array([(x[0] + x[1]) / 2, (z[0] + z[1]) / 2])
    outline: FloatArray = rounded_rectangle(x[1] - x[0], z[1] - z[0], radius, segments) + middle
    return outline


def framed_plate(
    x: tuple[float, float],
    z: tuple[float, float],
    y: tuple[float, float],
    hole_x: tuple[float, float],
    hole_z: tuple[float, float],
    *,
    radius: float = 0.004,
    hole_radius: float = 0.004,
    bevel: float = 0.002,
) -> tuple[Mesh, list[FloatArray]]:
    """An upright plate between two y, front first, with a rectangular opening, and its four bars as hulls."""
    middle = ((hole_x[0] + hole_x[1]) / 2, (hole_z[0] + hole_z[1]) / 2)
    outer, inner = rectangle(x, z, radius), rectangle(hole_x, hole_z, hole_radius)
    mesh = upright(ring_prism(outer, inner, y[1] - y[0], bevel, center=middle), y[1])
    bars = [
        ((x[0], z[0]), (hole_x[0], z[1])),
        ((hole_x[1], z[0]), (x[1], z[1])),
        ((hole_x[0], z[0]), (hole_x[1], hole_z[0])),
        ((hole_x[0], hole_z[1]), (hole_x[1], z[1])),
    ]
    hulls = [
        box_hull((b[0] - a[0], y[1] - y[0], b[1] - a[1]), ((a[0] + b[0]) / 2, (y[0] + y[1]) / 2, (a[1] + b[1]) / 2))
        for a, b in bars
    ]
    return mesh, hulls


def add_case(
    furniture: Assembly,
    part: str,
    outer: Bounds,
    chambers: Sequence[Bounds],
    *,
    slot: str,
    lining: str,
    radius: float = 0.006,
    chamber_radius: float = 0.012,
) -> None:
    """A case with chambers open to the front (-y), one above the other from below, each with a lining of its own.

    Chambers start at the case's front; between two of them is a partition.
    """
    x, z = (outer.low[0], outer.high[0]), (outer.low[2], outer.high[2])
    y0, y1 = outer.low[1], outer.high[1]
    hole_x = (min(c.low[0] for c in chambers) - LINING_M, max(c.high[0] for c in chambers) + LINING_M)
    hole_z = (chambers[0].low[2] - LINING_M, chambers[-1].high[2] + LINING_M)
    shell, hulls = framed_plate(x, z, (y0, y1), hole_x, hole_z, radius=radius, hole_radius=chamber_radius, bevel=0.003)
    furniture.add(part, slot, shell, hulls)
    rear = max(c.high[1] for c in chambers) + LINING_M
    furniture.span(part, slot, (hole_x[0], rear, hole_z[0]), (hole_x[1], y1 - 0.001, hole_z[1]), radius=0.0)
    for below, above in itertools.pairwise(chambers):
        low, high = below.high[2] + LINING_M, above.low[2] - LINING_M
        furniture.span(part, slot, (hole_x[0], y0, low), (hole_x[1], rear, high), radius=0.002)
    for chamber in chambers:
        c_x, c_z = (chamber.low[0], chamber.high[0]), (chamber.low[2], chamber.high[2])
        out = rectangle((c_x[0] - LINING_M, c_x[1] + LINING_M), (c_z[0] - LINING_M, c_z[1] + LINING_M), chamber_radius)
        skin = ring_prism(
            out,
            rectangle(c_x, c_z, chamber_radius - LINING_M),
            chamber.high[1] - y0 - 0.0006,
            0.0006,
            center=((c_x[0] + c_x[1]) / 2, (c_z[0] + c_z[1]) / 2),
        )
        # The lining's rim stands a hair behind the case's, as sheets that are rolled together do.
        floor = (chamber.size[0], chamber.high[1] - y0, LINING_M)
        at = ((c_x[0] + c_x[1]) / 2, (y0 + chamber.high[1]) / 2, c_z[0] - LINING_M / 2)
        furniture.add(part, lining, upright(skin, chamber.high[1]), [box_hull(floor, at)])
        furniture.span(
            part,
            lining,
            (c_x[0] - LINING_M, chamber.high[1] - 0.0003, c_z[0] - LINING_M),
            (c_x[1] + LINING_M, chamber.high[1] + LINING_M - 0.0001, c_z[1] + LINING_M),
            radius=0.0,
            solid=False,
        )


def seal(x: tuple[float, float], z: tuple[float, float], y: float, gauge: float = 0.006) -> Mesh:
    """A rubber gasket along an upright rectangle, its front at `y`, flattened to half its width."""
    ring = rectangle(x, z, 0.02, 4)
    path = np.column_stack([ring[:, 0], np.full(len(ring), y + 0.35 * gauge), ring[:, 1]])
    return tube(path, np.tile([gauge, 0.35 * gauge], (len(path), 1)), segments=8, up=(0.0, 1.0, 0.0), closed=True)


def rod(a: Sequence[float], b: Sequence[float], gauge: float, segments: int = 6) -> Mesh:
    """A straight wire of radius `gauge`."""
    return tube([tuple(a), tuple(b)], gauge, segments=segments, ends="flat")


def wire_loop(x: tuple[float, float], y: tuple[float, float], z: float, gauge: float) -> Mesh:
    """A level wire rectangle with round corners."""
    ring = rounded_rectangle(x[1] - x[0], y[1] - y[0], 0.02, 3) + np.array([(x[0] + x[1]) / 2, (y[0] + y[1]) / 2])
    return tube(np.column_stack([ring, np.full(len(ring), z)]), gauge, segments=8, closed=True)


def wire_rack(x: tuple[float, float], y: tuple[float, float], top: float, *, pitch: float, gauge: float) -> Mesh:
    """A level rack: a loop of stout wire, and thin bars along y whose upper side is at `top`."""
    bar = 0.6 * gauge
    count = max(3, round((x[1] - x[0]) / pitch))
    xs = np.linspace(x[0], x[1], count + 1)[1:-1]
    first = rod((0.0, y[0], top - bar), (0.0, y[1], top - bar), bar)
    bars = [translate(first, (float(a), 0.0, 0.0)) for a in xs]
    cross = [
        rod(
            (x[0], y[0] + s * (y[1] - y[0]), top - 2 * bar - gauge),
            (x[1], y[0] + s * (y[1] - y[0]), top - 2 * bar - gauge),
            gauge,
        )
        for s in (0.25, 0.75)
    ]
    return merge([wire_loop(x, y, top - gauge, gauge), *bars, *cross])


def rack_hull(x: tuple[float, float], y: tuple[float, float], top: float, gauge: float) -> FloatArray:
    """The slab that stands for a rack in physics."""
    return box_hull((x[1] - x[0], y[1] - y[0], 2 * gauge), ((x[0] + x[1]) / 2, (y[0] + y[1]) / 2, top - gauge))


def add_bar(
    furniture: Assembly,
    part: str,
    at: tuple[float, float, float],
    length: float,
    *,
    upright: bool,
    joint: str | None,
    radius: float = 0.009,
    stand: float = 0.042,
    slot: str = "handle",
) -> None:
    """A stout round bar on two posts before a face that looks along -y, its middle at `at` on the face."""
    x, y, z = at
    along = np.array([0.0, 0.0, 1.0]) if upright else np.array([1.0, 0.0, 0.0])
    middle = np.array([x, y - stand, z])
    ends = [middle - along * length / 2, middle + along * length / 2]
    bar = tube(ends, radius, segments=18, ends="flat", bevel_m=0.002)
    posts = []
    for side in (-1.0, 1.0):
        foot = np.array([x, y, z]) + along * side * (length / 2 - 0.04)
        posts.append(np.array([foot, foot - [0.0, stand, 0.0]]))
    meshes = [bar, *(tube(p, 0.75 * radius, segments=14, ends="flat") for p in posts)]
    hulls = [*tube_hulls(np.array(ends), radius, 1), *(h for p in posts for h in tube_hulls(p, 0.7 * radius, 1))]
    furniture.add(part, slot, meshes, hulls, joint=joint)


def dial(at: tuple[float, float, float], radius: float, depth: float, turn_rad: float) -> tuple[Mesh, Mesh]:
    """A round control on a face that looks along -y, and the mark on its front, `turn_rad` from upright."""
    r = radius
    shape = [(0.0, 0.0), (1.12 * r, 0.0), (1.12 * r, 0.003), (r, 0.004), (0.92 * r, depth), (0.0, depth)]
    knob = rotate(
        lathe(fillet(shape, [0, 0.0008, 0.0008, 0.0008, 0.0025, 0], 3), 28, crease_deg=50), (1, 0, 0), math.pi / 2
    )
    mark = rounded_box((0.0022, 0.0008, 0.55 * r), 0.0003, center=(0.0, -depth - 0.0002, 0.52 * r))
    return translate(knob, at), translate(rotate(mark, (0.0, 1.0, 0.0), turn_rad), at)


def add_tub(
    furniture: Assembly,
    part: str,
    slot: str,
    low: Sequence[float],
    high: Sequence[float],
    *,
    wall: float = 0.0025,
    radius: float = 0.012,
    joint: str | None = None,
) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """An open box with round upright corners; the opposite corners of its hollow."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    center = ((x0 + x1) / 2, (y0 + y1) / 2)
    outer = rounded_rectangle(x1 - x0, y1 - y0, radius, 5) + list(center)
    inner = rounded_rectangle(x1 - x0 - 2 * wall, y1 - y0 - 2 * wall, max(radius - wall, 0.001), 5) + list(center)
    walls = translate(ring_prism(outer, inner, z1 - z0, 0.3 * wall, center=center), (0.0, 0.0, z0))
    # Just inside the walls, so that no two faces share a plane.
    floor = translate(extrude(center + (inner - center) * 0.9995, wall, 0.1 * wall), (0.0, 0.0, z0 + 0.0006))
    t = wall
    slabs = [
        ((x0, y0, z0), (x1, y1, z0 + t + 0.0006)),
        ((x0, y0, z0), (x0 + t, y1, z1)),
        ((x1 - t, y0, z0), (x1, y1, z1)),
        ((x0 + t, y0, z0), (x1 - t, y0 + t, z1)),
        ((x0 + t, y1 - t, z0), (x1 - t, y1, z1)),
    ]
    hulls = [box_hull(np.subtract(b, a).tolist(), (np.add(a, b) / 2).tolist()) for a, b in slabs]
    furniture.add(part, slot, [walls, floor], hulls, joint=joint)
    return (x0 + t, y0 + t, z0 + t + 0.0006), (x1 - t, y1 - t, z1)
