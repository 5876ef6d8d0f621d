"""Numbers that a set of scenes gives, for any weights of the scenes: what a bootstrap asks many times.

A measure never sees pictures. It holds what each scene contributes, for each label (a category, or a group of classes
that a model does not tell apart), so that one resample is one product of matrices.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

# COCO's recall levels, at which precision is averaged.
RECALL_LEVELS = np.linspace(0.0, 1.0, 101)


class Measure(Protocol):
    """`labels` in order; `by_label` and `overall` take (S, B) weights: how often each of S scenes is in each of B."""

    @property
    def labels(self) -> tuple[str, ...]:
        """What `by_label` tells apart."""
        ...

    def by_label(self, weights: FloatArray) -> FloatArray:
        """(L, B), nan where a label has nothing to count."""
        ...

    def overall(self, weights: FloatArray) -> FloatArray:
        """(B,), nan where there is nothing to count."""
        ...


@dataclass(frozen=True, eq=False)
class Ratio:
    """A quotient of two sums over scenes.

    `top`, `bottom`: (L, S). `pooled`: overall is the quotient of all labels' sums (accuracy), else the mean over labels
    that have anything (mIoU). `root`: the square root of the quotient (RMSE).
    """

    labels: tuple[str, ...]
    top: FloatArray
    bottom: FloatArray
    pooled: bool = True
    root: bool = False

    def by_label(self, weights: FloatArray) -> FloatArray:
        """(L, B)."""
        return self._quotient(self.top @ weights, self.bottom @ weights)

    def overall(self, weights: FloatArray) -> FloatArray:
        """(B,)."""
        if self.pooled:
            return self._quotient(self.top.sum(axis=0) @ weights, self.bottom.sum(axis=0) @ weights)
        return mean_of_known(self.by_label(weights))

    def _quotient(self, top: FloatArray, bottom: FloatArray) -> FloatArray:
        quotient = np.full(top.shape, np.nan)
        np.divide(top, bottom, out=quotient, where=bottom > 0)
        return np.sqrt(quotient) if self.root else quotient


@dataclass(frozen=True, eq=False)
class Ranked:
    """One label's predictions by falling score, and the things that were to be found.

    scene: (n,) of each prediction. hit, ignored: (T, n) bool at each of T overlaps. wanted: (S,) things of each scene.
    """

    scene: npt.NDArray[np.intp]
    hit: npt.NDArray[np.bool_]
    ignored: npt.NDArray[np.bool_]
    wanted: FloatArray


@dataclass(frozen=True, eq=False)
class AveragePrecision:
    """COCO's AP: the mean, over overlaps and over 101 levels of recall, of the best precision at that recall or more.

    Overall it is the mean over labels that have a thing to find.
    """

    labels: tuple[str, ...]
    ranked: Sequence[Ranked]

    def by_label(self, weights: FloatArray) -> FloatArray:
        """(L, B)."""
        rows = [_average_precision(ranked, weights) for ranked in self.ranked]
        return np.array(rows).reshape(len(rows), weights.shape[1])

    def overall(self, weights: FloatArray) -> FloatArray:
        """(B,)."""
        return mean_of_known(self.by_label(weights))


def mean_of_known(rows: FloatArray) -> FloatArray:
    """(B,): the mean over the rows of (L, B) that are not nan."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        means: FloatArray = np.nanmean(rows, axis=0) if len(rows) else np.full(rows.shape[1], np.nan)
    return means


def _average_precision(ranked: Ranked, weights: FloatArray) -> FloatArray:
    wanted = ranked.wanted @ weights
    result = np.zeros(weights.shape[1])
    each = weights[ranked.scene]
    for hit, ignored in zip(ranked.hit, ranked.ignored, strict=True):
        kept = ~ignored
        if not hit[kept].any():
            continue
        hits = np.cumsum(each[kept] * hit[kept, None], axis=0)
        shown = np.cumsum(each[kept], axis=0)
        precision = hits / np.maximum(shown, np.finfo(float).tiny)
        best = np.maximum.accumulate(precision[::-1], axis=0)[::-1]
        recall = hits / np.maximum(wanted, np.finfo(float).tiny)
        # How many levels are reached by each prediction: those of a column sum to all that are reached.
        reached = np.searchsorted(RECALL_LEVELS, recall, side="right")
        result += (best * np.diff(reached, axis=0, prepend=0)).sum(axis=0) / len(RECALL_LEVELS)
    return np.where(wanted > 0, result / len(ranked.hit), np.nan)
