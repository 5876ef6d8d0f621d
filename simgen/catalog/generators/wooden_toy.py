"""Toys of wood: trains and cars on wheels, xylophones with their mallets, and rings stacked on a peg."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box
from simgen.catalog.meshing.hulls import tube_hulls, turned_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model
from simgen.world import Mesh

_SLOTS = ("first", "second", "third", "fourth")


@dataclass(frozen=True)
class Parameters:
    """`kind` is one of KINDS; `length_m` over all (x), or of rings the diameter; `count` of wagons, bars or rings."""

    kind: str
    length_m: float
    count: int

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.kind, KINDS, "kind")
        if self.count < 1:
            raise ValueError(f"count is 1 or more, got {self.count}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The toy, its front at -y; slots `wood`, `first` to `fourth`, and `metal`, as far as it has them."""
    toy = Assembly(rng)
    _MAKERS[parameters.kind](toy, parameters)
    return toy.model(has_front=True)


def _disc(radius: float, thick: float, round_m: float = 0.002) -> Mesh:
    """A turned disc about +y, centred."""
    shape = [(0, -thick / 2), (radius, -thick / 2), (radius, thick / 2), (0, thick / 2)]
    return rotate(lathe(fillet(shape, [0, round_m, round_m, 0], 4), 32), (1, 0, 0), math.pi / 2)


def _train(toy: Assembly, p: Parameters) -> None:
    """An engine that looks to +x, and wagons behind it with a load of blocks."""
    cars = p.count + 1
    pitch = p.length_m / cars
    long, wide, wheel = pitch - 0.012, 0.45 * pitch, 0.11 * pitch
    level = 1.35 * wheel
    for k in range(cars):
        x = p.length_m / 2 - (k + 0.5) * pitch
        slot = _SLOTS[int(toy.rng.integers(4))]
        deck = 0.14 * long
        toy.board("train", "wood", (long, wide, deck), (x, 0, level + deck / 2), radius=0.003, segments=4, grain="x")
        top = level + deck
        for sx in (-0.3, 0.3):
            for sy in (-1.0, 1.0):
                at = (x + sx * long, sy * (wide / 2 + 0.006), wheel)
                disc = translate(_disc(wheel, 0.009), at)
                toy.add("train", _SLOTS[(k + 1) % 4], disc, [hull_of(disc, 24)])
                cap = translate(_disc(0.28 * wheel, 0.004, 0.0012), (at[0], at[1] + sy * 0.0055, wheel))
                toy.add("train", "wood", cap)
        if k == 0:
            boiler = 0.34 * wide
            body = rotate(_disc(boiler, 0.62 * long, 0.004), (0, 0, 1), math.pi / 2)
            moved = translate(body, (x + 0.14 * long, 0, top + boiler - 0.001))
            toy.add("train", slot, moved, [hull_of(moved, 28)])
            cab = (0.30 * long, 0.92 * wide, 0.72 * wide)
            at = (x - 0.33 * long, 0, top + cab[2] / 2)
            toy.board("train", _SLOTS[(k + 2) % 4], cab, at, radius=0.004, segments=4)
            roof = (0.40 * long, 1.06 * wide, 0.014)
            toy.board("train", "wood", roof, (at[0], 0, top + cab[2] + 0.006), radius=0.005, segments=4)
            for sy in (-1.0, 1.0):
                hole = rounded_box(
                    (0.15 * long, 0.001, 0.26 * wide), 0.0, 2, (at[0], sy * (cab[1] / 2 + 0.0002), top + 0.66 * cab[2])
                )
                toy.add("train", "metal", hole)
            funnel = [
                (0, 0),
                (0.09 * wide, 0),
                (0.09 * wide, 0.2 * wide),
                (0.15 * wide, 0.42 * wide),
                (0.15 * wide, 0.46 * wide),
                (0, 0.44 * wide),
            ]
            pipe = lathe(np.array(fillet(funnel, [0, 0, 0.004, 0.002, 0.002, 0], 3)), 28)
            foot = (x + 0.34 * long, 0, top + 1.9 * boiler)
            toy.add("train", "wood", translate(pipe, foot), [hull_of(translate(pipe, foot), 24)])
        else:
            count = int(toy.rng.integers(2, 4))
            for b in range(count):
                size = 0.26 * long
                at = (x + (b - (count - 1) / 2) * 0.3 * long, float(toy.rng.normal(0, 0.02 * wide)), top + size / 2)
                block = rotate(rounded_box((size, size, size), 0.003, 4), (0, 0, 1), float(toy.rng.uniform(-0.2, 0.2)))
                toy.add("train", _SLOTS[(b + k) % 4], translate(block, at), [hull_of(translate(block, at), 16)])
        if k:
            link = [(x + long / 2 - 0.004, 0, level + 0.3 * deck), (x + long / 2 + 0.016, 0, level + 0.3 * deck)]
            toy.add("train", "metal", tube(link, 0.0022, segments=10))


def _car(toy: Assembly, p: Parameters) -> None:
    """A body sawn from one block, windows let into it, four wheels on two axles, round lamps."""
    long, wide = p.length_m, 0.42 * p.length_m
    wheel, low = 0.125 * long, 0.085 * long
    high = 0.40 * long
    side = [(-0.5, 0.0), (0.5, 0.0), (0.5, 0.42), (0.46, 0.52), (0.20, 0.58), (0.06, 1.0), (-0.30, 1.0), (-0.47, 0.58)]
    outline = [(x * long, y * (high - low)) for x, y in [*side, (-0.5, 0.5)]]
    shape = fillet(outline, [0.004, 0.004, *[0.05 * long] * 6, 0.01], 5, closed=True)
    # The outline's y becomes up; the block is as wide as it was high.
    block = translate(rotate(extrude(shape, wide, 0.004, 4, crease_deg=50), (1, 0, 0), math.pi / 2), (0, wide / 2, low))
    lower = box_hull((long, wide, 0.5 * (high - low)), (0, 0, low + 0.25 * (high - low)), 0.003)
    upper = block.vertices[block.vertices[:, 2] > low + 0.45 * (high - low)].astype(np.float64)
    toy.add("car", "first", block, [lower, hull_of(upper, 24)])
    glass = (
        [(-0.27, 0.66), (-0.10, 0.66), (-0.10, 0.92), (-0.245, 0.92)],
        [(-0.07, 0.66), (0.135, 0.66), (0.035, 0.92), (-0.07, 0.92)],
    )
    for pane in glass:
        corners = fillet([(x * long, y * (high - low)) for x, y in pane], [0.004] * 4, 3, closed=True)
        for way in (-1.0, 1.0):
            sheet = rotate(extrude(corners, 0.0012, 0.0002), (1, 0, 0), math.pi / 2)
            toy.add("car", "wood", translate(sheet, (0, way * wide / 2 + 0.0006, low)))
    for x in (-0.30, 0.30):
        for way in (-1.0, 1.0):
            at = (x * long, way * (wide / 2 + 0.005), wheel)
            disc = translate(_disc(wheel, 0.012, 0.003), at)
            toy.add("car", "second", disc, [hull_of(disc, 24)])
            toy.add("car", "wood", translate(_disc(0.42 * wheel, 0.003, 0.001), (at[0], at[1] + way * 0.0068, wheel)))
    for way in (-1.0, 1.0):
        lamp = rotate(_disc(0.035 * long, 0.004, 0.0015), (0, 0, 1), math.pi / 2)
        toy.add("car", "third", translate(lamp, (0.5 * long, way * 0.32 * wide, low + 0.26 * (high - low))))


def _xylophone(toy: Assembly, p: Parameters) -> None:
    """Bars of falling length on two rails, and two mallets across them."""
    pitch = p.length_m / p.count
    most, least = 0.62 * p.length_m, 0.34 * p.length_m
    for side in (-1.0, 1.0):
        ends = np.array([(-p.length_m / 2, side * 0.27 * most), (p.length_m / 2, side * 0.27 * least)])
        along = ends[1] - ends[0]
        rail = rounded_box((float(np.hypot(*along)), 0.016, 0.028), 0.003, 4, grain="x")
        turn = math.atan2(along[1], along[0])
        moved = translate(rotate(rail, (0, 0, 1), turn), (*ends.mean(axis=0).tolist(), 0.014))
        toy.add("frame", "wood", moved, [hull_of(moved, 8)])
    for k in range(p.count):
        long = most + (least - most) * k / max(1, p.count - 1)
        at = (-p.length_m / 2 + (k + 0.5) * pitch, 0.0, 0.0335)
        toy.board("frame", _SLOTS[k % 4], (0.82 * pitch, long, 0.010), at, radius=0.003, segments=4, grain="y")
        for side in (-1.0, 1.0):
            reach = 0.27 * long
            pin = translate(rotate(_disc(0.004, 0.003, 0.001), (1, 0, 0), math.pi / 2), (at[0], side * reach, 0.0392))
            toy.add("frame", "metal", pin)
    for k, side in enumerate((-1.0, 1.0)):
        turn = float(toy.rng.uniform(0.1, 0.5)) * side
        reach, at = 0.36 * p.length_m, (float(toy.rng.uniform(-0.1, 0.1)) * p.length_m, side * 0.06 * most, 0.0505)
        stick = [(-reach, 0, 0), (reach - 0.01, 0, 0)]
        mallet = rotate(tube(stick, 0.0042, segments=14), (0, 0, 1), turn)
        ball = rotate(
            lathe(
                np.array(fillet([(0, -0.012), (0.012, -0.012), (0.012, 0.012), (0, 0.012)], [0, 0.0115, 0.0115, 0], 8)),
                24,
            ),
            (0, 1, 0),
            0.0,
        )
        head = rotate(translate(ball, (reach, 0, 0)), (0, 0, 1), turn)
        toy.add("frame", "wood", translate(mallet, at), [hull_of(translate(mallet, at), 12)])
        toy.add("frame", _SLOTS[k], translate(head, at), [hull_of(translate(head, at), 24)])


def _rings(toy: Assembly, p: Parameters) -> None:
    """Rings of falling size on a peg, with a ball on top."""
    r = p.length_m / 2
    foot = [(0, 0), (r, 0), (r, 0.014), (0, 0.014)]
    toy.add("rings", "wood", lathe(fillet(foot, [0, 0.003, 0.005, 0], 4), 48), turned_hulls([(r, 0), (r, 0.014)]))
    z = 0.014
    thick = 0.36 * r
    for k in range(p.count):
        radius = r * (0.96 - 0.5 * k / max(1, p.count))
        hole = 0.17 * r
        ring = [(hole, z), (radius, z), (radius, z + thick), (hole, z + thick)]
        toy.add(
            "rings",
            _SLOTS[k % 4],
            lathe(np.array(fillet(ring, [0.002, 0.42 * thick, 0.42 * thick, 0.002], 7, closed=True)), 48),
            turned_hulls(
                [(0.8 * radius, z), (radius, z + 0.35 * thick), (radius, z + 0.65 * thick), (0.8 * radius, z + thick)]
            ),
        )
        z += thick
    peg = [(0, 0, 0.01), (0, 0, z + 0.02)]
    toy.add("rings", "wood", tube(peg, 0.14 * r, segments=24, ends="flat"), tube_hulls(peg, 0.13 * r, 1))
    ball = 0.26 * r
    shape = fillet([(0, -ball), (ball, -ball), (ball, ball), (0, ball)], [0, 0.98 * ball, 0.98 * ball, 0], 10)
    moved = translate(lathe(np.array(shape), 32), (0, 0, z + ball + 0.004))
    toy.add("rings", _SLOTS[p.count % 4], moved, [hull_of(moved, 32)])


_MAKERS: dict[str, Callable[[Assembly, Parameters], None]] = {
    "train": _train,
    "car": _car,
    "xylophone": _xylophone,
    "rings": _rings,
}
KINDS = tuple(_MAKERS)
