"""Deep fryers: a tub of oil in a case, a wire basket with a handle, a lid with a window, a control box behind."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._appliance import add_tub, dial
from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._maker import FOOT_M, add_feet, maker
from simgen.catalog.generators._prints import written
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box, rounded_rectangle
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.rings import ring_prism
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, merge, rotate, translate
from simgen.catalog.model import Model
from simgen.world import Joint, Mesh

STYLES = ("steel", "cased")


@dataclass(frozen=True)
class Parameters:
    """Outer sizes with the lid shut, without the basket's handle and the ears at the sides.

    `style`: steel (a shell of sheet round the tub) or cased (of the body's stuff all round).
    """

    style: str
    width_m: float
    depth_m: float
    height_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)
        if self.width_m < 0.16 or self.depth_m < 0.28 or self.height_m < 0.15:
            size = f"{self.width_m} x {self.depth_m} x {self.height_m}"
            raise ValueError(f"a fryer with its basket needs 0.16 x 0.28 x 0.15 m, got {size} m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The fryer; slots `body`, `lid`, `trim`, `inside`, `steel`, `wire`, `oil`, `dark`, `lamp`, `print`, `foot`.

    The joint `lid` turns about its rear edge; cavities `tub` and `basket`.
    """
    thing = Assembly(rng)
    _case(thing, parameters)
    return thing.model(has_front=True)


def _case(thing: Assembly, p: Parameters) -> None:
    """A case round a tub of oil, a basket with its handle out in front, a control box behind, a lid with a window."""
    x, y, h = p.width_m / 2, p.depth_m / 2, p.height_m
    box = 0.075
    rear = y - box
    rim = h - 0.035
    steel = p.style == "steel"
    slot = "steel" if steel else "body"
    hollow = ((-x + 0.02, -y + 0.022), (x - 0.02, rear - 0.014))
    middle = ((hollow[0][0] + hollow[1][0]) / 2, (hollow[0][1] + hollow[1][1]) / 2)
    outline = rounded_rectangle(2 * x, rear + y, 0.035, 6) + np.array([0.0, (rear - y) / 2])
    size = (hollow[1][0] - hollow[0][0], hollow[1][1] - hollow[0][1])
    hole = rounded_rectangle(*size, 0.03, 6) + list(middle)
    shell = ring_prism(outline, hole, rim - FOOT_M, 0.004, 3, center=middle)
    bars = [
        ((-x, -y), (x, hollow[0][1])),
        ((-x, hollow[1][1]), (x, rear)),
        ((-x, hollow[0][1]), (hollow[0][0], hollow[1][1])),
        ((hollow[1][0], hollow[0][1]), (x, hollow[1][1])),
    ]
    tall, up = rim - FOOT_M, (rim + FOOT_M) / 2
    hulls = [box_hull((b[0] - a[0], b[1] - a[1], tall), ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2, up)) for a, b in bars]
    thing.add("body", slot, translate(shell, (0, 0, FOOT_M)), hulls)
    base = ring_prism(outline * 0.985 + [0.0, 0.001], hole, 0.02, 0.003, 2, center=middle)
    thing.add("body", "body", translate(base, (0, 0, FOOT_M - 0.0015)))
    low, high = add_tub(
        thing,
        "body",
        "inside",
        (*(np.array(hollow[0]) + 0.0004), 0.018),
        (*(np.array(hollow[1]) - 0.0004), rim + 0.003),
        wall=0.0015,
        radius=0.03,
    )
    thing.hollow("tub", rounded_box(np.subtract(high, low).tolist(), center=(np.add(low, high) / 2).tolist()))
    oil = low[2] + 0.55 * (rim - low[2])
    pool = extrude(rounded_rectangle(size[0] - 0.006, size[1] - 0.006, 0.027, 6), oil - low[2] - 0.0002, 0.0)
    thing.add("body", "oil", translate(pool, (*middle, low[2] + 0.0001)))
    control = extrude(rounded_rectangle(2 * x - 0.012, box + 0.012, 0.02, 6), h - FOOT_M - 0.004, 0.006, 3)
    at = (0.0, y - (box + 0.012) / 2, FOOT_M)
    thing.add("body", "body", translate(control, at), [hull_of(translate(control, at), 24)])
    for side in (-1.0, 1.0):
        ear = rounded_box((0.026, 0.09, 0.022), 0.008, 4, (side * (x + 0.008), middle[1], rim - 0.032))
        thing.add("body", "trim", ear, [hull_of(ear, 16)])
    _fryer_front(thing, p, rim)
    _fry_basket(thing, hollow, oil, rim)
    _fry_lid(thing, p, rear, rim, middle)
    add_feet(thing, 0.75 * x, 0.8 * y)


def _fryer_front(thing: Assembly, p: Parameters, rim: float) -> None:
    """A dial with degrees round it, two lamps and the maker's name."""
    y, z = -p.depth_m / 2, FOOT_M + 0.4 * rim
    knob, mark = dial((0.0, y + 0.0005, z), 0.021, 0.016, float(thing.rng.uniform(-1.5, 1.5)))
    thing.add("body", "trim", knob)
    thing.add("body", "print", mark)
    for k in range(9):
        angle = math.radians(-30 + 30 * k)
        tick = rounded_box((0.0014, 0.0006, 0.005), center=(0.0, 0.0, 0.031))
        thing.add("body", "dark", translate(rotate(tick, (0, 1, 0), angle - math.pi / 2), (0.0, y, z)))
    for k, slot in ((-1, "lamp"), (1, "dark")):
        thing.add("body", slot, rounded_box((0.008, 0.004, 0.008), 0.0015, 2, (k * 0.055, y, z + 0.02)))
    name = rotate(written(maker(thing.rng), 0.012, 1.0, 1.1, (0.0, 0.0, 0.0)), (1, 0, 0), math.pi / 2)
    slot = "dark" if p.style == "steel" else "print"
    thing.add("body", slot, translate(name, (0.0, y - 0.0001, FOOT_M + 0.8 * rim)))


def _fry_basket(
    thing: Assembly, hollow: tuple[tuple[float, float], tuple[float, float]], low: float, rim: float
) -> None:
    """A basket of fine wire, lowered into the oil, and its handle."""
    (x0, y0), (x1, y1) = (hollow[0][0] + 0.014, hollow[0][1] + 0.014), (hollow[1][0] - 0.014, hollow[1][1] - 0.014)
    top, bottom = rim - 0.014, 0.04
    g = 0.0011
    wires: list[Mesh] = []
    ring = rounded_rectangle(x1 - x0, y1 - y0, 0.022, 4) + np.array([(x0 + x1) / 2, (y0 + y1) / 2])
    for z, gauge in ((top, 0.0021), *((bottom + (top - bottom) * k / 6, 0.8 * g) for k in range(6))):
        wires.append(tube(np.column_stack([ring, np.full(len(ring), z)]), gauge, segments=5, closed=True))
    for axis, (a, b), (c, d) in ((0, (x0, x1), (y0, y1)), (1, (y0, y1), (x0, x1))):
        for u in np.linspace(a, b, max(6, round((b - a) / 0.014)))[1:-1]:
            line = [(u, c, top), (u, c, bottom), (u, d, bottom), (u, d, top)]
            path = np.array([(u_, v_, z) if axis == 0 else (v_, u_, z) for u_, v_, z in line])
            wires.append(tube(path, g, segments=4, ends="flat", up=(1.0, 0, 0) if axis == 0 else (0, 1.0, 0)))
    center = ((x0 + x1) / 2, (y0 + y1) / 2, (top + bottom) / 2)
    hulls = [box_hull((x1 - x0, y1 - y0, 0.004), (*center[:2], bottom))]
    for side in (-0.5, 0.5):
        hulls.append(box_hull((0.004, y1 - y0, top - bottom), (center[0] + side * (x1 - x0), *center[1:])))
        hulls.append(box_hull((x1 - x0, 0.004, top - bottom), (center[0], center[1] + side * (y1 - y0), center[2])))
    thing.add("basket", "wire", wires, hulls)
    thing.cavity("basket", (x0 + g, y0 + g, bottom + 0.002), (x1 - g, y1 - g, top))
    middle = (x0 + x1) / 2
    for side in (-1.0, 1.0):
        path = fillet([(y0 - 0.0005, top - 0.05), (y0 - 0.0005, rim + 0.013), (y0 - 0.075, rim + 0.02)], 0.01, 4)
        wire = np.column_stack([np.full(len(path), middle + side * 0.009), path])
        thing.add("basket", "wire", tube(wire, 0.0024, segments=8, ends="flat", up=(1.0, 0, 0)))
    grip = smooth(
        [(middle, y0 - 0.05, rim + 0.018), (middle, y0 - 0.11, rim + 0.021), (middle, y0 - 0.17, rim + 0.017)], 12
    )
    bar = tube(
        grip, np.tile([0.0165, 0.0105], (12, 1)), section=rounded_rectangle(2, 2, 0.8, 5), ends="flat", bevel_m=0.005
    )
    thing.add("basket", "trim", bar, [hull_of(bar, 24)])


def _fry_lid(thing: Assembly, p: Parameters, rear: float, rim: float, middle: tuple[float, float]) -> None:
    """A lid with a window and a filter's grid, cut out where the basket's handle passes."""
    x, y, h = p.width_m / 2 - 0.004, p.depth_m / 2 - 0.006, p.height_m
    low = rim + 0.0045
    back = rear - 0.008
    outline = fillet(
        [(x, -y), (x, back), (-x, back), (-x, -y), (-0.026, -y), (-0.02, -y + 0.034), (0.02, -y + 0.034), (0.026, -y)],
        [0.032, 0.012, 0.012, 0.032, 0.006, 0.008, 0.008, 0.006],
        5,
        closed=True,
    )
    cover = translate(extrude(outline, h - low, 0.008, 4), (0, 0, low))
    front = -y + 0.035
    slabs = [((-x, front), (x, back)), ((-x, -y), (-0.027, front)), ((0.027, -y), (x, front))]
    tall = h - low
    hulls = [
        box_hull((b[0] - a[0], b[1] - a[1], tall), ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2, low + tall / 2), 0.006)
        for a, b in slabs
    ]
    thing.add("lid", "lid", cover, hulls, joint="lid")
    pane = extrude(rounded_rectangle(0.95 * x, 0.55 * (back + y), 0.018, 5), 0.003, 0.001, 2)
    frame = ring_prism(
        rounded_rectangle(0.95 * x + 0.012, 0.55 * (back + y) + 0.012, 0.024, 5),
        rounded_rectangle(0.95 * x - 0.002, 0.55 * (back + y) - 0.002, 0.017, 5),
        0.004,
        0.001,
    )
    spot = (0.0, middle[1] - 0.01, h - 0.0015)
    thing.add("lid", "dark", translate(pane, spot), joint="lid")
    thing.add("lid", "trim", translate(frame, spot), joint="lid")
    slits = [rounded_box((0.9 * x, 0.004, 0.0012), 0.0004, 2, (0.0, back - 0.018 - 0.009 * k, h)) for k in range(4)]
    thing.add("lid", "dark", merge(slits), joint="lid")
    for side in (-1.0, 1.0):
        hinge = tube([(side * 0.5 * x, back + 0.002, low + 0.012), (side * 0.8 * x, back + 0.002, low + 0.012)], 0.006,
                     segments=14, ends="flat", bevel_m=0.001)  # fmt: skip
        thing.add("lid", "trim", hinge, joint="lid")
    thing.joints.append(
        Joint("lid", "revolute", (0.0, back + 0.002, low + 0.012), (-1.0, 0.0, 0.0), 0.0, math.radians(70.0))
    )
