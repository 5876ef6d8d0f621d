"""Wristwatches laid down with their straps open, the dial up."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, rounded_box
from simgen.catalog.meshing.lathe import lathe, squircle
from simgen.catalog.meshing.lofts import rounded_ring
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray

BANDS = ("strap", "links")
# The long half of a strap has the holes, the short half the buckle; metres from the case's edge.
_LONG_M, _SHORT_M = 0.108, 0.072


@dataclass(frozen=True)
class Parameters:
    """`case_m` across (0.034 to 0.044 m), `height_m` thick; `band` one of BANDS; `subdials` (0 to 3) on the dial."""

    band: str
    case_m: float
    height_m: float
    subdials: int

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.band, BANDS, "band")
        if not 0 <= self.subdials <= 3:
            raise ValueError(f"subdials is 0 to 3, got {self.subdials}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The watch, twelve to +y; slots `case`, `dial`, `hand`, `strap` and `thread`."""
    p = parameters
    watch = Assembly(rng)
    r, base = p.case_m / 2, 0.0015
    top = base + p.height_m
    shape = [
        (0, base),
        (0.86 * r, base),
        (r, base + 0.3 * p.height_m),
        (r, top - 0.0022),
        (0.95 * r, top),
        (0.86 * r, top),
    ]
    # The dial lies a little below the bezel.
    shape += [(0.83 * r, top - 0.0016), (0, top - 0.0016)]
    case = lathe(fillet(shape, [0, 0.001, 0.001, 0.0005, 0.0005, 0.0003, 0, 0], 2), 44, crease_deg=35)
    watch.add("body", "case", case, [hull_of(case, 32)])
    face = top - 0.0013
    dial = lathe(np.array([(0, face - 0.0006), (0.825 * r, face - 0.0006), (0.825 * r, face), (0, face)]), 48)
    watch.add("body", "dial", dial)
    _face(watch, p, 0.825 * r, face)
    for sx in (-1.0, 1.0):
        for sy in (-1.0, 1.0):
            at = (sx * 0.0125, sy * (r + 0.0005), base + 0.45 * p.height_m)
            watch.add("body", "case", rounded_box((0.0032, 0.011, 0.0055), 0.0014, 4, at))
    crown = lathe(fillet([(0, 0), (0.003, 0), (0.003, 0.0038), (0, 0.0042)], [0, 0.0004, 0.0008, 0], 3), 20)
    turned = rotate(crown, (0, 1, 0), math.pi / 2)
    watch.add("body", "case", translate(turned, (r - 0.0006, 0, base + 0.5 * p.height_m)))
    for sign, long in ((1.0, _SHORT_M), (-1.0, _LONG_M)):
        half = smooth(_fall(r, long, base + 0.5 * p.height_m), 22) * [1, sign, 1]
        if p.band == "links":
            _links(watch, half)
        else:
            _strap(watch, half, holes=sign < 0)
        lying = half[:, 2] < 0.006
        ends = np.array([half[lying][0], 0.96 * half[-1]])
        size = (0.015, float(np.ptp(ends[:, 1])), 0.003)
        watch.add("body", "case", [], [box_hull(size, (0, float(ends[:, 1].mean()), 0.0018))])
    return watch.model(has_front=True)


def _fall(r: float, long: float, high: float) -> list[tuple[float, float, float]]:
    """From the lugs down to the table; the end keeps a little of the wrist's bend."""
    return [
        (0, r - 0.001, high), (0, r + 0.006, high - 0.0006), (0, r + 0.020, 0.0028), (0, r + 0.45 * long, 0.0016),
        (0, r + 0.8 * long, 0.0017), (0, r + long, 0.0048),
    ]  # fmt: skip


def _face(watch: Assembly, p: Parameters, r: float, z: float) -> None:
    """Twelve marks, the small dials and three hands at an hour of the draw's own."""
    for hour in range(12):
        angle = -hour * math.pi / 6
        main = hour % 3 == 0
        size = (0.0011 if main else 0.0007, 0.0034 if main else 0.0024, 0.0005)
        mark = rounded_box(size, 0.0001, 2, (0, 0.86 * r, z + 0.0001))
        watch.add("body", "hand", rotate(mark, (0, 0, 1), angle))
    for k in range(p.subdials):
        angle = -math.pi / 2 - math.pi / 2 * (k + (p.subdials == 1))
        at = (0.46 * r * math.cos(angle), 0.46 * r * math.sin(angle), z)
        ring = np.linspace(0, 2 * math.pi, 24, endpoint=False)
        loop = np.column_stack([0.24 * r * np.cos(ring), 0.24 * r * np.sin(ring), np.zeros(24)]) + at
        watch.add("body", "hand", tube(loop, 0.0002, segments=4, closed=True))
    minute = float(watch.rng.uniform(0, 60))
    hours = float(watch.rng.integers(0, 12)) + minute / 60
    for turn, long, wide, lift in ((hours / 12, 0.52, 0.0015, 0.0004), (minute / 60, 0.8, 0.0011, 0.0008)):
        hand = rounded_box((wide, (long + 0.12) * r, 0.0003), 0.0001, 2, (0, (long - 0.12) / 2 * r, z + lift))
        watch.add("body", "hand", rotate(hand, (0, 0, 1), -2 * math.pi * turn))
    hub = lathe(np.array([(0, 0), (0.0011, 0), (0.0011, 0.0011), (0, 0.0012)]), 16)
    watch.add("body", "case", translate(hub, (0, 0, z)))


def _strap(watch: Assembly, path: FloatArray, *, holes: bool) -> None:
    """Leather, narrower to its end, sewn along its edges: half of it with holes, half with loops and the buckle."""
    count = len(path)
    half = np.linspace(0.0099, 0.0082, count)
    if holes:
        half[-3:] *= [0.97, 0.86, 0.6]
    section = squircle(16, 4.0)
    watch.add("body", "strap", tube(path, np.column_stack([half, np.full(count, 0.0014)]), section=section))
    for side in (-1.0, 1.0):
        seam = path[2:-3] + np.column_stack(
            [side * (half[2:-3] - 0.0016), np.zeros(count - 5), np.full(count - 5, 0.0013)]
        )
        watch.add("body", "thread", tube(seam, 0.00032, segments=4))
    if holes:
        for at in path[-11:-4]:
            disk = lathe(np.array([(0, -0.0006), (0.0011, -0.0006), (0.0011, 0.00015), (0, 0.00015)]), 12)
            watch.add("body", "thread", translate(disk, np.add(at, (0, 0, 0.0014)).tolist()))
        return
    end = path[-1]
    ring = rounded_ring(0.0112, 0.0065, 0.002, points=32)
    loop = np.column_stack([ring, np.zeros(32)]) + end + [0, 0.003, 0.0006]
    watch.add("body", "case", tube(loop, 0.0011, segments=10, closed=True))
    tongue = end + np.array([(0, -0.003, 0.0014), (0, 0.004, 0.0022), (0, 0.0105, 0.0012)])
    watch.add("body", "case", tube(tongue, 0.0007, segments=8))
    for k in (-4, -8):
        keeper = rounded_box((0.0212, 0.005, 0.0046), 0.0012, 2, np.add(path[k], (0, 0, 0.0007)).tolist())
        watch.add("body", "strap", keeper)


def _links(watch: Assembly, path: FloatArray) -> None:
    """A bracelet of solid links, three abreast."""
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    pitch = 0.0078
    for k in range(int(along[-1] / pitch)):
        at = (k + 0.5) * pitch
        y, z = (float(np.interp(at, along, path[:, n])) for n in (1, 2))
        width = 0.0198 - 0.003 * at / along[-1]
        for side, share in ((-1.0, 0.30), (0.0, 0.38), (1.0, 0.30)):
            shift = 0.5 * pitch if side == 0.0 else 0.0
            size = (share * width, 0.92 * pitch, 0.0028)
            link = rounded_box(size, 0.0008, 2, (side * 0.345 * width, y + math.copysign(shift, y), max(z, 0.0014)))
            watch.add("body", "case", link)
