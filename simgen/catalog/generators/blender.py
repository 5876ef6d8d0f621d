"""Kitchen blenders: a motor's housing with a dial or keys, a jug with blades and a handle, a lid with a cap."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._appliance import dial
from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import vessel, wall_curve
from simgen.catalog.meshing.boxes import rounded_box
from simgen.catalog.meshing.hulls import tube_hulls, turned_hulls
from simgen.catalog.meshing.lathe import lathe, squircle
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import rotate, translate
from simgen.catalog.model import Model
from simgen.world import Joint


@dataclass(frozen=True)
class Parameters:
    """`base_m`, `base_height_m` of the housing; `jug_m` the jug's upper diameter, `jug_height_m` without its lid.

    `squareness`: 2 is a round blender, 4 one with flat sides; `keys`: keys in a row instead of a dial.
    """

    base_m: float
    base_height_m: float
    jug_m: float
    jug_height_m: float
    squareness: float
    keys: bool

    def __post_init__(self) -> None:
        """Values that go together."""
        if not 2 <= self.squareness <= 6:
            raise ValueError(f"squareness is 2 to 6, got {self.squareness}")
        if self.jug_m > 1.05 * self.base_m:
            raise ValueError(f"a jug of {self.jug_m} m is too broad for a base of {self.base_m} m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The blender, in the slots `body`, `trim`, `key`, `mark`, `glass`, `lid` and `steel`; the jug's handle at +x.

    The joint `lid` lifts the lid out of the jug.
    """
    p = parameters
    blender = Assembly(rng)
    outline = squircle(40, p.squareness)
    b, h = p.base_m / 2, p.base_height_m
    housing = [(0, 0.004), (b, 0.004), (0.97 * b, 0.3 * h), (0.78 * b, 0.85 * h), (0.7 * b, h), (0, h)]
    curve = fillet(housing, [0, 0.006, 0.05, 0.03, 0.006, 0], 4)
    blender.add("body", "body", lathe(curve, outline=outline, crease_deg=50))
    ring = squircle(16, p.squareness)
    blender.add("body", "body", [], turned_hulls([(b, 0.0), (0.97 * b, 0.3 * h), (0.7 * b, h)], outline=ring))
    skirt = fillet(
        [(0, 0), (0.94 * b, 0), (1.01 * b, 0.005), (1.01 * b, 0.016), (0, 0.016)], [0, 0.001, 0.002, 0.003, 0], 3
    )
    blender.add("body", "trim", lathe(skirt, outline=outline))
    # The front leans back as the housing narrows.
    lean = -math.atan2(0.17 * b, 0.5 * h)
    at = (0.0, -0.925 * b, 0.42 * h)
    if p.keys:
        for k in range(5):
            size = (0.019, 0.007, 0.013)
            key = rounded_box(size, 0.002, 4, (0.0225 * (k - 2), 0.0, 0.0))
            blender.add("body", "key", translate(rotate(key, (1, 0, 0), lean), at))
        lamp = rounded_box((0.1, 0.002, 0.0022), 0.0004, 2, (0.0, -0.002, 0.014))
        blender.add("body", "mark", translate(rotate(lamp, (1, 0, 0), lean), at))
    else:
        knob, mark = dial((0.0, 0.001, 0.0), 0.023, 0.018, float(rng.choice([-1.0, 0.0, 0.0, 1.0])))
        for slot, mesh in (("key", knob), ("mark", mark)):
            blender.add("body", slot, translate(rotate(mesh, (1, 0, 0), lean), at))
    collar = fillet(
        [(0, h - 0.001), (0.68 * b, h - 0.001), (0.64 * b, h + 0.014), (0, h + 0.014)], [0, 0.002, 0.003, 0], 3
    )
    blender.add("body", "trim", lathe(collar, 44), turned_hulls([(0.68 * b, h), (0.64 * b, h + 0.014)]))
    _jug(blender, p, h + 0.0145)
    return blender.model(has_front=True)


def _jug(blender: Assembly, p: Parameters, low: float) -> None:
    """Thick glass that widens upwards, blades at its bottom, a handle at +x and a lid with a clear cap."""
    r, tall, start = p.jug_m / 2, p.jug_height_m, 0.58 * p.base_m / 2
    outline = squircle(40, min(p.squareness, 3.0))
    wall = wall_curve([(start, 0.0), (start + 0.004, 0.02), (0.86 * r, 0.45 * tall), (r, tall)])
    form = vessel(wall, wall_m=0.0034, floor_m=0.005, corner_m=0.012, outline=outline)
    at = (0.0, 0.0, low)
    blender.add("jug", "glass", translate(form.mesh(), at), [q + np.array(at) for q in form.hulls(8)])
    blender.hollow("jug", translate(form.cavity("jug").mesh, at))
    hub = [(0, 0.0052), (0.017, 0.0052), (0.014, 0.016), (0.005, 0.019), (0.005, 0.027), (0, 0.028)]
    blender.add("jug", "steel", translate(lathe(fillet(hub, [0, 0.001, 0.003, 0.002, 0.001, 0], 3), 24), at))
    for k in range(4):
        blade = rounded_box((0.03, 0.009, 0.0012), 0.0004, 2, (0.015, 0, 0))
        bent = rotate(blade, (0, 1, 0), math.radians(-28 if k % 2 else 16))
        blender.add("jug", "steel", translate(rotate(bent, (0, 0, 1), k * math.pi / 2), (0, 0, low + 0.023)))
    mid = 0.92 * r
    path = smooth(
        [
            (0.98 * r, 0, 0.9 * tall),
            (r + 0.026, 0, 0.9 * tall),
            (r + 0.04, 0, 0.62 * tall),
            (r + 0.03, 0, 0.3 * tall),
            (mid - 0.1 * r, 0, 0.27 * tall),
        ],
        20,
    ) + np.array(at)
    bow = tube(path, np.tile([0.0115, 0.0075], (20, 1)), section=squircle(12, 3.0), up=(0, 1, 0), ends="flat")
    blender.add("jug", "lid", bow, tube_hulls(path, (0.009, 0.0075), 4, up=(0, 1, 0)))
    top = low + tall
    rim = [
        (0, -0.014),
        (r - 0.006, -0.014),
        (r - 0.006, 0.0006),
        (r + 0.002, 0.001),
        (r + 0.001, 0.013),
        (0.42 * r, 0.017),
    ]
    cover = fillet([*rim, (0, 0.017)], [0, 0.002, 0.0, 0.001, 0.005, 0.002, 0], 4)
    blender.add("lid", "lid", translate(lathe(cover, outline=outline, crease_deg=50), (0, 0, top)), joint="lid")
    hulls = turned_hulls([(r, 0.001), (0.95 * r, 0.015)], outline=squircle(16, min(p.squareness, 3.0)))
    blender.add("lid", "lid", [], [q + np.array([0, 0, top]) for q in hulls], joint="lid")
    cap = [(0, 0.016), (0.38 * r, 0.016), (0.36 * r, 0.034), (0, 0.035)]
    small = [q + np.array([0, 0, top]) for q in turned_hulls([(0.38 * r, 0.016), (0.36 * r, 0.034)])]
    mesh = lathe(fillet(cap, [0, 0.001, 0.004, 0], 4), 36)
    blender.add("lid", "trim", translate(mesh, (0, 0, top)), small, joint="lid")
    blender.joints.append(Joint("lid", "prismatic", (0, 0, top), (0.0, 0.0, 1.0), 0.0, 0.06))
