"""Sweet bakery by the piece: donuts under icing, cupcakes in paper cups, croissants."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._food import draped, full_hull, scattered, skin, strewn, uneven_ring
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.blobs import blob, lumps
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import smooth
from simgen.catalog.meshing.ripples import Ripples
from simgen.catalog.meshing.sweeps import frames_along, tube
from simgen.catalog.meshing.transforms import hull_of, merge, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh

KINDS = ("donut", "cupcake", "croissant")
TOPPINGS = ("none", "sprinkles", "lines", "cherry")
# The tiles of the crusts that these wear.
_DONUT_TILE_M, _CUPCAKE_TILE_M, _CROISSANT_TILE_M = 0.11, 0.16, 0.2


@dataclass(frozen=True)
class Parameters:
    """`width_m`: a donut's diameter, a cupcake's at its crown, a croissant's length from tip to tip.

    `height_m` of the whole; `topping`, one of TOPPINGS, is what lies on icing or cream.
    """

    kind: str
    width_m: float
    height_m: float
    topping: str

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.kind, KINDS, "kind")
        check_style(self.topping, TOPPINGS, "topping")
        if not 0.25 <= self.height_m / self.width_m <= 1.6:
            raise ValueError(f"height_m {self.height_m} does not go with width_m {self.width_m}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The piece as it lies; slots `crust`, `icing`, `lines`, `cup`, `cherry`, and sprinkles `first` to `fourth`."""
    pastry = Assembly(rng)
    {"donut": _donut, "cupcake": _cupcake, "croissant": _croissant}[parameters.kind](pastry, parameters, rng)
    return pastry.model()


def _sprinkles(pastry: Assembly, mesh: Mesh, count: int, rng: np.random.Generator) -> None:
    """Strands of sugar in four colours, lying on what looks up."""
    points, normals = scattered(mesh, count, rng, 0.0022, 0.4)
    strand = tube([(-0.0018, 0, 0.0004), (0, 0, 0.0005), (0.0018, 0, 0.0004)], 0.00062, segments=6)
    for k, slot in enumerate(("first", "second", "third", "fourth")):
        if len(points[k::4]):
            pastry.add("pastry", slot, strewn(strand, points[k::4], normals[k::4], rng, 0.1))


# --- Donuts ----------------------------------------------------------------------------------------


class _Ring:
    """A ring of dough that rose and was fried on both sides: its surface over turn and angle of the section."""

    def __init__(self, p: Parameters, rng: np.random.Generator) -> None:
        self._half = p.height_m / 2
        self._wide = 0.5 * (p.width_m / 2 - 0.14 * p.width_m)
        self._middle = p.width_m / 2 - self._wide
        self._outline = uneven_ring(rng, 0.012, 72)
        self._thick = uneven_ring(rng, 0.03, 72)
        self._ripples = Ripples.draw(rng, 0.02, 0.07)

    def at(self, turn: FloatArray, angle: FloatArray, out: FloatArray | float = 0.0) -> FloatArray:
        """(..., 3) points; `angle` 0 looks away from the hole and grows upwards, `out` metres off the dough."""
        c, s = np.cos(angle), np.sin(angle)
        # Flat where it floated on the fat, fuller outside than towards the hole.
        across = np.sign(c) * np.abs(c) ** 0.9 * np.where(c < 0, 0.92, 1.0)
        up = np.sign(s) * np.abs(s) ** 0.88
        swell = self._of(self._thick, turn)
        radius = self._of(self._outline, turn) * self._middle + (self._wide * swell + out) * across
        z = (self._half * swell * np.where(s < 0, 0.96, 1.0) + out) * up
        points = np.stack([radius * np.cos(turn), radius * np.sin(turn), z], axis=-1)
        bumps = 1 + 0.01 * self._ripples(points)
        return np.asarray(points * np.stack([np.ones_like(bumps), np.ones_like(bumps), bumps], axis=-1))

    def _of(self, ring: FloatArray, turn: FloatArray) -> FloatArray:
        place = turn % (2 * math.pi) / (2 * math.pi) * len(ring)
        return np.asarray(np.interp(place, np.arange(len(ring) + 1), np.append(ring, ring[0])))


def _donut(pastry: Assembly, p: Parameters, rng: np.random.Generator) -> None:
    """The ring, pale about its middle where it floated, and icing that it was dipped into."""
    form = _Ring(p, rng)
    turn, angle = np.meshgrid(np.linspace(0, 2 * math.pi, 73), np.linspace(0, 2 * math.pi, 41), indexing="xy")
    turn[:, -1], angle[-1] = 0.0, 0.0
    points = form.at(turn, angle)
    # Three tiles around; across, the texture's pale borders meet at the ring's outermost and innermost lines.
    v = np.abs((np.linspace(0, 2, 41) + 0.5) % 1 - 0.5)[:, None] * _DONUT_TILE_M * np.ones_like(turn)
    u = np.linspace(0, 3, 73)[None, :] * _DONUT_TILE_M * np.ones_like(turn)
    ring = skin(points, np.stack([u, v], axis=2))
    pastry.add("pastry", "crust", ring, whole=True)
    icing = _icing(form, rng)
    pastry.add("pastry", "icing", icing)
    if p.topping == "sprinkles":
        _sprinkles(pastry, icing, int(rng.integers(110, 190)), rng)
    elif p.topping == "lines":
        _lines(pastry, form, p, rng)
    for k in range(8):
        part = np.abs((turn - (k + 0.5) * math.pi / 4 + math.pi) % (2 * math.pi) - math.pi) < math.pi / 8 + 0.01
        pastry.add("pastry", "crust", [], [hull_of(points[part], 28)])


def _icing(form: _Ring, rng: np.random.Generator) -> Mesh:
    """A coat over the upper side, thin at its wavy hem."""
    count, steps = 121, 27
    turn = np.linspace(0, 2 * math.pi, count)
    hems = []
    for lowest in (float(rng.uniform(0.12, 0.3)), float(rng.uniform(0.2, 0.5))):
        wave = sum(rng.normal(0, 0.09) / k**0.35 * np.cos(k * turn + rng.uniform(0, 6)) for k in (2, 3, 5, 7, 9, 12))
        hems.append(lowest + wave)
    share = (1 - np.cos(np.linspace(0, math.pi, steps))) / 2
    angle = hems[0] + share[:, None] * (math.pi - hems[1] - hems[0])
    bead = np.clip(np.minimum(share, 1 - share) / 0.07, 0, 1)
    thick = 0.0016 * np.sqrt(1 - (1 - bead) ** 2)
    around = np.broadcast_to(turn, angle.shape)
    outer = form.at(around, angle, thick[:, None])
    inner = form.at(around, angle, -0.0008)
    closed = np.concatenate([outer, inner[::-1], outer[:1]])
    closed[:, -1] = closed[:, 0]
    across = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(closed[:, 0], axis=0), axis=1))])
    uvs = np.stack(np.meshgrid(0.045 * turn, across), axis=2)
    return skin(closed, uvs)


def _lines(pastry: Assembly, form: _Ring, p: Parameters, rng: np.random.Generator) -> None:
    """Icing of another colour swung to and fro over it from a bag."""
    way = float(rng.uniform(0, math.pi))
    ahead, aside = np.array([math.cos(way), math.sin(way)]), np.array([-math.sin(way), math.cos(way)])
    inner, outer = 0.155 * p.width_m, 0.455 * p.width_m
    for k, off in enumerate(np.linspace(-0.8, 0.8, 9)):
        along = np.linspace(-1, 1, 90) * outer
        line = along[:, None] * ahead + (off * outer + 0.12 * along * (-1) ** k)[:, None] * aside
        far = np.hypot(line[:, 0], line[:, 1])
        on = (far > inner) & (far < outer)
        for run in np.split(np.arange(90), np.flatnonzero(np.diff(on.astype(int))) + 1):
            if not on[run[0]] or len(run) < 5:
                continue
            turn = np.arctan2(line[run, 1], line[run, 0])
            # Where on the section it lies: by how far from the hole.
            angle = np.pi * (1 - (far[run] - inner) / (outer - inner)) * 0.84 + 0.08 * np.pi
            path = form.at(turn, angle, 0.0017)
            width = 0.0012 * (1 + 0.2 * math.sin(k))
            pastry.add(
                "pastry",
                "lines",
                tube(path, np.column_stack([np.full(len(run), width), np.full(len(run), 0.0008)]), segments=8),
            )


# --- Cupcakes --------------------------------------------------------------------------------------


def _cupcake(pastry: Assembly, p: Parameters, rng: np.random.Generator) -> None:
    """A pleated paper cup, the cake's edge over its rim, and cream wound up to a tip."""
    crown = p.width_m / 2
    cup_m = 0.43 * p.height_m
    foot, lip = 0.72 * crown, 0.95 * crown
    pleats = 36
    turn = np.linspace(0, 2 * math.pi, 6 * pleats, endpoint=False)
    fold = np.abs((turn * pleats / (2 * math.pi)) % 1 - 0.5) * 4 - 1
    outline = np.column_stack([np.cos(turn), np.sin(turn)]) * (1 + 0.022 * fold)[:, None]
    wall = [(0, 0.0), (foot, 0.0), (lip, cup_m), (lip - 0.0005, cup_m), (foot - 0.0008, 0.0006), (0, 0.0006)]
    pastry.add("pastry", "cup", lathe(np.array(wall), 6 * pleats, crease_deg=30, outline=outline))
    ring = uneven_ring(rng, 0.012, 64)
    around = np.linspace(0, 2 * math.pi, 64, endpoint=False)
    loop = np.column_stack([np.cos(around), np.sin(around)]) * ring[:, None]
    rows = [
        (0, 0.02 * cup_m), (0.86 * foot, 0.02 * cup_m), (0.9 * lip, 0.9 * cup_m), (0.985 * crown, 1.04 * cup_m),
        (1.0 * crown, 1.12 * cup_m), (0.95 * crown, 1.24 * cup_m), (0.7 * crown, 1.34 * cup_m), (0, 1.4 * cup_m),
    ]  # fmt: skip
    profile = smooth(rows, 40)
    profile[:, 1] = np.maximum(profile[:, 1], 0.0008)
    cake = lathe(profile, 64, crease_deg=80, outline=loop, caps=False)
    swell = Ripples.draw(rng, 0.012, 0.05)
    cake = warp(cake, lambda q: q * (1 + 0.008 * swell(q)[:, None] * (q[:, 2:] > 0.9 * cup_m)))
    cake = draped(cake, (0, 0, 0.9 * cup_m), (0.055, 0.055), _CUPCAKE_TILE_M)
    pastry.add("pastry", "crust", cake, [full_hull(cake)], whole=True)
    low = 1.17 * cup_m
    top = p.height_m - (0.008 if p.topping == "cherry" else 0.0)
    cream = _swirl(0.9 * crown, low, top, rng)
    pastry.add("pastry", "icing", cream)
    if p.topping == "sprinkles":
        _sprinkles(pastry, cream, int(rng.integers(90, 150)), rng)
    elif p.topping == "cherry":
        red = blob((0.0092, 0.0092, 0.0086), cells=8, swell=lumps(rng, 0.02), center=(0, 0, top - 0.001))
        pastry.add("pastry", "cherry", red, [hull_of(red, 24)])
    body = [(foot, 0.0), (lip, cup_m), (crown, 1.12 * cup_m)]
    for (r0, z0), (r1, z1) in ((body[0], body[1]), (body[1], body[2])):
        disc = np.linspace(0, 2 * math.pi, 14, endpoint=False)
        rim = np.column_stack([np.cos(disc), np.sin(disc)])
        hull = np.concatenate([np.column_stack([r * rim, np.full(14, z)]) for r, z in ((r0, z0), (r1, z1))])
        pastry.add("pastry", "crust", [], [hull])
    pastry.add("pastry", "icing", [], [hull_of(cream, 32)])


def _swirl(radius: float, low: float, high: float, rng: np.random.Generator) -> Mesh:
    """Cream piped through a star nozzle in a rope that winds inwards as it rises."""
    turns = 3.0
    count = int(64 * turns)
    t = np.linspace(0, 1, count)
    sense = 1 if rng.random() < 0.5 else -1
    angle = sense * 2 * math.pi * turns * t + rng.uniform(0, 6)
    rope = radius * 0.40 * (1 - 0.52 * t)
    reach = (radius - rope[0]) * (1 - t) ** 0.85
    rise = low + 0.45 * rope[0] + (high - low - 0.45 * rope[0] - 0.75 * rope[-1]) * t**1.05
    path = np.column_stack([reach * np.cos(angle), reach * np.sin(angle), rise])
    # It is laid down with its end pressed under, and pulled off to a tip.
    size = rope * np.clip(t / 0.04, 0.25, 1) ** 0.5 * np.clip((1 - t) / 0.05, 0.12, 1) ** 0.7
    ridges = 9
    around = np.linspace(0, 2 * math.pi, 6 * ridges, endpoint=False)
    star = 1 + 0.2 * (1 - 2 * np.abs(np.sin(ridges * around / 2))) + 0.03 * np.cos(2 * around)
    section = np.column_stack([np.cos(around), np.sin(around)]) * star[:, None]
    coil = tube(path, size, section=section)
    core = lathe(
        smooth(
            [(0, low), (0.62 * radius, low), (0.4 * radius, low + 0.55 * (high - low)), (0, high - 0.2 * (high - low))],
            16,
        ),
        32,
    )
    return merge([coil, core])


# --- Croissants ------------------------------------------------------------------------------------


def _croissant(pastry: Assembly, p: Parameters, rng: np.random.Generator) -> None:
    """A crescent rolled of one sheet: fat in the middle, its layers stepping down to both tips."""
    rows, columns, layers = 211, 49, 7
    half = p.width_m / 2
    bend = float(rng.uniform(0.8, 1.35))
    t = np.linspace(-1, 1, rows)
    turn = bend * t
    widest = half / math.sin(min(bend, math.pi / 2))
    # One end is never bent quite as the other is.
    reach = widest * (1 + 0.08 * t * float(rng.uniform(-1, 1)))
    path = np.column_stack([reach * np.sin(turn), reach * (np.cos(turn) - 1), 0 * t])
    _, across, upward = frames_along(path, (0, 0, 1))
    around = np.linspace(0, 2 * math.pi, columns)
    # From the crest, over the front, under the belly and back.
    slant = 0.42 * np.sin(around + 0.3) + 0.1 * np.sin(2 * around + rng.uniform(0, 6))
    lead = (
        t[:, None] * (layers / 2) + slant[None, :] * np.sign(t)[:, None] * np.minimum(1, np.abs(t) * 3)[:, None] * 0.8
    )
    wobble = Ripples.draw(rng, 0.03, 0.1)
    phase = (lead + layers / 2 + 0.5) % 1
    # Steps fall towards the tips, so the saw runs the other way on the left.
    fall = np.where(t[:, None] >= 0, phase, 1 - phase)
    saw = np.where(fall < 0.86, fall / 0.86 * 0.55 + 0.45 * np.sin(np.pi * fall / 0.86 / 1.35), (1 - fall) / 0.14)
    girth = np.clip(1 - np.abs(t) ** 1.7, 0, 1) ** 0.62
    girth = np.where(np.abs(t) > 0.9, np.maximum(girth, 0.27 * np.sqrt(np.clip((1 - np.abs(t)) / 0.1, 0, 1))), girth)
    thick = p.height_m / 2 * girth[:, None] * (0.88 + 0.16 * saw * np.minimum(1, 3 * girth[:, None]))
    c, s = np.sin(around)[None, :, None], np.cos(around)[None, :, None]
    points = path[:, None] + 1.08 * thick[..., None] * (c * across[:, None] + s * upward[:, None])
    points *= 1 + 0.02 * wobble(points)[..., None]
    floor = -0.68 * p.height_m / 2
    soft = 0.003
    points[..., 2] = floor + soft * np.logaddexp(0, (points[..., 2] - floor) / soft)
    # Tips droop onto the table.
    sink = points[..., 2].min(axis=1) - floor
    points[..., 2] -= (sink * 0.92)[:, None]
    points[:, -1] = points[:, 0]
    points[0], points[-1] = points[0].mean(axis=0), points[-1].mean(axis=0)
    u = np.broadcast_to(((lead + layers / 2 + 0.5) / layers)[..., None], (rows, columns, 1))
    v = np.broadcast_to(
        (0.5 + 0.5 * np.sign(np.sin(around)) * (np.minimum(around, 2 * math.pi - around) / math.pi))[None, :, None],
        u.shape,
    )
    uvs = np.concatenate([u, v], axis=2) * _CROISSANT_TILE_M
    # Around the section clockwise seen along the path: turned, the outside is outside.
    body = skin(points[:, ::-1], uvs[:, ::-1])
    pastry.add("pastry", "crust", body, whole=True)
    cuts = np.linspace(0, rows - 1, 7).round().astype(int)
    for a, b in itertools.pairwise(cuts):
        pastry.add("pastry", "crust", [], [hull_of(points[a : b + 1].reshape(-1, 3), 30)])
