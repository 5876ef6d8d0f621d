"""What is near a point and what a ray meets first, for the upright prisms around bodies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from simgen.geometry import FloatArray
from simgen.sampler.footprints import depth_inside
from simgen.sampler.home import Doorway, Site
from simgen.sampler.occupancy import Prism, Volume
from simgen.world import Room


@dataclass(frozen=True)
class Nearest:
    """The nearest thing to a point: its name and distance, negative inside it."""

    name: str
    distance_m: float


@dataclass(frozen=True, eq=False)
class Sight:
    """All that can be in a camera's way: the volumes of the bodies of rooms, in the rooms' boxes."""

    rooms: tuple[Room, ...]
    doorways: tuple[Doorway, ...]
    volumes: tuple[Volume, ...]

    @staticmethod
    def of(sites: Iterable[Site], volumes: Iterable[Volume]) -> Sight:
        """Everything but the zones that are kept free, which are air."""
        rooms = tuple(site.room for site in sites)
        doorways = tuple(site.doorway for site in sites if site.doorway is not None)
        return Sight(rooms, doorways, tuple(v for v in volumes if not v.is_zone))

    def is_walled(self, eye: FloatArray, point: FloatArray) -> bool:
        """Whether a wall stands between a point in a room and another one: what is between them is not all doorways."""
        if len(self.rooms) == 1:
            return False
        here, there = (min(self.rooms, key=lambda room: room.outside_m(p[None])).name for p in (eye, point))
        passed = {here}
        while here != there:
            ways = [way for way in self.doorways if here in (way.near, way.far) and way.lets_through(eye, point)]
            onward = [room for way in ways for room in (way.near, way.far) if room not in passed]
            if not onward:
                return True
            here = onward[0]
            passed.add(here)
        return False

    def nearest(self, point: FloatArray) -> Nearest:
        """The nearest of walls, floor, ceiling and bodies. Beyond a corner the distance is a lower bound."""
        best = Nearest("the room's shell", max(-room.outside_m(point[None]) for room in self.rooms))
        for volume in self.volumes:
            # A box farther than the best so far needs no closer look.
            box = volume.whole.box
            gap = np.maximum(np.maximum(box[0] - point, point - box[1]), 0.0)
            if gap.any() and float(np.linalg.norm(gap)) >= best.distance_m:
                continue
            for piece in volume.pieces:
                aside = -float(depth_inside(piece.outline, point[:2])[0])
                upright = max(piece.low_m - point[2], point[2] - piece.high_m)
                corner = aside > 0.0 and upright > 0.0
                distance = float(np.hypot(aside, upright) if corner else max(aside, upright))
                if distance < best.distance_m:
                    best = Nearest(f"'{volume.name}'", distance)
        return best

    def first_hits(self, eye: FloatArray, rays: FloatArray) -> tuple[FloatArray, list[str]]:
        """For unit rays (n, 3) from `eye`: the distance of the first body, inf for none, and its name."""
        best = np.full(len(rays), np.inf)
        owner = np.full(len(rays), -1)
        for k, volume in enumerate(self.volumes):
            near = np.flatnonzero(_entry(volume.whole, eye, rays) < best)
            if len(near) == 0:
                continue
            entry = np.min([_entry(piece, eye, rays[near]) for piece in volume.pieces], axis=0)
            closer = near[entry < best[near]]
            best[closer] = entry[entry < best[near]]
            owner[closer] = k
        return best, [self.volumes[k].name if k >= 0 else "" for k in owner]


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
