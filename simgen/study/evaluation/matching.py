"""Which prediction found which thing: COCO's greedy matching by falling score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

# Overlaps (intersection over union) at which COCO averages.
OVERLAPS = np.linspace(0.5, 0.95, 10)
MOST_PREDICTIONS = 100


@dataclass(frozen=True, eq=False)
class Matched:
    """The predictions of one label in one picture by falling score, at each of T overlaps.

    order: (n,) their places in the input. hit, ignored: (T, n). found: (T, g), the things that a prediction hit.
    """

    order: npt.NDArray[np.intp]
    hit: BoolArray
    ignored: BoolArray
    found: BoolArray


def overlaps(boxes: FloatArray, others: FloatArray, *, share: bool = False) -> FloatArray:
    """(n, m): intersection over union of boxes x0 y0 x1 y1; with `share`, over the area of the first one alone."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    common = np.prod(np.clip(high - low, 0.0, None), axis=-1)
    own = np.prod(boxes[:, 2:] - boxes[:, :2], axis=-1)[:, None]
    union = own if share else own + np.prod(others[:, 2:] - others[:, :2], axis=-1)[None] - common
    quotient = np.zeros(common.shape)
    np.divide(common, np.broadcast_to(union, common.shape), out=quotient, where=union > 0)
    return quotient


def match(
    things: FloatArray,
    ignore: BoolArray,
    boxes: FloatArray,
    scores: FloatArray,
    levels: FloatArray = OVERLAPS,
    most: int = MOST_PREDICTIONS,
) -> Matched:
    """Match (n, 4) predicted `boxes` with (g, 4) `things`, the best score first, each thing once.

    A prediction takes the free thing that it overlaps most, if that is at least the level. Where it finds none, it is
    ignored if it lies on a thing to `ignore` by that share of its own area, as on one of COCO's crowds.
    """
    order = np.argsort(-scores, kind="stable")[:most]
    wanted = np.flatnonzero(~ignore)
    over = overlaps(boxes[order], things[wanted])
    on_ignored = overlaps(boxes[order], things[ignore], share=True).max(axis=1, initial=-1.0)
    # COCO's own slack, so that an overlap of exactly 1 counts at level 1.
    reach = np.minimum(levels, 1 - 1e-10)
    hit = np.zeros((len(levels), len(order)), dtype=np.bool_)
    found = np.zeros((len(levels), len(things)), dtype=np.bool_)
    for place in np.flatnonzero(over.max(axis=1, initial=-1.0) >= reach.min()):
        free = (over[place][None] >= reach[:, None]) & ~found[:, wanted]
        gain = np.where(free, over[place][None], -1.0)
        # Of equal overlaps the last one wins, as in COCO's loop.
        best = gain.shape[1] - 1 - np.argmax(gain[:, ::-1], axis=1)
        taken = free.any(axis=1)
        hit[taken, place] = True
        found[taken, wanted[best[taken]]] = True
    ignored = ~hit & (on_ignored[None] >= reach[:, None])
    return Matched(order, hit, ignored, found)
