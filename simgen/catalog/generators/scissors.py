"""Scissors: two blades on a rivet, lying flat, that open about it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.boxes import extrude
from simgen.catalog.meshing.lathe import lathe, squircle
from simgen.catalog.meshing.profiles import fillet, smooth
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, mirror, translate
from simgen.catalog.model import Model
from simgen.world import Joint, Mesh


@dataclass(frozen=True)
class Parameters:
    """`length_m` over all, closed; `loop_m` the outer height of a handle's loop."""

    length_m: float
    loop_m: float


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """Scissors whose blades point to +x; slots `steel` and `grip`. The joint `blades` opens to 70°."""
    p = parameters
    tool = Assembly(rng)
    tip, tail = 0.58 * p.length_m, -0.42 * p.length_m
    thick = 0.0016
    lift = 0.0026
    for name, side, level, joint in (("lower", 1.0, lift, None), ("upper", -1.0, lift + thick, "blades")):
        blade = _blade(tip, tail, thick)
        loop, shank = _handle(p, tail)
        pieces: list[tuple[str, Mesh]] = [("steel", translate(blade, (0, 0, level))), ("grip", loop), ("grip", shank)]
        for slot, mesh in pieces:
            placed = mesh if side > 0 else mirror(mesh, 1)
            if slot == "grip":
                placed = translate(placed, (0, 0, p.loop_m * 0.075))
                hulls = [] if mesh is loop else [hull_of(placed, 16)]
            else:
                hulls = [hull_of(placed, 20)]
            tool.add(name, slot, placed, hulls, joint=joint)
        # The loop is a ring: four pieces round its hole.
        ring = loop if side > 0 else mirror(loop, 1)
        points = translate(ring, (0, 0, p.loop_m * 0.075)).vertices.astype(np.float64)
        center = points.mean(axis=0)
        quarter = ((np.arctan2(points[:, 1] - center[1], points[:, 0] - center[0]) + math.pi) // (math.pi / 3)).astype(
            int
        ) % 6
        near = [np.isin(quarter, [k]) for k in range(6)]
        tool.add(name, "grip", [], [hull_of(points[pick], 14) for pick in near if pick.sum() > 8], joint=joint)
    rivet = lathe(
        fillet(
            [
                (0, lift - 0.0007),
                (0.0042, lift - 0.0007),
                (0.0042, lift + 2 * thick + 0.0004),
                (0.0018, lift + 2 * thick + 0.0012),
                (0, lift + 2 * thick + 0.0012),
            ],
            [0, 0.0004, 0.0006, 0.0005, 0],
            3,
        ),
        24,
    )
    tool.add("lower", "steel", rivet)
    tool.joints.append(Joint("blades", "revolute", (0.0, 0.0, 0.0), (0.0, 0.0, 1.0), 0.0, math.radians(70.0)))
    return tool.model()


def _blade(tip: float, tail: float, thick: float) -> Mesh:
    """One blade with its tang: the handle's at +y, the edge at +y too, so that both blades overlap when shut."""
    back = np.array(
        [(tip, 0.0004), (0.82 * tip, -0.0040), (0.5 * tip, -0.0070), (0.12 * tip, -0.0076), (-0.004, -0.0060)]
    )
    back = np.concatenate([back, [(0.25 * tail, -0.0012), (0.45 * tail, 0.0014), (0.62 * tail, 0.0045)]])
    edge = np.array(
        [(0.62 * tail, 0.0105), (0.45 * tail, 0.0098), (-0.012, 0.0090), (0.0, 0.0078), (0.14 * tip, 0.0044)]
    )
    edge = np.concatenate([edge, [(0.5 * tip, 0.0026), (tip, 0.0012)]])
    outline = np.concatenate([smooth(back, 18), smooth(edge, 18)])
    return extrude(outline, thick, 0.00035, 2, crease_deg=25)


def _handle(p: Parameters, tail: float) -> tuple[Mesh, Mesh]:
    """The loop of plastic round the fingers, and the shank that holds the tang."""
    half = p.loop_m / 2
    long = 0.62 * abs(tail)
    middle = (tail + long / 2, 0.0022 + half)
    turn = np.linspace(0, 2 * math.pi, 40, endpoint=False)
    # An egg, its narrow end towards the blades.
    radius = 1 - 0.10 * np.cos(turn)
    w = 0.0055
    path = np.column_stack(
        [
            middle[0] + (long / 2 - w) * np.cos(turn),
            middle[1] + (half - w) * np.sin(turn) * radius - 0.12 * half * np.cos(turn),
            np.zeros(40),
        ]
    )
    section = squircle(12, 2.6)
    loop = tube(path, np.tile([w, 0.075 * p.loop_m], (40, 1)), section=section, closed=True)
    line = smooth([(0.30 * tail, 0.0050, 0), (0.45 * tail, 0.0072, 0), (0.62 * tail, 0.012, 0)], 8)
    shank = tube(line, np.column_stack([np.linspace(0.0045, 0.0065, 8), np.full(8, 0.072 * p.loop_m)]), section=section)
    return loop, shank
