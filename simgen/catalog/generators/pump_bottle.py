"""Bottles of bathrooms: soap dispensers with a pump, shampoo with a flip cap, tubes that stand on their lid."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._prints import lettering
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.cloth import padded
from simgen.catalog.meshing.grids import faces_where
from simgen.catalog.meshing.hulls import turned_hulls
from simgen.catalog.meshing.lathe import lathe, squircle
from simgen.catalog.meshing.lofts import at_height, loft, pole
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate, scale, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray

CLOSURES = ("pump", "flip", "stand")


@dataclass(frozen=True)
class Parameters:
    """`height_m` of the body, `width_m` its greatest width, `flatness` its depth over its width (1: round).

    `squareness`: of its section, 2 an ellipse, 5 a rectangle. `closure`: "pump", "flip" (a cap above) or "stand" (a
    tube on its cap). `label`: the share of the front that a label covers.
    """

    height_m: float
    width_m: float
    flatness: float
    squareness: float
    closure: str
    label: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.closure, CLOSURES, "closure")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The bottle, its label and spout to -y; slots `body`, `label`, `print` and `cap`."""
    p = parameters
    bottle = Assembly(rng)
    if p.closure == "stand":
        _tube(bottle, p)
        return bottle.model(has_front=True)
    r, h = p.width_m / 2, p.height_m
    outline = squircle(64, p.squareness, p.flatness)
    neck = min(0.42 * r, 0.014)
    bend = 0.35 * r
    corners = [
        (0.0, 0.001),
        (0.86 * r, 0.001),
        (0.9 * r, 0.0),
        (r, 0.004),
        (r, h - bend),
        (1.15 * neck, h - 0.004),
        (1.15 * neck, h),
        (0.0, h),
    ]
    profile = fillet(corners, [0, 0.001, 0.001, 0.003, 0.8 * bend, 0.004, 0, 0], 6)
    body = lathe(profile, outline=outline, crease_deg=50)
    wide = np.array([(0.9 * r, 0.0), (r, 0.004), (r, h - bend), (0.6 * r, h - 0.2 * bend)])
    bottle.add("body", "body", body, turned_hulls(wide, outline=outline))
    if p.label > 0:
        _label(bottle, p, outline, r, bend, rng)
    if p.closure == "pump":
        _pump(bottle, neck, h, r)
    else:
        top = 0.022
        cap = fillet(
            [(0, h - 0.001), (0.62 * r, h - 0.003), (0.62 * r, h + top), (0, h + top)], [0, 0.001, 0.003, 0], 4
        )
        lid = lathe(cap, outline=outline)
        notch = scale(lathe(fillet([(0, 0), (0.006, 0), (0.006, 0.002), (0, 0.002)], 0.0005, 2), 20), (1.6, 0.5, 1.0))
        bottle.add("cap", "cap", lid, [hull_of(lid, 24)])
        front = 0.62 * r * p.flatness
        bottle.add("cap", "cap", translate(rotate(notch, (1, 0, 0), math.pi / 2), (0, -front + 0.0012, h + 0.7 * top)))
    return bottle.model(has_front=True)


def _label(
    bottle: Assembly, p: Parameters, outline: FloatArray, r: float, bend: float, rng: np.random.Generator
) -> None:
    """A sheet that follows the front, with print on it."""
    low, high = 0.14 * p.height_m, p.height_m - bend - 0.06 * p.height_m
    middle, half = (low + high) / 2, 0.5 * p.label * (high - low)
    angle = np.arctan2(outline[:, 1], outline[:, 0])
    front = outline[(angle > math.radians(-142)) & (angle < math.radians(-38))]
    front = front[np.argsort(front[:, 0])]

    across = np.linspace(-0.9, 0.9, 24) * front[:, 0].max()
    y = np.interp(across, front[:, 0], front[:, 1]) * r - 0.0002
    grid = np.stack([np.column_stack([across * r, y, np.full(24, z)]) for z in (middle - half, middle + half)])
    bottle.add("body", "label", padded(grid, 0.0002, 0.0002))
    tall = 2 * half
    wide = 1.7 * float(front[:, 0].max()) * r
    words = lettering(rng, wide, 0.9 * tall, int(rng.integers(4, 7)), center=(0.0, 0.0, 0.0), sliced=True)

    def bent(points: FloatArray) -> FloatArray:
        y = np.interp(points[:, 0] / r, front[:, 0], front[:, 1]) * r - 0.0003 - points[:, 2]
        return np.column_stack([points[:, 0], y, middle + points[:, 1]])

    bottle.add("body", "print", warp(words, bent))


def _pump(bottle: Assembly, neck: float, h: float, r: float) -> None:
    """A collar, a stem, and a nozzle that looks forward."""
    collar = lathe(
        fillet(
            [(0, h - 0.001), (neck + 0.005, h - 0.001), (neck + 0.005, h + 0.014), (0.006, h + 0.019), (0, h + 0.019)],
            [0, 0.0008, 0.002, 0.002, 0],
            4,
        ),
        36,
    )
    stem = lathe(np.array([(0, h + 0.018), (0.0042, h + 0.018), (0.0042, h + 0.042), (0, h + 0.042)]), 20)
    top = h + 0.046
    head = lathe(
        fillet(
            [(0, top - 0.007), (0.0115, top - 0.007), (0.0115, top + 0.004), (0, top + 0.0055)], [0, 0.002, 0.003, 0], 4
        ),
        32,
    )
    path = smooth(
        [
            (0, 0, top - 0.001),
            (0, -0.6 * r - 0.012, top),
            (0, -1.05 * r - 0.014, top - 0.003),
            (0, -1.1 * r - 0.016, top - 0.011),
        ],
        16,
    )
    nozzle = tube(path, np.linspace(0.0062, 0.0044, 16), segments=14, ends="flat")
    bottle.add(
        "cap",
        "cap",
        [collar, stem, head, nozzle],
        [hull_of(np.concatenate([collar.vertices, head.vertices]), 28), hull_of(nozzle, 16)],
    )


def _tube(bottle: Assembly, p: Parameters) -> None:
    """A soft tube: round at its cap below, flat at the welded end above."""
    r, h = p.width_m / 2, p.height_m
    cap_h = 0.022
    circle = squircle(48, 2.0)
    cap = lathe(fillet([(0, 0), (0.94 * r, 0), (0.96 * r, cap_h), (0, cap_h)], [0, 0.002, 0.001, 0], 4), 48)
    bottle.add("body", "cap", cap, [hull_of(cap, 28)])
    rows = []
    for t in np.linspace(0.0, 1.0, 26):
        # The girth stays while the section goes from a circle to a line.
        deep = r * (1 - t**1.4) + 0.0011
        wide = r * (1 + 0.5 * t**1.4)
        rows.append(at_height(circle * [wide, deep], cap_h + t * (h - cap_h - 0.012)))
    seal = [at_height(circle * [1.5 * r + 0.0006, 0.0009], z) for z in (h - 0.0115, h)]
    mesh = loft([pole(rows[0]), *rows, *seal, pole(seal[-1])], [1, len(rows) + 2])
    hulls = [hull_of(np.concatenate(rows[:14]), 28), hull_of(np.concatenate([*rows[13:], seal[-1]]), 28)]
    # Two bands of print go round it.
    # Both triangles of a square have its height.
    z = mesh.vertices[mesh.faces][..., 2].astype(np.float64)
    height = ((z.min(axis=1) + z.max(axis=1)) / 2 - cap_h) / (h - cap_h)
    wide, narrow = (height > 0.36) & (height < 0.64), (height > 0.72) & (height < 0.80)
    bottle.add("body", "body", faces_where(mesh, ~wide & ~narrow), hulls)
    bottle.add("body", "label", faces_where(mesh, wide))
    bottle.add("body", "print", faces_where(mesh, narrow))
