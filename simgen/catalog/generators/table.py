"""Tables: a top on legs, a pedestal, a trestle or panels; for dining, work, beside a sofa or a bed."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._assembly import Assembly, prism_hulls
from simgen.catalog.generators._drawer import Bay, Front, add_drawer
from simgen.catalog.generators._legs import LEG_STYLES, check_leg_style, leg, leg_slot
from simgen.catalog.meshing.boxes import ellipse, extrude, rounded_rectangle
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.transforms import hull_of, translate
from simgen.catalog.model import Model
from simgen.errors import did_you_mean
from simgen.geometry import FloatArray

SHAPES = ("rectangle", "round", "oval")
BASES = (*LEG_STYLES, "pedestal", "trestle", "panels")


@dataclass(frozen=True)
class Parameters:
    """Sizes of the whole table; a round top is `width_m` across and has no use for `depth_m`.

    `base` is a leg style, or "pedestal", "trestle" or "panels". `splay_deg` leans legs outwards. `drawers` are
    side by side below the front edge of a rectangular top, behind which the person sits (-y).
    """

    shape: str
    width_m: float
    depth_m: float
    height_m: float
    top_thickness_m: float
    edge_m: float
    corner_radius_m: float
    base: str
    leg_width_m: float
    splay_deg: float
    apron: bool
    shelf_height_m: float
    drawers: int
    handle: str

    def __post_init__(self) -> None:
        """Values that go together."""
        if self.shape not in SHAPES:
            raise ValueError(f"there is no table shape '{self.shape}'. {did_you_mean(self.shape, SHAPES)}")
        check_leg_style(self.base, ("pedestal", "trestle", "panels"))
        if self.drawers and (self.shape != "rectangle" or self.base in ("pedestal", "trestle")):
            raise ValueError("drawers need a rectangular top on legs or panels")
        if not 0 <= self.shelf_height_m < self.height_m - 0.1:
            raise ValueError(f"shelf_height_m {self.shelf_height_m} leaves no room below the top")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """The table."""
    p = parameters
    table = Assembly(rng)
    depth = p.width_m if p.shape == "round" else p.depth_m
    under = p.height_m - p.top_thickness_m
    outline = _outline(p.shape, p.width_m, depth, p.corner_radius_m)
    edge = min(p.edge_m, 0.45 * p.top_thickness_m)
    top = translate(extrude(outline, p.top_thickness_m, edge, 3), (0, 0, under))
    table.add("body", "top", top, prism_hulls(outline, under, p.height_m))
    table.support("top", _inset(outline, 0.035), p.height_m)
    if p.base == "pedestal":
        _pedestal(table, min(p.width_m, depth), under)
    elif p.base == "trestle":
        _trestle(table, p, depth, under)
    elif p.base == "panels":
        _panels(table, p, depth, under)
    else:
        _legs(table, p, depth, under)
    return table.model(has_front=p.drawers > 0)


def _outline(shape: str, width: float, depth: float, radius: float) -> FloatArray:
    if shape == "rectangle":
        return rounded_rectangle(width, depth, radius, 6)
    return ellipse(width, depth, 72)


def _inset(outline: FloatArray, margin: float) -> list[tuple[float, float]]:
    size = np.ptp(outline, axis=0)
    kept = outline[:: max(1, len(outline) // 24)] * (1 - 2 * margin / size)
    return [(float(x), float(y)) for x, y in kept]


def _corners(p: Parameters, depth: float, height: float) -> tuple[float, float, float]:
    """Half distances of the legs' upper ends along x and y, and how far each foot leans out along both."""
    lean = math.tan(math.radians(p.splay_deg)) * height
    if p.shape == "rectangle":
        inset = p.leg_width_m / 2 + max(0.012, 0.35 * p.corner_radius_m) + (0.03 if p.base == "hairpin" else 0.0)
        # Feet do not reach out beyond the top.
        inset += max(0.0, lean - 0.01)
        return p.width_m / 2 - inset, depth / 2 - inset, lean
    share = math.sqrt(0.5) * 0.78
    x = p.width_m / 2 * share - max(0.0, lean - 0.06)
    y = depth / 2 * share - max(0.0, lean - 0.06)
    return x, y, lean


def _legs(table: Assembly, p: Parameters, depth: float, under: float) -> None:
    x, y, lean = _corners(p, depth, under)
    slot = leg_slot(p.base)
    for sx in (-1.0, 1.0):
        for sy in (-1.0, 1.0):
            one = leg(p.base, (sx * x, sy * y), under, p.leg_width_m, (sx * lean, sy * lean))
            table.add("body", slot, one.meshes, one.hulls)
    deep = 0.12 if p.drawers else min(0.08, 0.14 * p.height_m)
    if p.apron or p.drawers:
        _apron(table, p, x, y, under, deep, slot)
    if p.shelf_height_m > 0:
        _shelf(table, p, x, y, lean, under)


def _apron(table: Assembly, p: Parameters, x: float, y: float, under: float, deep: float, slot: str) -> None:
    """Boards between the legs below the top; drawers take the front one's place."""
    thick = 0.004 if slot == "metal" else 0.02
    deep = 0.03 if slot == "metal" and not p.drawers else deep
    gap = p.leg_width_m / 2 - (0.0 if slot == "metal" else 0.001)
    if p.shape != "rectangle":
        # The tops of the legs stand in from the edge; the apron joins their middles.
        gap = 0.25 * p.leg_width_m
    low, high = under - deep, under - 0.0005
    sides = (1.0,) if p.drawers else (-1.0, 1.0)
    for side in sides:
        table.span("body", slot, (-x + gap, side * y - thick / 2, low), (x - gap, side * y + thick / 2, high))
    for side in (-1.0, 1.0):
        table.span("body", slot, (side * x - thick / 2, -y + gap, low), (side * x + thick / 2, y - gap, high))
    if p.drawers:
        _drawers(table, p, (-x + thick / 2, x - thick / 2), (-y - p.leg_width_m / 2, y - thick / 2), (low, under), slot)


def _drawers(
    table: Assembly,
    p: Parameters,
    across: tuple[float, float],
    along: tuple[float, float],
    heights: tuple[float, float],
    slot: str,
) -> None:
    """Drawers between runners; each has a floor of the table's own below it."""
    left, right = across
    # Between legs the front must pass; behind it there are only the side boards.
    reach = p.leg_width_m / 2 + 0.001
    left, right = left + reach, right - reach
    floor = 0.009
    front = along[0] + 0.004
    table.span("body", slot, (left - reach, front + 0.025, heights[0]), (right + reach, along[1], heights[0] + floor))
    post = 0.018
    width = (right - left - post * (p.drawers - 1)) / p.drawers
    for k in range(p.drawers):
        x0 = left + k * (width + post)
        if k:
            table.span("body", slot, (x0 - post, front, heights[0] + floor), (x0, along[1], heights[1] - 0.0005))
        name = "drawer" if p.drawers == 1 else f"drawer_{k + 1}"
        bay = Bay((x0, x0 + width), (front, along[1]), (heights[0] + floor, heights[1]))
        add_drawer(table, name, bay, Front.inset(bay), handle=p.handle)


def _shelf(table: Assembly, p: Parameters, x: float, y: float, lean: float, under: float) -> None:
    """A board between the legs, let into them by their half width."""
    thick = min(0.02, p.top_thickness_m)
    share = 1 - p.shelf_height_m / under
    half_x, half_y = x + lean * share, y + lean * share
    reach = 0.25 * p.leg_width_m
    z = p.shelf_height_m
    if p.shape == "rectangle":
        outline = rounded_rectangle(2 * (half_x + reach), 2 * (half_y + reach), 0.006, 3)
    else:
        outline = ellipse(2 * math.sqrt(2) * half_x, 2 * math.sqrt(2) * half_y, 56)
    board = translate(extrude(outline, thick, 0.002), (0, 0, z - thick))
    table.add("body", "top", board, prism_hulls(outline, z - thick, z))
    margin = 0.5 * p.leg_width_m + 0.03
    # An apron or drawers hang down between the legs.
    below = 0.12 if p.drawers else min(0.08, 0.14 * p.height_m) if p.apron else 0.0
    table.support("shelf", _inset(outline, margin), z, under - below - z)


def _pedestal(table: Assembly, across: float, under: float) -> None:
    """A turned column on a round foot, with a plate below the top."""
    foot, stem = 0.31 * across, min(0.05, 0.055 * across)
    outline = np.array([
        (0.0, 0.0), (foot, 0.0), (foot, 0.014), (0.45 * foot, 0.030), (1.5 * stem, 0.06), (stem, 0.16),
        (stem, under - 0.10), (1.6 * stem, under - 0.02), (0.32 * across, under - 0.012), (0.32 * across, under),
        (0.0, under),
    ])  # fmt: skip
    profile = fillet(outline, [0, 0.004, 0.008, 0.08, 0.06, 0.12, 0.06, 0.03, 0.003, 0.0, 0], 6)
    mesh = lathe(profile, 48, crease_deg=50)
    parts = np.split(mesh.vertices, 1)[0]
    bands = [(0.0, 0.031), (0.02, 0.17), (0.15, under - 0.09), (under - 0.022, under)]
    hulls = [hull_of(parts[(parts[:, 2] >= low - 1e-6) & (parts[:, 2] <= high + 1e-6)]) for low, high in bands]
    table.add("body", "frame", mesh, hulls)


def _trestle(table: Assembly, p: Parameters, depth: float, under: float) -> None:
    """Two frames of foot, post and head, joined by a stretcher."""
    thick = max(0.045, p.leg_width_m)
    x = 0.5 * p.width_m - max(0.22 * p.width_m, 0.1)
    for side in (-1.0, 1.0):
        c = side * x
        table.board("body", "frame", (thick, 0.82 * depth, 0.05), (c, 0, 0.025), radius=0.004, segments=4)
        table.board("body", "frame", (thick, 0.74 * depth, 0.05), (c, 0, under - 0.025), radius=0.004, segments=4)
        size = (0.8 * thick, 2.4 * thick, under - 0.1)
        table.board("body", "frame", size, (c, 0, under / 2), radius=0.004, segments=4, grain="z")
    z = 0.3 * under
    table.board("body", "frame", (2 * x - 0.8 * thick, 0.03, 0.1), (0, 0, z), radius=0.003)


def _panels(table: Assembly, p: Parameters, depth: float, under: float) -> None:
    """Two side boards and a modesty board at the back."""
    thick = max(0.018, min(0.03, p.top_thickness_m))
    x, y = p.width_m / 2 - 0.02, depth / 2 - 0.02
    for side in (-1.0, 1.0):
        center = (side * (x - thick / 2), 0, under / 2)
        table.board("body", "frame", (thick, 2 * y, under), center, grain="z")
    low = 0.35 * under
    table.span("body", "frame", (-x + thick, y - 0.06, low), (x - thick, y - 0.042, under - 0.0005))
    if p.drawers:
        bottom = under - 0.12
        along = (-y, y - 0.062)
        _drawers(table, p, (-x + thick, x - thick), along, (bottom, under), "frame")
    if p.shelf_height_m > 0:
        z = p.shelf_height_m
        table.span("body", "top", (-x + thick, -y + 0.01, z - 0.018), (x - thick, y - 0.062, z))
        table.support_box("shelf", (-x + thick, -y), (x - thick, y - 0.062), z, (low if z < low else under) - z)
