"""Small dishes with one use: ashtrays with notches in their rim, and butter dishes under a cover that lifts off."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style, vessel, wall_curve
from simgen.catalog.meshing.boxes import box_hull, rounded_box
from simgen.catalog.meshing.hulls import tube_hulls
from simgen.catalog.meshing.lathe import lathe, squircle
from simgen.catalog.meshing.lofts import at_height, bowl_hulls, loft, pole, rounded_ring, wall_hulls
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Joint, Mesh

KINDS: dict[str, tuple[str, ...]] = {
    "ashtray": ("round", "square", "thin"),
    "butter_dish": ("knob", "loop", "plain"),
}


@dataclass(frozen=True)
class Parameters:
    """Outer sizes, with the cover and its handle; an ashtray is as deep as it is wide.

    `kind` one of KINDS, and `style` one of its: an ashtray's shape, or how a butter dish's cover is lifted. `filled`
    (0..1): how many stubs lie in an ashtray, or how much butter in a dish.
    """

    kind: str
    style: str
    width_m: float
    depth_m: float
    height_m: float
    filled: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.kind, KINDS, "kind")
        check_style(self.style, KINDS[self.kind])
        if not 0.0 <= self.filled <= 1.0:
            raise ValueError(f"filled is from 0 to 1, got {self.filled}")
        if self.height_m > 0.8 * min(self.width_m, self.depth_m):
            raise ValueError(f"a dish of {self.width_m} x {self.depth_m} m is lower than {self.height_m} m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The dish; slots `body`, `lid`, `handle`, `butter`, `paper`, `filter`, `ash`. The joint `lid` lifts the cover."""
    thing = Assembly(rng)
    {"ashtray": _ashtray, "butter_dish": _butter_dish}[parameters.kind](thing, parameters)
    return thing.model()


def _ashtray(thing: Assembly, p: Parameters) -> None:
    """A thick dish (or a thin one of sheet) whose rim has rests for cigarettes."""
    thin = p.style == "thin"
    r, h = p.width_m / 2, p.height_m * (0.75 if thin else 1.0)
    count = 192
    outline = squircle(count, 4.6) if p.style == "square" else None
    wall, floor = (0.002, 0.0022) if thin else (0.16 * r, 0.007)
    if thin:
        curve = [(0.62 * r, 0.0), (0.68 * r, 0.003), (0.8 * r, 0.88 * h), (0.88 * r, 0.97 * h), (r, h)]
    else:
        curve = [(0.9 * r, 0.0), (0.95 * r, 0.004), (0.99 * r, 0.5 * h), (r, h)]
    form = vessel(wall_curve(curve), wall_m=wall, floor_m=floor, corner_m=0.008, outline=outline)
    notches = 4 if p.style == "square" else 3
    first = math.pi / 4 if p.style == "square" else 0.3

    def notched(points: FloatArray) -> FloatArray:
        angle = np.arctan2(points[:, 1], points[:, 0])
        reach = np.hypot(points[:, 0], points[:, 1])
        pitch = 2 * math.pi / notches
        off = np.abs((angle - first + pitch / 2) % pitch - pitch / 2) * reach
        rest = np.exp(-((off / 0.0052) ** 4))
        share = np.clip((points[:, 2] - 0.45 * h) / (0.55 * h), 0.0, 1.2)
        sunk = min(0.0085, 0.3 * h) * rest * share
        return np.column_stack([points[:, :2], points[:, 2] - sunk])

    thing.add("body", "body", warp(form.mesh(count), notched), form.hulls(14))
    thing.hollow("inside", form.cavity("inside").mesh)
    level = float(form.inner[0, 1])
    free = float(form.inner[form.inner[:, 1] < level + 0.01][-1, 0]) * 0.82
    _stubs(thing, p, level, free)


def _stubs(thing: Assembly, p: Parameters, level: float, free: float) -> None:
    """Stubs and flakes of ash on the floor."""
    rng = thing.rng
    number = round(5 * p.filled)
    if not number:
        return
    for k in range(number):
        heading = math.pi * (k + float(rng.uniform(0.1, 0.5))) / number
        long = float(rng.uniform(0.012, 0.024))
        away = float(rng.uniform(-0.2, 0.2)) * free
        middle = (away * math.sin(heading), -away * math.cos(heading))
        tip = 0.0037
        paper = tube(
            [(0, 0, tip), (long, 0, tip * 0.9)], np.array([tip, 0.85 * tip]), segments=14, ends="flat", bevel_m=0.0004
        )
        burnt = tube(
            [(long, 0, tip * 0.9), (long + 0.003, 0, tip * 0.85)], np.array([0.85 * tip, 0.5 * tip]), segments=10
        )
        end = tube([(-0.02, 0, tip), (0.0003, 0, tip)], tip * 1.012, segments=14, ends="flat", bevel_m=0.0004)
        # Every other one leans on those below.
        lean = -0.28 if k % 2 else 0.0
        for slot, mesh in (("paper", paper), ("ash", burnt), ("filter", end)):
            tilted = rotate(mesh, (0, 1, 0), lean, (-0.02, 0.0, 0.0))
            placed = rotate(translate(tilted, (0.4 * (0.02 - long), 0.0, level + 0.0002)), (0, 0, 1), heading)
            thing.add("stubs", slot, translate(placed, (*middle, 0.0)))
    for _ in range(6 * number):
        size = float(rng.uniform(0.001, 0.0035))
        flake = rounded_box((1.6 * size, size, 0.5 * size), 0.2 * size)
        away, angle = float(rng.uniform(0.0, free)), float(rng.uniform(0.0, 2 * math.pi))
        at = (away * math.cos(angle), away * math.sin(angle), level + 0.26 * size)
        thing.add("stubs", "ash", translate(rotate(flake, (0, 0, 1), 3 * angle), at))


def _butter_dish(thing: Assembly, p: Parameters) -> None:
    """A low dish with a rim, a block of butter, and a cover with steep sides."""
    x, y = p.width_m / 2, p.depth_m / 2
    corner = 0.3 * y
    rim = 0.014

    def ring(inset: float, z: float) -> FloatArray:
        return at_height(rounded_ring(x - inset, y - inset, max(corner - 0.6 * inset, 0.006)), z)

    outside = [ring(0.022, 0.0), ring(0.02, 0.0015), ring(0.012, 0.005), ring(0.001, rim - 0.001), ring(0.0, rim)]
    inside = [ring(0.0022, rim + 0.0004), ring(0.005, rim - 0.003), ring(0.014, 0.0066), ring(0.018, 0.006)]
    plate = loft([pole(outside[0]), *outside, *inside, pole(inside[-1])], creases=[1])
    hulls = bowl_hulls([outside[0], outside[2], outside[4]], [inside[3], inside[1]], 12)
    thing.add("body", "body", plate, hulls)
    low, t = 0.0064, 0.0035
    grip = {"knob": 0.021, "loop": 0.019, "plain": 0.0}[p.style]
    top = p.height_m - grip
    edge = 0.0195

    def cover(inset: float, z: float) -> FloatArray:
        return ring(edge + inset, z)

    lean = 0.09 * (top - low)
    out = [
        cover(0.0, low),
        cover(0.0004, low + 0.002),
        cover(0.5 * lean, 0.55 * top),
        cover(lean, top - 0.012),
        cover(lean + 0.004, top - 0.004),
        cover(lean + 0.012, top - 0.0004),
    ]
    inn = [
        cover(t, low),
        cover(t + 0.5 * lean, 0.55 * top),
        cover(t + lean, top - 0.013),
        cover(t + lean + 0.006, top - t),
    ]
    stack = [pole(inn[-1]), *inn[::-1], *out, pole(out[-1], 0.0006)]
    shell = loft(stack, creases=[4, 5])
    roof = hull_of(np.concatenate([out[3], out[5], inn[2] + np.array([0.0, 0.0, 0.006])]), 32)
    walls = wall_hulls([out[0], out[3]], [inn[0], inn[2]], 12)
    thing.add("lid", "lid", shell, [*walls, roof], joint="lid")
    _grip(thing, p, top)
    thing.hollow("inside", loft([pole(inn[0]), *inn, pole(inn[-1])], creases=[1, 4]))
    reach = (x - edge - t - lean - 0.014, y - edge - t - lean - 0.012)
    thing.support_box("dish", (-reach[0], -reach[1]), reach, 0.006, top - 0.012, margin=0.0, behind=("lid",))
    if p.filled > 0.05:
        block = (2 * reach[0] * (0.25 + 0.75 * p.filled), min(2 * reach[1], 0.062), min(top - 0.024, 0.034))
        shift = -reach[0] + block[0] / 2
        thing.add(
            "butter", "butter", _butter(thing, block, shift), [box_hull(block, (shift, 0.0, 0.0062 + block[2] / 2))]
        )
    thing.joints.append(Joint("lid", "prismatic", (0.0, 0.0, low), (0.0, 0.0, 1.0), 0.0, 0.08))


def _butter(thing: Assembly, size: tuple[float, float, float], shift: float) -> Mesh:
    """A block with soft edges, a little out of shape."""
    wobble = thing.rng.uniform(-0.0012, 0.0012, 4)
    shape = rounded_box(size, 0.003, 4, (shift, 0.0, 0.0062 + size[2] / 2), divisions=(8, 4, 3))

    def worn(points: FloatArray) -> FloatArray:
        up = np.clip((points[:, 2] - 0.0062) / size[2], 0.0, 1.0)
        wave = wobble[0] * np.sin(55.0 * points[:, 0]) + wobble[1] * np.sin(90.0 * points[:, 1] + 1.0)
        return np.column_stack(
            [points[:, 0] + up * wobble[2], points[:, 1] * (1 - 0.03 * up), points[:, 2] + up * wave]
        )

    return warp(shape, worn)


def _grip(thing: Assembly, p: Parameters, top: float) -> None:
    """What the cover is lifted by."""
    if p.style == "knob":
        shape = [(0, -0.002), (0.0085, -0.002), (0.006, 0.005), (0.0115, 0.014), (0.009, 0.0205), (0, 0.021)]
        knob = translate(lathe(fillet(shape, [0, 0.0005, 0.004, 0.005, 0.005, 0], 5), 36), (0, 0, top))
        thing.add("lid", "handle", knob, [hull_of(knob, 24)], joint="lid")
    elif p.style == "loop":
        line = smooth(
            [
                (-0.03, 0.0, top - 0.001),
                (-0.022, 0.0, top + 0.011),
                (0.0, 0.0, top + 0.0145),
                (0.022, 0.0, top + 0.011),
                (0.03, 0.0, top - 0.001),
            ],
            18,
        )
        bow = tube(line, np.tile([0.007, 0.0042], (18, 1)), section=squircle(16, 2.4), up=(0, 0, 1), ends="flat")
        thing.add("lid", "handle", bow, tube_hulls(line, (0.007, 0.0042), 5), joint="lid")
