"""Pens and pencils, lying on their side."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import rounded_box
from simgen.catalog.meshing.hulls import turned_hulls
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.transforms import rotate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import Mesh


@dataclass(frozen=True)
class Parameters:
    """`style`: ballpoint, marker or pencil (six-sided; 7.2 mm thick, 175 mm new)."""

    style: str
    length_m: float
    thickness_m: float


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The pen along x, its point at -x, in the slots `body`, `tip` and `trim`."""
    p = parameters
    check_style(p.style, ("ballpoint", "marker", "pencil"))
    pen = Assembly(rng)
    r, length = p.thickness_m / 2, p.length_m

    def lay(profile: list[tuple[float, float]], rounding: float, outline: FloatArray | None = None) -> Mesh:
        """A turned piece whose axis z becomes x."""
        mesh = lathe(fillet(profile, rounding, 3), 20, outline=outline, grain="axis")
        return rotate(mesh, (0, 1, 0), math.pi / 2)

    if p.style == "pencil":
        angle = np.repeat(np.arange(6) * math.pi / 3, 2) + np.tile([-0.06, 0.06], 6) + math.pi / 6
        six = np.stack([np.cos(angle), np.sin(angle)], axis=1)
        cone = 3.0 * p.thickness_m
        pen.add(
            "body",
            "body",
            lay([(0, cone - 0.002), (r, cone - 0.002), (r, length - 0.018), (0, length - 0.018)], 0, six),
        )
        pen.add("body", "tip", lay([(0, 0.0035), (0.0009, 0.0035), (0.86 * r, cone), (0, cone)], 0.0))
        pen.add("body", "trim", lay([(0, 0), (0.0003, 0), (0.00095, 0.0038), (0, 0.0038)], 0.0001))
        pen.add(
            "body",
            "trim",
            lay([(0, length - 0.019), (0.95 * r, length - 0.019), (0.95 * r, length), (0, length)], 0.001),
        )
        curve: list[tuple[float, float]] = [(0.0006, 0.0), (r, cone), (r, length)]
    else:
        blunt = 0.45 if p.style == "marker" else 0.18
        grip = 0.3 * length
        barrel = [(0, 0.018), (0.9 * r, 0.018), (r, grip), (r, length - 0.004), (0.72 * r, length), (0, length)]
        pen.add("body", "body", lay(barrel, 0.002))
        point = [(0, 0), (blunt * r, 0), (0.62 * r, 0.012), (0.87 * r, 0.019), (0, 0.019)]
        pen.add("body", "tip", lay(point, 0.0006))
        if p.style == "ballpoint":
            knob = [(0, length - 0.002), (0.45 * r, length - 0.002), (0.45 * r, length + 0.009), (0, length + 0.009)]
            pen.add("body", "trim", lay(knob, 0.0008))
            clip = rounded_box((0.042, 0.0032, 0.001), 0.0004, 2, (length - 0.026, 0, r + 0.0014))
            bridge = rounded_box((0.004, 0.0032, 0.0024), 0.0004, 2, (length - 0.007, 0, r + 0.0006))
            pen.add("body", "trim", [clip, bridge])
        else:
            pen.add(
                "body", "trim", lay([(0, grip), (r * 1.06, grip), (r * 1.06, grip + 0.004), (0, grip + 0.004)], 0.0006)
            )
        widest = r * (1.06 if p.style == "marker" else 1.0)
        curve = [(blunt * r, 0.0), (widest, 0.03), (widest, length)]
    # The hull lies on a flat, so that a pen at rest stays at rest: its facets touch the round barrel from outside.
    facets = 6 if p.style == "pencil" else 12
    a = math.pi / facets
    spread = 1.0 if p.style == "pencil" else 1 / math.cos(a)
    turn = spread * np.array(
        [[math.cos(a), -math.sin(a), 0.0], [math.sin(a), math.cos(a), 0.0], [0.0, 0.0, 1 / spread]]
    )
    quarter = np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [-1.0, 0.0, 0.0]])
    hulls = [h @ (quarter @ turn).T for h in turned_hulls(curve, segments=facets)]
    pen.add("body", "body", [], hulls)
    return pen.model()
