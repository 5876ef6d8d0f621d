"""Gas burners and the knobs that light them, on a level tray."""

from __future__ import annotations

import math

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.boxes import rounded_box
from simgen.catalog.meshing.hulls import turned_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.transforms import merge, rotate, translate


def add_burner(hob: Assembly, at: tuple[float, float, float], r: float) -> None:
    """A dish, a crown of radius `r` with slits all round, a black cap, a spark plug and a probe.

    Slots: `frame`, `burner`, `cap` and `print`.
    """
    dish = [(0, 0), (1.75 * r, 0), (1.7 * r, 0.0016), (1.25 * r, 0.001), (1.2 * r, 0.003), (0, 0.003)]
    hob.add("body", "frame", translate(lathe(fillet(dish, [0, 0, 0.0008, 0.002, 0.001, 0], 3), 48), at))
    crown = [(0, 0.002), (1.12 * r, 0.002), (1.12 * r, 0.005), (r, 0.008), (r, 0.0165), (0.94 * r, 0.018), (0, 0.018)]
    hob.add("body", "burner", translate(lathe(fillet(crown, [0, 0, 0.001, 0.001, 0.0008, 0.0008, 0], 2), 48), at))
    count = round(2 * math.pi * r / 0.0052)
    slit = rounded_box((0.0022, 0.0016, 0.006), 0.0004, center=(r - 0.0002, 0, 0.0125))
    turned = [rotate(slit, (0, 0, 1), 2 * math.pi * k / count) for k in range(count)]
    cap = [(0, 0.018), (0.93 * r, 0.018), (0.97 * r, 0.0205), (0.9 * r, 0.0235), (0, 0.0242)]
    black = [lathe(fillet(cap, [0, 0.0006, 0.0015, 0.002, 0], 3), 48), *turned]
    hob.add("body", "cap", [translate(m, at) for m in black])
    for angle, slot in ((2.3, "print"), (3.0, "burner")):
        pin = lathe(fillet([(0, 0), (0.0024, 0), (0.0022, 0.015), (0, 0.016)], [0, 0, 0.0008, 0], 2), 12)
        spot = (at[0] + 1.24 * r * math.cos(angle), at[1] + 1.24 * r * math.sin(angle), at[2])
        hob.add("body", slot, translate(pin, spot))


def add_knob(hob: Assembly, at: tuple[float, float, float]) -> None:
    """A ring on the tray, a knob with a wing across it and a mark on that; slots `frame`, `knob` and `print`."""
    collar = lathe(fillet([(0, 0), (0.024, 0), (0.0225, 0.0025), (0, 0.003)], [0, 0, 0.001, 0], 3), 40)
    profile = [(0, 0.0025), (0.0185, 0.0025), (0.0172, 0.021), (0.0155, 0.0235), (0, 0.0235)]
    body = lathe(fillet(profile, [0, 0.0008, 0.0015, 0.0015, 0], 3), 40, crease_deg=50)
    wing = rounded_box((0.0085, 0.036, 0.0085), 0.0028, 4, (0, 0, 0.0262))
    mark = rounded_box((0.0014, 0.01, 0.0006), center=(0, 0.011, 0.0305))
    turn = float(hob.rng.choice([0.0, 0.0, 0.0, -math.pi / 2]))
    turned = [rotate(m, (0, 0, 1), turn) for m in (merge([body, wing]), mark)]
    hulls = [h + np.array(at) for h in turned_hulls([(0.0185, 0.0), (0.0165, 0.0285)])]
    hob.add("body", "frame", translate(collar, at))
    hob.add("body", "knob", translate(turned[0], at), hulls)
    ticks = [(0.0, 0.028), (-0.028, 0.0)]
    dots = [rounded_box((0.002, 0.002, 0.0004), 0.0001, center=(at[0] + a, at[1] + b, at[2])) for a, b in ticks]
    hob.add("body", "print", [translate(turned[1], at), *dots])
