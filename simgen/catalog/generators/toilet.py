"""Toilets with a cistern: a pan on a foot, a seat and a lid on hinges, a flush button."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, rounded_box
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.lofts import at_height, bowl_hulls, loft, oval, pole, wall_hulls
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Joint

# The gap between rim, seat and lid is what their buffers leave.
_BUFFER_M = 0.002
_CISTERN_M = 0.165


@dataclass(frozen=True)
class Parameters:
    """`width_m`, `depth_m` over all; `rim_m` the height of the pan's rim (EN 33: 0.40 m), `height_m` of the cistern.

    `skirt` (0..1): how straight the pan goes down to the floor; 0 has a narrow waist. `squareness`: of the pan seen
    from above, 2 an ellipse, 3.5 boxy. `raises`: what the hinge turns up, the "lid" or "both", lid and seat.
    """

    width_m: float
    depth_m: float
    rim_m: float
    height_m: float
    skirt: float
    squareness: float
    raises: str

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.raises, ("lid", "both"), "raises")
        if self.depth_m < 0.58:
            raise ValueError(f"depth_m {self.depth_m} leaves no room for seat and cistern, which take 0.58 m")
        if self.height_m < self.rim_m + 0.25:
            raise ValueError(f"height_m {self.height_m} leaves no cistern above a rim at {self.rim_m} m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The toilet, its cistern at +y, in the slots `ceramic`, `seat`, `metal` and `water`."""
    p = parameters
    toilet = Assembly(rng)
    half, rear = p.width_m / 2, p.depth_m / 2
    middle = -rear + 0.245
    hinge_y = rear - _CISTERN_M - 0.062
    _pan(toilet, p, half, rear, middle)
    _cistern(toilet, p, rear)
    low = p.rim_m + _BUFFER_M
    seat_top = _seat(toilet, p, half, middle, hinge_y, low)
    _lid(toilet, p, half, middle, hinge_y, seat_top + _BUFFER_M)
    for x in (-0.075, 0.075):
        barrel = tube(
            [(x - 0.02, hinge_y, low + 0.012), (x + 0.02, hinge_y, low + 0.012)],
            0.0105,
            segments=16,
            ends="flat",
            bevel_m=0.001,
        )
        foot = lathe(
            fillet(
                [(0, p.rim_m - 0.002), (0.014, p.rim_m - 0.002), (0.014, low + 0.004), (0, low + 0.006)],
                [0, 0, 0.002, 0],
                3,
            ),
            20,
        )
        toilet.add("body", "metal", [barrel, translate(foot, (x, hinge_y, 0))])
    axis = (-1.0, 0.0, 0.0)
    toilet.joints.append(Joint("lid", "revolute", (0.0, hinge_y, low + 0.012), axis, 0.0, math.radians(92.0)))
    return toilet.model(has_front=True)


def _pan(toilet: Assembly, p: Parameters, half: float, rear: float, middle: float) -> None:
    """One solid from the floor over the rim to the water."""
    front, back = middle + rear, rear - middle
    square = (p.squareness, 7.0)

    def outside(width: float, fore: float, aft: float, z: float) -> FloatArray:
        ring = oval(width * half, fore * front, aft * back, squareness=square, points=64, center=(0, middle))
        return at_height(ring, z)

    def inside(share: float, depth: float, shift: float = 0.0, stretch: float = 1.0) -> FloatArray:
        ring = oval(
            share * 0.74 * half, share * 0.80 * front * stretch, share * 0.165,
            squareness=(p.squareness, 2.3), points=64, center=(0, middle + shift),
        )  # fmt: skip
        return at_height(ring, p.rim_m - depth)

    waist, h = 0.62 + 0.33 * p.skirt, p.rim_m
    shape = [
        (0.66, 0.62, 0.985, 0.0),
        (0.68, 0.64, 0.99, 0.004),
        (0.685, 0.645, 0.992, 0.02),
        (waist, 0.60 + 0.3 * p.skirt, 0.992, 0.42 * h),
        (0.5 * waist + 0.44, 0.76 + 0.15 * p.skirt, 0.992, 0.66 * h),
        (0.92, 0.93, 0.995, h - 0.075),
        (0.985, 0.988, 0.998, h - 0.045),
        (1.0, 1.0, 1.0, h - 0.025),
        (1.0, 1.0, 1.0, h - 0.009),
        (0.992, 0.994, 0.995, h - 0.003),
        (0.970, 0.975, 0.985, h),
    ]
    if p.skirt > 0.7:
        shape[0], shape[1], shape[2] = (0.86, 0.84, 0.985, 0.0), (0.88, 0.86, 0.99, 0.004), (0.885, 0.865, 0.992, 0.02)
    outer = [outside(*row) for row in shape]
    inner = [
        inside(1.05, 0.0),
        inside(1.0, 0.003),
        inside(0.985, 0.012),
        inside(1.0, 0.04),
        inside(0.97, 0.075),
        inside(0.86, 0.115, 0.008, 0.96),
        inside(0.66, 0.15, 0.02, 0.9),
        inside(0.46, 0.178, 0.035, 0.85),
        inside(0.34, 0.205, 0.045, 0.85),
        inside(0.29, 0.235, 0.05, 0.85),
        inside(0.2, 0.25, 0.05, 0.85),
    ]
    stack = [pole(outer[0]), *outer, *inner, pole(inner[-1])]
    toilet.add("body", "ceramic", loft(stack, [1]), _pan_hulls(outer, inner))
    water = p.rim_m - 0.19
    cut = [0.999 * (r - r.mean(axis=0)) + r.mean(axis=0) for r in (inner[-3], inner[-4])]
    share = (water - cut[0][0, 2]) / (cut[1][0, 2] - cut[0][0, 2])
    surface = cut[0] + share * (cut[1] - cut[0])
    below = surface - [0, 0, 0.003]
    sunk = 0.9 * (below - below.mean(axis=0)) + below.mean(axis=0)
    toilet.add("body", "water", loft([pole(sunk), sunk, surface, pole(surface)], [1, 2]))
    hollow = inner[::-1][1:]
    lip = hollow[-1]
    toilet.hollow("bowl", loft([pole(hollow[0]), *hollow, pole(lip)], [len(hollow)]))


def _pan_hulls(outer: list[FloatArray], inner: list[FloatArray]) -> list[FloatArray]:
    """The foot as a solid, the bowl as wedges round the hollow."""
    foot = hull_of(np.concatenate([outer[0], outer[3]]), 28)
    bowl = bowl_hulls(outer[3:], [inner[9], inner[7], inner[6], inner[5], inner[3], inner[0]], 12)
    return [foot, *bowl]


def _cistern(toilet: Assembly, p: Parameters, rear: float) -> None:
    """A tank, wider above, under its cover with the button."""
    low, high = p.rim_m - 0.004, p.height_m - 0.036
    wide, deep = p.width_m - 0.012, _CISTERN_M - 0.012
    size = (wide, deep, high - low)
    tank = rounded_box(size, 0.022, 6, divisions=(1, 1, 6))

    def taper(points: FloatArray) -> FloatArray:
        up = np.clip(points[:, 2] / size[2] + 0.5, 0, 1)[:, None]
        by = 0.90 + 0.10 * up
        # The back stays upright against the wall.
        y = deep / 2 + (points[:, 1:2] - deep / 2) * by
        return np.concatenate([points[:, :1] * by, y, points[:, 2:]], axis=1)

    place = (0.0, rear - 0.006 - deep / 2, (low + high) / 2)
    mesh = translate(warp(tank, taper), place)
    toilet.add("body", "ceramic", mesh, [taper(box_hull(size, radius=0.022)) + np.array(place)])
    cover = (p.width_m, _CISTERN_M, 0.036)
    at = (0.0, rear - _CISTERN_M / 2, high + 0.018)
    toilet.add("body", "ceramic", rounded_box(cover, 0.012, 6, at), [box_hull(cover, at, 0.012)])
    x, y = p.width_m / 2 - 0.02, _CISTERN_M / 2 - 0.014
    yc = at[1]
    toilet.support("cistern", [(-x, yc - y), (x, yc - y), (x, yc + y), (-x, yc + y)], p.height_m)
    button = lathe(
        fillet(
            [(0, -0.002), (0.026, -0.002), (0.026, 0.003), (0.0215, 0.0045), (0.021, 0.003), (0.0, 0.003)], 0.0008, 3
        ),
        36,
        crease_deg=50,
    )
    toilet.add("button", "metal", translate(button, (0, yc, p.height_m)))
    half = lathe(fillet([(0, 0), (0.0205, 0), (0.0205, 0.005), (0, 0.0056)], [0, 0, 0.0012, 0], 3), 36)
    toilet.add("button", "metal", translate(half, (0, yc, p.height_m)))


def _outlines(p: Parameters, half: float, middle: float, hinge_y: float, inset: float) -> FloatArray:
    """The seat's outer edge, a little inside the rim, cut straight near the hinges."""
    front, back = middle + p.depth_m / 2, hinge_y + 0.012 - middle
    return oval(
        half - inset, front - inset, back - inset, squareness=(p.squareness, 4.5), points=64, center=(0, middle)
    )


def _seat(toilet: Assembly, p: Parameters, half: float, middle: float, hinge_y: float, low: float) -> float:
    """A ring that slopes a little to its opening; the height of its top."""
    high = low + 0.019
    front = middle + p.depth_m / 2

    def opening(grow: float) -> FloatArray:
        return oval(
            0.64 * half + grow,
            0.72 * front + grow,
            0.13 + grow,
            squareness=(p.squareness, 2.2),
            points=64,
            center=(0, middle),
        )

    e = 0.006
    rows = [
        (_outlines(p, half, middle, hinge_y, e), low),
        (_outlines(p, half, middle, hinge_y, 0.3 * e), low + 0.3 * e),
        (_outlines(p, half, middle, hinge_y, 0.0), low + e),
        (_outlines(p, half, middle, hinge_y, 0.0), high - e),
        (_outlines(p, half, middle, hinge_y, 0.3 * e), high - 0.3 * e),
        (_outlines(p, half, middle, hinge_y, e), high),
        (opening(0.016), high - 0.002),
        (opening(0.004), high - 0.005),
        (opening(0.0), high - 0.009),
        (opening(0.0), low + 0.004),
        (opening(0.003), low + 0.001),
        (opening(0.008), low),
    ]
    rings = [at_height(*row) for row in rows]
    hulls = wall_hulls([rings[1], rings[4]], [rings[10], rings[7]], 16)
    toilet.add("seat", "seat", loft([*rings, rings[0]]), hulls, joint="lid" if p.raises == "both" else None)
    return high


def _lid(toilet: Assembly, p: Parameters, half: float, middle: float, hinge_y: float, low: float) -> None:
    """A shallow dome over the seat."""
    high, e = low + 0.016, 0.005
    rows = [
        (e, 0.0),
        (0.3 * e, 0.3 * e),
        (0.0, e),
        (0.0, 0.009),
        (0.002, 0.0125),
        (0.007, 0.0145),
        (0.03, 0.0165),
        (0.08, 0.0185),
    ]
    rings = [at_height(_outlines(p, half, middle, hinge_y, inset - 0.001), low + rise) for inset, rise in rows]
    body = loft([pole(rings[0]), *rings, pole(rings[-1], 0.0008)], [1])
    toilet.add(
        "lid",
        "seat",
        body,
        [hull_of(np.concatenate([rings[0], rings[3]]), 32), hull_of(np.concatenate([rings[3], rings[-1]]), 32)],
        joint="lid",
    )
    low_y, high_y = middle - 0.14, middle + 0.10
    toilet.support("lid", [(-0.11, low_y), (0.11, low_y), (0.11, high_y), (-0.11, high_y)], high + 0.0027, joint="lid")
