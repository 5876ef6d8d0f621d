"""A pair of shoes: sole, upper with its opening, tongue and laces; as one thing, as they are put down together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import extrude
from simgen.catalog.meshing.lathe import squircle
from simgen.catalog.meshing.lofts import at_height, loft, pole
from simgen.catalog.meshing.profiles import convex_loop, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, mirror, move, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray, Pose, axis_angle
from simgen.world import Mesh

STYLES = ("sneaker", "derby", "boot")
_POINTS = 44


@dataclass(frozen=True)
class Parameters:
    """`length_m` of the sole (EU 42: about 0.29 m); `style` one of STYLES; `spread_m` between the shoes' middles."""

    style: str
    length_m: float
    spread_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)
        if self.spread_m < 0.36 * self.length_m:
            raise ValueError(f"spread_m {self.spread_m} puts one shoe of {self.length_m} m into the other")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The pair, toes to -y; slots `upper`, `sole`, `lining` and `lace`."""
    p = parameters
    pair = Assembly(rng)
    pieces = _shoe(p)
    for name, side in (("right", 1.0), ("left", -1.0)):
        turn = side * -0.05 + float(rng.normal(0.0, 0.06))
        place = Pose((side * p.spread_m / 2, float(rng.normal(0.0, 0.012)), 0.0), axis_angle((0, 0, 1), turn))
        hulls = [place.apply(h * [side, 1.0, 1.0]) for h in pieces.hulls]
        for slot, mesh in pieces.meshes:
            pair.add(name, slot, move(mesh if side > 0 else mirror(mesh, 0), place), hulls)
            hulls = []
    return pair.model(has_front=True)


@dataclass(frozen=True, eq=False)
class _Pieces:
    """One right shoe: (slot, mesh) and hulls."""

    meshes: tuple[tuple[str, Mesh], ...]
    hulls: tuple[FloatArray, ...]


@dataclass(frozen=True)
class _Form:
    """Metres: `sole` thickness, `heel` rise, `collar` height over the sole, `wall` of the upper.

    `rows` from the welt to the collar: height, share of the width, where toe and heel stand (of half the length).
    """

    sole: float
    heel: float
    collar: float
    wall: float
    rows: tuple[tuple[float, float, float, float], ...]


_VAMP = (
    (0.0, 0.97, -0.98, 0.98), (0.006, 0.99, -0.985, 0.99), (0.014, 0.98, -0.97, 0.99), (0.022, 0.955, -0.935, 0.985),
    (0.029, 0.92, -0.87, 0.98), (0.035, 0.88, -0.77, 0.975), (0.041, 0.84, -0.65, 0.97), (0.048, 0.80, -0.51, 0.965),
    (0.056, 0.75, -0.37, 0.96),
)  # fmt: skip
_FORMS = {
    "sneaker": _Form(
        0.022,
        0.005,
        0.080,
        0.006,
        (*_VAMP, (0.070, 0.68, -0.22, 0.955), (0.077, 0.66, -0.12, 0.96), (0.080, 0.63, -0.10, 0.945)),
    ),
    "derby": _Form(
        0.008,
        0.020,
        0.070,
        0.0035,
        (
            *((0.9 * z, w, a, b) for z, w, a, b in _VAMP),
            (0.063, 0.67, -0.24, 0.955),
            (0.068, 0.64, -0.15, 0.96),
            (0.070, 0.62, -0.14, 0.95),
        ),
    ),
    "boot": _Form(
        0.018,
        0.018,
        0.175,
        0.0045,
        (
            *_VAMP,
            (0.075, 0.67, -0.22, 0.94),
            (0.095, 0.63, -0.10, 0.935),
            (0.125, 0.62, -0.06, 0.945),
            (0.155, 0.64, -0.06, 0.965),
            (0.172, 0.65, -0.06, 0.975),
            (0.175, 0.63, -0.045, 0.96),
        ),
    ),
}


def _outline(p: Parameters) -> FloatArray:
    """(k, 2) right sole, toe to -y, counter-clockwise from its toe: wide at the ball, narrow at the waist."""
    h, wide = p.length_m / 2, 0.185 * p.length_m
    blunt = 0.0 if p.style == "derby" else 0.1
    outer = [
        (0.0, 1.0),
        (0.50, 0.93),
        (0.66, 0.74),
        (0.66, 0.35),
        (0.74, 0.0),
        (0.95, -0.38),
        (0.93, -0.6),
        (0.74 + blunt, -0.80),
        (0.42 + blunt, -0.94),
        (0.0, -1.0),
    ]
    inner = [
        (0.0, 1.0),
        (0.50, 0.93),
        (0.62, 0.74),
        (0.55, 0.35),
        (0.56, 0.0),
        (0.86, -0.40),
        (0.92, -0.6),
        (0.80 + blunt, -0.80),
        (0.50 + blunt, -0.94),
        (0.0, -1.0),
    ]
    half = _POINTS // 2
    right = smooth(np.array(outer)[::-1], half + 1)[:-1]
    left = smooth(np.array(inner) * [-1, 1], half + 1)[:-1]
    loop = np.concatenate([right, left]) * [wide, h]
    # Toes turn a little inwards.
    loop[:, 0] -= 0.025 * p.length_m * np.clip(-loop[:, 1] / h, 0, 1) ** 2
    return loop


def _shoe(p: Parameters) -> _Pieces:
    form, h, outline = _FORMS[p.style], p.length_m / 2, _outline(p)
    spring = 0.012

    def lift(points: FloatArray) -> FloatArray:
        """The toe springs off the ground, the heel stands high."""
        t = points[:, 1] / h
        back = np.clip((t + 0.15) / 0.5, 0, 1)
        rise = spring * np.clip((-t - 0.45) / 0.55, 0, 1) ** 2 + form.heel * back**2 * (3 - 2 * back)
        return np.column_stack([points[:, :2], points[:, 2] + rise])

    def flat_below(points: FloatArray) -> FloatArray:
        """A thick sole fills what is under the heel: only its toe rises from the ground."""
        toe = spring * np.clip((-points[:, 1] / h - 0.45) / 0.55, 0, 1) ** 2
        share = np.clip(points[:, 2] / form.sole, 0, 1)
        lifted = lift(points)[:, 2] - points[:, 2]
        return np.column_stack([points[:, :2], points[:, 2] + toe + share * (lifted - toe)])

    thick = p.style == "sneaker"
    slab = extrude(outline, form.sole, 0.004 if thick else 0.0015, 3, crease_deg=60, divisions=2)
    sole = warp(slab, flat_below if thick else lift)
    meshes = [("sole", sole)]
    points = sole.vertices.astype(np.float64)
    hulls = [hull_of(points[points[:, 1] <= 0.1 * h], 24), hull_of(points[points[:, 1] >= -0.15 * h], 24)]
    if not thick:
        block = extrude(convex_loop(0.985 * outline[outline[:, 1] > 0.40 * h]), form.heel + 0.002, 0.001, 2)
        meshes.append(("sole", block))
        hulls.append(hull_of(block, 20))
    outer = [_ring(form, p, outline, row, 0.0) for row in form.rows]
    inner = [_ring(form, p, outline, row, form.wall) for row in form.rows[::-1]]
    # The lining is seen from the collar down to the insole.
    floor = inner[-2] * [0.96, 0.98, 1.0]
    lip = 0.5 * (outer[-1] + inner[0]) + [0, 0, 0.3 * form.wall]
    shell = warp(loft([pole(outer[0]), *outer, lip], [1]), lift)
    lining = warp(loft([lip, *inner[1:-1], floor, pole(floor)]), lift)
    meshes += [("upper", shell), ("lining", lining)]
    skin = shell.vertices.astype(np.float64)
    hulls.append(hull_of(skin[skin[:, 1] < -0.28 * h], 28))
    for side in (-1.0, 1.0):
        for low, high in ((-0.36, 0.35), (0.3, 1.1)):
            wall = skin[(skin[:, 0] * side > 0.02) & (skin[:, 1] > low * h) & (skin[:, 1] < high * h)]
            hulls.append(hull_of(wall, 20))
    meshes += _laces(p, form, outline, lift)
    return _Pieces(tuple(meshes), tuple(hulls))


def _ring(
    form: _Form, p: Parameters, outline: FloatArray, row: tuple[float, float, float, float], inset: float
) -> FloatArray:
    """The upper's section at one height; `inset` of it on the inside."""
    z, width, fore, aft = row
    h, wide = p.length_m / 2, 0.185 * p.length_m
    low, high = float(outline[:, 1].min()), float(outline[:, 1].max())
    share = (outline[:, 1] - low) / (high - low)
    y = h * fore + inset + share * (h * (aft - fore) - 2 * inset)
    # Higher up it is an oval about the ankle, no longer the sole's shape.
    t = min(1.0, z / 0.075) ** 1.5
    side = np.sign(outline[:, 0] + 1e-9 * (np.arange(len(outline)) < len(outline) // 2))
    round_x = side * wide * np.sqrt(np.clip(1 - (2 * share - 1) ** 2, 0, None))
    x = ((1 - t) * outline[:, 0] + t * round_x) * width * (1 - inset / (wide * width))
    # The topline dips below the ankles and rises at the heel.
    dip = (0.022 if p.style != "boot" else 0.004) * min(1.0, z / form.collar) ** 3
    ring = at_height(np.column_stack([x, y]), form.sole + z)
    ring[:, 2] -= dip * np.exp(-(((y / h - 0.32) / 0.34) ** 2))
    return ring


def _laces(
    p: Parameters, form: _Form, outline: FloatArray, lift: Callable[[FloatArray], FloatArray]
) -> list[tuple[str, Mesh]]:
    """Bars across the instep, a bow's ends, and a tongue that looks out of the collar."""
    heights = [row[0] for row in form.rows]
    table = np.array(form.rows)
    found: list[tuple[str, Mesh]] = []
    top = 0.068 if p.style != "boot" else 0.150
    for z in np.linspace(0.050, top, 4 if p.style != "boot" else 7):
        row = tuple(float(np.interp(z, heights, table[:, k])) for k in range(4))
        ring = _ring(form, p, outline, row, -0.0016)  # type: ignore[arg-type]
        front = ring[(np.abs(ring[:, 0]) < 0.021) & (ring[:, 1] < ring[:, 1].mean())]
        front = front[np.argsort(front[:, 0])]
        if len(front) < 3:
            continue
        path = smooth(front + np.array([0, 0, 0.0015]), 9)
        path[[0, -1], 1] += 0.002
        found.append(("lace", warp(tube(path, np.tile([0.0028, 0.0013], (9, 1)), segments=8, up=(0, -1, 0.6)), lift)))
    z = form.collar - 0.012
    row = tuple(float(np.interp(z, heights, table[:, k])) for k in range(4))
    y = p.length_m / 2 * row[2] + form.wall + 0.004
    path = np.array(
        [
            (0, y - 0.012, form.sole + z - 0.022),
            (0, y, form.sole + z),
            (0, y + 0.002, form.sole + z + 0.012),
            (0, y - 0.003, form.sole + z + 0.022),
        ]
    )
    tongue = tube(smooth(path, 10), np.tile([0.017, 0.0025], (10, 1)), section=squircle(16, 3.0), up=(0, -1, 0.2))
    found.append(("upper", warp(tongue, lift)))
    return found
