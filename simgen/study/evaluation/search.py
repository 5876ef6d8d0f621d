"""Where in a space is a model worst? Even draws first, then CMA-ES from the worst of them; the only importer of cmaes.

CMA-ES: Hansen, The CMA Evolution Strategy: A Tutorial, 2016.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from simgen.errors import BackendError
from simgen.seeds import integer_seed, stream
from simgen.study.evaluation.matching import FloatArray
from simgen.study.evaluation.space import Point, Space

# Of the budget: drawn evenly, to find where to look closer.
EVEN_SHARE = 1 / 3
# Of the trials: those that tell the region; at least FEWEST.
WORST_SHARE, FEWEST = 0.2, 4
# Of each bound: how far the first generation spreads.
SPREAD = 0.2

# How bad it is at a point, 0 is best; None where no scene can be made, or none asks for anything.
Objective = Callable[[Point], float | None]


@dataclass(frozen=True, eq=False)
class Trial:
    """One point that was looked at: in the unit cube (d,), its values, and how bad it is there."""

    at: FloatArray
    point: Point
    badness: float | None


@dataclass(frozen=True, eq=False)
class Found:
    """All trials in their order; the worst; and the region of the worst ones."""

    trials: tuple[Trial, ...]
    worst: Trial
    region: Space


def random_search(objective: Objective, space: Space, budget: int, seed: int) -> tuple[Trial, ...]:
    """`budget` points drawn evenly: the yardstick. A larger budget goes on where a smaller one stopped."""
    rng = stream(seed, "search", "even")
    return tuple(_trial(objective, space, rng.uniform(size=len(space.bounds))) for _ in range(budget))


def search(objective: Objective, space: Space, budget: int, seed: int) -> Found | None:
    """The worst that `budget` looks find; None where no scene could be made.

    Its even draws are the first of `random_search`.
    """
    trials = list(random_search(objective, space, max(1, round(budget * EVEN_SHARE)), seed))
    known = [trial for trial in trials if trial.badness is not None]
    if not known:
        return None
    # CMA-ES takes two dimensions at least; a second one that nothing depends on does no harm.
    size = max(2, len(space.bounds))
    mean = np.full(size, 0.5)
    mean[: len(space.bounds)] = max(known, key=_badness).at
    strategy = _cma_es()(
        mean=mean,
        sigma=SPREAD,
        bounds=np.tile([0.0, 1.0], (size, 1)),
        seed=integer_seed(seed, "search", "cma"),
    )
    while len(trials) < budget:
        generation = [strategy.ask() for _ in range(strategy.population_size)]
        made = [_trial(objective, space, x[: len(space.bounds)]) for x in generation[: budget - len(trials)]]
        trials += made
        if len(made) == len(generation):
            strategy.tell([(x, -_badness(trial)) for x, trial in zip(generation, made, strict=True)])
    return Found(tuple(trials), max(trials, key=_badness), region_of(trials, space))


def region_of(trials: Sequence[Trial], space: Space) -> Space:
    """The bounds of the worst trials."""
    known = sorted((trial for trial in trials if trial.badness is not None), key=_badness, reverse=True)
    return space.region([trial.at for trial in known[: max(FEWEST, round(WORST_SHARE * len(known)))]])


def _trial(objective: Objective, space: Space, at: FloatArray) -> Trial:
    point = space.point(at)
    return Trial(at, point, objective(point))


def _badness(trial: Trial) -> float:
    # What cannot be made is no failure of the model: as good as a picture that is understood.
    return trial.badness if trial.badness is not None else 0.0


def _cma_es() -> type:
    try:
        from cmaes import CMA
    except ImportError as error:
        raise BackendError(
            "the search needs cmaes, which is not installed.", remedy="Install it: pip install 'simgen[evaluate]'."
        ) from error
    return CMA  # type: ignore[no-any-return]
