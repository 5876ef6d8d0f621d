"""Small bottles of their own shape: flat scent bottles of thick glass, and babies' bottles with a teat and a scale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box, rounded_rectangle
from simgen.catalog.meshing.hulls import turned_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet, parallel
from simgen.catalog.meshing.transforms import rotate, translate
from simgen.catalog.model import Model


@dataclass(frozen=True)
class Parameters:
    """`kind` is one of KINDS; `height_m` over all; `width_m` and `depth_m` of the body (a baby's bottle is round).

    `fill` (0..1) is the share of the inside that is full.
    """

    kind: str
    height_m: float
    width_m: float
    depth_m: float
    fill: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.kind, KINDS, "kind")
        if not 0.0 <= self.fill <= 1.0:
            raise ValueError(f"fill lies between 0 and 1, got {self.fill}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The bottle; slots `glass`, `drink`, `cap`, `metal` or `teat`, and `print`."""
    flask = Assembly(rng)
    _MAKERS[parameters.kind](flask, parameters)
    return flask.model(has_front=True)


def _scent(flask: Assembly, p: Parameters) -> None:
    """A block of glass with a hollow, a collar of metal and a cap, and a small plate in front."""
    cap_m = 0.3 * p.height_m
    body = p.height_m - cap_m
    wide, deep, wall, floor = p.width_m, p.depth_m, 0.0042, 0.011
    radius = 0.2 * deep
    glass = extrude(rounded_rectangle(wide, deep, radius, 8), body, 0.0028, 4)
    # The liquid fills the hollow to the glass: what lies between them would be a second skin of air.
    inner = rounded_rectangle(wide - 2 * wall, deep - 2 * wall, max(radius - wall, 0.002), 6)
    high = (body - floor - 0.005) * max(p.fill, 0.05)
    flask.add("body", "glass", glass, [box_hull((wide, deep, body), (0, 0, body / 2), 0.002)])
    flask.add("body", "drink", translate(extrude(inner, high, 0.001, 2), (0, 0, floor)))
    collar = fillet([(0, 0), (0.0088, 0), (0.0088, 0.005), (0, 0.005)], [0, 0.0008, 0.0008, 0], 3)
    flask.add("body", "metal", translate(lathe(np.array(collar), 32), (0, 0, body)))
    side = min(0.026, 0.9 * deep)
    cap = rounded_box((side, side, cap_m - 0.004), 0.0022, 4, (0, 0, body + 0.004 + (cap_m - 0.004) / 2))
    flask.add("body", "cap", cap, [box_hull((side, side, cap_m), (0, 0, body + cap_m / 2), 0.001)])
    plate = rounded_box((0.5 * wide, 0.0006, 0.22 * body), 0.0002, 2, (0, -deep / 2, 0.5 * body))
    flask.add("body", "print", plate)
    for k, share in enumerate((0.30, 0.2, 0.36)):
        z = 0.5 * body + (1 - k) * 0.055 * body
        line = rounded_box((share * wide, 0.0003, 0.016 * body), 0.0, 2, (0, -deep / 2 - 0.0004, z))
        flask.add("body", "metal", line)


def _baby(flask: Assembly, p: Parameters) -> None:
    """A clear bottle with a waist, a scale, a screw ring and a teat."""
    r, teat = p.width_m / 2, 0.26 * p.height_m
    top = p.height_m - teat - 0.018
    outside = fillet(
        [
            (0, 0),
            (r, 0),
            (r, 0.22 * top),
            (0.90 * r, 0.42 * top),
            (0.94 * r, 0.7 * top),
            (0.86 * r, 0.9 * top),
            (0.74 * r, top),
        ],
        [0, 0.006, 0.02, 0.04, 0.04, 0.012, 0],
        6,
    )
    outline = np.array(outside)
    inside = parallel(outline[1:], 0.0016)
    inside = inside[(inside[:, 1] > 0.003) & (inside[:, 0] > 0.001)]
    floor = float(inside[0, 1])
    bottle = np.concatenate([outline, [inside[-1] * [1, 0] + [0, top]], inside[::-1][1:], [[0.0, floor]]])
    flask.add("body", "glass", lathe(bottle, 40, crease_deg=60), turned_hulls(outline[1:], segments=14))
    hollow = np.concatenate([[[0.0, floor]], inside, [[0.0, inside[-1, 1]]]])
    flask.hollow("inside", lathe(hollow, 40, crease_deg=60))
    if p.fill > 0:
        level = floor + p.fill * (0.88 * top - floor)
        wall = inside[inside[:, 1] < level] - [0.00015, 0]
        at = float(np.interp(level, inside[:, 1], inside[:, 0])) - 0.00015
        milk = np.concatenate([[[0.0, floor + 0.0002]], wall[1:], [[at, level], [0.0, level]]])
        flask.add("body", "drink", lathe(milk, 40, crease_deg=60))
    ring = fillet(
        [
            (0.6 * r, top - 0.006),
            (0.93 * r, top - 0.006),
            (0.93 * r, top + 0.016),
            (0.5 * r, top + 0.018),
            (0.5 * r, top + 0.012),
        ],
        [0, 0.002, 0.003, 0.001, 0],
        4,
        closed=True,
    )
    ribs = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    wave = (1 + 0.012 * np.cos(24 * ribs))[:, None] * np.column_stack([np.cos(ribs), np.sin(ribs)])
    flask.add(
        "body",
        "cap",
        lathe(np.array(ring), 72, outline=wave),
        turned_hulls([(0.93 * r, top - 0.006), (0.93 * r, top + 0.017)], segments=14),
    )
    base = top + 0.014
    curve = [
        (0.56 * r, 0),
        (0.52 * r, 0.12 * teat),
        (0.42 * r, 0.3 * teat),
        (0.21 * r, 0.55 * teat),
        (0.20 * r, 0.75 * teat),
    ]
    curve += [(0.25 * r, 0.88 * teat), (0.14 * r, teat), (0, 1.02 * teat)]
    shape = fillet([(0, 0), *curve], [0, 0, 0.01, 0.02, 0.012, 0.01, 0.006, 0.004, 0], 5)
    rubber = translate(lathe(np.array(shape), 36), (0, 0, base))
    lower = np.array([(0.52 * r, base), (0.42 * r, base + 0.3 * teat), (0.22 * r, base + 0.55 * teat)])
    flask.add("body", "teat", rubber, turned_hulls(np.concatenate([lower, [[0.2 * r, base + teat]]]), segments=12))
    for k in range(9):
        z = (0.16 + 0.075 * k) * top
        radius = float(np.interp(z, outline[1:, 1], outline[1:, 0]))
        long = 0.014 if k % 2 else 0.022
        mark = rounded_box((long, 0.0004, 0.0012), 0.0, 2, (0, -radius, z))
        flask.add("body", "print", rotate(mark, (0, 0, 1), 0.0))


_MAKERS: dict[str, Callable[[Assembly, Parameters], None]] = {"scent": _scent, "baby": _baby}
KINDS = tuple(_MAKERS)
