"""Backpacks standing on the floor: day packs with zips, rucksacks with a lid and buckles."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._bags import Case, add_buckle, add_case, add_handle, strap, zip_over
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import rounded_box
from simgen.catalog.meshing.transforms import hull_of, translate, warp
from simgen.catalog.model import Model
from simgen.world import Mesh

STYLES = ("zip", "lid")


@dataclass(frozen=True)
class Parameters:
    """`width_m`, `depth_m`, `height_m` of the bag without straps; `style` of STYLES; `pocket`: share of the height."""

    style: str
    width_m: float
    depth_m: float
    height_m: float
    pocket: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)
        if not 0.25 <= self.pocket <= 0.6:
            raise ValueError(f"pocket {self.pocket} is not between 0.25 and 0.6 of the height")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The backpack, its straps at +y; slots `cloth`, `second`, `strap`, `patch` and `metal`."""
    p = parameters
    bag = Assembly(rng)
    case = Case(
        p.width_m, p.depth_m, p.height_m - 0.02, min(0.075, 0.46 * p.depth_m), 0.9, 0.74,
        crown_m=0.02, belly_m=0.022, crease_m=0.0028,
    )  # fmt: skip
    soft = case.bend(rng)
    # What is in it presses its round bottom flat.
    add_case(
        bag, "cloth", warp(case.mesh(soft), lambda at: np.column_stack([at[:, :2], np.clip(at[:, 2] - 0.012, 0, None)]))
    )
    pocket = Case(
        0.76 * p.width_m, 0.085, p.pocket * p.height_m, 0.036, 0.93, 0.8, belly_m=0.012, crease_m=0.002, crown_m=0.008
    )
    sewn = pocket.bend(rng)
    # Its back lies within the bag's front, which leans back as the bag gets thinner above.
    front = float(soft(np.array([[0.0, -p.depth_m / 2, 0.5 * pocket.height_m]]))[0, 1])
    place = (0.0, front - 0.085 / 2 + 0.045, 0.012)
    _add_solid(bag, "second", translate(pocket.mesh(sewn), place))
    if p.style == "zip":
        line, end = zip_over(case, soft, -0.1 * p.depth_m, 0.42)
        bag.add("body", "strap", line)
        bag.add(
            "body", "metal", rounded_box((0.004, 0.008, 0.032), 0.0015, 2, np.add(end, (0.003, 0, -0.012)).tolist())
        )
        line, end = zip_over(pocket, sewn, -0.012, 0.5)
        bag.add("body", "strap", translate(line, place))
        at = end + np.array(place)
        bag.add("body", "metal", rounded_box((0.004, 0.007, 0.026), 0.0015, 2, np.add(at, (0.002, 0, -0.01)).tolist()))
        y = float(sewn(np.array([[0.0, -0.0425, 0.6 * pocket.height_m]]))[0, 1]) + place[1]
        bag.add("body", "patch", rounded_box((0.055, 0.006, 0.036), 0.0015, 2, (0, y, 0.6 * pocket.height_m + 0.012)))
    else:
        _lid(bag, p, case, place[1])
    for side in (-1.0, 1.0):
        side_pocket = rounded_box((0.05, 0.6 * p.depth_m, 0.34 * p.height_m), 0.02, 4, divisions=(1, 3, 5))
        place = (side * (p.width_m / 2 - 0.014), 0.02, 0.19 * p.height_m)
        _add_solid(bag, "second", warp(translate(side_pocket, place), soft))
        _shoulder_strap(bag, p, side)
    top, back = p.height_m, p.depth_m / 2
    loop = [
        (-0.035, back - 0.03, top - 0.03),
        (-0.028, back - 0.025, top + 0.022),
        (0, back - 0.022, top + 0.034),
        (0.028, back - 0.025, top + 0.022),
        (0.035, back - 0.03, top - 0.03),
    ]
    add_handle(bag, "strap", loop, (0.0035, 0.011))
    return bag.model(has_front=True)


def _lid(bag: Assembly, p: Parameters, case: Case, y: float) -> None:
    """A lid over the top, and the two straps that hold it down."""
    height = 0.3 * p.height_m
    over = replace(
        case, width_m=case.width_m * 0.9 + 0.03, depth_m=0.78 * case.depth_m + 0.06, height_m=height,
        radius_m=0.045, top_width=0.9, top_depth=0.82, belly_m=0.006, crown_m=0.012,
    )  # fmt: skip
    soft = over.bend(bag.rng)
    base = p.height_m - height + 0.004
    shift = (0.0, (p.depth_m - over.depth_m) / 2 + 0.008, base)
    _add_solid(bag, "cloth", translate(over.mesh(soft), shift))
    front = float(soft(np.array([[0.0, -over.depth_m / 2, 0.4 * height]]))[0, 1]) + shift[1]
    for x in (-0.24 * p.width_m, 0.24 * p.width_m):
        low = 0.62 * p.pocket * p.height_m
        path = [
            (x, front + 0.07, p.height_m + 0.004), (x, front + 0.022, p.height_m - 0.01),
        (x, front + 0.002, base + 0.6 * height),
            (x, front - 0.008, base + 0.2 * height), (x, min(front, y) - 0.012, base - 0.03),
        (x, y - 0.05, low + 0.04), (x, y - 0.052, low),
        ]  # fmt: skip
        _add_solid(bag, "patch", strap(path, 0.011, 0.0022, (0, -1, 0.3)))
        add_buckle(bag, "metal", (x, y - 0.054, low + 0.035), 0.03, 0.024)


def _shoulder_strap(bag: Assembly, p: Parameters, side: float) -> None:
    """A padded strap that stands off the back, with a web below it."""
    back, high = p.depth_m / 2, p.height_m
    path = [
        (side * 0.05, back - 0.012, 0.93 * high), (side * 0.062, back + 0.022, 0.91 * high),
        (side * 0.085, back + 0.042, 0.75 * high),
        (side * 0.105, back + 0.038, 0.5 * high), (side * 0.115, back + 0.018, 0.28 * high),
    ]  # fmt: skip
    padded = strap(path, 0.032, 0.006, (0, 1, 0.4))
    web = [
        (side * 0.113, back + 0.024, 0.34 * high),
        (side * 0.118, back + 0.014, 0.2 * high),
        (side * 0.125, back - 0.01, 0.07 * high),
    ]
    thin = strap(web, 0.011, 0.0018, (0, 1, 0.1), 12)
    bag.add("body", "strap", padded, [hull_of(np.concatenate([padded.vertices, thin.vertices]))])
    bag.add("body", "strap", thin)


def _add_solid(bag: Assembly, slot: str, mesh: Mesh) -> None:
    """What the bag also lies on, where it falls on that side."""
    bag.add("body", slot, mesh, [hull_of(mesh)])
