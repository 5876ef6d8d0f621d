"""simgen render."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from simgen.batch import BatchReport, Shard, plan_indices, run_batch
from simgen.cli.options import (
    json_option,
    overwrite_option,
    quality_option,
    quiet_option,
    raw_option,
    read_spec,
    seed_option,
    set_option,
    shard_option,
    shift_option,
    spec_argument,
    threads_option,
    workers_option,
)
from simgen.cli.progress import showing
from simgen.dataset import finished_keys, open_dataset
from simgen.pipeline import Pipeline, stage_means
from simgen.rendering import RENDERERS


@click.command("render")
@spec_argument
@click.option("-n", "--count", type=click.IntRange(1, 10_000_000), default=1, show_default=True, help="Draws to have.")
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Dataset folder. [default: out/NAME]")
@seed_option
@workers_option
@threads_option
@shard_option
@click.option("--split", metavar="NAME", help="Only draws of this split of the spec. [default: draws of all]")
@quality_option
@click.option("--backend", type=click.Choice(sorted(RENDERERS)), default="mitsuba", show_default=True)
@set_option
@shift_option
@raw_option
@overwrite_option
@json_option
@quiet_option
def command(
    spec: str,
    count: int,
    out: Path | None,
    seed: int,
    workers: int,
    threads: int | None,
    shard: str | None,
    split: str | None,
    quality: str | None,
    backend: str,
    overrides: tuple[str, ...],
    shifts: tuple[str, ...],
    raw: bool,
    overwrite: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Make labelled pictures of SPEC. Run again, it makes exactly what is missing."""
    wanted_shard = Shard.parse(shard) if shard else Shard()
    read = read_spec(spec, overrides, quality, shifts)
    pipeline = Pipeline(read, seed=seed, renderer=backend, threads=threads, split=split, raw=raw)
    folder = out or Path("out") / pipeline.spec.name
    samples_folder = open_dataset(folder, pipeline.header(), overwrite=overwrite)
    done = finished_keys(samples_folder)
    indices = plan_indices(count, pipeline.keys, done, wanted_shard, pipeline.wants)
    with showing(len(indices), quiet=quiet or as_json) as progress:
        report = run_batch(pipeline, indices, samples_folder, workers=workers, progress=progress)
    if as_json:
        click.echo(json.dumps(_summary(folder, report, seed)))
    else:
        _tell(folder, report)
    if report.failed:
        sys.exit(1)


def _summary(folder: Path, report: BatchReport, seed: int) -> dict[str, object]:
    return {
        "dataset": str(folder),
        "seed": seed,
        "samples": [str(path) for f in report.finished for path in f.paths],
        "failed": [{"index": f.index, "error": f.error} for f in report.failed],
        "rejections": {str(f.index): dict(f.rejections) for f in report.finished if f.rejections},
        "seconds_by_stage": stage_means([dict(f.timings_s) for f in report.finished if not f.error]),
    }


def _tell(folder: Path, report: BatchReport) -> None:
    made = sum(len(f.paths) for f in report.finished)
    click.echo(f"{made} samples made, {len(finished_keys(folder / 'samples'))} in {folder}")
    stages = stage_means([dict(f.timings_s) for f in report.finished if not f.error])
    if stages:
        each = ", ".join(f"{stage} {seconds:.2f}" for stage, seconds in stages.items())
        click.echo(f"seconds a draw: {sum(stages.values()):.2f} ({each})")
    for failed in report.failed:
        click.echo(f"error: {failed.error}", err=True)
