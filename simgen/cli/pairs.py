"""simgen pairs."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
import numpy as np
from rich.console import Console

from simgen.batch import plan_indices, run_batch
from simgen.cli.options import (
    json_option,
    overwrite_option,
    quality_option,
    quiet_option,
    read_spec,
    seed_option,
    set_option,
    shift_option,
    threads_option,
    workers_option,
)
from simgen.cli.progress import showing
from simgen.cli.tables import table_of
from simgen.dataset import Record, finished_keys, open_dataset
from simgen.dataset.images import encode_png
from simgen.dataset.writer import write_file
from simgen.pipeline import Pipeline
from simgen.study.axes import AXES
from simgen.study.pairs import CHANGES, change_called, changed_pixels, write_pairs
from simgen.study.sweeps import Sweep
from simgen.view import contact_sheet

SHEET_ROWS = 40
# What the sheet paints the mask with: the same, looks otherwise, another surface.
MASK_COLORS = np.array([[24, 24, 24], [90, 140, 220], [250, 190, 60]], dtype=np.uint8)


@click.command("pairs")
@click.argument("spec", required=False)
@click.option("--change", "text", metavar="NAME|AXIS=BEFORE,AFTER", help="The one fact that differs.")
@click.option("--target", metavar="OBJECT", help="What the fact is about. [default: what the camera looks at]")
@click.option("-n", "--count", type=click.IntRange(1, 1_000_000), default=1, show_default=True, help="Pairs to have.")
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Dataset folder. [default: out/NAME-CHANGE]")
@seed_option
@workers_option
@threads_option
@quality_option
@set_option
@shift_option
@overwrite_option
@click.option("--list-changes", is_flag=True, help="Print all changes with names, and do nothing else.")
@json_option
@quiet_option
def command(
    spec: str | None,
    text: str | None,
    target: str | None,
    count: int,
    out: Path | None,
    seed: int,
    workers: int,
    threads: int | None,
    quality: str | None,
    overrides: tuple[str, ...],
    shifts: tuple[str, ...],
    overwrite: bool,
    list_changes: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Make pairs of samples of SPEC: the same scene with exactly one fact changed, and a mask of what changed.

    pairs.json lists both records of each pair, the fact, what physics moved besides, and the mask: 0 the same, 1 the
    same surface looks otherwise (light, shadow, material), 2 another surface. Run again, it makes what is missing.
    """
    if list_changes:
        _list_changes(as_json)
        return
    if spec is None or text is None:
        raise click.UsageError(f"Missing {'argument SPEC' if spec is None else 'option --change'}.")
    change = change_called(text)
    pipeline = Pipeline(read_spec(spec, overrides, quality, shifts), seed=seed, threads=threads)
    sweep = Sweep(pipeline, (change.factor,), target)
    folder = out or Path("out") / f"{pipeline.spec.name}-{text.partition('=')[0]}"
    samples_folder = open_dataset(folder, sweep.header(), overwrite=overwrite)
    sweep.done = finished_keys(samples_folder)
    indices = plan_indices(count, sweep.keys, sweep.done)
    with showing(len(indices), quiet=quiet or as_json) as progress:
        report = run_batch(sweep, indices, samples_folder, workers=workers, progress=progress)
    keys = [key for index in range(count) for key in sweep.keys(index)]
    records = [Record(samples_folder / f"{key}.meta.json") for key in keys]
    pairs = [
        (before, after)
        for before, after in zip(records[::2], records[1::2], strict=True)
        if before.meta_path.is_file() and after.meta_path.is_file()
    ]
    rows = write_pairs(folder, change, pairs)
    write_file(folder / "pairs.json", json.dumps(rows, indent=2).encode() + b"\n")
    if pairs:
        _write_sheet(folder / "sheet.png", pairs[:SHEET_ROWS])
    if as_json:
        failed = [{"index": f.index, "error": f.error} for f in report.failed]
        click.echo(json.dumps({"dataset": str(folder), "pairs": rows, "failed": failed}))
    else:
        click.echo(f"{len(rows)} pairs in {folder / 'pairs.json'}, seen in {folder / 'sheet.png'}")
        for failed_draw in report.failed:
            click.echo(f"error: {failed_draw.error}", err=True)
    if report.failed:
        sys.exit(1)


def _list_changes(as_json: bool) -> None:
    rows = [
        {"change": name, "axis": c.axis, "before": c.before, "after": c.after, "doc": AXES[c.axis].doc}
        for name, c in CHANGES.items()
    ]
    if as_json:
        click.echo(json.dumps(rows))
        return
    table = table_of("change", "fact", "before", "after", "what the axis is", title=f"{len(rows)} changes")
    for row in rows:
        table.add_row(*(str(row[key]) for key in ("change", "axis", "before", "after", "doc")))
    Console().print(table)


def _write_sheet(path: Path, pairs: list[tuple[Record, Record]]) -> None:
    """Before, after and mask side by side."""
    pictures, titles = [], []
    for before, after in pairs:
        pictures += [before.rgb, after.rgb, MASK_COLORS[changed_pixels(before, after)]]
        titles += ["before", "after", ""]
    width = min(pictures[0].shape[1], 320)
    write_file(path, encode_png(contact_sheet(pictures, titles, columns=3, tile_width=width)))
