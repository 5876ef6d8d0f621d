"""Tools of the cook that lie on a worktop: turners, ladles and scrapers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style, vessel
from simgen.catalog.meshing.boxes import extrude
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import squircle
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, merge, translate
from simgen.catalog.model import Model

STYLES = ("turner", "scraper", "ladle")


@dataclass(frozen=True)
class Parameters:
    """`length_m` over all, `head_m` the head's width; `slots` through a turner's blade (others have none)."""

    style: str
    length_m: float
    head_m: float
    slots: int

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)
        if not 0 <= self.slots <= 5:
            raise ValueError(f"slots is 0 to 5, got {self.slots}")
        if not 2.5 * self.head_m < self.length_m:
            raise ValueError(f"length_m is more than 2.5 times head_m, {self.head_m}, got {self.length_m}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The tool along x, its head at +x; slots `head`, `stem` and `handle`."""
    p = parameters
    tool = Assembly(rng)
    tail, tip = -p.length_m / 2, p.length_m / 2
    deep = {"turner": 1.15, "scraper": 1.45, "ladle": 1.0}[p.style] * p.head_m
    neck = tip - deep
    lift = 0.030 if p.style == "turner" else 0.012
    if p.style == "ladle":
        lift = 0.34 * p.head_m + 0.006
    grip_end = tail + 0.36 * p.length_m
    route = smooth(
        [
            (tail + 0.01, 0, lift + 0.006),
            (grip_end, 0, lift + 0.004),
            (neck - 0.035, 0, lift),
            (neck + 0.01, 0, 0.0035 if p.style != "ladle" else lift),
        ],
        30,
    )
    middle = route[:, 0] > grip_end - 0.02
    bar = tube(
        route[middle],
        np.column_stack([np.linspace(0.0052, 0.0075, middle.sum()), np.linspace(0.0030, 0.0019, middle.sum())]),
        section=squircle(14, 3.0),
    )
    tool.add("handle", "stem", bar, tube_hulls(route[middle][[0, -6]], 0.004, 1))
    held = route[route[:, 0] < grip_end + 0.004]
    share = np.linspace(0, 1, len(held))
    wide = np.interp(share, [0, 0.12, 0.5, 0.9, 1.0], [0.0085, 0.0118, 0.0105, 0.0085, 0.007])
    grip = tube(held, np.column_stack([wide, 0.66 * wide]), section=squircle(20, 2.5))
    tool.add("handle", "handle", grip, [hull_of(grip, 24)])
    {"turner": _turner, "scraper": _scraper, "ladle": _ladle}[p.style](tool, p, neck, tip, lift)
    return tool.model()


def _turner(tool: Assembly, p: Parameters, neck: float, tip: float, lift: float) -> None:
    """A thin blade that widens to its edge; bars between the slots."""
    w = p.head_m / 2
    thick = 0.0018
    root = neck + 0.24 * (tip - neck)
    edge = tip - 0.17 * (tip - neck)
    pieces = []

    def plate(points: list[tuple[float, float]], radii: list[float]) -> None:
        pieces.append(extrude(fillet(points, radii, 4, closed=True), thick, 0.0004))

    if p.slots:
        plate([(neck, -0.45 * w), (root, -0.92 * w), (root, 0.92 * w), (neck, 0.45 * w)], [0.006, 0.004, 0.004, 0.006])
        plate([(edge, -0.985 * w), (tip, -w), (tip, w), (edge, 0.985 * w)], [0.0, 0.006, 0.006, 0.0])
        bars = p.slots + 1
        pitch = 2 * 0.93 * w / (bars - 0.45)
        for k in range(bars):
            y = (k - p.slots / 2) * pitch
            half = 0.275 * pitch
            plate(
                [
                    (root - 0.004, y - half),
                    (edge + 0.004, y - half),
                    (edge + 0.004, y + half),
                    (root - 0.004, y + half),
                ],
                [0.0] * 4,
            )
    else:
        shape = [(neck, -0.42 * w), (root, -0.9 * w), (tip, -w), (tip, w), (root, 0.9 * w), (neck, 0.42 * w)]
        plate(shape, [0.006, 0.02, 0.008, 0.008, 0.02, 0.006])
    blade = merge(pieces)
    tool.add("head", "head", blade, [hull_of(blade, 24)])


def _scraper(tool: Assembly, p: Parameters, neck: float, tip: float, lift: float) -> None:
    """A soft thick blade, one of its corners round."""
    w = p.head_m / 2
    shape = [
        (neck - 0.012, -0.30 * w),
        (neck + 0.008, -w),
        (tip, -w),
        (tip, w),
        (neck + 0.008, w),
        (neck - 0.012, 0.30 * w),
    ]
    blade = extrude(fillet(shape, [0.004, 0.012, 0.006, 0.030, 0.012, 0.004], 6, closed=True), 0.0085, 0.0038, 4)
    tool.add("head", "head", blade, [hull_of(blade, 28)])


def _ladle(tool: Assembly, p: Parameters, neck: float, tip: float, lift: float) -> None:
    """A round bowl, open upwards, its stem at the rim."""
    r = p.head_m / 2
    deep = 0.34 * p.head_m + 0.004
    turn = np.linspace(0.25, math.pi / 2, 12)
    curve = np.column_stack([r * np.sin(turn), deep * (1.0 - np.cos(turn)) / (1.0 - 0.0)])
    curve[:, 1] -= curve[0, 1]
    bowl = vessel(curve, wall_m=0.0016, floor_m=0.0016)
    at = (tip - r, 0.0, lift - float(curve[-1, 1]))
    tool.add("head", "head", translate(bowl.mesh(40), at), [h + np.array(at) for h in bowl.hulls(10)])
