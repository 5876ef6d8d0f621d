"""Extractor hoods that hang on the wall over a hob: a canopy with filters and lights below, and a duct above."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import extrude_along_x, rounded_box
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.transforms import hull_of, merge, mesh_of, rotate, translate
from simgen.catalog.model import Model
from simgen.geometry import FloatArray
from simgen.world import LightSocket, Mesh

STYLES = ("canopy", "box", "slanted")


@dataclass(frozen=True)
class Parameters:
    """Outer sizes with the duct.

    `style`: canopy (a low box and a pyramid below the duct), box (a T of two boxes), or slanted (a glass front that
    leans back).
    """

    style: str
    width_m: float
    depth_m: float
    height_m: float
    duct_m: float

    def __post_init__(self) -> None:
        """Values that go together."""
        check_style(self.style, STYLES)
        if self.duct_m > self.width_m - 0.1 or self.height_m < 0.45:
            raise ValueError(f"a duct of {self.duct_m} m does not fit a hood of {self.width_m} x {self.height_m} m")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The hood, its back at +y, in the slots `case`, `duct`, `front`, `filter`, `print` and `lamp`."""
    p = parameters
    hood = Assembly(rng)
    x, front, rear = p.width_m / 2, -p.depth_m / 2, p.depth_m / 2
    deep = min(0.26, p.depth_m - 0.02)
    if p.style == "slanted":
        body = 0.36
        profile = np.array(
            [(rear, 0.0), (rear, body), (rear - 0.2, body), (front + 0.012, 0.055), (front + 0.012, 0.0)]
        )
        case = extrude_along_x(profile, p.width_m, 0.002)
        hood.add("body", "case", case, [hull_of(case, 16)])
        a, b = np.array([front + 0.012, 0.058]), np.array([rear - 0.2, body])
        away = np.array([-(b - a)[1], (b - a)[0]]) / np.linalg.norm(b - a)
        sheet = np.array([a + 0.0008 * away, b + 0.0008 * away, b + 0.0068 * away, a + 0.0068 * away])
        pane = extrude_along_x(sheet, p.width_m - 0.004, 0.0015)
        hood.add("body", "front", pane, [hull_of(pane, 16)])
        under, controls = 0.0, None
    else:
        low = 0.055 if p.style == "canopy" else 0.075
        # The lower box is open below: its rim stands down round the filters.
        hood.span("body", "case", (-x, front, 0.012), (x, rear, low), radius=0.003)
        for at, size in (
            ((0.0, front + 0.004, 0.0065), (p.width_m, 0.008, 0.013)),
            ((0.0, rear - 0.004, 0.0065), (p.width_m, 0.008, 0.013)),
            ((-x + 0.004, 0.0, 0.0065), (0.008, p.depth_m - 0.016, 0.013)),
            ((x - 0.004, 0.0, 0.0065), (0.008, p.depth_m - 0.016, 0.013)),
        ):
            hood.board("body", "case", size, at, radius=0.001)
        body = low
        if p.style == "canopy":
            body = min(low + 0.22, 0.5 * p.height_m)
            half = p.duct_m / 2
            lower = [
                (-x + 0.004, front + 0.004),
                (x - 0.004, front + 0.004),
                (x - 0.004, rear - 0.001),
                (-x + 0.004, rear - 0.001),
            ]
            upper = [(-half, rear - deep), (half, rear - deep), (half, rear - 0.001), (-half, rear - 0.001)]
            flank = _frustum(np.array(lower), np.array(upper), low - 0.001, body)
            hood.add("body", "case", flank, [hull_of(flank, 16)])
        under, controls = 0.012, (front, (low + 0.012) / 2)
    half = p.duct_m / 2
    joint = body + 0.5 * (p.height_m - body)
    # Two lengths of duct, one inside the other.
    hood.span("body", "duct", (-half, rear - deep, body - 0.001), (half, rear - 0.001, joint), radius=0.004)
    hood.span(
        "body",
        "duct",
        (-half + 0.004, rear - deep + 0.004, joint - 0.001),
        (half - 0.004, rear - 0.001, p.height_m),
        radius=0.004,
    )
    _underside(hood, p, under)
    if controls:
        for k in range(5):
            button = rotate(
                lathe(np.array([(0, 0), (0.006, 0), (0.006, 0.0016), (0, 0.0016)]), 20), (1, 0, 0), np.pi / 2
            )
            hood.add("body", "print", translate(button, ((k - 2) * 0.026, controls[0] + 0.0004, controls[1])))
    return hood.model(has_front=True)


def _underside(hood: Assembly, p: Parameters, z: float) -> None:
    """Filters of louvres and two round lamps."""
    front = -p.depth_m / 2
    wide, deep = (p.width_m - 0.09) / 2, p.depth_m - 0.16
    for side in (-1.0, 1.0):
        cx = side * (wide / 2 + 0.004)
        hood.add("body", "filter", rounded_box((wide, deep, 0.004), 0.001, center=(cx, 0.045, z - 0.0015)))
        count = max(6, round(wide / 0.028))
        for k in range(count):
            at = (cx - wide / 2 + wide * (k + 0.5) / count, 0.045, z - 0.0045)
            hood.add("body", "filter", rounded_box((0.55 * wide / count, deep - 0.05, 0.004), 0.0015, center=at))
        lamp = lathe(np.array([(0.0, -0.004), (0.027, -0.004), (0.028, -0.003), (0.028, 0.001), (0.0, 0.001)]), 28)
        name = "lamp" if side < 0 else "lamp_2"
        hood.add(name, "lamp", translate(lamp, (side * 0.27 * p.width_m, front + 0.055, z)))
        ring = [(0.028, -0.003), (0.034, -0.002), (0.034, 0.001), (0.028, 0.001)]
        hood.add("body", "filter", translate(lathe(np.array(ring), 28), (side * 0.27 * p.width_m, front + 0.055, z)))
        hood.sockets.append(LightSocket(name, name, "lamp", 220.0, 3500.0))


def _frustum(lower: FloatArray, upper: FloatArray, z0: float, z1: float) -> Mesh:
    """The closed body between two counter-clockwise outlines of as many corners, flat-sided."""
    count = len(lower)
    low = np.column_stack([lower, np.full(count, z0)])
    high = np.column_stack([upper, np.full(count, z1)])
    pieces = []
    for k in range(count):
        n = (k + 1) % count
        quad = np.array([low[k], low[n], high[n], high[k]])
        normal = np.cross(quad[1] - quad[0], quad[3] - quad[0])
        side = (quad[1] - quad[0]) / np.linalg.norm(quad[1] - quad[0])
        up = np.cross(normal / np.linalg.norm(normal), side)
        uv = np.stack([(quad - quad[0]) @ side, (quad - quad[0]) @ up], axis=1)
        pieces.append(mesh_of(quad, [[0, 1, 2], [0, 2, 3]], np.tile(normal / np.linalg.norm(normal), (4, 1)), uv))
    for ring, up_z in ((high, 1.0), (low[::-1], -1.0)):
        faces = [[0, k, k + 1] for k in range(1, count - 1)]
        pieces.append(mesh_of(ring, faces, np.tile([0.0, 0.0, up_z], (count, 1)), ring[:, :2] * [1.0, up_z]))
    return merge(pieces)
