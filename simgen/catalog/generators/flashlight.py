"""Flashlights that lie on their sides: a barrel with rings to grip, a mirror behind glass."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import rounded_box
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.transforms import hull_of, rotate, translate
from simgen.catalog.model import Model
from simgen.world import Mesh

STYLES = ("slim", "stout")


@dataclass(frozen=True)
class Parameters:
    """`length_m` over all, `head_m` across the head; the barrel is thinner, most so where `style` is "slim"."""

    style: str
    length_m: float
    head_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)
        if not 0 < 2.5 * self.head_m < self.length_m:
            raise ValueError(f"length_m is more than 2.5 times head_m, {self.head_m}, got {self.length_m}")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """A ringed barrel along x, its flared head at +x; slots `body`, `reflector`, `bulb`, `lens` and `button`."""
    p = parameters
    tool = Assembly(rng)
    big = p.head_m / 2
    r = 0.66 * big if p.style == "slim" else 0.74 * big
    tail, tip = -p.length_m / 2, p.length_m / 2
    deep = 0.9 * big
    shell: list[tuple[float, float]] = [
        (0.0, tail),
        (0.86 * r, tail),
        (1.06 * r, tail + 0.004),
        (1.06 * r, tail + 0.022),
        (0.97 * r, tail + 0.0235),
        (0.97 * r, tip - 2.5 * big),
        (1.05 * r, tip - 2.3 * big),
        (0.95 * big, tip - 1.25 * big),
        (big, tip - 1.1 * big),
        (big, tip),
        (0.90 * big, tip),
        (0.90 * big, tip - 0.0035),
        (0.30 * big, tip - deep),
        (0.0, tip - deep),
    ]
    radii = [0, 0.002, 0.002, 0.001, 0.001, 0.01, 0.01, 0.01, 0.004, 0.0012, 0.0006, 0, 0, 0]
    curve = fillet(shell, radii, 3)
    body = _along_x(lathe(curve, 44))
    low_part = hull_of(body.vertices[body.vertices[:, 0] < tip - 2.2 * big], 28)
    tool.add("body", "body", body, [low_part, hull_of(body.vertices[body.vertices[:, 0] > tip - 1.3 * big], 28)])
    mirror_curve = [(0.0, 0.0), (0.30 * big, 0.0003), (0.62 * big, 0.28 * deep), (0.895 * big, deep - 0.0036)]
    back = [(0.895 * big, deep - 0.0032), (0.6 * big, 0.28 * deep + 0.0012), (0.28 * big, 0.0009), (0.0, 0.0006)]
    cup = lathe(np.array([*mirror_curve, *back]), 40)
    tool.add("body", "reflector", translate(_along_x(cup), (tip - deep, 0, 0)))
    bulb = lathe(fillet([(0, 0), (0.13 * big, 0), (0.13 * big, 0.2 * big), (0, 0.2 * big)], [0, 0, 0.0015, 0], 3), 20)
    tool.add("body", "bulb", translate(_along_x(bulb), (tip - deep, 0, 0)))
    glass = lathe(np.array([(0, 0), (0.897 * big, 0), (0.897 * big, 0.0014), (0, 0.0014)]), 40)
    tool.add("body", "lens", translate(_along_x(glass), (tip - 0.0032, 0, 0)))
    # Rings of the grip, and fins of the head.
    first, last = tail + 0.034, tip - 3.2 * big
    places = [(x, 0.97 * r) for x in np.arange(first, last, 0.0062)]
    places += [(tip - share * big, big) for share in (0.3, 0.5, 0.7, 0.9)]
    for x, radius in places:
        rim = [(radius - 0.0012, -0.0017), (radius + 0.0008, -0.0017), (radius + 0.0008, 0.0017)]
        ring = lathe(fillet([*rim, (radius - 0.0012, 0.0017)], 0.0005, 1, closed=True), 32)
        tool.add("body", "body", translate(_along_x(ring), (float(x), 0, 0)))
    button = rounded_box((0.017, 0.011, 0.006), 0.002, 4, (tip - 2.75 * big, 0, 0.97 * r))
    tool.add("body", "button", rotate(button, (1, 0, 0), -0.7))
    return tool.model()


def _along_x(mesh: Mesh) -> Mesh:
    """A body about +z laid about +x."""
    return rotate(mesh, (0, 1, 0), math.pi / 2)
