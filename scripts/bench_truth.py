"""scripts/bench truth: labels of relations against the oracles of tests/labels/oracles.py, in drawn scenes."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from simgen.errors import InfeasibleError
from simgen.pipeline import Pipeline
from simgen.spec import load_spec

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def compare_scenes(names: Sequence[str], count: int, seed: int) -> None:
    """Print a table, a relation a line, over `count` draws of each scene, and the first disagreements."""
    from tests.labels.oracles import Disagreement, Tally, compare

    tallies: dict[str, Tally] = {}
    differing: list[tuple[str, int, Disagreement]] = []
    drawn: Counter[str] = Counter()
    start = time.perf_counter()
    for name in names:
        pipeline = Pipeline(load_spec(name, overrides=("render.width=160", "render.height=120")), seed=seed)
        for index in range(count):
            try:
                scene, _ = pipeline.settled_scene(index)
            except InfeasibleError as error:
                print(f"{name} {index}: left out, {error.what}")
                continue
            drawn[name] += 1
            found, told = compare(scene, scene.scenario.cameras[0])
            tallies = {k: tallies.get(k, Tally()) + found.get(k, Tally()) for k in {**tallies, **found}}
            differing += [(name, index, d) for d in told]
    seconds = time.perf_counter() - start
    print(f"{sum(drawn.values())} scenes ({', '.join(f'{k} {v}' for k, v in drawn.items())}) in {seconds:.0f} s")
    print(f"{'relation':12} {'pairs':>7} {'true':>6} {'ambiguous':>9} {'disagree':>8} {'agreement':>9}")
    for predicate, tally in tallies.items():
        pairs = tally.agree + tally.disagree + tally.ambiguous
        share = tally.ambiguous / max(1, pairs)
        print(f"{predicate:12} {pairs:7} {tally.true:6} {share:9.2%} {tally.disagree:8} {tally.agreement:9.2%}")
    for name, index, d in differing[:20]:
        margin = "not listed" if d.margin is None else f"margin {d.margin:+.3f}"
        print(f"  {name} {index}: {d.predicate}({d.subject}, {d.object}) is {d.label}, {margin}; oracle: {d.verdict}")
