"""A lamp on the ceiling: an opal dome, a flat disk, a globe on a cord, or four panels of an office.

Asset frame: origin below its middle, at its lowest point; its top is on the ceiling.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.catalog.generators._vessels import check_style
from simgen.catalog.meshing.boxes import box_hull, rounded_box
from simgen.catalog.meshing.grids import faces_where
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import arc
from simgen.catalog.meshing.transforms import merge, translate
from simgen.catalog.model import Model
from simgen.geometry import Bounds, FloatArray
from simgen.world import LightSocket, Mesh, Part, Surface

STYLES = ("dome", "disk", "globe", "panels")
SEGMENTS = 64
PANEL_M = 0.6


@dataclass(frozen=True)
class Parameters:
    """`style` is one of STYLES. `diameter_m` is the diffuser's, `drop_m` the length of a globe's cord.

    Panels are square, `PANEL_M` a side; their middles are `spread_x_m` and `spread_y_m` apart.
    """

    style: str = "dome"
    diameter_m: float = 0.36
    drop_m: float = 0.6
    spread_x_m: float = 2.0
    spread_y_m: float = 2.0
    flux_lm: float = 1800.0

    def __post_init__(self) -> None:
        check_style(self.style, STYLES)
        if self.style == "panels" and min(self.spread_x_m, self.spread_y_m) < PANEL_M + 0.02:
            raise ValueError(f"panels {self.spread_x_m:g} by {self.spread_y_m:g} m apart overlap")


def build(parameters: Parameters, rng: np.random.Generator) -> Model:
    """A fitting, and a diffuser whose shown surface is the socket."""
    p = parameters
    if p.style == "panels":
        return _panels(p)
    fitting, diffuser = {"dome": _dome, "disk": _disk, "globe": _globe}[p.style](p)
    foot = min(float(m.vertices[:, 2].min()) for m in (fitting, diffuser))
    fitting, diffuser = (translate(m, (0.0, 0.0, -foot)) for m in (fitting, diffuser))
    return Model(
        parts=(
            Part("fitting", (Surface(fitting, "fitting"),), (_canopy_hull(p, fitting),)),
            Part("diffuser", _diffuser(diffuser), (_shrunk(Bounds.of(diffuser.vertices).corners),)),
        ),
        sockets=(LightSocket("ceiling", "diffuser", "diffuser", p.flux_lm, 3000.0),),
    )


def _diffuser(mesh: Mesh) -> tuple[Surface, ...]:
    """What shines, and the level back that lies against the fitting: light from there would be lost."""
    corners = mesh.vertices[mesh.faces].astype(np.float64)
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    back = normal[:, 2] > 0.999 * np.linalg.norm(normal, axis=1)
    back &= corners[:, :, 2].min(axis=1) > corners[..., 2].max() - 1e-6
    if not back.any():
        return (Surface(mesh, "diffuser"),)
    return Surface(faces_where(mesh, ~back), "diffuser"), Surface(faces_where(mesh, back), "fitting")


def _panels(p: Parameters) -> Model:
    """Four flat boxes under the ceiling, which shine downwards from all of their face but a narrow frame."""
    side, deep, rim = PANEL_M, 0.03, 0.012
    middles = [(x * p.spread_x_m / 2, y * p.spread_y_m / 2) for x in (-1, 1) for y in (-1, 1)]
    case = rounded_box((side, side, deep), 0.002, center=(0.0, 0.0, deep / 2 + 0.002))
    face = rounded_box((side - 2 * rim, side - 2 * rim, 0.004), 0.0, center=(0.0, 0.0, 0.002))
    places = [(x, y, 0.0) for x, y in middles]
    hulls = tuple(box_hull((side, side, deep), (x, y, deep / 2 + 0.002)) for x, y in middles)
    return Model(
        parts=(
            Part("fitting", (Surface(merge([translate(case, at) for at in places]), "fitting"),), hulls),
            Part("diffuser", _diffuser(merge([translate(face, at) for at in places]))),
        ),
        sockets=(LightSocket("ceiling", "diffuser", "diffuser", p.flux_lm, 4000.0),),
    )


def _canopy_hull(p: Parameters, fitting: Mesh) -> FloatArray:
    """An eight-sided prism inside what is fixed to the ceiling."""
    top = float(fitting.vertices[:, 2].max())
    radius = 0.055 if p.style == "globe" else p.diameter_m / 2 - 0.02
    angles = np.arange(8) * (np.pi / 4)
    rim = radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return np.concatenate([np.column_stack([rim, np.full(8, z)]) for z in (top - 0.012, top)])


def _shrunk(corners: FloatArray) -> FloatArray:
    """The inner box of a round thing, so that collision never sticks out of it."""
    middle = corners.mean(axis=0)
    # 0.55 < 1 / sqrt(3), the inner cube of a ball.
    inner: FloatArray = middle + (corners - middle) * 0.55
    return inner


def _dome(p: Parameters) -> tuple[Mesh, Mesh]:
    """Hung from z = 0, the ceiling: a metal ring and a flat spherical cap below it."""
    r = p.diameter_m / 2
    ring = np.array([[0.0, 0.0], [r + 0.012, 0.0], [r + 0.012, -0.018], [r + 0.006, -0.024], [0.0, -0.024]])
    depth = 0.32 * r
    # The sphere through the rim (r, -0.024) and the lowest point (0, -0.024 - depth).
    radius = (r * r + depth * depth) / (2 * depth)
    edge = np.degrees(np.arcsin(r / radius))
    cap = arc((0.0, -0.024 - depth + radius), radius, -90.0, -90.0 + edge, 20)
    return lathe(ring, SEGMENTS), lathe(np.concatenate([cap, [[0.0, cap[-1, 1]]]]), SEGMENTS)


def _disk(p: Parameters) -> tuple[Mesh, Mesh]:
    r = p.diameter_m / 2
    body = np.array([[0.0, 0.0], [r - 0.02, 0.0], [r, -0.012], [r, -0.05], [r - 0.004, -0.054], [0.0, -0.054]])
    face = np.array([[0.0, -0.0535], [r - 0.012, -0.0535], [r - 0.013, -0.058], [r - 0.02, -0.06], [0.0, -0.06]])
    return lathe(body, SEGMENTS), lathe(face, SEGMENTS)


def _globe(p: Parameters) -> tuple[Mesh, Mesh]:
    r = p.diameter_m / 2
    neck = -p.drop_m
    rose = [[0.0, 0.0], [0.055, 0.0], [0.055, -0.012], [0.02, -0.03], [0.0035, -0.034]]
    holder = [[0.0035, neck + 0.05], [0.022, neck + 0.046], [0.026, neck - 0.012], [0.0, neck - 0.012]]
    ball = arc((0.0, neck - r), r, -90.0, 90.0, 32)
    return lathe(np.array(rose + holder), 32), lathe(ball, SEGMENTS)
