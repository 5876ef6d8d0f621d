"""Bottles: hollow, of glass or plastic, with a label, a closure and, if it is not clear, what is in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._prints import round_print
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.hulls import turned_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet, parallel, thinned
from simgen.catalog.meshing.transforms import volume_m3
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Cavity, Mesh, Part, Surface


@dataclass(frozen=True)
class Parameters:
    """Sizes of the whole bottle with its closure; `neck_m` is the neck's diameter, `wall_m` the wall.

    `style`: one of STYLES. `label` is the share of the straight wall that it covers (0: none). `closure`: cork,
    capsule, cap, crown or lid. `fill` (0..1) is the share of the inside, up to the neck, that holds an opaque drink.
    """

    style: str
    height_m: float
    diameter_m: float
    neck_m: float
    wall_m: float
    label: float
    closure: str
    fill: float


# Where the shoulder begins and the neck ends it, as fractions of the height, and how round that is.
STYLES = {
    "bordeaux": (0.61, 0.71, 1.0),
    "burgundy": (0.44, 0.74, 1.6),
    "beer": (0.58, 0.74, 1.2),
    "water": (0.7, 0.86, 1.0),
    "milk": (0.56, 0.78, 1.3),
    "sauce": (0.66, 0.8, 0.9),
    "jar": (0.76, 0.88, 0.8),
}
# One number for all that lies in or on the wall: facets that agree do not cut each other.
_SEGMENTS = 32
CLOSURES = ("cork", "capsule", "cap", "crown", "lid")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The bottle, in the slots `glass`, `label`, `print`, `closure` (or `cork`) and `drink`."""
    p = parameters
    check_style(p.style, STYLES)
    check_style(p.closure, CLOSURES, "closure")
    radius, neck = p.diameter_m / 2, p.neck_m / 2
    top = p.height_m - {"cork": 0.008, "capsule": 0.0012, "cap": 0.0015, "crown": 0.002, "lid": 0.001}[p.closure]
    low, high, softness = STYLES[p.style]
    shoulder, throat = low * top, high * top
    outside = _outside(p, radius, neck, shoulder, throat, top)
    inside = _inside(outside, p.wall_m, 0.004 + p.wall_m)
    surfaces = [Surface(lathe(thinned(_closed(outside, inside)), _SEGMENTS, crease_deg=50), "glass")]
    if p.label > 0:
        low, high = _label_span(p.label, 0.012, shoulder - 0.25 * softness * (throat - shoulder))
        wrap = [(radius + 5e-5, low), (radius + 0.00025, low), (radius + 0.00025, high), (radius + 5e-5, high)]
        surfaces.append(Surface(lathe(np.array(wrap), _SEGMENTS), "label"))
        surfaces.append(Surface(round_print(rng, radius + 0.00025, low, high), "print"))
    slot = "cork" if p.closure == "cork" else "closure"
    surfaces.append(Surface(_closure(p.closure, neck, p.wall_m, top, p.height_m, rng), slot))
    hollow = lathe(np.concatenate([inside, [[0.0, inside[-1, 1]]]]), _SEGMENTS)
    if p.fill > 0:
        surfaces.append(Surface(_drink(inside, p.fill * throat), "drink"))
    rising = np.concatenate([outside[outside[:, 1] < throat + 0.001], [[neck + 0.001, p.height_m]]])
    hulls = turned_hulls(np.concatenate([[[radius - 0.002, 0.0]], rising[rising[:, 1] > 0.0005]]))
    return Model(
        (Part("body", tuple(surfaces), hulls),), cavities=(Cavity("inside", hollow, volume_m3=volume_m3(hollow)),)
    )


def _outside(p: Parameters, radius: float, neck: float, shoulder: float, throat: float, top: float) -> FloatArray:
    """From the foot's outer edge to the rim."""
    bend = STYLES[p.style][2] * 0.6 * (throat - shoulder)
    ring = 0.0016 if p.closure in ("cork", "crown") else 0.0
    rim = 0.009 if p.closure == "crown" else 0.007
    corners = [
        (radius * 0.9, 0.0),
        (radius, 0.0),
        (radius, shoulder),
        (neck, throat),
        (neck, top - rim - 0.002),
        (neck + ring, top - rim),
        (neck + ring, top),
    ]
    return fillet(corners, [0.0, min(0.008, 0.2 * radius), bend, bend, 0.0015, 0.0015, 0.0], 5)


def _inside(outside: FloatArray, wall: float, floor: float) -> FloatArray:
    """From the axis, over a floor with a hump, up to the rim."""
    shifted = parallel(outside, wall)
    rising = shifted[np.concatenate([[False], shifted[1:, 1] > np.maximum.accumulate(shifted[:, 1])[:-1] + 1e-6])]
    edge = float(np.interp(floor + 0.003, rising[:, 1], rising[:, 0]))
    wall_above = rising[rising[:, 1] > floor + 0.006]
    corners = [(0.0, floor + 0.1 * edge), (0.45 * edge, floor + 0.05 * edge), (edge, floor), (edge, floor + 0.006)]
    return np.concatenate([fillet(corners, [0.0, 0.4 * edge, 0.003, 0.0], 5)[:-1], wall_above])


def _closed(outside: FloatArray, inside: FloatArray) -> FloatArray:
    """The whole wall: a punted bottom, the outside, the rim, the inside back to the axis."""
    foot = float(outside[0, 0])
    # The punt stays below the floor, which has the same shape at a distance.
    punt = fillet([(0.0, 0.004), (0.55 * foot, 0.0022), (foot - 0.003, 0.0), (foot, 0.0)], [0, 0.3 * foot, 0.003, 0], 4)
    rim_out, rim_in = outside[-1], inside[-1]
    step = (rim_out[0] - rim_in[0]) / 2
    lip = fillet([rim_out - [0, step], rim_out, rim_in, rim_in - [0, step]], 0.45 * step, 4)
    return np.concatenate([punt[:-1], outside[:-1], lip, inside[-2::-1]])


def _label_span(share: float, low: float, high: float) -> tuple[float, float]:
    """The heights of a label's edges."""
    middle, half = (low + high) / 2, 0.5 * share * (high - low)
    return middle - half, middle + half


def _closure(kind: str, neck: float, wall: float, top: float, height: float, rng: np.random.Generator) -> Mesh:
    if kind == "cork":
        hole = neck - wall - 0.0001
        corners = [(0.0, top - 0.02), (hole * 0.99, top - 0.02), (hole, top), (hole * 1.12, height), (0.0, height)]
        return lathe(thinned(fillet(corners, [0, 0.0005, 0.0005, 0.0012, 0], 4)), 32)
    if kind == "capsule":
        # Foil over the rim, with a break above its lower edge.
        r = neck + 0.0007
        low = top - 0.052 - 0.008 * rng.random()
        corners = [
            (0.0, top - 0.004),
            (neck + 0.0002, top - 0.004),
            (neck + 0.0002, low),
            (r, low),
            (r, top - 0.0105),
            (r + 0.0006, top - 0.0085),
            (r + 0.0006, height),
            (0.0, height),
        ]
        return lathe(thinned(fillet(corners, [0, 0, 0, 0.0001, 0.0003, 0.0003, 0.0014, 0], 4)), 40)
    tall = {"crown": 0.006, "cap": 0.016, "lid": 0.0145}[kind]
    r = neck + (0.0032 if kind == "crown" else 0.0022)
    flare = 0.0016 if kind == "crown" else 0.0
    # Twenty-one teeth on a crown cork, a fine knurl on a screw cap, faint lugs on a jar's lid.
    teeth, depth, per_tooth = {"crown": (21, 0.035, 4), "cap": (40, 0.02, 2), "lid": (24, 0.004, 2)}[kind]
    angle = np.arange(per_tooth * teeth) * (2 * np.pi / (per_tooth * teeth))
    outline = (
        np.stack([np.cos(angle), np.sin(angle)], axis=1) * (1 - depth * (0.5 - 0.5 * np.cos(teeth * angle)))[:, None]
    )
    corners = [
        (0.0, top + 0.0001),
        (r - 0.0006, top + 0.0001),
        (r - 0.0006 + flare, height - tall),
        (r + flare, height - tall),
        (r, height),
        (0.0, height),
    ]
    return lathe(thinned(fillet(corners, [0, 0.0, 0, 0.0002, 0.0014, 0], 2)), outline=outline)


def _drink(inside: FloatArray, level: float) -> Mesh:
    """What fills the bottle to `level`, a hair inside its wall so that the two surfaces do not meet."""
    shrunk = np.stack([np.maximum(inside[:, 0] - 0.00015, 0.0), inside[:, 1] + 0.00015], axis=1)
    kept = shrunk[shrunk[:, 1] < level - 0.001]
    edge = float(np.interp(level, shrunk[3:, 1], shrunk[3:, 0]))
    return lathe(thinned(np.concatenate([kept, [[edge, level], [0.0, level]]])), _SEGMENTS)
