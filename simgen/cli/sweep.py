"""simgen sweep."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape

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
    threads_option,
    workers_option,
)
from simgen.cli.progress import showing
from simgen.cli.tables import table_of
from simgen.dataset import finished_keys, open_dataset
from simgen.dataset.images import encode_png, read_png
from simgen.dataset.writer import write_file
from simgen.errors import SimgenError
from simgen.pipeline import Pipeline
from simgen.study.axes import AXES, Axis, Value, axis_called
from simgen.study.clips import Factor, factors_of
from simgen.study.sweeps import Sweep
from simgen.view import contact_sheet

SHEET = "sheet.png"
SHEET_ROWS, SHEET_WIDTH = 40, 3200


@click.command("sweep")
@click.argument("spec", required=False)
@click.option(
    "--axis",
    "axes",
    multiple=True,
    metavar="NAME",
    help="What varies; two or three make a grid. [default: the spec's axes]",
)
@click.option(
    "--values",
    multiple=True,
    metavar="A:B:N|V1,V2,…",
    help="N evenly spaced values, or a list; one for each --axis. [default: 5 over the axis's range]",
)
@click.option("--target", metavar="OBJECT", help="What the clip is about. [default: what the camera looks at]")
@click.option("-n", "--count", type=click.IntRange(1, 1_000_000), default=1, show_default=True, help="Scenes to have.")
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Dataset folder. [default: out/NAME-AXIS]")
@seed_option
@workers_option
@threads_option
@shard_option
@quality_option
@set_option
@shift_option
@raw_option
@overwrite_option
@click.option("--list-axes", is_flag=True, help="Print all axes, and do nothing else.")
@json_option
@quiet_option
def command(
    spec: str | None,
    axes: tuple[str, ...],
    values: tuple[str, ...],
    target: str | None,
    count: int,
    out: Path | None,
    seed: int,
    workers: int,
    threads: int | None,
    shard: str | None,
    quality: str | None,
    overrides: tuple[str, ...],
    shifts: tuple[str, ...],
    raw: bool,
    overwrite: bool,
    as_json: bool,
    list_axes: bool,
    quiet: bool,
) -> None:
    """Make clips of SPEC in which one factor varies, or a grid of them, and everything else stays as it is.

    Every frame is an ordinary sample; its record tells the requested and the measured value. sheet.png shows the first
    axis from left to right and a scene (and each value of further axes) a row. Run again, it makes what is missing.
    """
    if list_axes:
        _list_axes(as_json)
        return
    if spec is None:
        raise click.UsageError("Missing argument 'SPEC'.")
    pipeline = Pipeline(read_spec(spec, overrides, quality, shifts), seed=seed, threads=threads, raw=raw)
    factors = _factors(axes, values) if axes else factors_of(pipeline.spec, pipeline.catalog)
    wanted_shard = Shard.parse(shard) if shard else Shard()
    sweep = Sweep(pipeline, factors, target)
    folder = out or Path("out") / "-".join([pipeline.spec.name, *(f.axis.name for f in factors)])
    samples_folder = open_dataset(folder, sweep.header(), overwrite=overwrite)
    sweep.done = finished_keys(samples_folder)
    indices = plan_indices(count, sweep.keys, sweep.done, wanted_shard)
    with showing(len(indices), quiet=quiet or as_json) as progress:
        report = run_batch(sweep, indices, samples_folder, workers=workers, progress=progress)
    sheet = _write_sheet(folder, sweep, count)
    if as_json:
        click.echo(json.dumps(_summary(folder, sheet, report)))
    else:
        made = sum(len(f.paths) for f in report.finished)
        click.echo(f"{made} samples made, {len(finished_keys(samples_folder))} in {folder}")
        if sheet:
            click.echo(str(sheet))
        for failed in report.failed:
            click.echo(f"error: {failed.error}", err=True)
    if report.failed:
        sys.exit(1)


def _list_axes(as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([_row(axis) for axis in AXES.values()]))
        return
    about = "what it is, its values if none are given, what is measured and what each value costs"
    table = table_of("axis", about, title=f"{len(AXES)} axes", show_lines=True)
    for axis in AXES.values():
        values = ", ".join(axis.names) or f"{axis.low:g} to {axis.high:g} {axis.unit}".rstrip()
        facts = escape(f"{values} · {axis.measured_unit} · {axis.redo}")
        table.add_row(axis.name, f"{escape(axis.doc)}\n[dim]{facts}[/dim]")
    Console().print(table)


def _row(axis: Axis) -> dict[str, object]:
    values: list[Value] = [*axis.names] or [axis.low, axis.high]
    return {
        "axis": axis.name,
        "redo": axis.redo,
        "unit": axis.unit,
        "values": values,
        "measured": axis.measured_unit,
        "doc": axis.doc,
    }


def _factors(axes: tuple[str, ...], values: tuple[str, ...]) -> tuple[Factor, ...]:
    if values and len(values) != len(axes):
        raise SimgenError(
            f"{len(axes)} axes and {len(values)} lists of values",
            where="--values",
            remedy="Give one --values for each --axis, in the same order, or none.",
        )
    texts: list[str | None] = list(values) or [None] * len(axes)
    return tuple(Factor(a := axis_called(name), a.values(text)) for name, text in zip(axes, texts, strict=True))


def _write_sheet(folder: Path, sweep: Sweep, count: int) -> Path | None:
    """The pictures that are there, values along x; None where there are none."""
    columns = len(sweep.factors[0].values)
    keys = [key for index in range(count) for key in sweep.keys(index)][: columns * SHEET_ROWS]
    samples = folder / "samples"
    found = {key: samples / f"{key}.rgb.png" for key in keys if (samples / f"{key}.meta.json").is_file()}
    if not found:
        return None
    pictures = {key: read_png(path) for key, path in found.items()}
    blank = next(iter(pictures.values())) * 0
    frames = len(sweep.keys(0)) // len(sweep.pipeline.spec.cameras)
    titles = [_title(sweep, k % frames) for k in range(len(keys))]
    width = min(blank.shape[1], 320, max(SHEET_WIDTH // columns, 48))
    sheet = contact_sheet([pictures.get(key, blank) for key in keys], titles, columns=columns, tile_width=width)
    write_file(folder / SHEET, encode_png(sheet))
    return folder / SHEET


def _title(sweep: Sweep, number: int) -> str:
    shown = sweep.grid[number].values()
    # Six digits write out what axes range over: ISO 102400 and 0.333333.
    return " ".join(value if isinstance(value, str) else f"{value:.6g}" for value in shown)


def _summary(folder: Path, sheet: Path | None, report: BatchReport) -> dict[str, object]:
    return {
        "dataset": str(folder),
        "sheet": str(sheet) if sheet else None,
        "samples": [str(path) for f in report.finished for path in f.paths],
        "failed": [{"index": f.index, "error": f.error} for f in report.failed],
    }
