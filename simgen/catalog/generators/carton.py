"""Food in printed cartons: cereal boxes, milk cartons with a gable, egg boxes with a lid."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._prints import lettering
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, ellipse, extrude, rounded_box, rounded_rectangle
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.lofts import at_height, loft, pole, rounded_ring, wall_hulls
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.rings import ring_prism
from simgen.catalog.meshing.slabs import flat_quads
from simgen.catalog.meshing.transforms import hull_of, merge, rotate, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Joint, Mesh

STYLES = ("cereal", "milk", "eggs")
_INK_M = 0.00012
# Of an egg box: how thick its pulp is, and how far the lid's sides lean inwards.
_PULP_M, _LEAN_M = 0.0016, 0.009


@dataclass(frozen=True)
class Parameters:
    """Outer sizes. `style`: cereal (a flat box), milk (a square box with a gable and a cap), eggs (a pulp box)."""

    style: str
    width_m: float
    depth_m: float
    height_m: float

    def __post_init__(self) -> None:
        """Styles that exist."""
        check_style(self.style, STYLES)


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The carton, in the slots `board`, `first`, `second`, `print` and `cap` (cereal, milk) or `board` and `egg`."""
    p = parameters
    box = Assembly(rng)
    {"cereal": _cereal, "milk": _milk, "eggs": _eggs}[p.style](box, p, rng)
    return box.model(has_front=True)


def _standing(mesh: Mesh, at: tuple[float, float], face: float) -> Mesh:
    """What is drawn in (x, z) about a point, stood on a face that looks along -y."""
    return translate(rotate(mesh, (1.0, 0.0, 0.0), math.pi / 2), (at[0], face, at[1]))


def _cereal(box: Assembly, p: Parameters, rng: np.random.Generator) -> None:
    w, d, h = p.width_m, p.depth_m, p.height_m
    box.board("body", "board", (w, d, h - 0.0004), (0.0, 0.0, h / 2 - 0.0002), radius=0.0012, grain="z")
    # Tucked flaps: their edge shows on top.
    box.add("body", "board", rounded_box((w - 0.002, 0.62 * d, 0.0008), 0.0003, center=(0.0, -0.14 * d, h - 0.0002)))
    for side in (-1.0, 1.0):
        _front(box, w, h, side * d / 2, side, rng)
    nutrition = lettering(rng, 0.8 * d, 0.5 * h, 9, center=(0.0, 0.0, 0.0))
    for side in (-1.0, 1.0):
        turned = rotate(_standing(nutrition, (0.0, 0.45 * h), 0.0), (0.0, 0.0, 1.0), side * math.pi / 2)
        box.add("body", "print", translate(turned, (side * w / 2, 0.0, 0.0)), whole=True)
    box.support_box("top", (-w / 2, -d / 2), (w / 2, d / 2), h, margin=0.005)


def _front(box: Assembly, w: float, h: float, face: float, side: float, rng: np.random.Generator) -> None:
    """A field of colour, a round picture of a bowl and a name, printed on one broad side."""
    layers: list[tuple[str, FloatArray, float]] = []
    band = rounded_rectangle(w - 0.003, rng.uniform(0.3, 0.5) * h, 0.001, 2)
    low = rng.choice([0.0, 1.0])
    layers.append(("first", band + np.array([0.0, h * (0.25 + 0.5 * low)]), 1.0))
    middle = np.array([rng.uniform(-0.1, 0.1) * w, 0.36 * h])
    layers.append(("print", ellipse(0.74 * w, 0.74 * w, 40) + middle, 2.0))
    turn = np.linspace(0.0, math.pi, 24)
    bowl = np.column_stack([0.27 * w * np.cos(turn), -0.2 * w * np.sin(turn)]) + middle
    layers.append(("second", bowl, 3.0))
    for k in range(5):
        at = middle + np.array([(k - 2) * 0.09 * w, 0.035 * w + 0.02 * w * math.sin(k * 2.1)])
        layers.append(("first", ellipse(0.1 * w, 0.09 * w, 16) + at, 3.0))
    for slot, outline, layer in layers:
        shape = extrude(outline, 0.0002 + layer * _INK_M, 0.0)
        # The prism sinks a little into the board, whatever its layer.
        sheet = _standing(shape, (0.0, 0.0), -abs(face) + 0.0002)
        box.add("body", slot, sheet if side < 0 else rotate(sheet, (0, 0, 1), math.pi), whole=True)
    title = lettering(rng, 0.86 * w, 0.2 * h, 2, center=(0.0, 0.0, 2 * _INK_M))
    sheet = _standing(title, (0.0, 0.83 * h), -abs(face))
    box.add("body", "print", sheet if side < 0 else rotate(sheet, (0, 0, 1), math.pi), whole=True)


def _milk(box: Assembly, p: Parameters, rng: np.random.Generator) -> None:
    w, d = p.width_m, p.depth_m
    fin = 0.018
    roof = 0.42 * d
    h = p.height_m - fin - roof
    x, y = w / 2, d / 2
    box.board("body", "board", (w, d, h), (0.0, 0.0, h / 2), radius=0.0015, grain="z")
    # The gable: two slopes that meet at the fin, and two triangles that are folded in.
    a, b, c, e = (-x, -y, h), (x, -y, h), (x, y, h), (-x, y, h)
    f, g = (-x, 0.0, h + roof), (x, 0.0, h + roof)
    slopes = flat_quads([[a, b, g, f], [c, e, f, g]])
    ends = flat_quads([[b, c, g, g], [e, a, f, f]])
    floor = flat_quads([[a, e, c, b]])
    inset = [0.0, 0.0, -0.0008]
    gable = merge([slopes, _triangles(ends), floor])
    box.add("body", "board", translate(gable, inset), [hull_of(gable)])
    box.span("body", "board", (-x, -0.0022, h + roof - 0.004), (x, 0.0022, p.height_m), radius=0.0008)
    for side in (-1.0, 1.0):
        field = extrude(rounded_rectangle(w - 0.002, 0.52 * h, 0.001, 2) + np.array([0.0, 0.3 * h]), 0.0003, 0.0)
        sheet = _standing(field, (0.0, 0.0), -y + 0.0002)
        wave = extrude(ellipse(0.5 * w, 0.5 * w, 36) + np.array([0.0, 0.5 * h]), 0.0003 + _INK_M, 0.0)
        drop = _standing(wave, (0.0, 0.0), -y + 0.0002)
        name = _standing(lettering(rng, 0.8 * w, 0.2 * h, 2, center=(0.0, 0.0, 0.0)), (0.0, 0.82 * h), -y)
        for slot, mesh in (("first", sheet), ("second", drop), ("print", name)):
            box.add("body", slot, mesh if side < 0 else rotate(mesh, (0, 0, 1), math.pi), whole=True)
    slope = math.atan2(roof, y)
    shape = fillet(
        [(0, 0), (0.018, 0), (0.018, 0.002), (0.0145, 0.0025), (0.0142, 0.014), (0, 0.0145)],
        [0, 0.0005, 0.0005, 0.0005, 0.0015, 0],
        3,
    )
    cap = rotate(lathe(shape, 28), (1.0, 0.0, 0.0), slope)
    at = (0.0, -0.5 * y, h + 0.5 * roof - 0.0012)
    box.add("body", "cap", translate(cap, at), [hull_of(translate(cap, at), 24)])


def _triangles(mesh: Mesh) -> Mesh:
    """Quads whose last two corners fell together, as triangles."""
    faces = mesh.faces[0::2]
    return Mesh(mesh.vertices, faces, mesh.normals, mesh.uvs)


def _eggs(box: Assembly, p: Parameters, rng: np.random.Generator) -> None:
    """Six or ten eggs in two rows: cups below, whose outsides show, and a lid of pulp that folds back."""
    w, d, h = p.width_m, p.depth_m, p.height_m
    base, columns = 0.45 * h, max(3, round(w / 0.05))
    pitch = (w - 0.012) / columns
    rim = ring_prism(
        rounded_rectangle(w, d, 0.012, 5), rounded_rectangle(w - 0.012, d - 0.012, 0.009, 5), 0.0025, 0.0008
    )
    box.add("body", "board", translate(rim, (0, 0, base - 0.0025)), [box_hull((w, d, 0.0025), (0, 0, base - 0.00125))])
    egg_r = min(0.0215, 0.44 * pitch, 0.21 * d)
    half = np.array([0.5 * pitch - 0.0004, 0.245 * d])
    for column in range(columns):
        for row in (-1.0, 1.0):
            middle = (-w / 2 + 0.006 + pitch * (column + 0.5), row * 0.245 * d)
            turn = np.linspace(-math.pi / 2, math.pi / 2, 13)
            tall = 1.28 * egg_r
            # Narrower above than below.
            radius = egg_r * np.cos(turn) * (1 - 0.1 * np.sin(turn))
            radius[[0, -1]] = 0.0
            profile = np.column_stack([radius, tall + tall * np.sin(turn)])
            egg = translate(lathe(profile, 20), (*middle, 0.004))
            box.add("eggs", "egg", egg, [hull_of(egg, 24)])
            cup = _cup(middle, half, base - 0.001)
            box.add("body", "board", cup, [hull_of(cup, 32)])
    low, flange = base + 0.0008, 0.003
    box.add("lid", "board", _lid(w, d, low, flange, h), joint="lid")
    outer = [at_height(_lid_outline(w, d, lean), z) for lean, z in ((0.002, low), (_LEAN_M, h - 0.003))]
    inner = [at_height(_lid_outline(w, d, lean + _PULP_M), z) for lean, z in ((0.002, low), (_LEAN_M, h - 0.003))]
    roof = hull_of(np.concatenate([outer[1], at_height(_lid_outline(w, d, _LEAN_M + 0.003), h)]), 32)
    box.add("lid", "board", [], [*wall_hulls(outer, inner, 8), roof], joint="lid")
    box.joints.append(Joint("lid", "revolute", (0.0, d / 2, low), (-1.0, 0.0, 0.0), 0.0, math.radians(110.0)))
    label = lettering(rng, 0.6 * w, 0.5 * d, 3, center=(0.0, 0.0, h))
    box.add("lid", "print", label, joint="lid", whole=True)


def _cup(middle: tuple[float, float], half: FloatArray, height: float) -> Mesh:
    """A hollow on a small foot for one egg, (2,) half its size at the lip."""
    lip, foot = 0.011, 0.009

    def ring(share: float, z: float, shrink: float = 0.0) -> FloatArray:
        """From the foot (share 0) to the lip."""
        size = half * (0.66 + 0.34 * share) - shrink
        return at_height(rounded_ring(size[0], size[1], foot + (lip - foot) * share, points=32, center=middle), z)

    outside = [ring(0.0, 0.0, 0.002), ring(0.0, 0.0015), ring(0.55, 0.5 * height), ring(1.0, height)]
    inside = [ring(1.0, height, _PULP_M), ring(0.5, 0.45 * height, _PULP_M), ring(0.0, 0.003, 0.004)]
    return loft([pole(outside[0]), *outside, *inside, pole(inside[-1])], creases=(4, 5))


def _lid_outline(w: float, d: float, lean: float) -> FloatArray:
    """(64, 2): what is left of the rim's rectangle `lean` metres inwards."""
    return rounded_ring(w / 2 - lean, d / 2 - lean, 0.014)


def _lid(w: float, d: float, low: float, flange: float, top: float) -> Mesh:
    """A hollow lid whose sides lean inwards from a flange that lies on the rim."""
    outside = [
        at_height(_lid_outline(w, d, lean), z)
        for lean, z in (
            (0.0, low),
            (0.0, low + 0.5 * flange),
            (0.002, low + flange),
            (_LEAN_M - 0.002, top - 0.006),
            (_LEAN_M, top - 0.003),
            (_LEAN_M + 0.002, top - 0.0008),
            (_LEAN_M + 0.005, top),
        )
    ]
    inside = [
        at_height(_lid_outline(w, d, lean + _PULP_M), z)
        for lean, z in ((_LEAN_M + 0.004, top - _PULP_M), (_LEAN_M, top - 0.006), (0.002, low + flange), (0.002, low))
    ]
    return loft([pole(inside[0]), *inside, *outside, pole(outside[-1])], creases=(4, 5))
