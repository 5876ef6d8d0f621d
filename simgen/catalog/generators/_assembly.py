"""Putting furniture together: meshes and hulls gathered by part and slot, then centred as one model."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from simgen.catalog.meshing.boxes import Axis, box_hull, rounded_box
from simgen.catalog.meshing.hulls import vessel_hulls
from simgen.catalog.meshing.transforms import merge, shift_uv, translate, volume_m3
from simgen.catalog.model import Model
from simgen.geometry import Bounds, FloatArray, Vector3
from simgen.world import Cavity, Joint, LightSocket, Mesh, Part, SupportSurface, Surface

Outline = Sequence[tuple[float, float]]
# Things stand at least this far from an edge.
EDGE_M = 0.03


class Assembly:
    """A piece of furniture while it is being built. Parts, and slots within a part, keep the order of their first use.

    Each mesh added lies on its own place of its material's texture, as boards from one tree differ.
    """

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.joints: list[Joint] = []
        self.sockets: list[LightSocket] = []
        # Masses of parts that are no solids of their material, such as cases of thin sheet; kilograms.
        self.masses: dict[str, float] = {}
        self._meshes: dict[str, dict[str, list[Mesh]]] = {}
        self._hulls: dict[str, list[FloatArray]] = {}
        self._joint_of: dict[str, str | None] = {}
        self._cavities: list[Cavity] = []
        self._supports: list[SupportSurface] = []

    def add(
        self,
        part: str,
        slot: str,
        meshes: Mesh | Iterable[Mesh],
        hulls: Iterable[FloatArray] = (),
        *,
        joint: str | None = None,
        whole: bool = False,
    ) -> None:
        """Give `part`, which `joint` moves, more meshes in `slot` and more hulls.

        With `whole` the texture stays where the mesh has it: one design for the entire piece.
        """
        shapes = [meshes] if isinstance(meshes, Mesh) else list(meshes)
        slots = self._meshes.setdefault(part, {})
        self._joint_of.setdefault(part, joint)
        offsets = self.rng.uniform(0.0, 4.0, (len(shapes), 2)).tolist()
        slots.setdefault(slot, []).extend(
            m if whole else shift_uv(m, offset) for m, offset in zip(shapes, offsets, strict=True)
        )
        self._hulls.setdefault(part, []).extend(np.asarray(h, dtype=np.float64) for h in hulls)

    def board(
        self,
        part: str,
        slot: str,
        size: Sequence[float],
        center: Sequence[float],
        *,
        radius: float = 0.0015,
        segments: int = 2,
        grain: Axis | None = None,
        joint: str | None = None,
        solid: bool = True,
    ) -> None:
        """A board: a box with eased edges and, if `solid`, its hull."""
        mesh = rounded_box(size, radius, segments, center, grain=grain)
        self.add(part, slot, mesh, [box_hull(size, center, radius)] if solid else [], joint=joint)

    def span(
        self,
        part: str,
        slot: str,
        low: Sequence[float],
        high: Sequence[float],
        *,
        radius: float = 0.0015,
        grain: Axis | None = None,
        joint: str | None = None,
        solid: bool = True,
    ) -> None:
        """A board between two opposite corners."""
        size = np.subtract(high, low).tolist()
        center = (np.add(low, high) / 2).tolist()
        self.board(part, slot, size, center, radius=radius, grain=grain, joint=joint, solid=solid)

    def cavity(self, name: str, low: Sequence[float], high: Sequence[float], *, joint: str | None = None) -> None:
        """A box-shaped hollow between two opposite corners."""
        size = np.subtract(high, low).tolist()
        self.hollow(name, rounded_box(size, center=(np.add(low, high) / 2).tolist()), joint=joint)

    def hollow(self, name: str, mesh: Mesh, *, joint: str | None = None) -> None:
        """A hollow of any closed shape."""
        self._cavities.append(Cavity(name, mesh, joint, volume_m3(mesh)))

    def support(
        self,
        name: str,
        outline: Outline,
        height: float,
        clearance: float = math.inf,
        *,
        joint: str | None = None,
        behind: tuple[str, ...] = (),
    ) -> None:
        """A level place to stand things on; `outline` is already inset. `behind`: doors, as in `SupportSurface`."""
        points = tuple((float(x), float(y)) for x, y in outline)
        self._supports.append(SupportSurface(name, points, float(height), float(clearance), joint, behind))

    def support_box(
        self,
        name: str,
        low: Sequence[float],
        high: Sequence[float],
        height: float,
        clearance: float = math.inf,
        *,
        margin: float = EDGE_M,
        joint: str | None = None,
        behind: tuple[str, ...] = (),
    ) -> None:
        """A rectangular support between (x, y) corners, inset by `margin`; none where nothing is left."""
        x0, y0, x1, y1 = low[0] + margin, low[1] + margin, high[0] - margin, high[1] - margin
        if x1 - x0 > 0.04 and y1 - y0 > 0.04:
            self.support(name, [(x0, y0), (x1, y0), (x1, y1), (x0, y1)], height, clearance, joint=joint, behind=behind)

    def model(self, *, has_front: bool = False, grounded: bool = True) -> Model:
        """All of it, moved so that the footprint's centre at the lowest point is the origin, if `grounded`."""
        meshes = {p: {s: merge(m) for s, m in slots.items()} for p, slots in self._meshes.items()}
        bounds = Bounds.of(np.concatenate([m.vertices for slots in meshes.values() for m in slots.values()]))
        shift = np.array([-bounds.center[0], -bounds.center[1], -bounds.low[2]]) * grounded
        x, y, z = (float(s) for s in shift)
        return Model(
            parts=tuple(
                Part(
                    name,
                    tuple(Surface(translate(mesh, shift.tolist()), slot) for slot, mesh in slots.items()),
                    tuple(h + shift for h in self._hulls[name]),
                    self._joint_of[name],
                    self.masses.get(name, 0.0),
                )
                for name, slots in meshes.items()
            ),
            joints=tuple(replace(j, origin=_moved(j.origin, x, y, z)) for j in self.joints),
            cavities=tuple(replace(c, mesh=translate(c.mesh, shift.tolist())) for c in self._cavities),
            supports=tuple(
                replace(s, outline=tuple((px + x, py + y) for px, py in s.outline), height_m=s.height_m + z)
                for s in self._supports
            ),
            sockets=tuple(self.sockets),
            has_front=has_front,
        )


def _moved(point: Vector3, x: float, y: float, z: float) -> Vector3:
    return (point[0] + x, point[1] + y, point[2] + z)


def prism_hulls(outline: FloatArray, low: float, high: float) -> list[FloatArray]:
    """Hulls of at most 32 points each that fill the prism over a convex (k, 2) outline between two heights."""
    count = len(outline)
    if count <= 16:
        pieces = [outline]
    else:
        parts = math.ceil(count / 14)
        ends = [round(k * count / parts) for k in range(parts + 1)]
        center = outline.mean(axis=0, keepdims=True)
        ring = np.concatenate([outline, outline[:1]])
        pieces = [np.concatenate([center, ring[a : b + 1]]) for a, b in itertools.pairwise(ends)]
    return [
        np.concatenate([np.column_stack([p, np.full(len(p), low)]), np.column_stack([p, np.full(len(p), high)])])
        for p in pieces
    ]


def open_hulls(outer: FloatArray, inner: FloatArray) -> list[FloatArray]:
    """Wedges of a turned wall that is open above and below, such as a shade; few, as nothing stands on it.

    `outer` and `inner` are (k, 2) of radius and z from the lower rim to the upper one.
    """
    hulls = vessel_hulls(outer, inner, tolerance_m=0.006, max_wedges=8)
    # A vessel's floor, which here has no thickness.
    return [h for h in hulls if np.ptp(h[:, 2]) > 1e-6]
