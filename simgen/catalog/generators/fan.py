"""Electric fans: blades in a cage of wire before a motor, on a foot for the table or on a stand."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._appliance import upright
from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.boxes import extrude, rounded_box
from simgen.catalog.meshing.hulls import tube_hulls, turned_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, merge, rotate, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh

_WIRE_M = 0.0012


@dataclass(frozen=True)
class Parameters:
    """`cage_m`: the cage's diameter; `height_m` to its upper edge; `foot_m`: the foot's diameter.

    `wires`: spokes of either half of the cage; `tilt_deg`: how far the head looks up.
    """

    cage_m: float
    height_m: float
    foot_m: float
    blades: int
    wires: int
    tilt_deg: float

    def __post_init__(self) -> None:
        """Values that go together."""
        if not 3 <= self.blades <= 6:
            raise ValueError(f"a fan has 3 to 6 blades, got {self.blades}")
        if self.height_m < self.cage_m + 0.06:
            raise ValueError(f"height_m {self.height_m:.2f} leaves nothing below a cage of {self.cage_m:.2f} m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The fan, blowing to -y; slots `body`, `wire`, `blade`, `trim` and `button`."""
    p = parameters
    fan = Assembly(rng)
    r = p.cage_m / 2
    hub = np.array([0.0, 0.0, p.height_m - r])
    _stand(fan, p, hub)
    # Drawn about the origin, looking along -y: cage, blades, motor.
    tilt = math.radians(-p.tilt_deg)

    def put(mesh: Mesh) -> Mesh:
        return translate(rotate(mesh, (1, 0, 0), tilt), hub.tolist())

    deep = 0.17 * p.cage_m
    cage = _cage(r, deep, p.wires)
    rims = [_ring(r, y, 0.0022, 44) for y in (-0.0016, 0.0016)]
    turn = np.arange(16) * math.pi / 8
    disc = np.concatenate(
        [
            np.column_stack([s * r * np.cos(turn), np.full(16, y), s * r * np.sin(turn)])
            for s, y in ((1, 0), (0.45, -deep))
        ]
    )
    back = disc * [1, -0.8, 1]
    c, s = math.cos(tilt), math.sin(tilt)
    lean = np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
    fan.add("body", "wire", [put(m) for m in (*cage, *rims)], [h @ lean.T + hub for h in (disc, back)])
    badge = [(0, 0.0), (0.15 * r, 0.0), (0.15 * r, 0.004), (0.1 * r, 0.007), (0, 0.0075)]
    fan.add("body", "trim", put(upright(lathe(fillet(badge, [0, 0.001, 0.003, 0.004, 0], 3), 28), -deep + 0.002)))
    _rotor(fan, p, r, put, float(rng.uniform(0, 2 * math.pi)))
    m = 0.19 * r + 0.02
    start = 0.5 * deep
    motor = [(0, start), (m, start), (m, start + 0.9 * m), (0.72 * m, start + 1.35 * m), (0, start + 1.45 * m)]
    case = rotate(lathe(fillet(motor, [0, 0.004, 0.012, 0.02, 0], 3), 28, crease_deg=50), (1, 0, 0), -math.pi / 2)
    pull = [(0, start + 1.4 * m), (0.005, start + 1.4 * m), (0.005, start + 1.7 * m), (0, start + 1.7 * m)]
    knob = rotate(lathe(fillet(pull, [0, 0, 0.002, 0], 3), 16), (1, 0, 0), -math.pi / 2)
    fan.add("body", "body", put(case), [hull_of(put(case), 28)])
    fan.add("body", "button", put(translate(knob, (0, 0, 0.55 * m))))
    return fan.model(has_front=True)


def _ring(radius: float, y: float, gauge: float, count: int = 40) -> Mesh:
    turn = np.arange(count) * 2 * math.pi / count
    path = np.column_stack([radius * np.cos(turn), np.full(count, y), radius * np.sin(turn)])
    return tube(path, gauge, segments=5, up=(0, 1, 0), closed=True)


def _cage(r: float, deep: float, wires: int) -> list[Mesh]:
    """Spokes from a ring in the middle, over a rounded shoulder, to the rim, in front and behind; two rings each."""
    shoulder = np.array([(0.15, -1.0), (0.45, -0.97), (0.78, -0.82), (0.94, -0.45), (1.0, 0.0)])
    pieces = []
    for side, depth in ((1.0, deep), (-1.0, 0.8 * deep)):
        profile = shoulder * [r, side * depth]
        path = np.column_stack([profile[:, 0], profile[:, 1], np.zeros(len(profile))])
        one = tube(path, _WIRE_M, segments=4, ends="flat", up=(0, 0, 1))
        pieces += [rotate(one, (0, 1, 0), 2 * math.pi * k / wires) for k in range(wires)]
        curve = smooth(profile, 40)
        for share in (0.15, 0.62, 0.86):
            y = float(np.interp(share * r, curve[:, 0], curve[:, 1]))
            pieces.append(_ring(share * r, y, _WIRE_M, 30))
    return [merge(pieces)]


def _rotor(fan: Assembly, p: Parameters, r: float, put: Callable[[Mesh], Mesh], start: float) -> None:
    """The blades, each a broad paddle set aslant and bent, around a hub."""
    reach = 0.88 * r
    width = {3: 1.0, 4: 0.82, 5: 0.68, 6: 0.58}[p.blades] * r
    outline = smooth(
        [
            (0.12 * r, -0.10 * width),
            (0.45 * reach, -0.36 * width),
            (0.8 * reach, -0.42 * width),
            (0.97 * reach, -0.18 * width),
            (reach, 0.2 * width),
            (0.82 * reach, 0.46 * width),
            (0.45 * reach, 0.3 * width),
            (0.12 * r, 0.10 * width),
        ],
        28,
        closed=True,
    )
    blade = rotate(upright(extrude(outline, 0.0022, 0.0007, 1), 0.0011), (1, 0, 0), math.radians(24))
    blades = [rotate(blade, (0, 1, 0), start + 2 * math.pi * k / p.blades) for k in range(p.blades)]
    fan.add("body", "blade", [put(b) for b in blades])
    cone = [(0, -0.02), (0.17 * r, -0.02), (0.17 * r, 0.012), (0.11 * r, 0.026), (0, 0.03)]
    fan.add("body", "blade", put(upright(lathe(fillet(cone, [0, 0, 0.006, 0.01, 0], 3), 28), 0.0)))


def _stand(fan: Assembly, p: Parameters, hub: FloatArray) -> None:
    """A domed foot with a row of buttons, and a pole, thicker in its lower part where it telescopes."""
    f = p.foot_m / 2
    thick = min(0.028, 0.2 * f)
    dome = [(0, 0), (f, 0), (f, 0.4 * thick), (0.6 * f, thick), (0.022, 1.5 * thick), (0, 1.5 * thick)]
    foot = lathe(fillet(dome, [0, 0.002, 0.006, 0.03, 0.006, 0], 4), 44, crease_deg=50)
    fan.add("body", "body", foot, turned_hulls([(f, 0.0), (f, 0.4 * thick), (0.6 * f, thick)]))
    y = 0.09 * p.cage_m + 0.012
    split = 0.55 * float(hub[2])
    for low, high, gauge in ((0.7 * thick, split, 0.0155), (split - 0.01, float(hub[2]) - 0.005, 0.0115)):
        path = np.array([(0, y * low / hub[2], low), (0, y * high / hub[2], high)])
        fan.add("body", "body", tube(path, gauge, segments=18, ends="flat"), tube_hulls(path, gauge, 1))
    collar = rounded_box((0.044, 0.044, 0.026), 0.009, 2, (0, y * split / hub[2], split))
    fan.add("body", "trim", collar)
    elbow = rounded_box((0.036, 0.05, 0.06), 0.012, 2, (0, y + 0.008, float(hub[2]) - 0.01))
    fan.add("body", "trim", elbow)
    # The buttons stand on a small desk before the pole.
    desk = rounded_box((0.1, 0.05, 0.03), 0.008, 2, (0, -0.42 * f, 0.85 * thick))
    fan.add("body", "body", desk)
    for k in range(4):
        size, at = (0.017, 0.022, 0.008), (0.022 * (k - 1.5), -0.42 * f, 0.85 * thick + 0.0165)
        fan.add("body", "button", rounded_box(size, 0.002, 2, at))
