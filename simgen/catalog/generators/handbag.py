"""Handbags on their flat bottoms: open totes, and bags with a flap or a zip between two handles."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._bags import Case, add_case, add_handle, flap, zip_over
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import rounded_box
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.lofts import at_height, bowl_hulls, loft, pole, rounded_ring
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.ripples import Ripples
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import rotate, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray

STYLES = ("tote", "zip", "flap")
_WALL_M = 0.0035


@dataclass(frozen=True)
class Parameters:
    """`width_m`, `depth_m`, `height_m` of the bag itself; its handles rise `handle_m` over it; `style` of STYLES."""

    style: str
    width_m: float
    depth_m: float
    height_m: float
    handle_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)
        if self.depth_m < 0.08:
            raise ValueError(f"depth_m {self.depth_m} does not stand; a bag's bottom is at least 0.08 m deep")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The bag, its front at -y; slots `body`, `handle`, `lining` and `metal`."""
    p = parameters
    bag = Assembly(rng)
    if p.style == "tote":
        _tote(bag, p)
    else:
        _closed(bag, p)
    return bag.model(has_front=True)


def _tote(bag: Assembly, p: Parameters) -> None:
    """An open bag, wider above, whose mouth hangs together between its ends."""
    ripples = Ripples.draw(bag.rng, 0.1, 0.3)
    half_x, half_y = p.width_m / 2, p.depth_m / 2

    def ring(share: float, inset: float) -> FloatArray:
        """The bag's section at a share of its height: a flat box below, a lens at its mouth."""
        x, y = half_x * (0.86 + 0.14 * share) - inset, half_y * (1 - 0.30 * share) - inset
        flat = rounded_ring(x, y, 0.03 * (1 - 0.4 * share), points=72)
        points = at_height(flat, p.height_m * share)
        lens = 1 - 0.45 * share**2 * np.clip(np.abs(points[:, 0]) / x, 0, 1) ** 3
        points[:, 1] *= lens
        points[:, 1] += 0.004 * share * ripples(points * [1, 0, 1])
        points[:, 2] -= 0.10 * p.height_m * share**4 * np.clip(1 - (points[:, 0] / x) ** 2, 0, 1) * 0.6
        return points

    steps = [0.0, 0.012, 0.03, 0.12, 0.28, 0.45, 0.62, 0.78, 0.9, 0.975, 1.0]
    outer = [ring(s, 0.006 if s == 0 else 0.002 if s < 0.02 else 0.0) for s in steps]
    inner = [np.add(ring(s, _WALL_M), (0, 0, 0.004 if s < 0.02 else 0.0)) for s in steps[::-1][:-1]]
    lip = (outer[-1] + inner[0]) / 2
    lip[:, 2] += 0.001
    skin = loft([pole(outer[0]), *outer, lip], [1])
    inside = loft([lip, *inner, pole(inner[-1])], [len(inner)])
    level = [at_height(r[:, :2], float(r[:, 2].min())) for r in outer]
    hollow = [at_height(r[:, :2], float(r[:, 2].min())) for r in inner[::-1]]
    bag.add(
        "body",
        "body",
        skin,
        bowl_hulls([level[0], level[4], level[7], level[10]], [hollow[0], hollow[4], hollow[9]], 8),
    )
    bag.add("body", "lining", inside)
    bag.hollow("inside", loft([pole(hollow[0]), *hollow, pole(hollow[-1])], [1, len(hollow)]))
    for side in (-1.0, 1.0):
        # A handle stands up from its two patches, its own way.
        fall = side * float(bag.rng.uniform(0.0, 0.05))
        x, top = 0.22 * p.width_m, p.height_m + p.handle_m
        feet = float(np.abs(ring(0.8, 0.0)[:, 1]).max()) * side
        mouth = float(np.abs(ring(1.0, 0.0)[:, 1]).max()) * side
        high = p.height_m
        rise = [
            (x, feet + side * 0.003, 0.62 * high),
            (x, feet + side * 0.002, 0.8 * high),
            (x, mouth + side * 0.003, 0.98 * high),
            (0.86 * x, mouth + 0.3 * fall, high + 0.55 * p.handle_m),
            (0.5 * x, mouth + 0.7 * fall, top - 0.12 * p.handle_m),
        ]
        path = [*rise, (0.0, mouth + 0.8 * fall, top), *[(-a, b, c) for a, b, c in rise[::-1]]]
        add_handle(bag, "handle", path, (0.010, 0.0028), up=(0, 1, 0))


def _closed(bag: Assembly, p: Parameters) -> None:
    """A firm bag, narrower above, with a zip over it or a flap in front."""
    case = Case(
        p.width_m, p.depth_m, p.height_m, min(0.03, 0.3 * p.depth_m), 0.86, 0.5,
        crown_m=0.012, belly_m=0.012, crease_m=0.0012,
    )  # fmt: skip
    soft = case.bend(bag.rng)
    add_case(bag, "body", case.mesh(soft))
    for y in (-0.34 * p.depth_m, 0.34 * p.depth_m):
        line, _ = zip_over(case, soft, y, 0.02)
        bag.add("body", "handle", line)

    def front(x: float, share: float) -> FloatArray:
        return np.asarray(soft(np.array([[x, -p.depth_m / 2, share * p.height_m]]))[0], dtype=np.float64)

    if p.style == "zip":
        line, end = zip_over(case, soft, 0.12 * p.depth_m, 0.6)
        bag.add("body", "metal", line)
        bag.add(
            "body", "handle", rounded_box((0.004, 0.009, 0.04), 0.0015, 2, np.add(end, (0.003, 0, -0.016)).tolist())
        )
    else:
        bag.add("body", "body", flap(case, soft, 0.42))
        _clasp(bag, front(0.0, 0.47) - [0, 0.0065, 0])
    for side in (-1.0, 1.0):
        x, y = 0.26 * p.width_m, side * 0.22 * p.depth_m
        spread = [
            (x, y, 0.86 * p.height_m),
            (x, y, p.height_m + 0.01),
            (0.9 * x, y, p.height_m + 0.5 * p.handle_m),
            (0.5 * x, y * 0.9, p.height_m + 0.9 * p.handle_m),
        ]
        path = [*spread, (0.0, 0.9 * y, p.height_m + p.handle_m), *[(-a, b, c) for a, b, c in spread[::-1]]]
        add_handle(bag, "handle", path, (0.0062, 0.0062))
        for way in (-1.0, 1.0):
            turn = np.linspace(0, 2 * math.pi, 24, endpoint=False)
            loop = np.column_stack(
                [way * x + 0.011 * np.cos(turn), np.full(24, y), p.height_m + 0.012 + 0.011 * np.sin(turn)]
            )
            bag.add("body", "metal", tube(loop, 0.0017, segments=8, closed=True, up=(0, 1, 0)))
    if p.style == "zip":
        disk = lathe(fillet([(0, 0), (0.012, 0), (0.012, 0.003), (0, 0.0036)], [0, 0, 0.001, 0], 3), 28)
        bag.add(
            "body",
            "metal",
            translate(rotate(disk, (1, 0, 0), math.pi / 2), np.add(front(0.0, 0.62), (0, 0.0015, 0)).tolist()),
        )


def _clasp(bag: Assembly, at: FloatArray) -> None:
    """A plate with a knob that turns, seen from -y."""
    bag.add("body", "metal", rounded_box((0.034, 0.006, 0.024), 0.0022, 4, at.tolist()))
    bag.add("body", "metal", rounded_box((0.007, 0.010, 0.016), 0.003, 4, (at - [0, 0.004, 0]).tolist()))
