"""What is near a point and what a ray meets first, for the upright prisms around bodies."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simgen.geometry import FloatArray
from simgen.geometry.footprints import depth_inside
from simgen.sampler.home import Doorway, Site
from simgen.sampler.occupancy import Prism, Volume
from simgen.world import Room

PAD_M = 1e-6


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
        """Everything with a body: zones that are kept free are air."""
        rooms = tuple(site.room for site in sites)
        doorways = tuple(site.doorway for site in sites if site.doorway is not None)
        return Sight(rooms, doorways, tuple(v for v in volumes if v.pieces and not v.is_zone))

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

    def first_hits(self, eye: FloatArray, rays: FloatArray, within_m: float = math.inf) -> tuple[FloatArray, list[str]]:
        """For unit rays (n, 3) from `eye`: the distance of the first body nearer than `within_m`, inf for none, and its
        name.
        """
        best = np.full(len(rays), within_m)
        owner = np.full(len(rays), -1)
        around = _box_entries(self._boxes, eye, rays)
        for k, volume in enumerate(self.volumes):
            near = np.flatnonzero(around[k] < best)
            if len(near) == 0:
                continue
            met = (_box_entries(_padded(volume.boxes), eye, rays[near]) < best[near]).any(axis=1)
            if not met.any():
                continue
            entry = np.min([_entry(volume.pieces[j], eye, rays[near]) for j in np.flatnonzero(met)], axis=0)
            closer = near[entry < best[near]]
            best[closer] = entry[entry < best[near]]
            owner[closer] = k
        names = [self.volumes[k].name if k >= 0 else "" for k in owner]
        return np.where(owner >= 0, best, np.inf), names

    @cached_property
    def _boxes(self) -> FloatArray:
        """(m, 2, 3) around each volume's pieces, which may hang lower than what is solid of it."""
        boxes = [(own[:, 0].min(axis=0), own[:, 1].max(axis=0)) for own in (v.boxes for v in self.volumes)]
        return _padded(np.array(boxes).reshape(-1, 2, 3))


def _padded(boxes: FloatArray) -> FloatArray:
    """Boxes so much wider that no ray which meets what they hold misses them by rounding."""
    result: FloatArray = boxes + np.array([[-PAD_M], [PAD_M]])
    return result


def _box_entries(boxes: FloatArray, eye: FloatArray, rays: FloatArray) -> FloatArray:
    """(m, n) how far off each ray enters each of (m, 2, 3) boxes, 0 from inside, inf where it misses."""
    # A ray along a face's plane is never exactly so.
    slopes = np.where(np.abs(rays) < 1e-12, 1e-12, rays)
    at = (boxes - eye)[:, :, None, :] / slopes
    enters = np.maximum(at.min(axis=1).max(axis=2), 0.0)
    result: FloatArray = np.where(enters <= at.max(axis=1).min(axis=2), enters, np.inf)
    return result


def _entry(prism: Prism, eye: FloatArray, rays: FloatArray) -> FloatArray:
    """(n,) how far off each ray enters the prism, 0 from inside, inf where it misses (Cyrus and Beck 1978)."""
    normals, reach = prism.planes
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
