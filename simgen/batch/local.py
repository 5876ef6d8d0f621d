"""Worker processes on this machine. Any number of them makes the same files."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simgen.batch.workers import run_workers
from simgen.dataset import write_sample
from simgen.errors import InfeasibleError
from simgen.pipeline import Pipeline
from simgen.spec import SceneSpec, parse_plain

Progress = Callable[["Finished"], None]


@dataclass(frozen=True)
class Finished:
    """One draw done: its index, the meta.json paths, seconds by stage, and rejected attempts by reason.

    `error` tells why it gave no samples (the others go on).
    """

    index: int
    paths: tuple[Path, ...] = ()
    timings_s: Mapping[str, float] = field(default_factory=dict)
    rejections: Mapping[str, int] = field(default_factory=dict)
    error: str | None = None


@dataclass(frozen=True)
class BatchReport:
    """What a run did, by index."""

    finished: tuple[Finished, ...]

    @property
    def failed(self) -> tuple[Finished, ...]:
        """The draws that gave no samples."""
        return tuple(f for f in self.finished if f.error)


def run_batch(
    pipeline: Pipeline,
    indices: Sequence[int],
    samples_folder: Path,
    *,
    workers: int = 1,
    progress: Progress | None = None,
) -> BatchReport:
    """Make and write the samples of `indices`; call `progress` after each, in this process.

    An infeasible draw is reported and the rest go on; any other error ends the run. One worker runs here, with
    all cores in each picture; more run in their own processes and share the cores. KeyboardInterrupt leaves
    every finished sample whole and no process behind.
    """
    finished: list[Finished] = []

    def note(result: Finished) -> None:
        finished.append(result)
        if progress:
            progress(result)

    if workers <= 1 or len(indices) <= 1:
        for index in indices:
            note(_make(pipeline, index, samples_folder))
    elif indices:
        workers = min(workers, len(indices))
        threads = max(1, (os.cpu_count() or 1) // workers)
        run_workers(
            _make_in_worker,
            indices,
            note,
            workers=workers,
            start=_start_worker,
            arguments=(pipeline.spec.to_plain(), pipeline.seed, pipeline.renderer_name, threads, samples_folder),
        )
    return BatchReport(tuple(sorted(finished, key=lambda f: f.index)))


def _make(pipeline: Pipeline, index: int, samples_folder: Path) -> Finished:
    try:
        samples = pipeline.samples(index)
    except InfeasibleError as error:
        return Finished(index, rejections=error.tally, error=str(error))
    paths = tuple(write_sample(sample, samples_folder, pipeline.categories) for sample in samples)
    timings: dict[str, float] = {}
    for sample in samples:
        for stage, seconds in sample.timings_s.items():
            timings[stage] = timings.get(stage, 0.0) + seconds
    return Finished(index, paths, timings, samples[0].provenance.rejections if samples else {})


_worker: dict[str, Any] = {}


def _start_worker(plain_spec: dict[str, Any], seed: int, renderer: str, threads: int, samples_folder: Path) -> None:
    spec: SceneSpec = parse_plain(plain_spec)
    _worker["pipeline"] = Pipeline(spec, seed=seed, renderer=renderer, threads=threads)
    _worker["folder"] = samples_folder


def _make_in_worker(index: int) -> Finished:
    return _make(_worker["pipeline"], index, _worker["folder"])
