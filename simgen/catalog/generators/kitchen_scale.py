"""Kitchen scales: with a round dial below a pan, or a flat slab with a display."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._appliance import upright
from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._prints import written
from simgen.catalog.generators._vessels import check_style, disc, vessel, wall_curve
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box, rounded_rectangle
from simgen.catalog.meshing.hulls import turned_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.transforms import hull_of, rotate, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh

STYLES = ("dial", "digital")


@dataclass(frozen=True)
class Parameters:
    """`width_m`, `depth_m` of the case, `height_m` over all; `pan_m`: diameter of the pan, or of a digital one's plate.

    `load_kg`: what the scale shows; a dial goes to 5.
    """

    style: str
    width_m: float
    depth_m: float
    height_m: float
    pan_m: float
    load_kg: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)
        if not 0 <= self.load_kg < 5:
            raise ValueError(f"load_kg is at least 0 and below 5, got {self.load_kg}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The scale, its dial or display to -y; slots `body`, `plate`, `face`, `mark`, `hand` and `rim`."""
    p = parameters
    scale = Assembly(rng)
    (_dial if p.style == "dial" else _digital)(scale, p)
    return scale.model(has_front=True)


def _digital(scale: Assembly, p: Parameters) -> None:
    """A slab on four pads: a steel plate to put things on, and the display before it."""
    w, d, h = p.width_m, p.depth_m, min(p.height_m, 0.028)
    pad = 0.003
    slab = rounded_rectangle(w, d, 0.02, 6)
    hull = box_hull((w - 0.012, d, h - pad), (0, 0, (h + pad) / 2))
    scale.add("body", "body", translate(extrude(slab, h - pad, 0.004, 3), (0, 0, pad)), [hull])
    foot = lathe(fillet([(0, 0), (0.009, 0), (0.009, pad + 0.001), (0, pad + 0.001)], [0, 0.0008, 0, 0], 2), 18)
    for sx in (-1.0, 1.0):
        for sy in (-1.0, 1.0):
            at = (sx * (w / 2 - 0.022), sy * (d / 2 - 0.022), 0.0)
            hulls = [q + np.array(at) for q in turned_hulls([(0.009, 0.0), (0.009, pad)], segments=8)]
            scale.add("body", "rim", translate(foot, at), hulls)
    r = min(p.pan_m, w - 0.02, d - 0.06) / 2
    y = d / 2 - 0.01 - r
    plate = lathe(fillet([(0, h - 0.001), (r, h - 0.001), (r, h + 0.0035), (0, h + 0.0035)], [0, 0, 0.0015, 0], 3), 56)
    solid = [q + np.array([0, y, 0]) for q in turned_hulls([(r, h - 0.001), (r, h + 0.0035)])]
    scale.add("body", "plate", translate(plate, (0, y, 0)), solid)
    ahead = -d / 2 + 0.022
    scale.add("body", "face", rounded_box((0.07, 0.025, 0.001), 0.0004, 2, (0, ahead, h + 0.0001)))
    grams = written(f"{round(1000 * p.load_kg)} G", 0.013, 1.0, 1.1, (0, ahead, h + 0.0008))
    scale.add("body", "mark", grams)
    for side in (-1.0, 1.0):
        key = lathe(
            fillet([(0, h - 0.001), (0.008, h - 0.001), (0.008, h + 0.001), (0, h + 0.001)], [0, 0, 0.0005, 0], 2), 24
        )
        scale.add("body", "rim", translate(key, (side * 0.062, ahead, 0)))
    scale.support("plate", [(x, y + v) for x, v in disc(r - 0.008)], h + 0.0035)


def _dial(scale: Assembly, p: Parameters) -> None:
    """A case that narrows upwards with a dial in its leaning front, and a pan on a stem."""
    w, d = p.width_m, p.depth_m
    tall = 0.76 * p.height_m
    block = rounded_box((w, d, tall), 0.014, 4, (0, 0, tall / 2), divisions=(1, 1, 2))
    ahead = 0.3

    def narrowed(points: FloatArray) -> FloatArray:
        share = points[:, 2] / tall
        lean = np.where(points[:, 1] < 0, 1 - 2 * ahead * share, 1 - 0.06 * share)
        return np.column_stack([points[:, 0] * (1 - 0.14 * share), points[:, 1] * lean, points[:, 2]])

    shape = warp(block, narrowed)
    scale.add("body", "body", shape, [hull_of(shape, 32)])
    lean = -math.atan2(ahead * d, tall)
    r = 0.4 * min(0.93 * w, tall)
    at = (0.0, -d / 2 * (1 - ahead) - 0.0002, 0.5 * tall)

    def put(mesh: Mesh) -> Mesh:
        """From a plate that lies face up at the origin to its place in the front."""
        return translate(rotate(upright(mesh, 0.0), (1, 0, 0), lean), at)

    bezel = [(0.94 * r, -0.004), (1.06 * r, -0.004), (1.06 * r, 0.003), (1.0 * r, 0.005), (0.94 * r, 0.003)]
    scale.add("body", "rim", put(lathe(fillet(bezel, 0.0012, 2, closed=True), 48)))
    scale.add(
        "body", "face", put(lathe(np.array([(0, -0.002), (0.96 * r, -0.002), (0.96 * r, 0.001), (0, 0.001)]), 48))
    )
    for k in range(50):
        long = (0.13 if k % 10 == 0 else 0.09 if k % 5 == 0 else 0.05) * r
        tick = rounded_box(
            (0.02 * r if k % 10 == 0 else 0.011 * r, long, 0.0003), 0.0, 2, (0, 0.9 * r - long / 2, 0.0011)
        )
        scale.add("body", "mark", put(rotate(tick, (0, 0, 1), -2 * math.pi * k / 50)))
    for k in range(5):
        turn = 2 * math.pi * k / 5
        figure = written(str(k), 0.17 * r, 1.0, 1.3, (0.64 * r * math.sin(turn), 0.64 * r * math.cos(turn), 0.0011))
        scale.add("body", "mark", put(figure))
    scale.add("body", "mark", put(written("KG", 0.11 * r, 1.0, 1.2, (0, -0.36 * r, 0.0011))))
    needle = rounded_box((0.028 * r, 1.02 * r, 0.0008), 0.0003, 2, (0, 0.33 * r, 0.0022))
    hub = lathe(fillet([(0, 0.001), (0.08 * r, 0.001), (0.08 * r, 0.0045), (0, 0.0045)], [0, 0, 0.001, 0], 2), 20)
    turned = rotate(needle, (0, 0, 1), -2 * math.pi * p.load_kg / 5)
    scale.add("body", "hand", [put(turned), put(hub)])
    # The pan stands over the case's roof, a little behind its middle as the roof is.
    y = 0.5 * (0.94 - (1 - 2 * ahead)) * d / 2
    stem = lathe(
        fillet(
            [(0, tall - 0.002), (0.022, tall - 0.002), (0.03, tall + 0.008), (0, tall + 0.008)], [0, 0, 0.002, 0], 2
        ),
        28,
    )
    scale.add(
        "body",
        "rim",
        translate(stem, (0, y, 0)),
        [q + np.array([0, y, 0]) for q in turned_hulls([(0.022, tall), (0.028, tall + 0.008)], segments=10)],
    )
    rise = p.height_m - tall - 0.008
    half = p.pan_m / 2
    curve = wall_curve([(0.3 * half, 0.0), (0.6 * half, 0.12 * rise), (0.86 * half, 0.5 * rise), (half, rise)])
    form = vessel(curve, wall_m=0.0015, floor_m=0.0015)
    where = (0.0, y, tall + 0.008)
    scale.add("pan", "plate", translate(form.mesh(36), where), [q + np.array(where) for q in form.hulls(8)])
    scale.hollow("pan", translate(form.cavity("pan").mesh, where))
