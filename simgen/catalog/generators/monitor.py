"""Computer monitors: a flat screen that tilts on a neck above a foot."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box, rounded_rectangle
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.transforms import hull_of, rotate, spread_uv, translate
from simgen.catalog.model import Model
from simgen.world import Joint, LightSocket, Mesh

FEET = ("plate", "round", "vee")


@dataclass(frozen=True)
class Parameters:
    """`diagonal_m` and `aspect` (width over height) of the panel, `lift_m` from the table to its lower edge.

    `bezel_m` at the sides and above; below it is twice as wide. `foot` is one of FEET. `flux_lm` of the white screen.
    """

    diagonal_m: float
    aspect: float
    bezel_m: float
    lift_m: float
    foot: str
    flux_lm: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.foot, FEET, "foot")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The monitor, looking along -y; slots `body`, `bezel`, `screen` and `foot`. The joint `tilt` leans it back."""
    p = parameters
    monitor = Assembly(rng)
    tall = p.diagonal_m / math.hypot(1.0, p.aspect)
    wide = p.aspect * tall
    width, height = wide + 2 * p.bezel_m, tall + 3 * p.bezel_m
    middle = p.lift_m + height / 2
    _foot(monitor, p, width, middle)
    thick = 0.011
    # Drawn lying face up, centred; it stands up with the face at y = -0.03.
    outline = rounded_rectangle(width, height, 0.006, 4)
    shell = extrude(outline, thick, 0.0022, 3)
    rim = extrude(rounded_rectangle(width - 0.003, height - 0.003, 0.005, 4), 0.0008, 0.0002, 1)
    panel = spread_uv(rounded_box((wide, tall, 0.001), 0.0, 2, (0, p.bezel_m / 2, 0)), (1, 0, 0), (0, 1, 0))
    face = -0.03

    def stand(mesh: Mesh, y: float) -> Mesh:
        return translate(rotate(mesh, (1, 0, 0), math.pi / 2), (0, y, middle))

    size = (width, thick, height)
    monitor.add(
        "screen", "body", stand(shell, face + thick), [box_hull(size, (0, face + thick / 2, middle), 0.0)], joint="tilt"
    )
    monitor.add("screen", "bezel", stand(rim, face + 0.0004), joint="tilt")
    monitor.add("screen", "screen", stand(panel, face - 0.0006), joint="tilt", whole=True)
    belly = rounded_box(
        (0.62 * width, 0.030, 0.58 * height), 0.012, 6, (0, face + thick + 0.012, middle - 0.04 * height)
    )
    boss = rounded_box((0.11, 0.022, 0.11), 0.004, 4, (0, face + thick + 0.034, middle))
    monitor.add("screen", "body", [belly, boss], [hull_of(belly, 24)], joint="tilt")
    for k in range(9):
        z = middle + 0.1 * height + 0.009 * k
        slot = rounded_box((0.34 * width, 0.002, 0.003), 0.0008, 2, (0, face + thick + 0.0265, z))
        monitor.add("screen", "bezel", slot, joint="tilt")
    pivot = (0.0, face + thick + 0.045, middle)
    monitor.joints.append(
        Joint("tilt", "revolute", pivot, (-1.0, 0.0, 0.0), math.radians(-5.0), math.radians(20.0), opens=False)
    )
    monitor.sockets.append(LightSocket("screen", "screen", "screen", p.flux_lm, 6500.0))
    return monitor.model(has_front=True)


def _foot(monitor: Assembly, p: Parameters, width: float, middle: float) -> None:
    """What it stands on, and the neck up to behind the screen's middle."""
    y, deep = 0.045, 0.19
    if p.foot == "round":
        profile = [(0, 0), (0.11, 0), (0.11, 0.007), (0.04, 0.011), (0, 0.011)]
        plate = translate(lathe(fillet(profile, [0, 0.001, 0.003, 0.02, 0], 4), 56), (0, 0.01, 0))
        plates = [plate]
    elif p.foot == "vee":
        plates = []
        for side in (-1.0, 1.0):
            bar = rounded_box((0.034, 0.25, 0.012), 0.004, 4, (0, -0.09, 0.006))
            plates.append(translate(rotate(bar, (0, 0, 1), side * 0.72), (0, y, 0)))
    else:
        shape = extrude(rounded_rectangle(min(0.26, 0.5 * width), deep, 0.012, 6), 0.009, 0.002, 3)
        plates = [translate(shape, (0, 0.005, 0))]
    monitor.add("foot", "foot", plates, [hull_of(m, 24) for m in plates])
    top = middle + 0.045
    neck = rounded_box((0.05, 0.020, top - 0.004), 0.006, 4, (0, y, top / 2 + 0.002))
    size = (0.05, 0.020, top - 0.004)
    monitor.add("foot", "foot", neck, [box_hull(size, (0, y, top / 2 + 0.002), 0.006)])
    head = rounded_box((0.07, 0.018, 0.07), 0.004, 4, (0, y - 0.018, middle))
    monitor.add("foot", "foot", head)
