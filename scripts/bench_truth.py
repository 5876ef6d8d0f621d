"""scripts/bench truth: labels of relations and states against the oracles of tests/labels, in drawn scenes."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from simgen.errors import InfeasibleError
from simgen.pipeline import Pipeline
from simgen.spec import load_spec

if TYPE_CHECKING:
    from tests.labels.oracles import Disagreement, Tally

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
# Nothing is rendered; what occludes what is told of a picture of this size.
SMALL = ("render.width=96", "render.height=72")
Compared = tuple["dict[str, Tally]", "list[Disagreement]"]


def compare_scenes(names: Sequence[str], count: int, seed: int, workers: int, log: Path | None) -> None:
    """Print a table, a label a line, over `count` draws of each scene, and the first disagreements."""
    from tests.labels.oracles import Tally

    tallies: dict[str, Tally] = {}
    differing: list[tuple[str, int, Disagreement]] = []
    drawn: Counter[str] = Counter()
    start = time.perf_counter()
    # Shipped scenes and files of specs, turn by turn: what is done early is of all of them.
    jobs = [(name, seed, index) for index in range(count) for name in names]
    for (name, _, index), compared in _compared(jobs, workers):
        if isinstance(compared, str):
            print(f"{name} {index}: left out, {compared}", flush=True)
            continue
        drawn[Path(name).stem] += 1
        found, told = compared
        tallies = {k: tallies.get(k, Tally()) + found.get(k, Tally()) for k in {**tallies, **found}}
        differing += [(name, index, d) for d in told]
        seconds = time.perf_counter() - start
        lines = [f"{drawn.total()} scenes ({', '.join(f'{k} {v}' for k, v in drawn.items())}) in {seconds:.0f} s"]
        lines += _table(tallies, differing)
        if log is not None:
            log.write_text("\n".join(lines) + "\n")
    print("\n".join(lines) if drawn else "no scene was drawn")


def _compared(
    jobs: Sequence[tuple[str, int, int]], workers: int
) -> Iterator[tuple[tuple[str, int, int], Compared | str]]:
    if workers == 1:
        for job in jobs:
            yield job, compare_one(job)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from zip(jobs, pool.map(compare_one, jobs), strict=True)


def compare_one(job: tuple[str, int, int]) -> Compared | str:
    """Labels and oracles of one draw, or why there is none."""
    from tests.labels.oracles import compare
    from tests.labels.state_oracles import compare_states

    name, seed, index = job
    try:
        scene, _ = _pipeline(name, seed).settled_scene(index)
    except InfeasibleError as error:
        return error.what
    relations, states = compare(scene, scene.scenario.cameras[0]), compare_states(scene)
    return {**relations[0], **states[0]}, [*relations[1], *states[1]]


@cache
def _pipeline(name: str, seed: int) -> Pipeline:
    return Pipeline(load_spec(name, overrides=SMALL), seed=seed)


def _table(tallies: dict[str, Tally], differing: Sequence[tuple[str, int, Disagreement]]) -> Iterator[str]:
    yield f"{'label':12} {'told':>7} {'true':>6} {'ambiguous':>9} {'disagree':>8} {'agreement':>9}"
    for predicate, tally in tallies.items():
        told = tally.agree + tally.disagree + tally.ambiguous
        share = tally.ambiguous / max(1, told)
        yield f"{predicate:12} {told:7} {tally.true:6} {share:9.2%} {tally.disagree:8} {tally.agreement:9.2%}"
    for name, index, d in differing[:20]:
        margin = "not listed" if d.margin is None else f"margin {d.margin:+.3f}"
        pair = ", ".join(k for k in (d.subject, d.object) if k)
        yield f"  {name} {index}: {d.predicate}({pair}) is {d.label}, {margin}; oracle: {d.verdict}"
