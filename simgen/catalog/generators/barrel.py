"""Barrels: of oak staves in iron hoops, and drums of sheet steel with rolling hoops."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import extrude, rounded_box
from simgen.catalog.meshing.hulls import turned_hulls, vessel_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.transforms import rotate, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray

STYLES = ("staves", "drum")
_STAVE_M = 0.022
_CHIME_M = 0.032


@dataclass(frozen=True)
class Parameters:
    """`style` is one of STYLES. `diameter_m` at the ends; `belly` times that at half the height, 1 for a drum.

    `pieces`: staves, or beads pressed into a drum's wall.
    """

    style: str
    height_m: float
    diameter_m: float
    belly: float
    pieces: int

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)
        if not 1.0 <= self.belly <= 1.4:
            raise ValueError(f"belly lies between 1 and 1.4, got {self.belly}")
        low, high = (14, 40) if self.style == "staves" else (0, 12)
        if not low <= self.pieces <= high:
            raise ValueError(f"pieces of the style '{self.style}' are {low} to {high}, got {self.pieces}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """Standing; slots `body`, `head`, `hoop`, `bung`."""
    barrel = Assembly(rng)
    {"staves": _staves, "drum": _drum}[parameters.style](barrel, parameters, rng)
    return barrel.model()


def _girth(p: Parameters, z: FloatArray) -> FloatArray:
    """Outer radius at heights."""
    along = 2 * z / p.height_m - 1
    bulge: FloatArray = p.diameter_m / 2 * (1 + (p.belly - 1) * (1 - np.abs(along) ** 2.2))
    return bulge


def _staves(barrel: Assembly, p: Parameters, rng: np.random.Generator) -> None:
    h, n = p.height_m, p.pieces
    widths = rng.uniform(0.75, 1.25, n)
    edges = np.concatenate([[0.0], np.cumsum(widths / widths.sum())]) * 2 * math.pi
    for k in range(n):
        low, high = edges[k], edges[k + 1]
        # The gap between two staves is a fine line.
        across = (high - low) * p.diameter_m / 2
        board = rounded_box((across - 0.0006, _STAVE_M, h), 0.0022, 2, (0, 0, h / 2), divisions=(3, 1, 18), grain="z")

        def bend(q: FloatArray, low: float = low, high: float = high, across: float = across) -> FloatArray:
            angle = (low + high) / 2 + q[:, 0] / across * (high - low)
            # Ends are cut slanting inwards, as the chime is.
            reach = _girth(p, q[:, 2]) - _STAVE_M / 2 + q[:, 1]
            slope = np.clip((np.abs(2 * q[:, 2] - h) / 2 - (h / 2 - 0.010)) / 0.010, 0, 1)
            reach = reach + slope * 0.006 * (q[:, 1] < 0)
            return np.column_stack([reach * np.cos(angle), reach * np.sin(angle), q[:, 2]])

        barrel.add("body", "body", rotate(warp(board, bend), (0, 0, 1), 0.0))
    top = h - _CHIME_M
    for low, turn in ((_CHIME_M, 0.0), (top - 0.018, rng.uniform(0, 3))):
        _head(barrel, p, low, turn)
    spots = np.array([0.045, 0.13, 0.29]) if h > 0.7 else np.array([0.05, 0.17, 0.31])
    for share in (*spots, *(1 - spots)):
        wide = 0.036 if share in (spots[0], 1 - spots[0]) else 0.03
        z = np.linspace(share * h - wide / 2, share * h + wide / 2, 5)
        outside = _girth(p, z) + 0.0016
        inside = outside[::-1] - 0.0022
        ring = np.column_stack([np.concatenate([outside, inside]), np.concatenate([z, z[::-1]])])
        barrel.add("body", "hoop", lathe(ring, 64))
        angle = 0.4 + share * 9.0
        for dz in (-0.25, 0.25):
            at = share * h + dz * wide
            rivet = lathe(
                fillet([(0, -0.001), (0.0055, -0.001), (0.0035, 0.0022), (0, 0.0028)], [0, 0.0005, 0.001, 0], 3), 14
            )
            stood = translate(
                rotate(rivet, (0, 1, 0), math.pi / 2), (float(_girth(p, np.array([at]))[0]) + 0.0016, 0, at)
            )
            barrel.add("body", "hoop", rotate(stood, (0, 0, 1), angle))
    r = float(_girth(p, np.array([h / 2]))[0])
    bung = lathe(
        fillet(
            [(0, -0.01), (0.024, -0.01), (0.026, 0.005), (0.023, 0.008), (0, 0.008)], [0, 0.001, 0.002, 0.002, 0], 3
        ),
        28,
    )
    # In the middle of a stave that shows to the front.
    middles = (edges[:-1] + edges[1:]) / 2
    angle = float(middles[np.argmin(np.abs(middles - 1.42 * math.pi))])
    barrel.add(
        "body", "bung", rotate(translate(rotate(bung, (0, 1, 0), math.pi / 2), (r - 0.002, 0, h / 2)), (0, 0, 1), angle)
    )
    _solid(barrel, p, top, _STAVE_M)


def _head(barrel: Assembly, p: Parameters, z: float, turn: float) -> None:
    """A disc of boards between the staves."""
    r = float(_girth(p, np.array([z]))[0]) - _STAVE_M + 0.001
    count = 6
    cuts = np.linspace(-r, r, count + 1)
    for a, b in itertools.pairwise(cuts):
        a, b = a + 0.0004, b - 0.0004
        # Points of the circle between the two cuts, on the right and on the left.
        y = np.linspace(max(a, -r * 0.9995), min(b, r * 0.9995), 12)
        x = np.sqrt(r * r - y * y)
        outline = np.concatenate([np.column_stack([x, y]), np.column_stack([-x, y])[::-1]])
        plank = translate(extrude(outline, 0.018, 0.0012), (0, 0, z))
        barrel.add("body", "head", rotate(plank, (0, 0, 1), turn))


def _solid(barrel: Assembly, p: Parameters, top: float, wall: float) -> None:
    """Hulls up to the upper head, the rim that stands above it, and a place for things on the head."""
    z = np.linspace(0.0, top, 9)
    profile = np.column_stack([_girth(p, z), z])
    rim = np.array([(float(_girth(p, np.array([h]))[0]), h) for h in (top - 0.001, p.height_m)])
    ring = vessel_hulls(rim, rim - [wall, 0.0], max_wedges=12)
    walls = [h for h in ring if np.ptp(h[:, 2]) > 1e-3]
    barrel.add("body", "body", [], [*turned_hulls(profile), *walls])
    r = p.diameter_m / 2 - wall - 0.02
    angle = np.arange(16) * math.pi / 8
    barrel.support("top", np.column_stack([r * np.cos(angle), r * np.sin(angle)]).tolist(), top)


def _drum(barrel: Assembly, p: Parameters, rng: np.random.Generator) -> None:
    r, h = p.diameter_m / 2, p.height_m
    skin, sink = 0.0014, 0.018
    r0 = r - 0.008
    points: list[tuple[float, float]] = [
        (0.0, 0.006),
        (r0 - 0.012, 0.006),
        (r0 - 0.006, 0.0015),
        (r0 + 0.003, 0.0),
        (r0 + 0.004, 0.011),
        (r0, 0.016),
    ]
    hoops = [0.335 * h, 0.665 * h]
    beads = []
    if p.pieces:
        for low, high in ((0.05, 0.29), (0.375, 0.625), (0.71, 0.95)):
            count = max(1, round(p.pieces / 3))
            beads += [h * (low + (high - low) * (k + 0.5) / count) for k in range(count)]
    for z in sorted([*hoops, *beads]):
        if z in hoops:
            points += [
                (r0, z - 0.020),
                (r0 + 0.003, z - 0.013),
                (r, z - 0.005),
                (r, z + 0.005),
                (r0 + 0.003, z + 0.013),
                (r0, z + 0.020),
            ]
        else:
            points += [(r0, z - 0.011), (r0 - 0.0024, z - 0.004), (r0 - 0.0024, z + 0.004), (r0, z + 0.011)]
    points += [
        (r0, h - 0.016),
        (r0 + 0.004, h - 0.011),
        (r0 + 0.003, h),
        (r0 - 0.004, h - 0.0005),
        (r0 - 0.006, h - sink + 0.002),
        (r0 - 0.012, h - sink),
        (0.0, h - sink),
    ]
    profile = fillet(points, [0, *[0.003] * (len(points) - 2), 0], 3)
    barrel.add("body", "body", lathe(profile, 72))
    for spot, wide in (((0.62 * r, 0.0), 0.031), ((-0.62 * r, 0.0), 0.017)):
        turn = rng.uniform(-0.2, 0.2) - 1.1
        ring = [
            (0, 0),
            (1.3 * wide, 0),
            (1.22 * wide, 0.004),
            (wide, 0.005),
            (wide, 0.010),
            (0.72 * wide, 0.011),
            (0.68 * wide, 0.005),
            (0, 0.005),
        ]
        cap = translate(
            lathe(fillet(ring, [0, 0.001, 0.001, 0.0005, 0.001, 0.001, 0.001, 0], 3), 36), (*spot, h - sink - 0.0005)
        )
        bar = rounded_box((1.36 * wide, 0.3 * wide, 0.004), 0.001, 2, (*spot, h - sink + 0.007))
        barrel.add("body", "bung", [rotate(m, (0, 0, 1), turn) for m in (cap, bar)])
    plate = [(r0 - 0.0005, h - 0.004), (r0 + 0.0075, h - 0.005), (r0 + 0.0075, h - 0.013), (r0 - 0.0002, h - 0.0145)]
    barrel.add("body", "hoop", lathe(fillet(plate, 0.002, 3, closed=True)[::-1], 72))
    top = h - sink
    side = np.array([(r0 + skin, 0.0006), (r0 + skin, top)])
    barrel.add("body", "body", [], turned_hulls(side))
    rim = np.array([(r0 + 0.003, top - 0.001), (r0 + 0.003, h)])
    walls = [q for q in vessel_hulls(rim, rim - [0.009, 0.0], max_wedges=12) if np.ptp(q[:, 2]) > 1e-3]
    barrel.add("body", "body", [], walls)
    angle = np.arange(16) * math.pi / 8
    reach = r0 - 0.03
    barrel.support("top", np.column_stack([reach * np.cos(angle), reach * np.sin(angle)]).tolist(), top + 0.011)
