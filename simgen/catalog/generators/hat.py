"""Hats as they are put down: fedoras and straw boaters on their brims, baseball caps."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.cloth import padded
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.lofts import at_height, loft, oval, pole, wall_hulls
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray

STYLES = ("fedora", "boater", "sunhat", "cap")
_POINTS = 64
_WALL_M = 0.003
# Share of the crown's height, of its half axes: what makes each crown.
_CROWNS: dict[str, tuple[tuple[float, float], ...]] = {
    "fedora": ((0.0, 1.0), (0.12, 0.985), (0.45, 0.93), (0.75, 0.86), (0.92, 0.79), (0.985, 0.69), (1.0, 0.52)),
    "boater": ((0.0, 1.0), (0.12, 1.0), (0.5, 0.99), (0.9, 0.98), (0.965, 0.97), (0.993, 0.945), (1.0, 0.90)),
    "sunhat": ((0.0, 1.0), (0.12, 0.995), (0.4, 0.96), (0.65, 0.87), (0.83, 0.72), (0.94, 0.52), (0.99, 0.28)),
    "cap": ((0.0, 1.0), (0.10, 1.0), (0.35, 0.985), (0.58, 0.90), (0.78, 0.735), (0.91, 0.51), (0.98, 0.26)),
}


@dataclass(frozen=True)
class Parameters:
    """`style` of STYLES; `head_m` around (0.54 to 0.62 m); `crown_m` its height; `brim_m` wide, of a cap its peak."""

    style: str
    head_m: float
    crown_m: float
    brim_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)
        if not 0.45 <= self.head_m <= 0.7:
            raise ValueError(f"head_m {self.head_m} fits no head; it is the length around, 0.45 to 0.7 m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The hat, its front at -y; slots `felt` (fedora), `straw` (boater, sunhat), `cloth`, `peak` (cap) and `band`."""
    p = parameters
    hat = Assembly(rng)
    # A head is an oval a sixth longer than wide.
    half_x = p.head_m / (2 * math.pi) / 1.075
    half_y = 1.16 * half_x
    slot = {"fedora": "felt", "cap": "cloth"}.get(p.style, "straw")
    _crown(hat, p, slot, half_x, half_y)
    if p.style == "cap":
        _cap(hat, p, half_x, half_y)
    else:
        _brim(hat, p, slot, half_x, half_y)
        # The band lies round the crown above the brim.
        rows = [(0.02, 0.985), (0.03, 1.012), (0.25, 1.008), (0.26, 0.975)]
        rings = [_section(p, half_x, half_y, z, w * (1 - 0.12 * z * (p.style == "fedora"))) for z, w in rows]
        hat.add("body", "band", loft([*rings, rings[0]], [1, 2, 3]))
    return hat.model(has_front=True)


def _brim_edge(p: Parameters) -> float:
    """How high the crown begins over what the brim lies on."""
    return {"fedora": 0.006, "boater": 0.001, "sunhat": 0.012, "cap": 0.001}[p.style]


def _section(p: Parameters, half_x: float, half_y: float, share: float, width: float) -> FloatArray:
    """(k, 3) ring of the crown."""
    ring = at_height(oval(half_x * width, half_y * width, half_y * width, squareness=(2.1, 2.1), points=_POINTS), 0.0)
    # A boater is lower than what rounds over the head.
    z = np.full(_POINTS, share * p.crown_m * (0.78 if p.style == "boater" else 1.0))
    if p.style == "fedora":
        # A crease along the top, and two pinches where fingers take it.
        fore = np.clip(-ring[:, 1] / half_y, 0, 1)
        pinch = 0.30 * fore**1.5 * np.clip((share - 0.35) / 0.6, 0, 1) ** 1.5
        ring[:, 0] *= 1 - pinch
        z -= np.clip((share - 0.8) / 0.2, 0, 1) * 0.012 * (1 - ring[:, 1] / half_y)
    ring[:, 2] = z + _brim_edge(p)
    return ring


def _crown(hat: Assembly, p: Parameters, slot: str, half_x: float, half_y: float) -> None:
    """A shell over nothing: from the inside's middle down to its edge and up over the outside."""
    outer = [_section(p, half_x, half_y, *row) for row in _CROWNS[p.style]]
    if p.style == "fedora":
        outer.append(outer[-1] * [0.45, 0.93, 1] - [0, 0, 0.012])
    shrink = 1 - _WALL_M / half_x
    inner = [outer[0] * [shrink, shrink, 1], *(r * [shrink, shrink, 1] - [0, 0, _WALL_M] for r in outer[1:])]
    skin = loft([pole(inner[-1]), *inner[::-1], *outer, pole(outer[-1])], [len(inner), len(inner) + 1])
    count = len(_CROWNS[p.style])
    pick = [0, count // 2, count - 2]
    level = [at_height(r[:, :2], float(r[:, 2].mean())) for r in outer]
    hollow = [r * [shrink - 0.04, shrink - 0.04, 1] for r in level]
    lid = np.concatenate([(level[count - 2] - [0, 0, 0.006])[::4], outer[count - 1][::4]])
    walls = wall_hulls([level[n] for n in pick], [hollow[n] for n in pick], 8)
    hat.add("body", slot, skin, [*walls, lid])


def _brim(hat: Assembly, p: Parameters, slot: str, half_x: float, half_y: float) -> None:
    """A ring that curls: a fedora's dips in front and rises behind, a sunhat's hangs in waves, a boater's is flat."""
    turn = np.arctan2(*_section(p, half_x, half_y, 0.0, 1.0)[:, 1::-1].T)
    waves = sum(np.sin(n * turn + float(hat.rng.uniform(0, 6.3))) / n for n in (2, 3, 4))
    base = _brim_edge(p)
    curl = {
        "fedora": 0.007 + 0.013 * np.abs(np.cos(turn)) ** 2 + 0.010 * np.sin(turn),
        "boater": np.zeros(_POINTS),
        "sunhat": -0.010 + 0.009 * np.asarray(waves),
    }[p.style]

    def ring(share: float, lift: float) -> FloatArray:
        x, y = half_x - _WALL_M + share * (p.brim_m + _WALL_M), half_y - _WALL_M + share * (p.brim_m + _WALL_M)
        out = at_height(oval(x, y, y, squareness=(2.1, 2.1), points=_POINTS), 0.0)
        out[:, 2] = base + curl * share**2 + lift
        return out

    thick = 0.0035 if p.style == "boater" else 0.0025
    shares = (0.0, 0.25, 0.5, 0.75, 0.96, 1.0)
    below, above = [ring(s, 0.0) for s in shares[:-1]], [ring(s, thick) for s in shares[-2::-1]]
    edge = ring(1.0, thick / 2)
    outer, inner = [below[4], above[0]], [below[0], above[4]]
    hat.add("body", slot, loft([*below, edge, *above, below[0]]), wall_hulls(outer, inner, 12))


def _cap(hat: Assembly, p: Parameters, half_x: float, half_y: float) -> None:
    """Seams between its six panels, a button, and a peak that is arched across."""
    rows = _CROWNS["cap"]
    rings = np.stack([_section(p, half_x, half_y, *row) for row in rows])
    top = np.array([0.0, 0.0, p.crown_m + _brim_edge(p)])
    for k in range(6):
        column = round((k + 0.5) * _POINTS / 6) % _POINTS
        seam = np.concatenate([rings[:, column], top[None]])
        hat.add("body", "cloth", tube(seam, np.tile([0.0028, 0.0012], (len(seam), 1)), segments=8, up=(0, 0, 1)))
    button = lathe(fillet([(0, -0.003), (0.007, -0.003), (0.007, 0.002), (0, 0.0042)], [0, 0, 0.002, 0], 3), 20)
    hat.add("body", "peak", translate(button, top.tolist()))
    bow = np.linspace(-1.0, 1.0, 21)
    angle = bow * math.radians(66.0)
    root = np.column_stack([0.985 * half_x * np.sin(angle), -0.985 * half_y * np.cos(angle)])
    tip = root * [1.06, 1.0] - np.column_stack([np.zeros(21), p.brim_m * (1 - np.abs(bow) ** 2.6)])
    grid = []
    for share in np.linspace(1.0, 0.0, 8):
        flat = root + share * (tip - root)
        grid.append(np.column_stack([flat, 0.004 + 0.017 * (1 - bow**2) * (1 - 0.35 * share)]))
    middle = np.stack(grid)
    sheet = padded(middle, 0.0042, 0.002)
    halves = [hull_of(middle[:, part].reshape(-1, 3), 24) for part in (slice(0, 8), slice(7, 14), slice(13, 21))]
    hat.add("body", "peak", sheet, halves)
