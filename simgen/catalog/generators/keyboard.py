"""Desktop keyboards."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._keys import key_legends, keycaps
from simgen.catalog.meshing.boxes import extrude, rounded_rectangle
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model


@dataclass(frozen=True)
class Parameters:
    """`pad`: with cursor keys and a number pad (0.44 m wide, else 0.29); `key_m`: height of the caps.

    `tilt_deg` raises the back. `pale`: dark letters on pale caps, else pale ones on dark caps.
    """

    width_m: float
    depth_m: float
    case_m: float
    key_m: float
    tilt_deg: float
    pad: bool
    pale: bool


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The keyboard, its front edge at -y.

    Slots: `body`, `feet`, and `keys` with their `legend`, or `pale_keys` with their `dark_legend`.
    """
    p = parameters
    board = Assembly(rng)
    w, d, tilt = p.width_m, p.depth_m, math.radians(p.tilt_deg)
    about = (0.0, -d / 2, 0.0)
    case = extrude(rounded_rectangle(w, d, 0.006, 6), p.case_m, min(0.0025, 0.3 * p.case_m), 4)
    case = rotate(case, (1, 0, 0), tilt, about)
    field, gap = (w - 0.014, d - 0.014, p.key_m), 0.12 if p.key_m > 0.003 else 0.18
    caps, legends = (
        rotate(translate(mesh, (0, 0, p.case_m - 0.0002)), (1, 0, 0), tilt, about)
        for mesh in (keycaps(*field, gap=gap, pad=p.pad), key_legends(*field, gap=gap, pad=p.pad))
    )
    whole = np.concatenate([case.vertices, caps.vertices[caps.vertices[:, 2] > caps.vertices[:, 2].mean()]])
    low = float(case.vertices[:, 2].min())
    board.add(
        "body",
        "body",
        case,
        [np.concatenate([hull_of(whole, 24), [[x, d / 2 - 0.012, low] for x in (-0.4 * w, 0.4 * w)]])],
    )
    board.add("body", "pale_keys" if p.pale else "keys", caps)
    board.add("body", "dark_legend" if p.pale else "legend", legends)
    rise = math.sin(tilt) * (d - 0.012)
    if rise > 0.004:
        for x in (-0.4 * w, 0.4 * w):
            y = d / 2 - 0.012
            board.add("body", "feet", tube([(x - 0.008, y, 0.003), (x + 0.008, y, 0.003)], (0.003), segments=12))
            board.add("body", "feet", tube([(x, y, 0.004), (x, y, rise + 0.002)], 0.0035, segments=12, ends="flat"))
    return board.model(has_front=True)
