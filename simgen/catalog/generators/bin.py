"""Bins: round ones of sheet with a pedal and a lid, tall ones with a flap that swings, open waste baskets."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style, vessel
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box, rounded_rectangle
from simgen.catalog.meshing.hulls import turned_hulls
from simgen.catalog.meshing.lathe import lathe, unit_circle
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.rings import ring_prism
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Joint

STYLES = ("pedal", "swing", "open")


@dataclass(frozen=True)
class Parameters:
    """Outer sizes with the lid shut; a pedal bin is round and as wide as deep without its pedal.

    `flare`: how much wider the rim of the others is than their base, a fraction of the width.
    """

    style: str
    width_m: float
    depth_m: float
    height_m: float
    flare: float

    def __post_init__(self) -> None:
        """Styles that exist."""
        check_style(self.style, STYLES)


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The bin, in the slots `body`, `inside`, `lid` and `base`."""
    p = parameters
    box = Assembly(rng)
    {"pedal": _pedal, "swing": _swing, "open": _open}[p.style](box, p)
    return box.model(has_front=p.style != "open")


def _pedal(box: Assembly, p: Parameters) -> None:
    r, foot = p.width_m / 2, 0.022
    lid = 0.16 * r + 0.014
    h = p.height_m - lid
    form = vessel(np.array([(r - 0.003, 0.0), (r, 0.003), (r, h - foot)]), wall_m=0.003, floor_m=0.004, corner_m=0.004)
    outside, inside, _ = form.split(form.mesh(44))
    box.add("body", "body", translate(outside, (0, 0, foot)), [q + np.array([0.0, 0.0, foot]) for q in form.hulls(14)])
    box.add("body", "inside", translate(inside, (0, 0, foot)))
    box.hollow("inside", translate(form.cavity("inside").mesh, (0, 0, foot)))
    ring = [
        (0.0, 0.0),
        (r - 0.002, 0.0),
        (r + 0.0025, 0.004),
        (r + 0.0025, foot + 0.004),
        (r - 0.001, foot + 0.0045),
        (r - 0.001, foot - 0.0005),
        (0.0, foot - 0.0005),
    ]
    box.add(
        "body",
        "base",
        lathe(fillet(ring, [0, 0.002, 0.003, 0.0015, 0.0006, 0.0006, 0], 3), 44),
        turned_hulls([(r, 0.0), (r, foot)]),
    )
    collar = [(r - 0.0035, h - 0.01), (r + 0.003, h - 0.01), (r + 0.003, h + 0.003), (r - 0.0035, h + 0.003)]
    box.add("body", "base", lathe(fillet(collar, 0.0012, 2, closed=True), 44))
    low = h + 0.0036
    dome = [
        (0.0, lid - 0.0046), (0.5 * r, lid - 0.009), (0.86 * r, 0.35 * lid + 0.004), (r - 0.001, 0.006),
        (r - 0.001, 0.0),
        (r + 0.003, 0.0), (r + 0.003, 0.007), (0.87 * r, 0.35 * lid + 0.008), (0.5 * r, lid - 0.0055),
        (0.0, lid - 0.0006),
    ]  # fmt: skip
    cap = lathe(
        fillet(dome, [0, 0.2 * r, 0.1 * r, 0.002, 0.0006, 0.0012, 0.003, 0.1 * r, 0.2 * r, 0], 3), 44, crease_deg=50
    )
    pieces = turned_hulls(
        [(r + 0.002, low), (0.87 * r, low + 0.35 * lid), (0.4 * r, low + lid - 0.007)], tolerance_m=0.004
    )
    box.add("lid", "lid", translate(cap, (0, 0, low)), pieces, joint="lid")
    hinge_y = r + 0.006
    box.joints.append(Joint("lid", "revolute", (0.0, hinge_y, low), (-1.0, 0.0, 0.0), 0.0, math.radians(80.0)))
    box.add("body", "base", rounded_box((0.09, 0.014, 0.04), 0.004, 4, (0.0, r + 0.005, h - 0.012)))
    box.span("pedal", "base", (-0.035, -r - 0.045, 0.008), (0.035, -r + 0.01, 0.016), radius=0.0035)
    box.span("pedal", "body", (-0.038, -r - 0.05, 0.014), (0.038, -r - 0.02, 0.0185), radius=0.002, solid=False)


def _tapered(box: Assembly, p: Parameters, h: float) -> tuple[FloatArray, float]:
    """A tub of rounded rectangles up to height `h`; its outline for a unit half width, and that half width."""
    half, corner = p.width_m / 2, 0.18 * min(p.width_m, p.depth_m)
    outline = rounded_rectangle(p.width_m, p.depth_m, corner, 8) / half
    base = half * (1 - p.flare)
    wall = [(base - 0.006, 0.0), (base, 0.006), (half - 0.001, h - 0.012), (half, h)]
    form = vessel(np.array(wall), wall_m=0.003, floor_m=0.004, corner_m=0.008, outline=outline)
    outside, inside, _ = form.split(form.mesh(len(outline)))
    box.add("body", "body", outside, form.hulls(16))
    box.add("body", "inside", inside)
    box.hollow("inside", form.cavity("inside", len(outline)).mesh)
    return outline, half


def _swing(box: Assembly, p: Parameters) -> None:
    hood = 0.2 * p.height_m
    h = p.height_m - hood
    outline, half = _tapered(box, p, h)
    y = p.depth_m / 2
    # A hood that narrows upwards, open above; the flap hangs in the opening about its middle.
    grown = outline * (half + 0.003)
    skirt = ring_prism(grown, outline * (half - 0.006), 0.03, 0.003, 3)
    box.add("body", "lid", translate(skirt, (0.0, 0.0, h - 0.012)))
    start, top = h + 0.0175, p.height_m
    mouth = rounded_rectangle(0.74 * p.width_m, 0.7 * p.depth_m, 0.03, 6)
    frame = ring_prism(grown * 0.995, mouth, top - start, min(0.02, 0.45 * (top - start)), 4)
    box.add("body", "lid", translate(frame, (0.0, 0.0, start)))
    u, v = 0.37 * p.width_m, 0.35 * p.depth_m
    for low, high in (
        ((-half, -y, start), (-u, y, top)),
        ((u, -y, start), (half, y, top)),
        ((-u, -y, start), (u, -v, top)),
        ((-u, v, start), (u, y, top)),
    ):
        box.add("body", "lid", [], [box_hull(np.subtract(high, low).tolist(), (np.add(low, high) / 2).tolist(), 0.01)])
    z = top - 0.02
    flap = extrude(rounded_rectangle(0.74 * p.width_m - 0.006, 0.7 * p.depth_m - 0.006, 0.027, 6), 0.006, 0.0025, 3)
    slab = box_hull((0.74 * p.width_m - 0.008, 0.7 * p.depth_m - 0.008, 0.006), (0.0, 0.0, z))
    box.add("flap", "lid", translate(flap, (0.0, 0.0, z - 0.003)), [slab], joint="flap")
    box.joints.append(Joint("flap", "revolute", (0.0, 0.0, z), (1.0, 0.0, 0.0), 0.0, math.radians(70.0)))


def _open(box: Assembly, p: Parameters) -> None:
    r, base = p.width_m / 2, p.width_m / 2 * (1 - p.flare)
    h = p.height_m
    form = vessel(np.array([(base - 0.005, 0.0), (base, 0.004), (r, h)]), wall_m=0.0028, floor_m=0.004, corner_m=0.006)
    outside, inside, _ = form.split(form.mesh(48))
    box.add("body", "body", outside, form.hulls(14))
    box.add("body", "inside", inside)
    box.hollow("inside", form.cavity("inside").mesh)
    rim = np.column_stack([unit_circle(48) * (r - 0.0005), np.full(48, h - 0.002)])
    box.add("body", "body", tube(rim, 0.0034, segments=8, closed=True))
