"""A pair of shoes, as one thing, as they are put down together: trainers, derbies and boots, laced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._shoe_parts import (
    Skin,
    band,
    counter,
    eyelets,
    facings,
    holes,
    laces,
    panel,
    seam,
    tongue,
)
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import extrude, rounded_box
from simgen.catalog.meshing.lofts import at_height, loft, pole
from simgen.catalog.meshing.profiles import convex_loop, resample, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, merge, mirror, move, rotate, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray, Pose, axis_angle
from simgen.world import Mesh

STYLES = ("sneaker", "derby", "boot")
_POINTS = 72


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
    """The pair, toes to -y; slots `upper`, `accent`, `sole`, `tread`, `lining`, `lace` and `metal`."""
    p = parameters
    pair = Assembly(rng)
    pieces = _shoe(p, rng)
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
    (0.029, 0.92, -0.87, 0.98), (0.035, 0.88, -0.77, 0.975), (0.041, 0.84, -0.64, 0.97), (0.048, 0.79, -0.48, 0.965),
    (0.056, 0.74, -0.31, 0.955),
)  # fmt: skip
_FORMS = {
    "sneaker": _Form(
        0.018,
        0.005,
        0.078,
        0.006,
        (*_VAMP, (0.066, 0.68, -0.12, 0.95), (0.074, 0.64, 0.0, 0.955), (0.078, 0.61, 0.03, 0.945)),
    ),
    "derby": _Form(
        0.007,
        0.020,
        0.070,
        0.0035,
        (
            *((0.9 * z, 0.96 * w, a, b) for z, w, a, b in _VAMP),
            (0.061, 0.66, -0.11, 0.955),
            (0.067, 0.62, 0.0, 0.96),
            (0.070, 0.59, 0.03, 0.95),
        ),
    ),
    "boot": _Form(
        0.020,
        0.014,
        0.165,
        0.0055,
        (
            *_VAMP,
            (0.066, 0.70, -0.17, 0.945),
            (0.078, 0.67, -0.07, 0.935),
            (0.095, 0.64, 0.0, 0.93),
            (0.125, 0.63, 0.02, 0.94),
            (0.150, 0.64, 0.01, 0.96),
            (0.162, 0.65, 0.0, 0.97),
            (0.165, 0.63, 0.01, 0.955),
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


def _shoe(p: Parameters, rng: np.random.Generator) -> _Pieces:
    form, h, outline = _FORMS[p.style], p.length_m / 2, _outline(p)
    lift, meshes, hulls = _bottom(p, form, outline)
    outer = [_ring(form, p, outline, row, 0.0) for row in form.rows]
    inner = [_ring(form, p, outline, row, form.wall) for row in form.rows[::-1]]
    # The lining is seen from the collar down to the insole.
    floor = inner[-2] * [0.96, 0.98, 1.0]
    lip = 0.5 * (outer[-1] + inner[0]) + [0, 0, 0.5 * form.wall]
    shell = warp(loft([pole(outer[0]), *outer, lip], [1]), lift)
    lining = warp(loft([lip, *inner[1:-1], floor, pole(floor)]), lift)
    meshes += [("upper", shell), ("lining", lining)]
    skin = shell.vertices.astype(np.float64)
    hulls.append(hull_of(skin[skin[:, 1] < -0.28 * h], 28))
    for side in (-1.0, 1.0):
        for low, high in ((-0.36, 0.35), (0.3, 1.1)):
            wall = skin[(skin[:, 0] * side > 0.02) & (skin[:, 1] > low * h) & (skin[:, 1] < high * h)]
            hulls.append(hull_of(wall, 20))

    table = np.array(form.rows)

    def section(z: float) -> FloatArray:
        width, fore, aft = (float(np.interp(z, table[:, 0], table[:, k])) for k in (1, 2, 3))
        return lift(_ring(form, p, outline, (z, width, fore, aft), 0.0))

    meshes += _SEWN[p.style](Skin(section, form.collar), p, rng)
    return _Pieces(tuple(meshes), tuple(hulls))


_Meshes = list[tuple[str, Mesh]]


def _bottom(
    p: Parameters, form: _Form, outline: FloatArray
) -> tuple[Callable[[FloatArray], FloatArray], _Meshes, list[FloatArray]]:
    """How the last lifts what stands on it, and the sole: meshes and hulls."""
    h = p.length_m / 2
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

    if p.style == "derby":
        # A welt that stands out, and a heel of layers.
        welt = warp(extrude(_wider(outline, 0.0028), form.sole, 0.0012, 3, crease_deg=60, divisions=2), lift)
        heel = convex_loop(0.985 * outline[outline[:, 1] > 0.40 * h])
        layers = [(0.0, 0.0062), (0.0064, form.heel + 0.002)]
        blocks = [translate(extrude(heel, top - low, 0.0006, 2), (0, 0, low)) for low, top in layers]
        points = welt.vertices.astype(np.float64)
        hulls = [hull_of(points[points[:, 1] <= 0.1 * h], 24), hull_of(points[points[:, 1] >= -0.15 * h], 24)]
        hulls.append(hull_of(np.concatenate([block.vertices for block in blocks]), 20))
        stitches = warp(_stitches(_wider(outline, 0.0013), form.sole), lift)
        return lift, [("sole", welt), ("tread", blocks[0]), ("sole", blocks[1]), ("lace", stitches)], hulls
    # A foam or rubber cup: a tread below, the cup's rim rises before the upper.
    tread_m, rim_m = (0.004, 0.0065) if p.style == "sneaker" else (0.008, 0.004)
    out = _wider(outline, 0.0032)
    tread = warp(extrude(_wider(outline, 0.0022), tread_m, 0.0012, 2, crease_deg=60), flat_below)
    cup = warp(
        translate(extrude(out, form.sole - tread_m, 0.003, 4, crease_deg=60, divisions=4), (0, 0, tread_m)), flat_below
    )
    steps = [(0.0030, -0.001), (0.0034, 0.5 * rim_m), (0.0026, rim_m), (0.0004, rim_m + 0.0006), (-0.0015, rim_m)]
    rim = [at_height(_wider(outline, wide), form.sole + z) for wide, z in steps]
    rim += [at_height(_wider(outline, -0.0015), form.sole - 0.001), rim[0]]
    meshes: _Meshes = [("tread", tread), ("sole", cup), ("sole", warp(loft(rim), lift))]
    if p.style == "boot":
        meshes.append(("tread", warp(_lugs(outline, tread_m), flat_below)))
    else:
        # A line moulded round the cup.
        line = at_height(_wider(outline, 0.0034), tread_m + 0.45 * (form.sole - tread_m))
        meshes.append(("accent", warp(tube(line, 0.0009, segments=5, closed=True), flat_below)))
    points = np.concatenate([tread.vertices, cup.vertices]).astype(np.float64)
    hulls = [hull_of(points[points[:, 1] <= 0.1 * h], 24), hull_of(points[points[:, 1] >= -0.15 * h], 24)]
    return lift, meshes, hulls


def _wider(outline: FloatArray, out_m: float) -> FloatArray:
    """The closed outline, so much farther out."""
    along = np.roll(outline, -1, axis=0) - np.roll(outline, 1, axis=0)
    normal = np.column_stack([along[:, 1], -along[:, 0]])
    moved: FloatArray = outline + out_m * normal / np.linalg.norm(normal, axis=1, keepdims=True)
    return moved


def _stitches(outline: FloatArray, z: float, pitch_m: float = 0.0065) -> Mesh:
    """Short threads along the welt."""
    line = resample(np.concatenate([outline, outline[:1]]), 2 * round(1.9 * np.ptp(outline[:, 1]) / pitch_m) + 1)
    pairs = zip(line[0:-1:2], line[1::2], strict=False)
    return merge(
        tube(at_height(np.array([a, a + 0.75 * (b - a)]), z), 0.0005, segments=4, ends="flat") for a, b in pairs
    )


def _lugs(outline: FloatArray, tread_m: float) -> Mesh:
    """The blocks that a boot's tread shows at its edge."""
    line = resample(np.concatenate([outline, outline[:1]]), 45)
    blocks = []
    for a, b in zip(line[0:-1:2], line[1::2], strict=False):
        along = b - a
        size = (float(np.hypot(*along)), 0.006, tread_m)
        block = rotate(rounded_box(size, 0.0008, 2), (0, 0, 1), float(np.arctan2(along[1], along[0])))
        blocks.append(translate(block, (*((a + b) / 2).tolist(), tread_m / 2)))
    return merge(blocks)


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
    dip = (0.020 if p.style != "boot" else 0.004) * min(1.0, z / form.collar) ** 3
    ring = at_height(np.column_stack([x, y]), form.sole + z)
    ring[:, 2] -= dip * np.exp(-(((y / h - 0.47) / 0.27) ** 2))
    return ring


def _sneaker(skin: Skin, p: Parameters, rng: np.random.Generator) -> _Meshes:
    """A toe cap, facings, a stripe on each side, a heel counter and a padded collar."""
    top = skin.top_m
    toe = np.linspace(-0.085, 0.085, 29)
    cap = 0.006 + 0.024 * (1 - (toe / 0.085) ** 2) ** 0.6
    heel = 0.012 + 0.044 * (1 - np.linspace(-1, 1, 33) ** 4)
    low, high, inner, out = 0.036, 0.95 * top, 0.0105, 0.0016
    places = holes(low, high, inner, 6)
    meshes: _Meshes = [
        ("accent", band(skin, np.full(29, 0.004), cap, toe, 0.0022)),
        ("accent", counter(skin, 0.004, heel, 0.05, 0.0024)),
        ("upper", tongue(skin, low - 0.002, 0.022, 0.022, 0.005)),
        *(("accent", mesh) for mesh in facings(skin, low, high, inner, 0.017, out)),
        *(("metal", mesh) for mesh in eyelets(skin, places, out)),
        *(("lace", m) for m in laces(skin, places, out, (0.0032, 0.0007), crossed=True, rng=rng)),
        ("lining", _collar(skin, 0.0042)),
    ]
    slant = float(rng.uniform(0.4, 0.9))
    for side in (1.0, -1.0):
        z = np.linspace(0.004, 0.056, 11)[:, None]
        lengths = 0.118 + slant * (0.056 - z) + np.linspace(-0.008, 0.008, 5)[None, :] * (1.3 - z / 0.056 * 0.5)
        lengths = side * lengths
        meshes.append(("accent", panel(skin, np.tile(z, (1, 5)), lengths if side > 0 else lengths[:, ::-1], 0.0014)))
    return meshes


def _derby(skin: Skin, p: Parameters, rng: np.random.Generator) -> _Meshes:
    """Facings of the same leather, seams across the cap and about the heel, round laces."""
    top = skin.top_m
    low, high, inner, out = 0.036, 0.96 * top, 0.007, 0.0018
    places = holes(low, high, inner, 5)
    meshes: _Meshes = [
        ("upper", tongue(skin, low - 0.002, 0.014, 0.020, 0.003)),
        *(("upper", mesh) for mesh in facings(skin, low, high, inner, 0.026, out)),
        *(("metal", mesh) for mesh in eyelets(skin, places, out)),
        *(("lace", m) for m in laces(skin, places, out, (0.0013, 0.0011), crossed=False, rng=rng)),
        ("upper", _collar(skin, 0.0019)),
    ]
    for back in (0.0, 0.0028):
        meshes.append(("lace", seam(skin, *_across(skin, -0.60 * p.length_m / 2 + back), 0.0004)))
    for side in (-1.0, 1.0):
        z = np.linspace(0.003, 0.9 * top - 0.012, 9)
        meshes.append(("lace", seam(skin, z, skin.heel_m(z) + side * (0.052 - 0.25 * z), 0.0004)))
    return meshes


def _boot(skin: Skin, p: Parameters, rng: np.random.Generator) -> _Meshes:
    """Facings up the shaft, a toe and a heel guard, a padded collar and a loop to pull it on by."""
    top = skin.top_m
    toe = np.linspace(-0.08, 0.08, 27)
    guard = 0.004 + 0.022 * (1 - (toe / 0.08) ** 2) ** 0.6
    heel = 0.012 + 0.062 * (1 - np.linspace(-1, 1, 33) ** 4)
    low, high, inner, out = 0.040, 0.965 * top, 0.0085, 0.0022
    places = holes(low, high, inner, 8)
    meshes: _Meshes = [
        ("accent", band(skin, np.full(27, 0.001), guard, toe, 0.0026)),
        ("accent", counter(skin, 0.001, heel, 0.055, 0.0028)),
        ("upper", tongue(skin, low - 0.002, 0.018, 0.026, 0.006)),
        *(("upper", mesh) for mesh in facings(skin, low, high, inner, 0.024, out)),
        *(("metal", mesh) for mesh in eyelets(skin, places, out)),
        *(("lace", m) for m in laces(skin, places, out, (0.0019, 0.0015), crossed=True, rng=rng)),
        ("lining", _collar(skin, 0.0048)),
    ]
    for z in (0.086, 0.092):
        lengths = np.linspace(0.045, skin.round_m(z) - 0.045, 24)
        meshes.append(("lace", seam(skin, np.full(24, z), lengths, 0.0004)))
    middle = float(skin.heel_m(top))
    loop = [skin.at(z, middle, o) for z, o in ((top - 0.03, 0.001), (top + 0.004, 0.006), (top + 0.012, -0.002))]
    loop.append(skin.at(top - 0.012, middle, -0.007))
    meshes.append(
        ("accent", tube(smooth(np.array(loop), 18), np.tile([0.006, 0.0009], (18, 1)), segments=10, up=(0, 1, 0)))
    )
    return meshes


def _collar(skin: Skin, radius_m: float) -> Mesh:
    """A soft rim round the opening; before it, the tongue lies."""
    lengths = np.linspace(0.020, skin.round_m(skin.top_m) - 0.020, 44)
    line = skin.at(np.full(44, skin.top_m), lengths, -0.5 * radius_m)
    # It runs out into the facings.
    girth = radius_m * np.clip(np.minimum(np.arange(44), np.arange(44)[::-1]) / 5, 0.25, 1.0) ** 0.5
    return tube(line, girth, segments=8, up=(0, 0, 1))


def _across(skin: Skin, y: float) -> tuple[FloatArray, FloatArray]:
    """Heights and lengths of the line that the plane at `y` cuts from the front of the upper, from side to side."""
    heights, lengths = [], []
    for z in np.linspace(0.001, 0.06, 40):
        tries = np.linspace(0.0, 0.12, 121)
        side = skin.at(np.full(121, z), tries)[:, 1]
        if side[0] >= y:
            break
        heights.append(z)
        lengths.append(float(tries[int(np.argmax(side >= y))]))
    z, length = np.array(heights), np.array(lengths)
    return np.concatenate([z, z[::-1]]), np.concatenate([-length, length[::-1]])


_SEWN: dict[str, Callable[[Skin, Parameters, np.random.Generator], _Meshes]] = {
    "sneaker": _sneaker,
    "derby": _derby,
    "boot": _boot,
}
