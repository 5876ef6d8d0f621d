"""Wall lamps: a shade or a globe on an arm, or a tube that shines up and down. Their back (+y) is on the wall."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._appliance import upright
from simgen.catalog.generators._assembly import Assembly, open_hulls
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.blobs import blob, hull_points
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box, rounded_rectangle
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, translate
from simgen.catalog.model import Model
from simgen.world import LightSocket

STYLES = ("shade", "globe", "up_down")
_CLOTH_M = 0.0015


@dataclass(frozen=True)
class Parameters:
    """`head_m` and `head_height_m`: the shade's lower diameter and height, the globe's diameter, the tube's sizes.

    `reach_m`: from the wall to the head's axis; `taper`: a shade's upper over its lower diameter; `round_plate`: the
    plate on the wall is a disc; `flux_lm` of the bulb, or of both together.
    """

    style: str
    head_m: float
    head_height_m: float
    reach_m: float
    taper: float
    round_plate: bool
    flux_lm: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)
        if self.reach_m < self.head_m / 2 + 0.01:
            raise ValueError(f"reach_m {self.reach_m:.3f} lets a head of {self.head_m:.3f} m stand in the wall")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The lamp, in the slots `metal`, `shade` and `bulb`."""
    p = parameters
    lamp = Assembly(rng)
    {"shade": _shade, "globe": _globe, "up_down": _up_down}[p.style](lamp, p)
    lamp.sockets.append(LightSocket("bulb", "bulb", "bulb", p.flux_lm))
    return lamp.model(has_front=True)


def _plate(lamp: Assembly, p: Parameters, z: float, broad: float, tall: float) -> None:
    """What is screwed to the wall, its middle at height z, with a boss where the arm comes out."""
    if p.round_plate:
        r = broad / 2
        disc = [(0, 0), (r, 0), (r, 0.008), (0.5 * r, 0.018), (0, 0.019)]
        plate = upright(lathe(fillet(disc, [0, 0.001, 0.004, 0.01, 0], 4), 40), 0.0)
    else:
        plate = upright(extrude(rounded_rectangle(broad, tall, 0.006, 4), 0.016, 0.003, 3), 0.0)
    boss = [(0, 0.008), (0.014, 0.008), (0.014, 0.026), (0.008, 0.031), (0, 0.031)]
    collar = upright(lathe(fillet(boss, [0, 0, 0.003, 0.002, 0], 3), 28), 0.0)
    at = (0.0, 0.0, z)
    placed = translate(plate, at)
    lamp.add("body", "metal", [placed, translate(collar, at)], [hull_of(placed, 28)])


def _arm(lamp: Assembly, p: Parameters, start_z: float, end_z: float, *, bow: float) -> None:
    """A bent tube from the plate to below or above the head; `bow` is how far it sags on its way."""
    y = -p.reach_m
    way = [
        (0, -0.02, start_z),
        (0, 0.35 * y, start_z - 0.5 * bow),
        (0, 0.8 * y, start_z - bow),
        (0, y, start_z - bow + 0.03),
    ]
    path = smooth([*way, (0, y, end_z)], 26)
    lamp.add("body", "metal", tube(path, 0.0065, segments=14, ends="flat"), tube_hulls(path, 0.0065, 4))


def _holder(lamp: Assembly, p: Parameters, low: float, radius: float, tall: float) -> None:
    cup = [(0, low), (0.6 * radius, low), (radius, low + 0.35 * tall), (radius, low + tall), (0, low + tall)]
    mesh = lathe(fillet(cup, [0, 0.002, 0.004, 0.002, 0], 4), 32)
    lamp.add("body", "metal", translate(mesh, (0.0, -p.reach_m, 0.0)))


def _shade(lamp: Assembly, p: Parameters) -> None:
    """A cone of stiffened cloth on three spokes, over a bulb on an arm that comes up from below."""
    r0, r1, h = p.head_m / 2, p.taper * p.head_m / 2, p.head_height_m
    low = 0.085
    _plate(lamp, p, 0.06, 0.1, 0.12)
    _holder(lamp, p, low + 0.1 * h, 0.015, 0.04)
    _arm(lamp, p, 0.06, low + 0.12 * h, bow=0.03)
    at = (0.0, -p.reach_m, 0.0)
    ring = np.array([(r0, low), (r1, low + h), (r1 - _CLOTH_M, low + h), (r0 - _CLOTH_M, low)])
    hulls = open_hulls(ring[:2], np.array([(r0 - _CLOTH_M, low), (r1 - _CLOTH_M, low + h)]))
    lamp.add("shade", "shade", translate(lathe(ring, 64), at), [q + np.array(at) for q in hulls])
    z = low + 0.14 * h
    reach = r0 + (r1 - r0) * 0.14 - _CLOTH_M
    for k in range(3):
        angle = 2 * math.pi * k / 3 + 0.3
        end = (reach * math.cos(angle), reach * math.sin(angle), z)
        lamp.add("shade", "metal", translate(tube([(0, 0, z), end], 0.0015, segments=8, ends="flat"), at))
    size = (0.023, 0.023, 0.031)
    centre = (0.0, -p.reach_m, low + 0.1 * h + 0.04 + 0.024)
    lamp.add("bulb", "bulb", blob(size, cells=8, center=centre), [hull_points(size) + np.array(centre)])


def _globe(lamp: Assembly, p: Parameters) -> None:
    """A globe of opal glass that stands in a cup at the arm's end."""
    r = p.head_m / 2
    low = 0.075
    _plate(lamp, p, 0.06, 0.1, 0.12)
    _arm(lamp, p, 0.06, low - 0.004, bow=0.035)
    _holder(lamp, p, low - 0.018, 0.42 * r, 0.034)
    centre = (0.0, -p.reach_m, low + 0.91 * r)
    lamp.add("bulb", "bulb", blob((r, r, r), cells=12, center=centre), [hull_points((r, r, r)) + np.array(centre)])


def _up_down(lamp: Assembly, p: Parameters) -> None:
    """A metal tube, round or square as its plate is, with a lit pane set back in each end."""
    half, h = p.head_m / 2, p.head_height_m
    y, wall, back = -p.reach_m, 0.0025, 0.022
    _plate(lamp, p, h / 2, 0.75 * p.head_m, 0.45 * h)
    long = p.reach_m - half
    neck = rounded_box((0.03, long, 0.03), 0.003, 2, (0, -0.002 - long / 2, h / 2))
    at = (0.0, y, 0.0)
    if p.round_plate:
        inner = half - wall
        tube_wall = [(half, 0), (half, h), (inner, h), (inner, 0)]
        body = lathe(fillet(tube_wall, 0.0008, 2, closed=True), 56)
        pane = lathe(np.array([(0, 0), (inner + 0.0005, 0), (inner + 0.0005, 0.004), (0, 0.004)]), 40)
        lamp.add("body", "metal", [neck, translate(body, at)], [hull_of(translate(body, at), 32)])
    else:
        pane = extrude(rounded_rectangle(2 * half - wall, 2 * half - wall, 0.004, 3), 0.004, 0.0)
        lamp.add("body", "metal", neck)
        for side in (-1.0, 1.0):
            slabs = (
                ((wall, 2 * half, h), (side * (half - wall / 2), y, h / 2)),
                ((2 * (half - wall), wall, h - 0.0004), (0.0, y + side * (half - wall / 2), h / 2)),
            )
            for size, middle in slabs:
                lamp.add("body", "metal", rounded_box(size, 0.0006, 2, middle))
        lamp.add("body", "metal", [], [box_hull((2 * half, 2 * half, h), (0.0, y, h / 2))])
    panes = [translate(pane, (0.0, y, z)) for z in (back, h - back - 0.004)]
    lamp.add("bulb", "bulb", panes, [hull_of(m, 24) for m in panes])
