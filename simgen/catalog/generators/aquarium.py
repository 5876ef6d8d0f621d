"""Aquariums: a glass tank with water over gravel, plants, stones and a few fish; open, or under a hood."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.blobs import blob, lumps
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.rings import ring_hulls, ring_prism
from simgen.catalog.meshing.slabs import box_quads, flat_quads
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, merge, rotate, scale, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray

STYLES = ("rimless", "framed", "hood")


@dataclass(frozen=True)
class Parameters:
    """Outer sizes of the glass, panes `pane_m` thick; `style` is one of STYLES; `fish` swim in it.

    `full` is the share of the height that water fills.
    """

    style: str
    width_m: float
    depth_m: float
    height_m: float
    pane_m: float
    full: float
    fish: int

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)
        if not 0.5 <= self.full <= 0.96:
            raise ValueError(f"full lies between 0.5 and 0.96, got {self.full}")
        if not 0 <= self.fish <= 12:
            raise ValueError(f"fish are 0 to 12, got {self.fish}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The tank.

    Slots `glass`, `water`, `seam`, `frame`, `gravel`, `pebble`, `plant`, `stone`, `wood`, `fish`, `fin`, `eye`.
    """
    p = parameters
    tank = Assembly(rng)
    _panes(tank, p)
    bed = _bed(tank, p, rng)
    _stones(tank, p, bed, rng)
    _plants(tank, p, bed, rng)
    _fish(tank, p, bed, rng)
    x, y = p.width_m / 2 - p.pane_m - 0.0004, p.depth_m / 2 - p.pane_m - 0.0004
    # Water begins above the gravel's foot, which no ray may find between the two.
    low, high = p.pane_m + 0.003, p.full * p.height_m
    block = flat_quads(box_quads((-x, -y, low), (x, y, high)))
    tank.add("water", "water", block)
    tank.masses["water"] = 4 * x * y * (high - low) * 998.0
    return tank.model(has_front=True)


def _panes(tank: Assembly, p: Parameters) -> None:
    """A floor and four walls with silicone in the corners; rims of plastic and a hood as the style has them."""
    x, y, h, t = p.width_m / 2, p.depth_m / 2, p.height_m, p.pane_m
    tank.span("tank", "glass", (-x, -y, 0.0), (x, y, t), radius=0.0005)
    for s in (-1.0, 1.0):
        a, b = sorted((s * y, s * (y - t)))
        tank.span("tank", "glass", (-x, a, t + 0.0002), (x, b, h), radius=0.0005)
        a, b = sorted((s * x, s * (x - t)))
        tank.span("tank", "glass", (a, -y + t + 0.0002, t + 0.0002), (b, y - t - 0.0002, h), radius=0.0005)
    bead = 0.0035
    for sx in (-1.0, 1.0):
        for sy in (-1.0, 1.0):
            place = (sx * (x - t - 0.3 * bead), sy * (y - t - 0.3 * bead), h / 2)
            tank.add("tank", "seam", rounded_box((bead, bead, h - 0.006), 0.001, 2, place))
    if p.style == "rimless":
        mat = rounded_box((2 * x - 0.002, 2 * y - 0.002, 0.003), 0.001, 2, (0, 0, -0.0015))
        tank.add("tank", "seam", mat, [box_hull((2 * x - 0.002, 2 * y - 0.002, 0.003), (0, 0, -0.0015))])
        return
    for low, high in ((-0.004, 0.026), (h - 0.022, h + 0.004)):
        edge = 0.0045
        outer = np.array([(-x - edge, -y - edge), (x + edge, -y - edge), (x + edge, y + edge), (-x - edge, y + edge)])
        lip = 0.012 if low > 0 else 0.0
        if lip:
            # The upper rim grips the panes from above.
            inner = outer * [(x - lip) / (x + edge), (y - lip) / (y + edge)]
            rim = ring_prism(outer, inner, 0.0038, 0.001)
            tank.add("tank", "frame", translate(rim, (0, 0, h + 0.0003)))
        inner = outer * [(x + 0.0004) / (x + edge), (y + 0.0004) / (y + edge)]
        band = ring_prism(outer, inner, high - low, 0.0015)
        hulls = [q + np.array([0.0, 0.0, low]) for q in ring_hulls(outer, inner, high - low, 4)]
        tank.add("tank", "frame", translate(band, (0, 0, low)), hulls)
    tank.span("tank", "frame", (-x, -y, -0.004), (x, y, -0.0003), radius=0.0008)
    if p.style == "hood":
        foot, top = h + 0.0045, h + 0.058
        outline = fillet(
            [
                (-y - 0.002, foot),
                (y + 0.002, foot),
                (y + 0.002, top - 0.006),
                (-y + 0.05, top),
                (-y - 0.002, top - 0.03),
            ],
            [0.002, 0.002, 0.012, 0.02, 0.012],
            4,
            closed=True,
        )
        hood = extrude(outline, 2 * x + 0.004, 0.006, 3)
        # Its outline (y, z) stands upright along x.
        stood = translate(rotate(rotate(hood, (1, 0, 0), math.pi / 2), (0, 0, 1), math.pi / 2), (-x - 0.002, 0, 0))
        tank.add("hood", "frame", stood, [hull_of(stood)])
        flap = (-0.5 * y, 0.35 * y)
        for u in (-0.25, 0.25):
            lid = rounded_box(
                (0.44 * p.width_m, flap[1] - flap[0], 0.004),
                0.0015,
                2,
                (u * 1.9 * p.width_m / 2, sum(flap) / 2, top + 0.0005),
            )
            lean = math.atan2(-0.006, 2 * y - 0.05)
            tank.add("hood", "frame", rotate(lid, (1, 0, 0), lean, (0, -y + 0.05, top)))
            tank.add(
                "hood",
                "seam",
                rounded_box((0.05, 0.008, 0.006), 0.002, 2, (u * 1.9 * p.width_m / 2, flap[0] + 0.02, top + 0.0035)),
            )


def _bed(tank: Assembly, p: Parameters, rng: np.random.Generator) -> FloatArray:
    """Gravel that rises to the back, with single pebbles on it; gives (depth at the front, at the back)."""
    x, y, t = p.width_m / 2 - p.pane_m - 0.0012, p.depth_m / 2 - p.pane_m - 0.0012, p.pane_m
    front, back = t + rng.uniform(0.025, 0.04), t + rng.uniform(0.055, 0.08)
    profile = np.array([(-y, t + 0.0006), (y, t + 0.0006), (y, back), (-y, front)])
    slab = rotate(rotate(extrude(profile, 2 * x), (1, 0, 0), math.pi / 2), (0, 0, 1), math.pi / 2)
    slab = translate(slab, (-x, 0, 0))
    tank.add("bed", "gravel", slab, [hull_of(slab)])
    count = int(min(380, 2200 * 4 * x * y))
    stones: dict[str, list[object]] = {"gravel": [], "pebble": []}
    shapes = [blob((1.0, 1.0, 1.0), exponent=2.4, cells=2, swell=lumps(rng, 0.12, waves=6)) for _ in range(6)]
    for k in range(count):
        px, py = rng.uniform((-x + 0.005, -y + 0.005), (x - 0.005, y - 0.005))
        size = rng.uniform(0.0028, 0.0056) * np.array([1.0, rng.uniform(0.7, 1.0), rng.uniform(0.5, 0.8)])
        stone = rotate(scale(shapes[k % 6], size.tolist()), (0, 0, 1), rng.uniform(0, 6.3))
        level = front + (back - front) * (py + y) / (2 * y)
        stones["gravel" if rng.random() < 0.6 else "pebble"].append(translate(stone, (px, py, level + 0.3 * size[2])))
    for slot, group in stones.items():
        tank.add("bed", slot, merge(group))  # type: ignore[arg-type]
    return np.array([front, back])


def _level(p: Parameters, bed: FloatArray, y: float) -> float:
    reach = p.depth_m / 2 - p.pane_m
    return float(bed[0] + (bed[1] - bed[0]) * (y + reach) / (2 * reach))


def _stones(tank: Assembly, p: Parameters, bed: FloatArray, rng: np.random.Generator) -> None:
    """A group of rocks on one side and a root that leans over them."""
    side = float(rng.choice([-1.0, 1.0]))
    spot = side * p.width_m * rng.uniform(0.14, 0.24)
    for k in range(int(rng.integers(2, 5))):
        r = p.depth_m * rng.uniform(0.1, 0.2) * (1.0 if k == 0 else 0.6)
        radii = (r, r * rng.uniform(0.6, 0.8), r * rng.uniform(0.55, 0.95))
        place = (spot + rng.uniform(-0.8, 0.8) * 0.16 * p.width_m * min(k, 1), rng.uniform(-0.12, 0.2) * p.depth_m)
        rock = blob(radii, exponent=2.8, cells=10, swell=lumps(rng, 0.09, waves=10, high=3.0))
        rock = translate(
            rotate(rock, (0, 0, 1), rng.uniform(0, 6.3)), (*place, _level(p, bed, place[1]) + 0.35 * radii[2])
        )
        tank.add("stones", "stone", rock, [hull_of(rock, 28)])
    if rng.random() < 0.7:
        low = _level(p, bed, 0.05)
        start = np.array([-0.6 * spot, 0.1 * p.depth_m, low - 0.01])
        for k in range(3):
            reach = (p.full * p.height_m - low) * rng.uniform(0.35, 0.75)
            across, along = side * p.width_m * rng.uniform(-0.22, 0.24), rng.uniform(-0.2, 0.15) * p.depth_m
            tip = start + np.array([across, along, reach])
            middle = [start * (1 - s) + tip * s + rng.normal(0, 0.012, 3) for s in (0.3, 0.55, 0.8)]
            path = smooth(np.array([start, *middle, tip]), 28)
            girth = np.linspace(0.016 - 0.003 * k, 0.003, 28) * (1 + 0.12 * np.sin(np.linspace(0, 14, 28) + k))
            branch = tube(path, girth, segments=12)
            tank.add("stones", "wood", branch, [hull_of(branch.vertices[: len(branch.vertices)], 24)])


def _plants(tank: Assembly, p: Parameters, bed: FloatArray, rng: np.random.Generator) -> None:
    """Tufts of long ribbons at the back, and low rosettes of broad leaves in front of them."""
    x, y, top = p.width_m / 2 - p.pane_m - 0.02, p.depth_m / 2 - p.pane_m - 0.02, p.full * p.height_m - 0.01
    tufts = max(5, round(13 * p.width_m))
    for k in range(tufts):
        px = -x + (k + rng.uniform(0.2, 0.8)) * 2 * x / tufts
        py = y * rng.uniform(0.3, 0.9)
        level = _level(p, bed, py)
        tall = (top - level) * rng.uniform(0.55, 0.97)
        wide = rng.uniform(0.003, 0.0065)
        for _ in range(int(rng.integers(8, 12))):
            lean = rng.normal(0.0, 0.022, 2)
            reach = tall * rng.uniform(0.6, 1.0)
            z = np.linspace(0.0, reach, 9)
            sway = rng.uniform(0.003, 0.009) * np.sin(z / reach * rng.uniform(3, 6) + rng.uniform(0, 6))
            line = np.column_stack(
                [px + lean[0] * (z / reach) ** 1.6 + sway, py + lean[1] * (z / reach) ** 1.6, level - 0.003 + z]
            )
            line = np.clip(line, [-x, -y, 0.0], [x, y, top])
            girth = wide * np.clip(1.25 - (z / reach) ** 4, 0.15, 1.0)
            turn = rng.uniform(0, math.pi)
            up = (math.cos(turn), math.sin(turn), 0.0)
            tank.add("plants", "plant", tube(line, np.column_stack([girth, np.full(9, 0.0004)]), segments=4, up=up))
    for _ in range(max(2, round(7 * p.width_m))):
        px, py = rng.uniform((-0.9 * x, -0.6 * y), (0.9 * x, 0.4 * y))
        level = _level(p, bed, py)
        count = int(rng.integers(7, 12))
        for k in range(count):
            way = 2 * math.pi * k / count + rng.uniform(-0.3, 0.3)
            long, rise = rng.uniform(0.03, 0.055), rng.uniform(0.5, 1.2)
            s = np.linspace(0.0, 1.0, 10)
            out = long * s * math.cos(rise * 0.8)
            z = long * (np.sin(s * 1.9) * rise * 0.75)
            line = np.column_stack([px + out * math.cos(way), py + out * math.sin(way), level - 0.002 + z])
            line = np.clip(line, [-x, -y, 0.0], [x, y, top])
            girth = np.maximum(0.0012, 0.010 * np.clip(np.sin((s - 0.35) / 0.65 * math.pi), 0, 1) ** 0.8)
            tank.add("plants", "plant", tube(line, np.column_stack([girth, np.full(10, 0.0004)]), segments=6))


def _fish(tank: Assembly, p: Parameters, bed: FloatArray, rng: np.random.Generator) -> None:
    """Small fish at different depths, all turned along the tank."""
    x, y = p.width_m / 2 - 0.09, p.depth_m / 2 - p.pane_m - 0.03
    taken: list[FloatArray] = []
    for _ in range(60):
        if len(taken) == p.fish:
            break
        long = float(rng.uniform(0.048, 0.075))
        spot = rng.uniform((-x, -y, bed[1] + 0.05), (x, 0.2 * y, p.full * p.height_m - 0.045))
        if any(np.linalg.norm((spot - o) * [1.0, 1.6, 1.6]) < 0.1 for o in taken):
            continue
        taken.append(spot)
        s = np.linspace(0.0, 1.0, 18)
        tall = 0.17 * long * np.sin(np.pi * s**0.72) ** 0.75 + 0.012 * long
        tall[-4:] = np.maximum(tall[-4:], 0.035 * long)
        bend = 0.05 * long * np.sin(2.2 * s + rng.uniform(0, 6))
        line = np.column_stack([(0.5 - s) * 0.8 * long, bend, np.zeros(18)])
        body = tube(line, np.column_stack([0.5 * tall, tall]), segments=18)
        tail = [(-0.28, 0.0), (-0.52, 0.17), (-0.46, 0.0), (-0.52, -0.17)]
        crest = [(0.12, 0.13), (-0.02, 0.27), (-0.16, 0.22), (-0.14, 0.09)]
        belly = [(0.02, -0.12), (-0.08, -0.24), (-0.15, -0.19), (-0.12, -0.09)]
        fins = []
        for shape, at in ((tail, float(bend[-1])), (crest, float(bend[7])), (belly, float(bend[9]))):
            flat = extrude(fillet(np.array(shape) * long, 0.02 * long, 2, closed=True), 0.0006, 0.0001)
            fins.append(translate(rotate(flat, (1, 0, 0), math.pi / 2), (0, at + 0.0003, 0)))
        eyes = [
            blob((0.028 * long,) * 3, cells=3, center=(0.29 * long, float(bend[3]) + u * 0.066 * long, 0.035 * long))
            for u in (-1, 1)
        ]
        turn = rng.normal(0.0, 0.35) + (math.pi if rng.random() < 0.5 else 0.0)
        for slot, mesh in (("fish", body), ("fin", merge(fins)), ("eye", merge(eyes))):
            tilted = rotate(rotate(mesh, (0, 1, 0), rng.normal(0.0, 0.02)), (0, 0, 1), turn)
            tank.add("fish", slot, translate(tilted, spot.tolist()))
    if taken:
        spot = taken[0]
        tank.add("fish", "fish", [], [box_hull((0.03, 0.012, 0.012), spot.tolist())])
