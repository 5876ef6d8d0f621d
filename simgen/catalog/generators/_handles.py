"""What one pulls a door or a drawer by."""

from __future__ import annotations

import math

import numpy as np

from simgen.catalog.generators._assembly import Assembly
from simgen.catalog.meshing.boxes import extrude
from simgen.catalog.meshing.lathe import lathe
from simgen.catalog.meshing.profiles import fillet
from simgen.catalog.meshing.sweeps import tube
from simgen.catalog.meshing.transforms import hull_of, move, rotate, translate
from simgen.errors import did_you_mean
from simgen.geometry import FloatArray, Pose
from simgen.world import Mesh

HANDLES = ("bar", "bow", "knob", "tab", "none")


def check_handle(style: str) -> None:
    """ValueError for a handle that does not exist."""
    if style not in HANDLES:
        raise ValueError(f"there is no handle '{style}'. {did_you_mean(style, HANDLES)}")


def add_handle(
    furniture: Assembly,
    part: str,
    style: str,
    at: tuple[float, float, float],
    *,
    upright: bool,
    length: float,
    joint: str | None,
) -> None:
    """A handle on a front that looks along -y, centred at `at` on its face, in the slot "handle".

    `length` is that of bars; `upright` turns them along z.
    """
    check_handle(style)
    if style == "none":
        return
    meshes, hulls = {"bar": _bar, "bow": _bow, "knob": _knob, "tab": _tab}[style](length)
    if upright:
        meshes = [rotate(m, (0, 1, 0), math.pi / 2) for m in meshes]
        hulls = [np.column_stack([h[:, 2], h[:, 1], -h[:, 0]]) for h in hulls]
    furniture.add(part, "handle", [translate(m, at) for m in meshes], [h + np.asarray(at) for h in hulls], joint=joint)


def _bar(length: float) -> tuple[list[Mesh], list[FloatArray]]:
    """A round bar on two posts."""
    r, stand = 0.005, 0.028
    bar = tube([(-length / 2, -stand, 0), (length / 2, -stand, 0)], r, segments=16, ends="flat", bevel_m=0.0012)
    posts = []
    for side in (-1.0, 1.0):
        x = side * (length / 2 - 0.018)
        posts.append(tube([(x, 0, 0), (x, -stand, 0)], 0.0042, segments=12, ends="flat"))
    return [bar, *posts], [hull_of(bar, 16), *(hull_of(post, 8) for post in posts)]


def _bow(length: float) -> tuple[list[Mesh], list[FloatArray]]:
    """A flat strip bent away from the front."""
    stand, half = 0.026, length / 2
    path = fillet([(-half, 0.0), (-half + 0.012, -stand), (half - 0.012, -stand), (half, 0.0)], 0.012, 6)
    section = np.array([(1, -1), (1, 1), (-1, 1), (-1, -1)], dtype=np.float64)
    points = np.column_stack([path, np.zeros(len(path))])
    mesh = tube(points, (np.tile([0.0022, 0.0055], (len(points), 1))), section=_eased(section), ends="flat")
    parts = [hull_of(_near(mesh, k * length / 3 - half, (k + 1) * length / 3 - half), 16) for k in range(3)]
    return [mesh], parts


def _eased(square: FloatArray) -> FloatArray:
    """A square outline with small round corners."""
    return fillet(square, 0.3, 3, closed=True)


def _near(mesh: Mesh, low: float, high: float) -> FloatArray:
    """Vertices of the triangles that reach into a stretch of x."""
    x = mesh.vertices[mesh.faces][..., 0]
    inside = (x.max(axis=1) >= low) & (x.min(axis=1) <= high)
    points: FloatArray = mesh.vertices[np.unique(mesh.faces[inside])].astype(np.float64)
    return points


def _knob(length: float) -> tuple[list[Mesh], list[FloatArray]]:
    """A turned mushroom."""
    shape = [(0, 0), (0.009, 0), (0.0085, 0.003), (0.0055, 0.010), (0.0075, 0.014), (0.014, 0.018), (0.0145, 0.022),
             (0.011, 0.0265), (0.0, 0.028)]  # fmt: skip
    profile = fillet(shape, [0, 0.0008, 0.002, 0.006, 0.004, 0.003, 0.003, 0.006, 0], 4)
    mesh = rotate(lathe(profile, 24, crease_deg=50), (1, 0, 0), math.pi / 2)
    return [mesh], [hull_of(mesh, 24)]


def _tab(length: float) -> tuple[list[Mesh], list[FloatArray]]:
    """A short folded plate: a thin lip that stands out and hooks down."""
    width = min(0.08, length)
    lip = [(0, 0), (0, -0.0025), (-0.018, -0.0025), (-0.018, -0.009), (-0.0205, -0.009), (-0.0205, 0)]
    # The lip's outline is drawn in (y, z); the extrusion's axis becomes x.
    turned = Pose.from_matrix(np.array([[0, 0, 1, -width / 2], [1, 0, 0, 0], [0, 1, 0, 0.001]], dtype=np.float64))
    mesh = move(extrude(np.array(lip), width, 0.0006, 2), turned)
    return [mesh], [hull_of(mesh, 12)]
