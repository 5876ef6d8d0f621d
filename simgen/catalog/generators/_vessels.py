"""What mugs, bowls, glasses, vases and jars share: a wall between two curves on a foot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simgen.catalog.meshing.grids import face_centers, faces_where
from simgen.catalog.meshing.hulls import vessel_hulls
from simgen.catalog.meshing.lathe import lathe, unit_circle
from simgen.catalog.meshing.profiles import arc, fillet, parallel, simplify, smooth
from simgen.catalog.meshing.rings import outline_towards
from simgen.catalog.meshing.transforms import volume_m3, warp
from simgen.errors import did_you_mean
from simgen.geometry import FloatArray
from simgen.world import Cavity, Mesh


@dataclass(frozen=True, eq=False)
class Vessel:
    """An open body of revolution: `profile` closed for `lathe`, `outer` and `inner` rising to the lip.

    All (k, 2) radius and z in metres. `outline` is that of `lathe`.
    """

    profile: FloatArray
    outer: FloatArray
    inner: FloatArray
    outline: FloatArray | None = None

    def mesh(self, segments: int = 56) -> Mesh:
        """The wall, the floor and the foot: one closed mesh."""
        return lathe(self.profile, segments, outline=self.outline)

    def split(self, mesh: Mesh, below_m: float = -1.0) -> tuple[Mesh, Mesh, Mesh | None]:
        """Outside, inside, and the part of the outside below `below_m` (None where that is nothing).

        The inside begins at the top of the lip.
        """
        center = face_centers(mesh)
        reach = np.hypot(center[:, 0], center[:, 1])
        if self.outline is not None:
            rim = outline_towards(self.outline, np.arctan2(center[:, 1], center[:, 0]))
            reach = reach / np.hypot(rim[:, 0], rim[:, 1])
        heights = np.linspace(self.inner[0, 1], self.outer[-1, 1], 128)
        # The floor is level: only its edge says how wide the hollow is there.
        edge = int(np.flatnonzero(self.inner[:, 1] <= self.inner[0, 1] + 1e-9)[-1])
        middle = (
            np.interp(heights, self.outer[:, 1], self.outer[:, 0])
            + np.interp(heights, self.inner[edge:, 1], self.inner[edge:, 0])
        ) / 2
        inside = (center[:, 2] > self.inner[0, 1] - 1e-6) & (reach < np.interp(center[:, 2], heights, middle))
        low = ~inside & (center[:, 2] < below_m)
        return (
            faces_where(mesh, ~inside & ~low),
            faces_where(mesh, inside),
            faces_where(mesh, low) if low.any() else None,
        )

    def turned(self, twist_rad: float, mesh: Mesh) -> Mesh:
        """The mesh twisted about the axis by `twist_rad` from foot to lip."""
        top = float(self.outer[-1, 1])

        def twist(points: FloatArray) -> FloatArray:
            angle = twist_rad * points[:, 2] / top
            c, s = np.cos(angle), np.sin(angle)
            x, y = points[:, 0], points[:, 1]
            return np.stack([c * x - s * y, s * x + c * y, points[:, 2]], axis=1)

        return warp(mesh, twist) if twist_rad else mesh

    def hulls(self, max_wedges: int = 16) -> tuple[FloatArray, ...]:
        """Floor and wall pieces; the bottom is flat at the foot."""
        return vessel_hulls(self.outer, self.inner, outline=self.outline, max_wedges=max_wedges)

    def cavity(self, name: str = "inside", segments: int = 48) -> Cavity:
        """The hollow up to the lip, with a flat top."""
        top = float(self.inner[-1, 1])
        rising = self.inner if self.inner[0, 0] == 0 else np.concatenate([[[0.0, self.inner[0, 1]]], self.inner])
        mesh = lathe(np.concatenate([rising, [[0.0, top]]]), segments, outline=self.outline)
        return Cavity(name, mesh, volume_m3=volume_m3(mesh))


def vessel(
    body: npt.ArrayLike,
    *,
    wall_m: float,
    floor_m: float,
    foot_height_m: float = 0.0,
    foot_width_m: float = 0.004,
    corner_m: float = 0.004,
    outline: FloatArray | None = None,
    marks_m: tuple[float, ...] = (),
) -> Vessel:
    """A vessel from the outside of its wall.

    `body`: (k, 2) from the outer edge of the foot, at z 0, to the top of the lip; z rises. The lip is a half
    round. `floor_m` is the floor's thickness above the foot ring, `corner_m` the radius where the inside
    wall meets the floor. `marks_m` are heights at which the outside gets a ring of vertices, to change material.
    """
    curve = np.asarray(body, dtype=np.float64).copy()
    top = float(curve[-1, 1])
    curve = _below(curve, top - wall_m / 2)
    for z in marks_m:
        if curve[1, 1] < z < curve[-1, 1]:
            k = int(np.searchsorted(curve[:, 1], z))
            curve = np.insert(curve, k, [np.interp(z, curve[:, 1], curve[:, 0]), z], axis=0)
    floor = foot_height_m + floor_m
    shifted = parallel(curve, wall_m)
    shifted[:, 0] = np.maximum(shifted[:, 0], 1e-4)
    shifted = shifted[np.concatenate([[True], shifted[1:, 1] > np.maximum.accumulate(shifted[:, 1])[:-1] + 1e-7])]
    inner = _floored(shifted, floor, corner_m)
    foot = float(curve[0, 0])
    underside = _underside(foot, foot_height_m, foot_width_m, min(curve[1, 1] / 2, 0.0012))
    across = inner[-1] - curve[-1]
    middle, half = (inner[-1] + curve[-1]) / 2, float(np.linalg.norm(across)) / 2
    start = float(np.degrees(np.arctan2(-across[1], -across[0])))
    lip = arc(middle, half, start, start + 180.0, 8)[1:-1]
    profile = np.concatenate([underside, curve[1:], lip, inner[::-1]])
    outer = np.concatenate([[[foot, 0.0]], curve[1:], [[lip[3, 0], lip[:, 1].max()]]])
    return Vessel(profile, outer, inner, outline)


class Beak:
    """A bend of space that draws the rim of a vessel out to a beak at -x.

    `outer` is the vessel's, `height` that of its lip.
    """

    def __init__(self, outer: FloatArray, height: float) -> None:
        self._radius, self._height = float(outer[-1, 0]), height

    def __call__(self, points: FloatArray) -> FloatArray:
        """(n, 3) points where the bend takes them."""
        x, y, z = points[:, 0], points[:, 1], points[:, 2]
        off = np.abs(np.arctan2(y, -x))
        # On the axis there is no direction: the pull begins beside it.
        beside = np.minimum(1.0, (np.hypot(x, y) / (0.6 * self._radius)) ** 2)
        high = beside * np.clip((z - 0.68 * self._height) / (0.32 * self._height), 0.0, 1.1) ** 2
        # Pinched beside the beak, drawn out and slightly up in it.
        out = 0.38 * np.exp(-((off / 0.42) ** 2)) - 0.06 * np.exp(-(((off - 0.8) / 0.3) ** 2))
        factor = 1 + out * high
        lift = 0.05 * self._height * np.exp(-((off / 0.4) ** 2)) * high
        return np.stack([x * factor, y * factor * (1 - 0.25 * high * np.exp(-((off / 0.6) ** 2))), z + lift], axis=1)


def wall_curve(points: npt.ArrayLike, tolerance_m: float = 0.00012) -> FloatArray:
    """A smooth wall through control points, with no more points than `tolerance_m` asks for."""
    return simplify(smooth(points, 120), tolerance_m)


def disc(radius_m: float, points: int = 16) -> tuple[tuple[float, float], ...]:
    """The outline of a round support surface."""
    return tuple((float(x), float(y)) for x, y in radius_m * unit_circle(points))


def check_style(style: str, known: Iterable[str], what: str = "style") -> None:
    """Raises ValueError with the nearest name where `style` is none of `known`."""
    names = list(known)
    if style not in names:
        raise ValueError(f"there is no {what} '{style}'. {did_you_mean(style, names)}")


def _underside(foot: float, height: float, width: float, bevel: float) -> FloatArray:
    """From the axis to just above the foot's outer edge: a ring to stand on, or a flat bottom."""
    if height <= 0:
        return fillet([(0.0, 0.0), (foot, 0.0), (foot + bevel, bevel * 2)], bevel, 3)
    inner = max(foot - width, 0.3 * foot)
    corners = [(0.0, height), (inner - 0.8 * height, height), (inner, 0.0), (foot, 0.0), (foot + bevel, bevel * 2)]
    return fillet(corners, min(0.45 * height, 0.3 * width, bevel), 3)


def _below(curve: FloatArray, z: float) -> FloatArray:
    """The rising curve cut at height z."""
    kept = curve[curve[:, 1] < z - 1e-6]
    return np.concatenate([kept, [[np.interp(z, curve[:, 1], curve[:, 0]), z]]])


def _floored(shifted: FloatArray, floor: float, corner: float) -> FloatArray:
    """The inside from the axis: level floor, round corner, wall."""
    edge = float(np.interp(floor, shifted[:, 1], shifted[:, 0]))
    reach = min(corner, 0.6 * edge, 0.3 * float(shifted[-1, 1] - floor))
    wall = shifted[shifted[:, 1] > floor + 1.6 * reach]
    joint = fillet(np.concatenate([[[0.0, floor], [edge, floor]], wall[:1]]), reach, 6)
    return np.concatenate([joint[:-1], wall])
