"""Racks with spice jars: shelves of wood or wire one behind the other, steps, or a round stand that turns."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly, prism_hulls
from simgen.catalog.generators._prints import lettering
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, extrude_along_x, rounded_box
from simgen.catalog.meshing.hulls import turned_hulls
from simgen.catalog.meshing.lathe import lathe, unit_circle
from simgen.catalog.meshing.profiles import fillet, thinned
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import merge, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh

STYLES = ("shelves", "steps", "carousel", "wire")
SPICES = ("spice_a", "spice_b", "spice_c", "spice_d")
_SEGMENTS = 28
_BOARD_M = 0.01


@dataclass(frozen=True)
class Parameters:
    """`columns` jars in a row (or round the stand), `rows` of them one above the other; their size is `jar_m`.

    `style`: shelves (a case with rails), steps (a stair that stands on the worktop), carousel (a round stand) or wire.
    """

    style: str
    columns: int
    rows: int
    jar_m: float
    jar_height_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)
        if not 3 <= self.columns <= 9 or not 1 <= self.rows <= 4:
            raise ValueError(f"a rack has 3 to 9 columns and 1 to 4 rows, got {self.columns} and {self.rows}")
        if self.jar_height_m < 1.3 * self.jar_m:
            raise ValueError(f"a jar of {self.jar_m} m across is higher than {self.jar_height_m} m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The rack with its jars; slots `rack`, `wire`, `foot`, `glass`, `lid`, `label`, `print` and those of SPICES."""
    p = parameters
    rack = Assembly(rng)
    places = {"shelves": _shelves, "steps": _steps, "carousel": _carousel, "wire": _wire}[p.style](rack, p)
    jar = _Jar(p.jar_m / 2, p.jar_height_m)
    for number, (x, y, z, turn) in enumerate(places):
        # A place stays empty now and then.
        if number and rng.random() < 0.06:
            continue
        _add_jar(rack, jar, (x, y, z), turn + float(rng.normal(0.0, 0.12)))
    return rack.model(has_front=p.style != "carousel")


Places = list[tuple[float, float, float, float]]


@dataclass(frozen=True)
class _Jar:
    """A jar's radius and height."""

    radius: float
    height: float

    @property
    def shoulder(self) -> float:
        """Where the straight wall ends."""
        return 0.72 * self.height

    def meshes(self) -> tuple[Mesh, Mesh]:
        """The glass and the lid about z from 0."""
        r, h, wall = self.radius, self.height, 0.0018
        neck, top = 0.82 * r, self.shoulder + 0.1 * h
        out = fillet(
            [(0.86 * r, 0.0), (r, 0.0), (r, self.shoulder), (neck, top), (neck, 0.96 * h)],
            [0, 0.004, 0.006, 0.004, 0],
            3,
        )
        inn = fillet(
            [(0.0, 0.004), (r - wall, 0.004), (r - wall, self.shoulder), (neck - wall, top), (neck - wall, 0.96 * h)],
            [0, 0.004, 0.006, 0.004, 0],
            3,
        )
        glass = lathe(thinned(np.concatenate([[[0.0, 0.0]], out, inn[::-1]])), _SEGMENTS, crease_deg=50)
        low, wide = top + 0.002, neck + 0.0016
        shape = [
            (0, h - 0.002),
            (wide - 0.003, h - 0.002),
            (wide - 0.002, h),
            (wide, h - 0.0015),
            (wide, low),
            (neck + 0.0005, low),
            (0, low),
        ]
        lid = lathe(fillet(shape[::-1], [0, 0, 0.0005, 0.001, 0.001, 0.001, 0], 2), 36, crease_deg=50)
        return glass, lid


def _add_jar(rack: Assembly, jar: _Jar, at: tuple[float, float, float], turn: float) -> None:
    """A jar, its label turned by `turn` from the front, filled to some height with one of the spices."""
    r = jar.radius
    glass, lid = jar.meshes()
    curve = [
        (r - 0.001, 0.0),
        (r, 0.004),
        (r, jar.shoulder),
        (0.84 * r, jar.shoulder + 0.1 * jar.height),
        (0.84 * r, jar.height),
    ]
    rack.add(
        "jars",
        "glass",
        translate(glass, at),
        [h + np.array(at) for h in turned_hulls(curve, tolerance_m=0.003, segments=12)],
    )
    rack.add("jars", "lid", translate(lid, at))
    rng = rack.rng
    level = 0.0044 + float(rng.uniform(0.35, 0.97)) * (jar.shoulder - 0.006)
    edge = r - 0.0021
    fill = lathe(
        fillet(
            [(0, 0.0044), (edge, 0.0044), (edge, level), (0.4 * edge, level + 0.0015), (0, level + 0.001)],
            [0, 0.003, 0.001, 0, 0],
            2,
        ),
        _SEGMENTS,
    )
    rack.add("jars", SPICES[int(rng.integers(len(SPICES)))], translate(fill, at))
    tall = 0.42 * jar.shoulder
    wide = 1.9 * r
    middle = 0.5 * jar.shoulder

    def bent(points: FloatArray) -> FloatArray:
        angle = points[:, 0] / r + turn - math.pi / 2
        reach = r + 0.00012 + points[:, 2]
        return np.stack(
            [at[0] + reach * np.cos(angle), at[1] + reach * np.sin(angle), at[2] + middle + points[:, 1]], axis=1
        )

    paper = rounded_box((wide, tall, 0.00016), 0.0, divisions=(14, 1, 1))
    ink = lettering(rng, 0.8 * wide, 0.62 * tall, 2, center=(0.0, 0.0, 0.0001), sliced=True)
    rack.add("jars", "label", warp(paper, bent))
    rack.add("jars", "print", warp(ink, bent))


def _pitch(p: Parameters) -> float:
    return p.jar_m + 0.006


def _row(p: Parameters, y: float, z: float) -> Places:
    return [((k - (p.columns - 1) / 2) * _pitch(p), y, z, 0.0) for k in range(p.columns)]


def _shelves(rack: Assembly, p: Parameters) -> Places:
    """Two sides with round upper corners, a shelf and a rail for each row, a thin back."""
    width = p.columns * _pitch(p) + 0.004
    deep, pitch = p.jar_m + 0.03, p.jar_height_m + 0.045
    height = p.rows * pitch + 0.01
    x, b = width / 2, _BOARD_M
    corners = [(-deep / 2, 0.0), (deep / 2, 0.0), (deep / 2, height), (-deep / 2, height)]
    side, lean = (fillet(corners, [0.003, 0.003, 0.006, 0.022], count, closed=True) for count in (5, 3))
    for a in (-x - b / 2, x + b / 2):
        mesh = translate(extrude_along_x(side, b, 0.0012), (a, 0.0, 0.0))
        faces = [np.column_stack([np.full(len(lean), a + s * b / 2), lean]) for s in (-1.0, 1.0)]
        rack.add("body", "rack", mesh, [np.concatenate(faces)])
    rack.span(
        "body", "rack", (-x, deep / 2 - 0.005, 0.004), (x, deep / 2 - 0.001, height - 0.02), radius=0.0008, grain="x"
    )
    places: Places = []
    for row in range(p.rows):
        z = 0.008 + pitch * row
        rack.span("body", "rack", (-x, -deep / 2 + 0.004, z), (x, deep / 2 - 0.005, z + b), radius=0.0012, grain="x")
        rail = z + b + 0.3 * p.jar_height_m
        rack.span(
            "body",
            "rack",
            (-x, -deep / 2 + 0.001, rail),
            (x, -deep / 2 + 0.007, rail + 0.016),
            radius=0.0015,
            grain="x",
        )
        places += _row(p, 0.002, z + b + 0.0003)
    return places


def _steps(rack: Assembly, p: Parameters) -> Places:
    """A stair of boards, a step for each row, the hindmost highest."""
    width = p.columns * _pitch(p) + 0.004
    going, rise = p.jar_m + 0.008, 0.5 * p.jar_height_m
    deep, x, b = p.rows * going, width / 2, _BOARD_M
    places: Places = []
    for row in range(p.rows):
        y0 = -deep / 2 + going * row
        top = 0.026 + rise * row
        rack.span("body", "rack", (-x, y0, top - b), (x, y0 + going, top), radius=0.0015, grain="x")
        low = 0.0 if row == 0 else top - rise
        rack.span(
            "body",
            "rack",
            (-x + 0.001, y0 + 0.0005, low),
            (x - 0.001, y0 + 0.0085, top - b + 0.0005),
            radius=0.001,
            grain="x",
        )
        lip = (-x, y0 - 0.0015, top - 0.0015), (x, y0 + 0.0035, top + 0.006)
        rack.span("body", "rack", *lip, radius=0.0012, grain="x")
        for a in (-x, x - b):
            rack.span(
                "body", "rack", (a, y0 + 0.008, 0.0), (a + b, y0 + going, top - b + 0.0005), radius=0.001, grain="z"
            )
        places += _row(p, y0 + going / 2 + 0.001, top + 0.0003)
    return places


def _carousel(rack: Assembly, p: Parameters) -> Places:
    """A foot on a bearing, round trays with a rim on a post, and a knob; the jars stand round the post."""
    spread = max(_pitch(p) / (2 * math.sin(math.pi / p.columns)), p.jar_m / 2 + 0.012)
    r = spread + p.jar_m / 2 + 0.006
    pitch = p.jar_height_m + 0.035
    foot = [(0, 0), (0.6 * r, 0), (0.58 * r, 0.008), (0.2 * r, 0.0115), (0, 0.0115)]
    rack.add(
        "body",
        "rack",
        lathe(fillet(foot, [0, 0.002, 0.003, 0.003, 0], 3), 48),
        turned_hulls([(0.59 * r, 0.0), (0.5 * r, 0.011)]),
    )
    places: Places = []
    for row in range(p.rows):
        z = 0.011 + pitch * row
        tray = [
            (0, z),
            (r - 0.002, z),
            (r, z + 0.004),
            (r, z + 0.014),
            (r - 0.003, z + 0.014),
            (r - 0.003, z + 0.005),
            (0, z + 0.005),
        ]
        hulls = prism_hulls(r * unit_circle(28), z, z + 0.005)
        rack.add("body", "rack", lathe(fillet(tray, [0, 0.002, 0.002, 0.0012, 0.0012, 0.001, 0], 3), 64), hulls)
        offset = 0.5 * (row % 2)
        for k in range(p.columns):
            angle = 2 * math.pi * (k + offset) / p.columns
            places.append((spread * math.cos(angle), spread * math.sin(angle), z + 0.0053, angle + math.pi / 2))
    top = 0.011 + pitch * p.rows - 0.006
    post = tube([(0.0, 0.0, 0.01), (0.0, 0.0, top)], 0.0065, segments=20, ends="flat")
    knob = translate(
        lathe(
            fillet([(0, 0), (0.009, 0), (0.013, 0.012), (0.008, 0.02), (0, 0.021)], [0, 0.001, 0.006, 0.005, 0], 4), 32
        ),
        (0, 0, top - 0.002),
    )
    rack.add("body", "wire", [post, knob], [box_hull((0.011, 0.011, top), (0, 0, top / 2))])
    return places


def _wire(rack: Assembly, p: Parameters) -> Places:
    """Two upright frames of stout wire, and baskets of thinner wire between them."""
    width = p.columns * _pitch(p) + 0.006
    deep, pitch = p.jar_m + 0.012, p.jar_height_m + 0.04
    height = p.rows * pitch
    x, y, g = width / 2 + 0.004, deep / 2, 0.0026
    wires: list[Mesh] = []
    for side in (-1.0, 1.0):
        loop = fillet(
            [(-y, 0.0026), (y, 0.0026), (y, height), (-y, height)], [0.01, 0.01, 0.025, 0.025], 5, closed=True
        )
        path = np.column_stack([np.full(len(loop), side * x), loop])
        wires.append(tube(path, g, segments=10, up=(1, 0, 0), closed=True))
    hulls = [box_hull((2 * g, 2 * y, 2 * g), (side * x, 0.0, g)) for side in (-1.0, 1.0)]
    hulls += [
        box_hull((2 * g, 2 * g, height), (sx * x, sy * y, height / 2)) for sx in (-1.0, 1.0) for sy in (-1.0, 1.0)
    ]
    places: Places = []
    for row in range(p.rows):
        z = 0.012 + pitch * row
        for v in np.linspace(-y, y, 5):
            wires.append(tube([(-x, v, z), (x, v, z)], 0.0017, segments=8))
        for v in (-y, y):
            wires.append(tube([(-x, v, z + 0.032), (x, v, z + 0.032)], 0.0017, segments=8))
        for u in np.linspace(-x, x, p.columns + 1)[1:-1]:
            bend = [(u, -y, z + 0.032), (u, -y, z), (u, y, z), (u, y, z + 0.032)]
            wires.append(tube(bend, 0.0014, segments=6, ends="flat", up=(1, 0, 0)))
        hulls.append(box_hull((2 * x, deep, 0.0034), (0.0, 0.0, z)))
        hulls += [box_hull((2 * x, 0.0034, 0.0034), (0.0, v, z + 0.032)) for v in (-y, y)]
        places += _row(p, 0.0, z + 0.0021)
    rack.add("body", "wire", merge(wires), hulls)
    for side in (-1.0, 1.0):
        for v in (-0.6 * y, 0.6 * y):
            rack.add("body", "foot", rounded_box((0.008, 0.012, 0.0062), 0.002, 4, (side * x, v, 0.0031)))
    return places
