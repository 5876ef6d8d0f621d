"""Remote controls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.boxes import extrude, rounded_rectangle
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.transforms import hull_of, translate
from simgen.catalog.model import Model
from simgen.world import Mesh


@dataclass(frozen=True)
class Parameters:
    """A remote control is about 0.045 x 0.17 x 0.018; `rows` of three buttons below a ring to steer with."""

    width_m: float
    length_m: float
    thickness_m: float
    rows: int


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The remote control, pointing to +y, in the slots `body`, `buttons` and `accent`."""
    p = parameters
    remote = Assembly(rng)
    w, length, t = p.width_m, p.length_m, p.thickness_m
    case = extrude(rounded_rectangle(w, length, 0.32 * w, 10), t, 0.35 * t, 5)
    remote.add("body", "body", case, [hull_of(case, 32)])
    top = t - 0.0004

    def button(radius: float, height: float = 0.0016) -> Mesh:
        return lathe(fillet([(0, 0), (radius, 0), (radius, height), (0, 0.9 * height)], [0, 0, 0.0005, 0], 3), 20)

    power = button(0.0042)
    remote.add("body", "accent", translate(power, (-0.27 * w, 0.43 * length, top)))
    remote.add("body", "buttons", translate(button(0.0036), (0.27 * w, 0.43 * length, top)))
    # A ring to steer with round a round key.
    y = 0.22 * length
    ring_out, ring_in = 0.36 * w, 0.19 * w
    ring = fillet([(ring_in, 0), (ring_out, 0), (ring_out, 0.0016), (ring_in, 0.0012)], 0.0005, 2, closed=True)
    remote.add("body", "buttons", [translate(lathe(ring, 36), (0, y, top)), translate(button(0.16 * w), (0, y, top))])
    first, last = 0.02 * length, -0.43 * length
    pitch = min(0.012, (first - last) / max(p.rows, 1))
    key = extrude(rounded_rectangle(0.2 * w, 0.58 * pitch, 0.22 * pitch, 4), 0.0015, 0.0004, 2)
    for row in range(p.rows):
        slot = "accent" if row == p.rows - 1 and p.rows > 3 else "buttons"
        for x in (-0.28, 0.0, 0.28):
            remote.add("body", slot, translate(key, (x * w, first - (row + 0.5) * pitch, top)))
    return remote.model()
