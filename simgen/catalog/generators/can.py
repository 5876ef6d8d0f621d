"""Tin cans: of food with beaded walls and a label, and drink cans with a neck and a tab."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._prints import round_print
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import extrude, rounded_rectangle
from simgen.catalog.meshing.hulls import turned_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.transforms import merge, rotate, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh, Part, Surface


@dataclass(frozen=True)
class Parameters:
    """`style`: food or drink; `label`: a food can wears one, a drink can is printed all round."""

    style: str
    height_m: float
    diameter_m: float
    label: bool


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The can, in the slots `metal`, `label` and `print`."""
    p = parameters
    check_style(p.style, ("food", "drink"))
    metal, label, outside = _food(p) if p.style == "food" else _drink(p, rng)
    surfaces = [Surface(metal, "metal")]
    if p.label:
        surfaces.append(Surface(label, "label"))
        edge = 0.0055 if p.style == "food" else 0.024
        ground = p.diameter_m / 2 - (0.0013 - 0.0002 if p.style == "food" else -0.00012)
        surfaces.append(Surface(round_print(rng, ground, edge, p.height_m - edge), "print"))
    return Model((Part("body", tuple(surfaces), turned_hulls(outside)),))


def _food(p: Parameters) -> tuple[Mesh, Mesh, FloatArray]:
    """Two double seams, a beaded wall and lids with rings."""
    r, h, seam = p.diameter_m / 2, p.height_m, 0.0013
    wall = [(r, 0.0), (r, 0.0032), (r - seam, 0.0042)]
    beads = max(4, round((h - 0.05) / 0.0062))
    start, pitch = 0.025, (h - 0.05) / beads
    for k in range(beads):
        z = start + k * pitch
        wall += [(r - seam, z), (r - seam - 0.0009, z + 0.35 * pitch), (r - seam - 0.0009, z + 0.65 * pitch)]
    wall += [(r - seam, h - 0.025), (r - seam, h - 0.0042), (r, h - 0.0032), (r, h)]
    lid = [(r - 0.0022, h), (r - 0.003, h - 0.0045), (0.8 * r, h - 0.0045), (0.78 * r, h - 0.0034)]
    lid += [(0.6 * r, h - 0.0034), (0.58 * r, h - 0.0042), (0.4 * r, h - 0.0042), (0.38 * r, h - 0.0036)]
    base = [(radius, h - z) for radius, z in reversed(lid)]
    corners = [(0.0, 0.0036), *base, *wall, *lid, (0.0, h - 0.0036)]
    metal = lathe(fillet(corners, 0.0006, 1), 44, crease_deg=60)
    ring = r - seam
    low, high = 0.0055, h - 0.0055
    label = lathe(np.array([(ring - 5e-5, low), (ring + 0.0002, low), (ring + 0.0002, high), (ring - 5e-5, high)]), 44)
    return metal, label, np.array([(r, 0.0), (r, h)])


def _drink(p: Parameters, rng: np.random.Generator) -> tuple[Mesh, Mesh, FloatArray]:
    """A drawn wall that narrows at both ends, a sunk lid with its tab."""
    r, h = p.diameter_m / 2, p.height_m
    neck, stand = 0.815 * r, 0.72 * r
    body = [
        (stand - 0.0012, 0.0),
        (stand, 0.0),
        (0.8 * r, 0.0025),
        (r, 0.0115),
        (r, h - 0.017),
        (neck + 0.0008, h - 0.0045),
    ]
    rim = [(neck + 0.0013, h - 0.0025), (neck + 0.0013, h - 0.0004), (neck - 0.0012, h), (neck - 0.002, h - 0.006)]
    base = [(0.0, 0.0105), (0.45 * r, 0.0075), (stand - 0.0035, 0.0014)]
    lid = [(neck - 0.0045, h - 0.0062), (neck - 0.006, h - 0.0042), (0.0, h - 0.0042)]
    radii = [
        0.0,
        0.03,
        0.001,
        0.0005,
        0.001,
        0.004,
        0.006,
        0.012,
        0.001,
        0.0006,
        0.0006,
        0.0006,
        0.0008,
        0.001,
        0.001,
        0.0,
    ]
    metal = lathe(fillet([*base, *body, *rim, *lid], radii, 3), 44)
    tab = extrude(rounded_rectangle(0.0155, 0.025, 0.0075, 6), 0.0012, 0.0004)
    finger = extrude(rounded_rectangle(0.009, 0.008, 0.0035, 5), 0.0004, 0.0001)
    tab = merge([translate(tab, (0, 0.002, h - 0.0041)), translate(finger, (0, 0.007, h - 0.0031))])
    metal = merge([metal, rotate(tab, (0, 0, 1), rng.uniform(0, 6.283))])
    wall = fillet(body[2:], [0.0, 0.006, 0.012, 0.0], 5)
    printed = np.concatenate([wall + np.array([0.00012, 0.0]), wall[::-1] - np.array([0.00005, 0.0])])
    outside = np.array([(stand, 0.0), (r, 0.0115), (r, h - 0.017), (neck + 0.0013, h - 0.004), (neck + 0.001, h)])
    return metal, lathe(printed, 44, crease_deg=60), outside
