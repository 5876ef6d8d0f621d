"""What is on a refrigerator's door: the maker's badge, a panel, notes under magnets."""

from __future__ import annotations

import numpy as np

from simgen.catalog.generators._appliance import upright
from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._letters import WORDS
from simgen.catalog.generators._prints import FILM_M, lettering, written
from simgen.catalog.meshing.boxes import extrude, rounded_box, rounded_rectangle
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.transforms import merge, rotate, translate

_NOTE_M = 0.0002
# Nothing is stuck this near to the door's edge, where the handle is.
_RIM_M = 0.11


def add_front(
    fridge: Assembly, panel: str, notes: int, half: float, z: tuple[float, float], face: float, *, left: bool
) -> None:
    """Things on the `door` between the heights `z`, whose front is at y = `face`; `left`: its handle is there.

    The badge is above at the side of the hinge, the panel in the middle, notes below it.
    """
    rng = fridge.rng
    joint = "door"
    side = 1.0 if left else -1.0
    name = WORDS[int(rng.integers(len(WORDS)))]
    badge = upright(written(name, 0.014, 0.9, 1.3, (0.0, 0.0, 0.0)), 0.0)
    fridge.add("door", "badge", translate(badge, (side * 0.45 * half, face, z[1] - 0.07)), joint=joint)
    top = z[1] - 0.13
    if panel == "display":
        top = _display(fridge, face, min(top, 1.5))
    elif panel == "dispenser":
        top = _dispenser(fridge, face, min(top, 1.42))
    for k in range(notes):
        wide = float(rng.uniform(0.07, 0.11))
        tall = wide * float(rng.choice([1.0, 1.4]))
        x = side * float(rng.uniform(-0.2, 0.55)) * (half - wide / 2)
        x = min(max(x, -half + _RIM_M), half - _RIM_M)
        middle = top - 0.02 - tall / 2 - k * 0.13
        if middle - tall / 2 < z[0] + 0.05:
            break
        _note(fridge, (x, middle), wide, tall, face, joint, k)


def _display(fridge: Assembly, face: float, top: float) -> float:
    """A strip of dark glass with the temperatures of both parts; the height of its lower edge."""
    size = (0.16, 0.045)
    plate = upright(extrude(rounded_rectangle(*size, 0.006, 4), 0.0015, 0.0004, 2), 0.0)
    middle = top - size[1] / 2
    fridge.add("door", "screen", translate(plate, (0.0, face + 0.0005, middle)), joint="door")
    words = [written("4", 0.016, 0.8, 0.8, (-0.045, 0, 0)), written("18", 0.016, 0.8, 0.8, (0.035, 0, 0))]
    words += [written("C", 0.007, 0.8, 0.8, (-0.03, 0.004, 0)), written("C", 0.007, 0.8, 0.8, (0.058, 0.004, 0))]
    shown = upright(merge(words), 0.0)
    fridge.add("door", "legend", translate(shown, (0.0, face - 0.001, middle)), joint="door")
    return top - size[1]


def _dispenser(fridge: Assembly, face: float, top: float) -> float:
    """A dark bay in a frame, with a spout above, a paddle behind the glass, and a tray below; its lower edge."""
    wide, tall = 0.19, 0.32
    middle = top - tall / 2
    frame = upright(extrude(rounded_rectangle(wide, tall, 0.014, 5), 0.006, 0.002, 3), 0.0)
    fridge.add("door", "trim", translate(frame, (0.0, face + 0.002, middle)), joint="door")
    bay = upright(extrude(rounded_rectangle(wide - 0.024, 0.68 * tall, 0.01, 5), 0.001, 0.0003, 1), 0.0)
    fridge.add("door", "foot", translate(bay, (0.0, face - 0.0037, middle - 0.11 * tall)), joint="door")
    keys = upright(extrude(rounded_rectangle(wide - 0.024, 0.16 * tall, 0.006, 5), 0.001, 0.0003, 1), 0.0)
    fridge.add("door", "screen", translate(keys, (0.0, face - 0.0037, middle + 0.37 * tall)), joint="door")
    words = upright(written("ICE  WATER", 0.009, 0.8, 0.9, (0.0, 0.0, 0.0)), 0.0)
    fridge.add("door", "legend", translate(words, (0.0, face - 0.0047, middle + 0.37 * tall)), joint="door")
    spout = lathe(fillet([(0, 0), (0.011, 0), (0.015, 0.03), (0, 0.03)], [0, 0.001, 0.002, 0], 2), 20)
    fridge.add("door", "foot", translate(spout, (0.0, face - 0.011, middle + 0.2 * tall)), joint="door")
    paddle = rounded_box((0.05, 0.006, 0.08), 0.0025, 4, (0.0, face - 0.0065, middle + 0.02 * tall))
    fridge.add("door", "trim", paddle, joint="door")
    fridge.board(
        "door", "trim", (wide - 0.03, 0.024, 0.012), (0.0, face - 0.012, top - 0.93 * tall), radius=0.004, joint="door"
    )
    return top - tall


def _note(
    fridge: Assembly,
    middle: tuple[float, float],
    wide: float,
    tall: float,
    face: float,
    joint: str,
    number: int,
) -> None:
    """A sheet, a little askew, written on, under a round magnet at its upper edge."""
    rng = fridge.rng
    turn = float(np.clip(rng.normal(0.0, 0.06), -0.15, 0.15))
    sheet = rounded_box((wide, tall, _NOTE_M), 0.0, 2, (0.0, 0.0, _NOTE_M / 2))
    words = lettering(rng, 0.8 * wide, 0.7 * tall, 4, center=(0.0, -0.06 * tall, _NOTE_M))
    disc = lathe(fillet([(0, 0), (0.013, 0), (0.013, 0.006), (0, 0.006)], [0, 0.0005, 0.002, 0], 3), 24)
    disc = translate(disc, (float(rng.uniform(-0.1, 0.1)) * wide, 0.42 * tall, _NOTE_M))
    # Sheets that overlap lie one over the other.
    at = (middle[0], face - number * (_NOTE_M + FILM_M), middle[1])
    for slot, mesh in (("note", sheet), ("ink", words), ("magnet", disc)):
        fridge.add("door", slot, translate(upright(rotate(mesh, (0, 0, 1), turn), 0.0), at), joint=joint)
