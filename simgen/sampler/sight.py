"""What is near a point and what a ray meets first, for the upright prisms around bodies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simgen.geometry import FloatArray
from simgen.sampler.footprints import depth_inside
from simgen.sampler.occupancy import Prism, volume_of
from simgen.world import Body, Room

# Shell bodies that the room's own box stands for.
_BOX = ("floor", "ceiling", "wall", "hallway")


@dataclass(frozen=True)
class Nearest:
    """The nearest thing to a point: its name and distance, negative inside it."""

    name: str
    distance_m: float


@dataclass(frozen=True, eq=False)
class Sight:
    """All prisms of a room's bodies, each with its body's name, in the room's box."""

    room: Room
    prisms: tuple[tuple[str, Prism], ...]

    @staticmethod
    def of(room: Room, bodies: Sequence[Body]) -> Sight:
        """Everything that can be in a camera's way."""
        solid = [b for b in bodies if b.asset.category not in _BOX]
        return Sight(room, tuple((b.name, piece) for b in solid for piece in volume_of(b).pieces))

    def nearest(self, point: FloatArray) -> Nearest:
        """The nearest of walls, floor, ceiling and prisms. Beyond a corner the distance is a lower bound."""
        bounds = self.room.bounds
        to_low, to_high = point - np.array(bounds.low), np.array(bounds.high) - point
        best = Nearest("the room's shell", float(min(to_low.min(), to_high.min())))
        for name, prism in self.prisms:
            # A box farther than the best so far needs no closer look.
            gap = np.maximum(np.maximum(prism.box[0] - point, point - prism.box[1]), 0.0)
            if float(np.linalg.norm(gap)) >= max(best.distance_m, 0.0) and gap.any():
                continue
            aside = -float(depth_inside(prism.outline, point[:2])[0])
            upright = max(prism.low_m - point[2], point[2] - prism.high_m)
            corner = aside > 0.0 and upright > 0.0
            distance = float(np.hypot(aside, upright) if corner else max(aside, upright))
            if distance < best.distance_m:
                best = Nearest(f"'{name}'", distance)
        return best

    def first_hits(self, eye: FloatArray, rays: FloatArray) -> tuple[FloatArray, list[str]]:
        """For unit rays (n, 3) from `eye`: the distance of the first prism, inf for none, and whose it is."""
        best = np.full(len(rays), np.inf)
        owner = np.full(len(rays), -1)
        for k, (_, prism) in enumerate(self.prisms):
            entry = _entry(prism, eye, rays)
            closer = entry < best
            best[closer] = entry[closer]
            owner[closer] = k
        names = [self.prisms[k][0] if k >= 0 else "" for k in owner]
        return best, names


def _entry(prism: Prism, eye: FloatArray, rays: FloatArray) -> FloatArray:
    """(n,) how far off each ray enters the prism, 0 from inside, inf where it misses (Cyrus and Beck 1978)."""
    edge = np.roll(prism.outline, -1, axis=0) - prism.outline
    normals = np.column_stack([edge[:, 1], -edge[:, 0], np.zeros(len(edge))])
    normals = np.concatenate([normals, [[0.0, 0.0, 1.0], [0.0, 0.0, -1.0]]])
    reach = np.concatenate([np.sum(normals[: len(edge), :2] * prism.outline, axis=1), [prism.high_m, -prism.low_m]])
    room = reach - normals @ eye
    rate = rays @ normals.T
    with np.errstate(divide="ignore", invalid="ignore"):
        at = room / rate
    enters = np.where(rate < -1e-12, at, -np.inf).max(axis=1)
    leaves = np.where(rate > 1e-12, at, np.inf).min(axis=1)
    beside = ((np.abs(rate) <= 1e-12) & (room < 0.0)).any(axis=1)
    enters = np.maximum(enters, 0.0)
    result: FloatArray = np.where((enters <= leaves) & ~beside, enters, np.inf)
    return result
