"""Tape measures: a case in the hand's shape with rubber round its back, and a blade with marks and a hook."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._prints import FILM_M, written
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import arc, fillet
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, merge, rotate, translate, warp
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh


@dataclass(frozen=True)
class Parameters:
    """`width_m` (x), `height_m` (z) and `thick_m` (y) of the case; `out_m` of the blade shows, `blade_m` wide.

    `reach` is what is printed on it, in metres of tape; `lying` on its side.
    """

    width_m: float
    height_m: float
    thick_m: float
    blade_m: float
    out_m: float
    reach: int
    lying: bool

    def __post_init__(self) -> None:
        """Values that go together."""
        if self.blade_m > self.thick_m - 0.006:
            raise ValueError(f"blade_m is at least 6 mm less than thick_m, {self.thick_m}, got {self.blade_m}")
        if not 1 <= self.reach <= 10:
            raise ValueError(f"reach is 1 to 10, got {self.reach}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The tape along x, its blade to +x; slots `case`, `rubber`, `badge`, `mark`, `blade`, `ink`, `steel`."""
    p = parameters
    tape = Assembly(rng)
    pieces: list[tuple[str, Mesh, list[FloatArray]]] = [*_case(p), *_blade(p)]
    for slot, mesh, hulls in pieces:
        if p.lying:
            # The clip's side is below, so that the badge shows.
            mesh = rotate(mesh, (1, 0, 0), -math.pi / 2)
            hulls = [np.column_stack([h[:, 0], h[:, 2], -h[:, 1]]) for h in hulls]
        tape.add("tape", slot, mesh, hulls)
    return tape.model()


def _slab(outline: FloatArray, half: float, bevel: float, segments: int = 5) -> Mesh:
    """An outline in x and z, `half` thick to either side of the middle plane."""
    mesh = rotate(extrude(outline, 2 * half, bevel, segments), (1, 0, 0), math.pi / 2)
    return translate(mesh, (0.0, half, 0.0))


def _case(p: Parameters) -> list[tuple[str, Mesh, list[FloatArray]]]:
    w, h, t = p.width_m / 2, p.height_m, p.thick_m / 2
    shape = fillet(
        [
            (-w + 0.002, 0.0),
            (w, 0.0),
            (w, 0.30 * h),
            (w - 0.006, 0.62 * h),
            (0.42 * w, h),
            (-0.5 * w, h),
            (-w, 0.60 * h),
        ],
        [0.016, 0.003, 0.02, 0.02, 0.022, 0.026, 0.024],
        7,
        closed=True,
    )
    body = _slab(shape, t, 0.0055)
    # Rubber wraps the back, the top and the toe; the case shows on the flanks.
    middle = shape.mean(axis=0)
    swollen = middle + (shape - middle) * (1 + 0.0012 / w)
    cover = _slab(swollen, 0.62 * t, 0.003)
    found: list[tuple[str, Mesh, list[FloatArray]]] = [
        ("case", body, [hull_of(body)]),
        ("rubber", cover, [hull_of(cover)]),
    ]
    for s in (-1.0, 1.0):
        for x0, x1 in ((-w, -0.62 * w), (0.80 * w, w + 0.0004)):
            inside = (shape[:, 0] >= x0) & (shape[:, 0] <= x1) & (shape[:, 1] < 0.55 * h)
            corner = swollen[inside]
            if len(corner) > 3:
                edge = np.array(
                    [(x1 if x0 < 0 else x0, corner[:, 1].max()), (x1 if x0 < 0 else x0, corner[:, 1].min())]
                )
                ring = np.concatenate([corner, edge])
                order = np.argsort(np.arctan2(*(ring - ring.mean(axis=0)).T[::-1]))
                pad = rotate(
                    extrude(fillet(ring[order], 0.0015, 2, closed=True), 0.4 * t, 0.003, 4), (1, 0, 0), math.pi / 2
                )
                found.append(("rubber", translate(pad, (0.0, s * (0.8 * t) + 0.2 * t + s * 0.0008, 0.0)), []))
        r = 0.29 * p.height_m
        disc = lathe(
            fillet(
                [(0, -0.001), (r, -0.001), (r, 0.0006), (r - 0.0015, 0.0012), (0, 0.0012)], [0, 0, 0.0004, 0.0004, 0], 3
            ),
            48,
        )
        center = (-0.06 * w, s * t, 0.52 * h)
        found.append(("badge", translate(rotate(disc, (1, 0, 0), -s * math.pi / 2), center), []))
        text = written(f"{p.reach}M", 0.40 * r * 1.6, 0.9, 1.0, (0.0, 0.0, 0.0))
        small = written("TAPE", 0.18 * r, 1.0, 1.2, (0.0, -0.58 * r, 0.0))
        both = rotate(merge([text, small]), (1, 0, 0), math.pi / 2)
        both = translate(both, (0.0, -0.0012, 0.0))
        both = both if s < 0 else rotate(both, (0, 0, 1), math.pi)
        found.append(("mark", translate(both, center), []))
        screw = lathe(fillet([(0, 0), (0.0028, 0), (0.0022, 0.0006), (0, 0.0007)], [0, 0.0002, 0.0002, 0], 2), 16)
        for x, z in ((-0.62 * w, 0.2 * h), (0.7 * w, 0.16 * h), (0.30 * w, 0.86 * h)):
            found.append(("steel", translate(rotate(screw, (1, 0, 0), -s * math.pi / 2), (x, s * (t - 0.0002), z)), []))
    # The slider that holds the blade, on the slope above its mouth.
    slope = math.atan2(0.38 * h, 0.58 * w - 0.006)
    spot = (0.71 * w - 0.001, 0.0, 0.80 * h + 0.0012)
    slider = rotate(rounded_box((0.021, 0.016, 0.006), 0.0024, 4), (0, 1, 0), slope)
    found.append(("badge", translate(slider, spot), []))
    ribs = [rounded_box((0.0014, 0.013, 0.0014), 0.0006, 2, (x, 0, 0.0032)) for x in np.linspace(-0.007, 0.007, 5)]
    found.append(("rubber", translate(rotate(merge(ribs), (0, 1, 0), slope), spot), []))
    # The belt clip on the back (+y) side.
    clip = fillet(
        [(0.0, 0.0), (0.0, 0.0035), (-0.05 * h, 0.0042), (-0.42 * h, 0.0022), (-0.5 * h, 0.0042)],
        [0, 0.002, 0.003, 0.01, 0],
        4,
    )
    line = np.column_stack([np.full(len(clip), 0.08 * w), t - 0.0004 + clip[:, 1], 0.80 * h + clip[:, 0]])
    strip = tube(line, np.tile([0.0005, 0.0075], (len(line), 1)), segments=12, up=(1.0, 0.0, 0.0), ends="flat")
    found.append(("steel", strip, [hull_of(strip, 24)]))
    mouth = rounded_box((0.002, p.blade_m + 0.003, 0.0045), 0.0008, 2, (w + 0.0002, 0, 0.0055))
    found.append(("ink", mouth, []))
    return found


def _blade(p: Parameters) -> list[tuple[str, Mesh, list[FloatArray]]]:
    """The steel ribbon, hollow above, with a mark every millimetre's fifth step, centimetre numbers, and the hook."""
    w, half, out = p.width_m / 2, p.blade_m / 2, p.out_m
    thick, hollow, z = 0.0004, 0.0016, 0.0042

    def bow(q: FloatArray) -> FloatArray:
        rise = hollow * (q[:, 1] / half) ** 2
        return np.column_stack([q[:, 0] + w - 0.004, q[:, 1], q[:, 2] + z + rise])

    long = out + 0.004
    ribbon = rounded_box((long, 2 * half, thick), 0.0, 2, (long / 2, 0, 0), divisions=(1, 14, 1), grain="x")
    found = [("blade", warp(ribbon, bow), [box_hull((out, 2 * half, 0.0024), (w + out / 2, 0, z + 0.0009))])]
    top = thick / 2 + FILM_M / 2
    marks = []
    zero = long
    for k in range(1, int(out / 0.0025)):
        x = zero - 0.0025 * k
        reach = 0.60 * half if k % 4 == 0 else (0.42 * half if k % 2 == 0 else 0.28 * half)
        for s in (-1.0, 1.0):
            size = (0.00035, reach, FILM_M)
            marks.append(rounded_box(size, 0.0, 2, (x, s * (half - 0.0004 - reach / 2), top), divisions=(1, 4, 1)))
    for k in range(1, int((out - 0.004) / 0.01) + 1):
        digit = written(str(k), 0.0052, 0.85, 1.2, (zero - 0.01 * k, 0.0, thick / 2), sliced=False)
        marks.append(digit)
    if marks:
        found.append(("ink", warp(merge(marks), bow), []))
    end = w - 0.004 + long
    lip = rounded_box((0.0011, 2 * half * 0.92, 0.009), 0.0004, 2, (end + 0.0004, 0, z - 0.0012 + 0.0012))
    plate = rounded_box((0.013, 0.6 * half, 0.0007), 0.0003, 2, (end - 0.0055, 0, z + thick / 2 + 0.0005))
    pins = []
    dome = lathe(np.concatenate([[(0.0, 0.0)], arc((0.0, 0.0), 0.0016, 0.0, 90.0, 4) * [1.0, 0.5]]), 12)
    for x, y in ((-0.004, -0.18), (-0.004, 0.18), (-0.009, 0.0)):
        pins.append(translate(dome, (end + x, y * half, z + thick / 2 + 0.0008)))
    hull = box_hull((0.0014, 2 * half * 0.92, 0.009), (end + 0.0004, 0, z))
    found.append(("steel", merge([lip, plate, *pins]), [hull]))
    return found
