"""House plants: a pot of soil and leaves on stems, each leaf a curved blade of real thickness."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import vessel, wall_curve
from simgen.catalog.generators.bowl import STYLES
from simgen.catalog.meshing.grids import grid_faces, smooth_normals
from simgen.catalog.meshing.hulls import turned_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import mesh_of
from simgen.catalog.model import Model
from simgen.errors import did_you_mean
from simgen.geometry import FloatArray
from simgen.world import Mesh

KINDS = ("snake", "rubber", "fern", "palm")


@dataclass(frozen=True)
class Parameters:
    """`kind` is one of KINDS; `height_m` over all, `pot_m` the pot's diameter and `pot_height_m` its height."""

    kind: str
    height_m: float
    pot_m: float
    pot_height_m: float
    pot: str
    leaves: int


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The plant, in the slots `pot`, `soil`, `leaf` and `stem`. Leaves do not collide; the pot and trunk do."""
    p = parameters
    if p.kind not in KINDS:
        raise ValueError(f"there is no kind '{p.kind}'. {did_you_mean(p.kind, KINDS)}")
    if p.pot not in STYLES:
        raise ValueError(f"there is no pot '{p.pot}'. {did_you_mean(p.pot, STYLES)}")
    plant = Assembly(rng)
    radius = p.pot_m / 2
    form = vessel(wall_curve(np.array(STYLES[p.pot]) * [radius, p.pot_height_m]), wall_m=0.006, floor_m=0.01)
    plant.add("pot", "pot", form.mesh(56), [])
    level = p.pot_height_m * 0.88
    rim = float(np.interp(level, form.inner[:, 1], form.inner[:, 0])) + 0.002
    mound = np.array(
        [(0, level - 0.03), (rim - 0.004, level - 0.03), (rim, level), (0.5 * rim, level + 0.008), (0, level + 0.012)]
    )
    plant.add("pot", "soil", lathe(mound, 40), turned_hulls(form.outer))
    {"snake": _snake, "rubber": _rubber, "fern": _fern, "palm": _palm}[p.kind](plant, p, level, 0.6 * rim, rng)
    return plant.model()


def _blade(
    base: FloatArray,
    out: float,
    rise: float,
    length: float,
    width: float,
    droop: float,
    fold: float,
    rng: np.random.Generator,
    *,
    rows: int = 10,
    columns: int = 7,
    tip: float = 0.9,
    belly: float = 0.45,
) -> Mesh:
    """A leaf from `base`: it leaves at azimuth `out` and elevation `rise` (radians), then bends by `droop` to its tip.

    `width` at its broadest, `belly` along the way; `fold` raises its sides from the midrib. Closed, 0.8 mm thick.
    """
    # Closer at both ends, which are the roundest.
    even = np.linspace(0, 1, rows + 1)
    t = 0.4 * even + 0.6 * (0.5 - 0.5 * np.cos(np.pi * even))
    angle = rise - droop * t**1.4
    step = length * np.diff(t)
    along = np.concatenate([[0.0], np.cumsum(np.cos(angle[:-1]) * step)])
    up = np.concatenate([[0.0], np.cumsum(np.sin(angle[:-1]) * step)])
    way = np.array([math.cos(out), math.sin(out)])
    side = np.array([-way[1], way[0], 0.0])
    spine = np.column_stack([base[0] + along * way[0], base[1] + along * way[1], base[2] + up])
    broad = width / 2 * (np.sin(np.pi * t ** (math.log(0.5) / math.log(belly))) ** tip * 0.97 + 0.03)
    ripple = 1 + 0.06 * np.sin(2 * np.pi * (t * 3 + rng.random()))
    s = np.linspace(-1, 1, columns)
    lift = np.abs(s)[None, :] ** 1.5 * fold * broad[:, None]
    normal = np.column_stack([-np.sin(angle) * way[0], -np.sin(angle) * way[1], np.cos(angle)])
    top = spine[:, None] + s[None, :, None] * (broad * ripple)[:, None, None] * side + lift[..., None] * normal[:, None]
    top = top + 0.0004 * normal[:, None]
    bottom = top - 0.0008 * normal[:, None]
    grid = np.concatenate([top, bottom[:, ::-1]], axis=1)
    count = grid.shape[1]
    wrapped = np.concatenate([grid, grid[:, :1]], axis=1)
    vertices = wrapped.reshape(-1, 3)
    faces = grid_faces(rows + 1, count + 1)
    # The grid's columns run across the leaf: over the top, back below. A closed loop of them has one outside.
    first = vertices[faces[0]]
    if np.dot(np.cross(first[1] - first[0], first[2] - first[0]), normal[0]) < 0:
        faces = faces[:, ::-1]
    u = np.tile(np.concatenate([s, s[::-1], s[:1]]), (rows + 1, 1)) * broad[:, None]
    v = np.broadcast_to((t * length)[:, None], u.shape)
    normals = smooth_normals(vertices, faces)
    return mesh_of(vertices, faces, normals, np.stack([v, u], axis=-1).reshape(-1, 2))


def _stem(plant: Assembly, points: list[FloatArray], thick: float) -> None:
    plant.add("stem", "stem", tube(np.array(points), np.linspace(thick, 0.5 * thick, len(points)), segments=8))


def _snake(plant: Assembly, p: Parameters, level: float, reach: float, rng: np.random.Generator) -> None:
    """Stiff upright swords."""
    for k in range(p.leaves):
        out = 2.4 * k + rng.normal(0, 0.3)
        r = reach * math.sqrt((k + 0.3) / p.leaves) * 0.8
        base = np.array([r * math.cos(out), r * math.sin(out), level])
        length = (p.height_m - level) * rng.uniform(0.62, 1.0)
        lean = rng.uniform(1.36, 1.52)
        plant.add(
            "leaves",
            "leaf",
            _blade(
                base,
                out,
                lean,
                length,
                rng.uniform(0.04, 0.055),
                rng.normal(0.05, 0.06),
                0.25,
                rng,
                rows=12,
                tip=0.55,
                belly=0.4,
            ),
        )


def _rubber(plant: Assembly, p: Parameters, level: float, reach: float, rng: np.random.Generator) -> None:
    """One or two trunks with broad leaves in a spiral."""
    trunks = 1 if p.leaves < 14 else 2
    for trunk in range(trunks):
        start = np.array([*(rng.normal(0, 0.25, 2) * reach), level])
        bend = rng.normal(0, 0.05, 2)
        tall = (p.height_m - level) * (0.86 if trunk == 0 else 0.62)
        points = [start + np.array([*(bend * (h / 4) ** 2), tall * h / 4]) for h in range(5)]
        _stem(plant, points, 0.009)
        for k in range(p.leaves // trunks):
            h = 0.18 + 0.82 * (k + 0.5) / (p.leaves // trunks)
            at = start + np.array([*(bend * h**2), tall * h])
            out = 2.4 * k + rng.normal(0, 0.25)
            length = (0.24 - 0.10 * h) * rng.uniform(0.8, 1.1)
            joint = at + 0.045 * np.array([math.cos(out), math.sin(out), 0.7])
            _stem(plant, [at, joint], 0.0026)
            plant.add(
                "leaves",
                "leaf",
                _blade(
                    joint, out, rng.uniform(0.2, 0.75), length, 0.52 * length, rng.uniform(0.5, 1.0), 0.12, rng, rows=14
                ),
            )


def _fern(plant: Assembly, p: Parameters, level: float, reach: float, rng: np.random.Generator) -> None:
    """Fronds of many small leaflets that arch outwards."""
    for k in range(p.leaves):
        out = 2.4 * k + rng.normal(0, 0.2)
        # No fern in a pot has fronds much longer than this.
        length = min(p.height_m - level, 0.62) * rng.uniform(0.9, 1.2)
        rise, droop = rng.uniform(0.9, 1.35), rng.uniform(1.4, 2.1)
        way = np.array([math.cos(out), math.sin(out)])
        steps = 20
        point, points = np.array([*(0.2 * reach * way), level]), []
        for j in range(steps + 1):
            points.append(point)
            angle = rise - droop * (j / steps) ** 1.3
            point = point + length / steps * np.array([*(math.cos(angle) * way), math.sin(angle)])
        _stem(plant, points, 0.0022)
        for j in range(2, steps + 1):
            size = 0.17 * length * math.sin(math.pi * (0.12 + 0.86 * j / steps)) + 0.012
            for side in (-1.0, 1.0):
                plant.add(
                    "leaves",
                    "leaf",
                    _blade(
                        points[j],
                        out + side * 1.25,
                        0.15 - 0.015 * j,
                        size,
                        # Leaflets nearly touch.
                        0.85 * length / steps,
                        0.5,
                        0.1,
                        rng,
                        rows=4,
                        columns=3,
                    ),
                )


def _palm(plant: Assembly, p: Parameters, level: float, reach: float, rng: np.random.Generator) -> None:
    """Long narrow leaves from a short trunk, arching over."""
    trunk = 0.25 * (p.height_m - level)
    _stem(plant, [np.array([0, 0, level - 0.01]), np.array([0.01, 0, level + trunk])], 0.016)
    for k in range(p.leaves):
        out = 2.4 * k + rng.normal(0, 0.25)
        young = k / p.leaves
        base = np.array([0.008 * math.cos(out), 0.008 * math.sin(out), level + trunk * (0.75 + 0.25 * young)])
        length = (p.height_m - level - trunk) * rng.uniform(0.9, 1.15)
        rise = 0.6 + 0.85 * young + rng.normal(0, 0.08)
        plant.add(
            "leaves",
            "leaf",
            _blade(
                base,
                out,
                rise,
                length,
                rng.uniform(0.028, 0.04),
                rng.uniform(1.0, 1.9) * (1.1 - 0.6 * young),
                0.3,
                rng,
                rows=14,
                tip=0.6,
                belly=0.35,
            ),
        )
