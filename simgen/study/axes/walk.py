"""The axis that makes a clip a film: the camera walks through the room, or through the open doors of a home."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import ndimage, sparse
from scipy.sparse import csgraph

from simgen.errors import PlacementError
from simgen.frame import Sample
from simgen.geometry import FloatArray, look_at
from simgen.study.axes.axis import Subject, axis, with_camera
from simgen.world import Body, Camera, Room, Scenario, Scene

_CELL_M = 0.05
# From above, things have at most so many sides.
_SIDES = 48
# Who walks needs this much room to each side, steps over what is lower, and passes under what is so far above the eye.
_HALF_WIDTH_M, _STEP_M, _HEADROOM_M = 0.25, 0.06, 0.1
# A way this near to things is as dear as one twice as long in the open.
_SHY_M = 0.4
# The walk goes on to the place farthest from where it has been, at most to so many, none of them nearer than this.
# It stops before it comes to a wall.
_PLACES, _FARTHER_M, _STOP_M = 4, 2.0, 0.9
# Along the way, corners and turns of the head are rounded over these lengths (deviations of a bell); a rounded way
# keeps so far from everything.
_ROUND_M, _TURN_M, _NEAREST_M = 0.3, 0.4, 0.15
# It looks around at each so many places, in so many directions, so far.
_LOOK_EACH, _DIRECTIONS, _FAR_M = 4, 72, 4.0
# What is ahead counts as much as this and 1, what is behind as this less 1: enough to turn where a way ends.
_LOOK_BACK = 1.2
_LOOK_DOWN_DEG = 8.0
_SHORTEST_M = 1.0
# Half of the wall that a doorway leads through, and more.
_DOORWAY_M = 0.15
# Of the walk: the camera adapts to the light within about so much of it, so that a film neither pumps nor jumps.
_ADAPTS = 0.05
# Metres that a turn of the head by half a circle counts for when a place on the way is looked up.
_TURN_COUNTS_M = 0.5


@dataclass(frozen=True, eq=False)
class Route:
    """A way over the floor, a place each _CELL_M. places: (n, 2) world, metres. headings: (n,) radians from +x."""

    places: FloatArray
    headings: FloatArray

    @property
    def lengths(self) -> FloatArray:
        """(n,) metres from the start."""
        steps = np.hypot(*np.diff(self.places, axis=0).T)
        return np.concatenate([[0.0], np.cumsum(steps)])


def _walked(sample: Sample, _: Subject) -> float:
    """How far along the way the camera is, metres."""
    camera = sample.frame.camera
    route = route_through(sample.scene.bodies, sample.scene.scenario.rooms, camera.world_from_camera.position[2])
    eye = np.array(camera.world_from_camera.position[:2])
    ahead = camera.world_from_camera.rotate([0.0, 0.0, 1.0])
    # The nearest place on each piece of the way, and which way one looks there: a way may cross itself.
    steps, turns = np.diff(route.places, axis=0), np.diff(route.headings)
    share = np.clip(((eye - route.places[:-1]) * steps).sum(axis=1) / np.square(steps).sum(axis=1), 0.0, 1.0)
    off = np.hypot(*(route.places[:-1] + share[:, None] * steps - eye).T)
    turned = np.angle(np.exp(1j * (route.headings[:-1] + share * turns - math.atan2(ahead[1], ahead[0]))))
    nearest = int(np.argmin(off + _TURN_COUNTS_M * np.abs(turned) / math.pi))
    return float(route.lengths[nearest] + share[nearest] * np.hypot(*steps[nearest]))


@axis("render", "", _walked, "m walked", adapts=_ADAPTS, about="scene")
def walk(scene: Scene, value: float, subject: Subject) -> Scenario:
    """How much of a walk is done: from one end of the room, or home, by ways that are free, to whatever is farthest
    from where it has been. The camera keeps its height, looks ahead and where much is to be seen, and adapts to the
    light.
    """
    camera = subject.camera_of(scene)
    height = camera.world_from_camera.position[2]
    route = route_through(scene.bodies, scene.scenario.rooms, height)
    lengths = route.lengths
    at = value * lengths[-1]
    x, y, heading = (float(np.interp(at, lengths, column)) for column in (*route.places.T, route.headings))
    return with_camera(scene, _looking(camera, (x, y, height), heading))


def _looking(camera: Camera, eye: tuple[float, float, float], heading: float) -> Camera:
    down = math.radians(_LOOK_DOWN_DEG)
    ahead = np.array([math.cos(heading) * math.cos(down), math.sin(heading) * math.cos(down), -math.sin(down)])
    return replace(camera, world_from_camera=look_at(eye, np.array(eye) + ahead))


def route_through(bodies: tuple[Body, ...], rooms: tuple[Room, ...], eye_m: float) -> Route:
    """The way of somebody whose eyes are `eye_m` above the floor; PlacementError where there is no room to walk."""
    low = np.min([room.bounds.low[:2] for room in rooms], axis=0)
    free_m = _free_m(_blocked(bodies, rooms, low, _STEP_M, eye_m + _HEADROOM_M))
    cells = _cells(free_m)
    if len(cells) == 0:
        raise PlacementError("no_walk", "nowhere on the floor is room to stand")
    way = cells[_visits(cells, free_m)]
    places = _evenly(low + (way + 0.5) * _CELL_M)
    if len(places) * _CELL_M < _SHORTEST_M:
        raise PlacementError("no_walk", f"the way that is free on the floor is {len(places) * _CELL_M:.1f} m long")
    places = _rounded(places, low, free_m)
    in_sight = _free_m(_blocked(bodies, rooms, low, eye_m - _HEADROOM_M, eye_m + _HEADROOM_M))
    looked = np.arange(0, len(places), _LOOK_EACH)
    # Rounded as arrows: long ones, where much is to be seen, turn the head that way early.
    arrows = ndimage.gaussian_filter1d(_views(places[looked], low, in_sight), _TURN_M / _CELL_M / _LOOK_EACH, axis=0)
    headings = np.interp(np.arange(len(places)), looked, np.unwrap(np.arctan2(arrows[:, 1], arrows[:, 0])))
    return Route(places, ndimage.gaussian_filter1d(headings, _TURN_M / _CELL_M, mode="nearest"))


def _views(places: FloatArray, low: FloatArray, in_sight: FloatArray) -> FloatArray:
    """(n, 2) where to look from each place: rather ahead, and where far is to be seen, which is not at the next wall;
    the longer, the more is to be seen there.

    `in_sight`: as of `_free_m`, for what is as high as the eye.
    """
    rays = _rays(_DIRECTIONS)
    far = np.zeros((len(places), _DIRECTIONS))
    open_yet = np.ones(far.shape, dtype=bool)
    for step in np.arange(_CELL_M, _FAR_M, _CELL_M):
        cells = np.floor((places[:, None] + step * rays - low) / _CELL_M).astype(int)
        column, row = np.moveaxis(cells.clip(0, np.array(in_sight.shape) - 1), -1, 0)
        open_yet &= in_sight[column, row] > 0
        far[open_yet] = step
    steps = np.diff(places, axis=0, append=places[-1:] * 2 - places[-2:-1])
    along = (steps / np.hypot(*steps.T)[:, None]) @ rays.T
    drawn_by = np.square(far) * (_LOOK_BACK + along)
    views: FloatArray = drawn_by @ rays
    return views


def _rays(count: int) -> FloatArray:
    """(count, 2) unit vectors all around."""
    angles = np.linspace(-math.pi, math.pi, count, endpoint=False)
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1)


def _free_m(blocked: npt.NDArray[np.bool_]) -> FloatArray:
    """(columns, rows): how far each cell is from the nearest blocked one."""
    distance: FloatArray = ndimage.distance_transform_edt(~blocked)[1:-1, 1:-1] * _CELL_M
    return distance


def _blocked(
    bodies: tuple[Body, ...], rooms: tuple[Room, ...], low: FloatArray, bottom_m: float, top_m: float
) -> npt.NDArray[np.bool_]:
    """(columns + 2, rows + 2) cells of the floor from `low` on, and one more all around: whether something is between
    two heights, or no room is.
    """
    inside = [np.array([room.bounds.low[:2], room.bounds.high[:2]]) - low for room in rooms]
    columns, rows = np.ceil(np.max(inside, axis=(0, 1)) / _CELL_M).astype(int)
    blocked = np.ones((columns + 2, rows + 2), dtype=bool)
    for bounds in inside:
        grown = bounds + np.array([[-_DOORWAY_M], [_DOORWAY_M]])
        (x0, y0), (x1, y1) = np.round(grown / _CELL_M).astype(int).clip(0) + 1
        blocked[x0 : min(x1, columns + 1), y0 : min(y1, rows + 1)] = False
    sides = _rays(_SIDES)
    for body in bodies:
        for hull in body.world_hulls():
            bottom, top = hull[:, 2].min(), hull[:, 2].max()
            if top <= bottom_m or bottom >= top_m:
                continue
            outline = (hull[:, :2] - low) / _CELL_M
            first = np.floor(outline.min(axis=0)).astype(int).clip(0, [columns, rows])
            end = np.ceil(outline.max(axis=0)).astype(int).clip(0, [columns, rows])
            # The middles of cells that are not beyond any of its sides by half a cell.
            middles = np.stack(np.meshgrid(*map(np.arange, first, end), indexing="ij"), axis=-1) + 0.5
            within = (middles @ sides.T <= (outline @ sides.T).max(axis=0) + 0.5).all(axis=-1)
            blocked[first[0] + 1 : end[0] + 1, first[1] + 1 : end[1] + 1] |= within
    return blocked


def _cells(free_m: FloatArray) -> npt.NDArray[np.int64]:
    """(k, 2) the cells of the largest part of the floor that can be walked all through."""
    parts, count = ndimage.label(free_m >= _HALF_WIDTH_M, np.ones((3, 3)))
    if count == 0:
        return np.empty((0, 2), dtype=np.int64)
    largest = 1 + int(np.argmax(np.bincount(parts.ravel())[1:]))
    return np.argwhere(parts == largest)


def _visits(cells: npt.NDArray[np.int64], free_m: FloatArray) -> npt.NDArray[np.int64]:
    """(n,) indices of cells along the way, from one end of the floor to the farthest place not yet been to, and on."""
    ways = _ways(cells, free_m)
    middle = int(np.argmin(np.square(cells - cells.mean(axis=0)).sum(axis=1)))
    here = int(np.argmax(_reach(ways, [middle])[0]))
    visited = [here]
    for _ in range(_PLACES):
        _, before = _reach(ways, [here])
        # What it passed, it has been to.
        farthest = _reach(ways, visited)[0]
        here = int(np.argmax(farthest))
        if farthest[here] * _CELL_M < _FARTHER_M:
            break
        leg = [here]
        while before[leg[-1]] >= 0:
            leg.append(int(before[leg[-1]]))
        # Backwards, without where it comes from and without the last steps, to whose end one sees from here.
        leg = leg[round(_STOP_M / _CELL_M) : -1]
        visited += leg[::-1]
        here = visited[-1]
    return np.array(visited)


def _reach(ways: sparse.csr_array, starts: list[int]) -> tuple[FloatArray, npt.NDArray[np.int32]]:
    """(k,) what it costs to come to each cell from the nearest of `starts`, and the cell before it, below 0 at one."""
    far, before, _ = csgraph.dijkstra(ways, directed=False, indices=starts, return_predecessors=True, min_only=True)
    return far, before


def _ways(cells: npt.NDArray[np.int64], free_m: FloatArray) -> sparse.csr_array:
    """What each step to one of the eight cells around costs, in cells; more beside things."""
    number = np.full(free_m.shape, -1)
    number[tuple(cells.T)] = np.arange(len(cells))
    padded = np.pad(number, 1, constant_values=-1)
    shy = 1 + np.maximum(1 - (free_m[tuple(cells.T)] - _HALF_WIDTH_M) / _SHY_M, 0)
    starts, ends, costs = [], [], []
    for step in ((0, 1), (1, 0), (1, 1), (1, -1)):
        other = padded[tuple((cells + 1 + step).T)]
        there = np.flatnonzero(other >= 0)
        starts.append(there)
        ends.append(other[there])
        costs.append(math.hypot(*step) * (shy[there] + shy[other[there]]) / 2)
    table = np.concatenate(costs), (np.concatenate(starts), np.concatenate(ends))
    return sparse.csr_array(table, shape=(len(cells), len(cells)))


def _evenly(corners: FloatArray) -> FloatArray:
    """(n, 2) places each _CELL_M along the line through (k, 2) corners."""
    lengths = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(corners, axis=0).T))])
    at = np.linspace(0, lengths[-1], max(round(lengths[-1] / _CELL_M), 1) + 1)
    return np.stack([np.interp(at, lengths, column) for column in corners.T], axis=1)


def _rounded(places: FloatArray, low: FloatArray, free_m: FloatArray) -> FloatArray:
    """The way with its corners rounded, as far as nothing comes too near."""
    round_m = _ROUND_M
    while round_m > _CELL_M / 2:
        smooth = ndimage.gaussian_filter1d(places, round_m / _CELL_M, axis=0, mode="nearest")
        column, row = np.floor((smooth - low) / _CELL_M).astype(int).T
        if free_m[column, row].min() >= _NEAREST_M:
            return smooth
        round_m /= 2
    return places
