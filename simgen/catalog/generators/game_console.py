"""Game consoles, lying or standing, and their gamepads."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.lofts import at_height, loft, pole
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.transforms import hull_of, merge, rotate, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray


@dataclass(frozen=True)
class Parameters:
    """`kind` is one of KINDS; `width_m`, `depth_m` and `height_m` over all."""

    kind: str
    width_m: float
    depth_m: float
    height_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.kind, KINDS, "kind")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The device, its front at -y; slots `body`, `second`, `light` and `button`."""
    device = Assembly(rng)
    _MAKERS[parameters.kind](device, parameters)
    return device.model(has_front=True)


def _console(box: Assembly, p: Parameters) -> None:
    """Two slabs with a gap of shadow between, a slot for discs, sockets, vents at the back, rubber feet."""
    w, d, h = p.width_m, p.depth_m, p.height_m
    foot, gap = 0.003, 0.006
    half = (h - foot - gap) / 2
    shear = 0.12 * d
    for z, push in ((foot + half / 2, -0.5), (h - half / 2, 0.5)):
        outline = [
            (-w / 2, -d / 2 + 0.1 * push * shear),
            (w / 2, -d / 2 + 0.1 * push * shear),
            (w / 2, d / 2),
            (-w / 2, d / 2),
        ]
        slab = extrude(fillet(outline, [0.006] * 4, 4, closed=True), half, 0.0022, 3)
        box.add("body", "body", translate(slab, (0, 0, z - half / 2)))
    box.span(
        "body",
        "second",
        (-w / 2 + 0.008, -d / 2 + 0.010, foot + half - 0.001),
        (w / 2 - 0.008, d / 2 - 0.006, foot + half + gap + 0.001),
        radius=0.0,
        solid=False,
    )
    box.add("body", "body", [], [box_hull((w - 0.002, d - 0.004, h), (0, 0, h / 2), 0.001)])
    for sx in (-0.4, 0.4):
        for sy in (-0.4, 0.4):
            pad = lathe(fillet([(0, 0), (0.009, 0), (0.009, foot + 0.001), (0, foot + 0.001)], [0, 0.001, 0, 0], 3), 20)
            box.add("body", "second", translate(pad, (sx * w, sy * d, 0)))
    z = foot + half + gap / 2
    box.add("body", "button", rounded_box((0.125, 0.002, 0.0022), 0.0, 2, (-0.18 * w, -d / 2 + 0.0094, z)))
    for k in range(2):
        box.add(
            "body", "button", rounded_box((0.013, 0.002, 0.0045), 0.0004, 2, ((0.2 + 0.09 * k) * w, -d / 2 + 0.0094, z))
        )
    box.add("body", "light", rounded_box((0.0022, 0.5 * d, 0.0009), 0.0, 2, (-0.06 * w, -0.2 * d, h + 0.0001)))
    fins = [
        rounded_box((0.0022, 0.002, 0.7 * half), 0.0, 2, (x, d / 2 - 0.0002, h - half / 2))
        for x in np.arange(-0.4, 0.41, 0.035) * w
    ]
    box.add("body", "button", merge(fins))


def _gamepad(pad: Assembly, p: Parameters) -> None:
    """A body with two grips, two sticks, a cross, four buttons and shoulder keys."""
    w, d, h = p.width_m / 2, p.depth_m, p.height_m
    right = [(0.0, 0.28 * d), (0.5 * w, 0.33 * d), (0.84 * w, 0.26 * d), (0.97 * w, -0.06 * d), (0.93 * w, -0.40 * d)]
    right += [(0.78 * w, -0.50 * d), (0.62 * w, -0.36 * d), (0.46 * w, -0.12 * d), (0.0, -0.10 * d)]
    loop = np.array([*right, *[(-x, y) for x, y in right[::-1][1:-1]]])
    outline = smooth(loop, 96, closed=True)
    thick = 0.62 * h

    def full(points: FloatArray) -> FloatArray:
        """Thick in the grips, which droop, and thin between."""
        x, y, z = points.T
        grip = np.clip(-y / (0.5 * d), 0, 1)
        swell = 1 + 0.25 * np.exp(-(((np.abs(x) - 0.75 * w) / (0.3 * w)) ** 2))
        return np.column_stack([x, y, (z - 0.5 * thick) * swell + 0.5 * thick - 0.10 * h * grip + 0.06 * h])

    # Rings from the middle of the underside over the rounded edge to the middle of the top.
    turn = np.linspace(-math.pi / 2, math.pi / 2, 15)
    edge = [
        (1 - 0.42 * thick / w * (1 - math.cos(t)) * 2.2, 0.5 * thick * (1 + math.copysign(abs(math.sin(t)) ** 0.8, t)))
        for t in turn
    ]
    inner = [0.12, 0.3, 0.5, 0.68, 0.82]
    rows = [(k * edge[0][0], 0.0) for k in inner] + edge + [(k * edge[-1][0], thick) for k in inner[::-1]]
    middle = np.array([0.0, 0.02 * d])
    rings = [at_height(middle + (outline - middle) * share, z) for share, z in rows]
    shell = warp(loft([pole(rings[0]), *rings, pole(rings[-1])]), full)
    lowest = float(shell.vertices[:, 2].min())
    shell = translate(shell, (0, 0, -lowest))
    points = shell.vertices.astype(np.float64)
    hulls = [hull_of(points[points[:, 0] * s > 0.3 * w], 28) for s in (-1.0, 1.0)]
    pad.add("body", "body", shell, [*hulls, hull_of(points[np.abs(points[:, 0]) < 0.5 * w], 28)])

    def top(x: float, y: float) -> float:
        near = np.argsort(np.hypot(points[:, 0] - x, points[:, 1] - y))[:12]
        return float(points[near, 2].max())

    stick = fillet(
        [(0, 0), (0.0055, 0), (0.0055, 0.005), (0.0085, 0.007), (0.0085, 0.010), (0.005, 0.0092), (0, 0.0088)],
        [0, 0, 0.001, 0.001, 0.001, 0.001, 0],
        3,
    )
    ring = fillet([(0, 0), (0.0125, 0), (0.0115, 0.0014), (0, 0.0014)], [0, 0, 0.0006, 0], 3)
    level = max(top(s * 0.33 * w, 0.0) for s in (-1.0, 1.0))
    for s in (-1.0, 1.0):
        at = (s * 0.33 * w, -0.02 * d, level - 0.0008)
        pad.add(
            "body",
            "second",
            [
                translate(lathe(np.array(ring), 32), at),
                translate(lathe(np.array(stick), 28), (at[0], at[1], at[2] + 0.001)),
            ],
        )
    z = top(0.66 * w, 0.07 * d)
    for k in range(4):
        around = k * math.pi / 2
        key = lathe(np.array(fillet([(0, 0), (0.0046, 0), (0.0044, 0.0028), (0, 0.003)], [0, 0, 0.0008, 0], 3)), 20)
        pad.add(
            "body",
            "light",
            translate(key, (0.66 * w + 0.0105 * math.cos(around), 0.06 * d + 0.0105 * math.sin(around), z - 0.0015)),
        )
    for size in ((0.022, 0.0075, 0.003), (0.0075, 0.022, 0.003)):
        pad.add("body", "button", rounded_box(size, 0.0012, 4, (-0.66 * w, 0.06 * d, z - 0.0002)))
    plate = rounded_box((0.5 * w, 0.16 * d, 0.0018), 0.0007, 2, (0, 0.16 * d, top(0.0, 0.14 * d)))
    pad.add("body", "second", plate)
    for s in (-1.0, 1.0):
        bumper = rotate(rounded_box((0.38 * w, 0.014, 0.010), 0.004, 4), (0, 0, 1), -s * 0.12)
        pad.add("body", "button", translate(bumper, (s * 0.62 * w, 0.305 * d, 0.62 * level)))


_MAKERS: dict[str, Callable[[Assembly, Parameters], None]] = {"console": _console, "gamepad": _gamepad}
KINDS = tuple(_MAKERS)
