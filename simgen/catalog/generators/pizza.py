"""Pizzas cut into slices, whole or with slices gone, bare or on a wooden board."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly, prism_hulls
from simgen.catalog.generators._food import slice_of, uneven_ring
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.materials.snacks import PIZZA_BARE, PIZZA_EDGE
from simgen.catalog.meshing.boxes import ellipse, extrude
from simgen.catalog.meshing.cloth import padded
from simgen.catalog.meshing.grids import Chart, assemble, grid_faces, smooth_normals
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import arc, fillet
from simgen.catalog.meshing.ripples import Ripples
from simgen.catalog.meshing.transforms import hull_of, merge, move, spread_uv, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray, Pose, axis_angle
from simgen.world import Mesh

TOPPINGS = ("none", "salami", "basil", "garden")
# Of the pieces of salami that would cover the same pizza.
_PIECES = {"none": 0.0, "salami": 1.0, "basil": 0.5, "garden": 2.6}
_CUT_M = 0.0018
# The share of the radius where the rim begins to rise.
_RIM_FROM = 0.855
_BOARD_M = 0.016
# The tile of the preset that the top wears, and that of a slice of salami.
_TILE_M, _SALAMI_TILE_M = 0.36, 0.05


@dataclass(frozen=True)
class Parameters:
    """`rim_m` the height of the swollen rim, `base_m` that of the dough within; `eaten` of the `slices` are gone.

    `topping`: one of TOPPINGS; `pieces` of it on a whole pizza. `board`: it lies on one.
    """

    diameter_m: float
    rim_m: float
    base_m: float
    slices: int
    eaten: int
    topping: str
    pieces: int
    board: bool

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.topping, TOPPINGS, "topping")
        if not 4 <= self.slices <= 12:
            raise ValueError(f"slices is 4 to 12, got {self.slices}")
        if not 0 <= self.eaten < self.slices:
            raise ValueError(f"eaten is 0 to {self.slices - 1} of {self.slices} slices, got {self.eaten}")
        if not self.base_m < self.rim_m:
            raise ValueError(f"base_m {self.base_m} is not below rim_m {self.rim_m}")


class _Form:
    """The pizza as a height over the plane."""

    def __init__(self, p: Parameters, rng: np.random.Generator) -> None:
        self.radius, self._base, self._rim = p.diameter_m / 2, p.base_m, p.rim_m
        self._outline = uneven_ring(rng, 0.012, 180)
        self._swell = uneven_ring(rng, 0.13, 180, 9)
        self._lumps = Ripples.draw(rng, 0.012, 0.05)

    def edge(self, angle: FloatArray) -> FloatArray:
        """The radius in each direction."""
        return np.asarray(self.radius * self._round(self._outline, angle))

    def height(self, rho: FloatArray, angle: FloatArray) -> FloatArray:
        """Of the top at the share `rho` of the radius in each direction."""
        at = (rho * self.edge(angle))[..., None] * np.stack([np.cos(angle), np.sin(angle), 0 * angle], axis=-1)
        lumps = self._lumps(at)
        inside = self._base + 0.0007 * lumps
        # The rim: an arch whose outer side comes down to the floor.
        arch = np.sqrt(np.clip(1 - ((rho - 0.925) / 0.078) ** 2, 0, 1))
        crust = self._rim * self._round(self._swell, angle) * (1 + 0.05 * lumps) * arch
        blend = 0.0015
        low = np.where(rho > 0.96, 0.0, inside)
        total = blend * np.logaddexp(low / blend, crust / blend) - blend * np.log1p(
            np.exp(-np.abs(low - crust) / blend)
        )
        return np.where(rho >= 0.9999, 0.0006, np.maximum(total, 0.0006))

    def _round(self, ring: FloatArray, angle: FloatArray) -> FloatArray:
        turn = angle % (2 * math.pi) / (2 * math.pi) * len(ring)
        return np.asarray(np.interp(turn, np.arange(len(ring) + 1), np.append(ring, ring[0])))


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The pizza, a gap towards -y; slots `top`, `dough`, `salami`, `leaf`, `olive`, `pepper` and `board`."""
    p = parameters
    pizza = Assembly(rng)
    form = _Form(p, rng)
    z = _BOARD_M if p.board else 0.0
    step = 2 * math.pi / p.slices
    start = -math.pi / 2 + step * p.eaten / 2
    for k in range(p.slices - p.eaten):
        _slice(pizza, form, start + k * step, step, z, rng)
    for point, angle, rho in _places(p, form, start, step, rng):
        _topping(pizza, p, form, (point[0], point[1], z), angle, rho, rng)
    if p.board:
        _board(pizza, form.radius, rng)
    return pizza.model(has_front=p.eaten > 0)


def _slice(pizza: Assembly, form: _Form, start: float, step: float, z: float, rng: np.random.Generator) -> None:
    """One wedge: its top, and the dough of its sides and base."""
    columns = max(9, round(step / math.radians(3.0)))
    rho = np.concatenate([np.linspace(0.0, 0.8, 17)[:-1], 0.97 - 0.17 * np.cos(np.linspace(0, math.pi / 2, 12)),
                          [0.98, 0.988, 0.995, 1.0]])  # fmt: skip
    rho[16:28] = np.linspace(0.8, 0.97, 12)
    angle = start + np.linspace(0, step, columns)
    grid, around = np.meshgrid(rho, angle, indexing="ij")
    reach = grid * form.edge(around)
    top = np.stack([reach * np.cos(around), reach * np.sin(around), z + form.height(grid, around)], axis=2)
    bottom = top.copy()
    bottom[..., 2] = z
    # The wheel took a little, and pushed the slice aside.
    aside = np.array([math.cos(start + step / 2), math.sin(start + step / 2), 0.0]) * _CUT_M / math.sin(step / 2) / 2
    aside[:2] += rng.normal(0, 0.0004, 2)
    top, bottom = top + aside, bottom + aside
    # Columns run counter-clockwise: to the left of rows that run outwards.
    seen = top[:, ::-1]
    normals = smooth_normals(seen.reshape(-1, 3), grid_faces(*seen.shape[:2])).reshape(seen.shape)
    share = (_onto_tile(rho, form.height(rho, np.full(len(rho), start + step / 2)), form.radius) * _TILE_M)[:, None]
    uvs = np.stack([share * np.cos(around), share * np.sin(around)], axis=2)[:, ::-1] + _TILE_M / 2
    pizza.add("pizza", "top", assemble([Chart(seen, normals, uvs)]), whole=True)
    walls = [_wall(bottom, top, edge) for edge in ("first", "last", "rim")]
    down = np.broadcast_to([0.0, 0.0, -1.0], bottom.shape)
    walls.append(assemble([Chart(bottom, down, bottom[..., :2].copy())]))
    pizza.add("pizza", "dough", merge(walls))
    inner = top[rho < 0.82].reshape(-1, 3)
    rim = top[rho > 0.8].reshape(-1, 3)
    pizza.add("pizza", "dough", [], [hull_of(np.concatenate([q, q * [1, 1, 0] + [0, 0, z]]), 32) for q in (inner, rim)])


def _onto_tile(rho: FloatArray, height: FloatArray, radius: float) -> FloatArray:
    """How far from the tile's middle the texture of each row lies: over the rim as long as the rim's own way."""
    way = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(rho) * radius, np.diff(height)))])
    rim = np.interp(_RIM_FROM, rho, way)
    shares = np.where(
        rho < _RIM_FROM, way / rim * PIZZA_BARE, PIZZA_BARE + (1 - PIZZA_BARE) * (way - rim) / (way[-1] - rim)
    )
    result: FloatArray = shares * PIZZA_EDGE
    return result


def _wall(bottom: FloatArray, top: FloatArray, edge: str) -> Mesh:
    """The upright skin between the borders of both grids."""
    low, high = {
        "first": (bottom[:, 0], top[:, 0]),
        "last": (bottom[::-1, -1], top[::-1, -1]),
        "rim": (bottom[-1], top[-1]),
    }[edge]
    points = np.stack([low, high])
    step = high[-1] - high[0]
    normal = np.array([step[1], -step[0], 0.0]) / np.linalg.norm(step[:2])
    along = np.linalg.norm(low - low[0], axis=1)
    uvs = np.stack([np.stack([along, low[:, 2]], axis=1), np.stack([along, high[:, 2]], axis=1)])
    return assemble([Chart(points, np.broadcast_to(normal, points.shape).copy(), uvs)])


def _places(
    p: Parameters, form: _Form, start: float, step: float, rng: np.random.Generator
) -> list[tuple[FloatArray, float, float]]:
    """Where toppings lie: points, their directions and shares of the radius; clear of each other and of the gap."""
    gap = {"salami": 0.034, "basil": 0.05, "garden": 0.021}.get(p.topping, 0.03)
    margin = 0.018 if p.topping == "salami" else 0.015
    wanted = round(p.pieces * _PIECES[p.topping] * (1 - p.eaten / p.slices))
    span = step * (p.slices - p.eaten)
    kept: list[tuple[FloatArray, float, float]] = []
    for _ in range(40 * wanted):
        if len(kept) == wanted:
            break
        rho, angle = 0.76 * math.sqrt(rng.random()), start + rng.random() * span
        point = rho * form.radius * np.array([math.cos(angle), math.sin(angle)])
        if p.eaten:
            inside = min(angle - start, start + span - angle, math.pi / 2)
            if rho * form.radius * math.sin(inside) < margin:
                continue
        if all(np.linalg.norm(point - other[0]) > gap for other in kept):
            kept.append((point, angle, rho))
    return kept


def _topping(
    pizza: Assembly,
    p: Parameters,
    form: _Form,
    at: tuple[float, float, float],
    angle: float,
    rho: float,
    rng: np.random.Generator,
) -> None:
    """One piece, sunk a little into what lies under it."""
    x, y, floor = at
    z = floor + float(form.height(np.array([rho]), np.array([angle]))[0])
    way = rng.uniform(0, 2 * math.pi)
    tilt = axis_angle((math.cos(way), math.sin(way), 0), abs(float(rng.normal(0, 0.05))))
    kind = p.topping
    if kind == "garden":
        kind = ("olive", "pepper", "salami", "leaf")[int(rng.choice(4, p=[0.42, 0.46, 0.08, 0.04]))]
    if kind == "salami":
        wide = float(rng.uniform(0.0165, 0.0195))
        piece = slice_of(wide, 0.0016, rng, edge_m=0.0007, uneven=0.02, segments=40)
        cup = float(rng.uniform(0.0, 0.0028))
        ripple = rng.uniform(0, 6)

        def curl(q: FloatArray) -> FloatArray:
            far = (q[:, 0] ** 2 + q[:, 1] ** 2) / wide**2
            wave = 1 + 0.6 * np.cos(2 * np.arctan2(q[:, 1], q[:, 0]) + ripple)
            return np.asarray(q + np.stack([0 * far, 0 * far, cup * far**2 * wave], axis=1))

        disc = spread_uv(warp(piece, curl), (1, 0, 0), (0, 1, 0), _SALAMI_TILE_M)
        pizza.add("pizza", "salami", move(disc, Pose((x, y, z + 0.0003), tilt)), whole=True)
    elif kind == "olive":
        ring = lathe(
            np.array([(0.0036, 0.002), *(np.array([0.0055, 0.002]) + 0.0021 * arc((0, 0), 1, 200, 520, 10))]), 20
        )
        pizza.add("pizza", "olive", move(ring, Pose((x, y, z - 0.0004), tilt)))
    elif kind == "pepper":
        turn = np.linspace(0, float(rng.uniform(1.6, 2.6)), 18) + way
        reach = float(rng.uniform(0.012, 0.018))
        lift = 0.0035 * np.sin(np.linspace(0, math.pi, 18)) ** 2
        spine = np.column_stack([reach * np.cos(turn), reach * np.sin(turn), lift]) - [
            reach * math.cos(turn[9]), reach * math.sin(turn[9]), 0,
        ]  # fmt: skip
        out = np.column_stack([np.cos(turn), np.sin(turn), 0 * turn])
        across = np.linspace(-0.0026, 0.0026, 5)[None, :, None]
        strip = spine[:, None] + across * (0.35 * out[:, None] + np.array([0, 0, 0.9]))
        pizza.add("pizza", "pepper", translate(padded(strip, 0.002, 0.001), (x, y, z + 0.0014)))
    else:
        pizza.add("pizza", "leaf", move(_basil(rng), Pose((x, y, z + 0.0034), axis_angle((0, 0, 1), way))))


def _basil(rng: np.random.Generator) -> Mesh:
    """A leaf, cupped along its midrib, its tip bent, lying along x."""
    length = float(rng.uniform(0.026, 0.04))
    along = np.linspace(0, 1, 20)[:, None]
    across = np.linspace(-1, 1, 11)[None, :]
    half = 0.31 * length * np.sin(math.pi * np.clip(along, 0.02, 0.985) ** 0.8) ** 0.8
    fold, bend = float(rng.uniform(0.15, 0.4)), float(rng.uniform(-0.004, 0.002))
    wave = 0.0011 * np.sin(9 * along + 2 * across + rng.uniform(0, 6)) * np.abs(across)
    z = fold * half * across**2 + bend * (along - 0.5) ** 2 * 4 + wave
    middle = np.stack([(along - 0.5) * length + 0 * across, half * across, z], axis=2)
    low = float(middle[..., 2].mean())
    return padded((middle - [0, 0, low])[:, ::-1], 0.0006, 0.0008)


def _board(pizza: Assembly, radius: float, rng: np.random.Generator) -> None:
    """A round board, a little wider than the pizza, with a handle to the back right."""
    wide = radius + 0.02
    grip = 0.021
    at = math.sqrt(wide**2 - grip**2)
    turn = math.atan2(grip, at)
    ring = np.linspace(turn, 2 * math.pi - turn, 72)
    loop = np.column_stack([np.cos(ring), np.sin(ring)]) * wide
    handle = fillet(
        [(at - 0.01, -grip), (at + 0.11, -grip), (at + 0.11, grip), (at - 0.01, grip)], [0, 0.018, 0.018, 0], 6
    )
    outline = np.concatenate([loop, handle[1:-1]])
    swing = float(rng.uniform(0.3, 1.1))
    spin = np.array([[math.cos(swing), math.sin(swing)], [-math.sin(swing), math.cos(swing)]])
    mesh = extrude(outline @ spin, _BOARD_M, 0.003, 3, crease_deg=50)
    grip_hull = np.concatenate([np.column_stack([handle @ spin, np.full(len(handle), z)]) for z in (0.0, _BOARD_M)])
    hulls = [*prism_hulls(ellipse(2 * wide, 2 * wide, 28), 0.0, _BOARD_M), grip_hull]
    pizza.add("board", "board", mesh, [h if len(h) <= 32 else hull_of(h, 32) for h in hulls])
