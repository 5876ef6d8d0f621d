"""Food as it is served: fries in a carton or a bowl, a roast chicken on its platter."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._food import Limb, draped, grown, ruffled
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.blobs import blob, lumps
from simgen.catalog.meshing.boxes import ellipse
from simgen.catalog.meshing.lathe import lathe, squircle
from simgen.catalog.meshing.lofts import at_height, loft, pole
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.ripples import Ripples
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh

KINDS = ("fries_carton", "fries_bowl", "roast_chicken")
# The tile of the skin that a roast wears.
_ROAST_TILE_M = 0.5


@dataclass(frozen=True)
class Parameters:
    """`length_m` along x, `width_m` and `height_m` of the carton, the bowl, or the platter.

    `pieces` of fries, or of a chicken's garnish.
    """

    kind: str
    length_m: float
    width_m: float
    height_m: float
    pieces: int

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.kind, KINDS, "kind")
        if self.pieces < 0:
            raise ValueError(f"pieces is 0 or more, got {self.pieces}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The dish with what is in or on it.

    Slots `vessel` and `fries`, or `platter`, `skin`, `bone`, `leaf` and `potato`.
    """
    p = parameters
    served = Assembly(rng)
    if p.kind == "fries_carton":
        _carton(served, p, rng)
    elif p.kind == "fries_bowl":
        _bowl(served, p, rng)
    else:
        _chicken(served, p, rng)
    return served.model(has_front=p.kind == "fries_carton")


# --- Fries -----------------------------------------------------------------------------------------


def _laid(rng: np.random.Generator, middle: FloatArray, way: FloatArray, length: float) -> Mesh:
    """A stick of potato along the unit vector `way`: four-sided, a little bent, its edges crisp."""
    side = float(rng.uniform(0.0031, 0.004))
    z = np.linspace(-length / 2, length / 2, 6)
    swell = 1 + 0.06 * np.sin(z / 0.011 + rng.uniform(0, 6)) + 0.03 * np.sin(z / 0.005 + rng.uniform(0, 6))
    hint = rng.normal(size=3)
    across = np.cross(way, hint) / np.linalg.norm(np.cross(way, hint))
    bend = float(rng.normal(0, 0.002)) * (2 * z / length) ** 2
    path = middle + z[:, None] * way + bend[:, None] * across
    section = squircle(16, 8.0, float(rng.uniform(0.85, 1.1)))
    return tube(path, side * swell, section=section, up=hint, ends="flat", bevel_m=0.0009)


def _carton(served: Assembly, p: Parameters, rng: np.random.Generator) -> None:
    """A folded carton, its back higher than its scooped front, and fries that stand in it."""
    w, d, h = p.length_m / 2, p.width_m / 2, p.height_m
    sheet = 0.0006
    count = 96
    turn = np.linspace(0, 2 * math.pi, count, endpoint=False)
    levels = 13

    def ring(t: float, inset: float) -> FloatArray:
        """The wall at the share `t` of its height there: narrow and flat below, bulged above."""
        half_x, half_y = w * (0.74 + 0.26 * t) - inset, d * (0.62 + 0.38 * t) - inset
        # Two curved panels that meet in sharp folds at the sides.
        c, s = np.cos(turn), np.sin(turn)
        x = half_x * np.sign(c) * np.abs(c) ** 0.8
        y = half_y * np.sign(s) * np.abs(s) ** 1.1
        scoop = np.cos(np.clip(x / half_x, -1, 1) * math.pi / 2) ** 2
        top = np.where(s >= 0, h * (0.8 + 0.2 * scoop), h * (0.8 - 0.22 * scoop))
        return np.column_stack([x, y, top * t])

    outer = [ring(t, 0.0) for t in np.linspace(0, 1, levels)]
    inner = [ring(t, sheet) + np.array([0, 0, 0.001 * (1 - t)]) for t in np.linspace(1, 0, levels)]
    served.add(
        "carton", "vessel", loft([pole(outer[0]), *outer, *inner, pole(inner[-1])], [1, levels, levels + 1, 2 * levels])
    )
    served.add("carton", "vessel", [], [hull_of(np.concatenate([outer[0], outer[4]]), 32)])
    served.add(
        "carton", "vessel", [], [hull_of(np.concatenate([outer[4], np.minimum(outer[8], [9, 9, 0.56 * h])]), 32)]
    )
    fries = []
    for _ in range(p.pieces):
        x = float(rng.uniform(-0.86, 0.86)) * w
        room = d * (1 - abs(x / w) ** 2.5) ** 0.55 - 0.007
        y = float(rng.uniform(-0.9, 0.9)) * room
        length = float(rng.uniform(0.065, 0.1))
        back = 0.5 + 0.5 * y / d
        reach = h * (0.64 + 0.3 * back + 0.2 * math.cos(1.4 * x / w)) + float(rng.uniform(-0.018, 0.018))
        # From where the carton is narrow up to a place at its mouth, and further apart above it.
        foot = np.array([0.66 * x, 0.5 * y, max(reach - length, 0.012)])
        way = np.array([x, y, 0.8 * h]) - foot
        way = way / np.linalg.norm(way)
        fries.append(_laid(rng, foot + 0.5 * length * way, way, length))
    for fry in fries:
        served.add("carton", "fries", fry)
    everything = np.concatenate([m.vertices for m in fries])
    upper = everything[everything[:, 2] > 0.56 * h]
    served.add("carton", "fries", [], [hull_of(upper, 32)])


def _bowl(served: Assembly, p: Parameters, rng: np.random.Generator) -> None:
    """A bowl heaped with fries that lie every way."""
    r, h = p.length_m / 2, p.height_m
    wall = 0.0035
    rows = [
        (0, 0.002), (0.4 * r, 0.002), (0.42 * r, 0.0), (0.46 * r, 0.0), (0.5 * r, 0.004), (0.8 * r, 0.36 * h), (r, h),
        (r - wall, h), (0.8 * r - wall, 0.36 * h + 0.7 * wall), (0.48 * r, 0.008), (0, 0.006),
    ]  # fmt: skip
    served.add(
        "bowl", "vessel", lathe(fillet(rows, [0, 0, 0.001, 0.001, 0.004, 0.03, 0.0016, 0.0016, 0.03, 0.01, 0], 5), 64)
    )
    for low, high, r0, r1 in ((0.0, 0.36 * h, 0.47 * r, 0.8 * r), (0.36 * h, h, 0.8 * r, r)):
        loop = ellipse(2, 2, 14)
        served.add("bowl", "vessel", [], [np.concatenate([at_height(loop * a, z) for a, z in ((r0, low), (r1, high))])])
    fries: list[Mesh] = []
    for _ in range(40 * p.pieces):
        if len(fries) == p.pieces:
            break
        share = len(fries) / max(p.pieces - 1, 1)
        length = float(rng.uniform(0.05, 0.085))
        # From the rim inwards and upwards: a heap.
        reach = (1 - 0.9 * share) * 0.95 * r * math.sqrt(float(rng.uniform(0.1, 1)))
        angle = float(rng.uniform(0, 2 * math.pi))
        level = h * (0.72 + 0.62 * share) + float(rng.uniform(-0.003, 0.003))
        heading, rise = angle + math.pi / 2 + float(rng.normal(0, 0.7)), float(rng.normal(0, 0.13))
        way = np.array([math.cos(heading) * math.cos(rise), math.sin(heading) * math.cos(rise), math.sin(rise)])
        middle = np.array([reach * math.cos(angle), reach * math.sin(angle), level])
        ends = middle + np.array([[-0.5], [0.5]]) * length * way
        # Inside the bowl, or over its rim.
        room = np.interp(ends[:, 2], [0.36 * h, h], [0.8 * r, r]) - 0.006
        if (np.hypot(ends[:, 0], ends[:, 1]) < room).all() and ends[:, 2].min() > 0.4 * h:
            fries.append(_laid(rng, middle, way, length))
    for fry in fries:
        served.add("bowl", "fries", fry)
    everything = np.concatenate([m.vertices for m in fries])
    served.add("bowl", "fries", [], [hull_of(everything[everything[:, 2] > 0.75 * h], 32)])


# --- Roast chicken ---------------------------------------------------------------------------------


def _platter(served: Assembly, p: Parameters) -> float:
    """An oval platter with a flat rim; the height of its well."""
    a, b, h = p.length_m / 2, p.width_m / 2, p.height_m
    turn = np.linspace(0, 2 * math.pi, 96, endpoint=False)
    oval = np.column_stack([np.cos(turn), np.sin(turn)])

    def ring(share: float, z: float) -> FloatArray:
        # The rim is as wide all around.
        inset = (1 - share) * b
        return at_height(oval * [a - inset, b - inset], z)

    well = 0.006
    rows = [
        (0.62, 0.0), (0.7, 0.3 * h), (0.86, 0.82 * h), (0.99, h - 0.002), (1.0, h - 0.0008), (0.99, h),
        (0.86, h - 0.002), (0.8, 0.75 * h), (0.68, well + 0.002), (0.6, well), (0.5, well),
    ]  # fmt: skip
    profile = smooth(rows, 40)
    rings = [ring(x, z) for x, z in profile]
    served.add("dish", "platter", loft([pole(rings[0]), *rings, pole(rings[-1])], [1]))
    low, high = ring(0.62, 0.0), ring(1.0, h)
    pick = np.linspace(0, 95, 16).astype(int)
    served.add("dish", "platter", [], [np.concatenate([low[pick], ring(0.7, well)[pick]])])
    for k in range(16):
        part = np.arange(k * 6, k * 6 + 7) % 96
        wall = np.concatenate(
            [r[part[[0, 3, 6]]] for r in (ring(0.64, 0.001), ring(0.7, well), low, high, ring(0.97, h - 0.004))]
        )
        served.add("dish", "platter", [], [hull_of(wall, 24)])
    return well


def _chicken(served: Assembly, p: Parameters, rng: np.random.Generator) -> None:
    """Breast upwards, its legs to the right, tied together over the tail; wings close to its sides."""
    floor = _platter(served, p)
    size = min(p.length_m / 0.4, p.width_m / 0.27) * float(rng.uniform(0.96, 1.03))

    def limb(start: tuple[float, float, float], end: tuple[float, float, float], r0: float, r1: float) -> Limb:
        a, b = (tuple(float(x) * size for x in q) for q in (start, end))
        return Limb((a[0], a[1], a[2]), (b[0], b[1], b[2]), (r0 * size, r1 * size))

    limbs = [
        limb((-0.045, 0, 0.0), (0.05, 0, -0.005), 0.058, 0.047),
        limb((-0.05, 0, -0.012), (0.06, 0, -0.018), 0.05, 0.04),
    ]
    ankles = []
    for side in (1, -1):
        even = 1 + 0.05 * float(rng.normal())
        limbs += [
            # Breast, thigh, drumstick, upper and lower wing.
            limb((-0.05, side * 0.026, 0.02), (0.02, side * 0.02, 0.022), 0.037, 0.03),
            limb((0.02, side * 0.056, -0.016), (0.058, side * 0.06, -0.004 * even), 0.036, 0.032),
            limb((0.06, side * 0.062, -0.004), (0.112, side * 0.034 * even, 0.004), 0.026, 0.011),
            limb((-0.068, side * 0.058, 0.0), (-0.03, side * 0.074, -0.024), 0.019, 0.015),
            limb((-0.03, side * 0.075, -0.024), (-0.078, side * 0.07, -0.034), 0.014, 0.011),
        ]
        ankles.append(limb((0.1, side * 0.0405 * even, 0.002), (0.137, side * 0.019 * even, 0.01), 0.0125, 0.0085))
    limbs.append(limb((0.075, 0, 0.0), (0.096, 0, 0.012), 0.024, 0.01))
    bird = grown(limbs, 0.0085 * size, 0.16 * size, 44)
    wrinkles, fine = Ripples.draw(rng, 0.008, 0.02), Ripples.draw(rng, 0.0035, 0.007)
    keel = Ripples.draw(rng, 0.04, 0.12)

    def crisped(q: FloatArray) -> FloatArray:
        top = np.clip(q[:, 2] / (0.05 * size), 0, 1)
        # The keel of the breast stands out a little between its halves.
        ridge = 0.004 * size * np.exp(-((q[:, 1] / (0.01 * size)) ** 2)) * top * (q[:, 0] < 0.03 * size)
        swell = 0.0011 * wrinkles(q) + 0.0003 * fine(q) + 0.0025 * keel(q)
        out = q / np.maximum(np.linalg.norm(q, axis=1, keepdims=True), 1e-6)
        moved = q + out * swell[:, None]
        moved[:, 2] += ridge
        base = -0.05 * size
        moved[:, 2] = base + 0.004 * np.logaddexp(0, (moved[:, 2] - base) / 0.004)
        return np.asarray(moved)

    bird = warp(bird, crisped)
    lift = floor - float(bird.vertices[:, 2].min()) - 0.0006
    place = (-0.012 * size, 0.0, lift)
    quarter = (0.17 * size, 0.15 * size)
    skins = [draped(bird, (0, 0, -0.01), quarter, _ROAST_TILE_M)]
    bones = []
    for ankle in ankles:
        a, b = np.asarray(ankle.start), np.asarray(ankle.end)
        along = smooth([a, a + 0.5 * (b - a), b, b + 0.12 * (b - a)], 14)
        thick = np.interp(
            np.linspace(0, 1, 14),
            [0, 0.75, 0.9, 1],
            [ankle.radii[0], ankle.radii[1], 1.08 * ankle.radii[1], 0.8 * ankle.radii[1]],
        )
        end = warp(tube(along, thick, segments=24), lambda q: q * (1 + 0.006 * wrinkles(q)[:, None]))
        skins.append(draped(end, (0, 0, -0.01), quarter, _ROAST_TILE_M))
        out = (b - a) / np.linalg.norm(b - a)
        knob = b + 0.014 * size * out
        bones.append(tube([b, knob], [0.0055 * size, 0.005 * size], segments=16))
        for off in (1, -1):
            aside = np.cross(out, [0, 0, 1]) * off * 0.0034 * size
            bones.append(
                blob((0.0062 * size,) * 3, cells=5, swell=lumps(rng, 0.05), center=knob + aside + 0.003 * size * out)
            )
    served.add("dish", "skin", [translate(m, place) for m in skins], whole=True)
    served.add("dish", "bone", [translate(m, place) for m in bones])
    for x0, x1 in ((-1, -0.03 * size), (-0.03 * size, 0.04 * size), (0.04 * size, 1)):
        inside = (bird.vertices[:, 0] > x0 - 0.004) & (bird.vertices[:, 0] < x1 + 0.004)
        extra = [m.vertices for m in (*skins[1:], *bones)] if x1 == 1 else []
        served.add("dish", "skin", [], [hull_of(np.concatenate([bird.vertices[inside], *extra]) + place, 32)])
    _garnish(served, p, floor, size, rng)


def _garnish(served: Assembly, p: Parameters, floor: float, size: float, rng: np.random.Generator) -> None:
    """Leaves and small potatoes around the bird."""
    # Potatoes are about 2 cm thick, and the rim rises from 7 tenths of the way out.
    a, b = 0.5 * p.length_m - 0.15 * p.width_m - 0.022, 0.35 * p.width_m - 0.016
    start = float(rng.uniform(0, 6))
    for k in range(p.pieces):
        angle = start + 2 * math.pi * (k + float(rng.uniform(-0.2, 0.2))) / p.pieces
        at = np.array([a * math.cos(angle), b * math.sin(angle), floor])
        if rng.random() < 0.4:
            out = np.array([math.cos(angle), math.sin(angle)]) * 0.026
            leaf = ruffled(
                rng, inner=0.004, outer=0.042, start=angle - 1.2, span=2.4, height_m=0.006, droop_m=-0.004, columns=60,
            )  # fmt: skip
            leaf = translate(leaf, (at[0] - out[0], at[1] - out[1], floor + 0.007))
            served.add("dish", "leaf", leaf, [hull_of(leaf, 24)])
            continue
        for _ in range(2):
            radii = np.array([0.021, 0.017, 0.0155]) * float(rng.uniform(0.8, 1.05)) * min(size, 1.0)
            potato = blob(radii, cells=10, exponent=2.2, swell=lumps(rng, 0.035))
            potato = rotate(rotate(potato, (1, 0, 0), float(rng.normal(0, 0.2))), (0, 0, 1), float(rng.uniform(0, 6)))
            along = np.array([-math.sin(angle), math.cos(angle)])
            off = along * float(rng.normal(0, 0.016))
            off = off - 0.25 * np.abs(off) * np.sign(at[:2])
            potato = translate(potato, (at[0] + off[0], at[1] + off[1], floor - float(potato.vertices[:, 2].min())))
            served.add("dish", "potato", potato, [hull_of(potato, 24)])
