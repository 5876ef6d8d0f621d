"""Floor and table lamps: a foot, a stem, a shade open above and below, and a bulb that can be lit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly, open_hulls
from simgen.catalog.generators._legs import leg
from simgen.catalog.generators.bowl import STYLES
from simgen.catalog.meshing.blobs import blob, hull_points
from simgen.catalog.meshing.hulls import turned_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import translate
from simgen.catalog.model import Model
from simgen.errors import did_you_mean
from simgen.world import LightSocket

FEET = ("disk", "tripod", "gourd", "cylinder", "round")


@dataclass(frozen=True)
class Parameters:
    """`height_m` over all; the shade's `shade_m` diameter below and height, `taper` its upper over its lower diameter.

    `foot` is "disk" (a stem on a plate), "tripod" or a turned body. `flux_lm` of the bulb: an 8 W LED gives about
    800 lm. What comes through the shade is up to its material.
    """

    height_m: float
    shade_m: float
    shade_height_m: float
    taper: float
    foot: str
    foot_m: float
    flux_lm: float

    def __post_init__(self) -> None:
        """Values that go together."""
        if self.foot not in FEET:
            raise ValueError(f"there is no foot '{self.foot}'. {did_you_mean(self.foot, FEET)}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The lamp, in the slots `stem`, `shade` and `bulb`."""
    p = parameters
    lamp = Assembly(rng)
    shade_low = p.height_m - p.shade_height_m
    bulb_z = shade_low + 0.42 * p.shade_height_m
    stem = 0.008
    if p.foot == "disk":
        thick = 0.018
        plate = [(0, 0), (p.foot_m / 2, 0), (p.foot_m / 2, thick), (0.03, thick + 0.004)]
        collar = [(stem, thick + 0.02), (0, thick + 0.02)]
        foot = fillet([*plate, *collar], [0, 0.002, 0.005, 0.02, 0.006, 0], 5)
        start = thick
        lamp.add("body", "stem", lathe(foot, 56), turned_hulls(np.array([(p.foot_m / 2, 0.0), (p.foot_m / 2, thick)])))
    elif p.foot == "tripod":
        start = _tripod(lamp, p, shade_low)
    else:
        tall = min(0.62 * shade_low, shade_low - 0.03)
        curve = smooth(np.array(STYLES[p.foot]) * [p.foot_m / 2, tall], 36)
        body = np.concatenate([[[0.0, 0.0]], curve, [[stem, tall + 0.004], [0.0, tall + 0.004]]])
        start = tall
        lamp.add("body", "stem", lathe(body, 56, crease_deg=50), turned_hulls(curve))
    rod = np.array([(0, 0, start), (0, 0, bulb_z - 0.03)], dtype=float)
    hull = np.array([(x, y, z) for x in (-stem, stem) for y in (-stem, stem) for z in (start, bulb_z - 0.03)])
    lamp.add("body", "metal", tube(rod, stem, segments=16, ends="flat"), [hull])
    socket = np.array([(0, bulb_z - 0.055), (0.016, bulb_z - 0.055), (0.016, bulb_z - 0.015), (0, bulb_z - 0.015)])
    lamp.add("body", "metal", lathe(fillet(socket, [0, 0.003, 0.003, 0], 4), 32))
    bulb = translate(blob((0.028, 0.028, 0.036), cells=8), (0, 0, bulb_z + 0.015))
    lamp.add("bulb", "bulb", bulb, [hull_points((0.028, 0.028, 0.036)) + np.array([0, 0, bulb_z + 0.015])])
    _shade(lamp, p, shade_low)
    lamp.sockets.append(LightSocket("bulb", "bulb", "bulb", p.flux_lm))
    return lamp.model()


def _tripod(lamp: Assembly, p: Parameters, shade_low: float) -> float:
    """Three legs under a hub; the height where the stem starts."""
    hub = 0.93 * shade_low
    for k in range(3):
        angle = 2 * np.pi * k / 3 + np.pi / 2
        way = np.array([np.cos(angle), np.sin(angle)])
        reach = p.foot_m - 0.02
        one = leg("round_tapered", (0.02 * way).tolist(), hub, 0.024, (reach * way).tolist())
        lamp.add("body", "stem", one.meshes, one.hulls)
    block = np.array([(0, hub - 0.03), (0.036, hub - 0.03), (0.036, hub + 0.006), (0, hub + 0.006)])
    mesh = lathe(fillet(block, [0, 0.003, 0.003, 0], 4), 36)
    lamp.add("body", "metal", mesh, turned_hulls(block[1:3]))
    return hub


def _shade(lamp: Assembly, p: Parameters, low: float) -> None:
    """A cone of stiffened cloth, 1.5 mm thick, on three spokes."""
    wall = 0.0015
    r0, r1 = p.shade_m / 2, p.taper * p.shade_m / 2
    ring = np.array([(r0, low), (r1, p.height_m), (r1 - wall, p.height_m), (r0 - wall, low)])
    hulls = open_hulls(ring[:2], np.array([(r0 - wall, low), (r1 - wall, p.height_m)]))
    lamp.add("shade", "shade", lathe(ring, 72), hulls)
    z = low + 0.12 * p.shade_height_m
    reach = r0 + (r1 - r0) * 0.12 - wall
    for k in range(3):
        angle = 2 * np.pi * k / 3 + 0.3
        end = (reach * np.cos(angle), reach * np.sin(angle), z)
        lamp.add("shade", "metal", tube(np.array([(0, 0, z), end]), 0.0015, segments=8, ends="flat"))
    # The spokes and a sleeve hold the shade on the stem.
    sleeve = np.array([(0.0, z - 0.008), (0.0105, z - 0.008), (0.0105, z + 0.008), (0.0, z + 0.008)])
    lamp.add("shade", "metal", lathe(sleeve, 24))
