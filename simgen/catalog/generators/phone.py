"""Mobile phones, lying on their back or on their face."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, extrude, rounded_box, rounded_rectangle
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.transforms import rotate, spread_uv, translate
from simgen.catalog.model import Model
from simgen.world import LightSocket, Mesh


@dataclass(frozen=True)
class Parameters:
    """A phone is about 0.072 x 0.15 x 0.008; `face` up or down. `lenses` on the back; `flux_lm` of a white screen."""

    width_m: float
    length_m: float
    thickness_m: float
    corner_m: float
    face: str
    lenses: int
    flux_lm: float


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The phone, its top at +y, in the slots `body`, `bezel`, `screen` and `lens`."""
    p = parameters
    check_style(p.face, ("up", "down"), "face")
    w, length, t = p.width_m, p.length_m, p.thickness_m
    phone = Assembly(rng)

    def turned(mesh: Mesh) -> Mesh:
        return mesh if p.face == "up" else rotate(mesh, (0, 1, 0), math.pi, (0, 0, t / 2))

    slab = extrude(rounded_rectangle(w, length, p.corner_m, 10), t, 0.38 * t, 5)
    # The lowest level is the slab's flat back, or its glass.
    glass = 0.00015 if p.face == "down" else 0.0
    hull = box_hull((w - 0.5 * p.corner_m, length - 0.5 * p.corner_m, t + glass), (0, 0, (t - glass) / 2))
    phone.add("body", "body", turned(slab), [hull])
    inset = 0.3 * t
    front = extrude(rounded_rectangle(w - 2 * inset, length - 2 * inset, p.corner_m - inset, 10), 0.0004, 0.0001, 2)
    phone.add("body", "bezel", turned(translate(front, (0, 0, t - 0.0003))))
    edge = inset + 0.0018
    panel = extrude(rounded_rectangle(w - 2 * edge, length - 2 * edge, max(p.corner_m - edge, 0.001), 8), 0.0002, 0.0)
    panel = spread_uv(translate(panel, (0, 0, t - 0.00005)), (1, 0, 0), (0, 1, 0))
    phone.add("body", "screen", turned(panel), whole=True)
    for along in (0.25, 0.1):
        key = rounded_box((0.0016, 0.012, 0.4 * t), 0.0006, 2, (w / 2, along * length, t / 2))
        phone.add("body", "body", turned(key))
    # On a phone on its back the cameras are below, out of sight, and would make it rock.
    if p.lenses > 0 and p.face == "down":
        side = 0.011 * math.ceil(p.lenses / 2) + 0.008
        x, y = w / 2 - side / 2 - 0.006, length / 2 - 0.028
        island = extrude(rounded_rectangle(side, 0.032, 0.008, 6), 0.0018, 0.0006, 3)
        phone.add("body", "body", translate(island, (x, y, t - 0.0002)))
        ring = [(0, 0), (0.0052, 0), (0.0052, 0.0015), (0.0042, 0.0015), (0.0038, 0.0009), (0, 0.0009)]
        lens = lathe(fillet(ring, 0.0003, 2), 28)
        for k in range(p.lenses):
            spot = (
                x + ((k // 2) - (math.ceil(p.lenses / 2) - 1) / 2) * 0.011,
                y + (0.0072 if k % 2 == 0 else -0.0072),
            )
            phone.add("body", "lens", translate(lens, (*spot, t + 0.0013)))
    phone.sockets.append(LightSocket("screen", "body", "screen", p.flux_lm, 6500.0))
    return phone.model()
