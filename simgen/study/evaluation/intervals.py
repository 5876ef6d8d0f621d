"""Bootstrap intervals over scenes.

Frames of one scene are not independent, so whole scenes are drawn with replacement (a cluster bootstrap; Davison and
Hinkley, Bootstrap Methods and their Application, 1997, section 3.8) and the interval is between percentiles. All cells
of one evaluation use the same resamples, so that differences of cells have intervals too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgen.seeds import stream
from simgen.study.evaluation.measures import FloatArray

LEVEL = 0.95
# With fewer resamples left than this, percentiles say nothing.
FEWEST = 20


@dataclass(frozen=True)
class Resamples:
    """`weights`: (S, 1 + B), the first column all ones: the data themselves; then how often a scene is drawn."""

    weights: FloatArray

    @staticmethod
    def draw(scenes: int, count: int, seed: int) -> Resamples:
        """`count` resamples of `scenes` scenes."""
        chosen = stream(seed, "bootstrap", scenes).multinomial(scenes, np.full(scenes, 1 / scenes), size=count)
        return Resamples(np.concatenate([np.ones((scenes, 1)), chosen.T.astype(float)], axis=1))


def interval(values: FloatArray) -> tuple[float, float] | None:
    """The percentile interval of (1 + B,) values, the first of which is the estimate; None where it has no spread.

    Resamples without anything to count (nan) are left out.
    """
    known = values[1:][np.isfinite(values[1:])]
    if len(known) < FEWEST:
        return None
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
