"""Progress of a run: a bar at a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from simgen.batch import Progress as Report
from simgen.batch.local import Finished


@contextmanager
def showing(total: int, *, quiet: bool = False) -> Iterator[Report]:
    """A function to call after each draw; what it shows goes to stderr."""
    if quiet:
        yield lambda finished: None
    elif sys.stderr.isatty():
        with _bar(total) as report:
            yield report
    else:
        yield _lines(total)


def told(finished: Finished) -> str:
    """One draw in one line."""
    if finished.error:
        return f"draw {finished.index}: {finished.error}"
    stages = " ".join(f"{stage} {seconds:.2f}" for stage, seconds in finished.timings_s.items())
    retries = sum(finished.rejections.values())
    total = sum(finished.timings_s.values())
    return f"draw {finished.index}: {total:.1f} s ({stages})" + (f", {retries} retried" if retries else "")


def _lines(total: int) -> Report:
    start = time.monotonic()
    done = 0

    def report(finished: Finished) -> None:
        nonlocal done
        done += 1
        each = (time.monotonic() - start) / done
        click.echo(f"[{done}/{total}] {told(finished)}; about {each * (total - done):.0f} s left", err=True)

    return report


@contextmanager
def _bar(total: int) -> Iterator[Report]:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[each]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("draw, settle, render, label", total=total, each="")
        start = time.monotonic()

        def report(finished: Finished) -> None:
            done = bar.tasks[0].completed + 1
            bar.update(task, advance=1, each=f"{(time.monotonic() - start) / done:.1f} s a draw")
            if finished.error:
                bar.console.print(told(finished), style="red", markup=False)

        yield report
