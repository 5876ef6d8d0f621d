"""Worker processes on this machine that do one thing with each index; any number of them does the same."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from simgen.errors import SimgenError

Result = TypeVar("Result")


def run_workers(
    task: Callable[[int], Result],
    indices: Sequence[int],
    note: Callable[[Result], None],
    *,
    workers: int,
    start: Callable[..., None],
    arguments: tuple[Any, ...],
) -> None:
    """Call `task` with each index in processes that `start(*arguments)` made ready, and `note` each result here.

    `task` and `start` are functions of a module. Results come as they are done. An error of a task ends the run, and
    so does KeyboardInterrupt, with no process left behind; SimgenError where a process dies.
    """
    # Spawned, not forked: renderers and engines hold threads and device state that a fork would break.
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(workers, mp_context=context, initializer=_start, initargs=(start, arguments))
    pending: set[Future[Result]] = set()
    queue = iter(indices)
    try:
        for index in queue:
            pending.add(executor.submit(task, index))
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


def _start(start: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    # The parent alone hears Ctrl-C; it lets each worker finish or ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    start(*arguments)


def _drain(pending: set[Future[Result]], note: Callable[[Result], None]) -> set[Future[Result]]:
    done, rest = wait(pending, return_when=FIRST_COMPLETED)
    for future in done:
        note(future.result())
    return rest
