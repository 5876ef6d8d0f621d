"""What takes up room: upright prisms around the convex pieces of bodies, and whether a new body fits among them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simgen.geometry import FloatArray, Pose
from simgen.geometry.footprints import Edges, convex_outline, edges_of, separation_of, turned
from simgen.world import Asset, Body

# Ranges of height that overlap by no more than this count as touching, not as overlapping.
TOUCH_M = 2e-4


@dataclass(frozen=True, eq=False)
class Prism:
    """Everything above a convex `outline` between two heights, world metres."""

    outline: FloatArray
    low_m: float
    high_m: float

    @cached_property
    def box(self) -> FloatArray:
        """(2, 3) least and greatest corner."""
        return np.array(
            [[*self.outline.min(axis=0), self.low_m], [*self.outline.max(axis=0), self.high_m]], dtype=np.float64
        )

    @cached_property
    def edges(self) -> Edges:
        """Those of the outline."""
        return edges_of(self.outline)

    @cached_property
    def planes(self) -> tuple[FloatArray, FloatArray]:
        """Outward normals n (k + 2, 3) of sides, top and foot, not of unit length, and their reach: n · x <= reach."""
        edge = np.roll(self.outline, -1, axis=0) - self.outline
        sides = np.column_stack([edge[:, 1], -edge[:, 0], np.zeros(len(edge))])
        normals = np.concatenate([sides, [[0.0, 0.0, 1.0], [0.0, 0.0, -1.0]]])
        reach = np.concatenate([np.sum(sides[:, :2] * self.outline, axis=1), [self.high_m, -self.low_m]])
        return normals, reach

    def overlaps(self, other: Prism, clearance_m: float) -> bool:
        """Whether the two come closer than `clearance_m` sideways while their heights overlap."""
        if self.low_m >= other.high_m - TOUCH_M or other.low_m >= self.high_m - TOUCH_M:
            return False
        return separation_of(self.outline, self.edges, other.outline, other.edges) < clearance_m


@dataclass(frozen=True, eq=False)
class Volume:
    """The room that one body takes up, or must be left free (`is_zone`).

    `whole` is one prism around all of it, visible shape included; `pieces` follow its convex collision pieces, so that
    a chair's seat may go under a table's top. `support` is the body it stands on.
    """

    name: str
    whole: Prism
    pieces: tuple[Prism, ...]
    support: str | None = None
    is_zone: bool = False

    @cached_property
    def boxes(self) -> FloatArray:
        """(k, 2, 3) boxes around the pieces."""
        return np.array([piece.box for piece in self.pieces])

    def meets(self, other: Volume) -> bool:
        """Whether any two of their pieces overlap."""
        a, b = self.boxes, other.boxes
        near = (a[:, None, 0] < b[None, :, 1]).all(axis=2) & (b[None, :, 0] < a[:, None, 1]).all(axis=2)
        return any(self.pieces[i].overlaps(other.pieces[k], 0.0) for i, k in np.argwhere(near))

    def moved(self, pose: Pose, name: str) -> Volume:
        """The volume at an upright `pose` of the frame that it is in now, under another name."""
        angle = 2.0 * math.atan2(pose.quaternion[3], pose.quaternion[0])
        x, y, up = pose.position

        def prism(own: Prism) -> Prism:
            return Prism(turned(own.outline, angle) + np.array([x, y]), own.low_m + up, own.high_m + up)

        return Volume(name, prism(self.whole), tuple(prism(p) for p in self.pieces), self.support, self.is_zone)

    @property
    def is_flat(self) -> bool:
        """Rugs and the like, on which furniture may stand."""
        return self.whole.high_m < 0.03


@dataclass(frozen=True, eq=False)
class Shape:
    """What an asset at one scale, with its joints set, takes up in its own frame, upright. Metres.

    `outline` holds everything visible and solid, `base` what is within `BASE_M` of the lowest point of the solid.
    """

    outline: FloatArray
    base: FloatArray
    low_m: float
    high_m: float
    pieces: tuple[Prism, ...]

    @property
    def height_m(self) -> float:
        """From the lowest point to the highest."""
        return self.high_m - self.low_m

    @property
    def size(self) -> str:
        """For messages."""
        width, depth = np.ptp(self.outline, axis=0)
        return f"{width:.2f} x {depth:.2f} x {self.height_m:.2f} m"

    def at(self, pose: Pose, name: str, support: str | None) -> Volume:
        """The volume at an upright `pose` (a turn about the vertical and a move)."""
        w, _, _, z = pose.quaternion
        angle = 2.0 * math.atan2(z, w)
        x, y, up = pose.position

        def moved(outline: FloatArray) -> FloatArray:
            result: FloatArray = turned(outline, angle) + np.array([x, y])
            return result

        pieces = tuple(Prism(moved(p.outline), p.low_m + up, p.high_m + up) for p in self.pieces)
        return Volume(name, Prism(moved(self.outline), self.low_m + up, self.high_m + up), pieces, support)


# Feet within this height of the lowest point carry a thing; what is higher may reach over an edge.
BASE_M = 0.012


# What is seen may stick out of a part's collision pieces by so much before it counts as taking up room itself (leaves).
BARE_M = 0.03


@dataclass(frozen=True, eq=False)
class Points:
    """Where the points of a body are: its convex collision pieces, and everything visible of each part."""

    hulls: tuple[FloatArray, ...]
    parts: tuple[tuple[tuple[FloatArray, ...], FloatArray], ...]

    @staticmethod
    def of(body: Body) -> Points:
        """Of a body where it is, its joints where they are."""
        parts = []
        for part in body.asset.parts:
            motion = body.body_from_part(part)
            hulls = tuple(body.world_from_body.apply(motion.apply(h) * body.scale) for h in part.hulls)
            seen = np.concatenate([s.mesh.vertices for s in part.surfaces])
            parts.append((hulls, body.world_from_body.apply(motion.apply(seen) * body.scale)))
        return Points(tuple(h for hulls, _ in parts for h in hulls), tuple(parts))

    def turned(self, rotation: Pose) -> Points:
        """The points of the same body, tumbled."""
        parts = tuple((tuple(rotation.apply(h) for h in hulls), rotation.apply(seen)) for hulls, seen in self.parts)
        return Points(tuple(h for hulls, _ in parts for h in hulls), parts)

    def stretched(self, factors: FloatArray) -> Points:
        """The points of the same body, longer or shorter along x, y and z."""
        parts = tuple((tuple(h * factors for h in hulls), seen * factors) for hulls, seen in self.parts)
        return Points(tuple(h for hulls, _ in parts for h in hulls), parts)

    @property
    def shape(self) -> Shape:
        """What they take up."""
        seen = np.concatenate([points for _, points in self.parts])
        solid = np.concatenate(self.hulls) if self.hulls else seen
        everything = np.concatenate([solid, seen])
        low = float(solid[:, 2].min())
        pieces = [_prism(h) for h in self.hulls]
        pieces += [_prism(points) for hulls, points in self.parts if _is_bare(hulls, points)]
        return Shape(
            outline=convex_outline(everything[:, :2]),
            base=convex_outline(solid[solid[:, 2] <= low + BASE_M, :2]),
            low_m=low,
            high_m=float(everything[:, 2].max()),
            pieces=tuple(pieces),
        )


def _prism(points: FloatArray) -> Prism:
    return Prism(convex_outline(points[:, :2]), float(points[:, 2].min()), float(points[:, 2].max()))


def _is_bare(hulls: tuple[FloatArray, ...], seen: FloatArray) -> bool:
    """Whether what is seen of a part sticks far out of what collides."""
    if not hulls:
        return float(np.ptp(seen, axis=0).max()) > BARE_M
    solid = np.concatenate(hulls)
    over = np.maximum(solid.min(axis=0) - seen.min(axis=0), seen.max(axis=0) - solid.max(axis=0))
    return float(over.max()) > BARE_M


def points_of(asset: Asset, scale: float, joint_positions: Mapping[str, float]) -> Points:
    """The points of an asset in its own frame, scaled, its joints at their positions."""
    return Points.of(Body(0, "", asset, Pose(), joint_positions, scale))


def volume_of(body: Body) -> Volume:
    """The volume of a body where it is."""
    shape = Points.of(body).shape
    return Volume(body.name, Prism(shape.outline, shape.low_m, shape.high_m), shape.pieces, body.support)


@dataclass(frozen=True, eq=False)
class Occupancy:
    """All volumes so far, in the order they came."""

    volumes: tuple[Volume, ...] = ()

    def with_volumes(self, more: Iterable[Volume]) -> Occupancy:
        """These and `more`."""
        return Occupancy((*self.volumes, *more))

    @cached_property
    def _boxes(self) -> FloatArray:
        """(n, 2, 3) boxes around each volume."""
        return np.array([v.whole.box for v in self.volumes]).reshape(-1, 2, 3)

    def near(self, volume: Volume, clearance_m: float) -> list[Volume]:
        """The volumes whose boxes come within `clearance_m` sideways of this one's and overlap it in height."""
        low, high = volume.whole.box
        boxes = self._boxes
        pad = np.array([clearance_m, clearance_m, -TOUCH_M])
        hit = np.all((boxes[:, 0] < high + pad) & (boxes[:, 1] > low - pad), axis=1)
        return [self.volumes[k] for k in np.flatnonzero(hit)]

    def blocker(
        self, volume: Volume, clearance_m: float = 0.0, *, ignore: frozenset[str] = frozenset(), zones: bool = True
    ) -> Volume | None:
        """The first volume that `volume` would run into, None where it fits.

        Two things that stand on one support keep their whole outlines apart by `clearance_m`; otherwise their pieces
        must not overlap. Flat things under others' feet are no obstacle. `ignore` holds names; with `zones`, free zones
        count.
        """
        for other in self.near(volume, clearance_m):
            if other.name in ignore or (other.is_zone and not zones):
                continue
            if (
                other.is_flat != volume.is_flat
                and not other.is_zone
                and volume.support is None
                and other.support is None
            ):
                continue
            if other.is_zone and volume.is_flat:
                continue
            if volume.support is not None and volume.support == other.support:
                if volume.whole.overlaps(other.whole, clearance_m):
                    return other
                continue
            if volume.meets(other):
                return other
        return None
