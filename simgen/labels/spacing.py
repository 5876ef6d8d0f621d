"""Relations of distance: next_to, near, far. All scale with the things, so that cups and sofas are told alike."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from simgen.frame import Holds, Relation
from simgen.labels.distances import Nearest, nearest_points
from simgen.labels.logic import all_of, any_of, opposite, within
from simgen.labels.pieces import Pieces
from simgen.world import TOUCHING_M

# Beside: at most this share of the mean width apart, and this share of the lower one's height in common.
BESIDE_WIDTHS, COMMON_HEIGHT = 0.5, 0.1
BESIDE_BAND, COMMON_BAND = 0.05, 0.1
# Near and far, in mean sizes.
NEAR_SIZES, FAR_SIZES = 1.0, 3.0
NEAR_BAND, FAR_BAND = 0.1, 0.3
# Pairs are told to be near or far on the two sides of this, in mean sizes.
BETWEEN_SIZES = 2.0
# What cuts a line for less than this is not in its way.
GRAZED_M = 0.001


def distances(shapes: Mapping[int, Pieces], shown: Sequence[int]) -> dict[tuple[int, int], Nearest]:
    """The nearest points of every pair of `shown` bodies, by (a, b) in the order of `shown`."""
    pairs = list(itertools.combinations(shown, 2))
    return dict(zip(pairs, nearest_points([(shapes[a], shapes[b]) for a, b in pairs]), strict=True))


def near_and_far(shapes: Mapping[int, Pieces], apart: Mapping[tuple[int, int], Nearest]) -> Iterator[Relation]:
    """Each pair once, as near or as far, with its distance."""
    for (a, b), nearest in apart.items():
        size = (shapes[a].size_m + shapes[b].size_m) / 2
        measured = {
            "distance_m": nearest.distance_m,
            "center_distance_m": float(np.linalg.norm(shapes[a].center - shapes[b].center)),
        }
        if nearest.distance_m <= BETWEEN_SIZES * size:
            margin = NEAR_SIZES * size - nearest.distance_m
            yield Relation("near", a, b, within(margin, NEAR_BAND * size), margin, "m", measured)
        else:
            margin = nearest.distance_m - FAR_SIZES * size
            yield Relation("far", a, b, within(margin, FAR_BAND * size), margin, "m", measured)


def next_to(
    shapes: Mapping[int, Pieces],
    apart: Mapping[tuple[int, int], Nearest],
    related: Sequence[Relation],
    obstacles: Mapping[int, Pieces],
) -> Iterator[Relation]:
    """Beside each other with nothing between; `related` are on_top, inside, under and above, `obstacles` all bodies."""
    joined: dict[frozenset[int], Relation] = {}
    for r in related:
        pair = frozenset((r.subject, r.object))
        if r.holds != "false" and (pair not in joined or r.margin > joined[pair].margin):
            joined[pair] = r
    for (a, b), nearest in apart.items():
        width = (shapes[a].width_m + shapes[b].width_m) / 2
        room = BESIDE_WIDTHS - nearest.distance_m / width
        if room < -2 * BESIDE_BAND:
            continue
        (low_a, high_a), (low_b, high_b) = shapes[a].box[:, 2], shapes[b].box[:, 2]
        common = min(high_a, high_b) - max(low_a, low_b)
        level = float(common / max(min(shapes[a].height_m, shapes[b].height_m), 1e-9)) - COMMON_HEIGHT
        terms = [within(room, BESIDE_BAND), within(level, COMMON_BAND)]
        margins = [room, level]
        other = joined.get(frozenset((a, b)))
        if other is not None:
            terms.append(opposite(other.holds))
            margins.append(-abs(other.margin))
        if all_of(terms) != "false" and nearest.distance_m > TOUCHING_M:
            terms.append(_clear(a, b, shapes, nearest, max(low_a, low_b) + common / 2, obstacles))
            if terms[-1] == "false":
                margins.append(-BESIDE_WIDTHS)
        holds = all_of(terms)
        margin = min(margins)
        yield Relation("next_to", a, b, holds, margin, "fraction", {"distance_m": nearest.distance_m})


def _clear(
    a: int, b: int, shapes: Mapping[int, Pieces], nearest: Nearest, z: float, obstacles: Mapping[int, Pieces]
) -> Holds:
    """Whether nothing stands between, at the middle of the heights in common.

    Two level lines are tried, one between the nearest points and one between the centres; where just one of them is
    free, it is ambiguous.
    """
    lines = [(nearest.on_a, nearest.on_b), (shapes[a].center, shapes[b].center)]
    level = [(np.array([*start[:2], z]), np.array([*end[:2], z])) for start, end in lines]
    blocked: list[Holds] = []
    for start, end in level:
        cuts = (other.cut(start, end) for k, other in obstacles.items() if k not in (a, b))
        blocked.append("true" if any(cut > GRAZED_M for cut in cuts) else "false")
    if blocked[0] != blocked[1]:
        return "ambiguous"
    return opposite(any_of(blocked))
