"""Portable gas stoves: a flat case with one burner under a round grid, and a lid over its cartridge at the right."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._appliance import dial
from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._burners import add_burner
from simgen.catalog.generators._maker import maker, rubber_foot
from simgen.catalog.generators._prints import lettering, written
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box, rounded_rectangle
from simgen.catalog.meshing.hulls import turned_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.rings import ring_prism
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model
from simgen.world import Joint

_FOOT_M = 0.008
_CAN_M = 0.112
_GRID_M = 0.022


@dataclass(frozen=True)
class Parameters:
    """Outer sizes; `height_m` up to where a pot stands."""

    width_m: float
    depth_m: float
    height_m: float

    def __post_init__(self) -> None:
        """Room for a cartridge beside a burner."""
        if self.width_m < 0.3 or self.depth_m < 0.24 or self.height_m < 0.08:
            size = f"{self.width_m} x {self.depth_m} x {self.height_m}"
            raise ValueError(f"a stove with its cartridge needs 0.3 x 0.24 x 0.08 m, got {size} m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The stove; slots `case`, `frame`, `burner`, `cap`, `iron`, `knob`, `print`, `label`, `can`, `foot`.

    The joint `lid` uncovers the cartridge.
    """
    p = parameters
    stove = Assembly(rng)
    x, y = p.width_m / 2, p.depth_m / 2
    deck = p.height_m - _GRID_M
    split = x - _CAN_M
    tray = rounded_rectangle(split + x, 2 * y, 0.014, 5) + np.array([(split - x) / 2, 0.0])
    body = translate(extrude(tray, deck - _FOOT_M, 0.006, 4), (0, 0, _FOOT_M))
    stove.add("body", "case", body, [hull_of(body, 32)])
    low, wall = _FOOT_M, 0.003
    for a, b in (
        ((split - 0.004, -y, low), (x, y, low + wall)),
        ((x - wall, -y, low + wall), (x, y, 0.5 * deck)),
        ((split - 0.004, -y, low + wall), (x - wall, -y + wall, deck - 0.004)),
        ((split - 0.004, y - wall, low + wall), (x - wall, y, deck - 0.004)),
    ):
        stove.span("body", "case", a, b, radius=0.0012)
    _burner_plate(stove, p, (-x + split) / 2, deck)
    _cartridge(stove, (split + 0.006, x - 0.008), y, low + wall)
    _lid(stove, p, split, deck)
    _front(stove, p, split, deck)
    foot = rubber_foot(0.011, _FOOT_M + 0.001)
    for sx in (-1.0, 1.0):
        for sy in (-1.0, 1.0):
            at = (sx * (x - 0.025), sy * (y - 0.025), 0.0)
            stove.add("body", "foot", translate(foot, at), [box_hull((0.015, 0.015, _FOOT_M), (*at[:2], _FOOT_M / 2))])
    return stove.model(has_front=True)


def _burner_plate(stove: Assembly, p: Parameters, middle: float, deck: float) -> None:
    """A round well of enamel, the burner, and a ring with fingers that a pot stands on."""
    reach = min(p.depth_m, p.width_m - _CAN_M) / 2 - 0.012
    dish = [(0, 0), (reach, 0), (reach, 0.004), (reach - 0.006, 0.0055), (0.75 * reach, 0.0025), (0, 0.0025)]
    drip = lathe(fillet(dish, [0, 0, 0.001, 0.002, 0.006, 0], 4), 64)
    stove.add("body", "frame", translate(drip, (middle, 0.0, deck - 0.001)))
    add_burner(stove, (middle, 0.0, deck - 0.001), 0.032)
    top = p.height_m
    ring = [
        (0.9 * reach - 0.007, deck + 0.002),
        (0.9 * reach, deck + 0.002),
        (0.9 * reach, deck + 0.009),
        (0.9 * reach - 0.007, deck + 0.009),
    ]
    stove.add("body", "iron", translate(lathe(fillet(ring, 0.0015, 2, closed=True), 56), (middle, 0.0, 0.0)))
    for k in range(6):
        profile = fillet(
            [
                (0.36 * reach, top - 0.009),
                (0.9 * reach - 0.002, deck + 0.003),
                (0.9 * reach, top - 0.002),
                (0.8 * reach, top),
                (0.36 * reach, top),
            ],
            [0.002, 0.002, 0.002, 0.005, 0.003],
            3,
            closed=True,
        )
        finger = rotate(extrude(profile, 0.0045, 0.0012, 2), (1, 0, 0), math.pi / 2)
        turned = rotate(translate(finger, (0, 0.00225, 0)), (0, 0, 1), math.pi / 3 * k + 0.2)
        stove.add("body", "iron", translate(turned, (middle, 0.0, 0.0)))
    hull = [h + np.array([middle, 0.0, 0.0]) for h in turned_hulls([(0.9 * reach, deck), (0.88 * reach, top)])]
    stove.add("body", "iron", [], hull)
    square = 0.55 * reach
    stove.support_box("hob", (middle - square, -square), (middle + square, square), top, margin=0.0)


def _cartridge(stove: Assembly, x: tuple[float, float], y: float, low: float) -> None:
    """A gas cartridge that lies front to back under the lid."""
    r = 0.0335
    tall = 2 * y - 0.05
    shape = [
        (0, 0),
        (r - 0.002, 0),
        (r, 0.003),
        (r, tall - 0.028),
        (0.62 * r, tall - 0.014),
        (0.62 * r, tall - 0.006),
        (0, tall - 0.006),
    ]
    can = rotate(lathe(fillet(shape, [0, 0.001, 0.002, 0.008, 0.003, 0.002, 0], 3), 40), (1, 0, 0), -math.pi / 2)
    at = ((x[0] + x[1]) / 2, -y + 0.02, low + r + 0.001)
    stove.add("can", "can", translate(can, at), [hull_of(translate(can, at), 32)])
    band = [(r + 0.0001, 0.2 * tall), (r + 0.0004, 0.2 * tall), (r + 0.0004, 0.72 * tall), (r + 0.0001, 0.72 * tall)]
    stove.add("can", "label", translate(rotate(lathe(np.array(band), 40), (1, 0, 0), -math.pi / 2), at))


def _lid(stove: Assembly, p: Parameters, split: float, deck: float) -> None:
    """A hood of sheet, round over the cartridge, hinged at its inner edge."""
    x, y = p.width_m / 2, p.depth_m / 2
    rise = deck + 0.012
    outer = fillet(
        [(split + 0.001, deck - 0.001), (split + 0.001, rise), (x + 0.001, rise), (x + 0.001, 0.5 * deck + 0.001)],
        [0, 0.012, 0.03, 0],
        6,
    )
    centre = np.array([(split + x) / 2, 0.5 * deck])
    inner = centre + (outer[::-1] - centre) * (1.0 - 0.0022 / 0.05)
    profile = np.concatenate([outer, inner])
    hood = rotate(extrude(profile, 2 * y - 0.004, 0.0004, 1), (1, 0, 0), math.pi / 2)
    placed = translate(hood, (0.0, y - 0.002, 0.0))
    slab = box_hull((x - split - 0.03, 2 * y - 0.004, 0.003), ((split + x) / 2, 0.0, rise - 0.0015))
    flank = box_hull((0.003, 2 * y - 0.004, 0.42 * deck), (x - 0.0005, 0.0, 0.72 * deck))
    stove.add("lid", "case", placed, [slab, flank], joint="lid")
    above = outer[outer[:, 1] > deck - 0.0011]
    end = np.concatenate([above, [[above[-1, 0] + 0.0002, deck - 0.001]]])
    for a in (-y + 0.0032, y - 0.0012):
        cheek = translate(rotate(extrude(end, 0.002, 0.0004, 1), (1, 0, 0), math.pi / 2), (0.0, a, 0.0))
        stove.add("lid", "case", cheek, joint="lid")
    for k in range(5):
        rib = rounded_box((0.05, 0.006, 0.003), 0.0014, 2, ((split + x) / 2, -0.4 * y + 0.2 * y * k, rise + 0.0003))
        stove.add("lid", "case", rib, joint="lid")
    field = lettering(stove.rng, 0.1, 0.045, 3, center=(0.0, 0.0, 0.0))
    turned = rotate(field, (0, 0, 1), math.pi / 2)
    stove.add("lid", "print", translate(turned, ((split + x) / 2 - 0.003, 0.7 * y, rise + 0.0001)), joint="lid")
    limit = math.radians(95.0)
    stove.joints.append(Joint("lid", "revolute", (split + 0.001, 0.0, rise), (0.0, -1.0, 0.0), 0.0, limit))


def _front(stove: Assembly, p: Parameters, split: float, deck: float) -> None:
    """The knob on a plate with its scale, a lever for the cartridge, and the maker's name."""
    y = -p.depth_m / 2
    knob, mark = dial(
        (split + 0.052, y - 0.0015, 0.5 * deck + 0.008), 0.019, 0.02, float(stove.rng.choice([0.0, -1.5]))
    )
    plate = ring_prism(rounded_rectangle(0.075, 0.052, 0.01, 5), rounded_rectangle(0.02, 0.02, 0.004, 5), 0.002, 0.0006)
    stove.add(
        "body",
        "frame",
        translate(rotate(plate, (1, 0, 0), math.pi / 2), (split + 0.052, y + 0.0005, 0.5 * deck + 0.006)),
    )
    stove.add("body", "knob", knob, [hull_of(knob, 24)])
    stove.add("body", "print", mark)
    lever = rounded_box((0.012, 0.014, 0.024), 0.003, 4, (split - 0.03, y - 0.004, 0.6 * deck))
    stove.add("body", "knob", lever)
    stove.add("body", "frame", rounded_box((0.016, 0.0016, 0.042), 0.0006, 2, (split - 0.03, y, 0.55 * deck)))
    name = rotate(written(maker(stove.rng), 0.018, 1.0, 1.2, (0.0, 0.0, 0.0)), (1, 0, 0), math.pi / 2)
    stove.add("body", "print", translate(name, (-0.42 * p.width_m + 0.075, y - 0.0001, 0.55 * deck)))
