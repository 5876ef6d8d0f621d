"""Worker processes on this machine. Any number of them makes the same files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from simgen.batch.workers import run_workers
from simgen.cores import usable_cores
from simgen.dataset import write_sample
from simgen.errors import InfeasibleError
from simgen.frame import Sample

Progress = Callable[["Finished"], None]


class Maker(Protocol):
    """What makes the samples of a draw: a pipeline, or a sweep of one. Other processes get a pickled copy."""

    threads: int | None

    @property
    def categories(self) -> Mapping[str, int]:
        """Category name → semantic id."""
        ...

    def samples(self, index: int) -> Iterable[Sample]:
        """The samples of draw `index`; InfeasibleError where there are none."""
        ...


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
    maker: Maker,
    indices: Sequence[int],
    samples_folder: Path,
    *,
    workers: int = 1,
    progress: Progress | None = None,
) -> BatchReport:
    """Make and write the samples of `indices`; call `progress` after each, in this process.

    An infeasible draw is reported and the rest go on; any other error ends the run. One worker runs here, with
    all cores in each picture; more run in their own processes and share the cores, unless the maker says how many
    threads a picture gets. KeyboardInterrupt leaves every finished sample whole and no process behind.
    """
    finished: list[Finished] = []

    def note(result: Finished) -> None:
        finished.append(result)
        if progress:
            progress(result)

    if workers <= 1 or len(indices) <= 1:
        for index in indices:
            note(_make(maker, index, samples_folder))
    elif indices:
        workers = min(workers, len(indices))
        threads = maker.threads or max(1, usable_cores() // workers)
        run_workers(
            _make_in_worker,
            indices,
            note,
            workers=workers,
            start=_start_worker,
            arguments=(maker, threads, samples_folder),
        )
    return BatchReport(tuple(sorted(finished, key=lambda f: f.index)))


def _make(maker: Maker, index: int, samples_folder: Path) -> Finished:
    paths: list[Path] = []
    timings: dict[str, float] = {}
    rejections: Mapping[str, int] = {}
    try:
        # Each is written before the next is made, so that a long clip takes the memory of one frame.
        for sample in maker.samples(index):
            paths.append(write_sample(sample, samples_folder, maker.categories))
            rejections = sample.provenance.rejections
            for stage, seconds in sample.timings_s.items():
                timings[stage] = timings.get(stage, 0.0) + seconds
    except InfeasibleError as error:
        return Finished(index, rejections=error.tally, error=str(error))
    return Finished(index, tuple(paths), timings, rejections)


_worker: dict[str, Any] = {}


def _start_worker(maker: Maker, threads: int, samples_folder: Path) -> None:
    maker.threads = threads
    _worker["maker"] = maker
    _worker["folder"] = samples_folder


def _make_in_worker(index: int) -> Finished:
    return _make(_worker["maker"], index, _worker["folder"])
