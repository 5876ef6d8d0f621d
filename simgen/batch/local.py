"""Worker processes on this machine. Any number of them makes the same files."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from simgen.dataset import write_sample
from simgen.errors import InfeasibleError, SimgenError
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
            note(_make(maker, index, samples_folder))
    elif indices:
        _run_workers(maker, indices, samples_folder, min(workers, len(indices)), note)
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
    # The parent alone hears Ctrl-C; it lets each worker finish or ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    maker.threads = threads
    _worker["maker"] = maker
    _worker["folder"] = samples_folder


def _make_in_worker(index: int) -> Finished:
    return _make(_worker["maker"], index, _worker["folder"])


def _run_workers(
    maker: Maker, indices: Sequence[int], folder: Path, workers: int, note: Callable[[Finished], None]
) -> None:
    threads = max(1, (os.cpu_count() or 1) // workers)
    start = (maker, threads, folder)
    # Spawned, not forked: renderers and engines hold threads and device state that a fork would break.
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker, initargs=start)
    pending: set[Future[Finished]] = set()
    queue = iter(indices)
    try:
        for index in queue:
            pending.add(executor.submit(_make_in_worker, index))
            if len(pending) >= 2 * workers:
                pending = _drain(pending, note)
        while pending:
            pending = _drain(pending, note)
    except BrokenProcessPool as error:
        raise SimgenError(
            "a worker process died (out of memory, or a crash in a library)",
            where="--workers",
            remedy="Run the same command again with fewer --workers: it makes what is missing.",
        ) from error
    except BaseException:
        processes = list((getattr(executor, "_processes", None) or {}).values())
        executor.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()
        raise
    executor.shutdown()


def _drain(pending: set[Future[Finished]], note: Callable[[Finished], None]) -> set[Future[Finished]]:
    done, rest = wait(pending, return_when=FIRST_COMPLETED)
    for future in done:
        note(future.result())
    return rest
